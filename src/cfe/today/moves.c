/* moves -- customers who move away or towards us, and what comes in the next days. */
#include "cfe/today/parts.h"

#include "cfe/portfolio/whose.h"
#include "cif/customer/codes.h"

enum {
    LOSING_SHOWN = 8,
    WATCHED_SHOWN = 5,
    MATURITIES_SHOWN = 8,
    MATURITIES_MOST = 1000000, /* of a week */
    BIRTHDAYS_SHOWN = 8,
    RETURNING_SHOWN = 4,
    WEEK = 7,            /* days, today among them */
    BIRTHDAYS_OF = 50000 /* customers: birthdays are for who knows them */
};

/* clang-format off */
static const struct word watch_items[] = {
    {AMOUNT_AUM, "aum", N_("AUM")},
    {AMOUNT_DEPOSITS, "deposits", N_("Deposits")},
    {AMOUNT_WEALTH, "wealth", N_("Wealth products")},
    {AMOUNT_FUND, "funds", N_("Funds")},
    {AMOUNT_LOANS, "loans", N_("Loans")},
};
const struct words watch_words = {"watches", watch_items, ARRAY_LEN(watch_items)};

static const struct word since_items[] = {
    {AT_YESTERDAY, "yesterday", N_("vs. previous day")},
    {AT_MONTH_END, "month", N_("since month-end")},
    {AT_YEAR_END, "year", N_("year to date")},
};
const struct words since_words = {"sinces", since_items, ARRAY_LEN(since_items)};
/* clang-format on */

/* ---- records ---- */

static const struct field line_fields[] = {
    FIELD_AS(struct short_line, customer_id, KIND_ID),
    FIELD(struct short_line, name),
    FIELD(struct short_line, manager),
    FIELD(struct short_line, home),
    FIELD_CODE(struct short_line, tier, tier_words),
    FIELD_CODE(struct short_line, standing, standing_words),
    FIELD_CODE(struct short_line, ref, tier_words),
    FIELD(struct short_line, below),
    FIELD_AS(struct short_line, amount, KIND_FEN),
    FIELD_RECORD(struct short_line, change, moved_record),
    FIELD_RECORD(struct short_line, yesterday, moved_record),
    FIELD_OPT_DAY(struct short_line, on),
    FIELD(struct short_line, product),
    FIELD(struct short_line, is_today),
};
static const struct record line_record = RECORD(struct short_line, line_fields);

static const struct field list_fields[] = {
    FIELD_ROWS(struct short_list, items, line_record),
    FIELD(struct short_list, total),
};
const struct record short_list_record = RECORD(struct short_list, list_fields);

static const struct field moves_fields[] = {
    FIELD_RECORD(struct moves, losing, short_list_record),
    FIELD_RECORD(struct moves, returning, short_list_record),
    FIELD(struct moves, has_returning),
    FIELD_RECORD(struct moves, key, short_list_record),
    FIELD_ROWS(struct moves, watches, tab_record),
    FIELD_ROWS(struct moves, sinces, tab_record),
    FIELD(struct moves, can_watch),
    FIELD_OPT_DAY(struct moves, since),
    FIELD_RECORD(struct moves, falls, short_list_record),
    FIELD_RECORD(struct moves, rises, short_list_record),
    FIELD_RECORD(struct moves, maturities, short_list_record),
    FIELD_RECORD(struct moves, birthdays, short_list_record),
    FIELD(struct moves, today_count),
    FIELD(struct moves, week_count),
    FIELD_AS(struct moves, today_amount, KIND_FEN),
    FIELD_AS(struct moves, week_amount, KIND_FEN),
    FIELD_AS(struct moves, week_end, KIND_DAY),
    FIELD(struct moves, has_birthdays),
    FIELD_AS(struct moves, maturities_url, KIND_URL),
    FIELD_AS(struct moves, birthdays_url, KIND_URL),
};
const struct record moves_record = RECORD(struct moves, moves_fields);

/* ---- lists of customers ---- */

static struct short_line line_of(const struct morning *m, uint32_t row)
{
    const struct snapshot *s = m->s;
    return (struct short_line){.customer_id = snapshot_customer_id(row),
                               .tier = s->tier[row],
                               .standing = s->standing[row],
                               .ref = {s->ref[row] != TIER_NONE, s->ref[row]},
                               .below = s->below[row],
                               .amount = snapshot_amount(s, row, AMOUNT_AUM, AT_DAY),
                               .on = NO_DAY};
}

/* Room for so many, and each line's name asked for. */
static void list_begin(const struct morning *m, struct short_list *l, size_t most)
{
    l->items = arena_alloc(m->r->arena, (most + 1) * sizeof *l->items);
}

static struct short_line *list_add(const struct morning *m, struct short_list *l, uint32_t row)
{
    struct short_line *line = &l->items[l->items_count++];
    *line = line_of(m, row);
    names_customer(m->names, line->customer_id, &line->name);
    return line;
}

static void keep_named(struct short_list *l)
{
    l->items_count =
        names_keep(l->items, l->items_count, sizeof *l->items, offsetof(struct short_line, name));
}

/* Who looks after the customer, and where, for those who look after others. */
static void add_care(const struct morning *m, uint32_t row, struct short_line *line)
{
    if (!m->is_own && m->s->manager[row])
        names_staff(m->names, m->s->manager[row], &line->manager);
    if (m->is_wide)
        names_org(m->names, snapshot_home(m->s, row), &line->home);
}

static struct moved aum_since(const struct morning *m, uint32_t row, enum at at)
{
    return moved_since(m->r->arena, m->s, snapshot_amount(m->s, row, AMOUNT_AUM, AT_DAY),
                       snapshot_amount(m->s, row, AMOUNT_AUM, at), at);
}

/* ---- attention and churned: who goes on leaving, and who comes back ---- */

/* Since the last month end, on which the standing was decided; else since yesterday. */
static enum at compared_at(const struct morning *m)
{
    return snapshot_day_of(m->s, AT_MONTH_END) == NO_DAY ? AT_YESTERDAY : AT_MONTH_END;
}

/* The largest fall first, the largest rise first; then the largest assets. */
static void fill_losing(const struct morning *m, bool rose, size_t limit, struct short_list *l)
{
    int order = ORDER_CHANGE(AMOUNT_AUM, compared_at(m));
    const struct pick_how how = {.standings = 1U << STANDING_ATTENTION | 1U << STANDING_CHURNED,
                                 .ranges = {{order, rose ? 1 : INT64_MIN, rose ? INT64_MAX : 0}},
                                 .ranges_len = 1,
                                 .order = order,
                                 .desc = rose,
                                 .then = {{ORDER_AMOUNT(AMOUNT_AUM), true}},
                                 .then_len = 1,
                                 .limit = limit};
    struct picked picked;
    pick(m->s, &m->reach, &how, m->r->arena, &picked);
    list_begin(m, l, picked.len);
    l->total = (int32_t)picked.total;
    for (size_t i = 0; i < picked.len; i++) {
        struct short_line *line = list_add(m, l, picked.rows[i]);
        line->change = aum_since(m, picked.rows[i], AT_MONTH_END);
        add_care(m, picked.rows[i], line);
    }
}

/* ---- key customers: whose assets fell most since the last month end, else since yesterday ---- */

static void fill_key(const struct morning *m, struct short_list *l)
{
    int order = ORDER_CHANGE(AMOUNT_AUM, compared_at(m));
    const struct pick_how how = {
        .tiers = 1U << TIER_PLATINUM | 1U << TIER_GROWTH | 1U << TIER_CORE,
        .ranges = {{order, INT64_MIN, -1}},
        .ranges_len = 1,
        .order = order,
        .limit = LOSING_SHOWN,
    };
    struct picked picked;
    pick(m->s, &m->reach, &how, m->r->arena, &picked);
    list_begin(m, l, picked.len);
    l->total = (int32_t)picked.total;
    for (size_t i = 0; i < picked.len; i++) {
        struct short_line *line = list_add(m, l, picked.rows[i]);
        line->change = aum_since(m, picked.rows[i], AT_MONTH_END);
        line->yesterday = aum_since(m, picked.rows[i], AT_YESTERDAY);
        add_care(m, picked.rows[i], line);
    }
}

/* ---- rises and falls ---- */

static enum amount watched(const struct today_in *in)
{
    return in->watch.known ? (enum amount)in->watch.value : AMOUNT_AUM;
}

static enum at watched_since(const struct today_in *in)
{
    return in->since.known ? (enum at)in->since.value : AT_YESTERDAY;
}

static void fill_moved(const struct morning *m, bool rose, struct short_list *l)
{
    enum amount amount = watched(m->in);
    enum at since = watched_since(m->in);
    int order = ORDER_CHANGE(amount, since);
    const struct pick_how how = {
        .ranges = {{order, rose ? 1 : INT64_MIN, rose ? INT64_MAX : -1}},
        .ranges_len = 1,
        .order = order,
        .desc = rose,
        .limit = WATCHED_SHOWN,
    };
    struct picked picked;
    pick(m->s, &m->reach, &how, m->r->arena, &picked);
    list_begin(m, l, picked.len);
    l->total = (int32_t)picked.total;
    for (size_t i = 0; i < picked.len; i++) {
        struct short_line *line = list_add(m, l, picked.rows[i]);
        line->amount = snapshot_amount(m->s, picked.rows[i], amount, AT_DAY);
        line->change = moved_since(m->r->arena, m->s, line->amount,
                                   snapshot_amount(m->s, picked.rows[i], amount, since), since);
    }
}

static void add_watches(const struct morning *m, struct moves *v)
{
    v->watches = arena_alloc(m->r->arena, ARRAY_LEN(watch_items) * sizeof *v->watches);
    v->sinces = arena_alloc(m->r->arena, ARRAY_LEN(since_items) * sizeof *v->sinces);
    for (size_t i = 0; i < ARRAY_LEN(watch_items); i++) {
        struct today_in in = *m->in;
        in.watch = (struct opt_int2){i > 0, watch_items[i].code};
        v->watches[v->watches_count++] =
            (struct tab){.url = today_url(m, in),
                         .label = text_of(word(m->r, watch_items[i].label)),
                         .current = watched(m->in) == (enum amount)watch_items[i].code};
    }
    for (size_t i = 0; i < ARRAY_LEN(since_items); i++) {
        struct today_in in = *m->in;
        in.since = (struct opt_int2){i > 0, since_items[i].code};
        if (snapshot_day_of(m->s, (enum at)since_items[i].code) != NO_DAY)
            v->sinces[v->sinces_count++] =
                (struct tab){.url = today_url(m, in),
                             .label = text_of(word(m->r, since_items[i].label)),
                             .current = watched_since(m->in) == (enum at)since_items[i].code};
    }
}

/* ---- maturities: by day, the largest first ---- */

static bool comes_first(const struct maturity *x, const struct maturity *y)
{
    if (x->on != y->on)
        return x->on < y->on;
    return x->amount != y->amount ? x->amount > y->amount : x->account < y->account;
}

/* The first ones, in order. */
struct first_ones {
    const struct maturity *items[MATURITIES_SHOWN];
    size_t len;
};

static void add_first(struct first_ones *f, const struct maturity *one)
{
    size_t at = f->len;
    while (at > 0 && comes_first(one, f->items[at - 1]))
        at--;
    if (at == MATURITIES_SHOWN)
        return;
    f->len += f->len < MATURITIES_SHOWN;
    memmove(&f->items[at + 1], &f->items[at], (f->len - at - 1) * sizeof(*f->items));
    f->items[at] = one;
}

/* A loan that ends looks for no new home. */
static bool is_loan(uint8_t class)
{
    return class == CLASS_MORTGAGE || class == CLASS_CREDIT_LOAN || class == CLASS_OTHER_LOAN;
}

static void count_maturity(const struct morning *m, const struct maturity *one, struct moves *v)
{
    v->week_count++;
    v->week_amount = fen_add(v->week_amount, one->amount);
    if (one->on != m->today)
        return;
    v->today_count++;
    v->today_amount = fen_add(v->today_amount, one->amount);
}

static void add_maturity(const struct morning *m, const struct maturity *one, struct moves *v,
                         struct first_ones *first)
{
    if (is_loan(one->class))
        return;
    count_maturity(m, one, v);
    add_first(first, one);
}

/* Of few customers the holdings are looked at, for the days to come: the list of maturities, which
 * also knows what came by the business day and is paid out already, is the whole bank's. */
static void add_holdings(const struct morning *m, uint32_t row, struct moves *v,
                         struct first_ones *first)
{
    struct holdings_view held = snapshot_holdings(m->s, row);
    for (size_t i = 0; i < held.len; i++) {
        const struct holding *h = &held.items[i];
        if (h->matures_on == NO_DAY || h->matures_on <= m->s->day || h->matures_on < m->today ||
            h->matures_on > v->week_end || h->balance <= 0)
            continue;
        struct maturity *one = arena_alloc(m->r->arena, sizeof *one);
        *one = (struct maturity){.on = h->matures_on,
                                 .row = row,
                                 .account = h->account,
                                 .amount = holding_base(m->s, h),
                                 .product_id = h->product_id,
                                 .class = h->class};
        add_maturity(m, one, v, first);
    }
}

static void find_maturities(const struct morning *m, struct moves *v, struct first_ones *first)
{
    struct maturity_list week;
    bool is_few = m->reach.kind == REACH_ROWS;
    v->week_end = m->today + WEEK - 1;
    maturities_of(m->s, &m->reach, m->today, is_few ? m->s->day : v->week_end, 0, MATURITIES_MOST,
                  m->r->arena, &week);
    for (size_t i = 0; i < week.len; i++)
        add_maturity(m, week.items[i], v, first);
    for (size_t i = 0; is_few && i < m->reach.len; i++)
        add_holdings(m, m->reach.rows[i], v, first);
}

static void fill_maturities(const struct morning *m, struct moves *v)
{
    struct first_ones first = {.len = 0};
    find_maturities(m, v, &first);
    list_begin(m, &v->maturities, first.len);
    v->maturities.total = v->week_count;
    for (size_t i = 0; i < first.len; i++) {
        struct short_line *line = list_add(m, &v->maturities, first.items[i]->row);
        line->amount = first.items[i]->amount;
        line->on = first.items[i]->on;
        line->is_today = line->on == m->today;
        names_product(m->names, first.items[i]->product_id, &line->product);
    }
}

/* ---- birthdays ---- */

struct birthday {
    uint32_t row;
    uint8_t in;
    fen aum;
};

static int soonest_and_richest(const void *a, const void *b)
{
    const struct birthday *x = a, *y = b;
    if (x->in != y->in)
        return x->in < y->in ? -1 : 1;
    if (x->aum != y->aum)
        return x->aum > y->aum ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* The i-th row of a reach that is not everybody. */
static uint32_t reach_row(const struct morning *m, size_t i)
{
    const struct reach *reach = &m->reach;
    return reach->kind == REACH_ROWS ? reach->rows[i]
                                     : m->s->by_place[m->s->first_in_place[reach->first] + i];
}

static void fill_birthdays(const struct morning *m, struct moves *v)
{
    struct short_list *l = &v->birthdays;
    struct birthdays coming = birthdays_within(m->today, WEEK);
    size_t size = reach_size(m->s, &m->reach), len = 0;
    struct birthday *found;
    v->has_birthdays = m->reach.kind != REACH_ALL && size <= BIRTHDAYS_OF;
    if (!v->has_birthdays)
        return;
    found = arena_alloc(m->r->arena, (size + 1) * sizeof *found);
    for (size_t i = 0; i < size; i++) {
        uint32_t row = reach_row(m, i);
        int in = birthday_in(m->s, &coming, row);
        if (in >= 0 && !m->s->gone[row])
            found[len++] =
                (struct birthday){row, (uint8_t)in, snapshot_amount(m->s, row, AMOUNT_AUM, AT_DAY)};
    }
    qsort(found, len, sizeof *found, soonest_and_richest);
    list_begin(m, l, BIRTHDAYS_SHOWN);
    l->total = (int32_t)len;
    for (size_t i = 0; i < len && i < BIRTHDAYS_SHOWN; i++) {
        struct short_line *line = list_add(m, l, found[i].row);
        line->on = m->today + found[i].in;
        line->is_today = found[i].in == 0;
    }
}

/* ---- all of it ---- */

void moves_fill(const struct morning *m, struct moves *v)
{
    *v = (struct moves){.since = snapshot_day_of(m->s, watched_since(m->in))};
    v->can_watch = v->since != NO_DAY;
    fill_losing(m, false, LOSING_SHOWN, &v->losing);
    fill_losing(m, true, RETURNING_SHOWN, &v->returning);
    v->has_returning = v->returning.total > 0;
    if (m->is_wide)
        fill_key(m, &v->key);
    add_watches(m, v);
    if (v->can_watch) {
        fill_moved(m, false, &v->falls);
        fill_moved(m, true, &v->rises);
    }
    fill_maturities(m, v);
    fill_birthdays(m, v);
}

/* The list knows whose by the same inputs as the lists of customers do. */
static struct text maturities_url(const struct morning *m, const struct moves *v)
{
    const char *whose = m->in->related ? "&whose=related" : m->is_own ? "&whose=mine" : "";
    return text_of(arena_printf(m->r->arena, "/customers/maturities?from=%s&until=%s%s%s%.*s",
                                day_format(m->today).text, day_format(v->week_end).text, whose,
                                m->org_no.ptr ? "&org=" : "", (int)m->org_no.len,
                                m->org_no.ptr ? m->org_no.ptr : ""));
}

void moves_named(const struct morning *m, struct moves *v)
{
    struct short_list *const lists[] = {&v->losing, &v->returning,  &v->key,      &v->falls,
                                        &v->rises,  &v->maturities, &v->birthdays};
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        keep_named(lists[i]);
    v->birthdays_url = customers_url(m, arena_printf(m->r->arena, "birthday=%d", WEEK));
    if (v->birthdays_url.ptr)
        v->maturities_url = maturities_url(m, v);
}
