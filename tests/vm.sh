#!/bin/bash
# SPDX-License-Identifier: MIT
# vm.sh KERNEL SCRIPT [FILE...] - run a shell script on a real kernel in QEMU.
#
# The guest has busybox, each FILE (or folder) as /in/BASENAME, the libraries
# of those that are programs, and a fresh ext4 with fs-verity on /mnt. A FILE
# with the name of a busybox applet must be called by its path. Modules of
# /modules/modules.extra are there, but not loaded.
#
# The output of SCRIPT becomes ours, its exit status too; 125 when the guest
# did not get so far, 77 when QEMU is missing. Environment: VM_TIMEOUT
# (seconds), VM_MEM, VM_APPEND (to the kernel's command line), VM_DISK_MB,
# VM_MKFS (options of mkfs.ext4), VM_DISK (a file for the disk, which is kept).
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
PATH=$PATH:/usr/sbin:/sbin

die() {
	echo "vm.sh: $1" >&2
	exit 125
}

[ $# -ge 2 ] || die "usage: tests/vm.sh KERNEL SCRIPT [FILE...]"
kernel=$top/build/vm/$1
script=$2
shift 2

command -v qemu-system-x86_64 >/dev/null || {
	echo "skipped: qemu-system-x86_64 is not installed"
	exit 77
}
for tool in busybox cpio ldd mkfs.ext4; do
	command -v "$tool" >/dev/null ||
		die "$tool is missing; run tests/setup.sh check"
done
[ -e "$kernel/release" ] || die "there is no ${kernel#"$top"/}; run
tests/kernels.sh ${kernel##*/}"

for file in "$script" "$@"; do
	[ -r "$file" ] || die "cannot read $file"
done

run=$(mktemp -d "$top/build/vm/run.XXXXXX")
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$run"' EXIT
trap 'exit 125' HUP INT TERM
root=$run/root

# The libraries of a program, at the paths where its loader looks.
libraries() {
	local list lib
	[ "$(head -c 4 "$1" | tr '\177' '%')" = "%ELF" ] || return 0
	# It fails for a static program.
	list=$(ldd "$1" 2>/dev/null) || return 0
	case $list in
	*"not found"*) die "$1 lacks a library:
$list" ;;
	esac
	sed -n 's/^.*[[:space:]]\(\/[^ ]*\) (0x.*/\1/p' <<<"$list" |
		while read -r lib; do
			[ ! -e "$root$lib" ] || continue
			mkdir -p "$root${lib%/*}"
			cp -L "$lib" "$root$lib"
		done
}

mkdir -p "$root"/{bin,in,mnt,proc,sys,dev,tmp,run,modules,etc,root}
for link in sbin usr/bin usr/sbin; do
	mkdir -p "$root/$(dirname "$link")"
	ln -s /bin "$root/$link"
done
cp "$(command -v busybox)" "$root/bin/busybox"
cp "$kernel"/modules/*.ko "$kernel"/modules.{order,extra} "$root/modules"
cp "$script" "$root/in/script"
echo "root:x:0:0:root:/root:/bin/sh" >"$root/etc/passwd"
echo "root:x:0:" >"$root/etc/group"

for file; do
	name=$(basename "$(realpath -s "$file")")
	[ ! -e "$root/in/$name" ] || die "two files would be /in/$name"
	if [ -d "$file" ]; then
		mkdir "$root/in/$name"
		cp -a "$file/." "$root/in/$name"
	else
		cp -L "$file" "$root/in/$name"
	fi
	while read -r program; do
		libraries "$program"
	done < <(find "$root/in/$name" -type f -perm /111)
done

# Three serial ports: the console, the script's output, its exit status. So
# the kernel's noise is never in the output, and raw mode keeps bytes as is.
cat >"$root/init" <<'END'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/in:/bin HOME=/root
stop() {
	[ $# = 0 ] || echo "init: $1" >/dev/console
	sync
	poweroff -f
}
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev 2>/dev/null
mount -t tmpfs tmp /tmp
mount -t tmpfs run /run
while read -r module; do
	insmod "/modules/$module" || stop "cannot load $module"
done </modules/modules.order
n=0
while [ ! -b /dev/vda ]; do
	n=$((n + 1))
	[ $n -lt 50 ] || stop "no disk"
	sleep 0.1
done
mount -t ext4 /dev/vda /mnt || stop "cannot mount the disk"
exec 3>/dev/ttyS1 4>/dev/ttyS2 || stop "no serial ports"
stty -F /dev/ttyS1 115200 raw
stty -F /dev/ttyS2 115200 raw
cd /root
sh /in/script </dev/null >&3 2>&1 3>&- 4>&-
status=$?
# stty waits until what was written before has left.
stty -F /dev/ttyS1 115200 raw
cd /
umount /mnt 2>/dev/null
echo "status $status" >&4
stty -F /dev/ttyS2 115200 raw
stop
END
chmod 755 "$root/init"
# Not compressed: the guest would pay more for it than we save.
(cd "$root" && find . | LC_ALL=C sort |
	cpio -o -H newc -R 0:0 --quiet >"$run/initrd")
rm -rf "$root"

disk=${VM_DISK:-$run/disk}
truncate -s "${VM_DISK_MB:-256}M" "$disk"
# shellcheck disable=SC2086 # a list of options
mkfs.ext4 -q -F ${VM_MKFS:--b 4096 -O verity} "$disk" >&2 ||
	die "mkfs.ext4 failed"

# cryptomgr.notests: the kernel's own tests take a fifth of the boot.
append="console=ttyS0 panic=-1 oops=panic quiet cryptomgr.notests no_timer_check"

# QEMU makes its standard output non-blocking, so it gets a pipe of its own.
mkfifo "$run/out"
# QEMU may end before it makes these.
: >"$run/console"
: >"$run/status"
cat "$run/out" &
cat=$!
# cx16=off: QEMU 7.2 miscompiles cmpxchg16b, and kernels oops now and then.
timeout -k 5 "${VM_TIMEOUT:-180}" qemu-system-x86_64 -accel tcg \
	-cpu max,la57=off,cx16=off -m "${VM_MEM:-1G}" \
	-nographic -no-reboot -nodefaults \
	-kernel "$kernel/vmlinuz" -initrd "$run/initrd" \
	-append "$append ${VM_APPEND:-}" \
	-drive "file=$disk,if=virtio,format=raw,cache=unsafe" \
	-chardev stdio,id=out,signal=off \
	-serial "file:$run/console" -serial chardev:out \
	-serial "file:$run/status" \
	</dev/null >"$run/out" 2>"$run/qemu" &
pid=$!
code=0
wait "$pid" || code=$?
pid=
wait "$cat" || true

status=$(sed -n 's/^status \([0-9]*\)$/\1/p' "$run/status")
[ -z "$status" ] || exit "$status"

{
	if [ "$code" = 124 ]; then
		echo "vm.sh: no end after ${VM_TIMEOUT:-180} s; the console:"
	else
		echo "vm.sh: the guest died (QEMU: $code); the console:"
	fi
	cat "$run/qemu"
	# Without what the firmware sends to clear a screen.
	sed 's/\r//g; s/\x1b[^a-zA-Z]*[a-zA-Z]//g' "$run/console" |
		tail -n 50
	echo
	if [ "$code" = 124 ]; then
		echo "vm.sh: if the script needs longer, raise VM_TIMEOUT"
	else
		echo "vm.sh: see the last lines above; 'Out of memory' or" \
			"'write error' there: raise VM_MEM"
	fi
} >&2
exit 125
