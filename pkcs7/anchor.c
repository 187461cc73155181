/* SPDX-License-Identifier: MIT */
/* anchor.c - trust anchors: is it a certificate, a public key, or neither? */
#include <string.h>
#include "pkcs7.h"

#ifndef CFSV_NO_PKCS7

/*
 * A certificate begins SEQUENCE { SEQUENCE { [0] or INTEGER, a public key
 * SEQUENCE { SEQUENCE { OBJECT IDENTIFIER, a private key (PKCS#8, PKCS#1,
 * SEC 1) SEQUENCE { INTEGER.
 */
static void anchor_form(struct cfsv_anchor *a, struct cfsv_der *d,
			const struct cfsv_crypto *crypto)
{
	cfsv_der_enter(d, DER_SEQUENCE);
	cfsv_der_must_not(d, DER_INTEGER, CFSV_E_ANCHOR_PRIVATE);
	cfsv_der_must(d, DER_SEQUENCE, CFSV_E_ANCHOR_FORM);
	cfsv_der_enter(d, DER_SEQUENCE);
	switch (cfsv_der_peek(d)) {
	case DER_OID:
		cfsv_key_parse(a, d, crypto);
		break;
#ifndef CFSV_NO_CERTIFICATES
	case DER_INTEGER:
	case DER_CONTEXT_CONSTRUCTED(0):
		cfsv_certificate_parse(a, d, crypto);
		break;
#endif
	default:
		cfsv_der_refuse_at(d, d->off, CFSV_E_ANCHOR_FORM);
	}
	cfsv_der_leave(d);
}

enum cfsv_err cfsv_anchor_load(struct cfsv_anchor *a,
			       const struct cfsv_crypto *crypto,
			       const uint8_t *der, size_t len)
{
	struct cfsv_der d;

	memset(a, 0, sizeof(*a));
	if (crypto == NULL || der == NULL)
		return CFSV_E_ARGUMENT;
	if (len == 0 || len > CFSV_ANCHOR_MAX)
		return CFSV_E_ANCHOR_SIZE;
	a->der = der;
	a->len = (uint32_t)len;
	cfsv_der_begin(&d, der, a->len);
	anchor_form(a, &d, crypto);
	cfsv_der_must_end(&d, CFSV_E_DER_TRAILING);
	a->at = d.at;
	if (d.err != CFSV_OK)
		a->kind = 0; /* so that nothing can be verified with it */
	return d.err;
}

#endif /* CFSV_NO_PKCS7 */
