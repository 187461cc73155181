/* SPDX-License-Identifier: MIT */
/* run.c - runs the cases of cases.h and says what the verdicts were */
#include <string.h>
#include "cfsv.h"
#include "run.h"
#include "case.h"
#include "lines.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Scratch; the tree over blocks of 64 KiB needs two of them. */
static union {
	struct cfsv_work work;
	struct {
		struct cfsv_tree tree;
		uint8_t buf[4096];
		uint8_t memory[2 * 65536];
	} room;
	struct {
		struct cfsv_tree tree;
		uint8_t memory[CFSV_TREE_MEMORY(READER_BLOCK)];
		uint8_t stored[16 * READER_BLOCK]; /* the tree */
		struct cfsv_reader reader;
		struct cfsv_slot slots[4];
		uint8_t blocks[4 * READER_BLOCK];
		uint8_t buf[4 * READER_BLOCK];
	} reader;
} scratch;

/* Too many bytes: they are not looked at. */
#define ZEROS(n)                                                               \
	{                                                                      \
		scratch.room.memory, n                                         \
	}
#include "cases.h" /* made by make.c */

/* IMAGES */

static uint8_t vectors_byte(uint32_t at)
{
	return (uint8_t)(at * 7 + (at >> 8) * 31 + (at >> 16));
}

/* An image, or where @stored is not NULL bytes that are there. */
struct storage {
	struct image image;
	const uint8_t *stored;
};

static enum cfsv_err vectors_read(void *arg, uint64_t offset, uint8_t *buf,
				  size_t want, size_t *got)
{
	const struct storage *storage = arg;
	const struct image *image = &storage->image;
	uint64_t end = image->conduct == ENDS ? image->at : image->size;
	uint32_t at;
	size_t i;

	if (image->conduct == GOES_ON)
		end++;
	if (offset > end)
		offset = end;
	if (want > end - offset)
		want = (size_t)(end - offset);
	if (image->conduct == TRICKLES && want > image->at)
		want = (size_t)image->at;
	for (i = 0; i < want; i++) {
		at = (uint32_t)(offset + i);
		buf[i] = storage->stored != NULL ? storage->stored[at]
						 : vectors_byte(at);
		if (at != image->at)
			continue;
		if (image->conduct == FAILS)
			return CFSV_E_READ;
		if (image->conduct == SHOUTS)
			return (enum cfsv_err)5;
		if (image->conduct == FLIPS)
			buf[i] ^= 0x10;
	}
	*got = image->conduct == BRAGS ? want + 1 : want;
	return CFSV_OK;
}

static struct cfsv_source vectors_source(struct storage *storage)
{
	struct cfsv_source source = {vectors_read, storage,
				     storage->image.size};

	if (storage->image.conduct == HIDES)
		source.size = CFSV_SIZE_UNKNOWN;
	return source;
}

static void vectors_tree(struct vectors *v, const struct tree_case *c)
{
	struct finding is = {0, 0, ""}, wanted = {c->err, 0, c->digest};
	struct storage storage = {c->image, NULL};
	struct cfsv_source source = vectors_source(&storage);
	struct cfsv_params params = {0};
	char text[CFSV_DIGEST_TEXT_MAX];
	struct cfsv_digest digest;
#ifndef CFSV_ONLY_COMPOSEFS
	uint32_t i;
#endif

	params.hash = c->hash;
#ifndef CFSV_ONLY_COMPOSEFS
	params.block_size = c->block_size;
	params.salt_size = c->salt_size;
	for (i = 0; i < c->salt_size && i < CFSV_SALT_MAX; i++)
		params.salt[i] = (uint8_t)(0xa0 + i);
#endif
	is.err = cfsv_tree_init(&scratch.room.tree, &params, NULL,
				scratch.room.memory, c->memory);
	if (is.err == CFSV_OK)
		is.err = cfsv_measure(&scratch.room.tree, &source,
				      scratch.room.buf,
				      sizeof(scratch.room.buf), &digest, NULL);
	if (is.err == CFSV_OK && cfsv_digest_to_text(text, &digest) == CFSV_OK)
		is.digest = text;
	vectors_end(v, c->name, &is, &wanted);
}

static void vectors_digest(struct cfsv_digest *d, const struct bytes *bytes)
{
	memset(d, 0, sizeof(*d));
	d->hash = bytes->len > 32 ? 2 : 1; /* the enum may lack SHA-512 */
	d->size = (uint32_t)bytes->len;
	memcpy(d->bytes, bytes->at, bytes->len); /* at most 64 */
}

static void vectors_pinned(struct vectors *v, const struct pinned_case *c)
{
	struct storage storage = {c->image, NULL};
	struct cfsv_source source = vectors_source(&storage);
	struct cfsv_report report;
	struct cfsv_digest pin;

	vectors_digest(&pin, &c->digest);
	vectors_verdict(
		v, c->name,
		cfsv_verify_pinned(&pin, NULL, &source, &scratch.work, &report),
		c->err);
}

/* VERIFIED READING, in blocks of READER_BLOCK */

#ifndef CFSV_ONLY_COMPOSEFS
static enum cfsv_err vectors_store(void *arg, uint32_t level, uint64_t index,
				   const uint8_t *block, size_t block_size)
{
	const struct cfsv_tree_layout *layout = arg;

	memcpy(scratch.reader.stored + (size_t)layout->start[level] +
		       (size_t)index * block_size,
	       block, block_size);
	return CFSV_OK;
}

/* The tree of the image as it is when its source is honest. */
static enum cfsv_err vectors_store_tree(uint32_t hash, uint64_t size,
					uint64_t *tree_size)
{
	struct storage storage = {{size, HONEST, 0}, NULL};
	struct cfsv_source source = vectors_source(&storage);
	struct cfsv_params params = {0};
	struct cfsv_tree_layout layout;
	struct cfsv_digest digest;
	enum cfsv_err err;

	params.hash = hash;
	params.block_size = READER_BLOCK;
	err = cfsv_tree_layout(&layout, &params, size);
	if (err != CFSV_OK || layout.size > sizeof(scratch.reader.stored))
		return CFSV_E_TREE_MEMORY;
	*tree_size = layout.size;
	err = cfsv_tree_init(&scratch.reader.tree, &params, NULL,
			     scratch.reader.memory,
			     sizeof(scratch.reader.memory));
	scratch.reader.tree.sink = vectors_store;
	scratch.reader.tree.sink_arg = &layout;
	if (err == CFSV_OK)
		err = cfsv_measure(&scratch.reader.tree, &source,
				   scratch.reader.buf,
				   sizeof(scratch.reader.buf), &digest, NULL);
	return err;
}

/* What came must be the image's, and what did not come as it was. */
static int vectors_came(const struct reader_case *c, size_t got)
{
	size_t i;

	for (i = 0; i < sizeof(scratch.reader.buf); i++)
		if (scratch.reader.buf[i] !=
		    (i < got ? vectors_byte(c->offset + (uint32_t)i) : 0x5a))
			return 0;
	return 1;
}

static void vectors_reader(struct vectors *v, const struct reader_case *c)
{
	struct finding is = {0, 0, ""}, wanted = {c->err, c->at, ""};
	struct storage data = {c->image, NULL};
	struct storage tree = {c->tree, scratch.reader.stored};
	struct cfsv_source data_source = vectors_source(&data), tree_source;
	struct cfsv_cache cache = {scratch.reader.slots, c->slots,
				   scratch.reader.blocks,
				   sizeof(scratch.reader.blocks)};
	struct cfsv_digest trusted;
	size_t got = 0;

	vectors_digest(&trusted, &c->trusted);
	is.err = vectors_store_tree(trusted.hash, c->image.size,
				    &tree.image.size);
	tree_source = vectors_source(&tree);
	memset(scratch.reader.buf, 0x5a, sizeof(scratch.reader.buf));
	if (is.err == CFSV_OK)
		is.err = cfsv_reader_init(&scratch.reader.reader, &trusted,
					  c->descriptor.at, &data_source,
					  &tree_source, NULL, &cache);
	if (is.err == CFSV_OK)
		is.err = cfsv_reader_read(&scratch.reader.reader, c->offset,
					  scratch.reader.buf, c->len, &got);
	is.at = (uint32_t)got;
	if (!vectors_came(c, got))
		is.err = 1; /* no verdict: never right */
	vectors_end(v, c->name, &is, &wanted);
}

#endif /* CFSV_ONLY_COMPOSEFS */

static void vectors_compare(struct vectors *v, const struct compare_case *c)
{
	struct cfsv_digest expected, measured;

	vectors_digest(&expected, &c->expected);
	vectors_digest(&measured, &c->measured);
	vectors_verdict(v, c->name, cfsv_compare(&expected, &measured), c->err);
}

static void vectors_text(struct vectors *v, const struct text_case *c)
{
	struct finding is = {0, 0, ""}, wanted = {c->err, 0, ""};
	char text[CFSV_DIGEST_TEXT_MAX];
	struct cfsv_digest digest;
	size_t len = 0;

	while (c->text[len] != '\0')
		len++;
	is.err = cfsv_digest_from_text(&digest, c->text, len);
	if (is.err == CFSV_OK && cfsv_digest_to_text(text, &digest) == CFSV_OK)
		is.digest = text;
	if (c->err == CFSV_OK)
		wanted.digest = c->text;
	vectors_end(v, c->name, &is, &wanted);
}

/* ANCHORS AND SIGNATURES */

#ifndef CFSV_NO_PKCS7
static void vectors_anchor(struct vectors *v, const struct anchor_case *c)
{
	struct finding is = {0, 0, ""}, wanted = {c->err, c->at, ""};
	struct cfsv_anchor anchor;

	is.err =
		cfsv_anchor_load(&anchor, &cfsv_bearssl, c->der.at, c->der.len);
	is.at = is.err == CFSV_OK ? 0 : anchor.at;
	vectors_end(v, c->name, &is, &wanted);
}

/* Trust in one anchor, or in none: cases say which. */
static int vectors_trust(struct cfsv_trust *trust, struct cfsv_anchor *anchor,
			 const struct bytes *der)
{
	memset(trust, 0, sizeof(*trust));
	trust->crypto = &cfsv_bearssl;
	if (der->at == NULL)
		return CFSV_OK;
	trust->anchors = anchor;
	trust->count = 1;
	return cfsv_anchor_load(anchor, &cfsv_bearssl, der->at, der->len);
}

static void vectors_signature(struct vectors *v, const struct signature_case *c)
{
	struct finding is = {0, 0, ""}, wanted = {c->err, c->at, ""};
	struct cfsv_report report = {0};
	struct cfsv_anchor anchor;
	struct cfsv_trust trust;

	is.err = vectors_trust(&trust, &anchor, &c->anchor);
	if (is.err == CFSV_OK)
		is.err = cfsv_verify_message(&trust, c->signature.at,
					     c->signature.len, c->message.at,
					     c->message.len, &report);
	is.at = report.at;
	vectors_end(v, c->name, &is, &wanted);
}

static void vectors_pair(struct vectors *v, const struct pair_case *c)
{
	struct cfsv_pair pair = {c->digest_file.at, c->digest_file.len,
				 c->signature.at, c->signature.len};
	struct storage storage = {c->image, NULL};
	struct cfsv_source source = vectors_source(&storage);
	struct cfsv_report report;
	struct cfsv_anchor anchor;
	struct cfsv_trust trust;
	int err;

	err = vectors_trust(&trust, &anchor, &c->anchor);
	if (err == CFSV_OK)
		err = cfsv_verify_image(&trust, &pair, &source, &scratch.work,
					&report);
	vectors_verdict(v, c->name, err, c->err);
}

static void vectors_all_pkcs7(struct vectors *v)
{
	size_t i;

	for (i = 0; i < COUNT(anchor_cases); i++)
		vectors_anchor(v, &anchor_cases[i]);
	for (i = 0; i < COUNT(signature_cases); i++)
		vectors_signature(v, &signature_cases[i]);
	for (i = 0; i < COUNT(pair_cases); i++)
		vectors_pair(v, &pair_cases[i]);
}
#endif /* CFSV_NO_PKCS7 */

size_t cfsv_vectors_run(void (*say)(void *arg, const char *line), void *arg)
{
	static struct vectors v; /* not on the stack that is measured */
	size_t i;

	memset(&v, 0, sizeof(v));
	v.say = say;
	v.arg = arg;
	for (i = 0; i < COUNT(text_cases); i++)
		vectors_text(&v, &text_cases[i]);
	for (i = 0; i < COUNT(tree_cases); i++)
		vectors_tree(&v, &tree_cases[i]);
	for (i = 0; i < COUNT(pinned_cases); i++)
		vectors_pinned(&v, &pinned_cases[i]);
#ifndef CFSV_ONLY_COMPOSEFS
	for (i = 0; i < COUNT(reader_cases); i++)
		vectors_reader(&v, &reader_cases[i]);
#endif
	for (i = 0; i < COUNT(compare_cases); i++)
		vectors_compare(&v, &compare_cases[i]);
#ifndef CFSV_NO_PKCS7
	vectors_all_pkcs7(&v);
#endif
	vectors_number(&v, (uint32_t)v.cases);
	vectors_add(&v, " cases, ");
	vectors_number(&v, (uint32_t)v.wrong);
	vectors_add(&v, " wrong");
	vectors_say(&v);
	return v.wrong;
}
