/* SPDX-License-Identifier: MIT */
/* messages.c - changes of what was signed: digest file, formatted digest */
#include "changes.h"

#define MESSAGE_MAX 80

struct message {
	uint8_t bytes[MESSAGE_MAX];
	size_t len;
	int is_file; /* a digest file, of a pair */
	const uint8_t *sig;
	size_t sig_len;
	struct cfsv_trust trust;
};

static enum cfsv_err message_verdict(const struct message *m,
				     const uint8_t *bytes, size_t len)
{
	struct cfsv_pair pair = {bytes, len, m->sig, m->sig_len};
	struct cfsv_report report = {0};

	if (m->is_file)
		return cfsv_verify_pair(&m->trust, &pair, &report);
	return cfsv_verify_message(&m->trust, m->sig, m->sig_len, bytes, len,
				   &report);
}

static unsigned long message_count(const struct message *m, enum change kind)
{
	switch (kind) {
	case SUBSTITUTED:
		return m->len * 255;
	case INSERTED:
		return (m->len + 1) * 256;
	case SWAPPED: /* a byte and the next */
		return m->len - 1;
	default:
		return m->len;
	}
}

static size_t message_make(const struct message *m, enum change kind, size_t i,
			   uint8_t *out)
{
	if (kind != SWAPPED)
		return change_bytes(m->bytes, m->len, kind, i, out);
	memcpy(out, m->bytes, m->len);
	out[i] = m->bytes[i + 1];
	out[i + 1] = m->bytes[i];
	return out[i] == out[i + 1] ? 0 : m->len;
}

static int one_bit(size_t i)
{
	size_t bits = 1 + i % 255;

	return (bits & (bits - 1)) == 0;
}

static unsigned long message_try(const struct message *m, int bits,
				 size_t worker, size_t workers,
				 unsigned long *made)
{
	uint8_t changed[MESSAGE_MAX + 1];
	unsigned long accepted = 0;
	enum change kind;
	size_t i, len;

	expect_err("what was signed",
		   message_verdict(m, changes_edge(m->bytes, m->len), m->len),
		   CFSV_OK);
	for (kind = SUBSTITUTED; kind <= SWAPPED; kind++) {
		for (i = worker; i < message_count(m, kind); i += workers) {
			if (bits && kind < DELETED && !one_bit(i))
				continue;
			len = message_make(m, kind, i, changed);
			if (len == 0 && kind == SWAPPED)
				continue;
			++*made;
			accepted +=
				message_verdict(m, changes_edge(changed, len),
						len) == CFSV_OK;
		}
	}
	return accepted;
}

/* A digest file of this length, and the formatted digest that it gives */
static struct blob message_begin(struct message *m, size_t file_len)
{
	struct cfsv_digest d;
	uint8_t formatted[CFSV_FORMATTED_MAX];
	size_t i, len;

	for (i = 0; i < file_len; i++)
		m->bytes[i] = (uint8_t)(i * 73 + 5);
	m->len = file_len;
	m->is_file = 1;
	assert_int_equal(cfsv_digest_file_digest(&d, m->bytes, file_len),
			 CFSV_OK);
	assert_int_equal(cfsv_format_digest(formatted, &len, &d), CFSV_OK);
	return copy(formatted, len);
}

/* A file measured with SHA-512, signed directly: 76 bytes */
static struct blob message_direct(void)
{
	struct cfsv_digest d = {CFSV_SHA512, 64, {0x3c, 1, 2, 3}};
	uint8_t formatted[CFSV_FORMATTED_MAX];
	size_t len;

	assert_int_equal(cfsv_format_digest(formatted, &len, &d), CFSV_OK);
	return copy(formatted, len);
}

static void message_sign(struct message *m, enum key_name key,
			 struct blob message)
{
	struct recipe r = {0};
	struct blob sig;

	r.key = key;
	r.message = message;
	sig = sign(&r, NULL);
	m->sig = sig.at;
	m->sig_len = sig.len;
	if (!m->is_file) {
		memcpy(m->bytes, message.at, message.len);
		m->len = message.len;
	}
}

unsigned long messages_try(enum key_name key, int bits, size_t worker,
			   size_t workers, unsigned long *made)
{
	struct blob cert = cert_of(key), signed_bytes;
	unsigned long accepted = 0;
	struct cfsv_anchor anchor;
	struct message m;
	int i;

	expect_err("the certificate",
		   cfsv_anchor_load(&anchor, &cfsv_bearssl, cert.at, cert.len),
		   CFSV_OK);
	for (i = 0; i < 4; i++) {
		memset(&m, 0, sizeof(m));
		m.trust.anchors = &anchor;
		m.trust.count = 1;
		m.trust.crypto = &changes_crypto;
		signed_bytes = i == 3 ? message_direct()
				      : message_begin(&m, i == 1 ? 64 : 32);
		m.is_file = i < 2;
		message_sign(&m, key, signed_bytes);
		accepted += message_try(&m, bits, worker, workers, made);
	}
	return accepted;
}
