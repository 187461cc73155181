#!/bin/bash
# SPDX-License-Identifier: MIT
# footprint_peers.sh - what others take for the job of checking the signature;
# writes the table in tests/README.md
#
# The job: a detached DER PKCS#7 SignedData over a formatted digest, by one
# trusted certificate with an RSA or a P-256 key, SHA-256. Each library does it
# in a static program of footprint/, which must vouch for what was signed and
# for nothing else: status 1 if one does not. A library that cannot be fetched
# or linked is 'not run', with the reason.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=tests/harness.sh
. tests/harness.sh
dir=build/footprint-peers
small=build/footprint/x86-64-full
multiarch=$(gcc -print-multiarch)
[ "$multiarch" = x86_64-linux-gnu ] || {
	echo "footprint_peers.sh: not run: this computer is no x86-64"
	exit 0
}
# shellcheck disable=SC2054 # the comma is gcc's
flags=(-std=c99 -Wall -Wextra -Wconversion -pedantic -Os -I.
	-ffunction-sections -fdata-sections -static -Wl,--gc-sections)

# --- what is signed: KEY.der, KEY.image, .image.digest, .image.sig, .message;
# and a certificate of the same name and number for another key
sealed() # KEY
{
	local digest
	new_cert "$1" "$1" -set_serial 1
	new_cert "$1.other" "$1" -set_serial 1 -subj "/O=cfsv tests/CN=$1"
	head -c 20000 /dev/urandom >"$1.image"
	../cfsv seal "$1.image" --key="$1.key" --cert="$1.crt" >/dev/null
	digest=$(../cfsv digest "$1.image.digest" | grep -oE '[0-9a-f]{64}')
	{
		printf 'FSVerity\1\0\40\0'
		xxd -r -p <<<"$digest"
	} >"$1.message"
}

# Prints what the program did if it is not that.
answers() # STATUS WHAT PROGRAM FILE...
{
	local got=0
	"${@:3}" >/dev/null 2>&1 || got=$?
	[ $got = "$1" ] || echo "$2: status $got, not $1"
}

# Prints what the program judges wrongly.
judges() # PROGRAM KEY MESSAGE [IMAGE]
{
	local program=$1 key=$2 file i
	shift 2
	set -- "$key.image.sig" "$@"
	answers 0 "$key" "$program" "$key.der" "$@"
	answers 1 "$key, another key" "$program" "$key.other.der" "$@"
	for ((i = 1; i <= $#; i++)); do
		file=${!i}
		cp "$file" $dir/changed
		flip $dir/changed $(($(stat -c %s "$file") - 1))
		answers 1 "$file, its last byte changed" "$program" \
			"$key.der" "${@:1:i-1}" $dir/changed "${@:i+1}"
	done
}

# What a program has from its libraries, by the linker's map: of all that was
# not thrown away, what comes from an archive that is not the C library's.
bytes() # MAP
{
	awk '
	function hex(s, i, n)
	{
		for (i = 3; i <= length(s); i++)
			n = n * 16 + index("123456789abcdef", substr(s, i, 1))
		return n
	}
	/^Linker script and memory map/ { on = 1 }
	/^[^ ]/ { section = $1 }
	# " NAME 0xADDRESS 0xSIZE FILE"; a long NAME is on a line of its own
	on && match($0, / 0x[0-9a-f]+ +0x[0-9a-f]+ .*[.]a\(/) {
		split(substr($0, RSTART), part, " ")
		if (part[3] ~ /\/lib(c|m|mvec|gcc|gcc_eh)(-[0-9.]+)?[.]a\(/)
			next
		if (section ~ /^[.](text|rodata|data[.]rel[.]ro)$/)
			code += hex(part[2])
		if (section ~ /^[.](data|bss|tdata|tbss)$/)
			data += hex(part[2])
	}
	END { print code + 0, data + 0 }' "$1"
}

not_run() # NAME VERSION WHY
{
	printf '| %s | %s | not run: %s | | |\n' "$1" "$2" "$3"
}

# Link, judge, count: the first row is what all are compared with.
row() # NAME VERSION PROGRAM ARGUMENT...
{
	local name=$1 version=$2 program=$3 key code data why
	shift 3
	if ! gcc "${flags[@]}" -Wl,-Map=$dir/map -o "$dir/$program" \
		tests/footprint/main.c "tests/footprint/$program.c" "$@" \
		2>$dir/log; then
		not_run "$name" "$version" "it does not link: $(grep -m 1 -E \
			'error|undefined|cannot find' $dir/log)"
		return
	fi
	for key in $dir/rsa2048 $dir/P-256; do
		set -- "$key.message"
		[ "$program" != image ] ||
			set -- "$key.image.digest" "$key.image"
		why=$(judges "$dir/$program" "$key" "$@")
		[ -z "$why" ] || {
			echo "footprint_peers.sh: $name judges wrongly, so its" \
				"size says nothing; mend tests/footprint/$program.c:" \
				"$why" >&2
			exit 1
		}
	done
	read -r code data < <(bytes $dir/map)
	ours=${ours:-$code}
	printf '| %s | %s | %d | %.1f | %d |\n' "$name" "$version" "$code" \
		"$(awk "BEGIN { print $code / $ours }")" "$data"
}

# A library of a Debian suite, with that suite's C library.
peer() # NAME SUITE PROGRAM ARGUMENTS PACKAGE...
{
	local name=$1 suite=$2 program=$3 arguments=$4 package=$5 version lib
	local root=$PWD/$dir/$suite/root
	shift 4
	if ! tests/suite.sh "$suite" "$dir/$suite" libc6-dev linux-libc-dev \
		"$@"; then
		not_run "$name" "$suite's $package" "it cannot be fetched"
		return
	fi
	version=$(APT_CONFIG=$dir/$suite/apt.conf apt-cache show "$package" |
		sed -n 's/^Version: //p' | head -n 1)
	lib=$root/usr/lib/$multiarch
	# shellcheck disable=SC2086 # a list of words
	row "$name" "$package $version" "$program" "--sysroot=$root" "-B$lib" \
		"-L$lib" $arguments
}

# shellcheck disable=SC2016 # these quotes are Markdown's
table()
{
	local own
	own="libbearssl-dev $(dpkg-query -W -f '${Version}' libbearssl-dev)"
	printf 'Measured by `make size` on %s, %s, x86-64.\n\n' \
		"$(date -u +%Y-%m-%d)" "$(gcc --version | head -n 1)"
	printf '| library | from | code and constants | times | writable |\n'
	printf '|---|---|---|---|---|\n'
	row 'cfsv' 'source, the build `full`' cfsv "@$small/options" \
		$dir/libcfsv.a
	row 'cfsv, and the image by fs-verity' 'source, the build `full`' \
		image "@$small/options" $dir/libcfsv.a
	row 'cfsv, and the image, as `make` builds it' "$own" \
		image build/libcfsv.a -lbearssl
	peer mbedTLS trixie mbedtls '-lmbedx509 -lmbedcrypto' libmbedtls-dev
	peer wolfSSL trixie wolfssl '-lwolfssl -lm' libwolfssl-dev
	peer OpenSSL bookworm openssl -lcrypto libssl-dev
	peer 'OpenSSL, with the zlib and zstd that it calls' trixie openssl \
		'-lcrypto -lz -lzstd' libssl-dev zlib1g-dev libzstd-dev
	not_run 'the three, on Cortex-M4' - 'Debian has none of them for it'
}

# Ours: what footprint.sh compiles, be it over its budget or not. The mem
# functions are the C library's here, for all.
rm -rf $small
mkdir -p $dir
tests/footprint.sh >$dir/log 2>&1 || [ -e $small/linked ] || {
	cat $dir/log >&2
	exit 1
}
rm -f $dir/libcfsv.a
ar rcs $dir/libcfsv.a $small/*.o
ar d $dir/libcfsv.a mem.o
make -s all
for key in rsa2048 P-256; do
	(cd $dir && sealed $key)
done

table | tee $dir/table
[ "${PIPESTATUS[0]}" = 0 ] || exit 1
tests/publish.sh tests/README.md footprint <$dir/table
