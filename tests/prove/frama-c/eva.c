/* SPDX-License-Identifier: MIT */
/* eva.c - what Frama-C's Eva runs: bit operations, and a table's contents */
#include "cfsv.c"
#include "sha256/sha256.c"
#include <__fc_builtin.h>

void Frama_C_show_each_end(int);

static uint32_t state[8];
static uint8_t blocks[5 * 64];

/* One block into a state, both of any content; and up to five. */
void eva_compress(void)
{
	Frama_C_make_unknown((char *)state, sizeof(state));
	Frama_C_make_unknown((char *)blocks, sizeof(blocks));
	sha256_block(state, blocks);
	cfsv_sha256_compress(state, blocks, (size_t)Frama_C_interval(0, 5));
	Frama_C_show_each_end(1);
}

/*
 * The last text of the last row: whoever asks for another one goes the same way
 * and stops earlier. That no row is behind the last one is WP's to prove.
 */
void eva_text(void)
{
	Frama_C_show_each_end(*cfsv_mend((enum cfsv_err)1));
}
