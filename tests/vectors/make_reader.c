/* SPDX-License-Identifier: MIT */
/* make_reader.c - cases of verified reading */
#include <stdio.h>
#include "make.h"

#define SIZE 100001 /* 98 blocks, 4 tree blocks and the root block */

/* What a case is about; genuine as genuine() makes it. */
struct reading {
	unsigned needs;
	struct blob trusted, descriptor;
	struct image image, tree;
	uint32_t offset, len, slots;
};

static struct reading genuine(enum cfsv_hash hash, size_t size)
{
	struct measure m = {hash, READER_BLOCK, 0};
	struct reading r = {0};

	r.needs = hash_needs(hash);
	r.descriptor = descriptor_of(&m, image_bytes(size));
	r.trusted = hash_of(hash, r.descriptor);
	r.image.size = size;
	r.len = 4 * READER_BLOCK;
	r.slots = 4;
	return r;
}

/* @got: how many bytes must come */
static void reading(const char *what, const struct reading *r,
		    enum cfsv_err err, uint32_t got)
{
	row_begin(r->needs, err, "reader: %llu bytes, %u from %u, %s",
		  (unsigned long long)r->image.size, (unsigned)r->len,
		  (unsigned)r->offset, what);
	row_number(got);
	row_bytes(r->trusted);
	row_bytes(r->descriptor);
	row_image(&r->image);
	row_image(&r->tree);
	row_number(r->offset);
	row_number(r->len);
	row_number(r->slots);
	row_end();
}

static void good_readings(enum cfsv_hash hash, const char *name)
{
	static const uint32_t offsets[] = {0, 1, 1023, 50000, 99999};
	static const size_t sizes[] = {0, 1, READER_BLOCK, READER_BLOCK + 1};
	struct reading r = genuine(hash, SIZE);
	size_t i;

	for (i = 0; i < COUNT(offsets); i++) {
		r.offset = offsets[i];
		reading(name, &r, CFSV_OK,
			r.len < SIZE - r.offset ? r.len : SIZE - r.offset);
	}
	r.offset = SIZE;
	reading(name, &r, CFSV_OK, 0);
	forget();
	for (i = 0; i < COUNT(sizes); i++) {
		r = genuine(hash, sizes[i]);
		reading(name, &r, CFSV_OK, (uint32_t)sizes[i]);
		forget();
	}
}

/* The byte at which something happens is in the third block that is read. */
static void bad_data(struct reading r, const char *what, enum conduct conduct,
		     uint32_t at, enum cfsv_err err, uint32_t got)
{
	r.image.conduct = conduct;
	r.image.at = at;
	reading(what, &r, err, got);
}

static void bad_tree(struct reading r, const char *what, enum conduct conduct,
		     uint32_t at, enum cfsv_err err, uint32_t got)
{
	r.tree.conduct = conduct;
	r.tree.at = at;
	reading(what, &r, err, got);
}

static void bad_storage(void)
{
	struct reading r = genuine(CFSV_SHA256, SIZE);

	r.slots = 1;
	reading("one slot", &r, CFSV_OK, r.len);
	r.slots = 4;
	bad_data(r, "a bit", FLIPS, 3000, CFSV_E_STORED_DATA, 2048);
	bad_data(r, "a bit that is not read", FLIPS, 4096, CFSV_OK, 4096);
	bad_data(r, "in small pieces", TRICKLES, 100, CFSV_OK, 4096);
	bad_data(r, "the image ends", ENDS, 3000, CFSV_E_STORED_SHORT, 2048);
	bad_data(r, "the image fails", FAILS, 3000, CFSV_E_READ, 2048);
	bad_data(r, "the image says 5", SHOUTS, 3000, CFSV_E_READ, 2048);
	bad_data(r, "the image brags", BRAGS, 0, CFSV_E_READ_OVERRUN, 0);
	bad_tree(r, "a bit of the root block", FLIPS, 0, CFSV_E_STORED_TREE, 0);
	bad_tree(r, "a bit of its padding", FLIPS, 1023, CFSV_E_STORED_TREE, 0);
	bad_tree(r, "a bit of the level below", FLIPS, 1024 + 96,
		 CFSV_E_STORED_TREE, 0);
	bad_tree(r, "a bit that no hash is of", FLIPS, 2048, CFSV_OK, 4096);
	bad_tree(r, "the tree ends", ENDS, 1500, CFSV_E_STORED_SHORT, 0);
	bad_tree(r, "the tree fails", FAILS, 10, CFSV_E_READ, 0);
	bad_tree(r, "the tree brags", BRAGS, 0, CFSV_E_READ_OVERRUN, 0);
	r.offset = SIZE - 1;
	r.len = 1;
	bad_data(r, "the last bit", FLIPS, SIZE - 1, CFSV_E_STORED_DATA, 0);
	forget();
}

/* A descriptor that the trusted digest is of, and that is none. */
static void bad_descriptor(const char *what, size_t at, uint8_t bits,
			   enum cfsv_err err)
{
	struct reading r = genuine(CFSV_SHA256, SIZE);

	r.descriptor = flipped(r.descriptor, at, bits);
	r.trusted = hash_of(CFSV_SHA256, r.descriptor);
	reading(what, &r, err, 0);
	forget();
}

static void bad_descriptors(void)
{
	struct reading r = genuine(CFSV_SHA256, SIZE);

	r.slots = 0;
	reading("no slot", &r, CFSV_E_CACHE_SIZE, 0);
	r.slots = 4;
	r.descriptor = flipped(r.descriptor, 0, 2);
	reading("another descriptor", &r, CFSV_E_DESCRIPTOR_DIFFERS, 0);
	r.trusted = slice(r.trusted, 0, 31);
	reading("a digest of 31 bytes", &r, CFSV_E_ARGUMENT, 0);
	forget();
	bad_descriptor("version 3", 0, 2, CFSV_E_DESCRIPTOR);
	bad_descriptor("algorithm 3", 1, 2, CFSV_E_DESCRIPTOR);
	bad_descriptor("blocks of 2^8", 2, 2, CFSV_E_BLOCK_SIZE);
	bad_descriptor("a salt of 64", 3, 64, CFSV_E_SALT_SIZE);
	bad_descriptor("a signature", 4, 1, CFSV_E_DESCRIPTOR);
	bad_descriptor("a size of 2^63", 15, 0x80, CFSV_E_FILE_TOO_LARGE);
	bad_descriptor("a last byte", 255, 1, CFSV_E_DESCRIPTOR);
	bad_descriptor("another root hash", 16, 1, CFSV_E_STORED_TREE);
}

void make_reader(void)
{
	printf("\n#ifndef CFSV_ONLY_COMPOSEFS\n"); /* for READER_BLOCK */
	table_begin("reader_case");
	good_readings(CFSV_SHA256, "sha256");
	good_readings(CFSV_SHA512, "sha512");
	bad_storage();
	bad_descriptors();
	table_end();
	printf("#endif\n");
}
