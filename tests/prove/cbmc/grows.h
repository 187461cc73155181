/* SPDX-License-Identifier: MIT */
/* grows.h - contracts of a tree that grows, for CBMC */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#ifndef PROVE_GROWS_H
#define PROVE_GROWS_H

#include "hash.h"

/*
 * What is written to: objects of their own. For a caller who has them side by
 * side in one, they are as large as is asked for, and all of it changes.
 */
#ifndef ROOM
#define ROOM FRESH
#endif

static inline int proof_grows(const struct cfsv_tree *t, uint32_t full)
{
	return proof_hasher(t) && GROWING(t, full);
}

/* A user's function for the tree's blocks: it reads one, answers anything. */
static inline enum cfsv_err proof_sink(void *arg, uint32_t level,
				       uint64_t index, const uint8_t *block,
				       size_t len)
{
	enum cfsv_err any;

	(void)arg;
	(void)index;
	__CPROVER_assert(level <= CFSV_LEVELS_MAX, "a level");
	__CPROVER_assert(__CPROVER_r_ok(block, len), "a block");
	return any;
}

#define GROWS(t, full)                                                         \
	REQUIRES(ROOM(t, sizeof(*(t))) && proof_grows(t, full))                \
	REQUIRES(ROOM((t)->memory, TREE_MEMORY(t)))                            \
	REQUIRES((t)->sink == NULL || (t)->sink == proof_sink)

enum cfsv_err cfsv_tree_init(struct cfsv_tree *t,
			     const struct cfsv_params *params,
			     cfsv_sha256_blocks *sha256, uint8_t *memory,
			     size_t memory_len)
REQUIRES(ROOM(t, sizeof(*t)) && memory_len <= PROOF_BYTES_MAX / 16)
REQUIRES(params == NULL || FRESH(params, sizeof(*params)))
REQUIRES(memory == NULL || ROOM(memory, memory_len))
ASSIGNS(*t)
ENSURES(t->err == __CPROVER_return_value && t->block_log2 <= 16)
ENSURES(t->sha256 == (sha256 != NULL ? sha256 : cfsv_sha256_portable))
/* with memory for any file, what composefs uses is allowed */
ENSURES(__CPROVER_return_value == CFSV_OK || memory == NULL ||
	memory_len < CFSV_TREE_MEMORY(4096) || !PROOF_PLAIN(params))
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(proof_grows(t, 0) && TREE_MEMORY(t) <= memory_len && t->size == 0 &&
	 t->ended == 0 && t->sink == NULL &&
	 __CPROVER_pointer_equals(t->memory, memory)));

enum cfsv_err cfsv_measure(struct cfsv_tree *t,
			   const struct cfsv_source *source, uint8_t *buf,
			   size_t buf_len, struct cfsv_digest *out,
			   uint8_t *descriptor)
GROWS(t, 0)
REQUIRES(FRESH(source, sizeof(*source)))
REQUIRES(source->read == NULL || source->read == proof_read)
REQUIRES(t->size == 0 && t->ended == 0)
REQUIRES(buf_len <= PROOF_BYTES_MAX / 4 && (buf == NULL || ROOM(buf, buf_len)))
REQUIRES(FRESH(out, sizeof(*out)))
REQUIRES(descriptor == NULL || FRESH(descriptor, CFSV_DESCRIPTOR_SIZE))
ASSIGNS(GROWN(t), t->size, t->err, t->ended, *out)
ASSIGNS(buf != NULL : __CPROVER_object_whole(buf))
ASSIGNS(descriptor != NULL : UPTO(descriptor, CFSV_DESCRIPTOR_SIZE))
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(out->hash == t->params.hash && out->size == t->digest_size));

#endif /* PROVE_GROWS_H */
