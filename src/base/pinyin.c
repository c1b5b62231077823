#include "base/pinyin.h"

#include "base/pinyin_table.h"

enum {
    FULLWIDTH_FIRST = 0xFF01,
    FULLWIDTH_LAST = 0xFF5E,
    FULLWIDTH_STEP = 0xFEE0,
    WIDE_SPACE = 0x3000,
    REPLACEMENT = 0xFFFD
};

/* ---- folding ---- */

/* One character of valid UTF-8; REPLACEMENT where it is none, of one byte. */
static uint32_t decode(struct text t, size_t at, size_t *ret_size)
{
    const unsigned char *p = (const unsigned char *)t.ptr + at;
    size_t left = t.len - at;
    size_t size = p[0] < 0x80 ? 1 : p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : p[0] >= 0xC2 ? 2 : 0;
    *ret_size = 1;
    if (size == 1)
        return p[0];
    if (size == 0 || size > left || !text_is_utf8((struct text){t.ptr + at, size}))
        return REPLACEMENT;
    uint32_t c = p[0] & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; i++)
        c = c << 6 | (p[i] & 0x3F);
    *ret_size = size;
    return c;
}

static uint32_t plain(uint32_t c)
{
    size_t low = 0, high = pinyin_plain_len;
    if (c < 0xC0 || c > PINYIN_LAST)
        return c;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (pinyin_plain[middle].from < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low < pinyin_plain_len && pinyin_plain[low].from == c ? pinyin_plain[low].to : c;
}

static bool is_space(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0 || c == WIDE_SPACE ||
           (c >= 0x2000 && c <= 0x200A);
}

/* Between the parts of a name, or not to be seen: marks that combine, selectors, joiners. */
static bool is_left_out(uint32_t c)
{
    static const uint32_t between[] = {'.',    '-',    '\'',   '`',    0xB7,   0x2022,     0x2027,
                                       0x2219, 0x22C5, 0x30FB, 0xFF65, 0x2018, 0x2019,     0x2010,
                                       0x2011, 0x2012, 0x2013, 0x2014, 0xFEFF, REPLACEMENT};
    if (c < ' ' || c == 0x7F || (c >= 0x80 && c < 0xA0))
        return true;
    if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) ||
        (c >= 0x2028 && c <= 0x202F) || (c >= 0xFE00 && c <= 0xFE0F))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(between); i++)
        if (between[i] == c)
            return true;
    return false;
}

uint32_t name_character(struct text t, size_t at, size_t *ret_size)
{
    uint32_t c = decode(t, at, ret_size);
    if (is_space(c))
        return ' ';
    if (c >= FULLWIDTH_FIRST && c <= FULLWIDTH_LAST)
        c -= FULLWIDTH_STEP;
    if (c >= 'A' && c <= 'Z')
        return c + ('a' - 'A');
    return is_left_out(c) ? 0 : plain(c);
}

static struct folded fold(struct text t, bool keeps_spaces)
{
    struct folded f = {.len = 0};
    bool is_after_space = false;
    for (size_t at = 0, size; at < t.len && f.len < NAME_CHARACTERS_MOST; at += size) {
        uint32_t c = name_character(t, at, &size);
        if (c == 0 || c == ' ') {
            is_after_space |= c == ' ';
            continue;
        }
        if (keeps_spaces && is_after_space && f.len > 0 && f.len + 1 < NAME_CHARACTERS_MOST)
            f.characters[f.len++] = ' ';
        is_after_space = false;
        f.characters[f.len++] = c;
    }
    return f;
}

struct folded name_fold(struct text name)
{
    return fold(name, false);
}

struct folded name_fold_typed(struct text typed)
{
    return fold(typed, true);
}

/* ---- readings ---- */

static void add(struct readings *r, unsigned syllable)
{
    const char *reading = pinyin_syllables[syllable];
    if (!reading || r->len == READINGS_MOST)
        return;
    for (int i = 0; i < r->len; i++)
        if (r->items[i] == reading)
            return;
    r->items[r->len++] = reading;
}

static const struct pinyin_special *special_of(uint32_t c)
{
    size_t low = 0, high = pinyin_special_len;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (pinyin_special[middle].character < c)
            low = middle + 1;
        else
            high = middle;
    }
    assert(low < pinyin_special_len && pinyin_special[low].character == c);
    return &pinyin_special[low];
}

/* As one of two characters that are a surname; 0: they are none. */
static unsigned compound_at(const uint32_t *name, size_t len, size_t at)
{
    for (size_t i = 0; at < 2 && len >= 2 && i < pinyin_compounds_len; i++)
        if (pinyin_compounds[i].characters[0] == name[0] &&
            pinyin_compounds[i].characters[1] == name[1])
            return pinyin_compounds[i].syllables[at];
    return 0;
}

struct readings name_readings(const uint32_t *name, size_t len, size_t at)
{
    struct readings r = {.len = 0};
    uint32_t c = name[at];
    if (c < PINYIN_FIRST || c > PINYIN_LAST)
        return r;
    unsigned ordinary = pinyin_readings[c - PINYIN_FIRST];
    if (!(ordinary & PINYIN_IS_SPECIAL)) {
        add(&r, ordinary);
        return r;
    }
    const struct pinyin_special *special = special_of(c);
    add(&r, compound_at(name, len, at));
    if (at == 0)
        add(&r, special->surname);
    add(&r, ordinary & ~PINYIN_IS_SPECIAL);
    for (size_t i = 0; i < ARRAY_LEN(special->also); i++)
        add(&r, special->also[i]);
    return r;
}
