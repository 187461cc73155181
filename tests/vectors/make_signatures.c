/* SPDX-License-Identifier: MIT */
/* make_signatures.c - cases of signatures over a message */
#include "../bad_signatures.h"
#include "make.h"

static unsigned contains(struct blob b, struct blob part)
{
	size_t i;

	for (i = 0; i + part.len <= b.len; i++)
		if (memcmp(b.at + i, part.at, part.len) == 0)
			return 1;
	return 0;
}

/* Does it name an algorithm with SHA-384 or SHA-512? */
static unsigned bytes_need(struct blob b)
{
	if (contains(b, B(OID_SHA384)) || contains(b, B(OID_SHA512)) ||
	    contains(b, B(OID_ECDSA_SHA384)) ||
	    contains(b, B(OID_ECDSA_SHA512)))
		return NEED_SHA512;
	return 0;
}

struct signature {
	unsigned needs;
	const char *key;
	const char *hash; /* NULL, or such as "sha256, " */
	const char *what;
	struct blob anchor, der, message;
	enum cfsv_err err;
	uint32_t at;
};

static void signature(const struct signature *s)
{
	row_begin(s->needs, s->err, "signature: %s, %s%s", s->key,
		  s->hash == NULL ? "" : s->hash, s->what);
	row_number(s->at);
	row_bytes(s->anchor);
	row_bytes(s->der);
	row_bytes(s->message.at == NULL ? default_message() : s->message);
	row_end();
}

/* By name with a certificate, then by key identifier with that or without. */
static void good_signature(enum key_name key, enum cfsv_hash hash,
			   const char *hash_name)
{
	struct signature s = {0};
	struct recipe r = {0};

	r.key = key;
	r.hash = hash;
	s.key = key_names[key];
	s.hash = hash_name;
	s.needs = key_needs(key) | hash_needs(hash) | NEED_CERTIFICATES;
	s.what = "by issuer and serial";
	s.anchor = cert_of(key);
	s.der = sign(&r, NULL);
	signature(&s);
	r.by_key_id = r.digest_absent = 1;
	s.what = "by key identifier";
	s.der = sign(&r, NULL);
	signature(&s);
	s.needs &= ~(unsigned)NEED_CERTIFICATES;
	s.what = "by bare key";
	s.anchor = spki_of(key);
	signature(&s);
	s.what = "another message";
	s.message = B("another message");
	s.err = CFSV_E_BAD_SIGNATURE;
	signature(&s);
	forget();
}

static void good_signatures(void)
{
	enum key_name key;

	for (key = RSA_2048; key < KEY_KINDS; key++) {
		good_signature(key, CFSV_SHA256, "sha256, ");
		good_signature(key, CFSV_SHA384, "sha384, ");
		good_signature(key, CFSV_SHA512, "sha512, ");
	}
}

static void bad_signature(const struct bad_signature *row, enum key_name key)
{
	struct signature s = {0};
	struct recipe r = {0};
	uint32_t at[FIELDS];

	r.key = key;
	r.field[row->field] = row->bytes;
	s.needs = key_needs(key) | bytes_need(row->bytes);
	s.key = key_names[key];
	s.what = row->what;
	s.anchor = spki_of(key);
	s.der = sign(&r, at);
	s.err = row->err;
	s.at = at[row->at] + row->plus;
	signature(&s);
	forget();
}

static void bad_signatures_all(void)
{
	const struct bad_signature *row;
	size_t i;

	for (i = 0; i < COUNT(bad_signatures); i++) {
		row = &bad_signatures[i];
		bad_signature(row, row->key);
		/* what is not of one family, with both */
		if (row->key == RSA_2048 && row->field != F_ALGORITHM)
			bad_signature(row, P_256);
	}
}

/* Genuine signatures, and anchors that did not make them. */
static void strangers(enum key_name key, enum key_name other,
		      enum key_name family)
{
	struct signature s = {0};
	struct recipe r = {0};

	r.key = key;
	s.key = key_names[key];
	s.der = sign(&r, NULL);
	s.needs = key_needs(key) | NEED_CERTIFICATES;
	s.what = "a stranger's certificate";
	s.anchor = cert_of(other);
	s.err = CFSV_E_UNKNOWN_SIGNER;
	signature(&s);
	s.what = "another key under the name";
	s.anchor = cert_under_name(key, other);
	s.err = CFSV_E_BAD_SIGNATURE;
	signature(&s);
	s.what = "a key of another type under the name";
	s.anchor = cert_under_name(key, family);
	s.err = CFSV_E_KEY_TYPE;
	s.needs |= key_needs(family);
	signature(&s);
	s.needs = key_needs(key);
	s.what = "a stranger's bare key";
	s.anchor = spki_of(other);
	s.err = CFSV_E_BAD_SIGNATURE;
	signature(&s);
	s.what = "no anchor";
	s.anchor = (struct blob){0};
	s.err = CFSV_E_NO_ANCHOR;
	signature(&s);
	forget();
}

static void bad_value(enum key_name key, const char *what, struct blob value,
		      enum cfsv_err err)
{
	struct signature s = {0};
	struct recipe r = {0};

	r.key = key;
	r.field[F_VALUE] = value;
	s.needs = key_needs(key);
	s.key = key_names[key];
	s.what = what;
	s.anchor = spki_of(key);
	s.der = sign(&r, NULL);
	s.err = err;
	signature(&s);
}

static void bad_rsa_values(void)
{
	struct blob digest = hash_of(CFSV_SHA256, default_message());
	struct blob info = digest_info(CFSV_SHA256), n = key_modulus(RSA_2048);
	struct blob block = rsa_block(RSA_2048, info, digest), right;

	right = rsa_private(RSA_2048, block);
	bad_value(RSA_2048, "right", der(0x04, right), CFSV_OK);
	bad_value(RSA_2048, "a byte short", der(0x04, slice(right, 0, 255)),
		  CFSV_E_RSA_LENGTH);
	bad_value(RSA_2048, "a zero first", der(0x04, JOIN(B("\0"), right)),
		  CFSV_E_RSA_LENGTH);
	bad_value(RSA_2048, "empty", B("\x04\0"), CFSV_E_RSA_LENGTH);
	bad_value(RSA_2048, "last bit", der(0x04, flipped(right, 255, 1)),
		  CFSV_E_BAD_SIGNATURE);
	bad_value(RSA_2048, "the modulus", der(0x04, n), CFSV_E_BAD_SIGNATURE);
	bad_value(RSA_2048, "padding of type 2",
		  der(0x04, rsa_private(RSA_2048, flipped(block, 1, 3))),
		  CFSV_E_BAD_SIGNATURE);
	bad_value(RSA_2048, "another byte of padding",
		  der(0x04, rsa_private(RSA_2048, flipped(block, 9, 1))),
		  CFSV_E_BAD_SIGNATURE);
	info = B("\x30\x2f\x30\x0b" OID_SHA256 "\x04\x20");
	block = rsa_block(RSA_2048, info, digest);
	bad_value(RSA_2048, "DigestInfo without NULL",
		  der(0x04, rsa_private(RSA_2048, block)),
		  CFSV_E_BAD_SIGNATURE);
	forget();
}

static void bad_ec_values(enum key_name key)
{
	struct blob digest = hash_of(CFSV_SHA256, default_message());
	struct blob rs = ec_sign(key, CFSV_SHA256, digest), n, r, s, one;

	n = curve_order(key);
	one = JOIN(repeat(0, n.len - 1), B("\1"));
	r = slice(rs, 0, rs.len / 2);
	s = slice(rs, rs.len / 2, rs.len);
	bad_value(key, "right", ec_value(r, s), CFSV_OK);
	bad_value(key, "n - s", ec_value(r, number_subtract(n, s)), CFSV_OK);
	bad_value(key, "r is 0", ec_value(B("\0"), s), CFSV_E_ECDSA_RANGE);
	bad_value(key, "s is 0", ec_value(r, B("\0")), CFSV_E_ECDSA_RANGE);
	bad_value(key, "r is n", ec_value(n, s), CFSV_E_ECDSA_RANGE);
	bad_value(key, "s is n", ec_value(r, n), CFSV_E_ECDSA_RANGE);
	bad_value(key, "r is n - 1", ec_value(number_subtract(n, one), s),
		  CFSV_E_BAD_SIGNATURE);
	bad_value(key, "s and r", ec_value(s, r), CFSV_E_BAD_SIGNATURE);
	forget();
}

/* Genuine, but for who is said to have signed. */
static void bad_signer(enum key_name key, const char *what,
		       const struct recipe *r, enum cfsv_err err,
		       enum field field, uint32_t plus)
{
	struct signature s = {0};
	uint32_t at[FIELDS];

	s.needs = key_needs(key);
	s.key = key_names[key];
	s.what = what;
	s.anchor = spki_of(key);
	s.der = sign(r, at);
	s.err = err;
	s.at = at[field] + plus;
	signature(&s);
}

static void bad_signers(enum key_name key)
{
	struct recipe r = {0};

	r.key = key;
	r.field[F_SIGNERS_TAIL] = sign_signer_info(&r);
	bad_signer(key, "the same signer twice", &r, CFSV_E_SIG_MANY_SIGNERS,
		   F_SIGNERS_TAIL, 0);
	r.field[F_SIGNERS_TAIL] = NOTHING;
	r.field[F_SID] = sid_issuer(nested(19), B("\x02\x02\x10\0"));
	bad_signer(key, "a name nested deeply", &r, CFSV_E_DER_DEPTH, F_SID,
		   2 + 2 * 18);
	r.by_key_id = 1;
	r.field[F_SID] = B("\x80\0");
	bad_signer(key, "an empty key identifier", &r, CFSV_E_SIG_SIGNER_ID,
		   F_SID, 0);
	r.field[F_SID] = (struct blob){0};
	r.field[F_VERSION] = B("\x02\x01\x01");
	bad_signer(key, "versions 1 and 3", &r, CFSV_E_SIG_SIGNER_VERSION,
		   F_SIGNER_VERSION, 0);
	forget();
}

/* What is no signature at all */
static void no_signature(enum key_name key, const char *what, struct blob der,
			 enum cfsv_err err)
{
	struct signature s = {0};

	s.needs = key_needs(key);
	s.key = key_names[key];
	s.what = what;
	s.anchor = spki_of(key);
	s.der = der;
	s.err = err;
	signature(&s);
}

static void no_signatures(enum key_name key)
{
	struct recipe r = {0};
	struct blob der;

	r.key = key;
	der = sign(&r, NULL);
	no_signature(key, "none", (struct blob){0}, CFSV_E_NO_SIGNATURE);
	no_signature(key, "an empty file", NOTHING, CFSV_E_SIG_EMPTY);
	no_signature(key, "16129 bytes", repeat(0, CFSV_SIGNATURE_MAX + 1),
		     CFSV_E_SIG_SIZE);
	no_signature(key, "PEM", B("-----BEGIN PKCS7-----"), CFSV_E_SIG_TEXT);
	no_signature(key, "the last byte lost", slice(der, 0, der.len - 1),
		     CFSV_E_DER_SHORT);
	forget();
}

void make_signatures(void)
{
	table_begin("signature_case");
	good_signatures();
	bad_signatures_all();
	strangers(RSA_2048, RSA_2048_OTHER, P_256);
	strangers(P_256, P_256_OTHER, RSA_2048);
	bad_rsa_values();
	bad_ec_values(P_256);
	bad_ec_values(P_384);
	bad_ec_values(P_521);
	bad_signers(RSA_2048);
	bad_signers(P_256);
	no_signatures(RSA_2048);
	no_signatures(P_256);
	table_end();
}
