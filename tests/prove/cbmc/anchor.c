/* SPDX-License-Identifier: MIT */
/* anchor.c - proofs of pkcs7/anchor.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "anchor.h"
#include "pkcs7/anchor.c"
#include "abstract.h"
#include "../spec/spec_der.c"
#include "../spec/spec_oid.c"
#include "../spec/spec_cert.c"
#include "proof.h"

static inline int proof_anchor_is(const struct cfsv_anchor *a,
				  const struct spec_anchor *want)
{
	if (!proof_key_is(a, want))
		return 0;
	return want->named ? a->named == 1 &&
				     proof_is(a->serial, want->serial) &&
				     proof_is_whole(a->issuer, want->issuer) &&
				     proof_has_id(a, want)
			   : a->named == 0 && a->serial.end == 0 &&
				     a->issuer.end == 0 && a->key_id.end == 0;
}

static inline int proof_anchor_form(const struct cfsv_anchor *a,
				    const struct cfsv_der *d, struct cfsv_der o)
{
	struct spec_anchor want;
	struct spec_part e = spec_anchor_at(d->buf, o.off, o.end, &want);

	if (o.err != CFSV_OK || !e.ok)
		return proof_refused(d, o);
	return proof_passed(d, o, e) && proof_anchor_is(a, &want);
}

static void anchor_form(struct cfsv_anchor *a, struct cfsv_der *d,
			const struct cfsv_crypto *crypto)
CURSOR(d)
ANCHOR(a, d)
CRYPTO(crypto)
REQUIRES(d->depth == 0 && a->issuer.off == 0 && a->issuer.end == 0)
REQUIRES(a->serial.end == 0 && a->key_id.end == 0 && a->named == 0)
ASSIGNS(MOVE(d), a->key, a->exponent, a->kind, a->serial, a->issuer)
ASSIGNS(a->key_id, a->named)
ENSURES(d->err != CFSV_OK || proof_span(a->issuer))
ENSURES(proof_anchor_form(a, d, OLD(*d)))
TAKES_KEY(a, d);

static inline int proof_loads(const struct cfsv_anchor *a, const uint8_t *der,
			      size_t len, int accepted)
{
	struct spec_anchor want;

	if (!spec_anchor(der, len, &want))
		return !accepted;
	return accepted && proof_anchor_is(a, &want);
}

/*
 * Whatever is given: it is accepted exactly if the specification says so, and
 * then it is all that the checks ask for.
 */
enum cfsv_err cfsv_anchor_load(struct cfsv_anchor *a,
			       const struct cfsv_crypto *crypto,
			       const uint8_t *der, size_t len)
REQUIRES(FRESH(a, sizeof(*a)) && len <= (size_t)1 << 40)
REQUIRES(len > PROOF_LEN_MAX || proof_len == len)
REQUIRES(der == NULL || FRESH(der, len))
REQUIRES(crypto == NULL || __CPROVER_pointer_equals(crypto, &proof_crypto))
ASSIGNS(*a)
ENSURES(crypto == NULL || der == NULL
		? __CPROVER_return_value == CFSV_E_ARGUMENT
		: proof_loads(a, der, len, __CPROVER_return_value == CFSV_OK))
ENSURES(__CPROVER_return_value != CFSV_OK ? a->kind == 0
	: ANCHOR_LOADED(a) && a->len == len &&
		__CPROVER_pointer_equals(a->der, der));

PROOF(anchor_form,
      struct cfsv_anchor *a; struct cfsv_der *d; const struct cfsv_crypto *c,
      anchor_form(a, d, c))
PROOF(cfsv_anchor_load,
      struct cfsv_anchor *a; const struct cfsv_crypto *c; const uint8_t *der;
      size_t len, cfsv_anchor_load(a, c, der, len))
