/* SPDX-License-Identifier: MIT */
/* pack.h - certificates and their signatures, as host and guest read them */
#ifndef CFSV_AGREEMENT_PACK_H
#define CFSV_AGREEMENT_PACK_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Of this file the fs-verity digests are signed, by hash and salt. */
#define PACK_FILE "hello fs-verity\n"
#define PACK_SALT 8

/*
 * @kind: 'C': a certificate, alone in the keyring from here on; 'S': a
 *	signature, also over the salt's digest
 * @hash: of fs-verity: 1 SHA-256, 2 SHA-512
 */
struct pack_record {
	uint8_t kind;
	uint8_t hash;
	uint8_t salt[PACK_SALT];
	uint8_t name_len;
	uint8_t len[3]; /* little endian */
};

/* The record at p, its name and its bytes; what follows them. NULL: the end */
static inline const uint8_t *pack_next(const uint8_t *p, const uint8_t *end,
				       struct pack_record *r, const char **name,
				       const uint8_t **bytes, size_t *len)
{
	if ((size_t)(end - p) < sizeof(*r))
		return NULL;
	memcpy(r, p, sizeof(*r));
	p += sizeof(*r);
	*len = r->len[0] + 256u * r->len[1] + 65536u * r->len[2];
	if ((size_t)(end - p) < r->name_len + *len)
		return NULL;
	*name = (const char *)p;
	*bytes = p + r->name_len;
	return *bytes + *len;
}

#endif /* CFSV_AGREEMENT_PACK_H */
