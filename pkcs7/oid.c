/* SPDX-License-Identifier: MIT */
/* oid.c - the object identifiers that keys and signatures are made of */
#include <string.h>
#include "pkcs7.h"

#ifndef CFSV_NO_PKCS7

struct oid_row {
	enum cfsv_oid oid;
	uint8_t size;
	uint8_t bytes[9];
};

/* Contents octets; the dotted forms stand in pkcs7.h. */
static const struct oid_row oid_table[] = {
	/* RFC 2315 14 */
	{CFSV_OID_DATA, 9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1}},
	{CFSV_OID_SIGNED_DATA,
	 9,
	 {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2}},
	/* RFC 5754 2 */
	{CFSV_OID_SHA256, 9, {0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1}},
#ifndef CFSV_NO_SHA512
	{CFSV_OID_SHA384, 9, {0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2}},
	{CFSV_OID_SHA512, 9, {0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3}},
#endif
#ifndef CFSV_NO_RSA
	/* RFC 3279 2.3.1 */
	{CFSV_OID_RSA, 9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1}},
#endif
#ifndef CFSV_NO_ECDSA
	/* RFC 5754 3.3 */
	{CFSV_OID_ECDSA_SHA256, 8, {0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2}},
#ifndef CFSV_NO_SHA512
	{CFSV_OID_ECDSA_SHA384, 8, {0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3}},
	{CFSV_OID_ECDSA_SHA512, 8, {0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4}},
#endif
	/* RFC 5480 2.1.1 */
	{CFSV_OID_EC_PUBLIC_KEY, 7, {0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1}},
	{CFSV_OID_P256, 8, {0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7}},
#endif
#ifndef CFSV_NO_P384
	{CFSV_OID_P384, 5, {0x2b, 0x81, 0x04, 0, 0x22}},
#endif
#ifndef CFSV_NO_P521
	{CFSV_OID_P521, 5, {0x2b, 0x81, 0x04, 0, 0x23}},
#endif
#ifndef CFSV_NO_CERTIFICATES
	/* RFC 5280 4.2.1.2 */
	{CFSV_OID_KEY_ID, 3, {0x55, 0x1d, 0x0e}},
#endif
};

enum cfsv_oid cfsv_oid_take(struct cfsv_der *d)
{
	const struct oid_row *row = oid_table;
	size_t i;

	cfsv_der_oid(d);
	for (i = 0; i < sizeof(oid_table) / sizeof(oid_table[0]); i++, row++)
		if (cfsv_span_size(d->in) == row->size &&
		    memcmp(d->buf + d->in.off, row->bytes, row->size) == 0)
			return row->oid;
	return CFSV_OID_UNKNOWN;
}

#endif /* CFSV_NO_PKCS7 */
