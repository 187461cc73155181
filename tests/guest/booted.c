/* SPDX-License-Identifier: MIT */
/* booted.c - /sbin/init inside a composefs image: tell where we are, stop */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

static int bad;

static void wrong(const char *why)
{
	printf("booted: WRONG: %s\n", why);
	bad = 1;
}

static void show(const char *path)
{
	char line[4096];
	FILE *file = fopen(path, "r");

	if (!file) {
		printf("booted: no %s: %s\n", path, strerror(errno));
		return;
	}
	while (fgets(line, sizeof(line), file))
		printf("booted: %s: %s", path, line);
	fclose(file);
}

/* The last mount on / is what we stand in. */
static void check_root(void)
{
	char line[4096], root[4096] = "";
	FILE *file = fopen("/proc/self/mountinfo", "r");

	if (!file && mount("proc", "/proc", "proc", 0, NULL) == 0) {
		printf("booted: /proc was not moved here\n");
		file = fopen("/proc/self/mountinfo", "r");
	}
	while (file && fgets(line, sizeof(line), file)) {
		char at[256];

		if (sscanf(line, "%*s %*s %*s %*s %255s", at) != 1)
			continue;
		if (strcmp(at, "/") == 0)
			strcpy(root, line);
		printf("booted: mount: %s", line);
	}
	if (file)
		fclose(file);
	if (!strstr(root, " - overlay "))
		wrong("/ is no overlay");
	if (!strstr(root, "verity=require"))
		wrong("/ does not have verity=require");
	if (!strstr(root, " / / ro"))
		wrong("/ is not read-only");
}

extern char **environ;

int main(int argc, char **argv)
{
	struct stat st;
	int i;
	int fd;

	setvbuf(stdout, NULL, _IONBF, 0);
	for (i = 0; environ[i]; i++)
		printf("booted: environment: %s\n", environ[i]);
	for (i = 1; i < argc; i++)
		printf("booted: argument: %s\n", argv[i]);
	check_root();
	show("/usr/share/proof");
	show("/etc/release");
	show("/run/cfsv/verified");
	fd = open("/new", O_WRONLY | O_CREAT, 0644);
	if (fd >= 0 || errno != EROFS)
		wrong("/ can be written");
	fd = open("/etc/new", O_WRONLY | O_CREAT, 0644);
	printf("booted: /etc can be written: %s\n", fd >= 0 ? "yes" : "no");
	fd = open("/var/new", O_WRONLY | O_CREAT, 0644);
	printf("booted: /var can be written: %s\n", fd >= 0 ? "yes" : "no");
	printf("booted: /run/ostree-booted: %s\n",
	       stat("/run/ostree-booted", &st) == 0 ? "yes" : "no");
	if (getpid() != 1)
		wrong("this is not process 1");
	printf(bad ? "BOOTED BADLY\n" : "BOOTED OK\n");
	sync();
	reboot(RB_POWER_OFF);
	return 1;
}
