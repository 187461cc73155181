/* SPDX-License-Identifier: MIT */
/* many.h - contracts of descriptor.c's inside, for CBMC */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#ifndef PROVE_MANY_H
#define PROVE_MANY_H

#include <stdlib.h>
#include "hash.h"

void cfsv_sha512_blocks(const uint64_t state[8], uint64_t before,
			const uint8_t *in, size_t len, size_t n, uint8_t *out)
REQUIRES(FRESH(state, 64) && (before == 0 || before == 128))
REQUIRES(len == 256 || len == 1024 || len == 2048 || len == 4096 ||
	 len == 8192 || len == 16384 || len == 32768 || len == 65536)
REQUIRES(n <= PROOF_BYTES_MAX / CFSV_DESCRIPTOR_SIZE)
REQUIRES(n == 0 || (__CPROVER_r_ok(in, TIMES(n, len)) &&
		    __CPROVER_w_ok(out, n * 64)))
ASSIGNS(n > 0 : UPTO(out, n * 64));

static void descriptor_form(const struct cfsv_tree *t, struct cfsv_digest *out)
REQUIRES(FRESH(t, sizeof(*t)) && FRESH(out, sizeof(*out)))
ASSIGNS(*out)
ENSURES(out->hash == t->params.hash && out->size == t->digest_size);

static void descriptor_hash(const struct cfsv_tree *t, const uint8_t *d,
			    size_t n, uint8_t *hashes)
REQUIRES(FRESH(t, sizeof(*t)) && PROOF_FORM(t) && PROOF_BLOCKS(t))
REQUIRES(n <= PROOF_BYTES_MAX / CFSV_DESCRIPTOR_SIZE)
REQUIRES(n == 0 || (__CPROVER_r_ok(d, n * CFSV_DESCRIPTOR_SIZE) &&
		    __CPROVER_w_ok(hashes, n * t->digest_size)))
ASSIGNS(n > 0 : PART(hashes, n * t->digest_size));

static size_t descriptor_blocks(const struct cfsv_tree *t, size_t size)
REQUIRES(FRESH(t, sizeof(*t)) && proof_hasher(t))
ASSIGNS()
ENSURES(__CPROVER_return_value == cfsv_blocks(size, t->block_log2));

/*
 * Small files, up to three of them: blocks of the first i, and how many of these
 * files have more than one. What is not small counts as empty.
 */
#define MANY_FILES 3
#define FILE_BLOCKS(t, size)                                                   \
	(((size) >> (t)->block_log2) +                                         \
	 (((size) & (((uint64_t)1 << (t)->block_log2) - 1)) != 0))
#define FILE_SMALL(t, size)                                                    \
	(FILE_BLOCKS(t, size) <= (uint64_t)1 << PROOF_FAN(t))
#define FILES_BLOCKS(t, sizes, i)                                              \
	(FILE_OF(t, sizes, i, 0) + FILE_OF(t, sizes, i, 1) +                   \
	 FILE_OF(t, sizes, i, 2))
#define FILE_OF(t, sizes, i, k)                                                \
	((i) > (k) && FILE_SMALL(t, (sizes)[k]) ? FILE_BLOCKS(t, (sizes)[k])   \
						: 0)
#define FILES_ROOTS(t, sizes, i)                                               \
	((size_t)(FILE_OF(t, sizes, i, 0) > 1) +                               \
	 (FILE_OF(t, sizes, i, 1) > 1) + (FILE_OF(t, sizes, i, 2) > 1))

#define FILES(t, sizes, n)                                                     \
	REQUIRES(FRESH(t, sizeof(*(t))) && proof_hasher(t))                    \
	REQUIRES((n) <= MANY_FILES)                                            \
	REQUIRES(FRESH(sizes, MANY_FILES * sizeof(size_t)))
/* of no bytes there is one too: what is written to has a name */
#define ONE_OR(size) ((size) + ((size) == 0))
#define FILES_DATA(t, sizes, n)                                                \
	ONE_OR(FILES_BLOCKS(t, sizes, n) << (t)->block_log2)

/* all are small: that was looked at */
static size_t descriptor_roots(const struct cfsv_tree *t, uint8_t *blocks,
			       const uint8_t *hashes, const size_t *sizes,
			       size_t n)
FILES(t, sizes, n)
REQUIRES((n < 1 || FILE_SMALL(t, sizes[0])) &&
	 (n < 2 || FILE_SMALL(t, sizes[1])) &&
	 (n < 3 || FILE_SMALL(t, sizes[2])))
REQUIRES(FRESH(blocks, FILES_DATA(t, sizes, n)))
REQUIRES(FRESH(hashes, FILES_BLOCKS(t, sizes, n) * t->digest_size))
ASSIGNS(__CPROVER_object_whole(blocks))
ENSURES(__CPROVER_return_value == FILES_ROOTS(t, sizes, n));

enum cfsv_err cfsv_small_files(const struct cfsv_tree *t, uint8_t *data,
			       const size_t *sizes, size_t n, uint8_t *memory,
			       struct cfsv_digest *out)
FILES(t, sizes, n)
REQUIRES(FRESH(data, FILES_DATA(t, sizes, n)))
REQUIRES(FRESH(memory,
	       ONE_OR(CFSV_SMALL_MEMORY(FILES_BLOCKS(t, sizes, n), n))))
REQUIRES(FRESH(out, MANY_FILES * sizeof(*out)))
ASSIGNS(__CPROVER_object_whole(data), __CPROVER_object_whole(memory),
	__CPROVER_object_whole(out));

#endif /* PROVE_MANY_H */
