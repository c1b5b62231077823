/* pick -- a small reach is gone through and its page selected; of a large one the kept order of all
 * customers is walked, and conditions are evaluated over whole columns first, 64 rows a word. */
#include "engine/pick.h"

#include "engine/set.h"
#include "engine/snapshot_parts.h"

enum { SMALL = 1 << 15, WORD = 64 };

/* ---- conditions, one customer ---- */

static bool in_ranges(const struct snapshot *s, const struct pick_how *how, uint32_t row)
{
    for (size_t i = 0; i < how->ranges_len; i++) {
        int64_t value = order_value(s, row, how->ranges[i].order);
        if (value < how->ranges[i].from || value > how->ranges[i].until)
            return false;
    }
    return true;
}

static bool holds(const struct snapshot *s, uint32_t row, int32_t product_id)
{
    struct holdings_view h = snapshot_holdings(s, row);
    for (size_t i = 0; i < h.len; i++)
        if (h.items[i].product_id == product_id)
            return true;
    return false;
}

/* What is looked at customer by customer, of those who are left. */
static bool passes_rest(const struct snapshot *s, const struct pick_how *how, uint32_t row)
{
    return in_ranges(s, how, row) && (!how->product_id || holds(s, row, how->product_id));
}

/* A column is looked at only where it is asked for: the rows of a reach lie scattered. */
static bool passes(const struct snapshot *s, const struct pick_how *how, uint32_t row)
{
    return (!s->gone[row] || (how->gone && s->came[row] != NO_DAY)) &&
           (!how->stages || how->stages >> s->stage[row] & 1) &&
           (!how->tiers || how->tiers >> s->tier[row] & 1) &&
           (!how->standings || how->standings >> s->standing[row] & 1) &&
           (!how->manager_id || s->manager[row] == how->manager_id) &&
           (!how->unmanaged || s->manager[row] == 0) &&
           (!how->members || set_has(how->members, row)) && passes_rest(s, how, row);
}

static bool has_conditions(const struct pick_how *how)
{
    return how->stages || how->tiers || how->standings || how->manager_id || how->product_id ||
           how->unmanaged || how->members || how->ranges_len;
}

/* ---- the page of a gathered list ---- */

/* A candidate is a few numbers in a row: what it is ordered by, turned round where that is
 * descending, then its own row; the smaller stands first. */
enum { WIDTH_MOST = PICK_KEYS_MOST + 1 };

struct candidates {
    int64_t *items;
    size_t len, width;
};

static struct candidates candidates_make(const struct pick_how *how, size_t most)
{
    size_t width = how->then_len + 2;
    return (struct candidates){.items = mem_alloc((most + 1) * width * sizeof(int64_t)),
                               .width = width};
}

static int64_t turned(int64_t key, bool desc)
{
    return desc ? ~key : key;
}

static void candidate_add(struct candidates *c, const struct snapshot *s,
                          const struct pick_how *how, uint32_t row)
{
    int64_t *item = c->items + c->len++ * c->width;
    *item++ = turned(order_value(s, row, how->order), how->desc);
    for (size_t i = 0; i < how->then_len; i++)
        *item++ = turned(order_value(s, row, how->then[i].order), how->then[i].desc);
    *item = turned(row, how->desc);
}

static inline int compare(const int64_t *a, const int64_t *b, size_t width)
{
    size_t i = 0;
    while (i + 1 < width && a[i] == b[i])
        i++;
    return (a[i] > b[i]) - (a[i] < b[i]);
}

static int by_one(const void *a, const void *b)
{
    return compare(a, b, 2);
}

static int by_two(const void *a, const void *b)
{
    return compare(a, b, 3);
}

static int by_three(const void *a, const void *b)
{
    return compare(a, b, WIDTH_MOST);
}

static void swap(int64_t *a, int64_t *b, size_t width)
{
    for (size_t i = 0; i < width; i++) {
        int64_t kept = a[i];
        a[i] = b[i];
        b[i] = kept;
    }
}

static size_t partition(const struct candidates *c, size_t from, size_t to)
{
    size_t width = c->width, i = from, k = to - 1;
    int64_t pivot[WIDTH_MOST];
    memcpy(pivot, c->items + (from + (to - from) / 2) * width, width * sizeof *pivot);
    for (;; i++, k--) {
        while (compare(c->items + i * width, pivot, width) < 0)
            i++;
        while (compare(pivot, c->items + k * width, width) < 0)
            k--;
        if (i >= k)
            return k + 1;
        swap(c->items + i * width, c->items + k * width, width);
    }
}

/* Those at [from, to) are what they would be if all were sorted. */
static void select_page(const struct candidates *c, size_t from, size_t to)
{
    enum { SHORT = 64 };
    static int (*const by[])(const void *, const void *) = {by_one, by_two, by_three};
    size_t low = 0, high = c->len;
    while (high - low > SHORT && high - low > 2 * (to - from)) {
        size_t middle = partition(c, low, high);
        if (middle <= from)
            low = middle;
        else if (middle >= to)
            high = middle;
        else
            break;
    }
    if (high > low)
        qsort(c->items + low * c->width, high - low, c->width * sizeof(int64_t), by[c->width - 2]);
}

static void take_page(const struct candidates *c, const struct pick_how *how, struct arena *a,
                      struct picked *ret)
{
    size_t from = how->offset < c->len ? how->offset : c->len;
    size_t len = c->len - from < how->limit ? c->len - from : how->limit;
    uint32_t *rows = arena_alloc(a, len * sizeof *rows + 1);
    if (len)
        select_page(c, from, from + len);
    for (size_t i = 0; i < len; i++)
        rows[i] = (uint32_t)turned(c->items[(from + i + 1) * c->width - 1], how->desc);
    *ret = (struct picked){.rows = rows, .len = len, .total = c->len};
}

static void pick_small(const struct snapshot *s, struct rows rows, const struct pick_how *how,
                       struct arena *a, struct picked *ret)
{
    struct candidates c = candidates_make(how, rows.len);
    for (size_t i = 0; i < rows.len; i++)
        if (passes(s, how, rows.items[i]))
            candidate_add(&c, s, how, rows.items[i]);
    take_page(&c, how, a, ret);
    free(c.items);
}

/* ---- conditions over columns ---- */

static void and_set(uint8_t *ok, const uint8_t *column, uint32_t len, uint32_t set)
{
    uint8_t in[WORD] = {0};
    for (uint8_t value = 0; set >> value; value++)
        for (uint32_t i = 0; set >> value & 1 && i < len; i++)
            in[i] |= column[i] == value;
    for (uint32_t i = 0; i < len; i++)
        ok[i] &= in[i];
}

static void and_reach(uint8_t *ok, const struct snapshot *s, const struct reach *reach,
                      uint32_t from, uint32_t len)
{
    const uint32_t *place = s->place + from;
    for (uint32_t i = 0; reach->kind == REACH_PLACES && i < len; i++)
        ok[i] &= (place[i] >= reach->first) & (place[i] <= reach->last);
    for (uint32_t i = 0; reach->kind == REACH_ROWS && i < len; i++)
        ok[i] &= reach_has(s, reach, from + i);
}

/* The amounts that are columns of their own; the others are looked at one by one. */
static void and_range(uint8_t *ok, const struct snapshot *s, const struct pick_range *range,
                      uint32_t from, uint32_t len)
{
    if (range->order < 0 || range->order >= AMOUNT_STORED)
        return;
    const fen *column = s->amounts[AT_DAY][range->order] + from;
    for (uint32_t i = 0; i < len; i++)
        ok[i] &= (column[i] >= range->from) & (column[i] <= range->until);
}

static void and_columns(uint8_t *ok, const struct snapshot *s, const struct pick_how *how,
                        uint32_t from, uint32_t len)
{
    for (uint32_t i = 0; !how->gone && i < len; i++)
        ok[i] &= s->gone[from + i] == 0;
    for (uint32_t i = 0; how->gone && i < len; i++)
        ok[i] &= s->came[from + i] != NO_DAY;
    if (how->stages)
        and_set(ok, s->stage + from, len, how->stages);
    if (how->tiers)
        and_set(ok, s->tier + from, len, how->tiers);
    if (how->standings)
        and_set(ok, s->standing + from, len, how->standings);
    for (uint32_t i = 0; how->manager_id && i < len; i++)
        ok[i] &= s->manager[from + i] == how->manager_id;
    for (uint32_t i = 0; how->unmanaged && i < len; i++)
        ok[i] &= s->manager[from + i] == 0;
    for (size_t i = 0; i < how->ranges_len; i++)
        and_range(ok, s, &how->ranges[i], from, len);
}

/* Eight bytes of 0 or 1 as eight bits. */
static uint64_t bits_of(const uint8_t *ok)
{
    uint64_t word = 0;
    for (unsigned k = 0; k < WORD / 8; k++) {
        uint64_t bytes = 0;
        for (unsigned i = 0; i < 8; i++)
            bytes |= (uint64_t)ok[8 * k + i] << (8 * i);
        word |= (bytes * UINT64_C(0x0102040810204080) >> 56) << (8 * k);
    }
    return word;
}

/* Of 64 rows, those that the columns let through. */
static uint64_t word_of(const struct snapshot *s, const struct reach *reach,
                        const struct pick_how *how, uint32_t from)
{
    uint8_t ok[WORD] = {0};
    uint32_t len = s->count - from < WORD ? s->count - from : WORD;
    memset(ok, 1, len);
    and_reach(ok, s, reach, from, len);
    and_columns(ok, s, how, from, len);
    return bits_of(ok);
}

static uint64_t pass_one_by_one(const struct snapshot *s, const struct pick_how *how, uint32_t from,
                                uint64_t word)
{
    if (!how->product_id && !how->ranges_len)
        return word;
    for (uint64_t rest = word; rest; rest &= rest - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(rest);
        if (!passes_rest(s, how, from + bit))
            word &= ~(UINT64_C(1) << bit);
    }
    return word;
}

/* Those of a block, the members first taken from the set: it knows whole blocks without any. */
static size_t fill_block(const struct snapshot *s, const struct reach *reach,
                         const struct pick_how *how, uint32_t block, uint64_t *words)
{
    size_t total = 0;
    uint32_t len = set_block_words(s->count, block);
    for (uint32_t i = 0; i < len; i++)
        words[i] = word_of(s, reach, how, block * SET_BLOCK + i * WORD);
    if (how->members)
        set_keep(how->members, block, words);
    for (uint32_t i = 0; i < len; i++) {
        words[i] = pass_one_by_one(s, how, block * SET_BLOCK + i * WORD, words[i]);
        total += (size_t)__builtin_popcountll(words[i]);
    }
    return total;
}

static struct candidates gather(const struct snapshot *s, const uint64_t *words, size_t total,
                                const struct pick_how *how)
{
    struct candidates c = candidates_make(how, total);
    for (uint32_t from = 0; from < s->count; from += WORD)
        for (uint64_t rest = words[from / WORD]; rest; rest &= rest - 1)
            candidate_add(&c, s, how, from + (uint32_t)__builtin_ctzll(rest));
    return c;
}

/* A kept order says how all customers stand, but for those who are equal. */
static bool can_walk(const struct pick_how *how)
{
    return order_is_kept(how->order) && !how->then_len && !how->gone;
}

/* ---- a kept order, walked ---- */

struct walk {
    const struct snapshot *s;
    const struct reach *reach;
    const uint64_t *words; /* NULL: no conditions */
};

static bool walk_has(const struct walk *w, uint32_t row)
{
    return w->words ? w->words[row / WORD] >> row % WORD & 1 : reach_has(w->s, w->reach, row);
}

static void walk_order(const struct walk *w, const struct pick_how *how, struct arena *a,
                       struct picked *ret)
{
    const uint32_t *order = order_rows(w->s, how->order);
    size_t len = w->s->parts->day->orders.len, skip = how->offset, at = 0;
    size_t wanted = how->offset >= ret->total ? 0 : ret->total - how->offset;
    wanted = wanted < how->limit ? wanted : how->limit;
    uint32_t *rows = arena_alloc(a, wanted * sizeof *rows + 1);
    if (!w->words && w->reach->kind == REACH_ALL && wanted) {
        at = skip;
        skip = 0;
    }
    for (; ret->len < wanted && at < len; at++) {
        uint32_t row = order[how->desc ? len - 1 - at : at];
        if (!walk_has(w, row))
            continue;
        if (skip)
            skip--;
        else
            rows[ret->len++] = row;
    }
    ret->rows = rows;
}

static size_t customers_in(const struct snapshot *s, const struct reach *reach)
{
    const struct day_part *d = s->parts->day;
    if (reach->kind == REACH_ALL)
        return d->orders.len;
    return d->sums[reach->last + 1].counts[COUNT_CUSTOMERS] -
           d->sums[reach->first].counts[COUNT_CUSTOMERS];
}

static void pick_by_columns(const struct snapshot *s, const struct reach *reach,
                            const struct pick_how *how, struct arena *a, struct picked *ret)
{
    size_t words_len = (s->count + (size_t)WORD - 1) / WORD;
    uint64_t *words = mem_alloc(words_len * sizeof *words + 1);
    size_t total = 0;
    for (uint32_t block = 0; block < set_blocks(s->count); block++)
        total += fill_block(s, reach, how, block, words + (size_t)block * SET_BLOCK_WORDS);
    ret->total = total;
    if (total <= SMALL || !can_walk(how)) {
        struct candidates c = gather(s, words, total, how);
        take_page(&c, how, a, ret);
        free(c.items);
    } else {
        walk_order(&(struct walk){s, reach, words}, how, a, ret);
    }
    free(words);
}

/* ---- members of a set ---- */

/* Every so many of the order are members: is a page sooner found by walking it? */
static bool is_worth_walking(const struct snapshot *s, const struct reach *reach,
                             const struct pick_how *how)
{
    const struct set *members = how->members;
    uint64_t wanted = (uint64_t)how->offset + how->limit;
    return reach->kind == REACH_ALL && members->words && can_walk(how) &&
           wanted * s->count / members->count < members->count;
}

static void pick_few(const struct snapshot *s, const struct reach *reach,
                     const struct pick_how *how, struct arena *a, struct picked *ret)
{
    uint32_t *members = set_members(how->members, a);
    struct rows rows = {members, 0};
    for (uint32_t i = 0; i < how->members->count; i++)
        if (reach_has(s, reach, members[i]))
            members[rows.len++] = members[i];
    pick_small(s, rows, how, a, ret);
}

/* False: neither are they few, nor are they all that is asked for. */
static bool pick_members(const struct snapshot *s, const struct reach *reach,
                         const struct pick_how *how, struct arena *a, struct picked *ret)
{
    struct pick_how rest = *how;
    rest.members = NULL;
    if (how->members->count <= SMALL) {
        pick_few(s, reach, how, a, ret);
        return true;
    }
    if (has_conditions(&rest) || !is_worth_walking(s, reach, how))
        return false;
    const struct set *gone = set_where(a, s->count, s->gone, 1 << true);
    ret->total = how->members->count - set_common(how->members, gone);
    walk_order(&(struct walk){.s = s, .words = how->members->words}, how, a, ret);
    return true;
}

void pick(const struct snapshot *s, const struct reach *reach, const struct pick_how *how,
          struct arena *a, struct picked *ret)
{
    *ret = (struct picked){.rows = NULL};
    if (reach->kind == REACH_ROWS || reach_size(s, reach) <= SMALL) {
        pick_small(s, reach_rows(s, reach), how, a, ret);
    } else if (!has_conditions(how) && can_walk(how)) {
        ret->total = customers_in(s, reach);
        walk_order(&(struct walk){.s = s, .reach = reach}, how, a, ret);
    } else if (!(how->members && pick_members(s, reach, how, a, ret)) &&
               !pick_known(s, reach, how, a, ret)) {
        pick_by_columns(s, reach, how, a, ret);
        pick_keep(s, reach, how, ret);
    }
}
