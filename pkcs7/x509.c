/* SPDX-License-Identifier: MIT */
/* x509.c - certificates, as containers of a key and its name (RFC 5280 4) */
#include "pkcs7.h"

#if !defined(CFSV_NO_PKCS7) && !defined(CFSV_NO_CERTIFICATES)

/*
 * version [0] EXPLICIT INTEGER DEFAULT v1: 1 is version 2, 2 is version 3; a
 * default is not written out (X.690 11.5).
 */
static uint32_t x509_version(struct cfsv_der *d)
{
	uint32_t value;

	if (cfsv_der_peek(d) != DER_CONTEXT_CONSTRUCTED(0))
		return 1;
	cfsv_der_enter(d, DER_CONTEXT_CONSTRUCTED(0));
	value = cfsv_der_small(d);
	if (value != 1 && value != 2)
		cfsv_der_refuse(d, CFSV_E_CERT_VERSION);
	cfsv_der_leave(d);
	return value + 1;
}

/*
 * OCTET STRING { KeyIdentifier ::= OCTET STRING }, RFC 5280 4.2.1.2. Linux
 * takes the length to be one byte (x509_process_extension): one of 128 bytes
 * would have another name there.
 */
static void x509_key_id(struct cfsv_anchor *a, struct cfsv_der *d)
{
	if (cfsv_span_size(a->key_id) != 0)
		cfsv_der_refuse(d, CFSV_E_CERT_EXTENSIONS);
	cfsv_der_take(d, DER_OCTET_STRING);
	if (cfsv_span_size(d->in) == 0 ||
	    cfsv_span_size(d->in) > CFSV_KEY_ID_MAX)
		cfsv_der_refuse(d, CFSV_E_CERT_KEY_ID);
	a->key_id = d->in;
}

/*
 * Extension ::= SEQUENCE {
 *	extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE,
 *	extnValue OCTET STRING }
 * All but the subjectKeyIdentifier are skipped, critical or not: the caller
 * pinned this certificate.
 */
static void x509_extension(struct cfsv_anchor *a, struct cfsv_der *d)
{
	enum cfsv_oid oid;

	cfsv_der_enter(d, DER_SEQUENCE);
	oid = cfsv_oid_take(d);
	if (cfsv_der_peek(d) == DER_BOOLEAN) {
		cfsv_der_take(d, DER_BOOLEAN);
		if (cfsv_span_size(d->in) != 1 || d->buf[d->in.off] != 0xff)
			cfsv_der_refuse(d, CFSV_E_DER_BOOLEAN);
	}
	if (oid == CFSV_OID_KEY_ID) {
		cfsv_der_enter(d, DER_OCTET_STRING);
		x509_key_id(a, d);
		cfsv_der_leave(d);
	} else {
		cfsv_der_take(d, DER_OCTET_STRING);
	}
	cfsv_der_leave(d);
}

/* [3] EXPLICIT SEQUENCE SIZE (1..MAX) OF Extension, version 3 only */
static void x509_extensions(struct cfsv_anchor *a, struct cfsv_der *d,
			    uint32_t version)
{
	if (cfsv_der_peek(d) != DER_CONTEXT_CONSTRUCTED(3))
		return;
	cfsv_der_enter(d, DER_CONTEXT_CONSTRUCTED(3));
	if (version != 3)
		cfsv_der_refuse(d, CFSV_E_CERT_EXTENSIONS);
	cfsv_der_enter(d, DER_SEQUENCE);
	if (d->off == d->end)
		cfsv_der_refuse(d, CFSV_E_CERT_EXTENSIONS);
	while (d->off != d->end)
		x509_extension(a, d);
	cfsv_der_leave(d);
	cfsv_der_leave(d);
}

/* issuerUniqueID [1], subjectUniqueID [2] IMPLICIT BIT STRING, version >= 2 */
static void x509_unique_ids(struct cfsv_der *d, uint32_t version)
{
	uint8_t n;

	for (n = 1; n <= 2 && version >= 2; n++)
		if (cfsv_der_peek(d) == DER_CONTEXT(n))
			cfsv_der_take(d, DER_CONTEXT(n));
}

/* SubjectPublicKeyInfo */
static void x509_key(struct cfsv_anchor *a, struct cfsv_der *d,
		     const struct cfsv_crypto *crypto)
{
	cfsv_der_enter(d, DER_SEQUENCE);
	cfsv_der_enter(d, DER_SEQUENCE); /* algorithm */
	cfsv_key_parse(a, d, crypto);
	cfsv_der_leave(d);
}

/*
 * Certificate ::= SEQUENCE {
 *	tbsCertificate SEQUENCE {
 *		version [0], serialNumber INTEGER, signature SEQUENCE,
 *		issuer Name, validity SEQUENCE, subject Name,
 *		subjectPublicKeyInfo SEQUENCE, issuerUniqueID [1],
 *		subjectUniqueID [2], extensions [3] },
 *	signatureAlgorithm SEQUENCE, signatureValue BIT STRING }
 */
void cfsv_certificate_parse(struct cfsv_anchor *a, struct cfsv_der *d,
			    const struct cfsv_crypto *crypto)
{
	uint32_t version = x509_version(d);

	a->named = 1;
	cfsv_der_integer(d);
	a->serial = d->in;
	if (cfsv_span_size(a->serial) > CFSV_SERIAL_MAX)
		cfsv_der_refuse(d, CFSV_E_CERT_SERIAL);
	cfsv_der_skip(d, DER_SEQUENCE); /* signature */
	a->issuer.off = d->off;
	cfsv_der_skip(d, DER_SEQUENCE); /* issuer */
	a->issuer.end = d->off;
	cfsv_der_skip(d, DER_SEQUENCE); /* validity */
	cfsv_der_skip(d, DER_SEQUENCE); /* subject */
	x509_key(a, d, crypto);
	x509_unique_ids(d, version);
	x509_extensions(a, d, version);
	cfsv_der_leave(d);
	cfsv_der_skip(d, DER_SEQUENCE); /* signatureAlgorithm */
	cfsv_der_bytes(d);		/* signatureValue */
}

#endif /* !CFSV_NO_PKCS7 && !CFSV_NO_CERTIFICATES */
