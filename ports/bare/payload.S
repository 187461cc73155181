/* SPDX-License-Identifier: MIT */
/* payload.S - the image, its signed pair and the trust anchor, in flash */
	.macro	file name, path
	.globl	\name, \name\()_end
	.balign	16
\name:
	.incbin	"\path"
\name\()_end:
	.endm

	.section .image, "a"
	file	bare_image, image
	file	bare_digest, image.digest
	file	bare_signature, image.sig
	file	bare_trust, trust.der
