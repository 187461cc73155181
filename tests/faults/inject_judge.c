/* SPDX-License-Identifier: MIT */
/* inject_judge.c - is what a program did under a fault as it must be? */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "inject.h"

static int inject_matches(const regex_t *re, const char *text)
{
	return regexec(re, text, 0, NULL, 0) == 0;
}

/* Is every line of text one of those? */
static int inject_lines(const char *text, const char *of)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		const char *at = of;
		int found = 0;

		for (; *at != '\0' && !found; at += strcspn(at, "\n") + 1) {
			found = strncmp(at, text, len) == 0 && at[len] == '\n';
			if (at[strcspn(at, "\n")] == '\0')
				break;
		}
		if (!found)
			return 0;
		text += len + (text[len] == '\n');
	}
	return 1;
}

int inject_changed(const struct fault *f)
{
	return f->how == FAULT_CHANGE || f->how == FAULT_END ||
	       f->how == FAULT_MEANWHILE;
}

/* Part of the bytes, or a signal meanwhile: neither is a failure. */
static int inject_harmless(const struct fault_run *r)
{
	if (r->fault.how == FAULT_SHORT)
		return 1;
	return r->fault.how == FAULT_FAIL && r->fault.value == EINTR &&
	       (r->nr == SYS_pread64 || r->nr == SYS_pwrite64 ||
		r->nr == SYS_flock || r->nr == SYS_wait4);
}

int inject_status(const struct fault_run *r)
{
	if (r->root)
		return !r->started;
	return WIFEXITED(r->status) ? WEXITSTATUS(r->status) : 128;
}

void inject_regex(regex_t *re, const char *text)
{
	if (regcomp(re, text, REG_EXTENDED | REG_NOSUB | REG_NEWLINE) != 0) {
		fprintf(stderr, "inject: no regular expression: %s\n", text);
		exit(2);
	}
}

void inject_words(struct inject *j)
{
	inject_regex(&j->message,
		     j->init ? "^cfsv-init: (cannot check|cannot start|"
			       "refused): .+ \\[-[0-9]+ CFSV_E_[A-Z0-9_]+\\]$"
			     : "^cfsv: [a-z]+: .+: (cannot check|refused): "
			       ".+ \\[-[0-9]+ CFSV_E_[A-Z0-9_]+\\]$");
	inject_regex(&j->mend,
		     j->init ? "^cfsv-init: mend: .+" : "^cfsv: mend: .+");
	inject_regex(&j->success,
		     j->init ? "^cfsv-init: verified: "
			     : "^(verified|sealed|deployed|already|repaired|"
			       "applied|sha256:|sha512:)");
}

/* It failed: does it say what, where, why and the mend? */
static const char *judge_message(const struct inject *j)
{
	if (j->run.nr < FAULT_STDERR && (!inject_matches(&j->message, j->err) ||
					 !inject_matches(&j->mend, j->err)))
		return "no message of what, where, why and the mend";
	return NULL;
}

static const char *judge_success(const struct inject *j)
{
	const struct fault_run *r = &j->run;
	int changed = inject_changed(&r->fault);
	int meanwhile = r->fault.how == FAULT_MEANWHILE;

	if (j->usual != 0)
		return "it succeeded";
	if (j->strict && changed && !r->idle && !meanwhile)
		return "changed data was accepted";
	if ((!changed || meanwhile) && strcmp(j->out, j->golden) != 0 &&
	    !(j->has_also && inject_matches(&j->also, j->out)))
		return "it succeeded and printed something else";
	if (r->nr == SYS_fsync && r->fault.how == FAULT_FAIL)
		return "it succeeded, and nothing says that it is on disk";
	return NULL;
}

static const char *judge_failure(const struct inject *j)
{
	const struct fault_run *r = &j->run;

	if (j->usual == 0 && inject_harmless(r))
		return "it gave up, though trying again is all it takes";
	if (!j->some && inject_matches(&j->success, j->init ? j->err : j->out))
		return "it failed with a word of success";
	if (j->some && !inject_changed(&r->fault) &&
	    !inject_lines(j->out, j->golden))
		return "it printed what is not so";
	return judge_message(j);
}

/*
 * Process 1: what it starts stops the machine in the end, and so does itself.
 * In a namespace this is SIGINT (reboot(2)).
 */
static const char *judge_first(const struct inject *j)
{
	const struct fault_run *r = &j->run;

	if (r->hung && r->nr == SYS_reboot)
		return judge_message(j);
	if (!WIFSIGNALED(r->status) || WTERMSIG(r->status) != SIGINT)
		return "process 1 ended, and the machine was not stopped";
	if (!r->started)
		return inject_harmless(r) ? "it gave up" : judge_message(j);
	return strstr(j->out, "\nBOOTED OK\n")
		       ? NULL
		       : "what it started says that something is wrong";
}

const char *inject_judge(const struct inject *j)
{
	const struct fault_run *r = &j->run;
	int status = inject_status(r);

	if (r->hung && !(r->root && r->nr == SYS_reboot))
		return "it did not end";
	if (r->root)
		return judge_first(j);
	if (!WIFEXITED(r->status))
		return "it died by a signal";
	if (status > (j->init ? 1 : 3) || status == 2)
		return "its exit status has no meaning here";
	if (r->leaked != 0)
		return "descriptors were open at the end";
	if (j->heap && j->heap->live != 0)
		return "memory was not freed";
	return status == 0 ? judge_success(j) : judge_failure(j);
}
