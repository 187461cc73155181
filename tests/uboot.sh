#!/bin/bash
# SPDX-License-Identifier: MIT
# uboot.sh - U-Boot with the command cfsv, booted in QEMU from two disks
#
# All cases but the last ones are lines of one boot script, which is a signed
# image itself: U-Boot starts nothing else. QEMU's second disk has an ext4 with
# blocks that cannot be read.
# shellcheck disable=SC2016 # variables of U-Boot
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
PATH=$PATH:/usr/sbin:/sbin
uboot=$PWD/build/uboot
cfsv=$PWD/build/cfsv
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

for tool in qemu-system-aarch64 mkfs.vfat mcopy mkfs.ext4 debugfs; do
	command -v "$tool" >/dev/null && continue
	skip "U-Boot" "$tool is not installed (tests/setup.sh uboot)"
	summary
	exit
done
if ! tests/uboot_build.sh >"$dir/log" 2>&1; then
	skip "U-Boot" "it was not built: $(tail -n 2 "$dir/log")"
	summary
	exit
fi
make -s build/cfsv || exit 1
words=$(stat -c %s "$uboot/u-boot.bin") bare=$(stat -c %s "$uboot/small.bin")
plain=$(stat -c %s "$uboot/plain.bin")
echo "tested: u-boot.bin of $plain bytes has $((words - plain)) more with cfsv, \
$((bare - plain)) in the small form"

# --- what add.sh and anchors.sh do not take
add=ports/uboot/add.sh
mkdir -p "$dir/tree/cmd" "$dir/tree/include" "$dir/none"
touch "$dir/tree/include/command.h"
echo 'void lmb_of_the_future(void);' >"$dir/tree/include/lmb.h"
cp "$uboot/src/cmd/Makefile" "$uboot/src/cmd/Kconfig" "$dir/tree/cmd"
anchor=$uboot/keys/rsa.der
expect "add.sh: usage" 2 '^usage: ' $add "$uboot/src"
expect "add.sh: no U-Boot" 1 'is no source of U-Boot' \
	$add "$dir/none" build/bearssl-src "$anchor"
expect "add.sh: an unknown U-Boot" 1 'include/lmb.h is not known' \
	$add "$dir/tree" build/bearssl-src "$anchor"
cp "$uboot/src/include/lmb.h" "$dir/tree/include"
expect "add.sh: no BearSSL" 1 'is no source of BearSSL' \
	$add "$dir/tree" "$dir/none" "$anchor"
expect "add.sh: no certificate" 1 'none.der cannot be read' \
	$add "$dir/tree" build/bearssl-src "$dir/none.der"
expect "add.sh: a certificate in PEM" 1 'is not DER' \
	$add "$dir/tree" build/bearssl-src "$uboot/keys/rsa.crt"
check "add.sh: nothing was written" test ! -e "$dir/tree/cmd/cfsv"
expect "add.sh" 0 '^$' $add "$dir/tree" build/bearssl-src "$anchor"
cp -R "$dir/tree" "$dir/once"
expect "add.sh: again" 0 '^$' $add "$dir/tree" build/bearssl-src "$anchor"
expect "add.sh: and the same comes out" 0 '^$' diff -r "$dir/once" "$dir/tree"
expect "anchors.sh: no anchor" 1 'it names no file' ports/uboot/anchors.sh
sed -i '$d' "$dir/tree/cmd/Kconfig"
expect "add.sh: another Kconfig" 1 'is not as in U-Boot 2023.01' \
	$add "$dir/tree" build/bearssl-src "$anchor"

# --- the disks' files
fat=$dir/fat ext=$dir/ext
mkdir "$fat" "$ext"
aarch64-linux-gnu-gcc -c -o "$dir/payload.o" tests/guest/payload.S &&
	aarch64-linux-gnu-objcopy -O binary "$dir/payload.o" "$dir/payload" ||
	exit 1
(cd "$dir" && new_cert stranger rsa2048)

seal() # FILE KEY [options of cfsv seal]
{
	local file=$1 key=$2
	shift 2
	"$cfsv" seal "$file" --key="$key.key" --cert="$key.crt" "$@" >/dev/null ||
		fail "seal $file" "cfsv seal failed"
}
rsa=$uboot/keys/rsa p256=$uboot/keys/p256

# What is booted, and images of many blocks with a last one that is not whole.
cp "$dir/payload" "$fat/Image"
seal "$fat/Image" "$rsa"
head -c 1234567 /dev/urandom >"$fat/good"
seal "$fat/good" "$rsa"
head -c 4096 /dev/urandom >"$fat/p256"
seal "$fat/p256" "$p256"
head -c 100000 /dev/urandom >"$fat/sha512"
seal "$fat/sha512" "$rsa" --hash-alg=sha512
: >"$fat/empty"
seal "$fat/empty" "$rsa"
cp "$fat/good" "$fat/certs"
cp "$fat/good.digest" "$fat/certs.digest"
openssl smime -sign -binary -noattr -md sha256 -outform DER -in "$dir/payload" \
	-signer "$rsa.crt" -inkey "$rsa.key" -out "$fat/certs.sig"
head -c 5000 /dev/urandom >"$fat/stranger"
seal "$fat/stranger" "$dir/stranger"

same() # NAME: a copy of "good" and its pair, to be broken
{
	cp "$fat/good" "$fat/$1"
	cp "$fat/good.digest" "$fat/$1.digest"
	cp "$fat/good.sig" "$fat/$1.sig"
}
same nodigest && rm "$fat/nodigest.digest"
same nosig && rm "$fat/nosig.sig"
same noimage && rm "$fat/noimage"
same emptysig && : >"$fat/emptysig.sig"
same longsig && truncate -s 20000 "$fat/longsig.sig"
same shortsig && truncate -s -1 "$fat/shortsig.sig"
same textsig && openssl pkcs7 -inform DER -in "$fat/good.sig" \
	-out "$fat/textsig.sig"
same othersig && cp "$fat/p256.sig" "$fat/othersig.sig"
same flippedsig && flip "$fat/flippedsig.sig" \
	$(($(stat -c %s "$fat/good.sig") - 1))
same shortdigest && truncate -s 31 "$fat/shortdigest.digest"
same longdigest && truncate -s 65 "$fat/longdigest.digest"
same nodigestbytes && : >"$fat/nodigestbytes.digest"
same flippeddigest && flip "$fat/flippeddigest.digest" 0
same otherpair && cp "$fat/p256" "$fat/otherpair"
same first && flip "$fat/first" 0
same last && flip "$fat/last" 1234566
same longer && printf '\0' >>"$fat/longer"
same shorter && truncate -s -1 "$fat/shorter"
same emptied && : >"$fat/emptied"
mkdir "$fat/folder" && cp "$fat/good.digest" "$fat/folder.digest" &&
	cp "$fat/good.sig" "$fat/folder.sig"

head -c 300000 /dev/urandom >"$ext/good"
seal "$ext/good" "$rsa"
cp "$ext/good" "$ext/badblock"
cp "$ext/good.digest" "$ext/badblock.digest"
cp "$ext/good.sig" "$ext/badblock.sig"
cp "$ext/good" "$ext/badsig"
cp "$ext/good.digest" "$ext/badsig.digest"
cp "$ext/good.sig" "$ext/badsig.sig"
cp "$ext/good.digest" "$ext/huge.digest"
cp "$ext/good.sig" "$ext/huge.sig"
truncate -s 1G "$ext/huge"

# --- the cases
names=() statuses=() regexes=()
script=$dir/boot.cmd
: >"$script"

try() # NAME STATUS REGEX COMMAND: a line of the boot script, judged below
{
	names+=("$1") statuses+=("$2") regexes+=("$3")
	printf 'echo "== %d"; if %s; then echo "== status 0"; else echo "== status 1"; fi\n' \
		$((${#names[@]} - 1)) "$4" >>"$script"
}
on() # NAME REGEX FILE: must be refused from the FAT, for this reason
{
	try "$1" 1 "^cfsv: load: /$3: $2" "cfsv load virtio 0 42000000 /$3"
}

# usage
try "no command" 1 '^Usage:' 'cfsv'
try "no such command" 1 '^Usage:' 'cfsv boot'
try "too few words" 1 '^Usage:' 'cfsv load virtio 0 42000000'
try "too many words" 1 '^Usage:' 'cfsv load virtio 0 42000000 /good 1 2'
try "an address that is none" 1 '^Usage:' 'cfsv load virtio 0 4200z000 /good'
try "an empty address" 1 '^Usage:' 'cfsv load virtio 0 "" /good'
try "an address of 17 digits" 1 '^Usage:' \
	'cfsv load virtio 0 10000000042000000 /good'
try "MAX that is no number" 1 '^Usage:' 'cfsv load virtio 0 42000000 /good 1k'
try "verify: too few words" 1 '^Usage:' 'cfsv verify 42000000 10 43000000 20'
try "verify: memory that wraps around" 1 '^Usage:' \
	'cfsv verify ffffffffffffff00 101 43000000 20 44000000 100'
try "verify: a digest that wraps around" 1 '^Usage:' \
	'cfsv verify 42000000 10 ffffffffffffff00 101 44000000 100'

try "a path that is too long" 1 '^Usage:' \
	"setenv p $(printf '%0250d' 0); "'cfsv load virtio 0 42000000 /${p}${p}1234'
try "the longest path" 1 'its digest file: .* \[-103 ' \
	'cfsv load virtio 0 42000000 /${p}${p}123'

# devices and memory
try "no such device" 1 'cannot check: .* \[-830 ' \
	'cfsv load virtio 9 42000000 /good'
try "no such partition" 1 'cannot check: .* \[-830 ' \
	'cfsv load virtio 0:7 42000000 /good'
try "no such interface" 1 'cannot check: .* \[-830 ' \
	'cfsv load nothing 0 42000000 /good'
try "memory that U-Boot uses" 1 'cannot check: .* \[-831 ' \
	'cfsv load virtio 0 4ff00000 /good'
try "memory that is none" 1 'cannot check: .* \[-831 ' \
	'cfsv load virtio 0 90000000 /good'
try "address 0" 1 'cannot check: .* \[-831 ' 'cfsv load virtio 0 0 /good'
try "memory that ends too early" 1 'cannot check: .* \[-831 ' \
	'cfsv load virtio 0 ffffffffffffff00 /good'
try "an image larger than memory" 1 '/huge: cannot check: .* \[-831 ' \
	'cfsv load virtio 1 42000000 /huge'
try "an image larger than MAX" 1 'cannot check: .* \[-724 ' \
	'cfsv load virtio 0 42000000 /good 12d686'

# the pair
on "no digest file" 'cannot check: its digest file: .* \[-103 ' nodigest
on "no signature" 'cannot check: its signature: .* \[-104 ' nosig
on "no image" 'cannot check: there is no such file \[-702 ' noimage
on "nothing at all" 'cannot check: its digest file: .* \[-103 ' nothing
on "an empty signature" 'refused: its signature: .* \[-501 ' emptysig
on "a signature too long" 'refused: its signature: .* \[-502 ' longsig
on "a signature cut off" 'refused: its signature: .* \[-301 ' shortsig
on "a signature with certificates" \
	'refused: its signature: .* at offset [1-9][0-9]* \[-511 ' certs
on "a signature as text" 'refused: its signature: .* \[-503 ' textsig
on "another image's signature" 'refused: its signature: .* \[-602 ' othersig
on "a signature that was changed" 'refused: its signature: .* \[-602 ' flippedsig
on "a stranger's signature" 'refused: its signature: .* \[-601 ' stranger
on "a short digest" 'refused: its digest file: .* \[-105 ' shortdigest
on "a long digest" 'refused: its digest file: .* \[-105 ' longdigest
on "an empty digest file" 'refused: its digest file: .* \[-105 ' nodigestbytes
on "a digest that was changed" 'refused: its signature: .* \[-602 ' flippeddigest

# the image
differs='refused: the image.s fs-verity digest is not .* \[-106 '
on "another image" "$differs" otherpair
on "the first byte changed" "$differs" first
on "the last byte changed" "$differs" last
on "a zero byte more" "$differs" longer
on "a byte less" "$differs" shorter
on "an image that was emptied" "$differs" emptied
on "a folder" "$differs" folder
try "a failure has its mend" 1 '^cfsv: mend: the image was changed' \
	'cfsv load virtio 0 42000000 /first'
try "a block that cannot be read" 1 \
	'/badblock: cannot check: U-Boot could not read .* \[-833 ' \
	'cfsv load virtio 1 42000000 /badblock'
try "a signature that cannot be read" 1 \
	'/badsig: cannot check: its signature: .* \[-833 ' \
	'cfsv load virtio 1 42000000 /badsig'

# what is good
good() # NAME FILE DISK FOLDER [options of cfsv digest]
{
	local name=$1 file=$2 disk=$3 folder=$4 hash=${5:-sha256}
	try "$name" 0 "^verified: /$file $hash:$("$cfsv" digest --compact \
		--hash-alg="$hash" "$folder/$file")\$" \
		"cfsv load virtio $disk 42000000 /$file"
}
good "a good image, RSA" good 0 "$fat"
good "a good image, P-256 and the second anchor" p256 0 "$fat"
good "a good image, SHA-512" sha512 0 "$fat" sha512
good "a good image of no bytes" empty 0 "$fat"
good "a good image, on ext4 beside blocks that cannot be read" good 1 "$ext"
try "an image of exactly MAX bytes" 0 '^verified: /good ' \
	'cfsv load virtio 0 0x42000000 /good 0x12d687'

# variables and memory after it
try "fileaddr and filesize" 0 '^42000000 12d687$' \
	'echo ${fileaddr} ${filesize}'
try "which a refusal does not set" 0 '^42000000 12d687$' \
	'cfsv load virtio 0 43000000 /last; echo ${fileaddr} ${filesize}'
try "what was refused is erased" 0 '^4312d680: 00000000 ' \
	'mw.l 4312d680 a5a5a5a5; load virtio 0 43000000 /last; cfsv load virtio 0 43000000 /last; md.l 4312d680 1'
try "and no more than that" 0 '^4312d688: a5a5a5a5 ' \
	'mw.l 4312d688 a5a5a5a5; cfsv load virtio 0 43000000 /last; md.l 4312d688 1'
try "what is too large is not read" 0 '^43000000: a5a5a5a5 ' \
	'mw.l 43000000 a5a5a5a5; cfsv load virtio 0 43000000 /good 1000; md.l 43000000 1'
try "nor what has no genuine pair" 0 '^43000000: a5a5a5a5 ' \
	'mw.l 43000000 a5a5a5a5; cfsv load virtio 0 43000000 /flippeddigest; md.l 43000000 1'

# what is in memory already
sig_size=$(printf %x "$(stat -c %s "$fat/good.sig")")
try "three files in memory" 0 'bytes read' \
	'load virtio 0 42000000 /good && load virtio 0 44000000 /good.digest && load virtio 0 45000000 /good.sig'
memory() # SIZE DIGEST_SIZE SIG_SIZE
{
	printf 'cfsv verify 42000000 %s 44000000 %s 45000000 %s' "$@"
}
try "verify" 0 '^verified: 42000000 sha256:' "$(memory 12d687 20 "$sig_size")"
try "verify: a byte more" 1 'refused: the image.* \[-106 ' \
	"$(memory 12d688 20 "$sig_size")"
try "verify: a digest too short" 1 'refused: its digest file: .* \[-105 ' \
	"$(memory 12d687 1f "$sig_size")"
try "verify: no signature" 1 'refused: its signature: .* \[-501 ' \
	"$(memory 12d687 20 0)"
try "verify: a changed byte" 1 'refused: the image.* \[-106 ' \
	"mw.b 42100000 0 10; $(memory 12d687 20 "$sig_size")"
try "and what was not loaded is left alone" 0 '^42000000: ....' \
	'md.l 42000000 1'

# last, as these stay so
try "variables that are read-only" 1 'cannot check: U-Boot does not let .* \[-832 ' \
	'setenv .flags filesize:xr; cfsv load virtio 0 42000000 /good'
try "cannot be trusted: erased" 0 '^42000000: 00000000 ' 'md.l 42000000 1'
# 99: it does not come back
try "a verified payload is booted" 99 '^payload: booted' \
	'setenv .flags; cfsv load virtio 0 ${kernel_addr_r} /Image && booti ${kernel_addr_r} - ${fdtcontroladdr}'

# --- the disks, and boots
"$uboot/mkimage" -A arm64 -T script -d "$script" "$fat/boot.scr" >/dev/null
seal "$fat/boot.scr" "$rsa"
disk() # FILE: a FAT of what is in $fat
{
	truncate -s 64M "$1" && mkfs.vfat "$1" >/dev/null &&
		mcopy -s -i "$1" "$fat"/* ::
}
disk "$dir/fat.img" || fail "the FAT" "not made"
truncate -s 32M "$dir/ext.img"
mkfs.ext4 -q -b 4096 -d "$ext" "$dir/ext.img" ||
	fail "the ext4" "not made"

block() # FILE N: the sector of its block N
{
	local blocks
	read -ra blocks < <(debugfs -R "blocks /$1" "$dir/ext.img" 2>/dev/null)
	echo $((${blocks[$2]} * 8))
}
boot() # U-BOOT FAT LOG
{
	timeout 300 qemu-system-aarch64 -M virt -cpu cortex-a57 -m 256 \
		-display none -serial stdio -monitor none -net none -no-reboot \
		-bios "$1" \
		-blockdev "driver=file,node-name=ext,filename=$dir/ext.img" \
		-blockdev "driver=blkdebug,node-name=faulty,image=ext,\
inject-error.0.event=none,inject-error.0.iotype=read,\
inject-error.0.sector=$(block badblock 40),\
inject-error.1.event=none,inject-error.1.iotype=read,\
inject-error.1.sector=$(block badsig.sig 0)" \
		-blockdev driver=raw,node-name=one,file=faulty \
		-drive "if=none,id=zero,format=raw,file=$2" \
		-device virtio-blk-device,drive=one \
		-device virtio-blk-device,drive=zero \
		</dev/null 2>&1 | tr -d '\r' >"$3"
}

boot "$uboot/u-boot.bin" "$dir/fat.img" "$dir/log"
answer() # N: what U-Boot said to a case; its status is the case's
{
	local status
	awk -v from="== $1" -v to="== $(($1 + 1))" '$0 == to { exit }
		on { print } $0 == from { on = 1 }' "$dir/log" >"$dir/answer"
	status=$(sed -n 's/^== status //p' "$dir/answer")
	cat "$dir/answer"
	return "${status:-99}"
}
check "the boot script is verified" grep -q '^verified: /boot.scr sha256:' \
	"$dir/log"
for i in "${!names[@]}"; do
	expect "${names[$i]}" "${statuses[$i]}" "${regexes[$i]}" answer "$i"
done

# --- a boot script that was changed is not run, in the small form neither
mcopy -o -i "$dir/fat.img" "$fat/Image" ::boot.scr || fail "the FAT" "not changed"
boot "$uboot/u-boot.bin" "$dir/fat.img" "$dir/log"
expect "another boot script is refused" 0 \
	'^cfsv: load: /boot.scr: refused: .* \[-106 ' cat "$dir/log"
expect "and not run" 1 '' grep -q '^== 0' "$dir/log"
boot "$uboot/small.bin" "$dir/fat.img" "$dir/log"
expect "without words: its number" 0 \
	'^cfsv: load: /boot.scr: not verified: error -106$' cat "$dir/log"

# --- the vectors: the same lines as on the host
echo cfsv_vectors >"$script"
"$uboot/mkimage" -A arm64 -T script -d "$script" "$fat/boot.scr" >/dev/null
seal "$fat/boot.scr" "$rsa"
mcopy -o -i "$dir/fat.img" "$fat"/boot.scr* :: || fail "the FAT" "not changed"
boot "$uboot/vectors.bin" "$dir/fat.img" "$dir/log"
build/vectors/host >"$dir/host"
sed '1,/^## Executing script/d; /cases, .* wrong$/q' "$dir/log" >"$dir/guest"
check "there are vectors" grep -qE '^[1-9][0-9]+ cases, 0 wrong$' "$dir/host"
expect "the vectors' lines are the host's" 0 '^$' diff "$dir/host" "$dir/guest"
summary
