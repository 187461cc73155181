#!/bin/sh
# SPDX-License-Identifier: MIT
# cfsv-root.sh - dracut hook: a verified root over $NEWROOT, or no boot
# shellcheck disable=SC2154 # dracut sets NEWROOT

# It comes back only when it is done, or could not be started at all.
cfsv-init --sysroot="$NEWROOT" --refuse ||
	die "cfsv-init did not verify the root"
