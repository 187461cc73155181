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
#define ROOT_READ_SIZE 65536

/* PID 1 hands these over: a root without one of them cannot be started. */
static const char *const root_moved[] = {"/dev", "/sys", "/proc", "/run"};

static enum cfsv_err root_check_folders(const struct init_root *r,
					struct cfsv_fault *f)
{
	enum cfsv_err err = CFSV_OK;
	size_t i;
	int fd;

	for (i = 0; i < 4 && err == CFSV_OK; i++) {
		fd = sys_open_in_root(r->root, root_moved[i],
				      O_PATH | O_DIRECTORY);
		if (fd < 0)
			err = cfsv_fault_sys(f, CFSV_E_MOUNT, "find",
					     root_moved[i]);
		else
			close(fd);
	}
	return err;
}

static enum cfsv_err root_read(int fd, const char *init, struct cfsv_fault *f)
{
	uint8_t *buf = malloc(ROOT_READ_SIZE);
	ssize_t n = 1;

	if (buf == NULL)
		return cfsv_fault_set(f, CFSV_E_NO_MEMORY, init);
	while (n > 0 || (n < 0 && errno == EINTR))
		n = read(fd, buf, ROOT_READ_SIZE);
	free(buf);
	return n == 0 ? CFSV_OK
		      : cfsv_fault_sys(f, CFSV_E_OBJECT, "read", init);
}

/*
 * Read all of init: a missing object, another one, or one without fs-verity
 * shows now (ENOENT, EIO), and not when the kernel has only a panic left.
 * RESOLVE_NO_XDEV: an init that a link leads to in an /etc or /var from
 * elsewhere is not the image's (EXDEV).
 */
enum cfsv_err init_root_check(const struct init_root *r, const char *init,
			      struct cfsv_fault *f)
{
	enum cfsv_err err = root_check_folders(r, f);
	struct stat st;
	int fd;

	if (err != CFSV_OK)
		return err;
	fd = sys_open_how(r->root, init, O_RDONLY | O_NONBLOCK,
			  RESOLVE_IN_ROOT | RESOLVE_NO_XDEV);
	if (fd < 0)
		return cfsv_fault_sys(f, CFSV_E_OBJECT, "open", init);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		err = cfsv_fault_set(f, CFSV_E_NOT_REGULAR, init);
	} else if ((st.st_mode & 0111) == 0) {
		errno = EACCES;
		err = cfsv_fault_sys(f, CFSV_E_PERMISSION, "execute", init);
	} else {
		err = root_read(fd, init, f);
	}
	close(fd);
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
	int fs = sys_fsopen(type), mount = -1;

	if (fs < 0)
		return -1;
	if (sys_fs_string(fs, key, value) == 0 &&
	    sys_fs_command(fs, FSCONFIG_CMD_CREATE) == 0)
		mount = sys_fsmount(fs, attributes);
	sys_close(fs);
	return mount;
}

/* PATH on the device, or the deployment's own: OWN is etc or ../../var. */
static int root_folder(const struct init_root *r, const char *path,
		       const char *own)
{
	if (path)
		return sys_open_in_root(r->device, path,
					O_RDONLY | O_DIRECTORY);
	/* not up into what the device is mounted on, nor elsewhere by links */
	return sys_open_how(r->folder, own, O_RDONLY | O_DIRECTORY,
			    RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS);
}

/* A detached mount of a folder, with attributes set and cleared; or -1. */
static int root_clone(int dir, uint64_t set, uint64_t clear)
{
	int mount = sys_clone_mount(dir, "");

	if (mount >= 0 && sys_mount_attr(mount, set, clear) != 0) {
		sys_close(mount);
		mount = -1;
	}
	return mount;
}

/* A folder of the device, that can be written if the device can. */
static int root_bind(struct init_root *r, const char *path, const char *own)
{
	int dir = root_folder(r, path, own), mount;

	if (dir < 0)
		return -1;
	mount = root_clone(dir, MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSUID,
			   MOUNT_ATTR_RDONLY);
	sys_close(dir);
	if (mount >= 0 && cfsv_sb_read_only(mount)) {
		if (cfsv_sb_set(mount, "rw") == 0)
			r->made_writable = 1;
		else
			init_say("the device is read-only, and so is ",
				 path ? path : own, NULL);
	}
	return mount;
}

/*
 * The image's own /etc. Images that ostree makes have an empty one, and in
 * /usr/etc what belongs there.
 */
static const char *root_etc(const struct init_root *r)
{
	return r->ostree && faccessat(r->root, "usr/etc", F_OK, 0) == 0
		       ? "/usr/etc"
		       : "/etc";
}

/* A tmpfs over the image's /etc: changes are lost at the end. */
static int root_etc_overlay(const struct init_root *r)
{
	char lower[CFSV_FD_PATH_MAX];
	int dir, fs, mount = -1;

	/* there already, if a deployment before this one failed later */
	mkdir("/run/cfsv/etc", 0755);
	mkdir("/run/cfsv/etc/upper", 0755);
	mkdir("/run/cfsv/etc/work", 0755);
	dir = sys_open_in_root(r->root, root_etc(r), O_RDONLY | O_DIRECTORY);
	fs = sys_fsopen("overlay");
	cfsv_fd_path(lower, dir);
	if (dir >= 0 && fs >= 0 && sys_fs_string(fs, "lowerdir", lower) == 0 &&
	    /* the folders may have served a deployment that failed later */
	    sys_fs_string(fs, "index", "off") == 0 &&
	    sys_fs_string(fs, "upperdir", "/run/cfsv/etc/upper") == 0 &&
	    sys_fs_string(fs, "workdir", "/run/cfsv/etc/work") == 0 &&
	    sys_fs_command(fs, FSCONFIG_CMD_CREATE) == 0)
		mount = sys_fsmount(fs, 0);
	sys_close(dir);
	sys_close(fs);
	return mount;
}

/* In the ostree layout the device is on /sysroot: read-only, no set-uid. */
static enum cfsv_err root_sysroot(const struct init_root *r,
				  struct cfsv_fault *f)
{
	int fd, initrd, mount;

	if (!r->ostree)
		return CFSV_OK;
	mount = root_clone(
		r->device,
		MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSUID, 0);
	if (root_attach(r, mount, "sysroot", f) != CFSV_OK)
		return f->err;
	initrd = init_in_initrd();
	if (initrd < 0)
		return cfsv_fault_sys(f, CFSV_E_IO, "statfs", "/");
	if (!initrd) /* this machine was booted in its own way */
		return CFSV_OK;
	fd = open("/run/ostree-booted", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return cfsv_fault_sys(f, CFSV_E_IO, "create",
				      "/run/ostree-booted");
	close(fd);
	return CFSV_OK;
}

enum cfsv_err init_root_fill(struct init_root *r, const struct init_config *c,
			     struct cfsv_fault *f)
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
	} else if (strcmp(root_etc(r), "/etc") != 0) {
		err = root_attach(r, sys_clone_mount(r->root, "usr/etc"), "etc",
				  f);
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

/* The type of the file system that / is on; -1 and errno: it is not told. */
static int root_type(long *type)
{
	int root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC), status;
	struct statfs fs;

	if (root < 0)
		return -1;
	status = fstatfs(root, &fs);
	if (status == 0)
		*type = (long)fs.f_type;
	close(root);
	return status;
}

int init_in_initrd(void)
{
	long type;

	if (root_type(&type) != 0)
		return -1;
	/* dracut's squash-lib puts an overlay over an image in the initramfs */
	return type == (long)RAMFS_MAGIC || type == (long)TMPFS_MAGIC ||
	       (type == (long)OVERLAYFS_SUPER_MAGIC &&
		access("/etc/initrd-release", F_OK) == 0);
}

/* The initrd takes memory: empty it, if that is what / still is. */
static void root_empty(void)
{
	long type;
	int root;

	if (root_type(&type) != 0 ||
	    (type != (long)RAMFS_MAGIC && type != (long)TMPFS_MAGIC))
		return;
	root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root >= 0)
		init_folder_empty(root);
	close(root);
}

/*
 * Returns only on failure. See switch_root(8) for the steps. The kernel makes
 * arguments and an environment of words on its command line; init gets none of
 * them (LD_PRELOAD=/var/... would load what nobody verified).
 */
void init_root_switch(const char *target, const char *init)
{
	static const char *const environment[] = {"HOME=/", "TERM=linux", NULL};
	const char *const argv[] = {init, NULL};
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < 4; i++) {
		strcpy(path, target);
		strcat(path, root_moved[i]);
		if (sys_mount(root_moved[i], path, NULL, ROOT_MOVE, NULL) != 0)
			sys_detach(root_moved[i]);
	}
	root_empty();
	if (chdir(target) != 0 ||
	    sys_mount(".", "/", NULL, ROOT_MOVE, NULL) != 0 ||
	    chroot(".") != 0 || chdir("/") != 0)
		return;
	execve(init, (char **)(uintptr_t)argv, (char **)(uintptr_t)environment);
}
