/* SPDX-License-Identifier: MIT */
/* sha256_avx512.c - SHA-256 of 16 messages at once, x86-64 with AVX-512BW */
#include "rounds.h"
#include "sha256.h"

#ifdef CFSV_SHA256_X86_64
/* else gcc's brings <stdlib.h>, for _mm_malloc() */
#define _MM_MALLOC_H_INCLUDED
#include <immintrin.h>

#define AVX512_LANES 16
#define AVX512 CFSV_TARGET("avx512f,avx512bw")

/* macros: these instructions have constants in them */
#define AVX512_XOR(x, y, z) _mm512_ternarylogic_epi32(x, y, z, 0x96)
#define AVX512_SUM(x, i, j, k)                                                 \
	AVX512_XOR(_mm512_ror_epi32(x, i), _mm512_ror_epi32(x, j),             \
		   _mm512_ror_epi32(x, k))
#define AVX512_SIGMA(x, i, j, k)                                               \
	AVX512_XOR(_mm512_ror_epi32(x, i), _mm512_ror_epi32(x, j),             \
		   _mm512_srli_epi32(x, k))

#define ROUNDS_ADD(x, y) _mm512_add_epi32(x, y)
#define ROUNDS_SET(x) _mm512_set1_epi32((int)(x))
#define ROUNDS_CH(x, y, z) _mm512_ternarylogic_epi32(x, y, z, 0xca)
#define ROUNDS_MAJ(x, y, z) _mm512_ternarylogic_epi32(x, y, z, 0xe8)
#define ROUNDS_SUM0(x) AVX512_SUM(x, 2, 13, 22)
#define ROUNDS_SUM1(x) AVX512_SUM(x, 6, 11, 25)
#define ROUNDS_SIGMA0(x) AVX512_SIGMA(x, 7, 18, 3)
#define ROUNDS_SIGMA1(x) AVX512_SIGMA(x, 17, 19, 10)

/* The 16 words of a lane's line */
static inline AVX512 __m512i avx512_load(const uint8_t *p)
{
	const __m128i swap =
		_mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);

	return _mm512_shuffle_epi8(_mm512_loadu_si512(p),
				   _mm512_broadcast_i32x4(swap));
}

/*
 * Messages are often 4096 bytes apart, so that the lines of 16 lanes do not
 * fit into a first-level cache together: each is read once and whole, four
 * lanes at a time. Their words 0, 4, 8, 12 go to t[0], 1, 5, 9, 13 to t[1] ...
 */
static inline AVX512 void avx512_stage(__m512i t[4], const uint8_t *p,
				       const size_t lane[4])
{
	__m512i a = avx512_load(p + lane[0]), b = avx512_load(p + lane[1]);
	__m512i c = avx512_load(p + lane[2]), d = avx512_load(p + lane[3]);
	__m512i ab = _mm512_unpacklo_epi32(a, b);
	__m512i cd = _mm512_unpacklo_epi32(c, d);

	t[0] = _mm512_unpacklo_epi64(ab, cd);
	t[1] = _mm512_unpackhi_epi64(ab, cd);
	ab = _mm512_unpackhi_epi32(a, b);
	cd = _mm512_unpackhi_epi32(c, d);
	t[2] = _mm512_unpacklo_epi64(ab, cd);
	t[3] = _mm512_unpackhi_epi64(ab, cd);
}

/* Words i, i+4, i+8, i+12 of all lanes, from four stages of four lanes */
static inline AVX512 void avx512_words(__m512i w[16], const __m512i t[16],
				       size_t i)
{
	__m512i a = _mm512_shuffle_i32x4(t[i], t[i + 4], 0x88);
	__m512i b = _mm512_shuffle_i32x4(t[i], t[i + 4], 0xdd);
	__m512i c = _mm512_shuffle_i32x4(t[i + 8], t[i + 12], 0x88);
	__m512i d = _mm512_shuffle_i32x4(t[i + 8], t[i + 12], 0xdd);

	w[i] = _mm512_shuffle_i32x4(a, c, 0x88);
	w[i + 4] = _mm512_shuffle_i32x4(b, d, 0x88);
	w[i + 8] = _mm512_shuffle_i32x4(a, c, 0xdd);
	w[i + 12] = _mm512_shuffle_i32x4(b, d, 0xdd);
}

/* Take in the staged line t, and meanwhile stage the next one. */
static inline AVX512 void avx512_block(__m512i s[8], __m512i t[16],
				       const uint8_t *next,
				       const size_t lane[AVX512_LANES])
{
	ROUNDS_FROM(__m512i, s);
	__m512i w[16], *lo = w, *hi = w + 8, *swap;
	const uint32_t *k = cfsv_sha256_k;
	size_t i;

	avx512_words(w, t, 0);
	avx512_words(w, t, 1);
	avx512_words(w, t, 2);
	avx512_words(w, t, 3);
	for (i = 0; i < 6; i++)
		ROUNDS_EIGHT_NEXT;
	for (i = 0; i < 16; i += 8) {
		ROUNDS_FIRST_FOUR(ROUNDS_ONE);
		avx512_stage(t + i, next, lane + i);
		ROUNDS_LAST_FOUR(ROUNDS_ONE);
		avx512_stage(t + i + 4, next, lane + i + 4);
		lo += 8;
		k += 8;
	}
	ROUNDS_INTO(s);
}

/* The digests of n <= 16 messages. A lane without one repeats the last. */
static AVX512 void avx512_group(const uint32_t state[8], const uint8_t *pad,
				const uint8_t *in, size_t len, size_t n,
				uint8_t *out)
{
	static const size_t same[AVX512_LANES] = {0};
	uint32_t words[8][AVX512_LANES];
	size_t lane[AVX512_LANES];
	__m512i s[8], t[16];
	size_t i;

	for (i = 0; i < 8; i++)
		s[i] = ROUNDS_SET(state[i]);
	for (i = 0; i < AVX512_LANES; i++)
		lane[i] = (i < n ? i : n - 1) * len;
	for (i = 0; i < AVX512_LANES; i += 4)
		avx512_stage(t + i, in, lane + i);
	for (i = 64; i < len; i += 64)
		avx512_block(s, t, in + i, lane);
	avx512_block(s, t, pad, same);
	avx512_block(s, t, pad, same);
	for (i = 0; i < 8; i++)
		_mm512_storeu_si512(words[i], s[i]);
	_mm256_zeroupper(); /* SSE code that follows may be slow without */
	sha256_digests(out, words[0], AVX512_LANES, n);
}

/* Groups while @least messages or more are left, the rest by other means */
static void avx512_hash(const uint32_t state[8], uint64_t before,
			const uint8_t *in, size_t len, size_t n, uint8_t *out,
			size_t least, cfsv_sha256_blocks *rest)
{
	uint8_t pad[CFSV_SHA256_BLOCK];
	size_t now;

	cfsv_sha256_padding(pad, before + len);
	for (; n >= least; n -= now, in += now * len, out += now * 32) {
		now = n < AVX512_LANES ? n : AVX512_LANES;
		avx512_group(state, pad, in, len, now, out);
	}
	rest(state, before, in, len, n, out);
}

/*
 * A group takes as long as 1.4 messages by portable code, as ten to fourteen
 * by SHA instructions.
 */
void cfsv_sha256_avx512(const uint32_t state[8], uint64_t before,
			const uint8_t *in, size_t len, size_t n, uint8_t *out)
{
	avx512_hash(state, before, in, len, n, out, 2, cfsv_sha256_portable);
}

void cfsv_sha256_avx512_shani(const uint32_t state[8], uint64_t before,
			      const uint8_t *in, size_t len, size_t n,
			      uint8_t *out)
{
	avx512_hash(state, before, in, len, n, out, 12, cfsv_sha256_shani);
}

#undef ROUNDS_ADD
#undef ROUNDS_SET
#undef ROUNDS_CH
#undef ROUNDS_MAJ
#undef ROUNDS_SUM0
#undef ROUNDS_SUM1
#undef ROUNDS_SIGMA0
#undef ROUNDS_SIGMA1

#endif /* CFSV_SHA256_X86_64 */
