/* SPDX-License-Identifier: MIT */
/* check.c - proofs of pkcs7/check.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "anchor.h"
extern uint32_t proof_i;
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
