/* SPDX-License-Identifier: MIT */
/* sha256_shani.c - SHA-256 by the SHA instructions of x86-64, three messages */
#include "sha256.h"

#ifdef CFSV_SHA256_X86_64
/* else gcc's brings <stdlib.h>, for _mm_malloc() */
#define _MM_MALLOC_H_INCLUDED
#include <immintrin.h>

/*
 * sha256rnds2 takes four cycles or more, but another one can begin in each of
 * the cycles between: three messages at a time fill them. Two do almost; four
 * need more registers than there are.
 *
 * The SHA instructions have no AVX form. Between AVX instructions, or after a
 * caller that left the upper halves of registers dirty, a CPU may be a hundred
 * times slower with them: the code here is SSE code throughout, and where the
 * compiler's own flags turn it into AVX code the upper halves are cleared.
 */
#define SHANI_LANES 3
#define SHANI CFSV_TARGET("sha,sse4.1")
#define SHANI_INLINE static inline __attribute__((always_inline)) SHANI

/* A message on its way: its state, and the last 16 words of its schedule */
struct shani_lane {
	__m128i abef, cdgh;
	__m128i w[4];
};

SHANI_INLINE __m128i shani_read(const void *p)
{
	return _mm_loadu_si128((const __m128i *)p);
}

/* Four rounds; then, if there is more, words i are those 16 rounds on. */
SHANI_INLINE void shani_rounds(struct shani_lane *l, const uint32_t *k, int i,
			       int more)
{
	__m128i w = l->w[i], last = l->w[(i + 3) % 4];
	__m128i wk = _mm_add_epi32(w, shani_read(k + 4 * i));

	l->cdgh = _mm_sha256rnds2_epu32(l->cdgh, l->abef, wk);
	wk = _mm_shuffle_epi32(wk, 0x0e);
	l->abef = _mm_sha256rnds2_epu32(l->abef, l->cdgh, wk);
	if (!more)
		return;
	w = _mm_sha256msg1_epu32(w, l->w[(i + 1) % 4]);
	w = _mm_add_epi32(w, _mm_alignr_epi8(last, l->w[(i + 2) % 4], 4));
	l->w[i] = _mm_sha256msg2_epu32(w, last);
}

/* Four rounds of each lane, in turns */
SHANI_INLINE void shani_four(struct shani_lane *l, int lanes, const uint32_t *k,
			     int i, int more)
{
	shani_rounds(&l[0], k, i, more);
	if (lanes == 1)
		return;
	shani_rounds(&l[1], k, i, more);
	shani_rounds(&l[2], k, i, more);
}

SHANI_INLINE void shani_sixteen(struct shani_lane *l, int lanes,
				const uint32_t *k, int more)
{
	shani_four(l, lanes, k, 0, more);
	shani_four(l, lanes, k, 1, more);
	shani_four(l, lanes, k, 2, more);
	shani_four(l, lanes, k, 3, more);
}

SHANI_INLINE void shani_words(struct shani_lane *l, const uint8_t *block)
{
	const __m128i swap =
		_mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);

	l->w[0] = _mm_shuffle_epi8(shani_read(block), swap);
	l->w[1] = _mm_shuffle_epi8(shani_read(block + 16), swap);
	l->w[2] = _mm_shuffle_epi8(shani_read(block + 32), swap);
	l->w[3] = _mm_shuffle_epi8(shani_read(block + 48), swap);
}

SHANI_INLINE void shani_add(struct shani_lane *l, const struct shani_lane *was)
{
	l->abef = _mm_add_epi32(l->abef, was->abef);
	l->cdgh = _mm_add_epi32(l->cdgh, was->cdgh);
}

/* Take in a block of each lane; theirs stand at block + 0, second, third. */
SHANI_INLINE void shani_block(struct shani_lane *l, int lanes,
			      const uint8_t *block, size_t second, size_t third)
{
	const uint32_t *k = cfsv_sha256_k, *last = k + 48;
	struct shani_lane first[SHANI_LANES];

	first[0] = l[0];
	shani_words(&l[0], block);
	if (lanes > 1) {
		first[1] = l[1];
		first[2] = l[2];
		shani_words(&l[1], block + second);
		shani_words(&l[2], block + third);
	}
	for (; k < last; k += 16)
		shani_sixteen(l, lanes, k, 1);
	shani_sixteen(l, lanes, last, 0);
	shani_add(&l[0], &first[0]);
	if (lanes > 1) {
		shani_add(&l[1], &first[1]);
		shani_add(&l[2], &first[2]);
	}
}

SHANI_INLINE void shani_digest(const struct shani_lane *l, uint8_t *out)
{
	const __m128i reverse =
		_mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);
	__m128i abcd = _mm_unpackhi_epi64(l->cdgh, l->abef);
	__m128i efgh = _mm_unpacklo_epi64(l->cdgh, l->abef);

	_mm_storeu_si128((__m128i *)(void *)out,
			 _mm_shuffle_epi8(abcd, reverse));
	_mm_storeu_si128((__m128i *)(void *)(out + 16),
			 _mm_shuffle_epi8(efgh, reverse));
}

/* The digests of one message, or of three; the third may be the second. */
SHANI_INLINE void shani_group(const uint32_t *s, const uint8_t *pad, int lanes,
			      const uint8_t *in, size_t len, size_t third,
			      uint8_t *out)
{
	size_t left = len / CFSV_SHA256_BLOCK, apart = len;
	struct shani_lane l[SHANI_LANES];

	l[0].abef = _mm_unpacklo_epi64(shani_read(s + 4), shani_read(s));
	l[0].cdgh = _mm_unpackhi_epi64(shani_read(s + 4), shani_read(s));
	l[0].abef = _mm_shuffle_epi32(l[0].abef, 0xb1);
	l[0].cdgh = _mm_shuffle_epi32(l[0].cdgh, 0xb1);
	l[1] = l[2] = l[0];
	for (;; left--, in += CFSV_SHA256_BLOCK) {
		if (left == 0) { /* all lanes end alike */
			in = pad;
			apart = 0;
		}
		shani_block(l, lanes, in, apart, third * apart);
		if (left == 0)
			break;
	}
	shani_digest(&l[0], out);
	if (lanes > 1) {
		shani_digest(&l[1], out + 32);
		shani_digest(&l[2], out + third * 32);
	}
}

SHANI void cfsv_sha256_shani(const uint32_t state[8], uint64_t before,
			     const uint8_t *in, size_t len, size_t n,
			     uint8_t *out)
{
	uint8_t pad[CFSV_SHA256_BLOCK];
	size_t now;

#ifdef __AVX__
	_mm256_zeroupper(); /* see above */
#endif
	cfsv_sha256_padding(pad, before + len);
	for (; n > 1; n -= now, in += now * len, out += now * 32) {
		now = n < SHANI_LANES ? n : SHANI_LANES;
		shani_group(state, pad, SHANI_LANES, in, len, now - 1, out);
	}
	if (n == 1)
		shani_group(state, pad, 1, in, len, 0, out);
}

#endif /* CFSV_SHA256_X86_64 */
