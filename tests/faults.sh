#!/bin/bash
# SPDX-License-Identifier: MIT
# faults.sh - each system call and allocation of the tool fails, one at a time:
# faults.sh [all|write]
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
	printf '%s: %s\n' "$name" "$(tail -n 1 <<<"$out")" >>"$dir/table"
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

cfsv=$root/build/cfsv
all_faults
cat "$dir/table"

# --- each of these broken copies of the port must be found
broken() # NAME FILE SED-SCRIPT SCENARIO [OPTION...] -- ARG...
{
	local name=$1 file=$2 script=$3 out
	shift 3
	break_file "broken: $name" "$dir/copy" "$file" "$script" || return
	if ! make -s -C "$dir/copy" build/cfsv 2>/dev/null; then
		fail "broken: $name" "the copy cannot be built"
	else
		cfsv=$dir/copy/build/cfsv
		if out=$(under_faults "$1" -1 "${@:2}" 2>&1); then
			fail "broken: $name" "it was not found"
		elif grep -q ', 0 faults' <<<"$out"; then
			fail "broken: $name" "no faults: $out"
		else
			pass
		fi
	fi
	cp "$root/$file" "$dir/copy/$file"
}

all_broken()
{
	broken "a failed read is taken for the end" ports/linux/parallel.c \
		'/return CFSV_E_READ;/s/CFSV_E_READ/CFSV_OK/' \
		verify -- digest "$WORK/image"
	broken "a file that shrinks is taken as it is" ports/linux/parallel.c \
		'/return CFSV_E_SHRANK;/s/CFSV_E_SHRANK/CFSV_OK/' \
		verify-meanwhile -m ": >$WORK/image" -- digest "$WORK/image"
	broken "an interrupted read is a failure" ports/linux/parallel.c \
		's/n < 0 && errno == EINTR/0/' verify -- \
		verify "$WORK/image" --trust="$DATA/alice.spki"
	broken "a short write is taken for all" ports/linux/file.c \
		's/^\t\tlen -= (size_t)n;/\t\tlen = 0;/' deploy -- \
		deploy "$WORK/image" "$WORK/to" --no-verity
	broken "a descriptor stays open" ports/linux/file.c \
		'/"fstat", name/,/close/s/close(opened);//' verify -- \
		verify "$WORK/image" --trust="$DATA/alice.spki"
	broken "memory is not freed after a failure" ports/linux/file.c \
		'/^\tif (err != CFSV_OK) {/{n;s/free(buf);//}' verify -- \
		verify "$WORK/image" --trust="$DATA/alice.spki"
	broken "no memory, and it is used" ports/linux/trust.c \
		's/ || !copy//' verify -- \
		verify "$WORK/image" --trust="$DATA/alice.spki"
	broken "a failed fsync is no failure" ports/linux/file.c \
		's/return cfsv_fault_sys(f, CFSV_E_IO, "fsync", "the folder")/return CFSV_OK/' \
		deploy -- deploy "$WORK/image" "$WORK/to" --no-verity
	broken "a new file is left behind" ports/linux/deploy.c \
		'/gone by now/,/unlinkat/s/unlinkat(.*);//' deploy -- \
		deploy "$WORK/image" "$WORK/to" --no-verity
	broken "IMAGE appears first" ports/linux/deploy.c \
		's/^\t\terr = deploy_put_digest(d, f);/\t\terr = deploy_put_image(d, f);/;
		s/^\terr = deploy_put_image(d, f);/\terr = deploy_put_digest(d, f);/' \
		deploy -- deploy "$WORK/image" "$WORK/to" --no-verity
	broken "the old signature goes first" ports/linux/seal.c \
		's/return seal_same(n, digest)/return 0/' seal-again -- \
		seal "$WORK/image" --key="$DATA/alice.key" \
		--cert="$DATA/alice.crt"
}

# The same for the library: one file of it is broken, test_faults must see it.
broken_core() # NAME FILE SED-SCRIPT TEST-THAT-FAILS
{
	local changed=$dir/core/$2
	mkdir -p "$dir/core"
	cp -a cfsv.h sha256 pkcs7 "$dir/core"
	cp cfsv.c "$dir/core"
	break_file "broken: $1" "$dir/core" "$2" "$3" || return
	if ! gcc -std=c99 -w -O1 -I"$dir/core" -Itests -o "$dir/test_faults" \
		"$changed" tests/test_faults.c tests/sign.c build/libcfsv.a \
		-lbearssl -lcmocka; then
		fail "broken: $1" "the copy cannot be built"
	else
		# shellcheck disable=SC2016 # for the inner shell
		expect "broken: $1" 1 "FAILED  . $4" \
			sh -c '"$1" || exit 1' sh "$dir/test_faults"
	fi
	rm -rf "$dir/core"
}

all_broken_core()
{
	broken_core "the end of the image is not looked for" sha256/measure.c \
		's/return CFSV_E_SHRANK;/return CFSV_OK;/' measuring_
	broken_core "an answer that is too long is taken" sha256/measure.c \
		's/> want ? CFSV_E_READ_OVERRUN/> want ? CFSV_OK/' measuring_
	broken_core "a callback that failed is asked no more" sha256/measure.c \
		'0,/if (err == CFSV_OK)/s//if (1)/' \
		measuring_
	broken_core "the image is not compared" cfsv.c \
		's/if (memcmp(expected->bytes.*/if (0)/' a_verdict_
	broken_core "the arithmetic's failure is passed over" pkcs7/check.c \
		'/err = crypto->rsa_public/,/return err;/s/return err;/return CFSV_OK;/' \
		every_failure_of_the_arithmetic
	broken_core "a block is not compared" sha256/reader.c \
		's/if (memcmp(own, hash.*/if (0)/' a_reader_
}

mkdir -p "$dir/copy/build" "$dir/copy/tests"
cp -a Makefile cfsv.c cfsv.h pkcs7 sha256 ports "$dir/copy"
cp -a tests/*.mk "$dir/copy/tests"
cp -a build/cfsv.o build/libcfsv.a build/options build/pkcs7 build/sha256 \
	"$dir/copy/build"
cp -a build/ports build/cfsv "$dir/copy/build"
all_broken
all_broken_core

# --- and where the kernel has fs-verity: the same in a guest
guest()
{
	local out line why
	command -v qemu-system-x86_64 >/dev/null || {
		skip "faults with fs-verity" "qemu is not installed"
		return
	}
	why=$(tests/kernels.sh 6.12 2>&1) || {
		skip "faults with fs-verity" "no kernel: ${why##*$'\n'}"
		return
	}
	tests/peers.sh >/dev/null || {
		skip "faults with fs-verity" "mkcomposefs could not be fetched"
		return
	}
	cd "$DATA" || exit 1
	mkdir -p tree objects
	echo small >tree/small
	head -c 20000 /dev/urandom >tree/large
	"$root/build/peers/bin/mkcomposefs" --digest-store=objects tree \
		image.cfs
	"$TOOL" seal image.cfs --key=alice.key --cert=alice.crt >/dev/null
	cd "$root" || exit 1
	from_start "$TOOL" >"$DATA/from_start"
	out=$(VM_TIMEOUT=${VM_TIMEOUT:-3000} tests/vm.sh 6.12 \
		tests/guest/faults.sh tests/guest/harness.sh "$TOOL" \
		build/faults/inject build/faults/alloc.so \
		tests/faults/state.sh "$(command -v keyctl)" "$DATA" 2>&1)
	line=$(tail -n 1 <<<"$out")
	if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skip ]]
	then
		grep -v '^table: ' <<<"$out" | head -n -1
		sed -n 's/^table: //p' <<<"$out" | tee -a "$dir/table"
		passed=$((passed + BASH_REMATCH[1]))
		failed=$((failed + BASH_REMATCH[2]))
		skipped=$((skipped + BASH_REMATCH[3]))
	else
		fail "faults with fs-verity" "$(tail -n 30 <<<"$out")"
	fi
}
[ -n "$few" ] || guest
publish()
{
	# shellcheck disable=SC2016 # `make faults` is text
	printf 'Measured by `make faults` on %s, commit %s, Linux %s.\n\n' \
		"$(date +%F)" "$(git describe --always --dirty)" "$(uname -r)"
	echo '| command | calls | allocations | faults | ended 0 | 1 | 3 | bad |'
	echo '|---|---|---|---|---|---|---|---|'
	sed -E 's/^([^:]*): ([0-9]+) calls, ([0-9]+) allocations, ([0-9]+) faults: ([0-9]+) ended 0, ([0-9]+) ended 1, ([0-9]+) ended 3, .*; ([0-9]+) bad$/| \1 | \2 | \3 | \4 | \5 | \6 | \7 | \8 |/' \
		"$dir/table"
}
if [ "$mode" = write ]; then
	publish | tests/publish.sh tests/ASSURANCE.md faults
fi
summary
