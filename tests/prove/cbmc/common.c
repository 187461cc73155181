/* SPDX-License-Identifier: MIT */
/* common.c - proofs of sha256/common.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "hash.h"
#include "sha256/common.c"
#include "proof.h"

PROOF(cfsv_hash_size, uint32_t hash, cfsv_hash_size(hash))
PROOF(cfsv_sha256_store, uint8_t *out; const uint32_t *words; size_t n,
      cfsv_sha256_store(out, words, n))
PROOF(cfsv_sha256_length, uint8_t *out; uint64_t total,
      cfsv_sha256_length(out, total))
PROOF(cfsv_sha256_padding, uint8_t *block; uint64_t total,
      cfsv_sha256_padding(block, total))
