#include "cfe/search/asked.h"

#include "cif/customer/typed.h"
#include "cif/intake/certificate.h"

enum { CERT_TYPES = 8, FORMS_MOST = 3 };

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
    struct search_asked q = {.typed = typed_trimmed(typed), .tail = ROLL_NO_TAIL};
    struct text number = typed_number(a, q.typed);
    struct forms forms = {.len = 0};
    q.name = called_asked(q.typed);
    q.by_name = is_name(&q.name);
    q.by_number = number.len > 0;
    if (!q.by_number)
        return q;
    add_form(&forms, number);
    add_form(&forms, typed_capitals(a, number));
    if (q.typed.len <= NUMBER_MOST)
        add_form(&forms, q.typed);
    ask_numbers(&q, bank, a, &forms, typed_phone(number));
    q.by_tail = roll_is_tail(number);
    q.tail = roll_tail(number);
    q.tail_text = typed_capitals(a, number);
    return q;
}
