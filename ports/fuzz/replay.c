/* SPDX-License-Identifier: MIT */
/* replay.c - run a harness on files and folders: DOOR FILE-OR-FOLDER... */
#include <dirent.h>
#include <stdio.h>
#include "fuzz.h"

static size_t replay_count;

static int replay_file(const char *path, FILE *f)
{
	static uint8_t buf[1 << 20];
	size_t len = fread(buf, 1, sizeof(buf), f);
	uint8_t *data;

	if (ferror(f))
		return 1;
	data = fuzz_copy((struct part){buf, len});
	if (getenv("REPLAY_NAMES"))
		fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(data, len);
	free(data);
	replay_count++;
	return 0;
}

static int replay_folder(const char *path, DIR *dir)
{
	char name[4096];
	struct dirent *e;
	int wrong = 0;
	FILE *f;

	while ((e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, e->d_name);
		f = fopen(name, "rb");
		if (f == NULL) {
			perror(name);
			wrong = 1;
			continue;
		}
		wrong |= replay_file(name, f);
		fclose(f);
	}
	return wrong;
}

static int replay(const char *path)
{
	DIR *dir = opendir(path);
	int wrong;
	FILE *f;

	if (dir != NULL) {
		wrong = replay_folder(path, dir);
		closedir(dir);
		return wrong;
	}
	f = fopen(path, "rb");
	if (f == NULL) {
		perror(path);
		return 1;
	}
	wrong = replay_file(path, f);
	fclose(f);
	return wrong;
}

int main(int argc, char **argv)
{
	int wrong = 0, i;

	for (i = 1; i < argc; i++)
		wrong |= replay(argv[i]);
	printf("%zu inputs\n", replay_count);
	return wrong || replay_count == 0;
}
