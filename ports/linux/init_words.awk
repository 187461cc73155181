# SPDX-License-Identifier: MIT
# init_words.awk - cfsv-init's texts, packed: awk -f init_words.awk FILE... >.h
#
# The texts are those of the rows X(...) of macros "#define NAME(X)": a row's
# strings. A row with two is an error, X(NAME, number, CLASS, what, mend): its
# name is a text, too, and its number and class go into tables. Rows of what
# cfsv-init does not have are left out: of the reader, -210 to -215, and of
# firmware, -800 and below. Packing replaces the pair of bytes that is met most
# often by a byte that stands for it, until no byte is left or no pair is worth
# it.

/^#define [A-Z_]+\(X\)/ { on = 1 }
on { text = text $0 "\n" }
!/\\$/ { on = 0 }

# A text's characters: 1 for a blank to 95 for "~"; 0 ends it.
function add(s, i, code)
{
	for (i = 1; i <= length(s); i++) {
		code = index(ascii, substr(s, i, 1))
		if (code == 0 || substr(s, i, 1) == "\\") {
			print "init_words.awk: what is this in '" s "'?" | "cat >&2"
			exit 1
		}
		seq[n++] = code
	}
	seq[n++] = 0
	if (i > longest)
		longest = i
}

# The most frequent pair, the smallest of several; 0 if it is not worth it.
function best(i, pair, count, found)
{
	split("", count)
	for (i = 0; i + 1 < n; i++)
		if (seq[i] && seq[i + 1])
			count[seq[i] * 256 + seq[i + 1]]++
	count[0] = 3 # a pair itself takes two bytes
	found = 0
	for (pair in count)
		if (count[pair] > count[found] ||
		    (count[pair] == count[found] && pair + 0 < found))
			found = pair + 0
	return found
}

function replace(pair, code, i, to)
{
	to = 0
	for (i = 0; i < n; i++) {
		seq[to] = seq[i]
		if (i + 1 < n && seq[i] * 256 + seq[i + 1] == pair) {
			seq[to] = code
			i++
		}
		to++
	}
	n = to
}

END {
	for (i = 32; i < 127; i++)
		ascii = ascii sprintf("%c", i)
	gsub(/\/\*[^*]*\*\//, "", text)
	gsub(/\\\n/, "", text)
	gsub(/"[ \t]*"/, "", text)
	rows = split(text, row, /[^A-Z_]X\(/)
	for (r = 2; r <= rows; r++) {
		parts = split(row[r], part, "\"")
		if (parts > 3) {
			split(part[1], field, /[, \t\n]+/)
			if (field[2] <= -800 ||
			    (field[2] <= -210 && field[2] >= -215))
				continue
			add(field[1])
			numbers = numbers "\t" field[2] ",\n"
			classes = classes "\tCFSV_CLASS_" field[3] ",\n"
		}
		for (i = 2; i < parts; i += 2)
			add(part[i])
	}
	print "/* made by init_words.awk */"
	print "#define WORDS_MAX " longest
	print "static const int16_t words_numbers[] = {\n" numbers "};"
	print "static const uint8_t words_classes[] = {\n" classes "};"
	print "static const uint8_t words_pairs[][2] = {"
	for (code = 96; code < 256 && (pair = best()) > 0; code++) {
		replace(pair, code)
		print "\t{" int(pair / 256) ", " pair % 256 "},"
	}
	print "};\nstatic const uint8_t words_packed[] = {"
	for (i = 0; i < n; i++)
		print "\t" seq[i] ","
	print "};"
}
