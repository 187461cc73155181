/* SPDX-License-Identifier: MIT */
/* seeds.c - golden.c, and where fuzzing starts: files of FOLDER/DOOR/ */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include "../../tests/bad_anchors.h"
#include "../../tests/bad_signatures.h"
#include "../../tests/vectors/make.h"

#define GOLDEN_KEYS 6
#define DIGEST_FILE B("the digest of IMAGE: 32 octets..")

static const enum key_name seed_keys[] = {RSA_2048, RSA_3072, RSA_4096,
					  P_256,    P_384,    P_521};
static const char *folder;

/* DOOR/NAME-NUMBER: what the parts are, one after the other. */
static void seed(const char *door, const char *name, struct blob b)
{
	static unsigned number;
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, door);
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		fail_msg("%s: %s", path, strerror(errno));
	snprintf(path, sizeof(path), "%s/%s/%s-%03u", folder, door, name,
		 ++number);
	f = fopen(path, "wb");
	if (f == NULL || fwrite(b.at, 1, b.len, f) != b.len || fclose(f) != 0)
		fail_msg("%s: %s", path, strerror(errno));
}

static struct blob bytes(const char *text, size_t len)
{
	return copy((const uint8_t *)text, len);
}
#define RAW(s) bytes(s, sizeof(s) - 1)

/* A signature, to each door that reads one. */
static void seed_signature(uint8_t which, struct blob der)
{
	uint8_t one[2] = {which, 0};
	uint8_t spoilt[4] = {which, 1, 100, 3};

	seed("pkcs7", "sig", der);
	seed("verify", "sig", JOIN(copy(one, 2), der));
	one[0] |= 0x20;
	seed("verify", "pair", JOIN(copy(one, 2), der));
	one[0] = which;
	seed("verify", "spoilt", JOIN(copy(spoilt, 4), der));
	spoilt[2] = 2; /* the first byte of the padding */
	spoilt[3] = 0;
	seed("verify", "spoilt", JOIN(copy(spoilt, 4), der));
	one[1] = 1;
	seed("openssl", "oracle", JOIN(copy(one, 1), der));
	/* enter, take OBJECT IDENTIFIER, enter [0], enter: as far as it goes */
	seed("der", "sig",
	     JOIN(RAW("\x08\x78\x03\xc8\x78\x02\x8c\x7c\x0f"), der));
}

static void seed_signatures(void)
{
	static const enum cfsv_hash hashes[] = {CFSV_SHA256, CFSV_SHA384,
						CFSV_SHA512};
	struct recipe r;
	struct blob der;
	uint8_t k, real;
	size_t h, i;
	int id;

	for (k = 0; k < COUNT(seed_keys); k++)
		for (h = 0; h < COUNT(hashes); h++)
			for (id = 0; id <= 1; id++) {
				memset(&r, 0, sizeof(r));
				r.key = seed_keys[k];
				r.hash = hashes[h];
				r.by_key_id = id;
				r.digest_absent = id;
				r.message = formatted(DIGEST_FILE);
				der = sign(&r, NULL);
				seed_signature(k, der);
				real = (uint8_t)(0x80 | k);
				seed("openssl", "real",
				     JOIN(copy(&real, 1), der));
				forget();
			}
	for (i = 0; i < COUNT(bad_signatures); i++) {
		memset(&r, 0, sizeof(r));
		r.key = bad_signatures[i].key;
		r.field[bad_signatures[i].field] = bad_signatures[i].bytes;
		r.message = formatted(DIGEST_FILE);
		seed_signature(r.key == RSA_2048 ? 0 : 3, sign(&r, NULL));
		forget();
	}
}

/* Deeper than any may be: alone, in a signature, in a certificate */
static void seed_deep(int depth)
{
	struct blob nest = NOTHING;
	struct recipe r = {0};
	struct cert c = {0};

	while (depth-- > 0)
		nest = der(0x30, nest);
	seed("der", "deep", JOIN(RAW("\1\x7c"), nest));
	r.field[F_SID] = sid_issuer(nest, RAW("\2\1\1"));
	seed_signature(0, sign(&r, NULL));
	c.field[C_ISSUER] = nest;
	seed("x509", "deep", cert_make(&c, NULL));
	forget();
}

/* r or s that is the curve's order: one more than may be */
static void seed_order(uint8_t k)
{
	struct blob order = curve_order(seed_keys[k]), one = RAW("\1");
	struct recipe r = {0};

	r.key = seed_keys[k];
	r.field[F_VALUE] = ec_value(order, one);
	seed_signature(k, sign(&r, NULL));
	r.field[F_VALUE] = ec_value(one, order);
	seed_signature(k, sign(&r, NULL));
	order = number_subtract(order, JOIN(repeat(0, order.len - 1), one));
	r.field[F_VALUE] = ec_value(order, order);
	seed_signature(k, sign(&r, NULL));
	forget();
}

/* As long as a signature may be, and longer: a long key identifier */
static void seed_long(size_t len)
{
	struct recipe r = {0};

	r.by_key_id = 1;
	r.field[F_SID] = der(0x80, repeat('k', len));
	seed("pkcs7", "long", sign(&r, NULL));
	forget();
}

/* An anchor that the input brings, and a signature by it */
static void seed_own(enum key_name key, struct blob anchor)
{
	struct recipe r = {0};
	uint8_t head[3] = {0x80};

	r.key = key;
	r.message = formatted(DIGEST_FILE);
	head[1] = (uint8_t)anchor.len;
	head[2] = (uint8_t)(anchor.len >> 8);
	seed("verify", "own",
	     JOIN(copy(head, 3), anchor, RAW("\0"), sign(&r, NULL)));
}

static void seed_anchors(void)
{
	struct cert c;
	size_t i;

	for (i = 0; i < COUNT(seed_keys); i++) {
		seed("x509", "cert", cert_of(seed_keys[i]));
		seed("x509", "key", spki_of(seed_keys[i]));
		seed("der", "cert",
		     JOIN(RAW("\x04\x78\x78\xcc\x7c"), cert_of(seed_keys[i])));
		seed_own(seed_keys[i], cert_of(seed_keys[i]));
		seed_own(seed_keys[i], spki_of(seed_keys[i]));
		forget();
	}
	for (i = 0; i < COUNT(bad_anchors); i++) {
		memset(&c, 0, sizeof(c));
		c.key = bad_anchors[i].key;
		c.field[bad_anchors[i].field] = bad_anchors[i].bytes;
		seed("x509", "bad", cert_make(&c, NULL));
		forget();
	}
}

static void seed_digests(void)
{
	seed("digest", "file", JOIN(RAW("\0"), DIGEST_FILE));
	seed("digest", "file", JOIN(RAW("\0"), repeat('x', 64)));
	seed("digest", "text", JOIN(RAW("\1sha256:"), repeat('a', 64)));
	seed("digest", "text", JOIN(RAW("\1sha512:"), repeat('0', 128)));
	seed("digest", "pair",
	     JOIN(RAW("\2\1\x20"), repeat('x', 64), RAW("\1\x20"),
		  repeat('x', 64)));
	seed("digest", "pair",
	     JOIN(RAW("\2\2\x40"), repeat('x', 64), RAW("\2\x40"),
		  repeat('y', 64)));
	forget();
}

#define HEX64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void seed_configs(void)
{
	seed("config", "init",
	     RAW("\0# all keys\nroot = PARTLABEL=root\nroot-type = erofs\n"
		 "root-options = noload\ntimeout = 5\nmodule = /m.ko a=b\n"
		 "image = /a.cfs\nimage = /b.cfs\nobjects = /objects\n"
		 "trust = /etc/a.crt\nverify = kernel\n"
		 "command-line = trusted\ninit = /bin/sh\netc = overlay\n"
		 "var = bind /var\nrefuse = reboot 10\n"));
	seed("config", "init",
	     RAW("\0root=/dev/vda\n\n \t# x\netc = image\n"
		 "var = tmpfs\nrefuse = halt\n"));
	seed("config", "init",
	     RAW("\0var = bind\nverify = signature\n"
		 "command-line = select\nrefuse = reboot\n"
		 "root = PARTUUID=1-2\nno key"));
	seed("config", "line",
	     RAW("\1quiet composefs=" HEX64 " cfsv.image=/a init=/x\n"));
	seed("config", "line",
	     RAW("\1composefs.digest=" HEX64 HEX64 " ostree=/o LD_P=1"));
	seed("config", "line", RAW("\1\"cfsv.x=1\" cfsv composefs"));
	seed("config", "uefi",
	     RAW("\2payload = /EFI/Linux/new.efi\r\n# x\n"
		 "image=/images/new.cfs\n \tpayload\t=\t/a b/c.efi \n"));
	seed("config", "uefi", RAW("\2image = /a//b\n"));
	seed("config", "uefi", RAW("\2image = /a\\b\npayload = /\n"));
	forget();
}

static void seed_trees(void)
{
	/* flags, memory, 3 of size, seed; operation and length */
	seed("tree", "one", RAW("\4\7\0\0\0\1"));
	seed("tree", "one", RAW("\4\7\1\0\0\1\0\1\0"));
	seed("tree", "split", RAW("\0\7\1\x84\0\3\x81\0\1\3\x82\0\4\1\xc2"));
	seed("tree", "split", RAW("\1\0\0\x40\0\3\x81\xc3\xc4\x81\0\1\2"));
	seed("tree", "salt", RAW("\x48\4salt\2\0\0\1\5\xcf\xcf\xcf\xff"));
	seed("tree", "levels", RAW("\1\1\0\x7f\1\5\x88\x90\0\1\1\xff"));
	seed("tree", "levels", RAW("\0\0\0\x80\0\5\xbf\xbf"));
	seed("tree", "levels", RAW("\0\0\1\x80\0\5\xbf\xbf"));
	/* file, slots, descriptor; reads: 3 of offset, 2 of length, answers */
	seed("reader", "good", RAW("\xa\1\0\0\0\0\x64\0\0\0\0\1\0\0\x10"));
	seed("reader", "good", RAW("\xd\3\0\0\0\0\x88\x13\xff\x80\4\0\1"));
	seed("reader", "flip",
	     RAW("\xc\2\0\0\0\0\0\4\0\0\2\5\0\0\0\0\0\4\2\1\0"));
	seed("reader", "short", RAW("\x8\2\0\0\0\0\0\4\1\7\0\1\7\0\1\7\0"));
	seed("reader", "swap", RAW("\x8\2\0\0\0\0\0\4\0\3\0\4\0\0\0\0\0\4"));
	seed("reader", "fail", RAW("\x8\2\0\0\0\0\0\4\4\0\0\0\0\4\5\0\0\0"));
	/* fields: block size, salt, size; reads: 8 of offset, 2 of length */
	seed("descriptor", "small",
	     RAW("\0\3\0\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"));
	seed("descriptor", "large",
	     RAW("\1\7\4\0\0\0\0\0\0\0\x7f\0\0\0\0\0\0\0\x7e\0\1"));
	seed("descriptor", "levels",
	     RAW("\0\3\0\0\0\1\2\3\0\0\0\0\0\0\1\1\1\0\0\0\1"));
	seed("descriptor", "raw",
	     JOIN(RAW("\2\1\1\xc"), repeat(0, 252), RAW("\0\0\0\0")));
	seed("reader", "descriptor", RAW("\x8\2\3\x10\0\0\0\0\4"));
	forget();
}

static void seed_keys_of_bearssl(void)
{
	struct blob sig, e = RAW("\1\0\1");
	uint8_t head[2] = {0};
	struct recipe r = {0};
	uint8_t k;

	for (k = 0; k < 3; k++) {
		r.key = seed_keys[k];
		sig = rsa_private(r.key, rsa_block(r.key, digest_info(0),
						   repeat('d', 32)));
		head[0] = k;
		seed("rsa", "genuine",
		     JOIN(copy(head, 2), key_modulus(r.key), e, sig));
		seed("rsa", "above",
		     JOIN(copy(head, 2), key_modulus(r.key), e,
			  key_modulus(r.key)));
		r.key = seed_keys[3 + k];
		seed("point", "on",
		     JOIN(copy(head, 1),
			  slice(key_point(r.key), 1, key_point(r.key).len)));
		head[1] = 31;
		seed("ecdsa", "genuine",
		     JOIN(copy(head, 2),
			  ec_sign(r.key, CFSV_SHA256, repeat('d', 32)),
			  repeat('d', 32)));
		head[1] = 0;
		head[0] = (uint8_t)(0x80 | k);
		seed("point", "solve", JOIN(copy(head, 1), repeat('x', 70)));
		seed("ecdsa", "made", JOIN(copy(head, 2), repeat('y', 140)));
		forget();
	}
}

static void put(const char *name, struct blob b)
{
	size_t i;

	printf("static const uint8_t %s[] = {", name);
	for (i = 0; i < b.len; i++)
		printf("%s0x%02x,", i % 12 == 0 ? "\n\t" : " ", b.at[i]);
	printf("\n};\n");
}

static void write_golden(void)
{
	char name[32];
	size_t i;

	printf("/* SPDX-License-Identifier: MIT */\n"
	       "/* golden.c - made by seeds.c */\n#include \"fuzz.h\"\n");
	for (i = 0; i < GOLDEN_KEYS; i++) {
		snprintf(name, sizeof(name), "certificate_%zu", i);
		put(name, cert_of(seed_keys[i]));
		snprintf(name, sizeof(name), "key_%zu", i);
		put(name, spki_of(seed_keys[i]));
		forget();
	}
	put("digest_file", DIGEST_FILE);
	put("message", formatted(DIGEST_FILE));
	printf("const struct golden golden[GOLDEN_KEYS] = {\n");
	for (i = 0; i < GOLDEN_KEYS; i++)
		printf("\t{\"%zu\", {certificate_%zu, sizeof(certificate_%zu)},"
		       " {key_%zu, sizeof(key_%zu)}},\n",
		       i, i, i, i, i);
	printf("};\nconst struct part golden_digest_file = {\n"
	       "\tdigest_file, sizeof(digest_file)};\n"
	       "const struct part golden_message = {message, "
	       "sizeof(message)};\n");
}

int main(int argc, char **argv)
{
	if (argc == 1) {
		write_golden();
		return 0;
	}
	folder = argv[1];
	seed_signatures();
	seed_order(3);
	seed_order(4);
	seed_order(5);
	seed_long(CFSV_SIGNATURE_MAX - 400);
	seed_long(CFSV_SIGNATURE_MAX);
	seed_deep(17);
	seed_deep(30);
	seed_anchors();
	seed_digests();
	seed_configs();
	seed_trees();
	seed_keys_of_bearssl();
	return 0;
}
