/* SPDX-License-Identifier: MIT */
/* spec_oid.c - object identifiers: well formed (X.690 8.19), and by name */
#include "spec.h"

#define SPEC_ARCS 9

/* In dotted form, as the documents print them; 0 ends a row. */
static const uint32_t spec_names[SPEC_NAMES][SPEC_ARCS + 1] = {
	[SPEC_DATA] = {1, 2, 840, 113549, 1, 7, 1},
	[SPEC_SIGNED_DATA] = {1, 2, 840, 113549, 1, 7, 2},
	[SPEC_SHA256] = {2, 16, 840, 1, 101, 3, 4, 2, 1},
	[SPEC_SHA384] = {2, 16, 840, 1, 101, 3, 4, 2, 2},
	[SPEC_SHA512] = {2, 16, 840, 1, 101, 3, 4, 2, 3},
	[SPEC_RSA] = {1, 2, 840, 113549, 1, 1, 1},
	[SPEC_ECDSA_SHA256] = {1, 2, 840, 10045, 4, 3, 2},
	[SPEC_ECDSA_SHA384] = {1, 2, 840, 10045, 4, 3, 3},
	[SPEC_ECDSA_SHA512] = {1, 2, 840, 10045, 4, 3, 4},
	[SPEC_EC_KEY] = {1, 2, 840, 10045, 2, 1},
	[SPEC_P256] = {1, 2, 840, 10045, 3, 1, 7},
	[SPEC_P384] = {1, 3, 132, 0, 34},
	[SPEC_P521] = {1, 3, 132, 0, 35},
	[SPEC_KEY_ID] = {2, 5, 29, 14},
};

/* How many arcs a row has. secp384r1 and secp521r1 have a zero inside. */
static uint32_t spec_arcs(enum spec_name name)
{
	uint32_t n = SPEC_ARCS;

	while (n > 0 && spec_names[name][n - 1] == 0)
		n--;
	return n;
}

#ifndef SPEC_ABSTRACT_ARCS

/*
 * Read backwards: a sub-identifier ends in a byte below 80, and a byte of 80
 * stands behind one that goes on.
 */
int spec_subidentifiers(const uint8_t *b, uint32_t body, uint32_t next)
{
	uint32_t i;

	if (body == next || b[next - 1] > 0x7f || b[body] == 0x80)
		return 0;
	for (i = next - 1; i > body; i--)
		if (b[i] == 0x80 && b[i - 1] <= 0x7f)
			return 0;
	return 1;
}

#endif /* SPEC_ABSTRACT_ARCS */

/* 8.19.4: the first two arcs are one number; base 128, from the end. */
int spec_named(const uint8_t *b, uint32_t body, uint32_t next,
	       enum spec_name name)
{
	uint32_t k = spec_arcs(name), i = next, arc, high;

	for (; k > 1; k--) {
		arc = spec_names[name][k - 1];
		if (k == 2)
			arc += spec_names[name][0] * 40;
		for (high = 0; high == 0 || arc > 0; high = 0x80) {
			if (i == body || b[i - 1] != (arc % 128 | high))
				return 0;
			i--;
			arc /= 128;
		}
	}
	return i == body;
}

#ifndef SPEC_ABSTRACT_OID

struct spec_part spec_oid(const uint8_t *b, uint32_t at, uint32_t end,
			  enum spec_name *name)
{
	struct spec_part e = spec_tagged(b, at, end, 0x06);
	int n;

	*name = SPEC_NONE;
	if (e.ok && !spec_subidentifiers(b, e.body, e.next))
		e.ok = 0;
	for (n = SPEC_NONE + 1; e.ok && n < SPEC_NAMES; n++)
		if (spec_named(b, e.body, e.next, (enum spec_name)n))
			*name = (enum spec_name)n;
	return e;
}

#endif /* SPEC_ABSTRACT_OID */
