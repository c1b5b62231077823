/* A condition asked of one customer, with what was found: down the tree as it was written, value by
 * value, without the sets and ranges that everybody is asked with. */
#include "engine/evaluate_inside.h"

/* ---- tests ---- */

static bool compares(enum cond_op op, int128_t a, int128_t b)
{
    switch (op) {
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
    case OP_GE:
        return a >= b;
    case OP_HOLDS:
    case OP_BETWEEN:
    case OP_IN:
    case OP_BEGINS:
    case OP_UNDER:
    case OP_LAST:
    case OP_NEXT:
    case OP_EMPTY:
    case COND_OPS:
        break;
    }
    return false;
}

static bool is_any_of(const struct bound *p, int64_t value)
{
    for (size_t i = 0; i < p->values_len; i++)
        if (p->values[i] == value)
            return true;
    return false;
}

static bool is_under_any(const struct bound *p, int64_t place)
{
    const struct org_place *places = p->left.s->places;
    for (size_t i = 0; i < p->values_len; i++)
        if (p->values[i] >= 0 && place >= p->values[i] && place <= places[p->values[i]].last)
            return true;
    return false;
}

/* A date's distance from today; of a birthday it is the value itself. */
static int64_t days_ahead(const struct bound *p, int64_t value)
{
    bool yearly = customer_fields[p->cond->test.left.field].type == OF_YEARLY;
    return yearly ? value : value - p->left.s->day;
}

static bool meets(const struct bound *p, int64_t value)
{
    const struct cond_test *t = &p->cond->test;
    bool yearly = customer_fields[t->left.field].type == OF_YEARLY;
    int64_t ahead;
    switch (t->op) {
    case OP_HOLDS:
        return value == 1;
    case OP_BETWEEN:
        return value >= p->values[0] && value <= p->values[1];
    case OP_IN:
        return is_any_of(p, value);
    case OP_UNDER:
        return is_under_any(p, value);
    case OP_LAST:
        ahead = yearly ? -value : days_ahead(p, value);
        return ahead <= 0 && ahead > -p->values[0] - yearly;
    case OP_NEXT:
        ahead = days_ahead(p, value);
        return ahead >= 0 && ahead <= p->values[0];
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
    case OP_BEGINS:
    case OP_EMPTY:
    case COND_OPS:
        break;
    }
    return compares(t->op, value, p->values[0]);
}

static bool meets_than(const struct bound *p, int64_t value, int64_t than)
{
    return compares(p->cond->test.op, (int128_t)value * BASIS_POINTS,
                    (int128_t)than * p->cond->test.factor);
}

static bool test_of_others(const struct bound *p, uint32_t row)
{
    struct int4s staff = snapshot_co_managers(p->left.s, row);
    if (p->cond->test.op == OP_EMPTY)
        return staff.len == 0;
    for (size_t i = 0; i < staff.len; i++)
        if (is_any_of(p, staff.items[i]))
            return true;
    return false;
}

static bool test_of_text(const struct bound *p, struct text text)
{
    if (p->cond->test.op == OP_EMPTY)
        return text.ptr == NULL;
    return text.ptr && text_meets(&p->cond->test, text);
}

static bool test_of_value(const struct bound *p, uint32_t row)
{
    int64_t value = p->left.one(&p->left, row);
    if (p->cond->test.op == OP_EMPTY)
        return value == UNKNOWN;
    if (!p->than)
        return value != UNKNOWN && meets(p, value);
    int64_t than = p->than->one(p->than, row);
    return value != UNKNOWN && than != UNKNOWN && meets_than(p, value, than);
}

static bool test_holds(const struct bound *p, uint32_t row)
{
    if (p->len)
        return bound_holds(p->parts[0], row);
    if (p->left.way == WAY_FOUND)
        return set_has(p->left.found, row);
    if (p->left.way == WAY_OTHERS)
        return test_of_others(p, row);
    if (p->left.way == WAY_TERMS)
        return test_of_text(p, reading_text(&p->left, row));
    return test_of_value(p, row);
}

/* ---- trees ---- */

bool bound_holds(const struct bound *p, uint32_t row)
{
    if (p->cond->kind == COND_TEST)
        return test_holds(p, row);
    if (p->cond->kind == COND_NOT)
        return !bound_holds(p->parts[0], row);
    bool wanted = p->cond->kind == COND_OR;
    for (size_t i = 0; i < p->len; i++)
        if (bound_holds(p->parts[i], row) == wanted)
            return wanted;
    return !wanted;
}

bool evaluate_one(const struct evaluation *e, uint32_t row)
{
    return row < e->s->count && e->s->came[row] != NO_DAY && bound_holds(e->root, row);
}

/* ---- explained ---- */

/* Sizes, of which it can be said how much is missing. */
static bool is_size(const struct bound *p)
{
    switch (customer_fields[p->cond->test.left.field].type) {
    case OF_MONEY:
    case OF_COUNT:
    case OF_SHARE:
    case OF_DATE:
    case OF_YEARLY:
        return true;
    case OF_CODE:
    case OF_FLAG:
    case OF_TEXT:
    case OF_ORG:
    case OF_STAFF:
    case OF_LEVEL:
    case CATALOGUE_TYPES:
        break;
    }
    return false;
}

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

/* factor x than, as whole numbers: the greatest that is not above it, or the least not below. */
static int64_t times_factor(int64_t than, int64_t factor, bool up)
{
    int128_t product = (int128_t)than * factor;
    int128_t whole = product / BASIS_POINTS;
    if (product % BASIS_POINTS != 0)
        whole += up ? product > 0 : -(product < 0);
    return fen_clamp(whole);
}

static int64_t nearest_of(const struct bound *p, int64_t value)
{
    int64_t nearest = p->values[0];
    for (size_t i = 1; i < p->values_len; i++) {
        int128_t d = (int128_t)p->values[i] - value, best = (int128_t)nearest - value;
        if ((d < 0 ? -d : d) < (best < 0 ? -best : best))
            nearest = p->values[i];
    }
    return nearest;
}

/* The nearest value with which the test would hold; UNKNOWN: there is none. */
static int64_t nearest(const struct bound *p, int64_t value, int64_t than)
{
    const struct cond_test *t = &p->cond->test;
    bool yearly = customer_fields[t->left.field].type == OF_YEARLY;
    int64_t n = p->values_len ? p->values[0] : 0, today = yearly ? 0 : p->left.s->day;
    int64_t low = p->than ? times_factor(than, t->factor, false) : n;
    int64_t high = p->than ? times_factor(than, t->factor, true) : n;
    switch (t->op) {
    case OP_EQ:
        return low == high ? low : UNKNOWN;
    case OP_IN:
        return nearest_of(p, value);
    case OP_NE:
        return value == INT64_MAX ? UNKNOWN : value + 1;
    case OP_LT:
        return high == UNKNOWN + 1 ? UNKNOWN : high - 1;
    case OP_LE:
        return low;
    case OP_GT:
        return low == INT64_MAX ? UNKNOWN : low + 1;
    case OP_GE:
        return high;
    case OP_BETWEEN:
        return clamp(value, p->values[0], p->values[1]);
    case OP_LAST:
        return yearly ? clamp(value, 0, n) : clamp(value, today - n + 1, today);
    case OP_NEXT:
        return clamp(value, today, today + n);
    case OP_HOLDS:
    case OP_BEGINS:
    case OP_UNDER:
    case OP_EMPTY:
    case COND_OPS:
        break;
    }
    return UNKNOWN;
}

static void explain_value(const struct bound *p, uint32_t row, struct explained *e)
{
    int64_t value = p->left.one(&p->left, row);
    int64_t than = p->than ? p->than->one(p->than, row) : UNKNOWN;
    e->known = value != UNKNOWN;
    e->than_known = than != UNKNOWN;
    e->value = e->known ? value : 0;
    e->than = e->than_known ? than : 0;
    if (p->left.way == WAY_TERMS)
        e->text = reading_text(&p->left, row);
    if (p->left.way == WAY_HOME)
        e->value = e->known ? p->left.s->places[value].org_id : 0;
    if (e->holds || !e->known || !is_size(p) || (p->than && !e->than_known))
        return;
    int64_t needed = nearest(p, value, than);
    e->is_short = needed != UNKNOWN;
    e->needed = e->is_short ? needed : 0;
    e->missing = e->is_short ? fen_clamp((int128_t)needed - value) : 0;
}

static const struct explained *explain(const struct bound *p, uint32_t row, struct arena *a)
{
    struct explained *e = arena_alloc(a, sizeof *e);
    e->cond = p->cond;
    e->holds = bound_holds(p, row);
    struct explained *parts = arena_alloc(a, p->len * sizeof *parts + 1);
    for (size_t i = 0; i < p->len; i++)
        parts[i] = *explain(p->parts[i], row, a);
    e->parts = parts;
    e->len = p->len;
    if (p->cond->kind == COND_TEST && p->left.way != WAY_OTHERS && p->left.way != WAY_FOUND)
        explain_value(p, row, e);
    return e;
}

const struct explained *evaluate_explain(const struct evaluation *e, uint32_t row, struct arena *a)
{
    return explain(e->root, row, a);
}
