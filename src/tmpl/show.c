#include "tmpl/show.h"

#include "base/record_out.h"
#include "tmpl/tmpl.h"

/* ---- escapes ---- */

static const char *const entities[] = {NULL, "&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
static const uint8_t entity_of[256] = {['&'] = 1, ['<'] = 2, ['>'] = 3, ['"'] = 4, ['\''] = 5};

void show_escaped(struct buf *out, struct text t)
{
    size_t plain = 0;
    for (size_t i = 0; i < t.len; i++) {
        uint8_t entity = entity_of[(unsigned char)t.ptr[i]];
        if (!entity)
            continue;
        buf_add(out, t.ptr + plain, i - plain);
        buf_add_text(out, entities[entity]);
        plain = i + 1;
    }
    buf_add(out, t.ptr + plain, t.len - plain);
}

static bool is_plain_in_address(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void show_in_address(struct buf *out, struct text t)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        if (is_plain_in_address(t.ptr[i]))
            buf_add_char(out, t.ptr[i]);
        else
            buf_add(out, (const char[]){'%', digits[c >> 4], digits[c & 15]}, 3);
    }
}

/* ---- numbers ---- */

enum { NUMBER_ROOM = 48 };

/* Digits with separators, from the end of the room to the front; where they begin. */
static char *put_digits(char *at, uint64_t number)
{
    for (int digits = 0; number || digits == 0; digits++, number /= 10) {
        if (digits && digits % 3 == 0)
            *--at = ',';
        *--at = (char)('0' + number % 10);
    }
    return at;
}

static void add_scaled(struct buf *out, int64_t number, bool cents)
{
    char room[NUMBER_ROOM], *end = room + sizeof room, *at = end;
    uint64_t size = number < 0 ? -(uint64_t)number : (uint64_t)number;
    if (cents) {
        *--at = (char)('0' + size % 10);
        *--at = (char)('0' + size / 10 % 10);
        *--at = '.';
        size /= 100;
    }
    at = put_digits(at, size);
    if (number < 0)
        *--at = '-';
    buf_add(out, at, (size_t)(end - at));
}

void show_number(struct buf *out, int64_t number)
{
    add_scaled(out, number, false);
}

/* With two decimals of the largest unit that it reaches. */
static void add_short(struct buf *out, int64_t number, bool cents, enum tongue tongue)
{
    static const struct unit {
        int64_t size;
        const char *name;
    } units[TONGUE_COUNT][4] = {
        [CHINESE] = {{100000000, "亿"}, {10000, "万"}, {0, NULL}},
        [ENGLISH] = {{1000000000, "B"}, {1000000, "M"}, {1000, "K"}, {0, NULL}},
    };
    int64_t one = cents ? FEN_PER_YUAN : 1;
    for (const struct unit *unit = units[tongue]; unit->name; unit++) {
        int128_t size = (int128_t)unit->size * one;
        if (number < size && number > -size)
            continue;
        add_scaled(out, (int64_t)divide_half_up((int128_t)number * 100, size), true);
        buf_add_text(out, unit->name);
        return;
    }
    add_scaled(out, number, cents);
}

/* ---- days and times ---- */

static char *put_two(char *to, unsigned number)
{
    to[0] = (char)('0' + number / 10 % 10);
    to[1] = (char)('0' + number % 10);
    return to + 2;
}

static void add_day(struct buf *out, day d)
{
    char text[10];
    struct ymd parts = day_ymd(d);
    put_two(put_two(text, (unsigned)parts.year / 100), (unsigned)parts.year % 100);
    text[4] = text[7] = '-';
    put_two(text + 5, (unsigned)parts.month);
    put_two(text + 8, (unsigned)parts.day);
    buf_add(out, text, sizeof text);
}

static void add_clock(struct buf *out, int seconds)
{
    char text[5];
    put_two(text, (unsigned)seconds / 3600);
    text[2] = ':';
    put_two(text + 3, (unsigned)seconds / 60 % 60);
    buf_add(out, text, sizeof text);
}

static void add_time(struct buf *out, int64_t time, enum show show)
{
    int seconds;
    day d = bank_day(time, &seconds);
    if (show != SHOW_CLOCK)
        add_day(out, d);
    if (show == SHOW_AS_IS)
        buf_add_char(out, ' ');
    if (show != SHOW_DAY)
        add_clock(out, seconds);
}

static void add_weekday(struct buf *out, day d, enum tongue tongue)
{
    static const char *const names[TONGUE_COUNT][7] = {
        [CHINESE] = {"周四", "周五", "周六", "周日", "周一", "周二", "周三"},
        [ENGLISH] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"}, /* 1970-01-01 was one */
    };
    buf_add_text(out, names[tongue][((d % 7) + 7) % 7]);
}

/* ---- values ---- */

static const struct {
    const char *name;
    enum show show;
    unsigned kinds;
} shows[] = {
    {"plain", SHOW_PLAIN, ~(1U << KIND_RECORD | 1U << KIND_ROWS | 1U << KIND_HTML)},
    {"short", SHOW_SHORT, 1U << KIND_FEN | 1U << KIND_INT2 | 1U << KIND_INT4 | 1U << KIND_INT8},
    {"s", SHOW_PLURAL, 1U << KIND_INT2 | 1U << KIND_INT4 | 1U << KIND_INT8},
    {"day", SHOW_DAY, 1U << KIND_TIME},
    {"clock", SHOW_CLOCK, 1U << KIND_TIME},
    {"weekday", SHOW_WEEKDAY, 1U << KIND_DAY},
    {"name", SHOW_PLAIN, 1U << KIND_CODE},
    {"tone", SHOW_TONE, 1U << KIND_CODE},
    {"count", SHOW_COUNT, 1U << KIND_ROWS},
};

bool show_parse(enum field_kind kind, struct text name, enum show *ret_show)
{
    for (size_t i = 0; i < ARRAY_LEN(shows); i++)
        if (text_is(name, shows[i].name) && shows[i].kinds >> kind & 1) {
            *ret_show = shows[i].show;
            return true;
        }
    return false;
}

static void add_code(struct buf *out, const struct field *f, const void *value, enum show show,
                     enum tongue tongue)
{
    const struct word *word = word_of_code(f->words, (int16_t)field_number(f, value));
    const char *text = !word               ? NULL
                       : show == SHOW_TONE ? word->tone
                                           : in_tongue(tongue, word->label);
    show_escaped(out, text_of(text));
}

static bool is_text(const struct field *f)
{
    return f->kind == KIND_TEXT || f->kind == KIND_URL || f->kind == KIND_HTML;
}

/* What is no text is short, and needs no escape but in addresses. */
static void add_plain(struct buf *out, const struct field *f, const void *value,
                      enum tmpl_place place)
{
    char plain[128];
    size_t before = out->len;
    field_plain(out, f, value);
    size_t len = out->len - before;
    if (place != PLACE_URL_PART)
        return;
    assert(len < sizeof plain);
    memcpy(plain, out->bytes + before, len);
    out->len = before;
    show_in_address(out, (struct text){plain, len});
}

void show_value(struct buf *out, const struct field *f, const void *value, enum show show,
                enum tongue tongue, enum tmpl_place place)
{
    if (field_is_null(f, value)) {
        if (place == PLACE_TEXT && show != SHOW_PLAIN && show != SHOW_TONE)
            buf_add_text(out, "–");
    } else if (show == SHOW_PLURAL) {
        buf_add_text(out, field_number(f, value) == 1 ? "" : "s");
    } else if (is_text(f)) {
        const struct text *text = value;
        (place == PLACE_URL_PART ? show_in_address : show_escaped)(out, *text);
    } else if (show == SHOW_PLAIN || place == PLACE_URL_PART || f->kind == KIND_ID ||
               f->kind == KIND_BOOL) {
        add_plain(out, f, value, place);
    } else if (f->kind == KIND_CODE) {
        add_code(out, f, value, show, tongue);
    } else if (show == SHOW_SHORT) {
        add_short(out, field_number(f, value), f->kind == KIND_FEN, tongue);
    } else if (show == SHOW_WEEKDAY) {
        add_weekday(out, *(const day *)value, tongue);
    } else if (f->kind == KIND_DAY) {
        add_day(out, *(const day *)value);
    } else if (f->kind == KIND_TIME) {
        add_time(out, field_number(f, value), show);
    } else {
        add_scaled(out, field_number(f, value), f->kind == KIND_FEN);
    }
}

void tmpl_show(struct buf *out, const struct field *f, const void *value, enum tongue tongue)
{
    show_value(out, f, value, SHOW_AS_IS, tongue, PLACE_TEXT);
}

void show_round(struct buf *out, int64_t amount, enum tongue tongue)
{
    static const struct field f = {.name = "amount", .kind = KIND_FEN};
    struct buf whole;
    buf_init(&whole);
    show_value(&whole, &f, &amount, SHOW_SHORT, tongue, PLACE_ATTR);
    for (size_t i = 0; i < whole.len; i++)
        if (whole.len - i >= 3 && memcmp(whole.bytes + i, ".00", 3) == 0)
            i += 2;
        else
            buf_add_char(out, whole.bytes[i]);
    buf_release(&whole);
}
