/* SPDX-License-Identifier: MIT */
/* fuzz_openssl.c - whatever cfsv accepts, OpenSSL must accept */
#define OPENSSL_SUPPRESS_DEPRECATED /* methods of keys: there is no other way  \
				     */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include "mutate.h"

/*
 * Input: which golden certificate, and whether its key is asked or says yes to
 * everything; a signature. Only with keys that say yes, on both sides, does
 * more than the golden signatures get past the public key, so that what is
 * around it is compared.
 */
#define OPENSSL_REAL 0x80

static uint32_t openssl_hash;

static enum cfsv_err yes_rsa(uint8_t *x, const uint8_t *n, size_t len,
			     const uint8_t *e, size_t e_len)
{
	static const uint8_t info[19] = {
		0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
		0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
	size_t ds = merkle_digest_size(openssl_hash);
	uint8_t *tail = x + len - ds - sizeof(info), digest[64];

	(void)n;
	(void)e;
	(void)e_len;
	memset(x, 0xff, len);
	x[0] = 0;
	x[1] = 1;
	tail[-1] = 0;
	memcpy(tail, info, sizeof(info));
	tail[1] = (uint8_t)(17 + ds);
	tail[14] = (uint8_t)(openssl_hash == CFSV_SHA512   ? 3
			     : openssl_hash == CFSV_SHA384 ? 2
							   : 1);
	tail[18] = (uint8_t)ds;
	merkle_hash(openssl_hash, golden_message, digest);
	memcpy(tail + sizeof(info), digest, ds);
	return CFSV_OK;
}

static enum cfsv_err yes_ecdsa(enum cfsv_key_kind kind, const uint8_t *point,
			       size_t point_len, const uint8_t *hash,
			       size_t hash_len, const uint8_t *rs,
			       size_t rs_len)
{
	(void)kind;
	(void)point;
	(void)point_len;
	(void)hash;
	(void)hash_len;
	(void)rs;
	(void)rs_len;
	return CFSV_OK;
}

static enum cfsv_err yes_point(enum cfsv_key_kind kind, const uint8_t *point,
			       size_t len)
{
	(void)kind;
	(void)point;
	(void)len;
	return CFSV_OK;
}

static const struct cfsv_crypto openssl_yes = {yes_rsa, yes_ecdsa, yes_point};

/* The same in OpenSSL, which still looks at the form of what it is given. */
static int yes_openssl_rsa(int type, const unsigned char *m, unsigned int len,
			   const unsigned char *sig, unsigned int sig_len,
			   const RSA *rsa)
{
	(void)type;
	(void)m;
	(void)len;
	(void)sig;
	return sig_len == (unsigned int)RSA_size(rsa);
}

static int yes_openssl_ec(int type, const unsigned char *digest, int len,
			  const unsigned char *sig, int sig_len, EC_KEY *key)
{
	const BIGNUM *n = EC_GROUP_get0_order(EC_KEY_get0_group(key));
	const unsigned char *at = sig;
	ECDSA_SIG *value = d2i_ECDSA_SIG(NULL, &at, sig_len);
	unsigned char *again = NULL;
	const BIGNUM *r, *s;
	int good = 0;

	(void)type;
	(void)digest;
	(void)len;
	if (value == NULL)
		return 0;
	ECDSA_SIG_get0(value, &r, &s);
	if (i2d_ECDSA_SIG(value, &again) == sig_len)
		good = memcmp(again, sig, (size_t)sig_len) == 0 &&
		       !BN_is_zero(r) && !BN_is_negative(r) &&
		       BN_cmp(r, n) < 0 && !BN_is_zero(s) &&
		       !BN_is_negative(s) && BN_cmp(s, n) < 0;
	OPENSSL_free(again);
	ECDSA_SIG_free(value);
	return good;
}

/* A key that has the numbers of this one, and methods that say yes. */
static EVP_PKEY *yes_key(EVP_PKEY *key)
{
	EVP_PKEY *other = EVP_PKEY_new();
	EC_KEY_METHOD *ec_method;
	RSA_METHOD *rsa_method;
	EC_KEY *ec;
	RSA *rsa;

	MUST(other != NULL);
	if (EVP_PKEY_base_id(key) == EVP_PKEY_RSA) {
		rsa_method = RSA_meth_dup(RSA_get_default_method());
		MUST(RSA_meth_set_verify(rsa_method, yes_openssl_rsa));
		rsa = RSAPublicKey_dup(
			(RSA *)(uintptr_t)EVP_PKEY_get0_RSA(key));
		MUST(rsa != NULL && RSA_set_method(rsa, rsa_method));
		MUST(EVP_PKEY_assign_RSA(other, rsa));
		return other;
	}
	ec_method = EC_KEY_METHOD_new(EC_KEY_get_default_method());
	EC_KEY_METHOD_set_verify(ec_method, yes_openssl_ec, NULL);
	ec = EC_KEY_dup(EVP_PKEY_get0_EC_KEY(key));
	MUST(ec != NULL && EC_KEY_set_method(ec, ec_method));
	MUST(EVP_PKEY_assign_EC_KEY(other, ec));
	return other;
}

static X509 *openssl_cert(int which, int real)
{
	static X509 *certs[GOLDEN_KEYS][2];
	const unsigned char *at = golden[which].certificate.at;
	X509 **cert = &certs[which][real];

	if (*cert != NULL)
		return *cert;
	*cert = d2i_X509(NULL, &at, (long)golden[which].certificate.len);
	MUST(*cert != NULL);
	if (!real)
		MUST(X509_set_pubkey(*cert, yes_key(X509_get0_pubkey(*cert))));
	return *cert;
}

static BIO *openssl_message(void)
{
	BIO *bio = BIO_new_mem_buf(golden_message.at, (int)golden_message.len);

	MUST(bio != NULL);
	return bio;
}

static int openssl_cms(struct part der, X509 *cert)
{
	const unsigned char *at = der.at;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)der.len);
	STACK_OF(X509) *certs = sk_X509_new_null();
	BIO *message = openssl_message();
	int good = 0;

	MUST(certs != NULL && sk_X509_push(certs, cert) == 1);
	if (cms != NULL && at == der.at + der.len)
		good = CMS_verify(cms, certs, NULL, message, NULL,
				  CMS_BINARY | CMS_NOINTERN |
					  CMS_NO_SIGNER_CERT_VERIFY) == 1;
	BIO_free(message);
	sk_X509_free(certs);
	CMS_ContentInfo_free(cms);
	return good;
}

/* PKCS#7, the older of the two, knows no key identifiers. */
static int openssl_pkcs7(struct part der, X509 *cert)
{
	const unsigned char *at = der.at;
	PKCS7 *p7 = d2i_PKCS7(NULL, &at, (long)der.len);
	STACK_OF(X509) *certs = sk_X509_new_null();
	BIO *message = openssl_message();
	int good = 0;

	MUST(certs != NULL && sk_X509_push(certs, cert) == 1);
	if (p7 != NULL && at == der.at + der.len)
		good = PKCS7_verify(p7, certs, NULL, message, NULL,
				    PKCS7_BINARY | PKCS7_NOINTERN |
					    PKCS7_NOVERIFY) == 1;
	BIO_free(message);
	sk_X509_free(certs);
	PKCS7_free(p7);
	return good;
}

/*
 * What the profile accepts, OpenSSL reads, for any signer. The name of one is
 * DER but need not be a Name for cfsv: it can only be compared with an
 * anchor's.
 */
static void openssl_reads(struct part der, const struct cfsv_signature *s)
{
	const unsigned char *at = der.at, *name = der.at + s->issuer.off;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)der.len);
	X509_NAME *issuer = NULL;

	if (s->issuer.off != s->issuer.end)
		issuer = d2i_X509_NAME(NULL, &name,
				       (long)(s->issuer.end - s->issuer.off));
	if (s->issuer.off == s->issuer.end || issuer != NULL)
		MUST(cms != NULL && at == der.at + der.len);
	X509_NAME_free(issuer);
	CMS_ContentInfo_free(cms);
}

static void openssl_verifies(struct part der, int which, int real)
{
	struct cfsv_report report;
	struct cfsv_pair pair = {golden_digest_file.at, golden_digest_file.len,
				 der.at, der.len};
	struct cfsv_anchor a;
	struct cfsv_trust trust = {&a, 1, real ? &cfsv_bearssl : &openssl_yes,
				   NULL};
	struct cfsv_signature s;
	X509 *cert = openssl_cert(which, real);

	MUST(cfsv_anchor_load(&a, &openssl_yes, golden[which].certificate.at,
			      golden[which].certificate.len) == CFSV_OK);
	if (cfsv_signature_parse(&s, der.at, der.len) != CFSV_OK)
		return;
	openssl_reads(der, &s);
	openssl_hash = s.digest;
	if (cfsv_verify_pair(&trust, &pair, &report) == CFSV_OK) {
		MUST(openssl_cms(der, cert));
		if (s.version == 1)
			MUST(openssl_pkcs7(der, cert));
	}
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
			       unsigned int seed)
{
	return mutate_der(data, size, max, seed, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct part in = {data, size};
	uint8_t which = fuzz_byte(&in), *der = fuzz_copy(in);

	in.at = der;
	openssl_verifies(in, which % 0x80 % GOLDEN_KEYS,
			 (which & OPENSSL_REAL) != 0);
	ERR_clear_error();
	free(der);
	return 0;
}
