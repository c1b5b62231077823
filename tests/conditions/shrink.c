#include "shrink.h"

struct shrinking {
    struct arena *arena;
    const struct goes_wrong *wrong;
};

static const struct cond *copy_with(struct shrinking *x, const struct cond *c,
                                    const struct cond *const *parts, size_t len)
{
    struct cond *copy = arena_copy(x->arena, c, sizeof *c);
    copy->parts = parts;
    copy->len = len;
    return copy;
}

/* Its parts but for one, or with another in its place (NULL: none). */
static const struct cond *with_part(struct shrinking *x, const struct cond *c, size_t which,
                                    const struct cond *instead)
{
    const struct cond **parts = arena_alloc(x->arena, c->len * sizeof *parts);
    size_t len = 0;
    for (size_t i = 0; i < c->len; i++)
        if (i != which || instead)
            parts[len++] = i == which ? instead : c->parts[i];
    return copy_with(x, c, parts, len);
}

/* A list but for one of its values. */
static const struct cond *without_value(struct shrinking *x, const struct cond *c, size_t which)
{
    struct cond *copy = arena_copy(x->arena, c, sizeof *c);
    struct cond_value *values = arena_alloc(x->arena, c->test.len * sizeof *values);
    copy->test.len = 0;
    for (size_t i = 0; i < c->test.len; i++)
        if (i != which)
            values[copy->test.len++] = c->test.values[i];
    copy->test.values = values;
    return copy;
}

static bool try(struct shrinking *x, const struct cond *smaller, const struct cond **c)
{
    if (!x->wrong->still(x->wrong->with, smaller))
        return false;
    *c = smaller;
    return true;
}

static bool smaller_list(struct shrinking *x, const struct cond **c)
{
    bool is_list = (*c)->test.op == OP_IN || (*c)->test.op == OP_UNDER;
    for (size_t i = 0; is_list && (*c)->test.len > 1 && i < (*c)->test.len; i++)
        if (try(x, without_value(x, *c, i), c))
            return true;
    return false;
}

static bool smaller_tree(struct shrinking *x, const struct cond **c)
{
    const struct cond *whole = *c;
    for (size_t i = 0; i < whole->len; i++)
        if (try(x, whole->parts[i], c))
            return true;
    for (size_t i = 0; whole->len > 2 && i < whole->len; i++)
        if (try(x, with_part(x, whole, i, NULL), c))
            return true;
    return false;
}

/* A part in its place. */
struct inside {
    struct shrinking *x;
    const struct cond *whole;
    size_t part;
};

static bool still_inside(void *with, const struct cond *part)
{
    struct inside *in = with;
    const struct cond *whole = with_part(in->x, in->whole, in->part, part);
    return in->x->wrong->still(in->x->wrong->with, whole);
}

static const struct cond *shrink_part(struct shrinking *x, const struct cond *whole, size_t part)
{
    struct inside in = {x, whole, part};
    const struct goes_wrong wrong = {still_inside, &in};
    return with_part(x, whole, part, shrink(x->arena, whole->parts[part], &wrong));
}

const struct cond *shrink(struct arena *a, const struct cond *c, const struct goes_wrong *wrong)
{
    struct shrinking x = {a, wrong};
    while (c->kind == COND_TEST ? smaller_list(&x, &c) : smaller_tree(&x, &c))
        ;
    for (size_t i = 0; c->kind != COND_TEST && i < c->len; i++)
        c = shrink_part(&x, c, i);
    return c;
}
