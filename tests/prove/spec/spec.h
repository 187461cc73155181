/* SPDX-License-Identifier: MIT */
/* spec.h - the accepted set, written from the standards and not from the code
 */
#ifndef CFSV_SPEC_H
#define CFSV_SPEC_H

#include <stddef.h>
#include <stdint.h>

/*
 * Predicates over bytes at..end-1 of one buffer. None keeps a state: each
 * gives back where things stand, and a container is left by comparing where
 * its last element ends with where it ends itself. Sources: X.690, RFC 5652,
 * RFC 5754, RFC 3279, RFC 5280, RFC 5480, and the profile in cfsv.h.
 */
struct spec_part {
	int ok;
	uint32_t at;   /* of the identifier octet */
	uint32_t body; /* contents: body to next - 1 */
	uint32_t next;
};

/* Object identifiers, by their place in spec_names (spec_oid.c). */
enum spec_name {
	SPEC_NONE,
	SPEC_DATA,
	SPEC_SIGNED_DATA,
	SPEC_SHA256,
	SPEC_SHA384,
	SPEC_SHA512,
	SPEC_RSA,
	SPEC_ECDSA_SHA256,
	SPEC_ECDSA_SHA384,
	SPEC_ECDSA_SHA512,
	SPEC_EC_KEY,
	SPEC_P256,
	SPEC_P384,
	SPEC_P521,
	SPEC_KEY_ID,
	SPEC_NAMES
};

/* --- spec_der.c: X.690 */
/* Of all elements that are found: they are not empty, and inside. */
#define SPEC_HEAD_FACT(at, end, e)                                             \
	((e).body > (at) && (e).body <= (end) && (e).body - (at) <= 5)
#define SPEC_ELEMENT_FACT(at, end, e)                                          \
	((e).body > (at) + 1 && (e).body <= (e).next && (e).next <= (end))
/* only the length octets at `at`: body is behind them, next the length */
struct spec_part spec_head(const uint8_t *b, uint32_t at, uint32_t end);
struct spec_part spec_element(const uint8_t *b, uint32_t at, uint32_t end);
struct spec_part spec_tagged(const uint8_t *b, uint32_t at, uint32_t end,
			     uint8_t tag);
struct spec_part spec_integer(const uint8_t *b, uint32_t at, uint32_t end);
/* body without the leading zero */
struct spec_part spec_unsigned(const uint8_t *b, uint32_t at, uint32_t end);
/* 0 to 255, else UINT32_MAX */
struct spec_part spec_small(const uint8_t *b, uint32_t at, uint32_t end,
			    uint32_t *value);
struct spec_part spec_null(const uint8_t *b, uint32_t at, uint32_t end);
/* body without the count of unused bits, which is 0 */
struct spec_part spec_bits(const uint8_t *b, uint32_t at, uint32_t end);
/* constructed elements in each other, with those around it: at most 24 */
struct spec_part spec_nested(const uint8_t *b, uint32_t at, uint32_t end,
			     uint8_t tag, uint32_t around);

/* --- spec_oid.c */
int spec_subidentifiers(const uint8_t *b, uint32_t body, uint32_t next);
int spec_named(const uint8_t *b, uint32_t body, uint32_t next,
	       enum spec_name name);
struct spec_part spec_oid(const uint8_t *b, uint32_t at, uint32_t end,
			  enum spec_name *name);

/* --- spec_sig.c: RFC 5652 */
struct spec_algorithm {
	enum spec_name name;
	int has_null;
};
struct spec_signer {
	uint32_t version;
	struct spec_part issuer; /* the Name, its header included */
	struct spec_part serial;
	struct spec_part key_id;
	int ecdsa;
	struct spec_part value;
	struct spec_part r, s;
};
struct spec_signature {
	uint32_t version;
	struct spec_algorithm digest;
	struct spec_signer signer;
};

struct spec_part spec_algorithm(const uint8_t *b, uint32_t at, uint32_t end,
				struct spec_algorithm *a);
struct spec_part spec_digests(const uint8_t *b, uint32_t at, uint32_t end,
			      struct spec_algorithm *a);
struct spec_part spec_content(const uint8_t *b, uint32_t at, uint32_t end);
struct spec_part spec_signer_id(const uint8_t *b, uint32_t at, uint32_t end,
				uint32_t around, struct spec_signer *s);
struct spec_part spec_value(const uint8_t *b, uint32_t at, uint32_t end,
			    struct spec_signer *s);
struct spec_part spec_signer_info(const uint8_t *b, uint32_t at, uint32_t end,
				  uint32_t around,
				  const struct spec_algorithm *digest,
				  struct spec_signer *s);
/* contents of SignedData: all of at to end - 1 */
int spec_signed_data(const uint8_t *b, uint32_t at, uint32_t end,
		     uint32_t around, struct spec_signature *s);
int spec_signature(const uint8_t *b, size_t len, struct spec_signature *s);

/* --- spec_cert.c: RFC 5280 */
enum spec_key {
	SPEC_NO_KEY,
	SPEC_KEY_RSA,
	SPEC_KEY_256,
	SPEC_KEY_384,
	SPEC_KEY_521
};
struct spec_anchor {
	enum spec_key kind;
	int named;
	struct spec_part issuer, serial, key_id, key, exponent;
};

/* Is this a point of that curve? The one question that bytes do not answer. */
int spec_on_curve(enum spec_key kind, const uint8_t *point, uint32_t size);

/* The key of SubjectPublicKeyInfo: parameters up to end, and behind them it */
struct spec_part spec_rsa_key(const uint8_t *b, uint32_t at, uint32_t end,
			      uint32_t outer, struct spec_anchor *a);
struct spec_part spec_ec_key(const uint8_t *b, uint32_t at, uint32_t end,
			     uint32_t outer, struct spec_anchor *a);
/* and with the algorithm's name before them */
struct spec_part spec_key(const uint8_t *b, uint32_t at, uint32_t end,
			  uint32_t outer, struct spec_anchor *a);
/* SubjectPublicKeyInfo */
struct spec_part spec_key_info(const uint8_t *b, uint32_t at, uint32_t end,
			       struct spec_anchor *a);
struct spec_part spec_extension(const uint8_t *b, uint32_t at, uint32_t end,
				struct spec_anchor *a);
int spec_extension_list(const uint8_t *b, uint32_t at, uint32_t end,
			struct spec_anchor *a);
/* with what is around them, or nothing */
struct spec_part spec_extensions(const uint8_t *b, uint32_t at, uint32_t end,
				 uint32_t version, struct spec_anchor *a);
struct spec_part spec_unique_ids(const uint8_t *b, uint32_t at, uint32_t end,
				 uint32_t version);
/* 1 to 3, or 0; what was taken, nothing for 1 */
uint32_t spec_version(const uint8_t *b, uint32_t at, uint32_t end,
		      struct spec_part *part);
/* contents of TBSCertificate, all of at to end - 1, and the rest of the outer
 */
struct spec_part spec_certified(const uint8_t *b, uint32_t at, uint32_t end,
				uint32_t outer, struct spec_anchor *a);
/* how the two begin, from inside: they cannot be the same */
#define SPEC_KEY_FACT(b, at, end) ((at) < (end) && (b)[at] == 0x06)
#define SPEC_CERTIFIED_FACT(b, at, end)                                        \
	((at) < (end) && ((b)[at] == 0x02 || (b)[at] == 0xa0))
struct spec_part spec_anchor_at(const uint8_t *b, uint32_t at, uint32_t end,
				struct spec_anchor *a);
int spec_anchor(const uint8_t *b, size_t len, struct spec_anchor *a);

/* --- the digest file: the digest as it is, of SHA-256 or of SHA-512 */
int spec_digest_file(size_t len);

#endif /* CFSV_SPEC_H */
