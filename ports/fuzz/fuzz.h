/* SPDX-License-Identifier: MIT */
/* fuzz.h - what the harnesses share: input, checks, the Merkle reference */
#ifndef CFSV_FUZZ_H
#define CFSV_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "cfsv.h"

/* The one entry of each harness, for libFuzzer, AFL++ and replay.c. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must be true whatever the input is; else the harness aborts. */
#define MUST(condition)                                                        \
	((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))
void fuzz_fail(const char *file, int line, const char *condition)
	__attribute__((noreturn));

/* Some bytes, which are not ours. */
struct part {
	const uint8_t *at;
	size_t len;
};

int part_same(struct part a, struct part b);
struct part part_of(const uint8_t *buf, uint32_t off, uint32_t end);

/*
 * Take from the front of the input; at its end all are 0 and empty. What is
 * given to the core is a copy on the heap of just this size, so that a
 * sanitizer sees each byte that is read too far.
 */
uint8_t fuzz_byte(struct part *in);
uint32_t fuzz_number(struct part *in, int bytes); /* little endian */
struct part fuzz_take(struct part *in, size_t len);
uint8_t *fuzz_copy(struct part p);

/*
 * merkle.c: fs-verity in the simplest way, by OpenSSL's SHA. @tree is NULL or
 * takes all levels the kernel's way, the root level first.
 */
struct merkle {
	uint32_t hash;
	uint32_t block_log2;
	uint32_t salt_size;
	uint8_t salt[32];
};

#define MERKLE_TREE_MAX (1 << 17)
void merkle_hash(uint32_t hash, struct part message, uint8_t out[64]);
uint32_t merkle_digest_size(uint32_t hash);
void merkle_descriptor(const struct merkle *m, struct part file,
		       uint8_t descriptor[256], uint8_t *tree,
		       size_t *tree_len);
void merkle_digest(const struct merkle *m, struct part file,
		   struct cfsv_digest *out);

/* golden.c, made by seeds.c: the digest file that is signed, and anchors */
struct golden {
	const char *name;
	struct part certificate, key;
};
#define GOLDEN_KEYS 6
extern const struct golden golden[GOLDEN_KEYS];
extern const struct part golden_digest_file;
extern const struct part golden_message; /* what its signature covers */

#endif /* CFSV_FUZZ_H */
