/* SPDX-License-Identifier: MIT */
/* fuzz_pkcs7.c - signatures: what is read, against strict.c and its writer */
#include "mutate.h"

static struct part pkcs7_part(const struct cfsv_signature *s,
			      struct cfsv_span w)
{
	return part_of(s->der, w.off, w.end);
}

/* Field by field: what was found by the core is what the other reader found. */
static void pkcs7_same(const struct cfsv_signature *s,
		       const struct strict_signature *t)
{
	MUST(s->at == 0);
	MUST(s->version == t->version && s->signer_version == t->version);
	MUST(s->digest == t->hash && s->ecdsa == t->ecdsa);
	MUST(part_same(pkcs7_part(s, s->issuer), t->issuer));
	MUST(part_same(pkcs7_part(s, s->serial), t->serial));
	MUST(part_same(pkcs7_part(s, s->key_id), t->key_id));
	MUST(part_same(pkcs7_part(s, s->value), t->value));
	MUST(part_same(pkcs7_part(s, s->r), t->r));
	MUST(part_same(pkcs7_part(s, s->s), t->s));
}

/* encode(parse(x)) == x, from the core's fields alone */
static void pkcs7_again(const struct cfsv_signature *s, struct part der)
{
	static uint8_t out[STRICT_OUT_MAX];
	struct strict_signature t = {0};
	struct part again = {out, 0};
	int same = 0;

	t.version = s->version;
	t.hash = s->digest;
	t.ecdsa = s->ecdsa;
	t.issuer = pkcs7_part(s, s->issuer);
	t.serial = pkcs7_part(s, s->serial);
	t.key_id = pkcs7_part(s, s->key_id);
	t.value = pkcs7_part(s, s->value);
	t.r = pkcs7_part(s, s->r);
	t.s = pkcs7_part(s, s->s);
	/* the one thing that is free, and not kept */
	for (t.has_null = 0; t.has_null <= 1; t.has_null++) {
		again.len = strict_signature_write(out, &t);
		same += part_same(again, der);
	}
	MUST(same == 1);
}

/* After a refusal only what was read before it stands there. */
static void pkcs7_refused(const struct cfsv_signature *s, size_t len)
{
	const struct cfsv_span *spans[] = {&s->issuer, &s->serial, &s->key_id,
					   &s->value,  &s->r,	   &s->s};
	size_t i;

	MUST(s->at <= len);
	for (i = 0; i < sizeof(spans) / sizeof(spans[0]); i++)
		MUST(spans[i]->off <= spans[i]->end && spans[i]->end <= len);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
			       unsigned int seed)
{
	return mutate_der(data, size, max, seed, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct part in = {data, size};
	struct strict_signature t;
	struct cfsv_signature s;
	enum cfsv_err err;
	uint8_t *der = fuzz_copy(in);

	in.at = der;
	err = cfsv_signature_parse(&s, der, size);
	MUST((err == CFSV_OK) == strict_signature_read(&t, in));
	MUST(err == CFSV_OK || cfsv_error_class(err) == CFSV_CLASS_REFUSED);
	if (err == CFSV_OK) {
		pkcs7_same(&s, &t);
		pkcs7_again(&s, in);
	} else {
		pkcs7_refused(&s, size);
	}
	free(der);
	return 0;
}
