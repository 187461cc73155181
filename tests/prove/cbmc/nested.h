/* SPDX-License-Identifier: MIT */
/* nested.h - contracts of what goes over contents of any length, for CBMC */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#ifndef PROVE_NESTED_H
#define PROVE_NESTED_H

#include "cursor.h"

/*
 * What a loop's contract says cannot call a function: proof_cursor(), and
 * below proof_around(), as one expression.
 */
#define PROOF_ROW(of, d)                                                       \
	(of(d, 0) && of(d, 1) && of(d, 2) && of(d, 3) && of(d, 4) &&           \
	 of(d, 5) && of(d, 6) && of(d, 7) && of(d, 8) && of(d, 9) &&           \
	 of(d, 10) && of(d, 11) && of(d, 12) && of(d, 13) && of(d, 14) &&      \
	 of(d, 15) && of(d, 16) && of(d, 17) && of(d, 18) && of(d, 19) &&      \
	 of(d, 20) && of(d, 21) && of(d, 22) && of(d, 23))
#define PROOF_UP(d, i)                                                         \
	((i) >= (d)->depth ||                                                  \
	 (d)->ends[i] <= ((i) > 0 ? (d)->ends[(i) > 0 ? (i)-1 : 0] : proof_len))
#define PROOF_CURSOR(d)                                                        \
	((d)->end <= proof_len && (d)->off <= (d)->end &&                      \
	 (d)->at <= proof_len && (d)->depth <= DER_DEPTH_MAX &&                \
	 PROOF_ROW(PROOF_UP, d) &&                                             \
	 (d)->end <= ((d)->depth > 0 ? (d)->ends[(d)->depth - 1] :             \
					 proof_len) &&                         \
	 ((d)->err != CFSV_OK                                                  \
		  ? (d)->off == (d)->end && (d)->in.off == 0 &&                \
			    (d)->in.end == 0                                   \
		  : (d)->in.off <= (d)->in.end && (d)->in.end <= (d)->end))

#ifdef PROVE_DER
/*
 * Of these two loops over any number of bytes it is proved here that what they
 * accept is an element and where it ends; exactly what they accept, only for a
 * bounded size, in equal.c.
 */
static inline int proof_oid(const struct cfsv_der *d, struct cfsv_der o)
{
	struct spec_part e = spec_tagged(d->buf, o.off, o.end, DER_OID);

	e.ok = d->err == CFSV_OK;
	return proof_took(d, o, e);
}

/* The cursor where cfsv_der_skip() begins, for its loops' contracts */
extern struct cfsv_der proof_before;

/* and the element that stands there */
extern struct spec_part proof_whole;

#define PROOF_KEPT(d, i)                                                       \
	((i) >= proof_before.depth || (d)->ends[i] == proof_before.ends[i])
/* Inside of that element: it is the outermost one that was entered. */
#define PROOF_INNER(d)                                                         \
	(proof_whole.ok &&                                                     \
	 ((d)->depth == proof_before.depth                                     \
		  ? (d)->end == proof_before.end &&                            \
			    (d)->off == proof_whole.next                       \
		  : (d)->ends[proof_before.depth] == proof_before.end &&       \
			    proof_whole.next ==                                \
				    ((d)->depth == proof_before.depth + 1      \
					     ? (d)->end                        \
					     : (d)->ends[proof_before.depth +  \
							 1])))
#define PROOF_WALK(d)                                                          \
	(PROOF_CURSOR(d) && PROOF_ROW(PROOF_KEPT, d) &&                        \
	 (d)->depth >= proof_before.depth &&                                   \
	 (proof_before.err == CFSV_OK || (d)->err == proof_before.err) &&      \
	 ((d)->err != CFSV_OK || PROOF_INNER(d)))

/* What is to be walked over; an element that is not entered yet is more. */
#define PROOF_LEFT(d, tag)                                                     \
	((d)->err != CFSV_OK ? 0                                               \
	 : ((tag) & 0x20) != 0                                                 \
		 ? 3 + (d)->depth + 2 * ((uint64_t)proof_len - (d)->in.off)    \
		 : 1 + (d)->depth + 2 * ((uint64_t)proof_len - (d)->off))

static inline int proof_begins(const struct cfsv_der *d, uint8_t tag)
{
	struct spec_part whole = spec_tagged(d->buf, d->off, d->end, tag);

	return proof_same_depth(d, proof_before) &&
	       d->off == proof_before.off && d->err == proof_before.err &&
	       whole.ok == proof_whole.ok && whole.next == proof_whole.next;
}

static inline int proof_skip(const struct cfsv_der *d, struct cfsv_der o,
			     uint8_t tag)
{
	struct spec_part e = spec_tagged(d->buf, o.off, o.end, tag);

	if (!e.ok)
		return proof_passed(d, o, e);
	e.ok = d->err == CFSV_OK;
	return proof_passed(d, o, e);
}
#else
#define proof_begins(d, tag) 1
static inline int proof_oid(const struct cfsv_der *d, struct cfsv_der o)
{
	enum spec_name name;

	return proof_took(d, o, spec_oid(d->buf, o.off, o.end, &name));
}

static inline int proof_skip(const struct cfsv_der *d, struct cfsv_der o,
			     uint8_t tag)
{
	return proof_passed(d, o,
			    spec_nested(d->buf, o.off, o.end, tag, o.depth));
}
#endif

void cfsv_der_oid(struct cfsv_der *d)
CURSOR(d)
ASSIGNS(STEP(d))
ENSURES(proof_oid(d, OLD(*d)));

void cfsv_der_skip(struct cfsv_der *d, uint8_t tag)
CURSOR(d)
REQUIRES(proof_begins(d, tag))
ASSIGNS(MOVE(d))
ENSURES(proof_skip(d, OLD(*d), tag));

#endif /* PROVE_NESTED_H */
