#include "pcrm/day/books.h"

#include "base/arena.h"
#include "cif/intake/cells.h"
#include "engine/figures.h"
#include "pcrm/day/books.sql.h"

enum { PROGRESS_EVERY = 65536 };

/* Which month ends of a customer were read; what is not read is as the month before. */
struct month_seen {
    uint16_t ends; /* bit k: aum_m[k] */
    day older_on;  /* the newest before those ... */
    fen older;     /* ... and its aum */
};

struct loading {
    struct bank *bank;
    struct book *book;
    const struct rules *rules;
    struct job *job;
    uint64_t done;
    day on;
    day newest_month; /* the newest month end up to 'on' */
    day *newest;      /* by row of the table being read: day of its newest version so far */
    struct month_seen *months;
    struct why *why;
};

static struct hash128 key_of(const struct loading *l, struct text key)
{
    return bank_hash(l->bank, key);
}

static rc step(struct loading *l)
{
    if (!l->job || ++l->done % PROGRESS_EVERY != 0)
        return OK;
    job_at(l->job, l->done);
    return job_go_on(l->job, l->why);
}

/* Records are numbered densely from 1 in the order of coming: a gap means damage. */
static rc expect(struct loading *l, const char *what, uint32_t row, int64_t id)
{
    if ((int64_t)row + 1 == id)
        return OK;
    return why_say(l->why, E_INTERNAL, "the database lacks %s number %" PRId64, what,
                   (int64_t)row + 1);
}

static rc number_sound(struct loading *l, const char *what, int64_t id)
{
    if (id >= 1 && id < NO_ROW)
        return OK;
    return why_say(l->why, E_INTERNAL, "the database has %s number %" PRId64, what, id);
}

/* The row of a record that must have been placed; NO_ROW, and l->why says so, where it was not. */
static uint32_t find(struct loading *l, const char *what, const struct key_index *keys, int64_t id)
{
    if (id >= 1 && id <= keys->count)
        return (uint32_t)(id - 1);
    (void)!why_say(l->why, E_INTERNAL, "the database lacks %s number %" PRId64, what, id);
    return NO_ROW;
}

/* Every number up to the highest was placed. */
static rc expect_all(struct loading *l, const char *what, const struct key_index *keys)
{
    for (uint32_t row = 0; row < keys->count; row++)
        if (keys->hashes[row].low == 0 && keys->hashes[row].high == 0)
            return expect(l, what, row, 0);
    return OK;
}

/* ---- the newest version of each row so far ---- */

static void forget_versions(struct loading *l, const struct key_index *keys)
{
    l->newest = mem_resize(l->newest, (keys->count + 1) * sizeof *l->newest);
    for (uint32_t row = 0; row < keys->count; row++)
        l->newest[row] = NO_DAY;
}

static bool is_newer(struct loading *l, uint32_t row, day d)
{
    if (d <= l->newest[row])
        return false;
    l->newest[row] = d;
    return true;
}

static rc on_org(void *ctx, const struct q_books_orgs_row *row)
{
    struct loading *l = ctx;
    return expect(l, "organisation", book_add_org(l->book, key_of(l, row->org_no)), row->org_id);
}

static rc on_product(void *ctx, const struct q_books_products_row *row)
{
    struct loading *l = ctx;
    uint32_t at =
        book_take_product(l->book, key_of(l, row->product_code), (enum product_class)row->class);
    return expect(l, "product", at, row->product_id);
}

static rc on_currency(void *ctx, const struct q_books_currencies_row *row)
{
    struct loading *l = ctx;
    return expect(l, "currency", book_take_currency(l->book, key_of(l, row->currency), row->rate),
                  row->currency_id);
}

static rc on_staff(void *ctx, const struct q_books_staff_row *row)
{
    struct loading *l = ctx;
    uint32_t at = book_add_staff(l->book, key_of(l, row->staff_no));
    l->book->staff.left[at] = row->has_left;
    return expect(l, "staff", at, row->staff_id);
}

/* ---- who is known: customers, accounts and cards by their number, in any order ---- */

static rc on_customer(void *ctx, const struct q_books_customers_row *row)
{
    struct loading *l = ctx;
    TRY(number_sound(l, "customer", row->customer_id));
    book_place_customer(l->book, (uint32_t)(row->customer_id - 1), key_of(l, row->customer_no));
    return step(l);
}

static rc on_account(void *ctx, const struct q_books_accounts_row *row)
{
    struct loading *l = ctx;
    TRY(number_sound(l, "account", row->account_id));
    book_place_account(l->book, (uint32_t)(row->account_id - 1), row->account_no_hash);
    return step(l);
}

static rc on_card(void *ctx, const struct q_books_cards_row *row)
{
    struct loading *l = ctx;
    TRY(number_sound(l, "card", row->card_id));
    book_place_card(l->book, (uint32_t)(row->card_id - 1), row->card_no_hash);
    return step(l);
}

/* ---- their versions: the newest one wins ---- */

static rc on_customer_record(void *ctx, const struct q_books_customer_records_row *row)
{
    struct loading *l = ctx;
    struct customers *c = &l->book->customers;
    uint32_t at = find(l, "customer", &c->keys, row->customer_id);
    if (at == NO_ROW)
        return E_INTERNAL;
    TRY(step(l));
    if (!is_newer(l, at, row->day_))
        return OK;
    c->gone[at] = row->gone;
    c->birthday[at] = birthday_of(row->birth_date);
    return OK;
}

/* An account that moved has two versions of the day: the one of the former owner says so by the
 * highest status. */
static rc on_account_record(void *ctx, const struct q_books_account_records_row *row)
{
    struct loading *l = ctx;
    struct accounts *a = &l->book->accounts;
    uint32_t at = find(l, "account", &a->keys, row->account_id);
    uint32_t customer = find(l, "customer", &l->book->customers.keys, row->customer_id);
    if (at == NO_ROW || customer == NO_ROW)
        return E_INTERNAL;
    TRY(step(l));
    struct account *one = &a->at[at];
    bool other_owner = l->newest[at] == row->day_ && row->status < one->status;
    if (!other_owner && !is_newer(l, at, row->day_))
        return OK;
    one->customer = customer;
    one->product = (uint16_t)(row->product_id - 1);
    one->currency = (uint16_t)(row->currency_id - 1);
    one->balance = row->balance;
    one->status = (uint8_t)row->status;
    a->outlet[at] = (uint32_t)row->outlet_id - 1;
    a->matures_on[at] = row->matures_on;
    a->cost[at] = row->cost.known ? row->cost.value : NO_COST;
    return OK;
}

static rc on_card_record(void *ctx, const struct q_books_card_records_row *row)
{
    struct loading *l = ctx;
    struct cards *c = &l->book->cards;
    uint32_t at = find(l, "card", &c->keys, row->card_id);
    uint32_t customer = find(l, "customer", &l->book->customers.keys, row->customer_id);
    if (at == NO_ROW || customer == NO_ROW)
        return E_INTERNAL;
    TRY(step(l));
    bool other_owner = l->newest[at] == row->day_ && row->status < c->status[at];
    if (!other_owner && !is_newer(l, at, row->day_))
        return OK;
    c->customer[at] = customer;
    c->kind[at] = (uint8_t)row->kind;
    c->grade[at] = (uint8_t)row->grade;
    c->vip[at] = row->vip;
    c->expires_on[at] = row->expires_on;
    c->status[at] = (uint8_t)row->status;
    return OK;
}

static rc on_relation(void *ctx, const struct q_books_relations_row *row)
{
    struct loading *l = ctx;
    struct relations *r = &l->book->relations;
    struct cell cells[COLUMNS_MOST] = {0};
    const struct column *kind = dayfile_column_at(FILE_RELATION, RELATION_KIND);
    cells[RELATION_CUSTOMER_NO].text = row->customer_no;
    cells[RELATION_OTHER_NO].text = row->other_no;
    cells[RELATION_KIND].text = text_of(kind->codes[row->kind]);

    uint32_t at =
        book_add_relation(l->book, cells_key(FILE_RELATION, cells, keys_hash_key(l->bank->keys)));
    r->customer[at] = (uint32_t)(row->customer_id - 1);
    r->other[at] = (uint32_t)(row->other_id - 1);
    r->kind[at] = (uint8_t)row->kind;
    r->removed[at] = row->removed;
    return step(l);
}

static struct sums sums_of(const struct q_books_days_row *row)
{
    return (struct sums){{
        [CLASS_DEMAND] = row->demand.value,
        [CLASS_TIME] = row->time.value,
        [CLASS_MORTGAGE] = row->mortgage.value,
        [CLASS_CREDIT_LOAN] = row->credit_loan.value,
        [CLASS_OTHER_LOAN] = row->other_loan.value,
        [CLASS_FUND] = row->fund.value,
        [CLASS_BOND] = row->bond.value,
        [CLASS_WEALTH] = row->wealth.value,
        [CLASS_INSURANCE] = row->insurance.value,
        [CLASS_SECURITIES] = row->securities.value,
        [CLASS_GOLD] = row->gold.value,
    }};
}

static rc on_day(void *ctx, const struct q_books_days_row *row)
{
    struct loading *l = ctx;
    struct customers *c = &l->book->customers;
    uint32_t at = find(l, "customer", &c->keys, row->customer_id);
    if (at == NO_ROW)
        return E_INTERNAL;
    TRY(step(l));
    if (!is_newer(l, at, row->day_))
        return OK;
    struct sums sums = sums_of(row);
    c->sums[at] = sums_keep(&sums);
    c->aum[at] = assets_under_management(&sums);
    c->fa[at] = row->fa;
    c->acct_max[at] = row->acct_max;
    c->fa_ytd[at] = row->fa_ytd;
    c->cc_spend[at] = row->cc_spend.value;
    c->reached_on[at] = row->reached_on;
    c->over_on[at] = row->over_on;
    c->cc_grade[at] = (uint8_t)row->cc_grade;
    c->kinds[at] = (uint8_t)row->product_kinds;
    c->verdict[at] = (struct verdict){.stage = (uint8_t)row->stage,
                                      .tier = (uint8_t)row->tier,
                                      .own_tier = (uint8_t)row->own_tier,
                                      .ref = (uint8_t)row->ref,
                                      .below = (uint8_t)row->below,
                                      .standing = (uint8_t)row->standing};
    return OK;
}

/* Everybody's newest row is brought on to the day of loading. */
static void carry_days(struct loading *l)
{
    struct customers *c = &l->book->customers;
    for (uint32_t at = 0; at < c->keys.count; at++) {
        if (l->newest[at] == NO_DAY)
            continue;
        struct standstill s = {.on = l->newest[at],
                               .fa = c->fa[at],
                               .fa_ytd = c->fa_ytd[at],
                               .acct_max = c->acct_max[at],
                               .reached_on = c->reached_on[at],
                               .over_on = c->over_on[at]};
        s = standstill_until(l->rules, s, l->on);
        c->fa_ytd[at] = s.fa_ytd;
        c->reached_on[at] = s.reached_on;
        c->over_on[at] = s.over_on;
    }
}

/* How many month ends before the newest one; the rows of a month mostly come together. */
static int age_of(const struct loading *l, day month_end)
{
    struct ymd older = day_ymd(month_end), newer = day_ymd(l->newest_month);
    return (newer.year - older.year) * 12 + newer.month - older.month;
}

/* aum at a month end; rows come in any order. */
static void note_month(struct loading *l, uint32_t at, day month_end, fen aum)
{
    struct month_seen *seen = &l->months[at];
    int age = age_of(l, month_end);
    if (age < 0)
        return;
    if (age < AUM_MONTHS) {
        month_column(&l->book->customers, age)[at] = aum;
        seen->ends |= (uint16_t)(1U << age);
    } else if (seen->older_on < month_end) {
        seen->older_on = month_end;
        seen->older = aum;
    }
}

/* The month ends before the first day; where the row had to wait, those until it came were empty.
 */
static rc on_opening(void *ctx, const struct q_books_opening_row *row)
{
    struct loading *l = ctx;
    day first = l->book->first_day;
    uint32_t at = find(l, "customer", &l->book->customers.keys, row->customer_id);
    if (at == NO_ROW)
        return E_INTERNAL;
    TRY(step(l));
    for (size_t k = 0; k < row->months.len && k < AUM_MONTHS; k++)
        note_month(l, at, day_month_end_before(first, (int)k + 1), row->months.items[k]);
    day next = day_add_months(day_month_start(first), 1) - 1;
    if (next < row->day_)
        note_month(l, at, next, 0);
    return OK;
}

static rc on_month(void *ctx, const struct q_books_months_row *row)
{
    struct loading *l = ctx;
    uint32_t at = find(l, "customer", &l->book->customers.keys, row->customer_id);
    if (at == NO_ROW)
        return E_INTERNAL;
    TRY(step(l));
    note_month(l, at, row->month_end, row->aum);
    return OK;
}

static void carry_months(struct loading *l)
{
    for (uint32_t at = 0; at < l->book->customers.keys.count; at++) {
        struct months m = months_get(&l->book->customers, at);
        fen aum = l->months[at].older;
        for (int k = AUM_MONTHS - 1; k >= 0; k--) {
            if (l->months[at].ends & 1U << k)
                aum = m.v[k];
            m.v[k] = aum;
        }
        months_set(&l->book->customers, at, &m);
    }
}

/* All schemes of a customer move together: the rows of a day are written for each of them. */
static rc on_level(void *ctx, const struct q_books_levels_row *row)
{
    struct loading *l = ctx;
    uint32_t at = find(l, "customer", &l->book->customers.keys, row->customer_id);
    if (at == NO_ROW)
        return E_INTERNAL;
    uint64_t *levels = &l->book->customers.levels[at];
    size_t side = side_of_name(l->rules, row->scheme);
    TRY(step(l));
    if (row->day_ < l->newest[at] || side == SIDES_MOST)
        return OK;
    *levels = side_level_put(row->day_ > l->newest[at] ? 0 : *levels, side, (uint8_t)row->level);
    l->newest[at] = row->day_;
    return OK;
}

static rc on_spend_ahead(void *ctx, const struct q_books_spend_ahead_row *row)
{
    struct loading *l = ctx;
    book_add_spend(l->book, (uint32_t)(row->customer_id - 1), row->on_date, row->spend);
    return OK;
}

static rc on_activity(void *ctx, const struct q_books_activity_row *row)
{
    struct loading *l = ctx;
    l->book->customers.active_on[row->customer_id - 1] = row->on_date;
    return OK;
}

/* Best valid VIP grades are not stored with the days: they follow from the cards. */
static void set_vip_grades(struct book *b, day on)
{
    const struct cards *k = &b->cards;
    for (uint32_t i = 0; i < k->keys.count; i++) {
        uint8_t *best = &b->customers.vip_grade[k->customer[i]];
        if (card_valid(k, i, on) && k->vip[i] && k->grade[i] > *best)
            *best = k->grade[i];
    }
}

static rc set_days(struct loading *l, struct db *db)
{
    struct arena a;
    struct q_books_day_set_row day_row;
    struct q_books_spend_since_row since_row;
    struct q_books_first_day_row first;
    arena_init(&a);
    rc r = q_books_day_set(db, &a, l->on, &day_row);
    if (r == OK)
        r = q_books_spend_since(db, &a, l->on - SPEND_DAYS_MOST, &since_row);
    if (r == OK)
        r = q_books_first_day(db, &first);
    arena_release(&a);
    if (r == OK)
        l->book->first_day = first.day_;
    return r;
}

static rc load_known(struct loading *l, struct db *db)
{
    TRY(q_books_orgs(db, on_org, l));
    TRY(q_books_products(db, on_product, l));
    TRY(q_books_currencies(db, on_currency, l));
    TRY(q_books_staff(db, on_staff, l));
    TRY(q_books_customers(db, on_customer, l));
    TRY(q_books_accounts(db, on_account, l));
    TRY(q_books_cards(db, on_card, l));
    TRY(expect_all(l, "customer", &l->book->customers.keys));
    TRY(expect_all(l, "account", &l->book->accounts.keys));
    return expect_all(l, "card", &l->book->cards.keys);
}

/* What has no version at all would belong to nobody. */
static rc load_records(struct loading *l, struct db *db)
{
    struct book *b = l->book;
    forget_versions(l, &b->customers.keys);
    TRY(q_books_customer_records(db, on_customer_record, l));
    forget_versions(l, &b->accounts.keys);
    TRY(q_books_account_records(db, on_account_record, l));
    for (uint32_t i = 0; i < b->accounts.keys.count; i++)
        if (b->accounts.at[i].customer == NO_ROW)
            return expect(l, "account", i, 0);
    forget_versions(l, &b->cards.keys);
    TRY(q_books_card_records(db, on_card_record, l));
    for (uint32_t i = 0; i < b->cards.keys.count; i++)
        if (b->cards.customer[i] == NO_ROW)
            return expect(l, "card", i, 0);
    return q_books_relations(db, on_relation, l);
}

static rc load_state(struct loading *l, struct db *db)
{
    const struct key_index *customers = &l->book->customers.keys;
    forget_versions(l, customers);
    TRY(q_books_days(db, on_day, l));
    carry_days(l);
    l->months = mem_alloc((customers->count + 1) * sizeof *l->months);
    for (uint32_t at = 0; at < customers->count; at++)
        l->months[at].older_on = NO_DAY;
    TRY(q_books_opening(db, on_opening, l));
    TRY(q_books_months(db, on_month, l));
    carry_months(l);
    forget_versions(l, customers);
    TRY(q_books_levels(db, on_level, l));
    TRY(q_books_spend_ahead(db, on_spend_ahead, l));
    return q_books_activity(db, on_activity, l);
}

/* ---- card spend as a day begins ---- */

struct counting {
    struct book *book;
    int sign;
};

static rc on_span(void *ctx, const struct q_spend_span_row *row)
{
    const struct counting *c = ctx;
    book_count_spend(c->book, (uint32_t)(row->customer_id - 1), c->sign * row->spend);
    return OK;
}

rc books_day_begin(struct bank *bank, struct book *book, day d, int spend_window)
{
    struct spend_span due = book_day_begin(book, d, spend_window);
    struct counting counting = {.book = book, .sign = due.sign};
    struct arena a;
    struct q_spend_span_set_row set;
    arena_init(&a);
    rc r = q_spend_span_set(bank->db, &a, d, due.from, due.until, &set);
    arena_release(&a);
    return r == OK ? q_spend_span(bank->db, on_span, &counting) : r;
}

struct widening {
    fen *spend;
    uint32_t count;
    int sign;
};

static rc on_widened(void *ctx, const struct q_spend_span_row *row)
{
    const struct widening *w = ctx;
    uint32_t at = (uint32_t)(row->customer_id - 1);
    if (at < w->count)
        w->spend[at] = fen_add(w->spend[at], w->sign * row->spend);
    return OK;
}

rc books_spend(struct bank *bank, const struct book *book, int days_of_book, int days,
               fen *ret_spend)
{
    int more = days > days_of_book ? days : days_of_book;
    int less = days > days_of_book ? days_of_book : days;
    struct widening w = {.spend = ret_spend,
                         .count = book->customers.keys.count,
                         .sign = days > days_of_book ? 1 : -1};
    struct arena a;
    struct q_spend_span_set_row set;
    if (w.count > 0)
        memcpy(ret_spend, book->customers.cc_spend, w.count * sizeof *ret_spend);
    arena_init(&a);
    rc r = q_spend_span_set(bank->db, &a, book->today + 1, book->today - more + 1,
                            book->today - less, &set);
    arena_release(&a);
    return r == OK ? q_spend_span(bank->db, on_widened, &w) : r;
}

rc books_load(struct bank *bank, day d, const struct rules *rules, struct book *book,
              struct job *job, struct why *why)
{
    if (d == NO_DAY)
        return OK;
    struct loading l = {.bank = bank,
                        .book = book,
                        .rules = rules,
                        .job = job,
                        .on = d,
                        .newest_month = day_month_end_before(d + 1, 1),
                        .why = why};
    book->today = d;
    book->spend_window = rules->spend_days;
    book->customers.newest_month = month_of_year(l.newest_month);
    why->text[0] = '\0';
    rc r = set_days(&l, bank->db);
    if (r == OK)
        r = load_known(&l, bank->db);
    if (r == OK)
        r = load_records(&l, bank->db);
    if (r == OK)
        r = load_state(&l, bank->db);
    free(l.newest);
    free(l.months);
    if (r != OK)
        return why->text[0] ? r : db_tell(bank->db, r, why);
    book_index(book);
    book_link(book);
    set_vip_grades(book, d);
    return OK;
}
