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
/* MS_ flags of <sys/mount.h> */
#define MAIN_RDONLY 1
#define MAIN_NOSUID 2
#define MAIN_NODEV 4
#define MAIN_NOEXEC 8

/* --- what the initrd and the command line say */

static enum cfsv_err main_text(const char *path, char **text,
			       struct cfsv_fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = 0;
	size_t len = 0;

	if (fd < 0)
		return cfsv_fault_sys(f, CFSV_E_CONFIG, "open", path);
	*text = malloc(MAIN_CONFIG_MAX + 1);
	if (*text)
		rc = cfsv_fd_read(fd, (uint8_t *)*text, MAIN_CONFIG_MAX + 1,
				  &len);
	sys_close(fd);
	if (*text == NULL)
		return cfsv_fault_set(f, CFSV_E_NO_MEMORY, path);
	if (rc != 0)
		return cfsv_fault_sys(f, CFSV_E_CONFIG, "read", path);
	if (len > MAIN_CONFIG_MAX || memchr(*text, '\0', len)) {
		cfsv_fault_set(f, CFSV_E_CONFIG, path);
		f->step = "this is not a short text";
		return f->err;
	}
	(*text)[len] = '\0';
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
	/* what that initrd hands on to init, or starts in its place */
	if (j->sysroot &&
	    (j->line.environment ||
	     (j->line.init && strcmp(j->line.init, j->config.init) != 0)))
		return cfsv_fault_set(f, CFSV_E_COMMAND_LINE,
				      j->line.environment ? j->line.environment
							  : j->line.init);
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
	const unsigned long plain = MAIN_NOSUID | MAIN_NODEV;
	int fd;

	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	mkdir("/run", 0755);
	/* what is there already, is (EBUSY); what cannot be, shows later */
	sys_mount("proc", "/proc", "proc", plain | MAIN_NOEXEC, NULL);
	sys_mount("sysfs", "/sys", "sysfs", plain | MAIN_NOEXEC, NULL);
	sys_mount("devtmpfs", "/dev", "devtmpfs", MAIN_NOSUID, NULL);
	sys_mount("tmpfs", "/run", "tmpfs", plain, "mode=0755");
	/* descriptors 0 to 2, which a kernel without a console leaves closed */
	do {
		fd = open("/dev/console", O_RDWR | O_NOCTTY);
		if (fd < 0)
			fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd < 2);
	if (fd > 2)
		close(fd);
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
	if (sys_mount(path, MAIN_DEVICE, c->root_type,
		      MAIN_RDONLY | MAIN_NOSUID | MAIN_NODEV,
		      c->root_options) != 0)
		return cfsv_fault_sys(f, CFSV_E_MOUNT, "mount", path);
	init_step("mounted read-only: ", path);
	return cfsv_dir_open(AT_FDCWD, MAIN_DEVICE, &j->root.device, f);
}

/* --- the ends */

static void main_refuse(const struct init_job *j)
{
	static const unsigned int how[] = {RB_HALT_SYSTEM, RB_POWER_OFF,
					   RB_AUTOBOOT};
	static const char *const words[] = {"halt", "power off", "reboot"};
	const struct timespec wait = {j->config.refuse_seconds, 0};

	sys_close(j->root.device);
	/* whoever goes on all the same, must not find the bare device there */
	if (j->sysroot &&
	    sys_mount("tmpfs", j->sysroot, "tmpfs", MAIN_RDONLY, NULL) != 0)
		init_say("the device is still to be found on ", j->sysroot,
			 NULL);
	if (!j->refuse) {
		init_say("nothing was mounted", NULL);
		exit(1);
	}
	init_say(j->sysroot ? "nothing was mounted: " : "nothing was started: ",
		 words[j->config.refuse], NULL);
	sync();
	if (j->config.refuse == INIT_REBOOT)
		nanosleep(&wait, NULL);
	reboot((int)how[j->config.refuse]);
	for (;;)
		pause();
}

static void main_usage(void)
{
	static const char usage[] =
		"usage: cfsv-init --sysroot=DIR [--config=FILE] [--refuse]\n"
		"In an initrd, --refuse halts the machine, or what the "
		"configuration says, if\nnothing is verified. As the first "
		"process of an initrd it takes no arguments.\n"
		"See cfsv-init(8).\n";

	cfsv_fd_write(2, (const uint8_t *)usage, sizeof(usage) - 1);
	exit(2);
}

/* Outside PID 1: cfsv-init --sysroot=DIR [--config=FILE] [--refuse] */
static void main_arguments(struct init_job *j, int argc, char **argv)
{
	int i;

	j->config_path = "/etc/cfsv.conf";
	j->root.target = MAIN_ROOT;
	j->refuse = 1;
	if (getpid() == 1)
		return; /* the kernel hands on what it does not know */
	j->refuse = 0;
	for (i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--sysroot=", 10) == 0)
			j->sysroot = argv[i] + 10;
		else if (strncmp(argv[i], "--config=", 9) == 0)
			j->config_path = argv[i] + 9;
		else if (strcmp(argv[i], "--refuse") == 0)
			j->refuse = 1;
		else
			main_usage();
	}
	/* a mistyped command must not halt a machine that is in use */
	if (!j->sysroot || (j->refuse && init_in_initrd() <= 0))
		main_usage();
	j->root.target = j->sysroot;
}

int main(int argc, char **argv)
{
	static struct init_job j;

	j.root.device = -1;
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
	init_say_open(j.sysroot && j.refuse);
	if (main_settings(&j) != CFSV_OK || main_device(&j) != CFSV_OK) {
		/* a malformed anchor is no verdict on an image */
		init_say_fault(j.f.err == CFSV_E_COMMAND_LINE
				       ? "refused: "
				       : "cannot check: ",
			       j.config_path, &j.f);
		main_refuse(&j);
	}
	if (!init_deployments(&j))
		main_refuse(&j);
	close(j.root.root);
	close(j.root.device);
	j.root.device = -1;
	if (j.sysroot)
		return 0;
	sys_detach(MAIN_DEVICE);
	init_say("starting ", j.config.init, NULL);
	init_root_switch(MAIN_ROOT, j.config.init);
	cfsv_fault_sys(&j.f, CFSV_E_IO, "start", j.config.init);
	init_say_fault("cannot start: ", j.config.init, &j.f);
	main_refuse(&j);
}
