/* SPDX-License-Identifier: MIT */
/* init.h - inside cfsv-init: what its parts share */
#ifndef CFSV_INIT_H
#define CFSV_INIT_H

#include "cfsv_linux.h"

#define INIT_LIST_MAX 32
#define INIT_PINS_MAX 4

/* A list of values, in the order in which they were given. */
struct init_list {
	const char *at[INIT_LIST_MAX];
	size_t count;
};

enum init_place { INIT_IMAGE, INIT_FRESH, INIT_BIND }; /* etc and var */
enum init_refuse { INIT_HALT, INIT_POWEROFF, INIT_REBOOT };

/**
 * struct init_config - cfsv.conf(5); the texts are inside the file's own bytes
 * @line_trusted: a pin on the kernel command line stands alone
 * @etc_path: of INIT_BIND: NULL is the deployment's own (ostree)
 */
struct init_config {
	struct init_list modules, images, objects, trust;
	const char *root, *root_type, *root_options, *init;
	const char *etc_path, *var_path;
	enum init_place etc, var;
	enum init_refuse refuse;
	unsigned int refuse_seconds;
	unsigned int timeout;
	int kernel_way;
	int line_trusted;
};

/* What the kernel command line asks for. */
struct init_line {
	struct init_list images; /* cfsv.image= */
	const char *ostree;
	const char *init;	 /* init= */
	const char *environment; /* a word that a dynamic linker obeys */
	struct cfsv_digest pins[INIT_PINS_MAX];
	size_t pin_count;
};

/*
 * init_config.c; text is changed, and must stay. A fault's @at is the line
 * number, its @step says what is wrong there.
 */
void init_config_defaults(struct init_config *c);
enum cfsv_err init_config_read(struct init_config *c, char *text,
			       struct cfsv_fault *f);
enum cfsv_err init_line_read(struct init_line *line, char *text,
			     struct cfsv_fault *f);

/*
 * init_device.c: load the modules; wait for the root device and give its
 * path.
 */
enum cfsv_err init_modules(const struct init_list *modules,
			   struct cfsv_fault *f);
enum cfsv_err init_wait(const char *root, unsigned int seconds, char *path,
			struct cfsv_fault *f);

/*
 * init_folder.c: call for each entry but "." and "..", until one returns 1:
 * then 1, else 0. Remove all that is in a folder, on its own mount.
 */
typedef int init_folder_entry(int dir, const char *name, void *arg);
int init_folder_each(int dir, init_folder_entry *entry, void *arg);
void init_folder_empty(int dir);

/* The value of KEY in text, whose lines begin with keys; or NULL. */
const char *init_value(const char *text, const char *key, char *out,
		       size_t max);

/**
 * struct init_root - the root being put together
 * @device: root of the device, a folder's descriptor
 * @folder: of the deployment, on the device
 * @root: of the composefs
 * @target: path where that is mounted
 * @ostree: 1 for the ostree layout
 * @made_writable: 1 if the device's file system was read-only before
 */
struct init_root {
	int device;
	int folder;
	int root;
	const char *target;
	int ostree;
	int made_writable;
};

/* init_root.c */
enum cfsv_err init_root_check(const struct init_root *r, const char *init,
			      struct cfsv_fault *f);
enum cfsv_err init_root_fill(struct init_root *r, const struct init_config *c,
			     struct cfsv_fault *f);
void init_root_switch(const char *target, const char *init);

/* Is / an initramfs? 1 or 0; -1 and errno: it cannot be told. */
int init_in_initrd(void);

/**
 * struct init_job - everything that this one job knows
 * @sysroot: NULL as PID 1, else where the device is mounted
 * @refuse: 1 to carry out the refusal action, 0 to exit with status 1
 */
struct init_job {
	struct init_config config;
	struct init_line line;
	struct cfsv_trust_list trust;
	const char *config_path;
	const char *sysroot;
	int refuse;
	struct init_root root;
	struct cfsv_fault f;
};

/*
 * init_try.c: verify and mount the deployments in turn, the refusals printed;
 * 1 if one is mounted now.
 */
int init_deployments(struct init_job *j);

#ifdef CFSV_NO_MESSAGES
/* init_words.c; as in cfsv.h, but good for one text of each at a time */
const char *cfsv_strerror(enum cfsv_err err);
const char *cfsv_mend(enum cfsv_err err);
const char *cfsv_error_name(enum cfsv_err err);
enum cfsv_class cfsv_error_class(enum cfsv_err err);
#endif

/* init_say.c: one line on the console and in the kernel's log */
void init_say_open(int console);
void init_say(const char *first, ...) __attribute__((sentinel));
char *init_number(char out[24], uint64_t n);
uint64_t init_number_of(const char *text);
void init_say_fault(const char *verdict, const char *subject,
		    const struct cfsv_fault *f);
void init_say_digest(const char *word, const struct cfsv_digest *d);

/* "WHAT: N ms, N bytes read" since the last one */
void init_step(const char *what, const char *object);

#endif /* CFSV_INIT_H */
