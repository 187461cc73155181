#!/bin/bash
# SPDX-License-Identifier: MIT
# distro.sh KERNEL - cfsv-init with a distribution's parts: a deployment that
# ostree made, and initrds that dracut made, with systemd and without
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
# shellcheck source=tests/initrd.sh
. tests/initrd.sh
root=$PWD
kernel=${1:?usage: distro.sh KERNEL}
vm=$root/build/vm/$kernel
work=$root/build/sid/srv

cannot() # WHY
{
	skip "ostree and dracut, kernel $kernel" "$1"
	summary
	exit
}

command -v qemu-system-x86_64 >/dev/null || cannot "qemu is not installed"
for want in "tests/kernels.sh $kernel" ports/bearssl-source.sh \
	"tests/sid.sh true"; do
	why=$($want 2>&1) || cannot "$want: ${why##*$'\n'}"
done
make -s all init || exit 1
dir=$(mktemp -d)
# nothing immutable stays in build/, however this ends
trap 'chattr -R -f -i "$work/sysroot"; rm -rf "$dir" "$work/sysroot"' EXIT
cd "$dir" || exit 1
new_cert alice rsa2048
new_cert bob rsa2048
cd "$root" || exit 1

# --- the device: ostree deploys, cfsv seals, a kernel enables fs-verity
gcc -static -Os -o "$work/init" tests/guest/booted.c
cp tests/sid/*.sh "$work"
ostree=$(tests/sid.sh sh /srv/ostree.sh) || exit 1
check "the boot loader's entry names a deployment" \
	test -e "$work/sysroot$ostree/.ostree.cfs"
deployed=$(readlink -f "$work/sysroot$ostree")
chattr -i "$deployed"
echo own >"$deployed/etc/release"
chattr +i "$deployed"
# ostree makes the folder immutable; cfsv says so, and so it is done
expect "seal in an immutable folder" 3 'chattr -i' build/cfsv seal \
	"$deployed/.ostree.cfs" --key="$dir/alice.key" --cert="$dir/alice.crt"
chattr -i "$deployed"
expect "seal what ostree deployed" 0 '^sealed' build/cfsv seal \
	"$deployed/.ostree.cfs" --key="$dir/alice.key" --cert="$dir/alice.crt"
expect "fs-verity for all of it" 0 '^verified: ' env VM_DISK="$dir/disk" \
	VM_MKFS="-b 4096 -O verity -d $work/sysroot" \
	tests/vm.sh "$kernel" tests/guest/ostree.sh build/cfsv "$dir/alice.crt"

# --- boots
# Two at a time; the console is judged when both have ended.
waiting=()
boot() # NAME CPIO APPEND WANTED UNWANTED
{
	local to=$dir/boot.${#waiting[@]}
	waiting+=("$1" "$4" "$5" "$to.console" "$to.qemu")
	(BOOT_TIMEOUT=300 initrd_boot "$2" "$vm" "$3" \
		"raw,snapshot=on,file=$dir/disk" "$to.console" \
		>"$to.qemu" 2>&1) &
	[ "$(jobs -rp | wc -l)" -lt 2 ] || wait -n
}

finish()
{
	local i
	wait
	for ((i = 0; i < ${#waiting[@]}; i += 5)); do
		initrd_verdict "${waiting[@]:i:5}"
	done
	waiting=()
}

conf() # ANCHOR ETC
{
	printf '%s\n' "trust = /etc/cfsv/$1.crt" "etc = $2" "var = bind" \
		"refuse = poweroff"
}

own() # NAME ANCHOR ETC: an initrd of cfsv-init alone
{
	initrd_make "$dir/$1" "$vm" "root = /dev/vda
$(conf "$2" "$3")" "$dir/$2.crt"
}

booted="^BOOTED OK
/usr/share/proof: .* real\$
/run/ostree-booted: yes
mount: .* /sysroot ro,nosuid,nodev
mount: .* /var rw,nosuid,nodev"
own image alice image
own overlay alice overlay
own bind alice bind
own stranger bob image
own kernel alice "image
verify = kernel"
boot "ostree: /etc is the image's /usr/etc" "$dir/image" "ostree=$ostree" \
	"$booted
how=signature
/etc/release: real
etc can be written: no" "BOOTED BADLY"
boot "ostree: the kernel's way" "$dir/kernel" "ostree=$ostree" "$booted
signature applied:
how=kernel" "BOOTED BADLY"
boot "ostree: etc = overlay" "$dir/overlay" "ostree=$ostree" "$booted
/etc/release: real
etc can be written: yes
etc=overlay" "BOOTED BADLY"
boot "ostree: etc = bind" "$dir/bind" "ostree=$ostree" "$booted
/etc/release: own
etc can be written: yes
etc=bind .NOT verified." "BOOTED BADLY"
boot "ostree: a stranger's anchor" "$dir/stranger" "ostree=$ostree" \
	"UNKNOWN_SIGNER
nothing was started: power off" "BOOTED"

# --- dracut
rm -rf "$work/modules" "$work/builtin" # another kernel's
cp -rT "$vm/modules" "$work/modules"
cp -rT "$vm/builtin" "$work/builtin"
expect "make install-init" 0 '' make -s install-init PREFIX=/usr \
	DESTDIR="$root/build/sid"
dracut() # NAME ANCHOR ARGUMENT...
{
	local name=$1
	mkdir -p "$work/etc/cfsv"
	cp "$dir"/*.crt "$work/etc/cfsv"
	conf "$2" image >"$work/etc/cfsv.conf"
	shift 2
	expect "dracut makes $name" 0 '' tests/sid.sh sh /srv/dracut.sh \
		"$(cat "$vm/release")" "$name" "$@"
	mv "$work/$name" "$dir/$name"
}

for kind in systemd shell; do
	omit=
	[ $kind = systemd ] || omit="--omit=systemd systemd-initrd dracut-systemd"
	dracut $kind alice ${omit:+"$omit"}
	dracut $kind-stranger bob ${omit:+"$omit"}
	line="root=/dev/vda rootfstype=ext4 rw ostree=$ostree"
	boot "dracut ($kind): boots" "$dir/$kind" "$line" "$booted
/etc/release: real
how=signature" "BOOTED BADLY"
	boot "dracut ($kind): another init" "$dir/$kind" \
		"$line init=/var/x" "refused.*COMMAND_LINE
nothing was mounted: power off" "BOOTED|mergency"
	boot "dracut ($kind): a stranger's anchor" "$dir/$kind-stranger" \
		"$line" "UNKNOWN_SIGNER
nothing was mounted: power off" "BOOTED|mergency"
done
# Later archives win: a program that cannot be started, over the one there.
mkdir -p "$dir/broken/usr/sbin"
: >"$dir/broken/usr/sbin/cfsv-init"
(cd "$dir/broken" && find . | cpio -o -H newc -R 0:0 --quiet) |
	cat "$dir/systemd" - >"$dir/systemd-broken"
boot "dracut (systemd): cfsv-init cannot be started" "$dir/systemd-broken" \
	"$line" "Power down" "BOOTED|mergency"
conf alice image >"$work/etc/cfsv.conf"
mv "$root/build/sid/usr/sbin/cfsv-init" "$dir"
expect "dracut: no cfsv-init, but a cfsv.conf" 1 'there is no cfsv-init' \
	tests/sid.sh sh /srv/dracut.sh "$(cat "$vm/release")" none
mv "$dir/cfsv-init" "$root/build/sid/usr/sbin"
rm "$work/etc/cfsv/bob.crt"
conf bob image >"$work/etc/cfsv.conf"
expect "dracut: an anchor that is not there" 1 'names /etc/cfsv/bob.crt' \
	tests/sid.sh sh /srv/dracut.sh "$(cat "$vm/release")" none
finish
summary
