/* SPDX-License-Identifier: MIT */
/* make_pairs.c - cases of images and their signed pairs: the whole verdict */
#include <stdio.h>
#include "make.h"

/* Genuine as pair_begin() makes it; then a case changes what it is about. */
struct pair {
	enum key_name key;
	unsigned needs;
	struct blob anchor, digest_file, signature;
	struct image image;
};

static struct pair genuine(enum key_name key, enum cfsv_hash hash, size_t size)
{
	struct measure m = {hash, 0, 0};
	struct recipe r = {0};
	struct pair p = {0};

	p.key = key;
	p.needs = key_needs(key) | hash_needs(hash);
	p.anchor = spki_of(key);
	p.digest_file = merkle(&m, image_bytes(size));
	p.image.size = size;
	r.key = key;
	r.message = formatted(p.digest_file);
	p.signature = sign(&r, NULL);
	return p;
}

static void pair(const char *what, const struct pair *p, enum cfsv_err err)
{
	row_begin(p->needs, err, "pair: %s, %llu bytes, %s", key_names[p->key],
		  (unsigned long long)p->image.size, what);
	row_bytes(p->anchor);
	row_bytes(p->digest_file);
	row_bytes(p->signature);
	row_image(&p->image);
	row_end();
}

static void good_pairs(enum key_name key)
{
	static const size_t sizes[] = {0, 1, 4095, 4096, 4097, 524288, 524289};
	struct pair p;
	size_t i;

	for (i = 0; i < COUNT(sizes); i++) {
		p = genuine(key, CFSV_SHA256, sizes[i]);
		pair("sha256", &p, CFSV_OK);
		forget();
	}
	p = genuine(key, CFSV_SHA512, 20000);
	pair("sha512", &p, CFSV_OK);
	p.image.conduct = FLIPS;
	pair("sha512, a byte", &p, CFSV_E_IMAGE_DIFFERS);
	forget();
	p = genuine(key, CFSV_SHA256, 10000);
	p.anchor = cert_of(key);
	p.needs |= NEED_CERTIFICATES;
	pair("by certificate", &p, CFSV_OK);
	forget();
}

static void bad_image(struct pair p, const char *what, enum conduct conduct,
		      uint64_t at, enum cfsv_err err)
{
	p.image.conduct = conduct;
	p.image.at = at;
	pair(what, &p, err);
}

static void bad_images(enum key_name key)
{
	struct pair p = genuine(key, CFSV_SHA256, 100001);

	bad_image(p, "first byte", FLIPS, 0, CFSV_E_IMAGE_DIFFERS);
	bad_image(p, "last byte", FLIPS, 100000, CFSV_E_IMAGE_DIFFERS);
	bad_image(p, "a byte inside", FLIPS, 70000, CFSV_E_IMAGE_DIFFERS);
	bad_image(p, "in small pieces", TRICKLES, 4000, CFSV_OK);
	bad_image(p, "size unknown", HIDES, 0, CFSV_OK);
	bad_image(p, "a byte less", ENDS, 100000, CFSV_E_SHRANK);
	bad_image(p, "a byte more", GOES_ON, 0, CFSV_E_GREW);
	bad_image(p, "reading fails", FAILS, 50000, CFSV_E_READ);
	bad_image(p, "reading says 5", SHOUTS, 50000, CFSV_E_READ);
	bad_image(p, "reading brags", BRAGS, 0, CFSV_E_READ_OVERRUN);
	p.image.size--; /* and the source is honest about it */
	pair("of another's size", &p, CFSV_E_IMAGE_DIFFERS);
	forget();
}

static void bad_digest_files(enum key_name key)
{
	static const size_t lengths[] = {0, 1, 31, 33, 63, 65, 128};
	struct pair p = genuine(key, CFSV_SHA256, 5000), bad = p;
	char what[40];
	size_t i;

	for (i = 0; i < COUNT(lengths); i++) {
		bad.digest_file = repeat('d', lengths[i]);
		snprintf(what, sizeof(what), "digest file of %u bytes",
			 (unsigned)lengths[i]);
		pair(what, &bad, CFSV_E_DIGEST_FILE_LENGTH);
	}
	bad.digest_file = flipped(p.digest_file, 31, 0x80);
	pair("digest file changed", &bad, CFSV_E_BAD_SIGNATURE);
	bad.digest_file = (struct blob){0};
	pair("no digest file", &bad, CFSV_E_NO_DIGEST);
	bad.digest_file = repeat('d', 64);
	bad.needs |= NEED_SHA512;
	pair("digest file of 64 bytes", &bad, CFSV_E_BAD_SIGNATURE);
	forget();
}

static void bad_signatures(enum key_name key, enum key_name other)
{
	struct pair p = genuine(key, CFSV_SHA256, 5000), bad = p;

	bad.signature = genuine(key, CFSV_SHA256, 5001).signature;
	pair("another image's signature", &bad, CFSV_E_BAD_SIGNATURE);
	bad.signature = flipped(p.signature, p.signature.len - 1, 1);
	pair("signature changed", &bad, CFSV_E_BAD_SIGNATURE);
	bad.signature = NOTHING;
	pair("signature empty", &bad, CFSV_E_SIG_EMPTY);
	bad.signature = (struct blob){0};
	pair("no signature", &bad, CFSV_E_NO_SIGNATURE);
	bad = p;
	bad.anchor = spki_of(other);
	pair("another key", &bad, CFSV_E_BAD_SIGNATURE);
	bad.anchor = (struct blob){0};
	pair("no anchor", &bad, CFSV_E_NO_ANCHOR);
	bad.needs |= NEED_CERTIFICATES;
	bad.anchor = cert_of(other);
	pair("another certificate", &bad, CFSV_E_UNKNOWN_SIGNER);
	forget();
}

static void pairs_of(enum key_name key, enum key_name other)
{
	good_pairs(key);
	bad_images(key);
	bad_digest_files(key);
	bad_signatures(key, other);
}

void make_pairs(void)
{
	table_begin("pair_case");
	pairs_of(RSA_2048, RSA_2048_OTHER);
	pairs_of(P_256, P_256_OTHER);
	table_end();
}
