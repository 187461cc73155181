/* SPDX-License-Identifier: MIT */
/* test_vectors.c - the cases that every port runs have their verdicts here */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "cfsv.h"
#include "vectors/run.h"

#define ROW(name, number, class, what, mend) name,
static const enum cfsv_err rows[] = {CFSV_ERRORS(ROW)};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

struct heard {
	size_t lines;
	char last[64];
	int seen[ROWS];
};

static void hear(void *arg, const char *line)
{
	struct heard *heard = arg;
	const char *verdict = strstr(line, ": -");
	size_t i;

	heard->lines++;
	if (strstr(line, " WRONG") != NULL)
		print_error("%s\n", line);
	if (strlen(line) < sizeof(heard->last))
		strcpy(heard->last, line);
	if (verdict == NULL)
		return;
	while (strstr(verdict + 1, ": -") != NULL) /* the last: of the line */
		verdict = strstr(verdict + 1, ": -");
	for (i = 0; i < ROWS; i++)
		if (atoi(verdict + 2) == (int)rows[i])
			heard->seen[i] = 1;
}

static void every_case_has_its_verdict(void **state)
{
	struct heard heard = {0};

	(void)state;
	assert_int_equal(cfsv_vectors_run(hear, &heard), 0);
	assert_true(heard.lines > 500);
	assert_int_equal(strtoul(heard.last, NULL, 10), heard.lines - 1);
	assert_non_null(strstr(heard.last, " cases, 0 wrong"));
}

/* Those of ports, from -700 on, are not the core's. */
static void every_rule_of_the_core_is_broken_by_a_case(void **state)
{
	struct heard heard = {0};
	size_t i;

	(void)state;
	cfsv_vectors_run(hear, &heard);
	for (i = 0; i < ROWS; i++)
		if ((int)rows[i] > -700 && !heard.seen[i])
			fail_msg("no case for %s", cfsv_error_name(rows[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_case_has_its_verdict),
		cmocka_unit_test(every_rule_of_the_core_is_broken_by_a_case),
	};

	return cmocka_run_group_tests_name("vectors", tests, NULL, NULL);
}
