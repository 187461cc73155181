/* SPDX-License-Identifier: MIT */
/* job.h - the job that each library does for footprint_peers.sh */
#ifndef CFSV_FOOTPRINT_JOB_H
#define CFSV_FOOTPRINT_JOB_H

#include <stddef.h>

/* No file of the job is larger. */
struct job_file {
	unsigned char bytes[65536];
	size_t len;
};

/*
 * @cert: the one trusted certificate, DER
 * @signature: DER PKCS#7 SignedData, detached, without certificates
 * @message: what it must sign; for image.c the digest file
 * @image: for image.c alone
 */
struct job {
	struct job_file cert;
	struct job_file signature;
	struct job_file message;
	struct job_file image;
};

/*
 * 1 if the certificate's key signed the message, else 0. What a library
 * allocates goes with the process.
 */
int job_vouched(struct job *job);

#endif
