#pragma once
/* terms -- texts that many customers share (an occupation, a product that was looked at), as small
 * numbers.
 *
 * Numbers go from 1 (0: not known) in the order in which the texts came, so that they stay what
 * they are from day to day; two stores may number the same texts differently.  A table never
 * changes and is counted by references; bytes are compared as they were delivered. */
#include "base/text.h"

struct terms;
struct terms *terms_ref(struct terms *t);
struct terms *terms_unref(struct terms *t); /* NULL is fine; returns NULL */

uint32_t terms_count(const struct terms *t);                /* numbers are 1 .. count */
struct text terms_text(const struct terms *t, uint32_t id); /* 0: a NULL pointer */
uint32_t terms_find(const struct terms *t, struct text x);  /* 0: nobody has it */
size_t terms_bytes(const struct terms *t);

/* Makes one that goes on from another (or NULL); as long as nothing new comes it is the same one.
 */
struct terms_maker {
    struct terms *terms;
    bool own; /* not another's any more */
};
void terms_maker_init(struct terms_maker *m, struct terms *before);
void terms_maker_release(struct terms_maker *m);
uint32_t terms_maker_add(struct terms_maker *m, struct text x); /* no pointer, or empty: 0 */
struct terms *terms_made(struct terms_maker *m); /* the caller's; the maker is released */
