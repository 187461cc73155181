/* SPDX-License-Identifier: MIT */
/* message.c - what a signature of a pack signs */
#include <stdlib.h>
#include "message.h"

size_t message_of(uint32_t hash, const uint8_t salt[PACK_SALT],
		  uint8_t out[CFSV_FORMATTED_MAX])
{
	static uint8_t memory[CFSV_TREE_MEMORY(4096)];
	struct cfsv_params params = {0};
	struct cfsv_digest digest;
	struct cfsv_tree tree;
	size_t len;

	params.hash = hash;
	params.salt_size = PACK_SALT;
	memcpy(params.salt, salt, PACK_SALT);
	if (cfsv_tree_init(&tree, &params, NULL, memory, sizeof(memory)) ||
	    cfsv_tree_update(&tree, (const uint8_t *)PACK_FILE,
			     sizeof(PACK_FILE) - 1) ||
	    cfsv_tree_final(&tree, &digest, NULL) ||
	    cfsv_format_digest(out, &len, &digest))
		abort();
	return len;
}
