/* SPDX-License-Identifier: MIT */
/* config_uefi.c - cfsv.efi's cfsv.conf once more, against uefi/config.c */
#include "../uefi/uefi.h"
#include "config.h"

struct entries {
	struct part at[UEFI_ENTRIES_MAX];
	int starts[UEFI_ENTRIES_MAX];
	size_t count;
	uint64_t line; /* the first that is wrong */
	int wrong;
};

static int uefi_printable(struct part line)
{
	size_t i;

	for (i = 0; i < line.len; i++)
		if (line.at[i] != '\t' &&
		    (line.at[i] < ' ' || line.at[i] > '~'))
			return 0;
	return 1;
}

/* /NAME/NAME...: no name is empty, nor has a backslash. */
static int uefi_path(struct part p)
{
	struct part name;

	if (p.len > UEFI_NAME_MAX || !config_begins(p, "/") ||
	    memchr(p.at, '\\', p.len) != NULL || p.at[p.len - 1] == '/')
		return 0;
	fuzz_take(&p, 1);
	while (p.len > 0) {
		name = config_until(&p, "/");
		if (name.len == 0)
			return 0;
	}
	return 1;
}

static int uefi_setting(struct entries *w, struct part line)
{
	struct part value = line, key = config_trim(config_until(&value, "="));
	int starts = config_is(key, "payload");

	value = config_trim(value);
	if ((!starts && !config_is(key, "image")) || !uefi_path(value) ||
	    w->count == UEFI_ENTRIES_MAX)
		return 0;
	w->at[w->count] = value;
	w->starts[w->count++] = starts;
	return 1;
}

static void uefi_wanted(struct entries *w, struct part text)
{
	struct part line;
	int ended;

	memset(w, 0, sizeof(*w));
	while (text.len > 0) {
		w->line++;
		line = text;
		line.len = config_until(&text, "\n").len;
		/* a carriage return belongs to the end of a line alone */
		ended = line.at + line.len != text.at;
		if (ended && line.len > 0 && line.at[line.len - 1] == '\r')
			line.len--;
		w->wrong = !uefi_printable(line);
		line = config_trim(line);
		if (!w->wrong && line.len > 0 && line.at[0] != '#')
			w->wrong = !uefi_setting(w, line);
		if (w->wrong)
			return;
	}
	w->line = 0;
	w->wrong = w->count == 0;
}

void config_uefi(struct part text)
{
	static struct uefi_config c;
	uint8_t *copy = malloc(text.len + 1);
	struct uefi_fault f = {0};
	struct entries w;
	enum cfsv_err err;
	size_t i;

	MUST(copy != NULL);
	if (text.len > 0)
		memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	uefi_wanted(&w, text);
	err = uefi_config_read(&c, (char *)copy, text.len, &f);
	MUST(err == (w.wrong ? CFSV_E_UEFI_CONFIG : CFSV_OK));
	if (err != CFSV_OK) {
		MUST(f.at == w.line && f.step != NULL);
	} else {
		MUST(c.count == w.count);
		for (i = 0; i < c.count; i++) {
			MUST(config_has(w.at[i], c.at[i].path));
			MUST(!c.at[i].starts == !w.starts[i]);
		}
	}
	free(copy);
}
