/* SPDX-License-Identifier: MIT */
/* payload.c - what tests start: says its load options, and powers off */
#include "machine.h"

#ifndef PAYLOAD_NAME
#define PAYLOAD_NAME "test"
#endif

/* How it ends; a status instead makes it come back. */
#ifndef PAYLOAD_STATUS
#define PAYLOAD_STATUS power_off(system)
#endif

static const struct efi_guid loaded_image = EFI_LOADED_IMAGE_GUID;

efi_status efi_main(efi_handle self, struct efi_system_table *system)
{
	struct efi_console *console = system->console_out;
	struct efi_loaded_image *image;
	efi_status status;
	void *found;

	status = system->boot->handle_protocol(self, &loaded_image, &found);
	if (status != EFI_SUCCESS)
		return status;
	image = found;
	say(console, "payload " PAYLOAD_NAME ": ");
	say(console, image->device ? "volume, " : "no volume, ");
	say(console, "options: ");
	if (image->options_size > 0)
		console->output_string(console, image->options);
	say(console, ".\r\n");
	return PAYLOAD_STATUS;
}
