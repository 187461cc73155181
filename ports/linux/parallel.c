/* SPDX-License-Identifier: MIT */
/* parallel.c - fs-verity digests of files, on as many threads as are wanted */
/*
 * Every worker takes the next file, and computes its digest part by part:
 * read, hash, add to the file's tree. When no file is left, workers help with
 * those that others have not finished. So small files go one to a worker, and
 * a large one is split among all, with nothing to decide beforehand.
 *
 * Parts are given out in order and queue up at their file. Whoever finishes
 * the first of the queue adds it, and those behind it that are done, to the
 * tree. Hashes that wait are in memory that all files share; the first part of
 * each queue is always being worked on, so that memory comes back.
 *
 * The caller's thread is the first worker, and the only one that reports. One
 * lock guards everything but what its holder alone works on.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "parallel.h"

/* What is worth a thread: about half a millisecond of work. */
#define PARALLEL_WORTH_BYTES (1u << 20)
#define PARALLEL_WORTH_FILES 16

/* Read and hash one part. It is this worker's alone until it is done. */
static void parallel_hash(const struct parallel_worker *w,
			  const struct parallel_file *f,
			  struct parallel_part *part)
{
	size_t bs = w->all->block_size, at = 0;
	size_t blocks = (part->len + bs - 1) / bs;
	ssize_t n;

	while (at < part->len) {
		n = pread(f->fd, w->buf + at, part->len - at,
			  (off_t)(part->offset + at));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			part->err = n < 0 ? CFSV_E_READ : CFSV_E_SHRANK;
			part->sys = n < 0 ? errno : 0;
			return;
		}
		at += (size_t)n;
	}
	memset(w->buf + at, 0, blocks * bs - at);
	cfsv_tree_hash(&f->tree, w->buf, blocks, part->hashes);
}

static void parallel_fail(struct cfsv_file_digest *job, enum cfsv_err err,
			  int sys, const char *step)
{
	job->err = err;
	job->sys = sys;
	job->step = sys != 0 ? step : NULL;
}

/* Add to the tree what is done, in order; the lock is let go meanwhile. */
static void parallel_add(struct parallel *p, struct parallel_file *f)
{
	struct parallel_part *part;

	while (!f->adding && f->first && f->first->done) {
		part = f->first;
		f->adding = 1;
		pthread_mutex_unlock(&p->lock);
		if (f->job->err == CFSV_OK && part->err != CFSV_OK)
			parallel_fail(f->job, part->err, part->sys, "read");
		if (f->job->err == CFSV_OK)
			f->job->err = cfsv_tree_add(
				&f->tree, part->hashes,
				(part->len + p->block_size - 1) / p->block_size,
				part->len);
		pthread_mutex_lock(&p->lock);
		f->adding = 0;
		f->first = part->next;
		part->next = p->spare;
		p->spare = part;
		p->bytes += part->len;
		if (f->job->err != CFSV_OK) /* no more of it */
			f->at = f->size;
		pthread_cond_broadcast(&p->changed);
	}
}

/* Do a file's next part. 0 if there is none, or no memory for hashes now. */
static int parallel_step(struct parallel_worker *w, struct parallel_file *f)
{
	struct parallel *p = w->all;
	struct parallel_part *part = p->spare;

	if (f->at == f->size || part == NULL)
		return 0;
	p->spare = part->next;
	memset(part, 0, offsetof(struct parallel_part, hashes));
	part->offset = f->at;
	part->len = p->part_size;
	if (part->len > f->size - f->at)
		part->len = (size_t)(f->size - f->at);
	f->at += part->len;
	if (f->first == NULL)
		f->last = &f->first;
	*f->last = part;
	f->last = &part->next;
	pthread_mutex_unlock(&p->lock);
	parallel_hash(w, f, part);
	pthread_mutex_lock(&p->lock);
	part->done = 1;
	parallel_add(p, f);
	return 1;
}

/* More threads, if there is work for so many. */
static void parallel_start(struct parallel *p, uint64_t work)
{
	struct parallel_worker *w;

	while (p->started < p->threads && p->started < work) {
		w = &p->workers[p->started];
		if (pthread_create(&w->thread, NULL, cfsv_parallel_work, w) !=
		    0)
			p->threads = p->started; /* fewer will do */
		else
			p->started++;
	}
}

/* Tell the caller how far it is, and what is finished; without the lock. */
static void parallel_report(struct parallel *p)
{
	uint64_t bytes = p->bytes;

	if (p->how->progress && p->reported < p->count) {
		pthread_mutex_unlock(&p->lock);
		p->how->progress(p->how->arg, bytes);
		pthread_mutex_lock(&p->lock);
	}
	while (p->reported < p->count && p->jobs[p->reported].done) {
		pthread_mutex_unlock(&p->lock);
		p->how->report(p->how->arg, &p->jobs[p->reported]);
		pthread_mutex_lock(&p->lock);
		p->reported++;
	}
}

/* Open the file and begin its tree. */
static void parallel_open(struct parallel_worker *w, uint64_t *size)
{
	struct parallel_file *f = &w->file;
	struct cfsv_file_digest *job = f->job;
	struct parallel *p = w->all;
	struct cfsv_fault fault = {0};
	struct stat st;

	f->fd = job->fd;
	if (!job->open) {
		job->err = cfsv_file_open(AT_FDCWD, job->name, CFSV_FOLLOW,
					  &f->fd, size, &fault);
		parallel_fail(job, fault.err, fault.sys, fault.step);
	} else if (fstat(job->fd, &st) != 0) {
		parallel_fail(job, CFSV_E_IO, errno, "fstat");
	} else {
		*size = (uint64_t)st.st_size;
	}
	if (job->err != CFSV_OK)
		return;
	if (*size > p->part_size)
		posix_fadvise(f->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	job->err = cfsv_tree_init(&f->tree, p->how->params, p->sha256,
				  w->memory, CFSV_TREE_MEMORY(p->block_size));
	f->tree.sink = p->how->sink;
	f->tree.sink_arg = p->how->sink_arg;
}

/* All is in the tree: is the file's end where it was? Then the digest. */
static void parallel_close(struct parallel_file *f)
{
	struct cfsv_file_digest *job = f->job;
	uint8_t more;
	ssize_t n = 0;

	if (job->err == CFSV_OK) {
		do {
			n = pread(f->fd, &more, 1, (off_t)f->size);
		} while (n < 0 && errno == EINTR);
		if (n < 0)
			parallel_fail(job, CFSV_E_READ, errno, "read");
		if (n > 0)
			parallel_fail(job, CFSV_E_GREW, 0, NULL);
	}
	if (job->err == CFSV_OK)
		job->err = cfsv_tree_final(&f->tree, &job->digest,
					   job->descriptor);
	if (!job->open)
		close(f->fd);
}

/* One file from beginning to end. */
static void parallel_lead(struct parallel_worker *w,
			  struct cfsv_file_digest *job)
{
	struct parallel_file *f = &w->file;
	struct parallel *p = w->all;
	uint64_t size = 0;

	f->job = job;
	pthread_mutex_unlock(&p->lock);
	parallel_open(w, &size);
	pthread_mutex_lock(&p->lock);
	if (job->err == CFSV_OK) {
		f->at = 0;
		f->size = size;
		if (size > p->part_size)
			pthread_cond_broadcast(&p->changed);
		if (w == p->workers)
			parallel_start(p, size / PARALLEL_WORTH_BYTES);
		while (f->at < f->size || f->first) {
			if (!parallel_step(w, f))
				pthread_cond_wait(&p->changed, &p->lock);
			if (w == p->workers)
				parallel_report(p);
		}
		pthread_mutex_unlock(&p->lock);
		parallel_close(f);
		pthread_mutex_lock(&p->lock);
	}
	job->done = 1;
	p->finished++;
	pthread_cond_broadcast(&p->changed);
}

/* One part of a file that another worker leads. 0 if there is none. */
static int parallel_help(struct parallel_worker *w)
{
	struct parallel *p = w->all;
	unsigned int i;

	for (i = 0; i < p->started; i++)
		if (parallel_step(w, &p->workers[i].file))
			return 1;
	return 0;
}

void *cfsv_parallel_work(void *arg)
{
	struct parallel_worker *w = arg;
	struct parallel *p = w->all;

	pthread_mutex_lock(&p->lock);
	while (p->finished < p->count) {
		if (w == p->workers)
			parallel_start(p, (p->count - p->next) /
						  PARALLEL_WORTH_FILES);
		if (p->next < p->count)
			parallel_lead(w, &p->jobs[p->next++]);
		else if (!parallel_help(w))
			pthread_cond_wait(&p->changed, &p->lock);
		if (w == p->workers)
			parallel_report(p);
	}
	if (w == p->workers)
		parallel_report(p);
	pthread_mutex_unlock(&p->lock);
	return NULL;
}
