/* SPDX-License-Identifier: MIT */
/* tree.c - the elements of a signature, and writing it with one changed */
#include "changes.h"

/* The tree */

static int tree_length(const uint8_t *der, size_t len, size_t *at,
		       size_t *length)
{
	size_t n;

	if (*at == len)
		return 0;
	*length = der[(*at)++];
	if (*length < 0x80)
		return 1;
	n = *length - 0x80;
	if (n == 0 || n > 4 || n > len - *at)
		return 0;
	for (*length = 0; n > 0; n--)
		*length = *length * 256 + der[(*at)++];
	return 1;
}

/* Elements from off to end, all inside parent; the inner ones follow. */
static int tree_level(struct tree *t, const uint8_t *der, size_t off,
		      size_t end, size_t parent)
{
	size_t length, previous = NOWHERE;
	struct node *n;

	while (off < end) {
		if (t->count == NODES_MAX)
			return 0;
		n = &t->node[t->count];
		n->tag = der[off];
		n->off = off++;
		if (!tree_length(der, end, &off, &length) || length > end - off)
			return 0;
		n->in = off;
		n->end = off += length;
		n->parent = parent;
		n->next = NOWHERE;
		n->opened = (n->tag & 0x20) != 0;
		if (previous != NOWHERE)
			t->node[previous].next = t->count;
		previous = t->count++;
	}
	return 1;
}

/* ecdsa: what is in the last OCTET STRING is DER too */
int tree_parse(struct tree *t, const uint8_t *der, size_t len, int ecdsa)
{
	size_t i;

	t->count = 0;
	if (!tree_level(t, der, 0, len, NOWHERE))
		return 0;
	for (i = 0; i < t->count; i++) {
		if (ecdsa && t->node[i].tag == 0x04 && t->node[i].end == len)
			t->node[i].opened = 1;
		if (t->node[i].opened &&
		    !tree_level(t, der, t->node[i].in, t->node[i].end, i))
			return 0;
	}
	return 1;
}

/* Writing, from the end to the beginning */

void writer_put(struct writer *w, const uint8_t *bytes, size_t len)
{
	assert_true(len <= w->left);
	w->left -= len;
	memcpy(w->out + w->left, bytes, len);
}

/* Length octets: as few as can be, and this many more */
void writer_length(struct writer *w, size_t length, size_t more)
{
	size_t n = more, rest;
	uint8_t byte;

	if (length >= 0x80)
		for (rest = length; rest > 0; rest /= 256)
			n++;
	if (n == 0) {
		byte = (uint8_t)length;
		writer_put(w, &byte, 1);
		return;
	}
	for (rest = n; rest > 0; rest--, length /= 256) {
		byte = (uint8_t)length;
		writer_put(w, &byte, 1);
	}
	byte = (uint8_t)(0x80 + n);
	writer_put(w, &byte, 1);
}

size_t change_edit(const struct golden *g, size_t inside, size_t from,
		   size_t to, const uint8_t *with, size_t with_len,
		   uint8_t out[CHANGED_MAX])
{
	struct writer w = {out, CHANGED_MAX};
	const struct node *n;
	size_t end, len;

	writer_put(&w, g->sig + to, g->len - to);
	writer_put(&w, with, with_len);
	end = CHANGED_MAX - (g->len - to);
	for (; inside != NOWHERE; inside = n->parent) {
		n = &g->tree.node[inside];
		writer_put(&w, g->sig + n->in, from - n->in);
		/* what is behind it in this element was written already */
		end += n->end - to;
		to = n->end;
		writer_length(&w, end - w.left, 0);
		writer_put(&w, &n->tag, 1);
		from = n->off;
	}
	writer_put(&w, g->sig, from);
	len = CHANGED_MAX - w.left;
	memmove(out, out + w.left, len);
	return len;
}
