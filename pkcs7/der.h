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

/* The deepest nesting of an accepted signature is 7, of a certificate 9. */
#define DER_DEPTH_MAX 16

/*
 * One immutable buffer. Windows (struct cfsv_span) point into it. at is the
 * offset of the element looked at last: after an error, the refused one.
 */
struct cfsv_der {
	const uint8_t *buf;
	uint32_t at;
};

/* A step of a parser: the first refusal ends it. */
#define DER_TRY(call)                                                          \
	do {                                                                   \
		enum cfsv_err try_err = (call);                                \
		if (try_err != CFSV_OK)                                        \
			return try_err;                                        \
	} while (0)

/*
 * All functions below take the next element of window w and move w->off
 * behind it; on error w is left as it was.
 */

/* Any element: its identifier octet and its contents. */
enum cfsv_err cfsv_der_next(struct cfsv_der *d, struct cfsv_span *w,
			    uint8_t *tag, struct cfsv_span *contents);

/* An element of this type, else CFSV_E_DER_TAG. */
enum cfsv_err cfsv_der_take(struct cfsv_der *d, struct cfsv_span *w,
			    uint8_t tag, struct cfsv_span *contents);

/* The identifier octet of the next element, 0 at the end; moves nothing. */
uint8_t cfsv_der_peek(const struct cfsv_der *d, const struct cfsv_span *w);

/* The window must be used up, else CFSV_E_DER_TRAILING. */
enum cfsv_err cfsv_der_end(struct cfsv_der *d, const struct cfsv_span *w);

/* INTEGER in its shortest form; contents as they are (two's complement). */
enum cfsv_err cfsv_der_integer(struct cfsv_der *d, struct cfsv_span *w,
			       struct cfsv_span *contents);

/* INTEGER >= 0; contents without the leading zero byte (zero itself: empty) */
enum cfsv_err cfsv_der_unsigned(struct cfsv_der *d, struct cfsv_span *w,
				struct cfsv_span *contents);

/* INTEGER of 0 to 127. */
enum cfsv_err cfsv_der_small(struct cfsv_der *d, struct cfsv_span *w,
			     uint32_t *value);

/* OBJECT IDENTIFIER, well formed. */
enum cfsv_err cfsv_der_oid(struct cfsv_der *d, struct cfsv_span *w,
			   struct cfsv_span *contents);

/* NULL without contents. */
enum cfsv_err cfsv_der_null(struct cfsv_der *d, struct cfsv_span *w);

/* BIT STRING of whole bytes; contents without the count of unused bits. */
enum cfsv_err cfsv_der_bytes(struct cfsv_der *d, struct cfsv_span *w,
			     struct cfsv_span *contents);

/* An element of this type whose whole inside is well formed; not looked at. */
enum cfsv_err cfsv_der_skip(struct cfsv_der *d, struct cfsv_span *w,
			    uint8_t tag);

/* Are the bytes of a window exactly these? 1 or 0. */
int cfsv_der_equal(const uint8_t *a, struct cfsv_span wa, const uint8_t *b,
		   struct cfsv_span wb);

static inline uint32_t cfsv_span_size(struct cfsv_span w)
{
	return w.end - w.off;
}

#endif /* CFSV_NO_PKCS7 */

#endif /* CFSV_DER_H */
