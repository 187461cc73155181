/* SPDX-License-Identifier: MIT */
/* mutate.c - changes of DER that keep the lengths around them right */
#include "mutate.h"

/*
 * A byte more or less anywhere makes all lengths around it wrong, and nothing
 * but the first of them is tested. So one element is changed, and what holds
 * it is written again.
 */
#define MUTATE_MAX 16384

struct mutation {
	unsigned int random;
	size_t target; /* the element that is changed, by order */
	size_t count;  /* elements so far */
	int op;
	struct part other; /* a whole element, to put in its place */
	size_t other_at;
};

static unsigned int mutate_random(struct mutation *m, size_t below)
{
	m->random = m->random * 1103515245 + 12345;
	return (m->random >> 8) % (unsigned int)below;
}

/* How many bytes come before the elements in these contents; -1: none are. */
static int mutate_inner(uint8_t tag, struct part body)
{
	int unused = tag == 0x03;
	struct part rest = body, skipped;
	uint8_t inner;

	if (tag & 0x20)
		return 0;
	if ((tag != 0x04 && tag != 0x03) || body.len < 4)
		return -1;
	rest.at += unused;
	rest.len -= (size_t)unused;
	if (rest.at[0] != 0x30 && rest.at[0] != 0x04)
		return -1;
	while (rest.len > 0)
		if (!strict_split(&rest, &inner, &skipped))
			return -1;
	return unused;
}

/* Count the elements, and find the other one. */
static int mutate_count(struct mutation *m, struct part in)
{
	const uint8_t *start;
	struct part body;
	uint8_t tag;
	int inner;

	while (in.len > 0) {
		start = in.at;
		if (!strict_split(&in, &tag, &body))
			return 0;
		if (m->count++ == m->other_at)
			m->other =
				(struct part){start, (size_t)(in.at - start)};
		inner = mutate_inner(tag, body);
		if (inner < 0)
			continue;
		body.at += inner;
		body.len -= (size_t)inner;
		if (!mutate_count(m, body))
			return 0;
	}
	return 1;
}

static size_t mutate_copy(uint8_t *out, struct part p)
{
	if (p.len > 0)
		memcpy(out, p.at, p.len);
	return p.len;
}

/* The element that is changed: what stands in its place. */
static size_t mutate_change(struct mutation *m, uint8_t *out, uint8_t tag,
			    struct part body, struct part whole)
{
	static const uint8_t tags[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06,
				       0x30, 0x31, 0x80, 0xa0, 0xa1, 0xa3};
	size_t n;

	switch (m->op) {
	case 0:
		return 0;
	case 1:
		n = mutate_copy(out, whole);
		return n + mutate_copy(out + n, whole);
	case 2:
		return mutate_copy(out, m->other);
	case 3:
		n = mutate_copy(out, m->other);
		return n + mutate_copy(out + n, whole);
	case 4:
		tag = tags[mutate_random(m, sizeof(tags))];
		n = mutate_copy(out, body);
		return strict_wrap(out, tag, n);
	case 5:
		tag = tags[mutate_random(m, sizeof(tags))];
		n = mutate_copy(out, whole);
		return strict_wrap(out, tag, n);
	default:
		n = mutate_copy(out, body);
		n = LLVMFuzzerMutate(out, n, n + 64);
		return strict_wrap(out, tag, n);
	}
}

static size_t mutate_write(struct mutation *m, uint8_t *out, struct part in)
{
	struct part body, whole;
	size_t n = 0, len;
	uint8_t tag;
	int inner;

	while (in.len > 0) {
		whole = in;
		MUST(strict_split(&in, &tag, &body));
		whole.len -= in.len;
		inner = mutate_inner(tag, body);
		if (m->count++ == m->target) {
			n += mutate_change(m, out + n, tag, body, whole);
			n += mutate_copy(out + n, in);
			return n;
		}
		if (inner < 0) {
			n += mutate_copy(out + n, whole);
			continue;
		}
		len = mutate_copy(out + n,
				  (struct part){body.at, (size_t)inner});
		body.at += inner;
		body.len -= (size_t)inner;
		len += mutate_write(m, out + n + len, body);
		n += strict_wrap(out + n, tag, len);
	}
	return n;
}

size_t mutate_der(uint8_t *data, size_t size, size_t max, unsigned int seed,
		  size_t at)
{
	/* an element can be in the place of another at most once */
	static uint8_t out[4 * MUTATE_MAX];
	struct mutation m = {0};
	struct part in = {data + at, size - at};
	size_t count, n;

	m.random = seed;
	if (at >= size || size > MUTATE_MAX || mutate_random(&m, 3) == 0)
		return LLVMFuzzerMutate(data, size, max);
	m.other_at = SIZE_MAX;
	if (!mutate_count(&m, in))
		return LLVMFuzzerMutate(data, size, max);
	count = m.count;
	m.other_at = mutate_random(&m, count);
	m.target = mutate_random(&m, count);
	m.op = (int)mutate_random(&m, 9);
	m.count = 0;
	mutate_count(&m, in);
	m.count = 0;
	n = mutate_write(&m, out, in);
	if (n > max - at)
		return LLVMFuzzerMutate(data, size, max);
	memcpy(data + at, out, n);
	return at + n;
}
