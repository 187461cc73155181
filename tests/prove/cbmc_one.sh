#!/bin/bash
# SPDX-License-Identifier: MIT
# cbmc_one.sh DIR FUNCTION UNIT FLAGS [CALLEE...] - one proof by CBMC
#
# DIR/core is the core with loop contracts, DIR/plain without. FUNCTION is
# checked against its contract in tests/prove/cbmc/UNIT.c, its callees are their
# contracts. FLAGS stand in tests/prove/cbmc/proofs. Appends a line to
# DIR/results: FUNCTION UNIT STATUS PROPERTIES SECONDS; DIR/FUNCTION.log is what
# CBMC said.
#
# PROVE_NEVER=1: the contracts are those in DIR/never.FUNCTION.
#
# The solver is CaDiCaL: it ends proofs that the one inside of CBMC does not. It
# is asked twice: can anything go wrong; and, if not, can the end be reached.
set -u
dir=$1 function=$2 unit=$3 flags=,$4,
shift 4
top=$(cd "$(dirname "$0")/../.." && pwd)
proofs=$top/tests/prove/cbmc
[ -z "${PROVE_NEVER:-}" ] || proofs=$dir/never.$function/cbmc
bin=$top/build/cbmc/bin
at=$dir/$function
start=$(date +%s)

has()
{
	case $flags in *",$1,"*) return 0 ;; *) return 1 ;; esac
}

define=()
has all && define=(-DSPEC_ABSTRACT_{HEAD,ELEMENT,OID,NESTED})
for level in HEAD ELEMENT ARCS OID NESTED SIGNER SIGNED LAYOUT KEYS KEY LIST \
	EXTENSIONS CERTIFICATE; do
	has "$(tr '[:upper:]' '[:lower:]' <<<$level)" &&
		define+=("-DSPEC_ABSTRACT_$level")
done
has memory && define+=(-DPROOF_MEMORY)
has forgets && define+=(-DPROOF_FORGETS)
[ -z "${PROVE_DEFINE:-}" ] || define+=("$PROVE_DEFINE")
contract=(--enforce-contract "$function")
for callee; do
	contract+=(--replace-call-with-contract "$callee")
done
has loops && contract+=(--apply-loop-contracts)
checks=(--bounds-check --pointer-check --pointer-overflow-check
	--signed-overflow-check --undefined-shift-check --div-by-zero-check
	--unwinding-assertions)
unwind=$(sed -n 's/.*,u\([0-9]*\),.*/\1/p' <<<"$flags")
has wraps || checks+=(--unsigned-overflow-check)
has narrows || checks+=(--conversion-check)

build() # [-DPROOF_ENDS]: the program to be checked, DIR/FUNCTION.b
{
	local core=core
	has harness && core=plain
	"$bin/goto-cc" -DCFSV_SHA256_ONLY_PORTABLE "${define[@]}" "$@" \
		-I"$dir/$core" -I"$proofs" -o "$at.a" \
		--function "prove_$function" \
		"$proofs/$unit.c" || return
	if has harness; then
		mv "$at.a" "$at.b"
	else
		"$bin/goto-instrument" --dfcc "prove_$function" \
			"${contract[@]}" "$at.a" "$at.b"
	fi
}

solve() # LOG CHECK...: 0 if nothing can fail, 10 if something can
(
	local log=$1
	shift
	# what wants more than 8 GiB would take them from all that runs here
	ulimit -v 8388608
	TMPDIR=$dir timeout "${PROVE_SECONDS:-900}" "$bin/cbmc" "$@" \
		--object-bits 12 --unwind "${unwind:-70}" --stop-on-fail \
		--external-sat-solver "$bin/cadical" "$at.b" >>"$log" 2>&1
)

status=broken
if build >"$at.log" 2>&1; then
	solve "$at.log" "${checks[@]}"
	case $? in
	0)
		build -DPROOF_ENDS >"$at.end" 2>&1 &&
			solve "$at.end" --no-standard-checks
		case $? in
		0) status=vacuous ;; # not even the end was reached
		10) status=proved ;;
		esac
		;;
	10) status=refuted ;;
	124) status=timeout ;;
	esac
fi
rm -f "$at.a" "$at.b"
properties=$(sed -n 's/^\*\* [0-9]* of \([0-9]*\) failed.*/\1/p' "$at.log")
# A proof without properties is none.
[ "${properties:-0}" -gt 0 ] || [ "$status" != proved ] || status=broken
printf '%s %s %s %s %s\n' "$function" "$unit" "$status" "${properties:-0}" \
	$(($(date +%s) - start)) >>"$dir/results"
