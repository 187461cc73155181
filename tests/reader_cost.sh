#!/bin/bash
# SPDX-License-Identifier: MIT
# reader_cost.sh - what verified reading costs; writes the table in
# tests/README.md. With the argument `check` the table is only compared:
# status 1 if it is not what is counted now.
set -eu
cd "$(dirname "$0")/.."
out=tests/README.md
table=$(mktemp)
trap 'rm -f "$table"' EXIT

build/tests/reader_cost >"$table"
if [ "${1:-}" = check ]; then
	tests/publish.sh $out reader check <"$table" || {
		echo "reader_cost.sh: $out has other figures than" \
			"build/tests/reader_cost: run 'make bench-reader'" >&2
		exit 1
	}
	exit 0
fi
tests/publish.sh $out reader <"$table"
cat "$table"
