/* SPDX-License-Identifier: MIT */
/* test_attacks.c - known attacks on signature verifiers, each one tried here */
#include <time.h>
#include "sign.h"

/*
 * Numbers are those of a catalogue of attacks: 1 to 14 RSA, 15 to 23 ECDSA,
 * 24 to 49 PKCS#7, 50 to 60 DER, 61 to 68 X.509. Forgeries are made with the
 * private key, so that everything but the forged part is genuine. Absent:
 *
 * 47 (double free on an error path), 57 (allocation by announced length):
 *	nothing is allocated; test_pkcs7.c cuts signatures at every byte.
 * 60 (two parsers that disagree): there is one parser and one pass.
 * 68 (certificates that differ in bytes but not in meaning): nothing is
 *	found by a fingerprint of a certificate.
 */

static const struct recipe by_rsa = {.key = RSA_2048};
static const struct recipe by_p256 = {.key = P_256};

/* The verdict on what a recipe makes, with its key's certificate trusted. */
static void expect(const char *what, const struct recipe *r, enum cfsv_err err)
{
	expect_err(
		what,
		verify(cert_of(r->key), sign(r, NULL), default_message(), NULL),
		err);
}

static void expect_field(const char *what, const struct recipe *genuine,
			 enum field field, struct blob bytes, enum cfsv_err err)
{
	struct recipe r = *genuine;

	r.field[field] = bytes;
	expect(what, &r, err);
}

static void expect_load(const char *what, struct blob anchor, enum cfsv_err err)
{
	struct cfsv_anchor a;

	expect_err(what, load(anchor, &a), err);
}

static void expect_cert(const char *what, enum key_name key,
			enum cert_field field, struct blob bytes,
			enum cfsv_err err)
{
	struct cert c = {0};

	c.key = key;
	c.field[field] = bytes;
	expect_load(what, cert_make(&c, NULL), err);
	if (field >= C_KEY && field <= C_KEY_TAIL) {
		c.bare = 1;
		expect_load(what, cert_make(&c, NULL), err);
	}
}

/* This certificate is an anchor, and the default signature verifies. */
static void expect_vouches(const char *what, enum key_name key,
			   enum cert_field field, struct blob bytes)
{
	struct cert c = {0};
	struct recipe r = {0};

	c.key = r.key = key;
	c.field[field] = bytes;
	expect_err(what,
		   verify(cert_make(&c, NULL), sign(&r, NULL),
			  default_message(), NULL),
		   CFSV_OK);
}

static struct blob default_digest(void)
{
	return hash_of(CFSV_SHA256, default_message());
}

/* A: RSA */

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

/* B: ECDSA */

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
	enum cfsv_err err;
	int found = 0;
	uint32_t m;
	size_t len;

	(void)state;
	ec_numbers(P_256, &r, &s);
	raw = JOIN(r, s);
	for (len = 0; len <= raw.len; len++) { /* not DER: any error of it */
		genuine.field[F_VALUE] = der(0x04, slice(raw, 0, len));
		err = verify(cert_of(P_256), sign(&genuine, NULL),
			     default_message(), NULL);
		assert_in_range(-(int)err, 301, 314);
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

/* C: PKCS#7 */

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

/* A certificate with the name of one key and another key. */
static struct blob cert_under_name(enum key_name name, enum key_name key)
{
	struct blob sid = sid_of(name);
	struct cert c = {0};

	c.key = key;
	c.field[C_ISSUER] = slice(sid, 2, sid.len - 4);
	c.field[C_SERIAL] = slice(sid, sid.len - 4, sid.len);
	c.field[C_EXTENSIONS] = extensions(extension_key_id(key_id(name)));
	return cert_make(&c, NULL);
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

/* D: DER */

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

/* E: X.509. A trusted certificate holds a key; it is not judged. */

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

#define TEST(f) cmocka_unit_test_teardown(f, after)

static int after(void **state)
{
	(void)state;
	forget();
	return 0;
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
		TEST(attack_15_zeros),
		TEST(attack_16_numbers_not_below_the_order),
		TEST(attack_17_lax_der_of_the_two_numbers),
		TEST(attack_18_raw_numbers_of_any_size),
		TEST(attack_19_curve_confusion),
		TEST(attack_20_points_that_are_no_keys),
		TEST(attack_21_a_hash_longer_than_the_order),
		TEST(attack_22_the_other_s_is_accepted),
		TEST(attack_23_ed25519_is_not_read),
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
		TEST(attack_48_something_behind_it),
		TEST(attack_49_signed_for_another_purpose),
		TEST(attack_50_indefinite_lengths),
		TEST(attack_51_lengths_not_minimal),
		TEST(attack_52_lengths_that_overflow),
		TEST(attack_53_deep_nesting),
		TEST(attack_54_tags_in_another_form),
		TEST(attack_55_something_at_the_end_of_each_element),
		TEST(attack_56_primitive_types_badly_encoded),
		TEST(attack_58_time_grows_with_the_length_alone),
		TEST(attack_59_strings_with_a_zero_inside),
		TEST(attack_61_unknown_critical_extensions_do_not_matter),
		TEST(attack_62_ca_or_leaf_does_not_matter),
		TEST(attack_63_key_usage_does_not_matter),
		TEST(attack_64_dates_do_not_matter),
		TEST(attack_65_the_certificates_own_signature),
		TEST(attack_66_extensions_and_serials),
		TEST(attack_67_the_key_in_other_encodings),
	};

	return cmocka_run_group_tests_name("attacks", tests, NULL, NULL);
}
