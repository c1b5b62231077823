/* The accounts of a snapshot: what is open or frozen by customer, and what matures around the day.
 *
 * Whole: every version comes, in any order; the newest one of an account wins.  Next: the versions
 * of the day come and are merged into the holdings of the day before, which nobody sorts again. */
#include "base/large.h"
#include "engine/maker.h"

void account_maker_begin(struct maker *m)
{
    struct account_maker *a = &m->accounts;
    vec_init(&a->dated, sizeof(struct dated));
    vec_init(&a->superseding, sizeof(struct superseding));
    vec_init(&a->today, sizeof(struct account_fact));
}

/* Zeroed memory is an account without a version. */
static void make_room(struct account_maker *a, uint32_t account)
{
    enum { LEAST = 1024 };
    if (account >= a->room) {
        uint32_t room = account < LEAST ? LEAST : account + account / 2;
        a->seen = large_resize(a->seen, a->room * sizeof *a->seen, room * sizeof *a->seen);
        a->superseding_of = large_resize(a->superseding_of, a->room * sizeof *a->superseding_of,
                                         room * sizeof *a->superseding_of);
        a->room = room;
    }
    a->count = account >= a->count ? account + 1 : a->count;
}

void account_maker_release(struct account_maker *a)
{
    if (a->room) {
        large_release(a->seen, a->room * sizeof *a->seen);
        large_release(a->superseding_of, a->room * sizeof *a->superseding_of);
    }
    vec_release(&a->dated);
    vec_release(&a->superseding);
    vec_release(&a->today);
}

static bool matures_around(day matures_on, day today)
{
    return matures_on != NO_DAY && matures_on >= today - MATURITY_DAYS &&
           matures_on <= today + MATURITY_DAYS;
}

/* ---- rows ---- */

/* Accounts without a date are most, and of no interest here unless they had one. */
static void keep_dated(struct maker *m, const struct account_fact *f)
{
    struct account_maker *a = &m->accounts;
    uint32_t account = (uint32_t)(f->account_id - 1);
    day today = m->day->day;
    if (f->matures_on == NO_DAY && a->superseding_of[account] == 0)
        return;
    struct superseding *s = vec_add(&a->superseding);
    *s = (struct superseding){.next = a->superseding_of[account], .day = f->day};
    a->superseding_of[account] = (uint32_t)a->superseding.len;
    if (!account_counts(f->status) || f->balance <= 0 || !matures_around(f->matures_on, today) ||
        f->matures_on > today)
        return;
    *(struct dated *)vec_add(&a->dated) = (struct dated){
        .account = account,
        .customer = (uint32_t)(f->customer_id - 1),
        .day = f->day,
        .matures_on = f->matures_on,
        .balance = f->balance,
        .product_id = f->product_id,
        .currency = (uint16_t)(f->currency_id - 1),
    };
}

/* An account that moved has two versions of the day: the one of the former owner says so by the
 * highest status. */
static void keep_newest(struct account_seen *seen, const struct account_fact *f)
{
    if (seen->customer && (f->day < seen->day || (f->day == seen->day && f->status > seen->status)))
        return;
    *seen = (struct account_seen){.balance = f->balance,
                                  .customer = (uint32_t)f->customer_id,
                                  .day = f->day,
                                  .matures_on = f->matures_on,
                                  .product_id = f->product_id,
                                  .currency = (uint16_t)(f->currency_id - 1),
                                  .status = f->status};
}

bool maker_account(struct maker *m, const struct account_fact *f)
{
    struct account_maker *a = &m->accounts;
    const struct day_part *d = m->day;
    if (f->account_id < 1 || f->account_id >= NO_ROW / 2 || f->customer_id < 1 ||
        f->customer_id > m->count || f->product_id < 1 || (size_t)f->product_id >= d->class_count ||
        f->currency_id < 1 || (size_t)f->currency_id > d->rate_count)
        return false;
    if (m->before) {
        *(struct account_fact *)vec_add(&a->today) = *f;
        return true;
    }
    make_room(a, (uint32_t)(f->account_id - 1));
    keep_newest(&a->seen[f->account_id - 1], f);
    keep_dated(m, f);
    return true;
}

/* ---- holdings, whole ---- */

static struct holding *holdings_room(struct day_part *d, size_t count)
{
    d->holdings = room_make(count * sizeof(struct holding));
    return d->holdings.bytes;
}

/* By customer, and within one by account: the accounts are gone through in their order. */
static void holdings_whole(struct maker *m)
{
    struct account_maker *a = &m->accounts;
    struct day_part *d = m->day;
    uint32_t *first = d->first_holding.bytes;
    for (uint32_t i = 0; i < a->count; i++)
        if (a->seen[i].customer && account_counts(a->seen[i].status))
            first[a->seen[i].customer]++;
    for (uint32_t row = 0; row < m->count; row++)
        first[row + 1] += first[row];
    struct holding *all = holdings_room(d, first[m->count]);
    uint32_t *next = mem_alloc((m->count + (size_t)1) * sizeof *next);
    memcpy(next, first, m->count * sizeof *next);
    for (uint32_t i = 0; i < a->count; i++) {
        const struct account_seen *s = &a->seen[i];
        if (!s->customer || !account_counts(s->status))
            continue;
        all[next[s->customer - 1]++] = (struct holding){.balance = s->balance,
                                                        .account = i,
                                                        .matures_on = s->matures_on,
                                                        .product_id = s->product_id,
                                                        .currency = s->currency,
                                                        .status = s->status,
                                                        .class = d->classes[s->product_id]};
    }
    free(next);
}

/* ---- holdings, merged ---- */

static int by_customer(const void *x, const void *y)
{
    const struct account_fact *a = x, *b = y;
    int order = (a->customer_id > b->customer_id) - (a->customer_id < b->customer_id);
    return order ? order : (a->account_id > b->account_id) - (a->account_id < b->account_id);
}

/* Where the merged holdings go, and the versions of the day that are still to come. */
struct merge {
    struct holding *to;
    uint32_t len;
    const struct account_fact *next, *end;
    const uint8_t *classes;
};

static void merge_version(struct merge *g)
{
    const struct account_fact *f = g->next++;
    if (account_counts(f->status))
        g->to[g->len++] = (struct holding){.class = g->classes[f->product_id],
                                           .balance = f->balance,
                                           .account = (uint32_t)(f->account_id - 1),
                                           .matures_on = f->matures_on,
                                           .product_id = f->product_id,
                                           .currency = (uint16_t)(f->currency_id - 1),
                                           .status = f->status};
}

static bool version_is_due(const struct merge *g, int64_t customer_id)
{
    return g->next < g->end && g->next->customer_id == customer_id;
}

/* One customer's: both are in the order of the accounts. */
static void merge_customer(struct merge *g, int64_t customer_id, const struct holding *old,
                           uint32_t old_len)
{
    for (uint32_t i = 0; i < old_len; i++) {
        int64_t account_id = (int64_t)old[i].account + 1;
        while (version_is_due(g, customer_id) && g->next->account_id < account_id)
            merge_version(g);
        if (version_is_due(g, customer_id) && g->next->account_id == account_id)
            merge_version(g);
        else
            g->to[g->len++] = old[i];
    }
    while (version_is_due(g, customer_id))
        merge_version(g);
}

/* Customers from .. to, of whom the day brought nothing: a block as it is. */
static void merge_run(struct merge *g, const struct snapshot *before, uint32_t from, uint32_t to,
                      uint32_t *first)
{
    uint32_t known = to < before->count ? to : before->count;
    uint32_t block = from < known ? before->first_holding[from] : 0;
    uint32_t len = from < known ? before->first_holding[known] - block : 0;
    for (uint32_t row = from; row < known; row++)
        first[row] = g->len + (before->first_holding[row] - block);
    if (len)
        memcpy(g->to + g->len, before->holdings + block, len * sizeof *g->to);
    g->len += len;
    for (uint32_t row = from > known ? from : known; row < to; row++)
        first[row] = g->len;
}

/* Products of another class than the day before. */
static void class_anew(struct day_part *d, const struct day_part *before, uint32_t len)
{
    struct holding *all = d->holdings.bytes;
    if (before->class_count == 0)
        return;
    if (d->class_count >= before->class_count &&
        memcmp(d->classes, before->classes, before->class_count) == 0)
        return;
    for (uint32_t i = 0; i < len; i++)
        all[i].class = d->classes[all[i].product_id];
}

static void holdings_merged(struct maker *m)
{
    const struct snapshot *before = m->before;
    struct day_part *d = m->day;
    struct vec *today = &m->accounts.today;
    uint32_t *first = d->first_holding.bytes, row = 0;
    if (today->len)
        qsort(today->items, today->len, today->size, by_customer);
    const struct account_fact *facts = today->items;
    struct merge g = {.next = facts, .end = facts + today->len, .classes = d->classes};
    g.to = holdings_room(d, before->first_holding[before->count] + today->len);
    while (g.next < g.end) {
        uint32_t at = (uint32_t)(g.next->customer_id - 1);
        bool known = at < before->count;
        uint32_t from = known ? before->first_holding[at] : 0;
        merge_run(&g, before, row, at, first);
        first[at] = g.len;
        merge_customer(&g, (int64_t)at + 1, before->holdings + from,
                       known ? before->first_holding[at + 1] - from : 0);
        row = at + 1;
    }
    merge_run(&g, before, row, m->count, first);
    first[m->count] = g.len;
    class_anew(d, before->parts->day, g.len);
}

void make_holdings(struct maker *m)
{
    m->day->first_holding = room_make((m->count + (size_t)1) * sizeof(uint32_t));
    if (m->before)
        holdings_merged(m);
    else
        holdings_whole(m);
}
