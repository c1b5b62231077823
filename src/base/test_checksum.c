#include "base/checksum.h"
#include "base/test.h"

TEST(every_byte_and_the_length_count)
{
    unsigned char bytes[100] = {0};
    for (size_t len = 0; len <= sizeof bytes; len++) {
        uint64_t sum = checksum64(bytes, len, 0);
        CHECK(len == 0 || sum != checksum64(bytes, len - 1, 0));
        for (size_t i = 0; i < len; i++) {
            bytes[i] ^= 0x40;
            CHECK(checksum64(bytes, len, 0) != sum);
            bytes[i] ^= 0x40;
        }
        CHECK(checksum64(bytes, len, 0) == sum);
    }
}

TEST(swapped_words_and_another_seed_are_noticed)
{
    uint64_t words[16];
    for (size_t i = 0; i < 16; i++)
        words[i] = i * 3;
    uint64_t sum = checksum64(words, sizeof words, 0);
    CHECK(checksum64(words, sizeof words, 1) != sum);
    for (size_t i = 0; i < 16; i++)
        for (size_t k = 0; k < i; k++) {
            uint64_t kept = words[i];
            words[i] = words[k];
            words[k] = kept;
            CHECK(checksum64(words, sizeof words, 0) != sum);
            words[k] = words[i];
            words[i] = kept;
        }
}

TESTS(CASE(every_byte_and_the_length_count), CASE(swapped_words_and_another_seed_are_noticed))
