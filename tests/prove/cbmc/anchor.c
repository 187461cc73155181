/* SPDX-License-Identifier: MIT */
/* anchor.c - proofs of pkcs7/anchor.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "anchor.h"
#include "pkcs7/anchor.c"
#include "abstract.h"
#include "../spec/spec_der.c"
#include "../spec/spec_oid.c"
#include "proof.h"

static void anchor_form(struct cfsv_anchor *a, struct cfsv_der *d,
			const struct cfsv_crypto *crypto)
CURSOR(d)
ANCHOR(a, d)
CRYPTO(crypto)
REQUIRES(d->depth == 0 && a->issuer.off == 0 && a->issuer.end == 0)
ASSIGNS(MOVE(d), a->key, a->exponent, a->kind, a->serial, a->issuer)
ASSIGNS(a->key_id, a->named)
ENSURES(d->err != CFSV_OK || proof_span(a->issuer))
TAKES_KEY(a, d)
DEPTH(d, 0);

/* Whatever is given: with CFSV_OK all that the checks ask for. */
enum cfsv_err cfsv_anchor_load(struct cfsv_anchor *a,
			       const struct cfsv_crypto *crypto,
			       const uint8_t *der, size_t len)
REQUIRES(FRESH(a, sizeof(*a)) && len <= (size_t)1 << 40)
REQUIRES(len > PROOF_LEN_MAX || proof_len == len)
REQUIRES(der == NULL || FRESH(der, len))
REQUIRES(crypto == NULL || __CPROVER_pointer_equals(crypto, &proof_crypto))
ASSIGNS(*a)
ENSURES(__CPROVER_return_value != CFSV_OK ? a->kind == 0
	: ANCHOR_LOADED(a) && a->len == len &&
		__CPROVER_pointer_equals(a->der, der));

PROOF(anchor_form,
      struct cfsv_anchor *a; struct cfsv_der *d; const struct cfsv_crypto *c,
      anchor_form(a, d, c))
PROOF(cfsv_anchor_load,
      struct cfsv_anchor *a; const struct cfsv_crypto *c; const uint8_t *der;
      size_t len, cfsv_anchor_load(a, c, der, len))
