/* SPDX-License-Identifier: MIT */
/* mount.c - a verified image as a file system: EROFS below overlayfs */
/*
 *   the image's descriptor --EROFS--> names, modes, digests of file contents
 *   object folders ----------------> file contents, by digest
 *   overlayfs with verity=require joins them: a file opens only if the kernel
 *   enforces, for its object, the fs-verity digest that the image has for it
 *   (Documentation/filesystems/overlayfs.rst, "fs-verity support").
 *
 * Layers are handed over as /proc/self/fd/N: what was opened is what is
 * mounted, and no name needs escaping.
 */
#include <errno.h>
#include <linux/loop.h>
#include <string.h>
#include "cfsv_linux.h"
#include "sys.h"

#define MOUNT_LOOP_TRIES 64

/* All descriptors of a mount being made; -1 where there is none yet. */
struct mount_job {
	const struct cfsv_mount *how;
	const char *name;
	int overlay; /* file system context */
	int erofs;   /* mount */
	int attached;
	int loop;
};

/* "/proc/self/fd/N" or "/dev/loopN" */
static char *mount_put(char *p, const char *prefix, int n)
{
	char digits[12];
	size_t count = 0;

	while (*prefix != '\0')
		*p++ = *prefix++;
	do {
		digits[count++] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	while (count > 0)
		*p++ = digits[--count];
	*p = '\0';
	return p;
}

char *cfsv_fd_path(char *out, int fd)
{
	return mount_put(out, "/proc/self/fd/", fd);
}

static int mount_fs_fd(int fs, const char *key, int fd)
{
	char path[CFSV_FD_PATH_MAX];

	cfsv_fd_path(path, fd);
	return sys_fs_string(fs, key, path);
}

static enum cfsv_err mount_open(const char *type, int *fs, const char *name,
				struct cfsv_fault *f)
{
	*fs = sys_fsopen(type);
	if (*fs >= 0)
		return CFSV_OK;
	switch (errno) {
	case ENOSYS:
		return cfsv_fault_sys(f, CFSV_E_KERNEL_OLD,
				      "fsopen, which came with Linux 5.2",
				      name);
	case ENODEV:
		return cfsv_fault_sys(
			f, CFSV_E_NO_FILE_SYSTEM,
			type[0] == 'e' ? "open EROFS" : "open overlayfs", name);
	case EPERM:
		return cfsv_fault_sys(f, CFSV_E_PERMISSION, "fsopen", name);
	default:
		return cfsv_fault_sys(f, CFSV_E_MOUNT, "fsopen", name);
	}
}

/*
 * Before Linux 6.5 overlayfs took any option here and looked at them only
 * when it was mounted: one that takes an option that does not exist is too
 * old.
 */
static enum cfsv_err mount_probe(const char *name, struct cfsv_fault *f)
{
	enum cfsv_err err;
	int fs;

	err = mount_open("overlay", &fs, name, f);
	if (err != CFSV_OK)
		return err;
	if (sys_fs_string(fs, "cfsv-is-this-checked", "yes") == 0) {
		errno = EINVAL;
		err = cfsv_fault_sys(f, CFSV_E_KERNEL_OLD,
				     "data-only layers of overlayfs, which "
				     "came with Linux 6.5",
				     name);
	}
	close(fs);
	return err;
}

/* First of all: can this kernel enforce what we are going to ask for? */
static enum cfsv_err mount_begin(struct mount_job *m, struct cfsv_fault *f)
{
	enum cfsv_err err = mount_probe(m->name, f);

	if (err == CFSV_OK)
		err = mount_open("overlay", &m->overlay, m->name, f);
	if (err != CFSV_OK)
		return err;
	if (sys_fs_string(m->overlay, "verity", "require") != 0)
		return cfsv_fault_sys(f, CFSV_E_KERNEL_OLD,
				      "verity=require of overlayfs, which came "
				      "with Linux 6.6",
				      m->name);
	if (sys_fs_string(m->overlay, "metacopy", "on") != 0 ||
	    sys_fs_string(m->overlay, "redirect_dir", "on") != 0)
		return cfsv_fault_sys(f, CFSV_E_KERNEL_OLD,
				      "metacopy and redirect_dir of overlayfs",
				      m->name);
	return CFSV_OK;
}

/* EROFS on a source; -1 and errno, f if there is no EROFS at all. */
static int mount_erofs_on(const char *source, const char *name,
			  struct cfsv_fault *f)
{
	int fs, mount = -1;

	f->err = CFSV_OK;
	if (mount_open("erofs", &fs, name, f) != CFSV_OK)
		return -1;
	if (sys_fs_string(fs, "source", source) == 0 &&
	    sys_fs_flag(fs, "ro") == 0 &&
	    sys_fs_command(fs, FSCONFIG_CMD_CREATE) == 0)
		mount = sys_fsmount(fs, MOUNT_ATTR_RDONLY);
	sys_close(fs);
	return mount;
}

/*
 * A read-only loop device over the image, which goes away when it is no
 * longer used. Another process may take the free number first: try again.
 */
static int mount_loop(int image, char path[CFSV_FD_PATH_MAX])
{
	struct loop_config config;
	int control, n, tries, fd = -1;

	control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	if (control < 0)
		return -1;
	memset(&config, 0, sizeof(config));
	config.fd = (uint32_t)image;
	config.info.lo_flags = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR;
	for (tries = 0; tries < MOUNT_LOOP_TRIES && fd < 0; tries++) {
		n = sys_ioctl(control, LOOP_CTL_GET_FREE, NULL);
		if (n < 0)
			break;
		mount_put(path, "/dev/loop", n);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd >= 0 && sys_ioctl(fd, LOOP_CONFIGURE, &config) != 0) {
			sys_close(fd);
			fd = -1;
			if (errno != EBUSY)
				break;
		}
	}
	sys_close(control);
	return fd;
}

/* From the file itself (Linux 6.12), or by a loop device. */
static enum cfsv_err mount_erofs(struct mount_job *m, int image,
				 struct cfsv_fault *f)
{
	char path[CFSV_FD_PATH_MAX];

	cfsv_fd_path(path, image);
	m->erofs = mount_erofs_on(path, m->name, f);
	if (m->erofs < 0 && errno == ENOTBLK) {
		m->loop = mount_loop(image, path);
		if (m->loop < 0)
			return cfsv_fault_sys(f, CFSV_E_MOUNT,
					      "make a loop device", m->name);
		m->erofs = mount_erofs_on(path, m->name, f);
	}
	if (m->erofs < 0 && f->err != CFSV_OK)
		return f->err;
	if (m->erofs < 0)
		return cfsv_fault_sys(f, CFSV_E_MOUNT, "mount EROFS", m->name);
	return CFSV_OK;
}

/* The old way to name layers, Linux 6.5 to 6.7: lowerdir=A::B::C */
static int mount_old_layers(const struct mount_job *m)
{
	char list[CFSV_FD_PATH_MAX * (CFSV_OBJECTS_MAX + 1)];
	char *p = cfsv_fd_path(list, m->erofs);
	size_t i;

	for (i = 0; i < m->how->object_count; i++) {
		*p++ = ':';
		*p++ = ':';
		p = cfsv_fd_path(p, m->how->objects[i]);
	}
	return sys_fs_string(m->overlay, "lowerdir", list);
}

static int mount_layers(const struct mount_job *m)
{
	size_t i;

	if (mount_fs_fd(m->overlay, "lowerdir+", m->erofs) != 0)
		return errno == EINVAL ? mount_old_layers(m) : -1;
	for (i = 0; i < m->how->object_count; i++)
		if (mount_fs_fd(m->overlay, "datadir+", m->how->objects[i]) !=
		    0)
			return -1;
	return 0;
}

/*
 * overlayfs takes a layer only from a mount that is attached somewhere: the
 * EROFS stands on the mount point meanwhile, and goes when the overlay has
 * taken it in.
 */
static enum cfsv_err mount_overlay(struct mount_job *m, int target,
				   struct cfsv_fault *f)
{
	unsigned int attributes =
		m->how->writable ? 0 : (unsigned int)MOUNT_ATTR_RDONLY;
	char path[CFSV_FD_PATH_MAX];
	int mount;

	if (sys_move_mount(m->erofs, target, ".") != 0)
		return cfsv_fault_sys(f, CFSV_E_MOUNT, "attach EROFS", m->name);
	m->attached = 1;
	if (mount_layers(m) != 0)
		return cfsv_fault_sys(f, CFSV_E_MOUNT, "give overlayfs layers",
				      m->name);
	if (m->how->writable &&
	    (mount_fs_fd(m->overlay, "upperdir", m->how->upper) != 0 ||
	     mount_fs_fd(m->overlay, "workdir", m->how->work) != 0))
		return cfsv_fault_sys(f, CFSV_E_MOUNT,
				      "give overlayfs the upper folder",
				      m->name);
	if (sys_fs_command(m->overlay, FSCONFIG_CMD_CREATE) != 0)
		return cfsv_fault_sys(f, CFSV_E_MOUNT, "mount overlayfs",
				      m->name);
	mount = sys_fsmount(m->overlay, attributes);
	if (mount < 0)
		return cfsv_fault_sys(f, CFSV_E_MOUNT, "mount overlayfs",
				      m->name);
	cfsv_fd_path(path, m->erofs);
	if (sys_detach(path) != 0 || sys_move_mount(mount, target, ".") != 0)
		cfsv_fault_sys(f, CFSV_E_MOUNT, "attach overlayfs", m->name);
	else
		m->attached = 0;
	close(mount);
	return m->attached ? f->err : CFSV_OK;
}

enum cfsv_err cfsv_mount(const struct cfsv_image *image,
			 const struct cfsv_verdict *v,
			 const struct cfsv_mount *how, int target,
			 struct cfsv_fault *f)
{
	struct mount_job m = {how, image->name, -1, -1, 0, -1};
	char path[CFSV_FD_PATH_MAX];
	enum cfsv_err err;

	if (!v->enforced)
		return cfsv_fault_set(f, CFSV_E_NOT_VERITY, image->name);
	if (how->object_count > CFSV_OBJECTS_MAX)
		return cfsv_fault_set(f, CFSV_E_ARGUMENT, image->name);
	err = mount_begin(&m, f);
	if (err == CFSV_OK)
		err = mount_erofs(&m, image->fd, f);
	if (err == CFSV_OK)
		err = mount_overlay(&m, target, f);
	if (m.attached) {
		cfsv_fd_path(path, m.erofs);
		sys_detach(path);
	}
	if (m.overlay >= 0)
		close(m.overlay);
	if (m.erofs >= 0)
		close(m.erofs);
	if (m.loop >= 0)
		close(m.loop);
	return err;
}
