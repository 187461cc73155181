#!/bin/bash
# SPDX-License-Identifier: MIT
# accepted.sh - what is accepted is what the specification says: accepted.sh [all]
#
# Inputs made by chance (tests/accepted/) go to the code and to the predicates
# of tests/prove/spec/, which were written from the standards. What both accept
# is encoded again, and must be the same bytes. 400,000 inputs, and 10 million
# with all. Then broken copies of the code: each must make a difference.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
n=400000
[ "${1:-}" != all ] || n=10000000

make -s build/libcfsv.a build/accepted || exit 1

# The last line of a run: enough accepted, and nothing different?
judge() # N SEED PROGRAM
{
	"$3" "$1" "$2" >"$dir/out" 2>&1
	tail -n 1 "$dir/out" | awk -v n="$1" '
		/ inputs, / && $1 > n && $3 > n / 10 && $6 > n / 10 &&
		$9 == 0 { good = 1 } END { exit !good }'
}
if judge "$n" 1 build/accepted; then
	pass
	printf 'tested: %s\n' "$(tail -n 1 "$dir/out")"
else
	fail "code and specification agree on $n inputs" \
		"$(cut -c1-300 "$dir/out" | tail -n 4)"
fi

# Broken copies. A line: what, file, sed script.
mkdir "$dir/copy"
cp -r cfsv.h cfsv.c sha256 pkcs7 "$dir/copy"
broken() # WHAT FILE SCRIPT
{
	break_file "broken: $1" "$dir/copy" "$2" "$3" || return
	if ! gcc -std=c99 -w -O1 -I. -Itests -o "$dir/broken" \
		"$dir/copy/$2" tests/accepted/*.c tests/prove/spec/*.c \
		build/libcfsv.a -lbearssl >"$dir/log" 2>&1; then
		fail "broken: $1" "it does not compile: $(head -n 3 "$dir/log")"
		return
	fi
	"$dir/broken" 200000 1 >"$dir/out" 2>&1
	if grep -q '^DIFFERENT' "$dir/out"; then
		pass
	else
		fail "broken: $1" "no difference was seen"
	fi
}
while IFS='|' read -r what file script; do
	broken "$what" "$file" "$script"
done <<'END'
a length in more bytes than it takes|pkcs7/der.c|s/if (value < 0x80)/if (value < 0x40)/
a length with leading zeros|pkcs7/der.c|s/if (d->buf\[d->off\] == 0)/if (0)/
bytes behind the last element|pkcs7/der.c|s/cfsv_der_must_end(d, CFSV_E_DER_TRAILING);/;/;s/if (d->err == CFSV_OK)$/if (d->err == CFSV_OK \&\& (d->off = d->end, 1))/
negative numbers|pkcs7/der.c|s/if (d->buf\[d->in.off\] >= 0x80)/if (0)/
an INTEGER with 00 before it|pkcs7/der.c|s/first\[1\] < 0x80/first[1] < 0x7f/
an object identifier that ends in the middle|pkcs7/der.c|s/wrong || previous >= 0x80/wrong/
NULL that is not empty|pkcs7/der.c|/CFSV_E_DER_NULL/d;s/if (d->in.off != d->in.end)$/;/
elements 25 deep|pkcs7/der.c|s/d->depth == DER_DEPTH_MAX/d->depth + 1 == DER_DEPTH_MAX/
a curve of another size|pkcs7/key.c|s/size != 1 + 2 \* cfsv_curve_size(a->kind)/size < 64/
an even modulus|pkcs7/key.c|s/a->der\[a->key.end - 1\] % 2 == 0/0/
an exponent of two bytes|pkcs7/key.c|s/e_size < 3/e_size < 2/
a second digest parameter form|pkcs7/signed_data.c|s/ || a.has_null != digest->has_null//
versions that do not agree|pkcs7/signed_data.c|s/ || s->version != version//
a serial of 22 bytes|pkcs7/signed_data.c|s/> CFSV_SERIAL_MAX/> CFSV_SERIAL_MAX + 1/
ECDSA with another hash|pkcs7/signed_data.c|s/cfsv_oid_value(a->oid) != s->digest/0/
an empty key identifier|pkcs7/x509.c|s/cfsv_span_size(d->in) == 0/0/
a key identifier of 128 bytes|pkcs7/x509.c|s/> CFSV_KEY_ID_MAX/> CFSV_KEY_ID_MAX + 1/
two key identifiers|pkcs7/x509.c|s/cfsv_span_size(a->key_id) != 0/0/
BOOLEAN FALSE written out|pkcs7/x509.c|s/ || d->buf\[d->in.off\] != 0xff//
extensions in version 1|pkcs7/x509.c|s/if (version != 3)/if (0)/
a name off by one byte|pkcs7/x509.c|s/a->issuer.end = d->off;/a->issuer.end = d->off - 1;/
END
summary
