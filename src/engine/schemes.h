#pragma once
/* schemes -- the schemes of levels beside the primary one that are in force on a snapshot's day:
 * by side, what they and their levels are called.
 *
 *     for each side with schemes_has(s->schemes, side):  a dimension, a column, level(NAME)
 *     snapshot_level(s, row, side)                       0: none; else the level, from 1 up */
#include "engine/rules.h"

struct level_named {
    char name[LEVEL_NAME];
    char title[TONGUE_COUNT][LEVEL_TITLE];
};
struct scheme_named {
    struct level_named is; /* no name: there is no such scheme */
    struct level_named levels[SCHEME_LEVELS];
    size_t level_count;
};
struct schemes {
    struct scheme_named at[SIDES_MOST];
};

/* By code or by what people call it.  SIDES_MOST: there is none. */
size_t schemes_side(const struct schemes *s, struct text name);
/* From 1; 0: there is none. */
uint8_t schemes_level(const struct scheme_named *s, struct text name);

static inline bool schemes_has(const struct schemes *s, size_t side)
{
    return side < SIDES_MOST && s->at[side].level_count > 0;
}

/* What people call it; its code where nobody gave it a name. */
struct text named_title(const struct level_named *n, enum tongue tongue);
/* The level's name; "none" of 0. */
struct text level_title(const struct scheme_named *s, uint8_t level, enum tongue tongue);
