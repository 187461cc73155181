/* SPDX-License-Identifier: MIT */
/* descriptor.c - proofs of sha256/descriptor.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "memory.h"
#include "many.h"
#include "sha256/descriptor.c"
#include "proof.h"

/* the root hash may be in one object with the descriptor, but is not here */
PROOF(cfsv_tree_descriptor, const struct cfsv_tree *t; uint64_t size;
      size_t len; const uint8_t *root = malloc(len); uint8_t *d,
      cfsv_tree_descriptor(t, size, root, d))
PROOF(descriptor_form, const struct cfsv_tree *t; struct cfsv_digest *out,
      descriptor_form(t, out))
PROOF(descriptor_blocks, const struct cfsv_tree *t; size_t size,
      descriptor_blocks(t, size))
PROOF(cfsv_descriptor_digest, const struct cfsv_tree *t; const uint8_t *d;
      struct cfsv_digest *out, cfsv_descriptor_digest(t, d, out))
PROOF(cfsv_small_file_digest, struct cfsv_digest *out; const uint8_t *data;
      size_t len, cfsv_small_file_digest(out, data, len))
PROOF(descriptor_roots, const struct cfsv_tree *t; uint8_t *blocks;
      const uint8_t *hashes; const size_t *sizes; size_t n,
      descriptor_roots(t, blocks, hashes, sizes, n))
PROOF(cfsv_small_files, const struct cfsv_tree *t; uint8_t *data;
      const size_t *sizes; size_t n; uint8_t *memory; struct cfsv_digest *out,
      cfsv_small_files(t, data, sizes, n, memory, out))
