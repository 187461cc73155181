/* SPDX-License-Identifier: MIT */
/* cpu.c - proofs of cpu_x86.c, whatever the CPU answers, and of fastest.c */
/* Contracts stand before a semicolon; the formatter does not know them. */
/* clang-format off */
#undef CFSV_SHA256_ONLY_PORTABLE
#include "hash.h"
extern uint32_t proof_len;
#include "sha256/cpu_x86.c"
#include "sha256/fastest.c"
#include "proof.h"

/* The CPU answers anything: leaf 0 and leaf 1 are named, to speak of them. */
static struct cpu_x86_words cpu_x86_id(uint32_t leaf)
ASSIGNS()
ENSURES(leaf != 0 || __CPROVER_return_value.eax == proof_len)
ENSURES(leaf != 1 || __CPROVER_return_value.ecx == proof_i);

/* without OSXSAVE the CPU has no such instruction */
static uint32_t cpu_x86_xcr0(void)
REQUIRES((proof_i >> 27 & 1) == 1)
ASSIGNS();

uint32_t cfsv_cpu_x86_flags(uint32_t leaf1_ecx, uint32_t leaf7_ebx,
			    uint32_t xcr0)
ASSIGNS()
ENSURES(__CPROVER_return_value <= 7)
/* wide registers: only of a CPU that has them, by a system that saves them */
ENSURES((__CPROVER_return_value & CFSV_CPU_AVX2) == 0 ||
	((leaf1_ecx >> 27 & 3) == 3 && (leaf7_ebx >> 5 & 1) == 1 &&
	 (xcr0 >> 1 & 3) == 3))
ENSURES((__CPROVER_return_value & CFSV_CPU_AVX512) == 0 ||
	((leaf1_ecx >> 27 & 3) == 3 && (leaf7_ebx >> 16 & 1) == 1 &&
	 (leaf7_ebx >> 30 & 1) == 1 && (xcr0 >> 1 & 3) == 3 &&
	 (xcr0 >> 5 & 7) == 7))
ENSURES((__CPROVER_return_value & CFSV_CPU_SHANI) == 0 ||
	((leaf1_ecx >> 19 & 1) == 1 && (leaf7_ebx >> 29 & 1) == 1));

/* without leaf 7 it has none of these */
uint32_t cfsv_cpu_x86(void)
ASSIGNS()
ENSURES(__CPROVER_return_value <= 7)
ENSURES(proof_len >= 7 || __CPROVER_return_value == 0);

/* only what the CPU has, and the best of it */
cfsv_sha256_blocks *cfsv_sha256_fastest(uint32_t cpu)
ASSIGNS()
ENSURES(__CPROVER_return_value ==
	((cpu & 5) == 5 ? cfsv_sha256_avx512_shani
	 : (cpu & 4) != 0 ? cfsv_sha256_avx512
	 : (cpu & 1) != 0 ? cfsv_sha256_shani
	 : (cpu & 2) != 0 ? cfsv_sha256_avx2 : cfsv_sha256_portable));

PROOF(cfsv_sha256_fastest, uint32_t cpu, cfsv_sha256_fastest(cpu))
PROOF(cfsv_cpu_x86_flags, uint32_t a; uint32_t b; uint32_t c,
      cfsv_cpu_x86_flags(a, b, c))
PROOF(cfsv_cpu_x86, , cfsv_cpu_x86())
