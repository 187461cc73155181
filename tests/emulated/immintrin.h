/* SPDX-License-Identifier: MIT */
/* immintrin.h - AVX-512 in plain C by SIMDe, in the compiler's header's place
 */
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>

#ifndef _mm256_zeroupper
#define _mm256_zeroupper() ((void)0)
#endif
