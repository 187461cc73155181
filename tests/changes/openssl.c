/* SPDX-License-Identifier: MIT */
/* openssl.c - what OpenSSL says to a changed signature, for comparison */
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include "changes.h"

static STACK_OF(X509) * pinned;

void openssl_begin(const struct golden *g)
{
	const unsigned char *p = g->cert;
	X509 *cert = d2i_X509(NULL, &p, (long)g->cert_len);

	assert_non_null(cert);
	if (pinned != NULL)
		sk_X509_pop_free(pinned, X509_free);
	pinned = sk_X509_new_null();
	assert_true(pinned != NULL && sk_X509_push(pinned, cert) > 0);
}

/*
 * As 'openssl cms -verify -inform DER -binary -nointern -noverify -certfile'
 * has it: that certificate alone, and no chain; what stands behind the message
 * in the file is not read.
 */
int openssl_accepts(const uint8_t *sig, size_t len)
{
	struct blob m = default_message();
	const unsigned char *p = sig;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &p, (long)len);
	BIO *content, *out;
	int accepted = 0;

	if (cms != NULL) {
		content = BIO_new_mem_buf(m.at, (int)m.len);
		out = BIO_new(BIO_s_null());
		accepted = CMS_verify(cms, pinned, NULL, content, out,
				      CMS_BINARY | CMS_NOINTERN |
					      CMS_NO_SIGNER_CERT_VERIFY) == 1;
		BIO_free(content);
		BIO_free(out);
		CMS_ContentInfo_free(cms);
	}
	ERR_clear_error();
	return accepted;
}

const char *openssl_version(void)
{
	return OpenSSL_version(OPENSSL_VERSION_STRING);
}
