/* snapshot -- whose memory it is, and the looks at one customer.  How it comes into being stands in
 * snapshot_make.c. */
#include "engine/snapshot.h"

#include "base/large.h"
#include "engine/home_sums.h"
#include "engine/live_sets.h"
#include "engine/make_events.h"
#include "engine/snapshot_parts.h"

enum { COLUMN_GRAIN = 64 };

struct room room_make(size_t size)
{
    struct room r = {.size = size ? size : 1};
    r.bytes = large_resize(NULL, 0, r.size);
    return r;
}

void room_free(struct room *r)
{
    if (r->bytes)
        large_release(r->bytes, r->size);
    *r = (struct room){NULL, 0};
}

static size_t column_size(size_t rows, size_t item)
{
    return (rows * item + COLUMN_GRAIN - 1) / COLUMN_GRAIN * COLUMN_GRAIN;
}

/* ---- amounts of a day ---- */

/* More rows than there are, for those who come within the next days. */
static uint32_t roomy(uint32_t rows)
{
    return rows + rows / 32 + 4096;
}

struct amounts *amounts_make(day d, uint32_t rows, size_t columns)
{
    struct amounts *a = mem_alloc(sizeof *a);
    a->day = d;
    a->room = roomy(rows);
    a->columns = columns;
    size_t size = column_size(a->room, sizeof(fen));
    a->memory = room_make(size * columns);
    for (size_t i = 0; i < columns; i++)
        a->v[i] = (fen *)((char *)a->memory.bytes + i * size);
    atomic_init(&a->refs, 1);
    return a;
}

struct amounts *amounts_ref(struct amounts *a)
{
    atomic_fetch_add_explicit(&a->refs, 1, memory_order_relaxed);
    return a;
}

/* Whoever gives up the last reference sees what all others have read. */
static bool last_ref(atomic_uint *refs)
{
    return atomic_fetch_sub_explicit(refs, 1, memory_order_acq_rel) == 1;
}

struct amounts *amounts_unref(struct amounts *a)
{
    if (!a || !last_ref(&a->refs))
        return NULL;
    room_free(&a->memory);
    free(a);
    return NULL;
}

struct amounts *amounts_for(struct amounts *a, uint32_t rows)
{
    if (rows <= a->room)
        return amounts_ref(a);
    struct amounts *larger = amounts_make(a->day, rows, a->columns);
    for (size_t i = 0; i < a->columns; i++)
        memcpy(larger->v[i], a->v[i], a->room * sizeof(fen));
    return larger;
}

/* ---- the other columns ---- */

struct facts facts_make(uint32_t rows, const struct facts *from, uint32_t from_rows)
{
    struct facts f = {.memory = {NULL, 0}};
    size_t size = 0, at = 0;
#define FACT_SIZE(name, type) size += column_size(rows, sizeof(type));
    FACT_MAP(FACT_SIZE)
#undef FACT_SIZE
    f.memory = room_make(size);
#define FACT_PLACE(name, type)                                                                     \
    f.name = (type *)(void *)((char *)f.memory.bytes + at);                                        \
    at += column_size(rows, sizeof(type));                                                         \
    if (from && from_rows)                                                                         \
        memcpy(f.name, from->name, from_rows * sizeof(type));
    FACT_MAP(FACT_PLACE)
#undef FACT_PLACE
    for (uint32_t row = from ? from_rows : 0; row < rows; row++)
        f.came[row] = f.last_login[row] = NO_DAY;
    return f;
}

/* ---- the parts ---- */

struct day_part *day_part_ref(struct day_part *d)
{
    atomic_fetch_add_explicit(&d->refs, 1, memory_order_relaxed);
    return d;
}

static void orders_release(struct orders *o)
{
    for (size_t i = 0; i < ORDER_COUNT; i++)
        free(atomic_load_explicit(&o->by[i], memory_order_relaxed));
    pthread_mutex_destroy(&o->making);
}

struct day_part *day_part_unref(struct day_part *d)
{
    if (!d || !last_ref(&d->refs))
        return NULL;
    for (size_t at = 0; at < AT_COUNT; at++)
        amounts_unref(d->amounts[at]);
    for (size_t i = 0; i < BACK_COUNT; i++)
        amounts_unref(d->back[i]);
    room_free(&d->facts.memory);
    terms_unref(d->words);
    event_part_unref(d->events);
    room_free(&d->cards_seen);
    room_free(&d->first_card);
    room_free(&d->cards);
    free(d->regions);
    room_free(&d->first_holding);
    room_free(&d->holdings);
    room_free(&d->by_place);
    free(d->classes);
    free(d->rates);
    vec_release(&d->maturities);
    room_free(&d->first_maturity);
    room_free(&d->maturities_by_row);
    free(d->places);
    free(d->place_of_org);
    free(d->first_in_place);
    free(d->sums);
    free(d->raised);
    orders_release(&d->orders);
    kept_release(&d->kept);
    made_end(&d->coarse, coarse_free);
    made_end(&d->home_sums, home_sums_free);
    free(d);
    return NULL;
}

static void put_columns(struct snapshot *s, const struct day_part *d)
{
    for (size_t at = 0; at < AT_COUNT; at++)
        for (size_t i = 0; i < AMOUNT_STORED; i++)
            s->amounts[at][i] = d->amounts[at]->v[i];
    s->fa_avg = d->facts.fa_avg;
    s->acct_max = d->facts.acct_max;
    s->cc_spend = d->facts.cc_spend;
    s->stage = d->facts.stage;
    s->tier = d->facts.tier;
    s->own_tier = d->facts.own_tier;
    s->ref = d->facts.ref;
    s->standing = d->facts.standing;
    s->below = d->facts.below;
    s->kinds = d->facts.kinds;
    s->cc_grade = d->facts.cc_grade;
    s->gone = d->facts.gone;
    s->came = d->facts.came;
    s->birthday = d->facts.birthday;
    s->place = d->facts.place;
    s->levels[SIDE_CARD] = d->facts.level_card;
    s->levels[SIDE_MASS] = d->facts.level_mass;
    s->related = d->facts.related;
    s->last_login = d->facts.last_login;
#define PROFILE_PUT(name, type) s->profile.name = d->facts.name;
    PROFILE_MAP(PROFILE_PUT)
#undef PROFILE_PUT
    for (size_t i = 0; i < BACK_COUNT; i++)
        for (size_t k = 0; k < BACK_AMOUNTS; k++)
            s->back[i][k] = d->back[i]->v[k];
}

static void put_tables(struct snapshot *s, const struct day_part *d)
{
    s->first_holding = d->first_holding.bytes;
    s->places = d->places;
    s->place_count = d->place_count;
    s->by_place = d->by_place.bytes;
    s->first_in_place = d->first_in_place;
    s->holdings = d->holdings.bytes;
    s->gaps = d->gaps;
    s->raised = d->raised;
    s->raised_len = d->raised_len;
    s->maturities = d->maturities.items;
    s->maturities_len = d->maturities.len;
    s->first_maturity = d->first_maturity.bytes;
    s->maturities_by_row = d->maturities_by_row.bytes;
    s->first_card = d->first_card.bytes;
    s->cards = d->cards.bytes;
    s->regions = d->regions;
    s->words = d->words;
    s->events = event_part_view(d->events);
    s->objects = event_part_objects(d->events);
}

/* How many of the managed customers, who are not gone, are at home in places before each. */
static struct managed_before *count_managed(const struct day_part *d, const struct managers *m)
{
    struct managed_before *before = mem_alloc((d->place_count + 2) * sizeof *before);
    for (uint32_t row = 0; row < d->count; row++) {
        struct managed_before *at = &before[d->facts.place[row] + 1];
        bool counts = m->manager[row] && !d->facts.gone[row];
        at->all += counts;
        at->targets += counts && d->facts.stage[row] == STAGE_TARGET;
    }
    for (uint32_t place = 0; place <= d->place_count; place++) {
        before[place + 1].all += before[place].all;
        before[place + 1].targets += before[place].targets;
    }
    return before;
}

struct snapshot *snapshot_of_parts(struct day_part *d, struct managers *managers,
                                   struct live_sets *live)
{
    struct snapshot *s = mem_alloc(sizeof *s);
    assert(managers->count >= d->count);
    s->parts = mem_alloc(sizeof *s->parts);
    atomic_init(&s->parts->refs, 1);
    memo_init(&s->parts->memo);
    s->parts->day = d;
    s->parts->managers = managers;
    s->parts->managed_before = count_managed(d, managers);
    s->day = d->day;
    s->at = d->at;
    s->first_day = d->first_day;
    s->count = d->count;
    memcpy(s->days, d->days, sizeof s->days);
    memcpy(s->back_days, d->back_days, sizeof s->back_days);
    put_columns(s, d);
    put_tables(s, d);
    s->manager = managers->manager;
    s->managed_since = managers->since;
    s->manager_share = managers->share;
    s->parts->live = live ? live : live_sets_none();
    live_sets_cut(s);
    return s;
}

struct snapshot *snapshot_ref(struct snapshot *s)
{
    if (s)
        atomic_fetch_add_explicit(&s->parts->refs, 1, memory_order_relaxed);
    return s;
}

struct managers *managers_ref(struct managers *m)
{
    atomic_fetch_add_explicit(&m->refs, 1, memory_order_relaxed);
    return m;
}

struct managers *managers_unref(struct managers *m)
{
    if (!m || !last_ref(&m->refs))
        return NULL;
    room_free(&m->memory);
    free(m->mains);
    free(m->cos);
    free(m->main_rows);
    free(m->co_rows);
    free(m->co);
    free(m->co_staff);
    kept_release(&m->kept);
    free(m);
    return NULL;
}

struct snapshot *snapshot_unref(struct snapshot *s)
{
    if (!s || !last_ref(&s->parts->refs))
        return NULL;
    day_part_unref(s->parts->day);
    managers_unref(s->parts->managers);
    live_sets_unref(s->parts->live);
    free(s->parts->set_items);
    free(s->parts->sets_by_id);
    memo_release(&s->parts->memo);
    free(s->parts->managed_before);
    free(s->parts);
    free(s);
    return NULL;
}

struct snapshot *snapshot_with(const struct snapshot *s, struct managers *managers,
                               struct live_sets *live)
{
    const struct snapshot_parts *p = s->parts;
    return snapshot_of_parts(day_part_ref(p->day), managers ? managers : managers_ref(p->managers),
                             live ? live : live_sets_ref(p->live));
}

static size_t day_bytes(const struct day_part *d)
{
    size_t bytes = d->facts.memory.size + d->first_holding.size + d->holdings.size +
                   d->by_place.size + d->maturities.len * d->maturities.size +
                   d->first_maturity.size + d->maturities_by_row.size +
                   d->raised_len * sizeof *d->raised + (d->place_count + 2) * sizeof *d->sums +
                   d->cards_seen.size + d->first_card.size + d->cards.size + terms_bytes(d->words) +
                   event_part_bytes(d->events);
    for (size_t i = 0; i < BACK_COUNT; i++)
        bytes += d->back[i]->memory.size;
    for (size_t at = 0; at < AT_COUNT; at++) {
        bool again = false;
        for (size_t other = 0; other < at; other++)
            again |= d->amounts[other] == d->amounts[at];
        bytes += again ? 0 : d->amounts[at]->memory.size;
    }
    for (size_t i = 0; i < ORDER_COUNT; i++)
        if (atomic_load_explicit(&d->orders.by[i], memory_order_relaxed))
            bytes += d->orders.len * sizeof(uint32_t);
    return bytes;
}

size_t snapshot_event_bytes(const struct snapshot *s)
{
    return event_part_bytes(s->parts->day->events);
}

size_t snapshot_bytes(const struct snapshot *s)
{
    const struct managers *m = s->parts->managers;
    return day_bytes(s->parts->day) + live_sets_bytes(s->parts->live) + m->memory.size +
           (m->mains_len + m->cos_len) * sizeof *m->mains + m->co_len * sizeof *m->co;
}

/* ---- looks ---- */

uint32_t snapshot_place(const struct snapshot *s, int32_t org_id)
{
    const struct day_part *d = s->parts->day;
    return org_id > 0 && (size_t)org_id < d->org_count ? d->place_of_org[org_id] : 0;
}

struct snapshot_customer snapshot_customer(const struct snapshot *s, uint32_t row)
{
    return (struct snapshot_customer){
        .customer_id = snapshot_customer_id(row),
        .stage = s->stage[row],
        .tier = s->tier[row],
        .own_tier = s->own_tier[row],
        .ref = s->ref[row],
        .standing = s->standing[row],
        .below = s->below[row],
        .kinds = s->kinds[row],
        .cc_grade = s->cc_grade[row],
        .gone = s->gone[row],
        .came = s->came[row],
        .birthday = s->birthday[row],
        .home_id = snapshot_home(s, row),
        .manager_id = s->manager[row],
        .managed_since = s->manager[row] ? s->managed_since[row] : NO_DAY,
        .fa_avg = s->fa_avg[row],
        .acct_max = s->acct_max[row],
        .cc_spend = s->cc_spend[row],
    };
}

/* The first of the customer's co-managers, or of those of customers behind. */
static size_t first_co(const struct managers *m, uint32_t row)
{
    size_t from = 0, to = m->co_len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (m->co[middle].row < row)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

struct int4s snapshot_co_managers(const struct snapshot *s, uint32_t row)
{
    const struct managers *m = s->parts->managers;
    size_t from = first_co(m, row), to = from;
    while (to < m->co_len && m->co[to].row == row)
        to++;
    return (struct int4s){m->co_staff + from, to - from};
}

int32_t snapshot_share_of(const struct snapshot *s, uint32_t row, int32_t staff_id)
{
    const struct managers *m = s->parts->managers;
    if (s->manager[row] == staff_id)
        return staff_id ? s->manager_share[row] : -1;
    for (size_t i = first_co(m, row); i < m->co_len && m->co[i].row == row; i++)
        if (m->co[i].staff_id == staff_id)
            return m->co[i].share;
    return -1;
}

fen holding_base(const struct snapshot *s, const struct holding *h)
{
    return h->currency == 0 ? h->balance
                            : fen_convert(h->balance, s->parts->day->rates[h->currency]);
}
