/* A definition in the words of people. */
#include "cond/told.h"
#include "analysis/report/terms.h"
#include "base/say.h"

struct teller {
    struct arena *a;
    enum tongue tongue;
};

static struct text word_in(const struct teller *t, const char *english)
{
    return text_of(in_tongue(t->tongue, english));
}

static struct text said(const struct teller *t, const char *english, size_t len,
                        const struct place *places)
{
    return text_of(say(t->a, t->tongue, english, len, places));
}

/* clang-format off */
/* How English headings call a field; the Chinese name is the catalogue's. */
static const char *const headings[CUSTOMER_FIELDS] = {
    [FIELD_STAGE] = "Stage", [FIELD_TIER] = "Tier", [FIELD_REF] = "Reference tier",
    [FIELD_BELOW] = "Months below", [FIELD_STANDING] = "Standing", [FIELD_DEPOSITS] = "Deposits",
    [FIELD_LOANS] = "Loans", [FIELD_FUNDS] = "Funds", [FIELD_BONDS] = "Treasury bonds",
    [FIELD_WEALTH] = "Wealth products", [FIELD_INSURANCE] = "Insurance",
    [FIELD_SECURITIES] = "Securities", [FIELD_GOLD] = "Precious metals",
    [FIELD_FA] = "Financial assets", [FIELD_AUM] = "AUM",
    [FIELD_ACCT_MAX] = "Largest account", [FIELD_FA_AVG] = "Annual daily average",
    [FIELD_CC_SPEND] = "Card spend in a year", [FIELD_MORTGAGE] = "Secured loans",
    [FIELD_CREDIT_LOAN] = "Credit loans", [FIELD_CC_GRADE] = "Credit-card grade",
    [FIELD_PRODUCT_KINDS] = "Product classes held", [FIELD_AGE] = "Age", [FIELD_GENDER] = "Gender",
    [FIELD_CERT_TYPE] = "Certificate", [FIELD_RISK_LEVEL] = "Risk level", [FIELD_DND] = "Do not disturb",
    [FIELD_CAME] = "Came", [FIELD_OPENED_ON] = "Opened", [FIELD_MANAGED_SINCE] = "Managed since",
    [FIELD_REGION] = "Region", [FIELD_OCCUPATION] = "Occupation", [FIELD_EDUCATION] = "Education",
    [FIELD_MARITAL] = "Marital status", [FIELD_ORG] = "Organisation", [FIELD_MANAGER] = "Manager",
    [FIELD_HOLDS] = "Product held", [FIELD_TAG] = "Tag", [FIELD_LEVEL] = "Level",
};
/* clang-format on */

struct text report_field_told(enum tongue tongue, enum customer_field field)
{
    const struct catalogue_field *f = &customer_fields[field];
    if (tongue == CHINESE)
        return text_of(f->zh);
    return text_of(headings[field] ? headings[field] : f->name);
}

static struct text field_said(const struct teller *t, enum customer_field field)
{
    return report_field_told(t->tongue, field);
}

struct text report_moment_told(struct arena *a, enum tongue tongue, struct report_moment m)
{
    const struct teller t = {a, tongue};
    static const char *const words[] = {
        [REPORT_TODAY] = N_("today"),
        [REPORT_YESTERDAY] = N_("the day before"),
        [REPORT_MONTH_ENDS] = N_("the last month end"),
        [REPORT_YEAR_BEGIN] = N_("the beginning of the year"),
        [REPORT_YEAR_AGO] = N_("the month end a year before"),
        [REPORT_BEFORE] = N_("the time before"),
    };
    const struct place places[] = {{"n", text_of(arena_printf(a, "%d", m.n))}};
    if (m.kind == REPORT_ON)
        return text_of(arena_printf(a, "%s", day_format(m.on).text));
    if (m.kind == REPORT_MONTH_ENDS && m.n > 1)
        return said(&t, N_("the month end {n} back"), 1, places);
    return word_in(&t, words[m.kind]);
}

/* ---- dimensions ---- */

static struct text dim_base(const struct teller *t, const struct report_dim *d)
{
    const struct place places[] = {{"field", field_said(t, d->field)},
                                   {"scheme", d->names_len ? d->names[0] : TEXT("")}};
    switch (d->kind) {
    case DIM_ORG:
        return word_in(t, N_("Organisation"));
    case DIM_LEVEL:
        return said(t, N_("Level of {scheme}"), ARRAY_LEN(places), places);
    case DIM_MANAGER:
        return word_in(t, N_("Manager"));
    case DIM_HOLDS:
        return word_in(t, N_("Product held"));
    case DIM_TAG:
        return word_in(t, N_("Tag"));
    case DIM_MONTH:
        return said(t, N_("{field}, by month"), 1, places);
    case DIM_CODE:
    case DIM_BANDS:
    case DIM_YEARS:
    case DIM_TERM:
    case DIM_KINDS:
        break;
    }
    return places[0].value;
}

struct text report_dim_told(struct arena *a, enum tongue tongue, const struct report_dim *d)
{
    const struct teller t = {a, tongue};
    const struct place places[] = {{"what", dim_base(&t, d)},
                                   {"day", report_moment_told(a, tongue, d->at)}};
    return d->is_past ? said(&t, N_("{what} ({day})"), ARRAY_LEN(places), places) : places[0].value;
}

/* ---- measures ---- */

static struct text what_said(const struct teller *t, const struct report_measure *m)
{
    static const char *const forms[SHOW_KINDS] = {
        [SHOW_CUSTOMERS] = N_("Number of customers"),
        [SHOW_COUNT_SHARE] = N_("Share of customers"),
        [SHOW_SUM] = N_("{field}"),
        [SHOW_AVERAGE] = N_("{field}, average"),
        [SHOW_MEDIAN] = N_("{field}, median"),
        [SHOW_SHARE] = N_("{field}, share"),
        [SHOW_TOP] = N_("{field}, of the top {n}"),
    };
    const struct place places[] = {{"field", field_said(t, m->field)},
                                   {"n", text_of(arena_printf(t->a, "%d", m->top))}};
    return said(t, forms[m->what], ARRAY_LEN(places), places);
}

static struct text basis_said(const struct teller *t, enum report_basis b)
{
    static const char *const words[REPORT_BASES] = {
        "",
        [MONTH_AVERAGE] = N_("month average"),
        [QUARTER_AVERAGE] = N_("quarter average"),
        [YEAR_AVERAGE] = N_("year average"),
    };
    return b ? word_in(t, words[b]) : TEXT("");
}

static struct text since_said(const struct teller *t, const struct report_measure *m)
{
    const struct place places[] = {{"day", report_moment_told(t->a, t->tongue, m->since)}};
    if (!m->is_change)
        return TEXT("");
    return said(t, m->is_rate ? N_("vs. {day} in percent") : N_("vs. {day}"), 1, places);
}

struct text report_measure_told(struct arena *a, enum tongue tongue, const struct report_measure *m)
{
    const struct teller t = {a, tongue};
    const struct text parts[] = {what_said(&t, m), basis_said(&t, m->basis), since_said(&t, m)};
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (!parts[i].len)
            continue;
        buf_add_text(&b, b.len ? in_tongue(tongue, N_(", ")) : "");
        buf_add(&b, parts[i].ptr, parts[i].len);
    }
    struct text told = {arena_text(a, b.bytes, b.len), b.len};
    buf_release(&b);
    return told;
}

/* ---- the whole ---- */

enum { SENTENCES_MOST = 10 };
struct telling {
    struct teller t;
    const struct report *r;
    struct text *items;
    size_t len;
};

static void add(struct telling *x, const char *english, size_t len, const struct place *places)
{
    assert(x->len < SENTENCES_MOST);
    x->items[x->len++] = said(&x->t, english, len, places);
}

static void tell_whom(struct telling *x)
{
    const struct place places[] = {
        {"where", x->r->where.len ? cond_told_text(x->t.a, x->t.tongue, x->r->where) : TEXT("")},
        {"org", x->r->org}};
    add(x,
        x->r->where.len ? N_("Counted: customers who are not gone and of whom today: {where}.")
                        : N_("Counted: all customers who are not gone."),
        ARRAY_LEN(places), places);
    if (x->r->org.len)
        add(x, N_("Only at home in {org} or below it."), ARRAY_LEN(places), places);
}

static struct text list_of(struct telling *x, bool dims)
{
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < (dims ? x->r->dims_len : x->r->measures_len); i++) {
        struct text one = dims ? report_dim_told(x->t.a, x->t.tongue, &x->r->dims[i])
                               : report_measure_told(x->t.a, x->t.tongue, &x->r->measures[i]);
        buf_add_text(&b, i ? in_tongue(x->t.tongue, N_("; ")) : "");
        buf_add(&b, one.ptr, one.len);
    }
    struct text t = {arena_text(x->t.a, b.len ? b.bytes : "", b.len), b.len};
    buf_release(&b);
    return t;
}

static void tell_how(struct telling *x)
{
    bool averages = false, changes = false;
    for (size_t i = 0; i < x->r->measures_len; i++) {
        averages |= x->r->measures[i].basis != AT_THE_POINT;
        changes |= x->r->measures[i].is_change;
    }
    if (averages)
        add(x,
            N_("Averages: the values at the end of each day of the period so far, added up and "
               "divided by its days, rounded once; of the customers who are there at its end."),
            0, NULL);
    if (changes)
        add(x,
            N_("Changes: the figure less that of the earlier day, each of the customers who were "
               "there on its day."),
            0, NULL);
}

static void tell_when(struct telling *x)
{
    static const char *const overs[OVER_KINDS] = {
        [OVER_MONTHS] = N_("{n} times: the day and the month ends before it."),
        [OVER_TENS] = N_("{n} times: the day and the ends of ten-day periods before it."),
        [OVER_DAYS] = N_("{n} times: the day and the days before it."),
    };
    const struct place places[] = {{"n", text_of(arena_printf(x->t.a, "%d", x->r->points))},
                                   {"day", report_moment_told(x->t.a, x->t.tongue, x->r->at)}};
    if (x->r->at.kind != REPORT_TODAY)
        add(x, N_("Day: {day}."), ARRAY_LEN(places), places);
    if (x->r->over)
        add(x, overs[x->r->over], ARRAY_LEN(places), places);
}

static void tell_whose(struct telling *x)
{
    bool several = false, changes = x->r->over != OVER_NOTHING;
    for (size_t i = 0; i < x->r->dims_len; i++)
        several |= x->r->dims[i].kind == DIM_HOLDS || x->r->dims[i].kind == DIM_TAG;
    for (size_t i = 0; i < x->r->measures_len; i++)
        changes |= x->r->measures[i].is_change;
    if (changes && x->r->dims_len)
        add(x,
            x->r->as == AS_THEN
                ? N_("Divided as of each day: by the organisation, tier and manager of then.")
                : N_("Divided as of the report's day: earlier figures are those of the customers "
                     "who are in that organisation, tier or manager's care now."),
            0, NULL);
    if (several)
        add(x, N_("A customer may stand in several rows: they add up to more than all."), 0, NULL);
}

struct report_sentences report_told(struct arena *a, enum tongue tongue, const struct report *r)
{
    struct telling x = {.t = {a, tongue}, .r = r};
    x.items = arena_alloc(a, SENTENCES_MOST * sizeof *x.items);
    tell_whom(&x);
    const struct place places[] = {{"dims", list_of(&x, true)}, {"measures", list_of(&x, false)}};
    if (r->dims_len)
        add(&x, N_("By: {dims}."), ARRAY_LEN(places), places);
    add(&x, N_("Figures: {measures}."), ARRAY_LEN(places), places);
    tell_when(&x);
    tell_how(&x);
    tell_whose(&x);
    return (struct report_sentences){x.items, x.len};
}
