#!/bin/bash
# SPDX-License-Identifier: MIT
# sid.sh COMMAND... - run a command in build/sid, a small Debian sid.
#
# It has what this project is used with and bookworm does not have: ostree with
# composefs, mkcomposefs, dracut with systemd. /srv there is build/sid/srv
# here. Made at the first call (as root; about a minute).
set -eu

want="ostree ostree-boot composefs dracut-core systemd systemd-sysv udev e2fsprogs kmod
	cpio xz-utils util-linux-extra"
top=$(cd "$(dirname "$0")/.." && pwd)
sid=$top/build/sid

die() {
	echo "sid.sh: $1" >&2
	exit 125
}

make_sid() {
	local new log list
	command -v mmdebstrap >/dev/null ||
		die "mmdebstrap is missing; run tests/setup.sh check"
	list=$top/build/peers/sources.list # which peers.sh wrote
	"$top/tests/peers.sh"
	new=$(mktemp -d "$top/build/sid.XXXXXX")
	log=$new.log
	# shellcheck disable=SC2086 # a list of words
	if ! mmdebstrap --aptopt='Acquire::Check-Valid-Until "false"' \
		--variant=minbase --include="$(echo $want | tr ' ' ,)" \
		sid "$new" "$list" >"$log" 2>&1 </dev/null; then
		tail -n 20 "$log" >&2
		rm -rf "$new" "$log"
		die "a Debian sid could not be made (see above)"
	fi
	rm "$log"
	mkdir -p "$new/srv"
	echo "$want" >"$new/srv/.want"
	chmod 755 "$new"
	[ ! -e "$sid" ] || chattr -R -f -i "$sid/srv" || true
	rm -rf "$sid"
	mv "$new" "$sid"
}

[ "$(id -u)" = 0 ] || die "this needs root"
mkdir -p "$top/build"
exec 9>"$top/build/.sid.lock"
flock 9
[ "$(cat "$sid/srv/.want" 2>/dev/null)" = "$want" ] || make_sid
exec 9>&-

# What is mounted here, goes with the process.
# shellcheck disable=SC2016 # the inner shell expands these
exec unshare --mount sh -c 'mount -t proc proc "$0/proc" &&
	mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"' "$sid" "$@"
