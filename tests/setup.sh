#!/bin/bash
# SPDX-License-Identifier: MIT
# setup.sh GROUP... - install Debian packages: build, check, demo, uboot, bench,
# size, fuzz, prove
# Exit status: 0 all there, 2 usage, 3 not root and something is missing.
set -eu

build="gcc make libc6-dev libbearssl-dev"
# What boots a kernel, and what makes the files that the guest reads.
demo="$build fsverity openssl qemu-system-x86 e2fsprogs cpio xz-utils zstd
	busybox-static kmod musl-tools dpkg-dev ca-certificates"
check="$demo libcmocka-dev valgrind clang clang-format
	shellcheck mandoc keyutils strace xxd g++ fdisk bsdutils libssl-dev
	mmdebstrap procps libsimde-dev dmsetup
	python3 python3-cryptography-vectors qemu-user-static
	gcc-i686-linux-gnu libc6-dev-i386-cross
	gcc-arm-linux-gnueabihf libc6-dev-armhf-cross
	gcc-riscv64-linux-gnu libc6-dev-riscv64-cross
	gcc-aarch64-linux-gnu libc6-dev-arm64-cross
	gcc-arm-none-eabi gcc-riscv64-unknown-elf
	qemu-system-arm qemu-system-misc
	gcc-s390x-linux-gnu libc6-dev-s390x-cross
	clang-19 llvm-19 libclang-rt-19-dev
	lld mtools sbsigntool ovmf qemu-efi-aarch64 u-boot-qemu
	libclang-rt-dev"
# What builds U-Boot, and boots it.
uboot="$build openssl libssl-dev dpkg-dev git bison flex bc
	gcc-aarch64-linux-gnu qemu-system-arm dosfstools mtools e2fsprogs
	erofs-utils"
# Who is measured beside us.
bench="$build fsverity openssl libssl-dev"
# What is compiled to be counted; tests/suite.sh fetches the peers.
size="$build openssl xxd musl-tools dpkg-dev ca-certificates
	gcc-arm-none-eabi gcc-aarch64-linux-gnu"
# What fuzzes.
fuzz="$build clang libclang-rt-dev afl++ libssl-dev libcmocka-dev xxd dpkg-dev
	ca-certificates zip"
# What proves the core.
prove="$build frama-c-base why3 z3 cvc4"

want=
for group; do
	case $group in
	build) want="$want $build" ;;
	check) want="$want $check" ;;
	demo) want="$want $demo" ;;
	uboot) want="$want $uboot" ;;
	bench) want="$want $bench" ;;
	size) want="$want $size" ;;
	fuzz) want="$want $fuzz" ;;
	prove) want="$want $prove" ;;
	*) want=; break ;;
	esac
done
if [ -z "$want" ]; then
	echo "usage: tests/setup.sh build|check|demo|uboot|bench|size|fuzz|prove..." \
		>&2
	exit 2
fi
if ! command -v dpkg-query >/dev/null; then
	echo "setup.sh: not a Debian system; install the like of: $want" >&2
	exit 3
fi

# One query for all of them: it fails, and says so, for those unknown.
# shellcheck disable=SC2086 # a list of words
have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $want \
	2>/dev/null || true)
missing=
for package in $want; do
	case " $missing " in *" $package "*) continue ;; esac
	case "
$have
" in
	*"
installed $package
"*) ;;
	*) missing="${missing:+$missing }$package" ;;
	esac
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ]; then
	echo "setup.sh: packages are missing; run this once:" >&2
	echo "sudo apt-get install --no-install-recommends $missing"
	exit 3
fi

echo "setup.sh: installing $missing" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Another apt may run at this moment: wait for its lock.
# shellcheck disable=SC2086 # a list of words
if ! { apt-get -o DPkg::Lock::Timeout=300 update &&
	apt-get -o DPkg::Lock::Timeout=300 install -y \
		--no-install-recommends $missing; } >"$log" 2>&1 </dev/null
then
	cat "$log" >&2
	echo "setup.sh: cannot install $missing (see above)" >&2
	exit 1
fi
