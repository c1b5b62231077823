#include "cfe/portfolio/sorted.h"

struct keyed {
    int64_t key;
    uint32_t row;
};

static int by_key(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int by = (x->key > y->key) - (x->key < y->key);
    return by ? by : (x->row > y->row) - (x->row < y->row);
}

/* The small keys there are (months, days of the year): as many heaps, filled in the order of rows.
 */
enum { SMALL_KEYS = 512 };

static void sort_small(struct keyed *keyed, size_t len, struct arena *a)
{
    size_t begins[SMALL_KEYS + 1] = {0};
    struct keyed *from = arena_copy(a, keyed, len * sizeof *from);
    for (size_t i = 0; i < len; i++)
        begins[from[i].key + 1]++;
    for (size_t k = 1; k <= SMALL_KEYS; k++)
        begins[k] += begins[k - 1];
    for (size_t i = 0; i < len; i++)
        keyed[begins[from[i].key]++] = from[i];
}

void sorted_page(const struct snapshot *s, const uint32_t *rows, size_t len,
                 const struct sorted_how *how, struct arena *a, const uint32_t **ret_rows,
                 size_t *ret_len)
{
    struct keyed *keyed = arena_alloc(a, (len + 1) * sizeof *keyed);
    uint32_t *without = arena_alloc(a, (len + 1) * sizeof *without);
    size_t with = 0, none = 0;
    int64_t largest = 0;
    for (size_t i = 0; i < len; i++) {
        int64_t key = how->key(s, rows[i], how->of);
        largest = key > largest ? key : largest;
        if (key)
            keyed[with++] = (struct keyed){key, rows[i]};
        else
            without[none++] = rows[i];
    }
    if (with && largest < SMALL_KEYS)
        sort_small(keyed, with, a);
    else if (with)
        qsort(keyed, with, sizeof *keyed, by_key);
    uint32_t *page = arena_alloc(a, (how->limit < len ? how->limit : len) * sizeof *page + 1);
    size_t n = 0;
    for (size_t i = how->offset; i < len && n < how->limit; i++) {
        size_t at = how->desc ? len - 1 - i : i;
        page[n++] = at < none ? without[at] : keyed[at - none].row;
    }
    *ret_rows = page;
    *ret_len = n;
}
