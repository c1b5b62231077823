#include "pcrm/day/rule_words.h"

#include "base/tongue.h"
#include "cond/words.h"

static const struct word schemes[] = {
    {0, "stage", N_("Stages")},
    {1, "value", N_("Tiers (value)")},
    {2, "card", N_("VIP card levels (card)")},
    {3, "mass", N_("Mass levels (mass)")},
};
static const struct words scheme_codes = {"scheme_codes", schemes, ARRAY_LEN(schemes)};

static const struct word mass_levels[] = {
    {0, "mass", N_("Mass")},
    {1, "affluent_potential", N_("Affluent potential")},
    {2, "affluent", N_("Affluent")},
    {3, "private", N_("Private banking")},
};
static const struct words mass_words = {"mass_words", mass_levels, ARRAY_LEN(mass_levels)};

const char *scheme_label(struct text scheme)
{
    const struct word *w = word_of_name(&scheme_codes, scheme);
    return w ? w->label : "";
}

const char *scheme_level_label(struct text scheme, struct text level)
{
    const struct words *words = text_is(scheme, "stage")   ? &stage_words
                                : text_is(scheme, "value") ? &tier_words
                                : text_is(scheme, "card")  ? &grade_words
                                                           : &mass_words;
    const struct word *w = word_of_name(words, level);
    return w ? w->label : N_("none");
}
