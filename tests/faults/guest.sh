# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# guest.sh - faults where the kernel has fs-verity, in two guests at a time
# (sourced); what runs there is guest/faults.sh
# shellcheck disable=SC2154 # dir and root are faults.sh's

guest_program() # NAME FILE: to be run under faults, as programs/NAME
{
	cp "$2" "$DATA/programs/$1"
	from_start "$2" >"$DATA/programs/$1.start"
}

# A broken copy: which file, how; "init" for cfsv-init.
guest_broken() # NAME FILE SED-SCRIPT [init]
{
	local target=build/${4:+faults/}${4:-cfsv}
	break_file "broken: $1" "$dir/copy" "$2" "$3" || return
	if make -s -C "$dir/copy" "$target" 2>/dev/null; then
		guest_program "$1" "$dir/copy/$target"
	else
		fail "broken: $1" "the copy cannot be built"
	fi
	cp "$root/$2" "$dir/copy/$2"
}

guest_all_broken()
{
	guest_broken leak ports/linux/file.c \
		'/^\tif (err != CFSV_OK) {/{n;s/free(buf);//}'
	guest_broken measure ports/linux/verity.c \
		's/return cfsv_fault_sys(f, verity_error(errno)/return cfsv_fault_sys(f, 0/'
	guest_broken enable ports/linux/cmd_enable.c \
		's/fsync(fd) != 0/fsync(fd) > 0/'
	guest_broken enable-below ports/linux/cmd_enable.c \
		'/^static void enable_failed/,/^}/s/job.status = /(void)/'
	guest_broken deploy ports/linux/deploy.c \
		's/if (d->no_verity \&\& deploy_no/if (deploy_no/'
	guest_broken apply ports/linux/apply.c \
		'/: apply_replace(j);/{n;s/if (err == CFSV_OK)/if (1)/}'
	guest_broken apply-anew ports/linux/apply.c \
		's/unlinkat(j->dir, j->new_name, 0);/err = j->f->err;/'
	guest_broken kernel-signed ports/linux/apply.c \
		'/^\tif (err != CFSV_OK) {/{n;s/free(\*sig);//}'
	guest_broken mount ports/linux/mount.c 's/^\tif (m.attached) {/\tif (0) {/'
	guest_broken mount-copy ports/linux/verify.c 's/\(fcntl([^;]*)\) != 0/\1 > 0/'
	guest_broken init ports/linux/init_main.c \
		's/^\tif (j->sysroot &&$/\tif (0 \&\& j->sysroot \&\&/' init
	guest_broken init-first ports/linux/init_main.c \
		's/^\tif (!j->refuse) {/\tif (1) {/' init
}

# Images, and their objects in one store.
guest_images()
{
	local cfsv_conf name
	mkdir -p tree objects programs
	mkdir -p system/{etc,usr,sbin,proc,sys,dev,run,var,tmp}
	echo small >tree/small
	head -c 20000 /dev/urandom >tree/large
	musl-gcc -static -Os -o system/sbin/init "$root/tests/guest/booted.c"
	for name in tree system; do
		"$root/build/peers/bin/mkcomposefs" --digest-store=objects \
			$name $name.cfs
		"$TOOL" seal $name.cfs --key=alice.key --cert=alice.crt \
			>/dev/null
	done
	cfsv_conf="objects = /objects
etc = overlay
var = tmpfs
refuse = poweroff
timeout = 1"
	printf '%s\n' "$cfsv_conf" "image = /none/system.cfs" \
		"image = /system.cfs" "trust = /in/data/alice.crt" >init.conf
	printf '%s\n' "$cfsv_conf" "image = /system.cfs" \
		"trust = /in/data/bob.crt" >init-refused.conf
	printf '%s\n' "$cfsv_conf" "image = /none/system.cfs" \
		"image = /system.cfs" "trust = /etc/alice.crt" \
		"root = /dev/loop3" >init-first.conf
}

guest() # PART
{
	mkdir -p "$dir/$1"
	echo "$1" >"$dir/$1/part"
	VM_TIMEOUT=${VM_TIMEOUT:-3000} tests/vm.sh 6.12 \
		tests/guest/faults.sh tests/guest/harness.sh \
		build/faults/inject build/faults/alloc.so \
		tests/faults/state.sh "$(command -v keyctl)" \
		"$(command -v mke2fs)" "$dir/$1/part" "$DATA" \
		>"$dir/$1/out" 2>&1
}

guest_result() # PART
{
	local line out=$dir/$1/out
	line=$(tail -n 1 "$out")
	if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skip ]]
	then
		grep -v '^table: ' "$out" | head -n -1
		sed -n 's/^table: //p' "$out" | tee -a "$dir/guest.rows"
		passed=$((passed + BASH_REMATCH[1]))
		failed=$((failed + BASH_REMATCH[2]))
		skipped=$((skipped + BASH_REMATCH[3]))
	else
		fail "faults with fs-verity, part $1" "$(tail -n 30 "$out")"
	fi
}

in_guests()
{
	local why want
	PATH=$PATH:/usr/sbin:/sbin
	for want in qemu-system-x86_64 keyctl mke2fs musl-gcc; do
		command -v $want >/dev/null || {
			skip "faults with fs-verity" "$want is not installed"
			return
		}
	done
	for want in "tests/kernels.sh 6.12" tests/peers.sh \
		ports/bearssl-source.sh; do
		why=$($want 2>&1) || {
			skip "faults with fs-verity" "$want: ${why##*$'\n'}"
			return
		}
	done
	make -s build/faults/static build/faults/init || {
		fail "faults with fs-verity" "it cannot be built"
		return
	}
	cd "$DATA" || exit 1
	guest_images
	cp "$root/build/faults/static" .
	if [ "$mode" = write ]; then printf "%s" -e; else printf "%s" -q; fi >few
	cd "$root" || exit 1
	guest_program cfsv build/cfsv
	guest_program cfsv-init build/faults/init
	mkdir -p "$dir/copy/build/faults"
	cp -a build/init "$dir/copy/build"
	ln -s "$root/build/bearssl-src" "$dir/copy/build/bearssl-src"
	guest_all_broken
	guest 1 &
	guest 2
	wait $!
	guest_result 1
	guest_result 2
}
