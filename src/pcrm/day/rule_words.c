#include "pcrm/day/rule_words.h"

#include "cond/words.h"

const char *stage_label(int stage)
{
    return word_of_code(&stage_words, (int16_t)stage)->label;
}

struct text scheme_title(const struct scheme *s, enum tongue tongue)
{
    if (strcmp(s->name, "value") == 0)
        return text_of(in_tongue(tongue, N_("Customer tiers")));
    return text_of(s->title[tongue][0] ? s->title[tongue] : s->name);
}

struct text scheme_level_title(const struct scheme *s, size_t level, enum tongue tongue)
{
    if (level == 0 || level > s->level_count)
        return text_of(in_tongue(tongue, N_("none")));
    const struct level *l = &s->levels[level - 1];
    if (l->title[tongue][0])
        return text_of(l->title[tongue]);
    const struct word *w =
        word_of_name(strcmp(s->name, "value") == 0 ? &tier_words : &grade_words, text_of(l->name));
    return text_of(w ? in_tongue(tongue, w->label) : l->name);
}
