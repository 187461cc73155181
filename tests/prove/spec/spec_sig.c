/* SPDX-License-Identifier: MIT */
/* spec_sig.c - which bytes are a signature file (RFC 5652 5, the profile) */
#include "spec.h"

static const struct spec_part spec_no;

/* Does a last element fill up what it stands in? */
static struct spec_part spec_filled(struct spec_part outer,
				    struct spec_part last)
{
	return last.ok && last.next == outer.next ? outer : spec_no;
}

static int spec_is_digest(enum spec_name name)
{
	return name == SPEC_SHA256 || name == SPEC_SHA384 ||
	       name == SPEC_SHA512;
}

/* The digest that goes with ecdsa-with-SHA2 (RFC 5754 3.3) */
static enum spec_name spec_ecdsa_digest(enum spec_name name)
{
	switch (name) {
	case SPEC_ECDSA_SHA256:
		return SPEC_SHA256;
	case SPEC_ECDSA_SHA384:
		return SPEC_SHA384;
	case SPEC_ECDSA_SHA512:
		return SPEC_SHA512;
	default:
		return SPEC_NONE;
	}
}

/* AlgorithmIdentifier with a known name; parameters NULL or absent */
struct spec_part spec_algorithm(const uint8_t *b, uint32_t at, uint32_t end,
				struct spec_algorithm *a)
{
	struct spec_part outer = spec_tagged(b, at, end, 0x30), oid, null;

	a->name = SPEC_NONE;
	a->has_null = 0;
	if (!outer.ok)
		return spec_no;
	oid = spec_oid(b, outer.body, outer.next, &a->name);
	if (!oid.ok || a->name == SPEC_NONE)
		return spec_no;
	if (oid.next == outer.next)
		return outer;
	a->has_null = 1;
	null = spec_null(b, oid.next, outer.next);
	return spec_filled(outer, null);
}

#ifndef SPEC_ABSTRACT_SIGNER
/* SET of one digest AlgorithmIdentifier */
struct spec_part spec_digests(const uint8_t *b, uint32_t at, uint32_t end,
			      struct spec_algorithm *a)
{
	struct spec_part set = spec_tagged(b, at, end, 0x31), one = spec_no;

	if (set.ok)
		one = spec_algorithm(b, set.body, set.next, a);
	return one.ok && spec_is_digest(a->name) ? spec_filled(set, one)
						 : spec_no;
}

/* SEQUENCE { data }: the content itself is elsewhere */
struct spec_part spec_content(const uint8_t *b, uint32_t at, uint32_t end)
{
	struct spec_part outer = spec_tagged(b, at, end, 0x30), oid;
	enum spec_name name;

	if (!outer.ok)
		return spec_no;
	oid = spec_oid(b, outer.body, outer.next, &name);
	return name == SPEC_DATA ? spec_filled(outer, oid) : spec_no;
}
#endif

/*
 * Version 1: SEQUENCE { Name, INTEGER of at most 21 bytes }. Version 3: [0]
 * with at least one byte.
 */
struct spec_part spec_signer_id(const uint8_t *b, uint32_t at, uint32_t end,
				uint32_t around, struct spec_signer *s)
{
	struct spec_part id;

	s->issuer = s->serial = s->key_id = spec_no;
	if (s->version == 3) {
		id = spec_tagged(b, at, end, 0x80);
		s->key_id = id;
		return id.body < id.next ? id : spec_no;
	}
	id = spec_tagged(b, at, end, 0x30);
	if (s->version != 1 || !id.ok)
		return spec_no;
	s->issuer = spec_nested(b, id.body, id.next, 0x30, around + 1);
	if (!s->issuer.ok)
		return spec_no;
	s->serial = spec_integer(b, s->issuer.next, id.next);
	if (s->serial.next - s->serial.body > 21)
		return spec_no;
	return spec_filled(id, s->serial);
}

/* OCTET STRING; with ECDSA in it SEQUENCE { r, s } and nothing else */
struct spec_part spec_value(const uint8_t *b, uint32_t at, uint32_t end,
			    struct spec_signer *s)
{
	struct spec_part two;

	s->r = s->s = spec_no;
	s->value = spec_tagged(b, at, end, 0x04);
	if (!s->value.ok || !s->ecdsa)
		return s->value;
	two = spec_tagged(b, s->value.body, s->value.next, 0x30);
	if (!two.ok || two.next != s->value.next)
		return spec_no;
	s->r = spec_unsigned(b, two.body, two.next);
	if (!s->r.ok)
		return spec_no;
	s->s = spec_unsigned(b, s->r.next, two.next);
	return spec_filled(s->value, s->s);
}

#ifndef SPEC_ABSTRACT_SIGNER
/* SignerInfo without attributes, of this digest algorithm */
struct spec_part spec_signer_info(const uint8_t *b, uint32_t at, uint32_t end,
				  uint32_t around,
				  const struct spec_algorithm *digest,
				  struct spec_signer *s)
{
	struct spec_part info = spec_tagged(b, at, end, 0x30), part;
	struct spec_algorithm again, sign;

	if (!info.ok)
		return spec_no;
	part = spec_small(b, info.body, info.next, &s->version);
	if (!part.ok)
		return spec_no;
	part = spec_signer_id(b, part.next, info.next, around + 1, s);
	if (!part.ok)
		return spec_no;
	part = spec_algorithm(b, part.next, info.next, &again);
	if (!part.ok || again.name != digest->name ||
	    again.has_null != digest->has_null)
		return spec_no;
	part = spec_algorithm(b, part.next, info.next, &sign);
	if (!part.ok)
		return spec_no;
	s->ecdsa = sign.name != SPEC_RSA;
	if (sign.has_null == s->ecdsa)
		return spec_no;
	if (s->ecdsa && spec_ecdsa_digest(sign.name) != digest->name)
		return spec_no;
	return spec_filled(info, spec_value(b, part.next, info.next, s));
}
#endif

#ifndef SPEC_ABSTRACT_SIGNED
/* version, digests, content, SET of one SignerInfo */
int spec_signed_data(const uint8_t *b, uint32_t at, uint32_t end,
		     uint32_t around, struct spec_signature *s)
{
	struct spec_part part, set;

	part = spec_small(b, at, end, &s->version);
	if (!part.ok || (s->version != 1 && s->version != 3))
		return 0;
	part = spec_digests(b, part.next, end, &s->digest);
	if (!part.ok)
		return 0;
	part = spec_content(b, part.next, end);
	if (!part.ok)
		return 0;
	set = spec_tagged(b, part.next, end, 0x31);
	if (!set.ok || set.next != end)
		return 0;
	part = spec_signer_info(b, set.body, end, around + 1, &s->digest,
				&s->signer);
	return part.ok && part.next == end && s->signer.version == s->version;
}
#endif

/* ContentInfo: each of the containers ends where the file does. */
int spec_signature(const uint8_t *b, size_t len, struct spec_signature *s)
{
	struct spec_part outer, oid, wrap, data;
	enum spec_name name;
	uint32_t end = (uint32_t)len;

	if (len == 0 || len > 16128)
		return 0;
	outer = spec_tagged(b, 0, end, 0x30);
	if (!outer.ok || outer.next != end)
		return 0;
	oid = spec_oid(b, outer.body, end, &name);
	if (!oid.ok || name != SPEC_SIGNED_DATA)
		return 0;
	wrap = spec_tagged(b, oid.next, end, 0xa0);
	if (!wrap.ok || wrap.next != end)
		return 0;
	data = spec_tagged(b, wrap.body, end, 0x30);
	if (!data.ok || data.next != end)
		return 0;
	return spec_signed_data(b, data.body, end, 3, s);
}
