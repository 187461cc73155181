#!/bin/bash
# SPDX-License-Identifier: MIT
# frama-c.sh - prove files of the core free of runtime errors, by Frama-C's WP
#
#	frama-c.sh [fast]	all files; fast: pkcs7/der.c alone
#	frama-c.sh FILE...	these; a goal that is left stands in the output
#	frama-c.sh broken FILE...	only their broken copies
#
# WP proves the contracts in tests/prove/frama-c/ and that there is no runtime
# error; unsigned overflow and narrowing count as errors. annotate.awk puts what
# FILE.notes says into a copy of FILE: the source stays as it is. A function or
# loop without a note is a failure, and so is a goal that no prover discharges.
# Each proved file has a broken copy that must turn the proof red. A whole run
# writes its table into tests/ASSURANCE.md.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
acsl=tests/prove/frama-c
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

for tool in frama-c why3 z3 cvc4; do
	command -v $tool >/dev/null && continue
	skip "Frama-C" "$tool is not installed (tests/setup.sh prove)"
	summary
	exit
done

# Z3 without model-based instantiation: these goals are full of quantifiers.
export WHY3CONFIG=$dir/why3.conf
why3 config detect >/dev/null 2>&1
printf '#!/bin/sh\nexec %s smt.mbqi=false smt.auto_config=false "$@"\n' \
	"$(command -v z3)" >"$dir/z3"
chmod +x "$dir/z3"
sed -i "s|^path = .*/z3\"|path = \"$dir/z3\"|" "$WHY3CONFIG"

# The files that are proved, and those whose contracts wait for their proof.
proved="pkcs7/der.c pkcs7/oid.c pkcs7/anchor.c pkcs7/key.c pkcs7/x509.c
	pkcs7/check.c pkcs7/bearssl.c sha256/sha256.h sha256/common.c
	sha256/fastest.c sha256/measure.c sha256/sha256.c sha256/descriptor.c
	sha256/reader.c"
waiting="pkcs7/signed_data.c sha256/tree.c cfsv.c"
without="sha256/sha512.c"

# The functions of a file; of a header those with a body.
functions() # COPY NAME
{
	case $2 in
	*.h) grep '^static inline.*(' "$1" ;;
	*) grep '^[a-z].*(' "$1" | grep -v '=\|;$' ;;
	esac | awk '{ sub(/\(.*/, ""); sub(/.*[ *]/, ""); print }' | sort -u
	case $2 in # and what stands in their headers
	pkcs7/der.c) echo cfsv_span_size ;;
	pkcs7/oid.c) printf 'cfsv_oid_class\ncfsv_oid_value\n' ;;
	esac
}

# The header with the contracts that a file needs.
header() # NAME
{
	case $1 in
	pkcs7/der.c) echo cursor ;;
	pkcs7/bearssl.c) echo bearssl ;;
	pkcs7/*) echo pkcs7 ;;
	sha256/measure.c | sha256/tree.c) echo tree ;;
	sha256/reader.c) echo reader ;;
	cfsv.c) echo story ;;
	*) echo hash ;;
	esac
}

put() # COPY NAME: annotated
{
	awk -v source="$2" -f $acsl/annotate.awk $acsl/*.acsl \
		"$acsl/$(basename "$2" .c).notes" "$1"
}

# WP on a copy, as the file NAME: sets good and all, counts of goals. $only is
# the one function to prove, $limit the seconds that a goal may take, $checks
# what counts as an error beyond undefined behaviour.
only="" limit=30
overflow="-warn-unsigned-overflow -warn-unsigned-downcast -warn-signed-downcast"
wp() # COPY NAME FUNCTIONS [OPTION...]
{
	local copy=$1 name=$2 functions=$3 root=$PWD inline=sha256/sha256.h
	local tactics=() provers=z3,cvc4
	shift 3
	good=0 all=0
	mkdir -p "$dir/sha256"
	[ "$name" != $inline ] || inline=$copy
	put "$inline" sha256/sha256.h >"$dir/sha256/sha256.h" 2>"$dir/log" ||
		return 1
	cp cfsv.h "$dir/"
	case $name in
	*.h) echo "#include \"$name\"" >"$dir/file.c" ;;
	*) put "$copy" "$name" >"$dir/file.c" 2>"$dir/log" || return 1 ;;
	esac
	case $name in # shifts: case by case, as multiplication
	sha256/*)
		tactics=(-wp-auto "wp:range,wp:bitshift" -wp-auto-width 40
			-wp-session "$dir/session")
		provers=z3,cvc4,tip
		;;
	esac
	rm -rf "$dir/session"
	# shellcheck disable=SC2086 # several options
	set -- -wp -wp-rte -rte-no-pointer-call -wp-fct "$functions" -wp-par 2 \
		-wp-cache none -wp-timeout "$limit" $checks "$@"
	# from a folder of its own: Frama-C looks for headers there first
	(cd "$dir" && frama-c -machdep gcc_x86_64 -cpp-extra-args="-I$dir \
-I$root -I$root/pkcs7 -I$root/sha256 -I$root/$acsl -I/usr/include/bearssl \
-include $root/$acsl/$(header "$name").acsl" "$dir/file.c" -instantiate \
		"$@" -wp-prover z3 -then "$@" "${tactics[@]}" -wp-split \
		-wp-prover $provers) >"$dir/log" 2>&1 || return 1
	# what is proved without the part that is missing is not proved
	! grep -qE "Missing|Degenerated|admit|Ignored" "$dir/log" || return 1
	# all goals; then those that were left, in parts, each of which must be
	# (the tool's own sum leaves parts out after -then)
	read -r all good < <(awk '
		/goals? scheduled/ { n[++run] = $2 }
		/Goal .*: Valid/ { good[run]++ }
		/Goal .*: (Failed|Unknown|Timeout|Stepout)|\[Failed\]/ { bad[run]++ }
		END { if (n[2] > 0 && good[2] == n[2] && !bad[2])
				good[1] = n[1]
			print n[1] + 0, good[1] + 0 }' "$dir/log")
	[ "$all" -gt 0 ] && [ "$good" -eq "$all" ]
}

# What a file's notes say of functions by themselves: their names.
said() # WORD NAME
{
	sed -n "s/^\\($1\\) \\([a-z0-9_]*\\): .*/\\2/p" \
		"$acsl/$(basename "$2" .c).notes"
}

# Eva runs eva.c from a function: no alarm, and the end is reached.
eva() # MAIN [SOURCE]
{
	local of=${2:-$PWD} unroll=70 root=$PWD
	[ "$1" != eva_text ] || unroll=40000 # longer than the table
	# from the source's folder: Frama-C looks for headers there first
	(cd "$of" && frama-c -machdep gcc_x86_64 \
		-cpp-extra-args="-I$of -I$of/pkcs7 -I$of/sha256" \
		"$root/$acsl/eva.c" sha256/common.c -eva -main "$1" \
		-eva-no-print -eva-precision 2 -eva-min-loop-unroll "$unroll" \
		-eva-msg-key=-initial-state) >"$dir/log" 2>&1 &&
		grep -q '^ *0 alarms generated' "$dir/log" &&
		grep -q 'Frama_C_show_each_end' "$dir/log" &&
		! grep -q '[1-9][0-9]* \(unknown\|invalid\)' "$dir/log"
}

# All functions of a file but those that its notes say wrap; these by
# themselves, where wrapping and narrowing are not errors.
wrapping() # COPY NAME [OPTION...]
{
	local copy=$1 name=$2 wraps plain sum=0 of=0 status=0
	shift 2
	said wraps "$name" | sort >"$dir/wraps"
	said 'open\|eva' "$name" | sort >"$dir/others"
	functions "$copy" "$name" | sort | grep "^${only:-.*}$" |
		comm -23 - "$dir/others" >"$dir/functions"
	plain=$(comm -23 "$dir/functions" "$dir/wraps" | paste -sd,)
	wraps=$(comm -12 "$dir/functions" "$dir/wraps" | paste -sd,)
	if [ -n "$plain" ]; then
		checks=$overflow
		wp "$copy" "$name" "$plain" "$@" || status=1
		sum=$good of=$all
	fi
	if [ -n "$wraps" ] && [ $status -eq 0 ]; then
		checks=""
		wp "$copy" "$name" "$wraps" "$@" || status=1
		sum=$((sum + good)) of=$((of + all))
	fi
	good=$sum all=$of
	return $status
}

# oid.c: its table of constants by itself, and all else without their values,
# which drown the provers.
prove() # COPY NAME
{
	local before
	case $2 in
	pkcs7/oid.c) ;;
	pkcs7/check.c) # what is in its tables is not needed
		wrapping "$1" "$2" -wp-no-init-const
		return
		;;
	pkcs7/bearssl.c) # without guessing how variables are used: WP 25 fails
		wrapping "$1" "$2" -wp-model Typed+cast+raw
		return
		;;
	*)
		wrapping "$1" "$2"
		return
		;;
	esac
	wrapping "$1" "$2" -wp-prop=table || return 1
	before=$good
	wrapping "$1" "$2" -wp-no-init-const -wp-prop=-table || return 1
	good=$((good + before)) all=$((all + before))
}

rows=""
one() # FILE: it must be proved
{
	local start=$SECONDS f main left byeva
	if prove "$1" "$1"; then
		pass
	else
		fail "$1 is proved" "$good of $all goals"
		grep -A 2 -E '\[(Failed|Timeout|Unknown)\]|rror' "$dir/log" |
			head -n 40
	fi
	for f in $(said eva "$1"); do
		main=$(sed -n "s/^eva $f: //p" "$acsl/$(basename "$1" .c).notes")
		if eva "$main"; then
			pass
		else
			fail "$f is proved by Eva" "see the alarms"
			tail -n 20 "$dir/log"
		fi
	done
	for f in $(said open "$1"); do
		skip "Frama-C: $f of $1" "not proved yet"
	done
	left=$(said open "$1" | paste -sd' ')
	byeva=$(said eva "$1" | paste -sd' ')
	printf '%s: %d of %d goals (%d s)\n' "$1" "$good" "$all" \
		$((SECONDS - start))
	rows="$rows| $1 | $good | $all | $((SECONDS - start)) | ${byeva:--} | ${left:--} |
"
}

# A function is proved, and a broken copy of it is not, in the same time.
broken() # FILE FUNCTION OLD NEW
{
	case " ${files:-$1} " in *" $1 "*) ;; *) return ;; esac
	only=$2 limit=20
	if [ "$only" != "${whole:-}" ]; then
		prove "$1" "$1" || fail "whole: $2" "$good of $all goals"
		whole=$only
	fi
	mkdir -p "$dir/copy/$(dirname "$1")"
	if break_file "broken: $2" "$dir/copy" "$1" "s/$3/$4/"; then
		if prove "$dir/copy/$1" "$1"; then
			fail "broken: $2: $4" "it is proved"
		else
			pass
		fi
	fi
	only="" limit=30
}

# A broken copy of a file that Eva runs must raise an alarm.
broken_eva() # MAIN FILE OLD NEW
{
	case " ${files:-$2} " in *" $2 "*) ;; *) return ;; esac
	rm -rf "$dir/core"
	mkdir "$dir/core"
	cp -r cfsv.c cfsv.h sha256 pkcs7 "$dir/core/"
	break_file "broken: $1" "$dir/core" "$2" "s/$3/$4/" || return
	if eva "$1" "$dir/core"; then
		fail "broken: $1: $4" "Eva has no alarm"
	else
		pass
	fi
}

# What annotate.awk must refuse.
refusals()
{
	expect "annotate.awk takes der.c" 0 '' put pkcs7/der.c pkcs7/der.c
	sed 's/der_length/der_other/' pkcs7/der.c >"$dir/broken.c"
	expect "a function without a contract" 1 'no contract for der_other' \
		put "$dir/broken.c" pkcs7/der.c
	awk '{ print } /previous = d->buf/ { print "\twhile (0)\n\t\t;" }' \
		pkcs7/der.c >"$dir/broken.c"
	expect "a loop without a note" 1 'no note for loop 2 of cfsv_der_oid' \
		put "$dir/broken.c" pkcs7/der.c
	sed 's/for (;;)/if (1)/' pkcs7/der.c >"$dir/broken.c"
	expect "a note without its loop" 1 'no such place: loop cfsv_der_skip' \
		put "$dir/broken.c" pkcs7/der.c
}

mutants()
{
	broken pkcs7/der.c der_length 'if (d->off == d->end)' 'if (0)'
	broken pkcs7/der.c der_length 'n > 4' 'n > 5'
	broken pkcs7/der.c der_length 'n > d->end - d->off' 'n > d->end'
	broken pkcs7/der.c cfsv_der_refuse_at 'd->off = d->end;' ';'
	broken pkcs7/der.c cfsv_der_inside '== DER_DEPTH_MAX' '> DER_DEPTH_MAX'
	broken pkcs7/der.c cfsv_der_leave 'ends\[--d->depth\]' \
		'ends[d->depth--]'
	broken pkcs7/oid.c cfsv_oid_take 'i < sizeof' 'i <= sizeof'
	broken pkcs7/oid.c cfsv_oid_take 'CFSV_OID_P521, 5' 'CFSV_OID_P521, 15'
	broken pkcs7/check.c check_rsa_encoding 'tail - 1;' 'tail + 72;'
	broken pkcs7/check.c check_ec_number '|| len > size' ''
	broken pkcs7/check.c check_ecdsa 'CHECK_EC_BYTES_MAX\]' '48]'
	broken pkcs7/check.c check_rsa '!= size' '> size'
	broken pkcs7/check.c check_one 'if (s->ecdsa' 'if (0 \&\& s->ecdsa'
	broken pkcs7/check.c cfsv_signature_check '= i;' '= count;'
	broken pkcs7/bearssl.c bearssl_rsa_public '= e_len' '= len'
	broken pkcs7/bearssl.c bearssl_ec_point 'sizeof(one)' '2'
	broken pkcs7/bearssl.c bearssl_ec_point ', point_len);' ', sizeof(copy));'
	broken pkcs7/key.c key_rsa_rules 'e_size > size ||' ''
	broken pkcs7/key.c key_rsa_rules 'size != 384' 'size != 385'
	broken pkcs7/key.c key_point_rules '1 + 2 \* ' '2 * '
	broken pkcs7/key.c cfsv_curve_size 'return 66' 'return 65'
	broken pkcs7/key.c key_rsa 'cfsv_der_leave(d); .. BIT.*' ';'
	broken pkcs7/x509.c x509_extension 'cfsv_span_size(d->in) != 1 ||' ''
	broken pkcs7/x509.c x509_unique_ids 'n <= 2' 'n <= 300'
	broken pkcs7/x509.c cfsv_certificate_parse 'issuer.off = d->off' \
		'issuer.off = d->end'
	broken pkcs7/anchor.c cfsv_anchor_load '|| len > CFSV_ANCHOR_MAX' ''
	broken pkcs7/anchor.c cfsv_anchor_load 'a->kind = 0;' ';'
	broken pkcs7/anchor.c anchor_form '^	cfsv_der_leave(d);' '	;'
	broken sha256/sha256.h cfsv_blocks '<< log2 != n' '<< log2 >= n'
	broken sha256/sha256.h cfsv_block_size '<< cfsv_block_log2' \
		'<< 2 * cfsv_block_log2'
	broken sha256/sha256.h sha256_digests 'i < n; i++' 'i <= n; i++'
	broken sha256/common.c cfsv_sha256_store 'i - 1' 'i'
	broken sha256/common.c cfsv_sha256_padding 'CFSV_SHA256_BLOCK - 8' \
		'CFSV_SHA256_BLOCK - 4'
	broken sha256/common.c cfsv_hash_size 'return 64' 'return 128'
	broken sha256/fastest.c cfsv_sha256_fastest 'return cfsv_sha256_avx2' \
		'return NULL'
	broken sha256/measure.c cfsv_source_read '> want' '> want + 1'
	broken sha256/measure.c measure_all 'zeros > buf_len - got' '0'
	broken sha256/sha256.c cfsv_sha256 '\[2 \* CFSV_SHA256_BLOCK\]' \
		'[CFSV_SHA256_BLOCK]'
	broken sha256/sha256.c cfsv_sha256 'rest < 56 ? 1 : 2' 'rest < 56 ? 1 : 3'
	broken sha256/sha256.c cfsv_sha256_portable 'out + 32' 'out + 33'
	broken sha256/descriptor.c cfsv_tree_descriptor 'd + 80' 'd + 240'
	broken sha256/descriptor.c descriptor_form '= t->digest_size' '= 0'
	broken sha256/reader.c reader_above 'h \* r->fan' '8 * h * r->fan'
	broken sha256/reader.c reader_fetch 'bs - want' 'bs'
	broken sha256/reader.c reader_block 'if (h <= r->layout.levels)' 'if (1)'
	broken sha256/reader.c cfsv_reader_read 'offset > r->size' '0'
	broken sha256/reader.c reader_cache 'r->cache.count == 0' '0'
	broken_eva eva_compress sha256/sha256.c 'w\[16\]' 'w[15]'
	broken_eva eva_compress sha256/rounds.h 'k += 8' 'k += 9'
	broken_eva eva_text cfsv.c '3 \* story_row' '4 * story_row'
	broken sha256/measure.c cfsv_measure '|| buf_len == 0' ''
}

table()
{
	echo "Written by \`make prove\` on $(date +%Y-%m-%d): Frama-C" \
		"$(frama-c -version), $(z3 --version | cut -d' ' -f1-3)," \
		"$(cvc4 --version | sed -n 's/.*\(CVC4\) version \([^ ]*\).*/\1 \2/p')."
	printf '\n| file | goals proved | goals | seconds | by Eva | without |\n|---|---|---|---|---|---|\n'
	printf '%s' "$rows"
	for f in $waiting; do
		echo "| $f | not proved: contracts are written | | | | |"
	done
	for f in $without; do
		echo "| $f | not proved: no contracts yet | | | | |"
	done
}

case ${1:-} in
fast)
	one pkcs7/der.c
	refusals
	;;
"")
	for f in $proved; do
		one "$f"
	done
	refusals
	mutants
	table | tests/publish.sh tests/ASSURANCE.md frama-c
	;;
broken)
	files=${*:2}
	mutants
	;;
*)
	for f; do
		one "$f"
	done
	;;
esac
[ -z "${1:-}" ] && for f in $waiting $without; do
	skip "Frama-C: $f" "not proved yet"
done
summary
