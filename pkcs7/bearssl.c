/* SPDX-License-Identifier: MIT */
/* bearssl.c - public-key arithmetic: the one file here that calls BearSSL */
#include "pkcs7.h"

#ifndef CFSV_NO_PKCS7

#include <string.h>
#include <bearssl.h>

/*
 * The i31 code for RSA and the one generic prime-curve code for all three
 * curves: the smallest set of BearSSL's files, and enough for one signature.
 * For RSA alone its i32 code is smaller (and slower).
 */
#ifdef CFSV_NO_ECDSA
#define BEARSSL_RSA br_rsa_i32_public
#else
#define BEARSSL_RSA br_rsa_i31_public
#endif

#ifndef CFSV_NO_RSA
static enum cfsv_err bearssl_rsa_public(uint8_t *x, const uint8_t *n,
					size_t len, const uint8_t *e,
					size_t e_len)
{
	br_rsa_public_key key;

	key.n = (unsigned char *)(uintptr_t)n; /* BearSSL only reads them */
	key.nlen = len;
	key.e = (unsigned char *)(uintptr_t)e;
	key.elen = e_len;
	if (BEARSSL_RSA(x, len, &key) != 1)
		return CFSV_E_BAD_SIGNATURE;
	return CFSV_OK;
}

#endif

#ifndef CFSV_NO_ECDSA

/* secp256r1, secp384r1, secp521r1: BearSSL's numbers (IANA's) follow too. */
static int bearssl_curve(enum cfsv_key_kind kind)
{
	return BR_EC_secp256r1 + ((int)kind - (int)CFSV_KEY_P256);
}

static enum cfsv_err bearssl_ecdsa_verify(enum cfsv_key_kind kind,
					  const uint8_t *point,
					  size_t point_len, const uint8_t *hash,
					  size_t hash_len, const uint8_t *rs,
					  size_t rs_len)
{
	br_ec_public_key key;

	key.curve = bearssl_curve(kind);
	key.q = (unsigned char *)(uintptr_t)point;
	key.qlen = point_len;
	if (br_ecdsa_i31_vrfy_raw(&br_ec_prime_i31, hash, hash_len, &key, rs,
				  rs_len) != 1)
		return CFSV_E_BAD_SIGNATURE;
	return CFSV_OK;
}

/* BearSSL checks the curve's equation when it multiplies: multiply by 1. */
static enum cfsv_err bearssl_ec_point(enum cfsv_key_kind kind,
				      const uint8_t *point, size_t point_len)
{
	static const uint8_t one[1] = {1};
	uint8_t copy[1 + 2 * 66];

	if (point_len > sizeof(copy))
		return CFSV_E_EC_OFF_CURVE;
	memcpy(copy, point, point_len);
	if (br_ec_prime_i31.mul(copy, point_len, one, sizeof(one),
				bearssl_curve(kind)) != 1)
		return CFSV_E_EC_OFF_CURVE;
	return CFSV_OK;
}

#endif /* CFSV_NO_ECDSA */

const struct cfsv_crypto cfsv_bearssl = {
#ifndef CFSV_NO_RSA
	bearssl_rsa_public,
#endif
#ifndef CFSV_NO_ECDSA
	bearssl_ecdsa_verify,
	bearssl_ec_point,
#endif
};

#endif /* CFSV_NO_PKCS7 */
