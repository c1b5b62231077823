/* The constants of conditions: amounts, numbers, words, days, lengths, texts. */
#include "cond/fault.h"
#include "cond/near.h"
#include "cond/parse.h"
#include "cond/words.h"

/* clang-format off */
static const char *const value_hints[CATALOGUE_TYPES] = {
    [OF_MONEY]  = N_("an amount in yuan, as 500000, 1234.50 or 50万"),
    [OF_COUNT]  = N_("a whole number"),
    [OF_CODE]   = N_("a word of the list"),
    [OF_FLAG]   = N_("nothing more"),
    [OF_DATE]   = N_("a day, as 2026-01-31, today, 30 days ago or 3 months ago"),
    [OF_YEARLY] = N_("a number of days, as 7d"),
    [OF_TEXT]   = N_("a text in quotes"),
    [OF_ORG]    = N_("an organisation in quotes"),
    [OF_STAFF]  = N_("a staff number in quotes"),
    [OF_SHARE]  = N_("a percentage, as 60%"),
    [OF_LEVEL]  = N_("a level of the scheme"),
};

static const char *const arg_hints[ARG_KINDS] = {
    [ARG_CODE]     = N_("a word of the list"),
    [ARG_PRODUCT]  = N_("a class of products, or a family or product in quotes"),
    [ARG_TAG]      = N_("the name of a tag in quotes"),
    [ARG_LIST]     = N_("the name of a list in quotes"),
    [ARG_AUDIENCE] = N_("the name of an audience in quotes"),
    [ARG_SCHEME]   = N_("a scheme of levels, as card"),
    [ARG_TEXT]     = N_("a text in quotes"),
    [ARG_WINDOW]   = N_("a number of days, as 30d"),
    [ARG_PERCENT]  = N_("a percentage, as 10%"),
    [ARG_SINCE]    = N_("a day: yesterday, last month end, 2 months ago, 3 months ago or year begin"),
};

static const struct phrase money_units[] = {
    {"元", 1}, {"yuan", 1}, {"万", 10000}, {"万元", 10000}, {"百万", 1000000},
    {"千万", 10000000}, {"亿", 100000000}, {"亿元", 100000000},
};
static const struct phrase count_units[] = {
    {"次", 1}, {"岁", 1}, {"个月", 1}, {"种", 1}, {"张", 1}, {"笔", 1},
    {"times", 1}, {"years", 1}, {"months", 1},
};
static const struct phrase lengths[] = {
    {"d", 1}, {"day", 1}, {"days", 1}, {"天", 1}, {"日", 1}, {"天内", 1}, {"日内", 1},
    {"w", 7}, {"week", 7}, {"weeks", 7}, {"周", 7}, {"周内", 7},
};
static const struct phrase days_from_now[] = {
    {"d ago", 1, A_DAY_AGO}, {"day ago", 1, A_DAY_AGO}, {"days ago", 1, A_DAY_AGO},
    {"天前", 1, A_DAY_AGO}, {"日前", 1, A_DAY_AGO},
    {"week ago", 7, A_DAY_AGO}, {"weeks ago", 7, A_DAY_AGO}, {"周前", 7, A_DAY_AGO},
    {"month ago", 1, A_MONTHS_AGO}, {"months ago", 1, A_MONTHS_AGO}, {"个月前", 1, A_MONTHS_AGO},
    {"year ago", 12, A_MONTHS_AGO}, {"years ago", 12, A_MONTHS_AGO}, {"年前", 12, A_MONTHS_AGO},
    {"d ahead", -1, A_DAY_AGO}, {"day ahead", -1, A_DAY_AGO}, {"days ahead", -1, A_DAY_AGO},
    {"天后", -1, A_DAY_AGO}, {"日后", -1, A_DAY_AGO},
    {"month ahead", -1, A_MONTHS_AGO}, {"months ahead", -1, A_MONTHS_AGO},
    {"个月后", -1, A_MONTHS_AGO},
};
static const struct phrase near_days[] = {
    {"today", 0}, {"今天", 0}, {"yesterday", 1}, {"昨天", 1}, {"tomorrow", -1}, {"明天", -1},
};
/* clang-format on */

const char *value_hint(const struct catalogue_field *field, enum cond_op op)
{
    return op == OP_LAST || op == OP_NEXT ? value_hints[OF_YEARLY] : value_hints[field->type];
}

const char *arg_hint(const struct catalogue_arg *arg)
{
    return arg_hints[arg->kind];
}

/* ---- numbers --------------------------------------------------------------------------------- */

enum { DIGITS_MOST = 15 }; /* of a number, without the point */

/* The number times 'times' is whole and not huge: "1.5" times 100 is 150. */
static bool whole_times(struct text number, int64_t times, int64_t *ret_whole)
{
    bool negative = number.ptr[0] == '-', point = false;
    int128_t whole = 0, parts = 1;
    size_t digits = 0;
    for (size_t i = negative; i < number.len; i++) {
        if (number.ptr[i] == '.') {
            point = true;
            continue;
        }
        if (++digits > DIGITS_MOST)
            return false;
        whole = whole * 10 + (number.ptr[i] - '0');
        parts *= point ? 10 : 1;
    }
    whole *= times;
    if (whole % parts != 0 || whole / parts > INT64_MAX)
        return false;
    *ret_whole = (int64_t)(negative ? -(whole / parts) : whole / parts);
    return true;
}

/* A number token, times 'times' and what a unit behind it says. */
static rc read_number(struct parser *p, int64_t times, const struct phrase *units, size_t len,
                      const char *hint, int64_t *ret_number)
{
    if (p->now->kind != T_NUMBER)
        return fault_expected(p->fault, hint, p->now);
    const struct token *number = p->now;
    parser_next(p);
    const struct phrase *unit = parser_phrase(p, units, len);
    if (whole_times(number->bytes, times * (unit ? unit->meaning : 1), ret_number))
        return OK;
    fault_found(p->fault, COND_OUT_OF_RANGE, number);
    p->fault->expected = hint;
    return E_INVALID;
}

static rc read_percent(struct parser *p, const char *hint, int64_t *ret_basis_points)
{
    TRY(read_number(p, BASIS_POINTS / 100, NULL, 0, hint, ret_basis_points));
    if (p->now->kind != T_PERCENT)
        return fault_expected(p->fault, hint, p->now);
    parser_next(p);
    return OK;
}

static rc read_length(struct parser *p, const char *hint, int64_t *ret_days)
{
    const struct token *number = p->now;
    if (number->kind != T_NUMBER)
        return fault_expected(p->fault, hint, number);
    parser_next(p);
    const struct phrase *unit = parser_phrase(p, lengths, ARRAY_LEN(lengths));
    if (!unit)
        return fault_expected(p->fault, hint, p->now);
    if (whole_times(number->bytes, unit->meaning, ret_days))
        return OK;
    return fault_expected(p->fault, hint, number);
}

/* "0.8", "80%", before a multiplication sign. */
rc read_factor(struct parser *p, int64_t *ret_factor)
{
    const char *hint = N_("a factor of at most four decimals, as 0.8 or 80%");
    const struct token *number = p->now;
    if (number->kind != T_NUMBER)
        return fault_expected(p->fault, hint, number);
    parser_next(p);
    bool percent = p->now->kind == T_PERCENT;
    if (percent)
        parser_next(p);
    if (!whole_times(number->bytes, percent ? BASIS_POINTS / 100 : BASIS_POINTS, ret_factor))
        return fault_expected(p->fault, hint, number);
    return OK;
}

/* ---- words, days, texts ---------------------------------------------------------------------- */

static rc unknown_word(struct parser *p, const struct words *words)
{
    fault_near(p->fault, COND_UNKNOWN_WORD, p->now->place, p->now->bytes,
               word_near(words, p->now->bytes));
    p->fault->words = words;
    return E_INVALID;
}

static rc read_code(struct parser *p, const struct words *words, const char *hint,
                    int64_t *ret_code)
{
    int16_t code;
    if (p->now->kind != T_WORD && p->now->kind != T_TEXT)
        return fault_expected(p->fault, hint, p->now);
    if (!code_of_word(words, p->now->bytes, &code))
        return unknown_word(p, words);
    *ret_code = code;
    parser_next(p);
    return OK;
}

static rc read_text(struct parser *p, const char *hint, struct text *ret_text)
{
    if (p->now->kind != T_TEXT || p->now->bytes.len == 0)
        return fault_expected(p->fault, hint, p->now);
    *ret_text = p->now->bytes;
    parser_next(p);
    return OK;
}

/* In quotes, or a word: codes of schemes and levels are words. */
static rc read_name(struct parser *p, const char *hint, struct text *ret_text)
{
    if (p->now->kind != T_WORD)
        return read_text(p, hint, ret_text);
    *ret_text = p->now->bytes;
    parser_next(p);
    return OK;
}

static rc read_calendar_day(struct parser *p, const char *hint, int64_t *ret_day)
{
    day d;
    if (!day_parse(p->now->bytes.ptr, p->now->bytes.len, &d))
        return fault_expected(p->fault, hint, p->now);
    *ret_day = d;
    parser_next(p);
    return OK;
}

static rc read_day(struct parser *p, const char *hint, struct cond_value *v)
{
    if (p->now->kind == T_DATE) {
        v->kind = A_DAY;
        return read_calendar_day(p, hint, &v->number);
    }
    const struct phrase *near = parser_phrase(p, near_days, ARRAY_LEN(near_days));
    if (near) {
        v->kind = A_DAY_AGO;
        v->number = near->meaning;
        return OK;
    }
    const struct token *number = p->now;
    if (number->kind != T_NUMBER)
        return fault_expected(p->fault, hint, number);
    parser_next(p);
    const struct phrase *ago = parser_phrase(p, days_from_now, ARRAY_LEN(days_from_now));
    if (!ago)
        return fault_expected(p->fault, hint, p->now);
    v->kind = (enum value_kind)ago->kind;
    return whole_times(number->bytes, ago->meaning, &v->number)
               ? OK
               : fault_expected(p->fault, hint, number);
}

rc read_moment(struct parser *p, enum moment *ret_moment)
{
    for (enum moment m = 0; m < MOMENTS; m++)
        if (parser_accept(p, cond_moments[m].text) || parser_accept(p, cond_moments[m].zh)) {
            *ret_moment = m;
            return OK;
        }
    return fault_expected(p->fault, arg_hints[ARG_SINCE], p->now);
}

/* ---- by type --------------------------------------------------------------------------------- */

static rc read_typed(struct parser *p, const struct catalogue_field *field, const char *hint,
                     struct cond_value *v)
{
    switch (field->type) {
    case OF_MONEY:
        return read_number(p, FEN_PER_YUAN, money_units, ARRAY_LEN(money_units), hint, &v->number);
    case OF_COUNT:
        return read_number(p, 1, count_units, ARRAY_LEN(count_units), hint, &v->number);
    case OF_SHARE:
        return read_percent(p, hint, &v->number);
    case OF_CODE:
        v->kind = A_CODE;
        return read_code(p, field->words, hint, &v->number);
    case OF_DATE:
        return read_day(p, hint, v);
    case OF_TEXT:
        v->kind = A_TEXT;
        return read_text(p, hint, &v->text);
    case OF_ORG:
    case OF_STAFF:
        v->kind = A_NAME;
        return read_text(p, hint, &v->text);
    case OF_LEVEL:
        v->kind = A_NAME;
        return read_name(p, hint, &v->text);
    case OF_FLAG:
    case OF_YEARLY:
    case CATALOGUE_TYPES:
        break;
    }
    return fault_expected(p->fault, hint, p->now);
}

rc read_value(struct parser *p, const struct catalogue_field *field, enum cond_op op,
              struct cond_value *ret_value)
{
    uint16_t from = p->now->place.at;
    const char *hint = value_hint(field, op);
    struct cond_value v = {.kind = A_NUMBER};
    if (op == OP_LAST || op == OP_NEXT) {
        v.kind = A_DAYS;
        TRY(read_length(p, hint, &v.number));
    } else {
        TRY(read_typed(p, field, hint, &v));
    }
    v.place = parser_place(p, from);
    *ret_value = v;
    return OK;
}

bool arg_fits(const struct catalogue_arg *arg, const struct token *t)
{
    switch (arg->kind) {
    case ARG_CODE:
        return t->kind == T_WORD;
    case ARG_PRODUCT:
    case ARG_SCHEME:
        return t->kind == T_WORD || t->kind == T_TEXT;
    case ARG_TAG:
    case ARG_LIST:
    case ARG_AUDIENCE:
    case ARG_TEXT:
        return t->kind == T_TEXT;
    case ARG_WINDOW:
    case ARG_PERCENT:
        return t->kind == T_NUMBER;
    case ARG_SINCE:
        return t->kind == T_WORD || t->kind == T_NUMBER;
    case ARG_END:
    case ARG_KINDS:
        break;
    }
    return false;
}

static rc read_since(struct parser *p, int64_t *ret_moment)
{
    enum moment m;
    const struct token *first = p->now;
    TRY(read_moment(p, &m));
    if (m == MOMENT_TODAY)
        return fault_expected(p->fault, arg_hints[ARG_SINCE], first);
    *ret_moment = m;
    return OK;
}

static rc read_product(struct parser *p, struct cond_value *v)
{
    const char *hint = arg_hints[ARG_PRODUCT];
    v->kind = p->now->kind == T_TEXT ? A_NAME : A_CODE;
    return v->kind == A_NAME ? read_text(p, hint, &v->text)
                             : read_code(p, &class_words, hint, &v->number);
}

static rc read_arg_typed(struct parser *p, const struct catalogue_arg *arg, struct cond_value *v)
{
    const char *hint = arg_hint(arg);
    switch (arg->kind) {
    case ARG_CODE:
        v->kind = A_CODE;
        return read_code(p, arg->words, hint, &v->number);
    case ARG_PRODUCT:
        return read_product(p, v);
    case ARG_TAG:
    case ARG_LIST:
    case ARG_AUDIENCE:
        v->kind = A_NAME;
        return read_text(p, hint, &v->text);
    case ARG_SCHEME:
        v->kind = A_NAME;
        return read_name(p, hint, &v->text);
    case ARG_TEXT:
        v->kind = A_TEXT;
        return read_text(p, hint, &v->text);
    case ARG_WINDOW:
        v->kind = A_DAYS;
        return read_length(p, hint, &v->number);
    case ARG_PERCENT:
        return read_percent(p, hint, &v->number);
    case ARG_SINCE:
        v->kind = A_MOMENT;
        return read_since(p, &v->number);
    case ARG_END:
    case ARG_KINDS:
        break;
    }
    assert(false);
    return E_INTERNAL;
}

rc read_arg(struct parser *p, const struct catalogue_arg *arg, struct cond_value *ret_value)
{
    uint16_t from = p->now->place.at;
    struct cond_value v = {.kind = A_NUMBER};
    TRY(read_arg_typed(p, arg, &v));
    v.place = parser_place(p, from);
    *ret_value = v;
    return OK;
}
