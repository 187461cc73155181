/* SPDX-License-Identifier: MIT */
/* config.c - cfsv.conf, strictly: anybody who writes the volume writes it */
#include "uefi.h"

static int uefi_config_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int uefi_config_is(const char *key, const char *name)
{
	for (; *key == *name && *name != '\0'; key++)
		name++;
	return *key == *name;
}

/* A path from the volume's root: /FOLDER/NAME, printable ASCII. */
static const char *uefi_config_path(const char *path)
{
	size_t i;

	if (path[0] != '/')
		return "a path that begins with / is needed";
	for (i = 0; path[i] != '\0'; i++) {
		if (i == UEFI_NAME_MAX)
			return "the path is longer than 239 bytes";
		if (path[i] == '\\')
			return "a path has / and no \\";
		if (path[i] == '/' && (path[i + 1] == '/' || !path[i + 1]))
			return "a name in the path is empty";
	}
	return NULL;
}

static const char *uefi_config_set(struct uefi_config *c, const char *key,
				   const char *value)
{
	struct uefi_entry *entry = &c->at[c->count];
	int starts = uefi_config_is(key, "payload");

	if (!starts && !uefi_config_is(key, "image"))
		return "there is no such key";
	if (c->count == UEFI_ENTRIES_MAX)
		return "these are more than 64 payloads and images";
	entry->path = value;
	entry->starts = starts;
	c->count++;
	return uefi_config_path(value);
}

/* A blank line, a comment, or "key = value": both without blanks around. */
static const char *uefi_config_line(struct uefi_config *c, char *line,
				    char *end)
{
	char *key, *key_end, *value;

	while (uefi_config_blank(*line))
		line++;
	while (end > line && uefi_config_blank(end[-1]))
		end--;
	*end = '\0';
	key = line;
	if (*key == '\0' || *key == '#')
		return NULL;
	for (value = key; *value != '=' && *value != '\0'; value++)
		;
	if (*value == '\0')
		return "this is not 'key = value'";
	for (key_end = value; key_end > key && uefi_config_blank(key_end[-1]);)
		key_end--;
	for (value++; uefi_config_blank(*value); value++)
		;
	*key_end = '\0';
	return *value == '\0' ? "the value is empty"
			      : uefi_config_set(c, key, value);
}

/* Where the line ends; or, at a byte that no line may have, NULL. */
static char *uefi_config_end(char *line, const char *end)
{
	for (; line < end && *line != '\n'; line++)
		if ((*line < 0x20 || *line > 0x7e) && *line != '\t' &&
		    !(*line == '\r' && line + 1 < end && line[1] == '\n'))
			return NULL;
	return line;
}

enum cfsv_err uefi_config_read(struct uefi_config *c, char *text, size_t len,
			       struct uefi_fault *f)
{
	char *end = text + len, *line, *next;
	const char *wrong = NULL;
	uint64_t number = 0;

	c->count = 0;
	for (line = text; line < end && wrong == NULL; line = next + 1) {
		number++;
		next = uefi_config_end(line, end);
		if (next == NULL) {
			wrong = "a byte that is no printable ASCII";
			break;
		}
		wrong = uefi_config_line(
			c, line,
			next > line && next[-1] == '\r' ? next - 1 : next);
	}
	if (wrong == NULL && c->count == 0) {
		number = 0;
		wrong = "it names no payload and no image";
	}
	if (wrong == NULL)
		return CFSV_OK;
	uefi_fault_set(f, CFSV_E_UEFI_CONFIG, "");
	f->at = number;
	f->step = wrong;
	return f->err;
}
