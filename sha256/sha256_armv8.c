/* SPDX-License-Identifier: MIT */
/* sha256_armv8.c - SHA-256 by ARMv8's SHA2 instructions, two messages */
#include "sha256.h"

#ifdef CFSV_SHA256_ARM64
#include <arm_neon.h>

#define ARMV8_LANES 2
#ifdef __clang__
#define ARMV8 CFSV_TARGET("sha2")
#else
#define ARMV8 CFSV_TARGET("+crypto")
#endif
#define ARMV8_INLINE static inline __attribute__((always_inline)) ARMV8

/* A message on its way: its state, and the last 16 words of its schedule */
struct armv8_lane {
	uint32x4_t abcd, efgh;
	uint32x4_t w[4];
};

/*
 * The four instructions, not the intrinsics of <arm_neon.h>: clang before 16
 * has those only if all of the file is compiled for CPUs with SHA2.
 */
ARMV8_INLINE uint32x4_t armv8_h(uint32x4_t abcd, uint32x4_t efgh, uint32x4_t wk)
{
	__asm__("sha256h %q0, %q1, %2.4s" : "+w"(abcd) : "w"(efgh), "w"(wk));
	return abcd;
}

ARMV8_INLINE uint32x4_t armv8_h2(uint32x4_t efgh, uint32x4_t abcd,
				 uint32x4_t wk)
{
	__asm__("sha256h2 %q0, %q1, %2.4s" : "+w"(efgh) : "w"(abcd), "w"(wk));
	return efgh;
}

ARMV8_INLINE uint32x4_t armv8_su0(uint32x4_t w0, uint32x4_t w4)
{
	__asm__("sha256su0 %0.4s, %1.4s" : "+w"(w0) : "w"(w4));
	return w0;
}

ARMV8_INLINE uint32x4_t armv8_su1(uint32x4_t w0, uint32x4_t w8, uint32x4_t w12)
{
	__asm__("sha256su1 %0.4s, %1.4s, %2.4s" : "+w"(w0) : "w"(w8), "w"(w12));
	return w0;
}

/* Four rounds; then, if there is more, words i are those 16 rounds on. */
ARMV8_INLINE void armv8_rounds(struct armv8_lane *l, const uint32_t *k, int i,
			       int more)
{
	uint32x4_t w = l->w[i], abcd = l->abcd;
	uint32x4_t wk = vaddq_u32(w, vld1q_u32(k + 4 * i));

	l->abcd = armv8_h(abcd, l->efgh, wk);
	l->efgh = armv8_h2(l->efgh, abcd, wk);
	if (!more)
		return;
	w = armv8_su0(w, l->w[(i + 1) % 4]);
	l->w[i] = armv8_su1(w, l->w[(i + 2) % 4], l->w[(i + 3) % 4]);
}

/* Four rounds of each lane, in turns */
ARMV8_INLINE void armv8_four(struct armv8_lane *l, int lanes, const uint32_t *k,
			     int i, int more)
{
	armv8_rounds(&l[0], k, i, more);
	if (lanes > 1)
		armv8_rounds(&l[1], k, i, more);
}

ARMV8_INLINE void armv8_sixteen(struct armv8_lane *l, int lanes,
				const uint32_t *k, int more)
{
	armv8_four(l, lanes, k, 0, more);
	armv8_four(l, lanes, k, 1, more);
	armv8_four(l, lanes, k, 2, more);
	armv8_four(l, lanes, k, 3, more);
}

ARMV8_INLINE uint32x4_t armv8_read(const uint8_t *p)
{
	return vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(p)));
}

ARMV8_INLINE void armv8_words(struct armv8_lane *l, const uint8_t *block)
{
	l->w[0] = armv8_read(block);
	l->w[1] = armv8_read(block + 16);
	l->w[2] = armv8_read(block + 32);
	l->w[3] = armv8_read(block + 48);
}

ARMV8_INLINE void armv8_add(struct armv8_lane *l, const struct armv8_lane *was)
{
	l->abcd = vaddq_u32(l->abcd, was->abcd);
	l->efgh = vaddq_u32(l->efgh, was->efgh);
}

/* Take in a block of each lane; the second's stands at block + apart. */
ARMV8_INLINE void armv8_block(struct armv8_lane *l, int lanes,
			      const uint8_t *block, size_t apart)
{
	const uint32_t *k = cfsv_sha256_k, *last = k + 48;
	struct armv8_lane first[ARMV8_LANES];

	first[0] = l[0];
	first[1] = l[1];
	armv8_words(&l[0], block);
	armv8_words(&l[1], block + apart);
	for (; k < last; k += 16)
		armv8_sixteen(l, lanes, k, 1);
	armv8_sixteen(l, lanes, last, 0);
	armv8_add(&l[0], &first[0]);
	armv8_add(&l[1], &first[1]);
}

ARMV8_INLINE void armv8_digest(const struct armv8_lane *l, uint8_t *out)
{
	vst1q_u8(out, vrev32q_u8(vreinterpretq_u8_u32(l->abcd)));
	vst1q_u8(out + 16, vrev32q_u8(vreinterpretq_u8_u32(l->efgh)));
}

/* The digests of one message or two */
ARMV8_INLINE void armv8_group(const uint32_t *state, const uint8_t *pad,
			      int lanes, const uint8_t *in, size_t len,
			      uint8_t *out)
{
	size_t left = len / CFSV_SHA256_BLOCK, apart = lanes > 1 ? len : 0;
	struct armv8_lane l[ARMV8_LANES];

	l[0].abcd = vld1q_u32(state);
	l[0].efgh = vld1q_u32(state + 4);
	l[1] = l[0];
	for (;; left--, in += CFSV_SHA256_BLOCK) {
		if (left == 0) { /* both lanes end alike */
			in = pad;
			apart = 0;
		}
		armv8_block(l, lanes, in, apart);
		if (left == 0)
			break;
	}
	armv8_digest(&l[0], out);
	if (lanes > 1)
		armv8_digest(&l[1], out + 32);
}

ARMV8 void cfsv_sha256_armv8(const uint32_t state[8], uint64_t before,
			     const uint8_t *in, size_t len, size_t n,
			     uint8_t *out)
{
	uint8_t pad[CFSV_SHA256_BLOCK];

	cfsv_sha256_padding(pad, before + len);
	for (; n >= ARMV8_LANES; n -= ARMV8_LANES) {
		armv8_group(state, pad, ARMV8_LANES, in, len, out);
		in += ARMV8_LANES * len;
		out += ARMV8_LANES * 32;
	}
	if (n == 1)
		armv8_group(state, pad, 1, in, len, out);
}

#endif /* CFSV_SHA256_ARM64 */
