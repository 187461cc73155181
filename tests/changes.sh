#!/bin/bash
# SPDX-License-Identifier: MIT
# changes.sh - no change of a signature's bytes is accepted: changes.sh [all|write [VALUE]]
#
# Signatures by each kind of key, with each signer identifier and digest, are
# changed in all ways that changes/ knows, with the certificate as anchor.
# Without an argument: of the bytes of the signature proper, bits are flipped.
# all: these are substituted by all others, too, but with the curves' unusual
# digests. write: all of it, or as VALUE says (all, usual, bits), and OpenSSL's
# verdicts beside ours, as a table in tests/ASSURANCE.md.
# shellcheck disable=SC2016 # scripts in single quotes are meant so
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
case ${1:-} in
write) value=${2:-all} ;;
all) value=usual ;;
*) value=bits ;;
esac

openssl=
if [ "${1:-}" != write ]; then
	program=build/changes/without
else
	program=build/changes/beside openssl=openssl
	if ! printf '#include <openssl/cms.h>\n' | gcc -E - >/dev/null 2>&1; then
		program=build/changes/without openssl=
		skip "OpenSSL beside us" "libssl-dev is not installed"
	fi
fi
make -s "$program" || exit 1

# Rows of the program's lines: count SUBJECT COLUMN, added up
count() # FILE LINE COLUMN
{
	awk -v line="$2" -v column="$3" '$1 == line { n += $column }
		END { printf "%d\n", n }' "$1"
}

judge() # FILE: what must hold whatever was tried
{
	check "each kind of change was tried" awk '
		$1 == "change" && $5 > 0 { tried[$4] = 1 }
		END { for (k = 0; k <= 10; k++) if (!(k in tried)) exit 1 }' "$1"
	check "all substitutions, insertions, deletions, truncations" \
		awk '
		$1 == "golden" {
			signatures += $4; bytes += $5; value += $6; by_all += $7
		}
		$1 == "change" { made[$4] += $5 }
		END {
			exit !(signatures > 0 && value > 0 &&
			made[0] == 255 * (bytes - value + by_all) + \
				8 * (value - by_all) &&
			made[1] == 256 * (bytes + signatures) &&
			made[2] == bytes && made[3] == bytes)
		}' "$1"
	check "no change of a signature is accepted" \
		test "$(count "$1" change 6)" -eq 0
	check "a bare key accepts some" test "$(count "$1" change 7)" -gt 0
	check "all of them in the signer identifier alone" \
		test "$(count "$1" wrong 2)" -eq 0
	check "the other forms that cfsv.h names are accepted" \
		awk '$1 == "form" { n++; bad += $4 == 0 || $4 != $5 }
		END { exit !(n > 0 && bad == 0) }' "$1"
	check "(n-r, s), (n-r, n-s) and (s, r) are not" \
		test "$(count "$1" miss 5)" -eq 0
	check "changes of what was signed were tried" \
		test "$(count "$1" message 3)" -gt 100000
	check "none of them is accepted" test "$(count "$1" message 4)" -eq 0
}

start=$SECONDS
if ! nice "$program" "$value" all $openssl >"$dir/all" 2>"$dir/told"; then
	fail "the program that changes signatures" "$(tail -n 3 "$dir/told")"
	summary
	exit
fi
took=$((SECONDS - start))
judge "$dir/all"
[ ! -s "$dir/told" ] || fail "accepted" "$(head -n 5 "$dir/told")"
printf 'tested: %d changes of %d signatures, %d of what they are over\n' \
	"$(count "$dir/all" change 5)" "$(count "$dir/all" golden 4)" \
	"$(count "$dir/all" message 3)"

# --- each rule that is left out is seen: copies of the core without it
cp -r pkcs7 sha256 cfsv.c cfsv.h "$dir"
broken() # RULE FILE SED KEY: without it something is accepted
{
	local name="without $1" file=$2
	break_file "$name" "$dir" "$file" "$3" || return
	if ! gcc -std=c99 -O1 -w -I. -o "$dir/broken" "$dir/$file" \
		build/changes/*.o build/libcfsv.a -lbearssl -lcmocka \
		2>"$dir/told"; then
		fail "$name" "not compiled: $(head -n 3 "$dir/told")"
	elif ! "$dir/broken" one "$4" >"$dir/out" 2>"$dir/told"; then
		fail "$name" "the program ended: $(tail -n 1 "$dir/told")"
	elif [ $(($(count "$dir/out" change 6) +
		$(count "$dir/out" message 4))) -eq 0 ]; then
		fail "$name" "nothing is accepted"
	else
		pass
	fi
	cp "$file" "$dir/$file"
}

rsa=rsa-2048 ec=p-256
sd=pkcs7/signed_data.c
broken "the end of each element" pkcs7/der.c \
	'/^void cfsv_der_leave/,/^}/s/cfsv_der_must_end.*/d->off = d->end;/' $rsa
broken "the end of the file" $sd '/must_end(&d,/d' $rsa
broken "the version of SignedData" $sd \
	's/if (s->version != 1 &&.*/if (0)/; s/ || s->version != version//' $rsa
broken "the version of SignerInfo" $sd \
	's/s->signer_version != version ||//' $rsa
broken "the digest named twice" $sd 's/a.oid != digest->oid ||/0 ||/' $rsa
broken "the same parameters twice" $sd \
	's/ || a.has_null != digest->has_null//' $rsa
broken "one digest" $sd \
	's/cfsv_der_must_end(d, CFSV_E_SIG_DIGEST_COUNT);/d->off = d->end;/' $rsa
broken "one signer" $sd \
	's/cfsv_der_take(d, DER_SEQUENCE);/d->off = d->end; break;/;
	/what is no element/,/}/s/cfsv_der_refuse(d.*//;
	s/^	if (d->off != d->end) {/	while (d->off != d->end) {/' $rsa
broken "the content's type" $sd 's/cfsv_oid_take(d) != CFSV_OID_DATA/(cfsv_oid_take(d), 0)/' $rsa
broken "detached content" $sd \
	's/cfsv_der_must_not(d, DER_CONTEXT_CONSTRUCTED(0), CFSV_E_SIG_EMB.*/d->off = d->end;/' $rsa
for n in 0 1; do
	broken "certificates or lists: [$n]" $sd \
		"/^static void sig_signed_data/,/^}/s/.*CFSV_E_SIG_C.*//
		/^static void sig_signed_data/,/^}/s/cfsv_der_must_not(d.*/if (cfsv_der_peek(d) == 0xa$n) cfsv_der_take(d, 0xa$n);/" $rsa
done
broken "unsigned attributes" $sd \
	's/cfsv_der_must_not(d, DER_CONTEXT_CONSTRUCTED(1),$/if (cfsv_der_peek(d) == 0xa1) cfsv_der_take(d, 0xa1);/
	s/^			  CFSV_E_SIG_UNSIGNED_ATTRIBUTES);//' $rsa
broken "parameters of RSA" $sd \
	's/return a->has_null ? CFSV_OK : .*/return CFSV_OK;/' $rsa
broken "parameters of ECDSA" $sd \
	'/^	if (a->has_null)$/,/return/d' $ec
broken "the hash of ECDSA" $sd 's/cfsv_oid_value(a->oid) != s->digest/0/' $ec
broken "the issuer" pkcs7/check.c 's/return cfsv_der_equal(s->der, s->issuer.*/return/' $rsa
broken "the serial number" pkcs7/check.c \
	's/cfsv_der_equal(s->der, s->serial, .*/1;/' $rsa
broken "the whole key identifier" pkcs7/der.c \
	's/return size == cfsv_span_size(wb) &&/if (size > cfsv_span_size(wb)) return 0; return/' $rsa
broken "the constructed bit" pkcs7/der.c \
	's/if (der_next(d) != tag)/if ((der_next(d) | 0x20) != (tag | 0x20))/' $rsa
broken "the class of a tag" pkcs7/der.c \
	's/if (der_next(d) != tag)/if ((der_next(d) \& 0x3f) != (tag \& 0x3f))/' $rsa
broken "lengths in the shortest form" pkcs7/der.c \
	's/if (value < 0x80)/if (0)/; s/if (d->buf\[d->off\] == 0)/if (0)/' $rsa
broken "INTEGER in the shortest form" pkcs7/der.c \
	'/^void cfsv_der_integer/,/^}/s/first\[1\] < 0x80/0/
	/^void cfsv_der_unsigned/,/^}/s/else if (d->buf/else while (d->in.off < d->in.end \&\& d->buf/' $ec
broken "INTEGER that are not negative" pkcs7/der.c \
	'/^void cfsv_der_unsigned/,/^}/s/>= 0x80)/== 256)/' $ec
broken "NULL that is empty" pkcs7/der.c \
	'/^void cfsv_der_null/,/^}/s/d->in.off != d->in.end/0/' $rsa
broken "the length of an RSA signature" pkcs7/check.c \
	's/if (cfsv_span_size(s->value) != size)/if (cfsv_span_size(s->value) < size)/' $rsa
broken "public-key arithmetic" pkcs7/check.c \
	's/return crypto->ecdsa_verify(/return 0 * crypto->ecdsa_verify(/' $ec
broken "the length of a digest file" cfsv.c \
	's/if (story_digest_file_hash(len) == 0)/if (len < 32) return -1; if (len < 64) len = 32; if (0)/' $rsa
broken "the whole digest" pkcs7/check.c \
	's/memcmp(tail + CHECK_INFO, digest, digest_len)/memcmp(tail + CHECK_INFO, digest, 1)/' $rsa

# --- the table
table()
{
	awk -v version="$1" -v took="$2" -v date="$(date +%F)" \
		-v value="$value" \
		-f tests/changes.awk "$dir/all"
}
if [ "${1:-}" = write ] && [ -n "$openssl" ] && [ "$failed" -eq 0 ]; then
	table "$(awk '$1 == "openssl" { print $2 }' "$dir/all")" "$took" |
		tests/publish.sh tests/ASSURANCE.md changes
fi
summary
