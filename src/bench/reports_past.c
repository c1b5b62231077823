#include "bench/reports_past.h"

#include "base/large.h"

day past_day(const struct audience_bank *b, int end)
{
    return end ? day_month_end_before(b->day, end) : b->day;
}

fen past_aum(const struct invented *c, int end)
{
    return end ? c->aum / 100 * (fen)(80 + (c->number * 7 + (uint64_t)end * 13) % 41) : c->aum;
}

uint8_t past_tier(const struct invented *c, int end)
{
    return end ? (uint8_t)((c->tier + (c->number + (uint64_t)end) % 7 / 6) % TIER_COUNT) : c->tier;
}

bool past_is_there(const struct audience_bank *b, const struct invented *c, int end)
{
    return end ? c->came <= past_day(b, end) : !c->gone;
}

fen past_sum(const struct audience_bank *b, const struct invented *c, int end)
{
    return past_aum(c, end) * day_of_year(past_day(b, end)) + (fen)(c->number % 1000);
}

int32_t past_home(const struct audience_bank *b, const struct invented *c, int end)
{
    uint64_t moved = end && c->number % 50 == 0 ? (uint64_t)end : 0;
    return outlet_org(b, (c->outlet + moved) % b->world.outlets);
}

struct piece {
    char *bytes;
    size_t size;
};

static void release_piece(void *with)
{
    struct piece *p = with;
    large_release(p->bytes, p->size);
    free(p);
}

/* Columns that no report asks for are never written, and take no memory. */
static struct sheet *make_end(const struct audience_bank *b, int end)
{
    uint32_t count = (uint32_t)b->world.customers;
    struct piece *p = mem_alloc(sizeof *p);
    p->size = sheet_size(count);
    p->bytes = large_resize(NULL, 0, p->size);
    struct sheet *s =
        sheet_blank(past_day(b, end), count, (struct text){p->bytes, p->size}, release_piece, p);
    s->count = count;
    s->at = end ? end : b->snapshot->at;
    s->whole_from = past_day(b, PAST_ENDS) - 1000;
    return s;
}

static void fill(const struct audience_bank *b, const struct invented *c, int end, struct sheet *s)
{
    uint64_t row = c->number;
    ((fen *)(uintptr_t)s->amounts[AMOUNT_AUM])[row] = past_aum(c, end);
    ((fen *)(uintptr_t)s->sums[SHEET_AUM])[row] = past_sum(b, c, end);
    ((uint8_t *)(uintptr_t)s->codes[SHEET_TIER])[row] = past_tier(c, end);
    ((uint8_t *)(uintptr_t)s->codes[SHEET_ABSENT])[row] = !past_is_there(b, c, end);
    ((int32_t *)(uintptr_t)s->home)[row] = past_home(b, c, end);
}

void past_make(const struct audience_bank *b, struct sheet *ret[PAST_ENDS + 1])
{
    struct invented c;
    for (int end = 0; end <= PAST_ENDS; end++)
        ret[PAST_ENDS - end] = make_end(b, end);
    for (uint64_t number = 0; number < b->world.customers; number++) {
        invent_customer(b, number, &c);
        for (int end = 0; end <= PAST_ENDS; end++)
            fill(b, &c, end, ret[PAST_ENDS - end]);
    }
}
