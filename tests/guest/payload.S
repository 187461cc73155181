/* SPDX-License-Identifier: MIT */
/* payload.S - what a firmware boots on QEMU's aarch64 virt: says so, ends */

/* The header of an arm64 Linux image (Documentation/arch/arm64/booting.rst). */
	b	start
	.long	0
	.quad	0		/* text_offset */
	.quad	end - . + 16	/* image_size */
	.quad	0		/* flags: little endian, any page size */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

start:
	adr	x1, text
	mov	x2, #0x09000000	/* the PL011's data register */
next:
	ldrb	w0, [x1], #1
	cbz	w0, off
	str	w0, [x2]
	b	next
off:
	mov	w0, #0x0008
	movk	w0, #0x8400, lsl #16	/* PSCI SYSTEM_OFF */
	hvc	#0
	b	off
text:
	.asciz	"payload: booted\n"
	.balign	8
end:
