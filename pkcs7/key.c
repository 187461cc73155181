/* SPDX-License-Identifier: MIT */
/* key.c - public keys: SubjectPublicKeyInfo (RFC 5280 4.1.2.7) */
#include "pkcs7.h"

#ifndef CFSV_NO_PKCS7

/* After the parameters: subjectPublicKey BIT STRING, and nothing after it. */
static enum cfsv_err key_bits(struct cfsv_der *d, const struct cfsv_span *rest,
			      struct cfsv_span w, struct cfsv_span *bits)
{
	DER_TRY(cfsv_der_end(d, rest));
	DER_TRY(cfsv_der_bytes(d, &w, bits));
	return cfsv_der_end(d, &w);
}

#ifndef CFSV_NO_RSA

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
			     struct cfsv_span parameters, struct cfsv_span rest)
{
	struct cfsv_span w, bits;
	uint32_t size, at;

	d->at = parameters.off;
	if (cfsv_der_peek(d, &parameters) != DER_NULL)
		return CFSV_E_KEY_PARAMETERS;
	DER_TRY(cfsv_der_null(d, &parameters));
	DER_TRY(key_bits(d, &parameters, rest, &bits));
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

#endif /* CFSV_NO_RSA */

#ifndef CFSV_NO_ECDSA

uint32_t cfsv_curve_size(uint32_t kind)
{
#ifndef CFSV_NO_P384
	if (kind == CFSV_KEY_P384)
		return 48;
#endif
#ifndef CFSV_NO_P521
	if (kind == CFSV_KEY_P521)
		return 66;
#endif
	return kind == CFSV_KEY_P256 ? 32 : 0;
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
	if (cfsv_oid_class(oid) != CFSV_OID_CURVE)
		return CFSV_E_KEY_CURVE;
	*kind = cfsv_oid_value(oid);
	return CFSV_OK;
}

/* ECPoint, uncompressed: 04 || X || Y (RFC 5480 2.2, SEC 1 2.3.3). */
static enum cfsv_err key_ec(struct cfsv_anchor *a, struct cfsv_der *d,
			    struct cfsv_span parameters, struct cfsv_span rest,
			    const struct cfsv_crypto *crypto)
{
	struct cfsv_span bits;
	uint32_t kind;

	DER_TRY(key_curve(d, &parameters, &kind));
	DER_TRY(key_bits(d, &parameters, rest, &bits));
	if (cfsv_span_size(bits) != 1 + 2 * cfsv_curve_size(kind) ||
	    d->buf[bits.off] != 0x04)
		return CFSV_E_EC_POINT;
	DER_TRY(crypto->ec_point((enum cfsv_key_kind)kind, d->buf + bits.off,
				 cfsv_span_size(bits)));
	a->key = bits;
	a->kind = kind;
	return CFSV_OK;
}

#endif /* CFSV_NO_ECDSA */

/*
 * SubjectPublicKeyInfo ::= SEQUENCE {
 *	algorithm	 SEQUENCE { OBJECT IDENTIFIER, parameters },
 *	subjectPublicKey BIT STRING }
 */
enum cfsv_err cfsv_key_parse(struct cfsv_anchor *a, struct cfsv_der *d,
			     struct cfsv_span w,
			     const struct cfsv_crypto *crypto)
{
	struct cfsv_span algorithm;
	enum cfsv_oid oid;

	DER_TRY(cfsv_der_take(d, &w, DER_SEQUENCE, &algorithm));
	DER_TRY(cfsv_oid_take(d, &algorithm, &oid));
	(void)crypto; /* for the curves */
#ifndef CFSV_NO_RSA
	if (oid == CFSV_OID_RSA)
		return key_rsa(a, d, algorithm, w);
#endif
#ifndef CFSV_NO_ECDSA
	if (oid == CFSV_OID_EC_PUBLIC_KEY)
		return key_ec(a, d, algorithm, w, crypto);
#endif
	return CFSV_E_KEY_ALGORITHM;
}

#endif /* CFSV_NO_PKCS7 */
