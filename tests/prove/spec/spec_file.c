/* SPDX-License-Identifier: MIT */
/* spec_file.c - which digest files there are */
#include "spec.h"

int spec_digest_file(size_t len)
{
	return len == 256 / 8 || len == 512 / 8;
}
