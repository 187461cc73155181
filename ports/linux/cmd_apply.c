/* SPDX-License-Identifier: MIT */
/* cmd_apply.c - cfsv apply: the kernel's way, first boot */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include "tool.h"

static int apply_image(const struct cfsv_trust_list *trust, const char *name)
{
	static const char *const words[] = {"applied", "already applied",
					    "applied anew"};
	struct cfsv_fault f = {0};
	struct cfsv_image image;
	enum cfsv_applied result;
	enum cfsv_err err;

	err = cfsv_image_open(&image, AT_FDCWD, name, &f);
	if (err == CFSV_OK)
		err = cfsv_apply(trust->count > 0 ? trust : NULL, &image,
				 &result, &f);
	cfsv_image_close(&image);
	if (err != CFSV_OK)
		return tool_fail(tool_apply.name, name, &f);
	printf("%s: ", words[result]);
	tool_print_name(stdout, name);
	printf(".digest has its .sig as built-in signature\n");
	return EXIT_SUCCESS;
}

static int apply_run(int argc, char **argv)
{
	static const struct option options[] = {
		{"trust", required_argument, NULL, 't'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	struct cfsv_trust_list trust = {0};
	struct cfsv_fault f = {0};
	int option, status = EXIT_SUCCESS;

	while (status == EXIT_SUCCESS &&
	       (option = tool_getopt(&tool_apply, argc, argv, options)) != -1) {
		if (option == 'h') {
			cfsv_trust_free(&trust);
			return EXIT_SUCCESS;
		}
		if (option == '?')
			status = EXIT_USAGE;
		else if (cfsv_trust_add(&trust, optarg, &f) != CFSV_OK)
			status = tool_fail_trust(tool_apply.name, optarg, &f);
	}
	if (status == EXIT_SUCCESS && argc - optind != 1)
		status = tool_usage(&tool_apply, "one IMAGE is needed");
	if (status == EXIT_SUCCESS)
		status = apply_image(&trust, argv[optind]);
	cfsv_trust_free(&trust);
	return status;
}

const struct tool_command tool_apply = {
	"apply", "put IMAGE.digest under IMAGE.sig in the kernel",
	"usage: cfsv apply IMAGE [--trust=FILE]...\n\n"
	"The kernel's way, first boot: enable fs-verity on IMAGE.digest with "
	"IMAGE.sig\nas built-in signature. The kernel must check signatures, "
	"and its .fs-verity\nkeyring must hold the signer's certificate. "
	"A digest file that is under no\nsignature, or another one, is "
	"replaced by a new file. May be repeated at any\ntime.\n\n"
	"  --trust=FILE      verify the signature here first; may be "
	"repeated\n\n"
	"Later boots: 'cfsv verify IMAGE --kernel-signed'.",
	apply_run};
