#include "platform/snapshot_rows.h"

#include "engine/worth.h"
#include "platform/snapshots.sql.h"

/* ---- rows ---- */

/* Says which row has a number that the database itself does not know. */
static rc damaged(struct rows_to *to, enum hand hand, const char *table, bool sound)
{
    if (!sound)
        to->damaged[hand] = table;
    return sound ? OK : E_INVALID;
}

static rc on_customer(void *ctx, const struct q_snapshots_customers_row *row)
{
    struct rows_to *to = ctx;
    return damaged(to, HAND_REST, "customer",
                   maker_customer(to->maker, row->customer_id, row->day_));
}

static uint8_t code_of(struct opt_int2 x)
{
    return x.known ? (uint8_t)x.value : NOT_KNOWN;
}

/* The two queries give the same columns. */
#define RECORD_OF(row)                                                                             \
    {                                                                                              \
        .customer_id = (row)->customer_id, .day = (row)->day_, .gone = (row)->gone,                \
        .birthday = birthday_of((row)->birth_date), .gender = code_of((row)->gender),              \
        .cert_type = (uint8_t)(row)->cert_type, .risk_level = code_of((row)->risk_level),          \
        .dnd = (row)->dnd, .born = (row)->birth_date, .opened_on = (row)->opened_on,               \
        .risk_assessed_on = (row)->risk_assessed_on,                                               \
        .income_year = (row)->income_year.known ? (row)->income_year.value : INCOME_NOT_KNOWN,     \
        .occupation = (row)->occupation, .education = (row)->education, .marital = (row)->marital  \
    }

static rc on_record(void *ctx, const struct q_snapshots_records_of_row *row)
{
    struct rows_to *to = ctx;
    const struct record_fact f = RECORD_OF(row);
    return damaged(to, HAND_REST, "customer_record", maker_record(to->maker, &f));
}

static rc on_old_record(void *ctx, const struct q_snapshots_records_until_row *row)
{
    struct rows_to *to = ctx;
    const struct record_fact f = RECORD_OF(row);
    return damaged(to, HAND_REST, "customer_record", maker_record(to->maker, &f));
}

static rc on_home(void *ctx, const struct q_snapshots_homes_of_row *row)
{
    struct rows_to *to = ctx;
    return damaged(to, HAND_REST, "customer_home",
                   maker_home(to->maker, row->customer_id, row->day_, row->home_id));
}

static rc on_old_home(void *ctx, const struct q_snapshots_homes_until_row *row)
{
    struct rows_to *to = ctx;
    return damaged(to, HAND_REST, "customer_home",
                   maker_home(to->maker, row->customer_id, row->day_, row->home_id));
}

#define FIGURES_OF(row)                                                                            \
    {                                                                                              \
        .customer_id = (row)->customer_id, .day = (row)->day_,                                     \
        .sums = {{[CLASS_DEMAND] = (row)->demand.value,                                            \
                  [CLASS_TIME] = (row)->time.value,                                                \
                  [CLASS_MORTGAGE] = (row)->mortgage.value,                                        \
                  [CLASS_CREDIT_LOAN] = (row)->credit_loan.value,                                  \
                  [CLASS_OTHER_LOAN] = (row)->other_loan.value,                                    \
                  [CLASS_FUND] = (row)->fund.value,                                                \
                  [CLASS_BOND] = (row)->bond.value,                                                \
                  [CLASS_WEALTH] = (row)->wealth.value,                                            \
                  [CLASS_INSURANCE] = (row)->insurance.value,                                      \
                  [CLASS_SECURITIES] = (row)->securities.value,                                    \
                  [CLASS_GOLD] = (row)->gold.value}},                                              \
        .fa = (row)->fa, .acct_max = (row)->acct_max, .fa_ytd = (row)->fa_ytd,                     \
        .cc_spend = (row)->cc_spend.value, .cc_grade = (uint8_t)(row)->cc_grade,                   \
        .kinds = (uint8_t)(row)->product_kinds, .verdict = {                                       \
            .stage = (uint8_t)(row)->stage,                                                        \
            .tier = (uint8_t)(row)->tier,                                                          \
            .own_tier = (uint8_t)(row)->own_tier,                                                  \
            .ref = (uint8_t)(row)->ref,                                                            \
            .standing = (uint8_t)(row)->standing,                                                  \
            .below = (uint8_t)(row)->below                                                         \
        }                                                                                          \
    }

static rc on_figures(void *ctx, const struct q_snapshots_figures_of_row *row)
{
    struct rows_to *to = ctx;
    const struct figures_fact f = FIGURES_OF(row);
    return damaged(to, HAND_REST, "customer_day", maker_figures(to->maker, &f));
}

static rc on_old_figures(void *ctx, const struct q_snapshots_figures_until_row *row)
{
    struct rows_to *to = ctx;
    const struct figures_fact f = FIGURES_OF(row);
    return damaged(to, HAND_REST, "customer_day", maker_figures(to->maker, &f));
}

#define ACCOUNT_OF(row)                                                                            \
    {                                                                                              \
        .customer_id = (row)->customer_id, .account_id = (row)->account_id,                        \
        .balance = (row)->balance, .day = (row)->day_, .matures_on = (row)->matures_on,            \
        .product_id = (row)->product_id, .currency_id = (row)->currency_id,                        \
        .status = (uint8_t)(row)->status                                                           \
    }

static rc on_account(void *ctx, const struct q_snapshots_accounts_of_row *row)
{
    struct rows_to *to = ctx;
    const struct account_fact f = ACCOUNT_OF(row);
    return damaged(to, HAND_ACCOUNTS, "account_record", maker_account(to->maker, &f));
}

static rc on_old_account(void *ctx, const struct q_snapshots_accounts_until_row *row)
{
    struct rows_to *to = ctx;
    const struct account_fact f = ACCOUNT_OF(row);
    return damaged(to, HAND_ACCOUNTS, "account_record", maker_account(to->maker, &f));
}

static rc on_product(void *ctx, const struct q_snapshots_products_row *row)
{
    struct rows_to *to = ctx;
    bool sound = row->class >= 0 && row->class < CLASS_COUNT;
    return damaged(to, HAND_ACCOUNTS, "product",
                   sound &&
                       maker_product(to->maker, row->product_id, (enum product_class)row->class));
}

static rc on_rate(void *ctx, const struct q_snapshots_rates_row *row)
{
    struct rows_to *to = ctx;
    return damaged(to, HAND_ACCOUNTS, "currency",
                   maker_rate(to->maker, row->currency_id, row->rate));
}

static rc on_place(void *ctx, const struct q_snapshots_places_row *row)
{
    struct rows_to *to = ctx;
    return damaged(to, HAND_REST, "org_place",
                   maker_place(to->maker, row->org_id, row->first, row->last));
}

static rc on_region(void *ctx, const struct q_snapshots_regions_row *row)
{
    struct rows_to *to = ctx;
    return damaged(to, HAND_REST, "org", maker_region(to->maker, row->org_id, row->region));
}

static rc take_level(struct rows_to *to, const struct q_snapshots_levels_of_row *row)
{
    return damaged(to, HAND_REST, "customer_level",
                   maker_level(to->maker, row->customer_id, (size_t)row->side, row->day_,
                               (uint8_t)row->level));
}

static rc on_level(void *ctx, const struct q_snapshots_levels_of_row *row)
{
    return take_level(ctx, row);
}

static rc on_old_level(void *ctx, const struct q_snapshots_levels_until_row *row)
{
    return take_level(ctx, &(struct q_snapshots_levels_of_row){row->customer_id, row->side,
                                                               row->day_, row->level});
}

static rc on_related(void *ctx, const struct q_snapshots_related_row *row)
{
    struct rows_to *to = ctx;
    return damaged(to, HAND_REST, "relation",
                   maker_related(to->maker, row->customer_id, (uint8_t)row->kinds));
}

#define CARD_OF(row)                                                                               \
    {                                                                                              \
        .customer_id = (row)->customer_id, .card_id = (row)->card_id, .day = (row)->day_,          \
        .expires_on = (row)->expires_on, .kind = (uint8_t)(row)->kind,                             \
        .grade = (uint8_t)(row)->grade, .status = (uint8_t)(row)->status, .vip = (row)->vip        \
    }

static rc on_card(void *ctx, const struct q_snapshots_cards_of_row *row)
{
    struct rows_to *to = ctx;
    const struct card_fact f = CARD_OF(row);
    return damaged(to, HAND_ACCOUNTS, "card_record", maker_card(to->maker, &f));
}

static rc on_old_card(void *ctx, const struct q_snapshots_cards_until_row *row)
{
    struct rows_to *to = ctx;
    const struct card_fact f = CARD_OF(row);
    return damaged(to, HAND_ACCOUNTS, "card_record", maker_card(to->maker, &f));
}

/* ---- events ---- */

#define ACT_OF(row)                                                                                \
    {                                                                                              \
        .customer_id = (row)->customer_id, .on = (row)->on_date, .delivered = (row)->day_,         \
        .act = (uint8_t)(row)->event, .object = (row)->object                                      \
    }

static rc on_act(void *ctx, const struct q_snapshots_acts_of_row *row)
{
    struct rows_to *to = ctx;
    const struct act_fact f = ACT_OF(row);
    return damaged(to, HAND_EVENTS, "behaviour", maker_act(to->maker, &f));
}

static rc on_old_act(void *ctx, const struct q_snapshots_acts_until_row *row)
{
    struct rows_to *to = ctx;
    const struct act_fact f = ACT_OF(row);
    return damaged(to, HAND_EVENTS, "behaviour", maker_act(to->maker, &f));
}

static uint8_t said_or(struct opt_int2 x, uint8_t not_said)
{
    return x.known ? (uint8_t)x.value : not_said;
}

#define TXN_OF(row)                                                                                \
    {                                                                                              \
        .customer_id = (row)->customer_id, .on = (row)->on_date, .delivered = (row)->day_,         \
        .direction = (uint8_t)(row)->direction, .kind = said_or((row)->kind, TXN_KIND_NOT_SAID),   \
        .channel = said_or((row)->channel, TXN_CHANNEL_NOT_SAID),                                  \
        .class = said_or((row)->class, TXN_CLASS_NOT_SAID), .amount = (row)->amount                \
    }

static rc on_txn(void *ctx, const struct q_snapshots_txns_of_row *row)
{
    struct rows_to *to = ctx;
    const struct txn_fact f = TXN_OF(row);
    return damaged(to, HAND_EVENTS, "txn", maker_txn(to->maker, &f));
}

static rc on_old_txn(void *ctx, const struct q_snapshots_txns_until_row *row)
{
    struct rows_to *to = ctx;
    const struct txn_fact f = TXN_OF(row);
    return damaged(to, HAND_EVENTS, "txn", maker_txn(to->maker, &f));
}

static rc on_replaced(void *ctx, const struct q_snapshots_replaced_row *row)
{
    struct rows_to *to = ctx;
    struct txn_fact f = TXN_OF(row);
    f.replaced = true;
    return damaged(to, HAND_EVENTS, "txn", maker_txn(to->maker, &f));
}

#define ALERT_OF(row)                                                                              \
    {                                                                                              \
        .number = (row)->number, .day = (row)->day_, .kind = (uint8_t)(row)->kind,                 \
        .stays =                                                                                   \
            movement_stays((row)->txn_kind.known ? (row)->txn_kind.value : -1, (row)->own_here),   \
        .from = (row)->from_value, .to = (row)->to_value, .amount = (row)->amount,                 \
        .object_id = (row)->object_id.value                                                        \
    }

static rc on_alert(void *ctx, const struct q_snapshots_alerts_of_row *row)
{
    struct rows_to *to = ctx;
    const struct raised alert = ALERT_OF(row);
    return damaged(to, HAND_REST, "alert", maker_raised(to->maker, row->customer_id, &alert));
}

static rc on_old_alert(void *ctx, const struct q_snapshots_alerts_until_row *row)
{
    struct rows_to *to = ctx;
    const struct raised alert = ALERT_OF(row);
    return damaged(to, HAND_REST, "alert", maker_raised(to->maker, row->customer_id, &alert));
}

/* ---- parts ---- */

rc rows_of_accounts(struct rows_to *to, struct db *db, bool whole)
{
    TRY(q_snapshots_products(db, on_product, to));
    TRY(q_snapshots_rates(db, on_rate, to));
    TRY(whole ? q_snapshots_cards_until(db, on_old_card, to)
              : q_snapshots_cards_of(db, on_card, to));
    return whole ? q_snapshots_accounts_until(db, on_old_account, to)
                 : q_snapshots_accounts_of(db, on_account, to);
}

static void put_name(struct level_named *n, struct text name, struct text en, struct text zh)
{
    snprintf(n->name, sizeof n->name, "%.*s", (int)name.len, name.ptr);
    snprintf(n->title[ENGLISH], sizeof n->title[ENGLISH], "%.*s", (int)en.len, en.ptr);
    snprintf(n->title[CHINESE], sizeof n->title[CHINESE], "%.*s", (int)zh.len, zh.ptr);
}

/* Levels are numbered as the schemes of their day number them: where those are others than on the
 * day before, all come anew. */
static rc rows_of_levels(struct rows_to *to, struct db *db, bool whole)
{
    struct arena a;
    struct q_snapshots_schemes_row *rows = NULL;
    size_t len = 0;
    struct schemes *schemes = mem_alloc(sizeof *schemes);
    arena_init(&a);
    rc r = q_snapshots_schemes(db, &a, maker_day(to->maker), &rows, &len);
    for (size_t i = 0; r == OK && i < len; i++) {
        bool sound =
            rows[i].side >= 0 && rows[i].side < SIDES_MOST && rows[i].place <= SCHEME_LEVELS;
        r = damaged(to, HAND_REST, "rule_set", sound);
        if (r != OK)
            break;
        struct scheme_named *s = &schemes->at[rows[i].side];
        put_name(&s->is, rows[i].scheme, rows[i].scheme_en, rows[i].scheme_zh);
        put_name(&s->levels[s->level_count++], rows[i].level, rows[i].en, rows[i].zh);
    }
    if (r == OK)
        whole |= !maker_schemes(to->maker, schemes);
    if (r == OK)
        r = whole ? q_snapshots_levels_until(db, on_old_level, to)
                  : q_snapshots_levels_of(db, on_level, to);
    arena_release(&a);
    free(schemes);
    return r;
}

/* Few days move a relation, and one that does may end another's: then all are read. */
static rc rows_of_relations(struct rows_to *to, struct db *db, bool whole)
{
    struct q_snapshots_relations_moved_row row = {.moved = true};
    if (!whole)
        TRY(q_snapshots_relations_moved(db, maker_day(to->maker), &row));
    if (!row.moved)
        return OK;
    maker_related_anew(to->maker);
    return q_snapshots_related(db, on_related, to);
}

rc rows_of_customers(struct rows_to *to, struct db *db, bool whole)
{
    TRY(q_snapshots_customers(db, on_customer, to));
    TRY(whole ? q_snapshots_records_until(db, on_old_record, to)
              : q_snapshots_records_of(db, on_record, to));
    TRY(whole ? q_snapshots_homes_until(db, on_old_home, to)
              : q_snapshots_homes_of(db, on_home, to));
    TRY(whole ? q_snapshots_figures_until(db, on_old_figures, to)
              : q_snapshots_figures_of(db, on_figures, to));
    TRY(rows_of_levels(to, db, whole));
    TRY(rows_of_relations(to, db, whole));
    TRY(q_snapshots_places(db, on_place, to));
    TRY(q_snapshots_regions(db, on_region, to));
    return whole ? q_snapshots_alerts_until(db, on_old_alert, to)
                 : q_snapshots_alerts_of(db, on_alert, to);
}

rc rows_of_events(struct rows_to *to, struct db *db, bool whole)
{
    TRY(whole ? q_snapshots_acts_until(db, on_old_act, to) : q_snapshots_acts_of(db, on_act, to));
    TRY(whole ? q_snapshots_txns_until(db, on_old_txn, to) : q_snapshots_txns_of(db, on_txn, to));
    return q_snapshots_replaced(db, on_replaced, to);
}
