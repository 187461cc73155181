/* SPDX-License-Identifier: MIT */
/* run.c - runs the cases of cases.h and says what the verdicts were */
#include <string.h>
#include "cfsv.h"
#include "run.h"
#include "case.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Scratch; the tree over blocks of 64 KiB needs two of them. */
static union {
	struct cfsv_work work;
	struct {
		struct cfsv_tree tree;
		uint8_t buf[4096];
		uint8_t memory[2 * 65536];
	} room;
} scratch;

/* Too many bytes: they are not looked at. */
#define ZEROS(n)                                                               \
	{                                                                      \
		scratch.room.memory, n                                         \
	}
#include "cases.h" /* made by make.c */

/* LINES */

/* 100 of a name, twice 7 + 128 of digests, and words. */
struct vectors {
	void (*say)(void *arg, const char *line);
	void *arg;
	size_t cases;
	size_t wrong;
	size_t used;
	char line[512];
};

/* What does not fit is left out, and the line then differs from none. */
static void vectors_add(struct vectors *v, const char *text)
{
	while (*text != '\0' && v->used < sizeof(v->line) - 1)
		v->line[v->used++] = *text++;
	v->line[v->used] = '\0';
}

static void vectors_number(struct vectors *v, uint32_t n)
{
	char digits[11];
	size_t i = sizeof(digits) - 1;

	digits[i] = '\0';
	do {
		digits[--i] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	vectors_add(v, digits + i);
}

static void vectors_say(struct vectors *v)
{
	v->say(v->arg, v->line);
	v->used = 0;
}

/* What a case found, or should have found. */
struct finding {
	int err;
	uint32_t at;	    /* 0: there is no offset */
	const char *digest; /* "": there is none */
};

static void vectors_finding(struct vectors *v, const struct finding *f)
{
	if (f->err < 0)
		vectors_add(v, "-");
	vectors_number(v, (uint32_t)(f->err < 0 ? -f->err : f->err));
	if (f->at != 0) {
		vectors_add(v, " at ");
		vectors_number(v, f->at);
	}
	if (f->digest[0] != '\0')
		vectors_add(v, " ");
	vectors_add(v, f->digest);
}

static int vectors_same_text(const char *a, const char *b)
{
	while (*a == *b && *a != '\0') {
		a++;
		b++;
	}
	return *a == *b;
}

static void vectors_end(struct vectors *v, const char *name,
			const struct finding *is, const struct finding *wanted)
{
	vectors_add(v, name);
	vectors_add(v, ": ");
	vectors_finding(v, is);
	v->cases++;
	if (is->err != wanted->err || is->at != wanted->at ||
	    !vectors_same_text(is->digest, wanted->digest)) {
		v->wrong++;
		vectors_add(v, " WRONG: must be ");
		vectors_finding(v, wanted);
	}
	vectors_say(v);
}

static void vectors_verdict(struct vectors *v, const char *name, int is,
			    int wanted)
{
	struct finding found = {is, 0, ""}, must = {wanted, 0, ""};

	vectors_end(v, name, &found, &must);
}

/* IMAGES */

static enum cfsv_err vectors_read(void *arg, uint64_t offset, uint8_t *buf,
				  size_t want, size_t *got)
{
	const struct image *image = arg;
	uint64_t end = image->size;
	uint32_t at;
	size_t i;

	if (image->conduct == ENDS)
		end = image->at;
	if (image->conduct == GOES_ON)
		end++;
	if (want > end - offset)
		want = (size_t)(end - offset);
	if (image->conduct == TRICKLES && want > image->at)
		want = (size_t)image->at;
	for (i = 0; i < want; i++) {
		at = (uint32_t)(offset + i);
		buf[i] = (uint8_t)(at * 7 + (at >> 8) * 31 + (at >> 16));
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

/* The source holds on to @image. */
static struct cfsv_source vectors_source(struct image *image)
{
	struct cfsv_source source = {vectors_read, image, image->size};

	if (image->conduct == HIDES)
		source.size = CFSV_SIZE_UNKNOWN;
	return source;
}

static void vectors_tree(struct vectors *v, const struct tree_case *c)
{
	struct finding is = {0, 0, ""}, wanted = {c->err, 0, c->digest};
	struct image image = c->image;
	struct cfsv_source source = vectors_source(&image);
	struct cfsv_params params = {0};
	char text[CFSV_DIGEST_TEXT_MAX];
	struct cfsv_digest digest;
	uint32_t i;

	params.hash = c->hash;
	params.block_size = c->block_size;
	params.salt_size = c->salt_size;
	for (i = 0; i < c->salt_size && i < CFSV_SALT_MAX; i++)
		params.salt[i] = (uint8_t)(0xa0 + i);
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
	struct image image = c->image;
	struct cfsv_source source = vectors_source(&image);
	struct cfsv_report report;
	struct cfsv_digest pin;

	vectors_digest(&pin, &c->digest);
	vectors_verdict(
		v, c->name,
		cfsv_verify_pinned(&pin, NULL, &source, &scratch.work, &report),
		c->err);
}

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
	struct image image = c->image;
	struct cfsv_source source = vectors_source(&image);
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
