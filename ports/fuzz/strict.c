/* SPDX-License-Identifier: MIT */
/* strict.c - DER by pointers and recursion (X.690), sharing nothing */
#include "strict.h"

/* The one header that DER has for this type and length. */
static size_t strict_header(uint8_t out[6], uint8_t tag, size_t len)
{
	size_t bytes = 0, rest, i;

	out[0] = tag;
	if (len <= 127) {
		out[1] = (uint8_t)len;
		return 2;
	}
	for (rest = len; rest != 0; rest >>= 8)
		bytes++;
	MUST(bytes <= 4);
	out[1] = (uint8_t)(128 + bytes);
	for (i = 0; i < bytes; i++)
		out[2 + i] = (uint8_t)(len >> (8 * (bytes - 1 - i)));
	return 2 + bytes;
}

int strict_split(struct part *rest, uint8_t *tag, struct part *body)
{
	uint8_t header[6];
	size_t n = 0, len, i;

	if (rest->len < 2)
		return 0;
	*tag = rest->at[0];
	len = rest->at[1];
	if (len > 127) {
		n = len - 128;
		if (n > 4 || rest->len - 2 < n)
			return 0;
		for (len = 0, i = 0; i < n; i++)
			len = len << 8 | rest->at[2 + i];
	}
	if ((*tag & 0x1f) == 0x1f || len > rest->len - 2 - n)
		return 0;
	/* 80 is indefinite: there the header would be 00 */
	if (strict_header(header, *tag, len) != 2 + n ||
	    memcmp(header, rest->at, 2 + n) != 0)
		return 0;
	body->at = rest->at + 2 + n;
	body->len = len;
	rest->at += 2 + n + len;
	rest->len -= 2 + n + len;
	return 1;
}

int strict_take(struct place *p, uint8_t tag, struct part *body)
{
	uint8_t found;

	return strict_split(&p->rest, &found, body) && found == tag;
}

int strict_inside(const struct place *p, struct part body, struct place *in)
{
	in->rest = body;
	in->depth = p->depth + 1;
	return in->depth <= STRICT_DEPTH;
}

int strict_enter(struct place *p, uint8_t tag, struct place *in)
{
	struct part body;

	return strict_take(p, tag, &body) && strict_inside(p, body, in);
}

int strict_literal(struct place *p, struct part bytes)
{
	if (p->rest.len < bytes.len ||
	    memcmp(p->rest.at, bytes.at, bytes.len) != 0)
		return 0;
	p->rest.at += bytes.len;
	p->rest.len -= bytes.len;
	return 1;
}

/* X.690 8.3.2: without the first byte it would be another number. */
int strict_integer(struct part body)
{
	int sign;

	if (body.len == 0)
		return 0;
	if (body.len == 1)
		return 1;
	sign = body.at[1] & 0x80 ? 0xff : 0x00;
	return body.at[0] != sign;
}

/* X.690 8.19.2, arc by arc */
int strict_oid(struct part body)
{
	if (body.len == 0)
		return 0;
	while (body.len > 0) {
		if (body.at[0] == 0x80)
			return 0;
		while (body.len > 0 && body.at[0] > 0x7f) {
			body.at++;
			body.len--;
		}
		if (body.len == 0)
			return 0;
		body.at++;
		body.len--;
	}
	return 1;
}

int strict_unsigned(struct place *p, struct part *number)
{
	if (!strict_take(p, 0x02, number) || !strict_integer(*number) ||
	    number->at[0] & 0x80)
		return 0;
	if (number->at[0] == 0) {
		number->at++;
		number->len--;
	}
	return 1;
}

static int strict_all(struct place in)
{
	struct place deeper;
	struct part body;
	uint8_t tag;

	while (in.rest.len > 0) {
		if (!strict_split(&in.rest, &tag, &body))
			return 0;
		if (tag & 0x20 &&
		    (!strict_inside(&in, body, &deeper) || !strict_all(deeper)))
			return 0;
	}
	return 1;
}

int strict_skip(struct place *p, uint8_t tag)
{
	struct part body;
	struct place in;

	if (!strict_take(p, tag, &body))
		return 0;
	if (!(tag & 0x20))
		return 1;
	return strict_inside(p, body, &in) && strict_all(in);
}

/*
 * Writers: everything is put behind what is there, and then moved for the
 * header in front of it.
 */
size_t strict_wrap(uint8_t *out, uint8_t tag, size_t len)
{
	uint8_t header[6];
	size_t n = strict_header(header, tag, len);

	MUST(n + len <= STRICT_OUT_MAX);
	memmove(out + n, out, len);
	memcpy(out, header, n);
	return n + len;
}

size_t strict_put(uint8_t *out, uint8_t tag, struct part body)
{
	if (body.len > 0)
		memcpy(out, body.at, body.len);
	return strict_wrap(out, tag, body.len);
}

size_t strict_put_unsigned(uint8_t *out, struct part number)
{
	size_t zero = number.len == 0 || number.at[0] & 0x80;

	out[0] = 0;
	if (number.len > 0)
		memcpy(out + zero, number.at, number.len);
	return strict_wrap(out, 0x02, zero + number.len);
}

size_t strict_rewrite(uint8_t *out, struct part der)
{
	size_t n = 0, len;
	struct part body;
	uint8_t tag;

	while (der.len > 0) {
		MUST(strict_split(&der, &tag, &body));
		if (tag & 0x20) {
			len = strict_rewrite(out + n, body);
			n += strict_wrap(out + n, tag, len);
		} else {
			n += strict_put(out + n, tag, body);
		}
	}
	return n;
}
