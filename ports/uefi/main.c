/* SPDX-License-Identifier: MIT */
/* main.c - cfsv.efi: starts the first payload that a trusted key signed */
#include "uefi.h"

/* All anchors must be good: which of them was left out, nobody would see. */
static int main_anchors(struct uefi *u)
{
	struct uefi_fault f;
	enum cfsv_err err;
	size_t i;

	for (i = 0; i < uefi_anchor_count; i++) {
		err = cfsv_anchor_load(&u->anchors[i], &cfsv_bearssl,
				       uefi_anchors[i].bytes,
				       uefi_anchors[i].len);
		if (err == CFSV_OK)
			continue;
		uefi_fault_set(&f, err, "");
		f.at = u->anchors[i].at;
		uefi_say_fault(
			u, "cannot check: ", "a trust anchor of the build", &f);
		return 0;
	}
	u->trust.anchors = u->anchors;
	u->trust.count = uefi_anchor_count;
	u->trust.crypto = &cfsv_bearssl;
	u->trust.sha256 = uefi_sha256();
	return 1;
}

static enum cfsv_err main_config(struct uefi *u, struct uefi_fault *f)
{
	struct efi_file *file;
	enum cfsv_err err;
	uint64_t size;

	err = uefi_config_open(u, &file, &size, f);
	if (err == CFSV_E_NOT_FOUND)
		f->err = err = CFSV_E_UEFI_CONFIG;
	if (err != CFSV_OK)
		return err;
	if (size > UEFI_CONFIG_MAX) {
		err = uefi_fault_set(f, CFSV_E_UEFI_CONFIG, "");
		f->step = "it is longer than 16383 bytes";
	} else {
		err = uefi_file_fill(file, (uint8_t *)u->text, (size_t)size, f);
	}
	file->close(file);
	if (err != CFSV_OK)
		return err;
	return uefi_config_read(&u->config, u->text, (size_t)size, f);
}

static void main_report(const struct uefi *u, const char *path,
			const struct uefi_fault *f)
{
	uefi_say_fault(u,
		       cfsv_error_class(f->err) == CFSV_CLASS_REFUSED
			       ? "refused: "
			       : "cannot check: ",
		       path, f);
	if (f->err != CFSV_E_IMAGE_DIFFERS)
		return;
	uefi_say_digest(u, "  wanted", "", &u->report.expected);
	uefi_say_digest(u, "  got", "", &u->report.measured);
}

/* The images from entry @i up to the next payload: are all of them good? */
static int main_images(struct uefi *u, size_t i)
{
	struct uefi_fault f = {CFSV_OK, 0, "", NULL, EFI_SUCCESS};
	const char *path;

	for (; i < u->config.count && !u->config.at[i].starts; i++) {
		path = u->config.at[i].path;
		if (uefi_verify_image(u, path, &f) != CFSV_OK) {
			main_report(u, path, &f);
			return 0;
		}
		uefi_say_digest(u, "verified-once: ", path,
				&u->report.measured);
	}
	return 1;
}

/* Return: as 3.1.1 has it for a boot option: success ends the list. */
static efi_status main_payload(struct uefi *u, const char *path)
{
	struct uefi_fault f = {CFSV_OK, 0, "", NULL, EFI_SUCCESS};
	struct uefi_pages pages;
	efi_status status;

	if (uefi_verify_payload(u, path, &pages, &f) != CFSV_OK) {
		main_report(u, path, &f);
		return EFI_SECURITY_VIOLATION;
	}
	uefi_say_digest(u, "verified: ", path, &u->report.measured);
	if (uefi_start(u, path, &pages, &status, &f) != CFSV_OK) {
		uefi_say_fault(u, "not started: ", path, &f);
		return EFI_SECURITY_VIOLATION;
	}
	u->came_back = 1;
	uefi_say_status(u, "came back: ", path, status);
	return status;
}

/* Images above the first payload are needed by all. */
static efi_status main_entries(struct uefi *u)
{
	const struct uefi_entry *at = u->config.at;
	size_t i;

	if (!main_images(u, 0))
		return EFI_SECURITY_VIOLATION;
	for (i = 0; i < u->config.count && !at[i].starts; i++)
		;
	if (i == u->config.count) {
		uefi_say(u,
			 "done: all images are verified, and cfsv.conf names"
			 " no payload",
			 NULL);
		return EFI_SUCCESS;
	}
	for (; i < u->config.count; i++) {
		if (!at[i].starts)
			continue;
		if (!main_images(u, i + 1))
			uefi_say(u, "not started: ", at[i].path,
				 ": it needs this image", NULL);
		else if (main_payload(u, at[i].path) == EFI_SUCCESS)
			return EFI_SUCCESS;
	}
	return EFI_SECURITY_VIOLATION;
}

static efi_status main_story(struct uefi *u)
{
	efi_status status = EFI_SECURITY_VIOLATION;
	struct uefi_fault f;

	if (!main_anchors(u))
		return status;
	if (uefi_volume_open(u, &f) != CFSV_OK) {
		uefi_say_fault(u, "cannot check: ", "the volume", &f);
		return status;
	}
	if (main_config(u, &f) == CFSV_OK)
		status = main_entries(u);
	else
		uefi_say_fault(u, "cannot check: ", u->said, &f);
	u->root->close(u->root);
	return status;
}

/* An error makes the firmware go on to its next boot option (3.1.1). */
efi_status efi_main(efi_handle self, struct efi_system_table *system)
{
	static struct uefi machine; /* larger than a stack */
	struct uefi *u = &machine;
	efi_status status;

	u->self = self;
	u->boot = system->boot;
	u->console = system->console_out;
	/* large images, slow disks and messages that stay take longer */
	u->boot->set_watchdog_timer(EFI_WATCHDOG_OFF, EFI_WATCHDOG_CODE, 0,
				    NULL);
	uefi_say(u, "cfsv ", CFSV_VERSION, NULL);
	status = main_story(u);
	if (status == EFI_SUCCESS)
		return status;
	uefi_say(u,
		 u->came_back ? "nothing is left to start"
			      : "nothing was started",
		 NULL);
	u->boot->stall(uefi_wait_seconds * 1000000);
	return status;
}
