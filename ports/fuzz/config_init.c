/* SPDX-License-Identifier: MIT */
/* config_init.c - cfsv.conf(5) by its manual page, against init_config.c */
#include "../linux/init.h"
#include "config.h"

struct wanted_list {
	struct part at[INIT_LIST_MAX];
	size_t count, most;
};

/* What the text says; line: the first that is wrong, or 0. */
struct wanted {
	struct wanted_list modules, images, objects, trust;
	struct part root, type, options, init;
	struct part place[2], bind[2]; /* etc, var */
	struct part refuse, refuse_seconds, timeout, verify, command_line;
	uint64_t line;
};

static int init_seconds(struct part p)
{
	size_t i;

	for (i = 0; i < p.len; i++)
		if (p.at[i] < '0' || p.at[i] > '9')
			return 0;
	return p.len >= 1 && p.len <= 5;
}

static int init_path(struct part p)
{
	return config_begins(p, "/");
}

static int init_list(struct wanted_list *list, struct part value)
{
	if (list->count == list->most || !init_path(value))
		return 0;
	list->at[list->count++] = value;
	return 1;
}

/* "image", a word of its own, or "bind" with or without a path */
static int init_place(struct wanted *w, int which, struct part value)
{
	const char *fresh = which == 0 ? "overlay" : "tmpfs";
	struct part rest = value, none = {NULL, 0};

	w->place[which] = config_until(&rest, " \t");
	rest = config_trim(rest);
	w->bind[which] = none;
	if (config_is(w->place[which], "bind")) {
		if (rest.len > 0)
			w->bind[which] = rest;
		return rest.len == 0 || init_path(rest);
	}
	return rest.len == 0 && (config_is(w->place[which], "image") ||
				 config_is(w->place[which], fresh));
}

static int init_refuse(struct wanted *w, struct part value)
{
	struct part rest = value, none = {NULL, 0};

	w->refuse = config_until(&rest, " \t");
	rest = config_trim(rest);
	w->refuse_seconds = none;
	if (config_is(w->refuse, "reboot")) {
		if (rest.len > 0)
			w->refuse_seconds = rest;
		return rest.len == 0 || init_seconds(rest);
	}
	return rest.len == 0 && (config_is(w->refuse, "halt") ||
				 config_is(w->refuse, "poweroff"));
}

/* Keys with a value of their own: 1 good, 0 wrong, -1 another key */
static int init_single(struct wanted *w, struct part key, struct part value)
{
	struct part *to;
	int good = 1;

	if (config_is(key, "root")) {
		to = &w->root;
		good = config_begins(value, "/dev/") ||
		       config_begins(value, "PARTUUID=") ||
		       config_begins(value, "PARTLABEL=");
	} else if (config_is(key, "root-type")) {
		to = &w->type;
	} else if (config_is(key, "root-options")) {
		to = &w->options;
	} else if (config_is(key, "timeout")) {
		to = &w->timeout;
		good = init_seconds(value);
	} else if (config_is(key, "init")) {
		to = &w->init;
		good = init_path(value);
	} else if (config_is(key, "verify")) {
		to = &w->verify;
		good = config_is(value, "signature") ||
		       config_is(value, "kernel");
	} else if (config_is(key, "command-line")) {
		to = &w->command_line;
		good = config_is(value, "select") ||
		       config_is(value, "trusted");
	} else {
		return -1;
	}
	*to = value;
	return good;
}

static int init_setting(struct wanted *w, struct part key, struct part value)
{
	int single = init_single(w, key, value);

	if (single >= 0)
		return single;
	if (config_is(key, "module"))
		return init_list(&w->modules, value);
	if (config_is(key, "image"))
		return init_list(&w->images, value);
	if (config_is(key, "objects"))
		return init_list(&w->objects, value);
	if (config_is(key, "trust"))
		return init_list(&w->trust, value);
	if (config_is(key, "etc"))
		return init_place(w, 0, value);
	if (config_is(key, "var"))
		return init_place(w, 1, value);
	return config_is(key, "refuse") && init_refuse(w, value);
}

static void init_wanted(struct wanted *w, struct part text)
{
	struct part line, key, value;
	uint64_t number = 0;

	memset(w, 0, sizeof(*w));
	w->modules.most = w->images.most = w->trust.most = 32;
	w->objects.most = 16;
	while (text.len > 0) {
		number++;
		line = config_trim(config_until(&text, "\n"));
		if (line.len == 0 || line.at[0] == '#')
			continue;
		value = line;
		key = config_trim(config_until(&value, "="));
		value = config_trim(value);
		if (value.len == 0 || !init_setting(w, key, value)) {
			w->line = number;
			return;
		}
	}
}

static void init_same_list(const struct init_list *found,
			   const struct wanted_list *wanted)
{
	size_t i;

	MUST(found->count == wanted->count);
	for (i = 0; i < found->count; i++)
		MUST(config_has(wanted->at[i], found->at[i]));
}

static int init_has(struct part p, const char *found, const char *otherwise)
{
	return p.at == NULL ? strcmp(found, otherwise) == 0
			    : config_has(p, found);
}

static unsigned int init_value_of(struct part p, unsigned int otherwise)
{
	unsigned int n = 0;
	size_t i;

	if (p.at == NULL)
		return otherwise;
	for (i = 0; i < p.len; i++)
		n = n * 10 + (unsigned int)(p.at[i] - '0');
	return n;
}

static void init_same_places(const struct init_config *c,
			     const struct wanted *w)
{
	enum init_place found[2] = {c->etc, c->var};
	enum init_place fresh = INIT_FRESH;
	int i;

	for (i = 0; i < 2; i++) {
		if (w->place[i].at == NULL || config_is(w->place[i], "image"))
			fresh = INIT_IMAGE;
		else
			fresh = config_is(w->place[i], "bind") ? INIT_BIND
							       : INIT_FRESH;
		MUST(found[i] == fresh);
	}
	MUST(config_has(w->bind[0], c->etc_path));
	MUST(config_has(w->bind[1], c->var_path));
}

static void init_same(const struct init_config *c, const struct wanted *w)
{
	enum init_refuse refuse = INIT_HALT;

	init_same_list(&c->modules, &w->modules);
	init_same_list(&c->images, &w->images);
	init_same_list(&c->objects, &w->objects);
	init_same_list(&c->trust, &w->trust);
	MUST(config_has(w->root, c->root));
	MUST(init_has(w->type, c->root_type, "ext4"));
	MUST(config_has(w->options, c->root_options));
	MUST(init_has(w->init, c->init, "/sbin/init"));
	MUST(c->timeout == init_value_of(w->timeout, 30));
	MUST(!c->kernel_way ==
	     !(w->verify.at && config_is(w->verify, "kernel")));
	MUST(!c->line_trusted ==
	     !(w->command_line.at && config_is(w->command_line, "trusted")));
	init_same_places(c, w);
	if (w->refuse.at != NULL && config_is(w->refuse, "reboot"))
		refuse = INIT_REBOOT;
	else if (w->refuse.at != NULL && config_is(w->refuse, "poweroff"))
		refuse = INIT_POWEROFF;
	MUST(c->refuse == refuse);
	MUST(c->refuse_seconds == init_value_of(w->refuse_seconds, 0));
}

void config_init(struct part text)
{
	uint8_t *copy = malloc(text.len + 1);
	struct cfsv_fault f = {0};
	struct init_config c;
	struct wanted w;
	enum cfsv_err err;

	MUST(copy != NULL);
	if (text.len > 0)
		memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	init_wanted(&w, text);
	init_config_defaults(&c);
	err = init_config_read(&c, (char *)copy, &f);
	MUST((err == CFSV_OK) == (w.line == 0));
	if (err == CFSV_OK)
		init_same(&c, &w);
	else
		MUST(err == CFSV_E_CONFIG && f.at == w.line && f.step != NULL);
	free(copy);
}
