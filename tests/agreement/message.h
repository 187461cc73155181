/* SPDX-License-Identifier: MIT */
/* message.h - what a signature of a pack signs */
#ifndef CFSV_AGREEMENT_MESSAGE_H
#define CFSV_AGREEMENT_MESSAGE_H

#include "cfsv.h"
#include "pack.h"

/* The formatted digest of the file, by hash and salt: its length */
size_t message_of(uint32_t hash, const uint8_t salt[PACK_SALT],
		  uint8_t out[CFSV_FORMATTED_MAX]);

#endif /* CFSV_AGREEMENT_MESSAGE_H */
