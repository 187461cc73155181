#!/bin/bash
# SPDX-License-Identifier: MIT
# boot.sh - boots of cfsv-init on a real kernel in QEMU: boot.sh KERNEL
#
# One disk holds every deployment (guest/deployments.sh); each test is a boot
# of it with an initrd of cfsv-init, cfsv.conf, anchors and modules, no more.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
# shellcheck source=tests/initrd.sh
. tests/initrd.sh
kernel=${1:?usage: boot.sh KERNEL}
root=$PWD
vm=$root/build/vm/$kernel

cannot() # WHY
{
	skip "boots of kernel $kernel" "$1"
	summary
	exit
}

command -v qemu-system-x86_64 >/dev/null || cannot "qemu is not installed"
for want in "tests/kernels.sh 6.12 $kernel" tests/peers.sh \
	ports/bearssl-source.sh; do
	why=$($want 2>&1) || cannot "$want: ${why##*$'\n'}"
done
make -s init || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# --- what is on the disk
mkdir "$dir/data" && cd "$dir/data" || exit 1
new_cert alice rsa2048 -set_serial 7
new_cert bob rsa2048
# another key under alice's name and serial number
new_cert twin rsa2048 -subj "/O=cfsv tests/CN=alice" -set_serial 7
gcc -static -Os -o ../booted "$root/tests/guest/booted.c"
cp ../booted cfsv-own
for name in a b c; do
	mkdir -p $name/{etc,usr/share,sbin,proc,sys,dev,run,var,sysroot,tmp}
	cp ../booted $name/sbin/init
	printf '%s\n' "$name" >$name/etc/release
	printf "%2000s$name\n" >$name/usr/share/proof
	ln -s ../etc/own $name/sbin/linked
	[ $name != c ] || rmdir c/var
	"$root/build/peers/bin/mkcomposefs" --digest-store=objects $name \
		$name.cfs
	rm -r $name
done
cfsv=$root/build/cfsv
for who in bob twin; do
	"$cfsv" seal a.cfs --key=$who.key --cert=$who.crt >/dev/null
	mv a.cfs.sig a-$who.sig
done
for name in a b c; do
	"$cfsv" seal $name.cfs --key=alice.key --cert=alice.crt >/dev/null
done
cp a.cfs flipped.cfs && flip flipped.cfs 1500
pin=$("$cfsv" digest a.cfs | sed 's/^sha256:\([0-9a-f]*\).*/\1/')
other=$("$cfsv" digest b.cfs | sed 's/^sha256:\([0-9a-f]*\).*/\1/')
cd "$root" || exit 1
# a kernel that cannot do it all can still be booted from another's disk
VM_DISK=$dir/disk VM_DISK_MB=96 tests/vm.sh 6.12 \
	tests/guest/deployments.sh "$cfsv" "$dir/data" \
	"$(command -v debugfs || echo /sbin/debugfs)" >"$dir/log" 2>&1 ||
	cannot "the disk was not made: $(tail -n 3 "$dir/log")"

# the same, in the second partition of a disk
sectors=$(($(stat -c %s "$dir/disk") / 512))
parted() # FILE LABEL: a partition table of this kind
{
	truncate -s $(((sectors + 8192) * 512)) "$1"
	sfdisk -q "$1" <<-END
		label: $2
		start=2048, size=2048
		start=4096, size=$sectors${3:-}
	END
	dd if="$dir/disk" of="$1" bs=512 seek=4096 conv=notrunc,sparse \
		status=none
}
guid=1b4e28ba-2fa1-11d2-883f-0016d3cca427
parted "$dir/gpt" gpt ", name=system, uuid=$guid"
parted "$dir/mbr" "dos
label-id: 0xc0ffee01"

# --- one boot
base="root = /dev/vda
trust = /etc/cfsv/alice.crt
objects = /objects
refuse = poweroff"

initrd() # FOLDER CONF: what CONF gives for a key replaces what is above
{
	local keys
	keys=$(sed -n 's/^#*\([a-z-]*\) *=.*/\1/p' <<<"$2" | paste -sd'|')
	initrd_make "$1/cpio" "$vm" "$(grep -vE "^($keys)  *=" <<<"$base")
$2" "$dir"/data/*.crt "$dir"/data/*.pub "$dir"/data/a.cfs*
}

qemu() # FOLDER APPEND DRIVE
{
	initrd_boot "$1/cpio" "$vm" "$2" \
		"${3:-raw,snapshot=on,file=$dir/disk}" "$1/console" \
		>"$1/qemu" 2>&1
}

# A test: its own lines of cfsv.conf, words of the command line, and what the
# console must say, and must not; both are lists of regular expressions parted
# by newlines. Results are collected by `finish`; two boots run at a time.
number=0
boot() # NAME CONF APPEND WANTED [UNWANTED] [DRIVE]
{
	local folder
	number=$((number + 1))
	folder=$dir/boot.$(printf %03d $number)
	mkdir "$folder"
	printf '%s' "$1" >"$folder/name"
	printf '%s\n' "$4" >"$folder/wanted"
	[ -z "${5:-}" ] || printf '%s\n' "$5" >"$folder/unwanted"
	(initrd "$folder" "$2" && qemu "$folder" "$3" "${6:-}") &
	[ -n "${BOOT_ONE:-}" ] && wait "$!" && return
	[ "$(jobs -rp | wc -l)" -lt 2 ] || wait -n
}

finish()
{
	local folder
	wait
	for folder in "$dir"/boot.*; do
		initrd_verdict "$(cat "$folder/name")" \
			"$(cat "$folder/wanted")" \
			"$(cat "$folder/unwanted" 2>/dev/null)" \
			"$folder/console" "$folder/qemu"
		rm -r "$folder"
	done
}

good() # NAME CONF APPEND [WANTED] [DRIVE]
{
	boot "$1" "$2" "$3" "^BOOTED OK
starting /sbin/init${4:+
$4}" "BOOTED BADLY" "${5:-}"
}

bad() # NAME CONF APPEND WANTED [DRIVE]
{
	local end="Power down"
	[[ $2 != *"refuse = reboot"* ]] || end="Restarting system"
	[[ $2 != *"refuse = halt"* ]] || end="System halted
still on"
	boot "$1" "$2" "$3" "$4
nothing was started
mend: 
$end" "BOOTED|: starting|Kernel panic" "${5:-}"
}

only() # DEPLOYMENT
{
	echo "image = /$1/a.cfs"
}

# A kernel without what is needed: refused, nothing more to see.
if [ "$kernel" = 6.1 ]; then
	bad "a kernel without the composefs features" "$(only good)" "" \
		"Linux 6.5.*CFSV_E_KERNEL_OLD"
	finish
	summary
	exit
fi

# every boot from here on has a compressed module too
INITRD_XZ=erofs.ko

# --- good
good "no-write" "$(only good)" "" "verified: /good/a.cfs
the image has sha256:$pin
how=signature
key=/etc/cfsv/alice.crt
etc=image
/etc can be written: no
usr/share/proof: .* a\$
ms, [0-9]+ bytes read"
good "root by PARTLABEL" "$(only good)
root = PARTLABEL=system" "" "found /dev/vda2" \
	"raw,snapshot=on,file=$dir/gpt"
good "root by PARTUUID" "$(only good)
root = PARTUUID=${guid^^}" "" "found /dev/vda2" "raw,snapshot=on,file=$dir/gpt"
good "root by PARTUUID of an MBR" "$(only good)
root = PARTUUID=c0ffee01-02" "" "found /dev/vda2" \
	"raw,snapshot=on,file=$dir/mbr"
bad "another PARTUUID" "$(only good)
root = PARTUUID=${guid/1b/1c}
timeout = 1" "" CFSV_E_ROOT_DEVICE "raw,snapshot=on,file=$dir/gpt"
good "a bare key" "$(only good)
trust = /etc/cfsv/alice.pub" ""
good "read-only medium, no-write" "$(only good)" "" "" \
	"raw,readonly=on,file=$dir/disk"
good "two candidates, the first bad" "$(only no-sig)
$(only good)" "" "refused: /no-sig|cannot check: /no-sig
CFSV_E_NO_SIGNATURE
verified: /good"
good "the command line chooses" "$(only no-sig)" cfsv.image=/good/b.cfs \
	"/etc/release: b"
good "a pin that agrees" "$(only good)" "composefs=$pin composefs.digest=$pin"
good "a pin alone, by a trusted command line" "$(only good)
command-line = trusted
#trust = nobody" "composefs=$pin" "how=pin"
bad "a pin alone, by any other command line" "$(only good)
#trust = nobody" "composefs=$pin" "there is no trust.*CFSV_E_CONFIG"
bad "a trusted command line that pins nothing" "$(only good)
command-line = trusted
#trust = nobody" "" CFSV_E_NO_ANCHOR
good "etc = overlay, var = tmpfs" "$(only good)
etc = overlay
var = tmpfs" "" "/etc can be written: yes
/var can be written: yes
etc=overlay"
good "etc = bind, var = bind" "$(only good)
etc = bind /own/etc
var = bind /own/var" "" "NOT verified
/etc/release: own
etc=bind .NOT verified.
mount: .* /var rw,nosuid,nodev
/var can be written: yes"
good "a deployment without /var, then another" "image = /novar/c.cfs
$(only good)
etc = overlay
var = tmpfs" "" "mount: No such file.*CFSV_E_MOUNT
verified: /good
image=/good
/etc can be written: yes"
good "var = bind on a read-only device" "$(only good)
var = bind /own/var" "" "the device is read-only" \
	"raw,readonly=on,file=$dir/disk"
boot "words of the command line are not handed on" "$(only good)
var = bind /own/var" "LD_PRELOAD=/var/x.so single PATH=/var" "^BOOTED OK
environment: HOME=/" "BOOTED BADLY|environment: (LD|PATH)|argument:"
good "the ostree layout" "etc = bind
var = bind
init = /sbin/init" ostree=/ostree/boot/os/abc/0 "/etc/release: ostree
/run/ostree-booted: yes
mount: .* /sysroot ro
verified: /ostree/boot"

# --- refused
bad "attack 86: no signature" "$(only no-sig)" "" CFSV_E_NO_SIGNATURE
bad "empty signature" "$(only empty-sig)" "" CFSV_E_SIG_EMPTY
bad "digest file of 31 bytes" "$(only d31)" "" CFSV_E_DIGEST_FILE_LENGTH
bad "digest file of 33 bytes" "$(only d33)" "" CFSV_E_DIGEST_FILE_LENGTH
bad "another deployment's pair" "$(only pair)" "" "CFSV_E_IMAGE_DIFFERS
wanted sha256:$other
got sha256:$pin"
bad "attack 86: unknown signer" "$(only stranger)" "" CFSV_E_UNKNOWN_SIGNER
bad "wrong key" "$(only twin)" "" CFSV_E_BAD_SIGNATURE
bad "one flipped byte" "$(only flipped)" "" "CFSV_E_IMAGE_DIFFERS
wanted sha256:$pin"
bad "one flipped byte on the disk" "$(only disk)" "" "CFSV_E_(MOUNT|OBJECT)"
bad "not verity-enabled" "$(only plain)" "" CFSV_E_NOT_VERITY
bad "object replaced" "$(only good)
objects = /replaced" "" "CFSV_E_OBJECT"
bad "object missing" "$(only good)
objects = /missing" "" "No such file or directory.*CFSV_E_OBJECT"
bad "objects without fs-verity" "$(only good)
objects = /unprotected" "" "Input/output error.*CFSV_E_OBJECT"
bad "a link out of the device" "image = /out/a.cfs" "" CFSV_E_NOT_FOUND
bad "no init in the image" "$(only good)
init = /sbin/other" "" "No such file.*CFSV_E_OBJECT"
bad "an init that cannot be executed" "$(only good)
init = /etc/release" "" "execute: Permission denied.*CFSV_E_PERMISSION"
bad "an init that /etc brings from the device" "$(only good)
etc = bind /own/etc
init = /sbin/linked" "" "[Cc]ross-device link.*CFSV_E_OBJECT"
bad "objects that are not there" "$(only good)
objects = /nowhere" "" "cannot check.*CFSV_E_NOT_FOUND"
bad "not a file system of this type" "$(only good)
root-type = erofs" "" "mount: Invalid argument.*CFSV_E_MOUNT"
bad "a pin that disagrees" "$(only good)" "composefs=$other" \
	"wanted sha256:$other"
for word in "composefs=?$pin" "composefs=${pin%?}" "composefs=off" \
	"composefs.digest=" "cfsv.verify=no" "cfsv.image=good/a.cfs" \
	"cfsv.trust=/etc/cfsv/bob.crt" "composefs=${pin^^}"; do
	bad "command line: $word" "$(only good)" "$word" CFSV_E_COMMAND_LINE
done
bad "a pin, but nobody trusted" "$(only good)
trust = /etc/cfsv/none.crt" "composefs=$pin" CFSV_E_NOT_FOUND
bad "an unknown key" "$(only good)
imgae = /good/a.cfs" "" "no such key.*CFSV_E_CONFIG"
bad "root that does not come" "$(only good)
root = /dev/vdz
timeout = 2" "" CFSV_E_ROOT_DEVICE
bad "a module that is not there" "$(only good)
module = /modules/none.ko" "" CFSV_E_MODULE
bad "refuse = halt" "$(only plain)
refuse = halt" "" CFSV_E_NOT_VERITY
bad "refuse = reboot" "$(only plain)
refuse = reboot 1" "" "nothing was started: reboot"

# --- the kernel's way
way="$(only good)
verify = kernel"
bad "kernel way with a bare key" "$way
trust = /etc/cfsv/alice.pub" "" CFSV_E_ANCHOR_BARE
bad "kernel way on a read-only device" "$way" "" CFSV_E_READ_ONLY_DEVICE \
	"raw,readonly=on,file=$dir/disk"
bad "kernel way, stranger" "$(only stranger)
verify = kernel" "" CFSV_E_UNKNOWN_SIGNER
good "mended: verity-enabled, unsigned" "$(only unsigned)
verify = kernel" "" "signature applied anew"
finish

# boots that see what the one before them wrote
BOOT_ONE=1
cp --sparse=always "$dir/disk" "$dir/later"
good "kernel way, first boot" "$way" "" "signature applied:
how=kernel" "raw,file=$dir/later"
first=$dir/boot.$(printf %03d $number)
good "kernel way, later boot" "$way" "" "signature was applied before
how=kernel" "raw,file=$dir/later"
good "no-write after it, with an empty ring" "$(only good)" "" \
	"how=signature" "raw,file=$dir/later"
# Cuts, spread from when the device is there to after all is applied: the whole
# took so many ms in the first boot.
took=$(tr -d '\r' <"$first/console" | awk '/mounted read-only/ { on = 1; next }
	on && match($0, /[0-9]+ ms/) { n += substr($0, RSTART, RLENGTH) }
	/signature applied/ { exit } END { print n + 50 }')
inside=0
for n in 1 2 3 4 5 6; do
	cp --sparse=always "$dir/disk" "$dir/cut"
	mkdir "$dir/cutting"
	initrd "$dir/cutting" "$way"
	: >"$dir/cutting/console"
	ms=$(((n - 1) * took / 5 + RANDOM % (took / 5)))
	(BOOT_CUT=$((ms / 1000)).$(printf %03d $((ms % 1000))) qemu "$dir/cutting" "" \
		"raw,cache=writethrough,file=$dir/cut") 2>/dev/null
	if [ $n -gt 1 ] && ! grep -q 'signature applied' \
		"$dir/cutting/console"; then
		inside=$((inside + 1))
	fi
	check "cut $n was in this boot" \
		grep -q "mounted read-only" "$dir/cutting/console"
	good "kernel way after a power cut, $n" "$way" "" "how=kernel" \
		"raw,file=$dir/cut"
	rm -r "$dir/cutting"
done
check "of $took ms, a cut was after the first and before the end: $inside" \
	[ $inside -gt 0 ]
finish
summary
