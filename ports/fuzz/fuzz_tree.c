/* SPDX-License-Identifier: MIT */
/* fuzz_tree.c - Merkle trees, however the file comes, against merkle.c */
#include "fuzz.h"

#define TREE_FILE_MAX (40 * 1024)

/*
 * Input: parameters, memory, the file's size and a pattern, then how the file
 * comes: an operation and a length each.
 */
struct job {
	struct merkle m;
	struct cfsv_params params;
	uint32_t bs;
	uint8_t *file;
	size_t size, blocks; /* of memory */
	cfsv_sha256_blocks *sha256;
	uint8_t tree[MERKLE_TREE_MAX];
	size_t tree_len;
	uint8_t descriptor[256];
	struct cfsv_digest wanted;
	struct cfsv_tree_layout layout;
	uint8_t sunk[MERKLE_TREE_MAX];
	uint64_t next[CFSV_LEVELS_MAX];
};

/* The fastest, or one of the others. */
static cfsv_sha256_blocks *tree_hasher(int which)
{
#ifdef CFSV_SHA256_X86_64
	return cfsv_sha256_fastest(cfsv_cpu_x86() & (uint32_t)which);
#else
	(void)which;
	return cfsv_sha256_portable;
#endif
}

static void tree_job(struct job *j, struct part *in)
{
	uint8_t flags = fuzz_byte(in), seed;
	size_t i;

	j->m.hash = flags & 1 ? CFSV_SHA512 : CFSV_SHA256;
	j->m.block_log2 = 10 + flags / 2 % 4;
	j->m.salt_size = flags & 8 ? fuzz_byte(in) % 33 : 0;
	for (i = 0; i < j->m.salt_size; i++)
		j->m.salt[i] = fuzz_byte(in);
	j->sha256 = tree_hasher(~flags / 16);
	j->bs = (uint32_t)1 << j->m.block_log2;
	j->blocks = 2 + fuzz_byte(in) % 20;
	j->size = fuzz_number(in, 3) % (TREE_FILE_MAX + 1);
	seed = fuzz_byte(in);
	j->file = malloc(j->size + 1);
	MUST(j->file != NULL);
	for (i = 0; i < j->size; i++)
		j->file[i] = (uint8_t)(i * seed + (i >> 10) * 7);
	j->params.hash = j->m.hash;
	j->params.block_size = j->bs;
	j->params.salt_size = j->m.salt_size;
	memcpy(j->params.salt, j->m.salt, sizeof(j->m.salt));
	merkle_descriptor(&j->m, (struct part){j->file, j->size}, j->descriptor,
			  j->tree, &j->tree_len);
	merkle_digest(&j->m, (struct part){j->file, j->size}, &j->wanted);
	MUST(cfsv_tree_layout(&j->layout, &j->params, j->size) == CFSV_OK);
	MUST(j->layout.size == j->tree_len);
}

static enum cfsv_err tree_sink(void *arg, uint32_t level, uint64_t index,
			       const uint8_t *block, size_t len)
{
	struct job *j = arg;
	uint64_t at;

	MUST(level < j->layout.levels && len == j->bs);
	MUST(index == j->next[level] && index < j->layout.blocks[level]);
	j->next[level]++;
	at = j->layout.start[level] + index * len;
	MUST(at + len <= j->layout.size);
	memcpy(j->sunk + at, block, len);
	return CFSV_OK;
}

/* "Files up to hashes-per-block^(n-1) blocks fit" into n blocks of memory. */
static int tree_fits(const struct job *j)
{
	uint64_t per = j->bs / merkle_digest_size(j->m.hash), most = 1, n;

	for (n = 1; n < j->blocks && most < TREE_FILE_MAX; n++)
		most *= per;
	return (j->size + j->bs - 1) / j->bs <= most;
}

/* The file's bytes from here: by their hashes, which must be whole blocks. */
static enum cfsv_err tree_add(const struct job *j, struct cfsv_tree *t,
			      size_t at, size_t *len)
{
	size_t n = *len / j->bs, ds = merkle_digest_size(j->m.hash), bytes;
	uint8_t *padded, *hashes;
	enum cfsv_err err;

	if (at % j->bs != 0)
		return cfsv_tree_update(t, j->file + at, *len);
	bytes = n * j->bs;
	if (at + *len == j->size) { /* with the file's last block, filled up */
		bytes = *len;
		n = (bytes + j->bs - 1) / j->bs;
	}
	padded = calloc(n + 1, j->bs);
	hashes = malloc(n * ds + 1);
	MUST(padded != NULL && hashes != NULL);
	memcpy(padded, j->file + at, bytes);
	cfsv_tree_hash(t, padded, n, hashes);
	err = cfsv_tree_add(t, hashes, n, bytes);
	free(padded);
	free(hashes);
	*len = bytes;
	return err;
}

/* Nothing can be added after a last block that was not whole. */
static void tree_ended(struct cfsv_tree t)
{
	if (t.ended)
		MUST(cfsv_tree_update(&t, (const uint8_t *)"", 1) ==
		     CFSV_E_ARGUMENT);
}

static enum cfsv_err tree_come(const struct job *j, struct cfsv_tree *t,
			       struct part *in)
{
	enum cfsv_err err = CFSV_OK;
	size_t at = 0, len;
	uint8_t op, *copy;

	while (at < j->size && err == CFSV_OK) {
		op = fuzz_byte(in);
		len = op & 0x80 ? (size_t)(op & 0x3f) * j->bs
				: (size_t)fuzz_number(in, 2);
		if (len > j->size - at || in->len == 0)
			len = j->size - at;
		if (op & 0x40) {
			err = tree_add(j, t, at, &len);
		} else {
			copy = fuzz_copy((struct part){j->file + at, len});
			err = cfsv_tree_update(t, copy, len);
			free(copy);
		}
		at += len;
	}
	if (err == CFSV_OK)
		tree_ended(*t);
	return err;
}

static void tree_found(const struct job *j, enum cfsv_err err,
		       const struct cfsv_digest *d, const uint8_t *descriptor)
{
	if (!tree_fits(j)) {
		MUST(err == CFSV_E_TREE_MEMORY);
		return;
	}
	MUST(err == CFSV_OK);
	MUST(d->hash == j->wanted.hash && d->size == j->wanted.size);
	MUST(memcmp(d->bytes, j->wanted.bytes, d->size) == 0);
	MUST(memcmp(descriptor, j->descriptor, 256) == 0);
}

static void tree_pieces(struct job *j, struct part *in)
{
	uint8_t *memory = malloc(j->blocks * j->bs), descriptor[256];
	struct cfsv_digest d;
	struct cfsv_tree t;
	enum cfsv_err err;

	MUST(memory != NULL);
	err = cfsv_tree_init(&t, &j->params, j->sha256, memory,
			     j->blocks * j->bs);
	MUST(err == CFSV_OK);
	t.sink = tree_sink;
	t.sink_arg = j;
	err = tree_come(j, &t, in);
	if (err == CFSV_OK)
		err = cfsv_tree_final(&t, &d, descriptor);
	tree_found(j, err, &d, descriptor);
	if (err == CFSV_OK) {
		MUST(memcmp(j->sunk, j->tree, j->tree_len) == 0);
		MUST(cfsv_tree_update(&t, j->file, 1) == CFSV_E_ARGUMENT);
	}
	free(memory);
}

/* By a callback that gives as much as the input says */
struct pull {
	const struct job *j;
	struct part *in;
};

static enum cfsv_err tree_read(void *arg, uint64_t offset, uint8_t *buf,
			       size_t want, size_t *got)
{
	const struct pull *p = arg;
	size_t len = fuzz_number(p->in, 2);

	MUST(want >= 1 && offset <= p->j->size);
	if (len == 0 || len > want)
		len = want;
	if (len > p->j->size - offset)
		len = (size_t)(p->j->size - offset);
	memcpy(buf, p->j->file + offset, len);
	*got = len;
	return CFSV_OK;
}

static void tree_pulled(const struct job *j, struct part *in)
{
	struct pull p = {j, in};
	struct cfsv_source source = {tree_read, &p, j->size};
	size_t len = 1 + fuzz_number(in, 2), memory_len = j->blocks * j->bs;
	uint8_t *memory = malloc(memory_len), *buf = malloc(len);
	uint8_t descriptor[256];
	struct cfsv_digest d;
	struct cfsv_tree t;
	enum cfsv_err err;

	MUST(memory != NULL && buf != NULL);
	if (fuzz_byte(in) & 1)
		source.size = CFSV_SIZE_UNKNOWN;
	err = cfsv_tree_init(&t, &j->params, j->sha256, memory, memory_len);
	MUST(err == CFSV_OK);
	err = cfsv_measure(&t, &source, buf, len, &d, descriptor);
	tree_found(j, err, &d, descriptor);
	free(memory);
	free(buf);
}

static void tree_small(const struct job *j)
{
	size_t n = (j->size + j->bs - 1) / j->bs;
	uint8_t *data = calloc(n + 1, j->bs), *scratch, memory[8 * 1024 * 2];
	struct cfsv_digest d;
	struct cfsv_tree t;
	enum cfsv_err err;

	scratch = malloc(CFSV_SMALL_MEMORY(n, 1));
	MUST(data != NULL && scratch != NULL);
	memcpy(data, j->file, j->size);
	err = cfsv_tree_init(&t, &j->params, j->sha256, memory, sizeof(memory));
	MUST(err == CFSV_OK);
	err = cfsv_small_files(&t, data, &j->size, 1, scratch, &d);
	MUST((err == CFSV_OK) == (n <= j->bs / merkle_digest_size(j->m.hash)));
	if (err == CFSV_OK)
		MUST(memcmp(&d, &j->wanted, sizeof(d)) == 0);
	free(data);
	free(scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct job j;
	struct part in = {data, size};

	memset(&j, 0, sizeof(j));
	tree_job(&j, &in);
	tree_pieces(&j, &in);
	tree_pulled(&j, &in);
	tree_small(&j);
	free(j.file);
	return 0;
}
