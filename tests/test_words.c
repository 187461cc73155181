/* SPDX-License-Identifier: MIT */
/* test_words.c - cfsv-init's packed words are cfsv.c's and strerror()'s */
#define _GNU_SOURCE /* as the port is built: PATH_MAX */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "cfsv.h"

/* The same functions, under other names, beside those of the library. */
#define cfsv_error_name words_error_name
#define cfsv_strerror words_what
#define cfsv_mend words_mend
#define cfsv_error_class words_class
#define strerror words_strerror
#include "../ports/linux/init_words.c"
#undef cfsv_error_name
#undef cfsv_strerror
#undef cfsv_mend
#undef cfsv_error_class
#undef strerror

#define ROW(name, number, class, what, mend) name,
static const enum cfsv_err rows[] = {CFSV_ERRORS(ROW) CFSV_OK, (enum cfsv_err)1,
				     (enum cfsv_err) - 999};

char *init_number(char out[24], uint64_t n)
{
	snprintf(out, 24, "%u", (unsigned int)n);
	return out;
}

/* Firmware's, and the reader's. */
static int left_out(int row)
{
	return (row <= -800 && row > -900) || (row <= -210 && row >= -215);
}

static void the_words_of_each_error_are_those_of_the_library(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (left_out(rows[i]))
			continue;
		assert_string_equal(words_error_name(rows[i]),
				    cfsv_error_name(rows[i]));
		assert_string_equal(words_what(rows[i]),
				    cfsv_strerror(rows[i]));
		assert_string_equal(words_mend(rows[i]), cfsv_mend(rows[i]));
		assert_int_equal(words_class(rows[i]),
				 cfsv_error_class(rows[i]));
	}
}

/* They would take room for what it never says. */
static void the_words_of_firmware_and_the_reader_are_left_out(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (left_out(rows[i]))
			assert_string_equal(words_error_name(rows[i]),
					    "unknown");
	assert_string_equal(words_error_name(CFSV_E_STORED_SHORT), "unknown");
	assert_string_equal(words_error_name(CFSV_E_UEFI_CALL), "unknown");
	assert_string_equal(cfsv_error_name(CFSV_E_UEFI_CALL),
			    "CFSV_E_UEFI_CALL");
	assert_int_equal(words_class(CFSV_E_UEFI_SECURE_BOOT),
			 CFSV_CLASS_UNCHECKED);
}

/* Three at once, as a message has them. */
static void one_text_does_not_overwrite_another(void **state)
{
	const char *name = words_error_name(CFSV_E_IO);
	const char *what = words_what(CFSV_E_CONFIG);
	const char *mend = words_mend(CFSV_E_OBJECT);
	const char *sys = words_strerror(EIO);

	(void)state;
	assert_string_equal(name, cfsv_error_name(CFSV_E_IO));
	assert_string_equal(what, cfsv_strerror(CFSV_E_CONFIG));
	assert_string_equal(mend, cfsv_mend(CFSV_E_OBJECT));
	assert_string_equal(sys, strerror(EIO));
}

static void the_words_of_an_errno_are_the_c_librarys(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < WORDS_COUNT(words_errnos); i++)
		assert_string_equal(words_strerror(words_errnos[i]),
				    strerror(words_errnos[i]));
	assert_string_equal(words_strerror(4095), "errno 4095");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_words_of_each_error_are_those_of_the_library),
		cmocka_unit_test(
			the_words_of_firmware_and_the_reader_are_left_out),
		cmocka_unit_test(one_text_does_not_overwrite_another),
		cmocka_unit_test(the_words_of_an_errno_are_the_c_librarys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
