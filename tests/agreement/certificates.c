/* SPDX-License-Identifier: MIT */
/* certificates.c - certificates that are odd, and mostly legal */
#include "make.h"

#define NO_KEY_ID 0xffffu

/* fields: those that are not as usual; ski: length of its key identifier */
static const struct odd_certificate {
	const char *name;
	unsigned ski; /* 0: the usual one */
	struct {
		enum cert_field field;
		struct blob bytes;
	} fields[3];
} rows[] = {
	{"usual", 0, {{C_TAIL, LIT("")}}},
	{"version 1",
	 NO_KEY_ID,
	 {{C_VERSION, LIT("")}, {C_EXTENSIONS, LIT("")}}},
	{"version 2",
	 NO_KEY_ID,
	 {{C_VERSION, LIT("\xa0\x03\x02\x01\x01")}, {C_EXTENSIONS, LIT("")}}},
	{"version 2 with unique identifiers",
	 NO_KEY_ID,
	 {{C_VERSION, LIT("\xa0\x03\x02\x01\x01")},
	  {C_EXTENSIONS, LIT("")},
	  {C_UNIQUE_IDS, LIT("\x81\x03\x00!!\x82\x02\x00?")}}},
	{"no extensions", NO_KEY_ID, {{C_EXTENSIONS, LIT("")}}},
	{"no key identifier",
	 NO_KEY_ID,
	 {{C_EXTENSIONS, LIT("\xa3\x0d\x30\x0b\x30\x09\x06\x03\x55\x1d\x13\x04"
			     "\x02\x30\x00")}}},
	{"serial 0", 0, {{C_SERIAL, LIT("\x02\x01\x00")}}},
	{"serial 128", 0, {{C_SERIAL, LIT("\x02\x02\x00\x80")}}},
	{"serial -1", 0, {{C_SERIAL, LIT("\x02\x01\xff")}}},
	{"serial -32768", 0, {{C_SERIAL, LIT("\x02\x02\x80\x00")}}},
	{"serial of 20 bytes",
	 0,
	 {{C_SERIAL, LIT("\x02\x14"
			 "01234567890123456789")}}},
	{"serial of 21 bytes",
	 0,
	 {{C_SERIAL, LIT("\x02\x15\x00\xff"
			 "0123456789012345678")}}},
	{"empty issuer", 0, {{C_ISSUER, LIT("\x30\x00")}}},
	{"empty issuer, no key identifier",
	 NO_KEY_ID,
	 {{C_ISSUER, LIT("\x30\x00")}, {C_EXTENSIONS, LIT("")}}},
	{"empty subject", 0, {{C_SUBJECT, LIT("\x30\x00")}}},
	{"an issuer of two values in a SET",
	 0,
	 {{C_ISSUER, LIT("\x30\x16\x31\x14\x30\x08\x06\x03\x55\x04\x03\x0c\x01"
			 "A\x30\x08\x06\x03\x55\x04\x0a\x0c\x01"
			 "B")}}},
	{"an issuer with a SEQUENCE as value",
	 0,
	 {{C_ISSUER,
	   LIT("\x30\x0f\x31\x0d\x30\x0b\x06\x03\x55\x04\x03\x30\x04\x30"
	       "\x02\x05\x00")}}},
	{"an issuer in a BMPString",
	 0,
	 {{C_ISSUER, LIT("\x30\x0f\x31\x0d\x30\x0b\x06\x03\x55\x04\x03\x1e\x04"
			 "\0A\0B")}}},
	{"an issuer that is no Name", 0, {{C_ISSUER, LIT("\x30\x02\x05\x00")}}},
	{"an empty SET in the issuer",
	 0,
	 {{C_ISSUER, LIT("\x30\x02\x31\x00")}}},
	{"key identifier of 1 byte", 1, {{C_TAIL, LIT("")}}},
	{"key identifier of 8 bytes", 8, {{C_TAIL, LIT("")}}},
	{"key identifier of 64 bytes", 64, {{C_TAIL, LIT("")}}},
	{"key identifier of 125 bytes", 125, {{C_TAIL, LIT("")}}},
	{"key identifier of 127 bytes", 127, {{C_TAIL, LIT("")}}},
	{"key identifier of 128 bytes", 128, {{C_TAIL, LIT("")}}},
	{"expired",
	 0,
	 {{C_VALIDITY, LIT("\x30\x1e\x17\x0d"
			   "000101000000Z\x17\x0d"
			   "010101000000Z")}}},
	{"not yet valid, GeneralizedTime",
	 0,
	 {{C_VALIDITY, LIT("\x30\x22\x18\x0f"
			   "20980101000000Z\x18\x0f"
			   "20990101000000Z")}}},
	{"a validity that is none", 0, {{C_VALIDITY, LIT("\x30\x00")}}},
	{"month 13",
	 0,
	 {{C_VALIDITY, LIT("\x30\x1e\x17\x0d"
			   "001301000000Z\x17\x0d"
			   "011301000000Z")}}},
	{"signed with sha1WithRSAEncryption",
	 0,
	 {{C_ALGORITHM,
	   LIT("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05" NUL)},
	  {C_OUTER_ALGORITHM,
	   LIT("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05" NUL)}}},
	{"signed with sha256WithRSAEncryption",
	 0,
	 {{C_ALGORITHM,
	   LIT("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b" NUL)},
	  {C_OUTER_ALGORITHM,
	   LIT("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b" NUL)}}},
	{"signed with Ed25519",
	 0,
	 {{C_ALGORITHM, LIT("\x30\x05\x06\x03\x2b\x65\x70")},
	  {C_OUTER_ALGORITHM, LIT("\x30\x05\x06\x03\x2b\x65\x70")}}},
	{"two signature algorithms",
	 0,
	 {{C_OUTER_ALGORITHM, LIT("\x30\x0a" OID_ECDSA_SHA384)}}},
	{"an empty signature", 0, {{C_OUTER_SIGNATURE, LIT("\x03\x01\x00")}}},
	{"an unknown critical extension",
	 NO_KEY_ID,
	 {{C_EXTENSIONS, LIT("\xa3\x10\x30\x0e\x30\x0c\x06\x03\x55\x1d\x7f\x01"
			     "\x01\xff\x04\x02\x05\x00")}}},
	{"keyUsage without digitalSignature",
	 NO_KEY_ID,
	 {{C_EXTENSIONS, LIT("\xa3\x12\x30\x10\x30\x0e\x06\x03\x55\x1d\x0f\x01"
			     "\x01\xff\x04\x04\x03\x02\x02\x04")}}},
	{"keyUsage that is none",
	 NO_KEY_ID,
	 {{C_EXTENSIONS, LIT("\xa3\x0d\x30\x0b\x30\x09\x06\x03\x55\x1d\x0f\x04"
			     "\x02\x05\x00")}}},
	{"a CA",
	 NO_KEY_ID,
	 {{C_EXTENSIONS, LIT("\xa3\x13\x30\x11\x30\x0f\x06\x03\x55\x1d\x13\x01"
			     "\x01\xff\x04\x05\x30\x03\x01\x01\xff")}}},
	{"an authority key identifier of another",
	 NO_KEY_ID,
	 {{C_EXTENSIONS, LIT("\xa3\x11\x30\x0f\x30\x0d\x06\x03\x55\x1d\x23\x04"
			     "\x06\x30\x04\x80\x02?!")}}},
};

enum {
	LONG_ISSUER = COUNT(rows),
	LONG_VALUE,
	CRITICAL_KEY_ID,
	LATE_KEY_ID,
	KEY_ID_IS_NAME,
	SELF_SIGNED,
	CERTIFICATES
};

size_t certificates(void)
{
	return CERTIFICATES;
}

static struct blob long_issuer(void)
{
	struct blob all = NOTHING;
	int i;

	for (i = 0; i < 500; i++)
		all = JOIN(all,
			   SET(SEQ(B("\x06\x03\x55\x04\x0b"), B("\x0c\x01 "))));
	return SEQ(all);
}

static void from_row(const struct odd_certificate *row, struct group *g)
{
	struct blob id;
	size_t i;

	g->name = row->name;
	for (i = 0; i < COUNT(row->fields); i++)
		if (row->fields[i].bytes.at != NULL)
			g->cert.field[row->fields[i].field] =
				row->fields[i].bytes;
	if (row->ski == NO_KEY_ID) {
		g->ski = NOTHING;
	} else if (row->ski != 0) {
		id = repeat((uint8_t)(0x40 + g->cert.key), row->ski);
		g->ski = id;
		g->cert.field[C_EXTENSIONS] = extensions(extension_key_id(id));
	}
}

static void from_number(size_t n, struct group *g)
{
	struct blob id = der(0x04, g->ski);

	switch (n) {
	case LONG_ISSUER:
		g->name = "an issuer of 7000 bytes";
		g->cert.field[C_ISSUER] = long_issuer();
		break;
	case LONG_VALUE:
		g->name = "an issuer with a value of 15300 bytes";
		g->cert.field[C_ISSUER] =
			SEQ(SET(SEQ(B("\x06\x03\x55\x04\x0b"),
				    der(0x13, repeat('x', 15300)))));
		break;
	case CRITICAL_KEY_ID:
		g->name = "a critical key identifier";
		g->cert.field[C_EXTENSIONS] =
			extensions(extension("\x0e", 1, id));
		break;
	case LATE_KEY_ID:
		g->name = "a key identifier behind other extensions";
		g->cert.field[C_EXTENSIONS] =
			extensions(JOIN(extension("\x13", 0, B("\x30\x00")),
					extension("\x7e", 1, B(NUL)),
					extension("\x0e", 0, id)));
		break;
	case KEY_ID_IS_NAME:
		g->name = "a key identifier that is serial and issuer";
		g->ski = JOIN(slice(g->serial, 2, g->serial.len),
			      slice(g->issuer, 2, g->issuer.len));
		g->cert.field[C_EXTENSIONS] =
			extensions(extension_key_id(g->ski));
		break;
	default:
		g->name = "self-signed";
		g->cert.field[C_SUBJECT] = g->issuer;
	}
}

int certificate(size_t n, enum key_name key, struct group *g)
{
	static const char *const subjects[] = {"A", "B", "C", "D", "E", "F"};
	struct blob whole, sid;
	size_t issuer;

	memset(g, 0, sizeof(*g));
	if (n >= CERTIFICATES)
		return 0;
	g->cert.key = key;
	sid = sid_of(key); /* 30 len, issuer, serial of 6 bytes */
	issuer = 2 + (size_t)sid.at[3] + 2;
	g->issuer = slice(sid, 2, issuer);
	g->serial = slice(sid, issuer, sid.len);
	g->ski = key_id(key);
	/* not the issuer: else the kernel wants a true self-signature */
	g->cert.field[C_SUBJECT] = der_name(subjects[key % COUNT(subjects)]);
	if (n < COUNT(rows))
		from_row(&rows[n], g);
	else
		from_number(n, g);
	whole = g->cert.field[C_ISSUER];
	if (whole.at != NULL)
		g->issuer = whole;
	if (g->cert.field[C_SERIAL].at != NULL)
		g->serial = g->cert.field[C_SERIAL];
	return 1;
}

/* Header and contents of the element that begins here */
static struct blob element(struct blob b)
{
	size_t header = 2, len = b.at[1], i;

	if (len >= 0x80) {
		header += len - 0x80;
		for (len = 0, i = 2; i < header; i++)
			len = 256 * len + b.at[i];
	}
	return slice(b, 0, header + len);
}

/* With a signature that is its own: over the TBSCertificate, by SHA-256 */
struct blob self_signed(struct group *g)
{
	enum key_name key = g->cert.key;
	struct blob first, digest, value, rs;
	int rsa = key_is_rsa(key);

	g->cert.field[C_ALGORITHM] = g->cert.field[C_OUTER_ALGORITHM] =
		rsa ? B("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01"
			"\x0b" NUL)
		    : SEQ(B(OID_ECDSA_SHA256));
	first = cert_make(&g->cert, NULL);
	first = element(slice(first, first.at[1] - 0x80 + 2u, first.len));
	digest = hash_of(CFSV_SHA256, first);
	if (rsa) {
		value = rsa_private(
			key, rsa_block(key, digest_info(CFSV_SHA256), digest));
	} else {
		rs = ec_sign(key, CFSV_SHA256, digest);
		value = SEQ(der_number(slice(rs, 0, rs.len / 2)),
			    der_number(slice(rs, rs.len / 2, rs.len)));
	}
	g->cert.field[C_OUTER_SIGNATURE] = der(0x03, JOIN(B("\0"), value));
	return cert_make(&g->cert, NULL);
}
