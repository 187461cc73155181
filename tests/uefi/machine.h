/* SPDX-License-Identifier: MIT */
/* machine.h - what tests' EFI programs do: say a text, power off */
#ifndef CFSV_TESTS_MACHINE_H
#define CFSV_TESTS_MACHINE_H

#include "ports/uefi/efi.h"

/* 4.5 EFI_RUNTIME_SERVICES, up to ResetSystem() (8.5.1) */
#define RESET_SHUTDOWN 2
struct runtime_services {
	struct efi_table_header header;
	void *time[4];
	void *address[2];
	void *variable[3];
	void *get_next_high_monotonic_count;
	void (*reset_system)(int how, efi_status status, size_t size,
			     void *data);
};

static void say(struct efi_console *console, const char *text)
{
	uint16_t part[65];
	size_t n = 0;

	for (; *text != '\0'; text++) {
		part[n++] = (uint16_t)*text;
		if (n < 64 && text[1] != '\0')
			continue;
		part[n] = 0;
		console->output_string(console, part);
		n = 0;
	}
}

static efi_status power_off(const struct efi_system_table *system)
{
	struct runtime_services *runtime = system->runtime;

	runtime->reset_system(RESET_SHUTDOWN, EFI_SUCCESS, 0, NULL);
	return EFI_ABORTED;
}

#endif /* CFSV_TESTS_MACHINE_H */
