/* SPDX-License-Identifier: MIT */
/* replay.c - what dm-log-writes recorded, written again up to a power cut */
/*
 * replay list LOG: a line for each entry: its number, and flush, fua, discard,
 * mark with its text, or write.
 * replay apply LOG DEVICE FROM TO: entries FROM to TO - 1 are written.
 * replay some LOG DEVICE FROM TO SEED: of these any, but what was written with
 * FUA surely: a disk loses what it pleases of what was not flushed.
 *
 * The log (Documentation/admin-guide/device-mapper/log-writes.rst, and the
 * target's source): a superblock of one sector, then for each entry a sector
 * that describes it and the sectors of its data; all numbers little endian,
 * all sizes in sectors of the size that the superblock has.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REPLAY_MAGIC 0x6a736677736872ull
#define REPLAY_SECTOR_MAX 65536
#define REPLAY_FLUSH 1u
#define REPLAY_FUA 2u
#define REPLAY_DISCARD 4u
#define REPLAY_MARK 8u

struct replay {
	int log;
	uint64_t entries;
	uint32_t sector; /* bytes */
	uint64_t at;	 /* of the next entry */
	/* the entry that was read last */
	uint8_t head[REPLAY_SECTOR_MAX];
	uint64_t where, count, flags, mark_size;
};

static void replay_die(const char *what)
{
	perror(what);
	exit(2);
}

static uint64_t replay_number(const uint8_t *p, int bytes)
{
	uint64_t n = 0;

	while (bytes-- > 0)
		n = n << 8 | p[bytes];
	return n;
}

static void replay_read(int fd, uint64_t at, uint8_t *buf, size_t len)
{
	if (pread(fd, buf, len, (off_t)at) != (ssize_t)len)
		replay_die("read the log");
}

static void replay_open(struct replay *r, const char *path)
{
	uint8_t super[512];

	r->log = open(path, O_RDONLY);
	if (r->log < 0)
		replay_die(path);
	replay_read(r->log, 0, super, sizeof(super));
	r->entries = replay_number(super + 16, 8);
	r->sector = (uint32_t)replay_number(super + 24, 4);
	if (replay_number(super, 8) != REPLAY_MAGIC ||
	    replay_number(super + 8, 8) != 1 || r->sector < 512 ||
	    r->sector > REPLAY_SECTOR_MAX) {
		fprintf(stderr, "replay: this is no log\n");
		exit(2);
	}
	r->at = r->sector;
}

/* The next entry; its data begins at r->at. */
static void replay_next(struct replay *r)
{
	replay_read(r->log, r->at, r->head, r->sector);
	r->where = replay_number(r->head, 8);
	r->count = replay_number(r->head + 8, 8);
	r->flags = replay_number(r->head + 16, 8);
	r->mark_size = replay_number(r->head + 24, 8);
	r->at += r->sector;
}

static void replay_skip(struct replay *r)
{
	if (!(r->flags & REPLAY_DISCARD))
		r->at += r->count * r->sector;
}

static void replay_list(struct replay *r)
{
	uint64_t i;

	for (i = 0; i < r->entries; i++) {
		replay_next(r);
		printf("%llu%s%s%s", (unsigned long long)i,
		       r->flags & REPLAY_FLUSH ? " flush" : "",
		       r->flags & REPLAY_FUA ? " fua" : "",
		       r->flags & REPLAY_DISCARD ? " discard" : "");
		if (r->flags & REPLAY_MARK)
			printf(" mark %.*s", (int)r->mark_size,
			       (const char *)r->head + 32);
		else if (r->count > 0 && !(r->flags & REPLAY_DISCARD))
			printf(" write");
		printf("\n");
		replay_skip(r);
	}
}

/* A discarded part reads as zeros here. */
static void replay_write(struct replay *r, int device)
{
	static uint8_t buf[REPLAY_SECTOR_MAX];
	uint64_t to = r->where * r->sector, from = r->at, i;

	for (i = 0; i < r->count; i++) {
		if (r->flags & REPLAY_DISCARD)
			memset(buf, 0, r->sector);
		else
			replay_read(r->log, from, buf, r->sector);
		if (pwrite(device, buf, r->sector, (off_t)to) !=
		    (ssize_t)r->sector)
			replay_die("write the device");
		from += r->sector;
		to += r->sector;
	}
}

/* Numbers that are the same again for the same seed. */
static int replay_coin(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (int)(*seed >> 40 & 1);
}

static void replay_apply(struct replay *r, const char *path, uint64_t from,
			 uint64_t to, uint64_t seed)
{
	int device = open(path, O_WRONLY), surely;
	uint64_t i;

	if (device < 0)
		replay_die(path);
	for (i = 0; i < r->entries && i < to; i++) {
		replay_next(r);
		surely = seed == 0 || (r->flags & REPLAY_FUA) != 0;
		if (i >= from && r->count > 0 && (surely || replay_coin(&seed)))
			replay_write(r, device);
		replay_skip(r);
	}
	if (close(device) != 0)
		replay_die(path);
}

int main(int argc, char **argv)
{
	static struct replay r;
	uint64_t seed = 0;

	if (argc < 3)
		return 2;
	replay_open(&r, argv[2]);
	if (argc == 3 && strcmp(argv[1], "list") == 0) {
		replay_list(&r);
		return 0;
	}
	if (argc == 7 && strcmp(argv[1], "some") == 0)
		seed = 0x9e3779b97f4a7c15ull *
		       (strtoull(argv[6], NULL, 10) + 1);
	else if (argc != 6 || strcmp(argv[1], "apply") != 0)
		return 2;
	replay_apply(&r, argv[3], strtoull(argv[4], NULL, 10),
		     strtoull(argv[5], NULL, 10), seed);
	return 0;
}
