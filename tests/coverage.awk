# SPDX-License-Identifier: MIT
# coverage.awk - what `llvm-cov show` says was never reached, one a line
#
# Reads the output with --show-branches=count --show-mcdc for one file; -v
# file=NAME. Writes, with tabs between: FILE KIND TEXT LINE COLUMN WHAT, TEXT
# being the line of the source; last "total FILE lines branches conditions".
BEGIN { FS = "|" }

function missing(kind, line, column, what)
{
	print file "\t" kind "\t" text[line] "\t" line "\t" column "\t" what
}

# The line and column in "(LINE:COLUMN)"
function place(s)
{
	match(s, /\([0-9]+:[0-9]+\)/)
	split(substr(s, RSTART + 1, RLENGTH - 2), at, ":")
}

# A line of the source: " 12|  3.4k|code"
/^ *[0-9]+\| *[0-9.kMGT]*\|/ {
	line = $1 + 0
	code = $0
	sub(/^ *[0-9]+\| *[0-9.kMGT]*\|/, "", code)
	gsub(/^[ \t]+|[ \t]+$/, "", code)
	if (!(line in text))
		text[line] = code
	count = $2
	gsub(/ /, "", count)
	# what is no code, though between lines that are
	if (count == "" || code ~ /^(#|$)/)
		next
	if (!(line in seen)) {
		seen[line] = 1
		lines++
	}
	if (count != "0")
		ran[line] = 1
	next
}

/Branch \([0-9]+:[0-9]+\): \[/ {
	if (/Folded/)
		next
	place($0)
	key = at[1] ":" at[2]
	if (!(key in branch))
		branch[key] = 1
	branches += 2 * (branch[key] == 1)
	branch[key] = 2
	if ($0 !~ /True: 0[,\]]/)
		went[key, "true"] = 1
	if ($0 !~ /False: 0[,\]]/)
		went[key, "false"] = 1
}

/Condition C[0-9]+ --> \(/ {
	place($0)
	match($0, /C[0-9]+/)
	where[substr($0, RSTART, RLENGTH)] = at[1] ":" at[2]
}

/C[0-9]+-Pair: / {
	match($0, /C[0-9]+/)
	key = where[substr($0, RSTART, RLENGTH)]
	if (!(key in condition)) {
		condition[key] = 1
		conditions++
	}
	if (/-Pair: covered/)
		shown[key] = 1
}

END {
	for (line in seen)
		if (!(line in ran))
			missing("line", line, 1, "never ran")
	for (key in branch) {
		split(key, at, ":")
		if (!((key, "true") in went))
			missing("branch", at[1], at[2], "never true")
		if (!((key, "false") in went))
			missing("branch", at[1], at[2], "never false")
	}
	for (key in condition)
		if (!(key in shown)) {
			split(key, at, ":")
			missing("condition", at[1], at[2], \
				"never alone decided")
		}
	print "total\t" file "\t" lines + 0 "\t" branches + 0 "\t" \
		conditions + 0
}
