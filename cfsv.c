/* SPDX-License-Identifier: MIT */
/* cfsv.c - the story: image -> digest; signature -> digest file -> image */
#include <string.h>
#include "cfsv.h"
#include "pkcs7/pkcs7.h"
#include "sha256/sha256.h"

static int story_well_formed(const struct cfsv_digest *d)
{
	return d->size != 0 && d->size == cfsv_hash_size(d->hash);
}

enum cfsv_err cfsv_format_digest(uint8_t out[CFSV_FORMATTED_MAX],
				 size_t *out_len,
				 const struct cfsv_digest *digest)
{
	static const uint8_t magic[8] = {'F', 'S', 'V', 'e',
					 'r', 'i', 't', 'y'};

	if (!story_well_formed(digest))
		return CFSV_E_ARGUMENT;
	memcpy(out, magic, sizeof(magic));
	out[8] = (uint8_t)digest->hash;
	out[9] = 0;
	out[10] = (uint8_t)digest->size;
	out[11] = 0;
	memcpy(out + 12, digest->bytes, digest->size);
	*out_len = 12 + digest->size;
	return CFSV_OK;
}

/* The algorithm that a digest file of this length is for; 0: none */
static uint32_t story_digest_file_hash(size_t len)
{
	if (len == cfsv_hash_size(CFSV_SHA256))
		return CFSV_SHA256;
#ifndef CFSV_NO_SHA512
	if (len == cfsv_hash_size(CFSV_SHA512))
		return CFSV_SHA512;
#endif
	return 0;
}

enum cfsv_err cfsv_digest_file_digest(struct cfsv_digest *out,
				      const uint8_t *digest_file, size_t len)
{
	if (digest_file == NULL)
		return CFSV_E_NO_DIGEST;
	if (story_digest_file_hash(len) == 0)
		return CFSV_E_DIGEST_FILE_LENGTH;
	cfsv_small_file_digest(out, digest_file, len);
	return CFSV_OK;
}

enum cfsv_err cfsv_compare(const struct cfsv_digest *expected,
			   const struct cfsv_digest *measured)
{
	if (!story_well_formed(expected) || !story_well_formed(measured))
		return CFSV_E_ARGUMENT;
	if (expected->hash != measured->hash)
		return CFSV_E_IMAGE_ALGORITHM;
	if (memcmp(expected->bytes, measured->bytes, expected->size) != 0)
		return CFSV_E_IMAGE_DIFFERS;
	return CFSV_OK;
}

/* Measure the image as @wanted was, and compare. */
static enum cfsv_err story_measure(const struct cfsv_digest *wanted,
				   cfsv_sha256_blocks *sha256,
				   const struct cfsv_source *image,
				   struct cfsv_work *work,
				   struct cfsv_report *report)
{
	struct cfsv_params params = {0};
	enum cfsv_err err;

	params.hash = wanted->hash;
	cfsv_tree_init(&work->tree, &params, sha256, work->memory,
		       sizeof(work->memory)); /* an error stays in the tree */
	err = cfsv_measure(&work->tree, image, work->buf, sizeof(work->buf),
			   &report->measured, NULL);
	if (err != CFSV_OK)
		return err;
	return cfsv_compare(wanted, &report->measured);
}

enum cfsv_err cfsv_verify_pinned(const struct cfsv_digest *expected,
				 cfsv_sha256_blocks *sha256,
				 const struct cfsv_source *image,
				 struct cfsv_work *work,
				 struct cfsv_report *report)
{
	struct cfsv_digest wanted;

	memcpy(&wanted, expected, sizeof(wanted)); /* may be in the report */
	memset(report, 0, sizeof(*report));
	if (!story_well_formed(&wanted))
		return CFSV_E_ARGUMENT;
	memcpy(&report->expected, &wanted, sizeof(wanted));
	return story_measure(&wanted, sha256, image, work, report);
}

#ifndef CFSV_NO_PKCS7

/* The message's digest by the algorithm that the signature names. */
static size_t story_hash(uint32_t hash, const uint8_t *message, size_t len,
			 uint8_t out[CFSV_DIGEST_MAX])
{
#ifndef CFSV_NO_SHA512
	if (hash == CFSV_SHA384) {
		cfsv_sha384(out, message, len);
		return 48;
	}
	if (hash == CFSV_SHA512) {
		cfsv_sha512(out, message, len);
		return 64;
	}
#endif
	(void)hash;
	cfsv_sha256(out, message, len);
	return 32;
}

enum cfsv_err cfsv_verify_message(const struct cfsv_trust *trust,
				  const uint8_t *sig, size_t sig_len,
				  const uint8_t *message, size_t message_len,
				  struct cfsv_report *report)
{
	uint8_t digest[CFSV_DIGEST_MAX];
	struct cfsv_signature s;
	enum cfsv_err err;
	size_t len;

	report->at = 0;
	if (trust->count == 0 || trust->anchors == NULL)
		return CFSV_E_NO_ANCHOR;
	if (trust->crypto == NULL || (message == NULL && message_len > 0))
		return CFSV_E_ARGUMENT;
	err = cfsv_signature_parse(&s, sig, sig_len);
	report->at = s.at;
	if (err != CFSV_OK)
		return err;
	len = story_hash(s.digest, message, message_len, digest);
	return cfsv_signature_check(&s, digest, len, trust->anchors,
				    trust->count, trust->crypto,
				    &report->anchor);
}

enum cfsv_err cfsv_verify_digest(const struct cfsv_trust *trust,
				 const uint8_t *sig, size_t sig_len,
				 const struct cfsv_digest *digest,
				 struct cfsv_report *report)
{
	uint8_t formatted[CFSV_FORMATTED_MAX];
	enum cfsv_err err;
	size_t len;

	err = cfsv_format_digest(formatted, &len, digest);
	if (err != CFSV_OK)
		return err;
	return cfsv_verify_message(trust, sig, sig_len, formatted, len, report);
}

enum cfsv_err cfsv_verify_pair(const struct cfsv_trust *trust,
			       const struct cfsv_pair *pair,
			       struct cfsv_report *report)
{
	struct cfsv_digest signed_digest;
	enum cfsv_err err;

	memset(report, 0, sizeof(*report));
	err = cfsv_digest_file_digest(&signed_digest, pair->digest_file,
				      pair->digest_file_len);
	if (err != CFSV_OK)
		return err;
	err = cfsv_verify_digest(trust, pair->signature, pair->signature_len,
				 &signed_digest, report);
	if (err != CFSV_OK)
		return err;
	/* the length was checked: it is that of an algorithm */
	report->expected.hash = story_digest_file_hash(pair->digest_file_len);
	report->expected.size = (uint32_t)pair->digest_file_len;
	memcpy(report->expected.bytes, pair->digest_file,
	       pair->digest_file_len);
	return CFSV_OK;
}

enum cfsv_err cfsv_verify_image(const struct cfsv_trust *trust,
				const struct cfsv_pair *pair,
				const struct cfsv_source *image,
				struct cfsv_work *work,
				struct cfsv_report *report)
{
	enum cfsv_err err = cfsv_verify_pair(trust, pair, report);

	if (err != CFSV_OK)
		return err;
	return story_measure(&report->expected, trust->sha256, image, work,
			     report);
}

#endif /* CFSV_NO_PKCS7 */

/* Digests as text: "sha256:" or "sha512:", then lower-case hex. */

static int story_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

enum cfsv_err cfsv_digest_from_text(struct cfsv_digest *out, const char *text,
				    size_t len)
{
	struct cfsv_digest d = {0};
	int high, low;
	size_t i;

	if (len == 7 + 2 * 32 && memcmp(text, "sha256:", 7) == 0)
		d.hash = CFSV_SHA256;
#ifndef CFSV_NO_SHA512
	if (len == 7 + 2 * 64 && memcmp(text, "sha512:", 7) == 0)
		d.hash = CFSV_SHA512;
#endif
	d.size = cfsv_hash_size(d.hash);
	if (d.size == 0)
		return CFSV_E_DIGEST_TEXT;
	for (i = 0; i < d.size; i++) {
		high = story_hex(text[7 + 2 * i]);
		low = story_hex(text[8 + 2 * i]);
		if (high < 0 || low < 0)
			return CFSV_E_DIGEST_TEXT;
		d.bytes[i] = (uint8_t)(high * 16 + low);
	}
	*out = d;
	return CFSV_OK;
}

enum cfsv_err cfsv_digest_to_text(char out[CFSV_DIGEST_TEXT_MAX],
				  const struct cfsv_digest *digest)
{
	static const char hex[] = "0123456789abcdef";
	uint32_t i;

	if (!story_well_formed(digest))
		return CFSV_E_ARGUMENT;
	memcpy(out, digest->hash == CFSV_SHA256 ? "sha256:" : "sha512:", 7);
	for (i = 0; i < digest->size; i++) {
		out[7 + 2 * i] = hex[digest->bytes[i] / 16];
		out[8 + 2 * i] = hex[digest->bytes[i] % 16];
	}
	out[7 + 2 * digest->size] = '\0';
	return CFSV_OK;
}

#ifndef CFSV_NO_MESSAGES

/*
 * Three texts a row, each with its zero byte, one after the other: pointers to
 * them would take more room than the numbers, and need relocations.
 */
#define STORY_TEXT(name, what, mend) #name "\0" what "\0" mend
#define STORY_OK STORY_TEXT(CFSV_OK, "no error", "nothing to mend")
#define STORY_UNKNOWN                                                          \
	STORY_TEXT(unknown, "unknown error",                                   \
		   "this number is no error code of cfsv's")

#define STORY_MEMBER(name, number, class, what, mend)                          \
	char name[sizeof(STORY_TEXT(name, what, mend))];
#define STORY_MEMBER_TEXT(name, number, class, what, mend)                     \
	STORY_TEXT(name, what, mend),
static const struct {
	CFSV_ERRORS(STORY_MEMBER)
	char ok[sizeof(STORY_OK)];
	char unknown[sizeof(STORY_UNKNOWN)];
} story_texts = {CFSV_ERRORS(STORY_MEMBER_TEXT) STORY_OK, STORY_UNKNOWN};

#define STORY_NUMBER(name, number, class, what, mend) number,
static const int16_t story_numbers[] = {CFSV_ERRORS(STORY_NUMBER) CFSV_OK};

#define STORY_CLASS(name, number, class, what, mend) CFSV_CLASS_##class,
static const uint8_t story_classes[] = {CFSV_ERRORS(STORY_CLASS) CFSV_CLASS_OK,
					CFSV_CLASS_UNCHECKED};

/* The row of a code; of an unknown one, the row after the last number. */
static size_t story_row(enum cfsv_err err)
{
	size_t i = 0;

	while (i < sizeof(story_numbers) / sizeof(story_numbers[0]) &&
	       story_numbers[i] != (int)err)
		i++;
	return i;
}

static const char *story_text(enum cfsv_err err, size_t which)
{
	const char *text = (const char *)&story_texts;
	size_t before = 3 * story_row(err) + which;

	for (; before > 0; text++)
		if (*text == '\0')
			before--;
	return text;
}

const char *cfsv_error_name(enum cfsv_err err)
{
	return story_text(err, 0);
}

const char *cfsv_strerror(enum cfsv_err err)
{
	return story_text(err, 1);
}

const char *cfsv_mend(enum cfsv_err err)
{
	return story_text(err, 2);
}

enum cfsv_class cfsv_error_class(enum cfsv_err err)
{
	return (enum cfsv_class)story_classes[story_row(err)];
}

#endif /* CFSV_NO_MESSAGES */
