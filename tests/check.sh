#!/bin/bash
# SPDX-License-Identifier: MIT
# check.sh - run the tests and count: check.sh [quick|all]
#
# Each suite prints what fails or is skipped; its last line, or cmocka's own
# summary, is added up. A suite that ends without one is a failure.
set -u
cd "$(dirname "$0")/.." || exit 1
case ${1:-} in
quick) quick=1 all="" ;;
all) quick="" all=1 ;;
*) quick="" all="" ;;
esac
passed=0 failed=0 skipped=0
log=$(mktemp)
# what passed of the attacks of attacks.table
mkdir -p build && : >build/attacks.log
trap 'rm -f "$log"' EXIT

add() # PASSED FAILED SKIPPED
{
	passed=$((passed + $1))
	failed=$((failed + $2))
	skipped=$((skipped + $3))
}

# A test that prints "N passed, N failed, N skipped" last.
suite() # NAME COMMAND...
{
	local name=$1 line status=0 start=$SECONDS
	shift
	HARNESS_LOG=$PWD/build/attacks.log "$@" >"$log" 2>&1 </dev/null ||
		status=$?
	line=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' \
		"$log" | tail -n 1)
	grep -E '^(FAILED|skipped|tested:)' "$log"
	if [ -z "$line" ]; then
		printf 'FAILED %s: ended with status %d\n' "$name" "$status"
		tail -n 20 "$log"
		add 0 1 0
		return
	fi
	printf '%-34s %s (%d s)\n' "$name" "$line" $((SECONDS - start))
	# shellcheck disable=SC2046 # three numbers
	add $(tr -cd '0-9 ' <<<"$line")
	if [ "$status" -ne 0 ] && grep -q ' 0 failed' <<<"$line"; then
		printf 'FAILED %s: status %d\n' "$name" "$status"
		add 0 1 0
	fi
}

# A cmocka program. Its lines `skipped:` are counted: cmocka's own count has
# neither the reasons nor what is less than a test.
unit() # NAME COMMAND...
{
	local name=$1 status=0 good bad left start=$SECONDS
	shift
	"$@" >"$log" 2>&1 </dev/null || status=$?
	good=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$log" |
		awk '{ n += $1 } END { print n + 0 }')
	bad=$(sed -n 's/^\[  FAILED  \] .*, \([0-9]*\) test.*/\1/p' "$log" |
		awk '{ n += $1 } END { print n + 0 }')
	left=$(grep -c '^skipped:' "$log")
	if [ "$status" -ne 0 ] || [ $((good + left)) -eq 0 ]; then
		[ "$bad" -gt 0 ] || bad=1
		grep -vE '^\[ (RUN|      OK)' "$log" | tail -n 40
		printf 'FAILED %s: status %d\n' "$name" "$status"
	fi
	grep -E '^(skipped|tested):' "$log"
	sed -n 's/^\[       OK \] attack_/attack_/p' "$log" >>build/attacks.log
	printf '%-34s %d passed, %d failed, %d skipped (%d s)\n' "$name" \
		"$good" "$bad" "$left" $((SECONDS - start))
	add "$good" "$bad" "$left"
}

end()
{
	printf '%d passed, %d failed, %d skipped\n' \
		"$passed" "$failed" "$skipped"
	[ "$failed" -eq 0 ]
	exit
}

for t in tests/test_*.c; do
	name=$(basename "$t" .c)
	[ -n "$quick" ] || make -s "build/tests/$name" build/cfsv || exit 1
	unit "$name" "build/tests/$name"
done
suite "tool" tests/tool.sh build/cfsv
suite "threads" tests/threads.sh build/cfsv
suite "signers" tests/signers.sh build/cfsv
[ -z "$quick" ] || end

if ports/bearssl-source.sh 2>"$log"; then
	make -s init || exit 1
	suite "cfsv-init's configuration" tests/init.sh
else
	printf 'skipped: cfsv-init: %s\n' "$(tail -n 2 "$log")"
	add 0 0 1
fi
suite "lint" tests/lint.sh
suite "properties of the source" tests/properties.sh
suite "parity with fsverity" tests/parity.sh build/cfsv
suite "the library as others take it" tests/dist.sh
suite "changes of signatures" tests/changes.sh ${all:+all}
if [ -n "$all" ]; then
	suite "proofs" tests/prove.sh
else
	suite "proofs, the fast ones" tests/prove.sh fast
fi
suite "the accepted set" tests/accepted.sh ${all:+all}
suite "options" tests/options.sh ${all:+all}
suite "size and stack for firmware" tests/footprint.sh
suite "coverage of the core" tests/coverage.sh
suite "the mutator" tests/mutate.sh self
suite "heap and stack of each job" tests/stack.sh
suite "time to parse hostile input" tests/hostile.sh
suite "other architectures" tests/foreign.sh
suite "bare machines" tests/bare.sh
suite "cfsv.efi" tests/uefi.sh
suite "faults" tests/faults.sh ${all:+all}
suite "power cuts" tests/powercut.sh ${all:+all}
suite "sanitizers and valgrind" tests/sanitize.sh
suite "fuzzing" tests/fuzz.sh ${all:+all}
[ -z "$all" ] || suite "U-Boot" tests/uboot.sh
suite "agreement with the kernel" tests/agreement.sh ${all:+all}
for kernel in 6.12 newest; do
	suite "real kernel $kernel" tests/kernel.sh "$kernel"
done
for kernel in 6.12 ${all:+newest}; do
	suite "ostree and dracut, kernel $kernel" tests/distro.sh "$kernel"
done
for kernel in 6.1 6.12 newest; do
	suite "boots of kernel $kernel" tests/boot.sh "$kernel"
done
suite "attacks by name" tests/attacks.sh build/attacks.log
end
