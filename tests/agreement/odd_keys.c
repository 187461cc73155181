/* SPDX-License-Identifier: MIT */
/*
 * odd_keys.c - keys that nobody makes, and that may be legal, by OpenSSL
 *
 * Nothing is freed here: the program ends soon.
 */
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include "make.h"

static struct blob number(const BIGNUM *n)
{
	struct blob b = repeat(0, (size_t)BN_num_bytes(n));

	BN_bn2bin(n, (uint8_t *)(uintptr_t)b.at);
	return b;
}

static struct blob padded(const BIGNUM *n, size_t size)
{
	struct blob b = repeat(0, size);

	assert_true(BN_bn2binpad(n, (uint8_t *)(uintptr_t)b.at, (int)size) > 0);
	return b;
}

/* RSA: a modulus of so many bits, and any exponent. "-": n - 2 */
static const struct {
	const char *name;
	int bits;
	const char *exponent;
} rsa_rows[] = {
	{"RSA, exponent 3", 2048, "3"},
	{"RSA, exponent 65539", 2048, "10003"},
	{"RSA, exponent of 32 bits", 2048, "fffffffb"},
	{"RSA, exponent of 33 bits", 2048, "10000000f"},
	{"RSA, exponent of 65 bits", 2048, "1000000000000000d"},
	{"RSA, exponent of 256 bits", 2048,
	 "8000000000000000000000000000000000000000000000000000000000000003"},
	{"RSA, exponent as long as the modulus", 2048, "-"},
	{"RSA 4096, exponent as long as the modulus", 4096, "-"},
	{"RSA 1024", 1024, "10001"},
	{"RSA 2056", 2056, "10001"},
	{"RSA 2047", 2047, "10001"},
	{"RSA 4104", 4104, "10001"},
};

static BIGNUM *rsa_n, *rsa_d;

static void rsa_primes(int bits, BIGNUM *p, BIGNUM *q)
{
	do {
		assert_true(BN_generate_prime_ex(p, (bits + 1) / 2, 0, NULL,
						 NULL, NULL));
		assert_true(
			BN_generate_prime_ex(q, bits / 2, 0, NULL, NULL, NULL));
		assert_true(BN_mul(rsa_n, p, q, BN_CTX_new()));
	} while (BN_num_bits(rsa_n) != bits);
}

/* Sets rsa_n and rsa_d, and returns the exponent. */
static BIGNUM *rsa_key(size_t n)
{
	BIGNUM *p = BN_new(), *q = BN_new(), *phi = BN_new(), *e = BN_new();
	BN_CTX *c = BN_CTX_new();

	rsa_n = BN_new();
	do {
		rsa_primes(rsa_rows[n].bits, p, q);
		if (rsa_rows[n].exponent[0] != '-')
			BN_hex2bn(&e, rsa_rows[n].exponent);
		else
			assert_true(BN_copy(e, rsa_n) && BN_sub_word(e, 2));
		BN_sub_word(p, 1);
		BN_sub_word(q, 1);
		assert_true(BN_mul(phi, p, q, c));
		rsa_d = BN_mod_inverse(NULL, e, phi, c);
	} while (rsa_d == NULL);
	return e;
}

static struct blob rsa_sign(enum cfsv_hash hash, struct blob digest)
{
	size_t size = (size_t)BN_num_bytes(rsa_n);
	struct blob info = digest_info(hash), block;
	BIGNUM *x = BN_new();

	block = JOIN(B("\x00\x01"),
		     repeat(0xff, size - 3 - info.len - digest.len), B("\0"),
		     info, digest);
	BN_bin2bn(block.at, (int)block.len, x);
	assert_true(BN_mod_exp(x, x, rsa_d, rsa_n, BN_CTX_new()));
	return der(0x04, padded(x, size));
}

/* EC: the private key itself is given, negative: n minus it */
static const struct {
	const char *name;
	long d;
} ec_rows[] = {
	{"private key 1", 1},	 {"private key 2", 2},	  {"private key 3", 3},
	{"private key n-1", -1}, {"private key n-2", -2},
};

static const enum key_name curves[] = {P_256, P_384, P_521};

static EC_GROUP *curve(enum key_name key)
{
	static const int names[] = {NID_X9_62_prime256v1, NID_secp384r1,
				    NID_secp521r1};

	return EC_GROUP_new_by_curve_name(names[key - P_256]);
}

static struct blob ec_point(const EC_GROUP *g, const EC_POINT *q)
{
	uint8_t point[1 + 2 * 66];
	size_t len = EC_POINT_point2oct(g, q, POINT_CONVERSION_UNCOMPRESSED,
					point, sizeof(point), NULL);

	assert_true(len > 0);
	return copy(point, len);
}

/* The digest's leftmost bits, as many as n has */
static BIGNUM *ec_number(const EC_GROUP *g, struct blob digest)
{
	int bits = EC_GROUP_order_bits(g);
	BIGNUM *z = BN_bin2bn(digest.at, (int)digest.len, NULL);

	if ((int)digest.len * 8 > bits)
		BN_rshift(z, z, (int)digest.len * 8 - bits);
	return z;
}

static enum key_name ec_made;
static BIGNUM *ec_d;

static struct blob ec_sign_plain(enum cfsv_hash hash, struct blob digest)
{
	EC_GROUP *g = curve(ec_made);
	const BIGNUM *n = EC_GROUP_get0_order(g);
	BIGNUM *k = BN_new(), *r = BN_new(), *s = BN_new();
	BIGNUM *z = ec_number(g, digest);
	EC_POINT *point = EC_POINT_new(g);
	BN_CTX *c = BN_CTX_new();

	(void)hash;
	assert_true(BN_rand_range(k, n));
	EC_POINT_mul(g, point, k, NULL, NULL, c);
	EC_POINT_get_affine_coordinates(g, point, r, NULL, c);
	BN_nnmod(r, r, n, c);
	BN_mod_mul(s, r, ec_d, n, c);
	BN_mod_add(s, s, z, n, c);
	BN_mod_mul(s, s, BN_mod_inverse(NULL, k, n, c), n, c);
	return ec_value(number(r), number(s));
}

static void odd_ec(size_t n, struct odd_key *odd)
{
	size_t row = n % COUNT(ec_rows);
	EC_GROUP *g;
	EC_POINT *q;

	ec_made = odd->key = curves[n / COUNT(ec_rows)];
	odd->name = ec_rows[row].name;
	g = curve(ec_made);
	ec_d = BN_new();
	BN_set_word(ec_d, (unsigned long)labs(ec_rows[row].d));
	if (ec_rows[row].d < 0)
		BN_sub(ec_d, EC_GROUP_get0_order(g), ec_d);
	q = EC_POINT_new(g);
	EC_POINT_mul(g, q, ec_d, NULL, NULL, NULL);
	odd->point = ec_point(g, q);
	odd->sign = ec_sign_plain;
}

size_t odd_key_count(void)
{
	return COUNT(rsa_rows) + COUNT(curves) * COUNT(ec_rows);
}

void odd_key(size_t n, struct odd_key *odd)
{
	BIGNUM *e;

	memset(odd, 0, sizeof(*odd));
	if (n >= COUNT(rsa_rows)) {
		odd_ec(n - COUNT(rsa_rows), odd);
		return;
	}
	odd->name = rsa_rows[n].name;
	odd->key = RSA_2048;
	odd->sign = rsa_sign;
	e = rsa_key(n);
	odd->modulus = der_number(number(rsa_n));
	odd->exponent = der_number(number(e));
}
