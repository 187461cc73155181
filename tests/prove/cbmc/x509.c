/* SPDX-License-Identifier: MIT */
/* x509.c - proofs of pkcs7/x509.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "anchor.h"
#include "abstract.h"

/*
 * For the loop over extensions: where the list begins, and what was before it;
 * what is left of it is what the whole of it is.
 */
uint32_t proof_list;
struct cfsv_span proof_had;
#define PROOF_HAS(id) ((id).off != (id).end)
#define PROOF_REST(d, a)                                                       \
	(LIST_OK(proof_list, PROOF_HAS(proof_had)) ==                          \
		 LIST_OK((d)->off, PROOF_HAS((a)->key_id)) &&                  \
	 LIST_BODY(proof_list, PROOF_HAS(proof_had), proof_had.off) ==         \
		 LIST_BODY((d)->off, PROOF_HAS((a)->key_id),                   \
			   (a)->key_id.off) &&                                 \
	 LIST_NEXT(proof_list, PROOF_HAS(proof_had), proof_had.end) ==         \
		 LIST_NEXT((d)->off, PROOF_HAS((a)->key_id), (a)->key_id.end))
#define PROOF_STAYED(d, i)                                                     \
	((i) >= __CPROVER_loop_entry((d)->depth) ||                            \
	 (d)->ends[i] == __CPROVER_loop_entry((d)->ends[i]))

#include "pkcs7/x509.c"
#include "../spec/spec_der.c"
#include "../spec/spec_oid.c"
#include "../spec/spec_cert.c"
#include "proof.h"

static inline int proof_version(const struct cfsv_der *d, struct cfsv_der o,
				uint32_t result)
{
	struct spec_part e;
	uint32_t version = spec_version(d->buf, o.off, o.end, &e);

	if (version == 0)
		e.ok = 0;
	return proof_passed(d, o, e) &&
	       (d->err != CFSV_OK || result == version);
}

static uint32_t x509_version(struct cfsv_der *d)
CURSOR(d)
SHALLOW(d, 14)
ASSIGNS(MOVE(d))
ENSURES(proof_version(d, OLD(*d), __CPROVER_return_value));

static inline int proof_key_id(const struct cfsv_anchor *a,
			       const struct cfsv_der *d, struct cfsv_der o,
			       struct cfsv_span had)
{
	struct spec_part e = spec_tagged(d->buf, o.off, o.end, DER_OCTET_STRING);

	if (had.off != had.end || e.next - e.body < 1 || e.next - e.body > 127)
		e.ok = 0;
	return proof_took(d, o, e) &&
	       (d->err != CFSV_OK || proof_is(a->key_id, e));
}

static void x509_key_id(struct cfsv_anchor *a, struct cfsv_der *d)
CURSOR(d)
ANCHOR(a, d)
ASSIGNS(STEP(d), a->key_id)
DEPTH(d, 0)
ENSURES(proof_key_id(a, d, OLD(*d), OLD(a->key_id)));

static inline int proof_extension(const struct cfsv_anchor *a,
				  const struct cfsv_der *d, struct cfsv_der o,
				  struct cfsv_span had)
{
	struct spec_anchor want = proof_id(had);
	struct spec_part e = spec_extension(d->buf, o.off, o.end, &want);

	return proof_passed(d, o, e) &&
	       (d->err != CFSV_OK || proof_has_id(a, &want));
}

static void x509_extension(struct cfsv_anchor *a, struct cfsv_der *d)
CURSOR(d)
SHALLOW(d, 14)
ANCHOR(a, d)
ASSIGNS(MOVE(d), a->key_id)
ENSURES(d->err != CFSV_OK || d->off > OLD(d->off))
ENSURES(proof_extension(a, d, OLD(*d), OLD(a->key_id)));

static inline int proof_extensions(const struct cfsv_anchor *a,
				   const struct cfsv_der *d, struct cfsv_der o,
				   struct cfsv_span had, uint32_t version)
{
	struct spec_anchor want = proof_id(had);
	struct spec_part e =
		spec_extensions(d->buf, o.off, o.end, version, &want);

	return proof_passed(d, o, e) &&
	       (d->err != CFSV_OK || proof_has_id(a, &want));
}

#ifdef SPEC_ABSTRACT_LIST
static inline int proof_list_begins(const struct cfsv_anchor *a,
				    const struct cfsv_der *d)
{
	struct spec_part wrap = spec_tagged(d->buf, d->off, d->end, 0xa3);

	return proof_had.off == a->key_id.off &&
	       proof_had.end == a->key_id.end &&
	       proof_list == spec_tagged(d->buf, wrap.body, wrap.next, 0x30).body;
}
#else
#define proof_list_begins(a, d) 1
#endif

static void x509_extensions(struct cfsv_anchor *a, struct cfsv_der *d,
			    uint32_t version)
CURSOR(d)
SHALLOW(d, 12)
ANCHOR(a, d)
REQUIRES(proof_list_begins(a, d))
ASSIGNS(MOVE(d), a->key_id)
ENSURES(proof_extensions(a, d, OLD(*d), OLD(a->key_id), version));

static void x509_unique_ids(struct cfsv_der *d, uint32_t version)
CURSOR(d)
SHALLOW(d, 14)
ASSIGNS(MOVE(d))
ENSURES(proof_passed(d, OLD(*d), spec_unique_ids(d->buf, OLD(d->off),
						 OLD(d->end), version)));

static inline int proof_key_info(const struct cfsv_anchor *a,
				 const struct cfsv_der *d, struct cfsv_der o)
{
	struct spec_anchor want;
	struct spec_part e = spec_key_info(d->buf, o.off, o.end, &want);

	if (o.err != CFSV_OK || !e.ok)
		return proof_refused(d, o);
	return proof_passed(d, o, e) && proof_key_is(a, &want);
}

static void x509_key(struct cfsv_anchor *a, struct cfsv_der *d,
		     const struct cfsv_crypto *crypto)
CURSOR(d)
SHALLOW(d, 12)
ANCHOR(a, d)
CRYPTO(crypto)
ASSIGNS(MOVE(d), a->key, a->exponent, a->kind)
ENSURES(proof_key_info(a, d, OLD(*d)))
TAKES_KEY(a, d);

PROOF(x509_version, struct cfsv_der *d, x509_version(d))
PROOF(x509_key_id, struct cfsv_anchor *a; struct cfsv_der *d,
      x509_key_id(a, d))
PROOF(x509_extension, struct cfsv_anchor *a; struct cfsv_der *d,
      x509_extension(a, d))
PROOF(x509_unique_ids, struct cfsv_der *d; uint32_t version,
      x509_unique_ids(d, version))
PROOF(x509_key,
      struct cfsv_anchor *a; struct cfsv_der *d; const struct cfsv_crypto *c,
      x509_key(a, d, c))
PROOF(x509_extensions,
      struct cfsv_anchor *a; struct cfsv_der *d; uint32_t version;
      uint32_t list; struct cfsv_span had,
      (proof_list = list, proof_had = had, x509_extensions(a, d, version)))
PROOF(cfsv_certificate_parse,
      struct cfsv_anchor *a; struct cfsv_der *d; const struct cfsv_crypto *c,
      cfsv_certificate_parse(a, d, c))
