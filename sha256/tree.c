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
 *	t->top      the one hash above the last area that there is
 *
 * At the end unfinished blocks are padded with zeros, from the bottom up,
 * until a level has one hash in all: that is the root hash.
 */

static const struct cfsv_params tree_defaults;

static enum cfsv_err tree_params(struct cfsv_params *out,
				 const struct cfsv_params *in)
{
	*out = in ? *in : tree_defaults;
	if (out->hash == 0)
		out->hash = CFSV_SHA256;
	if (out->block_size == 0)
		out->block_size = 4096;
	if (cfsv_hash_size(out->hash) == 0)
		return CFSV_E_HASH_ALGORITHM;
	if (out->block_size < 1024 || out->block_size > 65536 ||
	    (out->block_size & (out->block_size - 1)) != 0)
		return CFSV_E_BLOCK_SIZE;
	if (out->salt_size > CFSV_SALT_MAX)
		return CFSV_E_SALT_SIZE;
	return CFSV_OK;
}

/* The salt, zero-padded to a block of the hash, comes before every block. */
static void tree_salt(struct cfsv_tree *t)
{
	uint8_t salt[CFSV_SHA512_BLOCK] = {0};
	const uint8_t *salted = t->params.salt_size > 0 ? salt : NULL;

	memcpy(salt, t->params.salt, t->params.salt_size);
#ifndef CFSV_NO_SHA512
	if (t->params.hash == CFSV_SHA512) {
		t->before = salted ? CFSV_SHA512_BLOCK : 0;
		cfsv_sha512_start(t->mid512, salted);
		return;
	}
#endif
	t->before = salted ? CFSV_SHA256_BLOCK : 0;
	memcpy(t->mid256, cfsv_sha256_iv, sizeof(t->mid256));
	if (salted)
		cfsv_sha256_compress(t->mid256, salt, 1);
}

void cfsv_tree_hash(const struct cfsv_tree *t, const uint8_t *in, size_t n,
		    uint8_t *out)
{
#ifndef CFSV_NO_SHA512
	if (t->params.hash == CFSV_SHA512) {
		cfsv_sha512_blocks(t->mid512, t->before, in,
				   t->params.block_size, n, out);
		return;
	}
#endif
	t->sha256(t->mid256, t->before, in, t->params.block_size, n, out);
}

enum cfsv_err cfsv_tree_init(struct cfsv_tree *t,
			     const struct cfsv_params *params,
			     cfsv_sha256_blocks *sha256, uint8_t *memory,
			     size_t memory_len)
{
	size_t blocks;

	memset(t, 0, sizeof(*t));
	t->err = tree_params(&t->params, params);
	if (t->err != CFSV_OK)
		return t->err;
	blocks = memory_len / t->params.block_size;
	if (memory == NULL || blocks < 2)
		return t->err = CFSV_E_TREE_MEMORY;
	t->levels = CFSV_LEVELS_MAX;
	if (blocks < CFSV_LEVELS_MAX + 1)
		t->levels = (uint32_t)blocks - 1;
	t->memory = memory;
	t->area = blocks / (t->levels + 1) * t->params.block_size;
	t->sha256 = sha256 ? sha256 : cfsv_sha256_portable;
	t->digest_size = cfsv_hash_size(t->params.hash);
	tree_salt(t);
	return CFSV_OK;
}

static uint8_t *tree_area(const struct cfsv_tree *t, uint32_t level)
{
	return t->memory + (size_t)level * t->area;
}

/* Hand the blocks of an area, which hold level l's hashes, to the sink. */
static enum cfsv_err tree_deliver(const struct cfsv_tree *t, uint32_t l,
				  size_t n)
{
	const uint8_t *area = tree_area(t, l);
	uint32_t size = t->params.block_size;
	/* count[l + 1] blocks of this level were hashed before these */
	uint64_t index = t->count[l + 1];
	enum cfsv_err err = CFSV_OK;
	size_t i;

	for (i = 0; t->sink && i < n && err == CFSV_OK; i++)
		err = t->sink(t->sink_arg, l - 1, index + i, area + i * size,
			      size);
	return err;
}

/*
 * Where n hashes for level l go: an area with room for them, or t->top for
 * the single one above the last area. Callers keep fill <= area.
 */
static enum cfsv_err tree_room(struct cfsv_tree *t, uint32_t l, size_t n,
			       uint8_t **out)
{
	if (l <= t->levels) {
		*out = tree_area(t, l) + t->fill[l];
		t->fill[l] += n * t->digest_size;
		return CFSV_OK;
	}
	if (n != 1 || t->count[l] != 0)
		return t->levels == CFSV_LEVELS_MAX ? CFSV_E_FILE_TOO_LARGE
						    : CFSV_E_TREE_MEMORY;
	*out = t->top;
	return CFSV_OK;
}

/* Hash the n whole blocks that wait in area l into the level above. */
static enum cfsv_err tree_raise(struct cfsv_tree *t, uint32_t l, size_t n)
{
	enum cfsv_err err = tree_deliver(t, l, n);
	uint8_t *out;

	if (err != CFSV_OK)
		return err;
	err = tree_room(t, l + 1, n, &out);
	if (err != CFSV_OK)
		return err;
	cfsv_tree_hash(t, tree_area(t, l), n, out);
	t->count[l + 1] += n;
	t->fill[l] = 0;
	return CFSV_OK;
}

/* Area 1 took n hashes of data blocks: pass up what is full. */
static enum cfsv_err tree_took(struct cfsv_tree *t, size_t n)
{
	enum cfsv_err err = CFSV_OK;
	uint32_t l;

	t->count[1] += n;
	for (l = 1; l <= t->levels && t->fill[l] == t->area; l++) {
		err = tree_raise(t, l, t->area / t->params.block_size);
		if (err != CFSV_OK)
			break;
	}
	return err;
}

/* How many hashes area 1 still has room for: at least one. */
static size_t tree_space(const struct cfsv_tree *t)
{
	return (t->area - t->fill[1]) / t->digest_size;
}

/* Hash n data blocks, as many as area 1 has room for. */
static enum cfsv_err tree_data(struct cfsv_tree *t, const uint8_t *in, size_t n)
{
	enum cfsv_err err;
	uint8_t *out;

	err = tree_room(t, 1, n, &out);
	if (err != CFSV_OK)
		return err;
	cfsv_tree_hash(t, in, n, out);
	return tree_took(t, n);
}

/* Fill the staged block; *taken is how many bytes it took. */
static enum cfsv_err tree_stage(struct cfsv_tree *t, const uint8_t *data,
				size_t len, size_t *taken)
{
	size_t room = t->params.block_size - t->staged;

	*taken = len < room ? len : room;
	memcpy(t->memory + t->staged, data, *taken);
	t->staged += *taken;
	if (t->staged < t->params.block_size)
		return CFSV_OK;
	t->staged = 0;
	return tree_data(t, t->memory, 1);
}

/* Take the next part of the data: a staged block, or many whole ones. */
static enum cfsv_err tree_take(struct cfsv_tree *t, const uint8_t *data,
			       size_t len, size_t *taken)
{
	size_t n = len / t->params.block_size;

	if (t->staged > 0 || n == 0)
		return tree_stage(t, data, len, taken);
	if (n > tree_space(t))
		n = tree_space(t);
	*taken = n * t->params.block_size;
	return tree_data(t, data, n);
}

/* May len more bytes come? None do after a last block that was not whole. */
static enum cfsv_err tree_more(const struct cfsv_tree *t, size_t len)
{
	if (t->err != CFSV_OK)
		return t->err;
	if (len > 0 && t->ended)
		return CFSV_E_ARGUMENT;
	if (len > CFSV_FILE_SIZE_MAX - t->size)
		return CFSV_E_FILE_TOO_LARGE;
	return CFSV_OK;
}

enum cfsv_err cfsv_tree_update(struct cfsv_tree *t, const uint8_t *data,
			       size_t len)
{
	size_t taken;

	t->err = tree_more(t, len);
	while (t->err == CFSV_OK && len > 0) {
		t->err = tree_take(t, data, len, &taken);
		t->size += taken;
		data += taken;
		len -= taken;
	}
	return t->err;
}

enum cfsv_err cfsv_tree_last(struct cfsv_tree *t, uint8_t *data, size_t len,
			     size_t room)
{
	size_t zeros = 0;

	if (t->err == CFSV_OK && t->staged == 0)
		zeros = -len % t->params.block_size;
	if (zeros > room - len || zeros > CFSV_FILE_SIZE_MAX - t->size - len)
		zeros = 0; /* cfsv_tree_final() fills the block up */
	memset(data + len, 0, zeros);
	if (cfsv_tree_update(t, data, len + zeros) == CFSV_OK)
		t->size -= zeros;
	return t->err;
}

enum cfsv_err cfsv_tree_add(struct cfsv_tree *t, const uint8_t *hashes,
			    size_t n, size_t bytes)
{
	uint32_t bs = t->params.block_size;
	uint8_t *out;
	size_t some;

	t->err = tree_more(t, bytes);
	if (t->err != CFSV_OK)
		return t->err;
	if (t->staged > 0 || n != bytes / bs + (bytes % bs != 0))
		return t->err = CFSV_E_ARGUMENT;
	t->size += bytes;
	if (bytes % bs != 0)
		t->ended = 1;
	for (; t->err == CFSV_OK && n > 0; n -= some) {
		some = n < tree_space(t) ? n : tree_space(t);
		t->err = tree_room(t, 1, some, &out);
		if (t->err != CFSV_OK)
			break;
		memcpy(out, hashes, some * t->digest_size);
		hashes += some * t->digest_size;
		t->err = tree_took(t, some);
	}
	return t->err;
}

/* Pad and hash what waits, level by level, until one hash is left. */
static enum cfsv_err tree_root(struct cfsv_tree *t, const uint8_t **root)
{
	uint32_t bs = t->params.block_size;
	enum cfsv_err err;
	uint32_t l;

	if (t->staged > 0) {
		memset(t->memory + t->staged, 0, bs - t->staged);
		t->staged = 0;
		err = tree_data(t, t->memory, 1);
		if (err != CFSV_OK)
			return err;
	}
	for (l = 1; l <= t->levels && t->count[l] != 1; l++) {
		size_t blocks = (t->fill[l] + bs - 1) / bs;

		if (blocks == 0)
			continue;
		memset(tree_area(t, l) + t->fill[l], 0,
		       blocks * bs - t->fill[l]);
		err = tree_raise(t, l, blocks);
		if (err != CFSV_OK)
			return err;
	}
	*root = l <= t->levels ? tree_area(t, l) : t->top;
	return CFSV_OK;
}

enum cfsv_err cfsv_tree_final(struct cfsv_tree *t, struct cfsv_digest *out,
			      uint8_t *descriptor)
{
	const uint8_t *root = NULL; /* of an empty file: zeros */
	uint8_t d[CFSV_DESCRIPTOR_SIZE];

	if (t->err == CFSV_OK && t->size > 0)
		t->err = tree_root(t, &root);
	if (t->err != CFSV_OK)
		return t->err;
	cfsv_tree_descriptor(t, t->size, root, d);
	cfsv_descriptor_digest(t, d, out);
	if (descriptor)
		memcpy(descriptor, d, sizeof(d));
	t->err = CFSV_E_ARGUMENT; /* a finished tree takes no more */
	return CFSV_OK;
}

enum cfsv_err cfsv_tree_layout(struct cfsv_tree_layout *out,
			       const struct cfsv_params *params, uint64_t size)
{
	struct cfsv_tree_layout layout = {0};
	struct cfsv_params p;
	enum cfsv_err err = tree_params(&p, params);
	uint64_t per_block, n;
	uint32_t l;

	if (err != CFSV_OK)
		return err;
	if (size > CFSV_FILE_SIZE_MAX)
		return CFSV_E_FILE_TOO_LARGE;
	per_block = p.block_size / cfsv_hash_size(p.hash);
	n = size / p.block_size + (size % p.block_size != 0);
	while (n > 1) {
		if (layout.levels == CFSV_LEVELS_MAX)
			return CFSV_E_FILE_TOO_LARGE;
		n = n / per_block + (n % per_block != 0);
		layout.blocks[layout.levels++] = n;
	}
	for (l = layout.levels; l > 0; l--) {
		layout.start[l - 1] = layout.size;
		layout.size += layout.blocks[l - 1] * p.block_size;
	}
	*out = layout;
	return CFSV_OK;
}
