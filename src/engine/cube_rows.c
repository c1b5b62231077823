/* Which rows a question is about, and in which order they are gone through: all of them in the
 * order of memory where many are asked for, else the few of an organisation one by one. */
#include "engine/cube_inside.h"

#include "engine/bits.h"
#include "engine/snapshot_parts.h"

enum {
    SCATTERED = 4, /* a row looked up costs as much as so many read in their order */
    MOSTLY = 3,    /* one in so many, within a batch */
};

static struct cube_rows rows_within(const struct snapshot *s, const struct reach *reach,
                                    const struct set *set)
{
    struct rows rows = reach_rows(s, reach);
    uint64_t scanned = set ? set->count : s->count;
    if (reach->kind == REACH_ROWS || (uint64_t)rows.len * SCATTERED < scanned)
        return (struct cube_rows){.set = set, .list = rows.items, .len = (uint32_t)rows.len};
    return (struct cube_rows){
        .set = set, .len = s->count, .within = true, .first = reach->first, .last = reach->last};
}

struct cube_rows cube_rows_of(const struct snapshot *s, const struct reach *reach,
                              const struct set *set)
{
    assert(!set || set->rows == s->count);
    if (reach->kind == REACH_ALL)
        return (struct cube_rows){.set = set, .len = s->count};
    return rows_within(s, reach, set);
}

/* ---- batch by batch ---- */

/* Where a part begins: threads share no block of a set. */
static uint32_t cut(const struct cube_rows *of, unsigned part, unsigned parts)
{
    uint64_t at = (uint64_t)of->len * part / parts;
    return part == parts ? of->len : (uint32_t)(at - at % SET_BLOCK);
}

void feed_begin(struct feed *f, const struct cube_rows *of, unsigned part, unsigned parts)
{
    f->of = of;
    f->next = cut(of, part, parts);
    f->end = cut(of, part + 1, parts);
    f->block = UINT32_MAX;
    f->words = NULL;
}

/* The members among the rows of so many words.  Where most rows are members they are read in their
 * order, the others with them. */
static struct batch unpack(struct feed *f, const uint64_t *words, uint32_t from, uint32_t len)
{
    uint32_t count = bits_count(words, (len + SET_WORD - 1) / SET_WORD), n = 0;
    if (count == len)
        return (struct batch){.from = from, .len = len};
    if (count * MOSTLY >= len)
        return (struct batch){.from = from, .len = len, .members = words};
    for (uint32_t w = 0; w * SET_WORD < len; w++)
        for (uint64_t rest = words[w]; rest; rest &= rest - 1)
            f->rows[n++] = from + w * SET_WORD + (uint32_t)__builtin_ctzll(rest);
    return (struct batch){.rows = f->rows, .len = n};
}

static struct batch next_of_set(struct feed *f, uint32_t from, uint32_t len)
{
    uint32_t block = from / SET_BLOCK;
    if (block != f->block)
        f->words = set_block(f->of->set, block, f->room);
    f->block = block;
    if (f->words)
        return unpack(f, f->words + from % SET_BLOCK / SET_WORD, from, len);
    f->next = (block + 1) * SET_BLOCK;
    return (struct batch){.rows = f->rows, .len = 0};
}

static struct batch next_of_list(struct feed *f, uint32_t from, uint32_t len)
{
    const uint32_t *list = f->of->list + from;
    uint32_t n = 0;
    if (!f->of->set)
        return (struct batch){.rows = list, .len = len};
    for (uint32_t i = 0; i < len; i++) {
        f->rows[n] = list[i];
        n += set_has(f->of->set, list[i]);
    }
    return (struct batch){.rows = f->rows, .len = n};
}

bool feed_next(struct feed *f, struct batch *ret)
{
    do {
        if (f->next >= f->end)
            return false;
        uint32_t from = f->next, len = f->end - from < BATCH ? f->end - from : BATCH;
        f->next += len;
        *ret = f->of->list  ? next_of_list(f, from, len)
               : f->of->set ? next_of_set(f, from, len)
                            : (struct batch){.from = from, .len = len};
    } while (ret->len == 0);
    return true;
}
