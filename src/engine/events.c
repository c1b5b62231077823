/* events -- questions to what customers did: loops over the blocks of a window. */
#include "engine/events.h"

#include "base/arena.h"

fen txn_amount(const struct txns *t, uint32_t at)
{
    if (t->amounts[at] != TXN_LARGE)
        return t->amounts[at];
    uint32_t from = 0, to = t->large_len;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (t->large[middle].at < at)
            from = middle + 1;
        else
            to = middle;
    }
    assert(from < t->large_len && t->large[from].at == at);
    return t->large[from].amount;
}

void window_ask(struct window *w, int part, unsigned code)
{
    static const unsigned ends[TXN_BITS] = {[TXN_DIRECTION] = TXN_CHANNEL,
                                            [TXN_CHANNEL] = TXN_KIND,
                                            [TXN_KIND] = TXN_CLASS,
                                            [TXN_CLASS] = TXN_BITS};
    unsigned mask = (1u << ends[part]) - (1u << part);
    w->mask = (uint16_t)(w->mask | mask);
    w->what = (uint16_t)((w->what & ~mask) | (code << part & mask));
}

/* ---- behaviour ---- */

static enum act act_of(const struct window *w)
{
    return (enum act)w->of; /* in the same order */
}

static bool is_meant(const struct window *w, const struct acts *a, uint32_t at)
{
    return !w->objects || w->of == WINDOW_LOGIN || w->objects[a->objects[at - a->first[ACT_VIEW]]];
}

static void count_acts(const struct acts *a, const struct window *w, uint32_t *counts)
{
    const enum act act = act_of(w);
    const uint32_t *rows = a->rows, until = a->first[act + 1];
    if (!w->objects || act == ACT_LOGIN) {
        for (uint32_t i = a->first[act]; i < until; i++)
            counts[rows[i]]++;
        return;
    }
    for (uint32_t i = a->first[act]; i < until; i++)
        counts[rows[i]] += is_meant(w, a, i);
}

/* The first of rows [from, to), which ascend, that is not below. */
static uint32_t first_of(const uint32_t *rows, uint32_t from, uint32_t to, uint32_t row)
{
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (rows[middle] < row)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* ---- transactions ---- */

static bool is_asked(const struct window *w, const struct txns *t, uint32_t at)
{
    return (t->what[at] & w->mask) == w->what;
}

/* Which of [from, until) are; at most PART of them. */
enum { PART = 512 };
static uint32_t find_asked(const struct txns *t, const struct window *w, uint32_t from,
                           uint32_t until, uint32_t *ret_asked)
{
    uint32_t len = 0;
    for (uint32_t i = from; i < until; i++) {
        ret_asked[len] = i;
        len += is_asked(w, t, i);
    }
    return len;
}

static void count_txns(const struct txns *t, const struct window *w, uint32_t *counts)
{
    for (uint32_t i = 0; i < t->len; i++)
        counts[t->rows[i]] += is_asked(w, t, i);
}

/* Of transactions [from, until). */
static void sum_txns(const struct txns *t, const struct window *w, uint32_t from, uint32_t until,
                     fen *sums)
{
    uint32_t asked[PART];
    for (; from < until; from += PART) {
        uint32_t end = until - from < PART ? until : from + PART;
        uint32_t len = find_asked(t, w, from, end, asked);
        for (uint32_t k = 0; k < len; k++) {
            fen *sum = &sums[t->rows[asked[k]]];
            *sum = fen_add(*sum, txn_amount(t, asked[k]));
        }
    }
}

/* ---- windows ---- */

static day begins(const struct events *e, const struct window *w)
{
    assert(w->days >= 1 && w->days <= EVENT_DAYS);
    return e->day - w->days + 1;
}

/* What a window looks at, one after the other. */
static const enum window_of anything[] = {WINDOW_LOGIN, WINDOW_VIEW, WINDOW_SEARCH, WINDOW_CLICK,
                                          WINDOW_TXN};

static struct window part_of_window(const struct window *w, enum window_of of)
{
    return (struct window){.of = of, .days = w->days};
}

void window_count(const struct events *e, const struct window *w, uint32_t *counts)
{
    const day from = begins(e, w);
    if (w->of == WINDOW_ANYTHING) {
        for (size_t k = 0; k < ARRAY_LEN(anything); k++) {
            const struct window part = part_of_window(w, anything[k]);
            window_count(e, &part, counts);
        }
        return;
    }
    if (w->of == WINDOW_TXN) {
        for (size_t i = e->txns_len; i > 0 && e->txns[i - 1]->on >= from; i--)
            count_txns(e->txns[i - 1], w, counts);
        return;
    }
    for (size_t i = e->acts_len; i > 0 && e->acts[i - 1]->on >= from; i--)
        count_acts(e->acts[i - 1], w, counts);
}

/* Some customers after another, all dates of each: what is added up for them stays in the nearest
 * cache. */
enum { STRIP_ROWS = 1 << 15 };
void window_sum(const struct events *e, const struct window *w, fen *sums)
{
    const day from = begins(e, w);
    size_t first = e->txns_len;
    uint32_t rows = 0;
    assert(w->of == WINDOW_TXN);
    while (first > 0 && e->txns[first - 1]->on >= from) {
        const struct txns *t = e->txns[--first];
        if (t->len && t->rows[t->len - 1] >= rows)
            rows = t->rows[t->len - 1] + 1;
    }
    uint32_t *at = mem_alloc((e->txns_len - first + 1) * sizeof *at);
    for (uint32_t strip = 0; strip < rows; strip += STRIP_ROWS)
        for (size_t i = first; i < e->txns_len; i++) {
            const struct txns *t = e->txns[i];
            uint32_t begun = at[i - first];
            at[i - first] = first_of(t->rows, begun, t->len, strip + STRIP_ROWS);
            sum_txns(t, w, begun, at[i - first], sums);
        }
    free(at);
}

static void one_of_acts(const struct acts *a, const struct window *w, uint32_t row,
                        struct window_found *ret)
{
    uint32_t until = a->first[act_of(w) + 1];
    uint32_t i = first_of(a->rows, a->first[act_of(w)], until, row);
    for (; i < until && a->rows[i] == row; i++)
        ret->count += is_meant(w, a, i);
}

static void one_of_txns(const struct txns *t, const struct window *w, uint32_t row,
                        struct window_found *ret)
{
    for (uint32_t i = first_of(t->rows, 0, t->len, row); i < t->len && t->rows[i] == row; i++)
        if (is_asked(w, t, i)) {
            ret->count++;
            ret->sum = fen_add(ret->sum, txn_amount(t, i));
        }
}

static void add_one(const struct events *e, const struct window *w, uint32_t row,
                    struct window_found *ret)
{
    const day from = begins(e, w);
    if (w->of == WINDOW_TXN) {
        for (size_t i = e->txns_len; i > 0 && e->txns[i - 1]->on >= from; i--)
            one_of_txns(e->txns[i - 1], w, row, ret);
        return;
    }
    for (size_t i = e->acts_len; i > 0 && e->acts[i - 1]->on >= from; i--)
        one_of_acts(e->acts[i - 1], w, row, ret);
}

void window_one(const struct events *e, const struct window *w, uint32_t row,
                struct window_found *ret)
{
    *ret = (struct window_found){.count = 0};
    if (w->of != WINDOW_ANYTHING) {
        add_one(e, w, row, ret);
        return;
    }
    for (size_t k = 0; k < ARRAY_LEN(anything); k++) {
        const struct window part = part_of_window(w, anything[k]);
        add_one(e, &part, row, ret);
    }
}
