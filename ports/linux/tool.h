/* SPDX-License-Identifier: MIT */
/* tool.h - inside the cfsv tool: what its commands share */
#ifndef CFSV_TOOL_H
#define CFSV_TOOL_H

#include <getopt.h>
#include <stdio.h>
#include "cfsv_linux.h"

/* Exit status; the man page has the table. */
#define EXIT_REFUSED 1
#define EXIT_USAGE 2
#define EXIT_UNCHECKED 3

/* A command: main()'s arguments from its name on; returns an exit status. */
struct tool_command {
	const char *name;
	const char *summary;
	const char *usage;
	int (*run)(int argc, char **argv);
};
extern const struct tool_command tool_digest, tool_measure, tool_enable,
	tool_seal, tool_deploy, tool_verify, tool_apply, tool_mount,
	tool_explain, tool_bench;

/* Say on stderr what failed for subject, and the mend; returns the status. */
int tool_fail(const char *command, const char *subject,
	      const struct cfsv_fault *f);

/* The same for a trust anchor: never a refusal, always "cannot check". */
int tool_fail_trust(const char *command, const char *subject,
		    const struct cfsv_fault *f);

/* "cfsv: COMMAND: <message>" and where to read more; returns EXIT_USAGE. */
int tool_usage(const struct tool_command *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * getopt_long() with --help; -1 at the end, '?' after a bad option (already
 * said), 'h' after --help (already printed).
 */
int tool_getopt(const struct tool_command *c, int argc, char **argv,
		const struct option *options);

/* Options that digest, enable and verify share; 1 if one of them is wrong. */
#define TOOL_PARAMS_OPTIONS                                                    \
	{"hash-alg", required_argument, NULL, 'a'},                            \
		{"block-size", required_argument, NULL, 'b'},                  \
	{                                                                      \
		"salt", required_argument, NULL, 's'                           \
	}
int tool_param(const struct tool_command *c, struct cfsv_params *p, int option,
	       const char *value);

/* --option=value: a number from 1 to max; not 0 if it is none. */
int tool_number(const struct tool_command *c, const char *option,
		const char *value, unsigned int max, unsigned int *out);

/* By whom an image may be vouched for: options of verify and mount. */
#define TOOL_PINS_MAX 64
struct tool_whom {
	struct cfsv_trust_list trust;
	struct cfsv_digest pins[TOOL_PINS_MAX];
	size_t pin_count;
	int kernel_signed;
	enum cfsv_measure_by by;
};
#define TOOL_WHOM_OPTIONS                                                      \
	{"trust", required_argument, NULL, 't'},                               \
		{"digest", required_argument, NULL, 'd'},                      \
	{                                                                      \
		"kernel-signed", no_argument, NULL, 'k'                        \
	}

/* One of these options; returns an exit status. */
int tool_whom_option(const struct tool_command *c, struct tool_whom *w,
		     int option, const char *value);

/* Do they go together? Returns an exit status, the complaint is said. */
int tool_whom_usage(const struct tool_command *c, const struct tool_whom *w);

/* Verify an open image that way. */
enum cfsv_err tool_whom_verify(const struct tool_whom *w,
			       const struct cfsv_image *image,
			       struct cfsv_verdict *v, struct cfsv_fault *f);

/* What is to be said of a good image on stderr: who vouched, and how. */
void tool_whom_say(const struct tool_command *c, const struct tool_whom *w,
		   const char *image, const struct cfsv_verdict *v);

/*
 * How far a long command is: bytes, rate and time left, on stderr, after a
 * second. It is rewritten in place; clear it before anything else is printed.
 * tool_progress_begin() is 0 if stderr is no terminal: show nothing then.
 */
struct tool_progress {
	char *const *names;
	size_t count;
	uint64_t began; /* ms */
	uint64_t next;
	uint64_t total; /* bytes; 0: not known yet */
	int shown;
};
int tool_progress_begin(struct tool_progress *p, char *const *names,
			size_t count);
void tool_progress(struct tool_progress *p, uint64_t bytes);
void tool_progress_clear(struct tool_progress *p);

/* A name inside a message: control bytes, which could forge one, as '?'. */
void tool_print_name(FILE *to, const char *name);

/* Print hex digits, no newline. */
void tool_print_hex(const uint8_t *bytes, size_t len);

/* "sha256:<hex> <name>\n" */
void tool_print_digest(const struct cfsv_digest *digest, const char *name);

#endif /* CFSV_TOOL_H */
