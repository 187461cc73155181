/* SPDX-License-Identifier: MIT */
/* descriptor.c - from root hashes to file digests; small files together */
#include <string.h>
#include "sha256.h"

/*
 * struct fsverity_descriptor, fsverity.rst: what the file digest is the hash
 * of. Little endian.
 *
 *	 0 version 1      1 hash algorithm   2 log2(block size)   3 salt size
 *	 4 u32 signature size, 0             8 u64 file size
 *	16 root hash, 64 bytes              80 salt, 32 bytes
 *	112 zeros, 144 bytes
 */
void cfsv_tree_descriptor(const struct cfsv_tree *t, uint64_t size,
			  const uint8_t *root, uint8_t d[CFSV_DESCRIPTOR_SIZE])
{
	size_t i;

	memset(d, 0, CFSV_DESCRIPTOR_SIZE);
	if (size > 0)
		memcpy(d + 16, root, t->digest_size);
	d[0] = 1;
	d[1] = (uint8_t)t->params.hash;
	d[2] = (uint8_t)cfsv_block_log2(t);
	for (i = 8; i < 16; i++, size >>= 8)
		d[i] = (uint8_t)size;
#ifndef CFSV_ONLY_COMPOSEFS
	d[3] = (uint8_t)t->params.salt_size;
	memcpy(d + 80, t->params.salt, t->params.salt_size);
#endif
}

/* A digest's form, around its bytes. */
static void descriptor_form(const struct cfsv_tree *t, struct cfsv_digest *out)
{
#ifndef CFSV_NO_SHA512
	memset(out, 0, sizeof(*out));
#endif
	out->hash = t->params.hash;
	out->size = t->digest_size;
}

/* The n descriptors at d, each hashed. */
static void descriptor_hash(const struct cfsv_tree *t, const uint8_t *d,
			    size_t n, uint8_t *hashes)
{
#ifndef CFSV_NO_SHA512
	uint64_t state[8];

	if (t->params.hash == CFSV_SHA512) {
		cfsv_sha512_start(state, NULL);
		cfsv_sha512_blocks(state, 0, d, CFSV_DESCRIPTOR_SIZE, n,
				   hashes);
		return;
	}
#endif
	t->sha256(cfsv_sha256_iv, 0, d, CFSV_DESCRIPTOR_SIZE, n, hashes);
}

void cfsv_descriptor_digest(const struct cfsv_tree *t,
			    const uint8_t d[CFSV_DESCRIPTOR_SIZE],
			    struct cfsv_digest *out)
{
	descriptor_form(t, out);
	descriptor_hash(t, d, 1, out->bytes);
}

void cfsv_small_file_digest(struct cfsv_digest *out, const uint8_t *data,
			    size_t len)
{
	uint8_t block[CFSV_SHA256_BLOCK] = {0};
	uint8_t d[CFSV_DESCRIPTOR_SIZE];
	uint32_t state[8];
	uint8_t root[32];
	struct cfsv_tree t;
	size_t n;

	cfsv_tree_hasher(&t, NULL, NULL); /* the defaults are allowed */
	memcpy(state, cfsv_sha256_iv, sizeof(state));
	memcpy(block, data, len);
	for (n = 0; n < cfsv_block_size(&t); n += sizeof(block)) {
		cfsv_sha256_compress(state, block, 1);
		memset(block, 0, sizeof(block));
	}
	cfsv_sha256_portable(state, n, block, 0, 1, root);
	cfsv_tree_descriptor(&t, len, root, d);
	cfsv_descriptor_digest(&t, d, out);
}

/* Blocks of a file. */
static size_t descriptor_blocks(const struct cfsv_tree *t, size_t size)
{
	return (size_t)cfsv_blocks(size, cfsv_block_log2(t));
}

/*
 * The hashes of each file of more than one block become its root block. Root
 * blocks take the place of the data, which has been hashed: there are fewer.
 */
static size_t descriptor_roots(const struct cfsv_tree *t, uint8_t *blocks,
			       const uint8_t *hashes, const size_t *sizes,
			       size_t n)
{
	size_t bs = cfsv_block_size(t), roots = 0, i, len;

	for (i = 0; i < n; i++, hashes += len) {
		len = descriptor_blocks(t, sizes[i]) * t->digest_size;
		if (len <= t->digest_size)
			continue;
		memcpy(blocks + roots * bs, hashes, len);
		memset(blocks + roots * bs + len, 0, bs - len);
		roots++;
	}
	return roots;
}

enum cfsv_err cfsv_small_files(const struct cfsv_tree *t, uint8_t *data,
			       const size_t *sizes, size_t n, uint8_t *memory,
			       struct cfsv_digest *out)
{
	size_t ds = t->digest_size, blocks = 0, single, root, roots, b, i;
	uint8_t *hash;

	if (t->err != CFSV_OK)
		return t->err;
	for (i = 0; i < n; i++) {
		b = descriptor_blocks(t, sizes[i]);
		if (b > cfsv_block_size(t) / ds)
			return CFSV_E_ARGUMENT;
		blocks += b;
	}
	/* in the memory: descriptors, hashes of blocks, of root blocks */
	single = n * CFSV_DESCRIPTOR_SIZE;
	root = single + blocks * ds;
	hash = memory + root; /* at last those of descriptors, from there on */
	cfsv_tree_hash(t, data, blocks, memory + single);
	roots = descriptor_roots(t, data, memory + single, sizes, n);
	cfsv_tree_hash(t, data, roots, hash);
	for (i = 0; i < n; i++) {
		b = descriptor_blocks(t, sizes[i]);
		cfsv_tree_descriptor(t, sizes[i],
				     memory + (b == 1 ? single : root),
				     memory + i * CFSV_DESCRIPTOR_SIZE);
		single += b * ds;
		root += b > 1 ? ds : 0;
	}
	descriptor_hash(t, memory, n, hash);
	for (i = 0; i < n; i++) {
		descriptor_form(t, &out[i]);
		memcpy(out[i].bytes, hash + i * ds, ds);
	}
	return CFSV_OK;
}
