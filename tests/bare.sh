#!/bin/bash
# SPDX-License-Identifier: MIT
# bare.sh [BUILD...] - ports/bare/ in QEMU: an image in flash, vectors, faults
#
# What the host's tool says of the same files is what each machine must say.
# shellcheck disable=SC2016 # scripts in single quotes are meant so
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
make -s build/cfsv || exit 1
declare -A compiler=([cortex-m3]=arm-none-eabi-gcc
	[cortex-m4]=arm-none-eabi-gcc [aarch64]=aarch64-linux-gnu-gcc
	[rv64]=riscv64-unknown-elf-gcc [rv32]=riscv64-unknown-elf-gcc)
declare -A emulator=([cortex-m3]=arm [cortex-m4]=arm [aarch64]=aarch64
	[rv64]=riscv64 [rv32]=riscv32)

# --- files, good and bad: NAME, and with it NAME.digest and NAME.sig
(
	cd "$dir" || exit 1
	new_cert rsa rsa2048
	new_cert other rsa2048
	new_cert p256 P-256
	for key in rsa p256; do
		seq 30000 | sed "s/$/ $key/" >"$key-good"
		"$OLDPWD/build/cfsv" seal "$key-good" --key="$key.key" \
			--cert="$key.crt" >/dev/null
	done
)
tampered() # NAME FILE BYTE: rsa-good with one byte of one file changed
{
	local end
	for end in "" .digest .sig; do
		cp "$dir/rsa-good$end" "$dir/$1$end"
	done
	flip "$dir/$1$2" "$3"
}
tampered image "" 0
tampered end "" $(($(stat -c %s "$dir/rsa-good") - 1))
tampered digest .digest 31
tampered signature .sig $(($(stat -c %s "$dir/rsa-good.sig") - 1))
tampered version .sig 25
tampered empty "" 0
: >"$dir/empty.sig"
tampered short "" 0
head -c 31 "$dir/rsa-good.digest" >"$dir/short.digest"

# By the tool, and by the program on the machine: the same number
example() # BUILD MACHINE IMAGE CERTIFICATE NUMBER
{
	local name="$1 on $2: $3, trusting $4"
	if [ "$5" = 0 ]; then
		expect "$name, on the host" 0 '^verified-once: ' build/cfsv \
			verify "$dir/$3" --trust="$dir/$4.crt"
	else
		expect "$name, on the host" 1 "\[$5 CFSV_E_" build/cfsv \
			verify "$dir/$3" --trust="$dir/$4.crt"
	fi
	expect "$name: builds" 0 '^$' make -s bare BARE="$1" \
		CERT="$dir/$4.crt" IMAGE="$dir/$3"
	expect "$name" $(($5 != 0)) "^(not )?verified: $5\$" \
		ports/bare/run.sh "$2" "build/bare/$1/example.elf"
}

# The vectors' lines, and then the use of the stack
vectors() # BUILD MACHINE
{
	local elf=build/bare/$1/vectors.elf host=build/bare/$1/vectors.host
	expect "$1: the vectors build" 0 '^$' make -s bare-vectors BARE="$1"
	"$host" >"$dir/host"
	ports/bare/run.sh "$2" "$elf" >"$dir/log" 2>&1
	grep -v '^stack used: ' "$dir/log" >"$dir/said"
	check "$1: the vectors' verdicts are right here" \
		grep -Eqx '[0-9]+ cases, 0 wrong' "$dir/host"
	expect "$1: the vectors' output is the host's" 0 '^$' \
		sh -c 'diff "$1" "$2" | head -n 6' sh "$dir/said" "$dir/host"
	check "$1: 8 KiB of stack are enough" test \
		"$(sed -n 's/^stack used: //p' "$dir/log")" -le 8192
	printf 'tested: %s: %s\n' "$1" "$(tail -n 2 "$dir/log" | paste -sd,)"
}

# Each of tests/bare/ ends in a fault: no verdict, and no machine that hangs
faults() # BUILD MACHINE
{
	local program
	expect "$1: what faults builds" 0 '^$' make -s "bare-faults-$1"
	for program in tests/bare/*.c; do
		program=$(basename "$program" .c)
		expect "$1 on $2: $program.c is a fault" 3 '^fault: ' \
			ports/bare/run.sh "$2" "build/bare/$1/$program.elf"
	done
}

can_run() # NAME MACHINE
{
	local program
	for program in "${compiler[$2]}" "qemu-system-${emulator[$2]}"; do
		command -v "$program" >/dev/null && continue
		skip "$1" "$program is not installed"
		return 1
	done
}

if ! ports/bearssl-source.sh >"$dir/log" 2>&1; then
	skip "ports/bare" "BearSSL's source: $(tail -n 2 "$dir/log")"
	summary
	exit
fi
# ports/README.md's walk-through, literally, in an empty folder
walk()
{
	awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' \
		ports/README.md >"$dir/walk.sh"
	mkdir "$dir/walk"
	expect "ports/README.md's walk-through" 0 '^[0-9]+ cases, 0 wrong$' \
		env CFSV="$PWD" sh -euc 'cd "$1" && . "$2"' sh \
		"$dir/walk" "$dir/walk.sh"
}

if [ $# = 0 ] && can_run "ports/README.md's walk-through" cortex-m4; then
	walk
fi
[ $# -gt 0 ] ||
	set -- cortex-m3 cortex-m4 aarch64 rv64 rv32 cortex-m4-rsa cortex-m4-p256
for build; do
	machine=${build%-rsa}
	machine=${machine%-p256}
	can_run "$build" "$machine" || continue
	if [ "$build" != "$machine" ]; then # the smallest, for one kind of key
		example "$build" "$machine" "${build##*-}-good" \
			"${build##*-}" 0
		vectors "$build" "$machine"
		continue
	fi
	while read -r image cert number; do
		example "$build" "$machine" "$image" "$cert" "$number"
	done <<-EOF
		rsa-good rsa 0
		p256-good p256 0
		image rsa -106
		end rsa -106
		digest rsa -602
		signature rsa -602
		version rsa -505
		empty rsa -501
		short rsa -105
		rsa-good other -601
		rsa-good p256 -601
	EOF
	vectors "$build" "$machine"
	faults "$build" "$machine"
	[ "$build" = aarch64 ] || continue
	for level in aarch64-el2 aarch64-el3; do # as reset or firmware has it
		example "$build" "$level" rsa-good rsa 0
		faults "$build" "$level"
	done
done
summary
