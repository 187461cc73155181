#!/bin/bash
# SPDX-License-Identifier: MIT
# powercut.sh - the power is cut during deploy, seal and apply:
# powercut.sh [all|write]
#
# Boots a kernel with dm-log-writes once; what happens there is in
# guest/powercut.sh. With `all`: more operations, each prefix of what was
# written, and 200 cuts that lose any of the last writes; with `write` the same,
# and the table in ASSURANCE.md.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh
kernel=6.12
all="${1:-}"
cuts=10
operations="deploy seal-again apply"
[ -z "$all" ] || {
	cuts=all
	operations="deploy repair seal-first seal-again seal-changed"
	operations="$operations apply apply-anew"
}
root=$PWD
PATH=$PATH:/usr/sbin:/sbin

cannot() # WHY
{
	skip "power cuts" "$1"
	summary
	exit
}

for tool in qemu-system-x86_64 dmsetup keyctl mke2fs openssl musl-gcc; do
	command -v $tool >/dev/null || cannot "$tool is not installed"
done
why=$(tests/kernels.sh $kernel 2>&1) ||
	cannot "the kernel could not be fetched: ${why##*$'\n'}"
make -s build/cfsv build/faults/static build/faults/replay || cannot "it cannot be built"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/data" "$dir/data/broken" "$dir/bin"
cp build/faults/static "$dir/bin/cfsv" # thousands of runs, without libraries
cd "$dir/data" || exit 1
cfsv=$root/build/cfsv
echo $cuts >cuts
echo "$operations" | tr ' ' '\n' >operations
new_cert alice rsa2048
new_cert bob rsa2048
head -c 150000 /dev/urandom >image
head -c 50000 /dev/urandom >old
"$cfsv" seal image --key=bob.key --cert=bob.crt >/dev/null
mv image.sig bob.sig
for name in image old; do
	"$cfsv" seal $name --key=alice.key --cert=alice.crt >/dev/null
done
cd "$root" || exit 1

# Broken copies of the port, by operation.what
mkdir -p "$dir/copy/build" "$dir/copy/tests"
cp -a Makefile cfsv.c cfsv.h pkcs7 sha256 ports "$dir/copy"
cp -a tests/*.mk "$dir/copy/tests"
cp -a build/{cfsv.o,libcfsv.a,options,pkcs7,sha256,ports,cfsv} \
	"$dir/copy/build"
broken() # OPERATION.WHAT FILE SED-SCRIPT
{
	sed -i "$3" "$dir/copy/$2"
	if cmp -s "$2" "$dir/copy/$2" ||
		! make -s -C "$dir/copy" build/cfsv 2>/dev/null; then
		fail "broken: $1" "there is no such copy"
	else
		cp "$dir/copy/build/cfsv" "$dir/data/broken/$1"
	fi
	cp "$2" "$dir/copy/$2"
}
broken deploy.no-fsync ports/linux/file.c 's/if (fsync(fd) != 0)/if (0)/'
broken deploy.name-first ports/linux/deploy.c \
	's/^\t\terr = deploy_put_digest(d, f);/\t\terr = deploy_put_image(d, f);/;
	s/^\terr = deploy_put_image(d, f);/\terr = deploy_put_digest(d, f);/'
broken seal-again.old-signature-first ports/linux/seal.c \
	's/return seal_same(n, digest)/return 0/'
[ -z "$all" ] || {
	broken deploy.no-sync-at-the-end ports/linux/file.c \
		's/if (fsync(dir) != 0)/if (0)/'
	broken seal-first.no-sync ports/linux/file.c \
		's/if (fsync(.*) != 0)/if (0)/'
	broken apply.no-sync ports/linux/apply.c \
		's/ && fsync(fd) != 0/ \&\& 0/
		s/err = cfsv_dir_sync(w.dir, j->f)/err = CFSV_OK/'
}

publish()
{
	# shellcheck disable=SC2016 # `make faults` is text
	printf 'Measured by `make faults` on %s, commit %s, kernel %s.\n\n' \
		"$(date +%F)" "$(git describe --always --dirty)" \
		"$(cat build/vm/$kernel/release)"
	echo '| operation | entries | at a flush or FUA | prefixes | with writes lost | states | bad |'
	echo '|---|---|---|---|---|---|---|'
	sed -nE 's/^tested: power cuts: ([^:]*): ([0-9]+) entries, ([0-9]+) of them at a flush or FUA; ([0-9]+) prefixes and ([0-9]+) with writes lost; ([0-9]+) states; ([0-9]+) bad$/| \1 | \2 | \3 | \4 | \5 | \6 | \7 |/p'
}

out=$(VM_MEM=1500M VM_TIMEOUT=${VM_TIMEOUT:-3000} tests/vm.sh $kernel \
	tests/guest/powercut.sh tests/guest/harness.sh "$dir/bin/cfsv" \
	build/faults/replay "$(command -v openssl)" "$(command -v dmsetup)" \
	"$(command -v keyctl)" "$(command -v mke2fs)" "$dir/data" 2>&1)
line=$(tail -n 1 <<<"$out")
if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skip ]]; then
	head -n -1 <<<"$out"
	passed=$((passed + BASH_REMATCH[1]))
	failed=$((failed + BASH_REMATCH[2]))
	skipped=$((skipped + BASH_REMATCH[3]))
	[ "$all" != write ] || [ "$failed" != 0 ] || publish <<<"$out" |
		tests/publish.sh tests/ASSURANCE.md powercut
else
	fail "power cuts" "ended early: $(tail -n 30 <<<"$out")"
fi
summary
