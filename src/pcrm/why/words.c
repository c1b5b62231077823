#include "pcrm/why/words.h"

#include "cif/customer/codes.h"
#include "engine/figures.h"
#include "pcrm/alert/alert_words.h"
#include "pcrm/day/rule_words.h"
#include "web/say.h"

/* clang-format off */
static const struct field said_fields[] = {
    {.name = "said", .kind = KIND_TEXT, .nullable = true, .offset = offsetof(struct said, said), .inner = true},
    FIELD(struct said, exact),
};
const struct record said_record = RECORD(struct said, said_fields);

static const struct word forecast_items[] = {
    {FORECAST_STAGE, "stage", N_("Stage")},
    {FORECAST_TIER, "tier", N_("Tier")},
    {FORECAST_REF, "ref", N_("Reference")},
    {FORECAST_STANDING, "standing", N_("Standing")},
    {FORECAST_SIDE, "scheme", N_("Another scheme")},
};
const struct words forecast_words = {"forecast_words", forecast_items, ARRAY_LEN(forecast_items)};

static const struct word stage_why_items[] = {
    {STAGE_REACHES, "reaches", N_("reaches the limit")},
    {STAGE_BY_HAND, "by_hand", N_("set manually")},
    {STAGE_KEPT, "kept", N_("kept for now")},
    {STAGE_OVER, "over", N_("an account above the limit")},
    {STAGE_STAYS, "stays", N_("stays until a whole month is below the limit")},
    {STAGE_UNDER, "under", N_("no account above the limit")},
};
const struct words stage_why_words = {"stage_why_words", stage_why_items, ARRAY_LEN(stage_why_items)};

static const struct word relation_items[] = {
    {0, "managed", N_("Manager")},
    {1, "signed", N_("Signing manager")},
};
const struct words care_relation_words = {"care_relation_words", relation_items, ARRAY_LEN(relation_items)};

/* clang-format on */

/* ---- values within sentences ---- */

/* One sentence being made, short or whole. */
struct voice {
    const struct speaker *s;
    bool whole;
};

static struct text word_in(const struct voice *v, const char *english)
{
    return text_of(in_tongue(v->s->tongue, english));
}

static struct text money(const struct voice *v, fen amount)
{
    return say_fen(v->s->arena, v->s->tongue, amount, v->whole);
}

static struct text date(const struct voice *v, day d)
{
    return text_of(arena_printf(v->s->arena, "%s", day_format(d).text));
}

static struct text number(const struct voice *v, int64_t n)
{
    return text_of(arena_printf(v->s->arena, "%" PRId64, n));
}

static struct text coded(const struct voice *v, const struct words *words, int64_t code)
{
    const struct word *w = word_of_code(words, (int16_t)code);
    return w ? word_in(v, w->label) : text_of("");
}

static struct text fill(const struct voice *v, const char *english, const struct place *places,
                        size_t count)
{
    return text_of(say(v->s->arena, v->s->tongue, english, count, places));
}
#define FILL(voice, english, ...)                                                                  \
    fill(voice, english, (const struct place[]){__VA_ARGS__},                                      \
         ARRAY_LEN(((const struct place[]){__VA_ARGS__})))

/* The same sentence in both lengths. */
typedef struct text saying(const struct voice *v, const void *of);

static struct said both(const struct speaker *s, saying *say_it, const void *of)
{
    return (struct said){.said = say_it(&(struct voice){s, false}, of),
                         .exact = say_it(&(struct voice){s, true}, of)};
}

/* ---- figures ---- */

static const char *figure_label(enum figure figure)
{
    static const char *const labels[FIGURE_COUNT] = {
        [FIGURE_AUM] = N_("AUM"),
        [FIGURE_AUM_MAX] = N_("highest AUM at the last {window} month-ends"),
        [FIGURE_FA] = N_("financial assets"),
        [FIGURE_FA_AVG] = N_("annual daily average"),
        [FIGURE_CC_SPEND] = N_("12-month card spend"),
        [FIGURE_MORTGAGE] = N_("secured loans"),
        [FIGURE_CREDIT_LOAN] = N_("credit and guaranteed loans"),
        [FIGURE_CC_GRADE] = N_("best credit card"),
        [FIGURE_KINDS] = N_("product types held"),
        [FIGURE_STAGE] = N_("stage"),
        [FIGURE_ACTIVE] = N_("transactions or digital visits in the last {window} days"),
    };
    return labels[figure];
}

static struct text figure_name(const struct voice *v, const struct test *t)
{
    return FILL(v, figure_label(t->figure), {"window", number(v, t->window)});
}

static struct text figure_value(const struct voice *v, enum figure figure, int64_t value)
{
    switch (figure) {
    case FIGURE_CC_GRADE:
        return coded(v, &grade_words, value);
    case FIGURE_STAGE:
        return coded(v, &stage_words, value);
    case FIGURE_KINDS:
        return number(v, value);
    case FIGURE_ACTIVE:
        return word_in(v, value ? N_("yes") : N_("no"));
    case FIGURE_AUM:
    case FIGURE_AUM_MAX:
    case FIGURE_FA:
    case FIGURE_FA_AVG:
    case FIGURE_CC_SPEND:
    case FIGURE_MORTGAGE:
    case FIGURE_CREDIT_LOAN:
    case FIGURE_COUNT:
        break;
    }
    return money(v, value);
}

static struct text test_said(const struct voice *v, const struct test_explained *t)
{
    const struct place places[] = {
        {"figure", figure_name(v, &t->test)},
        {"value", figure_value(v, t->test.figure, t->has)},
        {"limit", figure_value(v, t->test.figure, t->test.at_least)},
        {"date", date(v, t->on)},
    };
    size_t count = ARRAY_LEN(places);
    if (t->test.figure == FIGURE_STAGE)
        return fill(v, N_("{value} status"), places, count);
    if (t->test.figure == FIGURE_CC_GRADE)
        return fill(v, N_("holding a {value} (credit)"), places, count);
    if (t->test.figure == FIGURE_KINDS && t->test.at_least == 0)
        return word_in(v, N_("every customer is at least at this level"));
    if (t->test.figure == FIGURE_ACTIVE)
        return fill(v, N_("{figure}: last on {date}"), places, count);
    if (t->test.figure == FIGURE_AUM_MAX && t->on != v->s->facts->today)
        return fill(v, N_("{figure} {value} (on {date}) reaches {limit}"), places, count);
    return fill(v, N_("{figure} {value} reaches {limit}"), places, count);
}

static struct text join(const struct voice *v, const struct text *parts, size_t count,
                        const char *between)
{
    struct buf b;
    struct text link = word_in(v, between);
    buf_init(&b);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add(&b, link.ptr, link.len);
        buf_add(&b, parts[i].ptr, parts[i].len);
    }
    struct text t = text_of(arena_text(v->s->arena, b.len ? b.bytes : "", b.len));
    buf_release(&b);
    return t;
}

static struct text clause_said(const struct voice *v, const void *of)
{
    const struct clause_explained *c = of;
    struct text parts[CLAUSE_TESTS];
    for (size_t i = 0; i < c->count; i++)
        parts[i] = test_said(v, &c->tests[i]);
    return join(v, parts, c->count, N_(" and "));
}

struct said say_clause(const struct speaker *s, const struct clause_explained *c)
{
    return both(s, clause_said, c);
}

/* ---- the stage ---- */

static const char *stage_sentence(const struct stage_explained *e, const struct customer_facts *f)
{
    switch (e->why) {
    case STAGE_REACHES:
        if (e->by_fa && e->by_average)
            return N_("Financial assets {fa} and annual daily average {average} both reach the "
                      "target-customer threshold of {limit}.");
        return e->by_fa
                   ? N_("Financial assets {fa} reach the target-customer threshold of {limit}.")
                   : N_("Annual daily average {average} reaches the target-customer threshold of "
                        "{limit}.");
    case STAGE_BY_HAND:
        return N_("Set manually as a target customer until {until}: financial assets {fa} and "
                  "annual daily average {average} are below {limit}.");
    case STAGE_KEPT:
        return N_("Financial assets {fa} and annual daily average {average} are below {limit}, "
                  "last reached on {reached}. If both stay below, the customer stops being a "
                  "target on {leaves}.");
    case STAGE_OVER:
        return N_("The largest account holds {acct}, more than {potential}; financial assets {fa} "
                  "and annual daily average {average} do not reach the target-customer threshold "
                  "of {limit}.");
    case STAGE_STAYS:
        if (e->average_keeps)
            return N_("No account is above {potential} any more (largest: {acct}), but the annual "
                      "daily average {average} is not below it.");
        return e->not_under_on != NO_DAY && e->not_under_on >= day_month_start(f->today)
                   ? N_("No account is above {potential} any more (largest: {acct}), but one still "
                        "was on {notunder}; only a whole month below counts.")
                   : N_("No account is above {potential} any more (largest: {acct}); the month-end "
                        "decides, over the whole month.");
    case STAGE_UNDER:
        break;
    }
    return N_("No account is above {potential}; the largest holds {acct}.");
}

static struct text stage_said(const struct voice *v, const void *of)
{
    const struct stage_explained *e = of;
    const struct customer_facts *f = v->s->facts;
    return FILL(v, stage_sentence(e, f), {"fa", money(v, f->fa)}, {"average", money(v, e->fa_avg)},
                {"acct", money(v, f->acct_max)}, {"limit", money(v, v->s->rules->target_limit)},
                {"potential", money(v, v->s->rules->potential_limit)},
                {"until", date(v, e->by_hand_until)}, {"reached", date(v, f->reached_on)},
                {"leaves", date(v, e->leaves_on)}, {"notunder", date(v, e->not_under_on)});
}

struct said say_stage(const struct speaker *s, const struct stage_explained *e)
{
    return both(s, stage_said, e);
}

static struct text next_stage_said(const struct voice *v, const void *of)
{
    const struct stage_explained *e = of;
    const struct customer_facts *f = v->s->facts;
    const struct rules *r = v->s->rules;
    if (e->stage == STAGE_RETAINED)
        return FILL(v, N_("To become a potential customer: one account up by more than {missing}."),
                    {"missing", money(v, r->potential_limit - f->acct_max)});
    return FILL(v, N_("To become a target customer: financial assets up by {missing}."),
                {"missing", money(v, r->target_limit - f->fa)});
}

struct said say_next_stage(const struct speaker *s, const struct stage_explained *e)
{
    if (e->stage == STAGE_TARGET)
        return (struct said){.said = {NULL, 0}};
    return both(s, next_stage_said, e);
}

/* ---- the tier ---- */

struct decided {
    const struct level_explained *e;
    day on;
};

static struct text tier_said(const struct voice *v, const void *of)
{
    const struct decided *d = of;
    const struct place places[] = {
        {"date", date(v, d->on)},
        {"level", scheme_level_title(&v->s->rules->value, d->e->level, v->s->tongue)},
        {"reason", d->e->level ? clause_said(v, &d->e->clause) : text_of("")},
    };
    if (d->e->level == TIER_NONE)
        return fill(v, N_("Decided on {date}: a retained customer has no tier."), places,
                    ARRAY_LEN(places));
    if (d->e->level == TIER_POTENTIAL)
        return fill(v, N_("Decided on {date}: no standard from Gold up is reached."), places,
                    ARRAY_LEN(places));
    return fill(v, N_("Decided on {date}: {reason}, the {level} standard."), places,
                ARRAY_LEN(places));
}

struct said say_tier(const struct speaker *s, const struct level_explained *decided, day on)
{
    return both(s, tier_said, &(struct decided){decided, on});
}

/* ---- what is missing ---- */

static struct text lack_said(const struct voice *v, const struct test_explained *t)
{
    const struct place places[] = {
        {"figure",
         t->test.figure == FIGURE_AUM_MAX ? word_in(v, N_("AUM")) : figure_name(v, &t->test)},
        {"missing", figure_value(v, t->test.figure, t->missing)},
        {"limit", figure_value(v, t->test.figure, t->test.at_least)},
    };
    size_t count = ARRAY_LEN(places);
    if (t->test.figure == FIGURE_CC_GRADE)
        return fill(v, N_("holding a {limit} (credit)"), places, count);
    if (t->test.figure == FIGURE_STAGE)
        return fill(v, N_("{limit} status"), places, count);
    if (t->test.figure == FIGURE_ACTIVE)
        return figure_name(v, &t->test);
    return fill(v, N_("{figure} +{missing}"), places, count);
}

static struct text way_said(const struct voice *v, const void *of)
{
    const struct clause_explained *way = of;
    struct text parts[CLAUSE_TESTS];
    for (size_t i = 0; i < way->count; i++)
        parts[i] = lack_said(v, &way->tests[i]);
    return join(v, parts, way->count, N_(" and "));
}

struct said say_way(const struct speaker *s, const struct clause_explained *way)
{
    return both(s, way_said, way);
}

struct lacking {
    const struct scheme *scheme;
    uint8_t level;
    const struct ways *ways;
};

static struct text missing_said(const struct voice *v, const void *of)
{
    const struct lacking *l = of;
    struct text parts[LEVEL_CLAUSES];
    for (size_t i = 0; i < l->ways->count; i++)
        parts[i] = way_said(v, &l->ways->at[i]);
    return FILL(v, N_("Needed for {level}: {ways}."),
                {"level", scheme_level_title(l->scheme, l->level, v->s->tongue)},
                {"ways", join(v, parts, l->ways->count, N_(", or "))});
}

struct said say_missing(const struct speaker *s, const struct scheme *scheme, uint8_t level,
                        const struct ways *ways)
{
    if (ways->open || ways->count == 0)
        return (struct said){.said = {NULL, 0}};
    return both(s, missing_said, &(struct lacking){scheme, level, ways});
}

/* ---- the standing ---- */

static const char *standing_sentence(const struct standing_explained *e)
{
    if (e->ref == 0)
        return N_("Not measured against any tier yet: that begins with Gold.");
    if (e->below == 0 && e->by_line)
        return N_("AUM {aum} meets the {ref} threshold of {line}.");
    if (e->below == 0 && e->reached)
        return N_("{clause}; this meets the {ref} standard without its AUM threshold of {line}.");
    if (e->below == 0)
        return N_("Met at the last month-end; today AUM {aum} is {missing} below the {ref} "
                  "threshold of {line}.");
    if (e->reached)
        return N_("Consecutive month-ends below the {ref} threshold: {below}. The standard is met "
                  "again today; the month-end on {next} decides.");
    return N_("AUM {aum} is {missing} below the {ref} threshold of {line}; consecutive month-ends "
              "below it: {below}.");
}

static struct text standing_said(const struct voice *v, const void *of)
{
    const struct standing_explained *e = of;
    const struct customer_facts *f = v->s->facts;
    return FILL(v, standing_sentence(e), {"aum", money(v, f->aum)}, {"line", money(v, e->line)},
                {"missing", money(v, e->missing)}, {"ref", coded(v, &tier_words, e->ref)},
                {"below", number(v, e->below)}, {"next", date(v, next_month_end(f->today))},
                {"clause", e->clause.count ? clause_said(v, &e->clause) : text_of("")});
}

struct said say_standing(const struct speaker *s, const struct standing_explained *e)
{
    return both(s, standing_said, e);
}

static struct text ahead_said(const struct voice *v, const void *of)
{
    const struct standing_explained *e = of;
    const struct {
        day on;
        const char *english;
    } steps[] = {{e->watch_on, N_("watch from {date}")},
                 {e->attention_on, N_("attention from {date}")},
                 {e->churned_on, N_("churned from {date}")},
                 {e->given_up_on, N_("no longer measured against it from {date}")}};
    struct text parts[ARRAY_LEN(steps)];
    size_t count = 0;
    for (size_t i = 0; i < ARRAY_LEN(steps); i++)
        if (steps[i].on != NO_DAY)
            parts[count++] = FILL(v, steps[i].english, {"date", date(v, steps[i].on)});
    return FILL(v, N_("If AUM stays below the threshold: {steps}."),
                {"steps", join(v, parts, count, N_(", "))});
}

/* Only where the line is missed now. */
struct said say_standing_ahead(const struct speaker *s, const struct standing_explained *e)
{
    if (e->ref == 0 || e->reached || e->given_up_on == NO_DAY)
        return (struct said){.said = {NULL, 0}};
    return both(s, ahead_said, e);
}

/* ---- what will be ---- */

static struct text level_said(const struct voice *v, const struct forecast_change *c, uint8_t level)
{
    switch (c->what) {
    case FORECAST_STAGE:
        return coded(v, &stage_words, level);
    case FORECAST_TIER:
    case FORECAST_REF:
        return coded(v, &tier_words, level);
    case FORECAST_STANDING:
        return coded(v, &standing_words, level);
    case FORECAST_SIDE:
        return scheme_level_title(&v->s->rules->sides[c->side], level, v->s->tongue);
    case FORECAST_SORTS:
        break;
    }
    return text_of("");
}

static const char *reason_of(const struct forecast_change *c)
{
    if (c->what != FORECAST_TIER)
        return "";
    if (c->lost == FIGURE_AUM_MAX)
        return N_(" (the high AUM of earlier month-ends no longer counts)");
    if (c->lost == FIGURE_CC_SPEND)
        return N_(" (credit-card spend of a year ago no longer counts)");
    return c->lost == FIGURE_CC_GRADE ? N_(" (the credit card expires)") : "";
}

static const char *change_sentence(const struct forecast_change *c)
{
    static const char *const same[FORECAST_SORTS] = {
        [FORECAST_REF] = N_("Reference tier from {from} to {to} on {date}{reason}"),
        [FORECAST_STANDING] = N_("Standing from {from} to {to} on {date}{reason}"),
        [FORECAST_SIDE] = N_("{scheme} from {from} to {to} on {date}{reason}"),
    };
    bool up = c->to > c->from;
    if (c->what == FORECAST_STAGE)
        return up ? N_("Stage up from {from} to {to} on {date}{reason}")
                  : N_("Stage down from {from} to {to} on {date}{reason}");
    if (c->what == FORECAST_TIER)
        return up ? N_("Tier up from {from} to {to} on {date}{reason}")
                  : N_("Tier down from {from} to {to} on {date}{reason}");
    return same[c->what];
}

static struct text change_said(const struct voice *v, const void *of)
{
    const struct forecast_change *c = of;
    const char *reason = reason_of(c);
    return FILL(v, change_sentence(c), {"date", date(v, c->on)},
                {"scheme", scheme_title(&v->s->rules->sides[c->side], v->s->tongue)},
                {"from", level_said(v, c, c->from)}, {"to", level_said(v, c, c->to)},
                {"reason", *reason ? word_in(v, reason) : text_of("")});
}

struct said say_change(const struct speaker *s, const struct forecast_change *c)
{
    return both(s, change_said, c);
}

struct change_parts change_parts(const struct speaker *s, const struct forecast_change *c)
{
    const struct voice v = {s, false};
    const char *reason = reason_of(c);
    return (struct change_parts){.scheme = c->what == FORECAST_SIDE
                                               ? scheme_title(&s->rules->sides[c->side], s->tongue)
                                               : text_of(""),
                                 .from = level_said(&v, c, c->from),
                                 .to = level_said(&v, c, c->to),
                                 .reason = *reason ? word_in(&v, reason) : text_of("")};
}
