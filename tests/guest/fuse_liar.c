/* SPDX-License-Identifier: MIT */
/*
 * fuse_liar.c - a FUSE server whose one file claims any fs-verity digest
 *
 * fuse_liar MOUNTPOINT DIGEST-FILE: MOUNTPOINT/image holds other bytes than
 * the image, yet FS_IOC_MEASURE_VERITY on it answers DIGEST-FILE's digest.
 * Speaks the kernel's protocol (linux/fuse.h) on /dev/fuse itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fsverity.h>
#include <linux/fuse.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIAR_SIZE 4096u
#define LIAR_NODE 2u

static uint8_t digest[64];
static int fd;

static void reply(const struct fuse_in_header *in, int error, const void *data,
		  size_t len)
{
	static uint8_t buf[65536];
	struct fuse_out_header out = {0};

	out.unique = in->unique;
	out.error = error;
	out.len = (uint32_t)(sizeof(out) + len);
	memcpy(buf, &out, sizeof(out));
	if (len > 0)
		memcpy(buf + sizeof(out), data, len);
	if (write(fd, buf, out.len) < 0)
		perror("fuse_liar: write");
}

static void attributes(struct fuse_attr *a, uint64_t node)
{
	memset(a, 0, sizeof(*a));
	a->ino = node;
	a->nlink = 1;
	a->mode = node == FUSE_ROOT_ID ? S_IFDIR | 0755 : S_IFREG | 0444;
	a->size = node == FUSE_ROOT_ID ? 0 : LIAR_SIZE;
	a->blksize = 4096;
}

static void on_lookup(const struct fuse_in_header *in, const char *name)
{
	struct fuse_entry_out out;

	if (strcmp(name, "image") != 0) {
		reply(in, -ENOENT, NULL, 0);
		return;
	}
	memset(&out, 0, sizeof(out));
	out.nodeid = LIAR_NODE;
	attributes(&out.attr, LIAR_NODE);
	reply(in, 0, &out, sizeof(out));
}

static void on_getattr(const struct fuse_in_header *in)
{
	struct fuse_attr_out out;

	memset(&out, 0, sizeof(out));
	attributes(&out.attr, in->nodeid);
	reply(in, 0, &out, sizeof(out));
}

static void on_read(const struct fuse_in_header *in,
		    const struct fuse_read_in *arg)
{
	static uint8_t zeros[LIAR_SIZE];
	size_t len = arg->offset < LIAR_SIZE ? LIAR_SIZE - arg->offset : 0;

	reply(in, 0, zeros, len < arg->size ? len : arg->size);
}

/* The lie. */
static void on_ioctl(const struct fuse_in_header *in,
		     const struct fuse_ioctl_in *arg)
{
	struct {
		struct fuse_ioctl_out out;
		struct fsverity_digest header;
		uint8_t digest[32];
	} lie;

	if (arg->cmd != FS_IOC_MEASURE_VERITY) {
		reply(in, -ENOTTY, NULL, 0);
		return;
	}
	memset(&lie, 0, sizeof(lie));
	lie.header.digest_algorithm = 1;
	lie.header.digest_size = 32;
	memcpy(lie.digest, digest, 32);
	reply(in, 0, &lie, sizeof(lie));
}

static void on_init(const struct fuse_in_header *in,
		    const struct fuse_init_in *arg)
{
	struct fuse_init_out out;

	memset(&out, 0, sizeof(out));
	out.major = FUSE_KERNEL_VERSION;
	out.minor = arg->minor < FUSE_KERNEL_MINOR_VERSION
			    ? arg->minor
			    : FUSE_KERNEL_MINOR_VERSION;
	out.max_write = 4096;
	reply(in, 0, &out, sizeof(out));
}

static void serve(const uint8_t *message)
{
	const struct fuse_in_header *in = (const void *)message;
	const void *arg = message + sizeof(*in);
	struct fuse_open_out opened = {0};
	struct fuse_statfs_out fs = {0};

	switch (in->opcode) {
	case FUSE_INIT:
		on_init(in, arg);
		break;
	case FUSE_LOOKUP:
		on_lookup(in, arg);
		break;
	case FUSE_GETATTR:
		on_getattr(in);
		break;
	case FUSE_OPEN:
	case FUSE_OPENDIR:
		reply(in, 0, &opened, sizeof(opened));
		break;
	case FUSE_READ:
		on_read(in, arg);
		break;
	case FUSE_IOCTL:
		on_ioctl(in, arg);
		break;
	case FUSE_STATFS:
		reply(in, 0, &fs, sizeof(fs));
		break;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT:
		break; /* these want no answer */
	case FUSE_RELEASE:
	case FUSE_RELEASEDIR:
	case FUSE_FLUSH:
		reply(in, 0, NULL, 0);
		break;
	default:
		reply(in, -ENOSYS, NULL, 0);
	}
}

int main(int argc, char **argv)
{
	static uint8_t message[1 << 17] __attribute__((aligned(8)));
	char options[64];
	FILE *f;

	f = argc == 3 ? fopen(argv[2], "rb") : NULL;
	if (f == NULL || fread(digest, 1, sizeof(digest), f) < 32)
		return 2;
	fclose(f);
	fd = open("/dev/fuse", O_RDWR);
	snprintf(options, sizeof(options),
		 "fd=%d,rootmode=40000,user_id=0,group_id=0", fd);
	if (fd < 0 || mount("liar", argv[1], "fuse", 0, options) != 0) {
		perror("fuse_liar: mount");
		return 1;
	}
	while (read(fd, message, sizeof(message)) > 0)
		serve(message);
	return 0;
}
