/* SPDX-License-Identifier: MIT */
/* verify.c - the story over files, writing nothing */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "cfsv_linux.h"

enum cfsv_err cfsv_image_open(struct cfsv_image *image, int dir,
			      const char *name, struct cfsv_fault *f)
{
	image->dir = dir;
	image->name = name;
	image->sealed = 0;
	image->fd = -1;
	return cfsv_file_open(dir, name, CFSV_NO_FOLLOW, &image->fd, NULL, f);
}

enum cfsv_err cfsv_image_folder(const struct cfsv_image *image, int *dir,
				struct cfsv_fault *f)
{
	const char *unused;

	return cfsv_dir_of(image->dir, image->name, dir, &unused, f);
}

enum cfsv_err cfsv_image_copy(struct cfsv_image *image, struct cfsv_fault *f)
{
	int seals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
	enum cfsv_err err = CFSV_OK;
	int fd = memfd_create("cfsv", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return cfsv_fault_sys(f, CFSV_E_IO, "memfd_create",
				      image->name);
	err = cfsv_fd_copy(image->fd, image->name, fd, image->name, f);
	if (err == CFSV_OK && fcntl(fd, F_ADD_SEALS, seals) != 0)
		err = cfsv_fault_sys(f, CFSV_E_IO, "seal the copy",
				     image->name);
	if (err != CFSV_OK) {
		close(fd);
		return err;
	}
	close(image->fd);
	image->fd = fd;
	image->sealed = 1;
	return CFSV_OK;
}

void cfsv_image_close(struct cfsv_image *image)
{
	if (image->fd >= 0)
		close(image->fd);
	image->fd = -1;
}

/* A signature file; one that is too long is a refusal. */
static enum cfsv_err verify_read_sig(int dir, const char *path,
				     enum cfsv_links links, uint8_t **sig,
				     size_t *len, struct cfsv_fault *f)
{
	enum cfsv_err err = cfsv_file_read(dir, path, links, CFSV_SIGNATURE_MAX,
					   sig, len, f);

	if (err == CFSV_E_FILE_TOO_BIG)
		return cfsv_fault_set(f, CFSV_E_SIG_SIZE, path);
	if (err == CFSV_E_NOT_FOUND)
		f->err = err = CFSV_E_NO_SIGNATURE;
	return err;
}

/*
 * IMAGE.digest. The kernel may refuse to open it, because an earlier boot put
 * it under a built-in signature and the ring of this boot does not have the
 * key. Its contents can be had in another way: they must be the digest that
 * the kernel measures for IMAGE, if the pair is genuine; and whether they are
 * is what the signature then tells.
 */
static enum cfsv_err verify_read_digest(struct cfsv_pair_files *p,
					const struct cfsv_image *image,
					struct cfsv_fault *f)
{
	struct cfsv_digest measured;
	enum cfsv_err err;
	int enforced;

	err = cfsv_file_read(image->dir, p->digest_path, CFSV_NO_FOLLOW,
			     CFSV_DIGEST_MAX, &p->digest, &p->digest_len, f);
	if (err == CFSV_E_FILE_TOO_BIG)
		return cfsv_fault_set(f, CFSV_E_DIGEST_FILE_LENGTH,
				      p->digest_path);
	if (err == CFSV_E_NOT_FOUND)
		return f->err = CFSV_E_NO_DIGEST;
	if (!cfsv_kernel_refuses(err))
		return err;
	if (image->sealed) /* a copy is no longer known to the kernel */
		return err;
	err = cfsv_measure_fd(image->fd, CFSV_BY_KERNEL, NULL, &measured,
			      &enforced, image->name, f);
	if (err != CFSV_OK)
		return err;
	p->digest_len = measured.size;
	p->digest = malloc(measured.size);
	if (p->digest == NULL)
		return cfsv_fault_set(f, CFSV_E_NO_MEMORY, p->digest_path);
	memcpy(p->digest, measured.bytes, measured.size);
	p->rebuilt = 1;
	return CFSV_OK;
}

enum cfsv_err cfsv_pair_names(struct cfsv_pair_files *p,
			      const struct cfsv_image *image,
			      struct cfsv_fault *f)
{
	enum cfsv_err err =
		cfsv_path_join(p->digest_path, image->name, ".digest", f);

	if (err == CFSV_OK)
		err = cfsv_path_join(p->sig_path, image->name, ".sig", f);
	return err;
}

enum cfsv_err cfsv_pair_read(struct cfsv_pair_files *p,
			     const struct cfsv_image *image,
			     struct cfsv_fault *f)
{
	enum cfsv_err err = cfsv_pair_names(p, image, f);

	if (err == CFSV_OK)
		err = verify_read_sig(image->dir, p->sig_path, CFSV_NO_FOLLOW,
				      &p->sig, &p->sig_len, f);
	if (err == CFSV_OK)
		err = verify_read_digest(p, image, f);
	return err;
}

void cfsv_pair_free(struct cfsv_pair_files *p)
{
	free(p->digest);
	free(p->sig);
	p->digest = p->sig = NULL;
}

/* Measure the image with the algorithm that is expected, and compare. */
enum cfsv_err cfsv_verify_measured(const struct cfsv_image *image,
				   enum cfsv_measure_by by,
				   const struct cfsv_digest *expected,
				   struct cfsv_verdict *v, struct cfsv_fault *f)
{
	struct cfsv_params params = {0};
	enum cfsv_err err;

	v->expected = *expected;
	params.hash = expected->hash;
	err = cfsv_measure_fd(image->fd, image->sealed ? CFSV_BY_COMPUTING : by,
			      &params, &v->digest, &v->enforced, image->name,
			      f);
	if (err != CFSV_OK)
		return err;
	v->enforced |= image->sealed;
	err = cfsv_compare(expected, &v->digest);
	if (err != CFSV_OK)
		return cfsv_fault_set(f, err, image->name);
	return CFSV_OK;
}

static struct cfsv_trust verify_trust(const struct cfsv_trust_list *list)
{
	struct cfsv_trust trust = {list->anchors, list->count, &cfsv_bearssl,
				   cfsv_linux_sha256()};

	return trust;
}

enum cfsv_err cfsv_pair_check(struct cfsv_pair_files *p,
			      const struct cfsv_trust_list *list,
			      struct cfsv_fault *f)
{
	struct cfsv_report report = {0};
	struct cfsv_signature parsed;
	struct cfsv_digest unused;
	struct cfsv_trust trust;
	struct cfsv_pair pair;
	enum cfsv_err err;

	if (list) {
		trust = verify_trust(list);
		pair.digest_file = p->digest;
		pair.digest_file_len = p->digest_len;
		pair.signature = p->sig;
		pair.signature_len = p->sig_len;
		err = cfsv_verify_pair(&trust, &pair, &report);
		p->anchor = report.anchor;
	} else {
		err = cfsv_digest_file_digest(&unused, p->digest,
					      p->digest_len);
		if (err == CFSV_OK) {
			err = cfsv_signature_parse(&parsed, p->sig, p->sig_len);
			report.at = parsed.at;
		}
	}
	if (err != CFSV_OK) {
		cfsv_fault_set(f, err,
			       err == CFSV_E_DIGEST_FILE_LENGTH ? p->digest_path
								: p->sig_path);
		f->at = report.at;
		return err;
	}
	p->expected.size = (uint32_t)p->digest_len; /* 32 or 64 */
	p->expected.hash = p->digest_len == 32 ? CFSV_SHA256 : CFSV_SHA512;
	memcpy(p->expected.bytes, p->digest, p->digest_len);
	return CFSV_OK;
}

enum cfsv_err cfsv_verify_pair_file(const struct cfsv_trust_list *trust,
				    const struct cfsv_image *image,
				    enum cfsv_measure_by by,
				    struct cfsv_verdict *v,
				    struct cfsv_fault *f)
{
	struct cfsv_pair_files p;
	enum cfsv_err err;

	memset(&p, 0, sizeof(p));
	memset(v, 0, sizeof(*v));
	err = cfsv_pair_read(&p, image, f);
	if (err == CFSV_OK)
		err = cfsv_pair_check(&p, trust, f);
	if (err == CFSV_OK) {
		v->anchor = p.anchor;
		v->rebuilt = p.rebuilt;
		err = cfsv_verify_measured(image, by, &p.expected, v, f);
	}
	cfsv_pair_free(&p);
	return err;
}

enum cfsv_err cfsv_verify_direct(const struct cfsv_trust_list *list,
				 const char *name, const char *sig_path,
				 enum cfsv_measure_by by,
				 const struct cfsv_params *params,
				 struct cfsv_verdict *v, struct cfsv_fault *f)
{
	struct cfsv_trust trust = verify_trust(list);
	struct cfsv_report report = {0};
	struct cfsv_signature parsed;
	struct cfsv_image image;
	enum cfsv_err err;
	uint8_t *sig;
	size_t len;

	memset(v, 0, sizeof(*v));
	err = verify_read_sig(AT_FDCWD, sig_path, CFSV_FOLLOW, &sig, &len, f);
	if (err != CFSV_OK)
		return err;
	/* before a large file is read: is this a signature at all? */
	err = cfsv_signature_parse(&parsed, sig, len);
	if (err != CFSV_OK) {
		cfsv_fault_set(f, err, sig_path);
		f->at = parsed.at;
	} else {
		err = cfsv_image_open(&image, AT_FDCWD, name, f);
	}
	if (err == CFSV_OK) {
		err = cfsv_measure_fd(image.fd, by, params, &v->digest,
				      &v->enforced, name, f);
		cfsv_image_close(&image);
	}
	if (err == CFSV_OK) {
		err = cfsv_verify_digest(&trust, sig, len, &v->digest, &report);
		if (err != CFSV_OK) {
			cfsv_fault_set(f, err, sig_path);
			f->at = report.at;
		}
		v->anchor = report.anchor;
	}
	free(sig);
	return err;
}

/* The best verdict over all pins for one measured digest. */
static enum cfsv_err verify_any(const struct cfsv_digest *pins, size_t count,
				const struct cfsv_digest *measured)
{
	enum cfsv_err verdict = CFSV_E_IMAGE_ALGORITHM;
	enum cfsv_err err;
	size_t i;

	for (i = 0; i < count; i++) {
		err = cfsv_compare(&pins[i], measured);
		if (err == CFSV_OK)
			return err;
		if (err != CFSV_E_IMAGE_ALGORITHM)
			verdict = err;
	}
	return verdict;
}

static int verify_has_hash(const struct cfsv_digest *pins, size_t count,
			   uint32_t hash)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (pins[i].hash == hash)
			return 1;
	return 0;
}

/* Measure with each algorithm that a pin has, until one agrees. */
enum cfsv_err cfsv_verify_pins(const struct cfsv_digest *pins, size_t count,
			       const struct cfsv_image *image,
			       enum cfsv_measure_by by, struct cfsv_verdict *v,
			       struct cfsv_fault *f)
{
	static const uint32_t hashes[] = {CFSV_SHA256, CFSV_SHA512};
	enum cfsv_err err = CFSV_E_NO_DIGEST;
	struct cfsv_params params = {0};
	size_t i;

	memset(v, 0, sizeof(*v));
	if (count == 0)
		return cfsv_fault_set(f, CFSV_E_NO_DIGEST, image->name);
	v->expected = pins[0];
	if (image->sealed)
		by = CFSV_BY_COMPUTING;
	for (i = 0; i < 2 && err != CFSV_OK; i++) {
		if (!verify_has_hash(pins, count, hashes[i]))
			continue;
		params.hash = hashes[i];
		err = cfsv_measure_fd(image->fd, by, &params, &v->digest,
				      &v->enforced, image->name, f);
		if (err != CFSV_OK)
			return err;
		err = verify_any(pins, count, &v->digest);
		if (err != CFSV_OK)
			cfsv_fault_set(f, err, image->name);
	}
	v->enforced |= image->sealed;
	return err;
}
