/* SPDX-License-Identifier: MIT */
/* cmd_whom.c - options of verify and mount: who must vouch for the image */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tool.h"

/* --digest=sha256:HEX[,sha512:HEX...] */
static int whom_pins(const struct tool_command *c, struct tool_whom *w,
		     const char *list)
{
	const char *end;

	for (;; list = end + 1) {
		end = strchr(list, ',');
		if (end == NULL)
			end = list + strlen(list);
		if (w->pin_count == TOOL_PINS_MAX)
			return tool_usage(c, "more than %d digests are given",
					  TOOL_PINS_MAX);
		if (cfsv_digest_from_text(&w->pins[w->pin_count], list,
					  (size_t)(end - list)) != CFSV_OK)
			return tool_usage(c, "--digest=%.*s: %s",
					  (int)(end - list), list,
					  cfsv_strerror(CFSV_E_DIGEST_TEXT));
		w->pin_count++;
		if (*end == '\0')
			return EXIT_SUCCESS;
	}
}

int tool_whom_option(const struct tool_command *c, struct tool_whom *w,
		     int option, const char *value)
{
	struct cfsv_fault f = {0};

	if (option == 'd')
		return whom_pins(c, w, value);
	if (option == 'k') {
		w->kernel_signed = 1;
		return EXIT_SUCCESS;
	}
	if (cfsv_trust_add(&w->trust, value, &f) != CFSV_OK)
		return tool_fail_trust(c->name, value, &f);
	return EXIT_SUCCESS;
}

int tool_whom_usage(const struct tool_command *c, const struct tool_whom *w)
{
	if (w->pin_count > 0 && (w->trust.count > 0 || w->kernel_signed))
		return tool_usage(c, "--digest goes alone: nothing is signed "
				     "then");
	if (w->pin_count == 0 && w->trust.count == 0 && !w->kernel_signed)
		return tool_usage(c, "--trust, --digest or --kernel-signed is "
				     "needed: whom to trust?");
	return EXIT_SUCCESS;
}

enum cfsv_err tool_whom_verify(const struct tool_whom *w,
			       const struct cfsv_image *image,
			       struct cfsv_verdict *v, struct cfsv_fault *f)
{
	if (w->pin_count > 0)
		return cfsv_verify_pins(w->pins, w->pin_count, image, w->by, v,
					f);
	if (w->kernel_signed)
		return cfsv_verify_kernel_signed(
			w->trust.count > 0 ? &w->trust : NULL, image, v, f);
	return cfsv_verify_pair_file(&w->trust, image, w->by, v, f);
}

/* A line of its own; names may hold bytes that would forge another. */
static void whom_say(const struct tool_command *c, const char *image,
		     const char *what, const char *name)
{
	fprintf(stderr, "cfsv: %s: ", c->name);
	tool_print_name(stderr, image);
	fprintf(stderr, ": %s", what);
	if (name)
		tool_print_name(stderr, name);
	fprintf(stderr, "\n");
}

void tool_whom_say(const struct tool_command *c, const struct tool_whom *w,
		   const char *image, const struct cfsv_verdict *v)
{
	if (w->kernel_signed)
		whom_say(c, image,
			 "the kernel checked the signature, with some key of "
			 "its .fs-verity keyring",
			 NULL);
	if (w->trust.count > 0)
		whom_say(c, image, "vouched for by ",
			 w->trust.names[v->anchor]);
	if (v->rebuilt)
		whom_say(c, image,
			 "its digest file is under a built-in signature that "
			 "this kernel does not take; the kernel's measure of "
			 "the image stood in for it",
			 NULL);
}
