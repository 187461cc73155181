#!/bin/bash
# SPDX-License-Identifier: MIT
# fuzz.sh - run the harnesses, and write down what ran
#
#	fuzz.sh run [DOOR...]		fuzz, and add rows to the ledger
#	fuzz.sh seeds FOLDER		seeds and regressions, a folder a door
#	fuzz.sh keep DOOR NAME FILE	keep an input that failed
#
# FUZZ_SECONDS: for each door, 60. FUZZ_KIND: libfuzzer, with ASan and UBSan;
# fast, libFuzzer without them; afl, AFL++ without them. What the last two find
# new is run through the first at the end. FUZZ_LEDGER: another file than
# tests/ASSURANCE.md, or empty for none.
set -u
cd "$(dirname "$0")/../.." || exit 1
fuzz=build/fuzz
engine=${FUZZ_KIND:-libfuzzer}
seconds=${FUZZ_SECONDS:-60}
ledger=${FUZZ_LEDGER-tests/ASSURANCE.md}
all_doors=$(sed -n '/^FUZZ_DOORS = /,/[^\\]$/p' ports/fuzz/fuzz.mk |
	sed 's/.*=//; s/\\//')
failed=0

build() # ENGINE DOOR...
{
	local kind=$1
	shift
	set -- "${@/#/$fuzz/$kind/}"
	case $kind in
	libfuzzer) make -s "$@" ;;
	fast) make -s "$@" FUZZ_DIR=$fuzz/fast \
		FUZZ_FLAGS="-O2 -g -fsanitize=fuzzer-no-link" ;;
	afl) make -s "$@" FUZZ_DIR=$fuzz/afl FUZZ_CC=afl-clang-fast \
		FUZZ_FLAGS="-O2 -g" ;;
	*) echo "fuzz.sh: no engine is called $kind" >&2 && return 2 ;;
	esac
}

# Seeds by the test signer, and what failed once.
seeds() # FOLDER
{
	local door name hex
	make -s $fuzz/seeds && mkdir -p "$1" && $fuzz/seeds "$1" || return 1
	while read -r door name hex; do
		case $door in '#'* | '') continue ;; esac
		xxd -r -p <<<"$hex" >"$1/$door/regression-$name"
	done <ports/fuzz/regressions.txt
}

dictionary() # DOOR
{
	case $1 in
	config | digest) echo ports/fuzz/config.dict ;;
	der | x509 | pkcs7 | verify | openssl) echo ports/fuzz/der.dict ;;
	esac
}

# What is there to do about a crash, in one command.
crash() # DOOR FILE
{
	printf 'FAILED %s: an input that fails: %s\n' "$1" "$2"
	printf 'reproduce: make -s %s/libfuzzer/%s && %s/libfuzzer/%s %s\n' \
		$fuzz "$1" $fuzz "$1" "$2"
	printf 'then keep it: ports/fuzz/fuzz.sh keep %s NAME %s\n' "$1" "$2"
}

libfuzzer() # DOOR CORPUS SEEDS: prints executions and crashes
{
	local door=$1 dict log=$fuzz/$engine/$1.log crashes=$fuzz/crashes/$1
	dict=$(dictionary "$door")
	nice -n 19 $fuzz/"$engine"/"$door" -max_total_time="$seconds" \
		-timeout=60 -rss_limit_mb=4096 \
		-print_final_stats=1 ${dict:+-dict="$dict"} \
		-artifact_prefix="$crashes/" "$2" "$3" >"$log" 2>&1
	sed -n 's/^stat::number_of_executed_units: *//p' "$log"
	find "$crashes" -type f -newer $fuzz/started | sort
}

afl() # DOOR CORPUS SEEDS
{
	local door=$1 dict out=$fuzz/afl-out/$1
	dict=$(dictionary "$door")
	rm -rf "$out" && mkdir -p "$out"
	AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 \
		AFL_NO_UI=1 AFL_NO_AFFINITY=1 nice -n 19 \
		afl-fuzz -i "$3" -o "$out" -V "$seconds" -t 60000 \
		${dict:+-x "$dict"} -- $fuzz/afl/"$door" \
		>"$fuzz/afl/$door.log" 2>&1 </dev/null
	sed -n 's/^execs_done *: //p' "$out/default/fuzzer_stats"
	cp "$out"/default/queue/id* "$2"/ 2>/dev/null
	find "$out/default/crashes" "$out/default/hangs" -name 'id*' | sort
}

# A row of the ledger, and the sums above it.
enter() # DOOR EXECUTIONS SECONDS CRASHES
{
	local commit engine_name
	[ -n "$ledger" ] || return 0
	commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
	git diff --quiet HEAD -- '*.c' '*.h' 2>/dev/null || commit=$commit+
	case $engine in
	libfuzzer) engine_name="libFuzzer, ASan, UBSan" ;;
	fast) engine_name="libFuzzer" ;;
	afl) engine_name="AFL++" ;;
	esac
	awk -v row="| $(date +%Y-%m-%d) | $commit | $1 | $engine_name | $2 | $3 | $4 |" \
		-f ports/fuzz/ledger.awk "$ledger" >"$ledger.new" &&
		mv "$ledger.new" "$ledger"
}

run() # DOOR...
{
	local door corpus start took executions crashes files f
	# shellcheck disable=SC2086 # a list of words
	[ $# -gt 0 ] || set -- $all_doors
	# what only an engine without sanitizers has run is run with them
	build libfuzzer "$@" && build "$engine" "$@" || return 1
	rm -rf $fuzz/corpus.seeds && seeds $fuzz/corpus.seeds || return 1
	for door; do
		corpus=$fuzz/corpus/$door
		mkdir -p "$corpus" "$fuzz/crashes/$door"
		touch $fuzz/started
		start=$(date +%s)
		case $engine in
		afl) mapfile -t files < <(afl "$door" "$corpus" \
			"$fuzz/corpus.seeds/$door") ;;
		*) mapfile -t files < <(libfuzzer "$door" "$corpus" \
			"$fuzz/corpus.seeds/$door") ;;
		esac
		executions=${files[0]:-0}
		files=("${files[@]:1}")
		crashes=${#files[@]}
		took=$(($(date +%s) - start))
		if [ "$engine" != libfuzzer ] && ! nice -n 19 \
			$fuzz/libfuzzer/"$door" -runs=0 \
			-artifact_prefix=$fuzz/crashes/"$door"/ "$corpus" \
			>$fuzz/libfuzzer/"$door".log 2>&1; then
			mapfile -t -O "${#files[@]}" files < <(find \
				$fuzz/crashes/"$door" -type f \
				-newer $fuzz/started)
			crashes=$((crashes > 0 ? crashes : 1))
		fi
		printf '%s: %s executions, %d s, %d crashes\n' "$door" \
			"$executions" "$took" "$crashes"
		for f in "${files[@]}"; do crash "$door" "$f"; done
		[ "$crashes" -eq 0 ] || failed=1
		# an engine that does not start has found nothing: no row
		if [ "$executions" -gt 0 ]; then
			enter "$door" "$executions" "$took" "$crashes"
		else
			printf 'FAILED %s: it did not run\n' "$door"
			failed=1
		fi
	done
	return $failed
}

case ${1:-} in
run)
	shift
	run "$@"
	;;
seeds) seeds "$2" ;;
keep) printf '%s %s %s\n' "$2" "$3" "$(xxd -p "$4" | tr -d '\n')" \
	>>ports/fuzz/regressions.txt ;;
*)
	echo "usage: fuzz.sh run [DOOR...] | seeds FOLDER | keep DOOR NAME FILE" >&2
	exit 2
	;;
esac
