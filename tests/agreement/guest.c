/* SPDX-License-Identifier: MIT */
/* guest.c - PACK FILE: what the kernel says of each of a pack's records */
#include <errno.h>
#include <fcntl.h>
#include <linux/fsverity.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "pack.h"

#define KEYCTL_CLEAR 7

static void guest_die(const char *what)
{
	fprintf(stderr, "guest: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* The keyring .fs-verity, from the lines of /proc/keys: its number is first. */
static int guest_ring(void)
{
	FILE *f = fopen("/proc/keys", "r");
	char line[512];
	unsigned id = 0;

	while (f && fgets(line, sizeof(line), f))
		if (strstr(line, " keyring ") && strstr(line, " .fs-verity:"))
			id = (unsigned)strtoul(line, NULL, 16);
	if (!id)
		guest_die("there is no keyring .fs-verity");
	fclose(f);
	return (int)id;
}

static int guest_certificate(int ring, const uint8_t *der, size_t len)
{
	if (syscall(SYS_keyctl, KEYCTL_CLEAR, ring) != 0)
		guest_die("cannot clear the keyring");
	if (syscall(SYS_add_key, "asymmetric", "", der, len, ring) < 0)
		return errno;
	return 0;
}

static void guest_file(const char *path)
{
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, PACK_FILE, sizeof(PACK_FILE) - 1) !=
			      sizeof(PACK_FILE) - 1)
		guest_die("cannot write the file");
	close(fd);
}

/* A file that was not taken stays as it was, and serves for the next one. */
static int guest_signature(const char *path, const struct pack_record *r,
			   const uint8_t *sig, size_t len)
{
	struct fsverity_enable_arg arg;
	int fd = open(path, O_RDONLY), err = 0;

	if (fd < 0)
		guest_die("cannot open the file");
	memset(&arg, 0, sizeof(arg));
	arg.version = 1;
	arg.hash_algorithm = r->hash;
	arg.block_size = 4096;
	arg.salt_size = sizeof(r->salt);
	arg.salt_ptr = (uintptr_t)r->salt;
	arg.sig_size = (uint32_t)len;
	arg.sig_ptr = (uintptr_t)sig;
	if (ioctl(fd, FS_IOC_ENABLE_VERITY, &arg) != 0)
		err = errno;
	close(fd);
	if (err == 0)
		guest_file(path);
	return err;
}

static uint8_t *guest_read(const char *path, size_t *len)
{
	size_t room = 1 << 26, got = 0;
	uint8_t *all = malloc(room);
	ssize_t n;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || !all)
		guest_die("cannot read the pack");
	while ((n = read(fd, all + got, room - got)) > 0)
		got += (size_t)n;
	*len = got;
	return all;
}

int main(int argc, char **argv)
{
	const uint8_t *p, *end, *bytes;
	struct pack_record r;
	const char *name;
	size_t len;
	int ring;

	if (argc != 3)
		return 2;
	p = guest_read(argv[1], &len);
	end = p + len;
	ring = guest_ring();
	guest_file(argv[2]);
	while ((p = pack_next(p, end, &r, &name, &bytes, &len)) != NULL)
		printf("%c %d\n", r.kind,
		       r.kind == 'C'
			       ? guest_certificate(ring, bytes, len)
			       : guest_signature(argv[2], &r, bytes, len));
	puts("end");
	return fflush(stdout) == 0 ? 0 : 2;
}
