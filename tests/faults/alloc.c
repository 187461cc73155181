/* SPDX-License-Identifier: MIT */
/* alloc.c - preloaded: counts a program's allocations, and fails one of them */
/*
 * Only what the program itself asks for: the libc's own buffers, which it
 * keeps, are not counted. What is counted stands in a file that inject maps
 * too (FAULT_HEAP), so that no system call is needed to tell.
 */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "faults.h"

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);
void *__libc_memalign(size_t align, size_t size);
void __libc_free(void *p);

#define ALLOC_LIVE 4096
static struct fault_heap *alloc_heap;
static void *alloc_live[ALLOC_LIVE];
static uintptr_t alloc_begin, alloc_end;
static char alloc_lock;

static int alloc_program(struct dl_phdr_info *info, size_t size, void *arg)
{
	int i;

	(void)size;
	(void)arg;
	for (i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_flags & PF_X) {
			alloc_begin =
				info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
			alloc_end = alloc_begin + info->dlpi_phdr[i].p_memsz;
		}
	return 1; /* the first is the program */
}

__attribute__((constructor)) static void alloc_start(void)
{
	const char *path = getenv("FAULT_HEAP");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *map;

	if (fd < 0)
		return;
	map = mmap(NULL, sizeof(*alloc_heap), PROT_READ | PROT_WRITE,
		   MAP_SHARED, fd, 0);
	close(fd);
	/* programs that this one starts are not counted */
	unsetenv("FAULT_HEAP");
	unsetenv("LD_PRELOAD");
	dl_iterate_phdr(alloc_program, NULL);
	if (map != MAP_FAILED)
		alloc_heap = map;
}

static int alloc_ours(const void *caller)
{
	return alloc_heap && (uintptr_t)caller >= alloc_begin &&
	       (uintptr_t)caller < alloc_end;
}

static void alloc_take(void)
{
	while (__atomic_test_and_set(&alloc_lock, __ATOMIC_ACQUIRE))
		;
}

static void alloc_give(void)
{
	__atomic_clear(&alloc_lock, __ATOMIC_RELEASE);
}

/* Shall this one fail? */
static int alloc_fails(const void *caller)
{
	int fails = 0;

	if (alloc_ours(caller)) {
		alloc_take();
		fails = ++alloc_heap->made == alloc_heap->fail_at;
		alloc_give();
	}
	if (fails)
		errno = ENOMEM;
	return fails;
}

/* p is live now, if the program asked for it. */
static void *alloc_note(const void *caller, void *p)
{
	size_t i = 0;

	if (p == NULL || !alloc_ours(caller))
		return p;
	alloc_take();
	while (i < ALLOC_LIVE && alloc_live[i])
		i++;
	if (i < ALLOC_LIVE) {
		alloc_live[i] = p;
		alloc_heap->live++;
	}
	alloc_give();
	return p;
}

static void alloc_forget(const void *p)
{
	size_t i = 0;

	if (p == NULL || alloc_heap == NULL)
		return;
	alloc_take();
	while (i < ALLOC_LIVE && alloc_live[i] != p)
		i++;
	if (i < ALLOC_LIVE) {
		alloc_live[i] = NULL;
		alloc_heap->live--;
	}
	alloc_give();
}

#define CALLER __builtin_return_address(0)

void *malloc(size_t size)
{
	return alloc_fails(CALLER) ? NULL
				   : alloc_note(CALLER, __libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
	return alloc_fails(CALLER)
		       ? NULL
		       : alloc_note(CALLER, __libc_calloc(count, size));
}

void *realloc(void *p, size_t size)
{
	void *q;

	if (alloc_fails(CALLER))
		return NULL;
	q = __libc_realloc(p, size);
	if (q == NULL)
		return NULL;
	alloc_forget(p);
	return alloc_note(CALLER, q);
}

int posix_memalign(void **out, size_t align, size_t size)
{
	void *p;

	if (alloc_fails(CALLER))
		return ENOMEM;
	p = __libc_memalign(align, size);
	if (p == NULL)
		return ENOMEM;
	*out = alloc_note(CALLER, p);
	return 0;
}

char *strdup(const char *text)
{
	size_t len = strlen(text) + 1;
	char *copy;

	if (alloc_fails(CALLER))
		return NULL;
	copy = alloc_note(CALLER, __libc_malloc(len));
	return copy ? memcpy(copy, text, len) : NULL;
}

void free(void *p)
{
	alloc_forget(p);
	__libc_free(p);
}
