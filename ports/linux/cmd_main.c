/* SPDX-License-Identifier: MIT */
/* cmd_main.c - the cfsv tool: picks the command, says what failed */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tool.h"

static const struct tool_command *const tool_commands[] = {
	&tool_digest, &tool_measure, &tool_enable, &tool_seal,	  &tool_deploy,
	&tool_verify, &tool_apply,   &tool_mount,  &tool_explain, &tool_bench,
};
#define TOOL_COMMANDS (sizeof(tool_commands) / sizeof(tool_commands[0]))

void tool_print_name(FILE *to, const char *name)
{
	for (; *name != '\0'; name++)
		putc((unsigned char)*name < 0x20 || *name == 0x7f ? '?' : *name,
		     to);
}

static void tool_say(const char *command, const char *subject,
		     const char *verdict, const struct cfsv_fault *f)
{
	int named = f->path[0] != '\0' && strcmp(f->path, subject) != 0;

	fprintf(stderr, "cfsv: %s: ", command);
	tool_print_name(stderr, subject);
	fprintf(stderr, ": %s: ", verdict);
	if (named) {
		tool_print_name(stderr, f->path);
		fprintf(stderr, ": ");
	}
	fprintf(stderr, "%s", cfsv_strerror(f->err));
	if (f->at > 0)
		fprintf(stderr, " at offset %lu", (unsigned long)f->at);
	if (f->sys != 0)
		fprintf(stderr, " (%s: %s)", f->step, strerror(f->sys));
	fprintf(stderr, " [%d %s]\ncfsv: mend: %s\n", (int)f->err,
		cfsv_error_name(f->err), cfsv_mend(f->err));
}

int tool_fail_trust(const char *command, const char *subject,
		    const struct cfsv_fault *f)
{
	tool_say(command, subject, "cannot check", f);
	return EXIT_UNCHECKED;
}

int tool_fail(const char *command, const char *subject,
	      const struct cfsv_fault *f)
{
	if (cfsv_error_class(f->err) != CFSV_CLASS_REFUSED)
		return tool_fail_trust(command, subject, f);
	tool_say(command, subject, "refused", f);
	return EXIT_REFUSED;
}

int tool_usage(const struct tool_command *c, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "cfsv: %s: ", c->name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\ncfsv: mend: see 'cfsv %s --help'\n", c->name);
	return EXIT_USAGE;
}

int tool_getopt(const struct tool_command *c, int argc, char **argv,
		const struct option *options)
{
	int option;

	opterr = 0;
	option = getopt_long(argc, argv, ":", options, NULL);
	if (option == ':')
		tool_usage(c, "%s needs a value", argv[optind - 1]);
	else if (option == '?' && optopt > 0 && optopt < 128 &&
		 argv[optind - 1][1] != '-')
		tool_usage(c, "-%c is no option here", optopt);
	else if (option == '?')
		tool_usage(c, "%s is no option here, or has a value too many",
			   argv[optind - 1]);
	else if (option == 'h')
		printf("%s\n", c->usage);
	return option == ':' ? '?' : option;
}

static int tool_salt(struct cfsv_params *p, const char *hex)
{
	size_t i, len = strlen(hex);

	if (len % 2 != 0 || len / 2 > CFSV_SALT_MAX ||
	    strspn(hex, "0123456789abcdefABCDEF") != len)
		return -1;
	for (i = 0; i < len / 2; i++) {
		char two[3] = {hex[2 * i], hex[2 * i + 1], '\0'};

		p->salt[i] = (uint8_t)strtoul(two, NULL, 16);
	}
	p->salt_size = (uint32_t)(len / 2);
	return 0;
}

int tool_param(const struct tool_command *c, struct cfsv_params *p, int option,
	       const char *value)
{
	unsigned long size;
	char *end;

	switch (option) {
	case 'a':
		p->hash = strcmp(value, "sha256") == 0	 ? CFSV_SHA256
			  : strcmp(value, "sha512") == 0 ? CFSV_SHA512
							 : 0;
		if (p->hash == 0)
			return tool_usage(c, "--hash-alg=%s: %s", value,
					  "it is sha256 or sha512");
		return 0;
	case 'b':
		size = strtoul(value, &end, 10);
		if (value[0] < '0' || value[0] > '9' || *end != '\0' ||
		    size < 1024 || size > 65536 || (size & (size - 1)) != 0)
			return tool_usage(c, "--block-size=%s: %s", value,
					  "a power of two, 1024 to 65536");
		p->block_size = (uint32_t)size;
		return 0;
	default:
		if (tool_salt(p, value) != 0)
			return tool_usage(c, "--salt=%s: %s", value,
					  "an even number of hex digits, at "
					  "most 64");
		return 0;
	}
}

int tool_number(const struct tool_command *c, const char *option,
		const char *value, unsigned int max, unsigned int *out)
{
	unsigned long n;
	char *end;

	n = strtoul(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end != '\0' || n < 1 ||
	    n > max)
		return tool_usage(c, "--%s=%s: 1 to %u", option, value, max);
	*out = (unsigned int)n;
	return 0;
}

void tool_print_hex(const uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		printf("%02x", bytes[i]);
}

void tool_print_digest(const struct cfsv_digest *digest, const char *name)
{
	char text[CFSV_DIGEST_TEXT_MAX];

	if (cfsv_digest_to_text(text, digest) == CFSV_OK)
		printf("%s %s\n", text, name);
}

static int tool_help(void)
{
	size_t i;

	printf("usage: cfsv COMMAND [OPTION...] FILE...\n\n"
	       "Is this image the one that the owner of a trusted key "
	       "signed?\n\n");
	for (i = 0; i < TOOL_COMMANDS; i++)
		printf("  %-8s  %s\n", tool_commands[i]->name,
		       tool_commands[i]->summary);
	printf("\n'cfsv COMMAND --help' tells more, and so does cfsv(1).\n"
	       "Exit status: 0 verified or done, 1 refused, 2 usage, "
	       "3 could not check.\n");
	return EXIT_SUCCESS;
}

/* What was printed must have arrived: a full disk is no success. */
static int tool_flush(const char *command, int status)
{
	struct cfsv_fault f = {0};

	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	cfsv_fault_sys(&f, CFSV_E_IO, "write", NULL);
	tool_fail(command, "standard output", &f);
	return status == EXIT_SUCCESS ? EXIT_UNCHECKED : status;
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc >= 2 &&
	    (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0))
		return tool_flush("help", tool_help());
	if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
		printf("cfsv %s\n", CFSV_VERSION);
		return tool_flush("version", EXIT_SUCCESS);
	}
	for (i = 0; argc >= 2 && i < TOOL_COMMANDS; i++)
		if (strcmp(argv[1], tool_commands[i]->name) == 0)
			return tool_flush(argv[1], tool_commands[i]->run(
							   argc - 1, argv + 1));
	fprintf(stderr, "cfsv: %s\ncfsv: mend: 'cfsv --help' lists them\n",
		argc < 2 ? "no command was given" : "there is no such command");
	return EXIT_USAGE;
}
