/* SPDX-License-Identifier: MIT */
/* changes.h - what the parts of the program that changes signatures share */
#ifndef CFSV_TEST_CHANGES_H
#define CFSV_TEST_CHANGES_H

#include "../sign.h"

#define GOLDEN_MAX 1024	      /* bytes of a signature */
#define CHANGED_MAX (1 << 12) /* bytes of a changed one */
#define NODES_MAX 64	      /* elements of a signature */
#define NOWHERE ((size_t)-1)

/* An element of a signature: header at off, contents from in to end */
struct node {
	uint8_t tag;
	size_t off;
	size_t in;
	size_t end;
	size_t parent; /* index, or NOWHERE */
	size_t next;   /* the neighbour behind it, or NOWHERE */
	int opened;    /* elements are inside */
};

struct tree {
	struct node node[NODES_MAX];
	size_t count;
};

/*
 * A genuine signature, and its elements: 0 is the ContentInfo, sid the signer
 * identifier. The value of the signature proper stands last.
 */
struct golden {
	enum key_name key;
	enum cfsv_hash hash;
	int by_key_id;
	size_t len;
	uint8_t sig[GOLDEN_MAX];
	struct tree tree;
	size_t sid;
	size_t value; /* offset of the contents of the OCTET STRING */
	struct cfsv_anchor named; /* by certificate */
	struct cfsv_anchor bare;  /* by public key alone */
	uint8_t cert[GOLDEN_MAX];
	size_t cert_len;
	uint8_t spki[GOLDEN_MAX];
};

void golden_make(struct golden *g, enum key_name key, enum cfsv_hash hash,
		 int by_key_id);

/*
 * The same signature in other words, all of which cfsv.h names: by the other
 * signer identifier, with the other parameters of the digest algorithm, with
 * n-s in place of s. Returns how many there are, itself included.
 */
#define FORMS_MAX 8
size_t golden_forms(const struct golden *g, struct blob forms[FORMS_MAX]);

/* Signatures that look like the last of these but are none. */
#define NEAR_MISSES_MAX 3
size_t golden_near_misses(const struct golden *g,
			  struct blob misses[NEAR_MISSES_MAX]);

/* The elements of bytes that are DER; 0 if they are not. */
int tree_parse(struct tree *t, const uint8_t *der, size_t len, int ecdsa);

/* Writes from the end of memory to its beginning. */
struct writer {
	uint8_t *out;
	size_t left;
};

void writer_put(struct writer *w, const uint8_t *bytes, size_t len);
/* Length octets: as few as can be, and this many more */
void writer_length(struct writer *w, size_t length, size_t more);

/*
 * CHANGES
 *
 * Bytes first. Then elements, whose neighbours and what they stand in stay
 * DER: lengths around a change are mended.
 */
enum change {
	SUBSTITUTED, /* a byte by any other */
	INSERTED,    /* any byte anywhere */
	DELETED,
	TRUNCATED,
	SWAPPED,	 /* an element and the next in the same one */
	MENDED_INSERTED, /* a byte, in any contents */
	MENDED_DELETED,
	ELEMENT_INSERTED, /* a small one, in front of or behind any */
	ELEMENT_REMOVED,
	ELEMENT_DOUBLED,
	LENGTH_LONGER, /* more length octets than needed; indefinite */
	CHANGES
};
extern const char *const change_names[CHANGES];

/*
 * How many changes of a kind there are, and number i of them, counted from
 * the end of the signature: 0 bytes if it leaves the signature as it was.
 */
size_t change_count(const struct golden *g, enum change kind);
size_t change_make(const struct golden *g, enum change kind, size_t i,
		   uint8_t out[CHANGED_MAX]);

/* The first four kinds, of any bytes; and which byte it is */
size_t change_bytes(const uint8_t *in, size_t len, enum change kind, size_t i,
		    uint8_t *out);
size_t change_place(size_t len, enum change kind, size_t i);

/* Put other bytes between from and to, inside this node; mend lengths. */
size_t change_edit(const struct golden *g, size_t inside, size_t from,
		   size_t to, const uint8_t *with, size_t with_len,
		   uint8_t out[CHANGED_MAX]);

/* Does nothing but its signer identifier make this another signature? */
int change_is_of_signer_id(const struct golden *g, const uint8_t *sig,
			   size_t len);

/*
 * VERDICTS
 */

/* cfsv_bearssl, where the question asked last is answered from memory */
extern const struct cfsv_crypto changes_crypto;

/* Bytes that end where memory ends, so that reading on is a fault */
const uint8_t *changes_edge(const uint8_t *bytes, size_t len);

/*
 * All changes of a digest file and of a formatted digest, under a signature
 * by this key; bits: flipped bits alone. Adds up; returns how many verified.
 */
unsigned long messages_try(enum key_name key, int bits, size_t worker,
			   size_t workers, unsigned long *made);

/* OpenSSL's verdict, 1 or 0, with this certificate pinned */
void openssl_begin(const struct golden *g);
int openssl_accepts(const uint8_t *sig, size_t len);
const char *openssl_version(void);

#endif /* CFSV_TEST_CHANGES_H */
