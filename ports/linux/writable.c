/* SPDX-License-Identifier: MIT */
/* writable.c - a read-only mount, writable for a moment, for us alone */
/*
 * What is read-only is the mount, the file system (its superblock), or both.
 * Remounting a mount read-write would open it to everybody. So the folder gets
 * a detached mount of its own, which nobody else can reach: that one is made
 * writable, and the superblock too, until the work is done.
 */
#include <errno.h>
#include <linux/fs.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include "cfsv_linux.h"
#include "sys.h"

int cfsv_sb_read_only(int dir)
{
	struct statfs st;

	/* ST_ flags, as of statvfs(3) */
	return fstatfs(dir, &st) != 0 || (st.f_flags & ST_RDONLY) != 0;
}

int cfsv_sb_set(int mount, const char *flag)
{
	int rc = -1, fs = sys_fspick(mount);

	if (fs >= 0 && sys_fs_flag(fs, flag) == 0)
		rc = sys_fs_command(fs, FSCONFIG_CMD_RECONFIGURE);
	sys_close(fs);
	return rc;
}

static enum cfsv_err writable_fail(const char *step, struct cfsv_fault *f)
{
	enum cfsv_err err = CFSV_E_IO;

	if (errno == EROFS || errno == EACCES)
		err = CFSV_E_READ_ONLY_DEVICE;
	else if (errno == EPERM || errno == ENOSYS)
		err = CFSV_E_READ_ONLY_FS;
	return cfsv_fault_sys(f, err, step, NULL);
}

enum cfsv_err cfsv_writable_begin(struct cfsv_writable *w, int dir,
				  struct cfsv_fault *f)
{
	static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	sigset_t ending;
	size_t i;

	w->mount = w->dir = -1;
	w->restore = 0;
	sigemptyset(&ending);
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		sigaddset(&ending, ends[i]);
	sigprocmask(SIG_BLOCK, &ending, &w->signals);
	if (!cfsv_sb_read_only(dir)) {
		w->dir = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		return w->dir >= 0 ? CFSV_OK
				   : cfsv_fault_sys(f, CFSV_E_IO, "open", NULL);
	}
	w->mount = sys_clone_mount(dir, "");
	if (w->mount < 0)
		return writable_fail("open_tree", f);
	if (sys_mount_attr(w->mount, 0, MOUNT_ATTR_RDONLY) != 0)
		return writable_fail("mount_setattr", f);
	if (cfsv_sb_read_only(w->mount)) {
		if (cfsv_sb_set(w->mount, "rw") != 0)
			return writable_fail("make the file system writable",
					     f);
		w->restore = 1;
	}
	w->dir = openat(w->mount, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (w->dir < 0)
		return cfsv_fault_sys(f, CFSV_E_IO, "open", NULL);
	return CFSV_OK;
}

enum cfsv_err cfsv_writable_end(struct cfsv_writable *w, struct cfsv_fault *f)
{
	enum cfsv_err err = CFSV_OK;

	if (w->dir >= 0)
		close(w->dir);
	if (w->restore && cfsv_sb_set(w->mount, "ro") != 0)
		err = cfsv_fault_sys(f, CFSV_E_IO,
				     "make the file system read-only again",
				     NULL);
	if (w->mount >= 0)
		close(w->mount);
	w->mount = w->dir = -1;
	w->restore = 0;
	sigprocmask(SIG_SETMASK, &w->signals, NULL);
	return err;
}
