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

# Where there is a cfsv.conf, an initrd without this would boot unverified:
# what is missing then is an error, in install().
check()
{
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

cfsv_fail() # WORD...
{
	dfatal "cfsv: $*"
	exit 1
}

# What else would put something on /sysroot, before or after us.
cfsv_others="ostree-prepare-root.service systemd-volatile-root.service
	systemd-sysext-sysroot.service systemd-confext-sysroot.service"

cfsv_unit()
{
	local unit

	inst_simple "$moddir/cfsv-init.service" \
		"$systemdsystemunitdir/cfsv-init.service" &&
		$SYSTEMCTL -q --root "$initdir" enable cfsv-init.service ||
		return 1
	for unit in $cfsv_others; do
		$SYSTEMCTL -q --root "$initdir" mask "$unit" || return 1
	done
	[ -L "$initdir/etc/systemd/system/initrd-root-fs.target.requires/cfsv-init.service" ]
}

install()
{
	local file program

	[ -e "${dracutsysrootdir-}$cfsv_conf" ] ||
		cfsv_fail "there is no $cfsv_conf; see cfsv.conf(5)"
	program=$(find_binary cfsv-init) ||
		cfsv_fail "there is no cfsv-init: make install-init PREFIX=/usr"
	inst_binary "$program" /usr/sbin/cfsv-init ||
		cfsv_fail "cannot copy $program"
	inst_simple "$cfsv_conf" || cfsv_fail "cannot copy $cfsv_conf"
	while read -r file; do
		inst_simple "$file" ||
			cfsv_fail "$cfsv_conf names $file, which is not" \
				"there: install it, or correct the line"
	done < <(cfsv_values trust
		cfsv_values module | sed 's/[[:blank:]].*//')
	if dracut_module_included systemd; then
		cfsv_unit || cfsv_fail "cannot enable cfsv-init.service"
	else
		inst_hook pre-pivot 00 "$moddir/cfsv-root.sh" ||
			cfsv_fail "cannot install the hook"
	fi
}
