/* SPDX-License-Identifier: MIT */
/* merkle.c - fs-verity digests in the simplest way, to hold the core against */
#include "make.h"

/* The formula of run.c's images. */
struct blob image_bytes(size_t size)
{
	uint8_t *p = room(size);
	struct blob b = {p, size};
	size_t i;

	for (i = 0; i < size; i++)
		p[i] = (uint8_t)(i * 7 + (i >> 8) * 31 + (i >> 16));
	return b;
}

static struct blob zeros_to(struct blob b, size_t multiple)
{
	size_t over = b.len % multiple;

	return over == 0 ? b : JOIN(b, repeat(0, multiple - over));
}

static struct blob salt_of(const struct measure *m)
{
	size_t i;
	uint8_t *p = room(m->salt_size);
	struct blob salt = {p, m->salt_size};

	for (i = 0; i < m->salt_size; i++)
		p[i] = (uint8_t)(0xa0 + i);
	return salt;
}

/* The hashes of all blocks, one after the other. */
static struct blob merkle_level(const struct measure *m, struct blob level,
				size_t block_size)
{
	size_t unit = m->hash == CFSV_SHA512 ? 128 : 64; /* of the salt */
	size_t one = unit / 2, n = level.len / block_size, i;
	struct blob salt = zeros_to(salt_of(m), unit), block;
	uint8_t *hashes = room(n * one);

	for (i = 0; i < n; i++) {
		block = slice(level, i * block_size, (i + 1) * block_size);
		block = hash_of(m->hash, JOIN(salt, block));
		memcpy(hashes + i * one, block.at, one);
	}
	return (struct blob){hashes, n * one};
}

static uint8_t log2_of(size_t n)
{
	uint8_t log = 0;

	while (n > 1) {
		n /= 2;
		log++;
	}
	return log;
}

/* fsverity.rst, "fs-verity descriptor" */
static struct blob descriptor(const struct measure *m, size_t block_size,
			      size_t size, struct blob root)
{
	uint8_t d[16] = {1}; /* version */
	int i;

	d[1] = m->hash == CFSV_SHA512 ? 2 : 1;
	d[2] = log2_of(block_size);
	d[3] = (uint8_t)m->salt_size;
	for (i = 0; i < 8; i++)
		d[8 + i] = (uint8_t)((uint64_t)size >> (8 * i));
	return JOIN(copy(d, sizeof(d)), zeros_to(root, 64), salt_of(m),
		    repeat(0, 32 - m->salt_size + 144));
}

struct blob descriptor_of(const struct measure *m, struct blob file)
{
	size_t block_size = m->block_size == 0 ? 4096 : m->block_size;
	size_t one = m->hash == CFSV_SHA512 ? 64 : 32;
	struct blob level = file, root = repeat(0, 64);

	while (level.len > one || (level.len > 0 && level.at == file.at)) {
		level = merkle_level(m, zeros_to(level, block_size),
				     block_size);
		root = level;
	}
	return descriptor(m, block_size, file.len, root);
}

struct blob merkle(const struct measure *m, struct blob file)
{
	return hash_of(m->hash, descriptor_of(m, file));
}

struct blob formatted(struct blob digest_file)
{
	struct measure m = {CFSV_SHA256, 0, 0};

	return JOIN(B("FSVerity\1\0\040\0"), merkle(&m, digest_file));
}
