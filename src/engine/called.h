#pragma once
/* called -- is somebody called what was typed?
 *
 * What was typed is compared with a name character by character: a Chinese character with itself; a
 * letter with itself, or with others as the reading of a character ("zhang"), the beginning of the
 * last one ("zhangw"), or its initial ("z", "zh").  All of it may be mixed ("张w", "zhangjg").  A
 * space ends a reading ("xi an" is not "xian").  Names and what is typed are folded
 * (base/pinyin.h). */
#include "base/pinyin.h"

enum called_place { CALLED_WHOLE, CALLED_BEGIN, CALLED_WITHIN, CALLED_PLACES };
enum called_way { CALLED_LITERAL, CALLED_PINYIN, CALLED_INITIALS, CALLED_WAYS };

/* From the best to the least: place first, then way. */
enum { CALLED_RANKS = CALLED_PLACES * CALLED_WAYS, CALLED_NOT = CALLED_RANKS };
static inline enum called_way called_way(int rank)
{
    return (enum called_way)(rank % CALLED_WAYS);
}

/* Cheap to compare, for a scan of all names: who lacks one of these bits is not called so. */
struct called_signs {
    uint64_t characters; /* one of 64 bits a character */
    uint32_t letters;    /* a-z, of the readings too */
    uint32_t initials;   /* of them, those that begin a character */
};

/* They can be told one by one, by their number. */
enum {
    CALLED_CHARACTERS = 64,
    CALLED_LETTERS = 26,
    CALLED_SIGNS = CALLED_CHARACTERS + 2 * CALLED_LETTERS
};
static inline bool called_sign(struct called_signs s, int number)
{
    if (number < CALLED_CHARACTERS)
        return s.characters >> number & 1;
    number -= CALLED_CHARACTERS;
    return number < CALLED_LETTERS ? s.letters >> number & 1
                                   : s.initials >> (number - CALLED_LETTERS) & 1;
}

struct called_asked {
    struct folded typed;
    struct called_signs signs;
    bool is_literal; /* neither letters nor blanks: only a part of the name can be it */
};
struct called_asked called_asked(struct text typed);
bool called_nothing(const struct called_asked *asked); /* there is nothing to compare */

struct called_signs called_signs(const uint32_t *name, size_t len);

/* The best rank, or CALLED_NOT. */
int called_rank(const struct called_asked *asked, const uint32_t *name, size_t len);
