#!/bin/sh
# SPDX-License-Identifier: MIT
# bearssl-source.sh - bring Debian's source package of BearSSL into build/
#
# For builds that cannot use the system's archive (firmware, freestanding):
#	ports/bearssl-source.sh && make BEARSSL_SRC=build/bearssl-src
# The mirror is the one that apt uses; nothing of the system is changed.
set -eu
cd "$(dirname "$0")/.."
out=build/bearssl-src
[ -e "$out/inc/bearssl.h" ] && exit 0

die()
{
	printf 'bearssl-source: %s\n' "$1" >&2
	printf 'mend: %s\n' "$2" >&2
	exit 3
}

command -v dpkg-source >/dev/null ||
	die "dpkg-source is not installed" "apt-get install dpkg-dev"
# shellcheck disable=SC2016 # the format is apt's, not the shell's
mirror=$(apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(CODENAME)' \
	'Created-By: Packages' |
	awk '$1 == "Debian" && $2 !~ /security/ && $3 !~ /-/ {
		print $2, $3; exit }')
[ -n "$mirror" ] || die "apt knows no Debian mirror" \
	"unpack BearSSL's source yourself and give its folder as BEARSSL_SRC"

mkdir -p build
work=$(mktemp -d build/bearssl.XXXXXX)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial"
key=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb-src [signed-by=$key] $mirror main" >"$work/sources.list"
here=$PWD/$work
apt_private()
{
	apt-get -qq -o Dir::Etc::sourcelist="$here/sources.list" \
		-o Dir::Etc::sourceparts=- -o Dir::State::Lists="$here/lists" \
		-o Acquire::Check-Valid-Until=false \
		-o APT::Sandbox::User=root "$@"
}
bring()
{
	apt_private update && cd "$work" && apt_private source bearssl
}
if ! (bring) >"$work/log" 2>&1; then
	cat "$work/log" >&2
	die "the source package did not come" "see apt's message; try again"
fi
mv "$work"/bearssl-*/ "$out"
