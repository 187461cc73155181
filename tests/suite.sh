#!/bin/bash
# SPDX-License-Identifier: MIT
# suite.sh SUITE DIR [PKG...] - unpack packages of a Debian suite in DIR/root.
#
# The system is not touched: apt runs with the configuration DIR/apt.conf.
# Without PKG only the lists are fetched, so that a caller can ask them:
#	APT_CONFIG=DIR/apt.conf apt-cache depends PKG
set -eu

die() {
	echo "suite.sh: $1" >&2
	exit 1
}

[ $# -ge 2 ] || {
	echo "usage: tests/suite.sh SUITE DIR [PKG...]" >&2
	exit 2
}
suite=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)
shift 2

for tool in apt-get dpkg flock; do
	command -v "$tool" >/dev/null ||
		die "$tool is missing: this needs a Debian system"
done

# Two runs for the same folder take turns; the lock goes with the process.
exec 9>"$dir/lock"
flock 9

# DIR/packages names what DIR/root holds.
missing=()
for package; do
	grep -qsxF "$suite $package" "$dir/packages" || missing+=("$package")
done
[ $# = 0 ] || [ ${#missing[@]} -gt 0 ] || exit 0

# Which mirror? The one that apt of this system uses.
mirror() {
	# shellcheck disable=SC2016 # apt expands these
	apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' \
		'Created-By: Packages' |
		awk '$1 == "Debian" && $2 !~ /security/ && !n++ { print $2 }'
}
url=$(mirror)
if [ -z "$url" ] && [ "$(id -u)" = 0 ]; then
	# A fresh container has no lists yet, and so no origins.
	apt-get update >/dev/null 2>&1 || true
	url=$(mirror)
fi
[ -n "$url" ] || die "apt knows no Debian mirror, so nothing of $suite can be
fetched; run 'apt-get update' as root on a Debian system, then try again"
keys=/usr/share/keyrings/debian-archive-keyring.gpg
[ -e "$keys" ] || die "$keys is missing, so packages cannot be
authenticated; install the package debian-archive-keyring"

new=$(mktemp -d "$dir/new.XXXXXX")
trap 'rm -rf "$new"' EXIT
trap 'exit 1' HUP INT TERM

mkdir -p "$dir/lists/partial" "$dir/cache"
: >"$dir/status"
echo "deb [signed-by=$keys] $url $suite main" >"$dir/sources.list"
# No status and no pins: what the system has must not decide what is fetched.
# A mirror may be a frozen snapshot: an old date is no fault here.
cat >"$dir/apt.conf" <<END
Dir::Etc::sourcelist "$dir/sources.list";
Dir::Etc::sourceparts "-";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State::Lists "$dir/lists";
Dir::State::status "$dir/status";
Dir::Cache "$dir/cache";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
APT::Sandbox::User "root";
END
export APT_CONFIG=$dir/apt.conf

# A mirror that is busy answers the second or the third time.
retry() {
	local try
	for try in 1 2 3; do
		"$@" >"$new/log" 2>&1 </dev/null && return
		sleep "$try"
	done
	sed 's/^/  /' "$new/log" >&2
	return 1
}

# Without Error-Mode apt-get update succeeds when the mirror is away.
retry apt-get -o APT::Update::Error-Mode=any update ||
	die "cannot fetch the package lists of $suite: the mirror does not
answer, or has no such suite (see above); check the network or apt's proxy
settings, then try again"
[ ${#missing[@]} -gt 0 ] || exit 0

mkdir "$new/root" "$new/deb"
cd "$new/deb"
retry apt-get download "${missing[@]}" ||
	die "cannot fetch ${missing[*]} of $suite (see above); check the
network and the names, then try again"
[ ! -d "$dir/root" ] || cp -a "$dir/root/." "$new/root"
for deb in *.deb; do
	dpkg -x "$deb" "$new/root" || die "cannot unpack $deb; is there space?"
done

[ ! -d "$dir/root" ] || mv "$dir/root" "$new/old"
mv "$new/root" "$dir/root"
printf "$suite %s\n" "${missing[@]}" >>"$dir/packages"
