#!/bin/bash
# SPDX-License-Identifier: MIT
# mutate.sh - does a unit test notice each small wrong change to the core?
#
# mutate.sh		all files of the core: 40 minutes on two CPUs;
#			rewrites the table in tests/ASSURANCE.md
# mutate.sh FILE...	these alone
# mutate.sh self	the mutator itself: quick
# mutate/proof.sh asks the proofs of CBMC instead.
#
# Verdicts are kept in build/mutate, as long as what they rest on is the same.
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
export PYTHONDONTWRITEBYTECODE=1
mkdir -p "$place"
make -s build/vectors/cases.h build/tests/small.o || exit 1
[ ! -e /usr/include/simde/x86/avx512.h ] || make -s build/tests/avx512.o ||
	exit 1

mutate() # ARGUMENT...
{
	python3 tests/mutate/mutate.py "$@"
}

# A copy of what is needed, where a test or the list can be spoiled.
copy=$place/copy
in_copy() # ARGUMENT...
{
	(cd "$copy" && python3 tests/mutate/mutate.py \
		--programs test_story --list list "$@")
}

# What must be killed is; without its test it is not, and that is found.
self()
{
	local only='cfsv_compare: .*(!= measured->hash|IMAGE_ALGORITHM)'
	local list=$copy/list row

	rm -rf "$copy/tests"
	mkdir -p "$copy/build"
	cp -a cfsv.c cfsv.h pkcs7 sha256 tests "$copy"
	cp -a build/vectors build/tests "$copy/build"
	cat >>"$copy/cfsv.c" <<-'END'
		static const int spare = 5;
		enum { STORY_SPARE = 1 / 1 };
	END
	: >"$list"
	expect "mutants are killed" 0 '^. all . 5 . 0 . 0 . 5 . 0 . 0 .$' \
		in_copy --only "$only" cfsv.c
	expect "what writes too far is found by the sanitizers alone" 0 \
		'^. all . 1 . 0 . 0 . 0 . 1 . 0 .$' \
		in_copy --only 'sizeof.magic.. [+] 1' cfsv.c
	expect "what is no program is set aside" 0 \
		'^. all . 1 . 1 . 0 . 0 . 0 . 0 .$' \
		in_copy --only 'STORY_SPARE.* / 0' cfsv.c
	expect "what compiles to the same code is set aside" 0 \
		'^. all . 1 . 0 . 1 . 0 . 0 . 0 .$' \
		in_copy --only 'int spare = 6' cfsv.c
	expect "no mutant at all is no success" 1 '^. all . 0 ' \
		in_copy --only 'no such thing' cfsv.c
	row=$(in_copy --verbose --only "$only" cfsv.c |
		sed -n 's/^killed.*\(cfsv.c .*: error: .*\)/\1/p')
	printf '%s\ta reason\n' "$row" >"$list"
	expect "what is listed and killed is found" 1 \
		'^FAILED listed, but killed' in_copy --only "$only" cfsv.c
	sed -i '/TEST(algorithms_must_be_the_same)/d' \
		"$copy/tests/test_story.c"
	expect "without its test a mutant survives, and is found" 1 \
		'^FAILED survived: cfsv.c cfsv_compare: condition: .* if .0.$' \
		in_copy --only "$only" cfsv.c
	expect "what is listed, with a reason, is none" 0 \
		'^. all . 1 . 0 . 0 . 0 . 0 . 1 .$' \
		in_copy --only 'cfsv_compare: error: .*IMAGE_ALG' cfsv.c
	printf '%s\t\n' "$row" >"$list"
	expect "a reason must be given" 1 '^FAILED listed without a reason' \
		in_copy --only "$only" cfsv.c
	printf 'cfsv.c no_function: number: 1 => 2\ta reason\n' >"$list"
	expect "what is listed must be a mutant" 1 \
		'^FAILED listed, but there is no such mutant: cfsv.c no_func' \
		in_copy --only 'cfsv_compare: error: .*IMAGE_ALG' cfsv.c
}

# The table of the report.
table()
{
	# shellcheck disable=SC2016 # not to be expanded
	printf 'Measured by `make mutate` on %s, %s.\n\n' \
		"$(date +%Y-%m-%d)" "$("${CC:-gcc}" --version | sed -n 1p)"
	grep '^|' "$place/report"
	# shellcheck disable=SC2016
	printf '\nSurvivors, and why (`tests/mutate/survivors`):\n\n'
	awk -F '\t' '/^[^#]/ { printf "- `%s`: %s\n", $1, $2 }' \
		tests/mutate/survivors
}

case ${1:-} in
self) self ;;
*)
	mutate "$@" | tee "$place/report"
	while IFS='|' read -r _ file all none same _; do
		[ $((all - none - same)) -gt 0 ] || continue
		expect "mutants of $file" 1 '^$' \
			grep "^FAILED.*: $(tr -d ' `' <<<"$file") " \
			"$place/report"
	done < <(grep '^| `' "$place/report")
	check "there is a verdict on mutants" grep -q '^| all ' "$place/report"
	[ $# -gt 0 ] || [ "$failed" -gt 0 ] ||
		table | tests/publish.sh tests/ASSURANCE.md mutants
	;;
esac
summary
