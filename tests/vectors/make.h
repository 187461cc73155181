/* SPDX-License-Identifier: MIT */
/* make.h - what the makers of cases share: the writer, images, digests */
#ifndef CFSV_VECTORS_MAKE_H
#define CFSV_VECTORS_MAKE_H

#include "../sign.h"
#include "case.h"

/* What the core must have for a case; else the preprocessor leaves it out. */
enum need {
	NEED_RSA = 1,
	NEED_ECDSA = 2,
	NEED_P384 = 4,
	NEED_P521 = 8,
	NEED_SHA512 = 16,
	NEED_CERTIFICATES = 32,
	NEED_PARAMETERS = 64 /* of fs-verity, other than composefs's */
};

extern const char *const key_names[KEY_KINDS];
unsigned key_needs(enum key_name key);
unsigned hash_needs(enum cfsv_hash hash);

/* Elements in each other, as deep as this */
struct blob nested(int depth);
/* A certificate that has the name of one key, and another key */
struct blob cert_under_name(enum key_name name, enum key_name key);

/*
 * THE WRITER: C on standard output. A row has a name, as for printf(), the
 * error that must be found, and then what its structure in case.h has.
 */
void table_begin(const char *name);
void table_end(void);
void row_begin(unsigned needs, enum cfsv_err err, const char *name, ...);
void row_number(uint64_t n);
void row_bytes(struct blob b);
void row_text(const char *text);
void row_image(const struct image *image);
void row_end(void);

/* The writer again, in the order of the tables */
void make_images(void);
void make_reader(void);
void make_anchors(void);
void make_signatures(void);
void make_pairs(void);

/*
 * DIGESTS, by BearSSL and in the simplest way: what the core is held against.
 * The salt is that of run.c.
 */
struct measure {
	enum cfsv_hash hash; /* 0: SHA-256 */
	size_t block_size;   /* 0: 4096 */
	size_t salt_size;
};

struct blob image_bytes(size_t size);
struct blob descriptor_of(const struct measure *m, struct blob file);
struct blob merkle(const struct measure *m, struct blob file);
/* What is signed when a file with these bytes is the digest file */
struct blob formatted(struct blob digest_file);

#endif /* CFSV_VECTORS_MAKE_H */
