/* SPDX-License-Identifier: MIT */
/* measure.c - the pull side: fs-verity digest over a read callback */
#include <string.h>
#include "sha256.h"

/* A callback may have its own idea of an error: -1, an errno up to 133. */
enum cfsv_err cfsv_source_read(const struct cfsv_source *s, uint64_t offset,
			       uint8_t *buf, size_t want, size_t *got)
{
	enum cfsv_err err;

	*got = 0;
	err = s->read(s->arg, offset, buf, want, got);
	if (err == CFSV_OK)
		return *got > want ? CFSV_E_READ_OVERRUN : CFSV_OK;
	return err > -200 || err < -999 ? CFSV_E_READ : err;
}

/* Up to the end. A source of known size must end exactly there. */
static enum cfsv_err measure_all(struct cfsv_tree *t,
				 const struct cfsv_source *s, uint8_t *buf,
				 size_t buf_len)
{
	enum cfsv_err err;
	uint64_t left;
	size_t got, zeros;

	for (;;) {
		left = s->size - t->size;
		got = left < buf_len ? (size_t)left : buf_len;
		if (got == 0) /* all read: is there really no more? */
			got = 1;
		err = cfsv_source_read(s, t->size, buf, got, &got);
		if (err != CFSV_OK)
			return err;
		if (got == 0)
			break;
		if (left == 0)
			return CFSV_E_GREW;
		zeros = 0; /* or the last block's rest, as far as there is room
			    */
		if (got == left) { /* the size's negative, without wrapping */
			zeros = ~(size_t)(s->size - 1) &
				(cfsv_block_size(t) - 1);
			if (zeros > buf_len - got)
				zeros = buf_len - got;
		}
		memset(buf + got, 0, zeros);
		err = cfsv_tree_padded(t, buf, got, zeros);
		if (err != CFSV_OK)
			return err;
	}
	if (left != 0 && s->size != CFSV_SIZE_UNKNOWN)
		return CFSV_E_SHRANK;
	return CFSV_OK;
}

enum cfsv_err cfsv_measure(struct cfsv_tree *t,
			   const struct cfsv_source *source, uint8_t *buf,
			   size_t buf_len, struct cfsv_digest *out,
			   uint8_t *descriptor)
{
	enum cfsv_err err;

	if (t->err != CFSV_OK)
		return t->err;
	if (source->read == NULL || buf == NULL || buf_len == 0)
		return CFSV_E_ARGUMENT;
	if (source->size != CFSV_SIZE_UNKNOWN &&
	    source->size > CFSV_FILE_SIZE_MAX)
		return CFSV_E_FILE_TOO_LARGE;
	err = measure_all(t, source, buf, buf_len);
	if (err != CFSV_OK)
		return err;
	return cfsv_tree_final(t, out, descriptor);
}
