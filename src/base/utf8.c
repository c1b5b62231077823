/* Is a text UTF-8?  Character by character, or 32 bytes at once where the machine can. */
#include "base/text.h"

#include "base/word.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* The last bytes are looked at together with up to three before them. */
enum { WIDTH = 32, LEAST_WIDE = WIDTH + 3 };

/* Bytes of the sequence that starts with 'first', 0 where none may. */
static size_t utf8_size(unsigned char first)
{
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF)
        return 3;
    if (first >= 0xF0 && first <= 0xF4)
        return 4;
    return 0;
}

/* The second byte carries the bounds: no overlong form, no surrogate, nothing above U+10FFFF. */
static bool utf8_second_ok(unsigned char first, unsigned char second)
{
    unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high;
}

static bool is_utf8_plain(struct text t)
{
    const unsigned char *p = (const unsigned char *)t.ptr;
    const unsigned char *end = p + t.len;

    while (p < end) {
        if (end - p >= 8 && word_is_plain(word_at((const char *)p))) {
            p += 8;
            continue;
        }
        if (*p < 0x80) {
            if (*p++ == 0)
                return false;
            continue;
        }
        size_t size = utf8_size(*p);
        if (size == 0 || (size_t)(end - p) < size || !utf8_second_ok(p[0], p[1]))
            return false;
        for (size_t i = 2; i < size; i++)
            if ((p[i] & 0xC0) != 0x80)
                return false;
        p += size;
    }
    return true;
}

#if defined(__x86_64__)

#define WIDE __attribute__((target("avx2")))
#define INLINE static inline __attribute__((always_inline))

/* What may be wrong with a byte and the one before it.  A table each for the halves of the first
 * byte and the upper half of the second says what is possible; what all three say is so.  (The way
 * of Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte".) */
enum {
    CUT_SHORT = 1,     /* a character begins, no following byte follows */
    TOO_MANY = 2,      /* ASCII, and a following byte follows */
    THREE_FOR_TWO = 4, /* a longer form than needed */
    TOO_LARGE = 8,     /* above U+10FFFF */
    SURROGATE = 16,
    TWO_FOR_ONE = 32,
    TOO_LARGE_LOW = 64, /* the same where a byte 80 to 8F follows; no pair is both this and ... */
    FOUR_FOR_THREE = 64,
    TWO_FOLLOW = 128, /* right for the third byte of three and the third and fourth of four */
    ANY_LOWER = CUT_SHORT | TOO_MANY | TWO_FOLLOW,
    LARGE = TOO_LARGE | TOO_LARGE_LOW,
    FOLLOWS = TOO_MANY | TWO_FOR_ONE | TWO_FOLLOW,
};

static const unsigned char first_upper[16] = {
    TOO_MANY,
    TOO_MANY,
    TOO_MANY,
    TOO_MANY,
    TOO_MANY,
    TOO_MANY,
    TOO_MANY,
    TOO_MANY,
    TWO_FOLLOW,
    TWO_FOLLOW,
    TWO_FOLLOW,
    TWO_FOLLOW,
    CUT_SHORT | TWO_FOR_ONE,
    CUT_SHORT,
    CUT_SHORT | THREE_FOR_TWO | SURROGATE,
    CUT_SHORT | LARGE,
};
static const unsigned char first_lower[16] = {
    ANY_LOWER | THREE_FOR_TWO | TWO_FOR_ONE | FOUR_FOR_THREE,
    ANY_LOWER | TWO_FOR_ONE,
    ANY_LOWER,
    ANY_LOWER,
    ANY_LOWER | TOO_LARGE,
    ANY_LOWER | LARGE,
    ANY_LOWER | LARGE,
    ANY_LOWER | LARGE,
    ANY_LOWER | LARGE,
    ANY_LOWER | LARGE,
    ANY_LOWER | LARGE,
    ANY_LOWER | LARGE,
    ANY_LOWER | LARGE,
    ANY_LOWER | LARGE | SURROGATE,
    ANY_LOWER | LARGE,
    ANY_LOWER | LARGE,
};
static const unsigned char second_upper[16] = {
    CUT_SHORT,
    CUT_SHORT,
    CUT_SHORT,
    CUT_SHORT,
    CUT_SHORT,
    CUT_SHORT,
    CUT_SHORT,
    CUT_SHORT,
    FOLLOWS | THREE_FOR_TWO | TOO_LARGE_LOW,
    FOLLOWS | THREE_FOR_TWO | TOO_LARGE,
    FOLLOWS | SURROGATE | TOO_LARGE,
    FOLLOWS | SURROGATE | TOO_LARGE,
    CUT_SHORT,
    CUT_SHORT,
    CUT_SHORT,
    CUT_SHORT,
};

INLINE WIDE __m256i look_up(const unsigned char *table, __m256i places)
{
    __m128i sixteen = _mm_loadu_si128((const __m128i *)(const void *)table);
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(sixteen), places);
}

/* What is wrong with the pairs that each byte makes with the one before it. */
INLINE WIDE __m256i pairs(__m256i bytes, __m256i before)
{
    const __m256i half = _mm256_set1_epi8(15);
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(before, 4), half);
    __m256i lower = _mm256_and_si256(before, half);
    __m256i second = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);
    return _mm256_and_si256(
        _mm256_and_si256(look_up(first_upper, upper), look_up(first_lower, lower)),
        look_up(second_upper, second));
}

/* Not 0 where something is wrong with 32 bytes, given those one, two and three places before. */
INLINE WIDE __m256i faults(__m256i bytes, __m256i before, __m256i second, __m256i third)
{
    __m256i of_three = _mm256_subs_epu8(second, _mm256_set1_epi8((char)(0xE0 - 0x80)));
    __m256i of_four = _mm256_subs_epu8(third, _mm256_set1_epi8((char)(0xF0 - 0x80)));
    __m256i third_or_fourth =
        _mm256_and_si256(_mm256_or_si256(of_three, of_four), _mm256_set1_epi8((char)0x80));
    __m256i nul = _mm256_cmpeq_epi8(bytes, _mm256_setzero_si256());
    return _mm256_or_si256(_mm256_xor_si256(pairs(bytes, before), third_or_fourth), nul);
}

INLINE WIDE __m256i load(const char *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

INLINE WIDE __m256i faults_at(const char *p)
{
    return faults(load(p), load(p - 1), load(p - 2), load(p - 3));
}

/* The first 32 bytes of a text: there are none before it. */
INLINE WIDE __m256i faults_at_start(const char *p)
{
    __m256i bytes = load(p);
    __m256i shifted = _mm256_permute2x128_si256(bytes, bytes, 0x08);
    return faults(bytes, _mm256_alignr_epi8(bytes, shifted, 15),
                  _mm256_alignr_epi8(bytes, shifted, 14), _mm256_alignr_epi8(bytes, shifted, 13));
}

/* The last 32 bytes may have been looked at before; a text may not end within a character. */
WIDE static bool is_utf8_wide(struct text t)
{
    const unsigned char *end = (const unsigned char *)t.ptr + t.len;
    __m256i found = faults_at_start(t.ptr);
    for (size_t at = WIDTH; at + WIDTH <= t.len; at += WIDTH)
        found = _mm256_or_si256(found, faults_at(t.ptr + at));
    if (t.len % WIDTH)
        found = _mm256_or_si256(found, faults_at(t.ptr + t.len - WIDTH));
    return _mm256_testz_si256(found, found) && end[-1] < 0xC0 && end[-2] < 0xE0 && end[-3] < 0xF0;
}

static bool is_wide(void)
{
    return __builtin_cpu_supports("avx2");
}

#else

static bool is_utf8_wide(struct text t)
{
    return is_utf8_plain(t);
}

static bool is_wide(void)
{
    return false;
}

#endif

bool text_is_utf8(struct text t)
{
    return t.len >= LEAST_WIDE && is_wide() ? is_utf8_wide(t) : is_utf8_plain(t);
}
