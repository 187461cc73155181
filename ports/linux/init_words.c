/* SPDX-License-Identifier: MIT */
/* init_words.c - words of cfsv-init: cfsv.c's and strerror()'s, packed */
/*
 * In place of cfsv.c's (CFSV_NO_MESSAGES) and of the libc's strerror(). The
 * texts are those of cfsv.h and of the table here; init_words.awk packs them to
 * half their size.
 */
#include <errno.h>
#include <string.h>
#include "init.h"
#include "init_words.h"

/* For init_words.awk alone, like CFSV_ERRORS; as in cfsv.c. 1 is no code. */
#define WORDS_OTHERS(X)                                                        \
	X(CFSV_OK, 0, OK, "no error", "nothing to mend")                       \
	X(unknown, 1, UNCHECKED, "unknown error",                              \
	  "this number is no error code of cfsv's")

/*
 * What a system call that this program makes can say, in glibc's words; others
 * are told as their number.
 */
#define WORDS_ERRNOS(X)                                                        \
	X(E2BIG, "Argument list too long")                                     \
	X(EACCES, "Permission denied")                                         \
	X(EAGAIN, "Resource temporarily unavailable")                          \
	X(EBADF, "Bad file descriptor")                                        \
	X(EBADMSG, "Bad message")                                              \
	X(EBUSY, "Device or resource busy")                                    \
	X(EDQUOT, "Disk quota exceeded")                                       \
	X(EEXIST, "File exists")                                               \
	X(EFBIG, "File too large")                                             \
	X(EINVAL, "Invalid argument")                                          \
	X(EIO, "Input/output error")                                           \
	X(EISDIR, "Is a directory")                                            \
	X(EKEYEXPIRED, "Key has expired")                                      \
	X(EKEYREJECTED, "Key was rejected by service")                         \
	X(EKEYREVOKED, "Key has been revoked")                                 \
	X(ELOOP, "Too many levels of symbolic links")                          \
	X(EMFILE, "Too many open files")                                       \
	X(EMSGSIZE, "Message too long")                                        \
	X(ENAMETOOLONG, "File name too long")                                  \
	X(ENFILE, "Too many open files in system")                             \
	X(ENODATA, "No data available")                                        \
	X(ENODEV, "No such device")                                            \
	X(ENOENT, "No such file or directory")                                 \
	X(ENOEXEC, "Exec format error")                                        \
	X(ENOKEY, "Required key not available")                                \
	X(ENOMEDIUM, "No medium found")                                        \
	X(ENOMEM, "Cannot allocate memory")                                    \
	X(ENOPKG, "Package not installed")                                     \
	X(ENOSPC, "No space left on device")                                   \
	X(ENOSYS, "Function not implemented")                                  \
	X(ENOTBLK, "Block device required")                                    \
	X(ENOTDIR, "Not a directory")                                          \
	X(ENOTTY, "Inappropriate ioctl for device")                            \
	X(ENXIO, "No such device or address")                                  \
	X(EOPNOTSUPP, "Operation not supported")                               \
	X(EOVERFLOW, "Value too large for defined data type")                  \
	X(EPERM, "Operation not permitted")                                    \
	X(EROFS, "Read-only file system")                                      \
	X(ETIMEDOUT, "Connection timed out")                                   \
	X(ETXTBSY, "Text file busy")                                           \
	X(EUCLEAN, "Structure needs cleaning")                                 \
	X(EXDEV, "Invalid cross-device link")

#define WORDS_ERRNO(name, what) name,
static const int16_t words_errnos[] = {WORDS_ERRNOS(WORDS_ERRNO)};

#define WORDS_COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Codes below are characters, a blank being 1; the others pairs of codes. */
#define WORDS_FIRST_PAIR 96

static const char *words_unpack(char out[WORDS_MAX], size_t text)
{
	/* the parts of a pair are smaller codes: no more can wait */
	uint8_t waiting[WORDS_COUNT(words_pairs) + 1];
	const uint8_t *in = words_packed;
	size_t n, len = 0;

	for (; text > 0; in++)
		if (*in == 0)
			text--;
	for (; *in != 0; in++) {
		waiting[0] = *in;
		for (n = 1; n > 0;) {
			size_t code = waiting[--n];

			if (code < WORDS_FIRST_PAIR) {
				out[len++] = (char)(code + ' ' - 1);
				continue;
			}
			code -= WORDS_FIRST_PAIR;
			waiting[n++] = words_pairs[code][1];
			waiting[n++] = words_pairs[code][0];
		}
	}
	out[len] = '\0';
	return out;
}

/* The row of a code; of an unknown one, the last row. */
static size_t words_row(enum cfsv_err err)
{
	size_t i = 0;

	while (i < WORDS_COUNT(words_numbers) - 1 &&
	       words_numbers[i] != (int)err)
		i++;
	return i;
}

const char *cfsv_error_name(enum cfsv_err err)
{
	static char text[WORDS_MAX];

	return words_unpack(text, 3 * words_row(err));
}

const char *cfsv_strerror(enum cfsv_err err)
{
	static char text[WORDS_MAX];

	return words_unpack(text, 3 * words_row(err) + 1);
}

const char *cfsv_mend(enum cfsv_err err)
{
	static char text[WORDS_MAX];

	return words_unpack(text, 3 * words_row(err) + 2);
}

enum cfsv_class cfsv_error_class(enum cfsv_err err)
{
	return (enum cfsv_class)words_classes[words_row(err)];
}

char *strerror(int sys)
{
	static char text[WORDS_MAX];
	char number[24];
	size_t i = 0;

	while (i < WORDS_COUNT(words_errnos) && words_errnos[i] != sys)
		i++;
	if (i < WORDS_COUNT(words_errnos)) {
		words_unpack(text, 3 * WORDS_COUNT(words_classes) + i);
	} else {
		strcpy(text, "errno ");
		strcat(text, init_number(number, (uint64_t)sys));
	}
	return text;
}
