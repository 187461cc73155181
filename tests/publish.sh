#!/bin/sh
# SPDX-License-Identifier: MIT
# publish.sh PAGE NAME - standard input goes between NAME's markers in PAGE;
# with `check` behind them nothing is written: status 1 if it would change PAGE
set -eu
page=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/table"
awk -v name="$2" -v table="$work/table" '
	$0 == "<!-- " name ": end -->" { skip = 0 }
	!skip
	$0 == "<!-- " name ": begin -->" {
		while ((getline line < table) > 0) print line
		skip = found = 1
	}
	END { exit !found || skip }' "$page" >"$work/new" || {
	echo "publish.sh: $page has no lines '<!-- $2: begin -->' and" \
		"'<!-- $2: end -->' for the table: put them back" >&2
	exit 2
}
if [ "${3:-}" = check ]; then
	cmp -s "$work/new" "$page"
else
	cat "$work/new" >"$page"
fi
