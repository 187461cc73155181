/* SPDX-License-Identifier: MIT */
/* verify.c - the story over files of a volume: signature, digest file, bytes */
#include <string.h>
#include "uefi.h"

/* All of a small file: FILE.digest or FILE.sig, or @missing, or @too_big. */
static enum cfsv_err verify_read(struct uefi *u, const char *path,
				 const char *suffix, uint8_t *to, size_t max,
				 size_t *len, enum cfsv_err missing,
				 enum cfsv_err too_big, struct uefi_fault *f)
{
	struct efi_file *file;
	enum cfsv_err err;
	uint64_t size;

	err = uefi_file_open(u, path, suffix, &file, &size, f);
	if (err == CFSV_E_NOT_FOUND)
		return uefi_fault_set(f, missing, suffix);
	if (err != CFSV_OK)
		return err;
	if (size > max) {
		err = uefi_fault_set(f, too_big, suffix);
	} else {
		*len = (size_t)size;
		err = uefi_file_fill(file, to, *len, f);
		f->suffix = suffix;
	}
	file->close(file);
	return err;
}

/* Is the digest file genuine? Then u->report.expected is what it says. */
static enum cfsv_err verify_pair(struct uefi *u, const char *path,
				 struct uefi_fault *f)
{
	struct cfsv_pair pair = {u->digest, 0, u->sig, 0};
	enum cfsv_err err;

	memset(&u->report, 0, sizeof(u->report));
	err = verify_read(u, path, ".sig", u->sig, sizeof(u->sig),
			  &pair.signature_len, CFSV_E_NO_SIGNATURE,
			  CFSV_E_SIG_SIZE, f);
	if (err == CFSV_OK)
		err = verify_read(u, path, ".digest", u->digest,
				  sizeof(u->digest), &pair.digest_file_len,
				  CFSV_E_NO_DIGEST, CFSV_E_DIGEST_FILE_LENGTH,
				  f);
	if (err != CFSV_OK)
		return err;
	err = cfsv_verify_pair(&u->trust, &pair, &u->report);
	if (err == CFSV_OK)
		return CFSV_OK;
	uefi_fault_set(f, err,
		       err == CFSV_E_DIGEST_FILE_LENGTH ? ".digest" : ".sig");
	f->at = u->report.at;
	return err;
}

/* Begin to measure as the genuine digest was. */
static enum cfsv_err verify_begin(struct uefi *u)
{
	struct cfsv_params params = {0};

	params.hash = u->report.expected.hash;
	return cfsv_tree_init(&u->tree, &params, u->trust.sha256,
			      u->tree_memory, sizeof(u->tree_memory));
}

/* @err is of measuring; a fault was set if reading failed. */
static enum cfsv_err verify_end(struct uefi *u, enum cfsv_err err,
				struct uefi_fault *f)
{
	if (err == CFSV_OK)
		err = cfsv_compare(&u->report.expected, &u->report.measured);
	if (err != CFSV_OK && err != f->err)
		uefi_fault_set(f, err, "");
	return err;
}

struct verify_reader {
	struct efi_file *file;
	struct uefi_fault *f;
};

/* A cfsv_read: in order, so the file's own position is the offset. */
static enum cfsv_err verify_next(void *arg, uint64_t offset, uint8_t *buf,
				 size_t want, size_t *got)
{
	struct verify_reader *r = arg;
	efi_status status;

	*got = want;
	status = r->file->read(r->file, got, buf);
	if (status == EFI_SUCCESS)
		return CFSV_OK;
	uefi_fault_status(r->f, CFSV_E_READ, "read", status);
	r->f->at = offset;
	return CFSV_E_READ;
}

static enum cfsv_err verify_stream(struct uefi *u,
				   const struct cfsv_source *source,
				   const char *path, struct uefi_fault *f)
{
	enum cfsv_err err;

	err = verify_pair(u, path, f);
	if (err != CFSV_OK)
		return err;
	err = verify_begin(u);
	if (err == CFSV_OK)
		err = cfsv_measure(&u->tree, source, u->chunk, sizeof(u->chunk),
				   &u->report.measured, NULL);
	return verify_end(u, err, f);
}

enum cfsv_err uefi_verify_image(struct uefi *u, const char *path,
				struct uefi_fault *f)
{
	struct verify_reader reader = {NULL, f};
	struct cfsv_source source = {verify_next, &reader, 0};
	enum cfsv_err err;

	err = uefi_file_open(u, path, "", &reader.file, &source.size, f);
	if (err != CFSV_OK)
		return err;
	err = verify_stream(u, &source, path, f);
	reader.file->close(reader.file);
	return err;
}

/* A file of 0 bytes takes a page, too. */
static enum cfsv_err verify_pages(struct uefi *u, uint64_t size,
				  struct uefi_pages *pages,
				  struct uefi_fault *f)
{
	uint64_t address = 0;
	efi_status status;

	pages->size = (size_t)size;
	pages->count = pages->size / EFI_PAGE_SIZE + 1;
	status =
		u->boot->allocate_pages(EFI_ALLOCATE_ANY_PAGES, EFI_LOADER_DATA,
					pages->count, &address);
	if (status != EFI_SUCCESS) {
		uefi_fault_status(f, CFSV_E_NO_MEMORY, "allocate pages",
				  status);
		f->at = size;
		return f->err;
	}
	/* 7.4.1: LoadImage() with NULL for bytes would read the file again */
	if (address == 0) {
		u->boot->free_pages(address, pages->count);
		uefi_fault_set(f, CFSV_E_NO_MEMORY, "");
		f->step = "allocate pages: they are at address 0";
		f->at = size;
		return f->err;
	}
	pages->bytes = (uint8_t *)(size_t)address;
	return CFSV_OK;
}

void uefi_pages_free(const struct uefi *u, struct uefi_pages *pages)
{
	u->boot->free_pages((uint64_t)(size_t)pages->bytes, pages->count);
	pages->bytes = NULL;
}

/* The bytes in @pages are hashed where they are, and where they stay. */
static enum cfsv_err verify_loaded(struct uefi *u,
				   const struct uefi_pages *pages,
				   struct uefi_fault *f)
{
	enum cfsv_err err;

	err = verify_begin(u);
	if (err == CFSV_OK)
		err = cfsv_tree_update(&u->tree, pages->bytes, pages->size);
	if (err == CFSV_OK)
		err = cfsv_tree_final(&u->tree, &u->report.measured, NULL);
	return verify_end(u, err, f);
}

static enum cfsv_err verify_load(struct uefi *u, struct efi_file *file,
				 uint64_t size, struct uefi_pages *pages,
				 struct uefi_fault *f)
{
	enum cfsv_err err;

	err = verify_pages(u, size, pages, f);
	if (err != CFSV_OK)
		return err;
	err = uefi_file_fill(file, pages->bytes, pages->size, f);
	if (err == CFSV_OK)
		err = verify_loaded(u, pages, f);
	if (err != CFSV_OK)
		uefi_pages_free(u, pages);
	return err;
}

enum cfsv_err uefi_verify_payload(struct uefi *u, const char *path,
				  struct uefi_pages *pages,
				  struct uefi_fault *f)
{
	struct efi_file *file;
	enum cfsv_err err;
	uint64_t size;

	err = uefi_file_open(u, path, "", &file, &size, f);
	if (err != CFSV_OK)
		return err;
	err = verify_pair(u, path, f);
	if (err == CFSV_OK)
		err = verify_load(u, file, size, pages, f);
	file->close(file);
	return err;
}
