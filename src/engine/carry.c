#include "engine/carry.h"

static uint8_t level_of_name(const struct scheme *s, const char *name)
{
    for (size_t i = 0; i < s->level_count; i++)
        if (strcmp(s->levels[i].name, name) == 0)
            return (uint8_t)(i + 1);
    return 0;
}

bool carry_make(const struct rules *from, const struct rules *to, struct carry *ret)
{
    bool moves = false;
    *ret = (struct carry){.of[0].side = SIDES_MOST};
    for (size_t side = 0; side < SIDES_MOST; side++) {
        const struct scheme *s = &from->sides[side];
        size_t now = s->level_count ? side_of_name(to, text_of(s->name)) : SIDES_MOST;
        ret->of[side].side = (uint8_t)now;
        for (size_t level = 1; now < SIDES_MOST && level <= s->level_count; level++) {
            uint8_t *at = &ret->of[side].level[level];
            *at = level_of_name(&to->sides[now], s->levels[level - 1].name);
            moves |= *at != level;
        }
        moves |= s->level_count > 0 && now != side;
    }
    return moves;
}

uint64_t carry_levels(const struct carry *c, uint64_t levels)
{
    uint64_t carried = 0;
    for (size_t side = 0; side < SIDES_MOST && levels >> (4 * side); side++) {
        uint8_t level = side_level(levels, side);
        if (level > 0 && level <= SCHEME_LEVELS && c->of[side].side < SIDES_MOST)
            carried = side_level_put(carried, c->of[side].side, c->of[side].level[level]);
    }
    return carried;
}

void carry_all(const struct carry *c, struct customers *all)
{
    for (uint32_t i = 0; i < all->keys.count; i++) {
        uint64_t carried = carry_levels(c, all->levels[i]);
        if (carried != all->levels[i])
            all->touched[i] |= TOUCH_CARRIED;
        all->levels[i] = carried;
    }
}
