#!/bin/bash
# SPDX-License-Identifier: MIT
# cbmc_copy.sh DIR [FILE OTHER] - the core in DIR/plain, and with the contracts
# of its loops in DIR/core; FILE of the core is OTHER there. Status 1: a loop
# that has a contract is not there.
set -u
dir=$1
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.." || exit 1
mkdir -p "$dir/plain"
cp -r cfsv.c cfsv.h pkcs7 sha256 "$dir/plain"
[ $# -lt 3 ] || cp "$3" "$dir/plain/$2"
# CBMC does not take a declaration by a typedef of a function's type.
sed -i 's/^cfsv_sha256_blocks \(cfsv_sha256_[a-z0-9_]*\);/void \
\1(const uint32_t state[8], uint64_t before, \
const uint8_t *in, size_t len, size_t n, uint8_t *out);/' "$dir/plain/cfsv.h"
cp -r "$dir/plain" "$dir/core"
for f in cfsv.c pkcs7/*.c sha256/*.c; do
	grep -q "^@ $f\$" "$here/cbmc/loops" || continue
	awk -v file="$f" -f "$here/loops.awk" "$here/cbmc/loops" \
		"$dir/plain/$f" >"$dir/core/$f" || exit 1
done
