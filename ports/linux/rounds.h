/* SPDX-License-Identifier: MIT */
/* rounds.h - inside the cfsv tool: measuring speed in interleaved rounds */
#ifndef CFSV_TOOL_ROUNDS_H
#define CFSV_TOOL_ROUNDS_H

#include "cfsv.h"

/*
 * In each round every row is measured once, so that what slows the machine
 * down for a while hits all rows alike. Times are CPU times of this thread.
 */

/* Messages to hash: as many blocks as a part of a file that cfsv reads. */
#define TOOL_MESSAGE 4096
#define TOOL_MESSAGES 64
#define TOOL_ROUNDS 31

/*
 * Where they are: as aligned as what is read from a file, and written to once
 * (TOOL_FILL). Memory that nobody wrote to is one page of zeros over and over,
 * which a cache serves at another speed.
 */
#define TOOL_ALIGNED __attribute__((aligned(4096)))
#define TOOL_FILL 0x5a

/* Our implementations; needs: what the CPU must have, all of these bits. */
struct tool_sha256 {
	const char *name;
	uint32_t needs;
	cfsv_sha256_blocks *blocks;
};
extern const struct tool_sha256 tool_sha256s[];
extern const size_t tool_sha256_count;

/* Has this CPU what it needs? 1 or 0. */
int tool_sha256_runs(const struct tool_sha256 *s);

/* A row; measure() returns the next sample, or a negative number: not run. */
struct tool_row {
	const char *name;
	double (*measure)(const struct tool_row *row);
	const void *arg;
	double *samples;
};

/* Of sorted samples. */
struct tool_stats {
	double best;
	double low; /* quartiles */
	double median;
	double high;
};

/*
 * Cycles in a nanosecond, at this moment. A cycle is a third of a 64-bit
 * multiplication that waits for the one before: 3 cycles on x86-64 (Intel
 * since 2008, AMD Zen). Other CPUs may take longer; then these are units for
 * comparing only.
 */
double tool_clock(void);

/*
 * Cycles that a piece of work takes, done so many times. As root nothing
 * interrupts it meanwhile (SCHED_FIFO): a few milliseconds.
 */
double tool_cycles(void (*work)(const void *arg), const void *arg,
		   unsigned int times);

/* Stay on this CPU, as the whole process. */
void tool_pin(void);

/* Cycles a byte; row->arg is a struct tool_sha256. */
double tool_measure_sha256(const struct tool_row *row);

/* Measure all rows in so many rounds; each needs room for its samples. */
void tool_rounds(struct tool_row *rows, size_t count, unsigned int rounds);

/* Sorts the samples. 0 if the row was not run. */
int tool_stats(const struct tool_row *row, unsigned int rounds,
	       struct tool_stats *out);

#endif /* CFSV_TOOL_ROUNDS_H */
