/* SPDX-License-Identifier: MIT */
/* sha256.c - SHA-256 in portable C (FIPS 180-4) */
#include <string.h>
#include "sha256.h"

const uint32_t cfsv_sha256_iv[8] = {
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

/* FIPS 180-4 4.2.2 */
static const uint32_t sha256_k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t sha256_load(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | (uint32_t)p[3];
}

static void sha256_store(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

/* FIPS 180-4 4.1.2: the functions named in the standard */
#define SHA256_ROTR(x, n) ((x) >> (n) | (x) << (32 - (n)))
#define SHA256_CH(x, y, z) ((z) ^ ((x) & ((y) ^ (z))))
#define SHA256_MAJ(x, y, z) (((x) & (y)) | ((z) & ((x) | (y))))
#define SHA256_SUM0(x)                                                         \
	(SHA256_ROTR(x, 2) ^ SHA256_ROTR(x, 13) ^ SHA256_ROTR(x, 22))
#define SHA256_SUM1(x)                                                         \
	(SHA256_ROTR(x, 6) ^ SHA256_ROTR(x, 11) ^ SHA256_ROTR(x, 25))
#define SHA256_SIGMA0(x) (SHA256_ROTR(x, 7) ^ SHA256_ROTR(x, 18) ^ (x) >> 3)
#define SHA256_SIGMA1(x) (SHA256_ROTR(x, 17) ^ SHA256_ROTR(x, 19) ^ (x) >> 10)

#ifdef CFSV_SHA256_SMALL

/* One round for all: a third of the size, at half the speed. */
static void sha256_block(uint32_t state[8], const uint8_t *block)
{
	uint32_t v[8], w[16], t; /* a to h of the standard; schedule's ring */
	size_t i;

	memcpy(v, state, sizeof(v));
	for (i = 0; i < 64; i++) {
		if (i < 16)
			w[i] = sha256_load(block + 4 * i);
		else
			w[i % 16] += SHA256_SIGMA0(w[(i + 1) % 16]) +
				     w[(i + 9) % 16] +
				     SHA256_SIGMA1(w[(i + 14) % 16]);
		t = v[7] + SHA256_SUM1(v[4]) + SHA256_CH(v[4], v[5], v[6]) +
		    sha256_k[i] + w[i % 16];
		v[3] += t;
		t += SHA256_SUM0(v[0]) + SHA256_MAJ(v[0], v[1], v[2]);
		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[0] = t;
	}
	for (i = 0; i < 8; i++)
		state[i] += v[i];
}

#else

/*
 * One round with the eight working variables under rotated names, so that
 * none of them moves. w is a ring of the last 16 words of the schedule.
 */
#define SHA256_ROUND(a, b, c, d, e, f, g, h, i)                                \
	do {                                                                   \
		uint32_t t = (h) + SHA256_SUM1(e) + SHA256_CH(e, f, g) +       \
			     k[i] + w[i];                                      \
		(d) += t;                                                      \
		(h) = t + SHA256_SUM0(a) + SHA256_MAJ(a, b, c);                \
	} while (0)

#define SHA256_EIGHT_ROUNDS(i)                                                 \
	do {                                                                   \
		SHA256_ROUND(a, b, c, d, e, f, g, h, (i) + 0);                 \
		SHA256_ROUND(h, a, b, c, d, e, f, g, (i) + 1);                 \
		SHA256_ROUND(g, h, a, b, c, d, e, f, (i) + 2);                 \
		SHA256_ROUND(f, g, h, a, b, c, d, e, (i) + 3);                 \
		SHA256_ROUND(e, f, g, h, a, b, c, d, (i) + 4);                 \
		SHA256_ROUND(d, e, f, g, h, a, b, c, (i) + 5);                 \
		SHA256_ROUND(c, d, e, f, g, h, a, b, (i) + 6);                 \
		SHA256_ROUND(b, c, d, e, f, g, h, a, (i) + 7);                 \
	} while (0)

/* Replace the 16 words of the ring by the next 16, FIPS 180-4 6.2.2 step 1. */
static void sha256_schedule(uint32_t w[16])
{
	size_t i;

	for (i = 0; i < 16; i++)
		w[i] += SHA256_SIGMA0(w[(i + 1) % 16]) + w[(i + 9) % 16] +
			SHA256_SIGMA1(w[(i + 14) % 16]);
}

static void sha256_block(uint32_t state[8], const uint8_t *block)
{
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
	const uint32_t *k = sha256_k;
	uint32_t w[16];
	size_t i;

	for (i = 0; i < 16; i++)
		w[i] = sha256_load(block + 4 * i);
	for (i = 0;; i++) {
		SHA256_EIGHT_ROUNDS(0);
		SHA256_EIGHT_ROUNDS(8);
		if (i == 3)
			break;
		sha256_schedule(w);
		k += 16;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
	state[5] += f;
	state[6] += g;
	state[7] += h;
}

#endif

void cfsv_sha256_compress(uint32_t state[8], const uint8_t *blocks, size_t n)
{
	for (; n > 0; n--, blocks += CFSV_SHA256_BLOCK)
		sha256_block(state, blocks);
}

/*
 * Pad and write the digest, FIPS 180-4 5.1.1. rest points to the len < 64
 * bytes that did not fill a block; total is the message's length in bytes.
 */
static void sha256_finish(uint8_t out[32], uint32_t state[8],
			  const uint8_t *rest, size_t len, uint64_t total)
{
	uint8_t last[2 * CFSV_SHA256_BLOCK] = {0};
	size_t blocks = len < 56 ? 1 : 2;
	uint8_t *length = last + blocks * CFSV_SHA256_BLOCK - 8;
	size_t i;

	if (len > 0)
		memcpy(last, rest, len);
	last[len] = 0x80;
	sha256_store(length, (uint32_t)(total >> 29));
	sha256_store(length + 4, (uint32_t)(total << 3));
	cfsv_sha256_compress(state, last, blocks);
	for (i = 0; i < 8; i++)
		sha256_store(out + 4 * i, state[i]);
}

void cfsv_sha256(uint8_t out[32], const uint8_t *message, size_t len)
{
	uint32_t state[8];
	size_t whole = len / CFSV_SHA256_BLOCK;
	size_t done = whole * CFSV_SHA256_BLOCK;

	memcpy(state, cfsv_sha256_iv, sizeof(state));
	cfsv_sha256_compress(state, message, whole);
	/* message may be NULL if len is 0: no arithmetic on it then */
	sha256_finish(out, state, done < len ? message + done : NULL,
		      len - done, len);
}

void cfsv_sha256_portable(const uint32_t state[8], uint64_t before,
			  const uint8_t *in, size_t len, size_t n, uint8_t *out)
{
	uint32_t s[8];

	for (; n > 0; n--, in += len, out += 32) {
		memcpy(s, state, sizeof(s));
		cfsv_sha256_compress(s, in, len / CFSV_SHA256_BLOCK);
		sha256_finish(out, s, NULL, 0, before + len);
	}
}
