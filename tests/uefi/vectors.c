/* SPDX-License-Identifier: MIT */
/* vectors.c - the cases of every port on this firmware's console */
#include "machine.h"
#include "tests/vectors/run.h"

static void vectors_say(void *arg, const char *line)
{
	say(arg, line);
	say(arg, "\r\n");
}

efi_status efi_main(efi_handle self, struct efi_system_table *system)
{
	(void)self;
	say(system->console_out, "vectors begin\r\n");
	cfsv_vectors_run(vectors_say, system->console_out);
	return power_off(system);
}
