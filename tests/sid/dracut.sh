#!/bin/sh
# SPDX-License-Identifier: MIT
# dracut.sh RELEASE OUT ARGUMENT... - in sid: an initrd by dracut as /srv/OUT
#
# What make install-init installs is there already; /srv/modules holds the
# kernel's modules, /srv/etc what belongs to /etc.
set -e
release=$1 out=$2
shift 2
rm -rf "/usr/lib/modules/$release" /etc/cfsv
mkdir -p "/usr/lib/modules/$release"
cp -r /srv/modules "/usr/lib/modules/$release/kernel"
cp /srv/builtin/* "/usr/lib/modules/$release"
cp -r /srv/etc/. /etc
depmod "$release"
dracut --quiet --force --no-hostonly --no-early-microcode --no-compress \
	--kver "$release" "$@" "/srv/$out"
