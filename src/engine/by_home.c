#include "engine/by_home.h"

#include "base/arena.h"
#include "engine/snapshot_parts.h"

enum { BYTES_A_ROW = 24, BYTES_LEAST = 1 << 20, AHEAD = 32 };

/* ---- made ---- */

void by_home_free(struct made *made)
{
    struct by_home *b = (struct by_home *)made;
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
    *b = (struct by_home){.made = {.of = column, .bytes = s->count}, .codes = codes};
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
    size_t bytes = s->count * sizeof *amounts + great.len * great.size;
    *b = (struct by_home){.made = {.of = column, .bytes = bytes},
                          .amounts = amounts,
                          .great = great.items,
                          .great_len = great.len};
    return b;
}

/* ---- kept ---- */

static const struct by_home *known(const struct snapshot *s, const void *column, bool *ret_full)
{
    size_t most = (size_t)s->count * BYTES_A_ROW + BYTES_LEAST;
    return (const struct by_home *)made_find(&s->parts->day->by_home, column, most, ret_full);
}

static const struct by_home *keep(const struct snapshot *s, struct by_home *b)
{
    return (const struct by_home *)made_keep(&s->parts->day->by_home, &b->made, by_home_free);
}

const struct by_home *by_home_codes(const struct snapshot *s, const uint8_t *column)
{
    bool is_full;
    const struct by_home *found = known(s, column, &is_full);
    return found || is_full ? found : keep(s, make_codes(s, column));
}

const struct by_home *by_home_amounts(const struct snapshot *s, const fen *column)
{
    bool is_full;
    const struct by_home *found = known(s, column, &is_full);
    return found || is_full ? found : keep(s, make_amounts(s, column));
}
