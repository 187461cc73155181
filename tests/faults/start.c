/* SPDX-License-Identifier: MIT */
/* start.c - start a program under ptrace, and let it run up to main */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>
#include "faults.h"

/* The address of main, from the entry that the kernel told the loader. */
static unsigned long start_main(pid_t pid, long from_start)
{
	Elf64_auxv_t aux;
	unsigned long entry = 0;
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/auxv", (int)pid);
	file = fopen(path, "rb");
	if (file == NULL)
		return 0;
	while (fread(&aux, sizeof(aux), 1, file) == 1)
		if (aux.a_type == AT_ENTRY)
			entry = aux.a_un.a_val;
	fclose(file);
	return entry ? entry + (unsigned long)from_start : 0;
}

/* Up to main, by a breakpoint there; -1 if it was not reached. */
static int start_to_main(pid_t pid, const struct fault_run *r)
{
	unsigned long at = start_main(pid, r->from_start);
	struct user_regs_struct regs;
	long word;
	int status;

	errno = 0;
	word = ptrace(PTRACE_PEEKTEXT, pid, (void *)at, NULL);
	if (at == 0 || errno != 0)
		return -1;
	ptrace(PTRACE_POKETEXT, pid, (void *)at,
	       (void *)((word & ~0xffl) | 0xcc));
	ptrace(PTRACE_CONT, pid, NULL, NULL);
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status) ||
	    WSTOPSIG(status) != SIGTRAP)
		return -1;
	ptrace(PTRACE_POKETEXT, pid, (void *)at, (void *)word);
	ptrace(PTRACE_GETREGS, pid, NULL, &regs);
	regs.rip = at;
	ptrace(PTRACE_SETREGS, pid, NULL, &regs);
	return 0;
}

static void start_child(const struct fault_run *r)
{
	int out = open(r->out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int err = open(r->err, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int in = open("/dev/null", O_RDONLY);

	if (in < 0 || out < 0 || err < 0)
		_exit(126);
	dup2(in, 0);
	dup2(out, 1);
	dup2(err, 2);
	if (r->root && (chroot(r->root) != 0 || chdir("/") != 0))
		_exit(126);
	syscall(SYS_close_range, 3, ~0u, 0);
	if (r->preload) {
		setenv("LD_PRELOAD", r->preload, 1);
		setenv("FAULT_HEAP", r->heap, 1);
	}
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	execvp(r->argv[0], r->argv);
	_exit(126);
}

/* As process 1: of its own namespace, with mounts of its own. */
static pid_t start_fork(int first)
{
	if (!first)
		return fork();
	return (pid_t)syscall(SYS_clone, CLONE_NEWPID | CLONE_NEWNS | SIGCHLD,
			      0, 0, 0, 0);
}

pid_t fault_start(const struct fault_run *r)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC |
			     PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
			     PTRACE_O_TRACEVFORK | PTRACE_O_EXITKILL;
	int status;
	pid_t pid;

	fflush(NULL);
	pid = start_fork(r->root != NULL);
	if (pid == 0)
		start_child(r);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status)) {
		fprintf(stderr, "inject: %s did not start\n", r->argv[0]);
		return -1;
	}
	ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)options);
	if (start_to_main(pid, r) != 0) {
		fprintf(stderr, "inject: %s did not reach main\n", r->argv[0]);
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		return -1;
	}
	return pid;
}
