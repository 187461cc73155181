/* SPDX-License-Identifier: MIT */
/* command.c - U-Boot's command cfsv: into memory what a trusted key signed */
#include <command.h>
#include <env.h>
#include <fs.h>
#include <lmb.h>
#include <mapmem.h>
#include <stdio.h>
#include <string.h>
#include <vsprintf.h>
#include <watchdog.h>
#include <asm/cache.h>
#include <asm/global_data.h>
#include "cfsv.h"
#include "found.h" /* by add.sh */

#ifdef CFSV_NO_PKCS7
#error "cfsv needs PKCS#7: CONFIG_CMD_CFSV_OPTIONS must leave RSA or ECDSA"
#endif

DECLARE_GLOBAL_DATA_PTR;

struct uboot_anchor {
	const char *name;
	const uint8_t *der;
	size_t len;
};
#include "anchors.h"

#define UBOOT_ANCHORS (sizeof(uboot_anchors) / sizeof(uboot_anchors[0]))
#define UBOOT_PATH_MAX 512 /* with its suffix and zero byte */

/*
 * What a call works with. U-Boot has one thread, and commands do not nest. One
 * byte more than is allowed shows a file that is too long.
 */
static struct {
	uint8_t digest[CFSV_DIGEST_MAX + 1] __aligned(ARCH_DMA_MINALIGN);
	uint8_t sig[CFSV_SIGNATURE_MAX + 1] __aligned(ARCH_DMA_MINALIGN);
	struct cfsv_work work __aligned(ARCH_DMA_MINALIGN);
	struct cfsv_anchor anchors[UBOOT_ANCHORS];
	char path[UBOOT_PATH_MAX];
} uboot_scratch;

/**
 * struct uboot_job - one call of the command
 * @command: its name
 * @subject: the image's path, or its address as it was given
 * @device: interface and device, as fs_set_blk_dev() takes them
 * @pair: digest file and signature, in memory
 * @image: in memory
 * @size: of it: so many bytes were asked for
 * @max: no larger image is loaded
 * @report: the core's
 * @where: what an error is about, if it is not the image
 * @anchor: the error is about a trust anchor
 */
struct uboot_job {
	const char *command;
	const char *subject;
	const char *device[2];
	struct cfsv_pair pair;
	uint8_t *image;
	ulong addr;
	ulong size;
	ulong max;
	struct cfsv_report report;
	const char *where;
	int anchor;
};

/* A file's size. Each call of fs_*() forgets which device was set. */
static enum cfsv_err uboot_size(const struct uboot_job *job, const char *path,
				enum cfsv_err missing, uint64_t *size)
{
	loff_t found;

	if (fs_set_blk_dev(job->device[0], job->device[1], FS_TYPE_ANY) != 0)
		return CFSV_E_UBOOT_DEVICE;
	if (fs_size(path, &found) != 0)
		return missing;
	/* may be anything: less than 0 is more than 2^63 then */
	*size = (uint64_t)found;
	return CFSV_OK;
}

/* Exactly @len bytes. For fs_read() a length of 0 would be all there is. */
static enum cfsv_err uboot_read(const struct uboot_job *job, const char *path,
				void *to, ulong len)
{
	loff_t got = 0;

	if (len == 0)
		return CFSV_OK;
	if (fs_set_blk_dev(job->device[0], job->device[1], FS_TYPE_ANY) != 0)
		return CFSV_E_UBOOT_DEVICE;
	if (fs_read(path, map_to_sysmem(to), 0, (loff_t)len, &got) != 0 ||
	    got != (loff_t)len)
		return CFSV_E_UBOOT_READ;
	return CFSV_OK;
}

/* A file of the pair; of one that is longer than @room only so much. */
static enum cfsv_err uboot_beside(const struct uboot_job *job,
				  const char *suffix, enum cfsv_err missing,
				  uint8_t *to, size_t room, size_t *len)
{
	enum cfsv_err err;
	uint64_t size;

	snprintf(uboot_scratch.path, sizeof(uboot_scratch.path), "%s%s",
		 job->subject, suffix);
	err = uboot_size(job, uboot_scratch.path, missing, &size);
	if (err != CFSV_OK)
		return err;
	*len = size < room ? (size_t)size : room;
	return uboot_read(job, uboot_scratch.path, to, *len);
}

static enum cfsv_err uboot_read_pair(struct uboot_job *job)
{
	struct cfsv_pair *pair = &job->pair;
	enum cfsv_err err;

	job->where = "its digest file";
	pair->digest_file = uboot_scratch.digest;
	err = uboot_beside(job, ".digest", CFSV_E_NO_DIGEST,
			   uboot_scratch.digest, sizeof(uboot_scratch.digest),
			   &pair->digest_file_len);
	if (err != CFSV_OK)
		return err;
	job->where = "its signature";
	pair->signature = uboot_scratch.sig;
	return uboot_beside(job, ".sig", CFSV_E_NO_SIGNATURE, uboot_scratch.sig,
			    sizeof(uboot_scratch.sig), &pair->signature_len);
}

/* Is the pair genuine? By the anchors that are compiled in, and no others. */
static enum cfsv_err uboot_vouch(struct uboot_job *job)
{
	struct cfsv_trust trust = {uboot_scratch.anchors, UBOOT_ANCHORS,
				   &cfsv_bearssl, NULL};
	enum cfsv_err err;
	size_t i;

	job->anchor = 1;
	for (i = 0; i < UBOOT_ANCHORS; i++) {
		job->where = uboot_anchors[i].name;
		err = cfsv_anchor_load(&uboot_scratch.anchors[i], &cfsv_bearssl,
				       uboot_anchors[i].der,
				       uboot_anchors[i].len);
		job->report.at = uboot_scratch.anchors[i].at;
		if (err != CFSV_OK)
			return err;
	}
	job->anchor = 0;
	err = cfsv_verify_pair(&trust, &job->pair, &job->report);
	job->where = err == CFSV_E_DIGEST_FILE_LENGTH ? "its digest file"
						      : "its signature";
	return err;
}

/*
 * Is this memory that U-Boot does not use, nor the device tree reserves? lmb
 * does not see that a size wraps around the address space.
 */
static int uboot_is_free(ulong addr, uint64_t size)
{
#ifndef UBOOT_LMB_READ_CHECK
	struct lmb lmb;
#endif
	int is_free;

	if (size > LONG_MAX || size - 1 > ~0ul - addr)
		return 0;
#ifdef UBOOT_LMB_READ_CHECK
	is_free = lmb_read_check(addr, size) == 0;
#else
	lmb_init_and_reserve(&lmb, gd->bd, (void *)gd->fdt_blob);
	is_free = lmb_alloc_addr(&lmb, addr, size) == addr;
#endif
	return is_free && addr != 0; /* where they fail they return 0 */
}

static enum cfsv_err uboot_read_image(struct uboot_job *job)
{
	enum cfsv_err err;
	uint64_t size;

	job->where = NULL;
	err = uboot_size(job, job->subject, CFSV_E_NOT_FOUND, &size);
	if (err != CFSV_OK)
		return err;
	if (size > job->max)
		return CFSV_E_FILE_TOO_BIG;
	if (size > 0 && !uboot_is_free(job->addr, size))
		return CFSV_E_UBOOT_MEMORY;
	job->size = (ulong)size;
	job->image = map_sysmem(job->addr, job->size);
	return uboot_read(job, job->subject, job->image, job->size);
}

/* Memory as a source; in pieces, so that a watchdog gets its due. */
static enum cfsv_err uboot_source(void *arg, uint64_t offset, uint8_t *buf,
				  size_t want, size_t *got)
{
	const struct uboot_job *job = arg;
	uint64_t left = job->size - offset;

	*got = left < want ? (size_t)left : want;
	memcpy(buf, job->image + offset, *got);
	schedule();
	return CFSV_OK;
}

static enum cfsv_err uboot_measure(struct uboot_job *job)
{
	struct cfsv_source image = {uboot_source, job, job->size};

	job->where = NULL;
	return cfsv_verify_pinned(&job->report.expected, NULL, &image,
				  &uboot_scratch.work, &job->report);
}

/* The pair is genuine before a byte of the image is read, and that once. */
static enum cfsv_err uboot_load(struct uboot_job *job)
{
	enum cfsv_err err = uboot_read_pair(job);

	if (err == CFSV_OK)
		err = uboot_vouch(job);
	if (err == CFSV_OK)
		err = uboot_read_image(job);
	if (err == CFSV_OK)
		err = uboot_measure(job);
	if (err == CFSV_OK && (env_set_hex("fileaddr", job->addr) != 0 ||
			       env_set_hex("filesize", job->size) != 0))
		err = CFSV_E_UBOOT_VARIABLE;
	/* a script that goes on after a refusal must not find the bytes */
	if (err != CFSV_OK && job->size > 0)
		memset(job->image, 0, job->size);
	return err;
}

/* The core gives offsets with what is wrong in DER, -3xx to -5xx. */
static uint32_t uboot_offset(const struct uboot_job *job, enum cfsv_err err)
{
	return (int)err <= -300 && (int)err > -600 ? job->report.at : 0;
}

static void uboot_say(const struct uboot_job *job, enum cfsv_err err)
{
	const char *verdict = "not verified";

#ifndef CFSV_NO_MESSAGES
	/* by an anchor that is wrong nothing can be checked */
	verdict = job->anchor || cfsv_error_class(err) != CFSV_CLASS_REFUSED
			  ? "cannot check"
			  : "refused";
#endif
	printf("cfsv: %s: %s: %s: ", job->command, job->subject, verdict);
	if (job->where != NULL)
		printf("%s: ", job->where);
#ifdef CFSV_NO_MESSAGES
	printf("error %d", (int)err);
#else
	printf("%s", cfsv_strerror(err));
#endif
	if (uboot_offset(job, err) > 0)
		printf(" at offset %u", uboot_offset(job, err));
#ifndef CFSV_NO_MESSAGES
	printf(" [%d %s]\ncfsv: mend: %s", (int)err, cfsv_error_name(err),
	       cfsv_mend(err));
#endif
	printf("\n");
}

static int uboot_end(const struct uboot_job *job, enum cfsv_err err)
{
	char text[CFSV_DIGEST_TEXT_MAX];

	if (err == CFSV_OK)
		err = cfsv_digest_to_text(text, &job->report.measured);
	if (err != CFSV_OK) {
		uboot_say(job, err);
		return CMD_RET_FAILURE;
	}
	printf("verified: %s %s\n", job->subject, text);
	return CMD_RET_SUCCESS;
}

/* Hexadecimal, with 0x or without, and nothing that does not fit. */
static int uboot_number(const char *text, ulong *out)
{
	char *end;

	if (text[0] == '0' && text[1] == 'x')
		text += 2;
	*out = hextoul(text, &end);
	return end > text && *end == '\0' &&
	       end - text <= (long)(2 * sizeof(ulong));
}

static int do_cfsv_load(struct cmd_tbl *cmd, int flag, int argc,
			char *const argv[])
{
	struct uboot_job job = {.command = "load", .max = ~0ul};

	if (argc < 5 || argc > 6 || !uboot_number(argv[3], &job.addr) ||
	    (argc == 6 && !uboot_number(argv[5], &job.max)) ||
	    strlen(argv[4]) + sizeof(".digest") > UBOOT_PATH_MAX)
		return CMD_RET_USAGE;
	job.device[0] = argv[1];
	job.device[1] = argv[2];
	job.subject = argv[4];
	return uboot_end(&job, uboot_load(&job));
}

/* An address and a size: memory that does not wrap around. */
static int uboot_range(char *const argv[], ulong *addr, ulong *size)
{
	return uboot_number(argv[0], addr) && uboot_number(argv[1], size) &&
	       *size <= ~0ul - *addr;
}

static int do_cfsv_verify(struct cmd_tbl *cmd, int flag, int argc,
			  char *const argv[])
{
	struct uboot_job job = {.command = "verify"};
	ulong digest, digest_len, sig, sig_len;
	enum cfsv_err err;

	if (argc != 7 || !uboot_range(argv + 1, &job.addr, &job.size) ||
	    !uboot_range(argv + 3, &digest, &digest_len) ||
	    !uboot_range(argv + 5, &sig, &sig_len))
		return CMD_RET_USAGE;
	job.subject = argv[1];
	job.image = map_sysmem(job.addr, job.size);
	job.pair.digest_file = map_sysmem(digest, digest_len);
	job.pair.digest_file_len = digest_len;
	job.pair.signature = map_sysmem(sig, sig_len);
	job.pair.signature_len = sig_len;
	err = uboot_vouch(&job);
	if (err == CFSV_OK)
		err = uboot_measure(&job);
	return uboot_end(&job, err);
}

U_BOOT_CMD_WITH_SUBCMDS(
	cfsv, "boot only what a trusted key signed",
	"load INTERFACE DEV[:PART] ADDR PATH [MAX]\n"
	"    - load PATH, of at most MAX bytes, to ADDR and verify it there, "
	"by\n"
	"      PATH.digest and PATH.sig; sets fileaddr and filesize. What is\n"
	"      refused is erased.\n"
	"cfsv verify ADDR SIZE DIGEST_ADDR DIGEST_SIZE SIG_ADDR SIG_SIZE\n"
	"    - verify what is in memory already\n"
	"Numbers are hexadecimal. Trust anchors are compiled in.",
	U_BOOT_SUBCMD_MKENT(load, 6, 0, do_cfsv_load),
	U_BOOT_SUBCMD_MKENT(verify, 7, 0, do_cfsv_verify));
