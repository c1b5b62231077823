#include "base/test.h"

#include "base/hash.h"

/* SipHash-2-4 with 128 bits, key 00 01 … 0f, message 00 01 … (len - 1): the vectors of the
 * algorithm's reference for these lengths. */
static const struct {
    size_t len;
    const char *hex;
} vectors[] = {
    {0, "a3817f04ba25a8e66df67214c7550293"},  {1, "da87c1d86b99af44347659119b22fc45"},
    {7, "a1f1ebbed8dbc153c0b84aa61ff08239"},  {8, "3b62a9ba6258f5610f83e264f31497b4"},
    {9, "264499060ad9baabc47f8b02bb6d71ed"},  {15, "5493e99933b0a8117e08ec0f97cfc3d9"},
    {16, "6ee2a4ca67b054bbfd3315bf85230577"}, {63, "5150d1772f50834a503e069a973fbd7c"},
};
static const struct hash_key key = {UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)};

static void add_hex(char *to, uint64_t word)
{
    for (size_t i = 0; i < 8; i++)
        snprintf(to + 2 * i, 3, "%02x", (unsigned)(word >> (8 * i) & 0xFF));
}

TEST(known_answers)
{
    unsigned char message[64];
    for (size_t i = 0; i < sizeof message; i++)
        message[i] = (unsigned char)i;
    for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
        char hex[33];
        struct hash128 h = hash128_of(&key, message, vectors[i].len);
        add_hex(hex, h.low);
        add_hex(hex + 16, h.high);
        CHECK_TEXT(hex, vectors[i].hex);
    }
}

TEST(every_bit_of_message_and_key_counts)
{
    unsigned char message[32] = {0};
    struct hash128 plain = hash128_of(&key, message, sizeof message);
    for (size_t bit = 0; bit < 8 * sizeof message; bit++) {
        message[bit / 8] ^= (unsigned char)(1u << bit % 8);
        CHECK(!hash128_equal(hash128_of(&key, message, sizeof message), plain));
        message[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    for (int bit = 0; bit < 64; bit++) {
        struct hash_key other = {key.k0 ^ UINT64_C(1) << bit, key.k1};
        CHECK(!hash128_equal(hash128_of(&other, message, sizeof message), plain));
        other = (struct hash_key){key.k0, key.k1 ^ UINT64_C(1) << bit};
        CHECK(!hash128_equal(hash128_of(&other, message, sizeof message), plain));
    }
    CHECK(hash128_equal(hash128_of(&key, message, sizeof message), plain));
}

TEST(where_the_bytes_lie_does_not_matter)
{
    char room[80];
    for (size_t len = 0; len < 40; len++) {
        for (size_t at = 0; at < 8; at++) {
            memset(room, 0x55, sizeof room);
            for (size_t i = 0; i < len; i++)
                room[at + i] = (char)i;
            struct hash128 here = hash128_of(&key, room + at, len);
            memmove(room + 33, room + at, len);
            CHECK(hash128_equal(here, hash128_of(&key, room + 33, len)));
        }
    }
}

TEST(many_at_once_are_as_one_by_one)
{
    enum { MANY = 41 };
    char room[MANY * 40];
    struct text texts[MANY] = {{NULL, 0}};
    struct hash128 hashes[MANY];
    for (size_t i = 0; i < sizeof room; i++)
        room[i] = (char)(i * 31 + i / 7);
    for (size_t count = 0; count <= MANY; count++) {
        for (size_t i = 0; i < count; i++)
            texts[i] = (struct text){room + i * 40, (i / 6 * 7 + i % 2 + count) % 40};
        hash128_of_many(&key, texts, count, hashes);
        for (size_t i = 0; i < count; i++)
            CHECK(hash128_equal(hashes[i], hash128_of(&key, texts[i].ptr, texts[i].len)));
    }
}

TESTS(CASE(known_answers), CASE(every_bit_of_message_and_key_counts),
      CASE(where_the_bytes_lie_does_not_matter), CASE(many_at_once_are_as_one_by_one))
