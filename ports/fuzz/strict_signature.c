/* SPDX-License-Identifier: MIT */
/* strict_signature.c - the profile of signatures, read and written again */
#include "strict.h"

/* Whole elements: AlgorithmIdentifiers, with and without NULL */
#define HASH(last, null) "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02" last null
#define ECDSA(last) "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03" last
static const struct part strict_hashes[4][2] = {
	[CFSV_SHA256] = {LITERAL("\x30\x0b" HASH("\x01", "")),
			 LITERAL("\x30\x0d" HASH("\x01", "\x05\x00"))},
	[CFSV_SHA384] = {LITERAL("\x30\x0b" HASH("\x02", "")),
			 LITERAL("\x30\x0d" HASH("\x02", "\x05\x00"))},
	[CFSV_SHA512] = {LITERAL("\x30\x0b" HASH("\x03", "")),
			 LITERAL("\x30\x0d" HASH("\x03", "\x05\x00"))},
};
static const struct part strict_ecdsa[4] = {
	[CFSV_SHA256] = LITERAL(ECDSA("\x02")),
	[CFSV_SHA384] = LITERAL(ECDSA("\x03")),
	[CFSV_SHA512] = LITERAL(ECDSA("\x04")),
};
static const struct part strict_rsa =
	LITERAL("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00");
static const struct part strict_signed_data =
	LITERAL("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02");
static const struct part strict_data =
	LITERAL("\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01");
static const struct part strict_versions[4] = {
	[1] = LITERAL("\x02\x01\x01"),
	[3] = LITERAL("\x02\x01\x03"),
};

static int strict_version(struct place *p, uint32_t *version)
{
	for (*version = 1; *version <= 3; *version += 2)
		if (strict_literal(p, strict_versions[*version]))
			return 1;
	return 0;
}

/* Which of the algorithms comes next? */
static int strict_digest(struct place *p, struct strict_signature *s)
{
	for (s->hash = CFSV_SHA256; s->hash <= CFSV_SHA384; s->hash++)
		for (s->has_null = 0; s->has_null <= 1; s->has_null++)
			if (strict_literal(p,
					   strict_hashes[s->hash][s->has_null]))
				return 1;
	return 0;
}

/* The signer; the version of both structures follows from it. */
static int strict_signer(struct place *p, struct strict_signature *s)
{
	const uint8_t *start;
	struct place in;

	if (p->rest.len == 0 || p->rest.at[0] != 0x30) {
		s->version = 3;
		return strict_take(p, 0x80, &s->key_id) && s->key_id.len > 0;
	}
	s->version = 1;
	if (!strict_enter(p, 0x30, &in))
		return 0;
	start = in.rest.at;
	if (!strict_skip(&in, 0x30))
		return 0;
	s->issuer.at = start;
	s->issuer.len = (size_t)(in.rest.at - start);
	return strict_take(&in, 0x02, &s->serial) &&
	       strict_integer(s->serial) && s->serial.len <= 21 &&
	       in.rest.len == 0;
}

/* signatureAlgorithm and signature */
static int strict_value(struct place *p, struct strict_signature *s)
{
	struct place octets, in;

	s->ecdsa = !strict_literal(p, strict_rsa);
	if (s->ecdsa && !strict_literal(p, strict_ecdsa[s->hash]))
		return 0;
	if (!strict_take(p, 0x04, &s->value))
		return 0;
	if (!s->ecdsa)
		return 1;
	return strict_inside(p, s->value, &octets) &&
	       strict_enter(&octets, 0x30, &in) && octets.rest.len == 0 &&
	       strict_unsigned(&in, &s->r) && strict_unsigned(&in, &s->s) &&
	       in.rest.len == 0;
}

int strict_signature_read(struct strict_signature *s, struct part der)
{
	struct place whole = {der, 0}, info, explicit, data, set, signer;
	uint32_t versions[2];

	memset(s, 0, sizeof(*s));
	if (der.len > 16128 || !strict_enter(&whole, 0x30, &info))
		return 0;
	if (whole.rest.len != 0 || !strict_literal(&info, strict_signed_data) ||
	    !strict_enter(&info, 0xa0, &explicit) || info.rest.len != 0 ||
	    !strict_enter(&explicit, 0x30, &data) || explicit.rest.len != 0)
		return 0;
	if (!strict_version(&data, &versions[0]) ||
	    !strict_enter(&data, 0x31, &set) || !strict_digest(&set, s) ||
	    set.rest.len != 0 || !strict_literal(&data, strict_data) ||
	    !strict_enter(&data, 0x31, &set) || data.rest.len != 0 ||
	    !strict_enter(&set, 0x30, &signer) || set.rest.len != 0 ||
	    !strict_version(&signer, &versions[1]))
		return 0;
	return strict_signer(&signer, s) && versions[0] == s->version &&
	       versions[1] == s->version &&
	       strict_literal(&signer, strict_hashes[s->hash][s->has_null]) &&
	       strict_value(&signer, s) && signer.rest.len == 0;
}

static size_t strict_copy(uint8_t *out, struct part p)
{
	memcpy(out, p.at, p.len);
	return p.len;
}

static size_t strict_signer_write(uint8_t *out,
				  const struct strict_signature *s)
{
	size_t n = strict_copy(out, strict_versions[s->version]), m;

	if (s->version == 1) {
		m = strict_copy(out + n, s->issuer);
		m += strict_put(out + n + m, 0x02, s->serial);
		n += strict_wrap(out + n, 0x30, m);
	} else {
		n += strict_put(out + n, 0x80, s->key_id);
	}
	n += strict_copy(out + n, strict_hashes[s->hash][s->has_null]);
	n += strict_copy(out + n,
			 s->ecdsa ? strict_ecdsa[s->hash] : strict_rsa);
	if (!s->ecdsa)
		return n + strict_put(out + n, 0x04, s->value);
	m = strict_put_unsigned(out + n, s->r);
	m += strict_put_unsigned(out + n + m, s->s);
	m = strict_wrap(out + n, 0x30, m);
	return n + strict_wrap(out + n, 0x04, m);
}

size_t strict_signature_write(uint8_t *out, const struct strict_signature *s)
{
	size_t n = strict_copy(out, strict_signed_data), data, m;

	data = n;
	n += strict_copy(out + n, strict_versions[s->version]);
	m = strict_copy(out + n, strict_hashes[s->hash][s->has_null]);
	n += strict_wrap(out + n, 0x31, m);
	n += strict_copy(out + n, strict_data);
	m = strict_signer_write(out + n, s);
	m = strict_wrap(out + n, 0x30, m);
	n += strict_wrap(out + n, 0x31, m);
	m = strict_wrap(out + data, 0x30, n - data);
	m = strict_wrap(out + data, 0xa0, m);
	return strict_wrap(out, 0x30, data + m);
}
