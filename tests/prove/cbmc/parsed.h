/* SPDX-License-Identifier: MIT */
/* parsed.h - what the parsers above the cursor say, for CBMC */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#ifndef PROVE_PARSED_H
#define PROVE_PARSED_H

#include "cursor.h"

static inline enum cfsv_oid proof_code(enum spec_name name)
{
	switch (name) {
	case SPEC_DATA: return CFSV_OID_DATA;
	case SPEC_SIGNED_DATA: return CFSV_OID_SIGNED_DATA;
	case SPEC_SHA256: return CFSV_OID_SHA256;
	case SPEC_SHA384: return CFSV_OID_SHA384;
	case SPEC_SHA512: return CFSV_OID_SHA512;
	case SPEC_RSA: return CFSV_OID_RSA;
	case SPEC_ECDSA_SHA256: return CFSV_OID_ECDSA_SHA256;
	case SPEC_ECDSA_SHA384: return CFSV_OID_ECDSA_SHA384;
	case SPEC_ECDSA_SHA512: return CFSV_OID_ECDSA_SHA512;
	case SPEC_EC_KEY: return CFSV_OID_EC_PUBLIC_KEY;
	case SPEC_P256: return CFSV_OID_P256;
	case SPEC_P384: return CFSV_OID_P384;
	case SPEC_P521: return CFSV_OID_P521;
	case SPEC_KEY_ID: return CFSV_OID_KEY_ID;
	default: return CFSV_OID_UNKNOWN;
	}
}

static inline enum spec_name proof_name(enum cfsv_oid oid)
{
	int n;

	for (n = SPEC_NONE + 1; n < SPEC_NAMES; n++)
		if (proof_code((enum spec_name)n) == oid)
			return (enum spec_name)n;
	return SPEC_NONE;
}

/* In oid.c: which name it is, equal.c asks, of all contents of some size. */
#ifndef PROOF_ANY_NAME
#define PROOF_ANY_NAME 0
#endif

static inline int proof_named(const struct cfsv_der *d, struct cfsv_der o,
			      enum cfsv_oid result)
{
	enum spec_name name;
	struct spec_part e = spec_oid(d->buf, o.off, o.end, &name);

	if (!proof_took(d, o, e))
		return 0;
	if (d->err != CFSV_OK)
		return result == CFSV_OID_UNKNOWN;
	return PROOF_ANY_NAME || result == proof_code(name);
}

enum cfsv_oid cfsv_oid_take(struct cfsv_der *d)
CURSOR(d)
ASSIGNS(STEP(d))
ENSURES(proof_named(d, OLD(*d), __CPROVER_return_value));

/* The grammar is entered a few elements deep; names may go on from there. */
#define SHALLOW(d, most) REQUIRES((d)->err != CFSV_OK || (d)->depth <= (most))

static inline int proof_span(struct cfsv_span w)
{
	return w.off <= w.end && w.end <= proof_len;
}

/* Is this span the contents of that part? */
static inline int proof_is(struct cfsv_span w, struct spec_part p)
{
	return w.off == p.body && w.end == p.next;
}

static inline int proof_is_whole(struct cfsv_span w, struct spec_part p)
{
	return w.off == p.at && w.end == p.next;
}

#endif /* PROVE_PARSED_H */
