#!/bin/bash
# SPDX-License-Identifier: MIT
# cbmc_tool.sh - put CBMC and CaDiCaL of Debian trixie into build/cbmc/bin
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
dir=$top/build/cbmc

"$top/tests/suite.sh" trixie "$dir" cbmc libc6 libstdc++6 libgcc-s1 zlib1g \
	minisat cadical

mkdir -p "$dir/bin"
for program in cbmc goto-cc goto-instrument cadical; do
	# Of another suite, so through its own loader and libraries.
	new=$(mktemp "$dir/bin/.new.XXXXXX")
	cat >"$new" <<-'END'
		#!/bin/sh
		# SPDX-License-Identifier: MIT
		# Run the program of this name with the libraries of its suite.
		root=$(dirname "$(readlink -f "$0")")/../root
		lib=$root/usr/lib/x86_64-linux-gnu
		exec "$lib/ld-linux-x86-64.so.2" --argv0 "$0" \
			--library-path "$lib:$root/usr/lib" \
			"$root/usr/bin/$(basename "$0")" "$@"
	END
	chmod 755 "$new"
	mv "$new" "$dir/bin/$program"
done
