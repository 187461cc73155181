/* SPDX-License-Identifier: MIT */
/* start.c - before main(): memory, and a stack whose use can be seen */
#include <stdint.h>
#include "bare.h"

/* Made by sections.ld. */
extern uint32_t bare_bss[], bare_bss_end[];
extern uint32_t bare_stack[], bare_stack_start[], bare_stack_end[];

#define UNUSED 0xa5a5a5a5u

void bare_start(void)
{
	uint32_t *p;

	for (p = bare_bss; p < bare_bss_end; p++)
		*p = 0;
	for (p = bare_stack; p < bare_stack_start; p++)
		*p = UNUSED;
	bare_exit(main());
}

void bare_fault(void)
{
	bare_print("fault: an exception of the CPU\n");
	bare_exit(3);
}

size_t bare_stack_used(void)
{
	const uint32_t *p = bare_stack;

	while (p < bare_stack_end && *p == UNUSED)
		p++;
	return (size_t)(bare_stack_end - p) * sizeof(*p);
}

void bare_print_number(long n)
{
	char digits[2 + 3 * sizeof(n)];
	char *p = digits + sizeof(digits) - 1;
	unsigned long left = n < 0 ? 0ul - (unsigned long)n : (unsigned long)n;

	*p = '\0';
	do {
		*--p = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (n < 0)
		*--p = '-';
	bare_print(p);
}
