/* SPDX-License-Identifier: MIT */
/* init_root.c - the root: is init readable, /etc, /var, and the change to it */
#include <errno.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include "init.h"
#include "sys.h"

#define ROOT_MOVE 8192 /* MS_MOVE of <sys/mount.h> */
#define ROOT_DETACH 2  /* MNT_DETACH */
#define ROOT_READ_SIZE 65536

/*
 * Read all of init: a missing object, another one, or one without fs-verity
 * shows now (ENOENT, EIO), and not when the kernel has only a panic left.
 */
enum cfsv_err init_root_check(const struct init_root *r, const char *init,
			      struct cfsv_fault *f)
{
	uint8_t *buf = malloc(ROOT_READ_SIZE);
	enum cfsv_err err = CFSV_OK;
	struct stat st;
	ssize_t n = 1;
	int fd;

	if (buf == NULL)
		return cfsv_fault_set(f, CFSV_E_NO_MEMORY, init);
	fd = sys_open_in_root(r->root, init, O_RDONLY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) != 0)
		err = cfsv_fault_sys(f, CFSV_E_OBJECT, "open", init);
	else if (!S_ISREG(st.st_mode))
		err = cfsv_fault_set(f, CFSV_E_NOT_REGULAR, init);
	while (err == CFSV_OK && n > 0) {
		n = read(fd, buf, ROOT_READ_SIZE);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n < 0)
			err = cfsv_fault_sys(f, CFSV_E_OBJECT, "read", init);
	}
	if (fd >= 0)
		close(fd);
	free(buf);
	return err;
}

/* Attach a detached mount to a folder of the new root; it is closed. */
static enum cfsv_err root_attach(const struct init_root *r, int mount,
				 const char *name, struct cfsv_fault *f)
{
	enum cfsv_err err = CFSV_OK;

	if (mount < 0 || sys_move_mount(mount, r->root, name) != 0)
		err = cfsv_fault_sys(f, CFSV_E_MOUNT, "mount", name);
	if (mount >= 0)
		close(mount);
	return err;
}

/* A new file system without a source, a detached mount; -1 and errno. */
static int root_fresh(const char *type, const char *key, const char *value,
		      unsigned int attributes)
{
	int fs = sys_fsopen(type), mount = -1, sys;

	if (fs < 0)
		return -1;
	if (sys_fs_string(fs, key, value) == 0 &&
	    sys_fs_command(fs, FSCONFIG_CMD_CREATE) == 0)
		mount = sys_fsmount(fs, attributes);
	sys = errno;
	close(fs);
	errno = sys;
	return mount;
}

/* A folder of the device, that can be written if the device can. */
static int root_bind(const struct init_root *r, const char *path,
		     const char *own)
{
	int dir, fs, mount;

	if (path)
		dir = sys_open_in_root(r->device, path, O_RDONLY | O_DIRECTORY);
	else
		dir = openat(r->folder, own,
			     O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0)
		return -1;
	mount = sys_clone_mount(dir, "");
	close(dir);
	if (mount < 0 ||
	    sys_mount_attr(mount, MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSUID,
			   MOUNT_ATTR_RDONLY) != 0)
		return mount;
	fs = sys_fspick(mount);
	if (fs >= 0) {
		if (sys_fs_flag(fs, "rw") != 0 ||
		    sys_fs_command(fs, FSCONFIG_CMD_RECONFIGURE) != 0)
			init_say("the device is read-only, and so is ",
				 path ? path : own, NULL);
		close(fs);
	}
	return mount;
}

/* A tmpfs over the image's /etc: changes are lost at the end. */
static int root_etc_overlay(const struct init_root *r)
{
	char lower[PATH_MAX];
	int fs, mount = -1, sys;

	if (strlen(r->target) + sizeof("/etc") > sizeof(lower))
		return -1;
	strcpy(lower, r->target);
	strcat(lower, "/etc");
	/* there already, if a deployment before this one failed later */
	mkdir("/run/cfsv/etc", 0755);
	mkdir("/run/cfsv/etc/upper", 0755);
	mkdir("/run/cfsv/etc/work", 0755);
	fs = sys_fsopen("overlay");
	if (fs < 0)
		return -1;
	if (sys_fs_string(fs, "lowerdir", lower) == 0 &&
	    sys_fs_string(fs, "upperdir", "/run/cfsv/etc/upper") == 0 &&
	    sys_fs_string(fs, "workdir", "/run/cfsv/etc/work") == 0 &&
	    sys_fs_command(fs, FSCONFIG_CMD_CREATE) == 0)
		mount = sys_fsmount(fs, 0);
	sys = errno;
	close(fs);
	errno = sys;
	return mount;
}

/* In the ostree layout the device is on /sysroot, as it is: read-only. */
static enum cfsv_err root_sysroot(const struct init_root *r,
				  struct cfsv_fault *f)
{
	int fd;

	if (!r->ostree)
		return CFSV_OK;
	fd = open("/run/ostree-booted", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return cfsv_fault_sys(f, CFSV_E_IO, "create",
				      "/run/ostree-booted");
	close(fd);
	return root_attach(r, sys_clone_mount(r->device, ""), "sysroot", f);
}

enum cfsv_err init_root_fill(const struct init_root *r,
			     const struct init_config *c, struct cfsv_fault *f)
{
	enum cfsv_err err = CFSV_OK;

	if (!r->ostree && ((c->etc == INIT_BIND && !c->etc_path) ||
			   (c->var == INIT_BIND && !c->var_path))) {
		cfsv_fault_set(f, CFSV_E_CONFIG, NULL);
		f->step = "bind without a path is for the ostree layout";
		return f->err;
	}
	if (c->etc == INIT_BIND) {
		init_say("/etc is NOT verified: it is from the device, not "
			 "from the image",
			 NULL);
		err = root_attach(r, root_bind(r, c->etc_path, "etc"), "etc",
				  f);
	} else if (c->etc == INIT_FRESH) {
		err = root_attach(r, root_etc_overlay(r), "etc", f);
	}
	if (err == CFSV_OK && c->var == INIT_BIND)
		err = root_attach(r, root_bind(r, c->var_path, "../../var"),
				  "var", f);
	else if (err == CFSV_OK && c->var == INIT_FRESH)
		err = root_attach(
			r,
			root_fresh("tmpfs", "mode", "0755",
				   MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSUID),
			"var", f);
	return err == CFSV_OK ? root_sysroot(r, f) : err;
}

/* The initrd takes memory: empty it, if that is what / still is. */
static void root_empty(void)
{
	int root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct statfs fs;

	if (root < 0)
		return;
	if (fstatfs(root, &fs) == 0 &&
	    (fs.f_type == (long)RAMFS_MAGIC || fs.f_type == (long)TMPFS_MAGIC))
		init_folder_empty(root);
	close(root);
}

/* Returns only on failure. See switch_root(8) for the steps. */
void init_root_switch(const char *target, const char *init, char **argv)
{
	static const char *const moved[] = {"/dev", "/sys", "/proc", "/run"};
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < sizeof(moved) / sizeof(moved[0]); i++) {
		strcpy(path, target);
		strcat(path, moved[i]);
		if (sys_mount(moved[i], path, NULL, ROOT_MOVE, NULL) != 0)
			sys_umount(moved[i], ROOT_DETACH);
	}
	root_empty();
	if (chdir(target) != 0 ||
	    sys_mount(".", "/", NULL, ROOT_MOVE, NULL) != 0 ||
	    chroot(".") != 0 || chdir("/") != 0)
		return;
	argv[0] = (char *)(uintptr_t)init;
	execv(init, argv);
}
