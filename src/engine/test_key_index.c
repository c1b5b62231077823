#include "base/test.h"

#include "engine/key_index.h"

static struct hash128 key(uint64_t low, uint64_t high)
{
    return (struct hash128){.low = low, .high = high};
}

/* Spreads over all bits, never the same twice. */
static struct hash128 spread(uint64_t number)
{
    return key(number * UINT64_C(0x9e3779b97f4a7c15), number);
}

/* The plainest index: keys in the order of coming. */
struct plain {
    struct hash128 keys[3000];
    uint32_t count;
};

static uint32_t plain_find(const struct plain *p, struct hash128 hash)
{
    for (uint32_t row = 0; row < p->count; row++)
        if (p->keys[row].low == hash.low && p->keys[row].high == hash.high)
            return row;
    return NO_ROW;
}

TEST(an_empty_index_knows_nobody)
{
    struct key_index k;
    key_index_init(&k);
    CHECK_INT(k.count, 0);
    CHECK_EQ(key_find(&k, key(0, 0)), NO_ROW);
    CHECK_EQ(key_find(&k, key(UINT64_MAX, UINT64_MAX)), NO_ROW);
    key_index_release(&k);
}

TEST(rows_are_numbered_in_the_order_of_coming)
{
    struct key_index k;
    key_index_init(&k);
    CHECK_INT(key_add(&k, key(7, 7)), 0);
    CHECK_INT(key_add(&k, key(3, 9)), 1);
    CHECK_INT(key_add(&k, key(0, 0)), 2);
    CHECK_INT(key_find(&k, key(0, 0)), 2);
    CHECK_INT(key_find(&k, key(7, 7)), 0);
    CHECK_INT(key_find(&k, key(3, 9)), 1);
    CHECK_INT(k.count, 3);
    key_index_release(&k);
}

TEST(both_words_of_a_fingerprint_count)
{
    struct key_index k;
    key_index_init(&k);
    key_add(&k, key(5, 1));
    CHECK_EQ(key_find(&k, key(5, 2)), NO_ROW);
    CHECK_EQ(key_find(&k, key(1, 5)), NO_ROW);
    CHECK_EQ(key_find(&k, key(6, 1)), NO_ROW);
    key_index_release(&k);
}

TEST(random_keys_are_found_as_by_a_plain_list)
{
    static struct plain p;
    struct key_index k;
    uint64_t x = 1;
    p.count = 0;
    key_index_init(&k);
    for (int i = 0; i < 3000; i++) {
        x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        /* few different low words, so that many share a slot */
        struct hash128 hash = key(x >> 55, x >> 33 & 7);
        uint32_t known = plain_find(&p, hash);
        if (key_find(&k, hash) != known)
            fail_msg("key %d: row %u instead of %u", i, key_find(&k, hash), known);
        if (known != NO_ROW)
            continue;
        p.keys[p.count++] = hash;
        CHECK_INT(key_add(&k, hash), p.count - 1);
    }
    CHECK_INT(k.count, p.count);
    key_index_release(&k);
}

TEST(keys_with_one_low_word_stand_behind_each_other)
{
    struct key_index k;
    key_index_init(&k);
    for (uint64_t i = 0; i < 2000; i++)
        CHECK_INT(key_add(&k, key(1023, i)), i);
    for (uint64_t i = 0; i < 2000; i++)
        CHECK_INT(key_find(&k, key(1023, i)), i);
    CHECK_EQ(key_find(&k, key(1023, 2000)), NO_ROW);
    key_index_release(&k);
}

/* Low words at the end of the table go on at its beginning. */
TEST(a_crowd_at_the_last_slot_wraps_round)
{
    struct key_index k;
    key_index_init(&k);
    uint64_t last = k.mask;
    for (uint64_t i = 0; i < 300; i++)
        key_add(&k, key(last - i % 3, i));
    for (uint64_t i = 0; i < 300; i++)
        CHECK_INT(key_find(&k, key(last - i % 3, i)), i);
    CHECK_EQ(key_find(&k, key(0, 0)), NO_ROW);
    CHECK_EQ(key_find(&k, key(last, 1)), NO_ROW);
    key_index_release(&k);
}

TEST(the_table_is_never_more_than_half_full)
{
    struct key_index k;
    key_index_init(&k);
    for (uint64_t i = 0; i < 20000; i++) {
        key_add(&k, spread(i));
        if (k.count > k.room || (uint64_t)k.count * 2 > k.mask + 1)
            fail_msg("%u keys, room for %u, %" PRIu64 " slots", k.count, k.room, k.mask + 1);
    }
    key_index_release(&k);
}

TEST(many_keys_are_all_found_again)
{
    enum { MANY = 600000 };
    struct key_index k;
    key_index_init(&k);
    for (uint32_t i = 0; i < MANY; i++)
        if (key_add(&k, spread(i)) != i)
            fail_msg("key %u has another row", i);
    for (uint32_t i = 0; i < MANY; i++)
        if (key_find(&k, spread(i)) != i)
            fail_msg("key %u is not found", i);
    for (uint32_t i = MANY; i < 2 * MANY; i++)
        if (key_find(&k, spread(i)) != NO_ROW)
            fail_msg("key %u was never added", i);
    key_index_release(&k);
}

TEST(a_released_index_can_be_released_again)
{
    struct key_index k;
    key_index_init(&k);
    key_add(&k, key(1, 1));
    key_index_release(&k);
    key_index_release(&k);
    CHECK_INT(k.count, 0);
}

/* Bulk loading gives what adding one by one gives. */
TEST(keys_placed_in_any_order_are_found)
{
    enum { KEYS = 5000 };
    struct key_index k;
    key_index_init(&k);
    for (uint32_t i = 0; i < KEYS; i++) {
        uint32_t row = (i * 2003u) % KEYS;
        key_place(&k, row, spread(row));
        key_place(&k, row, spread(row)); /* twice does no harm */
    }
    key_index_build(&k);
    CHECK_INT(k.count, KEYS);
    for (uint32_t row = 0; row < KEYS; row++)
        CHECK_INT(key_find(&k, spread(row)), row);
    CHECK_EQ(key_find(&k, spread(KEYS)), NO_ROW);
    CHECK_INT(key_add(&k, spread(KEYS)), KEYS);
    CHECK_INT(key_find(&k, spread(KEYS)), KEYS);
    key_index_release(&k);
}

TEST(a_row_that_is_left_out_is_zeros)
{
    struct key_index k;
    key_index_init(&k);
    key_place(&k, 3, spread(3));
    CHECK_INT(k.count, 4);
    CHECK(hash128_equal(k.hashes[1], key(0, 0)));
    key_index_release(&k);
}

TEST(many_at_once_are_found_as_one_by_one)
{
    enum { KNOWN = 3000, ASKED = 1024 };
    static struct hash128 asked[ASKED];
    static uint32_t rows[ASKED];
    struct key_index k;
    key_index_init(&k);
    for (uint64_t i = 0; i < KNOWN; i++)
        key_add(&k, spread(i));
    for (uint64_t i = 0; i < ASKED; i++)
        asked[i] = spread(i * 7 % (KNOWN * 2));
    for (size_t count = 0; count <= ASKED; count += count < 70 ? 1 : 53) {
        memset(rows, 1, sizeof rows);
        key_find_many(&k, asked, count, rows);
        for (size_t i = 0; i < ASKED; i++)
            CHECK_EQ(rows[i], i < count ? key_find(&k, asked[i]) : UINT32_C(0x01010101));
    }
    key_index_release(&k);
}

TEST(an_empty_index_finds_none_of_many)
{
    struct hash128 asked[3] = {key(0, 0), key(1, 2), key(UINT64_MAX, 0)};
    uint32_t rows[3];
    struct key_index k;
    key_index_init(&k);
    key_find_many(&k, asked, 3, rows);
    for (int i = 0; i < 3; i++)
        CHECK_EQ(rows[i], NO_ROW);
    key_index_release(&k);
}

TESTS(CASE(keys_placed_in_any_order_are_found), CASE(a_row_that_is_left_out_is_zeros),
      CASE(an_empty_index_knows_nobody), CASE(rows_are_numbered_in_the_order_of_coming),
      CASE(both_words_of_a_fingerprint_count), CASE(random_keys_are_found_as_by_a_plain_list),
      CASE(keys_with_one_low_word_stand_behind_each_other),
      CASE(a_crowd_at_the_last_slot_wraps_round), CASE(the_table_is_never_more_than_half_full),
      CASE(many_keys_are_all_found_again), CASE(a_released_index_can_be_released_again),
      CASE(many_at_once_are_found_as_one_by_one), CASE(an_empty_index_finds_none_of_many))
