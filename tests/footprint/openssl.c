/* SPDX-License-Identifier: MIT */
/* openssl.c - the job by OpenSSL's libcrypto: X.509 and PKCS#7 */
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include "job.h"

int job_vouched(struct job *job)
{
	const unsigned char *cert_at = job->cert.bytes;
	const unsigned char *sig_at = job->signature.bytes;
	X509 *cert = d2i_X509(NULL, &cert_at, (long)job->cert.len);
	PKCS7 *sig = d2i_PKCS7(NULL, &sig_at, (long)job->signature.len);
	BIO *message =
		BIO_new_mem_buf(job->message.bytes, (int)job->message.len);
	STACK_OF(X509) *certs = sk_X509_new_null();

	if (!cert || !sig || !message || !certs || !sk_X509_push(certs, cert))
		return 0;
	/* NOVERIFY: no chain; NOINTERN: no certificate of the message's own */
	return PKCS7_verify(sig, certs, NULL, message, NULL,
			    PKCS7_NOVERIFY | PKCS7_NOINTERN | PKCS7_BINARY) ==
	       1;
}
