/* SPDX-License-Identifier: MIT */
/* signature.h - contracts between cfsv.c, a parsed signature and its check */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#ifndef PROVE_SIGNATURE_H
#define PROVE_SIGNATURE_H

#include "anchor.h"

/* What cfsv_signature_parse() makes, and the checks ask for. */
#define OF_SIG(s, w) ((w).off <= (w).end && (w).end <= (s)->len)
#define SIGNATURE_PARSED(s)                                                    \
	((s)->len >= 1 && (s)->len <= CFSV_SIGNATURE_MAX &&                    \
	 OF_SIG(s, (s)->issuer) &&                                             \
	 OF_SIG(s, (s)->serial) && OF_SIG(s, (s)->key_id) &&                   \
	 OF_SIG(s, (s)->value) && OF_SIG(s, (s)->r) && OF_SIG(s, (s)->s) &&    \
	 (s)->digest >= CFSV_SHA256 && (s)->digest <= CFSV_SHA384)

enum cfsv_err cfsv_signature_parse(struct cfsv_signature *s, const uint8_t *der,
				   size_t len)
REQUIRES(len <= (size_t)1 << 40 && FRESH(s, sizeof(*s)))
REQUIRES(der == NULL || FRESH(der, len))
#ifdef PROOF_PARSES
PROOF_PARSES(s, der, len)
#endif
ASSIGNS(*s)
ENSURES(s->at <= len)
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(der != NULL && SIGNATURE_PARSED(s) && s->len == len &&
	 __CPROVER_pointer_equals(s->der, der)));

/* None, or up to three anchors, loaded or zero; one more does nothing else. */
#define ANCHORS_MAX 3
#define ANCHOR_AT(anchors, count, k)                                           \
	REQUIRES((anchors) == NULL || (count) <= (k) ||                        \
		 (anchors)[k].kind == 0 ||                                     \
		 (ANCHOR_LOADED(&(anchors)[k]) &&                              \
		  FRESH((anchors)[k].der, (anchors)[k].len)))
#define ANCHORS(anchors, count)                                                \
	REQUIRES((count) <= ANCHORS_MAX)                                       \
	REQUIRES((anchors) == NULL ||                                          \
		 FRESH(anchors, ANCHORS_MAX * sizeof(*(anchors))))             \
	ANCHOR_AT(anchors, count, 0)                                           \
	ANCHOR_AT(anchors, count, 1)                                           \
	ANCHOR_AT(anchors, count, 2)

#define SIGNED(s)                                                              \
	REQUIRES(FRESH(s, sizeof(*(s))) && SIGNATURE_PARSED(s) &&              \
		 FRESH((s)->der, (s)->len))
#define DIGEST(digest, len)                                                    \
	REQUIRES(len == 32 || len == 48 || len == 64)                          \
	REQUIRES(FRESH(digest, len))

enum cfsv_err cfsv_signature_check(const struct cfsv_signature *s,
				   const uint8_t *digest, size_t digest_len,
				   const struct cfsv_anchor *anchors,
				   size_t count,
				   const struct cfsv_crypto *crypto,
				   size_t *which)
SIGNED(s)
DIGEST(digest, digest_len)
CRYPTO(crypto)
REQUIRES(anchors != NULL)
ANCHORS(anchors, count)
REQUIRES(FRESH(which, sizeof(*which)))
ASSIGNS(*which)
ENSURES(__CPROVER_return_value != CFSV_OK ||
	(*which < count && anchors[*which].kind >= CFSV_KEY_RSA &&
	 s->ecdsa == (anchors[*which].kind != CFSV_KEY_RSA)));

#endif /* PROVE_SIGNATURE_H */
