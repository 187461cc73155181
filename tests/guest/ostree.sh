#!/bin/sh
# SPDX-License-Identifier: MIT
# ostree.sh - in a guest: fs-verity for a deployment that ostree made on /mnt
set -e
# Some of its objects are folders' and commits' metadata: those too.
/in/cfsv enable --recursive /mnt/ostree/repo/objects
for image in /mnt/ostree/deploy/os/deploy/*/.ostree.cfs; do
	/in/cfsv enable "$image"
	/in/cfsv verify "$image" --trust=/in/alice.crt --measure=kernel
done
