/* SPDX-License-Identifier: MIT */
/* small.c - the portable implementation's small form, under another name */
#define CFSV_SHA256_SMALL
#define cfsv_sha256_portable small_portable
#define cfsv_sha256_compress small_compress
#define cfsv_sha256 small_sha256
#include "../../sha256/sha256.c"
