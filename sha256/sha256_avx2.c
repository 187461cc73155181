/* SPDX-License-Identifier: MIT */
/* sha256_avx2.c - SHA-256 of eight messages at once, x86-64 with AVX2 */
#include "rounds.h"
#include "sha256.h"

#ifdef CFSV_SHA256_X86_64
/* else gcc's brings <stdlib.h>, for _mm_malloc() */
#define _MM_MALLOC_H_INCLUDED
#include <immintrin.h>

#define AVX2_LANES 8
#define AVX2 CFSV_TARGET("avx2")

#define ROUNDS_ADD(x, y) _mm256_add_epi32(x, y)
#define ROUNDS_SET(x) _mm256_set1_epi32((int)(x))
#define ROUNDS_CH(x, y, z) avx2_xor(z, _mm256_and_si256(x, avx2_xor(y, z)))
/* y^z is the x^y of the round before */
#define ROUNDS_MAJ(x, y, z)                                                    \
	avx2_xor(y, _mm256_and_si256(avx2_xor(x, y), avx2_xor(y, z)))
#define ROUNDS_SUM0(x) avx2_sum(x, 2, 13, 22)
#define ROUNDS_SUM1(x) avx2_sum(x, 6, 11, 25)
#define ROUNDS_SIGMA0(x) avx2_sigma(x, 7, 18, 3)
#define ROUNDS_SIGMA1(x) avx2_sigma(x, 17, 19, 10)

static inline AVX2 __m256i avx2_xor(__m256i x, __m256i y)
{
	return _mm256_xor_si256(x, y);
}

/* Two halves of a rotation; what is rotated is xored anyway. */
static inline AVX2 __m256i avx2_rotr(__m256i x, int n)
{
	return avx2_xor(_mm256_srli_epi32(x, n), _mm256_slli_epi32(x, 32 - n));
}

static inline AVX2 __m256i avx2_sum(__m256i x, int i, int j, int k)
{
	return avx2_xor(avx2_xor(avx2_rotr(x, i), avx2_rotr(x, j)),
			avx2_rotr(x, k));
}

static inline AVX2 __m256i avx2_sigma(__m256i x, int i, int j, int k)
{
	return avx2_xor(avx2_xor(avx2_rotr(x, i), avx2_rotr(x, j)),
			_mm256_srli_epi32(x, k));
}

/* 16 bytes each of two lanes, as words */
static inline AVX2 __m256i avx2_load(const uint8_t *low, const uint8_t *high)
{
	const __m128i swap =
		_mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	__m256i v = _mm256_castsi128_si256(
		_mm_loadu_si128((const __m128i *)(const void *)low));

	v = _mm256_inserti128_si256(
		v, _mm_loadu_si128((const __m128i *)(const void *)high), 1);
	return _mm256_shuffle_epi8(v, _mm256_broadcastsi128_si256(swap));
}

/* The next four words of every lane: w[0] has the first of all eight. */
static inline AVX2 void avx2_words(__m256i w[4], const uint8_t *p,
				   const size_t lane[AVX2_LANES])
{
	__m256i a = avx2_load(p + lane[0], p + lane[4]);
	__m256i b = avx2_load(p + lane[1], p + lane[5]);
	__m256i c = avx2_load(p + lane[2], p + lane[6]);
	__m256i d = avx2_load(p + lane[3], p + lane[7]);
	__m256i ab = _mm256_unpacklo_epi32(a, b);
	__m256i cd = _mm256_unpacklo_epi32(c, d);

	w[0] = _mm256_unpacklo_epi64(ab, cd);
	w[1] = _mm256_unpackhi_epi64(ab, cd);
	ab = _mm256_unpackhi_epi32(a, b);
	cd = _mm256_unpackhi_epi32(c, d);
	w[2] = _mm256_unpacklo_epi64(ab, cd);
	w[3] = _mm256_unpackhi_epi64(ab, cd);
}

/* Take in the words w, and meanwhile replace them by the next line's. */
static inline AVX2 void avx2_block(__m256i s[8], __m256i w[16],
				   const uint8_t *next,
				   const size_t lane[AVX2_LANES])
{
	ROUNDS_FROM(__m256i, s);
	__m256i *lo = w, *hi = w + 8, *swap;
	const uint32_t *k = cfsv_sha256_k;
	size_t i;

	for (i = 0; i < 6; i++)
		ROUNDS_EIGHT_NEXT;
	for (i = 0; i < 2; i++) {
		ROUNDS_FIRST_FOUR(ROUNDS_ONE);
		avx2_words(lo, next, lane);
		ROUNDS_LAST_FOUR(ROUNDS_ONE);
		avx2_words(lo + 4, next + 16, lane);
		lo += 8;
		k += 8;
		next += 32;
	}
	ROUNDS_INTO(s);
}

/* The digests of n <= 8 messages. A lane without one repeats the last. */
static AVX2 void avx2_group(const uint32_t state[8], const uint8_t *pad,
			    const uint8_t *in, size_t len, size_t n,
			    uint8_t *out)
{
	static const size_t same[AVX2_LANES] = {0};
	uint32_t words[8][AVX2_LANES];
	size_t lane[AVX2_LANES];
	__m256i s[8], w[16];
	size_t i;

	for (i = 0; i < AVX2_LANES; i++) {
		s[i] = ROUNDS_SET(state[i]);
		lane[i] = (i < n ? i : n - 1) * len;
	}
	for (i = 0; i < 4; i++)
		avx2_words(w + 4 * i, in + 16 * i, lane);
	for (i = 64; i < len; i += 64)
		avx2_block(s, w, in + i, lane);
	avx2_block(s, w, pad, same);
	avx2_block(s, w, pad, same);
	for (i = 0; i < 8; i++)
		_mm256_storeu_si256((__m256i *)(void *)words[i], s[i]);
	_mm256_zeroupper(); /* SSE code that follows may be slow without */
	sha256_digests(out, words[0], AVX2_LANES, n);
}

void cfsv_sha256_avx2(const uint32_t state[8], uint64_t before,
		      const uint8_t *in, size_t len, size_t n, uint8_t *out)
{
	uint8_t pad[CFSV_SHA256_BLOCK];
	size_t now;

	cfsv_sha256_padding(pad, before + len);
	for (; n > 1; n -= now, in += now * len, out += now * 32) {
		now = n < AVX2_LANES ? n : AVX2_LANES;
		avx2_group(state, pad, in, len, now, out);
	}
	/* eight lanes take as long as one and a half messages, one by one */
	cfsv_sha256_portable(state, before, in, len, n, out);
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
