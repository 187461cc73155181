/* SPDX-License-Identifier: MIT */
/* init_folder.c - folders: each entry, and an initrd's, emptied */
#include <fcntl.h>
#include <stdint.h>
#include "init.h"
#include "sys.h"

int init_folder_each(int dir, init_folder_entry *entry, void *arg)
{
	uint64_t buf[128]; /* entries are aligned like this */
	const uint8_t *at;
	const char *name;
	int left;

	while ((left = sys_entries(dir, buf, sizeof(buf))) > 0)
		for (at = (const uint8_t *)buf; left > 0;) {
			const struct sys_entry *e = (const void *)at;

			at += e->length;
			left -= e->length;
			name = e->name;
			if (name[0] == '.' &&
			    (name[1] == '\0' ||
			     (name[1] == '.' && name[2] == '\0')))
				continue;
			if (entry(dir, name, arg))
				return 1;
		}
	return 0;
}

/*
 * Neither a link nor a mount point is gone through: what cannot go, stays. The
 * depth is bounded by the number of descriptors that a process may have.
 */
static int folder_remove(int dir, const char *name, void *arg)
{
	int below;

	if (unlinkat(dir, name, 0) == 0)
		return 0;
	below = sys_open_how(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW,
			     RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS);
	if (below < 0)
		return 0;
	init_folder_each(below, folder_remove, arg);
	close(below);
	unlinkat(dir, name, AT_REMOVEDIR);
	return 0;
}

void init_folder_empty(int dir)
{
	init_folder_each(dir, folder_remove, NULL);
}
