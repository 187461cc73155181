/* SPDX-License-Identifier: MIT */
/* check.c - proofs of pkcs7/check.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "signature.h"
#include "memory.h"
#include "pkcs7/check.c"
#include "proof.h"

#define SIZES(size, len)                                                       \
	REQUIRES((size) == 256 || (size) == 384 || (size) == 512)              \
	REQUIRES((len) == 32 || (len) == 48 || (len) == 64)

/* proof_i is any index: what holds of it holds of all the padding. */
static enum cfsv_err check_rsa_encoding(const uint8_t *em, size_t size,
					uint32_t hash, const uint8_t *digest,
					size_t digest_len)
SIZES(size, digest_len)
REQUIRES(hash >= 1 && hash <= 3)
REQUIRES(FRESH(em, size) && FRESH(digest, digest_len))
ASSIGNS()
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(em[0] == 0 && em[1] == 1 && em[size - digest_len - 20] == 0 &&
	 (proof_i < 2 || proof_i >= size - digest_len - 20 ||
	  em[proof_i] == 0xff) &&
	 (proof_i >= digest_len ||
	  em[size - digest_len + proof_i] == digest[proof_i])));

static int check_ec_number(uint8_t *out, size_t size, const uint8_t *order,
			   const uint8_t *der, struct cfsv_span number)
REQUIRES(size == 32 || size == 48 || size == 66)
REQUIRES(number.off <= number.end && number.end <= CFSV_SIGNATURE_MAX)
REQUIRES(FRESH(out, size) && FRESH(order, size) && FRESH(der, number.end))
ASSIGNS(UPTO(out, size))
ENSURES(__CPROVER_return_value == 0 ||
	(number.end > number.off && number.end - number.off <= size &&
	 out[size - 1] == der[number.end - 1]));

#define LOADED(a)                                                              \
	REQUIRES(FRESH(a, sizeof(*(a))) && ANCHOR_LOADED(a) &&                 \
		 FRESH((a)->der, (a)->len))
#define CHECKS(s, a, digest, len, crypto)                                      \
	SIGNED(s)                                                              \
	LOADED(a)                                                              \
	DIGEST(digest, len)                                                    \
	CRYPTO(crypto)

static enum cfsv_err check_rsa(const struct cfsv_signature *s,
			       const struct cfsv_anchor *a,
			       const uint8_t *digest, size_t digest_len,
			       const struct cfsv_crypto *crypto)
CHECKS(s, a, digest, digest_len, crypto)
REQUIRES(a->kind == CFSV_KEY_RSA)
ASSIGNS()
ENSURES(__CPROVER_return_value != CFSV_OK ||
	s->value.end - s->value.off == KEY_SIZE(a));

static enum cfsv_err check_ecdsa(const struct cfsv_signature *s,
				 const struct cfsv_anchor *a,
				 const uint8_t *digest, size_t digest_len,
				 const struct cfsv_crypto *crypto)
CHECKS(s, a, digest, digest_len, crypto)
REQUIRES(a->kind >= CFSV_KEY_P256)
ASSIGNS()
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(s->r.end > s->r.off && s->s.end > s->s.off));

static int check_matches(const struct cfsv_signature *s,
			 const struct cfsv_anchor *a)
SIGNED(s)
LOADED(a)
ASSIGNS()
ENSURES(!__CPROVER_return_value ||
	(!a->named ? s->ecdsa == (a->kind != CFSV_KEY_RSA)
	 : s->signer_version != 1 ||
		   s->serial.end - s->serial.off ==
			   a->serial.end - a->serial.off));

static enum cfsv_err check_one(const struct cfsv_signature *s,
			       const struct cfsv_anchor *a,
			       const uint8_t *digest, size_t digest_len,
			       const struct cfsv_crypto *crypto)
CHECKS(s, a, digest, digest_len, crypto)
REQUIRES(a->kind >= CFSV_KEY_RSA)
ASSIGNS()
ENSURES(__CPROVER_return_value != CFSV_OK ||
	s->ecdsa == (a->kind != CFSV_KEY_RSA));

static const uint8_t *check_order(uint32_t kind)
REQUIRES(kind >= CFSV_KEY_P256 && kind <= CFSV_KEY_P521)
ASSIGNS()
ENSURES(__CPROVER_r_ok(__CPROVER_return_value, kind == CFSV_KEY_P256   ? 32
					       : kind == CFSV_KEY_P384 ? 48
								       : 66));

PROOF(check_rsa_encoding,
      const uint8_t *em; size_t size; uint32_t hash; const uint8_t *digest;
      size_t len, check_rsa_encoding(em, size, hash, digest, len))
PROOF(check_ec_number, uint8_t *out; size_t size; const uint8_t *order;
      const uint8_t *der; struct cfsv_span number,
      check_ec_number(out, size, order, der, number))
PROOF(check_order, uint32_t kind, check_order(kind))
#define CHECK(name)                                                            \
	PROOF(name, const struct cfsv_signature *s;                            \
	      const struct cfsv_anchor *a; const uint8_t *digest; size_t len;  \
	      const struct cfsv_crypto *c, name(s, a, digest, len, c))
CHECK(check_rsa)
CHECK(check_ecdsa)
CHECK(check_one)
PROOF(check_matches, const struct cfsv_signature *s;
      const struct cfsv_anchor *a, check_matches(s, a))
PROOF(cfsv_signature_check, const struct cfsv_signature *s;
      const uint8_t *digest; size_t len; const struct cfsv_anchor *anchors;
      size_t count; const struct cfsv_crypto *c; size_t *which,
      cfsv_signature_check(s, digest, len, anchors, count, c, which))
