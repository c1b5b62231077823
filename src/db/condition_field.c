#include "db/condition_field.h"

#include "cond/words.h"
#include "db/condition.sql.h"

/* What a customer has of whom the query gives no row: nothing known, a zero, or a "no". */
enum absent { IS_UNKNOWN, IS_ZERO, IS_NO };

struct lies {
    const char *query; /* of condition.sql, without "condition_" */
    const char *column;
    enum absent absent;
    int number;   /* months, event or direction, where the query asks for one */
    bool changes; /* less the same at ARG_SINCE */
};

/* clang-format off */
static const struct lies fields[CUSTOMER_FIELDS] = {
    [FIELD_STAGE]           = {"figures", "stage", IS_ZERO},
    [FIELD_TIER]            = {"figures", "tier", IS_ZERO},
    [FIELD_REF]             = {"figures", "ref", IS_ZERO},
    [FIELD_BELOW]           = {"figures", "below", IS_ZERO},
    [FIELD_STANDING]        = {"figures", "standing", IS_ZERO},
    [FIELD_DEPOSITS]        = {"figures", "deposits", IS_ZERO},
    [FIELD_LOANS]           = {"figures", "loans", IS_ZERO},
    [FIELD_FUNDS]           = {"figures", "funds", IS_ZERO},
    [FIELD_BONDS]           = {"figures", "bonds", IS_ZERO},
    [FIELD_WEALTH]          = {"figures", "wealth", IS_ZERO},
    [FIELD_INSURANCE]       = {"figures", "insurance", IS_ZERO},
    [FIELD_SECURITIES]      = {"figures", "securities", IS_ZERO},
    [FIELD_GOLD]            = {"figures", "gold", IS_ZERO},
    [FIELD_FA]              = {"figures", "fa", IS_ZERO},
    [FIELD_AUM]             = {"figures", "aum", IS_ZERO},
    [FIELD_ACCT_MAX]        = {"figures", "acct_max", IS_ZERO},
    [FIELD_FA_AVG]          = {"figures", "fa_avg", IS_ZERO},
    [FIELD_AUM_MAX6]        = {"aum_max", "aum_max", IS_ZERO, .number = 6},
    [FIELD_AUM_MAX12]       = {"aum_max", "aum_max", IS_ZERO, .number = 12},
    [FIELD_CC_SPEND]        = {"figures", "cc_spend", IS_ZERO},
    [FIELD_MORTGAGE]        = {"figures", "mortgage", IS_ZERO},
    [FIELD_CREDIT_LOAN]     = {"figures", "credit_loan", IS_ZERO},
    [FIELD_CC_GRADE]        = {"figures", "cc_grade", IS_ZERO},
    [FIELD_PRODUCT_KINDS]   = {"figures", "product_kinds", IS_ZERO},
    [FIELD_DEPOSITS_CHANGE] = {"figures", "deposits", IS_ZERO, .changes = true},
    [FIELD_LOANS_CHANGE]    = {"figures", "loans", IS_ZERO, .changes = true},
    [FIELD_FA_CHANGE]       = {"figures", "fa", IS_ZERO, .changes = true},
    [FIELD_AUM_CHANGE]      = {"figures", "aum", IS_ZERO, .changes = true},
    [FIELD_LEVEL]           = {"level", "level", IS_ZERO},
    [FIELD_CUSTOMER_NO]     = {"customer", "customer_no"},
    [FIELD_NAME]            = {"record", "name"},
    [FIELD_AGE]             = {"record", "age"},
    [FIELD_GENDER]          = {"record", "gender"},
    [FIELD_BIRTHDAY]        = {"record", "birthday"},
    [FIELD_OCCUPATION]      = {"record", "occupation"},
    [FIELD_EDUCATION]       = {"record", "education"},
    [FIELD_MARITAL]         = {"record", "marital"},
    [FIELD_INCOME_YEAR]     = {"record", "income_year"},
    [FIELD_CERT_TYPE]       = {"record", "cert_type"},
    [FIELD_RISK_LEVEL]      = {"record", "risk_level"},
    [FIELD_RISK_ASSESSED]   = {"record", "risk_assessed_on"},
    [FIELD_DND]             = {"record", "dnd", IS_NO},
    [FIELD_CAME]            = {"customer", "came"},
    [FIELD_OPENED_ON]       = {"record", "opened_on"},
    [FIELD_GONE]            = {"record", "gone", IS_NO},
    [FIELD_HOLDS]           = {"holding", "holds", IS_NO},
    [FIELD_HELD]            = {"holding", "amount", IS_ZERO},
    [FIELD_MATURES]         = {"maturity", "matures", IS_NO},
    [FIELD_MATURING]        = {"maturity", "amount", IS_ZERO},
    [FIELD_CARDS]           = {"cards", "cards", IS_ZERO},
    [FIELD_VIP]             = {"cards", "vip", IS_NO},
    [FIELD_LOGINS]          = {"events", "events", IS_ZERO, .number = 0},
    [FIELD_LAST_LOGIN]      = {"last_event", "on_day", .number = 0},
    [FIELD_VIEWS]           = {"events", "events", IS_ZERO, .number = 1},
    [FIELD_SEARCHES]        = {"events", "events", IS_ZERO, .number = 2},
    [FIELD_CLICKS]          = {"events", "events", IS_ZERO, .number = 3},
    [FIELD_ACTIVE]          = {"active", "active", IS_NO},
    [FIELD_SPENT]           = {"transactions", "amount", IS_ZERO, .number = 1},
    [FIELD_RECEIVED]        = {"transactions", "amount", IS_ZERO, .number = 0},
    [FIELD_TRANSACTIONS]    = {"transactions", "transactions", IS_ZERO, .number = -1},
    [FIELD_PURCHASE]        = {"purchases", "bought", IS_NO},
    [FIELD_PURCHASED]       = {"purchases", "amount", IS_ZERO},
    [FIELD_ORG]             = {"home", "home_id"},
    [FIELD_REGION]          = {"home", "region"},
    [FIELD_MANAGER]         = {"care", "manager"},
    [FIELD_CO_MANAGER]      = {"care", "others"},
    [FIELD_MANAGER_SHARE]   = {"care", "share"},
    [FIELD_MANAGED_SINCE]   = {"care", "since"},
    [FIELD_RELATED]         = {"related", "related", IS_NO},
    [FIELD_TAG]             = {"member", "belongs", IS_NO},
    [FIELD_LIST]            = {"member", "belongs", IS_NO},
    [FIELD_AUDIENCE]        = {"member", "belongs", IS_NO},
    [FIELD_RANDOM]          = {"customer", "bucket"},
};
/* clang-format on */

static const struct query *query_named(const char *name)
{
    const char *const prefix = "condition_";
    for (const struct query *q = q_condition_queries; q->name; q++)
        if (strcmp(q->name + strlen(prefix), name) == 0)
            return q;
    assert(false && "a line of the table names no query");
    return NULL;
}

/* ---- parameters ---- */

struct asked {
    const struct condition_of *of;
    const struct cond_ref *ref;
    const struct lies *lies;
    day day;
};

static struct arg arg_day(const struct asked *x)
{
    return arg_date(x->day);
}

static struct arg arg_days(const struct asked *x)
{
    const struct cond_value *v = cond_arg(x->ref, ARG_WINDOW);
    return arg_int4(v ? (int32_t)v->number : WINDOW_DAYS_MOST);
}

static struct arg arg_months(const struct asked *x)
{
    return arg_int4(x->lies->number);
}

static struct arg arg_event(const struct asked *x)
{
    return arg_int2((int16_t)x->lies->number);
}

static struct arg arg_direction(const struct asked *x)
{
    return x->lies->number < 0 ? ARG_NULL : arg_int2((int16_t)x->lies->number);
}

/* Of a transaction a word says its kind, or the way it came. */
static struct arg arg_kind(const struct asked *x)
{
    const struct cond_value *v = cond_arg(x->ref, ARG_CODE);
    return v && v->number < TXN_CHANNELS ? arg_int2((int16_t)v->number) : ARG_NULL;
}

static struct arg arg_channel(const struct asked *x)
{
    const struct cond_value *v = cond_arg(x->ref, ARG_CODE);
    return v && v->number >= TXN_CHANNELS ? arg_int2((int16_t)(v->number - TXN_CHANNELS))
                                          : ARG_NULL;
}

/* Of what is held a class stands where a family or a product could; else it is a code. */
static struct arg arg_class(const struct asked *x)
{
    const struct cond_value *product = cond_arg(x->ref, ARG_PRODUCT);
    const struct cond_value *v = product ? product : cond_arg(x->ref, ARG_CODE);
    return v && v->kind == A_CODE ? arg_int2((int16_t)v->number) : ARG_NULL;
}

/* A name is a product's or, with an id below 0, a family's. */
static struct arg arg_product(const struct asked *x)
{
    const struct cond_value *v = cond_arg(x->ref, ARG_PRODUCT);
    return v && v->kind == A_NAME && v->id > 0 ? arg_int4((int32_t)v->id) : ARG_NULL;
}

static struct arg arg_family(const struct asked *x)
{
    const struct cond_value *v = cond_arg(x->ref, ARG_PRODUCT);
    return v && v->kind == A_NAME && v->id < 0 ? arg_text(v->text) : ARG_NULL;
}

static struct arg arg_object(const struct asked *x)
{
    const struct cond_value *v = cond_arg(x->ref, ARG_TEXT);
    return v ? arg_text(v->text) : ARG_NULL;
}

static struct arg arg_scheme(const struct asked *x)
{
    const struct cond_value *v = cond_arg(x->ref, ARG_CODE);
    assert(v);
    return arg_text(text_of(word_of_code(&scheme_words, (int16_t)v->number)->name));
}

static struct arg arg_set(const struct asked *x)
{
    assert(x->ref->args_len == 1);
    return arg_int4((int32_t)x->ref->args[0].value.id);
}

/* By the names of parameters in condition.sql. */
static const struct {
    const char *name;
    struct arg (*arg)(const struct asked *x);
} parameters[] = {
    {"day", arg_day},         {"days", arg_days},           {"months", arg_months},
    {"event", arg_event},     {"direction", arg_direction}, {"kind", arg_kind},
    {"channel", arg_channel}, {"class", arg_class},         {"product", arg_product},
    {"family", arg_family},   {"object", arg_object},       {"scheme", arg_scheme},
    {"set_id", arg_set},
};

static struct arg arg_named(const struct asked *x, const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(parameters); i++)
        if (strcmp(parameters[i].name, name) == 0)
            return parameters[i].arg(x);
    assert(false && "a query asks for something that no reference says");
    return ARG_NULL;
}

/* ---- values ---- */

/* A column of a query as of a day. */
static const char *column_on(struct statement *s, struct asked x, day d)
{
    enum { PARAMETERS_MOST = 8 };
    const struct query *q = query_named(x.lies->query);
    struct arg args[PARAMETERS_MOST];
    assert(q->in_len <= PARAMETERS_MOST);
    x.day = d;
    for (int i = 0; i < q->in_len; i++)
        args[i] = arg_named(&x, q->in[i].name);
    int source = statement_source(s, q, args);
    const char *column = arena_printf(s->arena, "s%d.%s", source, x.lies->column);
    if (x.lies->absent == IS_UNKNOWN)
        return column;
    return arena_printf(s->arena, "coalesce(%s, %s)", column,
                        x.lies->absent == IS_ZERO ? "0" : "false");
}

static const char *change_since(struct statement *s, const struct asked *x, day since)
{
    return arena_printf(
        s->arena, "least(greatest(%s::numeric - %s, -9223372036854775808), 9223372036854775807)",
        column_on(s, *x, x->of->day), column_on(s, *x, since));
}

static const char *random_share(struct statement *s, const struct asked *x)
{
    int most = statement_arg(s, DB_INT8, arg_int8(cond_arg(x->ref, ARG_PERCENT)->number));
    return arena_printf(s->arena, "(%s < $%d)", column_on(s, *x, x->of->day), most);
}

void condition_begin(struct statement *s, const struct condition_of *of)
{
    static const struct cond_ref came = {.field = FIELD_CAME};
    const struct asked x = {of, &came, &fields[FIELD_CAME], NO_DAY};
    (void)column_on(s, x, of->day);
}

const char *condition_value(struct statement *s, const struct condition_of *of,
                            const struct cond_ref *ref)
{
    const struct asked x = {of, ref, &fields[ref->field], NO_DAY};
    const struct cond_value *since = cond_arg(ref, ARG_SINCE);
    enum moment moment = since ? (enum moment)since->number : ref->moment;
    day d = cond_moment_day(moment, of->day);
    if (d < of->first_day)
        return "null::int8";
    if (ref->field == FIELD_RANDOM)
        return random_share(s, &x);
    return x.lies->changes ? change_since(s, &x, d) : column_on(s, x, d);
}

const char *condition_under(struct statement *s, const struct condition_of *of, struct arg orgs)
{
    const struct arg args[] = {arg_date(of->day), orgs};
    return arena_printf(s->arena, "s%d.is_under", statement_source(s, query_named("under"), args));
}
