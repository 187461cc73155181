/* SPDX-License-Identifier: MIT */
/* merkle.c - fs-verity digests in the simplest way (fsverity.rst) */
#include <openssl/sha.h>
#include "fuzz.h"

void merkle_hash(uint32_t hash, struct part message, uint8_t out[64])
{
	if (hash == CFSV_SHA384)
		SHA384(message.at, message.len, out);
	else if (hash == CFSV_SHA512)
		SHA512(message.at, message.len, out);
	else
		SHA256(message.at, message.len, out);
}

uint32_t merkle_digest_size(uint32_t hash)
{
	return hash == CFSV_SHA512 ? 64 : hash == CFSV_SHA384 ? 48 : 32;
}

/* The hash of one block, which may be the last and short. */
static void merkle_block(const struct merkle *m, const uint8_t *at, size_t len,
			 uint8_t *out)
{
	static uint8_t buf[128 + 65536];
	size_t unit = m->hash == CFSV_SHA512 ? 128 : 64, n = 0;
	uint8_t full[64];

	memset(buf, 0, sizeof(buf));
	if (m->salt_size > 0) {
		memcpy(buf, m->salt, m->salt_size);
		n = unit;
	}
	memcpy(buf + n, at, len);
	n += (size_t)1 << m->block_log2;
	merkle_hash(m->hash, (struct part){buf, n}, full);
	memcpy(out, full, merkle_digest_size(m->hash));
}

/* The hashes of all blocks of a level: their number of bytes. */
static size_t merkle_level(const struct merkle *m, struct part level,
			   uint8_t *out)
{
	size_t bs = (size_t)1 << m->block_log2, at, n = 0;

	for (at = 0; at < level.len; at += bs) {
		merkle_block(m, level.at + at,
			     level.len - at < bs ? level.len - at : bs,
			     out + n);
		n += merkle_digest_size(m->hash);
	}
	return n;
}

void merkle_descriptor(const struct merkle *m, struct part file,
		       uint8_t descriptor[256], uint8_t *tree, size_t *tree_len)
{
	static uint8_t hashes[MERKLE_TREE_MAX], next[MERKLE_TREE_MAX];
	size_t bs = (size_t)1 << m->block_log2, n, whole, len = 0, i;

	n = merkle_level(m, file, hashes);
	while (n > merkle_digest_size(m->hash)) {
		whole = (n + bs - 1) / bs * bs;
		MUST(len + whole <= MERKLE_TREE_MAX);
		if (tree != NULL) { /* in front of the levels below it */
			memmove(tree + whole, tree, len);
			memset(tree, 0, whole);
			memcpy(tree, hashes, n);
		}
		len += whole;
		n = merkle_level(m, (struct part){hashes, n}, next);
		memcpy(hashes, next, n);
	}
	if (tree_len != NULL)
		*tree_len = len;
	memset(descriptor, 0, 256);
	descriptor[0] = 1;
	descriptor[1] = (uint8_t)m->hash;
	descriptor[2] = (uint8_t)m->block_log2;
	descriptor[3] = (uint8_t)m->salt_size;
	for (i = 0; i < 8; i++)
		descriptor[8 + i] = (uint8_t)((uint64_t)file.len >> (8 * i));
	memcpy(descriptor + 16, hashes, n);
	memcpy(descriptor + 80, m->salt, m->salt_size);
}

void merkle_digest(const struct merkle *m, struct part file,
		   struct cfsv_digest *out)
{
	uint8_t descriptor[256], full[64];

	merkle_descriptor(m, file, descriptor, NULL, NULL);
	merkle_hash(m->hash, (struct part){descriptor, 256}, full);
	memset(out, 0, sizeof(*out));
	out->hash = m->hash;
	out->size = merkle_digest_size(m->hash);
	memcpy(out->bytes, full, out->size);
}
