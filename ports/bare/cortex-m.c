/* SPDX-License-Identifier: MIT */
/* cortex-m.c - the vector table of Cortex-M3 and M4: the CPU starts in C */
#include <stdint.h>
#include "bare.h"

extern uint32_t bare_stack_end[];

/* After a stack overflow there is none to go on with: begin at its end. */
__attribute__((naked)) static void cortex_m_fault(void)
{
	__asm__("ldr	r0, =bare_stack_end\n\t"
		"mov	sp, r0\n\t"
		"b	bare_fault");
}

/* Armv7-M B1.5.3: the first stack pointer, reset, and 14 exceptions */
__attribute__((section(".start"), used)) static const struct {
	uint32_t *stack;
	void (*reset)(void);
	void (*exceptions[14])(void);
} cortex_m_vectors = {
	bare_stack_end,
	bare_start,
	{cortex_m_fault, cortex_m_fault, cortex_m_fault, cortex_m_fault,
	 cortex_m_fault, cortex_m_fault, cortex_m_fault, cortex_m_fault,
	 cortex_m_fault, cortex_m_fault, cortex_m_fault, cortex_m_fault,
	 cortex_m_fault, cortex_m_fault},
};
