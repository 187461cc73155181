#!/bin/sh
# SPDX-License-Identifier: MIT
# anchors.sh FILE.der... - trust anchors as C, for command.c
set -eu

die()
{
	printf 'cfsv: CONFIG_CMD_CFSV_ANCHORS: %s\n' "$1" >&2
	printf 'mend: %s\n' "$2" >&2
	exit 1
}

[ $# -gt 0 ] || die "it names no file" \
	"give a certificate or public key in DER; without one nothing verifies"
echo "/* made by anchors.sh */"
n=0
list=
for file; do
	[ -r "$file" ] || die "$file cannot be read" "check the path"
	# DER begins with a SEQUENCE, PEM with a dash
	case $(od -An -tx1 -N1 "$file") in
	*30*) ;;
	*) die "$file is not DER" "openssl x509 -in CERT.pem -outform DER" ;;
	esac
	n=$((n + 1))
	echo "static const uint8_t anchor_${n}[] = {"
	od -An -v -tx1 "$file" | sed 's/ \(..\)/0x\1,/g'
	echo "};"
	list="$list	{\"$(basename "$file")\", anchor_$n, sizeof(anchor_$n)},
"
done
printf 'static const struct uboot_anchor uboot_anchors[] = {\n%s};\n' "$list"
