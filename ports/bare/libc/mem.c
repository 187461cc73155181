/* SPDX-License-Identifier: MIT */
/* mem.c - the four mem functions (C99 7.21), small, for where no libc is */
#include <string.h>

/* gcc would make calls of these functions of their own loops. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-tree-loop-distribute-patterns")
#endif

void *memmove(void *to, const void *from, size_t n)
{
	unsigned char *t = to;
	const unsigned char *f = from;
	size_t i;

	if (t < f)
		for (i = 0; i < n; i++)
			t[i] = f[i];
	else
		while (n-- > 0)
			t[n] = f[n];
	return to;
}

void *memcpy(void *to, const void *from, size_t n)
{
	return memmove(to, from, n);
}

void *memset(void *to, int value, size_t n)
{
	unsigned char *t = to;

	while (n-- > 0)
		*t++ = (unsigned char)value;
	return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;
	int different = 0;
	size_t i;

	for (i = 0; i < n && different == 0; i++)
		different = x[i] - y[i];
	return different;
}
