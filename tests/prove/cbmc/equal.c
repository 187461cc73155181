/* SPDX-License-Identifier: MIT */
/* equal.c - loops over contents: code and specification, for a bounded size */
#include "pkcs7/der.c"
#include "../spec/spec_der.c"
#include "../spec/spec_oid.c"
#include "proof.h"

#define EQUAL_OID_BYTES 24
#define EQUAL_NESTED_BYTES 7

/* All object identifiers, with their header and what is behind them */
void prove_equal_oid(void)
{
	uint8_t buf[EQUAL_OID_BYTES];
	struct spec_part e;
	struct cfsv_der d;
	uint32_t len;

	__CPROVER_assume(len <= sizeof(buf));
	cfsv_der_begin(&d, buf, len);
	cfsv_der_oid(&d);
	e = spec_tagged(buf, 0, len, 0x06);
	if (e.ok && !spec_subidentifiers(buf, e.body, e.next))
		e.ok = 0;
	__CPROVER_assert(e.ok == (d.err == CFSV_OK), "the same is accepted");
	__CPROVER_assert(!e.ok || (d.in.off == e.body && d.in.end == e.next &&
				   d.off == e.next),
			 "and found");
	PROOF_END;
}

/* All elements in each other, at any depth that they begin in */
void prove_equal_skip(void)
{
	uint8_t buf[EQUAL_NESTED_BYTES], tag;
	struct spec_part e;
	struct cfsv_der d;
	uint32_t len, around, i;

	__CPROVER_assume(len <= sizeof(buf) && around <= DER_DEPTH_MAX);
	cfsv_der_begin(&d, buf, len);
	d.depth = around;
	for (i = 0; i < DER_DEPTH_MAX; i++)
		d.ends[i] = len;
	cfsv_der_skip(&d, tag);
	e = spec_nested(buf, 0, len, tag, around);
	__CPROVER_assert(e.ok == (d.err == CFSV_OK), "the same is accepted");
	__CPROVER_assert(
		!e.ok || (d.off == e.next && d.depth == around && d.end == len),
		"and found");
	PROOF_END;
}
