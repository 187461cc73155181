/* SPDX-License-Identifier: MIT */
/* cmd_enable.c - cfsv enable: fs-verity on files, or on an object store */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tool.h"

/* nftw() hands no argument on, so this one job of the process is static. */
static struct enable_job {
	struct cfsv_params params;
	uint8_t *sig;
	size_t sig_len;
	int progress;
	unsigned long enabled, already, failed, skipped;
	int status;
} job;

static enum cfsv_err enable_file(const char *name, enum cfsv_links links,
				 struct cfsv_fault *f)
{
	enum cfsv_err err;
	int fd;

	err = cfsv_file_open(AT_FDCWD, name, links, &fd, NULL, f);
	if (err != CFSV_OK)
		return err;
	err = cfsv_kernel_enable(fd, &job.params, job.sig, job.sig_len, name,
				 f);
	if (err == CFSV_OK && fsync(fd) != 0)
		err = cfsv_fault_sys(f, CFSV_E_IO, "fsync", name);
	close(fd);
	return err;
}

static void enable_progress(int last)
{
	unsigned long done = job.enabled + job.already + job.failed;

	if (job.progress && (last || done % 64 == 0))
		fprintf(stderr, "\r%lu files%s", done, last ? "\n" : "");
}

/* One file below a folder; already enabled ones are fine. */
static int enable_visit(const char *name, const struct stat *st, int type,
			struct FTW *where)
{
	struct cfsv_fault f = {0};
	enum cfsv_err err;

	if (type == FTW_D)
		return 0;
	if (type == FTW_SL && where->level == 0) {
		/* the folder itself: nothing below it would be seen */
		cfsv_fault_set(&f, CFSV_E_SYMLINK, name);
		job.failed++;
		job.status = tool_fail(tool_enable.name, name, &f);
		return 0;
	}
	if (type == FTW_DNR || type == FTW_NS) {
		errno = EACCES;
		cfsv_fault_sys(&f, CFSV_E_PERMISSION, "read", name);
		job.failed++;
		job.status = tool_fail(tool_enable.name, name, &f);
		return 0;
	}
	if (type != FTW_F || !S_ISREG(st->st_mode)) {
		job.skipped++;
		return 0;
	}
	err = enable_file(name, CFSV_NO_FOLLOW, &f);
	if (err == CFSV_OK) {
		job.enabled++;
	} else if (err == CFSV_E_ALREADY_VERITY) {
		job.already++;
	} else {
		job.failed++;
		job.status = tool_fail(tool_enable.name, name, &f);
	}
	enable_progress(0);
	return 0;
}

static void enable_tree(const char *folder)
{
	struct cfsv_fault f = {0};

	if (nftw(folder, enable_visit, 32, FTW_PHYS) != 0) {
		cfsv_fault_sys(&f,
			       errno == ENOENT ? CFSV_E_NOT_FOUND : CFSV_E_IO,
			       "walk", folder);
		job.failed++;
		job.status = tool_fail(tool_enable.name, folder, &f);
	}
}

static void enable_files(int argc, char **argv, int recursive)
{
	int i;

	for (i = optind; i < argc; i++) {
		struct cfsv_fault f = {0};

		if (recursive)
			enable_tree(argv[i]);
		else if (enable_file(argv[i], CFSV_FOLLOW, &f) != CFSV_OK)
			job.status = tool_fail(tool_enable.name, argv[i], &f);
	}
	if (!recursive)
		return;
	enable_progress(1);
	printf("%lu enabled, %lu already, %lu failed, %lu not regular files\n",
	       job.enabled, job.already, job.failed, job.skipped);
}

static int enable_read_sig(const char *path)
{
	struct cfsv_fault f = {0};
	enum cfsv_err err;

	err = cfsv_file_read(AT_FDCWD, path, CFSV_FOLLOW, CFSV_SIGNATURE_MAX,
			     &job.sig, &job.sig_len, &f);
	if (err == CFSV_E_FILE_TOO_BIG)
		err = cfsv_fault_set(&f, CFSV_E_SIG_SIZE, path);
	else if (err == CFSV_OK && job.sig_len == 0)
		err = cfsv_fault_set(&f, CFSV_E_SIG_EMPTY, path);
	return err == CFSV_OK ? EXIT_SUCCESS
			      : tool_fail(tool_enable.name, path, &f);
}

static int enable_run(int argc, char **argv)
{
	static const struct option options[] = {
		TOOL_PARAMS_OPTIONS,
		{"signature", required_argument, NULL, 'g'},
		{"recursive", no_argument, NULL, 'r'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	const char *sig_path = NULL;
	int option, recursive = 0;

	while ((option = tool_getopt(&tool_enable, argc, argv, options)) !=
	       -1) {
		switch (option) {
		case 'h':
			return EXIT_SUCCESS;
		case '?':
			return EXIT_USAGE;
		case 'g':
			sig_path = optarg;
			break;
		case 'r':
			recursive = 1;
			break;
		default:
			if (tool_param(&tool_enable, &job.params, option,
				       optarg) != 0)
				return EXIT_USAGE;
		}
	}
	if (optind == argc)
		return tool_usage(&tool_enable, "no FILE was given");
	if (sig_path && (recursive || argc - optind > 1))
		return tool_usage(&tool_enable,
				  "a signature belongs to one FILE");
	if (sig_path)
		job.status = enable_read_sig(sig_path);
	if (job.status != EXIT_SUCCESS)
		return job.status;
	job.progress = recursive && isatty(STDERR_FILENO);
	enable_files(argc, argv, recursive);
	free(job.sig);
	return job.status;
}

const struct tool_command tool_enable = {
	"enable", "enable fs-verity on files or on an object store",
	"usage: cfsv enable [OPTION...] FILE...\n"
	"       cfsv enable --recursive [OPTION...] FOLDER...\n\n"
	"Make files immutable under fs-verity (FS_IOC_ENABLE_VERITY).\n\n"
	"  --hash-alg=sha256|sha512   default sha256\n"
	"  --block-size=N             1024 to 65536, default 4096\n"
	"  --salt=HEX                 up to 32 bytes\n"
	"  --signature=SIG            a PKCS#7 signature for the kernel to "
	"check\n"
	"  --recursive                every regular file below each folder;\n"
	"                             those already enabled are fine",
	enable_run};
