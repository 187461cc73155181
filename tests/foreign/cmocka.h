/* SPDX-License-Identifier: MIT */
/* cmocka.h - what the foreign tests use of cmocka, for a compiler without it */
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
#define assert_non_null(p) assert_true((p) != NULL)
#define assert_int_equal(x, y) assert_true((x) == (y))
#define assert_memory_equal(x, y, n) assert_true(memcmp(x, y, n) == 0)
#define cmocka_run_group_tests(tests, a, b)                                    \
	foreign_run(tests, sizeof(tests) / sizeof((tests)[0]))

static int foreign_run(const struct CMUnitTest *tests, size_t n)
{
	void *state = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		printf("%s\n", tests[i].name);
		fflush(stdout);
		tests[i].test(&state);
	}
	printf("[  PASSED  ] %lu test(s).\n", (unsigned long)n);
	return 0;
}
