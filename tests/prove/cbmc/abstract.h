/* SPDX-License-Identifier: MIT */
/* abstract.h - parts of the specification, taken as functions of any kind */
#ifndef PROVE_ABSTRACT_H
#define PROVE_ABSTRACT_H

#include "../spec/spec.h"

/*
 * Where a proof uses what was proved below it, the specification's answer down
 * there is not computed again: it is any function of where it is asked, which
 * is the same function for code and specification. The buffer does not change.
 * All that is known of such an answer is what facts.c proves of the real
 * one: an element lies inside of its window, and is not empty.
 */
#ifdef SPEC_ABSTRACT_HEAD
_Bool __CPROVER_uninterpreted_head_ok(uint32_t at, uint32_t end);
uint32_t __CPROVER_uninterpreted_head_body(uint32_t at, uint32_t end);
uint32_t __CPROVER_uninterpreted_head_size(uint32_t at, uint32_t end);

struct spec_part spec_head(const uint8_t *b, uint32_t at, uint32_t end)
{
	struct spec_part e = {0, 0, 0, 0};

	(void)b;
	if (!__CPROVER_uninterpreted_head_ok(at, end))
		return e;
	e.ok = 1;
	e.at = at;
	e.body = __CPROVER_uninterpreted_head_body(at, end);
	e.next = __CPROVER_uninterpreted_head_size(at, end);
	__CPROVER_assume(SPEC_HEAD_FACT(at, end, e));
	return e;
}
#endif

#ifdef SPEC_ABSTRACT_ELEMENT
_Bool __CPROVER_uninterpreted_element_ok(uint32_t at, uint32_t end);
uint32_t __CPROVER_uninterpreted_element_body(uint32_t at, uint32_t end);
uint32_t __CPROVER_uninterpreted_element_next(uint32_t at, uint32_t end);

struct spec_part spec_element(const uint8_t *b, uint32_t at, uint32_t end)
{
	struct spec_part e = {0, 0, 0, 0};

	(void)b;
	if (!__CPROVER_uninterpreted_element_ok(at, end))
		return e;
	e.ok = 1;
	e.at = at;
	e.body = __CPROVER_uninterpreted_element_body(at, end);
	e.next = __CPROVER_uninterpreted_element_next(at, end);
	__CPROVER_assume(SPEC_ELEMENT_FACT(at, end, e));
	return e;
}
#endif

#ifdef SPEC_ABSTRACT_NESTED
_Bool __CPROVER_uninterpreted_nested(uint32_t at, uint32_t end,
				     uint32_t around);

struct spec_part spec_nested(const uint8_t *b, uint32_t at, uint32_t end,
			     uint8_t tag, uint32_t around)
{
	struct spec_part e = spec_tagged(b, at, end, tag);

	if (!__CPROVER_uninterpreted_nested(at, end, around))
		e.ok = 0;
	return e;
}
#endif

#ifdef SPEC_ABSTRACT_ARCS
_Bool __CPROVER_uninterpreted_arcs(uint32_t body, uint32_t next);

int spec_subidentifiers(const uint8_t *b, uint32_t body, uint32_t next)
{
	(void)b;
	return __CPROVER_uninterpreted_arcs(body, next);
}
#endif

#ifdef SPEC_ABSTRACT_OID
_Bool __CPROVER_uninterpreted_oid_ok(uint32_t at, uint32_t end);
uint32_t __CPROVER_uninterpreted_oid_name(uint32_t at, uint32_t end);

struct spec_part spec_oid(const uint8_t *b, uint32_t at, uint32_t end,
			  enum spec_name *name)
{
	struct spec_part e = spec_tagged(b, at, end, 0x06);
	uint32_t n = __CPROVER_uninterpreted_oid_name(at, end);

	*name = SPEC_NONE;
	if (!__CPROVER_uninterpreted_oid_ok(at, end))
		e.ok = 0;
	if (e.ok && n < SPEC_NAMES)
		*name = (enum spec_name)n;
	return e;
}
#endif

/*
 * Of what SignedData is made of, and SignedData: what was found is any function
 * of where it is asked, too. Each is an element, and in it something to know.
 */
#ifdef SPEC_ABSTRACT_SIGNER
_Bool __CPROVER_uninterpreted_digests_ok(uint32_t at, uint32_t end);
struct spec_algorithm __CPROVER_uninterpreted_digests(uint32_t at,
						      uint32_t end);
_Bool __CPROVER_uninterpreted_content_ok(uint32_t at, uint32_t end);
_Bool __CPROVER_uninterpreted_signer_ok(uint32_t at, uint32_t end,
					uint32_t around, uint32_t name,
					int has_null);
struct spec_signer __CPROVER_uninterpreted_signer(uint32_t at, uint32_t end,
						  uint32_t around,
						  uint32_t name, int has_null);

struct spec_part spec_digests(const uint8_t *b, uint32_t at, uint32_t end,
			      struct spec_algorithm *a)
{
	struct spec_part e = spec_tagged(b, at, end, 0x31);

	*a = __CPROVER_uninterpreted_digests(at, end);
	a->has_null = a->has_null != 0;
	if (!__CPROVER_uninterpreted_digests_ok(at, end) ||
	    a->name < SPEC_SHA256 || a->name > SPEC_SHA512)
		e.ok = 0;
	return e;
}

struct spec_part spec_content(const uint8_t *b, uint32_t at, uint32_t end)
{
	struct spec_part e = spec_tagged(b, at, end, 0x30);

	if (!__CPROVER_uninterpreted_content_ok(at, end))
		e.ok = 0;
	return e;
}

struct spec_part spec_signer_info(const uint8_t *b, uint32_t at, uint32_t end,
				  uint32_t around,
				  const struct spec_algorithm *digest,
				  struct spec_signer *s)
{
	struct spec_part e = spec_tagged(b, at, end, 0x30);

	*s = __CPROVER_uninterpreted_signer(at, end, around, digest->name,
					    digest->has_null);
	s->ecdsa = s->ecdsa != 0;
	if (!__CPROVER_uninterpreted_signer_ok(at, end, around, digest->name,
					       digest->has_null))
		e.ok = 0;
	return e;
}
#endif

#ifdef SPEC_ABSTRACT_SIGNED
_Bool __CPROVER_uninterpreted_signed_ok(uint32_t at, uint32_t end,
					uint32_t around);
struct spec_signature __CPROVER_uninterpreted_signed(uint32_t at, uint32_t end,
						     uint32_t around);

int spec_signed_data(const uint8_t *b, uint32_t at, uint32_t end,
		     uint32_t around, struct spec_signature *s)
{
	(void)b;
	*s = __CPROVER_uninterpreted_signed(at, end, around);
	s->signer.ecdsa = s->signer.ecdsa != 0;
	return __CPROVER_uninterpreted_signed_ok(at, end, around);
}
#endif

/*
 * Keys, behind the parameters of their algorithm: of each kind, with keys, or
 * of any kind, with key. Each is a BIT STRING.
 */
#define ABSTRACT_KEY(name, uninterpreted, fact)                                \
	_Bool __CPROVER_uninterpreted_##uninterpreted##_ok(                    \
		uint32_t at, uint32_t end, uint32_t outer);                    \
	struct spec_anchor __CPROVER_uninterpreted_##uninterpreted(            \
		uint32_t at, uint32_t end, uint32_t outer);                    \
	struct spec_part name(const uint8_t *b, uint32_t at, uint32_t end,     \
			      uint32_t outer, struct spec_anchor *a)           \
	{                                                                      \
		struct spec_anchor k =                                         \
			__CPROVER_uninterpreted_##uninterpreted(at, end,       \
								outer);        \
		struct spec_part e = spec_bits(b, end, outer);                 \
                                                                               \
		a->kind = k.kind;                                              \
		a->key = k.key;                                                \
		a->exponent = k.exponent;                                      \
		if (!__CPROVER_uninterpreted_##uninterpreted##_ok(at, end,     \
								  outer) ||    \
		    !fact(b, at, end))                                         \
			e.ok = 0;                                              \
		return e;                                                      \
	}

#ifdef SPEC_ABSTRACT_KEYS
#define NO_FACT(b, at, end) 1
ABSTRACT_KEY(spec_rsa_key, rsa_key, NO_FACT)
ABSTRACT_KEY(spec_ec_key, ec_key, NO_FACT)
#endif
#ifdef SPEC_ABSTRACT_KEY
ABSTRACT_KEY(spec_key, key, SPEC_KEY_FACT)
#endif

/*
 * Extensions, and the one list of them that there is, which is defined by its
 * first one: what is accepted from there on, with a key identifier before it or
 * without; and which one there is behind it, if there was none before. Such
 * functions there are, since an element is not empty. As arrays: a loop's
 * contract calls no function, not even these.
 */
#ifdef SPEC_ABSTRACT_LIST
_Bool __CPROVER_uninterpreted_ext_ok(uint32_t at, uint32_t end);
_Bool __CPROVER_uninterpreted_ext_is_id(uint32_t at, uint32_t end);
uint32_t __CPROVER_uninterpreted_ext_body(uint32_t at, uint32_t end);
uint32_t __CPROVER_uninterpreted_ext_next(uint32_t at, uint32_t end);
extern const _Bool proof_list_ok[__CPROVER_constant_infinity_uint]; /* any */
extern const uint32_t proof_list_body[__CPROVER_constant_infinity_uint];
extern const uint32_t proof_list_next[__CPROVER_constant_infinity_uint];
#define LIST_OK(at, has) (proof_list_ok[2 * (at) + ((has) ? 1 : 0)])
#define LIST_BODY(at, has, body) ((has) ? (body) : proof_list_body[at])
#define LIST_NEXT(at, has, next) ((has) ? (next) : proof_list_next[at])
struct spec_part spec_extension(const uint8_t *b, uint32_t at, uint32_t end,
				struct spec_anchor *a)
{
	struct spec_part e = spec_tagged(b, at, end, 0x30), before = a->key_id;

	if (!__CPROVER_uninterpreted_ext_ok(at, end))
		e.ok = 0;
	if (__CPROVER_uninterpreted_ext_is_id(at, end)) {
		if (a->key_id.ok)
			e.ok = 0;
		a->key_id.ok = 1;
		a->key_id.body = __CPROVER_uninterpreted_ext_body(at, end);
		a->key_id.next = __CPROVER_uninterpreted_ext_next(at, end);
		__CPROVER_assume(!e.ok || (a->key_id.body > at &&
					   a->key_id.body < a->key_id.next));
	}
	if (!e.ok)
		__CPROVER_assume(!LIST_OK(at, before.ok));
	else
		__CPROVER_assume(LIST_OK(at, before.ok) ==
					 LIST_OK(e.next, a->key_id.ok) &&
				 LIST_BODY(at, before.ok, before.body) ==
					 LIST_BODY(e.next, a->key_id.ok,
						   a->key_id.body) &&
				 LIST_NEXT(at, before.ok, before.next) ==
					 LIST_NEXT(e.next, a->key_id.ok,
						   a->key_id.next));
	return e;
}

/* Where the list ends, all was accepted, and no more is found. */
static inline void spec_list_ends(uint32_t end)
{
	__CPROVER_assume(LIST_OK(end, 0) && LIST_OK(end, 1) &&
			 proof_list_body[end] == 0 &&
			 proof_list_next[end] == 0);
}

int spec_extension_list(const uint8_t *b, uint32_t at, uint32_t end,
			struct spec_anchor *a)
{
	struct spec_part id = a->key_id;

	(void)b;
	spec_list_ends(end);
	a->key_id.body = LIST_BODY(at, id.ok, id.body);
	a->key_id.next = LIST_NEXT(at, id.ok, id.next);
	a->key_id.ok = a->key_id.body != a->key_id.next;
	return LIST_OK(at, id.ok);
}
#else
#define LIST_OK(at, has) 1
#define LIST_BODY(at, has, body) 0
#define LIST_NEXT(at, has, next) 0
#endif

/* What is around such a list, where no key identifier was before. */
#ifdef SPEC_ABSTRACT_EXTENSIONS
_Bool __CPROVER_uninterpreted_extensions_ok(uint32_t at, uint32_t end,
					    uint32_t version);
struct spec_part __CPROVER_uninterpreted_extensions_id(uint32_t at,
						       uint32_t end,
						       uint32_t version);
struct spec_part spec_extensions(const uint8_t *b, uint32_t at, uint32_t end,
				 uint32_t version, struct spec_anchor *a)
{
	struct spec_part e = {1, at, at, at};

	__CPROVER_assert(!a->key_id.ok, "there is none yet");
	if (at == end || b[at] != 0xa3)
		return e;
	e = spec_tagged(b, at, end, 0xa3);
	if (!__CPROVER_uninterpreted_extensions_ok(at, end, version))
		e.ok = 0;
	a->key_id = __CPROVER_uninterpreted_extensions_id(at, end, version);
	a->key_id.ok = a->key_id.body != a->key_id.next;
	return e;
}
#endif

/*
 * A certificate from inside of its TBSCertificate: a BIT STRING is the last.
 * facts.c proves how it begins, and how spec_key() does.
 */
#ifdef SPEC_ABSTRACT_CERTIFICATE
_Bool __CPROVER_uninterpreted_certified_ok(uint32_t at, uint32_t end,
					   uint32_t outer);
uint32_t __CPROVER_uninterpreted_certified_last(uint32_t at, uint32_t end,
						uint32_t outer);
struct spec_anchor __CPROVER_uninterpreted_certified(uint32_t at, uint32_t end,
						     uint32_t outer);
struct spec_part spec_certified(const uint8_t *b, uint32_t at, uint32_t end,
				uint32_t outer, struct spec_anchor *a)
{
	uint32_t last = __CPROVER_uninterpreted_certified_last(at, end, outer);
	struct spec_part e = {0, 0, 0, 0};

	*a = __CPROVER_uninterpreted_certified(at, end, outer);
	a->named = 1;
	a->key_id.ok = a->key_id.body != a->key_id.next;
	if (__CPROVER_uninterpreted_certified_ok(at, end, outer) &&
	    last >= end && last <= outer && SPEC_CERTIFIED_FACT(b, at, end))
		e = spec_bits(b, last, outer);
	return e;
}
#endif

#endif /* PROVE_ABSTRACT_H */
