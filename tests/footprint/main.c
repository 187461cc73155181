/* SPDX-License-Identifier: MIT */
/* main.c - CERT SIGNATURE MESSAGE [IMAGE]: is it so? 0 yes, 1 no, 2 usage */
#include <stdio.h>
#include "job.h"

static int main_load(const char *name, struct job_file *file)
{
	FILE *f = fopen(name, "rb");

	if (!f)
		return 0;
	file->len = fread(file->bytes, 1, sizeof(file->bytes), f);
	return fclose(f) == 0 && file->len > 0;
}

int main(int argc, char **argv)
{
	static struct job job;

	if (argc < 4 || !main_load(argv[1], &job.cert) ||
	    !main_load(argv[2], &job.signature) ||
	    !main_load(argv[3], &job.message) ||
	    (argc > 4 && !main_load(argv[4], &job.image))) {
		fprintf(stderr, "give CERT SIGNATURE MESSAGE [IMAGE]: "
				"files that can be read and are not empty\n");
		return 2;
	}
	return job_vouched(&job) ? 0 : 1;
}
