#include "web/filter_words.h"

#include "cond/told.h"
#include "web/http.h"

enum { PAIRS_MOST = 500 };

bool is_condition(const struct input *input)
{
    return strcmp(input->name, "where") == 0;
}

static struct text value_told(struct req *r, const struct input *input, struct text typed)
{
    const struct word *w = input->words ? word_of_name(input->words, typed) : NULL;
    if (is_condition(input))
        return cond_told_text(r->arena, r->tongue, typed);
    if (input->kind == KIND_BOOL)
        return text_of(word(r, N_("yes")));
    return w ? text_of(word(r, w->label)) : typed;
}

struct text filter_told(struct req *r, const struct input *input, struct text typed)
{
    struct text value = value_told(r, input, typed);
    return text_of(arena_printf(r->arena, "%s: %.*s", input->label ? word(r, input->label) : "",
                                (int)value.len, value.ptr));
}

struct text filters_told(struct req *r, const struct inputs *inputs, struct text query)
{
    struct pairs given;
    struct text all = {"", 0};
    if (!inputs || !http_form(r->arena, query, PAIRS_MOST, &given))
        return all;
    for (size_t i = 0; i < inputs->len; i++) {
        const struct input *input = &inputs->items[i];
        struct text typed = input_typed(input, given);
        if (!typed.len || !input->label)
            continue;
        struct text one = filter_told(r, input, typed);
        all = text_of(arena_printf(r->arena, "%s%s%.*s", all.ptr, all.len ? " · " : "",
                                   (int)one.len, one.ptr));
    }
    return all;
}
