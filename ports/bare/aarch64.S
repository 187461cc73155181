/* SPDX-License-Identifier: MIT */
/* aarch64.S - the first instructions, at EL1, 2 or 3; the MMU stays off */

/*
 * Faults of this exception level go to bare_vectors. A: all that is not
 * aligned faults, as on CPUs; QEMU is milder without.
 */
	.macro	prepare el
	ldr	x0, =bare_vectors
	msr	vbar_\el, x0
	mrs	x0, sctlr_\el
	orr	x0, x0, #2
	msr	sctlr_\el, x0
	b	start
	.endm

	.section .start, "ax"
	.globl _start
_start:
	mrs	x0, CurrentEL		/* the level in bits 3:2 */
	cmp	x0, #2 << 2
	b.eq	at_el2
	b.hi	at_el3
	prepare	el1
at_el2:	prepare	el2
at_el3:	prepare	el3
start:
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
