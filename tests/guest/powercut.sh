#!/bin/sh
# SPDX-License-Identifier: MIT
# powercut.sh - in a guest: the power is cut during deploy, seal and apply
#
# /in/data has image, old and their pairs, sealed by alice, bob.sig (bob's over
# image.digest), keys and certificates; operations, their names; cuts, how many
# random cuts of each, or "all"; and broken/OPERATION.WHAT, copies of cfsv that
# are to be found out.
#
# An operation runs on an ext4 on a device that records each write
# (dm-log-writes). Then the disk is made again as it was at a moment before the
# end: at each flush and each write with FUA, at other entries (all of them, or
# random ones), and with any of the writes since the last flush (a disk keeps
# those that it pleases). It is mounted, which replays the journal, and looked
# at.
# shellcheck source=tests/guest/harness.sh
. /in/harness.sh
cp -r /in/data /tmp/d
cd /tmp/d || exit 1
cuts=$(cat cuts)
some=$cuts
[ "$cuts" != all ] || some=200
while read -r module; do
	insmod "/modules/$module" || exit 1
done </modules/modules.extra
keyctl padd asymmetric '' %:.fs-verity <alice.der >/dev/null
mkdir /m

bring() # OPERATION: what is there before
{
	cp image image.digest image.sig /m
	mkdir /m/to
	cfsv deploy old /m/to >/dev/null
	case $1 in
	repair)
		cp image image.digest /m/to
		: >/m/to/image.digest
		;;
	seal-first) rm /m/image.digest /m/image.sig ;;
	seal-again) cp bob.sig /m/image.sig ;;
	seal-changed)
		cp old.digest /m/image.digest
		cp old.sig /m/image.sig
		;;
	apply) cfsv deploy image /m/to >/dev/null ;;
	apply-anew) # fs-verity without a signature is there already
		cfsv deploy image /m/to >/dev/null
		cfsv enable /m/to/image.digest
		;;
	esac
}

operate() # OPERATION TOOL
{
	case $1 in
	deploy | repair) "$2" deploy image /m/to ;;
	seal-*) "$2" seal /m/image --key=alice.key --cert=alice.crt ;;
	apply*) "$2" apply /m/to/image --trust=alice.crt ;;
	esac
}

bad() # WHY
{
	echo "cut $cut of $operation: $1" >>/tmp/bad
	echo "$cut" >"/tmp/seen/$state"
	found=$((found + 1))
}

whole() # IMAGE KEY
{
	cfsv verify "$1" --trust="$2.crt" >/tmp/said 2>&1 &&
		grep -q "${3:-^verified}" /tmp/said
}

# Is what is on the disk whole? $done: the operation had said that it ended.
look() # OPERATION
{
	whole /m/to/old alice '^verified:' || bad "the other deployment: $(cat /tmp/said)"
	cmp -s /m/image image || bad "the source"
	case $1 in
	deploy)
		if [ -e /m/to/image ]; then
			whole /m/to/image alice '^verified:' ||
				bad "half: $(cat /tmp/said)"
			cmp -s /m/to/image image || bad "another image"
		elif [ "$done" = 1 ]; then
			bad "lost"
		fi
		;;
	repair)
		cmp -s /m/to/image image || bad "the image is lost"
		[ "$done" = 0 ] || whole /m/to/image alice '^verified:' ||
			bad "not repaired: $(cat /tmp/said)"
		;;
	seal-again)
		whole /m/image alice ||
			{ [ "$done" = 0 ] && whole /m/image bob; } ||
			bad "not sealed: $(cat /tmp/said)"
		;;
	seal-*)
		if ! whole /m/image alice; then
			[ "$done" = 0 ] || bad "lost: $(cat /tmp/said)"
			grep -Eq 'NO_SIGNATURE|NO_DIGEST|IMAGE_DIFFERS' \
				/tmp/said || bad "half: $(cat /tmp/said)"
		fi
		;;
	apply*)
		whole /m/to/image alice '^verified:' ||
			bad "not verified: $(cat /tmp/said)"
		[ "$done" = 0 ] || cfsv verify /m/to/image --kernel-signed \
			>/tmp/said 2>&1 || bad "not applied: $(cat /tmp/said)"
		;;
	esac
}

# Whatever the moment was: the same again makes it whole.
mend() # OPERATION
{
	operate "$1" cfsv >/tmp/said 2>&1 || bad "mending: $(cat /tmp/said)"
	done=1
	look "$1"
	[ -z "$(find /m -name '*.cfsv-new')" ] ||
		bad "left: $(find /m -name '*.cfsv-new')"
}

# All that a verdict depends on: names, contents, what the kernel enforces.
state()
{
	(
		cd /m && find . -type f | sort | xargs md5sum
		for file in /m/to/*; do cfsv measure "$file"; done
		echo "$done"
	) 2>&1 | md5sum | cut -d' ' -f1
}

cut_here() # OPERATION: /tmp/cut is the disk
{
	total=$((total + 1))
	if ! mount -o loop -t ext4 /tmp/cut /m; then
		bad "the file system cannot be mounted"
		return
	fi
	state=$(state)
	if [ ! -e "/tmp/seen/$state" ]; then # else it was judged before
		: >"/tmp/seen/$state"
		states=$((states + 1))
		look "$1"
		mend "$1"
	elif [ -s "/tmp/seen/$state" ]; then
		bad "as cut $(cat "/tmp/seen/$state")"
	fi
	umount /m
}

record() # OPERATION TOOL: /tmp/base, /tmp/log, and /tmp/entries
{
	rm -f /tmp/disk /tmp/log
	truncate -s 12M /tmp/disk
	truncate -s 400M /tmp/log
	/in/mke2fs -q -F -t ext4 -b 4096 -O verity -J size=4 /tmp/disk
	mount -o loop -t ext4 /tmp/disk /m
	bring "$1"
	umount /m
	cp /tmp/disk /tmp/base
	losetup /dev/loop5 /tmp/disk
	losetup /dev/loop6 /tmp/log
	dmsetup create --noudevsync --noudevrules log --table \
		"0 24576 log-writes /dev/loop5 /dev/loop6" || exit 1
	node=/dev/dm-$(dmsetup info -c --noheadings -o minor log)
	mount -t ext4 "$node" /m
	operate "$1" "$2" >/tmp/said 2>&1 ||
		bad "without a cut: $(cat /tmp/said)"
	dmsetup message log 0 mark 'done'
	umount /m
	dmsetup remove --noudevsync log
	losetup -d /dev/loop5
	losetup -d /dev/loop6
	replay list /tmp/log >/tmp/entries
}

# Numbers below $1, in order; the seed is that of the operation.
random() # BELOW COUNT SEED
{
	awk -v below="$1" -v count="$2" -v seed="$3" 'BEGIN {
		srand(seed)
		for (i = 0; i < count; i++) print int(rand() * below)
	}' | sort -n
}

# Where to cut: boundaries, and other entries.
plan()
{
	awk '/ flush| fua| mark/ { print $1; print $1 + 1 }' /tmp/entries |
		sort -nu >/tmp/boundaries
	if [ "$cuts" = all ]; then
		cut -d' ' -f1 /tmp/entries
	else
		random "$entries" "$some" 1
		cat /tmp/boundaries
	fi | sort -nu >/tmp/prefixes
	random "$entries" "$some" 2 >/tmp/some
}

operation() # NAME TOOL [first]: the first bad cut is enough
{
	operation=$1 total=0 found=0 cut=none done=1 state=none states=0
	rm -rf /tmp/seen
	mkdir /tmp/seen
	record "$1" "$2"
	entries=$(wc -l </tmp/entries)
	ended=$(awk '/ mark done$/ { print $1 }' /tmp/entries)
	[ -n "$ended" ] || bad "no end was recorded"
	plan
	cp /tmp/base /tmp/disk
	at=0
	while read -r cut; do
		[ -z "${3:-}" ] || [ $found = 0 ] || return 0
		replay apply /tmp/log /tmp/disk "$at" "$cut"
		at=$cut
		cp /tmp/disk /tmp/cut
		done=$((cut > ended))
		cut_here "$1"
	done </tmp/prefixes
	prefixes=$total
	cp /tmp/base /tmp/disk
	at=0
	while read -r cut; do
		[ -z "${3:-}" ] || [ $found = 0 ] || return 0
		flush=$(awk -v cut="$cut" '$1 <= cut && / flush/ { at = $1 }
			END { print at + 0 }' /tmp/entries)
		replay apply /tmp/log /tmp/disk "$at" "$flush"
		at=$flush
		cp /tmp/disk /tmp/cut
		replay some /tmp/log /tmp/cut "$flush" "$cut" "$cut"
		done=$((flush > ended))
		cut_here "$1"
	done </tmp/some
	echo "tested: power cuts: $1: $entries entries, $(
		wc -l </tmp/boundaries) of them at a flush or FUA;" \
		"$prefixes prefixes and $((total - prefixes)) with writes" \
		"lost; $states states; $found bad"
}

while read -r name; do
	: >/tmp/bad
	operation "$name" cfsv
	result "power cuts: $name" "$found" "$(head -n 12 /tmp/bad)"
done <operations

# --- copies that are broken: a cut finds each
for tool in broken/*; do
	[ -x "$tool" ] || continue
	: >/tmp/bad
	operation "$(basename "$tool" | cut -d. -f1)" "/tmp/d/$tool" first
	result "power cuts find $tool" $((found == 0)) "no cut finds it"
	echo "tested: ${tool#broken/}: $(head -n 1 /tmp/bad)"
done
summary
