#include "engine/image.h"

#include <stdarg.h>

#include "base/checksum.h"
#include "base/large.h"
#include "engine/book_inside.h"

static_assert((int)IMAGE_TABLES == (int)BOOK_TABLES, "a shape has room for all tables");

/* Room for some growth before the columns have to move. */
static uint32_t room_for(uint32_t rows)
{
    return rows + rows / 32 + 512;
}

uint64_t image_layout(void)
{
    struct book none = {.journal = NULL};
    struct table tables[BOOK_TABLES];
    uint32_t order = 0x01020304;
    uint64_t sum = checksum64(&order, sizeof order, sizeof(struct image_shape));
    book_tables(&none, tables);
    for (size_t t = 0; t < BOOK_TABLES; t++) {
        sum = checksum64(tables[t].name, strlen(tables[t].name), sum);
        for (size_t i = 0; i < tables[t].column_count; i++) {
            const struct column *c = &tables[t].columns[i];
            uint64_t numbers[2] = {c->size, c->kind};
            sum = checksum64(c->name, strlen(c->name), sum);
            sum = checksum64(numbers, sizeof numbers, sum);
        }
    }
    return sum;
}

static uint32_t bits_of(uint64_t mask)
{
    uint32_t bits = 0;
    while (mask >> bits)
        bits++;
    return bits;
}

struct image_shape image_describe(const struct book *b)
{
    struct table tables[BOOK_TABLES];
    struct image_shape s = {.today = b->today,
                            .first_day = b->first_day,
                            .spend_window = b->spend_window,
                            .spend_ahead = (uint32_t)b->spend_ahead.len};
    book_tables((struct book *)b, tables);
    for (size_t t = 0; t < BOOK_TABLES; t++)
        s.tables[t] = (struct image_table){tables[t].keys->count, bits_of(tables[t].keys->mask)};
    return s;
}

static void add_part(struct image_part *parts, size_t *count, void *bytes, size_t len, bool steady)
{
    assert(*count < IMAGE_PARTS_MOST);
    if (len)
        parts[(*count)++] = (struct image_part){bytes, len, steady};
}

size_t image_parts(const struct book *b, struct image_part parts[IMAGE_PARTS_MOST])
{
    struct table tables[BOOK_TABLES];
    size_t count = 0;
    book_tables((struct book *)b, tables);
    for (size_t t = 0; t < BOOK_TABLES; t++) {
        const struct table *table = &tables[t];
        struct key_index *k = table->keys;
        add_part(parts, &count, k->hashes, k->count * sizeof *k->hashes, true);
        add_part(parts, &count, k->slots, (k->mask + 1) * sizeof *k->slots, true);
        for (size_t i = 0; i < table->column_count; i++)
            if (column_kept(table->columns[i].kind))
                add_part(parts, &count, column_get(table, &table->columns[i]),
                         k->count * table->columns[i].size,
                         table->columns[i].kind == COLUMN_STEADY);
    }
    add_part(parts, &count, b->spend_ahead.items, b->spend_ahead.len * b->spend_ahead.size, false);
    return count;
}

uint64_t image_size(const struct image_shape *shape)
{
    struct book none = {.journal = NULL};
    struct table tables[BOOK_TABLES];
    uint64_t size = shape->spend_ahead * sizeof(struct spend);
    book_tables(&none, tables);
    for (size_t t = 0; t < BOOK_TABLES; t++) {
        uint64_t row = sizeof(struct hash128);
        for (size_t i = 0; i < tables[t].column_count; i++)
            if (column_kept(tables[t].columns[i].kind))
                row += tables[t].columns[i].size;
        size += shape->tables[t].rows * row;
        size += (UINT64_C(1) << (shape->tables[t].slot_bits & 63)) * sizeof(uint32_t);
    }
    return size;
}

/* ---- reading back ---- */

/* At most half full, as key_index wants it; the base currency is always there. */
static bool shape_possible(const struct image_shape *s)
{
    for (size_t t = 0; t < BOOK_TABLES; t++) {
        const struct image_table *table = &s->tables[t];
        if (table->slot_bits < 1 || table->slot_bits > 32 || table->rows >= NO_ROW - 1024)
            return false;
        if (table->rows > (UINT64_C(1) << table->slot_bits) / 2 + 1 ||
            table->rows >= UINT64_C(1) << table->slot_bits)
            return false;
    }
    return s->today != NO_DAY && s->first_day != NO_DAY && s->first_day <= s->today &&
           s->spend_window > 0 && s->spend_window <= SPEND_DAYS_MOST;
}

static void fill_list(const struct table *t, const struct column *c)
{
    uint32_t *items = column_get(t, c);
    assert(c->size == sizeof *items);
    for (uint32_t i = 0; i < t->keys->count; i++)
        items[i] = NO_ROW;
}

static void prepare_table(const struct table *t, const struct image_table *shape)
{
    struct key_index *k = t->keys;
    uint32_t old = k->room;
    large_release(k->hashes, old * sizeof *k->hashes);
    large_release(k->slots, (k->mask + 1) * sizeof *k->slots);
    k->count = shape->rows;
    k->room = room_for(shape->rows);
    k->mapped = true;
    k->mask = (UINT64_C(1) << shape->slot_bits) - 1;
    k->hashes = large_resize(NULL, 0, k->room * sizeof *k->hashes);
    k->slots = large_resize(NULL, 0, (k->mask + 1) * sizeof *k->slots);
    for (size_t i = 0; i < t->column_count; i++) {
        const struct column *c = &t->columns[i];
        large_release(column_get(t, c), old * c->size);
        column_set(t, c, large_resize(NULL, 0, k->room * c->size));
        if (c->kind == COLUMN_LIST)
            fill_list(t, c);
    }
}

bool image_prepare(struct book *b, const struct image_shape *shape)
{
    struct table tables[BOOK_TABLES];
    if (!shape_possible(shape))
        return false;
    book_tables(b, tables);
    for (size_t t = 0; t < BOOK_TABLES; t++)
        prepare_table(&tables[t], &shape->tables[t]);
    b->today = shape->today;
    b->first_day = shape->first_day;
    b->spend_window = shape->spend_window;
    vec_clear(&b->spend_ahead);
    vec_grow(&b->spend_ahead, shape->spend_ahead);
    b->spend_ahead.len = shape->spend_ahead;
    return true;
}

/* Each slot is free or a row's, and as many are taken as there are rows: look-ups end. */
static bool keys_sound(const struct key_index *k)
{
    uint64_t taken = 0;
    bool sound = true;
    for (uint64_t i = 0; i <= k->mask; i++) {
        taken += k->slots[i] != 0;
        sound &= k->slots[i] <= k->count;
    }
    return sound && taken == k->count && taken <= k->mask;
}

static bool rows_below(const uint32_t *rows, uint32_t count, uint32_t most)
{
    bool sound = true;
    for (uint32_t i = 0; i < count; i++)
        sound &= rows[i] < most;
    return sound;
}

static bool accounts_sound(const struct book *b)
{
    bool sound = true;
    for (uint32_t i = 0; i < b->accounts.keys.count; i++) {
        const struct account *a = &b->accounts.at[i];
        sound &= a->customer < b->customers.keys.count && a->product < b->products.keys.count &&
                 a->currency < b->currencies.keys.count;
    }
    return sound;
}

/* No reference leads out of the book. */
static bool references_sound(const struct book *b)
{
    uint32_t customers = b->customers.keys.count;
    uint32_t relations = b->relations.keys.count;
    for (size_t i = 0; i < b->spend_ahead.len; i++)
        if (((const struct spend *)vec_at(&b->spend_ahead, i))->customer >= customers)
            return false;
    return b->currencies.keys.count > 0 && accounts_sound(b) &&
           rows_below(b->cards.customer, b->cards.keys.count, customers) &&
           rows_below(b->relations.customer, relations, customers) &&
           rows_below(b->relations.other, relations, customers);
}

bool image_finish(struct book *b)
{
    struct table tables[BOOK_TABLES];
    book_tables(b, tables);
    for (size_t t = 0; t < BOOK_TABLES; t++)
        if (!keys_sound(tables[t].keys))
            return false;
    if (!references_sound(b))
        return false;
    b->customers.newest_month = month_of_year(day_month_end_before(b->today + 1, 1));
    book_link(b);
    return true;
}

/* ---- comparing ---- */

struct comparing {
    image_differs *tell;
    void *ctx;
    size_t lines;
};

static void differ(struct comparing *c, const char *format, ...) PRINTF_LIKE(2, 3);

static void differ(struct comparing *c, const char *format, ...)
{
    char line[256];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    c->lines++;
    if (c->tell)
        c->tell(c->ctx, line);
}

/* The row of the other book with the same key: in nearly every table the same one. */
static uint32_t match(const struct key_index *a, const struct key_index *b, uint32_t row)
{
    if (row < b->count && hash128_equal(a->hashes[row], b->hashes[row]))
        return row;
    return key_find(b, a->hashes[row]);
}

static void compare_keys(struct comparing *c, const struct table *a, const struct table *b)
{
    uint64_t missing = 0;
    for (uint32_t i = 0; i < a->keys->count; i++)
        missing += match(a->keys, b->keys, i) == NO_ROW;
    if (a->keys->count != b->keys->count || missing)
        differ(c,
               "%s: %" PRIu32 " and %" PRIu32 " rows, %" PRIu64 " of the first not in the second",
               a->name, a->keys->count, b->keys->count, missing);
}

static bool same(const struct column *c, const char *one, const char *other)
{
    return c->same ? c->same(one, other) : memcmp(one, other, c->size) == 0;
}

static void compare_column(struct comparing *c, const struct table *a, const struct table *b,
                           const struct column *column)
{
    const char *x = column_get(a, column), *y = column_get(b, column);
    uint64_t different = 0;
    uint32_t first = 0;
    for (uint32_t i = 0; i < a->keys->count; i++) {
        uint32_t k = match(a->keys, b->keys, i);
        if (k == NO_ROW || same(column, x + i * column->size, y + k * column->size))
            continue;
        if (different++ == 0)
            first = i;
    }
    if (different)
        differ(c, "%s.%s: differs in %" PRIu64 " of %" PRIu32 " rows, first in number %" PRIu32,
               a->name, column->name, different, a->keys->count, first + 1);
}

static int by_customer_and_day(const void *a, const void *b)
{
    const struct spend *x = a, *y = b;
    if (x->customer != y->customer)
        return x->customer < y->customer ? -1 : 1;
    return (x->on > y->on) - (x->on < y->on);
}

/* One sum for each customer and day, none of 0. */
static void add_up_spend(struct vec *v)
{
    size_t kept = 0;
    struct spend *items = v->items;
    if (v->len)
        qsort(items, v->len, v->size, by_customer_and_day);
    for (size_t i = 0; i < v->len; i++) {
        if (kept && by_customer_and_day(&items[kept - 1], &items[i]) == 0)
            items[kept - 1].amount = fen_add(items[kept - 1].amount, items[i].amount);
        else
            items[kept++] = items[i];
        if (items[kept - 1].amount == 0 &&
            (i + 1 == v->len || by_customer_and_day(&items[kept - 1], &items[i + 1]) != 0))
            kept--;
    }
    v->len = kept;
}

static void compare_spend(struct comparing *c, struct book *a, struct book *b)
{
    add_up_spend(&a->spend_ahead);
    add_up_spend(&b->spend_ahead);
    bool same = a->spend_ahead.len == b->spend_ahead.len;
    for (size_t i = 0; same && i < a->spend_ahead.len; i++) {
        const struct spend *x = vec_at(&a->spend_ahead, i), *y = vec_at(&b->spend_ahead, i);
        same = by_customer_and_day(x, y) == 0 && x->amount == y->amount;
    }
    if (!same)
        differ(c, "card spend ahead: %zu and %zu sums, not the same", a->spend_ahead.len,
               b->spend_ahead.len);
}

size_t image_compare(struct book *a, struct book *b, image_differs *tell, void *ctx)
{
    struct comparing c = {.tell = tell, .ctx = ctx};
    struct table of_a[BOOK_TABLES], of_b[BOOK_TABLES];
    if (a->today != b->today || a->first_day != b->first_day || a->spend_window != b->spend_window)
        differ(&c, "the days differ: %s and %s", day_format(a->today).text,
               day_format(b->today).text);
    book_tables(a, of_a);
    book_tables(b, of_b);
    for (size_t t = 0; t < BOOK_TABLES; t++) {
        compare_keys(&c, &of_a[t], &of_b[t]);
        for (size_t i = 0; i < of_a[t].column_count; i++)
            if (column_kept(of_a[t].columns[i].kind))
                compare_column(&c, &of_a[t], &of_b[t], &of_a[t].columns[i]);
    }
    compare_spend(&c, a, b);
    return c.lines;
}
