/* SPDX-License-Identifier: MIT */
/*
 * composefs_only.c - verified reading on a core that is CFSV_ONLY_COMPOSEFS:
 * composefs_only DIGEST IMAGE TREE DESCRIPTOR
 *
 * The tool made TREE and DESCRIPTOR. All of the image must be read; not after
 * a byte of the descriptor was changed, or one of every 997 of the others.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cfsv.h"

struct file {
	uint8_t *bytes;
	size_t size;
};

static struct file file_load(const char *name)
{
	struct file file = {malloc(1 << 24), 0};
	FILE *f = fopen(name, "rb");

	if (file.bytes == NULL || f == NULL)
		exit(2);
	file.size = fread(file.bytes, 1, 1 << 24, f);
	fclose(f);
	return file;
}

static enum cfsv_err file_read(void *arg, uint64_t offset, uint8_t *buf,
			       size_t want, size_t *got)
{
	const struct file *file = arg;

	*got = offset < file->size ? file->size - (size_t)offset : 0;
	if (*got > want)
		*got = want;
	memcpy(buf, file->bytes + (size_t)offset, *got);
	return CFSV_OK;
}

/* The first error on the way through all of the image. */
static enum cfsv_err read_all(const struct cfsv_digest *trusted,
			      struct file *image, struct file *tree,
			      const uint8_t *descriptor)
{
	static uint8_t memory[3 * 4096], buf[5000];
	struct cfsv_source data = {file_read, image, image->size};
	struct cfsv_source stored = {file_read, tree, tree->size};
	struct cfsv_slot slots[3];
	struct cfsv_cache cache = {slots, 3, memory, sizeof(memory)};
	struct cfsv_reader r;
	uint64_t offset = 0;
	enum cfsv_err err;
	size_t got = 1;

	err = cfsv_reader_init(&r, trusted, descriptor, &data, &stored, NULL,
			       &cache);
	for (; err == CFSV_OK && got > 0; offset += got) {
		err = cfsv_reader_read(&r, offset, buf, sizeof(buf), &got);
		if (err == CFSV_OK &&
		    memcmp(buf, image->bytes + offset, got) != 0)
			exit(3);
	}
	if (err == CFSV_OK && offset != image->size)
		exit(3);
	return err;
}

int main(int argc, char **argv)
{
	struct file image, tree, descriptor, *changed[3];
	struct cfsv_digest trusted;
	enum cfsv_err err;
	size_t i, at;

	if (argc != 5 || cfsv_digest_from_text(&trusted, argv[1],
					       strlen(argv[1])) != CFSV_OK)
		return 2;
	image = file_load(argv[2]);
	tree = file_load(argv[3]);
	descriptor = file_load(argv[4]);
	err = read_all(&trusted, &image, &tree, descriptor.bytes);
	printf("%d\n", err);
	if (err != CFSV_OK)
		return 1;
	changed[0] = &image;
	changed[1] = &tree;
	changed[2] = &descriptor;
	for (i = 0; i < 3; i++) {
		for (at = 0; at < changed[i]->size; at += i < 2 ? 997 : 1) {
			changed[i]->bytes[at] ^= 0x20;
			if (read_all(&trusted, &image, &tree,
				     descriptor.bytes) == CFSV_OK) {
				printf("%s: byte %u was changed, and read\n",
				       argv[2 + i], (unsigned)at);
				return 4;
			}
			changed[i]->bytes[at] ^= 0x20;
		}
	}
	return 0;
}
