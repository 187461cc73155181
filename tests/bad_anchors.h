/* SPDX-License-Identifier: MIT */
/* bad_anchors.h - trust anchors with one thing wrong */
#ifndef CFSV_TEST_BAD_ANCHORS_H
#define CFSV_TEST_BAD_ANCHORS_H

#include "sign.h"

struct bad_anchor {
	const char *what;
	enum cfsv_err err;
	enum key_name key;
	enum cert_field field;
	struct blob bytes;
	enum cert_field at;
	uint32_t plus;
};

#define R RSA_2048
#define E P_256
static const struct bad_anchor bad_anchors[] = {
	/* -3xx */
	{"a certificate with a version alone", CFSV_E_DER_TAG, R, C_SERIAL,
	 LIT(""), C_SERIAL, 0},
	{"version of another type", CFSV_E_DER_TAG, R, C_VERSION,
	 LIT("\xa0\x03\x04\x01\x02"), C_VERSION, 2},
	{"an issuer of another type", CFSV_E_DER_TAG, R, C_ISSUER,
	 LIT("\x31\x00"), C_ISSUER, 0},
	{"a validity that is not well formed", CFSV_E_DER_SHORT, R, C_VALIDITY,
	 LIT("\x30\x02\x17\x0d"), C_VALIDITY, 2},
	{"a validity in indefinite form", CFSV_E_DER_INDEFINITE, R, C_VALIDITY,
	 LIT("\x30\x04\x30\x80\0\0"), C_VALIDITY, 2},
	{"a subject with a high tag", CFSV_E_DER_TAG_FORM, R, C_SUBJECT,
	 LIT("\x30\x03\x1f\x01\x00"), C_SUBJECT, 2},
	{"a subject with a long length", CFSV_E_DER_LENGTH, R, C_SUBJECT,
	 LIT("\x30\x04\x0c\x81\x01!"), C_SUBJECT, 2},
	{"a subject with a huge length", CFSV_E_DER_LENGTH_SIZE, R, C_SUBJECT,
	 LIT("\x30\x03\x0c\x89!"), C_SUBJECT, 2},
	{"something after the version", CFSV_E_DER_TRAILING, R, C_VERSION,
	 LIT("\xa0\x05\x02\x01\x02\x05\x00"), C_VERSION, 5},
	{"something after the RSA key", CFSV_E_DER_TRAILING, R, C_RSA_TAIL,
	 LIT("\x02\x01\x05"), C_RSA_TAIL, 0},
	{"something after the RSA sequence", CFSV_E_DER_TRAILING, R,
	 C_KEY_BITS_TAIL, LIT("\0"), C_KEY_BITS_TAIL, 0},
	{"something after the key's parameters", CFSV_E_DER_TRAILING, R,
	 C_KEY_ALGORITHM_TAIL, LIT(NUL), C_KEY_ALGORITHM_TAIL, 0},
	{"something after the curve", CFSV_E_DER_TRAILING, E,
	 C_KEY_ALGORITHM_TAIL, LIT(NUL), C_KEY_ALGORITHM_TAIL, 0},
	{"something after the key", CFSV_E_DER_TRAILING, R, C_KEY_TAIL,
	 LIT(NUL), C_KEY_TAIL, 0},
	{"something after the point", CFSV_E_DER_TRAILING, E, C_KEY_TAIL,
	 LIT(NUL), C_KEY_TAIL, 0},
	{"something after the extensions", CFSV_E_DER_TRAILING, R, C_TBS_TAIL,
	 LIT(NUL), C_TBS_TAIL, 0},
	{"something after the signature", CFSV_E_DER_TRAILING, R, C_CERT_TAIL,
	 LIT(NUL), C_CERT_TAIL, 0},
	{"something after the certificate", CFSV_E_DER_TRAILING, R, C_TAIL,
	 LIT("\n"), C_TAIL, 0},
	{"something in an extension", CFSV_E_DER_TRAILING, R, C_EXTENSIONS,
	 LIT("\xa3\x0f\x30\x0d\x30\x0b\x06\x03\x55\x1d\x13\x04\x02\x30"
	     "\x00" NUL),
	 C_EXTENSIONS, 15},
	{"something after the extension list", CFSV_E_DER_TRAILING, R,
	 C_EXTENSIONS,
	 LIT("\xa3\x0f\x30\x0b\x30\x09\x06\x03\x55\x1d\x13\x04\x02\x30"
	     "\x00" NUL),
	 C_EXTENSIONS, 15},
	{"something after the key identifier", CFSV_E_DER_TRAILING, R,
	 C_EXTENSIONS,
	 LIT("\xa3\x10\x30\x0e\x30\x0c\x06\x03\x55\x1d\x0e\x04\x05\x04\x01"
	     "!" NUL),
	 C_EXTENSIONS, 16},
	{"a key identifier that is none", CFSV_E_DER_TAG, R, C_EXTENSIONS,
	 LIT("\xa3\x0d\x30\x0b\x30\x09\x06\x03\x55\x1d\x0e\x04\x02\x05\x00"),
	 C_EXTENSIONS, 13},
	{"an empty serial", CFSV_E_DER_INTEGER, R, C_SERIAL, LIT("\x02\x00"),
	 C_SERIAL, 0},
	{"a padded serial", CFSV_E_DER_INTEGER, R, C_SERIAL,
	 LIT("\x02\x02\x00\x01"), C_SERIAL, 0},
	{"a negative exponent", CFSV_E_DER_NEGATIVE, R, C_EXPONENT,
	 LIT("\x02\x03\x81\x00\x01"), C_EXPONENT, 0},
	{"a padded exponent", CFSV_E_DER_INTEGER, R, C_EXPONENT,
	 LIT("\x02\x04\x00\x01\x00\x01"), C_EXPONENT, 0},
	{"a negative version", CFSV_E_DER_NEGATIVE, R, C_VERSION,
	 LIT("\xa0\x03\x02\x01\xff"), C_VERSION, 2},
	{"an unfinished OID", CFSV_E_DER_OID, R, C_KEY_OID,
	 LIT("\x06\x02\x2a\x86"), C_KEY_OID, 0},
	{"an extension with an empty OID", CFSV_E_DER_OID, R, C_EXTENSIONS,
	 LIT("\xa3\x08\x30\x06\x30\x04\x06\x00\x04\x00"), C_EXTENSIONS, 6},
	{"an empty BIT STRING", CFSV_E_DER_BIT_STRING, R, C_KEY_BITS,
	 LIT("\x03\x00"), C_KEY_BITS, 0},
	{"a BIT STRING of 7 bits", CFSV_E_DER_BIT_STRING, R, C_KEY_BITS,
	 LIT("\x03\x02\x01\x80"), C_KEY_BITS, 0},
	{"a BIT STRING with 8 unused bits", CFSV_E_DER_BIT_STRING, R,
	 C_OUTER_SIGNATURE, LIT("\x03\x02\x08\x80"), C_OUTER_SIGNATURE, 0},
	{"critical FALSE written out", CFSV_E_DER_BOOLEAN, R, C_EXTENSIONS,
	 LIT("\xa3\x10\x30\x0e\x30\x0c\x06\x03\x55\x1d\x13\x01\x01\x00\x04\x02"
	     "\x30\x00"),
	 C_EXTENSIONS, 11},
	{"critical TRUE as 01", CFSV_E_DER_BOOLEAN, R, C_EXTENSIONS,
	 LIT("\xa3\x10\x30\x0e\x30\x0c\x06\x03\x55\x1d\x13\x01\x01\x01\x04\x02"
	     "\x30\x00"),
	 C_EXTENSIONS, 11},
	{"critical in two bytes", CFSV_E_DER_BOOLEAN, R, C_EXTENSIONS,
	 LIT("\xa3\x11\x30\x0f\x30\x0d\x06\x03\x55\x1d\x13\x01\x02\xff\xff\x04"
	     "\x02\x30\x00"),
	 C_EXTENSIONS, 11},
	{"critical in no byte", CFSV_E_DER_BOOLEAN, R, C_EXTENSIONS,
	 LIT("\xa3\x0f\x30\x0d\x30\x0b\x06\x03\x55\x1d\x13\x01\x00\x04\x02"
	     "\x30\x00"),
	 C_EXTENSIONS, 11},
	{"a NULL with contents", CFSV_E_DER_NULL, R, C_KEY_PARAMETERS,
	 LIT("\x05\x01\x00"), C_KEY_PARAMETERS, 0},
	/* -4xx */
	{"version 1 written out", CFSV_E_CERT_VERSION, R, C_VERSION,
	 LIT("\xa0\x03\x02\x01\x00"), C_VERSION, 2},
	{"version 4", CFSV_E_CERT_VERSION, R, C_VERSION,
	 LIT("\xa0\x03\x02\x01\x03"), C_VERSION, 2},
	{"version 2^32+3", CFSV_E_CERT_VERSION, R, C_VERSION,
	 LIT("\xa0\x07\x02\x05\x01\x00\x00\x00\x02"), C_VERSION, 2},
	{"a serial of 22 bytes", CFSV_E_CERT_SERIAL, R, C_SERIAL,
	 LIT(SERIAL_22), C_SERIAL, 0},
	{"no extension", CFSV_E_CERT_EXTENSIONS, R, C_EXTENSIONS,
	 LIT("\xa3\x02\x30\x00"), C_EXTENSIONS, 2},
	{"extensions in version 1", CFSV_E_CERT_EXTENSIONS, R, C_VERSION,
	 LIT(""), C_EXTENSIONS, 0},
	{"extensions in version 2", CFSV_E_CERT_EXTENSIONS, R, C_VERSION,
	 LIT("\xa0\x03\x02\x01\x01"), C_EXTENSIONS, 0},
	{"two key identifiers", CFSV_E_CERT_EXTENSIONS, R, C_EXTENSIONS,
	 LIT("\xa3\x1a\x30\x18\x30\x0a\x06\x03\x55\x1d\x0e\x04\x03\x04\x01!"
	     "\x30\x0a\x06\x03\x55\x1d\x0e\x04\x03\x04\x01!"),
	 C_EXTENSIONS, 23},
	{"an empty key identifier", CFSV_E_CERT_KEY_ID, R, C_EXTENSIONS,
	 LIT("\xa3\x0d\x30\x0b\x30\x09\x06\x03\x55\x1d\x0e\x04\x02\x04\x00"),
	 C_EXTENSIONS, 13},
	{"a key identifier of 128 bytes", CFSV_E_CERT_KEY_ID, R, C_EXTENSIONS,
	 LIT("\xa3\x81\x91\x30\x81\x8e\x30\x81\x8b\x06\x03\x55\x1d\x0e\x04"
	     "\x81\x83\x04\x81\x80" BYTES_128),
	 C_EXTENSIONS, 17},
	{"key of RSASSA-PSS", CFSV_E_KEY_ALGORITHM, R, C_KEY_OID,
	 LIT("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"), C_KEY_OID, 0},
	{"key of Ed25519", CFSV_E_KEY_ALGORITHM, E, C_KEY_OID,
	 LIT("\x06\x03\x2b\x65\x70"), C_KEY_OID, 0},
	{"key of DSA", CFSV_E_KEY_ALGORITHM, R, C_KEY_OID,
	 LIT("\x06\x07\x2a\x86\x48\xce\x38\x04\x01"), C_KEY_OID, 0},
	{"RSA without NULL", CFSV_E_KEY_PARAMETERS, R, C_KEY_PARAMETERS,
	 LIT(""), C_KEY_PARAMETERS, 0},
	{"RSA with a curve", CFSV_E_KEY_PARAMETERS, R, C_KEY_PARAMETERS,
	 LIT(OID_P256), C_KEY_PARAMETERS, 0},
	{"EC without a curve", CFSV_E_KEY_PARAMETERS, E, C_KEY_PARAMETERS,
	 LIT(""), C_KEY_PARAMETERS, 0},
	{"EC with NULL", CFSV_E_KEY_PARAMETERS, E, C_KEY_PARAMETERS, LIT(NUL),
	 C_KEY_PARAMETERS, 0},
	{"EC with explicit parameters", CFSV_E_KEY_PARAMETERS, E,
	 C_KEY_PARAMETERS, LIT("\x30\x03\x02\x01\x01"), C_KEY_PARAMETERS, 0},
	{"secp256k1", CFSV_E_KEY_CURVE, E, C_KEY_PARAMETERS,
	 LIT("\x06\x05\x2b\x81\x04\x00\x0a"), C_KEY_PARAMETERS, 0},
	{"secp224r1", CFSV_E_KEY_CURVE, E, C_KEY_PARAMETERS,
	 LIT("\x06\x05\x2b\x81\x04\x00\x21"), C_KEY_PARAMETERS, 0},
	{"a curve that is no curve", CFSV_E_KEY_CURVE, E, C_KEY_PARAMETERS,
	 LIT(OID_SHA256), C_KEY_PARAMETERS, 0},
	{"exponent 0", CFSV_E_RSA_EXPONENT, R, C_EXPONENT, LIT("\x02\x01\x00"),
	 C_EXPONENT, 0},
	{"exponent 1", CFSV_E_RSA_EXPONENT, R, C_EXPONENT, LIT("\x02\x01\x01"),
	 C_EXPONENT, 0},
	{"exponent 3", CFSV_E_RSA_EXPONENT, R, C_EXPONENT, LIT("\x02\x01\x03"),
	 C_EXPONENT, 0},
	{"exponent 65535", CFSV_E_RSA_EXPONENT, R, C_EXPONENT,
	 LIT("\x02\x03\x00\xff\xff"), C_EXPONENT, 0},
	{"exponent 65536", CFSV_E_RSA_EXPONENT, R, C_EXPONENT,
	 LIT("\x02\x03\x01\x00\x00"), C_EXPONENT, 0},
	{"exponent 65538", CFSV_E_RSA_EXPONENT, R, C_EXPONENT,
	 LIT("\x02\x03\x01\x00\x02"), C_EXPONENT, 0},
	/* shorter than the exponent, which is looked at first */
	{"modulus 0", CFSV_E_RSA_EXPONENT, R, C_MODULUS, LIT("\x02\x01\x00"),
	 C_EXPONENT, 0},
	{"modulus 15", CFSV_E_RSA_EXPONENT, R, C_MODULUS, LIT("\x02\x01\x0f"),
	 C_EXPONENT, 0},
	{"no point", CFSV_E_EC_POINT, E, C_POINT, LIT(""), C_KEY_BITS, 0},
	{"the point at infinity", CFSV_E_EC_POINT, E, C_POINT, LIT("\0"),
	 C_KEY_BITS, 0},
};
#undef R
#undef E

#endif /* CFSV_TEST_BAD_ANCHORS_H */
