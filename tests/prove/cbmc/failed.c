/* SPDX-License-Identifier: MIT */
/* failed.c - a tree that has failed: calls give its error and touch nothing */
#include <stdlib.h>
#include "hash.h"
#include "sha256/tree.c"
#include "sha256/measure.c"
#include "sha256/descriptor.c"
#include "proof.h"

/*
 * All else in a tree may be anything: what came before has failed somewhere.
 * So may the arguments, pointers too: none of it is looked at.
 */
void prove_failed_tree(void)
{
	struct cfsv_tree t, before;
	struct cfsv_source source;
	struct cfsv_digest *out;
	uint8_t *data, *memory;
	const size_t *sizes;
	size_t len, zeros, i;
	enum cfsv_err err;
	uint32_t call;

	__CPROVER_assume(t.err != CFSV_OK && t.block_log2 <= 16);
	__CPROVER_assume(zeros <= 65536 && len <= PROOF_BYTES_MAX);
	before = t;
	switch (call) {
	case 0:
		err = cfsv_tree_padded(&t, data, len, zeros);
		break;
	case 1:
		err = cfsv_tree_update(&t, data, len);
		break;
	case 2:
		err = cfsv_tree_add(&t, data, zeros, len);
		break;
	case 3:
		err = cfsv_tree_final(&t, out, data);
		break;
	case 4:
		err = cfsv_measure(&t, &source, data, len, out, memory);
		break;
	default:
		err = cfsv_small_files(&t, data, sizes, len, memory, out);
	}
	__CPROVER_assert(err == before.err, "its error, as it was");
	__CPROVER_assert(i >= sizeof(t) ||
				 ((uint8_t *)&t)[i] == ((uint8_t *)&before)[i],
			 "each of the tree's bytes, as it was");
	PROOF_END;
}
