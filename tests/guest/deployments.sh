#!/bin/sh
# SPDX-License-Identifier: MIT
# deployments.sh - in a guest: all that boot.sh boots, onto one disk at /mnt
#
# /in/data has a.cfs, b.cfs, and c.cfs (without /var) with their pairs, sealed by alice (a-bob.sig and
# a-twin.sig are by others), and the images' objects.
set -e
cd /in/data
cfsv=/in/cfsv

put() # FOLDER [NAME]: a whole deployment
{
	mkdir -p "/mnt/$1"
	$cfsv deploy "${2:-a.cfs}" "/mnt/$1" >/dev/null
}

cp -r objects /mnt/objects
$cfsv enable --recursive /mnt/objects 2>/dev/null
put good
put good b.cfs
put novar c.cfs
# what is missing, malformed, or by somebody else
put no-sig && rm /mnt/no-sig/a.cfs.sig
put empty-sig && : >/mnt/empty-sig/a.cfs.sig
put d31 && head -c 31 a.cfs.digest >/mnt/d31/a.cfs.digest
put d33 && echo >>/mnt/d33/a.cfs.digest
put pair && cp b.cfs.digest /mnt/pair/a.cfs.digest &&
	cp b.cfs.sig /mnt/pair/a.cfs.sig
put stranger && cp a-bob.sig /mnt/stranger/a.cfs.sig
put twin && cp a-twin.sig /mnt/twin/a.cfs.sig
# the image itself: one byte, before and below fs-verity, or without it
put flipped && rm /mnt/flipped/a.cfs
cp flipped.cfs /mnt/flipped/a.cfs && $cfsv enable /mnt/flipped/a.cfs
mkdir /mnt/plain && cp a.cfs a.cfs.digest a.cfs.sig /mnt/plain
put disk
put unsigned && $cfsv enable /mnt/unsigned/a.cfs.digest
# object stores: init's object is the largest
for how in missing replaced unprotected; do
	cp -r objects /mnt/$how
	object=$(find /mnt/$how -type f -size +100k)
	case $how in
	missing) rm "$object" ;;
	replaced) printf x | dd of="$object" bs=1 seek=9999 conv=notrunc \
		2>/dev/null ;;
	unprotected) continue ;;
	esac
	$cfsv enable --recursive /mnt/$how 2>/dev/null
done
# folders that /etc and /var may be bound from
mkdir -p /mnt/own/etc /mnt/own/var
echo own >/mnt/own/etc/release
cp cfsv-own /mnt/own/etc/own
# the ostree layout, with links as the boot loader names it
d=/mnt/ostree/deploy/os/deploy/c0ffee.0
mkdir -p $d/etc /mnt/ostree/deploy/os/var /mnt/ostree/repo \
	/mnt/ostree/boot.1/os/abc
cp -r objects /mnt/ostree/repo/objects
$cfsv enable --recursive /mnt/ostree/repo/objects 2>/dev/null
for s in '' .digest .sig; do cp a.cfs$s $d/.ostree.cfs$s; done
$cfsv enable $d/.ostree.cfs
echo ostree >$d/etc/release
ln -s ../../../deploy/os/deploy/c0ffee.0 /mnt/ostree/boot.1/os/abc/0
ln -s boot.1 /mnt/ostree/boot
# a link that would lead out of the device, into the initrd
ln -s ../../../../etc/cfsv /mnt/out
# below fs-verity, on the disk itself: a byte of the image's first block
sync
block=$(/in/debugfs -R 'blocks /disk/a.cfs' /dev/vda 2>/dev/null |
	tr ' ' '\n' | sed -n 1p)
cd /
umount /mnt
printf x | dd of=/dev/vda bs=1 seek=$((block * 4096 + 1030)) conv=notrunc \
	2>/dev/null
