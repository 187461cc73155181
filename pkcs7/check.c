/* SPDX-License-Identifier: MIT */
/* check.c - does a trust anchor's key vouch for a parsed signature? */
#include <string.h>
#include "pkcs7.h"

#ifndef CFSV_NO_PKCS7

#ifndef CFSV_NO_RSA

#define CHECK_RSA_BYTES_MAX 512
#define CHECK_INFO 19

/* DER of DigestInfo up to the digest itself, RFC 8017 9.2 note 1. */
static const uint8_t check_digest_info[CHECK_INFO] = {
	0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
	0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
};

/*
 * Is em EMSA-PKCS1-v1_5 (RFC 8017 9.2) of this digest: 00 01 ff .. ff 00
 * DigestInfo digest, as long as the modulus? Where each byte stands follows
 * from the sizes alone, so there is no padding to parse, and every byte is
 * compared. size >= 256, so there are at least 8 ff.
 */
static enum cfsv_err check_rsa_encoding(const uint8_t *em, size_t size,
					uint32_t hash, const uint8_t *digest,
					size_t digest_len)
{
	const uint8_t *tail = em + (size - digest_len - CHECK_INFO);
	uint32_t different = em[0] | (em[1] ^ 1u);
#ifdef CFSV_NO_SHA512
	const uint8_t *info = check_digest_info; /* of SHA-256 */
#else
	uint8_t info[CHECK_INFO];
#endif
	size_t i;

	for (i = 2; em + i < tail - 1; i++)
		different |= em[i] ^ 0xffu;
	different |= tail[-1];
	(void)hash;
#ifndef CFSV_NO_SHA512
	memcpy(info, check_digest_info, CHECK_INFO);
	info[1] = (uint8_t)(CHECK_INFO - 2 + digest_len);
	/* last arc of the OID: sha256 1, sha384 2, sha512 3 */
	if (hash != CFSV_SHA256)
		info[14] = (uint8_t)(5 - hash);
	info[18] = (uint8_t)digest_len;
#endif
	if (different != 0 || memcmp(tail, info, CHECK_INFO) != 0 ||
	    memcmp(tail + CHECK_INFO, digest, digest_len) != 0)
		return CFSV_E_BAD_SIGNATURE;
	return CFSV_OK;
}

static enum cfsv_err check_rsa(const struct cfsv_signature *s,
			       const struct cfsv_anchor *a,
			       const uint8_t *digest, size_t digest_len,
			       const struct cfsv_crypto *crypto)
{
	uint8_t x[CHECK_RSA_BYTES_MAX];
	size_t size = cfsv_span_size(a->key);
	enum cfsv_err err;

	if (cfsv_span_size(s->value) != size)
		return CFSV_E_RSA_LENGTH;
	memcpy(x, s->der + s->value.off, size);
	err = crypto->rsa_public(x, a->der + a->key.off, size,
				 a->der + a->exponent.off,
				 cfsv_span_size(a->exponent));
	if (err != CFSV_OK)
		return err;
	return check_rsa_encoding(x, size, s->digest, digest, digest_len);
}

#endif /* CFSV_NO_RSA */

#ifndef CFSV_NO_ECDSA

#define CHECK_EC_BYTES_MAX 66

/* Orders of P-256, P-384 and P-521, SP 800-186 3.2.1. */
static const uint8_t check_order_256[32] = {
	0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
	0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
};
#ifndef CFSV_NO_P384
static const uint8_t check_order_384[48] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a, 0x0d, 0xb2,
	0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
};
#endif
#ifndef CFSV_NO_P521
static const uint8_t check_order_521[66] = {
	0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xfa, 0x51, 0x86, 0x87, 0x83, 0xbf, 0x2f, 0x96, 0x6b, 0x7f, 0xcc,
	0x01, 0x48, 0xf7, 0x09, 0xa5, 0xd0, 0x3b, 0xb5, 0xc9, 0xb8, 0x89,
	0x9c, 0x47, 0xae, 0xbb, 0x6f, 0xb7, 0x1e, 0x91, 0x38, 0x64, 0x09,
};
#endif

/* 0 < number < order (FIPS 186-5 6.4.2 step 1), written out to full size */
static int check_ec_number(uint8_t *out, size_t size, const uint8_t *order,
			   const uint8_t *der, struct cfsv_span number)
{
	size_t len = cfsv_span_size(number); /* no leading zeros: 0 is empty */

	if (len == 0 || len > size)
		return 0;
	memset(out, 0, size - len);
	memcpy(out + size - len, der + number.off, len);
	return memcmp(out, order, size) < 0;
}

static const uint8_t *check_order(uint32_t kind)
{
#ifndef CFSV_NO_P384
	if (kind == CFSV_KEY_P384)
		return check_order_384;
#endif
#ifndef CFSV_NO_P521
	if (kind == CFSV_KEY_P521)
		return check_order_521;
#endif
	(void)kind;
	return check_order_256;
}

static enum cfsv_err check_ecdsa(const struct cfsv_signature *s,
				 const struct cfsv_anchor *a,
				 const uint8_t *digest, size_t digest_len,
				 const struct cfsv_crypto *crypto)
{
	const uint8_t *order = check_order(a->kind);
	size_t size = cfsv_curve_size(a->kind);
	uint8_t rs[2 * CHECK_EC_BYTES_MAX];

	if (!check_ec_number(rs, size, order, s->der, s->r) ||
	    !check_ec_number(rs + size, size, order, s->der, s->s))
		return CFSV_E_ECDSA_RANGE;
	return crypto->ecdsa_verify((enum cfsv_key_kind)a->kind,
				    a->der + a->key.off, cfsv_span_size(a->key),
				    digest, digest_len, rs, 2 * size);
}

#endif /* CFSV_NO_ECDSA */

/* Is this anchor the signer? By name, byte for byte; a bare key may be. */
static int check_matches(const struct cfsv_signature *s,
			 const struct cfsv_anchor *a)
{
	if (!a->named)
		return s->ecdsa == (a->kind != CFSV_KEY_RSA);
	if (s->signer_version == 1)
		return cfsv_der_equal(s->der, s->issuer, a->der, a->issuer) &&
		       cfsv_der_equal(s->der, s->serial, a->der, a->serial);
	return cfsv_der_equal(s->der, s->key_id, a->der, a->key_id);
}

static enum cfsv_err check_one(const struct cfsv_signature *s,
			       const struct cfsv_anchor *a,
			       const uint8_t *digest, size_t digest_len,
			       const struct cfsv_crypto *crypto)
{
	if (!check_matches(s, a))
		return CFSV_E_UNKNOWN_SIGNER;
	if (s->ecdsa != (a->kind != CFSV_KEY_RSA))
		return CFSV_E_KEY_TYPE;
#ifdef CFSV_NO_ECDSA
	return check_rsa(s, a, digest, digest_len, crypto);
#else
#ifndef CFSV_NO_RSA
	if (!s->ecdsa)
		return check_rsa(s, a, digest, digest_len, crypto);
#endif
	return check_ecdsa(s, a, digest, digest_len, crypto);
#endif
}

/*
 * All anchors are tried. If none vouches, the verdict is that of the last
 * one that went as far as a public-key operation, else of the last one that
 * had the signer's name, else "unknown signer".
 */
enum cfsv_err cfsv_signature_check(const struct cfsv_signature *s,
				   const uint8_t *digest, size_t digest_len,
				   const struct cfsv_anchor *anchors,
				   size_t count,
				   const struct cfsv_crypto *crypto,
				   size_t *which)
{
	enum cfsv_err verdict = CFSV_E_UNKNOWN_SIGNER;
	enum cfsv_err err;
	size_t i;

	for (i = 0; i < count && verdict != CFSV_OK; i++) {
		if (anchors[i].kind < CFSV_KEY_RSA ||
		    anchors[i].kind > CFSV_KEY_P521)
			return CFSV_E_ARGUMENT; /* not loaded */
		err = check_one(s, &anchors[i], digest, digest_len, crypto);
		if (err == CFSV_OK)
			*which = i;
		if (err != CFSV_E_UNKNOWN_SIGNER &&
		    (err == CFSV_OK || verdict != CFSV_E_BAD_SIGNATURE))
			verdict = err;
	}
	return verdict;
}

#endif /* CFSV_NO_PKCS7 */
