/* SPDX-License-Identifier: MIT */
/* test_attacks_signers.c - attacks on who signed, and on the message: 37 to 49
 */
#include "attacks.h"

static void attack_37_several_signers(void **state)
{
	struct blob good, bad, unknown;
	struct recipe r = by_rsa;
	struct recipe other = {.key = P_256_OTHER};

	(void)state;
	good = sign_signer_info(&by_rsa);
	unknown = sign_signer_info(&other);
	r.message = B("another message");
	bad = sign_signer_info(&r);
	expect_field("one", &by_rsa, F_SIGNERS, SET(good), CFSV_OK);
	expect_field("bad", &by_rsa, F_SIGNERS, SET(bad), CFSV_E_BAD_SIGNATURE);
	expect_field("good, bad", &by_rsa, F_SIGNERS, SET(good, bad),
		     CFSV_E_SIG_MANY_SIGNERS);
	expect_field("bad, good", &by_rsa, F_SIGNERS, SET(bad, good),
		     CFSV_E_SIG_MANY_SIGNERS);
	expect_field("good, unknown", &by_rsa, F_SIGNERS, SET(good, unknown),
		     CFSV_E_SIG_MANY_SIGNERS);
	expect_field("unknown, good", &by_rsa, F_SIGNERS, SET(unknown, good),
		     CFSV_E_SIG_MANY_SIGNERS);
	expect_field("three", &by_rsa, F_SIGNERS, SET(good, good, good),
		     CFSV_E_SIG_MANY_SIGNERS);
	/* the second is not believed to be one before it is seen to be DER */
	expect_field("good, garbage", &by_rsa, F_SIGNERS, SET(good, B("!")),
		     CFSV_E_DER_SHORT);
}

static void attack_38_the_attackers_certificate_comes_along(void **state)
{
	struct recipe r = {.key = RSA_2048_OTHER};
	struct blob fake = cert_under_name(RSA_2048, RSA_2048_OTHER);

	(void)state;
	r.field[F_SID] = sid_of(RSA_2048);
	r.field[F_EXTRA] = der(0xa0, fake);
	expect_err("with its certificate",
		   verify(cert_of(RSA_2048), sign(&r, NULL), default_message(),
			  NULL),
		   CFSV_E_SIG_CERTIFICATES);
	r.field[F_EXTRA] = NOTHING;
	expect_err("without",
		   verify(cert_of(RSA_2048), sign(&r, NULL), default_message(),
			  NULL),
		   CFSV_E_BAD_SIGNATURE);
	expect_field("the right certificate", &by_rsa, F_EXTRA,
		     der(0xa0, cert_of(RSA_2048)), CFSV_E_SIG_CERTIFICATES);
}

static void attack_39_names_that_mean_the_same(void **state)
{
	struct blob serial = B("\x02\x02\x10\x00");
	struct blob cn = B("\x06\x03\x55\x04\x03");

	(void)state;
	expect_field("as it is", &by_rsa, F_SID,
		     sid_issuer(der_name("rsa 2048"), serial), CFSV_OK);
	expect_field("upper case", &by_rsa, F_SID,
		     sid_issuer(der_name("RSA 2048"), serial),
		     CFSV_E_UNKNOWN_SIGNER);
	expect_field("a space more", &by_rsa, F_SID,
		     sid_issuer(der_name("rsa  2048"), serial),
		     CFSV_E_UNKNOWN_SIGNER);
	expect_field("a space at the end", &by_rsa, F_SID,
		     sid_issuer(der_name("rsa 2048 "), serial),
		     CFSV_E_UNKNOWN_SIGNER);
	expect_field(
		"PrintableString", &by_rsa, F_SID,
		sid_issuer(SEQ(SET(SEQ(cn, der(0x13, B("rsa 2048"))))), serial),
		CFSV_E_UNKNOWN_SIGNER);
	expect_field("no name", &by_rsa, F_SID,
		     sid_issuer(B("\x30\x00"), serial), CFSV_E_UNKNOWN_SIGNER);
	expect_field("serial with a zero", &by_rsa, F_SID,
		     sid_issuer(der_name("rsa 2048"), B("\x02\x03\0\x10\0")),
		     CFSV_E_DER_INTEGER);
	expect_field("serial negative", &by_rsa, F_SID,
		     sid_issuer(der_name("rsa 2048"), B("\x02\x02\xf0\x00")),
		     CFSV_E_UNKNOWN_SIGNER);
	expect_field("serial cut", &by_rsa, F_SID,
		     sid_issuer(der_name("rsa 2048"), B("\x02\x01\x10")),
		     CFSV_E_UNKNOWN_SIGNER);
}

static void attack_40_key_identifiers_that_match_in_part(void **state)
{
	struct recipe r = by_rsa;
	struct blob id = key_id(RSA_2048);
	struct cert c = {0};
	size_t len;

	(void)state;
	r.by_key_id = 1;
	expect("whole", &r, CFSV_OK);
	r.field[F_SID] = B("\x80\x00");
	expect("empty", &r, CFSV_E_SIG_SIGNER_ID);
	for (len = 1; len < id.len; len++) {
		r.field[F_SID] = der(0x80, slice(id, 0, len));
		expect("a prefix", &r, CFSV_E_UNKNOWN_SIGNER);
	}
	r.field[F_SID] = der(0x80, JOIN(id, id));
	expect("longer", &r, CFSV_E_UNKNOWN_SIGNER);
	r.field[F_SID] = der(0xa0, der(0x04, id));
	expect("constructed", &r, CFSV_E_SIG_SIGNER_ID);
	r.field[F_SID] = der(0x80, id);
	r.field[F_SIGNER_VERSION] = B("\x02\x01\x01");
	expect("version 1", &r, CFSV_E_SIG_SIGNER_VERSION);
	/* a certificate with a prefix for its identifier */
	memset(&r, 0, sizeof(r));
	r.by_key_id = 1;
	c.field[C_EXTENSIONS] = extensions(extension_key_id(slice(id, 0, 8)));
	expect_err("the anchor's is a prefix",
		   verify(cert_make(&c, NULL), sign(&r, NULL),
			  default_message(), NULL),
		   CFSV_E_UNKNOWN_SIGNER);
	/* without one, nothing is the same as nothing */
	c.field[C_EXTENSIONS] = NOTHING;
	expect_err("the anchor has none",
		   verify(cert_make(&c, NULL), sign(&r, NULL),
			  default_message(), NULL),
		   CFSV_E_UNKNOWN_SIGNER);
}

static void attack_41_unsigned_attributes(void **state)
{
	struct blob time_stamp =
		SEQ(B("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e"),
		    SET(der(0x04, repeat('j', 12000))));

	(void)state;
	expect_field("empty", &by_rsa, F_SIGNER_TAIL, B("\xa1\x00"),
		     CFSV_E_SIG_UNSIGNED_ATTRIBUTES);
	expect_field("12 KB", &by_rsa, F_SIGNER_TAIL, der(0xa1, time_stamp),
		     CFSV_E_SIG_UNSIGNED_ATTRIBUTES);
	expect_field("64 KB", &by_rsa, F_SIGNER_TAIL,
		     der(0xa1, repeat('j', 65536)), CFSV_E_SIG_SIZE);
}

static void attack_42_versions(void **state)
{
	uint8_t version[3] = {0x02, 0x01, 0};
	int v;

	(void)state;
	for (v = 0; v < 128; v++) {
		version[2] = (uint8_t)v;
		expect_field("SignedData", &by_p256, F_VERSION,
			     copy(version, 3),
			     v == 1   ? CFSV_OK
			     : v == 3 ? CFSV_E_SIG_SIGNER_VERSION
				      : CFSV_E_SIG_VERSION);
		expect_field("SignerInfo", &by_p256, F_SIGNER_VERSION,
			     copy(version, 3),
			     v == 1 ? CFSV_OK : CFSV_E_SIG_SIGNER_VERSION);
		forget();
	}
}

static void attack_43_lists_and_empty_certificates(void **state)
{
	(void)state;
	expect_field("certificates, none", &by_rsa, F_EXTRA, B("\xa0\x00"),
		     CFSV_E_SIG_CERTIFICATES);
	expect_field("lists, none", &by_rsa, F_EXTRA, B("\xa1\x00"),
		     CFSV_E_SIG_CRLS);
	expect_field("lists", &by_rsa, F_EXTRA, B("\xa1\x02\x30\x00"),
		     CFSV_E_SIG_CRLS);
	expect_field("both", &by_rsa, F_EXTRA, B("\xa0\x00\xa1\x00"),
		     CFSV_E_SIG_CERTIFICATES);
}

static void attack_44_no_content_info(void **state)
{
	struct blob cert = cert_of(RSA_2048), m = default_message(), sig;
	uint32_t at[FIELDS];

	(void)state;
	sig = sign(&by_rsa, at);
	/* SignedData's own header has 4 bytes */
	sig = slice(sig, at[F_VERSION] - 4, sig.len);
	assert_int_equal(sig.at[0], 0x30);
	expect_err("bare", verify(cert, sig, m, NULL), CFSV_E_SIG_CONTENT_INFO);
	expect_field("no content", &by_rsa, F_INFO_CONTENT, NOTHING,
		     CFSV_E_SIG_CONTENT_INFO);
	expect_field("NULL content", &by_rsa, F_INFO_CONTENT, B(NUL),
		     CFSV_E_SIG_CONTENT_INFO);
	expect_field("empty content", &by_rsa, F_INFO_CONTENT, B("\xa0\x00"),
		     CFSV_E_SIG_CONTENT_INFO);
	expect_field("NULL in content", &by_rsa, F_INFO_CONTENT,
		     B("\xa0\x02\x05\x00"), CFSV_E_SIG_CONTENT_INFO);
	expect_err("an empty SEQUENCE", verify(cert, B("\x30\x00"), m, NULL),
		   CFSV_E_SIG_CONTENT_INFO);
	expect_err("a NULL", verify(cert, B(NUL), m, NULL),
		   CFSV_E_SIG_CONTENT_INFO);
	expect_err("a certificate", verify(cert, cert, m, NULL),
		   CFSV_E_SIG_CONTENT_INFO);
	expect_err("the value alone",
		   verify(cert, slice(sig, sig.len - 260, sig.len), m, NULL),
		   CFSV_E_SIG_CONTENT_INFO);
}

static void attack_45_encrypted_data(void **state)
{
	static const struct blob types[] = {
		/* data, enveloped, signedAndEnveloped, digested, encrypted */
		LIT("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"),
		LIT("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"),
		LIT("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x04"),
		LIT("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x05"),
		LIT("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06"),
		/* authenticated, authenticated and enveloped, compressed */
		LIT("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x02"),
		LIT("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"),
		LIT("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09"),
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(types); i++)
		expect_field("another type", &by_rsa, F_INFO_TYPE, types[i],
			     CFSV_E_SIG_CONTENT_INFO);
}

static void attack_46_unknown_digest(void **state)
{
	struct blob oid = der(0x06, repeat(0x2a, 200));
	struct recipe r = by_rsa;

	(void)state;
	r.field[F_SIGNER_DIGEST] = SEQ(oid, B(NUL));
	expect("in the signer", &r, CFSV_E_SIG_DIGEST);
	r.field[F_DIGESTS] = der(0x31, r.field[F_SIGNER_DIGEST]);
	expect("everywhere", &r, CFSV_E_SIG_DIGEST);
}

/*
 * Errors free nothing, since nothing was allocated, and leave nothing behind:
 * after a refusal at any byte the same structures serve again.
 */
static void attack_47_every_way_out_leaves_nothing(void **state)
{
	struct blob sig = sign(&by_rsa, NULL), m = default_message();
	struct blob cert = cert_of(RSA_2048);
	struct cfsv_report report;
	struct cfsv_anchor a;
	struct cfsv_trust trust = {&a, 1, &cfsv_bearssl, NULL};
	size_t len;

	(void)state;
	assert_int_equal(cfsv_anchor_load(&a, &cfsv_bearssl, cert.at, cert.len),
			 CFSV_OK);
	for (len = 0; len < sig.len; len++) {
		expect_err("cut",
			   cfsv_verify_message(&trust, sig.at, len, m.at, m.len,
					       &report),
			   len == 0 ? CFSV_E_SIG_EMPTY : CFSV_E_DER_SHORT);
		if (len % 16 == 0)
			expect_err("whole again",
				   cfsv_verify_message(&trust, sig.at, sig.len,
						       m.at, m.len, &report),
				   CFSV_OK);
	}
	for (len = 1; len < cert.len; len++)
		expect_err("an anchor, cut",
			   cfsv_anchor_load(&a, &cfsv_bearssl, cert.at, len),
			   CFSV_E_DER_SHORT);
}

static void attack_48_something_behind_it(void **state)
{
	(void)state;
	expect_field("a newline", &by_rsa, F_TAIL, B("\n"),
		     CFSV_E_DER_TRAILING);
	expect_field("a zero", &by_rsa, F_TAIL, B("\0"), CFSV_E_DER_TRAILING);
	expect_field("an end of contents", &by_rsa, F_TAIL, B("\0\0"),
		     CFSV_E_DER_TRAILING);
	expect_field("a block of zeros", &by_rsa, F_TAIL, repeat(0, 4096),
		     CFSV_E_DER_TRAILING);
	expect_field("itself", &by_rsa, F_TAIL, sign(&by_rsa, NULL),
		     CFSV_E_DER_TRAILING);
	expect_err("a dash before it",
		   verify(cert_of(RSA_2048), JOIN(B("-"), sign(&by_rsa, NULL)),
			  default_message(), NULL),
		   CFSV_E_SIG_TEXT);
	expect_err("PEM",
		   verify(cert_of(RSA_2048),
			  B("-----BEGIN PKCS7-----\nMIIB\n"
			    "-----END PKCS7-----\n"),
			  default_message(), NULL),
		   CFSV_E_SIG_TEXT);
}

static void attack_49_signed_for_another_purpose(void **state)
{
	struct blob right = default_message(), sig;
	struct cfsv_digest d = {CFSV_SHA256, 32, {0}};
	struct cfsv_report report = {0};
	struct cfsv_anchor a;
	struct cfsv_trust trust = {&a, 1, &cfsv_bearssl, NULL};
	struct recipe r = by_p256;
	size_t i;

	(void)state;
	memcpy(d.bytes, right.at + 12, 32);
	assert_int_equal(load(cert_of(P_256), &a), CFSV_OK);
	sig = sign(&r, NULL);
	expect_err("a digest of fs-verity",
		   cfsv_verify_digest(&trust, sig.at, sig.len, &d, &report),
		   CFSV_OK);
	for (i = 0; i < right.len; i++) { /* magic, header and digest */
		r.message = flipped(right, i, 0x01);
		sig = sign(&r, NULL);
		expect_err("one bit is another",
			   cfsv_verify_digest(&trust, sig.at, sig.len, &d,
					      &report),
			   CFSV_E_BAD_SIGNATURE);
	}
	r.message = slice(right, 12, 44);
	sig = sign(&r, NULL);
	expect_err("the bare digest",
		   cfsv_verify_digest(&trust, sig.at, sig.len, &d, &report),
		   CFSV_E_BAD_SIGNATURE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(attack_37_several_signers),
		TEST(attack_38_the_attackers_certificate_comes_along),
		TEST(attack_39_names_that_mean_the_same),
		TEST(attack_40_key_identifiers_that_match_in_part),
		TEST(attack_41_unsigned_attributes),
		TEST(attack_42_versions),
		TEST(attack_43_lists_and_empty_certificates),
		TEST(attack_44_no_content_info),
		TEST(attack_45_encrypted_data),
		TEST(attack_46_unknown_digest),
		TEST(attack_47_every_way_out_leaves_nothing),
		TEST(attack_48_something_behind_it),
		TEST(attack_49_signed_for_another_purpose),
	};

	return cmocka_run_group_tests_name("attacks: signers", tests, NULL,
					   NULL);
}
