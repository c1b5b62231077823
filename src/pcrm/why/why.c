#include "pcrm/why/why.h"

#include "cif/customer/codes.h"
#include "cif/customer/customer.h"
#include "engine/figures.h"
#include "pcrm/day/rule_words.h"
#include "pcrm/why/facts.h"
#include "pcrm/why/why.html.h"
#include "pcrm/why/why_panel.html.h"
#include "pcrm/why/words.h"
#include "web/panel.h"

/* ---- what is shown ---- */

/* clang-format off */
struct figures_shown {
    int64_t deposits, loans, funds, bonds, wealth, insurance, securities, gold;
    int64_t fa, fa_avg, aum, aum_max6, aum_max12, acct_max, cc_spend, mortgage, credit_loan;
    int16_t cc_grade, product_kinds;
    day active_on;
};
#define FIGURE_SHOWN(member) FIELD_AS(struct figures_shown, member, KIND_FEN)
static const struct field figures_fields[] = {
    FIGURE_SHOWN(deposits), FIGURE_SHOWN(loans), FIGURE_SHOWN(funds), FIGURE_SHOWN(bonds),
    FIGURE_SHOWN(wealth), FIGURE_SHOWN(insurance), FIGURE_SHOWN(securities), FIGURE_SHOWN(gold),
    FIGURE_SHOWN(fa), FIGURE_SHOWN(fa_avg), FIGURE_SHOWN(aum), FIGURE_SHOWN(aum_max6),
    FIGURE_SHOWN(aum_max12), FIGURE_SHOWN(acct_max), FIGURE_SHOWN(cc_spend), FIGURE_SHOWN(mortgage),
    FIGURE_SHOWN(credit_loan), FIELD_CODE(struct figures_shown, cc_grade, grade_words),
    FIELD(struct figures_shown, product_kinds),
    FIELD_OPT_DAY(struct figures_shown, active_on),
};
static const struct record figures_record = RECORD(struct figures_shown, figures_fields);

#define DAY_FIELD(type, member) {.name = #member, .kind = KIND_DAY, .nullable = true, .offset = offsetof(type, member)}

struct stage_shown {
    int16_t stage, why;
    day since, by_hand_until, leaves_on;
    bool since_before; /* the bank's first day: it may have been so long before */
    struct said reason, next;
};
static const struct field stage_fields[] = {
    FIELD_CODE(struct stage_shown, stage, stage_words),
    FIELD_CODE(struct stage_shown, why, stage_why_words),
    DAY_FIELD(struct stage_shown, since),
    FIELD(struct stage_shown, since_before),
    DAY_FIELD(struct stage_shown, by_hand_until),
    DAY_FIELD(struct stage_shown, leaves_on),
    FIELD_RECORD(struct stage_shown, reason, said_record),
    FIELD_RECORD(struct stage_shown, next, said_record),
};
static const struct record stage_record = RECORD(struct stage_shown, stage_fields);

struct tier_shown {
    int16_t tier, own_tier;
    day since, decided_on, next_on, by_hand_until;
    bool since_before, is_by_hand, is_decided;
    int32_t version; /* of the rules on decided_on */
    struct said reason;
};
static const struct field tier_fields[] = {
    FIELD_CODE(struct tier_shown, tier, tier_words),
    FIELD_CODE(struct tier_shown, own_tier, tier_words),
    DAY_FIELD(struct tier_shown, since),
    FIELD(struct tier_shown, since_before),
    FIELD(struct tier_shown, is_by_hand),
    DAY_FIELD(struct tier_shown, by_hand_until),
    FIELD(struct tier_shown, is_decided),
    DAY_FIELD(struct tier_shown, decided_on),
    DAY_FIELD(struct tier_shown, next_on),
    FIELD(struct tier_shown, version),
    FIELD_RECORD(struct tier_shown, reason, said_record),
};
static const struct record tier_record = RECORD(struct tier_shown, tier_fields);

/* A way to the next level; amount: of a way by money alone. */
struct way_shown {
    struct said lacks;
    struct opt_int8 amount;
};
static const struct field way_fields[] = {
    FIELD_RECORD(struct way_shown, lacks, said_record),
    FIELD_AS(struct way_shown, amount, KIND_FEN),
};
static const struct record way_record = RECORD(struct way_shown, way_fields);

struct next_shown {
    bool is_there, is_open;
    struct text level;
    day on; /* the month end for which it is asked */
    struct said lacks, nearest; /* nearest: the first two ways only */
    struct way_shown *ways;
    size_t ways_count;
};
static const struct field next_fields[] = {
    FIELD(struct next_shown, is_there),
    FIELD(struct next_shown, is_open),
    FIELD(struct next_shown, level),
    DAY_FIELD(struct next_shown, on),
    FIELD_RECORD(struct next_shown, lacks, said_record),
    {.name = "nearest", .kind = KIND_RECORD, .offset = offsetof(struct next_shown, nearest), .of = &said_record, .inner = true},
    FIELD_ROWS(struct next_shown, ways, way_record),
};
static const struct record next_record = RECORD(struct next_shown, next_fields);

struct standing_shown {
    int16_t standing, ref;
    int32_t below;
    bool is_held, is_reached, is_missed;
    int64_t line, missing;
    day since, watch_on, attention_on, churned_on, given_up_on;
    struct said reason, ahead;
};
static const struct field standing_fields[] = {
    FIELD_CODE(struct standing_shown, standing, standing_words),
    FIELD_CODE(struct standing_shown, ref, tier_words),
    FIELD(struct standing_shown, below),
    FIELD(struct standing_shown, is_held),
    FIELD(struct standing_shown, is_reached),
    {.name = "is_missed", .kind = KIND_BOOL, .offset = offsetof(struct standing_shown, is_missed), .inner = true},
    FIELD_AS(struct standing_shown, line, KIND_FEN),
    FIELD_AS(struct standing_shown, missing, KIND_FEN),
    DAY_FIELD(struct standing_shown, since),
    DAY_FIELD(struct standing_shown, watch_on),
    DAY_FIELD(struct standing_shown, attention_on),
    DAY_FIELD(struct standing_shown, churned_on),
    DAY_FIELD(struct standing_shown, given_up_on),
    FIELD_RECORD(struct standing_shown, reason, said_record),
    FIELD_RECORD(struct standing_shown, ahead, said_record),
};
static const struct record standing_record = RECORD(struct standing_shown, standing_fields);

/* A scheme beside the primary one: the level by the month end that decided it, the way to the next
 * one from where the customer stands on the day that is shown. */
struct side_shown {
    struct text scheme, level, next_level;
    bool is_reached, is_open; /* open: the next month end gives the next level */
    day next_on;
    struct said reason, lacks;
};
static const struct field side_fields[] = {
    FIELD(struct side_shown, scheme),
    FIELD(struct side_shown, level),
    FIELD(struct side_shown, next_level),
    FIELD(struct side_shown, is_reached),
    FIELD(struct side_shown, is_open),
    DAY_FIELD(struct side_shown, next_on),
    FIELD_RECORD(struct side_shown, reason, said_record),
    FIELD_RECORD(struct side_shown, lacks, said_record),
};
static const struct record side_record = RECORD(struct side_shown, side_fields);

struct change_shown {
    day on;
    int16_t what;
    bool is_up, is_down;
    struct text scheme, from, to, reason; /* scheme: "" of the stage, tier ... */
    struct said change;
};
static const struct field change_fields[] = {
    FIELD_AS(struct change_shown, on, KIND_DAY),
    FIELD_CODE(struct change_shown, what, forecast_words),
    FIELD(struct change_shown, is_up),
    FIELD(struct change_shown, is_down),
    FIELD(struct change_shown, scheme),
    FIELD(struct change_shown, from),
    FIELD(struct change_shown, to),
    FIELD(struct change_shown, reason),
    FIELD_RECORD(struct change_shown, change, said_record),
};
static const struct record change_record = RECORD(struct change_shown, change_fields);

struct manager_shown {
    int16_t relation;
    struct text name, share;
    bool is_main;
    day since;
};
static const struct field manager_fields[] = {
    FIELD_CODE(struct manager_shown, relation, care_relation_words),
    FIELD(struct manager_shown, name),
    FIELD(struct manager_shown, share),
    FIELD(struct manager_shown, is_main),
    DAY_FIELD(struct manager_shown, since),
};
static const struct record manager_record = RECORD(struct manager_shown, manager_fields);

struct explained {
    bool is_known; /* the customer was there on the day */
    struct stage_shown stage;
    struct tier_shown tier;
    struct next_shown next;
    struct standing_shown standing;
    struct side_shown *sides;
    struct change_shown *changes;
    size_t sides_count, changes_count;
    struct figures_shown figures;
};
#define EXPLAINED_FIELDS(type)                                                                     \
    {.name = "is_known", .kind = KIND_BOOL, .offset = offsetof(type, e.is_known)},                 \
    {.name = "stage", .kind = KIND_RECORD, .offset = offsetof(type, e.stage), .of = &stage_record}, \
    {.name = "tier", .kind = KIND_RECORD, .offset = offsetof(type, e.tier), .of = &tier_record},   \
    {.name = "next", .kind = KIND_RECORD, .offset = offsetof(type, e.next), .of = &next_record},   \
    {.name = "standing", .kind = KIND_RECORD, .offset = offsetof(type, e.standing), .of = &standing_record}, \
    {.name = "sides", .kind = KIND_ROWS, .offset = offsetof(type, e.sides), .count_offset = offsetof(type, e.sides_count), .of = &side_record}, \
    {.name = "changes", .kind = KIND_ROWS, .offset = offsetof(type, e.changes), .count_offset = offsetof(type, e.changes_count), .of = &change_record}

struct why_view {
    struct customer_head head;
    day date, earlier, later, month_end, first_day, last_day;
    bool is_today, is_refused; /* the day that was asked for is not kept: the newest is shown */
    bool is_first_version; /* in force since before the bank's first day */
    int32_t version;
    day effective_on;
    struct explained e;
    struct manager_shown *managers;
    size_t managers_count;
};
static const struct field why_fields[] = {
    FIELD_RECORD(struct why_view, head, customer_head_record),
    FIELD_AS(struct why_view, date, KIND_DAY),
    DAY_FIELD(struct why_view, earlier),
    DAY_FIELD(struct why_view, later),
    DAY_FIELD(struct why_view, month_end),
    DAY_FIELD(struct why_view, first_day),
    DAY_FIELD(struct why_view, last_day),
    FIELD(struct why_view, is_today),
    {.name = "is_refused", .kind = KIND_BOOL, .offset = offsetof(struct why_view, is_refused), .inner = true},
    {.name = "is_first_version", .kind = KIND_BOOL, .offset = offsetof(struct why_view, is_first_version), .inner = true},
    FIELD(struct why_view, version),
    DAY_FIELD(struct why_view, effective_on),
    EXPLAINED_FIELDS(struct why_view),
    {.name = "figures", .kind = KIND_RECORD, .offset = offsetof(struct why_view, e.figures), .of = &figures_record},
    FIELD_ROWS(struct why_view, managers, manager_record),
};
static const struct record why_record = RECORD(struct why_view, why_fields);
static const struct page why_page = {&tmpl_why, &why_record, N_("Why this tier")};

/* The first change for the worse of stage, tier or standing. */
struct falls_shown {
    bool is_there;
    struct said change;
};
static const struct field falls_fields[] = {
    FIELD(struct falls_shown, is_there),
    FIELD_RECORD(struct falls_shown, change, said_record),
};
static const struct record falls_record = RECORD(struct falls_shown, falls_fields);

struct why_panel {
    int64_t customer_id;
    struct explained e;
    struct falls_shown falls;
};
static const struct field panel_fields[] = {
    FIELD_AS(struct why_panel, customer_id, KIND_ID),
    EXPLAINED_FIELDS(struct why_panel),
    FIELD_RECORD(struct why_panel, falls, falls_record),
};
static const struct record panel_record = RECORD(struct why_panel, panel_fields);
static const struct page panel_page = {&tmpl_why_panel, &panel_record, N_("Why this tier")};
/* clang-format on */

/* ---- from the facts to what is shown ---- */

/* Everything that is known of one customer's day. */
struct knowing {
    struct req *r;
    struct why_rules rules, decided_rules;
    struct why_facts now;
    struct speaker speaker;
};

static day since_of(const struct knowing *k, day since, bool *ret_before)
{
    *ret_before = since == k->now.facts.first_day;
    return since;
}

static struct stage_shown stage_shown(const struct knowing *k)
{
    const struct customer_facts *f = &k->now.facts;
    struct stage_explained e = explain_stage(&k->rules.rules, f);
    struct stage_shown s = {.stage = f->verdict.stage,
                            .why = (int16_t)e.why,
                            .by_hand_until = e.by_hand_until,
                            .leaves_on = e.leaves_on,
                            .reason = say_stage(&k->speaker, &e),
                            .next = say_next_stage(&k->speaker, &e)};
    s.since = since_of(k, k->now.stage_since, &s.since_before);
    return s;
}

static day tier_by_hand_until(const struct customer_facts *f)
{
    return f->tier_count ? f->tiers[f->tier_count - 1].until : NO_DAY;
}

static struct tier_shown tier_shown(const struct knowing *k)
{
    const struct customer_facts *f = &k->now.facts;
    struct tier_shown t = {.tier = f->verdict.tier,
                           .own_tier = f->verdict.own_tier,
                           .by_hand_until = tier_by_hand_until(f),
                           .is_by_hand = f->tier_count > 0,
                           .is_decided = k->now.is_decided,
                           .decided_on = NO_DAY,
                           .next_on = next_month_end(f->today)};
    t.since = since_of(k, k->now.tier_since, &t.since_before);
    if (!k->now.is_decided)
        return t;
    const struct speaker then = {k->r->arena, k->r->tongue, &k->decided_rules.rules,
                                 &k->now.decided};
    struct level_explained level = explain_level(&k->decided_rules.rules.value, &k->now.decided);
    t.decided_on = k->now.decided.today;
    t.version = k->decided_rules.rules.version;
    t.reason = say_tier(&then, &level, t.decided_on);
    return t;
}

static struct opt_int8 way_amount(const struct clause_explained *way)
{
    bool money = way->count == 1 && way->tests[0].test.figure <= FIGURE_CREDIT_LOAN;
    return (struct opt_int8){.known = money, .value = money ? way->tests[0].missing : 0};
}

/* The level to look at above 'level': the one that the figures already give, or else the next. */
static uint8_t level_above(const struct scheme *s, uint8_t level, const struct customer_facts *f)
{
    uint8_t reached = explain_level(s, f).level;
    return reached > level ? reached : (uint8_t)(level + 1);
}

/* From the tier by the rules to the next one, as of the next month end. */
static struct next_shown next_shown(const struct knowing *k)
{
    const struct scheme *scheme = &k->rules.rules.value;
    uint8_t level = k->now.facts.verdict.own_tier;
    if (level >= scheme->level_count)
        return (struct next_shown){.is_there = false, .on = NO_DAY};
    day on = next_month_end(k->now.facts.today);
    struct customer_facts then = facts_at(&k->rules.rules, &k->now.facts, on);
    level = level_above(scheme, level < TIER_POTENTIAL ? TIER_POTENTIAL : level, &then);
    struct ways ways = explain_missing(scheme, level, &then);
    struct next_shown n = {.is_there = true,
                           .is_open = ways.open,
                           .on = on,
                           .level = scheme_level_title(scheme, level, k->r->tongue),
                           .lacks = say_missing(&k->speaker, scheme, level, &ways),
                           .ways = arena_alloc(k->r->arena, LEVEL_CLAUSES * sizeof *n.ways),
                           .ways_count = ways.count};
    for (size_t i = 0; i < ways.count; i++)
        n.ways[i] = (struct way_shown){say_way(&k->speaker, &ways.at[i]), way_amount(&ways.at[i])};
    ways.count = ways.count > 2 ? 2 : ways.count;
    n.nearest = say_missing(&k->speaker, scheme, level, &ways);
    return n;
}

static struct standing_shown standing_shown(const struct knowing *k)
{
    struct standing_explained e = explain_standing(&k->rules.rules, &k->now.facts);
    return (struct standing_shown){.standing = e.standing,
                                   .ref = e.ref,
                                   .below = e.below,
                                   .is_held = e.ref != 0,
                                   .is_reached = e.reached,
                                   .is_missed = e.ref != 0 && !e.reached,
                                   .line = e.line,
                                   .missing = e.missing,
                                   .since = k->now.standing_since,
                                   .watch_on = e.watch_on,
                                   .attention_on = e.attention_on,
                                   .churned_on = e.churned_on,
                                   .given_up_on = e.given_up_on,
                                   .reason = say_standing(&k->speaker, &e),
                                   .ahead = say_standing_ahead(&k->speaker, &e)};
}

/* By the rules and figures of the month end that decided it. */
static struct said side_reason(const struct knowing *k, const struct scheme *decided, uint8_t level)
{
    if (!k->now.is_decided)
        return (struct said){.said = {NULL, 0}};
    const struct speaker then = {k->r->arena, k->r->tongue, &k->decided_rules.rules,
                                 &k->now.decided};
    struct level_explained e = explain_level(decided, &k->now.decided);
    return e.level == level && level > 0 ? say_clause(&then, &e.clause)
                                         : (struct said){.said = {NULL, 0}};
}

/* By the rules and figures of the day that is shown. */
static void add_side_next(const struct knowing *k, const struct scheme *now, uint8_t level,
                          struct side_shown *s)
{
    if (level >= now->level_count)
        return;
    level = level_above(now, level, &k->now.facts);
    struct ways ways = explain_missing(now, level, &k->now.facts);
    s->next_level = scheme_level_title(now, level, k->r->tongue);
    s->is_open = ways.open;
    s->next_on = next_month_end(k->now.facts.today);
    s->lacks = say_missing(&k->speaker, now, level, &ways);
}

static struct side_shown side_shown(const struct knowing *k, const struct scheme *decided,
                                    const struct scheme *now, uint8_t level)
{
    struct side_shown s = {.scheme = scheme_title(now, k->r->tongue),
                           .level = scheme_level_title(now, level, k->r->tongue),
                           .is_reached = level > 0,
                           .next_on = NO_DAY,
                           .reason = side_reason(k, decided, level)};
    add_side_next(k, now, level, &s);
    return s;
}

/* A scheme of which no month end has decided yet has a level by nothing. */
static void show_sides(const struct knowing *k, struct explained *e)
{
    static const struct scheme nothing;
    const struct rules *decided = &k->decided_rules.rules, *now = &k->rules.rules;
    e->sides = arena_alloc(k->r->arena, SIDES_MOST * sizeof *e->sides);
    for (size_t side = 0; side < SIDES_MOST; side++) {
        const struct scheme *s = &now->sides[side];
        size_t then = k->now.is_decided ? side_of_name(decided, text_of(s->name)) : SIDES_MOST;
        if (s->level_count > 0)
            e->sides[e->sides_count++] =
                side_shown(k, then < SIDES_MOST ? &decided->sides[then] : &nothing, s,
                           side_level(k->now.facts.levels, side));
    }
}

/* Held against less or nothing any more, the standing is normal again: that is no improvement. */
static bool is_given_up(const struct forecast *all, const struct forecast_change *c)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->at[i].on == c->on && all->at[i].what == FORECAST_REF)
            return c->what == FORECAST_STANDING && all->at[i].to < all->at[i].from;
    return false;
}

static struct change_shown change_shown(const struct knowing *k, const struct forecast *all,
                                        const struct forecast_change *c)
{
    bool better = c->what == FORECAST_STANDING ? c->to < c->from : c->to > c->from;
    struct change_parts parts = change_parts(&k->speaker, c);
    return (struct change_shown){.on = c->on,
                                 .what = (int16_t)c->what,
                                 .is_up = better && !is_given_up(all, c),
                                 .is_down = !better,
                                 .scheme = parts.scheme,
                                 .from = parts.from,
                                 .to = parts.to,
                                 .reason = parts.reason,
                                 .change = say_change(&k->speaker, c)};
}

static void show_changes(const struct knowing *k, struct explained *e)
{
    struct forecast all;
    forecast_make(&k->rules.rules, &k->now.facts, FORECAST_MONTHS, &all);
    e->changes = arena_alloc(k->r->arena, (all.count + 1) * sizeof *e->changes);
    for (size_t i = 0; i < all.count; i++)
        e->changes[e->changes_count++] = change_shown(k, &all, &all.at[i]);
}

static struct figures_shown figures_shown(const struct knowing *k)
{
    const struct customer_facts *f = &k->now.facts;
    const fen *s = k->now.sums.v;
    return (struct figures_shown){
        .deposits = fen_add(s[CLASS_DEMAND], s[CLASS_TIME]),
        .loans = fen_add(fen_add(s[CLASS_MORTGAGE], s[CLASS_CREDIT_LOAN]), s[CLASS_OTHER_LOAN]),
        .funds = s[CLASS_FUND],
        .bonds = s[CLASS_BOND],
        .wealth = s[CLASS_WEALTH],
        .insurance = s[CLASS_INSURANCE],
        .securities = s[CLASS_SECURITIES],
        .gold = s[CLASS_GOLD],
        .fa = f->fa,
        .fa_avg = daily_average(f->fa_ytd, f->today),
        .aum = f->aum,
        .aum_max6 = aum_max(f->aum, &f->aum_m, 6),
        .aum_max12 = aum_max(f->aum, &f->aum_m, 12),
        .acct_max = f->acct_max,
        .cc_spend = f->cc_spend,
        .mortgage = f->mortgage,
        .credit_loan = f->credit_loan,
        .cc_grade = f->cc_grade,
        .product_kinds = f->kinds,
        .active_on = f->active_on};
}

static void show_explained(const struct knowing *k, struct explained *e)
{
    e->is_known = true;
    e->stage = stage_shown(k);
    e->tier = tier_shown(k);
    e->next = next_shown(k);
    e->standing = standing_shown(k);
    show_sides(k, e);
    show_changes(k, e);
    e->figures = figures_shown(k);
}

/* ---- reading ---- */

/* A tier is told by the rules that decided it. */
static rc read_decided_rules(struct knowing *k, day d)
{
    k->decided_rules = k->rules;
    if (!k->now.is_decided || k->now.decided.today == d ||
        k->rules.effective_on <= k->now.decided.today)
        return OK;
    return facts_rules(k->r, k->now.decided.today, &k->decided_rules);
}

static rc explain(struct knowing *k, int64_t customer_id, day d, struct explained *e)
{
    bool found;
    TRY(facts_read(k->r, customer_id, d, &k->rules, &k->now, &found));
    if (!found)
        return OK;
    TRY(read_decided_rules(k, d));
    k->speaker = (struct speaker){k->r->arena, k->r->tongue, &k->rules.rules, &k->now.facts};
    show_explained(k, e);
    return OK;
}

static void add_managers(struct req *r, const struct q_why_managers_row *rows, size_t count,
                         struct why_view *v)
{
    v->managers = arena_alloc(r->arena, (count + 1) * sizeof *v->managers);
    for (size_t i = 0; i < count; i++)
        v->managers[v->managers_count++] = (struct manager_shown){
            .relation = rows[i].relation,
            .name = rows[i].staff_name,
            .share = text_of(
                arena_printf(r->arena, "%d.%02d%%", rows[i].share / 100, rows[i].share % 100)),
            .is_main = rows[i].is_main,
            .since = rows[i].since};
}

/* ---- the page ---- */

struct why_ask {
    int64_t customer_id;
    day date;
};
static const struct input why_inputs[] = {
    PATH_ID(struct why_ask, customer_id),
    INPUT_DAY(struct why_ask, date, N_("As of")),
};
static const struct inputs why_ask_in = INPUTS(struct why_ask, why_inputs);

/* With the head.  A day that was not valued, or is no longer kept: programs are told so, people see
 * the newest. */
static rc settle_day(struct req *r, const struct why_ask *in, struct why_view *v)
{
    struct q_why_day_row row;
    day last = r->who->published.day;
    v->date = in->date == NO_DAY ? last : in->date;
    db_ahead(r->db);
    TRY(q_why_day(r->db, v->date, last, &row));
    TRY(customer_head_find(r, in->customer_id, &v->head));
    v->is_refused = !row.kept;
    if (v->is_refused && r->wants_json)
        return fault(r, "date", N_("no figures are kept for that day: choose another"));
    if (v->is_refused) {
        v->date = last;
        TRY(q_why_day(r->db, last, last, &row));
    }
    v->earlier = row.earlier;
    v->later = row.later;
    v->month_end = row.month_end;
    v->first_day = row.first_day;
    v->last_day = last;
    v->is_today = v->date == last;
    return OK;
}

static rc why_show(struct req *r)
{
    const struct why_ask *in = r->in;
    struct why_view *v = VIEW(r, struct why_view);
    struct knowing *k = VIEW(r, struct knowing);
    struct q_why_managers_row *managers = NULL;
    size_t managers_len = 0;
    k->r = r;
    TRY(settle_day(r, in, v));
    db_ahead(r->db);
    TRY(q_why_managers(r->db, r->arena, in->customer_id, v->date, &managers, &managers_len));
    TRY(explain(k, in->customer_id, v->date, &v->e));
    add_managers(r, managers, managers_len, v);
    v->version = k->rules.rules.version;
    v->effective_on = k->rules.effective_on;
    v->is_first_version = v->effective_on <= v->first_day;
    return show(r, &why_page, v);
}

static struct falls_shown first_fall(const struct explained *e)
{
    for (size_t i = 0; i < e->changes_count; i++) {
        int what = e->changes[i].what;
        bool own = what == FORECAST_STAGE || what == FORECAST_TIER || what == FORECAST_STANDING;
        if (own && e->changes[i].is_down)
            return (struct falls_shown){true, e->changes[i].change};
    }
    return (struct falls_shown){.is_there = false};
}

static rc fill_why(struct req *r, int64_t customer_id, const void **ret_view)
{
    struct why_panel *p = VIEW(r, struct why_panel);
    struct knowing *k = VIEW(r, struct knowing);
    k->r = r;
    p->customer_id = customer_id;
    TRY(explain(k, customer_id, r->who->published.day, &p->e));
    p->falls = first_fall(&p->e);
    if (p->e.is_known)
        *ret_view = p;
    return OK;
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/customers/{customer_id}/why", PERM_CUSTOMER_READ, why_show, &why_ask_in, .audit = "customer.look", .gives = &why_page, .title = N_("Why this tier")},
};
static const struct panel panels[] = {
    {"why", FRAME_CUSTOMER, PANEL_SIDE, 10, PERM_CUSTOMER_READ, &panel_page, fill_why},
};
/* clang-format on */
const struct module why_module = {.name = "why", MODULE(routes), MODULE_PANELS(panels)};
