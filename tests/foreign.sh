#!/bin/bash
# SPDX-License-Identifier: MIT
# foreign.sh - the hashing room on other architectures, under qemu-user
#
# arm64 has an implementation of its own; s390x is big endian. The programs are
# the unit tests, with tests/foreign/ in place of cmocka and BearSSL.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mapfile -t room < <(find sha256 -name '*.c' ! -name sha512.c)
flags=(-std=c99 -O2 -Wall -Wextra -Werror -Itests/foreign -I. -Itests)

run() # NAME QEMU PROGRAM
{
	local name=$1 line
	"$2" "$3" >"$dir/log" 2>&1
	# with nothing passed, its lines `skipped:` are all there is to count
	grep -q '^\[  PASSED  \] 0 ' "$dir/log" ||
		expect "$name" 0 '^\[  PASSED  \]' tail -n 1 "$dir/log"
	while read -r line; do
		case $line in
		tested:*) echo "$line, $name, emulated by qemu-user" ;;
		skipped:*) skip "$name" "${line#skipped: }" ;;
		esac
	done <"$dir/log"
}

foreign() # ARCHITECTURE COMPILER...
{
	local arch=$1 qemu test out
	shift
	qemu=$(command -v "qemu-$arch-static" || command -v "qemu-$arch")
	if ! command -v "$1" >/dev/null ||
		! command -v "$arch-linux-gnu-gcc" >/dev/null; then
		skip "$arch by $1" "no $1 or $arch-linux-gnu-gcc"
		return
	fi
	if [ -z "$qemu" ]; then
		skip "$arch by $1" "qemu-user-static is not installed"
		return
	fi
	for test in lanes cpu nist reader; do
		out="$dir/$arch-$(basename "$1")-$test"
		mkdir "$out"
		for f in "${room[@]}" tests/foreign/sha512.c \
			tests/emulated/small.c "tests/test_$test.c"; do
			"$@" "${flags[@]}" -c -o "$out/$(basename "$f" .c).o" \
				"$f" || fail "$arch by $1: $f" "not compiled"
		done
		"$arch-linux-gnu-gcc" -static -o "$out/test" "$out"/*.o ||
			fail "$arch by $1" "not linked"
		run "$arch by $(basename "$1"), test_$test" "$qemu" "$out/test"
	done
}

foreign aarch64 aarch64-linux-gnu-gcc
foreign aarch64 clang --target=aarch64-linux-gnu \
	-isystem /usr/aarch64-linux-gnu/include
foreign s390x s390x-linux-gnu-gcc
summary
