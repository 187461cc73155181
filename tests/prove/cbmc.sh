#!/bin/bash
# SPDX-License-Identifier: MIT
# cbmc.sh - functions of the core against their contracts
#
#	cbmc.sh [fast|open]	all proofs; those marked so
#	cbmc.sh broken		mutants of the code, and contracts that say too
#				much: each must be refuted
#
# tests/prove/cbmc/ has the contracts, a table of the proofs, the loops'
# contracts and the mutants; the few in mutants.fast are tried in each run. Whole
# runs write their tables into tests/ASSURANCE.md.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
here=tests/prove/cbmc
fast="" open="" broken=""
[ "${1:-}" != fast ] || fast=1
[ "${1:-}" != open ] || open=1
[ "${1:-}" != broken ] || broken=1

if ! log=$(tests/prove/cbmc_tool.sh 2>&1); then
	skip "proofs by CBMC" "not run: $(tail -n 2 <<<"$log" | tr '\n' ' ')"
	summary
	exit
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

proofs() # all rows, or the fast ones: FUNCTION UNIT FLAGS CALLEE...
{
	grep -vE '^(#|$)' $here/proofs |
		awk -v fast="$fast" -v open="$open" '
			{ is_open = $3 ~ /(^|,)open(,|$)/ }
			open ? is_open : fast ? $3 ~ /(^|,)fast(,|$)/ : !is_open'
}

# --- every function has a proof, and whatever is replaced is proved
for f in cfsv.c pkcs7/*.c sha256/*.c; do
	case $f in
	sha256/sha256_*.c) continue ;; # see below
	esac
	rm -f "$dir/o.o"
	gcc -std=c99 -w -I. -O0 -c -o "$dir/o.o" "$f" ||
		echo "nothing-compiled $f" # which has no proof
	nm "$dir/o.o" 2>/dev/null |
		awk -v f="$f" '$2 ~ /^[tT]$/ { print $3, f }'
done | sort -u >"$dir/functions"
for f in sha256/sha256_*.c; do
	skip "CBMC: $f" "not asked: it has instructions of one CPU"
done
grep -vE '^(#|$)' $here/proofs >"$dir/proofs"
# those that headers define are part of whoever calls them
inline=" $(sed -n 's/^static inline .*[ *]\([a-z0-9_]*\)(.*/\1/p' \
	pkcs7/*.h sha256/*.h | tr '\n' ' ')"
while read -r function f; do
	case $inline in *" $function "*) continue ;; esac
	if grep -qE "^$function [^ ]+ [^ ]*open" "$dir/proofs"; then
		skip "CBMC: $function ($f)" \
			"not proved: it has a contract, the solver no answer yet"
	elif grep -q "^$function " "$dir/proofs"; then
		pass
	elif grep -q "^$function: " $here/unproved $here/trusted; then
		skip "CBMC: $function ($f)" \
			"not proved: $(sed -n "s/^$function: //p" \
				$here/unproved $here/trusted)"
	else
		fail "CBMC: $function ($f)" "it has no proof"
	fi
done <"$dir/functions"
awk '{ proved[$1] = 1 } { for (i = 4; i <= NF; i++) used[$i] = 1 }
	END { for (f in used) if (!proved[f]) print f }' "$dir/proofs" |
	grep -vxFf <(sed 's/:.*//' $here/trusted $here/unproved) \
		>"$dir/assumed"
if [ -s "$dir/assumed" ]; then
	fail "what a proof leans on is proved" "not: $(tr '\n' ' ' <"$dir/assumed")"
else
	pass
fi

# Each can fail: it has a mutant below, or mutate/proof.sh asks for all of its file.
awk -F '[ |]' '/^(#|$)/ { next }
	FILENAME ~ /mutants$/ { mutant[$1] = 1; next }
	!mutant[$1] && $2 !~ /^(der|oid|signed_data|facts)$/ { print $1 }' \
	$here/mutants "$dir/proofs" >"$dir/without"
check "each proof has a mutant: not $(tr '\n' ' ' <"$dir/without")" \
	test ! -s "$dir/without"

# --- the proofs, one for each CPU at a time
if ! tests/prove/cbmc_copy.sh "$dir"; then
	fail "the loops are found" "see above"
	summary
	exit 1
fi
proved()
{
	local function unit status
	proofs | xargs -r -P "$(nproc)" -L 1 tests/prove/cbmc_one.sh "$dir"
	touch "$dir/results"
	[ "$(proofs | wc -l)" -eq "$(wc -l <"$dir/results")" ] ||
		fail "CBMC" "a proof has no end: see what stands in $here/proofs and not below"
	while read -r function unit status _; do
		if [ "$status" = proved ]; then
			pass
		else
			fail "CBMC: $function ($unit)" "$status: $(grep -E -A 2 \
				'^Violated|rror' "$dir/$function.log" | head -n 3)"
		fi
	done <"$dir/results"
	sort -k2,2 "$dir/results" | awk '
		{ n[$2]++; p[$2] += $4; s[$2] += $5; good[$2] += $3 == "proved" }
		END { for (u in n) printf "tested: %s.c: %d of %d functions, " \
			"%d properties, %d s\n", u, good[u], n[u], p[u], s[u] }' | sort
}
[ -n "$broken" ] || proved

# --- and each proof can fail: a mutant must be refuted, each in its own copy
refuted=0 mutants=0
mkdir "$dir/mutants"
: >"$dir/rows"
while IFS='|' read -r function file script; do
	case $function in '' | '#'*) continue ;; esac
	row=$(proofs | grep "^$function ") || continue
	[ -n "$broken" ] || grep -q "^$function\$" $here/mutants.fast || continue
	mutants=$((mutants + 1)) at=$dir/mutants/$mutants
	tests/prove/cbmc_copy.sh "$at"
	cp "$at/core/$file" "$dir/before"
	sed -i "$script" "$at/core/$file" "$at/plain/$file"
	if cmp -s "$dir/before" "$at/core/$file"; then
		fail "mutant of $function" "the script changes nothing: $script"
		continue
	fi
	printf '%s\n' "$script" >"$at/script"
	echo "$at $row" >>"$dir/rows"
done <$here/mutants
xargs -r -P "$(nproc)" -L 1 tests/prove/cbmc_one.sh <"$dir/rows"
while read -r at function _; do
	status=broken
	read -r _ _ status _ <"$at/results"
	if [ "$status" = refuted ]; then
		refuted=$((refuted + 1))
		pass
	else
		fail "mutant of $function" \
			"$status, not refuted: $(cat "$at/script")"
	fi
done <"$dir/rows"

# What can succeed does: a contract which says that it never does is refuted.
never()
{
	local function unit row status
	: >"$dir/rows"
	mkdir "$dir/says"
	tests/prove/cbmc_copy.sh "$dir/says"
	while read -r function unit row; do
		mkdir -p "$dir/says/never.$function/cbmc"
		cp -r tests/prove/spec "$dir/says/never.$function"
		for f in "$here"/*.[ch]; do
			awk -v name="$function" -f tests/prove/never.awk "$f" \
				>"$dir/says/never.$function/cbmc/$(basename "$f")"
		done
		case $function in
		cfsv_der_refuse*) ;; # which never does
		*)
			diff -rq $here "$dir/says/never.$function/cbmc" |
				grep -q differ &&
				echo "$function $unit $row" >>"$dir/rows"
			;;
		esac
	done < <(proofs | grep -v harness)
	PROVE_NEVER=1 xargs -r -P "$(nproc)" -L 1 \
		tests/prove/cbmc_one.sh "$dir/says" <"$dir/rows"
	while read -r function unit status _; do
		if [ "$status" = refuted ]; then
			succeed=$((succeed + 1))
			pass
		else
			fail "$function ($unit) can succeed" "$status, not refuted"
		fi
	done <"$dir/says/results"
	[ "$(wc -l <"$dir/rows")" -eq "$(wc -l <"$dir/says/results")" ] ||
		fail "what can succeed" "a proof has no end"
}
succeed=0
[ -z "$broken" ] || never

# A contract that contradicts itself proves nothing, and is told apart.
tests/prove/cbmc_copy.sh "$dir/m"
row=$(grep "^cfsv_der_must_end " "$dir/proofs")
# shellcheck disable=SC2086 # a row is words
PROVE_DEFINE=-DPROOF_NONE=1 tests/prove/cbmc_one.sh "$dir/m" $row
if grep -q ' vacuous ' "$dir/m/results"; then
	pass
else
	fail "a contradiction is seen" "$(cat "$dir/m/results")"
fi

# --- the tables
day="on $(date +%F), CBMC $(build/cbmc/bin/cbmc --version | cut -d' ' -f1)"
if [ -n "$broken" ] && [ "$failed" -eq 0 ]; then
	# shellcheck disable=SC2016 # no command
	printf 'By `make prove-broken` %s: %d mutants refuted of %d, and %d contracts that say that a function never succeeds. It took %d minutes on %s CPUs.\n' \
		"$day" "$refuted" "$mutants" "$succeed" \
		$(((SECONDS + 59) / 60)) "$(nproc)" |
		tests/publish.sh tests/ASSURANCE.md cbmc-broken
fi
if [ -z "$fast$open$broken" ] && [ "$failed" -eq 0 ]; then
	{
		# shellcheck disable=SC2016 # no command
		printf 'By `make prove` %s, in %d minutes; seconds on one of %s CPUs.\n\n' \
			"$day" $(((SECONDS + 59) / 60)) "$(nproc)"
		echo '| file | functions | proved | properties | seconds |'
		echo '|---|---|---|---|---|'
		sort -k2,2 "$dir/results" | awk '
			{ n[$2]++; p[$2] += $4; s[$2] += $5
			  good[$2] += $3 == "proved" }
			END { for (u in n) printf "| %s | %d | %d | %d | %d |\n",
				u, n[u], good[u], p[u], s[u] }' | sort
		printf '\n%s functions and files skipped.\n' "$skipped"
	} | tests/publish.sh tests/ASSURANCE.md cbmc
fi
summary
