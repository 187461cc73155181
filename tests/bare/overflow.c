/* SPDX-License-Identifier: MIT */
/* overflow.c - 64 times the stack that is there: "fault:", and status 3 */
#include "../../ports/bare/bare.h"

static unsigned overflow(unsigned left)
{
	volatile unsigned char frame[1024];

	frame[0] = (unsigned char)left;
	return left == 0 ? 0 : overflow(left - 1) + frame[0];
}

int main(void)
{
	if (overflow(1024) > 0)
		bare_print("the stack went on below RAM\n");
	return 0;
}
