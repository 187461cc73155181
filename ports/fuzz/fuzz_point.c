/* SPDX-License-Identifier: MIT */
/* fuzz_point.c - is it on the curve? BearSSL against OpenSSL */
#include "curves.h"

/*
 * Input: the curve and where y comes from; x and y. With y from OpenSSL about
 * half of all x are points.
 */
static void point_solve(enum cfsv_key_kind kind, uint8_t *point, int odd)
{
	size_t size = curve_sizes[kind];
	const EC_GROUP *g = curve_group(kind);
	BIGNUM *x = BN_bin2bn(point + 1, (int)size, NULL), *y = BN_new();
	EC_POINT *p = EC_POINT_new(g);

	if (EC_POINT_set_compressed_coordinates(g, p, x, odd, NULL) &&
	    EC_POINT_get_affine_coordinates(g, p, NULL, y, NULL))
		MUST(BN_bn2binpad(y, point + 1 + size, (int)size) > 0);
	BN_free(x);
	BN_free(y);
	EC_POINT_free(p);
}

static int point_valid(enum cfsv_key_kind kind, const uint8_t *point,
		       size_t len)
{
	const EC_GROUP *g = curve_group(kind);
	EC_POINT *p = EC_POINT_new(g);
	int good = EC_POINT_oct2point(g, p, point, len, NULL) == 1;

	EC_POINT_free(p);
	return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct part in = {data, size}, bytes;
	uint8_t how = fuzz_byte(&in), *point, flip;
	enum cfsv_key_kind kind = (enum cfsv_key_kind)(CFSV_KEY_P256 + how % 3);
	size_t len = 1 + 2 * curve_sizes[kind];
	enum cfsv_err err;

	point = calloc(1, len);
	MUST(point != NULL);
	point[0] = 4;
	bytes = fuzz_take(&in, len - 1);
	if (bytes.len > 0)
		memcpy(point + 1, bytes.at, bytes.len);
	if (how & 0x80) {
		point_solve(kind, point, how & 0x40);
		flip = fuzz_byte(&in);
		if (flip & 0x80)
			point[1 + flip % 64] ^= fuzz_byte(&in);
	}
	err = cfsv_bearssl.ec_point(kind, point, len);
	MUST(err == CFSV_OK || err == CFSV_E_EC_OFF_CURVE);
	MUST((err == CFSV_OK) == point_valid(kind, point, len));
	free(point);
	return 0;
}
