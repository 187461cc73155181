#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016 # scripts in single quotes are meant so
# attacks.sh - every attack of attacks.table has its tests: attacks.sh [LOG]
#
# LOG: the names of tests that passed, as tests/check.sh collects them. Without
# it the unit tests and tool.sh are run here; what needs a kernel is skipped.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
declare -A files=([tool]=tests/tool.sh [boot]=tests/boot.sh
	[kernel]="tests/guest/verity.sh tests/guest/mount.sh")

# The rows, and the numbers: 1 to 94, each once, with a verdict and a test
rows() # TABLE
{
	awk -F'|' '
	/^#/ { next }
	$1 != sprintf("%02d", ++n) { print "row " n ": number " $1 }
	$2 !~ /^(refuse|accept|n\/a)$/ { print $1 ": verdict " $2 }
	$3 == "" { print $1 ": no shape" }
	NF < 4 { print $1 ": no test" }
	{ for (i = 4; i <= NF; i++) {
		if ($i ~ /^SECURITY.md: /)
			wrong = $2 != "n/a"
		else
			wrong = $i !~ ("(^|: )attack[_ ]" $1 "[_:]")
		if (wrong)
			print $1 ": not its test: " $i
	} }
	$2 == "n/a" && !/SECURITY.md: / { print $1 ": no reason" }
	END { if (n != 94) print n " rows" }' "$1"
}

# The tests of a table, one a line
tests() # TABLE
{
	awk -F'|' '!/^#/ { for (i = 4; i <= NF; i++) print $i }' "$1"
}

# Rows to refuse need a test that asserts an error, to accept one with none. Of
# the shell's tests the regular expression has a word like NO_SIGNATURE.
verdicts() # TABLE
{
	awk -F'|' '
	FNR == NR { split($0, t, " "); gsub("~", " ", t[1])
		error[t[1]] = t[2]; ok[t[1]] = t[3]; next }
	/^#/ { next }
	{
		good = $2 == "n/a"
		for (i = 4; i <= NF && !good; i++)
			good = $2 == "accept" ? ok[$i] : error[$i]
		if (!good)
			print $1 ": no test asserts: " $2
	}' "$dir/asserts" "$1"
}

# What each unit test asserts, itself or by a function of its file
asserts() # FILE...
{
	awk '
	FNR == 1 { split("", body); name = "" }
	/^static.*\(/ && !/;$/ {
		name = $0
		sub(/\(.*/, "", name)
		sub(/.*[ *]/, "", name)
		body[name] = ""
		next
	}
	/^}/ {
		if (name ~ /^attack_/) {
			text = body[name]
			for (f in body)
				if (f != name && index(text, f "("))
					text = text body[f]
			print name, text ~ /CFSV_E_/, \
				text ~ /CFSV_OK|expect_vouches/
		}
		name = ""
	}
	name != "" { body[name] = body[name] $0 "\n" }' "$@"
}

# Complaints about a table, given the asserts and what passed
judge() # TABLE PASSED
{
	local test suite
	rows "$1"
	verdicts "$1"
	while read -r test; do
		case $test in
		attack_*)
			grep -qx -- "$test" "$2" || echo "$test: did not pass"
			;;
		SECURITY.md:*)
			grep -qF -- "**${test#*: }.**" SECURITY.md ||
				echo "$test: not there"
			;;
		*)
			suite=${test%%: *}
			# shellcheck disable=SC2086 # a list of files
			[ -n "${files[$suite]:-}" ] && grep -hoE \
				'"attack [0-9]+: [^"]*"' ${files[$suite]} |
				grep -qF -- "\"$(named "$test")\"" ||
				echo "$test: not in $suite"
			;;
		esac
	done < <(tests "$1")
	# and none that the table does not know
	grep ^attack_ "$dir/asserts" | cut -d' ' -f1 | while read -r test; do
		grep -qE "\|$test(\||\$)" "$1" || echo "$test: not in the table"
	done
	cat tests/*.sh tests/guest/*.sh | grep -hoE '"attack [0-9]+: [^"$]*"' |
		tr -d '"' | while read -r test; do
		grep -qF -- ": $test" "$1" || echo "$test: not in the table"
	done
}

# The name in the suite: mount.sh's tree() adds what it looked at
named() # TEST
{
	sed 's/^[a-z]*: //; s/: an object$//' <<<"$1"
}

asserts tests/test_*.c >"$dir/asserts"
tests tests/attacks.table | grep -v -e '^attack' -e '^SECURITY' |
	while read -r test; do
		# shellcheck disable=SC2086 # a list of files
		word=$(grep -hF -A 1 -- "\"$(named "$test")\"" \
			${files[${test%%: *}]} | grep -cE '[A-Z]{4}')
		[ "$word" -eq 0 ] || echo "$test" | tr ' ' '~'
	done | sed 's/$/ 1 0/' >>"$dir/asserts"
passed_log=${1:-$dir/passed}
if [ $# -eq 0 ]; then
	grep -l '^static void attack_' tests/test_*.c | while read -r f; do
		make -s "build/tests/$(basename "$f" .c)" || exit 1
		"build/tests/$(basename "$f" .c)" 2>&1 |
			sed -n 's/^\[       OK \] //p' >>"$passed_log"
	done
	make -s build/cfsv
	HARNESS_LOG=$passed_log tests/tool.sh build/cfsv >/dev/null 2>&1
fi
expect "all 94 attacks have their tests" 0 '^$' judge tests/attacks.table \
	"$passed_log"

# --- those of the shell were run, too, unless their suite was not
while read -r name; do
	case $name in
	attack_* | SECURITY.md*) continue ;;
	esac
	if grep -qxF -- "${name#*: }" "$passed_log"; then
		pass
	elif [ "${name%%: *}" = tool ]; then
		fail "$name" "it did not pass"
	else
		missed=$((${missed:-0} + 1))
	fi
done < <(tests tests/attacks.table)
[ -z "${missed:-}" ] || skip "attacks that need a kernel" \
	"$missed of their tests did not run, or failed above"

# --- the check sees what is missing
seen() # NAME REGEX SED: a table that is wrong so
{
	sed "$3" tests/attacks.table >"$dir/table"
	expect "seen: $1" 0 "$2" judge "$dir/table" "$passed_log"
}
seen "a number left out" '^row 40: number 41' '/^40|/d'
seen "the last one left out" '^93 rows' '/^94|/d'
seen "a number twice" '^row 18: number 17' '/^17|/p'
seen "a row without a test" '^52: no test' 's/^\(52|[^|]*|[^|]*\).*/\1/'
seen "the test of another" '^30: not its test' \
	's/attack_30_another_content_type/attack_31_embedded_content/'
seen "a test that is not there" 'attack_24_no_signers_x: did not pass' \
	's/attack_24_no_signers/attack_24_no_signers_x/'
seen "a test that the table lost" 'attack_83_every.*not in the table' \
	's/|attack_83_every[^|]*//'
seen "n/a without a reason" '^87: no reason' '/^87|/s/SECURITY.md: .*/x/'
seen "a reason that is not there" 'Rollforward: not there' \
	's/SECURITY.md: Rollback/SECURITY.md: Rollforward/'
seen "a refusal called n/a" '^01: no reason' 's/^01|refuse/01|n\/a/'
seen "a line that no suite has" 'a tree fell: not in kernel' \
	's/attack 82: an answer that does not fit/attack 82: a tree fell/'
grep -v attack_61_ "$passed_log" >"$dir/less"
expect "seen: a test that was not run" 0 'attack_61_.*did not pass' \
	judge tests/attacks.table "$dir/less"
sed -i 's/^\(attack_21_[^ ]*\).*/\1 1 0/; s/^\(attack_20_[^ ]*\).*/\1 0 1/
	s/^\(boot.*\) 1 0/\1 0 0/' "$dir/asserts"
expect "seen: no error asserted" 0 '^20: no test asserts: refuse' \
	judge tests/attacks.table "$passed_log"
expect "seen: no error asserted in a boot" 0 '^86: no test asserts: refuse' \
	judge tests/attacks.table "$passed_log"
expect "seen: nothing accepted" 0 '^21: no test asserts: accept' \
	judge tests/attacks.table "$passed_log"
printf 'tested: 94 attacks: %s\n' "$(awk -F'|' '!/^#/ { n[$2]++ }
	END { for (v in n) printf "%s%d %s", s++ ? ", " : "", n[v], v }' \
	tests/attacks.table)"
summary
