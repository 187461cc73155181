/* SPDX-License-Identifier: MIT */
/* hostile.c - the slowest inputs to parse, of the largest size, timed */
#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <time.h>
#include <valgrind/callgrind.h>
#include "hostile_shapes.h"

/* Certificates of one long issuer, which is the signature's; not its serial */
#define MANY 1000
static struct cfsv_anchor anchors[MANY];

static void many_anchors(size_t size)
{
	size_t i;
	enum cfsv_err err;
	struct blob cert = cert_with(P_256, C_ISSUER, SEQ(fill(B(NUL), size)));

	err = cfsv_anchor_load(&anchors[0], &cfsv_bearssl, cert.at, cert.len);
	assert_true(err == CFSV_OK);
	for (i = 1; i < MANY; i++)
		anchors[i] = anchors[0];
}

static enum cfsv_err parse(enum kind kind, struct blob input)
{
	static const struct cfsv_trust trust = {anchors, MANY, &cfsv_bearssl,
						NULL};
	struct cfsv_report report;
	struct cfsv_signature s;
	struct cfsv_anchor a;

	switch (kind) {
	case ANCHOR:
		return cfsv_anchor_load(&a, &cfsv_bearssl, input.at, input.len);
	case ANCHORS:
		return cfsv_verify_message(&trust, input.at, input.len, NULL, 0,
					   &report);
	default:
		return cfsv_signature_parse(&s, input.at, input.len);
	}
}

static double microseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Lines KIND|NAME|BYTES|ERROR|MICROSECONDS, the best of ten */
static void timed(const struct shape *shape, size_t size)
{
	static const char *const kinds[] = {"signature", "anchor",
					    "1000 anchors"};
	struct blob input;
	double from, took, best = 0;
	enum cfsv_err err;
	char label[32];
	int i;

	forget();
	input = shape->make(size);
	if (shape->kind == ANCHORS)
		many_anchors(size);
	assert_true(input.len <= size && input.len + 2 * REST >= size);
	snprintf(label, sizeof(label), "%d %d", (int)(shape - shapes),
		 (int)size);
	CALLGRIND_ZERO_STATS;
	err = parse(shape->kind, input);
	CALLGRIND_DUMP_STATS_AT(label);
	for (i = 0; i < 10 && !RUNNING_ON_VALGRIND; i++) {
		from = microseconds();
		parse(shape->kind, input);
		took = microseconds() - from;
		if (i == 0 || took < best)
			best = took;
	}
	printf("%d|%d|%s|%s|%u|%s|%.1f\n", (int)(shape - shapes), (int)size,
	       kinds[shape->kind], shape->name, (unsigned)input.len,
	       cfsv_error_name(err), best);
}

/* All shapes, or the one of this number */
int main(int argc, char **argv)
{
	size_t i = argc > 1 ? (size_t)atoi(argv[1]) : 0;
	size_t end = argc > 1 ? i + 1 : COUNT(shapes);
	size_t part, size;

	for (; i < end && i < COUNT(shapes); i++)
		for (part = 4; part > 0; part /= 2) {
			size = shapes[i].kind == ANCHOR ? CFSV_ANCHOR_MAX
							: CFSV_SIGNATURE_MAX;
			timed(&shapes[i], size / part);
		}
	return 0;
}
