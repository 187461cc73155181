/* SPDX-License-Identifier: MIT */
/* compute.c - fs-verity digests of files: memory and threads to compute them */
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include "parallel.h"

/*
 * Read at once: what stays in a second-level cache until it is hashed, and
 * enough blocks for all lanes of the widest hash function.
 */
#define COMPUTE_PART_SIZE (256u << 10)
#define COMPUTE_PART_BLOCKS 16
#define COMPUTE_PARTS 4 /* to each worker: some wait to be added */

unsigned int cfsv_cpus(void)
{
	cpu_set_t set;
	int n = 1;

	/* more CPUs than the set holds: EINVAL, and one will do */
	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		n = CPU_COUNT(&set);
	return n > CFSV_THREADS_MAX ? CFSV_THREADS_MAX : (unsigned int)n;
}

/* Each worker's part, and the hashes of parts, in the memory. */
static void compute_divide(struct parallel *p, size_t rest, size_t hashes)
{
	size_t parts = (size_t)p->threads * COMPUTE_PARTS, i;
	uint8_t *at = p->memory;

	for (i = 0; i < p->threads; i++) {
		p->workers[i].all = p;
		p->workers[i].buf = at;
		p->workers[i].memory = at + p->part_size;
		at += p->part_size + rest;
	}
	for (i = 0; i < parts; i++) {
		p->parts[i].hashes = at;
		p->parts[i].next = p->spare;
		p->spare = &p->parts[i];
		at += hashes;
	}
}

/*
 * All memory, once: nothing is allocated for each file. Where there is not
 * enough for so many threads, half of them will do.
 */
static enum cfsv_err compute_memory(struct parallel *p)
{
	size_t hashes = p->part_size / p->block_size * CFSV_DIGEST_MAX;
	size_t small = CFSV_SMALL_MEMORY(p->part_size / p->block_size,
					 PARALLEL_SMALL_FILES);
	size_t rest = p->tree_size > small ? p->tree_size : small;
	size_t each = p->part_size + rest + COMPUTE_PARTS * hashes;
	void *memory = NULL;

	for (;;) {
		p->workers = calloc(p->threads, sizeof(*p->workers));
		p->parts = calloc((size_t)p->threads * COMPUTE_PARTS,
				  sizeof(*p->parts));
		if (p->workers && p->parts &&
		    posix_memalign(&memory, 4096, p->threads * each) == 0)
			break;
		free(p->parts);
		free(p->workers);
		p->parts = NULL;
		p->workers = NULL;
		p->threads /= 2;
		if (p->threads == 0)
			return CFSV_E_NO_MEMORY;
	}
	p->memory = memory;
	compute_divide(p, rest, hashes);
	return cfsv_tree_init(&p->tree, p->how->params, p->sha256,
			      p->workers[0].memory, p->tree_size);
}

enum cfsv_err cfsv_compute_files(const struct cfsv_batch *how,
				 struct cfsv_file_digest *files, size_t count)
{
	struct cfsv_tree_layout layout;
	struct parallel p = {0};
	enum cfsv_err err;
	unsigned int i;

	err = cfsv_tree_layout(&layout, how->params, 0);
	if (err != CFSV_OK)
		return err; /* a wrong parameter */
	p.how = how;
	p.sha256 = cfsv_linux_sha256();
	p.jobs = files;
	p.count = count;
	p.block_size = how->params && how->params->block_size
			       ? how->params->block_size
			       : 4096;
	p.part_size = COMPUTE_PART_BLOCKS * (size_t)p.block_size;
	if (p.part_size < COMPUTE_PART_SIZE)
		p.part_size = COMPUTE_PART_SIZE;
	/* as many blocks of each tree level as fill all lanes */
	p.tree_size = CFSV_TREE_MEMORY(p.block_size);
	if (p.block_size <= 4096)
		p.tree_size *= COMPUTE_PART_BLOCKS;
	p.threads = how->threads ? how->threads : cfsv_cpus();
	if (p.threads > CFSV_THREADS_MAX)
		p.threads = CFSV_THREADS_MAX;
	p.started = 1; /* this one */
	pthread_mutex_init(&p.lock, NULL);
	pthread_cond_init(&p.changed, NULL);
	err = compute_memory(&p);
	if (err == CFSV_OK)
		cfsv_parallel_work(&p.workers[0]);
	for (i = 1; i < p.started; i++)
		pthread_join(p.workers[i].thread, NULL);
	pthread_cond_destroy(&p.changed);
	pthread_mutex_destroy(&p.lock);
	free(p.memory);
	free(p.parts);
	free(p.workers);
	return err;
}

enum cfsv_err cfsv_file_digest_fault(const struct cfsv_file_digest *file,
				     struct cfsv_fault *f)
{
	if (file->err == CFSV_OK || f->err == file->err)
		return file->err;
	cfsv_fault_set(f, file->err, file->name);
	f->sys = file->sys;
	f->step = file->step;
	return f->err;
}

enum cfsv_err cfsv_compute(int fd, const struct cfsv_params *params,
			   cfsv_tree_sink *sink, void *sink_arg,
			   struct cfsv_digest *out, uint8_t *descriptor,
			   const char *path, struct cfsv_fault *f)
{
	struct cfsv_file_digest file = {0};
	struct cfsv_batch how = {0};
	enum cfsv_err err;

	how.params = params;
	how.sink = sink;
	how.sink_arg = sink_arg;
	file.name = path;
	file.open = 1;
	file.fd = fd;
	file.descriptor = descriptor;
	err = cfsv_compute_files(&how, &file, 1);
	if (err != CFSV_OK)
		file.err = err;
	if (file.err == CFSV_OK)
		*out = file.digest;
	return cfsv_file_digest_fault(&file, f);
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
