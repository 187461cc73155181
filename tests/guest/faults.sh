#!/bin/sh
# SPDX-License-Identifier: MIT
# faults.sh - in a guest with fs-verity: each system call of the tool fails, and
# of cfsv-init
#
# /in/data has what tests/faults/guest.sh makes: programs/ and for each inject's
# -s; few, an option of inject: which errnos; and a cfsv that is not
# under test, static. /in/part says which half of the work is done here. See
# there, and faults/state.sh, which judges.
# shellcheck source=tests/guest/harness.sh
. /in/harness.sh
DATA=/in/data
export DATA TOOL=$DATA/static WORK=/mnt/work VERITY=1 MOUNTPOINT=/m ROOT=/first
mkdir /m /first /disk /tmp/own /mnt/fs /mnt/system
keyctl padd asymmetric '' %:.fs-verity <$DATA/alice.der >/dev/null
part=$(cat /in/part)
few=$(cat $DATA/few)
PATH=$PATH:$DATA/programs

# --- deployments: of an image, of a system, and of a system on its own device
cp -r $DATA/objects /mnt/objects
$TOOL enable --recursive /mnt/objects >/dev/null
$TOOL deploy $DATA/tree.cfs /mnt/fs >/dev/null
system() # FOLDER
{
	cp -r $DATA/objects "$1/objects"
	$TOOL enable --recursive "$1/objects" >/dev/null
	$TOOL deploy $DATA/system.cfs "$1" >/dev/null
}
system /mnt/system
while read -r module; do
	insmod "/modules/$module" 2>/dev/null
done </modules/modules.extra
truncate -s 16M /tmp/disk
/in/mke2fs -q -F -t ext4 -b 4096 -O verity /tmp/disk
mount -o loop -t ext4 /tmp/disk /disk && system /disk && umount /disk
losetup /dev/loop3 /tmp/disk

under_faults() # PROGRAM SCENARIO [OPTION-OF-INJECT...] -- ARG...
{
	program=$1 scenario=$2
	shift 2
	options=
	while [ "$1" != -- ]; do
		options="$options $1"
		shift
	done
	shift
	# shellcheck disable=SC2086 # options, to be split
	inject -s "$(cat "$DATA/programs/$program.start")" -d /tmp/own \
		-b "sh /in/state.sh bring $scenario" \
		-a "sh /in/state.sh judge $scenario" $options \
		-o '^(verified|applied|deployed|already|repaired|[0-9]+ enabled)' \
		-- "$@" >/tmp/out 2>&1
}

# A program under all faults; then a broken copy of it (BROKEN, or none), which
# must be found.
faults() # PART NAME BROKEN SCENARIO [OPTION-OF-INJECT...] -- ARG...
{
	[ "$1" = "$part" ] || return 0
	name=$2 broken=$3 scenario=$4
	shift 4
	kind=cfsv
	[ "${scenario#init}" = "$scenario" ] || kind="cfsv-init"
	preload=/in/alloc.so
	[ $kind = cfsv ] || preload=
	# shellcheck disable=SC2086 # an option or none
	under_faults $kind "$scenario" $few ${preload:+-p $preload} "$@"
	result "faults: $name" $? "$(tail -n 30 /tmp/out)"
	echo "table: $name: $(tail -n 1 /tmp/out)"
	[ -n "$broken" ] || return 0
	mkdir -p /tmp/kept
	mv $DATA/programs/$kind /tmp/kept/$kind
	cp "$DATA/programs/$broken" $DATA/programs/$kind
	under_faults "$broken" "$scenario" -1 -q ${preload:+-p $preload} "$@"
	grep -q '^bad: ' /tmp/out && ! grep -q ', 0 faults' /tmp/out
	result "broken: $broken: $name" $? "not found: $(tail -n 3 /tmp/out)"
	echo "tested: broken: $broken: $(grep '^bad: ' /tmp/out)"
	mv /tmp/kept/$kind $DATA/programs/$kind
}

cfsv=$DATA/programs/cfsv init=$DATA/programs/cfsv-init
faults 1 "cfsv-init in an initrd" init init -i -- \
	$init --sysroot=/mnt/system --config=$DATA/init.conf
faults 1 "cfsv-init refuses" init init-refused -i -n 1 -- \
	$init --sysroot=/mnt/system --config=$DATA/init-refused.conf
faults 2 "cfsv-init as process 1" init-first init-first -i -r $ROOT -- /init
faults 1 "mount" mount mount -- $cfsv mount /mnt/fs/tree.cfs /m \
	--objects=/mnt/objects --trust=$DATA/alice.spki
faults 2 "mount a copy" mount-copy mount -- $cfsv mount $DATA/tree.cfs /m \
	--copy --objects=/mnt/objects --trust=$DATA/alice.spki
faults 2 "apply, anew" apply-anew apply-anew -- \
	$cfsv apply $WORK/image --trust=$DATA/alice.crt
faults 1 "verify what is applied" kernel-signed kernel-signed -- \
	$cfsv verify $WORK/image --kernel-signed
faults 2 "apply" apply apply -- \
	$cfsv apply $WORK/image --trust=$DATA/alice.crt
faults 1 "enable" enable enable -- $cfsv enable $WORK/image
faults 1 "measure" measure measured -- $cfsv measure $WORK/image
faults 1 "deploy under fs-verity, to repair" deploy deploy-repair -- \
	$cfsv deploy $WORK/image $WORK/to
faults 2 "deploy under fs-verity" deploy deploy -- \
	$cfsv deploy $WORK/image $WORK/to
faults 1 "enable an object store" enable-below enable-below -- \
	$cfsv enable --recursive $WORK/to
faults 2 "verify by the kernel's word" leak measured -c -- \
	$cfsv verify $WORK/image --trust=$DATA/alice.spki
summary
