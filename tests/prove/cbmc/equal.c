/* SPDX-License-Identifier: MIT */
/* equal.c - loops over contents: code and specification, for a bounded size */
#include "pkcs7/der.c"
#include "pkcs7/oid.c"
#include "../spec/spec_der.c"
#include "../spec/spec_oid.c"
#include "parsed.h"
#include "proof.h"

#define EQUAL_OID_BYTES 24
#define EQUAL_NAME_BYTES 13
#define EQUAL_NESTED_BYTES 6

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

/* And which of them is which: the longest name has 9 bytes of contents. */
void prove_equal_name(void)
{
	uint8_t buf[EQUAL_NAME_BYTES];
	enum spec_name name;
	struct spec_part e;
	struct cfsv_der d;
	enum cfsv_oid oid;
	uint32_t len;

	__CPROVER_assume(len <= sizeof(buf));
	cfsv_der_begin(&d, buf, len);
	oid = cfsv_oid_take(&d);
	e = spec_oid(buf, 0, len, &name);
	__CPROVER_assert(e.ok == (d.err == CFSV_OK), "the same is accepted");
	__CPROVER_assert(oid == proof_code(name), "by the same name");
	PROOF_END;
}

/* All elements in each other, at any depth that they begin in */
void prove_equal_skip(void)
{
	uint8_t buf[EQUAL_NESTED_BYTES], tag;
	struct spec_part e;
	struct cfsv_der d;
	uint32_t len, around;

	__CPROVER_assume(len <= sizeof(buf) && around <= DER_DEPTH_MAX);
	cfsv_der_begin(&d, buf, len);
	d.depth = around; /* what is around is not asked for: ends stay 0 */
	cfsv_der_skip(&d, tag);
	e = spec_nested(buf, 0, len, tag, around);
	__CPROVER_assert(e.ok == (d.err == CFSV_OK), "the same is accepted");
	__CPROVER_assert(
		!e.ok || (d.off == e.next && d.depth == around && d.end == len),
		"and found");
	PROOF_END;
}
