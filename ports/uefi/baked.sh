#!/bin/sh
# SPDX-License-Identifier: MIT
# baked.sh OUT.c ANCHOR CERT... - what the build fixes in cfsv.efi, as C
#
# ANCHOR is the program of ports/anchor.c, with the core that cfsv.efi has.
# Trust anchors: certificates or public keys, DER or PEM, one a file. From the
# environment: EFI_OPTIONS, the payload's load options; EFI_WAIT, seconds; and
# EFI_VOLUME, yes or no: is the payload told which volume it is from. OUT.c is touched only if it changes.
set -eu

die() # WHAT MEND
{
	printf 'cfsv.efi: %s\ncfsv.efi: mend: %s\n' "$1" "$2" >&2
	exit 1
}

out=$1 anchor=$2
shift 2
[ $# -gt 0 ] || die "no trust anchor was given" \
	"make uefi CERT=cert.pem (certificates or public keys, PEM or DER)"
[ $# -le 16 ] || die "these are $# trust anchors; at most 16 fit" \
	"leave some out"
case ${EFI_WAIT:=0} in
0?* | *[!0-9]* | ????*) # 010 would be octal in C
	die "EFI_WAIT=$EFI_WAIT is no number of seconds up to 999" \
		"EFI_WAIT=10" ;;
esac
case ${EFI_VOLUME:=no} in
yes) tells=1 ;;
no) tells=0 ;;
*) die "EFI_VOLUME=$EFI_VOLUME is neither yes nor no" "EFI_VOLUME=no" ;;
esac
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
: "${EFI_OPTIONS:=}"
printf '%s' "$EFI_OPTIONS" |
	iconv -f UTF-8 -t UTF-16LE >"$tmp/options" 2>/dev/null ||
	die "EFI_OPTIONS cannot be made UTF-16" \
		"give it as UTF-8; this also needs iconv"

# One anchor as DER. A file with two would lose one: PEM is read up to its end.
der() # FILE
{
	[ -r "$1" ] || die "$1 cannot be read" "check CERT"
	if ! grep -q -e '-----BEGIN' "$1"; then
		cp "$1" "$tmp/der"
		return
	fi
	[ "$(grep -c -e '-----BEGIN' "$1")" -eq 1 ] ||
		die "$1 holds more than one thing" "give one anchor a file"
	openssl x509 -in "$1" -outform DER -out "$tmp/der" 2>/dev/null ||
		openssl pkey -pubin -in "$1" -outform DER -out "$tmp/der" \
			2>/dev/null ||
		die "$1 is neither a certificate nor a public key" \
			"keep private keys away from verifiers: give the \
certificate"
}

# cfsv.efi starts nothing with an anchor that its core does not take.
usable() # FILE
{
	why=$("$anchor" "$tmp/der" 2>&1) ||
		die "$1: ${why%; mend: *}" "${why##*; mend: }"
}

bytes() # TYPE: the numbers of standard input, as C; u1 or u2
{
	od -An -v -t"$1" -w16 --endian=little | sed 's/ *\([0-9]*\) */\1, /g'
}

{
	echo '/* made by baked.sh */'
	echo '#include "uefi.h"'
	n=0
	for cert; do
		der "$cert"
		usable "$cert"
		echo "static const uint8_t baked_${n}[] = {"
		bytes u1 <"$tmp/der"
		echo '};'
		n=$((n + 1))
	done
	echo "const struct uefi_der uefi_anchors[] = {"
	for i in $(seq 0 $((n - 1))); do
		echo "{baked_$i, sizeof(baked_$i)},"
	done
	echo '};'
	echo "const size_t uefi_anchor_count = $n;"
	echo 'const uint16_t uefi_options[] = {'
	bytes u2 <"$tmp/options"
	echo '0};'
	size=0
	[ -z "$EFI_OPTIONS" ] || size='sizeof(uefi_options)'
	echo "const uint32_t uefi_options_size = $size;"
	echo "const size_t uefi_wait_seconds = $EFI_WAIT;"
	echo "const int uefi_tells_volume = $tells;"
} >"$tmp/out"
cmp -s "$tmp/out" "$out" || cp "$tmp/out" "$out"
