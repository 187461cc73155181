/* SPDX-License-Identifier: MIT */
/* encode.c - write DER: signatures and public keys from what was parsed */
#include <string.h>
#include "accepted.h"

void out_begin(struct out *o)
{
	o->at = o->bytes + OUT_SIZE;
}

void out_put(struct out *o, const uint8_t *bytes, size_t len)
{
	if (len > (size_t)(o->at - o->bytes))
		len = (size_t)(o->at - o->bytes);
	o->at -= len;
	memcpy(o->at, bytes, len);
}

static void out_byte(struct out *o, uint32_t byte)
{
	uint8_t b = (uint8_t)byte;

	out_put(o, &b, 1);
}

void out_wrap(struct out *o, uint8_t tag, size_t since)
{
	size_t size = out_size(o) - since, rest = size;
	uint32_t more = 0;

	if (size > 127)
		for (; rest > 0; rest /= 256, more++)
			out_byte(o, (uint32_t)(rest % 256));
	out_byte(o, more > 0 ? 128 + more : (uint32_t)size);
	out_byte(o, tag);
}

static void encode_oid(struct out *o, const char *bytes, size_t len)
{
	size_t since = out_size(o);

	out_put(o, (const uint8_t *)bytes, len);
	out_wrap(o, 0x06, since);
}

#define OID(o, text) encode_oid(o, text, sizeof(text) - 1)
#define RSADSI "\x2a\x86\x48\x86\xf7\x0d\x01"
#define ANSI "\x2a\x86\x48\xce\x3d"

static void encode_null(struct out *o)
{
	out_wrap(o, 0x05, out_size(o));
}

static void encode_digest(struct out *o, uint32_t digest, int has_null)
{
	size_t since = out_size(o);

	if (has_null)
		encode_null(o);
	if (digest == CFSV_SHA256)
		OID(o, "\x60\x86\x48\x01\x65\x03\x04\x02\x01");
	else if (digest == CFSV_SHA384)
		OID(o, "\x60\x86\x48\x01\x65\x03\x04\x02\x02");
	else
		OID(o, "\x60\x86\x48\x01\x65\x03\x04\x02\x03");
	out_wrap(o, 0x30, since);
}

static void encode_algorithm(struct out *o, const struct cfsv_signature *s)
{
	size_t since = out_size(o);

	if (!s->ecdsa) {
		encode_null(o);
		OID(o, RSADSI "\x01\x01");
	} else if (s->digest == CFSV_SHA256) {
		OID(o, ANSI "\x04\x03\x02");
	} else if (s->digest == CFSV_SHA384) {
		OID(o, ANSI "\x04\x03\x03");
	} else {
		OID(o, ANSI "\x04\x03\x04");
	}
	out_wrap(o, 0x30, since);
}

static void encode_span(struct out *o, const uint8_t *der, struct cfsv_span w)
{
	out_put(o, der + w.off, w.end - w.off);
}

/* A number >= 0 without leading zeros */
static void encode_unsigned(struct out *o, const uint8_t *der,
			    struct cfsv_span w)
{
	size_t since = out_size(o);

	encode_span(o, der, w);
	if (w.off == w.end || der[w.off] >= 0x80)
		out_byte(o, 0);
	out_wrap(o, 0x02, since);
}

static void encode_version(struct out *o, uint32_t version)
{
	size_t since = out_size(o);

	out_byte(o, version);
	out_wrap(o, 0x02, since);
}

static void encode_signer(struct out *o, const struct cfsv_signature *s)
{
	size_t since = out_size(o);

	if (s->signer_version == 3) {
		encode_span(o, s->der, s->key_id);
		out_wrap(o, 0x80, since);
		return;
	}
	encode_span(o, s->der, s->serial);
	out_wrap(o, 0x02, since);
	encode_span(o, s->der, s->issuer); /* its header included */
	out_wrap(o, 0x30, since);
}

static void encode_value(struct out *o, const struct cfsv_signature *s)
{
	size_t since = out_size(o);

	if (s->ecdsa) {
		encode_unsigned(o, s->der, s->s);
		encode_unsigned(o, s->der, s->r);
		out_wrap(o, 0x30, since);
	} else {
		encode_span(o, s->der, s->value);
	}
	out_wrap(o, 0x04, since);
}

/* RFC 5652 3, 5.1, 5.3: last field first */
void encode_signature(struct out *o, const struct cfsv_signature *s,
		      int has_null)
{
	size_t since;

	out_begin(o);
	encode_value(o, s);
	encode_algorithm(o, s);
	encode_digest(o, s->digest, has_null);
	encode_signer(o, s);
	encode_version(o, s->signer_version);
	out_wrap(o, 0x30, 0);
	out_wrap(o, 0x31, 0);
	since = out_size(o);
	OID(o, RSADSI "\x07\x01");
	out_wrap(o, 0x30, since);
	since = out_size(o);
	encode_digest(o, s->digest, has_null);
	out_wrap(o, 0x31, since);
	encode_version(o, s->version);
	out_wrap(o, 0x30, 0);
	out_wrap(o, 0xa0, 0);
	OID(o, RSADSI "\x07\x02");
	out_wrap(o, 0x30, 0);
}

/* SubjectPublicKeyInfo, RFC 3279 2.3.1 and RFC 5480 2 */
void encode_key(struct out *o, const struct cfsv_anchor *a)
{
	size_t since;

	out_begin(o);
	if (a->kind == CFSV_KEY_RSA) {
		encode_unsigned(o, a->der, a->exponent);
		encode_unsigned(o, a->der, a->key);
		out_wrap(o, 0x30, 0);
	} else {
		encode_span(o, a->der, a->key);
	}
	out_byte(o, 0);
	out_wrap(o, 0x03, 0);
	since = out_size(o);
	if (a->kind == CFSV_KEY_RSA) {
		encode_null(o);
		OID(o, RSADSI "\x01\x01");
	} else {
		if (a->kind == CFSV_KEY_P256)
			OID(o, ANSI "\x03\x01\x07");
		else if (a->kind == CFSV_KEY_P384)
			OID(o, "\x2b\x81\x04\x00\x22");
		else
			OID(o, "\x2b\x81\x04\x00\x23");
		OID(o, ANSI "\x02\x01");
	}
	out_wrap(o, 0x30, since);
	out_wrap(o, 0x30, 0);
}
