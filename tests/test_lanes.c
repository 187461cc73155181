/* SPDX-License-Identifier: MIT */
/* test_lanes.c - every SHA-256 implementation against the portable one */
#define _DEFAULT_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>
#include "lanes.h"

#define CANARY 0xa5
#define LANES_MOST 33
#define LENGTH_MOST 65536

static uint32_t seed = 2463534242;

static uint32_t any(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

/* Messages at random, with room for any alignment */
static uint8_t messages[LANES_MOST * LENGTH_MOST + 64];

static void fill_messages(void)
{
	size_t i;

	for (i = 0; i < sizeof(messages); i++)
		messages[i] = (uint8_t)(any(1u << 24) >> 16);
}

/* One call of each; no byte after the last digest is written. */
static void check_call(const struct implementation *i, const uint8_t *in,
		       size_t len, size_t n, int salted, size_t shift)
{
	uint8_t want[LANES_MOST * 32], got[LANES_MOST * 32 + 64 + 32];
	uint8_t canary[32];
	uint32_t state[8];
	uint64_t before = salted ? 64 : 0;

	memcpy(state, cfsv_sha256_iv, sizeof(state));
	if (salted)
		cfsv_sha256_compress(state, messages, 1);
	memset(got, CANARY, sizeof(got));
	memset(canary, CANARY, sizeof(canary));
	cfsv_sha256_portable(state, before, in, len, n, want);
	i->hash(state, before, in, len, n, got + shift);
	if (memcmp(want, got + shift, n * 32) != 0)
		print_message("%s: %u messages of %u bytes\n", i->name,
			      (unsigned)n, (unsigned)len);
	assert_memory_equal(want, got + shift, n * 32);
	assert_memory_equal(got + shift + n * 32, canary, sizeof(canary));
}

static void what_runs_here(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(implementations); i++) {
		const struct implementation *it = &implementations[i];

		if (lanes_have(it))
			print_message("tested: sha256 %s\n", it->name);
		else
			print_message("skipped: sha256 %s: this CPU does not "
				      "have it\n",
				      it->name);
	}
#if defined(CFSV_SHA256_X86_64) && !defined(LANES_EMULATED)
	print_message("skipped: sha256 avx512 and avx512_shani, emulated: no "
		      "libsimde-dev\n");
#endif
	assert_true(COUNT(implementations) > 0);
}

static void every_implementation_is_the_portable_one(void **state)
{
	size_t i, n, tries, len;

	(void)state;
	fill_messages();
	for (i = 0; i < COUNT(implementations); i++) {
		if (!lanes_have(&implementations[i]))
			continue;
		for (n = 0; n <= LANES_MOST; n++) {
			for (tries = 0; tries < 4; tries++) {
				len = 1024 + 64 * any(tries == 0 ? 1009 : 64);
				check_call(&implementations[i],
					   messages + any(64), len, n,
					   (int)any(2), any(64));
			}
		}
	}
}

/* Block sizes, a descriptor, and the shortest that there can be */
static void every_alignment_and_block_size_is_the_same(void **state)
{
	static const size_t lens[] = {64, 256, 1024, 2048, 4096, 65536};
	size_t i, l, at;

	(void)state;
	for (i = 0; i < COUNT(implementations); i++) {
		if (!lanes_have(&implementations[i]))
			continue;
		for (at = 0; at < 64; at++)
			check_call(&implementations[i], messages + at,
				   lens[at % 5], any(20), (int)(at % 2), at);
		for (l = 0; l < COUNT(lens); l++)
			check_call(&implementations[i], messages, lens[l], 17,
				   1, 0);
	}
}

/* Nothing is read outside the messages: they fill pages between others. */
static void nothing_is_read_outside_the_messages(void **state)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), most = LANES_MOST * 4096;
	size_t i, n, len, size = (most + page - 1) / page * page;
	uint8_t *map = mmap(NULL, size + 2 * page, PROT_NONE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)state;
	assert_true(map != MAP_FAILED);
	assert_int_equal(mprotect(map + page, size, PROT_READ | PROT_WRITE), 0);
	memcpy(map + page, messages, size);
	for (i = 0; i < COUNT(implementations); i++) {
		if (!lanes_have(&implementations[i]))
			continue;
		for (n = 1; n <= LANES_MOST; n++) {
			len = n % 2 ? 4096 : 1024;
			check_call(&implementations[i],
				   map + page + size - n * len, len, n, 0, 0);
			check_call(&implementations[i], map + page, len, n, 1,
				   0);
		}
	}
	assert_int_equal(munmap(map, size + 2 * page), 0);
}

/*
 * As in the NIST's Monte Carlo test, whose messages are not whole blocks, a
 * message is made of digests: of the last two of its chain. There are as many
 * chains as AVX-512 has lanes, the most.
 */
#define CHAINS 16
#define CHAINS_CHECKED 100
#define CHAINS_EMULATED 5

static void hash_chains_1000(cfsv_sha256_blocks *hash, uint8_t *chains)
{
	uint8_t next[CHAINS * 32];
	size_t i, j;

	for (i = 0; i < 1000; i++) {
		hash(cfsv_sha256_iv, 0, chains, 64, CHAINS, next);
		for (j = 0; j < CHAINS; j++) {
			uint8_t *last = chains + 64 * j;

			memcpy(last, last + 32, 32);
			memcpy(last + 32, next + 32 * j, 32);
		}
	}
}

static void digests_of_digests_are_the_same(void **state)
{
	static uint8_t want[CHAINS_CHECKED][CHAINS * 64], got[CHAINS * 64];
	size_t i, n, checked;

	(void)state;
	memcpy(got, messages, sizeof(got)); /* each chain has its own seed */
	for (n = 0; n < CHAINS_CHECKED; n++) {
		hash_chains_1000(cfsv_sha256_portable, got);
		memcpy(want[n], got, sizeof(got));
	}
	for (i = 0; i < COUNT(implementations); i++) {
		if (!lanes_have(&implementations[i]))
			continue;
		checked = implementations[i].emulated ? CHAINS_EMULATED
						      : CHAINS_CHECKED;
		memcpy(got, messages, sizeof(got));
		for (n = 0; n < checked; n++) {
			hash_chains_1000(implementations[i].hash, got);
			assert_memory_equal(got, want[n], sizeof(got));
		}
	}
}

/* fs-verity over random sizes, parameters and chunks */

static void tree_digest(cfsv_sha256_blocks *hash, const struct cfsv_params *p,
			size_t len, size_t chunk, struct cfsv_digest *out)
{
	static uint8_t memory[3 * CFSV_TREE_MEMORY(65536)];
	struct cfsv_tree t;
	size_t at, n;

	assert_int_equal(cfsv_tree_init(&t, p, hash, memory, sizeof(memory)),
			 CFSV_OK);
	for (at = 0; at < len; at += n) {
		n = chunk > 0 ? chunk : 1 + any(100000);
		if (n > len - at)
			n = len - at;
		assert_int_equal(cfsv_tree_update(&t, messages + at, n),
				 CFSV_OK);
	}
	assert_int_equal(cfsv_tree_final(&t, out, NULL), CFSV_OK);
}

static enum cfsv_err memory_read(void *arg, uint64_t offset, uint8_t *buf,
				 size_t want, size_t *got)
{
	size_t len = *(size_t *)arg, rest = len - (size_t)offset;

	*got = want < rest ? want : rest;
	memcpy(buf, messages + offset, *got);
	return CFSV_OK;
}

static void measured_digest(cfsv_sha256_blocks *hash,
			    const struct cfsv_params *p, size_t len,
			    struct cfsv_digest *out)
{
	static uint8_t memory[CFSV_TREE_MEMORY(65536)], buf[1u << 20];
	struct cfsv_source source = {memory_read, NULL, 0};
	struct cfsv_tree t;

	source.arg = &len;
	source.size = len;
	assert_int_equal(cfsv_tree_init(&t, p, hash, memory, sizeof(memory)),
			 CFSV_OK);
	assert_int_equal(
		cfsv_measure(&t, &source, buf, 1 + any(sizeof(buf)), out, NULL),
		CFSV_OK);
}

static void files_have_the_same_digest_by_every_implementation(void **state)
{
	struct cfsv_digest want, got;
	struct cfsv_params p = {0};
	size_t i, tries, len;

	(void)state;
	for (i = 0; i < COUNT(implementations); i++) {
		cfsv_sha256_blocks *hash = implementations[i].hash;

		if (!lanes_have(&implementations[i]))
			continue;
		for (tries = 0; tries < 24; tries++) {
			len = any(tries % 4 == 0 ? 700000 : 66000);
			p.block_size = 1024u << any(7);
			p.salt_size = any(2) * any(33);
			memcpy(p.salt, messages + any(1000), sizeof(p.salt));
			tree_digest(cfsv_sha256_portable, &p, len, len, &want);
			tree_digest(hash, &p, len, 0, &got);
			assert_memory_equal(&want, &got, sizeof(want));
			measured_digest(hash, &p, len, &got);
			assert_memory_equal(&want, &got, sizeof(want));
		}
	}
}

/* By the portable code too: fsverity-utils 1.5 gives this digest. */
static void a_known_file_has_its_known_digest(void **state)
{
	static const uint8_t known[32] = {
		0xdf, 0x29, 0x16, 0x60, 0x6d, 0x24, 0xaa, 0xb6,
		0xc9, 0x88, 0x36, 0x96, 0xd2, 0x66, 0x9e, 0x6a,
		0x71, 0x8c, 0x8e, 0xfe, 0x55, 0x7d, 0xae, 0x6b,
		0x93, 0xe2, 0xd4, 0xfd, 0xf8, 0x47, 0x64, 0x26};
	struct cfsv_params p = {CFSV_SHA256, 1024, 4, "cfsv"};
	struct cfsv_digest digest;
	size_t i;

	(void)state;
	for (i = 0; i < 20000; i++)
		messages[i] = (uint8_t)(31 * i);
	measured_digest(cfsv_sha256_portable, &p, 20000, &digest);
	assert_memory_equal(digest.bytes, known, sizeof(known));
	measured_digest(cfsv_sha256_fastest(lanes_cpu()), &p, 20000, &digest);
	assert_memory_equal(digest.bytes, known, sizeof(known));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_runs_here),
		cmocka_unit_test(every_implementation_is_the_portable_one),
		cmocka_unit_test(every_alignment_and_block_size_is_the_same),
		cmocka_unit_test(nothing_is_read_outside_the_messages),
		cmocka_unit_test(digests_of_digests_are_the_same),
		cmocka_unit_test(
			files_have_the_same_digest_by_every_implementation),
		cmocka_unit_test(a_known_file_has_its_known_digest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
