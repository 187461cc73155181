/* SPDX-License-Identifier: MIT */
/* cmd_seal.c - cfsv seal and cfsv deploy */
#include <stdio.h>
#include <stdlib.h>
#include "tool.h"

/* How to sign by hand what seal left in IMAGE.tbs. */
static void seal_say_how(const char *image)
{
	printf("to sign:  openssl smime -sign -binary -noattr -nocerts "
	       "-md sha256 -outform DER \\\n"
	       "            -in '%s.tbs' -signer CERT.pem -inkey KEY.pem "
	       "-out '%s.sig'\n"
	       "          or have the tool of an HSM make such a signature "
	       "over these 44 bytes; then check:\n"
	       "          cfsv verify '%s' --trust=CERT.pem\n",
	       image, image, image);
}

static int seal_image(const char *image, uint32_t hash, const char *key,
		      const char *cert)
{
	char text[CFSV_DIGEST_TEXT_MAX] = "";
	struct cfsv_fault f = {0};
	struct cfsv_digest digest;

	if (cfsv_seal(image, hash, key, cert, &digest, &f) != CFSV_OK)
		return tool_fail_trust(tool_seal.name, image, &f);
	cfsv_digest_to_text(text, &digest);
	printf("sealed: ");
	tool_print_name(stdout, image);
	printf(" %s%s\n", text, key ? "" : " (not signed)");
	if (!key)
		seal_say_how(image);
	return EXIT_SUCCESS;
}

static int seal_run(int argc, char **argv)
{
	static const struct option options[] = {
		{"hash-alg", required_argument, NULL, 'a'},
		{"key", required_argument, NULL, 'k'},
		{"cert", required_argument, NULL, 'c'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	struct cfsv_params params = {0};
	const char *key = NULL, *cert = NULL;
	int option;

	while ((option = tool_getopt(&tool_seal, argc, argv, options)) != -1) {
		switch (option) {
		case 'h':
			return EXIT_SUCCESS;
		case '?':
			return EXIT_USAGE;
		case 'k':
			key = optarg;
			break;
		case 'c':
			cert = optarg;
			break;
		default:
			if (tool_param(&tool_seal, &params, option, optarg) !=
			    0)
				return EXIT_USAGE;
		}
	}
	if (argc - optind != 1)
		return tool_usage(&tool_seal, "one IMAGE is needed");
	if ((key == NULL) != (cert == NULL))
		return tool_usage(&tool_seal,
				  "--key and --cert belong together");
	return seal_image(argv[optind], params.hash, key, cert);
}

const struct tool_command tool_seal = {
	"seal", "write IMAGE.digest and have openssl write IMAGE.sig",
	"usage: cfsv seal IMAGE [--hash-alg=A] [--key=KEY.pem "
	"--cert=CERT.pem]\n\n"
	"Write IMAGE.digest, the fs-verity digest of IMAGE. With a key, run\n"
	"openssl to write IMAGE.sig, and verify it. Without, write IMAGE.tbs,\n"
	"the 44 bytes to sign elsewhere.\n\n"
	"  --hash-alg=sha256|sha512   of IMAGE's digest, default sha256\n"
	"  --key=KEY.pem              private key, read by openssl alone\n"
	"  --cert=CERT.pem            its certificate",
	seal_run};

static int deploy_report(const char *image, const char *folder, int no_verity)
{
	static const char kept[] = "already deployed (with another signature, "
				   "which was kept: remove it to replace it)";
	static const char *const words[] = {"deployed", "already deployed",
					    "repaired", kept};
	char text[CFSV_DIGEST_TEXT_MAX] = "";
	struct cfsv_fault f = {0};
	enum cfsv_deployed result;
	struct cfsv_digest digest;
	int enforced;

	if (cfsv_deploy(image, folder, no_verity, &result, &digest, &enforced,
			&f) != CFSV_OK) {
		int status = tool_fail(tool_deploy.name, image, &f);

		if (f.err == CFSV_E_FS_WITHOUT_VERITY ||
		    f.err == CFSV_E_VERITY_OFF ||
		    f.err == CFSV_E_ENABLE_PARAMETERS ||
		    f.err == CFSV_E_FOREIGN_VERITY)
			fprintf(stderr, "cfsv: mend: or deploy without the "
					"kernel's enforcement: "
					"--no-verity\n");
		return status;
	}
	cfsv_digest_to_text(text, &digest);
	printf("%s: ", words[result]);
	tool_print_name(stdout, image);
	printf(" %s\n", text);
	if (!enforced)
		printf("  the kernel does not enforce this digest: the file "
		       "is not verity-enabled\n");
	return EXIT_SUCCESS;
}

static int deploy_run(int argc, char **argv)
{
	static const struct option options[] = {
		{"no-verity", no_argument, NULL, 'n'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	int option, no_verity = 0;

	while ((option = tool_getopt(&tool_deploy, argc, argv, options)) !=
	       -1) {
		if (option != 'n')
			return option == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
		no_verity = 1;
	}
	if (argc - optind != 2)
		return tool_usage(&tool_deploy, "IMAGE and DIR are needed");
	return deploy_report(argv[optind], argv[optind + 1], no_verity);
}

const struct tool_command tool_deploy = {
	"deploy", "copy a sealed image into a folder, under fs-verity",
	"usage: cfsv deploy IMAGE DIR [--no-verity]\n\n"
	"Copy IMAGE, IMAGE.digest and IMAGE.sig into DIR and enable fs-verity\n"
	"on IMAGE, unsigned. IMAGE's name appears last: no name, not "
	"deployed.\n"
	"Another deployment of this name is never overwritten. Needs no "
	"key.\n\n"
	"  --no-verity   go on where the file system has no fs-verity",
	deploy_run};
