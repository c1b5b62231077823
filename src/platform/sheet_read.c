#include "platform/sheet_read.h"

#include <stdatomic.h>

#include "base/large.h"
#include "engine/sheet_make.h"
#include "platform/sheet_file.h"
#include "platform/sheets.sql.h"
#include "platform/snapshots.sql.h"

enum { MONTH_ENDS = 16, TENS = 6, CONFLICT_MS = 500, ROOM_SPARE = 4096 };

struct sheets_held {
    atomic_uint refs;
    struct sheets sheets;
    struct sheet *items[SHEETS_MOST];
};

struct sheets_held *sheets_ref(struct sheets_held *h)
{
    if (h)
        atomic_fetch_add_explicit(&h->refs, 1, memory_order_relaxed);
    return h;
}

struct sheets_held *sheets_unref(struct sheets_held *h)
{
    if (!h || atomic_fetch_sub_explicit(&h->refs, 1, memory_order_acq_rel) != 1)
        return NULL;
    for (size_t i = 0; i < h->sheets.len; i++)
        sheet_unref(h->items[i]);
    free(h);
    return NULL;
}

const struct sheets *sheets_of(const struct sheets_held *h)
{
    return h ? &h->sheets : NULL;
}

struct reading {
    const struct bank *bank;
    struct db *db;
    const struct sheets_how *how;
    struct sheets_held *before;
    struct sheets_held *ret;
    day first_day, newest;
    day wanted[SHEETS_MOST];
    size_t wanted_len;
    uint32_t room;
    struct sheet_maker *maker;
    struct sheet *at; /* the newest that is there, for the next to go on from */
    struct why *why;
};

static bool goes_on(const struct reading *g)
{
    return !g->how->goes_on || g->how->goes_on(g->how->with);
}

/* ---- which days ---- */

static int by_day(const void *a, const void *b)
{
    day x = *(const day *)a, y = *(const day *)b;
    return (x > y) - (x < y);
}

static void want(struct reading *g, day d)
{
    for (size_t i = 0; i < g->wanted_len; i++)
        if (g->wanted[i] == d)
            return;
    if (d < g->first_day || d > g->newest)
        return;
    assert(g->wanted_len < SHEETS_MOST);
    g->wanted[g->wanted_len++] = d;
}

static void want_days(struct reading *g)
{
    day month = day_month_start(g->newest);
    want(g, g->newest);
    want(g, g->newest - 1);
    for (int n = 1; n <= MONTH_ENDS; n++)
        want(g, day_month_end_before(g->newest, n));
    for (int n = 0; n < TENS; n++) {
        day first = day_add_months(month, -n / 2);
        want(g, first + (n % 2 ? 19 : 9));
    }
    qsort(g->wanted, g->wanted_len, sizeof *g->wanted, by_day);
}

/* ---- rows ---- */

static rc damaged(bool is_row)
{
    return is_row ? OK : E_INVALID;
}

#define FIGURES_OF(r)                                                                              \
    {                                                                                              \
        .row = (uint32_t)((r)->customer_id - 1), .day = (r)->day_,                                 \
        .sums = {{[CLASS_DEMAND] = (r)->demand.value,                                              \
                  [CLASS_TIME] = (r)->time.value,                                                  \
                  [CLASS_MORTGAGE] = (r)->mortgage.value,                                          \
                  [CLASS_CREDIT_LOAN] = (r)->credit_loan.value,                                    \
                  [CLASS_OTHER_LOAN] = (r)->other_loan.value,                                      \
                  [CLASS_FUND] = (r)->fund.value,                                                  \
                  [CLASS_BOND] = (r)->bond.value,                                                  \
                  [CLASS_WEALTH] = (r)->wealth.value,                                              \
                  [CLASS_INSURANCE] = (r)->insurance.value,                                        \
                  [CLASS_SECURITIES] = (r)->securities.value,                                      \
                  [CLASS_GOLD] = (r)->gold.value}},                                                \
        .fa = (r)->fa, .fa_ytd = (r)->fa_ytd, .codes = {                                           \
            [SHEET_STAGE] = (uint8_t)(r)->stage,                                                   \
            [SHEET_TIER] = (uint8_t)(r)->tier,                                                     \
            [SHEET_REF] = (uint8_t)(r)->ref,                                                       \
            [SHEET_BELOW] = (uint8_t)(r)->below,                                                   \
            [SHEET_STANDING] = (uint8_t)(r)->standing,                                             \
            [SHEET_CC_GRADE] = (uint8_t)(r)->cc_grade,                                             \
            [SHEET_KINDS] = (uint8_t)(r)->product_kinds                                            \
        }                                                                                          \
    }

static rc on_figures(void *ctx, const struct q_sheets_figures_row *row)
{
    struct reading *g = ctx;
    const struct sheet_figures f = FIGURES_OF(row);
    return damaged(sheet_put_figures(g->maker, &f));
}

static rc on_newest_figures(void *ctx, const struct q_sheets_newest_figures_row *row)
{
    struct reading *g = ctx;
    const struct sheet_figures f = FIGURES_OF(row);
    return damaged(sheet_put_figures(g->maker, &f));
}

static rc on_record(void *ctx, const struct q_sheets_records_row *row)
{
    struct reading *g = ctx;
    return damaged(sheet_put_record(g->maker, (uint32_t)(row->customer_id - 1), row->gone));
}

static rc on_newest_record(void *ctx, const struct q_sheets_newest_records_row *row)
{
    struct reading *g = ctx;
    return damaged(sheet_put_record(g->maker, (uint32_t)(row->customer_id - 1), row->gone));
}

static rc on_home(void *ctx, const struct q_sheets_homes_row *row)
{
    struct reading *g = ctx;
    return damaged(sheet_put_home(g->maker, (uint32_t)(row->customer_id - 1), row->home_id));
}

static rc on_newest_home(void *ctx, const struct q_sheets_newest_homes_row *row)
{
    struct reading *g = ctx;
    return damaged(sheet_put_home(g->maker, (uint32_t)(row->customer_id - 1), row->home_id));
}

static rc read_rows(struct reading *g, bool from_nothing)
{
    struct db *db = g->db;
    TRY(from_nothing ? q_sheets_newest_records(db, on_newest_record, g)
                     : q_sheets_records(db, on_record, g));
    TRY(from_nothing ? q_sheets_newest_homes(db, on_newest_home, g)
                     : q_sheets_homes(db, on_home, g));
    return from_nothing ? q_sheets_newest_figures(db, on_newest_figures, g)
                        : q_sheets_figures(db, on_figures, g);
}

/* ---- one sheet ---- */

/* As snapshots do: whoever takes days away goes first. */
static rc begin(struct db *db)
{
    TRY(db_begin_read(db));
    TRY(q_snapshots_hold_time(db, NULL));
    return q_snapshots_hold(db, NULL);
}

static rc make(struct reading *g, day d, day after, bool from_nothing,
               const struct q_sheets_day_row *of)
{
    struct arena a;
    struct q_snapshots_day_set_row set;
    const struct sheet *before = from_nothing ? NULL : g->at;
    bool is_whole = before && !of->thinned;
    const struct sheet_of what = {.day = d,
                                  .at = of->published_at,
                                  .count = (uint32_t)of->customers,
                                  .room = g->room,
                                  .whole_from = is_whole ? before->whole_from : d + 1};
    arena_init(&a);
    rc r = q_snapshots_day_set(g->db, &a, d, after, 0, &set);
    arena_release(&a);
    TRY(r);
    g->maker = sheet_maker_new(&what, before);
    r = read_rows(g, from_nothing);
    if (r == OK)
        g->at = sheet_made(g->maker);
    else
        sheet_maker_free(g->maker);
    g->maker = NULL;
    return r;
}

/* The bank before its first day: nobody. */
static void begin_with_nobody(struct reading *g)
{
    const struct sheet_of nobody = {
        .day = g->first_day - 1, .room = g->room, .whole_from = g->first_day};
    g->at = sheet_made(sheet_maker_new(&nobody, NULL));
}

/* Goes on to the end of a day from the sheet at hand; where there is none, from nothing. */
static rc advance(struct reading *g, day d)
{
    struct q_sheets_day_row of;
    bool found = false;
    struct sheet *old = g->at;
    bool from_nothing = !old;
    day after = old ? old->day : d;
    TRY(begin(g->db));
    TRY(q_sheets_day(g->db, d, from_nothing ? d - 1 : after, &of, &found));
    if (!found || of.customers > g->room)
        return E_CONFLICT; /* run again, or taken back, meanwhile */
    rc r = make(g, d, after, from_nothing, &of);
    db_rollback(g->db);
    if (r == OK)
        sheet_unref(old);
    return r;
}

/* No 31 December lies between two sheets. */
static rc go_to(struct reading *g, day d)
{
    day year = day_year_start(d) - 1;
    if (!g->at && year < g->first_day)
        begin_with_nobody(g);
    if (!g->at)
        TRY(advance(g, year));
    for (day end = day_add_months(day_year_start(g->at->day), 12) - 1; end < d;
         end = day_add_months(end + 1, 12) - 1)
        if (end > g->at->day)
            TRY(advance(g, end));
    return g->at->day < d ? advance(g, d) : OK;
}

/* ---- what is there already ---- */

static struct sheet *held_before(const struct reading *g, day d, int64_t at)
{
    for (size_t i = 0; g->before && i < g->before->sheets.len; i++) {
        struct sheet *s = g->before->items[i];
        if (s->day == d && s->at == at && s->room >= g->room)
            return sheet_ref(s);
    }
    return NULL;
}

static rc published_at(struct reading *g, day d, int64_t *ret)
{
    struct q_sheets_day_row of;
    bool found = false;
    TRY(db_begin_read(g->db));
    TRY(q_sheets_day(g->db, d, d, &of, &found));
    db_rollback(g->db);
    *ret = of.published_at;
    return found ? OK : E_CONFLICT;
}

static rc read_day(struct reading *g, day d)
{
    int64_t at;
    TRY(published_at(g, d, &at));
    struct sheet *s = held_before(g, d, at);
    if (!s && sheet_load(g->bank->config->home, d, at, g->room, &s) != OK) {
        TRY(go_to(g, d));
        sheet_save(g->bank->config->home, &g->at);
        s = sheet_ref(g->at);
    } else {
        sheet_unref(g->at);
        g->at = sheet_ref(s);
    }
    g->ret->items[g->ret->sheets.len++] = s;
    return OK;
}

/* ---- managers ---- */

struct care {
    struct reading *reading;
    int32_t *columns[SHEETS_MOST];
};

static rc on_care(void *ctx, const struct q_sheets_care_row *row)
{
    struct care *c = ctx;
    const struct sheets_held *h = c->reading->ret;
    uint64_t at = (uint64_t)(row->customer_id - 1);
    for (size_t i = 0; i < h->sheets.len; i++) {
        const struct sheet *s = h->items[i];
        bool holds = (row->since == NO_DAY || row->since <= s->day) &&
                     (row->until == NO_DAY || row->until > s->day);
        if (holds && at < s->count)
            c->columns[i][at] = row->staff_id;
    }
    return OK;
}

static rc read_care(struct reading *g)
{
    struct care care = {.reading = g};
    struct sheets_held *h = g->ret;
    for (size_t i = 0; i < h->sheets.len; i++)
        care.columns[i] = large_resize(NULL, 0, h->items[i]->room * sizeof(int32_t));
    rc r = db_begin_read(g->db);
    if (r == OK)
        r = q_sheets_care(g->db, on_care, &care);
    db_rollback(g->db);
    for (size_t i = 0; i < h->sheets.len; i++) {
        struct sheet *with = sheet_with_managers(h->items[i], care.columns[i]);
        sheet_unref(h->items[i]);
        h->items[i] = with;
    }
    return r;
}

/* ---- all of them ---- */

static rc find_bank(struct reading *g)
{
    struct q_sheets_bank_row bank;
    struct q_sheets_day_row of = {.customers = 0};
    bool found = true;
    TRY(db_begin_read(g->db));
    TRY(q_sheets_bank(g->db, &bank));
    g->first_day = bank.first_day;
    g->newest = g->how->until != NO_DAY ? g->how->until : bank.day_;
    if (g->newest != NO_DAY)
        TRY(q_sheets_day(g->db, g->newest, g->newest, &of, &found));
    db_rollback(g->db);
    if (!found)
        return E_NOT_FOUND;
    g->room = (uint32_t)(of.customers + of.customers / 8 + ROOM_SPARE);
    return OK;
}

/* Room for those of the newest day is enough; more is made for those who will come. */
static rc read_all(struct reading *g)
{
    uint32_t room;
    TRY(find_bank(g));
    if (g->newest == NO_DAY)
        return OK;
    want_days(g);
    room = g->room;
    for (size_t i = 0; i < g->wanted_len; i++) {
        if (!goes_on(g))
            return E_CANCELLED;
        g->room = room;
        TRY(read_day(g, g->wanted[i]));
    }
    TRY(read_care(g));
    if (g->how->until == NO_DAY)
        sheet_files_thin(g->bank->config->home, g->wanted, g->wanted_len);
    return OK;
}

rc sheets_read(const struct bank *bank, struct db *db, const struct sheets_how *how,
               struct sheets_held *before, struct sheets_held **ret, struct why *why)
{
    struct sheets_held *held = mem_alloc(sizeof *held);
    struct reading g = {
        .bank = bank, .db = db, .how = how, .before = before, .ret = held, .why = why};
    atomic_init(&held->refs, 1);
    held->sheets.items = held->items;
    rc r = read_all(&g);
    sheet_unref(g.at);
    if (r == OK) {
        *ret = held;
        return OK;
    }
    sheets_unref(held);
    if (r == E_INVALID)
        r = why_say(why, E_INTERNAL, "a row has a number that the database does not know");
    else
        r = db_tell(db, r, why);
    db_rollback(db);
    return r;
}
