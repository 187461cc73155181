/* SPDX-License-Identifier: MIT */
/* sha512.c - proofs of sha256/sha512.c; BearSSL is what it says */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "hash.h"
#include "many.h"
#include "sha256/sha512.c"
#include "proof.h"

/*
 * By bearssl_hash.h. Some of its names are macros: those of the one are the
 * other's.
 */
void br_sha384_init(br_sha384_context *ctx)
REQUIRES(__CPROVER_w_ok(ctx, sizeof(*ctx)))
ASSIGNS(*ctx);

void br_sha512_init(br_sha512_context *ctx)
REQUIRES(__CPROVER_w_ok(ctx, sizeof(*ctx)))
ASSIGNS(*ctx);

void br_sha384_update(br_sha384_context *ctx, const void *data, size_t len)
REQUIRES(__CPROVER_rw_ok(ctx, sizeof(*ctx)))
REQUIRES(len == 0 || __CPROVER_r_ok(data, len))
ASSIGNS(*ctx);

void br_sha384_out(const br_sha384_context *ctx, void *out)
REQUIRES(__CPROVER_r_ok(ctx, sizeof(*ctx)) && __CPROVER_w_ok(out, 48))
ASSIGNS(UPTO((uint8_t *)out, 48));

void br_sha512_out(const br_sha512_context *ctx, void *out)
REQUIRES(__CPROVER_r_ok(ctx, sizeof(*ctx)) && __CPROVER_w_ok(out, 64))
ASSIGNS(UPTO((uint8_t *)out, 64));

/* asked behind whole blocks, of which it knows how many bytes they had */
uint64_t br_sha384_state(const br_sha384_context *ctx, void *out)
REQUIRES(__CPROVER_r_ok(ctx, sizeof(*ctx)) && __CPROVER_w_ok(out, 64))
ASSIGNS(UPTO((uint8_t *)out, 64));

#define HASH(name)                                                             \
	PROOF(name, uint8_t *out; const uint8_t *message; size_t len,          \
	      name(out, message, len))
HASH(cfsv_sha512)
HASH(cfsv_sha384)
PROOF(cfsv_sha512_start, uint64_t *state; const uint8_t *block,
      cfsv_sha512_start(state, block))
