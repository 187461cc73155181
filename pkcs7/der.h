/* SPDX-License-Identifier: MIT */
/* der.h - inside the hostile-bytes room: the DER cursor (X.690) */
#ifndef CFSV_DER_H
#define CFSV_DER_H

#include "../cfsv.h"

#ifndef CFSV_NO_PKCS7

/* Identifier octets, X.690 8.1.2 and 8.4 to 8.23 */
#define DER_BOOLEAN 0x01
#define DER_INTEGER 0x02
#define DER_BIT_STRING 0x03
#define DER_OCTET_STRING 0x04
#define DER_NULL 0x05
#define DER_OID 0x06
#define DER_SEQUENCE 0x30
#define DER_SET 0x31
#define DER_CONTEXT(n) (0x80 + (n))		/* [n] IMPLICIT, primitive */
#define DER_CONTEXT_CONSTRUCTED(n) (0xa0 + (n)) /* [n], constructed */

/* Signatures and certificates as signers write them are at most 9 deep. */
#define DER_DEPTH_MAX 24

/*
 * A cursor over one immutable buffer, and the element that it is inside of.
 *
 * The first refusal stays: it empties the window (off = end), and from then on
 * all functions find nothing, change nothing and return 0. A parser may thus
 * go on to its end and look at err there, but must not use a span as if it had
 * been found: after a refusal it is empty.
 *
 * Always off <= end <= ends[depth - 1] <= .. <= ends[0] = the buffer's length.
 */
struct cfsv_der {
	struct cfsv_span in; /* contents of the element taken last */
	uint32_t off;	     /* where the next element begins */
	uint32_t end;	     /* of the element that we are inside of */
	const uint8_t *buf;
	uint32_t at;	   /* of the element looked at last, or refused */
	enum cfsv_err err; /* the first refusal */
	uint32_t depth;	   /* how many elements we are inside of */
	uint32_t ends[DER_DEPTH_MAX]; /* of what is around them */
};

/* At the beginning of len bytes. */
void cfsv_der_begin(struct cfsv_der *d, const uint8_t *buf, uint32_t len);

/* The element looked at last, or what stands at an offset, is refused. */
void cfsv_der_refuse(struct cfsv_der *d, enum cfsv_err err);
void cfsv_der_refuse_at(struct cfsv_der *d, uint32_t at, enum cfsv_err err);

/* The identifier octet of the next element, 0 at the end; moves nothing. */
uint8_t cfsv_der_peek(const struct cfsv_der *d);

/* The next element must be, or must not be, of this type. Moves nothing. */
void cfsv_der_must(struct cfsv_der *d, uint8_t tag, enum cfsv_err err);
void cfsv_der_must_not(struct cfsv_der *d, uint8_t tag, enum cfsv_err err);

/* All must be used up here. Moves nothing. */
void cfsv_der_must_end(struct cfsv_der *d, enum cfsv_err err);

/* Take an element of this type, else CFSV_E_DER_TAG; d->in is its contents. */
void cfsv_der_take(struct cfsv_der *d, uint8_t tag);

/*
 * Go inside d->in, or take an element and go inside; leave it again: then all
 * of it must be used up, else CFSV_E_DER_TRAILING.
 */
void cfsv_der_inside(struct cfsv_der *d);
void cfsv_der_enter(struct cfsv_der *d, uint8_t tag);
void cfsv_der_leave(struct cfsv_der *d);

/* INTEGER in its shortest form; d->in as it is (two's complement). */
void cfsv_der_integer(struct cfsv_der *d);

/* INTEGER >= 0; d->in without the leading zero byte (zero itself: empty). */
void cfsv_der_unsigned(struct cfsv_der *d);

/* INTEGER of 0 to 255; UINT32_MAX for a larger one. */
uint32_t cfsv_der_small(struct cfsv_der *d);

/* OBJECT IDENTIFIER, well formed. */
void cfsv_der_oid(struct cfsv_der *d);

/* NULL without contents. */
void cfsv_der_null(struct cfsv_der *d);

/* BIT STRING of whole bytes; d->in without the count of unused bits. */
void cfsv_der_bytes(struct cfsv_der *d);

/* An element of this type whose whole inside is well formed; not looked at. */
void cfsv_der_skip(struct cfsv_der *d, uint8_t tag);

/* Are the bytes of a window exactly these? 1 or 0. */
int cfsv_der_equal(const uint8_t *a, struct cfsv_span wa, const uint8_t *b,
		   struct cfsv_span wb);

static inline uint32_t cfsv_span_size(struct cfsv_span w)
{
	return w.end - w.off;
}

#endif /* CFSV_NO_PKCS7 */

#endif /* CFSV_DER_H */
