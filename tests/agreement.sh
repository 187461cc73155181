#!/bin/bash
# SPDX-License-Identifier: MIT
# agreement.sh [all|write] - what cfsv accepts with a certificate as anchor, a
# kernel with that certificate in its ring accepts too
#
#	agreement.sh		a part of it on kernel 6.12
#	agreement.sh all	on 6.12 and on the newest
#	agreement.sh write	the same, and the tables of tests/ASSURANCE.md
#
# SEED is another pack of the same kind.
# shellcheck disable=SC2016,SC2030,SC2031 # awk; broken copies by themselves
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
case ${1:-} in
'') kernels=(6.12) count=28 share=4 least=1000 ;;
all | write) kernels=(6.12 newest) count=56 share=1 least=5000 ;;
*)
	echo "usage: tests/agreement.sh [all|write]" >&2
	exit 2
	;;
esac
out=build/agreement
mkdir -p $out
rm -f $out/*.verdicts $out/*.joined
strict=(-std=c99 -Wall -Wextra -Wconversion -pedantic -Werror -O1 -I.
	-DCFSV_SHA256_ONLY_PORTABLE) # less to compile

cannot() # WHY
{
	skip "agreement with the kernel" "$1"
	summary
	exit
}

[ -e /usr/include/openssl/bn.h ] || cannot "libssl-dev is not installed"
command -v musl-gcc >/dev/null || cannot "musl-gcc is not installed"
command -v qemu-system-x86_64 >/dev/null || cannot "qemu is not installed"

core() # TREE: the core's C files
{
	make -s -C "$1" files | grep -xE 'cfsv\.c|(sha256|pkcs7)/.*\.c'
}

# What cfsv says of the records of a pack, or of those of one name
host() # TREE PROGRAM PACK [NAME]
{
	local tree=$1 program=$2 files
	shift 2
	mapfile -t files < <(core "$tree" | sed "s,^,$tree/,")
	gcc "${strict[@]}" "-I$tree" -o "$program" tests/agreement/host.c \
		tests/agreement/message.c "${files[@]}" -lbearssl &&
		"$program" "$@"
}

programs()
{
	local files
	mapfile -t files < <(core .)
	gcc "${strict[@]}" -o $out/make \
		tests/agreement/{make,certificates,mutations,contents,bytes}.c \
		tests/agreement/{odd_keys,edges,message}.c tests/sign.c \
		"${files[@]}" -lbearssl -lcmocka -lcrypto &&
		musl-gcc -std=c99 -D_GNU_SOURCE -Wall -Wextra -Werror -Os \
			-static -idirafter /usr/include -idirafter \
			"/usr/include/$(gcc -print-multiarch)" \
			-o $out/guest tests/agreement/guest.c
}

# The kernel's verdicts beside cfsv's: a line for each signature,
# RING|KERNEL|CFSV|CERTIFICATE|NAME, each of the first three 0 for yes
join() # KERNEL-VERDICTS HOST-VERDICTS
{
	paste -d'|' "$1" "$2" | awk -F'|' '
		{ errno = substr($1, 3); err = $3 == "CFSV_OK" ? 0 : $3 }
		$2 == "C" { ring = errno; certificate = $4 }
		$2 == "S" { print ring "|" errno "|" err "|" certificate "|" $4 }'
}

# Signatures that the kernel computes wrongly, whoever made them: its addition
# of points has no case for two that are equal or opposite. Who uses a nonce or
# a private key that is a small number, or n minus one, meets them.
arithmetic='|(nonce [12](, s = 1)?|private key (1|2|3|n-1|n-2))$'

forbidden() # JOINED: accepted by cfsv, refused by the kernel
{
	awk -F'|' '$1 == 0 && $2 != 0 && $3 == "0"' "$1"
}

judge() # KERNEL
{
	local kernel=$1 joined=$out/$1.joined found n both
	found=$(forbidden "$joined" | grep -vE "\\$arithmetic")
	n=$(awk -F'|' '$1 == 0' "$joined" | wc -l)
	both=$(awk -F'|' '$1 == 0 && $2 == 0 && $3 == "0"' "$joined" | wc -l)
	if [ -z "$found" ]; then
		pass
	else
		fail "$kernel: the kernel accepts what cfsv accepts" \
			"$(wc -l <<<"$found") not:
$(sort <<<"$found" | uniq -c | head -n 20)"
	fi
	check "$kernel: $n signatures were judged by both" \
		test "$n" -ge $least
	check "$kernel: $both of them were accepted by both" \
		test "$both" -ge $((least / 3))
	check "$kernel: its arithmetic is wrong with EKEYREJECTED alone" \
		test -z "$(forbidden "$joined" | grep -E "\\$arithmetic" |
			awk -F'|' '$2 != 129')"
	printf 'tested: %s: %d signatures, %d accepted by both, %d by cfsv alone, %d of these by what the kernel cannot add\n' \
		"$kernel" "$n" "$both" "$(forbidden "$joined" | wc -l)" \
		"$(forbidden "$joined" | grep -cE "\\$arithmetic")"
}

boot() # KERNEL
{
	local why
	why=$(tests/kernels.sh "$1" 2>&1) || {
		skip "agreement with kernel $1" \
			"it could not be fetched: ${why##*$'\n'}"
		return
	}
	printf '%s\n' 'cd /tmp' '/in/guest /in/pack /mnt/file' >$out/script
	if ! VM_TIMEOUT=1500 tests/vm.sh "$1" $out/script $out/guest \
		$out/pack >"$out/$1.verdicts" 2>"$out/log" ||
		[ "$(wc -l <"$out/$1.verdicts")" != \
			"$(wc -l <$out/host.verdicts)" ]; then
		fail "agreement with kernel $1" "the guest ended early:
$(tail -n 5 "$out/$1.verdicts" "$out/log")"
		return
	fi
	join "$out/$1.verdicts" $out/host.verdicts >"$out/$1.joined"
	judge "$1"
}

# A copy of cfsv without one rule must disagree: in a file a statement is
# replaced, and the records of one name are judged again.
broken() # NAME FILE FROM TO
{
	local tree=$out/tree said
	rm -rf $tree && mkdir $tree
	cp -r Makefile cfsv.[ch] pkcs7 sha256 ports tests $tree
	break_file "seen to fail: $1" $tree "$2" "s/$3/$4/" || return
	if ! host $tree $out/broken $out/pack "$1" >$out/broken.verdicts \
		2>$out/log; then
		fail "seen to fail: $1" "$(tail -n 3 $out/log)"
	else
		join "$out/${kernels[0]}.verdicts" $out/broken.verdicts \
			>$out/broken.joined
		said=$(failed=0 least=0 && judge broken <<<"" 2>&1)
		if grep -q 'not:' <<<"$said"; then
			pass
		else
			fail "seen to fail: $1" "not red: $said"
		fi
	fi
}

seen_to_fail()
{
	broken "another serial number" pkcs7/check.c \
		'cfsv_der_equal(s->der, s->serial, a->der, a->serial)' 1
	broken "any versions" pkcs7/signed_data.c \
		's->signer_version != version ||' ''
	broken "the algorithm with a hash, and NULL" pkcs7/oid.c \
		'7, 2}},$' '&\
	{CFSV_OID_RSA, 9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11}},'
	broken "another DigestInfo" pkcs7/check.c \
		'memcmp(tail, info, CHECK_INFO) != 0 ||' ''
	broken "key identifier of 128 bytes" cfsv.h \
		'CFSV_KEY_ID_MAX 127' 'CFSV_KEY_ID_MAX 255'
}

# Rows of tests/ASSURANCE.md from both kernels' lines: a count for each kernel
rows() # AWK-CONDITION AWK-KEY [AWK-DETAIL]: | KEY | DETAIL | N | N |
{
	awk -F'|' -v first="${kernels[0]}" "
	BEGIN { split(\"22 EINVAL 65 ENOPKG 74 EBADMSG 126 ENOKEY 129 EKEYREJECTED\", w, \" \")
		for (i = 1; i in w; i += 2) name[w[i]] = w[i + 1] }
	$1 { which = FILENAME ~ first \"\\\\.joined\"
		key = $2; n[key, which]++; keys[key]
		detail = ${3:-\"\"}
		if (++d[key, detail] > most[key]) {
			most[key] = d[key, detail]; said[key] = detail } }
	END { for (key in keys)
		printf \"| %s |%s %d | %d |\\n\", key, said[key] == \"\" ? \"\" : \
			\" \" said[key] \" |\", n[key, 1], n[key, 0] }" \
		"${kernels[@]/%/.joined}" | sort
}

totals() # NAME AWK-CONDITION
{
	local kernel
	printf '| %s |' "$1"
	for kernel in "${kernels[@]}"; do
		printf ' %d |' "$(awk -F'|' "$2" "$kernel.joined" | wc -l)"
	done
	echo
}

publish()
{
	local head releases=() kernel
	for kernel in "${kernels[@]}"; do
		releases+=("$(cat "build/vm/$kernel/release")")
	done
	head="${releases[0]} | ${releases[1]} |"
	(
		cd $out || exit
		printf '%s\n' "Counted by \`make agreement\` on $(date +%F), seed ${SEED:-1}." '' \
			"| signatures | $head" '|---|---|---|'
		totals "certificate in the ring" '$1 == 0'
		totals "accepted by both" '$1 == 0 && $2 == 0 && $3 == "0"'
		totals "refused by both" '$1 == 0 && $2 != 0 && $3 != "0"'
		totals "accepted by the kernel alone" \
			'$1 == 0 && $2 == 0 && $3 != "0"'
		totals "accepted by cfsv alone, the kernel adds points wrongly" \
			"\$1 == 0 && \$2 != 0 && \$3 == \"0\" && \$0 ~ /\\$arithmetic/"
		totals "accepted by cfsv alone, any other" \
			"\$1 == 0 && \$2 != 0 && \$3 == \"0\" && \$0 !~ /\\$arithmetic/"
		totals "certificate that the kernel does not take" '$1 != 0'
		printf '%s\n' '' 'Accepted by the kernel alone, by the rule of cfsv that refuses it:' '' \
			"| rule | most often | $head" '|---|---|---|---|'
		rows '$1 == 0 && $2 == 0 && $3 != "0"' '$3' \
			'($5 == "genuine" ? "certificate: " $4 : $5)'
		printf '%s\n' '' 'Anchors of cfsv that the kernel does not take (signatures that cfsv accepts):' '' \
			"| certificate | errno | $head" '|---|---|---|---|'
		rows '$1 != 0 && $3 == "0"' '$4' 'name[$1]'
		printf '%s\n' '' 'What the kernel cannot add, and refuses with EKEYREJECTED:' '' \
			"| key or nonce | $head" '|---|---|---|'
		rows "\$1 == 0 && \$2 != 0 && \$3 == \"0\" && \$0 ~ /\\$arithmetic/" '$5'
	) | tests/publish.sh tests/ASSURANCE.md agreement
}

if ! programs >$out/log 2>&1 ||
	! $out/make "${SEED:-1}" $count $share >$out/pack ||
	! host . $out/host $out/pack >$out/host.verdicts 2>>$out/log; then
	fail "agreement with the kernel" "$(tail -n 5 $out/log)"
	summary
	exit 1
fi
for kernel in "${kernels[@]}"; do boot "$kernel"; done
if [ -e "$out/${kernels[0]}.joined" ]; then seen_to_fail; fi
if [ "${1:-}" = write ] && [ "$failed" = 0 ] && [ "$skipped" = 0 ]; then
	publish
fi
summary
