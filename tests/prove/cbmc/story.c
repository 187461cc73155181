/* SPDX-License-Identifier: MIT */
/* story.c - proofs of cfsv.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include <stddef.h>
/* tree, memory and buffer are parts of struct cfsv_work */
#define ROOM __CPROVER_w_ok
#include "grows.h"
#include "memory.h"
#include "signature.h"
#include "../spec/spec_file.c"

/*
 * Where the texts of errors end, three a row: at zero bytes, each behind the
 * one before. What goes over the texts has not passed one that it did not
 * count: so it is still inside of them.
 */
#define SIZES(name, number, class, what, mend)                                 \
	char name[sizeof(#name "\0" what "\0" mend)];
struct proof_texts {
	CFSV_ERRORS(SIZES)
	char ok[sizeof("CFSV_OK\0no error\0nothing to mend")];
	char unknown[sizeof("unknown\0unknown error\0"
			    "this number is no error code of cfsv's")];
};
#define ENDS(member, name, what)                                               \
	offsetof(struct proof_texts, member) + sizeof(name) - 1,               \
		offsetof(struct proof_texts, member) +                         \
			sizeof(name "\0" what) - 1,                            \
		offsetof(struct proof_texts, member) +                         \
			sizeof(((struct proof_texts *)0)->member) - 1,
#define ROW(name, number, class, what, mend) ENDS(name, #name, what)
static const uint16_t proof_ends[] = {CFSV_ERRORS(ROW) ENDS(
	ok, "CFSV_OK", "no error") ENDS(unknown, "unknown", "unknown error")};

#include "cfsv.c"
#include "proof.h"

static inline int proof_well_formed(const struct cfsv_digest *d)
{
	return (d->hash == CFSV_SHA256 && d->size == 32) ||
	       (d->hash == CFSV_SHA512 && d->size == 64);
}

static int story_well_formed(const struct cfsv_digest *d)
REQUIRES(FRESH(d, sizeof(*d)))
ASSIGNS()
ENSURES((__CPROVER_return_value != 0) == proof_well_formed(d));

enum cfsv_err cfsv_format_digest(uint8_t out[CFSV_FORMATTED_MAX],
				 size_t *out_len,
				 const struct cfsv_digest *digest)
REQUIRES(FRESH(out, CFSV_FORMATTED_MAX) && FRESH(out_len, sizeof(*out_len)))
REQUIRES(FRESH(digest, sizeof(*digest)))
ASSIGNS(UPTO(out, CFSV_FORMATTED_MAX), *out_len)
ENSURES((__CPROVER_return_value == CFSV_OK) == proof_well_formed(digest))
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(*out_len == 12 + digest->size && out[0] == 'F' && out[7] == 'y' &&
	 out[8] == digest->hash && out[9] == 0 && out[10] == digest->size &&
	 out[11] == 0 && out[12] == digest->bytes[0] &&
	 out[11 + digest->size] == digest->bytes[digest->size - 1]));

static uint32_t story_digest_file_hash(size_t len)
ASSIGNS()
ENSURES((__CPROVER_return_value != 0) == spec_digest_file(len))
ENSURES(__CPROVER_return_value == (len == 32 ? CFSV_SHA256
				   : len == 64 ? CFSV_SHA512 : 0));

enum cfsv_err cfsv_digest_file_digest(struct cfsv_digest *out,
				      const uint8_t *digest_file, size_t len)
REQUIRES(len <= PROOF_BYTES_MAX && FRESH(out, sizeof(*out)))
REQUIRES(digest_file == NULL || FRESH(digest_file, len))
ASSIGNS(*out)
ENSURES((__CPROVER_return_value == CFSV_OK) ==
	(digest_file != NULL && spec_digest_file(len)))
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(out->hash == CFSV_SHA256 && out->size == 32));

enum cfsv_err cfsv_compare(const struct cfsv_digest *expected,
			   const struct cfsv_digest *measured)
REQUIRES(FRESH(expected, sizeof(*expected)))
REQUIRES(FRESH(measured, sizeof(*measured)) && proof_i < CFSV_DIGEST_MAX)
ASSIGNS()
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(proof_well_formed(expected) && expected->hash == measured->hash &&
	 expected->size == measured->size &&
	 (proof_i >= expected->size ||
	  expected->bytes[proof_i] == measured->bytes[proof_i])));

static size_t story_hash(uint32_t hash, const uint8_t *message, size_t len,
			 uint8_t out[CFSV_DIGEST_MAX])
REQUIRES(len <= PROOF_BYTES_MAX && FRESH(out, CFSV_DIGEST_MAX))
REQUIRES(len == 0 || FRESH(message, len))
ASSIGNS(UPTO(out, CFSV_DIGEST_MAX))
ENSURES(__CPROVER_return_value == (hash == CFSV_SHA384 ? 48
				   : hash == CFSV_SHA512 ? 64 : 32));

static int story_hex(char c)
ASSIGNS()
ENSURES(__CPROVER_return_value ==
	(c >= '0' && c <= '9' ? c - '0' :
	 c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1));

enum cfsv_err cfsv_digest_from_text(struct cfsv_digest *out, const char *text,
				    size_t len)
REQUIRES(len <= PROOF_BYTES_MAX)
REQUIRES(FRESH(out, sizeof(*out)) && FRESH(text, len))
ASSIGNS(*out)
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(proof_well_formed(out) && len == 7 + 2 * out->size));

enum cfsv_err cfsv_digest_to_text(char out[CFSV_DIGEST_TEXT_MAX],
				  const struct cfsv_digest *digest)
REQUIRES(FRESH(out, CFSV_DIGEST_TEXT_MAX) && FRESH(digest, sizeof(*digest)))
ASSIGNS(UPTO(out, CFSV_DIGEST_TEXT_MAX))
ENSURES((__CPROVER_return_value == CFSV_OK) == proof_well_formed(digest))
ENSURES(__CPROVER_return_value != CFSV_OK || out[7 + 2 * digest->size] == 0);

PROOF(story_well_formed, const struct cfsv_digest *d, story_well_formed(d))
PROOF(cfsv_format_digest,
      uint8_t *out; size_t *len; const struct cfsv_digest *d,
      cfsv_format_digest(out, len, d))
PROOF(story_digest_file_hash, size_t len, story_digest_file_hash(len))
PROOF(cfsv_digest_file_digest,
      struct cfsv_digest *out; const uint8_t *file; size_t len,
      cfsv_digest_file_digest(out, file, len))
PROOF(cfsv_compare, const struct cfsv_digest *a; const struct cfsv_digest *b,
      cfsv_compare(a, b))
PROOF(story_hash, uint32_t hash; const uint8_t *m; size_t len; uint8_t *out,
      story_hash(hash, m, len, out))
PROOF(story_hex, char c, story_hex(c))
PROOF(cfsv_digest_from_text, struct cfsv_digest *out; const char *t; size_t len,
      cfsv_digest_from_text(out, t, len))
PROOF(cfsv_digest_to_text, char *out; const struct cfsv_digest *d,
      cfsv_digest_to_text(out, d))

/* --- the order of the verdict */

#define TRUST(t)                                                               \
	REQUIRES(FRESH(t, sizeof(*(t))))                                       \
	REQUIRES((t)->crypto == NULL ||                                        \
		 __CPROVER_pointer_equals((t)->crypto, &proof_crypto))         \
	ANCHORS((t)->anchors, (t)->count)
#define REPORT(r) REQUIRES(FRESH(r, sizeof(*(r))))
#define PAIR(p)                                                                \
	REQUIRES(FRESH(p, sizeof(*(p))))                                       \
	REQUIRES((p)->digest_file_len <= PROOF_BYTES_MAX &&                    \
		 (p)->signature_len <= PROOF_BYTES_MAX)                        \
	REQUIRES((p)->digest_file == NULL ||                                   \
		 FRESH((p)->digest_file, (p)->digest_file_len))                \
	REQUIRES((p)->signature == NULL ||                                     \
		 FRESH((p)->signature, (p)->signature_len))

enum cfsv_err cfsv_verify_message(const struct cfsv_trust *trust,
				  const uint8_t *sig, size_t sig_len,
				  const uint8_t *message, size_t message_len,
				  struct cfsv_report *report)
TRUST(trust)
REPORT(report)
REQUIRES(sig_len <= PROOF_BYTES_MAX && message_len <= PROOF_BYTES_MAX)
REQUIRES(sig == NULL || FRESH(sig, sig_len))
REQUIRES(message == NULL || FRESH(message, message_len))
ASSIGNS(report->at, report->anchor)
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(report->anchor < trust->count && trust->anchors != NULL &&
	 trust->anchors[report->anchor].kind >= CFSV_KEY_RSA));

enum cfsv_err cfsv_verify_digest(const struct cfsv_trust *trust,
				 const uint8_t *sig, size_t sig_len,
				 const struct cfsv_digest *digest,
				 struct cfsv_report *report)
TRUST(trust)
REPORT(report)
REQUIRES(sig_len <= PROOF_BYTES_MAX && FRESH(digest, sizeof(*digest)))
REQUIRES(sig == NULL || FRESH(sig, sig_len))
ASSIGNS(report->at, report->anchor)
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(trust->count > 0 && proof_well_formed(digest)));

enum cfsv_err cfsv_verify_pair(const struct cfsv_trust *trust,
			       const struct cfsv_pair *pair,
			       struct cfsv_report *report)
TRUST(trust)
REPORT(report)
PAIR(pair)
ASSIGNS(*report)
/* what is expected was vouched for, and is the digest file */
ENSURES(__CPROVER_return_value != CFSV_OK
		? report->expected.size == 0
		: proof_well_formed(&report->expected) &&
			  report->expected.size == pair->digest_file_len &&
			  pair->digest_file != NULL &&
			  report->expected.bytes[0] == pair->digest_file[0]);

/* --- the image; it may be that what is expected stands in the report */
#define IMAGE(image, work, report)                                             \
	REQUIRES(FRESH(image, sizeof(*(image))) &&                             \
		 FRESH(work, sizeof(*(work))))                                 \
	REQUIRES((image)->read == NULL || (image)->read == proof_read)         \
	REPORT(report)
/* what was measured is what is expected: the byte at any index */
#define MATCHES(expected, report)                                              \
	ENSURES(__CPROVER_return_value != CFSV_OK ||                           \
		(proof_well_formed(&(report)->measured) &&                     \
		 (report)->measured.hash == (expected)->hash &&                \
		 (proof_i >= (report)->measured.size ||                        \
		  (report)->measured.bytes[proof_i] ==                         \
			  (expected)->bytes[proof_i])))

static enum cfsv_err story_measure(const struct cfsv_digest *wanted,
				   cfsv_sha256_blocks *sha256,
				   const struct cfsv_source *image,
				   struct cfsv_work *work,
				   struct cfsv_report *report)
IMAGE(image, work, report)
REQUIRES(__CPROVER_pointer_equals(wanted, &report->expected) ||
	 FRESH(wanted, sizeof(*wanted)))
REQUIRES(proof_well_formed(wanted))
ASSIGNS(*work, report->measured)
MATCHES(wanted, report);

enum cfsv_err cfsv_verify_pinned(const struct cfsv_digest *expected,
				 cfsv_sha256_blocks *sha256,
				 const struct cfsv_source *image,
				 struct cfsv_work *work,
				 struct cfsv_report *report)
IMAGE(image, work, report)
REQUIRES(__CPROVER_pointer_equals(expected, &report->expected) ||
	 __CPROVER_pointer_equals(expected, &report->measured) ||
	 FRESH(expected, sizeof(*expected)))
ASSIGNS(*work, *report)
MATCHES(&report->expected, report);

enum cfsv_err cfsv_verify_image(const struct cfsv_trust *trust,
				const struct cfsv_pair *pair,
				const struct cfsv_source *image,
				struct cfsv_work *work,
				struct cfsv_report *report)
TRUST(trust)
IMAGE(image, work, report)
PAIR(pair)
ASSIGNS(*work, *report)
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(proof_well_formed(&report->expected) &&
	 pair->digest_file != NULL &&
	 report->expected.bytes[0] == pair->digest_file[0]))
MATCHES(&report->expected, report);

PROOF(story_measure, const struct cfsv_digest *d; cfsv_sha256_blocks *sha256;
      const struct cfsv_source *i; struct cfsv_work *w; struct cfsv_report *r,
      story_measure(d, sha256, i, w, r))
PROOF(cfsv_verify_pinned, const struct cfsv_digest *d;
      cfsv_sha256_blocks *sha256; const struct cfsv_source *i;
      struct cfsv_work *w; struct cfsv_report *r,
      cfsv_verify_pinned(d, sha256, i, w, r))
PROOF(cfsv_verify_image, const struct cfsv_trust *t; const struct cfsv_pair *p;
      const struct cfsv_source *i; struct cfsv_work *w; struct cfsv_report *r,
      cfsv_verify_image(t, p, i, w, r))
PROOF(cfsv_verify_message, const struct cfsv_trust *t; const uint8_t *sig;
      size_t sig_len; const uint8_t *m; size_t len; struct cfsv_report *r,
      cfsv_verify_message(t, sig, sig_len, m, len, r))
PROOF(cfsv_verify_digest, const struct cfsv_trust *t; const uint8_t *sig;
      size_t len; const struct cfsv_digest *d; struct cfsv_report *r,
      cfsv_verify_digest(t, sig, len, d, r))
PROOF(cfsv_verify_pair, const struct cfsv_trust *t; const struct cfsv_pair *p;
      struct cfsv_report *r, cfsv_verify_pair(t, p, r))

/* --- the words of errors: any number */
static size_t story_row(enum cfsv_err err)
ASSIGNS()
ENSURES(__CPROVER_return_value <=
	sizeof(story_numbers) / sizeof(story_numbers[0]));

enum cfsv_class cfsv_error_class(enum cfsv_err err)
ASSIGNS()
ENSURES(__CPROVER_return_value <= CFSV_CLASS_UNCHECKED);

/* Three texts a row: any of them, and all of it is text. */
#define TEXT_IN(p)                                                             \
	__CPROVER_pointer_in_range_dfcc(                                       \
		(const char *)&story_texts, p,                                 \
		(const char *)&story_texts + sizeof(story_texts) - 1)

static const char *story_text(enum cfsv_err err, size_t which)
REQUIRES(which <= 2)
ASSIGNS()
ENSURES(TEXT_IN(__CPROVER_return_value));

const char *cfsv_error_name(enum cfsv_err err)
ASSIGNS()
ENSURES(TEXT_IN(__CPROVER_return_value));

const char *cfsv_strerror(enum cfsv_err err)
ASSIGNS()
ENSURES(TEXT_IN(__CPROVER_return_value));

const char *cfsv_mend(enum cfsv_err err)
ASSIGNS()
ENSURES(TEXT_IN(__CPROVER_return_value));

PROOF(story_row, enum cfsv_err err, story_row(err))
PROOF(story_text, enum cfsv_err err; size_t which, story_text(err, which))
PROOF(cfsv_error_name, enum cfsv_err err, cfsv_error_name(err))
PROOF(cfsv_strerror, enum cfsv_err err, cfsv_strerror(err))
PROOF(cfsv_mend, enum cfsv_err err, cfsv_mend(err))
PROOF(cfsv_error_class, enum cfsv_err err, cfsv_error_class(err))
