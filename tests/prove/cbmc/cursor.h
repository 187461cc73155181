/* SPDX-License-Identifier: MIT */
/* cursor.h - contracts of pkcs7/der.c, for CBMC */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#ifndef PROVE_CURSOR_H
#define PROVE_CURSOR_H

#include "pkcs7/pkcs7.h"
#include "../spec/spec.h"

/* How long the buffer is that a cursor is over: any number up to this. */
extern uint32_t proof_len;
#define PROOF_LEN_MAX CFSV_ANCHOR_MAX

/*
 * What der.h promises: off <= end <= ends[depth - 1] <= .. <= ends[0] <= len,
 * and after a refusal nothing is left.
 */
static inline int proof_cursor(const struct cfsv_der *d)
{
	uint32_t i, above = proof_len;

	/* the first line follows from the rest, and saves the solver a chain */
	if (d->end > proof_len || d->off > d->end || d->at > proof_len ||
	    proof_len > PROOF_LEN_MAX || d->depth > DER_DEPTH_MAX)
		return 0;
	for (i = 0; i < DER_DEPTH_MAX; i++) {
		if (i < d->depth && d->ends[i] > above)
			return 0;
		if (i < d->depth)
			above = d->ends[i];
	}
	if (d->end > above)
		return 0;
	if (d->err != CFSV_OK)
		return d->off == d->end && d->in.off == 0 && d->in.end == 0;
	return d->in.off <= d->in.end && d->in.end <= d->end;
}

/* Refused, by this call or before it, when it was o. */
static inline int proof_refused(const struct cfsv_der *d, struct cfsv_der o)
{
	return d->err != CFSV_OK && (o.err == CFSV_OK || d->err == o.err);
}

/* The elements around are as they were: not one was left or entered. */
static inline int proof_same_depth(const struct cfsv_der *d, struct cfsv_der o)
{
	uint32_t i;

	for (i = 0; i < DER_DEPTH_MAX; i++)
		if (i < o.depth && d->ends[i] != o.ends[i])
			return 0;
	return d->depth == o.depth && d->end == o.end;
}

/* The same or deeper: what was around is still there. */
static inline int proof_around(const struct cfsv_der *d, struct cfsv_der o)
{
	uint32_t i;

	for (i = 0; i < DER_DEPTH_MAX; i++)
		if (i < o.depth && d->ends[i] != o.ends[i])
			return 0;
	return d->depth >= o.depth;
}

/*
 * Exactly this part was taken, if there is one: the heart of the equality of
 * code and specification. The cursor was o.
 */
static inline int proof_took(const struct cfsv_der *d, struct cfsv_der o,
			     struct spec_part e)
{
	if (o.err != CFSV_OK || !e.ok)
		return proof_refused(d, o);
	return d->err == CFSV_OK && d->in.off == e.body &&
	       d->in.end == e.next && d->off == e.next && d->at == o.off;
}

/* The same, but d->in and d->at may be anything inside. */
static inline int proof_passed(const struct cfsv_der *d, struct cfsv_der o,
			       struct spec_part e)
{
	if (o.err != CFSV_OK || !e.ok)
		return proof_refused(d, o) && proof_around(d, o);
	return d->err == CFSV_OK && d->off == e.next && proof_same_depth(d, o);
}

#define OLD __CPROVER_old
#define REQUIRES __CPROVER_requires
#define ENSURES __CPROVER_ensures
#define ASSIGNS __CPROVER_assigns
#define FRESH __CPROVER_is_fresh
#define UPTO __CPROVER_object_upto
/* 1 in the test that a contradiction is seen: nothing is proved then. */
#ifndef PROOF_NONE
#define PROOF_NONE 0
#endif
#define CURSOR(d)                                                              \
	REQUIRES(FRESH(d, sizeof(*(d))) && FRESH((d)->buf, proof_len) &&       \
		 proof_cursor(d) && !PROOF_NONE)                              \
	ENSURES(proof_cursor(d))
/* what a step along a window changes, and what one into or out of it does */
#define STEP(d) (d)->in, (d)->off, (d)->at, (d)->err
#define MOVE(d)                                                                \
	STEP(d), (d)->end, (d)->depth,                                         \
		__CPROVER_object_upto((d)->ends, sizeof((d)->ends))
#define TOOK(d, part) ENSURES(proof_took(d, OLD(*(d)), part))

void cfsv_der_begin(struct cfsv_der *d, const uint8_t *buf, uint32_t len)
REQUIRES(len == proof_len && len <= PROOF_LEN_MAX)
REQUIRES(FRESH(d, sizeof(*d)) && FRESH(buf, len))
ASSIGNS(*d)
ENSURES(__CPROVER_pointer_equals(d->buf, buf) && d->off == 0)
ENSURES(d->end == len && d->err == CFSV_OK && d->depth == 0)
ENSURES(d->at == 0 && d->in.off == 0 && d->in.end == 0);

void cfsv_der_refuse_at(struct cfsv_der *d, uint32_t at, enum cfsv_err err)
CURSOR(d)
REQUIRES(err != CFSV_OK && at <= proof_len)
ASSIGNS(STEP(d))
ENSURES(proof_refused(d, OLD(*d)))
ENSURES(OLD(d->err) != CFSV_OK || (d->err == err && d->at == at));

void cfsv_der_refuse(struct cfsv_der *d, enum cfsv_err err)
CURSOR(d)
REQUIRES(err != CFSV_OK)
ASSIGNS(STEP(d))
ENSURES(proof_refused(d, OLD(*d)))
ENSURES(OLD(d->err) != CFSV_OK || (d->err == err && d->at == OLD(d->at)));

uint8_t cfsv_der_peek(const struct cfsv_der *d)
REQUIRES(FRESH(d, sizeof(*d)) && FRESH(d->buf, proof_len) && proof_cursor(d))
ASSIGNS()
ENSURES(__CPROVER_return_value == (d->off < d->end ? d->buf[d->off] : 0));

static inline int proof_unless(const struct cfsv_der *d, struct cfsv_der o,
			       int wrong, enum cfsv_err err)
{
	if (o.err != CFSV_OK || wrong)
		return proof_refused(d, o) &&
		       (o.err != CFSV_OK || (d->err == err && d->at == o.off));
	return d->err == CFSV_OK && d->off == o.off && d->at == o.at &&
	       d->in.off == o.in.off && d->in.end == o.in.end;
}

static inline uint8_t proof_peek(const struct cfsv_der *d, struct cfsv_der o)
{
	return o.off < o.end ? d->buf[o.off] : 0;
}

void cfsv_der_must(struct cfsv_der *d, uint8_t tag, enum cfsv_err err)
CURSOR(d)
REQUIRES(err != CFSV_OK)
ASSIGNS(STEP(d))
ENSURES(proof_unless(d, OLD(*d), proof_peek(d, OLD(*d)) != tag, err));

void cfsv_der_must_not(struct cfsv_der *d, uint8_t tag, enum cfsv_err err)
CURSOR(d)
REQUIRES(err != CFSV_OK)
ASSIGNS(STEP(d))
ENSURES(proof_unless(d, OLD(*d), proof_peek(d, OLD(*d)) == tag, err));

void cfsv_der_must_end(struct cfsv_der *d, enum cfsv_err err)
CURSOR(d)
REQUIRES(err != CFSV_OK)
ASSIGNS(STEP(d))
ENSURES(proof_unless(d, OLD(*d), OLD(d->off) != OLD(d->end), err));

void cfsv_der_take(struct cfsv_der *d, uint8_t tag)
CURSOR(d)
ASSIGNS(STEP(d))
TOOK(d, spec_tagged(d->buf, OLD(d->off), d->end, tag));

static inline int proof_inside(const struct cfsv_der *d, struct cfsv_der o,
			       int ok, uint32_t body, uint32_t next)
{
	if (o.err != CFSV_OK || !ok || o.depth == DER_DEPTH_MAX)
		return proof_refused(d, o) && proof_same_depth(d, o);
	return d->err == CFSV_OK && proof_around(d, o) &&
	       d->depth == o.depth + 1 && d->ends[o.depth] == o.end &&
	       d->off == body && d->end == next;
}

/* d->in is as it was, and empty where the element was. */
void cfsv_der_inside(struct cfsv_der *d)
CURSOR(d)
ASSIGNS(MOVE(d))
ENSURES(proof_inside(d, OLD(*d), 1, OLD(d->in.off), OLD(d->in.end)));

static inline int proof_enter(const struct cfsv_der *d, struct cfsv_der o,
			      uint8_t tag)
{
	struct spec_part e = spec_tagged(d->buf, o.off, o.end, tag);

	return proof_inside(d, o, e.ok, e.body, e.next);
}

void cfsv_der_enter(struct cfsv_der *d, uint8_t tag)
CURSOR(d)
ASSIGNS(MOVE(d))
ENSURES(proof_enter(d, OLD(*d), tag));

static inline int proof_left(const struct cfsv_der *d, struct cfsv_der o)
{
	if (o.err != CFSV_OK || o.off != o.end)
		return proof_refused(d, o) && d->end == o.end &&
		       d->depth == o.depth;
	return d->err == CFSV_OK && d->depth == o.depth - 1 &&
	       d->end == o.ends[o.depth - 1] && d->off == o.off &&
	       d->in.off == o.in.off && d->in.end == o.in.end;
}

void cfsv_der_leave(struct cfsv_der *d)
CURSOR(d)
REQUIRES(d->err != CFSV_OK || d->depth > 0)
ASSIGNS(STEP(d), d->end, d->depth)
ENSURES(proof_left(d, OLD(*d)));

void cfsv_der_integer(struct cfsv_der *d)
CURSOR(d)
ASSIGNS(STEP(d))
TOOK(d, spec_integer(d->buf, OLD(d->off), d->end));

void cfsv_der_unsigned(struct cfsv_der *d)
CURSOR(d)
ASSIGNS(STEP(d))
TOOK(d, spec_unsigned(d->buf, OLD(d->off), d->end));

static inline int proof_small(const struct cfsv_der *d, struct cfsv_der o,
			      uint32_t result)
{
	uint32_t value;
	struct spec_part e = spec_small(d->buf, o.off, o.end, &value);

	return proof_took(d, o, e) &&
	       result == (d->err == CFSV_OK ? value : 0);
}

uint32_t cfsv_der_small(struct cfsv_der *d)
CURSOR(d)
ASSIGNS(STEP(d))
ENSURES(proof_small(d, OLD(*d), __CPROVER_return_value));

void cfsv_der_null(struct cfsv_der *d)
CURSOR(d)
ASSIGNS(STEP(d))
TOOK(d, spec_null(d->buf, OLD(d->off), d->end));

void cfsv_der_bytes(struct cfsv_der *d)
CURSOR(d)
ASSIGNS(STEP(d))
TOOK(d, spec_bits(d->buf, OLD(d->off), d->end));

/* buffers of two lengths: a signature's and an anchor's; proof_i is any index */
extern uint32_t proof_i;
int cfsv_der_equal(const uint8_t *a, struct cfsv_span wa, const uint8_t *b,
		   struct cfsv_span wb)
REQUIRES(wa.off <= wa.end && wb.off <= wb.end && wa.end <= PROOF_LEN_MAX &&
	 wb.end <= PROOF_LEN_MAX)
REQUIRES(FRESH(a, wa.end) && FRESH(b, wb.end))
ASSIGNS()
ENSURES(__CPROVER_return_value == 0 ||
	(wa.end - wa.off == wb.end - wb.off &&
	 (proof_i >= wa.end - wa.off ||
	  a[wa.off + proof_i] == b[wb.off + proof_i])));

#include "nested.h"

#endif /* PROVE_CURSOR_H */
