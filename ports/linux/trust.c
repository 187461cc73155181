/* SPDX-License-Identifier: MIT */
/* trust.c - trust anchors from files and folders; PEM is BearSSL's */
#include <bearssl.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "cfsv_linux.h"

#define TRUST_FILE_MAX (1u << 20)

/* One DER object, copied: the anchor refers to it. */
static enum cfsv_err trust_add_der(struct cfsv_trust_list *list,
				   const char *path, const uint8_t *der,
				   size_t len, struct cfsv_fault *f)
{
	size_t n = list->count;
	struct cfsv_anchor *anchors;
	char **names, *name;
	enum cfsv_err err;
	uint8_t *copy;

	anchors = realloc(list->anchors, (n + 1) * sizeof(*anchors));
	if (anchors)
		list->anchors = anchors;
	names = realloc(list->names, (n + 1) * sizeof(*names));
	if (names)
		list->names = names;
	copy = malloc(len + 1);
	name = strdup(path);
	if (!anchors || !names || !copy || !name) {
		err = CFSV_E_NO_MEMORY;
	} else {
		memcpy(copy, der, len);
		err = cfsv_anchor_load(&anchors[n], &cfsv_bearssl, copy, len);
	}
	if (err != CFSV_OK) {
		free(copy);
		free(name);
		cfsv_fault_set(f, err, path);
		if (err != CFSV_E_NO_MEMORY)
			f->at = anchors[n].at;
		return err;
	}
	names[n] = name;
	list->count = n + 1;
	return CFSV_OK;
}

/* What a PEM decoder hands over, collected. */
struct trust_pem {
	uint8_t *der;
	size_t len;
	int inside;
};

static void trust_pem_bytes(void *arg, const void *data, size_t len)
{
	struct trust_pem *pem = arg;

	/* as long as the file at most, so it fits */
	memcpy(pem->der + pem->len, data, len);
	pem->len += len;
}

static int trust_has(const uint8_t *data, size_t len, const char *words)
{
	size_t n = strlen(words);

	for (; len >= n; data++, len--)
		if (memcmp(data, words, n) == 0)
			return 1;
	return 0;
}

static enum cfsv_err trust_pem_begin(const char *name)
{
	if (trust_has((const uint8_t *)name, strlen(name), "PRIVATE KEY"))
		return CFSV_E_ANCHOR_PRIVATE;
	if (strcmp(name, "CERTIFICATE") != 0 &&
	    strcmp(name, "X509 CERTIFICATE") != 0 &&
	    strcmp(name, "PUBLIC KEY") != 0)
		return CFSV_E_ANCHOR_FORM;
	return CFSV_OK;
}

/* One event of the decoder. */
static enum cfsv_err trust_pem_event(struct cfsv_trust_list *list,
				     br_pem_decoder_context *ctx,
				     struct trust_pem *pem, const char *path,
				     struct cfsv_fault *f)
{
	enum cfsv_err err;

	switch (br_pem_decoder_event(ctx)) {
	case BR_PEM_BEGIN_OBJ:
		err = trust_pem_begin(br_pem_decoder_name(ctx));
		if (err != CFSV_OK)
			return cfsv_fault_set(f, err, path);
		pem->len = 0;
		pem->inside = 1;
		br_pem_decoder_setdest(ctx, trust_pem_bytes, pem);
		return CFSV_OK;
	case BR_PEM_END_OBJ:
		pem->inside = 0;
		return trust_add_der(list, path, pem->der, pem->len, f);
	case BR_PEM_ERROR:
		return cfsv_fault_set(f, CFSV_E_ANCHOR_FORM, path);
	default:
		return CFSV_OK;
	}
}

static enum cfsv_err trust_add_pem(struct cfsv_trust_list *list,
				   const char *path, const uint8_t *text,
				   size_t len, struct cfsv_fault *f)
{
	struct trust_pem pem = {malloc(len), 0, 0};
	br_pem_decoder_context ctx;
	enum cfsv_err err = CFSV_OK;
	size_t at = 0;

	if (pem.der == NULL)
		return cfsv_fault_set(f, CFSV_E_NO_MEMORY, path);
	br_pem_decoder_init(&ctx);
	while (at < len && err == CFSV_OK) {
		at += br_pem_decoder_push(&ctx, text + at, len - at);
		err = trust_pem_event(list, &ctx, &pem, path, f);
	}
	/* the decoder ends an object with its line's newline: supply one */
	if (err == CFSV_OK && pem.inside) {
		br_pem_decoder_push(&ctx, "\n", 1);
		err = trust_pem_event(list, &ctx, &pem, path, f);
	}
	if (err == CFSV_OK && pem.inside) /* no END line: cut off */
		err = cfsv_fault_set(f, CFSV_E_ANCHOR_FORM, path);
	free(pem.der);
	return err;
}

/*
 * A PEM decoder passes over what it does not know: a damaged BEGIN line, and
 * all that follows, would be skipped in silence. So a file is refused in which
 * there are more of them than objects were found, or that is not text.
 */
static enum cfsv_err trust_check_pem(const uint8_t *text, size_t len,
				     size_t objects)
{
	size_t i, begins = 0;

	for (i = 0; i < len; i++) {
		if (text[i] < 0x20 && text[i] != '\n' && text[i] != '\t')
			return CFSV_E_ANCHOR_FORM;
		if (len - i >= 6 && memcmp(text + i, "BEGIN ", 6) == 0)
			begins++;
	}
	return begins == objects ? CFSV_OK : CFSV_E_ANCHOR_FORM;
}

/* Text files of other systems end lines in CR LF. */
static size_t trust_drop_cr(uint8_t *text, size_t len)
{
	size_t from, to = 0;

	for (from = 0; from < len; from++)
		if (text[from] != '\r')
			text[to++] = text[from];
	return to;
}

static enum cfsv_err trust_add_text(struct cfsv_trust_list *list,
				    const char *path, uint8_t *text, size_t len,
				    struct cfsv_fault *f)
{
	size_t before = list->count;
	enum cfsv_err err;

	if (trust_has(text, len, "PRIVATE KEY") ||
	    trust_has(text, len, "BEGIN PRIVATE"))
		return cfsv_fault_set(f, CFSV_E_ANCHOR_PRIVATE, path);
	len = trust_drop_cr(text, len);
	err = trust_add_pem(list, path, text, len, f);
	if (err != CFSV_OK)
		return err;
	err = trust_check_pem(text, len, list->count - before);
	return err == CFSV_OK ? err : cfsv_fault_set(f, err, path);
}

enum cfsv_err cfsv_trust_file(struct cfsv_trust_list *list, const char *path,
			      struct cfsv_fault *f)
{
	size_t before = list->count;
	enum cfsv_err err;
	uint8_t *data;
	size_t len;

	err = cfsv_file_read(AT_FDCWD, path, TRUST_FILE_MAX, &data, &len, f);
	if (err != CFSV_OK)
		return err;
	if (len == 0)
		err = cfsv_fault_set(f, CFSV_E_TRUST_EMPTY, path);
	else if (data[0] != 0x30 && trust_has(data, len, "-----BEGIN"))
		err = trust_add_text(list, path, data, len, f);
	else
		err = trust_add_der(list, path, data, len, f);
	free(data);
	if (err == CFSV_OK && list->count == before)
		err = cfsv_fault_set(f, CFSV_E_TRUST_EMPTY, path);
	return err;
}

static int trust_not_dots(const struct dirent *e)
{
	return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

static enum cfsv_err trust_add_folder(struct cfsv_trust_list *list,
				      const char *path, struct cfsv_fault *f)
{
	struct dirent **entries = NULL;
	char prefix[PATH_MAX], file[PATH_MAX];
	enum cfsv_err err;
	int i, n;

	n = scandir(path, &entries, trust_not_dots, alphasort);
	if (n < 0)
		return cfsv_fault_sys(f, CFSV_E_IO, "read the folder", path);
	err = cfsv_path_join(prefix, path, "/", f);
	if (err == CFSV_OK && n == 0)
		err = cfsv_fault_set(f, CFSV_E_TRUST_EMPTY, path);
	for (i = 0; i < n; i++) {
		if (err == CFSV_OK)
			err = cfsv_path_join(file, prefix, entries[i]->d_name,
					     f);
		if (err == CFSV_OK)
			err = cfsv_trust_file(list, file, f);
		free(entries[i]);
	}
	free(entries);
	return err;
}

enum cfsv_err cfsv_trust_add(struct cfsv_trust_list *list, const char *path,
			     struct cfsv_fault *f)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return trust_add_folder(list, path, f);
	return cfsv_trust_file(list, path, f);
}

void cfsv_trust_free(struct cfsv_trust_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		free((void *)(uintptr_t)list->anchors[i].der);
		free(list->names[i]);
	}
	free(list->anchors);
	free(list->names);
	memset(list, 0, sizeof(*list));
}
