/* SPDX-License-Identifier: MIT */
/* trace.c - run a program, and give one of its system calls a fault */
/*
 * ptrace(2) on x86-64. Calls are counted from main on, in all threads and, up
 * to its execve(), in a child: what comes before main is the loader's. A call
 * that must not be made becomes number -1, and its result is put in when it
 * returns (ENOSYS by then).
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>
#include "faults.h"

#define TRACE_MAX 64 /* threads and children */

struct trace_task {
	pid_t pid;
	int child;		  /* a process of its own */
	int inside;		  /* between a call's entry and its exit */
	int hit;		  /* this call has the fault */
	unsigned long long asked; /* the argument that was made less */
};

struct trace {
	struct fault_run *run;
	pid_t leader;
	struct trace_task tasks[TRACE_MAX];
	size_t count;
};

static volatile sig_atomic_t trace_late;

static void trace_alarm(int sig)
{
	(void)sig;
	trace_late = 1;
}

static struct trace_task *trace_find(struct trace *t, pid_t pid, int child)
{
	struct trace_task *task;
	size_t i;

	for (i = 0; i < t->count; i++)
		if (t->tasks[i].pid == pid)
			return &t->tasks[i];
	if (t->count == TRACE_MAX)
		return NULL;
	task = &t->tasks[t->count++];
	memset(task, 0, sizeof(*task));
	task->pid = pid;
	task->child = child;
	return task;
}

/* Descriptors beyond the standard ones that a process has open. */
static int trace_descriptors(pid_t pid)
{
	char path[64];
	struct dirent *e;
	int n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	dir = opendir(path);
	if (dir == NULL)
		return -1;
	while ((e = readdir(dir)) != NULL)
		n += e->d_name[0] != '.' && atoi(e->d_name) > 2;
	closedir(dir);
	return n;
}

/* Another value for the byte at an address. */
static void trace_change(pid_t pid, unsigned long long at)
{
	unsigned long long word_at = at & ~7ull;
	long word;

	errno = 0;
	word = ptrace(PTRACE_PEEKDATA, pid, (void *)word_at, NULL);
	if (errno != 0)
		return;
	word ^= (long)(1ull << (8 * (at & 7)));
	ptrace(PTRACE_POKEDATA, pid, (void *)word_at, (void *)word);
}

static void trace_size(pid_t pid, const struct user_regs_struct *regs,
		       int value)
{
	unsigned long long st =
		regs->orig_rax == SYS_newfstatat ? regs->rdx : regs->rsi;
	void *at = (void *)(st + offsetof(struct stat, st_size));
	long size;

	errno = 0;
	size = ptrace(PTRACE_PEEKDATA, pid, at, NULL);
	if (errno == 0)
		ptrace(PTRACE_POKEDATA, pid, at, (void *)(size + value));
}

static void trace_enter(struct trace *t, struct trace_task *task)
{
	struct fault_run *r = t->run;
	struct user_regs_struct regs;
	long nr;

	ptrace(PTRACE_GETREGS, task->pid, NULL, &regs);
	if (regs.orig_rax == SYS_exit_group && !task->child)
		r->leaked = trace_descriptors(task->pid);
	nr = (long)regs.orig_rax;
	if ((nr == SYS_write || nr == SYS_writev) && regs.rdi == 2)
		nr += FAULT_STDERR;
	if (r->log && r->calls < r->log_max)
		r->log[r->calls] = nr;
	task->hit = ++r->calls == r->n;
	if (!task->hit)
		return;
	r->nr = nr;
	task->asked = r->fault.how == FAULT_BREAK ? regs.rdi : regs.rdx;
	switch (r->fault.how) {
	case FAULT_FAIL:
		regs.orig_rax = (unsigned long long)-1;
		break;
	case FAULT_BREAK:
		regs.rdi = 0;
		break;
	case FAULT_SHORT:
		if (regs.rdx > 1)
			regs.rdx =
				r->fault.value == FAULT_ONE ? 1 : regs.rdx / 2;
		break;
	case FAULT_MEANWHILE:
		if (system(r->meanwhile) != 0)
			fprintf(stderr, "inject: failed: %s\n", r->meanwhile);
		return;
	default:
		return;
	}
	ptrace(PTRACE_SETREGS, task->pid, NULL, &regs);
}

/* Which byte of those that were read? */
static unsigned long long trace_byte(int which, long long got)
{
	unsigned long long n = (unsigned long long)got;

	return which == FAULT_FIRST ? 0 : which == FAULT_LAST ? n - 1 : n / 2;
}

static void trace_leave(struct trace *t, struct trace_task *task)
{
	const struct fault *fault = &t->run->fault;
	struct user_regs_struct regs;
	long long got;

	if (!task->hit)
		return;
	task->hit = 0;
	ptrace(PTRACE_GETREGS, task->pid, NULL, &regs);
	got = (long long)regs.rax;
	switch (fault->how) {
	case FAULT_FAIL:
	case FAULT_AFTER:
		regs.rax = (unsigned long long)-(long long)fault->value;
		break;
	case FAULT_END:
		t->run->idle = got <= 0;
		regs.rax = got > 0 ? 0 : regs.rax;
		break;
	case FAULT_SHORT:
		regs.rdx = task->asked;
		break;
	case FAULT_BREAK:
		regs.rdi = task->asked;
		break;
	case FAULT_CHANGE:
		t->run->idle = got <= 0;
		if (got > 0)
			trace_change(task->pid,
				     regs.rsi + trace_byte(fault->value, got));
		return;
	case FAULT_SIZE:
		if (got == 0)
			trace_size(task->pid, &regs, fault->value);
		return;
	default:
		return;
	}
	ptrace(PTRACE_SETREGS, task->pid, NULL, &regs);
}

/* A stop of a task; returns the signal to hand on, or -1: it was let go. */
static int trace_stop(struct trace *t, struct trace_task *task, int status)
{
	int sig = WSTOPSIG(status), event = status >> 16;
	unsigned long pid = 0;

	if (sig == (SIGTRAP | 0x80)) {
		task->inside = !task->inside;
		if (task->inside)
			trace_enter(t, task);
		else
			trace_leave(t, task);
		return 0;
	}
	if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK ||
	    event == PTRACE_EVENT_CLONE) {
		ptrace(PTRACE_GETEVENTMSG, task->pid, NULL, &pid);
		trace_find(t, (pid_t)pid, 0)->child =
			event != PTRACE_EVENT_CLONE;
		return 0;
	}
	if (event == PTRACE_EVENT_EXEC) {
		t->run->started = !task->child;
		ptrace(PTRACE_DETACH, task->pid, NULL, NULL);
		return -1;
	}
	return event != 0 || sig == SIGTRAP || sig == SIGSTOP ? 0 : sig;
}

static void trace_loop(struct trace *t)
{
	struct trace_task *task;
	int status, sig;
	pid_t pid;

	ptrace(PTRACE_SYSCALL, t->leader, NULL, NULL);
	for (;;) {
		pid = waitpid(-1, &status, __WALL);
		if (pid < 0 && errno == EINTR && trace_late && !t->run->hung) {
			t->run->hung = 1;
			kill(t->leader, SIGKILL);
		}
		if (pid < 0 && errno == EINTR)
			continue;
		if (pid < 0)
			return;
		if (!WIFSTOPPED(status)) {
			if (pid == t->leader)
				t->run->status = status;
			continue;
		}
		task = trace_find(t, pid, 0);
		sig = task ? trace_stop(t, task, status) : 0;
		if (sig >= 0)
			ptrace(PTRACE_SYSCALL, pid, NULL,
			       (void *)(unsigned long)sig);
	}
}

int fault_trace(struct fault_run *r)
{
	struct sigaction action;
	static struct trace t;

	memset(&t, 0, sizeof(t));
	t.run = r;
	r->calls = 0;
	r->nr = -1;
	r->idle = r->hung = r->leaked = r->started = 0;
	trace_late = 0;
	memset(&action, 0, sizeof(action));
	action.sa_handler = trace_alarm;
	sigaction(SIGALRM, &action, NULL);
	t.leader = fault_start(r);
	if (t.leader < 0)
		return -1;
	trace_find(&t, t.leader, 0);
	alarm(r->seconds);
	trace_loop(&t);
	alarm(0);
	return 0;
}
