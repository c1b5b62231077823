#pragma once
/* Private to the sieve: what it is made of. */
#include "engine/bits.h"
#include "engine/sieve.h"

enum sieve_kind { CONSTANT, IN_SET, IN_RANGE, COMPARED, ALL_OF, ANY_OF, NOT };

struct sieve {
    enum sieve_kind kind;
    unsigned height; /* of what stands below it: how much room a run needs */
    unsigned sparse; /* sets in it that have no words of their own: they are given room, too */
    double cost;     /* of looking at a row among many, in about a nanosecond */
    double share;    /* of the rows for which it holds, as far as one can guess */
    union {
        bool constant;
        const struct set *set;
        struct {
            struct column column;
            int64_t least, most;
        };
        struct comparison comparison;
        struct {
            const struct sieve **parts; /* in the order in which they are run */
            size_t len;
        };
    };
};
