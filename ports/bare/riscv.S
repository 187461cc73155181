/* SPDX-License-Identifier: MIT */
/* riscv.S - the first instructions, in machine mode; other harts wait */
	.option	arch, +zicsr
	.section .start, "ax"
	.globl _start
_start:
	csrr	t0, mhartid
	bnez	t0, wait
	la	t0, bare_fault
	csrw	mtvec, t0
	la	sp, bare_stack_end
	call	bare_start
wait:
	wfi
	j	wait
