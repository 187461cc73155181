/* SPDX-License-Identifier: MIT */
/* x509.c - trust anchors: certificates as containers of a key (RFC 5280 4) */
#include <string.h>
#include "pkcs7.h"

/*
 * version [0] EXPLICIT INTEGER DEFAULT v1: 1 is version 2, 2 is version 3; a
 * default is not written out (X.690 11.5).
 */
static enum cfsv_err x509_version(struct cfsv_der *d, struct cfsv_span *w,
				  uint32_t *version)
{
	struct cfsv_span outer;
	uint32_t value;

	*version = 1;
	if (cfsv_der_peek(d, w) != DER_CONTEXT_CONSTRUCTED(0))
		return CFSV_OK;
	DER_TRY(cfsv_der_take(d, w, DER_CONTEXT_CONSTRUCTED(0), &outer));
	DER_TRY(cfsv_der_small(d, &outer, &value));
	if (value != 1 && value != 2)
		return CFSV_E_CERT_VERSION;
	DER_TRY(cfsv_der_end(d, &outer));
	*version = value + 1;
	return CFSV_OK;
}

/* OCTET STRING { KeyIdentifier ::= OCTET STRING }, RFC 5280 4.2.1.2 */
static enum cfsv_err x509_key_id(struct cfsv_anchor *a, struct cfsv_der *d,
				 struct cfsv_span value)
{
	if (cfsv_span_size(a->key_id) != 0)
		return CFSV_E_CERT_EXTENSIONS;
	DER_TRY(cfsv_der_take(d, &value, DER_OCTET_STRING, &a->key_id));
	if (cfsv_span_size(a->key_id) == 0)
		return CFSV_E_CERT_KEY_ID;
	return cfsv_der_end(d, &value);
}

/*
 * Extension ::= SEQUENCE {
 *	extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE,
 *	extnValue OCTET STRING }
 * All but the subjectKeyIdentifier are skipped, critical or not: the caller
 * pinned this certificate.
 */
static enum cfsv_err x509_extension(struct cfsv_anchor *a, struct cfsv_der *d,
				    struct cfsv_span w)
{
	struct cfsv_span critical, value;
	enum cfsv_oid oid;

	DER_TRY(cfsv_oid_take(d, &w, &oid));
	if (cfsv_der_peek(d, &w) == DER_BOOLEAN) {
		DER_TRY(cfsv_der_take(d, &w, DER_BOOLEAN, &critical));
		if (cfsv_span_size(critical) != 1 ||
		    d->buf[critical.off] != 0xff)
			return CFSV_E_DER_BOOLEAN;
	}
	DER_TRY(cfsv_der_take(d, &w, DER_OCTET_STRING, &value));
	DER_TRY(cfsv_der_end(d, &w));
	if (oid == CFSV_OID_KEY_ID)
		return x509_key_id(a, d, value);
	return CFSV_OK;
}

/* [3] EXPLICIT SEQUENCE SIZE (1..MAX) OF Extension, version 3 only */
static enum cfsv_err x509_extensions(struct cfsv_anchor *a, struct cfsv_der *d,
				     struct cfsv_span *w, uint32_t version)
{
	struct cfsv_span outer, list, extension;

	if (cfsv_der_peek(d, w) != DER_CONTEXT_CONSTRUCTED(3))
		return CFSV_OK;
	DER_TRY(cfsv_der_take(d, w, DER_CONTEXT_CONSTRUCTED(3), &outer));
	if (version != 3)
		return CFSV_E_CERT_EXTENSIONS;
	DER_TRY(cfsv_der_take(d, &outer, DER_SEQUENCE, &list));
	DER_TRY(cfsv_der_end(d, &outer));
	if (cfsv_span_size(list) == 0)
		return CFSV_E_CERT_EXTENSIONS;
	while (cfsv_span_size(list) > 0) {
		DER_TRY(cfsv_der_take(d, &list, DER_SEQUENCE, &extension));
		DER_TRY(x509_extension(a, d, extension));
	}
	return CFSV_OK;
}

/* issuerUniqueID [1], subjectUniqueID [2] IMPLICIT BIT STRING, version >= 2 */
static enum cfsv_err x509_unique_ids(struct cfsv_der *d, struct cfsv_span *w,
				     uint32_t version)
{
	uint8_t n;

	for (n = 1; n <= 2 && version >= 2; n++)
		if (cfsv_der_peek(d, w) == DER_CONTEXT(n))
			DER_TRY(cfsv_der_skip(d, w, DER_CONTEXT(n)));
	return CFSV_OK;
}

/*
 * TBSCertificate ::= SEQUENCE {
 *	version [0], serialNumber INTEGER, signature SEQUENCE, issuer Name,
 *	validity SEQUENCE, subject Name, subjectPublicKeyInfo SEQUENCE,
 *	issuerUniqueID [1], subjectUniqueID [2], extensions [3] }
 */
static enum cfsv_err x509_tbs(struct cfsv_anchor *a, struct cfsv_der *d,
			      struct cfsv_span w,
			      const struct cfsv_crypto *crypto)
{
	struct cfsv_span key;
	uint32_t version;

	DER_TRY(x509_version(d, &w, &version));
	DER_TRY(cfsv_der_integer(d, &w, &a->serial));
	if (cfsv_span_size(a->serial) > CFSV_SERIAL_MAX)
		return CFSV_E_CERT_SERIAL;
	DER_TRY(cfsv_der_skip(d, &w, DER_SEQUENCE)); /* signature */
	a->issuer.off = w.off;
	DER_TRY(cfsv_der_skip(d, &w, DER_SEQUENCE)); /* issuer */
	a->issuer.end = w.off;
	DER_TRY(cfsv_der_skip(d, &w, DER_SEQUENCE)); /* validity */
	DER_TRY(cfsv_der_skip(d, &w, DER_SEQUENCE)); /* subject */
	DER_TRY(cfsv_der_take(d, &w, DER_SEQUENCE, &key));
	DER_TRY(cfsv_key_parse(a, d, key, crypto));
	DER_TRY(x509_unique_ids(d, &w, version));
	DER_TRY(x509_extensions(a, d, &w, version));
	return cfsv_der_end(d, &w);
}

/*
 * Certificate ::= SEQUENCE {
 *	tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE,
 *	signatureValue BIT STRING }
 */
enum cfsv_err cfsv_certificate_parse(struct cfsv_anchor *a, struct cfsv_der *d,
				     struct cfsv_span w,
				     const struct cfsv_crypto *crypto)
{
	struct cfsv_span tbs, signature;

	DER_TRY(cfsv_der_take(d, &w, DER_SEQUENCE, &tbs));
	DER_TRY(x509_tbs(a, d, tbs, crypto));
	DER_TRY(cfsv_der_skip(d, &w, DER_SEQUENCE)); /* signatureAlgorithm */
	DER_TRY(cfsv_der_bytes(d, &w, &signature));
	a->named = 1;
	return cfsv_der_end(d, &w);
}

/*
 * A certificate begins SEQUENCE { SEQUENCE { [0] or INTEGER, a public key
 * SEQUENCE { SEQUENCE { OBJECT IDENTIFIER, a private key (PKCS#8, PKCS#1,
 * SEC 1) SEQUENCE { INTEGER.
 */
static enum cfsv_err x509_anchor(struct cfsv_anchor *a, struct cfsv_der *d,
				 struct cfsv_span w,
				 const struct cfsv_crypto *crypto)
{
	struct cfsv_span outer, look, inner;

	DER_TRY(cfsv_der_take(d, &w, DER_SEQUENCE, &outer));
	DER_TRY(cfsv_der_end(d, &w));
	d->at = outer.off;
	if (cfsv_der_peek(d, &outer) == DER_INTEGER)
		return CFSV_E_ANCHOR_PRIVATE;
	if (cfsv_der_peek(d, &outer) != DER_SEQUENCE)
		return CFSV_E_ANCHOR_FORM;
	look = outer;
	DER_TRY(cfsv_der_take(d, &look, DER_SEQUENCE, &inner));
	switch (cfsv_der_peek(d, &inner)) {
	case DER_OID:
		return cfsv_key_parse(a, d, outer, crypto);
	case DER_INTEGER:
	case DER_CONTEXT_CONSTRUCTED(0):
		return cfsv_certificate_parse(a, d, outer, crypto);
	default:
		d->at = inner.off;
		return CFSV_E_ANCHOR_FORM;
	}
}

enum cfsv_err cfsv_anchor_load(struct cfsv_anchor *a,
			       const struct cfsv_crypto *crypto,
			       const uint8_t *der, size_t len)
{
	struct cfsv_der d = {der, 0};
	struct cfsv_span w = {0, 0};
	enum cfsv_err err;

	memset(a, 0, sizeof(*a));
	if (crypto == NULL || der == NULL)
		return CFSV_E_ARGUMENT;
	if (len == 0 || len > CFSV_ANCHOR_MAX)
		return CFSV_E_ANCHOR_SIZE;
	a->der = der;
	a->len = w.end = (uint32_t)len;
	err = x509_anchor(a, &d, w, crypto);
	a->at = d.at;
	if (err != CFSV_OK)
		a->kind = 0; /* so that nothing can be verified with it */
	return err;
}
