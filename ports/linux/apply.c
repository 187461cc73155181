/* SPDX-License-Identifier: MIT */
/* apply.c - the kernel's way: IMAGE.digest under IMAGE.sig, and is it so? */
/*
 * First boot: fs-verity is enabled on IMAGE.digest with IMAGE.sig as built-in
 * signature, which the kernel checks. Later boots: it is enough to see that it
 * is so, because the kernel opens no such file whose signature it does not
 * take (Documentation/filesystems/fsverity.rst, "Built-in signature
 * verification").
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cfsv_linux.h"

/* The built-in signature of an open file; NOT_APPLIED if it has none. */
static enum cfsv_err apply_stored(int fd, uint8_t **sig, size_t *len,
				  const char *path, struct cfsv_fault *f)
{
	enum cfsv_err err;

	*sig = malloc(CFSV_SIGNATURE_MAX);
	if (*sig == NULL)
		return cfsv_fault_set(f, CFSV_E_NO_MEMORY, path);
	err = cfsv_kernel_stored_sig(fd, *sig, CFSV_SIGNATURE_MAX, len, path,
				     f);
	if (err != CFSV_OK) {
		free(*sig);
		*sig = NULL;
	}
	return err;
}

/* What is to be done with IMAGE.digest? */
enum apply_state { APPLY_ENABLE, APPLY_REPLACE, APPLY_DONE };

struct apply_job {
	const struct cfsv_image *image;
	struct cfsv_pair_files files;
	char new_path[PATH_MAX];
	const char *digest_name; /* last parts of the paths */
	const char *new_name;
	int dir; /* their folder, locked */
	struct cfsv_fault *f;
};

static enum cfsv_err apply_look(struct apply_job *j, enum apply_state *state)
{
	const char *path = j->files.digest_path;
	struct cfsv_digest unused;
	enum cfsv_err err;
	uint8_t *stored;
	size_t len;
	int fd;

	*state = APPLY_REPLACE;
	err = cfsv_file_open(j->dir, j->digest_name, CFSV_NO_FOLLOW, &fd, NULL,
			     j->f);
	/* under a signature that the ring does not take: another one */
	if (cfsv_kernel_refuses(err))
		return CFSV_OK;
	if (err != CFSV_OK)
		return err;
	err = cfsv_kernel_own(fd, path, j->f);
	if (err == CFSV_OK)
		err = cfsv_kernel_measure(fd, &unused, path, j->f);
	if (err == CFSV_E_NOT_VERITY) {
		*state = APPLY_ENABLE;
		err = CFSV_OK;
	} else if (err == CFSV_OK) {
		err = apply_stored(fd, &stored, &len, path, j->f);
		if (err == CFSV_OK && len == j->files.sig_len &&
		    memcmp(stored, j->files.sig, len) == 0)
			*state = APPLY_DONE;
		if (err == CFSV_OK)
			free(stored);
		else if (err == CFSV_E_NOT_APPLIED)
			err = CFSV_OK;
	}
	close(fd);
	return err;
}

/* The kernel checks the signature before it takes it. */
static enum cfsv_err apply_enable(struct apply_job *j, const char *name)
{
	enum cfsv_err err;
	int fd;

	err = cfsv_file_open(j->dir, name, CFSV_NO_FOLLOW, &fd, NULL, j->f);
	if (err != CFSV_OK)
		return err;
	err = cfsv_kernel_enable(fd, NULL, j->files.sig, j->files.sig_len, name,
				 j->f);
	if (err == CFSV_OK && fsync(fd) != 0)
		err = cfsv_fault_sys(j->f, CFSV_E_IO, "fsync", name);
	close(fd);
	return err;
}

/* A new inode takes the old one's place, which is not touched before. */
static enum cfsv_err apply_replace(struct apply_job *j)
{
	enum cfsv_err err;

	err = cfsv_file_write(j->dir, j->new_name, j->files.digest,
			      j->files.digest_len, j->f);
	if (err == CFSV_OK)
		err = apply_enable(j, j->new_name);
	if (err == CFSV_OK &&
	    renameat(j->dir, j->new_name, j->dir, j->digest_name) != 0)
		err = cfsv_fault_sys(j->f, CFSV_E_IO, "rename",
				     j->files.digest_path);
	if (err != CFSV_OK)
		unlinkat(j->dir, j->new_name, 0);
	return err;
}

static enum cfsv_err apply_write(struct apply_job *j, enum apply_state state)
{
	struct cfsv_writable w;
	struct cfsv_fault ending = {0};
	enum cfsv_err err;
	int dir = j->dir;

	err = cfsv_writable_begin(&w, dir, j->f);
	if (err == CFSV_OK) {
		j->dir = w.dir;
		err = state == APPLY_ENABLE ? apply_enable(j, j->digest_name)
					    : apply_replace(j);
		if (err == CFSV_OK)
			err = cfsv_dir_sync(w.dir, j->f);
		j->dir = dir;
	}
	if (cfsv_writable_end(&w, &ending) != CFSV_OK) {
		*j->f = ending; /* it outlasts this call: say it first */
		err = ending.err;
	}
	return err;
}

static const char *apply_last(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/*
 * Where the kernel cannot read a stored signature back, later boots could not
 * tell that it is there: ask before anything is enabled, which is for good.
 */
static enum cfsv_err apply_probe(struct apply_job *j)
{
	const struct cfsv_image *image = j->image;
	struct cfsv_digest unused;
	enum cfsv_err err;
	uint8_t byte;
	size_t len;

	err = cfsv_kernel_own(image->fd, image->name, j->f);
	if (err == CFSV_OK)
		err = cfsv_kernel_measure(image->fd, &unused, image->name,
					  j->f);
	if (err != CFSV_OK && err != CFSV_E_NOT_VERITY)
		return err;
	err = cfsv_kernel_stored_sig(image->fd, &byte, sizeof(byte), &len,
				     image->name, j->f);
	return err == CFSV_E_NOT_APPLIED ? CFSV_OK : err;
}

static enum cfsv_err apply_begin(struct apply_job *j,
				 const struct cfsv_trust_list *trust,
				 enum cfsv_applied *result)
{
	enum apply_state state;
	enum cfsv_err err;

	err = cfsv_pair_names(&j->files, j->image, j->f);
	if (err == CFSV_OK)
		err = cfsv_path_join(j->new_path, j->files.digest_path,
				     ".cfsv-new", j->f);
	if (err != CFSV_OK)
		return err;
	j->digest_name = apply_last(j->files.digest_path);
	j->new_name = apply_last(j->new_path);
	err = apply_probe(j);
	if (err == CFSV_OK)
		err = cfsv_dir_lock(j->dir, j->f);
	if (err == CFSV_OK)
		err = cfsv_pair_read(&j->files, j->image, j->f);
	if (err == CFSV_OK)
		err = cfsv_pair_check(&j->files, trust, j->f);
	if (err == CFSV_OK)
		err = apply_look(j, &state);
	if (err != CFSV_OK)
		return err;
	*result = state == APPLY_DONE	  ? CFSV_APPLIED_BEFORE
		  : state == APPLY_ENABLE ? CFSV_APPLIED_NOW
					  : CFSV_APPLIED_ANEW;
	memset(j->f, 0, sizeof(*j->f));
	return state == APPLY_DONE ? CFSV_OK : apply_write(j, state);
}

enum cfsv_err cfsv_apply(const struct cfsv_trust_list *trust,
			 const struct cfsv_image *image,
			 enum cfsv_applied *result, struct cfsv_fault *f)
{
	struct apply_job j;
	enum cfsv_err err;

	memset(&j, 0, sizeof(j));
	j.image = image;
	j.f = f;
	err = cfsv_kernel_signs(f);
	if (err == CFSV_OK)
		err = cfsv_image_folder(image, &j.dir, f);
	if (err != CFSV_OK)
		return err;
	err = apply_begin(&j, trust, result);
	cfsv_pair_free(&j.files);
	close(j.dir);
	return err;
}

/*
 * Later boots. The kernel has opened IMAGE.digest, so it has checked the
 * signature, provided that it does so at all and that there is one: both are
 * looked at. With trust, the stored signature is checked here as well.
 */
static enum cfsv_err apply_check(struct cfsv_pair_files *p, int fd,
				 const struct cfsv_trust_list *trust,
				 struct cfsv_fault *f)
{
	struct cfsv_digest measured, contents;
	enum cfsv_err err;

	p->digest = malloc(CFSV_DIGEST_MAX + 1);
	if (p->digest == NULL)
		return cfsv_fault_set(f, CFSV_E_NO_MEMORY, p->digest_path);
	if (cfsv_fd_read(fd, p->digest, CFSV_DIGEST_MAX + 1, &p->digest_len) !=
	    0)
		return cfsv_fault_sys(f, CFSV_E_IO, "read", p->digest_path);
	err = cfsv_digest_file_digest(&contents, p->digest, p->digest_len);
	if (err != CFSV_OK)
		return cfsv_fault_set(f, err, p->digest_path);
	err = cfsv_kernel_own(fd, p->digest_path, f);
	if (err == CFSV_OK)
		err = cfsv_kernel_measure(fd, &measured, p->digest_path, f);
	if (err == CFSV_E_NOT_VERITY)
		return cfsv_fault_set(f, CFSV_E_NOT_APPLIED, p->digest_path);
	if (err != CFSV_OK)
		return err;
	/* other parameters than those that a pair's signature is made for */
	if (cfsv_compare(&contents, &measured) != CFSV_OK)
		return cfsv_fault_set(f, CFSV_E_NOT_APPLIED, p->digest_path);
	err = apply_stored(fd, &p->sig, &p->sig_len, p->digest_path, f);
	if (err != CFSV_OK)
		return err;
	return cfsv_pair_check(p, trust, f);
}

enum cfsv_err cfsv_verify_kernel_signed(const struct cfsv_trust_list *trust,
					const struct cfsv_image *image,
					struct cfsv_verdict *v,
					struct cfsv_fault *f)
{
	struct cfsv_pair_files p;
	enum cfsv_err err;
	int fd;

	memset(v, 0, sizeof(*v));
	memset(&p, 0, sizeof(p));
	err = cfsv_kernel_signs(f);
	if (err == CFSV_OK)
		err = cfsv_pair_names(&p, image, f);
	if (err == CFSV_OK)
		err = cfsv_file_open(image->dir, p.digest_path, CFSV_NO_FOLLOW,
				     &fd, NULL, f);
	if (err == CFSV_E_NOT_FOUND)
		f->err = err = CFSV_E_NO_DIGEST;
	if (err != CFSV_OK)
		return err;
	err = apply_check(&p, fd, trust, f);
	close(fd);
	if (err == CFSV_OK) {
		v->anchor = p.anchor;
		err = cfsv_verify_measured(image, CFSV_BY_KERNEL, &p.expected,
					   v, f);
	}
	cfsv_pair_free(&p);
	return err;
}
