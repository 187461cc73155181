#!/bin/bash
# SPDX-License-Identifier: MIT
# tool.sh - every command of the tool as a user meets it: tool.sh CFSV
# shellcheck disable=SC2016 # scripts in single quotes are meant so
set -u
here=$(cd "$(dirname "$0")" && pwd)
cfsv=$(realpath "${1:?usage: tool.sh CFSV}")
# shellcheck source=tests/harness.sh
. "$here/harness.sh"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

new_cert alice rsa2048
new_cert bob P-256
head -c 300000 /dev/urandom >image
hex=$(fsverity digest --compact image)
digest=sha256:$hex

# --- usage: status 2, a reason, and where to read more
expect "no command" 2 'no command' "$cfsv"
expect "unknown command" 2 'no such command' "$cfsv" frobnicate
expect "help" 0 'verify' "$cfsv" --help
expect "version" 0 '^cfsv [0-9]' "$cfsv" --version
for c in digest measure enable seal deploy verify explain; do
	expect "$c --help" 0 "^usage: cfsv $c" "$cfsv" "$c" --help
	expect "$c without arguments" 2 "see 'cfsv $c --help'" "$cfsv" "$c"
	expect "$c with an unknown option" 2 'is no option' "$cfsv" "$c" --nope
done
expect "digest: --out-* with two files" 2 'one FILE' \
	"$cfsv" digest --out-merkle-tree=t image image
expect "digest: bad algorithm" 2 'sha256 or sha512' \
	"$cfsv" digest --hash-alg=md5 image
for n in 0 512 1000 4097 131072 -4096 4096x ''; do
	expect "digest: block size '$n'" 2 'power of two' \
		"$cfsv" digest --block-size="$n" image
done
for s in 0 0g "$(printf %066d 0)"; do
	expect "digest: salt '$s'" 2 'hex digits' \
		"$cfsv" digest --salt="$s" image
done
expect "option without its value" 2 'needs a value' "$cfsv" verify --trust
expect "seal: key without certificate" 2 'belong together' \
	"$cfsv" seal image --key=alice.key
expect "verify: nobody to trust" 2 'whom to trust' "$cfsv" verify image
expect "verify: pin and trust" 2 'goes alone' \
	"$cfsv" verify image --trust=alice.crt --digest="$digest"
expect "verify: bad --measure" 2 'auto, kernel or compute' \
	"$cfsv" verify image --trust=alice.crt --measure=guess
expect "verify: --salt for a pair" 2 'signature alone' \
	"$cfsv" verify image --trust=alice.crt --salt=00

# --- digest
expect "digest as fsverity prints it" 0 "^$digest image\$" \
	"$cfsv" digest image
expect "digest of a missing file" 3 'cannot check: there is no such file' \
	"$cfsv" digest nothing
expect "digest of a folder" 3 'not a regular file' "$cfsv" digest .
expect "one bad file does not hide the good one" 3 "$digest image" \
	"$cfsv" digest nothing image
mkfifo fifo
expect "digest of a FIFO does not hang" 3 'not a regular file' \
	timeout 5 "$cfsv" digest fifo
expect "a full disk is no success" 3 'write' \
	sh -c '"$1" digest image >/dev/full' sh "$cfsv"
printf x >one
"$cfsv" digest --out-merkle-tree=tree one >/dev/null
check "tree of one block is an empty file" test -f tree -a ! -s tree

cp image in
expect "digest: a tree over its own input" 3 OUTPUT_IS_INPUT \
	"$cfsv" digest --out-merkle-tree=in in
expect "digest: a descriptor over its own input" 3 OUTPUT_IS_INPUT \
	"$cfsv" digest --out-descriptor=./in in
check "the input is whole" cmp image in
expect "digest: tree and descriptor in one file" 2 'two files' \
	"$cfsv" digest --out-merkle-tree=x --out-descriptor=x in
ln -s . link
expect "enable --recursive of a link" 3 SYMLINK \
	"$cfsv" enable --recursive link

# --- seal
expect "seal without a key" 0 'openssl smime' "$cfsv" seal image
check "unsigned seal leaves 44 bytes to sign" \
	test "$(stat -c %s image.tbs)" -eq 44
check "unsigned seal leaves no signature" test ! -e image.sig
check "digest file is raw" test "$(xxd -p -c99 image.digest)" = "$hex"
expect "the printed openssl command works" 0 '' \
	openssl smime -sign -binary -noattr -nocerts -md sha256 \
	-outform DER -in image.tbs -signer alice.crt -inkey alice.key \
	-out image.sig
expect "what it signed verifies" 0 "^verified-once: image $digest\$" \
	"$cfsv" verify image --trust=alice.crt
expect "seal with a key" 0 "^sealed: image $digest\$" \
	"$cfsv" seal image --key=alice.key --cert=alice.crt
check "seal removes the stale .tbs" test ! -e image.tbs
cp image.sig before
expect "seal with the wrong certificate" 3 'CFSV_E_SIGNER' \
	"$cfsv" seal image --key=bob.key --cert=alice.crt
expect "seal with a broken key" 3 'openssl' \
	"$cfsv" seal image --key=image --cert=alice.crt
expect "seal with openssl missing" 3 'run openssl' \
	env PATH=/nonexistent "$cfsv" seal image --key=alice.key \
	--cert=alice.crt
check "a failed seal keeps the old pair" cmp before image.sig
check "a failed seal leaves no temporary files" \
	sh -c '! ls | grep cfsv-new'
expect "seal a missing image" 3 'no such file' "$cfsv" seal nothing
cp image image512
expect "seal with sha512" 0 '^sealed: image512 sha512:' \
	"$cfsv" seal image512 --hash-alg=sha512 --key=bob.key --cert=bob.crt
check "sha512 digest file has 64 bytes" \
	test "$(stat -c %s image512.digest)" -eq 64
expect "verify with sha512" 0 '^verified-once: image512 sha512:' \
	"$cfsv" verify image512 --trust=bob.crt

# --- verify: the good ones
expect "verify says what once means" 0 'when they were read' \
	"$cfsv" verify image --trust=alice.crt
expect "verify names the anchor" 0 'vouched for by alice.crt' \
	"$cfsv" verify image --trust=bob.crt --trust=alice.crt
for anchor in alice.der alice.pub alice.spki; do
	expect "verify by $anchor" 0 '^verified-once' \
		"$cfsv" verify image --trust=$anchor
done
cat bob.crt alice.crt >both.pem
expect "every certificate of a PEM file counts" 0 '^verified-once' \
	"$cfsv" verify image --trust=both.pem
mkdir ring && cp bob.crt alice.der ring
expect "a folder of anchors" 0 'by ring/alice.der' \
	"$cfsv" verify image --trust=ring
expect "pinned digest" 0 '^verified-once' \
	"$cfsv" verify image --digest="$digest"
zero=$(printf %064d 0)
expect "one of several pins" 0 '^verified-once' \
	"$cfsv" verify image --digest="sha256:$zero,$digest"
expect "no pin fits" 1 'CFSV_E_IMAGE_DIFFERS' \
	"$cfsv" verify image --digest="sha256:$zero"
for pin in "$hex" "sha256:" "sha256:${hex^^}" "$digest," ",$digest" \
	"sha256:$digest" "${digest}00" "${digest%?}" "$digest " "sha512:$hex" \
	"sha256:${hex%?}g"; do
	expect "pin '$pin' is no digest" 2 'lower-case hex' \
		"$cfsv" verify image --digest="$pin"
done

# --- verify: each tampering has its own message; nothing is written
tampered() # NAME STATUS REGEX SCRIPT
{
	rm -rf t && mkdir t && cp image image.digest image.sig t
	(cd t && eval "$4")
	find t -type f -exec sha256sum {} + | sort >sums
	expect "$1" "$2" "$3" "$cfsv" verify t/image --trust=alice.crt
	find t -type f -exec sha256sum {} + | sort |
		check "$1: nothing was written" cmp - sums
}
tampered "image: a byte" 1 'refused: .*IMAGE_DIFFERS' 'flip image 4711'
tampered "image: truncated" 1 'IMAGE_DIFFERS' 'truncate -s -1 image'
tampered "image: longer" 1 'IMAGE_DIFFERS' 'truncate -s +1 image'
tampered "image: empty" 1 'IMAGE_DIFFERS' ': >image'
tampered "image: missing" 3 'cannot check: .*NOT_FOUND' 'rm image'
tampered "attack 80: a link in place of the image" 3 'SYMLINK' 'mv image x; ln -s x image'
tampered "image: folder" 3 'NOT_REGULAR' 'rm image; mkdir image'
tampered "digest: a byte" 1 'BAD_SIGNATURE' 'flip image.digest 5'
for n in 0 1 31 33 63 65 1000; do
	tampered "digest: $n bytes" 1 'DIGEST_FILE_LENGTH' \
		"truncate -s $n image.digest"
done
tampered "digest: 64 bytes" 1 'BAD_SIGNATURE' 'truncate -s 64 image.digest'
tampered "digest: as text" 1 'DIGEST_FILE_LENGTH' \
	'xxd -p -c99 image.digest >x; mv x image.digest'
tampered "digest: missing" 3 'NO_DIGEST' 'rm image.digest'
tampered "signature: last byte" 1 'BAD_SIGNATURE' \
	'flip image.sig $(($(stat -c %s image.sig) - 1))'
tampered "signature: truncated" 1 'DER_SHORT' 'truncate -s -1 image.sig'
tampered "signature: padded" 1 'DER_TRAILING' 'truncate -s +1 image.sig'
tampered "signature: empty" 1 'SIG_EMPTY' ': >image.sig'
tampered "signature: missing" 3 'NO_SIGNATURE' 'rm image.sig'
tampered "signature: too large" 1 'SIG_SIZE' 'truncate -s 16129 image.sig'
tampered "signature: PEM" 1 'SIG_TEXT' \
	'openssl pkcs7 -inform DER -in image.sig -out image.sig'
tampered "signature: by bob" 1 'UNKNOWN_SIGNER' \
	'"$cfsv" seal image --key=../bob.key --cert=../bob.crt >/dev/null'
tampered "signature: of another image" 1 'BAD_SIGNATURE' \
	'cp image y; flip y 0; "$cfsv" seal y --key=../alice.key \
	--cert=../alice.crt >/dev/null; cp y.sig image.sig; rm y*'
expect "the mend is on the next line" 1 '^cfsv: mend: .' \
	"$cfsv" verify t/image --trust=alice.crt

expect "attack 69: fs-verity alone is no signature" 3 'NO_SIGNATURE' \
	sh -c 'rm t/image.sig; exec "$1" verify t/image --trust=alice.crt' \
	sh "$cfsv"

# --- attack 80: one descriptor; no second open by name, no link followed
if strace -o trace -e trace=openat "$cfsv" verify image --trust=alice.crt \
	>/dev/null 2>&1; then
	check "attack 80: the image is opened once" \
		test "$(grep -c '"image"' trace)" -eq 1
	check "attack 80: and no link is followed" \
		grep -q '"image".*O_NOFOLLOW' trace
	check "verify opens nothing for writing" \
		sh -c '! grep -E "O_WRONLY|O_RDWR|O_CREAT" trace'
	# what is read stays as it was read: nobody's writing can change it
	expect "attack 83: no file is mapped" 1 'UNKNOWN_SIGNER' strace -y \
		-o trace -e trace=mmap,openat "$cfsv" verify image --trust=bob.crt
	check "but libraries are" sh -c 'grep mmap trace | grep -q "\.so" &&
		! grep mmap trace | grep -E "/image|/bob.crt"'
else
	skip "attack 80: the image is opened once" "strace does not work here"
fi

# --- trust anchors: never skipped, never a refusal
expect "anchor: missing" 3 'no such file' "$cfsv" verify image --trust=none
expect "attack 91: an anchor that cannot be read is not left out" 3 NOT_FOUND \
	"$cfsv" verify image --trust=alice.crt --trust=none
expect "anchor: private key" 3 'ANCHOR_PRIVATE' \
	"$cfsv" verify image --trust=alice.key
openssl pkey -in alice.key -outform DER -out alice.key.der
expect "anchor: private key in DER" 3 'ANCHOR_PRIVATE' \
	"$cfsv" verify image --trust=alice.key.der
cat alice.crt alice.key >mixed.pem
expect "anchor: certificate and private key" 3 'ANCHOR_PRIVATE' \
	"$cfsv" verify image --trust=mixed.pem
sed 's/$/\r/' alice.crt >crlf.pem
expect "anchor: PEM with CR LF" 0 '^verified-once' \
	"$cfsv" verify image --trust=crlf.pem
(cat alice.crt && sed 's/-----BEGIN/----- BEGIN/' bob.crt) >damaged.pem
expect "anchor: a damaged BEGIN line is not skipped" 3 ANCHOR_FORM \
	"$cfsv" verify image --trust=damaged.pem
(cat alice.crt && sed 's/^/ /' bob.key) >indented.pem
expect "anchor: nor an indented private key" 3 ANCHOR_PRIVATE \
	"$cfsv" verify image --trust=indented.pem
cat alice.crt bob.der >appended.pem
expect "anchor: nor DER behind PEM" 3 ANCHOR_FORM \
	"$cfsv" verify image --trust=appended.pem
head -c 300 bob.der >cut.der
expect "seal: a damaged certificate is no refusal" 3 'cannot check' \
	"$cfsv" seal image --key=bob.key --cert=cut.der
name=$(printf 'x\nverified: other')
cp image "$name"
expect "a name forges no verdict" 0 'verified-once: x[?]verified: other' \
	"$cfsv" verify "$name" --digest="$digest"
: >empty
expect "anchor: empty file" 3 'TRUST_EMPTY' "$cfsv" verify image --trust=empty
mkdir nobody
expect "anchor: empty folder" 3 'TRUST_EMPTY' \
	"$cfsv" verify image --trust=nobody
head -c 500 alice.crt >cut.pem
expect "anchor: PEM cut off" 3 'cannot check' \
	"$cfsv" verify image --trust=cut.pem
(openssl x509 -in alice.crt -text && cat bob.crt) >text.pem
expect "anchor: PEM with text around it" 0 '^verified-once' \
	"$cfsv" verify image --trust=text.pem
for change in '2s/^./-/' '2s/$/=/' '$d' '$s/CERTIFICATE/PUBLIC KEY/' \
	'1s/CERT/SERT/' '$s/^/A\n/'; do
	sed "$change" bob.crt >pem
	expect "anchor: PEM after $change" 3 ANCHOR_FORM \
		"$cfsv" verify image --trust=pem
done
(sed 's/BEGIN/BEGlN/' alice.crt && cat bob.crt) >pem
expect "anchor: PEM with a damaged BEGIN line before a good one" 3 ANCHOR_FORM \
	"$cfsv" verify image --trust=pem
(sed 1d alice.crt && cat bob.crt) >pem
expect "anchor: PEM without a BEGIN line before a good one" 3 ANCHOR_FORM \
	"$cfsv" verify image --trust=pem
printf %s "$(cat alice.crt)" >nonl.pem
expect "anchor: PEM without a last newline" 0 '^verified-once' \
	"$cfsv" verify image --trust=nonl.pem
cp image ring/junk
expect "anchor: junk in a folder is an error" 3 'ring/junk' \
	"$cfsv" verify image --trust=ring
rm ring/junk && mkdir ring/sub
expect "anchor: a folder in a folder is an error" 3 'ring/sub' \
	"$cfsv" verify image --trust=ring
openssl genpkey -algorithm ed25519 -out ed.key 2>/dev/null
openssl pkey -in ed.key -pubout -out ed.pub
expect "anchor: Ed25519" 3 'KEY_ALGORITHM' "$cfsv" verify image --trust=ed.pub

# --- direct signatures
fsverity sign image direct.sig --key=alice.key --cert=alice.crt >/dev/null
expect "signature over the file itself" 0 '^verified-once' \
	"$cfsv" verify image --signature=direct.sig --trust=alice.crt
expect "the same with other parameters" 1 'BAD_SIGNATURE' \
	"$cfsv" verify image --signature=direct.sig --trust=alice.crt \
	--block-size=1024
fsverity sign image direct.sig --key=bob.key --cert=bob.crt \
	--hash-alg=sha512 --block-size=1024 --salt=abcd >/dev/null
expect "sha512, 1024, salted" 0 '^verified-once: image sha512' \
	"$cfsv" verify image --signature=direct.sig --trust=bob.crt \
	--hash-alg=sha512 --block-size=1024 --salt=abcd
expect "a pair's signature is not over the image" 1 'BAD_SIGNATURE' \
	"$cfsv" verify image --signature=image.sig --trust=alice.crt

# --- explain
expect "explain: within the profile" 0 'CN=alice' "$cfsv" explain image.sig
expect "explain: ECDSA" 0 'ECDSA' "$cfsv" explain image512.sig
openssl smime -sign -binary -in image -signer alice.crt -inkey alice.key \
	-outform DER -out certs.sig
expect "explain: certificates" 1 'offset [0-9]+, byte 0xa0' \
	"$cfsv" explain certs.sig
expect "explain: how to re-sign" 1 -nocerts "$cfsv" explain certs.sig
expect "explain: empty" 1 'SIG_EMPTY' "$cfsv" explain empty
expect "explain: missing" 3 'NOT_FOUND' "$cfsv" explain none

# --- deploy, where fs-verity is not to be had (tmpfs; else see the VM tests)
mkdir to
deploy() { "$cfsv" deploy image to --no-verity; }
if [ "$(stat -f -c %T /dev/shm)" = tmpfs ]; then
	shm=$(mktemp -d -p /dev/shm)
	expect "deploy to tmpfs" 3 'use ext4' "$cfsv" deploy image "$shm"
	expect "deploy names --no-verity" 3 '--no-verity' \
		"$cfsv" deploy image "$shm"
	check "a failed deploy leaves nothing" test -z "$(ls -A "$shm")"
	expect "--measure=kernel on tmpfs" 3 'no fs-verity' \
		sh -c 'cp image* "$2" && "$1" verify "$2/image" \
		--trust=alice.crt --measure=kernel' sh "$cfsv" "$shm"
	rm -rf "$shm"
else
	skip "deploy to tmpfs" "/dev/shm is no tmpfs here"
fi
expect "deploy --no-verity" 0 '^deployed' deploy
expect "what was deployed verifies" 0 '^verified-once' \
	"$cfsv" verify to/image --trust=alice.crt
expect "deploy twice" 0 '^already deployed' deploy
for f in image.digest image.sig; do
	rm to/$f
	expect "deploy repairs $f" 0 '^repaired' deploy
	check "$f is whole again" cmp $f to/$f
done
for f in image.digest image.sig; do
	: >to/$f
	expect "deploy repairs an emptied $f" 0 '^repaired' deploy
	check "$f is whole once more" cmp $f to/$f
done
mkdir resealed && cp image resealed
"$cfsv" seal resealed/image --key=bob.key --cert=bob.crt >/dev/null
expect "another signature there stays, and that is said" 0 'was kept' \
	"$cfsv" deploy resealed/image to --no-verity
check "it stayed" cmp image.sig to/image.sig
for n in x.digest x.sig x.tbs x.cfsv-new; do
	cp image $n
	expect "an image named $n: seal" 3 IMAGE_NAME "$cfsv" seal $n
	expect "an image named $n: deploy" 3 IMAGE_NAME \
		"$cfsv" deploy $n to --no-verity
done
if strace -o trace -e trace=fsync "$cfsv" deploy image to --no-verity \
	>/dev/null 2>&1; then
	check "a deployment found there is made durable too" \
		test "$(grep -c fsync trace)" -ge 2
else
	skip "a deployment found there is made durable too" "no strace here"
fi
expect "deploy says who enforces" 0 'does not enforce' deploy
cp to/image saved
flip to/image 9
expect "another image there is not overwritten" 1 'DEPLOYED_OTHER' deploy
check "and is left as it was" sh -c '! cmp -s to/image saved'
rm to/*
: >image.none
cp image bad && cp image.digest bad.digest && cp image.sig bad.sig && flip bad 3
expect "deploy of a changed image" 1 'IMAGE_DIFFERS' \
	"$cfsv" deploy bad to --no-verity
: >bad.sig
expect "deploy with an empty signature" 1 'SIG_EMPTY' \
	"$cfsv" deploy bad to --no-verity
rm bad.sig
expect "deploy without a signature" 3 'NO_SIGNATURE' \
	"$cfsv" deploy bad to --no-verity
check "refused deploys leave nothing" test -z "$(ls -A to)"
expect "deploy into no folder" 3 'no such file' "$cfsv" deploy image nowhere
printf stale >to/image.digest
printf stale >to/image.cfsv-new
expect "a half deployment is none" 0 '^deployed' deploy
check "and nothing of it is left" sh -c 'cmp image.digest to/image.digest &&
	test $(ls to | wc -l) -eq 3'

# --- bench
expect "bench" 0 '^portable C( +[0-9]+\.[0-9]{2}){4} +1\.00$' \
	"$cfsv" bench --rounds=1
expect "bench: what is used" 0 '^cfsv uses: .+; CPUs: [1-9]' \
	"$cfsv" bench --rounds=2
expect "bench: rounds" 2 '1 to 10000' "$cfsv" bench --rounds=0
expect "bench: no FILE" 2 'no FILE' "$cfsv" bench image
expect "bench --help" 0 '^usage: cfsv bench' "$cfsv" bench --help

# --- enable and measure without fs-verity here
expect "enable: empty signature" 1 'SIG_EMPTY' \
	"$cfsv" enable --signature=empty image
expect "enable: signature for many files" 2 'one FILE' \
	"$cfsv" enable --signature=image.sig image one

summary
