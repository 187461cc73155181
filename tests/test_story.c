/* SPDX-License-Identifier: MIT */
/* test_story.c - from a signature to a verdict: what is done, in what order */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <bearssl.h>
#include "cfsv.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define CANARY 0xa5

/* SHA-256 fs-verity digest of "hello fs-verity\n", and as a digest file. */
#define HELLO "hello fs-verity\n"
#define HELLO_LEN 16
#define HELLO_DIGEST                                                           \
	"8eda6fdb82915511673206fc3e7486c4ff1647015310322607683438bb3dd2a0"

/* A digest file and its own fs-verity digest. */
#define FILE_D                                                                 \
	"be956966c70970ea23b1a8043bca58cfb0d011d490a35a7817b36d04c0210954"
#define FILE_D_DIGEST                                                          \
	"6e62488a7a26175235cb4bd0652297c501bba70e65352d3981fc48267ed081df"

static void from_hex(uint8_t *out, const char *hex)
{
	size_t i;

	for (i = 0; hex[2 * i] != '\0'; i++) {
		char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};

		out[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
}

static struct cfsv_digest digest_of(uint32_t hash, const char *hex)
{
	struct cfsv_digest d = {0};

	d.hash = hash;
	d.size = hash == CFSV_SHA512 ? 64 : 32;
	from_hex(d.bytes, hex);
	return d;
}

static struct cfsv_digest sha512_sample(void)
{
	struct cfsv_digest d = {CFSV_SHA512, 64, {0}};
	size_t i;

	for (i = 0; i < 64; i++)
		d.bytes[i] = (uint8_t)(i * 37 + 11);
	return d;
}

/* Hash and size that do not belong together; no such digest is taken. */
static const struct {
	uint32_t hash;
	uint32_t size;
} malformed[] = {
	{0, 0},
	{0, 32},
	{CFSV_SHA256, 0},
	{CFSV_SHA256, 1},
	{CFSV_SHA256, 31},
	{CFSV_SHA256, 33},
	{CFSV_SHA256, 64},
	{CFSV_SHA256, 256 + 32},
	{CFSV_SHA256, UINT32_MAX},
	{CFSV_SHA512, 0},
	{CFSV_SHA512, 32},
	{CFSV_SHA512, 63},
	{CFSV_SHA512, 65},
	{CFSV_SHA384, 48},
	{CFSV_SHA384, 32},
	{4, 32},
	{0x101, 32},
	{UINT32_MAX, 64},
};

static struct cfsv_digest malformed_digest(size_t i)
{
	struct cfsv_digest d = {0};

	d.hash = malformed[i].hash;
	d.size = malformed[i].size;
	return d;
}

/*
 * THE FORMATTED DIGEST
 */

static void formatted_digests_are_the_kernels_bytes(void **state)
{
	struct cfsv_digest d256 = digest_of(CFSV_SHA256, FILE_D_DIGEST);
	struct cfsv_digest d512 = sha512_sample();
	uint8_t out[CFSV_FORMATTED_MAX + 1], expected[CFSV_FORMATTED_MAX];
	size_t len = 0;

	(void)state;
	memset(out, CANARY, sizeof(out));
	assert_int_equal(cfsv_format_digest(out, &len, &d256), CFSV_OK);
	assert_int_equal(len, 44);
	from_hex(expected, "465356657269747901002000" FILE_D_DIGEST);
	assert_memory_equal(out, expected, 44);
	assert_int_equal(out[44], CANARY);
	assert_int_equal(cfsv_format_digest(out, &len, &d512), CFSV_OK);
	assert_int_equal(len, 76);
	from_hex(expected, "465356657269747902004000");
	assert_memory_equal(out, expected, 12);
	assert_memory_equal(out + 12, d512.bytes, 64);
	assert_int_equal(out[76], CANARY);
}

static void malformed_digests_are_not_formatted(void **state)
{
	uint8_t out[CFSV_FORMATTED_MAX];
	char text[CFSV_DIGEST_TEXT_MAX];
	size_t i, len = 7;

	(void)state;
	memset(out, CANARY, sizeof(out));
	memset(text, 'x', sizeof(text));
	for (i = 0; i < COUNT(malformed); i++) {
		struct cfsv_digest d = malformed_digest(i);

		assert_int_equal(cfsv_format_digest(out, &len, &d),
				 CFSV_E_ARGUMENT);
		assert_int_equal(cfsv_digest_to_text(text, &d),
				 CFSV_E_ARGUMENT);
		assert_int_equal(cfsv_verify_digest(NULL, NULL, 0, &d, NULL),
				 CFSV_E_ARGUMENT);
	}
	assert_int_equal(len, 7);
	assert_int_equal(out[0], CANARY);
	assert_int_equal(text[0], 'x');
}

static void a_digest_file_is_measured_as_a_file(void **state)
{
	struct cfsv_digest expected = digest_of(CFSV_SHA256, FILE_D_DIGEST);
	struct cfsv_digest d;
	uint8_t file[65];

	(void)state;
	memset(file, 0, sizeof(file));
	from_hex(file, FILE_D);
	assert_int_equal(cfsv_digest_file_digest(&d, file, 32), CFSV_OK);
	assert_memory_equal(&d, &expected, sizeof(d));
	/* the same bytes with 32 zeros after them are another file */
	assert_int_equal(cfsv_digest_file_digest(&d, file, 64), CFSV_OK);
	assert_int_equal(d.hash, CFSV_SHA256);
	assert_int_equal(d.size, 32);
	assert_memory_not_equal(d.bytes, expected.bytes, 32);
}

static void a_digest_file_has_32_or_64_bytes(void **state)
{
	struct cfsv_digest d;
	uint8_t file[300] = {0};
	size_t len;

	(void)state;
	d.size = 77;
	for (len = 0; len <= sizeof(file); len++)
		if (len != 32 && len != 64)
			assert_int_equal(cfsv_digest_file_digest(&d, file, len),
					 CFSV_E_DIGEST_FILE_LENGTH);
	assert_int_equal(cfsv_digest_file_digest(&d, file, SIZE_MAX),
			 CFSV_E_DIGEST_FILE_LENGTH);
	assert_int_equal(cfsv_digest_file_digest(&d, NULL, 32),
			 CFSV_E_NO_DIGEST);
	assert_int_equal(cfsv_digest_file_digest(&d, NULL, 0),
			 CFSV_E_NO_DIGEST);
	assert_int_equal(d.size, 77);
}

/*
 * DIGESTS AS TEXT
 */

#define UPPER "8EDA6FDB82915511673206FC3E7486C4FF1647015310322607683438BB3DD2A0"
#define HEX_62 "8eda6fdb82915511673206fc3e7486c4ff1647015310322607683438bb3dd2"
#define HEX_124 HEX_62 HEX_62

/* sizeof() - 1, for the texts with zero bytes inside */
#define TEXT(literal)                                                          \
	{                                                                      \
		literal, sizeof(literal) - 1                                   \
	}

static const struct {
	const char *text;
	size_t len;
} wrong_texts[] = {
	/* empty, or no digits */
	TEXT(""),
	TEXT("sha256"),
	TEXT("sha256:"),
	TEXT("sha512:"),
	/* 31, 33, 63 and 65 bytes, and half ones */
	TEXT("sha256:" HEX_62),
	TEXT("sha256:" HELLO_DIGEST "a0"),
	TEXT("sha256:" HEX_62 "a"),
	TEXT("sha256:" HELLO_DIGEST "a"),
	TEXT("sha512:" HEX_124 "a0"),
	TEXT("sha512:" HEX_124 "a0a0a0"),
	TEXT("sha512:" HEX_124 "a0a"),
	/* the prefix: none, another, in capitals, twice */
	TEXT(HELLO_DIGEST),
	TEXT(":" HELLO_DIGEST),
	TEXT("sha384:" HEX_62 HEX_62),
	TEXT("sha1:" HELLO_DIGEST),
	TEXT("SHA256:" HELLO_DIGEST),
	TEXT("Sha256:" HELLO_DIGEST),
	TEXT("sha256=" HELLO_DIGEST),
	TEXT("sha-256:" HELLO_DIGEST),
	TEXT("sha256:sha256:" HELLO_DIGEST),
	TEXT("sha256:sha256:" HEX_62),
	TEXT("sha256:sha256:8eda6fdb82915511673206fc3e7486c4ff16470153103226076"
	     "834384"),
	/* of the other algorithm's length */
	TEXT("sha512:" HELLO_DIGEST),
	TEXT("sha256:" HELLO_DIGEST HELLO_DIGEST),
	/* digits */
	TEXT("sha256:" UPPER),
	TEXT("sha256:8Eda6fdb82915511673206fc3e7486c4ff1647015310322607683438bb"
	     "3dd2a0"),
	TEXT("sha256:" HEX_62 "aG"),
	TEXT("sha256:" HEX_62 "g0"),
	TEXT("sha256:" HEX_62 "`0"),
	TEXT("sha256:" HEX_62 "/0"),
	TEXT("sha256:" HEX_62 "0:"),
	TEXT("sha256:" HEX_62 "-1"),
	TEXT("sha256:" HEX_62 "+1"),
	TEXT("sha256:" HEX_62 "0x"),
	TEXT("sha256:" HEX_62 " 1"),
	TEXT("sha256:" HEX_62 "\xb1\xe1"),
	TEXT("sha256:0x" HEX_62),
	/* what stands around it */
	TEXT("sha256:" HELLO_DIGEST "\n"),
	TEXT("sha256:" HELLO_DIGEST "\r\n"),
	TEXT("sha256:" HEX_62 "\r\n"),
	TEXT("sha256:" HELLO_DIGEST "\0"),
	TEXT("sha256:" HEX_62 "a\0"),
	TEXT("sha256:\0" HEX_62 "a"),
	TEXT("sha256\0" HELLO_DIGEST),
	TEXT("sha256:" HELLO_DIGEST " "),
	TEXT("sha256:" HELLO_DIGEST " file"),
	TEXT(" sha256:" HELLO_DIGEST),
	TEXT("sha256: " HELLO_DIGEST),
	TEXT("sha256: " HEX_62 "a"),
	TEXT("\xef\xbb\xbfsha256:" HELLO_DIGEST),
};

static void a_digest_in_text_has_one_form_only(void **state)
{
	struct cfsv_digest d, untouched;
	size_t i;

	(void)state;
	memset(&d, CANARY, sizeof(d));
	untouched = d;
	for (i = 0; i < COUNT(wrong_texts); i++)
		assert_int_equal(cfsv_digest_from_text(&d, wrong_texts[i].text,
						       wrong_texts[i].len),
				 CFSV_E_DIGEST_TEXT);
	assert_memory_equal(&d, &untouched, sizeof(d));
}

/* Every byte in every place of a good text: only lower-case hex passes. */
static void only_hex_passes(const char *good)
{
	size_t len = strlen(good), i;
	char text[CFSV_DIGEST_TEXT_MAX];
	struct cfsv_digest d;
	int c;

	for (i = 0; i < len; i++) {
		for (c = 0; c < 256; c++) {
			int hex = (c >= '0' && c <= '9') ||
				  (c >= 'a' && c <= 'f');
			int fits = i < 7 ? c == good[i] : hex;

			memcpy(text, good, len);
			text[i] = (char)c;
			assert_int_equal(cfsv_digest_from_text(&d, text, len),
					 fits ? CFSV_OK : CFSV_E_DIGEST_TEXT);
		}
	}
}

static void one_wrong_character_anywhere_is_refused(void **state)
{
	(void)state;
	only_hex_passes("sha256:" HELLO_DIGEST);
	only_hex_passes("sha512:" HELLO_DIGEST HELLO_DIGEST);
}

static void no_part_of_a_digest_in_text_is_one(void **state)
{
	static const char good[] = "sha256:" HELLO_DIGEST;
	struct cfsv_digest d;
	size_t len;

	(void)state;
	for (len = 0; len < sizeof(good) - 1; len++)
		assert_int_equal(cfsv_digest_from_text(&d, good, len),
				 CFSV_E_DIGEST_TEXT);
	/* and a text need not end in a zero byte */
	assert_int_equal(cfsv_digest_from_text(&d, good, len), CFSV_OK);
}

static void text_and_back_is_the_same_digest(void **state)
{
	struct cfsv_digest d256 = digest_of(CFSV_SHA256, HELLO_DIGEST);
	struct cfsv_digest d512 = sha512_sample(), back;
	char text[CFSV_DIGEST_TEXT_MAX];

	(void)state;
	memset(&back, CANARY, sizeof(back));
	assert_int_equal(cfsv_digest_to_text(text, &d256), CFSV_OK);
	assert_string_equal(text, "sha256:" HELLO_DIGEST);
	assert_int_equal(cfsv_digest_from_text(&back, text, strlen(text)),
			 CFSV_OK);
	assert_memory_equal(&back, &d256, sizeof(back));
	assert_int_equal(cfsv_digest_to_text(text, &d512), CFSV_OK);
	assert_int_equal(strlen(text), 7 + 128);
	assert_memory_equal(text, "sha512:0b30", 11);
	assert_int_equal(cfsv_digest_from_text(&back, text, strlen(text)),
			 CFSV_OK);
	assert_memory_equal(&back, &d512, sizeof(back));
}

/*
 * COMPARING
 */

static void every_bit_of_a_digest_is_compared(void **state)
{
	struct cfsv_digest both[2];
	uint32_t i, bit;

	(void)state;
	both[0] = digest_of(CFSV_SHA256, HELLO_DIGEST);
	both[1] = sha512_sample();
	for (i = 0; i < 2; i++) {
		struct cfsv_digest other = both[i];

		assert_int_equal(cfsv_compare(&both[i], &other), CFSV_OK);
		for (bit = 0; bit < 8 * both[i].size; bit++) {
			other.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
			assert_int_equal(cfsv_compare(&both[i], &other),
					 CFSV_E_IMAGE_DIFFERS);
			assert_int_equal(cfsv_compare(&other, &both[i]),
					 CFSV_E_IMAGE_DIFFERS);
			other = both[i];
		}
		/* two differences do not make up for each other */
		other.bytes[0] ^= 0x80;
		other.bytes[1] ^= 0x80;
		assert_int_equal(cfsv_compare(&both[i], &other),
				 CFSV_E_IMAGE_DIFFERS);
	}
}

static void bytes_after_a_digest_are_not_compared(void **state)
{
	struct cfsv_digest a = digest_of(CFSV_SHA256, HELLO_DIGEST), b = a;

	(void)state;
	memset(b.bytes + 32, CANARY, 32);
	assert_int_equal(cfsv_compare(&a, &b), CFSV_OK);
}

/* The same first 32 bytes under another algorithm: still another digest. */
static void algorithms_must_be_the_same(void **state)
{
	struct cfsv_digest a = digest_of(CFSV_SHA256, HELLO_DIGEST), b = a;

	(void)state;
	b.hash = CFSV_SHA512;
	b.size = 64;
	assert_int_equal(cfsv_compare(&a, &b), CFSV_E_IMAGE_ALGORITHM);
	assert_int_equal(cfsv_compare(&b, &a), CFSV_E_IMAGE_ALGORITHM);
}

/* So an attacker cannot have less compared than there is. */
static void malformed_digests_never_compare_equal(void **state)
{
	struct cfsv_digest good = {CFSV_SHA256, 32, {0}};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(malformed); i++) {
		struct cfsv_digest bad = malformed_digest(i);

		assert_int_equal(cfsv_compare(&bad, &bad), CFSV_E_ARGUMENT);
		assert_int_equal(cfsv_compare(&good, &bad), CFSV_E_ARGUMENT);
		assert_int_equal(cfsv_compare(&bad, &good), CFSV_E_ARGUMENT);
	}
}

/*
 * A DEVICE AND A CRYPTO THAT WRITE DOWN WHAT IS ASKED OF THEM
 *
 * p: is this point on its curve?   v: does this signature verify?
 * h: hash these blocks             i: read the image
 */

static char diary[256];
static size_t diary_len;

static void note(char what)
{
	/* the last character repeats: "iii" is written "i" */
	if (diary_len > 0 && diary[diary_len - 1] == what)
		return;
	assert_true(diary_len + 1 < sizeof(diary));
	diary[diary_len++] = what;
	diary[diary_len] = '\0';
}

static void diary_open(void)
{
	diary_len = 0;
	diary[0] = '\0';
}

struct device {
	const uint8_t *data;
	size_t len;
	enum cfsv_err failure; /* of every read */
};

static enum cfsv_err device_read(void *arg, uint64_t offset, uint8_t *buf,
				 size_t want, size_t *got)
{
	struct device *d = arg;
	size_t n = d->len - (size_t)offset;

	note('i');
	if (d->failure != CFSV_OK)
		return d->failure;
	if (n > want)
		n = want;
	memcpy(buf, d->data + offset, n);
	*got = n;
	return CFSV_OK;
}

static void noting_sha256(const uint32_t state[8], uint64_t before,
			  const uint8_t *in, size_t len, size_t n, uint8_t *out)
{
	note('h');
	cfsv_sha256_portable(state, before, in, len, n, out);
}

/* What the stub accepts: this hash under this key, r = 5, s = 7. */
static uint8_t signed_hash[32];
static enum cfsv_err ecdsa_says;

static enum cfsv_err stub_rsa(uint8_t *x, const uint8_t *n, size_t len,
			      const uint8_t *e, size_t e_len)
{
	(void)x;
	(void)n;
	(void)len;
	(void)e;
	(void)e_len;
	fail(); /* nothing here is about RSA */
	return CFSV_E_BAD_SIGNATURE;
}

static enum cfsv_err stub_ecdsa(enum cfsv_key_kind kind, const uint8_t *point,
				size_t point_len, const uint8_t *hash,
				size_t hash_len, const uint8_t *rs,
				size_t rs_len)
{
	uint8_t expected[64] = {0};

	note('v');
	expected[31] = 5;
	expected[63] = 7;
	assert_int_equal(kind, CFSV_KEY_P256);
	assert_int_equal(point_len, 65);
	assert_int_equal(point[0], 4);
	assert_int_equal(hash_len, 32);
	assert_int_equal(rs_len, 64);
	assert_memory_equal(rs, expected, 64);
	if (ecdsa_says != CFSV_OK)
		return ecdsa_says;
	return memcmp(hash, signed_hash, 32) == 0 ? CFSV_OK
						  : CFSV_E_BAD_SIGNATURE;
}

static enum cfsv_err stub_point(enum cfsv_key_kind kind, const uint8_t *point,
				size_t point_len)
{
	note('p');
	assert_int_equal(kind, CFSV_KEY_P256);
	assert_int_equal(point_len, 65);
	assert_int_equal(point[0], 4);
	return CFSV_OK;
}

static const struct cfsv_crypto stub = {stub_rsa, stub_ecdsa, stub_point};

/* SubjectPublicKeyInfo: id-ecPublicKey, P-256, BIT STRING 04 || X || Y */
static const uint8_t spki[91] = {
	0x30, 89, 0x30, 19,   0x06, 7,	  0x2a, 0x86, 0x48, 0xce,
	0x3d, 2,  1,	0x06, 8,    0x2a, 0x86, 0x48, 0xce, 0x3d,
	3,    1,  7,	0x03, 66,   0x00, 0x04, 0x11,
};

/* SignedData by serial 1 of CN=a, SHA-256, ECDSA with r = 5 and s = 7 */
static const uint8_t signature[109] = {
	/* ContentInfo, signedData, [0], SignedData, version 1 */
	0x30, 107, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2, 0xa0,
	94, 0x30, 92, 0x02, 1, 1,
	/* digestAlgorithms: sha256 */
	0x31, 13, 0x30, 11, 0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1,
	/* encapContentInfo: data */
	0x30, 11, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1,
	/* signerInfos, SignerInfo, version 1 */
	0x31, 59, 0x30, 57, 0x02, 1, 1,
	/* issuer CN=a, serial number 1 */
	0x30, 17, 0x30, 12, 0x31, 10, 0x30, 8, 0x06, 3, 0x55, 4, 3, 0x0c, 1,
	'a', 0x02, 1, 1,
	/* sha256, ecdsa-with-SHA256, r and s */
	0x30, 11, 0x06, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 0x30, 10,
	0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2, 0x04, 8, 0x30, 6, 0x02,
	1, 5, 0x02, 1, 7};

/* All that one call of cfsv_verify_image() needs; tests change one thing. */
struct scene {
	struct cfsv_anchor anchors[2];
	struct cfsv_trust trust;
	uint8_t digest_file[64];
	struct cfsv_pair pair;
	struct device device;
	struct cfsv_source image;
	struct cfsv_report report;
};

static struct cfsv_work work;

static void bear(const br_hash_class *class, uint8_t *out, const uint8_t *in,
		 size_t len)
{
	br_hash_compat_context ctx;

	class->init(&ctx.vtable);
	class->update(&ctx.vtable, in, len);
	class->out(&ctx.vtable, out);
}

/* fs-verity digest of at most 4096 bytes, without the library */
static void plain_digest(uint32_t hash, uint8_t *out, const uint8_t *data,
			 size_t len)
{
	const br_hash_class *class =
		hash == CFSV_SHA512 ? &br_sha512_vtable : &br_sha256_vtable;
	uint8_t block[4096] = {0}, descriptor[256] = {0};

	memcpy(block, data, len);
	descriptor[0] = 1;
	descriptor[1] = (uint8_t)hash;
	descriptor[2] = 12;
	descriptor[8] = (uint8_t)(len & 0xff);
	descriptor[9] = (uint8_t)(len >> 8);
	bear(class, descriptor + 16, block, sizeof(block));
	bear(class, out, descriptor, sizeof(descriptor));
}

/* A genuine pair for HELLO, its image measured with the given algorithm. */
static void scene_set(struct scene *s, uint32_t hash)
{
	static const uint8_t head[12] = {'F', 'S', 'V', 'e', 'r',  'i',
					 't', 'y', 1,	0,   0x20, 0};
	size_t size = hash == CFSV_SHA512 ? 64 : 32, i;
	uint8_t formatted[44];

	memset(s, 0, sizeof(*s));
	memset(&s->report, CANARY, sizeof(s->report));
	for (i = 0; i < 2; i++)
		assert_int_equal(cfsv_anchor_load(&s->anchors[i], &stub, spki,
						  sizeof(spki)),
				 CFSV_OK);
	s->trust.anchors = s->anchors;
	s->trust.count = 2;
	s->trust.crypto = &stub;
	s->trust.sha256 = noting_sha256;
	plain_digest(hash, s->digest_file, (const uint8_t *)HELLO, HELLO_LEN);
	s->pair.digest_file = s->digest_file;
	s->pair.digest_file_len = size;
	s->pair.signature = signature;
	s->pair.signature_len = sizeof(signature);
	s->device.data = (const uint8_t *)HELLO;
	s->device.len = HELLO_LEN;
	s->image.read = device_read;
	s->image.arg = &s->device;
	s->image.size = HELLO_LEN;
	memcpy(formatted, head, sizeof(head));
	plain_digest(CFSV_SHA256, formatted + 12, s->digest_file, size);
	bear(&br_sha256_vtable, signed_hash, formatted, sizeof(formatted));
	ecdsa_says = CFSV_OK;
	diary_open();
}

static enum cfsv_err scene_verify(struct scene *s)
{
	return cfsv_verify_image(&s->trust, &s->pair, &s->image, &work,
				 &s->report);
}

/*
 * THE ORDER
 */

static void the_signature_comes_first_and_the_image_last(void **state)
{
	struct cfsv_digest hello = digest_of(CFSV_SHA256, HELLO_DIGEST);
	struct scene s;

	(void)state;
	scene_set(&s, CFSV_SHA256);
	memset(s.digest_file + 32, CANARY, 32); /* what is not of the file */
	assert_int_equal(scene_verify(&s), CFSV_OK);
	/* its block; is that all? its descriptor */
	assert_string_equal(diary, "vihih");
	assert_int_equal(s.report.anchor, 0);
	assert_int_equal(s.report.at, 0);
	assert_memory_equal(&s.report.expected, &hello, sizeof(hello));
	assert_memory_equal(&s.report.measured, &hello, sizeof(hello));
}

static void a_sha512_digest_file_has_its_image_measured_so(void **state)
{
	struct scene s;

	(void)state;
	scene_set(&s, CFSV_SHA512);
	assert_int_equal(scene_verify(&s), CFSV_OK);
	assert_string_equal(diary, "vi"); /* SHA-256 is not asked for */
	assert_int_equal(s.report.expected.hash, CFSV_SHA512);
	assert_int_equal(s.report.measured.size, 64);
	assert_memory_equal(s.report.measured.bytes, s.digest_file, 64);
}

static void loading_an_anchor_asks_whether_it_is_on_its_curve(void **state)
{
	struct cfsv_anchor a;

	(void)state;
	diary_open();
	assert_int_equal(cfsv_anchor_load(&a, &stub, spki, sizeof(spki)),
			 CFSV_OK);
	assert_string_equal(diary, "p");
}

/* Nothing of the digest file was believed, nothing of the image read. */
static void assert_refused_unread(struct scene *s, enum cfsv_err err)
{
	assert_int_equal(scene_verify(s), err);
	assert_null(strchr(diary, 'i'));
	assert_null(strchr(diary, 'h'));
	assert_int_equal(s->report.expected.size, 0);
	assert_int_equal(s->report.measured.size, 0);
	assert_int_equal(s->report.anchor, 0); /* nobody vouched */
	/* so the first half alone says, too */
	memset(&s->report, CANARY, sizeof(s->report));
	assert_int_equal(cfsv_verify_pair(&s->trust, &s->pair, &s->report),
			 err);
	assert_int_equal(s->report.expected.size, 0);
	assert_int_equal(s->report.measured.size, 0);
}

enum change {
	NO_DIGEST,
	DIGEST_LENGTH,
	NO_SIGNATURE,
	SIGNATURE_LENGTH,
	NO_ANCHORS,
	ANCHORS_NULL,
	NO_CRYPTO,
	ANCHOR_NOT_LOADED,
	VERDICT
};

static const struct {
	enum change change;
	size_t value;
	enum cfsv_err err;
} refusals[] = {
	{NO_DIGEST, 0, CFSV_E_NO_DIGEST},
	{DIGEST_LENGTH, 0, CFSV_E_DIGEST_FILE_LENGTH},
	{DIGEST_LENGTH, 31, CFSV_E_DIGEST_FILE_LENGTH},
	{DIGEST_LENGTH, 33, CFSV_E_DIGEST_FILE_LENGTH},
	{DIGEST_LENGTH, 63, CFSV_E_DIGEST_FILE_LENGTH},
	{DIGEST_LENGTH, 65, CFSV_E_DIGEST_FILE_LENGTH},
	{DIGEST_LENGTH, 64, CFSV_E_BAD_SIGNATURE},
	{NO_SIGNATURE, 0, CFSV_E_NO_SIGNATURE},
	{SIGNATURE_LENGTH, 0, CFSV_E_SIG_EMPTY},
	{SIGNATURE_LENGTH, CFSV_SIGNATURE_MAX + 1, CFSV_E_SIG_SIZE},
	{NO_ANCHORS, 0, CFSV_E_NO_ANCHOR},
	{ANCHORS_NULL, 0, CFSV_E_NO_ANCHOR},
	{NO_CRYPTO, 0, CFSV_E_ARGUMENT},
	{ANCHOR_NOT_LOADED, 0, CFSV_E_ARGUMENT},
	{VERDICT, 0, CFSV_E_BAD_SIGNATURE},
};

static void scene_change(struct scene *s, enum change change, size_t value)
{
	switch (change) {
	case NO_DIGEST:
		s->pair.digest_file = NULL;
		break;
	case DIGEST_LENGTH:
		s->pair.digest_file_len = value;
		break;
	case NO_SIGNATURE:
		s->pair.signature = NULL;
		break;
	case SIGNATURE_LENGTH:
		s->pair.signature_len = value;
		break;
	case NO_ANCHORS:
		s->trust.count = 0;
		break;
	case ANCHORS_NULL:
		s->trust.anchors = NULL;
		break;
	case NO_CRYPTO:
		s->trust.crypto = NULL;
		break;
	case ANCHOR_NOT_LOADED:
		memset(s->anchors, 0, sizeof(s->anchors));
		break;
	case VERDICT:
		ecdsa_says = CFSV_E_BAD_SIGNATURE;
		break;
	}
}

static void the_image_is_not_read_before_its_digest_is_vouched_for(void **state)
{
	struct scene s;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(refusals); i++) {
		scene_set(&s, CFSV_SHA256);
		scene_change(&s, refusals[i].change, refusals[i].value);
		assert_refused_unread(&s, refusals[i].err);
	}
}

static void any_changed_bit_of_the_digest_file_is_refused_unread(void **state)
{
	static const uint32_t hashes[] = {CFSV_SHA256, CFSV_SHA512};
	struct scene s;
	size_t h, bit;

	(void)state;
	for (h = 0; h < COUNT(hashes); h++) {
		scene_set(&s, hashes[h]);
		for (bit = 0; bit < 8 * s.pair.digest_file_len; bit++) {
			s.digest_file[bit / 8] ^= (uint8_t)(1 << bit % 8);
			assert_refused_unread(&s, CFSV_E_BAD_SIGNATURE);
			s.digest_file[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		assert_int_equal(scene_verify(&s), CFSV_OK);
	}
}

static void no_part_of_a_signature_is_one(void **state)
{
	uint8_t longer[sizeof(signature) + 1] = {0};
	struct scene s;
	size_t len;

	(void)state;
	memcpy(longer, signature, sizeof(signature));
	for (len = 0; len <= sizeof(longer); len++) {
		if (len == sizeof(signature))
			continue;
		scene_set(&s, CFSV_SHA256);
		s.pair.signature = longer;
		s.pair.signature_len = len;
		assert_int_not_equal(scene_verify(&s), CFSV_OK);
		assert_string_equal(diary, ""); /* no key was asked */
		assert_int_equal(s.report.expected.size, 0);
	}
}

/* All anchors are tried; one that does not fit stands in nobody's way. */
static void the_report_names_the_anchor_that_vouched(void **state)
{
	struct scene s;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		scene_set(&s, CFSV_SHA256);
		/* an RSA key is not tried for an ECDSA signature */
		s.anchors[1 - i].kind = CFSV_KEY_RSA;
		assert_int_equal(scene_verify(&s), CFSV_OK);
		assert_int_equal(s.report.anchor, i);
	}
}

static void a_refused_signature_says_where(void **state)
{
	uint8_t bad[sizeof(signature)];
	struct scene s;

	(void)state;
	scene_set(&s, CFSV_SHA256);
	memcpy(bad, signature, sizeof(bad));
	bad[19] = 2; /* the version of SignedData */
	s.pair.signature = bad;
	assert_int_equal(scene_verify(&s), CFSV_E_SIG_VERSION);
	assert_in_range(s.report.at, 17, 19);
}

/*
 * THE IMAGE
 */

static void any_changed_bit_of_the_image_is_refused(void **state)
{
	static const uint32_t hashes[] = {CFSV_SHA256, CFSV_SHA512};
	uint8_t data[HELLO_LEN];
	struct scene s;
	size_t h, bit;

	(void)state;
	for (h = 0; h < COUNT(hashes); h++) {
		for (bit = 0; bit < 8 * HELLO_LEN; bit++) {
			scene_set(&s, hashes[h]);
			memcpy(data, HELLO, HELLO_LEN);
			data[bit / 8] ^= (uint8_t)(1 << bit % 8);
			s.device.data = data;
			assert_int_equal(scene_verify(&s),
					 CFSV_E_IMAGE_DIFFERS);
			/* what was vouched for, and what was found instead */
			assert_memory_equal(s.report.expected.bytes,
					    s.digest_file,
					    s.report.expected.size);
			assert_int_equal(s.report.measured.size,
					 s.pair.digest_file_len);
		}
	}
}

/* The same image by the pair, and by a digest that the caller knows. */
static const struct {
	size_t len;    /* of what the device gives */
	uint64_t size; /* that the source says */
	enum cfsv_err failure;
	enum cfsv_err err;
} images[] = {
	{HELLO_LEN, HELLO_LEN, CFSV_OK, CFSV_OK},
	{HELLO_LEN, CFSV_SIZE_UNKNOWN, CFSV_OK, CFSV_OK},
	{HELLO_LEN - 1, HELLO_LEN, CFSV_OK, CFSV_E_SHRANK},
	{HELLO_LEN, HELLO_LEN - 1, CFSV_OK, CFSV_E_GREW},
	{HELLO_LEN - 1, HELLO_LEN - 1, CFSV_OK, CFSV_E_IMAGE_DIFFERS},
	{HELLO_LEN - 1, CFSV_SIZE_UNKNOWN, CFSV_OK, CFSV_E_IMAGE_DIFFERS},
	/* HELLO's own zero byte: padding is not part of the file */
	{HELLO_LEN + 1, HELLO_LEN + 1, CFSV_OK, CFSV_E_IMAGE_DIFFERS},
	{0, 0, CFSV_OK, CFSV_E_IMAGE_DIFFERS},
	{HELLO_LEN, CFSV_FILE_SIZE_MAX + 1, CFSV_OK, CFSV_E_FILE_TOO_LARGE},
	{HELLO_LEN, HELLO_LEN, CFSV_E_IO, CFSV_E_IO},
	{HELLO_LEN, HELLO_LEN, (enum cfsv_err)5, CFSV_E_READ},
};

static void only_the_whole_image_and_nothing_more_verifies(void **state)
{
	struct scene s;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(images); i++) {
		scene_set(&s, CFSV_SHA256);
		s.device.len = images[i].len;
		s.device.failure = images[i].failure;
		s.image.size = images[i].size;
		assert_int_equal(scene_verify(&s), images[i].err);
		assert_int_equal(s.report.expected.size, 32);
		assert_int_equal(s.report.measured.size,
				 images[i].err == CFSV_OK ||
						 images[i].err ==
							 CFSV_E_IMAGE_DIFFERS
					 ? 32
					 : 0);
	}
}

static void a_pinned_digest_decides_without_a_signature(void **state)
{
	static const uint32_t hashes[] = {CFSV_SHA256, CFSV_SHA512};
	struct cfsv_digest pin = {0};
	struct scene s;
	size_t h, i;

	(void)state;
	for (h = 0; h < COUNT(hashes); h++) {
		for (i = 0; i < COUNT(images); i++) {
			scene_set(&s, hashes[h]);
			pin.hash = hashes[h];
			pin.size = (uint32_t)s.pair.digest_file_len;
			memcpy(pin.bytes, s.digest_file, pin.size);
			s.device.len = images[i].len;
			s.device.failure = images[i].failure;
			s.image.size = images[i].size;
			assert_int_equal(cfsv_verify_pinned(&pin, noting_sha256,
							    &s.image, &work,
							    &s.report),
					 images[i].err);
			assert_null(strchr(diary, 'v'));
			assert_memory_equal(&s.report.expected, &pin,
					    sizeof(pin));
			if (images[i].err == CFSV_OK)
				assert_memory_equal(s.report.measured.bytes,
						    pin.bytes, pin.size);
		}
	}
}

static void another_pinned_digest_refuses_the_image(void **state)
{
	struct cfsv_digest pin = digest_of(CFSV_SHA256, HELLO_DIGEST);
	struct scene s;
	size_t bit;

	(void)state;
	scene_set(&s, CFSV_SHA256);
	for (bit = 0; bit < 256; bit++) {
		pin.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_equal(cfsv_verify_pinned(&pin, NULL, &s.image, &work,
						    &s.report),
				 CFSV_E_IMAGE_DIFFERS);
		pin.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_int_equal(
		cfsv_verify_pinned(&pin, NULL, &s.image, &work, &s.report),
		CFSV_OK);
}

static void a_malformed_pinned_digest_is_refused_unread(void **state)
{
	struct scene s;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(malformed); i++) {
		struct cfsv_digest pin = malformed_digest(i);

		scene_set(&s, CFSV_SHA256);
		assert_int_equal(cfsv_verify_pinned(&pin, NULL, &s.image, &work,
						    &s.report),
				 CFSV_E_ARGUMENT);
		assert_string_equal(diary, "");
		assert_int_equal(s.report.measured.size, 0);
	}
}

/* A refused report is zero to its last byte, but for what was found out. */
static void nothing_stays_in_a_report_from_before(void **state)
{
	static const struct cfsv_report nothing;
	static const struct cfsv_pair none;
	static const struct cfsv_digest empty;
	struct scene s;

	(void)state;
	scene_set(&s, CFSV_SHA256);
	assert_int_equal(cfsv_verify_pair(&s.trust, &none, &s.report),
			 CFSV_E_NO_DIGEST);
	assert_memory_equal(&s.report, &nothing, sizeof(nothing));
	memset(&s.report, CANARY, sizeof(s.report));
	assert_int_equal(
		cfsv_verify_pinned(&empty, NULL, &s.image, &work, &s.report),
		CFSV_E_ARGUMENT);
	assert_memory_equal(&s.report, &nothing, sizeof(nothing));
	s.report.at = 9;
	s.trust.count = 0;
	assert_int_equal(cfsv_verify_message(&s.trust, signature,
					     sizeof(signature), signature, 1,
					     &s.report),
			 CFSV_E_NO_ANCHOR);
	assert_int_equal(s.report.at, 0);
}

static void a_pinned_digest_may_be_the_reports_own(void **state)
{
	struct cfsv_digest pin = digest_of(CFSV_SHA256, HELLO_DIGEST);
	struct scene s;

	(void)state;
	scene_set(&s, CFSV_SHA256);
	s.report.expected = pin;
	assert_int_equal(cfsv_verify_pinned(&s.report.expected, NULL, &s.image,
					    &work, &s.report),
			 CFSV_OK);
	assert_memory_equal(&s.report.expected, &pin, sizeof(pin));
	s.report.measured = pin;
	s.device.len = s.image.size = 3;
	assert_int_equal(cfsv_verify_pinned(&s.report.measured, NULL, &s.image,
					    &work, &s.report),
			 CFSV_E_IMAGE_DIFFERS);
}

static void an_image_of_many_blocks_verifies(void **state)
{
	size_t len = 150 * 4096 + 17, i;
	uint8_t memory[CFSV_TREE_MEMORY(4096)];
	uint8_t *data = malloc(len);
	struct cfsv_digest pin;
	struct cfsv_tree t;
	struct scene s;

	(void)state;
	assert_non_null(data);
	for (i = 0; i < len; i++)
		data[i] = (uint8_t)(i * i >> 7);
	assert_int_equal(cfsv_tree_init(&t, NULL, NULL, memory, sizeof(memory)),
			 CFSV_OK);
	assert_int_equal(cfsv_tree_update(&t, data, len), CFSV_OK);
	assert_int_equal(cfsv_tree_final(&t, &pin, NULL), CFSV_OK);
	scene_set(&s, CFSV_SHA256);
	s.device.data = data;
	s.device.len = s.image.size = len;
	assert_int_equal(
		cfsv_verify_pinned(&pin, NULL, &s.image, &work, &s.report),
		CFSV_OK);
	data[len - 1] ^= 1;
	assert_int_equal(
		cfsv_verify_pinned(&pin, NULL, &s.image, &work, &s.report),
		CFSV_E_IMAGE_DIFFERS);
	free(data);
}

/*
 * THE WORDS
 */

#define ROW(name, number, class, what, mend)                                   \
	{#name, number, CFSV_CLASS_##class, what, mend},
static const struct {
	const char *name;
	int number;
	enum cfsv_class class;
	const char *what;
	const char *mend;
} rows[] = {CFSV_ERRORS(ROW)};

static void each_error_has_a_number_and_a_name_of_its_own(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		for (j = 0; j < i; j++) {
			assert_int_not_equal(rows[i].number, rows[j].number);
			assert_string_not_equal(rows[i].name, rows[j].name);
			assert_string_not_equal(rows[i].what, rows[j].what);
		}
		assert_memory_equal(rows[i].name, "CFSV_E_", 7);
	}
}

/*
 * The hundreds digit is the room; numbers of a room follow each other, but each
 * firmware's begin at a round one.
 */
static void each_error_is_of_one_of_the_eight_rooms(void **state)
{
	int previous = -100;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		int room = -rows[i].number / 100;

		assert_in_range(room, 1, 8);
		assert_true(rows[i].number == previous - 1 ||
			    rows[i].number == -100 * room - 1 ||
			    (room == 8 && rows[i].number % 10 == 0));
		assert_true(rows[i].number < previous);
		previous = rows[i].number;
	}
}

static void each_error_is_a_refusal_or_unchecked(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		int room = -rows[i].number / 100;

		assert_true(rows[i].class == CFSV_CLASS_REFUSED ||
			    rows[i].class == CFSV_CLASS_UNCHECKED);
		/* a signature that is wrong, an anchor that is unusable */
		if (room == 3 || room == 5 || room == 6)
			assert_int_equal(rows[i].class, CFSV_CLASS_REFUSED);
		/* measuring judges nothing, the reader does */
		if ((room == 2 && rows[i].number > -210) || room == 4)
			assert_int_equal(rows[i].class, CFSV_CLASS_UNCHECKED);
	}
}

static void assert_sentence(const char *text)
{
	size_t n = strlen(text);

	assert_true(n > 0);
	assert_null(strchr(".,:; \n", text[n - 1]));
	assert_int_not_equal(text[0], ' ');
	assert_null(strstr(text, "  "));
	assert_null(strchr(text, '\n'));
}

static void each_error_says_what_it_is_and_how_to_mend_it(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		enum cfsv_err err = (enum cfsv_err)rows[i].number;

		assert_sentence(rows[i].what);
		assert_sentence(rows[i].mend);
		assert_string_equal(cfsv_error_name(err), rows[i].name);
		assert_string_equal(cfsv_strerror(err), rows[i].what);
		assert_string_equal(cfsv_mend(err), rows[i].mend);
		assert_int_equal(cfsv_error_class(err), rows[i].class);
	}
	assert_int_equal(cfsv_error_class(CFSV_OK), CFSV_CLASS_OK);
	assert_sentence(cfsv_strerror(CFSV_OK));
	assert_sentence(cfsv_mend(CFSV_OK));
}

static void assert_unknown(int number)
{
	enum cfsv_err err = (enum cfsv_err)number;

	assert_string_equal(cfsv_strerror(err), "unknown error");
	assert_int_equal(cfsv_error_class(err), CFSV_CLASS_UNCHECKED);
	assert_sentence(cfsv_mend(err));
	assert_sentence(cfsv_error_name(err));
}

static void a_number_that_is_none_of_ours_is_an_unknown_error(void **state)
{
	int number;
	size_t i;

	(void)state;
	for (number = -1100; number <= 1100; number++) {
		int known = number == 0;

		for (i = 0; i < COUNT(rows); i++)
			known |= rows[i].number == number;
		if (!known)
			assert_unknown(number);
	}
	assert_unknown(INT32_MIN);
	assert_unknown(INT32_MAX);
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(formatted_digests_are_the_kernels_bytes),
		TEST(malformed_digests_are_not_formatted),
		TEST(a_digest_file_is_measured_as_a_file),
		TEST(a_digest_file_has_32_or_64_bytes),
		TEST(a_digest_in_text_has_one_form_only),
		TEST(one_wrong_character_anywhere_is_refused),
		TEST(no_part_of_a_digest_in_text_is_one),
		TEST(text_and_back_is_the_same_digest),
		TEST(every_bit_of_a_digest_is_compared),
		TEST(bytes_after_a_digest_are_not_compared),
		TEST(algorithms_must_be_the_same),
		TEST(malformed_digests_never_compare_equal),
		TEST(the_signature_comes_first_and_the_image_last),
		TEST(a_sha512_digest_file_has_its_image_measured_so),
		TEST(loading_an_anchor_asks_whether_it_is_on_its_curve),
		TEST(the_image_is_not_read_before_its_digest_is_vouched_for),
		TEST(any_changed_bit_of_the_digest_file_is_refused_unread),
		TEST(no_part_of_a_signature_is_one),
		TEST(the_report_names_the_anchor_that_vouched),
		TEST(a_refused_signature_says_where),
		TEST(any_changed_bit_of_the_image_is_refused),
		TEST(only_the_whole_image_and_nothing_more_verifies),
		TEST(a_pinned_digest_decides_without_a_signature),
		TEST(another_pinned_digest_refuses_the_image),
		TEST(a_malformed_pinned_digest_is_refused_unread),
		TEST(nothing_stays_in_a_report_from_before),
		TEST(a_pinned_digest_may_be_the_reports_own),
		TEST(an_image_of_many_blocks_verifies),
		TEST(each_error_has_a_number_and_a_name_of_its_own),
		TEST(each_error_is_of_one_of_the_eight_rooms),
		TEST(each_error_is_a_refusal_or_unchecked),
		TEST(each_error_says_what_it_is_and_how_to_mend_it),
		TEST(a_number_that_is_none_of_ours_is_an_unknown_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
