/* SPDX-License-Identifier: MIT */
/* test_attacks_x509.c - attacks by certificates as anchors: 61 to 68 */
#include "attacks.h"

static void attack_61_unknown_critical_extensions_do_not_matter(void **state)
{
	(void)state;
	expect_vouches("critical", P_256, C_EXTENSIONS,
		       extensions(extension("\x7f", 1, B("?"))));
	expect_vouches("critical, then the key id", RSA_2048, C_EXTENSIONS,
		       extensions(JOIN(extension("\x7f", 1, B("?")),
				       extension_key_id(key_id(RSA_2048)))));
}

static void attack_62_ca_or_leaf_does_not_matter(void **state)
{
	struct blob sid = sid_of(P_256);
	struct cert c = {.key = P_256_OTHER};

	(void)state;
	expect_vouches(
		"a CA", P_256, C_EXTENSIONS,
		extensions(extension("\x13", 1, B("\x30\x03\x01\x01\xff"))));
	expect_vouches("a leaf", P_256, C_EXTENSIONS,
		       extensions(extension("\x13", 1, B("\x30\x00"))));
	/* but there are no chains: whom it may have issued is unknown */
	c.field[C_SUBJECT] = slice(sid, 2, sid.len - 4);
	expect_err("the issuer's certificate",
		   verify(cert_make(&c, NULL), sign(&by_p256, NULL),
			  default_message(), NULL),
		   CFSV_E_UNKNOWN_SIGNER);
}

static void attack_63_key_usage_does_not_matter(void **state)
{
	(void)state;
	expect_vouches("keyEncipherment alone", RSA_2048, C_EXTENSIONS,
		       extensions(extension("\x0f", 1, B("\x03\x02\x05\x20"))));
	expect_vouches(
		"server authentication alone", RSA_2048, C_EXTENSIONS,
		extensions(extension("\x25", 1,
				     B("\x30\x0a\x06\x08\x2b\x06\x01\x05\x05"
				       "\x07\x03\x01"))));
}

static struct blob validity(uint8_t tag, const char *from, const char *to)
{
	return SEQ(der(tag, copy((const uint8_t *)from, strlen(from))),
		   der(tag, copy((const uint8_t *)to, strlen(to))));
}

static void attack_64_dates_do_not_matter(void **state)
{
	(void)state;
	expect_vouches("passed", P_256, C_VALIDITY,
		       validity(0x17, "700101000000Z", "710101000000Z"));
	expect_vouches("to come", P_256, C_VALIDITY,
		       validity(0x18, "29990101000000Z", "99991231235959Z"));
	expect_vouches("from after to", P_256, C_VALIDITY,
		       validity(0x17, "300101000000Z", "200101000000Z"));
	expect_vouches("month 13", P_256, C_VALIDITY,
		       validity(0x17, "201301000000Z", "301301000000Z"));
	expect_vouches("no Z", P_256, C_VALIDITY,
		       validity(0x17, "200101000000", "300101000000+0000"));
	expect_vouches("no dates", P_256, C_VALIDITY, B("\x30\x00"));
	expect_cert("not DER", P_256, C_VALIDITY, B("\x30\x02\x17\x0d"),
		    CFSV_E_DER_SHORT);
}

static void attack_65_the_certificates_own_signature(void **state)
{
	(void)state;
	expect_vouches("algorithms that differ", P_256, C_OUTER_ALGORITHM,
		       SEQ(B("\x06\x03\x2b\x65\x70")));
	expect_vouches("of no bytes", P_256, C_OUTER_SIGNATURE,
		       B("\x03\x01\x00"));
	expect_cert("no algorithm", P_256, C_OUTER_ALGORITHM, NOTHING,
		    CFSV_E_DER_TAG);
	expect_cert("no signature", P_256, C_OUTER_SIGNATURE, NOTHING,
		    CFSV_E_DER_SHORT);
	expect_cert("an OCTET STRING", P_256, C_OUTER_SIGNATURE,
		    B("\x04\x01\x00"), CFSV_E_DER_TAG);
	expect_cert("no algorithm inside", P_256, C_ALGORITHM, NOTHING,
		    CFSV_E_DER_TAG);
}

static void attack_66_extensions_and_serials(void **state)
{
	struct blob id = extension_key_id(key_id(P_256));
	struct blob ca = extension("\x13", 1, B("\x30\x00"));

	(void)state;
	expect_cert("two key identifiers", P_256, C_EXTENSIONS,
		    extensions(JOIN(id, id)), CFSV_E_CERT_EXTENSIONS);
	expect_cert("the second empty", P_256, C_EXTENSIONS,
		    extensions(JOIN(id, extension_key_id(NOTHING))),
		    CFSV_E_CERT_EXTENSIONS);
	expect_vouches("others twice", P_256, C_EXTENSIONS,
		       extensions(JOIN(ca, ca, id)));
	expect_cert("in version 1", P_256, C_VERSION, NOTHING,
		    CFSV_E_CERT_EXTENSIONS);
	expect_cert("in version 2", P_256, C_VERSION, B("\xa0\x03\x02\x01\x01"),
		    CFSV_E_CERT_EXTENSIONS);
	expect_cert("two lists", P_256, C_EXTENSIONS,
		    JOIN(extensions(id), extensions(ca)), CFSV_E_DER_TRAILING);
	expect_cert("serial 0", P_256, C_SERIAL, B("\x02\x01\x00"), CFSV_OK);
	expect_cert("serial -1", P_256, C_SERIAL, B("\x02\x01\xff"), CFSV_OK);
	expect_cert("serial of 21 bytes", P_256, C_SERIAL,
		    der(0x02, repeat(0x11, 21)), CFSV_OK);
	expect_cert("serial of 22 bytes", P_256, C_SERIAL,
		    der(0x02, repeat(0x11, 22)), CFSV_E_CERT_SERIAL);
	expect_cert("key identifier of 127 bytes", P_256, C_EXTENSIONS,
		    extensions(extension_key_id(repeat('k', 127))), CFSV_OK);
	expect_cert("key identifier of 128 bytes", P_256, C_EXTENSIONS,
		    extensions(extension_key_id(repeat('k', 128))),
		    CFSV_E_CERT_KEY_ID);
	expect_cert("serial 00 01", P_256, C_SERIAL, B("\x02\x02\x00\x01"),
		    CFSV_E_DER_INTEGER);
}

static void attack_67_the_key_in_other_encodings(void **state)
{
	struct blob n = key_modulus(RSA_2048);

	(void)state;
	expect_cert("behind the exponent", RSA_2048, C_RSA_TAIL, B(NUL),
		    CFSV_E_DER_TRAILING);
	expect_cert("behind RSAPublicKey", RSA_2048, C_KEY_BITS_TAIL, B("\0"),
		    CFSV_E_DER_TRAILING);
	expect_cert("behind the BIT STRING", RSA_2048, C_KEY_TAIL, B(NUL),
		    CFSV_E_DER_TRAILING);
	expect_cert("behind the NULL", RSA_2048, C_KEY_ALGORITHM_TAIL, B(NUL),
		    CFSV_E_DER_TRAILING);
	expect_cert("negative modulus", RSA_2048, C_MODULUS, der(0x02, n),
		    CFSV_E_DER_NEGATIVE);
	expect_cert("padded modulus", RSA_2048, C_MODULUS,
		    der(0x02, JOIN(B("\0\0"), n)), CFSV_E_DER_INTEGER);
	expect_cert("negative exponent", RSA_2048, C_EXPONENT,
		    B("\x02\x03\xff\x00\x01"), CFSV_E_DER_NEGATIVE);
	expect_cert("exponent, then modulus", RSA_2048, C_MODULUS,
		    JOIN(B("\x02\x03\x01\x00\x01"), der_number(n)),
		    CFSV_E_DER_TRAILING);
	expect_cert("no NULL", RSA_2048, C_KEY_PARAMETERS, NOTHING,
		    CFSV_E_KEY_PARAMETERS);
	expect_cert("a point behind a point", P_256, C_KEY_BITS_TAIL, B("\0"),
		    CFSV_E_EC_POINT);
}

/*
 * Other bytes of the same certificate: its wrapper is DER, and what is in it
 * decides nothing. A certificate is not known by its fingerprint.
 */
static void attack_68_another_wrapper(void **state)
{
	struct blob cert = cert_of(P_256);

	(void)state;
	expect_vouches("another signature", P_256, C_OUTER_SIGNATURE,
		       der(0x03, JOIN(B("\0"), repeat(0x11, 64))));
	expect_cert("unused bits", P_256, C_OUTER_SIGNATURE,
		    der(0x03, JOIN(B("\x01"), repeat(0x5a, 70))),
		    CFSV_E_DER_BIT_STRING);
	expect_cert("a longer length", P_256, C_OUTER_SIGNATURE,
		    JOIN(B("\x03\x81\x47\0"), repeat(0x5a, 70)),
		    CFSV_E_DER_LENGTH);
	expect_cert("an indefinite one", P_256, C_OUTER_ALGORITHM,
		    B("\x30\x80" OID_ECDSA_SHA256 "\0\0"),
		    CFSV_E_DER_INDEFINITE);
	expect_cert("a wider tag", P_256, C_OUTER_ALGORITHM,
		    B("\x3f\x10\x0a" OID_ECDSA_SHA256), CFSV_E_DER_TAG_FORM);
	expect_cert("constructed", P_256, C_OUTER_SIGNATURE,
		    der(0x23, der(0x03, repeat(0, 71))), CFSV_E_DER_TAG);
	expect_cert("more in it", P_256, C_CERT_TAIL, B(NUL),
		    CFSV_E_DER_TRAILING);
	expect_cert("more behind it", P_256, C_TAIL, B("\0"),
		    CFSV_E_DER_TRAILING);
	/* the outermost length in one byte more; it has two */
	assert_int_equal(cert.at[1], 0x82);
	expect_load("outermost",
		    JOIN(B("\x30\x83\x00"), slice(cert, 2, cert.len)),
		    CFSV_E_DER_LENGTH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(attack_61_unknown_critical_extensions_do_not_matter),
		TEST(attack_62_ca_or_leaf_does_not_matter),
		TEST(attack_63_key_usage_does_not_matter),
		TEST(attack_64_dates_do_not_matter),
		TEST(attack_65_the_certificates_own_signature),
		TEST(attack_66_extensions_and_serials),
		TEST(attack_67_the_key_in_other_encodings),
		TEST(attack_68_another_wrapper),
	};

	return cmocka_run_group_tests_name("attacks: X.509", tests, NULL, NULL);
}
