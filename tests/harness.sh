# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# harness.sh - what the shell tests share: named properties, counted

passed=0 failed=0 skipped=0

# Names that begin with "attack" are kept for tests/attacks.sh.
pass() # NAME
{
	passed=$((passed + 1))
	[[ ${1:-} != attack* ]] ||
		printf '%s\n' "$1" >>"${HARNESS_LOG:-/dev/null}"
}

fail() # NAME WHY
{
	failed=$((failed + 1))
	printf 'FAILED %s: %s\n' "$1" "$2"
}

skip() # NAME WHY
{
	skipped=$((skipped + 1))
	printf 'skipped: %s: not run: %s\n' "$1" "${2#not run: }"
}

# The command must end with this status, and its output (both streams) match
# this extended regular expression; an empty one matches anything.
expect() # NAME STATUS REGEX COMMAND...
{
	local name=$1 want=$2 regex=$3 out got=0
	shift 3
	out=$("$@" 2>&1 </dev/null) || got=$?
	if [ "$got" -ne "$want" ]; then
		fail "$name" "status $got, not $want: $out"
	elif ! grep -Eq -- "$regex" <<<"$out"; then
		fail "$name" "no /$regex/ in: $out"
	else
		pass "$name"
	fi
}

# A plain condition.
check() # NAME COMMAND...
{
	local name=$1
	shift
	if "$@" >/dev/null 2>&1; then pass "$name"; else fail "$name" "$*"; fi
}

# FILE, changed by a sed script, into the copy of the tree at ROOT: how a check
# is shown to see what it is there for. A script that changes nothing fails.
break_file() # NAME ROOT FILE SCRIPT
{
	sed "$4" "$3" >"$2/$3"
	if cmp -s "$3" "$2/$3"; then
		fail "$1" "nothing is broken: $4 changes nothing in $3"
		return 1
	fi
}

summary()
{
	printf '%d passed, %d failed, %d skipped\n' \
		"$passed" "$failed" "$skipped"
	[ "$failed" -eq 0 ]
}

# A certificate and key: new_cert NAME ALGORITHM [openssl req options]; then
# NAME.key, NAME.crt (PEM), NAME.der, NAME.pub (SPKI, PEM), NAME.spki (DER)
new_cert()
{
	local name=$1 alg=$2
	shift 2
	case $alg in
	rsa*) set -- -newkey rsa:"${alg#rsa}" "$@" ;;
	*) set -- -newkey ec -pkeyopt ec_paramgen_curve:"$alg" "$@" ;;
	esac
	openssl req -x509 -nodes -subj "/O=cfsv tests/CN=$name" -days 30 \
		-keyout "$name.key" -out "$name.crt" "$@" 2>/dev/null
	openssl x509 -in "$name.crt" -outform DER -out "$name.der"
	openssl x509 -in "$name.crt" -noout -pubkey >"$name.pub"
	openssl pkey -pubin -in "$name.pub" -outform DER -out "$name.spki"
}

# Change byte N (from 0) of a file to another value.
flip() # FILE N
{
	local byte
	byte=$(od -An -tu1 -j"$2" -N1 "$1" | tr -d ' ')
	printf '%b' "\\0$(printf %03o $(((byte + 1) % 256)))" |
		dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}
