/* SPDX-License-Identifier: MIT */
/* avx512.c - the AVX-512 implementations for any CPU, under other names */
#define CFSV_SHA256_X86_64
#define CFSV_TARGET(isa)
#define cfsv_sha256_avx512 emulated_avx512
#define cfsv_sha256_avx512_shani emulated_avx512_shani
/* what is left over goes to portable code: SHA-NI may not be there */
#define cfsv_sha256_shani cfsv_sha256_portable
#include "../../sha256/sha256_avx512.c"
