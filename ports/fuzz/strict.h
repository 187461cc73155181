/* SPDX-License-Identifier: MIT */
/* strict.h - a second reader of the same formats, to hold the core against */
#ifndef CFSV_STRICT_H
#define CFSV_STRICT_H

#include "fuzz.h"

/*
 * It shares nothing with pkcs7/: pointers and recursion in place of offsets
 * and a cursor, lengths are read as they come and must then be what a writer
 * makes of them, and whatever has one encoding only is compared with that as
 * a whole. Each function returns 1, or 0 for bytes that are refused.
 */

/* A place in an encoding: what follows there, and how deep it is. */
struct place {
	struct part rest;
	int depth;
};

#define STRICT_DEPTH 24

/* Split the next element off. */
int strict_split(struct part *rest, uint8_t *tag, struct part *body);
int strict_take(struct place *p, uint8_t tag, struct part *body);
/* Go inside contents, or split one off and go inside. */
int strict_inside(const struct place *p, struct part body, struct place *in);
int strict_enter(struct place *p, uint8_t tag, struct place *in);
/* These bytes must come next. */
int strict_literal(struct place *p, struct part bytes);
/* Contents of an INTEGER, of an OBJECT IDENTIFIER. */
int strict_integer(struct part body);
int strict_oid(struct part body);
/* An INTEGER >= 0, without its leading zero. */
int strict_unsigned(struct place *p, struct part *number);
/* An element of this type; all that is inside is DER too. */
int strict_skip(struct place *p, uint8_t tag);

struct strict_signature {
	uint32_t version, hash, ecdsa;
	int has_null;
	struct part issuer, serial, key_id, value, r, s;
};

struct strict_anchor {
	uint32_t kind, named;
	struct part issuer, serial, key_id, key, exponent;
	struct part spki; /* the whole SubjectPublicKeyInfo */
};

int strict_signature_read(struct strict_signature *s, struct part der);
int strict_anchor_read(struct strict_anchor *a, struct part der);

/*
 * The writers, for what was accepted: a signature from its fields; a public
 * key from its; any DER, element by element. They return the length.
 */
#define STRICT_OUT_MAX (1 << 17)
size_t strict_signature_write(uint8_t *out, const struct strict_signature *s);
size_t strict_key_write(uint8_t *out, const struct strict_anchor *a);
size_t strict_rewrite(uint8_t *out, struct part der);
/* Parts of them: an element around what is there, of contents, an INTEGER */
size_t strict_wrap(uint8_t *out, uint8_t tag, size_t len);
size_t strict_put(uint8_t *out, uint8_t tag, struct part body);
size_t strict_put_unsigned(uint8_t *out, struct part number);

#define LITERAL(s)                                                             \
	{                                                                      \
		(const uint8_t *)(s), sizeof(s) - 1                            \
	}

#endif /* CFSV_STRICT_H */
