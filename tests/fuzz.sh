#!/bin/bash
# SPDX-License-Identifier: MIT
# fuzz.sh [all] - the harnesses of ports/fuzz: replayed, run for a moment, and
# each shown to find what it is there for
# shellcheck disable=SC2016 # scripts in single quotes are meant so
#
# A broken copy of the code is one substitution in one file, on a copy. Its
# harness must stop at it, starting from the seeds. all: every broken copy,
# AFL++, and OSS-Fuzz's build.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
all=${1:-}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
doors=$(sed -n '/^FUZZ_DOORS = /,/[^\\]$/p' ports/fuzz/fuzz.mk |
	sed 's/.*=//; s/\\//')
fuzz=build/fuzz
san="-O2 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all"

if ! ports/bearssl-source.sh >"$dir/log" 2>&1; then
	skip "fuzzing" "BearSSL's source: $(tail -n 2 "$dir/log")"
	summary
	exit
fi
if ! ports/fuzz/fuzz.sh seeds "$dir/seeds" >"$dir/log" 2>&1; then
	fail "seeds" "$(tail -n 5 "$dir/log")"
	summary
	exit
fi

# --- replayed: all seeds and what failed once; libFuzzer begins with them, too
for cc in gcc ${all:+clang}; do
	if ! command -v "$cc" >/dev/null; then
		skip "replay by $cc" "it is not installed"
		continue
	fi
	expect "the replay's build by $cc" 0 '^$' make -s -j2 fuzz-doors \
		FUZZ_DIR="$fuzz/replay-$cc" FUZZ_CC="$cc" FUZZ_FLAGS="$san" \
		FUZZ_ENGINE=replay
	for door in $doors; do
		expect "replay by $cc: $door" 0 '^[0-9]+ inputs$' \
			"$fuzz/replay-$cc/$door" "$dir/seeds/$door"
	done
done
mkdir "$dir/empty"
expect "a replay of nothing is none" 1 '^0 inputs' \
	$fuzz/replay-gcc/der "$dir/empty"
expect "a replay of what is not there is none" 1 'No such file' \
	$fuzz/replay-gcc/der "$dir/none"

if ! clang -fsanitize=fuzzer -x c - -o "$dir/x" 2>/dev/null <<'EOC'
int LLVMFuzzerTestOneInput(const char *p, unsigned long n) { return 0; }
EOC
then
	skip "libFuzzer" "clang has none here (libclang-rt-dev)"
	summary
	exit
fi

# --- for a moment: an hour of it is make fuzz
expect "libFuzzer's build" 0 '^$' make -s -j2 fuzz-doors
short() # DOOR BINARY SECONDS
{
	"$2" -max_total_time="$3" -timeout=60 -verbosity=0 \
		-artifact_prefix="$dir/$1-" "$dir/seeds/$1"
}
for door in $doors; do
	expect "libFuzzer for a moment: $door" 0 '' \
		short "$door" "$fuzz/libfuzzer/$door" 2
done

# --- broken copies
copy=$dir/copy
cp -a $fuzz/libfuzzer "$copy"
mkdir "$dir/source"
cp -a cfsv.h cfsv.c pkcs7 sha256 ports "$dir/source"
cp -a build/bearssl-src/src/. "$dir/source/bearssl"
flags="-O2 -g1 -fsanitize=address,undefined,fuzzer-no-link
	-fno-sanitize-recover=all"

# The file with the substitution, compiled in place of what it was.
break_it() # FILE SED
{
	local file=$1 object=$copy/obj/${1%.c}.o
	cp "$dir/source/$file" "$dir/good.c"
	sed -i "$2" "$dir/source/$file"
	cmp -s "$dir/good.c" "$dir/source/$file" && return 1
	cp -p "$object" "$dir/good.o"
	# shellcheck disable=SC2086 # a list of words
	clang -std=c99 -D_GNU_SOURCE $flags -I"$dir/source" \
		-Ibuild/bearssl-src/inc -Ibuild/bearssl-src/src -w \
		-c -o "$object" "$dir/source/$file"
}

mend_it() # FILE
{
	cp "$dir/good.c" "$dir/source/$1"
	cp -p "$dir/good.o" "$copy/obj/${1%.c}.o"
	rm -f "$copy/obj/linux.a" # or else newer than that
}

broken() # DOOR FILE SED
{
	local door=$1 out name="$1 finds a broken copy, $2: $3"
	if ! break_it "$2" "$3"; then
		fail "$name" "it does not apply, or does not compile"
		return
	fi
	rm -f "$copy/$door"
	if ! make -s FUZZ_DIR="$copy" "$copy/$door" >"$dir/log" 2>&1; then
		fail "$name" "no link: $(tail -n 3 "$dir/log")"
	else
		out=$(short "$door" "$copy/$door" 60 2>&1)
		if grep -Eq 'not true|ERROR: Address|runtime error' <<<"$out"
		then
			pass
		else
			fail "$name" "not found: $(tail -n 3 <<<"$out")"
		fi
	fi
	mend_it "$2"
}

# door @ file @ substitution. Those with + are for all alone.
while IFS=@ read -r door file change; do
	case $door in
	'') continue ;;
	+*) [ -n "$all" ] || continue ;;
	esac
	broken "${door#+}" "$file" "$change"
done <<'EOB'
der@pkcs7/der.c@s/if (length > d->end - d->off)/if (0)/
+der@pkcs7/der.c@s/if (value < 0x80)/if (0)/
+der@pkcs7/der.c@s/d->in.end - d->in.off > 1 \&\&/0 \&\&/
+der@pkcs7/der.c@s/if (wrong || previous >= 0x80)/if (wrong)/
+der@pkcs7/der.c@s/if (d->depth == DER_DEPTH_MAX)/if (0)/
x509@pkcs7/key.c@s/if (a->der\[a->key.end - 1\] % 2 == 0)/if (0)/
+x509@pkcs7/x509.c@s/if (version != 3)/if (0)/
+x509@pkcs7/x509.c@s/if (cfsv_span_size(a->key_id) != 0)/if (0)/
+x509@pkcs7/der.c@s/if (n > d->end - d->off)/if (0)/
pkcs7@pkcs7/signed_data.c@s/ || a.has_null != digest->has_null//
+pkcs7@pkcs7/signed_data.c@s/if (len > CFSV_SIGNATURE_MAX)/if (0)/
+pkcs7@pkcs7/signed_data.c@s/s->signer_version != version ||//
+pkcs7@pkcs7/der.c@s/if (length > d->end - d->off)/if (0)/
digest@cfsv.c@s/if (len == 7 + 2 \* 32 \&\&/if (len >= 7 \&\&/
+digest@cfsv.c@s/c <= .f./c <= 'g'/
+digest@cfsv.c@s/expected->hash != measured->hash/0/
config@ports/linux/init_config.c@s/if (list->count == INIT_LIST_MAX)/if (0)/
+config@ports/linux/init_config.c@s/if (line->ostree .. \*value/if (*value/
+config@ports/linux/init_config.c@s/digits > 5/digits > 50/
+config@ports/uefi/config.c@s/if (c->count == UEFI_ENTRIES_MAX)/if (0)/
+config@ports/uefi/config.c@s/if (i == UEFI_NAME_MAX)/if (0)/
tree@sha256/tree.c@s/zeros = -t->fill\[l\]/zeros = 0 \& -t->fill[l]/
+tree@sha256/tree.c@s/if (n > tree_space(t))/if (0)/
+tree@sha256/tree.c@s/if (len > 0 \&\& t->ended)/if (0)/
reader@sha256/reader.c@s/if (memcmp(own, hash, r->hasher.digest_size) != 0)/if (0)/
+reader@sha256/reader.c@s/^\ts->used = 0;//
+reader@sha256/reader.c@s/memset(block + want, 0, bs - want);//
descriptor@sha256/reader.c@s/if (memcmp(again, d, sizeof(again)) != 0)/if (0)/
+descriptor@sha256/tree.c@s/if (size > CFSV_FILE_SIZE_MAX)/if (0)/
+descriptor@sha256/reader.c@s/ += r->layout.start.h - 1.;/ += r->layout.start[0];/
+reader@sha256/measure.c@s/return \*got > want ? CFSV_E_READ_OVERRUN/return 0 ? CFSV_E_READ_OVERRUN/
verify@pkcs7/check.c@s/return memcmp(out, order, size) < 0;/return 1;/
+verify@pkcs7/check.c@s/for (i = 2; em + i/for (i = 3; em + i/
+verify@pkcs7/check.c@s/a->der, a->issuer) \&\&/a->der, a->issuer) ||/
+verify@pkcs7/check.c@s/if (cfsv_span_size(s->value) != size)/if (0)/
openssl@pkcs7/der.c@s/^\tcfsv_der_must_end(d, CFSV_E_DER_TRAILING);/\td->off = d->end;/
+openssl@pkcs7/der.c@s/((first\[0\] == 0x00 \&\& first\[1\] < 0x80) ||/((0) ||/
rsa@bearssl/rsa/rsa_i31_pub.c@s/r &= br_i31_decode_mod(a/br_i31_decode_mod(a/
point@pkcs7/bearssl.c@s/^\t\treturn CFSV_E_EC_OFF_CURVE;/\t\treturn CFSV_OK;/
+point@bearssl/ec/ec_prime_i31.c@s/r &= ~run_code(P, &Q, cc, code_check)/run_code(P, \&Q, cc, code_check)/
ecdsa@pkcs7/bearssl.c@s/rs_len) != 1)/rs_len) > 1)/
+ecdsa@bearssl/ec/ecdsa_i31_bits.c@s/br_i31_rshift(x, sc);//
EOB
[ -n "$all" ] || { summary && exit; exit 1; }

# --- AFL++, of which a moment is a minute of all doors together
if command -v afl-clang-fast >/dev/null && command -v afl-fuzz >/dev/null; then
	for door in $doors; do
		expect "AFL++ for a moment: $door" 0 \
			"^$door: [1-9][0-9]* executions, .* 0 crashes" \
			env FUZZ_KIND=afl FUZZ_SECONDS=5 FUZZ_LEDGER= \
			ports/fuzz/fuzz.sh run "$door"
	done
else
	skip "AFL++" "it is not installed (afl++)"
fi

# --- OSS-Fuzz: its build, as it calls it
if ! command -v zip >/dev/null; then
	skip "OSS-Fuzz's build" "zip is not installed"
	summary
	exit
fi
mkdir -p "$dir/src/cfsv" "$dir/out"
git ls-files -z | xargs -0 cp -a --parents -t "$dir/src/cfsv"
cp -a build/bearssl-src "$dir/src/bearssl"
oss_cflags="-O1 -fno-omit-frame-pointer -gline-tables-only
	-fsanitize=address -fsanitize-address-use-after-scope
	-fsanitize=fuzzer-no-link"
oss_build()
{
	cd "$dir/src/cfsv" || return
	env CC=clang CXX=clang++ CFLAGS="${oss_cflags//[$'\n\t']/ }" \
		CXXFLAGS="${oss_cflags//[$'\n\t']/ }" \
		LIB_FUZZING_ENGINE=-fsanitize=fuzzer SRC="$dir/src" \
		OUT="$dir/out" ports/fuzz/oss-fuzz/build.sh
}
expect "OSS-Fuzz's build" 0 '' oss_build
for door in $doors; do
	check "its $door has seeds" test -s "$dir/out/${door}_seed_corpus.zip"
	expect "its $door runs" 0 '' "$dir/out/$door" -runs=100 \
		-artifact_prefix="$dir/oss-"
	expect "its $door wants no libcrypto" 0 '^$' sh -c \
		'ldd "$1" | grep libcrypto || true' sh "$dir/out/$door"
done
check "its dictionaries" test -s "$dir/out/pkcs7.dict"
summary
