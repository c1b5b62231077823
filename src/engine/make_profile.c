/* Cards by customer, regions by place, and what is kept of earlier month ends. */
#include "base/large.h"
#include "engine/maker.h"

/* ---- cards ---- */

static void make_room_for(struct day_part *d, uint32_t cards)
{
    enum { LEAST = 1024 };
    size_t room = d->cards_seen.size / sizeof(struct card_seen);
    if (cards > room) {
        size_t wanted = cards < LEAST ? LEAST : cards + cards / 2;
        size_t size = wanted * sizeof(struct card_seen);
        d->cards_seen.bytes = large_resize(d->cards_seen.bytes, d->cards_seen.size, size);
        d->cards_seen.size = size;
    }
    d->cards_count = cards > d->cards_count ? cards : d->cards_count;
}

void cards_begin(struct maker *m)
{
    const struct day_part *before = m->before ? m->before->parts->day : NULL;
    if (!before || before->cards_count == 0)
        return;
    make_room_for(m->day, before->cards_count);
    memcpy(m->day->cards_seen.bytes, before->cards_seen.bytes,
           before->cards_count * sizeof(struct card_seen));
}

/* Of a card that moved the former owner's version of that day has the higher status. */
bool maker_card(struct maker *m, const struct card_fact *f)
{
    struct day_part *d = m->day;
    if (f->card_id < 1 || f->card_id >= NO_ROW / 2 || f->customer_id < 1 ||
        f->customer_id > m->count || f->grade >= GRADE_COUNT)
        return false;
    make_room_for(d, (uint32_t)f->card_id);
    struct card_seen *seen = (struct card_seen *)d->cards_seen.bytes + (f->card_id - 1);
    if (seen->row && (f->day < seen->day || (f->day == seen->day && f->status > seen->status)))
        return true;
    *seen = (struct card_seen){.row = (uint32_t)f->customer_id,
                               .day = f->day,
                               .expires_on = f->expires_on,
                               .kind = f->kind,
                               .grade = f->grade,
                               .vip = f->vip,
                               .status = f->status};
    return true;
}

static bool is_active(const struct card_seen *c)
{
    return c->row && c->status == CARD_ACTIVE;
}

void make_cards(struct maker *m)
{
    struct day_part *d = m->day;
    const struct card_seen *seen = d->cards_seen.bytes;
    d->first_card = room_make((m->count + (size_t)1) * sizeof(uint32_t));
    uint32_t *first = d->first_card.bytes;
    for (uint32_t i = 0; i < d->cards_count; i++)
        if (is_active(&seen[i]))
            first[seen[i].row]++;
    for (uint32_t row = 0; row < m->count; row++)
        first[row + 1] += first[row];
    d->cards = room_make(first[m->count] * sizeof(struct card));
    struct card *all = d->cards.bytes;
    uint32_t *next = mem_alloc((m->count + (size_t)1) * sizeof *next);
    memcpy(next, first, m->count * sizeof *next);
    for (uint32_t i = 0; i < d->cards_count; i++)
        if (is_active(&seen[i]))
            all[next[seen[i].row - 1]++] = (struct card){.card = i,
                                                         .expires_on = seen[i].expires_on,
                                                         .kind = seen[i].kind,
                                                         .grade = seen[i].grade,
                                                         .vip = seen[i].vip};
    free(next);
}

/* ---- regions ---- */

bool maker_region(struct maker *m, int32_t org_id, struct text region)
{
    enum { ORGS_MOST = 1 << 24 };
    if (org_id < 1 || org_id > ORGS_MOST)
        return false;
    while (m->regions.len <= (size_t)org_id)
        vec_add(&m->regions);
    *(uint32_t *)vec_at(&m->regions, (size_t)org_id) = terms_maker_add(&m->words, region);
    return true;
}

void make_regions(struct maker *m)
{
    struct day_part *d = m->day;
    d->regions = mem_alloc((d->place_count + (size_t)1) * sizeof *d->regions);
    for (uint32_t place = 1; place <= d->place_count; place++) {
        size_t org = (size_t)d->places[place].org_id;
        if (org < m->regions.len)
            d->regions[place] = *(uint32_t *)vec_at(&m->regions, org);
    }
}

/* ---- amounts at earlier month ends ---- */

static struct amounts *narrowed(const struct amounts *a, uint32_t rows)
{
    struct amounts *back = amounts_make(a->day, rows, BACK_AMOUNTS);
    fen *const *v = a->v;
    memcpy(back->v[BACK_FA], v[AMOUNT_FA], rows * sizeof(fen));
    memcpy(back->v[BACK_AUM], v[AMOUNT_AUM], rows * sizeof(fen));
    for (uint32_t row = 0; row < rows; row++) {
        back->v[BACK_DEPOSITS][row] = fen_add(v[AMOUNT_DEMAND][row], v[AMOUNT_TIME][row]);
        back->v[BACK_LOANS][row] =
            fen_add(fen_add(v[AMOUNT_MORTGAGE][row], v[AMOUNT_CREDIT_LOAN][row]),
                    v[AMOUNT_OTHER_LOAN][row]);
    }
    return back;
}

static struct amounts *back_whole(const struct maker *m, day wanted)
{
    for (size_t i = 0; i < m->ends_len; i++)
        if (m->ends[i] == wanted)
            return narrowed(m->stretches[i], m->count);
    return amounts_make(NO_DAY, m->count, BACK_AMOUNTS);
}

/* The day before knew it as one of its own, or as the last month end. */
static struct amounts *back_next(const struct maker *m, day wanted)
{
    const struct day_part *before = m->before->parts->day;
    for (size_t i = 0; wanted != NO_DAY && i < BACK_COUNT; i++)
        if (before->back_days[i] == wanted)
            return amounts_for(before->back[i], m->count);
    if (wanted == NO_DAY)
        return amounts_make(NO_DAY, m->count, BACK_AMOUNTS);
    assert(before->days[AT_MONTH_END] == wanted);
    struct amounts *then = amounts_for(before->amounts[AT_MONTH_END], m->count);
    struct amounts *back = narrowed(then, m->count);
    amounts_unref(then);
    return back;
}

void make_back(struct maker *m)
{
    struct day_part *d = m->day;
    for (size_t i = 0; i < BACK_COUNT; i++)
        d->back[i] = m->before ? back_next(m, d->back_days[i]) : back_whole(m, d->back_days[i]);
}
