/* SPDX-License-Identifier: MIT */
/* cpu_x86.c - which of the SHA-256 implementations this x86-64 CPU can run */
#include "sha256.h"

#ifdef CFSV_SHA256_X86_64

struct cpu_x86_words {
	uint32_t eax, ebx, ecx, edx;
};

static struct cpu_x86_words cpu_x86_id(uint32_t leaf)
{
	struct cpu_x86_words w;

	__asm__ volatile("cpuid"
			 : "=a"(w.eax), "=b"(w.ebx), "=c"(w.ecx), "=d"(w.edx)
			 : "a"(leaf), "c"(0));
	return w;
}

/* XCR0: which registers the operating system saves; needs OSXSAVE */
static uint32_t cpu_x86_xcr0(void)
{
	uint32_t eax, edx;

	__asm__ volatile("xgetbv" : "=a"(eax), "=d"(edx) : "c"(0));
	return eax;
}

/* Bits by Intel's manual, volume 2A (CPUID) and volume 1, 13.3 (XCR0) */
uint32_t cfsv_cpu_x86_flags(uint32_t leaf1_ecx, uint32_t leaf7_ebx,
			    uint32_t xcr0)
{
	const uint32_t sse41 = 1u << 19, osxsave = 1u << 27, avx = 1u << 28;
	const uint32_t avx2 = 1u << 5, sha = 1u << 29;
	const uint32_t avx512 = 1u << 16 | 1u << 30; /* F and BW */
	const uint32_t ymm = 0x06, zmm = 0xe6;
	uint32_t flags = 0;

	if ((leaf1_ecx & sse41) != 0 && (leaf7_ebx & sha) != 0)
		flags |= CFSV_CPU_SHANI;
	if ((leaf1_ecx & osxsave) == 0 || (leaf1_ecx & avx) == 0)
		return flags;
	if ((xcr0 & ymm) == ymm && (leaf7_ebx & avx2) != 0)
		flags |= CFSV_CPU_AVX2;
	if ((xcr0 & zmm) == zmm && (leaf7_ebx & avx512) == avx512)
		flags |= CFSV_CPU_AVX512;
	return flags;
}

uint32_t cfsv_cpu_x86(void)
{
	uint32_t most = cpu_x86_id(0).eax;
	uint32_t ecx = cpu_x86_id(1).ecx;
	uint32_t ebx = most >= 7 ? cpu_x86_id(7).ebx : 0;

	return cfsv_cpu_x86_flags(ecx, ebx, ecx >> 27 & 1 ? cpu_x86_xcr0() : 0);
}

#endif /* CFSV_SHA256_X86_64 */
