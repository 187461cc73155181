/* SPDX-License-Identifier: MIT */
/* bare.h - what a machine gives to a program that runs on it alone */
#ifndef CFSV_BARE_H
#define CFSV_BARE_H

#include <stddef.h>

/* Given by the program. What it returns is the machine's exit status. */
int main(void);

/*
 * start.c: what runs before main(), and where a fault ends: status 3. After a
 * fault a machine's first lines give the stack's end as stack pointer again.
 */
void bare_start(void);
void bare_fault(void);

/* start.c: the deepest use of the stack so far, in bytes */
size_t bare_stack_used(void);

/* start.c: a number in decimal digits */
void bare_print_number(long n);

/* semihost.c or uart.c */
void bare_print(const char *text);
void bare_exit(int status);

#endif /* CFSV_BARE_H */
