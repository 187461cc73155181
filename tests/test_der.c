/* SPDX-License-Identifier: MIT */
/* test_der.c - the DER cursor by itself, against models of each rule */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "pkcs7/pkcs7.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What is read stands in memory of just its size, for the sanitizers. */
static uint8_t *held;

static struct cfsv_der begin(const void *bytes, size_t len)
{
	struct cfsv_der d;

	free(held);
	held = malloc(len > 0 ? len : 1);
	assert_non_null(held);
	if (len > 0)
		memcpy(held, bytes, len);
	memset(&d, 0xa5, sizeof(d));
	cfsv_der_begin(&d, held, (uint32_t)len);
	return d;
}

static int after(void **state)
{
	(void)state;
	free(held);
	held = NULL;
	return 0;
}

/* A tag, a length of one byte and contents, with a NULL after it. */
static struct cfsv_der element(uint8_t tag, const uint8_t *bytes, size_t len)
{
	uint8_t all[2 + 127 + 2];

	assert_true(len < 128);
	all[0] = tag;
	all[1] = (uint8_t)len;
	memcpy(all + 2, bytes, len);
	all[2 + len] = DER_NULL;
	all[3 + len] = 0;
	return begin(all, len + 4);
}

/* Refused: this error, there; nothing is found any more. */
static void assert_refused(const struct cfsv_der *d, enum cfsv_err err,
			   uint32_t at)
{
	assert_int_equal(d->err, err);
	assert_int_equal(d->at, at);
	assert_int_equal(d->off, d->end);
	assert_int_equal(d->in.off, 0);
	assert_int_equal(d->in.end, 0);
	assert_int_equal(cfsv_der_peek(d), 0);
}

/* Found: its contents; what follows is next. */
static void assert_found(const struct cfsv_der *d, uint32_t from, uint32_t to,
			 uint32_t next)
{
	assert_int_equal(d->err, CFSV_OK);
	assert_int_equal(d->in.off, from);
	assert_int_equal(d->in.end, to);
	assert_int_equal(d->off, next);
}

static void a_cursor_begins_with_all_before_it(void **state)
{
	struct cfsv_der d = begin("\x05", 1), zero = {0};

	(void)state;
	zero.buf = held;
	zero.end = 1;
	assert_memory_equal(&d, &zero, sizeof(d));
	assert_int_equal(cfsv_der_peek(&d), 5);
	d = begin("", 0);
	assert_int_equal(d.end, 0);
	assert_int_equal(cfsv_der_peek(&d), 0);
}

/* LENGTHS */

static const struct {
	uint8_t head[6];
	uint32_t size;	   /* of the head */
	uint32_t contents; /* bytes that are there */
	enum cfsv_err err;
} lengths[] = {
	{{4}, 0, 0, CFSV_E_DER_SHORT},
	{{4}, 1, 0, CFSV_E_DER_SHORT},
	{{4, 0}, 2, 0, CFSV_OK},
	{{4, 1}, 2, 0, CFSV_E_DER_SHORT},
	{{4, 1}, 2, 1, CFSV_OK},
	{{4, 0x7f}, 2, 127, CFSV_OK},
	{{4, 0x7f}, 2, 126, CFSV_E_DER_SHORT},
	{{4, 0x80}, 2, 0, CFSV_E_DER_INDEFINITE},
	{{4, 0x80}, 2, 9, CFSV_E_DER_INDEFINITE},
	{{4, 0x81}, 2, 0, CFSV_E_DER_SHORT},
	{{4, 0x81, 0}, 3, 0, CFSV_E_DER_LENGTH},
	{{4, 0x81, 1}, 3, 1, CFSV_E_DER_LENGTH},
	{{4, 0x81, 0x7f}, 3, 127, CFSV_E_DER_LENGTH},
	{{4, 0x81, 0x80}, 3, 128, CFSV_OK},
	{{4, 0x81, 0x80}, 3, 127, CFSV_E_DER_SHORT},
	{{4, 0x81, 0xff}, 3, 255, CFSV_OK},
	{{4, 0x82}, 2, 0, CFSV_E_DER_SHORT},
	{{4, 0x82, 1}, 3, 0, CFSV_E_DER_SHORT},
	{{4, 0x82, 0, 0x80}, 4, 128, CFSV_E_DER_LENGTH},
	{{4, 0x82, 1, 0}, 4, 256, CFSV_OK},
	{{4, 0x82, 1, 2}, 4, 258, CFSV_OK},
	{{4, 0x82, 1, 0}, 4, 255, CFSV_E_DER_SHORT},
	{{4, 0x82, 0xff, 0xff}, 4, 65535, CFSV_OK},
	{{4, 0x83, 0xff, 0xff}, 4, 0, CFSV_E_DER_SHORT},
	{{4, 0x83, 0, 0xff, 0xff}, 5, 65535, CFSV_E_DER_LENGTH},
	{{4, 0x83, 1, 2, 3}, 5, 66051, CFSV_OK},
	{{4, 0x83, 1, 2, 3}, 5, 66050, CFSV_E_DER_SHORT},
	{{4, 0x84, 0, 1, 2, 3}, 6, 66051, CFSV_E_DER_LENGTH},
	{{4, 0x84, 1, 0, 0}, 5, 0, CFSV_E_DER_SHORT},
	{{4, 0x84, 1, 2, 3, 4}, 6, 16909060, CFSV_OK},
	{{4, 0x84, 1, 2, 3, 4}, 6, 16909059, CFSV_E_DER_SHORT},
	{{4, 0x84, 0xff, 0xff, 0xff, 0xff}, 6, 0, CFSV_E_DER_SHORT},
	{{4, 0x84, 0xff, 0xff, 0xff, 0xfa}, 6, 0, CFSV_E_DER_SHORT},
	{{4, 0x85, 1, 0, 0, 0}, 6, 9, CFSV_E_DER_LENGTH_SIZE},
	{{4, 0x85}, 2, 0, CFSV_E_DER_LENGTH_SIZE},
	{{4, 0xff}, 2, 127, CFSV_E_DER_LENGTH_SIZE},
};

/* Each at the beginning, and after a NULL. */
static void a_length_has_one_form_and_must_be_there(void **state)
{
	struct cfsv_der d;
	uint32_t before;
	uint8_t *all;
	size_t i, len;

	(void)state;
	for (i = 0; i < 2 * COUNT(lengths); i++) {
		before = i % 2 * 2;
		len = before + lengths[i / 2].size + lengths[i / 2].contents;
		all = calloc(1, len + 2);
		assert_non_null(all);
		all[0] = DER_NULL;
		memcpy(all + before, lengths[i / 2].head, lengths[i / 2].size);
		d = begin(all, len);
		free(all);
		if (before)
			cfsv_der_null(&d);
		cfsv_der_take(&d, DER_OCTET_STRING);
		if (lengths[i / 2].err != CFSV_OK) {
			assert_refused(&d, lengths[i / 2].err, before);
			continue;
		}
		assert_int_equal(d.at, before);
		assert_found(&d, before + lengths[i / 2].size, (uint32_t)len,
			     (uint32_t)len);
	}
}

static void a_tag_has_one_byte_and_must_be_this_one(void **state)
{
	static const uint8_t one[1] = {7};
	struct cfsv_der d;
	unsigned int tag, wanted;

	(void)state;
	for (tag = 0; tag < 256; tag++) {
		for (wanted = tag & 0xf0; wanted < (tag & 0xf0) + 16;
		     wanted++) {
			d = element((uint8_t)tag, one, 1);
			assert_int_equal(cfsv_der_peek(&d), tag);
			cfsv_der_take(&d, (uint8_t)wanted);
			if ((tag & 31) == 31)
				assert_refused(&d, CFSV_E_DER_TAG_FORM, 0);
			else if (tag != wanted)
				assert_refused(&d, CFSV_E_DER_TAG, 0);
			else
				assert_found(&d, 2, 3, 3);
		}
	}
}

/* NUMBERS: of one and two bytes, all; of three, those at the borders */

static size_t numbers(size_t n, uint8_t out[3])
{
	static const uint8_t last[] = {0x00, 0x01, 0x7f, 0x80, 0xff};

	if (n == 0)
		return 0;
	if (--n < 256) {
		out[0] = (uint8_t)n;
		return 1;
	}
	n -= 256;
	out[0] = (uint8_t)(n >> 8);
	out[1] = (uint8_t)n;
	out[2] = last[(n >> 16) - (n >= 65536)];
	return n < 65536 ? 2 : 3;
}

#define NUMBERS (1 + 256 + 65536 + 5 * 65536)

/* Two's complement, big endian: the value, and bytes that it needs */
static int32_t value_of(const uint8_t *bytes, size_t len, size_t *needs)
{
	int32_t value = bytes[0] >= 0x80 ? -1 : 0;
	size_t i;

	for (i = 0; i < len; i++)
		value = value * 256 + bytes[i];
	*needs = value < -32768 || value > 32767 ? 3
		 : value < -128 || value > 127	 ? 2
						 : 1;
	return value;
}

static void a_number_has_its_shortest_form(void **state)
{
	uint8_t bytes[3] = {0};
	size_t n, len, needs;
	struct cfsv_der d;
	uint32_t end, small;
	int32_t value;

	(void)state;
	for (n = 0; n < NUMBERS; n++) {
		len = numbers(n, bytes);
		end = 2 + (uint32_t)len;
		value = value_of(bytes, len, &needs);
		d = element(DER_INTEGER, bytes, len);
		cfsv_der_integer(&d);
		if (needs != len) {
			assert_refused(&d, CFSV_E_DER_INTEGER, 0);
			continue;
		}
		assert_found(&d, 2, end, end);
		d = element(DER_INTEGER, bytes, len);
		small = cfsv_der_small(&d);
		if (value < 0) {
			assert_refused(&d, CFSV_E_DER_NEGATIVE, 0);
			assert_int_equal(small, 0);
			continue;
		}
		assert_found(&d, bytes[0] == 0 ? 3 : 2, end, end);
		assert_int_equal(small,
				 value < 256 ? (uint32_t)value : UINT32_MAX);
	}
	d = element(DER_INTEGER, bytes, 0);
	cfsv_der_unsigned(&d);
	assert_refused(&d, CFSV_E_DER_INTEGER, 0);
	/* where a refused number stands zeros, which are no number */
	d = begin("\0\0\0", 3);
	assert_int_equal(cfsv_der_small(&d), 0);
	assert_refused(&d, CFSV_E_DER_TAG, 0);
}

/* OBJECT IDENTIFIERS: up to five bytes, each of these */

static int oid_well_formed(const uint8_t *bytes, size_t len)
{
	size_t i, first = 0;

	for (i = 0; i < len; i++) {
		if (bytes[first] == 0x80)
			return 0;
		if (bytes[i] < 0x80)
			first = i + 1;
	}
	return len > 0 && first == len;
}

static void an_object_identifier_has_whole_and_shortest_arcs(void **state)
{
	static const uint8_t alphabet[] = {0x00, 0x7f, 0x80, 0x81, 0xff};
	size_t len, n, i, left, all = 1;
	struct cfsv_der d;
	uint8_t bytes[5];

	(void)state;
	for (len = 0; len <= 5; len++, all *= COUNT(alphabet)) {
		for (n = 0; n < all; n++) {
			for (i = 0, left = n; i < len; i++) {
				bytes[i] = alphabet[left % COUNT(alphabet)];
				left /= COUNT(alphabet);
			}
			d = element(DER_OID, bytes, len);
			cfsv_der_oid(&d);
			if (oid_well_formed(bytes, len))
				assert_found(&d, 2, 2 + (uint32_t)len,
					     2 + (uint32_t)len);
			else
				assert_refused(&d, CFSV_E_DER_OID, 0);
		}
	}
}

static const struct {
	enum cfsv_oid oid;
	uint8_t size;
	uint8_t bytes[9];
} oids[] = {
	{CFSV_OID_DATA, 9, {42, 134, 72, 134, 247, 13, 1, 7, 1}},
	{CFSV_OID_SIGNED_DATA, 9, {42, 134, 72, 134, 247, 13, 1, 7, 2}},
	{CFSV_OID_RSA, 9, {42, 134, 72, 134, 247, 13, 1, 1, 1}},
	{CFSV_OID_SHA256, 9, {96, 134, 72, 1, 101, 3, 4, 2, 1}},
	{CFSV_OID_SHA384, 9, {96, 134, 72, 1, 101, 3, 4, 2, 2}},
	{CFSV_OID_SHA512, 9, {96, 134, 72, 1, 101, 3, 4, 2, 3}},
	{CFSV_OID_ECDSA_SHA256, 8, {42, 134, 72, 206, 61, 4, 3, 2}},
	{CFSV_OID_ECDSA_SHA384, 8, {42, 134, 72, 206, 61, 4, 3, 3}},
	{CFSV_OID_ECDSA_SHA512, 8, {42, 134, 72, 206, 61, 4, 3, 4}},
	{CFSV_OID_EC_PUBLIC_KEY, 7, {42, 134, 72, 206, 61, 2, 1}},
	{CFSV_OID_P256, 8, {42, 134, 72, 206, 61, 3, 1, 7}},
	{CFSV_OID_P384, 5, {43, 129, 4, 0, 34}},
	{CFSV_OID_P521, 5, {43, 129, 4, 0, 35}},
	{CFSV_OID_KEY_ID, 3, {85, 29, 14}},
};

static enum cfsv_oid take_oid(const uint8_t *bytes, size_t len)
{
	struct cfsv_der d = element(DER_OID, bytes, len);
	enum cfsv_oid oid = cfsv_oid_take(&d);

	if (d.err == CFSV_OK)
		assert_found(&d, 2, 2 + (uint32_t)len, 2 + (uint32_t)len);
	return oid;
}

static enum cfsv_oid known_oid(const uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < COUNT(oids); i++)
		if (oids[i].size == len &&
		    memcmp(oids[i].bytes, bytes, len) == 0)
			return oids[i].oid;
	return CFSV_OID_UNKNOWN;
}

static void object_identifiers_are_known_whole(void **state)
{
	uint8_t bytes[10] = {0};
	struct cfsv_der d;
	size_t i, at;
	unsigned int value;

	(void)state;
	for (i = 0; i < COUNT(oids); i++) {
		memset(bytes, 0, sizeof(bytes));
		memcpy(bytes, oids[i].bytes, oids[i].size);
		assert_int_equal(take_oid(bytes, oids[i].size), oids[i].oid);
		assert_int_equal(take_oid(bytes, oids[i].size + 1u), 0);
		assert_int_equal(take_oid(bytes, oids[i].size - 1u), 0);
		for (at = 0; at < oids[i].size; at++) {
			for (value = 0; value < 256; value++) {
				bytes[at] = (uint8_t)value;
				assert_int_equal(
					take_oid(bytes, oids[i].size),
					known_oid(bytes, oids[i].size));
			}
			bytes[at] = oids[i].bytes[at];
		}
	}
	d = element(DER_NULL, bytes, 0);
	assert_int_equal(cfsv_oid_take(&d), CFSV_OID_UNKNOWN);
	assert_refused(&d, CFSV_E_DER_TAG, 0);
	/* class and number are the two halves */
	assert_int_equal(cfsv_oid_class(CFSV_OID_KEY_ID), 0);
	assert_int_equal(cfsv_oid_class(CFSV_OID_SHA384), CFSV_OID_DIGEST);
	assert_int_equal(cfsv_oid_value(CFSV_OID_SHA384), CFSV_SHA384);
	assert_int_equal(cfsv_oid_class(CFSV_OID_ECDSA_SHA512), CFSV_OID_ECDSA);
	assert_int_equal(cfsv_oid_value(CFSV_OID_ECDSA_SHA512), CFSV_SHA512);
	assert_int_equal(cfsv_oid_class(CFSV_OID_P521), CFSV_OID_CURVE);
	assert_int_equal(cfsv_oid_value(CFSV_OID_P521), CFSV_KEY_P521);
}

/* NULL, BIT STRING */

static void a_null_is_empty_and_a_bit_string_has_whole_bytes(void **state)
{
	static const uint8_t bits[3] = {0, 0xff, 1}, odd[2] = {1, 0xfe};
	struct cfsv_der d = element(DER_NULL, bits, 0);

	(void)state;
	cfsv_der_null(&d);
	assert_found(&d, 2, 2, 2);
	d = element(DER_NULL, bits, 1);
	cfsv_der_null(&d);
	assert_refused(&d, CFSV_E_DER_NULL, 0);
	d = element(DER_BIT_STRING, bits, 0);
	cfsv_der_null(&d);
	assert_refused(&d, CFSV_E_DER_TAG, 0);
	d = element(DER_BIT_STRING, bits, 3);
	cfsv_der_bytes(&d);
	assert_found(&d, 3, 5, 5);
	d = element(DER_BIT_STRING, bits, 1);
	cfsv_der_bytes(&d);
	assert_found(&d, 3, 3, 3);
	d = element(DER_BIT_STRING, bits, 0);
	cfsv_der_bytes(&d);
	assert_refused(&d, CFSV_E_DER_BIT_STRING, 0);
	d = element(DER_BIT_STRING, odd, 2);
	cfsv_der_bytes(&d);
	assert_refused(&d, CFSV_E_DER_BIT_STRING, 0);
	d = element(DER_OCTET_STRING, bits, 3);
	cfsv_der_bytes(&d);
	assert_refused(&d, CFSV_E_DER_TAG, 0);
}

/* REFUSALS */

static void the_first_refusal_stays(void **state)
{
	struct cfsv_der d = begin("\x05\x00\x04\x01\x07\x05\x00", 7);

	(void)state;
	cfsv_der_null(&d);
	cfsv_der_take(&d, DER_OCTET_STRING);
	assert_found(&d, 4, 5, 5);
	assert_int_equal(d.at, 2);
	cfsv_der_refuse(&d, CFSV_E_SIG_VERSION);
	assert_refused(&d, CFSV_E_SIG_VERSION, 2);
	cfsv_der_refuse_at(&d, 6, CFSV_E_SIG_DIGEST);
	assert_refused(&d, CFSV_E_SIG_VERSION, 2);
	cfsv_der_take(&d, DER_NULL);
	cfsv_der_inside(&d);
	cfsv_der_enter(&d, DER_NULL);
	cfsv_der_leave(&d);
	cfsv_der_integer(&d);
	cfsv_der_unsigned(&d);
	cfsv_der_oid(&d);
	cfsv_der_null(&d);
	cfsv_der_bytes(&d);
	cfsv_der_skip(&d, DER_NULL);
	cfsv_der_must(&d, DER_NULL, CFSV_E_SIG_CRLS);
	cfsv_der_must_not(&d, DER_NULL, CFSV_E_SIG_CRLS);
	cfsv_der_must_end(&d, CFSV_E_SIG_CRLS);
	assert_int_equal(cfsv_der_small(&d), 0);
	assert_int_equal(cfsv_oid_take(&d), CFSV_OID_UNKNOWN);
	assert_refused(&d, CFSV_E_SIG_VERSION, 2);
	assert_int_equal(d.depth, 0);
	assert_int_equal(d.end, 7);
}

static void what_must_be_and_must_not_be_is_looked_at_alone(void **state)
{
	struct cfsv_der d = begin("\x05\x00\x04\x00", 4);

	(void)state;
	cfsv_der_must(&d, DER_NULL, CFSV_E_SIG_CRLS);
	cfsv_der_must_not(&d, DER_OCTET_STRING, CFSV_E_SIG_CRLS);
	assert_found(&d, 0, 0, 0);
	cfsv_der_null(&d);
	cfsv_der_must(&d, DER_NULL, CFSV_E_SIG_CRLS);
	assert_refused(&d, CFSV_E_SIG_CRLS, 2);
	d = begin("\x05\x00\x04\x00", 4);
	cfsv_der_null(&d);
	cfsv_der_must_not(&d, DER_OCTET_STRING, CFSV_E_SIG_CRLS);
	assert_refused(&d, CFSV_E_SIG_CRLS, 2);
	d = begin("\x05\x00\x04\x00", 4);
	cfsv_der_null(&d);
	cfsv_der_must_end(&d, CFSV_E_SIG_CRLS);
	assert_refused(&d, CFSV_E_SIG_CRLS, 2);
	d = begin("\x05\x00", 2);
	cfsv_der_null(&d);
	cfsv_der_must_end(&d, CFSV_E_SIG_CRLS);
	assert_found(&d, 2, 2, 2);
	cfsv_der_must(&d, DER_NULL, CFSV_E_SIG_CRLS);
	assert_refused(&d, CFSV_E_SIG_CRLS, 2);
}

/* INSIDE */

static void what_is_entered_must_be_used_up(void **state)
{
	struct cfsv_der d =
		begin("\x05\x00\x30\x04\x30\x00\x05\x00\x04\x00", 10);

	(void)state;
	cfsv_der_null(&d);
	cfsv_der_enter(&d, DER_SEQUENCE);
	assert_found(&d, 4, 8, 4);
	assert_int_equal(d.end, 8);
	assert_int_equal(d.depth, 1);
	cfsv_der_take(&d, DER_SEQUENCE);
	cfsv_der_inside(&d);
	assert_int_equal(d.depth, 2);
	assert_int_equal(d.off, d.end);
	assert_int_equal(cfsv_der_peek(&d), 0);
	cfsv_der_leave(&d);
	assert_int_equal(d.end, 8);
	assert_int_equal(d.depth, 1);
	cfsv_der_null(&d);
	cfsv_der_leave(&d);
	assert_found(&d, 8, 8, 8);
	assert_int_equal(d.end, 10);
	assert_int_equal(d.depth, 0);
	d = begin("\x05\x00\x30\x04\x30\x00\x05\x00\x04\x00", 10);
	cfsv_der_null(&d);
	cfsv_der_enter(&d, DER_SEQUENCE);
	cfsv_der_take(&d, DER_SEQUENCE);
	cfsv_der_leave(&d);
	assert_refused(&d, CFSV_E_DER_TRAILING, 6);
	assert_int_equal(d.depth, 1);
	/* an inner element may not be longer than the outer one */
	d = begin("\x30\x02\x04\x01\x00", 5);
	cfsv_der_enter(&d, DER_SEQUENCE);
	cfsv_der_take(&d, DER_OCTET_STRING);
	assert_refused(&d, CFSV_E_DER_SHORT, 2);
	d = begin("\x30\x01\x04\x00", 4);
	cfsv_der_enter(&d, DER_SEQUENCE);
	cfsv_der_take(&d, DER_OCTET_STRING);
	assert_refused(&d, CFSV_E_DER_SHORT, 2);
}

/* Sequences inside of each other, the innermost empty */
static struct cfsv_der nested(size_t depth)
{
	uint8_t all[100];
	size_t i;

	for (i = 0; i < depth; i++) {
		all[2 * i] = DER_SEQUENCE;
		all[2 * i + 1] = (uint8_t)(2 * (depth - i - 1));
	}
	return begin(all, 2 * depth);
}

static void the_depth_has_a_limit(void **state)
{
	struct cfsv_der d = nested(25);
	size_t i;

	(void)state;
	for (i = 0; i < 24; i++)
		cfsv_der_enter(&d, DER_SEQUENCE);
	assert_int_equal(d.err, CFSV_OK);
	assert_int_equal(d.depth, 24);
	cfsv_der_enter(&d, DER_SEQUENCE);
	assert_refused(&d, CFSV_E_DER_DEPTH, 48);
	assert_int_equal(d.depth, 24);
	d = nested(24);
	cfsv_der_skip(&d, DER_SEQUENCE);
	assert_int_equal(d.err, CFSV_OK);
	assert_int_equal(d.off, 48);
	assert_int_equal(d.depth, 0);
	d = nested(25);
	cfsv_der_skip(&d, DER_SEQUENCE);
	assert_refused(&d, CFSV_E_DER_DEPTH, 48);
}

/* SKIPPED: {bytes, of which skipped; or the error, and where} */

#define SKIP(bytes, to, err, at)                                               \
	{                                                                      \
		bytes, sizeof(bytes) - 1, to, err, at                          \
	}
static const struct {
	const char *bytes;
	size_t len;
	uint32_t to;
	enum cfsv_err err;
	uint32_t at;
} skips[] = {
	SKIP("\x30\x00", 2, CFSV_OK, 0),
	SKIP("\x30\x00\x30\x00", 2, CFSV_OK, 0),
	SKIP("\x30\x02\x30\x00\x05", 4, CFSV_OK, 0),
	SKIP("\x30\x04\x30\x00\x31\x00\x05", 6, CFSV_OK, 0),
	SKIP("\x30\x06\x30\x02\x31\x00\x05\x00\xff", 8, CFSV_OK, 0),
	SKIP("\x30\x04\x04\x02\xff\xff\xff", 6, CFSV_OK, 0),
	SKIP("\x30\x06\xa0\x04\x30\x02\x04\x00\xff", 8, CFSV_OK, 0),
	SKIP("\x30\x06\x01\x01\xff\x03\x01\xff\x05", 8, CFSV_OK, 0),
	SKIP("\x31\x00", 0, CFSV_E_DER_TAG, 0),
	SKIP("\x30\x01\x05", 0, CFSV_E_DER_SHORT, 2),
	SKIP("\x30\x02\x05\x01\x00", 0, CFSV_E_DER_SHORT, 2),
	SKIP("\x30\x03\x05\x00\x05\x00", 0, CFSV_E_DER_SHORT, 4),
	SKIP("\x30\x04\x30\x02\x05\x80", 0, CFSV_E_DER_INDEFINITE, 4),
	SKIP("\x30\x04\x30\x01\x05\x00", 0, CFSV_E_DER_SHORT, 4),
	SKIP("\x30\x02\x1f\x00", 0, CFSV_E_DER_TAG_FORM, 2),
};

static void what_is_skipped_is_walked_through(void **state)
{
	struct cfsv_der d;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(skips); i++) {
		d = begin(skips[i].bytes, skips[i].len);
		cfsv_der_skip(&d, DER_SEQUENCE);
		if (skips[i].err != CFSV_OK) {
			assert_refused(&d, skips[i].err, skips[i].at);
			continue;
		}
		assert_int_equal(d.err, CFSV_OK);
		assert_int_equal(d.off, skips[i].to);
		assert_int_equal(d.end, skips[i].len);
		assert_int_equal(d.depth, 0);
	}
	/* inside of another, and what is not constructed */
	d = begin("\x30\x07\x30\x02\x05\x00\x04\x01\xff\x05\x00", 11);
	cfsv_der_enter(&d, DER_SEQUENCE);
	cfsv_der_skip(&d, DER_SEQUENCE);
	assert_int_equal(d.off, 6);
	assert_int_equal(d.depth, 1);
	cfsv_der_skip(&d, DER_OCTET_STRING);
	assert_int_equal(d.off, 9);
	assert_int_equal(d.end, 9);
	assert_int_equal(d.depth, 1);
	cfsv_der_leave(&d);
	assert_int_equal(d.err, CFSV_OK);
	assert_int_equal(d.end, 11);
}

static void windows_are_equal_by_size_and_bytes(void **state)
{
	static const uint8_t a[] = "xabcx", b[] = "abcdabc";
	const struct cfsv_span abc = {1, 4}, first = {0, 3}, last = {4, 7};
	const struct cfsv_span longer = {0, 4}, other = {1, 4}, none = {2, 2};

	(void)state;
	assert_int_equal(cfsv_span_size(abc), 3);
	assert_int_equal(cfsv_span_size(none), 0);
	assert_int_equal(cfsv_der_equal(a, abc, b, first), 1);
	assert_int_equal(cfsv_der_equal(a, abc, b, last), 1);
	assert_int_equal(cfsv_der_equal(a, abc, b, longer), 0);
	assert_int_equal(cfsv_der_equal(b, longer, a, abc), 0);
	assert_int_equal(cfsv_der_equal(a, abc, b, other), 0);
	assert_int_equal(cfsv_der_equal(a, none, b, none), 1);
	assert_int_equal(cfsv_der_equal(a, none, b, first), 0);
}

#define TEST(f) cmocka_unit_test_teardown(f, after)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_cursor_begins_with_all_before_it),
		TEST(a_length_has_one_form_and_must_be_there),
		TEST(a_tag_has_one_byte_and_must_be_this_one),
		TEST(a_number_has_its_shortest_form),
		TEST(an_object_identifier_has_whole_and_shortest_arcs),
		TEST(object_identifiers_are_known_whole),
		TEST(a_null_is_empty_and_a_bit_string_has_whole_bytes),
		TEST(the_first_refusal_stays),
		TEST(what_must_be_and_must_not_be_is_looked_at_alone),
		TEST(what_is_entered_must_be_used_up),
		TEST(the_depth_has_a_limit),
		TEST(what_is_skipped_is_walked_through),
		TEST(windows_are_equal_by_size_and_bytes),
	};

	return cmocka_run_group_tests_name("the DER cursor", tests, NULL, NULL);
}
