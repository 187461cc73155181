/* SPDX-License-Identifier: MIT */
/* cmd_measure.c - cfsv measure */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include "tool.h"

static int measure_one(const char *name)
{
	struct cfsv_fault f = {0};
	struct cfsv_digest digest;
	enum cfsv_err err;
	int fd;

	err = cfsv_file_open(AT_FDCWD, name, CFSV_FOLLOW, &fd, NULL, &f);
	if (err == CFSV_OK) {
		err = cfsv_kernel_measure(fd, &digest, name, &f);
		close(fd);
	}
	if (err != CFSV_OK)
		return tool_fail(tool_measure.name, name, &f);
	tool_print_digest(&digest, name);
	return EXIT_SUCCESS;
}

static int measure_run(int argc, char **argv)
{
	static const struct option options[] = {
		{"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
	int option, i, one, status = EXIT_SUCCESS;

	option = tool_getopt(&tool_measure, argc, argv, options);
	if (option != -1)
		return option == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
	if (optind == argc)
		return tool_usage(&tool_measure, "no FILE was given");
	for (i = optind; i < argc; i++) {
		one = measure_one(argv[i]);
		if (one != EXIT_SUCCESS)
			status = one;
	}
	return status;
}

const struct tool_command tool_measure = {
	"measure", "ask the kernel for the fs-verity digest of files",
	"usage: cfsv measure FILE...\n\n"
	"Print what the kernel answers (FS_IOC_MEASURE_VERITY), as 'fsverity\n"
	"measure' does. On a foreign file system (FUSE, network) that is the\n"
	"word of its server: 'cfsv verify' does not take it.",
	measure_run};
