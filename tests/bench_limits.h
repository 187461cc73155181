/* SPDX-License-Identifier: MIT */
/* bench_limits.h - the fewest cycles a byte that a CPU can hash in */
#ifndef CFSV_BENCH_LIMITS_H
#define CFSV_BENCH_LIMITS_H

#include "ports/linux/rounds.h"

/*
 * A limit is what the CPU's units need for the instructions of a 64-byte
 * block if none of them waits for another: measured by running as many of the
 * same kind that are independent. Latency, loads and stores, and fetching the
 * code come on top, so no implementation reaches it.
 */
struct bench_limit {
	const char *name;
	double (*measure)(void); /* cycles a byte; negative: not run */
};
extern const struct bench_limit bench_limits[];
extern const size_t bench_limit_count;

/* row->arg is a struct bench_limit. */
double bench_measure_limit(const struct tool_row *row);

#endif /* CFSV_BENCH_LIMITS_H */
