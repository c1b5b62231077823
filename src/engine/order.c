/* Orders of all customers: what each is ordered by, and the kept ones, made by the first who asks.
 */
#include "base/large.h"
#include "engine/snapshot_parts.h"

static int64_t amount_order(const struct snapshot *s, uint32_t row, int order)
{
    enum at since = (enum at)(order / AMOUNT_COUNT);
    enum amount amount = (enum amount)(order % AMOUNT_COUNT);
    if (since == AT_DAY)
        return snapshot_amount(s, row, amount, AT_DAY);
    return s->days[since] == NO_DAY ? 0 : snapshot_change(s, row, amount, since);
}

int64_t order_value(const struct snapshot *s, uint32_t row, int order)
{
    if (order < ORDER_FIGURES)
        return amount_order(s, row, order);
    switch ((enum order_figure)order) {
    case ORDER_FA_AVG:
        return s->fa_avg[row];
    case ORDER_ACCT_MAX:
        return s->acct_max[row];
    case ORDER_CC_SPEND:
        return s->cc_spend[row];
    case ORDER_KINDS:
        return s->kinds[row];
    case ORDER_CC_GRADE:
        return s->cc_grade[row];
    case ORDER_STAGE:
        return s->stage[row];
    case ORDER_TIER:
        return s->tier[row];
    case ORDER_STANDING:
        return s->standing[row] * 256 + s->below[row];
    case ORDER_CAME:
        return s->came[row];
    case ORDER_MANAGED_SINCE:
        return s->manager[row] ? s->managed_since[row] : INT64_MIN;
    case ORDER_CUSTOMER:
    case ORDER_COUNT:
        break;
    }
    return row;
}

/* The managers change within a day: no order by them is kept. */
bool order_is_kept(int order)
{
    return order >= 0 && order < ORDER_COUNT && order != ORDER_MANAGED_SINCE;
}

/* ---- sorting by digits, the lowest first: equal ones keep their order ---- */

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, ROUNDS = 6 };

struct keyed {
    uint64_t key;
    uint32_t row;
};

static bool is_one_digit(const uint32_t *counts, uint32_t len)
{
    for (size_t i = 0; i < DIGITS; i++)
        if (counts[i])
            return counts[i] == len;
    return true;
}

/* From 'items' into 'other'; false: all have the same digit, nothing was done. */
static bool sort_round(const struct keyed *items, struct keyed *other, uint32_t len, int round)
{
    uint32_t counts[DIGITS] = {0};
    unsigned shift = (unsigned)round * DIGIT_BITS;
    for (uint32_t i = 0; i < len; i++)
        counts[items[i].key >> shift & (DIGITS - 1)]++;
    if (is_one_digit(counts, len))
        return false;
    uint32_t before = 0;
    for (size_t i = 0; i < DIGITS; i++) {
        uint32_t count = counts[i];
        counts[i] = before;
        before += count;
    }
    for (uint32_t i = 0; i < len; i++)
        other[counts[items[i].key >> shift & (DIGITS - 1)]++] = items[i];
    return true;
}

/* So that small differences of large numbers have few digits. */
static void take_off_least(struct keyed *items, uint32_t len)
{
    uint64_t least = UINT64_MAX;
    for (uint32_t i = 0; i < len; i++)
        least = items[i].key < least ? items[i].key : least;
    for (uint32_t i = 0; i < len; i++)
        items[i].key -= least;
}

static uint32_t *make_order(const struct snapshot *s, int order)
{
    uint32_t most = s->parts->day->orders.len, len = 0;
    size_t size = (most + (size_t)1) * sizeof(struct keyed);
    struct keyed *items = large_resize(NULL, 0, size), *other = large_resize(NULL, 0, size);
    for (uint32_t row = 0; row < s->count; row++)
        if (!s->gone[row])
            items[len++] =
                (struct keyed){(uint64_t)order_value(s, row, order) ^ UINT64_C(1) << 63, row};
    assert(len == most);
    take_off_least(items, len);
    for (int round = 0; round < ROUNDS; round++)
        if (sort_round(items, other, len, round)) {
            struct keyed *swap = items;
            items = other;
            other = swap;
        }
    uint32_t *rows = mem_alloc((most + (size_t)1) * sizeof *rows);
    for (uint32_t i = 0; i < len; i++)
        rows[i] = items[i].row;
    large_release(items, size);
    large_release(other, size);
    return rows;
}

void pick_prepare(const struct snapshot *s)
{
    const int first_ones[] = {
        ORDER_AMOUNT(AMOUNT_AUM),
        ORDER_CHANGE(AMOUNT_AUM, AT_YESTERDAY),
        ORDER_CHANGE(AMOUNT_AUM, AT_MONTH_END),
        ORDER_AMOUNT(AMOUNT_DEPOSITS),
        ORDER_AMOUNT(AMOUNT_FA),
    };
    for (size_t i = 0; i < ARRAY_LEN(first_ones); i++)
        (void)order_rows(s, first_ones[i]);
    (void)coarse_get(&s->parts->day->coarse, s->amounts[AT_DAY][AMOUNT_AUM], s->count);
}

const uint32_t *order_rows(const struct snapshot *s, int order)
{
    struct orders *o = &s->parts->day->orders;
    assert(order_is_kept(order));
    uint32_t *rows = atomic_load_explicit(&o->by[order], memory_order_acquire);
    if (rows)
        return rows;
    pthread_mutex_lock(&o->making);
    rows = atomic_load_explicit(&o->by[order], memory_order_acquire);
    if (!rows) {
        rows = make_order(s, order);
        atomic_store_explicit(&o->by[order], rows, memory_order_release);
    }
    pthread_mutex_unlock(&o->making);
    return rows;
}
