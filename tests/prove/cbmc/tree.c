/* SPDX-License-Identifier: MIT */
/* tree.c - proofs of sha256/tree.c, descriptor.c, measure.c and fastest.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "hash.h"
#include "sha256/tree.c"
#include "sha256/descriptor.c"
#include "sha256/measure.c"
#include "sha256/fastest.c"
#include "proof.h"

/* What a tree is after cfsv_tree_hasher(), with CFSV_OK. */
static inline int proof_hasher(const struct cfsv_tree *t)
{
	return t->block_log2 >= 10 && t->block_log2 <= 16 &&
	       t->params.salt_size <= CFSV_SALT_MAX &&
	       ((t->params.hash == CFSV_SHA256 && t->digest_size == 32) ||
		(t->params.hash == CFSV_SHA512 && t->digest_size == 64)) &&
	       t->params.block_size == (uint32_t)1 << t->block_log2;
}

static enum cfsv_err tree_params(struct cfsv_tree *t)
REQUIRES(FRESH(t, sizeof(*t)))
ASSIGNS(t->params.block_size, t->block_log2)
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(t->block_log2 >= 10 && t->block_log2 <= 16 &&
	 t->params.salt_size <= CFSV_SALT_MAX &&
	 t->params.block_size == (uint32_t)1 << t->block_log2))
ENSURES(__CPROVER_return_value == CFSV_OK ||
	OLD(t->params.salt_size) > CFSV_SALT_MAX ||
	OLD(t->params.block_size) < 1024 || OLD(t->params.block_size) > 65536 ||
	(OLD(t->params.block_size) & (OLD(t->params.block_size) - 1)) != 0);

static void tree_salt(struct cfsv_tree *t)
REQUIRES(FRESH(t, sizeof(*t)) && t->params.salt_size <= CFSV_SALT_MAX)
ASSIGNS(t->before, UPTO(t->mid256, 32), UPTO(t->mid512, 64));

void cfsv_sha512_start(uint64_t state[8], const uint8_t *block)
REQUIRES(FRESH(state, 64) && (block == NULL || FRESH(block, 128)))
ASSIGNS(UPTO(state, 64));

/* params are the caller's, and any */
enum cfsv_err cfsv_tree_hasher(struct cfsv_tree *t,
			       const struct cfsv_params *params,
			       cfsv_sha256_blocks *sha256)
REQUIRES(FRESH(t, sizeof(*t)))
REQUIRES(params == NULL || FRESH(params, sizeof(*params)))
ASSIGNS(*t)
ENSURES(t->err == __CPROVER_return_value)
ENSURES(__CPROVER_return_value != CFSV_OK || proof_hasher(t));

static enum cfsv_err tree_more(struct cfsv_tree *t, size_t len)
REQUIRES(FRESH(t, sizeof(*t)))
REQUIRES(t->err != CFSV_OK || t->size <= CFSV_FILE_SIZE_MAX)
ASSIGNS(t->size)
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(t->size <= CFSV_FILE_SIZE_MAX && t->size == OLD(t->size) + len));

/* size: any; levels: at most 8; offsets: below 2^63 */
enum cfsv_err cfsv_tree_layout(struct cfsv_tree_layout *out,
			       const struct cfsv_params *params, uint64_t size)
REQUIRES(FRESH(out, sizeof(*out)))
REQUIRES(params == NULL || FRESH(params, sizeof(*params)))
ASSIGNS(*out)
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(out->levels <= CFSV_LEVELS_MAX && size <= CFSV_FILE_SIZE_MAX &&
	 out->size <= CFSV_FILE_SIZE_MAX &&
	 (out->levels == 0 || out->start[out->levels - 1] == 0)));

void cfsv_tree_descriptor(const struct cfsv_tree *t, uint64_t size,
			  const uint8_t *root, uint8_t d[CFSV_DESCRIPTOR_SIZE])
REQUIRES(FRESH(t, sizeof(*t)) && proof_hasher(t))
REQUIRES(FRESH(d, CFSV_DESCRIPTOR_SIZE) &&
	 (size == 0 || FRESH(root, t->digest_size)))
ASSIGNS(UPTO(d, CFSV_DESCRIPTOR_SIZE))
ENSURES(d[0] == 1 && d[1] == t->params.hash && d[2] == t->block_log2 &&
	d[3] == t->params.salt_size && d[4] == 0 && d[8] == (uint8_t)size &&
	d[15] == (uint8_t)(size >> 56) && d[112] == 0 && d[255] == 0);

static void descriptor_form(const struct cfsv_tree *t, struct cfsv_digest *out)
REQUIRES(FRESH(t, sizeof(*t)) && FRESH(out, sizeof(*out)))
ASSIGNS(*out)
ENSURES(out->hash == t->params.hash && out->size == t->digest_size);

static size_t descriptor_blocks(const struct cfsv_tree *t, size_t size)
REQUIRES(FRESH(t, sizeof(*t)) && proof_hasher(t))
ASSIGNS()
ENSURES(__CPROVER_return_value <= size / 1024 + 1);

enum cfsv_err cfsv_source_read(const struct cfsv_source *s, uint64_t offset,
			       uint8_t *buf, size_t want, size_t *got)
REQUIRES(FRESH(s, sizeof(*s)) && s->read == proof_read)
REQUIRES(want >= 1 && want <= PROOF_BYTES_MAX)
REQUIRES(FRESH(buf, want) && FRESH(got, sizeof(*got)))
ASSIGNS(*got, UPTO(buf, want))
ENSURES(__CPROVER_return_value != CFSV_OK || *got <= want)
ENSURES(__CPROVER_return_value == CFSV_OK ||
	(__CPROVER_return_value <= -200 && __CPROVER_return_value >= -999));

static int tree_stays(const struct cfsv_tree *t, uint32_t l)
REQUIRES(FRESH(t, sizeof(*t)) && l <= CFSV_LEVELS_MAX + 1)
ASSIGNS();

static size_t tree_space(const struct cfsv_tree *t)
REQUIRES(FRESH(t, sizeof(*t)) && proof_hasher(t))
REQUIRES(t->fill[1] < t->area && t->area % 1024 == 0 &&
	 t->fill[1] % t->digest_size == 0)
ASSIGNS()
ENSURES(__CPROVER_return_value >= 1);

cfsv_sha256_blocks *cfsv_sha256_fastest(uint32_t cpu)
ASSIGNS()
ENSURES(__CPROVER_return_value != NULL);

PROOF(tree_params, struct cfsv_tree *t, tree_params(t))
PROOF(tree_salt, struct cfsv_tree *t, tree_salt(t))
PROOF(cfsv_tree_hasher, struct cfsv_tree *t; const struct cfsv_params *p;
      cfsv_sha256_blocks *f, cfsv_tree_hasher(t, p, f))
PROOF(tree_more, struct cfsv_tree *t; size_t len, tree_more(t, len))
PROOF(tree_stays, const struct cfsv_tree *t; uint32_t l, tree_stays(t, l))
PROOF(tree_space, const struct cfsv_tree *t, tree_space(t))
PROOF(cfsv_tree_layout, struct cfsv_tree_layout *out;
      const struct cfsv_params *p; uint64_t size,
      cfsv_tree_layout(out, p, size))
PROOF(cfsv_tree_descriptor, const struct cfsv_tree *t; uint64_t size;
      const uint8_t *root; uint8_t *d, cfsv_tree_descriptor(t, size, root, d))
PROOF(descriptor_form, const struct cfsv_tree *t; struct cfsv_digest *out,
      descriptor_form(t, out))
PROOF(descriptor_blocks, const struct cfsv_tree *t; size_t size,
      descriptor_blocks(t, size))
PROOF(cfsv_source_read, const struct cfsv_source *s; uint64_t offset;
      uint8_t *buf; size_t want; size_t *got;
      /* its address is taken: whom a pointer may mean must be found */
      cfsv_read *reader = proof_read,
      (reader ? cfsv_source_read(s, offset, buf, want, got) : CFSV_OK))
PROOF(cfsv_sha256_fastest, uint32_t cpu, cfsv_sha256_fastest(cpu))
