/* SPDX-License-Identifier: MIT */
/* tree.c - proofs of sha256/tree.c and measure.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include <stdlib.h>
#include "grows.h"
#include "memory.h"
#include "sha256/tree.c"
#include "sha256/measure.c"
#include "proof.h"

static enum cfsv_err tree_params(struct cfsv_tree *t)
REQUIRES(FRESH(t, sizeof(*t)))
ASSIGNS(t->params.block_size, t->block_log2)
ENSURES(t->block_log2 == OLD(t->block_log2) || t->block_log2 <= 16)
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(t->block_log2 >= 10 && t->block_log2 <= 16 &&
	 t->params.salt_size <= CFSV_SALT_MAX &&
	 t->params.block_size == (uint32_t)1 << t->block_log2 &&
	 t->params.block_size == (OLD(t->params.block_size) == 0 ? 4096
				  : OLD(t->params.block_size))))
ENSURES(__CPROVER_return_value == CFSV_OK ||
	OLD(t->params.salt_size) > CFSV_SALT_MAX ||
	(OLD(t->params.block_size) != 0 &&
	 (OLD(t->params.block_size) < 1024 ||
	  OLD(t->params.block_size) > 65536 ||
	  (OLD(t->params.block_size) & (OLD(t->params.block_size) - 1)) != 0)));

static void tree_salt(struct cfsv_tree *t)
REQUIRES(FRESH(t, sizeof(*t)) && t->params.salt_size <= CFSV_SALT_MAX)
REQUIRES(t->before == 0)
ASSIGNS(t->before, UPTO(t->mid256, 32), UPTO(t->mid512, 64))
ENSURES(t->before == (t->params.salt_size == 0 ? 0
		      : t->params.hash == CFSV_SHA512 ? 128 : 64));

static enum cfsv_err tree_more(struct cfsv_tree *t, size_t len)
REQUIRES(FRESH(t, sizeof(*t)))
REQUIRES(t->err != CFSV_OK || t->size <= CFSV_FILE_SIZE_MAX)
ASSIGNS(t->size)
ENSURES(OLD(t->err) == CFSV_OK || __CPROVER_return_value == OLD(t->err))
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(OLD(t->err) == CFSV_OK && (len == 0 || t->ended == 0) &&
	 t->size <= CFSV_FILE_SIZE_MAX &&
	 len <= t->size && OLD(t->size) == t->size - len));

static enum cfsv_err tree_deliver(struct cfsv_tree *t, uint32_t l,
				  const uint8_t *block, size_t n)
REQUIRES(FRESH(t, sizeof(*t)) && proof_hasher(t) && l <= CFSV_LEVELS_MAX)
REQUIRES(t->sink == NULL || t->sink == proof_sink)
REQUIRES(n <= PROOF_BYTES_MAX >> t->block_log2)
REQUIRES(n == 0 || __CPROVER_r_ok(block, n << t->block_log2))
ASSIGNS(t->given);

static int tree_stays(const struct cfsv_tree *t, uint32_t l)
REQUIRES(FRESH(t, sizeof(*t)) && l <= CFSV_LEVELS_MAX + 1)
ASSIGNS()
ENSURES((__CPROVER_return_value != 0) ==
	(t->ended ? l == t->height && t->fill[l] <= t->digest_size
		  : t->fill[l] < t->area));

/* Blocks from a caller, or from the area below. */
static enum cfsv_err tree_put(struct cfsv_tree *t, uint32_t l,
			      const uint8_t *in, size_t n)
GROWS(t, l)
REQUIRES(l <= t->levels + 1 && (l >= 1 || n == 0))
REQUIRES(n <= PROOF_BYTES_MAX >> t->block_log2)
REQUIRES(n == 0 || (__CPROVER_r_ok(in, n << t->block_log2) &&
		    TREE_BELOW(t, l, in, n)))
ASSIGNS(t->root, t->height, t->fill[l], __CPROVER_object_whole(t->memory))
ENSURES(proof_grows(t, l))
ENSURES(__CPROVER_return_value != CFSV_OK || t->height >= l)
ENSURES(__CPROVER_return_value == CFSV_OK || t->fill[l] == OLD(t->fill[l]))
ENSURES(TREE_ROOT(t, l));

static const uint8_t *tree_take(struct cfsv_tree *t, uint32_t l, size_t *n)
GROWS(t, l)
REQUIRES(l <= t->levels && TREE_ROOT(t, l) && FRESH(n, sizeof(*n)))
ASSIGNS(*n, t->fill[l], __CPROVER_object_whole(t->memory))
ENSURES(proof_grows(t, 0) && *n << t->block_log2 <= t->area &&
	*n <= t->area)
ENSURES(__CPROVER_pointer_equals(__CPROVER_return_value,
				 t->memory + t->root));

static enum cfsv_err tree_push(struct cfsv_tree *t, uint32_t l,
			       const uint8_t *in, size_t n)
GROWS(t, l)
REQUIRES(l == 1 || (l == 0 && n == 0 && t->ended != 0))
REQUIRES(n <= PROOF_BYTES_MAX >> t->block_log2)
REQUIRES(n == 0 || (__CPROVER_r_ok(in, n << t->block_log2) &&
		    TREE_BELOW(t, l, in, n)))
ASSIGNS(GROWN(t))
ENSURES(proof_grows(t, __CPROVER_return_value == CFSV_OK ? 0 : 1))
ENSURES(__CPROVER_return_value != CFSV_OK || t->root <= t->levels * t->area);

static size_t tree_space(const struct cfsv_tree *t)
REQUIRES(FRESH(t, sizeof(*t)) && proof_hasher(t))
REQUIRES(t->fill[1] < t->area && t->area % 1024 == 0 &&
	 t->area <= PROOF_BYTES_MAX && t->fill[1] % t->digest_size == 0)
ASSIGNS()
/* asked twice, it says the same */
ENSURES(__CPROVER_return_value ==
	(t->area - t->fill[1]) >> (t->digest_size == 64 ? 6 : 5));

/* After an error, whichever it is, nothing more is taken. */
#define TAKES(t)                                                               \
	GROWS(t, 0)                                                            \
	REQUIRES((t)->err != CFSV_OK || (t)->size <= CFSV_FILE_SIZE_MAX)       \
	ASSIGNS(GROWN(t), (t)->size, (t)->err)                                 \
	ENSURES(__CPROVER_return_value != CFSV_OK ||                           \
		(proof_grows(t, 0) && (t)->size <= CFSV_FILE_SIZE_MAX))        \
	ENSURES(OLD((t)->err) == CFSV_OK ||                                    \
		__CPROVER_return_value == OLD((t)->err))

enum cfsv_err cfsv_tree_padded(struct cfsv_tree *t, const uint8_t *data,
			       size_t len, size_t zeros)
TAKES(t)
REQUIRES(len <= PROOF_BYTES_MAX / 2 && zeros <= 65536)
REQUIRES((len > 0 || zeros == 0) && FRESH(data, len + zeros))
ENSURES(t->err == __CPROVER_return_value)
ENSURES(t->ended == OLD(t->ended))
ENSURES(__CPROVER_return_value != CFSV_OK || t->size == OLD(t->size) + len);

enum cfsv_err cfsv_tree_update(struct cfsv_tree *t, const uint8_t *data,
			       size_t len)
TAKES(t)
REQUIRES(len <= PROOF_BYTES_MAX / 2 && FRESH(data, len))
ENSURES(t->err == __CPROVER_return_value);

enum cfsv_err cfsv_tree_add(struct cfsv_tree *t, const uint8_t *hashes,
			    size_t n, size_t bytes)
TAKES(t)
REQUIRES(n <= PROOF_BYTES_MAX / 64 && bytes <= PROOF_BYTES_MAX)
REQUIRES(FRESH(hashes, n * t->digest_size))
ASSIGNS(t->ended);

enum cfsv_err cfsv_tree_final(struct cfsv_tree *t, struct cfsv_digest *out,
			      uint8_t *descriptor)
GROWS(t, 0)
REQUIRES(FRESH(out, sizeof(*out)))
REQUIRES(descriptor == NULL || FRESH(descriptor, CFSV_DESCRIPTOR_SIZE))
ASSIGNS(GROWN(t), t->err, t->ended, *out)
ASSIGNS(descriptor != NULL : UPTO(descriptor, CFSV_DESCRIPTOR_SIZE))
ENSURES(t->err != CFSV_OK)
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(OLD(t->err) == CFSV_OK && out->hash == t->params.hash &&
	 out->size == t->digest_size));

#define SOURCE(s) REQUIRES(FRESH(s, sizeof(*(s))) && (s)->read == proof_read)

static enum cfsv_err measure_all(struct cfsv_tree *t,
				 const struct cfsv_source *s, uint8_t *buf,
				 size_t buf_len)
GROWS(t, 0)
SOURCE(s)
REQUIRES(s->size <= CFSV_FILE_SIZE_MAX || s->size == CFSV_SIZE_UNKNOWN)
REQUIRES(t->size == 0 && t->ended == 0)
REQUIRES(buf_len >= 1 && buf_len <= PROOF_BYTES_MAX / 4 && FRESH(buf, buf_len))
ASSIGNS(GROWN(t), t->size, t->err, __CPROVER_object_whole(buf))
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(proof_grows(t, 0) && t->size <= CFSV_FILE_SIZE_MAX &&
	 (s->size == CFSV_SIZE_UNKNOWN || t->size == s->size)));

PROOF(tree_params, struct cfsv_tree *t, tree_params(t))
PROOF(tree_salt, struct cfsv_tree *t, tree_salt(t))
PROOF(cfsv_tree_hasher, struct cfsv_tree *t; const struct cfsv_params *p;
      cfsv_sha256_blocks *f, cfsv_tree_hasher(t, p, f))
PROOF(tree_more, struct cfsv_tree *t; size_t len, tree_more(t, len))
PROOF(tree_deliver, struct cfsv_tree *t; uint32_t l; size_t len;
      const uint8_t *block = malloc(len); size_t n; cfsv_tree_sink *sink = proof_sink,
      (sink ? tree_deliver(t, l, block, n) : CFSV_OK))
#define BLOCKS(in) size_t len; const uint8_t *in = malloc(len); size_t n
PROOF(tree_put, struct cfsv_tree *t; uint32_t l; BLOCKS(in),
      tree_put(t, l, in, n))
PROOF(tree_take, struct cfsv_tree *t; uint32_t l; size_t *n,
      tree_take(t, l, n))
PROOF(tree_push, struct cfsv_tree *t; uint32_t l; BLOCKS(in),
      tree_push(t, l, in, n))
PROOF(cfsv_tree_init, struct cfsv_tree *t; const struct cfsv_params *p;
      cfsv_sha256_blocks *f; uint8_t *memory; size_t len,
      cfsv_tree_init(t, p, f, memory, len))
PROOF(tree_stays, const struct cfsv_tree *t; uint32_t l, tree_stays(t, l))
PROOF(tree_space, const struct cfsv_tree *t, tree_space(t))
PROOF(cfsv_tree_layout, struct cfsv_tree_layout *out;
      const struct cfsv_params *p; uint64_t size,
      cfsv_tree_layout(out, p, size))
PROOF(cfsv_source_read, const struct cfsv_source *s; uint64_t offset;
      uint8_t *buf; size_t want; size_t *got;
      /* its address is taken: whom a pointer may mean must be found */
      cfsv_read *reader = proof_read,
      (reader ? cfsv_source_read(s, offset, buf, want, got) : CFSV_OK))
#define TAKE(name, arguments, call) PROOF(name, struct cfsv_tree *t; arguments, call)
TAKE(cfsv_tree_padded, const uint8_t *data; size_t len; size_t zeros,
     cfsv_tree_padded(t, data, len, zeros))
TAKE(cfsv_tree_update, const uint8_t *data; size_t len,
     cfsv_tree_update(t, data, len))
TAKE(cfsv_tree_add, const uint8_t *hashes; size_t n; size_t bytes,
     cfsv_tree_add(t, hashes, n, bytes))
TAKE(cfsv_tree_final, struct cfsv_digest *out; uint8_t *d,
     cfsv_tree_final(t, out, d))
TAKE(measure_all, const struct cfsv_source *s; uint8_t *buf; size_t len,
     measure_all(t, s, buf, len))
TAKE(cfsv_measure, const struct cfsv_source *s; uint8_t *buf; size_t len;
     struct cfsv_digest *out; uint8_t *d,
     cfsv_measure(t, s, buf, len, out, d))
