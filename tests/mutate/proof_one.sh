#!/bin/bash
# SPDX-License-Identifier: MIT
# proof_one.sh PLACE NUMBER FILE FUNCTION - does the proof of FUNCTION notice
# the mutant PLACE/NUMBER/FILE? A line for PLACE/verdicts: NUMBER VERDICT.
#
# refuted, proved, timeout, broken; loop: the contract of a loop has lost its
# place. Verdicts stay in PLACE/known, by all that they rest on.
set -u
cd "$(dirname "$0")/../.." || exit 1
place=$1 number=$2 file=$3 function=$4
proofs=tests/prove/cbmc
dir=$PWD/$place/work.$number

rows=$(grep "^$function " $proofs/proofs)
# what the contract alone leaves to a proof of the contents
case $function in
cfsv_der_oid) rows=$rows$'\n'$(grep '^equal_oid ' $proofs/proofs) ;;
cfsv_oid_take) rows=$rows$'\n'$(grep '^equal_name ' $proofs/proofs) ;;
-) rows=$(grep '^equal_name ' $proofs/proofs) ;; # oid.c's table
cfsv_der_skip) rows=$rows$'\n'$(grep '^equal_skip ' $proofs/proofs) ;;
esac

verdict=loop
if tests/prove/cbmc_copy.sh "$dir" "$file" "$place/$number/$file" \
	2>/dev/null; then
	id=$( (
		cut -d' ' -f2 <<<"$rows" | sort -u | while read -r unit; do
			gcc -MM -DCFSV_SHA256_ONLY_PORTABLE -I"$dir/core" \
				-I$proofs "$proofs/$unit.c" |
				sed 's|\\$||' |
				xargs -n 1 | grep -v ':$' | xargs cat
		done
		cat "$dir/plain/$file" tests/prove/cbmc_one.sh
		build/cbmc/bin/cbmc --version
		echo "$rows"
	) | sha256sum | cut -d' ' -f1)
	verdict=$(sed -n "s/^$id //p" "$place/known")
	if [ -z "$verdict" ]; then
		while read -r row; do
			rm -f "$dir/results"
			# shellcheck disable=SC2086 # a row is words
			PROVE_SECONDS=300 tests/prove/cbmc_one.sh "$dir" $row
			verdict=$(awk '{ print $3 }' "$dir/results")
			[ "$verdict" != refuted ] || break
		done <<<"$rows"
		echo "$id $verdict" >>"$place/known"
	fi
fi
rm -rf "$dir"
echo "$number $verdict" >>"$place/verdicts"
