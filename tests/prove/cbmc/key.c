/* SPDX-License-Identifier: MIT */
/* key.c - proofs of pkcs7/key.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "anchor.h"
#include "pkcs7/key.c"
#include "abstract.h"
#include "../spec/spec_der.c"
#include "../spec/spec_oid.c"
#include "../spec/spec_cert.c"
#include "proof.h"

int spec_on_curve(enum spec_key kind, const uint8_t *point, uint32_t size)
{
	return __CPROVER_uninterpreted_on_curve(
		proof_kind(kind), __CPROVER_POINTER_OFFSET(point), size);
}

PROOF_KEY(proof_rsa_key, spec_rsa_key)
PROOF_KEY(proof_ec_key, spec_ec_key)

static enum cfsv_err key_rsa_rules(const struct cfsv_anchor *a)
REQUIRES(FRESH(a, sizeof(*a)) && FRESH(a->der, proof_len) && PROOF_SPANS(a))
REQUIRES(proof_len <= PROOF_LEN_MAX)
ASSIGNS()
ENSURES((__CPROVER_return_value == CFSV_OK) ==
	((a->key.end - a->key.off == 256 || a->key.end - a->key.off == 384 ||
	  a->key.end - a->key.off == 512) &&
	 a->der[a->key.off] >= 0x80 && (a->der[a->key.end - 1] & 1) == 1 &&
	 a->exponent.end - a->exponent.off >= 3 &&
	 a->exponent.end - a->exponent.off <= a->key.end - a->key.off &&
	 (a->der[a->exponent.end - 1] & 1) == 1));

static void key_rsa(struct cfsv_anchor *a, struct cfsv_der *d)
CURSOR(d)
WITHIN(d, 2)
SHALLOW(d, 14)
ANCHOR(a, d)
ASSIGNS(MOVE(d), a->key, a->exponent, a->kind)
ENSURES(proof_rsa_key(a, d, OLD(*d)))
TAKES_KEY(a, d)
DEPTH(d, -1);

static enum cfsv_err key_point_rules(const struct cfsv_anchor *a,
				     const struct cfsv_crypto *crypto)
REQUIRES(FRESH(a, sizeof(*a)) && FRESH(a->der, proof_len) && proof_anchor(a))
REQUIRES(proof_len <= PROOF_LEN_MAX)
REQUIRES(a->kind >= CFSV_KEY_P256 || a->key.off == a->key.end)
CRYPTO(crypto)
ASSIGNS()
ENSURES((__CPROVER_return_value == CFSV_OK) ==
	(POINT_SIZE(a) && a->der[a->key.off] == 4 &&
	 __CPROVER_uninterpreted_on_curve(a->kind, a->key.off, KEY_SIZE(a))));

static void key_ec(struct cfsv_anchor *a, struct cfsv_der *d,
		   const struct cfsv_crypto *crypto)
CURSOR(d)
WITHIN(d, 2)
SHALLOW(d, 14)
ANCHOR(a, d)
CRYPTO(crypto)
ASSIGNS(MOVE(d), a->key, a->kind)
ENSURES(proof_ec_key(a, d, OLD(*d)))
TAKES_KEY(a, d)
DEPTH(d, -1);

PROOF(key_rsa_rules, const struct cfsv_anchor *a, key_rsa_rules(a))
PROOF(key_rsa, struct cfsv_anchor *a; struct cfsv_der *d, key_rsa(a, d))
PROOF(cfsv_curve_size, uint32_t kind, cfsv_curve_size(kind))
PROOF(key_point_rules,
      const struct cfsv_anchor *a; const struct cfsv_crypto *c,
      key_point_rules(a, c))
PROOF(key_ec,
      struct cfsv_anchor *a; struct cfsv_der *d; const struct cfsv_crypto *c,
      key_ec(a, d, c))
PROOF(cfsv_key_parse,
      struct cfsv_anchor *a; struct cfsv_der *d; const struct cfsv_crypto *c,
      cfsv_key_parse(a, d, c))
