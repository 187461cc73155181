/* SPDX-License-Identifier: MIT */
/* curves.h - the three curves in OpenSSL's words, for two harnesses */
#ifndef CFSV_FUZZ_CURVES_H
#define CFSV_FUZZ_CURVES_H

#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include "fuzz.h"

static const size_t curve_sizes[] = {
	[CFSV_KEY_P256] = 32, [CFSV_KEY_P384] = 48, [CFSV_KEY_P521] = 66};

static const EC_GROUP *curve_group(enum cfsv_key_kind kind)
{
	static const int names[] = {[CFSV_KEY_P256] = NID_X9_62_prime256v1,
				    [CFSV_KEY_P384] = NID_secp384r1,
				    [CFSV_KEY_P521] = NID_secp521r1};
	static EC_GROUP *groups[CFSV_KEY_P521 + 1];

	if (groups[kind] == NULL)
		groups[kind] = EC_GROUP_new_by_curve_name(names[kind]);
	MUST(groups[kind] != NULL);
	return groups[kind];
}

#endif /* CFSV_FUZZ_CURVES_H */
