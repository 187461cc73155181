/* SPDX-License-Identifier: MIT */
/* sign.h - makes keys, certificates and signatures, right or wrong by order */
#ifndef CFSV_TEST_SIGN_H
#define CFSV_TEST_SIGN_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "cfsv.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/*
 * BYTES
 *
 * A blob is never freed: all come from one arena, which forget() empties. A
 * blob that is zero means "the correct default", NOTHING means no bytes.
 */
struct blob {
	const uint8_t *at;
	size_t len;
};

/* The bytes of a string literal, as an initializer and as a value */
#define LIT(s)                                                                 \
	{                                                                      \
		(const uint8_t *)(s), sizeof(s) - 1                            \
	}
#define B(s) ((struct blob)LIT(s))
#define NOTHING B("")
#define JOIN(...)                                                              \
	join((const struct blob[]){__VA_ARGS__},                               \
	     sizeof((const struct blob[]){__VA_ARGS__}) / sizeof(struct blob))

void forget(void);
uint8_t *room(size_t len);
struct blob join(const struct blob *parts, size_t count);
struct blob copy(const uint8_t *bytes, size_t len);
struct blob slice(struct blob b, size_t from, size_t to);
struct blob repeat(uint8_t byte, size_t count);
struct blob flipped(struct blob b, size_t at, uint8_t bits);
int same(struct blob a, struct blob b);

/* DER: an element; a non-negative INTEGER of big-endian bytes; a Name */
struct blob der(uint8_t tag, struct blob contents);
struct blob der_number(struct blob big_endian);
struct blob der_name(const char *common_name);
#define SEQ(...) der(0x30, JOIN(__VA_ARGS__))
#define SET(...) der(0x31, JOIN(__VA_ARGS__))

/* Whole OBJECT IDENTIFIER elements */
#define OID_DATA "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
#define OID_SIGNED_DATA "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
#define OID_SHA256 "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"
#define OID_SHA384 "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02"
#define OID_SHA512 "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03"
#define OID_RSA "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
#define OID_ECDSA_SHA256 "\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"
#define OID_ECDSA_SHA384 "\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03"
#define OID_ECDSA_SHA512 "\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04"
#define OID_EC "\x06\x07\x2a\x86\x48\xce\x3d\x02\x01"
#define OID_P256 "\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
#define OID_P384 "\x06\x05\x2b\x81\x04\x00\x22"
#define OID_P521 "\x06\x05\x2b\x81\x04\x00\x23"
#define NUL "\x05\x00"

/* An INTEGER that is one byte too long for a serial number */
#define SERIAL_22                                                              \
	"\x02\x16"                                                             \
	"1234567890123456789012"

/* The contents of a key identifier that is one byte too long */
#define BYTES_32 "12345678901234567890123456789012"
#define BYTES_128 BYTES_32 BYTES_32 BYTES_32 BYTES_32

/*
 * KEYS: the same in every run, made when first asked for.
 */
enum key_name {
	RSA_2048,
	RSA_3072,
	RSA_4096,
	P_256,
	P_384,
	P_521,
	KEY_KINDS, /* of these one of each kind; now some more */
	RSA_2048_OTHER = KEY_KINDS,
	P_256_OTHER,
	RSA_1024,
	RSA_E3,
	KEYS
};

enum cfsv_key_kind key_kind(enum key_name key);
int key_is_rsa(enum key_name key);
struct blob key_modulus(enum key_name key);
struct blob key_point(enum key_name key);
struct blob key_id(enum key_name key); /* 20 bytes, of the public key */
struct blob curve_order(enum key_name key);

/* The bare private operations: RSA on a hand-made block; ECDSA r || s. */
struct blob rsa_private(enum key_name key, struct blob block);
struct blob ec_sign(enum key_name key, enum cfsv_hash hash, struct blob digest);
struct blob hash_of(enum cfsv_hash hash, struct blob message);

/* 00 01 ff..ff 00 info digest, as long as the modulus of the key */
struct blob rsa_block(enum key_name key, struct blob info, struct blob digest);
struct blob digest_info(enum cfsv_hash hash); /* without the digest itself */

/* Numbers, big endian, of the length of the longer one plus one, or equal */
struct blob number_add(struct blob a, struct blob b);
struct blob number_subtract(struct blob a, struct blob b);

/* SEQUENCE { r, s } in an OCTET STRING */
struct blob ec_value(struct blob r, struct blob s);

/*
 * CERTIFICATES AND PUBLIC KEYS
 *
 * Every field can be replaced by other bytes: whole elements, and what stands
 * where normally nothing does (the tails). In the order of the encoding.
 */
enum cert_field {
	C_VERSION,
	C_SERIAL,
	C_ALGORITHM,
	C_ISSUER,
	C_VALIDITY,
	C_SUBJECT,
	C_KEY, /* the whole SubjectPublicKeyInfo, in place of the next nine */
	C_KEY_ALGORITHM,
	C_KEY_OID,
	C_KEY_PARAMETERS,
	C_KEY_ALGORITHM_TAIL,
	C_KEY_BITS, /* the whole BIT STRING, in place of the next four */
	C_MODULUS,
	C_EXPONENT,
	C_RSA_TAIL,
	C_POINT, /* EC: without header */
	C_KEY_BITS_TAIL,
	C_KEY_TAIL,
	C_UNIQUE_IDS,
	C_EXTENSIONS,
	C_TBS_TAIL,
	C_OUTER_ALGORITHM,
	C_OUTER_SIGNATURE,
	C_CERT_TAIL,
	C_TAIL,
	CERT_FIELDS
};

/*
 * Version 3 with a subjectKeyIdentifier; issuer and subject are the key's
 * name. The signature in it is not a real one: nobody may look at it.
 */
struct cert {
	enum key_name key;
	int bare; /* the public key alone */
	struct blob field[CERT_FIELDS];
};

struct blob cert_make(const struct cert *c, uint32_t at[CERT_FIELDS]);
struct blob cert_of(enum key_name key); /* the defaults */
struct blob spki_of(enum key_name key);
struct blob extension(const char *oid_end, int critical, struct blob value);
struct blob extensions(struct blob list); /* [3] { SEQUENCE list } */
struct blob extension_key_id(struct blob id);
struct blob sid_issuer(struct blob issuer, struct blob serial);
struct blob sid_of(enum key_name key);

/*
 * SIGNATURES, in the same way
 */
enum field {
	F_INFO_TYPE,
	F_INFO_CONTENT, /* [0] with all of SignedData */
	F_VERSION,
	F_DIGESTS,
	F_CONTENT,
	F_EXTRA,   /* certificates, crls */
	F_SIGNERS, /* the whole SET */
	F_SIGNER_VERSION,
	F_SID,
	F_SIGNER_DIGEST,
	F_SIGNED_ATTRIBUTES,
	F_ALGORITHM,
	F_VALUE, /* the whole OCTET STRING */
	F_SIGNER_TAIL,
	F_SIGNERS_TAIL,
	F_SIGNED_DATA_TAIL,
	F_CONTENT_TAIL,
	F_INFO_TAIL,
	F_TAIL,
	FIELDS
};

/*
 * @key: who signs
 * @hash: 0: SHA-256
 * @by_key_id: 1: signer is named by key identifier, versions 3 and 3
 * @digest_null: parameters of the digest algorithm, 0: NULL, 1: absent
 * @message: what is really signed; default: default_message()
 * @digest_info: RSA: DigestInfo without the digest; default: the right one
 * @block: RSA: all of the padded block
 */
struct recipe {
	enum key_name key;
	enum cfsv_hash hash;
	int by_key_id;
	int digest_absent;
	struct blob message;
	struct blob digest_info;
	struct blob block;
	struct blob field[FIELDS];
};

struct blob default_message(void);
struct blob sign(const struct recipe *r, uint32_t at[FIELDS]);
/* The SignerInfo that a recipe makes, alone */
struct blob sign_signer_info(const struct recipe *r);

/*
 * VERDICTS: all inputs are copied to memory of just their size first, so that
 * a sanitizer sees every byte that is read too far.
 */
enum cfsv_err load(struct blob anchor, struct cfsv_anchor *out);
enum cfsv_err verify(struct blob anchor, struct blob sig, struct blob message,
		     struct cfsv_report *report);
enum cfsv_err verify_any(const struct blob *anchors, size_t count,
			 struct blob sig, struct blob message,
			 const struct cfsv_crypto *crypto,
			 struct cfsv_report *report);

/* Fails, and says which case it was, unless the two codes are the same. */
void expect_err(const char *what, enum cfsv_err found, enum cfsv_err wanted);

#endif /* CFSV_TEST_SIGN_H */
