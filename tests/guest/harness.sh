# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# harness.sh - what the scripts inside a guest share (busybox sh)
passed=0 failed=0 skipped=0

result() # NAME CONDITION-STATUS WHY
{
	if [ "$2" -eq 0 ]; then
		passed=$((passed + 1))
		case $1 in attack*) echo "passed: $1" ;; esac
	else
		failed=$((failed + 1))
		echo "FAILED $1: $3"
	fi
}

expect() # NAME STATUS REGEX COMMAND...
{
	name=$1 want=$2 regex=$3
	shift 3
	got=0
	out=$("$@" 2>&1) || got=$?
	if [ "$got" -ne "$want" ]; then
		result "$name" 1 "status $got, not $want: $out"
	else
		echo "$out" | grep -Eq -- "$regex"
		result "$name" $? "no /$regex/ in: $out"
	fi
}

same() # NAME FILE FILE
{
	cmp -s "$2" "$3"
	result "$1" $? "$2 and $3 differ"
}

summary()
{
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ]
}
