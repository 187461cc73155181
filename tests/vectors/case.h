/* SPDX-License-Identifier: MIT */
/* case.h - what a case is; cases.h, which make.c writes, is tables of them */
#ifndef CFSV_VECTORS_CASE_H
#define CFSV_VECTORS_CASE_H

#include <stddef.h>
#include <stdint.h>

/* @err and @at of a case are what must be found. */
struct bytes {
	const uint8_t *at;
	size_t len;
};

#define NONE                                                                   \
	{                                                                      \
		NULL, 0                                                        \
	}
#define BYTES(s)                                                               \
	{                                                                      \
		(const uint8_t *)(s), sizeof(s) - 1                            \
	}

/* What a source does that a good one does not; where it does so is image.at. */
enum conduct {
	HONEST,
	FLIPS,	  /* a bit of this byte */
	TRICKLES, /* at most so many bytes a read */
	HIDES,	  /* its size */
	ENDS,	  /* here already */
	GOES_ON,  /* for a byte after its size */
	FAILS,	  /* at this byte, with CFSV_E_READ */
	SHOUTS,	  /* at this byte, a number that is no error's */
	BRAGS	  /* that it read a byte more than it was asked for */
};

/* An image of a formula; see vectors_read(). */
struct image {
	uint64_t size;
	enum conduct conduct;
	uint64_t at;
};

struct anchor_case {
	const char *name;
	int err;
	uint32_t at;
	struct bytes der;
};

struct signature_case {
	const char *name;
	int err;
	uint32_t at;
	struct bytes anchor, signature, message;
};

struct pair_case {
	const char *name;
	int err;
	struct bytes anchor, digest_file, signature;
	struct image image;
};

struct pinned_case {
	const char *name;
	int err;
	struct bytes digest;
	struct image image;
};

struct tree_case {
	const char *name;
	int err;
	const char *digest; /* as text; "" with an error */
	uint32_t hash, block_size, salt_size, memory;
	struct image image;
};

/*
 * A read of @len bytes through a reader with so many slots, of an image in
 * blocks of READER_BLOCK. @at: so many bytes must come. @tree: how the stored
 * tree's source behaves; its size is not looked at.
 */
#define READER_BLOCK 1024
struct reader_case {
	const char *name;
	int err;
	uint32_t at;
	struct bytes trusted, descriptor;
	struct image image, tree;
	uint32_t offset, len, slots;
};

/* cfsv_compare() of two */
struct compare_case {
	const char *name;
	int err;
	struct bytes expected, measured;
};

struct text_case {
	const char *name;
	int err;
	const char *text;
};

#endif /* CFSV_VECTORS_CASE_H */
