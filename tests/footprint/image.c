/* SPDX-License-Identifier: MIT */
/* image.c - more than the job: cfsv also measures an image by fs-verity */
#include <string.h>
#include "cfsv.h"
#include "job.h"

static enum cfsv_err image_read(void *arg, uint64_t offset, uint8_t *buf,
				size_t want, size_t *got)
{
	const struct job_file *file = arg;
	size_t at = (size_t)offset;

	*got = want < file->len - at ? want : file->len - at;
	memcpy(buf, file->bytes + at, *got);
	return CFSV_OK;
}

int job_vouched(struct job *job)
{
	static struct cfsv_work work;
	struct cfsv_anchor anchor;
	struct cfsv_trust trust = {&anchor, 1, &cfsv_bearssl, NULL};
	struct cfsv_pair pair = {job->message.bytes, job->message.len,
				 job->signature.bytes, job->signature.len};
	struct cfsv_source source = {image_read, &job->image, job->image.len};
	struct cfsv_report report;

	if (cfsv_anchor_load(&anchor, &cfsv_bearssl, job->cert.bytes,
			     job->cert.len) != CFSV_OK)
		return 0;
	return cfsv_verify_image(&trust, &pair, &source, &work, &report) ==
	       CFSV_OK;
}
