/* SPDX-License-Identifier: MIT */
/* mbedtls.c - the job by mbedTLS, 3.3 or later: X.509 and PKCS#7 */
#include <mbedtls/pkcs7.h>
#include <mbedtls/x509_crt.h>
#include <psa/crypto.h>
#include "job.h"

int job_vouched(struct job *job)
{
	mbedtls_x509_crt cert;
	mbedtls_pkcs7 pkcs7;

	mbedtls_x509_crt_init(&cert);
	mbedtls_pkcs7_init(&pkcs7);
	return psa_crypto_init() == PSA_SUCCESS &&
	       mbedtls_x509_crt_parse_der(&cert, job->cert.bytes,
					  job->cert.len) == 0 &&
	       mbedtls_pkcs7_parse_der(&pkcs7, job->signature.bytes,
				       job->signature.len) ==
		       MBEDTLS_PKCS7_SIGNED_DATA &&
	       mbedtls_pkcs7_signed_data_verify(&pkcs7, &cert,
						job->message.bytes,
						job->message.len) == 0;
}
