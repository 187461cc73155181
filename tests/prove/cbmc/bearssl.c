/* SPDX-License-Identifier: MIT */
/* bearssl.c - proofs of pkcs7/bearssl.c: BearSSL's functions are what they say
 */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "anchor.h"
#include "memory.h"
#include "pkcs7/bearssl.c"
#include "proof.h"

/* bearssl_rsa.h: x is overwritten, the key's numbers are read. */
uint32_t br_rsa_i31_public(unsigned char *x, size_t xlen,
			   const br_rsa_public_key *pk)
{
	uint32_t any;

	__CPROVER_assert(__CPROVER_rw_ok(x, xlen), "a number");
	__CPROVER_assert(__CPROVER_r_ok(pk->n, pk->nlen) &&
				 __CPROVER_r_ok(pk->e, pk->elen),
			 "a key");
	__CPROVER_havoc_slice(x, xlen);
	return any;
}

/* bearssl_ec.h: it reads, and answers 1 or 0. */
uint32_t br_ecdsa_i31_vrfy_raw(const br_ec_impl *impl, const void *hash,
			       size_t hash_len, const br_ec_public_key *pk,
			       const void *sig, size_t sig_len)
{
	uint32_t any;

	__CPROVER_assert(impl->mul != NULL, "curves");
	__CPROVER_assert(__CPROVER_r_ok(hash, hash_len) &&
				 __CPROVER_r_ok(sig, sig_len) &&
				 __CPROVER_r_ok(pk->q, pk->qlen),
			 "a hash, a signature, a point");
	__CPROVER_assert(pk->curve >= 23 && pk->curve <= 25,
			 "one of its curves");
	return any;
}

static uint32_t proof_mul(unsigned char *G, size_t Glen, const unsigned char *x,
			  size_t xlen, int curve)
{
	uint32_t any;

	__CPROVER_assert(__CPROVER_rw_ok(G, Glen) && __CPROVER_r_ok(x, xlen),
			 "a point, and a number");
	__CPROVER_assert(curve >= 23 && curve <= 25, "one of its curves");
	__CPROVER_havoc_slice(G, Glen);
	return any;
}

const br_ec_impl br_ec_prime_i31 = {.mul = proof_mul};

#define KIND(kind)                                                             \
	REQUIRES((kind) >= CFSV_KEY_P256 && (kind) <= CFSV_KEY_P521)
#define READ(p, n) REQUIRES((n) <= CFSV_ANCHOR_MAX && FRESH(p, n))

static enum cfsv_err bearssl_rsa_public(uint8_t *x, const uint8_t *n,
					size_t len, const uint8_t *e,
					size_t e_len)
READ(x, len)
READ(n, len)
READ(e, e_len)
ASSIGNS(UPTO(x, len))
ENSURES(__CPROVER_return_value == CFSV_OK ||
	__CPROVER_return_value == CFSV_E_BAD_SIGNATURE);

static int bearssl_curve(enum cfsv_key_kind kind)
KIND(kind)
ASSIGNS()
ENSURES(__CPROVER_return_value == (kind == CFSV_KEY_P256   ? 23
				   : kind == CFSV_KEY_P384 ? 24
							   : 25));

/* the point's and the numbers' lengths: any; BearSSL looks at them */
static enum cfsv_err bearssl_ecdsa_verify(enum cfsv_key_kind kind,
					  const uint8_t *point,
					  size_t point_len, const uint8_t *hash,
					  size_t hash_len, const uint8_t *rs,
					  size_t rs_len)
KIND(kind)
READ(point, point_len)
READ(hash, hash_len)
READ(rs, rs_len)
ASSIGNS()
ENSURES(__CPROVER_return_value == CFSV_OK ||
	__CPROVER_return_value == CFSV_E_BAD_SIGNATURE);

static enum cfsv_err bearssl_ec_point(enum cfsv_key_kind kind,
				      const uint8_t *point, size_t point_len)
KIND(kind)
READ(point, point_len)
ASSIGNS()
ENSURES(__CPROVER_return_value == CFSV_OK ||
	__CPROVER_return_value == CFSV_E_EC_OFF_CURVE);

PROOF(bearssl_rsa_public, uint8_t *x; const uint8_t *n; size_t len;
      const uint8_t *e; size_t e_len, bearssl_rsa_public(x, n, len, e, e_len))
PROOF(bearssl_curve, enum cfsv_key_kind kind, bearssl_curve(kind))
PROOF(bearssl_ecdsa_verify, enum cfsv_key_kind kind; const uint8_t *point;
      size_t point_len; const uint8_t *hash; size_t hash_len;
      const uint8_t *rs; size_t rs_len,
      bearssl_ecdsa_verify(kind, point, point_len, hash, hash_len, rs, rs_len))
/* its address is taken: whom a pointer may mean must be found */
PROOF(bearssl_ec_point, enum cfsv_key_kind kind; const uint8_t *point;
      size_t len, bearssl_ec_point(kind, point, len))
