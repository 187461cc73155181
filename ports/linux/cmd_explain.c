/* SPDX-License-Identifier: MIT */
/* cmd_explain.c - cfsv explain: what a signature file is */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tool.h"

static const char *explain_hash(uint32_t hash)
{
	switch (hash) {
	case CFSV_SHA256:
		return "SHA-256";
	case CFSV_SHA384:
		return "SHA-384";
	case CFSV_SHA512:
		return "SHA-512";
	default:
		return "not read";
	}
}

static void explain_bytes(const char *label, const uint8_t *der,
			  struct cfsv_span w)
{
	if (w.off == w.end)
		return;
	printf("%s", label);
	tool_print_hex(der + w.off, w.end - w.off);
	printf("  (offset %lu, %lu bytes)\n", (unsigned long)w.off,
	       (unsigned long)(w.end - w.off));
}

/* Short names of X.520 attribute types, 2.5.4.n. */
static const char *explain_attribute(uint8_t n)
{
	switch (n) {
	case 3:
		return "CN";
	case 6:
		return "C";
	case 10:
		return "O";
	case 11:
		return "OU";
	default:
		return "2.5.4.x";
	}
}

/*
 * The attributes of the issuer's Name, to know it by sight: each is the OID
 * 06 03 55 04 n, then a string's tag and short length. This only prints; who
 * signed is decided by comparing the bytes.
 */
static void explain_name(const uint8_t *der, struct cfsv_span w)
{
	static const uint8_t x520[4] = {0x06, 0x03, 0x55, 0x04};
	uint32_t i, j, len;

	for (i = w.off; i < w.end && w.end - i >= 7; i++) {
		len = der[i + 6];
		if (memcmp(der + i, x520, 4) != 0 || len > w.end - i - 7)
			continue;
		printf("                    %s=",
		       explain_attribute(der[i + 4]));
		for (j = i + 7; j < i + 7 + len; j++)
			putchar(der[j] >= 0x20 && der[j] < 0x7f ? der[j] : '?');
		printf("\n");
	}
}

/* What was read, up to where it left the profile. */
static void explain_fields(const struct cfsv_signature *s)
{
	if (s->version != 0)
		printf("  version           %lu\n", (unsigned long)s->version);
	if (s->digest != 0)
		printf("  digest            %s\n", explain_hash(s->digest));
	explain_bytes("  signer: issuer    ", s->der, s->issuer);
	explain_name(s->der, s->issuer);
	explain_bytes("  signer: serial    ", s->der, s->serial);
	explain_bytes("  signer: key id    ", s->der, s->key_id);
	if (s->value.off == s->value.end)
		return;
	printf("  signature         %s, %lu bytes (offset %lu)\n",
	       s->ecdsa ? "ECDSA" : "RSA",
	       (unsigned long)(s->value.end - s->value.off),
	       (unsigned long)s->value.off);
	if (!s->ecdsa)
		printf("  modulus           %lu bits, if the key fits\n",
		       8ul * (s->value.end - s->value.off));
}

static int explain_file(const char *path)
{
	struct cfsv_fault f = {0};
	struct cfsv_signature s;
	enum cfsv_err err;
	uint8_t *data;
	size_t len;

	err = cfsv_file_read(AT_FDCWD, path, CFSV_FOLLOW, CFSV_SIGNATURE_MAX,
			     &data, &len, &f);
	if (err == CFSV_E_FILE_TOO_BIG)
		cfsv_fault_set(&f, CFSV_E_SIG_SIZE, path);
	if (err != CFSV_OK)
		return tool_fail(tool_explain.name, path, &f);
	err = cfsv_signature_parse(&s, data, len);
	printf("%s: %lu bytes, %s\n", path, (unsigned long)len,
	       err == CFSV_OK ? "a detached PKCS#7 signature within the profile"
			      : "not a signature that cfsv accepts");
	explain_fields(&s);
	if (err != CFSV_OK) {
		printf("  refused at        offset %lu", (unsigned long)s.at);
		if (s.at < len)
			printf(", byte 0x%02x", data[s.at]);
		printf("\n  rule              %s\n  re-sign           %s\n",
		       cfsv_strerror(err), cfsv_mend(err));
		cfsv_fault_set(&f, err, path);
		f.at = s.at;
		tool_fail(tool_explain.name, path, &f);
	}
	free(data);
	return err == CFSV_OK ? EXIT_SUCCESS : EXIT_REFUSED;
}

static int explain_run(int argc, char **argv)
{
	static const struct option options[] = {
		{"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
	int option;

	option = tool_getopt(&tool_explain, argc, argv, options);
	if (option != -1)
		return option == 'h' ? EXIT_SUCCESS : EXIT_USAGE;
	if (argc - optind != 1)
		return tool_usage(&tool_explain, "one SIG is needed");
	return explain_file(argv[optind]);
}

const struct tool_command tool_explain = {
	"explain", "what is this signature file, and is it in the profile?",
	"usage: cfsv explain SIG\n\n"
	"Print the signer, the algorithms and the sizes of a signature file; "
	"and,\nwhere it leaves the profile, the byte offset, the rule, and how "
	"to re-sign.\nNo key is involved: this is no verdict.",
	explain_run};
