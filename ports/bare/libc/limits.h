/* SPDX-License-Identifier: MIT */
/* limits.h - all that BearSSL looks at; the compiler's own wants the libc's */
#define CHAR_BIT __CHAR_BIT__
#define INT_MAX __INT_MAX__
#define UINT_MAX (__INT_MAX__ * 2U + 1U)
#define ULONG_MAX (__LONG_MAX__ * 2UL + 1UL)
