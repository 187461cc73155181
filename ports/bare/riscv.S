/* SPDX-License-Identifier: MIT */
/* riscv.S - the first instructions, in machine mode; other harts wait */
	.option	arch, +zicsr
	.section .start, "ax"
	.globl _start
_start:
	csrr	t0, mhartid
	bnez	t0, wait
	la	t0, trap
	csrw	mtvec, t0
	la	sp, bare_stack_end
	call	bare_start
wait:
	wfi
	j	wait

	/* Privileged ISA 3.1.7: mtvec's address is a multiple of 4. */
	.balign	4
trap:
	tail	bare_fault
