#!/bin/bash
# SPDX-License-Identifier: MIT
# mutate.sh - does a unit test notice each small wrong change to the core?
#
# mutate.sh		all files of the core: hours
# mutate.sh FILE...	these
# mutate.sh self	the mutator itself, on a function: quick
#
# tests/mutate/survivors lists what no test can notice, each with its reason.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
place=build/mutate

if ! command -v python3 >/dev/null; then
	skip mutants "not run: python3 is not installed"
	summary
	exit
fi
mkdir -p "$place"
make -s build/vectors/cases.h || exit 1

mutate() # ARGUMENT...
{
	python3 tests/mutate/run.py "$@"
}

# A mutant that must be noticed is; without a test for it, it is not.
self()
{
	expect "all mutants of a function are killed" 0 \
		'^count.pkcs7/der.c.6.0.0.6.0.0$' \
		mutate --grep cfsv_der_null "$place" pkcs7/der.c
	expect "one that no test looks for is found" 1 \
		'^FAILED survived: pkcs7/der.c cfsv_der_null: condition' \
		mutate --tests sha256 --grep 'cfsv_der_null: condition' \
		"$place" pkcs7/der.c
	printf 'pkcs7/der.c %s\treason\n' \
		'cfsv_der_null: deleted: cfsv_der_take(d, DER_NULL); => ;' \
		>"$place/list"
	expect "one that is listed and killed is found" 1 \
		'^FAILED listed as a survivor, but killed by' \
		mutate --list "$place/list" --grep cfsv_der_null \
		"$place" pkcs7/der.c
}

if [ "${1:-}" = self ]; then
	self
	summary
	exit
fi
self
mapfile -t files < <(printf '%s\n' cfsv.c pkcs7/*.[ch] sha256/*.[ch] |
	grep -v _armv8)
[ $# -eq 0 ] || files=("$@")
mutate "$place" "${files[@]}" | tee "$place/report"
while read -r _ file all invalid same killed listed survived; do
	check "mutants of $file" test "$survived" -eq 0
	printf 'tested: %s: %d mutants, %d do not compile, %d are the same code, %d killed, %d listed, %d survived\n' \
		"$file" "$all" "$invalid" "$same" "$killed" "$listed" "$survived"
done < <(grep ^count "$place/report")
check "the survivors' list holds" \
	sh -c "! grep -q '^FAILED listed' '$place/report'"
summary
