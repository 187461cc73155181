/* SPDX-License-Identifier: MIT */
/* proof.h - where CBMC begins: a harness calls one function with anything */
#ifndef PROVE_PROOF_H
#define PROVE_PROOF_H

#include <stdint.h>

/*
 * PROOF(function, its arguments' declarations, the call). What is not
 * initialised has any value for CBMC.
 */
#define PROOF(name, arguments, call)                                           \
	void prove_##name(void)                                                \
	{                                                                      \
		arguments;                                                     \
		PROOF_ANY;                                                     \
		call;                                                          \
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
