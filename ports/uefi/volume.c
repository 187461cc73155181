/* SPDX-License-Identifier: MIT */
/* volume.c - the volume that cfsv.efi is on, and files there */
#include <string.h>
#include "uefi.h"

static const struct efi_guid volume_loaded_image = EFI_LOADED_IMAGE_GUID;
static const struct efi_guid volume_file_system = EFI_FILE_SYSTEM_GUID;
static const struct efi_guid volume_device_path = EFI_DEVICE_PATH_GUID;

/* Device paths are packed (10.3.1): read bytewise. */
static size_t volume_node(const uint8_t *node)
{
	size_t size = (size_t)(node[2] | node[3] << 8);

	return size < EFI_PATH_HEADER ? EFI_PATH_HEADER : size;
}

/* One separator where several meet. */
static int volume_append(struct uefi *u, uint16_t c)
{
	if (c == '/')
		c = '\\';
	if (c == '\\' && u->folder_len > 0 && u->folder[u->folder_len - 1] == c)
		return 1;
	if (u->folder_len == UEFI_PATH_MAX - sizeof(UEFI_CONFIG))
		return 0;
	u->folder[u->folder_len++] = c;
	return 1;
}

/* A file's path is one such node or several: they follow one another. */
static int volume_append_node(struct uefi *u, const uint8_t *node)
{
	size_t i, size = volume_node(node);
	uint16_t c;

	if (!volume_append(u, '\\'))
		return 0;
	for (i = EFI_PATH_HEADER; i + 1 < size; i += 2) {
		c = (uint16_t)(node[i] | node[i + 1] << 8);
		if (c == 0)
			break;
		if (!volume_append(u, c))
			return 0;
	}
	return 1;
}

/* The folder of cfsv.efi: all of its path up to the last backslash. */
static int volume_folder(struct uefi *u, const uint8_t *node)
{
	u->folder_len = 0;
	for (; node[0] == EFI_PATH_MEDIA && node[1] == EFI_PATH_MEDIA_FILE;
	     node += volume_node(node))
		if (!volume_append_node(u, node))
			return 0;
	while (u->folder_len > 0 && u->folder[u->folder_len - 1] != '\\')
		u->folder_len--;
	return node[0] == EFI_PATH_END && u->folder_len > 0;
}

/* For messages: a name from the firmware can hold what forges a line. */
static void volume_say(struct uefi *u)
{
	size_t i;
	uint16_t c;

	for (i = 0; i < u->folder_len; i++) {
		c = u->folder[i];
		u->said[i] = (char)(c == '\\'		   ? '/'
				    : c < 0x20 || c > 0x7e ? '?'
							   : c);
	}
	memcpy(u->said + i, UEFI_CONFIG, sizeof(UEFI_CONFIG));
}

enum cfsv_err uefi_volume_open(struct uefi *u, struct uefi_fault *f)
{
	struct efi_loaded_image *self;
	struct efi_file_system *system;
	efi_status status;
	void *found;

	status =
		u->boot->handle_protocol(u->self, &volume_loaded_image, &found);
	if (status != EFI_SUCCESS)
		return uefi_fault_status(f, CFSV_E_UEFI_VOLUME,
					 "find its own image", status);
	self = found;
	if (self->file_path == NULL || !volume_folder(u, self->file_path)) {
		uefi_fault_set(f, CFSV_E_UEFI_VOLUME, "");
		f->step = "its file path is none";
		return f->err;
	}
	volume_say(u);
	u->device = self->device;
	status = u->boot->handle_protocol(u->device, &volume_file_system,
					  &found);
	if (status != EFI_SUCCESS)
		return uefi_fault_status(f, CFSV_E_UEFI_VOLUME,
					 "find its file system", status);
	system = found;
	status = system->open_volume(system, &u->root);
	if (status != EFI_SUCCESS)
		return uefi_fault_status(f, CFSV_E_UEFI_CALL, "open the volume",
					 status);
	return CFSV_OK;
}

/*
 * Open, and find the size by going to the end: a folder has no end to go to
 * (13.5 SetPosition()).
 */
static enum cfsv_err volume_open(const struct uefi *u, const uint16_t *name,
				 struct efi_file **file, uint64_t *size,
				 struct uefi_fault *f)
{
	efi_status status;

	status = u->root->open(u->root, file, name, EFI_FILE_READ, 0);
	if (status != EFI_SUCCESS)
		return uefi_fault_status(f,
					 status == EFI_NOT_FOUND
						 ? CFSV_E_NOT_FOUND
						 : CFSV_E_UEFI_CALL,
					 "open", status);
	status = (*file)->set_position(*file, EFI_FILE_END);
	if (status == EFI_SUCCESS)
		status = (*file)->get_position(*file, size);
	if (status == EFI_SUCCESS)
		status = (*file)->set_position(*file, 0);
	if (status == EFI_SUCCESS)
		return CFSV_OK;
	(*file)->close(*file);
	return uefi_fault_status(f,
				 status == EFI_UNSUPPORTED ? CFSV_E_NOT_REGULAR
							   : CFSV_E_UEFI_CALL,
				 "find its size", status);
}

/* Append to a name; a path of cfsv.conf with any suffix fits. */
static size_t volume_name(uint16_t *name, size_t len, const char *text)
{
	for (; *text != '\0' && len < UEFI_PATH_MAX - 1; text++)
		name[len++] = (uint16_t)(*text == '/' ? '\\' : *text);
	name[len] = 0;
	return len;
}

enum cfsv_err uefi_file_open(const struct uefi *u, const char *path,
			     const char *suffix, struct efi_file **file,
			     uint64_t *size, struct uefi_fault *f)
{
	uint16_t name[UEFI_PATH_MAX];
	enum cfsv_err err;

	volume_name(name, volume_name(name, 0, path), suffix);
	err = volume_open(u, name, file, size, f);
	f->suffix = suffix;
	return err;
}

enum cfsv_err uefi_config_open(const struct uefi *u, struct efi_file **file,
			       uint64_t *size, struct uefi_fault *f)
{
	uint16_t name[UEFI_PATH_MAX];

	memcpy(name, u->folder, u->folder_len * sizeof(name[0]));
	volume_name(name, u->folder_len, UEFI_CONFIG);
	return volume_open(u, name, file, size, f);
}

/* Firmwares are known that fail at larger reads. */
#define VOLUME_READ ((size_t)1 << 20)

enum cfsv_err uefi_file_fill(struct efi_file *file, uint8_t *to, size_t size,
			     struct uefi_fault *f)
{
	size_t n, at = 0;
	efi_status status;

	for (; at < size; at += n) {
		n = size - at < VOLUME_READ ? size - at : VOLUME_READ;
		status = file->read(file, &n, to + at);
		if (status != EFI_SUCCESS) {
			uefi_fault_status(f, CFSV_E_READ, "read", status);
			f->at = at;
			return f->err;
		}
		if (n > size - at)
			return uefi_fault_set(f, CFSV_E_READ_OVERRUN, "");
		if (n == 0)
			return uefi_fault_set(f, CFSV_E_SHRANK, "");
	}
	return CFSV_OK;
}

/*
 * The device path of a file here: the volume's, a node for the file, the end.
 * NULL, which LoadImage() takes, too, if the volume has none that fits.
 */
const uint8_t *uefi_device_path(struct uefi *u, const char *path)
{
	uint16_t name[UEFI_PATH_MAX];
	size_t len = 0, bytes;
	const uint8_t *volume;
	void *found;

	if (u->boot->handle_protocol(u->device, &volume_device_path, &found) !=
	    EFI_SUCCESS)
		return NULL;
	volume = found;
	while (volume[len] != EFI_PATH_END && len < UEFI_DEVICE_PATH_MAX)
		len += volume_node(volume + len);
	bytes = (volume_name(name, 0, path) + 1) * sizeof(name[0]);
	if (len + bytes + 2 * EFI_PATH_HEADER > UEFI_DEVICE_PATH_MAX)
		return NULL;
	memcpy(u->device_path, volume, len);
	u->device_path[len++] = EFI_PATH_MEDIA;
	u->device_path[len++] = EFI_PATH_MEDIA_FILE;
	u->device_path[len++] = (uint8_t)(bytes + EFI_PATH_HEADER);
	u->device_path[len++] = (uint8_t)((bytes + EFI_PATH_HEADER) >> 8);
	memcpy(u->device_path + len, name, bytes);
	len += bytes;
	u->device_path[len++] = EFI_PATH_END;
	u->device_path[len++] = EFI_PATH_END_ALL;
	u->device_path[len++] = EFI_PATH_HEADER;
	u->device_path[len++] = 0;
	return u->device_path;
}
