#pragma once
/* Private to src/base: what tools/pinyingen writes during the build. */
#include "base/base.h"

enum { PINYIN_FIRST = 0x3400, PINYIN_LAST = 0x9FFF };

#define PINYIN_IS_SPECIAL 0x8000u

extern const char *const pinyin_syllables[]; /* the first: none */

/* The syllable of each character, and whether it stands among the special ones. */
extern const uint16_t pinyin_readings[PINYIN_LAST - PINYIN_FIRST + 1];

/* In the order of their characters; syllable 0: none. */
struct pinyin_special {
    uint16_t character, surname, also[2];
};
extern const struct pinyin_special pinyin_special[];
extern const size_t pinyin_special_len;

/* Surnames of two characters; each of them is special. */
struct pinyin_compound {
    uint16_t characters[2], syllables[2];
};
extern const struct pinyin_compound pinyin_compounds[];
extern const size_t pinyin_compounds_len;

/* What a character is compared as; in the order of 'from'. */
struct pinyin_plain {
    uint16_t from, to;
};
extern const struct pinyin_plain pinyin_plain[];
extern const size_t pinyin_plain_len;
