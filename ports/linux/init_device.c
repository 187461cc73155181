/* SPDX-License-Identifier: MIT */
/* init_device.c - cfsv-init's modules, and the root device by its names */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "init.h"
#include "sys.h"

#define DEVICE_COMPRESSED 4 /* MODULE_INIT_COMPRESSED_FILE, Linux 5.17 */

static int device_ends(const char *name, const char *end)
{
	size_t len = strlen(name), n = strlen(end);

	return len >= n && strcmp(name + len - n, end) == 0;
}

/* "PATH [PARAMETERS]" */
static int device_insert(const char *module, char *path)
{
	size_t len = strcspn(module, " \t");
	const char *params = module + len + strspn(module + len, " \t");
	int fd, rc, flags = 0;

	memcpy(path, module, len);
	path[len] = '\0';
	if (device_ends(path, ".xz") || device_ends(path, ".zst") ||
	    device_ends(path, ".gz"))
		flags = DEVICE_COMPRESSED;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	rc = (int)syscall(SYS_finit_module, fd, params, flags);
	sys_close(fd);
	return rc != 0 && errno == EEXIST ? 0 : rc;
}

enum cfsv_err init_modules(const struct init_list *modules,
			   struct cfsv_fault *f)
{
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < modules->count; i++) {
		if (strlen(modules->at[i]) >= sizeof(path))
			return cfsv_fault_set(f, CFSV_E_MODULE, NULL);
		if (device_insert(modules->at[i], path) != 0)
			return cfsv_fault_sys(f, CFSV_E_MODULE, "load", path);
	}
	return CFSV_OK;
}

/* A small file of /sys/class/block/NAME as text. */
static int device_sys(const char *name, const char *file, char *out, size_t max)
{
	static const char folder[] = "/sys/class/block/";
	char path[sizeof(folder) + 2 * NAME_MAX];
	size_t len = 0;
	int fd, rc;

	if (strlen(name) + strlen(file) + sizeof(folder) > sizeof(path))
		return -1;
	strcpy(path, folder);
	strcat(path, name);
	strcat(path, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	rc = cfsv_fd_read(fd, (uint8_t *)out, max - 1, &len);
	close(fd);
	out[len] = '\0';
	return rc;
}

const char *init_value(const char *text, const char *key, char *out, size_t max)
{
	size_t n = strlen(key), len;

	while (strncmp(text, key, n) != 0) {
		text = strchr(text, '\n');
		if (text++ == NULL)
			return NULL;
	}
	len = strcspn(text + n, "\n");
	if (len >= max)
		return NULL;
	memcpy(out, text + n, len);
	out[len] = '\0';
	return out;
}

static uint64_t device_le(const uint8_t *p, size_t n)
{
	uint64_t v = 0;

	while (n-- > 0)
		v = v * 256 + p[n];
	return v;
}

static char *device_hex(char *out, const uint8_t *p, int from, int step, int n)
{
	static const char digits[] = "0123456789abcdef";

	for (; n > 0; n--, from += step) {
		*out++ = digits[p[from] >> 4];
		*out++ = digits[p[from] & 15];
	}
	return out;
}

/*
 * GPT (UEFI specification 5.3): header in sector 1: "EFI PART", at 72 the
 * first sector of the entries, at 84 the size of one, whose unique GUID is at
 * 16. The GUID's first three numbers are little endian.
 */
static int device_gpt(int disk, uint64_t part, char *out)
{
	uint8_t header[92], id[16];
	uint64_t sector, at;

	for (sector = 512; sector <= 4096; sector *= 8)
		if (pread(disk, header, sizeof(header), (off_t)sector) ==
			    (ssize_t)sizeof(header) &&
		    memcmp(header, "EFI PART", 8) == 0)
			break;
	if (sector > 4096)
		return -1;
	at = device_le(header + 72, 8) % (1u << 30) * sector +
	     (part - 1) * device_le(header + 84, 4) + 16;
	if (pread(disk, id, sizeof(id), (off_t)at) != (ssize_t)sizeof(id))
		return -1;
	out = device_hex(out, id, 3, -1, 4);
	*out++ = '-';
	out = device_hex(out, id, 5, -1, 2);
	*out++ = '-';
	out = device_hex(out, id, 7, -1, 2);
	*out++ = '-';
	out = device_hex(out, id, 8, 1, 2);
	*out++ = '-';
	out = device_hex(out, id, 10, 1, 6);
	*out = '\0';
	return 0;
}

/* Without GPT: the disk's signature (4 bytes at 440), "-", the number. */
static int device_mbr(int disk, uint64_t part, char *out)
{
	uint8_t sector[512], number = (uint8_t)part;

	if (pread(disk, sector, sizeof(sector), 0) != (ssize_t)sizeof(sector) ||
	    sector[510] != 0x55 || sector[511] != 0xaa)
		return -1;
	out = device_hex(out, sector, 443, -1, 4);
	*out++ = '-';
	out = device_hex(out, &number, 0, 1, 1);
	*out = '\0';
	return 0;
}

/* Kernels before 6.13 do not tell it: read it from the partition table. */
static int device_partuuid(const char *name, uint64_t part, char *out)
{
	char text[1024], disk[NAME_MAX + 6] = "/dev/";
	int fd, rc;

	if (device_sys(name, "/../uevent", text, sizeof(text)) != 0 ||
	    init_value(text, "DEVNAME=", disk + 5, sizeof(disk) - 5) == NULL)
		return -1;
	fd = open(disk, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	rc = device_gpt(fd, part, out);
	if (rc != 0)
		rc = device_mbr(fd, part, out);
	close(fd);
	return rc;
}

/*
 * Is this block device the one that is meant? Then path is set: its name in
 * /dev can have a slash, which its name in /sys cannot.
 */
static int device_is(const char *name, const char *root, char *path)
{
	char text[1024], number[16], value[NAME_MAX];
	uint64_t part;

	strcpy(path, "/dev/");
	if (device_sys(name, "/uevent", text, sizeof(text)) != 0 ||
	    init_value(text, "DEVNAME=", path + 5, NAME_MAX) == NULL ||
	    init_value(text, "PARTN=", number, sizeof(number)) == NULL)
		return 0;
	if (strncmp(root, "PARTLABEL=", 10) == 0)
		return init_value(text, "PARTNAME=", value, sizeof(value)) &&
		       strcmp(value, root + 10) == 0;
	part = init_number_of(number);
	if (part == 0 || part > 255)
		return 0;
	if (init_value(text, "PARTUUID=", value, sizeof(value)) == NULL &&
	    device_partuuid(name, part, value) != 0)
		return 0;
	return strcasecmp(value, root + 9) == 0;
}

/* Is a block device there? */
static int device_block(const char *path)
{
	int fd = open(path, O_PATH | O_CLOEXEC), found;
	struct stat st;

	if (fd < 0)
		return 0;
	found = fstat(fd, &st) == 0 && S_ISBLK(st.st_mode);
	close(fd);
	return found;
}

struct device_search {
	const char *root;
	char *path;
};

static int device_try(int dir, const char *name, void *arg)
{
	struct device_search *s = arg;

	(void)dir;
	return device_is(name, s->root, s->path) && device_block(s->path);
}

/* The path of the root device, if it is there by now. */
static int device_find(const char *root, char *path)
{
	struct device_search s = {root, path};
	int dir, found;

	if (root[0] == '/') {
		strcpy(path, root);
		return device_block(path);
	}
	dir = open("/sys/class/block", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return 0;
	found = init_folder_each(dir, device_try, &s);
	close(dir);
	return found;
}

enum cfsv_err init_wait(const char *root, unsigned int seconds, char *path,
			struct cfsv_fault *f)
{
	const struct timespec wait = {0, 50000000};
	unsigned int n;

	if (strlen(root) >= PATH_MAX)
		return cfsv_fault_set(f, CFSV_E_ROOT_DEVICE, root);
	for (n = 0; n <= seconds * 20; n++) {
		if (device_find(root, path))
			return CFSV_OK;
		nanosleep(&wait, NULL);
	}
	return cfsv_fault_set(f, CFSV_E_ROOT_DEVICE, root);
}
