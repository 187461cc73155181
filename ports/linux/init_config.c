/* SPDX-License-Identifier: MIT */
/* init_config.c - cfsv.conf(5) and the kernel command line, strictly */
#include <stdlib.h>
#include <string.h>
#include "init.h"

#define CONFIG_BLANKS " \t"

void init_config_defaults(struct init_config *c)
{
	memset(c, 0, sizeof(*c));
	c->root_type = "ext4";
	c->init = "/sbin/init";
	c->timeout = 30;
}

/* A key's value goes where? Each returns NULL, or what is wrong. */
static const char *config_add(struct init_list *list, const char *value)
{
	if (list->count == INIT_LIST_MAX)
		return "this key is given too often";
	list->at[list->count++] = value;
	return NULL;
}

static const char *config_path(struct init_list *list, const char *value)
{
	return value[0] == '/' ? config_add(list, value)
			       : "a path that begins with / is needed";
}

static const char *config_seconds(unsigned int *out, const char *value)
{
	size_t digits = strspn(value, "0123456789");

	if (digits == 0 || digits > 5 || value[digits] != '\0')
		return "a number of seconds is needed";
	*out = (unsigned int)init_number_of(value);
	return NULL;
}

/* The first word of a value; the rest, without blanks before it, or NULL. */
static char *config_word(char *value)
{
	char *rest = value + strcspn(value, CONFIG_BLANKS);

	if (*rest == '\0')
		return NULL;
	*rest++ = '\0';
	return rest + strspn(rest, CONFIG_BLANKS);
}

static const char *config_place(enum init_place *place, const char **path,
				const char *fresh, char *value)
{
	const char *rest = config_word(value);

	*path = NULL;
	if (strcmp(value, "bind") == 0) {
		*place = INIT_BIND;
		*path = rest;
		if (rest && rest[0] != '/')
			return "bind takes a path that begins with /";
		return NULL;
	}
	if (rest)
		return "a value too many";
	if (strcmp(value, "image") == 0)
		*place = INIT_IMAGE;
	else if (strcmp(value, fresh) == 0)
		*place = INIT_FRESH;
	else
		return "this key does not have this value";
	return NULL;
}

static const char *config_refuse(struct init_config *c, char *value)
{
	const char *rest = config_word(value);

	c->refuse_seconds = 0;
	if (strcmp(value, "reboot") == 0) {
		c->refuse = INIT_REBOOT;
		return rest ? config_seconds(&c->refuse_seconds, rest) : NULL;
	}
	if (rest)
		return "a value too many";
	if (strcmp(value, "halt") == 0)
		c->refuse = INIT_HALT;
	else if (strcmp(value, "poweroff") == 0)
		c->refuse = INIT_POWEROFF;
	else
		return "it is halt, poweroff or reboot [SECONDS]";
	return NULL;
}

/* One of two words; the second sets the flag. */
static const char *config_either(int *flag, const char *value, const char *no,
				 const char *yes)
{
	*flag = strcmp(value, yes) == 0;
	if (*flag || strcmp(value, no) == 0)
		return NULL;
	return "this key does not have this value";
}

static const char *config_text(const char **out, const char *value)
{
	*out = value;
	return NULL;
}

static const char *config_root(struct init_config *c, const char *value)
{
	if (strncmp(value, "/dev/", 5) != 0 &&
	    strncmp(value, "PARTUUID=", 9) != 0 &&
	    strncmp(value, "PARTLABEL=", 10) != 0)
		return "it is /dev/..., PARTUUID=... or PARTLABEL=...";
	return config_text(&c->root, value);
}

static const char *config_set(struct init_config *c, const char *key,
			      char *value)
{
	if (strcmp(key, "module") == 0)
		return config_path(&c->modules, value);
	if (strcmp(key, "image") == 0)
		return config_path(&c->images, value);
	if (strcmp(key, "objects") == 0)
		return c->objects.count == CFSV_OBJECTS_MAX
			       ? "this key is given too often"
			       : config_path(&c->objects, value);
	if (strcmp(key, "trust") == 0)
		return config_path(&c->trust, value);
	if (strcmp(key, "root") == 0)
		return config_root(c, value);
	if (strcmp(key, "root-type") == 0)
		return config_text(&c->root_type, value);
	if (strcmp(key, "root-options") == 0)
		return config_text(&c->root_options, value);
	if (strcmp(key, "timeout") == 0)
		return config_seconds(&c->timeout, value);
	if (strcmp(key, "verify") == 0)
		return config_either(&c->kernel_way, value, "signature",
				     "kernel");
	if (strcmp(key, "command-line") == 0)
		return config_either(&c->line_trusted, value, "select",
				     "trusted");
	if (strcmp(key, "init") == 0)
		return value[0] == '/' ? config_text(&c->init, value)
				       : "a path that begins with / is needed";
	if (strcmp(key, "etc") == 0)
		return config_place(&c->etc, &c->etc_path, "overlay", value);
	if (strcmp(key, "var") == 0)
		return config_place(&c->var, &c->var_path, "tmpfs", value);
	if (strcmp(key, "refuse") == 0)
		return config_refuse(c, value);
	return "there is no such key";
}

/* A blank line, a comment, or "key = value": both without blanks around. */
static const char *config_line(struct init_config *c, char *line)
{
	char *key = line + strspn(line, CONFIG_BLANKS), *value, *end;

	if (*key == '\0' || *key == '#')
		return NULL;
	value = strchr(key, '=');
	if (value == NULL)
		return "this is not 'key = value'";
	for (end = value; end > key && strchr(CONFIG_BLANKS, end[-1]); end--)
		;
	*value++ = '\0';
	*end = '\0';
	value += strspn(value, CONFIG_BLANKS);
	for (end = value + strlen(value);
	     end > value && strchr(CONFIG_BLANKS, end[-1]); end--)
		;
	*end = '\0';
	if (*value == '\0')
		return "the value is empty";
	return config_set(c, key, value);
}

enum cfsv_err init_config_read(struct init_config *c, char *text,
			       struct cfsv_fault *f)
{
	uint32_t number = 0;
	const char *wrong;
	char *next;

	for (; text != NULL; text = next) {
		number++;
		next = strchr(text, '\n');
		if (next)
			*next++ = '\0';
		wrong = config_line(c, text);
		if (wrong) {
			cfsv_fault_set(f, CFSV_E_CONFIG, NULL);
			f->at = number;
			f->step = wrong;
			return f->err;
		}
	}
	return CFSV_OK;
}

/* A pin: 64 or 128 hex digits. Like composefs-rs and ostree write it. */
static enum cfsv_err config_pin(struct init_line *line, const char *hex)
{
	char text[CFSV_DIGEST_TEXT_MAX] = "sha256:";
	size_t len = strlen(hex);

	if ((len != 64 && len != 128) || line->pin_count == INIT_PINS_MAX)
		return CFSV_E_COMMAND_LINE;
	if (len == 128)
		memcpy(text, "sha512:", 7);
	memcpy(text + 7, hex, len);
	if (cfsv_digest_from_text(&line->pins[line->pin_count], text,
				  7 + len) != CFSV_OK)
		return CFSV_E_COMMAND_LINE;
	line->pin_count++;
	return CFSV_OK;
}

/* The value if the word begins with this name, which ends in "=". */
static char *config_value(char *word, const char *name)
{
	size_t len = strlen(name);

	return strncmp(word, name, len) == 0 ? word + len : NULL;
}

/* Words that are for us: none of them may be passed over. */
static int config_ours(const char *word)
{
	return strncmp(word, "cfsv.", 5) == 0 || strcmp(word, "cfsv") == 0 ||
	       strncmp(word, "cfsv=", 5) == 0 ||
	       strncmp(word, "composefs", 9) == 0 ||
	       strncmp(word, "ostree=", 7) == 0;
}

static enum cfsv_err config_word_of_line(struct init_line *line, char *word)
{
	char *value;

	if ((value = config_value(word, "composefs=")) != NULL ||
	    (value = config_value(word, "composefs.digest=")) != NULL)
		return config_pin(line, value);
	if ((value = config_value(word, "cfsv.image=")) != NULL)
		return config_path(&line->images, value) == NULL
			       ? CFSV_OK
			       : CFSV_E_COMMAND_LINE;
	if ((value = config_value(word, "init=")) != NULL)
		line->init = value;
	if (strncmp(word, "LD_", 3) == 0 ||
	    strncmp(word, "GLIBC_TUNABLES=", 15) == 0)
		line->environment = word;
	if ((value = config_value(word, "ostree=")) != NULL) {
		if (line->ostree || *value == '\0')
			return CFSV_E_COMMAND_LINE;
		line->ostree = value;
		return CFSV_OK;
	}
	/* the kernel takes quoted words, too: we do not */
	return config_ours(word) || (*word == '"' && config_ours(word + 1))
		       ? CFSV_E_COMMAND_LINE
		       : CFSV_OK;
}

enum cfsv_err init_line_read(struct init_line *line, char *text,
			     struct cfsv_fault *f)
{
	static const char between[] = " \t\n";
	enum cfsv_err err = CFSV_OK;
	char *end;

	memset(line, 0, sizeof(*line));
	for (text += strspn(text, between); err == CFSV_OK && *text != '\0';
	     text = end + strspn(end, between)) {
		end = text + strcspn(text, between);
		if (*end != '\0')
			*end++ = '\0';
		err = config_word_of_line(line, text);
		if (err == CFSV_OK && line->ostree && line->images.count > 0)
			err = CFSV_E_COMMAND_LINE; /* which of the two? */
		if (err != CFSV_OK)
			cfsv_fault_set(f, err, text);
	}
	return err;
}
