# SPDX-License-Identifier: MIT
# annotate.awk - put ACSL into C: -v source=NAME -f annotate.awk ACSL... FILE.c
#
# Prints FILE.c with what the files named *.notes say of its functions:
#
#	contract FUNCTION	what stands above the function
#	loop FUNCTION N		above its loop N: for, while and do, from 1
#	before FUNCTION TEXT	above its line that has TEXT
#	wraps FUNCTION: REASON	unsigned wrapping and narrowing are meant there
#	open FUNCTION: REASON	it is not proved yet
#	eva FUNCTION: MAIN	Eva proves it, from this function of eva.c
#
# and the text, indented, under each. Files named *.acsl are C headers with
# contracts; they are only looked at for the names of functions. A function
# begins at column 0 and ends with "}" there, as clang-format has it. Line
# numbers stay those of FILE.c. Each function must have a contract in one of
# the two places, each loop its note, with a variant unless its function is open
# or Eva's, and each note its place; else status 1.

function bad(why)
{
	printf "annotate.awk: %s: %s\n", source, why | "cat >&2"
	failed = 1
}

function put(key, note)
{
	used[key] = 1
	note = text[key] # a note may have several places
	if (key ~ /^before/) # one assertion a comment
		gsub(/\n\tassert /, "\n*/\n/*@\n\tassert ", note)
	printf "/*@\n%s*/\n#line %d \"%s\"\n", note, FNR, source
}

function name_of(line)
{
	sub(/\(.*/, "", line)
	sub(/.*[ *]/, "", line)
	return line
}

FILENAME ~ /\.acsl$/ {
	if (previous ~ /\*\/$/ && /^[a-z].*\(/)
		known[name_of($0)] = 1
	previous = $0
	next
}

FILENAME ~ /\.notes$/ {
	if (/^(contract|loop|before) /)
		text[key = $0] = ""
	else if (/^(wraps|open|eva) [a-z0-9_]+: ./) { # read by wp.sh
		wraps[$2] = 1
		if ($1 != "wraps")
			unproved[$2] = 1
	}
	else if (/^\t/)
		text[key] = text[key] $0 "\n"
	else if (!/^#/ && NF > 0)
		bad("not understood: " $0)
	next
}

FNR == 1 { printf "#line 1 \"%s\"\n", source }

# the head of a function, or of a declaration
/^[a-z].*\(/ && !/;$/ {
	name = name_of($0)
	loops = 0
	if ("contract " name in text)
		put("contract " name)
}

/^\{/ && name != "" {
	functions++
	delete wraps[name ":"]
	if (!(name in known) && !("contract " name in text))
		bad("no contract for " name)
}

/^\t+(for|while|do)( |$)/ && name != "" {
	key = "loop " name " " ++loops
	if (key in text)
		put(key)
	else
		bad("no note for loop " loops " of " name)
	if (!((name ":") in unproved) && text[key] !~ /loop variant/)
		bad("loop " loops " of " name " has no variant")
}

/^\t/ && name != "" {
	for (key in text)
		if (index(key, "before " name " ") == 1 &&
		    index($0, substr(key, length("before " name " ") + 1)))
			put(key)
}

/^\}/ { name = "" }

{ print }

END {
	for (key in text)
		if (!(key in used))
			bad("no such place: " key)
	for (key in wraps)
		bad("no such function: " key)
	if (functions == 0)
		bad("no function")
	exit failed
}
