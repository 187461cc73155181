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

# Until it ends, or BOOT_TIMEOUT seconds; a machine that halts never does, so
# it is given a second, and the console a line `still on`.
initrd_boot() # CPIO VM APPEND DRIVE CONSOLE
{
	local pid
	timeout -s "${BOOT_SIGNAL:-TERM}" -k 5 "${BOOT_TIMEOUT:-90}" \
		qemu-system-x86_64 -accel tcg \
		-cpu max,la57=off,cx16=off -m 512 -nographic -no-reboot \
		-nodefaults -kernel "$2/vmlinuz" -initrd "$1" \
		-append "console=ttyS0 panic=-1 quiet cryptomgr.notests $3" \
		-drive "if=virtio,format=$4" \
		-serial "file:$5" </dev/null &
	pid=$!
	while kill -0 $pid 2>/dev/null; do
		if grep -q 'nothing was started: halt' "$5" 2>/dev/null; then
			sleep 1
			kill -0 $pid && echo "still on" >>"$5"
			kill $pid
		fi
		sleep 0.2
	done
	wait $pid
}
