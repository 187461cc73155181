/* SPDX-License-Identifier: MIT */
/* test_tree.c - Merkle trees against a slow, straightforward reference */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <bearssl.h>
#include "sha256/sha256.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define CANARY 0xa5
#define RANDOM_CHUNKS 0 /* as a chunk size */
#define HUGE SIZE_MAX	/* as a chunk size: all at once */
#define FILE_MAX (2 * 1024 * 1024 + 4096)

static uint8_t *file; /* FILE_MAX bytes that look random */
static uint32_t seed = 1;

/* xorshift32: the same in every run */
static uint32_t next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed;
}

static int make_file(void **state)
{
	size_t i;

	(void)state;
	file = malloc(FILE_MAX);
	if (file == NULL)
		return -1;
	for (i = 0; i < FILE_MAX; i++)
		file[i] = (uint8_t)(next_random() >> 11);
	return 0;
}

static int drop_file(void **state)
{
	(void)state;
	free(file);
	return 0;
}

static void *allocate(size_t n)
{
	void *p = malloc(n > 0 ? n : 1);

	assert_non_null(p);
	return p;
}

static void from_hex(uint8_t *out, const char *hex)
{
	size_t i;

	for (i = 0; hex[2 * i] != '\0'; i++) {
		char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};

		out[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
}

static struct cfsv_params params_of(uint32_t hash, uint32_t block_size,
				    const char *salt, uint32_t salt_size)
{
	struct cfsv_params p = {0};

	p.hash = hash;
	p.block_size = block_size;
	p.salt_size = salt_size;
	memcpy(p.salt, salt, salt_size);
	return p;
}

/*
 * The reference: fsverity.rst read aloud, with the whole file and the whole
 * tree in memory. It shares no code and no idea with the library.
 */

struct reference {
	uint8_t *level[16]; /* padded to whole blocks */
	size_t level_size[16];
	size_t levels;
	uint8_t *tree; /* root level first */
	size_t tree_size;
	size_t data_blocks;
	uint8_t descriptor[256];
	uint8_t digest[64];
	size_t digest_size;
};

static size_t ref_digest_size(const struct cfsv_params *p)
{
	return p->hash == CFSV_SHA512 ? 64 : 32;
}

static void ref_hash(uint8_t *out, uint32_t algorithm, const uint8_t *first,
		     size_t first_len, const uint8_t *second, size_t second_len)
{
	const br_hash_class *class = algorithm == CFSV_SHA512
					     ? &br_sha512_vtable
					     : &br_sha256_vtable;
	br_hash_compat_context ctx;

	class->init(&ctx.vtable);
	class->update(&ctx.vtable, first, first_len);
	class->update(&ctx.vtable, second, second_len);
	class->out(&ctx.vtable, out);
}

/* H(padded salt || block) */
static void ref_block(uint8_t *out, const struct cfsv_params *p,
		      const uint8_t *block)
{
	uint8_t salt[128] = {0};
	size_t unit = p->hash == CFSV_SHA512 ? 128 : 64;

	memcpy(salt, p->salt, p->salt_size);
	ref_hash(out, p->hash, salt, p->salt_size ? unit : 0, block,
		 p->block_size);
}

/* The hashes of all blocks of some data, packed, padded to whole blocks. */
static uint8_t *ref_level(const struct cfsv_params *p, const uint8_t *data,
			  size_t len, size_t *out_blocks)
{
	size_t bs = p->block_size, ds = ref_digest_size(p);
	size_t blocks = len / bs + (len % bs ? 1 : 0);
	size_t size = (blocks * ds + bs - 1) / bs * bs;
	uint8_t *level = allocate(size);
	uint8_t *last = allocate(bs);
	size_t i;

	memset(level, 0, size);
	for (i = 0; i < blocks; i++) {
		size_t left = len - i * bs;

		memset(last, 0, bs);
		memcpy(last, data + i * bs, left < bs ? left : bs);
		ref_block(level + i * ds, p, last);
	}
	free(last);
	*out_blocks = blocks;
	return level;
}

static void ref_compute(struct reference *r, const struct cfsv_params *p,
			const uint8_t *data, size_t len)
{
	uint8_t *hashes;
	size_t blocks, i, at = 0;
	uint64_t size = len;
	uint8_t log = 0;

	memset(r, 0, sizeof(*r));
	r->digest_size = ref_digest_size(p);
	hashes = ref_level(p, data, len, &r->data_blocks);
	for (blocks = r->data_blocks; blocks > 1;) {
		size_t n = blocks * r->digest_size;

		n = (n + p->block_size - 1) / p->block_size * p->block_size;
		r->level[r->levels] = hashes;
		r->level_size[r->levels++] = n;
		r->tree_size += n;
		hashes = ref_level(p, hashes, n, &blocks);
	}
	r->tree = allocate(r->tree_size);
	for (i = r->levels; i > 0; i--) {
		memcpy(r->tree + at, r->level[i - 1], r->level_size[i - 1]);
		at += r->level_size[i - 1];
	}
	while ((uint32_t)1 << log < p->block_size)
		log++;
	r->descriptor[0] = 1;
	r->descriptor[1] = (uint8_t)p->hash;
	r->descriptor[2] = log;
	r->descriptor[3] = (uint8_t)p->salt_size;
	for (i = 0; i < 8; i++, size >>= 8)
		r->descriptor[8 + i] = (uint8_t)(size & 0xff);
	if (len > 0)
		memcpy(r->descriptor + 16, hashes, r->digest_size);
	memcpy(r->descriptor + 80, p->salt, p->salt_size);
	free(hashes);
	ref_hash(r->digest, p->hash, r->descriptor, 256, NULL, 0);
}

static void ref_free(struct reference *r)
{
	while (r->levels > 0)
		free(r->level[--r->levels]);
	free(r->tree);
}

/* Takes the tree as it is delivered, and puts it where the layout says. */
struct collector {
	struct cfsv_tree_layout layout;
	uint64_t next[CFSV_LEVELS_MAX];
	size_t block_size;
	uint8_t *tree;
	size_t calls;
	size_t fail_at; /* the call that fails, from 1; 0: none */
	enum cfsv_err failure;
};

static enum cfsv_err collect(void *arg, uint32_t level, uint64_t index,
			     const uint8_t *block, size_t block_size)
{
	struct collector *c = arg;

	if (++c->calls == c->fail_at)
		return c->failure;
	assert_true(c->fail_at == 0 || c->calls < c->fail_at);
	assert_in_range(level, 0, CFSV_LEVELS_MAX - 1);
	assert_true(level < c->layout.levels);
	assert_int_equal(index, c->next[level]++);
	assert_true(index < c->layout.blocks[level]);
	assert_int_equal(block_size, c->block_size);
	memcpy(c->tree + c->layout.start[level] + index * block_size, block,
	       block_size);
	return CFSV_OK;
}

static void collector_init(struct collector *c, const struct cfsv_params *p,
			   size_t len)
{
	memset(c, 0, sizeof(*c));
	assert_int_equal(cfsv_tree_layout(&c->layout, p, len), CFSV_OK);
	c->block_size = p->block_size;
	c->tree = allocate((size_t)c->layout.size);
	memset(c->tree, CANARY, (size_t)c->layout.size);
}

/* As threads of a port do it: hashed beside the tree, the hashes added. */
static enum cfsv_err add(struct cfsv_tree *t, const uint8_t *data, size_t len)
{
	size_t bs = t->params.block_size, n = (len + bs - 1) / bs;
	uint8_t *blocks = allocate(n * bs), *hashes = allocate(n * 64);
	struct cfsv_tree before = *t;
	enum cfsv_err err;

	memset(blocks, 0, n * bs);
	memcpy(blocks, data, len);
	cfsv_tree_hash(t, blocks, n, hashes);
	assert_memory_equal(t, &before, sizeof(before));
	err = cfsv_tree_add(t, hashes, n, len);
	free(blocks);
	free(hashes);
	return err;
}

/* Chunks of whole blocks, added and updated in turn; the rest is added. */
static enum cfsv_err push_hashes(struct cfsv_tree *t, const uint8_t *data,
				 size_t len, size_t blocks)
{
	enum cfsv_err err = CFSV_OK;
	size_t i;

	for (i = 0; len > 0 && err == CFSV_OK; i++) {
		size_t n = t->params.block_size *
			   (blocks > 0 ? blocks : next_random() % 9);

		if (n > len)
			n = len;
		err = i % 3 == 2 && n < len ? cfsv_tree_update(t, data, n)
					    : add(t, data, n);
		data += n;
		len -= n;
	}
	return err;
}

static enum cfsv_err push(struct cfsv_tree *t, const uint8_t *data, size_t len,
			  size_t chunk)
{
	enum cfsv_err err = CFSV_OK;

	while (len > 0 && err == CFSV_OK) {
		size_t n = chunk;

		if (chunk == RANDOM_CHUNKS)
			n = next_random() % (3 * t->params.block_size);
		if (n > len)
			n = len;
		err = cfsv_tree_update(t, data, n);
		data += n;
		len -= n;
	}
	return err;
}

typedef enum cfsv_err pusher(struct cfsv_tree *t, const uint8_t *data,
			     size_t len, size_t chunk);

/* One digest with the library, compared with the reference in all it gives. */
static void check_pushed(const struct reference *r, const struct cfsv_params *p,
			 size_t len, pusher *how, size_t chunk,
			 size_t memory_len)
{
	uint8_t *memory = allocate(memory_len);
	uint8_t descriptor[CFSV_DESCRIPTOR_SIZE];
	struct cfsv_digest digest;
	struct collector c;
	struct cfsv_tree t;
	uint32_t l;

	collector_init(&c, p, len);
	assert_int_equal(c.layout.levels, r->levels);
	assert_int_equal(c.layout.size, r->tree_size);
	memset(memory, CANARY, memory_len);
	assert_int_equal(cfsv_tree_init(&t, p, NULL, memory, memory_len),
			 CFSV_OK);
	t.sink = collect;
	t.sink_arg = &c;
	assert_int_equal(how(&t, file, len, chunk), CFSV_OK);
	assert_int_equal(cfsv_tree_final(&t, &digest, descriptor), CFSV_OK);
	assert_int_equal(digest.hash, p->hash);
	assert_int_equal(digest.size, r->digest_size);
	assert_memory_equal(digest.bytes, r->digest, r->digest_size);
	assert_memory_equal(descriptor, r->descriptor, sizeof(descriptor));
	for (l = 0; l < c.layout.levels; l++)
		assert_int_equal(c.next[l], c.layout.blocks[l]);
	assert_memory_equal(c.tree, r->tree, r->tree_size);
	free(c.tree);
	free(memory);
}

static void check_tree(const struct reference *r, const struct cfsv_params *p,
		       size_t len, size_t chunk, size_t memory_len)
{
	check_pushed(r, p, len, push, chunk, memory_len);
}

/*
 * VECTORS
 */

struct vector {
	const char *text; /* or, if it is not NULL: */
	const char *hex;
	size_t len;
	uint32_t block_size;
	const char *salt;
	const char *digest;
};

static const struct vector vectors[] = {
	{"hello fs-verity\n", NULL, 16, 4096, "",
	 "8eda6fdb82915511673206fc3e7486c4ff1647015310322607683438bb3dd2a0"},
	{"", NULL, 0, 4096, "",
	 "3d248ca542a24fc62d1c43b916eae5016878e2533c88238480b26128a1f1af95"},
	{"hello fs-verity\n", NULL, 16, 1024, "abc",
	 "275047368433177e836b32737e7b58df7c315c45401c32ccdca9faaad0205816"},
	{NULL,
	 "be956966c70970ea23b1a8043bca58cfb0d011d490a35a7817b36d04c0210954", 32,
	 4096, "",
	 "6e62488a7a26175235cb4bd0652297c501bba70e65352d3981fc48267ed081df"},
};

static void known_files_have_their_known_digests(void **state)
{
	uint8_t memory[CFSV_TREE_MEMORY(4096)], data[64], expected[32];
	struct cfsv_digest digest;
	struct cfsv_tree t;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(vectors); i++) {
		const struct vector *v = &vectors[i];
		struct cfsv_params p =
			params_of(CFSV_SHA256, v->block_size, v->salt,
				  (uint32_t)strlen(v->salt));

		if (v->hex)
			from_hex(data, v->hex);
		else
			memcpy(data, v->text, v->len);
		from_hex(expected, v->digest);
		assert_int_equal(
			cfsv_tree_init(&t, &p, NULL, memory, sizeof(memory)),
			CFSV_OK);
		assert_int_equal(cfsv_tree_update(&t, data, v->len), CFSV_OK);
		assert_int_equal(cfsv_tree_final(&t, &digest, NULL), CFSV_OK);
		assert_memory_equal(digest.bytes, expected, 32);
	}
}

/*
 * PARITY WITH THE REFERENCE
 */

static const char salt_32[] = "0123456789abcdefghijklmnopqrstuv";

static void check_chunkings(const struct cfsv_params *p, size_t len)
{
	size_t bs = p->block_size;
	const size_t chunks[] = {1,    7,      bs - 1,	      bs,
				 HUGE, bs + 1, RANDOM_CHUNKS, 3 * bs};
	const size_t blocks[] = {1, 5, 32, 300, RANDOM_CHUNKS};
	struct reference r;
	size_t i;

	if (len > FILE_MAX)
		return;
	ref_compute(&r, p, file, len);
	for (i = 0; i < COUNT(chunks); i++)
		check_tree(&r, p, len, chunks[i], CFSV_TREE_MEMORY(bs));
	for (i = 0; i < COUNT(blocks); i++)
		check_pushed(&r, p, len, push_hashes, blocks[i],
			     CFSV_TREE_MEMORY(bs) + (i % 2) * 9 * bs);
	ref_free(&r);
}

static void digests_and_trees_are_the_references_in_any_chunks(void **state)
{
	static const uint32_t block_sizes[] = {1024, 2048, 4096, 8192, 65536};
	static const uint32_t salt_sizes[] = {0, 1, 32};
	uint32_t hash;
	size_t b, s, i;

	(void)state;
	for (b = 0; b < COUNT(block_sizes); b++) {
		for (s = 0; s < COUNT(salt_sizes); s++) {
			for (hash = CFSV_SHA256; hash <= CFSV_SHA512; hash++) {
				struct cfsv_params p =
					params_of(hash, block_sizes[b], salt_32,
						  salt_sizes[s]);
				size_t bs = p.block_size;
				size_t full = bs / ref_digest_size(&p) * bs;
				const size_t sizes[] = {
					0,	1,	 bs - 1,     bs,
					bs + 1, 2 * bs,	 3 * bs - 5, full - 1,
					full,	full + 1};

				for (i = 0; i < COUNT(sizes); i++)
					check_chunkings(&p, sizes[i]);
			}
		}
	}
}

/* Full levels, and one byte to either side: 32 or 16 hashes to a block. */
static void trees_of_three_levels_are_the_references(void **state)
{
	static const struct {
		uint32_t hash;
		size_t blocks;
	} rows[] = {
		{CFSV_SHA256, 32 * 32},
		{CFSV_SHA256, 40 * 32 + 7},
		{CFSV_SHA512, 16 * 16},
		{CFSV_SHA512, 17 * 16},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct cfsv_params p = params_of(rows[i].hash, 1024, "s", 1);

		check_chunkings(&p, rows[i].blocks * 1024 - 1);
		check_chunkings(&p, rows[i].blocks * 1024);
		check_chunkings(&p, rows[i].blocks * 1024 + 1);
	}
}

static void sizes_at_random_are_the_references(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < 300; i++) {
		uint32_t bs = (uint32_t)1024 << next_random() % 3;
		struct cfsv_params p =
			params_of(1 + next_random() % 2, bs, salt_32,
				  next_random() % (CFSV_SALT_MAX + 1));
		size_t len = next_random() % (100 * bs);
		size_t blocks = 4 + next_random() % 40;
		struct reference r;

		ref_compute(&r, &p, file, len);
		check_tree(&r, &p, len, 1 + next_random() % (5 * bs),
			   blocks * bs + next_random() % bs);
		ref_free(&r);
	}
}

/* Files of 0 to the most blocks, at random, together. */
static void check_small(const struct cfsv_params *p, size_t n, size_t most)
{
	uint8_t tree_memory[CFSV_TREE_MEMORY(2048)];
	size_t bs = p->block_size;
	size_t *sizes = allocate(n * sizeof(*sizes));
	uint8_t *data = allocate(n * most * bs), *at = data, *memory;
	struct cfsv_digest *out = allocate(n * sizeof(*out));
	struct reference r;
	struct cfsv_tree t;
	size_t i;

	for (i = 0; i < n; i++) {
		size_t blocks = next_random() % (most + 1);

		sizes[i] = blocks * bs;
		if (blocks > 0 && next_random() % 2 == 0)
			sizes[i] -= next_random() % bs;
		memset(at, 0, blocks * bs);
		memcpy(at, file + i, sizes[i]);
		at += blocks * bs;
	}
	memory = allocate(CFSV_SMALL_MEMORY((size_t)(at - data) / bs, n));
	assert_int_equal(
		cfsv_tree_init(&t, p, NULL, tree_memory, sizeof(tree_memory)),
		CFSV_OK);
	assert_int_equal(cfsv_small_files(&t, data, sizes, n, memory, out),
			 CFSV_OK);
	for (i = 0; i < n; i++) {
		ref_compute(&r, p, file + i, sizes[i]);
		assert_int_equal(out[i].hash, p->hash);
		assert_int_equal(out[i].size, r.digest_size);
		assert_memory_equal(out[i].bytes, r.digest, r.digest_size);
		ref_free(&r);
	}
	free(memory);
	free(out);
	free(data);
	free(sizes);
}

static void small_files_together_are_the_references(void **state)
{
	size_t n;

	(void)state;
	for (n = 1; n < 40; n++) {
		struct cfsv_params p = params_of(
			n % 2 ? CFSV_SHA256 : CFSV_SHA512,
			n % 4 < 2 ? 1024 : 2048, salt_32, (uint32_t)n % 33);

		check_small(&p, n, 1);
		check_small(&p, n, 2);
		check_small(&p, n, p.block_size / ref_digest_size(&p));
	}
}

static void a_file_of_two_tree_blocks_is_not_small(void **state)
{
	uint8_t memory[CFSV_TREE_MEMORY(1024)] = {0};
	size_t size = 32 * 1024 + 1;
	struct cfsv_params p = params_of(CFSV_SHA256, 1024, "", 0);
	struct cfsv_digest digest;
	struct cfsv_tree t;

	(void)state;
	cfsv_tree_init(&t, &p, NULL, memory, sizeof(memory));
	assert_int_equal(cfsv_small_files(&t, NULL, &size, 1, NULL, &digest),
			 CFSV_E_ARGUMENT);
}

static void a_tree_that_did_not_begin_refuses_small_files_too(void **state)
{
	struct cfsv_params p = params_of(CFSV_SHA256, 1000, "", 0);
	uint8_t memory[4096] = {0}, data[1024] = {0};
	struct cfsv_digest digest;
	struct cfsv_tree t;
	size_t size = 1;

	(void)state;
	assert_int_equal(cfsv_tree_init(&t, &p, NULL, memory, sizeof(memory)),
			 CFSV_E_BLOCK_SIZE);
	assert_int_equal(cfsv_small_files(&t, data, &size, 1, memory, &digest),
			 CFSV_E_BLOCK_SIZE);
}

static void a_digest_file_needs_no_tree_to_be_measured(void **state)
{
	struct cfsv_params p = params_of(CFSV_SHA256, 4096, "", 0);
	struct cfsv_digest digest;
	struct reference r;
	size_t len;

	(void)state;
	for (len = 1; len <= 64; len++) {
		ref_compute(&r, &p, file + len, len);
		cfsv_small_file_digest(&digest, file + len, len);
		assert_int_equal(digest.hash, CFSV_SHA256);
		assert_int_equal(digest.size, 32);
		assert_memory_equal(digest.bytes, r.digest, 32);
		ref_free(&r);
	}
}

/*
 * MEMORY
 */

/* n blocks have room for n-1 levels of hashes, and for 8 at most. */
static void check_memory(const struct cfsv_params *p, const struct reference *r,
			 size_t len, size_t blocks)
{
	size_t bs = p->block_size;
	size_t memory_len = blocks * bs + (blocks % 3) * 5;
	struct cfsv_digest digest;
	uint8_t *memory;
	struct cfsv_tree t;
	enum cfsv_err err;

	if (r->levels <= blocks - 1) {
		check_tree(r, p, len, RANDOM_CHUNKS, memory_len);
		check_tree(r, p, len, HUGE, memory_len);
		return;
	}
	memory = allocate(memory_len);
	memset(&digest, CANARY, sizeof(digest));
	assert_int_equal(cfsv_tree_init(&t, p, NULL, memory, memory_len),
			 CFSV_OK);
	err = push(&t, file, len, RANDOM_CHUNKS);
	if (err == CFSV_OK)
		err = cfsv_tree_final(&t, &digest, NULL);
	assert_int_equal(err, CFSV_E_TREE_MEMORY);
	assert_int_equal(digest.size, 0xa5a5a5a5);
	assert_int_equal(cfsv_tree_final(&t, &digest, NULL),
			 CFSV_E_TREE_MEMORY);
	free(memory);
}

static void memory_is_too_small_exactly_when_levels_are_missing(void **state)
{
	static const size_t blocks[] = {2,  3,	4,  5,	8,   9,	  10,
					17, 18, 26, 27, 100, 288, 1000};
	uint32_t hash;
	size_t i, m;

	(void)state;
	for (hash = CFSV_SHA256; hash <= CFSV_SHA512; hash++) {
		struct cfsv_params p = params_of(hash, 1024, "", 0);
		size_t n = 1024 / ref_digest_size(&p);
		const size_t sizes[] = {0,
					1,
					1024,
					1025,
					n * 1024 - 1,
					n * 1024,
					n * 1024 + 1,
					3 * n * 1024,
					n * n * 1024 - 1024,
					n * n * 1024,
					n * n * 1024 + 1,
					n * (n + 1) * 1024,
					n * (n + 1) * 1024 + 1};

		for (i = 0; i < COUNT(sizes); i++) {
			struct reference r;

			ref_compute(&r, &p, file, sizes[i]);
			for (m = 0; m < COUNT(blocks); m++)
				check_memory(&p, &r, sizes[i], blocks[m]);
			ref_free(&r);
		}
	}
}

static void no_byte_outside_the_memory_is_written(void **state)
{
	struct cfsv_params p = params_of(CFSV_SHA256, 1024, "", 0);
	static uint8_t memory[64 + 9 * 1024 + 64], canary[64];
	struct cfsv_digest digest;
	struct cfsv_tree t;

	(void)state;
	memset(canary, CANARY, sizeof(canary));
	memset(memory, CANARY, sizeof(memory));
	assert_int_equal(cfsv_tree_init(&t, &p, NULL, memory + 64, 9 * 1024),
			 CFSV_OK);
	assert_int_equal(push(&t, file, 1025 * 1024, 1000), CFSV_OK);
	assert_int_equal(cfsv_tree_final(&t, &digest, NULL), CFSV_OK);
	assert_memory_equal(memory, canary, 64);
	assert_memory_equal(memory + 64 + 9 * 1024, canary, 64);
}

/*
 * PARAMETERS
 */

#define SOME 65536 /* bytes of memory: enough for two blocks of up to 32768 */

static const struct {
	uint32_t hash;
	uint32_t block_size;
	uint32_t salt_size;
	size_t memory_len;
	enum cfsv_err err;
} parameter_rows[] = {
	{CFSV_SHA384, 4096, 0, SOME, CFSV_E_HASH_ALGORITHM},
	{4, 4096, 0, SOME, CFSV_E_HASH_ALGORITHM},
	{0x101, 4096, 0, SOME, CFSV_E_HASH_ALGORITHM},
	{UINT32_MAX, 4096, 0, SOME, CFSV_E_HASH_ALGORITHM},
	{CFSV_SHA256, 1, 0, SOME, CFSV_E_BLOCK_SIZE},
	{CFSV_SHA256, 512, 0, SOME, CFSV_E_BLOCK_SIZE},
	{CFSV_SHA256, 1023, 0, SOME, CFSV_E_BLOCK_SIZE},
	{CFSV_SHA256, 1025, 0, SOME, CFSV_E_BLOCK_SIZE},
	{CFSV_SHA256, 3072, 0, SOME, CFSV_E_BLOCK_SIZE},
	{CFSV_SHA256, 4095, 0, SOME, CFSV_E_BLOCK_SIZE},
	{CFSV_SHA256, 65537, 0, SOME, CFSV_E_BLOCK_SIZE},
	{CFSV_SHA256, 131072, 0, SOME, CFSV_E_BLOCK_SIZE},
	{CFSV_SHA256, 0x80000000, 0, SOME, CFSV_E_BLOCK_SIZE},
	{CFSV_SHA256, UINT32_MAX, 0, SOME, CFSV_E_BLOCK_SIZE},
	{CFSV_SHA256, 4096, 33, SOME, CFSV_E_SALT_SIZE},
	{CFSV_SHA512, 4096, 33, SOME, CFSV_E_SALT_SIZE},
	{CFSV_SHA256, 4096, 0x100, SOME, CFSV_E_SALT_SIZE},
	{CFSV_SHA256, 4096, UINT32_MAX, SOME, CFSV_E_SALT_SIZE},
	{CFSV_SHA256, 4096, 0, 0, CFSV_E_TREE_MEMORY},
	{CFSV_SHA256, 4096, 0, 4096, CFSV_E_TREE_MEMORY},
	{CFSV_SHA256, 4096, 0, 8191, CFSV_E_TREE_MEMORY},
	{CFSV_SHA512, 65536, 32, SOME, CFSV_E_TREE_MEMORY},
	{CFSV_SHA256, 1024, 32, 2048, CFSV_OK},
	{CFSV_SHA512, 32768, 0, SOME, CFSV_OK},
	{0, 0, 0, SOME, CFSV_OK},
};

static void parameters_out_of_range_have_their_own_errors(void **state)
{
	static uint8_t memory[SOME];
	struct cfsv_tree_layout layout;
	struct cfsv_digest digest;
	struct cfsv_tree t;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(parameter_rows); i++) {
		struct cfsv_params p =
			params_of(parameter_rows[i].hash,
				  parameter_rows[i].block_size, "", 0);
		enum cfsv_err err = parameter_rows[i].err;

		p.salt_size = parameter_rows[i].salt_size;
		assert_int_equal(cfsv_tree_init(&t, &p, NULL, memory,
						parameter_rows[i].memory_len),
				 err);
		if (err == CFSV_OK)
			continue;
		assert_int_equal(cfsv_tree_update(&t, file, 1), err);
		assert_int_equal(cfsv_tree_update(&t, NULL, 0), err);
		assert_int_equal(cfsv_tree_final(&t, &digest, NULL), err);
		if (err == CFSV_E_TREE_MEMORY)
			continue;
		layout.levels = 77;
		assert_int_equal(cfsv_tree_layout(&layout, &p, 0), err);
		assert_int_equal(layout.levels, 77);
	}
	assert_int_equal(cfsv_tree_init(&t, NULL, NULL, NULL, SOME),
			 CFSV_E_TREE_MEMORY);
}

static void digest_with(const struct cfsv_params *p, size_t len,
			struct cfsv_digest *out, uint8_t *descriptor)
{
	static uint8_t memory[CFSV_TREE_MEMORY(65536)];
	struct cfsv_tree t;

	assert_int_equal(cfsv_tree_init(&t, p, NULL, memory, sizeof(memory)),
			 CFSV_OK);
	assert_int_equal(cfsv_tree_update(&t, file, len), CFSV_OK);
	assert_int_equal(cfsv_tree_final(&t, out, descriptor), CFSV_OK);
}

static void zero_means_sha256_with_4096_and_no_salt(void **state)
{
	struct cfsv_params zero = {0};
	struct cfsv_params written = params_of(CFSV_SHA256, 4096, "", 0);
	struct cfsv_digest a, b, c;

	(void)state;
	digest_with(NULL, 10000, &a, NULL);
	digest_with(&zero, 10000, &b, NULL);
	digest_with(&written, 10000, &c, NULL);
	assert_memory_equal(&a, &c, sizeof(a));
	assert_memory_equal(&b, &c, sizeof(b));
}

static void salt_bytes_after_the_salt_do_not_count(void **state)
{
	uint32_t hash, size;

	(void)state;
	for (hash = CFSV_SHA256; hash <= CFSV_SHA512; hash++) {
		for (size = 0; size < CFSV_SALT_MAX; size++) {
			struct cfsv_params clean =
				params_of(hash, 1024, salt_32, size);
			struct cfsv_params dirty = clean;
			uint8_t d1[CFSV_DESCRIPTOR_SIZE];
			uint8_t d2[CFSV_DESCRIPTOR_SIZE];
			struct cfsv_digest a, b;

			memset(dirty.salt + size, CANARY, CFSV_SALT_MAX - size);
			digest_with(&clean, 5000, &a, d1);
			digest_with(&dirty, 5000, &b, d2);
			assert_memory_equal(&a, &b, sizeof(a));
			assert_memory_equal(d1, d2, sizeof(d1));
		}
	}
}

/* Leave this byte where the stack will be used next. */
__attribute__((noinline)) static void stain(uint8_t byte)
{
	volatile uint8_t stack[8192];
	size_t i;

	for (i = 0; i < sizeof(stack); i++)
		stack[i] = byte;
}

static void what_was_in_memory_before_does_not_count(void **state)
{
	static const uint32_t hashes[] = {CFSV_SHA256, CFSV_SHA512};
	uint8_t memory[CFSV_TREE_MEMORY(1024)];
	struct cfsv_digest digest[2];
	struct cfsv_tree t;
	size_t i, l, dirty;

	(void)state;
	for (i = 0; i < COUNT(hashes); i++) {
		struct cfsv_params p = params_of(hashes[i], 1024, "abc", 3);

		for (dirty = 0; dirty < 2; dirty++) {
			memset(&t, dirty ? 0xff : 0, sizeof(t));
			memset(memory, dirty ? 0xff : 0, sizeof(memory));
			stain(dirty ? 0xff : 0);
			assert_int_equal(cfsv_tree_init(&t, &p, NULL, memory,
							sizeof(memory)),
					 CFSV_OK);
			for (l = 0; l < COUNT(t.fill); l++)
				assert_int_equal(t.fill[l], 0);
			cfsv_tree_update(&t, file, 5000);
			assert_int_equal(
				cfsv_tree_final(&t, &digest[dirty], NULL),
				CFSV_OK);
		}
		assert_memory_equal(digest[0].bytes, digest[1].bytes,
				    digest[0].size);
	}
}

/* A zero byte of salt prepends a block and is counted: it is not "no salt". */
static void every_byte_of_salt_counts_even_zeros(void **state)
{
	struct cfsv_params p = {0};
	struct cfsv_digest digests[CFSV_SALT_MAX + 1];
	uint32_t i, j;

	(void)state;
	for (i = 0; i <= CFSV_SALT_MAX; i++) {
		p.salt_size = i;
		digest_with(&p, 5000, &digests[i], NULL);
		for (j = 0; j < i; j++)
			assert_memory_not_equal(digests[i].bytes,
						digests[j].bytes, 32);
	}
}

/*
 * THE HASH FUNCTION IS A VALUE
 */

static size_t hashed_blocks;
static size_t hashed_most;
static size_t hashed_descriptors;

static void counting_sha256(const uint32_t state[8], uint64_t before,
			    const uint8_t *in, size_t len, size_t n,
			    uint8_t *out)
{
	assert_true(before == 0 || before == 64);
	cfsv_sha256_portable(state, before, in, len, n, out);
	if (len == CFSV_DESCRIPTOR_SIZE) {
		assert_true(before == 0 && n == 1);
		hashed_descriptors++;
		return;
	}
	assert_true(len % 64 == 0 && len >= 1024 && len <= 65536);
	hashed_blocks += n;
	if (n > hashed_most)
		hashed_most = n;
}

/* Every data block, tree block and descriptor goes through it, once. */
static void the_given_hash_function_hashes_every_block(void **state)
{
	static const size_t sizes[] = {0,     1,      1024,    5000,
				       32768, 100000, 1048577, 2000000};
	static uint8_t memory[288 * 1024];
	size_t i, salted;

	(void)state;
	for (i = 0; i < COUNT(sizes); i++) {
		for (salted = 0; salted < 2; salted++) {
			struct cfsv_params p = params_of(CFSV_SHA256, 1024, "s",
							 (uint32_t)salted);
			struct cfsv_digest digest;
			struct reference r;
			struct cfsv_tree t;

			hashed_blocks = hashed_most = 0;
			hashed_descriptors = 0;
			ref_compute(&r, &p, file, sizes[i]);
			assert_int_equal(cfsv_tree_init(&t, &p, counting_sha256,
							memory, sizeof(memory)),
					 CFSV_OK);
			assert_int_equal(push(&t, file, sizes[i], HUGE),
					 CFSV_OK);
			assert_int_equal(cfsv_tree_final(&t, &digest, NULL),
					 CFSV_OK);
			assert_memory_equal(digest.bytes, r.digest, 32);
			assert_int_equal(hashed_blocks,
					 r.data_blocks + r.tree_size / 1024);
			assert_int_equal(hashed_descriptors, 1);
			/* many blocks are given to it at once, to be fast */
			assert_true(sizes[i] < 1048576 || hashed_most >= 512);
			ref_free(&r);
		}
	}
}

static void wrong_sha256(const uint32_t state[8], uint64_t before,
			 const uint8_t *in, size_t len, size_t n, uint8_t *out)
{
	(void)state;
	(void)before;
	(void)in;
	(void)len;
	memset(out, 0x5a, 32 * n);
}

static void the_root_is_what_the_given_function_says(void **state)
{
	uint8_t memory[2 * 4096], d[CFSV_DESCRIPTOR_SIZE], root[32];
	struct cfsv_digest digest;
	struct cfsv_tree t;

	(void)state;
	memset(root, 0x5a, sizeof(root));
	assert_int_equal(
		cfsv_tree_init(&t, NULL, wrong_sha256, memory, sizeof(memory)),
		CFSV_OK);
	assert_int_equal(cfsv_tree_update(&t, file, 1), CFSV_OK);
	assert_int_equal(cfsv_tree_final(&t, &digest, d), CFSV_OK);
	assert_memory_equal(d + 16, root, sizeof(root));
}

static void sha512_trees_do_without_the_sha256_function(void **state)
{
	struct cfsv_params p = params_of(CFSV_SHA512, 1024, "", 0);
	uint8_t memory[CFSV_TREE_MEMORY(1024)];
	struct cfsv_digest digest;
	struct cfsv_tree t;

	(void)state;
	hashed_blocks = 0;
	assert_int_equal(
		cfsv_tree_init(&t, &p, counting_sha256, memory, sizeof(memory)),
		CFSV_OK);
	assert_int_equal(cfsv_tree_update(&t, file, 50000), CFSV_OK);
	assert_int_equal(cfsv_tree_final(&t, &digest, NULL), CFSV_OK);
	assert_int_equal(hashed_blocks, 0);
}

/*
 * ERRORS STAY
 */

/* In a memory whose areas hold one block each, and one of four each. */
static void check_sink(enum cfsv_err code, size_t fail_at, size_t memory_len)
{
	struct cfsv_params p = params_of(CFSV_SHA256, 1024, "", 0);
	size_t len = 33 * 32 * 1024;
	uint8_t *memory = allocate(memory_len);
	struct cfsv_digest digest, untouched;
	struct collector c;
	struct cfsv_tree t;
	enum cfsv_err err;

	memset(&digest, CANARY, sizeof(digest));
	memset(&untouched, CANARY, sizeof(untouched));
	collector_init(&c, &p, len);
	c.fail_at = fail_at;
	c.failure = code;
	assert_int_equal(cfsv_tree_init(&t, &p, NULL, memory, memory_len),
			 CFSV_OK);
	t.sink = collect;
	t.sink_arg = &c;
	err = push(&t, file, len, 3333);
	if (err == CFSV_OK)
		err = cfsv_tree_final(&t, &digest, NULL);
	assert_int_equal(err, code);
	/* the collector fails the test if it is called once more */
	assert_int_equal(cfsv_tree_update(&t, file, len), code);
	assert_int_equal(cfsv_tree_update(&t, NULL, 0), code);
	assert_int_equal(cfsv_tree_update(&t, NULL, SIZE_MAX), code);
	assert_int_equal(cfsv_tree_final(&t, &digest, NULL), code);
	assert_memory_equal(&digest, &untouched, sizeof(digest));
	assert_int_equal(c.calls, fail_at);
	free(c.tree);
	free(memory);
}

static void the_sinks_error_is_returned_and_stays(void **state)
{
	size_t n;

	(void)state;
	/* 33 blocks, 2 above them and the root's: 36 calls */
	for (n = 1; n <= 36; n++) {
		check_sink(CFSV_E_IO, n, CFSV_TREE_MEMORY(1024));
		check_sink(CFSV_E_ARGUMENT, n, 4 * CFSV_TREE_MEMORY(1024));
	}
}

static void a_finished_tree_takes_no_more(void **state)
{
	uint8_t memory[2 * 4096];
	struct cfsv_digest digest, again;
	struct cfsv_tree t;
	int i;

	(void)state;
	for (i = 0; i < 4; i++) { /* whichever comes first */
		memset(&again, CANARY, sizeof(again));
		cfsv_tree_init(&t, NULL, NULL, memory, sizeof(memory));
		assert_int_equal(cfsv_tree_final(&t, &digest, NULL), CFSV_OK);
		assert_int_equal(i == 0	  ? cfsv_tree_update(&t, file, 1)
				 : i == 1 ? cfsv_tree_update(&t, NULL, 0)
				 : i == 2 ? cfsv_tree_update(&t, NULL, SIZE_MAX)
					  : cfsv_tree_final(&t, &again, NULL),
				 CFSV_E_ARGUMENT);
		assert_int_equal(cfsv_tree_update(&t, NULL, 0),
				 CFSV_E_ARGUMENT);
		assert_int_equal(cfsv_tree_final(&t, &again, NULL),
				 CFSV_E_ARGUMENT);
		assert_int_equal(again.size, 0xa5a5a5a5);
	}
}

/* Each row is wrong in one thing; the tree refuses everything after it. */
static void hashes_are_added_only_where_they_fit(void **state)
{
	static const struct {
		size_t before; /* bytes that came as data */
		size_t n;
		size_t bytes;
	} rows[] = {
		{0, 0, 1},	 {0, 1, 0},	   {0, 1, 4097},
		{0, 2, 4096},	 {0, 3, 8191},	   {1, 1, 4096},
		{4095, 1, 1},	 {4097, 1, 4096},  {0, 0, HUGE},
		{0, HUGE, 4096}, {0, 1, HUGE / 2},
	};
	uint8_t memory[CFSV_TREE_MEMORY(4096)], hashes[3 * 32] = {0};
	struct cfsv_digest digest;
	struct cfsv_tree t;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		enum cfsv_err err = rows[i].bytes == HUGE
					    ? CFSV_E_FILE_TOO_LARGE
					    : CFSV_E_ARGUMENT;

		cfsv_tree_init(&t, NULL, NULL, memory, sizeof(memory));
		assert_int_equal(cfsv_tree_update(&t, file, rows[i].before),
				 CFSV_OK);
		assert_int_equal(
			cfsv_tree_add(&t, hashes, rows[i].n, rows[i].bytes),
			err);
		assert_int_equal(cfsv_tree_add(&t, hashes, 1, 4096), err);
		assert_int_equal(cfsv_tree_update(&t, file, 1), err);
		assert_int_equal(cfsv_tree_final(&t, &digest, NULL), err);
	}
}

/* Two blocks of memory: one level, of 32 hashes, and room for the root. */
static void hashes_are_added_up_to_the_memory(void **state)
{
	uint8_t memory[2 * 1024], hashes[96 * 32] = {0};
	struct cfsv_params params = {0};
	struct cfsv_digest digest;
	struct cfsv_tree t;

	(void)state;
	params.block_size = 1024;
	cfsv_tree_init(&t, &params, NULL, memory, sizeof(memory));
	assert_int_equal(cfsv_tree_add(&t, hashes, 32, 32 * 1024), CFSV_OK);
	assert_int_equal(cfsv_tree_final(&t, &digest, NULL), CFSV_OK);
	cfsv_tree_init(&t, &params, NULL, memory, sizeof(memory));
	assert_int_equal(cfsv_tree_add(&t, hashes, 96, 96 * 1024),
			 CFSV_E_TREE_MEMORY);
	assert_int_equal(cfsv_tree_final(&t, &digest, NULL),
			 CFSV_E_TREE_MEMORY);
}

static void nothing_is_added_after_a_last_block(void **state)
{
	uint8_t memory[CFSV_TREE_MEMORY(4096)], hashes[32] = {0};
	struct cfsv_digest digest;
	struct cfsv_tree t;
	int i, by_update;

	(void)state;
	for (i = 0; i < 4; i++) {
		by_update = i % 2;
		cfsv_tree_init(&t, NULL, NULL, memory, sizeof(memory));
		assert_int_equal(cfsv_tree_add(&t, hashes, 1, i < 2 ? 4095 : 1),
				 CFSV_OK);
		assert_int_equal(cfsv_tree_update(&t, file, 0), CFSV_OK);
		assert_int_equal(cfsv_tree_add(&t, NULL, 0, 0), CFSV_OK);
		assert_int_equal(by_update ? cfsv_tree_update(&t, file, 1)
					   : cfsv_tree_add(&t, hashes, 1, 4096),
				 CFSV_E_ARGUMENT);
		assert_int_equal(cfsv_tree_final(&t, &digest, NULL),
				 CFSV_E_ARGUMENT);
	}
}

static void a_file_ends_at_2_to_the_63_minus_1(void **state)
{
	uint8_t memory[CFSV_TREE_MEMORY(4096)];
	struct cfsv_digest digest;
	struct cfsv_tree t;

	(void)state;
	assert_int_equal(cfsv_tree_init(&t, NULL, NULL, memory, sizeof(memory)),
			 CFSV_OK);
	t.size = CFSV_FILE_SIZE_MAX - 5;
	assert_int_equal(cfsv_tree_update(&t, file, 5), CFSV_OK);
	assert_int_equal(t.size, CFSV_FILE_SIZE_MAX);
	assert_int_equal(cfsv_tree_update(&t, file, 0), CFSV_OK);
	assert_int_equal(cfsv_tree_update(&t, file, 1), CFSV_E_FILE_TOO_LARGE);
	assert_int_equal(cfsv_tree_update(&t, file, 0), CFSV_E_FILE_TOO_LARGE);
	assert_int_equal(cfsv_tree_final(&t, &digest, NULL),
			 CFSV_E_FILE_TOO_LARGE);
	/* a chunk that is too long is refused before it is looked at */
	assert_int_equal(cfsv_tree_init(&t, NULL, NULL, memory, sizeof(memory)),
			 CFSV_OK);
	t.size = CFSV_FILE_SIZE_MAX - 5;
	assert_int_equal(cfsv_tree_update(&t, file, 6), CFSV_E_FILE_TOO_LARGE);
	assert_int_equal(cfsv_tree_init(&t, NULL, NULL, memory, sizeof(memory)),
			 CFSV_OK);
	assert_int_equal(cfsv_tree_update(&t, NULL, SIZE_MAX),
			 CFSV_E_FILE_TOO_LARGE);
}

/* A sum of sizes that wraps around is not small. */
static void sizes_do_not_wrap_around(void **state)
{
	uint8_t memory[CFSV_TREE_MEMORY(4096)];
	struct cfsv_tree t;

	(void)state;
	assert_int_equal(cfsv_tree_init(&t, NULL, NULL, memory, sizeof(memory)),
			 CFSV_OK);
	t.size = CFSV_FILE_SIZE_MAX - 5;
	assert_int_equal(cfsv_tree_update(&t, file, SIZE_MAX),
			 CFSV_E_FILE_TOO_LARGE);
}

static void the_descriptor_holds_all_bytes_of_the_size(void **state)
{
	static const uint8_t expected[8] = {0x88, 0x77, 0x66, 0x55,
					    0x44, 0x33, 0x22, 0x11};
	uint8_t memory[CFSV_TREE_MEMORY(4096)];
	uint8_t descriptor[CFSV_DESCRIPTOR_SIZE];
	struct cfsv_digest digest;
	struct cfsv_tree t;

	(void)state;
	assert_int_equal(cfsv_tree_init(&t, NULL, NULL, memory, sizeof(memory)),
			 CFSV_OK);
	t.size = 0x1122334455667000;
	assert_int_equal(cfsv_tree_update(&t, file, 0x788), CFSV_OK);
	assert_int_equal(cfsv_tree_final(&t, &digest, descriptor), CFSV_OK);
	assert_memory_equal(descriptor + 8, expected, 8);
}

/*
 * As if 32^8 - 1 blocks of 1024 bytes had been taken in: one more fills all
 * eight levels, a second is more than the kernel can do. Areas are k blocks.
 */
static void check_eight_levels(size_t k, size_t extra)
{
	static uint8_t memory[3 * CFSV_TREE_MEMORY(1024)];
	struct cfsv_params p = params_of(CFSV_SHA256, 1024, "", 0);
	uint64_t blocks = ((uint64_t)1 << 40) - 1;
	struct cfsv_tree_layout layout;
	enum cfsv_err err, expected;
	struct cfsv_digest digest;
	struct cfsv_tree t;
	uint64_t hashes = blocks;
	size_t l;

	assert_int_equal(cfsv_tree_init(&t, &p, NULL, memory,
					k * CFSV_TREE_MEMORY(1024)),
			 CFSV_OK);
	t.size = blocks * 1024;
	t.height = CFSV_LEVELS_MAX;
	for (l = 1; l <= CFSV_LEVELS_MAX; l++) {
		t.fill[l] = (size_t)(hashes % (32 * k)) * 32;
		hashes = hashes / (32 * k) * k;
	}
	err = cfsv_tree_update(&t, file, 1024 + extra);
	if (err == CFSV_OK)
		err = cfsv_tree_final(&t, &digest, NULL);
	expected = cfsv_tree_layout(&layout, &p, (blocks + 1) * 1024 + extra);
	assert_int_equal(expected, extra ? CFSV_E_FILE_TOO_LARGE : CFSV_OK);
	assert_int_equal(err, expected);
}

static void eight_levels_are_the_most(void **state)
{
	size_t k;

	(void)state;
	for (k = 1; k <= 3; k++) {
		check_eight_levels(k, 0);
		check_eight_levels(k, 1);
	}
}

/*
 * LAYOUT
 */

#define K4 4096u
#define P(n) ((uint64_t)1 << (n))

static const struct {
	uint32_t hash;
	uint32_t block_size;
	uint64_t size;
	uint32_t levels;
	uint64_t blocks[CFSV_LEVELS_MAX];
} layout_rows[] = {
	{CFSV_SHA256, K4, 0, 0, {0}},
	{CFSV_SHA256, K4, 1, 0, {0}},
	{CFSV_SHA256, K4, K4 - 1, 0, {0}},
	{CFSV_SHA256, K4, K4, 0, {0}},
	{CFSV_SHA256, K4, K4 + 1, 1, {1}},
	{CFSV_SHA256, K4, K4 * 128 - 1, 1, {1}},
	{CFSV_SHA256, K4, K4 * 128, 1, {1}},
	{CFSV_SHA256, K4, K4 * 128 + 1, 2, {2, 1}},
	{CFSV_SHA256, K4, K4 * 128 * 128, 2, {128, 1}},
	{CFSV_SHA256, K4, K4 * 128 * 128 + 1, 3, {129, 2, 1}},
	{CFSV_SHA512, K4, K4 * 64, 1, {1}},
	{CFSV_SHA512, K4, K4 * 64 + 1, 2, {2, 1}},
	{CFSV_SHA256,
	 K4,
	 CFSV_FILE_SIZE_MAX,
	 8,
	 {P(44), P(37), P(30), P(23), P(16), P(9), 4, 1}},
	{CFSV_SHA256,
	 65536,
	 CFSV_FILE_SIZE_MAX,
	 5,
	 {P(36), P(25), P(14), 8, 1}},
	{CFSV_SHA512,
	 65536,
	 CFSV_FILE_SIZE_MAX,
	 5,
	 {P(37), P(27), P(17), P(7), 1}},
	{CFSV_SHA256,
	 1024,
	 P(50),
	 8,
	 {P(35), P(30), P(25), P(20), P(15), P(10), P(5), 1}},
	{CFSV_SHA512,
	 1024,
	 P(42),
	 8,
	 {P(28), P(24), P(20), P(16), P(12), P(8), P(4), 1}},
};

static void levels_stand_root_first_without_gaps(void **state)
{
	struct cfsv_tree_layout l;
	uint64_t at;
	size_t i, j;

	(void)state;
	for (i = 0; i < COUNT(layout_rows); i++) {
		struct cfsv_params p = params_of(
			layout_rows[i].hash, layout_rows[i].block_size, "", 0);

		assert_int_equal(cfsv_tree_layout(&l, &p, layout_rows[i].size),
				 CFSV_OK);
		assert_int_equal(l.levels, layout_rows[i].levels);
		for (j = 0; j < CFSV_LEVELS_MAX; j++)
			assert_int_equal(l.blocks[j], layout_rows[i].blocks[j]);
		for (at = 0, j = l.levels; j > 0; j--) {
			assert_int_equal(l.start[j - 1], at);
			at += l.blocks[j - 1] * p.block_size;
		}
		assert_int_equal(l.size, at);
	}
}

static const struct {
	uint32_t hash;
	uint32_t block_size;
	uint64_t size;
} too_large_rows[] = {
	{CFSV_SHA256, 1024, P(50) + 1},	 {CFSV_SHA512, 1024, P(42) + 1},
	{CFSV_SHA256, 2048, P(59) + 1},	 {CFSV_SHA512, 2048, P(51) + 1},
	{CFSV_SHA512, K4, P(60) + 1},	 {CFSV_SHA512, K4, CFSV_FILE_SIZE_MAX},
	{CFSV_SHA256, K4, P(63)},	 {CFSV_SHA256, 65536, P(63)},
	{CFSV_SHA256, K4, UINT64_MAX},	 {CFSV_SHA512, 65536, UINT64_MAX},
	{CFSV_SHA256, K4, P(63) + 4096},
};

static void files_of_more_than_eight_levels_are_too_large(void **state)
{
	struct cfsv_tree_layout l, untouched;
	size_t i;

	(void)state;
	memset(&untouched, CANARY, sizeof(untouched));
	for (i = 0; i < COUNT(too_large_rows); i++) {
		struct cfsv_params p =
			params_of(too_large_rows[i].hash,
				  too_large_rows[i].block_size, "", 0);

		memset(&l, CANARY, sizeof(l));
		assert_int_equal(
			cfsv_tree_layout(&l, &p, too_large_rows[i].size),
			CFSV_E_FILE_TOO_LARGE);
		assert_memory_equal(&l, &untouched, sizeof(l));
	}
}

/*
 * THE SIZE IS PART OF WHAT IS HASHED
 */

/* A file, and the small file that is the top block of its tree. */
static void attack_77_a_tree_block_does_not_pass_for_the_file(void **state)
{
	uint8_t memory[CFSV_TREE_MEMORY(4096)];
	uint8_t d1[CFSV_DESCRIPTOR_SIZE], d2[CFSV_DESCRIPTOR_SIZE];
	struct cfsv_params p = params_of(CFSV_SHA256, 4096, "", 0);
	struct cfsv_digest large, small;
	struct reference r;
	struct cfsv_tree t;

	(void)state;
	ref_compute(&r, &p, file, 100000);
	assert_int_equal(r.tree_size, 4096);
	digest_with(&p, 100000, &large, d1);
	assert_int_equal(cfsv_tree_init(&t, &p, NULL, memory, sizeof(memory)),
			 CFSV_OK);
	assert_int_equal(cfsv_tree_update(&t, r.tree, 4096), CFSV_OK);
	assert_int_equal(cfsv_tree_final(&t, &small, d2), CFSV_OK);
	assert_memory_equal(d1 + 16, d2 + 16, 64); /* the same root hash */
	assert_memory_not_equal(d1 + 8, d2 + 8, 8);
	assert_int_equal(cfsv_compare(&large, &small), CFSV_E_IMAGE_DIFFERS);
	ref_free(&r);
}

/* Files of zeros: of up to a block, all have the same root hash. */
static void attack_77_zeros_at_the_end_of_a_file_count(void **state)
{
	static const size_t sizes[] = {
		1,    4095,	      4096,	  0,
		4097, 128 * 4096 - 1, 128 * 4096, 128 * 4096 + 1};
	static const uint8_t zeros[128 * 4096 + 1];
	struct cfsv_digest digests[COUNT(sizes)];
	uint8_t d[COUNT(sizes)][CFSV_DESCRIPTOR_SIZE];
	uint8_t memory[CFSV_TREE_MEMORY(4096)];
	struct cfsv_tree t;
	size_t i, j;

	(void)state;
	for (i = 0; i < COUNT(sizes); i++) {
		assert_int_equal(
			cfsv_tree_init(&t, NULL, NULL, memory, sizeof(memory)),
			CFSV_OK);
		assert_int_equal(cfsv_tree_update(&t, zeros, sizes[i]),
				 CFSV_OK);
		assert_int_equal(cfsv_tree_final(&t, &digests[i], d[i]),
				 CFSV_OK);
		if (i < 3)
			assert_memory_equal(d[i] + 16, d[0] + 16, 64);
		for (j = 0; j < i; j++)
			assert_int_equal(cfsv_compare(&digests[i], &digests[j]),
					 CFSV_E_IMAGE_DIFFERS);
	}
}

/*
 * THE PULL SIDE
 */

struct device {
	size_t len;	    /* what it holds, of file[] */
	size_t most;	    /* a read gives at most this; 0: all */
	size_t fail_at;	    /* the read that fails, from 1; 0: none */
	enum cfsv_err code; /* with this */
	size_t overrun_at;  /* the read that says one byte too many */
	size_t silent_at;   /* the read that does not say how many */
	size_t buf_len;
	size_t reads;
	uint64_t next;
};

static enum cfsv_err device_read(void *arg, uint64_t offset, uint8_t *buf,
				 size_t want, size_t *got)
{
	struct device *d = arg;
	size_t n = want;

	assert_int_equal(offset, d->next); /* in order, nothing twice */
	assert_in_range(want, 1, d->buf_len);
	if (++d->reads == d->fail_at) {
		*got = want;
		return d->code;
	}
	if (d->reads == d->overrun_at) {
		*got = want + 1;
		return CFSV_OK;
	}
	if (d->reads == d->silent_at)
		return CFSV_OK;
	if (d->most && n > d->most)
		n = d->most;
	if (n > d->len - offset)
		n = d->len - (size_t)offset;
	memcpy(buf, file + offset, n);
	d->next += n;
	*got = n;
	return CFSV_OK;
}

static enum cfsv_err measure(struct device *d, uint64_t size, size_t buf_len,
			     struct cfsv_digest *out)
{
	uint8_t memory[CFSV_TREE_MEMORY(1024)];
	struct cfsv_params p = params_of(CFSV_SHA256, 1024, "", 0);
	struct cfsv_source source = {device_read, NULL, 0};
	uint8_t *buf = allocate(buf_len);
	struct cfsv_tree t;
	enum cfsv_err err;

	source.arg = d;
	source.size = size;
	d->buf_len = buf_len;
	d->reads = 0;
	d->next = 0;
	memset(out, CANARY, sizeof(*out));
	assert_int_equal(cfsv_tree_init(&t, &p, NULL, memory, sizeof(memory)),
			 CFSV_OK);
	err = cfsv_measure(&t, &source, buf, buf_len, out, NULL);
	free(buf);
	if (err != CFSV_OK)
		assert_int_equal(out->size, 0xa5a5a5a5);
	return err;
}

static void reads_of_any_length_give_the_same_digest(void **state)
{
	static const size_t lens[] = {0, 1, 1023, 1024, 1025, 33000};
	static const size_t bufs[] = {1, 7, 1024, 1025, 4096, 100000};
	static const size_t mosts[] = {0, 1, 1000, 1024};
	struct cfsv_params p = params_of(CFSV_SHA256, 1024, "", 0);
	size_t i, j, k;

	(void)state;
	for (i = 0; i < COUNT(lens); i++) {
		struct cfsv_digest expected, known, unknown;

		digest_with(&p, lens[i], &expected, NULL);
		for (j = 0; j < COUNT(bufs); j++) {
			for (k = 0; k < COUNT(mosts); k++) {
				struct device d = {0};

				d.len = lens[i];
				d.most = mosts[k];
				assert_int_equal(
					measure(&d, lens[i], bufs[j], &known),
					CFSV_OK);
				assert_int_equal(measure(&d, CFSV_SIZE_UNKNOWN,
							 bufs[j], &unknown),
						 CFSV_OK);
				assert_memory_equal(&known, &expected,
						    sizeof(known));
				assert_memory_equal(&unknown, &expected,
						    sizeof(unknown));
			}
		}
	}
}

static void a_read_error_ends_it_whenever_it_comes(void **state)
{
	static const uint64_t sizes[] = {20000, CFSV_SIZE_UNKNOWN};
	static const struct {
		int code;
		enum cfsv_err err;
	} rows[] = {
		{CFSV_E_IO, CFSV_E_IO},
		{CFSV_E_READ, CFSV_E_READ},
		{CFSV_E_BLOCK_SIZE, CFSV_E_BLOCK_SIZE},
		{-200, (enum cfsv_err) - 200}, /* the rooms' first and last */
		{-999, (enum cfsv_err) - 999},
		{1, CFSV_E_READ},
		{5, CFSV_E_READ},
		{INT32_MAX, CFSV_E_READ},
	};
	size_t i, j, n, all;

	(void)state;
	for (i = 0; i < COUNT(sizes); i++) {
		struct device d = {0};
		struct cfsv_digest digest;

		d.len = 20000;
		d.most = 1500;
		assert_int_equal(measure(&d, sizes[i], 4096, &digest), CFSV_OK);
		all = d.reads;
		assert_true(all > 13);
		for (j = 0; j < COUNT(rows); j++) {
			for (n = 1; n <= all; n++) {
				d.fail_at = n;
				d.code = (enum cfsv_err)rows[j].code;
				assert_int_equal(
					measure(&d, sizes[i], 4096, &digest),
					rows[j].err);
				assert_int_equal(d.reads, n);
			}
		}
		d.fail_at = all + 1;
		assert_int_equal(measure(&d, sizes[i], 4096, &digest), CFSV_OK);
	}
}

/* Such as -EIO: -200 to -999 alone can be our codes. */
static void a_code_that_is_none_of_ours_becomes_a_read_error(void **state)
{
	static const int codes[] = {-1, -5, -101, -199, -1000, INT32_MIN};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(codes); i++) {
		struct device d = {0};
		struct cfsv_digest digest;

		d.len = 100;
		d.fail_at = 1;
		d.code = (enum cfsv_err)codes[i];
		assert_int_equal(measure(&d, 100, 4096, &digest), CFSV_E_READ);
	}
}

static void a_read_of_more_than_was_asked_is_refused(void **state)
{
	size_t n;

	(void)state;
	for (n = 1; n <= 6; n++) {
		struct device d = {0};
		struct cfsv_digest digest;

		d.len = 20000;
		d.overrun_at = n;
		assert_int_equal(measure(&d, 20000, 4096, &digest),
				 CFSV_E_READ_OVERRUN);
		assert_int_equal(measure(&d, CFSV_SIZE_UNKNOWN, 4096, &digest),
				 CFSV_E_READ_OVERRUN);
	}
}

static void a_read_that_does_not_say_how_many_is_the_end(void **state)
{
	struct device d = {0};
	struct cfsv_digest digest;

	(void)state;
	d.len = 20000;
	d.silent_at = 3;
	assert_int_equal(measure(&d, 20000, 4096, &digest), CFSV_E_SHRANK);
	assert_int_equal(d.reads, 3);
	assert_int_equal(measure(&d, CFSV_SIZE_UNKNOWN, 4096, &digest),
			 CFSV_OK);
	assert_int_equal(d.reads, 3);
}

static void a_source_must_end_exactly_at_its_size(void **state)
{
	static const struct {
		uint64_t said;
		size_t is;
		enum cfsv_err err;
	} rows[] = {
		{0, 0, CFSV_OK},
		{0, 1, CFSV_E_GREW},
		{1, 0, CFSV_E_SHRANK},
		{1024, 1023, CFSV_E_SHRANK},
		{1024, 1024, CFSV_OK},
		{1024, 1025, CFSV_E_GREW},
		{4096, 4097, CFSV_E_GREW},
		{4097, 4096, CFSV_E_SHRANK},
		{10000, 100, CFSV_E_SHRANK},
		{100, 10000, CFSV_E_GREW},
		{CFSV_FILE_SIZE_MAX, 10000, CFSV_E_SHRANK},
		{CFSV_FILE_SIZE_MAX + 1, 10000, CFSV_E_FILE_TOO_LARGE},
		{CFSV_SIZE_UNKNOWN - 1, 10000, CFSV_E_FILE_TOO_LARGE},
	};
	static const size_t bufs[] = {1, 1000, 4096};
	size_t i, j;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		for (j = 0; j < COUNT(bufs); j++) {
			struct device d = {0};
			struct cfsv_digest digest;

			d.len = rows[i].is;
			assert_int_equal(
				measure(&d, rows[i].said, bufs[j], &digest),
				rows[i].err);
			if (rows[i].err == CFSV_E_FILE_TOO_LARGE)
				assert_int_equal(d.reads, 0);
		}
	}
}

static void measuring_without_a_buffer_is_refused_unread(void **state)
{
	uint8_t memory[2 * 4096], buf[16];
	struct device d = {0};
	struct cfsv_source source = {device_read, NULL, 0};
	struct cfsv_source none = {NULL, NULL, 0};
	struct cfsv_digest digest;
	struct cfsv_tree t;

	(void)state;
	source.arg = &d;
	assert_int_equal(cfsv_tree_init(&t, NULL, NULL, memory, sizeof(memory)),
			 CFSV_OK);
	assert_int_equal(cfsv_measure(&t, &source, NULL, 16, &digest, NULL),
			 CFSV_E_ARGUMENT);
	assert_int_equal(cfsv_measure(&t, &source, buf, 0, &digest, NULL),
			 CFSV_E_ARGUMENT);
	assert_int_equal(
		cfsv_measure(&t, &none, buf, sizeof(buf), &digest, NULL),
		CFSV_E_ARGUMENT);
	assert_int_equal(d.reads, 0);
}

/* By the counting function, with a buffer that is as long as it says */
static void check_last_block(size_t size, size_t buf_len)
{
	struct cfsv_params p = params_of(CFSV_SHA256, 4096, "", 0);
	struct cfsv_source source = {device_read, NULL, 0};
	uint8_t memory[CFSV_TREE_MEMORY(4096)];
	uint8_t *buf = allocate(buf_len);
	struct device d = {0};
	struct cfsv_digest digest;
	struct reference r;
	struct cfsv_tree t;

	d.len = size;
	d.buf_len = buf_len;
	source.arg = &d;
	source.size = size;
	hashed_most = 0;
	assert_int_equal(
		cfsv_tree_init(&t, &p, counting_sha256, memory, sizeof(memory)),
		CFSV_OK);
	assert_int_equal(cfsv_measure(&t, &source, buf, buf_len, &digest, NULL),
			 CFSV_OK);
	ref_compute(&r, &p, file, size);
	assert_memory_equal(digest.bytes, r.digest, 32);
	ref_free(&r);
	free(buf);
}

/* A file's last block is hashed with the others, where zeros fit in. */
static void a_last_block_is_hashed_with_the_others(void **state)
{
	static const size_t sizes[] = {1, 5000, 8192, 20481, 100000};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(sizes); i++) {
		size_t blocks = (sizes[i] + 4095) / 4096;

		check_last_block(sizes[i], blocks * 4096);
		assert_int_equal(hashed_most, blocks);
		check_last_block(sizes[i], blocks * 4096 + 1);
		assert_int_equal(hashed_most, blocks);
		check_last_block(sizes[i], sizes[i]);
		if (blocks > 1) /* after others, not at the block's start */
			check_last_block(sizes[i], blocks * 4096 - 4095);
	}
}

static void a_tree_that_failed_to_begin_measures_nothing(void **state)
{
	struct cfsv_source source = {device_read, NULL, CFSV_SIZE_UNKNOWN};
	struct device d = {0};
	struct cfsv_digest digest;
	uint8_t buf[16];
	struct cfsv_tree t;

	(void)state;
	d.len = 1000;
	d.buf_len = sizeof(buf);
	source.arg = &d;
	assert_int_equal(cfsv_tree_init(&t, NULL, NULL, NULL, 0),
			 CFSV_E_TREE_MEMORY);
	assert_int_equal(
		cfsv_measure(&t, &source, buf, sizeof(buf), &digest, NULL),
		CFSV_E_TREE_MEMORY);
	assert_int_equal(d.reads, 0);
}

/* Two blocks hold 32 hashes of one level, and the root of no more. */
static void a_tree_without_memory_ends_a_measurement(void **state)
{
	struct cfsv_params p = params_of(CFSV_SHA256, 1024, "", 0);
	struct cfsv_source source = {device_read, NULL, 65 * 1024};
	uint8_t memory[2 * 1024], buf[4096];
	struct device d = {0};
	struct cfsv_digest digest;
	struct cfsv_tree t;

	(void)state;
	d.len = 65 * 1024;
	d.buf_len = sizeof(buf);
	source.arg = &d;
	assert_int_equal(cfsv_tree_init(&t, &p, NULL, memory, sizeof(memory)),
			 CFSV_OK);
	assert_int_equal(
		cfsv_measure(&t, &source, buf, sizeof(buf), &digest, NULL),
		CFSV_E_TREE_MEMORY);
	assert_true(d.reads < 18); /* all that there is, and the end */
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(known_files_have_their_known_digests),
		TEST(digests_and_trees_are_the_references_in_any_chunks),
		TEST(trees_of_three_levels_are_the_references),
		TEST(sizes_at_random_are_the_references),
		TEST(small_files_together_are_the_references),
		TEST(a_tree_that_did_not_begin_refuses_small_files_too),
		TEST(a_file_of_two_tree_blocks_is_not_small),
		TEST(a_digest_file_needs_no_tree_to_be_measured),
		TEST(memory_is_too_small_exactly_when_levels_are_missing),
		TEST(no_byte_outside_the_memory_is_written),
		TEST(parameters_out_of_range_have_their_own_errors),
		TEST(zero_means_sha256_with_4096_and_no_salt),
		TEST(salt_bytes_after_the_salt_do_not_count),
		TEST(every_byte_of_salt_counts_even_zeros),
		TEST(what_was_in_memory_before_does_not_count),
		TEST(the_given_hash_function_hashes_every_block),
		TEST(the_root_is_what_the_given_function_says),
		TEST(sha512_trees_do_without_the_sha256_function),
		TEST(the_sinks_error_is_returned_and_stays),
		TEST(a_finished_tree_takes_no_more),
		TEST(hashes_are_added_only_where_they_fit),
		TEST(hashes_are_added_up_to_the_memory),
		TEST(nothing_is_added_after_a_last_block),
		TEST(a_file_ends_at_2_to_the_63_minus_1),
		TEST(sizes_do_not_wrap_around),
		TEST(the_descriptor_holds_all_bytes_of_the_size),
		TEST(eight_levels_are_the_most),
		TEST(levels_stand_root_first_without_gaps),
		TEST(files_of_more_than_eight_levels_are_too_large),
		TEST(attack_77_a_tree_block_does_not_pass_for_the_file),
		TEST(attack_77_zeros_at_the_end_of_a_file_count),
		TEST(reads_of_any_length_give_the_same_digest),
		TEST(a_last_block_is_hashed_with_the_others),
		TEST(a_read_error_ends_it_whenever_it_comes),
		TEST(a_code_that_is_none_of_ours_becomes_a_read_error),
		TEST(a_read_of_more_than_was_asked_is_refused),
		TEST(a_read_that_does_not_say_how_many_is_the_end),
		TEST(a_source_must_end_exactly_at_its_size),
		TEST(measuring_without_a_buffer_is_refused_unread),
		TEST(a_tree_that_failed_to_begin_measures_nothing),
		TEST(a_tree_without_memory_ends_a_measurement),
	};

	return cmocka_run_group_tests(tests, make_file, drop_file);
}
