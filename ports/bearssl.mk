# SPDX-License-Identifier: MIT
# bearssl.mk - which files of BearSSL the library needs, as its OPTIONS say
#
# BEARSSL is the list, without folder and ending; BEARSSL_ABSENT is our own file
# in place of those of curves that are left out. tests/options.sh checks that
# each file is needed and none is missing.

left_out = $(filter CFSV_NO_$1,$(OPTIONS))

BEARSSL_SHA512 = hash/sha2big codec/dec64be codec/enc64be

# 31-bit words: what RSA and ECDSA share, and what each needs beside it
BEARSSL_I31 = codec/ccopy int/i31_add int/i31_bitlen int/i31_decmod \
	int/i31_decode int/i31_encode int/i31_fmont int/i31_montmul \
	int/i31_muladd int/i31_ninv31 int/i31_sub int/i31_tmont int/i32_div32
BEARSSL_RSA = rsa/rsa_i31_pub int/i31_modpow2
BEARSSL_ECDSA = ec/ecdsa_i31_vrfy_raw ec/ecdsa_i31_bits ec/ec_prime_i31 \
	ec/ec_secp256r1 $(if $(call left_out,P384),,ec/ec_secp384r1) \
	$(if $(call left_out,P521),,ec/ec_secp521r1) \
	int/i31_iszero int/i31_modpow int/i31_rshift

# RSA without ECDSA: 32-bit words, less code
BEARSSL_RSA_ALONE = codec/ccopy rsa/rsa_i32_pub int/i32_add int/i32_bitlen \
	int/i32_decmod int/i32_decode int/i32_div32 int/i32_encode \
	int/i32_modpow int/i32_montmul int/i32_muladd int/i32_ninv32 \
	int/i32_sub int/i32_tmont

BEARSSL_KEYS = $(if $(call left_out,ECDSA),\
	$(if $(call left_out,RSA),,$(BEARSSL_RSA_ALONE)),\
	$(BEARSSL_I31) $(BEARSSL_ECDSA) \
	$(if $(call left_out,RSA),,$(BEARSSL_RSA)))

BEARSSL = $(strip $(if $(call left_out,SHA512),,$(BEARSSL_SHA512)) \
	$(if $(call left_out,PKCS7),,$(BEARSSL_KEYS)))
BEARSSL_ABSENT = $(if $(filter ec/%,$(BEARSSL)),\
	$(if $(call left_out,P384)$(call left_out,P521),bearssl_curves))
