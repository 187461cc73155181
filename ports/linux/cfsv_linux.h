/* SPDX-License-Identifier: MIT */
/*
 * cfsv_linux.h - the Linux port: files, the kernel's fs-verity, seal, deploy
 *
 * Conventions of cfsv.h hold, with two additions. Memory that a function here
 * returns is from malloc, and the text says who frees it. A failure fills in
 * a struct cfsv_fault: what was being done to which file, and errno.
 */
#ifndef CFSV_LINUX_H
#define CFSV_LINUX_H

#include <limits.h>
#include <signal.h>
#include "cfsv.h"

/**
 * struct cfsv_fault - why something failed; zero it before the first call
 * @err: the code, as returned
 * @sys: errno, or 0 if no system call failed
 * @step: what was being done, such as "open"; NULL if @sys is 0
 * @path: to which file; empty if it is the one that the caller named
 * @at: for -3xx, -4xx and -5xx: the offset in that file
 */
struct cfsv_fault {
	enum cfsv_err err;
	int sys;
	const char *step;
	uint32_t at;
	char path[PATH_MAX];
};

/* Fill in a fault and return its code; errno is kept if err came from it. */
enum cfsv_err cfsv_fault_set(struct cfsv_fault *f, enum cfsv_err err,
			     const char *path);
enum cfsv_err cfsv_fault_sys(struct cfsv_fault *f, enum cfsv_err err,
			     const char *step, const char *path);

/*
 * FILES (file.c)
 */

/* "/proc/self/fd/N", what was opened as a path; returns its end. */
#define CFSV_FD_PATH_MAX 32
char *cfsv_fd_path(char *out, int fd);

enum cfsv_links { CFSV_FOLLOW, CFSV_NO_FOLLOW };

/**
 * cfsv_file_open() - open a regular file for reading, relative to dir
 * @dir: a folder's descriptor, or AT_FDCWD
 * @fd: on CFSV_OK the descriptor, the caller's to close
 * @size: NULL, or the file's size
 *
 * What the kernel says of a file under a built-in signature comes back as
 * CFSV_E_KERNEL_NO_KEY, _REJECTED, _BAD_MESSAGE or _NO_CRYPTO: see
 * cfsv_kernel_refuses().
 */
enum cfsv_err cfsv_file_open(int dir, const char *name, enum cfsv_links links,
			     int *fd, uint64_t *size, struct cfsv_fault *f);

/* Is this error of an open the kernel's verdict on a built-in signature? */
int cfsv_kernel_refuses(enum cfsv_err err);

/**
 * cfsv_file_read() - a small file's bytes
 * @max: a longer file is CFSV_E_FILE_TOO_BIG
 * @data: on CFSV_OK malloc'ed, never NULL; the caller frees it
 */
enum cfsv_err cfsv_file_read(int dir, const char *name, enum cfsv_links links,
			     size_t max, uint8_t **data, size_t *len,
			     struct cfsv_fault *f);

/* Up to max bytes from fd's start; fewer only at the end. -1 and errno. */
int cfsv_fd_read(int fd, uint8_t *buf, size_t max, size_t *len);

/* Write all; -1 and errno. */
int cfsv_fd_write(int fd, const uint8_t *buf, size_t len);

/* A cfsv_read callback over a descriptor; arg points to struct cfsv_fd. */
struct cfsv_fd {
	int fd;
	const char *path;
	struct cfsv_fault *fault;
};
enum cfsv_err cfsv_fd_source(void *arg, uint64_t offset, uint8_t *buf,
			     size_t want, size_t *got);

/**
 * cfsv_file_create() - a new file for writing; an old one of the name goes
 * cfsv_file_commit() - fsync and close a written file
 * cfsv_dir_sync() - make names in a folder durable
 */
enum cfsv_err cfsv_file_create(int dir, const char *name, int *fd,
			       struct cfsv_fault *f);
enum cfsv_err cfsv_file_commit(int fd, const char *name, struct cfsv_fault *f);
enum cfsv_err cfsv_dir_sync(int dir, struct cfsv_fault *f);

/* Create, write and commit a small file. */
enum cfsv_err cfsv_file_write(int dir, const char *name, const uint8_t *data,
			      size_t len, struct cfsv_fault *f);

/* All that a descriptor's file holds, from its start, to another one. */
enum cfsv_err cfsv_fd_copy(int source, const char *path, int target,
			   const char *name, struct cfsv_fault *f);

/* The same as a new file: created, committed. */
enum cfsv_err cfsv_file_copy(int source, const char *path, int dir,
			     const char *name, struct cfsv_fault *f);

/* out = a || b; CFSV_E_ARGUMENT if it does not fit PATH_MAX. */
enum cfsv_err cfsv_path_join(char out[PATH_MAX], const char *a, const char *b,
			     struct cfsv_fault *f);

/* Names that would collide with another image's files: CFSV_E_IMAGE_NAME. */
enum cfsv_err cfsv_image_name(const char *name, struct cfsv_fault *f);

/* Keep other seals and deploys out of a folder, until it is closed. */
enum cfsv_err cfsv_dir_lock(int dir, struct cfsv_fault *f);

/* A folder, opened; path is relative to at. */
enum cfsv_err cfsv_dir_open(int at, const char *path, int *dir,
			    struct cfsv_fault *f);

/* The folder of path, opened; *name is the last part of path. */
enum cfsv_err cfsv_dir_of(int at, const char *path, int *dir, const char **name,
			  struct cfsv_fault *f);

/*
 * A FOLDER OF A READ-ONLY MOUNT, WRITABLE FOR A MOMENT (writable.c)
 */

/**
 * struct cfsv_writable - @dir is the folder through a mount that can be written
 *
 * Other users of the folder's mount find it as it was. Signals that would end
 * the process wait until all is put back. The other fields are private.
 */
struct cfsv_writable {
	int dir;
	int mount;
	int restore;
	sigset_t signals;
};

/**
 * cfsv_writable_begin() - CFSV_E_READ_ONLY_DEVICE if the device cannot
 * cfsv_writable_end() - put back, superblock included; after a failed begin too
 */
enum cfsv_err cfsv_writable_begin(struct cfsv_writable *w, int dir,
				  struct cfsv_fault *f);
enum cfsv_err cfsv_writable_end(struct cfsv_writable *w, struct cfsv_fault *f);

/*
 * cfsv_sb_read_only() - can this be written, by mount and superblock? 1 if not
 * cfsv_sb_set() - make the superblock "rw" or "ro", by a mount; -1 and errno
 */
int cfsv_sb_read_only(int dir);
int cfsv_sb_set(int mount, const char *flag);

/*
 * THE KERNEL'S FS-VERITY (verity.c); Documentation/filesystems/fsverity.rst
 */

/* Does fs.verity.require_signatures exist and hold 1? 1 or 0. */
int cfsv_kernel_requires_signatures(void);

/**
 * cfsv_kernel_enable() - FS_IOC_ENABLE_VERITY
 * @fd: read-only; nobody may have the file open for writing
 * @sig: NULL, or a PKCS#7 signature over the file's own digest
 * @sig_len: never 0 with @sig (CFSV_E_SIG_EMPTY): an empty signature would
 *	enable fs-verity unsigned, which cannot be undone
 *
 * Waits up to 2 s for writers (ETXTBSY). Success is durable after fsync.
 */
enum cfsv_err cfsv_kernel_enable(int fd, const struct cfsv_params *params,
				 const uint8_t *sig, size_t sig_len,
				 const char *path, struct cfsv_fault *f);

/**
 * cfsv_kernel_measure() - FS_IOC_MEASURE_VERITY: what the kernel enforces
 *
 * The answer is whatever the file system says; see cfsv_kernel_own().
 */
enum cfsv_err cfsv_kernel_measure(int fd, struct cfsv_digest *out,
				  const char *path, struct cfsv_fault *f);

/**
 * cfsv_kernel_stored_sig() - the built-in signature,
 * FS_IOC_READ_VERITY_METADATA
 * @len: on CFSV_OK 1 to @max
 *
 * It is stored; that it was checked is another matter, see cfsv_kernel_signs().
 * Return: CFSV_E_NOT_APPLIED: there is none. CFSV_E_SIGNATURE_UNREADABLE: this
 * kernel cannot tell.
 */
enum cfsv_err cfsv_kernel_stored_sig(int fd, uint8_t *sig, size_t max,
				     size_t *len, const char *path,
				     struct cfsv_fault *f);

/**
 * cfsv_kernel_own() - is fs-verity here the kernel's own (ext4, f2fs, btrfs)?
 *
 * A FUSE server or a file system not known to us can answer the ioctl as it
 * likes: CFSV_E_FOREIGN_VERITY.
 */
enum cfsv_err cfsv_kernel_own(int fd, const char *path, struct cfsv_fault *f);

/**
 * cfsv_kernel_word() - cfsv_kernel_measure(), if cfsv_kernel_own()
 *
 * Return: where there is no fs-verity at all, CFSV_E_FS_WITHOUT_VERITY rather
 * than CFSV_E_FOREIGN_VERITY.
 */
enum cfsv_err cfsv_kernel_word(int fd, struct cfsv_digest *out,
			       const char *path, struct cfsv_fault *f);

/*
 * COMPUTING (compute.c, parallel.c; cfsv-init has the kernel's word alone)
 */

enum cfsv_measure_by { CFSV_BY_AUTO, CFSV_BY_KERNEL, CFSV_BY_COMPUTING };

/**
 * cfsv_measure_fd() - the digest by the kernel's word, or by computing it
 * @by: AUTO: the kernel's if it is its own and the file is verity-enabled
 * @params: for computing
 * @enforced: set to 1 if the kernel goes on enforcing this digest, else 0
 */
enum cfsv_err cfsv_measure_fd(int fd, enum cfsv_measure_by by,
			      const struct cfsv_params *params,
			      struct cfsv_digest *out, int *enforced,
			      const char *path, struct cfsv_fault *f);

/**
 * cfsv_linux_sha256() - the fastest SHA-256 that this machine has (cpu.c)
 *
 * The CPU is asked once in a process. Return: never NULL.
 */
cfsv_sha256_blocks *cfsv_linux_sha256(void);

/* What it has: CFSV_CPU_* bits; asks each time. */
uint32_t cfsv_linux_cpu(void);

/**
 * cfsv_compute() - fs-verity digest of a descriptor's file, read from it
 * @params: NULL for composefs' (SHA-256, 4096, no salt)
 * @sink: NULL, or where tree blocks go
 * @descriptor: NULL, or 256 bytes
 */
enum cfsv_err cfsv_compute(int fd, const struct cfsv_params *params,
			   cfsv_tree_sink *sink, void *sink_arg,
			   struct cfsv_digest *out, uint8_t *descriptor,
			   const char *path, struct cfsv_fault *f);

#define CFSV_THREADS_MAX 256

/* CPUs that this process may use (sched_getaffinity(2)), 1 to the above. */
unsigned int cfsv_cpus(void);

/**
 * struct cfsv_file_digest - a file, and its digest; zero it, then fill in
 * @name: the caller's
 * @open: 1 if @fd is the file, which stays open; else it is opened by @name
 * @descriptor: NULL, or 256 bytes
 * @done: private
 * @digest: of the file if @err is CFSV_OK
 * @err: @sys, @step: as in struct cfsv_fault
 *
 * cfsv_file_digest_fault() - the same as a fault, unless the sink said it
 */
struct cfsv_file_digest {
	const char *name;
	int open;
	int fd;
	int done;
	uint8_t *descriptor;
	struct cfsv_digest digest;
	enum cfsv_err err;
	int sys;
	const char *step;
};
enum cfsv_err cfsv_file_digest_fault(const struct cfsv_file_digest *file,
				     struct cfsv_fault *f);

/**
 * struct cfsv_batch - how to compute digests of files; zero, then fill in
 * @params: NULL for composefs'
 * @threads: 1 to CFSV_THREADS_MAX; 0 for one a CPU
 * @sink: NULL, or where tree blocks go; from any thread, one at a time
 * @report: a file is done: in their order, on the caller's thread
 * @progress: NULL, or called often, on the caller's thread: bytes read so far
 */
struct cfsv_batch {
	const struct cfsv_params *params;
	unsigned int threads;
	cfsv_tree_sink *sink;
	void *sink_arg;
	void (*report)(void *arg, const struct cfsv_file_digest *file);
	void (*progress)(void *arg, uint64_t bytes);
	void *arg;
};

/**
 * cfsv_compute_files() - digests of many files, small and large, on threads
 * @files: each has its own result; one that fails does not hide the others
 *
 * Return: CFSV_OK, although some may have failed; CFSV_E_NO_MEMORY or a wrong
 * parameter (nothing was computed then).
 */
enum cfsv_err cfsv_compute_files(const struct cfsv_batch *how,
				 struct cfsv_file_digest *files, size_t count);

/*
 * TRUST (trust.c)
 */

/**
 * struct cfsv_trust_list - anchors that were loaded; zero it first
 * @names: by anchor: the file that it came from
 */
struct cfsv_trust_list {
	struct cfsv_anchor *anchors;
	char **names;
	size_t count;
};

/**
 * cfsv_trust_add() - add a certificate or key, PEM or DER, or a folder of them
 *
 * Every certificate and public key of a PEM file is an anchor. Every file of a
 * folder must be readable as one; a private key is an error.
 * cfsv_trust_file() is the same without folders.
 * cfsv_trust_free() frees all of it.
 */
enum cfsv_err cfsv_trust_add(struct cfsv_trust_list *list, const char *path,
			     struct cfsv_fault *f);
enum cfsv_err cfsv_trust_file(struct cfsv_trust_list *list, const char *path,
			      struct cfsv_fault *f);
void cfsv_trust_free(struct cfsv_trust_list *list);

/*
 * THE KERNEL'S KEYRING (keyring.c)
 */

/**
 * cfsv_kernel_signs() - does the kernel check built-in signatures?
 *
 * CFSV_OK only if it was built so (else it stores any bytes as a signature)
 * and its .fs-verity keyring has a key. Else CFSV_E_KERNEL_NO_SIGNATURES,
 * CFSV_E_KERNEL_NO_KEY or CFSV_E_KEYRING.
 */
enum cfsv_err cfsv_kernel_signs(struct cfsv_fault *f);

/**
 * cfsv_keyring_load() - put the anchors into .fs-verity and seal it for good
 *
 * All must be certificates, or nothing is done (CFSV_E_ANCHOR_BARE).
 */
enum cfsv_err cfsv_keyring_load(const struct cfsv_trust_list *trust,
				struct cfsv_fault *f);

/*
 * VERIFY (verify.c)
 */

/**
 * struct cfsv_image - an image, opened once: what is measured is what is used
 * @dir: @name is relative to this folder's descriptor, or AT_FDCWD
 * @name: IMAGE.digest and IMAGE.sig stand beside it; the caller's
 * @fd: the image, or a copy of it that cannot change
 * @sealed: 1 for such a copy
 */
struct cfsv_image {
	int dir;
	const char *name;
	int fd;
	int sealed;
};

/**
 * cfsv_image_open() - not through a symbolic link
 * cfsv_image_copy() - from now on a sealed copy in memory takes its place
 * cfsv_image_folder() - the folder that it is in, opened
 */
enum cfsv_err cfsv_image_open(struct cfsv_image *image, int dir,
			      const char *name, struct cfsv_fault *f);
enum cfsv_err cfsv_image_copy(struct cfsv_image *image, struct cfsv_fault *f);
enum cfsv_err cfsv_image_folder(const struct cfsv_image *image, int *dir,
				struct cfsv_fault *f);
void cfsv_image_close(struct cfsv_image *image);

/**
 * struct cfsv_verdict - what a verification found
 * @expected: the digest that the image should have, if @expected.size is not 0
 * @digest: the image's, if @digest.size is not 0
 * @enforced: 1 if the image cannot change any more: the kernel goes on
 *	enforcing its digest, or it is a sealed copy
 * @rebuilt: 1 if IMAGE.digest could not be opened (it is under a built-in
 *	signature that this kernel does not take) and the kernel's measure
 *	of IMAGE stood in for it
 * @anchor: index in the trust list, for signatures
 */
struct cfsv_verdict {
	struct cfsv_digest expected;
	struct cfsv_digest digest;
	int enforced;
	int rebuilt;
	size_t anchor;
};

/**
 * cfsv_verify_pair_file() - IMAGE by IMAGE.sig and IMAGE.digest, no writing
 * cfsv_verify_direct() - FILE by a signature over its own fs-verity digest
 * cfsv_verify_pins() - IMAGE by any of several pinned digests
 * cfsv_verify_measured() - the last step alone: measured by @by, compared
 */
enum cfsv_err cfsv_verify_pair_file(const struct cfsv_trust_list *trust,
				    const struct cfsv_image *image,
				    enum cfsv_measure_by by,
				    struct cfsv_verdict *v,
				    struct cfsv_fault *f);
enum cfsv_err cfsv_verify_direct(const struct cfsv_trust_list *trust,
				 const char *name, const char *sig,
				 enum cfsv_measure_by by,
				 const struct cfsv_params *params,
				 struct cfsv_verdict *v, struct cfsv_fault *f);
enum cfsv_err cfsv_verify_pins(const struct cfsv_digest *pins, size_t count,
			       const struct cfsv_image *image,
			       enum cfsv_measure_by by, struct cfsv_verdict *v,
			       struct cfsv_fault *f);
enum cfsv_err cfsv_verify_measured(const struct cfsv_image *image,
				   enum cfsv_measure_by by,
				   const struct cfsv_digest *expected,
				   struct cfsv_verdict *v,
				   struct cfsv_fault *f);

/**
 * struct cfsv_pair_files - the signed pair's two files; zero it first
 * @digest_path: and @sig_path: relative to the image's folder descriptor
 * @rebuilt: see struct cfsv_verdict
 * @anchor: which one vouched
 * @expected: the digest that IMAGE must have, once checked
 *
 * cfsv_pair_names() fills in the paths, cfsv_pair_read() reads both files, and
 * cfsv_pair_check() checks them: by signature, or with @trust NULL for form
 * only. cfsv_pair_free() frees what was read.
 */
struct cfsv_pair_files {
	char digest_path[PATH_MAX];
	char sig_path[PATH_MAX];
	uint8_t *digest;
	size_t digest_len;
	uint8_t *sig;
	size_t sig_len;
	int rebuilt;
	size_t anchor;
	struct cfsv_digest expected;
};
enum cfsv_err cfsv_pair_names(struct cfsv_pair_files *p,
			      const struct cfsv_image *image,
			      struct cfsv_fault *f);
enum cfsv_err cfsv_pair_read(struct cfsv_pair_files *p,
			     const struct cfsv_image *image,
			     struct cfsv_fault *f);
enum cfsv_err cfsv_pair_check(struct cfsv_pair_files *p,
			      const struct cfsv_trust_list *trust,
			      struct cfsv_fault *f);
void cfsv_pair_free(struct cfsv_pair_files *p);

/*
 * THE KERNEL'S WAY (apply.c)
 */

enum cfsv_applied {
	CFSV_APPLIED_NOW,
	CFSV_APPLIED_BEFORE, /* the stored signature is IMAGE.sig */
	CFSV_APPLIED_ANEW    /* a new file: it was unsigned, or otherwise */
};

/**
 * cfsv_apply() - first boot: IMAGE.digest under IMAGE.sig, in the kernel
 * @trust: NULL, or the signature is verified here first
 *
 * Refused unless cfsv_kernel_signs(). May be called again after a crash at any
 * point. A read-only mount of a writable device is no hindrance.
 */
enum cfsv_err cfsv_apply(const struct cfsv_trust_list *trust,
			 const struct cfsv_image *image,
			 enum cfsv_applied *result, struct cfsv_fault *f);

/**
 * cfsv_verify_kernel_signed() - later boots: is it so, and is this the image?
 * @trust: NULL, or the stored signature is verified here as well
 *
 * What this way cannot do: it takes the word of any key in the ring, and it
 * reads what is stored more than once, so storage must answer honestly.
 */
enum cfsv_err cfsv_verify_kernel_signed(const struct cfsv_trust_list *trust,
					const struct cfsv_image *image,
					struct cfsv_verdict *v,
					struct cfsv_fault *f);

/*
 * MOUNT (mount.c)
 */

#define CFSV_OBJECTS_MAX 16

/**
 * struct cfsv_mount - how to mount; zero it, then fill in; all stay the
 * caller's
 * @objects: folders of objects (descriptors), asked in this order
 * @object_count: 0 (an image whose files are all inline) to CFSV_OBJECTS_MAX
 * @writable: 1 if @upper and @work are given: changes go there
 */
struct cfsv_mount {
	int objects[CFSV_OBJECTS_MAX];
	size_t object_count;
	int writable;
	int upper;
	int work;
};

/**
 * cfsv_mount() - mount a verified image: what was measured is what is mounted
 * @v: of this very @image; it must be enforced, or CFSV_E_NOT_VERITY
 * @target: the mount point, opened
 *
 * Files open only if the kernel enforces, for their objects, the digests that
 * the image has (verity=require). Faults of objects show when files are opened.
 * Needs /proc. Return: CFSV_E_KERNEL_OLD, CFSV_E_NO_FILE_SYSTEM, CFSV_E_MOUNT,
 * CFSV_E_PERMISSION; nothing is mounted then.
 */
enum cfsv_err cfsv_mount(const struct cfsv_image *image,
			 const struct cfsv_verdict *v,
			 const struct cfsv_mount *how, int target,
			 struct cfsv_fault *f);

/*
 * SEAL, DEPLOY
 */

/**
 * cfsv_seal() - write IMAGE.digest, and IMAGE.sig or IMAGE.tbs
 * @key: NULL, or a private key that the openssl program can read
 * @cert: the certificate of @key
 *
 * An older pair is replaced only when the new one is complete: IMAGE.sig goes
 * first, then both are renamed in, so that a crash leaves no false pair. Where
 * the digest stays the same, the new signature takes the old one's place.
 */
enum cfsv_err cfsv_seal(const char *image, uint32_t hash, const char *key,
			const char *cert, struct cfsv_digest *out,
			struct cfsv_fault *f);

enum cfsv_deployed {
	CFSV_DEPLOYED_NEW,
	CFSV_DEPLOYED_SAME,	/* was there already, complete */
	CFSV_DEPLOYED_REPAIRED, /* was there, something was missing */
	CFSV_DEPLOYED_OTHER_SIG /* was there, with another signature: kept */
};

/**
 * cfsv_deploy() - copy IMAGE, IMAGE.digest and IMAGE.sig into a folder
 * @no_verity: 1 to go on where fs-verity is not to be had
 *
 * IMAGE's name appears last, so a name means a whole deployment. Another
 * deployment of this name is never overwritten (CFSV_E_DEPLOYED_OTHER). Of the
 * same one, a missing or damaged IMAGE.digest or IMAGE.sig is put back; a
 * signature that is sound but another one stays.
 * @enforced: set to 1 if the kernel enforces the digest of what is there now
 */
enum cfsv_err cfsv_deploy(const char *image, const char *folder, int no_verity,
			  enum cfsv_deployed *result, struct cfsv_digest *out,
			  int *enforced, struct cfsv_fault *f);

#endif /* CFSV_LINUX_H */
