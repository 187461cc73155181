/* SPDX-License-Identifier: MIT */
/* uboot_vectors.c - a command of U-Boot for the test: runs tests/vectors */
#include <command.h>
#include <stdio.h>
#include "run.h"

static void vectors_print(void *arg, const char *line)
{
	printf("%s\n", line);
}

static int do_cfsv_vectors(struct cmd_tbl *cmd, int flag, int argc,
			   char *const argv[])
{
	return cfsv_vectors_run(vectors_print, NULL) == 0 ? CMD_RET_SUCCESS
							  : CMD_RET_FAILURE;
}

U_BOOT_CMD(cfsv_vectors, 1, 0, do_cfsv_vectors, "run cfsv's vectors", "");
