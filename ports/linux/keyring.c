/* SPDX-License-Identifier: MIT */
/* keyring.c - the kernel's .fs-verity keyring; keyctl(2), keyrings(7) */
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "cfsv_linux.h"

#define KEYRING_LIST_MAX (1u << 20)

/* Read a file of /proc, which has no size, from its start. */
static char *keyring_list(void)
{
	int fd = open("/proc/keys", O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	char *text;

	if (fd < 0)
		return NULL;
	text = malloc(KEYRING_LIST_MAX);
	if (text &&
	    cfsv_fd_read(fd, (uint8_t *)text, KEYRING_LIST_MAX - 1, &len) != 0)
		len = 0;
	close(fd);
	if (text)
		text[len] = '\0';
	return text;
}

/* The start of field n (from 0) of a line, fields being parted by blanks. */
static const char *keyring_field(const char *line, int n)
{
	line += strspn(line, " ");
	while (n-- > 0) {
		line += strcspn(line, " \n");
		line += strspn(line, " ");
	}
	return line;
}

/* The first field: a positive number in lower-case hex. */
static int32_t keyring_serial(const char *line)
{
	const char *digits = "0123456789abcdef", *at;
	uint32_t id = 0;

	for (; *line != ' ' && (at = strchr(digits, *line)) != NULL; line++)
		id = id * 16 + (uint32_t)(at - digits);
	return (int32_t)(id & 0x7fffffff);
}

/*
 * "type;uid;gid;permissions;description" (keyctl(2), KEYCTL_DESCRIBE). Only
 * the kernel can make a keyring whose name begins with a dot.
 */
static int keyring_is_it(int32_t id)
{
	static const char begin[] = "keyring;0;0;", end[] = ";.fs-verity";
	char text[64];
	long len = syscall(SYS_keyctl, KEYCTL_DESCRIBE, id, text, sizeof(text));

	/* permissions are eight digits; a zero byte is at the end */
	return len == (long)(sizeof(begin) - 1 + 8 + sizeof(end)) &&
	       memcmp(text, begin, sizeof(begin) - 1) == 0 &&
	       memcmp(text + len - sizeof(end), end, sizeof(end)) == 0;
}

/*
 * Lines of /proc/keys: serial in hex, flags, uses, expiry, permissions, uid,
 * gid, type, description. A description can hold a newline, and so look like
 * a line of another key: what a line says is asked again of the key itself.
 */
static int32_t keyring_find(void)
{
	char *text = keyring_list();
	const char *line = text;
	int32_t id = -1;

	while (line != NULL && *line != '\0' && id < 0) {
		if (strncmp(keyring_field(line, 8), ".fs-verity:", 11) == 0)
			id = keyring_serial(line);
		if (id >= 0 && !keyring_is_it(id))
			id = -1;
		line = strchr(line, '\n');
		if (line)
			line++;
	}
	free(text);
	if (id < 0)
		errno = ENOENT;
	return id;
}

enum cfsv_err cfsv_kernel_signs(struct cfsv_fault *f)
{
	int32_t ring;
	long size;

	if (access("/proc/sys/fs/verity/require_signatures", F_OK) != 0)
		return cfsv_fault_sys(f, CFSV_E_KERNEL_NO_SIGNATURES,
				      "look for "
				      "/proc/sys/fs/verity/require_signatures",
				      NULL);
	ring = keyring_find();
	if (ring < 0)
		return cfsv_fault_sys(f, CFSV_E_KEYRING,
				      "find it in /proc/keys", NULL);
	size = syscall(SYS_keyctl, KEYCTL_READ, ring, NULL, 0);
	if (size < 0)
		return cfsv_fault_sys(f, CFSV_E_KEYRING, "read it", NULL);
	if (size == 0)
		return cfsv_fault_set(f, CFSV_E_KERNEL_NO_KEY, NULL);
	return CFSV_OK;
}

/*
 * Each under a name of its own: without one a renewed certificate would take
 * the place of the one before. EPERM: sealed already, by an earlier run, and
 * with the keys that were meant, or the kernel refuses what they signed.
 */
static enum cfsv_err keyring_add(const struct cfsv_trust_list *trust, size_t i,
				 int32_t ring, struct cfsv_fault *f)
{
	char name[] = "cfsv-00";

	name[5] = (char)('0' + i / 10 % 10);
	name[6] = (char)('0' + i % 10);
	if (syscall(SYS_add_key, "asymmetric", name, trust->anchors[i].der,
		    (size_t)trust->anchors[i].len, ring) >= 0 ||
	    (errno == EPERM &&
	     syscall(SYS_keyctl, KEYCTL_READ, ring, NULL, 0) > 0))
		return CFSV_OK;
	return cfsv_fault_sys(f, CFSV_E_KEYRING, "add_key", trust->names[i]);
}

enum cfsv_err cfsv_keyring_load(const struct cfsv_trust_list *trust,
				struct cfsv_fault *f)
{
	enum cfsv_err err = CFSV_OK;
	int32_t ring;
	size_t i;

	if (trust->count == 0)
		return cfsv_fault_set(f, CFSV_E_NO_ANCHOR, NULL);
	for (i = 0; i < trust->count; i++)
		if (!trust->anchors[i].named)
			return cfsv_fault_set(f, CFSV_E_ANCHOR_BARE,
					      trust->names[i]);
	ring = keyring_find();
	if (ring < 0)
		return cfsv_fault_sys(f, CFSV_E_KEYRING,
				      "find it in /proc/keys", NULL);
	for (i = 0; i < trust->count && err == CFSV_OK; i++)
		err = keyring_add(trust, i, ring, f);
	if (err == CFSV_OK &&
	    syscall(SYS_keyctl, KEYCTL_RESTRICT_KEYRING, ring, NULL, NULL) !=
		    0 &&
	    errno != EEXIST) /* sealed already */
		err = cfsv_fault_sys(f, CFSV_E_KEYRING, "seal it", NULL);
	return err;
}
