/* SPDX-License-Identifier: MIT */
/* init_main.c - cfsv-init: a verified root, or none */
/*
 * The story, read top to bottom: what the initrd says (cfsv.conf, anchors),
 * what the command line may choose, the device, and then for each deployment:
 * verify, mount, read init through the mount. The first that passes is booted.
 * If none does, the refusal action; there is no other way out.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "init.h"
#include "sys.h"

#define MAIN_CONFIG_MAX 65536
#define MAIN_DEVICE "/cfsv/device" /* not below /run, which moves along */
#define MAIN_ROOT "/cfsv/root"
#define MAIN_DEVICE_FLAGS (1 | 2 | 4) /* MS_RDONLY, MS_NOSUID, MS_NODEV */

/* Everything that this one job knows. */
struct init_job {
	struct init_config config;
	struct init_line line;
	struct cfsv_trust_list trust;
	const char *config_path;
	const char *sysroot; /* NULL as PID 1, else where the device is */
	struct init_root root;
	struct cfsv_fault f;
};

/* --- what the initrd and the command line say */

static enum cfsv_err main_text(const char *path, char **text,
			       struct cfsv_fault *f)
{
	size_t len = 0;
	ssize_t n = 1;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	*text = malloc(MAIN_CONFIG_MAX + 1);
	if (*text == NULL)
		return cfsv_fault_set(f, CFSV_E_NO_MEMORY, path);
	if (fd < 0)
		return cfsv_fault_sys(f, CFSV_E_CONFIG, "open", path);
	while (n > 0 && len < MAIN_CONFIG_MAX) {
		n = read(fd, *text + len, MAIN_CONFIG_MAX - len);
		if (n > 0)
			len += (size_t)n;
	}
	close(fd);
	(*text)[len] = '\0';
	if (n != 0 || strlen(*text) != len) { /* too long, or not text */
		cfsv_fault_set(f, CFSV_E_CONFIG, path);
		f->step = "this is not a short text";
		return f->err;
	}
	return CFSV_OK;
}

/* Are the settings complete, and do they go together? */
static const char *main_wrong(const struct init_job *j)
{
	const struct init_config *c = &j->config;

	if (!j->sysroot && !c->root)
		return "there is no root";
	if (c->images.count == 0 && j->line.images.count == 0 &&
	    !j->line.ostree)
		return "there is no image, and the command line names none";
	if (c->objects.count == 0 && !j->line.ostree)
		return "there is no objects";
	if (c->kernel_way && c->trust.count == 0)
		return "verify = kernel needs trust";
	if (c->trust.count == 0 && !c->line_trusted)
		return "there is no trust";
	return NULL;
}

static enum cfsv_err main_settings(struct init_job *j)
{
	struct cfsv_fault *f = &j->f;
	const char *wrong;
	enum cfsv_err err;
	char *text;
	size_t i;

	err = main_text(j->config_path, &text, f);
	if (err == CFSV_OK)
		err = init_config_read(&j->config, text, f);
	if (err == CFSV_OK)
		err = main_text("/proc/cmdline", &text, f);
	if (err == CFSV_OK)
		err = init_line_read(&j->line, text, f);
	if (err != CFSV_OK)
		return err;
	wrong = main_wrong(j);
	if (wrong) {
		cfsv_fault_set(f, CFSV_E_CONFIG, j->config_path);
		f->step = wrong;
		return f->err;
	}
	for (i = 0; i < j->config.trust.count && err == CFSV_OK; i++)
		err = cfsv_trust_file(&j->trust, j->config.trust.at[i], f);
	/* the command line is trusted, but it pins nothing */
	if (err == CFSV_OK && j->trust.count == 0 && j->line.pin_count == 0)
		err = cfsv_fault_set(f, CFSV_E_NO_ANCHOR, NULL);
	if (err == CFSV_OK && j->config.kernel_way)
		err = cfsv_keyring_load(&j->trust, f);
	return err;
}

/* --- the device */

/* PID 1 of a minimal initrd: nothing is mounted yet. */
static void main_basics(void)
{
	int fd;

	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	mkdir("/run", 0755);
	/* what is there already, is (EBUSY); what cannot be, shows later */
	sys_mount("proc", "/proc", "proc", 0, NULL);
	sys_mount("sysfs", "/sys", "sysfs", 0, NULL);
	sys_mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	sys_mount("tmpfs", "/run", "tmpfs", 0, "mode=0755");
	if (fcntl(2, F_GETFD) < 0) {
		/* descriptors 0 to 2, which a kernel may leave closed */
		do {
			fd = open("/dev/console", O_RDWR | O_NOCTTY);
		} while (fd >= 0 && fd < 2);
	}
}

static enum cfsv_err main_device(struct init_job *j)
{
	const struct init_config *c = &j->config;
	struct cfsv_fault *f = &j->f;
	char path[PATH_MAX];
	enum cfsv_err err;

	err = init_modules(&c->modules, f);
	if (err != CFSV_OK)
		return err;
	if (c->modules.count > 0)
		init_step("modules loaded", "");
	if (j->sysroot)
		return cfsv_dir_open(AT_FDCWD, j->sysroot, &j->root.device, f);
	err = init_wait(c->root, c->timeout, path, f);
	if (err != CFSV_OK)
		return err;
	init_step("found ", path);
	if (sys_mount(path, MAIN_DEVICE, c->root_type, MAIN_DEVICE_FLAGS,
		      c->root_options) != 0)
		return cfsv_fault_sys(f, CFSV_E_ROOT_DEVICE, "mount", path);
	init_step("mounted read-only: ", path);
	return cfsv_dir_open(AT_FDCWD, MAIN_DEVICE, &j->root.device, f);
}

/* --- one deployment */

static enum cfsv_err main_objects(const struct init_job *j,
				  struct cfsv_mount *how, struct cfsv_fault *f)
{
	static const struct init_list own = {{"/ostree/repo/objects"}, 1};
	const struct init_list *list =
		j->config.objects.count > 0 ? &j->config.objects : &own;
	size_t i;
	int fd;

	for (i = 0; i < list->count; i++) {
		fd = sys_open_in_root(j->root.device, list->at[i],
				      O_RDONLY | O_DIRECTORY);
		if (fd < 0)
			return cfsv_fault_sys(f, CFSV_E_OBJECT, "open",
					      list->at[i]);
		how->objects[how->object_count++] = fd;
	}
	return CFSV_OK;
}

/* By signature or the kernel's way, and by all pins. */
static enum cfsv_err main_verify(const struct init_job *j,
				 const struct cfsv_image *image,
				 struct cfsv_verdict *v, struct cfsv_fault *f)
{
	static const char *const words[] = {"signature applied",
					    "signature was applied before",
					    "signature applied anew"};
	enum cfsv_applied applied;
	enum cfsv_err err;
	size_t i;

	if (j->trust.count == 0)
		err = cfsv_verify_pins(j->line.pins, 1, image, CFSV_BY_KERNEL,
				       v, f);
	else if (!j->config.kernel_way)
		err = cfsv_verify_pair_file(&j->trust, image, CFSV_BY_KERNEL, v,
					    f);
	else {
		err = cfsv_apply(&j->trust, image, &applied, f);
		if (err == CFSV_OK) {
			init_step(words[applied], "");
			err = cfsv_verify_kernel_signed(&j->trust, image, v, f);
		}
	}
	for (i = 0; i < j->line.pin_count && err == CFSV_OK; i++) {
		err = cfsv_compare(&j->line.pins[i], &v->digest);
		if (err != CFSV_OK) {
			v->expected = j->line.pins[i];
			cfsv_fault_set(f, err, "the command line's pin");
		}
	}
	return err;
}

/* Write what was verified, for whoever wants to know later. */
static enum cfsv_err main_stamp(const struct init_job *j, const char *image,
				const struct cfsv_verdict *v,
				struct cfsv_fault *f)
{
	static const char *const etc[] = {"image", "overlay",
					  "bind (NOT verified)"};
	static const char *const var[] = {"image", "tmpfs", "bind"};
	char text[2 * PATH_MAX + 512] = "image=", *p = text;
	char digest[CFSV_DIGEST_TEXT_MAX] = "";
	const char *const lines[] = {
		image,
		"\ndigest=",
		digest,
		"\nhow=",
		j->trust.count == 0    ? "pin"
		: j->config.kernel_way ? "kernel"
				       : "signature",
		"\nkey=",
		j->trust.count == 0 ? "" : j->trust.names[v->anchor],
		"\netc=",
		etc[j->config.etc],
		"\nvar=",
		var[j->config.var],
		"\n"};
	size_t i;

	cfsv_digest_to_text(digest, &v->digest);
	p += strlen(p);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		strcpy(p, lines[i]);
		p += strlen(p);
	}
	return cfsv_file_write(AT_FDCWD, "/run/cfsv/verified", (uint8_t *)text,
			       (size_t)(p - text), f);
}

/* Verify, mount, read init: all that can be refused about an open image. */
static enum cfsv_err main_try_image(struct init_job *j, const char *path,
				    const struct cfsv_image *image,
				    struct cfsv_verdict *v,
				    struct cfsv_mount *how)
{
	struct cfsv_fault *f = &j->f;
	enum cfsv_err err;
	int target;

	err = main_verify(j, image, v, f);
	if (err != CFSV_OK)
		return err;
	init_step("verified by the ", j->trust.count == 0 ? "pin alone"
				      : j->config.kernel_way
					      ? "kernel and the signature"
					      : "signature");
	init_say_digest("the image has ", &v->digest);
	err = main_objects(j, how, f);
	if (err == CFSV_OK)
		err = cfsv_dir_open(AT_FDCWD, j->root.target, &target, f);
	if (err != CFSV_OK)
		return err;
	err = cfsv_mount(image, v, how, target, f);
	close(target);
	if (err != CFSV_OK)
		return err;
	err = cfsv_dir_open(AT_FDCWD, j->root.target, &j->root.root, f);
	if (err == CFSV_OK)
		err = init_root_check(&j->root, j->config.init, f);
	if (err == CFSV_OK) {
		init_step("mounted, and init was read: ", j->config.init);
		err = main_stamp(j, path, v, f);
	}
	if (err == CFSV_OK)
		err = init_root_fill(&j->root, &j->config, f);
	if (err != CFSV_OK) { /* what was begun for it, goes with it */
		unlink("/run/cfsv/verified");
		unlink("/run/ostree-booted");
		close(j->root.root);
		sys_umount(j->root.target, 2 /* MNT_DETACH */);
	}
	return err;
}

static enum cfsv_err main_try_folder(struct init_job *j, const char *path,
				     const char *name, struct cfsv_verdict *v)
{
	struct cfsv_mount how = {{0}, 0, 0, 0, 0};
	struct cfsv_image image;
	enum cfsv_err err;

	err = cfsv_image_open(&image, j->root.folder, name, &j->f);
	if (err == CFSV_OK)
		err = main_try_image(j, path, &image, v, &how);
	while (how.object_count > 0)
		close(how.objects[--how.object_count]);
	cfsv_image_close(&image);
	return err;
}

/* PATH is FOLDER/NAME, or for ostree FOLDER, which holds .ostree.cfs. */
static int main_try(struct init_job *j, const char *path, int ostree)
{
	char folder[PATH_MAX] = "/";
	const char *slash = strrchr(path, '/');
	const char *name = ostree ? ".ostree.cfs" : slash + 1;
	size_t len = ostree ? strlen(path) : (size_t)(slash - path);
	struct cfsv_verdict v;
	enum cfsv_err err;

	memset(&j->f, 0, sizeof(j->f));
	memset(&v, 0, sizeof(v));
	j->root.ostree = ostree;
	if (len >= sizeof(folder)) {
		err = cfsv_fault_set(&j->f, CFSV_E_ARGUMENT, path);
	} else {
		if (len > 0) {
			memcpy(folder, path, len);
			folder[len] = '\0';
		}
		err = CFSV_OK;
		j->root.folder = sys_open_in_root(j->root.device, folder,
						  O_RDONLY | O_DIRECTORY);
		if (j->root.folder < 0)
			err = cfsv_fault_sys(&j->f,
					     errno == ENOSYS ? CFSV_E_KERNEL_OLD
					     : errno == ENOENT
						     ? CFSV_E_NOT_FOUND
						     : CFSV_E_IO,
					     "open", folder);
	}
	if (err == CFSV_OK) {
		err = main_try_folder(j, path, name, &v);
		close(j->root.folder);
	}
	if (err == CFSV_OK) {
		init_say("verified: ", path, NULL);
		return 1;
	}
	init_say_fault(cfsv_error_class(err) == CFSV_CLASS_REFUSED
			       ? "refused: "
			       : "cannot check: ",
		       path, &j->f);
	if (v.expected.size != 0)
		init_say_digest("wanted ", &v.expected);
	if (v.digest.size != 0)
		init_say_digest("got ", &v.digest);
	return 0;
}

/* What the command line chooses goes before what is configured. */
static int main_deployments(struct init_job *j)
{
	const struct init_list *list = &j->config.images;
	size_t i;

	if (j->line.ostree)
		return main_try(j, j->line.ostree, 1);
	if (j->line.images.count > 0)
		list = &j->line.images;
	for (i = 0; i < list->count; i++)
		if (main_try(j, list->at[i], 0))
			return 1;
	return 0;
}

/* --- the ends */

static void main_refuse(const struct init_job *j)
{
	static const unsigned int how[] = {RB_HALT_SYSTEM, RB_POWER_OFF,
					   RB_AUTOBOOT};
	static const char *const words[] = {"halt", "power off", "reboot"};
	const struct timespec wait = {j->config.refuse_seconds, 0};

	if (j->sysroot) {
		init_say("nothing was mounted", NULL);
		exit(1);
	}
	init_say("nothing was started: ", words[j->config.refuse], NULL);
	sync();
	if (j->config.refuse == INIT_REBOOT)
		nanosleep(&wait, NULL);
	reboot((int)how[j->config.refuse]);
	for (;;)
		pause();
}

/* Outside PID 1: cfsv-init --sysroot=DIR [--config=FILE] */
static void main_arguments(struct init_job *j, int argc, char **argv)
{
	int i;

	j->config_path = "/etc/cfsv.conf";
	j->root.target = MAIN_ROOT;
	if (getpid() == 1)
		return; /* the kernel hands on what it does not know */
	for (i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--sysroot=", 10) == 0)
			j->sysroot = argv[i] + 10;
		else if (strncmp(argv[i], "--config=", 9) == 0)
			j->config_path = argv[i] + 9;
		else
			j->sysroot = NULL, i = argc;
	}
	if (!j->sysroot) {
		static const char usage[] =
			"usage: cfsv-init --sysroot=DIR [--config=FILE]\n"
			"As the first process of an initrd it takes no "
			"arguments; see cfsv-init(8).\n";

		cfsv_fd_write(2, (const uint8_t *)usage, sizeof(usage) - 1);
		exit(2);
	}
	j->root.target = j->sysroot;
}

int main(int argc, char **argv)
{
	static struct init_job j;

	init_config_defaults(&j.config);
	main_arguments(&j, argc, argv);
	if (!j.sysroot)
		main_basics();
	mkdir("/run/cfsv", 0755);
	if (!j.sysroot) {
		mkdir("/cfsv", 0755);
		mkdir(MAIN_DEVICE, 0755);
		mkdir(MAIN_ROOT, 0755);
	}
	init_say_open();
	if (main_settings(&j) != CFSV_OK || main_device(&j) != CFSV_OK) {
		/* a malformed anchor is no verdict on an image */
		init_say_fault(j.f.err == CFSV_E_COMMAND_LINE
				       ? "refused: "
				       : "cannot check: ",
			       j.config_path, &j.f);
		main_refuse(&j);
	}
	if (!main_deployments(&j))
		main_refuse(&j);
	if (j.sysroot)
		return 0;
	close(j.root.root);
	close(j.root.device);
	sys_umount(MAIN_DEVICE, 2 /* MNT_DETACH */);
	init_say("starting ", j.config.init, NULL);
	init_root_switch(MAIN_ROOT, j.config.init, argv);
	cfsv_fault_sys(&j.f, CFSV_E_IO, "start", j.config.init);
	init_say_fault("cannot start: ", j.config.init, &j.f);
	main_refuse(&j);
}
