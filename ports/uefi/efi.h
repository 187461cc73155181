/* SPDX-License-Identifier: MIT */
/* efi.h - of the UEFI Specification 2.10 what this port uses, no more */
#ifndef CFSV_EFI_H
#define CFSV_EFI_H

#include <stddef.h>
#include <stdint.h>

/*
 * The compiler's target is Windows, whose calling convention is that of UEFI
 * (2.3.4 x86-64, 2.3.6 aarch64). Members that are not used are void pointers:
 * their order alone matters. Text is UCS-2 (2.3.1).
 */

typedef size_t efi_status;
typedef void *efi_handle;

/* Appendix D. Errors have the highest bit. */
#define EFI_SUCCESS ((efi_status)0)
#define EFI_ERROR_BIT (~(SIZE_MAX >> 1))
#define EFI_ERROR(n) (EFI_ERROR_BIT | (n))
#define EFI_LOAD_ERROR EFI_ERROR(1)
#define EFI_INVALID_PARAMETER EFI_ERROR(2)
#define EFI_UNSUPPORTED EFI_ERROR(3)
#define EFI_DEVICE_ERROR EFI_ERROR(7)
#define EFI_OUT_OF_RESOURCES EFI_ERROR(9)
#define EFI_VOLUME_CORRUPTED EFI_ERROR(10)
#define EFI_NO_MEDIA EFI_ERROR(12)
#define EFI_MEDIA_CHANGED EFI_ERROR(13)
#define EFI_NOT_FOUND EFI_ERROR(14)
#define EFI_ACCESS_DENIED EFI_ERROR(15)
#define EFI_ABORTED EFI_ERROR(21)
#define EFI_SECURITY_VIOLATION EFI_ERROR(26)

/* Appendix A: 128 bits, here as two little-endian numbers; aligned (2.3.1) */
struct efi_guid {
	uint64_t low;
	uint64_t high;
};

/* 4.2 */
struct efi_table_header {
	uint64_t signature;
	uint32_t revision;
	uint32_t header_size;
	uint32_t crc32;
	uint32_t reserved;
};

/* 12.4 EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL, its beginning */
struct efi_console {
	void *reset;
	efi_status (*output_string)(struct efi_console *console,
				    const uint16_t *text);
};

/* 7.2 AllocatePages() */
#define EFI_ALLOCATE_ANY_PAGES 0
#define EFI_LOADER_DATA 2
#define EFI_PAGE_SIZE 4096

/* 4.4 EFI_BOOT_SERVICES, up to SetWatchdogTimer() */
struct efi_boot_services {
	struct efi_table_header header;
	void *task_priority[2];
	efi_status (*allocate_pages)(int how, int type, size_t pages,
				     uint64_t *address);
	efi_status (*free_pages)(uint64_t address, size_t pages);
	void *get_memory_map;
	void *allocate_pool;
	efi_status (*free_pool)(void *memory);
	void *events[6];
	void *install_protocol[3];
	efi_status (*handle_protocol)(efi_handle handle,
				      const struct efi_guid *guid,
				      void **protocol);
	void *reserved;
	void *protocols[3];
	void *install_configuration_table;
	efi_status (*load_image)(uint8_t from_policy, efi_handle parent,
				 const void *device_path, const void *source,
				 size_t source_size, efi_handle *image);
	efi_status (*start_image)(efi_handle image, size_t *exit_size,
				  uint16_t **exit_data);
	void *exit;
	efi_status (*unload_image)(efi_handle image);
	void *exit_boot_services;
	void *get_next_monotonic_count;
	efi_status (*stall)(size_t microseconds);
	efi_status (*set_watchdog_timer)(size_t seconds, uint64_t code,
					 size_t data_size, uint16_t *data);
};

/* 7.5: what a program has before the firmware resets; codes of programs */
#define EFI_WATCHDOG_CODE 0x10000
#define EFI_WATCHDOG_SECONDS 300
#define EFI_WATCHDOG_OFF 0

/* 4.3 EFI_SYSTEM_TABLE, up to the boot services */
struct efi_system_table {
	struct efi_table_header header;
	uint16_t *vendor;
	uint32_t vendor_revision;
	efi_handle console_in_handle;
	void *console_in;
	efi_handle console_out_handle;
	struct efi_console *console_out;
	efi_handle standard_error_handle;
	void *standard_error;
	void *runtime;
	struct efi_boot_services *boot;
};

/* 9.1 EFI_LOADED_IMAGE_PROTOCOL, up to the load options */
#define EFI_LOADED_IMAGE_GUID                                                  \
	{                                                                      \
		0x11d295625b1b31a1u, 0x3b7269c9a0003f8eu                       \
	}
struct efi_loaded_image {
	uint32_t revision;
	efi_handle parent;
	struct efi_system_table *system;
	efi_handle device;
	const uint8_t *file_path;
	void *reserved;
	uint32_t options_size; /* in bytes */
	const void *options;
};

/* 10.2, 10.3: type, sub-type, length (little endian, with this header) */
#define EFI_DEVICE_PATH_GUID                                                   \
	{                                                                      \
		0x11d26d3f09576e91u, 0x3b7269c9a000398eu                       \
	}
#define EFI_PATH_HEADER 4
#define EFI_PATH_MEDIA 0x04
#define EFI_PATH_MEDIA_FILE 0x04 /* 10.3.5.4: UCS-2, ended by zero */
#define EFI_PATH_END 0x7f
#define EFI_PATH_END_ALL 0xff

/* 13.5 EFI_FILE_PROTOCOL, up to SetPosition() */
#define EFI_FILE_READ 1
#define EFI_FILE_END UINT64_MAX
struct efi_file {
	uint64_t revision;
	efi_status (*open)(struct efi_file *folder, struct efi_file **file,
			   const uint16_t *name, uint64_t mode,
			   uint64_t attributes);
	efi_status (*close)(struct efi_file *file);
	void *delete_file;
	efi_status (*read)(struct efi_file *file, size_t *size, void *to);
	void *write;
	efi_status (*get_position)(struct efi_file *file, uint64_t *at);
	efi_status (*set_position)(struct efi_file *file, uint64_t at);
};

/* 13.4 EFI_SIMPLE_FILE_SYSTEM_PROTOCOL */
#define EFI_FILE_SYSTEM_GUID                                                   \
	{                                                                      \
		0x11d26459964e5b22u, 0x3b7269c9a000398eu                       \
	}
struct efi_file_system {
	uint64_t revision;
	efi_status (*open_volume)(struct efi_file_system *system,
				  struct efi_file **root);
};

#endif /* CFSV_EFI_H */
