/* SPDX-License-Identifier: MIT */
/* lanes.h - the SHA-256 implementations that a test can run here */
#ifndef LANES_H
#define LANES_H

#include "sha256/sha256.h"

#if defined(CFSV_SHA256_ARM64) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* End this test: it cannot run here. check.sh counts the line. */
#define LANES_SKIP(what, why)                                                  \
	do {                                                                   \
		print_message("skipped: %s: %s\n", what, why);                 \
		skip();                                                        \
	} while (0)

struct implementation {
	const char *name;
	cfsv_sha256_blocks *hash;
	uint32_t needs; /* of the CPU */
	int emulated;	/* and so slow */
};

/* made from the same sources by tests.mk; see tests/emulated/ */
cfsv_sha256_blocks small_portable;
cfsv_sha256_blocks emulated_avx512;
cfsv_sha256_blocks emulated_avx512_shani;
void small_sha256(uint8_t out[32], const uint8_t *message, size_t len);

static const struct implementation implementations[] = {
	{"portable, small form", small_portable, 0, 0},
#ifdef LANES_EMULATED
	{"avx512, emulated by SIMDe", emulated_avx512, 0, 1},
	{"avx512_shani, emulated by SIMDe", emulated_avx512_shani, 0, 1},
#endif
#ifdef CFSV_SHA256_X86_64
	{"shani", cfsv_sha256_shani, CFSV_CPU_SHANI, 0},
	{"avx2", cfsv_sha256_avx2, CFSV_CPU_AVX2, 0},
	{"avx512", cfsv_sha256_avx512, CFSV_CPU_AVX512, 0},
	{"avx512_shani", cfsv_sha256_avx512_shani,
	 CFSV_CPU_AVX512 | CFSV_CPU_SHANI, 0},
#endif
#ifdef CFSV_SHA256_ARM64
	{"armv8", cfsv_sha256_armv8, CFSV_CPU_ARMV8_SHA2, 0},
#endif
};

static inline uint32_t lanes_cpu(void)
{
#if defined(CFSV_SHA256_X86_64)
	return cfsv_cpu_x86();
#elif defined(CFSV_SHA256_ARM64)
	return getauxval(AT_HWCAP) & HWCAP_SHA2 ? CFSV_CPU_ARMV8_SHA2 : 0;
#else
	return 0;
#endif
}

/* Can it run here? */
static inline int lanes_have(const struct implementation *i)
{
	return (i->needs & ~lanes_cpu()) == 0;
}

#endif /* LANES_H */
