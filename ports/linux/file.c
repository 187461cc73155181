/* SPDX-License-Identifier: MIT */
/* file.c - opening, reading and writing files, and what can go wrong */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cfsv_linux.h"

#define FILE_COPY_SIZE (1u << 20)

enum cfsv_err cfsv_fault_set(struct cfsv_fault *f, enum cfsv_err err,
			     const char *path)
{
	size_t i;

	f->err = err;
	f->sys = 0;
	f->step = NULL;
	f->at = 0;
	/* it may be f->path itself */
	for (i = 0; path && path[i] != '\0' && i < sizeof(f->path) - 1; i++)
		f->path[i] = path[i];
	f->path[i] = '\0';
	return err;
}

enum cfsv_err cfsv_fault_sys(struct cfsv_fault *f, enum cfsv_err err,
			     const char *step, const char *path)
{
	int sys = errno;

	cfsv_fault_set(f, err, path);
	f->sys = sys;
	f->step = step;
	return err;
}

/* What an errno of open() means here; see also the man page of open(2). */
static enum cfsv_err file_open_error(int sys)
{
	switch (sys) {
	case ENOENT:
	case ENOTDIR:
		return CFSV_E_NOT_FOUND;
	case ELOOP:
		return CFSV_E_SYMLINK;
	case EACCES:
		return CFSV_E_PERMISSION;
	case EPERM:
		return cfsv_kernel_requires_signatures()
			       ? CFSV_E_UNSIGNED_FORBIDDEN
			       : CFSV_E_PERMISSION;
	case EROFS:
		return CFSV_E_READ_ONLY_FS;
	case ENOKEY:
		return CFSV_E_KERNEL_NO_KEY;
	case EKEYREJECTED:
		return CFSV_E_KERNEL_REJECTED;
	case ENOPKG:
		return CFSV_E_KERNEL_NO_CRYPTO;
	default:
		return CFSV_E_IO;
	}
}

int cfsv_kernel_refuses(enum cfsv_err err)
{
	return err == CFSV_E_KERNEL_NO_KEY || err == CFSV_E_KERNEL_REJECTED ||
	       err == CFSV_E_KERNEL_BAD_MESSAGE ||
	       err == CFSV_E_KERNEL_NO_CRYPTO;
}

enum cfsv_err cfsv_file_open(int dir, const char *name, enum cfsv_links links,
			     int *fd, uint64_t *size, struct cfsv_fault *f)
{
	/* O_NONBLOCK: a FIFO of this name must not hold us up */
	int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	struct stat st;
	int opened;

	if (links == CFSV_NO_FOLLOW)
		flags |= O_NOFOLLOW;
	opened = openat(dir, name, flags);
	/* our flags are in order: what is stored is not */
	if (opened < 0 && (errno == EINVAL || errno == EBADMSG))
		return cfsv_fault_sys(f, CFSV_E_KERNEL_BAD_MESSAGE, "open",
				      name);
	if (opened < 0)
		return cfsv_fault_sys(f, file_open_error(errno), "open", name);
	if (fstat(opened, &st) != 0) {
		cfsv_fault_sys(f, CFSV_E_IO, "fstat", name);
		close(opened);
		return f->err;
	}
	if (!S_ISREG(st.st_mode)) {
		close(opened);
		return cfsv_fault_set(f, CFSV_E_NOT_REGULAR, name);
	}
	if (size)
		*size = (uint64_t)st.st_size;
	*fd = opened;
	return CFSV_OK;
}

int cfsv_fd_read(int fd, uint8_t *buf, size_t max, size_t *len)
{
	size_t at = 0;

	while (at < max) {
		ssize_t n = pread(fd, buf + at, max - at, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		at += (size_t)n;
	}
	*len = at;
	return 0;
}

int cfsv_fd_write(int fd, const uint8_t *buf, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, buf, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		buf += n;
		len -= (size_t)n;
	}
	return 0;
}

enum cfsv_err cfsv_file_read(int dir, const char *name, enum cfsv_links links,
			     size_t max, uint8_t **data, size_t *len,
			     struct cfsv_fault *f)
{
	enum cfsv_err err;
	uint8_t *buf;
	int fd;

	err = cfsv_file_open(dir, name, links, &fd, NULL, f);
	if (err != CFSV_OK)
		return err;
	buf = malloc(max + 1); /* one more, to see that there is more */
	if (buf == NULL)
		err = cfsv_fault_set(f, CFSV_E_NO_MEMORY, name);
	else if (cfsv_fd_read(fd, buf, max + 1, len) != 0)
		err = cfsv_fault_sys(f, CFSV_E_IO, "read", name);
	else if (*len > max)
		err = cfsv_fault_set(f, CFSV_E_FILE_TOO_BIG, name);
	close(fd);
	if (err != CFSV_OK) {
		free(buf);
		return err;
	}
	*data = buf;
	return CFSV_OK;
}

enum cfsv_err cfsv_fd_source(void *arg, uint64_t offset, uint8_t *buf,
			     size_t want, size_t *got)
{
	struct cfsv_fd *s = arg;
	ssize_t n;

	do {
		n = pread(s->fd, buf, want, (off_t)offset);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return cfsv_fault_sys(s->fault, CFSV_E_READ, "read", s->path);
	*got = (size_t)n;
	return CFSV_OK;
}

enum cfsv_err cfsv_file_create(int dir, const char *name, int *fd,
			       struct cfsv_fault *f)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;

	if (unlinkat(dir, name, 0) != 0 && errno != ENOENT)
		return cfsv_fault_sys(f, file_open_error(errno), "remove",
				      name);
	*fd = openat(dir, name, flags, 0644);
	if (*fd < 0)
		return cfsv_fault_sys(f, file_open_error(errno), "create",
				      name);
	return CFSV_OK;
}

enum cfsv_err cfsv_file_commit(int fd, const char *name, struct cfsv_fault *f)
{
	enum cfsv_err err = CFSV_OK;

	if (fsync(fd) != 0)
		err = cfsv_fault_sys(f, CFSV_E_IO, "fsync", name);
	if (close(fd) != 0 && err == CFSV_OK)
		err = cfsv_fault_sys(f, CFSV_E_IO, "close", name);
	return err;
}

enum cfsv_err cfsv_dir_sync(int dir, struct cfsv_fault *f)
{
	if (fsync(dir) != 0)
		return cfsv_fault_sys(f, CFSV_E_IO, "fsync", "the folder");
	return CFSV_OK;
}

enum cfsv_err cfsv_file_write(int dir, const char *name, const uint8_t *data,
			      size_t len, struct cfsv_fault *f)
{
	enum cfsv_err err;
	int fd;

	err = cfsv_file_create(dir, name, &fd, f);
	if (err != CFSV_OK)
		return err;
	if (cfsv_fd_write(fd, data, len) != 0) {
		err = cfsv_fault_sys(f, CFSV_E_IO, "write", name);
		close(fd);
	} else {
		err = cfsv_file_commit(fd, name, f);
	}
	if (err != CFSV_OK)
		unlinkat(dir, name, 0);
	return err;
}

enum cfsv_err cfsv_fd_copy(int source, const char *path, int target,
			   const char *name, struct cfsv_fault *f)
{
	uint8_t *buf = malloc(FILE_COPY_SIZE);
	struct cfsv_fd s = {source, path, f};
	enum cfsv_err err = CFSV_OK;
	uint64_t at = 0;
	size_t got = 1;

	if (buf == NULL)
		return cfsv_fault_set(f, CFSV_E_NO_MEMORY, path);
	while (err == CFSV_OK && got > 0) {
		err = cfsv_fd_source(&s, at, buf, FILE_COPY_SIZE, &got);
		if (err == CFSV_OK && cfsv_fd_write(target, buf, got) != 0)
			err = cfsv_fault_sys(f, CFSV_E_IO, "write", name);
		at += got;
	}
	free(buf);
	return err;
}

enum cfsv_err cfsv_file_copy(int source, const char *path, int dir,
			     const char *name, struct cfsv_fault *f)
{
	enum cfsv_err err;
	int fd;

	err = cfsv_file_create(dir, name, &fd, f);
	if (err != CFSV_OK)
		return err;
	err = cfsv_fd_copy(source, path, fd, name, f);
	if (err == CFSV_OK)
		return cfsv_file_commit(fd, name, f);
	close(fd);
	return err;
}

enum cfsv_err cfsv_path_join(char out[PATH_MAX], const char *a, const char *b,
			     struct cfsv_fault *f)
{
	size_t a_len = strlen(a), b_len = strlen(b);

	if (a_len >= PATH_MAX || b_len >= PATH_MAX - a_len)
		return cfsv_fault_set(f, CFSV_E_ARGUMENT, a);
	memcpy(out, a, a_len);
	memcpy(out + a_len, b, b_len + 1);
	return CFSV_OK;
}

enum cfsv_err cfsv_image_name(const char *name, struct cfsv_fault *f)
{
	static const char *const suffixes[] = {".digest", ".sig", ".tbs",
					       ".cfsv-new"};
	size_t i, len = strlen(name);

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		size_t n = strlen(suffixes[i]);

		if (len >= n && strcmp(name + len - n, suffixes[i]) == 0)
			return cfsv_fault_set(f, CFSV_E_IMAGE_NAME, name);
	}
	return CFSV_OK;
}

enum cfsv_err cfsv_dir_lock(int dir, struct cfsv_fault *f)
{
	while (flock(dir, LOCK_EX) != 0)
		if (errno != EINTR)
			return cfsv_fault_sys(f, CFSV_E_IO, "lock",
					      "the folder");
	return CFSV_OK;
}

enum cfsv_err cfsv_dir_of(int at, const char *path, int *dir, const char **name,
			  struct cfsv_fault *f)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) + 1 : 1;
	char folder[PATH_MAX];

	*name = slash ? slash + 1 : path;
	if (**name == '\0' || len >= sizeof(folder))
		return cfsv_fault_set(f, CFSV_E_NOT_REGULAR, path);
	memcpy(folder, slash ? path : ".", len);
	folder[len] = '\0';
	return cfsv_dir_open(at, folder, dir, f);
}

enum cfsv_err cfsv_dir_open(int at, const char *path, int *dir,
			    struct cfsv_fault *f)
{
	*dir = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*dir < 0)
		return cfsv_fault_sys(f, file_open_error(errno), "open", path);
	return CFSV_OK;
}
