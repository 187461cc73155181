/* SPDX-License-Identifier: MIT */
/* fuzz_verify.c - the whole verdict, by keys that say yes to everything */
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/objects.h>
#include "mutate.h"

/*
 * Input: which of the golden anchors, or one that the input brings; what the
 * RSA oracle does; the signature. With keys that vouch for anything, the
 * profile and the names are all that is left to refuse: whatever is accepted
 * must be what strict.c accepts and whose anchor it finds, and the other way
 * round.
 */
static struct {
	uint32_t hash; /* of the signature; the oracle makes its block */
	uint8_t digest[64];
	size_t spoil; /* this byte of the block is wrong; 0: none */
	int calls;
} oracle;

/* DigestInfo up to the digest, RFC 8017 9.2 note 1 */
static const struct part verify_info[4] = {
	[CFSV_SHA256] = LITERAL("\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65"
				"\x03\x04\x02\x01\x05\x00\x04\x20"),
	[CFSV_SHA384] = LITERAL("\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65"
				"\x03\x04\x02\x02\x05\x00\x04\x30"),
	[CFSV_SHA512] = LITERAL("\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65"
				"\x03\x04\x02\x03\x05\x00\x04\x40"),
};

/* x becomes the block that a genuine signature would be, but for one byte. */
static enum cfsv_err oracle_rsa(uint8_t *x, const uint8_t *n, size_t len,
				const uint8_t *e, size_t e_len)
{
	uint32_t ds = merkle_digest_size(oracle.hash);
	const struct part *info = &verify_info[oracle.hash];

	MUST(len == 256 || len == 384 || len == 512);
	MUST(n[0] & 0x80 && n[len - 1] & 1);
	MUST(e_len >= 3 && e_len <= len && e[e_len - 1] & 1 && e[0] != 0);
	oracle.calls++;
	memset(x, 0xff, len);
	x[0] = 0;
	x[1] = 1;
	memcpy(x + len - ds, oracle.digest, ds);
	memcpy(x + len - ds - info->len, info->at, info->len);
	x[len - ds - info->len - 1] = 0;
	if (oracle.spoil != 0)
		x[oracle.spoil % len] ^=
			(uint8_t)(1 + oracle.spoil / len % 255);
	return CFSV_OK;
}

static const size_t verify_sizes[] = {
	[CFSV_KEY_P256] = 32, [CFSV_KEY_P384] = 48, [CFSV_KEY_P521] = 66};

/* 0 < number < n, by OpenSSL's curves */
static int verify_in_range(uint32_t kind, struct part number)
{
	static BIGNUM *orders[5];
	static const int names[] = {[CFSV_KEY_P256] = NID_X9_62_prime256v1,
				    [CFSV_KEY_P384] = NID_secp384r1,
				    [CFSV_KEY_P521] = NID_secp521r1};
	EC_GROUP *group;
	BIGNUM *value;
	int good;

	if (orders[kind] == NULL) {
		group = EC_GROUP_new_by_curve_name(names[kind]);
		MUST(group != NULL);
		orders[kind] = BN_dup(EC_GROUP_get0_order(group));
		EC_GROUP_free(group);
	}
	if (number.len > 66)
		return 0;
	value = BN_bin2bn(number.at, (int)number.len, NULL);
	MUST(value != NULL && orders[kind] != NULL);
	good = !BN_is_zero(value) && BN_cmp(value, orders[kind]) < 0;
	BN_free(value);
	return good;
}

static enum cfsv_err oracle_ecdsa(enum cfsv_key_kind kind, const uint8_t *point,
				  size_t point_len, const uint8_t *hash,
				  size_t hash_len, const uint8_t *rs,
				  size_t rs_len)
{
	size_t size = verify_sizes[kind];

	MUST(point_len == 1 + 2 * size && point[0] == 4);
	MUST(rs_len == 2 * size);
	MUST(verify_in_range(kind, (struct part){rs, size}));
	MUST(verify_in_range(kind, (struct part){rs + size, size}));
	MUST(hash_len == merkle_digest_size(oracle.hash));
	MUST(memcmp(hash, oracle.digest, hash_len) == 0);
	oracle.calls++;
	return CFSV_OK;
}

static enum cfsv_err oracle_point(enum cfsv_key_kind kind, const uint8_t *point,
				  size_t len)
{
	MUST(len == 1 + 2 * verify_sizes[kind] && point[0] == 4);
	return CFSV_OK;
}

static const struct cfsv_crypto verify_oracle = {oracle_rsa, oracle_ecdsa,
						 oracle_point};

#define VERIFY_ANCHORS 3
struct anchors {
	struct cfsv_anchor loaded[VERIFY_ANCHORS];
	struct strict_anchor strict[VERIFY_ANCHORS];
	size_t count;
	int whole; /* from the digest file, not from what is signed */
	uint8_t *own;
};

static void verify_add(struct anchors *a, struct part der)
{
	struct strict_anchor t;
	struct cfsv_anchor c;

	if (cfsv_anchor_load(&c, &verify_oracle, der.at, der.len) != CFSV_OK)
		return;
	MUST(strict_anchor_read(&t, der));
	a->loaded[a->count] = c;
	a->strict[a->count++] = t;
}

static void verify_anchors(struct anchors *a, struct part *in)
{
	uint8_t which = fuzz_byte(in);
	struct part own;

	memset(a, 0, sizeof(*a));
	if (which & 0x80) {
		own = fuzz_take(in, fuzz_number(in, 2));
		own.at = a->own = fuzz_copy(own);
		verify_add(a, own);
	}
	verify_add(a, golden[which % 8 % GOLDEN_KEYS].certificate);
	a->whole = which & 0x20;
	if (which & 0x40)
		verify_add(a, golden[which / 8 % 4 * 5 % GOLDEN_KEYS].key);
}

/* May this anchor be the signer, and would its key be asked? */
static int verify_may(const struct strict_signature *s,
		      const struct strict_anchor *a)
{
	if (s->ecdsa == (a->kind == CFSV_KEY_RSA))
		return 0;
	if (a->named && s->version == 1 &&
	    !(part_same(s->issuer, a->issuer) &&
	      part_same(s->serial, a->serial)))
		return 0;
	if (a->named && s->version == 3 && !part_same(s->key_id, a->key_id))
		return 0;
	if (!s->ecdsa)
		return s->value.len == a->key.len && oracle.spoil == 0;
	return verify_in_range(a->kind, s->r) && verify_in_range(a->kind, s->s);
}

/* Which anchor vouches by the second reader; the count if none does. */
static size_t verify_wanted(const struct anchors *a, struct part der)
{
	static uint8_t out[STRICT_OUT_MAX];
	struct strict_signature s;
	struct part again = {out, 0};
	size_t i;

	oracle.hash = CFSV_SHA256;
	if (!strict_signature_read(&s, der))
		return a->count;
	oracle.hash = s.hash;
	merkle_hash(s.hash, golden_message, oracle.digest);
	for (i = 0; i < a->count; i++)
		if (verify_may(&s, &a->strict[i]))
			break;
	again.len = strict_signature_write(out, &s);
	MUST(part_same(again, der));
	return i;
}

static enum cfsv_err verify_pair(const struct cfsv_trust *trust,
				 struct part sig, struct cfsv_report *report)
{
	struct cfsv_pair pair = {golden_digest_file.at, golden_digest_file.len,
				 sig.at, sig.len};
	enum cfsv_err err = cfsv_verify_pair(trust, &pair, report);

	MUST((report->expected.size != 0) == (err == CFSV_OK));
	if (err == CFSV_OK)
		MUST(memcmp(report->expected.bytes, golden_digest_file.at,
			    golden_digest_file.len) == 0);
	return err;
}

/* Where the signature begins, if the input brings no anchor */
static size_t verify_at(const uint8_t *data, size_t size)
{
	if (size < 2 || data[0] & 0x80)
		return size;
	return data[1] % 2 ? 4 : 2;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
			       unsigned int seed)
{
	return mutate_der(data, size, max, seed, verify_at(data, size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cfsv_trust trust = {NULL, 0, &verify_oracle, NULL};
	struct cfsv_report report;
	struct part in = {data, size};
	struct anchors a;
	enum cfsv_err err;
	size_t wanted;
	uint8_t *sig;

	memset(&oracle, 0, sizeof(oracle));
	verify_anchors(&a, &in);
	oracle.spoil = fuzz_byte(&in);
	if (oracle.spoil != 0)
		oracle.spoil = oracle.spoil % 2 ? fuzz_number(&in, 2) : 0;
	trust.anchors = a.loaded;
	trust.count = a.count;
	sig = fuzz_copy(in);
	in.at = sig;
	wanted = verify_wanted(&a, in);
	err = a.whole ? verify_pair(&trust, in, &report)
		      : cfsv_verify_message(&trust, sig, in.len,
					    golden_message.at,
					    golden_message.len, &report);
	MUST((err == CFSV_OK) == (wanted < a.count));
	MUST(err != CFSV_OK || (report.anchor == wanted && oracle.calls > 0));
	free(sig);
	free(a.own);
	return 0;
}
