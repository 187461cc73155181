/* SPDX-License-Identifier: MIT */
/* attacks.h - what the tests of known attacks share */
#ifndef CFSV_TEST_ATTACKS_H
#define CFSV_TEST_ATTACKS_H

#include "sign.h"

/*
 * Names carry the number of the attack in attacks.table, which says in which
 * file each is tried. Forgeries are made with the private key, so that
 * everything but the forged part is genuine.
 */

static const struct recipe by_rsa = {.key = RSA_2048};
static const struct recipe by_p256 = {.key = P_256};

/* The verdict on what a recipe makes, with its key's certificate trusted. */
static inline void expect(const char *what, const struct recipe *r,
			  enum cfsv_err err)
{
	expect_err(
		what,
		verify(cert_of(r->key), sign(r, NULL), default_message(), NULL),
		err);
}

static inline void expect_field(const char *what, const struct recipe *genuine,
				enum field field, struct blob bytes,
				enum cfsv_err err)
{
	struct recipe r = *genuine;

	r.field[field] = bytes;
	expect(what, &r, err);
}

static inline void expect_load(const char *what, struct blob anchor,
			       enum cfsv_err err)
{
	struct cfsv_anchor a;

	expect_err(what, load(anchor, &a), err);
}

static inline void expect_cert(const char *what, enum key_name key,
			       enum cert_field field, struct blob bytes,
			       enum cfsv_err err)
{
	struct cert c = {0};

	c.key = key;
	c.field[field] = bytes;
	expect_load(what, cert_make(&c, NULL), err);
	if (field >= C_KEY && field <= C_KEY_TAIL) {
		c.bare = 1;
		expect_load(what, cert_make(&c, NULL), err);
	}
}

/* This certificate is an anchor, and the default signature verifies. */
static inline void expect_vouches(const char *what, enum key_name key,
				  enum cert_field field, struct blob bytes)
{
	struct cert c = {0};
	struct recipe r = {0};

	c.key = r.key = key;
	c.field[field] = bytes;
	expect_err(what,
		   verify(cert_make(&c, NULL), sign(&r, NULL),
			  default_message(), NULL),
		   CFSV_OK);
}

static inline struct blob default_digest(void)
{
	return hash_of(CFSV_SHA256, default_message());
}

/* A certificate with the name of one key and another key. */
static inline struct blob cert_under_name(enum key_name name, enum key_name key)
{
	struct blob sid = sid_of(name);
	struct cert c = {0};

	c.key = key;
	c.field[C_ISSUER] = slice(sid, 2, sid.len - 4);
	c.field[C_SERIAL] = slice(sid, sid.len - 4, sid.len);
	c.field[C_EXTENSIONS] = extensions(extension_key_id(key_id(name)));
	return cert_make(&c, NULL);
}

#define TEST(f) cmocka_unit_test_teardown(f, after)

static inline int after(void **state)
{
	(void)state;
	forget();
	return 0;
}

#endif /* CFSV_TEST_ATTACKS_H */
