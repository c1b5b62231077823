#include "base/record.h"

const struct field *record_field(const struct record *r, struct text name)
{
    for (size_t i = 0; i < r->len; i++)
        if (text_is(name, r->fields[i].name))
            return &r->fields[i];
    return NULL;
}

const struct word *word_of_code(const struct words *w, int16_t code)
{
    for (size_t i = 0; i < w->len; i++)
        if (w->items[i].code == code)
            return &w->items[i];
    return NULL;
}

const struct word *word_of_name(const struct words *w, struct text name)
{
    for (size_t i = 0; i < w->len; i++)
        if (text_is(name, w->items[i].name))
            return &w->items[i];
    return NULL;
}
