#!/bin/bash
# SPDX-License-Identifier: MIT
# init.sh - cfsv-init without a boot: what it refuses to read, and its size
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
if [ "$(id -u)" != 0 ]; then
	skip "cfsv-init" "it needs root"
	summary
	exit
fi
init=${1:-$PWD/build/cfsv-init}
size=$PWD/tests/size.sh
top=$PWD
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
mkdir device
new_cert owner P-256

: >line

# What it mounts goes with it, and the command line is the file `line`.
init() # ARGUMENT...
{
	# shellcheck disable=SC2016 # the inner shell expands these
	unshare --mount sh -c 'mount --bind line /proc/cmdline &&
		exec "$0" --sysroot=device "$@"' "$init" "$@"
}

# A whole configuration, and one line more.
conf() # NAME REGEX LINE
{
	printf '%s\n' "trust = $dir/owner.crt" "image = /a.cfs" \
		"objects = /objects" "$3" >conf
	expect "$1" 1 "$2" init --config=conf
}

expect "no arguments" 2 '^usage' "$init"
expect "a wrong argument" 2 '^usage' "$init" --sysroot=device --other
expect "no configuration" 1 'No such file.*CFSV_E_CONFIG' init --config=none
expect "--refuse, but this is no initrd" 2 '^usage' init --refuse
conf "no image on the device" \
	'cannot check: /a.cfs: .*No such file.*CFSV_E_NOT_FOUND' "# a comment"
conf "the end is told" 'nothing was mounted' ""
wrong()
{
	conf "refused: $1" "conf: .*, line 4 \\($2\\) \\[-738 CFSV_E_CONFIG\\]" "$1"
}
wrong "words" "this is not 'key = value'"
wrong "verfy = kernel" "there is no such key"
wrong "= kernel" "there is no such key"
wrong "Verify = kernel" "there is no such key"
wrong "verify =" "the value is empty"
wrong "verify = maybe" "this key does not have this value"
wrong "verify = kernel signature" "this key does not have this value"
wrong "command-line = yes" "this key does not have this value"
wrong "timeout = 1s" "a number of seconds is needed"
wrong "timeout = -1" "a number of seconds is needed"
wrong "timeout = 1000000" "a number of seconds is needed"
wrong "image = a.cfs" "a path that begins with / is needed"
wrong "init = sbin/init" "a path that begins with / is needed"
wrong "root = sda" "it is /dev/..., PARTUUID=... or PARTLABEL=..."
wrong "etc = tmpfs" "this key does not have this value"
wrong "var = overlay" "this key does not have this value"
wrong "etc = bind etc" "bind takes a path that begins with /"
wrong "etc = image /etc" "a value too many"
wrong "refuse = shell" "it is halt, poweroff or reboot \\[SECONDS\\]"
wrong "refuse = reboot soon" "a number of seconds is needed"
wrong "refuse = halt 3" "a value too many"
many=$(for n in $(seq 17); do echo "objects = /$n"; done)
conf "too many objects" 'given too often' "$many"
printf 'image = /a\0b\n' >conf
expect "a zero byte" 1 'not a short text' init --config=conf
head -c 70000 /dev/zero | tr '\0' '#' >conf
expect "too long" 1 'not a short text' init --config=conf
conf "an anchor that is none" 'cannot check: .*CFSV_E_' "trust = $dir/conf"
conf "an anchor that is not there" 'none.*CFSV_E_NOT_FOUND' "trust = $dir/none"
conf "a private key" 'CFSV_E_ANCHOR_PRIVATE' "trust = $dir/owner.key"
printf 'image = /a\nobjects = /o\n' >conf
expect "nobody to trust" 1 'there is no trust.*CFSV_E_CONFIG' init \
	--config=conf
printf 'trust = /a\nobjects = /o\n' >conf
expect "nothing to boot" 1 'there is no image.*CFSV_E_CONFIG' init \
	--config=conf
printf 'trust = /a\nimage = /o\n' >conf
expect "no objects" 1 'there is no objects.*CFSV_E_CONFIG' init \
	--config=conf

# --- the kernel command line
printf '%s\n' "trust = $dir/owner.crt" "image = /a.cfs" "objects = /o" >conf
hex=$(printf '%064d' 7)
line() # REGEX LINE
{
	printf '%s\n' "$2" >line
	expect "command line: $2" 1 "$1" init --config=conf
	: >line
}
fine='cannot check: /a.cfs: .*CFSV_E_NOT_FOUND'
refused='refused: .*CFSV_E_COMMAND_LINE'
line "$fine" ""
line "$fine" "quiet root=/dev/sda1 ro  rdinit=/bin/sh -- more"
line "$fine" "composefs=$hex"
line "$fine" "composefs.digest=$hex$hex composefs=$hex"
line "$refused" "composefs=$hex composefs=$hex composefs=$hex composefs=$hex composefs=$hex"
line "cannot check: /b.cfs" "cfsv.image=/b.cfs"
line "cannot check: /c.cfs" "cfsv.image=/b.cfs cfsv.image=/c.cfs"
line "cannot check: /deployment: " "ostree=/deployment"
for word in "composefs=" "composefs=?$hex" "composefs=${hex%?}" \
	"composefs=${hex%?}A" "composefs=${hex}0" "composefs=sha256:$hex" \
	"composefs" "composefs=off" "composefs.digest" "composefs.other=1" \
	"cfsv.image=" "cfsv.image=b.cfs" "cfsv.verify=no" "cfsv" "cfsv=off" \
	"ostree=" "ostree=/a ostree=/b" "ostree=/a cfsv.image=/b" \
	"cfsv.image=/b ostree=/a" "\"composefs=$hex\"" "\"cfsv.image=/b\"" \
	"composefs=\"$hex\"" "\"ostree=/a\""; do
	line "$refused" "$word"
done
line "$refused" "$(for n in $(seq 33); do printf 'cfsv.image=/%s ' "$n"; done)"

# --- after a refusal, whoever goes on finds nothing
echo bare >device/bare
covered() # NAME [CONFIG]: and standard input is closed
{
	# shellcheck disable=SC2016 # the inner shell expands these
	expect "the device is covered: $1" 0 '^0$' unshare --mount sh -c '
		mount --bind line /proc/cmdline
		"$0" --sysroot=device --config="$1" 2>/dev/null <&-
		ls device | wc -l' "$init" "${2:-conf}"
}
covered "an image that is not there"
covered "no configuration" none
echo "cfsv.x=1" >line
covered "a malformed command line"
: >line

# --- what another initrd would hand on, or start instead
for word in init=/bin/sh init= LD_PRELOAD=/var/x.so LD_LIBRARY_PATH=/var \
	GLIBC_TUNABLES=x=y; do
	line "$refused" "$word"
done
line "$fine" "init=/sbin/init"
line "$fine" "root=LD_x notLD_PRELOAD=/x"

# --- emptying an initrd: all of it, and nothing beside it
cat >empty.c <<'END'
#include "ports/linux/init_folder.c"
int main(void)
{
	init_folder_empty(open("tree", O_RDONLY | O_DIRECTORY));
	return 0;
}
END
cc -D_GNU_SOURCE -I"$top" -o empty empty.c || exit 1
cat >empty.sh <<'END'
set -e
mkdir tree beside
mount -t tmpfs none tree
mkdir -p tree/a/b/c tree/bound tree/.hidden tree/mounted
for n in $(seq 300); do : >"tree/a/b/a file of some length, number $n"; done
: >beside/file
: >tree/.hidden/file
: >tree/file
ln -s ../beside tree/link
ln -s / tree/a/root
mkfifo tree/a/fifo
mount --bind beside tree/bound
mount --bind beside/file tree/file
mount -t tmpfs none tree/mounted
: >tree/mounted/file
./empty
find tree beside | sort | tr '\n' ' '
END
if unshare -m true 2>/dev/null; then
	expect "an initrd is emptied, mount points are not" 0 \
		"^$(tr '\n' ' ' <<-END
			beside beside/file tree tree/bound tree/bound/file
			tree/file tree/mounted tree/mounted/file
		END
		)" unshare -m sh empty.sh
else
	skip "an initrd is emptied" "mount namespaces are not allowed"
fi

if [ $# = 0 ]; then
	expect "not larger than it may be" 0 '^$' "$size" check
	expect "static: no dynamic section" 0 'There is no dynamic section' \
		readelf -d "$init"
fi
summary
