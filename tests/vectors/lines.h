/* SPDX-License-Identifier: MIT */
/* lines.h - the part of run.c that puts its lines together */
#ifndef CFSV_VECTORS_LINES_H
#define CFSV_VECTORS_LINES_H

#include <stddef.h>
#include <stdint.h>

/* 100 of a name, twice 7 + 128 of digests, and words. */
struct vectors {
	void (*say)(void *arg, const char *line);
	void *arg;
	size_t cases;
	size_t wrong;
	size_t used;
	char line[512];
};

/* What does not fit is left out, and the line then differs from none. */
static void vectors_add(struct vectors *v, const char *text)
{
	while (*text != '\0' && v->used < sizeof(v->line) - 1)
		v->line[v->used++] = *text++;
	v->line[v->used] = '\0';
}

static void vectors_number(struct vectors *v, uint32_t n)
{
	char digits[11];
	size_t i = sizeof(digits) - 1;

	digits[i] = '\0';
	do {
		digits[--i] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	vectors_add(v, digits + i);
}

static void vectors_say(struct vectors *v)
{
	v->say(v->arg, v->line);
	v->used = 0;
}

/* What a case found, or should have found. */
struct finding {
	int err;
	uint32_t at;	    /* 0: there is no offset */
	const char *digest; /* "": there is none */
};

static void vectors_finding(struct vectors *v, const struct finding *f)
{
	if (f->err < 0)
		vectors_add(v, "-");
	vectors_number(v, (uint32_t)(f->err < 0 ? -f->err : f->err));
	if (f->at != 0) {
		vectors_add(v, " at ");
		vectors_number(v, f->at);
	}
	if (f->digest[0] != '\0')
		vectors_add(v, " ");
	vectors_add(v, f->digest);
}

static int vectors_same_text(const char *a, const char *b)
{
	while (*a == *b && *a != '\0') {
		a++;
		b++;
	}
	return *a == *b;
}

static void vectors_end(struct vectors *v, const char *name,
			const struct finding *is, const struct finding *wanted)
{
	vectors_add(v, name);
	vectors_add(v, ": ");
	vectors_finding(v, is);
	v->cases++;
	if (is->err != wanted->err || is->at != wanted->at ||
	    !vectors_same_text(is->digest, wanted->digest)) {
		v->wrong++;
		vectors_add(v, " WRONG: must be ");
		vectors_finding(v, wanted);
	}
	vectors_say(v);
}

static void vectors_verdict(struct vectors *v, const char *name, int is,
			    int wanted)
{
	struct finding found = {is, 0, ""}, must = {wanted, 0, ""};

	vectors_end(v, name, &found, &must);
}

#endif /* CFSV_VECTORS_LINES_H */
