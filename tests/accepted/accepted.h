/* SPDX-License-Identifier: MIT */
/* accepted.h - inputs made by chance, and an encoder to compare with */
#ifndef ACCEPTED_H
#define ACCEPTED_H

#include "cfsv.h"

/* Bytes are written from the end towards the beginning: lengths are known. */
#define OUT_SIZE 20000
struct out {
	uint8_t *at;
	uint8_t bytes[OUT_SIZE];
	uint64_t seed; /* of the chance; 0: everything as it should be */
};

static inline size_t out_size(const struct out *o)
{
	return (size_t)(o->bytes + OUT_SIZE - o->at);
}

void out_begin(struct out *o);
void out_put(struct out *o, const uint8_t *bytes, size_t len);
/* Header of what was written since this size; DER's one way of a length. */
void out_wrap(struct out *o, uint8_t tag, size_t since);

/* generate.c: mostly well formed, then changed here and there. */
uint32_t make_chance(struct out *o, uint32_t below);
void make_signature(struct out *o);
void make_anchor(struct out *o);
void make_changes(struct out *o);

/* encode.c: the one file that says this. */
void encode_signature(struct out *o, const struct cfsv_signature *s,
		      int has_null);
void encode_key(struct out *o, const struct cfsv_anchor *a);

#endif /* ACCEPTED_H */
