#include "pcrm/why/facts.h"

#include "engine/figures.h"
#include "pcrm/day/rules.h"

static rc rules_of(struct req *r, const struct q_why_rules_row *row, struct why_rules *ret)
{
    ret->effective_on = row->effective_on;
    return rules_parse(row->rules, row->version, r->tongue, &ret->rules, &r->why);
}

rc facts_rules(struct req *r, day d, struct why_rules *ret)
{
    struct q_why_rules_row row;
    TRY(q_why_rules(r->db, r->arena, d, &row));
    return rules_of(r, &row, ret);
}

static struct sums sums_of(const struct q_why_state_row *row)
{
    return (struct sums){{
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

/* The month ends before the day, as `guanhu values` has them. */
static struct months months_of(const struct q_why_state_row *row, day d)
{
    struct months m = {.v = {0}};
    day newest = day_month_end_before(d, 1);
    if (row->opening.len == AUM_MONTHS)
        months_open(&m, newest, row->opening.items, row->first_day, row->opening_day);
    for (size_t i = 0; i < row->month_ends.len && row->month_ends.items[i] <= newest; i++)
        months_carry(&m, newest, row->month_ends.items[i], row->aums.items[i]);
    return m;
}

static const struct facts_card *cards_of(struct arena *a, const struct q_why_state_row *row)
{
    struct facts_card *cards = arena_alloc(a, (row->card_kinds.len + 1) * sizeof *cards);
    for (size_t i = 0; i < row->card_kinds.len; i++)
        cards[i] = (struct facts_card){.kind = (enum card_kind)row->card_kinds.items[i],
                                       .grade = (uint8_t)row->card_grades.items[i],
                                       .expires_on = row->card_ends.items[i]};
    return cards;
}

/* What was delivered again took the place of what was counted before. */
static struct spend *spends_of(struct arena *a, const struct q_why_state_row *row,
                               size_t *ret_count)
{
    size_t count = row->spends.len + row->replaced.len;
    struct spend *spends = arena_alloc(a, (count + 1) * sizeof *spends), *next = spends;
    for (size_t i = 0; i < row->spends.len; i++)
        *next++ = (struct spend){.on = row->spend_days.items[i], .amount = row->spends.items[i]};
    for (size_t i = 0; i < row->replaced.len; i++)
        *next++ =
            (struct spend){.on = row->replaced_days.items[i], .amount = row->replaced.items[i]};
    *ret_count = count;
    return spends;
}

static const struct facts_hand *hands_of(struct arena *a, struct days from, struct days until,
                                         struct int4s tiers)
{
    struct facts_hand *hands = arena_alloc(a, (from.len + 1) * sizeof *hands);
    for (size_t i = 0; i < from.len; i++)
        hands[i] = (struct facts_hand){.from = from.items[i],
                                       .until = until.items[i],
                                       .tier = i < tiers.len ? (uint8_t)tiers.items[i] : 0};
    return hands;
}

static struct verdict verdict_of(const struct q_why_state_row *row)
{
    return (struct verdict){.stage = (uint8_t)row->stage,
                            .tier = (uint8_t)row->tier,
                            .own_tier = (uint8_t)row->own_tier,
                            .ref = (uint8_t)row->ref,
                            .standing = (uint8_t)row->standing,
                            .below = (uint8_t)row->below};
}

/* Of the schemes that are in force on the day. */
static uint64_t levels_of(const struct rules *rules, const struct q_why_state_row *row)
{
    uint64_t levels = 0;
    for (size_t i = 0; i < row->schemes.len; i++) {
        size_t side = side_of_name(rules, row->schemes.items[i]);
        if (side < SIDES_MOST)
            levels = side_level_put(levels, side, (uint8_t)row->levels.items[i]);
    }
    return levels;
}

static struct customer_facts facts_of(struct arena *a, const struct rules *rules,
                                      const struct q_why_state_row *row, day d)
{
    const struct sums sums = sums_of(row);
    size_t spend_count;
    const struct spend *spends = spends_of(a, row, &spend_count);
    const struct standstill s = standstill_until(rules,
                                                 (struct standstill){.on = row->on_day,
                                                                     .fa = row->fa,
                                                                     .fa_ytd = row->fa_ytd,
                                                                     .acct_max = row->acct_max,
                                                                     .reached_on = row->reached_on,
                                                                     .over_on = row->over_on},
                                                 d);
    return (struct customer_facts){
        .today = d,
        .first_day = row->first_day,
        .verdict = verdict_of(row),
        .levels = levels_of(rules, row),
        .fa = row->fa,
        .fa_ytd = s.fa_ytd,
        .aum = assets_under_management(&sums),
        .acct_max = row->acct_max,
        .mortgage = row->mortgage,
        .credit_loan = row->credit_loan,
        .cc_spend = row->cc_spend,
        .aum_m = months_of(row, d),
        .cc_grade = (uint8_t)row->cc_grade,
        .kinds = (uint8_t)row->product_kinds,
        .held = (uint32_t)row->held,
        .reached_on = s.reached_on,
        .over_on = s.over_on,
        .active_on = row->active_on,
        .cards = cards_of(a, row),
        .card_count = row->card_kinds.len,
        .spends = spends,
        .spend_count = spend_count,
        .tiers = hands_of(a, row->tier_from, row->tier_until, row->hand_tiers),
        .tier_count = row->tier_from.len,
        .targets = hands_of(a, row->target_from, row->target_until, (struct int4s){NULL, 0}),
        .target_count = row->target_from.len,
    };
}

/* The order of then_figures. */
enum then {
    THEN_FA,
    THEN_ACCT_MAX,
    THEN_CC_SPEND,
    THEN_MORTGAGE,
    THEN_CREDIT_LOAN,
    THEN_AUM,
    THEN_CC_GRADE,
    THEN_KINDS,
    THEN_STAGE,
    THEN_COUNT
};

static struct customer_facts facts_then(const struct rules *rules,
                                        const struct q_why_state_row *row, day d)
{
    const int64_t *v = row->then_figures.items;
    const struct standstill s =
        standstill_until(rules,
                         (struct standstill){.on = row->then_day,
                                             .fa = v[THEN_FA],
                                             .fa_ytd = row->then_fa_ytd.value,
                                             .reached_on = NO_DAY,
                                             .over_on = NO_DAY},
                         d);
    return (struct customer_facts){.today = d,
                                   .first_day = row->first_day,
                                   .verdict = {.stage = (uint8_t)v[THEN_STAGE]},
                                   .fa = v[THEN_FA],
                                   .fa_ytd = s.fa_ytd,
                                   .aum = v[THEN_AUM],
                                   .acct_max = v[THEN_ACCT_MAX],
                                   .mortgage = v[THEN_MORTGAGE],
                                   .credit_loan = v[THEN_CREDIT_LOAN],
                                   .cc_spend = v[THEN_CC_SPEND],
                                   .aum_m = months_of(row, d),
                                   .cc_grade = (uint8_t)v[THEN_CC_GRADE],
                                   .kinds = (uint8_t)v[THEN_KINDS],
                                   .reached_on = NO_DAY,
                                   .over_on = NO_DAY,
                                   .active_on = row->then_active_on};
}

static rc read_state(struct req *r, int64_t customer_id, day d, day decided,
                     struct q_why_state_row *ret_row, bool *ret_found)
{
    return q_why_state(r->db, r->arena, customer_id, d, decided, ret_row, ret_found);
}

/* The last month end, or a later rise where the rules let a tier rise daily. */
static rc read_decided(struct req *r, const struct rules *rules, int64_t customer_id,
                       struct q_why_state_row *row, day month_end, struct why_facts *w)
{
    day on = month_end;
    bool found;
    if (rules->upgrade_daily && row->own_tier_since > month_end && row->own_tier > 0) {
        on = row->own_tier_since;
        TRY(read_state(r, customer_id, w->facts.today, on, row, &found));
    }
    w->is_decided =
        row->then_day != NO_DAY && on >= row->first_day && row->then_figures.len == THEN_COUNT;
    if (w->is_decided)
        w->decided = facts_then(rules, row, on);
    return OK;
}

rc facts_read(struct req *r, int64_t customer_id, day d, struct why_rules *ret_rules,
              struct why_facts *ret, bool *ret_found)
{
    const struct rules *rules = &ret_rules->rules;
    struct q_why_rules_row rules_row;
    struct q_why_state_row row;
    day month_end = day_is_month_end(d) ? d : day_month_end_before(d, 1);
    db_ahead(r->db);
    TRY(q_why_rules(r->db, r->arena, d, &rules_row));
    TRY(read_state(r, customer_id, d, month_end, &row, ret_found));
    TRY(rules_of(r, &rules_row, ret_rules));
    if (!*ret_found)
        return OK;
    *ret = (struct why_facts){.facts = facts_of(r->arena, rules, &row, d),
                              .sums = sums_of(&row),
                              .stage_since = row.stage_since,
                              .tier_since = row.tier_since,
                              .own_tier_since = row.own_tier_since,
                              .standing_since = row.standing_since};
    return read_decided(r, rules, customer_id, &row, month_end, ret);
}
