/* SPDX-License-Identifier: MIT */
/* attacks_image.h - an image with its pair, for attacks on them */
#ifndef CFSV_TEST_ATTACKS_IMAGE_H
#define CFSV_TEST_ATTACKS_IMAGE_H

#include "attacks.h"

#define IMAGE_SIZE 9000
#define DIGEST_SIZE 32

/* An image with its pair, and how often each of its bytes was read */
struct image {
	uint8_t bytes[IMAGE_SIZE];
	unsigned reads[IMAGE_SIZE];
	enum cfsv_err failure; /* of each read */
	size_t longer;	       /* so much more than asked is answered */
	uint8_t digest[DIGEST_SIZE];
	uint8_t descriptor[CFSV_DESCRIPTOR_SIZE];
	uint8_t tree[4096]; /* one block: the hashes of three */
	struct blob sig;
};

static struct cfsv_work work;

static inline enum cfsv_err image_read(void *arg, uint64_t offset, uint8_t *buf,
				       size_t want, size_t *got)
{
	struct image *m = arg;
	size_t i, n = 0;

	if (m->failure != CFSV_OK)
		return m->failure;
	for (i = (size_t)offset; i < IMAGE_SIZE && n < want; i++) {
		m->reads[i]++;
		buf[n++] = m->bytes[i];
	}
	*got = n + m->longer;
	return CFSV_OK;
}

static inline struct cfsv_source source_of(struct image *m)
{
	struct cfsv_source source = {image_read, m, IMAGE_SIZE};

	return source;
}

static inline enum cfsv_err measure(struct image *m,
				    const struct cfsv_params *params,
				    struct cfsv_digest *out)
{
	static uint8_t memory[CFSV_TREE_MEMORY(4096)];
	struct cfsv_source source = source_of(m);
	enum cfsv_err err;

	err = cfsv_tree_init(&work.tree, params, NULL, memory, sizeof(memory));
	if (err != CFSV_OK)
		return err;
	return cfsv_measure(&work.tree, &source, work.buf, sizeof(work.buf),
			    out, m->descriptor);
}

static inline void image_tree(struct image *m)
{
	struct blob padded = JOIN(copy(m->bytes, IMAGE_SIZE),
				  repeat(0, 3 * 4096 - IMAGE_SIZE));
	size_t i;

	for (i = 0; i < 3; i++)
		memcpy(m->tree + i * DIGEST_SIZE,
		       hash_of(CFSV_SHA256,
			       slice(padded, i * 4096, (i + 1) * 4096))
			       .at,
		       DIGEST_SIZE);
}

/* Sealed by this key: what it says, and a genuine signature */
static inline void image_seal(struct image *m, uint8_t first, enum key_name key)
{
	struct cfsv_params params = {0};
	uint8_t formatted[CFSV_FORMATTED_MAX];
	struct recipe r = {0};
	struct cfsv_digest d;
	size_t i, len;

	memset(m, 0, sizeof(*m));
	for (i = 0; i < IMAGE_SIZE; i++)
		m->bytes[i] = (uint8_t)(i * 5 + first);
	assert_int_equal(measure(m, &params, &d), CFSV_OK);
	memcpy(m->digest, d.bytes, DIGEST_SIZE);
	image_tree(m);
	assert_int_equal(cfsv_digest_file_digest(&d, m->digest, DIGEST_SIZE),
			 CFSV_OK);
	assert_int_equal(cfsv_format_digest(formatted, &len, &d), CFSV_OK);
	r.key = key;
	r.message = copy(formatted, len);
	m->sig = sign(&r, NULL);
	memset(m->reads, 0, sizeof(m->reads));
}

/* The verdict on parts of up to three images, RSA_2048 being trusted */
static inline enum cfsv_err verify_parts(struct image *image,
					 const struct image *d, struct blob sig)
{
	struct cfsv_pair pair = {d->digest, DIGEST_SIZE, sig.at, sig.len};
	struct blob cert = cert_of(RSA_2048);
	struct cfsv_source source = source_of(image);
	struct cfsv_report report;
	struct cfsv_anchor a;
	struct cfsv_trust trust = {&a, 1, &cfsv_bearssl, NULL};

	assert_int_equal(cfsv_anchor_load(&a, &cfsv_bearssl, cert.at, cert.len),
			 CFSV_OK);
	return cfsv_verify_image(&trust, &pair, &source, &work, &report);
}

static inline struct cfsv_digest digest_of(const struct image *m)
{
	struct cfsv_digest d = {CFSV_SHA256, DIGEST_SIZE, {0}};

	memcpy(d.bytes, m->digest, DIGEST_SIZE);
	return d;
}

#endif /* CFSV_TEST_ATTACKS_IMAGE_H */
