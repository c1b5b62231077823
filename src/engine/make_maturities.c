/* What matures around a snapshot's day.
 *
 * An account matures on a day if at the end of the day before some version of it said so; what was
 * corrected, or closed, before then never was.  Of those that have come it is said what became of
 * them. */
#include "engine/maker.h"

static fen base_of(const struct day_part *d, fen balance, uint16_t currency)
{
    return currency == 0 ? balance : fen_convert(balance, d->rates[currency]);
}

static int by_date(const void *x, const void *y)
{
    const struct maturity *a = x, *b = y;
    if (a->on != b->on)
        return a->on < b->on ? -1 : 1;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->account > b->account) - (a->account < b->account);
}

static void finish(const struct day_part *d, struct maturity *x)
{
    x->amount = base_of(d, x->balance, x->currency);
    x->class = d->classes[x->product_id];
}

/* What the holding says, on the snapshot's day or later. */
static void add_holding(const struct day_part *d, struct vec *list, uint32_t row,
                        const struct holding *h)
{
    struct maturity *x = vec_add(list);
    *x = (struct maturity){.on = h->matures_on,
                           .row = row,
                           .account = h->account,
                           .balance = h->balance,
                           .product_id = h->product_id,
                           .currency = h->currency,
                           .state = MATURITY_COMES};
    finish(d, x);
}

/* What became of one, by the account's newest version. */
static uint8_t state_of(const struct day_part *d, const struct maturity *x, uint32_t customer,
                        uint8_t status, day matures_on)
{
    if (!account_counts(status) || customer != x->row)
        return MATURITY_ENDED;
    if (matures_on != x->on)
        return MATURITY_MOVED;
    return x->on < d->day ? MATURITY_HELD : MATURITY_COMES;
}

/* ---- whole ---- */

/* Was the version still the account's at the end of the day before it matured? */
static bool was_in_force(const struct account_maker *a, const struct dated *v)
{
    const struct superseding *all = a->superseding.items;
    for (uint32_t i = a->superseding_of[v->account]; i; i = all[i - 1].next)
        if (all[i - 1].day > v->day && all[i - 1].day < v->matures_on)
            return false;
    const struct account_seen *now = &a->seen[v->account];
    return now->day <= v->day || now->day >= v->matures_on;
}

static int by_account(const void *x, const void *y)
{
    const struct dated *a = x, *b = y;
    if (a->account != b->account)
        return a->account < b->account ? -1 : 1;
    if (a->matures_on != b->matures_on)
        return a->matures_on < b->matures_on ? -1 : 1;
    return (a->day > b->day) - (a->day < b->day);
}

/* Several versions may tell of one maturity: the last one before it came counts, or else the first
 * one after. */
static bool is_another(const struct dated *v, const struct dated *next, const struct dated *end)
{
    bool same = next < end && next->account == v->account && next->matures_on == v->matures_on;
    return !same || next->day >= v->matures_on;
}

static void add_dated(const struct maker *m, struct vec *list, const struct dated *v)
{
    const struct day_part *d = m->day;
    const struct account_seen *now = &m->accounts.seen[v->account];
    struct maturity *x = vec_add(list);
    *x = (struct maturity){.on = v->matures_on,
                           .row = v->customer,
                           .account = v->account,
                           .balance = v->balance,
                           .product_id = v->product_id,
                           .currency = v->currency};
    x->state = state_of(d, x, now->customer - 1, now->status, now->matures_on);
    finish(d, x);
}

/* Those that have come, or come on the day itself: of each account and date one. */
static void add_come(const struct maker *m, struct vec *list)
{
    const struct vec *dated = &m->accounts.dated;
    const struct dated *all = dated->items, *end = all + dated->len;
    const struct dated *told = NULL;
    if (dated->len)
        qsort(dated->items, dated->len, dated->size, by_account);
    for (const struct dated *v = all; v < end; v++) {
        bool again = told && told->account == v->account && told->matures_on == v->matures_on;
        if (again || !is_another(v, v + 1, end) || !was_in_force(&m->accounts, v))
            continue;
        add_dated(m, list, v);
        told = v;
    }
}

static void maturities_whole(struct maker *m)
{
    const struct day_part *d = m->day;
    const uint32_t *first = d->first_holding.bytes;
    const struct holding *all = d->holdings.bytes;
    struct vec *list = &m->day->maturities;
    add_come(m, list);
    for (uint32_t row = 0; row < m->count; row++)
        for (uint32_t i = first[row]; i < first[row + 1]; i++)
            if (all[i].balance > 0 && all[i].matures_on > d->day &&
                all[i].matures_on <= d->day + MATURITY_DAYS)
                add_holding(d, list, row, &all[i]);
    if (list->len)
        qsort(list->items, list->len, list->size, by_date);
}

/* ---- from the day before ---- */

static int by_account_and_status(const void *x, const void *y)
{
    const struct account_fact *a = x, *b = y;
    if (a->account_id != b->account_id)
        return a->account_id < b->account_id ? -1 : 1;
    return (a->status > b->status) - (a->status < b->status);
}

const struct account_fact *version_of(const struct vec *today, uint32_t account)
{
    const struct account_fact *all = today->items;
    size_t from = 0, to = today->len;
    int64_t id = (int64_t)account + 1;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (all[middle].account_id < id)
            from = middle + 1;
        else
            to = middle;
    }
    return from < today->len && all[from].account_id == id ? &all[from] : NULL;
}

/* One of the day before: is it there still, and what became of it? */
static void carry(const struct maker *m, struct vec *list, const struct maturity *old)
{
    const struct day_part *d = m->day;
    const struct account_fact *v = version_of(&m->accounts.today, old->account);
    if (old->on < d->day - MATURITY_DAYS || (v && old->on > d->day))
        return;
    struct maturity *x = vec_add(list);
    *x = *old;
    if (v)
        x->state = state_of(d, x, (uint32_t)(v->customer_id - 1), v->status, v->matures_on);
    else if (x->state == MATURITY_COMES && x->on < d->day)
        x->state = MATURITY_HELD;
    finish(d, x);
}

/* Whether the day before had told of this one, of a version that has come meanwhile. */
static bool is_told(const struct snapshot *before, uint32_t account, day on)
{
    size_t from = 0, to = before->maturities_len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (before->maturities[middle].on < on)
            from = middle + 1;
        else
            to = middle;
    }
    for (; from < before->maturities_len && before->maturities[from].on == on; from++)
        if (before->maturities[from].account == account)
            return true;
    return false;
}

/* A version of the day tells of a maturity. */
static void add_version(const struct maker *m, struct vec *list, const struct account_fact *f)
{
    const struct day_part *d = m->day;
    day on = f->matures_on;
    uint32_t account = (uint32_t)(f->account_id - 1);
    if (!account_counts(f->status) || f->balance <= 0 || on == NO_DAY ||
        on < d->day - MATURITY_DAYS || on >= d->day + MATURITY_DAYS)
        return;
    if (on <= d->day && is_told(m->before, account, on))
        return;
    struct maturity *x = vec_add(list);
    *x = (struct maturity){.on = on,
                           .row = (uint32_t)(f->customer_id - 1),
                           .account = account,
                           .balance = f->balance,
                           .product_id = f->product_id,
                           .currency = (uint16_t)(f->currency_id - 1),
                           .state = on < d->day ? MATURITY_HELD : MATURITY_COMES};
    finish(d, x);
}

/* Two lists, each in order, as one. */
static void merge(struct vec *ret, const struct vec *carried, const struct vec *added)
{
    const struct maturity *a = carried->items, *a_end = a + carried->len;
    const struct maturity *b = added->items, *b_end = b + added->len;
    while (a < a_end || b < b_end) {
        bool from_a = b == b_end || (a < a_end && by_date(a, b) <= 0);
        *(struct maturity *)vec_add(ret) = from_a ? *a++ : *b++;
    }
}

static void add_new(struct maker *m, struct vec *list)
{
    const struct day_part *d = m->day;
    const uint32_t *first = d->first_holding.bytes;
    const struct holding *all = d->holdings.bytes;
    for (size_t i = 0; i < m->accounts.today.len; i++)
        add_version(m, list, vec_at(&m->accounts.today, i));
    for (uint32_t row = 0; row < m->count; row++) /* the last day of the window is new */
        for (uint32_t i = first[row]; i < first[row + 1]; i++)
            if (all[i].matures_on == d->day + MATURITY_DAYS && all[i].balance > 0)
                add_holding(d, list, row, &all[i]);
    if (list->len)
        qsort(list->items, list->len, list->size, by_date);
}

static void maturities_next(struct maker *m)
{
    const struct snapshot *before = m->before;
    struct vec *today = &m->accounts.today, carried, added;
    vec_init(&carried, sizeof(struct maturity));
    vec_init(&added, sizeof(struct maturity));
    if (today->len)
        qsort(today->items, today->len, today->size, by_account_and_status);
    for (size_t i = 0; i < before->maturities_len; i++)
        carry(m, &carried, &before->maturities[i]);
    add_new(m, &added);
    merge(&m->day->maturities, &carried, &added);
    vec_release(&carried);
    vec_release(&added);
}

/* Those of each customer, by date. */
static void order_by_row(struct day_part *d)
{
    const struct maturity *items = d->maturities.items;
    size_t len = d->maturities.len;
    d->first_maturity = room_make((d->count + (size_t)2) * sizeof(uint32_t));
    d->maturities_by_row = room_make((len + 1) * sizeof(uint32_t));
    uint32_t *first = d->first_maturity.bytes, *to = d->maturities_by_row.bytes;
    for (size_t i = 0; i < len; i++)
        first[items[i].row + 2]++;
    for (size_t row = 2; row < d->count + (size_t)2; row++)
        first[row] += first[row - 1];
    for (size_t i = 0; i < len; i++)
        to[first[items[i].row + 1]++] = (uint32_t)i;
}

void make_maturities(struct maker *m)
{
    if (m->before)
        maturities_next(m);
    else
        maturities_whole(m);
    order_by_row(m->day);
}
