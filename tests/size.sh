#!/bin/bash
# SPDX-License-Identifier: MIT
# size.sh - what an initrd takes: cfsv-init beside its peers, with libraries
#
# The peers are programs of Debian's packages (sid), with every library that
# they need, directly or not. With the argument `check` only the budget of
# cfsv-init is looked at: status 1 if it is missed. With `code` the SHA-256
# implementations are listed, which needs no network.
set -eu
cd "$(dirname "$0")/.."
budget=65536

# A file of the hashing room: its code and constants, compiled so.
code() # NAME FILE COMPILER FLAGS...
{
	local name=$1 file=$2
	shift 2
	if ! command -v "$1" >/dev/null; then
		printf '%-36s %10s\n' "$name" "not run: no $1"
		return
	fi
	"$@" -std=c99 -I. -c -o "$object" "$file"
	size -A "$object" | awk -v name="$name" '
		$1 ~ /^\.text/ { text += $2 }
		$1 ~ /^\.rodata/ { data += $2 }
		END { printf "%-36s %10d %10d\n", name, text, data }'
}

codes() # FLAG
{
	local arm=aarch64-linux-gnu-gcc
	printf '%-36s %10s %10s\n' "SHA-256, $1" code constants
	code "shared by all" sha256/common.c "$cc" "$1"
	code portable sha256/sha256.c "$cc" "$1"
	code "portable, CFSV_SHA256_SMALL" sha256/sha256.c "$cc" "$1" \
		-DCFSV_SHA256_SMALL
	if [ "$(uname -m)" = x86_64 ]; then
		code shani sha256/sha256_shani.c "$cc" "$1"
		code avx2 sha256/sha256_avx2.c "$cc" "$1"
		code avx512 sha256/sha256_avx512.c "$cc" "$1"
		code "detection" sha256/cpu_x86.c "$cc" "$1"
	else
		arm=$cc
	fi
	code armv8 sha256/sha256_armv8.c "$arm" "$1"
}

init=build/cfsv-init

if [ "${1:-}" = check ]; then
	size=$(stat -c %s $init)
	[ "$size" -le $budget ] || {
		echo "cfsv-init has $size bytes, its budget is $budget" >&2
		exit 1
	}
	exit 0
fi

cc=${CC:-cc}
object=$(mktemp)
trap 'rm -f "$object"' EXIT
echo "Sizes in bytes, $(date -u +%Y-%m-%d), $($cc --version | head -n 1):"
codes -O2
codes -Os
[ "${1:-}" != code ] || exit 0
echo

packages="composefs libcomposefs1 ostree-boot libostree-1-1 libglib2.0-0t64
	libmount1 libblkid1 libselinux1 libpcre2-8-0 libffi8 zlib1g libc6
	libssl3t64 libzstd1 libatomic1 libsystemd0 libgcc-s1 liblzma5
	libcurl4t64 libarchive13t64 libgpgme45 libgpgme11t64 libfuse3-4
	libfuse3-3 libsoup-3.0-0 libavahi-client3 libcap2"
dir=build/sizes
tests/suite.sh sid $dir
known=()
for package in $packages; do
	! APT_CONFIG=$dir/apt.conf apt-cache show "$package" \
		>/dev/null 2>&1 || known+=("$package")
done
tests/suite.sh sid $dir "${known[@]}"
root=$dir/root

# The file of a library's name (soname) in the unpacked packages.
library() # NAME
{
	local file
	file=$(find $root/ -name "$1" -path '*/x86_64-linux-gnu/*' | head -n 1)
	[ -n "$file" ] || {
		echo "size.sh: no package of this script has $1" >&2
		exit 3
	}
	readlink -f "$file"
}

# All libraries that a program needs, one a line.
libraries() # FILE
{
	local todo=("$1") seen=" " file name
	while [ ${#todo[@]} -gt 0 ]; do
		file=${todo[0]}
		todo=("${todo[@]:1}")
		while read -r name; do
			case $seen in *" $name "*) continue ;; esac
			seen="$seen$name "
			file=$(library "$name")
			echo "$file"
			todo+=("$file")
		done < <(readelf -d "$file" |
			sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
	done
}

row() # NAME FILE
{
	local own libs count=0 file
	own=$(stat -L -c %s "$2")
	libs=0
	while read -r file; do
		libs=$((libs + $(stat -c %s "$file")))
		count=$((count + 1))
	done < <(libraries "$2")
	printf '%-36s %10d %6d %12d %12d %8.1f\n' "$1" "$own" $count $libs \
		$((own + libs)) \
		"$(awk "BEGIN { print ($own + $libs) / $(stat -c %s $init) }")"
}

version()
{
	APT_CONFIG=$dir/apt.conf apt-cache show "$1" |
		sed -n 's/^Version: //p' | head -n 1
}
find_program()
{
	find $root/ -name "$1" -type f | head -n 1
}
echo "Sizes in bytes, $(date -u +%Y-%m-%d), x86-64, stripped:"
printf '%-36s %10s %6s %12s %12s %8s\n' program itself libs "of libs" total \
	times
row "cfsv-init, static" $init
row "mount.composefs $(version composefs)" "$(find_program mount.composefs)"
row "ostree-prepare-root $(version ostree-boot)" \
	"$(find_program ostree-prepare-root)"
echo "budget of cfsv-init: $budget"
