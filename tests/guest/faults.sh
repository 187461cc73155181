#!/bin/sh
# SPDX-License-Identifier: MIT
# faults.sh - in a guest with fs-verity: each system call of the tool fails
#
# /in/data has what tests/faults.sh makes; from_start is inject's -s. See
# there, and faults/state.sh, which judges.
# shellcheck source=tests/guest/harness.sh
. /in/harness.sh
export TOOL=/in/cfsv DATA=/in/data WORK=/mnt/work VERITY=1 MOUNTPOINT=/m
mkdir /m /tmp/own /mnt/fs
keyctl padd asymmetric '' %:.fs-verity <$DATA/alice.der >/dev/null
cp -r $DATA/objects /mnt/objects
cfsv enable --recursive /mnt/objects >/dev/null
cfsv deploy $DATA/image.cfs /mnt/fs >/dev/null
start=$(cat $DATA/from_start)

faults() # NAME SCENARIO [OPTION-OF-INJECT...] -- ARG...
{
	name=$1 scenario=$2
	shift 2
	options=
	while [ "$1" != -- ]; do
		options="$options $1"
		shift
	done
	shift
	# shellcheck disable=SC2086 # options, to be split
	inject -s "$start" -q -d /tmp/own -p /in/alloc.so \
		-b "sh /in/state.sh bring $scenario" \
		-a "sh /in/state.sh judge $scenario" $options \
		-o '^(verified|applied|deployed|already|repaired|[0-9]+ enabled)' \
		-- /in/cfsv "$@" >/tmp/out 2>&1
	result "faults: $name" $? "$(tail -n 30 /tmp/out)"
	echo "table: $name: $(tail -n 1 /tmp/out)"
}

faults "verify by the kernel's word" measured -c -- \
	verify $WORK/image --trust=$DATA/alice.spki
faults "measure" measured -- measure $WORK/image
faults "enable" enable -- enable $WORK/image
faults "enable an object store" enable-below -- \
	enable --recursive $WORK/to
faults "deploy under fs-verity" deploy -- deploy $WORK/image $WORK/to
faults "deploy under fs-verity, to repair" deploy-repair -- \
	deploy $WORK/image $WORK/to
faults "apply" apply -- apply $WORK/image --trust=$DATA/alice.crt
faults "apply, anew" apply-anew -- apply $WORK/image --trust=$DATA/alice.crt
faults "verify what is applied" kernel-signed -- \
	verify $WORK/image --kernel-signed
faults "mount" mount -- mount /mnt/fs/image.cfs /m --objects=/mnt/objects \
	--trust=$DATA/alice.spki
faults "mount a copy" mount -- mount $DATA/image.cfs /m --copy \
	--objects=/mnt/objects --trust=$DATA/alice.spki
summary
