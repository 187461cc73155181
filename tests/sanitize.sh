#!/bin/bash
# SPDX-License-Identifier: MIT
# sanitize.sh - unit and tool tests under ASan and UBSan, and under valgrind
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh

# A unit program; one that skips all of its tests has not passed.
unit() # NAME COMMAND...
{
	local name=$1 out status=0
	shift
	out=$("$@" 2>&1 </dev/null) || status=$?
	if [ "$status" -ne 0 ]; then
		fail "$name" "status $status: $out"
	elif grep -q '^\[  PASSED  \] [1-9]' <<<"$out"; then
		pass
	else
		skip "$name" "$(grep '^skipped:' <<<"$out" | tail -n 1)"
	fi
}

san='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all'
mapfile -t units < <(basename -s .c tests/test_*.c)
expect "the sanitizers' build" 0 '' make -s B=build/san \
	CFLAGS="$san" all "${units[@]/#/build/san/tests/}"
for t in "${units[@]}"; do
	unit "$t under ASan and UBSan" "build/san/tests/$t"
done
# leaks are counted in the tool too: it frees what it takes
for t in tool threads signers; do
	expect "$t.sh under ASan and UBSan" 0 ' 0 failed' \
		"tests/$t.sh" build/san/cfsv
done

# cfsv-init with this libc's memory and words in place of its own; it frees
# nothing before it ends
sources=()
for f in ports/linux/*.c; do
	case $f in
	*/cmd_* | */init_libc.c | */init_words.c | */seal.c | */deploy.c | \
		*/compute.c | */parallel.c) ;;
	*) sources+=("$f") ;;
	esac
done
# shellcheck disable=SC2086 # a list of words
expect "cfsv-init under ASan and UBSan: its build" 0 '' gcc -std=c99 \
	-D_GNU_SOURCE -I. $san -o build/san/cfsv-init "${sources[@]}" \
	build/san/libcfsv.a -lbearssl
expect "init.sh under ASan and UBSan" 0 ' 0 failed' \
	env ASAN_OPTIONS=detect_leaks=0 tests/init.sh "$PWD/build/san/cfsv-init"

# threads: no word is written by one while another looks at it
race='-O1 -g -fsanitize=thread'
expect "ThreadSanitizer's build" 0 '' make -s B=build/tsan CFLAGS="$race" \
	build/tsan/cfsv
expect "threads.sh under ThreadSanitizer" 0 ' 0 failed' \
	env TSAN_OPTIONS="exitcode=66 halt_on_error=1" \
	tests/threads.sh build/tsan/cfsv

if ! command -v valgrind >/dev/null; then
	skip "valgrind" "it is not installed"
	summary
	exit
fi
make -s all "${units[@]/#/build/tests/}"
memcheck=(valgrind -q --error-exitcode=99 --leak-check=full)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
root=$PWD
cd "$dir" || exit 1
new_cert a P-384
head -c 100000 /dev/zero >image
tool=("${memcheck[@]}" "$root/build/cfsv")
expect "valgrind: seal" 0 '^sealed' "${tool[@]}" seal image --key=a.key \
	--cert=a.crt
expect "valgrind: verify" 0 '^verified-once' "${tool[@]}" verify image \
	--trust=a.crt --trust=a.pub
mkdir to
expect "valgrind: deploy" 0 '^deployed' "${tool[@]}" deploy image to --no-verity
expect "valgrind: explain" 0 'ECDSA' "${tool[@]}" explain image.sig
flip image.sig 40
expect "valgrind: refuse" 1 refused "${tool[@]}" verify image --trust=a.crt
cd "$root" || exit 1
for t in "${units[@]}"; do
	unit "valgrind: $t" "${memcheck[@]}" "build/tests/$t"
done
summary
