#include "plain.h"

#include "engine/reach.h"

struct found {
    bool known;
    int64_t value;
};

static struct found is(int64_t value)
{
    return (struct found){true, value};
}

static struct found is_unless(int64_t value, int64_t unknown)
{
    return (struct found){value != unknown, value};
}

/* ---- figures of several days ---- */

static const uint8_t amount_of_field[CUSTOMER_FIELDS] = {
    [FIELD_DEPOSITS] = AMOUNT_DEPOSITS,
    [FIELD_LOANS] = AMOUNT_LOANS,
    [FIELD_FUNDS] = AMOUNT_FUND,
    [FIELD_BONDS] = AMOUNT_BOND,
    [FIELD_WEALTH] = AMOUNT_WEALTH,
    [FIELD_INSURANCE] = AMOUNT_INSURANCE,
    [FIELD_SECURITIES] = AMOUNT_SECURITIES,
    [FIELD_GOLD] = AMOUNT_GOLD,
    [FIELD_FA] = AMOUNT_FA,
    [FIELD_AUM] = AMOUNT_AUM,
    [FIELD_MORTGAGE] = AMOUNT_MORTGAGE,
    [FIELD_CREDIT_LOAN] = AMOUNT_CREDIT_LOAN,
    [FIELD_DEPOSITS_CHANGE] = AMOUNT_DEPOSITS,
    [FIELD_LOANS_CHANGE] = AMOUNT_LOANS,
    [FIELD_FA_CHANGE] = AMOUNT_FA,
    [FIELD_AUM_CHANGE] = AMOUNT_AUM,
};

static bool is_amount(enum customer_field f)
{
    return amount_of_field[f] != 0;
}

static const enum at at_of_moment[MOMENTS] = {
    [MOMENT_TODAY] = AT_DAY,
    [MOMENT_YESTERDAY] = AT_YESTERDAY,
    [MOMENT_MONTH_END] = AT_MONTH_END,
    [MOMENT_YEAR_BEGIN] = AT_YEAR_END,
};

static enum moment moment_of(const struct cond_ref *ref)
{
    const struct cond_value *since = cond_arg(ref, ARG_SINCE);
    return since ? (enum moment)since->number : ref->moment;
}

static struct found amount(const struct snapshot *s, const struct cond_ref *ref, uint32_t row)
{
    enum at at = at_of_moment[moment_of(ref)];
    enum amount a = (enum amount)amount_of_field[ref->field];
    if (snapshot_day_of(s, at) == NO_DAY)
        return (struct found){false, 0};
    return is(cond_arg(ref, ARG_SINCE) ? snapshot_change(s, row, a, at)
                                       : snapshot_amount(s, row, a, at));
}

/* ---- what is held ---- */

static bool is_of_class(const struct cond_ref *ref, const struct holding *h)
{
    const struct cond_value *v = cond_arg(ref, ARG_PRODUCT);
    return !v || (v->kind == A_CODE ? h->class == v->number : h->product_id == v->id);
}

static bool counts(const struct cond_ref *ref, const struct snapshot *s, const struct holding *h)
{
    bool is_there = h->balance > 0 || h->class == CLASS_SETTLEMENT || h->class == CLASS_CHANNEL;
    if (ref->field == FIELD_HOLDS || ref->field == FIELD_HELD)
        return is_there || ref->field == FIELD_HELD;
    return is_there && h->matures_on != NO_DAY && h->matures_on >= s->day &&
           h->matures_on <= s->day + cond_arg(ref, ARG_WINDOW)->number;
}

static struct found held(const struct snapshot *s, const struct cond_ref *ref, uint32_t row)
{
    struct holdings_view all = snapshot_holdings(s, row);
    fen sum = 0;
    bool any = false;
    for (size_t i = 0; i < all.len; i++)
        if (is_of_class(ref, &all.items[i]) && counts(ref, s, &all.items[i])) {
            sum = fen_add(sum, holding_base(s, &all.items[i]));
            any = true;
        }
    return is(customer_fields[ref->field].type == OF_FLAG ? any : sum);
}

/* ---- one customer's value ---- */

/* Day by day until it is there; whoever is born on 29 February is congratulated on the 28th. */
static struct found days_until(uint16_t birthday, day today)
{
    for (day d = today; birthday && d < today + 400; d++) {
        struct ymd x = day_ymd(d);
        bool leap = month_days(x.year, 2) == 29;
        int wanted = birthday == 2 * 32 + 29 && !leap ? 2 * 32 + 28 : birthday;
        if (x.month * 32 + x.day == wanted)
            return is(d - today);
    }
    return (struct found){false, 0};
}

static struct found find(const struct snapshot *s, const struct cond_ref *ref, uint32_t row)
{
    struct snapshot_customer c = snapshot_customer(s, row);
    if (is_amount(ref->field))
        return amount(s, ref, row);
    switch ((int)ref->field) {
    case FIELD_STAGE:
        return is(c.stage);
    case FIELD_TIER:
        return is(c.tier);
    case FIELD_REF:
        return is(c.ref);
    case FIELD_BELOW:
        return is(c.below);
    case FIELD_STANDING:
        return is(c.standing);
    case FIELD_ACCT_MAX:
        return is(c.acct_max);
    case FIELD_FA_AVG:
        return is(c.fa_avg);
    case FIELD_CC_SPEND:
        return is(c.cc_spend);
    case FIELD_CC_GRADE:
        return is(c.cc_grade);
    case FIELD_LEVEL:
        return is(snapshot_level(s, row, (size_t)cond_arg(ref, ARG_SCHEME)->id));
    case FIELD_PRODUCT_KINDS:
        return is(c.kinds);
    case FIELD_BIRTHDAY:
        return days_until(c.birthday, s->day);
    case FIELD_CAME:
        return is(c.came);
    case FIELD_GONE:
        return is(c.gone);
    case FIELD_ORG:
        return is_unless(c.home_id, 0);
    case FIELD_MANAGER:
        return is_unless(c.manager_id, 0);
    case FIELD_MANAGED_SINCE:
        return is_unless(c.managed_since, NO_DAY);
    default:
        return held(s, ref, row);
    }
}

static bool knows_field(const struct cond_ref *ref)
{
    static const uint8_t others[] = {
        FIELD_STAGE,  FIELD_TIER,     FIELD_REF,      FIELD_BELOW,         FIELD_STANDING,
        FIELD_FA_AVG, FIELD_ACCT_MAX, FIELD_CC_SPEND, FIELD_PRODUCT_KINDS, FIELD_CC_GRADE,
        FIELD_CAME,   FIELD_GONE,     FIELD_BIRTHDAY, FIELD_ORG,           FIELD_MANAGED_SINCE,
        FIELD_LEVEL,  FIELD_MANAGER,  FIELD_HELD,     FIELD_MATURES,       FIELD_MATURING,
        FIELD_HOLDS};
    const struct cond_value *product = cond_arg(ref, ARG_PRODUCT);
    bool is_card = product && product->kind == A_CODE &&
                   (product->number == CLASS_DEBIT_CARD || product->number == CLASS_CREDIT_CARD);
    if (moment_of(ref) == MOMENT_TWO_MONTHS || moment_of(ref) == MOMENT_THREE_MONTHS || is_card ||
        (product && product->kind == A_NAME && product->id < 0))
        return false;
    return is_amount(ref->field) || memchr(others, (int)ref->field, sizeof others);
}

/* ---- tests ---- */

static int64_t meant(const struct cond_value *v, day today)
{
    if (v->kind == A_DAY || v->kind == A_DAY_AGO || v->kind == A_MONTHS_AGO)
        return cond_day(v, today);
    return v->kind == A_NAME ? v->id : v->number;
}

static bool is_any(const struct cond_test *t, int64_t value, day today)
{
    for (size_t i = 0; i < t->len; i++)
        if (meant(&t->values[i], today) == value)
            return true;
    return false;
}

static bool is_under(const struct snapshot *s, const struct cond_test *t, int64_t home)
{
    uint32_t place = snapshot_place(s, (int32_t)home);
    for (size_t i = 0; i < t->len; i++) {
        uint32_t first = snapshot_place(s, (int32_t)t->values[i].id);
        if (first && place >= first && place <= s->places[first].last)
            return true;
    }
    return false;
}

static bool compares(enum cond_op op, int128_t a, int128_t b)
{
    switch ((int)op) {
    case OP_EQ:
        return a == b;
    case OP_NE:
        return a != b;
    case OP_LT:
        return a < b;
    case OP_LE:
        return a <= b;
    case OP_GT:
        return a > b;
    default:
        return a >= b;
    }
}

static bool tests(const struct snapshot *s, const struct cond_test *t, uint32_t row)
{
    struct found left = find(s, &t->left, row);
    day d = s->day;
    if (t->op == OP_EMPTY || !left.known)
        return t->op == OP_EMPTY && !left.known;
    if (t->than) {
        struct found right = find(s, t->than, row);
        return right.known && compares(t->op, (int128_t)left.value * BASIS_POINTS,
                                       (int128_t)right.value * t->factor);
    }
    if (customer_fields[t->left.field].type == OF_YEARLY)
        return left.value <= t->values[0].number;
    switch ((int)t->op) {
    case OP_HOLDS:
        return left.value;
    case OP_BETWEEN:
        return left.value >= meant(&t->values[0], d) && left.value <= meant(&t->values[1], d);
    case OP_IN:
        return is_any(t, left.value, d);
    case OP_UNDER:
        return is_under(s, t, left.value);
    case OP_LAST:
        return left.value > d - t->values[0].number && left.value <= d;
    case OP_NEXT:
        return left.value >= d && left.value <= d + t->values[0].number;
    default:
        return compares(t->op, left.value, meant(&t->values[0], d));
    }
}

/* ---- the tree ---- */

bool plain_knows(const struct cond *c)
{
    if (c->kind == COND_TEST)
        return knows_field(&c->test.left) && (!c->test.than || knows_field(c->test.than));
    for (size_t i = 0; i < c->len; i++)
        if (!plain_knows(c->parts[i]))
            return false;
    return true;
}

bool plain_holds(const struct snapshot *s, const struct cond *c, uint32_t row)
{
    if (c->kind == COND_TEST)
        return tests(s, &c->test, row);
    if (c->kind == COND_NOT)
        return !plain_holds(s, c->parts[0], row);
    for (size_t i = 0; i < c->len; i++)
        if (plain_holds(s, c->parts[i], row) == (c->kind == COND_OR))
            return c->kind == COND_OR;
    return c->kind == COND_AND;
}
