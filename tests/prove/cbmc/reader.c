/* SPDX-License-Identifier: MIT */
/* reader.c - proofs of sha256/reader.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "hash.h"
#include "sha256/reader.c"
#include "proof.h"


static const uint8_t *reader_use(struct cfsv_reader *r, struct cfsv_slot *s)
REQUIRES(FRESH(r, sizeof(*r)) && FRESH(s, sizeof(*s)))
REQUIRES(s->height <= CFSV_LEVELS_MAX && r->clock < (uint64_t)1 << 63)
ASSIGNS(r->clock, s->used)
ENSURES(__CPROVER_return_value == s->block && s->used > 0 &&
	r->clock == OLD(r->clock) + 1);


PROOF(reader_use, struct cfsv_reader *r; struct cfsv_slot *s, reader_use(r, s))
