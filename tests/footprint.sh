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
ports/bearssl-source.sh
bearssl=build/bearssl-src
make -s dist
out=build/footprint
mkdir -p $out
flags=(-std=c99 -Os -ffreestanding -ffunction-sections -fdata-sections
	-fno-stack-protector -fno-asynchronous-unwind-tables -fno-pie -w
	-fcallgraph-info=su -nostdinc -Idist -Iports/bare/libc
	"-I$bearssl/inc" "-I$bearssl/src")
small=(CFSV_NO_MESSAGES CFSV_ONLY_COMPOSEFS CFSV_SHA256_SMALL
	CFSV_SHA256_ONLY_PORTABLE)

# What may stand behind a pointer, by the function that calls through it. A
# callback of the caller's has no stack here.
cat >$out/pointers <<'EOF'
cfsv_verify_message bearssl_rsa_public bearssl_ecdsa_verify
cfsv_signature_check bearssl_rsa_public bearssl_ecdsa_verify
check_rsa bearssl_rsa_public
check_ecdsa bearssl_ecdsa_verify
cfsv_anchor_load bearssl_ec_point
anchor_form bearssl_ec_point
cfsv_key_parse bearssl_ec_point
key_ec bearssl_ec_point
key_point_rules bearssl_ec_point
br_ecdsa_i31_vrfy_raw api_muladd
bearssl_ec_point api_mul
cfsv_tree_hash cfsv_sha256_portable
descriptor_hash cfsv_sha256_portable
tree_raise cfsv_sha256_portable
tree_data cfsv_sha256_portable
tree_push cfsv_sha256_portable
cfsv_descriptor_digest cfsv_sha256_portable
cfsv_measure -
EOF

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

# The deepest path from the roots over gcc's call graphs (*.ci), in bytes.
stack() # DIR ROOT...
{
	local dir=$1
	shift
	cat "$dir"/*.ci | awk -v roots="$*" -v pointers=$out/pointers '
	function name(s) # without the file of a static function
	{
		sub(/^.*:/, "", s)
		return s
	}
	function plain(s) # without what gcc adds to parts and copies
	{
		sub(/\..*/, "", s)
		return s
	}
	function depth(f, i, n, to, most, d)
	{
		if (f in known)
			return known[f]
		if (f ~ /^\*/) # behind a pointer, or left out
			return substr(f, 2) in own ? depth(substr(f, 2)) : 0
		if (f ~ /^\?/) {
			unknown = unknown " " substr(f, 2)
			return 0
		}
		if (busy[f]++ || (!(f in own) && f !~ /^__/)) {
			unknown = unknown " " f
			return 0
		}
		n = split(calls[f], to, " ")
		most = 0
		for (i = 1; i <= n; i++)
			if ((d = depth(to[i])) > most)
				most = d
		return known[f] = own[f] + most
	}
	BEGIN {
		while ((getline line <pointers) > 0) {
			n = split(line, f, " ")
			for (i = 2; i <= n; i++)
				behind[f[1]] = behind[f[1]] " *" f[i]
		}
	}
	/^node:/ {
		split($0, part, "\"")
		node = name(part[2])
		if (!match($0, /[0-9]+ bytes/))
			next # it is in another file
		if ($0 ~ /\(dynamic\)/) # an array or so of unknown size
			calls[node] = calls[node] " ?" node
		bytes = substr($0, RSTART) + 0
		if (bytes > own[node]) # the larger of two of this name
			own[node] = bytes
	}
	/^edge:/ {
		split($0, part, "\"")
		from = name(part[2])
		to = name(part[4])
		if (to != "__indirect_call")
			calls[from] = calls[from] " " to
		else if (plain(from) in behind)
			calls[from] = calls[from] behind[plain(from)]
		else
			calls[from] = calls[from] " ?" from
	}
	END {
		n = split(roots, root, " ")
		for (i = 1; i <= n; i++)
			if ((d = depth("*" root[i])) > worst)
				worst = d
		if (unknown) # a pointer, recursion, or no such function
			print "unknown:" unknown
		else
			print worst
	}'
}

# Link what the roots need: sets bytes (code and constants), data (writable).
# Status 1: its compiler is not installed; 2: it does not compile or link.
build() # DIR CPU ROOTS OPTION...
{
	local dir=$1 cpu=$2 root=$3 tool machine file symbol keep=()
	shift 3
	case $cpu in
	cortex-m4) tool=arm-none-eabi- machine=(-mcpu=cortex-m4 -mthumb) ;;
	x86-64) tool=x86_64-linux-gnu- machine=(-m64) ;;
	esac
	command -v ${tool}gcc >/dev/null || return 1
	local sources=(dist/cfsv.c ports/bare/libc/mem.c)
	while read -r file; do
		case $file in
		bearssl/*) sources+=("$bearssl/src/${file#bearssl/}") ;;
		ports/*) sources+=("$file") ;;
		esac
	done < <(make -s files OPTIONS="$*")
	rm -rf "$dir" && mkdir -p "$dir"
	printf -- '-D%s\n' "$@" >"$dir/options" # footprint_peers.sh needs it
	for file in "${sources[@]}"; do
		${tool}gcc "${machine[@]}" "${flags[@]}" \
			-I"$(${tool}gcc -print-file-name=include)" "${@/#/-D}" \
			-c -o "$dir/$(basename "$file" .c).o" "$file" ||
			return 2
	done
	for symbol in $(roots "$root"); do
		keep+=("-Wl,-u,$symbol")
	done
	${tool}gcc "${machine[@]}" -nostdlib -static -no-pie \
		-Wl,--gc-sections,-e,0 "${keep[@]}" -o "$dir/linked" \
		"$dir"/*.o \
		"$(${tool}gcc "${machine[@]}" -print-libgcc-file-name)" ||
		return 2
	read -r bytes data < <(${tool}size -A "$dir/linked" | awk '
		/^\.(text|rodata)/ { code += $2 }
		/^\.(data|bss)/ { data += $2 }
		END { print code + 0, data + 0 }')
	[ "$bytes" -gt 0 ] || return 2
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
		build "$out/$cpu-$name" "$cpu" "$root" "${words[@]}" \
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
		build "$out/whole" $cpu whole
		whole[$cpu]=$bytes
	done
	# shellcheck disable=SC2013 # they are words
	for option in $(awk '/^ \* OPTIONS$/ { on = 1 } /alone/ { exit }
		on && /^ \*   CFSV_/ { print $2 }' cfsv.h); do
		printf ' *\t%-26s' "$option"
		for cpu in cortex-m4 x86-64; do
			build "$out/whole" $cpu whole "$option"
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
