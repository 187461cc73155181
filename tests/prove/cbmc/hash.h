/* SPDX-License-Identifier: MIT */
/* hash.h - contracts of the hashing room, for CBMC: what they read and write */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#ifndef PROVE_HASH_H
#define PROVE_HASH_H

#include "sha256/sha256.h"

#define OLD __CPROVER_old
#define REQUIRES __CPROVER_requires
#define ENSURES __CPROVER_ensures
#define ASSIGNS __CPROVER_assigns
#define FRESH __CPROVER_is_fresh
#define UPTO __CPROVER_object_upto

extern uint32_t proof_i; /* any index */
/*
 * With the flag forgets, a call may have written to all of the object, and
 * anything: less is known than was proved of it.
 */
#ifdef PROOF_FORGETS
#define PART(p, n) __CPROVER_object_whole(p)
#define SAYS(what) 1
#else
#define PART(p, n) UPTO(p, n)
#define SAYS(what) (what)
#endif
/* Buffers are at most this long: the largest object of CBMC's, and more than
 * any caller has. */
#define PROOF_BYTES_MAX ((size_t)1 << 40)

uint32_t cfsv_hash_size(uint32_t hash)
ASSIGNS()
ENSURES(__CPROVER_return_value == (hash == 1 ? 32 : hash == 2 ? 64 : 0));

void cfsv_sha256_store(uint8_t *out, const uint32_t *words, size_t n)
REQUIRES(n >= 1 && n <= 8) /* all of a hash at most */
REQUIRES(FRESH(out, n * 4) && FRESH(words, n * 4))
ASSIGNS(UPTO(out, n * 4));

void cfsv_sha256_length(uint8_t out[8], uint64_t total)
REQUIRES(FRESH(out, 8))
ASSIGNS(UPTO(out, 8));

void cfsv_sha256_padding(uint8_t block[CFSV_SHA256_BLOCK], uint64_t total)
REQUIRES(FRESH(block, CFSV_SHA256_BLOCK))
ASSIGNS(UPTO(block, CFSV_SHA256_BLOCK))
ENSURES(block[0] == 0x80);

void cfsv_sha256_compress(uint32_t state[8], const uint8_t *blocks, size_t n)
REQUIRES(n <= PROOF_BYTES_MAX / 64)
REQUIRES(FRESH(state, 32) && (n == 0 || FRESH(blocks, n * 64)))
ASSIGNS(UPTO(state, 32));

/*
 * n messages of len bytes: one of those sizes that cfsv.h allows, or none, when
 * all came before. As shifts, which the solver sees through.
 */
#define TIMES(n, len)                                                          \
	((len) == 0	  ? 0                                                  \
	 : (len) == 256	  ? (n) << 8                                           \
	 : (len) == 1024  ? (n) << 10                                          \
	 : (len) == 2048  ? (n) << 11                                          \
	 : (len) == 4096  ? (n) << 12                                          \
	 : (len) == 8192  ? (n) << 13                                          \
	 : (len) == 16384 ? (n) << 14                                          \
	 : (len) == 32768 ? (n) << 15                                          \
			  : (n) << 16)
void cfsv_sha256_portable(const uint32_t state[8], uint64_t before,
			  const uint8_t *in, size_t len, size_t n, uint8_t *out)
REQUIRES(before <= 65536 && n <= PROOF_BYTES_MAX / CFSV_DESCRIPTOR_SIZE &&
	 TIMES(n, len) <= PROOF_BYTES_MAX)
REQUIRES(len == 0 || len == 256 || len == 1024 || len == 2048 || len == 4096 ||
	 len == 8192 || len == 16384 || len == 32768 || len == 65536)
REQUIRES(FRESH(state, 32) && FRESH(in, TIMES(n, len)))
REQUIRES(FRESH(out, n == 0 ? 1 : n * 32))
ASSIGNS(__CPROVER_object_whole(out));

void cfsv_sha256(uint8_t out[32], const uint8_t *message, size_t len)
REQUIRES(len <= PROOF_BYTES_MAX && FRESH(out, 32))
REQUIRES(len == 0 || FRESH(message, len))
ASSIGNS(UPTO(out, 32));

void cfsv_sha384(uint8_t out[48], const uint8_t *message, size_t len)
REQUIRES(len <= PROOF_BYTES_MAX && FRESH(out, 48))
REQUIRES(len == 0 || FRESH(message, len))
ASSIGNS(UPTO(out, 48));

void cfsv_sha512_start(uint64_t state[8], const uint8_t *block)
REQUIRES(FRESH(state, 64) && (block == NULL || FRESH(block, 128)))
ASSIGNS(UPTO(state, 64));

void cfsv_sha512(uint8_t out[64], const uint8_t *message, size_t len)
REQUIRES(len <= PROOF_BYTES_MAX && FRESH(out, 64))
REQUIRES(len == 0 || FRESH(message, len))
ASSIGNS(UPTO(out, 64));

void cfsv_small_file_digest(struct cfsv_digest *out, const uint8_t *data,
			    size_t len)
REQUIRES(len >= 1 && len <= 64)
REQUIRES(FRESH(out, sizeof(*out)) && FRESH(data, len))
ASSIGNS(*out)
ENSURES(out->hash == CFSV_SHA256 && out->size == 32);

/* What a source's callback may do: anything that cfsv.h allows it. */
static inline enum cfsv_err proof_read(void *arg, uint64_t offset, uint8_t *buf,
				       size_t want, size_t *got)
{
	enum cfsv_err any;
	size_t some;

	(void)arg;
	(void)offset;
	__CPROVER_assert(want >= 1, "something is wanted");
	__CPROVER_assert(__CPROVER_w_ok(buf, want), "there is room for it");
	__CPROVER_havoc_object(buf);
	*got = some;
	return any;
}

/* A hash of a user's: it reads and writes what cfsv.h says. */
static inline void proof_blocks(const uint32_t state[8], uint64_t before,
				const uint8_t *in, size_t len, size_t n,
				uint8_t *out)
{
	__CPROVER_assert(__CPROVER_r_ok(state, 32), "a state");
	__CPROVER_assert(before == 0 || before == 64, "what came before");
	__CPROVER_assert(len > 0 && len % 64 == 0, "whole blocks");
	__CPROVER_assert(n == 0 || (__CPROVER_r_ok(in, n * len) &&
				    __CPROVER_w_ok(out, n * 32)),
			 "messages, and room for their digests");
	if (n > 0)
		__CPROVER_havoc_slice(out, n * 32);
}

#define PROOF_FAN(t) ((t)->block_log2 - ((t)->digest_size == 64 ? 6 : 5))

/* A known algorithm, and the size of its digests. */
#define PROOF_FORM(t)                                                          \
	(((t)->params.hash == CFSV_SHA256 && (t)->digest_size == 32) ||        \
	 ((t)->params.hash == CFSV_SHA512 && (t)->digest_size == 64))

/* What a tree is after cfsv_tree_hasher(), with CFSV_OK. */
static inline int proof_hasher(const struct cfsv_tree *t)
{
	return t->block_log2 >= 10 && t->block_log2 <= 16 &&
	       t->params.salt_size <= CFSV_SALT_MAX &&
	       t->sha256 != NULL && PROOF_FORM(t) &&
	       (t->before == 0 || t->before == 2 * t->digest_size) &&
	       t->params.block_size == (uint32_t)1 << t->block_log2;
}

/*
 * The levels of a file of this size: each has a block for so many of the level
 * below it, the highest has one block; all lie inside of their sum.
 */
static inline int proof_layout(const struct cfsv_tree_layout *l, uint64_t size,
			       uint32_t log2, uint32_t fan)
{
	uint64_t n = cfsv_blocks(size, log2);
	uint32_t i;

	if (size > CFSV_FILE_SIZE_MAX || l->size > CFSV_FILE_SIZE_MAX ||
	    l->levels > CFSV_LEVELS_MAX)
		return 0;
	for (i = 0; i < CFSV_LEVELS_MAX; i++) {
		if (i >= l->levels)
			continue;
		if (n <= 1)
			return 0;
		n = cfsv_blocks(n, fan);
		if (l->blocks[i] != n || n > l->size >> log2 ||
		    l->start[i] > l->size - (n << log2))
			return 0;
	}
	return n <= 1;
}

/*
 * A tree that grows: what its memory has room for, and what waits there. In
 * area `full` there may be as much as it has room for, else there is less.
 */
#define TREE_MEMORY(t) (((t)->levels + (size_t)1) * (t)->area)
#define AREA(t, i, full)                                                       \
	(((t)->fill[i] & ((t)->digest_size - 1)) == 0 &&                       \
	 ((i) <= (t)->levels ? (t)->fill[i] <= (t)->area &&                    \
				       ((i) == (full) ||                       \
					(t)->fill[i] < (t)->area)              \
			     : (t)->fill[i] <= (t)->digest_size))
/* one expression: a loop's contract calls no function */
#define GROWING(t, full)                                                       \
	((t)->levels >= 1 && (t)->levels <= CFSV_LEVELS_MAX &&                 \
	 (t)->area <= PROOF_BYTES_MAX / 16 &&                                  \
	 (t)->area >> (t)->block_log2 != 0 &&                                  \
	 ((t)->area & (((size_t)1 << (t)->block_log2) - 1)) == 0 &&            \
	 (t)->height >= 1 && (t)->height <= (t)->levels + 1 &&                 \
	 (t)->fill[0] >> (t)->block_log2 == 0 && AREA(t, 1, full) &&           \
	 AREA(t, 2, full) && AREA(t, 3, full) && AREA(t, 4, full) &&           \
	 AREA(t, 5, full) && AREA(t, 6, full) && AREA(t, 7, full) &&           \
	 AREA(t, 8, full) && AREA(t, 9, full))
/* The area of the last hashes is area l, or the first above all others. */
#define TREE_ROOT(t, l)                                                        \
	((t)->root == ((l) <= (t)->levels ? (l) * (t)->area : 0))
/* Blocks that come from the tree's memory are those of the area below l. */
#define TREE_BELOW(t, l, in, n)                                                \
	(!__CPROVER_same_object(in, (t)->memory) ||                            \
	 ((l) >= 1 && __CPROVER_POINTER_OFFSET(in) == ((l) - 1) * (t)->area && \
	  (n) << (t)->block_log2 <= (t)->area))
#define GROWN(t)                                                               \
	(t)->root, (t)->height, (t)->fill, (t)->given,                         \
		__CPROVER_object_whole((t)->memory)

/* What cfsv_tree_hasher() makes of parameters that it accepts. */
static inline uint32_t proof_log2(const struct cfsv_params *p)
{
	uint32_t log2, found = 12;

	for (log2 = 10; log2 <= 16; log2++)
		if (p != NULL && p->block_size == (uint32_t)1 << log2)
			found = log2;
	return found;
}

static inline uint32_t proof_fan(const struct cfsv_params *p)
{
	return proof_log2(p) - (p != NULL && p->hash == CFSV_SHA512 ? 6 : 5);
}

/* The default block size, no salt, an algorithm that there is */
#define PROOF_PLAIN(p)                                                         \
	((p) == NULL || ((p)->hash <= CFSV_SHA512 && (p)->block_size == 0 &&   \
			 (p)->salt_size == 0))

/* params are the caller's, and any */
enum cfsv_err cfsv_tree_hasher(struct cfsv_tree *t,
			       const struct cfsv_params *params,
			       cfsv_sha256_blocks *sha256)
REQUIRES(FRESH(t, sizeof(*t)))
REQUIRES(params == NULL || FRESH(params, sizeof(*params)))
ASSIGNS(*t)
ENSURES(t->err == __CPROVER_return_value && t->block_log2 <= 16)
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(proof_hasher(t) && t->block_log2 == proof_log2(params) &&
	 PROOF_FAN(t) == proof_fan(params)))
/* who hashes is who the caller said, if anyone */
ENSURES(t->sha256 == (sha256 != NULL ? sha256 : cfsv_sha256_portable))
/* the defaults are allowed; nothing waits in it */
ENSURES(!PROOF_PLAIN(params) || __CPROVER_return_value == CFSV_OK)
ENSURES(t->size == 0 && t->ended == 0 && t->sink == NULL)
ENSURES(t->fill[0] == 0 && t->fill[1] == 0 && t->fill[2] == 0 &&
	t->fill[3] == 0 && t->fill[4] == 0 && t->fill[5] == 0 &&
	t->fill[6] == 0 && t->fill[7] == 0 && t->fill[8] == 0 &&
	t->fill[9] == 0);

/* size: any */
enum cfsv_err cfsv_tree_layout(struct cfsv_tree_layout *out,
			       const struct cfsv_params *params, uint64_t size)
REQUIRES(FRESH(out, sizeof(*out)))
REQUIRES(params == NULL || FRESH(params, sizeof(*params)))
ASSIGNS(*out)
ENSURES(__CPROVER_return_value != CFSV_OK ||
	proof_layout(out, size, proof_log2(params), proof_fan(params)));

void cfsv_tree_descriptor(const struct cfsv_tree *t, uint64_t size,
			  const uint8_t *root, uint8_t d[CFSV_DESCRIPTOR_SIZE])
REQUIRES(FRESH(t, sizeof(*t)) && proof_hasher(t))
REQUIRES(FRESH(d, CFSV_DESCRIPTOR_SIZE) &&
	 (size == 0 || __CPROVER_r_ok(root, t->digest_size)))
ASSIGNS(PART(d, CFSV_DESCRIPTOR_SIZE))
ENSURES(SAYS(d[0] == 1 && d[1] == t->params.hash && d[2] == t->block_log2 &&
	     d[3] == t->params.salt_size && d[4] == 0 &&
	     d[8] == (size & 0xff) && d[15] == size >> 56 && d[112] == 0 &&
	     d[255] == 0));

enum cfsv_err cfsv_source_read(const struct cfsv_source *s, uint64_t offset,
			       uint8_t *buf, size_t want, size_t *got)
REQUIRES(FRESH(s, sizeof(*s)) && s->read == proof_read)
REQUIRES(want >= 1 && want <= PROOF_BYTES_MAX)
REQUIRES(FRESH(buf, want) && FRESH(got, sizeof(*got)))
ASSIGNS(*got, __CPROVER_object_whole(buf)) /* proof_read() asks for room */
ENSURES(__CPROVER_return_value != CFSV_OK || *got <= want)
ENSURES(__CPROVER_return_value == CFSV_OK ||
	(__CPROVER_return_value <= -200 && __CPROVER_return_value >= -999));

/*
 * Who hashes many blocks: what hasher.c proves holds for any function that keeps
 * to cfsv.h. Elsewhere it is known to be the caller's, who promised that, or the
 * portable one, by what cfsv_tree_hasher() ensures.
 */
#ifndef PROOF_BLOCKS
#define PROOF_BLOCKS(t) ((t)->sha256 != NULL)
#endif

/* Its callers' blocks and hashes may be parts of one object, but overlap not. */
void cfsv_tree_hash(const struct cfsv_tree *t, const uint8_t *in, size_t n,
		    uint8_t *out)
REQUIRES(FRESH(t, sizeof(*t)) && proof_hasher(t) && PROOF_BLOCKS(t))
REQUIRES(n <= PROOF_BYTES_MAX >> t->block_log2)
REQUIRES(n == 0 || (__CPROVER_r_ok(in, n << t->block_log2) &&
		    __CPROVER_w_ok(out, n * t->digest_size)))
REQUIRES(n == 0 || !__CPROVER_same_object(in, out) ||
	 __CPROVER_POINTER_OFFSET(in) + (n << t->block_log2) <=
		 __CPROVER_POINTER_OFFSET(out) ||
	 __CPROVER_POINTER_OFFSET(out) + n * t->digest_size <=
		 __CPROVER_POINTER_OFFSET(in))
ASSIGNS(n > 0 : __CPROVER_object_whole(out));

void cfsv_descriptor_digest(const struct cfsv_tree *t,
			    const uint8_t d[CFSV_DESCRIPTOR_SIZE],
			    struct cfsv_digest *out)
REQUIRES(FRESH(t, sizeof(*t)) && FRESH(d, CFSV_DESCRIPTOR_SIZE))
REQUIRES(PROOF_FORM(t) && t->sha256 != NULL)
REQUIRES(FRESH(out, sizeof(*out)))
ASSIGNS(*out)
ENSURES(out->hash == t->params.hash && out->size == t->digest_size);

#endif /* PROVE_HASH_H */
