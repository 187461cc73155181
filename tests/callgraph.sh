# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# callgraph.sh - builds of the core for firmware, and the worst stack of their
# call graphs (sourced)
#
# All is built from $core (dist/cfsv.c) and BearSSL's source, and linked from
# its roots, unused sections left out.
ports/bearssl-source.sh
bearssl=build/bearssl-src
make -s dist
core=dist/cfsv.c
out=build/footprint
mkdir -p $out
flags=(-std=c99 -Os -ffreestanding -ffunction-sections -fdata-sections
	-fno-stack-protector -fno-asynchronous-unwind-tables -fno-pie -w
	-fcallgraph-info=su -nostdinc -Idist -Iports/bare/libc
	"-I$bearssl/inc" "-I$bearssl/src")

# What may stand behind a pointer, by the function that calls through it: it,
# or one that the compiler put it into. A callback of the caller's has no stack
# here, unless it is in the call graph too.
pointers=$out/pointers
cat >$pointers <<'END'
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
cfsv_tree_hash LANES
descriptor_hash LANES
tree_put LANES
tree_push LANES vectors_store
tree_deliver vectors_store
cfsv_descriptor_digest LANES
avx512_hash cfsv_sha256_avx2 cfsv_sha256_shani
cfsv_measure vectors_read
cfsv_source_read vectors_read
cfsv_reader_read LANES vectors_read
reader_fetch LANES vectors_read
END
lanes="cfsv_sha256_shani cfsv_sha256_avx2 cfsv_sha256_avx512
	cfsv_sha256_avx512_shani"
sed -i "s/LANES/cfsv_sha256_portable ${lanes//$'\n'/}/" $pointers

# The deepest path from the roots over gcc's call graphs (*.ci), in bytes.
# What is in $without is taken as never called.
stack() # DIR ROOT...
{
	local dir=$1
	shift
	cat "$dir"/*.ci | awk -v roots="$*" -v pointers=$pointers \
		-v without="${without:-}" '
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
		if (plain(f) in never)
			return 0
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
		n = split(without, f, " ")
		for (i = 1; i <= n; i++)
			never[f[i]]
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
	local dir=$1 cpu=$2 wanted=$3 tool machine file symbol keep=()
	shift 3
	case $cpu in
	cortex-m4) tool=arm-none-eabi- machine=(-mcpu=cortex-m4 -mthumb) ;;
	x86-64) tool=x86_64-linux-gnu- machine=(-m64) ;;
	esac
	command -v ${tool}gcc >/dev/null || return 1
	local sources=("$core" ports/bare/libc/mem.c)
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
	for symbol in $wanted; do
		keep+=("-Wl,-u,$symbol")
	done
	${tool}gcc "${machine[@]}" -nostdlib -static -no-pie \
		-Wl,--gc-sections,-e,0 "${keep[@]}" -o "$dir/linked" \
		"$dir"/*.o \
		"$(${tool}gcc "${machine[@]}" -print-libgcc-file-name)" ||
		return 2
	# shellcheck disable=SC2034 # for who sources this
	read -r bytes data < <(${tool}size -A "$dir/linked" | awk '
		/^\.(text|rodata)/ { code += $2 }
		/^\.(data|bss)/ { data += $2 }
		END { print code + 0, data + 0 }')
	[ "$bytes" -gt 0 ] || return 2
}

