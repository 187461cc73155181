/* SPDX-License-Identifier: MIT */
/* fuzz_x509.c - trust anchors: what is read, against strict_anchor.c */
#include "mutate.h"

/* All points are on their curve here; fuzz_point.c asks BearSSL. */
static enum cfsv_err x509_point(enum cfsv_key_kind kind, const uint8_t *point,
				size_t len)
{
	MUST(kind >= CFSV_KEY_P256 && kind <= CFSV_KEY_P521);
	MUST(len == (kind == CFSV_KEY_P256   ? 65
		     : kind == CFSV_KEY_P384 ? 97
					     : 133));
	MUST(point[0] == 4);
	return CFSV_OK;
}

static struct part x509_part(const struct cfsv_anchor *a, struct cfsv_span w)
{
	return part_of(a->der, w.off, w.end);
}

static void x509_same(const struct cfsv_anchor *a,
		      const struct strict_anchor *t)
{
	MUST(a->kind == t->kind && a->named == t->named);
	MUST(part_same(x509_part(a, a->issuer), t->issuer));
	MUST(part_same(x509_part(a, a->serial), t->serial));
	MUST(part_same(x509_part(a, a->key_id), t->key_id));
	MUST(part_same(x509_part(a, a->key), t->key));
	MUST(part_same(x509_part(a, a->exponent), t->exponent));
}

/*
 * encode(parse(x)) == x: the public key from the core's fields; the rest of a
 * certificate, which is not kept, element by element. Contents of strings are
 * not DER for the writer, so only what holds elements is entered.
 */
static void x509_again(const struct cfsv_anchor *a, struct part spki,
		       struct part der)
{
	static uint8_t out[STRICT_OUT_MAX];
	struct strict_anchor t = {0};
	struct part again = {out, 0};

	t.kind = a->kind;
	t.key = x509_part(a, a->key);
	t.exponent = x509_part(a, a->exponent);
	again.len = strict_key_write(out, &t);
	MUST(part_same(again, spki));
	again.len = strict_rewrite(out, der);
	MUST(part_same(again, der));
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
			       unsigned int seed)
{
	return mutate_der(data, size, max, seed, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cfsv_crypto crypto = {NULL, NULL, x509_point};
	struct part in = {data, size};
	struct strict_anchor t;
	struct cfsv_anchor a;
	enum cfsv_err err;
	uint8_t *der = fuzz_copy(in);

	in.at = der;
	err = cfsv_anchor_load(&a, &crypto, der, size);
	MUST((err == CFSV_OK) == strict_anchor_read(&t, in));
	if (err == CFSV_OK) {
		x509_same(&a, &t);
		x509_again(&a, t.spki, in);
	} else {
		MUST(a.kind == 0);
		MUST(a.at <= size);
	}
	free(der);
	return 0;
}
