/* SPDX-License-Identifier: MIT */
/* golden.c - genuine signatures, as signers write them, and their equals */
#include "changes.h"

#define COPY(to, from)                                                         \
	do {                                                                   \
		assert_true((from).len <= sizeof(to));                         \
		memcpy(to, (from).at, (from).len);                             \
	} while (0)

/* A name of two attributes, as certificates have it */
static struct blob golden_name(void)
{
	struct blob organization =
		SEQ(B("\x06\x03\x55\x04\x0a"), der(0x0c, B("Example Images")));
	struct blob name =
		SEQ(B("\x06\x03\x55\x04\x03"), der(0x13, B("signing key 1")));

	return SEQ(SET(organization), SET(name));
}

/* A serial number of 20 bytes, the usual size */
static struct blob golden_serial(void)
{
	return der(0x02, B("\x2c\x81\xf0\x05\x99\x13\xde\x60\x7a\x4b"
			   "\x0e\xc2\x38\xd7\x55\x6a\x00\xf1\x84\x2b"));
}

static struct cert golden_cert(enum key_name key)
{
	struct cert c = {0};

	c.key = key;
	c.field[C_SERIAL] = golden_serial();
	c.field[C_ISSUER] = golden_name();
	c.field[C_SUBJECT] = golden_name();
	return c;
}

/* openssl smime: issuer, NULL; openssl cms -keyid: key id, no parameters */
static struct recipe golden_recipe(enum key_name key, enum cfsv_hash hash,
				   int by_key_id)
{
	struct recipe r = {0};

	r.key = key;
	r.hash = hash;
	r.by_key_id = by_key_id;
	r.digest_absent = by_key_id;
	if (!by_key_id)
		r.field[F_SID] = sid_issuer(golden_name(), golden_serial());
	return r;
}

static size_t golden_node_at(const struct tree *t, size_t off)
{
	size_t i;

	for (i = 0; i < t->count; i++)
		if (t->node[i].off == off)
			return i;
	fail_msg("no element begins at %zu", off);
	return 0;
}

void golden_make(struct golden *g, enum key_name key, enum cfsv_hash hash,
		 int by_key_id)
{
	struct recipe r = golden_recipe(key, hash, by_key_id);
	struct cert c = golden_cert(key);
	struct blob sig, cert, spki = spki_of(key);
	uint32_t at[FIELDS];

	memset(g, 0, sizeof(*g));
	g->key = key;
	g->hash = hash;
	g->by_key_id = by_key_id;
	sig = sign(&r, at);
	cert = cert_make(&c, NULL);
	COPY(g->sig, sig);
	COPY(g->cert, cert);
	COPY(g->spki, spki);
	g->len = sig.len;
	g->cert_len = cert.len;
	assert_true(tree_parse(&g->tree, g->sig, g->len, !key_is_rsa(key)));
	g->sid = golden_node_at(&g->tree, at[F_SID]);
	g->value = g->tree.node[golden_node_at(&g->tree, at[F_VALUE])].in;
	expect_err(
		"the certificate",
		cfsv_anchor_load(&g->named, &cfsv_bearssl, g->cert, cert.len),
		CFSV_OK);
	expect_err("the public key",
		   cfsv_anchor_load(&g->bare, &cfsv_bearssl, g->spki, spki.len),
		   CFSV_OK);
}

/* The two numbers of the ECDSA signature, as long as the order */
static void golden_numbers(const struct golden *g, struct blob *r,
			   struct blob *s, struct blob *order)
{
	struct blob rs =
		ec_sign(g->key, g->hash, hash_of(g->hash, default_message()));

	*order = curve_order(g->key);
	*r = slice(rs, 0, rs.len / 2);
	*s = slice(rs, rs.len / 2, rs.len);
}

size_t golden_forms(const struct golden *g, struct blob forms[FORMS_MAX])
{
	struct blob r, s, n;
	struct recipe recipe;
	size_t count = 0;
	int i;

	for (i = 0; i < FORMS_MAX; i++) {
		recipe = golden_recipe(g->key, g->hash, i & 1);
		recipe.digest_absent = (i & 2) != 0;
		if ((i & 4) != 0) {
			if (key_is_rsa(g->key))
				break;
			golden_numbers(g, &r, &s, &n);
			recipe.field[F_VALUE] =
				ec_value(r, number_subtract(n, s));
		}
		forms[count++] = sign(&recipe, NULL);
	}
	return count;
}

size_t golden_near_misses(const struct golden *g,
			  struct blob misses[NEAR_MISSES_MAX])
{
	struct recipe recipe = golden_recipe(g->key, g->hash, g->by_key_id);
	struct blob r, s, n, values[NEAR_MISSES_MAX];
	size_t i;

	if (key_is_rsa(g->key))
		return 0;
	golden_numbers(g, &r, &s, &n);
	values[0] = ec_value(number_subtract(n, r), s);
	values[1] = ec_value(number_subtract(n, r), number_subtract(n, s));
	values[2] = ec_value(s, r);
	for (i = 0; i < NEAR_MISSES_MAX; i++) {
		recipe.field[F_VALUE] = values[i];
		misses[i] = sign(&recipe, NULL);
	}
	return NEAR_MISSES_MAX;
}
