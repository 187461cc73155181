/* SPDX-License-Identifier: MIT */
/* hostile_shapes.h - the slowest inputs to parse, of any size */
#ifndef CFSV_TEST_HOSTILE_SHAPES_H
#define CFSV_TEST_HOSTILE_SHAPES_H

#include "sign.h"

/*
 * A shape makes one input of at most size bytes. Where a part can be anything
 * that is DER, it is filled: most of an input are these bytes.
 */
enum kind { SIGNATURE, ANCHOR, ANCHORS };
struct shape {
	const char *name;
	enum kind kind;
	struct blob (*make)(size_t size);
};

/* Of everything but the filling, at most */
#define REST 1024

static struct blob fill(struct blob element, size_t size)
{
	size_t n = (size - REST) / element.len, i;
	struct blob all = repeat(0, n * element.len);

	for (i = 0; i < n; i++)
		memcpy((uint8_t *)(uintptr_t)all.at + i * element.len,
		       element.at, element.len);
	return all;
}

/* So many SEQUENCEs in each other, the innermost with these contents */
static struct blob nest(struct blob contents, unsigned depth)
{
	for (; depth > 0; depth--)
		contents = SEQ(contents);
	return contents;
}

/* SIGNATURES: the issuer may hold any DER */

static struct blob signature_of(enum field field, struct blob element)
{
	struct recipe r = {0};

	r.key = P_256;
	r.field[field] = element;
	return sign(&r, NULL);
}

static struct blob issuer(struct blob contents)
{
	return signature_of(F_SID, SEQ(SEQ(contents), B("\x02\x01\x01")));
}

static struct blob sig_primitive(size_t size)
{
	return issuer(fill(B(NUL), size));
}

static struct blob sig_constructed(size_t size)
{
	return issuer(fill(B("\x30\x00"), size));
}

static struct blob sig_chains(size_t size)
{
	return issuer(fill(nest(NOTHING, 17), size));
}

static struct blob sig_combs(size_t size)
{
	return issuer(fill(nest(fill(B("\x30\x00"), REST + 100), 16), size));
}

static struct blob sig_all_deep(size_t size)
{
	return issuer(nest(fill(B("\x30\x00"), size), 16));
}

static struct blob sig_too_deep(size_t size)
{
	return fill(B("\x30\x80"), size);
}

static struct blob sig_deep_lengths(size_t size)
{
	struct blob all = repeat(0x30, size);
	uint8_t *p = (uint8_t *)(uintptr_t)all.at;
	size_t at;

	for (at = 0; at + 4 <= size; at += 4) {
		p[at + 1] = 0x82;
		p[at + 2] = (uint8_t)((size - at - 4) >> 8);
		p[at + 3] = (uint8_t)(size - at - 4);
	}
	return all;
}

static struct blob sig_long_oid(size_t size)
{
	return signature_of(
		F_DIGESTS,
		SET(SEQ(der(0x06, JOIN(fill(B("\x81"), size), B("\x01"))))));
}

static struct blob sig_long_type(size_t size)
{
	return signature_of(F_INFO_TYPE,
			    der(0x06, JOIN(fill(B("\x01"), size), B("\x01"))));
}

static struct blob sig_long_numbers(size_t size)
{
	struct blob n = repeat(0x7f, (size - REST) / 2);

	return signature_of(F_VALUE, ec_value(n, n));
}

static struct blob sig_key_id(size_t size)
{
	struct recipe r = {0};

	r.key = RSA_2048;
	r.by_key_id = 1;
	r.field[F_SID] = der(0x80, fill(B("k"), size));
	return sign(&r, NULL);
}

static struct blob sig_digests(size_t size)
{
	return signature_of(F_DIGESTS, SET(fill(SEQ(B(OID_SHA256)), size)));
}

static struct blob sig_signers(size_t size)
{
	struct recipe r = {0};

	r.key = P_256;
	r.field[F_SIGNERS_TAIL] = fill(B("\x30\x00"), size);
	return sign(&r, NULL);
}

static struct blob any_noise(size_t size)
{
	struct blob all = repeat(0x30, size);
	uint32_t x = 1;
	size_t i;

	for (i = 1; i < size; i++, x = x * 1664525 + 1013904223)
		((uint8_t *)(uintptr_t)all.at)[i] = (uint8_t)(x >> 24);
	return all;
}

static struct blob any_zeros(size_t size)
{
	return repeat(0, size);
}

/* CERTIFICATES */

static struct blob cert_with(enum key_name key, enum cert_field field,
			     struct blob element)
{
	struct cert c = {0};

	c.key = key;
	c.field[field] = element;
	return cert_make(&c, NULL);
}

static struct blob cert_primitive(size_t size)
{
	return cert_with(RSA_4096, C_SUBJECT, SEQ(fill(B(NUL), size)));
}

static struct blob cert_constructed(size_t size)
{
	return cert_with(RSA_4096, C_ISSUER, SEQ(fill(B("\x30\x00"), size)));
}

static struct blob cert_chains(size_t size)
{
	return cert_with(RSA_2048, C_VALIDITY,
			 SEQ(fill(nest(NOTHING, 21), size)));
}

static struct blob cert_combs(size_t size)
{
	return cert_with(
		RSA_2048, C_ALGORITHM,
		SEQ(fill(nest(fill(B("\x30\x00"), REST + 100), 20), size)));
}

static struct blob cert_all_deep(size_t size)
{
	return cert_with(RSA_2048, C_SUBJECT,
			 SEQ(nest(fill(B("\x30\x00"), size), 20)));
}

static struct blob cert_extensions(size_t size)
{
	return cert_with(
		RSA_2048, C_EXTENSIONS,
		extensions(fill(B("\x30\x05\x06\x01\x01\x04\x00"), size)));
}

/* Identifiers that are almost known ones: all of the table is compared. */
static struct blob cert_almost(size_t size)
{
	return cert_with(RSA_2048, C_EXTENSIONS,
			 extensions(fill(B("\x30\x0d\x06\x09\x60\x86\x48\x01"
					   "\x65\x03\x04\x02\x7f\x04\x00"),
					 size)));
}

static struct blob cert_critical(size_t size)
{
	return cert_with(RSA_2048, C_EXTENSIONS,
			 extensions(fill(B("\x30\x0a\x06\x03\x55\x1d\x7f\x01"
					   "\x01\xff\x04\x00"),
					 size)));
}

static struct blob cert_long_oid(size_t size)
{
	return cert_with(RSA_2048, C_EXTENSIONS,
			 extensions(SEQ(der(0x06, fill(B("\x01"), size)),
					B("\x04\x00"))));
}

static struct blob cert_unique_id(size_t size)
{
	return cert_with(P_521, C_UNIQUE_IDS, der(0x81, fill(B("\0"), size)));
}

static struct blob cert_modulus(size_t size)
{
	return cert_with(RSA_2048, C_MODULUS,
			 der(0x02, repeat(0x7f, size - REST)));
}

static struct blob cert_exponent(size_t size)
{
	return cert_with(RSA_2048, C_EXPONENT,
			 der(0x02, repeat(0x7f, size - REST)));
}

static struct blob cert_serial(size_t size)
{
	return cert_with(RSA_2048, C_SERIAL,
			 der(0x02, repeat(0x7f, size - REST)));
}

static struct blob cert_signature(size_t size)
{
	return cert_with(P_384, C_OUTER_SIGNATURE,
			 der(0x03, fill(B("\0"), size)));
}

static const struct shape shapes[] = {
	{"issuer of empty elements", SIGNATURE, sig_primitive},
	{"issuer of empty SEQUENCEs", SIGNATURE, sig_constructed},
	{"issuer of chains, as deep as may be", SIGNATURE, sig_chains},
	{"issuer of many SEQUENCEs, deep inside", SIGNATURE, sig_combs},
	{"issuer with all of it deep inside", SIGNATURE, sig_all_deep},
	{"nested without end, indefinite", SIGNATURE, sig_too_deep},
	{"nested without end, right lengths", SIGNATURE, sig_deep_lengths},
	{"long object identifier of a digest", SIGNATURE, sig_long_oid},
	{"long object identifier of the content", SIGNATURE, sig_long_type},
	{"long r and s", SIGNATURE, sig_long_numbers},
	{"long key identifier", SIGNATURE, sig_key_id},
	{"many digest algorithms", SIGNATURE, sig_digests},
	{"many signers", SIGNATURE, sig_signers},
	{"noise", SIGNATURE, any_noise},
	{"zeros", SIGNATURE, any_zeros},
	{"subject of empty elements", ANCHOR, cert_primitive},
	{"issuer of empty SEQUENCEs", ANCHOR, cert_constructed},
	{"validity of chains, as deep as may be", ANCHOR, cert_chains},
	{"algorithm of many SEQUENCEs, deep inside", ANCHOR, cert_combs},
	{"subject with all of it deep inside", ANCHOR, cert_all_deep},
	{"many extensions", ANCHOR, cert_extensions},
	{"many extensions with almost known names", ANCHOR, cert_almost},
	{"many critical extensions", ANCHOR, cert_critical},
	{"an extension with a long object identifier", ANCHOR, cert_long_oid},
	{"P-521, and a long unique identifier", ANCHOR, cert_unique_id},
	{"long modulus", ANCHOR, cert_modulus},
	{"long exponent", ANCHOR, cert_exponent},
	{"long serial number", ANCHOR, cert_serial},
	{"P-384, and a long signature", ANCHOR, cert_signature},
	{"nested without end, right lengths", ANCHOR, sig_deep_lengths},
	{"noise", ANCHOR, any_noise},
	{"zeros", ANCHOR, any_zeros},
	{"all have the signer's issuer", ANCHORS, sig_primitive},
};

#endif /* CFSV_TEST_HOSTILE_SHAPES_H */
