#!/bin/sh
# SPDX-License-Identifier: MIT
# dist.sh - cfsv as two files and as one: dist.sh VERSION FILE...
#
# FILE... are the core's sources (CORE in the Makefile). Writes, into dist/:
#	cfsv.h, cfsv.c	to drop in: all of the core; private functions static
#	cfsv_single.h	the same in one header; CFSV_IMPLEMENTATION for the code
#	cfsv-VERSION.tar.gz	in a clone: the commit's tree, the same bytes
#				from everyone
set -eu
cd "$(dirname "$0")/.."
version=$1
shift

# In a tarball git has put the commit here; in a clone git knows it.
# shellcheck disable=SC2016 # this is git's, not the shell's
commit='$Format:%H$'
clone=
case $commit in
\$*)
	commit=unknown
	top=$(git rev-parse --show-toplevel 2>/dev/null || :)
	if [ "$top" = "$(pwd -P)" ]; then # not somebody else's repository
		clone=yes
		commit=$(git rev-parse HEAD)
	fi
	;;
esac
if [ -n "$clone" ] && ! git diff --quiet HEAD; then
	commit="$commit and changes"
	echo "dist.sh: the tarball has the last commit, not your changes" >&2
fi
stamp="cfsv $version, commit $commit"

mkdir -p dist
work=$(mktemp -d dist/.new.XXXXXX)
trap 'rm -rf "$work"' EXIT

# Rooms' headers are put in where they are first included; what they declare is
# private, and gets static there and where it is defined. cfsv.h goes first.
cat >"$work/join.awk" <<'EOF'
function private(line, name)
{
	name = line
	sub(/[\[(].*/, "", name)
	sub(/.*[ *]/, "", name)
	sub(/^extern /, "", line)
	if (header)
		mine[name] = 1
	return name in mine ? "static " line : line
}
function put(file, line, header_before, name)
{
	while ((getline line <file) > 0) {
		if (line ~ /SPDX-License-Identifier/)
			continue
		if (line ~ /^#include "/) {
			name = substr(line, 11, length(line) - 11)
			sub(/.*\//, "", name)
			if (name == "cfsv.h" || seen[name]++)
				continue
			header_before = header
			header = 1
			put(room[name] "/" name)
			header = header_before
			continue
		}
		if (line ~ /^(extern )?(const )?(enum |struct |void|int|size_t|uint[0-9]+_t)[^;={]*[\[(]/)
			line = private(line)
		print line
	}
	close(file)
}
BEGIN {
	room["sha256.h"] = room["rounds.h"] = "sha256"
	room["der.h"] = room["pkcs7.h"] = "pkcs7"
	for (i = 1; i < ARGC; i++) {
		print ""
		put(ARGV[i])
	}
}
EOF
head='/* SPDX-License-Identifier: MIT */'
{
	printf '%s\n/* %s: cfsv.h; see there */\n#include "cfsv.h"\n' \
		"$head" "$stamp"
	awk -f "$work/join.awk" "$@"
} >"$work/cfsv.c"
{
	printf '%s\n/* %s */\n' "$head" "$stamp"
	sed 1d cfsv.h
} >"$work/cfsv.h"
{
	printf '%s\n/*\n * %s, in one file\n *\n' "$head" "$stamp"
	printf ' * Include it where you call cfsv, and in one C file once after'
	printf '\n *\n *\t#define CFSV_IMPLEMENTATION\n */\n'
	sed 1d cfsv.h
	printf '\n#ifdef CFSV_IMPLEMENTATION\n#undef CFSV_IMPLEMENTATION\n'
	sed '1,3d' "$work/cfsv.c"
	printf '\n#endif /* CFSV_IMPLEMENTATION */\n'
} >"$work/cfsv_single.h"
if [ -n "$clone" ]; then
	git archive --format=tar --prefix="cfsv-$version/" HEAD |
		gzip -9n >"$work/cfsv-$version.tar.gz"
fi
mv "$work"/cfsv* dist/
