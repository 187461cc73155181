#!/bin/bash
# SPDX-License-Identifier: MIT
# uefi.sh - cfsv.efi: how it is built, and boots of it by three firmwares
#
# One disk has many payloads. One cfsv.conf names all of them: each but the
# last must be refused for its own reason, and the last be started.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
top=$PWD
cfsv=$top/build/cfsv
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# shellcheck disable=SC2016 # as it is: neither the shell nor make expands it
options='quiet root=LABEL=a "b c" $x $(y)'

PATH=$PATH:/usr/sbin:/sbin # sfdisk, for an ordinary user
for tool in clang lld-link openssl mcopy sfdisk; do
	command -v $tool >/dev/null && continue
	skip "cfsv.efi" "$tool is not installed"
	summary
	exit
done
if ! why=$(ports/bearssl-source.sh 2>&1); then
	skip "cfsv.efi" "${why##*$'\n'}"
	summary
	exit
fi
make -s all || exit 1

uefi() # VARIABLE=VALUE...
{
	make -s uefi EFI_WAIT=0 "$@"
}

# --- the build
cd "$dir" || exit 1
new_cert alice rsa3072 -set_serial 7
new_cert bob P-256
# another key under alice's name and serial number
new_cert twin rsa3072 -subj "/O=cfsv tests/CN=alice" -set_serial 7
new_cert carol rsa2048
new_cert short rsa1024
cat alice.crt bob.crt >both.crt
{ cat bob.der && printf '\0'; } >junk.der
openssl pkey -in alice.key -outform DER -out key.spki
openssl genpkey -algorithm ed25519 | openssl pkey -pubout -out ed.pub
cd "$top" || exit 1
expect "no anchor, no cfsv.efi" 2 'mend: make uefi CERT=' uefi CERT=
expect "an anchor that is not there" 2 'none.crt cannot be read' \
	uefi CERT="$dir/none.crt"
expect "a private key" 2 'mend: keep private keys away' \
	uefi CERT="$dir/alice.key"
expect "two anchors in a file" 2 'holds more than one' \
	uefi CERT="$dir/both.crt"
expect "an anchor that is none" 2 'LICENSE: .*_DER_' uefi CERT=LICENSE
expect "an anchor that is far too long" 2 'mend: give an X.509 cert' \
	uefi CERT=cfsv.h
expect "a private key in DER" 2 'key.spki: .*_ANCHOR_PRIVATE' \
	uefi CERT="$dir/key.spki"
expect "bytes after an anchor" 2 'junk.der: .*_DER_TRAILING' \
	uefi CERT="$dir/junk.der"
expect "an anchor of a kind that the core lacks" 2 \
	'ed.pub: .*_KEY_ALGORITHM' \
	uefi CERT="$dir/bob.crt $dir/ed.pub"
expect "a key that is too short" 2 'short.crt: .*_RSA_SIZE' \
	uefi CERT="$dir/short.crt"
expect "a certificate, where options leave them out" 2 'alice.crt: .* \[-4' \
	uefi CERT="$dir/alice.crt" B="$dir/B" OPTIONS=CFSV_NO_CERTIFICATES \
	BEARSSL_SRC="$top/build/bearssl-src"
expect "no number of seconds" 2 'EFI_WAIT=soon is no number' \
	make -s uefi CERT="$dir/alice.crt" EFI_WAIT=soon
expect "seconds that C would take for octal" 2 'EFI_WAIT=08 is no number' \
	make -s uefi CERT="$dir/alice.crt" EFI_WAIT=08
expect "no architecture of UEFI's" 2 'EFI_ARCH=arm64: .*mend: EFI_ARCH=' \
	uefi CERT="$dir/alice.crt" EFI_ARCH=arm64
for each in CFSV_NO_PKCS7 CFSV_NO_MESSAGES; do
	expect "what $each leaves out is needed" 2 "mend: .* without $each" \
		uefi CERT="$dir/alice.crt" B="$dir/$each" OPTIONS=$each \
		BEARSSL_SRC="$top/build/bearssl-src"
done
expect "built with the smallest hash alone" 0 '^$' \
	uefi CERT="$dir/alice.crt" B="$dir/small" \
	OPTIONS="CFSV_SHA256_SMALL CFSV_SHA256_ONLY_PORTABLE" \
	BEARSSL_SRC="$top/build/bearssl-src"
expect "a volume, or not" 2 'EFI_VOLUME=maybe is neither' \
	uefi CERT="$dir/alice.crt" EFI_VOLUME=maybe
expect "options that are not UTF-8" 2 'EFI_OPTIONS cannot be made UTF-16' \
	uefi CERT="$dir/alice.crt" EFI_OPTIONS=$'lsm=\xff lockdown=integrity'
for arch in x86_64 aarch64; do
	rm -rf "build/uefi/$arch"
	expect "$arch: built without a warning" 0 '^$' uefi EFI_ARCH=$arch \
		CERT="$dir/alice.crt $dir/bob.spki" EFI_OPTIONS="$options" \
		EFI_OUT="$dir/$arch.efi"
	expect "$arch: built again, it is the same" 0 '^$' uefi \
		EFI_ARCH=$arch CERT="$dir/alice.der $dir/bob.pub" \
		EFI_OPTIONS="$options" EFI_OUT="$dir/again.efi"
	check "$arch: PEM or DER, byte for byte" \
		cmp "$dir/$arch.efi" "$dir/again.efi"
done
expect "other anchors" 0 '^$' uefi CERT="$dir/twin.crt" EFI_OUT="$dir/twin.efi"
check "make another cfsv.efi" test "$(cmp "$dir/x86_64.efi" "$dir/twin.efi" |
	grep -c differ)" = 1

# --- what is on a disk
payload() # OUT ARCH NAME [FLAG...]
{
	local out=$1 arch=$2 name=$3
	shift 3
	clang --target="$arch-unknown-windows-gnu" -std=c99 -Wall -Wextra \
		-Wno-unused-function -Werror -Os -ffreestanding \
		-fno-stack-protector -nostdinc \
		-isystem "$(clang -print-resource-dir)/include" -I"$top" \
		-DPAYLOAD_NAME="\"$name\"" "$@" -c -o "$dir/payload.o" \
		"$top/tests/uefi/payload.c" &&
		lld-link /subsystem:efi_application /entry:efi_main \
			/nodefaultlib /out:"$out" "$dir/payload.o"
}

seal() # FILE [WHO]
{
	"$cfsv" seal "$1" --key="$dir/${2:-alice}.key" \
		--cert="$dir/${2:-alice}.crt" >/dev/null
}

copy() # NAME: of good.efi and its pair
{
	cp good "$1" && cp good.digest "$1.digest" && cp good.sig "$1.sig"
}

# The next line of cfsv.conf, and what must be said of it.
line() # payload|image NAME REGEX
{
	printf '%s = /t/%s\n' "$1" "$2" >>../cfsv.conf
	wanted+=("$2: $3")
}

# A file with bytes that cannot be read, in its middle.
unreadable() # NAME
{
	{ head -c 1500000 /dev/zero && echo "$1-marker" &&
		head -c 1500000 /dev/zero; } >"$1"
	seal "$1"
}

# Each file in t/ is named for what is wrong with it.
tampered()
{
	printf '# each but the last is refused\r\n\n' >../cfsv.conf
	line image root.cfs 'verified-once: .* sha512:'
	line payload none 'cannot check: .*open: EFI not found.*CFSV_E_NOT_FOUND'
	copy flipped && flip flipped 700
	line payload flipped 'refused: .*\[-106 CFSV_E_IMAGE_DIFFERS'
	head -c 1500 good >truncated && cp good.sig truncated.sig &&
		cp good.digest truncated.digest
	line payload truncated 'refused: .*CFSV_E_IMAGE_DIFFERS'
	copy longer && printf '\0' >>longer
	line payload longer 'refused: .*CFSV_E_IMAGE_DIFFERS'
	copy swapped && cp root.cfs.digest swapped.digest &&
		cp root.cfs.sig swapped.sig
	line payload swapped 'refused: .*CFSV_E_IMAGE_DIFFERS'
	copy digest-flipped && flip digest-flipped.digest 5
	line payload digest-flipped \
		'refused: .*\.sig: .*\[-602 CFSV_E_BAD_SIGNATURE'
	copy digest-short && truncate -s 31 digest-short.digest
	line payload digest-short \
		'refused: .*\.digest: .*CFSV_E_DIGEST_FILE_LENGTH'
	copy digest-long && truncate -s 65 digest-long.digest
	line payload digest-long 'refused: .*CFSV_E_DIGEST_FILE_LENGTH'
	copy digest-none && rm digest-none.digest
	line payload digest-none 'cannot check: .*CFSV_E_NO_DIGEST'
	copy sig-none && rm sig-none.sig
	line payload sig-none 'cannot check: .*CFSV_E_NO_SIGNATURE'
	copy sig-flipped && flip sig-flipped.sig \
		$(($(stat -c %s good.sig) - 1))
	line payload sig-flipped 'refused: .*CFSV_E_BAD_SIGNATURE'
	copy sig-empty && : >sig-empty.sig
	line payload sig-empty 'refused: .*CFSV_E_SIG_EMPTY'
	copy sig-short && truncate -s 200 sig-short.sig
	line payload sig-short \
		'refused: .*\.sig: .*CFSV_E_DER_SHORT'
	copy sig-other && flip sig-other.sig 30
	line payload sig-other 'refused: .*\.sig: .* at offset [0-9]+ .*_DER_TAG'
	copy sig-long && truncate -s 16129 sig-long.sig
	line payload sig-long 'refused: .*CFSV_E_SIG_SIZE'
	copy sig-folder && rm sig-folder.sig && mkdir sig-folder.sig
	line payload sig-folder 'cannot check: .*\.sig: .*CFSV_E_NOT_REGULAR'
	copy twin && seal twin twin
	line payload twin 'refused: .*CFSV_E_BAD_SIGNATURE'
	copy stranger && seal stranger carol
	line payload stranger 'refused: .*CFSV_E_UNKNOWN_SIGNER'
	mkdir folder
	line payload folder 'cannot check: .*CFSV_E_NOT_REGULAR'
	unreadable broken
	line payload broken 'cannot check: .*offset [0-9]+ \(read: EFI .*_READ'
	truncate -s 300M huge && seal huge
	line payload huge \
		'cannot check: .*bytes: 314572800 .*EFI out of res.*_NO_MEMORY'
}

# Good evidence, and yet it is not the end.
unlucky()
{
	cp "$top/cfsv.h" text && seal text
	line payload text 'not started: .*LoadImage.*CFSV_E_UEFI_LOAD'
	: >empty && seal empty
	line payload empty 'not started: .*LoadImage.*CFSV_E_UEFI_LOAD'
	payload foreign "$2" foreign && seal foreign
	line payload foreign 'not started: .*LoadImage.*CFSV_E_UEFI_LOAD'
	copy with-image
	line payload with-image 'not started: .*: it needs this image'
	cp root.cfs image-flipped && flip image-flipped 4500 &&
		cp root.cfs.digest image-flipped.digest &&
		cp root.cfs.sig image-flipped.sig
	line image image-flipped 'refused: .*CFSV_E_IMAGE_DIFFERS'
	copy with-broken
	line payload with-broken 'not started: .*: it needs this image'
	unreadable image-broken
	line image image-broken 'cannot check: .*offset [0-9]+ \(read: EFI .*_READ'
	payload back "$1" back -DPAYLOAD_STATUS=EFI_ABORTED && seal back
	line payload back 'came back: .*EFI aborted'
	{ cat good && head -c 6000000 /dev/zero; } >last && seal last bob
	line payload last 'verified: .* sha256:'
	cp root.cfs other.cfs && seal other.cfs bob
	line image other.cfs 'verified-once: .* sha256:'
}

# A disk with one FAT partition of all that is in a folder.
disk() # OUT FOLDER SIZE
{
	truncate -s "$3" "$1"
	sfdisk -q "$1" <<<'2048,,ef,*' && mformat -i "$1@@1M" -F :: &&
		mcopy -i "$1@@1M" -s -Q "$2"/* ::/
}

# A rule for QEMU's blkdebug: an error for each marked sector.
blkdebug() # DISK
{
	grep -abo 'broken-marker' "$1" | while IFS=: read -r at _; do
		printf '[inject-error]\nevent = "read_aio"\nerrno = "5"\n'
		printf 'sector = "%d"\n' $((at / 512))
	done
}

# Run a machine until it powers off or has said this; its console is $dir/log.
boot() # REGEX COMMAND...
{
	local regex=$1 pid
	shift
	timeout 300 "$@" >"$dir/raw" 2>&1 </dev/null &
	pid=$!
	while kill -0 $pid 2>/dev/null && ! grep -aEq -- "$regex" "$dir/raw"; do
		sleep 0.2
	done
	sleep 0.3
	kill $pid 2>/dev/null
	wait $pid 2>/dev/null
	tr -d '\r' <"$dir/raw" >"$dir/log"
}

ovmf() # REGEX DRIVE [OPTION...]
{
	local regex=$1 drive=$2
	shift 2
	boot "$regex" qemu-system-x86_64 -accel tcg -M q35 -m 128 \
		-drive "format=raw,if=none,id=d,$drive" \
		-device virtio-blk-pci,drive=d -net none -nodefaults \
		-display none -serial stdio -no-reboot "$@"
}

arm() # REGEX DRIVE FIRMWARE
{
	boot "$1" qemu-system-aarch64 -accel tcg -M virt -cpu cortex-a57 \
		-m 256 -nographic -no-reboot -net none -bios "$3" \
		-drive "format=raw,if=none,id=d,$2" \
		-device virtio-blk-device,drive=d
}

# All lines of cfsv.conf: what was said of each, and what was started.
told() # FIRMWARE STARTED
{
	local fw=$1 each name regex
	local said=${options//[\$()]/.}
	for each in "${wanted[@]}"; do
		name=${each%%: *} regex=${each#*: }
		# shellcheck disable=SC2016 # the inner shell expands these
		expect "$fw: $name" 0 "$regex" sh -c \
			'grep -aE "/t/$1(\.sig|\.digest)?[: ]" "$2"' sh \
			"$name" "$dir/log"
	done
	# shellcheck disable=SC2016
	expect "$fw: nothing else was started" 0 \
		"^$2\$" sh -c \
		'sed -n "s|^starting: /t/| |p" "$1" | tr -d "\n"' sh "$dir/log"
	expect "$fw: started, with the options of the build and no volume" 0 \
		"^payload last: no volume, options: $said\.\$" cat "$dir/log"
}

missing() # FILE: why a firmware cannot be booted
{
	[ -r "$1" ] || { skip "boots of $1" "it is not installed" && return 0; }
	return 1
}

# One disk for each architecture.
prepare() # ARCH OTHER-ARCH BOOT-FILE
{
	wanted=()
	mkdir -p "$dir/$1/EFI/BOOT" "$dir/$1/t" && cd "$dir/$1/t" || exit 1
	cp "$dir/$1.efi" "../EFI/BOOT/$3"
	ln -s EFI/BOOT/cfsv.conf ../cfsv.conf
	payload good "$1" last && seal good
	head -c 300000 /dev/urandom >root.cfs
	"$cfsv" seal root.cfs --hash-alg=sha512 --key="$dir/alice.key" \
		--cert="$dir/alice.crt" >/dev/null
	tampered
	unlucky "$1" "$2"
	rm ../cfsv.conf
	cd "$top" || exit 1
	disk "$dir/$1.disk" "$dir/$1" 360M
	blkdebug "$dir/$1.disk" >"$dir/$1.errors"
}

failing() # DISK: a drive with errors
{
	printf 'file.driver=blkdebug,file.config=%s,' "${1%.disk}.errors"
	printf 'file.image.driver=file,file.image.filename=%s' "$1"
}

# --- x86-64: OVMF
prepare x86_64 aarch64 BOOTX64.EFI
ovmf=/usr/share/ovmf/OVMF.fd
if ! missing $ovmf; then
	ovmf 'nothing (was|is left)' "$(failing "$dir/x86_64.disk")" -bios $ovmf
	told OVMF " back last"
fi

# --- configurations, each in a folder of its own, started by OVMF's shell
shell=$dir/shell
mkdir -p "$shell/t"
cp "$dir"/x86_64/t/{good,root.cfs,flipped}{,.digest,.sig} "$shell/t"
payload "$shell/t/ends" x86_64 ends -DPAYLOAD_STATUS=EFI_SUCCESS &&
	seal "$shell/t/ends"
payload "$shell/t/returns" x86_64 returns -DPAYLOAD_STATUS=EFI_ABORTED &&
	seal "$shell/t/returns"

# The text of cfsv.conf is on standard input.
folder() # NAME [ARGUMENT]
{
	mkdir "$shell/$1"
	cp "$dir/x86_64.efi" "$shell/$1/cfsv.efi"
	cat >"$shell/$1/cfsv.conf"
	# shellcheck disable=SC2028 # it is the name of a file there
	printf 'echo case-%s\r\n\\%s\\cfsv.efi %s\r\necho %%lasterror%%\r\n' \
		"$1" "$1" "${2:-}" >>"$shell/startup.nsh"
}

printf 'fs0:\r\n' >"$shell/startup.nsh"
folder missing </dev/null && rm "$shell/missing/cfsv.conf"
folder empty </dev/null
folder malformed <<<$'# 1\n\nimage = /t/root.cfs\npayload /t/good'
folder zero < <(printf 'payload = /t/good\n\0')
folder long < <(head -c 16384 /dev/zero | tr '\0' '#')
folder whole < <(printf 'image = /t/root.cfs\n' &&
	head -c 16363 /dev/zero | tr '\0' '#')
folder folder </dev/null && rm "$shell/folder/cfsv.conf" &&
	mkdir "$shell/folder/cfsv.conf"
folder checks <<<$'image = /t/root.cfs\nimage = /t/good'
folder first <<<$'image = /t/root.cfs\nimage = /t/flipped
payload = /t/good'
folder ends <<<$'payload = /t/ends\npayload = /t/good'
folder returns <<<$'payload = /t/returns\npayload = /t/flipped'
folder arguments 'payload=/t/flipped trust=none' <<<'payload = /t/flipped'
folder twin <<<'payload = /t/good' && cp "$dir/twin.efi" "$shell/twin/cfsv.efi"
# One that the build would refuse: the program looks again.
folder anchor <<<'payload = /t/good' &&
	uefi CERT="$dir/alice.crt $dir/short.crt" EFI_ANCHOR=true \
		EFI_OUT="$shell/anchor/cfsv.efi"
folder plain <<<'payload = /t/ends' &&
	uefi CERT="$dir/alice.crt" EFI_VOLUME=yes EFI_OUT="$shell/plain/cfsv.efi"
printf 'echo case-end\r\nreset -s\r\n' >>"$shell/startup.nsh"

# What a case said, and the status that the shell shows.
ran() # NAME STATUS REGEX
{
	# shellcheck disable=SC2016
	expect "shell: $1" 0 "$3" awk -v name="$1" \
		'/^case-/ { on = $0 == "case-" name } on' "$dir/log"
	# shellcheck disable=SC2016
	expect "shell: $1: status" 0 "^$2\$" awk -v name="$1" \
		'/^case-/ { on = $0 == "case-" name } on && /^0x/' "$dir/log"
}

if ! missing $ovmf; then
	disk "$dir/shell.disk" "$shell" 64M
	ovmf '^Reset with' "file=$dir/shell.disk" -bios $ovmf
	for each in missing empty malformed zero long folder first; do
		ran $each 0x1A '^nothing was started$'
	done
	conf='cfsv.conf is wrong'
	ran missing 0x1A "^cannot check: /missing/cfsv.conf: .*open: EFI not found"
	ran empty 0x1A "/empty/cfsv.conf: .*it names no payload and no image"
	ran malformed 0x1A "$conf, line 4 \\(this is not 'key = value'\\) \\[-803"
	ran zero 0x1A "$conf, line 2 \\(a byte that is no printable ASCII\\)"
	ran long 0x1A "$conf \\(it is longer than 16383 bytes\\)"
	ran folder 0x1A 'CFSV_E_NOT_REGULAR'
	ran whole 0x0 '^done: all images are verified'
	ran checks 0x0 '^verified-once: /t/good sha256:'
	ran checks 0x0 '^done: all images are verified'
	ran first 0x1A '^refused: /t/flipped: '
	ran ends 0x0 '^came back: /t/ends: EFI success$'
	ran returns 0x1A '^came back: /t/returns: EFI aborted$'
	ran returns 0x1A '^refused: /t/flipped: '
	ran returns 0x1A '^nothing is left to start$'
	ran arguments 0x1A '^refused: /t/flipped: '
	ran twin 0x1A '^refused: /t/good.sig: .*CFSV_E_BAD_SIGNATURE'
	ran anchor 0x1A '^cannot check: a trust anchor of the build: .*_RSA_SI'
	ran plain 0x0 '^payload ends: volume, options: \.$'
	expect "shell: a good payload was started by none of them" 1 '^0$' \
		grep -ac '^payload last' "$dir/log"
fi

# --- Secure Boot: the firmware's word counts as well
secure=$dir/secure
snakeoil=/usr/share/ovmf/PkKek-1-snakeoil
code=/usr/share/OVMF/OVMF_CODE_4M.snakeoil.fd
vars=/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd
db() # FROM TO: signed with a key that is in db
{
	sbsign --key "$dir/db.key" --cert $snakeoil.pem --output "$2" "$1" \
		>"$dir/sbsign.log" 2>&1
}

if ! command -v sbsign >/dev/null; then
	skip "Secure Boot" "sbsign is not installed"
elif ! missing $code; then
	openssl rsa -passin pass:snakeoil -in $snakeoil.key \
		-out "$dir/db.key" 2>/dev/null
	mkdir -p "$secure/EFI/BOOT" "$secure/t"
	db "$dir/x86_64.efi" "$secure/EFI/BOOT/BOOTX64.EFI"
	wanted=()
	cd "$secure/t" || exit 1
	ln -s EFI/BOOT/cfsv.conf ../cfsv.conf
	payload good x86_64 last && db good db-alone
	cp good pair-alone && seal pair-alone
	cp good stranger && sbsign --key "$dir/carol.key" \
		--cert "$dir/carol.crt" --output stranger good 2>/dev/null
	seal stranger
	cp db-alone last && seal last
	line payload db-alone 'cannot check: .*CFSV_E_NO_SIGNATURE'
	line payload pair-alone 'not started: .*refuses.*CFSV_E_UEFI_SECURE_'
	line payload stranger 'not started: .*refuses.*CFSV_E_UEFI_SECURE_'
	line payload last 'verified: .* sha256:'
	rm ../cfsv.conf
	cd "$top" || exit 1
	disk "$dir/secure.disk" "$secure" 64M
	cp $vars "$dir/vars.fd"
	ovmf 'nothing (was|is left)' "file=$dir/secure.disk" -machine smm=on \
		-global driver=cfi.pflash01,property=secure,value=on \
		-drive if=pflash,format=raw,readonly=on,file=$code \
		-drive "if=pflash,format=raw,file=$dir/vars.fd"
	told "Secure Boot" " last"
fi

# --- the vectors: what every port says of the same cases
vectors() # FIRMWARE COMMAND...: its console must be the host's output
{
	"${@:2}"
	sed -n '/^vectors begin/,/ wrong$/p' "$dir/log" | sed 1d >"$dir/said"
	expect "$1: the vectors' verdicts are the host's" 0 '^$' \
		diff "$dir/host" "$dir/said"
}

vectors_disk() # ARCH BOOT-FILE SHORT
{
	expect "vectors for $1" 0 '^$' make -s uefi-vectors EFI_ARCH="$1"
	mkdir -p "$dir/vectors/EFI/BOOT"
	cp build/uefi/vectors-"$3".efi "$dir/vectors/EFI/BOOT/$2"
}

make -s vectors && build/vectors/host >"$dir/host"
check "the host's vectors" grep -q ' cases, 0 wrong$' "$dir/host"
vectors_disk x86_64 BOOTX64.EFI x64
vectors_disk aarch64 BOOTAA64.EFI aa64
disk "$dir/vectors.disk" "$dir/vectors" 64M
missing $ovmf || vectors OVMF ovmf ' cases, [0-9]+ wrong' \
	"file=$dir/vectors.disk" -bios $ovmf

# --- aarch64: EDK2 and U-Boot
prepare aarch64 x86_64 BOOTAA64.EFI
for firmware in /usr/share/qemu-efi-aarch64/QEMU_EFI.fd \
	/usr/lib/u-boot/qemu_arm64/u-boot.bin; do
	missing $firmware && continue
	arm 'nothing (was|is left)' "$(failing "$dir/aarch64.disk")" $firmware
	told "$(basename $firmware)" " back last"
	vectors "$(basename $firmware)" arm ' cases, [0-9]+ wrong' \
		"file=$dir/vectors.disk" $firmware
done
summary
