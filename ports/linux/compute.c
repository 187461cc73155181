/* SPDX-License-Identifier: MIT */
/* compute.c - fs-verity digests computed, where the kernel does not tell them
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "cfsv_linux.h"

#define COMPUTE_READ_SIZE (1u << 20)

enum cfsv_err cfsv_compute(int fd, const struct cfsv_params *params,
			   cfsv_tree_sink *sink, void *sink_arg,
			   struct cfsv_digest *out, uint8_t *descriptor,
			   const char *path, struct cfsv_fault *f)
{
	uint32_t bs = params && params->block_size ? params->block_size : 4096;
	struct cfsv_fd s = {fd, path, f, NULL};
	struct cfsv_source source = {cfsv_fd_source, &s, 0};
	struct cfsv_tree tree;
	struct stat st;
	enum cfsv_err err;
	uint8_t *memory;

	if (bs > 65536) /* before it is used as a size */
		return cfsv_fault_set(f, CFSV_E_BLOCK_SIZE, path);
	if (fstat(fd, &st) != 0)
		return cfsv_fault_sys(f, CFSV_E_IO, "fstat", path);
	source.size = (uint64_t)st.st_size;
	memory = malloc(CFSV_TREE_MEMORY(bs) + COMPUTE_READ_SIZE);
	if (memory == NULL)
		return cfsv_fault_set(f, CFSV_E_NO_MEMORY, path);
	err = cfsv_tree_init(&tree, params, cfsv_linux_sha256(), memory,
			     CFSV_TREE_MEMORY(bs));
	tree.sink = sink;
	tree.sink_arg = sink_arg;
	if (err == CFSV_OK)
		err = cfsv_measure(&tree, &source,
				   memory + CFSV_TREE_MEMORY(bs),
				   COMPUTE_READ_SIZE, out, descriptor);
	free(memory);
	if (err != CFSV_OK && f->err != err) /* not said by the callback */
		cfsv_fault_set(f, err, path);
	return err;
}

enum cfsv_err cfsv_measure_fd(int fd, enum cfsv_measure_by by,
			      const struct cfsv_params *params,
			      struct cfsv_digest *out, int *enforced,
			      const char *path, struct cfsv_fault *f)
{
	enum cfsv_err err;

	*enforced = 0;
	if (by != CFSV_BY_COMPUTING) {
		err = cfsv_kernel_word(fd, out, path, f);
		*enforced = err == CFSV_OK;
		if (err == CFSV_OK || by == CFSV_BY_KERNEL)
			return err;
		/* no fs-verity here: compute; anything else is a failure */
		if (err != CFSV_E_NOT_VERITY && err != CFSV_E_VERITY_OFF &&
		    err != CFSV_E_FS_WITHOUT_VERITY &&
		    err != CFSV_E_FOREIGN_VERITY)
			return err;
		memset(f, 0, sizeof(*f));
	}
	return cfsv_compute(fd, params, NULL, NULL, out, NULL, path, f);
}
