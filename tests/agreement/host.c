/* SPDX-License-Identifier: MIT */
/* host.c - PACK [NAME]: what cfsv says of each record, or of one name's */
#include <stdio.h>
#include "message.h"

static uint8_t pack[1 << 26];

static enum cfsv_err host_signature(const struct cfsv_anchor *anchor,
				    const struct pack_record *r,
				    const uint8_t *sig, size_t len)
{
	struct cfsv_trust trust = {anchor, 1, &cfsv_bearssl, NULL};
	uint8_t message[CFSV_FORMATTED_MAX];
	struct cfsv_report report;
	size_t message_len = message_of(r->hash, r->salt, message);

	return cfsv_verify_message(&trust, sig, len, message, message_len,
				   &report);
}

/* Lines KIND|ERROR|NAME; a signature without an anchor has the anchor's */
int main(int argc, char **argv)
{
	FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
	const uint8_t *p = pack, *end, *bytes;
	enum cfsv_err bad = CFSV_E_NO_ANCHOR, err;
	struct cfsv_anchor anchor;
	struct pack_record r;
	const char *name;
	int all = 1, named; /* all of this certificate */
	size_t len;

	if (f == NULL)
		return 2;
	end = pack + fread(pack, 1, sizeof(pack), f);
	fclose(f);
	while ((p = pack_next(p, end, &r, &name, &bytes, &len)) != NULL) {
		named = argc <= 2 || (strlen(argv[2]) == r.name_len &&
				      memcmp(name, argv[2], r.name_len) == 0);
		err = bad;
		if (r.kind == 'C') {
			err = bad = cfsv_anchor_load(&anchor, &cfsv_bearssl,
						     bytes, len);
			all = named;
		} else if (!all && !named) {
			err = CFSV_E_NO_SIGNATURE;
		} else if (bad == CFSV_OK) {
			err = host_signature(&anchor, &r, bytes, len);
		}
		printf("%c|%s|%.*s\n", r.kind, cfsv_error_name(err),
		       (int)r.name_len, name);
	}
	puts("end");
	return 0;
}
