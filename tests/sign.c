/* SPDX-License-Identifier: MIT */
/* sign.c - makes keys, certificates and signatures, right or wrong by order */
#include <bearssl.h>
#include "sign.h"

/* Bytes */

static uint8_t arena[1 << 22];
static size_t arena_used;

void forget(void)
{
	arena_used = 0;
}

uint8_t *room(size_t len)
{
	uint8_t *p = arena + arena_used;

	if (len > sizeof(arena) - arena_used)
		fail_msg("the arena is full");
	arena_used += len;
	return p;
}

struct blob copy(const uint8_t *bytes, size_t len)
{
	struct blob b = {room(len), len};

	memcpy((uint8_t *)(uintptr_t)b.at, bytes, len);
	return b;
}

struct blob join(const struct blob *parts, size_t count)
{
	struct blob all = {NULL, 0};
	uint8_t *p;
	size_t i;

	for (i = 0; i < count; i++)
		all.len += parts[i].len;
	p = room(all.len);
	all.at = p;
	for (i = 0; i < count; i++) {
		if (parts[i].len > 0)
			memcpy(p, parts[i].at, parts[i].len);
		p += parts[i].len;
	}
	return all;
}

struct blob slice(struct blob b, size_t from, size_t to)
{
	struct blob part = {b.at + from, to - from};

	assert_true(from <= to && to <= b.len);
	return part;
}

struct blob repeat(uint8_t byte, size_t count)
{
	struct blob b = {room(count), count};

	memset((uint8_t *)(uintptr_t)b.at, byte, count);
	return b;
}

struct blob flipped(struct blob b, size_t at, uint8_t bits)
{
	struct blob other = copy(b.at, b.len);

	assert_true(at < b.len);
	((uint8_t *)(uintptr_t)other.at)[at] ^= bits;
	return other;
}

int same(struct blob a, struct blob b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

/* DER */

static struct blob der_header(uint8_t tag, size_t len)
{
	uint8_t h[6];
	size_t n = 0, i;

	h[0] = tag;
	if (len < 0x80) {
		h[1] = (uint8_t)len;
		return copy(h, 2);
	}
	while (n < 4 && (len >> (8 * n)) != 0)
		n++;
	h[1] = (uint8_t)(0x80 + n);
	for (i = 0; i < n; i++)
		h[2 + i] = (uint8_t)(len >> (8 * (n - 1 - i)));
	return copy(h, 2 + n);
}

struct blob der(uint8_t tag, struct blob contents)
{
	return JOIN(der_header(tag, contents.len), contents);
}

struct blob der_number(struct blob n)
{
	while (n.len > 0 && n.at[0] == 0)
		n = slice(n, 1, n.len);
	if (n.len == 0 || n.at[0] >= 0x80)
		return der(0x02, JOIN(B("\0"), n));
	return der(0x02, n);
}

struct blob der_name(const char *common_name)
{
	struct blob text =
		copy((const uint8_t *)common_name, strlen(common_name));

	return SEQ(SET(SEQ(B("\x06\x03\x55\x04\x03"), der(0x0c, text))));
}

/*
 * Encodings are written from their end to their beginning, so that lengths
 * are known when headers are written. Offsets count from the end until then.
 */
struct writer {
	uint8_t buf[1 << 17];
	size_t left;
};

static struct writer writer;

static void put(struct blob b)
{
	assert_true(b.len <= writer.left);
	writer.left -= b.len;
	if (b.len > 0)
		memcpy(writer.buf + writer.left, b.at, b.len);
}

static void put_field(const struct blob *fields, size_t field, uint32_t *at)
{
	put(fields[field]);
	at[field] = (uint32_t)writer.left;
}

/* All from here to end becomes the contents of an element. */
static void wrap(uint8_t tag, size_t end)
{
	put(der_header(tag, end - writer.left));
}

static struct blob finish(uint32_t *at, size_t count)
{
	struct blob b = copy(writer.buf + writer.left,
			     sizeof(writer.buf) - writer.left);
	size_t i;

	for (i = 0; i < count; i++)
		at[i] -= (uint32_t)writer.left;
	return b;
}

static void set_default(struct blob *field, struct blob value)
{
	if (field->at == NULL)
		*field = value;
}

/* Keys */

struct key {
	int made;
	br_rsa_private_key rsa;
	br_rsa_public_key rsa_public;
	br_ec_private_key ec;
	br_ec_public_key ec_public;
	uint8_t private_buf[BR_RSA_KBUF_PRIV_SIZE(4096)];
	uint8_t public_buf[BR_RSA_KBUF_PUB_SIZE(4096)];
};

/* seed: one with which the primes are found soon */
static const struct key_row {
	enum cfsv_key_kind kind;
	unsigned bits;
	uint32_t exponent;
	int curve;
	uint8_t seed;
	const char *name;
} key_rows[KEYS] = {
	[RSA_2048] = {CFSV_KEY_RSA, 2048, 65537, 0, 3, "rsa 2048"},
	[RSA_3072] = {CFSV_KEY_RSA, 3072, 65537, 0, 4, "rsa 3072"},
	[RSA_4096] = {CFSV_KEY_RSA, 4096, 65537, 0, 4, "rsa 4096"},
	[P_256] = {CFSV_KEY_P256, 0, 0, BR_EC_secp256r1, 1, "p-256"},
	[P_384] = {CFSV_KEY_P384, 0, 0, BR_EC_secp384r1, 1, "p-384"},
	[P_521] = {CFSV_KEY_P521, 0, 0, BR_EC_secp521r1, 1, "p-521"},
	[RSA_2048_OTHER] = {CFSV_KEY_RSA, 2048, 65537, 0, 4, "rsa other"},
	[P_256_OTHER] = {CFSV_KEY_P256, 0, 0, BR_EC_secp256r1, 2, "p other"},
	[RSA_1024] = {CFSV_KEY_RSA, 1024, 65537, 0, 1, "rsa 1024"},
	[RSA_E3] = {CFSV_KEY_RSA, 2048, 3, 0, 3, "rsa e=3"},
};

static const struct key *key_get(enum key_name name)
{
	static struct key keys[KEYS];
	const struct key_row *row = &key_rows[name];
	struct key *k = &keys[name];
	uint8_t seed[4] = {0};
	br_hmac_drbg_context random;

	if (k->made)
		return k;
	seed[0] = row->seed;
	br_hmac_drbg_init(&random, &br_sha256_vtable, seed, sizeof(seed));
	if (row->kind == CFSV_KEY_RSA) {
		assert_true(br_rsa_i31_keygen(
			&random.vtable, &k->rsa, k->private_buf, &k->rsa_public,
			k->public_buf, row->bits, row->exponent));
	} else {
		assert_true(br_ec_keygen(&random.vtable, &br_ec_prime_i31,
					 &k->ec, k->private_buf, row->curve));
		assert_true(br_ec_compute_pub(&br_ec_prime_i31, &k->ec_public,
					      k->public_buf, &k->ec));
	}
	k->made = 1;
	return k;
}

enum cfsv_key_kind key_kind(enum key_name key)
{
	return key_rows[key].kind;
}

int key_is_rsa(enum key_name key)
{
	return key_kind(key) == CFSV_KEY_RSA;
}

struct blob key_modulus(enum key_name key)
{
	const br_rsa_public_key *k = &key_get(key)->rsa_public;

	return copy(k->n, k->nlen);
}

struct blob key_point(enum key_name key)
{
	const br_ec_public_key *k = &key_get(key)->ec_public;

	return copy(k->q, k->qlen);
}

struct blob key_id(enum key_name key)
{
	struct blob public_key =
		key_is_rsa(key) ? key_modulus(key) : key_point(key);

	return slice(hash_of(CFSV_SHA256, public_key), 0, 20);
}

struct blob curve_order(enum key_name key)
{
	size_t len;
	const uint8_t *n = br_ec_prime_i31.order(key_rows[key].curve, &len);

	return copy(n, len);
}

struct blob hash_of(enum cfsv_hash hash, struct blob message)
{
	uint8_t out[64];
	br_sha256_context c256;
	br_sha384_context c384;
	br_sha512_context c512;

	switch (hash) {
	case CFSV_SHA384:
		br_sha384_init(&c384);
		br_sha384_update(&c384, message.at, message.len);
		br_sha384_out(&c384, out);
		return copy(out, 48);
	case CFSV_SHA512:
		br_sha512_init(&c512);
		br_sha512_update(&c512, message.at, message.len);
		br_sha512_out(&c512, out);
		return copy(out, 64);
	default:
		br_sha256_init(&c256);
		br_sha256_update(&c256, message.at, message.len);
		br_sha256_out(&c256, out);
		return copy(out, 32);
	}
}

struct blob rsa_private(enum key_name key, struct blob block)
{
	struct blob x = copy(block.at, block.len);

	assert_true(br_rsa_i31_private((uint8_t *)(uintptr_t)x.at,
				       &key_get(key)->rsa));
	return x;
}

struct blob digest_info(enum cfsv_hash hash)
{
	switch (hash) {
	case CFSV_SHA384:
		return B("\x30\x41\x30\x0d" OID_SHA384 NUL "\x04\x30");
	case CFSV_SHA512:
		return B("\x30\x51\x30\x0d" OID_SHA512 NUL "\x04\x40");
	default:
		return B("\x30\x31\x30\x0d" OID_SHA256 NUL "\x04\x20");
	}
}

struct blob rsa_block(enum key_name key, struct blob info, struct blob digest)
{
	size_t size = key_rows[key].bits / 8;

	return JOIN(B("\x00\x01"),
		    repeat(0xff, size - 3 - info.len - digest.len), B("\0"),
		    info, digest);
}

/* By BearSSL alone, so that the block is not of our own making. */
static struct blob rsa_sign(enum key_name key, enum cfsv_hash hash,
			    struct blob digest)
{
	const unsigned char *oid = hash == CFSV_SHA384	 ? BR_HASH_OID_SHA384
				   : hash == CFSV_SHA512 ? BR_HASH_OID_SHA512
							 : BR_HASH_OID_SHA256;
	struct blob x = repeat(0, key_rows[key].bits / 8);

	assert_true(br_rsa_i31_pkcs1_sign(oid, digest.at, digest.len,
					  &key_get(key)->rsa,
					  (uint8_t *)(uintptr_t)x.at));
	return x;
}

struct blob ec_sign(enum key_name key, enum cfsv_hash hash, struct blob digest)
{
	const br_hash_class *class = hash == CFSV_SHA384   ? &br_sha384_vtable
				     : hash == CFSV_SHA512 ? &br_sha512_vtable
							   : &br_sha256_vtable;
	uint8_t rs[2 * 66];
	size_t len = br_ecdsa_i31_sign_raw(&br_ec_prime_i31, class, digest.at,
					   &key_get(key)->ec, rs);

	assert_true(len > 0);
	return copy(rs, len);
}

struct blob number_add(struct blob a, struct blob b)
{
	size_t len = 1 + (a.len > b.len ? a.len : b.len);
	struct blob sum = repeat(0, len);
	uint8_t *out = (uint8_t *)(uintptr_t)sum.at;
	unsigned carry = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		carry += i < a.len ? a.at[a.len - 1 - i] : 0u;
		carry += i < b.len ? b.at[b.len - 1 - i] : 0u;
		out[len - 1 - i] = (uint8_t)carry;
		carry >>= 8;
	}
	return sum;
}

struct blob number_subtract(struct blob a, struct blob b)
{
	struct blob difference = copy(a.at, a.len);
	uint8_t *out = (uint8_t *)(uintptr_t)difference.at;
	unsigned borrow = 0, x;
	size_t i;

	assert_true(a.len == b.len && memcmp(a.at, b.at, a.len) >= 0);
	for (i = a.len; i-- > 0;) {
		x = 256u + a.at[i] - b.at[i] - borrow;
		out[i] = (uint8_t)x;
		borrow = x < 256;
	}
	return difference;
}

struct blob ec_value(struct blob r, struct blob s)
{
	return der(0x04, SEQ(der_number(r), der_number(s)));
}

/* Certificates and public keys */

struct blob extension(const char *oid_end, int critical, struct blob value)
{
	struct blob oid = copy((const uint8_t *)oid_end, strlen(oid_end));

	return SEQ(der(0x06, JOIN(B("\x55\x1d"), oid)),
		   critical ? B("\x01\x01\xff") : NOTHING, der(0x04, value));
}

struct blob extensions(struct blob list)
{
	return der(0xa3, der(0x30, list));
}

struct blob extension_key_id(struct blob id)
{
	return extension("\x0e", 0, der(0x04, id));
}

static struct blob serial_of(enum key_name key)
{
	uint8_t serial[4] = {0x02, 0x02, 0x10, (uint8_t)key};

	return copy(serial, sizeof(serial));
}

struct blob sid_issuer(struct blob issuer, struct blob serial)
{
	return SEQ(issuer, serial);
}

struct blob sid_of(enum key_name key)
{
	return sid_issuer(der_name(key_rows[key].name), serial_of(key));
}

static struct blob curve_oid(enum key_name key)
{
	switch (key_kind(key)) {
	case CFSV_KEY_P256:
		return B(OID_P256);
	case CFSV_KEY_P384:
		return B(OID_P384);
	default:
		return B(OID_P521);
	}
}

static void cert_defaults(const struct cert *c, struct blob f[CERT_FIELDS])
{
	struct blob name = der_name(key_rows[c->key].name);
	size_t i;

	set_default(&f[C_VERSION], B("\xa0\x03\x02\x01\x02"));
	set_default(&f[C_SERIAL], serial_of(c->key));
	set_default(&f[C_ALGORITHM], SEQ(B(OID_ECDSA_SHA256)));
	set_default(&f[C_ISSUER], name);
	set_default(&f[C_VALIDITY], SEQ(B("\x17\x0d"
					  "200101000000Z\x17\x0d"
					  "490101000000Z")));
	set_default(&f[C_SUBJECT], name);
	if (key_is_rsa(c->key)) {
		set_default(&f[C_KEY_OID], B(OID_RSA));
		set_default(&f[C_KEY_PARAMETERS], B(NUL));
		set_default(&f[C_MODULUS], der_number(key_modulus(c->key)));
		set_default(&f[C_EXPONENT], key_rows[c->key].exponent == 3
						    ? B("\x02\x01\x03")
						    : B("\x02\x03\x01\0\x01"));
	} else {
		set_default(&f[C_KEY_OID], B(OID_EC));
		set_default(&f[C_KEY_PARAMETERS], curve_oid(c->key));
		set_default(&f[C_POINT], key_point(c->key));
	}
	set_default(&f[C_EXTENSIONS],
		    extensions(extension_key_id(key_id(c->key))));
	set_default(&f[C_OUTER_ALGORITHM], SEQ(B(OID_ECDSA_SHA256)));
	set_default(&f[C_OUTER_SIGNATURE],
		    der(0x03, JOIN(B("\0"), repeat(0x5a, 70))));
	for (i = 0; i < CERT_FIELDS; i++) /* the rest: all are optional */
		if (i != C_KEY && i != C_KEY_BITS && i != C_KEY_ALGORITHM)
			set_default(&f[i], NOTHING);
}

static void put_key_bits(const struct cert *c, const struct blob *f,
			 uint32_t *at)
{
	size_t end = writer.left, inner;

	if (f[C_KEY_BITS].at != NULL) {
		put_field(f, C_KEY_BITS, at);
		return;
	}
	put_field(f, C_KEY_BITS_TAIL, at);
	if (key_is_rsa(c->key)) {
		inner = writer.left;
		put_field(f, C_RSA_TAIL, at);
		put_field(f, C_EXPONENT, at);
		put_field(f, C_MODULUS, at);
		wrap(0x30, inner);
	} else {
		put_field(f, C_POINT, at);
	}
	put(B("\0"));
	wrap(0x03, end);
	at[C_KEY_BITS] = (uint32_t)writer.left;
}

static void put_key(const struct cert *c, const struct blob *f, uint32_t *at)
{
	size_t end = writer.left, inner;

	if (f[C_KEY].at != NULL) {
		put_field(f, C_KEY, at);
		return;
	}
	put_field(f, C_KEY_TAIL, at);
	put_key_bits(c, f, at);
	inner = writer.left;
	if (f[C_KEY_ALGORITHM].at != NULL) {
		put_field(f, C_KEY_ALGORITHM, at);
	} else {
		put_field(f, C_KEY_ALGORITHM_TAIL, at);
		put_field(f, C_KEY_PARAMETERS, at);
		put_field(f, C_KEY_OID, at);
		wrap(0x30, inner);
		at[C_KEY_ALGORITHM] = (uint32_t)writer.left;
	}
	wrap(0x30, end);
	at[C_KEY] = (uint32_t)writer.left;
}

struct blob cert_make(const struct cert *c, uint32_t at[CERT_FIELDS])
{
	struct blob f[CERT_FIELDS];
	uint32_t unwanted[CERT_FIELDS];
	size_t end, tbs;
	int i;

	if (at == NULL)
		at = unwanted;
	memset(at, 0, CERT_FIELDS * sizeof(at[0]));
	memcpy(f, c->field, sizeof(f));
	cert_defaults(c, f);
	writer.left = sizeof(writer.buf);
	put_field(f, C_TAIL, at);
	if (c->bare) {
		put_key(c, f, at);
		return finish(at, CERT_FIELDS);
	}
	end = writer.left;
	put_field(f, C_CERT_TAIL, at);
	put_field(f, C_OUTER_SIGNATURE, at);
	put_field(f, C_OUTER_ALGORITHM, at);
	tbs = writer.left;
	put_field(f, C_TBS_TAIL, at);
	put_field(f, C_EXTENSIONS, at);
	put_field(f, C_UNIQUE_IDS, at);
	put_key(c, f, at);
	for (i = C_SUBJECT; i >= C_VERSION; i--)
		put_field(f, (size_t)i, at);
	wrap(0x30, tbs);
	wrap(0x30, end);
	return finish(at, CERT_FIELDS);
}

struct blob cert_of(enum key_name key)
{
	struct cert c = {0};

	c.key = key;
	return cert_make(&c, NULL);
}

struct blob spki_of(enum key_name key)
{
	struct cert c = {0};

	c.key = key;
	c.bare = 1;
	return cert_make(&c, NULL);
}

/* Signatures */

struct blob default_message(void)
{
	return B("FSVerity\x01\x00\x20\x00"
		 "the digest of a digest file: 32.");
}

static struct blob digest_algorithm(const struct recipe *r)
{
	struct blob null = r->digest_absent ? NOTHING : B(NUL);

	switch (r->hash) {
	case CFSV_SHA384:
		return SEQ(B(OID_SHA384), null);
	case CFSV_SHA512:
		return SEQ(B(OID_SHA512), null);
	default:
		return SEQ(B(OID_SHA256), null);
	}
}

static struct blob signature_algorithm(const struct recipe *r)
{
	if (key_is_rsa(r->key))
		return SEQ(B(OID_RSA), B(NUL));
	switch (r->hash) {
	case CFSV_SHA384:
		return SEQ(B(OID_ECDSA_SHA384));
	case CFSV_SHA512:
		return SEQ(B(OID_ECDSA_SHA512));
	default:
		return SEQ(B(OID_ECDSA_SHA256));
	}
}

static struct blob signature_value(const struct recipe *r)
{
	struct blob digest, rs, block = r->block;

	digest = hash_of(r->hash,
			 r->message.at ? r->message : default_message());
	if (!key_is_rsa(r->key)) {
		rs = ec_sign(r->key, r->hash, digest);
		return ec_value(slice(rs, 0, rs.len / 2),
				slice(rs, rs.len / 2, rs.len));
	}
	if (block.at == NULL && r->digest_info.at == NULL)
		return der(0x04, rsa_sign(r->key, r->hash, digest));
	if (block.at == NULL)
		block = rsa_block(r->key, r->digest_info, digest);
	return der(0x04, rsa_private(r->key, block));
}

static void sign_defaults(const struct recipe *r, struct blob f[FIELDS])
{
	struct blob version =
		r->by_key_id ? B("\x02\x01\x03") : B("\x02\x01\x01");
	size_t i;

	set_default(&f[F_INFO_TYPE], B(OID_SIGNED_DATA));
	set_default(&f[F_VERSION], version);
	set_default(&f[F_DIGESTS], SET(digest_algorithm(r)));
	set_default(&f[F_CONTENT], SEQ(B(OID_DATA)));
	set_default(&f[F_SIGNER_VERSION], version);
	set_default(&f[F_SID],
		    r->by_key_id ? der(0x80, key_id(r->key)) : sid_of(r->key));
	set_default(&f[F_SIGNER_DIGEST], digest_algorithm(r));
	set_default(&f[F_ALGORITHM], signature_algorithm(r));
	if (f[F_VALUE].at == NULL)
		f[F_VALUE] = signature_value(r);
	for (i = 0; i < FIELDS; i++) /* the rest: all are optional */
		if (i != F_INFO_CONTENT && i != F_SIGNERS)
			set_default(&f[i], NOTHING);
}

static void put_signer_info(const struct blob *f, uint32_t *at)
{
	size_t end = writer.left;
	int i;

	for (i = F_SIGNER_TAIL; i >= F_SIGNER_VERSION; i--)
		put_field(f, (size_t)i, at);
	wrap(0x30, end);
}

static void put_signed_data(const struct blob *f, uint32_t *at)
{
	size_t end = writer.left, signers;
	int i;

	put_field(f, F_SIGNED_DATA_TAIL, at);
	if (f[F_SIGNERS].at != NULL) {
		put_field(f, F_SIGNERS, at);
	} else {
		signers = writer.left;
		put_field(f, F_SIGNERS_TAIL, at);
		put_signer_info(f, at);
		wrap(0x31, signers);
		at[F_SIGNERS] = (uint32_t)writer.left;
	}
	for (i = F_EXTRA; i >= F_VERSION; i--)
		put_field(f, (size_t)i, at);
	wrap(0x30, end);
}

struct blob sign(const struct recipe *r, uint32_t at[FIELDS])
{
	struct blob f[FIELDS];
	uint32_t unwanted[FIELDS];
	size_t end, content;

	if (at == NULL)
		at = unwanted;
	memset(at, 0, FIELDS * sizeof(at[0]));
	memcpy(f, r->field, sizeof(f));
	sign_defaults(r, f);
	writer.left = sizeof(writer.buf);
	put_field(f, F_TAIL, at);
	end = writer.left;
	put_field(f, F_INFO_TAIL, at);
	if (f[F_INFO_CONTENT].at != NULL) {
		put_field(f, F_INFO_CONTENT, at);
	} else {
		content = writer.left;
		put_field(f, F_CONTENT_TAIL, at);
		put_signed_data(f, at);
		wrap(0xa0, content);
		at[F_INFO_CONTENT] = (uint32_t)writer.left;
	}
	put_field(f, F_INFO_TYPE, at);
	wrap(0x30, end);
	return finish(at, FIELDS);
}

struct blob sign_signer_info(const struct recipe *r)
{
	struct blob f[FIELDS];
	uint32_t at[FIELDS] = {0};

	memcpy(f, r->field, sizeof(f));
	sign_defaults(r, f);
	writer.left = sizeof(writer.buf);
	put_signer_info(f, at);
	return finish(at, FIELDS);
}

/* Verdicts */

static uint8_t *exact_copy(struct blob b)
{
	uint8_t *p;

	if (b.at == NULL)
		return NULL;
	p = malloc(b.len > 0 ? b.len : 1);
	assert_non_null(p);
	memcpy(p, b.at, b.len);
	return p;
}

enum cfsv_err load(struct blob anchor, struct cfsv_anchor *out)
{
	uint8_t *der_copy = exact_copy(anchor);
	enum cfsv_err err;

	err = cfsv_anchor_load(out, &cfsv_bearssl, der_copy, anchor.len);
	free(der_copy);
	out->der = anchor.at;
	return err;
}

#define ANCHORS_MAX 8

enum cfsv_err verify_any(const struct blob *anchors, size_t count,
			 struct blob sig, struct blob message,
			 const struct cfsv_crypto *crypto,
			 struct cfsv_report *report)
{
	struct cfsv_anchor loaded[ANCHORS_MAX];
	uint8_t *ders[ANCHORS_MAX];
	struct cfsv_trust trust = {loaded, count, crypto, NULL};
	uint8_t *sig_copy = exact_copy(sig);
	uint8_t *message_copy = exact_copy(message);
	enum cfsv_err err;
	size_t i;

	assert_true(count <= ANCHORS_MAX);
	for (i = 0; i < count; i++) {
		ders[i] = exact_copy(anchors[i]);
		err = cfsv_anchor_load(&loaded[i], crypto, ders[i],
				       anchors[i].len);
		expect_err("the anchor itself", err, CFSV_OK);
	}
	err = cfsv_verify_message(&trust, sig_copy, sig.len, message_copy,
				  message.len, report);
	for (i = 0; i < count; i++)
		free(ders[i]);
	free(sig_copy);
	free(message_copy);
	return err;
}

enum cfsv_err verify(struct blob anchor, struct blob sig, struct blob message,
		     struct cfsv_report *report)
{
	struct cfsv_report unwanted = {0};

	return verify_any(&anchor, 1, sig, message, &cfsv_bearssl,
			  report != NULL ? report : &unwanted);
}

void expect_err(const char *what, enum cfsv_err found, enum cfsv_err wanted)
{
	if (found != wanted)
		fail_msg("%s: %s, expected %s", what, cfsv_error_name(found),
			 cfsv_error_name(wanted));
}
