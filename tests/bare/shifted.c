/* SPDX-License-Identifier: MIT */
/* shifted.c - illegal.c with the code 2 bytes further on, as mtvec minds */
#include "illegal.c"

__asm__(".section .start, \"ax\"\n\tnop\n\t.previous");
