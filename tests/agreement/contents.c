/* SPDX-License-Identifier: MIT */
/* contents.c - changes of contents and values that one side may let pass */
#include "make.h"

#define OID_ATTRIBUTE "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09"

static void embedded(const struct group *g, struct recipe *r)
{
	(void)g;
	r->field[F_CONTENT] =
		SEQ(B(OID_DATA),
		    der(0xa0, der(0x04, any(2) ? r->message : NOTHING)));
}

static void certificates_inside(const struct group *g, struct recipe *r)
{
	r->field[F_EXTRA] = der(0xa0, any(2) ? cert_make(&g->cert, NULL)
					     : cert_of(P_256_OTHER));
}

static void no_certificates_inside(const struct group *g, struct recipe *r)
{
	(void)g;
	r->field[F_EXTRA] = any(2) ? B("\xa0\x00") : B("\xa1\x00");
}

static void signed_attributes(const struct group *g, struct recipe *r)
{
	struct blob type, digest, list;

	(void)g;
	type = SEQ(B(OID_ATTRIBUTE "\x03"), SET(B(OID_DATA)));
	digest = SEQ(B(OID_ATTRIBUTE "\x04"),
		     SET(der(0x04, hash_of(r->hash, r->message))));
	list = JOIN(type, digest);
	r->message = der(0x31, list);
	r->field[F_SIGNED_ATTRIBUTES] = der(0xa0, list);
}

static void empty_attributes(const struct group *g, struct recipe *r)
{
	(void)g;
	r->field[F_SIGNED_ATTRIBUTES] = B("\xa0\x00");
}

static void unsigned_attributes(const struct group *g, struct recipe *r)
{
	(void)g;
	r->field[F_SIGNER_TAIL] =
		der(0xa1, SEQ(B(OID_ATTRIBUTE "\x05"), SET(B("\x0c\x01!"))));
}

static void twice(const struct group *g, struct recipe *r)
{
	(void)g;
	r->field[F_SIGNERS_TAIL] = sign_signer_info(r);
}

static void with_unknown(const struct group *g, struct recipe *r)
{
	struct recipe other = {0};
	struct blob own = sign_signer_info(r), stranger;

	(void)g;
	other.key = P_256_OTHER;
	other.hash = r->hash;
	other.message = r->message;
	stranger = sign_signer_info(&other);
	r->field[F_SIGNERS] = any(2) ? SET(stranger, own) : SET(own, stranger);
}

static void other_content_type(const struct group *g, struct recipe *r)
{
	(void)g;
	r->field[F_CONTENT] = SEQ(B(OID_SIGNED_DATA));
}

static void no_info(const struct group *g, struct recipe *r)
{
	(void)g;
	r->field[F_INFO_TYPE] = B(OID_DATA);
}

static void other_message(const struct group *g, struct recipe *r)
{
	(void)g;
	r->message = flipped(r->message, 12 + any(32), 1);
}

/* r or s written otherwise: with a zero before it, as negative, plus n */
static void other_numbers(const struct group *g, struct recipe *r)
{
	struct blob rs, s, n;

	(void)g;
	rs = ec_sign(r->key, r->hash, hash_of(r->hash, r->message));
	s = slice(rs, rs.len / 2, rs.len);
	n = slice(rs, 0, rs.len / 2);
	switch (any(4)) {
	case 0:
		s = der(0x02, JOIN(B("\0\0"), s));
		break;
	case 1:
		s = der(0x02, s);
		break;
	case 2:
		s = der_number(number_add(s, curve_order(r->key)));
		break;
	default:
		s = JOIN(der_number(s), B("\x02\x01\x01"));
	}
	r->field[F_VALUE] = der(0x04, SEQ(der_number(n), s));
}

static void rsa_value(const struct group *g, struct recipe *r)
{
	struct blob digest = hash_of(r->hash, r->message), x;

	(void)g;
	x = rsa_private(r->key,
			rsa_block(r->key, digest_info(r->hash), digest));
	switch (any(3)) {
	case 0:
		x = JOIN(B("\0"), x);
		break;
	case 1:
		x = number_add(x, key_modulus(r->key));
		break;
	default:
		x = slice(x, 1, x.len);
	}
	r->field[F_VALUE] = der(0x04, x);
}

/* DigestInfo without NULL, or of another hash: the last arc of its name */
static void rsa_info(const struct group *g, struct recipe *r)
{
	(void)g;
	if (r->hash == CFSV_SHA256 && any(2))
		r->digest_info = B("\x30\x2f\x30\x0b" OID_SHA256 "\x04\x20");
	else
		r->digest_info = flipped(digest_info(r->hash), 14, 0x08);
}

static const struct {
	const char *name;
	void (*apply)(const struct group *g, struct recipe *r);
	int only; /* for 'R'SA or 'E'CDSA keys */
} mutations[] = {
	{"content embedded", embedded, 0},
	{"a certificate embedded", certificates_inside, 0},
	{"no certificates, or no CRLs, embedded", no_certificates_inside, 0},
	{"genuine signed attributes", signed_attributes, 0},
	{"empty signed attributes", empty_attributes, 0},
	{"unsigned attributes", unsigned_attributes, 0},
	{"the same signer twice", twice, 0},
	{"a second signer, unknown", with_unknown, 0},
	{"another content type", other_content_type, 0},
	{"another outermost type", no_info, 0},
	{"another message", other_message, 0},
	{"r or s written otherwise", other_numbers, 'E'},
	{"an RSA value of another length, or plus n", rsa_value, 'R'},
	{"another DigestInfo", rsa_info, 'R'},
};

size_t content_count(void)
{
	return COUNT(mutations);
}

const char *mutate_content(size_t n, const struct group *g, struct recipe *r)
{
	int rsa = key_is_rsa(r->key);

	if (mutations[n].only == (rsa ? 'E' : 'R'))
		n = 0;
	mutations[n].apply(g, r);
	return mutations[n].name;
}
