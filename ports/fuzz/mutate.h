/* SPDX-License-Identifier: MIT */
/* mutate.h - changes of DER that keep the lengths around them right */
#ifndef CFSV_FUZZ_MUTATE_H
#define CFSV_FUZZ_MUTATE_H

#include "strict.h"

/* libFuzzer's own; other engines have none, and call no mutator of ours. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max)
	__attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
			       unsigned int seed);

/*
 * Change DER that begins at an offset; what stands before it, and one of
 * three inputs, are left to libFuzzer. Return: the new size.
 */
size_t mutate_der(uint8_t *data, size_t size, size_t max, unsigned int seed,
		  size_t at);

#endif /* CFSV_FUZZ_MUTATE_H */
