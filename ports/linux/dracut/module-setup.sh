#!/bin/bash
# SPDX-License-Identifier: MIT
# module-setup.sh - dracut module 90cfsv: cfsv-init inside a dracut initrd
#
# Dracut mounts the device on /sysroot, with whatever it takes (LUKS, LVM, a
# network); cfsv-init then verifies there and mounts the composefs root over
# it. Included where /etc/cfsv.conf is, or with `dracut --add cfsv`. See
# cfsv-init(8); these functions are described in dracut.modules(7).
# shellcheck disable=SC2154 # dracut sets moddir, systemdsystemunitdir, initdir

cfsv_conf=/etc/cfsv.conf

check()
{
	require_binaries cfsv-init || return 1
	[ ! -e "${dracutsysrootdir-}$cfsv_conf" ] || return 0
	return 255
}

depends()
{
	echo base
}

installkernel()
{
	# loop: for kernels before 6.12
	hostonly='' instmods erofs overlay loop
}

# What cfsv.conf has for a key, a line each.
cfsv_values() # KEY
{
	sed -n "s/^[[:blank:]]*$1[[:blank:]]*=[[:blank:]]*//p" \
		"${dracutsysrootdir-}$cfsv_conf" | sed 's/[[:blank:]]*$//'
}

install()
{
	local file

	if [ ! -e "${dracutsysrootdir-}$cfsv_conf" ]; then
		dfatal "cfsv: there is no $cfsv_conf; see cfsv.conf(5)"
		exit 1
	fi
	inst_binary "$(find_binary cfsv-init)" /usr/sbin/cfsv-init
	inst_simple "$cfsv_conf"
	while read -r file; do
		inst_simple "$file" || {
			dfatal "cfsv: $cfsv_conf names $file, which is not" \
				"there: install it, or correct the line"
			exit 1
		}
	done < <(cfsv_values trust
		cfsv_values module | sed 's/[[:blank:]].*//')
	if dracut_module_included systemd; then
		inst_simple "$moddir/cfsv-init.service" \
			"$systemdsystemunitdir/cfsv-init.service"
		$SYSTEMCTL -q --root "$initdir" add-requires \
			initrd-root-fs.target cfsv-init.service
	else
		inst_hook pre-pivot 00 "$moddir/cfsv-root.sh"
	fi
}
