/* SPDX-License-Identifier: MIT */
/* seal.c - write IMAGE.digest and have the openssl program sign it */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cfsv_linux.h"

extern char **environ;

/* Every name that sealing touches, in the folder of IMAGE. */
struct seal_names {
	int dir;
	const char *image; /* last part of the path */
	char digest[PATH_MAX];
	char sig[PATH_MAX];
	char tbs[PATH_MAX];
	char new_digest[PATH_MAX];
	char new_sig[PATH_MAX];
	char new_tbs[PATH_MAX];
	/* the same for another program: with the folder */
	char tbs_path[PATH_MAX];
	char sig_path[PATH_MAX];
};

static enum cfsv_err seal_names(struct seal_names *n, const char *image,
				struct cfsv_fault *f)
{
	const struct {
		char *out;
		const char *base;
		const char *suffix;
	} rows[] = {
		{n->digest, n->image, ".digest"},
		{n->sig, n->image, ".sig"},
		{n->tbs, n->image, ".tbs"},
		{n->new_digest, n->image, ".digest.cfsv-new"},
		{n->new_sig, n->image, ".sig.cfsv-new"},
		{n->new_tbs, n->image, ".tbs.cfsv-new"},
		{n->tbs_path, image, ".tbs.cfsv-new"},
		{n->sig_path, image, ".sig.cfsv-new"},
	};
	enum cfsv_err err = CFSV_OK;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]) && err == CFSV_OK; i++)
		err = cfsv_path_join(rows[i].out, rows[i].base, rows[i].suffix,
				     f);
	return err;
}

/*
 * openssl smime -sign over the TBS file: PKCS#7, detached, no certificates,
 * no attributes; what 'fsverity sign' writes too.
 */
static enum cfsv_err seal_run_openssl(const struct seal_names *n,
				      const char *key, const char *cert,
				      struct cfsv_fault *f)
{
	const char *argv[] = {"openssl", "smime",     "-sign",	  "-binary",
			      "-noattr", "-nocerts",  "-md",	  "sha256",
			      "-in",	 n->tbs_path, "-signer",  cert,
			      "-inkey",	 key,	      "-outform", "DER",
			      "-out",	 n->sig_path, NULL};
	int status, rc;
	pid_t pid;

	rc = posix_spawnp(&pid, "openssl", NULL, NULL,
			  (char *const *)(uintptr_t)argv, environ);
	if (rc != 0) {
		errno = rc;
		return cfsv_fault_sys(f, CFSV_E_SIGNER_FAILED, "run openssl",
				      key);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return cfsv_fault_sys(f, CFSV_E_SIGNER_FAILED, "wait",
					      key);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return cfsv_fault_set(f, CFSV_E_SIGNER_FAILED, key);
	return CFSV_OK;
}

/* Sign, and accept only what verifies with the certificate. */
static enum cfsv_err seal_sign(const struct seal_names *n, const char *key,
			       const char *cert, const uint8_t *tbs,
			       size_t tbs_len, struct cfsv_fault *f)
{
	struct cfsv_trust_list list = {0};
	struct cfsv_trust trust = {NULL, 0, &cfsv_bearssl, NULL};
	struct cfsv_report report = {0};
	uint8_t *sig = NULL;
	enum cfsv_err err;
	size_t len;
	int fd;

	err = cfsv_trust_add(&list, cert, f);
	if (err == CFSV_OK)
		err = cfsv_file_write(n->dir, n->new_tbs, tbs, tbs_len, f);
	if (err == CFSV_OK)
		err = cfsv_file_create(n->dir, n->new_sig, &fd, f);
	if (err == CFSV_OK) {
		/* made here first, so that its mode is the one of the others */
		err = seal_run_openssl(n, key, cert, f);
		if (err == CFSV_OK)
			err = cfsv_file_commit(fd, n->new_sig, f);
		else
			close(fd);
	}
	if (err == CFSV_OK)
		err = cfsv_file_read(n->dir, n->new_sig, CFSV_NO_FOLLOW,
				     CFSV_SIGNATURE_MAX, &sig, &len, f);
	if (err == CFSV_OK) {
		trust.anchors = list.anchors;
		trust.count = list.count;
		err = cfsv_verify_message(&trust, sig, len, tbs, tbs_len,
					  &report);
		if (err != CFSV_OK)
			err = cfsv_fault_set(f, CFSV_E_SIGNER_MISMATCH, cert);
	}
	free(sig);
	cfsv_trust_free(&list);
	return err;
}

/* Is this the digest that is there already? If it cannot be read, no. */
static int seal_same(const struct seal_names *n,
		     const struct cfsv_digest *digest)
{
	struct cfsv_fault unused = {0};
	uint8_t *there;
	size_t len;
	int same;

	if (cfsv_file_read(n->dir, n->digest, CFSV_NO_FOLLOW, CFSV_DIGEST_MAX,
			   &there, &len, &unused) != CFSV_OK)
		return 0;
	same = len == digest->size && memcmp(there, digest->bytes, len) == 0;
	free(there);
	return same;
}

/* The digest stays: the new signature takes the old one's place at once. */
static enum cfsv_err seal_rename_sig(const struct seal_names *n,
				     struct cfsv_fault *f)
{
	if (renameat(n->dir, n->new_sig, n->dir, n->sig) != 0)
		return cfsv_fault_sys(f, CFSV_E_IO, "rename", n->sig);
	if (unlinkat(n->dir, n->tbs, 0) != 0 && errno != ENOENT)
		return cfsv_fault_sys(f, CFSV_E_IO, "remove", n->tbs);
	return cfsv_dir_sync(n->dir, f);
}

/*
 * Put the new files in place. The old signature, and what an earlier seal left
 * for signing by hand, go first and durably; the new signature comes when the
 * new digest is durable: so no moment, nor a power cut, has a false pair.
 */
static enum cfsv_err seal_rename(const struct seal_names *n, const char *last,
				 const char *new_last, struct cfsv_fault *f)
{
	if (unlinkat(n->dir, n->sig, 0) != 0 && errno != ENOENT)
		return cfsv_fault_sys(f, CFSV_E_IO, "remove", n->sig);
	if (unlinkat(n->dir, n->tbs, 0) != 0 && errno != ENOENT)
		return cfsv_fault_sys(f, CFSV_E_IO, "remove", n->tbs);
	if (cfsv_dir_sync(n->dir, f) != CFSV_OK)
		return f->err;
	if (renameat(n->dir, n->new_digest, n->dir, n->digest) != 0)
		return cfsv_fault_sys(f, CFSV_E_IO, "rename", n->digest);
	if (cfsv_dir_sync(n->dir, f) != CFSV_OK)
		return f->err;
	if (renameat(n->dir, new_last, n->dir, last) != 0)
		return cfsv_fault_sys(f, CFSV_E_IO, "rename", last);
	return cfsv_dir_sync(n->dir, f);
}

static enum cfsv_err seal_write(const struct seal_names *n, const char *key,
				const char *cert,
				const struct cfsv_digest *digest,
				struct cfsv_fault *f)
{
	uint8_t tbs[CFSV_FORMATTED_MAX];
	struct cfsv_digest file_digest;
	enum cfsv_err err;
	size_t tbs_len;

	err = cfsv_digest_file_digest(&file_digest, digest->bytes,
				      digest->size);
	if (err == CFSV_OK)
		err = cfsv_format_digest(tbs, &tbs_len, &file_digest);
	if (err != CFSV_OK)
		return cfsv_fault_set(f, err, n->image);
	err = cfsv_file_write(n->dir, n->new_digest, digest->bytes,
			      digest->size, f);
	if (err != CFSV_OK)
		return err;
	if (key == NULL) {
		err = cfsv_file_write(n->dir, n->new_tbs, tbs, tbs_len, f);
		if (err == CFSV_OK)
			err = seal_rename(n, n->tbs, n->new_tbs, f);
		return err;
	}
	err = seal_sign(n, key, cert, tbs, tbs_len, f);
	if (err != CFSV_OK)
		return err;
	return seal_same(n, digest) ? seal_rename_sig(n, f)
				    : seal_rename(n, n->sig, n->new_sig, f);
}

enum cfsv_err cfsv_seal(const char *image, uint32_t hash, const char *key,
			const char *cert, struct cfsv_digest *out,
			struct cfsv_fault *f)
{
	struct cfsv_params params = {0};
	struct seal_names n;
	enum cfsv_err err;
	int fd;

	params.hash = hash;
	memset(&n, 0, sizeof(n));
	err = cfsv_file_open(AT_FDCWD, image, CFSV_FOLLOW, &fd, NULL, f);
	if (err != CFSV_OK)
		return err;
	err = cfsv_compute(fd, &params, NULL, NULL, out, NULL, image, f);
	close(fd);
	if (err == CFSV_OK)
		err = cfsv_dir_of(AT_FDCWD, image, &n.dir, &n.image, f);
	if (err != CFSV_OK)
		return err;
	err = cfsv_image_name(n.image, f);
	if (err == CFSV_OK)
		err = seal_names(&n, image, f);
	if (err == CFSV_OK)
		err = cfsv_dir_lock(n.dir, f);
	if (err == CFSV_OK) {
		err = seal_write(&n, key, cert, out, f);
		unlinkat(n.dir, n.new_digest, 0);
		unlinkat(n.dir, n.new_sig, 0);
		unlinkat(n.dir, n.new_tbs, 0);
	}
	close(n.dir);
	return err;
}
