#!/bin/sh
# SPDX-License-Identifier: MIT
# mount.sh - in a guest with a real fs-verity: the kernel's way, and mounts
#
# /mnt is an ext4 with fs-verity. /in/data has fs.cfs with its pair, sealed by
# alice, and its objects; other, sealed by bob; *.crt and *.der.
# shellcheck source=tests/guest/harness.sh
. /in/harness.sh

cp -r /in/data /tmp/d
cd /tmp/d || exit 1
ring=%:.fs-verity

# Compare contents: diff must end so.
tree() # NAME FOLDER
{
	same "$1: an object" tree/usr/share/2 "$2/usr/share/2"
	same "$1: an inline file" tree/etc/small "$2/etc/small"
}

# --- deployments: good, and each broken in one way
cp -r objects /mnt/objects
cfsv enable --recursive /mnt/objects >/dev/null
mkdir /mnt/good /m
cfsv deploy fs.cfs /mnt/good >/dev/null
objects=--objects=/mnt/objects
digest=$(cfsv digest fs.cfs | cut -d' ' -f1)

# --- mount
expect "mount by a signature" 0 'vouched for by alice.crt' \
	cfsv mount /mnt/good/fs.cfs /m $objects --trust=alice.crt
tree "mounted" /m
grep -q ' /m overlay ro.*verity=require' /proc/mounts
result "it is an overlay, read-only, with verity=require" $? \
	"$(cat /proc/mounts)"
result "the EROFS is not to be seen" "$(grep -c erofs /proc/mounts)" "it is"
umount /m
result "nothing is left of it" "$(grep -c -e overlay -e erofs /proc/mounts)" \
	"$(cat /proc/mounts)"
expect "mount by a pin" 0 '^$' \
	cfsv mount /mnt/good/fs.cfs /m $objects --digest="$digest"
tree "pinned" /m
umount /m
mkdir /mnt/upper /mnt/work
expect "mount with a writable layer" 0 '' cfsv mount /mnt/good/fs.cfs /m \
	$objects --trust=alice.crt --upper=/mnt/upper --work=/mnt/work
tree "writable" /m
umount /m
expect "which is told" 0 'NOT verified: files in /mnt/upper' cfsv mount \
	/mnt/good/fs.cfs /m $objects --trust=alice.crt --upper=/mnt/upper \
	--work=/mnt/work
echo new >/m/etc/new
result "changes go to it" "$(grep -c -v new /mnt/upper/etc/new)" "no"
umount /m
mkdir /mnt/more
expect "mount with several object stores" 0 '' cfsv mount /mnt/good/fs.cfs /m \
	--objects=/mnt/more $objects --trust=alice.crt
tree "several" /m
umount /m
odd='/mnt/a,b:c\d e'
mkdir "$odd" && cp -r /mnt/good "$odd/good" 2>/dev/null
mv /mnt/objects "$odd/objects"
cfsv deploy fs.cfs "$odd" >/dev/null
expect "names with commas, colons, backslashes" 0 '' cfsv mount \
	"$odd/fs.cfs" /m --objects="$odd/objects" --trust=alice.crt
tree "odd names" /m
umount /m
mv "$odd/objects" /mnt/objects

# --- the fall-backs for older kernels, by making the newer call fail
count=$(strace -f -e trace=fsconfig cfsv mount /mnt/good/fs.cfs /m $objects \
	--trust=alice.crt 2>&1 | grep fsconfig >/tmp/calls; wc -l </tmp/calls)
umount /m
result "the calls of a mount are seen" $((count < 8)) "$(cat /tmp/calls)"
nth() # REGEX
{
	grep -n -- "$1" /tmp/calls | head -n 1 | cut -d: -f1
}
expect "EROFS that wants a block device: a loop device" 0 '' strace -o /tmp/s \
	-e trace=fsconfig \
	-e inject=fsconfig:error=ENOTBLK:when="$(nth FSCONFIG_CMD_CREATE)" \
	cfsv mount /mnt/good/fs.cfs /m $objects --trust=alice.crt
tree "by a loop device" /m
result "which is read-only" "$(grep -c -v 1 /sys/block/loop0/ro)" "not"
umount /m
sleep 1
result "and goes with the mount" \
	"$(cat /sys/block/loop*/loop/backing_file 2>/dev/null | wc -l)" "stays"
expect "overlayfs without lowerdir+: the old words" 0 '' strace -o /tmp/s \
	-e trace=fsconfig \
	-e inject=fsconfig:error=EINVAL:when="$(nth 'lowerdir+')" \
	cfsv mount /mnt/good/fs.cfs /m $objects --trust=alice.crt
tree "by the old words" /m
umount /m
expect "overlayfs without verity=require" 3 'KERNEL_OLD' strace -o /tmp/s \
	-e trace=fsconfig \
	-e inject=fsconfig:error=EINVAL:when="$(nth '"verity"')" \
	cfsv mount /mnt/good/fs.cfs /m $objects --trust=alice.crt
expect "a kernel without fsopen" 3 'Linux 5.2.*KERNEL_OLD' strace -o /tmp/s \
	-e trace=fsopen -e inject=fsopen:error=ENOSYS \
	cfsv mount /mnt/good/fs.cfs /m $objects --trust=alice.crt
expect "a kernel without EROFS" 3 'NO_FILE_SYSTEM' strace -o /tmp/s \
	-e trace=fsopen -e inject=fsopen:error=ENODEV:when=3 \
	cfsv mount /mnt/good/fs.cfs /m $objects --trust=alice.crt
# the first call asks whether options are checked: failing is an answer
n=2
while [ $n -le "$count" ]; do
	expect "call $n of fsconfig fails: not mounted" 3 '[A-Z]' strace \
		-o /tmp/s -e trace=fsconfig \
		-e inject=fsconfig:error=EIO:when=$n \
		cfsv mount /mnt/good/fs.cfs /m $objects --trust=alice.crt
	result "and nothing is left, call $n" \
		"$(grep -c -e ' /m ' /proc/mounts)" "$(cat /proc/mounts)"
	n=$((n + 1))
done

# --- mounts that are refused
expect "mount: another signer" 1 UNKNOWN_SIGNER \
	cfsv mount /mnt/good/fs.cfs /m $objects --trust=bob.crt
expect "attack 85: it is no file system yet" 1 UNKNOWN_SIGNER strace -f -o /tmp/s \
	-e trace=fsopen,mount cfsv mount /mnt/good/fs.cfs /m $objects --trust=bob.crt
result "the kernel was not asked to look into it" \
	"$(grep -c -e fsopen -e 'mount(' /tmp/s)" "$(cat /tmp/s)"
cp -r /mnt/good /mnt/plain
expect "mount: not verity-enabled" 1 NOT_VERITY \
	cfsv mount /mnt/plain/fs.cfs /m $objects --trust=alice.crt
expect "mount: not verity-enabled, pinned" 1 NOT_VERITY \
	cfsv mount /mnt/plain/fs.cfs /m $objects --digest="$digest"
expect "mount: nothing was mounted" 1 '^0' grep -c ' /m ' /proc/mounts
expect "mount --copy: a sealed copy in memory" 0 '' cfsv mount --copy \
	/mnt/plain/fs.cfs /m $objects --trust=alice.crt
tree "copied" /m
printf x | dd of=/mnt/plain/fs.cfs bs=1 seek=5000 conv=notrunc 2>/dev/null
echo 3 >/proc/sys/vm/drop_caches
tree "attack 84: the file was written to meanwhile" /m
umount /m
expect "attack 84: a copy of a changed file" 1 IMAGE_DIFFERS cfsv mount --copy \
	/mnt/plain/fs.cfs /m $objects --trust=alice.crt
cp -r objects /mnt/unprotected
expect "objects without fs-verity: mounted" 0 '' cfsv mount \
	/mnt/good/fs.cfs /m --objects=/mnt/unprotected --trust=alice.crt
expect "attack 84: but none opens" 1 '(Input/output|I/O) error' cat /m/usr/share/1
expect "an inline file does" 0 small cat /m/etc/small
umount /m
cp -r /mnt/objects /mnt/replaced
f=$(find /mnt/replaced -type f | head -n 1)
dd if=/dev/urandom of="$f" bs=1000 count=20 2>/dev/null
cfsv enable --recursive /mnt/replaced >/dev/null 2>&1
cfsv mount /mnt/good/fs.cfs /m --objects=/mnt/replaced --trust=alice.crt 2>&1 |
	grep -v vouched
bad=0
for n in 1 2 3; do cat /m/usr/share/$n >/dev/null 2>&1 || bad=$((bad + 1)); done
result "a replaced object does not open, the others do" $((bad != 1)) "$bad"
umount /m
rm "$f"
cfsv mount /mnt/good/fs.cfs /m --objects=/mnt/replaced --trust=alice.crt 2>&1 |
	grep -v vouched
bad=0
for n in 1 2 3; do cat /m/usr/share/$n >/dev/null 2>&1 || bad=$((bad + 1)); done
result "a missing object does not open, the others do" $((bad != 1)) "$bad"
umount /m
expect "mount point missing" 3 NOT_FOUND \
	cfsv mount /mnt/good/fs.cfs /nowhere $objects --trust=alice.crt
expect "objects missing" 3 NOT_FOUND cfsv mount /mnt/good/fs.cfs /m \
	--objects=/nowhere --trust=alice.crt

# --- the kernel's way: not without keys
image=/mnt/good/fs.cfs
expect "attack 70: apply with an empty keyring" 3 KERNEL_NO_KEY cfsv apply $image
expect "verify --kernel-signed with an empty keyring" 3 KERNEL_NO_KEY \
	cfsv verify $image --kernel-signed
keyctl padd asymmetric '' $ring <alice.der >/dev/null
expect "not applied yet" 1 NOT_APPLIED cfsv verify $image --kernel-signed
expect "apply: another key in user space" 1 UNKNOWN_SIGNER \
	cfsv apply $image --trust=bob.crt
expect "so that nothing was done" 1 NOT_VERITY cfsv measure $image.digest
mkdir /mnt/empty && cp $image $image.digest /mnt/empty
: >/mnt/empty/fs.cfs.sig
expect "attack 69: apply an empty signature" 1 SIG_EMPTY \
	cfsv apply /mnt/empty/fs.cfs
cp other.sig /mnt/empty/fs.cfs.sig
expect "apply another's signature: the kernel refuses" 3 KERNEL_NO_KEY \
	cfsv apply /mnt/empty/fs.cfs
cp image.sig /mnt/empty/fs.cfs.sig
expect "apply a signature over something else" 1 KERNEL_REJECTED \
	cfsv apply /mnt/empty/fs.cfs
expect "nothing was enabled" 1 NOT_VERITY cfsv measure /mnt/empty/fs.cfs.digest
rm /mnt/empty/fs.cfs.sig
expect "apply without a signature" 3 NO_SIGNATURE cfsv apply /mnt/empty/fs.cfs
head -c 31 $image.digest >/mnt/empty/fs.cfs.digest
cp $image.sig /mnt/empty
expect "apply to 31 bytes" 1 DIGEST_FILE_LENGTH cfsv apply /mnt/empty/fs.cfs

# --- first boot, later boots
expect "apply" 0 '^applied: ' cfsv apply $image --trust=alice.crt
expect "apply again" 0 '^already applied: ' cfsv apply $image
expect "verify --kernel-signed" 0 '^verified: .*sha256:' \
	cfsv verify $image --kernel-signed
expect "and in user space too" 0 'vouched for by alice.crt' \
	cfsv verify $image --kernel-signed --trust=alice.crt
expect "and in user space by another" 1 UNKNOWN_SIGNER \
	cfsv verify $image --kernel-signed --trust=bob.crt
expect "mount --kernel-signed" 0 '' cfsv mount $image /m $objects --kernel-signed
tree "kernel-signed" /m
umount /m
fsverity dump_metadata signature $image.digest >/tmp/stored
same "what is stored is IMAGE.sig" /tmp/stored $image.sig
expect "ENOTTY on reading the signature" 3 SIGNATURE_UNREADABLE strace \
	-o /tmp/s -e trace=ioctl -e inject=ioctl:error=ENOTTY:when=2 \
	cfsv verify $image --kernel-signed
expect "a kernel that checks nothing" 3 KERNEL_NO_SIGNATURES strace -o /tmp/s \
	-e trace=access,faccessat -e inject=access,faccessat:error=ENOENT \
	cfsv apply $image

# --- what the kernel says when it opens the digest file
for errno in EBADMSG ENOPKG EINVAL EKEYREJECTED; do
	# the second open of this name: the first is cfsv's, of the pair
	expect "the no-write way in spite of $errno" 0 'stood in for it' strace \
		-o /tmp/s -P $image.digest -e trace=openat \
		-e inject=openat:error=$errno \
		cfsv verify $image --trust=alice.crt
done
# --- a key whose description looks like a line of /proc/keys
# of an empty keyring; many of them, so that one comes before the true one
decoy=$(keyctl newring decoy @u)
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	keyctl padd user "$n
$(printf %08x "$decoy") I--Q---     1 perm 3f030000     0     0 keyring   .fs-verity: empty" \
		@u <alice.der >/dev/null
done
result "forged lines are there" "$(($(grep -c ' .fs-verity: empty' /proc/keys) < 20))" \
	"$(cat /proc/keys)"
# and of one whose name ends as the true one's
named=$(keyctl newring 'x;.fs-verity' @u)
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	keyctl padd user "$n
$(printf %08x "$named") I--Q---     1 perm 3f030000     0     0 keyring   .fs-verity: empty" \
		@u <bob.der >/dev/null
done
mkdir /mnt/decoy && cfsv deploy fs.cfs /mnt/decoy >/dev/null
expect "they are not taken for the kernel's ring" 0 '^applied: ' \
	cfsv apply /mnt/decoy/fs.cfs
keyctl clear @u

# --- mended by a new inode
again() # FOLDER: fs.cfs and its pair, nothing enabled but the image
{
	mkdir "$1" && cfsv deploy fs.cfs "$1" >/dev/null
}
again /mnt/unsigned
cfsv enable /mnt/unsigned/fs.cfs.digest
before=$(stat -c %i /mnt/unsigned/fs.cfs.digest)
expect "attack 69: verity-enabled, unsigned" 1 NOT_APPLIED \
	cfsv verify /mnt/unsigned/fs.cfs --kernel-signed
expect "apply mends it" 0 '^applied anew' cfsv apply /mnt/unsigned/fs.cfs
result "by a new inode" \
	"$(stat -c %i /mnt/unsigned/fs.cfs.digest | grep -cx "$before")" same
expect "so that it verifies" 0 '^verified' \
	cfsv verify /mnt/unsigned/fs.cfs --kernel-signed
# another genuine signature over the same bytes: by bob, whose key comes too
keyctl padd asymmetric '' $ring <bob.der >/dev/null
again /mnt/bobs
cp fs-bob.sig /mnt/bobs/fs.cfs.sig
expect "another's signature is applied" 0 '^applied: ' cfsv apply /mnt/bobs/fs.cfs
cp fs.cfs.sig /mnt/bobs/fs.cfs.sig
expect "and replaced by the one beside it" 0 '^applied anew' \
	cfsv apply /mnt/bobs/fs.cfs
expect "which is stored then" 0 'vouched for by alice' \
	cfsv verify /mnt/bobs/fs.cfs --kernel-signed --trust=alice.crt
result "no temporary file stays" "$(find /mnt -name '*.cfsv-new' | wc -l)" "one"

# --- after a crash: what was left is no hindrance
again /mnt/crash
for call in write fsync ioctl rename renameat; do
	cfsv enable /mnt/crash/fs.cfs.digest 2>/dev/null
	strace -o /tmp/s -e trace=$call \
		-e inject=$call:signal=KILL cfsv apply /mnt/crash/fs.cfs \
		>/dev/null 2>&1
	expect "apply after a crash at $call" 0 'applied' \
		cfsv apply /mnt/crash/fs.cfs
	expect "verifies after a crash at $call" 0 '^verified' \
		cfsv verify /mnt/crash/fs.cfs --kernel-signed
	rm -r /mnt/crash && again /mnt/crash
done

# --- a read-only mount of a writable device
state()
{
	awk '$2 == "/mnt" { print $4 }' /proc/mounts
	awk '$5 == "/mnt" { print $6, $NF }' /proc/self/mountinfo
}
again /mnt/later
mount -o remount,ro /mnt
state >/tmp/before
expect "apply on a read-only mount" 0 '^applied: ' cfsv apply /mnt/later/fs.cfs
state >/tmp/after
same "which is read-only as before" /tmp/before /tmp/after
touch /mnt/x 2>/dev/null
result "and cannot be written" $(($? == 0)) "it can"
expect "and verifies" 0 '^verified' cfsv verify /mnt/later/fs.cfs --kernel-signed
expect "apply again writes nothing" 0 '^already' cfsv apply /mnt/later/fs.cfs
mount -o remount,rw /mnt
again /mnt/signal
again /mnt/calls
strace -o /tmp/calls -e trace=ioctl cfsv apply /mnt/calls/fs.cfs >/dev/null
n=$(grep -n ENABLE_VERITY /tmp/calls | cut -d: -f1)
mount -o remount,ro /mnt
state >/tmp/before
strace -o /tmp/s -e trace=ioctl -e inject=ioctl:signal=TERM:when="$n" \
	cfsv apply /mnt/signal/fs.cfs >/dev/null 2>&1
result "a signal comes at the call that enables" \
	"$(($(grep -c SIGTERM /tmp/s) < 1))" "$(cat /tmp/s)"
state >/tmp/after
same "a signal waits until the mount is read-only again" \
	/tmp/before /tmp/after
mount -o remount,rw /mnt
again /mnt/bind && mkdir /b
mount --bind /mnt /b && mount -o remount,ro,bind /b
expect "apply on a read-only bind mount" 0 '^applied: ' cfsv apply /b/bind/fs.cfs
touch /b/x 2>/dev/null
result "the bind mount is read-only as before" $(($? == 0)) "it is not"
touch /mnt/x
result "and the other one writable" $? "it is not"
umount /b
again /mnt/dev
mount -o remount,ro /mnt && umount /mnt
blockdev --setro /dev/vda && mount -t ext4 -o ro /dev/vda /mnt
expect "apply on a read-only device" 3 'READ_ONLY_DEVICE' cfsv apply /mnt/dev/fs.cfs
expect "the mend is named" 3 "cfsv verify IMAGE --trust" cfsv apply /mnt/dev/fs.cfs
expect "and works" 0 '^verified' cfsv verify /mnt/dev/fs.cfs --trust=alice.crt
umount /mnt && blockdev --setrw /dev/vda && mount -t ext4 /dev/vda /mnt

# --- after the kernel's way, the no-write way with an empty ring
keyctl clear $ring
umount /mnt && mount -t ext4 /dev/vda /mnt
expect "the kernel opens it no more" 3 KERNEL_NO_KEY \
	cfsv verify $image --kernel-signed
expect "the no-write way does not need that" 0 '^verified: ' \
	cfsv verify $image --trust=alice.crt
expect "nor does mount" 0 '' cfsv mount $image /m $objects --trust=alice.crt
tree "with an empty ring" /m
umount /m
expect "another signer still is none" 1 UNKNOWN_SIGNER \
	cfsv verify $image --trust=bob.crt
summary
