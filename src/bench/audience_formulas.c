#include "bench/audience_formulas.h"

enum { OPERATORS = FORMULA_TAGS - 1 };

/* ((t o t) o (t o t)) o (t o t), by the number of the operator */
enum { FIRST_PAIR, SECOND_PAIR, OF_PAIRS, THIRD_PAIR, OF_ALL };

static bool is_among(const struct formula *f, size_t len, uint8_t tag)
{
    for (size_t i = 0; i < len; i++)
        if (f->tags[i] == tag)
            return true;
    return false;
}

static const char *tag_text(const struct formula *f, size_t at, struct arena *a)
{
    return arena_printf(a, "%stag(\"t%02d\")", f->nots >> at & 1 ? "not " : "", f->tags[at]);
}

static const char *operator_text(const struct formula *f, unsigned at)
{
    return f->ands >> at & 1 ? "and" : "or";
}

void formula_make(struct die *die, struct arena *a, struct formula *ret)
{
    const char *tags[FORMULA_TAGS];
    *ret = (struct formula){.nots = (uint8_t)throw_below(die, 1 << FORMULA_TAGS),
                            .ands = (uint8_t)throw_below(die, 1 << OPERATORS)};
    for (size_t i = 0; i < FORMULA_TAGS; i++) {
        do
            ret->tags[i] = (uint8_t)throw_below(die, AUDIENCE_TAGS);
        while (is_among(ret, i, ret->tags[i]));
        tags[i] = tag_text(ret, i, a);
    }
    ret->text = arena_printf(
        a, "((%s %s %s) %s (%s %s %s)) %s (%s %s %s)", tags[0], operator_text(ret, FIRST_PAIR),
        tags[1], operator_text(ret, OF_PAIRS), tags[2], operator_text(ret, SECOND_PAIR), tags[3],
        operator_text(ret, OF_ALL), tags[4], operator_text(ret, THIRD_PAIR), tags[5]);
}

static bool has(const struct formula *f, size_t at, uint64_t tags)
{
    return (tags >> f->tags[at] & 1) != (f->nots >> at & 1);
}

static bool joined(const struct formula *f, unsigned at, bool x, bool y)
{
    return f->ands >> at & 1 ? x && y : x || y;
}

bool formula_holds(const struct formula *f, uint64_t tags)
{
    bool first = joined(f, FIRST_PAIR, has(f, 0, tags), has(f, 1, tags));
    bool second = joined(f, SECOND_PAIR, has(f, 2, tags), has(f, 3, tags));
    bool third = joined(f, THIRD_PAIR, has(f, 4, tags), has(f, 5, tags));
    return joined(f, OF_ALL, joined(f, OF_PAIRS, first, second), third);
}
