/* SPDX-License-Identifier: MIT */
/* errors.c - the words for each code: the rows of CFSV_ERRORS in cfsv.h */
#include "cfsv.h"

/*
 * Three texts a row, each with its zero byte, one after the other: pointers to
 * them would take more room than the numbers, and need relocations.
 */
#define ERRORS_TEXT(name, what, mend) #name "\0" what "\0" mend
#define ERRORS_OK ERRORS_TEXT(CFSV_OK, "no error", "nothing to mend")
#define ERRORS_UNKNOWN                                                         \
	ERRORS_TEXT(unknown, "unknown error",                                  \
		    "this number is no error code of cfsv's")

#define ERRORS_MEMBER(name, number, class, what, mend)                         \
	char name[sizeof(ERRORS_TEXT(name, what, mend))];
#define ERRORS_MEMBER_TEXT(name, number, class, what, mend)                    \
	ERRORS_TEXT(name, what, mend),
static const struct {
	CFSV_ERRORS(ERRORS_MEMBER)
	char ok[sizeof(ERRORS_OK)];
	char unknown[sizeof(ERRORS_UNKNOWN)];
} errors_texts = {CFSV_ERRORS(ERRORS_MEMBER_TEXT) ERRORS_OK, ERRORS_UNKNOWN};

#define ERRORS_NUMBER(name, number, class, what, mend) number,
static const int16_t errors_numbers[] = {CFSV_ERRORS(ERRORS_NUMBER) CFSV_OK};

#define ERRORS_CLASS(name, number, class, what, mend) CFSV_CLASS_##class,
static const uint8_t errors_classes[] = {
	CFSV_ERRORS(ERRORS_CLASS) CFSV_CLASS_OK, CFSV_CLASS_UNCHECKED};

/* The row of a code; of an unknown one, the row after the last number. */
static size_t errors_row(enum cfsv_err err)
{
	size_t i = 0;

	while (i < sizeof(errors_numbers) / sizeof(errors_numbers[0]) &&
	       errors_numbers[i] != (int)err)
		i++;
	return i;
}

static const char *errors_text(enum cfsv_err err, size_t which)
{
	const char *text = (const char *)&errors_texts;
	size_t before = 3 * errors_row(err) + which;

	for (; before > 0; text++)
		if (*text == '\0')
			before--;
	return text;
}

const char *cfsv_error_name(enum cfsv_err err)
{
	return errors_text(err, 0);
}

const char *cfsv_strerror(enum cfsv_err err)
{
	return errors_text(err, 1);
}

const char *cfsv_mend(enum cfsv_err err)
{
	return errors_text(err, 2);
}

enum cfsv_class cfsv_error_class(enum cfsv_err err)
{
	return (enum cfsv_class)errors_classes[errors_row(err)];
}
