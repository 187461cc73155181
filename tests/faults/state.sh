#!/bin/sh
# SPDX-License-Identifier: MIT
# state.sh bring|judge NAME - the files of a scenario, before and after a run
#
# Environment: DATA (alice's and bob's pairs and keys), WORK (made anew), TOOL
# (a cfsv that is not under test), VERITY (1: the kernel enforces), MOUNTPOINT,
# ROOT (where process 1 finds itself); to judge by also what inject gives: STATUS,
# CALL, FAULT, KIND. Plain sh: a guest runs it.
set -u

bad() # WHY
{
	echo "state: $1" >&2
	ls -la "$WORK" >&2
	exit 1
}

pair() # FROM TO: an image and its pair
{
	cp "$1" "$2" && cp "$1.digest" "$2.digest" && cp "$1.sig" "$2.sig"
}

verifies() # IMAGE KEY
{
	"$TOOL" verify "$1" --trust="$DATA/$2.spki" >"$WORK.said" 2>&1
}

# What is there now is what was there before.
as_before() # FILE FROM
{
	cmp -s "$1" "$2" || bad "$1 is not as it was"
}

# Nothing of ours stays, unless it could not be removed.
clean() # FOLDER
{
	[ "$CALL" = unlinkat ] && return
	for left in "$1"/*.cfsv-new; do
		[ ! -e "$left" ] || bad "this is left: $left"
	done
}

bring()
{
	rm -rf "$WORK"
	mkdir "$WORK" "$WORK/to"
	case $1 in
	deploy | deploy-meanwhile | deploy-repair)
		pair "$DATA/image" "$WORK/image"
		pair "$DATA/old" "$WORK/to/old"
		[ "$1" != deploy-repair ] || {
			pair "$DATA/image" "$WORK/to/image"
			rm "$WORK/to/image.sig"
			echo damage >"$WORK/to/image.digest"
		}
		;;
	seal-first | seal-unsigned) cp "$DATA/image" "$WORK/image" ;;
	seal-again) # the same image, signed by another
		cp "$DATA/image" "$WORK/image"
		cp "$DATA/image.digest" "$WORK/image.digest"
		cp "$DATA/bob.sig" "$WORK/image.sig"
		echo old >"$WORK/image.tbs"
		;;
	seal-changed) # another image took the place of one that was sealed
		pair "$DATA/old" "$WORK/image"
		cp "$DATA/image" "$WORK/image"
		;;
	enable) echo plain >"$WORK/image" ;;
	enable-below)
		mkdir "$WORK/to/a" "$WORK/to/a/b"
		for name in 1 a/2 a/b/3; do echo $name >"$WORK/to/$name"; done
		;;
	measured | kernel-signed)
		pair "$DATA/image" "$WORK/image"
		"$TOOL" enable "$WORK/image"
		[ "$1" = measured ] || "$TOOL" apply "$WORK/image" >/dev/null
		;;
	apply | apply-anew)
		pair "$DATA/image" "$WORK/image"
		"$TOOL" enable "$WORK/image"
		[ "$1" = apply ] || "$TOOL" enable "$WORK/image.digest"
		;;
	mount)
		grep -q " $MOUNTPOINT " /proc/mounts && umount "$MOUNTPOINT"
		return 0
		;;
	init | init-refused)
		while umount -l /mnt/system 2>/dev/null; do :; done
		rm -rf /run/cfsv
		;;
	init-first) # an initrd of its own
		umount -l "$ROOT" 2>/dev/null
		mount -t tmpfs none "$ROOT"
		mkdir "$ROOT/etc"
		cp "$DATA/init-first.conf" "$ROOT/etc/cfsv.conf"
		cp "$DATA/alice.crt" "$ROOT/etc"
		cp "$DATA/programs/cfsv-init" "$ROOT/init"
		;;
	*) pair "$DATA/image" "$WORK/image" ;;
	esac
}

# What was deployed just now is under fs-verity, if it can be.
enforced() # IMAGE
{
	[ "${VERITY:-}" != 1 ] || "$TOOL" measure "$1" >"$WORK.said" 2>&1 ||
		bad "not under fs-verity: $(cat "$WORK.said")"
}

# The deployment is there, whole, or not at all; and can then be made.
judge_deployed()
{
	for part in "" .digest .sig; do
		as_before "$WORK/to/old$part" "$DATA/old$part"
	done
	clean "$WORK/to"
	if [ -e "$WORK/to/image" ]; then
		if verifies "$WORK/to/image" alice; then
			as_before "$WORK/to/image" "$DATA/image"
		else
			[ "$KIND" = change ] || bad "half: $(cat "$WORK.said")"
		fi
	else
		[ "$STATUS" -ne 0 ] || bad "success, and nothing is there"
	fi
	[ "$STATUS" -ne 0 ] || enforced "$WORK/to/image"
	[ "$KIND" = fail ] && [ "$STATUS" -ne 0 ] || return 0
	# shellcheck disable=SC2086 # an option or none
	"$TOOL" deploy "$WORK/image" "$WORK/to" $NO_VERITY \
		>"$WORK.said" 2>&1 || bad "cannot be mended: $(cat "$WORK.said")"
	verifies "$WORK/to/image" alice || bad "mended: $(cat "$WORK.said")"
	CALL=none
	clean "$WORK/to"
}

# Repairing cannot make it worse: the image itself is as it was.
judge_repaired()
{
	as_before "$WORK/to/image" "$DATA/image"
	# a digest file that the kernel does not open is left as it is
	case $CALL:$FAULT in
	openat:ENOKEY | openat:EKEYREJECTED) KIND=unreadable ;;
	esac
	if [ "$STATUS" -eq 0 ] && [ "$KIND" = fail ]; then
		verifies "$WORK/to/image" alice || bad "$(cat "$WORK.said")"
	elif [ "$STATUS" -eq 0 ]; then
		[ -e "$WORK/to/image.sig" ] || bad "no signature"
	fi
	[ "$STATUS" -ne 0 ] || enforced "$WORK/to/image"
	judge_deployed_again
}

judge_deployed_again()
{
	clean "$WORK/to"
	[ "$KIND" = fail ] || return 0
	# shellcheck disable=SC2086 # an option or none
	"$TOOL" deploy "$WORK/image" "$WORK/to" $NO_VERITY \
		>"$WORK.said" 2>&1 || bad "cannot be mended: $(cat "$WORK.said")"
	verifies "$WORK/to/image" alice || bad "mended: $(cat "$WORK.said")"
}

# A pair is there and right, or none, or half of one that says so.
judge_sealed() # KEY-BEFORE
{
	as_before "$WORK/image" "$DATA/image"
	clean "$WORK"
	if verifies "$WORK/image" alice; then
		return
	fi
	if [ -n "$1" ]; then
		verifies "$WORK/image" "$1" ||
			bad "the old signature is lost: $(cat "$WORK.said")"
	elif [ "$KIND" = fail ]; then
		[ "$STATUS" -ne 0 ] || bad "success: $(cat "$WORK.said")"
		grep -Eq 'NO_SIGNATURE|NO_DIGEST|UNKNOWN_SIGNER|IMAGE_DIFFERS' \
			"$WORK.said" || bad "half: $(cat "$WORK.said")"
	fi
	# the signature of one digest never stands beside another
	if grep -q BAD_SIGNATURE "$WORK.said"; then
		bad "a false pair"
	fi
}

# Enabled for good, or as it was; enabling again makes it so.
judge_enabled()
{
	[ "$(cat "$WORK/image")" = plain ] || bad "other contents"
	if ! "$TOOL" measure "$WORK/image" >"$WORK.said" 2>&1; then
		[ "$STATUS" -ne 0 ] || bad "success, and it is not enabled"
		"$TOOL" enable "$WORK/image" || bad "it cannot be enabled"
	fi
}

judge_below()
{
	if [ "$STATUS$KIND" = 0fail ]; then
		for name in 1 a/2 a/b/3; do
			"$TOOL" measure "$WORK/to/$name" >"$WORK.said" 2>&1 &&
				continue
			# the kernel's word: it has verity, or the folder is gone
			case $CALL:$FAULT in
			ioctl:EEXIST | getdents64:ENOENT) ;;
			*) bad "success, and $name is not enabled" ;;
			esac
		done
	fi
	"$TOOL" enable --recursive "$WORK/to" >"$WORK.said" 2>&1 ||
		bad "cannot be enabled: $(cat "$WORK.said")"
}

# The pair verifies all the time, and can be applied.
judge_applied()
{
	clean "$WORK"
	as_before "$WORK/image.digest" "$DATA/image.digest"
	verifies "$WORK/image" alice || bad "not verified: $(cat "$WORK.said")"
	if ! "$TOOL" verify "$WORK/image" --kernel-signed \
		>"$WORK.said" 2>&1; then
		[ "$STATUS" -ne 0 ] || bad "not applied: $(cat "$WORK.said")"
		"$TOOL" apply "$WORK/image" >"$WORK.said" 2>&1 ||
			bad "cannot be applied: $(cat "$WORK.said")"
	fi
}

# Mounted whole, or nothing is there.
judge_mounted()
{
	there=$(grep -c " $MOUNTPOINT " /proc/mounts)
	if [ "$STATUS" -eq 0 ]; then
		grep -q " $MOUNTPOINT overlay ro.*verity=require" /proc/mounts ||
			bad "not mounted as it must be: $(cat /proc/mounts)"
		[ "$there" = 1 ] || bad "more is mounted: $(cat /proc/mounts)"
		cmp -s "$MOUNTPOINT/large" "$DATA/tree/large" || bad "contents"
		[ "$CALL" != fcntl ] || bad "the copy can be written"
		umount "$MOUNTPOINT"
	elif [ "$there" != 0 ]; then
		while umount "$MOUNTPOINT" 2>/dev/null; do :; done
		[ "$CALL" = umount2 ] || bad "something is mounted"
	fi
}

# The system is there, whole, or nothing at all: not even the bare device.
judge_init()
{
	if [ "$STATUS" -eq 0 ]; then
		grep -q ' /mnt/system overlay ro.*verity=require' \
			/proc/mounts || bad "not mounted: $(cat /proc/mounts)"
		cmp -s /mnt/system/sbin/init "$DATA/system/sbin/init" ||
			bad "contents"
		grep -q '^how=signature$' /run/cfsv/verified || bad "no stamp"
		return
	fi
	[ -z "$(ls -A /mnt/system)" ] || [ "$CALL" = mount ] ||
		bad "it is to be found: $(ls -A /mnt/system)"
	! grep -Eq ' /mnt/system[^ ]* (overlay|erofs)' /proc/mounts ||
		bad "mounted: $(cat /proc/mounts)"
	[ ! -e /run/cfsv/verified ] || bad "a stamp"
}

judge()
{
	case $1 in
	deploy | deploy-meanwhile) judge_deployed ;;
	deploy-repair) judge_repaired ;;
	seal-first | seal-changed) judge_sealed "" ;;
	seal-again) [ "$KIND" = change ] || judge_sealed bob ;;
	seal-unsigned)
		clean "$WORK"
		[ ! -e "$WORK/image.sig" ] || bad "a signature"
		[ "$STATUS" -ne 0 ] || [ "$KIND" = change ] ||
			cmp -s "$WORK/image.digest" "$DATA/image.digest" ||
			bad "another digest"
		;;
	verify-meanwhile) ;;
	enable) judge_enabled ;;
	enable-below) judge_below ;;
	apply | apply-anew) judge_applied ;;
	mount) judge_mounted ;;
	init | init-refused) judge_init ;;
	init-first) [ ! -e "$ROOT/cfsv/root/sbin/init" ] || bad "mounted here" ;;
	*)
		for part in "" .digest .sig; do
			as_before "$WORK/image$part" "$DATA/image$part"
		done
		;;
	esac
}

NO_VERITY=--no-verity
[ "${VERITY:-}" != 1 ] || NO_VERITY=
"$1" "$2"
