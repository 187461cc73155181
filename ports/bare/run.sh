#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh MACHINE PROGRAM.elf - run it in QEMU, for a minute at most
#
# The exit status is that of its main(); 3 is a fault, 124 that time was up.
# aarch64 starts at EL1, aarch64-el2 and -el3 at a higher exception level.
set -eu
machines="cortex-m3 cortex-m4 aarch64 aarch64-el2 aarch64-el3 rv64 rv32"
if [ $# != 2 ]; then
	echo "usage: run.sh MACHINE PROGRAM.elf, with one of: $machines" >&2
	exit 2
fi
machine=$1 program=$2
case $machine in
cortex-m3) set -- arm -M mps2-an385 ;;
cortex-m4) set -- arm -M mps2-an386 ;;
aarch64) set -- aarch64 -M virt -cpu cortex-a53 -m 64 ;;
aarch64-el2) set -- aarch64 -M virt,virtualization=on -cpu cortex-a53 -m 64 ;;
aarch64-el3) set -- aarch64 -M virt,secure=on -cpu cortex-a53 -m 64 ;;
rv64) set -- riscv64 -M virt -bios none ;;
rv32) set -- riscv32 -M virt -bios none ;;
*)
	echo "run.sh: no machine $machine: give one of: $machines" >&2
	exit 2
	;;
esac
qemu=qemu-system-$1
shift
case $machine in
rv*) set -- "$@" -serial stdio ;;
*) # semihosting's output, which is else on standard error
	set -- "$@" -serial none -chardev stdio,id=out \
		-semihosting-config enable=on,target=native,chardev=out
	;;
esac
exec timeout 60 "$qemu" "$@" -display none -monitor none -kernel "$program" \
	</dev/null
