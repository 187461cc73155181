/* SPDX-License-Identifier: MIT */
/* cmd_verify.c - cfsv verify: the verdict */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tool.h"

#define VERIFY_PINS_MAX 64

/* What the options ask for. */
struct verify_job {
	struct cfsv_trust_list trust;
	struct cfsv_params params;
	int has_params;
	enum cfsv_measure_by by;
	const char *sig;
	struct cfsv_digest pins[VERIFY_PINS_MAX];
	size_t pin_count;
	int status; /* of an option that failed */
};

static int verify_trust_option(struct verify_job *job, const char *path)
{
	struct cfsv_fault f = {0};

	if (cfsv_trust_add(&job->trust, path, &f) != CFSV_OK)
		return tool_fail_trust(tool_verify.name, path, &f);
	return EXIT_SUCCESS;
}

/* --digest=sha256:HEX[,sha512:HEX...] */
static int verify_pin_option(struct verify_job *job, const char *list)
{
	const char *end;

	for (;; list = end + 1) {
		end = strchr(list, ',');
		if (end == NULL)
			end = list + strlen(list);
		if (job->pin_count == VERIFY_PINS_MAX)
			return tool_usage(&tool_verify,
					  "more than %d digests are given",
					  VERIFY_PINS_MAX);
		if (cfsv_digest_from_text(&job->pins[job->pin_count], list,
					  (size_t)(end - list)) != CFSV_OK)
			return tool_usage(&tool_verify, "--digest=%.*s: %s",
					  (int)(end - list), list,
					  cfsv_strerror(CFSV_E_DIGEST_TEXT));
		job->pin_count++;
		if (*end == '\0')
			return EXIT_SUCCESS;
	}
}

static int verify_measure_option(struct verify_job *job, const char *value)
{
	if (strcmp(value, "auto") == 0)
		job->by = CFSV_BY_AUTO;
	else if (strcmp(value, "kernel") == 0)
		job->by = CFSV_BY_KERNEL;
	else if (strcmp(value, "compute") == 0)
		job->by = CFSV_BY_COMPUTING;
	else
		return tool_usage(&tool_verify, "--measure=%s: %s", value,
				  "it is auto, kernel or compute");
	return EXIT_SUCCESS;
}

static int verify_option(struct verify_job *job, int option)
{
	switch (option) {
	case 't':
		return verify_trust_option(job, optarg);
	case 'd':
		return verify_pin_option(job, optarg);
	case 'm':
		return verify_measure_option(job, optarg);
	case 'g':
		job->sig = optarg;
		return EXIT_SUCCESS;
	case '?':
		return EXIT_USAGE;
	default:
		job->has_params = 1;
		return tool_param(&tool_verify, &job->params, option, optarg);
	}
}

static int verify_usage(const struct verify_job *job, int files)
{
	if (files != 1)
		return tool_usage(&tool_verify, "one IMAGE is needed");
	if (job->pin_count > 0 && (job->trust.count > 0 || job->sig))
		return tool_usage(&tool_verify,
				  "--digest does not go with --trust or "
				  "--signature: nothing is signed then");
	if (job->pin_count == 0 && job->trust.count == 0)
		return tool_usage(&tool_verify,
				  "--trust or --digest is needed: whom to "
				  "trust?");
	if (job->has_params && !job->sig)
		return tool_usage(&tool_verify,
				  "--hash-alg, --block-size and --salt go "
				  "with --signature alone: a composefs image "
				  "has the defaults");
	return EXIT_SUCCESS;
}

static void verify_print(const struct verify_job *job, const char *image,
			 const struct cfsv_verdict *v)
{
	char text[CFSV_DIGEST_TEXT_MAX] = "";

	cfsv_digest_to_text(text, &v->digest);
	printf("%s: ", v->enforced ? "verified" : "verified-once");
	tool_print_name(stdout, image);
	printf(" %s\n", text);
	if (!v->enforced)
		printf("  once: these bytes were right when they were read; "
		       "nothing here says that the kernel keeps them so\n");
	fflush(stdout); /* the verdict stands before what is said of it */
	if (job->pin_count == 0)
		fprintf(stderr, "cfsv: verify: %s: vouched for by %s\n", image,
			job->trust.names[v->anchor]);
	if (v->rebuilt)
		fprintf(stderr,
			"cfsv: verify: %s: %s.digest is under a built-in "
			"signature that this kernel does not take; the "
			"kernel's measure of the image stood in for it\n",
			image, image);
}

static int verify_image(struct verify_job *job, const char *image)
{
	struct cfsv_fault f = {0};
	struct cfsv_verdict v;
	enum cfsv_err err;

	if (job->pin_count > 0)
		err = cfsv_verify_pins(job->pins, job->pin_count, image,
				       job->by, &v, &f);
	else if (job->sig)
		err = cfsv_verify_direct(&job->trust, image, job->sig, job->by,
					 &job->params, &v, &f);
	else
		err = cfsv_verify_pair_file(&job->trust, image, job->by, &v,
					    &f);
	if (err != CFSV_OK)
		return tool_fail(tool_verify.name, image, &f);
	verify_print(job, image, &v);
	return EXIT_SUCCESS;
}

static int verify_run(int argc, char **argv)
{
	static const struct option options[] = {
		TOOL_PARAMS_OPTIONS,
		{"trust", required_argument, NULL, 't'},
		{"digest", required_argument, NULL, 'd'},
		{"signature", required_argument, NULL, 'g'},
		{"measure", required_argument, NULL, 'm'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	struct verify_job job;
	int option, status = EXIT_SUCCESS;

	memset(&job, 0, sizeof(job));
	while (status == EXIT_SUCCESS &&
	       (option = tool_getopt(&tool_verify, argc, argv, options)) !=
		       -1) {
		if (option == 'h') {
			cfsv_trust_free(&job.trust);
			return EXIT_SUCCESS;
		}
		status = verify_option(&job, option);
	}
	if (status == EXIT_SUCCESS)
		status = verify_usage(&job, argc - optind);
	if (status == EXIT_SUCCESS)
		status = verify_image(&job, argv[optind]);
	cfsv_trust_free(&job.trust);
	return status;
}

const struct tool_command tool_verify = {
	"verify", "is this image the one that a trusted key signed?",
	"usage: cfsv verify IMAGE --trust=FILE [--measure=HOW]\n"
	"       cfsv verify FILE --signature=SIG --trust=FILE [OPTION...]\n"
	"       cfsv verify IMAGE --digest=sha256:HEX[,sha512:HEX...]\n\n"
	"Check IMAGE.sig, then IMAGE.digest, then IMAGE; or a signature that "
	"is\n"
	"directly over FILE's digest ('fsverity sign'); or a digest that you "
	"know.\nNothing is written.\n\n"
	"  --trust=FILE      certificate or public key, PEM or DER, or a "
	"folder;\n                    may be repeated\n"
	"  --measure=HOW     kernel: ask it; compute: read the image; auto: "
	"the\n                    kernel if the file is verity-enabled "
	"(default)\n"
	"  --signature=SIG   with --hash-alg, --block-size, --salt of the "
	"digest\n"
	"  --digest=LIST     any of these\n\n"
	"Prints 'verified:' if the kernel goes on enforcing the digest, and\n"
	"'verified-once:' if it was computed.",
	verify_run};
