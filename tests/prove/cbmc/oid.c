/* SPDX-License-Identifier: MIT */
/* oid.c - proofs of pkcs7/oid.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#define PROOF_ANY_NAME 1
#include "memory.h"
#include "pkcs7/oid.c"
#include "abstract.h"
#include "../spec/spec_der.c"
#include "../spec/spec_oid.c"
#include "parsed.h"
#include "proof.h"

PROOF(cfsv_oid_take, struct cfsv_der *d, cfsv_oid_take(d))
