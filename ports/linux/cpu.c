/* SPDX-License-Identifier: MIT */
/* cpu.c - the fastest SHA-256 of this machine */
#include "cfsv_linux.h"

#ifdef CFSV_SHA256_ARM64
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

uint32_t cfsv_linux_cpu(void)
{
#if defined(CFSV_SHA256_X86_64)
	return cfsv_cpu_x86();
#elif defined(CFSV_SHA256_ARM64)
	return getauxval(AT_HWCAP) & HWCAP_SHA2 ? CFSV_CPU_ARMV8_SHA2 : 0;
#else
	return 0;
#endif
}

cfsv_sha256_blocks *cfsv_linux_sha256(void)
{
	static cfsv_sha256_blocks *answer; /* the same, whichever thread asks */
	cfsv_sha256_blocks *f = __atomic_load_n(&answer, __ATOMIC_RELAXED);

	if (f == NULL) {
		f = cfsv_sha256_fastest(cfsv_linux_cpu());
		__atomic_store_n(&answer, f, __ATOMIC_RELAXED);
	}
	return f;
}
