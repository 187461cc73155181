/* SPDX-License-Identifier: MIT */
/* hasher.c - proofs of what calls hash functions: blocks and descriptors */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#define PROOF_BLOCKS(t) ((t)->sha256 == proof_blocks)
#include "hash.h"
#include "many.h"
#include "sha256/tree.c"
#include "sha256/descriptor.c"
#include "proof.h"

/*
 * Messages and digests are two objects here, which is how none overlaps the
 * other, and each has the bytes that are asked for, or more.
 */
#define HASHES(name, call)                                                     \
	PROOF(name, const struct cfsv_tree *t; size_t n; size_t in_size;       \
	      size_t out_size; const uint8_t *in = malloc(in_size);            \
	      uint8_t *out = malloc(out_size);                                 \
	      cfsv_sha256_blocks *blocks = proof_blocks,                       \
	      (blocks && in && out ? call : (void)0))
HASHES(cfsv_tree_hash, cfsv_tree_hash(t, in, n, out))
HASHES(descriptor_hash, descriptor_hash(t, in, n, out))
