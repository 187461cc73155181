/* SPDX-License-Identifier: MIT */
/* anchors.c - on the host: trust anchors as C, if the core can use them */
#include <stdio.h>
#include <string.h>
#include "cfsv.h"

static uint8_t anchors_der[CFSV_ANCHOR_MAX + 1];

static int anchors_die(const char *where, const char *what, const char *mend)
{
	fprintf(stderr, "cfsv: CONFIG_CMD_CFSV_ANCHORS: %s: %s\nmend: %s\n",
		where, what, mend);
	return 1;
}

/* The core reads it as it will at boot, by the same OPTIONS. */
static int anchors_read(const char *path, size_t *len)
{
	struct cfsv_anchor anchor;
	FILE *file = fopen(path, "rb");
	enum cfsv_err err;

	if (file == NULL)
		return anchors_die(path, "it cannot be read", "check the path");
	*len = fread(anchors_der, 1, sizeof(anchors_der), file);
	fclose(file);
	if (*len > 0 && anchors_der[0] == '-')
		return anchors_die(path, "this is PEM, not DER",
				   "openssl x509 -in CERT.pem -outform DER");
	err = cfsv_anchor_load(&anchor, &cfsv_bearssl, anchors_der, *len);
	if (err != CFSV_OK)
		return anchors_die(path, cfsv_strerror(err), cfsv_mend(err));
	return 0;
}

/* The path's last part, for messages; nothing in it that C knows. */
static void anchors_name(const char *path)
{
	const char *name = strrchr(path, '/');
	const char *allowed = "abcdefghijklmnopqrstuvwxyz0123456789._-"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	for (name = name == NULL ? path : name + 1; *name != '\0'; name++)
		putchar(strchr(allowed, *name) == NULL ? '_' : *name);
}

int main(int argc, char **argv)
{
	size_t len, j;
	int i;

	if (argc < 2)
		return anchors_die("it names no file", "nothing would verify",
				   "give certificates or public keys in DER");
	puts("/* made by anchors.c */");
	for (i = 1; i < argc; i++) {
		if (anchors_read(argv[i], &len) != 0)
			return 1;
		printf("static const uint8_t anchor_%d[] = {\n", i);
		for (j = 0; j < len; j++)
			printf("%u,%s", anchors_der[j],
			       j % 16 == 15 ? "\n" : "");
		puts("};");
	}
	puts("static const struct uboot_anchor uboot_anchors[] = {");
	for (i = 1; i < argc; i++) {
		printf("\t{\"");
		anchors_name(argv[i]);
		printf("\", anchor_%d, sizeof(anchor_%d)},\n", i, i);
	}
	puts("};");
	return fflush(stdout) == 0 ? 0 : 1;
}
