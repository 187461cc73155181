#!/bin/sh
# SPDX-License-Identifier: MIT
# bearssl-source.sh - bring Debian's source package of BearSSL into build/
#
# For builds that cannot use the system's archive (firmware, freestanding):
#	ports/bearssl-source.sh && make BEARSSL_SRC=build/bearssl-src
set -eu
cd "$(dirname "$0")/.."
[ -e build/bearssl-src/inc/bearssl.h ] ||
	exec ports/debian-source.sh bearssl build/bearssl-src
