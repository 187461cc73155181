/* SPDX-License-Identifier: MIT */
/* memory.h - memcmp() of any length, for CBMC: what C asks and promises */
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

#define memcmp proof_memcmp

#endif /* PROVE_MEMORY_H */
