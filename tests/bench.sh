#!/bin/bash
# SPDX-License-Identifier: MIT
# bench.sh - how fast we are beside others; writes the table in tests/README.md
#
# BENCH_ROUNDS (31), BENCH_SIZE of the large file in MiB (1024, or what a third
# of the free memory holds), BENCH_OUT (tests/README.md). All that is compared
# runs in turn, in every round. In memory times are CPU time of the thread; for
# programs CPU time of the process, and for several threads the time it took.
set -eu
cd "$(dirname "$0")/.."
rounds=${BENCH_ROUNDS:-31}
out=${BENCH_OUT:-tests/README.md}
free=$(awk '$1 == "MemAvailable:" { print int($2 / 1024 / 3) }' /proc/meminfo)
size=${BENCH_SIZE:-$((free < 1024 ? free : 1024))}
files=20000
cfsv=$PWD/build/cfsv
composefs_info=$PWD/build/peers/bin/composefs-info
# Without it, its rows are not there.
tests/peers.sh >/dev/null || composefs_info=
work=$(mktemp -d build/bench.XXXXXX)
trap 'rm -rf "$work"' EXIT

# --- what is measured: the file is random, the small ones are 1 to 64 KiB
big=$PWD/$work/big
head -c "${size}M" /dev/urandom >"$big"
mkdir "$work/small"
RANDOM=1
small_bytes=0
for ((i = 0; i < files; i++)); do
	n=$((1024 + (RANDOM * 32768 + RANDOM) % (63 * 1024 + 1)))
	small_bytes=$((small_bytes + n))
	printf '%*s' $n '' >"$work/small/$i"
done
cd "$work/small"

# One command: its name, seconds of CPU and seconds that it took.
timed() # NAME COMMAND...
{
	local name=$1 TIMEFORMAT='%U %S %R' t
	shift
	t=$({ time "$@" >/dev/null 2>&1 || echo failed; } 2>&1)
	case $t in *failed*) echo "bench.sh: failed: $1" >&2 && exit 3 ;; esac
	awk -v name="$name" '{ printf "%s\t%s\t%s\n", name, $1 + $2, $3 }' \
		<<<"$t" >>../samples
}

# On one thread: on one CPU, and as root before all that is not urgent.
one=()
if [ "$(id -u)" = 0 ] && command -v chrt taskset >/dev/null; then
	one=(taskset -c "$(($(nproc) - 1))" chrt -f 1)
fi

one_round()
{
	timed "file: fsverity digest" "${one[@]}" fsverity digest "$big"
	timed "file: cfsv digest --threads=1" \
		"${one[@]}" "$cfsv" digest --threads=1 "$big"
	timed "file: cfsv digest --threads=2" "$cfsv" digest --threads=2 "$big"
	[ -z "$composefs_info" ] ||
		timed "file: composefs-info measure-file" \
			"${one[@]}" "$composefs_info" measure-file "$big"
	timed "file: openssl dgst -sha256" \
		"${one[@]}" openssl dgst -sha256 "$big"
	timed "file: reading alone (dd bs=256K)" \
		"${one[@]}" dd if="$big" of=/dev/null bs=256K
	timed "small: fsverity digest" "${one[@]}" fsverity digest -- *
	timed "small: cfsv digest --threads=1" \
		"${one[@]}" "$cfsv" digest --threads=1 -- *
	timed "small: cfsv digest --threads=2" \
		"$cfsv" digest --threads=2 -- *
	[ -z "$composefs_info" ] ||
		timed "small: composefs-info measure-file" \
			"${one[@]}" "$composefs_info" measure-file -- *
}

for ((r = 0; r < rounds; r++)); do
	one_round
done
cd ../../..
build/tests/bench "$rounds" >"$work/memory"

# --- best, quartiles and median of column 2, and of column 3, by name
awk -F '\t' '{ print $1 }' "$work/samples" | awk '!seen[$0]++' |
	while read -r name; do
		printf '%s' "$name"
		for column in 2 3; do
			awk -F '\t' -v n="$name" -v c=$column '$1 == n {
				print $c }' "$work/samples" | sort -g |
				awk '{ s[NR] = $1 } END {
				printf "\t%s\t%s\t%s\t%s", s[1],
				s[int(NR / 4) + 1], s[int(NR / 2) + 1],
				s[int(NR * 3 / 4) + 1] }'
		done
		echo
	done >"$work/programs"

version()
{
	"$@" 2>&1 | head -n 1
}
sentence="$(date -u +%Y-%m-%d),
$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) CPUs,
Linux $(uname -r); $rounds rounds; $(version openssl version | cut -d' ' -f1,2),
$(version fsverity --version)."
text()
{
	size -A "$1" | awk '$1 ~ /^\.text/ { n += $2 } END { print n }'
}
code="$(text build/sha256/sha256.o) bytes of code"
code="$code, $(text build/sha256/common.o) shared by all"
awk -F '\t' -v sentence="$sentence" -v code="$code" -v size="$size" -v files=$files \
	-v small_bytes="$small_bytes" -f tests/bench.awk \
	"$work/memory" "$work/programs" >"$work/table"
tests/publish.sh "$out" bench <"$work/table"
cat "$work/table"
