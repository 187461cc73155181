#!/bin/bash
# SPDX-License-Identifier: MIT
# lint.sh - formatting, shell scripts, man page, SPDX lines
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/harness.sh
. tests/harness.sh

mapfile -t sources < <(git ls-files '*.c' '*.h')
mapfile -t scripts < <(git ls-files '*.sh' .ci/run)
for tool in clang-format shellcheck mandoc; do
	command -v $tool >/dev/null || { skip "$tool" "it is not installed" &&
		declare "no_${tool//-/_}=1"; }
done
if [ -z "${no_clang_format:-}" ]; then
	for f in "${sources[@]}"; do
		check "clang-format $f" clang-format --dry-run -Werror "$f"
	done
fi
if [ -z "${no_shellcheck:-}" ]; then
	for f in "${scripts[@]}"; do
		expect "shellcheck $f" 0 '' shellcheck -x "$f"
	done
fi
for f in ports/*/*.[158]; do
	[ -n "${no_mandoc:-}" ] || expect "man page $f" 0 '^$' \
		mandoc -T lint -W warning "$f"
done
while read -r f; do
	check "SPDX line in $f" grep -q 'SPDX-License-Identifier: MIT' "$f"
done < <(git ls-files | grep -v -e '^LICENSE$' -e '^.gitignore$')
summary
