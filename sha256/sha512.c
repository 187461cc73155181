/* SPDX-License-Identifier: MIT */
/* sha512.c - SHA-512 and SHA-384: the one file here that calls BearSSL */
#include "sha256.h"

#ifndef CFSV_NO_SHA512

#include <bearssl.h>

#ifndef CFSV_NO_PKCS7
void cfsv_sha512(uint8_t out[64], const uint8_t *message, size_t len)
{
	br_sha512_context ctx;

	br_sha512_init(&ctx);
	br_sha512_update(&ctx, message, len);
	br_sha512_out(&ctx, out);
}

void cfsv_sha384(uint8_t out[48], const uint8_t *message, size_t len)
{
	br_sha384_context ctx;

	br_sha384_init(&ctx);
	br_sha384_update(&ctx, message, len);
	br_sha384_out(&ctx, out);
}
#endif

/*
 * BearSSL writes a state out as big-endian bytes. They are only ever given
 * back to it, so they are kept as they are in the memory of the eight words.
 */
void cfsv_sha512_start(uint64_t state[8], const uint8_t *block)
{
	br_sha512_context ctx;

	br_sha512_init(&ctx);
	if (block)
		br_sha512_update(&ctx, block, CFSV_SHA512_BLOCK);
	br_sha512_state(&ctx, state);
}

void cfsv_sha512_blocks(const uint64_t state[8], uint64_t before,
			const uint8_t *in, size_t len, size_t n, uint8_t *out)
{
	br_sha512_context ctx;

	for (; n > 0; n--, in += len, out += 64) {
		br_sha512_init(&ctx);
		br_sha512_set_state(&ctx, state, before);
		br_sha512_update(&ctx, in, len);
		br_sha512_out(&ctx, out);
	}
}

#endif /* CFSV_NO_SHA512 */
