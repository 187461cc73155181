/* SPDX-License-Identifier: MIT */
/* cpu.c - the fastest SHA-256 that works before an operating system */
#include "uefi.h"

#ifdef CFSV_SHA256_ARM64
/*
 * Bits 12 to 15 of ID_AA64ISAR0_EL1: SHA2 (Arm ARM D19.2.61). UEFI runs in EL1
 * or EL2 with vector registers on (2.3.6): there it may be read.
 */
static uint32_t uefi_cpu(void)
{
	uint64_t features;

	__asm__("mrs %0, id_aa64isar0_el1" : "=r"(features));
	return (features >> 12 & 15) != 0 ? CFSV_CPU_ARMV8_SHA2 : 0;
}
#elif defined(CFSV_SHA256_X86_64)
/* SSE is on (2.3.4); whether AVX is, cfsv_cpu_x86() asks XGETBV. */
static uint32_t uefi_cpu(void)
{
	return cfsv_cpu_x86();
}
#else /* CFSV_SHA256_ONLY_PORTABLE */
static uint32_t uefi_cpu(void)
{
	return 0;
}
#endif

cfsv_sha256_blocks *uefi_sha256(void)
{
	return cfsv_sha256_fastest(uefi_cpu());
}
