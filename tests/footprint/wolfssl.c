/* SPDX-License-Identifier: MIT */
/* wolfssl.c - the job by wolfSSL's wolfCrypt: X.509 and PKCS#7 */
#include <wolfssl/options.h>
#include <wolfssl/wolfcrypt/pkcs7.h>
#include "job.h"

int job_vouched(struct job *job)
{
	PKCS7 *pkcs7 = wc_PKCS7_New(NULL, INVALID_DEVID);

	if (!pkcs7 || wc_PKCS7_InitWithCert(pkcs7, job->cert.bytes,
					    (word32)job->cert.len) != 0)
		return 0;
	pkcs7->content = job->message.bytes;
	pkcs7->contentSz = (word32)job->message.len;
	return wc_PKCS7_VerifySignedData(pkcs7, job->signature.bytes,
					 (word32)job->signature.len) == 0;
}
