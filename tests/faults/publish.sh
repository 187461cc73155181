#!/bin/sh
# SPDX-License-Identifier: MIT
# publish.sh NAME - standard input goes between NAME's markers in ASSURANCE.md
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/table"
awk -v name="$1" -v table="$work/table" '
	$0 == "<!-- " name ": end -->" { skip = 0 }
	!skip
	$0 == "<!-- " name ": begin -->" {
		while ((getline line < table) > 0) print line
		skip = found = 1
	}
	END { exit !found || skip }' ASSURANCE.md >"$work/new"
cat "$work/new" >ASSURANCE.md
