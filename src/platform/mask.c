#include "platform/mask.h"

enum {
    STARS_MOST = 16, /* for ends that are kept: how long it was is nobody's business beyond */
    RUN_LEAST = 7,   /* digits that may be a number of something */
    LAST_SHOWN = 4,
    PHONE_LEAST = 11,
    DISTRICT_WITHIN = 24, /* characters in which a district is looked for */
    ADDRESS_SHOWN = 6     /* without one */
};

/* ---- characters ---------------------------------------------------------------------------- */

struct character {
    uint32_t code;
    size_t bytes; /* that it takes in the value */
};

/* The character at the start of 't' (not empty); a byte that is none is U+FFFD. */
static struct character character_at(struct text t)
{
    const unsigned char *p = (const unsigned char *)t.ptr;
    size_t size = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (size == 1)
        return (struct character){p[0], 1};
    if (size > t.len || !text_is_utf8((struct text){t.ptr, size}))
        return (struct character){0xFFFD, 1};
    uint32_t code = p[0] & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; i++)
        code = code << 6 | (p[i] & 0x3F);
    return (struct character){code, size};
}

static struct character take_character(struct text *t)
{
    struct character c = character_at(*t);
    t->ptr += c.bytes;
    t->len -= c.bytes;
    return c;
}

static size_t characters(struct text t)
{
    size_t count = 0;
    for (; t.len; count++)
        take_character(&t);
    return count;
}

static bool is_digit(uint32_t code)
{
    return (code >= '0' && code <= '9') || (code >= 0xFF10 && code <= 0xFF19);
}

/* Controls, line separators, and what turns the direction of writing. */
static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

/* ---- the result ---------------------------------------------------------------------------- */

struct writer {
    struct masked out;
    size_t len;
    size_t count;      /* characters */
    size_t last_start; /* of the last one */
    bool full;
};

static size_t encode(uint32_t code, char *to)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, code >>= 6)
        to[i] = (char)(0x80 | (code & 0x3F));
    to[0] = (char)((0xF00u >> size & 0xFFu) | code);
    return size;
}

static void put(struct writer *w, uint32_t code)
{
    if (w->full)
        return;
    if (w->count == MASK_CHARACTERS_MOST) {
        w->full = true;
        w->len = w->last_start + encode(0x2026, w->out.text + w->last_start);
        return;
    }
    w->last_start = w->len;
    w->len += encode(is_control(code) ? ' ' : code, w->out.text + w->len);
    w->count++;
}

static void put_all(struct writer *w, struct text t)
{
    while (t.len && !w->full)
        put(w, take_character(&t).code);
}

static void put_stars(struct writer *w, size_t count)
{
    for (size_t i = 0; i < count && !w->full; i++)
        put(w, '*');
}

/* ---- the rules ----------------------------------------------------------------------------- */

static void keep_ends(struct writer *w, struct text value, size_t first, size_t last)
{
    size_t count = characters(value);
    size_t hidden = count > first + last ? count - first - last : 0;
    if (hidden == 0) {
        put_stars(w, count < STARS_MOST ? count : STARS_MOST);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t code = take_character(&value).code;
        if (i < first || i >= count - last)
            put(w, code);
        else if (i == first)
            put_stars(w, hidden < STARS_MOST ? hidden : STARS_MOST);
    }
}

static void mask_phone(struct writer *w, struct text value)
{
    keep_ends(w, value, characters(value) < PHONE_LEAST ? 0 : 3, LAST_SHOWN);
}

static void mask_email(struct writer *w, struct text value)
{
    size_t at = value.len;
    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] == '@')
            at = i;
    struct text name = {value.ptr, at};
    if (characters(name) > 1)
        put(w, character_at(name).code);
    put_stars(w, 3);
    put_all(w, (struct text){value.ptr + at, value.len - at});
}

static bool one_of(uint32_t code, const uint32_t *list)
{
    for (; *list; list++)
        if (code == *list)
            return true;
    return false;
}

/* Characters up to and including the district, or else the city; 0: neither was found.  What names
 * a street, a village or a house ends the search: a 区 after it is another thing. */
static size_t district_end(struct text value)
{
    static const uint32_t streets[] = {
        0x8DEF /* 路 */, 0x8857 /* 街 */, 0x9053 /* 道 */, 0x5DF7 /* 巷 */, 0x5F04 /* 弄 */,
        0x53F7 /* 号 */, 0x9547 /* 镇 */, 0x4E61 /* 乡 */, 0x6751 /* 村 */, 0};
    static const uint32_t districts[] = {0x533A /* 区 */, 0x53BF /* 县 */, 0x65D7 /* 旗 */, 0};
    /* 自治区, 小区, 社区, 园区, 校区 are no districts */
    static const uint32_t no_district[] = {0x6CBB, 0x5C0F, 0x793E, 0x56ED, 0x6821, 0};
    enum { CITY = 0x5E02 /* 市 */ };

    size_t city = 0;
    uint32_t before = 0;
    for (size_t i = 0; value.len && i < DISTRICT_WITHIN; i++) {
        uint32_t code = take_character(&value).code;
        uint32_t next = value.len ? character_at(value).code : 0;
        if (one_of(code, streets) || is_digit(code))
            break;
        if (i > 0 && one_of(code, districts) && !one_of(before, no_district) &&
            !one_of(next, streets))
            return i + 1;
        if (code == CITY && city == 0 && i > 0)
            city = i + 1;
        before = code;
    }
    return city;
}

static void mask_address(struct writer *w, struct text value)
{
    size_t count = characters(value);
    size_t shown = district_end(value);
    if (shown == 0)
        shown = count / 3 < ADDRESS_SHOWN ? count / 3 : ADDRESS_SHOWN;
    for (size_t i = 0; i < shown; i++)
        put(w, take_character(&value).code);
    if (value.len)
        put_stars(w, 3);
}

static size_t digit_run(struct text t)
{
    size_t count = 0;
    while (t.len && is_digit(take_character(&t).code))
        count++;
    return count;
}

static void mask_note(struct writer *w, struct text value)
{
    while (value.len && !w->full) {
        size_t run = digit_run(value);
        size_t hidden = run >= RUN_LEAST ? run - LAST_SHOWN : 0;
        put_stars(w, hidden);
        for (size_t i = 0; i < hidden; i++)
            take_character(&value);
        for (size_t i = hidden; i < run; i++)
            put(w, take_character(&value).code);
        if (value.len)
            put(w, take_character(&value).code);
    }
}

struct masked mask_value(enum personal personal, struct text value)
{
    struct writer w = {.len = 0};
    if (value.len == 0)
        return w.out;
    switch (personal) {
    case PERSONAL_NO:
        put_all(&w, value);
        break;
    case PERSONAL_CERTIFICATE:
        keep_ends(&w, value, 1, LAST_SHOWN);
        break;
    case PERSONAL_PHONE:
        mask_phone(&w, value);
        break;
    case PERSONAL_EMAIL:
        mask_email(&w, value);
        break;
    case PERSONAL_ADDRESS:
        mask_address(&w, value);
        break;
    case PERSONAL_NUMBER:
        keep_ends(&w, value, 0, LAST_SHOWN);
        break;
    case PERSONAL_NOTE:
        mask_note(&w, value);
        break;
    }
    w.out.text[w.len] = 0;
    return w.out;
}
