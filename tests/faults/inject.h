/* SPDX-License-Identifier: MIT */
/* inject.h - what inject knows of all its runs; see inject.c for options */
#ifndef INJECT_H
#define INJECT_H

#include <regex.h>
#include "faults.h"

#define INJECT_CALLS 4096
#define INJECT_TEXT 65536
#define INJECT_MEANWHILE 8
#define INJECT_TRIES 60 /* for threads, whose order is not ours */

struct inject {
	struct fault_run run;
	const char *before, *after;
	const char *meanwhile[INJECT_MEANWHILE];
	size_t meanwhiles;
	const char *dir;
	regex_t also, message, mend, success;
	enum fault_few few;
	int has_also, strict, some, init, usual, first;
	struct fault_heap *heap;
	char golden[INJECT_TEXT];
	long nrs[INJECT_CALLS];
	unsigned long calls, allocs;
	/* the outcome of the last run, and of all */
	char out[INJECT_TEXT], err[INJECT_TEXT];
	unsigned long runs, bad, missed, ended[4];
};

/* inject_judge.c: what is wrong with the last run? NULL if nothing is. */
const char *inject_judge(const struct inject *j);

/* Were other data read than there are? */
int inject_changed(const struct fault *f);

/* The exit status; as process 1: 0 if it started another program, else 1. */
int inject_status(const struct fault_run *r);

/* What a message looks like, and a word of success. */
void inject_words(struct inject *j);
void inject_regex(regex_t *re, const char *text);

#endif /* INJECT_H */
