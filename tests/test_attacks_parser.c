/* SPDX-License-Identifier: MIT */
/* test_attacks_parser.c - attacks on a parser's memory, time, unity: 57 to 60
 */
#include <time.h>
#include "attacks.h"

/* Nothing is allocated, so 4 GiB that are announced cost nothing. */
static void attack_57_lengths_announced(void **state)
{
	static const char *const tags[] = {"\x02", "\x04", "\x06",
					   "\x30", "\x31", "\xa0"};
	struct blob huge = B("\x84\xff\xff\xff\xf0"), element;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(tags); i++) {
		element = JOIN(copy((const uint8_t *)tags[i], 1), huge);
		expect_field("a version", &by_rsa, F_VERSION, element,
			     CFSV_E_DER_SHORT);
		expect_field("digests", &by_rsa, F_DIGESTS, element,
			     CFSV_E_DER_SHORT);
		expect_field("a value", &by_rsa, F_VALUE, element,
			     CFSV_E_DER_SHORT);
	}
	expect_err("alone",
		   verify(spki_of(P_256), JOIN(B("\x30"), huge),
			  default_message(), NULL),
		   CFSV_E_DER_SHORT);
	expect_load("an anchor", JOIN(B("\x30"), huge), CFSV_E_DER_SHORT);
}

/* CPU milliseconds that a call took, the best of three */
static double parse_ms(struct blob b, int anchor)
{
	struct cfsv_signature s;
	struct cfsv_anchor a;
	double best = 1e9, ms;
	clock_t start;
	int i;

	for (i = 0; i < 3; i++) {
		start = clock();
		if (anchor)
			(void)cfsv_anchor_load(&a, &cfsv_bearssl, b.at, b.len);
		else
			(void)cfsv_signature_parse(&s, b.at, b.len);
		ms = 1000.0 * (double)(clock() - start) / CLOCKS_PER_SEC;
		best = ms < best ? ms : best;
	}
	return best;
}

static struct blob many(const char *element, size_t len, size_t count)
{
	uint8_t *p = room(len * count);
	size_t i;

	for (i = 0; i < count; i++)
		memcpy(p + i * len, element, len);
	return (struct blob){p, len * count};
}

static void attack_58_time_grows_with_the_length_alone(void **state)
{
	struct recipe r = by_rsa;
	struct cert c = {.key = RSA_2048};
	struct blob b;

	(void)state;
	r.field[F_SID] =
		SEQ(der(0x30, many("\x05\x00", 2, 7700)), B("\x02\x01\x01"));
	b = sign(&r, NULL);
	expect_err("7700 elements",
		   verify(spki_of(RSA_2048), b, default_message(), NULL),
		   CFSV_OK);
	assert_true(parse_ms(b, 0) < 10);
	r.field[F_SID] = (struct blob){0};
	r.field[F_DIGESTS] =
		der(0x31, many("\x30\x0d" OID_SHA256 NUL, 15, 1000));
	b = sign(&r, NULL);
	expect("1000 digests", &r, CFSV_E_SIG_DIGEST_COUNT);
	assert_true(parse_ms(b, 0) < 10);
	c.field[C_SUBJECT] = der(0x30, many("\x31\x00", 2, 32000));
	b = cert_make(&c, NULL);
	expect_load("32000 elements", b, CFSV_OK);
	assert_true(parse_ms(b, 1) < 10);
	c.field[C_SUBJECT] = (struct blob){0};
	c.field[C_EXTENSIONS] = extensions(
		many("\x30\x09\x06\x03\x55\x1d\x13\x04\x02\x30\x00", 11, 5800));
	b = cert_make(&c, NULL);
	expect_load("5800 extensions", b, CFSV_OK);
	assert_true(parse_ms(b, 1) < 10);
	c.field[C_EXTENSIONS] = (struct blob){0};
	c.field[C_KEY_OID] = der(0x06, repeat(0x7f, 64000));
	b = cert_make(&c, NULL);
	expect_load("a long OID", b, CFSV_E_KEY_ALGORITHM);
	assert_true(parse_ms(b, 1) < 10);
}

static void attack_59_strings_with_a_zero_inside(void **state)
{
	struct blob cn = B("\x06\x03\x55\x04\x03"), serial = B("\x02\x01\x05");
	struct blob names[2];
	struct recipe r = by_rsa;
	struct cert c = {.key = RSA_2048};

	(void)state;
	names[0] = SEQ(SET(SEQ(cn, der(0x0c, B("owner\0a")))));
	names[1] = SEQ(SET(SEQ(cn, der(0x0c, B("owner\0b")))));
	c.field[C_ISSUER] = names[0];
	c.field[C_SERIAL] = serial;
	r.field[F_SID] = sid_issuer(names[0], serial);
	expect_err("the same",
		   verify(cert_make(&c, NULL), sign(&r, NULL),
			  default_message(), NULL),
		   CFSV_OK);
	r.field[F_SID] = sid_issuer(names[1], serial);
	expect_err("another after the zero",
		   verify(cert_make(&c, NULL), sign(&r, NULL),
			  default_message(), NULL),
		   CFSV_E_UNKNOWN_SIGNER);
	r.field[F_SID] =
		sid_issuer(SEQ(SET(SEQ(cn, B("\x0c\x05owner")))), serial);
	expect_err("ends at the zero",
		   verify(cert_make(&c, NULL), sign(&r, NULL),
			  default_message(), NULL),
		   CFSV_E_UNKNOWN_SIGNER);
}

/*
 * There is one parser and one pass: whatever is not parsed is refused with the
 * same error at the same place by those who only show a signature and by those
 * who judge it, and what is judged is what was shown.
 */
static void attack_60_one_parser_for_all(void **state)
{
	struct blob sig = sign(&by_p256, NULL), m = default_message(), other;
	struct blob cert = cert_of(P_256);
	struct cfsv_report report = {0};
	struct cfsv_signature s;
	enum cfsv_err shown, judged;
	uint8_t *changed = room(sig.len);
	size_t i, parsed = 0;

	(void)state;
	other = copy(cert.at, cert.len);
	memcpy(changed, sig.at, sig.len);
	for (i = 0; i < sig.len * 8; i++) {
		changed[i / 8] ^= (uint8_t)(1 << i % 8);
		shown = cfsv_signature_parse(&s, changed, sig.len);
		judged = verify(other, (struct blob){changed, sig.len}, m,
				&report);
		changed[i / 8] ^= (uint8_t)(1 << i % 8);
		parsed += shown == CFSV_OK;
		if (shown != CFSV_OK) {
			expect_err("judged", judged, shown);
			assert_int_equal(report.at, s.at);
		} else if (judged != CFSV_E_UNKNOWN_SIGNER) {
			/* the name is right: the numbers are not, or too large
			 */
			assert_true(judged == CFSV_E_BAD_SIGNATURE ||
				    judged == CFSV_E_ECDSA_RANGE);
		}
	}
	assert_true(parsed > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(attack_57_lengths_announced),
		TEST(attack_58_time_grows_with_the_length_alone),
		TEST(attack_59_strings_with_a_zero_inside),
		TEST(attack_60_one_parser_for_all),
	};

	return cmocka_run_group_tests_name("attacks: parser", tests, NULL,
					   NULL);
}
