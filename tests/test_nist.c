/* SPDX-License-Identifier: MIT */
/* test_nist.c - the NIST's vectors for SHA-256: short, long, Monte Carlo */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "lanes.h"

/*
 * The response files of the Cryptographic Algorithm Validation Program, CAVS
 * 11.1, byte-oriented, as Debian's python3-cryptography-vectors has them. They
 * are described in "The Secure Hash Algorithm Validation System (SHAVS)".
 */
#ifndef NIST_VECTORS
#define NIST_VECTORS                                                           \
	"/usr/lib/python3/dist-packages/cryptography_vectors/hashes/SHA2/"
#endif

#define MESSAGE_MOST 6400

static char line[2 * MESSAGE_MOST + 100];

/* The forms of the portable code; the others take whole blocks alone. */
static void (*const forms[])(uint8_t out[32], const uint8_t *message,
			     size_t len) = {cfsv_sha256, small_sha256};

/* Without the file the test is skipped. */
static FILE *vectors(const char *name)
{
	char path[300];
	FILE *f;

	snprintf(path, sizeof(path), "%s%s", NIST_VECTORS, name);
	f = fopen(path, "r");
	if (f == NULL)
		LANES_SKIP(name, "no python3-cryptography-vectors");
	return f;
}

/* The value of a line "KEY = value", or NULL */
static const char *value(const char *key)
{
	size_t n = strlen(key);

	if (strncmp(line, key, n) != 0 || strncmp(line + n, " = ", 3) != 0)
		return NULL;
	return line + n + 3;
}

static size_t from_hex(uint8_t *out, const char *hex)
{
	unsigned byte;
	size_t n = 0;

	while (n < MESSAGE_MOST && sscanf(hex + 2 * n, "%2x", &byte) == 1)
		out[n++] = (uint8_t)byte;
	return n;
}

/* Whole blocks go through every implementation too, several at once. */
static void check_lanes(const uint8_t *message, size_t len, const uint8_t *md)
{
	static uint8_t in[20 * MESSAGE_MOST];
	uint8_t out[20 * 32];
	size_t i, j;

	for (j = 0; j < 20; j++)
		memcpy(in + j * len, message, len);
	for (i = 0; i < COUNT(implementations); i++) {
		if (!lanes_have(&implementations[i]))
			continue;
		memset(out, 0, sizeof(out));
		implementations[i].hash(cfsv_sha256_iv, 0, in, len, 20, out);
		for (j = 0; j < 20; j++)
			assert_memory_equal(out + 32 * j, md, 32);
	}
}

static void check_messages(const char *name, size_t count)
{
	static uint8_t message[MESSAGE_MOST];
	uint8_t md[MESSAGE_MOST], ours[32];
	FILE *f = vectors(name);
	size_t len = 0, n = 0, whole = 0, i;
	const char *v;

	while (fgets(line, sizeof(line), f)) {
		v = value("Len");
		if (v)
			len = (size_t)strtoul(v, NULL, 10) / 8;
		v = value("Msg"); /* "00" stands for the empty one */
		if (v)
			assert_true(from_hex(message, v) == len || len == 0);
		v = value("MD");
		if (v == NULL)
			continue;
		assert_int_equal(from_hex(md, v), 32);
		for (i = 0; i < COUNT(forms); i++) {
			forms[i](ours, message, len);
			assert_memory_equal(ours, md, 32);
		}
		n++;
		if (len == 0 || len % 64 != 0)
			continue;
		check_lanes(message, len, md);
		whole++;
	}
	fclose(f);
	assert_int_equal(n, count);
	print_message("tested: %s: %u by both forms of the portable code, %u "
		      "of them, of whole blocks, by the others too\n",
		      name, (unsigned)n, (unsigned)whole);
}

static void short_messages(void **state)
{
	(void)state;
	check_messages("SHA256ShortMsg.rsp", 65);
}

static void long_messages(void **state)
{
	(void)state;
	check_messages("SHA256LongMsg.rsp", 64);
}

/* SHAVS 6.4: a seed begins 1000 hashes of the last three. */
static void hash_1000(size_t form, const uint8_t *seed, uint8_t next[32])
{
	uint8_t md[3 * 32];
	size_t i;

	for (i = 0; i < 3; i++)
		memcpy(md + 32 * i, seed, 32);
	for (i = 0; i < 1000; i++) {
		forms[form](next, md, sizeof(md));
		memmove(md, md + 32, 64);
		memcpy(md + 64, next, 32);
	}
}

/* Each of the 100 digests is the next seed. */
static void monte_carlo(void **state)
{
	uint8_t next[COUNT(forms)][32], seed[MESSAGE_MOST];
	const char *name = "SHA256Monte.rsp", *v;
	FILE *f = vectors(name);
	size_t n = 0, i;

	(void)state;
	while (fgets(line, sizeof(line), f)) {
		v = value("Seed");
		if (v)
			assert_int_equal(from_hex(seed, v), 32);
		v = value("MD");
		if (v == NULL)
			continue;
		for (i = 0; i < COUNT(forms); i++)
			hash_1000(i, seed, next[i]);
		assert_int_equal(from_hex(seed, v), 32);
		for (i = 0; i < COUNT(forms); i++)
			assert_memory_equal(next[i], seed, 32);
		n++;
	}
	fclose(f);
	assert_int_equal(n, 100);
	print_message("tested: %s: by both forms of the portable code, not by "
		      "the others\n",
		      name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_messages),
		cmocka_unit_test(long_messages),
		cmocka_unit_test(monte_carlo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
