#!/bin/bash
# SPDX-License-Identifier: MIT
# signers.sh - signatures as real signers write them: signers.sh CFSV
#
# fsverity sign, openssl smime, openssl cms and openssl cms -keyid, with each
# key kind and digest, by certificates as people have them, are accepted; what
# the same programs write by default or on request beyond the profile is
# refused, each shape with its own error.
set -u
here=$(cd "$(dirname "$0")" && pwd)
cfsv=$(realpath "${1:?usage: signers.sh CFSV}")
# shellcheck source=tests/harness.sh
. "$here/harness.sh"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

head -c 10000 /dev/urandom >file
fsverity digest --for-builtin-sig --compact file | xxd -r -p >tbs

verify() # SIG ANCHOR
{
	"$cfsv" verify file --signature="$1" --trust="$2"
}
smime() # KEY OUT OPTION...
{
	local key=$1 out=$2
	shift 2
	openssl smime -sign -binary -in tbs -signer "$key.crt" \
		-inkey "$key.key" -outform DER -out "$out" "$@" 2>/dev/null
}
cms() # KEY OUT OPTION...
{
	local key=$1 out=$2
	shift 2
	openssl cms -sign -binary -in tbs -signer "$key.crt" \
		-inkey "$key.key" -outform DER -out "$out" "$@" 2>/dev/null
}

keys="rsa2048 rsa3072 rsa4096 P-256 P-384 P-521"
for k in $keys; do
	new_cert "$k" "$k"
done

for k in $keys; do
	fsverity sign file s --key="$k.key" --cert="$k.crt" >/dev/null
	expect "$k by fsverity sign" 0 verified-once verify s "$k.crt"
	for md in sha256 sha384 sha512; do
		plain="-noattr -nocerts -md $md"
		# shellcheck disable=SC2086 # options, to be split
		smime "$k" s $plain
		expect "$k $md smime" 0 verified-once verify s "$k.crt"
		expect "$k $md smime, bare key" 0 verified-once \
			verify s "$k.spki"
		# shellcheck disable=SC2086
		cms "$k" s $plain
		expect "$k $md cms" 0 verified-once verify s "$k.der"
		# shellcheck disable=SC2086
		cms "$k" s $plain -keyid
		expect "$k $md cms -keyid" 0 verified-once verify s "$k.crt"
		flip s $(($(stat -c %s s) - 1))
		expect "$k $md changed" 1 BAD_SIGNATURE verify s "$k.crt"
	done
done

# --- certificates as people have them; none of this is judged
make_anchor() # NAME [openssl req options]
{
	local name=$1
	shift
	new_cert "$name" P-256 "$@"
	smime "$name" s -noattr -nocerts -md sha256
	expect "anchor: $name" 0 verified-once verify s "$name.crt"
}
make_anchor default
make_anchor leaf -addext basicConstraints=critical,CA:FALSE
make_anchor no-signing -addext keyUsage=critical,keyEncipherment
make_anchor unknown-critical -addext 1.2.3.4=critical,DER:0500
make_anchor serial-zero -set_serial 0
make_anchor serial-negative -set_serial -5
make_anchor no-key-id -addext subjectKeyIdentifier=none
cms no-key-id s -noattr -nocerts -md sha256
expect "anchor: issuer and serial without a key id" 0 verified-once \
	verify s no-key-id.crt
openssl req -new -key P-256.key -subj /CN=old -out old.csr 2>/dev/null
openssl x509 -req -in old.csr -CA rsa2048.crt -CAkey rsa2048.key \
	-set_serial 77 -days -1 -out old.crt 2>/dev/null
cp P-256.key old.key
smime old s -noattr -nocerts -md sha256
expect "anchor: expired, issued by another" 0 verified-once verify s old.crt
expect "anchor: the same key by another name" 1 UNKNOWN_SIGNER \
	verify s P-256.crt
expect "anchor: the same key without a name" 0 verified-once \
	verify s P-256.pub

# --- beyond the profile
refused() # ERROR NAME; the signature is in s
{
	expect "refused: $2" 1 "refused: .*$1" verify s rsa2048.crt
	expect "explained: $2" 1 "$1" "$cfsv" explain s
}
smime rsa2048 s -md sha256
refused SIG_CERTIFICATES "openssl smime without options"
smime rsa2048 s -md sha256 -nocerts
refused SIG_SIGNED_ATTRIBUTES "signed attributes"
smime rsa2048 s -md sha256 -nocerts -noattr -nodetach
refused SIG_EMBEDDED "embedded content"
smime rsa2048 s -md sha1 -nocerts -noattr
refused SIG_DIGEST "SHA-1"
smime rsa2048 s -md md5 -nocerts -noattr
refused SIG_DIGEST "MD5"
smime rsa2048 s -md sha224 -nocerts -noattr
refused SIG_DIGEST "SHA-224"
smime rsa2048 s -md sha256 -nocerts -noattr -signer rsa3072.crt \
	-inkey rsa3072.key
refused 'SIG_DIGEST_COUNT|SIG_MANY_SIGNERS' "two signers"
openssl cms -sign -binary -noattr -nocerts -md sha256 -in tbs \
	-signer rsa2048.crt -inkey rsa2048.key -keyopt rsa_padding_mode:pss \
	-outform DER -out s 2>/dev/null
refused SIG_ALGORITHM "RSA-PSS"
cms rsa2048 s -noattr -nocerts -md sha256 \
	-econtent_type 1.2.840.113549.1.9.16.1.4
refused SIG_CONTENT_TYPE "content that is not data"
openssl crl2pkcs7 -nocrl -certfile rsa2048.crt -outform DER -out s
refused SIG_DIGEST_COUNT "a bundle of certificates"
openssl crl2pkcs7 -nocrl -outform DER -out s
refused SIG_DIGEST_COUNT "an empty bundle"
openssl cms -encrypt -binary -in tbs -outform DER -out s rsa2048.crt
refused SIG_CONTENT_INFO "an encrypted message"
smime rsa2048 s -md sha256 -nocerts -noattr -outform SMIME
refused SIG_TEXT "S/MIME text"
smime rsa2048 s -md sha256 -nocerts -noattr -outform PEM
refused SIG_TEXT "PEM"
smime rsa2048 s -md sha256 -nocerts -noattr -indef -stream -nodetach
refused DER_INDEFINITE "BER"
cp rsa2048.der s
refused SIG_CONTENT_INFO "a certificate"
head -c 400 /dev/urandom >s
expect "refused: noise" 1 refused verify s rsa2048.crt

# --- another signer, another file
smime rsa2048 s -md sha256 -nocerts -noattr
expect "unknown signer" 1 UNKNOWN_SIGNER verify s rsa3072.crt
expect "another bare key" 1 'BAD_SIGNATURE|RSA_LENGTH' verify s rsa3072.pub
cp file other && flip other 100
expect "another file" 1 BAD_SIGNATURE \
	"$cfsv" verify other --signature=s --trust=rsa2048.crt

summary
