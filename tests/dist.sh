#!/bin/bash
# SPDX-License-Identifier: MIT
# dist.sh - what `make dist` makes, tested as others take it
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
here=$PWD
strict=(-std=c99 -Wall -Wextra -Wconversion -pedantic -Werror)

make -s all || exit 1
expect "make dist" 0 '' make -s dist
version=$(sed -n 's/^#define CFSV_VERSION "\(.*\)"/\1/p' cfsv.h)
tarball=cfsv-$version.tar.gz

# --- the two files and the one
for file in cfsv.h cfsv.c cfsv_single.h; do
	check "dist/$file says which commit it is" sh -c \
		"sed -n 1,5p dist/$file | grep 'cfsv $version, commit [0-9a-f]\{40\}'"
done
mkdir "$dir/vendored" && git init -q "$dir/vendored" 2>/dev/null
cp -r cfsv.h cfsv.c sha256 pkcs7 ports Makefile tests "$dir/vendored/"
mkdir "$dir/vendored/below" && mv "$dir"/vendored/[!b]* "$dir/vendored/below/"
expect "in somebody else's repository the commit is unknown" 0 \
	"cfsv $version, commit unknown" sh -c \
	"make -s -C '$dir/vendored/below' dist && sed -n 2p '$dir/vendored/below/dist/cfsv.c'"
check "no include of ours is left in cfsv.c but its header" \
	test "$(grep '#include "' dist/cfsv.c)" = '#include "cfsv.h"'
expect "none in cfsv_single.h" 1 '^$' grep '#include "' dist/cfsv_single.h

# As they are compiled: here with the single header, there with the two files.
printf '#define CFSV_IMPLEMENTATION\n#include "cfsv_single.h"\n' >"$dir/one.c"
printf '#include "cfsv.h"\n#include "cfsv.h"\nint main() { return 0; }\n' \
	>"$dir/two.cc"
printf '#include "cfsv_single.h"\nint main() { return 0; }\n' >"$dir/one.cc"
printf '#include "cfsv_single.h"\n' >>"$dir/one.c" # through another header
for cc in gcc clang; do
	command -v $cc >/dev/null || { skip "$cc" "it is not installed" &&
		continue; }
	for level in -O0 -O2 -Os -O3; do
		expect "$cc $level: the two files" 0 '^$' $cc "${strict[@]}" \
			$level -c -o "$dir/$cc.o" dist/cfsv.c
		expect "$cc $level: the one" 0 '^$' $cc "${strict[@]}" \
			$level -Idist -c -o "$dir/$cc-one.o" "$dir/one.c"
	done
	expect "$cc: without an operating system" 0 '^$' $cc "${strict[@]}" \
		-O2 -ffreestanding -c -o "$dir/free.o" dist/cfsv.c
done
for cxx in g++ clang++; do
	command -v $cxx >/dev/null || { skip "$cxx" "it is not installed" &&
		continue; }
	for form in two one; do
		expect "$cxx: the header of the $form" 0 '^$' $cxx -Wall \
			-Wextra -pedantic -Werror -Idist -o "$dir/x" \
			"$dir/$form.cc"
	done
done

# --- what they export: what cfsv.h declares
for object in gcc gcc-one; do
	nm -g --defined-only "$dir/$object.o" | awk '{ print $3 }' |
		sort >"$dir/exported"
	sed -n 's/.*\b\(cfsv_[a-z0-9_]*\)(.*/\1/p' cfsv.h | sort -u \
		>"$dir/declared"
	printf '%s\n' cfsv_bearssl cfsv_sha256_{portable,shani,avx2,avx512} \
		cfsv_sha256_{avx512_shani,armv8} >>"$dir/declared"
	sort -o "$dir/declared" "$dir/declared"
	expect "$object: nothing private is exported" 0 '^$' \
		comm -23 "$dir/exported" "$dir/declared"
	nm -g --defined-only build/libcfsv.a | awk '$3 { print $3 }' | sort |
		comm -12 - "$dir/declared" >"$dir/library"
	expect "$object: all that libcfsv.a has of cfsv.h" 0 '^$' \
		comm -13 "$dir/exported" "$dir/library"
done

# --- the unit tests, in one translation unit with each form
make -s build/init/init_words.h build/tests/small.o build/vectors/cases.h
objects=(build/tests/small.o build/sha256/common.o)
defines=()
if [ -e /usr/include/simde/x86/avx512.h ]; then
	make -s build/tests/avx512.o
	objects+=(build/tests/avx512.o)
	defines=(-DLANES_EMULATED)
fi
for test in tests/test_*.c; do
	name=$(basename "$test" .c)
	extra=()
	case $name in
	test_pkcs7 | test_attacks_* | test_faults) extra=(tests/sign.c) ;;
	test_vectors) extra=(tests/vectors/run.c) ;;
	esac
	for form in cfsv.c cfsv_single.h; do
		expect "$name on dist/$form builds" 0 '^$' gcc -std=c99 -O1 -w -D_GNU_SOURCE \
			-I. -Ibuild/init -Ibuild/vectors "${defines[@]}" -DCFSV_IMPLEMENTATION \
			-include dist/$form -c -o "$dir/$name.o" "$test"
		expect "$name on dist/$form links" 0 '^$' gcc -std=c99 -w -I. \
			-Ibuild/vectors \
			-o "$dir/$name" "$dir/$name.o" "${extra[@]}" \
			"${objects[@]}" -lbearssl -lcmocka
		check "$name on dist/$form" "$dir/$name"
	done
done

# --- without an operating system: linked with nothing else, and run
if ports/bearssl-source.sh >"$dir/log" 2>&1; then
	rm -f build/freestanding
	expect "freestanding link" 0 '^$' make -s build/freestanding \
		CORE=dist/cfsv.c BEARSSL_SRC=build/bearssl-src
	check "freestanding verdicts" build/freestanding
	rm -f build/freestanding
	expect "freestanding link of the one" 0 '^$' make -s \
		build/freestanding CORE="$dir/one.c" CPPFLAGS=-Idist \
		BEARSSL_SRC=build/bearssl-src
	check "freestanding verdicts of the one" build/freestanding
	rm -f build/freestanding
else
	skip "freestanding link" "BearSSL's source: $(tail -n 2 "$dir/log")"
fi

# --- the tarball
if [ -e .git ]; then
	cp "dist/$tarball" "$dir/first"
	git clone -q "$here" "$dir/clone"
	make -s -C "$dir/clone" dist
	check "the tarball has the same bytes from a clone" \
		cmp "$dir/first" "$dir/clone/dist/$tarball"
	check "the tarball unpacks" tar -xzf "dist/$tarball" -C "$dir"
	expect "the unpacked tree knows its commit" 0 \
		"commit $(git rev-parse HEAD)" \
		sh -c "make -s -C '$dir/cfsv-$version' dist &&
		cat '$dir/cfsv-$version/dist/cfsv.c' | sed -n 2p"
	expect "the tarball's tests" 0 '^[0-9]+ passed, 0 failed' \
		sh -c "make -s -C '$dir/cfsv-$version' check-quick 2>&1 |
		tail -n 1"
else
	skip "the tarball" "this is no clone"
fi

# --- the README's section on embedding, done literally in an empty folder
awk '/^## Embedding/ { on = 1; next } /^## / { on = 0 }
	on && /^    / { print substr($0, 5) }' README.md >"$dir/commands"
check "README has commands for embedding" test -s "$dir/commands"
mkdir "$dir/empty"
expect "README's embedding section" 0 'refused: ' \
	env CFSV="$here" sh -euc "cd '$dir/empty'; . '$dir/commands'"
summary
