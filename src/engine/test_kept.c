/* Sets that are kept: made once for each key, by whoever asks first, and no more than there is room
 * for. */
#include "base/test.h"

#include "engine/kept.h"

enum { ROWS = 4000000, THREADS = 4 };

static const struct set *make_every(const void *with, struct arena *a)
{
    const uint32_t *step = with;
    struct set_making m = set_begin(ROWS);
    memset(m.words, 0, set_words(ROWS) * sizeof *m.words);
    for (uint32_t row = 0; row < ROWS; row += *step)
        m.words[row / SET_WORD] |= UINT64_C(1) << row % SET_WORD;
    return set_end_passing(&m, a);
}

static const struct set *get(struct kept *k, int64_t asked, uint32_t step)
{
    struct kept_key key = {.asked = {asked}};
    return kept_get(k, &key, ROWS, make_every, &step);
}

TEST(a_key_is_made_once_and_settles)
{
    struct kept k;
    kept_init(&k);
    const struct set *dense = get(&k, 1, 2), *sparse = get(&k, 2, 4000);
    CHECK(dense->words && dense->count == ROWS / 2);
    CHECK(sparse->sparse && sparse->count == ROWS / 4000);
    CHECK(get(&k, 1, 3) == dense);
    CHECK(get(&k, 2, 3) == sparse);
    CHECK_INT(kept_bytes(&k), set_bytes(dense) + set_bytes(sparse));
    kept_release(&k);
}

TEST(where_there_is_no_room_nothing_more_is_kept)
{
    struct kept k;
    kept_init(&k);
    int64_t asked = 0;
    while (get(&k, asked, 2))
        asked++;
    CHECK(asked > 100 && asked < 200);
    CHECK(kept_bytes(&k) <= (size_t)ROWS * 20);
    CHECK(get(&k, 0, 2)); /* what is there is still found */
    CHECK(!get(&k, asked, 2));
    kept_release(&k);
}

static void *ask_all(void *kept)
{
    for (int64_t asked = 0; asked < 12; asked++)
        if (get(kept, asked, (uint32_t)asked + 2)->count != (ROWS - 1) / (asked + 2) + 1)
            return kept;
    return NULL;
}

TEST(several_may_ask_at_once)
{
    struct kept k;
    pthread_t threads[THREADS];
    kept_init(&k);
    for (int i = 0; i < THREADS; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, ask_all, &k), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failed = NULL;
        CHECK_INT(pthread_join(threads[i], &failed), 0);
        CHECK(!failed);
    }
    kept_release(&k);
}

TESTS(CASE(a_key_is_made_once_and_settles), CASE(where_there_is_no_room_nothing_more_is_kept),
      CASE(several_may_ask_at_once))
