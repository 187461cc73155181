/* SPDX-License-Identifier: MIT */
/* fuzz_descriptor.c - readers of any genuine descriptor, and hostile storage */
#include "fuzz.h"

/*
 * Input: how the descriptor is made and the algorithm; its fields, or all of
 * it; reads: 8 bytes of offset, 2 of length. The trusted digest is that of this
 * descriptor, so that nothing but its own rules refuses it, up to the largest
 * files. No block in storage has the right hash: no byte may come out, and
 * nothing may be asked for that is outside the image or its tree.
 */
#define CACHE_SIZE (3 * 65536)
#define UNTOUCHED 0x5a

struct store {
	uint64_t size, at;
	int asked;
};

static enum cfsv_err store_read(void *arg, uint64_t offset, uint8_t *buf,
				size_t want, size_t *got)
{
	struct store *s = arg;

	MUST(want >= 1 && offset < s->size && want <= s->size - offset);
	s->asked++;
	s->at = offset;
	memset(buf, (int)offset % 251 + 1, want);
	*got = want;
	return CFSV_OK;
}

static uint64_t descriptor_number(const uint8_t *at, int bytes)
{
	uint64_t n = 0;

	while (bytes-- > 0)
		n = n << 8 | at[bytes];
	return n;
}

static int descriptor_zero(const uint8_t *d, size_t from, size_t to)
{
	for (; from < to; from++)
		if (d[from] != 0)
			return 0;
	return 1;
}

/* Bytes of the tree; UINT64_MAX: it has too many levels. */
static uint64_t descriptor_tree(uint64_t size, uint32_t log, uint32_t per)
{
	uint64_t bs = (uint64_t)1 << log, blocks = (size + bs - 1) / bs, n = 0;
	int levels = 0;

	for (; blocks > 1; levels++) {
		blocks = (blocks + per - 1) / per;
		n += blocks;
	}
	return levels > 8 ? UINT64_MAX : n * bs;
}

/* fsverity.rst, "fs-verity descriptor", in the words of cfsv.h */
static int descriptor_good(const uint8_t *d, uint32_t hash)
{
	uint64_t size = descriptor_number(d + 8, 8);
	size_t ds = merkle_digest_size(hash);

	return d[0] == 1 && d[1] == hash && d[2] >= 10 && d[2] <= 16 &&
	       d[3] <= 32 && descriptor_zero(d, 4, 8) && size >> 63 == 0 &&
	       descriptor_zero(d, size == 0 ? 16 : 16 + ds, 80) &&
	       descriptor_zero(d, 80 + (size_t)d[3], 256) &&
	       descriptor_tree(size, d[2], (uint32_t)((1u << d[2]) / ds)) !=
		       UINT64_MAX;
}

/* Fields from the input, or, to begin with, all of it. */
static void descriptor_make(uint8_t *d, uint32_t hash, int raw, struct part *in)
{
	struct part p = fuzz_take(in, raw ? 256 : 10);
	size_t i;

	memset(d, 0, 256);
	if (raw) {
		if (p.len > 0)
			memcpy(d, p.at, p.len);
		return;
	}
	d[0] = 1;
	d[1] = (uint8_t)hash;
	d[2] = (uint8_t)(p.len > 0 ? 9 + p.at[0] % 9 : 12);
	d[3] = p.len > 1 ? p.at[1] % 34 : 0;
	for (i = 0; i < 8 && i + 2 < p.len; i++)
		d[8 + i] = p.at[i + 2];
	if (descriptor_number(d + 8, 8) != 0)
		memset(d + 16, 'r', merkle_digest_size(hash));
	memset(d + 80, 's', d[3] < 32 ? d[3] : 32);
}

static void descriptor_read(struct cfsv_reader *r, uint64_t size,
			    struct store *data, struct store *tree,
			    struct part *in)
{
	uint64_t offset = fuzz_number(in, 4);
	size_t len, got = 1, i;
	enum cfsv_err err;
	uint8_t *buf;

	offset |= (uint64_t)fuzz_number(in, 4) << 32;
	len = fuzz_number(in, 2);
	buf = malloc(len + 1);
	MUST(buf != NULL);
	memset(buf, UNTOUCHED, len + 1);
	data->asked = tree->asked = 0;
	err = cfsv_reader_read(r, offset, buf, len, &got);
	MUST(got == 0);
	for (i = 0; i <= len; i++)
		MUST(buf[i] == UNTOUCHED);
	if (len == 0 || offset >= size) {
		MUST(err == CFSV_OK && data->asked + tree->asked == 0);
	} else if (tree->size > 0) { /* the root block is the first to fail */
		MUST(err == CFSV_E_STORED_TREE);
		MUST(tree->asked == 1 && data->asked == 0 && tree->at == 0);
	} else {
		MUST(err == CFSV_E_STORED_DATA && data->asked == 1);
	}
	free(buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct part in = {data, size};
	uint8_t how = fuzz_byte(&in), d[256];
	struct store image = {0}, stored = {0};
	struct cfsv_source image_source = {store_read, &image, 0};
	struct cfsv_source tree_source = {store_read, &stored, 0};
	struct cfsv_digest trusted = {0};
	struct cfsv_slot slots[4];
	static uint8_t memory[CACHE_SIZE];
	struct cfsv_cache cache = {slots, 4, memory, sizeof(memory)};
	struct cfsv_reader r;
	enum cfsv_err err;
	uint8_t full[64];

	trusted.hash = how & 1 ? CFSV_SHA512 : CFSV_SHA256;
	trusted.size = merkle_digest_size(trusted.hash);
	descriptor_make(d, trusted.hash, how & 2, &in);
	merkle_hash(trusted.hash, (struct part){d, 256}, full);
	memcpy(trusted.bytes, full, trusted.size);
	err = cfsv_reader_init(&r, &trusted, d, &image_source, &tree_source,
			       NULL, &cache);
	MUST((err == CFSV_OK) == descriptor_good(d, trusted.hash));
	if (err != CFSV_OK)
		return 0;
	image.size = descriptor_number(d + 8, 8);
	MUST(r.size == image.size);
	stored.size =
		descriptor_tree(image.size, d[2], (1u << d[2]) / trusted.size);
	while (in.len > 0)
		descriptor_read(&r, image.size, &image, &stored, &in);
	return 0;
}
