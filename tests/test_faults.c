/* SPDX-License-Identifier: MIT */
/* test_faults.c - every callback of the library misbehaves, at every call */
#include "sign.h"

#define IMAGE_SIZE (3u * 4096 * 4 + 77) /* several reads, odd at the end */
#define SLOTS 2
#define CANARY 0xa5

/* What the nth call of a callback does. */
enum way {
	OWN_ERROR,     /* a code of its own */
	FOREIGN_ERROR, /* a value that is no code */
	POSITIVE,      /* another one */
	OVERRUN,       /* says that it read more than was asked for */
	END,	       /* reads nothing */
	CHANGED_FIRST, /* one bit of what it reads is another */
	CHANGED_LAST,
	CHANGED_FOR_GOOD, /* from the nth call on */
	SHORT,		  /* reads one byte: which is right */
	WAYS
};

struct faulty {
	const uint8_t *bytes;
	size_t size;
	size_t calls, at; /* call `at`, from 1, misbehaves; 0: none */
	enum way way;
};

static enum cfsv_err faulty_read(void *arg, uint64_t offset, uint8_t *buf,
				 size_t want, size_t *got)
{
	struct faulty *f = arg;
	size_t left = offset < f->size ? f->size - (size_t)offset : 0;
	int hit = ++f->calls == f->at ||
		  (f->way == CHANGED_FOR_GOOD && f->at > 0 && f->calls > f->at);
	size_t n = want < left ? want : left;

	if (hit && f->way == SHORT && n > 1)
		n = 1;
	if (hit && f->way == END)
		n = 0;
	if (hit && f->way == OWN_ERROR)
		return CFSV_E_UEFI_CALL;
	if (hit && f->way == FOREIGN_ERROR)
		return (enum cfsv_err) - 5;
	if (hit && f->way == POSITIVE)
		return (enum cfsv_err)1;
	memcpy(buf, f->bytes + (n > 0 ? offset : 0), n);
	*got = n;
	if (hit && f->way == OVERRUN)
		*got = want + 1;
	if (hit && n > 0 && f->way == CHANGED_FIRST)
		buf[0] ^= 1;
	if (hit && n > 0 &&
	    (f->way == CHANGED_LAST || f->way == CHANGED_FOR_GOOD))
		buf[n - 1] ^= 0x80;
	return CFSV_OK;
}

/* What all of the image being read must then end with. */
static enum cfsv_err expected(enum way way, int last)
{
	switch (way) {
	case OWN_ERROR:
		return CFSV_E_UEFI_CALL;
	case FOREIGN_ERROR:
	case POSITIVE:
		return CFSV_E_READ;
	case OVERRUN:
		return CFSV_E_READ_OVERRUN;
	case END:
		return last ? CFSV_OK : CFSV_E_SHRANK;
	case SHORT:
		return CFSV_OK;
	default:
		return last ? CFSV_OK : CFSV_E_IMAGE_DIFFERS;
	}
}

/* The same in every run. */
static const uint8_t *image_bytes(void)
{
	static uint8_t bytes[IMAGE_SIZE];
	size_t i;

	for (i = 0; i < IMAGE_SIZE; i++)
		bytes[i] = (uint8_t)(i * 7 + i / 251);
	return bytes;
}

static struct cfsv_digest image_digest(void)
{
	struct faulty f = {image_bytes(), IMAGE_SIZE, 0, 0, WAYS};
	struct cfsv_source source = {faulty_read, &f, IMAGE_SIZE};
	static struct cfsv_work work;
	struct cfsv_digest d;

	assert_int_equal(cfsv_tree_init(&work.tree, NULL, NULL, work.memory,
					sizeof(work.memory)),
			 CFSV_OK);
	assert_int_equal(cfsv_measure(&work.tree, &source, work.buf,
				      sizeof(work.buf), &d, NULL),
			 CFSV_OK);
	return d;
}

static void measuring_survives_every_read(void **state)
{
	struct cfsv_digest good = image_digest(), d, before;
	static uint8_t memory[CFSV_TREE_MEMORY(4096)], buf[4096 + 100];
	struct faulty f = {image_bytes(), IMAGE_SIZE, 0, 0, WAYS};
	struct cfsv_source source = {faulty_read, &f, IMAGE_SIZE};
	enum cfsv_err err, want;
	struct cfsv_tree t;
	size_t n, calls = 0;
	enum way way;

	(void)state;
	memset(&before, CANARY, sizeof(before));
	for (n = 0; n <= calls; n++)
		for (way = 0; way < WAYS; way++) {
			f.calls = 0;
			f.at = n;
			f.way = way;
			d = before;
			cfsv_tree_init(&t, NULL, NULL, memory, sizeof(memory));
			err = cfsv_measure(&t, &source, buf, sizeof(buf), &d,
					   NULL);
			if (n == 0)
				calls = f.calls;
			want = n == 0 ? CFSV_OK : expected(way, n == calls);
			/* another image is measured as what it is */
			if (want == CFSV_E_IMAGE_DIFFERS)
				want = CFSV_OK;
			expect_err("measure", err, want);
			if (err != CFSV_OK)
				assert_memory_equal(&d, &before, sizeof(d));
			else if (n > 0 && n < calls && way >= CHANGED_FIRST &&
				 way <= CHANGED_FOR_GOOD)
				assert_int_equal(cfsv_compare(&good, &d),
						 CFSV_E_IMAGE_DIFFERS);
			else
				assert_int_equal(cfsv_compare(&good, &d),
						 CFSV_OK);
		}
	assert_true(calls > 5);
}

/* A pair of that image, its anchor, and what is needed to verify it. */
struct signed_image {
	struct cfsv_anchor anchor;
	struct cfsv_digest digest;
	struct cfsv_pair pair;
};

static void sign_image(struct signed_image *s, enum key_name key)
{
	struct recipe r = {.key = key};
	uint8_t formatted[CFSV_FORMATTED_MAX];
	struct cfsv_digest file;
	struct blob sig;
	size_t len;

	s->digest = image_digest();
	assert_int_equal(cfsv_digest_file_digest(&file, s->digest.bytes, 32),
			 CFSV_OK);
	cfsv_format_digest(formatted, &len, &file);
	r.message = copy(formatted, len);
	sig = sign(&r, NULL);
	expect_err("anchor", load(cert_of(key), &s->anchor), CFSV_OK);
	s->pair.digest_file = s->digest.bytes;
	s->pair.digest_file_len = 32;
	s->pair.signature = sig.at;
	s->pair.signature_len = sig.len;
}

static void a_verdict_survives_every_read(void **state)
{
	struct faulty f = {image_bytes(), IMAGE_SIZE, 0, 0, WAYS};
	struct cfsv_source source = {faulty_read, &f, IMAGE_SIZE};
	static struct cfsv_work work;
	struct cfsv_report report;
	struct cfsv_trust trust = {NULL, 1, &cfsv_bearssl, NULL};
	struct signed_image s;
	size_t n, calls = 0;
	enum cfsv_err err;
	enum way way;

	(void)state;
	sign_image(&s, P_256);
	trust.anchors = &s.anchor;
	for (n = 0; n <= calls; n++)
		for (way = 0; way < WAYS; way++) {
			f.calls = 0;
			f.at = n;
			f.way = way;
			err = cfsv_verify_image(&trust, &s.pair, &source, &work,
						&report);
			if (n == 0)
				calls = f.calls;
			expect_err("verify", err,
				   n == 0 ? CFSV_OK
					  : expected(way, n == calls));
			if (err != CFSV_OK && err != CFSV_E_IMAGE_DIFFERS)
				assert_int_equal(report.measured.size, 0);
		}
	assert_true(calls > 3);
	forget();
}

/*
 * PUBLIC-KEY ARITHMETIC
 */
static size_t crypto_calls, crypto_at;
static enum cfsv_err crypto_answer;
static int crypto_lies; /* says CFSV_OK, and has done nothing */

static int crypto_hit(enum cfsv_err *err)
{
	if (++crypto_calls != crypto_at)
		return 0;
	*err = crypto_lies ? CFSV_OK : crypto_answer;
	return 1;
}

static enum cfsv_err crypto_rsa(uint8_t *x, const uint8_t *n, size_t len,
				const uint8_t *e, size_t e_len)
{
	enum cfsv_err err;

	if (crypto_hit(&err))
		return err;
	return cfsv_bearssl.rsa_public(x, n, len, e, e_len);
}

static enum cfsv_err crypto_ecdsa(enum cfsv_key_kind kind, const uint8_t *point,
				  size_t point_len, const uint8_t *hash,
				  size_t hash_len, const uint8_t *rs,
				  size_t rs_len)
{
	enum cfsv_err err;

	if (crypto_hit(&err))
		return err;
	return cfsv_bearssl.ecdsa_verify(kind, point, point_len, hash, hash_len,
					 rs, rs_len);
}

static enum cfsv_err crypto_point(enum cfsv_key_kind kind, const uint8_t *point,
				  size_t len)
{
	enum cfsv_err err;

	if (crypto_hit(&err))
		return err;
	return cfsv_bearssl.ec_point(kind, point, len);
}

static const struct cfsv_crypto crypto_faulty = {
	.rsa_public = crypto_rsa,
	.ecdsa_verify = crypto_ecdsa,
	.ec_point = crypto_point,
};

/* The anchor is loaded and the image verified; which call fails is counted. */
static enum cfsv_err with_faulty_crypto(const struct signed_image *s)
{
	struct faulty f = {image_bytes(), IMAGE_SIZE, 0, 0, WAYS};
	struct cfsv_source source = {faulty_read, &f, IMAGE_SIZE};
	static struct cfsv_work work;
	struct cfsv_anchor anchor;
	struct cfsv_trust trust = {&anchor, 1, &crypto_faulty, NULL};
	struct cfsv_report report;
	enum cfsv_err err;

	crypto_calls = 0;
	err = cfsv_anchor_load(&anchor, &crypto_faulty, s->anchor.der,
			       s->anchor.len);
	if (err != CFSV_OK)
		return err;
	err = cfsv_verify_image(&trust, &s->pair, &source, &work, &report);
	/* the image is read only for a signature that was found genuine */
	if (err != CFSV_OK)
		assert_int_equal(f.calls, 0);
	return err;
}

static void every_failure_of_the_arithmetic_is_a_refusal(void **state)
{
	static const int answers[] = {CFSV_E_BAD_SIGNATURE,
				      CFSV_E_EC_OFF_CURVE,
				      CFSV_E_UEFI_CALL,
				      -1,
				      1,
				      0x7fffffff,
				      -0x7fffffff};
	static const enum key_name keys[] = {RSA_2048, P_256, P_384, P_521};
	struct signed_image s;
	size_t k, i, n, calls;

	(void)state;
	for (k = 0; k < COUNT(keys); k++) {
		sign_image(&s, keys[k]);
		crypto_lies = 0;
		crypto_at = 0;
		expect_err("good", with_faulty_crypto(&s), CFSV_OK);
		calls = crypto_calls;
		assert_int_equal(calls, key_is_rsa(keys[k]) ? 1 : 2);
		for (n = 1; n <= calls; n++)
			for (i = 0; i < COUNT(answers); i++) {
				crypto_at = n;
				crypto_answer = (enum cfsv_err)answers[i];
				assert_true(with_faulty_crypto(&s) != CFSV_OK);
			}
	}
	/* a modulus power that was not computed has no right padding */
	sign_image(&s, RSA_2048);
	crypto_at = 1;
	crypto_lies = 1;
	expect_err("a lie", with_faulty_crypto(&s), CFSV_E_BAD_SIGNATURE);
	crypto_lies = 0;
	forget();
}

/* Hashes that are wrong at the nth call. */
static size_t hash_calls, hash_at;

static void hash_faulty(const uint32_t state[8], uint64_t before,
			const uint8_t *in, size_t len, size_t n, uint8_t *out)
{
	cfsv_sha256_portable(state, before, in, len, n, out);
	if (n > 0 && ++hash_calls == hash_at)
		out[32 * (n - 1) + 31] ^= 1;
}

static void every_wrong_hash_is_a_refusal(void **state)
{
	struct faulty f = {image_bytes(), IMAGE_SIZE, 0, 0, WAYS};
	struct cfsv_source source = {faulty_read, &f, IMAGE_SIZE};
	struct cfsv_trust trust = {NULL, 1, &cfsv_bearssl, hash_faulty};
	static struct cfsv_work work;
	struct cfsv_report report;
	struct signed_image s;
	size_t calls, n;

	(void)state;
	sign_image(&s, P_256);
	trust.anchors = &s.anchor;
	hash_calls = hash_at = 0;
	expect_err("good",
		   cfsv_verify_image(&trust, &s.pair, &source, &work, &report),
		   CFSV_OK);
	calls = hash_calls;
	assert_true(calls > 3);
	for (n = 1; n <= calls; n++) {
		hash_calls = 0;
		hash_at = n;
		expect_err("a wrong hash",
			   cfsv_verify_image(&trust, &s.pair, &source, &work,
					     &report),
			   CFSV_E_IMAGE_DIFFERS);
	}
	forget();
}

/*
 * VERIFIED READING
 */
struct kept {
	struct cfsv_tree_layout layout;
	uint8_t tree[3 * 4096];
	uint8_t descriptor[CFSV_DESCRIPTOR_SIZE];
	size_t calls, at;
};

static enum cfsv_err keep(void *arg, uint32_t level, uint64_t index,
			  const uint8_t *block, size_t size)
{
	struct kept *k = arg;

	if (++k->calls == k->at)
		return CFSV_E_UEFI_CALL;
	memcpy(k->tree + k->layout.start[level] + index * size, block, size);
	return CFSV_OK;
}

static enum cfsv_err keep_tree(struct kept *k, struct cfsv_digest *d)
{
	struct faulty f = {image_bytes(), IMAGE_SIZE, 0, 0, WAYS};
	struct cfsv_source source = {faulty_read, &f, IMAGE_SIZE};
	static uint8_t memory[CFSV_TREE_MEMORY(4096)], buf[4096];
	struct cfsv_tree t;

	k->calls = 0;
	cfsv_tree_layout(&k->layout, NULL, IMAGE_SIZE);
	cfsv_tree_init(&t, NULL, NULL, memory, sizeof(memory));
	t.sink = keep;
	t.sink_arg = k;
	return cfsv_measure(&t, &source, buf, sizeof(buf), d, k->descriptor);
}

static void every_failure_of_the_sink_ends_it(void **state)
{
	struct cfsv_digest d;
	struct kept k = {.at = 0};
	size_t n, calls;

	(void)state;
	expect_err("sink", keep_tree(&k, &d), CFSV_OK);
	calls = k.calls;
	assert_true(calls > 0);
	for (n = 1; n <= calls; n++) {
		k.at = n;
		expect_err("sink", keep_tree(&k, &d), CFSV_E_UEFI_CALL);
	}
}

/* All of the image through a reader whose storage misbehaves once. */
static void read_all(const struct kept *k, const struct cfsv_digest *d,
		     struct faulty *data, struct faulty *tree)
{
	struct cfsv_source sources[2] = {{faulty_read, data, 0},
					 {faulty_read, tree, 0}};
	static uint8_t blocks[SLOTS * 4096], buf[IMAGE_SIZE];
	struct cfsv_slot slots[SLOTS];
	struct cfsv_cache cache = {slots, SLOTS, blocks, sizeof(blocks)};
	struct cfsv_reader reader;
	size_t at = 0, got, failures = 0;
	enum cfsv_err err;

	data->calls = tree->calls = 0;
	expect_err("reader",
		   cfsv_reader_init(&reader, d, k->descriptor, &sources[0],
				    &sources[1], NULL, &cache),
		   CFSV_OK);
	while (at < IMAGE_SIZE) {
		memset(buf, CANARY, sizeof(buf));
		err = cfsv_reader_read(&reader, at, buf, IMAGE_SIZE - at, &got);
		assert_true(got <= IMAGE_SIZE - at);
		assert_memory_equal(buf, image_bytes() + at, got);
		at += got;
		if (err == CFSV_OK)
			assert_int_equal(at, IMAGE_SIZE);
		else if (++failures > 1) /* the storage is bad for good */
			break;
	}
	/* what failed once is read when it is asked for again */
	if ((data->at == 0 || data->way != CHANGED_FOR_GOOD) &&
	    (tree->at == 0 || tree->way != CHANGED_FOR_GOOD))
		assert_int_equal(at, IMAGE_SIZE);
	if ((data->at > 0 && data->way != SHORT) ||
	    (tree->at > 0 && tree->way != SHORT))
		assert_true(failures > 0);
}

static void a_reader_survives_every_read(void **state)
{
	struct faulty data = {image_bytes(), IMAGE_SIZE, 0, 0, WAYS};
	struct faulty tree = {NULL, 0, 0, 0, WAYS}, *side[2] = {&data, &tree};
	size_t calls[2], n, which;
	struct cfsv_digest d;
	struct kept k = {.at = 0};
	enum way way;

	(void)state;
	expect_err("tree", keep_tree(&k, &d), CFSV_OK);
	tree.bytes = k.tree;
	tree.size = (size_t)k.layout.size;
	read_all(&k, &d, &data, &tree);
	calls[0] = data.calls;
	calls[1] = tree.calls;
	assert_true(calls[0] > 5 && calls[1] > 0);
	for (which = 0; which < 2; which++) {
		for (n = 1; n <= calls[which]; n++)
			for (way = 0; way < WAYS; way++) {
				side[which]->at = n;
				side[which]->way = way;
				read_all(&k, &d, &data, &tree);
			}
		side[which]->at = 0;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measuring_survives_every_read),
		cmocka_unit_test(a_verdict_survives_every_read),
		cmocka_unit_test(every_failure_of_the_arithmetic_is_a_refusal),
		cmocka_unit_test(every_wrong_hash_is_a_refusal),
		cmocka_unit_test(every_failure_of_the_sink_ends_it),
		cmocka_unit_test(a_reader_survives_every_read),
	};

	return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
