/* SPDX-License-Identifier: MIT */
/* semihost.c - output and exit through a debugger or QEMU (Arm semihosting) */
#include <stdint.h>
#include "bare.h"

/* Arm, "Semihosting for AArch32 and AArch64": operations and the one reason */
#define SYS_WRITE0 0x04u
#define SYS_EXIT_EXTENDED 0x20u
#define APPLICATION_EXIT 0x20026u

static void semihost_call(uintptr_t operation, const void *argument)
{
#ifdef __aarch64__
	register uintptr_t op __asm__("x0") = operation;
	register const void *arg __asm__("x1") = argument;

	__asm__ volatile("hlt #0xf000" : "+r"(op) : "r"(arg) : "memory");
#else
	register uintptr_t op __asm__("r0") = operation;
	register const void *arg __asm__("r1") = argument;

	__asm__ volatile("bkpt 0xab" : "+r"(op) : "r"(arg) : "memory");
#endif
}

void bare_print(const char *text)
{
	semihost_call(SYS_WRITE0, text);
}

void bare_exit(int status)
{
	uintptr_t block[2] = {APPLICATION_EXIT, (uintptr_t)status};

	semihost_call(SYS_EXIT_EXTENDED, block);
	for (;;)
		;
}
