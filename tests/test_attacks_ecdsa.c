/* SPDX-License-Identifier: MIT */
/* test_attacks_ecdsa.c - known attacks on ECDSA signatures: 15 to 23 */
#include "attacks.h"

static const enum key_name curves[] = {P_256, P_384, P_521};

/* The two numbers of the right signature */
static void ec_numbers(enum key_name key, struct blob *r, struct blob *s)
{
	struct blob rs = ec_sign(key, CFSV_SHA256, default_digest());

	*r = slice(rs, 0, rs.len / 2);
	*s = slice(rs, rs.len / 2, rs.len);
}

static void expect_numbers(const char *what, enum key_name key, struct blob r,
			   struct blob s, enum cfsv_err err)
{
	struct recipe genuine = {0};

	genuine.key = key;
	expect_field(what, &genuine, F_VALUE, ec_value(r, s), err);
}

static void attack_15_zeros(void **state)
{
	struct blob r, s;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(curves); i++) {
		ec_numbers(curves[i], &r, &s);
		expect_numbers("right", curves[i], r, s, CFSV_OK);
		expect_numbers("r=s=0", curves[i], NOTHING, NOTHING,
			       CFSV_E_ECDSA_RANGE);
		expect_numbers("r=0", curves[i], NOTHING, s,
			       CFSV_E_ECDSA_RANGE);
		expect_numbers("s=0", curves[i], r, NOTHING,
			       CFSV_E_ECDSA_RANGE);
	}
}

static void attack_16_numbers_not_below_the_order(void **state)
{
	struct blob r, s, n, one = B("\x01"), below;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(curves); i++) {
		ec_numbers(curves[i], &r, &s);
		n = curve_order(curves[i]);
		expect_numbers("r=n", curves[i], n, s, CFSV_E_ECDSA_RANGE);
		expect_numbers("s=n", curves[i], r, n, CFSV_E_ECDSA_RANGE);
		expect_numbers("r+n", curves[i], number_add(r, n), s,
			       CFSV_E_ECDSA_RANGE);
		expect_numbers("s+n", curves[i], r, number_add(s, n),
			       CFSV_E_ECDSA_RANGE);
		expect_numbers("s=n+1", curves[i], r, number_add(n, one),
			       CFSV_E_ECDSA_RANGE);
		expect_numbers("s of all ones", curves[i], r,
			       repeat(0xff, n.len), CFSV_E_ECDSA_RANGE);
		expect_numbers("2^1024 r", curves[i], JOIN(r, repeat(0, 128)),
			       s, CFSV_E_ECDSA_RANGE);
		/* just inside: looked at, and wrong */
		below = number_subtract(n, JOIN(repeat(0, n.len - 1), one));
		expect_numbers("r=s=n-1", curves[i], below, below,
			       CFSV_E_BAD_SIGNATURE);
		expect_numbers("r=s=1", curves[i], one, one,
			       CFSV_E_BAD_SIGNATURE);
		expect_numbers("s, r", curves[i], s, r, CFSV_E_BAD_SIGNATURE);
		forget();
	}
}

static void attack_17_lax_der_of_the_two_numbers(void **state)
{
	struct recipe genuine = by_p256;
	struct blob r, s, rs, er, es, both;
	size_t i;
	uint8_t m = 0;

	(void)state;
	do { /* until r begins with a bit 1, and s with a bit 0 */
		genuine.message = repeat(m, 3);
		rs = ec_sign(P_256, CFSV_SHA256,
			     hash_of(CFSV_SHA256, genuine.message));
	} while ((rs.at[0] < 0x80 || rs.at[32] >= 0x80) && ++m < 100);
	r = slice(rs, 0, 32);
	s = slice(rs, 32, 64);
	er = der_number(r);
	es = der_number(s);
	both = JOIN(er, es);
	{
		struct {
			const char *what;
			struct blob value;
			enum cfsv_err err;
		} rows[] = {
			{"right", SEQ(er, es), CFSV_OK},
			{"81", JOIN(B("\x30\x81\x45"), both),
			 CFSV_E_DER_LENGTH},
			{"82 00", JOIN(B("\x30\x82\x00\x45"), both),
			 CFSV_E_DER_LENGTH},
			{"84 00 00 00", JOIN(B("\x30\x84\0\0\0\x45"), both),
			 CFSV_E_DER_LENGTH},
			{"r: 81", SEQ(B("\x02\x81\x21\x00"), r, es),
			 CFSV_E_DER_LENGTH},
			{"s: 81", SEQ(er, B("\x02\x81\x20"), s),
			 CFSV_E_DER_LENGTH},
			{"r: two zeros", SEQ(der(2, JOIN(B("\0\0"), r)), es),
			 CFSV_E_DER_INTEGER},
			{"s: a zero", SEQ(er, der(2, JOIN(B("\0"), s))),
			 CFSV_E_DER_INTEGER},
			{"r: no zero", SEQ(der(2, r), es), CFSV_E_DER_NEGATIVE},
			{"r empty", SEQ(B("\x02\x00"), es), CFSV_E_DER_INTEGER},
			{"indefinite", JOIN(B("\x30\x80"), both, B("\0\0")),
			 CFSV_E_DER_INDEFINITE},
			{"a NULL inside", SEQ(er, es, B(NUL)),
			 CFSV_E_DER_TRAILING},
			{"zeros inside", SEQ(er, es, B("\0\0")),
			 CFSV_E_DER_TRAILING},
			{"a NULL behind", JOIN(SEQ(er, es), B(NUL)),
			 CFSV_E_DER_TRAILING},
			{"a zero behind", JOIN(SEQ(er, es), B("\0")),
			 CFSV_E_DER_TRAILING},
			{"something before", SEQ(B(NUL), er, es),
			 CFSV_E_DER_TAG},
			{"r alone", SEQ(er), CFSV_E_DER_SHORT},
			{"none", SEQ(NOTHING), CFSV_E_DER_SHORT},
			{"no bytes", NOTHING, CFSV_E_DER_SHORT},
			{"a SET", der(0x31, both), CFSV_E_DER_TAG},
			{"r as OCTET STRING", SEQ(der(4, r), es),
			 CFSV_E_DER_TAG},
			{"r as ENUMERATED", SEQ(der(10, r), es),
			 CFSV_E_DER_TAG},
			{"twice in a SEQUENCE", SEQ(SEQ(er, es)),
			 CFSV_E_DER_TAG},
		};

		for (i = 0; i < COUNT(rows); i++) {
			genuine.field[F_VALUE] = der(0x04, rows[i].value);
			expect_err(rows[i].what,
				   verify(cert_of(P_256), sign(&genuine, NULL),
					  genuine.message, NULL),
				   rows[i].err);
		}
	}
}

static void attack_18_raw_numbers_of_any_size(void **state)
{
	struct blob r, s, raw, sig;
	struct recipe genuine = by_p256;
	uint8_t kept[64];
	int found = 0;
	uint32_t m;
	size_t len;

	(void)state;
	ec_numbers(P_256, &r, &s);
	raw = JOIN(r, s);
	memcpy(kept, raw.at, sizeof(kept)); /* so that forget() may be called */
	assert_true(raw.len == sizeof(kept) && raw.at[1] > 62);
	for (len = 0; len <= sizeof(kept); len++) {
		raw.at = kept; /* by its second byte too long an element */
		genuine.field[F_VALUE] = der(0x04, slice(raw, 0, len));
		expect("not DER", &genuine, CFSV_E_DER_SHORT);
		forget();
	}
	/* numbers that happen to be short are written out to full size */
	memset(&genuine.field, 0, sizeof(genuine.field));
	for (m = 0; m < 2000 && found != 3; m++) {
		genuine.message = copy((const uint8_t *)&m, sizeof(m));
		raw = ec_sign(P_256, CFSV_SHA256,
			      hash_of(CFSV_SHA256, genuine.message));
		if (raw.at[0] != 0 && raw.at[32] != 0) {
			forget();
			continue;
		}
		found |= raw.at[0] == 0 ? 1 : 2;
		sig = sign(&genuine, NULL);
		expect_err("a short number",
			   verify(cert_of(P_256), sig, genuine.message, NULL),
			   CFSV_OK);
	}
	assert_int_equal(found, 3);
}

/* The explicit parameters of P-256 (SEC 1 C.2), but the generator is Q. */
static struct blob curveball(struct blob q)
{
	static const uint8_t p[] =
		"\xff\xff\xff\xff\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00"
		"\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
		"\xff\xff";
	static const uint8_t b[] =
		"\x5a\xc6\x35\xd8\xaa\x3a\x93\xe7\xb3\xeb\xbd\x55\x76\x98\x86"
		"\xbc\x65\x1d\x06\xb0\xcc\x53\xb0\xf6\x3b\xce\x3c\x3e\x27\xd2"
		"\x60\x4b";
	struct blob bp = copy(p, 32), bb = copy(b, 32), a;

	a = number_subtract(bp, JOIN(repeat(0, 31), B("\x03")));
	return SEQ(
		B("\x02\x01\x01"),
		SEQ(B("\x06\x07\x2a\x86\x48\xce\x3d\x01\x01"), der_number(bp)),
		SEQ(der(0x04, a), der(0x04, bb)), der(0x04, q),
		der_number(curve_order(P_256)), B("\x02\x01\x01"));
}

static void attack_19_curve_confusion(void **state)
{
	(void)state;
	expect_cert("P-384 as P-256", P_384, C_KEY_PARAMETERS, B(OID_P256),
		    CFSV_E_EC_POINT);
	expect_cert("P-256 as P-384", P_256, C_KEY_PARAMETERS, B(OID_P384),
		    CFSV_E_EC_POINT);
	expect_cert("P-256 as P-521", P_256, C_KEY_PARAMETERS, B(OID_P521),
		    CFSV_E_EC_POINT);
	expect_cert("explicit parameters", P_256, C_KEY_PARAMETERS,
		    curveball(key_point(P_256)), CFSV_E_KEY_PARAMETERS);
	expect_cert("implicitCA", P_256, C_KEY_PARAMETERS, B(NUL),
		    CFSV_E_KEY_PARAMETERS);
	/* of the same size: secp256k1, brainpoolP256r1, sm2, gost */
	expect_cert("secp256k1", P_256, C_KEY_PARAMETERS,
		    B("\x06\x05\x2b\x81\x04\x00\x0a"), CFSV_E_KEY_CURVE);
	expect_cert("brainpool", P_256, C_KEY_PARAMETERS,
		    B("\x06\x09\x2b\x24\x03\x03\x02\x08\x01\x01\x07"),
		    CFSV_E_KEY_CURVE);
	expect_cert("sm2", P_256, C_KEY_PARAMETERS,
		    B("\x06\x08\x2a\x81\x1c\xcf\x55\x01\x82\x2d"),
		    CFSV_E_KEY_CURVE);
	expect_cert("ECDH", P_256, C_KEY_OID, B("\x06\x05\x2b\x81\x04\x01\x0c"),
		    CFSV_E_KEY_ALGORITHM);
}

static void attack_20_points_that_are_no_keys(void **state)
{
	struct blob q, x, xy;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(curves); i++) {
		q = key_point(curves[i]);
		xy = slice(q, 1, q.len);
		x = slice(q, 1, 1 + (q.len - 1) / 2);
		expect_cert("off the curve", curves[i], C_POINT,
			    flipped(q, q.len - 1, 0x01), CFSV_E_EC_OFF_CURVE);
		expect_cert("0, 0", curves[i], C_POINT,
			    JOIN(B("\x04"), repeat(0, xy.len)),
			    CFSV_E_EC_OFF_CURVE);
		expect_cert("infinity", curves[i], C_POINT, B("\x00"),
			    CFSV_E_EC_POINT);
		expect_cert("infinity, padded", curves[i], C_POINT,
			    JOIN(B("\x00"), repeat(0, xy.len)),
			    CFSV_E_EC_POINT);
		expect_cert("02", curves[i], C_POINT, JOIN(B("\x02"), x),
			    CFSV_E_EC_POINT);
		expect_cert("03", curves[i], C_POINT, JOIN(B("\x03"), x),
			    CFSV_E_EC_POINT);
		expect_cert("06", curves[i], C_POINT, JOIN(B("\x06"), xy),
			    CFSV_E_EC_POINT);
		expect_cert("07", curves[i], C_POINT, JOIN(B("\x07"), xy),
			    CFSV_E_EC_POINT);
		forget();
	}
}

static void attack_21_a_hash_longer_than_the_order(void **state)
{
	struct recipe r = by_p256;
	struct blob digest, rs;

	(void)state;
	r.hash = CFSV_SHA512;
	expect("leftmost bits", &r, CFSV_OK);
	r.key = P_384;
	expect("leftmost bits", &r, CFSV_OK);
	r.key = P_256;
	digest = hash_of(CFSV_SHA512, default_message());
	rs = ec_sign(P_256, CFSV_SHA256, slice(digest, 32, 64));
	r.field[F_VALUE] = ec_value(slice(rs, 0, 32), slice(rs, 32, 64));
	expect("rightmost bits", &r, CFSV_E_BAD_SIGNATURE);
	rs = ec_sign(P_256, CFSV_SHA256, slice(digest, 0, 32));
	r.field[F_VALUE] = ec_value(slice(rs, 0, 32), slice(rs, 32, 64));
	expect("leftmost, by hand", &r, CFSV_OK);
}

static void attack_22_the_other_s_is_accepted(void **state)
{
	struct blob r, s, n;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(curves); i++) {
		ec_numbers(curves[i], &r, &s);
		n = curve_order(curves[i]);
		expect_numbers("n-s", curves[i], r, number_subtract(n, s),
			       CFSV_OK);
		expect_numbers("n-r", curves[i], number_subtract(n, r), s,
			       CFSV_E_BAD_SIGNATURE);
	}
}

static void attack_23_ed25519_is_not_read(void **state)
{
	struct blob oid = B("\x06\x03\x2b\x65\x70");
	struct blob key = SEQ(SEQ(oid), der(0x03, repeat(0x00, 33)));

	(void)state;
	expect_load("a key", key, CFSV_E_KEY_ALGORITHM);
	expect_cert("a certificate", P_256, C_KEY, key, CFSV_E_KEY_ALGORITHM);
	expect_field("a signature", &by_p256, F_ALGORITHM, SEQ(oid),
		     CFSV_E_SIG_ALGORITHM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(attack_15_zeros),
		TEST(attack_16_numbers_not_below_the_order),
		TEST(attack_17_lax_der_of_the_two_numbers),
		TEST(attack_18_raw_numbers_of_any_size),
		TEST(attack_19_curve_confusion),
		TEST(attack_20_points_that_are_no_keys),
		TEST(attack_21_a_hash_longer_than_the_order),
		TEST(attack_22_the_other_s_is_accepted),
		TEST(attack_23_ed25519_is_not_read),
	};

	return cmocka_run_group_tests_name("attacks: ECDSA", tests, NULL, NULL);
}
