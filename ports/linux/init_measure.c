/* SPDX-License-Identifier: MIT */
/* init_measure.c - measuring in cfsv-init: the kernel's word, or none */
/*
 * In place of compute.c. Only what the kernel goes on enforcing can be mounted,
 * so that this program never computes a digest, and holds no code that could.
 */
#include "cfsv_linux.h"

enum cfsv_err cfsv_measure_fd(int fd, enum cfsv_measure_by by,
			      const struct cfsv_params *params,
			      struct cfsv_digest *out, int *enforced,
			      const char *path, struct cfsv_fault *f)
{
	enum cfsv_err err;

	(void)params;
	*enforced = 0;
	if (by != CFSV_BY_KERNEL)
		return cfsv_fault_set(f, CFSV_E_ARGUMENT, path);
	err = cfsv_kernel_word(fd, out, path, f);
	*enforced = err == CFSV_OK;
	return err;
}
