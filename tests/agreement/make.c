/* SPDX-License-Identifier: MIT */
/* make.c - SEED COUNT SHARE: a pack of certificates and their signatures */
#include <stdio.h>
#include "../bad_anchors.h"
#include "make.h"

static uint64_t state;

uint32_t any(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 16) % n;
}

static void emit(const struct pack_record *head, const char *name,
		 struct blob bytes)
{
	struct pack_record r = *head;
	size_t i, name_len = strlen(name);

	r.name_len = (uint8_t)name_len;
	for (i = 0; i < sizeof(r.len); i++)
		r.len[i] = (uint8_t)(bytes.len >> (8 * i));
	fwrite(&r, sizeof(r), 1, stdout);
	fwrite(name, 1, name_len, stdout);
	fwrite(bytes.at, 1, bytes.len, stdout);
}

static void emit_certificate(const char *name, struct blob der)
{
	struct pack_record r = {0};

	r.kind = 'C';
	emit(&r, name, der);
}

/* A signature as cfsv takes it, in any of the forms that it has */
static void begin(const struct group *g, struct recipe *r,
		  struct pack_record *head)
{
	static const enum cfsv_hash hashes[] = {CFSV_SHA256, CFSV_SHA384,
						CFSV_SHA512};
	uint8_t message[CFSV_FORMATTED_MAX];
	size_t i;

	memset(head, 0, sizeof(*head));
	head->kind = 'S';
	head->hash = any(4) ? 1 : 2;
	for (i = 0; i < sizeof(head->salt); i++)
		head->salt[i] = (uint8_t)any(256);
	memset(r, 0, sizeof(*r));
	r->key = g->cert.key;
	r->hash = hashes[any(COUNT(hashes))];
	r->digest_absent = any(2) != 0;
	r->by_key_id = g->ski.len > 0 && any(2) != 0;
	r->field[F_SID] = r->by_key_id ? der(0x80, g->ski)
				       : sid_issuer(g->issuer, g->serial);
	i = message_of(head->hash, head->salt, message);
	r->message = copy(message, i);
}

/* (r, n - s) in place of (r, s) */
static void other_s(struct recipe *r)
{
	struct blob rs, s;

	rs = ec_sign(r->key, r->hash, hash_of(r->hash, r->message));
	s = number_subtract(curve_order(r->key), slice(rs, rs.len / 2, rs.len));
	r->field[F_VALUE] = ec_value(slice(rs, 0, rs.len / 2), s);
}

/* Half of them as they should be, the rest with one change */
static void one(const struct group *g)
{
	const char *name = "genuine";
	struct pack_record head;
	struct recipe r;
	struct blob sig;
	uint32_t what = any(10);

	begin(g, &r, &head);
	if (what < 2 && !key_is_rsa(r.key)) {
		name = "n - s in place of s";
		other_s(&r);
	} else if (what >= 5 && what < 8) {
		name = mutate(g, &r);
	}
	sig = sign(&r, NULL);
	if (what >= 8)
		name = change(&sig);
	if (sig.len > 0)
		emit(&head, name, sig);
}

static struct blob cert_of_group(struct group *g, size_t n)
{
	return n + 1 == certificates() ? self_signed(g)
				       : cert_make(&g->cert, NULL);
}

static int wanted(uint32_t share)
{
	static uint32_t seen;

	return seen++ % share == 0;
}

static void legal_certificates(uint32_t count, uint32_t share)
{
	struct group g;
	uint32_t i;
	size_t n;
	int key;

	for (n = 0; n < certificates(); n++)
		for (key = 0; key < KEY_KINDS; key++) {
			/* each with two keys and some of the others, or one */
			if (share > 1 ? n % KEY_KINDS != (size_t)key
				      : n > 0 && key != RSA_2048 &&
						key != P_256 && any(4))
				continue;
			forget();
			certificate(n, (enum key_name)key, &g);
			emit_certificate(g.name, cert_of_group(&g, n));
			for (i = 0; i < count; i++) {
				forget();
				certificate(n, (enum key_name)key, &g);
				one(&g);
			}
		}
}

/* Those that cfsv refuses: what does the kernel say of their signatures? */
static void bad_certificates(uint32_t share)
{
	struct group g;
	size_t i, n;

	for (i = 0; i < COUNT(bad_anchors); i++) {
		if (!wanted(share))
			continue;
		forget();
		certificate(0, bad_anchors[i].key, &g);
		g.cert.field[bad_anchors[i].field] = bad_anchors[i].bytes;
		if (bad_anchors[i].field == C_ISSUER)
			g.issuer = bad_anchors[i].bytes;
		if (bad_anchors[i].field == C_SERIAL)
			g.serial = bad_anchors[i].bytes;
		emit_certificate(bad_anchors[i].what, cert_make(&g.cert, NULL));
		for (n = 0; n < 4; n++)
			one(&g);
	}
}

static void odd_keys(uint32_t share)
{
	struct pack_record head;
	struct odd_key odd;
	struct recipe r;
	struct group g;
	size_t i, n;

	for (n = 0; n < odd_key_count(); n++) {
		if (!wanted(share))
			continue;
		odd_key(n, &odd);
		certificate(0, odd.key, &g);
		g.cert.field[C_MODULUS] = odd.modulus;
		g.cert.field[C_EXPONENT] = odd.exponent;
		g.cert.field[C_POINT] = odd.point;
		emit_certificate(odd.name, cert_make(&g.cert, NULL));
		for (i = 0; i < 12; i++) {
			begin(&g, &r, &head);
			r.field[F_VALUE] =
				odd.sign(r.hash, hash_of(r.hash, r.message));
			emit(&head, odd.name, sign(&r, NULL));
		}
		forget();
	}
}

static void edges(void)
{
	struct pack_record head;
	struct recipe r;
	struct group g;
	struct edge e = {0};
	struct blob digest;
	size_t n = 0;

	do {
		forget();
		e.key = n == 0 ? P_256 : e.key;
		certificate(0, P_256, &g);
		begin(&g, &r, &head);
		digest = hash_of(r.hash, r.message);
		if (!edge(n, digest, &e))
			return;
		certificate(0, e.key, &g);
		g.cert.field[C_POINT] = e.point;
		emit_certificate("a key made for its signature",
				 cert_make(&g.cert, NULL));
		r.key = e.key;
		r.field[F_SID] = r.by_key_id ? der(0x80, g.ski)
					     : sid_issuer(g.issuer, g.serial);
		r.field[F_VALUE] = e.value;
		emit(&head, e.name, sign(&r, NULL));
		n++;
	} while (1);
}

/* COUNT signatures for each certificate; of these one in SHARE */
int main(int argc, char **argv)
{
	uint32_t count, share;

	if (argc != 4)
		return 2;
	state = strtoul(argv[1], NULL, 10) * 0x9e3779b97f4a7c15u + 1;
	count = (uint32_t)strtoul(argv[2], NULL, 10);
	share = (uint32_t)strtoul(argv[3], NULL, 10);
	legal_certificates(count, share);
	bad_certificates(share);
	odd_keys(share);
	edges();
	return fflush(stdout) == 0 ? 0 : 1;
}
