#include "engine/called.h"

/* A name and what is typed of one letter over and over could be walked in very many ways. */
enum { STEPS_MOST = 4000 };

struct walk {
    const struct folded *typed;
    const uint32_t *name;
    size_t len;
    size_t start;
    int steps;
    int best;
};

struct used {
    bool reading, initial;
};

static bool is_letter(uint32_t c)
{
    return c >= 'a' && c <= 'z';
}

static uint64_t bit_of(uint32_t c)
{
    return UINT64_C(1) << (c * UINT32_C(0x9E3779B1) >> 26);
}

static uint32_t letter_bit(uint32_t c)
{
    return UINT32_C(1) << (c - 'a');
}

struct called_asked called_asked(struct text typed)
{
    struct called_asked a = {.typed = name_fold_typed(typed), .is_literal = true};
    for (size_t i = 0; i < a.typed.len; i++) {
        uint32_t c = a.typed.characters[i];
        if (is_letter(c))
            a.signs.letters |= letter_bit(c);
        else if (c != ' ')
            a.signs.characters |= bit_of(c);
        a.is_literal &= !is_letter(c) && c != ' ';
    }
    if (a.typed.len > 0 && is_letter(a.typed.characters[0]))
        a.signs.initials = letter_bit(a.typed.characters[0]);
    return a;
}

bool called_nothing(const struct called_asked *asked)
{
    return asked->typed.len == 0;
}

/* ü may be typed v, u or yu. */
static uint32_t letters_of(const char *syllable)
{
    uint32_t letters = 0;
    for (; *syllable; syllable++) {
        letters |= letter_bit((unsigned char)*syllable);
        if (*syllable == 'v')
            letters |= letter_bit('u') | letter_bit('y');
    }
    return letters;
}

struct called_signs called_signs(const uint32_t *name, size_t len)
{
    struct called_signs s = {0};
    for (size_t i = 0; i < len; i++) {
        struct readings r = name_readings(name, len, i);
        s.characters |= bit_of(name[i]);
        if (is_letter(name[i]))
            s.initials |= letter_bit(name[i]);
        for (int k = 0; k < r.len; k++) {
            s.letters |= letters_of(r.items[k]);
            s.initials |= letter_bit((unsigned char)r.items[k][0]);
        }
    }
    s.letters |= s.initials;
    return s;
}

/* ---- one name ---- */

static void arrive(struct walk *w, size_t at, struct used used)
{
    enum called_place place = w->start > 0   ? CALLED_WITHIN
                              : at == w->len ? CALLED_WHOLE
                                             : CALLED_BEGIN;
    enum called_way way = used.reading   ? CALLED_PINYIN
                          : used.initial ? CALLED_INITIALS
                                         : CALLED_LITERAL;
    int rank = (int)place * CALLED_WAYS + (int)way;
    if (rank < w->best)
        w->best = rank;
}

/* How many letters of the syllable stand at 'from'; *ret_typed: how many were typed for them. */
static size_t common(const struct folded *typed, size_t from, const char *syllable,
                     size_t *ret_typed)
{
    const uint32_t *c = typed->characters;
    size_t at = from, k = 0;
    for (; syllable[k] && at < typed->len; k++, at++) {
        bool is_u = syllable[k] == 'v';
        if (is_u && c[at] == 'y' && at + 1 < typed->len && c[at + 1] == 'u')
            at++;
        else if (c[at] != (unsigned char)syllable[k] && !(is_u && c[at] == 'u'))
            break;
    }
    *ret_typed = at - from;
    return k;
}

static void walk_on(struct walk *w, size_t from, size_t at, struct used used);

static void walk_reading(struct walk *w, size_t from, size_t at, struct used used,
                         const char *syllable)
{
    size_t count, letters = common(w->typed, from, syllable, &count);
    bool ends = from + count == w->typed->len || w->typed->characters[from + count] == ' ';
    if (letters == 0)
        return;
    if (syllable[letters] == '\0' || (ends && letters > 1))
        walk_on(w, from + count, at + 1, (struct used){true, used.initial});
    if (syllable[1] != '\0')
        walk_on(w, from + 1, at + 1, (struct used){used.reading, true});
    if (letters > 1 && syllable[1] == 'h')
        walk_on(w, from + 2, at + 1, (struct used){used.reading, true});
}

/* What is left of the typed from 'from' on, and of the name from 'at' on. */
static void walk_on(struct walk *w, size_t from, size_t at, struct used used)
{
    const struct folded *typed = w->typed;
    while (from < typed->len && typed->characters[from] == ' ')
        from++;
    if (from == typed->len)
        arrive(w, at, used);
    if (from == typed->len || at == w->len || w->steps-- <= 0)
        return;
    if (typed->characters[from] == w->name[at])
        walk_on(w, from + 1, at + 1, used);
    if (!is_letter(typed->characters[from]) ||
        !name_may_begin(w->name[at], typed->characters[from]))
        return;
    struct readings r = name_readings(w->name, w->len, at);
    for (int i = 0; i < r.len; i++)
        walk_reading(w, from, at, used, r.items[i]);
}

static int literal_rank(const struct folded *typed, const uint32_t *name, size_t len)
{
    const size_t size = typed->len * sizeof *name;
    for (size_t start = 0; start + typed->len <= len; start++) {
        if (name[start] != typed->characters[0] || memcmp(name + start, typed->characters, size))
            continue;
        enum called_place place = start > 0           ? CALLED_WITHIN
                                  : typed->len == len ? CALLED_WHOLE
                                                      : CALLED_BEGIN;
        return (int)place * CALLED_WAYS + CALLED_LITERAL;
    }
    return CALLED_NOT;
}

int called_rank(const struct called_asked *asked, const uint32_t *name, size_t len)
{
    struct walk w = {
        .typed = &asked->typed, .name = name, .len = len, .steps = STEPS_MOST, .best = CALLED_NOT};
    if (called_nothing(asked))
        return CALLED_NOT;
    if (asked->is_literal)
        return literal_rank(&asked->typed, name, len);
    uint32_t first = asked->typed.characters[0];
    for (w.start = 0; w.start < len && w.best == CALLED_NOT; w.start++)
        if (is_letter(first) ? name_may_begin(name[w.start], first) : name[w.start] == first)
            walk_on(&w, 0, w.start, (struct used){false, false});
    return w.best;
}
