#!/bin/bash
# SPDX-License-Identifier: MIT
# parity.sh - the digests of `$1 digest` against those of fsverity-utils
set -eu

cfsv=$(realpath "${1:?usage: tests/parity.sh CFSV}")
passed=0 failed=0 skipped=0

if ! command -v fsverity > /dev/null; then
	echo "skipped: fsverity (package fsverity) is not installed"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

verdict() { # OK? WHAT...
	if [ "$1" = 0 ]; then
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	shift
	echo "FAILED digest $*"
}

# The two programs must print the same bytes and end with the same status.
same_digest() { # ARGUMENT...
	local ours=0 theirs=0 bad=0

	"$cfsv" digest "$@" > "$dir/ours" 2> "$dir/ours.err" &
	fsverity digest "$@" > "$dir/theirs" 2> /dev/null || theirs=$?
	wait $! || ours=$?
	[ "$ours" = "$theirs" ] && [ "$theirs" = 0 ] &&
		cmp -s "$dir/ours" "$dir/theirs" || bad=1
	verdict "$bad" "$@"
	[ ! -s "$dir/ours.err" ] || sed 's/^/	/' "$dir/ours.err"
}

threads=

# So must the Merkle tree and the descriptor that they write.
same_files() { # ARGUMENT...; ours on $threads, if that is set
	local bad=0

	rm -f "$dir"/*.tree "$dir"/*.desc
	"$cfsv" digest ${threads:+--threads=$threads} \
		--out-merkle-tree="$dir/ours.tree" \
		--out-descriptor="$dir/ours.desc" "$@" \
		> "$dir/ours" 2> "$dir/ours.err" || bad=1
	fsverity digest --out-merkle-tree="$dir/theirs.tree" \
		--out-descriptor="$dir/theirs.desc" "$@" > "$dir/theirs"
	cmp -s "$dir/ours" "$dir/theirs" || bad=1
	cmp -s "$dir/ours.tree" "$dir/theirs.tree" || bad=1
	cmp -s "$dir/ours.desc" "$dir/theirs.desc" || bad=1
	verdict "$bad" --out-merkle-tree=F --out-descriptor=F "$@"
	[ ! -s "$dir/ours.err" ] || sed 's/^/	/' "$dir/ours.err"
}

# Bytes that look random and are the same in every run.
largest=$((128 * 128 * 4096 + 1))
yes 'the quick brown fox' | awk '{ print $0, NR * 7919 % 1000003 }' |
	head -c "$largest" > "$dir/all"

file_of() { # SIZE: the file's name in $file
	file=$dir/$1.bin
	[ -e "$file" ] || head -c "$1" "$dir/all" > "$file"
}

salt32=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff

# Around each boundary of blocks and levels; every salt and hash.
for hash in sha256 sha512; do
	for block in 1024 2048 4096 8192 16384 32768 65536; do
		case $hash in
		sha256) full=$((block / 32)) ;;
		sha512) full=$((block / 64)) ;;
		esac
		sizes="0 1 $((block - 1)) $block $((block + 1))"
		[ $((full * block)) -gt 4194304 ] ||
			sizes+=" $((full * block - 1)) $((full * block))
				$((full * block + 1))"
		[ $((full * full * block)) -gt 2097152 ] ||
			sizes+=" $((full * full * block - 1))
				$((full * full * block))
				$((full * full * block + 1))"
		for size in $sizes; do
			file_of "$size"
			for salt in '' 5a "$salt32"; do
				set -- --hash-alg="$hash" \
					--block-size="$block"
				[ -z "$salt" ] || set -- "$@" --salt="$salt"
				same_digest "$@" "$file"
			done
			same_files --hash-alg="$hash" --block-size="$block" \
				--salt=5a "$file"
		done
	done
done

# 128 and 128^2 blocks of 4096, with the defaults.
for size in $((128 * 4096 - 1)) $((128 * 4096)) $((128 * 4096 + 1)) \
	$((128 * 128 * 4096)) "$largest"; do
	file_of "$size"
	same_digest "$file"
	for threads in 1 2 7; do
		same_files "$file"
	done
done
threads=

# The ways to print: names as they were given, many of them, hex alone.
cd "$dir"
mkdir 'a folder'
printf 'hello fs-verity\n' > 'a folder/with spaces'
printf 'x' > ./-dash
: > empty
for format in '' --compact --for-builtin-sig '--compact --for-builtin-sig'; do
	for hash in sha256 sha512; do
		# shellcheck disable=SC2086 # $format is words, or none
		set -- $format --hash-alg="$hash"
		same_digest "$@" 'a folder/with spaces'
		same_digest "$@" "./a folder//with spaces"
		same_digest "$@" empty 'a folder/with spaces' "$dir/4096.bin"
		same_digest "$@" -- -dash empty
	done
done
same_digest --salt=ABCDEF0123 empty
same_files --salt="$salt32" --compact empty
cd /

# Past 4 GiB: sparse, so it costs time only.
truncate -s 5G "$dir/huge"
printf 'end' >> "$dir/huge"
same_digest "$dir/huge"
same_digest --block-size=65536 --salt=5a "$dir/huge"

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
