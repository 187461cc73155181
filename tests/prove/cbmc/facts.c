/* SPDX-License-Identifier: MIT */
/* facts.c - what abstract.h takes for granted of the specification */
#include <stdlib.h>
#include "../spec/spec.h"
#include "pkcs7/pkcs7.h"
#include "abstract.h"
#include "../spec/spec_der.c"
#include "../spec/spec_oid.c"
#include "../spec/spec_cert.c"
#include "proof.h"

#define FACTS_BYTES 65536 /* the longest input, an anchor */

/* Of any bytes, and any window of them: what is found is so. */
#define FACT(name, call, fact, text)                                           \
	void prove_##name(void)                                                \
	{                                                                      \
		uint32_t at, end;                                              \
		struct spec_part e;                                            \
		uint8_t *buf;                                                  \
                                                                               \
		__CPROVER_assume(at <= end && end <= FACTS_BYTES);             \
		buf = malloc(end);                                             \
		__CPROVER_assume(buf != NULL);                                 \
		e = call(buf, at, end);                                        \
		__CPROVER_assert(!e.ok || (e.at == at && fact(at, end, e)),    \
				 text);                                        \
		PROOF_END;                                                     \
	}

FACT(fact_head, spec_head, SPEC_HEAD_FACT, "length octets are inside")
FACT(fact_element, spec_element, SPEC_ELEMENT_FACT,
     "an element is not empty, and inside")

/* How a key begins, and a certificate, from inside. */
#define FACT_BEGINS(name, call, fact)                                          \
	void prove_##name(void)                                                \
	{                                                                      \
		uint32_t at, end, outer;                                       \
		struct spec_anchor a;                                          \
		uint8_t *buf;                                                  \
                                                                               \
		__CPROVER_assume(at <= end && end <= outer &&                  \
				 outer <= FACTS_BYTES);                        \
		buf = malloc(outer);                                           \
		__CPROVER_assume(buf != NULL);                                 \
		if (call(buf, at, end, outer, &a).ok)                          \
			__CPROVER_assert(fact(buf, at, end), "how it begins"); \
		PROOF_END;                                                     \
	}

FACT_BEGINS(fact_key, spec_key, SPEC_KEY_FACT)
FACT_BEGINS(fact_certified, spec_certified, SPEC_CERTIFIED_FACT)
