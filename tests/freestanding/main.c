/* SPDX-License-Identifier: MIT */
/*
 * main.c - the core linked with nothing but BearSSL's source and the four mem
 * functions of ports/bare/libc. Run as a Linux program: it verifies a pinned
 * digest, and ends with status 0 if the good image is accepted and the changed
 * one refused.
 */
#include <string.h>
#include "cfsv.h"

static struct cfsv_work work;
static char image[] = "hello fs-verity\n";

static enum cfsv_err image_read(void *arg, uint64_t offset, uint8_t *buf,
				size_t want, size_t *got)
{
	(void)arg;
	*got = sizeof(image) - 1 - (size_t)offset;
	if (*got > want)
		*got = want;
	memcpy(buf, image + offset, *got);
	return CFSV_OK;
}

static int verdicts(void)
{
	static const char text[] = "sha256:8eda6fdb82915511673206fc3e7486c4"
				   "ff1647015310322607683438bb3dd2a0";
	struct cfsv_source source = {image_read, NULL, sizeof(image) - 1};
	struct cfsv_trust trust = {NULL, 0, &cfsv_bearssl, NULL};
	struct cfsv_pair pair = {(const uint8_t *)text, 32, NULL, 0};
	struct cfsv_report report;
	struct cfsv_anchor anchor;
	struct cfsv_digest pin;

	if (cfsv_digest_from_text(&pin, text, sizeof(text) - 1) != CFSV_OK ||
	    cfsv_verify_pinned(&pin, NULL, &source, &work, &report) != CFSV_OK)
		return 1;
	image[0] ^= 1;
	if (cfsv_verify_pinned(&pin, NULL, &source, &work, &report) !=
	    CFSV_E_IMAGE_DIFFERS)
		return 2;
	/* so that the signature's side is linked too */
	if (cfsv_anchor_load(&anchor, &cfsv_bearssl, (const uint8_t *)text,
			     7) == CFSV_OK)
		return 3;
	trust.anchors = &anchor;
	trust.count = 1;
	if (cfsv_verify_image(&trust, &pair, &source, &work, &report) !=
	    CFSV_E_NO_SIGNATURE)
		return 4;
	return 0;
}

#if defined(__x86_64__)
static void leave(int status)
{
	__asm__ volatile("syscall" : : "a"(60L), "D"((long)status) : "memory");
}
#elif defined(__aarch64__)
static void leave(int status)
{
	register long number __asm__("x8") = 93;
	register long first __asm__("x0") = status;

	__asm__ volatile("svc 0" : : "r"(number), "r"(first) : "memory");
}
#endif

void _start(void);
void _start(void)
{
#if defined(__x86_64__)
	__asm__ volatile("and $-16, %rsp");
#endif
	leave(verdicts());
	for (;;)
		;
}
