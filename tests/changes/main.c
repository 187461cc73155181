/* SPDX-License-Identifier: MIT */
/* main.c - changes genuine signatures in all ways, and counts what verifies */
#define _DEFAULT_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "changes.h"

/*
 * usage: changes VALUE KEYS [openssl], the last if built with CHANGES_OPENSSL
 *
 * VALUE: what bytes of the signature proper are substituted by, which costs a
 *	public-key operation each: all; usual: all with RSA and with the usual
 *	digest of a curve, else flipped bits; bits; none; one: none, and of the
 *	three digests SHA-256 alone
 * KEYS: all, or one of them, as rsa-2048 or p-256
 *
 * Lines:	golden KEY SIGNER-ID COUNT BYTES VALUE-BYTES OF-THEM-BY-ALL
 *		change KEY SIGNER-ID KIND MADE ACCEPTED BY-BARE-KEY BY-OPENSSL
 *		form KEY SIGNER-ID MADE ACCEPTED
 *		miss KEY SIGNER-ID MADE ACCEPTED
 *		message KEY MADE ACCEPTED
 *		openssl VERSION
 * Status 0: all was tried; who accepted what is in the lines.
 */
struct options {
	enum {
		VALUE_ALL,
		VALUE_USUAL,
		VALUE_BITS,
		VALUE_NONE,
		VALUE_ONE
	} value;
	int key; /* -1: all */
	int openssl;
	size_t workers;
	size_t worker;
};

struct counts {
	unsigned long made;
	unsigned long accepted; /* with the certificate as anchor */
	unsigned long bare;	/* with the public key alone */
	unsigned long openssl;
};

struct result {
	/* made: how many; accepted: bytes; of these, of the signature proper,
	 * bare: all; openssl: those that all others are put in place of */
	struct counts golden[KEY_KINDS][2];
	struct counts change[KEY_KINDS][2][CHANGES];
	struct counts form[KEY_KINDS][2];
	struct counts miss[KEY_KINDS][2];
	struct counts message[KEY_KINDS];
	unsigned long wrong; /* accepted by the bare key: not its signer id */
};

static const char *const key_words[KEY_KINDS] = {
	"rsa-2048", "rsa-3072", "rsa-4096", "p-256", "p-384", "p-521",
};

static int accepted_by(const struct cfsv_anchor *anchor, const uint8_t *sig,
		       size_t len)
{
	struct cfsv_trust trust = {anchor, 1, &changes_crypto, NULL};
	struct cfsv_report report = {0};
	struct blob m = default_message();

	return cfsv_verify_message(&trust, sig, len, m.at, m.len, &report) ==
	       CFSV_OK;
}

static void tell(const struct golden *g, enum change kind, size_t i,
		 const char *what)
{
	fprintf(stderr, "%s: %s, by %s, digest %d, %s, number %lu\n", what,
		key_words[g->key], g->by_key_id ? "key id" : "issuer",
		(int)g->hash, change_names[kind], (unsigned long)i);
}

static void try_change(const struct golden *g, enum change kind, size_t i,
		       const struct options *o, struct result *result)
{
	struct counts *c = &result->change[g->key][g->by_key_id][kind];
	size_t len;
	uint8_t changed[CHANGED_MAX];
	const uint8_t *sig;

	len = change_make(g, kind, i, changed);
	if (len == 0 && kind != TRUNCATED)
		return;
	sig = changes_edge(changed, len);
	c->made++;
	if (accepted_by(&g->named, sig, len) && c->accepted++ < 2)
		tell(g, kind, i, "accepted");
	if (accepted_by(&g->bare, sig, len)) {
		c->bare++;
		if (!change_is_of_signer_id(g, sig, len) && result->wrong++ < 2)
			tell(g, kind, i, "accepted by the bare key");
	}
#ifdef CHANGES_OPENSSL
	if (o->openssl)
		c->openssl += (unsigned long)openssl_accepts(sig, len);
#else
	(void)o;
#endif
}

/* A curve with the hash of about its size; RSA with any */
static int is_usual(const struct golden *g)
{
	switch (g->key) {
	case P_256:
		return g->hash == CFSV_SHA256;
	case P_384:
		return g->hash == CFSV_SHA384;
	case P_521:
		return g->hash == CFSV_SHA512;
	default:
		return 1;
	}
}

/* Is this number among those that are tried, and is it this worker's? */
static int is_wanted(const struct golden *g, enum change kind, size_t i,
		     const struct options *o)
{
	size_t bits = 1 + i % 255;

	if (i / 256 % o->workers != o->worker)
		return 0;
	if (kind != SUBSTITUTED || o->value == VALUE_ALL ||
	    (o->value == VALUE_USUAL && is_usual(g)) ||
	    change_place(g->len, kind, i) < g->value)
		return 1;
	return o->value <= VALUE_BITS && (bits & (bits - 1)) == 0;
}

static void try_changes(struct golden g[2], const struct options *o,
			struct result *result)
{
	size_t i, count, both[2];
	enum change kind;
	int id;

	for (kind = SUBSTITUTED; kind < CHANGES; kind++) {
		both[0] = change_count(&g[0], kind);
		both[1] = change_count(&g[1], kind);
		count = both[0] > both[1] ? both[0] : both[1];
		for (i = 0; i < count; i++)
			for (id = 0; id < 2; id++)
				if (i < both[id] &&
				    is_wanted(&g[id], kind, i, o))
					try_change(&g[id], kind, i, o, result);
	}
}

/* What cfsv.h says is the same signature, and what is nearly the same */
static void try_forms(const struct golden *g, struct result *result)
{
	struct counts *form = &result->form[g->key][g->by_key_id];
	struct counts *miss = &result->miss[g->key][g->by_key_id];
	struct blob b[FORMS_MAX];
	size_t i, count = golden_forms(g, b);

	for (i = 0; i < count; i++) {
		form->made++;
		form->accepted += (unsigned long)accepted_by(&g->named, b[i].at,
							     b[i].len);
	}
	count = golden_near_misses(g, b);
	for (i = 0; i < count; i++) {
		miss->made++;
		miss->accepted += (unsigned long)accepted_by(&g->named, b[i].at,
							     b[i].len);
	}
}

static void try_key(enum key_name key, const struct options *o,
		    struct result *result)
{
	static struct golden g[2];
	struct counts *c = &result->message[key];
	int hash, id;

	for (hash = CFSV_SHA256; hash <= CFSV_SHA384; hash++) {
		if (o->value == VALUE_ONE && hash != CFSV_SHA256)
			continue;
		for (id = 0; id < 2; id++) {
			golden_make(&g[id], key, (enum cfsv_hash)hash, id);
			assert_true(accepted_by(&g[id].named, g[id].sig,
						g[id].len));
			assert_true(
				accepted_by(&g[id].bare, g[id].sig, g[id].len));
			if (o->worker != 0)
				continue;
			result->golden[key][id].made++;
			result->golden[key][id].accepted += g[id].len;
			result->golden[key][id].bare += g[id].len - g[id].value;
			if (o->value == VALUE_ALL ||
			    (o->value == VALUE_USUAL && is_usual(&g[id])))
				result->golden[key][id].openssl +=
					g[id].len - g[id].value;
			try_forms(&g[id], result);
		}
#ifdef CHANGES_OPENSSL
		if (o->openssl) { /* both have this certificate */
			openssl_begin(&g[0]);
			assert_true(openssl_accepts(g[0].sig, g[0].len));
			assert_true(openssl_accepts(g[1].sig, g[1].len));
		}
#endif
		try_changes(g, o, result);
		forget();
	}
	/* each costs a public-key operation, but with RSA it is the same one */
	if (key_is_rsa(key) || (key == P_256 && o->value < VALUE_NONE))
		c->accepted += messages_try(
			key, !key_is_rsa(key) && o->value > VALUE_USUAL,
			o->worker, o->workers, &c->made);
	forget();
}

static void try_keys(const struct options *o, struct result *result)
{
	int key;

	memset(result, 0, sizeof(*result));
	for (key = 0; key < KEY_KINDS; key++)
		if (o->key < 0 || o->key == key)
			try_key((enum key_name)key, o, result);
}

/* Counts are all that a result has. */
static void add(struct result *sum, const struct result *part)
{
	unsigned long *to = (unsigned long *)(void *)sum;
	const unsigned long *from = (const unsigned long *)(const void *)part;
	size_t i;

	for (i = 0; i < sizeof(*sum) / sizeof(*to); i++)
		to[i] += from[i];
}

/* A process for each CPU; 0 if one of them did not end well */
static int run(struct options *o, struct result *sum)
{
	static struct result part;
	int fds[64][2], status, good = 1;
	size_t w;

	memset(sum, 0, sizeof(*sum));
	for (w = 0; w < o->workers; w++) {
		if (pipe(fds[w]) != 0)
			return 0;
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL); /* not to go on */
			o->worker = w;
			try_keys(o, &part);
			_exit(write(fds[w][1], &part, sizeof(part)) !=
			      (ssize_t)sizeof(part));
		}
		close(fds[w][1]);
	}
	for (w = 0; w < o->workers; w++) {
		char *p = (char *)&part;
		size_t left = sizeof(part);
		ssize_t n;

		while (left > 0 && (n = read(fds[w][0], p, left)) > 0) {
			p += n;
			left -= (size_t)n;
		}
		good &= left == 0;
		add(sum, &part);
	}
	while (wait(&status) > 0)
		good &= status == 0;
	return good;
}

static void say(const struct result *r, const struct options *o)
{
	static const char *const ids[2] = {"issuer", "key-id"};
	const struct counts *c;
	int key, id, kind;

	for (key = 0; key < KEY_KINDS; key++) {
		if (o->key >= 0 && o->key != key)
			continue;
		for (id = 0; id < 2; id++) {
			for (kind = 0; kind < CHANGES; kind++) {
				c = &r->change[key][id][kind];
				printf("change %s %s %d %lu %lu %lu %lu\n",
				       key_words[key], ids[id], kind, c->made,
				       c->accepted, c->bare, c->openssl);
			}
			c = &r->golden[key][id];
			printf("golden %s %s %lu %lu %lu %lu\n", key_words[key],
			       ids[id], c->made, c->accepted, c->bare,
			       c->openssl);
			c = &r->form[key][id];
			printf("form %s %s %lu %lu\n", key_words[key], ids[id],
			       c->made, c->accepted);
			c = &r->miss[key][id];
			printf("miss %s %s %lu %lu\n", key_words[key], ids[id],
			       c->made, c->accepted);
		}
		c = &r->message[key];
		printf("message %s %lu %lu\n", key_words[key], c->made,
		       c->accepted);
	}
	for (kind = 0; kind < CHANGES; kind++)
		printf("kind %d %s\n", kind, change_names[kind]);
	printf("wrong %lu\n", r->wrong);
#ifdef CHANGES_OPENSSL
	if (o->openssl)
		printf("openssl %s\n", openssl_version());
#endif
}

int main(int argc, char **argv)
{
	static const char *const values[] = {"all", "usual", "bits", "none",
					     "one"};
	static struct result result;
	struct options o = {VALUE_ALL, -1, 0, 1, 0};
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int key;

	if (argc < 3)
		return 2;
	o.workers = cpus < 1 ? 1 : cpus > 64 ? 64 : (size_t)cpus;
	while (o.value < VALUE_ONE && strcmp(argv[1], values[o.value]) != 0)
		o.value++;
	for (key = 0; key < KEY_KINDS; key++)
		if (strcmp(argv[2], key_words[key]) == 0)
			o.key = key;
#ifndef CHANGES_OPENSSL
	if (argc > 3)
		return 2;
#endif
	o.openssl = argc > 3 && strcmp(argv[3], "openssl") == 0;
	fflush(stdout);
	if (!run(&o, &result))
		return 1;
	say(&result, &o);
	return 0;
}
