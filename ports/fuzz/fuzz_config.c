/* SPDX-License-Identifier: MIT */
/* fuzz_config.c - cfsv-init's and cfsv.efi's cfsv.conf, and the command line */
#include "config.h"

struct part config_until(struct part *rest, const char *stops)
{
	struct part p = {rest->at, 0};

	while (p.len < rest->len &&
	       memchr(stops, p.at[p.len], strlen(stops)) == NULL)
		p.len++;
	fuzz_take(rest, p.len + 1);
	return p;
}

static int config_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

struct part config_trim(struct part p)
{
	while (p.len > 0 && config_blank(p.at[0])) {
		p.at++;
		p.len--;
	}
	while (p.len > 0 && config_blank(p.at[p.len - 1]))
		p.len--;
	return p;
}

int config_begins(struct part p, const char *text)
{
	return p.len >= strlen(text) && memcmp(p.at, text, strlen(text)) == 0;
}

int config_is(struct part p, const char *text)
{
	return p.len == strlen(text) && config_begins(p, text);
}

int config_has(struct part p, const char *found)
{
	if (found == NULL)
		return p.at == NULL;
	return p.at != NULL && config_is(p, found);
}

/* Input: which of the three; the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct part in = {data, size};
	uint8_t which = fuzz_byte(&in) % 3;

	if (in.len == 0 || in.len > 65535)
		return 0;
	if (which == 2)
		config_uefi(in);
	else if (memchr(in.at, 0, in.len) != NULL)
		return 0; /* whoever reads the file refuses it */
	else if (which == 1)
		config_line(in);
	else
		config_init(in);
	return 0;
}
