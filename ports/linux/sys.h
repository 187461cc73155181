/* SPDX-License-Identifier: MIT */
/* sys.h - inside the Linux port: system calls that a libc may lack */
#ifndef CFSV_SYS_H
#define CFSV_SYS_H

/*
 * <sys/mount.h> is kept out: it clashes with <linux/mount.h> in some libcs.
 * See fsopen(2), fsconfig(2), fsmount(2), move_mount(2), open_tree(2),
 * mount_setattr(2), openat2(2), keyctl(2); all are thin, errno is set.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline int sys_fsopen(const char *type)
{
	return (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
}

static inline int sys_fspick(int mount)
{
	return (int)syscall(SYS_fspick, mount, "",
			    FSPICK_CLOEXEC | FSPICK_EMPTY_PATH);
}

static inline int sys_fs_string(int fs, const char *key, const char *value)
{
	return (int)syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, key, value,
			    0);
}

static inline int sys_fs_flag(int fs, const char *key)
{
	return (int)syscall(SYS_fsconfig, fs, FSCONFIG_SET_FLAG, key, NULL, 0);
}

static inline int sys_fs_command(int fs, unsigned int command)
{
	return (int)syscall(SYS_fsconfig, fs, command, NULL, NULL, 0);
}

static inline int sys_fsmount(int fs, unsigned int attributes)
{
	return (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, attributes);
}

/* A mount by its descriptor, to a path below a folder. */
static inline int sys_move_mount(int mount, int dir, const char *path)
{
	return (int)syscall(SYS_move_mount, mount, "", dir, path,
			    MOVE_MOUNT_F_EMPTY_PATH);
}

/* A new detached mount of what stands at a path. */
static inline int sys_clone_mount(int dir, const char *path)
{
	return (int)syscall(SYS_open_tree, dir, path,
			    OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC |
				    (unsigned int)AT_EMPTY_PATH);
}

static inline int sys_mount_attr(int mount, uint64_t set, uint64_t clear)
{
	struct mount_attr attr = {0};

	attr.attr_set = set;
	attr.attr_clr = clear;
	return (int)syscall(SYS_mount_setattr, mount, "", AT_EMPTY_PATH, &attr,
			    sizeof(attr));
}

/*
 * openat2() with RESOLVE_ flags. A rename or mount anywhere in the system
 * while a ".." is resolved gives EAGAIN (openat2(2)): try again.
 */
#define SYS_OPEN_TRIES 1000
static inline int sys_open_how(int dir, const char *path, int flags,
			       uint64_t resolve)
{
	struct open_how how = {0};
	int tries, fd = -1;

	how.flags = (unsigned int)(flags | O_CLOEXEC);
	how.resolve = resolve | RESOLVE_NO_MAGICLINKS;
	errno = EAGAIN;
	for (tries = 0; fd < 0 && errno == EAGAIN && tries < SYS_OPEN_TRIES;
	     tries++)
		fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));
	return fd;
}

/* An absolute path, or a link, is resolved as if dir were the root. */
static inline int sys_open_in_root(int dir, const char *path, int flags)
{
	return sys_open_how(dir, path, flags, RESOLVE_IN_ROOT);
}

/* struct linux_dirent64, getdents64(2) */
struct sys_entry {
	uint64_t inode;
	int64_t offset;
	uint16_t length;
	uint8_t type;
	char name[];
};

/* A folder's next entries: how many bytes they take; 0 at the end. */
static inline int sys_entries(int dir, void *buf, size_t size)
{
	return (int)syscall(SYS_getdents64, dir, buf, size);
}

/* Milliseconds of CLOCK_MONOTONIC; the libc's way would map a vDSO. */
static inline uint64_t sys_milliseconds(void)
{
	int64_t t[2] = {0, 0}; /* seconds, nanoseconds */

#ifdef SYS_clock_gettime64 /* 32-bit machines */
	syscall(SYS_clock_gettime64, 1, t);
#else
	syscall(SYS_clock_gettime, 1, t);
#endif
	return (uint64_t)t[0] * 1000 + (uint64_t)t[1] / 1000000;
}

/* close() that keeps errno, for who is about to report it; not of -1. */
static inline void sys_close(int fd)
{
	int sys = errno;

	if (fd >= 0)
		close(fd);
	errno = sys;
}

/* musl's own takes an int, which a request with its high bit set is not. */
static inline int sys_ioctl(int fd, unsigned long request, const void *arg)
{
	return (int)syscall(SYS_ioctl, fd, request, arg);
}

static inline int sys_umount(const char *path, int flags)
{
	return (int)syscall(SYS_umount2, path, flags);
}

/* Unmount now, whoever still uses it: MNT_DETACH of <sys/mount.h>. */
static inline int sys_detach(const char *path)
{
	return sys_umount(path, 2);
}

static inline int sys_mount(const char *source, const char *target,
			    const char *type, unsigned long flags,
			    const char *data)
{
	return (int)syscall(SYS_mount, source, target, type, flags, data);
}

#endif /* CFSV_SYS_H */
