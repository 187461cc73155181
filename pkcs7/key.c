/* SPDX-License-Identifier: MIT */
/* key.c - public keys: SubjectPublicKeyInfo (RFC 5280 4.1.2.7) */
#include "pkcs7.h"

uint32_t cfsv_curve_size(uint32_t kind)
{
	switch (kind) {
	case CFSV_KEY_P256:
		return 32;
	case CFSV_KEY_P384:
		return 48;
	case CFSV_KEY_P521:
		return 66;
	default:
		return 0;
	}
}

/*
 * An odd number of at least 65537 in shortest form (FIPS 186-5 A.1.1: above
 * 2^16). 65537 is 01 00 01: three bytes, or more.
 */
static enum cfsv_err key_exponent(const struct cfsv_der *d,
				  const struct cfsv_anchor *a)
{
	uint32_t size = cfsv_span_size(a->exponent);

	if (size < 3 || size > cfsv_span_size(a->key))
		return CFSV_E_RSA_EXPONENT;
	if (d->buf[a->exponent.end - 1] % 2 == 0)
		return CFSV_E_RSA_EXPONENT;
	return CFSV_OK;
}

/*
 * RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
 * (RFC 8017 A.1.1). The modulus has no leading zero bits: 2048 bits are 256
 * bytes of which the first is at least 0x80.
 */
static enum cfsv_err key_rsa(struct cfsv_anchor *a, struct cfsv_der *d,
			     struct cfsv_span bits)
{
	struct cfsv_span w;
	uint32_t size, at;

	DER_TRY(cfsv_der_take(d, &bits, DER_SEQUENCE, &w));
	DER_TRY(cfsv_der_end(d, &bits));
	DER_TRY(cfsv_der_unsigned(d, &w, &a->key));
	at = d->at;
	DER_TRY(cfsv_der_unsigned(d, &w, &a->exponent));
	DER_TRY(cfsv_der_end(d, &w));
	DER_TRY(key_exponent(d, a));
	d->at = at;
	size = cfsv_span_size(a->key);
	if ((size != 256 && size != 384 && size != 512) ||
	    d->buf[a->key.off] < 0x80)
		return CFSV_E_RSA_SIZE;
	if (d->buf[a->key.end - 1] % 2 == 0)
		return CFSV_E_RSA_MODULUS;
	a->kind = CFSV_KEY_RSA;
	return CFSV_OK;
}

/* ECParameters: a named curve only (RFC 5480 2.1.1), never explicit ones. */
static enum cfsv_err key_curve(struct cfsv_der *d, struct cfsv_span *w,
			       uint32_t *kind)
{
	enum cfsv_oid oid;

	d->at = w->off;
	if (cfsv_der_peek(d, w) != DER_OID)
		return CFSV_E_KEY_PARAMETERS;
	DER_TRY(cfsv_oid_take(d, w, &oid));
	switch (oid) {
	case CFSV_OID_P256:
		*kind = CFSV_KEY_P256;
		return CFSV_OK;
	case CFSV_OID_P384:
		*kind = CFSV_KEY_P384;
		return CFSV_OK;
	case CFSV_OID_P521:
		*kind = CFSV_KEY_P521;
		return CFSV_OK;
	default:
		return CFSV_E_KEY_CURVE;
	}
}

/* ECPoint, uncompressed: 04 || X || Y (RFC 5480 2.2, SEC 1 2.3.3). */
static enum cfsv_err key_point(struct cfsv_anchor *a, struct cfsv_der *d,
			       struct cfsv_span bits, uint32_t kind,
			       const struct cfsv_crypto *crypto)
{
	if (cfsv_span_size(bits) != 1 + 2 * cfsv_curve_size(kind) ||
	    d->buf[bits.off] != 0x04)
		return CFSV_E_EC_POINT;
	DER_TRY(crypto->ec_point((enum cfsv_key_kind)kind, d->buf + bits.off,
				 cfsv_span_size(bits)));
	a->key = bits;
	a->kind = kind;
	return CFSV_OK;
}

/*
 * SubjectPublicKeyInfo ::= SEQUENCE {
 *	algorithm	 SEQUENCE { OBJECT IDENTIFIER, parameters },
 *	subjectPublicKey BIT STRING }
 */
enum cfsv_err cfsv_key_parse(struct cfsv_anchor *a, struct cfsv_der *d,
			     struct cfsv_span w,
			     const struct cfsv_crypto *crypto)
{
	struct cfsv_span algorithm, bits;
	enum cfsv_oid oid;
	uint32_t kind = CFSV_KEY_RSA;

	DER_TRY(cfsv_der_take(d, &w, DER_SEQUENCE, &algorithm));
	DER_TRY(cfsv_oid_take(d, &algorithm, &oid));
	if (oid != CFSV_OID_RSA && oid != CFSV_OID_EC_PUBLIC_KEY)
		return CFSV_E_KEY_ALGORITHM;
	if (oid == CFSV_OID_EC_PUBLIC_KEY) {
		DER_TRY(key_curve(d, &algorithm, &kind));
	} else {
		d->at = algorithm.off;
		if (cfsv_der_peek(d, &algorithm) != DER_NULL)
			return CFSV_E_KEY_PARAMETERS;
		DER_TRY(cfsv_der_null(d, &algorithm));
	}
	DER_TRY(cfsv_der_end(d, &algorithm));
	DER_TRY(cfsv_der_bytes(d, &w, &bits));
	DER_TRY(cfsv_der_end(d, &w));
	if (kind == CFSV_KEY_RSA)
		return key_rsa(a, d, bits);
	return key_point(a, d, bits, kind, crypto);
}
