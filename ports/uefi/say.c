/* SPDX-License-Identifier: MIT */
/* say.c - what cfsv.efi says on the firmware's console */
#include <stdarg.h>
#include <string.h>
#include "uefi.h"

#define SAY_CHUNK 64

struct say {
	struct efi_console *console;
	uint16_t text[SAY_CHUNK + 1];
	size_t len;
};

static void say_flush(struct say *s)
{
	s->text[s->len] = 0;
	s->len = 0;
	s->console->output_string(s->console, s->text);
}

static void say_char(struct say *s, char c)
{
	if (s->len == SAY_CHUNK)
		say_flush(s);
	s->text[s->len++] = (uint16_t)c;
}

void uefi_say(const struct uefi *u, const char *first, ...)
{
	struct say s = {u->console, {0}, 0};
	const char *text;
	va_list args;

	va_start(args, first);
	for (text = first; text != NULL; text = va_arg(args, const char *))
		for (; *text != '\0'; text++)
			say_char(&s, *text);
	va_end(args);
	say_char(&s, '\r');
	say_char(&s, '\n');
	say_flush(&s);
}

#define SAY_NUMBER 27 /* digits of 2^64-1, "error ", and the zero */
static char *say_number(char out[SAY_NUMBER], uint64_t n)
{
	char *p = out + SAY_NUMBER - 1;

	*p = '\0';
	do {
		*--p = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	return p;
}

/* Appendix D: what has not the highest bit is a warning. */
static const char *say_unknown(char number[SAY_NUMBER], efi_status status)
{
	char *p = say_number(number, status & ~EFI_ERROR_BIT);

	if ((status & EFI_ERROR_BIT) == 0)
		return p;
	return memcpy(p - 6, "error ", 6);
}

/* The statuses of Appendix D that a reader can do something about. */
static const char *say_status(char number[SAY_NUMBER], efi_status status)
{
	switch (status) {
	case EFI_SUCCESS:
		return "success";
	case EFI_LOAD_ERROR:
		return "load error";
	case EFI_INVALID_PARAMETER:
		return "invalid parameter";
	case EFI_UNSUPPORTED:
		return "unsupported";
	case EFI_DEVICE_ERROR:
		return "device error";
	case EFI_OUT_OF_RESOURCES:
		return "out of resources";
	case EFI_VOLUME_CORRUPTED:
		return "volume corrupted";
	case EFI_NO_MEDIA:
		return "no media";
	case EFI_MEDIA_CHANGED:
		return "media changed";
	case EFI_NOT_FOUND:
		return "not found";
	case EFI_ACCESS_DENIED:
		return "access denied";
	case EFI_ABORTED:
		return "aborted";
	case EFI_SECURITY_VIOLATION:
		return "security violation";
	default:
		return say_unknown(number, status);
	}
}

static const char *say_where(enum cfsv_err err)
{
	switch (err) {
	case CFSV_E_UEFI_CONFIG:
		return ", line ";
	case CFSV_E_NO_MEMORY:
		return ", bytes: ";
	default:
		return " at offset ";
	}
}

void uefi_say_fault(const struct uefi *u, const char *verdict, const char *path,
		    const struct uefi_fault *f)
{
	int failed = f->status != EFI_SUCCESS;
	char number[SAY_NUMBER], at[SAY_NUMBER], status[SAY_NUMBER];

	uefi_say(u, verdict, path, f->suffix, ": ", cfsv_strerror(f->err),
		 f->at > 0 ? say_where(f->err) : "",
		 f->at > 0 ? say_number(at, f->at) : "", f->step ? " (" : "",
		 f->step ? f->step : "", failed ? ": EFI " : "",
		 failed ? say_status(status, f->status) : "",
		 f->step ? ")" : "", " [-",
		 say_number(number, (uint64_t) - (int64_t)f->err), " ",
		 cfsv_error_name(f->err), "]", NULL);
	uefi_say(u, "  mend: ", cfsv_mend(f->err), NULL);
}

void uefi_say_status(const struct uefi *u, const char *word, const char *path,
		     efi_status status)
{
	char number[SAY_NUMBER];

	uefi_say(u, word, path, ": EFI ", say_status(number, status), NULL);
}

void uefi_say_digest(const struct uefi *u, const char *word, const char *path,
		     const struct cfsv_digest *d)
{
	char text[CFSV_DIGEST_TEXT_MAX];

	if (d->size != 0 && cfsv_digest_to_text(text, d) == CFSV_OK)
		uefi_say(u, word, path, " ", text, NULL);
}
