#!/bin/bash
# SPDX-License-Identifier: MIT
# hostile.sh [write] - any input of the largest size is parsed in 10 ms, in a
# time that is linear in its size; write: the table of tests/ASSURANCE.md
# shellcheck disable=SC2030,SC2031 # broken copies are judged by themselves
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Microseconds; instructions: so many for each byte, and for the multiplication
# that a key on a curve costs once, whatever the size is.
limit=10000 per_byte=64 once=8000000

program() # TREE PROGRAM
{
	(
		cd "$1" || exit
		mapfile -t core < <(make -s files |
			grep -xE 'cfsv\.c|(sha256|pkcs7)/.*\.c')
		gcc -std=c99 -O2 -g -I. -o "$2" tests/hostile.c tests/sign.c \
			"${core[@]}" -lbearssl -lcmocka
	)
}

# Sets OUT: the program's lines, in place of a shape's number its instructions
measured() # PROGRAM OUT [SHAPE]
{
	local program=$1 out=$2
	shift 2
	"$program" "$@" >"$out.timed" || return
	if ! command -v valgrind >/dev/null; then
		sed 's/^[^|]*|/-|/' "$out.timed" >"$out"
		return
	fi
	rm -f "$out".count*
	valgrind -q --tool=callgrind --callgrind-out-file="$out.count" \
		"$program" "$@" >"$out.log" 2>&1 || return
	awk -F'|' 'FILENAME ~ /count/ {
			n = split($0, word, " ")
			if ($0 ~ /^desc: Trigger: Client Request/)
				at = word[n - 1] "|" word[n]
			if (/^(totals|summary):/)
				count[at] = word[2]
			next
		}
		{ n = count[$1 "|" $2]
			sub(/^[^|]*/, n == "" ? 0 : n); print }' \
		"$out".count* "$out.timed" >"$out"
}

# The largest of each shape is fast enough; its quarter, half and whole grow
# as a straight line: from the half to the whole it is twice the way from the
# quarter to the half.
judge() # LINES
{
	local count size kind name bytes time quarter half most
	while IFS='|' read -r count size kind name bytes _ time; do
		case $size in
		4032 | 16384) quarter=$count && continue ;;
		8064 | 32768) half=$count && continue ;;
		esac
		name="$kind: $name"
		if [ "${time%.*}" -gt $limit ]; then
			fail "$name" "$time microseconds for $bytes bytes"
		else
			pass
		fi
		[ "$count" != - ] || continue
		most=$((per_byte * bytes + 5000))
		case $name in
		*" P-"*) most=$((most + once)) ;;
		1000*) most=$((1000 * bytes)) ;; # all are compared
		esac
		if [ $((count - half)) -gt \
			$((5 * (half - quarter) / 2 + 5000)) ] &&
			[ "${name#* P-}" = "$name" ]; then
			fail "$name" "not linear: $quarter, $half, $count"
		elif [ "$count" -le 0 ] || [ "$count" -gt $most ]; then
			fail "$name" "$count instructions for $bytes bytes"
		else
			pass
		fi
	done <"$1"
}

# A copy that looks back over all of the input at every element must be red,
# and so must one that takes a while for each element.
broken() # NAME REASON STATEMENT
{
	local tree=$dir/tree said
	rm -rf "$tree" && mkdir "$tree"
	cp -r Makefile cfsv.[ch] pkcs7 sha256 ports tests "$tree"
	break_file "seen to fail: $1" "$tree" pkcs7/der.c \
		"/^static uint8_t der_next/,/^}/s/^\td->at = at;/$3\n&/" ||
		return
	# shape 18: a certificate with many elements
	said=$(failed=0
		program "$tree" "$dir/broken" &&
			measured "$dir/broken" "$dir/lines" 18 &&
			judge "$dir/lines")
	if grep -Eq "$2" <<<"$said"; then
		pass
	else
		fail "seen to fail: $1" "not red: $said"
	fi
}

publish()
{
	printf '%s\n' "Measured by \`make limits\` on $(date +%F)," \
		"$(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //')," \
		"$(gcc --version | head -n 1), -O2, $(valgrind --version)." '' \
		'| input | bytes | verdict | instructions | a byte | microseconds |' \
		'|---|---|---|---|---|---|'
	awk -F'|' '$2 == 16128 || $2 == 65536 {
		printf "| %s: %s | %s | %s | %s | %.1f | %s |\n", $3, $4,
			$5, $6, $1, $1 / $5, $7 }' "$dir/lines"
}

if ! [ -e /usr/include/valgrind/callgrind.h ]; then
	skip "time to parse" "valgrind is not installed"
	summary
	exit
fi
if ! program . "$dir/program" || ! measured "$dir/program" "$dir/lines"; then
	fail "time to parse" "the program does not build or run"
	summary
	exit
fi
judge "$dir/lines"
awk -F'|' '$7 > most { most = $7; name = $3 ": " $4; bytes = $5 }
	END { printf "tested: slowest: %s, %d bytes: %.1f microseconds\n",
		name, bytes, most }' "$dir/lines"
if [ "${1:-}" = write ] && [ "$failed" = 0 ]; then
	publish | tests/publish.sh tests/ASSURANCE.md hostile
fi
broken "quadratic" 'not linear: ' \
	'\tfor (uint32_t i = 0; i < at; i += 64) tag = (uint8_t)(tag + ((volatile const uint8_t *)d->buf)[i] - d->buf[i]);'
broken "slow" 'microseconds for ' \
	'\tfor (volatile uint32_t i = 0; i < 2000; i++) ;'
broken "many instructions" 'instructions for ' \
	'\tfor (volatile uint32_t i = 0; i < 2000; i++) ;'
summary
