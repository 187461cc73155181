/* SPDX-License-Identifier: MIT */
/* faults.h - what the parts of inject share: faults, one run, its outcome */
#ifndef FAULTS_H
#define FAULTS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What is done to one system call. */
enum fault_how {
	FAULT_NONE,
	FAULT_FAIL,	 /* it is not made, and fails with value, an errno */
	FAULT_AFTER,	 /* it is made, and said to have failed with value */
	FAULT_SHORT,	 /* it is made for one byte, or half, alone */
	FAULT_END,	 /* it is made, and returns 0 */
	FAULT_BREAK,	 /* brk() alone: the break stays where it is */
	FAULT_CHANGE,	 /* one byte of what it read is another: value */
	FAULT_SIZE,	 /* it is made; the size in its struct stat is other */
	FAULT_MEANWHILE, /* a command runs before it is made */
	FAULT_NO_MEMORY	 /* not a call: an allocation */
};
enum { FAULT_ONE, FAULT_HALF };			/* of FAULT_SHORT */
enum { FAULT_FIRST, FAULT_MIDDLE, FAULT_LAST }; /* of FAULT_CHANGE */

struct fault {
	const char *name;
	enum fault_how how;
	int value;
};

/* Added to the number of a call that writes to standard error. */
#define FAULT_STDERR (1l << 24)

/* Room for the name of a call, and most faults of one call. */
#define FAULT_NAME_MAX 24
#define FAULT_MAX 48

/* Which errnos: of each call all; the first; of some calls all. */
enum fault_few { FAULT_ALL, FAULT_FEW, FAULT_OWN };

/**
 * fault_table() - the faults that system call nr can have
 * @few: which of the errnos
 * @name: of the call
 *
 * Return: how many; 0 for calls that cannot fail.
 */
size_t fault_table(long nr, enum fault_few few, char name[FAULT_NAME_MAX],
		   struct fault out[FAULT_MAX]);

/* What the preloaded allocator and we share: a file, mapped by both. */
struct fault_heap {
	uint64_t made;	  /* allocations of the program itself */
	uint64_t live;	  /* of these not freed */
	uint64_t fail_at; /* fail this one, counted from 1; 0: none */
};

/**
 * struct fault_run - one run of a program; fill in what is above the line
 * @from_start: main's address less that of _start: calls count from main on
 * @n: the call that gets @fault, counted from 1
 * @meanwhile: for FAULT_MEANWHILE
 * @preload: NULL, or alloc.so, which counts in the file @heap
 * @log: NULL, or where the numbers of the first @log_max calls go
 * @root: NULL, or the root of a program that is process 1 of a namespace
 * @out: files for both standard streams
 * @seconds: for it to end
 */
struct fault_run {
	char **argv;
	long from_start;
	unsigned long n;
	struct fault fault;
	const char *meanwhile;
	const char *preload, *heap;
	long *log;
	size_t log_max;
	const char *root;
	const char *out, *err;
	unsigned int seconds;
	/* --- the outcome */
	unsigned long calls; /* how many there were */
	long nr;	     /* of call n */
	int idle;	     /* the fault changed nothing: nothing was read */
	int status;	     /* as of waitpid() */
	int hung;
	int leaked;  /* descriptors that were open at its end */
	int started; /* another program took its place */
};

/* 0; -1 if it could not be run at all, which was said. */
int fault_trace(struct fault_run *r);

/* A program under ptrace, about to enter main; -1 as above. */
pid_t fault_start(const struct fault_run *r);

#endif /* FAULTS_H */
