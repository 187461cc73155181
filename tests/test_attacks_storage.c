/* SPDX-License-Identifier: MIT */
/* test_attacks_storage.c - attacks by who stores and loads: 78 to 92 */
#include "attacks_image.h"
#include "pkcs7/der.h"

/*
 * Not here: 80 to 82, 84 and 86, which need a kernel; attacks.table says where.
 * Nowhere: 87 (an older image) and 93 (a key that was withdrawn): there is no
 * state to compare with, and no list; 94 (a skipped instruction): not a goal.
 * SECURITY.md says so of all three.
 */

static enum cfsv_err tree_read(void *arg, uint64_t offset, uint8_t *buf,
			       size_t want, size_t *got)
{
	struct image *m = arg;

	if (offset > sizeof(m->tree) || want > sizeof(m->tree) - offset)
		want = 0; /* of a larger image */
	if (want > 0)
		memcpy(buf, m->tree + offset, want);
	*got = want;
	return CFSV_OK;
}

/* A descriptor that was signed as it is: is it refused for what it says? */
static enum cfsv_err open_signed(struct cfsv_reader *r, struct image *m,
				 const uint8_t *descriptor)
{
	static struct cfsv_slot slots[2];
	static uint8_t blocks[2 * 4096];
	struct cfsv_cache cache = {slots, 2, blocks, sizeof(blocks)};
	struct cfsv_source data = source_of(m), tree = {tree_read, m, 0};
	struct cfsv_digest d = {CFSV_SHA256, DIGEST_SIZE, {0}};
	struct blob hash =
		hash_of(CFSV_SHA256, copy(descriptor, CFSV_DESCRIPTOR_SIZE));

	memcpy(d.bytes, hash.at, DIGEST_SIZE);
	return cfsv_reader_init(r, &d, descriptor, &data, &tree, NULL, &cache);
}

/* sig_size is test_reader.c's: attack_78_descriptor_with_a_signature_inside */
static void attack_78_fields_of_the_descriptor(void **state)
{
	static const struct {
		const char *what;
		size_t at;
		uint8_t byte;
		enum cfsv_err err;
	} rows[] = {
		{"as it is", 0, 1, CFSV_OK},
		{"version 0", 0, 0, CFSV_E_DESCRIPTOR},
		{"version 2", 0, 2, CFSV_E_DESCRIPTOR},
		{"another algorithm", 1, 2, CFSV_E_DESCRIPTOR},
		{"no algorithm", 1, 0, CFSV_E_DESCRIPTOR},
		{"blocks of 512", 2, 9, CFSV_E_BLOCK_SIZE},
		{"blocks of 128 KiB", 2, 17, CFSV_E_BLOCK_SIZE},
		{"blocks of 2^44", 2, 44, CFSV_E_BLOCK_SIZE},
		{"a salt of 33 bytes", 3, 33, CFSV_E_SALT_SIZE},
		{"a signature inside", 4, 1, CFSV_E_DESCRIPTOR},
		{"one of 2 GiB", 7, 0x80, CFSV_E_DESCRIPTOR},
		{"a size of 2^63", 15, 0x80, CFSV_E_FILE_TOO_LARGE},
		{"a longer root hash", 48, 1, CFSV_E_DESCRIPTOR},
		{"salt behind a salt of no bytes", 80, 1, CFSV_E_DESCRIPTOR},
		{"its last byte", 111, 1, CFSV_E_DESCRIPTOR},
		{"reserved", 112, 1, CFSV_E_DESCRIPTOR},
		{"the last byte", 255, 0x80, CFSV_E_DESCRIPTOR},
	};
	uint8_t d[CFSV_DESCRIPTOR_SIZE];
	struct cfsv_reader r;
	struct image m;
	size_t i;

	(void)state;
	image_seal(&m, 1, RSA_2048);
	for (i = 0; i < COUNT(rows); i++) {
		memcpy(d, m.descriptor, sizeof(d));
		d[rows[i].at] = rows[i].byte;
		expect_err(rows[i].what, open_signed(&r, &m, d), rows[i].err);
	}
}

/*
 * Bytes that change between two looks at them: there is one look. What is in
 * the caller's memory may not change, as cfsv.h says; files are read into it
 * once.
 */
static void attack_83_every_byte_is_asked_for_once(void **state)
{
	struct image m;
	size_t i;

	(void)state;
	image_seal(&m, 1, RSA_2048);
	expect_err("read", verify_parts(&m, &m, m.sig), CFSV_OK);
	for (i = 0; i < IMAGE_SIZE; i++)
		assert_int_equal(m.reads[i], 1);
}

static void attack_83_storage_that_answers_in_turns(void **state)
{
	uint8_t buf[4096];
	struct cfsv_reader r;
	struct image m;
	size_t i, got;

	(void)state;
	image_seal(&m, 1, RSA_2048);
	assert_int_equal(open_signed(&r, &m, m.descriptor), CFSV_OK);
	for (i = 0; i < 3; i++) { /* more blocks than are cached */
		assert_int_equal(cfsv_reader_read(&r, i * 4096, buf, 100, &got),
				 CFSV_OK);
		m.bytes[i * 4096] ^= 1; /* right once, and wrong from now on */
	}
	for (i = 0; i < IMAGE_SIZE; i += 4096) {
		memset(buf, 0x5a, sizeof(buf));
		got = 1;
		if (cfsv_reader_read(&r, i, buf, 100, &got) == CFSV_OK)
			assert_int_equal(buf[0] ^ 1, m.bytes[i]);
		else
			assert_true(got == 0 && buf[0] == 0x5a);
	}
	expect_err("the first one", cfsv_reader_read(&r, 0, buf, 1, &got),
		   CFSV_E_STORED_DATA);
}

static void attack_85_the_image_is_the_last_that_is_read(void **state)
{
	static const struct blob sigs[] = {
		{NULL, 0}, LIT(""), LIT("-----BEGIN PKCS7-----"), LIT("0\x80")};
	static const enum cfsv_err errs[] = {CFSV_E_NO_SIGNATURE,
					     CFSV_E_SIG_EMPTY, CFSV_E_SIG_TEXT,
					     CFSV_E_DER_INDEFINITE};
	struct image m, stranger;
	size_t i;

	(void)state;
	image_seal(&m, 1, RSA_2048);
	image_seal(&stranger, 1, RSA_2048_OTHER);
	for (i = 0; i < COUNT(sigs); i++)
		expect_err("refused", verify_parts(&m, &m, sigs[i]), errs[i]);
	expect_err("another's", verify_parts(&m, &m, stranger.sig),
		   CFSV_E_UNKNOWN_SIGNER);
	m.digest[3] ^= 1;
	expect_err("another digest", verify_parts(&m, &m, m.sig),
		   CFSV_E_BAD_SIGNATURE);
	for (i = 0; i < IMAGE_SIZE; i++)
		assert_int_equal(m.reads[i], 0);
}

/* Nothing is looked up by a name inside: three files, and all must agree. */
static void attack_88_parts_of_two_genuine_sets(void **state)
{
	struct image set[2];
	int image, digest, sig;

	(void)state;
	image_seal(&set[0], 1, RSA_2048);
	image_seal(&set[1], 2, RSA_2048);
	for (image = 0; image < 2; image++)
		for (digest = 0; digest < 2; digest++)
			for (sig = 0; sig < 2; sig++)
				expect_err(
					"a mixture",
					verify_parts(&set[image], &set[digest],
						     set[sig].sig),
					digest != sig	  ? CFSV_E_BAD_SIGNATURE
					: image != digest ? CFSV_E_IMAGE_DIFFERS
							  : CFSV_OK);
}

static void attack_89_offsets_and_lengths_that_wrap(void **state)
{
	static const uint64_t offsets[] = {IMAGE_SIZE, IMAGE_SIZE + 1,
					   (uint64_t)1 << 32, (uint64_t)1 << 63,
					   UINT64_MAX};
	uint8_t buf[IMAGE_SIZE], d[CFSV_DESCRIPTOR_SIZE];
	struct cfsv_reader r;
	struct image m;
	size_t i, got;

	(void)state;
	image_seal(&m, 1, RSA_2048);
	assert_int_equal(open_signed(&r, &m, m.descriptor), CFSV_OK);
	for (i = 0; i < COUNT(offsets); i++) {
		got = 1;
		expect_err(
			"behind the end",
			cfsv_reader_read(&r, offsets[i], buf, SIZE_MAX, &got),
			CFSV_OK);
		assert_int_equal(got, 0);
	}
	expect_err("a length beyond it",
		   cfsv_reader_read(&r, 1, buf, SIZE_MAX, &got), CFSV_OK);
	assert_int_equal(got, IMAGE_SIZE - 1);
	assert_memory_equal(buf, m.bytes + 1, got);
	/* a size that with a block more would be negative, or small again */
	memcpy(d, m.descriptor, sizeof(d));
	memset(d + 8, 0xff, 8);
	expect_err("2^64-1", open_signed(&r, &m, d), CFSV_E_FILE_TOO_LARGE);
	d[15] = 0x7f;
	expect_err("2^63-1", open_signed(&r, &m, d), CFSV_OK);
	expect_err("read there", cfsv_reader_read(&r, r.size - 1, buf, 1, &got),
		   CFSV_E_STORED_SHORT);
	d[16] ^= 1;
	d[2] = 10;
	expect_err("in blocks of 1024", open_signed(&r, &m, d),
		   CFSV_E_FILE_TOO_LARGE);
}

/*
 * An error is not passed over. Comparing in constant time is not needed: all
 * that is compared is public.
 */
static void attack_90_the_first_error_stays(void **state)
{
	uint8_t d[CFSV_DESCRIPTOR_SIZE], buf[16];
	struct cfsv_reader r;
	struct cfsv_der der;
	struct cfsv_params params = {0};
	struct cfsv_digest out;
	struct image m;
	size_t got;

	(void)state;
	image_seal(&m, 1, RSA_2048);
	memcpy(d, m.descriptor, sizeof(d));
	d[0] = 2;
	expect_err("opened", open_signed(&r, &m, d), CFSV_E_DESCRIPTOR);
	expect_err("read", cfsv_reader_read(&r, 0, buf, 1, &got),
		   CFSV_E_DESCRIPTOR);
	params.block_size = 1;
	expect_err("begun", measure(&m, &params, &out), CFSV_E_BLOCK_SIZE);
	expect_err("finished", cfsv_tree_final(&work.tree, &out, NULL),
		   CFSV_E_BLOCK_SIZE);
	/* the cursor: a refusal, and what would be right behind it */
	cfsv_der_begin(&der, (const uint8_t *)"\x02\x01\x80\x05\x00", 5);
	assert_int_equal(cfsv_der_small(&der), 0);
	cfsv_der_null(&der);
	cfsv_der_must_end(&der, CFSV_E_DER_TRAILING);
	expect_err("parsed", der.err, CFSV_E_DER_NEGATIVE);
}

/* What could not be looked at is neither refused nor right, nor left out. */
static void attack_91_what_cannot_be_read_is_an_error(void **state)
{
	static const enum cfsv_err failures[] = {CFSV_E_READ, CFSV_E_IO,
						 CFSV_E_NOT_FOUND};
	struct cfsv_report report;
	struct cfsv_anchor a;
	struct cfsv_trust trust = {&a, 1, &cfsv_bearssl, NULL};
	struct image m;
	size_t i;

	(void)state;
	image_seal(&m, 1, RSA_2048);
	for (i = 0; i < COUNT(failures); i++) {
		m.failure = failures[i];
		expect_err("the image", verify_parts(&m, &m, m.sig),
			   failures[i]);
		assert_int_equal(cfsv_error_class(failures[i]),
				 CFSV_CLASS_UNCHECKED);
	}
	m.failure = (enum cfsv_err)1; /* no error code of ours */
	expect_err("a positive one", verify_parts(&m, &m, m.sig), CFSV_E_READ);
	expect_err("the anchor",
		   cfsv_anchor_load(&a, &cfsv_bearssl, m.bytes, 100),
		   CFSV_E_DER_TAG);
	expect_err("which is then none",
		   cfsv_verify_message(&trust, m.sig.at, m.sig.len, m.digest,
				       DIGEST_SIZE, &report),
		   CFSV_E_ARGUMENT);
}

static void attack_92_lengths_of_the_attackers(void **state)
{
	struct recipe r = {.key = RSA_2048};
	struct image m;
	size_t n;

	(void)state;
	image_seal(&m, 1, RSA_2048);
	for (n = 1; n < 3; n++) {
		m.longer = n == 1 ? 1 : SIZE_MAX - IMAGE_SIZE;
		expect_err("an answer longer than the question",
			   verify_parts(&m, &m, m.sig), CFSV_E_READ_OVERRUN);
	}
	m.longer = 0;
	/* longer than any buffer for it, and a length that is not there */
	r.field[F_VALUE] = der(0x04, repeat(0x77, 15000));
	expect_err("a value of 15000 bytes",
		   verify_parts(&m, &m, sign(&r, NULL)), CFSV_E_RSA_LENGTH);
	r.field[F_VALUE] = B("\x04\x82\x3f\x00!");
	expect_err("announced alone", verify_parts(&m, &m, sign(&r, NULL)),
		   CFSV_E_DER_SHORT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(attack_78_fields_of_the_descriptor),
		TEST(attack_83_every_byte_is_asked_for_once),
		TEST(attack_83_storage_that_answers_in_turns),
		TEST(attack_85_the_image_is_the_last_that_is_read),
		TEST(attack_88_parts_of_two_genuine_sets),
		TEST(attack_89_offsets_and_lengths_that_wrap),
		TEST(attack_90_the_first_error_stays),
		TEST(attack_91_what_cannot_be_read_is_an_error),
		TEST(attack_92_lengths_of_the_attackers),
	};

	return cmocka_run_group_tests_name("attacks: storage", tests, NULL,
					   NULL);
}
