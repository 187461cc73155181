/* SPDX-License-Identifier: MIT */
/* cmd_bench.c - cfsv bench */
#include <stdio.h>
#include <stdlib.h>
#include "rounds.h"
#include "tool.h"

#define BENCH_ROUNDS_MAX 10000

static void bench_print(const struct tool_row *row, unsigned int rounds,
			double portable)
{
	struct tool_stats s;

	printf("%-19s", row->name);
	if (tool_stats(row, rounds, &s))
		printf("%8.2f %8.2f %8.2f %8.2f %8.2f\n", s.best, s.low,
		       s.median, s.high, portable / s.median);
	else
		printf("  not run: this CPU lacks it\n");
}

static int bench_all(unsigned int rounds)
{
	struct tool_row *rows = calloc(tool_sha256_count, sizeof(*rows));
	double *samples = calloc(tool_sha256_count * rounds, sizeof(*samples));
	cfsv_sha256_blocks *chosen = cfsv_linux_sha256();
	struct tool_stats portable;
	struct cfsv_fault f = {0};
	unsigned int cpus = cfsv_cpus(); /* before it is pinned to one */
	size_t i;

	if (rows == NULL || samples == NULL) {
		free(rows);
		free(samples);
		cfsv_fault_set(&f, CFSV_E_NO_MEMORY, NULL);
		return tool_fail(tool_bench.name, "samples", &f);
	}
	for (i = 0; i < tool_sha256_count; i++) {
		rows[i].name = tool_sha256s[i].name;
		rows[i].measure = tool_measure_sha256;
		rows[i].arg = &tool_sha256s[i];
		rows[i].samples = samples + i * rounds;
	}
	tool_pin();
	tool_rounds(rows, tool_sha256_count, rounds);
	printf("SHA-256, %d messages of %d bytes at once, one thread, %u "
	       "rounds; cycles a byte\n\n%-19s%8s %8s %8s %8s %8s\n",
	       TOOL_MESSAGES, TOOL_MESSAGE, rounds, "", "best", "quart.",
	       "median", "quart.", "times");
	(void)tool_stats(&rows[0], rounds, &portable); /* runs everywhere */
	for (i = 0; i < tool_sha256_count; i++)
		bench_print(&rows[i], rounds, portable.median);
	for (i = 0; i < tool_sha256_count; i++)
		if (tool_sha256s[i].blocks == chosen)
			printf("\ncfsv uses: %s; CPUs: %u\n", rows[i].name,
			       cpus);
	free(rows);
	free(samples);
	return EXIT_SUCCESS;
}

static int bench_run(int argc, char **argv)
{
	static const struct option options[] = {
		{"rounds", required_argument, NULL, 'r'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	unsigned int rounds = TOOL_ROUNDS;
	int option;

	while ((option = tool_getopt(&tool_bench, argc, argv, options)) != -1) {
		if (option != 'r')
			return option == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
		if (tool_number(&tool_bench, "rounds", optarg, BENCH_ROUNDS_MAX,
				&rounds) != 0)
			return EXIT_USAGE;
	}
	if (optind != argc)
		return tool_usage(&tool_bench, "it takes no FILE");
	return bench_all(rounds);
}

const struct tool_command tool_bench = {
	"bench", "measure how fast this CPU hashes",
	"usage: cfsv bench [--rounds=N]\n\n"
	"Measure each SHA-256 implementation that this CPU can run, in turn, "
	"in\nmemory. Best, quartiles and median of the rounds, in cycles a "
	"byte; times:\nhow much faster than portable C.\n\n"
	"  --rounds=N   1 to 10000, default 31",
	bench_run};
