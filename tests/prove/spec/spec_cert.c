/* SPDX-License-Identifier: MIT */
/* spec_cert.c - which bytes are a trust anchor (RFC 5280 4, RFC 3279, 5480) */
#include "spec.h"

static const struct spec_part spec_no;

static uint32_t spec_size(struct spec_part p)
{
	return p.next - p.body;
}

/* What is left out where it may be */
static struct spec_part spec_nothing(uint32_t at)
{
	struct spec_part none = {1, 0, 0, 0};

	none.at = none.body = none.next = at;
	return none;
}

#ifndef SPEC_ABSTRACT_KEY
#ifndef SPEC_ABSTRACT_KEYS
/* RSAPublicKey of 2048, 3072 or 4096 bits, e odd, above 2^16, at most n */
static int spec_rsa(const uint8_t *b, uint32_t at, uint32_t end,
		    struct spec_anchor *a)
{
	struct spec_part two = spec_tagged(b, at, end, 0x30);
	uint32_t bits;

	if (!two.ok || two.next != end)
		return 0;
	a->key = spec_unsigned(b, two.body, end);
	if (!a->key.ok)
		return 0;
	a->exponent = spec_unsigned(b, a->key.next, end);
	if (!a->exponent.ok || a->exponent.next != end)
		return 0;
	bits = spec_size(a->key) * 8;
	if (bits != 2048 && bits != 3072 && bits != 4096)
		return 0;
	if ((b[a->key.body] & 0x80) == 0 || (b[a->key.next - 1] & 1) == 0)
		return 0;
	/* 65537 is the least odd number above 2^16: three bytes */
	return spec_size(a->exponent) > 2 &&
	       spec_size(a->exponent) <= spec_size(a->key) &&
	       (b[a->exponent.next - 1] & 1) == 1;
}

static enum spec_key spec_curve(enum spec_name name)
{
	return name == SPEC_P256   ? SPEC_KEY_256
	       : name == SPEC_P384 ? SPEC_KEY_384
	       : name == SPEC_P521 ? SPEC_KEY_521
				   : SPEC_NO_KEY;
}

/* SEC 1 2.3.3, uncompressed: 04 and two coordinates */
static int spec_point(const uint8_t *b, struct spec_anchor *a)
{
	uint32_t bits = a->kind == SPEC_KEY_256	  ? 256
			: a->kind == SPEC_KEY_384 ? 384
						  : 521;
	uint32_t size = spec_size(a->key);

	return size == 2 * ((bits + 7) / 8) + 1 && b[a->key.body] == 4 &&
	       spec_on_curve(a->kind, b + a->key.body, size);
}

/* NULL up to the end, and behind it the key in a BIT STRING: the latter */
struct spec_part spec_rsa_key(const uint8_t *b, uint32_t at, uint32_t end,
			      uint32_t outer, struct spec_anchor *a)
{
	struct spec_part par = spec_null(b, at, end), bits;

	if (!par.ok || par.next != end)
		return spec_no;
	bits = spec_bits(b, end, outer);
	if (!bits.ok || !spec_rsa(b, bits.body, bits.next, a))
		return spec_no;
	a->kind = SPEC_KEY_RSA;
	return bits;
}

/* A curve's name up to the end, and behind it the point: the latter */
struct spec_part spec_ec_key(const uint8_t *b, uint32_t at, uint32_t end,
			     uint32_t outer, struct spec_anchor *a)
{
	enum spec_name curve;
	struct spec_part par = spec_oid(b, at, end, &curve);

	if (!par.ok || par.next != end)
		return spec_no;
	a->key = spec_bits(b, end, outer);
	a->kind = spec_curve(curve);
	if (!a->key.ok || a->kind == SPEC_NO_KEY || !spec_point(b, a))
		return spec_no;
	return a->key;
}

#endif /* SPEC_ABSTRACT_KEYS */

/* Which of the two: contents of an algorithm up to the end, and the key */
struct spec_part spec_key(const uint8_t *b, uint32_t at, uint32_t end,
			  uint32_t outer, struct spec_anchor *a)
{
	enum spec_name name;
	struct spec_part oid = spec_oid(b, at, end, &name);

	if (oid.ok && name == SPEC_RSA)
		return spec_rsa_key(b, oid.next, end, outer, a);
	if (oid.ok && name == SPEC_EC_KEY)
		return spec_ec_key(b, oid.next, end, outer, a);
	return spec_no;
}
#endif /* SPEC_ABSTRACT_KEY */

struct spec_part spec_key_info(const uint8_t *b, uint32_t at, uint32_t end,
			       struct spec_anchor *a)
{
	struct spec_part info = spec_tagged(b, at, end, 0x30), alg, key;

	a->kind = SPEC_NO_KEY;
	a->key = a->exponent = spec_no;
	if (!info.ok)
		return spec_no;
	alg = spec_tagged(b, info.body, info.next, 0x30);
	if (!alg.ok)
		return spec_no;
	key = spec_key(b, alg.body, alg.next, info.next, a);
	return key.ok && key.next == info.next ? info : spec_no;
}

/* The one key identifier, 1 to 127 bytes, and nothing behind it */
static int spec_key_identifier(const uint8_t *b, struct spec_part octets,
			       struct spec_anchor *a)
{
	if (a->key_id.ok)
		return 0;
	a->key_id = spec_tagged(b, octets.body, octets.next, 0x04);
	return a->key_id.ok && spec_size(a->key_id) >= 1 &&
	       spec_size(a->key_id) <= 127 && a->key_id.next == octets.next;
}

#ifndef SPEC_ABSTRACT_LIST
/* SEQUENCE { OID, BOOLEAN TRUE or nothing, OCTET STRING } */
struct spec_part spec_extension(const uint8_t *b, uint32_t at, uint32_t end,
				struct spec_anchor *a)
{
	struct spec_part ext = spec_tagged(b, at, end, 0x30), oid, yes, octets;
	enum spec_name name;
	uint32_t p;

	if (!ext.ok)
		return spec_no;
	oid = spec_oid(b, ext.body, ext.next, &name);
	if (!oid.ok)
		return spec_no;
	p = oid.next;
	if (p < ext.next && b[p] == 0x01) {
		yes = spec_tagged(b, p, ext.next, 0x01);
		if (!yes.ok || spec_size(yes) != 1 || b[yes.body] != 0xff)
			return spec_no;
		p = yes.next;
	}
	octets = spec_tagged(b, p, ext.next, 0x04);
	if (!octets.ok || octets.next != ext.next)
		return spec_no;
	if (name == SPEC_KEY_ID && !spec_key_identifier(b, octets, a))
		return spec_no;
	return ext;
}

/* Any number of extensions: all of at to end - 1 */
int spec_extension_list(const uint8_t *b, uint32_t at, uint32_t end,
			struct spec_anchor *a)
{
	struct spec_part one;
	uint32_t p;

	for (p = at; p < end; p = one.next) {
		one = spec_extension(b, p, end, a);
		if (!one.ok)
			return 0;
	}
	return 1;
}

#endif /* SPEC_ABSTRACT_LIST */

#ifndef SPEC_ABSTRACT_EXTENSIONS
/* [3] { SEQUENCE of at least one Extension } of version 3, or nothing */
struct spec_part spec_extensions(const uint8_t *b, uint32_t at, uint32_t end,
				 uint32_t version, struct spec_anchor *a)
{
	struct spec_part wrap = spec_nothing(at), list;

	if (at == end || b[at] != 0xa3)
		return wrap;
	wrap = spec_tagged(b, at, end, 0xa3);
	if (!wrap.ok || version != 3)
		return spec_no;
	list = spec_tagged(b, wrap.body, wrap.next, 0x30);
	if (!list.ok || list.next != wrap.next || list.body == list.next ||
	    !spec_extension_list(b, list.body, list.next, a))
		return spec_no;
	return wrap;
}

#endif /* SPEC_ABSTRACT_EXTENSIONS */

/* [1] and [2], or one or none of them, of version 2 and 3 */
struct spec_part spec_unique_ids(const uint8_t *b, uint32_t at, uint32_t end,
				 uint32_t version)
{
	struct spec_part both = spec_nothing(at), one;
	uint8_t tag;

	for (tag = 0x81; tag <= 0x82 && version > 1; tag++)
		if (both.next < end && b[both.next] == tag) {
			one = spec_tagged(b, both.next, end, tag);
			if (!one.ok)
				return spec_no;
			both.next = one.next;
		}
	return both;
}

#ifndef SPEC_ABSTRACT_CERTIFICATE
/* 2 or 3 by what is written in [0], 1 if nothing is; 0: none of these */
uint32_t spec_version(const uint8_t *b, uint32_t at, uint32_t end,
		      struct spec_part *part)
{
	uint32_t value = 0;
	struct spec_part inner;

	*part = spec_nothing(at);
	if (at == end || b[at] != 0xa0)
		return 1;
	*part = spec_tagged(b, at, end, 0xa0);
	if (!part->ok)
		return 0;
	inner = spec_small(b, part->body, part->next, &value);
	if (!inner.ok || inner.next != part->next || value < 1 || value > 2)
		return 0;
	return value + 1;
}

/* TBSCertificate */
static int spec_tbs(const uint8_t *b, uint32_t p, uint32_t end,
		    struct spec_anchor *a)
{
	struct spec_part part;
	uint32_t version, i;

	a->named = 1;
	a->key_id = spec_no;
	version = spec_version(b, p, end, &part);
	if (version == 0)
		return 0;
	p = part.next;
	a->serial = spec_integer(b, p, end);
	if (!a->serial.ok || spec_size(a->serial) > 21)
		return 0;
	p = a->serial.next;
	for (i = 0; i < 4; i++) { /* signature, issuer, validity, subject */
		part = spec_nested(b, p, end, 0x30, 2);
		if (!part.ok)
			return 0;
		if (i == 1)
			a->issuer = part;
		p = part.next;
	}
	part = spec_key_info(b, p, end, a);
	if (!part.ok)
		return 0;
	part = spec_unique_ids(b, part.next, end, version);
	if (!part.ok)
		return 0;
	part = spec_extensions(b, part.next, end, version, a);
	return part.ok && part.next == end;
}

/* TBSCertificate's contents, and what stands behind it: signatureValue */
struct spec_part spec_certified(const uint8_t *b, uint32_t at, uint32_t end,
				uint32_t outer, struct spec_anchor *a)
{
	struct spec_part alg = spec_nested(b, end, outer, 0x30, 1);

	if (!alg.ok || !spec_tbs(b, at, end, a))
		return spec_no;
	return spec_bits(b, alg.next, outer);
}
#endif /* SPEC_ABSTRACT_CERTIFICATE */

/* A SEQUENCE: a certificate, or a bare SubjectPublicKeyInfo */
struct spec_part spec_anchor_at(const uint8_t *b, uint32_t at, uint32_t end,
				struct spec_anchor *a)
{
	struct spec_part whole = spec_tagged(b, at, end, 0x30), inner, last;

	if (!whole.ok)
		return spec_no;
	inner = spec_tagged(b, whole.body, whole.next, 0x30);
	if (!inner.ok)
		return spec_no;
	last = spec_certified(b, inner.body, inner.next, whole.next, a);
	if (last.ok && last.next == whole.next)
		return whole;
	a->named = 0;
	a->issuer = a->serial = a->key_id = spec_no;
	last = spec_key(b, inner.body, inner.next, whole.next, a);
	return last.ok && last.next == whole.next ? whole : spec_no;
}

int spec_anchor(const uint8_t *b, size_t len, struct spec_anchor *a)
{
	struct spec_part part;

	if (len == 0 || len > 65536)
		return 0;
	part = spec_anchor_at(b, 0, (uint32_t)len, a);
	return part.ok && part.next == len;
}
