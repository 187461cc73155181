/* SPDX-License-Identifier: MIT */
/* example.c - verifies the image in flash, and says what came of it */
#include <string.h>
#include "bare.h"
#include "cfsv.h"

/* payload.S */
extern const uint8_t bare_image[], bare_image_end[];
extern const uint8_t bare_digest[], bare_digest_end[];
extern const uint8_t bare_signature[], bare_signature_end[];
extern const uint8_t bare_trust[], bare_trust_end[];
#define SIZE(name) ((size_t)(name##_end - name))

static enum cfsv_err flash_read(void *arg, uint64_t offset, uint8_t *buf,
				size_t want, size_t *got)
{
	size_t left = SIZE(bare_image) - (size_t)offset;

	(void)arg;
	*got = want < left ? want : left;
	memcpy(buf, bare_image + (size_t)offset, *got);
	return CFSV_OK;
}

int main(void)
{
	static struct cfsv_work work;
	struct cfsv_anchor anchor;
	struct cfsv_report report;
	struct cfsv_trust trust = {&anchor, 1, &cfsv_bearssl, NULL};
	struct cfsv_pair pair = {bare_digest, SIZE(bare_digest), bare_signature,
				 SIZE(bare_signature)};
	struct cfsv_source image = {flash_read, NULL, SIZE(bare_image)};
	enum cfsv_err err;

	err = cfsv_anchor_load(&anchor, &cfsv_bearssl, bare_trust,
			       SIZE(bare_trust));
	if (err == CFSV_OK)
		err = cfsv_verify_image(&trust, &pair, &image, &work, &report);
	bare_print(err == CFSV_OK ? "verified: " : "not verified: ");
	bare_print_number(err);
	bare_print("\nstack used: ");
	bare_print_number((long)bare_stack_used());
	bare_print("\n");
	return err == CFSV_OK ? 0 : 1;
}
