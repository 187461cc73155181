/* SPDX-License-Identifier: MIT */
/* trust.c - trust anchors from files and folders, PEM or DER */
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

static int trust_has(const uint8_t *data, size_t len, const char *words)
{
	size_t n = strlen(words);

	for (; len >= n; data++, len--)
		if (memcmp(data, words, n) == 0)
			return 1;
	return 0;
}

/*
 * PEM (RFC 7468), read strictly: what looks like an object and is not one is
 * an error, so that no anchor is passed over in silence. There may be other
 * text around objects.
 */

/* How BEGIN and END lines of what can be an anchor end. */
static const char *const trust_pem_names[] = {
	"CERTIFICATE-----", "X509 CERTIFICATE-----", "PUBLIC KEY-----"};

/* An object being read; name is NULL between objects. */
struct trust_pem {
	const char *name;
	uint8_t *der;
	size_t len;
	uint32_t bits; /* the lowest count of them wait */
	unsigned int count;
	unsigned int pads;
};

static enum cfsv_err trust_pem_begin(struct trust_pem *pem, const char *line)
{
	size_t i;

	if (!trust_has((const uint8_t *)line, strlen(line), "BEGIN ") &&
	    !trust_has((const uint8_t *)line, strlen(line), "-----"))
		return CFSV_OK;
	pem->len = pem->count = pem->pads = 0;
	for (i = 0; i < 3 && strncmp(line, "-----BEGIN ", 11) == 0; i++)
		if (strcmp(line + 11, trust_pem_names[i]) == 0)
			pem->name = trust_pem_names[i];
	return pem->name ? CFSV_OK : CFSV_E_ANCHOR_FORM;
}

/* A line of base64, RFC 4648 4. */
static enum cfsv_err trust_pem_bytes(struct trust_pem *pem, const char *line)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *digit;

	for (; *line != '\0'; line++) {
		if (*line == ' ' || *line == '\t')
			continue;
		if (*line == '=') {
			pem->pads++;
			continue;
		}
		digit = strchr(digits, *line);
		if (digit == NULL || pem->pads > 0)
			return CFSV_E_ANCHOR_FORM;
		pem->bits = pem->bits << 6 | (uint32_t)(digit - digits);
		pem->count += 6;
		if (pem->count >= 8) {
			pem->count -= 8;
			pem->der[pem->len++] =
				(uint8_t)(pem->bits >> pem->count);
		}
	}
	return CFSV_OK;
}

/* Groups of four digits: 2 or 4 bits are left over, zero, for a pad or two. */
static enum cfsv_err trust_pem_end(struct trust_pem *pem, const char *line)
{
	if (strcmp(line, pem->name) != 0 || pem->pads > 2 ||
	    pem->count != 2 * pem->pads ||
	    (pem->bits & ((1u << pem->count) - 1)) != 0)
		return CFSV_E_ANCHOR_FORM;
	pem->name = NULL;
	return CFSV_OK;
}

static enum cfsv_err trust_pem_line(struct trust_pem *pem,
				    struct cfsv_trust_list *list,
				    const char *path, const char *line,
				    struct cfsv_fault *f)
{
	int end = pem->name && strncmp(line, "-----END ", 9) == 0;
	enum cfsv_err err;

	if (end)
		err = trust_pem_end(pem, line + 9);
	else if (pem->name)
		err = trust_pem_bytes(pem, line);
	else
		err = trust_pem_begin(pem, line);
	if (err != CFSV_OK)
		return cfsv_fault_set(f, err, path);
	return end ? trust_add_der(list, path, pem->der, pem->len, f) : err;
}

/* As lines that end in a zero byte, without CR; 0 if it is no text. */
static int trust_lines(char *out, const uint8_t *text, size_t len)
{
	for (; len > 0; text++, len--) {
		if (*text == '\r')
			continue;
		if (*text < 0x20 && *text != '\n' && *text != '\t')
			return 0;
		*out++ = (char)*text;
	}
	*out = '\0';
	return 1;
}

static enum cfsv_err trust_add_text(struct cfsv_trust_list *list,
				    const char *path, const uint8_t *data,
				    size_t len, struct cfsv_fault *f)
{
	char *text = malloc(len + 1), *line, *next;
	struct trust_pem pem = {NULL, (uint8_t *)text, 0, 0, 0, 0};
	enum cfsv_err err = CFSV_OK;

	if (text == NULL)
		return cfsv_fault_set(f, CFSV_E_NO_MEMORY, path);
	if (trust_has(data, len, "PRIVATE KEY") ||
	    trust_has(data, len, "BEGIN PRIVATE"))
		err = cfsv_fault_set(f, CFSV_E_ANCHOR_PRIVATE, path);
	else if (!trust_lines(text, data, len))
		err = cfsv_fault_set(f, CFSV_E_ANCHOR_FORM, path);
	/* an object is decoded to where lines before stood: it is shorter */
	for (line = text; line && err == CFSV_OK; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		err = trust_pem_line(&pem, list, path, line, f);
	}
	if (err == CFSV_OK && pem.name) /* no END line: cut off */
		err = cfsv_fault_set(f, CFSV_E_ANCHOR_FORM, path);
	free(text);
	return err;
}

enum cfsv_err cfsv_trust_file(struct cfsv_trust_list *list, const char *path,
			      struct cfsv_fault *f)
{
	size_t before = list->count;
	enum cfsv_err err;
	uint8_t *data;
	size_t len;

	err = cfsv_file_read(AT_FDCWD, path, CFSV_FOLLOW, TRUST_FILE_MAX, &data,
			     &len, f);
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
