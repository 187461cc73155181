/* SPDX-License-Identifier: MIT */
/* illegal.c - an instruction that no CPU has: "fault:", and status 3 */
#include "../../ports/bare/bare.h"

int main(void)
{
#ifdef __riscv
	__asm__ volatile("unimp");
#else
	__asm__ volatile("udf #0");
#endif
	bare_print("the CPU went on\n");
	return 0;
}
