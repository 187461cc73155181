/* SPDX-License-Identifier: MIT */
/* parallel.h - inside the Linux port: the workers of one cfsv_compute_files()
 */
#ifndef CFSV_PARALLEL_H
#define CFSV_PARALLEL_H

#include <pthread.h>
#include "cfsv_linux.h"

#define PARALLEL_SMALL_FILES 64 /* that are hashed together */

/* A piece of a file; its hashes, until they are added to the tree. */
struct parallel_part {
	struct parallel_part *next;
	uint64_t offset;
	size_t len;
	int done;
	enum cfsv_err err;
	int sys;
	uint8_t *hashes;
};

/* A file in work. While size > at, others may help. */
struct parallel_file {
	struct cfsv_file_digest *job;
	int fd;
	uint64_t size;
	uint64_t at;
	struct cfsv_tree tree;
	struct parallel_part *first; /* the queue */
	struct parallel_part **last;
	int adding; /* somebody adds to the tree */
};

struct parallel_worker {
	struct parallel *all;
	pthread_t thread;
	uint8_t *buf;	 /* for a part */
	uint8_t *memory; /* for the tree of its file, or for small files */
	struct parallel_file file;
	struct cfsv_file_digest *jobs[PARALLEL_SMALL_FILES]; /* in buf */
	size_t sizes[PARALLEL_SMALL_FILES];
	size_t count;
	size_t fill; /* bytes of buf */
};

struct parallel {
	const struct cfsv_batch *how;
	cfsv_sha256_blocks *sha256;
	struct cfsv_tree tree; /* begun: the parameters of small files */
	struct cfsv_file_digest *jobs;
	size_t count;
	size_t next;	 /* job to take */
	size_t finished; /* how many */
	size_t reported;
	uint64_t bytes; /* read so far */
	uint32_t block_size;
	size_t part_size;
	size_t tree_size; /* memory for a tree */
	unsigned int threads;
	unsigned int started;
	struct parallel_worker *workers;
	struct parallel_part *parts;
	struct parallel_part *spare;
	uint8_t *memory;
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

/* What a worker does; arg is struct parallel_worker. The first is the caller's
 * thread, and starts the others. */
void *cfsv_parallel_work(void *arg);

#endif /* CFSV_PARALLEL_H */
