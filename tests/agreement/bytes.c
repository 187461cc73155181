/* SPDX-License-Identifier: MIT */
/* bytes.c - changes of a signature's bytes, whatever they mean */
#include "make.h"

/* Where to: rather in the structure than in the value at the end */
static size_t place(struct blob sig)
{
	size_t end = sig.len > 300 ? sig.len - 200 : sig.len;

	return any((uint32_t)(any(4) ? end : sig.len));
}

static struct blob replaced(struct blob sig)
{
	return flipped(sig, place(sig), (uint8_t)(1 + any(255)));
}

static struct blob bit(struct blob sig)
{
	return flipped(sig, place(sig), (uint8_t)(1u << any(8)));
}

static struct blob deleted(struct blob sig)
{
	size_t at = place(sig);

	return JOIN(slice(sig, 0, at), slice(sig, at + 1, sig.len));
}

static struct blob inserted(struct blob sig)
{
	size_t at = place(sig);

	return JOIN(slice(sig, 0, at), repeat((uint8_t)any(256), 1),
		    slice(sig, at, sig.len));
}

static struct blob truncated(struct blob sig)
{
	return slice(sig, 0, 1 + any((uint32_t)sig.len - 1));
}

static size_t header_of(struct blob sig)
{
	return sig.at[1] < 0x80 ? 2 : 2u + (sig.at[1] - 0x80u);
}

static struct blob long_length(struct blob sig)
{
	size_t len = sig.len - header_of(sig);
	uint8_t header[5] = {0x30, 0x83, 0, 0, 0};

	header[3] = (uint8_t)(len >> 8);
	header[4] = (uint8_t)len;
	return JOIN(copy(header, 5), slice(sig, header_of(sig), sig.len));
}

static struct blob longer_length(struct blob sig)
{
	size_t len = sig.len - header_of(sig);
	uint8_t header[4] = {0x30, 0x82, 0, 0};

	header[2] = (uint8_t)(len >> 8);
	header[3] = (uint8_t)len;
	return JOIN(copy(header, 4), slice(sig, header_of(sig), sig.len));
}

static struct blob indefinite(struct blob sig)
{
	return JOIN(B("\x30\x80"), slice(sig, header_of(sig), sig.len),
		    B("\0\0"));
}

static struct blob garbage(struct blob sig)
{
	return JOIN(sig, repeat((uint8_t)any(256), 1 + any(9)));
}

static const struct {
	const char *name;
	struct blob (*change)(struct blob sig);
} changes[] = {
	{"a byte replaced", replaced},
	{"a bit changed", bit},
	{"a byte deleted", deleted},
	{"a byte inserted", inserted},
	{"truncated", truncated},
	{"the outermost length in three bytes", long_length},
	{"the outermost length in two bytes", longer_length},
	{"the outermost length indefinite", indefinite},
	{"bytes after it", garbage},
};

const char *change(struct blob *sig)
{
	/* the first four are most of them */
	size_t n = any(3) ? any(4) : any(COUNT(changes));

	*sig = changes[n].change(*sig);
	return changes[n].name;
}
