#!/bin/bash
# SPDX-License-Identifier: MIT
# footprint.sh - size and worst stack of the core for firmware, with BearSSL
#
#	footprint.sh		each row of footprint.budget beside its budget; it
#				fails if it is over it, if there is writable data,
#				or if a call through a pointer is met that this
#				script does not know
#	footprint.sh options	what each option saves, into cfsv.h too
#
# All is built from dist/cfsv.c and BearSSL's source, and linked from its roots,
# unused sections left out.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=tests/harness.sh
. tests/harness.sh
# shellcheck source=tests/callgraph.sh
. tests/callgraph.sh
small=(CFSV_NO_MESSAGES CFSV_ONLY_COMPOSEFS CFSV_SHA256_SMALL
	CFSV_SHA256_ONLY_PORTABLE)

roots() # NAME
{
	case $1 in
	verify) echo cfsv_anchor_load cfsv_verify_image cfsv_bearssl ;;
	pinned) echo cfsv_verify_pinned ;;
	tree) echo cfsv_tree_init cfsv_tree_update cfsv_tree_final ;;
	whole) echo cfsv_anchor_load cfsv_verify_image cfsv_bearssl \
		cfsv_sha256_fastest cfsv_strerror cfsv_mend cfsv_error_name \
		cfsv_error_class cfsv_verify_pinned ;;
	esac
}

budget()
{
	local name cpu limit stack_limit root without words depth status
	printf '%-7s %-10s %6s %6s %5s %6s %6s  %s\n' build CPU bytes budget \
		data stack budget 'left out'
	while read -r name cpu limit stack_limit root without; do
		case $name in \#* | '') continue ;; esac
		read -ra words <<<"${without#-}"
		words=("${words[@]/#/CFSV_NO_}")
		status=0
		build "$out/$cpu-$name" "$cpu" "$(roots "$root")" "${words[@]}" \
			"${small[@]}" || status=$?
		case $status in
		1)
			skip "$name $cpu" "its compiler is not installed"
			continue
			;;
		2)
			fail "$name $cpu" "it does not build, see above"
			continue
			;;
		esac
		# shellcheck disable=SC2046 # the roots
		depth=$(stack "$out/$cpu-$name" $(roots "$root"))
		printf '%-7s %-10s %6d %6d %5d %6s %6d  %s\n' "$name" "$cpu" \
			"$bytes" "$limit" "$data" "$depth" "$stack_limit" \
			"$without"
		if [ "$bytes" -gt "$limit" ] || [ "$data" -gt 0 ] ||
			[[ ! $depth =~ ^[0-9]+$ ]] ||
			[ "$depth" -gt "$stack_limit" ]; then
			fail "$name $cpu" "it is over its budget, see the line"
		else
			pass
		fi
	done <tests/footprint.budget
	summary
}

# The lines of the table in cfsv.h.
options()
{
	local option cpu whole
	printf ' *\t%-26s %10s %10s\n' option Cortex-M4 x86-64
	declare -A whole
	for cpu in cortex-m4 x86-64; do
		build "$out/whole" $cpu "$(roots whole)"
		whole[$cpu]=$bytes
	done
	# shellcheck disable=SC2013 # they are words
	for option in $(awk '/^ \* OPTIONS$/ { on = 1 } /alone/ { exit }
		on && /^ \*   CFSV_/ { print $2 }' cfsv.h); do
		printf ' *\t%-26s' "$option"
		for cpu in cortex-m4 x86-64; do
			build "$out/whole" $cpu "$(roots whole)" "$option"
			printf ' %10d' $((whole[$cpu] - bytes))
		done
		echo
	done
	printf ' *\t%-26s %10d %10d\n' "(size without any)" \
		"${whole[cortex-m4]}" "${whole[x86-64]}"
}

case ${1:-} in
'') budget ;;
options)
	options | tee $out/options
	awk -v table=$out/options '
		/^ \*\toption +Cortex-M4/ {
			while ((getline line <table) > 0)
				print line
			skip = 1
		}
		skip && /^ \*$/ { skip = 0 }
		!skip { print }' cfsv.h >$out/cfsv.h
	cat $out/cfsv.h >cfsv.h
	;;
*)
	echo "usage: tests/footprint.sh [options]" >&2
	exit 2
	;;
esac
