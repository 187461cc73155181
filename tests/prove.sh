#!/bin/bash
# SPDX-License-Identifier: MIT
# prove.sh - prove that the core has no runtime error: two tools, apart
#
#	prove.sh [cbmc|frama-c] [fast]
#
# Each tool is a suite of its own: tests/prove/TOOL.sh [fast], whose last line
# is "N passed, N failed, N skipped". Here they are added up. With fast, only
# what fits into `make check`.
set -u
cd "$(dirname "$0")/.." || exit 1

tools="cbmc frama-c" fast=""
for word; do
	case $word in
	cbmc | frama-c) tools=$word ;;
	fast) fast=fast ;;
	*)
		echo "usage: tests/prove.sh [cbmc|frama-c] [fast]" >&2
		exit 2
		;;
	esac
done

passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for tool in $tools; do
	if [ ! -x "tests/prove/$tool.sh" ]; then
		echo "skipped: $tool: not run: there is no tests/prove/$tool.sh"
		skipped=$((skipped + 1))
		continue
	fi
	"tests/prove/$tool.sh" ${fast:+fast} 2>&1 </dev/null | tee "$log"
	line=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' \
		"$log" | tail -n 1)
	if [ -z "$line" ]; then
		echo "FAILED $tool: it ended without a summary"
		failed=$((failed + 1))
		continue
	fi
	read -r p _ f _ s _ <<<"$line"
	passed=$((passed + p))
	failed=$((failed + f))
	skipped=$((skipped + s))
done
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
