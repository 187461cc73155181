/* SPDX-License-Identifier: MIT */
/* init_libc.c - what cfsv-init needs less of than a libc has, in its place */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * A boot takes a dozen pieces of memory: a mapping each. The allocator of a
 * libc is made for millions, and would be a tenth of this program.
 */

/* Before each piece: its size, padded to the alignment of any type. */
#define MEMORY_HEAD 16

void *malloc(size_t n)
{
	uint8_t *p;

	if (n > PTRDIFF_MAX - MEMORY_HEAD)
		return NULL;
	p = mmap(NULL, n + MEMORY_HEAD, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	memcpy(p, &n, sizeof(n));
	return p + MEMORY_HEAD;
}

static size_t memory_size(const uint8_t *p)
{
	size_t n;

	memcpy(&n, p - MEMORY_HEAD, sizeof(n));
	return n;
}

void free(void *p)
{
	if (p)
		munmap((uint8_t *)p - MEMORY_HEAD,
		       memory_size(p) + MEMORY_HEAD);
}

void *calloc(size_t n, size_t size)
{
	/* a new mapping is zero */
	return size > 0 && n > SIZE_MAX / size ? NULL : malloc(n * size);
}

void *realloc(void *old, size_t n)
{
	void *p = malloc(n);
	size_t had = old ? memory_size(old) : 0;

	if (p && old)
		memcpy(p, old, had < n ? had : n);
	if (p)
		free(old);
	return p;
}

/* struct statx as far as it is needed here; 256 bytes, statx(2) */
struct libc_statx {
	uint32_t mask, block_size;
	uint64_t attributes;
	uint32_t links, uid, gid;
	uint16_t mode, unused;
	uint64_t inode, size;
	uint8_t rest[208];
};

/* Only type, mode and size: STATX_TYPE, STATX_MODE, STATX_SIZE. */
int fstat(int fd, struct stat *st)
{
	struct libc_statx x;
	int rc = (int)syscall(SYS_statx, fd, "", AT_EMPTY_PATH, 0x203, &x);

	memset(st, 0, sizeof(*st));
	if (rc == 0) {
		st->st_mode = x.mode;
		st->st_size = (off_t)x.size;
	}
	return rc;
}

/*
 * A libc's own look at eight bytes at a time, and are five times as long. The
 * texts here are short.
 */
char *strchr(const char *s, int c)
{
	for (; *s != (char)c; s++)
		if (*s == '\0')
			return NULL;
	return (char *)(uintptr_t)s;
}

size_t strspn(const char *s, const char *set)
{
	size_t n = 0;

	while (s[n] != '\0' && strchr(set, s[n]))
		n++;
	return n;
}

size_t strcspn(const char *s, const char *set)
{
	size_t n = 0;

	while (s[n] != '\0' && !strchr(set, s[n]))
		n++;
	return n;
}

char *strcpy(char *out, const char *s)
{
	size_t i = 0;

	do {
		out[i] = s[i];
	} while (s[i++] != '\0');
	return out;
}
