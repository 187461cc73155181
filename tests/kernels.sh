#!/bin/bash
# SPDX-License-Identifier: MIT
# kernels.sh NAME... - put kernels of Debian in build/vm: 6.1, 6.12, newest.
#
# build/vm/NAME gets vmlinuz, release (its uname -r), modules/*.ko and
# modules.order, the order in which to insmod them; modules.extra, the same for
# those that a script loads if it needs them; builtin/ has the kernel's own
# lists, which depmod wants beside modules.
set -eu -o pipefail

# What the guest loads; built into a kernel is as good.
want="virtio_pci virtio_blk ext4 erofs overlay loop fuse"
extra="dm_log_writes"

meta=linux-image-cloud-amd64
top=$(cd "$(dirname "$0")/.." && pwd)
PATH=$PATH:/usr/sbin:/sbin

die() {
	echo "kernels.sh: $1" >&2
	exit 1
}

# Unpack modules and what they need; print their files in order.
modules() # NAME...
{
	local module
	for module; do
		modprobe -d "$root" -S "$release" --show-depends "$module" ||
			die "the kernel $release has no $module"
	done >"$new/depends"
	awk '$1 == "insmod" && !seen[$2]++ { print $2 }' "$new/depends" |
		while read -r file; do
			module=$(basename "${file%.ko*}").ko
			case $file in
			*.xz) xz -dc "$file" ;;
			*.zst) zstd -qdc "$file" ;;
			*.gz) gzip -dc "$file" ;;
			*) cat "$file" ;;
			esac >"$out/modules/$module"
			echo "$module"
		done
}

# The packages below the meta package that hold a kernel and its modules.
holders() {
	APT_CONFIG=$1/apt.conf apt-cache depends --recurse --important \
		"$meta" | grep -Ex \
		'linux-(image|base|binary|modules)-[0-9].*-cloud-amd64'
}

kernel() { # NAME SUITE: within its own folder, moved into place when done
	local packages
	new=$(mktemp -d "$top/build/vm/new.XXXXXX")
	out=$new/out
	mkdir -p "$out/modules"

	"$top/tests/suite.sh" "$2" "$new/apt"
	packages=$(holders "$new/apt") ||
		die "$meta of $2 leads to no kernel package; was it renamed?"
	# shellcheck disable=SC2086 # a list of words
	"$top/tests/suite.sh" "$2" "$new/apt" $packages

	# Old: /lib/modules and /boot; new: all in /usr/lib/modules.
	root=$new/apt/root
	if [ ! -e "$root/lib" ]; then
		ln -s usr/lib "$root/lib"
	fi
	set -- "$1" "$2" "$root"/lib/modules/*/kernel
	if [ $# != 3 ] || [ ! -d "$3" ]; then
		die "expected one kernel in the packages of $2: $packages"
	fi
	release=$(basename "$(dirname "$3")")
	if [ -e "$root/boot/vmlinuz-$release" ]; then
		cp "$root/boot/vmlinuz-$release" "$out/vmlinuz"
	else
		cp "$root/lib/modules/$release/vmlinuz" "$out/vmlinuz"
	fi

	# modprobe knows what depends on what: lines of "insmod FILE" (and
	# "builtin NAME") in the order of loading.
	depmod -b "$root" "$release"
	# shellcheck disable=SC2086 # lists of words
	modules $want >"$out/modules.order"
	# shellcheck disable=SC2086
	modules $extra >"$out/modules.extra"
	mkdir "$out/builtin"
	cp "$root/lib/modules/$release"/modules.{builtin,builtin.modinfo,order} \
		"$out/builtin"
	echo "$release" >"$out/release"
	echo "$want $extra" >"$out/want"

	if [ -d "$top/build/vm/$1" ]; then
		mv "$top/build/vm/$1" "$new/old"
	fi
	mv "$out" "$top/build/vm/$1"
	rm -rf "$new"
}

[ $# -gt 0 ] || {
	echo "usage: tests/kernels.sh 6.1|6.12|newest..." >&2
	exit 2
}
for tool in depmod modprobe xz zstd flock; do
	command -v "$tool" >/dev/null ||
		die "$tool is missing; run tests/setup.sh check"
done
mkdir -p "$top/build/vm"
new=
trap 'rm -rf "${new:-$top/build/vm/new}"' EXIT
trap 'exit 1' HUP INT TERM

for name; do
	case $name in
	6.1) suite=bookworm ;;
	6.12) suite=bookworm-backports ;;
	newest) suite=sid ;;
	*) die "unknown kernel $name; there are 6.1, 6.12 and newest" ;;
	esac
	# Runs at the same time take turns, and find the work done.
	exec 9>"$top/build/vm/.$name.lock"
	flock 9
	if [ ! -d "$top/build/vm/$name/builtin" ] ||
		[ "$(cat "$top/build/vm/$name/want")" != "$want $extra" ]; then
		kernel "$name" "$suite"
	fi
	exec 9>&-
done
