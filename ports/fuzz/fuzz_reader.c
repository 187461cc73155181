/* SPDX-License-Identifier: MIT */
/* fuzz_reader.c - verified reading from storage that lies as the input says */
#include "fuzz.h"

#define READER_BS 1024
#define READER_FILES 14
#define READER_SLOTS 6
#define READER_BUF 5000
#define READER_UNTOUCHED 0xa5

/* A file, its tree and descriptor: made once. */
struct truth {
	int made;
	uint8_t file[300 * READER_BS];
	size_t size;
	uint8_t tree[MERKLE_TREE_MAX];
	size_t tree_len;
	uint8_t descriptor[256];
	struct cfsv_digest digest;
};

/* With SHA-512 a block holds 16 hashes: up to 3 levels */
static const size_t reader_sizes[READER_FILES / 2] = {
	0, 1, 1024, 1025, 33 * 1024 - 5, 40 * 1024, 300 * 1024};

static struct truth *reader_truth(uint8_t which)
{
	static struct truth truths[READER_FILES];
	struct truth *t = &truths[which % READER_FILES];
	struct merkle m = {CFSV_SHA256, 10, 0, {0}};
	uint8_t full[64];
	size_t i;

	if (t->made)
		return t;
	m.hash = which % 2 ? CFSV_SHA512 : CFSV_SHA256;
	m.salt_size = which % READER_FILES == 5 ? 7 : 0;
	memset(m.salt, 'S', m.salt_size);
	t->size = reader_sizes[which % READER_FILES / 2];
	for (i = 0; i < t->size; i++)
		t->file[i] = (uint8_t)(i * 7 + (i >> 8) * 31);
	merkle_descriptor(&m, (struct part){t->file, t->size}, t->descriptor,
			  t->tree, &t->tree_len);
	merkle_hash(m.hash, (struct part){t->descriptor, 256}, full);
	t->digest.hash = m.hash;
	t->digest.size = merkle_digest_size(m.hash);
	memcpy(t->digest.bytes, full, t->digest.size);
	t->made = 1;
	return t;
}

/* One of the two files in storage, and how it answers. */
struct disk {
	const uint8_t *bytes;
	uint64_t size;
	struct part *in;
	int lied, failed;
};

static enum cfsv_err disk_read(void *arg, uint64_t offset, uint8_t *buf,
			       size_t want, size_t *got)
{
	struct disk *d = arg;
	uint8_t how = fuzz_byte(d->in);
	size_t at;

	/* nothing is asked for that is not there */
	MUST(want >= 1 && offset < d->size && want <= d->size - offset);
	*got = want;
	switch (how % 16) {
	case 1: /* less than was asked for, which is allowed */
		*got = 1 + fuzz_number(d->in, 2) % want;
		break;
	case 2: /* other bytes */
		memcpy(buf, d->bytes + offset, want);
		at = fuzz_number(d->in, 2) % want;
		buf[at] ^= (uint8_t)(1 << how / 16 % 8);
		d->lied = 1;
		return CFSV_OK;
	case 3: /* bytes from elsewhere */
		at = fuzz_number(d->in, 3) % (d->size - want + 1);
		if (memcmp(d->bytes + at, d->bytes + offset, want) != 0)
			d->lied = 1;
		memcpy(buf, d->bytes + at, want);
		return CFSV_OK;
	case 4:
		d->failed = 1;
		return how < 128 ? CFSV_E_READ : (enum cfsv_err) - 5;
	case 5: /* the end, too early */
		d->failed = 1;
		*got = 0;
		return CFSV_OK;
	case 6: /* more than there is room for */
		d->failed = 1;
		*got = want + 1;
		return CFSV_OK;
	case 7: /* wrong bytes, and an error as if there were none */
		memset(buf, how, want);
		d->failed = 1;
		return (enum cfsv_err)how;
	}
	memcpy(buf, d->bytes + offset, *got);
	return CFSV_OK;
}

static enum cfsv_err reader_begin(struct cfsv_reader *r, const struct truth *t,
				  struct disk *data, struct disk *tree,
				  const struct cfsv_cache *cache,
				  struct part *in)
{
	struct cfsv_source data_source = {disk_read, data, 0};
	struct cfsv_source tree_source = {disk_read, tree, 0};
	uint8_t descriptor[256], flip;
	enum cfsv_err err;

	memcpy(descriptor, t->descriptor, 256);
	flip = fuzz_byte(in) % 32;
	if (flip != 0)
		descriptor[fuzz_byte(in)] ^= (uint8_t)(1 << flip % 8);
	err = cfsv_reader_init(r, &t->digest, descriptor, &data_source,
			       &tree_source, NULL, cache);
	MUST((err == CFSV_OK) == (flip == 0));
	MUST(err != CFSV_OK || r->size == t->size);
	return err;
}

/* One read: no byte that is not the file's, whatever storage answers. */
static void reader_one(struct cfsv_reader *r, const struct truth *t,
		       struct disk *data, struct disk *tree, struct part *in)
{
	uint64_t offset = fuzz_number(in, 3);
	size_t len = fuzz_number(in, 2) % READER_BUF, got, left, i;
	uint8_t *buf = malloc(len + 1);
	enum cfsv_err err;

	MUST(buf != NULL);
	memset(buf, READER_UNTOUCHED, len + 1);
	if (offset >= 0xff0000)
		offset = UINT64_MAX - (offset & 0xffff);
	else if (t->size > 0)
		offset %= t->size + 2;
	data->lied = data->failed = tree->lied = tree->failed = 0;
	err = cfsv_reader_read(r, offset, buf, len, &got);
	left = offset < t->size ? (size_t)(t->size - offset) : 0;
	if (left > len)
		left = len;
	MUST(got <= left);
	MUST(got == 0 || memcmp(buf, t->file + offset, got) == 0);
	for (i = got; i <= len; i++)
		MUST(buf[i] == READER_UNTOUCHED);
	MUST((err == CFSV_OK) == (got == left));
	if (data->lied || data->failed || tree->lied || tree->failed)
		MUST(err != CFSV_OK);
	else
		MUST(err == CFSV_OK);
	if (data->lied && !data->failed && !tree->lied && !tree->failed)
		MUST(err == CFSV_E_STORED_DATA);
	free(buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct part in = {data, size};
	const struct truth *t = reader_truth(fuzz_byte(&in));
	struct disk file = {t->file, t->size, &in, 0, 0};
	struct disk tree = {t->tree, t->tree_len, &in, 0, 0};
	struct cfsv_slot slots[READER_SLOTS];
	uint8_t *memory = malloc(READER_SLOTS * READER_BS);
	struct cfsv_cache cache = {slots, 0, memory, 0};
	struct cfsv_reader r;

	MUST(memory != NULL);
	cache.count = 1 + fuzz_byte(&in) % READER_SLOTS;
	cache.size = cache.count * READER_BS;
	if (reader_begin(&r, t, &file, &tree, &cache, &in) == CFSV_OK)
		while (in.len > 0)
			reader_one(&r, t, &file, &tree, &in);
	free(memory);
	return 0;
}
