/* SPDX-License-Identifier: MIT */
/* spec_der.c - which bytes are DER elements of these types (X.690) */
#include "spec.h"

static const struct spec_part spec_no;

#ifndef SPEC_ABSTRACT_HEAD

/*
 * 8.1.3, 10.1: length octets at `at`, the fewest that can say it: k bytes more
 * say no less than least[k]. body is behind them; next is the length itself.
 */
struct spec_part spec_head(const uint8_t *b, uint32_t at, uint32_t end)
{
	static const uint32_t least[5] = {0, 0x80, 0x100, 0x10000, 0x1000000};
	static const uint32_t weight[4] = {1, 0x100, 0x10000, 0x1000000};
	struct spec_part e = spec_no;
	uint32_t size, k = 0, i;

	if (at >= end)
		return spec_no;
	size = b[at];
	if (size >= 0x80) {
		k = size - 0x80;
		if (k < 1 || k > 4 || end - at < 1 + k)
			return spec_no;
		size = 0;
		for (i = 0; i < 4; i++)
			if (i < k)
				size += b[at + k - i] * weight[i];
		if (size < least[k])
			return spec_no;
	}
	e.ok = 1;
	e.at = at;
	e.body = at + 1 + k;
	e.next = size;
	return e;
}

#endif /* SPEC_ABSTRACT_HEAD */

#ifndef SPEC_ABSTRACT_ELEMENT

/* 8.1.2: identifier octet, not of the high-tag-number form; all inside. */
struct spec_part spec_element(const uint8_t *b, uint32_t at, uint32_t end)
{
	struct spec_part e = spec_no;

	if (at < end && (b[at] & 0x1f) != 0x1f)
		e = spec_head(b, at + 1, end);
	if (!e.ok || (uint64_t)e.body + e.next > end)
		return spec_no;
	e.at = at;
	e.next += e.body;
	return e;
}

#endif /* SPEC_ABSTRACT_ELEMENT */

struct spec_part spec_tagged(const uint8_t *b, uint32_t at, uint32_t end,
			     uint8_t tag)
{
	struct spec_part e = spec_element(b, at, end);

	return e.ok && b[at] == tag ? e : spec_no;
}

/* 8.3.2: not empty; bits 8 to 16 are not all alike in more than one byte. */
struct spec_part spec_integer(const uint8_t *b, uint32_t at, uint32_t end)
{
	struct spec_part e = spec_tagged(b, at, end, 0x02);
	uint32_t nine;

	if (e.ok && e.body == e.next)
		return spec_no;
	if (e.ok && e.next - e.body > 1) {
		nine = b[e.body] * 2u + b[e.body + 1] / 128u;
		if (nine == 0 || nine == 0x1ff)
			return spec_no;
	}
	return e;
}

struct spec_part spec_unsigned(const uint8_t *b, uint32_t at, uint32_t end)
{
	struct spec_part e = spec_integer(b, at, end);

	if (e.ok && b[e.body] > 0x7f)
		return spec_no;
	if (e.ok && b[e.body] == 0)
		e.body++;
	return e;
}

struct spec_part spec_small(const uint8_t *b, uint32_t at, uint32_t end,
			    uint32_t *value)
{
	struct spec_part e = spec_unsigned(b, at, end);

	*value = UINT32_MAX;
	if (!e.ok || e.next == e.body)
		*value = 0;
	else if (e.next - e.body == 1)
		*value = b[e.body];
	return e;
}

/* 8.8 */
struct spec_part spec_null(const uint8_t *b, uint32_t at, uint32_t end)
{
	struct spec_part e = spec_tagged(b, at, end, 0x05);

	return e.body == e.next ? e : spec_no;
}

/* 8.6, of whole bytes: the first one is the count of unused bits, 0. */
struct spec_part spec_bits(const uint8_t *b, uint32_t at, uint32_t end)
{
	struct spec_part e = spec_tagged(b, at, end, 0x03);

	if (!e.ok || e.body == e.next || b[e.body] != 0)
		return spec_no;
	e.body++;
	return e;
}

#ifndef SPEC_ABSTRACT_NESTED

/*
 * The element at p, which begins inside of the one at `at`: from the outermost
 * one down, which window is it in, and how many constructed ones are around?
 */
static uint32_t spec_window(const uint8_t *b, uint32_t at, uint32_t end,
			    uint32_t p, uint32_t *around)
{
	struct spec_part e;

	while (at != p) {
		e = spec_element(b, at, end);
		if (p < e.next) {
			(*around)++;
			at = e.body;
			end = e.next;
		} else {
			at = e.next;
		}
	}
	return end;
}

struct spec_part spec_nested(const uint8_t *b, uint32_t at, uint32_t end,
			     uint8_t tag, uint32_t around)
{
	struct spec_part whole = spec_tagged(b, at, end, tag), e;
	uint32_t p, depth, limit;

	if (!whole.ok)
		return spec_no;
	for (p = at; p < whole.next;) {
		depth = around;
		limit = spec_window(b, at, whole.next, p, &depth);
		e = spec_element(b, p, limit);
		if (!e.ok)
			return spec_no;
		if ((b[p] & 0x20) == 0) {
			p = e.next;
			continue;
		}
		if (depth + 1 > 24)
			return spec_no;
		p = e.body;
	}
	return whole;
}

#endif /* SPEC_ABSTRACT_NESTED */
