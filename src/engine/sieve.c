#include "engine/sieve_inside.h"

#include "base/money.h"
#include "engine/coarse.h"

/* ---- values of a row ---- */

/* As it stands there, the unknown among them. */
static int64_t raw_value(const struct column *c, uint32_t row)
{
    int64_t value = UNKNOWN;
    switch (c->kind) {
    case COLUMN_INT64:
        return ((const int64_t *)c->values)[row];
    case COLUMN_INT32:
        return ((const int32_t *)c->values)[row];
    case COLUMN_UINT16:
        return ((const uint16_t *)c->values)[row];
    case COLUMN_UINT8:
        return ((const uint8_t *)c->values)[row];
    case COLUMN_READ:
        c->read(c->values, row, 1, &value);
        return value;
    }
    return value;
}

int64_t column_value(const struct column *c, uint32_t row)
{
    int64_t value = raw_value(c, row);
    return value == c->unknown ? UNKNOWN : value;
}

bool compare_exactly(int64_t left, int64_t left_factor, enum compare compare, int64_t right,
                     int64_t right_factor)
{
    if (left == UNKNOWN || right == UNKNOWN)
        return false;
    int128_t l = (int128_t)left * left_factor, r = (int128_t)right * right_factor;
    switch (compare) {
    case COMPARE_EQUAL:
        return l == r;
    case COMPARE_LESS:
        return l < r;
    case COMPARE_AT_MOST:
        return l <= r;
    case COMPARE_MORE:
        return l > r;
    case COMPARE_AT_LEAST:
        return l >= r;
    }
    return false;
}

static bool is_compared(const struct comparison *c, uint32_t row)
{
    return compare_exactly(column_value(&c->left, row), c->left_factor, c->compare,
                           column_value(&c->right, row), c->right_factor);
}

static bool holds_some(const struct sieve *s, uint32_t row, bool wanted)
{
    for (size_t i = 0; i < s->len; i++)
        if (sieve_holds(s->parts[i], row) == wanted)
            return true;
    return false;
}

bool sieve_holds(const struct sieve *s, uint32_t row)
{
    int64_t value;
    switch (s->kind) {
    case CONSTANT:
        return s->constant;
    case IN_SET:
        return set_has(s->set, row);
    case IN_RANGE:
        value = raw_value(&s->column, row);
        return value >= s->least && value <= s->most;
    case COMPARED:
        return is_compared(&s->comparison, row);
    case ALL_OF:
        return !holds_some(s, row, false);
    case ANY_OF:
        return holds_some(s, row, true);
    case NOT:
        return !sieve_holds(s->parts[0], row);
    }
    return false;
}

/* ---- made ---- */

/* A few rows, evenly spread, say how many of all it will be. */
static double guess_share(const struct sieve *s, uint32_t rows)
{
    enum { LOOKS = 96 };
    uint32_t looks = rows < LOOKS ? rows : LOOKS, found = 0;
    for (uint32_t i = 0; i < looks; i++)
        found += sieve_holds(s, (uint32_t)((uint64_t)rows * i / looks));
    return (found + 0.5) / (looks + 1.0);
}

static struct sieve *make(struct arena *a, const struct sieve *from)
{
    return arena_copy(a, from, sizeof *from);
}

const struct sieve *sieve_constant(struct arena *a, bool value)
{
    return make(a, &(struct sieve){.kind = CONSTANT, .constant = value, .share = value});
}

const struct sieve *sieve_set(struct arena *a, const struct set *set)
{
    double share = set->rows ? (double)set->count / set->rows : 0;
    return make(a, &(struct sieve){.kind = IN_SET,
                                   .set = set,
                                   .share = share,
                                   .sparse = set->words == NULL,
                                   .cost = set->words ? 0.02 : 0.001 + 2 * share});
}

static double column_cost(const struct column *c)
{
    static const double costs[] = {[COLUMN_INT64] = 0.5,
                                   [COLUMN_INT32] = 0.3,
                                   [COLUMN_UINT16] = 0.5,
                                   [COLUMN_UINT8] = 0.1,
                                   [COLUMN_READ] = 5};
    return c->coarse ? costs[COLUMN_UINT8] : costs[c->kind];
}

/* What the column's values can be; whatever lies beyond is empty. */
static void clip(const struct column *c, int64_t *least, int64_t *most)
{
    static const int64_t lowest[] = {[COLUMN_INT64] = INT64_MIN,
                                     [COLUMN_INT32] = INT32_MIN,
                                     [COLUMN_UINT16] = 0,
                                     [COLUMN_UINT8] = 0,
                                     [COLUMN_READ] = INT64_MIN};
    static const int64_t highest[] = {[COLUMN_INT64] = INT64_MAX,
                                      [COLUMN_INT32] = INT32_MAX,
                                      [COLUMN_UINT16] = UINT16_MAX,
                                      [COLUMN_UINT8] = UINT8_MAX,
                                      [COLUMN_READ] = INT64_MAX};
    *least = *least < lowest[c->kind] ? lowest[c->kind] : *least;
    *most = *most > highest[c->kind] ? highest[c->kind] : *most;
}

static void leave_out_unknown(const struct column *c, int64_t *least, int64_t *most)
{
    if (c->unknown <= 0 && *least <= c->unknown)
        *least = c->unknown + 1;
    if (c->unknown > 0 && *most >= c->unknown)
        *most = c->unknown - 1;
}

static const struct sieve *range(struct arena *a, uint32_t rows, const struct column *column,
                                 int64_t least, int64_t most)
{
    clip(column, &least, &most);
    if (least > most)
        return sieve_constant(a, false);
    struct sieve *s = make(a, &(struct sieve){.kind = IN_RANGE, .cost = column_cost(column)});
    s->column = *column;
    s->least = least;
    s->most = most;
    s->share = guess_share(s, rows);
    return s;
}

const struct sieve *sieve_range(struct arena *a, uint32_t rows, const struct column *column,
                                int64_t least, int64_t most)
{
    leave_out_unknown(column, &least, &most);
    return range(a, rows, column, least, most);
}

const struct sieve *sieve_unknown(struct arena *a, uint32_t rows, const struct column *column)
{
    return range(a, rows, column, column->unknown, column->unknown);
}

static int64_t common_factor(int64_t x, int64_t y)
{
    while (y) {
        int64_t rest = x % y;
        x = y;
        y = rest;
    }
    return x;
}

const struct sieve *sieve_compare(struct arena *a, uint32_t rows,
                                  const struct comparison *comparison)
{
    assert(comparison->left_factor > 0 && comparison->right_factor > 0);
    int64_t common = common_factor(comparison->left_factor, comparison->right_factor);
    double cost = 4 + column_cost(&comparison->left) + column_cost(&comparison->right);
    struct sieve *s =
        make(a, &(struct sieve){.kind = COMPARED, .comparison = *comparison, .cost = cost});
    s->comparison.left_factor /= common; /* small products stay within 64 bits */
    s->comparison.right_factor /= common;
    s->share = guess_share(s, rows);
    return s;
}

/* How much it costs to take one row out (or, under 'or', in). */
static double price(const struct sieve *s, enum sieve_kind of)
{
    double moved = of == ALL_OF ? 1 - s->share : s->share;
    return s->cost / (moved + 0.001);
}

static void put_in_order(const struct sieve **parts, size_t len, enum sieve_kind of)
{
    for (size_t i = 1; i < len; i++)
        for (size_t k = i; k > 0 && price(parts[k], of) < price(parts[k - 1], of); k--) {
            const struct sieve *later = parts[k];
            parts[k] = parts[k - 1];
            parts[k - 1] = later;
        }
}

/* Later parts look at what earlier ones have left. */
static void guess_together(struct sieve *s)
{
    double left = 1;
    for (size_t i = 0; i < s->len; i++) {
        const struct sieve *part = s->parts[i];
        s->cost += part->cost * left;
        left *= s->kind == ALL_OF ? part->share : 1 - part->share;
        s->sparse += part->sparse;
        s->height = part->height >= s->height ? part->height + 1 : s->height;
    }
    s->share = s->kind == ALL_OF ? left : 1 - left;
}

static const struct sieve *together(struct arena *a, enum sieve_kind kind,
                                    const struct sieve *const *parts, size_t len)
{
    if (len == 1)
        return parts[0];
    struct sieve *s = make(a, &(struct sieve){.kind = kind});
    s->parts = arena_copy(a, parts, len * sizeof(const struct sieve *));
    s->len = len;
    put_in_order(s->parts, len, kind);
    guess_together(s);
    return s;
}

const struct sieve *sieve_and(struct arena *a, const struct sieve *const *parts, size_t len)
{
    return together(a, ALL_OF, parts, len);
}

const struct sieve *sieve_or(struct arena *a, const struct sieve *const *parts, size_t len)
{
    return together(a, ANY_OF, parts, len);
}

const struct sieve *sieve_not(struct arena *a, const struct sieve *part)
{
    struct sieve *s = make(a, &(struct sieve){.kind = NOT});
    s->parts = arena_copy(a, &part, sizeof(const struct sieve *));
    s->len = 1;
    s->height = part->height + 1;
    s->sparse = part->sparse;
    s->cost = part->cost;
    s->share = 1 - part->share;
    return s;
}
