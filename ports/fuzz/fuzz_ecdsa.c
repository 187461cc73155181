/* SPDX-License-Identifier: MIT */
/* fuzz_ecdsa.c - BearSSL's ECDSA verification against OpenSSL's */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/ecdsa.h>
#include "curves.h"

/*
 * Input: the key, the length of the hash, a flag; two numbers; the hash. They
 * are r and s, or, where the flag says so, u1 and u2 of which a signature is
 * made that verifies: R = u1 G + u2 Q, r = R's x, s = r / u2, hash = u1 s. No
 * private key is needed for this, since the hash is not a message's.
 */
struct claim {
	enum cfsv_key_kind kind;
	struct part point;
	uint8_t hash[64 + 66];
	size_t hash_len;
	uint8_t rs[2 * 66];
};

/* 1 to n - 1 */
static BIGNUM *ecdsa_number(enum cfsv_key_kind kind, struct part p)
{
	BIGNUM *most = BN_dup(EC_GROUP_get0_order(curve_group(kind)));
	BIGNUM *n = BN_bin2bn(p.at, (int)p.len, NULL);
	BN_CTX *ctx = BN_CTX_new();

	MUST(BN_sub_word(most, 1) && BN_mod(n, n, most, ctx));
	MUST(BN_add_word(n, 1));
	BN_free(most);
	BN_CTX_free(ctx);
	return n;
}

/* Where that is possible: a multiple of the order has no bits too many. */
static int ecdsa_make(struct claim *c, BIGNUM *u1, BIGNUM *u2)
{
	const EC_GROUP *g = curve_group(c->kind);
	const BIGNUM *n = EC_GROUP_get0_order(g);
	EC_POINT *q = EC_POINT_new(g), *r = EC_POINT_new(g);
	size_t size = curve_sizes[c->kind];
	BIGNUM *x = BN_new(), *s = BN_new();
	BN_CTX *ctx = BN_CTX_new();
	int made;

	MUST(EC_POINT_oct2point(g, q, c->point.at, c->point.len, ctx));
	MUST(EC_POINT_mul(g, r, u1, q, u2, ctx));
	made = EC_POINT_get_affine_coordinates(g, r, x, NULL, ctx) &&
	       BN_nnmod(x, x, n, ctx) && !BN_is_zero(x);
	if (made) {
		MUST(BN_mod_inverse(s, u2, n, ctx) != NULL);
		MUST(BN_mod_mul(s, s, x, n, ctx));
		MUST(BN_bn2binpad(x, c->rs, (int)size) > 0);
		MUST(BN_bn2binpad(s, c->rs + size, (int)size) > 0);
		MUST(BN_mod_mul(s, s, u1, n, ctx));
		if (c->kind == CFSV_KEY_P521) /* its leftmost 521 bits count */
			MUST(BN_lshift(s, s, 7));
		MUST(BN_bn2binpad(s, c->hash, (int)size) > 0);
		c->hash_len = size;
	}
	EC_POINT_free(q);
	EC_POINT_free(r);
	BN_free(x);
	BN_free(s);
	BN_CTX_free(ctx);
	return made;
}

static int ecdsa_valid(const struct claim *c)
{
	const EC_GROUP *g = curve_group(c->kind);
	size_t size = curve_sizes[c->kind];
	ECDSA_SIG *sig = ECDSA_SIG_new();
	EC_KEY *key = EC_KEY_new();
	int good;

	MUST(EC_KEY_set_group(key, g));
	MUST(EC_KEY_oct2key(key, c->point.at, c->point.len, NULL));
	MUST(ECDSA_SIG_set0(sig, BN_bin2bn(c->rs, (int)size, NULL),
			    BN_bin2bn(c->rs + size, (int)size, NULL)));
	good = ECDSA_do_verify(c->hash, (int)c->hash_len, sig, key) == 1;
	ECDSA_SIG_free(sig);
	EC_KEY_free(key);
	return good;
}

static void ecdsa_compare(const struct claim *c, int made)
{
	size_t size = curve_sizes[c->kind];
	uint8_t *hash = fuzz_copy((struct part){c->hash, c->hash_len});
	uint8_t *rs = fuzz_copy((struct part){c->rs, 2 * size});
	uint8_t *point = fuzz_copy(c->point);
	enum cfsv_err err;

	err = cfsv_bearssl.ecdsa_verify(c->kind, point, c->point.len, hash,
					c->hash_len, rs, 2 * size);
	MUST(err == CFSV_OK || err == CFSV_E_BAD_SIGNATURE);
	MUST((err == CFSV_OK) == ecdsa_valid(c));
	MUST(!made || err == CFSV_OK);
	free(hash);
	free(rs);
	free(point);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct part in = {data, size}, p;
	uint8_t how = fuzz_byte(&in);
	const struct part *key = &golden[3 + how % 3].key;
	struct claim c = {0};
	BIGNUM *u1, *u2;
	size_t len;
	int made = 0;

	c.kind = (enum cfsv_key_kind)(CFSV_KEY_P256 + how % 3);
	len = curve_sizes[c.kind];
	c.point = (struct part){key->at + key->len - 1 - 2 * len, 1 + 2 * len};
	c.hash_len = 1 + fuzz_byte(&in) % 64;
	p = fuzz_take(&in, len);
	u1 = ecdsa_number(c.kind, p);
	p = fuzz_take(&in, len);
	u2 = ecdsa_number(c.kind, p);
	p = fuzz_take(&in, c.hash_len);
	if (p.len > 0)
		memcpy(c.hash, p.at, p.len);
	if (how & 0x80)
		made = ecdsa_make(&c, u1, u2);
	if (!made) {
		MUST(BN_bn2binpad(u1, c.rs, (int)len) > 0);
		MUST(BN_bn2binpad(u2, c.rs + len, (int)len) > 0);
	}
	ecdsa_compare(&c, made);
	BN_free(u1);
	BN_free(u2);
	return 0;
}
