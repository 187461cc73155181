/* SPDX-License-Identifier: MIT */
/* uefi.h - inside cfsv.efi: what its parts share */
#ifndef CFSV_UEFI_H
#define CFSV_UEFI_H

#include "cfsv.h"
#include "efi.h"

#ifdef CFSV_NO_PKCS7
#error "cfsv.efi checks signatures; mend: build it without CFSV_NO_PKCS7"
#endif
#ifdef CFSV_NO_MESSAGES
#error "cfsv.efi says what is wrong; mend: build it without CFSV_NO_MESSAGES"
#endif

#define UEFI_ANCHORS_MAX 16
#define UEFI_ENTRIES_MAX 64
#define UEFI_CONFIG_MAX 16383
#define UEFI_NAME_MAX 239 /* a path in cfsv.conf; with a suffix below 255 */
#define UEFI_PATH_MAX 512 /* UCS-2 units of any path, its zero included */
#define UEFI_DEVICE_PATH_MAX 1024
#define UEFI_CHUNK 65536
#define UEFI_CONFIG "cfsv.conf" /* in the folder of cfsv.efi */

/*
 * What the build fixes (baked.sh): trust anchors, load options, how long
 * messages stay. Nothing on the volume can change it.
 */
struct uefi_der {
	const uint8_t *bytes;
	size_t len;
};
extern const struct uefi_der uefi_anchors[];
extern const size_t uefi_anchor_count;
extern const uint16_t uefi_options[];
extern const uint32_t uefi_options_size; /* bytes with the zero, or 0 */
extern const size_t uefi_wait_seconds;
extern const int uefi_tells_volume; /* the payload learns where it is from */

/**
 * struct uefi_fault - why something failed
 * @at: line of cfsv.conf, offset in a signature, or a number of bytes; or 0
 * @suffix: of the file's name: "", ".digest", ".sig"
 * @step: what was done, or what is wrong there; or NULL
 * @status: the firmware's, if @step failed; or EFI_SUCCESS
 */
struct uefi_fault {
	enum cfsv_err err;
	uint64_t at;
	const char *suffix;
	const char *step;
	efi_status status;
};

/* A line of cfsv.conf: an image to check, or a payload to start. */
struct uefi_entry {
	const char *path;
	int starts;
};

struct uefi_config {
	struct uefi_entry at[UEFI_ENTRIES_MAX];
	size_t count;
};

/* The machine, the volume, and all memory but a payload's pages. */
struct uefi {
	efi_handle self;
	struct efi_boot_services *boot;
	struct efi_console *console;
	efi_handle device;
	struct efi_file *root;
	uint16_t folder[UEFI_PATH_MAX]; /* of cfsv.efi; ends in a backslash */
	size_t folder_len;
	char said[UEFI_PATH_MAX]; /* cfsv.conf there, for messages */
	struct cfsv_anchor anchors[UEFI_ANCHORS_MAX];
	struct cfsv_trust trust;
	struct uefi_config config;
	int came_back; /* a payload did */
	struct cfsv_report report;
	struct cfsv_tree tree;
	uint8_t tree_memory[CFSV_TREE_MEMORY(4096)];
	uint8_t chunk[UEFI_CHUNK];
	uint8_t digest[CFSV_DIGEST_MAX];
	uint8_t sig[CFSV_SIGNATURE_MAX];
	uint8_t device_path[UEFI_DEVICE_PATH_MAX];
	char text[UEFI_CONFIG_MAX + 1];
};

/* A file that is whole in memory, in pages of the firmware. */
struct uefi_pages {
	uint8_t *bytes;
	size_t size;
	size_t count;
};

/* Start a fault anew; returns @err. */
enum cfsv_err uefi_fault_set(struct uefi_fault *f, enum cfsv_err err,
			     const char *suffix);
enum cfsv_err uefi_fault_status(struct uefi_fault *f, enum cfsv_err err,
				const char *step, efi_status status);

/*
 * say.c. uefi_say() takes texts up to a NULL, and ends the line. They are
 * printable ASCII: so are all paths, by config.c, and struct uefi's @said.
 */
void uefi_say(const struct uefi *u, const char *first, ...);
void uefi_say_fault(const struct uefi *u, const char *verdict, const char *path,
		    const struct uefi_fault *f);
void uefi_say_status(const struct uefi *u, const char *word, const char *path,
		     efi_status status);
void uefi_say_digest(const struct uefi *u, const char *word, const char *path,
		     const struct cfsv_digest *d);

/*
 * config.c: read cfsv.conf; @text is changed, must stay, and has a zero at
 * @len. A fault's @at is the line, its @step says what is wrong there.
 */
enum cfsv_err uefi_config_read(struct uefi_config *c, char *text, size_t len,
			       struct uefi_fault *f);

/*
 * volume.c: the volume that cfsv.efi is on. Paths are as in cfsv.conf.
 * uefi_file_fill() reads exactly @size bytes: CFSV_E_SHRANK if there are less.
 */
enum cfsv_err uefi_volume_open(struct uefi *u, struct uefi_fault *f);
enum cfsv_err uefi_file_open(const struct uefi *u, const char *path,
			     const char *suffix, struct efi_file **file,
			     uint64_t *size, struct uefi_fault *f);
enum cfsv_err uefi_config_open(const struct uefi *u, struct efi_file **file,
			       uint64_t *size, struct uefi_fault *f);
enum cfsv_err uefi_file_fill(struct efi_file *file, uint8_t *to, size_t size,
			     struct uefi_fault *f);
const uint8_t *uefi_device_path(struct uefi *u, const char *path);

/*
 * verify.c: the verdict. An image is read once, in order, 64 KiB at most at a
 * time. A payload is read into @pages, hashed there, and stays there; on error
 * nothing stays.
 */
enum cfsv_err uefi_verify_image(struct uefi *u, const char *path,
				struct uefi_fault *f);
enum cfsv_err uefi_verify_payload(struct uefi *u, const char *path,
				  struct uefi_pages *pages,
				  struct uefi_fault *f);
void uefi_pages_free(const struct uefi *u, struct uefi_pages *pages);

/*
 * start.c: load from these pages, free them, start. On CFSV_OK it was started
 * and came back with *@status.
 */
enum cfsv_err uefi_start(struct uefi *u, const char *path,
			 struct uefi_pages *pages, efi_status *status,
			 struct uefi_fault *f);

/* cpu.c: the fastest SHA-256 that works before an operating system. */
cfsv_sha256_blocks *uefi_sha256(void);

#endif /* CFSV_UEFI_H */
