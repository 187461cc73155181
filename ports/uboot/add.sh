#!/bin/sh
# SPDX-License-Identifier: MIT
# add.sh UBOOT_DIR BEARSSL_SRC CERT.der - put the command cfsv into U-Boot
#
# UBOOT_DIR/cmd/cfsv gets the command, cfsv's core, what it needs of BearSSL,
# and CERT.der as anchor.der; cmd/Makefile and cmd/Kconfig get a line each. May
# be run again, for a newer cfsv or another certificate.
set -eu

die()
{
	printf 'add.sh: %s\n' "$1" >&2
	printf 'mend: %s\n' "$2" >&2
	exit 1
}

[ $# = 3 ] || {
	echo "usage: ports/uboot/add.sh UBOOT_DIR BEARSSL_SRC CERT.der" >&2
	exit 2
}
uboot=$1 bearssl=$2 cert=$3
top=$(cd "$(dirname "$0")/../.." && pwd)
port=$top/ports/uboot
# The lines of ours, and before which of U-Boot's they go.
# shellcheck disable=SC2016 # variables of make
make_before='obj-$(CONFIG_ARM) += arm/' make_line='obj-$(CONFIG_CMD_CFSV) += cfsv/'
kconfig_before='source "cmd/ti/Kconfig"' kconfig_line='source "cmd/cfsv/Kconfig"'

# --- what is given must be what was meant, before anything is written
for f in cmd/Makefile cmd/Kconfig include/lmb.h include/command.h; do
	[ -f "$uboot/$f" ] || die "$uboot is no source of U-Boot: it has no $f" \
		"give the top of U-Boot's source"
done
# command.c asks one of these two whether memory is free
if grep -q 'lmb_read_check(' "$uboot/include/lmb.h"; then
	found='#define UBOOT_LMB_READ_CHECK'
else
	found='/* lmb_init_and_reserve() */'
	grep -q 'lmb_init_and_reserve(' "$uboot/include/lmb.h" ||
		die "this U-Boot's include/lmb.h is not known to command.c" \
		"use U-Boot 2023.01 or 2025.01, or see uboot_is_free() in \
command.c"
fi
known() # FILE LINE
{
	grep -qxF "$2" "$uboot/$1" ||
		die "this U-Boot's $1 has no line '$2'" \
		"write into add.sh before which line ours goes"
}
known cmd/Makefile "$make_before"
known cmd/Kconfig "$kconfig_before"
[ -f "$bearssl/src/inner.h" ] ||
	die "$bearssl is no source of BearSSL: it has no src/inner.h" \
	"ports/bearssl-source.sh brings it to build/bearssl-src"
make -s --no-print-directory -C "$top" dist
bearssl_list() # OPTIONS: paths below src, without ending
{
	make -s --no-print-directory -C "$top" bearssl-list OPTIONS="$1"
}
host=$(mktemp -d)
trap 'rm -rf "$host"' EXIT
set --
for f in $(bearssl_list ""); do
	set -- "$@" "$bearssl/src/$f.c"
done
${HOSTCC:-cc} -w -I"$top/dist" -I"$bearssl/inc" -I"$bearssl/src" \
	-DCFSV_SHA256_ONLY_PORTABLE -o "$host/anchors" "$port/anchors.c" \
	"$top/dist/cfsv.c" "$@"
"$host/anchors" "$cert" >/dev/null || exit 1

# --- the folder: what else a board keeps there, such as anchors, stays
to=$uboot/cmd/cfsv
rm -rf "$to/bearssl"
mkdir -p "$to/bearssl"
cp "$port/command.c" "$port/anchors.c" "$port/Kconfig" "$port/Makefile" "$to"
cp "$cert" "$to/anchor.der"
printf '/* of U-Boot, made by add.sh */\n%s\n' "$found" >"$to/found.h"
cp "$top/LICENSE" "$top/dist/cfsv.h" "$top/dist/cfsv.c" "$to"
cp "$bearssl"/inc/*.h "$bearssl/src/inner.h" "$bearssl/src/config.h" \
	"$to/bearssl"
echo "/* U-Boot has none: linux/kernel.h has what is in it */" \
	>"$to/bearssl/limits.h"
# of BearSSL all that some choice of options takes
cp "$top/ports/bearssl.mk" "$to"
cp "$top/ports/bearssl_curves.c" "$to/bearssl"
for options in "" CFSV_NO_ECDSA; do
	for f in $(bearssl_list "$options"); do
		cp "$bearssl/src/$f.c" "$to/bearssl"
	done
done

# --- a line in each of U-Boot's two files
insert() # FILE LINE BEFORE
{
	grep -qxF "$2" "$1" && return
	awk -v line="$2" -v before="$3" '$0 == before { print line } { print }' \
		"$1" >"$1.new"
	mv "$1.new" "$1"
}
insert "$uboot/cmd/Makefile" "$make_line" "$make_before"
insert "$uboot/cmd/Kconfig" "$kconfig_line" "$kconfig_before"
