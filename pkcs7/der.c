/* SPDX-License-Identifier: MIT */
/* der.c - the DER cursor: all bounds arithmetic on hostile bytes is here */
#include <string.h>
#include "der.h"

#ifndef CFSV_NO_PKCS7

void cfsv_der_begin(struct cfsv_der *d, const uint8_t *buf, uint32_t len)
{
	memset(d, 0, sizeof(*d));
	d->buf = buf;
	d->end = len;
}

void cfsv_der_refuse_at(struct cfsv_der *d, uint32_t at, enum cfsv_err err)
{
	if (d->err == CFSV_OK) {
		d->err = err;
		d->at = at;
	}
	d->off = d->end;
	d->in.off = d->in.end = 0;
}

void cfsv_der_refuse(struct cfsv_der *d, enum cfsv_err err)
{
	cfsv_der_refuse_at(d, d->at, err);
}

/*
 * Length octets, X.690 8.1.3 with the restrictions of 10.1:
 *
 *	00..7f			the length itself
 *	81 xx .. 84 xx xx xx xx	1 to 4 bytes, without leading zero, and not
 *				for a length that fits a shorter form
 */
static enum cfsv_err der_length(struct cfsv_der *d, uint32_t *length)
{
	uint32_t n, value;

	if (d->off == d->end)
		return CFSV_E_DER_SHORT;
	*length = d->buf[d->off++];
	if (*length < 0x80)
		return CFSV_OK;
	if (*length == 0x80)
		return CFSV_E_DER_INDEFINITE;
	n = *length - 0x80;
	if (n > 4)
		return CFSV_E_DER_LENGTH_SIZE;
	if (n > d->end - d->off)
		return CFSV_E_DER_SHORT;
	if (d->buf[d->off] == 0)
		return CFSV_E_DER_LENGTH;
	value = 0;
	for (; n > 0; n--) /* n <= 4: no overflow */
		value = value * 256 + d->buf[d->off++];
	if (value < 0x80)
		return CFSV_E_DER_LENGTH;
	*length = value;
	return CFSV_OK;
}

/* Any element, of which there is the first byte: *tag, and its contents. */
static enum cfsv_err der_element(struct cfsv_der *d, uint8_t *tag)
{
	enum cfsv_err err;
	uint32_t length;

	*tag = d->buf[d->off++];
	if (*tag % 32 == 31) /* X.690 8.1.2.4 */
		return CFSV_E_DER_TAG_FORM;
	err = der_length(d, &length);
	if (err != CFSV_OK)
		return err;
	if (length > d->end - d->off)
		return CFSV_E_DER_SHORT;
	d->in.off = d->off;
	d->off += length; /* <= end */
	d->in.end = d->off;
	return CFSV_OK;
}

/* The next element: its identifier octet. Its contents become d->in. */
static uint8_t der_next(struct cfsv_der *d)
{
	enum cfsv_err err = CFSV_E_DER_SHORT;
	uint32_t at = d->off;
	uint8_t tag = 0;

	if (at != d->end)
		err = der_element(d, &tag);
	if (err != CFSV_OK) {
		cfsv_der_refuse_at(d, at, err);
		return 0;
	}
	d->at = at;
	return tag;
}

void cfsv_der_take(struct cfsv_der *d, uint8_t tag)
{
	if (der_next(d) != tag)
		cfsv_der_refuse(d, CFSV_E_DER_TAG);
}

uint8_t cfsv_der_peek(const struct cfsv_der *d)
{
	return d->off != d->end ? d->buf[d->off] : 0;
}

void cfsv_der_must(struct cfsv_der *d, uint8_t tag, enum cfsv_err err)
{
	if (cfsv_der_peek(d) != tag)
		cfsv_der_refuse_at(d, d->off, err);
}

void cfsv_der_must_not(struct cfsv_der *d, uint8_t tag, enum cfsv_err err)
{
	if (cfsv_der_peek(d) == tag)
		cfsv_der_refuse_at(d, d->off, err);
}

void cfsv_der_must_end(struct cfsv_der *d, enum cfsv_err err)
{
	if (d->off != d->end)
		cfsv_der_refuse_at(d, d->off, err);
}

void cfsv_der_inside(struct cfsv_der *d)
{
	if (d->depth == DER_DEPTH_MAX)
		cfsv_der_refuse(d, CFSV_E_DER_DEPTH);
	if (d->err != CFSV_OK)
		return;
	d->ends[d->depth++] = d->end;
	d->off = d->in.off;
	d->end = d->in.end;
}

void cfsv_der_enter(struct cfsv_der *d, uint8_t tag)
{
	cfsv_der_take(d, tag);
	cfsv_der_inside(d);
}

void cfsv_der_leave(struct cfsv_der *d)
{
	cfsv_der_must_end(d, CFSV_E_DER_TRAILING);
	if (d->err == CFSV_OK)
		d->end = d->ends[--d->depth];
}

/* X.690 8.3.2: the first nine bits are neither all 0 nor all 1. */
void cfsv_der_integer(struct cfsv_der *d)
{
	const uint8_t *first = d->buf;

	cfsv_der_take(d, DER_INTEGER);
	first += d->in.off;
	if (d->in.off == d->in.end ||
	    (d->in.end - d->in.off > 1 &&
	     ((first[0] == 0x00 && first[1] < 0x80) ||
	      (first[0] == 0xff && first[1] >= 0x80))))
		cfsv_der_refuse(d, CFSV_E_DER_INTEGER);
}

void cfsv_der_unsigned(struct cfsv_der *d)
{
	cfsv_der_integer(d);
	if (d->err != CFSV_OK)
		return;
	if (d->buf[d->in.off] >= 0x80)
		cfsv_der_refuse(d, CFSV_E_DER_NEGATIVE);
	else if (d->buf[d->in.off] == 0)
		d->in.off++;
}

uint32_t cfsv_der_small(struct cfsv_der *d)
{
	cfsv_der_unsigned(d);
	switch (cfsv_span_size(d->in)) {
	case 0:
		return 0;
	case 1:
		return d->buf[d->in.off];
	default:
		return UINT32_MAX;
	}
}

/*
 * X.690 8.19: sub-identifiers in base 128, the top bit set on all bytes but
 * the last of each, none beginning with 80.
 */
void cfsv_der_oid(struct cfsv_der *d)
{
	uint32_t i, wrong, previous = 0;

	cfsv_der_take(d, DER_OID);
	wrong = d->in.off == d->in.end;
	for (i = d->in.off; i < d->in.end; i++) {
		if (previous < 0x80 && d->buf[i] == 0x80)
			wrong = 1;
		previous = d->buf[i];
	}
	if (wrong || previous >= 0x80)
		cfsv_der_refuse(d, CFSV_E_DER_OID);
}

void cfsv_der_null(struct cfsv_der *d)
{
	cfsv_der_take(d, DER_NULL);
	if (d->in.off != d->in.end)
		cfsv_der_refuse(d, CFSV_E_DER_NULL);
}

void cfsv_der_bytes(struct cfsv_der *d)
{
	cfsv_der_take(d, DER_BIT_STRING);
	if (d->in.off == d->in.end || d->buf[d->in.off] != 0)
		cfsv_der_refuse(d, CFSV_E_DER_BIT_STRING);
	else
		d->in.off++;
}

/* Walk over everything inside, into constructed elements too. */
void cfsv_der_skip(struct cfsv_der *d, uint8_t tag)
{
	uint32_t depth = d->depth;

	cfsv_der_take(d, tag);
	for (;;) {
		if ((tag & 0x20) != 0)
			cfsv_der_inside(d);
		if (d->err != CFSV_OK || d->depth == depth)
			return;
		tag = 0;
		if (d->off != d->end)
			tag = der_next(d);
		else
			cfsv_der_leave(d);
	}
}

int cfsv_der_equal(const uint8_t *a, struct cfsv_span wa, const uint8_t *b,
		   struct cfsv_span wb)
{
	uint32_t size = cfsv_span_size(wa);

	return size == cfsv_span_size(wb) &&
	       memcmp(a + wa.off, b + wb.off, size) == 0;
}

#endif /* CFSV_NO_PKCS7 */
