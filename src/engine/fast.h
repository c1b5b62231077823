#pragma once
/* Private to the loops of this room: FAST before a function has it compiled twice, for any machine
 * and for those with AVX2, and the one that fits is taken when the program starts.  Sanitizers do
 * not bear functions that are chosen before they have begun. */
#include "base/base.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define FAST_SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define FAST_SANITIZED
#endif

#if defined(__x86_64__) && defined(__linux__) && defined(__OPTIMIZE__) && !defined(FAST_SANITIZED)
#define FAST __attribute__((target_clones("avx2", "default")))
#else
#define FAST
#endif
