/* SPDX-License-Identifier: MIT */
/* sha512.c - SHA-512 is BearSSL's: the foreign tests must not come here */
#include <stdlib.h>
#include "sha256/sha256.h"

void cfsv_sha512(uint8_t out[64], const uint8_t *message, size_t len)
{
	(void)out;
	(void)message;
	(void)len;
	abort();
}

void cfsv_sha512_start(uint64_t state[8], const uint8_t *block)
{
	(void)state;
	(void)block;
	abort();
}

void cfsv_sha512_blocks(const uint64_t state[8], uint64_t before,
			const uint8_t *in, size_t len, size_t n, uint8_t *out)
{
	(void)state;
	(void)before;
	(void)in;
	(void)len;
	(void)n;
	(void)out;
	abort();
}
