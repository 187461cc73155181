/* SPDX-License-Identifier: MIT */
/* test_cpu.c - what a CPU can run, what is chosen, and what is left behind */
#define _POSIX_C_SOURCE 200809L /* popen(), readlink() */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include "lanes.h"

static void the_fastest_that_the_cpu_has_is_chosen(void **state)
{
	const uint32_t all = 0xffffffff;

	(void)state;
	assert_true(cfsv_sha256_fastest(0) == cfsv_sha256_portable);
#ifdef CFSV_SHA256_X86_64
	assert_true(cfsv_sha256_fastest(all) == cfsv_sha256_avx512_shani);
	assert_true(cfsv_sha256_fastest(all & ~CFSV_CPU_SHANI) ==
		    cfsv_sha256_avx512);
	assert_true(cfsv_sha256_fastest(all & ~CFSV_CPU_AVX512) ==
		    cfsv_sha256_shani);
	assert_true(cfsv_sha256_fastest(CFSV_CPU_AVX512) == cfsv_sha256_avx512);
	assert_true(cfsv_sha256_fastest(CFSV_CPU_SHANI) == cfsv_sha256_shani);
	assert_true(cfsv_sha256_fastest(CFSV_CPU_AVX2) == cfsv_sha256_avx2);
	assert_true(cfsv_sha256_fastest(CFSV_CPU_ARMV8_SHA2) ==
		    cfsv_sha256_portable);
#elif defined(CFSV_SHA256_ARM64)
	assert_true(cfsv_sha256_fastest(all) == cfsv_sha256_armv8);
	assert_true(cfsv_sha256_fastest(all & ~CFSV_CPU_ARMV8_SHA2) ==
		    cfsv_sha256_portable);
#else
	assert_true(cfsv_sha256_fastest(all) == cfsv_sha256_portable);
#endif
}

#ifdef CFSV_SHA256_X86_64

#define SSE41 (1u << 19)
#define OSXSAVE (1u << 27)
#define AVX (1u << 28)
#define AVX2 (1u << 5)
#define SHA (1u << 29)
#define AVX512F (1u << 16)
#define AVX512BW (1u << 30)

/* CPUID says what the CPU has; XCR0 what the system keeps of it. */
static void an_instruction_set_needs_the_cpu_and_the_system(void **state)
{
	const uint32_t l1 = SSE41 | OSXSAVE | AVX;
	const uint32_t l7 = AVX2 | SHA | AVX512F | AVX512BW;
	const uint32_t all = CFSV_CPU_SHANI | CFSV_CPU_AVX2 | CFSV_CPU_AVX512;
	const struct {
		uint32_t leaf1, leaf7, xcr0, flags;
	} cases[] = {
		{l1, l7, 0xe7, all},
		{0xffffffff, 0xffffffff, 0xffffffff, all},
		{l1, l7, 0xe6, all},
		{l1, l7, 0x06, CFSV_CPU_SHANI | CFSV_CPU_AVX2},
		{0, 0, 0, 0},
		{0, l7, 0xe7, 0},
		{l1, 0, 0xe7, 0},
		/* no XSAVE by the system: SSE alone */
		{l1 & ~OSXSAVE, l7, 0xe7, CFSV_CPU_SHANI},
		{l1 & ~OSXSAVE, l7, 0, CFSV_CPU_SHANI},
		{l1 & ~AVX, l7, 0xe7, CFSV_CPU_SHANI},
		/* the system keeps xmm alone, ymm alone, not all of zmm */
		{l1, l7, 0x03, CFSV_CPU_SHANI},
		{l1, l7, 0x05, CFSV_CPU_SHANI},
		{l1, l7, 0x07, CFSV_CPU_SHANI | CFSV_CPU_AVX2},
		{l1, l7, 0x27, CFSV_CPU_SHANI | CFSV_CPU_AVX2},
		{l1, l7, 0x67, CFSV_CPU_SHANI | CFSV_CPU_AVX2},
		{l1, l7, 0xc7, CFSV_CPU_SHANI | CFSV_CPU_AVX2},
		{l1, l7, 0xe3, CFSV_CPU_SHANI},
		/* the CPU lacks one */
		{l1 & ~SSE41, l7, 0xe7, CFSV_CPU_AVX2 | CFSV_CPU_AVX512},
		{l1, l7 & ~SHA, 0xe7, CFSV_CPU_AVX2 | CFSV_CPU_AVX512},
		{l1, l7 & ~AVX2, 0xe7, CFSV_CPU_SHANI | CFSV_CPU_AVX512},
		{l1, l7 & ~AVX512F, 0xe7, CFSV_CPU_SHANI | CFSV_CPU_AVX2},
		{l1, l7 & ~AVX512BW, 0xe7, CFSV_CPU_SHANI | CFSV_CPU_AVX2},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		assert_int_equal(cfsv_cpu_x86_flags(cases[i].leaf1,
						    cases[i].leaf7,
						    cases[i].xcr0),
				 cases[i].flags);
}

static void the_compiler_says_the_same_of_this_cpu(void **state)
{
	uint32_t flags = cfsv_cpu_x86();

	(void)state;
	__builtin_cpu_init();
	assert_int_equal((flags & CFSV_CPU_AVX2) != 0,
			 __builtin_cpu_supports("avx2") != 0);
	assert_int_equal((flags & CFSV_CPU_AVX512) != 0,
			 __builtin_cpu_supports("avx512f") &&
				 __builtin_cpu_supports("avx512bw"));
	assert_true((flags & CFSV_CPU_SHANI) == 0 ||
		    __builtin_cpu_supports("sse4.1"));
}

/* AddressSanitizer and ThreadSanitizer do not run in qemu's address space. */
#ifdef __has_feature /* clang's way */
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* This program again, on another CPU; with a word behind it it prints flags. */
static void other_cpus_are_asked_only_what_they_have(void **state)
{
	static const struct {
		const char *cpu;
		const char *flags;
	} cases[] = {
		{"max", "2\n"},
		{"max,level=7", "2\n"}, /* leaf 7 is the last */
		{"max,level=4", "0\n"}, /* no leaf 7 */
		{"max,-xsave", "0\n"},	/* without XGETBV: a fault */
		{"phenom", "0\n"},
	};
	char program[256] = "", command[400], line[16] = "";
	size_t i;
	FILE *f;

	(void)state;
	if (SANITIZED)
		LANES_SKIP("other CPUs", "sanitizers do not run there");
	if (system("command -v qemu-x86_64-static >/dev/null"))
		LANES_SKIP("other CPUs", "qemu-x86_64-static is not installed");
	assert_true(readlink("/proc/self/exe", program, sizeof(program) - 1) >
		    0);
	for (i = 0; i < COUNT(cases); i++) {
		snprintf(command, sizeof(command),
			 "qemu-x86_64-static -cpu %s '%s' flags 2>/dev/null",
			 cases[i].cpu, program);
		f = popen(command, "r");
		assert_non_null(f);
		line[0] = '\0';
		(void)!fgets(line, sizeof(line), f);
		pclose(f);
		assert_string_equal(line, cases[i].flags);
	}
}

/*
 * The upper halves of vector registers: code of SSE, as SHA-NI's is, can be a
 * hundred times slower after somebody who left them dirty.
 */

static void uppers_clean(void)
{
	__asm__ volatile("vzeroupper" ::
				 : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4",
				   "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
				   "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
				   "xmm15");
}

static void uppers_dirty(uint32_t flags)
{
	if ((flags & CFSV_CPU_AVX512) != 0)
		__asm__ volatile("vpternlogd $0xff, %%zmm0, %%zmm0, %%zmm0\n\t"
				 "vpternlogd $0xff, %%zmm1, %%zmm1, %%zmm1\n\t"
				 "vpternlogd $0xff, %%zmm9, %%zmm9, %%zmm9" ::
					 : "xmm0", "xmm1", "xmm9");
	else
		__asm__ volatile("vpcmpeqd %%ymm0, %%ymm0, %%ymm0\n\t"
				 "vpcmpeqd %%ymm1, %%ymm1, %%ymm1\n\t"
				 "vpcmpeqd %%ymm9, %%ymm9, %%ymm9" ::
					 : "xmm0", "xmm1", "xmm9");
}

/* XINUSE: which parts of the registers are not as after a reset */
static uint32_t uppers_in_use(void)
{
	uint32_t eax, edx;

	__asm__ volatile("xgetbv" : "=a"(eax), "=d"(edx) : "c"(1));
	return eax & 0x44; /* upper halves of ymm, of zmm */
}

static int uppers_can_be_asked(void)
{
	uint32_t eax = 13, ecx = 1;

	__asm__ volatile("cpuid" : "+a"(eax), "+c"(ecx)::"ebx", "edx");
	return (eax >> 2 & 1) != 0;
}

static uint8_t input[64 * 4096];
static uint8_t output[64 * 32];

static void no_implementation_leaves_upper_halves_dirty(void **state)
{
	size_t i;

	(void)state;
	if ((lanes_cpu() & CFSV_CPU_AVX2) == 0 || !uppers_can_be_asked())
		LANES_SKIP("upper halves after a call",
			   "this CPU does not tell");
	uppers_dirty(lanes_cpu());
	assert_true(uppers_in_use() != 0);
	for (i = 0; i < COUNT(implementations); i++) {
		if (!lanes_have(&implementations[i]))
			continue;
		uppers_clean();
		if (uppers_in_use() != 0)
			LANES_SKIP("upper halves after a call",
				   "this CPU does not notice clean ones");
		implementations[i].hash(cfsv_sha256_iv, 0, input, 4096, 37,
					output);
		assert_int_equal(uppers_in_use(), 0);
	}
}

/* The least seconds of many calls */
static double speed(cfsv_sha256_blocks *hash, uint32_t flags, int dirty)
{
	double least = 1e9, now;
	clock_t start;
	int i, j;

	for (i = 0; i < 15; i++) {
		start = clock();
		for (j = 0; j < 10; j++) {
			uppers_clean();
			if (dirty)
				uppers_dirty(flags);
			hash(cfsv_sha256_iv, 0, input, 4096, 64, output);
		}
		now = (double)(clock() - start);
		if (now < least)
			least = now;
	}
	uppers_clean();
	return least;
}

static void dirty_upper_halves_do_not_slow_shani(void **state)
{
	double clean, dirty;

	(void)state;
	if ((~lanes_cpu() & (CFSV_CPU_SHANI | CFSV_CPU_AVX2)) != 0)
		LANES_SKIP("SHA-NI with dirty upper halves",
			   "this CPU does not have both");
	clean = speed(cfsv_sha256_shani, lanes_cpu(), 0);
	dirty = speed(cfsv_sha256_shani, lanes_cpu(), 1);
	print_message("tested: SHA-NI takes %.2f times as long with dirty "
		      "upper halves of %s\n",
		      dirty / clean,
		      lanes_cpu() & CFSV_CPU_AVX512 ? "zmm" : "ymm");
	assert_true(dirty < 3 * clean);
}

#endif

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fastest_that_the_cpu_has_is_chosen),
#ifdef CFSV_SHA256_X86_64
		cmocka_unit_test(
			an_instruction_set_needs_the_cpu_and_the_system),
		cmocka_unit_test(the_compiler_says_the_same_of_this_cpu),
		cmocka_unit_test(other_cpus_are_asked_only_what_they_have),
		cmocka_unit_test(no_implementation_leaves_upper_halves_dirty),
		cmocka_unit_test(dirty_upper_halves_do_not_slow_shani),
#endif
	};

	(void)argv;
#ifdef CFSV_SHA256_X86_64
	if (argc > 1)
		return printf("%lu\n", (unsigned long)cfsv_cpu_x86()) < 0;
#endif
	(void)argc;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
