#!/bin/bash
# SPDX-License-Identifier: MIT
# uboot_build.sh - U-Boot for QEMU's arm64 with the command cfsv, in build/uboot
#
#	plain.bin	as Debian configures it, without the command
#	small.bin	with it: RSA, P-256, SHA-256, and no words
#	readme.bin	with it, as ports/uboot/README.md says, and readme.config
#	u-boot.bin	with it, and without OPTIONS
#	vectors.bin	with a command that runs tests/vectors too
#	mkimage		U-Boot's own
#	src/		its source, from Debian, with the command
#	keys/		the anchors that are compiled in: rsa, p256; and p384, with
#			which no U-Boot is built that leaves P-384 out
#
# All of it is made anew if something that went into it is different: a minute;
# two the first time.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=tests/harness.sh
. tests/harness.sh
here=$PWD
out=$here/build/uboot

for tool in aarch64-linux-gnu-gcc bison flex openssl; do
	command -v "$tool" >/dev/null || {
		echo "uboot_build.sh: $tool is missing: tests/setup.sh uboot" >&2
		exit 3
	}
done
mkdir -p "$out/keys"
ports/bearssl-source.sh
[ -d "$out/src" ] || ports/debian-source.sh u-boot "$out/src"
if [ ! -e "$out/keys/p384.der" ]; then
	# RSA 4096: a signature file of more than one sector. Of a smaller one
	# U-Boot's ext4 does not see that it cannot be read.
	(cd "$out/keys" && new_cert rsa rsa4096 && new_cert p256 P-256 &&
		new_cert p384 P-384 &&
		openssl rsa -in rsa.key -outform DER -out private.der \
			2>/dev/null)
fi

make -s vectors
vectors=(tests/vectors/{run.c,run.h,case.h,lines.h} build/vectors/cases.h
	tests/guest/uboot_vectors.c)
key=$(cat ports/uboot/* tests/uboot_build.sh "$out"/keys/*.der \
	cfsv.[ch] sha256/* pkcs7/* Makefile ports/*.* "${vectors[@]}" | sha256sum)
[ "$(cat "$out/key" 2>/dev/null)" != "$key" ] || exit 0

p384=$out/keys/p384.der
small="CFSV_NO_MESSAGES CFSV_NO_SHA512 CFSV_NO_P384 CFSV_NO_P521"

# The README's lines of configuration, for QEMU's disk.
sed -n 's/^ *\(\(# \)*CONFIG_.*\)/\1/p' ports/uboot/README.md |
	sed 's/ mmc 0:1 / virtio 0 /' >"$out/readme.lines"
# What the tests want beside them: EROFS in each.
erofs=(CONFIG_FS_EROFS=y CONFIG_CMD_EROFS=y)
all=(CONFIG_CMD_CFSV_OPTIONS='""'
	CONFIG_CMD_CFSV_ANCHORS="\"$out/keys/rsa.der $out/keys/p256.der\"")
uboot()
{
	make -s -C "$out/src" O="$out/obj" CROSS_COMPILE=aarch64-linux-gnu- \
		-j"$(nproc)" "$@" </dev/null
}
build() # NAME [LINE...]: these lines of configuration too
{
	local name=$1
	shift
	uboot qemu_arm64_defconfig &&
		cat "$out/readme.lines" >>"$out/obj/.config" &&
		printf '%s\n' "${erofs[@]}" "$@" >>"$out/obj/.config" &&
		uboot olddefconfig && uboot all &&
		cp "$out/obj/u-boot.bin" "$out/$name.bin"
}

log=$out/log
rm -rf "$out/src/cmd/cfsv" # the vectors of last time
ports/uboot/add.sh "$out/src" build/bearssl-src "$out/keys/rsa.der"
if ! {
	build plain '# CONFIG_CMD_CFSV is not set' &&
		build readme && cp "$out/obj/.config" "$out/readme.config" &&
		build small "CONFIG_CMD_CFSV_OPTIONS=\"$small\"" &&
		! build none "CONFIG_CMD_CFSV_ANCHORS=\"$p384\"" &&
		build u-boot "${all[@]}" &&
		cp "${vectors[@]}" "$out/src/cmd/cfsv" &&
		build vectors "${all[@]}"
} >"$log" 2>&1; then
	cat "$log" >&2
	exit 1
fi
if grep -A5 -E 'cmd/cfsv/.*(warning|error)' "$log" >&2; then
	echo "uboot_build.sh: the command does not compile cleanly" >&2
	exit 1
fi
cp "$out/obj/tools/mkimage" "$out"
echo "$key" >"$out/key"
