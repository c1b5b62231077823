/* A field with what stands in its parentheses is a phrase of the table below; an operator is a
 * sentence with places for the phrase and the values; sentences are joined by "and" and "or". */
#include "cond/told.h"

#include "base/say.h"
#include "cond/words.h"

struct telling {
    struct arena *arena;
    enum tongue tongue;
};

static struct text told(const struct telling *t, const char *english, size_t len,
                        const struct place *places)
{
    return text_of(say(t->arena, t->tongue, english, len, places));
}

static struct text told_word(const struct telling *t, const char *english)
{
    return text_of(in_tongue(t->tongue, english));
}

/* ---- fields ---- */

/* {what}: the class, kind, name or object that is asked for; {days}: the window; {since}: the
 * moment. Of a flag the phrase is a sentence, and so is its opposite. */
struct phrase {
    const char *any, *not_any;   /* without {what} */
    const char *that, *not_that; /* with it */
};

/* Without parentheses a field has its Chinese name in the catalogue, and its English one here. */
/* clang-format off */
static const struct phrase phrases[CUSTOMER_FIELDS] = {
    [FIELD_STAGE]         = {"stage"},
    [FIELD_TIER]          = {"tier"},
    [FIELD_REF]           = {"reference tier"},
    [FIELD_BELOW]         = {"months below the reference"},
    [FIELD_STANDING]      = {"standing"},
    [FIELD_DEPOSITS]      = {"deposits"},
    [FIELD_LOANS]         = {"loans"},
    [FIELD_FUNDS]         = {"funds"},
    [FIELD_BONDS]         = {"treasury bonds"},
    [FIELD_WEALTH]        = {"wealth products"},
    [FIELD_INSURANCE]     = {"insurance"},
    [FIELD_SECURITIES]    = {"securities"},
    [FIELD_GOLD]          = {"precious metals"},
    [FIELD_FA]            = {"financial assets"},
    [FIELD_AUM]           = {"assets under management"},
    [FIELD_ACCT_MAX]      = {"largest account"},
    [FIELD_FA_AVG]        = {"annual average of financial assets"},
    [FIELD_AUM_MAX6]      = {"largest AUM of 6 months"},
    [FIELD_AUM_MAX12]     = {"largest AUM of 12 months"},
    [FIELD_CC_SPEND]      = {"card spend of a year"},
    [FIELD_MORTGAGE]      = {"secured loans"},
    [FIELD_CREDIT_LOAN]   = {"credit and guaranteed loans"},
    [FIELD_CC_GRADE]      = {"credit card grade"},
    [FIELD_PRODUCT_KINDS] = {"classes of products held"},
    [FIELD_DEPOSITS_CHANGE] = {N_("change of deposits since {since}")},
    [FIELD_LOANS_CHANGE]  = {N_("change of loans since {since}")},
    [FIELD_FA_CHANGE]     = {N_("change of financial assets since {since}")},
    [FIELD_AUM_CHANGE]    = {N_("change of AUM since {since}")},
    [FIELD_LEVEL]         = {.that = N_("level in {what}")},
    [FIELD_CUSTOMER_NO]   = {"customer number"},
    [FIELD_NAME]          = {"name"},
    [FIELD_AGE]           = {"age"},
    [FIELD_GENDER]        = {"gender"},
    [FIELD_BIRTHDAY]      = {"birthday"},
    [FIELD_OCCUPATION]    = {"occupation"},
    [FIELD_EDUCATION]     = {"education"},
    [FIELD_MARITAL]       = {"marital status"},
    [FIELD_INCOME_YEAR]   = {"income a year"},
    [FIELD_CERT_TYPE]     = {"certificate"},
    [FIELD_RISK_LEVEL]    = {"risk level"},
    [FIELD_RISK_ASSESSED] = {"risk assessment"},
    [FIELD_DND]           = {N_("wants no calls and messages"), N_("may be called and written to")},
    [FIELD_CAME]          = {"first delivery"},
    [FIELD_OPENED_ON]     = {"opening with the bank"},
    [FIELD_GONE]          = {N_("is no longer delivered"), N_("is still delivered")},
    [FIELD_HOLDS]         = {.that = N_("holds {what}"), .not_that = N_("does not hold {what}")},
    [FIELD_HELD]          = {.that = N_("balance of {what}")},
    [FIELD_MATURES]       = {N_("something matures within {days}"), N_("nothing matures within {days}"),
                             N_("{what} matures within {days}"), N_("no {what} matures within {days}")},
    [FIELD_MATURING]      = {N_("amount that matures within {days}"), NULL,
                             N_("amount of {what} that matures within {days}")},
    [FIELD_CARDS]         = {N_("valid cards"), NULL, N_("valid cards ({what})")},
    [FIELD_VIP]           = {N_("has a valid VIP card"), N_("has no valid VIP card")},
    [FIELD_LOGINS]        = {N_("sign-ins in {days}")},
    [FIELD_LAST_LOGIN]    = {"last sign-in"},
    [FIELD_VIEWS]         = {N_("pages looked at in {days}"), NULL, N_("looks at {what} in {days}")},
    [FIELD_SEARCHES]      = {N_("searches in {days}"), NULL, N_("searches for {what} in {days}")},
    [FIELD_CLICKS]        = {N_("clicks in {days}"), NULL, N_("clicks on {what} in {days}")},
    [FIELD_ACTIVE]        = {N_("was active within {days}"), N_("was not active within {days}")},
    [FIELD_SPENT]         = {N_("money out in {days}"), NULL, N_("money out in {days} ({what})")},
    [FIELD_RECEIVED]      = {N_("money in in {days}"), NULL, N_("money in in {days} ({what})")},
    [FIELD_TRANSACTIONS]  = {N_("transactions in {days}"), NULL, N_("transactions in {days} ({what})")},
    [FIELD_PURCHASE]      = {N_("bought a product in {days}"), N_("bought no product in {days}"),
                             N_("bought a product in {days} ({what})"), N_("bought no product in {days} ({what})")},
    [FIELD_PURCHASED]     = {N_("money put into products in {days}"), NULL,
                             N_("money put into products in {days} ({what})")},
    [FIELD_ORG]           = {"home organisation"},
    [FIELD_REGION]        = {"region"},
    [FIELD_MANAGER]       = {"main manager"},
    [FIELD_CO_MANAGER]    = {"co-manager"},
    [FIELD_MANAGER_SHARE] = {"the main manager's share"},
    [FIELD_MANAGED_SINCE] = {"begin of the main manager's care"},
    [FIELD_RELATED]       = {N_("somebody is related"), N_("nobody is related"),
                             N_("somebody is related ({what})"), N_("nobody is related ({what})")},
    [FIELD_TAG]           = {.that = N_("has the tag {what}"), .not_that = N_("does not have the tag {what}")},
    [FIELD_LIST]          = {.that = N_("is on the list {what}"), .not_that = N_("is not on the list {what}")},
    [FIELD_AUDIENCE]      = {.that = N_("belongs to the audience {what}"), .not_that = N_("does not belong to the audience {what}")},
    [FIELD_RANDOM]        = {.that = N_("is among a random {what}"), .not_that = N_("is not among a random {what}")},
};

/* Sizes, days and words have sentences of their own. */
struct sentences { const char *size, *day, *word; };
static const struct sentences sentences[COND_OPS] = {
    [OP_EQ]      = {N_("{field} is {value}"), N_("{field} is {value}"), N_("{field} is {value}")},
    [OP_NE]      = {N_("{field} is not {value}"), N_("{field} is not {value}"), N_("{field} is not {value}")},
    [OP_LT]      = {N_("{field} is below {value}"), N_("{field} is before {value}"), N_("{field} is below {value}")},
    [OP_LE]      = {N_("{field} is at most {value}"), N_("{field} is {value} or before"), N_("{field} is {value} or lower")},
    [OP_GT]      = {N_("{field} is above {value}"), N_("{field} is after {value}"), N_("{field} is above {value}")},
    [OP_GE]      = {N_("{field} is at least {value}"), N_("{field} is {value} or later"), N_("{field} is {value} or higher")},
    [OP_BETWEEN] = {N_("{field} is between {value} and {other}"), N_("{field} is from {value} to {other}"), N_("{field} is from {value} to {other}")},
    [OP_IN]      = {N_("{field} is {value}"), N_("{field} is {value}"), N_("{field} is {value}")},
    [OP_BEGINS]  = {.word = N_("{field} begins with {value}")},
    [OP_UNDER]   = {.word = N_("{field} is {value} or below it")},
    [OP_LAST]    = {.day = N_("{field} is within the last {value}")},
    [OP_NEXT]    = {.day = N_("{field} is within the next {value}")},
    [OP_EMPTY]   = {N_("{field} is not known"), N_("{field} is not known"), N_("{field} is not known")},
};
/* clang-format on */

/* ---- numbers ---- */

/* 12,345.60 as 12,345.6 */
static struct text told_decimal(const struct telling *t, int64_t number, unsigned decimals)
{
    char digits[24], grouped[40];
    int64_t one = 1;
    for (unsigned i = 0; i < decimals; i++)
        one *= 10;
    uint64_t size = number < 0 ? -(uint64_t)number : (uint64_t)number;
    uint64_t rest = size % (uint64_t)one;
    int len = snprintf(digits, sizeof digits, "%" PRIu64, size / (uint64_t)one);
    size_t out = 0;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            grouped[out++] = ',';
        grouped[out++] = digits[i];
    }
    grouped[out] = 0;
    for (; rest && rest % 10 == 0; decimals--)
        rest /= 10;
    const char *sign = number < 0 ? "-" : "";
    return text_of(
        rest ? arena_printf(t->arena, "%s%s.%0*" PRIu64, sign, grouped, (int)decimals, rest)
             : arena_printf(t->arena, "%s%s", sign, grouped));
}

static struct text told_in(const struct telling *t, const char *english, struct text n)
{
    const struct place place = {"n", n};
    return told(t, english, 1, &place);
}

/* Chinese counts large sums in units of ten thousand and of a hundred million yuan, where that says
 * them exactly in two decimals. */
static struct text told_money(const struct telling *t, int64_t amount)
{
    static const struct {
        int64_t hundredth; /* of the unit, in fen */
        const char *zh;
    } units[] = {{INT64_C(100000000), "{n}亿元"}, {INT64_C(10000), "{n}万元"}};
    uint64_t size = amount < 0 ? -(uint64_t)amount : (uint64_t)amount;
    for (size_t i = 0; t->tongue == CHINESE && i < ARRAY_LEN(units); i++)
        if (size >= (uint64_t)units[i].hundredth * 100 && size % (uint64_t)units[i].hundredth == 0)
            return told_in(t, units[i].zh, told_decimal(t, amount / units[i].hundredth, 2));
    return told_in(t, N_("{n} yuan"), told_decimal(t, amount, 2));
}

static struct text told_days(const struct telling *t, int64_t days)
{
    return told_in(t, days == 1 ? N_("{n} day") : N_("{n} days"), told_decimal(t, days, 0));
}

static struct text told_number(const struct telling *t, const struct catalogue_field *f,
                               int64_t number)
{
    if (f->type == OF_MONEY)
        return told_money(t, number);
    struct text n = told_decimal(t, number, f->type == OF_SHARE ? 2 : 0);
    if (f->type == OF_SHARE)
        return told_in(t, "{n}%", n);
    if (!f->unit || t->tongue != CHINESE)
        return n;
    const struct place places[] = {{"n", n}, {"unit", told_word(t, f->unit)}};
    return told(t, "{n}{unit}", ARRAY_LEN(places), places);
}

/* ---- values ---- */

static struct text told_ago(const struct telling *t, const struct cond_value *v)
{
    bool months = v->kind == A_MONTHS_AGO, ahead = v->number < 0;
    uint64_t size = ahead ? -(uint64_t)v->number : (uint64_t)v->number;
    struct text n = told_decimal(t, size > INT32_MAX ? INT32_MAX : (int64_t)size, 0);
    if (months)
        return told_in(t, ahead ? N_("{n} months ahead") : N_("{n} months ago"), n);
    if (v->number == 0)
        return told_word(t, N_("the business day"));
    return told_in(t, ahead ? N_("{n} days ahead") : N_("{n} days ago"), n);
}

static struct text told_moment(const struct telling *t, int64_t moment)
{
    const struct cond_op_word *w = &cond_moments[moment];
    return text_of(t->tongue == CHINESE && w->zh ? w->zh : w->text);
}

static struct text told_value(const struct telling *t, const struct words *words,
                              const struct catalogue_field *f, const struct cond_value *v)
{
    switch (v->kind) {
    case A_NUMBER:
        return told_number(t, f, v->number);
    case A_CODE:
        return told_word(t, word_of_code(words, (int16_t)v->number)->label);
    case A_DAYS:
        return told_days(t, v->number);
    case A_DAY:
        return text_of(arena_printf(t->arena, "%s", day_format((day)v->number).text));
    case A_DAY_AGO:
    case A_MONTHS_AGO:
        return told_ago(t, v);
    case A_MOMENT:
        return told_moment(t, v->number);
    case A_TEXT:
    case A_NAME:
        return text_of(arena_printf(t->arena, "“%.*s”", (int)v->text.len, v->text.ptr));
    case VALUE_KINDS:
        break;
    }
    return (struct text){NULL, 0};
}

/* ---- a field with its arguments ---- */

static const struct words *words_of_arg(const struct catalogue_field *f, enum arg_kind kind)
{
    for (size_t i = 0; i < CATALOGUE_ARGS_MOST; i++)
        if (f->args[i].kind == kind && f->args[i].words)
            return f->args[i].words;
    return &class_words;
}

/* A random share is the one number that an argument has. */
static struct text told_arg(const struct telling *t, const struct catalogue_field *f,
                            const struct cond_arg *arg)
{
    if (arg->kind == ARG_PERCENT)
        return told_in(t, "{n}%", told_decimal(t, arg->value.number, 2));
    return told_value(t, words_of_arg(f, arg->kind), f, &arg->value);
}

struct args {
    struct place places[3]; /* what, days, since */
    bool that;
};

static struct args args_of(const struct telling *t, const struct cond_ref *ref)
{
    struct args args = {{{"what", {NULL, 0}}, {"days", {NULL, 0}}, {"since", {NULL, 0}}}, false};
    for (size_t i = 0; i < ref->args_len; i++) {
        enum arg_kind kind = ref->args[i].kind;
        size_t at = kind == ARG_WINDOW ? 1 : kind == ARG_SINCE ? 2 : 0;
        args.places[at].value = told_arg(t, &customer_fields[ref->field], &ref->args[i]);
        args.that |= at == 0;
    }
    return args;
}

/* A plain field's Chinese name stands in the catalogue. */
static struct text told_phrase(const struct telling *t, const struct cond_ref *ref, bool opposite)
{
    const struct catalogue_field *f = &customer_fields[ref->field];
    const struct phrase *p = &phrases[ref->field];
    if (!f->args[0].kind && f->type != OF_FLAG)
        return text_of(t->tongue == CHINESE ? f->zh : p->any);
    struct args args = args_of(t, ref);
    const char *english = args.that  ? opposite ? p->not_that : p->that
                          : opposite ? p->not_any
                                     : p->any;
    return told(t, english, ARRAY_LEN(args.places), args.places);
}

static struct text told_ref(const struct telling *t, const struct cond_ref *ref)
{
    struct text phrase = told_phrase(t, ref, false);
    if (ref->moment == MOMENT_TODAY)
        return phrase;
    const struct place places[] = {{"field", phrase}, {"moment", told_moment(t, ref->moment)}};
    return told(t, N_("{field} {moment}"), ARRAY_LEN(places), places);
}

/* ---- tests ---- */

/* "80% of deposits", "1.5 times deposits" */
static struct text told_than(const struct telling *t, const struct cond_test *test)
{
    struct text field = told_ref(t, test->than);
    if (test->factor == BASIS_POINTS)
        return field;
    bool less = test->factor < BASIS_POINTS;
    const struct place places[] = {{"field", field},
                                   {"n", told_decimal(t, test->factor, less ? 2 : 4)}};
    return told(t, less ? N_("{n}% of {field}") : N_("{n} times {field}"), ARRAY_LEN(places),
                places);
}

/* "gold, platinum or core" */
static struct text told_any(const struct telling *t, const struct cond_test *test)
{
    const struct catalogue_field *f = &customer_fields[test->left.field];
    struct text all = told_value(t, f->words, f, &test->values[0]);
    for (size_t i = 1; i < test->len; i++) {
        const struct place places[] = {{"first", all},
                                       {"second", told_value(t, f->words, f, &test->values[i])}};
        all = told(t, i + 1 < test->len ? N_("{first}, {second}") : N_("{first} or {second}"),
                   ARRAY_LEN(places), places);
    }
    return all;
}

static const char *sentence_of(const struct cond_test *test)
{
    enum catalogue_type type = customer_fields[test->left.field].type;
    const struct sentences *s = &sentences[test->op];
    if (type == OF_DATE || type == OF_YEARLY)
        return s->day;
    return type == OF_MONEY || type == OF_COUNT || type == OF_SHARE ? s->size : s->word;
}

static struct text told_test(const struct telling *t, const struct cond_test *test)
{
    struct place places[] = {
        {"field", told_ref(t, &test->left)}, {"value", {NULL, 0}}, {"other", {NULL, 0}}};
    const struct catalogue_field *f = &customer_fields[test->left.field];
    if (test->op == OP_HOLDS)
        return places[0].value;
    if (test->than) {
        places[1].value = told_than(t, test);
    } else if (test->op == OP_BETWEEN) {
        places[1].value = told_value(t, f->words, f, &test->values[0]);
        places[2].value = told_value(t, f->words, f, &test->values[1]);
    } else if (test->len) {
        places[1].value = told_any(t, test);
    }
    return told(t, sentence_of(test), ARRAY_LEN(places), places);
}

/* ---- parts together ---- */

static struct text tell(const struct telling *t, const struct cond *c);

/* A group within another stands in parentheses, as where it is typed. */
static struct text told_part(const struct telling *t, const struct cond *c)
{
    bool group = c->kind == COND_AND || c->kind == COND_OR;
    const struct place part = {"part", tell(t, c)};
    return group ? told(t, N_("({part})"), 1, &part) : part.value;
}

static struct text told_opposite(const struct telling *t, const struct cond *c)
{
    if (c->kind == COND_TEST && c->test.op == OP_HOLDS)
        return told_phrase(t, &c->test.left, true);
    const struct place part = {"part", tell(t, c)};
    return told(t, N_("not so: {part}"), 1, &part);
}

static struct text told_group(const struct telling *t, const struct cond *c)
{
    struct text all = told_part(t, c->parts[0]);
    for (size_t i = 1; i < c->len; i++) {
        const struct place places[] = {{"first", all}, {"second", told_part(t, c->parts[i])}};
        const char *joined = i + 1 < c->len        ? N_("{first}; {second}")
                             : c->kind == COND_AND ? N_("{first}, and {second}")
                                                   : N_("{first}, or {second}");
        all = told(t, joined, ARRAY_LEN(places), places);
    }
    return all;
}

static struct text tell(const struct telling *t, const struct cond *c)
{
    switch (c->kind) {
    case COND_TEST:
        return told_test(t, &c->test);
    case COND_NOT:
        return told_opposite(t, c->parts[0]);
    case COND_AND:
    case COND_OR:
        break;
    }
    return told_group(t, c);
}

struct text cond_told(struct arena *a, enum tongue tongue, const struct cond *c)
{
    const struct telling t = {a, tongue};
    return tell(&t, c);
}

struct text cond_told_text(struct arena *a, enum tongue tongue, struct text kept)
{
    const struct cond *c;
    struct cond_fault fault;
    return cond_parse(a, kept, &c, &fault) == OK ? cond_told(a, tongue, c) : kept;
}

struct text cond_told_side(struct arena *a, enum tongue tongue, struct cond_side side)
{
    const struct telling t = {a, tongue};
    return side.opposite ? told_opposite(&t, side.cond) : tell(&t, side.cond);
}
