/* Alerts of a reach. */
#include "engine/snapshot_parts.h"
#include "engine/worth.h"

/* ---- which days ---- */

day raised_since(const struct snapshot *s, day today)
{
    day since = day_working_before(today), first = s->day - RAISED_DAYS + 1;
    since = since < s->day ? since : s->day;
    while (since > first && s->gaps >> (s->day - since + 1) & 1)
        since--;
    return since > first ? since : first;
}

/* ---- where they are ---- */

/* The first alert of a row at a place, or of what comes after it. */
static size_t first_of(const struct snapshot *s, uint32_t place, uint32_t row)
{
    size_t from = 0, to = s->raised_len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        uint32_t at = s->raised[middle].row, at_place = s->place[at];
        if (at_place < place || (at_place == place && at < row))
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

void raised_at(const struct snapshot *s, uint32_t first, uint32_t last, const struct raised **ret,
               size_t *ret_len)
{
    size_t from = first_of(s, first, 0);
    *ret = s->raised + from;
    *ret_len = first_of(s, last + 1, 0) - from;
}

void raised_of(const struct snapshot *s, uint32_t row, const struct raised **ret, size_t *ret_len)
{
    size_t from = first_of(s, s->place[row], row), to = from;
    while (to < s->raised_len && s->raised[to].row == row)
        to++;
    *ret = s->raised + from;
    *ret_len = to - from;
}

/* ---- how many ---- */

static void count_rows(const struct snapshot *s, const struct reach *reach, day since,
                       struct raised_counts *ret)
{
    for (size_t i = 0; i < reach->len; i++) {
        const struct raised *own;
        size_t len;
        raised_of(s, reach->rows[i], &own, &len);
        for (size_t k = 0; k < len; k++)
            ret->kinds[own[k].kind] += own[k].day >= since;
    }
}

static void count_places(const struct snapshot *s, uint32_t first, uint32_t last, day since,
                         struct raised_counts *ret)
{
    const struct place_sums *sums = s->parts->day->sums;
    for (day age = 0; age < RAISED_DAYS && s->day - age >= since; age++)
        for (size_t k = 0; k < ALERT_COUNT; k++)
            ret->kinds[k] += sums[last + 1].raised[age][k] - sums[first].raised[age][k];
}

void raised_count(const struct snapshot *s, const struct reach *reach, day since,
                  struct raised_counts *ret)
{
    *ret = (struct raised_counts){.all = 0};
    if (reach->kind == REACH_ROWS)
        count_rows(s, reach, since, ret);
    else if (reach->kind == REACH_PLACES)
        count_places(s, reach->first, reach->last, since, ret);
    else
        count_places(s, 0, s->place_count, since, ret);
    for (size_t k = 0; k < ALERT_COUNT; k++)
        ret->all += ret->kinds[k];
}

/* ---- which, in what order ---- */

bool raised_is_asked(const struct raised_asked *asked, const struct raised *r)
{
    return r->day >= asked->since && (asked->kinds == 0 || (asked->kinds >> r->kind & 1));
}

static enum urgency urgency_of(const struct raised *r, day today)
{
    return alert_urgency((enum alert_kind)r->kind, r->to, r->stays, today);
}

/* Of the same worth: by customer, kind, newest first, number. */
static int worth_order(const struct raised *a, const struct raised *b)
{
    if (a->worth != b->worth)
        return a->worth > b->worth ? -1 : 1;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->day != b->day)
        return a->day > b->day ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

int raised_order(const struct raised *a, const struct raised *b, day today)
{
    enum urgency x = urgency_of(a, today), y = urgency_of(b, today);
    return x != y ? (x < y ? -1 : 1) : worth_order(a, b);
}

struct ranked {
    enum urgency urgency;
    const struct raised *alert;
};

static int by_rank(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    if (a->urgency != b->urgency)
        return a->urgency < b->urgency ? -1 : 1;
    return worth_order(a->alert, b->alert);
}

/* What is asked of alerts that stand customer after customer. */
static void rank(const struct raised_asked *asked, const struct raised *all, size_t len,
                 struct vec *ranked, size_t *customers)
{
    uint32_t last = NO_ROW;
    for (size_t i = 0; i < len; i++) {
        if (!raised_is_asked(asked, &all[i]))
            continue;
        *customers += all[i].row != last;
        last = all[i].row;
        *(struct ranked *)vec_add(ranked) =
            (struct ranked){urgency_of(&all[i], asked->today), &all[i]};
    }
}

static void rank_reach(const struct snapshot *s, const struct reach *reach,
                       const struct raised_asked *asked, struct vec *ranked, size_t *customers)
{
    const struct raised *all = s->raised;
    size_t len = s->raised_len;
    *customers = 0;
    if (reach->kind == REACH_PLACES)
        raised_at(s, reach->first, reach->last, &all, &len);
    if (reach->kind != REACH_ROWS)
        rank(asked, all, len, ranked, customers);
    for (size_t i = 0; reach->kind == REACH_ROWS && i < reach->len; i++) {
        raised_of(s, reach->rows[i], &all, &len);
        rank(asked, all, len, ranked, customers);
    }
    if (ranked->len)
        qsort(ranked->items, ranked->len, ranked->size, by_rank);
}

/* What is kept of large reaches: the first ones are all that pages show. */
struct kept_list {
    size_t total, customers, len;
    uint32_t places[2000]; /* in s->raised */
};

static void keep_list(const struct snapshot *s, const struct vec *ranked, size_t customers,
                      struct kept_list *ret)
{
    size_t most = ARRAY_LEN(ret->places);
    *ret = (struct kept_list){.total = ranked->len, .customers = customers};
    ret->len = ranked->len < most ? ranked->len : most;
    for (size_t i = 0; i < ret->len; i++)
        ret->places[i] = (uint32_t)(((const struct ranked *)vec_at(ranked, i))->alert - s->raised);
}

static size_t page_len(size_t total, size_t offset, size_t limit)
{
    size_t rest = offset < total ? total - offset : 0;
    return rest < limit ? rest : limit;
}

static void take_kept(const struct snapshot *s, const struct kept_list *kept, size_t offset,
                      struct raised_list *ret)
{
    for (size_t i = 0; i < ret->len; i++)
        ret->items[i] = &s->raised[kept->places[offset + i]];
}

static void take_ranked(const struct vec *ranked, size_t offset, struct raised_list *ret)
{
    for (size_t i = 0; i < ret->len; i++)
        ret->items[i] = ((const struct ranked *)vec_at(ranked, offset + i))->alert;
}

static bool list_key_of(const struct snapshot *s, const struct reach *reach,
                        const struct raised_asked *asked, struct memo_key *ret)
{
    bool is_kept = memo_key_of(s, reach, MEMO_RAISED, ret);
    ret->down = asked->kinds;
    ret->across = (uint32_t)(s->day - asked->since) | (uint32_t)(asked->today - s->day) << 8;
    return is_kept;
}

static struct raised_list list_of(size_t total, size_t customers, size_t len, struct arena *a)
{
    return (struct raised_list){.items = arena_alloc(a, (len + 1) * sizeof(struct raised *)),
                                .len = len,
                                .total = total,
                                .customers = customers};
}

void raised_pick(const struct snapshot *s, const struct reach *reach,
                 const struct raised_asked *asked, size_t offset, size_t limit, struct arena *a,
                 struct raised_list *ret)
{
    struct memo_key key;
    struct kept_list found;
    struct vec ranked;
    size_t size, customers;
    bool is_kept = list_key_of(s, reach, asked, &key);
    const struct kept_list *known = is_kept ? memo_find(s, &key, &size) : NULL;
    size_t len = known ? page_len(known->total, offset, limit) : 0;
    if (known && offset + len <= known->len) {
        *ret = list_of(known->total, known->customers, len, a);
        take_kept(s, known, offset, ret);
        return;
    }
    vec_init(&ranked, sizeof(struct ranked));
    rank_reach(s, reach, asked, &ranked, &customers);
    *ret = list_of(ranked.len, customers, page_len(ranked.len, offset, limit), a);
    take_ranked(&ranked, offset, ret);
    keep_list(s, &ranked, customers, &found);
    if (is_kept && !known)
        memo_keep(s, &key, &found, sizeof found);
    vec_release(&ranked);
}
