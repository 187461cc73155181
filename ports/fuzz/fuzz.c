/* SPDX-License-Identifier: MIT */
/* fuzz.c - what the harnesses share: the input, and the end */
#include <stdio.h>
#include "fuzz.h"

void fuzz_fail(const char *file, int line, const char *condition)
{
	fprintf(stderr, "%s:%d: not true: %s\n", file, line, condition);
	abort();
}

int part_same(struct part a, struct part b)
{
	return a.len == b.len && (a.len == 0 || !memcmp(a.at, b.at, a.len));
}

struct part part_of(const uint8_t *buf, uint32_t off, uint32_t end)
{
	struct part p = {buf + off, end - off};

	MUST(off <= end);
	return p;
}

struct part fuzz_take(struct part *in, size_t len)
{
	struct part p = {in->at, len < in->len ? len : in->len};

	in->at += p.len;
	in->len -= p.len;
	return p;
}

uint8_t fuzz_byte(struct part *in)
{
	struct part p = fuzz_take(in, 1);

	return p.len == 0 ? 0 : p.at[0];
}

uint32_t fuzz_number(struct part *in, int bytes)
{
	uint32_t n = 0;
	int i;

	for (i = 0; i < bytes; i++)
		n |= (uint32_t)fuzz_byte(in) << (8 * i);
	return n;
}

uint8_t *fuzz_copy(struct part p)
{
	uint8_t *copy = malloc(p.len > 0 ? p.len : 1);

	MUST(copy != NULL);
	if (p.len > 0)
		memcpy(copy, p.at, p.len);
	return copy;
}
