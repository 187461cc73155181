/* SPDX-License-Identifier: MIT */
/* proof.h - where CBMC begins: a harness calls one function with anything */
#ifndef PROVE_PROOF_H
#define PROVE_PROOF_H

#include <stdint.h>

/* Asked by itself, once nothing can fail before it. */
#ifdef PROOF_ENDS
#define PROOF_END __CPROVER_assert(0, "the end is not reached")
#else
#define PROOF_END (void)0
#endif

/*
 * PROOF(function, its arguments' declarations, the call). What is not
 * initialised has any value for CBMC. The end must be reached: if it cannot be,
 * what the contract requires contradicts itself, and nothing was proved.
 */
#define PROOF(name, arguments, call)                                           \
	void prove_##name(void)                                                \
	{                                                                      \
		arguments;                                                     \
		PROOF_ANY;                                                     \
		call;                                                          \
		PROOF_END;                                                     \
	}

uint32_t proof_len;
uint32_t proof_i;

#ifndef PROOF_ANY
#define PROOF_ANY                                                              \
	uint32_t any, index;                                                   \
	proof_len = any;                                                       \
	proof_i = index
#endif

#endif /* PROVE_PROOF_H */
