/* SPDX-License-Identifier: MIT */
/* config.h - what the checks of the three texts share */
#ifndef CFSV_FUZZ_CONFIG_H
#define CFSV_FUZZ_CONFIG_H

#include "fuzz.h"

/* Each holds a parser against one that is written another way. */
void config_init(struct part text);
void config_line(struct part text);
void config_uefi(struct part text);

/* Up to one of these bytes, which is passed over; or up to the end. */
struct part config_until(struct part *rest, const char *stops);
struct part config_trim(struct part p); /* blanks, at both ends */
int config_is(struct part p, const char *text);
int config_begins(struct part p, const char *text);
int config_has(struct part p, const char *found); /* NULL: has nothing */

#endif /* CFSV_FUZZ_CONFIG_H */
