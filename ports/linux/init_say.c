/* SPDX-License-Identifier: MIT */
/* init_say.c - what cfsv-init says, on the console and in /dev/kmsg */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "init.h"
#include "sys.h"

#define SAY_LINE_MAX (PATH_MAX + 1024)

/* The kernel takes lines of about 1000 bytes (LOG_LINE_MAX). */
#define SAY_KMSG_MAX 960

static struct {
	int fd;
	uint64_t ms;
	uint64_t bytes;
} say = {2, 0, 0};

/* What this process had read from devices; proc(5), /proc/pid/io. */
#define SAY_UNKNOWN UINT64_MAX /* a kernel without TASK_IO_ACCOUNTING */
static uint64_t say_bytes(void)
{
	char text[512], number[24];
	int fd = open("/proc/self/io", O_RDONLY | O_CLOEXEC);
	size_t len = 0;

	if (fd < 0)
		return SAY_UNKNOWN;
	if (cfsv_fd_read(fd, (uint8_t *)text, sizeof(text) - 1, &len) != 0)
		len = 0;
	close(fd);
	text[len] = '\0';
	if (init_value(text, "read_bytes: ", number, sizeof(number)) == NULL)
		return SAY_UNKNOWN;
	return init_number_of(number);
}

/* To the console, where standard error is lost when the machine stops. */
void init_say_open(int console)
{
	if (console)
		say.fd = open("/dev/console", O_WRONLY | O_NOCTTY | O_CLOEXEC);
	if (say.fd < 0)
		say.fd = 2;
	say.ms = sys_milliseconds();
	say.bytes = say_bytes();
}

/* Control bytes in a name could forge a line. */
static size_t say_add(char *line, size_t len, const char *text)
{
	for (; *text != '\0' && len < SAY_LINE_MAX - 2; text++)
		line[len++] = (unsigned char)*text < 0x20 || *text == 0x7f
				      ? '?'
				      : *text;
	return len;
}

void init_say(const char *first, ...)
{
	/* "<5>" for the log: a notice (syslog(2)) */
	char line[SAY_LINE_MAX] = "<5>";
	size_t len = say_add(line, 3, "cfsv-init: ");
	const char *text;
	va_list args;
	int kmsg;

	va_start(args, first);
	for (text = first; text != NULL; text = va_arg(args, const char *))
		len = say_add(line, len, text);
	va_end(args);
	line[len++] = '\n';
	cfsv_fd_write(say.fd, (uint8_t *)line + 3, len - 3);
	/* a descriptor of its own: each may say ten lines in five seconds */
	kmsg = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	if (kmsg < 0)
		return;
	cfsv_fd_write(kmsg, (uint8_t *)line,
		      len < SAY_KMSG_MAX ? len : SAY_KMSG_MAX);
	close(kmsg);
}

char *init_number(char out[24], uint64_t n)
{
	char *p = out + 23;

	*p = '\0';
	do {
		*--p = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	return p;
}

uint64_t init_number_of(const char *text)
{
	uint64_t n = 0;

	for (; *text >= '0' && *text <= '9'; text++)
		n = n * 10 + (uint64_t)(*text - '0');
	return n;
}

void init_say_fault(const char *verdict, const char *subject,
		    const struct cfsv_fault *f)
{
	int named = f->path[0] != '\0' && strcmp(f->path, subject) != 0;
	char number[24], at[24];

	init_say(verdict, subject, ": ", named ? f->path : "",
		 named ? ": " : "", cfsv_strerror(f->err),
		 f->at == 0		   ? ""
		 : f->err == CFSV_E_CONFIG ? ", line "
					   : " at offset ",
		 f->at > 0 ? init_number(at, f->at) : "", f->step ? " (" : "",
		 f->step ? f->step : "", f->sys ? ": " : "",
		 f->sys ? strerror(f->sys) : "", f->step ? ")" : "", " [-",
		 init_number(number, (uint64_t) - (int64_t)f->err), " ",
		 cfsv_error_name(f->err), "]", NULL);
	init_say("mend: ", cfsv_mend(f->err), NULL);
}

void init_say_digest(const char *word, const struct cfsv_digest *d)
{
	char text[CFSV_DIGEST_TEXT_MAX];

	if (d->size != 0 && cfsv_digest_to_text(text, d) == CFSV_OK)
		init_say(word, text, NULL);
}

void init_step(const char *what, const char *object)
{
	uint64_t ms = sys_milliseconds(), bytes = say_bytes();
	char a[24], b[24];

	init_say(what, object, ": ", init_number(a, ms - say.ms),
		 bytes == SAY_UNKNOWN ? " ms" : " ms, ",
		 bytes == SAY_UNKNOWN ? "" : init_number(b, bytes - say.bytes),
		 bytes == SAY_UNKNOWN ? "" : " bytes read", NULL);
	say.ms = ms;
	say.bytes = bytes;
}
