#!/bin/sh
# SPDX-License-Identifier: MIT
# verity.sh - in a guest with a real fs-verity: digests, deploy, verify
#
# /mnt is an ext4 with fs-verity. /in holds cfsv, fsverity, keyctl, debugfs,
# mke2fs, and in /in/data: image with its pair, sealed by alice; other with its
# pair, sealed by bob; *.crt, *.der; direct.sig, alice's signature over file's
# own digest; digest.sig, alice's signature for the kernel's way over the file
# image.digest (the same bytes as image.sig).
# shellcheck source=tests/guest/harness.sh
. /in/harness.sh

cp -r /in/data /tmp/d
cd /tmp/d || exit 1
require=/proc/sys/fs/verity/require_signatures

# --- digests and Merkle trees equal the kernel's
for size in 0 1 4095 4096 4097 524287 524288 524289 1000001; do
	for how in "--block-size=4096" "--block-size=1024" \
		"--salt=0102ff" "--hash-alg=sha512 --salt=aa" \
		"--hash-alg=sha512 --block-size=2048"; do
		f=/mnt/f
		rm -f $f
		head -c $size /dev/urandom >$f
		# shellcheck disable=SC2086 # options, to be split
		digest=$(cfsv digest $how --out-merkle-tree=/tmp/t1 \
			--out-descriptor=/tmp/d1 $f)
		# shellcheck disable=SC2086
		expect "enable $how, $size bytes" 0 '' cfsv enable $how $f
		expect "the kernel agrees: $how, $size bytes" 0 "^$digest\$" \
			cfsv measure $f
		fsverity dump_metadata merkle_tree $f >/tmp/t2
		same "Merkle tree: $how, $size bytes" /tmp/t1 /tmp/t2
		fsverity dump_metadata descriptor $f >/tmp/d2
		same "descriptor: $how, $size bytes" /tmp/d1 /tmp/d2
	done
done
expect "enable twice" 3 ALREADY_VERITY cfsv enable /mnt/f
echo x >/mnt/plain
expect "measure without fs-verity" 1 NOT_VERITY cfsv measure /mnt/plain

# --- writers
echo x >/mnt/busy
exec 5>>/mnt/busy
expect "enable a file that is being written" 3 BUSY_WRITER \
	cfsv enable /mnt/busy
exec 5>&-
(exec 5>>/mnt/busy; sleep 1) &
expect "enable waits for a writer that ends" 0 '' cfsv enable /mnt/busy
wait

# --- signatures that the kernel checks
cp file /mnt/signed
: >/tmp/empty
head -c 16129 /dev/zero >/tmp/large
expect "attack 69: enable with an empty signature" 1 SIG_EMPTY \
	cfsv enable --signature=/tmp/empty /mnt/signed
expect "and nothing was enabled" 1 NOT_VERITY cfsv measure /mnt/signed
expect "enable with an oversized signature" 1 SIG_SIZE \
	cfsv enable --signature=/tmp/large /mnt/signed
expect "attack 70: enable with an empty keyring" 3 KERNEL_NO_KEY \
	cfsv enable --signature=direct.sig /mnt/signed
key=$(keyctl padd asymmetric '' %:.fs-verity <alice.der)
expect "enable with a signature over something else" 1 \
	'KERNEL_(REJECTED|BAD_MESSAGE)' \
	cfsv enable --signature=image.sig /mnt/signed
expect "enable with noise as signature" 1 KERNEL_BAD_MESSAGE \
	cfsv enable --signature=file /mnt/signed
expect "enable with a good signature" 0 '' \
	cfsv enable --signature=direct.sig /mnt/signed
expect "and the kernel measures it" 0 "^$(cfsv digest file | cut -d' ' -f1) " \
	cfsv measure /mnt/signed

# --- deploy
mkdir /mnt/to
expect "deploy" 0 '^deployed: image sha256:' cfsv deploy image /mnt/to
expect "deployed under fs-verity" 0 '^sha256' cfsv measure /mnt/to/image
expect "verify by the kernel's word" 0 '^verified: /mnt/to/image sha256:' \
	cfsv verify /mnt/to/image --trust=alice.crt --measure=kernel
expect "verify by default takes the kernel's word" 0 '^verified: ' \
	cfsv verify /mnt/to/image --trust=alice.crt
expect "verify by computing" 0 '^verified-once: ' \
	cfsv verify /mnt/to/image --trust=alice.crt --measure=compute
expect "a pin by the kernel's word" 0 '^verified: ' cfsv verify \
	/mnt/to/image --digest="$(cfsv digest image | cut -d' ' -f1)"
expect "another signer" 1 UNKNOWN_SIGNER \
	cfsv verify /mnt/to/image --trust=bob.crt
expect "deploy twice" 0 '^already deployed' cfsv deploy image /mnt/to
rm /mnt/to/image.sig
expect "deploy repairs a signature" 0 '^repaired' cfsv deploy image /mnt/to
cp other image2 && cp other.digest image2.digest && cp other.sig image2.sig
mkdir over && cp other over/image
for s in digest sig; do cp other.$s over/image.$s; done
expect "deploy over another" 1 DEPLOYED_OTHER cfsv deploy over/image /mnt/to
expect "which is as it was" 0 '^verified: ' \
	cfsv verify /mnt/to/image --trust=alice.crt
mkdir /mnt/plainly && cp image image.digest image.sig /mnt/plainly
expect "deploy onto a plain copy enables fs-verity" 0 '^repaired' \
	cfsv deploy image /mnt/plainly
expect "so that the kernel keeps it" 0 '^verified: ' \
	cfsv verify /mnt/plainly/image --trust=alice.crt
cp image /mnt/plain && cp image.digest /mnt/plain.digest &&
	cp image.sig /mnt/plain.sig
expect "attack 81: a plain file under --measure=kernel" 1 NOT_VERITY \
	cfsv verify /mnt/plain --trust=alice.crt --measure=kernel
expect "sha512 pair" 0 '^deployed' cfsv deploy sha512 /mnt/to
expect "sha512 by the kernel" 0 '^verified: .*sha512:' \
	cfsv verify /mnt/to/sha512 --trust=alice.crt
rm -f /mnt/wrong*
cp sha512 /mnt/wrong && cp sha512.digest /mnt/wrong.digest &&
	cp sha512.sig /mnt/wrong.sig
cfsv enable /mnt/wrong
expect "attack 82: another algorithm than the digest's" 1 IMAGE_ALGORITHM \
	cfsv verify /mnt/wrong --trust=alice.crt
expect "attack 82: an answer that does not fit" 3 HASH_ALGORITHM strace \
	-o /tmp/s -e trace=ioctl -e inject=ioctl:error=EOVERFLOW \
	cfsv verify /mnt/to/image --trust=alice.crt --measure=kernel
rm /mnt/wrong && cp other /mnt/wrong && cfsv enable --hash-alg=sha512 /mnt/wrong
expect "another image under fs-verity" 1 IMAGE_DIFFERS \
	cfsv verify /mnt/wrong --trust=alice.crt

# --- an image changed below fs-verity, on the disk itself
cp -r /mnt/to /mnt/hurt
rm /mnt/hurt/image
cfsv deploy image /mnt/hurt >/dev/null
sync
block=$(debugfs -R 'blocks /hurt/image' /dev/vda 2>/dev/null |
	tr ' ' '\n' | sed -n 3p)
umount /mnt
printf x | dd of=/dev/vda bs=1 seek=$((block * 4096 + 17)) conv=notrunc \
	2>/dev/null
mount -t ext4 /dev/vda /mnt
expect "changed on disk: reading it fails" 3 'READ' \
	cfsv verify /mnt/hurt/image --trust=alice.crt --measure=compute
expect "changed on disk: so it cannot be copied either" 1 '.*' \
	cat /mnt/hurt/image

# --- IMAGE.digest under a built-in signature that this ring does not have
expect "the kernel's way, by hand" 0 '' \
	cfsv enable --signature=image.sig /mnt/to/image.digest
expect "verify while the ring has the key" 0 '^verified: ' \
	cfsv verify /mnt/to/image --trust=alice.crt
keyctl unlink "$key" %:.fs-verity
umount /mnt && mount -t ext4 /dev/vda /mnt
expect "the digest file cannot be opened now" 1 '' cat /mnt/to/image.digest
expect "the no-write way still works" 0 'stood in for it' \
	cfsv verify /mnt/to/image --trust=alice.crt
expect "and still refuses a stranger" 1 UNKNOWN_SIGNER \
	cfsv verify /mnt/to/image --trust=bob.crt
cp other /mnt/to/swap && cfsv enable /mnt/to/swap &&
	mv /mnt/to/swap /mnt/to/image
expect "attack 71: a swapped image" 1 BAD_SIGNATURE \
	cfsv verify /mnt/to/image --trust=alice.crt

# --- require_signatures=1 forbids this design
echo 1 >$require
mkdir /mnt/req
expect "deploy under require_signatures=1" 3 UNSIGNED_FORBIDDEN \
	cfsv deploy image /mnt/req
result "which leaves nothing" "$(find /mnt/req -type f | wc -l)" "files"
expect "opening an unsigned image then" 3 UNSIGNED_FORBIDDEN \
	cfsv verify /mnt/plainly/image --trust=alice.crt
echo 0 >$require

# --- an object store
mkdir -p /mnt/objects/aa /mnt/objects/bb
for i in 1 2 3 4 5; do
	echo $i >/mnt/objects/aa/$i
	echo $i >/mnt/objects/bb/$i
done
ln -s aa/1 /mnt/objects/link
cfsv enable /mnt/objects/aa/1
expect "enable an object store" 0 '^9 enabled, 1 already, 0 failed, 1 not' \
	cfsv enable --recursive /mnt/objects
expect "and again" 0 '^0 enabled, 10 already, 0 failed' \
	cfsv enable --recursive /mnt/objects

expect "a folder that cannot be read is told" 3 \
	'objects.*read: Input/output error' strace -o /tmp/s \
	-e trace=getdents64 -e inject=getdents64:error=EIO:when=3 \
	cfsv enable --recursive /mnt/objects

# --- file systems that cannot
mkdir /tmp/to
expect "tmpfs: enable" 3 FS_WITHOUT_VERITY cfsv enable image
expect "tmpfs: deploy" 3 FS_WITHOUT_VERITY cfsv deploy image /tmp/to
expect "tmpfs: deploy --no-verity" 0 '^deployed' \
	cfsv deploy image /tmp/to --no-verity
expect "tmpfs: verify computes" 0 '^verified-once' \
	cfsv verify /tmp/to/image --trust=alice.crt
truncate -s 32M /tmp/small
/in/mke2fs -q -F -t ext4 -b 1024 -O verity /tmp/small
mkdir /tmp/m && mount -o loop /tmp/small /tmp/m
cp image /tmp/m/i
expect "ext4 with 1K blocks: enable" 3 ENABLE_PARAMETERS cfsv enable /tmp/m/i
expect "ext4 with 1K blocks: deploy" 3 'mkfs.ext4 -b 4096' \
	cfsv deploy image /tmp/m
mkdir /tmp/m/d
expect "ext4 with 1K blocks: deploy --no-verity" 0 'does not enforce' \
	cfsv deploy image /tmp/m/d --no-verity
expect "ext4 with 1K blocks: 1024 is fine" 0 '' \
	cfsv enable --block-size=1024 /tmp/m/i
umount /tmp/m
/in/mke2fs -q -F -t ext4 -b 4096 /tmp/small
mount -o loop /tmp/small /tmp/m
expect "ext4 without the feature" 3 'tune2fs -O verity' \
	cfsv deploy image /tmp/m
umount /tmp/m
mount -o remount,ro /mnt
expect "read-only mount" 3 READ_ONLY_FS cfsv enable /mnt/plain
expect "read-only mount: deploy" 3 READ_ONLY_FS cfsv deploy image /mnt/req
expect "read-only mount: verify writes nothing" 0 '^verified: ' \
	cfsv verify /mnt/plainly/image --trust=alice.crt

# --- a FUSE server that answers the ioctl with whatever digest is wanted
if [ -x /in/fuse_liar ] && [ -e /dev/fuse ]; then
	mkdir /tmp/fuse
	fuse_liar /tmp/fuse image.digest &
	liar=$!
	sleep 1
	expect "the server's lie, as measured" 0 \
		"^$(cfsv digest image | cut -d' ' -f1) " \
		cfsv measure /tmp/fuse/image
	cp image.digest /tmp/x && cp image.sig /tmp/y
	expect "attack 81: the lie is not believed" 3 FOREIGN_VERITY cfsv verify /tmp/fuse/image \
		--digest="$(cfsv digest image | cut -d' ' -f1)" \
		--measure=kernel
	expect "attack 81: nor by deploy" 1 DEPLOYED_OTHER \
		cfsv deploy image /tmp/fuse
	expect "and auto computes" 1 IMAGE_DIFFERS cfsv verify \
		/tmp/fuse/image \
		--digest="$(cfsv digest image | cut -d' ' -f1)"
	umount /tmp/fuse
	kill $liar 2>/dev/null
else
	skipped=$((skipped + 1))
	echo "skipped: a lying FUSE server: no /dev/fuse in this guest"
fi

summary
