/* SPDX-License-Identifier: MIT */
/* make.c - writes build/vectors/cases.h: what is to be verified, and verdicts
 */
#include <stdio.h>
#include "make.h"

const char *const key_names[KEY_KINDS] = {
	"rsa2048", "rsa3072", "rsa4096", "p256", "p384", "p521",
};

static unsigned row_needs;

unsigned key_needs(enum key_name key)
{
	switch (key_kind(key)) {
	case CFSV_KEY_RSA:
		return NEED_RSA;
	case CFSV_KEY_P256:
		return NEED_ECDSA;
	case CFSV_KEY_P384:
		return NEED_ECDSA | NEED_P384;
	default:
		return NEED_ECDSA | NEED_P521;
	}
}

unsigned hash_needs(enum cfsv_hash hash)
{
	return hash == CFSV_SHA384 || hash == CFSV_SHA512 ? NEED_SHA512 : 0;
}

struct blob nested(int depth)
{
	struct blob b = NOTHING;

	while (depth-- > 0)
		b = der(0x30, b);
	return b;
}

struct blob cert_under_name(enum key_name name, enum key_name key)
{
	struct blob sid = sid_of(name);
	struct cert c = {0};

	c.key = key;
	c.field[C_ISSUER] = slice(sid, 2, sid.len - 4);
	c.field[C_SERIAL] = slice(sid, sid.len - 4, sid.len);
	return cert_make(&c, NULL);
}

void table_begin(const char *name)
{
	printf("\nstatic const struct %s %ss[] = {\n", name, name);
}

void table_end(void)
{
	printf("};\n");
}

static void row_condition(unsigned needs)
{
	static const char *const options[] = {
		"CFSV_NO_RSA",	       "CFSV_NO_ECDSA",	 "CFSV_NO_P384",
		"CFSV_NO_P521",	       "CFSV_NO_SHA512", "CFSV_NO_CERTIFICATES",
		"CFSV_ONLY_COMPOSEFS",
	};
	const char *before = "#if";
	size_t i;

	for (i = 0; i < COUNT(options); i++) {
		if ((needs >> i & 1) == 0)
			continue;
		printf("%s !defined(%s)", before, options[i]);
		before = " &&";
	}
	printf("\n");
}

void row_begin(unsigned needs, enum cfsv_err err, const char *name, ...)
{
	va_list args;

	row_needs = needs;
	if (needs != 0)
		row_condition(needs);
	printf("{\"");
	va_start(args, name);
	vprintf(name, args);
	va_end(args);
	printf("\", %d", (int)err);
}

void row_end(void)
{
	printf("},\n");
	if (row_needs != 0)
		printf("#endif\n");
}

void row_number(uint64_t n)
{
	printf(", %lluu", (unsigned long long)n);
}

/* A string of octal escapes: of at most 4095 bytes (C99 5.2.4.1). */
void row_bytes(struct blob b)
{
	size_t i;

	if (b.len > 4095) {
		assert_true(same(b, repeat(0, b.len)));
		printf(",\n\tZEROS(%u)", (unsigned)b.len);
		return;
	}
	if (b.at == NULL) {
		printf(",\n\tNONE");
		return;
	}
	printf(",\n\tBYTES(\"");
	for (i = 0; i < b.len; i++)
		printf("%s\\%03o", i > 0 && i % 16 == 0 ? "\"\n\t\"" : "",
		       (unsigned)b.at[i]);
	printf("\")");
}

void row_text(const char *text)
{
	printf(",\n\t\"%s\"", text);
}

void row_image(const struct image *image)
{
	printf(",\n\t{%lluu, (enum conduct)%d, %lluu}",
	       (unsigned long long)image->size, (int)image->conduct,
	       (unsigned long long)image->at);
}

int main(void)
{
	printf("/* SPDX-License-Identifier: MIT */\n"
	       "/* cases.h - written by tests/vectors/make.c */\n");
	make_images();
	make_reader();
	printf("\n#ifndef CFSV_NO_PKCS7\n");
	make_anchors();
	make_signatures();
	make_pairs();
	printf("\n#endif\n");
	return 0;
}
