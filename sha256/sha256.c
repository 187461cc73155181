/* SPDX-License-Identifier: MIT */
/* sha256.c - SHA-256 in portable C (FIPS 180-4), in a fast and a small form */
#include <string.h>
#include "rounds.h"
#include "sha256.h"

/* FIPS 180-4 4.1.2; rotations of rotations are fewer than those there. */
#define SHA256_ROTR(x, n) ((x) >> (n) | (x) << (32 - (n)))
#define SHA256_ROTR3(x, i, j, k)                                               \
	SHA256_ROTR(SHA256_ROTR(SHA256_ROTR(x, k) ^ (x), j) ^ (x), i)
#define ROUNDS_ADD(x, y) ((x) + (y))
#define ROUNDS_SET(x) (x)
#define ROUNDS_CH(x, y, z) ((z) ^ ((x) & ((y) ^ (z))))
#define ROUNDS_MAJ(x, y, z) ((y) ^ (((x) ^ (y)) & ((y) ^ (z))))
#define ROUNDS_SUM0(x) SHA256_ROTR3(x, 2, 11, 9) /* 2, 13, 22 */
#define ROUNDS_SUM1(x) SHA256_ROTR3(x, 6, 5, 14) /* 6, 11, 25 */
#define ROUNDS_SIGMA0(x) (SHA256_ROTR(x, 7) ^ SHA256_ROTR(x, 18) ^ (x) >> 3)
#define ROUNDS_SIGMA1(x) (SHA256_ROTR(x, 17) ^ SHA256_ROTR(x, 19) ^ (x) >> 10)

static uint32_t sha256_load(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | (uint32_t)p[3];
}

/* Blocks into the state, FIPS 180-4 6.2.2, in two forms. */
#ifdef CFSV_SHA256_SMALL
/* The eight words do not move in each round: the window on them does. */
void cfsv_sha256_compress(uint32_t state[8], const uint8_t *blocks, size_t n)
{
	uint32_t words[64 + 8], schedule[64 + 16], *v, *w, t;
	size_t i;

	for (; n > 0; n--) {
		memcpy(words + 64, state, 8 * sizeof(*words));
		for (i = 0; i < 16; i++, blocks += 4)
			schedule[i] = sha256_load(blocks);
		v = words + 64;
		w = schedule;
		for (i = 0; i < 64; i++, v--, w++) {
			w[16] = w[0] + w[9] + ROUNDS_SIGMA0(w[1]) +
				ROUNDS_SIGMA1(w[14]);
			t = v[7] + cfsv_sha256_k[i] + w[0];
			t += ROUNDS_CH(v[4], v[5], v[6]);
			t += ROUNDS_SUM1(v[4]);
			v[3] += t;
			t += ROUNDS_MAJ(v[0], v[1], v[2]);
			t += ROUNDS_SUM0(v[0]);
			v[-1] = t;
		}
		for (i = 0; i < 8; i++)
			state[i] += words[i];
	}
}
#else
/*
 * The schedule is a ring of 16 words. It makes 16 more than are needed:
 * otherwise the rounds would have to stand here twice.
 */
static void sha256_block(uint32_t state[8], const uint8_t *block)
{
	ROUNDS_FROM(uint32_t, state);
	uint32_t w[16], *lo = w, *hi = w + 8, *swap;
	const uint32_t *k = cfsv_sha256_k;
	size_t i;

	for (i = 0; i < 16; i++)
		w[i] = sha256_load(block + 4 * i);
	for (i = 0; i < 8; i++)
		ROUNDS_EIGHT_NEXT;
	ROUNDS_INTO(state);
}

void cfsv_sha256_compress(uint32_t state[8], const uint8_t *blocks, size_t n)
{
	for (; n > 0; n--, blocks += CFSV_SHA256_BLOCK)
		sha256_block(state, blocks);
}
#endif

#ifndef CFSV_NO_PKCS7
void cfsv_sha256(uint8_t out[32], const uint8_t *message, size_t len)
{
	uint8_t last[2 * CFSV_SHA256_BLOCK] = {0};
	size_t whole = len / CFSV_SHA256_BLOCK, rest = len % CFSV_SHA256_BLOCK;
	uint32_t state[8];
	size_t blocks;

	memcpy(state, cfsv_sha256_iv, sizeof(state));
	cfsv_sha256_compress(state, message, whole);
	/* message may be NULL if len is 0: no arithmetic on it then */
	if (rest > 0)
		memcpy(last, message + (len - rest), rest);
	last[rest] = 0x80; /* FIPS 180-4 5.1.1 */
	blocks = rest < 56 ? 1 : 2;
	cfsv_sha256_length(last + blocks * CFSV_SHA256_BLOCK - 8, len);
	cfsv_sha256_compress(state, last, blocks);
	cfsv_sha256_store(out, state, 8);
}
#endif

void cfsv_sha256_portable(const uint32_t state[8], uint64_t before,
			  const uint8_t *in, size_t len, size_t n, uint8_t *out)
{
	uint8_t pad[CFSV_SHA256_BLOCK];
	size_t i, at = 0;
	uint32_t s[8];

	cfsv_sha256_padding(pad, before + len);
	for (i = 0; i < n; i++, at += len) {
		memcpy(s, state, sizeof(s));
		cfsv_sha256_compress(s, in + at, len / CFSV_SHA256_BLOCK);
		cfsv_sha256_compress(s, pad, 1);
		cfsv_sha256_store(out + 32 * i, s, 8);
	}
}

#undef ROUNDS_ADD
#undef ROUNDS_SET
#undef ROUNDS_CH
#undef ROUNDS_MAJ
#undef ROUNDS_SUM0
#undef ROUNDS_SUM1
#undef ROUNDS_SIGMA0
#undef ROUNDS_SIGMA1
