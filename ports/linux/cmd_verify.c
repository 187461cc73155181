/* SPDX-License-Identifier: MIT */
/* cmd_verify.c - cfsv verify: the verdict */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tool.h"

/* What the options ask for. */
struct verify_job {
	struct tool_whom whom;
	struct cfsv_params params;
	int has_params;
	int has_by;
	const char *sig;
};

static int verify_measure_option(struct verify_job *job, const char *value)
{
	job->has_by = 1;
	if (strcmp(value, "auto") == 0)
		job->whom.by = CFSV_BY_AUTO;
	else if (strcmp(value, "kernel") == 0)
		job->whom.by = CFSV_BY_KERNEL;
	else if (strcmp(value, "compute") == 0)
		job->whom.by = CFSV_BY_COMPUTING;
	else
		return tool_usage(&tool_verify, "--measure=%s: %s", value,
				  "it is auto, kernel or compute");
	return EXIT_SUCCESS;
}

static int verify_option(struct verify_job *job, int option)
{
	switch (option) {
	case 't':
	case 'd':
	case 'k':
		return tool_whom_option(&tool_verify, &job->whom, option,
					optarg);
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
	if (job->sig && (job->whom.pin_count > 0 || job->whom.kernel_signed))
		return tool_usage(&tool_verify,
				  "--signature goes with --trust alone");
	if (job->has_by && job->whom.kernel_signed)
		return tool_usage(&tool_verify,
				  "--kernel-signed measures by the kernel: "
				  "--measure does not go with it");
	if (job->has_params && !job->sig)
		return tool_usage(&tool_verify,
				  "--hash-alg, --block-size and --salt go "
				  "with --signature alone: a composefs image "
				  "has the defaults");
	return tool_whom_usage(&tool_verify, &job->whom);
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
	tool_whom_say(&tool_verify, &job->whom, image, v);
}

static int verify_image(struct verify_job *job, const char *name)
{
	struct cfsv_fault f = {0};
	struct cfsv_image image;
	struct cfsv_verdict v;
	enum cfsv_err err;

	if (job->sig) {
		err = cfsv_verify_direct(&job->whom.trust, name, job->sig,
					 job->whom.by, &job->params, &v, &f);
	} else {
		err = cfsv_image_open(&image, AT_FDCWD, name, &f);
		if (err == CFSV_OK)
			err = tool_whom_verify(&job->whom, &image, &v, &f);
		cfsv_image_close(&image);
	}
	if (err != CFSV_OK)
		return tool_fail(tool_verify.name, name, &f);
	verify_print(job, name, &v);
	return EXIT_SUCCESS;
}

static int verify_run(int argc, char **argv)
{
	static const struct option options[] = {
		TOOL_PARAMS_OPTIONS,
		TOOL_WHOM_OPTIONS,
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
			cfsv_trust_free(&job.whom.trust);
			return EXIT_SUCCESS;
		}
		status = verify_option(&job, option);
	}
	if (status == EXIT_SUCCESS)
		status = verify_usage(&job, argc - optind);
	if (status == EXIT_SUCCESS)
		status = verify_image(&job, argv[optind]);
	cfsv_trust_free(&job.whom.trust);
	return status;
}

const struct tool_command tool_verify = {
	"verify", "is this image the one that a trusted key signed?",
	"usage: cfsv verify IMAGE --trust=FILE [--measure=HOW]\n"
	"       cfsv verify FILE --signature=SIG --trust=FILE [OPTION...]\n"
	"       cfsv verify IMAGE --digest=sha256:HEX[,sha512:HEX...]\n"
	"       cfsv verify IMAGE --kernel-signed [--trust=FILE]\n\n"
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
	"  --digest=LIST     any of these\n"
	"  --kernel-signed   IMAGE.digest is under a built-in signature, which "
	"the\n                    kernel checks ('cfsv apply'); with --trust "
	"it is\n                    verified here as well\n\n"
	"Prints 'verified:' if the kernel goes on enforcing the digest, and\n"
	"'verified-once:' if it was computed.",
	verify_run};
