# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# initrd.sh - make an initrd of cfsv-init, and boot it in QEMU (sourced)

# cfsv-init, /etc/cfsv.conf, the kernel's modules, FILEs in /etc/cfsv; no more.
# INITRD_XZ names a module that is left for the kernel to unpack.
initrd_make() # CPIO VM CONF FILE...: VM is a folder of kernels.sh
{
	local cpio=$1 vm=$2 conf=$3 in=$1.root
	shift 3
	mkdir -p "$in"/{etc/cfsv,modules}
	cp build/cfsv-init "$in/init"
	cp "$vm"/modules/*.ko "$in/modules"
	cp "$@" "$in/etc/cfsv"
	if [ -n "${INITRD_XZ:-}" ]; then
		xz --check=crc32 "$in/modules/$INITRD_XZ"
	fi
	{
		sed 's,^,module = /modules/,' "$vm/modules.order" |
			sed "s,/${INITRD_XZ:-none}\$,&.xz,"
		printf '%s\n' "$conf"
	} >"$in/etc/cfsv.conf"
	(cd "$in" && find . | cpio -o -H newc -R 0:0 --quiet) >"$cpio"
	rm -r "$in"
}

# Until it ends, or BOOT_TIMEOUT seconds, which the console is told. A machine
# that halts never ends: it is given a second, and the console a line `still
# on`. With BOOT_CUT, the power goes so many seconds after the device was
# mounted.
initrd_boot() # CPIO VM APPEND DRIVE CONSOLE
{
	local pid status=0
	timeout -k 5 "${BOOT_TIMEOUT:-120}" \
		qemu-system-x86_64 -accel tcg \
		-cpu max,la57=off,cx16=off -m 512 -nographic -no-reboot \
		-nodefaults -kernel "$2/vmlinuz" -initrd "$1" \
		-append "console=ttyS0 panic=-1 quiet cryptomgr.notests no_timer_check $3" \
		-drive "if=virtio,format=$4" \
		-serial "file:$5" </dev/null &
	pid=$!
	while kill -0 $pid 2>/dev/null; do
		if grep -q 'nothing was started: halt' "$5" 2>/dev/null; then
			sleep 1
			kill -0 $pid && echo "still on" >>"$5"
			kill $pid
		fi
		if [ -n "${BOOT_CUT:-}" ] &&
			grep -q 'mounted read-only' "$5" 2>/dev/null; then
			sleep "$BOOT_CUT"
			pkill -KILL -P $pid
		fi
		sleep "${BOOT_CUT:+0.0}2"
	done
	wait $pid || status=$?
	[ $status -ne 124 ] || echo "timed out" >>"$5"
}

# What the console of a boot must say and must not: lists of regular
# expressions parted by newlines, the second may be empty.
initrd_verdict() # NAME WANTED UNWANTED CONSOLE QEMU-OUTPUT
{
	local words line why=
	words=$(tr -d '\r' <"$4" 2>/dev/null)
	! grep -qx 'timed out' <<<"$words" || why="it did not end"
	while read -r line; do
		grep -Eq -- "$line" <<<"$words" || why="no /$line/"
	done <<<"$2"
	while read -r line; do
		[ -z "$line" ] || ! grep -Eq -- "$line" <<<"$words" ||
			why="/$line/"
	done <<<"$3"
	if [ -z "$why" ]; then
		pass "$1"
	else
		fail "$1" "$why in:
$(tail -n 30 <<<"$words")
$(cat "$5")"
	fi
}
