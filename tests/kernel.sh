#!/bin/bash
# SPDX-License-Identifier: MIT
# kernel.sh - the tests that need a real kernel with fs-verity: kernel.sh NAME
#
# NAME is a kernel of kernels.sh (6.12, newest). Makes keys, images and
# signatures here, then boots the kernel in QEMU and runs the scripts of guest/ there.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
kernel=${1:?usage: kernel.sh KERNEL}
root=$PWD

cannot() # WHY
{
	skip "real kernel $kernel" "$1"
	summary
	exit
}

command -v qemu-system-x86_64 >/dev/null || cannot "qemu is not installed"
why=$(tests/kernels.sh "$kernel" 2>&1) ||
	cannot "the kernel could not be fetched: ${why##*$'\n'}"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/data"
cd "$dir/data" || exit 1
cfsv=$root/build/cfsv
new_cert alice rsa2048
new_cert bob rsa2048
head -c 700000 /dev/urandom >image
head -c 700000 /dev/urandom >other
cp image sha512
head -c 5000 /dev/urandom >file
"$cfsv" seal image --key=alice.key --cert=alice.crt >/dev/null
"$cfsv" seal sha512 --hash-alg=sha512 --key=alice.key --cert=alice.crt \
	>/dev/null
"$cfsv" seal other --key=bob.key --cert=bob.crt >/dev/null
fsverity sign file direct.sig --key=alice.key --cert=alice.crt >/dev/null
cd "$root" || exit 1
gcc -std=c99 -D_GNU_SOURCE -Wall -Wextra -O2 -o "$dir/fuse_liar" \
	tests/guest/fuse_liar.c

# A tree with files in the object store, and one that is stored in the image.
"$root/tests/peers.sh" >/dev/null || cannot "mkcomposefs could not be fetched"
cd "$dir/data" || exit 1
mkdir -p tree/etc tree/usr/share
echo small >tree/etc/small
for n in 1 2 3; do head -c 20000 /dev/urandom >tree/usr/share/$n; done
"$root/build/peers/bin/mkcomposefs" --digest-store=objects tree fs.cfs
"$cfsv" seal fs.cfs --key=bob.key --cert=bob.crt >/dev/null
mv fs.cfs.sig fs-bob.sig
"$cfsv" seal fs.cfs --key=alice.key --cert=alice.crt >/dev/null
cd "$root" || exit 1

guest() # SCRIPT: add up what it counts
{
	local out line n
	out=$(VM_TIMEOUT=${VM_TIMEOUT:-400} tests/vm.sh "$kernel" \
		"tests/guest/$1" tests/guest/harness.sh \
		"$cfsv" "$(command -v fsverity)" "$(command -v keyctl)" \
		"$(command -v strace)" \
		"$(command -v debugfs || echo /sbin/debugfs)" \
		"$(command -v mke2fs || echo /sbin/mke2fs)" \
		"$dir/fuse_liar" "$dir/data" 2>&1)
	line=$(tail -n 1 <<<"$out")
	if ! [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skip ]]
	then
		fail "$1" "ended early: $(tail -n 20 <<<"$out")"
		return
	fi
	n=("${BASH_REMATCH[@]}")
	head -n -1 <<<"$out" | grep -v '^passed: '
	sed -n 's/^passed: //p' <<<"$out" >>"${HARNESS_LOG:-/dev/null}"
	passed=$((passed + n[1]))
	failed=$((failed + n[2]))
	skipped=$((skipped + n[3]))
}

guest verity.sh
guest mount.sh
summary
