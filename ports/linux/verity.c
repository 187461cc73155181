/* SPDX-License-Identifier: MIT */
/* verity.c - the kernel's fs-verity: its ioctls, and whether it is its own */
#include <errno.h>
#include <fcntl.h>
#include <linux/fsverity.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>
#include "cfsv_linux.h"
#include "sys.h"

int cfsv_kernel_requires_signatures(void)
{
	int sys = errno; /* callers are about to report it */
	int fd = open("/proc/sys/fs/verity/require_signatures",
		      O_RDONLY | O_CLOEXEC);
	char c = '0';

	if (fd >= 0) {
		if (read(fd, &c, 1) != 1)
			c = '0';
		close(fd);
	}
	errno = sys;
	return c == '1';
}

/* What both ioctls say alike (fsverity.rst, "FS_IOC_ENABLE_VERITY"). */
static enum cfsv_err verity_error(int sys)
{
	switch (sys) {
	case ENOTTY:
		return CFSV_E_FS_WITHOUT_VERITY;
	case EOPNOTSUPP:
		return CFSV_E_VERITY_OFF;
	case ENODATA:
		return CFSV_E_NOT_VERITY;
	case EEXIST:
		return CFSV_E_ALREADY_VERITY;
	case ETXTBSY:
		return CFSV_E_BUSY_WRITER;
	case EBUSY:
		return CFSV_E_ENABLE_BUSY;
	case EROFS:
		return CFSV_E_READ_ONLY_FS;
	case EACCES:
		return CFSV_E_PERMISSION;
	case EPERM:
		return cfsv_kernel_requires_signatures()
			       ? CFSV_E_UNSIGNED_FORBIDDEN
			       : CFSV_E_PERMISSION;
	case EFBIG:
		return CFSV_E_FILE_TOO_LARGE;
	case EMSGSIZE:
		return CFSV_E_SIG_SIZE;
	case EBADMSG:
		return CFSV_E_KERNEL_BAD_MESSAGE;
	case EKEYREJECTED:
		return CFSV_E_KERNEL_REJECTED;
	case ENOKEY:
		return CFSV_E_KERNEL_NO_KEY;
	case ENOPKG:
		return CFSV_E_KERNEL_NO_CRYPTO;
	case EOVERFLOW: /* a digest longer than any that we know */
		return CFSV_E_HASH_ALGORITHM;
	default:
		return CFSV_E_IO;
	}
}

/* EINVAL at enable is about the parameters, or is a verdict on a signature. */
static enum cfsv_err verity_einval(int fd, uint32_t block_size, int has_sig)
{
	struct statfs fs;

	if (fstatfs(fd, &fs) == 0 && block_size <= (uint64_t)fs.f_bsize &&
	    has_sig)
		return CFSV_E_KERNEL_BAD_MESSAGE;
	return CFSV_E_ENABLE_PARAMETERS;
}

/* Somebody may still be closing the file: wait 1, 2, 4, ... ms, 2 s in all. */
static int verity_enable(int fd, const struct fsverity_enable_arg *arg)
{
	struct timespec wait = {0, 1000000};
	int tries;

	for (tries = 0; tries < 12; tries++) {
		if (sys_ioctl(fd, FS_IOC_ENABLE_VERITY, arg) == 0)
			return 0;
		if (errno == EINTR)
			continue;
		if (errno != ETXTBSY)
			return -1;
		nanosleep(&wait, NULL);
		if (wait.tv_nsec < 500000000)
			wait.tv_nsec *= 2;
	}
	errno = ETXTBSY;
	return -1;
}

enum cfsv_err cfsv_kernel_enable(int fd, const struct cfsv_params *params,
				 const uint8_t *sig, size_t sig_len,
				 const char *path, struct cfsv_fault *f)
{
	struct fsverity_enable_arg arg = {0};
	enum cfsv_err err;

	if (sig != NULL && sig_len == 0)
		return cfsv_fault_set(f, CFSV_E_SIG_EMPTY, path);
	if (sig_len > CFSV_SIGNATURE_MAX)
		return cfsv_fault_set(f, CFSV_E_SIG_SIZE, path);
	arg.version = 1;
	arg.hash_algorithm =
		params && params->hash ? params->hash : CFSV_SHA256;
	arg.block_size =
		params && params->block_size ? params->block_size : 4096;
	arg.salt_size = params ? params->salt_size : 0;
	arg.salt_ptr = arg.salt_size > 0 ? (uintptr_t)params->salt : 0;
	arg.sig_size = sig ? (uint32_t)sig_len : 0;
	arg.sig_ptr = (uintptr_t)sig;
	if (verity_enable(fd, &arg) == 0)
		return CFSV_OK;
	err = verity_error(errno);
	if (errno == EINVAL)
		err = verity_einval(fd, arg.block_size, sig != NULL);
	return cfsv_fault_sys(f, err, "FS_IOC_ENABLE_VERITY", path);
}

enum cfsv_err cfsv_kernel_measure(int fd, struct cfsv_digest *out,
				  const char *path, struct cfsv_fault *f)
{
	union {
		struct fsverity_digest digest;
		uint8_t room[sizeof(struct fsverity_digest) + CFSV_DIGEST_MAX];
	} arg;
	uint32_t expected;

	memset(&arg, 0, sizeof(arg));
	arg.digest.digest_size = CFSV_DIGEST_MAX;
	if (sys_ioctl(fd, FS_IOC_MEASURE_VERITY, &arg) != 0)
		return cfsv_fault_sys(f, verity_error(errno),
				      "FS_IOC_MEASURE_VERITY", path);
	expected = arg.digest.digest_algorithm == CFSV_SHA256	? 32
		   : arg.digest.digest_algorithm == CFSV_SHA512 ? 64
								: 0;
	if (expected == 0 || arg.digest.digest_size != expected)
		return cfsv_fault_set(f, CFSV_E_HASH_ALGORITHM, path);
	memset(out, 0, sizeof(*out));
	out->hash = arg.digest.digest_algorithm;
	out->size = expected;
	memcpy(out->bytes, arg.room + sizeof(struct fsverity_digest), expected);
	return CFSV_OK;
}

enum cfsv_err cfsv_kernel_stored_sig(int fd, uint8_t *sig, size_t max,
				     size_t *len, const char *path,
				     struct cfsv_fault *f)
{
	struct fsverity_read_metadata_arg arg = {0};
	enum cfsv_err err = CFSV_E_IO;
	size_t at = 0;

	arg.metadata_type = FS_VERITY_METADATA_TYPE_SIGNATURE;
	while (at < max) {
		int n;

		arg.offset = at;
		arg.length = max - at;
		arg.buf_ptr = (uintptr_t)(sig + at);
		n = sys_ioctl(fd, FS_IOC_READ_VERITY_METADATA, &arg);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == ENODATA)
			err = CFSV_E_NOT_APPLIED;
		else if (n < 0 && (errno == ENOTTY || errno == EOPNOTSUPP))
			err = CFSV_E_SIGNATURE_UNREADABLE;
		if (n < 0)
			return cfsv_fault_sys(
				f, err, "FS_IOC_READ_VERITY_METADATA", path);
		if (n == 0)
			break;
		at += (size_t)n;
	}
	*len = at;
	return at > 0 ? CFSV_OK : cfsv_fault_set(f, CFSV_E_NOT_APPLIED, path);
}

enum cfsv_err cfsv_kernel_own(int fd, const char *path, struct cfsv_fault *f)
{
	struct statfs fs;

	if (fstatfs(fd, &fs) != 0)
		return cfsv_fault_sys(f, CFSV_E_IO, "fstatfs", path);
	switch ((uint32_t)fs.f_type) {
	case EXT4_SUPER_MAGIC:
	case F2FS_SUPER_MAGIC:
	case BTRFS_SUPER_MAGIC:
		return CFSV_OK;
	default:
		return cfsv_fault_set(f, CFSV_E_FOREIGN_VERITY, path);
	}
}

enum cfsv_err cfsv_kernel_word(int fd, struct cfsv_digest *out,
			       const char *path, struct cfsv_fault *f)
{
	enum cfsv_err err = cfsv_kernel_own(fd, path, f);

	if (err != CFSV_OK) {
		/* say what is missing rather than who lacks it, if nothing */
		if (sys_ioctl(fd, FS_IOC_MEASURE_VERITY, NULL) != 0 &&
		    errno == ENOTTY)
			return cfsv_fault_sys(f, CFSV_E_FS_WITHOUT_VERITY,
					      "FS_IOC_MEASURE_VERITY", path);
		return err;
	}
	return cfsv_kernel_measure(fd, out, path, f);
}
