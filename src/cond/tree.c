#include "cond/tree.h"

/* clang-format off */
const struct cond_op_word cond_ops[COND_OPS] = {
    [OP_HOLDS]   = {"", ""},
    [OP_EQ]      = {"=", "等于"},
    [OP_NE]      = {"!=", "不等于"},
    [OP_LT]      = {"<", "小于"},
    [OP_LE]      = {"<=", "不超过"},
    [OP_GT]      = {">", "大于"},
    [OP_GE]      = {">=", "不低于"},
    [OP_BETWEEN] = {"between", "介于"},
    [OP_IN]      = {"in", "属于"},
    [OP_BEGINS]  = {"begins with", "开头为"},
    [OP_UNDER]   = {"under", "隶属"},
    [OP_LAST]    = {"within the last", "最近"},
    [OP_NEXT]    = {"within", "未来"},
    [OP_EMPTY]   = {"is empty", "为空"},
};

const struct cond_op_word cond_moments[MOMENTS] = {
    [MOMENT_TODAY]        = {"today", "今天"},
    [MOMENT_YESTERDAY]    = {"yesterday", "昨天"},
    [MOMENT_MONTH_END]    = {"last month end", "上月末"},
    [MOMENT_TWO_MONTHS]   = {"2 months ago", "2 个月前"},
    [MOMENT_THREE_MONTHS] = {"3 months ago", "3 个月前"},
    [MOMENT_YEAR_BEGIN]   = {"year begin", "年初"},
};

#define BIT(op) (1U << (op))
#define SAME (BIT(OP_EQ) | BIT(OP_IN))
#define EQUAL (SAME | BIT(OP_NE))
#define ORDER (BIT(OP_LT) | BIT(OP_LE) | BIT(OP_GT) | BIT(OP_GE) | BIT(OP_BETWEEN))

static const unsigned suits[CATALOGUE_TYPES] = {
    [OF_MONEY]  = EQUAL | ORDER,
    [OF_COUNT]  = EQUAL | ORDER,
    [OF_CODE]   = EQUAL,
    [OF_FLAG]   = BIT(OP_HOLDS),
    [OF_DATE]   = EQUAL | ORDER | BIT(OP_LAST) | BIT(OP_NEXT),
    [OF_YEARLY] = BIT(OP_NEXT),
    [OF_TEXT]   = EQUAL | BIT(OP_BEGINS),
    [OF_ORG]    = EQUAL | BIT(OP_UNDER),
    [OF_STAFF]  = EQUAL,
    [OF_SHARE]  = EQUAL | ORDER,
    [OF_LEVEL]  = EQUAL | ORDER,
};
/* clang-format on */

bool op_suits(const struct catalogue_field *field, enum cond_op op)
{
    if (op == OP_EMPTY)
        return field->nullable;
    unsigned ops = suits[field->type] | (field->ranked ? ORDER : 0);
    if (field->several)
        ops &= SAME;
    return ops >> op & 1;
}

const struct cond_value *cond_arg(const struct cond_ref *ref, enum arg_kind kind)
{
    for (size_t i = 0; i < ref->args_len; i++)
        if (ref->args[i].kind == kind)
            return &ref->args[i].value;
    return NULL;
}

day cond_day(const struct cond_value *v, day business_day)
{
    if (v->kind == A_DAY)
        return (day)v->number;
    if (v->kind == A_DAY_AGO)
        return business_day - (day)v->number;
    assert(v->kind == A_MONTHS_AGO);
    return day_add_months(business_day, (int)-v->number);
}

day cond_moment_day(enum moment m, day business_day)
{
    switch (m) {
    case MOMENT_TODAY:
        return business_day;
    case MOMENT_YESTERDAY:
        return business_day - 1;
    case MOMENT_MONTH_END:
        return day_month_end_before(business_day, 1);
    case MOMENT_TWO_MONTHS:
        return day_month_end_before(business_day, 2);
    case MOMENT_THREE_MONTHS:
        return day_month_end_before(business_day, 3);
    case MOMENT_YEAR_BEGIN:
    case MOMENTS:
        break;
    }
    assert(m == MOMENT_YEAR_BEGIN);
    return day_year_start(business_day) - 1;
}

size_t cond_nodes(const struct cond *c)
{
    size_t nodes = 1;
    for (size_t i = 0; i < c->len; i++)
        nodes += cond_nodes(c->parts[i]);
    return nodes;
}

/* ---- equal ----------------------------------------------------------------------------------- */

bool cond_value_equal(const struct cond_value *a, const struct cond_value *b)
{
    return a->kind == b->kind && a->number == b->number && text_equal(a->text, b->text);
}

bool cond_ref_equal(const struct cond_ref *a, const struct cond_ref *b)
{
    if (a->field != b->field || a->moment != b->moment || a->args_len != b->args_len)
        return false;
    for (size_t i = 0; i < a->args_len; i++)
        if (a->args[i].kind != b->args[i].kind ||
            !cond_value_equal(&a->args[i].value, &b->args[i].value))
            return false;
    return true;
}

bool cond_test_equal(const struct cond_test *a, const struct cond_test *b)
{
    if (!cond_ref_equal(&a->left, &b->left) || a->op != b->op || a->len != b->len ||
        !a->than != !b->than)
        return false;
    if (a->than && (a->factor != b->factor || !cond_ref_equal(a->than, b->than)))
        return false;
    for (size_t i = 0; i < a->len; i++)
        if (!cond_value_equal(&a->values[i], &b->values[i]))
            return false;
    return true;
}

bool cond_equal(const struct cond *a, const struct cond *b)
{
    if (a->kind != b->kind || a->len != b->len)
        return false;
    for (size_t i = 0; i < a->len; i++)
        if (!cond_equal(a->parts[i], b->parts[i]))
            return false;
    return a->kind != COND_TEST || cond_test_equal(&a->test, &b->test);
}
