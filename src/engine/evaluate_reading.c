/* Where the fields of conditions lie in a snapshot: a new field is a line of the table at the end,
 * and a function where none of those here reads it. */
#include "engine/evaluate_inside.h"
#include "engine/fast.h"

struct binder {
    struct arena *arena;
    const struct snapshot *s;
    const struct cond_ref *ref;
    const struct evaluate_bank *bank;
    struct reading *f;
    struct why *why;
};

static const struct catalogue_field *field_of(const struct binder *b)
{
    return &customer_fields[b->ref->field];
}

static rc missing(const struct binder *b)
{
    return why_say(b->why, E_UNAVAILABLE,
                   "the field %s is not there for all customers yet: ask without it",
                   field_of(b)->name);
}

/* ---- reading ---- */

static int64_t one_of_column(const struct reading *f, uint32_t row)
{
    return column_value(&f->column, row);
}

/* What is worked out for one customer is worked out for many in the same way. */
static void read_each(const void *reading, uint32_t row, uint32_t len, int64_t *ret)
{
    const struct reading *f = reading;
    for (uint32_t i = 0; i < len; i++)
        ret[i] = f->one(f, row + i);
}

static rc bind_each(struct binder *b, enum reading_way way,
                    int64_t (*one)(const struct reading *f, uint32_t row))
{
    b->f->way = way;
    b->f->one = one;
    b->f->column =
        (struct column){.kind = COLUMN_READ, .values = b->f, .unknown = UNKNOWN, .read = read_each};
    return OK;
}

static int64_t one_unknown(const struct reading *f, uint32_t row)
{
    (void)f, (void)row;
    return UNKNOWN;
}

static rc bind_column(struct binder *b, enum reading_way way, enum column_kind kind,
                      const void *values, int64_t unknown)
{
    if (!values)
        return missing(b);
    b->f->way = way;
    b->f->one = one_of_column;
    b->f->column = (struct column){.kind = kind, .values = values, .unknown = unknown};
    return OK;
}

/* ---- columns as they are ---- */

static const void *member_at(const struct snapshot *s, size_t offset)
{
    const void *values;
    memcpy(&values, (const char *)s + offset, sizeof values);
    return values;
}

static rc bind_codes(struct binder *b, size_t at)
{
    int64_t unknown = field_of(b)->nullable ? NOT_KNOWN : UNKNOWN;
    return bind_column(b, WAY_CODES, COLUMN_UINT8, member_at(b->s, at), unknown);
}

static rc bind_small(struct binder *b, size_t at)
{
    return bind_column(b, WAY_KEPT, COLUMN_UINT8, member_at(b->s, at), UNKNOWN);
}

static rc bind_fen(struct binder *b, size_t at)
{
    return bind_column(b, WAY_COLUMN, COLUMN_INT64, member_at(b->s, at), UNKNOWN);
}

static rc bind_income(struct binder *b, size_t at)
{
    return bind_column(b, WAY_COLUMN, COLUMN_INT64, member_at(b->s, at), INCOME_NOT_KNOWN);
}

static rc bind_day(struct binder *b, size_t at)
{
    return bind_column(b, WAY_KEPT, COLUMN_INT32, member_at(b->s, at), NO_DAY);
}

static rc bind_home(struct binder *b, size_t at)
{
    return bind_column(b, WAY_HOME, COLUMN_INT32, member_at(b->s, at), 0);
}

static rc bind_manager(struct binder *b, size_t at)
{
    return bind_column(b, WAY_MANAGER, COLUMN_INT32, member_at(b->s, at), 0);
}

static rc bind_term(struct binder *b, size_t at)
{
    b->f->terms = b->s->words;
    return bind_column(b, WAY_TERMS, COLUMN_INT32, b->s->words ? member_at(b->s, at) : NULL, 0);
}

/* ---- amounts ---- */

static int64_t one_amount(const struct reading *f, uint32_t row)
{
    return snapshot_amount(f->s, row, f->amount, (enum at)f->asked);
}

/* False: one of the sums is beyond 64 bits. */
FAST static bool add_plainly(const fen *restrict x, const fen *restrict y, uint32_t len,
                             int64_t *restrict ret)
{
    int64_t beyond = 0;
    for (uint32_t i = 0; i < len; i++) {
        ret[i] = (int64_t)((uint64_t)x[i] + (uint64_t)y[i]);
        beyond |= (x[i] ^ ret[i]) & (y[i] ^ ret[i]);
    }
    return beyond >= 0;
}

static void read_deposits(const void *reading, uint32_t row, uint32_t len, int64_t *ret)
{
    const struct reading *f = reading;
    const fen *const *c = f->s->amounts[f->asked];
    const fen *demand = c[AMOUNT_DEMAND] + row, *time = c[AMOUNT_TIME] + row;
    if (add_plainly(demand, time, len, ret))
        return;
    for (uint32_t i = 0; i < len; i++)
        ret[i] = fen_add(demand[i], time[i]);
}

static rc bind_amount_at(struct binder *b, enum amount amount, enum at at)
{
    struct reading *f = b->f;
    f->amount = amount;
    f->asked = at;
    if (b->s->days[at] == NO_DAY)
        return bind_each(b, WAY_COLUMN, one_unknown);
    if (amount < AMOUNT_STORED)
        TRY(bind_column(b, WAY_COLUMN, COLUMN_INT64, b->s->amounts[at][amount], UNKNOWN));
    else
        TRY(bind_each(b, WAY_COLUMN, one_amount));
    if (amount == AMOUNT_DEPOSITS) {
        f->column.read = read_deposits;
        f->column.in_bulk = true;
    }
    f->one = one_amount;
    return OK;
}

static bool back_of(enum amount amount, enum back_amount *ret)
{
    switch ((int)amount) {
    case AMOUNT_FA:
        *ret = BACK_FA;
        return true;
    case AMOUNT_AUM:
        *ret = BACK_AUM;
        return true;
    case AMOUNT_DEPOSITS:
        *ret = BACK_DEPOSITS;
        return true;
    case AMOUNT_LOANS:
        *ret = BACK_LOANS;
        return true;
    }
    return false;
}

/* At the n-th month end before the day, 2 or 3. */
static rc bind_back(struct binder *b, enum amount amount, int n)
{
    enum back_amount back;
    int place = n - 2; /* in snapshot.back */
    if (!back_of(amount, &back) || !b->s->back[place][back])
        return missing(b);
    if (b->s->back_days[place] == NO_DAY)
        return bind_each(b, WAY_COLUMN, one_unknown);
    return bind_column(b, WAY_COLUMN, COLUMN_INT64, b->s->back[place][back], UNKNOWN);
}

static rc bind_amount_of(struct binder *b, enum amount amount, enum moment moment)
{
    switch (moment) {
    case MOMENT_TODAY:
        return bind_amount_at(b, amount, AT_DAY);
    case MOMENT_YESTERDAY:
        return bind_amount_at(b, amount, AT_YESTERDAY);
    case MOMENT_MONTH_END:
        return bind_amount_at(b, amount, AT_MONTH_END);
    case MOMENT_YEAR_BEGIN:
        return bind_amount_at(b, amount, AT_YEAR_END);
    case MOMENT_TWO_MONTHS:
        return bind_back(b, amount, 2);
    case MOMENT_THREE_MONTHS:
        return bind_back(b, amount, 3);
    case MOMENTS:
        break;
    }
    return missing(b);
}

static rc bind_amount(struct binder *b, size_t amount)
{
    return bind_amount_of(b, (enum amount)amount, b->ref->moment);
}

static int64_t one_change(const struct reading *f, uint32_t row)
{
    int64_t past = f->past->one(f->past, row), now = f->now->one(f->now, row);
    return past == UNKNOWN || now == UNKNOWN ? UNKNOWN : fen_clamp((int128_t)now - past);
}

static rc bind_change(struct binder *b, size_t amount)
{
    const struct cond_value *since = cond_arg(b->ref, ARG_SINCE);
    struct reading *now = arena_alloc(b->arena, sizeof *now);
    struct reading *past = arena_alloc(b->arena, sizeof *past);
    struct binder of_now = *b, of_past = *b;
    now->s = past->s = b->s;
    of_now.f = now;
    of_past.f = past;
    TRY(bind_amount_of(&of_now, (enum amount)amount, MOMENT_TODAY));
    TRY(bind_amount_of(&of_past, (enum amount)amount, (enum moment)since->number));
    b->f->now = now;
    b->f->past = past;
    return bind_each(b, WAY_COLUMN, one_change);
}

/* ---- profile ---- */

/* Whoever was born on 29 February becomes older on 1 March in other years. */
static int age_on(day born, day d)
{
    struct ymd b = day_ymd(born), on = day_ymd(d);
    bool is_before = on.month < b.month || (on.month == b.month && on.day < b.day);
    return on.year - b.year - is_before;
}

static int64_t one_age(const struct reading *f, uint32_t row)
{
    day born = f->s->profile.born[row];
    return born == NO_DAY ? UNKNOWN : age_on(born, f->s->day);
}

static rc bind_age(struct binder *b, size_t at)
{
    (void)at;
    return b->s->profile.born ? bind_each(b, WAY_BORN, one_age) : missing(b);
}

day born_within(day on, int64_t least, int64_t most, day *ret_last)
{
    enum { YEARS_MOST = 400 };
    int64_t from = least < -YEARS_MOST ? -YEARS_MOST : least;
    int64_t to = most > YEARS_MOST ? YEARS_MOST : most;
    day first = day_add_months(on, (int)(-12 * (to + 1))) - 1;
    while (age_on(first, on) > to)
        first++;
    day last = day_add_months(on, (int)(-12 * from)) + 1;
    while (age_on(last, on) < from)
        last--;
    *ret_last = last;
    return first;
}

/* Days until the next birthday; today's is 0; 29 February is the 28th in other years. */
static int64_t one_birthday(const struct reading *f, uint32_t row)
{
    unsigned code = f->s->birthday[row], month = code / 32, of_month = code % 32;
    if (!code)
        return UNKNOWN;
    for (int year = day_ymd(f->s->day).year;; year++) {
        unsigned last = (unsigned)month_days(year, (int)month);
        struct ymd next = {year, (int)month, (int)(of_month < last ? of_month : last)};
        if (day_of(next) >= f->s->day)
            return day_of(next) - f->s->day;
    }
}

static void read_birthdays(const void *reading, uint32_t row, uint32_t len, int64_t *ret)
{
    const struct reading *f = reading;
    for (uint32_t i = 0; i < len; i++)
        ret[i] = f->by_birthday[f->s->birthday[row + i]];
}

enum { BIRTHDAYS = 13 * 32 };

static rc bind_birthday(struct binder *b, size_t at)
{
    (void)at;
    int64_t *by_birthday = arena_alloc(b->arena, BIRTHDAYS * sizeof *by_birthday);
    uint16_t one[1];
    struct snapshot of_one = {.day = b->s->day, .birthday = one};
    for (unsigned code = 0; code < BIRTHDAYS; code++) {
        bool is_one = code >= 32 && code % 32 > 0;
        one[0] = (uint16_t)(is_one ? code : 0);
        by_birthday[code] = one_birthday(&(struct reading){.s = &of_one}, 0);
    }
    TRY(bind_each(b, WAY_KEPT, one_birthday));
    b->f->by_birthday = by_birthday;
    b->f->column.read = read_birthdays;
    b->f->column.in_bulk = true;
    return OK;
}

/* ---- cards, levels ---- */

static int64_t one_level(const struct reading *f, uint32_t row)
{
    return snapshot_level(f->s, row, (size_t)f->asked);
}

static rc bind_level(struct binder *b, size_t at)
{
    (void)at;
    b->f->asked = cond_arg(b->ref, ARG_SCHEME)->id;
    return b->s->levels ? bind_each(b, WAY_KEPT, one_level) : missing(b);
}

static int64_t count_cards(const struct reading *f, uint32_t row, int kind, bool only_vip)
{
    const struct snapshot *s = f->s;
    int64_t count = 0;
    for (uint32_t i = s->first_card[row]; i < s->first_card[row + 1]; i++) {
        const struct card *c = &s->cards[i];
        count +=
            card_is_valid_on(c, s->day) && (kind < 0 || c->kind == kind) && (!only_vip || c->vip);
    }
    return count;
}

static int64_t one_cards(const struct reading *f, uint32_t row)
{
    return count_cards(f, row, (int)f->asked, false);
}

static int64_t one_vip(const struct reading *f, uint32_t row)
{
    return count_cards(f, row, -1, true) > 0;
}

static rc bind_cards(struct binder *b, size_t only_vip)
{
    const struct cond_value *kind = cond_arg(b->ref, ARG_CODE);
    b->f->asked = kind ? kind->number : -1;
    return b->s->first_card ? bind_each(b, WAY_KEPT, only_vip ? one_vip : one_cards) : missing(b);
}

/* ---- products ---- */

/* Of the class, the product or the family that is asked for; or of any. */
static bool is_asked(const struct reading *f, const struct holding *h)
{
    if (f->classes)
        return f->classes >> h->class & 1;
    for (size_t i = 0; i < f->products.len; i++)
        if (f->products.items[i] == h->product_id)
            return true;
    return !f->products.items;
}

/* Services are held whatever their balance. */
static bool is_held(const struct reading *f, const struct holding *h)
{
    bool is_service = h->class == CLASS_SETTLEMENT || h->class == CLASS_CHANNEL;
    return (h->balance > 0 || is_service) && is_asked(f, h);
}

static bool matures_within(const struct reading *f, const struct holding *h)
{
    return h->matures_on != NO_DAY && h->matures_on >= f->s->day &&
           h->matures_on - f->s->day <= f->asked;
}

static int64_t one_holds(const struct reading *f, uint32_t row)
{
    struct holdings_view v = snapshot_holdings(f->s, row);
    for (size_t i = 0; i < v.len; i++)
        if (is_held(f, &v.items[i]))
            return 1;
    return f->asked >= 0 && count_cards(f, row, (int)f->asked, false) > 0;
}

/* An overdraft is part of the sum, as it is of deposits. */
static int64_t one_held(const struct reading *f, uint32_t row)
{
    struct holdings_view v = snapshot_holdings(f->s, row);
    fen sum = 0;
    for (size_t i = 0; i < v.len; i++)
        if (is_asked(f, &v.items[i]))
            sum = fen_add(sum, holding_base(f->s, &v.items[i]));
    return sum;
}

static int64_t one_matures(const struct reading *f, uint32_t row)
{
    struct holdings_view v = snapshot_holdings(f->s, row);
    for (size_t i = 0; i < v.len; i++)
        if (is_held(f, &v.items[i]) && matures_within(f, &v.items[i]))
            return 1;
    return 0;
}

static int64_t one_maturing(const struct reading *f, uint32_t row)
{
    struct holdings_view v = snapshot_holdings(f->s, row);
    fen sum = 0;
    for (size_t i = 0; i < v.len; i++)
        if (is_held(f, &v.items[i]) && matures_within(f, &v.items[i]))
            sum = fen_add(sum, holding_base(f->s, &v.items[i]));
    return sum;
}

/* A class, a product, or all products of a family. */
static rc bind_product(struct binder *b)
{
    const struct cond_value *what = cond_arg(b->ref, ARG_PRODUCT);
    struct reading *f = b->f;
    if (!what)
        return OK;
    if (what->kind == A_CODE) {
        f->classes = 1 << what->number;
        return OK;
    }
    int32_t *one = arena_alloc(b->arena, sizeof *one);
    *one = (int32_t)what->id;
    f->products = (struct int4s){one, 1};
    if (what->id >= 0)
        return OK;
    if (!b->bank->products)
        return missing(b);
    TRY(b->bank->products(b->bank->with, what->id, b->arena, &f->products));
    if (!f->products.items)
        f->products = (struct int4s){one, 0}; /* a family without products: nobody holds it */
    return OK;
}

/* Cards are held by who has a valid one. */
static int64_t card_kind_of(int classes)
{
    if (classes == 1 << CLASS_DEBIT_CARD)
        return CARD_DEBIT;
    return classes == 1 << CLASS_CREDIT_CARD ? CARD_CREDIT : -1;
}

static rc bind_holds(struct binder *b, size_t at)
{
    (void)at;
    TRY(bind_product(b));
    b->f->asked = card_kind_of(b->f->classes);
    if (b->f->asked >= 0 && !b->s->first_card)
        return missing(b);
    return bind_each(b, WAY_KEPT, one_holds);
}

static rc bind_held(struct binder *b, size_t at)
{
    (void)at;
    TRY(bind_product(b));
    return bind_each(b, WAY_COLUMN, one_held);
}

static rc bind_matures(struct binder *b, size_t is_money)
{
    TRY(bind_product(b));
    b->f->asked = cond_arg(b->ref, ARG_WINDOW)->number;
    return is_money ? bind_each(b, WAY_COLUMN, one_maturing) : bind_each(b, WAY_KEPT, one_matures);
}

/* ---- who looks after them ---- */

static int64_t one_share(const struct reading *f, uint32_t row)
{
    return f->s->manager[row] ? f->s->manager_share[row] : UNKNOWN;
}

static rc bind_share(struct binder *b, size_t at)
{
    (void)at;
    return b->s->manager_share ? bind_each(b, WAY_COLUMN, one_share) : missing(b);
}

static int64_t one_managed_since(const struct reading *f, uint32_t row)
{
    day since = f->s->managed_since[row];
    return f->s->manager[row] == 0 || since == NO_DAY ? UNKNOWN : since;
}

static rc bind_managed_since(struct binder *b, size_t at)
{
    (void)at;
    return bind_each(b, WAY_COLUMN, one_managed_since);
}

static rc bind_co_manager(struct binder *b, size_t at)
{
    (void)at;
    return bind_each(b, WAY_OTHERS, one_unknown);
}

static int64_t one_region(const struct reading *f, uint32_t row)
{
    uint32_t region = f->s->regions[f->s->place[row]];
    return region ? region : UNKNOWN;
}

static rc bind_region(struct binder *b, size_t at)
{
    (void)at;
    b->f->terms = b->s->words;
    return b->s->regions && b->s->words ? bind_each(b, WAY_TERMS, one_region) : missing(b);
}

static int64_t one_related(const struct reading *f, uint32_t row)
{
    return (f->s->related[row] & f->asked) != 0;
}

static rc bind_related(struct binder *b, size_t at)
{
    (void)at;
    const struct cond_value *kind = cond_arg(b->ref, ARG_CODE);
    b->f->asked = kind ? 1 << kind->number : UINT8_MAX;
    return b->s->related ? bind_each(b, WAY_KEPT, one_related) : missing(b);
}

/* ---- sets ---- */

static int by_number(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static int64_t one_member(const struct reading *f, uint32_t row)
{
    const struct member_set *m = f->members;
    return m && m->len && bsearch(&row, m->rows, m->len, sizeof *m->rows, by_number);
}

/* A set that is so new that this snapshot has not heard of it has no members yet. */
static rc bind_members(struct binder *b, size_t arg)
{
    const struct cond_value *name = cond_arg(b->ref, (enum arg_kind)arg);
    b->f->asked = name->id;
    b->f->members = b->s->sets ? member_set_find(b->s->sets, (int32_t)name->id) : NULL;
    return bind_each(b, WAY_MEMBERS, one_member);
}

static int64_t one_random(const struct reading *f, uint32_t row)
{
    return snapshot_bucket(row) < f->asked;
}

static rc bind_random(struct binder *b, size_t at)
{
    (void)at;
    b->f->asked = cond_arg(b->ref, ARG_PERCENT)->number;
    return bind_each(b, WAY_KEPT, one_random);
}

/* ---- windows over events ---- */

static int64_t one_window(const struct reading *f, uint32_t row)
{
    struct window_found found = {0};
    window_one(f->s->events, &f->window, row, &found);
    if (customer_fields[f->ref->field].type == OF_FLAG)
        return found.count > 0;
    return f->is_sum ? found.sum : found.count;
}

static rc bind_window(struct binder *b, enum window_of of, bool is_sum)
{
    if (!b->s->events)
        return missing(b);
    b->f->window.of = of;
    b->f->window.days = (int)cond_arg(b->ref, ARG_WINDOW)->number;
    b->f->is_sum = is_sum;
    return bind_each(b, WAY_WINDOW, one_window);
}

/* Behaviour, of one object or of all. */
static rc bind_acts(struct binder *b, size_t of)
{
    const struct cond_value *object = cond_arg(b->ref, ARG_TEXT);
    TRY(bind_window(b, (enum window_of)of, false));
    if (!object)
        return OK;
    if (!b->s->objects)
        return missing(b);
    uint32_t term = terms_find(b->s->objects, object->text);
    bool *counts = arena_alloc(b->arena, terms_count(b->s->objects) + (size_t)1);
    counts[term] = term > 0;
    b->f->window.objects = counts;
    b->f->asked = term ? (int64_t)term : -1; /* -1: nobody has had to do with it */
    return OK;
}

enum { MONEY_OUT = 1, MONEY_IN = 2 };

static rc bind_txns(struct binder *b, size_t money)
{
    const struct cond_value *sort = cond_arg(b->ref, ARG_CODE);
    TRY(bind_window(b, WINDOW_TXN, money != 0));
    if (money)
        window_ask(&b->f->window, TXN_DIRECTION, money == MONEY_OUT ? TXN_OUT : TXN_IN);
    if (sort && sort->number < TXN_CHANNELS)
        window_ask(&b->f->window, TXN_KIND, (unsigned)sort->number);
    else if (sort)
        window_ask(&b->f->window, TXN_CHANNEL, (unsigned)(sort->number - TXN_CHANNELS));
    return OK;
}

static rc bind_purchases(struct binder *b, size_t is_money)
{
    const struct cond_value *class = cond_arg(b->ref, ARG_CODE);
    TRY(bind_window(b, WINDOW_TXN, is_money));
    window_ask(&b->f->window, TXN_KIND, TXN_PURCHASE);
    if (class)
        window_ask(&b->f->window, TXN_CLASS, (unsigned)class->number);
    return OK;
}

/* ---- the table ---- */

#define AT(member) offsetof(struct snapshot, member)

/* clang-format off */
static const struct {
    rc (*bind)(struct binder *b, size_t with);
    size_t with;
} bindings[CUSTOMER_FIELDS] = {
    [FIELD_STAGE]           = {bind_codes, AT(stage)},
    [FIELD_TIER]            = {bind_codes, AT(tier)},
    [FIELD_REF]             = {bind_codes, AT(ref)},
    [FIELD_BELOW]           = {bind_small, AT(below)},
    [FIELD_STANDING]        = {bind_codes, AT(standing)},
    [FIELD_DEPOSITS]        = {bind_amount, AMOUNT_DEPOSITS},
    [FIELD_LOANS]           = {bind_amount, AMOUNT_LOANS},
    [FIELD_FUNDS]           = {bind_amount, AMOUNT_FUND},
    [FIELD_BONDS]           = {bind_amount, AMOUNT_BOND},
    [FIELD_WEALTH]          = {bind_amount, AMOUNT_WEALTH},
    [FIELD_INSURANCE]       = {bind_amount, AMOUNT_INSURANCE},
    [FIELD_SECURITIES]      = {bind_amount, AMOUNT_SECURITIES},
    [FIELD_GOLD]            = {bind_amount, AMOUNT_GOLD},
    [FIELD_FA]              = {bind_amount, AMOUNT_FA},
    [FIELD_AUM]             = {bind_amount, AMOUNT_AUM},
    [FIELD_ACCT_MAX]        = {bind_fen, AT(acct_max)},
    [FIELD_FA_AVG]          = {bind_fen, AT(fa_avg)},
    [FIELD_CC_SPEND]        = {bind_fen, AT(cc_spend)},
    [FIELD_MORTGAGE]        = {bind_amount, AMOUNT_MORTGAGE},
    [FIELD_CREDIT_LOAN]     = {bind_amount, AMOUNT_CREDIT_LOAN},
    [FIELD_CC_GRADE]        = {bind_codes, AT(cc_grade)},
    [FIELD_PRODUCT_KINDS]   = {bind_small, AT(kinds)},
    [FIELD_DEPOSITS_CHANGE] = {bind_change, AMOUNT_DEPOSITS},
    [FIELD_LOANS_CHANGE]    = {bind_change, AMOUNT_LOANS},
    [FIELD_FA_CHANGE]       = {bind_change, AMOUNT_FA},
    [FIELD_AUM_CHANGE]      = {bind_change, AMOUNT_AUM},
    [FIELD_LEVEL]           = {bind_level},
    [FIELD_AGE]             = {bind_age},
    [FIELD_GENDER]          = {bind_codes, AT(profile.gender)},
    [FIELD_BIRTHDAY]        = {bind_birthday},
    [FIELD_OCCUPATION]      = {bind_term, AT(profile.occupation)},
    [FIELD_EDUCATION]       = {bind_term, AT(profile.education)},
    [FIELD_MARITAL]         = {bind_term, AT(profile.marital)},
    [FIELD_INCOME_YEAR]     = {bind_income, AT(profile.income_year)},
    [FIELD_CERT_TYPE]       = {bind_codes, AT(profile.cert_type)},
    [FIELD_RISK_LEVEL]      = {bind_codes, AT(profile.risk_level)},
    [FIELD_RISK_ASSESSED]   = {bind_day, AT(profile.risk_assessed_on)},
    [FIELD_DND]             = {bind_codes, AT(profile.dnd)},
    [FIELD_CAME]            = {bind_day, AT(came)},
    [FIELD_OPENED_ON]       = {bind_day, AT(profile.opened_on)},
    [FIELD_GONE]            = {bind_codes, AT(gone)},
    [FIELD_HOLDS]           = {bind_holds},
    [FIELD_HELD]            = {bind_held},
    [FIELD_MATURES]         = {bind_matures, false},
    [FIELD_MATURING]        = {bind_matures, true},
    [FIELD_CARDS]           = {bind_cards, false},
    [FIELD_VIP]             = {bind_cards, true},
    [FIELD_LOGINS]          = {bind_acts, WINDOW_LOGIN},
    [FIELD_LAST_LOGIN]      = {bind_day, AT(last_login)},
    [FIELD_VIEWS]           = {bind_acts, WINDOW_VIEW},
    [FIELD_SEARCHES]        = {bind_acts, WINDOW_SEARCH},
    [FIELD_CLICKS]          = {bind_acts, WINDOW_CLICK},
    [FIELD_ACTIVE]          = {bind_acts, WINDOW_ANYTHING},
    [FIELD_SPENT]           = {bind_txns, MONEY_OUT},
    [FIELD_RECEIVED]        = {bind_txns, MONEY_IN},
    [FIELD_TRANSACTIONS]    = {bind_txns, 0},
    [FIELD_PURCHASE]        = {bind_purchases, false},
    [FIELD_PURCHASED]       = {bind_purchases, true},
    [FIELD_ORG]             = {bind_home, AT(place)},
    [FIELD_REGION]          = {bind_region},
    [FIELD_MANAGER]         = {bind_manager, AT(manager)},
    [FIELD_CO_MANAGER]      = {bind_co_manager},
    [FIELD_MANAGER_SHARE]   = {bind_share},
    [FIELD_MANAGED_SINCE]   = {bind_managed_since},
    [FIELD_RELATED]         = {bind_related},
    [FIELD_TAG]             = {bind_members, ARG_TAG},
    [FIELD_LIST]            = {bind_members, ARG_LIST},
    [FIELD_AUDIENCE]        = {bind_members, ARG_AUDIENCE},
    [FIELD_RANDOM]          = {bind_random},
};
/* clang-format on */

bool reading_is_known(enum customer_field field)
{
    return bindings[field].bind != NULL;
}

rc reading_bind(struct arena *a, const struct snapshot *s, const struct cond_ref *ref,
                const struct evaluate_bank *bank, struct reading *ret, struct why *why)
{
    struct binder b = {.arena = a, .s = s, .ref = ref, .bank = bank, .f = ret, .why = why};
    *ret = (struct reading){.s = s, .ref = ref};
    return bindings[ref->field].bind ? bindings[ref->field].bind(&b, bindings[ref->field].with)
                                     : missing(&b);
}

struct text reading_text(const struct reading *f, uint32_t row)
{
    int64_t term = f->one(f, row);
    return term == UNKNOWN ? (struct text){0} : terms_text(f->terms, (uint32_t)term);
}
