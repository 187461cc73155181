/* SPDX-License-Identifier: MIT */
/* verify.c - the story over files, writing nothing */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cfsv_linux.h"

/* The signed pair's two files, read into memory once. */
struct verify_files {
	char digest_path[PATH_MAX];
	char sig_path[PATH_MAX];
	uint8_t *digest;
	size_t digest_len;
	uint8_t *sig;
	size_t sig_len;
};

/* IMAGE.sig or another signature file; one that is too long is a refusal. */
static enum cfsv_err verify_read_sig(const char *path, uint8_t **sig,
				     size_t *len, struct cfsv_fault *f)
{
	enum cfsv_err err =
		cfsv_file_read(AT_FDCWD, path, CFSV_SIGNATURE_MAX, sig, len, f);

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
static enum cfsv_err verify_read_digest(struct verify_files *p, int image,
					struct cfsv_verdict *v,
					const char *path, struct cfsv_fault *f)
{
	struct cfsv_digest measured;
	enum cfsv_err err;
	int enforced;

	err = cfsv_file_read(AT_FDCWD, p->digest_path, CFSV_DIGEST_MAX,
			     &p->digest, &p->digest_len, f);
	if (err == CFSV_E_FILE_TOO_BIG)
		return cfsv_fault_set(f, CFSV_E_DIGEST_FILE_LENGTH,
				      p->digest_path);
	if (err == CFSV_E_NOT_FOUND)
		return f->err = CFSV_E_NO_DIGEST;
	if (err != CFSV_E_KERNEL_NO_KEY && err != CFSV_E_KERNEL_REJECTED)
		return err;
	err = cfsv_measure_fd(image, CFSV_BY_KERNEL, NULL, &measured, &enforced,
			      path, f);
	if (err != CFSV_OK)
		return err;
	p->digest_len = measured.size;
	p->digest = malloc(measured.size);
	if (p->digest == NULL)
		return cfsv_fault_set(f, CFSV_E_NO_MEMORY, p->digest_path);
	memcpy(p->digest, measured.bytes, measured.size);
	v->rebuilt = 1;
	return CFSV_OK;
}

/* Measure the image with the algorithm that is expected, and compare. */
static enum cfsv_err verify_measured(int image, enum cfsv_measure_by by,
				     const struct cfsv_digest *expected,
				     struct cfsv_verdict *v, const char *path,
				     struct cfsv_fault *f)
{
	struct cfsv_params params = {0};
	enum cfsv_err err;

	params.hash = expected->hash;
	err = cfsv_measure_fd(image, by, &params, &v->digest, &v->enforced,
			      path, f);
	if (err != CFSV_OK)
		return err;
	err = cfsv_compare(expected, &v->digest);
	if (err != CFSV_OK)
		return cfsv_fault_set(f, err, path);
	return CFSV_OK;
}

static struct cfsv_trust verify_trust(const struct cfsv_trust_list *list)
{
	struct cfsv_trust trust = {list->anchors, list->count, &cfsv_bearssl,
				   NULL};

	return trust;
}

static enum cfsv_err verify_pair(const struct cfsv_trust_list *list,
				 struct verify_files *p, int image,
				 const char *path, enum cfsv_measure_by by,
				 struct cfsv_verdict *v, struct cfsv_fault *f)
{
	struct cfsv_trust trust = verify_trust(list);
	struct cfsv_report report = {0};
	struct cfsv_pair pair;
	enum cfsv_err err;

	err = verify_read_sig(p->sig_path, &p->sig, &p->sig_len, f);
	if (err != CFSV_OK)
		return err;
	err = verify_read_digest(p, image, v, path, f);
	if (err != CFSV_OK)
		return err;
	pair.digest_file = p->digest;
	pair.digest_file_len = p->digest_len;
	pair.signature = p->sig;
	pair.signature_len = p->sig_len;
	err = cfsv_verify_pair(&trust, &pair, &report);
	if (err != CFSV_OK) {
		cfsv_fault_set(f, err, p->sig_path);
		if (err == CFSV_E_DIGEST_FILE_LENGTH)
			cfsv_fault_set(f, err, p->digest_path);
		f->at = report.at;
		return err;
	}
	v->anchor = report.anchor;
	return verify_measured(image, by, &report.expected, v, path, f);
}

enum cfsv_err cfsv_verify_pair_file(const struct cfsv_trust_list *trust,
				    const char *image, enum cfsv_measure_by by,
				    struct cfsv_verdict *v,
				    struct cfsv_fault *f)
{
	struct verify_files p;
	enum cfsv_err err;
	int fd;

	memset(&p, 0, sizeof(p));
	memset(v, 0, sizeof(*v));
	err = cfsv_path_join(p.digest_path, image, ".digest", f);
	if (err == CFSV_OK)
		err = cfsv_path_join(p.sig_path, image, ".sig", f);
	if (err == CFSV_OK)
		err = cfsv_file_open(AT_FDCWD, image, CFSV_NO_FOLLOW, &fd, NULL,
				     f);
	if (err != CFSV_OK)
		return err;
	err = verify_pair(trust, &p, fd, image, by, v, f);
	free(p.digest);
	free(p.sig);
	close(fd);
	return err;
}

enum cfsv_err cfsv_verify_direct(const struct cfsv_trust_list *list,
				 const char *image, const char *sig_path,
				 enum cfsv_measure_by by,
				 const struct cfsv_params *params,
				 struct cfsv_verdict *v, struct cfsv_fault *f)
{
	struct cfsv_trust trust = verify_trust(list);
	struct cfsv_report report = {0};
	struct cfsv_signature parsed;
	enum cfsv_err err;
	uint8_t *sig;
	size_t len;
	int fd;

	memset(v, 0, sizeof(*v));
	err = verify_read_sig(sig_path, &sig, &len, f);
	if (err != CFSV_OK)
		return err;
	/* before a large file is read: is this a signature at all? */
	err = cfsv_signature_parse(&parsed, sig, len);
	if (err != CFSV_OK) {
		cfsv_fault_set(f, err, sig_path);
		f->at = parsed.at;
	} else {
		err = cfsv_file_open(AT_FDCWD, image, CFSV_NO_FOLLOW, &fd, NULL,
				     f);
	}
	if (err == CFSV_OK) {
		err = cfsv_measure_fd(fd, by, params, &v->digest, &v->enforced,
				      image, f);
		close(fd);
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
static enum cfsv_err verify_pins(const struct cfsv_digest *pins, size_t count,
				 int fd, enum cfsv_measure_by by,
				 struct cfsv_verdict *v, const char *image,
				 struct cfsv_fault *f)
{
	static const uint32_t hashes[] = {CFSV_SHA256, CFSV_SHA512};
	enum cfsv_err err = CFSV_E_NO_DIGEST;
	struct cfsv_params params = {0};
	size_t i;

	for (i = 0; i < 2 && err != CFSV_OK; i++) {
		if (!verify_has_hash(pins, count, hashes[i]))
			continue;
		params.hash = hashes[i];
		err = cfsv_measure_fd(fd, by, &params, &v->digest, &v->enforced,
				      image, f);
		if (err != CFSV_OK)
			return err;
		err = verify_any(pins, count, &v->digest);
		if (err != CFSV_OK)
			cfsv_fault_set(f, err, image);
	}
	return err;
}

enum cfsv_err cfsv_verify_pins(const struct cfsv_digest *pins, size_t count,
			       const char *image, enum cfsv_measure_by by,
			       struct cfsv_verdict *v, struct cfsv_fault *f)
{
	enum cfsv_err err;
	int fd;

	memset(v, 0, sizeof(*v));
	if (count == 0)
		return cfsv_fault_set(f, CFSV_E_NO_DIGEST, image);
	err = cfsv_file_open(AT_FDCWD, image, CFSV_NO_FOLLOW, &fd, NULL, f);
	if (err != CFSV_OK)
		return err;
	err = verify_pins(pins, count, fd, by, v, image, f);
	close(fd);
	return err;
}
