/* SPDX-License-Identifier: MIT */
/* strict_anchor.c - certificates and public keys, read once more */
#include "strict.h"

#define OID_RSA "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
#define OID_EC "\x06\x07\x2a\x86\x48\xce\x3d\x02\x01"

/* The whole AlgorithmIdentifier of each kind of key */
static const struct part anchor_algorithms[5] = {
	[CFSV_KEY_RSA] = LITERAL("\x30\x0d" OID_RSA "\x05\x00"),
	[CFSV_KEY_P256] = LITERAL("\x30\x13" OID_EC
				  "\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"),
	[CFSV_KEY_P384] =
		LITERAL("\x30\x10" OID_EC "\x06\x05\x2b\x81\x04\0\x22"),
	[CFSV_KEY_P521] =
		LITERAL("\x30\x10" OID_EC "\x06\x05\x2b\x81\x04\0\x23"),
};
static const size_t anchor_points[5] = {
	[CFSV_KEY_P256] = 65, [CFSV_KEY_P384] = 97, [CFSV_KEY_P521] = 133};
static const struct part anchor_versions[2] = {LITERAL("\xa0\x03\x02\x01\x01"),
					       LITERAL("\xa0\x03\x02\x01\x02")};
static const struct part anchor_key_id = LITERAL("\x06\x03\x55\x1d\x0e");
static const struct part anchor_true = LITERAL("\x01\x01\xff");

/* BIT STRING of whole bytes */
static int anchor_bits(struct place *p, struct part *bits)
{
	if (!strict_take(p, 0x03, bits) || bits->len == 0 || bits->at[0] != 0)
		return 0;
	bits->at++;
	bits->len--;
	return 1;
}

static int anchor_rsa(struct strict_anchor *a, const struct place *p,
		      struct part bits)
{
	struct place string, in;
	const struct part *n = &a->key, *e = &a->exponent;

	return strict_inside(p, bits, &string) &&
	       strict_enter(&string, 0x30, &in) && string.rest.len == 0 &&
	       strict_unsigned(&in, &a->key) &&
	       strict_unsigned(&in, &a->exponent) && in.rest.len == 0 &&
	       (n->len == 256 || n->len == 384 || n->len == 512) &&
	       n->at[0] & 0x80 && n->at[n->len - 1] & 1 && e->len >= 3 &&
	       e->len <= n->len && e->at[e->len - 1] & 1;
}

/* What is inside SubjectPublicKeyInfo, up to its end */
static int anchor_key(struct strict_anchor *a, struct place in)
{
	struct part bits;

	for (a->kind = CFSV_KEY_RSA; a->kind <= CFSV_KEY_P521; a->kind++)
		if (strict_literal(&in, anchor_algorithms[a->kind]))
			break;
	if (a->kind > CFSV_KEY_P521 || !anchor_bits(&in, &bits) ||
	    in.rest.len != 0)
		return 0;
	if (a->kind == CFSV_KEY_RSA)
		return anchor_rsa(a, &in, bits);
	a->key = bits;
	return bits.len == anchor_points[a->kind] && bits.at[0] == 4;
}

static int anchor_extension(struct strict_anchor *a, struct place *list)
{
	struct part oid, value;
	struct place in, octets;
	int is_key_id;

	if (!strict_enter(list, 0x30, &in))
		return 0;
	is_key_id = strict_literal(&in, anchor_key_id);
	if (!is_key_id && (!strict_take(&in, 0x06, &oid) || !strict_oid(oid)))
		return 0;
	strict_literal(&in, anchor_true);
	if (!strict_take(&in, 0x04, &value) || in.rest.len != 0)
		return 0;
	if (!is_key_id)
		return 1;
	if (a->key_id.len != 0 || !strict_inside(&in, value, &octets))
		return 0;
	return strict_take(&octets, 0x04, &a->key_id) && a->key_id.len > 0 &&
	       a->key_id.len <= 127 && octets.rest.len == 0;
}

static int anchor_extensions(struct strict_anchor *a, struct place *p)
{
	struct place explicit, list;

	if (!strict_enter(p, 0xa3, &explicit) ||
	    !strict_enter(&explicit, 0x30, &list) || explicit.rest.len != 0 ||
	    list.rest.len == 0)
		return 0;
	while (list.rest.len > 0)
		if (!anchor_extension(a, &list))
			return 0;
	return 1;
}

static int anchor_next(const struct place *p, uint8_t tag)
{
	return p->rest.len > 0 && p->rest.at[0] == tag;
}

/* After the key: unique identifiers, extensions */
static int anchor_options(struct strict_anchor *a, struct place *p, int version)
{
	uint8_t tag;

	for (tag = 0x81; tag <= 0x82; tag++)
		if (anchor_next(p, tag) &&
		    (version == 1 || !strict_skip(p, tag)))
			return 0;
	if (!anchor_next(p, 0xa3))
		return 1;
	return version == 3 && anchor_extensions(a, p);
}

/* Bytes from a place to another in the same buffer */
static struct part anchor_between(struct part from, struct part to)
{
	return (struct part){from.at, from.len - to.len};
}

static int anchor_names(struct strict_anchor *a, struct place *p)
{
	struct part before;

	if (!strict_take(p, 0x02, &a->serial) || !strict_integer(a->serial) ||
	    a->serial.len > 21 || !strict_skip(p, 0x30))
		return 0;
	before = p->rest;
	if (!strict_skip(p, 0x30))
		return 0;
	a->issuer = anchor_between(before, p->rest);
	return strict_skip(p, 0x30) && strict_skip(p, 0x30);
}

/* From inside Certificate */
static int anchor_certificate(struct strict_anchor *a, struct place *p)
{
	struct place tbs, key;
	struct part bits, before;
	int version = 1;

	if (!strict_enter(p, 0x30, &tbs))
		return 0;
	if (strict_literal(&tbs, anchor_versions[0]))
		version = 2;
	else if (strict_literal(&tbs, anchor_versions[1]))
		version = 3;
	if (!anchor_names(a, &tbs))
		return 0;
	before = tbs.rest;
	if (!strict_enter(&tbs, 0x30, &key) || !anchor_key(a, key))
		return 0;
	a->spki = anchor_between(before, tbs.rest);
	a->named = 1;
	return anchor_options(a, &tbs, version) && tbs.rest.len == 0 &&
	       strict_skip(p, 0x30) && anchor_bits(p, &bits) &&
	       p->rest.len == 0;
}

int strict_anchor_read(struct strict_anchor *a, struct part der)
{
	struct place whole = {der, 0}, outer;
	struct part first;
	struct place copy;

	memset(a, 0, sizeof(*a));
	if (der.len > 65536 || !strict_enter(&whole, 0x30, &outer) ||
	    whole.rest.len != 0)
		return 0;
	copy = outer;
	a->spki = der;
	if (!strict_take(&copy, 0x30, &first))
		return 0;
	/* an OBJECT IDENTIFIER begins a public key's algorithm */
	if (first.len > 0 && first.at[0] == 0x06)
		return anchor_key(a, outer);
	return anchor_certificate(a, &outer);
}

size_t strict_key_write(uint8_t *out, const struct strict_anchor *a)
{
	const struct part *algorithm = &anchor_algorithms[a->kind];
	size_t n = algorithm->len, m;

	memcpy(out, algorithm->at, n);
	out[n] = 0; /* no unused bits */
	if (a->kind == CFSV_KEY_RSA) {
		m = strict_put_unsigned(out + n + 1, a->key);
		m += strict_put_unsigned(out + n + 1 + m, a->exponent);
		m = strict_wrap(out + n + 1, 0x30, m);
	} else {
		m = a->key.len;
		memcpy(out + n + 1, a->key.at, m);
	}
	n += strict_wrap(out + n, 0x03, m + 1);
	return strict_wrap(out, 0x30, n);
}
