#!/bin/bash
# SPDX-License-Identifier: MIT
# coverage.sh - line, branch and MC/DC coverage of the core by its unit tests
#
# coverage.sh		all of it must be reached, but for tests/coverage.exclude
# coverage.sh table	and rewrite the table in tests/ASSURANCE.md
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
cov=build/coverage
mapfile -t core < <(printf '%s\n' cfsv.c pkcs7/*.[ch] sha256/*.[ch])
flags=(-std=c99 -O1 -g -I. -Ibuild/init -Ibuild/vectors
	-fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc)

for tool in clang-19 llvm-cov-19 llvm-profdata-19; do
	if ! command -v "$tool" >/dev/null; then
		skip coverage "not run: $tool is not installed"
		summary
		exit
	fi
done

# Which of the hashes can this CPU run? The others are not judged here.
cpu=$(grep -m1 '^flags' /proc/cpuinfo || true)
runs() # FILE
{
	case $1 in
	*_armv8.c) return 1 ;; # tests/foreign.sh runs it
	*_shani.c) grep -qw sha_ni <<<"$cpu" ;;
	*_avx2.c) grep -qw avx2 <<<"$cpu" ;;
	*_avx512.c) grep -qw avx512bw <<<"$cpu" ;;
	esac
}

# --- the core as it is shipped, and each unit test linked with it
rm -rf "$cov"
mkdir -p "$cov"
make -s build/vectors/cases.h build/tests/small.o || exit 1
objects=()
for f in "${core[@]}"; do
	[ "${f%.h}" = "$f" ] || continue # part of those that include it
	o=$cov/$(tr / _ <<<"${f%.c}").o
	# a decision that clang cannot take apart is a warning
	clang-19 "${flags[@]}" -Wall -Wextra -Werror -c -o "$o" "$f" || exit 1
	objects+=("$o")
done
programs=()
for f in tests/test_*.c; do
	name=$(basename "$f" .c)
	case $name in
	test_uefi | test_words) continue ;; # not of the core
	test_pkcs7 | test_attacks_* | test_faults) more=tests/sign.c ;;
	test_vectors) more=tests/vectors/run.c ;;
	*) more= ;;
	esac
	# shellcheck disable=SC2086 # one word or none
	clang-19 "${flags[@]}" -w -o "$cov/$name" "$f" $more \
		build/tests/small.o "${objects[@]}" -lbearssl -lcmocka ||
		exit 1
	programs+=("$name")
done

run() # NAME
{
	LLVM_PROFILE_FILE=$cov/$1.%p.profraw "$cov/$1" >"$cov/$1.log" 2>&1 ||
		echo "$1" >>"$cov/failed"
}
export -f run
export cov
printf '%s\n' "${programs[@]}" |
	xargs -P "$(nproc)" -I{} bash -c 'run {}'
check "the unit tests pass as they are counted: $(cat "$cov/failed" \
	2>/dev/null)" test ! -e "$cov/failed"

# --- what these programs did not reach, beside what they need not
unreached() # EXCLUDED PROGRAM...: complaints; leaves $cov/totals, $cov/missed
{
	local excluded=$1 name raw=() args=()
	shift
	for name; do
		raw+=("$cov/$name".*.profraw) # it may run itself again
		args+=(${args:+-object} "$cov/$name")
	done
	llvm-profdata-19 merge -o "$cov/profdata" "${raw[@]}" || return
	for f in "${core[@]}"; do
		runs "$f" || continue
		llvm-cov-19 show --show-mcdc --show-branches=count \
			--instr-profile="$cov/profdata" "${args[@]}" \
			-sources "$f" | awk -v file="$f" -f tests/coverage.awk
	done >"$cov/found"
	grep '^total' "$cov/found" >"$cov/totals"
	grep -v '^total' "$cov/found" | sort >"$cov/missed"
	awk -F '\t' -v excluded="$excluded" '
	BEGIN {
		while ((getline <excluded) > 0)
			if ($0 !~ /^(#|$)/)
				left[$1 FS $2 FS $3] = 1
	}
	{ row = $1 FS $2 FS $3 }
	row in left { used[row] = 1; next }
	{ printf "%s:%s:%s: %s: %s: %s\n", $1, $4, $5, $2, $6, $3 }
	END {
		for (row in left)
			if (!(row in used))
				print excluded ": this is reached: " row
	}' "$cov/missed"
}

# The check itself: less is run, or more is left out, and it says so.
expect "without a test program it is found" 0 '^pkcs7/der.c:.*never' \
	unreached tests/coverage.exclude test_sha256 test_tree
{
	cat tests/coverage.exclude
	printf 'pkcs7/der.c\tbranch\tif (d->off != d->end)\tno reason\n'
} >"$cov/exclude"
expect "what is left out for no reason is found" 0 'this is reached: pkcs7' \
	unreached "$cov/exclude" "${programs[@]}"

unreached tests/coverage.exclude "${programs[@]}" >"$cov/complaints"
for f in "${core[@]}"; do
	if ! grep -q "^total	$f	" "$cov/totals"; then
		skip "coverage of $f" "this CPU cannot run it"
		continue
	fi
	expect "all of $f is reached" 1 '^$' grep "^$f:" "$cov/complaints"
done
expect "what is left out is not reached" 1 '^$' \
	grep '^tests/coverage.exclude' "$cov/complaints"

# --- the table
table()
{
	# shellcheck disable=SC2016 # not to be expanded
	printf 'Measured by `make coverage` on %s by %s.\n\n' \
		"$(date +%Y-%m-%d)" "$(clang-19 --version | sed -n 1p)"
	echo '| file | lines | branches, both ways | conditions, MC/DC | of these not reached |'
	echo '|---|---|---|---|---|'
	awk -F '\t' -v missed="$cov/missed" '
	BEGIN { while ((getline <missed) > 0) n[$1]++ }
	$3 == 0 { next }
	{
		printf "| `%s` | %d | %d | %d | %d |\n", $2, $3, $4, $5, n[$2]
		l += $3; b += $4; c += $5; m += n[$2]
	}
	END { printf "| all | %d | %d | %d | %d |\n", l, b, c, m }' \
		"$cov/totals"
	grep -q '^[^#]' tests/coverage.exclude || return
	# shellcheck disable=SC2016
	printf '\nNot reached, and why (`tests/coverage.exclude`):\n\n'
	awk -F '\t' '/^[^#]/ {
		printf "- `%s`, %s `%s`: %s\n", $1, $2, $3, $4
	}' tests/coverage.exclude
}
if [ "${1:-}" = table ] && [ "$failed" -eq 0 ]; then
	table | tests/publish.sh tests/ASSURANCE.md coverage
fi
summary
