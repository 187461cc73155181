/* SPDX-License-Identifier: MIT */
/* cmd_enable.c - cfsv enable: fs-verity on files, or on an object store */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tool.h"

/* The one job of the process. */
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

static void enable_failed(const char *name, const struct cfsv_fault *f)
{
	job.failed++;
	job.status = tool_fail(tool_enable.name, name, f);
}

/* One file below a folder; already enabled ones are fine. */
static void enable_below(const char *name)
{
	struct cfsv_fault f = {0};
	enum cfsv_err err = enable_file(name, CFSV_NO_FOLLOW, &f);

	if (err == CFSV_OK)
		job.enabled++;
	else if (err == CFSV_E_ALREADY_VERITY)
		job.already++;
	else
		enable_failed(name, &f);
	enable_progress(0);
}

static int enable_not_dots(const struct dirent *e)
{
	return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

/* Folders that wait: a list, since hostile ones may be nested deeply. */
struct enable_list {
	char **paths;
	size_t count;
};

static void enable_later(struct enable_list *list, const char *path)
{
	size_t size = (list->count + 1) * sizeof(*list->paths);
	char **paths = realloc(list->paths, size), *copy = strdup(path);
	struct cfsv_fault f = {0};

	if (paths)
		list->paths = paths;
	if (paths && copy) {
		list->paths[list->count++] = copy;
		return;
	}
	free(copy);
	cfsv_fault_set(&f, CFSV_E_NO_MEMORY, path);
	enable_failed(path, &f);
}

static void enable_visit(struct enable_list *list, const char *name, int top)
{
	struct cfsv_fault f = {0};
	struct stat st;

	if (lstat(name, &st) != 0) {
		cfsv_fault_sys(&f,
			       errno == ENOENT	 ? CFSV_E_NOT_FOUND
			       : errno == EACCES ? CFSV_E_PERMISSION
						 : CFSV_E_IO,
			       "lstat", name);
		enable_failed(name, &f);
	} else if (S_ISDIR(st.st_mode)) {
		enable_later(list, name);
	} else if (S_ISREG(st.st_mode)) {
		enable_below(name);
	} else if (S_ISLNK(st.st_mode) && top) {
		/* the folder itself: nothing below it would be seen */
		cfsv_fault_set(&f, CFSV_E_SYMLINK, name);
		enable_failed(name, &f);
	} else {
		job.skipped++;
	}
}

/* A folder's entries; unlike nftw(3) this tells a failed read from the end. */
static void enable_folder(struct enable_list *list, const char *name)
{
	struct dirent **entries = NULL;
	char prefix[PATH_MAX], path[PATH_MAX];
	struct cfsv_fault f = {0};
	enum cfsv_err err;
	int i, n;

	n = scandir(name, &entries, enable_not_dots, alphasort);
	if (n < 0) {
		cfsv_fault_sys(&f,
			       errno == EACCES ? CFSV_E_PERMISSION : CFSV_E_IO,
			       "read", name);
		enable_failed(name, &f);
		return;
	}
	err = cfsv_path_join(prefix, name, "/", &f);
	for (i = 0; i < n; i++) {
		if (err == CFSV_OK)
			err = cfsv_path_join(path, prefix, entries[i]->d_name,
					     &f);
		if (err == CFSV_OK)
			enable_visit(list, path, 0);
		free(entries[i]);
	}
	free(entries);
	if (err != CFSV_OK)
		enable_failed(name, &f);
}

static void enable_tree(const char *folder)
{
	struct enable_list list = {NULL, 0};
	char *next;

	enable_visit(&list, folder, 1);
	while (list.count > 0) {
		next = list.paths[--list.count];
		enable_folder(&list, next);
		free(next);
	}
	free(list.paths);
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
