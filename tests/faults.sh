#!/bin/bash
# SPDX-License-Identifier: MIT
# faults.sh - each system call and allocation of the tool fails, one at a time:
# faults.sh [all|write] [host|guest]
#
# Each command runs once for each fault of each of its calls (faults/inject.c),
# and what it leaves is judged (faults/state.sh). With `all`: every errno, not
# only the most likely ones, and in a guest what needs fs-verity. With `write`
# the table in ASSURANCE.md is made as well.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
few=-q
mode=${1:-}
part=${2:-}
[ -z "$mode" ] || few=

[ "$(uname -m)" = x86_64 ] || {
	skip "faults" "the injector is for x86-64"
	summary
	exit
}
base=/dev/shm
[ -w $base ] || base=
dir=$(mktemp -d ${base:+-p "$base"})
trap 'rm -rf "$dir"' EXIT
root=$PWD
make -s build/faults/inject build/faults/alloc.so build/cfsv || {
	fail "faults" "cannot be built"
	summary
	exit
}
export TOOL=$root/build/cfsv DATA=$dir/data WORK=$dir/work
mkdir "$DATA" "$dir/own"
cd "$DATA" || exit 1
new_cert alice rsa2048
new_cert bob rsa2048
head -c 300000 /dev/urandom >image
head -c 300000 /dev/urandom >old
"$TOOL" seal image --key=bob.key --cert=bob.crt >/dev/null
mv image.sig bob.sig
for name in image old; do
	"$TOOL" seal $name --key=alice.key --cert=alice.crt >/dev/null
done
head -c 3000000 /dev/urandom >large
fsverity sign image direct.sig --key=alice.key --cert=alice.crt >/dev/null
mkdir anchors && cp alice.spki bob.crt anchors
for n in 1 2 3; do head -c $((n * 3000)) /dev/urandom >small$n; done
pin=$("$TOOL" digest image | cut -d' ' -f1)
cd "$root" || exit 1

from_start() # PROGRAM: main's address less that of _start
{
	local main start
	main=$(nm "$1" | awk '$3 == "main" { print $1 }')
	start=$(nm "$1" | awk '$3 == "_start" { print $1 }')
	echo $((16#$main - 16#$start))
}

# One command under all faults: its last line is kept for the table.
under_faults() # SCENARIO [OPTION-OF-INJECT...] -- ARG...
{
	local name=$1 options=()
	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	build/faults/inject -s "$(from_start "$cfsv")" -d "$dir/own" \
		-p "$root/build/faults/alloc.so" ${few:+"$few"} \
		-b "sh tests/faults/state.sh bring $name" \
		-a "sh tests/faults/state.sh judge $name" "${options[@]}" \
		-- "$cfsv" "$@"
}

faults() # NAME SCENARIO [OPTION-OF-INJECT...] -- ARG...
{
	local name=$1 out
	shift
	if out=$(under_faults "$@" 2>&1); then
		pass
	else
		fail "faults: $name" "$(tail -n 40 <<<"$out")"
	fi
	printf '%s: %s\n' "$name" "$(tail -n 1 <<<"$out")" >>"$dir/host.rows"
}

all_faults()
{
	faults "verify a pair" verify -c -- \
		verify "$WORK/image" --trust="$DATA/alice.spki"
	faults "verify against a folder of anchors" verify -- \
		verify "$WORK/image" --trust="$DATA/anchors"
	faults "verify a pin" verify -c -- \
		verify "$WORK/image" --digest="$pin"
	faults "verify a signature that is direct" verify -c -- \
		verify "$WORK/image" --signature="$DATA/direct.sig" \
		--trust="$DATA/alice.spki"
	faults "verify while files change" verify-meanwhile \
		-m "cp $DATA/old $WORK/image" \
		-m "mv $WORK/image.sig $WORK/x; cp $DATA/bob.sig $WORK/image.sig" \
		-m "cp $DATA/old.digest $WORK/image.digest" \
		-m ": >$WORK/image" -m "rm $WORK/image" \
		-m "mv $WORK/image $WORK/x; ln -s $DATA/old $WORK/image" \
		-m "echo more >>$WORK/image" -- \
		verify "$WORK/image" --trust="$DATA/alice.spki"
	faults "digest" verify -- digest "$WORK/image"
	faults "digest of many files" verify -k -- digest --threads=2 \
		"$DATA"/small[123] "$DATA/large" "$WORK/image"
	faults "digest, tree and descriptor" verify -- digest \
		--out-merkle-tree="$WORK/t" --out-descriptor="$WORK/d" \
		"$WORK/image"
	faults "explain" verify -- explain "$WORK/image.sig"
	faults "measure without fs-verity" verify -n 3 -- measure "$WORK/image"
	faults "enable without fs-verity" verify -n 3 -- enable "$WORK/image"
	faults "deploy" deploy -- deploy "$WORK/image" "$WORK/to" --no-verity
	faults "deploy while files change" deploy-meanwhile \
		-m "cp $DATA/old $WORK/image" -m ": >$WORK/image" \
		-m "cp $DATA/old.digest $WORK/image.digest" \
		-m "cp $DATA/old.sig $WORK/image.sig" -- \
		deploy "$WORK/image" "$WORK/to" --no-verity
	faults "deploy, to repair" deploy-repair -- \
		deploy "$WORK/image" "$WORK/to" --no-verity
	faults "seal" seal-first -- seal "$WORK/image" \
		--key="$DATA/alice.key" --cert="$DATA/alice.crt"
	faults "seal again by another key" seal-again -- seal "$WORK/image" \
		--key="$DATA/alice.key" --cert="$DATA/alice.crt"
	faults "seal a changed image" seal-changed -- seal "$WORK/image" \
		--key="$DATA/alice.key" --cert="$DATA/alice.crt"
	faults "seal without a key" seal-unsigned -- seal "$WORK/image"
}

# shellcheck source=tests/faults/broken.sh
. tests/faults/broken.sh
# shellcheck source=tests/faults/guest.sh
. tests/faults/guest.sh

on_host()
{
	cfsv=$root/build/cfsv
	all_faults
	cat "$dir/host.rows"
	all_broken
	all_broken_core
}

mkdir -p "$dir/copy/build" "$dir/copy/tests"
cp -a Makefile cfsv.c cfsv.h pkcs7 sha256 ports "$dir/copy"
cp -a tests/*.mk "$dir/copy/tests"
cp -a build/cfsv.o build/libcfsv.a build/options build/pkcs7 build/sha256 \
	"$dir/copy/build"
cp -a build/ports build/cfsv "$dir/copy/build"
[ "$part" = guest ] || on_host
[ -n "$few" ] || [ "$part" = host ] || in_guests
# The rows of a part stay in build/faults, so that each can be made anew.
rows() # PART LINUX
{
	[ -s "$dir/$1.rows" ] || return 0
	{
		# shellcheck disable=SC2016 # `make faults` is text
		printf 'Measured by `make faults` on %s, commit %s, Linux %s.\n\n' \
			"$(date +%F)" "$(git describe --always --dirty)" "$2"
		echo '| command | calls | allocations | faults | ended 0 | 1 | 3 | bad |'
		echo '|---|---|---|---|---|---|---|---|'
		sed -E 's/^([^:]*): ([0-9]+) calls, ([0-9]+) allocations, ([0-9]+) faults: ([0-9]+) ended 0, ([0-9]+) ended 1, ([0-9]+) ended 3, .*; ([0-9]+) bad$/| \1 | \2 | \3 | \4 | \5 | \6 | \7 | \8 |/' \
			"$dir/$1.rows"
	} >"build/faults/$1.table"
}

publish()
{
	rows host "$(uname -r)"
	rows guest "$(cat build/vm/6.12/release), in a guest"
	cat build/faults/host.table
	[ ! -e build/faults/guest.table ] || {
		echo
		cat build/faults/guest.table
	}
}
if [ "$mode" = write ]; then
	publish | tests/publish.sh tests/ASSURANCE.md faults
fi
summary
