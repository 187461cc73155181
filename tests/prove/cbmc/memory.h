/* SPDX-License-Identifier: MIT */
/* memory.h - memcmp(), memcpy() and memset(), for CBMC: what C says of them */
#ifndef PROVE_MEMORY_H
#define PROVE_MEMORY_H

#include <string.h>
#include <stdint.h>

extern uint32_t proof_i; /* any index: loops speak of it, too */

/*
 * Of rows with the flag memory. CBMC's own are loops, or replace parts of
 * arrays, which takes more memory than there is for those of any size. These
 * ask what C asks; and what they do is said of the byte at any one index, and
 * the last: all else in the object that is written to may be anything after it.
 * With the flag forgets nothing is said of what they write.
 */
#ifdef PROOF_MEMORY

static inline int proof_memcmp(const void *a, const void *b, size_t n)
{
	int any;

	__CPROVER_assert(__CPROVER_r_ok(a, n) && __CPROVER_r_ok(b, n),
			 "memcmp: both can be read");
	__CPROVER_assume(any != 0 || proof_i >= n ||
			 ((const uint8_t *)a)[proof_i] ==
				 ((const uint8_t *)b)[proof_i]);
	return any;
}

/* What is known of the bytes that were written */
#ifdef PROOF_FORGETS
#define PROOF_KNOWN(what) (void)0
#else
#define PROOF_KNOWN(what) __CPROVER_assume(what)
#endif

static inline void proof_memcpy(void *to, const void *from, size_t n)
{
	const uint8_t *p = from;
	uint8_t last, one;

	__CPROVER_assert(__CPROVER_w_ok(to, n) && __CPROVER_r_ok(from, n),
			 "memcpy: there is as much to read, and room for it");
	__CPROVER_assert(n == 0 || !__CPROVER_same_object(to, from) ||
				 (const uint8_t *)to + n <= p ||
				 p + n <= (const uint8_t *)to,
			 "memcpy: the two do not overlap");
	if (n == 0)
		return;
	PROOF_KNOWN(last == p[n - 1] && (proof_i >= n || one == p[proof_i]));
	__CPROVER_havoc_object(to);
	PROOF_KNOWN(((uint8_t *)to)[n - 1] == last &&
		    (proof_i >= n || ((uint8_t *)to)[proof_i] == one));
}

static inline void proof_memset(void *to, int byte, size_t n)
{
	__CPROVER_assert(__CPROVER_w_ok(to, n), "memset: there is room");
	if (n == 0)
		return;
	__CPROVER_havoc_object(to);
	PROOF_KNOWN(proof_i >= n || ((uint8_t *)to)[proof_i] == (uint8_t)byte);
}

#define memcmp proof_memcmp
#define memcpy proof_memcpy
#define memset proof_memset

#endif /* PROOF_MEMORY */

#endif /* PROVE_MEMORY_H */
