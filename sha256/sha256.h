/* SPDX-License-Identifier: MIT */
/* sha256.h - inside the hashing room: one-lane hashes that the tree uses */
#ifndef CFSV_SHA256_H
#define CFSV_SHA256_H

#include "../cfsv.h"

#define CFSV_SHA256_BLOCK 64
#define CFSV_SHA512_BLOCK 128

/* Length of the digests of one of fs-verity's hash algorithms; else 0. */
uint32_t cfsv_hash_size(uint32_t hash);

/* The block size of a tree, and its logarithm. */
static inline uint32_t cfsv_block_log2(const struct cfsv_tree *t)
{
#ifdef CFSV_ONLY_COMPOSEFS
	(void)t;
	return 12;
#else
	return t->block_log2;
#endif
}

static inline uint32_t cfsv_block_size(const struct cfsv_tree *t)
{
	return (uint32_t)1 << cfsv_block_log2(t);
}

/* The logarithm of how many hashes a block of a tree has room for. */
static inline uint32_t cfsv_fan_log2(const struct cfsv_tree *t)
{
	return cfsv_block_log2(t) - (t->digest_size == 64 ? 6 : 5);
}

/* How many blocks of 2^log2 bytes (or hashes) n of them fill, or begin. */
static inline uint64_t cfsv_blocks(uint64_t n, uint32_t log2)
{
	return (n >> log2) + (n >> log2 << log2 != n);
}

/* The initial hash value, FIPS 180-4 5.3.3. */
extern const uint32_t cfsv_sha256_iv[8];

/* The constants of the 64 rounds, FIPS 180-4 4.2.2. */
extern const uint32_t cfsv_sha256_k[64];

/* A function for CPUs that have these extensions, whatever the rest is for. */
#ifndef CFSV_TARGET
#define CFSV_TARGET(isa) __attribute__((target(isa)))
#endif

/* Take n 64-byte blocks into the state, FIPS 180-4 6.2.2. */
void cfsv_sha256_compress(uint32_t state[8], const uint8_t *blocks, size_t n);

/* n words as big-endian bytes. */
void cfsv_sha256_store(uint8_t *out, const uint32_t *words, size_t n);

/* The length that ends a message of total bytes: in bits, big endian. */
void cfsv_sha256_length(uint8_t out[8], uint64_t total);

/*
 * The block after a message of whole blocks and total bytes: its padding, FIPS
 * 180-4 5.1.1.
 */
void cfsv_sha256_padding(uint8_t block[CFSV_SHA256_BLOCK], uint64_t total);

#ifdef CFSV_SHA256_X86_64
/*
 * n digests of 32 bytes from what several lanes end with: the first words of
 * all lanes, one after the other, then the second words, up to the eighth.
 */
static inline void sha256_digests(uint8_t *out, const uint32_t *words,
				  size_t lanes, size_t n)
{
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = 0; j < 8; j++, out += 4)
			cfsv_sha256_store(out, &words[j * lanes + i], 1);
}

/* What cfsv_cpu_x86() makes of CPUID's leaves 1 and 7 and of XCR0. */
uint32_t cfsv_cpu_x86_flags(uint32_t leaf1_ecx, uint32_t leaf7_ebx,
			    uint32_t xcr0);
#endif

#ifndef CFSV_NO_PKCS7
/* SHA-256 of any message: 32 bytes. */
void cfsv_sha256(uint8_t out[32], const uint8_t *message, size_t len);

#ifndef CFSV_NO_SHA512
/* SHA-512 and SHA-384 of any message: 64 or 48 bytes; BearSSL's. */
void cfsv_sha512(uint8_t out[64], const uint8_t *message, size_t len);
void cfsv_sha384(uint8_t out[48], const uint8_t *message, size_t len);
#endif
#endif

#ifndef CFSV_NO_SHA512
/* The state after one 128-byte block, or the initial one if it is NULL. */
void cfsv_sha512_start(uint64_t state[8], const uint8_t *block);

/*
 * n messages of len bytes each, all after the same `before` (0 or 128) bytes
 * that gave `state`: n digests of 64 bytes.
 */
void cfsv_sha512_blocks(const uint64_t state[8], uint64_t before,
			const uint8_t *in, size_t len, size_t n, uint8_t *out);
#endif /* CFSV_NO_SHA512 */

/* A tree that only hashes: cfsv_tree_init() without memory to grow in. */
enum cfsv_err cfsv_tree_hasher(struct cfsv_tree *t,
			       const struct cfsv_params *params,
			       cfsv_sha256_blocks *sha256);

/* One call of a source's callback, its answer checked: 0 to want bytes. */
enum cfsv_err cfsv_source_read(const struct cfsv_source *s, uint64_t offset,
			       uint8_t *buf, size_t want, size_t *got);

/* struct fsverity_descriptor of a file; root is NULL for an empty one. */
void cfsv_tree_descriptor(const struct cfsv_tree *t, uint64_t size,
			  const uint8_t *root, uint8_t d[CFSV_DESCRIPTOR_SIZE]);

/* The file digest is the hash of the descriptor, without salt. */
void cfsv_descriptor_digest(const struct cfsv_tree *t,
			    const uint8_t d[CFSV_DESCRIPTOR_SIZE],
			    struct cfsv_digest *out);

/*
 * cfsv_tree_update() with data that zeros follow which are not the file's:
 * they fill up its last block, so that it is hashed together with the others.
 */
enum cfsv_err cfsv_tree_padded(struct cfsv_tree *t, const uint8_t *data,
			       size_t len, size_t zeros);

/*
 * fs-verity digest (SHA-256, 4096-byte blocks, no salt) of a file of 1 to 64
 * bytes, without the memory that a tree needs.
 */
void cfsv_small_file_digest(struct cfsv_digest *out, const uint8_t *data,
			    size_t len);

#endif /* CFSV_SHA256_H */
