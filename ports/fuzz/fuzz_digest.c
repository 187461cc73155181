/* SPDX-License-Identifier: MIT */
/* fuzz_digest.c - digest files, digests as text, formatted digests */
#include "fuzz.h"

static void digest_file(struct part in)
{
	struct merkle m = {CFSV_SHA256, 12, 0, {0}};
	struct cfsv_digest own, wanted;
	uint8_t *file = fuzz_copy(in);
	enum cfsv_err err;

	err = cfsv_digest_file_digest(&own, file, in.len);
	MUST((err == CFSV_OK) == (in.len == 32 || in.len == 64));
	if (err == CFSV_OK) {
		merkle_digest(&m, in, &wanted);
		MUST(own.hash == wanted.hash && own.size == wanted.size);
		MUST(memcmp(own.bytes, wanted.bytes, own.size) == 0);
	}
	free(file);
}

/* The two forms, in the words of cfsv.h */
static int digest_is_text(struct part in)
{
	size_t i;

	if (in.len != 7 + 64 && in.len != 7 + 128)
		return 0;
	if (memcmp(in.at, in.len == 71 ? "sha256:" : "sha512:", 7) != 0)
		return 0;
	for (i = 7; i < in.len; i++)
		if (in.at[i] == 0 ||
		    strchr("0123456789abcdef", in.at[i]) == NULL)
			return 0;
	return 1;
}

static void digest_text(struct part in)
{
	char again[CFSV_DIGEST_TEXT_MAX];
	uint8_t *text = fuzz_copy(in);
	struct cfsv_digest d;
	enum cfsv_err err;

	err = cfsv_digest_from_text(&d, (char *)text, in.len);
	MUST((err == CFSV_OK) == digest_is_text(in));
	if (err == CFSV_OK) {
		MUST(cfsv_digest_to_text(again, &d) == CFSV_OK);
		MUST(strlen(again) == in.len);
		MUST(memcmp(again, in.at, in.len) == 0);
	}
	free(text);
}

static struct cfsv_digest digest_any(struct part *in)
{
	struct cfsv_digest d = {0};
	struct part bytes;

	d.hash = fuzz_byte(in) % 5;
	d.size = fuzz_byte(in) % 80;
	bytes = fuzz_take(in, sizeof(d.bytes));
	if (bytes.len > 0)
		memcpy(d.bytes, bytes.at, bytes.len);
	return d;
}

static int digest_good(const struct cfsv_digest *d)
{
	return (d->hash == 1 && d->size == 32) ||
	       (d->hash == 2 && d->size == 64);
}

/* Structures that are not well formed are refused everywhere. */
static void digest_pair(struct part in)
{
	struct cfsv_digest a = digest_any(&in), b = digest_any(&in);
	uint8_t out[CFSV_FORMATTED_MAX], head[12] = "FSVerity";
	char text[CFSV_DIGEST_TEXT_MAX];
	size_t len = 0;
	int good = digest_good(&a), both = good && digest_good(&b);
	enum cfsv_err err;

	MUST((cfsv_digest_to_text(text, &a) == CFSV_OK) == good);
	MUST((cfsv_format_digest(out, &len, &a) == CFSV_OK) == good);
	if (good) {
		head[8] = (uint8_t)a.hash;
		head[10] = (uint8_t)a.size;
		MUST(len == 12 + a.size && memcmp(out, head, 12) == 0);
		MUST(memcmp(out + 12, a.bytes, a.size) == 0);
	}
	err = cfsv_compare(&a, &b);
	MUST((err == CFSV_E_ARGUMENT) == !both);
	if (both)
		MUST((err == CFSV_OK) ==
		     (a.hash == b.hash && !memcmp(a.bytes, b.bytes, a.size)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct part in = {data, size};

	switch (fuzz_byte(&in) % 3) {
	case 0:
		digest_file(in);
		break;
	case 1:
		digest_text(in);
		break;
	default:
		digest_pair(in);
	}
	return 0;
}
