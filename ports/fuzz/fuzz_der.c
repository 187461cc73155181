/* SPDX-License-Identifier: MIT */
/* fuzz_der.c - the DER cursor, each of its functions against strict.c */
#include "../../pkcs7/der.h"
#include "strict.h"

/*
 * Input: how many operations, an operation and a type each, DER. After each of
 * them the cursor must be where the model is, or both have refused.
 */
struct model {
	const uint8_t *buf;
	struct part ends[STRICT_DEPTH + 1]; /* from here to each end */
	struct place p;
	struct part in;
	int failed;
};

static const uint8_t der_tags[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06,
				   0x0c, 0x30, 0x31, 0x80, 0x81, 0x82,
				   0xa0, 0xa1, 0xa3, 0x13};

static void der_enter(struct model *m)
{
	struct place inside;

	if (m->failed || !strict_inside(&m->p, m->in, &inside)) {
		m->failed = 1;
		return;
	}
	m->ends[m->p.depth] = m->p.rest;
	m->p = inside;
}

/* The outer window goes on where the inner one ended. */
static void der_leave(struct model *m)
{
	const uint8_t *end, *at = m->p.rest.at;

	if (m->failed || m->p.rest.len != 0) {
		m->failed = 1;
		return;
	}
	m->p.depth--;
	end = m->ends[m->p.depth].at + m->ends[m->p.depth].len;
	m->p.rest.at = at;
	m->p.rest.len = (size_t)(end - at);
}

static int der_take(struct model *m, uint8_t tag)
{
	if (!m->failed && !strict_take(&m->p, tag, &m->in))
		m->failed = 1;
	return !m->failed;
}

static void der_same(const struct cfsv_der *d, const struct model *m)
{
	MUST((d->err == CFSV_OK) == !m->failed);
	MUST(d->off <= d->end);
	MUST(d->in.off <= d->in.end);
	if (d->err != CFSV_OK) {
		MUST(d->off == d->end && d->in.off == d->in.end);
		MUST(cfsv_der_peek(d) == 0);
		return;
	}
	MUST(d->depth == (uint32_t)m->p.depth);
	MUST(d->buf + d->off == m->p.rest.at);
	MUST(d->end - d->off == m->p.rest.len);
	MUST(cfsv_der_peek(d) == (m->p.rest.len > 0 ? m->p.rest.at[0] : 0));
	if (m->in.at != NULL) {
		MUST(d->buf + d->in.off == m->in.at);
		MUST(d->in.end - d->in.off == m->in.len);
	}
}

/* INTEGER >= 0 as a small number */
static void der_small(struct cfsv_der *d, struct model *m)
{
	uint32_t found = cfsv_der_small(d), wanted = 0;

	if (!m->failed && !strict_unsigned(&m->p, &m->in))
		m->failed = 1;
	if (!m->failed && m->in.len == 1)
		wanted = m->in.at[0];
	else if (!m->failed && m->in.len > 1)
		wanted = UINT32_MAX;
	MUST(found == wanted);
}

/* Types with rules of their own */
static void der_value(struct cfsv_der *d, struct model *m, int op)
{
	switch (op) {
	case 0:
		cfsv_der_integer(d);
		if (der_take(m, 0x02))
			m->failed = !strict_integer(m->in);
		break;
	case 1:
		cfsv_der_unsigned(d);
		if (!m->failed)
			m->failed = !strict_unsigned(&m->p, &m->in);
		break;
	case 2:
		der_small(d, m);
		break;
	case 3:
		cfsv_der_oid(d);
		if (der_take(m, 0x06))
			m->failed = !strict_oid(m->in);
		break;
	case 4:
		cfsv_der_null(d);
		if (der_take(m, 0x05))
			m->failed = m->in.len != 0;
		break;
	default:
		cfsv_der_bytes(d);
		if (!der_take(m, 0x03))
			break;
		m->failed = m->in.len == 0 || m->in.at[0] != 0;
		m->in = (struct part){m->in.at + 1, m->in.len - 1};
	}
}

static void der_operation(struct cfsv_der *d, struct model *m, int op,
			  uint8_t tag)
{
	int next = m->p.rest.len > 0 && m->p.rest.at[0] == tag;

	if (op < 6) {
		der_value(d, m, op);
	} else if (op < 8) {
		cfsv_der_take(d, tag);
		der_take(m, tag);
	} else if (op < 10) {
		cfsv_der_enter(d, tag);
		if (der_take(m, tag))
			der_enter(m);
	} else if (op < 12 && (m->p.depth > 0 || m->failed)) {
		cfsv_der_leave(d);
		der_leave(m);
	} else if (op == 12) {
		cfsv_der_skip(d, tag);
		if (!m->failed && !strict_skip(&m->p, tag))
			m->failed = 1;
		m->in.at = NULL; /* nobody said which it is */
	} else if (op == 13) {
		cfsv_der_must(d, tag, CFSV_E_DER_TAG);
		m->failed |= !next;
	} else if (op == 14) {
		cfsv_der_must_not(d, tag, CFSV_E_DER_TAG);
		m->failed |= next;
	} else {
		cfsv_der_must_end(d, CFSV_E_DER_TRAILING);
		m->failed |= m->p.rest.len != 0;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct part in = {data, size}, ops;
	struct model m = {0};
	enum cfsv_err first = CFSV_OK;
	struct cfsv_der d;
	uint8_t *buf, op;

	ops = fuzz_take(&in, fuzz_byte(&in) % 64);
	if (in.len > CFSV_ANCHOR_MAX)
		return 0;
	buf = fuzz_copy(in);
	m.p.rest = (struct part){buf, in.len};
	cfsv_der_begin(&d, buf, (uint32_t)in.len);
	der_same(&d, &m);
	while (ops.len > 0) {
		op = fuzz_byte(&ops);
		der_operation(&d, &m, op % 16, der_tags[op / 16]);
		der_same(&d, &m);
		if (first == CFSV_OK)
			first = d.err;
		MUST(d.err == first);
		MUST(d.at <= in.len);
	}
	free(buf);
	return 0;
}
