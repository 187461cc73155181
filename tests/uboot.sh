#!/bin/bash
# SPDX-License-Identifier: MIT
# uboot.sh - U-Boot with the command cfsv, booted in QEMU from its disks
#
# The cases of uboot_cases.sh are lines of one boot script, which is a signed
# image itself: U-Boot starts nothing else. QEMU's second disk has an ext4 with
# blocks that cannot be read, the third an EROFS with a size that is a lie.
# shellcheck disable=SC2016 # variables of U-Boot
set -u
exec </dev/null
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
PATH=$PATH:/usr/sbin:/sbin
uboot=$PWD/build/uboot
cfsv=$PWD/build/cfsv
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

for tool in qemu-system-aarch64 mkfs.vfat mcopy mkfs.ext4 debugfs \
	mkfs.erofs dump.erofs; do
	command -v "$tool" >/dev/null && continue
	skip "U-Boot" "$tool is not installed (tests/setup.sh uboot)"
	summary
	exit
done
tests/uboot_build.sh >"$dir/log" 2>&1
case $? in
0) ;;
3) # a tool or the network is missing
	skip "U-Boot" "$(tail -n 2 "$dir/log")"
	summary
	exit
	;;
*)
	fail "U-Boot" "it was not built: $(tail -n 20 "$dir/log")"
	summary
	exit
	;;
esac
make -s build/cfsv || exit 1
words=$(stat -c %s "$uboot/u-boot.bin") bare=$(stat -c %s "$uboot/small.bin")
plain=$(stat -c %s "$uboot/plain.bin")
echo "tested: u-boot.bin of $plain bytes has $((words - plain)) more with cfsv, \
$((bare - plain)) in the small form"

# --- what add.sh and anchors.c do not take
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
(cd "$dir" && new_cert rsa1024 rsa1024)
openssl req -x509 -newkey ed25519 -nodes -subj /CN=ed25519 -outform DER \
	-keyout "$dir/ed25519.key" -out "$dir/ed25519.der" 2>/dev/null
cp "$anchor" "$dir/junk.der"
echo >>"$dir/junk.der"
: >"$dir/empty.der"
wrong() # NAME REGEX FILE
{
	expect "add.sh: $1" 1 "CMD_CFSV_ANCHORS: $3: $2" \
		$add "$dir/tree" build/bearssl-src "$3"
}
wrong "no certificate" 'it cannot be read' "$dir/none.der"
wrong "an empty certificate" '' "$dir/empty.der"
wrong "a certificate in PEM" 'this is PEM' "$uboot/keys/rsa.crt"
wrong "a private key" '.* private key' "$uboot/keys/private.der"
wrong "RSA of 1024 bits" 'the RSA modulus' "$dir/rsa1024.der"
wrong "Ed25519" '.* neither RSA .* nor ECDSA' "$dir/ed25519.der"
wrong "a byte too much" 'bytes after the last' "$dir/junk.der"
check "add.sh: nothing was written" test ! -e "$dir/tree/cmd/cfsv"
expect "add.sh" 0 '^$' $add "$dir/tree" build/bearssl-src "$anchor"
cp -R "$dir/tree" "$dir/once"
expect "add.sh: again" 0 '^$' $add "$dir/tree" build/bearssl-src "$anchor"
expect "add.sh: and the same comes out" 0 '^$' diff -r "$dir/once" "$dir/tree"
check "add.sh: which lmb.h it found" \
	grep -q 'lmb_init_and_reserve()' "$dir/tree/cmd/cfsv/found.h"
cp "$anchor" "$dir/tree/cmd/cfsv/second.der"
echo 'int lmb_read_check(phys_addr_t addr, phys_size_t len);' \
	>"$dir/tree/include/lmb.h"
expect "add.sh: to a later U-Boot" 0 '^$' \
	$add "$dir/tree" build/bearssl-src "$uboot/keys/p256.spki"
check "add.sh: and that it is one" grep -qx '#define UBOOT_LMB_READ_CHECK' \
	"$dir/tree/cmd/cfsv/found.h"
check "add.sh: the board's other anchor is still there" \
	cmp "$anchor" "$dir/tree/cmd/cfsv/second.der"
# What U-Boot's own build made of anchors.c ends that build.
anchors=$uboot/obj/cmd/cfsv/anchors
expect "anchors.c: no anchor" 1 'it names no file' "$anchors"
expect "anchors.c: a good one and a private key" 1 'private.der: .* private key' \
	"$anchors" "$anchor" "$uboot/keys/private.der"
check "anchors.c: a curve that OPTIONS leave out" \
	grep -q 'CONFIG_CMD_CFSV_ANCHORS: .*/p384.der: ' "$uboot/log"
cp "$anchor" "$dir/\",0}; c.der"
expect "anchors.c: a name that C knows" 0 '\{"__0___c\.der", anchor_1, ' \
	"$anchors" "$dir/\",0}; c.der"
sed -i '/cmd.ti/d' "$dir/tree/cmd/Kconfig"
expect "add.sh: another Kconfig" 1 'cmd/Kconfig has no line' \
	$add "$dir/tree" build/bearssl-src "$anchor"

# --- debian-source.sh does not do what the system does after an update
echo "APT::Update::Post-Invoke {\"touch $dir/hooked\";};" >"$dir/apt.conf"
if APT_CONFIG=$dir/apt.conf ports/debian-source.sh hostname "$dir/hostname" \
	>"$dir/log" 2>&1; then
	check "debian-source.sh: no hook of apt runs" test ! -e "$dir/hooked"
else
	skip "debian-source.sh" "$(tail -n 2 "$dir/log")"
fi

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
same longsig && truncate -s 1M "$fat/longsig.sig"
same shortsig && truncate -s -1 "$fat/shortsig.sig"
same textsig && openssl pkcs7 -inform DER -in "$fat/good.sig" \
	-out "$fat/textsig.sig"
same othersig && cp "$fat/p256.sig" "$fat/othersig.sig"
same flippedsig && flip "$fat/flippedsig.sig" \
	$(($(stat -c %s "$fat/good.sig") - 1))
same shortdigest && truncate -s 31 "$fat/shortdigest.digest"
same longdigest && truncate -s 65 "$fat/longdigest.digest"
same hugedigest && truncate -s 1M "$fat/hugedigest.digest"
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
mkdir "$dir/erofs"
cp "$ext/good" "$dir/erofs/wraps"
cp "$ext/good.digest" "$dir/erofs/wraps.digest"
cp "$ext/good.sig" "$dir/erofs/wraps.sig"

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
good() # NAME FILE DISK FOLDER [HASH]
{
	local name=$1 file=$2 disk=$3 folder=$4 hash=${5:-sha256}
	try "$name" 0 "^verified: /$file $hash:$("$cfsv" digest --compact \
		--hash-alg="$hash" "$folder/$file")\$" \
		"cfsv load virtio $disk 42000000 /$file"
}
# shellcheck source=tests/uboot_cases.sh
. tests/uboot_cases.sh

# --- the disks, and boots
boot_script() # what is in $script becomes boot.scr, signed
{
	"$uboot/mkimage" -A arm64 -T script -d "$script" "$fat/boot.scr" \
		>/dev/null
	seal "$fat/boot.scr" "$rsa"
}
boot_script
disk() # a FAT of what is in $fat
{
	rm -f "$dir/fat.img"
	if ! { truncate -s 64M "$dir/fat.img" &&
		mkfs.vfat "$dir/fat.img" >/dev/null &&
		mcopy -s -i "$dir/fat.img" "$fat"/* ::; }; then
		fail "the FAT" "not made"
	fi
}
disk
truncate -s 32M "$dir/ext.img"
mkfs.ext4 -q -b 4096 -d "$ext" "$dir/ext.img" ||
	fail "the ext4" "not made"
# A file of 2^64 - 2^24 bytes: where it is loaded to, it ends before it begins.
mkfs.erofs -E force-inode-extended "$dir/erofs.img" "$dir/erofs" >/dev/null
inode=$(dump.erofs --path=/wraps "$dir/erofs.img" |
	sed -n 's/^NID: \([0-9]*\) .*/\1/p')
printf '\0\0\0\377\377\377\377\377' | dd of="$dir/erofs.img" bs=1 \
	seek=$((${inode:?} * 32 + 8)) conv=notrunc status=none

block() # FILE N: the sector of its block N
{
	local blocks
	read -ra blocks < <(debugfs -R "blocks /$1" "$dir/ext.img" 2>/dev/null)
	echo $((${blocks[$2]} * 8))
}
boot() # U-BOOT: what the console shows goes to the log
{
	timeout 300 qemu-system-aarch64 -M virt -cpu cortex-a57 -m 256 \
		-display none -serial stdio -monitor none -net none -no-reboot \
		-bios "$uboot/$1" \
		-blockdev "driver=file,node-name=ext,filename=$dir/ext.img" \
		-blockdev "driver=blkdebug,node-name=faulty,image=ext,\
inject-error.0.event=none,inject-error.0.iotype=read,\
inject-error.0.sector=$(block badblock 40),\
inject-error.1.event=none,inject-error.1.iotype=read,\
inject-error.1.sector=$(block badsig.sig 0)" \
		-blockdev driver=raw,node-name=one,file=faulty \
		-drive "if=none,id=zero,format=raw,file=$dir/fat.img" \
		-drive "if=none,id=two,format=raw,file=$dir/erofs.img" \
		-device virtio-blk-device,drive=two \
		-device virtio-blk-device,drive=one \
		-device virtio-blk-device,drive=zero \
		2>&1 | tr -d '\r' >"$dir/log"
}

boot u-boot.bin
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
boot u-boot.bin
expect "another boot script is refused" 0 \
	'^cfsv: load: /boot.scr: refused: .* \[-106 ' cat "$dir/log"
expect "and not run" 1 '' grep -q '^== 0' "$dir/log"
boot small.bin
expect "without words: its number" 0 \
	'^cfsv: load: /boot.scr: not verified: error -106$' cat "$dir/log"

# --- the README's configuration and boot script, with all its files and with
# one changed; somebody types all the time, and gets no prompt
check "the README has a configuration" grep -q CONFIG_BOOTCOMMAND= \
	"$uboot/readme.lines"
expect "the README's lines are in .config" 1 '^$' \
	grep -vxFf "$uboot/readme.config" "$uboot/readme.lines"
expect "and no environment but the compiled in one" 1 '^$' \
	grep 'CONFIG_ENV_IS_IN_.*=y' "$uboot/readme.config"
typing()
{
	while printf '\003 \r\n\rversion\r'; do
		sleep 0.05
	done 2>/dev/null
}
qemu-system-aarch64 -M virt,dumpdtb="$fat/board.dtb" -cpu cortex-a57 -m 256 \
	-display none >/dev/null 2>&1
seal "$fat/board.dtb" "$rsa"
head -c 1000000 /dev/urandom >"$fat/initrd"
seal "$fat/initrd" "$rsa"
awk '/```uboot$/ { on = 1; next } /```$/ { on = 0 } on' ports/uboot/README.md |
	sed 's/ mmc 0:1 / virtio 0 /' >"$script"
check "the README has a boot script" grep -q booti "$script"
boot_script
disk
typing | boot readme.bin
expect "the README's boot script boots" 0 '^payload: booted' cat "$dir/log"
expect "without a prompt" 1 '^$' grep '^=>' "$dir/log"
flip "$fat/initrd" 999999
disk
typing | boot readme.bin
expect "nor is there one after a refusal" 1 '^$' grep '^=>' "$dir/log"
expect "but not with another initrd" 0 '^cfsv: load: /initrd: refused: ' \
	cat "$dir/log"
expect "and resets" 0 '^resetting' cat "$dir/log"
check "without the payload" test -z "$(grep payload "$dir/log")"

# --- the vectors: the same lines as on the host
echo cfsv_vectors >"$script"
boot_script
disk
boot vectors.bin
build/vectors/host >"$dir/host"
sed '1,/^## Executing script/d; /cases, .* wrong$/q' "$dir/log" >"$dir/guest"
check "there are vectors" grep -qE '^[1-9][0-9]+ cases, 0 wrong$' "$dir/host"
expect "the vectors' lines are the host's" 0 '^$' diff "$dir/host" "$dir/guest"
summary
