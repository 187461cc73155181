/* SPDX-License-Identifier: MIT */
/* fastest.c - the order of the SHA-256 implementations, fastest first */
#include "sha256.h"

cfsv_sha256_blocks *cfsv_sha256_fastest(uint32_t cpu)
{
#ifdef CFSV_SHA256_X86_64
	if ((cpu & CFSV_CPU_AVX512) != 0)
		return (cpu & CFSV_CPU_SHANI) != 0 ? cfsv_sha256_avx512_shani
						   : cfsv_sha256_avx512;
	if ((cpu & CFSV_CPU_SHANI) != 0)
		return cfsv_sha256_shani;
	if ((cpu & CFSV_CPU_AVX2) != 0)
		return cfsv_sha256_avx2;
#endif
#ifdef CFSV_SHA256_ARM64
	if ((cpu & CFSV_CPU_ARMV8_SHA2) != 0)
		return cfsv_sha256_armv8;
#endif
	(void)cpu;
	return cfsv_sha256_portable;
}
