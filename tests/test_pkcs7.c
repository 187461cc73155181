/* SPDX-License-Identifier: MIT */
/* test_pkcs7.c - signatures and trust anchors: what is accepted, what is not */
#include "bad_anchors.h"
#include "bad_signatures.h"

static const char *const key_names[KEY_KINDS] = {
	"RSA 2048", "RSA 3072", "RSA 4096", "P-256", "P-384", "P-521",
};

/* ACCEPTED */

static struct blob golden(enum key_name key)
{
	struct recipe r = {0};

	r.key = key;
	return sign(&r, NULL);
}

static void expect_accepted(const struct recipe *r)
{
	struct cfsv_report report = {9, 9, {0}, {0}};
	struct blob sig = sign(r, NULL);
	struct blob with_name = cert_of(r->key), bare = spki_of(r->key);
	const char *what = key_names[r->key];

	expect_err(what, verify(with_name, sig, default_message(), &report),
		   CFSV_OK);
	assert_int_equal(report.anchor, 0);
	assert_int_equal(report.at, 0);
	expect_err(what, verify(bare, sig, default_message(), NULL), CFSV_OK);
	expect_err(what, verify(with_name, sig, B("other"), NULL),
		   CFSV_E_BAD_SIGNATURE);
	expect_err(what, verify(bare, sig, B("other"), NULL),
		   CFSV_E_BAD_SIGNATURE);
	forget();
}

static void accepts_every_kind(enum key_name key)
{
	static const enum cfsv_hash hashes[] = {CFSV_SHA256, CFSV_SHA384,
						CFSV_SHA512};
	struct recipe r = {0};
	size_t i;

	r.key = key;
	for (i = 0; i < COUNT(hashes); i++) {
		r.hash = hashes[i];
		for (r.by_key_id = 0; r.by_key_id < 2; r.by_key_id++) {
			r.digest_absent = 0;
			expect_accepted(&r);
			r.digest_absent = 1;
			expect_accepted(&r);
		}
	}
}

static void rsa_2048_is_accepted_with_every_option(void **state)
{
	(void)state;
	accepts_every_kind(RSA_2048);
}

static void rsa_3072_is_accepted_with_every_option(void **state)
{
	(void)state;
	accepts_every_kind(RSA_3072);
}

static void rsa_4096_is_accepted_with_every_option(void **state)
{
	(void)state;
	accepts_every_kind(RSA_4096);
}

static void p_256_is_accepted_with_every_option(void **state)
{
	(void)state;
	accepts_every_kind(P_256);
}

static void p_384_is_accepted_with_every_option(void **state)
{
	(void)state;
	accepts_every_kind(P_384);
}

static void p_521_is_accepted_with_every_option(void **state)
{
	(void)state;
	accepts_every_kind(P_521);
}

static void the_message_may_be_of_any_length(void **state)
{
	static const size_t lengths[] = {0, 1, 31, 55, 56, 64, 111, 112, 5000};
	struct recipe r = {0};
	struct blob sig;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(lengths); i++) {
		r.key = i % 2 == 0 ? P_256 : RSA_2048;
		r.message = repeat('m', lengths[i]);
		sig = sign(&r, NULL);
		expect_err("length",
			   verify(cert_of(r.key), sig, r.message, NULL),
			   CFSV_OK);
		expect_err("one more",
			   verify(cert_of(r.key), sig,
				  repeat('m', lengths[i] + 1), NULL),
			   CFSV_E_BAD_SIGNATURE);
		forget();
	}
}

static void a_parsed_signature_says_what_it_is(void **state)
{
	struct recipe r = {0};
	struct cfsv_signature s;
	struct blob sig, sid;
	uint32_t at[FIELDS];

	(void)state;
	r.key = P_256;
	r.hash = CFSV_SHA384;
	sig = sign(&r, at);
	sid = sid_of(P_256);
	assert_int_equal(cfsv_signature_parse(&s, sig.at, sig.len), CFSV_OK);
	assert_int_equal(s.at, 0);
	assert_int_equal(s.len, sig.len);
	assert_int_equal(s.version, 1);
	assert_int_equal(s.signer_version, 1);
	assert_int_equal(s.digest, CFSV_SHA384);
	assert_int_equal(s.ecdsa, 1);
	assert_int_equal(s.issuer.off, at[F_SID] + 2);
	assert_int_equal(s.serial.off, at[F_SID] + sid.len - 2);
	assert_int_equal(s.serial.end, at[F_SID] + sid.len);
	assert_int_equal(s.key_id.end, 0);
	assert_int_equal(s.value.off, at[F_VALUE] + 2);
	assert_int_equal(s.value.end, sig.len);
	assert_true(s.r.off > s.value.off && s.r.end < s.s.off);
	assert_int_equal(s.s.end, sig.len);
	r.key = RSA_2048;
	r.by_key_id = 1;
	sig = sign(&r, at);
	assert_int_equal(cfsv_signature_parse(&s, sig.at, sig.len), CFSV_OK);
	assert_int_equal(s.version, 3);
	assert_int_equal(s.signer_version, 3);
	assert_int_equal(s.ecdsa, 0);
	assert_int_equal(s.issuer.end, 0);
	assert_int_equal(s.key_id.off, at[F_SID] + 2);
	assert_int_equal(s.key_id.end, at[F_SID] + 22);
	assert_int_equal(s.value.end - s.value.off, 256);
}

/* REFUSED: signatures with one thing wrong, and genuine apart from it */

static void expect_refused(const char *what, const struct recipe *r,
			   enum cfsv_err err, enum field field, uint32_t plus)
{
	struct cfsv_report report = {0};
	uint32_t at[FIELDS];
	struct blob sig = sign(r, at);

	expect_err(what,
		   verify(cert_of(r->key), sig, default_message(), &report),
		   err);
	if (report.at != at[field] + plus)
		fail_msg("%s: at %u, expected %u", what, report.at,
			 at[field] + plus);
	expect_err(what, verify(spki_of(r->key), sig, default_message(), NULL),
		   err);
}

static void one_wrong_field_has_its_error_and_offset(void **state)
{
	const struct bad_signature *row;
	struct recipe r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad_signatures); i++) {
		row = &bad_signatures[i];
		memset(&r, 0, sizeof(r));
		r.key = row->key;
		r.field[row->field] = row->bytes;
		expect_refused(row->what, &r, row->err, row->at, row->plus);
		forget();
	}
}

/* What is filled in on an error: what was read before, and nothing else. */
static void what_is_refused_is_not_filled_in(void **state)
{
	static const struct cfsv_signature nothing;
	struct cfsv_signature s;
	struct recipe r = {0};
	struct blob sig;

	(void)state;
	memset(&s, 0xff, sizeof(s));
	assert_int_equal(cfsv_signature_parse(&s, NULL, 0),
			 CFSV_E_NO_SIGNATURE);
	assert_memory_equal(&s, &nothing, sizeof(s));
	r.field[F_SID] = B("\x30\x1a\x30\x00" SERIAL_22);
	sig = sign(&r, NULL);
	assert_int_equal(cfsv_signature_parse(&s, sig.at, sig.len),
			 CFSV_E_SIG_SIGNER_ID);
	assert_int_equal(s.digest, CFSV_SHA256);
	assert_int_equal(s.issuer.end, 0);
	assert_int_equal(s.serial.end, 0);
	r.field[F_DIGESTS] = SET(SEQ(B(OID_SHA256)), SEQ(B(OID_SHA512)));
	sig = sign(&r, NULL);
	assert_int_equal(cfsv_signature_parse(&s, sig.at, sig.len),
			 CFSV_E_SIG_DIGEST_COUNT);
	assert_int_equal(s.version, 1);
	assert_int_equal(s.digest, 0);
}

static void key_identifiers_need_versions_3_and_3(void **state)
{
	struct recipe r = {0};

	(void)state;
	r.by_key_id = 1;
	r.field[F_VERSION] = B("\x02\x01\x01");
	expect_refused("1 and 3", &r, CFSV_E_SIG_SIGNER_VERSION,
		       F_SIGNER_VERSION, 0);
	r.field[F_SIGNER_VERSION] = B("\x02\x01\x01");
	expect_refused("1 and 1", &r, CFSV_E_SIG_SIGNER_VERSION,
		       F_SIGNER_VERSION, 0);
	r.field[F_VERSION] = B("\x02\x01\x03");
	expect_refused("3 and 1", &r, CFSV_E_SIG_SIGNER_VERSION,
		       F_SIGNER_VERSION, 0);
	r.field[F_VERSION] = r.field[F_SIGNER_VERSION] = (struct blob){0};
	r.field[F_SID] = B("\x80\x00");
	expect_refused("empty", &r, CFSV_E_SIG_SIGNER_ID, F_SID, 0);
}

static void the_issuer_and_serial_are_one_name_and_one_integer(void **state)
{
	struct blob name = der_name("rsa 2048");
	struct recipe r = {0};

	(void)state;
	r.field[F_SID] = SEQ(name, B("\x02\x02\x10\x00"), B(NUL));
	expect_refused("something after the serial", &r, CFSV_E_DER_TRAILING,
		       F_SID, (uint32_t)(2 + name.len + 4));
	r.field[F_SID] = SEQ(name, B("\x02\x03\x00\x10\x00"));
	expect_refused("a padded serial", &r, CFSV_E_DER_INTEGER, F_SID,
		       (uint32_t)(2 + name.len));
	r.field[F_SID] = SEQ(name);
	expect_refused("no serial", &r, CFSV_E_DER_SHORT, F_SID,
		       (uint32_t)(2 + name.len));
	r.field[F_SID] = SEQ(SET(B(NUL)), B("\x02\x02\x10\x00"));
	expect_refused("a SET as issuer", &r, CFSV_E_DER_TAG, F_SID, 2);
	r.field[F_SID] = SEQ(B("\x30\x03\x0c\x02!"), B("\x02\x02\x10\x00"));
	expect_refused("an issuer with a short element", &r, CFSV_E_DER_SHORT,
		       F_SID, 4);
}

/* depth elements around nothing: those that a Name can hold, and more */
static struct blob nested(int depth)
{
	struct blob b = NOTHING;

	while (depth-- > 0)
		b = der(0x30, b);
	return b;
}

static void elements_may_be_nested_24_deep_and_no_deeper(void **state)
{
	struct recipe r = {0};
	struct cert c = {0};
	struct cfsv_anchor a;
	uint32_t at[CERT_FIELDS];
	struct blob sig;

	(void)state;
	/* 6 elements are around a signer's name, 2 around a certificate's */
	c.field[C_ISSUER] = nested(18);
	r.field[F_SID] = sid_issuer(c.field[C_ISSUER], B("\x02\x02\x10\0"));
	sig = sign(&r, NULL);
	expect_err("as deep as may be",
		   verify(cert_make(&c, NULL), sig, default_message(), NULL),
		   CFSV_OK);
	r.field[F_SID] = sid_issuer(nested(19), B("\x02\x02\x10\0"));
	expect_refused("a signer too deep", &r, CFSV_E_DER_DEPTH, F_SID,
		       2 + 2 * 18);
	c.field[C_ISSUER] = nested(22);
	expect_err("an anchor as deep as may be", load(cert_make(&c, NULL), &a),
		   CFSV_OK);
	c.field[C_ISSUER] = nested(23);
	expect_err("an anchor too deep", load(cert_make(&c, at), &a),
		   CFSV_E_DER_DEPTH);
	assert_int_equal(a.at, at[C_ISSUER] + 2 * 22);
}

static void a_second_signer_is_refused_though_both_are_genuine(void **state)
{
	struct recipe r = {0};

	(void)state;
	r.field[F_SIGNERS_TAIL] = sign_signer_info(&r);
	expect_refused("twice the same", &r, CFSV_E_SIG_MANY_SIGNERS,
		       F_SIGNERS_TAIL, 0);
}

static void sizes_from_nothing_to_too_much(void **state)
{
	struct cfsv_anchor anchor;
	struct blob cert = cert_of(P_256), big;
	struct cfsv_trust trust = {&anchor, 1, &cfsv_bearssl, NULL};
	struct cfsv_report report = {0};
	struct cfsv_signature s;
	struct recipe r = {0};
	size_t fill;

	(void)state;
	assert_int_equal(load(cert, &anchor), CFSV_OK);
	expect_err("NULL",
		   cfsv_verify_message(&trust, NULL, 0, cert.at, 1, &report),
		   CFSV_E_NO_SIGNATURE);
	expect_err("NULL with a length",
		   cfsv_verify_message(&trust, NULL, 9, cert.at, 1, &report),
		   CFSV_E_NO_SIGNATURE);
	expect_err("empty", verify(cert, NOTHING, default_message(), NULL),
		   CFSV_E_SIG_EMPTY);
	/* the largest that is read, and one byte more: a long name makes it */
	r.key = P_256;
	r.field[F_SID] = sid_issuer(SEQ(der(0x0c, repeat('n', 15900))),
				    B("\x02\x01\x01"));
	big = sign(&r, NULL);
	fill = 15900 + CFSV_SIGNATURE_MAX - big.len;
	r.field[F_SID] = sid_issuer(SEQ(der(0x0c, repeat('n', fill))),
				    B("\x02\x01\x01"));
	big = sign(&r, NULL);
	assert_int_equal(big.len, CFSV_SIGNATURE_MAX);
	expect_err("16128",
		   verify(spki_of(P_256), big, default_message(), NULL),
		   CFSV_OK);
	r.field[F_SID] = sid_issuer(SEQ(der(0x0c, repeat('n', fill + 1))),
				    B("\x02\x01\x01"));
	big = sign(&r, NULL);
	assert_int_equal(big.len, CFSV_SIGNATURE_MAX + 1);
	expect_err("16129",
		   verify(spki_of(P_256), big, default_message(), NULL),
		   CFSV_E_SIG_SIZE);
	expect_err("far too long", cfsv_signature_parse(&s, cert.at, SIZE_MAX),
		   CFSV_E_SIG_SIZE);
}

static void text_is_recognized(void **state)
{
	(void)state;
	expect_err("PEM",
		   verify(cert_of(P_256), B("-----BEGIN PKCS7-----\nMIIB"),
			  default_message(), NULL),
		   CFSV_E_SIG_TEXT);
	expect_err("S/MIME",
		   verify(cert_of(P_256), B("MIME-Version: 1.0\n"),
			  default_message(), NULL),
		   CFSV_E_SIG_TEXT);
	expect_err("other text",
		   verify(cert_of(P_256), B("hello"), default_message(), NULL),
		   CFSV_E_SIG_CONTENT_INFO);
}

/* REFUSED: trust anchors */

static void expect_no_anchor(const char *what, const struct cert *c,
			     enum cfsv_err err, enum cert_field field,
			     uint32_t plus)
{
	uint32_t at[CERT_FIELDS];
	struct cfsv_anchor a;
	struct blob cert = cert_make(c, at);

	expect_err(what, load(cert, &a), err);
	assert_int_equal(a.kind, 0);
	if (a.at != at[field] + plus)
		fail_msg("%s: at %u, expected %u", what, a.at,
			 at[field] + plus);
}

static void one_wrong_field_of_an_anchor_has_its_error(void **state)
{
	const struct bad_anchor *row;
	struct cert c;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad_anchors); i++) {
		row = &bad_anchors[i];
		memset(&c, 0, sizeof(c));
		c.key = row->key;
		c.field[row->field] = row->bytes;
		expect_no_anchor(row->what, &c, row->err, row->at, row->plus);
		if (row->field >= C_KEY_OID && row->field <= C_KEY_TAIL) {
			c.bare = 1; /* the same rules without a certificate */
			expect_no_anchor(row->what, &c, row->err, row->at,
					 row->plus);
		}
		forget();
	}
}

static void what_is_neither_certificate_nor_key_is_no_anchor(void **state)
{
	static const struct {
		const char *what;
		enum cfsv_err err;
		struct blob bytes;
		uint32_t at;
	} rows[] = {
		{"text", CFSV_E_DER_SHORT, LIT("-----BEGIN CERTIFICATE-----"),
		 0},
		{"zeros", CFSV_E_DER_TAG, LIT("\0\0\0\0"), 0},
		{"empty", CFSV_E_ANCHOR_FORM, LIT("\x30\x00"), 2},
		{"OCTET STRING", CFSV_E_ANCHOR_FORM, LIT("\x30\x02\x04\x00"),
		 2},
		{"OID", CFSV_E_ANCHOR_FORM, LIT("\x30\x0b" OID_SIGNED_DATA), 2},
		{"nothing in it", CFSV_E_ANCHOR_FORM, LIT("\x30\x02\x30\x00"),
		 4},
		{"a NULL in it", CFSV_E_ANCHOR_FORM,
		 LIT("\x30\x04\x30\x02\x05\x00"), 4},
		{"a sequence in it", CFSV_E_ANCHOR_FORM,
		 LIT("\x30\x04\x30\x02\x30\x00"), 4},
		{"a PKCS#8 key", CFSV_E_ANCHOR_PRIVATE,
		 LIT("\x30\x12\x02\x01\x00\x30\x0d" OID_RSA NUL), 2},
		{"a PKCS#1 or SEC 1 key", CFSV_E_ANCHOR_PRIVATE,
		 LIT("\x30\x06\x02\x01\x01\x02\x01\x01"), 2},
		{"two things", CFSV_E_ANCHOR_FORM, LIT("\x30\x00\x30\x00"), 2},
		{"an inner sequence too long", CFSV_E_DER_SHORT,
		 LIT("\x30\x02\x30\x01"), 2},
	};
	struct cfsv_anchor a;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		expect_err(rows[i].what, load(rows[i].bytes, &a), rows[i].err);
		assert_int_equal(a.at, rows[i].at);
		assert_int_equal(a.kind, 0);
	}
}

/* struct cfsv_crypto may be asked by others than cfsv_anchor_load(). */
static void a_point_of_no_curves_size_is_not_copied(void **state)
{
	static const uint8_t point[1 + 2 * 66 + 1] = {0x04};

	(void)state;
	assert_int_equal(
		cfsv_bearssl.ec_point(CFSV_KEY_P521, point, sizeof(point)),
		CFSV_E_EC_OFF_CURVE);
}

static void anchors_have_1_to_65536_bytes(void **state)
{
	struct blob cert = cert_of(P_256), name;
	struct cert c = {0};
	static const struct cfsv_anchor nothing;
	struct cfsv_anchor a;
	size_t fill;

	(void)state;
	c.key = P_256;
	memset(&a, 0xff, sizeof(a));
	expect_err("NULL", cfsv_anchor_load(&a, &cfsv_bearssl, NULL, 5),
		   CFSV_E_ARGUMENT);
	assert_memory_equal(&a, &nothing, sizeof(a));
	expect_err("no crypto", cfsv_anchor_load(&a, NULL, cert.at, cert.len),
		   CFSV_E_ARGUMENT);
	expect_err("empty", cfsv_anchor_load(&a, &cfsv_bearssl, cert.at, 0),
		   CFSV_E_ANCHOR_SIZE);
	name = SEQ(der(0x0c, repeat('n', 65000)));
	c.field[C_SUBJECT] = name;
	fill = 65000 + CFSV_ANCHOR_MAX - cert_make(&c, NULL).len;
	c.field[C_SUBJECT] = SEQ(der(0x0c, repeat('n', fill)));
	cert = cert_make(&c, NULL);
	assert_int_equal(cert.len, CFSV_ANCHOR_MAX);
	expect_err("65536 bytes", load(cert, &a), CFSV_OK);
	c.field[C_SUBJECT] = SEQ(der(0x0c, repeat('n', fill + 1)));
	expect_err("65537 bytes", load(cert_make(&c, NULL), &a),
		   CFSV_E_ANCHOR_SIZE);
	expect_err("far more",
		   cfsv_anchor_load(&a, &cfsv_bearssl, cert.at, SIZE_MAX),
		   CFSV_E_ANCHOR_SIZE);
}

static void rsa_keys_have_2048_3072_or_4096_bits(void **state)
{
	static const struct {
		size_t len;
		uint8_t first;
		enum cfsv_err err;
	} rows[] = {
		{128, 0x80, CFSV_E_RSA_SIZE},  {255, 0xff, CFSV_E_RSA_SIZE},
		{256, 0x7f, CFSV_E_RSA_SIZE},  {256, 0x80, CFSV_OK},
		{256, 0xff, CFSV_OK},	       {257, 0x01, CFSV_E_RSA_SIZE},
		{257, 0x80, CFSV_E_RSA_SIZE},  {320, 0x80, CFSV_E_RSA_SIZE},
		{383, 0xff, CFSV_E_RSA_SIZE},  {384, 0x7f, CFSV_E_RSA_SIZE},
		{384, 0x80, CFSV_OK},	       {385, 0x01, CFSV_E_RSA_SIZE},
		{511, 0xff, CFSV_E_RSA_SIZE},  {512, 0x7f, CFSV_E_RSA_SIZE},
		{512, 0x80, CFSV_OK},	       {513, 0x01, CFSV_E_RSA_SIZE},
		{1024, 0x80, CFSV_E_RSA_SIZE}, {2048, 0x80, CFSV_E_RSA_SIZE},
	};
	struct cfsv_anchor a;
	struct cert c = {0};
	uint8_t *n;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		n = room(rows[i].len);
		memset(n, 0x55, rows[i].len);
		n[0] = rows[i].first;
		c.field[C_MODULUS] = der_number((struct blob){n, rows[i].len});
		expect_err("odd", load(cert_make(&c, NULL), &a), rows[i].err);
		n[rows[i].len - 1] = 0x54;
		c.field[C_MODULUS] = der_number((struct blob){n, rows[i].len});
		expect_no_anchor("even", &c,
				 rows[i].err == CFSV_OK ? CFSV_E_RSA_MODULUS
							: rows[i].err,
				 C_MODULUS, 0);
		forget();
	}
}

static void rsa_numbers_are_positive_and_in_shortest_form(void **state)
{
	struct blob n = key_modulus(RSA_2048);
	struct cert c = {0};

	(void)state;
	c.field[C_MODULUS] = der(0x02, n);
	expect_no_anchor("negative", &c, CFSV_E_DER_NEGATIVE, C_MODULUS, 0);
	c.field[C_MODULUS] = der(0x02, JOIN(B("\0\0"), n));
	expect_no_anchor("padded", &c, CFSV_E_DER_INTEGER, C_MODULUS, 0);
	c.field[C_MODULUS] = (struct blob){0};
	c.field[C_EXPONENT] = der_number(JOIN(B("\x01"), n));
	expect_no_anchor("longer than the modulus", &c, CFSV_E_RSA_EXPONENT,
			 C_EXPONENT, 0);
}

static void large_exponents_are_accepted(void **state)
{
	struct blob n = key_modulus(RSA_2048);
	struct cfsv_anchor a;
	struct cert c = {0};

	(void)state;
	c.field[C_EXPONENT] = B("\x02\x03\x01\x00\x03");
	expect_err("65539", load(cert_make(&c, NULL), &a), CFSV_OK);
	c.field[C_EXPONENT] = B("\x02\x05\x00\x80\x00\x00\x01");
	expect_err("2^31+1", load(cert_make(&c, NULL), &a), CFSV_OK);
	assert_int_equal(a.exponent.end - a.exponent.off, 4);
	c.field[C_EXPONENT] = der_number(n);
	expect_err("as long as the modulus", load(cert_make(&c, NULL), &a),
		   CFSV_OK);
}

static void points_are_uncompressed_of_the_right_size_and_curve(void **state)
{
	static const enum key_name curves[] = {P_256, P_384, P_521};
	struct blob q, xy;
	struct cert c = {0};
	size_t i, size;

	(void)state;
	for (i = 0; i < COUNT(curves); i++) {
		c.key = curves[i];
		q = key_point(curves[i]);
		size = (q.len - 1) / 2;
		xy = slice(q, 1, q.len);
		c.field[C_POINT] = JOIN(B("\x04"), slice(q, 1, size + 1));
		expect_no_anchor("x", &c, CFSV_E_EC_POINT, C_KEY_BITS, 0);
		c.field[C_POINT] = JOIN(q, B("\0"));
		expect_no_anchor("long", &c, CFSV_E_EC_POINT, C_KEY_BITS, 0);
		c.field[C_POINT] = slice(q, 0, q.len - 1);
		expect_no_anchor("short", &c, CFSV_E_EC_POINT, C_KEY_BITS, 0);
		c.field[C_POINT] = xy;
		expect_no_anchor("no 04", &c, CFSV_E_EC_POINT, C_KEY_BITS, 0);
		c.field[C_POINT] = JOIN(B("\x02"), slice(q, 1, size + 1));
		expect_no_anchor("02", &c, CFSV_E_EC_POINT, C_KEY_BITS, 0);
		c.field[C_POINT] = JOIN(B("\x06"), xy);
		expect_no_anchor("06", &c, CFSV_E_EC_POINT, C_KEY_BITS, 0);
		c.field[C_POINT] = JOIN(B("\x07"), xy);
		expect_no_anchor("07", &c, CFSV_E_EC_POINT, C_KEY_BITS, 0);
		c.field[C_POINT] = flipped(q, q.len - 1, 1);
		expect_no_anchor("y", &c, CFSV_E_EC_OFF_CURVE, C_KEY_BITS, 0);
		c.field[C_POINT] = flipped(q, size, 1);
		expect_no_anchor("x", &c, CFSV_E_EC_OFF_CURVE, C_KEY_BITS, 0);
		c.field[C_POINT] = JOIN(B("\x04"), repeat(0, 2 * size));
		expect_no_anchor("0,0", &c, CFSV_E_EC_OFF_CURVE, C_KEY_BITS, 0);
		c.field[C_POINT] = JOIN(B("\x04"), repeat(0xff, 2 * size));
		expect_no_anchor("p<", &c, CFSV_E_EC_OFF_CURVE, C_KEY_BITS, 0);
		c.field[C_POINT] = (struct blob){0};
		forget();
	}
}

/* The same recipe loads: what is in a certificate beside the key. */
static const struct {
	const char *what;
	enum cert_field field;
	struct blob bytes;
} good_certificates[] = {
	{"expired", C_VALIDITY,
	 LIT("\x30\x1e\x17\x0d"
	     "700101000000Z\x17\x0d"
	     "700102000000Z")},
	{"not yet valid", C_VALIDITY,
	 LIT("\x30\x22\x18\x0f"
	     "29990101000000Z\x18\x0f"
	     "29991231000000Z")},
	{"with dates that are none", C_VALIDITY,
	 LIT("\x30\x0f\x17\x05!?!?!\x17\x06"
	     "+00000")},
	{"a CA, critical", C_EXTENSIONS,
	 LIT("\xa3\x13\x30\x11\x30\x0f\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x05"
	     "\x30\x03\x01\x01\xff")},
	{"an unknown critical extension", C_EXTENSIONS,
	 LIT("\xa3\x0f\x30\x0d\x30\x0b\x06\x02\x2a\x03\x01\x01\xff\x04\x02!?")},
	{"a key usage without digitalSignature", C_EXTENSIONS,
	 LIT("\xa3\x10\x30\x0e\x30\x0c\x06\x03\x55\x1d\x0f\x01\x01\xff\x04\x02"
	     "\x03\x00")},
	{"the same extension twice", C_EXTENSIONS,
	 LIT("\xa3\x18\x30\x16\x30\x09\x06\x03\x55\x1d\x13\x04\x02\x30\x00"
	     "\x30\x09\x06\x03\x55\x1d\x13\x04\x02\x30\x00")},
	{"serial 0", C_SERIAL, LIT("\x02\x01\x00")},
	{"a negative serial", C_SERIAL, LIT("\x02\x01\x80")},
	{"a serial of 21 bytes", C_SERIAL,
	 LIT("\x02\x15\x00\x80"
	     "1234567890123456789")},
	{"unique identifiers", C_UNIQUE_IDS,
	 LIT("\x81\x02\x00\x01\x82\x02\x00\x02")},
	{"an empty subject", C_SUBJECT, LIT("\x30\x00")},
	{"an empty issuer", C_ISSUER, LIT("\x30\x00")},
	{"a signature algorithm that is another outside", C_OUTER_ALGORITHM,
	 LIT("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b" NUL)},
	{"an empty signature", C_OUTER_SIGNATURE, LIT("\x03\x01\x00")},
};

static void certificates_are_containers_of_a_name_and_a_key(void **state)
{
	struct recipe r;
	struct cert c;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(good_certificates); i++) {
		memset(&c, 0, sizeof(c));
		memset(&r, 0, sizeof(r));
		c.key = r.key = i % 2 == 0 ? RSA_2048 : P_256;
		c.field[good_certificates[i].field] =
			good_certificates[i].bytes;
		if (c.field[C_SERIAL].at != NULL)
			r.field[F_SID] = sid_issuer(
				der_name(c.key == P_256 ? "p-256" : "rsa 2048"),
				c.field[C_SERIAL]);
		if (c.field[C_ISSUER].at != NULL)
			r.field[F_SID] = sid_issuer(c.field[C_ISSUER],
						    slice(sid_of(c.key),
							  sid_of(c.key).len - 4,
							  sid_of(c.key).len));
		expect_err(good_certificates[i].what,
			   verify(cert_make(&c, NULL), sign(&r, NULL),
				  default_message(), NULL),
			   CFSV_OK);
		forget();
	}
}

static void certificates_of_version_1_and_2_are_read(void **state)
{
	struct blob sig = golden(RSA_2048);
	struct recipe by_id = {0};
	struct cfsv_anchor a;
	struct cert c = {0};

	(void)state;
	by_id.by_key_id = 1;
	c.field[C_EXTENSIONS] = NOTHING;
	c.field[C_VERSION] = NOTHING;
	expect_err("1",
		   verify(cert_make(&c, NULL), sig, default_message(), NULL),
		   CFSV_OK);
	c.field[C_VERSION] = B("\xa0\x03\x02\x01\x01");
	expect_err("2",
		   verify(cert_make(&c, NULL), sig, default_message(), NULL),
		   CFSV_OK);
	c.field[C_UNIQUE_IDS] = B("\x82\x02\x00\x02");
	expect_err("2 with an id", load(cert_make(&c, NULL), &a), CFSV_OK);
	c.field[C_UNIQUE_IDS] = B("\x80\x02\x00\x02");
	expect_no_anchor("2 with [0]", &c, CFSV_E_DER_TRAILING, C_UNIQUE_IDS,
			 0);
	c.field[C_UNIQUE_IDS] = B("\x83\x02\x00\x02");
	expect_no_anchor("2 with [3]", &c, CFSV_E_DER_TRAILING, C_UNIQUE_IDS,
			 0);
	c.field[C_UNIQUE_IDS] = B("\x82\x02\x00\x02");
	c.field[C_VERSION] = NOTHING;
	expect_no_anchor("1 with an id", &c, CFSV_E_DER_TRAILING, C_UNIQUE_IDS,
			 0);
	c.field[C_VERSION] = (struct blob){0};
	c.field[C_UNIQUE_IDS] = NOTHING;
	expect_err("3 without extensions",
		   verify(cert_make(&c, NULL), sig, default_message(), NULL),
		   CFSV_OK);
	expect_err("no key id to be found by",
		   verify(cert_make(&c, NULL), sign(&by_id, NULL),
			  default_message(), NULL),
		   CFSV_E_UNKNOWN_SIGNER);
}

static void a_loaded_anchor_says_what_it_is(void **state)
{
	struct cert c = {0};
	uint32_t at[CERT_FIELDS];
	struct cfsv_anchor a;
	struct blob cert = cert_make(&c, at), n = key_modulus(RSA_2048);

	(void)state;
	assert_int_equal(load(cert, &a), CFSV_OK);
	assert_int_equal(a.kind, CFSV_KEY_RSA);
	assert_int_equal(a.named, 1);
	assert_int_equal(a.len, cert.len);
	assert_int_equal(a.issuer.off, at[C_ISSUER]);
	assert_int_equal(a.issuer.end, at[C_VALIDITY]);
	assert_int_equal(a.serial.off, at[C_SERIAL] + 2);
	assert_int_equal(a.serial.end, at[C_ALGORITHM]);
	assert_true(same(slice(cert, a.key.off, a.key.end), n));
	assert_true(same(slice(cert, a.exponent.off, a.exponent.end),
			 B("\x01\x00\x01")));
	assert_true(same(slice(cert, a.key_id.off, a.key_id.end),
			 key_id(RSA_2048)));
	assert_int_equal(load(spki_of(P_384), &a), CFSV_OK);
	assert_int_equal(a.kind, CFSV_KEY_P384);
	assert_int_equal(a.named, 0);
	assert_int_equal(a.issuer.end, 0);
	assert_int_equal(a.key_id.end, 0);
	assert_int_equal(a.key.end - a.key.off, 97);
}

/* -6xx: WHO VOUCHES */

/* A certificate that has the name and key id of one key, and another key. */
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

static void all_anchors_of_the_name_are_tried(void **state)
{
	struct blob right, wrong, other, other_type, bare, bare_wrong;
	struct cfsv_report report = {0};
	struct recipe r = {0};
	struct blob sig;

	(void)state;
	right = cert_of(RSA_2048);
	wrong = cert_under_name(RSA_2048, RSA_2048_OTHER);
	other = cert_of(RSA_2048_OTHER);
	other_type = cert_under_name(RSA_2048, P_256);
	bare = spki_of(RSA_2048);
	bare_wrong = spki_of(RSA_2048_OTHER);

#define TRIED(...)                                                             \
	verify_any((const struct blob[]){__VA_ARGS__},                         \
		   sizeof((const struct blob[]){__VA_ARGS__}) /                \
			   sizeof(struct blob),                                \
		   sig, default_message(), &cfsv_bearssl, &report)

	for (; r.by_key_id < 2; r.by_key_id++) {
		sig = sign(&r, NULL);
		assert_int_equal(TRIED(right, wrong), CFSV_OK);
		assert_int_equal(report.anchor, 0);
		assert_int_equal(TRIED(wrong, right), CFSV_OK);
		assert_int_equal(report.anchor, 1);
		assert_int_equal(
			TRIED(other, other_type, bare_wrong, right, right),
			CFSV_OK);
		assert_int_equal(report.anchor, 3);
		assert_int_equal(TRIED(wrong, bare), CFSV_OK);
		assert_int_equal(report.anchor, 1);
		assert_int_equal(TRIED(bare, right), CFSV_OK);
		assert_int_equal(report.anchor, 0);
		assert_int_equal(TRIED(wrong), CFSV_E_BAD_SIGNATURE);
		assert_int_equal(TRIED(wrong, wrong), CFSV_E_BAD_SIGNATURE);
		assert_int_equal(TRIED(bare_wrong), CFSV_E_BAD_SIGNATURE);
		assert_int_equal(TRIED(other), CFSV_E_UNKNOWN_SIGNER);
		assert_int_equal(TRIED(other, cert_of(P_256)),
				 CFSV_E_UNKNOWN_SIGNER);
		assert_int_equal(TRIED(spki_of(P_256)), CFSV_E_UNKNOWN_SIGNER);
		assert_int_equal(TRIED(other_type), CFSV_E_KEY_TYPE);
		/* the verdict that went furthest is told, in any order */
		assert_int_equal(TRIED(wrong, other_type, other),
				 CFSV_E_BAD_SIGNATURE);
		assert_int_equal(TRIED(other_type, other, wrong),
				 CFSV_E_BAD_SIGNATURE);
		assert_int_equal(TRIED(other, other_type, other),
				 CFSV_E_KEY_TYPE);
	}
#undef TRIED
}

static void the_signers_name_is_compared_whole(void **state)
{
	struct blob cert = cert_of(P_256), message = default_message();
	struct blob id = key_id(P_256), sid = sid_of(P_256);
	struct recipe r = {0};
	size_t i;

	(void)state;
	r.key = P_256;
	for (i = 0; i < id.len; i++) { /* every byte counts */
		r.by_key_id = 1;
		r.field[F_SID] = der(0x80, flipped(id, i, 1));
		expect_err("a key id",
			   verify(cert, sign(&r, NULL), message, NULL),
			   CFSV_E_UNKNOWN_SIGNER);
	}
	r.field[F_SID] = der(0x80, slice(id, 0, 19));
	expect_err("its first 19 bytes",
		   verify(cert, sign(&r, NULL), message, NULL),
		   CFSV_E_UNKNOWN_SIGNER);
	r.field[F_SID] = der(0x80, JOIN(id, B("\0")));
	expect_err("a byte more", verify(cert, sign(&r, NULL), message, NULL),
		   CFSV_E_UNKNOWN_SIGNER);
	r.by_key_id = 0;
	r.field[F_SID] = flipped(sid, sid.len - 1, 1);
	expect_err("a serial", verify(cert, sign(&r, NULL), message, NULL),
		   CFSV_E_UNKNOWN_SIGNER);
	r.field[F_SID] = flipped(sid, sid.len - 5, 1);
	expect_err("an issuer", verify(cert, sign(&r, NULL), message, NULL),
		   CFSV_E_UNKNOWN_SIGNER);
	r.field[F_SID] = sid_of(P_256_OTHER);
	expect_err("another's name",
		   verify(cert, sign(&r, NULL), message, NULL),
		   CFSV_E_UNKNOWN_SIGNER);
	expect_err("a bare key has no name",
		   verify(spki_of(P_256), sign(&r, NULL), message, NULL),
		   CFSV_OK);
	forget();
}

static void a_name_is_issuer_and_serial_not_the_subject(void **state)
{
	struct recipe r = {0};
	struct cert c = {0};

	(void)state;
	c.field[C_ISSUER] = der_name("somebody else");
	expect_err("subject",
		   verify(cert_make(&c, NULL), sign(&r, NULL),
			  default_message(), NULL),
		   CFSV_E_UNKNOWN_SIGNER);
}

static void without_anchors_nothing_is_verified(void **state)
{
	struct cfsv_report report = {0};
	struct cfsv_anchor unloaded = {0}, a;
	struct cfsv_trust trust = {&a, 0, &cfsv_bearssl, NULL};
	struct blob sig = golden(RSA_2048), m = default_message();

	(void)state;
	assert_int_equal(load(cert_of(RSA_2048), &a), CFSV_OK);
	expect_err("no anchor",
		   cfsv_verify_message(&trust, sig.at, sig.len, m.at, m.len,
				       &report),
		   CFSV_E_NO_ANCHOR);
	trust.count = 1;
	trust.anchors = NULL;
	expect_err("NULL",
		   cfsv_verify_message(&trust, sig.at, sig.len, m.at, m.len,
				       &report),
		   CFSV_E_NO_ANCHOR);
	trust.anchors = &unloaded;
	expect_err("zeroed",
		   cfsv_verify_message(&trust, sig.at, sig.len, m.at, m.len,
				       &report),
		   CFSV_E_ARGUMENT);
	unloaded.kind = CFSV_KEY_P521 + 1;
	expect_err("of no kind",
		   cfsv_verify_message(&trust, sig.at, sig.len, m.at, m.len,
				       &report),
		   CFSV_E_ARGUMENT);
	trust.anchors = &a;
	expect_err("right",
		   cfsv_verify_message(&trust, sig.at, sig.len, m.at, m.len,
				       &report),
		   CFSV_OK);
	trust.crypto = NULL;
	expect_err("no crypto",
		   cfsv_verify_message(&trust, sig.at, sig.len, m.at, m.len,
				       &report),
		   CFSV_E_ARGUMENT);
	trust.crypto = &cfsv_bearssl;
	expect_err(
		"no message",
		cfsv_verify_message(&trust, sig.at, sig.len, NULL, 1, &report),
		CFSV_E_ARGUMENT);
	expect_err(
		"the empty message",
		cfsv_verify_message(&trust, sig.at, sig.len, NULL, 0, &report),
		CFSV_E_BAD_SIGNATURE);
	/* what cfsv_anchor_load() refused cannot be used by mistake */
	assert_int_equal(load(slice(cert_of(RSA_2048), 0, 400), &a),
			 CFSV_E_DER_SHORT);
	expect_err("refused",
		   cfsv_verify_message(&trust, sig.at, sig.len, m.at, m.len,
				       &report),
		   CFSV_E_ARGUMENT);
}

static void an_rsa_signature_is_as_long_as_the_modulus(void **state)
{
	struct blob sig = golden(RSA_2048), value;
	struct recipe r = {0};

	(void)state;
	value = slice(sig, sig.len - 256, sig.len);
	r.field[F_VALUE] = der(0x04, value);
	expect_err("as it is",
		   verify(cert_of(RSA_2048), sign(&r, NULL), default_message(),
			  NULL),
		   CFSV_OK);
	r.field[F_VALUE] = der(0x04, JOIN(B("\0"), value));
	expect_err("zero first",
		   verify(cert_of(RSA_2048), sign(&r, NULL), default_message(),
			  NULL),
		   CFSV_E_RSA_LENGTH);
	r.field[F_VALUE] = der(0x04, slice(value, 0, 255));
	expect_err("short",
		   verify(cert_of(RSA_2048), sign(&r, NULL), default_message(),
			  NULL),
		   CFSV_E_RSA_LENGTH);
	r.field[F_VALUE] = B("\x04\x00");
	expect_err("empty",
		   verify(cert_of(RSA_2048), sign(&r, NULL), default_message(),
			  NULL),
		   CFSV_E_RSA_LENGTH);
	r.field[F_VALUE] = der(0x04, repeat('s', 15000));
	expect_err("huge",
		   verify(cert_of(RSA_2048), sign(&r, NULL), default_message(),
			  NULL),
		   CFSV_E_RSA_LENGTH);
	r.key = RSA_3072;
	expect_err("of another size",
		   verify(cert_under_name(RSA_3072, RSA_2048), golden(RSA_3072),
			  default_message(), NULL),
		   CFSV_E_RSA_LENGTH);
}

/* RFC 8017 5.2.2: a number that is not below the modulus is out of range. */
static void no_number_is_raised_that_is_not_below_the_modulus(void **state)
{
	static const uint8_t e[] = {1, 0, 1};
	struct blob n = key_modulus(RSA_2048);
	uint8_t x[256];

	(void)state;
	assert_int_equal(n.len, sizeof(x));
	memcpy(x, n.at, n.len);
	assert_int_equal(cfsv_bearssl.rsa_public(x, n.at, n.len, e, sizeof(e)),
			 CFSV_E_BAD_SIGNATURE);
	memcpy(x, n.at, n.len);
	x[255]--; /* n is odd */
	assert_int_equal(cfsv_bearssl.rsa_public(x, n.at, n.len, e, sizeof(e)),
			 CFSV_OK);
}

static void p_256_signatures_do_not_verify_on_p_384(void **state)
{
	(void)state;
	expect_err("short numbers",
		   verify(cert_under_name(P_256, P_384), golden(P_256),
			  default_message(), NULL),
		   CFSV_E_BAD_SIGNATURE);
	expect_err("long numbers",
		   verify(cert_under_name(P_384, P_256), golden(P_384),
			  default_message(), NULL),
		   CFSV_E_ECDSA_RANGE);
}

/* EVERY BYTE */

/*
 * Arithmetic that knows one signature of one key, and that no other number
 * is one: for RSA that is so, for ECDSA but for chance and n - s. It is fast
 * enough to be asked about every byte.
 */
static struct {
	struct blob x;	   /* RSA signature, or r || s */
	struct blob block; /* what x^e mod n is */
	enum cfsv_err rsa; /* what is said of it */
} model;

static enum cfsv_err model_rsa(uint8_t *x, const uint8_t *n, size_t len,
			       const uint8_t *e, size_t e_len)
{
	struct blob given = {x, len};

	(void)n;
	(void)e;
	(void)e_len;
	if (same(given, model.x))
		memcpy(x, model.block.at, len);
	return model.rsa;
}

static enum cfsv_err model_ecdsa(enum cfsv_key_kind kind, const uint8_t *point,
				 size_t point_len, const uint8_t *hash,
				 size_t hash_len, const uint8_t *rs,
				 size_t rs_len)
{
	struct blob given = {rs, rs_len};

	(void)kind;
	(void)point;
	(void)point_len;
	(void)hash;
	(void)hash_len;
	return same(given, model.x) ? CFSV_OK : CFSV_E_BAD_SIGNATURE;
}

static enum cfsv_err model_point(enum cfsv_key_kind kind, const uint8_t *point,
				 size_t point_len)
{
	(void)kind;
	(void)point;
	(void)point_len;
	return CFSV_OK;
}

static const struct cfsv_crypto model_crypto = {model_rsa, model_ecdsa,
						model_point};

static void learn(enum key_name key, struct blob sig)
{
	struct blob digest = hash_of(CFSV_SHA256, default_message());

	if (key_is_rsa(key)) {
		model.x = slice(sig, sig.len - key_modulus(key).len, sig.len);
		model.block = rsa_block(key, digest_info(CFSV_SHA256), digest);
	} else {
		model.x = ec_sign(key, CFSV_SHA256, digest);
	}
}

/* All values with the model; those that differ in one bit really, too. */
static void no_other_byte_is_accepted(enum key_name key)
{
	struct blob sig = golden(key), cert = cert_of(key);
	struct blob m = default_message();
	struct cfsv_report report = {0};
	struct cfsv_anchor a;
	struct cfsv_trust trust = {&a, 1, &cfsv_bearssl, NULL};
	uint8_t *changed = malloc(sig.len);
	enum cfsv_err err;
	unsigned bits;
	size_t i;

	assert_non_null(changed);
	assert_int_equal(load(cert, &a), CFSV_OK);
	learn(key, sig);
	memcpy(changed, sig.at, sig.len);
	trust.crypto = &model_crypto;
	assert_int_equal(cfsv_verify_message(&trust, changed, sig.len, m.at,
					     m.len, &report),
			 CFSV_OK);
	for (i = 0; i < sig.len; i++) {
		for (bits = 1; bits < 256; bits++) {
			changed[i] = (uint8_t)(sig.at[i] ^ bits);
			trust.crypto = &model_crypto;
			err = cfsv_verify_message(&trust, changed, sig.len,
						  m.at, m.len, &report);
			if (err == CFSV_OK ||
			    cfsv_error_class(err) != CFSV_CLASS_REFUSED)
				fail_msg("byte %zu ^ %02x: %s", i, bits,
					 cfsv_error_name(err));
			if ((bits & (bits - 1)) != 0)
				continue;
			trust.crypto = &cfsv_bearssl;
			if (cfsv_verify_message(&trust, changed, sig.len, m.at,
						m.len, &report) != err)
				fail_msg("byte %zu ^ %02x: not %s", i, bits,
					 cfsv_error_name(err));
		}
		changed[i] = sig.at[i];
	}
	free(changed);
	forget();
}

static void no_other_byte_of_an_rsa_signature_is_accepted(void **state)
{
	(void)state;
	no_other_byte_is_accepted(RSA_2048);
}

/* EMSA-PKCS1-v1_5, RFC 8017 9.2: as arithmetic alone could never change it. */
static void no_other_byte_of_an_rsa_encoding_is_accepted(void **state)
{
	struct blob sig = golden(RSA_2048), m = default_message();
	struct cfsv_report report = {0};
	struct cfsv_anchor a;
	struct cfsv_trust trust = {&a, 1, &model_crypto, NULL};
	uint8_t block[256];
	unsigned bit;
	size_t i;

	(void)state;
	assert_int_equal(load(cert_of(RSA_2048), &a), CFSV_OK);
	learn(RSA_2048, sig);
	assert_int_equal(model.block.len, sizeof(block));
	memcpy(block, model.block.at, sizeof(block));
	model.block.at = block;
	for (i = 0; i < sizeof(block); i++) {
		for (bit = 1; bit < 256; bit *= 2) {
			block[i] ^= (uint8_t)bit;
			expect_err("encoding",
				   cfsv_verify_message(&trust, sig.at, sig.len,
						       m.at, m.len, &report),
				   CFSV_E_BAD_SIGNATURE);
			block[i] ^= (uint8_t)bit;
		}
	}
	/* arithmetic that fails, whatever it leaves behind */
	model.rsa = CFSV_E_ARGUMENT;
	expect_err("arithmetic",
		   cfsv_verify_message(&trust, sig.at, sig.len, m.at, m.len,
				       &report),
		   CFSV_E_ARGUMENT);
	model.rsa = CFSV_OK;
	expect_err("right",
		   cfsv_verify_message(&trust, sig.at, sig.len, m.at, m.len,
				       &report),
		   CFSV_OK);
	forget();
}

static void no_other_byte_of_an_ecdsa_signature_is_accepted(void **state)
{
	(void)state;
	no_other_byte_is_accepted(P_256);
}

static void no_signature_is_accepted_before_its_last_byte(void **state)
{
	enum key_name key;
	struct blob sig, cert;
	struct cfsv_signature s;
	uint8_t *cut;
	size_t len;

	(void)state;
	for (key = RSA_2048; key < KEY_KINDS; key++) {
		sig = golden(key);
		for (len = 0; len < sig.len; len++) {
			cut = malloc(len + 1); /* not NULL for 0 */
			assert_non_null(cut);
			memcpy(cut + 1, sig.at, len);
			expect_err(
				"cut", cfsv_signature_parse(&s, cut + 1, len),
				len == 0 ? CFSV_E_SIG_EMPTY : CFSV_E_DER_SHORT);
			free(cut);
		}
		cert = cert_of(key);
		for (len = 0; len < cert.len; len++) {
			struct cfsv_anchor a;

			expect_err("cut", load(slice(cert, 0, len), &a),
				   len == 0 ? CFSV_E_ANCHOR_SIZE
					    : CFSV_E_DER_SHORT);
			assert_int_equal(a.kind, 0);
		}
		forget();
	}
}

/* SHAPES OF LENGTHS: each element of an encoding, one at a time, wrongly */

enum shape {
	SHAPE_RIGHT,
	SHAPE_ONE_BYTE_MORE, /* 81 05, 82 00 85, 83 00 01 23 */
	SHAPE_FOUR_BYTES,    /* 84 00 00 00 05 */
	SHAPE_FIVE_BYTES,    /* 85 00 00 00 00 05 */
	SHAPE_127_BYTES,     /* ff */
	SHAPE_INDEFINITE,    /* 80 ... 00 00 */
	SHAPE_4_GIB,	     /* 84 ff ff ff ff */
	SHAPE_WRAP,	     /* 84 and 2^32 less what stands before */
	SHAPE_HIGH_TAG,	     /* 1f 10 */
	SHAPE_A_BYTE_LOST,   /* the last of the contents, if there are any */
	SHAPE_A_BYTE_WON,    /* 00 after the contents */
	SHAPE_A_NULL_WON,    /* 05 00 after the contents */
	SHAPE_PRIMITIVE,     /* bit 6 of the tag is another */
	SHAPE_CLASS,	     /* bit 8 of the tag is another */
	SHAPES
};

static const struct {
	const char *what;
	enum cfsv_err err; /* CFSV_OK: any, but an error */
} shapes[SHAPES] = {
	[SHAPE_ONE_BYTE_MORE] = {"one byte more", CFSV_E_DER_LENGTH},
	[SHAPE_FOUR_BYTES] = {"four bytes", CFSV_E_DER_LENGTH},
	[SHAPE_FIVE_BYTES] = {"five bytes", CFSV_E_DER_LENGTH_SIZE},
	[SHAPE_127_BYTES] = {"127 bytes", CFSV_E_DER_LENGTH_SIZE},
	[SHAPE_INDEFINITE] = {"indefinite", CFSV_E_DER_INDEFINITE},
	[SHAPE_4_GIB] = {"4 GiB", CFSV_E_DER_SHORT},
	[SHAPE_WRAP] = {"a wrap", CFSV_E_DER_SHORT},
	[SHAPE_HIGH_TAG] = {"a high tag", CFSV_OK},
	[SHAPE_A_BYTE_LOST] = {"a byte lost", CFSV_OK},
	[SHAPE_A_BYTE_WON] = {"a byte won", CFSV_OK},
	[SHAPE_A_NULL_WON] = {"a NULL won", CFSV_OK},
	[SHAPE_PRIMITIVE] = {"constructed or not", CFSV_OK},
	[SHAPE_CLASS] = {"another class", CFSV_OK},
};

struct shaper {
	int target;
	enum shape shape;
	int count;	/* elements so far */
	int inside;	/* is the target in what was written last? */
	size_t at;	/* then: its offset there */
	uint8_t opened; /* a tag whose contents are elements, too */
};

static struct blob long_length(uint32_t value, size_t bytes)
{
	uint8_t l[6];
	size_t i;

	l[0] = (uint8_t)(0x80 + bytes);
	for (i = 0; i < bytes; i++)
		l[1 + i] = bytes - 1 - i < 4
				   ? (uint8_t)(value >> (8 * (bytes - 1 - i)))
				   : 0;
	return copy(l, 1 + bytes);
}

static struct blob shape_element(enum shape shape, uint8_t tag, struct blob c)
{
	struct blob t = copy(&tag, 1);
	uint32_t len = (uint32_t)c.len;
	size_t least = len < 0x80 ? 0 : len < 0x100 ? 1 : 2;

	switch (shape) {
	case SHAPE_ONE_BYTE_MORE:
		return JOIN(t, long_length(len, least + 1), c);
	case SHAPE_FOUR_BYTES:
		return JOIN(t, long_length(len, 4), c);
	case SHAPE_FIVE_BYTES:
		return JOIN(t, long_length(len, 5), c);
	case SHAPE_127_BYTES:
		return JOIN(t, B("\xff"), c);
	case SHAPE_INDEFINITE:
		return JOIN(t, B("\x80"), c, B("\0\0"));
	case SHAPE_4_GIB:
		return JOIN(t, long_length(0xffffffff, 4), c);
	case SHAPE_WRAP:
		return JOIN(t, long_length(0xfffffffa - len % 64, 4), c);
	case SHAPE_HIGH_TAG:
		tag |= 0x1f;
		return JOIN(copy(&tag, 1), B("\x10"),
			    slice(der(0, c), 1, der(0, c).len));
	case SHAPE_A_BYTE_LOST:
		return der(tag, c.len > 0 ? slice(c, 0, c.len - 1) : c);
	case SHAPE_A_BYTE_WON:
		return der(tag, JOIN(c, B("\0")));
	case SHAPE_A_NULL_WON:
		return der(tag, JOIN(c, B(NUL)));
	case SHAPE_PRIMITIVE:
		return der(tag ^ 0x20, c);
	case SHAPE_CLASS:
		return der(tag ^ 0x80, c);
	default:
		return der(tag, c);
	}
}

/* What is between two offsets, written anew with one element in its shape. */
static struct blob reshape(struct shaper *s, struct blob in)
{
	struct blob out = NOTHING, contents, element;
	size_t off = 0, head, len, target_at = 0;
	int mine, found = 0;
	uint8_t tag;

	while (off < in.len) {
		tag = in.at[off];
		len = in.at[off + 1];
		head = 2;
		if (len == 0x81) {
			len = in.at[off + 2];
			head = 3;
		} else if (len == 0x82) {
			len = in.at[off + 2] * 256u + in.at[off + 3];
			head = 4;
		}
		contents = slice(in, off + head, off + head + len);
		off += head + len;
		mine = s->count++ == s->target;
		s->inside = 0;
		if ((tag & 0x20) != 0 || tag == s->opened)
			contents = reshape(s, contents);
		element = shape_element(mine ? s->shape : SHAPE_RIGHT, tag,
					contents);
		if (s->inside) {
			found = 1;
			target_at =
				out.len + element.len - contents.len + s->at;
		}
		if (mine) {
			found = 1;
			target_at = out.len;
		}
		out = JOIN(out, element);
	}
	s->inside = found;
	s->at = target_at;
	return out;
}

static void signatures_of_every_shape(enum key_name key, int by_key_id)
{
	struct cfsv_report report = {0};
	struct recipe r = {0};
	struct shaper s = {0};
	struct cfsv_anchor a;
	struct cfsv_trust trust = {&a, 1, &cfsv_bearssl, NULL};
	struct blob sig, cert, shaped, m = default_message();
	enum cfsv_err err;
	uint8_t kept[2048];
	int elements, shape;

	r.key = key;
	r.by_key_id = by_key_id;
	cert = cert_of(key);
	assert_int_equal(load(cert, &a), CFSV_OK);
	sig = sign(&r, NULL);
	assert_true(sig.len <= sizeof(kept) / 2 && cert.len <= 1024);
	memcpy(kept, sig.at, sig.len); /* so that forget() may be called */
	memcpy(kept + 1024, cert.at, cert.len);
	sig.at = kept;
	a.der = kept + 1024;
	s.opened = key_is_rsa(key) ? 0xfe : 0x04;
	s.target = -1;
	assert_true(same(reshape(&s, sig), sig));
	elements = s.count;
	assert_true(elements >= 20);
	for (shape = SHAPE_RIGHT; shape < SHAPES; shape++) {
		for (s.target = 0; s.target < elements; s.target++) {
			s.shape = (enum shape)shape;
			s.count = 0;
			shaped = reshape(&s, sig);
			if (shape != SHAPE_RIGHT && same(shaped, sig))
				continue;
			err = cfsv_verify_message(&trust, shaped.at, shaped.len,
						  m.at, m.len, &report);
			if (shape == SHAPE_RIGHT ? err != CFSV_OK
			    : shapes[shape].err == CFSV_OK
				    ? err == CFSV_OK
				    : (err != shapes[shape].err ||
				       report.at != s.at))
				fail_msg("element %d, %s: %s at %u not %zu",
					 s.target, shapes[shape].what,
					 cfsv_error_name(err), report.at, s.at);
			forget();
		}
	}
}

static void signatures_are_refused_in_every_wrong_shape(void **state)
{
	(void)state;
	signatures_of_every_shape(RSA_2048, 0);
	signatures_of_every_shape(P_256, 0);
	signatures_of_every_shape(P_256, 1);
}

/* In what is only skipped a BIT STRING or a date may lose or win a byte. */
static void certificates_are_refused_in_every_wrong_shape(void **state)
{
	static const enum key_name keys[] = {RSA_2048, P_256};
	struct shaper s = {0};
	struct cfsv_anchor a;
	struct blob cert, shaped;
	enum cfsv_err err;
	uint8_t kept[2048];
	size_t i;
	int elements, shape;

	(void)state;
	for (i = 0; i < COUNT(keys); i++) {
		cert = cert_of(keys[i]);
		assert_true(cert.len <= sizeof(kept));
		memcpy(kept, cert.at, cert.len);
		cert.at = kept;
		s.opened = 0xfe;
		s.target = -1;
		s.count = 0;
		assert_true(same(reshape(&s, cert), cert));
		elements = s.count;
		for (shape = SHAPE_ONE_BYTE_MORE; shape <= SHAPE_HIGH_TAG;
		     shape++) {
			for (s.target = 0; s.target < elements; s.target++) {
				s.shape = (enum shape)shape;
				s.count = 0;
				shaped = reshape(&s, cert);
				err = load(shaped, &a);
				if (err == CFSV_OK ||
				    (shapes[shape].err != CFSV_OK &&
				     (err != shapes[shape].err ||
				      a.at != s.at)))
					fail_msg("element %d, %s: %s at %u "
						 "not %zu",
						 s.target, shapes[shape].what,
						 cfsv_error_name(err), a.at,
						 s.at);
				forget();
			}
		}
	}
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
		TEST(rsa_2048_is_accepted_with_every_option),
		TEST(rsa_3072_is_accepted_with_every_option),
		TEST(rsa_4096_is_accepted_with_every_option),
		TEST(p_256_is_accepted_with_every_option),
		TEST(p_384_is_accepted_with_every_option),
		TEST(p_521_is_accepted_with_every_option),
		TEST(the_message_may_be_of_any_length),
		TEST(a_parsed_signature_says_what_it_is),
		TEST(one_wrong_field_has_its_error_and_offset),
		TEST(what_is_refused_is_not_filled_in),
		TEST(key_identifiers_need_versions_3_and_3),
		TEST(the_issuer_and_serial_are_one_name_and_one_integer),
		TEST(elements_may_be_nested_24_deep_and_no_deeper),
		TEST(a_second_signer_is_refused_though_both_are_genuine),
		TEST(sizes_from_nothing_to_too_much),
		TEST(text_is_recognized),
		TEST(one_wrong_field_of_an_anchor_has_its_error),
		TEST(what_is_neither_certificate_nor_key_is_no_anchor),
		TEST(anchors_have_1_to_65536_bytes),
		TEST(rsa_keys_have_2048_3072_or_4096_bits),
		TEST(rsa_numbers_are_positive_and_in_shortest_form),
		TEST(large_exponents_are_accepted),
		TEST(points_are_uncompressed_of_the_right_size_and_curve),
		TEST(a_point_of_no_curves_size_is_not_copied),
		TEST(certificates_are_containers_of_a_name_and_a_key),
		TEST(certificates_of_version_1_and_2_are_read),
		TEST(a_loaded_anchor_says_what_it_is),
		TEST(all_anchors_of_the_name_are_tried),
		TEST(the_signers_name_is_compared_whole),
		TEST(a_name_is_issuer_and_serial_not_the_subject),
		TEST(without_anchors_nothing_is_verified),
		TEST(an_rsa_signature_is_as_long_as_the_modulus),
		TEST(no_number_is_raised_that_is_not_below_the_modulus),
		TEST(p_256_signatures_do_not_verify_on_p_384),
		TEST(no_other_byte_of_an_rsa_signature_is_accepted),
		TEST(no_other_byte_of_an_rsa_encoding_is_accepted),
		TEST(no_other_byte_of_an_ecdsa_signature_is_accepted),
		TEST(no_signature_is_accepted_before_its_last_byte),
		TEST(signatures_are_refused_in_every_wrong_shape),
		TEST(certificates_are_refused_in_every_wrong_shape),
	};

	return cmocka_run_group_tests_name("pkcs7", tests, NULL, NULL);
}
