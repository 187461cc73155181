/* SPDX-License-Identifier: MIT */
/* table.c - what each system call can answer, as faults */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include "faults.h"

#define E(name) #name, FAULT_FAIL, name
static const struct fault table_words[] = {
	{E(E2BIG)},
	{E(EACCES)},
	{E(EAGAIN)},
	{E(EBADMSG)},
	{E(EBUSY)},

	{E(EDQUOT)},
	{E(EEXIST)},
	{E(EFBIG)},
	{E(EINTR)},
	{E(EINVAL)},
	{E(EIO)},
	{E(EKEYREJECTED)},
	{E(ELOOP)},
	{E(EMFILE)},
	{E(ENFILE)},
	{E(ENODATA)},
	{E(ENODEV)},
	{E(ENOENT)},
	{E(ENOKEY)},
	{E(ENOLCK)},
	{E(ENOMEM)},
	{E(ENOSPC)},
	{E(ENOSYS)},
	{E(ENOTBLK)},
	{E(ENOTTY)},
	{E(EOPNOTSUPP)},
	{E(EOVERFLOW)},
	{E(EPERM)},
	{E(EPIPE)},
	{E(EROFS)},
	{E(ETXTBSY)},
	{E(EXDEV)},
	{E(ESTALE)},
	{E(ENOTDIR)},
	{E(ENOPKG)},
	{"short1", FAULT_SHORT, FAULT_ONE},
	{"half", FAULT_SHORT, FAULT_HALF},
	{"end", FAULT_END, 0},
	{"first", FAULT_CHANGE, FAULT_FIRST},
	{"middle", FAULT_CHANGE, FAULT_MIDDLE},
	{"last", FAULT_CHANGE, FAULT_LAST},
	{"more", FAULT_SIZE, 1},
	{"less", FAULT_SIZE, -1},
	{"stays", FAULT_BREAK, 0},
	{"then:EIO", FAULT_AFTER, EIO},
	{"then:ECHILD", FAULT_AFTER, ECHILD},
	{"then:EINTR", FAULT_AFTER, EINTR},
	{"then:ENOSPC", FAULT_AFTER, ENOSPC},
};

#define READS "EIO EINTR short1 half end first middle last | EAGAIN ESTALE"
#define WRITES "ENOSPC EINTR short1 half | EIO EDQUOT EFBIG EPIPE"
#define STATS "EIO more less | ENOMEM EACCES EOVERFLOW"
#define MOUNTS "EPERM + ENOSYS EINVAL ENOMEM EBUSY ENODEV EROFS EACCES"

/*
 * What stands before the bar is tried always; a plus is a bar, but not for
 * FAULT_OWN: of calls that mean more in a guest all errnos are tried there.
 * Calls that are not here get what is in the last row; a row without words
 * cannot fail, or (futex, and what a libc does when a thread begins) a libc
 * ends the process by itself.
 */
static const struct {
	long nr;
	const char *name;
	const char *words;
} table_rows[] = {
	{SYS_openat, "openat",
	 "EACCES EINTR EMFILE | ENOENT EIO ENFILE ENOMEM ELOOP EROFS EPERM "
	 "ENOSPC EDQUOT EBADMSG ENOKEY EKEYREJECTED ENOPKG EEXIST"},
	{SYS_open, "open",
	 "EACCES EINTR EMFILE | ENOENT EIO ENFILE ENOMEM ELOOP EROFS EPERM "
	 "ENOSPC EBADMSG ENOKEY EKEYREJECTED ENOPKG EEXIST"},
	{SYS_openat2, "openat2", "EACCES EAGAIN + EXDEV ELOOP ENOSYS EMFILE"},
	{SYS_read, "read", READS},
	{SYS_pread64, "pread64", READS},
	{SYS_write, "write", WRITES},
	{SYS_writev, "writev", WRITES},
	{SYS_pwrite64, "pwrite64", WRITES},
	{SYS_close, "close", "then:EIO | then:EINTR then:ENOSPC"},
	{SYS_fsync, "fsync", "EIO | ENOSPC EINTR EDQUOT EROFS"},
	{SYS_fstat, "fstat", STATS},
	{SYS_newfstatat, "newfstatat", STATS " ENOENT ELOOP"},
	{SYS_fstatfs, "fstatfs", "EIO | EINTR ENOSYS ENOMEM"},
	{SYS_statx, "statx", "EIO + ENOMEM EACCES"},
	{SYS_unlink, "unlink", "EACCES | EIO EROFS EPERM ENOENT"},
	{SYS_mkdir, "mkdir", "EIO EEXIST + ENOSPC EROFS EACCES ENOENT"},
	{SYS_unlinkat, "unlinkat", "EACCES | EIO EBUSY EROFS EPERM ENOENT"},
	{SYS_renameat, "renameat", "EIO | ENOSPC EACCES EROFS EXDEV EDQUOT"},
	{SYS_renameat2, "renameat2",
	 "EIO EINVAL | ENOSYS EEXIST ENOSPC EACCES EROFS EXDEV"},
	{SYS_flock, "flock", "ENOLCK EINTR | ENOMEM EAGAIN"},
	{SYS_ioctl, "ioctl",
	 "EIO ENOTTY EINTR + EOPNOTSUPP ENODATA EEXIST EPERM EACCES EINVAL "
	 "EBUSY ENOMEM ENOKEY EKEYREJECTED EBADMSG ENOPKG EROFS ETXTBSY "
	 "EOVERFLOW"},
	{SYS_brk, "brk", "stays |"},
	{SYS_mmap, "mmap", "ENOMEM |"},
	{SYS_mremap, "mremap", "ENOMEM |"},
	{SYS_munmap, "munmap", ""},
	{SYS_mprotect, "mprotect", "ENOMEM |"},
	{SYS_clone, "clone", "EAGAIN | ENOMEM"},
	{SYS_clone3, "clone3", "EAGAIN ENOSYS | ENOMEM"},
	{SYS_vfork, "vfork", "EAGAIN | ENOMEM"},
	{SYS_execve, "execve", "ENOENT | EACCES ENOMEM EIO E2BIG"},
	{SYS_wait4, "wait4", "then:ECHILD EINTR |"},
	{SYS_faccessat, "faccessat", "EACCES + ENOENT EIO"},
	{SYS_access, "access", "EACCES + ENOENT EIO"},
	{SYS_getdents64, "getdents64", "EIO end + ENOMEM ENOENT"},
	{SYS_memfd_create, "memfd_create", "ENOMEM + EMFILE EPERM"},
	{SYS_fcntl, "fcntl", "EBUSY + EPERM EINVAL"},
	{SYS_ftruncate, "ftruncate", "EIO EINTR | ENOSPC EPERM EINVAL"},
	{SYS_fadvise64, "fadvise64", "EINVAL |"},
	{SYS_keyctl, "keyctl", "EACCES + EPERM ENOSYS ENOKEY ENOMEM"},
	{SYS_mount, "mount", MOUNTS " EIO ENOENT ENOTBLK"},
	{SYS_add_key, "add_key", "EACCES + EPERM ENOSYS EKEYREJECTED ENOMEM"},
	{SYS_fsopen, "fsopen", MOUNTS},
	{SYS_fsconfig, "fsconfig", MOUNTS " ENOTBLK"},
	{SYS_fsmount, "fsmount", MOUNTS},
	{SYS_fspick, "fspick", MOUNTS},
	{SYS_move_mount, "move_mount", MOUNTS},
	{SYS_open_tree, "open_tree", MOUNTS},
	{SYS_mount_setattr, "mount_setattr", MOUNTS},
	{SYS_umount2, "umount2", "EBUSY + EPERM EINVAL"},
	{SYS_chdir, "chdir", "EIO + EACCES ENOENT"},
	{SYS_chroot, "chroot", "EPERM + EIO ENOENT"},
	{SYS_reboot, "reboot", "EPERM + EINVAL"},
	{SYS_nanosleep, "nanosleep", "EINTR |"},
	{SYS_clock_gettime, "clock_gettime", "EINVAL |"},
	{SYS_sync, "sync", ""},
	{SYS_getuid, "getuid", ""},
	{SYS_sched_getaffinity, "sched_getaffinity", "EINVAL | EPERM"},
	{SYS_clock_nanosleep, "clock_nanosleep", "EINTR |"},
	{SYS_futex, "futex", ""},
	{SYS_exit, "exit", ""},
	{SYS_exit_group, "exit_group", ""},
	{SYS_rt_sigprocmask, "rt_sigprocmask", ""},
	{SYS_rt_sigaction, "rt_sigaction", ""},
	{SYS_rt_sigreturn, "rt_sigreturn", ""},
	{SYS_set_robust_list, "set_robust_list", ""},
	{SYS_rseq, "rseq", ""},
	{SYS_madvise, "madvise", ""},
	{SYS_gettid, "gettid", ""},
	{SYS_getpid, "getpid", ""},
	{-1, NULL, "EIO EINTR + ENOMEM EPERM ENOSYS"},
};

static int table_word(const char *word, size_t len, struct fault *out)
{
	size_t i;

	for (i = 0; i < sizeof(table_words) / sizeof(table_words[0]); i++) {
		const char *name = table_words[i].name;

		if (strlen(name) == len && memcmp(name, word, len) == 0) {
			*out = table_words[i];
			return 1;
		}
	}
	fprintf(stderr, "inject: no fault is called %.*s\n", (int)len, word);
	return 0;
}

size_t fault_table(long nr, enum fault_few few, char name[FAULT_NAME_MAX],
		   struct fault out[FAULT_MAX])
{
	const char *word;
	size_t i = 0, len, count = 0;

	nr %= FAULT_STDERR;
	while (table_rows[i].nr >= 0 && table_rows[i].nr != nr)
		i++;
	if (table_rows[i].name)
		snprintf(name, FAULT_NAME_MAX, "%s", table_rows[i].name);
	else
		snprintf(name, FAULT_NAME_MAX, "call-%ld", nr);
	for (word = table_rows[i].words; *word != '\0'; word += len) {
		word += strspn(word, " ");
		len = strcspn(word, " ");
		if (*word == '|' && few != FAULT_ALL)
			break;
		if (*word == '+' && few == FAULT_FEW)
			break;
		if (len > 0 && *word != '|' && *word != '+')
			count += (size_t)table_word(word, len, &out[count]);
	}
	return count;
}
