#!/bin/bash
# SPDX-License-Identifier: MIT
# properties.sh - what the source promises, each with a machine's check
# shellcheck disable=SC2016 # scripts in single quotes are meant so
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

none() # NAME COMMAND...: it must print nothing
{
	local name=$1 out
	shift
	out=$("$@" 2>&1)
	if [ -z "$out" ]; then pass; else fail "$name" "$out"; fi
}

# --- who may know whom
core=(cfsv.c cfsv.h sha256/*.[ch] pkcs7/*.[ch])
none "the core includes only its own headers, <stddef.h>, <stdint.h>,
<string.h>, BearSSL, and each instruction set's header in its own file" \
	sh -c 'grep -HE "^#include" "$@" | sort -u | grep -vE \
	":#include (<(stddef|stdint|string|bearssl)\.h>|\"(\.\./)?cfsv\.h\"|\"(sha256/)?(sha256|rounds)\.h\"|\"(pkcs7/)?(pkcs7|der)\.h\")" |
	grep -vxE "sha256/sha256_(shani|avx2|avx512)\.c:#include <immintrin\.h>|sha256/sha256_armv8\.c:#include <arm_neon\.h>"' \
	sh "${core[@]}"
none "BearSSL in one file of each room" sh -c \
	'grep -lE "bearssl.h|br_[a-z]" "$@" |
	grep -vxE "sha256/sha512.c|pkcs7/bearssl.c"' sh cfsv.c sha256/* pkcs7/*
none "sha256/ knows nothing of pkcs7/" grep -n pkcs7 sha256/*.[ch]
none "pkcs7/ knows nothing of sha256/" \
	grep -n '#include.*sha256/' pkcs7/*.[ch]
none "ports/ include no room's inside, but for fuzz/, a test of them" sh -c \
	'grep -rnE "#include \".*(sha256|pkcs7)/" ports | grep -v ^ports/fuzz/'
none "no allocation in the core" \
	grep -nE '\b(malloc|calloc|realloc|free|alloca)\(' "${core[@]}"
none "no floating point in the core" \
	grep -nE '\b(float|double)\b' cfsv.c sha256/*.c pkcs7/*.c

# --- what the archive holds
make -s build/libcfsv.a
none "only cfsv_ symbols" sh -c \
	'nm -g --defined-only build/libcfsv.a | grep -E "^[0-9a-f]+ " |
	grep -v " cfsv_"'
none "no writable data" sh -c \
	'size -A build/libcfsv.a | awk "/^\.(data|bss)[ \t]/ && \$2 > 0"'
wanted='mem(cpy|move|set|cmp)|br_[a-z0-9_]+|cfsv_[a-z0-9_]+'
none "nothing wanted but BearSSL and four mem functions" sh -c \
	'nm -u build/libcfsv.a | sed -n "s/^ *U //p" | sort -u |
	grep -vxE "$1|_GLOBAL_OFFSET_TABLE_"' sh "$wanted"

# --- SHA-NI has no AVX form: mixed with AVX code it may be slow beyond use
if [ "$(uname -m)" = x86_64 ]; then
	none "no AVX instruction in the SHA-NI implementation" sh -c \
		'objdump -d build/sha256/sha256_shani.o | grep -P "\tv[a-z]"'
	for cc in gcc clang; do
		command -v $cc >/dev/null || continue
		$cc -std=c99 -O2 -march=icelake-server -I. -c -o "$dir/o" \
			sha256/sha256_shani.c
		expect "$cc, AVX: SHA-NI clears upper halves first" 0 \
			vzeroupper sh -c \
			'objdump -d "$1" | grep -P "\tv[a-z]" | head -n 1' \
			sh "$dir/o"
		none "$cc, AVX: SHA-NI leaves them so" sh -c \
			'objdump -d "$1" | grep "[yz]mm"' sh "$dir/o"
	done
fi

# the budget of the portable one; its fast form, as it is shipped
none "SHA-256 in portable C has at most 2560 bytes of code" sh -c \
	'gcc -std=c99 -I. -O2 -c -o "$1" sha256/sha256.c &&
	size -A "$1" | awk "/^\.text/ { n += \$2 }
		END { if (n == 0 || n > 2560) print n }"' sh "$dir/o"

# --- what is published is what is counted
expect "the cost of verified reading" 0 '^$' sh -c \
	'make -s build/tests/reader_cost && tests/reader_cost.sh check'
printf '%s\n' '<!-- a: begin -->' old '<!-- a: end -->' >"$dir/page"
cp "$dir/page" "$dir/kept"
expect "a table that is another is told" 1 '^$' sh -c \
	'echo new | tests/publish.sh "$1" a check' sh "$dir/page"
expect "a table needs its markers" 2 "no lines '<!-- b: begin -->'" sh -c \
	'echo new | tests/publish.sh "$1" b' sh "$dir/page"
expect "nothing was written" 0 '^$' cmp "$dir/page" "$dir/kept"
expect "what is published stands between them" 0 '^$' sh -c \
	'echo new | tests/publish.sh "$1" a && sed s/old/new/ "$2" |
	cmp - "$1"' sh "$dir/page" "$dir/kept"

# --- compilers
make -s build/init/init_words.h build/vectors/cases.h
strict=(-std=c99 -Wall -Wextra -Wconversion -pedantic -Werror -I.
	-Ibuild/init -Ibuild/vectors)
for cc in gcc clang; do
	if ! command -v $cc >/dev/null; then
		skip "$cc is clean" "it is not installed"
		continue
	fi
	for f in cfsv.c sha256/*.c pkcs7/*.c; do
		expect "$cc is clean: $f" 0 '^$' $cc "${strict[@]}" -O2 \
			-c -o "$dir/o" "$f"
	done
	# who vendors the room may compile all of it with one set of flags
	for f in sha256/*.c; do
		expect "$cc, for this CPU alone: $f" 0 '^$' $cc "${strict[@]}" \
			-O3 -march=native -c -o "$dir/o" "$f"
		expect "$cc, no vector registers: $f" 0 '^$' $cc \
			"${strict[@]}" -O2 -mgeneral-regs-only \
			-DCFSV_SHA256_ONLY_PORTABLE -c -o "$dir/o" "$f"
	done
	for f in ports/linux/*.c; do
		expect "$cc is clean: $f" 0 '^$' $cc "${strict[@]}" \
			-D_GNU_SOURCE -O2 -c -o "$dir/o" "$f"
	done
	if [ "$cc" = clang ]; then # gcc's word is in tests/bare.sh
		for f in ports/bare/*.c ports/bare/libc/*.c tests/bare/*.c; do
			expect "clang is clean: $f" 0 '^$' clang \
				--target=armv7em-none-eabi -ffreestanding \
				-isystem ports/bare/libc "${strict[@]}" -Os \
				-c -o "$dir/o" "$f"
		done
	fi
	for f in ports/uefi/*.c; do
		expect "$cc is clean: $f" 0 '^$' $cc "${strict[@]}" \
			-O2 -c -o "$dir/o" "$f"
	done
	for f in tests/*.c tests/vectors/*.c tests/emulated/small.c \
		tests/changes/*.c tests/uefi/*.c; do
		expect "$cc is clean: $f" 0 '^$' $cc "${strict[@]}" \
			-O2 -c -o "$dir/o" "$f"
	done
done
printf '#include "cfsv.h"\nint main() { return 0; }\n' >"$dir/x.cc"
if command -v g++ >/dev/null; then
	expect "cfsv.h is C++ too" 0 '^$' g++ -Wall -Wextra -Werror -I. \
		-o "$dir/x" "$dir/x.cc"
else
	skip "cfsv.h is C++ too" "g++ is not installed"
fi

# --- no recursion: the core's call graph, as gcc writes it, has no cycle
for f in cfsv.c sha256/*.c pkcs7/*.c; do
	gcc -std=c99 -I. -O0 -fcallgraph-info -c \
		-o "$dir/$(basename "$f" .c).o" "$f"
done
none "no recursion" sh -c \
	'sed -n "s/.*sourcename: \"\([^\"]*\)\" targetname: \"\([^\"]*\)\".*/\1 \2/p" \
	"$1"/*.ci | sed "s/[^ ]*://g" | tsort 2>&1 >/dev/null' sh "$dir"

# --- without an operating system
if ports/bearssl-source.sh >"$dir/log" 2>&1; then
	rm -f build/freestanding
	expect "freestanding link" 0 '' make -s build/freestanding \
		BEARSSL_SRC=build/bearssl-src
	check "freestanding verdicts" build/freestanding
	expect "the tool builds on BearSSL's source" 0 '' \
		make -s B="$dir/src" BEARSSL_SRC=build/bearssl-src
	check "and works" "$dir/src/cfsv" digest cfsv.c
else
	skip "freestanding link" "BearSSL's source: $(tail -n 2 "$dir/log")"
fi

# --- the example of the README compiles
awk '/^```c$/ { on = 1; next } /^```$/ { on = 0 } on' README.md >"$dir/readme.c"
check "README has an example" test -s "$dir/readme.c"
expect "README's example compiles" 0 '^$' gcc -std=c99 -Wall -Wextra -I. -c \
	-o "$dir/o" "$dir/readme.c"
summary
