#include "engine/rules.h"

const char *const figure_names[FIGURE_COUNT] = {
    [FIGURE_AUM] = "aum",
    [FIGURE_AUM_MAX] = "aum_max",
    [FIGURE_FA] = "fa",
    [FIGURE_FA_AVG] = "fa_avg",
    [FIGURE_CC_SPEND] = "cc_spend",
    [FIGURE_MORTGAGE] = "mortgage",
    [FIGURE_CREDIT_LOAN] = "credit_loan",
    [FIGURE_CC_GRADE] = "cc_grade",
    [FIGURE_KINDS] = "product_kinds",
    [FIGURE_STAGE] = "stage",
    [FIGURE_ACTIVE] = "active",
};

size_t side_of_name(const struct rules *r, struct text name)
{
    size_t side = 0;
    while (side < SIDES_MOST &&
           (r->sides[side].level_count == 0 || !text_is(name, r->sides[side].name)))
        side++;
    return side;
}

/* The levels of scheme card are the grades from gold on. */
static uint8_t grade_of_level(const struct scheme *s, size_t side, uint8_t level)
{
    if (level == 0 || level > s->level_count)
        return GRADE_NONE;
    return side == SIDE_CARD ? (uint8_t)(level + GRADE_ORDINARY) : s->levels[level - 1].card;
}

uint8_t grade_due(const struct rules *r, uint64_t levels)
{
    uint8_t due = GRADE_NONE;
    for (size_t side = 0; levels >> (4 * side) && side < SIDES_MOST; side++) {
        uint8_t grade = grade_of_level(&r->sides[side], side, side_level(levels, side));
        due = grade > due ? grade : due;
    }
    return due;
}
