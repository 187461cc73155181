/* SPDX-License-Identifier: MIT */
/* deploy.c - copy an image and its pair into a folder, crash-safe */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cfsv_linux.h"

/* What is deployed, under which names, in which folder. */
struct deploy {
	const char *image; /* path of the source */
	const char *name;  /* its last part: the name in the folder */
	int source;
	int dir; /* the folder, locked */
	int no_verity;
	int enforced; /* by the kernel, as measured last */
	struct cfsv_digest digest;
	uint8_t *sig;
	size_t sig_len;
	char digest_name[PATH_MAX];
	char sig_name[PATH_MAX];
	char new_image[PATH_MAX];
	char new_digest[PATH_MAX];
	char new_sig[PATH_MAX];
};

/* IMAGE.digest and IMAGE.sig of the source; both must be there and sound. */
static enum cfsv_err deploy_read_pair(struct deploy *d, struct cfsv_fault *f)
{
	struct cfsv_signature parsed;
	char path[PATH_MAX];
	enum cfsv_err err;
	uint8_t *bytes;
	size_t len;

	err = cfsv_path_join(path, d->image, ".digest", f);
	if (err == CFSV_OK)
		err = cfsv_file_read(AT_FDCWD, path, CFSV_FOLLOW,
				     CFSV_DIGEST_MAX, &bytes, &len, f);
	if (err == CFSV_E_NOT_FOUND)
		return f->err = CFSV_E_NO_DIGEST;
	if (err == CFSV_E_FILE_TOO_BIG)
		return cfsv_fault_set(f, CFSV_E_DIGEST_FILE_LENGTH, path);
	if (err != CFSV_OK)
		return err;
	d->digest.hash = len == 32 ? CFSV_SHA256 : CFSV_SHA512;
	d->digest.size = (uint32_t)len;
	memcpy(d->digest.bytes, bytes, len);
	free(bytes);
	if (len != 32 && len != 64)
		return cfsv_fault_set(f, CFSV_E_DIGEST_FILE_LENGTH, path);
	err = cfsv_path_join(path, d->image, ".sig", f);
	if (err == CFSV_OK)
		err = cfsv_file_read(AT_FDCWD, path, CFSV_FOLLOW,
				     CFSV_SIGNATURE_MAX, &d->sig, &d->sig_len,
				     f);
	if (err == CFSV_E_NOT_FOUND)
		return f->err = CFSV_E_NO_SIGNATURE;
	if (err == CFSV_E_FILE_TOO_BIG)
		return cfsv_fault_set(f, CFSV_E_SIG_SIZE, path);
	if (err != CFSV_OK)
		return err;
	/* no key is needed to see that a signature is empty or damaged */
	err = cfsv_signature_parse(&parsed, d->sig, d->sig_len);
	if (err != CFSV_OK) {
		cfsv_fault_set(f, err, path);
		f->at = parsed.at;
	}
	return err;
}

/* Measured == IMAGE.digest; by the kernel, or computed with --no-verity. */
static enum cfsv_err deploy_compare(struct deploy *d, int fd,
				    enum cfsv_measure_by by, const char *path,
				    struct cfsv_fault *f)
{
	struct cfsv_params params = {0};
	struct cfsv_digest measured;
	enum cfsv_err err;

	params.hash = d->digest.hash;
	err = cfsv_measure_fd(fd, by, &params, &measured, &d->enforced, path,
			      f);
	if (err != CFSV_OK)
		return err;
	err = cfsv_compare(&d->digest, &measured);
	if (err != CFSV_OK)
		return cfsv_fault_set(f, err, path);
	return CFSV_OK;
}

static int deploy_no_verity_here(enum cfsv_err err)
{
	return err == CFSV_E_FS_WITHOUT_VERITY || err == CFSV_E_VERITY_OFF ||
	       err == CFSV_E_FOREIGN_VERITY || err == CFSV_E_ENABLE_PARAMETERS;
}

/*
 * fs-verity on a read-only descriptor, unsigned, then compare. Already enabled
 * is fine: what counts is what the kernel measures.
 */
static enum cfsv_err deploy_enable(struct deploy *d, int fd, const char *path,
				   struct cfsv_fault *f)
{
	struct cfsv_params params = {0};
	enum cfsv_err err;

	params.hash = d->digest.hash;
	err = cfsv_kernel_own(fd, path, f);
	if (err == CFSV_OK)
		err = cfsv_kernel_enable(fd, &params, NULL, 0, path, f);
	if (err == CFSV_OK && fsync(fd) != 0)
		return cfsv_fault_sys(f, CFSV_E_IO, "fsync", path);
	if (err == CFSV_OK || err == CFSV_E_ALREADY_VERITY)
		return deploy_compare(d, fd, CFSV_BY_KERNEL, path, f);
	if (err == CFSV_E_FOREIGN_VERITY) {
		/* tmpfs and the like: none, rather than somebody else's */
		struct cfsv_digest unused;

		cfsv_kernel_measure(fd, &unused, path, f);
		if (f->err != CFSV_E_FS_WITHOUT_VERITY)
			cfsv_fault_set(f, CFSV_E_FOREIGN_VERITY, path);
		err = f->err;
	}
	if (d->no_verity && deploy_no_verity_here(err))
		return deploy_compare(d, fd, CFSV_BY_COMPUTING, path, f);
	return err;
}

/* Can a new file here be verity-enabled? Asked before anything is copied. */
static enum cfsv_err deploy_probe(struct deploy *d, struct cfsv_fault *f)
{
	struct cfsv_digest unused;
	enum cfsv_err err;
	int fd;

	if (d->no_verity)
		return CFSV_OK;
	err = cfsv_file_write(d->dir, d->new_image, NULL, 0, f);
	if (err == CFSV_OK)
		err = cfsv_file_open(d->dir, d->new_image, CFSV_NO_FOLLOW, &fd,
				     NULL, f);
	if (err != CFSV_OK)
		return err;
	err = cfsv_kernel_measure(fd, &unused, d->name, f);
	close(fd);
	unlinkat(d->dir, d->new_image, 0);
	return err == CFSV_E_NOT_VERITY ? CFSV_OK : err;
}

/* Write a small file under its temporary name, then rename it in. */
static enum cfsv_err deploy_put(struct deploy *d, const char *temporary,
				const char *name, const uint8_t *data,
				size_t len, struct cfsv_fault *f)
{
	enum cfsv_err err = cfsv_file_write(d->dir, temporary, data, len, f);

	if (err == CFSV_OK && renameat(d->dir, temporary, d->dir, name) != 0)
		err = cfsv_fault_sys(f, CFSV_E_IO, "rename", name);
	return err;
}

static enum cfsv_err deploy_put_digest(struct deploy *d, struct cfsv_fault *f)
{
	return deploy_put(d, d->new_digest, d->digest_name, d->digest.bytes,
			  d->digest.size, f);
}

static enum cfsv_err deploy_put_sig(struct deploy *d, struct cfsv_fault *f)
{
	return deploy_put(d, d->new_sig, d->sig_name, d->sig, d->sig_len, f);
}

/*
 * The image's name. Others are kept out by the lock, but not everybody asks
 * for it: so no replacing, where the file system can do that.
 */
static enum cfsv_err deploy_put_image(struct deploy *d, struct cfsv_fault *f)
{
	int rc = renameat2(d->dir, d->new_image, d->dir, d->name,
			   RENAME_NOREPLACE);

	if (rc != 0 && (errno == EINVAL || errno == ENOSYS))
		rc = renameat(d->dir, d->new_image, d->dir, d->name);
	if (rc != 0)
		return cfsv_fault_sys(
			f, errno == EEXIST ? CFSV_E_DEPLOYED_OTHER : CFSV_E_IO,
			"rename", d->name);
	return CFSV_OK;
}

/* No IMAGE of this name yet: all three, the image's name last. */
static enum cfsv_err deploy_new(struct deploy *d, struct cfsv_fault *f)
{
	enum cfsv_err err;
	int fd;

	err = deploy_probe(d, f);
	if (err == CFSV_OK)
		err = cfsv_file_copy(d->source, d->image, d->dir, d->new_image,
				     f);
	if (err == CFSV_OK)
		err = cfsv_file_open(d->dir, d->new_image, CFSV_NO_FOLLOW, &fd,
				     NULL, f);
	if (err != CFSV_OK)
		return err;
	err = deploy_enable(d, fd, d->name, f);
	close(fd);
	if (err == CFSV_OK)
		err = deploy_put_digest(d, f);
	if (err == CFSV_OK)
		err = deploy_put_sig(d, f);
	if (err == CFSV_OK)
		err = cfsv_dir_sync(d->dir, f);
	if (err != CFSV_OK)
		return err;
	err = deploy_put_image(d, f);
	if (err != CFSV_OK)
		return err;
	return cfsv_dir_sync(d->dir, f);
}

enum deploy_state { DEPLOY_SAME, DEPLOY_MISSING, DEPLOY_OTHER };

/*
 * Is this small file the same, missing, or another? One that is no signature
 * at all is damage, which counts as missing.
 */
static enum cfsv_err deploy_look(struct deploy *d, const char *name,
				 const uint8_t *data, size_t len,
				 enum deploy_state *state, struct cfsv_fault *f)
{
	struct cfsv_signature parsed;
	enum cfsv_err err;
	uint8_t *there;
	size_t there_len;

	*state = DEPLOY_MISSING;
	err = cfsv_file_read(d->dir, name, CFSV_NO_FOLLOW, CFSV_SIGNATURE_MAX,
			     &there, &there_len, f);
	if (err == CFSV_E_NOT_FOUND || err == CFSV_E_FILE_TOO_BIG ||
	    err == CFSV_E_SYMLINK)
		return CFSV_OK;
	/* under a built-in signature that this boot's ring lacks: leave it */
	if (name == d->digest_name &&
	    (err == CFSV_E_KERNEL_NO_KEY || err == CFSV_E_KERNEL_REJECTED)) {
		*state = DEPLOY_SAME;
		return CFSV_OK;
	}
	if (err != CFSV_OK)
		return err;
	if (there_len == len && memcmp(there, data, len) == 0)
		*state = DEPLOY_SAME;
	else if (cfsv_signature_parse(&parsed, there, there_len) == CFSV_OK)
		*state = DEPLOY_OTHER;
	free(there);
	return CFSV_OK;
}

/*
 * IMAGE is there: the same one, or another? Its contents are compared before
 * fs-verity is enabled, so that another image is left as it is.
 */
static enum cfsv_err deploy_check_image(struct deploy *d, int fd, int *repaired,
					struct cfsv_fault *f)
{
	enum cfsv_err err;

	err = deploy_compare(d, fd, CFSV_BY_AUTO, d->name, f);
	if (err == CFSV_E_IMAGE_DIFFERS || err == CFSV_E_IMAGE_ALGORITHM)
		return cfsv_fault_set(f, CFSV_E_DEPLOYED_OTHER, d->name);
	if (err == CFSV_OK && !d->enforced) {
		err = deploy_enable(d, fd, d->name, f);
		*repaired = d->enforced;
	}
	/* an earlier deploy may have died before its own */
	if (err == CFSV_OK && fsync(fd) != 0)
		err = cfsv_fault_sys(f, CFSV_E_IO, "fsync", d->name);
	return err;
}

/* An IMAGE of this name is there: nothing but what is missing is written. */
static enum cfsv_err deploy_repair(struct deploy *d, int fd,
				   enum cfsv_deployed *result,
				   struct cfsv_fault *f)
{
	enum deploy_state digest = DEPLOY_SAME, sig = DEPLOY_SAME;
	enum cfsv_err err;
	int repaired = 0;

	err = deploy_check_image(d, fd, &repaired, f);
	if (err == CFSV_OK)
		err = deploy_look(d, d->digest_name, d->digest.bytes,
				  d->digest.size, &digest, f);
	if (err == CFSV_OK)
		err = deploy_look(d, d->sig_name, d->sig, d->sig_len, &sig, f);
	/* the image was measured: any other digest file is damage */
	if (err == CFSV_OK && digest != DEPLOY_SAME)
		err = deploy_put_digest(d, f);
	if (err == CFSV_OK && sig == DEPLOY_MISSING)
		err = deploy_put_sig(d, f);
	if (err == CFSV_OK)
		err = cfsv_dir_sync(d->dir, f);
	*result = CFSV_DEPLOYED_SAME;
	if (repaired || digest != DEPLOY_SAME || sig == DEPLOY_MISSING)
		*result = CFSV_DEPLOYED_REPAIRED;
	else if (sig == DEPLOY_OTHER)
		*result = CFSV_DEPLOYED_OTHER_SIG;
	return err;
}

static enum cfsv_err deploy_into(struct deploy *d, enum cfsv_deployed *result,
				 struct cfsv_fault *f)
{
	enum cfsv_err err;
	int fd;

	err = deploy_compare(d, d->source, CFSV_BY_AUTO, d->image, f);
	if (err != CFSV_OK)
		return err;
	err = cfsv_file_open(d->dir, d->name, CFSV_NO_FOLLOW, &fd, NULL, f);
	if (err == CFSV_E_NOT_FOUND) {
		memset(f, 0, sizeof(*f));
		err = deploy_new(d, f);
		/* gone by now if all went well */
		unlinkat(d->dir, d->new_image, 0);
		*result = CFSV_DEPLOYED_NEW;
	} else if (err == CFSV_OK) {
		err = deploy_repair(d, fd, result, f);
		close(fd);
	}
	unlinkat(d->dir, d->new_digest, 0);
	unlinkat(d->dir, d->new_sig, 0);
	return err;
}

static enum cfsv_err deploy_names(struct deploy *d, struct cfsv_fault *f)
{
	const char *slash = strrchr(d->image, '/');
	enum cfsv_err err;

	d->name = slash ? slash + 1 : d->image;
	err = cfsv_image_name(d->name, f);
	if (err != CFSV_OK)
		return err;
	err = cfsv_path_join(d->digest_name, d->name, ".digest", f);
	if (err == CFSV_OK)
		err = cfsv_path_join(d->sig_name, d->name, ".sig", f);
	if (err == CFSV_OK)
		err = cfsv_path_join(d->new_image, d->name, ".cfsv-new", f);
	if (err == CFSV_OK)
		err = cfsv_path_join(d->new_digest, d->digest_name, ".cfsv-new",
				     f);
	if (err == CFSV_OK)
		err = cfsv_path_join(d->new_sig, d->sig_name, ".cfsv-new", f);
	return err;
}

/* Open the folder and keep other deployments out of it meanwhile. */
static enum cfsv_err deploy_open_folder(struct deploy *d, const char *folder,
					struct cfsv_fault *f)
{
	enum cfsv_err err = cfsv_dir_open(AT_FDCWD, folder, &d->dir, f);

	return err == CFSV_OK ? cfsv_dir_lock(d->dir, f) : err;
}

enum cfsv_err cfsv_deploy(const char *image, const char *folder, int no_verity,
			  enum cfsv_deployed *result, struct cfsv_digest *out,
			  int *enforced, struct cfsv_fault *f)
{
	struct deploy d;
	enum cfsv_err err;

	memset(&d, 0, sizeof(d));
	d.image = image;
	d.no_verity = no_verity;
	d.source = d.dir = -1;
	err = deploy_names(&d, f);
	if (err == CFSV_OK)
		err = cfsv_file_open(AT_FDCWD, image, CFSV_NO_FOLLOW, &d.source,
				     NULL, f);
	if (err == CFSV_OK)
		err = deploy_read_pair(&d, f);
	if (err == CFSV_OK)
		err = deploy_open_folder(&d, folder, f);
	if (err == CFSV_OK)
		err = deploy_into(&d, result, f);
	*out = d.digest;
	*enforced = d.enforced;
	free(d.sig);
	if (d.source >= 0)
		close(d.source);
	if (d.dir >= 0)
		close(d.dir);
	return err;
}
