/* SPDX-License-Identifier: MIT */
/* make.h - inside the maker of packs: what its files give each other */
#ifndef CFSV_AGREEMENT_MAKE_H
#define CFSV_AGREEMENT_MAKE_H

#include "../sign.h"
#include "message.h"

/* make.c: a number below n; the same ones in every run of a seed */
uint32_t any(uint32_t n);

/*
 * certificates.c
 * @cert: of cert.key, or of a key of that kind whose numbers are in its fields
 * @issuer, @serial: whole elements, as in the certificate
 * @ski: contents of its key identifier; empty: it has none
 */
struct group {
	const char *name;
	struct cert cert;
	struct blob issuer;
	struct blob serial;
	struct blob ski;
};
size_t certificates(void); /* how many there are */
/* The one of this number; its bytes are gone with forget(). 0: there is none */
int certificate(size_t n, enum key_name key, struct group *g);
struct blob self_signed(struct group *g);

/*
 * odd_keys.c, by OpenSSL's numbers: keys that sign.c does not have, as fields
 * of a certificate. sign: the whole OCTET STRING of a signature
 */
struct odd_key {
	const char *name;
	enum key_name key; /* of this kind */
	struct blob modulus, exponent, point;
	struct blob (*sign)(enum cfsv_hash hash, struct blob digest);
};
size_t odd_key_count(void);
void odd_key(size_t n, struct odd_key *odd);

/* edges.c: a key for which these two numbers sign the digest */
struct edge {
	const char *name;
	enum key_name key;
	struct blob point;
	struct blob value; /* the whole OCTET STRING */
};
int edge(size_t n, struct blob digest, struct edge *e);

/* mutations.c, contents.c: change what a signature says before it is made */
const char *mutate(const struct group *g, struct recipe *r);
const char *mutate_content(size_t n, const struct group *g, struct recipe *r);
size_t content_count(void);

/* bytes.c: change the bytes of a signature that was made */
const char *change(struct blob *sig);

#endif /* CFSV_AGREEMENT_MAKE_H */
