/* SPDX-License-Identifier: MIT */
/* test_reader.c - verified reading: the image's bytes, or an error, no others
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "sha256/sha256.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define CANARY 0xa5
#define CACHE_MAX 8
#define EVERYTHING SIZE_MAX

#if !defined(CFSV_NO_SHA512) && !defined(FOREIGN_NO_SHA512)
#define WITH_SHA512
#endif

static uint32_t seed = 1;

/* xorshift32: the same in every run */
static uint32_t next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed;
}

static void *allocate(size_t n)
{
	void *p = malloc(n > 0 ? n : 1);

	assert_non_null(p);
	return p;
}

/*
 * STORAGE
 */

/* One of the two things that are stored; it can misbehave. */
struct stored {
	uint8_t *bytes;
	uint8_t *other; /* what it answers instead, if `turned` says so */
	size_t size;
	size_t end;   /* where it says that it ends */
	size_t chunk; /* the most that one call returns */
	size_t calls;
	size_t fail_at; /* the call that fails, from 1; 0: none */
	enum cfsv_err failure;
	size_t overrun; /* by so many bytes the answer is too large */
	/* does the call with this number get the other answer? */
	int (*turned)(size_t call);
};

struct image {
	struct cfsv_params params;
	struct cfsv_tree_layout layout;
	struct stored data, tree;
	uint8_t descriptor[CFSV_DESCRIPTOR_SIZE];
	struct cfsv_digest digest;
};

/* No more is ever asked for than there is. */
static enum cfsv_err stored_read(void *arg, uint64_t offset, uint8_t *buf,
				 size_t want, size_t *got)
{
	struct stored *s = arg;
	const uint8_t *from = s->bytes;
	size_t at = (size_t)offset, n = want;

	assert_true(want > 0 && offset < s->size && want <= s->size - offset);
	if (++s->calls == s->fail_at)
		return s->failure;
	if (s->turned && s->turned(s->calls))
		from = s->other;
	if (n > s->chunk)
		n = s->chunk;
	if (at >= s->end)
		n = 0;
	else if (n > s->end - at)
		n = s->end - at;
	memcpy(buf, from + at, n);
	*got = n + s->overrun;
	return CFSV_OK;
}

static enum cfsv_err keep(void *arg, uint32_t level, uint64_t index,
			  const uint8_t *block, size_t block_size)
{
	struct image *m = arg;

	memcpy(m->tree.bytes + m->layout.start[level] + index * block_size,
	       block, block_size);
	return CFSV_OK;
}

static void stored_init(struct stored *s, size_t size)
{
	memset(s, 0, sizeof(*s));
	s->bytes = allocate(size);
	s->size = s->end = size;
	s->chunk = EVERYTHING;
}

/* The tree and descriptor of what is in data; test_tree.c vouches for them. */
static void image_seal(struct image *m)
{
	uint8_t *memory = allocate(CFSV_TREE_MEMORY(m->params.block_size));
	struct cfsv_tree t;

	assert_int_equal(cfsv_tree_init(&t, &m->params, NULL, memory,
					CFSV_TREE_MEMORY(m->params.block_size)),
			 CFSV_OK);
	t.sink = keep;
	t.sink_arg = m;
	cfsv_tree_update(&t, m->data.bytes, m->data.size);
	assert_int_equal(cfsv_tree_final(&t, &m->digest, m->descriptor),
			 CFSV_OK);
	free(memory);
}

static void image_make(struct image *m, const struct cfsv_params *p,
		       size_t size)
{
	size_t i;

	memset(m, 0, sizeof(*m));
	m->params = *p;
	assert_int_equal(cfsv_tree_layout(&m->layout, p, size), CFSV_OK);
	stored_init(&m->data, size);
	stored_init(&m->tree, (size_t)m->layout.size);
	for (i = 0; i < size; i++)
		m->data.bytes[i] = (uint8_t)(next_random() >> 11);
	image_seal(m);
}

static void image_free(struct image *m)
{
	free(m->data.bytes);
	free(m->data.other);
	free(m->tree.bytes);
	free(m->tree.other);
}

/*
 * A READER OF IT
 */

struct opened {
	struct cfsv_reader reader;
	struct cfsv_slot slots[CACHE_MAX];
	uint8_t *memory; /* exactly as large as the cache: sanitizers see it */
};

static enum cfsv_err open_with(struct opened *o, struct image *m,
			       const struct cfsv_digest *digest,
			       const uint8_t *descriptor, size_t slots)
{
	struct cfsv_source data = {stored_read, &m->data, 7};
	struct cfsv_source tree = {stored_read, &m->tree, 7};
	size_t size = slots * m->params.block_size;
	struct cfsv_cache cache = {o->slots, slots, NULL, size};

	o->memory = cache.memory = allocate(size);
	memset(o->memory, CANARY, size);
	memset(o->slots, CANARY, sizeof(o->slots));
	memset(&o->reader, 0xff, sizeof(o->reader));
	return cfsv_reader_init(&o->reader, digest, descriptor, &data, &tree,
				NULL, &cache);
}

static void open_image(struct opened *o, struct image *m, size_t slots)
{
	assert_int_equal(open_with(o, m, &m->digest, m->descriptor, slots),
			 CFSV_OK);
	assert_true(o->reader.size == m->data.size);
}

static void close_image(struct opened *o)
{
	free(o->memory);
}

/*
 * One read. However it ends, the first *got bytes are the ones that were
 * sealed, which `good` holds, and no other byte of the buffer was touched.
 */
static enum cfsv_err read_some(struct opened *o, const uint8_t *good,
			       size_t size, size_t offset, size_t len,
			       size_t *out_got)
{
	size_t can = offset < size ? size - offset : 0;
	uint8_t *buf = allocate(len);
	enum cfsv_err err;
	size_t i, got = EVERYTHING;

	memset(buf, CANARY, len);
	err = cfsv_reader_read(&o->reader, offset, buf, len, &got);
	if (can > len)
		can = len;
	if (err == CFSV_OK)
		assert_true(got == can);
	else
		assert_true(got < can || got == 0);
	if (got > 0)
		assert_memory_equal(buf, good + offset, got);
	for (i = got; i < len; i++)
		if (buf[i] != CANARY)
			break;
	assert_true(i == len);
	free(buf);
	if (out_got)
		*out_got = got;
	return err;
}

static enum cfsv_err read_image(struct opened *o, const struct image *m,
				size_t offset, size_t len)
{
	return read_some(o, m->data.bytes, m->data.size, offset, len, NULL);
}

/*
 * WHAT IS READ IS WHAT WAS SEALED
 */

static const struct cfsv_params all_params[] = {
	{CFSV_SHA256, 1024, 0, {0}},
	{CFSV_SHA256, 4096, 0, {0}},
	{CFSV_SHA256, 1024, 3, "abc"},
	{CFSV_SHA256, 1024, CFSV_SALT_MAX, {[CFSV_SALT_MAX - 1] = 7}},
#ifdef WITH_SHA512
	{CFSV_SHA512, 1024, 0, {0}},
	{CFSV_SHA512, 1024, 32, "0123456789abcdefghijklmnopqrstu"},
#endif
};
static const size_t all_slots[] = {1, 2, 3, CACHE_MAX};

static void check_reads(struct image *m, size_t slots)
{
	size_t bs = m->params.block_size, size = m->data.size, i;
	const size_t at[] = {0,	       1,	 bs - 1,   bs,	     bs + 1,
			     size / 2, size - 1, size - 2, size - bs};
	struct opened o;

	open_image(&o, m, slots);
	for (i = 0; i < COUNT(at); i++) {
		size_t offset = at[i] <= size ? at[i] : 0;
		size_t len = next_random() % (3 * bs);

		assert_int_equal(read_image(&o, m, offset, 1), CFSV_OK);
		assert_int_equal(read_image(&o, m, offset, len), CFSV_OK);
		assert_int_equal(read_image(&o, m, offset, 0), CFSV_OK);
	}
	for (i = 0; i < 20 && size > 0; i++) {
		size_t offset = next_random() % size;
		size_t len = next_random() % (i % 4 == 0 ? 20 * bs : 3 * bs);

		assert_int_equal(read_image(&o, m, offset, len), CFSV_OK);
	}
	close_image(&o);
}

static void all_reads_give_the_images_bytes(void **state)
{
	size_t p, s, n;

	(void)state;
	for (p = 0; p < COUNT(all_params); p++) {
		size_t bs = all_params[p].block_size;
		size_t per = bs / cfsv_hash_size(all_params[p].hash);
		const size_t blocks[] = {1, 2, per, per + 1, per * per};

		for (n = 0; n < COUNT(blocks); n++) {
			size_t edge = blocks[n] * bs;
			const size_t sizes[] = {0, 1, edge - 1, edge, edge + 1};

			for (s = n == 0 ? 0 : 2; s < COUNT(sizes); s++) {
				struct image m;
				size_t c;

				if (sizes[s] > 2 * 1024 * 1024)
					continue;
				image_make(&m, &all_params[p], sizes[s]);
				for (c = 0; c < COUNT(all_slots); c++)
					check_reads(&m, all_slots[c]);
				image_free(&m);
			}
		}
	}
}

static void an_image_is_read_whole_in_pieces_of_any_length(void **state)
{
	static const size_t pieces[] = {1, 7, 1023, 1024, 1025, 5000, 100000};
	struct image m;
	struct opened o;
	size_t i, at, c;

	(void)state;
	image_make(&m, &all_params[0], 33 * 1024 + 10);
	for (i = 0; i < COUNT(pieces); i++) {
		for (c = 0; c < COUNT(all_slots); c++) {
			open_image(&o, &m, all_slots[c]);
			for (at = 0; at < m.data.size; at += pieces[i])
				assert_int_equal(
					read_image(&o, &m, at, pieces[i]),
					CFSV_OK);
			close_image(&o);
		}
	}
	image_free(&m);
}

static void from_its_end_on_there_is_nothing_to_read(void **state)
{
	static const size_t sizes[] = {0, 1, 1024, 5000};
	uint8_t byte = CANARY;
	struct image m;
	struct opened o;
	size_t i, got = 1;

	(void)state;
	for (i = 0; i < COUNT(sizes); i++) {
		image_make(&m, &all_params[0], sizes[i]);
		open_image(&o, &m, 2);
		assert_int_equal(read_image(&o, &m, sizes[i], 10), CFSV_OK);
		assert_int_equal(read_image(&o, &m, sizes[i] + 9, 10), CFSV_OK);
		assert_int_equal(
			cfsv_reader_read(&o.reader, UINT64_MAX, &byte, 1, &got),
			CFSV_OK);
		assert_int_equal(got, 0);
		assert_int_equal(byte, CANARY);
		assert_int_equal(m.data.calls + m.tree.calls, 0);
		close_image(&o);
		image_free(&m);
	}
}

/*
 * FLIPPED BITS
 */

static void flip_bit(uint8_t *bytes, size_t bit)
{
	bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
}

/*
 * With a bit of this stored thing flipped, each block of the image is read
 * alone, by one reader: those fail that use the flipped block, with this
 * error, and no others. With the bit flipped back all succeed again.
 */
static void check_flip(struct image *m, const uint8_t *good, struct opened *o,
		       struct stored *s, size_t bit, uint64_t first,
		       uint64_t last, enum cfsv_err expected)
{
	size_t bs = m->params.block_size, i;

	flip_bit(s->bytes, bit);
	for (i = 0; i * bs < m->data.size; i++) {
		int used = i >= first && i <= last;
		size_t got;
		enum cfsv_err err =
			read_some(o, good, m->data.size, i * bs, bs, &got);

		assert_int_equal(err, used ? expected : CFSV_OK);
		if (used)
			assert_int_equal(got, 0);
	}
	flip_bit(s->bytes, bit);
	assert_int_equal(read_some(o, good, m->data.size, first * bs, 1, NULL),
			 CFSV_OK);
}

/* The same, of a fresh reader: nothing may be in its cache. */
static void check_data_flip(struct image *m, const uint8_t *good, size_t slots,
			    size_t bit)
{
	uint64_t block = bit / 8 / m->params.block_size;
	struct opened o;

	open_image(&o, m, slots);
	check_flip(m, good, &o, &m->data, bit, block, block,
		   CFSV_E_STORED_DATA);
	close_image(&o);
}

static void check_tree_flip(struct image *m, const uint8_t *good, size_t slots,
			    size_t bit)
{
	size_t bs = m->params.block_size, at = bit / 8;
	uint64_t below = bs / m->digest.size; /* image blocks below one block */
	struct opened o;
	uint64_t index;
	uint32_t l = 0;

	while (at < m->layout.start[l]) {
		below *= bs / m->digest.size;
		l++;
	}
	index = (at - m->layout.start[l]) / bs;
	open_image(&o, m, slots);
	check_flip(m, good, &o, &m->tree, bit, index * below,
		   index * below + below - 1, CFSV_E_STORED_TREE);
	close_image(&o);
}

static uint8_t *copy_of(const struct stored *s)
{
	uint8_t *copy = allocate(s->size);

	memcpy(copy, s->bytes, s->size);
	return copy;
}

/* What a tree block has beside its hashes is tried with the others. */
static void every_flipped_bit_of_a_small_image_is_caught(void **state)
{
	struct image m;
	uint8_t *good;
	size_t bit;

	(void)state;
	image_make(&m, &all_params[0], 1024 + 5);
	good = copy_of(&m.data);
	assert_int_equal(m.tree.size, 1024);
	for (bit = 0; bit < 8 * m.data.size; bit++)
		check_data_flip(&m, good, 1 + bit % 3, bit);
	for (bit = 0; bit < 8 * m.tree.size; bit++)
		check_tree_flip(&m, good, 1 + bit % 3, bit);
	free(good);
	image_free(&m);
}

static void flipped_bits_of_larger_images_are_caught(void **state)
{
	static const size_t blocks[] = {33, 90, 1025};
	struct image m;
	uint8_t *good;
	size_t p, n, i;

	(void)state;
	for (p = 0; p < COUNT(all_params); p++)
		for (n = 0; n < COUNT(blocks); n++) {
			image_make(&m, &all_params[p], blocks[n] * 1024 - 9);
			good = copy_of(&m.data);
			for (i = 0; i < 3000 / blocks[n]; i++) {
				size_t slots = all_slots[i % COUNT(all_slots)];

				check_data_flip(&m, good, slots,
						next_random() %
							(8 * m.data.size));
				check_tree_flip(&m, good, slots,
						next_random() %
							(8 * m.tree.size));
			}
			free(good);
			image_free(&m);
		}
}

/* Hashes of blocks come out with this byte changed; not the descriptor's. */
static size_t wrong_byte;

static void hash_wrongly(const uint32_t state[8], uint64_t before,
			 const uint8_t *in, size_t len, size_t n, uint8_t *out)
{
	cfsv_sha256_portable(state, before, in, len, n, out);
	assert_int_equal(n, 1);
	if (len != CFSV_DESCRIPTOR_SIZE)
		out[wrong_byte] ^= 1;
}

static void every_byte_of_a_hash_is_compared(void **state)
{
	static uint8_t memory[1024];
	struct cfsv_slot slot;
	struct cfsv_cache cache = {&slot, 1, memory, sizeof(memory)};
	struct image m;
	struct opened o;
	struct cfsv_source data = {stored_read, &m.data, 0};
	struct cfsv_source tree = {stored_read, &m.tree, 0};
	size_t i;

	(void)state;
	for (i = 0; i < 2 * 32; i++) {
		wrong_byte = i / 2;
		image_make(&m, &all_params[0], i % 2 ? 3000 : 300);
		assert_int_equal(cfsv_reader_init(&o.reader, &m.digest,
						  m.descriptor, &data, &tree,
						  hash_wrongly, &cache),
				 CFSV_OK);
		assert_int_equal(read_image(&o, &m, 0, 1),
				 i % 2 ? CFSV_E_STORED_TREE
				       : CFSV_E_STORED_DATA);
		m.digest.bytes[wrong_byte] ^= 0x80;
		assert_int_equal(open_with(&o, &m, &m.digest, m.descriptor, 1),
				 CFSV_E_DESCRIPTOR_DIFFERS);
		close_image(&o);
		image_free(&m);
	}
}

/* A read over several blocks ends before the first that is wrong. */
static void a_long_read_gives_what_stands_before_the_wrong_block(void **state)
{
	struct image m;
	struct opened o;
	uint8_t *good;
	size_t i, got;

	(void)state;
	image_make(&m, &all_params[0], 40 * 1024 + 1);
	good = copy_of(&m.data);
	for (i = 0; i < m.data.size; i += 1000) {
		flip_bit(m.data.bytes, 8 * i + 3);
		open_image(&o, &m, 1 + i % 4);
		assert_int_equal(read_some(&o, good, m.data.size, 100,
					   m.data.size, &got),
				 CFSV_E_STORED_DATA);
		assert_int_equal(got, i < 1024 ? 0 : i / 1024 * 1024 - 100);
		close_image(&o);
		flip_bit(m.data.bytes, 8 * i + 3);
	}
	free(good);
	image_free(&m);
}

static void every_flipped_bit_of_a_descriptor_is_caught(void **state)
{
	uint8_t d[CFSV_DESCRIPTOR_SIZE], buf[8];
	struct image m;
	struct opened o;
	size_t bit, got;

	(void)state;
	image_make(&m, &all_params[2], 3000);
	for (bit = 0; bit < 8 * sizeof(d); bit++) {
		memcpy(d, m.descriptor, sizeof(d));
		flip_bit(d, bit);
		assert_int_equal(open_with(&o, &m, &m.digest, d, 2),
				 CFSV_E_DESCRIPTOR_DIFFERS);
		memset(buf, CANARY, sizeof(buf));
		assert_int_equal(
			cfsv_reader_read(&o.reader, 0, buf, sizeof(buf), &got),
			CFSV_E_DESCRIPTOR_DIFFERS);
		assert_int_equal(got, 0);
		assert_int_equal(buf[0], CANARY);
		close_image(&o);
	}
	assert_int_equal(m.data.calls + m.tree.calls, 0);
	image_free(&m);
}

/*
 * STORAGE THAT DOES NOT ANSWER AS BEFORE
 */

static size_t turn_at;

static int from_then_on(size_t call)
{
	return call >= turn_at;
}

static int once(size_t call)
{
	return call == turn_at;
}

static int at_random(size_t call)
{
	(void)call;
	return next_random() % 3 == 0;
}

/* The other answer differs in all bytes, or is another image's. */
static void image_turn(struct image *m, const struct image *other,
		       int (*turned)(size_t call))
{
	size_t i;

	m->data.other = copy_of(other ? &other->data : &m->data);
	m->tree.other = copy_of(other ? &other->tree : &m->tree);
	for (i = 0; !other && i < m->data.size; i++)
		m->data.other[i] ^= 0xff;
	for (i = 0; !other && i < m->tree.size; i++)
		m->tree.other[i] ^= 0xff;
	m->data.turned = m->tree.turned = turned;
}

/* All of the image in pieces; read_some() looks at each byte that came. */
static size_t read_pieces(struct opened *o, const struct image *m)
{
	size_t at, failed = 0;

	for (at = 0; at < m->data.size; at += 700)
		failed += read_image(o, m, at, 700) != CFSV_OK;
	return failed;
}

static void storage_that_changes_its_mind_gives_no_wrong_byte(void **state)
{
	static int (*const ways[])(size_t) = {from_then_on, once, at_random};
	struct image m, other;
	struct opened o;
	size_t i, w, round;

	(void)state;
	for (i = 0; i < 2 * COUNT(ways); i++) {
		w = i / 2;
		image_make(&m, &all_params[0], 70 * 1024 + 3);
		image_make(&other, &all_params[0], 70 * 1024 + 3);
		image_turn(&m, i % 2 ? &other : NULL, ways[w]);
		for (turn_at = 1; turn_at < 80; turn_at++) {
			size_t failed = 0;

			open_image(&o, &m, 1 + turn_at % CACHE_MAX);
			m.data.calls = m.tree.calls = 0;
			for (round = 0; round < 3; round++)
				failed += read_pieces(&o, &m);
			assert_true(failed > 0);
			/* honest again: so is the reader */
			m.data.turned = m.tree.turned = NULL;
			assert_int_equal(read_pieces(&o, &m), 0);
			m.data.turned = m.tree.turned = ways[w];
			close_image(&o);
		}
		image_free(&m);
		image_free(&other);
	}
}

/* What is in the cache is not asked for again, so no answer can change. */
static void a_block_in_the_cache_is_not_read_again(void **state)
{
	struct image m;
	struct opened o;
	size_t c, i, calls;

	(void)state;
	for (c = 0; c < COUNT(all_slots); c++) {
		image_make(&m, &all_params[0], 40 * 1024);
		assert_int_equal(m.layout.levels, 2);
		open_image(&o, &m, all_slots[c]);
		assert_int_equal(read_image(&o, &m, 1024, 1), CFSV_OK);
		assert_int_equal(m.data.calls, 1);
		assert_int_equal(m.tree.calls, 2);
		for (i = 0; i < 100; i++)
			assert_int_equal(read_image(&o, &m, 1024 + i, 20),
					 CFSV_OK);
		calls = m.data.calls + m.tree.calls;
		assert_int_equal(calls, 3);
		/* a neighbour: of its two tree blocks one slot has none */
		assert_int_equal(read_image(&o, &m, 0, 1), CFSV_OK);
		assert_int_equal(m.data.calls, 2);
		assert_int_equal(m.tree.calls, all_slots[c] == 1   ? 4
					       : all_slots[c] == 2 ? 3
								   : 2);
		close_image(&o);
		image_free(&m);
	}
}

/* Root and level stay, whatever else comes and goes. */
static void tree_blocks_outlive_the_images(void **state)
{
	struct image m;
	struct opened o;
	size_t i;

	(void)state;
	image_make(&m, &all_params[0], 32 * 1024);
	open_image(&o, &m, 2);
	for (i = 0; i < 500; i++)
		assert_int_equal(read_image(&o, &m, i * 7 % 32 * 1024, 1024),
				 CFSV_OK);
	assert_int_equal(m.data.calls, 500);
	assert_int_equal(m.tree.calls, 1);
	close_image(&o);
	image_free(&m);
}

/*
 * CALLBACKS
 */

static void short_answers_are_continued(void **state)
{
	static const size_t chunks[] = {1, 3, 1000, 1023};
	struct image m;
	struct opened o;
	size_t i;

	(void)state;
	image_make(&m, &all_params[0], 35 * 1024 + 77);
	for (i = 0; i < COUNT(chunks); i++) {
		m.data.chunk = m.tree.chunk = chunks[i];
		open_image(&o, &m, 3);
		assert_int_equal(read_pieces(&o, &m), 0);
		close_image(&o);
	}
	image_free(&m);
}

static void an_early_end_is_told(void **state)
{
	struct image m;
	struct opened o;
	size_t end, got;

	(void)state;
	image_make(&m, &all_params[0], 5 * 1024 + 77);
	for (end = 0; end < m.data.size; end += 1 + end % 64) {
		m.data.end = end;
		open_image(&o, &m, 2);
		assert_int_equal(read_some(&o, m.data.bytes, m.data.size, 0,
					   m.data.size, &got),
				 CFSV_E_STORED_SHORT);
		assert_int_equal(got, end / 1024 * 1024);
		m.data.end = m.data.size;
		assert_int_equal(read_image(&o, &m, 0, m.data.size), CFSV_OK);
		close_image(&o);
	}
	for (end = 0; end < m.tree.size; end++) {
		m.tree.end = end;
		open_image(&o, &m, 2);
		assert_int_equal(read_image(&o, &m, 0, 1), CFSV_E_STORED_SHORT);
		close_image(&o);
	}
	image_free(&m);
}

static void check_failure(struct stored *s, struct image *m, size_t at,
			  enum cfsv_err failure, enum cfsv_err expected)
{
	struct opened o;

	open_image(&o, m, 1);
	s->calls = 0;
	s->fail_at = at;
	s->failure = failure;
	assert_int_equal(read_image(&o, m, 0, m->data.size), expected);
	s->fail_at = 0;
	assert_int_equal(read_image(&o, m, 0, m->data.size), CFSV_OK);
	close_image(&o);
}

static void a_callbacks_error_ends_the_read(void **state)
{
	static const struct {
		int failure;
		enum cfsv_err expected;
	} failures[] = {{CFSV_E_IO, CFSV_E_IO},
			{CFSV_E_READ, CFSV_E_READ},
			{-5, CFSV_E_READ},
			{1, CFSV_E_READ}};
	struct image m;
	size_t i, at;

	(void)state;
	image_make(&m, &all_params[0], 35 * 1024 + 77);
	for (i = 0; i < COUNT(failures); i++)
		for (at = 1; at < 20; at++) {
			enum cfsv_err f = (enum cfsv_err)failures[i].failure;

			check_failure(&m.data, &m, at, f, failures[i].expected);
			check_failure(&m.tree, &m, at, f, failures[i].expected);
		}
	image_free(&m);
}

static void an_answer_longer_than_the_question_is_refused(void **state)
{
	struct image m;
	struct opened o;

	(void)state;
	image_make(&m, &all_params[0], 35 * 1024 + 77);
	open_image(&o, &m, 1);
	m.tree.overrun = 1;
	assert_int_equal(read_image(&o, &m, 0, 1), CFSV_E_READ_OVERRUN);
	m.tree.overrun = 0;
	m.data.overrun = EVERYTHING / 2;
	assert_int_equal(read_image(&o, &m, 0, 1), CFSV_E_READ_OVERRUN);
	m.data.overrun = 0;
	assert_int_equal(read_image(&o, &m, 0, 1), CFSV_OK);
	close_image(&o);
	image_free(&m);
}

/*
 * DESCRIPTORS
 */

/* A reader of what this descriptor says, which its owner signed. */
static enum cfsv_err open_signed(struct opened *o, struct image *m,
				 const uint8_t *descriptor)
{
	struct cfsv_digest digest = m->digest;

	assert_int_equal(digest.hash, CFSV_SHA256);
	cfsv_sha256(digest.bytes, descriptor, CFSV_DESCRIPTOR_SIZE);
	return open_with(o, m, &digest, descriptor, 1);
}

static void check_byte(struct image *m, size_t at, uint8_t value,
		       enum cfsv_err expected)
{
	uint8_t d[CFSV_DESCRIPTOR_SIZE];
	struct opened o;

	memcpy(d, m->descriptor, sizeof(d));
	assert_true(d[at] != value);
	d[at] = value;
	assert_int_equal(open_signed(&o, m, d), expected);
	assert_int_equal(read_image(&o, m, 0, 1), expected);
	close_image(&o);
}

static void a_signed_descriptor_must_be_canonical_too(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
		enum cfsv_err expected;
	} bytes[] = {
		{0, 0, CFSV_E_DESCRIPTOR},
		{0, 2, CFSV_E_DESCRIPTOR},
		{1, 0, CFSV_E_DESCRIPTOR},
		{1, 2, CFSV_E_DESCRIPTOR},
		{1, 3, CFSV_E_DESCRIPTOR},
		{1, 255, CFSV_E_DESCRIPTOR},
		{2, 0, CFSV_E_BLOCK_SIZE},
		{2, 9, CFSV_E_BLOCK_SIZE},
		{2, 17, CFSV_E_BLOCK_SIZE},
		{2, 32, CFSV_E_BLOCK_SIZE},
		{2, 42, CFSV_E_BLOCK_SIZE},
		{2, 255, CFSV_E_BLOCK_SIZE},
		{3, 33, CFSV_E_SALT_SIZE},
		{3, 255, CFSV_E_SALT_SIZE},
		{3, 2, CFSV_E_DESCRIPTOR}, /* and a third byte after it */
		{15, 0x80, CFSV_E_FILE_TOO_LARGE},
		{15, 0xff, CFSV_E_FILE_TOO_LARGE},
	};
	struct image m;
	size_t i;

	(void)state;
	image_make(&m, &all_params[2], 3000);
	for (i = 0; i < COUNT(bytes); i++)
		check_byte(&m, bytes[i].at, bytes[i].value, bytes[i].expected);
	for (i = 4; i < 8; i++) /* signature size */
		check_byte(&m, i, 1, CFSV_E_DESCRIPTOR);
	for (i = 16 + 32; i < 80; i++) /* after the root hash */
		check_byte(&m, i, 1, CFSV_E_DESCRIPTOR);
	for (i = 80 + 3; i < 112; i++) /* after the salt */
		check_byte(&m, i, 1, CFSV_E_DESCRIPTOR);
	for (i = 112; i < 256; i++) /* reserved */
		check_byte(&m, i, 0x80, CFSV_E_DESCRIPTOR);
	image_free(&m);
	/* an empty file has the root hash zero */
	image_make(&m, &all_params[0], 0);
	for (i = 16; i < 80; i++)
		check_byte(&m, i, 1, CFSV_E_DESCRIPTOR);
	image_free(&m);
}

static void a_tree_of_nine_levels_is_refused(void **state)
{
	uint8_t d[CFSV_DESCRIPTOR_SIZE];
	struct image m;
	struct opened o;

	(void)state;
	image_make(&m, &all_params[0], 3000);
	memcpy(d, m.descriptor, sizeof(d));
	/* 32^8 blocks of 1024 bytes, 2^50, are the most that fit */
	memset(d + 8, 0, 8);
	d[8 + 6] = 4;
	assert_int_equal(open_signed(&o, &m, d), CFSV_OK);
	assert_int_equal(o.reader.layout.levels, 8);
	close_image(&o);
	d[8] = 1;
	assert_int_equal(open_signed(&o, &m, d), CFSV_E_FILE_TOO_LARGE);
	close_image(&o);
	image_free(&m);
}

static void another_images_descriptor_is_refused(void **state)
{
	struct image m, other;
	struct opened o;

	(void)state;
	image_make(&m, &all_params[0], 3000);
	image_make(&other, &all_params[0], 3000);
	assert_int_equal(open_with(&o, &m, &m.digest, other.descriptor, 2),
			 CFSV_E_DESCRIPTOR_DIFFERS);
	assert_int_equal(read_image(&o, &m, 0, 1), CFSV_E_DESCRIPTOR_DIFFERS);
	close_image(&o);
	/* and with the digest to it, its image is not this one */
	assert_int_equal(open_with(&o, &m, &other.digest, other.descriptor, 2),
			 CFSV_OK);
	assert_int_equal(read_image(&o, &m, 0, 1), CFSV_E_STORED_TREE);
	close_image(&o);
	image_free(&m);
	image_free(&other);
}

static void a_digest_that_is_not_well_formed_is_no_digest(void **state)
{
	static const struct {
		uint32_t hash, size;
		enum cfsv_err expected;
	} forms[] = {{0, 0, CFSV_E_ARGUMENT},
		     {0, 32, CFSV_E_ARGUMENT},
		     {CFSV_SHA256, 0, CFSV_E_ARGUMENT},
		     {CFSV_SHA256, 31, CFSV_E_ARGUMENT},
		     {CFSV_SHA256, 64, CFSV_E_ARGUMENT},
#ifdef WITH_SHA512
		     {CFSV_SHA512, 32, CFSV_E_ARGUMENT},
		     {CFSV_SHA512, 64, CFSV_E_DESCRIPTOR_DIFFERS},
#endif
		     {3, 48, CFSV_E_ARGUMENT}, /* SHA-384 */
		     {4, 32, CFSV_E_ARGUMENT}};
	struct image m;
	struct opened o;
	size_t i;

	(void)state;
	image_make(&m, &all_params[0], 3000);
	for (i = 0; i < COUNT(forms); i++) {
		struct cfsv_digest digest = m.digest;

		digest.hash = forms[i].hash;
		digest.size = forms[i].size;
		assert_int_equal(open_with(&o, &m, &digest, m.descriptor, 2),
				 forms[i].expected);
		assert_int_equal(read_image(&o, &m, 0, 1), forms[i].expected);
		close_image(&o);
	}
	image_free(&m);
}

static void a_cache_has_room_for_one_block_at_least(void **state)
{
	static uint8_t memory[3 * 1024];
	static const struct {
		size_t slots, size;
		enum cfsv_err expected;
	} caches[] = {{0, 1024, CFSV_E_CACHE_SIZE}, {1, 0, CFSV_E_CACHE_SIZE},
		      {3, 1023, CFSV_E_CACHE_SIZE}, {3, 1024, CFSV_OK},
		      {1, 3072, CFSV_OK},	    {3, 3071, CFSV_OK}};
	struct image m;
	size_t i;

	(void)state;
	image_make(&m, &all_params[0], 40000);
	for (i = 0; i < COUNT(caches); i++) {
		struct cfsv_source data = {stored_read, &m.data, 0};
		struct cfsv_source tree = {stored_read, &m.tree, 0};
		struct opened o;
		struct cfsv_cache cache = {o.slots, caches[i].slots, memory,
					   caches[i].size};
		size_t n;

		memset(memory, CANARY, sizeof(memory));
		memset(o.slots, CANARY, sizeof(o.slots));
		assert_int_equal(cfsv_reader_init(&o.reader, &m.digest,
						  m.descriptor, &data, &tree,
						  NULL, &cache),
				 caches[i].expected);
		assert_int_equal(read_image(&o, &m, 0, 40000),
				 caches[i].expected);
		/* no more of it is used than whole blocks, one a slot */
		n = caches[i].size / 1024;
		if (n > caches[i].slots)
			n = caches[i].slots;
		for (n = n * 1024; n < sizeof(memory); n++)
			assert_int_equal(memory[n], CANARY);
	}
	image_free(&m);
}

static void what_is_missing_is_an_argument_error(void **state)
{
	static uint8_t memory[1024];
	struct image m;
	struct opened o;
	int i;

	(void)state;
	image_make(&m, &all_params[0], 100);
	for (i = 0; i < 5; i++) {
		struct cfsv_source data = {i == 0 ? NULL : stored_read, &m.data,
					   0};
		struct cfsv_source tree = {i == 1 ? NULL : stored_read, &m.tree,
					   0};
		struct cfsv_cache cache = {i == 2 ? NULL : o.slots, 1,
					   i == 3 ? NULL : memory, 1024};

		assert_int_equal(cfsv_reader_init(&o.reader, &m.digest,
						  i == 4 ? NULL : m.descriptor,
						  &data, &tree, NULL, &cache),
				 CFSV_E_ARGUMENT);
		assert_int_equal(read_image(&o, &m, 0, 1), CFSV_E_ARGUMENT);
	}
	image_free(&m);
}

/*
 * ATTACKS: by their numbers in attacks.table
 */

static void attack_78_descriptor_with_a_signature_inside(void **state)
{
	uint8_t d[CFSV_DESCRIPTOR_SIZE];
	struct image m;
	struct opened o;

	(void)state;
	image_make(&m, &all_params[0], 3000);
	/* the kernel's form on disk: not what the digest is made of */
	memcpy(d, m.descriptor, sizeof(d));
	d[4] = 44;
	assert_int_equal(open_with(&o, &m, &m.digest, d, 1),
			 CFSV_E_DESCRIPTOR_DIFFERS);
	close_image(&o);
	/* and one that was signed so, with a length beyond all bounds */
	memset(d + 4, 0xff, 4);
	assert_int_equal(open_signed(&o, &m, d), CFSV_E_DESCRIPTOR);
	close_image(&o);
	image_free(&m);
}

static void attack_79_sibling_in_place_of_a_block(void **state)
{
	struct image m;
	struct opened o;
	uint8_t *good, *t;

	(void)state;
	image_make(&m, &all_params[0], 70 * 1024);
	good = copy_of(&m.data);
	t = m.tree.bytes + m.layout.start[0];
	/* genuine blocks, in each other's place */
	memcpy(m.data.bytes + 1024, good, 1024);
	open_image(&o, &m, CACHE_MAX);
	assert_int_equal(read_some(&o, good, m.data.size, 0, 1, NULL), CFSV_OK);
	assert_int_equal(read_some(&o, good, m.data.size, 1024, 1, NULL),
			 CFSV_E_STORED_DATA);
	/* so are tree and image together, each consistent with the other */
	memcpy(m.data.bytes + 32 * 1024, good, 1024);
	memcpy(t + 1024, t, 1024);
	assert_int_equal(read_some(&o, good, m.data.size, 32 * 1024, 1, NULL),
			 CFSV_E_STORED_TREE);
	close_image(&o);
	free(good);
	image_free(&m);
}

static void attack_79_tree_block_in_place_of_data(void **state)
{
	struct image m;
	struct opened o;
	uint8_t *good;

	(void)state;
	/* one level: the root block has the hash that is in the descriptor */
	image_make(&m, &all_params[0], 2 * 1024);
	good = copy_of(&m.data);
	memcpy(m.data.bytes, m.tree.bytes, 1024);
	open_image(&o, &m, 3);
	assert_int_equal(read_some(&o, good, m.data.size, 0, 1, NULL),
			 CFSV_E_STORED_DATA);
	close_image(&o);
	free(good);
	image_free(&m);
}

/*
 * The size decides how many levels there are, and it is under the digest. Even
 * a signer who lies about it gets nothing out: tree blocks as data, or the
 * image's blocks as a level of the tree, have no hashes that fit.
 */
static void attack_79_levels_more_or_fewer(void **state)
{
	static const struct {
		uint8_t size[3]; /* little endian */
		uint32_t levels;
	} lies[] = {{{0, 4, 0}, 0}, {{0, 8, 0}, 1}, {{1, 0, 16}, 3}};
	uint8_t d[CFSV_DESCRIPTOR_SIZE], *tree;
	struct image m;
	struct opened o;
	size_t i;

	(void)state;
	image_make(&m, &all_params[0], 33 * 1024);
	assert_int_equal(m.layout.levels, 2);
	tree = allocate(m.tree.size + m.data.size);
	memcpy(tree, m.tree.bytes, m.tree.size);
	memcpy(tree + m.tree.size, m.data.bytes, m.data.size);
	free(m.tree.bytes);
	m.tree.bytes = tree;
	m.tree.size = m.tree.end = m.tree.size + m.data.size;
	for (i = 0; i < COUNT(lies); i++) {
		memcpy(d, m.descriptor, sizeof(d));
		memcpy(d + 8, lies[i].size, 3);
		assert_int_equal(open_with(&o, &m, &m.digest, d, 1),
				 CFSV_E_DESCRIPTOR_DIFFERS);
		close_image(&o);
		assert_int_equal(open_signed(&o, &m, d), CFSV_OK);
		assert_int_equal(o.reader.layout.levels, lies[i].levels);
		assert_int_equal(read_image(&o, &m, 0, 1), CFSV_E_STORED_DATA);
		close_image(&o);
	}
	image_free(&m);
}

static void attack_79_bytes_after_the_end(void **state)
{
	struct image m;
	struct opened o;
	uint8_t *good;

	(void)state;
	/* stored_read() asserts that these are not even asked for */
	image_make(&m, &all_params[0], 1500);
	free(m.data.bytes);
	m.data.bytes = allocate(2048);
	memset(m.data.bytes, 'x', 2048);
	image_seal(&m);
	good = copy_of(&m.data);
	open_image(&o, &m, 1);
	assert_int_equal(read_some(&o, good, 1500, 0, 2048, NULL), CFSV_OK);
	close_image(&o);
	free(good);
	image_free(&m);
	/* a tree block's padding is hashed: it must be zero */
	image_make(&m, &all_params[0], 1500);
	open_image(&o, &m, 1);
	m.tree.bytes[2 * 32] = 1;
	assert_int_equal(read_image(&o, &m, 0, 1), CFSV_E_STORED_TREE);
	close_image(&o);
	image_free(&m);
}

/*
 * SIZES UP TO 2^63-1: images of zeros, whose tree blocks are made when asked
 */

struct zeros {
	struct cfsv_tree hasher;
	struct cfsv_tree_layout layout;
	uint64_t size;
	uint8_t full[CFSV_LEVELS_MAX + 1][CFSV_DIGEST_MAX];
	uint8_t last[CFSV_LEVELS_MAX + 1][CFSV_DIGEST_MAX];
};

/* Block `index` of level l: n hashes of full blocks, or the last block. */
static void zeros_block(const struct zeros *z, uint32_t l, uint64_t index,
			uint8_t *block)
{
	size_t bs = z->hasher.params.block_size, ds = z->hasher.digest_size;
	uint64_t below = l > 0 ? z->layout.blocks[l - 1]
			       : z->size / bs + (z->size % bs != 0);
	size_t i;

	memset(block, 0, bs);
	for (i = 0; i < bs / ds && index * (bs / ds) + i < below; i++)
		memcpy(block + i * ds,
		       index * (bs / ds) + i == below - 1 ? z->last[l]
							  : z->full[l],
		       ds);
}

static enum cfsv_err zeros_tree(void *arg, uint64_t offset, uint8_t *buf,
				size_t want, size_t *got)
{
	struct zeros *z = arg;
	size_t bs = z->hasher.params.block_size;
	uint32_t l = 0;

	assert_true(want == bs && offset < z->layout.size);
	while (offset < z->layout.start[l])
		l++;
	zeros_block(z, l, (offset - z->layout.start[l]) / bs, buf);
	*got = want;
	return CFSV_OK;
}

static enum cfsv_err zeros_data(void *arg, uint64_t offset, uint8_t *buf,
				size_t want, size_t *got)
{
	struct zeros *z = arg;

	assert_true(offset < z->size && want <= z->size - offset);
	memset(buf, 0, want);
	*got = want;
	return CFSV_OK;
}

static void zeros_make(struct zeros *z, const struct cfsv_params *p,
		       uint64_t size, struct cfsv_digest *digest, uint8_t *d)
{
	uint8_t *block = allocate(p->block_size);
	uint32_t l;

	assert_int_equal(cfsv_tree_hasher(&z->hasher, p, NULL), CFSV_OK);
	assert_int_equal(cfsv_tree_layout(&z->layout, p, size), CFSV_OK);
	z->size = size;
	memset(block, 0, p->block_size);
	cfsv_tree_hash(&z->hasher, block, 1, z->full[0]);
	cfsv_tree_hash(&z->hasher, block, 1, z->last[0]);
	for (l = 0; l < z->layout.levels; l++) {
		zeros_block(z, l, z->layout.blocks[l] - 1, block);
		cfsv_tree_hash(&z->hasher, block, 1, z->last[l + 1]);
		zeros_block(z, l, 0, block);
		cfsv_tree_hash(&z->hasher, block, 1, z->full[l + 1]);
	}
	cfsv_tree_descriptor(&z->hasher, size, z->last[l], d);
	cfsv_descriptor_digest(&z->hasher, d, digest);
	free(block);
}

static void check_zeros(const struct cfsv_params *p, uint64_t size)
{
	uint8_t d[CFSV_DESCRIPTOR_SIZE], buf[3000];
	uint8_t *memory = allocate(2 * p->block_size);
	struct zeros z;
	struct cfsv_source data = {zeros_data, &z, 0};
	struct cfsv_source tree = {zeros_tree, &z, 0};
	struct cfsv_slot slots[2];
	struct cfsv_cache cache = {slots, 2, memory, 2 * p->block_size};
	struct cfsv_digest digest;
	struct cfsv_reader r;
	size_t i, j, got;

	zeros_make(&z, p, size, &digest, d);
	assert_int_equal(
		cfsv_reader_init(&r, &digest, d, &data, &tree, NULL, &cache),
		CFSV_OK);
	for (i = 0; i < 20; i++) {
		uint64_t far = ((uint64_t)next_random() << 32 | next_random());
		uint64_t at = i < 10 ? size - 1 - i * 300 : far % size;
		uint64_t can = size - at < 3000 ? size - at : 3000;

		memset(buf, CANARY, sizeof(buf));
		assert_int_equal(cfsv_reader_read(&r, at, buf, 3000, &got),
				 CFSV_OK);
		assert_true(got == can);
		for (j = 0; j < 3000; j++)
			assert_true(buf[j] == (j < got ? 0 : CANARY));
	}
	assert_int_equal(cfsv_reader_read(&r, size, buf, 1, &got), CFSV_OK);
	assert_int_equal(got, 0);
	free(memory);
}

static void files_of_all_sizes_are_read_at_all_offsets(void **state)
{
	static const struct cfsv_params params[] = {
		{CFSV_SHA256, 65536, 0, {0}},
		{CFSV_SHA256, 4096, 2, "yz"},
#ifdef WITH_SHA512
		{CFSV_SHA512, 16384, 0, {0}},
#endif
	};
	size_t p, bits;

	(void)state;
	for (p = 0; p < COUNT(params); p++)
		for (bits = 20; bits <= 63; bits += bits < 60 ? 10 : 1) {
			check_zeros(&params[p], ((uint64_t)1 << bits) - 1);
			if (bits == 63)
				continue;
			check_zeros(&params[p], (uint64_t)1 << bits);
			check_zeros(&params[p], ((uint64_t)1 << bits) + 1);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_reads_give_the_images_bytes),
		cmocka_unit_test(
			an_image_is_read_whole_in_pieces_of_any_length),
		cmocka_unit_test(from_its_end_on_there_is_nothing_to_read),
		cmocka_unit_test(every_flipped_bit_of_a_small_image_is_caught),
		cmocka_unit_test(flipped_bits_of_larger_images_are_caught),
		cmocka_unit_test(every_byte_of_a_hash_is_compared),
		cmocka_unit_test(
			a_long_read_gives_what_stands_before_the_wrong_block),
		cmocka_unit_test(every_flipped_bit_of_a_descriptor_is_caught),
		cmocka_unit_test(
			storage_that_changes_its_mind_gives_no_wrong_byte),
		cmocka_unit_test(a_block_in_the_cache_is_not_read_again),
		cmocka_unit_test(tree_blocks_outlive_the_images),
		cmocka_unit_test(short_answers_are_continued),
		cmocka_unit_test(an_early_end_is_told),
		cmocka_unit_test(a_callbacks_error_ends_the_read),
		cmocka_unit_test(an_answer_longer_than_the_question_is_refused),
		cmocka_unit_test(a_signed_descriptor_must_be_canonical_too),
		cmocka_unit_test(a_tree_of_nine_levels_is_refused),
		cmocka_unit_test(another_images_descriptor_is_refused),
		cmocka_unit_test(a_digest_that_is_not_well_formed_is_no_digest),
		cmocka_unit_test(a_cache_has_room_for_one_block_at_least),
		cmocka_unit_test(what_is_missing_is_an_argument_error),
		cmocka_unit_test(attack_78_descriptor_with_a_signature_inside),
		cmocka_unit_test(attack_79_sibling_in_place_of_a_block),
		cmocka_unit_test(attack_79_tree_block_in_place_of_data),
		cmocka_unit_test(attack_79_levels_more_or_fewer),
		cmocka_unit_test(attack_79_bytes_after_the_end),
		cmocka_unit_test(files_of_all_sizes_are_read_at_all_offsets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
