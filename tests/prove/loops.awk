# SPDX-License-Identifier: MIT
# loops.awk - put loop contracts behind the loops' heads in a copy of a file
#
#	awk -v file=pkcs7/der.c -f loops.awk loops FILE
#
# A line `@ FILE` of `loops` begins a file, a line `| TEXT` names the last line
# of a loop's head, without indentation and closing brace; the lines up to the
# next one are its contract. Each must be found once.
FNR == 1 { part++ }
part == 1 && /^#/ { next }
part == 1 && /^@/ { mine = ($2 == file); next }
part == 1 && /^\|/ { head = substr($0, 3); if (mine) wanted[head] = 1; next }
part == 1 { if (mine) clause[head] = clause[head] $0 "\n"; next }
{
	line = $0
	sub(/^[ \t]+/, "", line)
	brace = sub(/ \{$/, "", line)
	if (line in wanted) {
		found[line]++
		if (brace)
			sub(/ \{$/, "")
		print
		printf "%s", clause[line]
		if (brace)
			print "\t{"
		next
	}
	print
}
END {
	for (head in wanted)
		if (found[head] != 1) {
			printf "loops.awk: %s: %d times: %s\n", file,
				found[head], head >"/dev/stderr"
			bad = 1
		}
	exit bad
}
