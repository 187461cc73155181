/* SPDX-License-Identifier: MIT */
/* signed_data.c - the strict profile of PKCS#7 SignedData (RFC 5652 5) */
#include <string.h>
#include "pkcs7.h"

#ifndef CFSV_NO_PKCS7

/*
 * The next element must be of this type. If another type stands there (or
 * none), the rule that is broken is the profile's, not DER's.
 */
static enum cfsv_err sig_take(struct cfsv_der *d, struct cfsv_span *w,
			      uint8_t tag, struct cfsv_span *contents,
			      enum cfsv_err otherwise)
{
	enum cfsv_err err = cfsv_der_take(d, w, tag, contents);

	if (err == CFSV_E_DER_TAG || (err != CFSV_OK && w->off == w->end))
		return otherwise;
	return err;
}

/*
 * AlgorithmIdentifier ::= SEQUENCE { OBJECT IDENTIFIER, parameters ANY }
 * has_null: parameters are NULL (1) or absent (0); others are refused.
 */
static enum cfsv_err sig_algorithm(struct cfsv_der *d, struct cfsv_span w,
				   enum cfsv_oid *oid, uint32_t *has_null,
				   enum cfsv_err unknown,
				   enum cfsv_err parameters)
{
	DER_TRY(cfsv_oid_take(d, &w, oid));
	if (*oid == CFSV_OID_UNKNOWN)
		return unknown;
	*has_null = 0;
	if (w.off == w.end)
		return CFSV_OK;
	d->at = w.off;
	if (cfsv_der_peek(d, &w) != DER_NULL)
		return parameters;
	DER_TRY(cfsv_der_null(d, &w));
	*has_null = 1;
	return cfsv_der_end(d, &w);
}

static enum cfsv_err sig_digest_algorithm(struct cfsv_der *d,
					  struct cfsv_span w, uint32_t *digest,
					  uint32_t *has_null)
{
	uint32_t at = w.off;
	enum cfsv_oid oid;

	DER_TRY(sig_algorithm(d, w, &oid, has_null, CFSV_E_SIG_DIGEST,
			      CFSV_E_SIG_DIGEST_PARAMETERS));
	if (cfsv_oid_class(oid) != CFSV_OID_DIGEST) {
		d->at = at;
		return CFSV_E_SIG_DIGEST;
	}
	*digest = cfsv_oid_value(oid);
	return CFSV_OK;
}

/* digestAlgorithms ::= SET of exactly one AlgorithmIdentifier */
static enum cfsv_err sig_digests(struct cfsv_signature *s, struct cfsv_der *d,
				 struct cfsv_span *w, uint32_t *has_null)
{
	struct cfsv_span set, algorithm;

	DER_TRY(cfsv_der_take(d, w, DER_SET, &set));
	if (set.off == set.end)
		return CFSV_E_SIG_DIGEST_COUNT;
	DER_TRY(cfsv_der_take(d, &set, DER_SEQUENCE, &algorithm));
	DER_TRY(sig_digest_algorithm(d, algorithm, &s->digest, has_null));
	if (set.off != set.end) {
		d->at = set.off;
		return CFSV_E_SIG_DIGEST_COUNT;
	}
	return CFSV_OK;
}

/* encapContentInfo ::= SEQUENCE { OID data }: detached, so no [0] follows */
static enum cfsv_err sig_content(struct cfsv_der *d, struct cfsv_span *w)
{
	struct cfsv_span content;
	enum cfsv_oid oid;

	DER_TRY(cfsv_der_take(d, w, DER_SEQUENCE, &content));
	DER_TRY(cfsv_oid_take(d, &content, &oid));
	if (oid != CFSV_OID_DATA)
		return CFSV_E_SIG_CONTENT_TYPE;
	d->at = content.off;
	if (cfsv_der_peek(d, &content) == DER_CONTEXT_CONSTRUCTED(0))
		return CFSV_E_SIG_EMBEDDED;
	return cfsv_der_end(d, &content);
}

/* IssuerAndSerialNumber ::= SEQUENCE { issuer Name, serialNumber INTEGER } */
static enum cfsv_err sig_issuer(struct cfsv_signature *s, struct cfsv_der *d,
				struct cfsv_span *w)
{
	struct cfsv_span id, issuer;

	DER_TRY(cfsv_der_take(d, w, DER_SEQUENCE, &id));
	issuer.off = id.off;
	DER_TRY(cfsv_der_skip(d, &id, DER_SEQUENCE));
	issuer.end = id.off;
	DER_TRY(cfsv_der_integer(d, &id, &s->serial));
	if (cfsv_span_size(s->serial) > CFSV_SERIAL_MAX)
		return CFSV_E_SIG_SIGNER_ID;
	s->issuer = issuer;
	return cfsv_der_end(d, &id);
}

/*
 * SignerIdentifier ::= CHOICE { issuerAndSerialNumber,
 *	subjectKeyIdentifier [0] IMPLICIT OCTET STRING }
 * The versions of SignedData and SignerInfo follow from it.
 */
static enum cfsv_err sig_signer(struct cfsv_signature *s, struct cfsv_der *d,
				struct cfsv_span *w, uint32_t version_at)
{
	uint32_t version;

	switch (cfsv_der_peek(d, w)) {
	case DER_SEQUENCE:
		version = 1;
		DER_TRY(sig_issuer(s, d, w));
		break;
	case DER_CONTEXT(0):
		version = 3;
		DER_TRY(cfsv_der_take(d, w, DER_CONTEXT(0), &s->key_id));
		if (cfsv_span_size(s->key_id) == 0)
			return CFSV_E_SIG_SIGNER_ID;
		break;
	default:
		d->at = w->off;
		return CFSV_E_SIG_SIGNER_ID;
	}
	if (s->signer_version != version || s->version != version) {
		d->at = version_at;
		return CFSV_E_SIG_SIGNER_VERSION;
	}
	return CFSV_OK;
}

/*
 * signatureAlgorithm: rsaEncryption with NULL (RFC 3370 3.2), or
 * ecdsa-with-SHA2 without parameters (RFC 5754 3.3) of the same hash.
 */
static enum cfsv_err sig_signature_algorithm(struct cfsv_signature *s,
					     struct cfsv_der *d,
					     struct cfsv_span w)
{
	uint32_t has_null, at = w.off;
	enum cfsv_oid oid;

	DER_TRY(sig_algorithm(d, w, &oid, &has_null, CFSV_E_SIG_ALGORITHM,
			      CFSV_E_SIG_PARAMETERS));
	d->at = at;
	if (oid == CFSV_OID_RSA)
		return has_null ? CFSV_OK : CFSV_E_SIG_PARAMETERS;
	if (cfsv_oid_class(oid) != CFSV_OID_ECDSA)
		return CFSV_E_SIG_ALGORITHM;
	if (has_null)
		return CFSV_E_SIG_PARAMETERS;
	if (cfsv_oid_value(oid) != s->digest)
		return CFSV_E_SIG_HASH;
	s->ecdsa = 1;
	return CFSV_OK;
}

/*
 * The signature proper. RSA: bytes. ECDSA (RFC 3279 2.2.3), inside the OCTET
 * STRING: Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }
 */
static enum cfsv_err sig_value(struct cfsv_signature *s, struct cfsv_der *d,
			       struct cfsv_span *w)
{
	struct cfsv_span value, pair;

	DER_TRY(cfsv_der_take(d, w, DER_OCTET_STRING, &s->value));
	if (!s->ecdsa)
		return CFSV_OK;
	value = s->value;
	DER_TRY(cfsv_der_take(d, &value, DER_SEQUENCE, &pair));
	DER_TRY(cfsv_der_end(d, &value));
	DER_TRY(cfsv_der_unsigned(d, &pair, &s->r));
	DER_TRY(cfsv_der_unsigned(d, &pair, &s->s));
	return cfsv_der_end(d, &pair);
}

/*
 * SignerInfo ::= SEQUENCE { version INTEGER, sid, digestAlgorithm,
 *	signedAttrs [0] OPTIONAL, signatureAlgorithm, signature OCTET STRING,
 *	unsignedAttrs [1] OPTIONAL }: neither of the two options
 */
static enum cfsv_err sig_signer_info(struct cfsv_signature *s,
				     struct cfsv_der *d, struct cfsv_span w,
				     uint32_t sd_has_null)
{
	struct cfsv_span algorithm;
	uint32_t digest, has_null, version_at = w.off;

	DER_TRY(cfsv_der_small(d, &w, &s->signer_version));
	DER_TRY(sig_signer(s, d, &w, version_at));
	DER_TRY(cfsv_der_take(d, &w, DER_SEQUENCE, &algorithm));
	DER_TRY(sig_digest_algorithm(d, algorithm, &digest, &has_null));
	if (digest != s->digest || has_null != sd_has_null) {
		d->at = algorithm.off;
		return CFSV_E_SIG_DIGEST_MISMATCH;
	}
	d->at = w.off;
	if (cfsv_der_peek(d, &w) == DER_CONTEXT_CONSTRUCTED(0))
		return CFSV_E_SIG_SIGNED_ATTRIBUTES;
	DER_TRY(cfsv_der_take(d, &w, DER_SEQUENCE, &algorithm));
	DER_TRY(sig_signature_algorithm(s, d, algorithm));
	DER_TRY(sig_value(s, d, &w));
	d->at = w.off;
	if (cfsv_der_peek(d, &w) == DER_CONTEXT_CONSTRUCTED(1))
		return CFSV_E_SIG_UNSIGNED_ATTRIBUTES;
	return cfsv_der_end(d, &w);
}

/* signerInfos ::= SET of exactly one SignerInfo */
static enum cfsv_err sig_signers(struct cfsv_signature *s, struct cfsv_der *d,
				 struct cfsv_span *w, uint32_t has_null)
{
	struct cfsv_span set, first, info;

	DER_TRY(cfsv_der_take(d, w, DER_SET, &set));
	if (set.off == set.end)
		return CFSV_E_SIG_NO_SIGNER;
	DER_TRY(cfsv_der_take(d, &set, DER_SEQUENCE, &first));
	info = first;
	if (set.off != set.end) {
		/* a second one that is no element at all is not DER */
		DER_TRY(cfsv_der_take(d, &set, DER_SEQUENCE, &first));
		return CFSV_E_SIG_MANY_SIGNERS;
	}
	return sig_signer_info(s, d, info, has_null);
}

/*
 * SignedData ::= SEQUENCE { version INTEGER, digestAlgorithms SET,
 *	encapContentInfo SEQUENCE, certificates [0] OPTIONAL,
 *	crls [1] OPTIONAL, signerInfos SET }: neither of the two options
 */
static enum cfsv_err sig_signed_data(struct cfsv_signature *s,
				     struct cfsv_der *d, struct cfsv_span w)
{
	uint32_t has_null;

	DER_TRY(cfsv_der_small(d, &w, &s->version));
	if (s->version != 1 && s->version != 3)
		return CFSV_E_SIG_VERSION;
	DER_TRY(sig_digests(s, d, &w, &has_null));
	DER_TRY(sig_content(d, &w));
	d->at = w.off;
	if (cfsv_der_peek(d, &w) == DER_CONTEXT_CONSTRUCTED(0))
		return CFSV_E_SIG_CERTIFICATES;
	if (cfsv_der_peek(d, &w) == DER_CONTEXT_CONSTRUCTED(1))
		return CFSV_E_SIG_CRLS;
	DER_TRY(sig_signers(s, d, &w, has_null));
	return cfsv_der_end(d, &w);
}

/*
 * ContentInfo ::= SEQUENCE { contentType OID signedData,
 *	content [0] EXPLICIT SignedData }, and nothing after it
 */
static enum cfsv_err sig_content_info(struct cfsv_signature *s,
				      struct cfsv_der *d, struct cfsv_span w)
{
	struct cfsv_span info, content, signed_data;
	enum cfsv_oid oid;

	DER_TRY(sig_take(d, &w, DER_SEQUENCE, &info, CFSV_E_SIG_CONTENT_INFO));
	DER_TRY(cfsv_der_end(d, &w));
	d->at = info.off;
	if (cfsv_der_peek(d, &info) != DER_OID)
		return CFSV_E_SIG_CONTENT_INFO;
	DER_TRY(cfsv_oid_take(d, &info, &oid));
	if (oid != CFSV_OID_SIGNED_DATA)
		return CFSV_E_SIG_CONTENT_INFO;
	DER_TRY(sig_take(d, &info, DER_CONTEXT_CONSTRUCTED(0), &content,
			 CFSV_E_SIG_CONTENT_INFO));
	DER_TRY(cfsv_der_end(d, &info));
	DER_TRY(sig_take(d, &content, DER_SEQUENCE, &signed_data,
			 CFSV_E_SIG_CONTENT_INFO));
	DER_TRY(cfsv_der_end(d, &content));
	return sig_signed_data(s, d, signed_data);
}

enum cfsv_err cfsv_signature_parse(struct cfsv_signature *s, const uint8_t *der,
				   size_t len)
{
	struct cfsv_der d = {der, 0};
	struct cfsv_span w = {0, 0};
	enum cfsv_err err;

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
	s->len = w.end = (uint32_t)len;
	err = sig_content_info(s, &d, w);
	s->at = err == CFSV_OK ? 0 : d.at;
	return err;
}

#endif /* CFSV_NO_PKCS7 */
