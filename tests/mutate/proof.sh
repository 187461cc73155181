#!/bin/bash
# SPDX-License-Identifier: MIT
# proof.sh [FILE...] - which mutants does the proof of their function notice?
#
# Of each file (else of those whose contracts say what is accepted): mutants in
# functions that tests/prove/cbmc/proofs has, each proof for at most 300 s.
# Killed is what CBMC refutes; at least 95 % must be. A proof that gives no
# answer kills nothing. Not asked are mutants that no test can notice either
# (tests/mutate/survivors), and those that give another error: contracts do not
# say which. Verdicts are kept in build/mutate/proof. ONLY=EXPRESSION takes the
# mutants whose names match; else what comes out for a file stands in
# tests/ASSURANCE.md.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
place=build/mutate/proof
[ $# -gt 0 ] || set -- pkcs7/der.c pkcs7/oid.c pkcs7/signed_data.c

if ! log=$(tests/prove/cbmc_tool.sh 2>&1); then
	skip "mutants by proof" "not run: $(tail -n 2 <<<"$log" | tr '\n' ' ')"
	summary
	exit
fi
if ! command -v python3 >/dev/null; then
	skip "mutants by proof" "not run: python3 is not installed"
	summary
	exit
fi
mkdir -p "$place"
rm -rf "${place:?}"/[0-9]* "$place"/work.* "$place/verdicts"
touch "$place/known" "$place/verdicts"
python3 tests/mutate/mutate.py --build build/mutate/plain_only \
	--write "$place" --only "${ONLY:-}" "$@" || exit 1

# of each mutant: asked, or why not
awk '
FILENAME ~ /survivors$/ { split($0, part, "\t"); same[part[1]] = 1; next }
FILENAME ~ /proofs$/ { if ($3 !~ /harness/) proof[$1] = 1; next }
{
	key = $0
	sub(/^[^ ]* [^ ]* [^ ]* /, "", key)
	print $1, $2, $3, key in same ? "equivalent" : \
		key ~ /^[^:]*: error: / ? "error" : \
		$3 in proof || $2 " " $3 == "pkcs7/oid.c -" ? "asked" : \
		"unproved"
}' tests/mutate/survivors tests/prove/cbmc/proofs "$place/list" \
	>"$place/jobs"
awk '$4 == "asked" { print $1, $2, $3 }' "$place/jobs" |
	xargs -r -P "$(nproc)" -L 1 tests/mutate/proof_one.sh "$place"

# what is left, by name: VERDICT FILE FUNCTION CHANGE
awk '
FILENAME ~ /verdicts$/ { if ($2 != "refuted") left[$1] = $2; next }
$1 in left {
	verdict = left[$1]
	sub(/^[^ ]* /, "")
	print verdict " " $0
}' "$place/verdicts" "$place/list" | sort >"$place/named"

rows() # a line a file: FILE ASKED REFUTED PROVED NO-ANSWER EQUIVALENT ERROR
{
	awk '
	FILENAME ~ /verdicts$/ { verdict[$1] = $2; next }
	{ n[$2, $4]++; files[$2] = 1 }
	$4 == "asked" { n[$2, verdict[$1]]++ }
	END {
		for (f in files)
			print f, n[f, "asked"] + 0, n[f, "refuted"] + 0,
				n[f, "proved"] + 0, n[f, "asked"] - \
				n[f, "refuted"] - n[f, "proved"],
				n[f, "equivalent"] + 0, n[f, "error"] + 0,
				n[f, "unproved"] + 0
	}' "$place/verdicts" "$place/jobs" | sort
}
report() # FILE: a paragraph, and what was not refuted
{
	rows | awk -v file="$1" -v day="$(date +%F)" -v cbmc="$(build/cbmc/bin/cbmc \
		--version | cut -d' ' -f1)" '
	$1 == file {
		printf "`%s`, on %s by CBMC %s: of %d mutants **%d (%.1f %%)** " \
			"are refuted, %d proved all the same, %d without an " \
			"answer in 300 s. Not asked: %d that no test can " \
			"notice, %d that give another error, %d in no " \
			"function with a proof.\n", $1, day, cbmc, $2, $3,
			100 * $3 / $2, $4, $5, $6, $7, $8
	}'
	# shellcheck disable=SC2016 # not to be expanded
	grep -F " $1 " "$place/named" | sed 's/^\([^ ]*\) [^ ]* /\1: /' |
		sed 's/.*/- `&`/; 1s/^/\n/' # an empty line before a list
}
while read -r file asked refuted _; do
	check "95 % of $file's mutants are killed by proof" test \
		"$asked" -gt 0 -a $((100 * refuted)) -ge $((95 * asked))
done < <(rows)
check "each mutant that was asked has a verdict" test \
	"$(grep -c ' asked$' "$place/jobs")" -eq "$(wc -l <"$place/verdicts")"
[ "$(rows | wc -l)" -eq $# ] || fail "mutants by proof" "a file has none"
for file; do
	said=$(report "$file")
	echo "$said"
	[ -n "${ONLY:-}" ] || tests/publish.sh tests/ASSURANCE.md \
		"proof-mutants $file" <<<"$said"
done
summary
