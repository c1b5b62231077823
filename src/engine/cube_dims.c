#include "engine/cube_dims.h"

#include "engine/snapshot_parts.h"

enum { YEARS_MOST = 200 };

/* ---- figures ---- */

static void add_term(struct cube_figure *f, const fen *column)
{
    f->columns[f->len++] = (struct cube_column){CUBE_I64, column};
}

static void add_amount(struct cube_figure *f, const struct snapshot *s, enum amount amount,
                       enum at at)
{
    const fen *const *columns = s->amounts[at];
    if (amount == AMOUNT_DEPOSITS) {
        add_term(f, columns[AMOUNT_DEMAND]);
        add_term(f, columns[AMOUNT_TIME]);
    } else if (amount == AMOUNT_LOANS) {
        add_term(f, columns[AMOUNT_MORTGAGE]);
        add_term(f, columns[AMOUNT_CREDIT_LOAN]);
        add_term(f, columns[AMOUNT_OTHER_LOAN]);
    } else {
        add_term(f, columns[amount]);
    }
}

struct cube_figure cube_amount(const struct snapshot *s, enum amount amount, enum at at)
{
    struct cube_figure f = {.len = 0};
    add_amount(&f, s, amount, at);
    f.plus = f.len;
    return f;
}

struct cube_figure cube_change(const struct snapshot *s, enum amount amount, enum at since)
{
    struct cube_figure f = cube_amount(s, amount, AT_DAY);
    add_amount(&f, s, amount, since);
    return f;
}

struct cube_figure cube_figure_fen(const fen *column)
{
    return (struct cube_figure){.columns = {{CUBE_I64, column}}, .len = 1, .plus = 1};
}

struct cube_figure cube_figure_u8(const uint8_t *column)
{
    return (struct cube_figure){.columns = {{CUBE_U8, column}}, .len = 1, .plus = 1};
}

/* ---- fields of the catalogue ---- */

static const uint8_t *small_column(const struct snapshot *s, enum customer_field field)
{
    const uint8_t *const columns[CUSTOMER_FIELDS] = {
        [FIELD_STAGE] = s->stage,
        [FIELD_TIER] = s->tier,
        [FIELD_REF] = s->ref,
        [FIELD_BELOW] = s->below,
        [FIELD_STANDING] = s->standing,
        [FIELD_CC_GRADE] = s->cc_grade,
        [FIELD_PRODUCT_KINDS] = s->kinds,
        [FIELD_GENDER] = s->profile.gender,
        [FIELD_CERT_TYPE] = s->profile.cert_type,
        [FIELD_RISK_LEVEL] = s->profile.risk_level,
        [FIELD_DND] = s->profile.dnd,
    };
    return columns[field];
}

bool cube_dim_field(const struct snapshot *s, enum customer_field field, struct cube_dim *ret)
{
    const struct catalogue_field *f = &customer_fields[field];
    const uint8_t *column = small_column(s, field);
    if (!column)
        return false;
    *ret = cube_dim_code(column, f->words             ? (uint32_t)f->words->len
                                 : f->type == OF_FLAG ? 2
                                                      : NOT_KNOWN);
    return true;
}

int cube_amount_of_field(enum customer_field field)
{
    static const uint8_t amounts[CUSTOMER_FIELDS] = {
        [FIELD_DEPOSITS] = 1 + AMOUNT_DEPOSITS,
        [FIELD_LOANS] = 1 + AMOUNT_LOANS,
        [FIELD_FUNDS] = 1 + AMOUNT_FUND,
        [FIELD_BONDS] = 1 + AMOUNT_BOND,
        [FIELD_WEALTH] = 1 + AMOUNT_WEALTH,
        [FIELD_INSURANCE] = 1 + AMOUNT_INSURANCE,
        [FIELD_SECURITIES] = 1 + AMOUNT_SECURITIES,
        [FIELD_GOLD] = 1 + AMOUNT_GOLD,
        [FIELD_FA] = 1 + AMOUNT_FA,
        [FIELD_AUM] = 1 + AMOUNT_AUM,
        [FIELD_MORTGAGE] = 1 + AMOUNT_MORTGAGE,
        [FIELD_CREDIT_LOAN] = 1 + AMOUNT_CREDIT_LOAN,
    };
    return amounts[field] - 1;
}

bool cube_figure_field(const struct snapshot *s, enum customer_field field, enum at at,
                       struct cube_figure *ret)
{
    const fen *const of_today[CUSTOMER_FIELDS] = {
        [FIELD_ACCT_MAX] = s->acct_max, [FIELD_FA_AVG] = s->fa_avg, [FIELD_CC_SPEND] = s->cc_spend};
    int amount = cube_amount_of_field(field);
    if (amount >= 0)
        *ret = cube_amount(s, (enum amount)amount, at);
    else if (at == AT_DAY && of_today[field])
        *ret = cube_figure_fen(of_today[field]);
    else if (at == AT_DAY && customer_fields[field].type == OF_COUNT && small_column(s, field))
        *ret = cube_figure_u8(small_column(s, field));
    else
        return false;
    return true;
}

/* ---- codes and bands ---- */

struct cube_dim cube_dim_code(const uint8_t *column, uint32_t parts)
{
    return (struct cube_dim){.parts = parts, .code = {CUBE_U8, column}};
}

struct cube_dim cube_dim_bands(const struct cube_figure *figure, const int64_t *bands,
                               uint32_t parts)
{
    return (struct cube_dim){.parts = parts, .from = bands, .figure = *figure};
}

/* ---- organisations ---- */

/* Goes down the tree place by place; 'lasts' holds where the organisations above end. */
struct descent {
    const struct snapshot *s;
    uint32_t levels;
    uint32_t own;
    uint32_t *lasts;
    uint32_t depth;
    uint32_t *part_of; /* by place - own */
    int32_t *orgs;
    uint32_t parts;
};

static void descend(struct descent *d, uint32_t place)
{
    while (d->depth > 0 && place > d->lasts[d->depth - 1])
        d->depth--;
    if (d->depth <= d->levels)
        d->orgs[d->parts++] = d->s->places[place].org_id;
    d->part_of[place - d->own] =
        d->depth <= d->levels ? d->parts - 1 : d->part_of[place - d->own - 1];
    d->lasts[d->depth++] = d->s->places[place].last;
}

rc cube_dim_org(const struct snapshot *s, int32_t org_id, uint32_t levels, struct arena *a,
                struct cube_dim *ret, struct int4s *ret_orgs, struct why *why)
{
    uint32_t own = snapshot_place(s, org_id);
    if (!own)
        return why_say(why, E_NOT_FOUND, "there is no organisation %" PRId32, org_id);
    uint32_t len = s->places[own].last - own + 1;
    struct descent d = {.s = s,
                        .levels = levels,
                        .own = own,
                        .lasts = arena_alloc(a, len * sizeof *d.lasts),
                        .part_of = arena_alloc(a, len * sizeof *d.part_of),
                        .orgs = arena_alloc(a, len * sizeof *d.orgs)};
    for (uint32_t place = own; place < own + len; place++)
        descend(&d, place);
    *ret_orgs = (struct int4s){d.orgs, d.parts};
    *ret = (struct cube_dim){.parts = d.parts,
                             .code = {CUBE_I32, s->place},
                             .base = own,
                             .part_of = d.parts == len ? NULL : d.part_of, /* each its own */
                             .part_of_len = len};
    return OK;
}

/* ---- managers ---- */

struct cube_dim cube_dim_manager(const struct snapshot *s, struct arena *a, struct int4s *ret_staff)
{
    const struct managers *m = s->parts->managers;
    uint32_t codes = m->mains_len ? (uint32_t)m->mains[m->mains_len - 1].staff_id + 1 : 1;
    uint32_t *part_of = arena_alloc(a, codes * sizeof *part_of);
    int32_t *staff = arena_alloc(a, (m->mains_len + 1) * sizeof *staff);
    for (uint32_t code = 1; code < codes; code++)
        part_of[code] = CUBE_NO_PART;
    for (uint32_t i = 0; i < m->mains_len; i++) {
        staff[i + 1] = m->mains[i].staff_id;
        part_of[m->mains[i].staff_id] = i + 1;
    }
    *ret_staff = (struct int4s){staff, m->mains_len + 1};
    return (struct cube_dim){.parts = (uint32_t)m->mains_len + 1,
                             .code = {CUBE_I32, s->manager},
                             .part_of = part_of,
                             .part_of_len = codes};
}

/* ---- days ---- */

struct cube_dim cube_dim_month(const day *column, day from, day until, struct arena *a)
{
    assert(from <= until);
    uint32_t len = (uint32_t)(until - from) + 1, month = 0;
    uint32_t *part_of = arena_alloc(a, len * sizeof *part_of);
    for (uint32_t i = 0; i < len; i++) {
        part_of[i] = month;
        month += day_is_month_end(from + (day)i);
    }
    return (struct cube_dim){.parts = part_of[len - 1] + 1,
                             .code = {CUBE_I32, column},
                             .base = (uint32_t)from,
                             .part_of = part_of,
                             .part_of_len = len};
}

static int years_between(day from, day until)
{
    struct ymd x = day_ymd(from), y = day_ymd(until);
    return y.year - x.year - (y.month < x.month || (y.month == x.month && y.day < x.day));
}

struct cube_dim cube_dim_years(const day *column, day at, const int64_t *bands, uint32_t parts,
                               struct arena *a)
{
    day first = day_add_months(at, -12 * YEARS_MOST);
    uint32_t len = (uint32_t)(at - first) + 1;
    uint32_t *part_of = arena_alloc(a, len * sizeof *part_of);
    for (uint32_t i = 0; i < len; i++)
        while (part_of[i] + 1 < parts && years_between(first + (day)i, at) >= bands[part_of[i] + 1])
            part_of[i]++;
    return (struct cube_dim){.parts = parts,
                             .code = {CUBE_I32, column},
                             .base = (uint32_t)first,
                             .part_of = part_of,
                             .part_of_len = len};
}
