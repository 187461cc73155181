/* SPDX-License-Identifier: MIT */
/* test_attacks_content.c - attacks on what a PKCS#7 message signs: 24 to 36 */
#include "attacks.h"

static void attack_24_no_signers(void **state)
{
	struct recipe r = by_rsa;

	(void)state;
	r.field[F_SIGNERS] = B("\x31\x00");
	expect("none", &r, CFSV_E_SIG_NO_SIGNER);
	r.field[F_EXTRA] = der(0xa0, cert_of(RSA_2048));
	expect("certificates alone", &r, CFSV_E_SIG_CERTIFICATES);
	r.field[F_DIGESTS] = B("\x31\x00");
	expect("nothing", &r, CFSV_E_SIG_DIGEST_COUNT);
	r = by_rsa;
	r.field[F_SIGNERS] = NOTHING;
	expect("no SET", &r, CFSV_E_DER_SHORT);
}

#define OID_CONTENT_TYPE "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03"
#define OID_MESSAGE_DIGEST "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04"

static struct blob content_type(struct blob oid)
{
	return SEQ(B(OID_CONTENT_TYPE), SET(oid));
}

static struct blob message_digest(void)
{
	return SEQ(B(OID_MESSAGE_DIGEST), SET(der(0x04, default_digest())));
}

/* Really signed: over the attributes as a SET, or as these bytes */
static void expect_attributes(const char *what, struct blob list,
			      uint8_t signed_tag)
{
	struct recipe r = by_rsa;

	r.message = der(signed_tag, list);
	r.field[F_SIGNED_ATTRIBUTES] = der(0xa0, list);
	expect(what, &r, CFSV_E_SIG_SIGNED_ATTRIBUTES);
	r.key = P_256;
	expect(what, &r, CFSV_E_SIG_SIGNED_ATTRIBUTES);
}

static void attack_25_attributes_taken_for_content(void **state)
{
	struct blob list = JOIN(content_type(B(OID_DATA)), message_digest());
	struct blob set = der(0x31, list), sig;
	struct cfsv_digest d = {CFSV_SHA256, 32, {0}};
	struct cfsv_report report = {0};
	struct cfsv_anchor a;
	struct cfsv_trust trust = {&a, 1, &cfsv_bearssl, NULL};
	struct recipe r = by_rsa;

	(void)state;
	expect_attributes("genuine", list, 0x31);
	r.message = set;
	sig = sign(&r, NULL);
	expect("without the attributes", &r, CFSV_E_BAD_SIGNATURE);
	/* such a SET is a message like others, but no fs-verity digest is it */
	expect_err("a SET", verify(cert_of(RSA_2048), sig, set, NULL), CFSV_OK);
	memcpy(d.bytes, set.at + 12, 32);
	assert_int_equal(load(cert_of(RSA_2048), &a), CFSV_OK);
	expect_err("a digest",
		   cfsv_verify_digest(&trust, sig.at, sig.len, &d, &report),
		   CFSV_E_BAD_SIGNATURE);
	assert_int_equal(set.at[0], 0x31);
}

static void attack_26_no_message_digest(void **state)
{
	(void)state;
	expect_attributes("missing", content_type(B(OID_DATA)), 0x31);
}

static void attack_27_message_digests_of_a_wrong_kind(void **state)
{
	struct blob type = content_type(B(OID_DATA));
	struct blob value = der(0x04, default_digest());

	(void)state;
	expect_attributes("twice",
			  JOIN(type, message_digest(), message_digest()), 0x31);
	expect_attributes(
		"two values",
		JOIN(type, SEQ(B(OID_MESSAGE_DIGEST), SET(value, value))),
		0x31);
	expect_attributes("no value",
			  JOIN(type, SEQ(B(OID_MESSAGE_DIGEST), SET(NOTHING))),
			  0x31);
	expect_attributes(
		"a BOOLEAN",
		JOIN(type, SEQ(B(OID_MESSAGE_DIGEST), SET(B("\x01\x01\xff")))),
		0x31);
}

static void attack_28_content_types_that_disagree(void **state)
{
	struct blob type = content_type(B(OID_DATA));

	(void)state;
	expect_attributes("missing", message_digest(), 0x31);
	expect_attributes("twice", JOIN(type, type, message_digest()), 0x31);
	expect_attributes(
		"another",
		JOIN(content_type(B(OID_SIGNED_DATA)), message_digest()), 0x31);
}

static void attack_29_attributes_signed_in_another_form(void **state)
{
	struct blob type = content_type(B(OID_DATA));

	(void)state;
	expect_attributes("as [0]", JOIN(type, message_digest()), 0xa0);
	expect_attributes("not sorted", JOIN(message_digest(), type), 0x31);
	expect_attributes("empty", NOTHING, 0x31);
}

static void attack_30_another_content_type(void **state)
{
	static const struct blob types[] = {
		/* msIndirectData, TSTInfo, envelopedData */
		LIT("\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x04"),
		LIT("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04"),
		LIT("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"),
	};
	struct blob data = B(OID_DATA);
	size_t i;
	int bit;

	(void)state;
	for (i = 0; i < COUNT(types); i++)
		expect_field("another type", &by_rsa, F_CONTENT, SEQ(types[i]),
			     CFSV_E_SIG_CONTENT_TYPE);
	for (i = 2; i < data.len; i++) /* not bit 8: it stays an OID */
		for (bit = 0; bit < 7; bit++)
			expect_field("a flipped bit", &by_p256, F_CONTENT,
				     SEQ(flipped(data, i, (uint8_t)(1 << bit))),
				     CFSV_E_SIG_CONTENT_TYPE);
}

static struct blob embedded(struct blob content)
{
	return SEQ(B(OID_DATA), der(0xa0, content));
}

static void attack_31_embedded_content(void **state)
{
	(void)state;
	expect_field("the right one", &by_rsa, F_CONTENT,
		     embedded(der(0x04, default_message())),
		     CFSV_E_SIG_EMBEDDED);
	expect_field("another", &by_rsa, F_CONTENT,
		     embedded(der(0x04, B("other"))), CFSV_E_SIG_EMBEDDED);
}

static void attack_32_empty_embedded_content(void **state)
{
	struct recipe r = by_rsa;

	(void)state;
	r.message = NOTHING;
	r.field[F_CONTENT] = embedded(B("\x04\x00"));
	expect("an empty OCTET STRING", &r, CFSV_E_SIG_EMBEDDED);
	r.field[F_CONTENT] = embedded(NOTHING);
	expect("[0] empty", &r, CFSV_E_SIG_EMBEDDED);
	r.field[F_CONTENT] = (struct blob){0};
	expect("the empty message was signed", &r, CFSV_E_BAD_SIGNATURE);
}

static void attack_33_digest_algorithms_that_disagree(void **state)
{
	static const enum cfsv_hash other[] = {CFSV_SHA384, CFSV_SHA512};
	struct cfsv_digest d = {CFSV_SHA512, 64, {7}};
	uint8_t formatted[CFSV_FORMATTED_MAX];
	struct cfsv_report report = {0};
	struct cfsv_anchor a;
	struct cfsv_trust trust = {&a, 1, &cfsv_bearssl, NULL};
	struct recipe r = by_rsa;
	struct blob sig;
	size_t i, len;

	(void)state;
	for (i = 0; i < COUNT(other); i++) {
		struct blob oid =
			other[i] == CFSV_SHA384 ? B(OID_SHA384) : B(OID_SHA512);

		expect_field("SignedData", &by_rsa, F_DIGESTS,
			     SET(SEQ(oid, B(NUL))), CFSV_E_SIG_DIGEST_MISMATCH);
		expect_field("SignerInfo", &by_rsa, F_SIGNER_DIGEST,
			     SEQ(oid, B(NUL)), CFSV_E_SIG_DIGEST_MISMATCH);
		r = by_rsa;
		r.hash = other[i];
		r.block = rsa_block(RSA_2048, digest_info(CFSV_SHA256),
				    default_digest());
		expect("DigestInfo", &r, CFSV_E_BAD_SIGNATURE);
	}
	/* what is in the message has nothing to do with it */
	assert_int_equal(cfsv_format_digest(formatted, &len, &d), CFSV_OK);
	assert_int_equal(load(cert_of(RSA_2048), &a), CFSV_OK);
	r = by_rsa;
	r.message = copy(formatted, len);
	sig = sign(&r, NULL);
	expect_err("an fs-verity digest of SHA-512",
		   cfsv_verify_digest(&trust, sig.at, sig.len, &d, &report),
		   CFSV_OK);
}

static void attack_34_signature_algorithms_that_disagree(void **state)
{
	struct recipe r = by_rsa;

	(void)state;
	r.hash = CFSV_SHA512;
	r.field[F_ALGORITHM] =
		SEQ(B("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), B(NUL));
	expect("sha256WithRSA of SHA-512", &r, CFSV_E_SIG_ALGORITHM);
	expect_field("ecdsa-with-SHA512 of SHA-256", &by_p256, F_ALGORITHM,
		     SEQ(B(OID_ECDSA_SHA512)), CFSV_E_SIG_HASH);
	expect_err("ECDSA by an RSA key",
		   verify(cert_under_name(P_256, RSA_2048),
			  sign(&by_p256, NULL), default_message(), NULL),
		   CFSV_E_KEY_TYPE);
	expect_err("RSA by an EC key",
		   verify(cert_under_name(RSA_2048, P_256), sign(&by_rsa, NULL),
			  default_message(), NULL),
		   CFSV_E_KEY_TYPE);
	expect_field("rsaEncryption over r and s", &by_p256, F_ALGORITHM,
		     SEQ(B(OID_RSA), B(NUL)), CFSV_E_KEY_TYPE);
}

static void attack_35_null_or_absent_are_both_accepted(void **state)
{
	struct recipe r = by_rsa;

	(void)state;
	r.digest_absent = 1;
	expect("absent", &r, CFSV_OK);
	/* what is outside says nothing about what is in DigestInfo */
	r.digest_info = digest_info(CFSV_SHA256);
	expect("absent outside, NULL inside", &r, CFSV_OK);
	r.digest_info = B("\x30\x2f\x30\x0b" OID_SHA256 "\x04\x20");
	expect("absent inside", &r, CFSV_E_BAD_SIGNATURE);
	expect_field("one of each", &by_rsa, F_SIGNER_DIGEST,
		     SEQ(B(OID_SHA256)), CFSV_E_SIG_DIGEST_MISMATCH);
}

static void attack_36_weak_digests(void **state)
{
	static const struct blob weak[] = {
		/* md5, sha1, ripemd160, sha224, md2 */
		LIT("\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x05"),
		LIT("\x06\x05\x2b\x0e\x03\x02\x1a"),
		LIT("\x06\x05\x2b\x24\x03\x02\x01"),
		LIT("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x04"),
		LIT("\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x02"),
	};
	struct recipe r = by_rsa;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(weak); i++) {
		r.field[F_SIGNER_DIGEST] = SEQ(weak[i], B(NUL));
		r.field[F_DIGESTS] = der(0x31, r.field[F_SIGNER_DIGEST]);
		expect("everywhere", &r, CFSV_E_SIG_DIGEST);
		expect_field("in the signer", &by_rsa, F_SIGNER_DIGEST,
			     SEQ(weak[i], B(NUL)), CFSV_E_SIG_DIGEST);
	}
	expect_field("ecdsa-with-SHA1", &by_p256, F_ALGORITHM,
		     SEQ(B("\x06\x07\x2a\x86\x48\xce\x3d\x04\x01")),
		     CFSV_E_SIG_ALGORITHM);
	expect_field(
		"sha1WithRSA", &by_rsa, F_ALGORITHM,
		SEQ(B("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"), B(NUL)),
		CFSV_E_SIG_ALGORITHM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(attack_24_no_signers),
		TEST(attack_25_attributes_taken_for_content),
		TEST(attack_26_no_message_digest),
		TEST(attack_27_message_digests_of_a_wrong_kind),
		TEST(attack_28_content_types_that_disagree),
		TEST(attack_29_attributes_signed_in_another_form),
		TEST(attack_30_another_content_type),
		TEST(attack_31_embedded_content),
		TEST(attack_32_empty_embedded_content),
		TEST(attack_33_digest_algorithms_that_disagree),
		TEST(attack_34_signature_algorithms_that_disagree),
		TEST(attack_35_null_or_absent_are_both_accepted),
		TEST(attack_36_weak_digests),
	};

	return cmocka_run_group_tests_name("attacks: content", tests, NULL,
					   NULL);
}
