/* SPDX-License-Identifier: MIT */
/* make_images.c - cases of digests and of images without a signature */
#include <stdio.h>
#include "make.h"

#define BLOCK 4096

static const char *text_of(enum cfsv_hash hash, struct blob digest)
{
	static char text[CFSV_DIGEST_TEXT_MAX];
	size_t i;

	strcpy(text, hash == CFSV_SHA512 ? "sha512:" : "sha256:");
	for (i = 0; i < digest.len; i++)
		sprintf(text + 7 + 2 * i, "%02x", (unsigned)digest.at[i]);
	return text;
}

/* Trees */

static const size_t small_sizes[] = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1};
static const size_t large_sizes[] = {128 * BLOCK, 128 * BLOCK + 1, 1000003};

static void tree(const struct measure *m, struct image image, uint32_t memory,
		 enum cfsv_err err, const char *why)
{
	unsigned needs = hash_needs(m->hash);
	const char *digest = "";

	if ((m->block_size != 0 && m->block_size != BLOCK) || m->salt_size != 0)
		needs |= NEED_PARAMETERS;
	if (err == CFSV_OK)
		digest = text_of(m->hash,
				 merkle(m, image_bytes((size_t)image.size)));
	row_begin(needs, err,
		  "image of %llu bytes, sha%d, blocks of %u, salt of %u%s",
		  (unsigned long long)image.size,
		  m->hash == CFSV_SHA512 ? 512 : 256, (unsigned)m->block_size,
		  (unsigned)m->salt_size, why);
	row_text(digest);
	row_number(m->hash);
	row_number(m->block_size);
	row_number(m->salt_size);
	row_number(memory);
	row_image(&image);
	row_end();
	forget();
}

static void trees_of(const struct measure *m, const size_t *sizes, size_t n)
{
	struct image image = {0, HONEST, 0};
	size_t i;

	for (i = 0; i < n; i++) {
		image.size = sizes[i];
		tree(m, image, 2 * 65536, CFSV_OK, "");
	}
}

/* The large ones by the first two alone: an emulated CPU takes its time. */
static void trees_that_measure(void)
{
	static const struct measure measures[] = {
		{0, 0, 0},
		{CFSV_SHA512, 1024, 32},
		{CFSV_SHA256, 1024, 0},
		{CFSV_SHA256, 65536, 0},
		{CFSV_SHA256, 4096, 8},
		{CFSV_SHA256, 1024, 32},
		{CFSV_SHA512, 4096, 0},
		{CFSV_SHA512, 65536, 0},
	};
	static const size_t two_blocks[] = {65536, 65537};
	struct image image = {5 * BLOCK + 7, TRICKLES, 1000};
	size_t i;

	for (i = 0; i < COUNT(measures); i++)
		trees_of(&measures[i], small_sizes, COUNT(small_sizes));
	for (i = 0; i < 2; i++)
		trees_of(&measures[i], large_sizes, COUNT(large_sizes));
	trees_of(&measures[3], two_blocks, 2);
	tree(&measures[0], image, 9 * BLOCK, CFSV_OK, ", in small pieces");
	image.conduct = HIDES;
	tree(&measures[0], image, 9 * BLOCK, CFSV_OK, ", size unknown");
}

static void trees_that_fail(void)
{
	static const struct {
		enum cfsv_err err;
		const char *why;
		struct measure m;
		uint32_t memory;
		struct image image;
	} rows[] = {
		{CFSV_E_BLOCK_SIZE, "", {0, 512, 0}, 65536, {1, HONEST, 0}},
		{CFSV_E_BLOCK_SIZE, "", {0, 3000, 0}, 65536, {1, HONEST, 0}},
		{CFSV_E_BLOCK_SIZE, "", {0, 131072, 0}, 65536, {1, HONEST, 0}},
		{CFSV_E_SALT_SIZE, "", {0, 0, 33}, 65536, {1, HONEST, 0}},
		{CFSV_E_HASH_ALGORITHM,
		 ", of SHA-384",
		 {CFSV_SHA384, 0, 0},
		 65536,
		 {1, HONEST, 0}},
		{CFSV_E_TREE_MEMORY,
		 ", memory of one block",
		 {0, 0, 0},
		 2 * BLOCK - 1,
		 {1, HONEST, 0}},
		{CFSV_E_TREE_MEMORY,
		 ", memory of three blocks",
		 {0, 1024, 0},
		 3 * 1024,
		 {1048577, HONEST, 0}},
		{CFSV_E_FILE_TOO_LARGE,
		 "",
		 {0, 0, 0},
		 65536,
		 {(uint64_t)1 << 63, HONEST, 0}},
		{CFSV_E_SHRANK, ", ends", {0, 0, 0}, 65536, {9000, ENDS, 8999}},
		{CFSV_E_SHRANK, ", empty", {0, 0, 0}, 65536, {9000, ENDS, 0}},
		{CFSV_E_GREW,
		 ", goes on",
		 {0, 0, 0},
		 65536,
		 {8192, GOES_ON, 0}},
		{CFSV_E_GREW, ", goes on", {0, 0, 0}, 65536, {0, GOES_ON, 0}},
		{CFSV_E_READ, ", fails", {0, 0, 0}, 65536, {9000, FAILS, 5000}},
		{CFSV_E_READ,
		 ", 5 is no error",
		 {0, 0, 0},
		 65536,
		 {9000, SHOUTS, 8000}},
		{CFSV_E_READ_OVERRUN,
		 ", brags",
		 {0, 0, 0},
		 65536,
		 {9000, BRAGS, 0}},
	};
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		tree(&rows[i].m, rows[i].image, rows[i].memory, rows[i].err,
		     rows[i].why);
}

/* A digest that the caller knows */

static void pinned(const char *what, enum cfsv_hash hash, size_t len,
		   struct image image, enum cfsv_err err)
{
	struct measure m = {hash, 0, 0};

	row_begin(hash_needs(hash), err, "pinned: sha%d, %s",
		  hash == CFSV_SHA512 ? 512 : 256, what);
	row_bytes(slice(merkle(&m, image_bytes((size_t)image.size)), 0, len));
	row_image(&image);
	row_end();
	forget();
}

static void pins(enum cfsv_hash hash, size_t len)
{
	struct image image = {3 * BLOCK + 5, HONEST, 0};

	pinned("good", hash, len, image, CFSV_OK);
	pinned("a digest too short", hash, len - 1, image, CFSV_E_ARGUMENT);
	image.conduct = FLIPS;
	pinned("first bit", hash, len, image, CFSV_E_IMAGE_DIFFERS);
	image.at = image.size - 1;
	pinned("last byte", hash, len, image, CFSV_E_IMAGE_DIFFERS);
}

static void compares(void)
{
	struct blob a = hash_of(CFSV_SHA256, B("a"));
	struct blob b = hash_of(CFSV_SHA512, B("b"));

	row_begin(0, CFSV_OK, "compare: a digest with itself");
	row_bytes(a);
	row_bytes(a);
	row_end();
	row_begin(0, CFSV_E_IMAGE_DIFFERS, "compare: last bit");
	row_bytes(a);
	row_bytes(flipped(a, 31, 1));
	row_end();
	row_begin(NEED_SHA512, CFSV_E_IMAGE_ALGORITHM,
		  "compare: sha256 with sha512");
	row_bytes(a);
	row_bytes(b);
	row_end();
	row_begin(0, CFSV_E_ARGUMENT, "compare: with no digest");
	row_bytes(a);
	row_bytes(NOTHING);
	row_end();
}

/* Text */

static void text(unsigned needs, const char *what, enum cfsv_err err,
		 const char *digest)
{
	row_begin(needs, err, "text: %s", what);
	row_text(digest);
	row_end();
}

static void texts(void)
{
	const char *good = text_of(CFSV_SHA512, hash_of(CFSV_SHA512, NOTHING));
	char bad[CFSV_DIGEST_TEXT_MAX + 1];

	text(NEED_SHA512, "sha512", CFSV_OK, good);
	good = text_of(CFSV_SHA256, hash_of(CFSV_SHA256, NOTHING));
	text(0, "sha256", CFSV_OK, good);
	text(0, "nothing", CFSV_E_DIGEST_TEXT, "");
	text(0, "no algorithm", CFSV_E_DIGEST_TEXT, good + 7);
	strcpy(bad, good);
	bad[7] = 'A';
	text(0, "upper case", CFSV_E_DIGEST_TEXT, bad);
	bad[7] = 'g';
	text(0, "no digit", CFSV_E_DIGEST_TEXT, bad);
	bad[7] = good[7];
	bad[6] = '-';
	text(0, "no colon", CFSV_E_DIGEST_TEXT, bad);
	strcpy(bad, good);
	strcat(bad, "0");
	text(0, "a digit more", CFSV_E_DIGEST_TEXT, bad);
	bad[7 + 63] = '\0';
	text(0, "a digit less", CFSV_E_DIGEST_TEXT, bad);
	bad[3] = '5';
	text(0, "another algorithm", CFSV_E_DIGEST_TEXT, bad);
}

void make_images(void)
{
	table_begin("text_case");
	texts();
	table_end();
	table_begin("tree_case");
	trees_that_measure();
	trees_that_fail();
	table_end();
	table_begin("pinned_case");
	pins(CFSV_SHA256, 32);
	pins(CFSV_SHA512, 64);
	table_end();
	table_begin("compare_case");
	compares();
	table_end();
}
