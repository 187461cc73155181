#!/bin/bash
# SPDX-License-Identifier: MIT
# proof.sh FILE... - which mutants does the proof of their function notice?
#
# Of each file of the core: mutants in functions that tests/prove/cbmc/proofs
# has, each proof for at most 300 s. Killed is what CBMC refutes. At least 95 %
# must be; a proof that gives no answer kills nothing. ONLY=EXPRESSION takes
# those whose names match.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
here=tests/prove/cbmc
place=build/mutate/proof

if ! log=$(tests/prove/cbmc_tool.sh 2>&1); then
	skip "mutants by proof" "not run: $(tail -n 2 <<<"$log" | tr '\n' ' ')"
	summary
	exit
fi
rm -rf "$place"
mkdir -p "$place"
python3 tests/mutate/mutate.py --build build/mutate/plain_only \
	--write "$place" --only "${ONLY:-}" "$@" || exit 1

# refuted, proved, timeout or broken; loop: its contract has lost its loop
proof() # NUMBER FILE ROW
{
	local dir=$place/$1 f
	mkdir -p "$dir/core"
	cp -r cfsv.c cfsv.h pkcs7 sha256 "$dir/core"
	cp "$dir/$2" "$dir/core/$2"
	for f in cfsv.c pkcs7/*.c sha256/*.c; do
		grep -q "^@ $f\$" $here/loops || continue
		cp "$dir/core/$f" "$dir/before"
		awk -v file="$f" -f tests/prove/loops.awk $here/loops \
			"$dir/before" >"$dir/core/$f" 2>/dev/null || {
			echo loop
			return
		}
	done
	# shellcheck disable=SC2086 # a row is words
	PROVE_SECONDS=300 tests/prove/cbmc_one.sh "$dir" $3
	awk '{ print $3 }' "$dir/results"
	rm -rf "${dir:?}/core"
}

while read -r number file function key; do
	row=$(grep "^$function " $here/proofs) || {
		echo "$file unproved $function $key"
		continue
	}
	verdict=$(proof "$number" "$file" "$row")
	[ "$verdict" = refuted ] || echo "$verdict: $key" >&2
	echo "$file $verdict $function $key"
done <"$place/list" >"$place/verdicts"

for file; do
	# shellcheck disable=SC2016 # not to be expanded
	check "95 % of $file's mutants are killed by proof" awk -v file="$file" '
	$1 == file { n[$2]++ }
	END {
		judged = n["refuted"] + n["proved"] + n["timeout"] + \
			n["broken"] + n["loop"]
		exit !(judged > 0 && n["refuted"] >= 0.95 * judged)
	}' "$place/verdicts"
	# shellcheck disable=SC2016
	awk -v file="$file" '
	$1 == file { n[$2]++ }
	END {
		judged = n["refuted"] + n["proved"] + n["timeout"] + \
			n["broken"] + n["loop"]
		printf "tested: %s: %d mutants in proved functions: %d " \
			"refuted, %d proved, %d without an answer; %d in " \
			"functions without a proof\n", file, judged,
			n["refuted"], n["proved"],
			judged - n["refuted"] - n["proved"], n["unproved"]
	}' "$place/verdicts"
done
summary
