/* SPDX-License-Identifier: MIT */
/* anchor.h - contracts of pkcs7/key.c, x509.c and anchor.c, for CBMC */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#ifndef PROVE_ANCHOR_H
#define PROVE_ANCHOR_H

#include "parsed.h"

/* All spans but the issuer are inside, whatever was refused. */
#define PROOF_SPAN(w) ((w).off <= (w).end && (w).end <= proof_len)
#define PROOF_SPANS(a)                                                         \
	(PROOF_SPAN((a)->serial) && PROOF_SPAN((a)->key_id) &&                 \
	 PROOF_SPAN((a)->key) && PROOF_SPAN((a)->exponent))
#define PROOF_ANCHOR(a)                                                        \
	(PROOF_SPANS(a) &&                                                     \
	 /* of another OBJECT IDENTIFIER its number, when it was refused */     \
	 ((a)->kind <= CFSV_KEY_P521 || (a)->key.off == (a)->key.end))
static inline int proof_anchor(const struct cfsv_anchor *a)
{
	return PROOF_ANCHOR(a);
}

/* A key that was accepted: the checks take no other. */
#define KEY_SIZE(a) ((a)->key.end - (a)->key.off)
#define RSA_SIZE(a)                                                            \
	(KEY_SIZE(a) == 256 || KEY_SIZE(a) == 384 || KEY_SIZE(a) == 512)
#define POINT_SIZE(a)                                                          \
	((a)->kind >= CFSV_KEY_P256 && (a)->kind <= CFSV_KEY_P521 &&           \
	 KEY_SIZE(a) == 1 + 2 * ((a)->kind == CFSV_KEY_P256   ? 32             \
				 : (a)->kind == CFSV_KEY_P384 ? 48             \
							      : 66))
#define KEY_TAKEN(a)                                                           \
	((a)->kind == CFSV_KEY_RSA ? RSA_SIZE(a) : POINT_SIZE(a))
#define TAKES_KEY(a, d) ENSURES((d)->err != CFSV_OK || KEY_TAKEN(a))

/* What cfsv_anchor_load() makes, and the checks ask for. */
#define OF_ANCHOR(a, w) ((w).off <= (w).end && (w).end <= (a)->len)
#define ANCHOR_LOADED(a)                                                       \
	((a)->len <= CFSV_ANCHOR_MAX && OF_ANCHOR(a, (a)->issuer) &&           \
	 OF_ANCHOR(a, (a)->serial) && OF_ANCHOR(a, (a)->key_id) &&             \
	 OF_ANCHOR(a, (a)->key) && OF_ANCHOR(a, (a)->exponent) &&              \
	 KEY_TAKEN(a))

/*
 * A user's arithmetic answers anything; of the curve's equation always the same
 * of the same point, which the specification asks, too.
 */
_Bool __CPROVER_uninterpreted_on_curve(uint32_t kind, uint64_t at,
				       uint64_t size);

static inline enum cfsv_err proof_ec_point(enum cfsv_key_kind kind,
					   const uint8_t *point, size_t len)
{
	enum cfsv_err any;

	__CPROVER_assert(kind >= CFSV_KEY_P256 && kind <= CFSV_KEY_P521,
			 "a curve");
	__CPROVER_assert(len == 1 + 2 * cfsv_curve_size(kind) &&
				 __CPROVER_r_ok(point, len),
			 "a point of that curve's size");
	__CPROVER_assume((any == CFSV_OK) ==
			 __CPROVER_uninterpreted_on_curve(
				 kind, __CPROVER_POINTER_OFFSET(point), len));
	return any;
}

static inline uint32_t proof_kind(enum spec_key kind)
{
	return kind == SPEC_KEY_RSA   ? CFSV_KEY_RSA
	       : kind == SPEC_KEY_256 ? CFSV_KEY_P256
	       : kind == SPEC_KEY_384 ? CFSV_KEY_P384
	       : kind == SPEC_KEY_521 ? CFSV_KEY_P521
				      : 0;
}

/* Is this the key that the specification found? */
static inline int proof_key_is(const struct cfsv_anchor *a,
			       const struct spec_anchor *want)
{
	return a->kind == proof_kind(want->kind) &&
	       proof_is(a->key, want->key) &&
	       (want->kind != SPEC_KEY_RSA ||
		proof_is(a->exponent, want->exponent));
}

/*
 * From inside of an algorithm this key was taken, which stands behind it, if
 * there is one.
 */
static inline int proof_key_taken(const struct cfsv_anchor *a,
				  const struct cfsv_der *d, struct cfsv_der o,
				  struct spec_part e,
				  const struct spec_anchor *want)
{
	uint32_t i;

	if (o.err != CFSV_OK || !e.ok)
		return proof_refused(d, o);
	for (i = 0; i < DER_DEPTH_MAX; i++)
		if (i + 1 < o.depth && d->ends[i] != o.ends[i])
			return 0;
	return d->err == CFSV_OK && d->off == e.next &&
	       d->depth == o.depth - 1 && d->end == o.ends[o.depth - 1] &&
	       proof_key_is(a, want);
}

/* The same of a part of the specification, asked where the cursor was. */
#define PROOF_KEY(name, spec)                                                  \
	static inline int name(const struct cfsv_anchor *a,                    \
			       const struct cfsv_der *d, struct cfsv_der o)    \
	{                                                                      \
		struct spec_anchor want;                                       \
		struct spec_part e = {0, 0, 0, 0};                             \
                                                                               \
		if (o.err == CFSV_OK)                                          \
			e = spec(d->buf, o.off, o.end, o.ends[o.depth - 1],    \
				 &want);                                       \
		return proof_key_taken(a, d, o, e, &want);                     \
	}
PROOF_KEY(proof_any_key, spec_key)

static inline enum cfsv_err proof_rsa_public(uint8_t *x, const uint8_t *n,
					     size_t len, const uint8_t *e,
					     size_t e_len)
{
	enum cfsv_err any;

	__CPROVER_assert(__CPROVER_w_ok(x, len) && __CPROVER_r_ok(n, len) &&
				 __CPROVER_r_ok(e, e_len),
			 "three numbers");
	__CPROVER_havoc_slice(x, len);
	return any;
}

static inline enum cfsv_err
proof_ecdsa_verify(enum cfsv_key_kind kind, const uint8_t *point,
		   size_t point_len, const uint8_t *hash, size_t hash_len,
		   const uint8_t *rs, size_t rs_len)
{
	enum cfsv_err any;

	__CPROVER_assert(rs_len == 2 * cfsv_curve_size(kind) &&
				 point_len == 1 + rs_len &&
				 __CPROVER_r_ok(point, point_len) &&
				 __CPROVER_r_ok(hash, hash_len) &&
				 __CPROVER_r_ok(rs, rs_len),
			 "a point, a hash, and two numbers");
	return any;
}

static const struct cfsv_crypto proof_crypto = {
	proof_rsa_public, proof_ecdsa_verify, proof_ec_point};

/* After it the cursor is so many elements further in, or out, or refused. */
#define DEPTH(d, by)                                                           \
	ENSURES(OLD((d)->err) == CFSV_OK || (d)->err == OLD((d)->err))         \
	ENSURES((d)->err != CFSV_OK ||                                         \
		(int)(d)->depth == (int)OLD((d)->depth) + (by))
#define WITHIN(d, least)                                                       \
	REQUIRES((d)->err != CFSV_OK || (d)->depth >= (least))
#define ANCHOR(a, d)                                                           \
	REQUIRES(FRESH(a, sizeof(*(a))) && proof_anchor(a))                    \
	REQUIRES(__CPROVER_pointer_equals((a)->der, (d)->buf))                 \
	ENSURES(proof_anchor(a))
#define CRYPTO(c) REQUIRES(__CPROVER_pointer_equals(c, &proof_crypto))

/* The key identifier of an anchor, as the specification has it */
static inline struct spec_anchor proof_id(struct cfsv_span id)
{
	struct spec_anchor a;

	a.key_id.ok = id.off != id.end;
	a.key_id.body = id.off;
	a.key_id.next = id.end;
	return a;
}

static inline int proof_has_id(const struct cfsv_anchor *a,
			       const struct spec_anchor *want)
{
	return want->key_id.ok ? proof_is(a->key_id, want->key_id)
			       : a->key_id.off == a->key_id.end;
}

/* From inside of a TBSCertificate all of the certificate was taken. */
static inline int proof_certificate(const struct cfsv_anchor *a,
				    const struct cfsv_der *d, struct cfsv_der o)
{
	struct spec_anchor want;
	struct spec_part e = {0, 0, 0, 0};

	if (o.err == CFSV_OK)
		e = spec_certified(d->buf, o.off, o.end, o.ends[o.depth - 1],
				   &want);
	return proof_key_taken(a, d, o, e, &want) &&
	       (d->err != CFSV_OK ||
		(a->named == 1 && proof_is(a->serial, want.serial) &&
		 proof_is_whole(a->issuer, want.issuer) &&
		 proof_has_id(a, &want)));
}

uint32_t cfsv_curve_size(uint32_t kind)
ASSIGNS()
ENSURES(__CPROVER_return_value == (kind == CFSV_KEY_P256   ? 32
				   : kind == CFSV_KEY_P384 ? 48
				   : kind == CFSV_KEY_P521 ? 66
							   : 0));

void cfsv_key_parse(struct cfsv_anchor *a, struct cfsv_der *d,
		    const struct cfsv_crypto *crypto)
CURSOR(d)
WITHIN(d, 2)
SHALLOW(d, 14)
ANCHOR(a, d)
CRYPTO(crypto)
ASSIGNS(MOVE(d), a->key, a->exponent, a->kind)
ENSURES(proof_any_key(a, d, OLD(*d)))
TAKES_KEY(a, d)
DEPTH(d, -1);

void cfsv_certificate_parse(struct cfsv_anchor *a, struct cfsv_der *d,
			    const struct cfsv_crypto *crypto)
CURSOR(d)
WITHIN(d, 2)
SHALLOW(d, 2)
ANCHOR(a, d)
CRYPTO(crypto)
REQUIRES(a->key_id.off == a->key_id.end)
ENSURES(proof_certificate(a, d, OLD(*d)))
ASSIGNS(MOVE(d), a->key, a->exponent, a->kind, a->serial, a->issuer)
ASSIGNS(a->key_id, a->named)
ENSURES(d->err != CFSV_OK || proof_span(a->issuer))
TAKES_KEY(a, d)
DEPTH(d, -1);

#endif /* PROVE_ANCHOR_H */
