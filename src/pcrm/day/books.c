#include "pcrm/day/books.h"

#include "cif/intake/cells.h"
#include "engine/figures.h"
#include "pcrm/day/books.sql.h"

enum { PROGRESS_EVERY = 65536 };

struct loading {
    struct bank *bank;
    struct book *book;
    const struct rules *rules;
    struct job *job;
    uint64_t done;
    day on;
    day newest_month; /* the newest month end up to 'on' */
    struct why *why;
};

static struct hash128 key_of(const struct loading *l, struct text key)
{
    return bank_hash(l->bank, key);
}

static void step(struct loading *l)
{
    if (l->job && ++l->done % PROGRESS_EVERY == 0)
        job_at(l->job, l->done);
}

/* Records are numbered densely from 1 in the order of coming: a gap means damage. */
static rc expect(struct loading *l, const char *what, uint32_t row, int64_t id)
{
    if ((int64_t)row + 1 == id)
        return OK;
    return why_say(l->why, E_INTERNAL, "the database lacks %s number %" PRId64, what,
                   (int64_t)row + 1);
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

static rc on_customer(void *ctx, const struct q_books_customers_row *row)
{
    struct loading *l = ctx;
    struct customers *c = &l->book->customers;
    uint32_t at = book_add_customer(l->book, key_of(l, row->customer_no), row->came_on);
    c->gone[at] = row->gone;
    c->birthday[at] = birthday_of(row->birth_date);
    c->touched[at] = 0;
    step(l);
    return expect(l, "customer", at, row->customer_id);
}

static rc on_account(void *ctx, const struct q_books_accounts_row *row)
{
    struct loading *l = ctx;
    struct accounts *a = &l->book->accounts;
    uint32_t at = book_add_account(l->book, row->account_no_hash);
    a->at[at].customer = (uint32_t)(row->customer_id - 1);
    a->at[at].product = (uint16_t)(row->product_id - 1);
    a->at[at].currency = (uint16_t)(row->currency_id - 1);
    a->at[at].balance = row->balance;
    a->at[at].status = (uint8_t)row->status;
    a->outlet[at] = (uint32_t)row->outlet_id - 1;
    a->matures_on[at] = row->matures_on;
    a->cost[at] = row->cost.known ? row->cost.value : NO_COST;
    step(l);
    return expect(l, "account", at, row->account_id);
}

static rc on_card(void *ctx, const struct q_books_cards_row *row)
{
    struct loading *l = ctx;
    struct cards *c = &l->book->cards;
    uint32_t at = book_add_card(l->book, row->card_no_hash);
    c->customer[at] = (uint32_t)(row->customer_id - 1);
    c->kind[at] = (uint8_t)row->kind;
    c->grade[at] = (uint8_t)row->grade;
    c->vip[at] = row->vip;
    c->expires_on[at] = row->expires_on;
    c->status[at] = (uint8_t)row->status;
    step(l);
    return expect(l, "card", at, row->card_id);
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
    step(l);
    return OK;
}

static void set_sums(struct sums *s, const struct q_books_days_row *row)
{
    *s = (struct sums){{
        [CLASS_DEMAND] = row->demand,
        [CLASS_TIME] = row->time,
        [CLASS_MORTGAGE] = row->mortgage,
        [CLASS_CREDIT_LOAN] = row->credit_loan,
        [CLASS_OTHER_LOAN] = row->other_loan,
        [CLASS_FUND] = row->fund,
        [CLASS_BOND] = row->bond,
        [CLASS_WEALTH] = row->wealth,
        [CLASS_INSURANCE] = row->insurance,
        [CLASS_SECURITIES] = row->securities,
        [CLASS_GOLD] = row->gold,
    }};
}

static rc on_day(void *ctx, const struct q_books_days_row *row)
{
    struct loading *l = ctx;
    struct customers *c = &l->book->customers;
    uint32_t at = (uint32_t)(row->customer_id - 1);
    struct standstill s = {.on = row->day_,
                           .fa = row->fa,
                           .fa_ytd = row->fa_ytd,
                           .acct_max = row->acct_max,
                           .reached_on = row->reached_on,
                           .over_on = row->over_on};
    s = standstill_until(l->rules, s, l->on);

    set_sums(&c->sums[at], row);
    c->fa[at] = row->fa;
    c->aum[at] = assets_under_management(&c->sums[at]);
    c->acct_max[at] = row->acct_max;
    c->fa_ytd[at] = s.fa_ytd;
    c->reached_on[at] = s.reached_on;
    c->over_on[at] = s.over_on;
    c->cc_grade[at] = (uint8_t)row->cc_grade;
    c->kinds[at] = (uint8_t)row->product_kinds;
    c->verdict[at] = (struct verdict){.stage = (uint8_t)row->stage,
                                      .tier = (uint8_t)row->tier,
                                      .own_tier = (uint8_t)row->own_tier,
                                      .ref = (uint8_t)row->ref,
                                      .below = (uint8_t)row->below,
                                      .standing = (uint8_t)row->standing};
    step(l);
    return OK;
}

static rc on_month(void *ctx, const struct q_books_months_row *row)
{
    struct loading *l = ctx;
    struct customers *c = &l->book->customers;
    struct months m = months_get(c, (uint32_t)(row->customer_id - 1));
    months_carry(&m, l->newest_month, row->month_end, row->aum);
    months_set(c, (uint32_t)(row->customer_id - 1), &m);
    return OK;
}

static rc on_level(void *ctx, const struct q_books_levels_row *row)
{
    struct loading *l = ctx;
    struct side_levels *levels = &l->book->customers.levels[row->customer_id - 1];
    if (text_is(row->scheme, l->rules->card.name))
        levels->card = (uint8_t)row->level;
    if (text_is(row->scheme, l->rules->mass.name))
        levels->mass = (uint8_t)row->level;
    return OK;
}

static rc on_spend(void *ctx, const struct q_books_spend_row *row)
{
    struct loading *l = ctx;
    uint32_t at = (uint32_t)(row->customer_id - 1);
    book_add_spend(l->book, at, row->on_date, row->spend);
    l->book->customers.touched[at] = 0;
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
    return q_books_relations(db, on_relation, l);
}

static rc load_state(struct loading *l, struct db *db)
{
    TRY(q_books_days(db, on_day, l));
    TRY(q_books_months(db, on_month, l));
    TRY(q_books_levels(db, on_level, l));
    TRY(q_books_spend(db, on_spend, l));
    return q_books_activity(db, on_activity, l);
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
        r = load_state(&l, bank->db);
    if (r != OK)
        return why->text[0] ? r : db_tell(bank->db, r, why);
    book_link(book);
    set_vip_grades(book, d);
    return OK;
}
