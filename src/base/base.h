#pragma once
/* base -- what every room stands on.  Always the first include of a header.
 *
 * Knows nobody.  After it the functions that make mistakes easy are poisoned. */

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/rc.h"

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define UNUSED __attribute__((unused))

__extension__ typedef __int128 int128_t;
__extension__ typedef unsigned __int128 uint128_t;

/* The C library of a fortified build may have them as macros. */
#undef sprintf
#undef vsprintf
#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol gmtime localtime
