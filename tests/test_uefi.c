/* SPDX-License-Identifier: MIT */
/* test_uefi.c - cfsv.efi's parts with a firmware that misbehaves */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* No target of the compiler's is needed for its functions, but for cpu.c's. */
#include "../ports/uefi/config.c"
#include "../ports/uefi/fault.c"
#include "../ports/uefi/main.c"
#include "../ports/uefi/say.c"
#include "../ports/uefi/start.c"
#include "../ports/uefi/verify.c"
#include "../ports/uefi/volume.c"

const struct uefi_der uefi_anchors[1];
const size_t uefi_anchor_count = 0;
const uint16_t uefi_options[] = {'q', 0};
const uint32_t uefi_options_size = sizeof(uefi_options);
const size_t uefi_wait_seconds = 0;
const int uefi_tells_volume = 0;

cfsv_sha256_blocks *uefi_sha256(void)
{
	return NULL;
}

/*
 * The firmware: one file, 10000 bytes of 'a', and what goes wrong with it.
 * @fail_at: reading from here on fails; @ends_at: the file ends here, whatever
 * its size is; @more: this many bytes more than asked are said to be read;
 * @lowest: there is no memory but that at address 0
 */
static struct {
	uint64_t size, at, fail_at, ends_at;
	size_t more, reads, largest;
	size_t pages, opened, unloaded, started;
	size_t watchdog, stalled;
	efi_status load, open, seek;
	int loads_all_the_same, lowest;
	struct efi_loaded_image image;
	uint8_t *device_path;
	char said[4096];
} machine;

static efi_status machine_say(struct efi_console *console, const uint16_t *text)
{
	size_t len = strlen(machine.said);

	(void)console;
	for (; *text != 0 && len < sizeof(machine.said) - 1; text++)
		machine.said[len++] = (char)*text;
	machine.said[len] = '\0';
	return EFI_SUCCESS;
}

static efi_status machine_allocate(int how, int type, size_t pages,
				   uint64_t *address)
{
	assert_int_equal(how, EFI_ALLOCATE_ANY_PAGES);
	assert_int_equal(type, EFI_LOADER_DATA);
	if (pages > 1024)
		return EFI_OUT_OF_RESOURCES;
	machine.pages += pages;
	*address = 0;
	if (!machine.lowest)
		*address = (uint64_t)(uintptr_t)malloc(pages * EFI_PAGE_SIZE);
	return EFI_SUCCESS;
}

static efi_status machine_free(uint64_t address, size_t pages)
{
	free((void *)(uintptr_t)address);
	machine.pages -= pages;
	return EFI_SUCCESS;
}

static efi_status machine_protocol(efi_handle handle,
				   const struct efi_guid *guid, void **found)
{
	(void)handle;
	if (memcmp(guid, &start_loaded_image, sizeof(*guid)) == 0)
		*found = &machine.image;
	else if (memcmp(guid, &volume_device_path, sizeof(*guid)) == 0 &&
		 machine.device_path != NULL)
		*found = machine.device_path;
	else
		return EFI_UNSUPPORTED;
	return EFI_SUCCESS;
}

static efi_status machine_load(uint8_t policy, efi_handle parent,
			       const void *path, const void *source,
			       size_t size, efi_handle *image)
{
	const uint8_t *bytes = source;

	(void)parent;
	assert_null(path);
	assert_int_equal(policy, 0);
	assert_int_equal(size, 10000);
	assert_int_equal(bytes[9999], 'a');
	machine.image.device = &machine; /* whatever was given */
	machine.image.file_path = source;
	if (machine.load == EFI_SUCCESS || machine.loads_all_the_same)
		*image = &machine;
	return machine.load;
}

static efi_status machine_watchdog(size_t seconds, uint64_t code,
				   size_t data_size, uint16_t *data)
{
	assert_true(code > 0xffff); /* 7.5: those below are the firmware's */
	assert_int_equal(data_size, 0);
	assert_null(data);
	machine.watchdog = seconds;
	return EFI_SUCCESS;
}

static efi_status machine_stall(size_t microseconds)
{
	(void)microseconds;
	assert_int_equal(machine.watchdog, 0);
	machine.stalled++;
	return EFI_SUCCESS;
}

static efi_status machine_start(efi_handle image, size_t *size, uint16_t **data)
{
	(void)size;
	assert_ptr_equal(image, &machine);
	assert_ptr_equal(machine.image.options, uefi_options);
	assert_int_equal(machine.image.options_size, sizeof(uefi_options));
	assert_null(machine.image.device);
	assert_null(machine.image.file_path);
	assert_int_equal(machine.pages, 0);
	assert_int_equal(machine.watchdog, 300);
	machine.started++;
	*data = malloc(2);
	return EFI_ABORTED;
}

static efi_status machine_free_pool(void *memory)
{
	free(memory);
	return EFI_SUCCESS;
}

static efi_status machine_unload(efi_handle image)
{
	assert_ptr_equal(image, &machine);
	machine.unloaded++;
	return EFI_SUCCESS;
}

static efi_status file_close(struct efi_file *file)
{
	(void)file;
	machine.opened--;
	return EFI_SUCCESS;
}

static efi_status file_read(struct efi_file *file, size_t *size, void *to)
{
	uint64_t left =
		machine.at < machine.ends_at ? machine.ends_at - machine.at : 0;

	(void)file;
	machine.reads++;
	if (*size > machine.largest)
		machine.largest = *size;
	if (machine.at + *size > machine.fail_at)
		return EFI_DEVICE_ERROR;
	if (*size > left)
		*size = (size_t)left;
	memset(to, 'a', *size);
	machine.at += *size;
	*size += machine.more;
	return EFI_SUCCESS;
}

static efi_status file_get(struct efi_file *file, uint64_t *at)
{
	(void)file;
	*at = machine.at;
	return EFI_SUCCESS;
}

static efi_status file_set(struct efi_file *file, uint64_t at)
{
	(void)file;
	machine.at = at == EFI_FILE_END ? machine.size : at;
	return machine.seek;
}

static efi_status file_open(struct efi_file *folder, struct efi_file **file,
			    const uint16_t *name, uint64_t mode,
			    uint64_t attributes)
{
	(void)name;
	assert_int_equal(mode, EFI_FILE_READ);
	assert_int_equal(attributes, 0);
	*file = folder;
	if (machine.open == EFI_SUCCESS)
		machine.opened++;
	return machine.open;
}

static struct efi_boot_services boot;
static struct efi_console console = {NULL, machine_say};
static struct efi_file file = {0,	  file_open, file_close, NULL,
			       file_read, NULL,	     file_get,	 file_set};
static struct uefi u;
static struct uefi_fault f;

/* Nothing stays open or allocated after a test, or a part of one. */
static int machine_new(void **state)
{
	(void)state;
	assert_int_equal(machine.opened, 0);
	assert_int_equal(machine.pages, 0);
	memset(&machine, 0, sizeof(machine));
	machine.size = machine.ends_at = 10000;
	machine.fail_at = UINT64_MAX;
	memset(&u, 0, sizeof(u));
	u.boot = &boot;
	u.console = &console;
	u.root = &file;
	boot.allocate_pages = machine_allocate;
	boot.free_pages = machine_free;
	boot.handle_protocol = machine_protocol;
	boot.load_image = machine_load;
	boot.start_image = machine_start;
	boot.unload_image = machine_unload;
	boot.free_pool = machine_free_pool;
	boot.set_watchdog_timer = machine_watchdog;
	boot.stall = machine_stall;
	uefi_fault_set(&f, CFSV_OK, "");
	return 0;
}

static int machine_clean(void **state)
{
	(void)state;
	return machine.opened != 0 || machine.pages != 0;
}

/* The digest that the file has is genuine, from here on. */
static void genuine(void)
{
	static uint8_t bytes[10000];
	struct cfsv_work work;

	memset(bytes, 'a', sizeof(bytes));
	assert_int_equal(cfsv_tree_init(&work.tree, NULL, NULL, work.memory,
					sizeof(work.memory)),
			 CFSV_OK);
	cfsv_tree_update(&work.tree, bytes, sizeof(bytes));
	assert_int_equal(cfsv_tree_final(&work.tree, &u.report.expected, NULL),
			 CFSV_OK);
}

/* What verifying reads after the pair: a payload whole, an image in parts. */
static enum cfsv_err payload(struct uefi_pages *pages)
{
	struct efi_file *opened;
	enum cfsv_err err;
	uint64_t size;

	err = uefi_file_open(&u, "/p", "", &opened, &size, &f);
	if (err != CFSV_OK)
		return err;
	genuine();
	err = verify_load(&u, opened, size, pages, &f);
	opened->close(opened);
	return err;
}

static void a_good_payload_is_started_from_its_pages(void **state)
{
	struct uefi_pages pages;
	efi_status status = EFI_SUCCESS;

	(void)state;
	assert_int_equal(payload(&pages), CFSV_OK);
	assert_int_equal(machine.pages, 3);
	assert_int_equal(uefi_start(&u, "/p", &pages, &status, &f), CFSV_OK);
	assert_int_equal(status, EFI_ABORTED);
	assert_int_equal(machine.started, 1);
	assert_int_equal(machine.watchdog, 0);
	assert_string_equal(machine.said, "starting: /p\r\n");
}

static void a_payload_that_cannot_be_read_leaves_nothing(void **state)
{
	struct uefi_pages pages;

	(void)state;
	machine.fail_at = 9000;
	assert_int_equal(payload(&pages), CFSV_E_READ);
	assert_int_equal(f.status, EFI_DEVICE_ERROR);
	machine_new(NULL);
	machine.ends_at = 9999;
	assert_int_equal(payload(&pages), CFSV_E_SHRANK);
	machine_new(NULL);
	machine.more = 1;
	assert_int_equal(payload(&pages), CFSV_E_READ_OVERRUN);
	machine_new(NULL);
	machine.seek = EFI_UNSUPPORTED;
	assert_int_equal(payload(&pages), CFSV_E_NOT_REGULAR);
	machine_new(NULL);
	machine.seek = EFI_DEVICE_ERROR;
	assert_int_equal(payload(&pages), CFSV_E_UEFI_CALL);
	machine_new(NULL);
	machine.open = EFI_VOLUME_CORRUPTED;
	assert_int_equal(payload(&pages), CFSV_E_UEFI_CALL);
}

static void a_payload_is_read_a_mib_at_a_time(void **state)
{
	struct uefi_pages pages;

	(void)state;
	machine.size = machine.ends_at = 3u << 20;
	assert_int_equal(payload(&pages), CFSV_E_IMAGE_DIFFERS);
	assert_int_equal(machine.largest, 1u << 20);
	assert_int_equal(machine.reads, 3);
}

/* All three files are 'a's: what is read first is what is refused. */
static void a_pair_that_is_refused_leaves_nothing_open(void **state)
{
	struct uefi_pages pages;

	(void)state;
	machine.size = CFSV_SIGNATURE_MAX + 1;
	assert_int_equal(uefi_verify_payload(&u, "/p", &pages, &f),
			 CFSV_E_SIG_SIZE);
	assert_int_equal(machine.reads, 0);
	machine_new(NULL);
	assert_int_equal(uefi_verify_image(&u, "/p", &f),
			 CFSV_E_DIGEST_FILE_LENGTH);
	assert_string_equal(f.suffix, ".digest");
	machine_new(NULL);
	u.trust.anchors = u.anchors;
	u.trust.count = 1;
	u.trust.crypto = &cfsv_bearssl;
	machine.size = machine.ends_at = 64;
	assert_int_equal(uefi_verify_payload(&u, "/p", &pages, &f),
			 CFSV_E_SIG_CONTENT_INFO);
	assert_string_equal(f.suffix, ".sig");
	assert_int_equal(u.report.expected.size, 0);
	assert_int_equal(machine.pages, 0);
}

/* Sizes of which a page count would wrap, too. */
static void a_payload_larger_than_memory_is_not_read(void **state)
{
	static const uint64_t sizes[] = {1024 * EFI_PAGE_SIZE, 1u << 31,
					 (uint64_t)1 << 63, UINT64_MAX - 4095,
					 UINT64_MAX};
	struct uefi_pages pages;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		machine_new(NULL);
		machine.size = sizes[i];
		assert_int_equal(payload(&pages), CFSV_E_NO_MEMORY);
		assert_int_equal(f.at, sizes[i]);
		assert_int_equal(machine.reads, 0);
	}
}

/* A firmware may have memory there; to LoadImage() it would be no memory. */
static void a_payload_at_address_0_is_not_read(void **state)
{
	struct uefi_pages pages;

	(void)state;
	machine.lowest = 1;
	assert_int_equal(payload(&pages), CFSV_E_NO_MEMORY);
	assert_int_equal(f.at, 10000);
	assert_int_equal(f.status, EFI_SUCCESS);
	assert_int_equal(machine.reads, 0);
}

/* 7.4.1: with a security violation the image is there, and must go. */
static void what_the_firmware_refuses_is_unloaded(void **state)
{
	static const struct {
		efi_status load;
		int all_the_same;
		enum cfsv_err err;
	} cases[] = {
		{EFI_SECURITY_VIOLATION, 1, CFSV_E_UEFI_SECURE_BOOT},
		{EFI_ACCESS_DENIED, 0, CFSV_E_UEFI_SECURE_BOOT},
		{EFI_UNSUPPORTED, 0, CFSV_E_UEFI_LOAD},
		{EFI_OUT_OF_RESOURCES, 0, CFSV_E_UEFI_LOAD},
	};
	struct uefi_pages pages;
	efi_status status;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		machine_new(NULL);
		machine.load = cases[i].load;
		machine.loads_all_the_same = cases[i].all_the_same;
		assert_int_equal(payload(&pages), CFSV_OK);
		assert_int_equal(uefi_start(&u, "/p", &pages, &status, &f),
				 cases[i].err);
		assert_int_equal(machine.unloaded, cases[i].all_the_same);
		assert_int_equal(machine.started, 0);
		assert_int_equal(machine.pages, 0);
	}
}

static enum cfsv_err image(void)
{
	struct verify_reader reader = {&file, &f};
	struct cfsv_source source = {verify_next, &reader, machine.size};
	enum cfsv_err err;

	genuine();
	err = verify_begin(&u);
	if (err == CFSV_OK)
		err = cfsv_measure(&u.tree, &source, u.chunk, sizeof(u.chunk),
				   &u.report.measured, NULL);
	return verify_end(&u, err, &f);
}

static void an_image_is_read_in_parts_of_64_kib_at_most(void **state)
{
	(void)state;
	assert_int_equal(image(), CFSV_OK);
	machine.at = 0;
	machine.size = machine.ends_at = 1000000;
	assert_int_equal(image(), CFSV_E_IMAGE_DIFFERS);
	assert_int_equal(machine.largest, 65536);
	machine.at = 0;
	machine.ends_at = 999999;
	assert_int_equal(image(), CFSV_E_SHRANK);
	machine.at = 0;
	machine.ends_at = 1000001;
	assert_int_equal(image(), CFSV_E_GREW);
	machine.at = 0;
	machine.fail_at = 131072;
	assert_int_equal(image(), CFSV_E_READ);
	assert_int_equal(f.at, 131072);
}

/* cfsv.efi's own file path, as firmwares give it: name, then what it is in. */
static int folder_of(const uint8_t *path, char *out)
{
	size_t i;

	if (!volume_folder(&u, path))
		return 0;
	for (i = 0; i < u.folder_len; i++)
		out[i] = (char)u.folder[i];
	out[i] = '\0';
	return 1;
}

static void the_folder_is_found_in_any_form_of_a_file_path(void **state)
{
	static const uint8_t parts[] = {4,  4, 8,   0, 'a', 0, 0,   0,	 4, 4,
					10, 0, '/', 0, 'b', 0, 'c', 0,	 4, 4,
					8,  0, 'd', 0, 0,   0, 127, 255, 4, 0};
	static const uint8_t bare[] = {4, 4, 8,	  0,   'x', 0,
				       0, 0, 127, 255, 4,   0};
	static const uint8_t none[] = {127, 255, 4, 0};
	static const uint8_t other[] = {4, 3, 4, 0, 127, 255, 4, 0};
	static uint8_t large[2 * UEFI_PATH_MAX + 8];
	char out[UEFI_PATH_MAX];
	size_t i;

	(void)state;
	assert_true(folder_of(parts, out));
	assert_string_equal(out, "\\a\\bc\\");
	assert_true(folder_of(bare, out));
	assert_string_equal(out, "\\");
	assert_false(folder_of(none, out));
	assert_false(folder_of(other, out));
	for (i = 0; i < UEFI_PATH_MAX; i++)
		large[4 + 2 * i] = 'x';
	large[0] = large[1] = 4;
	large[2] = (4 + 2 * UEFI_PATH_MAX) & 255;
	large[3] = (4 + 2 * UEFI_PATH_MAX) >> 8;
	large[4 + 2 * UEFI_PATH_MAX] = 127;
	assert_false(folder_of(large, out));
}

static void without_a_file_path_there_is_no_volume(void **state)
{
	static const uint8_t memory[] = {127, 255, 4, 0};
	static const uint8_t path[] = {4, 4, 8,	  0,   'x', 0,
				       0, 0, 127, 255, 4,   0};

	(void)state;
	assert_int_equal(uefi_volume_open(&u, &f), CFSV_E_UEFI_VOLUME);
	machine.image.file_path = memory;
	assert_int_equal(uefi_volume_open(&u, &f), CFSV_E_UEFI_VOLUME);
	machine.image.file_path = path; /* and no file system */
	assert_int_equal(uefi_volume_open(&u, &f), CFSV_E_UEFI_VOLUME);
	assert_int_equal(f.status, EFI_UNSUPPORTED);
}

static void a_payload_gets_its_device_path(void **state)
{
	static const uint8_t want[] = {1, 2,   5, 0, 9, 4,   4,	  10, 0, '\\',
				       0, 'a', 0, 0, 0, 127, 255, 4,  0};
	static uint8_t volume[UEFI_DEVICE_PATH_MAX + 4] = {1,	2,   5, 0, 9,
							   127, 255, 4, 0};
	const uint8_t *got;

	(void)state;
	assert_null(uefi_device_path(&u, "/a"));
	machine.device_path = volume;
	got = uefi_device_path(&u, "/a");
	assert_non_null(got);
	assert_memory_equal(got, want, sizeof(want));
	/* one that leaves no room, by a byte */
	volume[2] = (UEFI_DEVICE_PATH_MAX - 13) & 255;
	volume[3] = (UEFI_DEVICE_PATH_MAX - 13) >> 8;
	volume[UEFI_DEVICE_PATH_MAX - 13] = 127;
	assert_null(uefi_device_path(&u, "/a"));
	volume[2]--;
	volume[UEFI_DEVICE_PATH_MAX - 14] = 127;
	assert_non_null(uefi_device_path(&u, "/a"));
}

static const char *config(const char *text, size_t len)
{
	memcpy(u.text, text, len);
	u.text[len] = '\0';
	f.step = NULL;
	uefi_config_read(&u.config, u.text, len, &f);
	return f.step;
}

static void a_config_has_payloads_and_images_in_order(void **state)
{
	static const char text[] = "# a comment = no\r\n\n \t\r\n"
				   "image=/a\r\n"
				   "\tpayload \t=  /b c/d=e.efi \t\n"
				   "  # payload = /no\n"
				   "image = /f";

	(void)state;
	assert_null(config(text, sizeof(text) - 1));
	assert_int_equal(u.config.count, 3);
	assert_string_equal(u.config.at[0].path, "/a");
	assert_int_equal(u.config.at[0].starts, 0);
	assert_string_equal(u.config.at[1].path, "/b c/d=e.efi");
	assert_int_equal(u.config.at[1].starts, 1);
	assert_string_equal(u.config.at[2].path, "/f");
}

static void each_malformed_line_is_told_with_its_number(void **state)
{
	static const char *const cases[][2] = {
		{"payload", "this is not 'key = value'"},
		{"payload /a", "this is not 'key = value'"},
		{"payload =", "the value is empty"},
		{"payload = \t", "the value is empty"},
		{"= /a", "there is no such key"},
		{"Payload = /a", "there is no such key"},
		{"payloads = /a", "there is no such key"},
		{"imag = /a", "there is no such key"},
		{"trust = /a", "there is no such key"},
		{"options = quiet", "there is no such key"},
		{"payload = a", "a path that begins with / is needed"},
		{"payload = \\a", "a path that begins with / is needed"},
		{"payload = /a\\b", "a path has / and no \\"},
		{"payload = /a//b", "a name in the path is empty"},
		{"payload = /a/", "a name in the path is empty"},
		{"payload = /", "a name in the path is empty"},
		{"image = /a\rb", "a byte that is no printable ASCII"},
		{"image = /a\x7f", "a byte that is no printable ASCII"},
		{"image = /\xc3\xa4", "a byte that is no printable ASCII"},
		{"# \x1b[2J", "a byte that is no printable ASCII"},
		{"image = /a\r", "a byte that is no printable ASCII"},
	};
	char text[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "image = /a\n\n%s", cases[i][0]);
		assert_string_equal(config(text, strlen(text)), cases[i][1]);
		assert_int_equal(f.err, CFSV_E_UEFI_CONFIG);
		assert_int_equal(f.at, 3);
	}
	assert_string_equal(config("image = /a\0b", 12),
			    "a byte that is no printable ASCII");
	assert_string_equal(config("", 0), "it names no payload and no image");
	assert_string_equal(config("#\n", 2),
			    "it names no payload and no image");
}

static void a_config_has_limits(void **state)
{
	char text[2048];
	size_t i, len = 0;

	(void)state;
	len = (size_t)sprintf(text, "image = /");
	memset(text + len, 'a', UEFI_NAME_MAX);
	assert_null(config(text, len + UEFI_NAME_MAX - 1));
	text[len + UEFI_NAME_MAX - 1] = 'a';
	assert_string_equal(config(text, len + UEFI_NAME_MAX),
			    "the path is longer than 239 bytes");
	for (i = len = 0; i < UEFI_ENTRIES_MAX; i++)
		len += (size_t)sprintf(text + len, "image = /a\n");
	assert_null(config(text, len));
	len += (size_t)sprintf(text + len, "image = /a\n");
	assert_string_equal(config(text, len),
			    "these are more than 64 payloads and images");
	assert_int_equal(f.at, 65);
}

static void what_is_said_is_whole_and_cannot_forge_a_line(void **state)
{
	char text[3 * SAY_CHUNK + 1];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	uefi_say(&u, text, "|", NULL);
	assert_int_equal(strlen(machine.said), sizeof(text) - 1 + 3);
	assert_string_equal(machine.said + sizeof(text) - 1, "|\r\n");
	machine.said[0] = '\0';
	u.folder[0] = '\\';
	u.folder[1] = '\n';
	u.folder[2] = 0x1b;
	u.folder[3] = 0x2028;
	u.folder[4] = '\\';
	u.folder_len = 5;
	volume_say(&u);
	assert_string_equal(u.said, "/??"
				    "?/cfsv.conf");
}

static void a_status_without_a_name_keeps_all_of_it(void **state)
{
	(void)state;
	uefi_say_status(&u, "came back: ", "/p", EFI_ERROR(42));
	uefi_say_status(&u, "came back: ", "/p", 42);
	uefi_say_status(&u, "came back: ", "/p", SIZE_MAX);
	assert_string_equal(machine.said,
			    "came back: /p: EFI error 42\r\n"
			    "came back: /p: EFI 42\r\n"
			    "came back: /p: EFI error 9223372036854775807\r\n");
}

/* The firmware's five minutes are for the payload, not for cfsv.efi. */
static void the_watchdog_does_not_end_what_takes_long(void **state)
{
	struct efi_system_table system = {0};

	(void)state;
	system.boot = &boot;
	system.console_out = &console;
	machine.watchdog = 300;
	assert_int_equal(efi_main(&machine, &system), EFI_SECURITY_VIOLATION);
	assert_int_equal(machine.stalled, 1);
	assert_non_null(strstr(machine.said, "nothing was started\r\n"));
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, machine_new, machine_clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_good_payload_is_started_from_its_pages),
		TEST(a_payload_that_cannot_be_read_leaves_nothing),
		TEST(a_payload_is_read_a_mib_at_a_time),
		TEST(a_pair_that_is_refused_leaves_nothing_open),
		TEST(a_payload_larger_than_memory_is_not_read),
		TEST(a_payload_at_address_0_is_not_read),
		TEST(what_the_firmware_refuses_is_unloaded),
		TEST(an_image_is_read_in_parts_of_64_kib_at_most),
		TEST(the_folder_is_found_in_any_form_of_a_file_path),
		TEST(without_a_file_path_there_is_no_volume),
		TEST(a_payload_gets_its_device_path),
		TEST(a_config_has_payloads_and_images_in_order),
		TEST(each_malformed_line_is_told_with_its_number),
		TEST(a_config_has_limits),
		TEST(what_is_said_is_whole_and_cannot_forge_a_line),
		TEST(a_status_without_a_name_keeps_all_of_it),
		TEST(the_watchdog_does_not_end_what_takes_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
