/* SPDX-License-Identifier: MIT */
/* rounds.h - the rounds of SHA-256, over words or over vectors of words */
#ifndef CFSV_ROUNDS_H
#define CFSV_ROUNDS_H

/*
 * A vector holds the same word of several messages, one a lane. The file that
 * uses this says how to
 *
 *	ROUNDS_ADD(x, y)		add modulo 2^32
 *	ROUNDS_SET(x)			put the same word in every lane
 *	ROUNDS_CH(x, y, z), ROUNDS_MAJ	choose and vote, FIPS 180-4 4.1.2
 *	ROUNDS_SUM0(x), ROUNDS_SUM1	do the capital sigmas
 *	ROUNDS_SIGMA0(x), ROUNDS_SIGMA1	do the small sigmas
 *
 * The schedule is a ring of 16 vectors in two halves. @lo is the half with
 * the words of these eight rounds, @hi the other one, @k their constants.
 */
#define ROUNDS_WORD(i) ((i) / 8 % 2 ? hi : lo)[(i) % 8]

/* One round, FIPS 180-4 6.2.2, with the working variables under any names. */
#define ROUNDS_ONE(a, b, c, d, e, f, g, h, i)                                  \
	h = ROUNDS_ADD(ROUNDS_ADD(h, ROUNDS_ADD(lo[i], ROUNDS_SET(k[i]))),     \
		       ROUNDS_ADD(ROUNDS_SUM1(e), ROUNDS_CH(e, f, g)));        \
	d = ROUNDS_ADD(d, h);                                                  \
	h = ROUNDS_ADD(h, ROUNDS_ADD(ROUNDS_SUM0(a), ROUNDS_MAJ(a, b, c)))

/* The same; then word i has been used, and becomes the one 16 rounds on. */
#define ROUNDS_ONE_NEXT(a, b, c, d, e, f, g, h, i)                             \
	ROUNDS_ONE(a, b, c, d, e, f, g, h, i);                                 \
	lo[i] = ROUNDS_ADD(                                                    \
		ROUNDS_ADD(lo[i], ROUNDS_SIGMA0(ROUNDS_WORD(i + 1))),          \
		ROUNDS_ADD(ROUNDS_WORD(i + 9),                                 \
			   ROUNDS_SIGMA1(ROUNDS_WORD(i + 14))))

/* Rounds 0 to 3 and 4 to 7 of eight, after which each name has its own. */
#define ROUNDS_FIRST_FOUR(round)                                               \
	do {                                                                   \
		round(a, b, c, d, e, f, g, h, 0);                              \
		round(h, a, b, c, d, e, f, g, 1);                              \
		round(g, h, a, b, c, d, e, f, 2);                              \
		round(f, g, h, a, b, c, d, e, 3);                              \
	} while (0)
#define ROUNDS_LAST_FOUR(round)                                                \
	do {                                                                   \
		round(e, f, g, h, a, b, c, d, 4);                              \
		round(d, e, f, g, h, a, b, c, 5);                              \
		round(c, d, e, f, g, h, a, b, 6);                              \
		round(b, c, d, e, f, g, h, a, 7);                              \
	} while (0)

/* Eight rounds and their next words; then the halves of the ring change. */
#define ROUNDS_EIGHT_NEXT                                                      \
	do {                                                                   \
		ROUNDS_FIRST_FOUR(ROUNDS_ONE_NEXT);                            \
		ROUNDS_LAST_FOUR(ROUNDS_ONE_NEXT);                             \
		swap = lo;                                                     \
		lo = hi;                                                       \
		hi = swap;                                                     \
		k += 8;                                                        \
	} while (0)

/* The working variables from a state, and added into it at the end. */
#define ROUNDS_FROM(type, s)                                                   \
	type a = (s)[0], b = (s)[1], c = (s)[2], d = (s)[3];                   \
	type e = (s)[4], f = (s)[5], g = (s)[6], h = (s)[7]
#define ROUNDS_INTO(s)                                                         \
	do {                                                                   \
		(s)[0] = ROUNDS_ADD((s)[0], a);                                \
		(s)[1] = ROUNDS_ADD((s)[1], b);                                \
		(s)[2] = ROUNDS_ADD((s)[2], c);                                \
		(s)[3] = ROUNDS_ADD((s)[3], d);                                \
		(s)[4] = ROUNDS_ADD((s)[4], e);                                \
		(s)[5] = ROUNDS_ADD((s)[5], f);                                \
		(s)[6] = ROUNDS_ADD((s)[6], g);                                \
		(s)[7] = ROUNDS_ADD((s)[7], h);                                \
	} while (0)

#endif /* CFSV_ROUNDS_H */
