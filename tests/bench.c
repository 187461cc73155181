/* SPDX-License-Identifier: MIT */
/* bench.c - our SHA-256 beside OpenSSL's and BearSSL's, and what limits it */
/*
 * usage: bench ROUNDS; tests/bench.sh runs it. One line a row, with tabs:
 * name, best, lower quartile, median, upper quartile, in cycles a byte; or the
 * name alone for a row that this CPU cannot run. The last row is the clock, in
 * GHz. Linked with libcrypto: never part of the product.
 *
 * OpenSSL looks at OPENSSL_ia32cap when it starts. So a second process, with
 * SHA-NI hidden from it, measures when it is told to.
 */
#define _GNU_SOURCE
#include <bearssl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "ports/linux/rounds.h"
#include "tests/bench_limits.h"

#define BYTES ((double)TOOL_MESSAGE * TOOL_MESSAGES)
#define REPEAT 4
#define HIDE_SHANI "~0:~0x20000000" /* bit 29 of EBX of CPUID leaf 7 */
#define ROWS_MAX 32

static uint8_t in[TOOL_MESSAGE * TOOL_MESSAGES] TOOL_ALIGNED;
static uint8_t out[32];

static void work_openssl(const void *arg)
{
	const EVP_MD *md = *(EVP_MD *const *)arg;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t i;

	for (i = 0; i < TOOL_MESSAGES; i++)
		if (!EVP_DigestInit_ex(ctx, md, NULL) ||
		    !EVP_DigestUpdate(ctx, in + i * TOOL_MESSAGE,
				      TOOL_MESSAGE) ||
		    !EVP_DigestFinal_ex(ctx, out, NULL))
			abort();
	EVP_MD_CTX_free(ctx);
}

static double measure_openssl(const struct tool_row *row)
{
	EVP_MD *md = EVP_MD_fetch(NULL, "SHA256", NULL);
	double cycles = tool_cycles(work_openssl, &md, REPEAT);

	(void)row;
	EVP_MD_free(md);
	return cycles / (BYTES * REPEAT);
}

static void work_bearssl(const void *arg)
{
	br_sha256_context ctx;
	size_t i;

	(void)arg;
	for (i = 0; i < TOOL_MESSAGES; i++) {
		br_sha256_init(&ctx);
		br_sha256_update(&ctx, in + i * TOOL_MESSAGE, TOOL_MESSAGE);
		br_sha256_out(&ctx, out);
	}
}

static double measure_bearssl(const struct tool_row *row)
{
	(void)row;
	return tool_cycles(work_bearssl, NULL, REPEAT) / (BYTES * REPEAT);
}

/* How fast the CPU is at this moment: billions of cycles a second. */
static double measure_clock(const struct tool_row *row)
{
	(void)row;
	return tool_clock();
}

/* The other process: a byte asks for a sample. */
struct child {
	int ask;
	int answer;
};

static double measure_child(const struct tool_row *row)
{
	const struct child *c = row->arg;
	double sample;

	if (write(c->ask, "", 1) != 1 ||
	    read(c->answer, &sample, sizeof(sample)) != sizeof(sample)) {
		fprintf(stderr, "bench: the second process died\n");
		exit(3);
	}
	return sample;
}

static int child_main(void)
{
	double sample;
	char c;

	while (read(STDIN_FILENO, &c, 1) == 1) {
		sample = measure_openssl(NULL);
		if (write(STDOUT_FILENO, &sample, sizeof(sample)) < 0)
			return 1;
	}
	return 0;
}

/* It ends when its standard input does: with this process. */
static void child_start(struct child *c, char *program)
{
	int to[2], from[2];

	if (pipe(to) != 0 || pipe(from) != 0)
		abort();
	if (fork() == 0) {
		dup2(to[0], STDIN_FILENO);
		dup2(from[1], STDOUT_FILENO);
		close(to[1]);
		setenv("OPENSSL_ia32cap", HIDE_SHANI, 1);
		execl(program, program, "child", (char *)NULL);
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	c->ask = to[1];
	c->answer = from[0];
}

static void print_row(const struct tool_row *row, unsigned int rounds)
{
	struct tool_stats s;

	if (tool_stats(row, rounds, &s))
		printf("%s\t%.3f\t%.3f\t%.3f\t%.3f\n", row->name, s.best, s.low,
		       s.median, s.high);
	else
		printf("%s\n", row->name);
}

static struct tool_row *add_row(struct tool_row *rows, size_t *count,
				const char *name,
				double (*measure)(const struct tool_row *row),
				const void *arg)
{
	struct tool_row *row = &rows[(*count)++];

	row->name = name;
	row->measure = measure;
	row->arg = arg;
	return row;
}

int main(int argc, char **argv)
{
	struct tool_row rows[ROWS_MAX];
	unsigned int rounds = argc == 2 ? (unsigned int)atoi(argv[1]) : 0;
	struct child child;
	size_t count = 0, i;

	memset(in, TOOL_FILL, sizeof(in));
	if (argc == 2 && strcmp(argv[1], "child") == 0)
		return child_main();
	if (rounds == 0) {
		fprintf(stderr, "usage: bench ROUNDS\n");
		return 2;
	}
	tool_pin();
	child_start(&child, argv[0]);
	for (i = 0; i < tool_sha256_count; i++)
		add_row(rows, &count, tool_sha256s[i].name, tool_measure_sha256,
			&tool_sha256s[i]);
	add_row(rows, &count, "OpenSSL EVP", measure_openssl, NULL);
	add_row(rows, &count, "OpenSSL EVP, SHA-NI hidden", measure_child,
		&child);
	add_row(rows, &count, "BearSSL", measure_bearssl, NULL);
	for (i = 0; i < bench_limit_count; i++)
		add_row(rows, &count, bench_limits[i].name, bench_measure_limit,
			&bench_limits[i]);
	add_row(rows, &count, "clock", measure_clock, NULL);
	for (i = 0; i < count; i++)
		rows[i].samples = calloc(rounds, sizeof(double));
	tool_rounds(rows, count, rounds);
	for (i = 0; i < count; i++)
		print_row(&rows[i], rounds);
	return 0;
}
