/* SPDX-License-Identifier: MIT */
/* fuzz_rsa.c - BearSSL's RSA public operation against OpenSSL's numbers */
#include <openssl/bn.h>
#include "fuzz.h"

/*
 * Input: the size of the modulus, the length of the exponent; modulus,
 * exponent, message. What is not there is zero. The modulus is made to have
 * all its bits and to be odd, the exponent to be odd, as the core has checked.
 */
static void rsa_fill(uint8_t *out, size_t len, struct part p)
{
	memset(out, 0, len);
	if (p.len > 0)
		memcpy(out + len - p.len, p.at, p.len);
}

static void rsa_compare(const uint8_t *n, size_t len, const uint8_t *e,
			size_t e_len, struct part message)
{
	BIGNUM *bn = BN_bin2bn(n, (int)len, NULL);
	BIGNUM *be = BN_bin2bn(e, (int)e_len, NULL);
	BIGNUM *bx = BN_bin2bn(message.at, (int)message.len, NULL);
	uint8_t *x = fuzz_copy(message), wanted[512];
	BN_CTX *ctx = BN_CTX_new();
	int below = BN_cmp(bx, bn) < 0;
	enum cfsv_err err;

	err = cfsv_bearssl.rsa_public(x, n, len, e, e_len);
	MUST(err == (below ? CFSV_OK : CFSV_E_BAD_SIGNATURE));
	if (below) {
		MUST(BN_mod_exp(bx, bx, be, bn, ctx));
		MUST(BN_bn2binpad(bx, wanted, (int)len) == (int)len);
		MUST(memcmp(x, wanted, len) == 0);
	}
	BN_free(bn);
	BN_free(be);
	BN_free(bx);
	BN_CTX_free(ctx);
	free(x);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t sizes[] = {256, 384, 512};
	struct part in = {data, size}, message;
	size_t len = sizes[fuzz_byte(&in) % 3];
	size_t e_len = 3 + fuzz_byte(&in) % 6;
	uint8_t *n = malloc(len), *e = malloc(e_len), x[512];

	MUST(n != NULL && e != NULL);
	rsa_fill(n, len, fuzz_take(&in, len));
	rsa_fill(e, e_len, fuzz_take(&in, e_len));
	rsa_fill(x, len, fuzz_take(&in, len));
	n[0] |= 0x80;
	n[len - 1] |= 1;
	e[0] |= 1;
	e[e_len - 1] |= 1;
	message = (struct part){x, len};
	rsa_compare(n, len, e, e_len, message);
	free(n);
	free(e);
	return 0;
}
