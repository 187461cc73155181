/* SPDX-License-Identifier: MIT */
/* change.c - all changes of a signature, by number */
#include "changes.h"

const char *const change_names[CHANGES] = {
	"a byte substituted",
	"a byte inserted",
	"a byte deleted",
	"truncated",
	"neighbours swapped",
	"a byte inserted, lengths mended",
	"a byte deleted, lengths mended",
	"an element inserted, lengths mended",
	"an element removed, lengths mended",
	"an element doubled, lengths mended",
	"a length in another form, lengths mended",
};

/* What some reader somewhere skips, or a longer profile allows */
static const struct blob strangers[] = {
	LIT("\x05\x00"), LIT("\x30\x00"), LIT("\x31\x00"),     LIT("\xa0\x00"),
	LIT("\xa1\x00"), LIT("\x80\x00"), LIT("\x02\x01\x00"), LIT("\x00\x00"),
};

/* One to five length octets more than needed; and the indefinite form */
#define LENGTH_FORMS 6

/* Kinds of changes */

static size_t boundaries(const struct golden *g, size_t parent, size_t *at)
{
	size_t i, count = 0;

	for (i = 0; i < g->tree.count; i++)
		if (g->tree.node[i].parent == parent)
			at[count++] = g->tree.node[i].off;
	at[count++] = g->tree.node[parent].end;
	return count;
}

/* Places inside contents: at each byte, or between elements, and at the end */
static size_t places(const struct golden *g, size_t node, size_t *at)
{
	const struct node *n = &g->tree.node[node];
	size_t i;

	if (n->opened)
		return boundaries(g, node, at);
	for (i = n->in; i <= n->end; i++)
		at[i - n->in] = i;
	return n->end - n->in + 1;
}

/* The i-th place of all, counted from the last; its node */
static size_t place_number(const struct golden *g, size_t i, int opened_only,
			   size_t *place)
{
	size_t at[GOLDEN_MAX], node, count;

	for (node = g->tree.count; node-- > 0;) {
		if (opened_only && !g->tree.node[node].opened)
			continue;
		count = places(g, node, at);
		if (i < count) {
			*place = at[count - 1 - i];
			return node;
		}
		i -= count;
	}
	return NOWHERE;
}

static size_t place_count(const struct golden *g, int opened_only)
{
	size_t at[GOLDEN_MAX], node, count = 0;

	for (node = 0; node < g->tree.count; node++)
		if (!opened_only || g->tree.node[node].opened)
			count += places(g, node, at);
	return count;
}

static size_t swap_count(const struct golden *g)
{
	size_t i, count = 0;

	for (i = 0; i < g->tree.count; i++)
		count += g->tree.node[i].next != NOWHERE;
	return count;
}

size_t change_count(const struct golden *g, enum change kind)
{
	switch (kind) {
	case SUBSTITUTED:
		return g->len * 255;
	case INSERTED:
		return (g->len + 1) * 256;
	case DELETED:
	case TRUNCATED:
		return g->len;
	case SWAPPED:
		return swap_count(g);
	case MENDED_INSERTED:
		return place_count(g, 0) * 256;
	case MENDED_DELETED:
		return g->len;
	case ELEMENT_INSERTED:
		return place_count(g, 1) * COUNT(strangers);
	case ELEMENT_REMOVED:
	case ELEMENT_DOUBLED:
		return g->tree.count;
	default:
		return g->tree.count * LENGTH_FORMS;
	}
}

size_t change_place(size_t len, enum change kind, size_t i)
{
	if (kind == SUBSTITUTED)
		return len - 1 - i / 255;
	if (kind == INSERTED)
		return len - i / 256;
	return len - 1 - i;
}

size_t change_bytes(const uint8_t *in, size_t len, enum change kind, size_t i,
		    uint8_t *out)
{
	size_t at = change_place(len, kind, i);

	memcpy(out, in, at);
	switch (kind) {
	case SUBSTITUTED:
		out[at] = (uint8_t)(in[at] ^ (1 + i % 255));
		memcpy(out + at + 1, in + at + 1, len - at - 1);
		return len;
	case INSERTED:
		out[at] = (uint8_t)i;
		memcpy(out + at + 1, in + at, len - at);
		return len + 1;
	case DELETED:
		memcpy(out + at, in + at + 1, len - at - 1);
		return len - 1;
	default:
		return at;
	}
}

static size_t make_swapped(const struct golden *g, size_t i, uint8_t *out)
{
	const struct node *a, *b;
	size_t node;

	for (node = g->tree.count; node-- > 0;)
		if (g->tree.node[node].next != NOWHERE && i-- == 0)
			break;
	a = &g->tree.node[node];
	b = &g->tree.node[a->next];
	memcpy(out, g->sig, g->len);
	memcpy(out + a->off, g->sig + b->off, b->end - b->off);
	memcpy(out + a->off + (b->end - b->off), g->sig + a->off,
	       a->end - a->off);
	return g->len;
}

/* The innermost element whose contents have this byte */
static size_t make_mended_deleted(const struct golden *g, size_t at,
				  uint8_t *out)
{
	size_t node, found = NOWHERE;

	for (node = 0; node < g->tree.count; node++)
		if (g->tree.node[node].in <= at && at < g->tree.node[node].end)
			found = node;
	if (found == NOWHERE || g->tree.node[found].opened)
		return 0; /* a header: no length is right then */
	return change_edit(g, found, at, at + 1, NULL, 0, out);
}

static size_t make_length(const struct golden *g, size_t node, size_t form,
			  uint8_t *out)
{
	const struct node *n = &g->tree.node[node];
	uint8_t other[GOLDEN_MAX + 16];
	struct writer w = {other, sizeof(other)};
	static const uint8_t end[2];
	uint8_t indefinite = 0x80;

	if (form == LENGTH_FORMS - 1)
		writer_put(&w, end, sizeof(end));
	writer_put(&w, g->sig + n->in, n->end - n->in);
	if (form == LENGTH_FORMS - 1)
		writer_put(&w, &indefinite, 1);
	else
		writer_length(&w, n->end - n->in, form + 1);
	writer_put(&w, &n->tag, 1);
	return change_edit(g, n->parent, n->off, n->end, other + w.left,
			   sizeof(other) - w.left, out);
}

static size_t make_elements(const struct golden *g, enum change kind, size_t i,
			    uint8_t *out)
{
	size_t node, at;
	const struct node *n;
	uint8_t byte = (uint8_t)i;

	switch (kind) {
	case MENDED_INSERTED:
		node = place_number(g, i / 256, 0, &at);
		return change_edit(g, node, at, at, &byte, 1, out);
	case ELEMENT_INSERTED:
		node = place_number(g, i / COUNT(strangers), 1, &at);
		i %= COUNT(strangers);
		return change_edit(g, node, at, at, strangers[i].at,
				   strangers[i].len, out);
	case ELEMENT_REMOVED:
		n = &g->tree.node[g->tree.count - 1 - i];
		return change_edit(g, n->parent, n->off, n->end, NULL, 0, out);
	default:
		n = &g->tree.node[g->tree.count - 1 - i];
		return change_edit(g, n->parent, n->off, n->off,
				   g->sig + n->off, n->end - n->off, out);
	}
}

size_t change_make(const struct golden *g, enum change kind, size_t i,
		   uint8_t out[CHANGED_MAX])
{
	size_t len;

	switch (kind) {
	case SUBSTITUTED:
	case INSERTED:
	case DELETED:
	case TRUNCATED:
		return change_bytes(g->sig, g->len, kind, i, out);
	case SWAPPED:
		len = make_swapped(g, i, out);
		break;
	case MENDED_DELETED:
		len = make_mended_deleted(g, g->len - 1 - i, out);
		break;
	case LENGTH_LONGER:
		len = make_length(g, g->tree.count - 1 - i / LENGTH_FORMS,
				  i % LENGTH_FORMS, out);
		break;
	default:
		len = make_elements(g, kind, i, out);
	}
	return len == g->len && memcmp(out, g->sig, len) == 0 ? 0 : len;
}

int change_is_of_signer_id(const struct golden *g, const uint8_t *sig,
			   size_t len)
{
	const struct node *was = &g->tree.node[g->sid], *is;
	uint8_t same_but[CHANGED_MAX];
	struct tree t;

	/* the tree is by levels: what stands before it is as it was */
	if (!tree_parse(&t, sig, len, !key_is_rsa(g->key)) || g->sid >= t.count)
		return 0;
	is = &t.node[g->sid];
	return change_edit(g, was->parent, was->off, was->end, sig + is->off,
			   is->end - is->off, same_but) == len &&
	       memcmp(same_but, sig, len) == 0;
}
