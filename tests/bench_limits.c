/* SPDX-License-Identifier: MIT */
/* bench_limits.c - measured throughput of the instructions of SHA-256 */
#include "tests/bench_limits.h"

/*
 * A message of 4096 bytes is 64 blocks and one of padding. Vectors, for each
 * block: 64 rounds and 48 words of schedule, 16 words transposed. In AVX2 a
 * rotation is two shifts and an or:
 *
 *	rounds     64 * (11 + 11 + 3 + 3 + 7) = 2240, of these 768 shifts
 *	schedule   48 * (9 + 9 + 3)           = 1008, of these 480 shifts
 *	transpose  2 * 24 + 16                =   64
 *
 * In AVX-512 a rotation is one instruction, and so is each three-operand
 * function: 1704 in all. The mix that is measured is 3 shifts to 5 others.
 */
#define LIMIT_PADDED (65.0 / 64.0)
#define LIMIT_AVX2 3312.0
#define LIMIT_AVX512 1704.0
#define LIMIT_LOOPS 2000

#ifdef __x86_64__
#include <cpuid.h>

/*
 * SHA-NI, four times for each block: 8 sha256rnds2, 3 sha256msg1, sha256msg2,
 * palignr and pshufd, 8 paddd, 1 pshufb and pshufd; the assembler repeats.
 */
static void limit_shani(const void *arg)
{
	int i;

	(void)arg;
	for (i = 0; i < 4 * LIMIT_LOOPS; i++)
		__asm__ volatile(".irp r,1,2,3,4,5,6,7,8\n"
				 "sha256rnds2 %%xmm0, %%xmm9, %%xmm\\r\n"
				 ".endr\n"
				 ".irp r,1,2,3\n"
				 "sha256msg1 %%xmm9, %%xmm\\r\n"
				 "palignr $4, %%xmm9, %%xmm1\\r\n"
				 "pshufd $14, %%xmm9, %%xmm1\\r\n"
				 "sha256msg2 %%xmm9, %%xmm\\r\n"
				 ".endr\n"
				 ".irp r,1,2,3,4,5,6,7,8\n"
				 "paddd %%xmm9, %%xmm\\r\n"
				 ".endr\n"
				 "pshufd $14, %%xmm9, %%xmm14\n"
				 "pshufb %%xmm9, %%xmm14\n"
				 :
				 :
				 : "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
				   "xmm6", "xmm7", "xmm8", "xmm11", "xmm12",
				   "xmm13", "xmm14");
}

/* 64 instructions: 24 shifts, 40 others. */
static void limit_avx2(const void *arg)
{
	int i;

	(void)arg;
	for (i = 0; i < LIMIT_LOOPS; i++)
		__asm__ volatile(".irp r,1,2,3,4,5,6,7,8\n"
				 "vpslld $7, %%ymm\\r, %%ymm\\r\n"
				 "vpaddd %%ymm9, %%ymm\\r, %%ymm\\r\n"
				 ".endr\n"
				 ".irp r,1,2,3,4,5,6,7,8\n"
				 "vpxor %%ymm9, %%ymm\\r, %%ymm\\r\n"
				 "vpslld $7, %%ymm\\r, %%ymm\\r\n"
				 ".endr\n"
				 ".irp r,1,2,3,4,5,6,7,8\n"
				 "vpaddd %%ymm9, %%ymm\\r, %%ymm\\r\n"
				 "vpxor %%ymm9, %%ymm\\r, %%ymm\\r\n"
				 ".endr\n"
				 ".irp r,1,2,3,4,5,6,7,8\n"
				 "vpslld $7, %%ymm\\r, %%ymm\\r\n"
				 "vpaddd %%ymm9, %%ymm\\r, %%ymm\\r\n"
				 ".endr\n"
				 :
				 :
				 : "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
				   "xmm6", "xmm7", "xmm8");
	__asm__ volatile("vzeroupper" : : : "xmm0");
}

static void limit_avx512(const void *arg)
{
	int i;

	(void)arg;
	for (i = 0; i < LIMIT_LOOPS; i++)
		__asm__ volatile(".irp r,1,2,3,4,5,6,7,8\n"
				 "vprord $7, %%zmm\\r, %%zmm\\r\n"
				 "vpaddd %%zmm9, %%zmm\\r, %%zmm\\r\n"
				 ".endr\n"
				 ".irp r,1,2,3,4,5,6,7,8\n"
				 "vpternlogd $150, %%zmm9, %%zmm9, %%zmm\\r\n"
				 "vprord $7, %%zmm\\r, %%zmm\\r\n"
				 ".endr\n"
				 ".irp r,1,2,3,4,5,6,7,8\n"
				 "vpaddd %%zmm9, %%zmm\\r, %%zmm\\r\n"
				 "vpternlogd $150, %%zmm9, %%zmm9, %%zmm\\r\n"
				 ".endr\n"
				 ".irp r,1,2,3,4,5,6,7,8\n"
				 "vprord $7, %%zmm\\r, %%zmm\\r\n"
				 "vpaddd %%zmm9, %%zmm\\r, %%zmm\\r\n"
				 ".endr\n"
				 :
				 :
				 : "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
				   "xmm6", "xmm7", "xmm8");
	__asm__ volatile("vzeroupper" : : : "xmm0");
}

static int limit_has_shani(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1) != 0;
}

static double limit_of_shani(void)
{
	if (!limit_has_shani())
		return -1;
	return tool_cycles(limit_shani, NULL, 4) / (4.0 * LIMIT_LOOPS) / 64 *
	       LIMIT_PADDED;
}

/* Cycles for one of the 64 instructions of a loop. */
static double limit_each(void (*work)(const void *arg))
{
	return tool_cycles(work, NULL, 16) / (16.0 * LIMIT_LOOPS * 64);
}

static double limit_of_avx2(void)
{
	if (!__builtin_cpu_supports("avx2"))
		return -1;
	return limit_each(limit_avx2) * LIMIT_AVX2 / (8 * 64) * LIMIT_PADDED;
}

static double limit_of_avx512(void)
{
	if (!__builtin_cpu_supports("avx512f"))
		return -1;
	return limit_each(limit_avx512) * LIMIT_AVX512 / (16 * 64) *
	       LIMIT_PADDED;
}

const struct bench_limit bench_limits[] = {
	{"limit of SHA-NI", limit_of_shani},
	{"limit of AVX2", limit_of_avx2},
	{"limit of AVX-512", limit_of_avx512},
};
const size_t bench_limit_count = sizeof(bench_limits) / sizeof(bench_limits[0]);

#else

const struct bench_limit bench_limits[] = {{NULL, NULL}};
const size_t bench_limit_count = 0;

#endif

double bench_measure_limit(const struct tool_row *row)
{
	const struct bench_limit *limit = row->arg;

	return limit->measure();
}
