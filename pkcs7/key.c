/* SPDX-License-Identifier: MIT */
/* key.c - public keys: SubjectPublicKeyInfo (RFC 5280 4.1.2.7) */
#include "pkcs7.h"

#ifndef CFSV_NO_PKCS7

#ifndef CFSV_NO_RSA

/*
 * The modulus has exactly 2048, 3072 or 4096 bits, so no leading zero bits:
 * 2048 bits are 256 bytes of which the first is at least 0x80. The exponent is
 * an odd number of at least 65537 (FIPS 186-5 A.1.1: above 2^16), which is
 * 01 00 01: three bytes, or more.
 */
static enum cfsv_err key_rsa_rules(const struct cfsv_anchor *a)
{
	uint32_t size = cfsv_span_size(a->key);
	uint32_t e_size = cfsv_span_size(a->exponent);

	if (e_size < 3 || e_size > size || a->der[a->exponent.end - 1] % 2 == 0)
		return CFSV_E_RSA_EXPONENT;
	if ((size != 256 && size != 384 && size != 512) ||
	    a->der[a->key.off] < 0x80)
		return CFSV_E_RSA_SIZE;
	if (a->der[a->key.end - 1] % 2 == 0)
		return CFSV_E_RSA_MODULUS;
	return CFSV_OK;
}

/*
 * Parameters NULL (RFC 3279 2.3.1), and in the BIT STRING
 * RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
 * (RFC 8017 A.1.1).
 */
static void key_rsa(struct cfsv_anchor *a, struct cfsv_der *d)
{
	enum cfsv_err err;
	uint32_t at;

	a->kind = CFSV_KEY_RSA;
	cfsv_der_must(d, DER_NULL, CFSV_E_KEY_PARAMETERS);
	cfsv_der_null(d);
	cfsv_der_leave(d);
	cfsv_der_bytes(d);
	cfsv_der_inside(d);
	cfsv_der_enter(d, DER_SEQUENCE);
	cfsv_der_unsigned(d);
	a->key = d->in;
	at = d->at;
	cfsv_der_unsigned(d);
	a->exponent = d->in;
	cfsv_der_leave(d); /* RSAPublicKey */
	cfsv_der_leave(d); /* BIT STRING */
	err = key_rsa_rules(a);
	if (err != CFSV_OK)
		cfsv_der_refuse_at(d, err == CFSV_E_RSA_EXPONENT ? d->at : at,
				   err);
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

/* ECPoint, uncompressed: 04 || X || Y (RFC 5480 2.2, SEC 1 2.3.3). */
static enum cfsv_err key_point_rules(const struct cfsv_anchor *a,
				     const struct cfsv_crypto *crypto)
{
	uint32_t size = cfsv_span_size(a->key);

	if (size != 1 + 2 * cfsv_curve_size(a->kind) ||
	    a->der[a->key.off] != 0x04)
		return CFSV_E_EC_POINT;
	return crypto->ec_point((enum cfsv_key_kind)a->kind,
				a->der + a->key.off, size);
}

/* Parameters: a named curve only (RFC 5480 2.1.1), never explicit ones. */
static void key_ec(struct cfsv_anchor *a, struct cfsv_der *d,
		   const struct cfsv_crypto *crypto)
{
	enum cfsv_err err;
	enum cfsv_oid oid;

	cfsv_der_must(d, DER_OID, CFSV_E_KEY_PARAMETERS);
	oid = cfsv_oid_take(d);
	if (cfsv_oid_class(oid) != CFSV_OID_CURVE)
		cfsv_der_refuse(d, CFSV_E_KEY_CURVE);
	cfsv_der_leave(d);
	cfsv_der_bytes(d);
	a->key = d->in;
	a->kind = cfsv_oid_value(oid);
	err = key_point_rules(a, crypto);
	if (err != CFSV_OK)
		cfsv_der_refuse(d, err);
}

#endif /* CFSV_NO_ECDSA */

/*
 * SubjectPublicKeyInfo ::= SEQUENCE {
 *	algorithm	 SEQUENCE { OBJECT IDENTIFIER, parameters },
 *	subjectPublicKey BIT STRING }
 */
void cfsv_key_parse(struct cfsv_anchor *a, struct cfsv_der *d,
		    const struct cfsv_crypto *crypto)
{
	enum cfsv_oid oid = cfsv_oid_take(d);

	(void)crypto; /* for the curves alone */
#ifndef CFSV_NO_RSA
	if (oid == CFSV_OID_RSA) {
		key_rsa(a, d);
		return;
	}
#endif
#ifndef CFSV_NO_ECDSA
	if (oid == CFSV_OID_EC_PUBLIC_KEY) {
		key_ec(a, d, crypto);
		return;
	}
#endif
	cfsv_der_refuse(d, CFSV_E_KEY_ALGORITHM);
}

#endif /* CFSV_NO_PKCS7 */
