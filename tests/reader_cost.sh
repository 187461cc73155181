#!/bin/bash
# SPDX-License-Identifier: MIT
# reader_cost.sh - what verified reading costs; writes the table in
# tests/README.md. With the argument `check` the table is only compared:
# status 1 if it is not what is counted now.
set -eu
cd "$(dirname "$0")/.."
out=tests/README.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build/tests/reader_cost >"$work/table"
awk -v table="$work/table" '
	/^<!-- reader: end -->$/ { skip = 0 }
	!skip
	/^<!-- reader: begin -->$/ {
		while ((getline line < table) > 0) print line
		skip = found = 1
	}
	END { exit !found }' "$out" >"$work/new"
if [ "${1:-}" = check ]; then
	cmp -s "$work/new" "$out" || {
		echo "reader_cost.sh: $out has other figures than" \
			"build/tests/reader_cost: run 'make bench-reader'" >&2
		exit 1
	}
	exit 0
fi
cat "$work/new" >"$out"
cat "$work/table"
