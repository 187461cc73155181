/* SPDX-License-Identifier: MIT */
/* signed_data.c - the strict profile of PKCS#7 SignedData (RFC 5652 5) */
#include <string.h>
#include "pkcs7.h"

#ifndef CFSV_NO_PKCS7

/*
 * AlgorithmIdentifier ::= SEQUENCE { OBJECT IDENTIFIER, parameters ANY }
 * at: of the OBJECT IDENTIFIER. has_null: parameters are NULL (1) or absent
 * (0); others are refused.
 */
struct sig_algorithm {
	enum cfsv_oid oid;
	uint32_t at;
	uint32_t has_null;
};

static void sig_algorithm(struct cfsv_der *d, struct sig_algorithm *a,
			  enum cfsv_err unknown, enum cfsv_err parameters)
{
	cfsv_der_enter(d, DER_SEQUENCE);
	a->at = d->off;
	a->oid = cfsv_oid_take(d);
	if (a->oid == CFSV_OID_UNKNOWN)
		cfsv_der_refuse(d, unknown);
	a->has_null = d->off != d->end;
	if (a->has_null) {
		cfsv_der_must(d, DER_NULL, parameters);
		cfsv_der_null(d);
	}
	cfsv_der_leave(d);
}

static void sig_digest_algorithm(struct cfsv_der *d, struct sig_algorithm *a)
{
	sig_algorithm(d, a, CFSV_E_SIG_DIGEST, CFSV_E_SIG_DIGEST_PARAMETERS);
	if (cfsv_oid_class(a->oid) != CFSV_OID_DIGEST)
		cfsv_der_refuse_at(d, a->at, CFSV_E_SIG_DIGEST);
}

/* digestAlgorithms ::= SET of exactly one AlgorithmIdentifier */
static void sig_digests(struct cfsv_der *d, struct sig_algorithm *a)
{
	cfsv_der_enter(d, DER_SET);
	if (d->off == d->end)
		cfsv_der_refuse(d, CFSV_E_SIG_DIGEST_COUNT);
	sig_digest_algorithm(d, a);
	cfsv_der_must_end(d, CFSV_E_SIG_DIGEST_COUNT);
	cfsv_der_leave(d);
}

/* encapContentInfo ::= SEQUENCE { OID data }: detached, so no [0] follows */
static void sig_content(struct cfsv_der *d)
{
	cfsv_der_enter(d, DER_SEQUENCE);
	if (cfsv_oid_take(d) != CFSV_OID_DATA)
		cfsv_der_refuse(d, CFSV_E_SIG_CONTENT_TYPE);
	cfsv_der_must_not(d, DER_CONTEXT_CONSTRUCTED(0), CFSV_E_SIG_EMBEDDED);
	cfsv_der_leave(d);
}

/* IssuerAndSerialNumber ::= SEQUENCE { issuer Name, serialNumber INTEGER } */
static void sig_issuer(struct cfsv_signature *s, struct cfsv_der *d)
{
	struct cfsv_span issuer;

	cfsv_der_enter(d, DER_SEQUENCE);
	issuer.off = d->off;
	cfsv_der_skip(d, DER_SEQUENCE);
	issuer.end = d->off;
	cfsv_der_integer(d);
	if (cfsv_span_size(d->in) > CFSV_SERIAL_MAX)
		cfsv_der_refuse(d, CFSV_E_SIG_SIGNER_ID);
	if (d->err == CFSV_OK) {
		s->issuer = issuer;
		s->serial = d->in;
	}
	cfsv_der_leave(d);
}

/*
 * SignerIdentifier ::= CHOICE { issuerAndSerialNumber,
 *	subjectKeyIdentifier [0] IMPLICIT OCTET STRING }
 * The versions of SignedData and SignerInfo follow from it.
 */
static void sig_signer(struct cfsv_signature *s, struct cfsv_der *d,
		       uint32_t version_at)
{
	uint32_t version = 1;

	if (cfsv_der_peek(d) == DER_SEQUENCE) {
		sig_issuer(s, d);
	} else {
		version = 3;
		cfsv_der_must(d, DER_CONTEXT(0), CFSV_E_SIG_SIGNER_ID);
		cfsv_der_take(d, DER_CONTEXT(0));
		s->key_id = d->in;
		if (cfsv_span_size(s->key_id) == 0)
			cfsv_der_refuse(d, CFSV_E_SIG_SIGNER_ID);
	}
	if (s->signer_version != version || s->version != version)
		cfsv_der_refuse_at(d, version_at, CFSV_E_SIG_SIGNER_VERSION);
}

/*
 * signatureAlgorithm: rsaEncryption with NULL (RFC 3370 3.2), or
 * ecdsa-with-SHA2 without parameters (RFC 5754 3.3) of the same hash.
 */
static enum cfsv_err sig_signature_rules(struct cfsv_signature *s,
					 const struct sig_algorithm *a)
{
	if (a->oid == CFSV_OID_RSA)
		return a->has_null ? CFSV_OK : CFSV_E_SIG_PARAMETERS;
	if (cfsv_oid_class(a->oid) != CFSV_OID_ECDSA)
		return CFSV_E_SIG_ALGORITHM;
	if (a->has_null)
		return CFSV_E_SIG_PARAMETERS;
	if (cfsv_oid_value(a->oid) != s->digest)
		return CFSV_E_SIG_HASH;
	s->ecdsa = 1;
	return CFSV_OK;
}

static void sig_signature_algorithm(struct cfsv_signature *s,
				    struct cfsv_der *d)
{
	struct sig_algorithm a;
	enum cfsv_err err;

	sig_algorithm(d, &a, CFSV_E_SIG_ALGORITHM, CFSV_E_SIG_PARAMETERS);
	err = sig_signature_rules(s, &a);
	if (err != CFSV_OK)
		cfsv_der_refuse_at(d, a.at, err);
}

/*
 * The signature proper. RSA: bytes. ECDSA (RFC 3279 2.2.3), inside the OCTET
 * STRING: Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }
 */
static void sig_value(struct cfsv_signature *s, struct cfsv_der *d)
{
	cfsv_der_take(d, DER_OCTET_STRING);
	s->value = d->in;
	if (!s->ecdsa)
		return;
	cfsv_der_inside(d);
	cfsv_der_enter(d, DER_SEQUENCE);
	cfsv_der_unsigned(d);
	s->r = d->in;
	cfsv_der_unsigned(d);
	s->s = d->in;
	cfsv_der_leave(d);
	cfsv_der_leave(d);
}

/*
 * SignerInfo ::= SEQUENCE { version INTEGER, sid, digestAlgorithm,
 *	signedAttrs [0] OPTIONAL, signatureAlgorithm, signature OCTET STRING,
 *	unsignedAttrs [1] OPTIONAL }: neither of the two options
 */
static void sig_signer_info(struct cfsv_signature *s, struct cfsv_der *d,
			    const struct sig_algorithm *digest)
{
	struct sig_algorithm a;
	uint32_t version_at;

	cfsv_der_enter(d, DER_SEQUENCE);
	version_at = d->off;
	s->signer_version = cfsv_der_small(d);
	sig_signer(s, d, version_at);
	sig_digest_algorithm(d, &a);
	if (a.oid != digest->oid || a.has_null != digest->has_null)
		cfsv_der_refuse_at(d, a.at, CFSV_E_SIG_DIGEST_MISMATCH);
	cfsv_der_must_not(d, DER_CONTEXT_CONSTRUCTED(0),
			  CFSV_E_SIG_SIGNED_ATTRIBUTES);
	sig_signature_algorithm(s, d);
	sig_value(s, d);
	cfsv_der_must_not(d, DER_CONTEXT_CONSTRUCTED(1),
			  CFSV_E_SIG_UNSIGNED_ATTRIBUTES);
	cfsv_der_leave(d);
}

/* signerInfos ::= SET of exactly one SignerInfo */
static void sig_signers(struct cfsv_signature *s, struct cfsv_der *d,
			const struct sig_algorithm *digest)
{
	cfsv_der_enter(d, DER_SET);
	if (d->off == d->end)
		cfsv_der_refuse(d, CFSV_E_SIG_NO_SIGNER);
	sig_signer_info(s, d, digest);
	if (d->off != d->end) {
		/* what is no element at all is not DER */
		cfsv_der_take(d, DER_SEQUENCE);
		cfsv_der_refuse(d, CFSV_E_SIG_MANY_SIGNERS);
	}
	cfsv_der_leave(d);
}

/*
 * SignedData ::= SEQUENCE { version INTEGER, digestAlgorithms SET,
 *	encapContentInfo SEQUENCE, certificates [0] OPTIONAL,
 *	crls [1] OPTIONAL, signerInfos SET }: neither of the two options
 */
static void sig_signed_data(struct cfsv_signature *s, struct cfsv_der *d)
{
	struct sig_algorithm digest;

	s->version = cfsv_der_small(d);
	if (s->version != 1 && s->version != 3)
		cfsv_der_refuse(d, CFSV_E_SIG_VERSION);
	sig_digests(d, &digest);
	if (d->err == CFSV_OK)
		s->digest = cfsv_oid_value(digest.oid);
	sig_content(d);
	cfsv_der_must_not(d, DER_CONTEXT_CONSTRUCTED(0),
			  CFSV_E_SIG_CERTIFICATES);
	cfsv_der_must_not(d, DER_CONTEXT_CONSTRUCTED(1), CFSV_E_SIG_CRLS);
	sig_signers(s, d, &digest);
}

/*
 * ContentInfo ::= SEQUENCE { contentType OID signedData,
 *	content [0] EXPLICIT SignedData }, and nothing after it
 */
static void sig_content_info(struct cfsv_signature *s, struct cfsv_der *d)
{
	cfsv_der_must(d, DER_SEQUENCE, CFSV_E_SIG_CONTENT_INFO);
	cfsv_der_enter(d, DER_SEQUENCE);
	cfsv_der_must(d, DER_OID, CFSV_E_SIG_CONTENT_INFO);
	if (cfsv_oid_take(d) != CFSV_OID_SIGNED_DATA)
		cfsv_der_refuse(d, CFSV_E_SIG_CONTENT_INFO);
	cfsv_der_must(d, DER_CONTEXT_CONSTRUCTED(0), CFSV_E_SIG_CONTENT_INFO);
	cfsv_der_enter(d, DER_CONTEXT_CONSTRUCTED(0));
	cfsv_der_must(d, DER_SEQUENCE, CFSV_E_SIG_CONTENT_INFO);
	cfsv_der_enter(d, DER_SEQUENCE);
	sig_signed_data(s, d);
	cfsv_der_leave(d);
	cfsv_der_leave(d);
	cfsv_der_leave(d);
}

enum cfsv_err cfsv_signature_parse(struct cfsv_signature *s, const uint8_t *der,
				   size_t len)
{
	struct cfsv_der d;

	memset(s, 0, sizeof(*s));
	if (der == NULL)
		return CFSV_E_NO_SIGNATURE;
	if (len == 0)
		return CFSV_E_SIG_EMPTY;
	if (len > CFSV_SIGNATURE_MAX)
		return CFSV_E_SIG_SIZE;
	/* "-----BEGIN" and S/MIME's "MIME-Version:" are text */
	if (der[0] == '-' || der[0] == 'M')
		return CFSV_E_SIG_TEXT;
	s->der = der;
	s->len = (uint32_t)len;
	cfsv_der_begin(&d, der, s->len);
	sig_content_info(s, &d);
	cfsv_der_must_end(&d, CFSV_E_DER_TRAILING);
	s->at = d.err == CFSV_OK ? 0 : d.at;
	return d.err;
}

#endif /* CFSV_NO_PKCS7 */
