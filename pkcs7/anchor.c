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
static enum cfsv_err anchor_form(struct cfsv_anchor *a, struct cfsv_der *d,
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
#ifndef CFSV_NO_CERTIFICATES
	case DER_INTEGER:
	case DER_CONTEXT_CONSTRUCTED(0):
		return cfsv_certificate_parse(a, d, outer, crypto);
#endif
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
	err = anchor_form(a, &d, w, crypto);
	a->at = d.at;
	if (err != CFSV_OK)
		a->kind = 0; /* so that nothing can be verified with it */
	return err;
}

#endif /* CFSV_NO_PKCS7 */
