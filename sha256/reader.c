/* SPDX-License-Identifier: MIT */
/* reader.c - verified reading: each block is checked before it is used */
#include <string.h>
#include "sha256.h"

/*
 * Height 0 are the blocks of the image, height h the blocks of the tree's
 * level h-1. The hash of block i at height h stands in block i / per_block of
 * height h+1; that of the one block at height levels is the root hash. A hash
 * takes 32 or 64 bytes of a block, so per_block is 2^fan, and block i of the
 * image stands below block i >> h*fan at height h. There h*fan < 58: with
 * blocks of 2^k bytes there are at most 2^(63-k) of them, fan is at most k-5,
 * and cfsv_tree_layout() adds a level only above two blocks or more.
 */

/*
 * How many uses of other blocks a block of the tree outlives those one height
 * below it.
 */
#define READER_AHEAD 64

/* The memory of slot n. */
static uint8_t *reader_memory(const struct cfsv_reader *r, size_t n)
{
	return r->cache.memory + (n << r->shift);
}

/* The block in slot n is used now. */
static void reader_use(struct cfsv_reader *r, size_t n)
{
	struct cfsv_slot *s = &r->cache.slots[n];

	s->used = ++r->clock + s->height * READER_AHEAD;
}

/* The block at height h below which block i of the image stands. */
static uint64_t reader_above(const struct cfsv_reader *r, uint32_t h,
			     uint64_t i)
{
	return i >> (h * r->fan);
}

/* The slot of block i at height h, which was verified; or cache.count. */
static size_t reader_find(const struct cfsv_reader *r, uint32_t h, uint64_t i)
{
	const struct cfsv_slot *s = r->cache.slots;
	size_t n;

	for (n = 0; n < r->cache.count; n++)
		if (s[n].used != 0 && s[n].height == h && s[n].index == i)
			break;
	return n;
}

/* An empty slot, or that of the block that is given up. */
static size_t reader_oldest(const struct cfsv_reader *r)
{
	const struct cfsv_slot *s = r->cache.slots;
	size_t n, oldest = 0;

	for (n = 1; n < r->cache.count; n++)
		if (s[n].used < s[oldest].used)
			oldest = n;
	return oldest;
}

/*
 * Block i at height h from storage, unverified. This is all the arithmetic of
 * offsets: a block of the image begins before its end, and one of the tree
 * within layout.size, which is below 2^63. The image's last block is filled up
 * with zeros here; storage has no say in them.
 */
static enum cfsv_err reader_fetch(const struct cfsv_reader *r, uint32_t h,
				  uint64_t i, uint8_t *block)
{
	const struct cfsv_source *from = &r->data;
	size_t bs = cfsv_block_size(&r->hasher), want = bs, done, got;
	uint64_t at = i << r->shift;
	enum cfsv_err err;

	if (h > 0) {
		from = &r->tree;
		at += r->layout.start[h - 1];
	} else if (want > r->size - at) {
		want = (size_t)(r->size - at);
		memset(block + want, 0, bs - want);
	}
	for (done = 0; done < want; done += got) {
		err = cfsv_source_read(from, at + done, block + done,
				       want - done, &got);
		if (err != CFSV_OK)
			return err;
		if (got == 0)
			return CFSV_E_STORED_SHORT;
	}
	return CFSV_OK;
}

/* Block i at height h into a slot, which is empty until its hash was right. */
static enum cfsv_err reader_bring(struct cfsv_reader *r, uint32_t h, uint64_t i,
				  const uint8_t *hash, size_t *slot)
{
	size_t n = reader_oldest(r);
	struct cfsv_slot *s = &r->cache.slots[n];
	uint8_t own[CFSV_DIGEST_MAX];
	enum cfsv_err err;

	s->used = 0;
	err = reader_fetch(r, h, i, reader_memory(r, n));
	if (err != CFSV_OK)
		return err;
	cfsv_tree_hash(&r->hasher, reader_memory(r, n), 1, own);
	if (memcmp(own, hash, r->hasher.digest_size) != 0)
		return h > 0 ? CFSV_E_STORED_TREE : CFSV_E_STORED_DATA;
	s->height = h;
	s->index = i;
	reader_use(r, n);
	*slot = n;
	return CFSV_OK;
}

/*
 * Block i of the image, verified: the slot that it is in. A cache of one block
 * is enough: a hash is copied before the slot of its block is used again.
 */
static enum cfsv_err reader_block(struct cfsv_reader *r, uint64_t i,
				  size_t *slot)
{
	size_t ds = r->hasher.digest_size, mask = ((size_t)1 << r->fan) - 1, n;
	uint8_t hash[CFSV_DIGEST_MAX];
	const uint8_t *expected;
	enum cfsv_err err;
	uint64_t at;
	uint32_t h;

	/* up to the first that is there, or to the root hash */
	for (h = 0; h <= r->layout.levels; h++) {
		n = reader_find(r, h, reader_above(r, h, i));
		if (n < r->cache.count) {
			reader_use(r, n);
			*slot = n;
			break;
		}
	}
	/* and down, each checked by what is above it */
	for (; h > 0; h--) {
		at = reader_above(r, h - 1, i);
		expected = r->root; /* of the one block at the top */
		if (h <= r->layout.levels)
			expected = reader_memory(r, *slot) +
				   ((size_t)at & mask) * ds;
		memcpy(hash, expected, ds);
		err = reader_bring(r, h - 1, at, hash, slot);
		if (err != CFSV_OK)
			return err;
	}
	return CFSV_OK;
}

enum cfsv_err cfsv_reader_read(struct cfsv_reader *r, uint64_t offset,
			       uint8_t *buf, size_t len, size_t *got)
{
	size_t bs = cfsv_block_size(&r->hasher);
	size_t slot = 0, skip, some;
	enum cfsv_err err;

	*got = 0;
	if (r->err != CFSV_OK)
		return r->err;
	if (offset > r->size)
		offset = r->size;
	if (len > r->size - offset)
		len = (size_t)(r->size - offset);
	for (; len > 0; len -= some) {
		err = reader_block(r, offset >> r->shift, &slot);
		if (err != CFSV_OK)
			return err;
		skip = (size_t)(offset & (bs - 1));
		some = len < bs - skip ? len : bs - skip;
		memcpy(buf + *got, reader_memory(r, slot) + skip, some);
		*got += some;
		offset += some;
	}
	return CFSV_OK;
}

/* Is this what the trusted digest is the hash of? */
static enum cfsv_err reader_trust(struct cfsv_reader *r,
				  const struct cfsv_digest *trusted,
				  const uint8_t *descriptor)
{
	struct cfsv_digest own;

	if (trusted->size == 0 ||
	    trusted->size != cfsv_hash_size(trusted->hash))
		return CFSV_E_ARGUMENT;
	r->hasher.params.hash = trusted->hash;
	r->hasher.digest_size = trusted->size;
	cfsv_descriptor_digest(&r->hasher, descriptor, &own);
	if (memcmp(trusted->bytes, own.bytes, own.size) != 0)
		return CFSV_E_DESCRIPTOR_DIFFERS;
	return CFSV_OK;
}

/*
 * The descriptor's fields, see descriptor.c, and no other bytes: what is made
 * of the fields again must be the same.
 */
static enum cfsv_err reader_descriptor(struct cfsv_reader *r, const uint8_t *d)
{
	struct cfsv_params params = r->hasher.params;
	uint8_t again[CFSV_DESCRIPTOR_SIZE];
	enum cfsv_err err;
	int i;

#ifdef CFSV_ONLY_COMPOSEFS
	if (d[2] != 12)
		return CFSV_E_BLOCK_SIZE;
	if (d[3] != 0)
		return CFSV_E_SALT_SIZE;
#else
	if (d[2] > 16) /* below 10 is found with the other parameters */
		return CFSV_E_BLOCK_SIZE;
	params.block_size = (uint32_t)1 << d[2];
	params.salt_size = d[3];
	memcpy(params.salt, d + 80, sizeof(params.salt));
#endif
	for (i = 7; i >= 0; i--)
		r->size = r->size * 256 + d[8 + i];
	memcpy(r->root, d + 16, sizeof(r->root));
	err = cfsv_tree_hasher(&r->hasher, &params, r->hasher.sha256);
	if (err == CFSV_OK)
		err = cfsv_tree_layout(&r->layout, &params, r->size);
	if (err != CFSV_OK)
		return err;
	cfsv_tree_descriptor(&r->hasher, r->size, r->root, again);
	if (memcmp(again, d, sizeof(again)) != 0)
		return CFSV_E_DESCRIPTOR;
	r->shift = cfsv_block_log2(&r->hasher);
	r->fan = cfsv_fan_log2(&r->hasher);
	return CFSV_OK;
}

/* The cache, empty: no more slots than there is memory for. */
static enum cfsv_err reader_cache(struct cfsv_reader *r,
				  const struct cfsv_cache *cache)
{
	size_t fits = cache->size >> r->shift, n;

	r->cache = *cache;
	if (r->cache.count > fits)
		r->cache.count = fits;
	if (r->cache.count == 0)
		return CFSV_E_CACHE_SIZE;
	for (n = r->cache.count; n > 0; n--)
		cache->slots[n - 1].used = 0;
	return CFSV_OK;
}

enum cfsv_err cfsv_reader_init(struct cfsv_reader *r,
			       const struct cfsv_digest *trusted,
			       const uint8_t descriptor[CFSV_DESCRIPTOR_SIZE],
			       const struct cfsv_source *data,
			       const struct cfsv_source *tree,
			       cfsv_sha256_blocks *sha256,
			       const struct cfsv_cache *cache)
{
	memset(r, 0, sizeof(*r));
	r->data = *data;
	r->tree = *tree;
	r->err = CFSV_E_ARGUMENT;
	if (data->read == NULL || tree->read == NULL || descriptor == NULL ||
	    cache->slots == NULL || cache->memory == NULL)
		return r->err;
	r->hasher.sha256 = sha256 ? sha256 : cfsv_sha256_portable;
	r->err = reader_trust(r, trusted, descriptor);
	if (r->err == CFSV_OK)
		r->err = reader_descriptor(r, descriptor);
	if (r->err == CFSV_OK)
		r->err = reader_cache(r, cache);
	return r->err;
}
