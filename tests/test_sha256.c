/* SPDX-License-Identifier: MIT */
/* test_sha256.c - the hash functions against their standard and BearSSL */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <bearssl.h>
#include "sha256/sha256.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define MILLION 1000000
#define CANARY 0xa5

/* Bytes that look random and are the same in every run (xorshift32). */
static void fill(uint8_t *p, size_t n, uint32_t seed)
{
	size_t i;

	for (i = 0; i < n; i++) {
		seed ^= seed << 13;
		seed ^= seed >> 17;
		seed ^= seed << 5;
		p[i] = (uint8_t)(seed >> 11);
	}
}

static void assert_hex(const uint8_t *bytes, size_t n, const char *hex)
{
	static const char digits[] = "0123456789abcdef";
	char text[2 * 64 + 1];
	size_t i;

	for (i = 0; i < n; i++) {
		text[2 * i] = digits[bytes[i] / 16];
		text[2 * i + 1] = digits[bytes[i] % 16];
	}
	text[2 * n] = '\0';
	assert_string_equal(text, hex);
}

/* The examples that NIST gives for FIPS 180-4; repeat 0 is the empty one. */

#define MESSAGE_448 "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
#define MESSAGE_896                                                            \
	"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"             \
	"hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"

struct example {
	const char *text;
	size_t repeat;
	size_t size; /* of the digest: 32, 48 or 64 */
	const char *hex;
};

static const struct example examples[] = {
	{"", 0, 32,
	 "e3b0c44298fc1c149afbf4c8996fb924"
	 "27ae41e4649b934ca495991b7852b855"},
	{"abc", 1, 32,
	 "ba7816bf8f01cfea414140de5dae2223"
	 "b00361a396177a9cb410ff61f20015ad"},
	{MESSAGE_448, 1, 32,
	 "248d6a61d20638b8e5c026930c3e6039"
	 "a33ce45964ff2167f6ecedd419db06c1"},
	{"a", MILLION, 32,
	 "cdc76e5c9914fb9281a1c7e284d73e67"
	 "f1809a48a497200e046d39ccc7112cd0"},
	{"", 0, 48,
	 "38b060a751ac96384cd9327eb1b1e36a21fdb71114be0743"
	 "4c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b"},
	{"abc", 1, 48,
	 "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
	 "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
	{MESSAGE_896, 1, 48,
	 "09330c33f71147e83d192fc782cd1b4753111b173b3b05d2"
	 "2fa08086e3b0f712fcc7c71a557e2db966c3e9fa91746039"},
	{"a", MILLION, 48,
	 "9d0e1809716474cb086e834e310a4a1ced149e9c00f24852"
	 "7972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985"},
	{"", 0, 64,
	 "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
	 "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"},
	{"abc", 1, 64,
	 "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	 "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
	{MESSAGE_896, 1, 64,
	 "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
	 "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"},
	{"a", MILLION, 64,
	 "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
	 "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b"},
};

static void hash(size_t size, uint8_t *out, const uint8_t *message, size_t len)
{
	switch (size) {
	case 32:
		cfsv_sha256(out, message, len);
		break;
	case 48:
		cfsv_sha384(out, message, len);
		break;
	default:
		cfsv_sha512(out, message, len);
		break;
	}
}

static void bearssl(size_t size, uint8_t *out, const uint8_t *message,
		    size_t len)
{
	const br_hash_class *class = size == 32	  ? &br_sha256_vtable
				     : size == 48 ? &br_sha384_vtable
						  : &br_sha512_vtable;
	br_hash_compat_context ctx;

	class->init(&ctx.vtable);
	class->update(&ctx.vtable, message, len);
	class->out(&ctx.vtable, out);
}

static void the_examples_of_the_standard_come_out(void **state)
{
	uint8_t digest[64];
	size_t i, j;

	(void)state;
	for (i = 0; i < COUNT(examples); i++) {
		const struct example *e = &examples[i];
		size_t part = strlen(e->text);
		size_t len = part * e->repeat;
		uint8_t *message = malloc(len + 1);

		assert_non_null(message);
		for (j = 0; j < e->repeat; j++)
			memcpy(message + j * part, e->text, part);
		hash(e->size, digest, message, len);
		assert_hex(digest, e->size, e->hex);
		free(message);
	}
}

/* All paddings, from every alignment. */
static void every_length_agrees_with_bearssl(void **state)
{
	static const size_t sizes[] = {32, 48, 64};
	uint8_t message[304], ours[64], theirs[64];
	size_t i, len;

	(void)state;
	fill(message, sizeof(message), 1);
	for (i = 0; i < COUNT(sizes); i++) {
		for (len = 0; len <= 300; len++) {
			const uint8_t *at = message + len % 4;

			hash(sizes[i], ours, at, len);
			bearssl(sizes[i], theirs, at, len);
			assert_memory_equal(ours, theirs, sizes[i]);
		}
	}
}

static void an_empty_message_may_be_null(void **state)
{
	uint8_t ours[32], theirs[32];

	(void)state;
	cfsv_sha256(ours, NULL, 0);
	bearssl(32, theirs, (const uint8_t *)"", 0);
	assert_memory_equal(ours, theirs, 32);
}

static void blocks_may_be_compressed_at_once_or_singly(void **state)
{
	uint32_t together[8], singly[8], untouched[8];
	uint8_t blocks[5 * CFSV_SHA256_BLOCK];
	size_t i;

	(void)state;
	fill(blocks, sizeof(blocks), 2);
	memcpy(together, cfsv_sha256_iv, sizeof(together));
	memcpy(singly, cfsv_sha256_iv, sizeof(singly));
	memcpy(untouched, cfsv_sha256_iv, sizeof(untouched));
	cfsv_sha256_compress(together, blocks, 5);
	for (i = 0; i < 5; i++)
		cfsv_sha256_compress(singly, blocks + i * CFSV_SHA256_BLOCK, 1);
	assert_memory_equal(together, singly, sizeof(together));
	cfsv_sha256_compress(untouched, blocks, 0);
	assert_memory_equal(untouched, cfsv_sha256_iv, sizeof(untouched));
}

/*
 * Hashing many messages after a common prefix gives what hashing prefix and
 * message in one piece gives: size 32 SHA-256, 64 SHA-512. No byte after the
 * last digest is written; no message is.
 */
static void check_many(size_t size, int prefixed, size_t len, size_t n)
{
	size_t prefix = prefixed ? (size == 32 ? 64 : 128) : 0;
	uint8_t *in = malloc(n * len + 1), *copy = malloc(n * len + 1);
	uint8_t *out = malloc((n + 1) * size);
	uint8_t *plain = malloc(prefix + len);
	uint8_t expected[64], canary[64], first[128];
	uint32_t state256[8];
	uint64_t state512[8];
	size_t i;

	assert_true(in && copy && out && plain);
	fill(first, sizeof(first), 3);
	fill(in, n * len + 1, (uint32_t)(4 + len + n));
	memcpy(copy, in, n * len + 1);
	memset(out, CANARY, (n + 1) * size);
	memset(canary, CANARY, sizeof(canary));
	if (size == 32) {
		memcpy(state256, cfsv_sha256_iv, sizeof(state256));
		cfsv_sha256_compress(state256, first, prefix / 64);
		cfsv_sha256_portable(state256, prefix, in + 1, len, n, out);
	} else {
		cfsv_sha512_start(state512, prefixed ? first : NULL);
		cfsv_sha512_blocks(state512, prefix, in + 1, len, n, out);
	}
	memcpy(plain, first, prefix);
	for (i = 0; i < n; i++) {
		memcpy(plain + prefix, copy + 1 + i * len, len);
		bearssl(size, expected, plain, prefix + len);
		assert_memory_equal(out + i * size, expected, size);
	}
	assert_memory_equal(out + n * size, canary, size);
	assert_memory_equal(in, copy, n * len + 1);
	free(plain);
	free(out);
	free(copy);
	free(in);
}

static void many_messages_hash_as_each_alone(void **state)
{
	static const size_t lens[] = {1024, 2048, 4096, 65536};
	static const size_t counts[] = {0, 1, 2, 17};
	size_t l, c;
	int prefixed;

	(void)state;
	for (l = 0; l < COUNT(lens); l++) {
		for (c = 0; c < COUNT(counts); c++) {
			for (prefixed = 0; prefixed < 2; prefixed++) {
				check_many(32, prefixed, lens[l], counts[c]);
				check_many(64, prefixed, lens[l], counts[c]);
			}
		}
	}
}

/* A length is counted in 64 bits, so also past 2^32 bits and 2^32 bytes. */
static void long_messages_end_with_their_whole_length(void **state)
{
	static const uint64_t before[] = {
		64,
		((uint64_t)1 << 29) - 1024,
		(uint64_t)1 << 29,
		((uint64_t)1 << 32) - 1024,
		(uint64_t)1 << 32,
		((uint64_t)1 << 60) + 64,
		0x1032547698badc00u,
	};
	uint8_t message[1024], ours[32], theirs[32], bytes[32];
	br_sha256_context ctx;
	uint32_t words[8];
	size_t i, j;

	(void)state;
	fill(message, sizeof(message), 5);
	for (i = 0; i < 8; i++)
		words[i] = cfsv_sha256_iv[i] + (uint32_t)i;
	for (j = 0; j < 32; j++)
		bytes[j] = (uint8_t)(words[j / 4] >> (24 - 8 * (j % 4)));
	for (i = 0; i < COUNT(before); i++) {
		cfsv_sha256_portable(words, before[i], message, 1024, 1, ours);
		br_sha256_init(&ctx);
		br_sha256_set_state(&ctx, bytes, before[i]);
		br_sha256_update(&ctx, message, 1024);
		br_sha256_out(&ctx, theirs);
		assert_memory_equal(ours, theirs, 32);
	}
}

static void the_initial_value_is_not_changed_by_hashing(void **state)
{
	static const uint32_t iv[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	};
	uint8_t digest[32], block[1024] = {0};

	(void)state;
	cfsv_sha256(digest, block, sizeof(block));
	cfsv_sha256_portable(cfsv_sha256_iv, 0, block, sizeof(block), 1,
			     digest);
	assert_memory_equal(cfsv_sha256_iv, iv, sizeof(iv));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_examples_of_the_standard_come_out),
		cmocka_unit_test(every_length_agrees_with_bearssl),
		cmocka_unit_test(an_empty_message_may_be_null),
		cmocka_unit_test(blocks_may_be_compressed_at_once_or_singly),
		cmocka_unit_test(many_messages_hash_as_each_alone),
		cmocka_unit_test(long_messages_end_with_their_whole_length),
		cmocka_unit_test(the_initial_value_is_not_changed_by_hashing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
