/* SPDX-License-Identifier: MIT */
/* start.c - from verified pages to a running program, by the firmware */
#include "uefi.h"

static const struct efi_guid start_loaded_image = EFI_LOADED_IMAGE_GUID;

/* 7.4.1 LoadImage(): both statuses are the platform's security policy. */
static enum cfsv_err start_refused(efi_status status, struct uefi_fault *f)
{
	int policy =
		status == EFI_SECURITY_VIOLATION || status == EFI_ACCESS_DENIED;

	return uefi_fault_status(
		f, policy ? CFSV_E_UEFI_SECURE_BOOT : CFSV_E_UEFI_LOAD,
		"LoadImage", status);
}

/*
 * 9.1: what the program is told comes from the build. By its device it would
 * find the volume, and stubs of kernels take unsigned words from there.
 */
static efi_status start_options(struct uefi *u, efi_handle image)
{
	struct efi_loaded_image *loaded;
	efi_status status;
	void *found;

	status = u->boot->handle_protocol(image, &start_loaded_image, &found);
	if (status != EFI_SUCCESS)
		return status;
	loaded = found;
	loaded->options = uefi_options_size > 0 ? uefi_options : NULL;
	loaded->options_size = uefi_options_size;
	if (!uefi_tells_volume) {
		loaded->device = NULL;
		loaded->file_path = NULL;
	}
	return EFI_SUCCESS;
}

enum cfsv_err uefi_start(struct uefi *u, const char *path,
			 struct uefi_pages *pages, efi_status *status,
			 struct uefi_fault *f)
{
	const uint8_t *from =
		uefi_tells_volume ? uefi_device_path(u, path) : NULL;
	efi_handle image = NULL;
	uint16_t *exit_data = NULL;
	size_t exit_size = 0;
	efi_status failed;

	failed = u->boot->load_image(0, u->self, from, pages->bytes,
				     pages->size, &image);
	uefi_pages_free(u, pages); /* the firmware has its own copy */
	if (failed != EFI_SUCCESS) {
		/* with a security violation it is loaded all the same */
		if (image != NULL)
			u->boot->unload_image(image);
		return start_refused(failed, f);
	}
	failed = start_options(u, image);
	if (failed != EFI_SUCCESS) {
		u->boot->unload_image(image);
		return uefi_fault_status(f, CFSV_E_UEFI_CALL,
					 "give it its options", failed);
	}
	uefi_say(u, "starting: ", path, NULL);
	/* one that hangs is reset, as the firmware's boot manager has it */
	u->boot->set_watchdog_timer(EFI_WATCHDOG_SECONDS, EFI_WATCHDOG_CODE, 0,
				    NULL);
	*status = u->boot->start_image(image, &exit_size, &exit_data);
	u->boot->set_watchdog_timer(EFI_WATCHDOG_OFF, EFI_WATCHDOG_CODE, 0,
				    NULL);
	if (exit_data != NULL)
		u->boot->free_pool(exit_data);
	return CFSV_OK;
}
