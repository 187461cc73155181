/* SPDX-License-Identifier: MIT */
/* test_attacks_images.c - attacks on digests, images and their pairs: 69 to 77
 */
#include "attacks_image.h"

static void attack_69_no_signature_is_no_verdict(void **state)
{
	struct cfsv_trust nobody = {NULL, 0, &cfsv_bearssl, NULL};
	struct cfsv_report report;
	struct cfsv_pair pair;
	struct image m;

	(void)state;
	image_seal(&m, 1, RSA_2048);
	expect_err("sealed", verify_parts(&m, &m, m.sig), CFSV_OK);
	expect_err("none", verify_parts(&m, &m, (struct blob){NULL, 0}),
		   CFSV_E_NO_SIGNATURE);
	expect_err("empty", verify_parts(&m, &m, NOTHING), CFSV_E_SIG_EMPTY);
	pair.digest_file = m.digest;
	pair.digest_file_len = DIGEST_SIZE;
	pair.signature = m.sig.at;
	pair.signature_len = m.sig.len;
	expect_err("nobody is trusted",
		   cfsv_verify_pair(&nobody, &pair, &report), CFSV_E_NO_ANCHOR);
}

/*
 * No name is signed, so a genuine image with its pair passes in the place of
 * another: n/a, SECURITY.md says so. Parts of one do not (88).
 */
static void attack_71_genuine_images_can_be_swapped(void **state)
{
	struct image a, b;

	(void)state;
	image_seal(&a, 1, RSA_2048);
	image_seal(&b, 2, RSA_2048);
	expect_err("one", verify_parts(&a, &a, a.sig), CFSV_OK);
	expect_err("the other", verify_parts(&b, &b, b.sig), CFSV_OK);
	expect_err("the pair kept", verify_parts(&b, &a, a.sig),
		   CFSV_E_IMAGE_DIFFERS);
}

static void attack_72_digest_algorithms_confused(void **state)
{
	struct cfsv_digest d, as_512;
	uint8_t formatted[CFSV_FORMATTED_MAX];
	struct cfsv_report report;
	struct cfsv_source source;
	struct image m;
	size_t len;

	(void)state;
	image_seal(&m, 1, RSA_2048);
	source = source_of(&m);
	d = as_512 = digest_of(&m);
	as_512.hash = CFSV_SHA512;
	expect_err("sha512 of 32 bytes: compared", cfsv_compare(&as_512, &d),
		   CFSV_E_ARGUMENT);
	expect_err("formatted", cfsv_format_digest(formatted, &len, &as_512),
		   CFSV_E_ARGUMENT);
	expect_err("pinned",
		   cfsv_verify_pinned(&as_512, NULL, &source, &work, &report),
		   CFSV_E_ARGUMENT);
	as_512.size = 64;
	expect_err("and 32 zeros: compared", cfsv_compare(&as_512, &d),
		   CFSV_E_IMAGE_ALGORITHM);
	expect_err("pinned",
		   cfsv_verify_pinned(&as_512, NULL, &source, &work, &report),
		   CFSV_E_IMAGE_DIFFERS);
	d.size = 64;
	expect_err("sha256 of 64 bytes", cfsv_compare(&d, &d), CFSV_E_ARGUMENT);
	d.hash = 0;
	d.size = 0;
	expect_err("no algorithm", cfsv_compare(&d, &d), CFSV_E_ARGUMENT);
}

#define HEX_62 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd"

static void attack_73_text_pins_in_other_forms(void **state)
{
	static const struct blob texts[] = {
		LIT(""),
		LIT("sha256:"),
		LIT("sha256:" HEX_62),
		LIT("sha256:" HEX_62 "e"),
		LIT("sha256:" HEX_62 "efa"),
		LIT("sha256:" HEX_62 "ef01"),
		LIT("sha256:" HEX_62 "EF"),
		LIT("sha256:" HEX_62 "eg"),
		LIT("sha256:" HEX_62 "ef\n"),
		LIT("sha256:" HEX_62 "ef\r\n"),
		LIT("sha256:" HEX_62 "e\0"),
		LIT("sha256:" HEX_62 "ef\0"),
		LIT("sha256:" HEX_62 " ef"),
		LIT(" sha256:" HEX_62 "ef"),
		LIT("sha256:sha256:" HEX_62 "ef"),
		LIT("sha256:0x" HEX_62),
		LIT("SHA256:" HEX_62 "ef"),
		LIT("sha256-" HEX_62 "ef"),
		LIT("sha384:" HEX_62 "ef"),
		LIT("sha512:" HEX_62 "ef"),
		LIT(HEX_62 "ef"),
	};
	struct blob right = B("sha256:" HEX_62 "ef");
	struct cfsv_digest d;
	size_t i;

	(void)state;
	assert_int_equal(
		cfsv_digest_from_text(&d, (const char *)right.at, right.len),
		CFSV_OK);
	for (i = 0; i < COUNT(texts); i++)
		expect_err((const char *)texts[i].at,
			   cfsv_digest_from_text(&d, (const char *)texts[i].at,
						 texts[i].len),
			   CFSV_E_DIGEST_TEXT);
}

static void attack_74_comparisons_of_fewer_bytes(void **state)
{
	struct cfsv_digest right, wrong;
	struct cfsv_report report;
	struct cfsv_source source;
	struct image m;
	uint32_t size;

	(void)state;
	image_seal(&m, 1, RSA_2048);
	source = source_of(&m);
	right = wrong = digest_of(&m);
	wrong.bytes[DIGEST_SIZE - 1] ^= 1;
	expect_err("the last byte", cfsv_compare(&wrong, &right),
		   CFSV_E_IMAGE_DIFFERS);
	for (size = 0; size < 80; size++) {
		if (size == DIGEST_SIZE)
			continue;
		wrong.size = size;
		expect_err("compared", cfsv_compare(&wrong, &right),
			   CFSV_E_ARGUMENT);
		expect_err("measured", cfsv_compare(&right, &wrong),
			   CFSV_E_ARGUMENT);
		expect_err("pinned",
			   cfsv_verify_pinned(&wrong, NULL, &source, &work,
					      &report),
			   CFSV_E_ARGUMENT);
	}
	assert_int_equal(m.reads[0], 0);
}

static void attack_75_salts(void **state)
{
	struct cfsv_params params = {0};
	struct cfsv_digest plain, zeros, salted;
	struct image m;

	(void)state;
	image_seal(&m, 1, RSA_2048);
	for (params.salt_size = 33; params.salt_size < 70; params.salt_size++)
		expect_err("more than 32 bytes", measure(&m, &params, &plain),
			   CFSV_E_SALT_SIZE);
	params.salt_size = UINT32_MAX;
	expect_err("2^32-1", measure(&m, &params, &plain), CFSV_E_SALT_SIZE);
	params.salt_size = 0;
	assert_int_equal(measure(&m, &params, &plain), CFSV_OK);
	params.salt[0] = 1; /* behind a salt of no bytes: not there */
	assert_int_equal(measure(&m, &params, &salted), CFSV_OK);
	assert_int_equal(cfsv_compare(&plain, &salted), CFSV_OK);
	params.salt[0] = 0; /* zeros are a salt: it is padded, and it counts */
	params.salt_size = 1;
	assert_int_equal(measure(&m, &params, &zeros), CFSV_OK);
	expect_err("a zero", cfsv_compare(&plain, &zeros),
		   CFSV_E_IMAGE_DIFFERS);
	params.salt_size = 2;
	assert_int_equal(measure(&m, &params, &salted), CFSV_OK);
	expect_err("two zeros", cfsv_compare(&zeros, &salted),
		   CFSV_E_IMAGE_DIFFERS);
}

static void attack_76_block_sizes(void **state)
{
	static const uint32_t wrong[] = {
		1, 512, 513, 1023, 1025, 4095, 131072, 1u << 31, UINT32_MAX};
	struct cfsv_params params = {0};
	struct cfsv_digest d, other;
	struct image m;
	size_t i;

	(void)state;
	image_seal(&m, 1, RSA_2048);
	d = digest_of(&m);
	for (i = 0; i < COUNT(wrong); i++) {
		params.block_size = wrong[i];
		expect_err("no block size", measure(&m, &params, &other),
			   CFSV_E_BLOCK_SIZE);
	}
	params.block_size = 1024;
	assert_int_equal(measure(&m, &params, &other), CFSV_OK);
	expect_err("another than 4096", cfsv_compare(&d, &other),
		   CFSV_E_IMAGE_DIFFERS);
}

static void attack_77_sizes_of_files(void **state)
{
	static const uint64_t too_large[] = {
		(uint64_t)1 << 63, ((uint64_t)1 << 63) + 1, UINT64_MAX - 1};
	struct cfsv_params params = {0};
	struct cfsv_tree_layout layout;
	struct cfsv_digest d;
	struct cfsv_report report;
	struct cfsv_source source;
	struct image m;
	size_t i;

	(void)state;
	image_seal(&m, 1, RSA_2048);
	d = digest_of(&m);
	for (i = 0; i < COUNT(too_large); i++) {
		source = source_of(&m);
		source.size = too_large[i];
		expect_err(
			"measured",
			cfsv_verify_pinned(&d, NULL, &source, &work, &report),
			CFSV_E_FILE_TOO_LARGE);
		expect_err("laid out",
			   cfsv_tree_layout(&layout, &params, too_large[i]),
			   CFSV_E_FILE_TOO_LARGE);
	}
	assert_int_equal(m.reads[0], 0);
	assert_int_equal(cfsv_tree_layout(&layout, &params, too_large[0] - 1),
			 CFSV_OK);
	source = source_of(&m);
	source.size = IMAGE_SIZE + 1;
	expect_err("it ends early",
		   cfsv_verify_pinned(&d, NULL, &source, &work, &report),
		   CFSV_E_SHRANK);
	source.size = IMAGE_SIZE - 1;
	expect_err("it goes on",
		   cfsv_verify_pinned(&d, NULL, &source, &work, &report),
		   CFSV_E_GREW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(attack_69_no_signature_is_no_verdict),
		TEST(attack_71_genuine_images_can_be_swapped),
		TEST(attack_72_digest_algorithms_confused),
		TEST(attack_73_text_pins_in_other_forms),
		TEST(attack_74_comparisons_of_fewer_bytes),
		TEST(attack_75_salts),
		TEST(attack_76_block_sizes),
		TEST(attack_77_sizes_of_files),
	};

	return cmocka_run_group_tests_name("attacks: images", tests, NULL,
					   NULL);
}
