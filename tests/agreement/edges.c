/* SPDX-License-Identifier: MIT */
/*
 * edges.c - ECDSA signatures of extreme numbers, by OpenSSL's arithmetic
 *
 * Nothing is freed here: the program ends soon.
 */
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include "make.h"

/*
 * A key for a signature, not a signature by a key: with any point R and any s,
 * Q = (s R - z G) / r has (r, s) as signature of z, where r = x(R) mod n.
 */
enum how {
	ANY_POINT, /* k G, with any k */
	SMALL_X,   /* the smallest x of a point: r has one byte */
	X_ABOVE_N, /* x = n + something small: r has lost a multiple of n */
	POINT_TWO, /* 2 G: to double or to add are different formulas */
	POINT_ONE  /* G itself */
};

static const struct {
	const char *name;
	enum how how;
	long s; /* 0: any; negative: n minus it */
} rows[] = {
	{"s = 1", ANY_POINT, 1},
	{"s = 2", ANY_POINT, 2},
	{"s = 128", ANY_POINT, 128},
	{"s = n-1", ANY_POINT, -1},
	{"s of three bytes", ANY_POINT, 0x7fffff},
	{"r of one byte", SMALL_X, 0},
	{"r of one byte, s = 1", SMALL_X, 1},
	{"x above n", X_ABOVE_N, 0},
	{"x above n, s = n-1", X_ABOVE_N, -1},
	{"nonce 1", POINT_ONE, 0},
	{"nonce 2", POINT_TWO, 0},
	{"nonce 1, s = 1", POINT_ONE, 1},
};

static const int names[] = {NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1};

static void point_from(const EC_GROUP *g, EC_POINT *point, const BIGNUM *from,
		       BN_CTX *c)
{
	BIGNUM *x = BN_dup(from);

	while (!EC_POINT_set_compressed_coordinates(g, point, x, 0, c))
		BN_add_word(x, 1);
}

static void point_of(enum how how, const EC_GROUP *g, EC_POINT *point,
		     BN_CTX *c)
{
	const BIGNUM *n = EC_GROUP_get0_order(g);
	BIGNUM *k = BN_new();

	switch (how) {
	case SMALL_X:
		BN_set_word(k, 1);
		point_from(g, point, k, c);
		return;
	case X_ABOVE_N:
		BN_copy(k, n);
		BN_add_word(k, 1);
		point_from(g, point, k, c);
		return;
	case POINT_ONE:
	case POINT_TWO:
		BN_set_word(k, how == POINT_ONE ? 1 : 2);
		break;
	default:
		assert_true(BN_rand_range(k, n));
	}
	EC_POINT_mul(g, point, k, NULL, NULL, c);
}

static struct blob number(const BIGNUM *n)
{
	struct blob b = repeat(0, (size_t)BN_num_bytes(n));

	BN_bn2bin(n, (uint8_t *)(uintptr_t)b.at);
	return b;
}

/* Q of R, r, s and the digest, as 04 || X || Y */
static struct blob key_of(const EC_GROUP *g, const EC_POINT *point,
			  const BIGNUM *r, const BIGNUM *s, struct blob digest,
			  BN_CTX *c)
{
	const BIGNUM *n = EC_GROUP_get0_order(g);
	int bits = EC_GROUP_order_bits(g);
	BIGNUM *z = BN_bin2bn(digest.at, (int)digest.len, NULL);
	BIGNUM *inverse = BN_mod_inverse(NULL, r, n, c), *u = BN_new();
	EC_POINT *q = EC_POINT_new(g);
	uint8_t out[1 + 2 * 66];
	size_t len;

	if ((int)digest.len * 8 > bits)
		BN_rshift(z, z, (int)digest.len * 8 - bits);
	BN_mod_mul(u, s, inverse, n, c);
	BN_mod_mul(z, z, inverse, n, c);
	BN_sub(z, n, z);
	EC_POINT_mul(g, q, z, point, u, c);
	len = EC_POINT_point2oct(g, q, POINT_CONVERSION_UNCOMPRESSED, out,
				 sizeof(out), c);
	assert_true(len > 1);
	return copy(out, len);
}

int edge(size_t i, struct blob digest, struct edge *e)
{
	size_t row = i % COUNT(rows), which = i / COUNT(rows);
	BIGNUM *x = BN_new(), *r = BN_new(), *s = BN_new();
	const BIGNUM *n;
	EC_POINT *point;
	EC_GROUP *g;
	BN_CTX *c;

	if (which >= COUNT(names))
		return 0;
	g = EC_GROUP_new_by_curve_name(names[which]);
	n = EC_GROUP_get0_order(g);
	point = EC_POINT_new(g);
	c = BN_CTX_new();
	point_of(rows[row].how, g, point, c);
	EC_POINT_get_affine_coordinates(g, point, x, NULL, c);
	BN_nnmod(r, x, n, c);
	BN_set_word(s, (unsigned long)labs(rows[row].s));
	if (rows[row].s == 0)
		BN_rand_range(s, n);
	if (rows[row].s < 0)
		BN_sub(s, n, s);
	e->name = rows[row].name;
	e->key = (enum key_name)(P_256 + which);
	e->point = key_of(g, point, r, s, digest, c);
	e->value = ec_value(number(r), number(s));
	return 1;
}
