#!/bin/bash
# SPDX-License-Identifier: MIT
# foreign.sh - other architectures, under qemu-user: hashes, and all verdicts
#
# Hashes: arm64 has an implementation of its own; s390x is big endian. The
# programs are the unit tests, with tests/foreign/ in place of cmocka and
# BearSSL. Verdicts: the vectors, with BearSSL from source, say the same on six
# architectures, by two compilers, whether char is signed or not.
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

# --- the same verdicts everywhere
verdicts() # PROGRAM...: byte for byte what the host's own say
{
	timeout 300 "$@" >"$dir/said" 2>&1
	cmp "$dir/said" "$dir/host" 2>&1
}

# A library for a machine, in $out, and the vectors with it
compile() # SIGN TOOLS COMPILER...
{
	local sign=$1 tools=$2 f
	shift 2
	cc=("$@" -std=c99 -O2 "-f$sign-char" -w -I.)
	make -s -j2 B="$out" CC="$*" AR="${tools}ar" \
		CFLAGS="-O2 -f$sign-char -w" BEARSSL_SRC=build/bearssl-src \
		"$out/libcfsv.a" "$out/libbearssl.a" || return
	for f in run host; do
		"${cc[@]}" -Ibuild/vectors -c -o "$out/$f.o" \
			"tests/vectors/$f.c" || return
	done
	link=("${tools}gcc" -static -o "$out/vectors" "$out/run.o" \
		"$out/host.o" -L"$out" -lcfsv -lbearssl)
	"${link[@]}"
}

# The same with one line of the core as it would be wrong on some machines
broken() # NAME WRONG FILE SED: WRONG 1: other verdicts, 0: the same
{
	local name=$1 wrong=$2 file=$3 status=0
	mkdir -p "$out/core"
	cp -r cfsv.h sha256 pkcs7 "$out/core"
	sed -i "$4" "$out/core/$file"
	expect "$name: something is broken" 1 differ \
		cmp "$file" "$out/core/$file"
	if ! "${cc[@]}" -c -o "$out/broken.o" "$out/core/$file" ||
		! "${link[@]:0:4}" "$out/broken.o" "${link[@]:4}"; then
		fail "$name" "not compiled"
		return
	fi
	verdicts "${emulator[@]}" "$out/vectors" >/dev/null || status=1
	check "$name" test "$status" -eq "$wrong"
}

machine() # ARCHITECTURE TOOLS QEMU
{
	local arch=$1 tools=$2 qemu=$3 compiler sign cc link name
	emulator=()
	[ -z "$qemu" ] || emulator=("$(command -v "$qemu-static" ||
		command -v "$qemu")")
	for compiler in "${tools}gcc" clang; do
		name="$arch by $(basename "$compiler")"
		if ! command -v "$compiler" >/dev/null ||
			! command -v "${tools}gcc" >/dev/null; then
			skip "verdicts: $name" "no $compiler or ${tools}gcc"
			continue
		elif [ -n "$qemu" ] && [ -z "${emulator[0]}" ]; then
			skip "verdicts: $name" "qemu-user-static is not there"
			continue
		fi
		set -- "$compiler"
		[ "$compiler" != clang ] || [ -z "$tools" ] ||
			set -- clang --target="${tools%-}" \
				-isystem "/usr/${tools%-}/include"
		for sign in signed unsigned; do
			out="$dir/$arch-$(basename "$compiler")-$sign"
			mkdir "$out"
			if ! compile "$sign" "$tools" "$@" \
				>"$dir/log" 2>&1; then
				fail "verdicts: $name, $sign char" \
					"$(tail -n 5 "$dir/log")"
				continue
			fi
			expect "verdicts: $name, $sign char" 0 '' verdicts \
				"${emulator[@]}" "$out/vectors"
			[ "$compiler" = clang ] || prove "$arch" "$sign"
			rm -r "$out"
		done
	done
}

# Where a difference between machines would show, and where not
prove() # ARCHITECTURE SIGN
{
	local other
	case $1-$2 in
	x86-64-*)
		other=$([ "$2" = signed ] && echo 1 || echo 0)
		broken "a char that is taken for unsigned, $2" "$other" \
			pkcs7/der.c \
			's/\*length = d->buf\[d->off++\];/*length = (uint32_t)(char)d->buf[d->off++];/'
		;;
	aarch64-signed | s390x-signed)
		other=$([ "$1" = s390x ] && echo 1 || echo 0)
		broken "bytes in the machine's order, $1" "$other" \
			sha256/sha256.c \
			'/^static uint32_t sha256_load/,/^}/{
			s/return (uint32_t)p.*/uint32_t x; memcpy(\&x, p, 4); return __builtin_bswap32(x);/
			/^	  *(uint32_t)p.*;$/d }'
		;;
	i386-signed | riscv64-signed)
		other=$([ "$1" = i386 ] && echo 1 || echo 0)
		broken "a size in a size_t, $1" "$other" sha256/reader.c \
			's/r->size = r->size \* 256/r->size = (size_t)r->size * 256/'
		;;
	esac
}

if ! ports/bearssl-source.sh >"$dir/log" 2>&1; then
	skip "verdicts" "BearSSL's source: $(tail -n 2 "$dir/log")"
	summary
	exit
fi
make -s build/vectors/host && build/vectors/host >"$dir/host"
check "the host's own verdicts are right" grep -q ' cases, 0 wrong$' \
	"$dir/host"
machine x86-64 '' ''
machine i386 i686-linux-gnu- qemu-i386
machine aarch64 aarch64-linux-gnu- qemu-aarch64
machine armhf arm-linux-gnueabihf- qemu-arm
machine riscv64 riscv64-linux-gnu- qemu-riscv64
machine s390x s390x-linux-gnu- qemu-s390x
[ "$skipped" -gt 0 ] ||
	printf 'tested: %s on six architectures, by gcc and clang, char signed and not\n' \
		"$(tail -n 1 "$dir/host")"
summary
