#include "cfe/search/asked.h"

#include "cif/intake/certificate.h"

enum { CERT_TYPES = 8, FORMS_MOST = 3, PHONE_LEN = 11 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_plain(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static struct text trimmed(struct text t)
{
    size_t size;
    while (t.len && name_character(t, 0, &size) == ' ')
        t.ptr += size, t.len -= size;
    while (t.len && (unsigned char)t.ptr[t.len - 1] <= ' ')
        t.len--;
    return t;
}

/* Fullwidth forms as ASCII, in the case that was typed. */
static uint32_t character_at(struct text t, size_t at, size_t *ret_size)
{
    uint32_t c = name_character(t, at, ret_size);
    bool is_small = c >= 'a' && c <= 'z';
    unsigned char first = (unsigned char)t.ptr[at];
    if (is_small && *ret_size == 1)
        return first;
    bool is_wide_capital = is_small && *ret_size == 3 && first == 0xEF && t.ptr[at + 1] == '\xBC';
    return is_wide_capital ? c - ('a' - 'A') : c;
}

/* Without what stands between its groups; empty where it is no number. */
static struct text number_in(struct arena *a, struct text typed)
{
    char *out = arena_alloc(a, NUMBER_MOST + 1);
    size_t len = 0, digits = 0;
    for (size_t at = 0, size; at < typed.len; at += size) {
        uint32_t c = character_at(typed, at, &size);
        if (c == 0 || c == ' ' || (c == '+' && len == 0))
            continue;
        if (!is_plain(c) || len == NUMBER_MOST)
            return (struct text){NULL, 0};
        out[len++] = (char)c;
        digits += is_digit((char)c);
    }
    return (struct text){out, digits ? len : 0};
}

static struct text capitals(struct arena *a, struct text t)
{
    char *out = arena_text(a, t.ptr, t.len);
    for (size_t i = 0; i < t.len; i++)
        if (out[i] >= 'a' && out[i] <= 'z')
            out[i] = (char)(out[i] - ('a' - 'A'));
    return (struct text){out, t.len};
}

/* "+8613800001234" and "008613800001234" are calls to the same phone. */
static struct text phone_in(struct text number)
{
    static const char *const prefixes[] = {"0086", "86"};
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        size_t len = strlen(prefixes[i]);
        if (number.len == len + PHONE_LEN && memcmp(number.ptr, prefixes[i], len) == 0 &&
            number.ptr[len] == '1')
            return (struct text){number.ptr + len, PHONE_LEN};
    }
    return number;
}

struct forms {
    struct text items[FORMS_MOST];
    size_t len;
};

static void add_form(struct forms *f, struct text t)
{
    for (size_t i = 0; i < f->len; i++)
        if (text_equal(f->items[i], t))
            return;
    f->items[f->len++] = t;
}

static void ask_numbers(struct search_asked *q, const struct bank *bank, struct arena *a,
                        const struct forms *forms, struct text phone)
{
    struct hash128 *hashes = arena_alloc(a, (forms->len + 1) * sizeof *hashes);
    struct hash128 *certificates = arena_alloc(a, forms->len * CERT_TYPES * sizeof *certificates);
    struct text *numbers = arena_alloc(a, forms->len * sizeof *numbers);
    for (size_t i = 0; i < forms->len; i++) {
        numbers[i] = forms->items[i];
        hashes[i] = bank_hash(bank, forms->items[i]);
        for (int type = 0; type < CERT_TYPES; type++)
            certificates[i * CERT_TYPES + (size_t)type] =
                bank_hash(bank, certificate_key(a, type, forms->items[i]));
    }
    hashes[forms->len] = bank_hash(bank, phone);
    q->numbers = (struct texts){numbers, forms->len};
    q->hashes = (struct hashes){hashes, forms->len};
    q->certificates = (struct hashes){certificates, forms->len * CERT_TYPES};
    q->phones = (struct hashes){hashes + forms->len, 1};
}

/* More than one letter: of one there are too many, and more is being typed. */
static bool is_name(const struct called_asked *name)
{
    size_t letters = 0;
    for (size_t i = 0; i < name->typed.len; i++) {
        uint32_t c = name->typed.characters[i];
        if (c > 0x7F)
            return true;
        letters += c >= 'a' && c <= 'z';
    }
    return letters > 1;
}

struct search_asked search_asked(const struct bank *bank, struct arena *a, struct text typed)
{
    struct search_asked q = {.typed = trimmed(typed), .tail = ROLL_NO_TAIL};
    struct text number = number_in(a, q.typed);
    struct forms forms = {.len = 0};
    q.name = called_asked(q.typed);
    q.by_name = is_name(&q.name);
    q.by_number = number.len > 0;
    if (!q.by_number)
        return q;
    add_form(&forms, number);
    add_form(&forms, capitals(a, number));
    if (q.typed.len <= NUMBER_MOST)
        add_form(&forms, q.typed);
    ask_numbers(&q, bank, a, &forms, phone_in(number));
    q.by_tail = roll_is_tail(number);
    q.tail = roll_tail(number);
    q.tail_text = capitals(a, number);
    return q;
}
