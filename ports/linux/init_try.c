/* SPDX-License-Identifier: MIT */
/* init_try.c - cfsv-init's deployments: the first that passes is the root */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "init.h"
#include "sys.h"

static enum cfsv_err try_objects(const struct init_job *j,
				 struct cfsv_mount *how, struct cfsv_fault *f)
{
	static const struct init_list own = {{"/ostree/repo/objects"}, 1};
	const struct init_list *list =
		j->config.objects.count > 0 ? &j->config.objects : &own;
	size_t i;
	int fd;

	for (i = 0; i < list->count; i++) {
		fd = sys_open_in_root(j->root.device, list->at[i],
				      O_RDONLY | O_DIRECTORY);
		if (fd < 0)
			return cfsv_fault_sys(f,
					      errno == ENOENT ? CFSV_E_NOT_FOUND
							      : CFSV_E_IO,
					      "open", list->at[i]);
		how->objects[how->object_count++] = fd;
	}
	return CFSV_OK;
}

/*
 * All pins first: they refuse before anything is written. Then by signature,
 * or the kernel's way.
 */
static enum cfsv_err try_verify(const struct init_job *j,
				const struct cfsv_image *image,
				struct cfsv_verdict *v, struct cfsv_fault *f)
{
	static const char *const words[] = {"signature applied",
					    "signature was applied before",
					    "signature applied anew"};
	enum cfsv_err err = CFSV_OK;
	enum cfsv_applied applied;
	size_t i;

	for (i = 0; i < j->line.pin_count && err == CFSV_OK; i++)
		err = cfsv_verify_pins(&j->line.pins[i], 1, image,
				       CFSV_BY_KERNEL, v, f);
	if (err != CFSV_OK || j->trust.count == 0)
		return err;
	if (!j->config.kernel_way)
		return cfsv_verify_pair_file(&j->trust, image, CFSV_BY_KERNEL,
					     v, f);
	err = cfsv_apply(&j->trust, image, &applied, f);
	if (err != CFSV_OK)
		return err;
	init_step(words[applied], "");
	return cfsv_verify_kernel_signed(&j->trust, image, v, f);
}

/* Write what was verified, for whoever wants to know later. */
static enum cfsv_err try_stamp(const struct init_job *j, const char *image,
			       const struct cfsv_verdict *v,
			       struct cfsv_fault *f)
{
	static const char *const etc[] = {"image", "overlay",
					  "bind (NOT verified)"};
	static const char *const var[] = {"image", "tmpfs", "bind"};
	char text[2 * PATH_MAX + 512] = "image=", *p = text;
	char digest[CFSV_DIGEST_TEXT_MAX] = "";
	const char *const lines[] = {
		image,
		"\ndigest=",
		digest,
		"\nhow=",
		j->trust.count == 0    ? "pin"
		: j->config.kernel_way ? "kernel"
				       : "signature",
		"\nkey=",
		j->trust.count == 0 ? "" : j->trust.names[v->anchor],
		"\netc=",
		etc[j->config.etc],
		"\nvar=",
		var[j->config.var],
		"\n"};
	const int initrd = init_in_initrd();
	size_t i;

	if (initrd < 0)
		return cfsv_fault_sys(f, CFSV_E_IO, "statfs", "/");
	if (!initrd) /* a trial on a machine that is in use */
		return CFSV_OK;
	cfsv_digest_to_text(digest, &v->digest);
	p += strlen(p);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		strcpy(p, lines[i]);
		p += strlen(p);
	}
	return cfsv_file_write(AT_FDCWD, "/run/cfsv/verified", (uint8_t *)text,
			       (size_t)(p - text), f);
}

/* What was begun for a deployment goes with it. */
static void try_undo(struct init_job *j)
{
	if (init_in_initrd() > 0) {
		unlink("/run/cfsv/verified");
		unlink("/run/ostree-booted");
	}
	close(j->root.root);
	sys_detach(j->root.target);
	if (j->root.made_writable)
		cfsv_sb_set(j->root.device, "ro");
	j->root.made_writable = 0;
}

/* Verify, mount, read init: all that can be refused about an open image. */
static enum cfsv_err try_image(struct init_job *j, const char *path,
			       const struct cfsv_image *image,
			       struct cfsv_verdict *v, struct cfsv_mount *how)
{
	struct cfsv_fault *f = &j->f;
	enum cfsv_err err;
	int target;

	err = try_verify(j, image, v, f);
	if (err != CFSV_OK)
		return err;
	init_step("verified by the ", j->trust.count == 0 ? "pin alone"
				      : j->config.kernel_way
					      ? "kernel and the signature"
					      : "signature");
	init_say_digest("the image has ", &v->digest);
	err = try_objects(j, how, f);
	if (err == CFSV_OK)
		err = cfsv_dir_open(AT_FDCWD, j->root.target, &target, f);
	if (err != CFSV_OK)
		return err;
	err = cfsv_mount(image, v, how, target, f);
	close(target);
	if (err != CFSV_OK)
		return err;
	err = cfsv_dir_open(AT_FDCWD, j->root.target, &j->root.root, f);
	if (err == CFSV_OK)
		err = init_root_fill(&j->root, &j->config, f);
	if (err == CFSV_OK)
		err = init_root_check(&j->root, j->config.init, f);
	if (err == CFSV_OK) {
		init_step("mounted, and init was read: ", j->config.init);
		err = try_stamp(j, path, v, f);
	}
	if (err != CFSV_OK)
		try_undo(j);
	return err;
}

static enum cfsv_err try_folder(struct init_job *j, const char *path,
				const char *name, struct cfsv_verdict *v)
{
	struct cfsv_mount how = {{0}, 0, 0, 0, 0};
	struct cfsv_image image;
	enum cfsv_err err;

	err = cfsv_image_open(&image, j->root.folder, name, &j->f);
	if (err == CFSV_OK)
		err = try_image(j, path, &image, v, &how);
	while (how.object_count > 0)
		close(how.objects[--how.object_count]);
	cfsv_image_close(&image);
	return err;
}

/* The folder of a deployment, on the device; its links are resolved there. */
static enum cfsv_err try_open(struct init_job *j, const char *path, size_t len)
{
	char folder[PATH_MAX] = "/";

	if (len >= sizeof(folder))
		return cfsv_fault_set(&j->f, CFSV_E_ARGUMENT, path);
	if (len > 0) {
		memcpy(folder, path, len);
		folder[len] = '\0';
	}
	j->root.folder = sys_open_in_root(j->root.device, folder,
					  O_RDONLY | O_DIRECTORY);
	if (j->root.folder >= 0)
		return CFSV_OK;
	return cfsv_fault_sys(&j->f,
			      errno == ENOSYS	? CFSV_E_KERNEL_OLD
			      : errno == ENOENT ? CFSV_E_NOT_FOUND
						: CFSV_E_IO,
			      "open", folder);
}

static void try_say(const struct init_job *j, const char *path,
		    const struct cfsv_verdict *v)
{
	enum cfsv_err err = j->f.err;

	init_say_fault(cfsv_error_class(err) == CFSV_CLASS_REFUSED
			       ? "refused: "
			       : "cannot check: ",
		       path, &j->f);
	if (err == CFSV_E_IMAGE_DIFFERS || err == CFSV_E_IMAGE_ALGORITHM) {
		init_say_digest("wanted ", &v->expected);
		init_say_digest("got ", &v->digest);
	}
}

/* PATH is FOLDER/NAME, or for ostree FOLDER, which holds .ostree.cfs. */
static int try_deployment(struct init_job *j, const char *path, int ostree)
{
	const char *slash = strrchr(path, '/');
	const char *name = ostree ? ".ostree.cfs" : slash + 1;
	struct cfsv_verdict v;
	enum cfsv_err err;

	memset(&j->f, 0, sizeof(j->f));
	memset(&v, 0, sizeof(v));
	j->root.ostree = ostree;
	err = try_open(j, path, ostree ? strlen(path) : (size_t)(slash - path));
	if (err == CFSV_OK) {
		err = try_folder(j, path, name, &v);
		close(j->root.folder);
	}
	if (err == CFSV_OK)
		init_say("verified: ", path, NULL);
	else
		try_say(j, path, &v);
	return err == CFSV_OK;
}

/* What the command line chooses goes before what is configured. */
int init_deployments(struct init_job *j)
{
	const struct init_list *list = &j->config.images;
	size_t i;

	if (j->line.ostree)
		return try_deployment(j, j->line.ostree, 1);
	if (j->line.images.count > 0)
		list = &j->line.images;
	for (i = 0; i < list->count; i++)
		if (try_deployment(j, list->at[i], 0))
			return 1;
	return 0;
}
