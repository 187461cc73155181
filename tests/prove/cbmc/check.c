/* SPDX-License-Identifier: MIT */
/* check.c - proofs of pkcs7/check.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "anchor.h"
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

/* A parsed signature, a loaded anchor, and a digest to be compared */
uint32_t proof_sig;
#define OF_SIG(w) ((w).off <= (w).end && (w).end <= proof_sig)
#define SIGNED(s)                                                              \
	REQUIRES(proof_sig <= CFSV_SIGNATURE_MAX && FRESH(s, sizeof(*(s))) &&  \
		 FRESH((s)->der, proof_sig) && (s)->digest >= 1 &&             \
		 (s)->digest <= 3)                                             \
	REQUIRES(OF_SIG((s)->issuer) && OF_SIG((s)->serial) &&                 \
		 OF_SIG((s)->key_id) && OF_SIG((s)->value) &&                  \
		 OF_SIG((s)->r) && OF_SIG((s)->s))
#define LOADED(a)                                                              \
	REQUIRES(proof_len <= PROOF_LEN_MAX && FRESH(a, sizeof(*(a))) &&       \
		 FRESH((a)->der, proof_len) && proof_anchor(a) &&              \
		 proof_span((a)->issuer) &&                                    \
		 ((a)->kind == 0 || KEY_TAKEN(a)))
#define DIGEST(digest, len)                                                    \
	REQUIRES(len == 32 || len == 48 || len == 64)                          \
	REQUIRES(FRESH(digest, len))
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

/* Up to three anchors, loaded or zero; one more does nothing else. */
#define CHECK_ANCHORS 3
#define AT(k)                                                                  \
	REQUIRES(count <= (k) ||                                               \
		 (FRESH(anchors[k].der, proof_len) &&                          \
		  proof_anchor(&anchors[k]) && proof_span(anchors[k].issuer) && \
		  (anchors[k].kind == 0 || KEY_TAKEN(&anchors[k]))))

enum cfsv_err cfsv_signature_check(const struct cfsv_signature *s,
				   const uint8_t *digest, size_t digest_len,
				   const struct cfsv_anchor *anchors,
				   size_t count,
				   const struct cfsv_crypto *crypto,
				   size_t *which)
SIGNED(s)
DIGEST(digest, digest_len)
CRYPTO(crypto)
REQUIRES(count <= CHECK_ANCHORS && proof_len <= PROOF_LEN_MAX)
REQUIRES(FRESH(anchors, CHECK_ANCHORS * sizeof(*anchors)))
AT(0)
AT(1)
AT(2)
REQUIRES(FRESH(which, sizeof(*which)))
ASSIGNS(*which)
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(*which < count && anchors[*which].kind >= CFSV_KEY_RSA &&
	 s->ecdsa == (anchors[*which].kind != CFSV_KEY_RSA)));

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
	      const struct cfsv_crypto *c; uint32_t size,                      \
	      (proof_sig = size, name(s, a, digest, len, c)))
CHECK(check_rsa)
CHECK(check_ecdsa)
CHECK(check_one)
PROOF(check_matches, const struct cfsv_signature *s;
      const struct cfsv_anchor *a; uint32_t size,
      (proof_sig = size, check_matches(s, a)))
PROOF(cfsv_signature_check, const struct cfsv_signature *s;
      const uint8_t *digest; size_t len; const struct cfsv_anchor *anchors;
      size_t count; const struct cfsv_crypto *c; size_t *which; uint32_t size,
      (proof_sig = size,
       cfsv_signature_check(s, digest, len, anchors, count, c, which)))
