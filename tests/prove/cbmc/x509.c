/* SPDX-License-Identifier: MIT */
/* x509.c - proofs of pkcs7/x509.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "anchor.h"
#include "pkcs7/x509.c"
#include "abstract.h"
#include "../spec/spec_der.c"
#include "../spec/spec_oid.c"
#include "proof.h"

static uint32_t x509_version(struct cfsv_der *d)
CURSOR(d)
WITHIN(d, 0)
ASSIGNS(MOVE(d))
ENSURES(d->err != CFSV_OK ||
	(__CPROVER_return_value >= 1 && __CPROVER_return_value <= 3))
DEPTH(d, 0);

static void x509_key_id(struct cfsv_anchor *a, struct cfsv_der *d)
CURSOR(d)
ANCHOR(a, d)
ASSIGNS(STEP(d), a->key_id)
DEPTH(d, 0)
ENSURES(d->err != CFSV_OK || a->key_id.off < a->key_id.end);

static void x509_extension(struct cfsv_anchor *a, struct cfsv_der *d)
CURSOR(d)
WITHIN(d, 0)
ANCHOR(a, d)
ASSIGNS(MOVE(d), a->key_id)
ENSURES(d->err != CFSV_OK || d->off > OLD(d->off))
ENSURES(d->err != CFSV_OK || d->end == OLD(d->end))
DEPTH(d, 0);

static void x509_extensions(struct cfsv_anchor *a, struct cfsv_der *d,
			    uint32_t version)
CURSOR(d)
WITHIN(d, 0)
ANCHOR(a, d)
ASSIGNS(MOVE(d), a->key_id)
DEPTH(d, 0);

static void x509_unique_ids(struct cfsv_der *d, uint32_t version)
CURSOR(d)
WITHIN(d, 0)
ASSIGNS(MOVE(d))
DEPTH(d, 0);

static void x509_key(struct cfsv_anchor *a, struct cfsv_der *d,
		     const struct cfsv_crypto *crypto)
CURSOR(d)
ANCHOR(a, d)
CRYPTO(crypto)
ASSIGNS(MOVE(d), a->key, a->exponent, a->kind)
TAKES_KEY(a, d)
DEPTH(d, 0);

PROOF(x509_version, struct cfsv_der *d, x509_version(d))
PROOF(x509_key_id, struct cfsv_anchor *a; struct cfsv_der *d,
      x509_key_id(a, d))
PROOF(x509_extension, struct cfsv_anchor *a; struct cfsv_der *d,
      x509_extension(a, d))
PROOF(x509_unique_ids, struct cfsv_der *d; uint32_t version,
      x509_unique_ids(d, version))
PROOF(x509_key,
      struct cfsv_anchor *a; struct cfsv_der *d; const struct cfsv_crypto *c,
      x509_key(a, d, c))
PROOF(x509_extensions,
      struct cfsv_anchor *a; struct cfsv_der *d; uint32_t version,
      x509_extensions(a, d, version))
PROOF(cfsv_certificate_parse,
      struct cfsv_anchor *a; struct cfsv_der *d; const struct cfsv_crypto *c,
      cfsv_certificate_parse(a, d, c))
