/* SPDX-License-Identifier: MIT */
/* facts.c - what abstract.h takes for granted of the specification */
#include <stdlib.h>
#include "../spec/spec.h"
#ifdef SPEC_ABSTRACT_HEAD
#include "abstract.h"
#endif
#include "../spec/spec_der.c"
#include "proof.h"

#define FACTS_BYTES 65536 /* the longest input, an anchor */

void prove_fact_head(void)
{
	uint32_t at, end;
	struct spec_part e;
	uint8_t *buf;

	__CPROVER_assume(at <= end && end <= FACTS_BYTES);
	buf = malloc(end);
	__CPROVER_assume(buf != NULL);
	e = spec_head(buf, at, end);
	__CPROVER_assert(!e.ok || (e.at == at && SPEC_HEAD_FACT(at, end, e)),
			 "length octets are inside");
	PROOF_END;
}

void prove_fact_element(void)
{
	uint32_t at, end;
	struct spec_part e;
	uint8_t *buf;

	__CPROVER_assume(at <= end && end <= FACTS_BYTES);
	buf = malloc(end);
	__CPROVER_assume(buf != NULL);
	e = spec_element(buf, at, end);
	__CPROVER_assert(!e.ok || (e.at == at && SPEC_ELEMENT_FACT(at, end, e)),
			 "an element is not empty, and inside");
	PROOF_END;
}
