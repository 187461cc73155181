/* SPDX-License-Identifier: MIT */
/* generate.c - signatures and anchors by chance: well formed, and nearly so */
#include <string.h>
#include "accepted.h"

uint32_t make_chance(struct out *o, uint32_t below)
{
	o->seed ^= o->seed << 13;
	o->seed ^= o->seed >> 7;
	o->seed ^= o->seed << 17;
	return (uint32_t)(o->seed * 0x2545f4914f6cdd1dull >> 33) % below;
}

/* Once in so many times something else than what should stand there */
static int make_odd(struct out *o)
{
	return make_chance(o, 250) == 0;
}

static void make_byte(struct out *o, uint32_t byte)
{
	uint8_t b = (uint8_t)byte;

	out_put(o, &b, 1);
}

static void make_bytes(struct out *o, uint32_t n)
{
	for (; n > 0; n--)
		make_byte(o, make_chance(o, 256));
}

static const uint8_t make_tags[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06,
				    0x0c, 0x1f, 0x24, 0x30, 0x31, 0x80,
				    0x81, 0x82, 0xa0, 0xa1, 0xa3, 0x00};

static uint8_t make_tag(struct out *o)
{
	return make_tags[make_chance(o, sizeof(make_tags))];
}

/* A header: rarely of another type, or with a length said another way */
static void make_wrap(struct out *o, uint8_t tag, size_t since)
{
	size_t size = out_size(o) - since;
	uint32_t more, i;

	if (make_odd(o))
		tag = make_tag(o);
	if (!make_odd(o)) {
		out_wrap(o, tag, since);
		return;
	}
	more = make_chance(o, 6);
	size += make_chance(o, 3) - 1;
	for (i = 0; i < more; i++, size /= 256)
		make_byte(o, (uint32_t)size % 256);
	make_byte(o, more > 0 || make_odd(o) ? 128 + more : (uint32_t)size);
	make_byte(o, tag);
}

static void make_unsigned(struct out *o, uint32_t most)
{
	size_t since = out_size(o);

	make_bytes(o, make_chance(o, most + 1));
	if (out_size(o) == since || *o->at >= 0x80 || make_odd(o))
		make_byte(o, 0);
	make_wrap(o, 0x02, since);
}

static void make_serial(struct out *o)
{
	size_t since = out_size(o);

	make_bytes(o, make_chance(o, 16) > 0 ? 1 + make_chance(o, 20)
					     : 19 + make_chance(o, 5));
	make_wrap(o, 0x02, since);
}

static void make_small(struct out *o, uint32_t value)
{
	size_t since = out_size(o);

	make_byte(o, make_odd(o) ? make_chance(o, 6) : value);
	make_wrap(o, 0x02, since);
}

static const struct {
	uint8_t size;
	uint8_t bytes[9];
} make_oids[] = {
	{9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1}},
	{9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2}},
	{9, {0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1}},
	{9, {0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2}},
	{9, {0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3}},
	{9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1}},
	{8, {0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2}},
	{8, {0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3}},
	{8, {0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4}},
	{7, {0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1}},
	{8, {0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7}},
	{5, {0x2b, 0x81, 0x04, 0, 0x22}},
	{5, {0x2b, 0x81, 0x04, 0, 0x23}},
	{3, {0x55, 0x1d, 0x0e}},
	{3, {0x55, 0x1d, 0x0f}},
	{9, {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11}},
};
enum {
	DATA,
	SIGNED_DATA,
	SHA256,
	RSA = 5,
	ECDSA256,
	EC_KEY = 9,
	P256,
	KEY_ID = 13,
	KEY_USAGE,
	OIDS = 16
};

static void make_oid(struct out *o, uint32_t which)
{
	size_t since = out_size(o);

	if (make_odd(o))
		which = make_chance(o, OIDS);
	if (make_odd(o))
		make_bytes(o, make_chance(o, 14));
	else
		out_put(o, make_oids[which].bytes, make_oids[which].size);
	make_wrap(o, 0x06, since);
}

static void make_null(struct out *o)
{
	size_t since = out_size(o);

	if (make_odd(o))
		make_bytes(o, 1);
	make_wrap(o, 0x05, since);
}

static void make_algorithm(struct out *o, uint32_t which, int null)
{
	size_t since = out_size(o);

	if (make_odd(o))
		null = !null;
	if (null)
		make_null(o);
	make_oid(o, which);
	make_wrap(o, 0x30, since);
}

/* A Name, or nearly: any elements in each other, seldom as deep as allowed */
static void make_nested(struct out *o)
{
	size_t since = out_size(o), inner;
	uint32_t deep = make_chance(o, 24) > 0 ? make_chance(o, 4)
					       : 15 + make_chance(o, 10);
	uint32_t i;

	for (i = 0; i < deep; i++) {
		inner = out_size(o);
		make_bytes(o, make_chance(o, 4));
		make_wrap(o, 0x0c, inner);
		make_wrap(o, i % 2 ? 0x30 : 0x31,
			  make_chance(o, 8) > 0 ? since : inner);
	}
	make_wrap(o, 0x30, since);
}

static void make_signer(struct out *o, uint32_t version)
{
	size_t since = out_size(o);

	if (version == 3) {
		make_bytes(o, 1 + make_chance(o, 24) - (uint32_t)make_odd(o));
		make_wrap(o, 0x80, since);
		return;
	}
	make_serial(o);
	make_nested(o);
	make_wrap(o, 0x30, since);
}

/* An element that does not belong there */
static void make_extra(struct out *o)
{
	size_t since = out_size(o);

	if (!make_odd(o))
		return;
	make_bytes(o, make_chance(o, 4));
	out_wrap(o, make_tag(o), since);
}

void make_signature(struct out *o)
{
	uint32_t version = make_chance(o, 2) ? 3 : 1, digest, ecdsa;
	size_t since = 0;
	int null;

	out_begin(o);
	digest = make_chance(o, 3);
	ecdsa = make_chance(o, 2);
	null = make_chance(o, 2) > 0;
	make_extra(o);
	if (ecdsa) {
		make_unsigned(o, 66);
		make_unsigned(o, 66);
		make_wrap(o, 0x30, since);
	} else {
		make_bytes(o, make_chance(o, 8) > 0 ? make_chance(o, 40)
						    : make_chance(o, 600));
	}
	make_wrap(o, 0x04, since);
	make_algorithm(o, ecdsa ? ECDSA256 + digest : (uint32_t)RSA, !ecdsa);
	make_extra(o);
	make_algorithm(o, SHA256 + digest, null);
	make_signer(o, version);
	make_small(o, version);
	make_wrap(o, 0x30, 0);
	make_extra(o);
	make_wrap(o, 0x31, 0);
	make_extra(o);
	since = out_size(o);
	make_extra(o);
	make_oid(o, DATA);
	make_wrap(o, 0x30, since);
	since = out_size(o);
	make_algorithm(o, SHA256 + digest, null);
	make_extra(o);
	make_wrap(o, 0x31, since);
	make_small(o, version);
	make_wrap(o, 0x30, 0);
	make_wrap(o, 0xa0, 0);
	make_oid(o, SIGNED_DATA);
	make_wrap(o, 0x30, 0);
}

static void make_key(struct out *o)
{
	static const uint32_t sizes[] = {256, 384, 512, 255, 257};
	static const uint32_t points[] = {65, 97, 133};
	uint32_t kind = make_chance(o, 4), n;
	size_t since = out_size(o), inner = since;

	if (kind == 0) {
		make_bytes(o, 3 + make_chance(o, 3) - (uint32_t)make_odd(o));
		if (!make_odd(o))
			o->bytes[OUT_SIZE - since - 1] |= 1;
		if (*o->at >= 0x80)
			make_byte(o, 0);
		make_wrap(o, 0x02, inner);
		inner = out_size(o);
		n = sizes[make_odd(o) ? make_chance(o, 5) : make_chance(o, 3)];
		make_bytes(o, n - 1);
		if (!make_odd(o))
			o->bytes[OUT_SIZE - inner - 1] |= 1;
		make_byte(o, make_chance(o, 128) + (make_odd(o) ? 0u : 128u));
		make_byte(o, 0);
		make_wrap(o, 0x02, inner);
		make_wrap(o, 0x30, since);
	} else {
		make_bytes(o, points[kind - 1] - 1 - (uint32_t)make_odd(o));
		make_byte(o, make_odd(o) ? 2 : 4);
	}
	make_byte(o, make_odd(o) ? 1 : 0);
	make_wrap(o, 0x03, since);
	inner = out_size(o);
	if (kind == 0)
		make_null(o);
	else
		make_oid(o, P256 + kind - 1);
	make_oid(o, kind == 0 ? RSA : EC_KEY);
	make_wrap(o, 0x30, inner);
	make_wrap(o, 0x30, since);
}

static void make_extension(struct out *o, uint32_t which)
{
	size_t since = out_size(o);

	/* seldom about as long as a key identifier may be, 127 bytes */
	make_bytes(o, make_chance(o, 30) > 0
			      ? 1 + make_chance(o, 20) - (uint32_t)make_odd(o)
			      : 120 + make_chance(o, 15));
	if (which == KEY_ID)
		make_wrap(o, 0x04, since);
	make_wrap(o, 0x04, since);
	if (make_chance(o, 3) == 0) {
		make_byte(o, make_odd(o) ? 0 : 0xff);
		make_byte(o, 1);
		make_byte(o, 1);
	}
	make_oid(o, which);
	make_wrap(o, 0x30, since);
}

static void make_certificate(struct out *o)
{
	uint32_t version = 1 + make_chance(o, 3), i;
	size_t since = 0, tbs;

	make_bytes(o, make_chance(o, 9));
	make_byte(o, make_odd(o) ? 7 : 0);
	make_wrap(o, 0x03, since);
	since = out_size(o);
	make_algorithm(o, 15, 1);
	tbs = out_size(o);
	if (version == 3 || make_odd(o)) {
		for (i = make_chance(o, 3); i > 0; i--)
			make_extension(o, KEY_USAGE);
		if (make_chance(o, 2) || out_size(o) == tbs)
			make_extension(o, KEY_ID);
		if (make_odd(o))
			make_extension(o, KEY_ID);
		make_wrap(o, 0x30, tbs);
		make_wrap(o, 0xa3, tbs);
	}
	since = out_size(o);
	if (version > 1 && make_chance(o, 6) == 0) {
		make_bytes(o, 3);
		make_wrap(o, 0x82, since);
	}
	since = out_size(o);
	if ((version > 1 && make_chance(o, 6) == 0) || make_odd(o)) {
		make_bytes(o, 3);
		make_wrap(o, 0x81, since);
	}
	make_key(o);
	for (i = 0; i < 4; i++)
		make_nested(o);
	make_serial(o);
	since = out_size(o);
	if (version > 1 || make_odd(o)) {
		make_small(o, version - 1);
		make_wrap(o, 0xa0, since);
	}
	make_wrap(o, 0x30, tbs);
	make_wrap(o, 0x30, 0);
}

void make_anchor(struct out *o)
{
	out_begin(o);
	if (make_chance(o, 3) == 0)
		make_key(o);
	else
		make_certificate(o);
}

/* None, or some bytes changed, inserted, dropped, and the end cut off */
void make_changes(struct out *o)
{
	uint32_t n = make_chance(o, 4), size, at;

	for (n = n > 2 ? make_chance(o, 4) : 0; n > 0; n--) {
		size = (uint32_t)out_size(o);
		if (size < 2)
			return;
		/* headers are what matters: half of them near the beginning */
		at = make_chance(o, make_chance(o, 2) && size > 60 ? 60 : size);
		switch (make_chance(o, 6)) {
		case 0:
			o->at[at] ^= (uint8_t)(1 << make_chance(o, 8));
			break;
		case 1:
			o->at[at] = (uint8_t)make_chance(o, 256);
			break;
		case 2:
			o->at[at] = (uint8_t)(o->at[at] + 1);
			break;
		case 3:
			memmove(o->at + 1, o->at, at);
			o->at++;
			break;
		case 4:
			if (o->at == o->bytes)
				break;
			memmove(o->at - 1, o->at, at);
			o->at--;
			break;
		default:
			memmove(o->at + 1, o->at, size - 1);
			o->at++;
		}
	}
}
