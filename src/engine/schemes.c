#include "engine/schemes.h"

static bool is_called(const struct level_named *n, struct text name)
{
    return text_is(name, n->name) || text_is(name, n->title[CHINESE]) ||
           text_is(name, n->title[ENGLISH]);
}

size_t schemes_side(const struct schemes *s, struct text name)
{
    size_t side = 0;
    while (side < SIDES_MOST && (!schemes_has(s, side) || !is_called(&s->at[side].is, name)))
        side++;
    return name.len > 0 ? side : SIDES_MOST;
}

uint8_t schemes_level(const struct scheme_named *s, struct text name)
{
    for (size_t i = 0; name.len > 0 && i < s->level_count; i++)
        if (is_called(&s->levels[i], name))
            return (uint8_t)(i + 1);
    return 0;
}

struct text named_title(const struct level_named *n, enum tongue tongue)
{
    return text_of(n->title[tongue][0] ? n->title[tongue] : n->name);
}

struct text level_title(const struct scheme_named *s, uint8_t level, enum tongue tongue)
{
    if (level == 0 || level > s->level_count)
        return text_of(in_tongue(tongue, N_("none")));
    return named_title(&s->levels[level - 1], tongue);
}
