/* SPDX-License-Identifier: MIT */
/* config_line.c - the kernel command line once more, against init_config.c */
#include "../linux/init.h"
#include "config.h"

struct words {
	struct part images[INIT_LIST_MAX], pins[INIT_PINS_MAX];
	size_t image_count, pin_count;
	struct part ostree, init, environment;
	int wrong;
};

static int line_hex(struct part p)
{
	size_t i;

	for (i = 0; i < p.len; i++)
		if (memchr("0123456789abcdef", p.at[i], 16) == NULL)
			return 0;
	return p.len == 64 || p.len == 128;
}

static struct part line_after(struct part word, const char *name)
{
	fuzz_take(&word, strlen(name));
	return word;
}

/* A pin, an image, a deployment of ostree's: 1, or 0 if it is none of these */
static int line_known(struct words *w, struct part word)
{
	struct part value;

	if (config_begins(word, "composefs=") ||
	    config_begins(word, "composefs.digest=")) {
		value = word;
		config_until(&value, "=");
		w->wrong |= !line_hex(value) || w->pin_count == INIT_PINS_MAX;
		if (!w->wrong)
			w->pins[w->pin_count++] = value;
	} else if (config_begins(word, "cfsv.image=")) {
		value = line_after(word, "cfsv.image=");
		w->wrong |= !config_begins(value, "/") ||
			    w->image_count == INIT_LIST_MAX;
		if (!w->wrong)
			w->images[w->image_count++] = value;
	} else if (config_begins(word, "ostree=")) {
		value = line_after(word, "ostree=");
		w->wrong |= value.len == 0 || w->ostree.at != NULL;
		w->ostree = value;
	} else {
		return 0;
	}
	return 1;
}

static void line_other(struct words *w, struct part word)
{
	struct part bare = word;

	if (config_begins(word, "init="))
		w->init = line_after(word, "init=");
	if (config_begins(word, "LD_") ||
	    config_begins(word, "GLIBC_TUNABLES="))
		w->environment = word;
	if (config_begins(bare, "\""))
		fuzz_take(&bare, 1);
	w->wrong |= config_is(bare, "cfsv") || config_begins(bare, "cfsv.") ||
		    config_begins(bare, "cfsv=") ||
		    config_begins(bare, "composefs") ||
		    config_begins(bare, "ostree=");
}

static void line_wanted(struct words *w, struct part text)
{
	struct part word;

	memset(w, 0, sizeof(*w));
	while (text.len > 0 && !w->wrong) {
		word = config_until(&text, " \t\n");
		if (word.len == 0)
			continue;
		if (!line_known(w, word))
			line_other(w, word);
		w->wrong |= w->ostree.at != NULL && w->image_count > 0;
	}
}

static void line_same(const struct init_line *line, const struct words *w)
{
	char text[CFSV_DIGEST_TEXT_MAX];
	size_t i;

	MUST(line->images.count == w->image_count);
	for (i = 0; i < w->image_count; i++)
		MUST(config_has(w->images[i], line->images.at[i]));
	MUST(line->pin_count == w->pin_count);
	for (i = 0; i < w->pin_count; i++) {
		MUST(cfsv_digest_to_text(text, &line->pins[i]) == CFSV_OK);
		MUST(config_is(w->pins[i], text + 7));
	}
	MUST(config_has(w->ostree, line->ostree));
	MUST(config_has(w->init, line->init));
	MUST(config_has(w->environment, line->environment));
}

void config_line(struct part text)
{
	uint8_t *copy = malloc(text.len + 1);
	struct cfsv_fault f = {0};
	struct init_line line;
	struct words w;
	enum cfsv_err err;

	MUST(copy != NULL);
	if (text.len > 0)
		memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	line_wanted(&w, text);
	err = init_line_read(&line, (char *)copy, &f);
	MUST(err == (w.wrong ? CFSV_E_COMMAND_LINE : CFSV_OK));
	if (err == CFSV_OK)
		line_same(&line, &w);
	free(copy);
}
