#!/bin/bash
# SPDX-License-Identifier: MIT
# bare.sh [BUILD...] - ports/bare/ in QEMU: an image in flash, and the vectors
#
# What the host's tool says of the same files is what each machine must say.
# shellcheck disable=SC2016 # scripts in single quotes are meant so
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
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
tampered version .sig 23
tampered empty "" 0
: >"$dir/empty.sig"
tampered short "" 0
head -c 31 "$dir/rsa-good.digest" >"$dir/short.digest"

# What the program must say of an image, by the tool's own verdict
verdict() # IMAGE CERTIFICATE
{
	local out
	if out=$(build/cfsv verify --measure=compute "$dir/$1" \
		--trust="$dir/$2.crt" 2>&1); then
		echo "verified: 0"
	else
		sed -n 's/.*\[\(-[0-9]*\) CFSV_E_.*/not verified: \1/p' \
			<<<"$out" | head -n 1
	fi
}

example() # BUILD MACHINE IMAGE CERTIFICATE
{
	local said status=1
	said=$(verdict "$3" "$4")
	[ "$said" != "verified: 0" ] || status=0
	expect "$1: builds with $3" 0 '^$' make -s bare BARE="$1" \
		CERT="$dir/$4.crt" IMAGE="$dir/$3"
	expect "$1: $3, trusting $4, as on the host" "$status" "^$said\$" \
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

can_run() # MACHINE
{
	local program
	for program in "${compiler[$1]}" "qemu-system-${emulator[$1]}"; do
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
make -s build/cfsv || exit 1
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

if [ $# = 0 ] && can_run cortex-m4; then
	walk
fi
[ $# -gt 0 ] ||
	set -- cortex-m3 cortex-m4 aarch64 rv64 rv32 cortex-m4-rsa cortex-m4-p256
for build; do
	machine=${build%-rsa}
	machine=${machine%-p256}
	can_run "$machine" || continue
	if [ "$build" != "$machine" ]; then # the smallest, for one kind of key
		example "$build" "$machine" "${build##*-}-good" "${build##*-}"
		vectors "$build" "$machine"
		continue
	fi
	example "$build" "$machine" rsa-good rsa
	example "$build" "$machine" p256-good p256
	for image in image end digest signature version empty short; do
		example "$build" "$machine" "$image" rsa
	done
	example "$build" "$machine" rsa-good other
	vectors "$build" "$machine"
done
summary
