#!/bin/bash
# SPDX-License-Identifier: MIT
# threads.sh - cfsv digest on threads, and its progress: threads.sh CFSV
set -u
here=$(cd "$(dirname "$0")" && pwd)
cfsv=$(realpath "${1:?usage: threads.sh CFSV}")
# shellcheck source=tests/harness.sh
. "$here/harness.sh"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

for n in 0 257 1000000000000000000000 -1 2x ' 2' ''; do
	expect "--threads='$n'" 2 '--threads=.*: 1 to 256' \
		"$cfsv" digest --threads="$n" "$0"
done

# --- the same digests in the same order. Sizes around blocks, full tree
# blocks, and parts that a thread reads; enough files that threads start.
head -c $((9 * 1048576 + 1)) /dev/urandom >all
part=$((256 * 1024)) big=$((1024 * 1024))
sizes=()
for n in 1 4096 $((128 * 4096)) $part $((2 * part)) $big $((5 * big)); do
	sizes+=($((n - 1)) "$n" $((n + 1)))
done
sizes+=($((3 * part + 1)) $((9 * big + 1)))
small=()
for n in "${sizes[@]}"; do
	head -c "$n" all >"f$n"
	[ "$n" -ge $big ] || small+=("f$n")
done
many=(f$((9 * big + 1)) f*)
for _ in 1 2 3 4 5 6 7; do
	many+=("${small[@]}")
done
for options in '' --salt=5a --block-size=1024 --hash-alg=sha512 \
	'--block-size=65536 --salt=00112233 --hash-alg=sha512 --compact'; do
	# shellcheck disable=SC2086 # words, or none
	fsverity digest $options "${many[@]}" >want
	for n in '' --threads=1 --threads=2 --threads=7 --threads=256; do
		# shellcheck disable=SC2086
		"$cfsv" digest $options $n "${many[@]}" >got 2>&1
		check "digests of ${#many[@]} files: $options $n" cmp want got
	done
done
for n in 1 2 7; do
	"$cfsv" digest --threads=$n --out-merkle-tree=tree$n \
		--out-descriptor=desc$n all >/dev/null
	check "the tree by $n threads" cmp tree1 tree$n
	check "the descriptor by $n threads" cmp desc1 desc$n
done

# --- what fails is said where it stands, and hides nothing
fsverity digest "${many[@]}" >want
for n in 1 7; do
	"$cfsv" digest --threads=$n "${many[@]:0:80}" nothing . \
		"${many[@]:80}" >got 2>err
	check "$n threads: two bad files among ${#many[@]}: status" \
		test $? -eq 3
	check "$n threads: the good ones in order" cmp want got
	check "$n threads: the bad ones in order" \
		test "$(grep -o 'check: .*\[' err | tr '\n' ' ')" = "$(
		printf '%s' 'check: there is no such file (open: No such' \
			' file or directory) [ check: this is not a' \
			' regular file [ ')"
done
expect "a tree on a full disk" 3 'No space' "$cfsv" digest --threads=7 \
	--out-merkle-tree=/dev/full all

# --- fewer threads than were asked for
if [ "$cfsv" = "${cfsv%san/cfsv}" ]; then
	# a sanitizer wants more than this for itself
	# shellcheck disable=SC2016 # the inner shell expands these
	expect "memory for a few threads alone" 0 "^$(fsverity digest all)\$" \
		bash -c 'ulimit -v 60000; "$@"' sh "$cfsv" digest \
		--threads=256 all
fi
if strace -o /dev/null true 2>/dev/null; then
	for n in 1 2 3; do
		expect "thread $n cannot be made" 0 \
			"^$(fsverity digest all)\$" strace -f -o /dev/null \
			-E ASAN_OPTIONS=detect_leaks=0 -e trace=clone3,clone \
			-e inject=clone3,clone:error=EAGAIN:when=$n+ "$cfsv" \
			digest --threads=4 all
	done
fi

# --- reading fails in the middle: one clean error, whoever reads
inject() # FAULT THREADS [FILE]: of the reads of the file by one thread
{
	timeout 60 strace -f -o /dev/null -E ASAN_OPTIONS=detect_leaks=0 \
		-P "$dir/${3:-all}" -e trace=pread64 -e inject=pread64:"$1" \
		"$cfsv" digest --threads="$2" f1 all f4096
}
if strace -o /dev/null true 2>/dev/null; then
	for n in 1 2 7; do
		expect "$n threads: it shrinks" 3 'it shrank' \
			inject retval=0:when=2 $n
		expect "$n threads: I/O error" 3 'error.*CFSV_E_READ' \
			inject error=EIO:when=3 $n
		expect "$n threads: the others are there" 3 \
			"^$(fsverity digest f4096)\$" \
			inject error=EIO:when=1+ $n
		check "$n threads: it is said once" test "$(
			inject error=EIO:when=1+ $n 2>&1 | grep -c READ)" -eq 1
		expect "$n threads: a signal is no error" 0 \
			"^$(fsverity digest all)\$" \
			inject error=EINTR:when=1 $n
	done
	# 37 parts, then the look past the end; small files in one read
	expect "it grows" 3 'it grew' inject retval=1:when=38 1
	expect "the look past the end fails" 3 \
		'Input/output error.*CFSV_E_READ' inject error=EIO:when=38 1
	expect "a small one grows" 3 '^cfsv: digest: f1: .*it grew' \
		inject retval=2:when=1 1 f1
	expect "a small one shrinks" 3 '^cfsv: digest: f4096: .*it shrank' \
		inject retval=0:when=1 1 f4096
	expect "a small one: I/O error" 3 '^cfsv: digest: f1: .*Input/output error.*CFSV_E_READ' \
		inject error=EIO:when=1 1 f1
	expect "a small one: a signal is no error" 0 \
		"^$(fsverity digest f1)\$" inject error=EINTR:when=1 1 f1
else
	skip "reading fails in the middle" "strace does not work here"
fi

# --- progress: on a terminal only, cleared before the digest
slowly() # COMMAND...: each read of f1048577, which has 5 parts, takes 0.4 s
{
	strace -o /dev/null -E ASAN_OPTIONS=detect_leaks=0 \
		-P "$dir/f1048577" -e trace=pread64 \
		-e inject=pread64:delay_enter=400000 "$@"
}
export -f slowly
export dir
if ! strace -o /dev/null true 2>/dev/null; then
	skip "progress" "strace does not work here"
elif ! script -qec true /dev/null >/dev/null 2>&1; then
	skip "progress" "script does not work here"
else
	SHELL=/bin/bash script -qec \
		"slowly '$cfsv' digest --threads=1 f1048577" /dev/null \
		</dev/null >shown
	check "progress on a terminal" grep -qE \
		'cfsv: [01] of 1 MiB, [0-9]+ MiB/s, .*.\[K' shown
	check "and cleared before the digest" test "$(tail -n 1 shown |
		sed 's/.*\r\x1b\[K//' | tr -d '\r')" = "$(
		fsverity digest f1048577)"
	SHELL=/bin/bash script -qec "'$cfsv' digest f1" /dev/null \
		</dev/null >shown
	check "none for short work" test "$(tr -d '\r' <shown)" = "$(
		fsverity digest f1)"
	slowly "$cfsv" digest --threads=1 f1048577 >shown 2>&1
	check "none in a pipe" test "$(cat shown)" = "$(fsverity digest f1048577)"
fi
summary
