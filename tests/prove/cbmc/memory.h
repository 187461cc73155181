/* SPDX-License-Identifier: MIT */
/* memory.h - memcmp() and memcpy() of any length, for CBMC: what C says of them
 */
#ifndef PROVE_MEMORY_H
#define PROVE_MEMORY_H

#include <string.h>
#include <stdint.h>

extern uint32_t proof_i; /* any index */

/* CBMC's own is a loop. Equal are all bytes: the one at any index is. */
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

/*
 * CBMC's own replaces arrays. Copied are all bytes: the one at any index, and
 * the last.
 */
static inline void proof_memcpy(void *to, const void *from, size_t n)
{
	__CPROVER_assert(__CPROVER_w_ok(to, n) && __CPROVER_r_ok(from, n),
			 "memcpy: there is as much to read, and room for it");
	if (n == 0)
		return;
	__CPROVER_havoc_slice(to, n);
	__CPROVER_assume(((uint8_t *)to)[n - 1] ==
			 ((const uint8_t *)from)[n - 1]);
	__CPROVER_assume(proof_i >= n ||
			 ((uint8_t *)to)[proof_i] ==
				 ((const uint8_t *)from)[proof_i]);
}

#define memcmp proof_memcmp
#ifdef PROOF_MEMCPY
#define memcpy proof_memcpy
#endif

#endif /* PROVE_MEMORY_H */
