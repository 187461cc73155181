/* SPDX-License-Identifier: MIT */
/* sha256.c - proofs of sha256/sha256.c, in its fast form */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "hash.h"
#include "sha256/sha256.c"
#include "proof.h"

static uint32_t sha256_load(const uint8_t *p)
REQUIRES(FRESH(p, 4))
ASSIGNS()
ENSURES(__CPROVER_return_value ==
	p[0] * 0x1000000u + p[1] * 0x10000u + p[2] * 0x100u + p[3]);

static void sha256_block(uint32_t state[8], const uint8_t *block)
REQUIRES(FRESH(state, 32) && FRESH(block, 64))
ASSIGNS(UPTO(state, 32));

PROOF(sha256_load, const uint8_t *p, sha256_load(p))
PROOF(sha256_block, uint32_t *state; const uint8_t *block,
      sha256_block(state, block))
PROOF(cfsv_sha256_compress, uint32_t *state; const uint8_t *blocks; size_t n,
      cfsv_sha256_compress(state, blocks, n))
PROOF(cfsv_sha256, uint8_t *out; const uint8_t *message; size_t len,
      cfsv_sha256(out, message, len))
PROOF(cfsv_sha256_portable, const uint32_t *state; uint64_t before;
      const uint8_t *in; size_t len; size_t n; uint8_t *out,
      cfsv_sha256_portable(state, before, in, len, n, out))
