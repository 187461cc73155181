#!/bin/sh
# SPDX-License-Identifier: MIT
# ostree.sh - in sid: /srv/sysroot, a device with a deployment made by ostree
#
# /srv/init becomes the /sbin/init of what is deployed. Prints the value of
# ostree= that the boot loader's entry gives to the kernel.
set -e
cd /srv
# a deployment is immutable
chattr -R -i sysroot 2>/dev/null || true
rm -rf tree sysroot
mkdir -p sysroot tree/usr/bin tree/usr/sbin tree/usr/etc tree/usr/share \
	tree/usr/lib/modules/1.0
cd tree
for dir in bin sbin lib; do ln -s usr/$dir $dir; done
mkdir boot dev proc run sys sysroot tmp var
ln -s sysroot/ostree ostree
cp ../init usr/sbin/init
printf 'NAME=tree\nID=tree\nVERSION_ID=1\n' >usr/lib/os-release
echo real >usr/etc/release
printf '%2000sreal\n' '' >usr/share/proof
# else the image has no digests of its files, and none of them opens
mkdir usr/lib/ostree
printf '[composefs]\nenabled = verity\n' >usr/lib/ostree/prepare-root.conf
# ostree wants a kernel; we do not start this one
echo kernel >usr/lib/modules/1.0/vmlinuz
echo initramfs >usr/lib/modules/1.0/initramfs.img
cd ..
{
	ostree admin init-fs sysroot
	ostree admin os-init os --sysroot=sysroot
	ostree --repo=sysroot/ostree/repo config set \
		ex-integrity.composefs true
	ostree --repo=sysroot/ostree/repo commit -b main --tree=dir=tree \
		--no-xattrs --owner-uid=0 --owner-gid=0
	ostree admin deploy --sysroot=sysroot --os=os main
} >log 2>&1 || {
	cat log >&2
	exit 1
}
sed -n 's/^options.* \{0,1\}ostree=\([^ ]*\).*/\1/p' \
	sysroot/boot/loader/entries/*.conf
