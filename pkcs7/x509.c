/* SPDX-License-Identifier: MIT */
/* x509.c - certificates, as containers of a key and its name (RFC 5280 4) */
#include "pkcs7.h"

#if !defined(CFSV_NO_PKCS7) && !defined(CFSV_NO_CERTIFICATES)

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

#endif /* !CFSV_NO_PKCS7 && !CFSV_NO_CERTIFICATES */
