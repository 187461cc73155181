/* SPDX-License-Identifier: MIT */
/* test_attacks_der.c - known attacks on readers of DER: 50 to 56 */
#include "attacks.h"

static void expect_bytes(const char *what, struct blob sig, enum cfsv_err err)
{
	expect_err(what, verify(spki_of(P_256), sig, default_message(), NULL),
		   err);
}

static void attack_50_indefinite_lengths(void **state)
{
	struct blob sig = sign(&by_rsa, NULL);

	(void)state;
	expect_bytes("outermost",
		     JOIN(B("\x30\x80"), slice(sig, 4, sig.len), B("\0\0")),
		     CFSV_E_DER_INDEFINITE);
	expect_bytes("alone", B("\x30\x80"), CFSV_E_DER_INDEFINITE);
	expect_bytes("never ended", JOIN(B("\x30\x80"), repeat(0x30, 1000)),
		     CFSV_E_DER_INDEFINITE);
	expect_field("inside", &by_rsa, F_DIGESTS,
		     JOIN(B("\x31\x80\x30\x0d" OID_SHA256 NUL "\0\0")),
		     CFSV_E_DER_INDEFINITE);
	expect_field("a primitive one", &by_rsa, F_VALUE,
		     JOIN(B("\x04\x80"), slice(sig, sig.len - 256, sig.len),
			  B("\0\0")),
		     CFSV_E_DER_INDEFINITE);
	expect_field("in a name", &by_rsa, F_SID,
		     SEQ(B("\x30\x80\0\0\x02\x01\x01")), CFSV_E_DER_INDEFINITE);
}

static void attack_51_lengths_not_minimal(void **state)
{
	struct blob sig = sign(&by_rsa, NULL);
	struct blob value = slice(sig, sig.len - 256, sig.len);

	(void)state;
	expect_field("81 7f", &by_rsa, F_EXTRA,
		     JOIN(B("\x81\x81\x7f"), repeat(0, 127)),
		     CFSV_E_DER_LENGTH);
	expect_field("82 00 80", &by_rsa, F_EXTRA,
		     JOIN(B("\x81\x82\x00\x80"), repeat(0, 128)),
		     CFSV_E_DER_LENGTH);
	expect_field("84 00 00 00 05", &by_rsa, F_VERSION,
		     B("\x02\x84\0\0\0\x01\x01"), CFSV_E_DER_LENGTH);
	expect_field("83 00 01 00", &by_rsa, F_VALUE,
		     JOIN(B("\x04\x83\x00\x01\x00"), value), CFSV_E_DER_LENGTH);
	expect_field("81 00", &by_rsa, F_DIGESTS,
		     B("\x31\x10\x30\x0e" OID_SHA256 "\x05\x81\x00"),
		     CFSV_E_DER_LENGTH);
}

static void attack_52_lengths_that_overflow(void **state)
{
	static const struct {
		const char *what;
		struct blob length;
		enum cfsv_err err;
	} rows[] = {
		{"84 ff ff ff ff", LIT("\x84\xff\xff\xff\xff"),
		 CFSV_E_DER_SHORT},
		{"84 ff ff ff fa", LIT("\x84\xff\xff\xff\xfa"),
		 CFSV_E_DER_SHORT},
		{"84 80 00 00 00", LIT("\x84\x80\x00\x00\x00"),
		 CFSV_E_DER_SHORT},
		{"84 7f ff ff ff", LIT("\x84\x7f\xff\xff\xff"),
		 CFSV_E_DER_SHORT},
		{"83 ff ff ff", LIT("\x83\xff\xff\xff"), CFSV_E_DER_SHORT},
		{"82 ff ff", LIT("\x82\xff\xff"), CFSV_E_DER_SHORT},
		{"85", LIT("\x85\x01\x00\x00\x00\x01"), CFSV_E_DER_LENGTH_SIZE},
		{"88", LIT("\x88\xff\xff\xff\xff\xff\xff\xff\xff"),
		 CFSV_E_DER_LENGTH_SIZE},
		{"88 of zeros", LIT("\x88\x00\x00\x00\x00\x00\x00\x00\x01"),
		 CFSV_E_DER_LENGTH_SIZE},
		{"89", LIT("\x89\x01\x00\x00\x00\x00\x00\x00\x00\x00"),
		 CFSV_E_DER_LENGTH_SIZE},
		{"fe", LIT("\xfe"), CFSV_E_DER_LENGTH_SIZE},
		{"ff", LIT("\xff"), CFSV_E_DER_LENGTH_SIZE},
	};
	struct blob cert = cert_of(P_256), sig = sign(&by_rsa, NULL);
	struct blob rest = slice(sig, 4, sig.len);
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		expect_bytes("outermost", JOIN(B("\x30"), rows[i].length, rest),
			     rows[i].err);
		expect_field("version", &by_rsa, F_VERSION,
			     JOIN(B("\x02"), rows[i].length, B("\x01")),
			     rows[i].err);
		expect_field("value", &by_rsa, F_VALUE,
			     JOIN(B("\x04"), rows[i].length, repeat(1, 256)),
			     rows[i].err);
		expect_field("in a name", &by_rsa, F_SID,
			     SEQ(SEQ(B("\x0c"), rows[i].length, B("!")),
				 B("\x02\x01\x01")),
			     rows[i].err);
		expect_field("r", &by_p256, F_VALUE,
			     der(0x04, SEQ(B("\x02"), rows[i].length,
					   B("\x01\x02\x01\x01"))),
			     rows[i].err);
		expect_load("anchor",
			    JOIN(B("\x30"), rows[i].length,
				 slice(cert, 4, cert.len)),
			    rows[i].err);
		expect_cert("subject", P_256, C_SUBJECT,
			    SEQ(B("\x0c"), rows[i].length, B("!")),
			    rows[i].err);
		forget();
	}
}

/* SEQUENCE in SEQUENCE, as many as go into so many bytes */
static struct blob nested(size_t size)
{
	uint8_t *buf = room(size);
	size_t left = size, used, head;

	for (;;) {
		used = size - left;
		head = used < 0x80 ? 2 : used < 0x100 ? 3 : 4;
		if (left < head)
			break;
		left -= head;
		buf[left] = 0x30;
		if (head == 2) {
			buf[left + 1] = (uint8_t)used;
		} else if (head == 3) {
			buf[left + 1] = 0x81;
			buf[left + 2] = (uint8_t)used;
		} else {
			buf[left + 1] = 0x82;
			buf[left + 2] = (uint8_t)(used >> 8);
			buf[left + 3] = (uint8_t)used;
		}
	}
	return (struct blob){buf + left, size - left};
}

static void attack_53_deep_nesting(void **state)
{
	struct blob deep = nested(16000), deeper = nested(65000);
	struct cfsv_anchor a;

	(void)state;
	expect_bytes("30 80 ...",
		     JOIN(B("\x30\x80\x30\x80\x30\x80"), repeat(0x30, 16000)),
		     CFSV_E_DER_INDEFINITE);
	expect_bytes("30 30 ...", repeat(0x30, 16000), CFSV_E_SIG_CONTENT_INFO);
	expect_bytes("4000 sequences", deep, CFSV_E_SIG_CONTENT_INFO);
	expect_field("4000 in the name", &by_rsa, F_SID,
		     SEQ(nested(15500), B("\x02\x01\x01")), CFSV_E_DER_DEPTH);
	expect_field("4000 in the attributes", &by_rsa, F_SIGNED_ATTRIBUTES,
		     der(0xa0, nested(15000)), CFSV_E_SIG_SIGNED_ATTRIBUTES);
	expect_err("16000 for an anchor", load(deeper, &a), CFSV_E_ANCHOR_FORM);
	expect_cert("16000 in the issuer", P_256, C_ISSUER, nested(65000),
		    CFSV_E_DER_DEPTH);
	expect_cert("16000 in the validity", P_256, C_VALIDITY, nested(65000),
		    CFSV_E_DER_DEPTH);
	expect_cert("23 in the outer algorithm", P_256, C_OUTER_ALGORITHM,
		    nested(2 * 24), CFSV_E_DER_DEPTH);
	expect_vouches("22", P_256, C_OUTER_ALGORITHM, nested(2 * 23));
}

static void attack_54_tags_in_another_form(void **state)
{
	struct blob sig = sign(&by_rsa, NULL);

	(void)state;
	expect_bytes("outermost 1f",
		     JOIN(B("\x1f\x10"), slice(sig, 1, sig.len)),
		     CFSV_E_SIG_CONTENT_INFO);
	expect_bytes("outermost 3f",
		     JOIN(B("\x3f\x10"), slice(sig, 1, sig.len)),
		     CFSV_E_SIG_CONTENT_INFO);
	expect_field("a tag of 100 bytes", &by_rsa, F_VERSION,
		     JOIN(B("\x1f"), repeat(0x80, 100), B("\x02\x01\x01")),
		     CFSV_E_DER_TAG_FORM);
	expect_bytes("30 as 10", flipped(sig, 0, 0x20),
		     CFSV_E_SIG_CONTENT_INFO);
	expect_field("31 as 11", &by_rsa, F_DIGESTS,
		     B("\x11\x0f\x30\x0d" OID_SHA256 NUL), CFSV_E_DER_TAG);
	expect_field("30 as 10 inside", &by_rsa, F_CONTENT,
		     B("\x10\x0b" OID_DATA), CFSV_E_DER_TAG);
	expect_field("04 as 24", &by_rsa, F_VALUE,
		     der(0x24, der(0x04, repeat(1, 256))), CFSV_E_DER_TAG);
	expect_field("02 as 22", &by_rsa, F_VERSION, B("\x22\x03\x02\x01\x01"),
		     CFSV_E_DER_TAG);
	expect_field("02 as 42", &by_rsa, F_VERSION, B("\x42\x01\x01"),
		     CFSV_E_DER_TAG);
	expect_field("02 as 82", &by_rsa, F_VERSION, B("\x82\x01\x01"),
		     CFSV_E_DER_TAG);
}

/* Every other place and every other shape: test_pkcs7.c */
static void attack_55_something_at_the_end_of_each_element(void **state)
{
	static const struct {
		enum field field;
		enum cfsv_err err;
	} rows[] = {
		{F_SIGNER_TAIL, CFSV_E_DER_TRAILING},
		{F_SIGNERS_TAIL, CFSV_E_DER_TAG},
		{F_SIGNED_DATA_TAIL, CFSV_E_DER_TRAILING},
		{F_CONTENT_TAIL, CFSV_E_DER_TRAILING},
		{F_INFO_TAIL, CFSV_E_DER_TRAILING},
		{F_TAIL, CFSV_E_DER_TRAILING},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		expect_field("a NULL", &by_rsa, rows[i].field, B(NUL),
			     rows[i].err);
}

static void attack_56_primitive_types_badly_encoded(void **state)
{
	struct blob long_oid;

	(void)state;
	expect_field("INTEGER empty", &by_rsa, F_VERSION, B("\x02\x00"),
		     CFSV_E_DER_INTEGER);
	expect_field("INTEGER 00 01", &by_rsa, F_VERSION, B("\x02\x02\x00\x01"),
		     CFSV_E_DER_INTEGER);
	expect_field("INTEGER ff ff", &by_rsa, F_VERSION, B("\x02\x02\xff\xff"),
		     CFSV_E_DER_INTEGER);
	expect_field("INTEGER negative", &by_rsa, F_VERSION, B("\x02\x01\xff"),
		     CFSV_E_DER_NEGATIVE);
	expect_field("negative zero", &by_rsa, F_VERSION, B("\x02\x01\x80"),
		     CFSV_E_DER_NEGATIVE);
	expect_cert("BOOLEAN 01", P_256, C_EXTENSIONS,
		    extensions(B("\x30\x0a\x06\x03\x55\x1d\x13\x01\x01\x01\x04"
				 "\x00")),
		    CFSV_E_DER_BOOLEAN);
	expect_cert("BOOLEAN 00", P_256, C_EXTENSIONS,
		    extensions(B("\x30\x0a\x06\x03\x55\x1d\x13\x01\x01\x00\x04"
				 "\x00")),
		    CFSV_E_DER_BOOLEAN);
	expect_field("NULL with contents", &by_rsa, F_ALGORITHM,
		     B("\x30\x0e" OID_RSA "\x05\x01\x00"), CFSV_E_DER_NULL);
	expect_cert("BIT STRING, 1 unused", P_256, C_KEY_BITS,
		    der(0x03, JOIN(B("\x01"), key_point(P_256))),
		    CFSV_E_DER_BIT_STRING);
	expect_cert("BIT STRING, 8 unused", P_256, C_KEY_BITS,
		    der(0x03, JOIN(B("\x08"), key_point(P_256))),
		    CFSV_E_DER_BIT_STRING);
	expect_cert("BIT STRING empty", P_256, C_KEY_BITS, B("\x03\x00"),
		    CFSV_E_DER_BIT_STRING);
	expect_field("OID empty", &by_rsa, F_CONTENT, B("\x30\x02\x06\x00"),
		     CFSV_E_DER_OID);
	expect_field("OID 80", &by_rsa, F_CONTENT,
		     B("\x30\x04\x06\x02\x80\x01"), CFSV_E_DER_OID);
	expect_field("OID unfinished", &by_rsa, F_CONTENT,
		     B("\x30\x04\x06\x02\x2a\x86"), CFSV_E_DER_OID);
	expect_field("OID of a long number", &by_rsa, F_CONTENT,
		     SEQ(der(0x06, JOIN(repeat(0xff, 300), B("\x01")))),
		     CFSV_E_SIG_CONTENT_TYPE);
	long_oid = der(0x06, repeat(0x2b, 15000));
	expect_field("OID of 15000 numbers", &by_rsa, F_CONTENT, SEQ(long_oid),
		     CFSV_E_SIG_CONTENT_TYPE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(attack_50_indefinite_lengths),
		TEST(attack_51_lengths_not_minimal),
		TEST(attack_52_lengths_that_overflow),
		TEST(attack_53_deep_nesting),
		TEST(attack_54_tags_in_another_form),
		TEST(attack_55_something_at_the_end_of_each_element),
		TEST(attack_56_primitive_types_badly_encoded),
	};

	return cmocka_run_group_tests_name("attacks: DER", tests, NULL, NULL);
}
