#!/bin/bash
# SPDX-License-Identifier: MIT
# options.sh - what cfsv.h's OPTIONS leave out: all combinations compile, what
# is left out is not declared, and BEARSSL is exactly what is needed
#
# Without the argument `all`, the options that are no algorithm (those of words
# and of the portable SHA-256) are all set or all not.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
make -s dist || exit 1
strict=(-std=c99 -Wall -Wextra -Wconversion -pedantic -Werror -Idist)

# --- every option that cfsv.h describes, and no other, is used in the core
mapfile -t options < <(awk '/^ \* OPTIONS$/ { on = 1 } /^ \* A WHOLE/ { on = 0 }
	on && /^ \*   CFSV_/ { print $2 }' cfsv.h)
check "cfsv.h describes options" test ${#options[@]} -ge 10
printf '%s\n' "${options[@]}" | sort >"$dir/described"
grep -hoE 'def(ined\()? ?(CFSV_NO_[A-Z0-9_]+|CFSV_ONLY_[A-Z]+|CFSV_SHA256_(SMALL|ONLY_PORTABLE))' \
	cfsv.h cfsv.c sha256/*.[ch] pkcs7/*.[ch] | grep -oE 'CFSV_.*' | sort -u \
	>"$dir/used"
expect "described and used are the same" 0 '^$' diff "$dir/described" \
	"$dir/used"

# --- all combinations compile without a warning, as one translation unit
n=${#options[@]}
for ((i = 0; i < 1 << n; i++)); do
	line=-DCFSV_ALL_IN # xargs passes over empty lines
	for ((j = 0; j < n; j++)); do
		[ $((i >> j & 1)) -eq 0 ] || line="$line -D${options[j]}"
	done
	echo "$line"
done >"$dir/all"
others='CFSV_NO_MESSAGES|CFSV_ONLY_COMPOSEFS|CFSV_SHA256_SMALL|CFSV_SHA256_ONLY_PORTABLE'
if [ "${1:-}" = all ]; then
	cp "$dir/all" "$dir/many"
else
	awk -v others="-D($others)" '{ n = gsub(others, "&") }
		n == 0 || n == 4' "$dir/all" >"$dir/many"
fi
compile() # COMPILER LINES: those that fail, on standard output
{
	xargs -P "$(nproc)" -I{} sh -c \
		"$1 ${strict[*]} -O0 -S -o /dev/null {} dist/cfsv.c || echo '{}'" \
		<"$2" 2>&1
}
printf 'tested: %d of %d combinations\n' "$(wc -l <"$dir/many")" $((1 << n))
expect "gcc: the combinations" 0 '^$' compile gcc "$dir/many"
awk 'NF <= 2 || NF >= '"$n" "$dir/all" >"$dir/few"
expect "gcc: each option alone, all but one, and all" 0 '^$' \
	compile gcc "$dir/few"
if command -v clang >/dev/null; then
	expect "clang: the same" 0 '^$' compile clang "$dir/few"
else
	skip "clang" "it is not installed"
fi

# --- each of them file by file too, and the header as C++
while read -r line; do
	for f in cfsv.c sha256/*.c pkcs7/*.c; do
		# shellcheck disable=SC2086 # options
		expect "gcc$line $f" 0 '^$' gcc "${strict[@]}" $line -O0 -S \
			-o /dev/null "$f"
	done
	if command -v g++ >/dev/null; then
		# shellcheck disable=SC2086 # options
		expect "g++$line" 0 '^$' g++ -Wall -Wextra -Werror $line \
			-x c++ -fsyntax-only cfsv.h -Wno-pragma-once-outside-header
	fi
done < <(awk 'NF <= 2' "$dir/all")

# --- what is left out is not declared; what is not, is
declared() # TEXT OPTION...
{
	local text=$1
	shift
	printf '#include "cfsv.h"\nvoid *use(void);\nvoid *use(void)\n{\n%s\n}\n' \
		"	return (void *)(size_t)($text);" >"$dir/use.c"
	gcc -std=c99 -w -Werror=implicit-function-declaration -I. "${@/#/-D}" \
		-fsyntax-only "$dir/use.c" 2>/dev/null
}
left_out() # TEXT OPTION...
{
	check "$1 is declared" declared "$1"
	if declared "$@"; then
		fail "$1 is left out" "it is declared with ${*:2}"
	else
		pass
	fi
}
left_out 'sizeof(cfsv_tree_sink *)' CFSV_ONLY_COMPOSEFS
left_out '((struct cfsv_params *)0)->salt_size' CFSV_ONLY_COMPOSEFS
left_out '((struct cfsv_params *)0)->block_size' CFSV_ONLY_COMPOSEFS
left_out 'CFSV_SHA512' CFSV_NO_SHA512
left_out 'CFSV_SHA384' CFSV_NO_SHA512
left_out 'cfsv_bearssl.rsa_public' CFSV_NO_RSA
left_out 'cfsv_bearssl.ecdsa_verify' CFSV_NO_ECDSA
left_out 'cfsv_bearssl.ec_point' CFSV_NO_ECDSA
for name in cfsv_anchor_load cfsv_signature_parse cfsv_verify_message \
	cfsv_verify_digest cfsv_verify_pair cfsv_verify_image '&cfsv_bearssl' \
	'sizeof(struct cfsv_trust)'; do
	left_out "$name" CFSV_NO_PKCS7
	left_out "$name" CFSV_NO_RSA CFSV_NO_ECDSA
done
for name in cfsv_strerror cfsv_mend cfsv_error_name cfsv_error_class; do
	left_out $name CFSV_NO_MESSAGES
done
if [ "$(uname -m)" = x86_64 ]; then
	left_out cfsv_sha256_avx2 CFSV_SHA256_ONLY_PORTABLE
	left_out cfsv_cpu_x86 CFSV_SHA256_ONLY_PORTABLE
fi

# --- what is left works: every vector that it can run has its verdict
make -s vectors || exit 1
budgets=$(sed -n 's/^[a-z0-9]* .*\(verify\|pinned\) *//p' tests/footprint.budget |
	sed 's/\([A-Z0-9]\+\)/CFSV_NO_\1/g; s/^-//' | sort -u)
while read -r line; do
	read -ra words <<<"$line"
	expect "vectors without '$line' build" 0 '^$' gcc -std=c99 -O1 -w \
		-Idist -I. -Ibuild/vectors "${words[@]/#/-D}" -o "$dir/host" \
		tests/vectors/host.c tests/vectors/run.c dist/cfsv.c -lbearssl
	expect "vectors without '$line'" 0 '^[0-9]+ cases, 0 wrong$' "$dir/host"
done < <(printf '%s\n' "${options[@]}" "${options[*]}" "$budgets")

# --- verified reading with composefs's parameters alone; and other parameters
make -s build/cfsv || exit 1
printf -v line '%s' '-DCFSV_ONLY_COMPOSEFS -DCFSV_NO_PKCS7 -DCFSV_NO_SHA512'
# shellcheck disable=SC2086 # options
expect "a reader without parameters" 0 '^$' gcc "${strict[@]}" $line -O2 \
	-o "$dir/reader" tests/composefs_only.c dist/cfsv.c
head -c 600000 /dev/urandom >"$dir/image"
stored=("--out-merkle-tree=$dir/tree" "--out-descriptor=$dir/descriptor")
digest=$(build/cfsv digest "${stored[@]}" "$dir/image" | cut -d' ' -f1)
expect "it reads what is there, and nothing that was changed" 0 '^0$' \
	"$dir/reader" "$digest" "$dir/image" "$dir/tree" "$dir/descriptor"
digest=$(build/cfsv digest "${stored[@]}" --block-size=1024 "$dir/image" |
	cut -d' ' -f1)
expect "it refuses blocks of 1024 bytes" 1 '^-201$' \
	"$dir/reader" "$digest" "$dir/image" "$dir/tree" "$dir/descriptor"
digest=$(build/cfsv digest "${stored[@]}" --salt=abcd "$dir/image" |
	cut -d' ' -f1)
expect "it refuses a salt" 1 '^-202$' \
	"$dir/reader" "$digest" "$dir/image" "$dir/tree" "$dir/descriptor"

# --- BEARSSL: nothing is missing, and nobody misses nothing
if ! ports/bearssl-source.sh >"$dir/log" 2>&1; then
	skip "BearSSL's files" "its source: $(tail -n 2 "$dir/log")"
	summary
	exit
fi
bearssl=build/bearssl-src
symbols() # LETTERS FILE...
{
	nm "${@:2}" | sed -n "s/^[0-9a-f ]* [$1] \([a-z].*\)/\1/p" | sort -u
}
for left in '' SHA512 RSA ECDSA P384 P521 'P384 P521' PKCS7 'RSA ECDSA' \
	'SHA512 P384 P521' 'SHA512 ECDSA' 'SHA512 RSA P384 P521' \
	'SHA512 PKCS7' 'CERTIFICATES SHA512'; do
	read -ra words <<<"$left"
	words=("${words[@]/#/CFSV_NO_}")
	rm -rf "$dir/o" && mkdir "$dir/o"
	gcc -w -Os -fPIC -Idist "${words[@]/#/-D}" -c -o "$dir/o/0cfsv.o" \
		dist/cfsv.c
	while read -r f; do
		case $f in
		bearssl/*) file=$bearssl/src/${f#bearssl/} ;;
		ports/*) file=$f ;;
		*) continue ;;
		esac
		gcc -w -Os -fPIC -I$bearssl/inc -I$bearssl/src \
			"${words[@]/#/-D}" -c -o "$dir/o/$(basename "$f" .c).o" \
			"$file"
	done < <(make -s files OPTIONS="${words[*]}")
	symbols TDRB "$dir"/o/*.o >"$dir/there"
	symbols U "$dir"/o/*.o >"$dir/wanted"
	expect "without '$left': no file is missing" 0 '^$' sh -c \
		"comm -13 '$dir/there' '$dir/wanted' |
		grep -vxE 'mem(cpy|move|set|cmp)|_GLOBAL_OFFSET_TABLE_' || :"
	# the linker takes of an archive what is needed, and says so
	(cd "$dir/o" && rm -f lib.a && ar rc lib.a [!0]*.o 2>/dev/null &&
		ld -r -t -t -o linked 0cfsv.o lib.a 2>/dev/null) |
		sed -n 's/.*(.*lib\.a)\(.*\)/\1/p; s/.*lib\.a(\(.*\))/\1/p' |
		sort -u >"$dir/there"
	find "$dir/o" -name '[!0]*.o' -printf '%f\n' | sort >"$dir/wanted"
	expect "without '$left': each file is needed" 0 '^$' \
		diff "$dir/there" "$dir/wanted"
done

# --- make with OPTIONS, one set after the other in the same folder
for left in 'CFSV_NO_P384 CFSV_NO_P521' 'CFSV_NO_SHA512 CFSV_NO_ECDSA'; do
	expect "make OPTIONS='$left'" 0 '^$' make -s B="$dir/b" \
		BEARSSL_SRC=$bearssl OPTIONS="$left" install \
		PREFIX="$dir/installed"
	printf '#include <cfsv.h>\nint main(void) { return %s; }\n' \
		'cfsv_bearssl.rsa_public == 0 || sizeof(cfsv_verify_image) == 0' \
		>"$dir/use.c"
	expect "it links alone" 0 '^$' gcc -w -I"$dir/installed/include" \
		-o "$dir/use" "$dir/use.c" -L"$dir/installed/lib" -lcfsv \
		-L"$dir/b" -lbearssl
	# shellcheck disable=SC2086 # options
	printf '#include <cfsv.h>\n%s\n%s\n' \
		'int there[sizeof(struct cfsv_digest) == OURS ? 1 : -1];' \
		'int main(void) { return cfsv_verify_image == 0; }' >"$dir/use.c"
	size=$(printf '#include "cfsv.h"\nchar x[sizeof(struct cfsv_digest)];' |
		gcc -I. ${left:+-D${left// / -D}} -c -x c -o "$dir/x.o" - &&
		nm -S "$dir/x.o" | awk '$4 == "x" { print "0x" $2 }')
	expect "its header has the options" 0 '^$' gcc -w -DOURS="$size" \
		-I"$dir/installed/include" -o "$dir/use" "$dir/use.c" \
		-L"$dir/installed/lib" -lcfsv -lbearssl
done
expect "nothing is made twice" 0 'Nothing to be done' make B="$dir/b" \
	BEARSSL_SRC=$bearssl OPTIONS="$left"

# --- cfsv.h's table of what each saves has all of them
expect "the table of cfsv.h" 0 '^$' sh -c "sed -n \
	's/^ \\*\t\\(CFSV_[A-Z0-9_]*\\) *[0-9-].*/\\1/p' cfsv.h | sort |
	diff - '$dir/described'"
expect "of an option that is none" 2 'no option of cfsv.h' \
	make -s files OPTIONS=CFSV_NO_P385
summary
