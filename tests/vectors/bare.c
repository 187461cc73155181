/* SPDX-License-Identifier: MIT */
/* bare.c - the cases on a machine of ports/bare/, and the stack they took */
#include "../../ports/bare/bare.h"
#include "run.h"

static void bare_say(void *arg, const char *line)
{
	(void)arg;
	bare_print(line);
	bare_print("\n");
}

int main(void)
{
	size_t wrong = cfsv_vectors_run(bare_say, NULL);

	bare_print("stack used: ");
	bare_print_number((long)bare_stack_used());
	bare_print("\n");
	return wrong == 0 ? 0 : 1;
}
