/* SPDX-License-Identifier: MIT */
/* memory.h - memcmp() of any length, for CBMC: only what C asks of a caller */
#ifndef PROVE_MEMORY_H
#define PROVE_MEMORY_H

#include <string.h>

/* CBMC's own is a loop; what it answers is not needed where this is used. */
static inline int proof_memcmp(const void *a, const void *b, size_t n)
{
	int any;

	__CPROVER_assert(__CPROVER_r_ok(a, n) && __CPROVER_r_ok(b, n),
			 "memcmp: both can be read");
	return any;
}

#define memcmp proof_memcmp

#endif /* PROVE_MEMORY_H */
