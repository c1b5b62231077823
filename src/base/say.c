#include "base/say.h"

static const struct place *place_at(const char *at, size_t len, const struct place *places)
{
    for (size_t i = 0; i < len; i++) {
        size_t name = strlen(places[i].name);
        if (strncmp(at + 1, places[i].name, name) == 0 && at[1 + name] == '}')
            return &places[i];
    }
    return NULL;
}

const char *say(struct arena *a, enum tongue tongue, const char *english, size_t len,
                const struct place *places)
{
    struct buf out;
    buf_init(&out);
    for (const char *at = in_tongue(tongue, english); *at; at++) {
        const struct place *p = *at == '{' ? place_at(at, len, places) : NULL;
        if (p) {
            buf_add(&out, p->value.ptr, p->value.len);
            at += strlen(p->name) + 1;
        } else {
            buf_add_char(&out, *at);
        }
    }
    const char *said = arena_text(a, out.bytes, out.len);
    buf_release(&out);
    return said;
}

const char *say_number(struct arena *a, enum tongue tongue, const char *english, int64_t n)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRId64, n);
    return say(a, tongue, english, 1, &(struct place){"n", {digits, (size_t)len}});
}
