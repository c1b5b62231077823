#include "engine/by_home.h"

#include "base/arena.h"
#include "engine/snapshot_parts.h"

enum { BYTES_A_ROW = 24, BYTES_LEAST = 1 << 20, AHEAD = 32 };

/* ---- made ---- */

static void free_one(struct by_home *b)
{
    free((void *)(uintptr_t)b->codes);
    free((void *)(uintptr_t)b->amounts);
    free((void *)(uintptr_t)b->great);
    free(b);
}

static struct by_home *make_codes(const struct snapshot *s, const uint8_t *column)
{
    struct by_home *b = mem_alloc(sizeof *b);
    uint8_t *codes = mem_resize(NULL, s->count + (size_t)1);
    for (uint32_t i = 0; i < s->count; i++) {
        uint32_t row = s->by_place[i];
        if (i + AHEAD < s->count) {
            __builtin_prefetch(&column[s->by_place[i + AHEAD]]);
            __builtin_prefetch(&s->gone[s->by_place[i + AHEAD]]);
        }
        codes[i] = s->gone[row] ? NOT_KNOWN : column[row];
    }
    *b = (struct by_home){.of = column, .codes = codes};
    return b;
}

static struct by_home *make_amounts(const struct snapshot *s, const fen *column)
{
    struct by_home *b = mem_alloc(sizeof *b);
    struct vec great;
    int32_t *amounts = mem_resize(NULL, (s->count + (size_t)1) * sizeof *amounts);
    vec_init(&great, sizeof(struct great_amount));
    for (uint32_t i = 0; i < s->count; i++) {
        int64_t value = column[s->by_place[i]];
        if (i + AHEAD < s->count)
            __builtin_prefetch(&column[s->by_place[i + AHEAD]]);
        bool fits = value > INT32_MIN && value <= INT32_MAX;
        amounts[i] = fits ? (int32_t)value : BY_HOME_ELSEWHERE;
        if (!fits)
            *(struct great_amount *)vec_add(&great) = (struct great_amount){i, value};
    }
    *b = (struct by_home){
        .of = column, .amounts = amounts, .great = great.items, .great_len = great.len};
    return b;
}

static size_t bytes_of(const struct by_home *b, uint32_t rows)
{
    return b->codes ? rows : rows * sizeof *b->amounts + b->great_len * sizeof *b->great;
}

/* ---- kept ---- */

void by_home_kept_init(struct by_home_kept *k)
{
    pthread_mutex_init(&k->lock, NULL);
    k->first = NULL;
    k->bytes = 0;
}

void by_home_kept_release(struct by_home_kept *k)
{
    while (k->first) {
        struct by_home *b = k->first;
        k->first = b->next;
        free_one(b);
    }
    pthread_mutex_destroy(&k->lock);
}

static const struct by_home *find(const struct by_home_kept *k, const void *column)
{
    for (const struct by_home *b = k->first; b; b = b->next)
        if (b->of == column)
            return b;
    return NULL;
}

/* Two who ask at the same moment may both have made it: the first one's stays. */
static const struct by_home *keep(struct by_home_kept *k, struct by_home *made, uint32_t rows)
{
    pthread_mutex_lock(&k->lock);
    const struct by_home *kept = find(k, made->of);
    if (!kept) {
        made->next = k->first;
        k->first = made;
        k->bytes += bytes_of(made, rows);
    }
    pthread_mutex_unlock(&k->lock);
    if (!kept)
        return made;
    free_one(made);
    return kept;
}

static const struct by_home *kept_of(const struct snapshot *s, const void *column, bool *ret_full)
{
    struct by_home_kept *k = &s->parts->day->by_home;
    pthread_mutex_lock(&k->lock);
    const struct by_home *kept = find(k, column);
    *ret_full = k->bytes > (size_t)s->count * BYTES_A_ROW + BYTES_LEAST;
    pthread_mutex_unlock(&k->lock);
    return kept;
}

const struct by_home *by_home_codes(const struct snapshot *s, const uint8_t *column)
{
    bool is_full;
    const struct by_home *kept = kept_of(s, column, &is_full);
    return kept || is_full ? kept : keep(&s->parts->day->by_home, make_codes(s, column), s->count);
}

const struct by_home *by_home_amounts(const struct snapshot *s, const fen *column)
{
    bool is_full;
    const struct by_home *kept = kept_of(s, column, &is_full);
    return kept || is_full ? kept
                           : keep(&s->parts->day->by_home, make_amounts(s, column), s->count);
}
