# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# wp.sh - one file, or one function of it, by WP or by Eva: for frama-c.sh, which
# has its folder in $dir
: "${dir:?}" # a folder of its own
acsl=tests/prove/frama-c

# The functions of a file; of a header those with a body.
functions() # COPY NAME
{
	case $2 in
	*.h) grep '^static inline.*(' "$1" ;;
	*) grep '^[a-z].*(' "$1" | grep -v '=\|;$' ;;
	esac | awk '{ sub(/\(.*/, ""); sub(/.*[ *]/, ""); print }' | sort -u
	case $2 in # and what stands in their headers
	pkcs7/der.c) echo cfsv_span_size ;;
	pkcs7/oid.c) printf 'cfsv_oid_class\ncfsv_oid_value\n' ;;
	esac
}

# The header with the contracts that a file needs.
header() # NAME
{
	case $1 in
	pkcs7/der.c) echo cursor ;;
	pkcs7/bearssl.c) echo bearssl ;;
	pkcs7/*) echo pkcs7 ;;
	sha256/measure.c | sha256/tree.c) echo tree ;;
	sha256/reader.c) echo reader ;;
	cfsv.c) echo story ;;
	*) echo hash ;;
	esac
}

put() # COPY NAME: annotated
{
	awk -v source="$2" -f $acsl/annotate.awk $acsl/*.acsl \
		"$acsl/$(basename "$2" .c).notes" "$1"
}

# WP on a copy, as the file NAME: sets good and all, counts of goals. $only is
# the one function to prove, $limit the seconds that a goal may take, $checks
# what counts as an error beyond undefined behaviour; with $first it ends at the
# first goal that is left. Status 1: goals are left; 2: they were not asked.
only="" limit=30 first="" cpus=$(nproc)
[ -z "${FRAMA_C_ROWS:-}" ] || cpus=1 # there are others beside this one
overflow="-warn-unsigned-overflow -warn-unsigned-downcast -warn-signed-downcast"
wp() # COPY NAME FUNCTIONS [OPTION...]
{
	local copy=$1 name=$2 functions=$3 root=$PWD inline=sha256/sha256.h
	local tactics=() provers=z3,cvc4 status
	shift 3
	good=0 all=0
	mkdir -p "$dir/sha256"
	[ "$name" != $inline ] || inline=$copy
	put "$inline" sha256/sha256.h >"$dir/sha256/sha256.h" 2>"$dir/log" ||
		return 2
	cp cfsv.h "$dir/"
	case $name in
	*.h) echo "#include \"$name\"" >"$dir/file.c" ;;
	*) put "$copy" "$name" >"$dir/file.c" 2>"$dir/log" || return 2 ;;
	esac
	case $name in # shifts: case by case, as multiplication
	sha256/*)
		tactics=(-wp-auto "wp:range,wp:bitshift" -wp-auto-width 40
			-wp-session "$dir/session")
		provers=z3,cvc4,tip
		;;
	esac
	rm -rf "$dir/session"
	# shellcheck disable=SC2086 # several options
	set -- -wp -wp-rte -rte-no-pointer-call -wp-fct "$functions" \
		-wp-par "$cpus" -wp-cache none -wp-timeout "$limit" $checks "$@"
	# from a folder of its own: Frama-C looks for headers there first
	(cd "$dir" && frama-c -machdep gcc_x86_64 -cpp-extra-args="-I$dir \
-I$root -I$root/pkcs7 -I$root/sha256 -I$root/$acsl -I/usr/include/bearssl \
-include $root/$acsl/$(header "$name").acsl" "$dir/file.c" -instantiate \
		"$@" -wp-prover z3 -then "$@" "${tactics[@]}" -wp-split \
		-wp-prover $provers) 2>&1 </dev/null |
		awk -v first="$first" -v log_file="$dir/log" '
			{ print >log_file }
			/goals? scheduled/ { run++ }
			first && run == 2 && /\[Failed\]/ { exit }'
	status=${PIPESTATUS[0]}
	read -r all good left < <(awk '
		/goals? scheduled/ { n[++run] = $2 }
		/Goal .*: Valid/ { good[run]++ }
		/Goal .*: (Failed|Unknown|Timeout|Stepout)|\[Failed\]/ { bad[run]++ }
		# all goals; then those that were left, in parts, each of which must be
		# (the sum of the tool leaves parts out after -then)
		END { if (n[2] > 0 && good[2] == n[2] && !bad[2])
				good[1] = n[1]
			print n[1] + 0, good[1] + 0, bad[2] + 0 }' "$dir/log")
	[ -z "$first" ] || [ "$left" -eq 0 ] || return 1
	[ "$status" -eq 0 ] && [ "$all" -gt 0 ] || return 2
	# what is proved without the part that is missing is not proved
	! grep -qE "Missing|Degenerated|admit|Ignored|guaranteed RTE" \
		"$dir/log" || return 2
	[ "$good" -eq "$all" ]
}

# What a file's notes say of functions by themselves: their names.
said() # WORD NAME
{
	sed -n "s/^\\($1\\) \\([a-z0-9_]*\\): .*/\\2/p" \
		"$acsl/$(basename "$2" .c).notes"
}

# Eva runs eva.c from a function: no alarm, and the end is reached.
eva() # MAIN [SOURCE]
{
	local of=${2:-$PWD} unroll=70 root=$PWD
	[ "$1" != eva_text ] || unroll=40000 # longer than the table
	# from the source's folder: Frama-C looks for headers there first
	(cd "$of" && frama-c -machdep gcc_x86_64 \
		-cpp-extra-args="-I$of -I$of/pkcs7 -I$of/sha256" \
		"$root/$acsl/eva.c" sha256/common.c -eva -main "$1" \
		-eva-no-print -eva-precision 2 -eva-min-loop-unroll "$unroll" \
		-eva-msg-key=-initial-state) >"$dir/log" 2>&1 &&
		grep -q '^ *0 alarms generated' "$dir/log" &&
		grep -q 'Frama_C_show_each_end' "$dir/log" &&
		! grep -q '[1-9][0-9]* \(unknown\|invalid\)' "$dir/log"
}

# All functions of a file but those that its notes say wrap; these by
# themselves, where wrapping and narrowing are not errors.
wrapping() # COPY NAME [OPTION...]
{
	local copy=$1 name=$2 wraps plain sum=0 of=0 status=0
	shift 2
	said wraps "$name" | sort >"$dir/wraps"
	said 'open\|eva' "$name" | sort >"$dir/others"
	functions "$copy" "$name" | sort | grep "^${only:-.*}$" |
		comm -23 - "$dir/others" >"$dir/functions"
	plain=$(comm -23 "$dir/functions" "$dir/wraps" | paste -sd,)
	wraps=$(comm -12 "$dir/functions" "$dir/wraps" | paste -sd,)
	if [ -n "$plain" ]; then
		checks=$overflow
		wp "$copy" "$name" "$plain" "$@" || status=$?
		sum=$good of=$all
	fi
	if [ -n "$wraps" ] && [ $status -eq 0 ]; then
		checks=""
		wp "$copy" "$name" "$wraps" "$@" || status=$?
		sum=$((sum + good)) of=$((of + all))
	fi
	good=$sum all=$of
	[ "$status" -ne 0 ] || [ "$all" -gt 0 ] || status=2
	return $status
}

# oid.c: its table of constants by itself, and all else without their values,
# which drown the provers.
prove() # COPY NAME
{
	local before
	case $2 in
	pkcs7/oid.c) ;;
	pkcs7/check.c) # what is in its tables is not needed
		wrapping "$1" "$2" -wp-no-init-const
		return
		;;
	pkcs7/bearssl.c) # without guessing how variables are used: WP 25 fails
		wrapping "$1" "$2" -wp-model Typed+cast+raw
		return
		;;
	*)
		wrapping "$1" "$2"
		return
		;;
	esac
	wrapping "$1" "$2" -wp-prop=table || return
	before=$good
	wrapping "$1" "$2" -wp-no-init-const -wp-prop=-table || return
	good=$((good + before)) all=$((all + before))
}
