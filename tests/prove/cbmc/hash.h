/* SPDX-License-Identifier: MIT */
/* hash.h - contracts of the hashing room, for CBMC: what they read and write */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#ifndef PROVE_HASH_H
#define PROVE_HASH_H

#include "sha256/sha256.h"

#define OLD __CPROVER_old
#define REQUIRES __CPROVER_requires
#define ENSURES __CPROVER_ensures
#define ASSIGNS __CPROVER_assigns
#define FRESH __CPROVER_is_fresh
#define UPTO __CPROVER_object_upto

extern uint32_t proof_i; /* any index */
/* Buffers are at most this long: the largest object of CBMC's, and more than
 * any caller has. */
#define PROOF_BYTES_MAX ((size_t)1 << 40)

uint32_t cfsv_hash_size(uint32_t hash)
ASSIGNS()
ENSURES(__CPROVER_return_value == (hash == 1 ? 32 : hash == 2 ? 64 : 0));

void cfsv_sha256_store(uint8_t *out, const uint32_t *words, size_t n)
REQUIRES(n >= 1 && n <= 8) /* all of a hash at most */
REQUIRES(FRESH(out, n * 4) && FRESH(words, n * 4))
ASSIGNS(UPTO(out, n * 4));

void cfsv_sha256_length(uint8_t out[8], uint64_t total)
REQUIRES(FRESH(out, 8))
ASSIGNS(UPTO(out, 8));

void cfsv_sha256_padding(uint8_t block[CFSV_SHA256_BLOCK], uint64_t total)
REQUIRES(FRESH(block, CFSV_SHA256_BLOCK))
ASSIGNS(UPTO(block, CFSV_SHA256_BLOCK))
ENSURES(block[0] == 0x80);

void cfsv_sha256_compress(uint32_t state[8], const uint8_t *blocks, size_t n)
REQUIRES(n <= PROOF_BYTES_MAX / 64)
REQUIRES(FRESH(state, 32) && (n == 0 || FRESH(blocks, n * 64)))
ASSIGNS(UPTO(state, 32));

void cfsv_sha256(uint8_t out[32], const uint8_t *message, size_t len)
REQUIRES(len <= PROOF_BYTES_MAX && FRESH(out, 32))
REQUIRES(len == 0 || FRESH(message, len))
ASSIGNS(UPTO(out, 32));

void cfsv_sha384(uint8_t out[48], const uint8_t *message, size_t len)
REQUIRES(len <= PROOF_BYTES_MAX && FRESH(out, 48))
REQUIRES(len == 0 || FRESH(message, len))
ASSIGNS(UPTO(out, 48));

void cfsv_sha512(uint8_t out[64], const uint8_t *message, size_t len)
REQUIRES(len <= PROOF_BYTES_MAX && FRESH(out, 64))
REQUIRES(len == 0 || FRESH(message, len))
ASSIGNS(UPTO(out, 64));

void cfsv_small_file_digest(struct cfsv_digest *out, const uint8_t *data,
			    size_t len)
REQUIRES(len >= 1 && len <= 64)
REQUIRES(FRESH(out, sizeof(*out)) && FRESH(data, len))
ASSIGNS(*out)
ENSURES(out->hash == CFSV_SHA256 && out->size == 32);

/* What a source's callback may do: anything that cfsv.h allows it. */
static inline enum cfsv_err proof_read(void *arg, uint64_t offset, uint8_t *buf,
				       size_t want, size_t *got)
{
	enum cfsv_err any;
	size_t some;

	(void)arg;
	(void)offset;
	__CPROVER_assert(want >= 1, "something is wanted");
	__CPROVER_assert(__CPROVER_w_ok(buf, want), "there is room for it");
	__CPROVER_havoc_slice(buf, want);
	*got = some;
	return any;
}

#endif /* PROVE_HASH_H */
