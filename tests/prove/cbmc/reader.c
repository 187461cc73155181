/* SPDX-License-Identifier: MIT */
/* reader.c - proofs of sha256/reader.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "hash.h"
#include "memory.h"
#include "sha256/reader.c"
#include "proof.h"

#define READER_SLOTS_MAX ((size_t)1 << 20)
#define READER_BYTES(r) ((r)->cache.count << (r)->shift)

/*
 * With the flag layout, what makes a layout right, and which blocks it has, are
 * any functions of it: the proof holds for the real ones, too.
 */
#ifdef SPEC_ABSTRACT_LAYOUT
_Bool __CPROVER_uninterpreted_layout(struct cfsv_tree_layout l, uint64_t size,
				     uint32_t log2, uint32_t fan);
_Bool __CPROVER_uninterpreted_has(struct cfsv_tree_layout l, uint32_t log2,
				  uint32_t h, uint64_t i);
#define reader_layout(l, size, log2, fan)                                      \
	__CPROVER_uninterpreted_layout(*(l), size, log2, fan)
#define reader_has(l, log2, h, i) __CPROVER_uninterpreted_has(*(l), log2, h, i)
#else
#define reader_layout proof_layout
/* Is block i of height h, above the image, inside of what is stored? */
static inline int reader_has(const struct cfsv_tree_layout *l, uint32_t log2,
			     uint32_t h, uint64_t i)
{
	uint64_t n;

	if (h > l->levels)
		return 0;
	n = l->blocks[h - 1];
	return i < n && n <= l->size >> log2 &&
	       l->start[h - 1] <= l->size - (n << log2);
}
#endif

/* What cfsv_reader_init() leaves, with CFSV_OK. */
static inline int proof_reader(const struct cfsv_reader *r)
{
	return proof_hasher(&r->hasher) && r->shift == r->hasher.block_log2 &&
	       r->fan == r->shift - (r->hasher.digest_size == 64 ? 6 : 5) &&
	       r->size <= CFSV_FILE_SIZE_MAX &&
	       r->layout.size <= CFSV_FILE_SIZE_MAX &&
	       r->layout.levels <= CFSV_LEVELS_MAX &&
	       reader_layout(&r->layout, r->size, r->shift, r->fan) &&
	       r->cache.count >= 1 && r->cache.count <= READER_SLOTS_MAX;
}

/* Is this a block of that height, and so inside of what is stored? */
static inline int proof_is_block(const struct cfsv_reader *r, uint32_t h,
				 uint64_t i)
{
	if (h == 0)
		return i < cfsv_blocks(r->size, r->shift);
	return reader_has(&r->layout, r->shift, h, i);
}

/* What fetching a block asks for, in which all of the above is true. */
static inline int proof_fetches(const struct cfsv_reader *r)
{
	return proof_hasher(&r->hasher) && r->shift == r->hasher.block_log2 &&
	       r->size <= CFSV_FILE_SIZE_MAX &&
	       r->layout.size <= CFSV_FILE_SIZE_MAX &&
	       r->layout.levels <= CFSV_LEVELS_MAX;
}

/* The cache alone */
#define SLOTS(r)                                                               \
	REQUIRES(FRESH(r, sizeof(*(r))))                                       \
	REQUIRES((r)->cache.count >= 1 && (r)->shift >= 10 &&                  \
		 (r)->cache.count <= READER_SLOTS_MAX && (r)->shift <= 16)     \
	REQUIRES(FRESH((r)->cache.slots,                                       \
		       (r)->cache.count * sizeof(struct cfsv_slot)))           \
	REQUIRES(FRESH((r)->cache.memory, READER_BYTES(r)))
#define READER(r)                                                              \
	SLOTS(r)                                                               \
	REQUIRES(proof_reader(r))                                              \
	REQUIRES((r)->data.read == proof_read && (r)->tree.read == proof_read)
#define CACHE(r)                                                               \
	(r)->clock, __CPROVER_object_whole((r)->cache.slots),                  \
		__CPROVER_object_whole((r)->cache.memory)
static uint8_t *reader_memory(const struct cfsv_reader *r, size_t n)
SLOTS(r)
REQUIRES(n < r->cache.count)
ASSIGNS()
ENSURES(__CPROVER_pointer_equals(__CPROVER_return_value,
				 r->cache.memory + (n << r->shift)));

static void reader_use(struct cfsv_reader *r, size_t n)
SLOTS(r)
REQUIRES(n < r->cache.count)
ASSIGNS(r->clock, __CPROVER_object_whole(r->cache.slots));

static uint64_t reader_above(const struct cfsv_reader *r, uint32_t h,
			     uint64_t i)
REQUIRES(FRESH(r, sizeof(*r)) && proof_reader(r) && h <= r->layout.levels)
REQUIRES(proof_is_block(r, 0, i))
ASSIGNS()
ENSURES(proof_is_block(r, h, __CPROVER_return_value));

static size_t reader_find(const struct cfsv_reader *r, uint32_t h, uint64_t i)
SLOTS(r)
ASSIGNS()
ENSURES(__CPROVER_return_value <= r->cache.count);

static size_t reader_oldest(const struct cfsv_reader *r)
SLOTS(r)
ASSIGNS()
ENSURES(__CPROVER_return_value < r->cache.count);

static enum cfsv_err reader_fetch(const struct cfsv_reader *r, uint32_t h,
				  uint64_t i, uint8_t *block)
REQUIRES(FRESH(r, sizeof(*r)) && proof_fetches(r) && proof_is_block(r, h, i))
REQUIRES(r->data.read == proof_read && r->tree.read == proof_read)
REQUIRES(FRESH(block, (size_t)1 << r->shift))
/* the rest of the cache, too, as far as this says: it is not asked for */
ASSIGNS(__CPROVER_object_whole(block));

static enum cfsv_err reader_bring(struct cfsv_reader *r, uint32_t h, uint64_t i,
				  const uint8_t *hash, size_t *slot)
SLOTS(r)
REQUIRES(proof_fetches(r) && proof_is_block(r, h, i))
REQUIRES(r->data.read == proof_read && r->tree.read == proof_read)
REQUIRES(FRESH(hash, CFSV_DIGEST_MAX) && FRESH(slot, sizeof(*slot)))
ASSIGNS(CACHE(r), *slot)
ENSURES(__CPROVER_return_value != CFSV_OK || *slot < r->cache.count);

static enum cfsv_err reader_block(struct cfsv_reader *r, uint64_t i,
				  size_t *slot)
READER(r)
REQUIRES(i < cfsv_blocks(r->size, r->shift) && FRESH(slot, sizeof(*slot)))
ASSIGNS(CACHE(r), *slot)
ENSURES(__CPROVER_return_value != CFSV_OK || *slot < r->cache.count);

enum cfsv_err cfsv_reader_read(struct cfsv_reader *r, uint64_t offset,
			       uint8_t *buf, size_t len, size_t *got)
READER(r)
/* of no bytes there is one too: a loop's contract names what it would write */
REQUIRES(len <= PROOF_BYTES_MAX && FRESH(buf, len == 0 ? 1 : len))
REQUIRES(FRESH(got, sizeof(*got)))
ASSIGNS(CACHE(r), *got, __CPROVER_object_whole(buf))
ENSURES(*got <= len)
ENSURES(__CPROVER_return_value != CFSV_OK || *got == len ||
	offset >= r->size || *got == r->size - offset);

#define MAKING(r)                                                              \
	REQUIRES(FRESH(r, sizeof(*(r))))

static enum cfsv_err reader_trust(struct cfsv_reader *r,
				  const struct cfsv_digest *trusted,
				  const uint8_t *descriptor)
MAKING(r)
REQUIRES(FRESH(trusted, sizeof(*trusted)))
REQUIRES(FRESH(descriptor, CFSV_DESCRIPTOR_SIZE))
REQUIRES(r->hasher.sha256 != NULL)
ASSIGNS(r->hasher.params.hash, r->hasher.digest_size)
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(r->hasher.params.hash == trusted->hash &&
	 (trusted->hash == CFSV_SHA256 || trusted->hash == CFSV_SHA512)));

static enum cfsv_err reader_descriptor(struct cfsv_reader *r, const uint8_t *d)
MAKING(r)
REQUIRES(FRESH(d, CFSV_DESCRIPTOR_SIZE) && r->size == 0)
REQUIRES(r->hasher.params.hash == CFSV_SHA256 ||
	 r->hasher.params.hash == CFSV_SHA512)
REQUIRES(r->hasher.sha256 != NULL)
ASSIGNS(r->size, r->hasher, r->layout, r->shift, r->fan)
ASSIGNS(UPTO(r->root, sizeof(r->root)))
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(proof_hasher(&r->hasher) && r->shift == r->hasher.block_log2 &&
	 r->hasher.sha256 == OLD(r->hasher.sha256) &&
	 r->fan == r->shift - (r->hasher.digest_size == 64 ? 6 : 5) &&
	 proof_layout(&r->layout, r->size, r->shift, r->fan)));

static enum cfsv_err reader_cache(struct cfsv_reader *r,
				  const struct cfsv_cache *cache)
MAKING(r)
REQUIRES(r->shift >= 10 && r->shift <= 16)
REQUIRES(FRESH(cache, sizeof(*cache)) && cache->count <= READER_SLOTS_MAX)
REQUIRES(FRESH(cache->slots, cache->count * sizeof(struct cfsv_slot)))
REQUIRES(cache->size <= PROOF_BYTES_MAX && FRESH(cache->memory, cache->size))
ASSIGNS(r->cache, __CPROVER_object_whole(cache->slots))
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(r->cache.count >= 1 && r->cache.count <= cache->count &&
	 READER_BYTES(r) <= cache->size))
ENSURES(r->cache.slots == cache->slots && r->cache.memory == cache->memory);

enum cfsv_err cfsv_reader_init(struct cfsv_reader *r,
			       const struct cfsv_digest *trusted,
			       const uint8_t descriptor[CFSV_DESCRIPTOR_SIZE],
			       const struct cfsv_source *data,
			       const struct cfsv_source *tree,
			       cfsv_sha256_blocks *sha256,
			       const struct cfsv_cache *cache)
MAKING(r)
REQUIRES(FRESH(trusted, sizeof(*trusted)))
REQUIRES(descriptor == NULL || FRESH(descriptor, CFSV_DESCRIPTOR_SIZE))
REQUIRES(FRESH(data, sizeof(*data)) && FRESH(tree, sizeof(*tree)))
REQUIRES(FRESH(cache, sizeof(*cache)) && cache->count <= READER_SLOTS_MAX)
REQUIRES(cache->slots == NULL ||
	 FRESH(cache->slots, cache->count * sizeof(struct cfsv_slot)))
REQUIRES(cache->size <= PROOF_BYTES_MAX &&
	 (cache->memory == NULL || FRESH(cache->memory, cache->size)))
ASSIGNS(*r)
ASSIGNS(cache->slots != NULL : __CPROVER_object_whole(cache->slots))
ENSURES(r->err == __CPROVER_return_value)
/* all that reading asks for */
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(proof_reader(r) && READER_BYTES(r) <= cache->size &&
	 r->cache.slots == cache->slots && r->cache.slots != NULL &&
	 r->cache.count <= cache->count &&
	 r->cache.memory == cache->memory && r->cache.memory != NULL &&
	 r->data.read == data->read && r->data.read != NULL &&
	 r->tree.read == tree->read && r->tree.read != NULL &&
	 r->hasher.sha256 ==
		 (sha256 != NULL ? sha256 : cfsv_sha256_portable)));

PROOF(reader_memory, const struct cfsv_reader *r; size_t n,
      reader_memory(r, n))
PROOF(reader_use, struct cfsv_reader *r; size_t n, reader_use(r, n))
PROOF(reader_above, const struct cfsv_reader *r; uint32_t h; uint64_t i,
      reader_above(r, h, i))
PROOF(reader_find, const struct cfsv_reader *r; uint32_t h; uint64_t i,
      reader_find(r, h, i))
PROOF(reader_oldest, const struct cfsv_reader *r, reader_oldest(r))
/* its address is taken: whom a pointer may mean must be found */
#define READS(call) (reader ? call : CFSV_OK)
PROOF(reader_fetch, const struct cfsv_reader *r; uint32_t h; uint64_t i;
      uint8_t *block; cfsv_read *reader = proof_read,
      READS(reader_fetch(r, h, i, block)))
PROOF(reader_bring, struct cfsv_reader *r; uint32_t h; uint64_t i;
      const uint8_t *hash; size_t *slot; cfsv_read *reader = proof_read,
      READS(reader_bring(r, h, i, hash, slot)))
PROOF(reader_block, struct cfsv_reader *r; uint64_t i; size_t *slot;
      cfsv_read *reader = proof_read, READS(reader_block(r, i, slot)))
PROOF(cfsv_reader_read, struct cfsv_reader *r; uint64_t offset; uint8_t *buf;
      size_t len; size_t *got; cfsv_read *reader = proof_read,
      READS(cfsv_reader_read(r, offset, buf, len, got)))
PROOF(reader_trust, struct cfsv_reader *r; const struct cfsv_digest *trusted;
      const uint8_t *d, reader_trust(r, trusted, d))
PROOF(reader_descriptor, struct cfsv_reader *r; const uint8_t *d,
      reader_descriptor(r, d))
PROOF(reader_cache, struct cfsv_reader *r; const struct cfsv_cache *c,
      reader_cache(r, c))
PROOF(cfsv_reader_init, struct cfsv_reader *r; const struct cfsv_digest *trusted;
      const uint8_t *d; const struct cfsv_source *data;
      const struct cfsv_source *tree; cfsv_sha256_blocks *sha256;
      const struct cfsv_cache *c,
      cfsv_reader_init(r, trusted, d, data, tree, sha256, c))
