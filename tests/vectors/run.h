/* SPDX-License-Identifier: MIT */
/* run.h - the same cases on every machine, one line of output for each */
#ifndef CFSV_VECTORS_RUN_H
#define CFSV_VECTORS_RUN_H

#include <stddef.h>

/**
 * cfsv_vectors_run() - run all cases that this build can run
 * @say: takes one line, without its newline; valid during the call
 * @arg: handed to @say
 *
 * A line is "NAME: VERDICT", and " at OFFSET" (verified reading: how far it
 * came) or " DIGEST" where there is one; " WRONG: ..." follows where the case
 * should have had another. The last line is "N cases, N wrong". Output is the
 * same on every machine whose core was built with the same CFSV_NO_ options, so
 * it can be compared with the host's.
 *
 * Freestanding: cfsv.h and the mem functions; 140 KB of static memory, and
 * what the core needs of stack. Build run.c with build/vectors/cases.h, which
 * `make vectors` writes.
 * Return: how many were wrong.
 */
size_t cfsv_vectors_run(void (*say)(void *arg, const char *line), void *arg);

#endif /* CFSV_VECTORS_RUN_H */
