/* SPDX-License-Identifier: MIT */
/* mutations.c - changes of names and algorithms that one side may let pass */
#include "../bad_signatures.h"
#include "make.h"

#define OID_SHA1 "\x06\x05\x2b\x0e\x03\x02\x1a"
#define OID_SHA3_256 "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x08"
#define OID_RSA_SHA256 "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"
#define OID_RSA_PSS "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"

static struct blob digest_oid(const struct recipe *r)
{
	return r->hash == CFSV_SHA384	? B(OID_SHA384)
	       : r->hash == CFSV_SHA512 ? B(OID_SHA512)
					: B(OID_SHA256);
}

static void digests(struct recipe *r, struct blob outer, struct blob inner)
{
	r->field[F_DIGESTS] = SET(outer);
	r->field[F_SIGNER_DIGEST] = inner;
}

static void null_outside(const struct group *g, struct recipe *r)
{
	(void)g;
	digests(r, SEQ(digest_oid(r), B(NUL)), SEQ(digest_oid(r)));
}

static void null_inside(const struct group *g, struct recipe *r)
{
	(void)g;
	digests(r, SEQ(digest_oid(r)), SEQ(digest_oid(r), B(NUL)));
}

static void sequence_parameters(const struct group *g, struct recipe *r)
{
	struct blob a = SEQ(digest_oid(r), B("\x30\x00"));

	(void)g;
	digests(r, a, a);
}

static void two_digests(const struct group *g, struct recipe *r)
{
	struct blob own = SEQ(digest_oid(r), B(NUL));

	(void)g;
	digests(r, JOIN(own, SEQ(B(OID_SHA1), B(NUL))), own);
}

static void no_digests(const struct group *g, struct recipe *r)
{
	(void)g;
	digests(r, NOTHING, SEQ(digest_oid(r)));
}

static void other_digest_outside(const struct group *g, struct recipe *r)
{
	(void)g;
	digests(r, SEQ(B(OID_SHA1)), SEQ(digest_oid(r)));
}

static void digest_inside(struct recipe *r, struct blob oid)
{
	digests(r, SEQ(oid), SEQ(oid));
}

static void digest_sha1(const struct group *g, struct recipe *r)
{
	(void)g;
	digest_inside(r, B(OID_SHA1));
}

static void digest_sha3(const struct group *g, struct recipe *r)
{
	(void)g;
	digest_inside(r, B(OID_SHA3_256));
}

static void algorithm_of_key(const struct group *g, struct recipe *r)
{
	(void)g;
	r->field[F_ALGORITHM] =
		key_is_rsa(r->key) ? SEQ(B(OID_RSA)) : SEQ(B(OID_EC));
}

static void algorithm_with_hash(const struct group *g, struct recipe *r)
{
	(void)g;
	r->field[F_ALGORITHM] = key_is_rsa(r->key)
					? SEQ(B(OID_RSA_SHA256), B(NUL))
					: SEQ(B(OID_ECDSA_SHA256), B(NUL));
}

static void algorithm_of_others(const struct group *g, struct recipe *r)
{
	(void)g;
	r->field[F_ALGORITHM] = key_is_rsa(r->key) ? SEQ(B(OID_ECDSA_SHA256))
						   : SEQ(B(OID_RSA), B(NUL));
}

static void algorithm_of_other_hash(const struct group *g, struct recipe *r)
{
	(void)g;
	if (key_is_rsa(r->key))
		r->field[F_ALGORITHM] = SEQ(B(OID_RSA_PSS));
	else
		r->field[F_ALGORITHM] = r->hash == CFSV_SHA384
						? SEQ(B(OID_ECDSA_SHA256))
						: SEQ(B(OID_ECDSA_SHA384));
}

static struct blob small(uint32_t n)
{
	uint8_t number[3] = {0x02, 0x01, (uint8_t)n};

	return copy(number, sizeof(number));
}

static void versions(const struct group *g, struct recipe *r)
{
	(void)g;
	r->field[F_VERSION] = small(any(6));
	r->field[F_SIGNER_VERSION] = small(any(6));
}

/* The name by the other way, with the versions of the first, or reversed */
static void other_version(const struct group *g, struct recipe *r)
{
	(void)g;
	r->field[F_VERSION] = r->field[F_SIGNER_VERSION] =
		small(r->by_key_id ? 1 : 3);
}

static void zero_before_serial(const struct group *g, struct recipe *r)
{
	struct blob number = slice(g->serial, 2, g->serial.len);

	r->by_key_id = 0;
	r->field[F_SID] =
		sid_issuer(g->issuer, der(0x02, JOIN(B("\0"), number)));
}

static void other_serial(const struct group *g, struct recipe *r)
{
	r->by_key_id = 0;
	r->field[F_SID] =
		sid_issuer(g->issuer, flipped(g->serial, g->serial.len - 1, 1));
}

static void other_issuer(const struct group *g, struct recipe *r)
{
	struct blob name = g->issuer;

	r->by_key_id = 0;
	if (name.len > 2)
		name = flipped(name, name.len - 1, 0x20);
	r->field[F_SID] = sid_issuer(name, g->serial);
}

static void by_key_id(struct recipe *r, struct blob id)
{
	r->by_key_id = 1;
	r->field[F_SID] = der(0x80, id);
	r->field[F_VERSION] = r->field[F_SIGNER_VERSION] = small(3);
}

static void name_as_key_id(const struct group *g, struct recipe *r)
{
	by_key_id(r, JOIN(slice(g->serial, 2, g->serial.len),
			  slice(g->issuer, 2, g->issuer.len)));
}

static void short_key_id(const struct group *g, struct recipe *r)
{
	by_key_id(r,
		  g->ski.len > 0 ? slice(g->ski, 0, g->ski.len - 1) : B("x"));
}

static void key_id_of_key(const struct group *g, struct recipe *r)
{
	by_key_id(r, key_id(g->cert.key));
}

static void empty_key_id(const struct group *g, struct recipe *r)
{
	(void)g;
	by_key_id(r, NOTHING);
}

/* The serial takes the issuer's begin away, so that both together are same. */
static void moved_border(const struct group *g, struct recipe *r)
{
	r->by_key_id = 0;
	r->field[F_SID] =
		sid_issuer(B("\x30\x00"),
			   der(0x02, JOIN(slice(g->serial, 2, g->serial.len),
					  slice(g->issuer, 2, g->issuer.len))));
}

static const struct {
	const char *name;
	void (*apply)(const struct group *g, struct recipe *r);
} mutations[] = {
	{"NULL in SignedData, absent in SignerInfo", null_outside},
	{"absent in SignedData, NULL in SignerInfo", null_inside},
	{"a SEQUENCE as digest's parameters", sequence_parameters},
	{"a second digest algorithm", two_digests},
	{"no digest algorithm in SignedData", no_digests},
	{"another digest algorithm in SignedData", other_digest_outside},
	{"SHA-1 as digest", digest_sha1},
	{"SHA3-256 as digest", digest_sha3},
	{"the key's algorithm, without NULL", algorithm_of_key},
	{"the algorithm with a hash, and NULL", algorithm_with_hash},
	{"the algorithm of another key type", algorithm_of_others},
	{"the algorithm of another hash, or PSS", algorithm_of_other_hash},
	{"any versions", versions},
	{"versions of the other signer identifier", other_version},
	{"a zero before the serial number", zero_before_serial},
	{"another serial number", other_serial},
	{"another issuer", other_issuer},
	{"serial number and issuer as key identifier", name_as_key_id},
	{"a byte of the key identifier left out", short_key_id},
	{"a key identifier that is not in the certificate", key_id_of_key},
	{"an empty key identifier", empty_key_id},
	{"all of the issuer in the serial number", moved_border},
};

const char *mutate(const struct group *g, struct recipe *r)
{
	const struct bad_signature *row;
	size_t n;

	if (any(2)) {
		row = &bad_signatures[any(COUNT(bad_signatures))];
		r->field[row->field] = row->bytes;
		return row->what;
	}
	n = any((uint32_t)(COUNT(mutations) + content_count()));
	if (n >= COUNT(mutations))
		return mutate_content(n - COUNT(mutations), g, r);
	mutations[n].apply(g, r);
	return mutations[n].name;
}
