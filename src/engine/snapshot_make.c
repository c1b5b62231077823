#include "engine/snapshot_make.h"

#include "base/large.h"
#include "engine/figures.h"
#include "engine/maker.h"

/* ---- beginning ---- */

static day *days_make(const struct maker *m)
{
    day *d = large_resize(NULL, 0, m->days_size);
    for (uint32_t row = 0; row < m->count; row++)
        d[row] = NO_DAY;
    return d;
}

static day known_from(const struct day_part *d, day wanted)
{
    return wanted >= d->first_day ? wanted : NO_DAY;
}

static void set_days(struct day_part *d)
{
    for (size_t at = 0; at < AT_COUNT; at++)
        d->days[at] = NO_DAY;
    for (size_t i = 0; i < BACK_COUNT; i++)
        d->back_days[i] = NO_DAY;
    if (d->day == NO_DAY)
        return;
    const day wanted[AT_COUNT] = {
        [AT_DAY] = d->day,
        [AT_YESTERDAY] = d->day - 1,
        [AT_MONTH_END] = day_month_end_before(d->day, 1),
        [AT_YEAR_END] = day_year_start(d->day) - 1,
    };
    for (size_t at = 0; at < AT_COUNT; at++)
        d->days[at] = known_from(d, wanted[at]);
    for (int i = 0; i < BACK_COUNT; i++)
        d->back_days[i] = known_from(d, day_month_end_before(d->day, i + 2));
}

static int by_day(const void *x, const void *y)
{
    const day *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

/* The stretches of days, each ending with a day of which amounts are wanted, oldest first. */
static void begin_stretches(struct maker *m)
{
    day wanted[ENDS_MOST];
    memcpy(wanted, m->day->days, sizeof m->day->days);
    memcpy(wanted + AT_COUNT, m->day->back_days, sizeof m->day->back_days);
    qsort(wanted, ENDS_MOST, sizeof *wanted, by_day);
    for (size_t i = 0; i < ENDS_MOST; i++) {
        day end = wanted[i];
        if (end == NO_DAY || (m->ends_len && m->ends[m->ends_len - 1] == end))
            continue;
        m->ends[m->ends_len] = end;
        m->stretches[m->ends_len] = amounts_make(end, m->count, AMOUNT_STORED);
        m->newest[m->ends_len++] = days_make(m);
    }
}

static struct amounts *copy_amounts(const struct amounts *from, day d, uint32_t from_rows,
                                    uint32_t rows)
{
    struct amounts *a = amounts_make(d, rows, AMOUNT_STORED);
    for (size_t i = 0; i < AMOUNT_STORED; i++)
        memcpy(a->v[i], from->v[i], from_rows * sizeof(fen));
    return a;
}

/* The day's amounts begin as those of the day before; of an older day there are the same. */
static void begin_next(struct maker *m)
{
    const struct day_part *before = m->before->parts->day;
    struct day_part *d = m->day;
    d->amounts[AT_DAY] = copy_amounts(before->amounts[AT_DAY], d->day, before->count, m->count);
    for (size_t at = AT_YESTERDAY; at < AT_COUNT; at++) {
        bool is_before = d->days[at] == before->day || d->days[at] == NO_DAY;
        size_t which = is_before ? AT_DAY : at;
        assert(d->days[at] == NO_DAY || before->amounts[which]->day == d->days[at]);
        d->amounts[at] = d->days[at] == NO_DAY ? amounts_make(NO_DAY, m->count, AMOUNT_STORED)
                                               : amounts_for(before->amounts[which], m->count);
    }
    for (uint32_t row = 0; row < before->count; row++) /* homes, until places are made of them */
        d->facts.place[row] = (uint32_t)snapshot_home(m->before, row);
}

struct maker *maker_new(const struct snapshot_of *of, const struct snapshot *before)
{
    struct maker *m = mem_alloc(sizeof *m);
    struct day_part *d = mem_alloc(sizeof *d);
    atomic_init(&d->refs, 1);
    pthread_mutex_init(&d->orders.making, NULL);
    kept_init(&d->kept);
    made_begin(&d->coarse);
    made_begin(&d->home_sums);
    m->day = d;
    m->before = before;
    m->count = d->count = (uint32_t)of->customers;
    m->days_size = (m->count + (size_t)1) * sizeof(day);
    d->day = of->day;
    d->at = of->at;
    d->first_day = of->first_day;
    d->gaps = of->gaps;
    assert(!before || before->day == of->day - 1);
    assert(!before || before->count <= m->count);
    set_days(d);
    (void)maker_rate(m, 1, RATE_ONE); /* the base currency need not be delivered */
    d->facts = facts_make(m->count, before ? &before->parts->day->facts : NULL,
                          before ? before->count : 0);
    if (before)
        begin_next(m);
    else
        begin_stretches(m);
    m->record_of = days_make(m);
    m->home_of = days_make(m);
    m->figures_of = days_make(m);
    for (size_t side = 0; side < SIDE_COUNT; side++)
        m->level_of[side] = days_make(m);
    terms_maker_init(&m->words, before ? before->parts->day->words : NULL);
    m->events = events_maker_new(d->day, m->count, before ? before->parts->day->events : NULL);
    vec_init(&m->regions, sizeof(uint32_t));
    vec_init(&d->maturities, sizeof(struct maturity));
    vec_init(&m->raised, sizeof(struct raised));
    vec_init(&m->places, sizeof(struct placed));
    account_maker_begin(m);
    cards_begin(m);
    return m;
}

void maker_free(struct maker *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->ends_len; i++) {
        amounts_unref(m->stretches[i]);
        large_release(m->newest[i], m->days_size);
    }
    large_release(m->record_of, m->days_size);
    large_release(m->home_of, m->days_size);
    large_release(m->figures_of, m->days_size);
    for (size_t side = 0; side < SIDE_COUNT; side++)
        large_release(m->level_of[side], m->days_size);
    terms_maker_release(&m->words);
    events_maker_free(m->events);
    vec_release(&m->regions);
    account_maker_release(&m->accounts);
    vec_release(&m->raised);
    vec_release(&m->places);
    day_part_unref(m->day);
    free(m);
}

day maker_day(const struct maker *m)
{
    return m->day->day;
}

/* ---- rows ---- */

/* NO_ROW: no such customer was announced. */
static uint32_t row_of(const struct maker *m, int64_t customer_id)
{
    return customer_id >= 1 && customer_id <= m->count ? (uint32_t)(customer_id - 1) : NO_ROW;
}

bool maker_customer(struct maker *m, int64_t customer_id, day came)
{
    uint32_t row = row_of(m, customer_id);
    if (row == NO_ROW)
        return false;
    m->day->facts.came[row] = came;
    return true;
}

static bool is_newer(day *newest, uint32_t row, day d)
{
    if (d < newest[row])
        return false;
    newest[row] = d;
    return true;
}

static void put_profile(struct maker *m, uint32_t row, const struct record_fact *f)
{
    struct facts *facts = &m->day->facts;
    facts->gender[row] = f->gender;
    facts->cert_type[row] = f->cert_type;
    facts->risk_level[row] = f->risk_level;
    facts->dnd[row] = f->dnd;
    facts->born[row] = f->born;
    facts->opened_on[row] = f->opened_on;
    facts->risk_assessed_on[row] = f->risk_assessed_on;
    facts->income_year[row] = f->income_year;
    facts->occupation[row] = terms_maker_add(&m->words, f->occupation);
    facts->education[row] = terms_maker_add(&m->words, f->education);
    facts->marital[row] = terms_maker_add(&m->words, f->marital);
}

bool maker_record(struct maker *m, const struct record_fact *f)
{
    uint32_t row = row_of(m, f->customer_id);
    struct facts *facts = &m->day->facts;
    if (row == NO_ROW)
        return false;
    if (!is_newer(m->record_of, row, f->day))
        return true;
    facts->gone[row] = f->gone;
    facts->birthday[row] = f->birthday;
    put_profile(m, row, f);
    return true;
}

bool maker_home(struct maker *m, int64_t customer_id, day since, int32_t home_id)
{
    uint32_t row = row_of(m, customer_id);
    if (row == NO_ROW || home_id < 0)
        return false;
    if (is_newer(m->home_of, row, since))
        m->day->facts.place[row] = (uint32_t)home_id;
    return true;
}

static void put_amounts(struct amounts *a, uint32_t row, const struct figures_fact *f)
{
    for (size_t i = 0; i < CLASS_SUMS; i++)
        a->v[i][row] = f->sums.v[i];
    a->v[AMOUNT_FA][row] = f->fa;
    a->v[AMOUNT_AUM][row] = assets_under_management(&f->sums);
}

static void put_facts(struct facts *facts, uint32_t row, const struct figures_fact *f)
{
    facts->acct_max[row] = f->acct_max;
    facts->cc_spend[row] = f->cc_spend;
    facts->fa_ytd[row] = f->fa_ytd;
    facts->kinds[row] = f->kinds;
    facts->cc_grade[row] = f->cc_grade;
    facts->stage[row] = f->verdict.stage;
    facts->tier[row] = f->verdict.tier;
    facts->own_tier[row] = f->verdict.own_tier;
    facts->ref[row] = f->verdict.ref;
    facts->standing[row] = f->verdict.standing;
    facts->below[row] = f->verdict.below;
}

bool maker_figures(struct maker *m, const struct figures_fact *f)
{
    uint32_t row = row_of(m, f->customer_id);
    size_t stretch = 0;
    if (row == NO_ROW || f->day > m->day->day)
        return false;
    while (stretch < m->ends_len && m->ends[stretch] < f->day)
        stretch++;
    if (m->before)
        put_amounts(m->day->amounts[AT_DAY], row, f);
    else if (is_newer(m->newest[stretch], row, f->day))
        put_amounts(m->stretches[stretch], row, f);
    if (is_newer(m->figures_of, row, f->day))
        put_facts(&m->day->facts, row, f);
    return true;
}

bool maker_level(struct maker *m, int64_t customer_id, enum side side, day d, uint8_t level)
{
    uint32_t row = row_of(m, customer_id);
    if (row == NO_ROW)
        return false;
    if (is_newer(m->level_of[side], row, d))
        (side == SIDE_CARD ? m->day->facts.level_card : m->day->facts.level_mass)[row] = level;
    return true;
}

void maker_related_anew(struct maker *m)
{
    memset(m->day->facts.related, 0, m->count);
}

bool maker_related(struct maker *m, int64_t customer_id, uint8_t kinds)
{
    uint32_t row = row_of(m, customer_id);
    if (row == NO_ROW)
        return false;
    m->day->facts.related[row] = kinds;
    return true;
}

bool maker_act(struct maker *m, const struct act_fact *f)
{
    return events_maker_act(m->events, f);
}

bool maker_txn(struct maker *m, const struct txn_fact *f)
{
    return events_maker_txn(m->events, f);
}

bool maker_product(struct maker *m, int32_t product_id, enum product_class class)
{
    struct day_part *d = m->day;
    if (product_id < 1 || product_id > BOOK_CODES_MOST)
        return false;
    if ((size_t)product_id >= d->class_count) {
        d->classes = mem_resize(d->classes, (size_t)product_id + 1);
        memset(d->classes + d->class_count, CLASS_COUNT, (size_t)product_id + 1 - d->class_count);
        d->class_count = (size_t)product_id + 1;
    }
    d->classes[product_id] = (uint8_t) class;
    return true;
}

bool maker_rate(struct maker *m, int32_t currency_id, int64_t rate)
{
    struct day_part *d = m->day;
    if (currency_id < 1 || currency_id > BOOK_CODES_MOST)
        return false;
    if ((size_t)currency_id > d->rate_count) {
        d->rates = mem_resize(d->rates, (size_t)currency_id * sizeof *d->rates);
        for (size_t i = d->rate_count; i < (size_t)currency_id; i++)
            d->rates[i] = RATE_ONE;
        d->rate_count = (size_t)currency_id;
    }
    d->rates[currency_id - 1] = rate;
    return true;
}

bool maker_raised(struct maker *m, int64_t customer_id, const struct raised *alert)
{
    uint32_t row = row_of(m, customer_id);
    if (row == NO_ROW || alert->kind >= ALERT_COUNT || alert->day > m->day->day)
        return false;
    if (alert->day <= m->day->day - RAISED_DAYS)
        return true;
    struct raised *r = vec_add(&m->raised);
    *r = *alert;
    r->row = row;
    return true;
}

/* ---- the end ---- */

/* Whoever has no version within a stretch is as at the end of the one before. */
static void carry_stretch(struct amounts *a, const struct amounts *older, const day *newest,
                          uint32_t count)
{
    for (size_t i = 0; i < AMOUNT_STORED; i++) {
        fen *now = a->v[i];
        const fen *then = older->v[i];
        for (uint32_t row = 0; row < count; row++)
            now[row] = newest[row] == NO_DAY ? then[row] : now[row];
    }
}

static void end_stretches(struct maker *m)
{
    struct day_part *d = m->day;
    for (size_t i = 1; i < m->ends_len; i++)
        carry_stretch(m->stretches[i], m->stretches[i - 1], m->newest[i], m->count);
    for (size_t at = 0; at < AT_COUNT; at++) {
        for (size_t i = 0; i < m->ends_len; i++)
            if (m->ends[i] == d->days[at])
                d->amounts[at] = amounts_ref(m->stretches[i]);
        if (!d->amounts[at])
            d->amounts[at] = amounts_make(NO_DAY, m->count, AMOUNT_STORED);
    }
}

/* fa_ytd of everybody is brought on to the day, and the average follows. */
static void carry_averages(struct maker *m)
{
    struct facts *f = &m->day->facts;
    const fen *fa = m->day->amounts[AT_DAY]->v[AMOUNT_FA];
    if (m->count == 0)
        return;
    const day today = m->day->day, year_start = day_year_start(today);
    const int days = today - year_start + 1;
    for (uint32_t row = 0; row < m->count; row++) {
        day on = m->figures_of[row];
        if (on == NO_DAY && m->before)
            on = m->before->day;
        if (on != NO_DAY)
            f->fa_ytd[row] = fa_ytd_until(fa[row], f->fa_ytd[row], on, today, year_start);
        f->fa_avg[row] = average_over(f->fa_ytd[row], days);
    }
}

/* Bands of aum; and whoever never came is gone, so that nobody need ask. */
static void find_bands(struct maker *m)
{
    const fen *aum = m->day->amounts[AT_DAY]->v[AMOUNT_AUM];
    struct facts *f = &m->day->facts;
    for (uint32_t row = 0; row < m->count; row++) {
        f->band[row] = (uint8_t)band_of(aum[row]);
        f->gone[row] |= f->came[row] == NO_DAY;
    }
}

static void end_events(struct maker *m)
{
    struct day_part *d = m->day;
    d->events = events_made(m->events);
    m->events = NULL;
    event_part_last_logins(d->events, m->before ? m->before->parts->day->events : NULL,
                           d->facts.last_login);
}

struct snapshot *maker_snapshot(struct maker *m, struct managers *managers, struct live_sets *live)
{
    struct day_part *d = m->day;
    if (!m->before)
        end_stretches(m);
    make_back(m);
    end_events(m);
    make_cards(m);
    carry_averages(m);
    find_bands(m);
    make_holdings(m);
    make_maturities(m);
    make_places(m);
    make_regions(m);
    make_raised(m);
    make_sums(m);
    d->words = terms_made(&m->words);
    m->day = NULL;
    maker_free(m);
    return snapshot_of_parts(d, managers, live);
}

struct snapshot *snapshot_empty(void)
{
    const struct snapshot_of of = {.day = NO_DAY, .first_day = NO_DAY};
    return maker_snapshot(maker_new(&of, NULL), managers_made(managers_maker_new(0)), NULL);
}
