/* SPDX-License-Identifier: MIT */
/* main.c - code against specification: accepted N SEED; last line: counts */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "accepted.h"
#include "prove/spec/spec.h"

static struct out made, again;
static unsigned long inputs, accepted_signatures, accepted_anchors, differences;

/* A curve of chance: both sides ask the same oracle. */
static int main_oracle(const uint8_t *point, size_t size)
{
	return point[size - 1] % 16 != 0;
}

int spec_on_curve(enum spec_key kind, const uint8_t *point, uint32_t size)
{
	(void)kind;
	return main_oracle(point, size);
}

static enum cfsv_err main_ec_point(enum cfsv_key_kind kind,
				   const uint8_t *point, size_t size)
{
	(void)kind;
	return main_oracle(point, size) ? CFSV_OK : CFSV_E_EC_OFF_CURVE;
}

static const struct cfsv_crypto main_crypto = {NULL, NULL, main_ec_point};

static void main_differs(const char *what)
{
	const uint8_t *b = made.at;

	printf("DIFFERENT %s:", what);
	for (; b < made.bytes + OUT_SIZE; b++)
		printf(" %02x", *b);
	printf("\n");
	differences++;
}

static int main_is(struct cfsv_span w, struct spec_part p, int whole)
{
	if (!p.ok)
		return w.off == w.end;
	return w.off == (whole ? p.at : p.body) && w.end == p.next;
}

/* Is this what is in `again`? */
static int main_again(const uint8_t *bytes, size_t size)
{
	return out_size(&again) == size && memcmp(again.at, bytes, size) == 0;
}

static int main_signature_alike(const struct cfsv_signature *s,
				const struct spec_signature *want)
{
	static const uint32_t hashes[SPEC_NAMES] = {
		[SPEC_SHA256] = CFSV_SHA256,
		[SPEC_SHA384] = CFSV_SHA384,
		[SPEC_SHA512] = CFSV_SHA512,
	};

	return s->version == want->version &&
	       s->signer_version == want->signer.version &&
	       s->digest == hashes[want->digest.name] &&
	       s->ecdsa == (uint32_t)want->signer.ecdsa &&
	       main_is(s->issuer, want->signer.issuer, 1) &&
	       main_is(s->serial, want->signer.serial, 0) &&
	       main_is(s->key_id, want->signer.key_id, 0) &&
	       main_is(s->value, want->signer.value, 0) &&
	       (!s->ecdsa || (main_is(s->r, want->signer.r, 0) &&
			      main_is(s->s, want->signer.s, 0)));
}

static void main_signature(void)
{
	struct spec_signature want;
	struct cfsv_signature s;
	size_t size = out_size(&made);
	int ok, wanted;

	memset(&want, 0, sizeof(want));
	ok = cfsv_signature_parse(&s, made.at, size) == CFSV_OK;
	wanted = spec_signature(made.at, size, &want);
	if (ok != wanted)
		main_differs(ok ? "only the code accepts a signature"
				: "only the specification does");
	if (!ok || !wanted)
		return;
	accepted_signatures++;
	if (!main_signature_alike(&s, &want))
		main_differs("a signature is read in two ways");
	encode_signature(&again, &s, want.digest.has_null);
	if (!main_again(made.at, size))
		main_differs("a signature is not what encoding it gives");
	encode_signature(&again, &s, !want.digest.has_null);
	if (main_again(made.at, size))
		main_differs("a signature has both forms of parameters");
}

/* INTEGER, around contents that were found */
static int main_integer_again(const struct cfsv_anchor *a, struct cfsv_span w)
{
	out_begin(&again);
	out_put(&again, a->der + w.off, w.end - w.off);
	out_wrap(&again, 0x02, 0);
	return w.end >= out_size(&again) &&
	       main_again(a->der + (w.end - out_size(&again)),
			  out_size(&again));
}

static int main_anchor_alike(const struct cfsv_anchor *a,
			     const struct spec_anchor *want)
{
	return a->kind == (uint32_t)want->kind &&
	       a->named == (uint32_t)want->named &&
	       main_is(a->issuer, want->issuer, 1) &&
	       main_is(a->serial, want->serial, 0) &&
	       main_is(a->key_id, want->key_id, 0) &&
	       main_is(a->key, want->key, 0) &&
	       main_is(a->exponent, want->exponent, 0);
}

static void main_anchor(void)
{
	struct spec_anchor want;
	struct cfsv_anchor a;
	size_t size = out_size(&made), end;
	int ok, wanted;

	memset(&want, 0, sizeof(want));
	ok = cfsv_anchor_load(&a, &main_crypto, made.at, size) == CFSV_OK;
	wanted = spec_anchor(made.at, size, &want);
	if (ok != wanted)
		main_differs(ok ? "only the code accepts an anchor"
				: "only the specification does");
	if (!ok || !wanted)
		return;
	accepted_anchors++;
	if (!main_anchor_alike(&a, &want))
		main_differs("an anchor is read in two ways");
	encode_key(&again, &a);
	end = a.kind == CFSV_KEY_RSA ? a.exponent.end : a.key.end;
	if (end < out_size(&again) ||
	    !main_again(a.der + (end - out_size(&again)), out_size(&again)) ||
	    (!a.named && out_size(&again) != size))
		main_differs("a key is not what encoding it gives");
	if (a.named && !main_integer_again(&a, a.serial))
		main_differs("a serial is not what encoding it gives");
}

/* Each length of a digest file, and beyond */
static void main_digest_files(void)
{
	static const uint8_t bytes[200];
	struct cfsv_digest d;
	size_t len;

	for (len = 0; len <= sizeof(bytes); len++, inputs++)
		if ((cfsv_digest_file_digest(&d, bytes, len) == CFSV_OK) !=
		    spec_digest_file(len))
			main_differs("a digest file's length");
}

int main(int argc, char **argv)
{
	unsigned long n, i;

	if (argc != 3) {
		fprintf(stderr, "usage: accepted N SEED\n");
		return 2;
	}
	n = strtoul(argv[1], NULL, 10);
	made.seed = strtoul(argv[2], NULL, 10) * 2 + 1;
	main_digest_files();
	for (i = 0; i < n && differences < 10; i++, inputs++) {
		if (i % 2)
			make_signature(&made);
		else
			make_anchor(&made);
		make_changes(&made);
		if (i % 2)
			main_signature();
		else
			main_anchor();
	}
	printf("%lu inputs, %lu signatures and %lu anchors accepted, "
	       "%lu differences\n",
	       inputs, accepted_signatures, accepted_anchors, differences);
	return differences != 0;
}
