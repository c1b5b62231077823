/* Customers by the organisation they are at home in, and what a snapshot sums up by it. */
#include "base/large.h"
#include "engine/maker.h"
#include "engine/worth.h"

/* No bank has more organisations; a larger number is damage. */
enum { ORGS_MOST = 1 << 24 };

bool maker_place(struct maker *m, int32_t org_id, int32_t first, int32_t last)
{
    if (org_id < 1 || org_id > ORGS_MOST || first < 1 || last < first || last > ORGS_MOST)
        return false;
    *(struct placed *)vec_add(&m->places) =
        (struct placed){.org_id = org_id, .first = (uint32_t)first, .last = (uint32_t)last};
    return true;
}

/* ---- the places of organisations ----
 *
 * Until the tree is known a home's id stands where its place will be. */

static void reserve_orgs(struct maker *m)
{
    struct day_part *d = m->day;
    const struct placed *all = m->places.items;
    const uint32_t *homes = d->facts.place;
    uint32_t most = 0;
    for (size_t i = 0; i < m->places.len; i++) {
        d->place_count = all[i].last > d->place_count ? all[i].last : d->place_count;
        most = (uint32_t)all[i].org_id > most ? (uint32_t)all[i].org_id : most;
    }
    for (uint32_t row = 0; row < m->count; row++)
        most = homes[row] > most ? homes[row] : most;
    d->org_count = (size_t)most + 1;
    d->place_of_org = mem_alloc(d->org_count * sizeof *d->place_of_org);
}

/* Homes that stand nowhere in the tree get places behind it. */
static void place_others(struct maker *m)
{
    struct day_part *d = m->day;
    for (uint32_t row = 0; row < m->count; row++) {
        uint32_t home = d->facts.place[row];
        if (home && !d->place_of_org[home])
            d->place_of_org[home] = ++d->place_count;
    }
}

static void fill_places(struct maker *m)
{
    struct day_part *d = m->day;
    const struct placed *all = m->places.items;
    d->places = mem_alloc((d->place_count + (size_t)1) * sizeof *d->places);
    for (size_t org = 1; org < d->org_count; org++) {
        uint32_t place = d->place_of_org[org];
        if (place)
            d->places[place] = (struct org_place){.org_id = (int32_t)org, .last = place};
    }
    for (size_t i = 0; i < m->places.len; i++)
        d->places[all[i].first].last = all[i].last;
}

static void sort_rows(struct maker *m)
{
    struct day_part *d = m->day;
    d->by_place = room_make(m->count * sizeof(uint32_t));
    d->first_in_place = mem_alloc((d->place_count + (size_t)2) * sizeof(uint32_t));
    uint32_t *rows = d->by_place.bytes, *first = d->first_in_place;
    for (uint32_t row = 0; row < m->count; row++)
        first[d->facts.place[row] + 1]++;
    for (uint32_t place = 0; place <= d->place_count; place++)
        first[place + 1] += first[place];
    uint32_t *next = mem_alloc((d->place_count + (size_t)1) * sizeof *next);
    memcpy(next, first, (d->place_count + (size_t)1) * sizeof *next);
    for (uint32_t row = 0; row < m->count; row++)
        rows[next[d->facts.place[row]]++] = row;
    free(next);
}

void make_places(struct maker *m)
{
    struct day_part *d = m->day;
    const struct placed *all = m->places.items;
    reserve_orgs(m);
    for (size_t i = 0; i < m->places.len; i++)
        d->place_of_org[all[i].org_id] = all[i].first;
    place_others(m);
    fill_places(m);
    for (uint32_t row = 0; row < m->count; row++)
        d->facts.place[row] = d->place_of_org[d->facts.place[row]];
    sort_rows(m);
}

/* ---- sums before each place ---- */

/* A column at a time: the sums of one stay in the cache. */
static void sum_column(const struct day_part *d, const fen *column, size_t at, size_t amount,
                       int128_t *sums)
{
    const uint32_t *place = d->facts.place;
    memset(sums, 0, (d->place_count + (size_t)1) * sizeof *sums);
    for (uint32_t row = 0; row < d->count; row++)
        sums[place[row]] += column[row];
    int128_t before = 0;
    for (uint32_t p = 0; p <= d->place_count; p++) {
        before += sums[p];
        d->sums[p + 1].amounts[at][amount] = before;
    }
}

/* Are all customers of the day before still in the same places? */
static bool nobody_moved(const struct maker *m)
{
    const struct snapshot *b = m->before;
    const struct day_part *d = m->day;
    return b && b->place_count == d->place_count &&
           memcmp(b->place, d->facts.place, b->count * sizeof *b->place) == 0;
}

/* Sums of an older day as the day before had them: who came since had nothing on it. */
static bool take_sums(const struct day_part *d, const struct day_part *before, size_t at)
{
    for (size_t k = 0; k < AT_COUNT; k++) {
        if (before->amounts[k] != d->amounts[at])
            continue;
        for (uint32_t p = 0; p <= d->place_count; p++)
            memcpy(d->sums[p + 1].amounts[at], before->sums[p + 1].amounts[k],
                   sizeof d->sums[p + 1].amounts[at]);
        return true;
    }
    return false;
}

/* Days whose amounts are the same have the same sums. */
static void sum_amounts(const struct day_part *d, size_t at, int128_t *sums)
{
    size_t same = 0;
    while (d->amounts[same] != d->amounts[at])
        same++;
    if (d->days[at] == NO_DAY)
        return;
    if (same == at) {
        for (size_t i = 0; i < AMOUNT_STORED; i++)
            sum_column(d, d->amounts[at]->v[i], at, i, sums);
        return;
    }
    for (uint32_t p = 0; p <= d->place_count; p++)
        memcpy(d->sums[p + 1].amounts[at], d->sums[p + 1].amounts[same],
               sizeof d->sums[p + 1].amounts[at]);
}

static void count_rows(const struct day_part *d)
{
    const struct facts *f = &d->facts;
    for (uint32_t row = 0; row < d->count; row++) {
        uint32_t *counts = d->sums[f->place[row] + 1].counts;
        if (f->gone[row])
            continue;
        counts[COUNT_CUSTOMERS]++;
        counts[COUNT_STAGE + f->stage[row]]++;
        counts[COUNT_TIER + f->tier[row]]++;
        counts[COUNT_STANDING + f->standing[row]]++;
    }
    for (size_t i = 0; i < d->raised_len; i++) {
        const struct raised *r = &d->raised[i];
        d->sums[f->place[r->row] + 1].raised[d->day - r->day][r->kind]++;
    }
    for (uint32_t p = 0; p <= d->place_count; p++) {
        for (size_t i = 0; i < COUNTS; i++)
            d->sums[p + 1].counts[i] += d->sums[p].counts[i];
        for (size_t i = 0; i < RAISED_DAYS * ALERT_COUNT; i++)
            d->sums[p + 1].raised[i / ALERT_COUNT][i % ALERT_COUNT] +=
                d->sums[p].raised[i / ALERT_COUNT][i % ALERT_COUNT];
    }
}

void make_sums(struct maker *m)
{
    struct day_part *d = m->day;
    d->sums = mem_alloc((d->place_count + (size_t)2) * sizeof *d->sums);
    int128_t *sums = mem_alloc((d->place_count + (size_t)1) * sizeof *sums);
    const struct day_part *before = nobody_moved(m) ? m->before->parts->day : NULL;
    for (size_t at = 0; at < AT_COUNT; at++)
        if (!before || !take_sums(d, before, at))
            sum_amounts(d, at, sums);
    count_rows(d);
    d->orders.len = d->sums[d->place_count + 1].counts[COUNT_CUSTOMERS];
    free(sums);
}

/* ---- alerts ---- */

struct placed_alert {
    uint32_t place;
    struct raised alert;
};

static int by_place(const void *x, const void *y)
{
    const struct placed_alert *a = x, *b = y;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    if (a->alert.row != b->alert.row)
        return a->alert.row < b->alert.row ? -1 : 1;
    if (a->alert.day != b->alert.day)
        return a->alert.day > b->alert.day ? -1 : 1;
    return (a->alert.number > b->alert.number) - (a->alert.number < b->alert.number);
}

/* The currency of an account, open or closed today; 0, the base currency, where it is not known. */
static uint16_t currency_of(const struct maker *m, uint32_t row, int64_t account_id)
{
    const struct day_part *d = m->day;
    const uint32_t *first = d->first_holding.bytes;
    const struct holding *all = d->holdings.bytes;
    uint32_t account = (uint32_t)(account_id - 1);
    if (!m->before)
        return account < m->accounts.count ? m->accounts.seen[account].currency : 0;
    for (uint32_t i = first[row]; i < first[row + 1]; i++)
        if (all[i].account == account)
            return all[i].currency;
    const struct account_fact *f = version_of(&m->accounts.today, account);
    return f ? (uint16_t)(f->currency_id - 1) : 0;
}

static void add_placed(const struct maker *m, const struct raised *alert, struct vec *all)
{
    struct placed_alert *p = vec_add(all);
    *p = (struct placed_alert){m->day->facts.place[alert->row], *alert};
}

/* Those that came, and of the snapshot before those that are still young enough. */
static void gather(const struct maker *m, struct vec *all)
{
    const struct day_part *before = m->before ? m->before->parts->day : NULL;
    for (size_t i = 0; i < m->raised.len; i++) {
        struct raised *alert = vec_at(&m->raised, i);
        bool of_account =
            alert->kind == ALERT_PRODUCT_MATURING || alert->kind == ALERT_ACCOUNT_CLOSED;
        if (of_account && alert->object_id)
            alert->currency = currency_of(m, alert->row, alert->object_id);
        add_placed(m, alert, all);
    }
    for (size_t i = 0; before && i < before->raised_len; i++)
        if (before->raised[i].day > m->day->day - RAISED_DAYS)
            add_placed(m, &before->raised[i], all);
}

/* A maturity is told again as it comes nearer: the newest time counts. */
static bool is_told_again(const struct raised *newer, const struct raised *alert)
{
    return newer->kind == ALERT_PRODUCT_MATURING && alert->kind == ALERT_PRODUCT_MATURING &&
           newer->row == alert->row && newer->object_id == alert->object_id &&
           newer->day > alert->day;
}

static void keep_raised(struct day_part *d, const struct raised *alert)
{
    for (size_t i = d->raised_len; i > 0 && d->raised[i - 1].row == alert->row; i--)
        if (is_told_again(&d->raised[i - 1], alert))
            return;
    d->raised[d->raised_len++] = *alert;
}

static void weigh(struct day_part *d, struct raised *alert)
{
    fen amount =
        alert->currency ? fen_convert(alert->amount, d->rates[alert->currency]) : alert->amount;
    alert->worth = alert_worth((enum alert_kind)alert->kind, alert->from, alert->to, amount,
                               d->amounts[AT_DAY]->v[AMOUNT_AUM][alert->row]);
}

void make_raised(struct maker *m)
{
    struct day_part *d = m->day;
    struct vec all;
    vec_init(&all, sizeof(struct placed_alert));
    gather(m, &all);
    if (all.len)
        qsort(all.items, all.len, all.size, by_place);
    d->raised = mem_alloc((all.len + 1) * sizeof *d->raised);
    for (size_t i = 0; i < all.len; i++)
        keep_raised(d, &((struct placed_alert *)vec_at(&all, i))->alert);
    for (size_t i = 0; i < d->raised_len; i++)
        weigh(d, &d->raised[i]);
    vec_release(&all);
}
