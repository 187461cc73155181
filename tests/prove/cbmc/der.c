/* SPDX-License-Identifier: MIT */
/* der.c - proofs of pkcs7/der.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#define PROVE_DER
#include "cursor.h"
#include "memory.h"
#include "pkcs7/der.c"
#include "abstract.h"
#include "../spec/spec_der.c"
#include "proof.h"

struct cfsv_der proof_before;
struct spec_part proof_whole;

/* Contracts of what only this file knows. */

static inline int proof_length(const struct cfsv_der *d, uint32_t off,
			       enum cfsv_err err, uint32_t length)
{
	struct spec_part e = spec_head(d->buf, off, d->end);

	if (!e.ok)
		return err != CFSV_OK;
	return err == CFSV_OK && d->off == e.body && length == e.next;
}

static enum cfsv_err der_length(struct cfsv_der *d, uint32_t *length)
REQUIRES(FRESH(d, sizeof(*d)) && FRESH(d->buf, proof_len))
REQUIRES(FRESH(length, sizeof(*length)))
REQUIRES(proof_len <= PROOF_LEN_MAX && d->end <= proof_len && d->off <= d->end)
ASSIGNS(d->off, *length)
ENSURES(d->off <= d->end && d->off >= OLD(d->off))
ENSURES(proof_length(d, OLD(d->off), __CPROVER_return_value, *length));

static inline int proof_element(const struct cfsv_der *d, struct cfsv_der o,
				enum cfsv_err err, uint8_t tag)
{
	struct spec_part e = spec_element(d->buf, o.off, o.end);

	if (!e.ok)
		return err != CFSV_OK;
	return err == CFSV_OK && tag == d->buf[o.off] && d->off == e.next &&
	       d->in.off == e.body && d->in.end == e.next;
}

static enum cfsv_err der_element(struct cfsv_der *d, uint8_t *tag)
REQUIRES(FRESH(d, sizeof(*d)) && FRESH(d->buf, proof_len) && proof_cursor(d))
REQUIRES(FRESH(tag, sizeof(*tag)) && d->off < d->end && d->err == CFSV_OK)
ASSIGNS(d->off, d->in, *tag)
ENSURES(d->off <= d->end && d->in.off <= d->in.end && d->in.end <= d->end)
ENSURES(proof_element(d, OLD(*d), __CPROVER_return_value, *tag));

static inline int proof_next(const struct cfsv_der *d, struct cfsv_der o,
			     uint8_t tag)
{
	struct spec_part e = spec_element(d->buf, o.off, o.end);

	return proof_took(d, o, e) &&
	       tag == (d->err == CFSV_OK ? d->buf[o.off] : 0);
}

static uint8_t der_next(struct cfsv_der *d)
CURSOR(d)
ASSIGNS(STEP(d))
ENSURES(proof_next(d, OLD(*d), __CPROVER_return_value));

PROOF(cfsv_der_begin, struct cfsv_der *d; const uint8_t *buf; uint32_t len,
      (proof_len = len, cfsv_der_begin(d, buf, len)))
PROOF(cfsv_der_refuse_at, struct cfsv_der *d; uint32_t at; enum cfsv_err err,
      cfsv_der_refuse_at(d, at, err))
PROOF(cfsv_der_refuse, struct cfsv_der *d; enum cfsv_err err,
      cfsv_der_refuse(d, err))
PROOF(der_length, struct cfsv_der *d; uint32_t *length, der_length(d, length))
PROOF(der_element, struct cfsv_der *d; uint8_t *tag, der_element(d, tag))
PROOF(der_next, struct cfsv_der *d, der_next(d))
PROOF(cfsv_der_take, struct cfsv_der *d; uint8_t tag, cfsv_der_take(d, tag))
PROOF(cfsv_der_peek, const struct cfsv_der *d, cfsv_der_peek(d))
PROOF(cfsv_der_must, struct cfsv_der *d; uint8_t tag; enum cfsv_err err,
      cfsv_der_must(d, tag, err))
PROOF(cfsv_der_must_not, struct cfsv_der *d; uint8_t tag; enum cfsv_err err,
      cfsv_der_must_not(d, tag, err))
PROOF(cfsv_der_must_end, struct cfsv_der *d; enum cfsv_err err,
      cfsv_der_must_end(d, err))
PROOF(cfsv_der_inside, struct cfsv_der *d, cfsv_der_inside(d))
PROOF(cfsv_der_enter, struct cfsv_der *d; uint8_t tag, cfsv_der_enter(d, tag))
PROOF(cfsv_der_leave, struct cfsv_der *d, cfsv_der_leave(d))
PROOF(cfsv_der_integer, struct cfsv_der *d, cfsv_der_integer(d))
PROOF(cfsv_der_unsigned, struct cfsv_der *d, cfsv_der_unsigned(d))
PROOF(cfsv_der_small, struct cfsv_der *d, cfsv_der_small(d))
PROOF(cfsv_der_oid, struct cfsv_der *d, cfsv_der_oid(d))
PROOF(cfsv_der_null, struct cfsv_der *d, cfsv_der_null(d))
PROOF(cfsv_der_bytes, struct cfsv_der *d, cfsv_der_bytes(d))
PROOF(cfsv_der_skip, struct cfsv_der *d; uint8_t tag; struct cfsv_der before;
      struct spec_part whole,
      (proof_before = before, proof_whole = whole, cfsv_der_skip(d, tag)))
PROOF(cfsv_der_equal,
      const uint8_t *a; struct cfsv_span wa; const uint8_t *b;
      struct cfsv_span wb, cfsv_der_equal(a, wa, b, wb))
