/* SPDX-License-Identifier: MIT */
/* pkcs7.h - inside the hostile-bytes room: what its files give each other */
#ifndef CFSV_PKCS7_H
#define CFSV_PKCS7_H

#include "der.h"

#ifndef CFSV_NO_PKCS7

/*
 * Object identifiers that occur in keys and signatures, by meaning. Those of
 * hashes have the number of enum cfsv_hash, those of curves the number of enum
 * cfsv_key_kind in the low four bits.
 */
enum cfsv_oid {
	CFSV_OID_UNKNOWN,
	CFSV_OID_DATA,		/* 1.2.840.113549.1.7.1 */
	CFSV_OID_SIGNED_DATA,	/* 1.2.840.113549.1.7.2 */
	CFSV_OID_RSA,		/* 1.2.840.113549.1.1.1 rsaEncryption */
	CFSV_OID_EC_PUBLIC_KEY, /* 1.2.840.10045.2.1 */
	CFSV_OID_KEY_ID,	/* 2.5.29.14 subjectKeyIdentifier */
	CFSV_OID_DIGEST = 0x10,
	CFSV_OID_SHA256 = 0x11, /* 2.16.840.1.101.3.4.2.1 */
	CFSV_OID_SHA512 = 0x12, /* 2.16.840.1.101.3.4.2.3 */
	CFSV_OID_SHA384 = 0x13, /* 2.16.840.1.101.3.4.2.2 */
	CFSV_OID_ECDSA = 0x20,
	CFSV_OID_ECDSA_SHA256 = 0x21, /* 1.2.840.10045.4.3.2 */
	CFSV_OID_ECDSA_SHA512 = 0x22, /* 1.2.840.10045.4.3.4 */
	CFSV_OID_ECDSA_SHA384 = 0x23, /* 1.2.840.10045.4.3.3 */
	CFSV_OID_CURVE = 0x30,
	CFSV_OID_P256 = 0x32, /* 1.2.840.10045.3.1.7 secp256r1 */
	CFSV_OID_P384 = 0x33, /* 1.3.132.0.34 secp384r1 */
	CFSV_OID_P521 = 0x34  /* 1.3.132.0.35 secp521r1 */
};

/* CFSV_OID_DIGEST, _ECDSA, _CURVE, or 0; and the number that goes with it. */
static inline uint32_t cfsv_oid_class(enum cfsv_oid oid)
{
	return (uint32_t)oid - (uint32_t)oid % 16;
}

static inline uint32_t cfsv_oid_value(enum cfsv_oid oid)
{
	return (uint32_t)oid % 16;
}

/* The next element must be an OBJECT IDENTIFIER: which one? */
enum cfsv_oid cfsv_oid_take(struct cfsv_der *d);

#ifndef CFSV_NO_ECDSA
/* Length in bytes of a coordinate, and of the order, of an EC key; else 0. */
uint32_t cfsv_curve_size(uint32_t kind);
#endif

/*
 * SubjectPublicKeyInfo, from inside its AlgorithmIdentifier, which it leaves,
 * up to its end: fills in kind, key, exponent.
 */
void cfsv_key_parse(struct cfsv_anchor *a, struct cfsv_der *d,
		    const struct cfsv_crypto *crypto);

#ifndef CFSV_NO_CERTIFICATES
/* Certificate, from inside its TBSCertificate, likewise. */
void cfsv_certificate_parse(struct cfsv_anchor *a, struct cfsv_der *d,
			    const struct cfsv_crypto *crypto);
#endif

/*
 * Is this parsed signature over this digest by one of these anchors? digest
 * has the size of s->digest. On CFSV_OK *which is the anchor's index.
 */
enum cfsv_err cfsv_signature_check(const struct cfsv_signature *s,
				   const uint8_t *digest, size_t digest_len,
				   const struct cfsv_anchor *anchors,
				   size_t count,
				   const struct cfsv_crypto *crypto,
				   size_t *which);

#endif /* CFSV_NO_PKCS7 */

#endif /* CFSV_PKCS7_H */
