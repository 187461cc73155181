/* SPDX-License-Identifier: MIT */
/* stack.c - the stack that each job really takes, on x86-64 and Cortex-M4 */
#include <stdint.h>
#include "../cfsv.h"
#include "vectors/run.h"
#ifdef __arm__
#include "../ports/bare/bare.h"
#else
#include <stdio.h>
#endif

/*
 * The vectors are run; the linker (--wrap) puts these functions in between.
 * Below the caller's stack pointer the stack is painted, and after the call it
 * is seen how far down the paint is gone.
 */
#define PAINTED 12288u
#define PAINT 0xa5a5a5a5u

static uintptr_t stack_pointer(void)
{
	uintptr_t sp;

#ifdef __arm__
	__asm__ volatile("mov %0, sp" : "=r"(sp));
#else
	__asm__ volatile("mov %%rsp, %0" : "=r"(sp));
#endif
	return sp;
}
#define INLINE static inline __attribute__((always_inline))
#define APART static __attribute__((noinline))

/* The painter itself, and its return address, have less than 64 bytes. */
APART void stack_paint(uintptr_t sp)
{
	volatile uint32_t *p = (uint32_t *)((sp - PAINTED) & ~(uintptr_t)7);
	uintptr_t end = sp - 64;

	while ((uintptr_t)p < end)
		*p++ = PAINT;
}

APART uint32_t stack_depth(uintptr_t sp)
{
	const volatile uint32_t *p =
		(const uint32_t *)((sp - PAINTED) & ~(uintptr_t)7);

	while ((uintptr_t)p < sp && *p == PAINT)
		p++;
	return (uint32_t)(sp - (uintptr_t)p);
}

/* The most that was seen, by what was called, the key, and the hash */
enum { ANCHOR, VERIFY, IMAGE, PINNED, MEASURE, LANES, READER, KINDS };
enum { ANY_KEY = 6, KEYS_ALL };
static uint32_t stack_most[KINDS][KEYS_ALL][2];
static int stack_lanes; /* by this CPU's own instructions, or portable */

APART void stack_note(int kind, int key, int sha512, uint32_t bytes)
{
	if (bytes > stack_most[kind][key][sha512])
		stack_most[kind][key][sha512] = bytes;
}

static int stack_key(const struct cfsv_anchor *a)
{
	uint32_t size = a->key.end - a->key.off;

	if (a->kind == CFSV_KEY_RSA)
		return (int)(size / 128) - 2;
	return a->kind != 0 ? 1 + (int)a->kind : ANY_KEY;
}

/* Calls FUNCTION as it was meant to be; its stack is BYTES then. */
#define WRAP(function, params, args)                                           \
	enum cfsv_err __real_##function params;                                \
	enum cfsv_err __wrap_##function params;                                \
	APART enum cfsv_err function##_seen params;                            \
	static uint32_t function##_bytes;                                      \
	enum cfsv_err function##_seen params                                   \
	{                                                                      \
		uintptr_t sp = stack_pointer();                                \
		enum cfsv_err err;                                             \
                                                                               \
		stack_paint(sp);                                               \
		err = __real_##function args;                                  \
		function##_bytes = stack_depth(sp);                            \
		return err;                                                    \
	}                                                                      \
	enum cfsv_err __wrap_##function params

WRAP(cfsv_anchor_load,
     (struct cfsv_anchor * a, const struct cfsv_crypto *crypto,
      const uint8_t *der, size_t len),
     (a, crypto, der, len))
{
	enum cfsv_err err = cfsv_anchor_load_seen(a, crypto, der, len);

	stack_note(ANCHOR, stack_key(a), 0, cfsv_anchor_load_bytes);
	return err;
}

WRAP(cfsv_verify_message,
     (const struct cfsv_trust *trust, const uint8_t *sig, size_t sig_len,
      const uint8_t *message, size_t message_len, struct cfsv_report *report),
     (trust, sig, sig_len, message, message_len, report))
{
	enum cfsv_err err = cfsv_verify_message_seen(
		trust, sig, sig_len, message, message_len, report);
	struct cfsv_signature s;

	if (trust->count == 1 &&
	    cfsv_signature_parse(&s, sig, sig_len) == CFSV_OK)
		stack_note(VERIFY, stack_key(trust->anchors),
			   s.digest != CFSV_SHA256, cfsv_verify_message_bytes);
	else
		stack_note(VERIFY, ANY_KEY, 0, cfsv_verify_message_bytes);
	return err;
}

WRAP(cfsv_verify_image,
     (const struct cfsv_trust *trust, const struct cfsv_pair *pair,
      const struct cfsv_source *image, struct cfsv_work *work,
      struct cfsv_report *report),
     (trust, pair, image, work, report))
{
	enum cfsv_err err =
		cfsv_verify_image_seen(trust, pair, image, work, report);

	stack_note(IMAGE, ANY_KEY, 0, cfsv_verify_image_bytes);
	return err;
}

WRAP(cfsv_verify_pinned,
     (const struct cfsv_digest *expected, cfsv_sha256_blocks *sha256,
      const struct cfsv_source *image, struct cfsv_work *work,
      struct cfsv_report *report),
     (expected, sha256, image, work, report))
{
	enum cfsv_err err =
		cfsv_verify_pinned_seen(expected, sha256, image, work, report);

	stack_note(PINNED, ANY_KEY, 0, cfsv_verify_pinned_bytes);
	return err;
}

WRAP(cfsv_measure,
     (struct cfsv_tree * t, const struct cfsv_source *source, uint8_t *buf,
      size_t buf_len, struct cfsv_digest *out, uint8_t *descriptor),
     (t, source, buf, buf_len, out, descriptor))
{
	int sha512 = t->params.hash == CFSV_SHA512;
	enum cfsv_err err;

#ifdef CFSV_SHA256_X86_64
	if (stack_lanes)
		t->sha256 = cfsv_sha256_fastest(cfsv_cpu_x86());
#endif
	err = cfsv_measure_seen(t, source, buf, buf_len, out, descriptor);
	if (!stack_lanes || !sha512)
		stack_note(stack_lanes ? LANES : MEASURE, ANY_KEY, sha512,
			   cfsv_measure_bytes);
	return err;
}

WRAP(cfsv_reader_init,
     (struct cfsv_reader * r, const struct cfsv_digest *trusted,
      const uint8_t descriptor[CFSV_DESCRIPTOR_SIZE],
      const struct cfsv_source *data, const struct cfsv_source *tree,
      cfsv_sha256_blocks *sha256, const struct cfsv_cache *cache),
     (r, trusted, descriptor, data, tree, sha256, cache))
{
	enum cfsv_err err = cfsv_reader_init_seen(r, trusted, descriptor, data,
						  tree, sha256, cache);

	stack_note(READER, ANY_KEY, trusted->hash == CFSV_SHA512,
		   cfsv_reader_init_bytes);
	return err;
}

WRAP(cfsv_reader_read,
     (struct cfsv_reader * r, uint64_t offset, uint8_t *buf, size_t len,
      size_t *got),
     (r, offset, buf, len, got))
{
	enum cfsv_err err = cfsv_reader_read_seen(r, offset, buf, len, got);

	stack_note(READER, ANY_KEY, r->hasher.params.hash == CFSV_SHA512,
		   cfsv_reader_read_bytes);
	return err;
}

/* Lines "NAME BYTES KEY", the name as in stack.budget */
static void stack_print(const char *text)
{
#ifdef __arm__
	bare_print(text);
#else
	fputs(text, stdout);
#endif
}

static void stack_print_bytes(uint32_t bytes)
{
#ifdef __arm__
	bare_print_number((long)bytes);
#else
	printf("%u", (unsigned)bytes);
#endif
}

static void stack_line(int kind, int key, int sha512)
{
	static const char *const kinds[KINDS] = {"anchor", "verify",  "image",
						 "pinned", "measure", "lanes",
						 "reader"};
	static const char *const keys[KEYS_ALL] = {
		"RSA 2048", "RSA 3072", "RSA 4096", "P-256",
		"P-384",    "P-521",	"-"};

	stack_print(kinds[kind]);
	if (key != ANY_KEY)
		stack_print(key < 3 ? "-rsa" : "-ec");
	if (kind == MEASURE || kind == READER ||
	    (kind == VERIFY && key != ANY_KEY))
		stack_print(sha512 ? "-sha512" : "-sha256");
	stack_print(" ");
	stack_print_bytes(stack_most[kind][key][sha512]);
	stack_print(" ");
	stack_print(keys[key]);
	stack_print("\n");
}

static void stack_ignore(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

int main(void)
{
	size_t wrong = cfsv_vectors_run(stack_ignore, NULL);
	int kind, key, sha512;

#ifdef CFSV_SHA256_X86_64
	stack_lanes = 1;
	wrong += cfsv_vectors_run(stack_ignore, NULL);
#endif
	for (kind = 0; kind < KINDS; kind++)
		for (key = 0; key < KEYS_ALL; key++)
			for (sha512 = 0; sha512 < 2; sha512++)
				if (stack_most[kind][key][sha512] > 0)
					stack_line(kind, key, sha512);
	return wrong == 0 ? 0 : 1;
}
