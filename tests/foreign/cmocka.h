/* SPDX-License-Identifier: MIT */
/* cmocka.h - what the foreign tests use of cmocka, for a compiler without it */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CMUnitTest {
	const char *name;
	void (*test)(void **state);
};

#define cmocka_unit_test(f)                                                    \
	{                                                                      \
#f, f                                                          \
	}
#define print_message printf
#define assert_true(x)                                                         \
	do {                                                                   \
		if (!(x)) {                                                    \
			printf("%s:%d: not %s\n", __FILE__, __LINE__, #x);     \
			exit(1);                                               \
		}                                                              \
	} while (0)
#define skip() longjmp(foreign_skipped, 1)
#define assert_non_null(p) assert_true((p) != NULL)
#define assert_int_equal(x, y) assert_true((x) == (y))
#define assert_memory_equal(x, y, n) assert_true(memcmp(x, y, n) == 0)
#define cmocka_run_group_tests(tests, a, b)                                    \
	foreign_run(tests, sizeof(tests) / sizeof((tests)[0]))

#define FOREIGN_NO_SHA512 /* see sha512.c */

static jmp_buf foreign_skipped;

/* 1 if it passed, 0 if it was skipped */
static size_t foreign_test(const struct CMUnitTest *t)
{
	void *state = NULL;

	if (setjmp(foreign_skipped) != 0)
		return 0;
	t->test(&state);
	return 1;
}

static int foreign_run(const struct CMUnitTest *tests, size_t n)
{
	size_t i, passed = 0;

	for (i = 0; i < n; i++) {
		printf("%s\n", tests[i].name);
		fflush(stdout);
		passed += foreign_test(&tests[i]);
	}
	printf("[  PASSED  ] %lu test(s).\n", (unsigned long)passed);
	return 0;
}
