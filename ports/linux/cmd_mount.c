/* SPDX-License-Identifier: MIT */
/* cmd_mount.c - cfsv mount: verify an image, then mount it */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tool.h"

struct mount_options {
	struct tool_whom whom;
	struct cfsv_mount how;
	const char *upper;
	const char *work;
	int copy;
};

static int mount_folder(const char *path, int *fd)
{
	struct cfsv_fault f = {0};

	if (cfsv_dir_open(AT_FDCWD, path, fd, &f) != CFSV_OK)
		return tool_fail(tool_mount.name, path, &f);
	return EXIT_SUCCESS;
}

static int mount_objects(struct mount_options *m, const char *path)
{
	if (m->how.object_count == CFSV_OBJECTS_MAX)
		return tool_usage(&tool_mount,
				  "--objects is given more than %d times",
				  CFSV_OBJECTS_MAX);
	m->how.object_count++;
	return mount_folder(path, &m->how.objects[m->how.object_count - 1]);
}

static int mount_option(struct mount_options *m, int option)
{
	switch (option) {
	case 'o':
		return mount_objects(m, optarg);
	case 'u':
		m->upper = optarg;
		return EXIT_SUCCESS;
	case 'w':
		m->work = optarg;
		return EXIT_SUCCESS;
	case 'c':
		m->copy = 1;
		return EXIT_SUCCESS;
	case '?':
		return EXIT_USAGE;
	default:
		return tool_whom_option(&tool_mount, &m->whom, option, optarg);
	}
}

static int mount_usage(struct mount_options *m, int arguments)
{
	int status;

	if (arguments != 2)
		return tool_usage(&tool_mount,
				  "IMAGE and MOUNTPOINT are needed");
	if (m->how.object_count == 0)
		return tool_usage(&tool_mount, "--objects is needed");
	if (!m->upper != !m->work)
		return tool_usage(&tool_mount,
				  "--upper and --work go together");
	status = tool_whom_usage(&tool_mount, &m->whom);
	if (status != EXIT_SUCCESS || !m->upper)
		return status;
	status = mount_folder(m->upper, &m->how.upper);
	if (status != EXIT_SUCCESS)
		return status;
	status = mount_folder(m->work, &m->how.work);
	m->how.writable = status == EXIT_SUCCESS;
	if (status != EXIT_SUCCESS)
		close(m->how.upper);
	return status;
}

static int mount_image(struct mount_options *m, const char *name,
		       const char *mountpoint)
{
	struct cfsv_fault f = {0};
	struct cfsv_image image;
	struct cfsv_verdict v;
	enum cfsv_err err;
	int target, status;

	status = mount_folder(mountpoint, &target);
	if (status != EXIT_SUCCESS)
		return status;
	err = cfsv_image_open(&image, AT_FDCWD, name, &f);
	if (err == CFSV_OK && m->copy)
		err = cfsv_image_copy(&image, &f);
	m->whom.by = m->copy ? CFSV_BY_COMPUTING : CFSV_BY_KERNEL;
	if (err == CFSV_OK)
		err = tool_whom_verify(&m->whom, &image, &v, &f);
	if (err == CFSV_OK)
		err = cfsv_mount(&image, &v, &m->how, target, &f);
	cfsv_image_close(&image);
	close(target);
	if (err != CFSV_OK)
		return tool_fail(tool_mount.name, name, &f);
	tool_whom_say(&tool_mount, &m->whom, name, &v);
	if (m->upper) {
		fprintf(stderr, "cfsv: mount: NOT verified: files in ");
		tool_print_name(stderr, m->upper);
		fprintf(stderr, ", which go before those of the image\n");
	}
	return EXIT_SUCCESS;
}

static void mount_close(struct mount_options *m)
{
	size_t i;

	for (i = 0; i < m->how.object_count; i++)
		if (m->how.objects[i] >= 0)
			close(m->how.objects[i]);
	if (m->how.writable) {
		close(m->how.upper);
		close(m->how.work);
	}
	cfsv_trust_free(&m->whom.trust);
}

static int mount_run(int argc, char **argv)
{
	static const struct option options[] = {
		TOOL_WHOM_OPTIONS,
		{"objects", required_argument, NULL, 'o'},
		{"upper", required_argument, NULL, 'u'},
		{"work", required_argument, NULL, 'w'},
		{"copy", no_argument, NULL, 'c'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	struct mount_options m;
	int option, status = EXIT_SUCCESS, help = 0;

	memset(&m, 0, sizeof(m));
	while (status == EXIT_SUCCESS && !help &&
	       (option = tool_getopt(&tool_mount, argc, argv, options)) != -1) {
		if (option == 'h')
			help = 1;
		else
			status = mount_option(&m, option);
	}
	if (status == EXIT_SUCCESS && !help)
		status = mount_usage(&m, argc - optind);
	if (status == EXIT_SUCCESS && !help)
		status = mount_image(&m, argv[optind], argv[optind + 1]);
	mount_close(&m);
	return status;
}

const struct tool_command tool_mount = {
	"mount", "verify IMAGE, and mount what was verified",
	"usage: cfsv mount IMAGE MOUNTPOINT --objects=DIR --trust=FILE "
	"[OPTION...]\n"
	"       cfsv mount IMAGE MOUNTPOINT --objects=DIR --digest=LIST "
	"[OPTION...]\n"
	"       cfsv mount IMAGE MOUNTPOINT --objects=DIR --kernel-signed "
	"[OPTION...]\n\n"
	"IMAGE must be verity-enabled. It is verified as 'cfsv verify' does, "
	"and then\nmounted, so that each file opens only if the kernel "
	"enforces its digest\n(overlayfs with verity=require, Linux 6.6).\n\n"
	"  --objects=DIR     the object store; may be repeated\n"
	"  --trust=FILE      see 'cfsv verify --help', as for --digest and\n"
	"                    --kernel-signed\n"
	"  --upper=DIR --work=DIR\n"
	"                    a writable layer, on one file system\n"
	"  --copy            copy IMAGE into memory, verify and mount that: "
	"for\n                    images that are not verity-enabled",
	mount_run};
