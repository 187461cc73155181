/* SPDX-License-Identifier: MIT */
/* inject.c - run a command once for each fault of each of its system calls */
/*
 * inject [OPTION...] -- PROGRAM ARG...
 *
 *   -s N     main's address less that of _start
 *   -q       few: of the errnos of a call the first ones alone
 *   -e       so for calls that are tried elsewhere: of the others all
 *   -b CMD   before each run: bring the files
 *   -a CMD   after each run: fails, and says why, if the files are not right;
 *            has STATUS, CALL, FAULT and KIND (fail, change) to judge by
 *   -m CMD   a fault more for each call: this runs before it (FAULT is CMD)
 *   -o RE    with status 0 this may be printed, beside what a run without
 *            faults prints
 *   -n N     the status of a run without faults, if it is not 0
 *   -c       what reads changed data must fail
 *   -i       it is cfsv-init, which says all on standard error
 *   -r DIR   as process 1, with DIR as root: it must start another program,
 *            which says BOOTED OK, or stop the machine
 *   -k       some of its results stand although others failed
 *   -p LIB   alloc.so: fail each allocation too, and count what is not freed
 *   -1       stop at the first that is not so
 *   -d DIR   for files of our own
 *
 * What every run must do: go on after a short read or write, and after EINTR
 * where that can be; end by itself with status 0, 1 or 3; with a
 * message of what, where, why and the mend if it is not 0, and then without a
 * word of success; leave no descriptor open and no allocation.
 * The last line counts; status 1 if a run was not so.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "inject.h"

static void inject_read(const char *path, char text[INJECT_TEXT])
{
	FILE *file = fopen(path, "rb");
	size_t n = 0;

	if (file) {
		n = fread(text, 1, INJECT_TEXT - 1, file);
		fclose(file);
	}
	text[n] = '\0';
}

static int inject_system(const char *command)
{
	int status = command ? system(command) : 0;

	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* One run; what it did is in j. */
static void inject_run(struct inject *j)
{
	if (inject_system(j->before) != 0) {
		fprintf(stderr, "inject: this failed: %s\n", j->before);
		exit(2);
	}
	if (j->heap)
		j->heap->made = j->heap->live = 0;
	if (fault_trace(&j->run) != 0)
		exit(2);
	inject_read(j->run.out, j->out);
	inject_read(j->run.err, j->err);
}

static void inject_complain(struct inject *j, const char *call, const char *why)
{
	const struct fault_run *r = &j->run;

	j->bad++;
	printf("bad: call %lu (%s), %s: %s", r->n, call, r->fault.name, why);
	printf("; status %d\n%s%s", inject_status(r), j->out, j->err);
}

/* A run with a fault, and its judgement. */
static void inject_fault(struct inject *j, const char *call)
{
	struct fault_run *r = &j->run;
	const char *why;
	char text[32];
	int tries = 0;

	if (j->first && j->bad > 0)
		return;
	do
		inject_run(j);
	while (r->n > 0 && r->nr != j->nrs[r->n - 1] && ++tries < INJECT_TRIES);
	if (tries == INJECT_TRIES) {
		j->missed++;
		return;
	}
	j->runs++;
	why = inject_judge(j);
	if (why == NULL && j->after) {
		snprintf(text, sizeof(text), "%d", inject_status(r));
		setenv("STATUS", text, 1);
		setenv("CALL", call, 1);
		setenv("FAULT", r->fault.name, 1);
		setenv("KIND", inject_changed(&r->fault) ? "change" : "fail",
		       1);
		if (inject_system(j->after) != 0)
			why = "the files are not right";
	}
	if (why)
		inject_complain(j, call, why);
	if (inject_status(r) < 4)
		j->ended[inject_status(r)]++;
}

static void inject_all(struct inject *j)
{
	struct fault faults[FAULT_MAX];
	char name[FAULT_NAME_MAX];
	unsigned long n;
	size_t i, count;

	for (n = 1; n <= j->calls; n++) {
		j->run.n = n;
		count = fault_table(j->nrs[n - 1], j->few, name, faults);
		/* messages are written byte by byte: few of them will do */
		if (j->few && n > 1 && j->nrs[n - 1] >= FAULT_STDERR &&
		    j->nrs[n - 2] >= FAULT_STDERR)
			continue;
		for (i = 0; i < count; i++) {
			j->run.fault = faults[i];
			inject_fault(j, name);
		}
		for (i = 0; count > 0 && i < j->meanwhiles; i++) {
			j->run.fault.how = FAULT_MEANWHILE;
			j->run.fault.name = j->run.meanwhile = j->meanwhile[i];
			inject_fault(j, name);
		}
	}
	j->run.n = 0;
	j->run.fault.how = FAULT_NO_MEMORY;
	j->run.fault.name = "no memory";
	for (n = 1; j->heap && n <= j->allocs; n++) {
		j->heap->fail_at = n;
		inject_fault(j, "allocation");
	}
}

/* Without faults: which calls there are, and what it prints. */
static int inject_golden(struct inject *j)
{
	struct fault_run *r = &j->run;
	const char *why;

	r->log = j->nrs;
	r->log_max = INJECT_CALLS;
	inject_run(j);
	r->log = NULL;
	memcpy(j->golden, j->out, sizeof(j->golden));
	j->calls = r->calls < INJECT_CALLS ? r->calls : INJECT_CALLS;
	j->allocs = j->heap ? j->heap->made : 0;
	why = inject_judge(j);
	if (!why && inject_status(r) != j->usual)
		why = "another status than was said";
	if (why)
		inject_complain(j, "none", why);
	return why == NULL;
}

static void inject_heap(struct inject *j, const char *lib)
{
	static const struct fault_heap none;
	static char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/heap", j->dir);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, &none, sizeof(none)) != sizeof(none)) {
		perror(path);
		exit(2);
	}
	j->heap = mmap(NULL, sizeof(none), PROT_READ | PROT_WRITE, MAP_SHARED,
		       fd, 0);
	if (j->heap == MAP_FAILED)
		exit(2);
	close(fd);
	j->run.preload = lib;
	j->run.heap = path;
}

static void inject_options(struct inject *j, int argc, char **argv)
{
	const char *lib = NULL;
	int option;

	while ((option = getopt(argc, argv, "+s:qeb:a:m:o:n:cki1p:d:r:")) !=
	       -1) {
		if (option == 's')
			j->run.from_start = atol(optarg);
		else if (option == 'q')
			j->few = FAULT_FEW;
		else if (option == 'e')
			j->few = FAULT_OWN;
		else if (option == 'b')
			j->before = optarg;
		else if (option == 'a')
			j->after = optarg;
		else if (option == 'm' && j->meanwhiles < INJECT_MEANWHILE)
			j->meanwhile[j->meanwhiles++] = optarg;
		else if (option == 'n')
			j->usual = atoi(optarg);
		else if (option == 'c')
			j->strict = 1;
		else if (option == 'k')
			j->some = 1;
		else if (option == 'i')
			j->init = 1;
		else if (option == 'r')
			j->run.root = optarg;
		else if (option == '1')
			j->first = 1;
		else if (option == 'p')
			lib = optarg;
		else if (option == 'd')
			j->dir = optarg;
		else if (option == 'o' && !j->has_also++)
			inject_regex(&j->also, optarg);
		else
			exit(2);
	}
	if (optind == argc || j->dir == NULL)
		exit(2);
	j->run.argv = argv + optind;
	if (lib)
		inject_heap(j, lib);
}

int main(int argc, char **argv)
{
	static struct inject j;
	static char out[4096], err[4096];

	setvbuf(stdout, NULL, _IOLBF, 0);
	inject_options(&j, argc, argv);
	snprintf(out, sizeof(out), "%s/out", j.dir);
	snprintf(err, sizeof(err), "%s/err", j.dir);
	j.run.out = out;
	j.run.err = err;
	j.run.seconds = 20;
	inject_words(&j);
	if (inject_golden(&j))
		inject_all(&j);
	printf("%lu calls, %lu allocations, %lu faults: %lu ended 0, %lu "
	       "ended 1, %lu ended 3, %lu not reached; %lu bad\n",
	       j.calls, j.allocs, j.runs, j.ended[0], j.ended[1], j.ended[3],
	       j.missed, j.bad);
	return j.bad > 0;
}
