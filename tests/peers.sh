#!/bin/bash
# SPDX-License-Identifier: MIT
# peers.sh - put mkcomposefs and composefs-info of sid into build/peers/bin.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
peers=$top/build/peers

"$top/tests/suite.sh" sid "$peers" composefs libcomposefs1 libc6 \
	libssl3t64 zlib1g libzstd1

mkdir -p "$peers/bin"
for program in mkcomposefs composefs-info; do
	# Of another suite, so through its own loader and libraries. A new
	# file is moved into place: another run may execute the old one.
	new=$(mktemp "$peers/bin/.new.XXXXXX")
	cat >"$new" <<-'END'
		#!/bin/sh
		# SPDX-License-Identifier: MIT
		# Run the program of this name with the libraries of its suite.
		root=$(dirname "$(readlink -f "$0")")/../root
		lib=$root/usr/lib/x86_64-linux-gnu
		exec "$lib/ld-linux-x86-64.so.2" --library-path "$lib" \
			"$root/usr/bin/$(basename "$0")" "$@"
	END
	chmod 755 "$new"
	mv "$new" "$peers/bin/$program"
done
