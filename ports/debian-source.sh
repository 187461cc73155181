#!/bin/sh
# SPDX-License-Identifier: MIT
# debian-source.sh PACKAGE FOLDER - bring a Debian source package into FOLDER
#
# The mirror is the one that apt uses; nothing of the system is changed. FOLDER
# must not be there yet.
set -eu

die()
{
	printf 'debian-source: %s\n' "$1" >&2
	printf 'mend: %s\n' "$2" >&2
	exit 3
}

[ $# = 2 ] || {
	echo "usage: ports/debian-source.sh PACKAGE FOLDER" >&2
	exit 2
}
package=$1 out=$2
[ ! -e "$out" ] || die "$out is there already" "remove it"
command -v dpkg-source >/dev/null ||
	die "dpkg-source is not installed" "apt-get install dpkg-dev"
# shellcheck disable=SC2016 # the format is apt's, not the shell's
mirror=$(apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(CODENAME)' \
	'Created-By: Packages' |
	awk '$1 == "Debian" && $2 !~ /security/ && $3 !~ /-/ {
		print $2, $3; exit }')
[ -n "$mirror" ] || die "apt knows no Debian mirror" \
	"unpack the source of $package yourself as $out"

mkdir -p "$(dirname "$out")"
work=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
key=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb-src [signed-by=$key] $mirror main" >"$work/sources.list"
here=$(cd "$work" && pwd)
# what the system does after an update is not done after this one
cat >"$work/apt.conf" <<-END
	#clear APT::Update::Pre-Invoke;
	#clear APT::Update::Post-Invoke;
	#clear APT::Update::Post-Invoke-Success;
	Dir::Cache "$here/cache";
END
apt_private()
{
	apt-get -qq -c "$here/apt.conf" -o Dir::Etc::sourcelist="$here/sources.list" \
		-o Dir::Etc::sourceparts=- -o Dir::State::Lists="$here/lists" \
		-o Acquire::Check-Valid-Until=false \
		-o APT::Sandbox::User=root "$@"
}
bring()
{
	apt_private update && cd "$work" && apt_private source "$package"
}
if ! (bring) >"$work/log" 2>&1; then
	cat "$work/log" >&2
	die "the source package did not come" "see apt's message; try again"
fi
mv "$work/$package"-*/ "$out"
