/* SPDX-License-Identifier: MIT */
/* der.c - the DER cursor: all bounds arithmetic on hostile bytes is here */
#include <string.h>
#include "der.h"

#ifndef CFSV_NO_PKCS7

/*
 * Length octets, X.690 8.1.3 with the restrictions of 10.1:
 *
 *	00..7f			the length itself
 *	81 xx .. 84 xx xx xx xx	1 to 4 bytes, without leading zero, and not
 *				for a length that fits a shorter form
 *
 * w->off stands on the first length octet and moves behind the last.
 */
static enum cfsv_err der_length(const uint8_t *buf, struct cfsv_span *w,
				uint32_t *length)
{
	uint32_t first, n, i, value = 0;

	if (w->off >= w->end)
		return CFSV_E_DER_SHORT;
	first = buf[w->off++];
	if (first < 0x80) {
		*length = first;
		return CFSV_OK;
	}
	if (first == 0x80)
		return CFSV_E_DER_INDEFINITE;
	n = first - 0x80;
	if (n > 4)
		return CFSV_E_DER_LENGTH_SIZE;
	if (n > w->end - w->off)
		return CFSV_E_DER_SHORT;
	if (buf[w->off] == 0)
		return CFSV_E_DER_LENGTH;
	for (i = 0; i < n; i++) /* n <= 4: no overflow */
		value = value * 256 + buf[w->off++];
	if (value < 0x80)
		return CFSV_E_DER_LENGTH;
	*length = value;
	return CFSV_OK;
}

enum cfsv_err cfsv_der_next(struct cfsv_der *d, struct cfsv_span *w,
			    uint8_t *tag, struct cfsv_span *contents)
{
	struct cfsv_span rest = *w;
	uint32_t length;

	d->at = w->off;
	if (rest.off >= rest.end)
		return CFSV_E_DER_SHORT;
	*tag = d->buf[rest.off++];
	if (*tag % 32 == 31) /* X.690 8.1.2.4 */
		return CFSV_E_DER_TAG_FORM;
	DER_TRY(der_length(d->buf, &rest, &length));
	if (length > rest.end - rest.off)
		return CFSV_E_DER_SHORT;
	contents->off = rest.off;
	contents->end = rest.off + length; /* <= rest.end */
	w->off = contents->end;
	return CFSV_OK;
}

enum cfsv_err cfsv_der_take(struct cfsv_der *d, struct cfsv_span *w,
			    uint8_t tag, struct cfsv_span *contents)
{
	struct cfsv_span rest = *w;
	struct cfsv_span inside;
	uint8_t found;

	DER_TRY(cfsv_der_next(d, &rest, &found, &inside));
	if (found != tag)
		return CFSV_E_DER_TAG;
	*w = rest;
	*contents = inside;
	return CFSV_OK;
}

uint8_t cfsv_der_peek(const struct cfsv_der *d, const struct cfsv_span *w)
{
	return w->off < w->end ? d->buf[w->off] : 0;
}

enum cfsv_err cfsv_der_end(struct cfsv_der *d, const struct cfsv_span *w)
{
	if (w->off != w->end) {
		d->at = w->off;
		return CFSV_E_DER_TRAILING;
	}
	return CFSV_OK;
}

/* X.690 8.3.2: the first nine bits are neither all 0 nor all 1. */
static enum cfsv_err der_integer_form(const uint8_t *buf, struct cfsv_span c)
{
	uint8_t first, second;

	if (c.off >= c.end)
		return CFSV_E_DER_INTEGER;
	if (c.end - c.off == 1)
		return CFSV_OK;
	first = buf[c.off];
	second = buf[c.off + 1];
	if ((first == 0x00 && second < 0x80) ||
	    (first == 0xff && second >= 0x80))
		return CFSV_E_DER_INTEGER;
	return CFSV_OK;
}

enum cfsv_err cfsv_der_integer(struct cfsv_der *d, struct cfsv_span *w,
			       struct cfsv_span *contents)
{
	struct cfsv_span rest = *w;
	struct cfsv_span c;

	DER_TRY(cfsv_der_take(d, &rest, DER_INTEGER, &c));
	DER_TRY(der_integer_form(d->buf, c));
	*w = rest;
	*contents = c;
	return CFSV_OK;
}

enum cfsv_err cfsv_der_unsigned(struct cfsv_der *d, struct cfsv_span *w,
				struct cfsv_span *contents)
{
	struct cfsv_span rest = *w;
	struct cfsv_span c;

	DER_TRY(cfsv_der_integer(d, &rest, &c));
	if (d->buf[c.off] >= 0x80)
		return CFSV_E_DER_NEGATIVE;
	if (d->buf[c.off] == 0)
		c.off++;
	*w = rest;
	*contents = c;
	return CFSV_OK;
}

enum cfsv_err cfsv_der_small(struct cfsv_der *d, struct cfsv_span *w,
			     uint32_t *value)
{
	struct cfsv_span c;

	DER_TRY(cfsv_der_unsigned(d, w, &c));
	*value = 0;
	if (cfsv_span_size(c) == 1)
		*value = d->buf[c.off];
	else if (cfsv_span_size(c) > 1)
		*value = UINT32_MAX; /* larger than anyone asks for */
	return CFSV_OK;
}

/*
 * X.690 8.19: sub-identifiers in base 128, the top bit set on all bytes but
 * the last of each, none beginning with 80.
 */
enum cfsv_err cfsv_der_oid(struct cfsv_der *d, struct cfsv_span *w,
			   struct cfsv_span *contents)
{
	struct cfsv_span rest = *w;
	struct cfsv_span c;
	uint8_t previous = 0;
	uint32_t i;

	DER_TRY(cfsv_der_take(d, &rest, DER_OID, &c));
	if (c.off >= c.end)
		return CFSV_E_DER_OID;
	for (i = c.off; i < c.end; i++) {
		if (previous < 0x80 && d->buf[i] == 0x80)
			return CFSV_E_DER_OID;
		previous = d->buf[i];
	}
	if (previous >= 0x80)
		return CFSV_E_DER_OID;
	*w = rest;
	*contents = c;
	return CFSV_OK;
}

enum cfsv_err cfsv_der_null(struct cfsv_der *d, struct cfsv_span *w)
{
	struct cfsv_span rest = *w;
	struct cfsv_span c;

	DER_TRY(cfsv_der_take(d, &rest, DER_NULL, &c));
	if (c.off != c.end)
		return CFSV_E_DER_NULL;
	*w = rest;
	return CFSV_OK;
}

enum cfsv_err cfsv_der_bytes(struct cfsv_der *d, struct cfsv_span *w,
			     struct cfsv_span *contents)
{
	struct cfsv_span rest = *w;
	struct cfsv_span c;

	DER_TRY(cfsv_der_take(d, &rest, DER_BIT_STRING, &c));
	if (c.off >= c.end || d->buf[c.off] != 0)
		return CFSV_E_DER_BIT_STRING;
	contents->off = c.off + 1;
	contents->end = c.end;
	*w = rest;
	return CFSV_OK;
}

/*
 * Walk over everything in a window, into constructed elements too: ends[] are
 * the ends of the elements that we are in, depth of them.
 */
static enum cfsv_err der_walk(struct cfsv_der *d, struct cfsv_span w)
{
	uint32_t ends[DER_DEPTH_MAX];
	uint32_t depth = 0;
	struct cfsv_span inside;
	uint8_t tag;

	for (;;) {
		while (w.off == w.end && depth > 0)
			w.end = ends[--depth];
		if (w.off == w.end)
			return CFSV_OK;
		DER_TRY(cfsv_der_next(d, &w, &tag, &inside));
		if ((tag & 0x20) == 0)
			continue;
		if (depth == DER_DEPTH_MAX)
			return CFSV_E_DER_DEPTH;
		ends[depth++] = w.end;
		w = inside;
	}
}

enum cfsv_err cfsv_der_skip(struct cfsv_der *d, struct cfsv_span *w,
			    uint8_t tag)
{
	struct cfsv_span rest = *w;
	struct cfsv_span c;

	DER_TRY(cfsv_der_take(d, &rest, tag, &c));
	if ((tag & 0x20) != 0)
		DER_TRY(der_walk(d, c));
	*w = rest;
	return CFSV_OK;
}

int cfsv_der_equal(const uint8_t *a, struct cfsv_span wa, const uint8_t *b,
		   struct cfsv_span wb)
{
	uint32_t size = cfsv_span_size(wa);

	return size == cfsv_span_size(wb) &&
	       memcmp(a + wa.off, b + wb.off, size) == 0;
}

#endif /* CFSV_NO_PKCS7 */
