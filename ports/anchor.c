/* SPDX-License-Identifier: MIT */
/* anchor.c - for builds: does the core take this file as a trust anchor? */
#include <stdio.h>
#include "cfsv.h"

#ifdef CFSV_NO_PKCS7
#error "there are no trust anchors then; mend: build without CFSV_NO_PKCS7"
#endif

#define ANCHOR_MAX 65536 /* bytes; certificates have some thousand */

int main(int argc, char **argv)
{
	static uint8_t der[ANCHOR_MAX];
	struct cfsv_anchor anchor;
	enum cfsv_err err;
	FILE *file;
	size_t len;

	if (argc != 2 || (file = fopen(argv[1], "rb")) == NULL) {
		fprintf(stderr, "usage: anchor FILE.der\n");
		return 2;
	}
	len = fread(der, 1, sizeof(der), file);
	if (ferror(file) || len == sizeof(der)) {
		fprintf(stderr,
			"this cannot be read, or is no trust anchor; mend: "
			"give an X.509 certificate or a public key\n");
		return 2;
	}
	fclose(file);
	err = cfsv_anchor_load(&anchor, &cfsv_bearssl, der, len);
	if (err == CFSV_OK)
		return 0;
	fprintf(stderr, "%s at offset %u [%d %s]; mend: %s\n",
		cfsv_strerror(err), (unsigned int)anchor.at, (int)err,
		cfsv_error_name(err), cfsv_mend(err));
	return 1;
}
