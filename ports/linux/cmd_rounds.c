/* SPDX-License-Identifier: MIT */
/* cmd_rounds.c - measuring speed in interleaved rounds */
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "cfsv_linux.h"
#include "rounds.h"

#define ROUNDS_CHAIN 50000u /* multiplications: about 0.05 ms */
#define ROUNDS_CHAINS 4
#define ROUNDS_ASKS 8
#define ROUNDS_MULTIPLY 3.0 /* cycles for each */
#define ROUNDS_REPEAT 4	    /* times all messages: a few ms at most */

const struct tool_sha256 tool_sha256s[] = {
	{"portable C", 0, cfsv_sha256_portable},
#ifdef CFSV_SHA256_X86_64
	{"SHA-NI", CFSV_CPU_SHANI, cfsv_sha256_shani},
	{"AVX2", CFSV_CPU_AVX2, cfsv_sha256_avx2},
	{"AVX-512", CFSV_CPU_AVX512, cfsv_sha256_avx512},
	{"AVX-512 and SHA-NI", CFSV_CPU_AVX512 | CFSV_CPU_SHANI,
	 cfsv_sha256_avx512_shani},
#endif
#ifdef CFSV_SHA256_ARM64
	{"ARMv8", CFSV_CPU_ARMV8_SHA2, cfsv_sha256_armv8},
#endif
};
const size_t tool_sha256_count = sizeof(tool_sha256s) / sizeof(tool_sha256s[0]);

int tool_sha256_runs(const struct tool_sha256 *s)
{
	return (s->needs & ~cfsv_linux_cpu()) == 0;
}

static double rounds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* What asking for the time takes: some microseconds in a virtual machine. */
static double rounds_asking(void)
{
	double least = 1e9, took;
	int i;

	for (i = 0; i < ROUNDS_ASKS; i++) {
		took = rounds_now();
		took = rounds_now() - took;
		if (took < least)
			least = took;
	}
	return least;
}

double tool_clock(void)
{
	double asking = rounds_asking(), best = 0, rate;
	uint64_t x = 3;
	uint32_t i, j;

	/* whatever disturbs one chain makes it slower: take the fastest */
	for (j = 0; j < ROUNDS_CHAINS; j++) {
		rate = rounds_now() + asking;
		for (i = 0; i < ROUNDS_CHAIN; i++) {
			x *= 0x9e3779b97f4a7c15u;
			__asm__ volatile("" : "+r"(x)); /* it is wanted */
		}
		rate = ROUNDS_CHAIN * ROUNDS_MULTIPLY / (rounds_now() - rate);
		if (rate > best)
			best = rate;
	}
	return best;
}

double tool_cycles(void (*work)(const void *arg), const void *arg,
		   unsigned int times)
{
	struct sched_param before = {0}, first = {0};
	int policy = sched_getscheduler(0);
	double rate, took;
	unsigned int i;

	work(arg); /* into the caches */
	first.sched_priority = 1;
	(void)sched_getparam(0, &before);
	(void)sched_setscheduler(0, SCHED_FIFO, &first); /* as root */
	rate = tool_clock();
	took = rounds_now();
	for (i = 0; i < times; i++)
		work(arg);
	took = rounds_now() - took;
	(void)sched_setscheduler(0, policy, &before);
	return took * rate;
}

void tool_pin(void)
{
	cpu_set_t set;
	int cpu = sched_getcpu();

	CPU_ZERO(&set);
	if (cpu >= 0 && cpu < CPU_SETSIZE)
		CPU_SET((size_t)cpu, &set);
	(void)sched_setaffinity(0, sizeof(set), &set);
}

/* FIPS 180-4 5.3.3 */
static const uint32_t rounds_iv[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
				      0xa54ff53a, 0x510e527f, 0x9b05688c,
				      0x1f83d9ab, 0x5be0cd19};

static void rounds_sha256(const void *arg)
{
	static uint8_t in[TOOL_MESSAGE * TOOL_MESSAGES] TOOL_ALIGNED;
	static uint8_t out[32 * TOOL_MESSAGES];
	const struct tool_sha256 *s = arg;

	if (in[0] != TOOL_FILL)
		memset(in, TOOL_FILL, sizeof(in));
	s->blocks(rounds_iv, 0, in, TOOL_MESSAGE, TOOL_MESSAGES, out);
}

double tool_measure_sha256(const struct tool_row *row)
{
	const struct tool_sha256 *s = row->arg;

	if (!tool_sha256_runs(s))
		return -1;
	return tool_cycles(rounds_sha256, s, ROUNDS_REPEAT) /
	       ((double)TOOL_MESSAGE * TOOL_MESSAGES * ROUNDS_REPEAT);
}

void tool_rounds(struct tool_row *rows, size_t count, unsigned int rounds)
{
	unsigned int r;
	size_t i;

	for (r = 0; r < rounds; r++)
		for (i = 0; i < count; i++)
			rows[i].samples[r] = rows[i].measure(&rows[i]);
}

static int rounds_compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

int tool_stats(const struct tool_row *row, unsigned int rounds,
	       struct tool_stats *out)
{
	qsort(row->samples, rounds, sizeof(*row->samples), rounds_compare);
	out->best = row->samples[0];
	out->low = row->samples[rounds / 4];
	out->median = row->samples[rounds / 2];
	out->high = row->samples[rounds * 3 / 4];
	return out->best >= 0;
}
