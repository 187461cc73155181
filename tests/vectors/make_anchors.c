/* SPDX-License-Identifier: MIT */
/* make_anchors.c - cases of trust anchors */
#include "../bad_anchors.h"
#include "make.h"

static void anchor(unsigned needs, const char *who, const char *what,
		   struct blob der, enum cfsv_err err, uint32_t at)
{
	row_begin(needs, err, "anchor: %s, %s", who, what);
	row_number(at);
	row_bytes(der);
	row_end();
}

static void good_anchors(void)
{
	enum key_name key;

	for (key = RSA_2048; key < KEY_KINDS; key++) {
		anchor(key_needs(key) | NEED_CERTIFICATES, key_names[key],
		       "certificate", cert_of(key), CFSV_OK, 0);
		anchor(key_needs(key), key_names[key], "bare key", spki_of(key),
		       CFSV_OK, 0);
	}
}

/* One thing wrong with a certificate; with a bare key if it is in the key. */
static void bad_anchor(const struct bad_anchor *row, enum key_name key)
{
	int bare = row->field > C_KEY && row->field <= C_KEY_TAIL;
	unsigned needs = key_needs(key) | (bare ? 0 : NEED_CERTIFICATES);
	uint32_t at[CERT_FIELDS];
	struct cert c = {0};
	struct blob der;

	c.key = key;
	c.bare = bare;
	c.field[row->field] = row->bytes;
	der = cert_make(&c, at);
	anchor(needs, key_names[key], row->what, der, row->err,
	       at[row->at] + row->plus);
	forget();
}

static void bad_anchors_all(void)
{
	const struct bad_anchor *row;
	size_t i;

	for (i = 0; i < COUNT(bad_anchors); i++) {
		row = &bad_anchors[i];
		bad_anchor(row, row->key);
		/* what is not of one family, with both */
		if (row->key == RSA_2048 &&
		    (row->field < C_KEY || row->field > C_KEY_TAIL ||
		     row->field == C_KEY_BITS))
			bad_anchor(row, P_256);
	}
}

/* A bare key with a number of its own. */
static void bad_number(const char *what, enum key_name key,
		       enum cert_field field, struct blob bytes,
		       enum cfsv_err err, enum cert_field at_field)
{
	uint32_t at[CERT_FIELDS];
	struct cert c = {0};
	struct blob der;

	c.key = key;
	c.bare = 1;
	c.field[field] = bytes;
	der = cert_make(&c, at);
	anchor(key_needs(key), key_names[key], what, der, err, at[at_field]);
}

static void bad_anchors_more(void)
{
	struct blob n = key_modulus(RSA_2048), q = key_point(P_256);
	uint32_t at[CERT_FIELDS];
	struct cert c = {0};
	struct blob deep;

	bad_number("2047 bits", RSA_2048, C_MODULUS,
		   der_number(JOIN(B("\x7f"), slice(n, 1, n.len))),
		   CFSV_E_RSA_SIZE, C_MODULUS);
	bad_number("1024 bits", RSA_2048, C_MODULUS,
		   der_number(slice(n, 128, 256)), CFSV_E_RSA_SIZE, C_MODULUS);
	bad_number("even", RSA_2048, C_MODULUS, der_number(flipped(n, 255, 1)),
		   CFSV_E_RSA_MODULUS, C_MODULUS);
	bad_number("a point of another size", P_256, C_POINT,
		   slice(q, 0, q.len - 1), CFSV_E_EC_POINT, C_KEY_BITS);
	bad_number("a point compressed", P_256, C_POINT,
		   JOIN(B("\x02"), slice(q, 1, 33)), CFSV_E_EC_POINT,
		   C_KEY_BITS);
	bad_number("a point off the curve", P_256, C_POINT, flipped(q, 64, 1),
		   CFSV_E_EC_OFF_CURVE, C_KEY_BITS);
	bad_number("a point off the curve", P_384, C_POINT,
		   flipped(key_point(P_384), 96, 1), CFSV_E_EC_OFF_CURVE,
		   C_KEY_BITS);
	bad_number("a point off the curve", P_521, C_POINT,
		   flipped(key_point(P_521), 132, 1), CFSV_E_EC_OFF_CURVE,
		   C_KEY_BITS);
	anchor(0, "none", "no byte", NOTHING, CFSV_E_ANCHOR_SIZE, 0);
	anchor(0, "none", "65537 bytes", repeat(0, CFSV_ANCHOR_MAX + 1),
	       CFSV_E_ANCHOR_SIZE, 0);
	anchor(0, "none", "an empty sequence", B("\x30\0"), CFSV_E_ANCHOR_FORM,
	       2);
	anchor(0, "none", "text", B("-----BEGIN CERTIFICATE-----"),
	       CFSV_E_DER_SHORT, 0);
	anchor(0, "none", "a private key",
	       B("\x30\x12\x02\x01\0\x30\x0d" OID_RSA NUL),
	       CFSV_E_ANCHOR_PRIVATE, 2);
	c.key = P_256;
	c.field[C_ISSUER] = nested(23);
	deep = cert_make(&c, at);
	anchor(NEED_ECDSA | NEED_CERTIFICATES, key_names[P_256],
	       "an issuer nested deeply", deep, CFSV_E_DER_DEPTH,
	       at[C_ISSUER] + 2 * 22);
}

void make_anchors(void)
{
	table_begin("anchor_case");
	good_anchors();
	bad_anchors_all();
	bad_anchors_more();
	table_end();
}
