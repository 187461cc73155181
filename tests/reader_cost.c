/* SPDX-License-Identifier: MIT */
/* reader_cost.c - what a random read through cfsv_reader costs, as a table */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cfsv.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define BLOCK 4096
#define CACHE_MAX 64
#define READS 20000

/*
 * An image of zeros takes no memory, and its blocks have one hash; the cost
 * does not depend on what is in them. Only what is asked of storage and of the
 * hash function is counted, so the figures are the same on every machine.
 */
struct image {
	uint64_t size;
	struct cfsv_tree_layout layout;
	uint8_t *tree;
	uint8_t descriptor[CFSV_DESCRIPTOR_SIZE];
	struct cfsv_digest digest;
};

static cfsv_sha256_blocks *sha256 = cfsv_sha256_portable;
static uint64_t hashed; /* messages */
static uint64_t read_bytes;
static uint64_t seed;

static void fail(const char *what)
{
	fprintf(stderr, "reader_cost: %s\n", what);
	exit(1);
}

/* xorshift64: the same in every run */
static uint64_t next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static void count_hashes(const uint32_t state[8], uint64_t before,
			 const uint8_t *in, size_t len, size_t n, uint8_t *out)
{
	hashed += n;
	sha256(state, before, in, len, n, out);
}

static enum cfsv_err read_zeros(void *arg, uint64_t offset, uint8_t *buf,
				size_t want, size_t *got)
{
	(void)arg;
	(void)offset;
	memset(buf, 0, want);
	read_bytes += want;
	*got = want;
	return CFSV_OK;
}

static enum cfsv_err read_tree(void *arg, uint64_t offset, uint8_t *buf,
			       size_t want, size_t *got)
{
	const struct image *i = arg;

	memcpy(buf, i->tree + offset, want);
	read_bytes += want;
	*got = want;
	return CFSV_OK;
}

static enum cfsv_err keep(void *arg, uint32_t level, uint64_t index,
			  const uint8_t *block, size_t block_size)
{
	struct image *i = arg;

	memcpy(i->tree + i->layout.start[level] + index * block_size, block,
	       block_size);
	return CFSV_OK;
}

static void image_make(struct image *i, uint64_t size)
{
	static uint8_t memory[CFSV_TREE_MEMORY(BLOCK)], zeros[BLOCK];
	uint8_t hash[32];
	struct cfsv_tree t;
	uint64_t n;

	i->size = size;
	if (cfsv_tree_layout(&i->layout, NULL, size) != CFSV_OK)
		fail("no layout");
	i->tree = malloc((size_t)i->layout.size);
	if (i->tree == NULL)
		fail("no memory");
	cfsv_tree_init(&t, NULL, NULL, memory, sizeof(memory));
	t.sink = keep;
	t.sink_arg = i;
	cfsv_tree_hash(&t, zeros, 1, hash);
	for (n = 0; n < size / BLOCK; n++)
		cfsv_tree_add(&t, hash, 1, BLOCK);
	if (cfsv_tree_final(&t, &i->digest, i->descriptor) != CFSV_OK)
		fail("no tree");
}

/* One row: reads at random blocks, after as many that warm the cache. */
static void row(struct image *image, const char *name, size_t blocks)
{
	static struct cfsv_slot slots[CACHE_MAX];
	static uint8_t memory[CACHE_MAX * BLOCK], buf[BLOCK];
	struct cfsv_cache cache = {slots, blocks, memory, sizeof(memory)};
	struct cfsv_source data = {read_zeros, NULL, CFSV_SIZE_UNKNOWN};
	struct cfsv_source tree = {read_tree, image, CFSV_SIZE_UNKNOWN};
	struct cfsv_reader r;
	size_t got;
	int i;

	seed = 1;
	if (cfsv_reader_init(&r, &image->digest, image->descriptor, &data,
			     &tree, count_hashes, &cache) != CFSV_OK)
		fail("not a reader");
	for (i = 0; i < 2 * READS; i++) {
		uint64_t block = next_random() % (image->size / BLOCK);

		if (i == READS)
			hashed = read_bytes = 0;
		if (cfsv_reader_read(&r, block * BLOCK, buf, BLOCK, &got) !=
			    CFSV_OK ||
		    got != BLOCK)
			fail("a read failed");
	}
	printf("| %s | %u | %u | %.2f | %.0f |\n", name, image->layout.levels,
	       (unsigned int)blocks, (double)hashed / READS,
	       (double)read_bytes / READS);
}

int main(void)
{
	static const struct {
		const char *name;
		uint64_t size;
	} files[] = {{"1 MiB", (uint64_t)1 << 20},
		     {"64 MiB", (uint64_t)1 << 26},
		     {"1 GiB", (uint64_t)1 << 30}};
	static const size_t caches[] = {1, 4, 16, CACHE_MAX};
	struct image image;
	size_t f, c;

#ifdef CFSV_SHA256_X86_64
	sha256 = cfsv_sha256_fastest(cfsv_cpu_x86());
#endif
	puts("| file | tree levels | cache, blocks | hashes a read | bytes a "
	     "read |\n|---|---|---|---|---|");
	for (f = 0; f < COUNT(files); f++) {
		image_make(&image, files[f].size);
		for (c = 0; c < COUNT(caches); c++)
			row(&image, files[f].name, caches[c]);
		free(image.tree);
	}
	return 0;
}
