#include "pcrm/day/write.h"

#include "base/clock.h"
#include "engine/figures.h"
#include "pcrm/day/write.sql.h"
#include "platform/job_file.h"
#include "platform/scope.h"
#include "platform/session.h"
#include "platform/snapshots.h"

/* What is written of a valued day. */
struct writing {
    const struct book *book;
    const struct rules *rules, *before; /* before: of the day before */
    const struct run *run;
    const struct take *take;
};

/* A figure that is 0, as most are, takes no room in the row. */
static struct opt_int8 or_null(fen x)
{
    return (struct opt_int8){.known = x != 0, .value = x};
}

static rc write_customer(struct db *db, const struct book *b, uint32_t i, const fen *sums)
{
    const struct customers *c = &b->customers;
    const struct verdict *v = &c->verdict[i];
    return q_customer_day_copy_add(db, &(struct q_customer_day_copy_row){
                                           .customer_id = record_id(i),
                                           .day_ = b->today,
                                           .demand = or_null(sums[CLASS_DEMAND]),
                                           .time = or_null(sums[CLASS_TIME]),
                                           .mortgage = or_null(sums[CLASS_MORTGAGE]),
                                           .credit_loan = or_null(sums[CLASS_CREDIT_LOAN]),
                                           .other_loan = or_null(sums[CLASS_OTHER_LOAN]),
                                           .fund = or_null(sums[CLASS_FUND]),
                                           .bond = or_null(sums[CLASS_BOND]),
                                           .wealth = or_null(sums[CLASS_WEALTH]),
                                           .insurance = or_null(sums[CLASS_INSURANCE]),
                                           .securities = or_null(sums[CLASS_SECURITIES]),
                                           .gold = or_null(sums[CLASS_GOLD]),
                                           .fa = c->fa[i],
                                           .acct_max = c->acct_max[i],
                                           .fa_ytd = c->fa_ytd[i],
                                           .cc_spend = or_null(c->cc_spend[i]),
                                           .cc_grade = c->cc_grade[i],
                                           .product_kinds = c->kinds[i],
                                           .stage = v->stage,
                                           .tier = v->tier,
                                           .own_tier = v->own_tier,
                                           .ref = v->ref,
                                           .below = v->below,
                                           .standing = v->standing,
                                           .reached_on = c->reached_on[i],
                                           .over_on = c->over_on[i],
                                       });
}

/* The book does not keep all sums: they are added up again. */
static rc write_customers(struct db *db, const struct writing *w)
{
    const struct vec *changed = &w->run->changed;
    struct holdings holdings[HOLDINGS_MOST];
    for (size_t from = 0; from < changed->len; from += HOLDINGS_MOST) {
        const uint32_t *rows = vec_at(changed, from);
        size_t count = changed->len - from < HOLDINGS_MOST ? changed->len - from : HOLDINGS_MOST;
        holdings_of(w->book, rows, count, w->book->today, holdings);
        for (size_t i = 0; i < count; i++)
            TRY(write_customer(db, w->book, rows[i], holdings[i].sums.v));
    }
    return OK;
}

static rc write_months(struct db *db, const struct writing *w)
{
    const struct book *b = w->book;
    const struct run *run = w->run;
    for (size_t k = 0; k < run->aum_changed.len; k++) {
        uint32_t i = *(uint32_t *)vec_at(&run->aum_changed, k);
        TRY(q_aum_month_copy_add(db, &(struct q_aum_month_copy_row){
                                         .customer_id = record_id(i),
                                         .month_end = b->today,
                                         .day_ = b->today,
                                         .aum = b->customers.aum[i],
                                     }));
    }
    return OK;
}

static rc write_level(struct db *db, const struct book *b, uint32_t i, const struct scheme *scheme,
                      uint8_t level)
{
    return q_customer_level_copy_add(db, &(struct q_customer_level_copy_row){
                                             .customer_id = record_id(i),
                                             .scheme = text_of(scheme->name),
                                             .day_ = b->today,
                                             .level = level,
                                         });
}

/* A scheme that ends with this day leaves no level behind. */
static rc write_side(struct db *db, const struct writing *w, uint32_t i, size_t side, uint8_t level)
{
    const struct scheme *now = &w->rules->sides[side], *before = &w->before->sides[side];
    if (now->level_count > 0)
        TRY(write_level(db, w->book, i, now, level));
    bool ended =
        before->level_count > 0 && side_of_name(w->rules, text_of(before->name)) == SIDES_MOST;
    return ended ? write_level(db, w->book, i, before, 0) : OK;
}

static rc write_levels(struct db *db, const struct writing *w)
{
    const struct book *b = w->book;
    const struct run *run = w->run;
    for (size_t k = 0; k < run->levels_changed.len; k++) {
        uint32_t i = *(uint32_t *)vec_at(&run->levels_changed, k);
        uint64_t levels = b->customers.levels[i];
        for (size_t side = 0; side < SIDES_MOST; side++)
            TRY(write_side(db, w, i, side, side_level(levels, side)));
    }
    return OK;
}

static rc write_alert(struct db *db, const struct book *b, int32_t number, const struct alert *a,
                      const char *txn_id)
{
    return q_alert_copy_add(
        db, &(struct q_alert_copy_row){
                .customer_id = record_id(a->customer),
                .day_ = b->today,
                .number = number,
                .kind = (int16_t)a->kind,
                .from_value = a->from,
                .to_value = a->to,
                .amount = a->amount,
                .object_id = {.known = a->object != NO_ROW,
                              .value = a->object != NO_ROW ? record_id(a->object) : 0},
                .txn_id = text_of(txn_id),
            });
}

static size_t movement_count(const struct writing *w)
{
    return w->book->today == w->book->first_day ? 0 : w->take->movements.len;
}

/* Numbers run over the whole day: unique for each customer too. */
static rc write_alerts(struct db *db, const struct writing *w)
{
    const struct run *run = w->run;
    int32_t number = 0;
    for (size_t k = 0; k < run->alerts.len; k++)
        TRY(write_alert(db, w->book, ++number, vec_at(&run->alerts, k), NULL));
    for (size_t k = 0; k < movement_count(w); k++) {
        const struct movement *m = vec_at(&w->take->movements, k);
        struct alert a = {.customer = m->customer,
                          .object = NO_ROW,
                          .kind = ALERT_LARGE_MOVEMENT,
                          .to = m->direction,
                          .amount = m->amount};
        TRY(write_alert(db, w->book, ++number, &a, m->txn_id));
    }
    return OK;
}

/* A table of what the days made. */
struct output {
    enum incoming_table table;
    rc (*begin)(struct db *db);
    rc (*rows)(struct db *db, const struct writing *w);
    rc (*end)(struct db *db, int64_t *ret_rows);
};
static const struct output outputs[] = {
    {INCOMING_CUSTOMER_DAY, q_customer_day_copy_begin, write_customers, q_customer_day_copy_end},
    {INCOMING_AUM_MONTH, q_aum_month_copy_begin, write_months, q_aum_month_copy_end},
    {INCOMING_CUSTOMER_LEVEL, q_customer_level_copy_begin, write_levels, q_customer_level_copy_end},
    {INCOMING_ALERT, q_alert_copy_begin, write_alerts, q_alert_copy_end},
};

static bool has_rows(const struct writing *w, enum incoming_table table)
{
    if (table == INCOMING_AUM_MONTH)
        return w->run->aum_changed.len > 0;
    if (table == INCOMING_CUSTOMER_LEVEL)
        return w->run->levels_changed.len > 0;
    if (table == INCOMING_ALERT)
        return w->run->alerts.len + movement_count(w) > 0;
    return w->run->changed.len > 0;
}

static rc write_output(struct incoming *in, const struct output *o, const struct writing *w,
                       struct why *why)
{
    struct db *db = NULL;
    int64_t rows = 0;
    TRY(incoming_begin(in, o->table, &db, why));
    if (!db)
        return OK;
    rc r = o->begin(db);
    if (r == OK)
        r = o->rows(db, w);
    if (r == OK)
        r = o->end(db, &rows);
    TRY(db_tell(db, r, why));
    return incoming_end(in, o->table, rows, why);
}

rc write_day(struct incoming *in, const struct book *b, const struct rules *rules,
             const struct rules *before, const struct run *run, const struct take *take,
             struct why *why)
{
    const struct writing w = {
        .book = b, .rules = rules, .before = before, .run = run, .take = take};
    for (size_t i = 0; i < ARRAY_LEN(outputs); i++)
        if (has_rows(&w, outputs[i].table))
            TRY(write_output(in, &outputs[i], &w, why));
    return OK;
}

rc write_published(struct bank *bank, const struct publication *p)
{
    TRY(session_outdate_all(bank->db));
    TRY(scope_place_orgs(bank->db));
    TRY(snapshots_thin_changes(bank->db));
    TRY(job_files_thin(bank->db, clock_now()));
    return q_business_day_add(bank->db,
                              &(struct q_business_day_add_in){
                                  .day_ = p->day,
                                  .rule_version = p->rule_version,
                                  .folder = p->folder,
                                  .customers = p->customers,
                                  .alerts = p->alerts,
                                  .newest_txn = p->newest_txn,
                                  .spend_from = p->spend_from,
                                  .spend_until = p->spend_until,
                                  .mark = p->mark,
                              },
                              NULL);
}

rc write_hands(struct bank *bank, struct book *b)
{
    struct arena a;
    struct q_tiers_by_hand_row *tiers = NULL;
    struct q_targets_by_hand_row *targets = NULL;
    size_t tier_count = 0, target_count = 0;

    arena_init(&a);
    book_clear_hands(b);
    rc r = q_tiers_by_hand(bank->db, &a, b->today, &tiers, &tier_count);
    if (r == OK)
        r = q_targets_by_hand(bank->db, &a, b->today, &targets, &target_count);
    for (size_t i = 0; r == OK && i < tier_count; i++)
        book_set_tier_by_hand(b, (uint32_t)(tiers[i].customer_id - 1), (enum tier)tiers[i].tier,
                              tiers[i].until_day);
    for (size_t i = 0; r == OK && i < target_count; i++)
        book_set_target_by_hand(b, (uint32_t)(targets[i].customer_id - 1), targets[i].from_day,
                                targets[i].until_day);
    arena_release(&a);
    return r;
}

rc write_take_back(struct bank *bank, day d)
{
    static rc (*const steps[])(struct db *, day, int64_t *) = {
        q_back_org,        q_back_product, q_back_currency,     q_back_staff,
        q_back_relation,   q_back_home,    q_back_outlet_month, q_back_spend_replaced,
        q_back_quarantine, q_back_ended,   q_back_load,         q_back_business_day,
    };
    for (size_t i = 0; i < ARRAY_LEN(steps); i++)
        TRY(steps[i](bank->db, d, NULL));
    return OK;
}

rc write_thin(struct bank *bank, day d)
{
    day until = day_month_start(d - (day)bank->config->keep_days) - 1;
    struct q_thin_next_row next;
    TRY(q_thin_next(bank->db, until, &next));
    while (next.month != NO_DAY) {
        TRY(db_begin(bank->db));
        TRY(q_thin_month(bank->db, next.month, NULL));
        TRY(db_commit(bank->db));
        TRY(q_thin_next(bank->db, until, &next));
    }
    return OK;
}

static rc gather(struct bank *bank, const struct q_gather_tables_row *tables, size_t count,
                 const struct q_gather_next_row *days)
{
    for (size_t i = 0; i < count; i++) {
        TRY(db_begin(bank->db));
        TRY(q_gather_days(bank->db, tables[i].name, days->start, days->until, NULL));
        TRY(db_commit(bank->db));
    }
    return q_gather_done(bank->db, days->start, days->until, NULL);
}

rc write_gather(struct bank *bank)
{
    struct q_gather_tables_row *tables = NULL;
    struct q_gather_next_row days;
    struct arena a;
    size_t count = 0;
    bool found = true;
    arena_init(&a);
    rc r = q_gather_tables(bank->db, &a, &tables, &count);
    while (r == OK && (r = q_gather_next(bank->db, &days, &found)) == OK && found)
        r = gather(bank, tables, count, &days);
    arena_release(&a);
    return r;
}
