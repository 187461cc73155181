/* SPDX-License-Identifier: MIT */
/* aarch64.S - the first instructions, at EL1; the MMU stays off */
	.section .start, "ax"
	.globl _start
_start:
	ldr	x0, =bare_vectors
	msr	vbar_el1, x0
	mrs	x0, sctlr_el1
	orr	x0, x0, #2		/* A: all that is not aligned faults, */
	msr	sctlr_el1, x0		/* as on CPUs; QEMU is milder without */
	ldr	x0, =bare_stack_end
	mov	sp, x0
	bl	bare_start

	/* Armv8-A D1.10.2: 16 entries of 128 bytes */
	.balign	2048
bare_vectors:
	.rept	16
	.balign	128
	ldr	x0, =bare_stack_end	/* the stack may be what faulted */
	mov	sp, x0
	b	bare_fault
	.endr
