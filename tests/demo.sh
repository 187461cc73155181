#!/bin/bash
# SPDX-License-Identifier: MIT
# demo.sh - cfsv's main job on a real composefs image, told in plain words
# shellcheck disable=SC2016 # scripts in single quotes are meant so
set -u
cd "$(dirname "$0")/.." || exit 1
root=$PWD
cfsv=$root/build/cfsv
# shellcheck source=tests/harness.sh
. tests/harness.sh
# shellcheck source=tests/initrd.sh
. tests/initrd.sh
rows=() wrong=0

say()
{
	printf '\n== %s\n' "$*"
}

show() # COMMAND...: print it, run it
{
	printf '$ %s\n' "${*/#$cfsv/cfsv}"
	"$@" 2>&1
}

# Run verify on the deployment; it must end so and say this.
step() # WHAT STATUS WORDS COMMAND...
{
	local what=$1 want=$2 words=$3 out got=0 verdict=as\ expected
	shift 3
	printf '$ %s\n' "${*/#$cfsv/cfsv}"
	out=$("$@" 2>&1) || got=$?
	printf '%s\n' "$out"
	if [ "$got" -ne "$want" ] || ! grep -q -- "$words" <<<"$out"; then
		verdict=WRONG wrong=$((wrong + 1))
	fi
	rows+=("$what|$got|$(grep -oE 'CFSV_E_[A-Z_]*|^(verified[a-z-]*|deployed|sealed)' \
		<<<"$out" | head -n 1)|$verdict")
}

tests/peers.sh || exit 3
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

say "A file tree becomes a composefs image and an object store (mkcomposefs)."
mkdir -p tree/etc tree/usr/bin tree/usr/lib
echo 'NAME="A small system"' >tree/etc/os-release
cp "$cfsv" tree/usr/bin/
mkdir -p tree/{sbin,proc,sys,dev,run,var,tmp,usr/share}
echo "a small composefs root" | tee tree/usr/share/proof >tree/etc/release
gcc -static -Os -o tree/sbin/init "$root/tests/guest/booted.c"
for i in 1 2 3 4 5; do head -c 50000 /dev/urandom >tree/usr/lib/lib$i; done
show "$root/build/peers/bin/mkcomposefs" --digest-store=objects tree image.cfs ||
	exit 1
ls -l image.cfs
find objects -type f | head -n 3

say "The owner makes a key, and seals the image with it (openssl signs)."
new_cert owner rsa3072
new_cert stranger rsa3072
step "seal the image" 0 '^sealed' "$cfsv" seal image.cfs --key=owner.key \
	--cert=owner.crt
ls -l image.cfs*
show "$cfsv" explain image.cfs.sig

say "It is deployed: here without fs-verity, which this disk may not have."
mkdir deployed
step "deploy" 0 '^deployed' "$cfsv" deploy image.cfs deployed --no-verity
step "verify" 0 '^verified' "$cfsv" verify deployed/image.cfs --trust=owner.crt

attack() # WHAT WORDS SCRIPT
{
	say "Somebody: $1."
	rm -rf hurt && cp -r deployed hurt
	(cd hurt && eval "$3")
	step "$1" "${4:-1}" "$2" "$cfsv" verify hurt/image.cfs --trust=owner.crt
}
last='$(($(stat -c %s image.cfs.sig) - 1))'
attack "changes one byte of the image" IMAGE_DIFFERS 'flip image.cfs 5000'
attack "truncates the image" IMAGE_DIFFERS 'truncate -s 4096 image.cfs'
attack "changes one byte of the digest file" BAD_SIGNATURE \
	'flip image.cfs.digest 0'
attack "truncates the digest file" DIGEST_FILE_LENGTH \
	'truncate -s 31 image.cfs.digest'
attack "changes one byte of the signature" BAD_SIGNATURE \
	"flip image.cfs.sig $last"
attack "truncates the signature" DER_SHORT 'truncate -s 200 image.cfs.sig'
attack "empties the signature" SIG_EMPTY ': >image.cfs.sig'
attack "removes the signature" NO_SIGNATURE 'rm image.cfs.sig' 3
attack "seals another image with a key of his own" UNKNOWN_SIGNER \
	'flip image.cfs 5000; "$cfsv" seal image.cfs --key=../stranger.key \
	--cert=../stranger.crt >/dev/null'

say "Now a real kernel, in QEMU: deploy onto ext4 with fs-verity, and verify."
cat >guest <<'END'
cd /mnt
cp -r /in/demo . && cd demo
mkdir /mnt/boot
status=0
run() { echo "\$ $*"; "$@" 2>&1 || { echo "(exit status $?)"; false; }; }
run cfsv enable --recursive objects || status=1
run cfsv deploy image.cfs /mnt/boot || status=1
run cfsv measure /mnt/boot/image.cfs || status=1
run cfsv verify /mnt/boot/image.cfs --trust=owner.crt || status=1
run cfsv verify /mnt/boot/image.cfs --trust=stranger.crt && status=1
run cfsv deploy image.cfs /mnt/boot || status=1
echo "\$ echo x >>/mnt/boot/image.cfs"
(echo x >>/mnt/boot/image.cfs) 2>&1 && status=1
exit $status
END
mkdir demo && cp -r image.cfs* objects owner.crt stranger.crt demo
kernel=6.12
if ! (cd "$root" && tests/kernels.sh $kernel) >log 2>&1; then
	say "skipped: no kernel could be fetched: $(tail -n 1 log)"
	rows+=("deploy and verify under fs-verity|-|skipped|skipped")
else
	status=0
	out=$(VM_DISK=disk "$root/tests/vm.sh" $kernel guest "$cfsv" demo 2>&1) || status=$?
	printf '%s\n' "$out"
	if [ $status -eq 0 ] && grep -q '^verified: ' <<<"$out"; then
		rows+=("deploy, verify under fs-verity|0|verified|as expected")
	else
		rows+=("deploy, verify under fs-verity|$status||WRONG")
		wrong=$((wrong + 1))
	fi
fi

# Boot the disk that the guest left, from an initrd of cfsv-init.
boot() # WHAT WORDS CONF
{
	printf '$ cat cfsv.conf\n%s\n' "$3"
	(cd "$root" && initrd_make "$dir/cpio" "build/vm/$kernel" "$3" \
		"$dir/owner.crt" "$dir/stranger.crt")
	initrd_boot cpio "$root/build/vm/$kernel" "" \
		raw,snapshot=on,file=disk console >log 2>&1
	grep -aoE '(cfsv-init|booted):.*|BOOTED.*' console
	if grep -qE -- "$2" console; then
		rows+=("$1|-|$(grep -aoE 'CFSV_E_[A-Z_]*|BOOTED OK' console |
			head -n 1)|as expected")
	else
		rows+=("$1|-||WRONG")
		wrong=$((wrong + 1))
	fi
}

if [ ! -e disk ]; then
	rows+=("boot it|-|skipped|skipped")
elif ! (cd "$root" && ports/bearssl-source.sh && make -s init) >log 2>&1; then
	say "skipped: cfsv-init was not built: $(tail -n 1 log)"
	rows+=("boot it|-|skipped|skipped")
else
	say "And boot it: the initrd holds cfsv-init, this file, and keys."
	conf="root = /dev/vda
image = /boot/image.cfs
objects = /demo/objects
refuse = poweroff"
	boot "boot it" "BOOTED OK" "$conf
trust = /etc/cfsv/owner.crt"
	say "Somebody: boots it where another key is trusted."
	boot "boot it where another key is trusted" UNKNOWN_SIGNER "$conf
trust = /etc/cfsv/stranger.crt"
fi

say "What happened"
printf '%-44s %6s  %-28s %s\n' step status outcome ''
for row in "${rows[@]}"; do
	IFS='|' read -r what got outcome verdict <<<"$row"
	printf '%-44s %6s  %-28s %s\n' "$what" "$got" "$outcome" "$verdict"
done
if [ $wrong -gt 0 ]; then
	printf '\n%d steps did not end as they should.\n' $wrong
	exit 1
fi
printf '\nThe good image was accepted, every changed one refused.\n'
