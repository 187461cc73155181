# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# broken.sh - copies of the port and of the core that faults.sh must find broken
# (sourced)
# shellcheck disable=SC2034,SC2154 # cfsv, dir and root are faults.sh's

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
		'/= crypto->rsa_public/,/return err;/s/return err;/return CFSV_OK;/' \
		every_failure_of_the_arithmetic
	broken_core "a block is not compared" sha256/reader.c \
		's/if (memcmp(own, hash.*/if (0)/' a_reader_
}
