/* SPDX-License-Identifier: MIT */
/* parallel.c - fs-verity digests of files, on as many threads as are wanted */
/*
 * Every worker takes the next file, and computes its digest part by part:
 * read, hash, add to the file's tree. When no file is left, workers help with
 * those that others have not finished. So small files are spread over workers,
 * and a large one is split among all, with nothing to decide beforehand. A
 * worker collects small files in its buffer and hashes them together.
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

/*
 * Read len bytes; with more 1, see that the file ends there: buf has room for
 * one more. A read that is asked for len + 1 bytes and gives len is taken for
 * the end, as it is on every local file system: a look of its own would cost
 * small files a third more. *sys is errno where there is one.
 */
static enum cfsv_err parallel_read(int fd, uint64_t offset, uint8_t *buf,
				   size_t len, size_t more, int *sys)
{
	size_t at = 0;
	ssize_t n;

	for (;;) {
		n = pread(fd, buf + at, len + more - at, (off_t)(offset + at));
		if (n < 0 && errno == EINTR)
			continue;
		*sys = n < 0 ? errno : 0;
		if (n < 0)
			return CFSV_E_READ;
		at += (size_t)n;
		if (at > len)
			return CFSV_E_GREW;
		if (at == len)
			return CFSV_OK;
		if (n == 0)
			return CFSV_E_SHRANK;
	}
}

/* Fill the last block up with zeros; how many blocks there are. */
static size_t parallel_pad(const struct parallel *p, uint8_t *buf, size_t len)
{
	size_t blocks = (len + p->block_size - 1) / p->block_size;

	memset(buf + len, 0, blocks * p->block_size - len);
	return blocks;
}

/* Read and hash one part. It is this worker's alone until it is done. */
static void parallel_hash(const struct parallel_worker *w,
			  const struct parallel_file *f,
			  struct parallel_part *part)
{
	part->err = parallel_read(f->fd, part->offset, w->buf, part->len, 0,
				  &part->sys);
	if (part->err == CFSV_OK)
		cfsv_tree_hash(&f->tree, w->buf,
			       parallel_pad(w->all, w->buf, part->len),
			       part->hashes);
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
		if (p->how->report)
			p->how->report(p->how->arg, &p->jobs[p->reported]);
		pthread_mutex_lock(&p->lock);
		p->reported++;
	}
}

/* Open the file. */
static void parallel_open(struct parallel_worker *w, uint64_t *size)
{
	struct parallel_file *f = &w->file;
	struct cfsv_file_digest *job = f->job;
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
}

/* All parts are in the tree: does the file end there? Then its digest. */
static void parallel_end(struct parallel_file *f)
{
	struct cfsv_file_digest *job = f->job;
	enum cfsv_err err;
	uint8_t none;
	int sys = 0;

	if (job->err == CFSV_OK) {
		err = parallel_read(f->fd, f->size, &none, 0, 1, &sys);
		parallel_fail(job, err, sys, "read");
	}
	if (job->err == CFSV_OK)
		job->err = cfsv_tree_final(&f->tree, &job->digest,
					   job->descriptor);
	if (!job->open)
		close(f->fd);
}

/* The job is finished, well or not. */
static void parallel_finish(struct parallel *p, struct cfsv_file_digest *job)
{
	job->done = 1;
	p->finished++;
	pthread_cond_broadcast(&p->changed);
}

/* Digests of the small files that were collected. */
static void parallel_flush(struct parallel_worker *w)
{
	struct cfsv_digest digests[PARALLEL_SMALL_FILES];
	struct parallel *p = w->all;
	enum cfsv_err err;
	size_t i;

	pthread_mutex_unlock(&p->lock);
	err = cfsv_small_files(&p->tree, w->buf, w->sizes, w->count, w->memory,
			       digests);
	for (i = 0; i < w->count; i++) {
		w->jobs[i]->err = err;
		w->jobs[i]->digest = digests[i];
	}
	pthread_mutex_lock(&p->lock);
	for (i = 0; i < w->count; i++) {
		p->bytes += w->sizes[i];
		parallel_finish(p, w->jobs[i]);
	}
	w->count = 0;
	w->fill = 0;
}

/*
 * Small: it has one block of hashes at most, nobody wants more than its
 * digest, and it is worth collecting.
 */
static int parallel_small(const struct parallel *p,
			  const struct cfsv_file_digest *job, uint64_t size)
{
	size_t most = p->block_size / p->tree.digest_size;

	return p->how->sink == NULL && job->descriptor == NULL &&
	       size <= p->part_size / 2 && size <= most * p->block_size;
}

/* Read a small file behind those that were collected. */
static void parallel_collect(struct parallel_worker *w, size_t size)
{
	struct cfsv_file_digest *job = w->file.job;
	struct parallel *p = w->all;
	enum cfsv_err err;
	int sys = 0;

	if (w->count == PARALLEL_SMALL_FILES ||
	    w->fill + size > p->part_size - p->block_size)
		parallel_flush(w);
	pthread_mutex_unlock(&p->lock);
	err = parallel_read(w->file.fd, 0, w->buf + w->fill, size, 1, &sys);
	parallel_fail(job, err, sys, "read");
	if (!job->open)
		close(w->file.fd);
	if (job->err == CFSV_OK) {
		w->jobs[w->count] = job;
		w->sizes[w->count++] = size;
		w->fill +=
			p->block_size * parallel_pad(p, w->buf + w->fill, size);
	}
	pthread_mutex_lock(&p->lock);
	if (job->err != CFSV_OK)
		parallel_finish(p, job);
}

/* A file that is not small, part by part, with the help of others. */
static void parallel_lead(struct parallel_worker *w, uint64_t size)
{
	struct parallel_file *f = &w->file;
	struct cfsv_file_digest *job = f->job;
	struct parallel *p = w->all;

	if (w->count > 0)
		parallel_flush(w);
	job->err = cfsv_tree_init(&f->tree, p->how->params, p->sha256,
				  w->memory, p->tree_size);
	f->tree.sink = p->how->sink;
	f->tree.sink_arg = p->how->sink_arg;
	posix_fadvise(f->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	f->at = 0;
	f->size = size;
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
	parallel_end(f);
	pthread_mutex_lock(&p->lock);
	parallel_finish(p, job);
}

/* One file from beginning to end, or to the worker's collection. */
static void parallel_take(struct parallel_worker *w,
			  struct cfsv_file_digest *job)
{
	struct parallel *p = w->all;
	uint64_t size = 0;

	w->file.job = job;
	pthread_mutex_unlock(&p->lock);
	parallel_open(w, &size);
	pthread_mutex_lock(&p->lock);
	if (job->err != CFSV_OK)
		parallel_finish(p, job);
	else if (parallel_small(p, job, size))
		parallel_collect(w, (size_t)size);
	else
		parallel_lead(w, size);
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
			parallel_take(w, &p->jobs[p->next++]);
		else if (w->count > 0)
			parallel_flush(w);
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
