/* SPDX-License-Identifier: MIT */
/* cmd_digest.c - cfsv digest */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tool.h"

/* What the options of cfsv digest ask for. */
struct digest_job {
	struct cfsv_params params;
	int compact;
	int for_builtin_sig;
	const char *tree_path;
	const char *descriptor_path;
	unsigned int threads; /* 0: one a CPU */
	int status;
	struct tool_progress progress;
};

/* Tree blocks go to their place in a file that holds the whole tree. */
struct digest_tree {
	int fd;
	const char *path;
	struct cfsv_tree_layout layout;
	struct cfsv_fault *fault;
};

static enum cfsv_err digest_sink(void *arg, uint32_t level, uint64_t index,
				 const uint8_t *block, size_t block_size)
{
	struct digest_tree *t = arg;
	uint64_t at = t->layout.start[level] + index * block_size;
	size_t done = 0;

	/* the root level of a file of one block is no tree block */
	if (level >= t->layout.levels)
		return CFSV_OK;
	while (done < block_size) {
		ssize_t n = pwrite(t->fd, block + done, block_size - done,
				   (off_t)(at + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return cfsv_fault_sys(t->fault, CFSV_E_IO, "write",
					      t->path);
		done += (size_t)n;
	}
	return CFSV_OK;
}

/* An output file, emptied unless it is the input itself. */
static enum cfsv_err digest_open_out(const char *path, int input, int *fd,
				     struct cfsv_fault *f)
{
	struct stat in, out;

	*fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (*fd < 0)
		return cfsv_fault_sys(f, CFSV_E_IO, "create", path);
	if (fstat(input, &in) == 0 && fstat(*fd, &out) == 0 &&
	    in.st_dev == out.st_dev && in.st_ino == out.st_ino)
		cfsv_fault_set(f, CFSV_E_OUTPUT_IS_INPUT, path);
	else if (ftruncate(*fd, 0) != 0 && errno != EINVAL)
		cfsv_fault_sys(f, CFSV_E_IO, "empty", path);
	else
		return CFSV_OK;
	close(*fd);
	return f->err;
}

/* Compute, of one file. */
static enum cfsv_err digest_now(const struct cfsv_batch *how,
				struct cfsv_file_digest *file,
				struct cfsv_fault *f)
{
	enum cfsv_err err = cfsv_compute_files(how, file, 1);

	if (err != CFSV_OK)
		return cfsv_fault_set(f, err, file->name);
	return cfsv_file_digest_fault(file, f);
}

/* data_size of a descriptor: le64 at offset 8 */
static uint64_t digest_size_of(const uint8_t *descriptor)
{
	uint64_t size = 0;
	int i;

	for (i = 7; i >= 0; i--)
		size = size * 256 + descriptor[8 + i];
	return size;
}

/* Have the Merkle tree written while the digest is computed. */
static enum cfsv_err digest_with_tree(const struct digest_job *job,
				      struct cfsv_batch *how,
				      struct cfsv_file_digest *file,
				      uint64_t size, struct cfsv_fault *f)
{
	struct digest_tree t = {-1, job->tree_path, {0}, f};
	enum cfsv_err err;

	err = cfsv_tree_layout(&t.layout, &job->params, size);
	if (err != CFSV_OK)
		return cfsv_fault_set(f, err, file->name);
	err = digest_open_out(job->tree_path, file->fd, &t.fd, f);
	if (err != CFSV_OK)
		return err;
	how->sink = digest_sink;
	how->sink_arg = &t;
	err = digest_now(how, file, f);
	if (close(t.fd) != 0 && err == CFSV_OK)
		err = cfsv_fault_sys(f, CFSV_E_IO, "close", job->tree_path);
	/* the tree was laid out for this size */
	if (err == CFSV_OK && digest_size_of(file->descriptor) != size)
		err = cfsv_fault_set(f, CFSV_E_GREW, file->name);
	return err;
}

static enum cfsv_err digest_write_descriptor(const char *path, int input,
					     const uint8_t *descriptor,
					     struct cfsv_fault *f)
{
	enum cfsv_err err;
	int fd;

	err = digest_open_out(path, input, &fd, f);
	if (err != CFSV_OK)
		return err;
	if (cfsv_fd_write(fd, descriptor, CFSV_DESCRIPTOR_SIZE) != 0)
		err = cfsv_fault_sys(f, CFSV_E_IO, "write", path);
	if (close(fd) != 0 && err == CFSV_OK)
		err = cfsv_fault_sys(f, CFSV_E_IO, "close", path);
	return err;
}

/* Byte for byte as 'fsverity digest' prints it. */
static void digest_print(const struct digest_job *job,
			 const struct cfsv_digest *digest, const char *name)
{
	uint8_t formatted[CFSV_FORMATTED_MAX];
	size_t len;

	if (job->for_builtin_sig &&
	    cfsv_format_digest(formatted, &len, digest) == CFSV_OK) {
		tool_print_hex(formatted, len);
		printf(job->compact ? "\n" : " %s\n", name);
	} else if (job->compact) {
		tool_print_hex(digest->bytes, digest->size);
		printf("\n");
	} else {
		tool_print_digest(digest, name);
	}
}

/* A file is done: print its digest, or what failed. */
static void digest_report(void *arg, const struct cfsv_file_digest *file)
{
	struct digest_job *job = arg;
	struct cfsv_fault f = {0};

	tool_progress_clear(&job->progress);
	if (cfsv_file_digest_fault(file, &f) == CFSV_OK)
		digest_print(job, &file->digest, file->name);
	else
		job->status = tool_fail(tool_digest.name, file->name, &f);
}

static void digest_progress(void *arg, uint64_t bytes)
{
	struct digest_job *job = arg;

	tool_progress(&job->progress, bytes);
}

/* The one file has been computed, but what else is to be written has not. */
static void digest_later(void *arg, const struct cfsv_file_digest *file)
{
	struct digest_job *job = arg;

	(void)file;
	tool_progress_clear(&job->progress);
}

/* One file, with its tree or descriptor. */
static enum cfsv_err digest_one(const struct digest_job *job,
				struct cfsv_batch *how, const char *name,
				struct cfsv_fault *f)
{
	uint8_t descriptor[CFSV_DESCRIPTOR_SIZE];
	struct cfsv_file_digest file = {0};
	enum cfsv_err err;
	uint64_t size;

	err = cfsv_file_open(AT_FDCWD, name, CFSV_FOLLOW, &file.fd, &size, f);
	if (err != CFSV_OK)
		return err;
	file.name = name;
	file.open = 1;
	file.descriptor = descriptor;
	how->report = digest_later;
	if (job->tree_path)
		err = digest_with_tree(job, how, &file, size, f);
	else
		err = digest_now(how, &file, f);
	if (err == CFSV_OK && job->descriptor_path)
		err = digest_write_descriptor(job->descriptor_path, file.fd,
					      descriptor, f);
	close(file.fd);
	if (err == CFSV_OK)
		digest_print(job, &file.digest, name);
	return err;
}

/* Many files: one that fails does not hide the others. */
static enum cfsv_err digest_many(struct cfsv_batch *how, char **names,
				 size_t count)
{
	struct cfsv_file_digest *files = calloc(count, sizeof(*files));
	enum cfsv_err err;
	size_t i;

	if (files == NULL)
		return CFSV_E_NO_MEMORY;
	for (i = 0; i < count; i++)
		files[i].name = names[i];
	how->report = digest_report;
	err = cfsv_compute_files(how, files, count);
	free(files);
	return err;
}

static int digest_files(struct digest_job *job, char **names, size_t count)
{
	struct cfsv_batch how = {0};
	struct cfsv_fault f = {0};
	enum cfsv_err err;

	how.params = &job->params;
	how.threads = job->threads;
	how.arg = job;
	if (tool_progress_begin(&job->progress, names, count))
		how.progress = digest_progress;
	if (job->tree_path || job->descriptor_path) {
		err = digest_one(job, &how, names[0], &f);
	} else {
		err = digest_many(&how, names, count);
		if (err != CFSV_OK)
			cfsv_fault_set(&f, err, NULL);
	}
	if (err != CFSV_OK)
		return tool_fail(tool_digest.name, names[0], &f);
	return job->status;
}

static int digest_run(int argc, char **argv)
{
	static const struct option options[] = {
		TOOL_PARAMS_OPTIONS,
		{"compact", no_argument, NULL, 'c'},
		{"for-builtin-sig", no_argument, NULL, 'f'},
		{"out-merkle-tree", required_argument, NULL, 't'},
		{"out-descriptor", required_argument, NULL, 'd'},
		{"threads", required_argument, NULL, 'n'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	struct digest_job job = {0};
	int option;

	while ((option = tool_getopt(&tool_digest, argc, argv, options)) !=
	       -1) {
		switch (option) {
		case 'h':
			return EXIT_SUCCESS;
		case '?':
			return EXIT_USAGE;
		case 'c':
			job.compact = 1;
			break;
		case 'f':
			job.for_builtin_sig = 1;
			break;
		case 't':
			job.tree_path = optarg;
			break;
		case 'd':
			job.descriptor_path = optarg;
			break;
		case 'n':
			if (tool_number(&tool_digest, "threads", optarg,
					CFSV_THREADS_MAX, &job.threads) != 0)
				return EXIT_USAGE;
			break;
		default:
			if (tool_param(&tool_digest, &job.params, option,
				       optarg) != 0)
				return EXIT_USAGE;
		}
	}
	if (optind == argc)
		return tool_usage(&tool_digest, "no FILE was given");
	if ((job.tree_path || job.descriptor_path) && argc - optind > 1)
		return tool_usage(&tool_digest,
				  "--out-merkle-tree and --out-descriptor "
				  "take one FILE");
	if (job.tree_path && job.descriptor_path &&
	    strcmp(job.tree_path, job.descriptor_path) == 0)
		return tool_usage(&tool_digest,
				  "the tree and the descriptor need two files");
	return digest_files(&job, argv + optind, (size_t)(argc - optind));
}

const struct tool_command tool_digest = {
	"digest", "compute the fs-verity digest of files",
	"usage: cfsv digest [OPTION...] FILE...\n\n"
	"Compute fs-verity digests; prints what 'fsverity digest' prints.\n\n"
	"  --hash-alg=sha256|sha512   default sha256\n"
	"  --block-size=N             1024 to 65536, default 4096\n"
	"  --salt=HEX                 up to 32 bytes\n"
	"  --compact                  the hex digits alone\n"
	"  --for-builtin-sig          the formatted digest, which is signed\n"
	"  --out-merkle-tree=F        write the Merkle tree to F (one FILE)\n"
	"  --out-descriptor=F         write the descriptor to F (one FILE)\n"
	"  --threads=N                1 to 256, default one for each CPU",
	digest_run};
