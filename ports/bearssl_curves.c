/* SPDX-License-Identifier: MIT */
/* bearssl_curves.c - in place of BearSSL's files of curves that are left out */
#include "inner.h" /* BearSSL's own; compile this as one of its files */

/*
 * BearSSL's generic code names all three curves. Those that cfsv's options
 * leave out are never asked for, so they may be empty. Not where another user
 * of the same BearSSL may want them.
 */
#ifdef CFSV_NO_P384
const br_ec_curve_def br_secp384r1 = {0, NULL, 0, NULL, 0};
#endif
#if defined(CFSV_NO_P384) && defined(CFSV_NO_P521) && defined(__ELF__)
extern const br_ec_curve_def br_secp521r1
	__attribute__((alias("br_secp384r1"))); /* one is enough for both */
#elif defined(CFSV_NO_P521)
const br_ec_curve_def br_secp521r1 = {0, NULL, 0, NULL, 0};
#endif
