#!/bin/bash
# SPDX-License-Identifier: MIT
# frama-c.sh - prove files of the core free of runtime errors, by Frama-C's WP
#
#	frama-c.sh [fast]	all files; fast: pkcs7/der.c alone
#	frama-c.sh FILE...	these; a goal that is left stands in the output
#	frama-c.sh broken [FUNCTION|FILE]	broken copies: all, or these
#
# WP proves the contracts in tests/prove/frama-c/ and that there is no runtime
# error; unsigned overflow and narrowing count as errors. annotate.awk puts what
# FILE.notes says into a copy of FILE: the source stays as it is. A function or
# loop without a note is a failure, and so is a goal that no prover discharges.
# Each proved file has broken copies (frama-c/mutants) of which a goal must be left;
# a whole run tries the first of each file, `broken` without a name all of them:
# an hour. A whole run works on one file or copy for each CPU at a time, and writes
# its table into tests/ASSURANCE.md.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

for tool in frama-c why3 z3 cvc4; do
	command -v $tool >/dev/null && continue
	skip "Frama-C" "$tool is not installed (tests/setup.sh prove)"
	summary
	exit
done

# Z3 without model-based instantiation: these goals are full of quantifiers.
export WHY3CONFIG=$dir/why3.conf
why3 config detect >/dev/null 2>&1
printf '#!/bin/sh\nexec %s smt.mbqi=false smt.auto_config=false "$@"\n' \
	"$(command -v z3)" >"$dir/z3"
chmod +x "$dir/z3"
sed -i "s|^path = .*/z3\"|path = \"$dir/z3\"|" "$WHY3CONFIG"

# The files that are proved, and those whose contracts wait for their proof.
# What takes longest is first.
proved="pkcs7/signed_data.c sha256/reader.c pkcs7/x509.c cfsv.c pkcs7/key.c
	pkcs7/der.c pkcs7/oid.c pkcs7/anchor.c pkcs7/check.c pkcs7/bearssl.c
	sha256/sha256.h sha256/common.c sha256/fastest.c sha256/measure.c
	sha256/sha256.c sha256/descriptor.c"
waiting="sha256/tree.c"
without="sha256/sha512.c"

# shellcheck source=tests/prove/wp.sh
. tests/prove/wp.sh

# Rows of the table; several processes write it.
rows=${FRAMA_C_ROWS:-$dir/rows}
one() # FILE: it must be proved
{
	local start=$SECONDS f main left byeva
	if prove "$1" "$1"; then
		pass
	else
		fail "$1 is proved" "$good of $all goals"
		grep -A 2 -E '\[(Failed|Timeout|Unknown)\]|rror' "$dir/log" |
			head -n 40
	fi
	for f in $(said eva "$1"); do
		main=$(sed -n "s/^eva $f: //p" "$acsl/$(basename "$1" .c).notes")
		if eva "$main"; then
			pass
		else
			fail "$f is proved by Eva" "see the alarms"
			tail -n 20 "$dir/log"
		fi
	done
	for f in $(said open "$1"); do
		skip "Frama-C: $f of $1" "not proved yet"
	done
	left=$(said open "$1" | paste -sd' ')
	byeva=$(said eva "$1" | paste -sd' ')
	printf '%s: %d of %d goals (%d s)\n' "$1" "$good" "$all" \
		$((SECONDS - start))
	printf '| %s | %d | %d | %d | %s | %s |\n' "$1" "$good" "$all" \
		$((SECONDS - start)) "${byeva:--}" "${left:--}" >>"$rows"
}

# Of a broken copy of a function a goal is left. The function as it is must be
# proved: in a whole run its file is, in the same time for each goal.
broken() # FUNCTION FILE SCRIPT
{
	only=$1
	if [ -z "${FRAMA_C_ROWS:-}" ] && [ "$only" != "${proved_one:-}" ]; then
		prove "$2" "$2" || fail "whole: $1" "$good of $all goals"
		proved_one=$only
	fi
	mkdir -p "$dir/copy/$(dirname "$2")"
	if break_file "broken: $1" "$dir/copy" "$2" "$3"; then
		first=1
		prove "$dir/copy/$2" "$2"
		case $? in
		0) fail "broken: $1: $3" "it is proved" ;;
		1) pass ;;
		*) fail "broken: $1: $3" "not asked: $(tail -n 3 "$dir/log")" ;;
		esac
		first=
	fi
	only=
}

# A broken copy of a file that Eva runs must raise an alarm.
broken_eva() # MAIN FILE SCRIPT
{
	rm -rf "$dir/core"
	mkdir "$dir/core"
	cp -r cfsv.c cfsv.h sha256 pkcs7 "$dir/core/"
	break_file "broken: $1" "$dir/core" "$2" "$3" || return
	if eva "$1" "$dir/core"; then
		fail "broken: $1: $3" "Eva has no alarm"
	else
		pass
	fi
}

# What annotate.awk must refuse.
refusals()
{
	expect "annotate.awk takes der.c" 0 '' put pkcs7/der.c pkcs7/der.c
	sed 's/der_length/der_other/' pkcs7/der.c >"$dir/broken.c"
	expect "a function without a contract" 1 'no contract for der_other' \
		put "$dir/broken.c" pkcs7/der.c
	awk '{ print } /previous = d->buf/ { print "\twhile (0)\n\t\t;" }' \
		pkcs7/der.c >"$dir/broken.c"
	expect "a loop without a note" 1 'no note for loop 2 of cfsv_der_oid' \
		put "$dir/broken.c" pkcs7/der.c
	sed '/loop variant/d' $acsl/der.notes >"$dir/broken.notes"
	expect "a loop without a variant" 1 'loop 1 of .* has no variant' \
		awk -v source=pkcs7/der.c -f $acsl/annotate.awk $acsl/*.acsl \
		"$dir/broken.notes" pkcs7/der.c
	sed 's/for (;;)/if (1)/' pkcs7/der.c >"$dir/broken.c"
	expect "a note without its loop" 1 'no such place: loop cfsv_der_skip' \
		put "$dir/broken.c" pkcs7/der.c
}

# All broken copies, or those of a function or a file.
mutants() # [FUNCTION|FILE [FILE]]
{
	local function file script
	while IFS='|' read -r function file script <&3; do
		case $function in '' | '#'*) continue ;; esac
		case "${1:-$function} ${2:-$file}" in
		"$function $file" | "$file $file") ;;
		*) continue ;;
		esac
		case $function in
		eva_*) broken_eva "$function" "$file" "$script" ;;
		*) broken "$function" "$file" "$script" ;;
		esac
	done 3<$acsl/mutants
}

table() # SECONDS
{
	echo "Written by \`make prove\` on $(date +%Y-%m-%d): Frama-C" \
		"$(frama-c -version), $(z3 --version | cut -d' ' -f1-3)," \
		"$(cvc4 --version | sed -n 's/.*\(CVC4\) version \([^ ]*\).*/\1 \2/p')."
	printf 'With a broken copy of each file: %d minutes on %d CPUs.\n' \
		$((($1 + 30) / 60)) "$(nproc)"
	printf '\n| file | goals proved | goals | seconds | by Eva | without |\n|---|---|---|---|---|---|\n'
	sort "$rows"
	for f in $waiting; do
		echo "| $f | not proved: contracts are written | | | | |"
	done
	for f in $without; do
		echo "| $f | not proved: no contracts yet | | | | |"
	done
}

# Everything, one process for each CPU.
whole()
{
	local f good bad not start=$SECONDS
	export FRAMA_C_ROWS=$dir/rows
	{
		# shellcheck disable=SC2086 # names
		printf '%s\n' $proved
		# the first of each file, and those that Eva must see
		awk -F '|' '!/^#/ && ($1 ~ /^eva_/ || !seen[$2]++) {
			print "broken", $1, $2 }' $acsl/mutants
		echo refusals
	} >"$dir/jobs"
	xargs -P "$(nproc)" -L 1 tests/prove/frama-c.sh <"$dir/jobs" \
		>"$dir/out" 2>&1
	grep -v '^[0-9]* passed, ' "$dir/out"
	while read -r good bad not; do
		passed=$((passed + good)) failed=$((failed + bad))
		skipped=$((skipped + not))
	done < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' "$dir/out")
	[ "$(grep -c '^[0-9]* passed, ' "$dir/out")" -eq \
		"$(wc -l <"$dir/jobs")" ] || fail "Frama-C" "a part has no end"
	for f in $waiting $without; do
		skip "Frama-C: $f" "not proved yet"
	done
	[ "$failed" -gt 0 ] ||
		table $((SECONDS - start)) |
		tests/publish.sh tests/ASSURANCE.md frama-c
}

case ${1:-} in
"") whole ;;
fast)
	one pkcs7/der.c
	refusals
	;;
refusals) refusals ;;
broken) mutants "${@:2}" ;;
*)
	for f; do
		one "$f"
	done
	;;
esac
summary
