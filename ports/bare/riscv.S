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

	/* Privileged ISA 3.7.1: no access below RAM, locked, as NAPOT. */
	la	t0, bare_guard
	srli	t0, t0, 2
	li	t1, (64 * 1024 / 8) - 1
	or	t0, t0, t1
	csrw	pmpaddr0, t0
	li	t0, 0x98
	csrw	pmpcfg0, t0

	la	sp, bare_stack_end
	call	bare_start
wait:
	wfi
	j	wait

	/* Privileged ISA 3.1.7: mtvec's address is a multiple of 4. */
	.balign	4
trap:
	la	sp, bare_stack_end	/* the stack may be what faulted */
	tail	bare_fault
