#pragma once
/* near -- which of several names was perhaps meant?  By edit distance, in characters.
 *
 *     nearest_begin(&n, wanted);
 *     for (...) nearest_try(&n, name);
 *     n.name                                    NULL: none is near */
#include "base/text.h"

struct nearest {
    struct text wanted;
    size_t edits; /* fewer are nearer */
    const char *name;
};
void nearest_begin(struct nearest *n, struct text wanted);
void nearest_try(struct nearest *n, const char *name); /* keeps the pointer of the nearest */

/* Equal but for large and small letters of ASCII. */
bool word_is(struct text word, const char *name);
