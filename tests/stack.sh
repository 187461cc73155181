#!/bin/bash
# SPDX-License-Identifier: MIT
# stack.sh [write] - no heap, and the worst stack of each job, by call graph and
# as measured, on x86-64 and Cortex-M4; write: the table of tests/ASSURANCE.md
# shellcheck disable=SC2016,SC2030,SC2031 # scripts in quotes; broken copies
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
if ! why=$(ports/bearssl-source.sh 2>&1); then
	skip "the worst stack" "BearSSL's source: ${why##*$'\n'}"
	summary
	exit
fi
# shellcheck source=tests/callgraph.sh
. tests/callgraph.sh
make -s build/vectors/cases.h
out=build/stack
mkdir -p $out

# What is cut out of the graph where a job does not use it.
declare -A family=([EC]="bearssl_ecdsa_verify bearssl_ec_point"
	[RSA]="bearssl_rsa_public" [LANES]="$lanes" [-]=""
	[SHA512]="cfsv_sha384 cfsv_sha512 cfsv_sha512_start cfsv_sha512_blocks
		br_sha512_init br_sha384_update br_sha512_update br_sha384_out
		br_sha512_out br_sha384_state br_sha512_state
		br_sha384_set_state br_sha512_set_state")
everything="cfsv_anchor_load cfsv_verify_message cfsv_verify_image
	cfsv_verify_pinned cfsv_measure cfsv_reader_init cfsv_reader_read
	cfsv_sha256_fastest cfsv_small_files cfsv_bearssl"
wrapped="cfsv_anchor_load cfsv_verify_message cfsv_verify_image
	cfsv_verify_pinned cfsv_measure cfsv_reader_init cfsv_reader_read"

# The jobs of the budget: NAME LIMIT ROOTS WITHOUT...
jobs() # CPU
{
	awk -v cpu="$1" '!/^#/ && NF { limit = cpu == "x86-64" ? $2 : $3
		if (limit == "-") next
		name = $1
		sub(/^[^ ]+ +[^ ]+ +[^ ]+ +/, "")
		print name, limit, $0 }' tests/stack.budget
}

# Lines NAME LIMIT COMPUTED
computed() # DIR CPU
{
	local name limit roots cut word
	while read -r name limit roots cut; do
		without=
		for word in $cut; do without+=" ${family[$word]}"; done
		without=${without//$'\n'/ }
		# shellcheck disable=SC2086 # several roots
		echo "$name $limit $(stack "$1" ${roots//,/ })"
	done < <(jobs "$2")
}

# The program that measures, from the very objects that were computed: lines
# NAME BYTES KEY. The vectors' callbacks are then in a call graph of their own.
measure() # DIR CPU
{
	local dir=$1 cpu=$2 name options=() objects=()
	mkdir -p "$dir/measured"
	for name in $wrapped; do options+=("-Wl,--wrap=$name"); done
	objects=("$dir"/*.o)
	case $cpu in
	x86-64)
		x86_64-linux-gnu-gcc "${flags[@]}" -Ibuild/vectors \
			-I"$(gcc -print-file-name=include)" -c \
			-o "$dir/measured/run.o" tests/vectors/run.c &&
			x86_64-linux-gnu-gcc -std=c99 -Os -w -fno-pie -no-pie \
				-mno-red-zone "${options[@]}" \
				-o "$dir/measured/stack" tests/stack.c \
				"$dir/measured/run.o" "${objects[@]}" &&
			"$dir/measured/stack"
		;;
	cortex-m4)
		local gcc=(arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb
			"${flags[@]}" -Ibuild/vectors -I"$(arm-none-eabi-gcc \
				-print-file-name=include)")
		for name in tests/vectors/run tests/stack ports/bare/start \
			ports/bare/cortex-m ports/bare/semihost; do
			"${gcc[@]}" -c -o "$dir/measured/${name##*/}.o" \
				$name.c || return
		done
		"${gcc[@]}" -nostdlib -static -no-pie -Wl,--gc-sections \
			-Lports/bare -T cortex-m.ld "${options[@]}" \
			-o "$dir/measured/stack.elf" "$dir"/measured/*.o \
			"${objects[@]}" -lgcc &&
			ports/bare/run.sh cortex-m4 "$dir/measured/stack.elf"
		;;
	esac
}

# What the symbols of a build say: nothing is wanted from outside, and nothing
# in it is an allocator.
no_heap() # DIR CPU
{
	local nm=nm
	[ "$2" = x86-64 ] || nm=arm-none-eabi-nm
	expect "$2: all of it is linked, with BearSSL" 0 ' T cfsv_verify_image' \
		$nm "$1/linked"
	expect "$2: no symbol is wanted from outside, no heap is there" 0 '^$' \
		sh -c '"$1" "$2" | grep -E \
		" U |[^a-z](malloc|calloc|realloc|free|alloca|sbrk|brk|mmap)$" |
		cat' sh $nm "$1/linked"
}

# One build: budget, and measured against computed. Sets DIR/table, lines
# NAME COMPUTED MEASURED KEY.
judge() # DIR CPU
{
	local dir=$1 cpu=$2 name limit bytes key used
	computed "$dir" "$cpu" >"$dir/computed"
	while read -r name limit bytes; do
		if [[ ! $bytes =~ ^[0-9]+$ ]]; then
			fail "$cpu $name" "the call graph has $bytes"
		elif [ "$bytes" -eq 0 ] || [ "$bytes" -gt "$limit" ]; then
			fail "$cpu $name" "$bytes bytes of stack, of $limit"
		else
			pass
		fi
	done <"$dir/computed"
	if [ "$cpu" = cortex-m4 ] &&
		! command -v qemu-system-arm >/dev/null; then
		skip "$cpu: measured stack" "qemu-system-arm is not installed"
		: >"$dir/seen"
	elif ! measure "$dir" "$cpu" >"$dir/seen" 2>"$dir/log"; then
		fail "$cpu: measured stack" "it did not run, or a case is wrong"
		return
	fi
	cp "$dir"/*.ci "$dir/measured"
	rm -f "$dir"/measured/{stack,start,cortex-m,semihost}.ci
	computed "$dir/measured" "$cpu" >"$dir/with_callbacks"
	while read -r name used key; do
		bytes=$(awk -v n="$name" '$1 == n { print $3 }' \
			"$dir/with_callbacks")
		case $name in
		anchor | verify) # refused: of any kind
			bytes=$(awk -v n="^$name-" '$1 ~ n && $3 > most {
				most = $3 } END { print most }' \
				"$dir/with_callbacks")
			;;
		esac
		if [[ ! $bytes =~ ^[0-9]+$ ]] || [ "$used" -gt "$bytes" ]; then
			fail "$cpu $name $key" \
				"$used bytes are used, $bytes by call graph"
		elif [ $((2 * used)) -lt "$bytes" ] && [ "$key" != - ]; then
			fail "$cpu $name $key" \
				"only $used bytes are used, of $bytes"
		else
			pass
		fi
	done <"$dir/seen"
	awk 'FILENAME ~ /computed$/ { bytes[$1] = $3; order[++n] = $1; next }
		$1 in bytes { name = $1; used = $2
			sub(/^[^ ]+ [^ ]+ /, "")
			row[name] = row[name] name "|" bytes[name] "|" used "|" $0 "\n" }
		END { for (i = 1; i <= n; i++)
			printf "%s", row[order[i]] }' \
		"$dir/computed" "$dir/seen" >"$dir/table"
}

# A broken copy of the core, or of the list of pointers, must turn it red: the
# command changes $core or $pointers.
broken() # NAME REASON COMMAND...
{
	local name=$1 reason=$2 said
	shift 2
	rm -rf $out/broken && mkdir -p $out/broken
	cp dist/cfsv.c $pointers $out/broken
	said=$(
		core=$out/broken/cfsv.c pointers=$out/broken/pointers
		"$@"
		failed=0
		if build $out/broken/x86-64 x86-64 "$everything" 2>&1; then
			judge $out/broken/x86-64 x86-64
		fi
		echo "failed $failed"
	)
	if cmp -s dist/cfsv.c $out/broken/cfsv.c &&
		cmp -s $pointers $out/broken/pointers; then
		fail "seen to fail: $name" "nothing was broken"
	elif grep -Eq "$reason" <<<"$said"; then
		pass
	else
		fail "seen to fail: $name" "not red: $said"
	fi
}

seen_to_fail()
{
	local skip="^[a-z ]*void cfsv_der_skip(.*tag)$"
	broken "a large array" 'anchor-rsa: [0-9]+ bytes of stack, of' \
		sed -i "/$skip/,/^}/s/uint32_t depth = d->depth;/&\
		volatile uint8_t room[4096]; room[tag] = 0;/" \
		$out/broken/cfsv.c
	broken "recursion" 'call graph has unknown: cfsv_der_skip' \
		sed -i "/$skip/,/^}/s/tag = 0;/\
		if (tag == 0x31) cfsv_der_skip(d, tag);&/" $out/broken/cfsv.c
	broken "an allocator" 'undefined reference to .malloc' \
		sed -i "/$skip/,/^}/s/uint32_t depth = d->depth;/&\
		extern void *malloc(size_t); d->buf = malloc(depth);/" \
		$out/broken/cfsv.c
	broken "a pointer that nobody listed" 'call graph has unknown: b' \
		sed -i '/^br_ecdsa_i31_vrfy_raw/d' $out/broken/pointers
	broken "a pointer with a function that is not all" \
		'P-521: [0-9]+ bytes are used, [0-9]+ by call graph' \
		sed -i 's/ api_mul\(add\)*$/ cfsv_bearssl/' $out/broken/pointers
}

# The table of tests/ASSURANCE.md
publish()
{
	printf '%s\n' "Measured by \`make limits\` on $(date +%F)," \
		"$(x86_64-linux-gnu-gcc --version | head -n 1)," \
		"$(arm-none-eabi-gcc --version | head -n 1)." \
		"Bytes; the whole library without an option, -Os." '' \
		'| job | key | x86-64: call graph | measured | budget | Cortex-M4: call graph | measured | budget |' \
		'|---|---|---|---|---|---|---|---|'
	awk -F'|' '
	FILENAME ~ /computed$/ {
		split($0, word, " ")
		limit[FILENAME ~ /cortex/, word[1]] = word[2]
		next
	}
	FILENAME ~ /cortex/ { arm[$1 "|" $4] = $2 " | " $3 " | " \
		limit[1, $1]; next }
	{ other = arm[$1 "|" $4]
	printf "| %s | %s | %s | %s | %s | %s |\n", $1, $4, $2, $3,
		limit[0, $1], other == "" ? "- | - | -" : other }' \
		$out/*/computed $out/cortex-m4/table $out/x86-64/table
}

for cpu in x86-64 cortex-m4; do
	status=0
	build $out/$cpu $cpu "$everything" >$out/log 2>&1 || status=$?
	if [ $status = 1 ]; then
		skip "$cpu: the worst stack" "its compiler is not installed"
		continue
	elif [ $status != 0 ]; then
		fail "$cpu" "it does not build: $(tail -n 5 $out/log)"
		continue
	fi
	no_heap $out/$cpu $cpu
	judge $out/$cpu $cpu
done
if [ -e $out/x86-64/table ]; then seen_to_fail; fi
if [ "${1:-}" = write ] && [ "$failed" = 0 ] && [ "$skipped" = 0 ]; then
	publish | tests/publish.sh tests/ASSURANCE.md stack
fi
summary
