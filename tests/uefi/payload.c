/* SPDX-License-Identifier: MIT */
/* payload.c - what tests start: says its load options, and powers off */
#include "ports/uefi/efi.h"

#ifndef PAYLOAD_NAME
#define PAYLOAD_NAME "test"
#endif

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

static const struct efi_guid loaded_image = EFI_LOADED_IMAGE_GUID;

static void say(struct efi_console *console, const char *text)
{
	uint16_t c[2] = {0, 0};

	for (; *text != '\0'; text++) {
		c[0] = (uint16_t)*text;
		console->output_string(console, c);
	}
}

/* PAYLOAD_STATUS: come back with it, and stay on. */
efi_status efi_main(efi_handle self, struct efi_system_table *system)
{
	struct runtime_services *runtime = system->runtime;
	struct efi_loaded_image *image;
	void *found;

	if (system->boot->handle_protocol(self, &loaded_image, &found) !=
	    EFI_SUCCESS)
		return EFI_LOAD_ERROR;
	image = found;
	say(system->console_out, "payload " PAYLOAD_NAME ": ");
	say(system->console_out, image->device ? "volume, " : "no volume, ");
	say(system->console_out, "options: ");
	if (image->options_size > 0)
		system->console_out->output_string(system->console_out,
						   image->options);
	say(system->console_out, ".\r\n");
#ifdef PAYLOAD_STATUS
	(void)runtime;
	return PAYLOAD_STATUS;
#else
	runtime->reset_system(RESET_SHUTDOWN, EFI_SUCCESS, 0, NULL);
	return EFI_ABORTED;
#endif
}
