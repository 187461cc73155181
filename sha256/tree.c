/* SPDX-License-Identifier: MIT */
/* tree.c - the fs-verity Merkle tree and digest (fsverity.rst) */
#include <string.h>
#include "sha256.h"

/*
 * Data blocks are hashed as they come. The hashes of level l collect in area
 * l+1 of the memory; a full area is hashed at once into the next one. Area 0
 * stages a data block that came in pieces.
 *
 *	area 0      unfinished data block
 *	area 1      hashes of data blocks        = tree level 0
 *	area 2      hashes of level-0 blocks     = tree level 1
 *	...
 *
 * At the end unfinished blocks are padded with zeros, from the bottom up,
 * until the highest area holds one hash: that is the root hash. Above the last
 * area that there is comes one hash only. It goes to area 0, for then all data
 * came; if more does come, the file is too large for the memory.
 */

#ifdef CFSV_ONLY_COMPOSEFS

static enum cfsv_err tree_params(struct cfsv_tree *t)
{
	(void)t; /* 4096-byte blocks, no salt */
	return CFSV_OK;
}

static void tree_salt(struct cfsv_tree *t)
{
	(void)t;
#ifndef CFSV_NO_SHA512
	cfsv_sha512_start(t->mid512, NULL);
#endif
}

#else

/* Parameters with their defaults, and what follows from them. */
static enum cfsv_err tree_params(struct cfsv_tree *t)
{
	uint32_t log = 10;

	if (t->params.block_size == 0)
		t->params.block_size = 4096;
	while (t->params.block_size != (uint32_t)1 << log)
		if (++log > 16)
			return CFSV_E_BLOCK_SIZE;
	t->block_log2 = log;
	if (t->params.salt_size > CFSV_SALT_MAX)
		return CFSV_E_SALT_SIZE;
	return CFSV_OK;
}

/* The salt, zero-padded to a block of the hash, comes before every block. */
static void tree_salt(struct cfsv_tree *t)
{
	uint8_t salt[CFSV_SHA512_BLOCK];
	size_t size = t->params.salt_size;

	memset(salt, 0, sizeof(salt));
	memcpy(salt, t->params.salt, size);
#ifndef CFSV_NO_SHA512
	if (t->params.hash == CFSV_SHA512) {
		t->before = size > 0 ? CFSV_SHA512_BLOCK : 0;
		cfsv_sha512_start(t->mid512, size > 0 ? salt : NULL);
		return;
	}
#endif
	memcpy(t->mid256, cfsv_sha256_iv, sizeof(t->mid256));
	if (size > 0) {
		t->before = CFSV_SHA256_BLOCK;
		cfsv_sha256_compress(t->mid256, salt, 1);
	}
}

#endif /* CFSV_ONLY_COMPOSEFS */

void cfsv_tree_hash(const struct cfsv_tree *t, const uint8_t *in, size_t n,
		    uint8_t *out)
{
#ifdef CFSV_ONLY_COMPOSEFS
	const uint32_t *mid256 = cfsv_sha256_iv, before = 0;
#else
	const uint32_t *mid256 = t->mid256, before = t->before;
#endif

#ifndef CFSV_NO_SHA512
	if (t->params.hash == CFSV_SHA512) {
		cfsv_sha512_blocks(t->mid512, before, in, cfsv_block_size(t), n,
				   out);
		return;
	}
#endif
	t->sha256(mid256, before, in, cfsv_block_size(t), n, out);
}

enum cfsv_err cfsv_tree_hasher(struct cfsv_tree *t,
			       const struct cfsv_params *params,
			       cfsv_sha256_blocks *sha256)
{
	memset(t, 0, sizeof(*t));
	if (params)
		memcpy(&t->params, params, sizeof(*params));
	t->sha256 = sha256 ? sha256 : cfsv_sha256_portable;
	if (t->params.hash == 0)
		t->params.hash = CFSV_SHA256;
	t->digest_size = cfsv_hash_size(t->params.hash);
	t->err = CFSV_E_HASH_ALGORITHM;
	if (t->digest_size != 0)
		t->err = tree_params(t);
	if (t->err == CFSV_OK)
		tree_salt(t);
	return t->err;
}

enum cfsv_err cfsv_tree_init(struct cfsv_tree *t,
			     const struct cfsv_params *params,
			     cfsv_sha256_blocks *sha256, uint8_t *memory,
			     size_t memory_len)
{
	size_t blocks;

	if (cfsv_tree_hasher(t, params, sha256) != CFSV_OK)
		return t->err;
	blocks = memory_len / cfsv_block_size(t);
	if (memory == NULL || blocks < 2)
		return t->err = CFSV_E_TREE_MEMORY;
	t->levels = CFSV_LEVELS_MAX;
	if (blocks < CFSV_LEVELS_MAX + 1)
		t->levels = (uint32_t)blocks - 1;
	t->memory = memory;
	t->height = 1;
	t->area = blocks / (t->levels + 1) * cfsv_block_size(t);
	return CFSV_OK;
}

/* Hash n blocks into area l, if it has room for their hashes. */
static enum cfsv_err tree_put(struct cfsv_tree *t, uint32_t l,
			      const uint8_t *in, size_t n)
{
	size_t most = l <= t->levels ? t->area : t->digest_size;
	size_t size = n * t->digest_size;

	t->root = l <= t->levels ? l * t->area : 0;
	if (size > most - t->fill[l])
		return t->levels == CFSV_LEVELS_MAX ? CFSV_E_FILE_TOO_LARGE
						    : CFSV_E_TREE_MEMORY;
	cfsv_tree_hash(t, in, n, t->memory + t->root + t->fill[l]);
	t->fill[l] += size;
	if (t->height < l)
		t->height = l;
	return CFSV_OK;
}

/* Need nothing go up from area l? At the end: is its one hash the root? */
static int tree_stays(const struct cfsv_tree *t, uint32_t l)
{
	if (!t->ended)
		return t->fill[l] < t->area;
	return l == t->height && t->fill[l] <= t->digest_size;
}

/* Empty this area: all that waits there goes up, n blocks, the last padded. */
static const uint8_t *tree_take(struct cfsv_tree *t, uint32_t l, size_t *n)
{
	uint8_t *area = t->memory + t->root;
	size_t zeros = -t->fill[l] & (cfsv_block_size(t) - 1);

	memset(area + t->fill[l], 0, zeros);
	*n = (t->fill[l] + zeros) >> cfsv_block_log2(t);
	t->fill[l] = 0;
	return area;
}

#ifndef CFSV_ONLY_COMPOSEFS
/* Hand n blocks, which are of tree level l - 1, to the sink. */
static enum cfsv_err tree_deliver(struct cfsv_tree *t, uint32_t l,
				  const uint8_t *block, size_t n)
{
	enum cfsv_err err = CFSV_OK;
	size_t i;

	if (t->sink == NULL || l == 0)
		return CFSV_OK;
	for (i = 0; i < n && err == CFSV_OK; i++)
		err = t->sink(t->sink_arg, l - 1, t->given[l]++,
			      block + (i << cfsv_block_log2(t)),
			      cfsv_block_size(t));
	return err;
}
#endif

/*
 * Hash n blocks into area l, and what is in a full area into the next one; at
 * the end what is in any, padded.
 */
static enum cfsv_err tree_push(struct cfsv_tree *t, uint32_t l,
			       const uint8_t *in, size_t n)
{
	enum cfsv_err err;

	for (;; l++) {
		err = tree_put(t, l, in, n);
		if (err != CFSV_OK || tree_stays(t, l))
			return err;
		in = tree_take(t, l, &n);
#ifndef CFSV_ONLY_COMPOSEFS
		err = tree_deliver(t, l, in, n);
		if (err != CFSV_OK)
			return err;
#endif
	}
}

/* How many hashes area 1 has room for: at least one. */
static size_t tree_space(const struct cfsv_tree *t)
{
	return (t->area - t->fill[1]) / t->digest_size;
}

/* May len more bytes come? None do after a last block that was not whole. */
static enum cfsv_err tree_more(struct cfsv_tree *t, size_t len)
{
	uint64_t more = len;

	if (t->err != CFSV_OK)
		return t->err;
	if (len > 0 && t->ended)
		return CFSV_E_ARGUMENT;
	t->size += more; /* with more at most the limit, it does not wrap */
	if (more > CFSV_FILE_SIZE_MAX || t->size > CFSV_FILE_SIZE_MAX)
		return CFSV_E_FILE_TOO_LARGE;
	return CFSV_OK;
}

enum cfsv_err cfsv_tree_padded(struct cfsv_tree *t, const uint8_t *data,
			       size_t len, size_t zeros)
{
	size_t bs = cfsv_block_size(t), done, n, some;

	t->err = tree_more(t, len);
	len += zeros;
	for (done = 0; t->err == CFSV_OK && done < len; done += some) {
		const uint8_t *in = data + done;

		some = len - done;
		n = some >> cfsv_block_log2(t);
		if (t->fill[0] > 0 || n == 0) {
			if (some > bs - t->fill[0])
				some = bs - t->fill[0];
			memcpy(t->memory + t->fill[0], in, some);
			in = t->memory;
			t->fill[0] += some;
			n = t->fill[0] >> cfsv_block_log2(t);
			t->fill[0] &= bs - 1;
		} else {
			if (n > tree_space(t))
				n = tree_space(t);
			some = n << cfsv_block_log2(t);
		}
		if (n > 0)
			t->err = tree_push(t, 1, in, n);
	}
	return t->err;
}

enum cfsv_err cfsv_tree_update(struct cfsv_tree *t, const uint8_t *data,
			       size_t len)
{
	return cfsv_tree_padded(t, data, len, 0);
}

enum cfsv_err cfsv_tree_add(struct cfsv_tree *t, const uint8_t *hashes,
			    size_t n, size_t bytes)
{
	size_t done, some;

	t->err = tree_more(t, bytes);
	if (t->err != CFSV_OK)
		return t->err;
	if (t->fill[0] > 0 || n != cfsv_blocks(bytes, cfsv_block_log2(t)))
		return t->err = CFSV_E_ARGUMENT;
	for (done = 0; t->err == CFSV_OK && done < n; done += some) {
		some = n - done;
		if (some > tree_space(t))
			some = tree_space(t);
		memcpy(t->memory + t->area + t->fill[1],
		       hashes + done * t->digest_size, some * t->digest_size);
		t->fill[1] += some * t->digest_size;
		t->err = tree_push(t, 1, NULL, 0);
	}
	if ((bytes & (cfsv_block_size(t) - 1)) != 0)
		t->ended = 1;
	return t->err;
}

enum cfsv_err cfsv_tree_final(struct cfsv_tree *t, struct cfsv_digest *out,
			      uint8_t *descriptor)
{
	uint8_t d[CFSV_DESCRIPTOR_SIZE];

	if (t->err != CFSV_OK)
		return t->err;
	t->ended = 1;
	t->err = tree_push(t, 0, NULL, 0);
	if (t->err != CFSV_OK)
		return t->err;
	if (!descriptor)
		descriptor = d;
	cfsv_tree_descriptor(t, t->size, t->memory + t->root, descriptor);
	cfsv_descriptor_digest(t, descriptor, out);
	t->err = CFSV_E_ARGUMENT; /* a finished tree takes no more */
	return CFSV_OK;
}

enum cfsv_err cfsv_tree_layout(struct cfsv_tree_layout *out,
			       const struct cfsv_params *params, uint64_t size)
{
	struct cfsv_tree_layout layout = {0};
	struct cfsv_tree t;
	enum cfsv_err err;
	uint64_t n;
	uint32_t l;

	err = cfsv_tree_hasher(&t, params, NULL);
	if (err != CFSV_OK)
		return err;
	if (size > CFSV_FILE_SIZE_MAX)
		return CFSV_E_FILE_TOO_LARGE;
	n = cfsv_blocks(size, cfsv_block_log2(&t));
	while (n > 1) {
		if (layout.levels == CFSV_LEVELS_MAX)
			return CFSV_E_FILE_TOO_LARGE;
		n = cfsv_blocks(n, cfsv_fan_log2(&t));
		layout.blocks[layout.levels++] = n;
	}
	for (l = layout.levels; l > 0; l--) {
		layout.start[l - 1] = layout.size;
		layout.size += layout.blocks[l - 1] << cfsv_block_log2(&t);
	}
	*out = layout;
	return CFSV_OK;
}
