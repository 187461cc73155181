/* SPDX-License-Identifier: MIT */
/* cmd_progress.c - how far a long command is, on a terminal */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sys.h"
#include "tool.h"

#define PROGRESS_AFTER 1000 /* ms: a shorter command shows nothing */
#define PROGRESS_EACH 200   /* ms from one line to the next */

int tool_progress_begin(struct tool_progress *p, char *const *names,
			size_t count)
{
	p->names = names;
	p->count = count;
	p->began = sys_milliseconds();
	p->next = p->began + PROGRESS_AFTER;
	return isatty(STDERR_FILENO);
}

/* The size of all files; what is not there, or no file, has none. */
static uint64_t progress_total(const struct tool_progress *p)
{
	uint64_t total = 0;
	struct stat st;
	size_t i;

	for (i = 0; i < p->count; i++)
		if (stat(p->names[i], &st) == 0 && S_ISREG(st.st_mode))
			total += (uint64_t)st.st_size;
	return total;
}

void tool_progress(struct tool_progress *p, uint64_t bytes)
{
	uint64_t now = sys_milliseconds(), rate, left;

	if (now < p->next || bytes == 0)
		return;
	if (p->total == 0)
		p->total = progress_total(p);
	p->next = now + PROGRESS_EACH;
	p->shown = 1;
	rate = bytes / (now - p->began) * 1000 / 1048576;
	left = p->total > bytes ? (p->total - bytes) / 1048576 : 0;
	fprintf(stderr, "\rcfsv: %lu of %lu MiB, %lu MiB/s, ",
		(unsigned long)(bytes / 1048576),
		(unsigned long)(p->total / 1048576), (unsigned long)rate);
	if (rate > 0)
		fprintf(stderr, "%lu:%02lu left",
			(unsigned long)(left / rate / 60),
			(unsigned long)(left / rate % 60));
	fprintf(stderr, "\033[K"); /* what is left of a longer line */
}

void tool_progress_clear(struct tool_progress *p)
{
	if (p->shown)
		fprintf(stderr, "\r\033[K");
	p->shown = 0;
}
