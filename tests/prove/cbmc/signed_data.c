/* SPDX-License-Identifier: MIT */
/* signed_data.c - proofs of pkcs7/signed_data.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#include "pkcs7/signed_data.c"
#include "abstract.h"
#include "../spec/spec_der.c"
#include "../spec/spec_oid.c"
#include "../spec/spec_sig.c"
#include "parsed.h"
#include "proof.h"

#define SIGNER(s)                                                              \
	(s)->signer_version, (s)->issuer, (s)->serial, (s)->key_id,            \
		(s)->ecdsa, (s)->value, (s)->r, (s)->s

/* Spans that are inside, whatever was refused. */
static inline int proof_spans(const struct cfsv_signature *s)
{
	return proof_span(s->issuer) && proof_span(s->serial) &&
	       proof_span(s->key_id) && proof_span(s->value) &&
	       proof_span(s->r) && proof_span(s->s) && s->ecdsa <= 1;
}

#define SIGNATURE(s)                                                           \
	REQUIRES(FRESH(s, sizeof(*(s))) && proof_spans(s))                     \
	ENSURES(proof_spans(s))

/* --- AlgorithmIdentifier */

static inline int proof_algorithm(const struct cfsv_der *d, struct cfsv_der o,
				  const struct sig_algorithm *a, int digest)
{
	struct spec_algorithm want;
	struct spec_part e = spec_algorithm(d->buf, o.off, o.end, &want);

	if (digest && !spec_is_digest(want.name))
		e.ok = 0;
	return proof_passed(d, o, e) && a->at <= proof_len &&
	       (d->err != CFSV_OK || (a->oid == proof_code(want.name) &&
				      a->has_null == (uint32_t)want.has_null));
}

static void sig_algorithm(struct cfsv_der *d, struct sig_algorithm *a,
			  enum cfsv_err unknown, enum cfsv_err parameters)
CURSOR(d)
SHALLOW(d, 14)
REQUIRES(FRESH(a, sizeof(*a)) && unknown != CFSV_OK && parameters != CFSV_OK)
ASSIGNS(MOVE(d), *a)
ENSURES(proof_algorithm(d, OLD(*d), a, 0));

static void sig_digest_algorithm(struct cfsv_der *d, struct sig_algorithm *a)
CURSOR(d)
SHALLOW(d, 14)
REQUIRES(FRESH(a, sizeof(*a)))
ASSIGNS(MOVE(d), *a)
ENSURES(proof_algorithm(d, OLD(*d), a, 1));

static inline int proof_digests(const struct cfsv_der *d, struct cfsv_der o,
				const struct sig_algorithm *a)
{
	struct spec_algorithm want;
	struct spec_part e = spec_digests(d->buf, o.off, o.end, &want);

	return proof_passed(d, o, e) &&
	       (d->err != CFSV_OK || (a->oid == proof_code(want.name) &&
				      a->has_null == (uint32_t)want.has_null));
}

static void sig_digests(struct cfsv_der *d, struct sig_algorithm *a)
CURSOR(d)
SHALLOW(d, 13)
REQUIRES(FRESH(a, sizeof(*a)))
ASSIGNS(MOVE(d), *a)
ENSURES(proof_digests(d, OLD(*d), a));

static void sig_content(struct cfsv_der *d)
CURSOR(d)
SHALLOW(d, 14)
ASSIGNS(MOVE(d))
ENSURES(proof_passed(d, OLD(*d),
		     spec_content(d->buf, OLD(d->off), OLD(d->end))));

/* --- SignerIdentifier */

static inline int proof_signer(const struct cfsv_signature *s,
			       const struct cfsv_der *d, struct cfsv_der o,
			       uint32_t version, int agree)
{
	struct spec_signer want;
	struct spec_part e;

	want.version = version;
	e = spec_signer_id(d->buf, o.off, o.end, o.depth, &want);
	if (!agree)
		e.ok = 0;
	if (!proof_passed(d, o, e))
		return 0;
	if (d->err != CFSV_OK)
		return 1;
	return version == 1 ? proof_is_whole(s->issuer, want.issuer) &&
				      proof_is(s->serial, want.serial)
			    : proof_is(s->key_id, want.key_id);
}

static void sig_issuer(struct cfsv_signature *s, struct cfsv_der *d)
SIGNATURE(s)
CURSOR(d)
SHALLOW(d, 14)
ASSIGNS(MOVE(d), s->issuer, s->serial)
ENSURES(proof_signer(s, d, OLD(*d), 1, 1));

static void sig_signer(struct cfsv_signature *s, struct cfsv_der *d,
		       uint32_t version_at)
SIGNATURE(s)
CURSOR(d)
SHALLOW(d, 14)
REQUIRES(version_at <= proof_len)
ASSIGNS(MOVE(d), s->issuer, s->serial, s->key_id)
ENSURES(proof_signer(s, d, OLD(*d), s->version,
		     s->version == s->signer_version));

/* --- signatureAlgorithm and the signature proper */

static inline int proof_rules(enum cfsv_oid oid, uint32_t has_null,
			      uint32_t digest)
{
	if (oid == CFSV_OID_RSA)
		return has_null != 0;
	return has_null == 0 && digest != 0 &&
	       (uint32_t)spec_ecdsa_digest(proof_name(oid)) ==
		       (uint32_t)proof_name((enum cfsv_oid)(0x10 + digest));
}

static enum cfsv_err sig_signature_rules(struct cfsv_signature *s,
					 const struct sig_algorithm *a)
SIGNATURE(s)
REQUIRES(FRESH(a, sizeof(*a)) && s->digest <= 3)
ASSIGNS(s->ecdsa)
ENSURES(s->digest == 0 || proof_name(a->oid) == SPEC_NONE ||
	(__CPROVER_return_value == CFSV_OK) ==
		proof_rules(a->oid, a->has_null, s->digest))
ENSURES(__CPROVER_return_value != CFSV_OK ? s->ecdsa == OLD(s->ecdsa)
	: s->ecdsa == (a->oid != CFSV_OID_RSA ? 1 : OLD(s->ecdsa)));

static inline int proof_sign(const struct cfsv_signature *s,
			     const struct cfsv_der *d, struct cfsv_der o)
{
	struct spec_algorithm want;
	struct spec_part e = spec_algorithm(d->buf, o.off, o.end, &want);

	if (!proof_rules(proof_code(want.name), (uint32_t)want.has_null,
			 s->digest))
		e.ok = 0;
	return proof_passed(d, o, e) &&
	       (d->err != CFSV_OK || s->ecdsa == (want.name != SPEC_RSA));
}

static void sig_signature_algorithm(struct cfsv_signature *s,
				    struct cfsv_der *d)
SIGNATURE(s)
CURSOR(d)
SHALLOW(d, 14)
REQUIRES(s->ecdsa == 0 && s->digest <= 3)
REQUIRES(s->digest != 0 || d->err != CFSV_OK)
ASSIGNS(MOVE(d), s->ecdsa)
ENSURES(proof_sign(s, d, OLD(*d)));

static inline int proof_value(const struct cfsv_signature *s,
			      const struct cfsv_der *d, struct cfsv_der o)
{
	struct spec_signer want;
	struct spec_part e;

	want.ecdsa = s->ecdsa != 0;
	e = spec_value(d->buf, o.off, o.end, &want);
	if (!proof_passed(d, o, e))
		return 0;
	return d->err != CFSV_OK ||
	       (proof_is(s->value, want.value) &&
		(!s->ecdsa ||
		 (proof_is(s->r, want.r) && proof_is(s->s, want.s))));
}

static void sig_value(struct cfsv_signature *s, struct cfsv_der *d)
SIGNATURE(s)
CURSOR(d)
SHALLOW(d, 14)
ASSIGNS(MOVE(d), s->value, s->r, s->s)
ENSURES(proof_value(s, d, OLD(*d)));

/* --- SignerInfo */

/* Everything that a SignerInfo says, once all of it was accepted. */
static inline int proof_says(const struct cfsv_signature *s,
			     const struct spec_signer *want)
{
	if (s->signer_version != want->version ||
	    s->ecdsa != (uint32_t)want->ecdsa ||
	    !proof_is(s->value, want->value))
		return 0;
	if (want->ecdsa && (!proof_is(s->r, want->r) ||
			    !proof_is(s->s, want->s)))
		return 0;
	return want->version == 1 ? proof_is_whole(s->issuer, want->issuer) &&
					    proof_is(s->serial, want->serial)
				  : proof_is(s->key_id, want->key_id);
}

static inline int proof_signer_info(const struct cfsv_signature *s,
				    const struct cfsv_der *d,
				    struct cfsv_der o,
				    const struct sig_algorithm *digest,
				    int in_set)
{
	struct spec_algorithm alg;
	struct spec_signer want;
	struct spec_part e, set;

	if (o.err != CFSV_OK)
		return proof_refused(d, o) && proof_around(d, o);
	alg.name = proof_name(digest->oid);
	alg.has_null = digest->has_null != 0;
	if (in_set) {
		set = spec_tagged(d->buf, o.off, o.end, 0x31);
		e = set;
		if (set.ok)
			e = spec_signer_info(d->buf, set.body, set.next,
					     o.depth + 1, &alg, &want);
		e = spec_filled(set, e);
	} else {
		e = spec_signer_info(d->buf, o.off, o.end, o.depth, &alg,
				     &want);
	}
	if (e.ok && want.version != s->version)
		e.ok = 0;
	return proof_passed(d, o, e) &&
	       (d->err != CFSV_OK || proof_says(s, &want));
}

/* A digest algorithm as sig_digests() leaves it, where nothing was refused */
#define DIGEST(s, d, digest)                                                   \
	REQUIRES(FRESH(digest, sizeof(*(digest))))                             \
	REQUIRES((s)->ecdsa == 0 && (s)->digest <= 3)                          \
	REQUIRES((d)->err != CFSV_OK ||                                        \
		 ((s)->digest != 0 && (digest)->has_null <= 1 &&               \
		  (uint32_t)(digest)->oid == 0x10 + (s)->digest))

static void sig_signer_info(struct cfsv_signature *s, struct cfsv_der *d,
			    const struct sig_algorithm *digest)
SIGNATURE(s)
CURSOR(d)
SHALLOW(d, 13)
DIGEST(s, d, digest)
ASSIGNS(MOVE(d), SIGNER(s))
ENSURES(proof_signer_info(s, d, OLD(*d), digest, 0));

static void sig_signers(struct cfsv_signature *s, struct cfsv_der *d,
			const struct sig_algorithm *digest)
SIGNATURE(s)
CURSOR(d)
SHALLOW(d, 12)
DIGEST(s, d, digest)
ASSIGNS(MOVE(d), SIGNER(s))
ENSURES(proof_signer_info(s, d, OLD(*d), digest, 1));

/* --- SignedData, ContentInfo: all up to the end, or the caller refuses. */

static inline int proof_all(const struct cfsv_der *d, struct cfsv_der o, int ok)
{
	if (o.err != CFSV_OK || !ok)
		return proof_refused(d, o) ? proof_around(d, o)
					   : o.err == CFSV_OK &&
						     d->err == CFSV_OK &&
						     d->off != d->end &&
						     proof_same_depth(d, o);
	return d->err == CFSV_OK && d->off == d->end && proof_same_depth(d, o);
}

/* CFSV_OID_SHA256 is 0x10 + CFSV_SHA256, and so on. */
static inline int proof_digest(const struct cfsv_signature *s,
			       struct spec_algorithm want)
{
	return (uint64_t)0x10 + s->digest == (uint64_t)proof_code(want.name);
}

static inline int proof_signed_data(const struct cfsv_signature *s,
				    const struct cfsv_der *d, struct cfsv_der o)
{
	struct spec_signature want;
	int ok = spec_signed_data(d->buf, o.off, o.end, o.depth, &want);

	return proof_all(d, o, ok) &&
	       (d->err != CFSV_OK || d->off != d->end ||
		(s->version == want.version &&
		 proof_digest(s, want.digest) &&
		 proof_says(s, &want.signer)));
}

/* Also where the specification's answer is any function of where it is asked */
#define HAS_DIGEST(s, d)                                                       \
	((d)->err != CFSV_OK || (d)->off != (d)->end ||                        \
	 ((s)->digest >= CFSV_SHA256 && (s)->digest <= CFSV_SHA384))

static void sig_signed_data(struct cfsv_signature *s, struct cfsv_der *d)
SIGNATURE(s)
CURSOR(d)
SHALLOW(d, 11)
REQUIRES(s->ecdsa == 0 && s->digest == 0)
ASSIGNS(MOVE(d), s->version, s->digest, SIGNER(s))
ENSURES(proof_signed_data(s, d, OLD(*d)))
ENSURES(HAS_DIGEST(s, d));

static inline int proof_signature(const struct cfsv_signature *s,
				  const uint8_t *b, uint32_t len, int ok)
{
	struct spec_signature want;

	if (!spec_signature(b, len, &want))
		return !ok;
	return ok && s->version == want.version &&
	       proof_digest(s, want.digest) &&
	       proof_says(s, &want.signer);
}

static void sig_content_info(struct cfsv_signature *s, struct cfsv_der *d)
SIGNATURE(s)
CURSOR(d)
REQUIRES(d->depth == 0 && d->off == 0 && d->err == CFSV_OK)
REQUIRES(d->end == proof_len && d->end <= CFSV_SIGNATURE_MAX)
REQUIRES(s->ecdsa == 0 && s->digest == 0)
ASSIGNS(MOVE(d), s->version, s->digest, SIGNER(s))
ENSURES(proof_signature(s, d->buf, proof_len,
			d->err == CFSV_OK && d->off == d->end))
ENSURES(HAS_DIGEST(s, d));

/* The cursor is over the file; what it says is what the specification says. */
#define PROOF_PARSES(s, der, len)                                              \
	REQUIRES((len) > UINT32_MAX || proof_len == (len))                     \
	ENSURES((s)->ecdsa <= 1)                                               \
	ENSURES((len) > CFSV_SIGNATURE_MAX || proof_spans(s))                  \
	ENSURES((der) == NULL || (len) > CFSV_SIGNATURE_MAX ||                 \
		proof_signature(s, der, (uint32_t)(len),                       \
				__CPROVER_return_value == CFSV_OK))
#include "signature.h"

PROOF(sig_algorithm,
      struct cfsv_der *d; struct sig_algorithm *a; enum cfsv_err u;
      enum cfsv_err p, sig_algorithm(d, a, u, p))
PROOF(sig_digest_algorithm, struct cfsv_der *d; struct sig_algorithm *a,
      sig_digest_algorithm(d, a))
PROOF(sig_digests, struct cfsv_der *d; struct sig_algorithm *a,
      sig_digests(d, a))
PROOF(sig_content, struct cfsv_der *d, sig_content(d))
PROOF(sig_issuer, struct cfsv_signature *s; struct cfsv_der *d,
      sig_issuer(s, d))
PROOF(sig_signer, struct cfsv_signature *s; struct cfsv_der *d; uint32_t at,
      sig_signer(s, d, at))
PROOF(sig_signature_rules,
      struct cfsv_signature *s; const struct sig_algorithm *a,
      sig_signature_rules(s, a))
PROOF(sig_signature_algorithm, struct cfsv_signature *s; struct cfsv_der *d,
      sig_signature_algorithm(s, d))
PROOF(sig_value, struct cfsv_signature *s; struct cfsv_der *d, sig_value(s, d))
PROOF(sig_signer_info, struct cfsv_signature *s; struct cfsv_der *d;
      const struct sig_algorithm *a, sig_signer_info(s, d, a))
PROOF(sig_signers, struct cfsv_signature *s; struct cfsv_der *d;
      const struct sig_algorithm *a, sig_signers(s, d, a))
PROOF(sig_signed_data, struct cfsv_signature *s; struct cfsv_der *d,
      sig_signed_data(s, d))
PROOF(sig_content_info, struct cfsv_signature *s; struct cfsv_der *d,
      sig_content_info(s, d))
PROOF(cfsv_signature_parse,
      struct cfsv_signature *s; const uint8_t *der; size_t len,
      cfsv_signature_parse(s, der, len))
