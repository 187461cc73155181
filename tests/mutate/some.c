/* SPDX-License-Identifier: MIT */
/* some.c - runs the tests that MUTATE_TESTS names, in that order */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define SOME_MOST 500

/* The linker's --wrap gives these names to cmocka's function and to ours. */
int __real__cmocka_run_group_tests(const char *group,
				   const struct CMUnitTest *tests, size_t n,
				   CMFixtureFunction setup,
				   CMFixtureFunction teardown);
int __wrap__cmocka_run_group_tests(const char *group,
				   const struct CMUnitTest *tests, size_t n,
				   CMFixtureFunction setup,
				   CMFixtureFunction teardown);

/* MUTATE_TESTS: names with a space behind each; none: say which there are */
int __wrap__cmocka_run_group_tests(const char *group,
				   const struct CMUnitTest *tests, size_t n,
				   CMFixtureFunction setup,
				   CMFixtureFunction teardown)
{
	struct CMUnitTest some[SOME_MOST];
	const char *name = getenv("MUTATE_TESTS");
	size_t i, len, found = 0;

	for (i = 0; !name && i < n; i++)
		printf("test: %s\n", tests[i].name);
	for (; name && *name; name += len + 1) {
		len = strcspn(name, " ");
		for (i = 0; i < n && found < SOME_MOST; i++)
			if (strlen(tests[i].name) == len &&
			    memcmp(tests[i].name, name, len) == 0)
				some[found++] = tests[i];
	}
	if (found == 0)
		return 0;
	return __real__cmocka_run_group_tests(group, some, found, setup,
					      teardown);
}
