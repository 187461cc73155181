/* SPDX-License-Identifier: MIT */
/* test_attacks_rsa.c - known attacks on RSA signatures: 1 to 14 */
#include "attacks.h"

/* Signed with this block in place of the right one */
static void expect_block(const char *what, struct blob block, enum cfsv_err err)
{
	struct recipe r = by_rsa;

	assert_int_equal(block.len, 256);
	r.block = block;
	expect(what, &r, err);
}

static void expect_info(const char *what, struct blob info)
{
	struct recipe r = by_rsa;

	r.digest_info = info;
	expect(what, &r, CFSV_E_BAD_SIGNATURE);
}

/* The private operation does make signatures: this one is right. */
static void forgeries_are_made_as_signatures_are(void **state)
{
	struct recipe r = by_rsa;

	(void)state;
	expect("BearSSL's", &r, CFSV_OK);
	expect_block(
		"by hand",
		rsa_block(RSA_2048, digest_info(CFSV_SHA256), default_digest()),
		CFSV_OK);
	r.digest_info = digest_info(CFSV_SHA256);
	expect("with DigestInfo", &r, CFSV_OK);
}

static void attack_01_garbage_after_digest_info(void **state)
{
	struct blob info = digest_info(CFSV_SHA256), digest = default_digest();
	size_t used = 2 + 8 + 1 + info.len + 32;
	struct recipe r = {.key = RSA_E3};
	struct blob e3 = spki_of(RSA_E3), sig = sign(&r, NULL);
	struct blob m = default_message();
	struct cfsv_report report = {0};
	struct cfsv_anchor a;
	struct cfsv_trust trust = {&a, 1, &cfsv_bearssl, NULL};

	(void)state;
	expect_block("garbage at the end",
		     JOIN(B("\x00\x01"), repeat(0xff, 8), B("\0"), info, digest,
			  repeat(0xa7, 256 - used)),
		     CFSV_E_BAD_SIGNATURE);
	expect_block("one byte at the end",
		     JOIN(B("\x00\x01"), repeat(0xff, 256 - used + 7), B("\0"),
			  info, digest, B("!")),
		     CFSV_E_BAD_SIGNATURE);
	/* and the small exponent that makes it easy is no key at all */
	expect_load("e=3", cert_of(RSA_E3), CFSV_E_RSA_EXPONENT);
	expect_load("e=3", spki_of(RSA_E3), CFSV_E_RSA_EXPONENT);
	assert_int_equal(cfsv_anchor_load(&a, &cfsv_bearssl, e3.at, e3.len),
			 CFSV_E_RSA_EXPONENT);
	expect_err("a genuine signature of that key",
		   cfsv_verify_message(&trust, sig.at, sig.len, m.at, m.len,
				       &report),
		   CFSV_E_ARGUMENT);
}

static void attack_02_berserk(void **state)
{
	(void)state;
	expect_info("81 in front of a length",
		    B("\x30\x81\x31\x30\x0d" OID_SHA256 NUL "\x04\x20"));
	expect_info("82 00 in front of a length",
		    B("\x30\x82\x00\x31\x30\x0d" OID_SHA256 NUL "\x04\x20"));
	expect_info("long length inside",
		    B("\x30\x32\x30\x81\x0d" OID_SHA256 NUL "\x04\x20"));
	expect_info("long length of the digest",
		    B("\x30\x32\x30\x0d" OID_SHA256 NUL "\x04\x81\x20"));
	/* garbage in 80 length bytes, which old readers let overflow away */
	expect_info("80 length bytes",
		    JOIN(B("\x30\xd0"), repeat(0x5c, 79), B("\x31\x30\x0d"),
			 B(OID_SHA256 NUL "\x04\x20")));
	expect_info("80 length bytes inside",
		    JOIN(B("\x30\x81\x81\x30\xd0"), repeat(0x5c, 79),
			 B("\x0d" OID_SHA256 NUL "\x04\x20")));
	expect_info("indefinite",
		    B("\x30\x80\x30\x0d" OID_SHA256 NUL "\x04\x20"));
}

static void attack_03_garbage_in_the_parameters(void **state)
{
	(void)state;
	expect_info("OCTET STRING",
		    JOIN(B("\x30\x81\x94\x30\x70" OID_SHA256 "\x04\x63"),
			 repeat(0x99, 99), B("\x04\x20")));
	expect_info("NULL with contents",
		    B("\x30\x33\x30\x0f" OID_SHA256 "\x05\x02!!\x04\x20"));
	expect_info("NULL, and more",
		    B("\x30\x33\x30\x0f" OID_SHA256 NUL NUL "\x04\x20"));
	expect_info("an empty SEQUENCE",
		    B("\x30\x31\x30\x0d" OID_SHA256 "\x30\x00\x04\x20"));
	expect_info("a NULL with another tag",
		    B("\x30\x31\x30\x0d" OID_SHA256 "\x45\x00\x04\x20"));
}

static void attack_04_more_behind_the_oid(void **state)
{
	(void)state;
	expect_info("longer", B("\x30\x34\x30\x10\x06\x0c\x60\x86\x48\x01\x65"
				"\x03\x04\x02\x01!!!" NUL "\x04\x20"));
	expect_info("shorter", B("\x30\x30\x30\x0c\x06\x08\x60\x86\x48\x01\x65"
				 "\x03\x04\x02" NUL "\x04\x20"));
	expect_info("padded", B("\x30\x32\x30\x0e\x06\x0a\x60\x86\x48\x01\x65"
				"\x03\x04\x02\x80\x01" NUL "\x04\x20"));
	expect_field("in the algorithm", &by_rsa, F_SIGNER_DIGEST,
		     B("\x30\x0e\x06\x0a\x60\x86\x48\x01\x65\x03\x04\x02\x01"
		       "\x01" NUL),
		     CFSV_E_SIG_DIGEST);
}

static void attack_05_digest_info_without_null(void **state)
{
	struct recipe r = by_rsa;

	(void)state;
	r.digest_info = B("\x30\x2f\x30\x0b" OID_SHA256 "\x04\x20");
	expect("NULL outside", &r, CFSV_E_BAD_SIGNATURE);
	r.digest_absent = 1;
	expect("none outside either", &r, CFSV_E_BAD_SIGNATURE);
}

static void attack_06_short_padding(void **state)
{
	struct blob tail = JOIN(digest_info(CFSV_SHA256), default_digest());
	size_t rest = 256 - tail.len;

	(void)state;
	expect_block("7 ff, and zeros",
		     JOIN(B("\x00\x01"), repeat(0xff, 7),
			  repeat(0x00, rest - 9), tail),
		     CFSV_E_BAD_SIGNATURE);
	expect_block("8 ff, 00, and garbage",
		     JOIN(B("\x00\x01"), repeat(0xff, 8), B("\0"),
			  repeat(0x5a, rest - 12), B("\0"), tail),
		     CFSV_E_BAD_SIGNATURE);
	expect_block("no ff",
		     JOIN(B("\x00\x01\x00"), repeat(0, rest - 3), tail),
		     CFSV_E_BAD_SIGNATURE);
	expect_block("zeros first",
		     JOIN(repeat(0, 100), B("\x00\x01"),
			  repeat(0xff, rest - 103), B("\0"), tail),
		     CFSV_E_BAD_SIGNATURE);
	expect_block("one fe",
		     JOIN(B("\x00\x01"), repeat(0xff, rest - 4), B("\xfe\x00"),
			  tail),
		     CFSV_E_BAD_SIGNATURE);
	expect_block("no 00", JOIN(B("\x00\x01"), repeat(0xff, rest - 2), tail),
		     CFSV_E_BAD_SIGNATURE);
}

static void attack_07_wrong_block_type(void **state)
{
	struct blob block =
		rsa_block(RSA_2048, digest_info(CFSV_SHA256), default_digest());

	(void)state;
	expect_block("00 00", flipped(block, 1, 0x01), CFSV_E_BAD_SIGNATURE);
	expect_block("00 02", flipped(block, 1, 0x03), CFSV_E_BAD_SIGNATURE);
	expect_block("00 81", flipped(block, 1, 0x80), CFSV_E_BAD_SIGNATURE);
	expect_block("01 01", flipped(block, 0, 0x01), CFSV_E_BAD_SIGNATURE);
	expect_block("40 01", flipped(block, 0, 0x40), CFSV_E_BAD_SIGNATURE);
}

static void attack_08_the_number_is_not_below_the_modulus(void **state)
{
	struct blob n = key_modulus(RSA_2048), sig, s, sum;
	struct recipe r = by_rsa;
	uint8_t i = 0;

	(void)state;
	do { /* until s + n has 2048 bits, too */
		r.message = repeat(i, 5);
		r.field[F_VALUE] = (struct blob){0};
		sig = sign(&r, NULL);
		s = slice(sig, sig.len - 256, sig.len);
		sum = number_add(s, n);
	} while (sum.at[0] != 0 && ++i < 100);
	assert_int_equal(sum.at[0], 0);
	expect_err("s", verify(cert_of(RSA_2048), sig, r.message, NULL),
		   CFSV_OK);
	r.field[F_VALUE] = der(0x04, slice(sum, 1, 257));
	expect_err("s + n in 256 bytes",
		   verify(cert_of(RSA_2048), sign(&r, NULL), r.message, NULL),
		   CFSV_E_BAD_SIGNATURE);
	r.field[F_VALUE] = der(0x04, sum);
	expect_err("s + n in 257 bytes",
		   verify(cert_of(RSA_2048), sign(&r, NULL), r.message, NULL),
		   CFSV_E_RSA_LENGTH);
	r.field[F_VALUE] = der(0x04, JOIN(B("\0"), s));
	expect_err("a zero before s",
		   verify(cert_of(RSA_2048), sign(&r, NULL), r.message, NULL),
		   CFSV_E_RSA_LENGTH);
	expect_field("n itself", &by_rsa, F_VALUE, der(0x04, n),
		     CFSV_E_BAD_SIGNATURE);
	expect_field("0", &by_rsa, F_VALUE, der(0x04, repeat(0, 256)),
		     CFSV_E_BAD_SIGNATURE);
	expect_field("1", &by_rsa, F_VALUE,
		     der(0x04, JOIN(repeat(0, 255), B("\x01"))),
		     CFSV_E_BAD_SIGNATURE);
	expect_field("2^2048-1", &by_rsa, F_VALUE, der(0x04, repeat(0xff, 256)),
		     CFSV_E_BAD_SIGNATURE);
}

/* Other hashes of 32 bytes: sm3, blake2s, sha3-256, sha512-256 */
static void attack_09_another_hash_of_the_same_length(void **state)
{
	static const struct blob oids[] = {
		LIT("\x06\x08\x2a\x81\x1c\xcf\x55\x01\x83\x11"),
		LIT("\x06\x0b\x2b\x06\x01\x04\x01\x8d\x3a\x0c\x02\x02\x08"),
		LIT("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x08"),
		LIT("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x06"),
	};
	struct blob algorithm, whole;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(oids); i++) {
		algorithm = SEQ(oids[i], B(NUL));
		whole = SEQ(algorithm, der(0x04, default_digest()));
		expect_info("in DigestInfo", slice(whole, 0, whole.len - 32));
		expect_field("in the message", &by_rsa, F_DIGESTS,
			     der(0x31, algorithm), CFSV_E_SIG_DIGEST);
		expect_field("in the signer", &by_rsa, F_SIGNER_DIGEST,
			     algorithm, CFSV_E_SIG_DIGEST);
	}
	expect_info("sha384 with 32 bytes",
		    B("\x30\x31\x30\x0d" OID_SHA384 NUL "\x04\x20"));
}

/* EMSA-PSS (RFC 8017 9.1.1) with a salt of 32 bytes, MGF1 of SHA-256 */
static struct blob pss_block(struct blob digest)
{
	struct blob salt = repeat(0x77, 32), h, db;
	uint8_t *masked, counter[4] = {0};
	size_t i;

	h = hash_of(CFSV_SHA256, JOIN(repeat(0, 8), digest, salt));
	db = JOIN(repeat(0, 256 - 32 - 1 - 33), B("\x01"), salt);
	masked = room(db.len);
	for (i = 0; i < db.len; i++) {
		counter[3] = (uint8_t)(i / 32);
		masked[i] = db.at[i] ^
			    hash_of(CFSV_SHA256, JOIN(h, copy(counter, 4)))
				    .at[i % 32];
	}
	masked[0] &= 0x7f;
	return JOIN(((struct blob){masked, db.len}), h, B("\xbc"));
}

static void attack_10_pss_and_pkcs1_taken_for_each_other(void **state)
{
	(void)state;
	expect_block("PSS as PKCS#1", pss_block(default_digest()),
		     CFSV_E_BAD_SIGNATURE);
	expect_field("PKCS#1 as PSS", &by_rsa, F_ALGORITHM,
		     SEQ(B("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"),
			 B("\x30\x00")),
		     CFSV_E_SIG_ALGORITHM);
}

static void attack_11_the_hash_without_digest_info(void **state)
{
	(void)state;
	expect_info("a hash", NOTHING);
	expect_info("an OCTET STRING", B("\x04\x20"));
	expect_block("the message",
		     rsa_block(RSA_2048, NOTHING, default_message()),
		     CFSV_E_BAD_SIGNATURE);
	expect_block("a hash, right-aligned among zeros",
		     JOIN(repeat(0, 224), default_digest()),
		     CFSV_E_BAD_SIGNATURE);
}

static void attack_12_keys_that_are_no_keys(void **state)
{
	struct blob n = key_modulus(RSA_2048), block;
	struct cert c = {0};
	struct recipe r = by_rsa;
	struct cfsv_trust trust = {NULL, 1, &cfsv_bearssl, NULL};
	struct cfsv_report report = {0};
	struct cfsv_anchor a;
	struct blob cert, sig;

	(void)state;
	expect_cert("even n", RSA_2048, C_MODULUS,
		    der_number(flipped(n, 255, 1)), CFSV_E_RSA_MODULUS);
	expect_cert("e even", RSA_2048, C_EXPONENT, B("\x02\x03\x01\x00\x00"),
		    CFSV_E_RSA_EXPONENT);
	expect_cert("e=0", RSA_2048, C_EXPONENT, B("\x02\x01\x00"),
		    CFSV_E_RSA_EXPONENT);
	expect_cert("n of 1024 bits", RSA_1024, C_TAIL, NOTHING,
		    CFSV_E_RSA_SIZE);
	expect_cert("n of 2047 bits", RSA_2048, C_MODULUS,
		    der_number(JOIN(B("\x7f"), slice(n, 1, 256))),
		    CFSV_E_RSA_SIZE);
	expect_cert("n of 8192 bits", RSA_2048, C_MODULUS,
		    der_number(JOIN(n, n, n, n)), CFSV_E_RSA_SIZE);
	expect_cert("leading zeros", RSA_2048, C_MODULUS,
		    der(0x02, JOIN(B("\0\0"), n)), CFSV_E_DER_INTEGER);
	expect_cert("n negative", RSA_2048, C_MODULUS, der(0x02, n),
		    CFSV_E_DER_NEGATIVE);
	/* e=1: the signature is the block itself, anybody can make it */
	block = rsa_block(RSA_2048, digest_info(CFSV_SHA256), default_digest());
	r.field[F_VALUE] = der(0x04, block);
	sig = sign(&r, NULL);
	c.field[C_EXPONENT] = B("\x02\x01\x01");
	cert = cert_make(&c, NULL);
	expect_load("e=1", cert, CFSV_E_RSA_EXPONENT);
	assert_int_equal(load(cert, &a), CFSV_E_RSA_EXPONENT);
	trust.anchors = &a;
	expect_err("e=1, used nevertheless",
		   cfsv_verify_message(&trust, sig.at, sig.len,
				       default_message().at,
				       default_message().len, &report),
		   CFSV_E_ARGUMENT);
}

static void attack_13_larger_than_the_buffer(void **state)
{
	struct blob huge = JOIN(B("\xc1"), repeat(0x55, 2047));
	struct cert c = {0};

	(void)state;
	expect_cert("a key of 16384 bits", RSA_2048, C_MODULUS,
		    der_number(huge), CFSV_E_RSA_SIZE);
	c.field[C_MODULUS] = der_number(huge);
	c.field[C_KEY_OID] = B("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a");
	expect_load("that for PSS", cert_make(&c, NULL), CFSV_E_KEY_ALGORITHM);
	expect_cert("an exponent of 16384 bits", RSA_2048, C_EXPONENT,
		    der_number(huge), CFSV_E_RSA_EXPONENT);
	expect_field("a signature of 16384 bits", &by_rsa, F_VALUE,
		     der(0x04, huge), CFSV_E_RSA_LENGTH);
	expect_field("r of 16384 bits", &by_p256, F_VALUE,
		     ec_value(huge, B("\x01")), CFSV_E_ECDSA_RANGE);
	expect_field("s of 67 bytes", &by_p256, F_VALUE,
		     ec_value(B("\x01"), repeat(0x71, 67)), CFSV_E_ECDSA_RANGE);
	expect_cert("a point of 16384 bits", P_256, C_POINT,
		    JOIN(B("\x04"), huge), CFSV_E_EC_POINT);
}

static void attack_14_pss_parameters(void **state)
{
	static const struct blob parameters[] = {
		LIT("\x30\x00"),
		LIT(NUL),
		LIT(""),
		/* a salt of 2^31-1 bytes; of -1 */
		LIT("\x30\x08\xa2\x06\x02\x04\x7f\xff\xff\xff"),
		LIT("\x30\x05\xa2\x03\x02\x01\xff"),
	};
	struct blob pss = B("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a");
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(parameters); i++)
		expect_field("PSS", &by_rsa, F_ALGORITHM,
			     SEQ(pss, parameters[i]), CFSV_E_SIG_ALGORITHM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(forgeries_are_made_as_signatures_are),
		TEST(attack_01_garbage_after_digest_info),
		TEST(attack_02_berserk),
		TEST(attack_03_garbage_in_the_parameters),
		TEST(attack_04_more_behind_the_oid),
		TEST(attack_05_digest_info_without_null),
		TEST(attack_06_short_padding),
		TEST(attack_07_wrong_block_type),
		TEST(attack_08_the_number_is_not_below_the_modulus),
		TEST(attack_09_another_hash_of_the_same_length),
		TEST(attack_10_pss_and_pkcs1_taken_for_each_other),
		TEST(attack_11_the_hash_without_digest_info),
		TEST(attack_12_keys_that_are_no_keys),
		TEST(attack_13_larger_than_the_buffer),
		TEST(attack_14_pss_parameters),
	};

	return cmocka_run_group_tests_name("attacks: RSA", tests, NULL, NULL);
}
