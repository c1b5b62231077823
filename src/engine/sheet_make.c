#include "engine/sheet_make.h"

#include "base/arena.h"
#include "base/large.h"
#include "engine/figures.h"

struct sheet_maker {
    struct sheet_of of;
    bool from_nothing;
    char *bytes;
    size_t size;
    struct sheet *sheet; /* over the bytes */
};

struct block {
    char *bytes;
    size_t size;
};

static void release_block(void *with)
{
    struct block *b = with;
    large_release(b->bytes, b->size);
    free(b);
}

static fen *fens(const fen *column)
{
    return (fen *)(uintptr_t)column;
}
static uint8_t *codes(const uint8_t *column)
{
    return (uint8_t *)(uintptr_t)column;
}

/* ---- what stands still ---- */

static void copy_columns(struct sheet *to, const struct sheet *from)
{
    size_t n = from->count;
    for (size_t i = 0; i < AMOUNT_STORED; i++)
        memcpy(fens(to->amounts[i]), from->amounts[i], n * sizeof(fen));
    for (size_t i = 0; i < SHEET_CODES; i++)
        memcpy(codes(to->codes[i]), from->codes[i], n);
    memcpy((int32_t *)(uintptr_t)to->home, from->home, n * sizeof *to->home);
}

static fen value_of(const struct sheet *s, enum sheet_sum sum, uint32_t row)
{
    switch (sum) {
    case SHEET_DEPOSITS:
        return fen_add(s->amounts[AMOUNT_DEMAND][row], s->amounts[AMOUNT_TIME][row]);
    case SHEET_LOANS:
        return fen_add(
            fen_add(s->amounts[AMOUNT_MORTGAGE][row], s->amounts[AMOUNT_CREDIT_LOAN][row]),
            s->amounts[AMOUNT_OTHER_LOAN][row]);
    case SHEET_FA:
        return s->amounts[AMOUNT_FA][row];
    case SHEET_AUM:
        return s->amounts[AMOUNT_AUM][row];
    case SHEET_SUMS:
        break;
    }
    return 0;
}

/* As if nobody moved since: each day adds the value of then; a new year begins with nothing. */
static void carry_sums(struct sheet *to, const struct sheet *from)
{
    bool new_year = day_year_start(to->day) > from->day;
    int128_t days = to->day - from->day;
    assert(!new_year || day_year_start(to->day) == from->day + 1);
    for (size_t sum = 0; sum < SHEET_SUMS; sum++) {
        fen *column = fens(to->sums[sum]);
        for (uint32_t row = 0; row < from->count; row++)
            column[row] = fen_clamp((new_year ? 0 : (int128_t)from->sums[sum][row]) +
                                    value_of(from, (enum sheet_sum)sum, row) * days);
    }
}

struct sheet_maker *sheet_maker_new(const struct sheet_of *of, const struct sheet *before)
{
    struct sheet_maker *m = mem_alloc(sizeof *m);
    struct block *block = mem_alloc(sizeof *block);
    assert(of->count <= of->room && (!before || before->count <= of->count));
    m->of = *of;
    m->from_nothing = !before;
    m->size = sheet_size(of->room);
    m->bytes = large_resize(NULL, 0, m->size);
    *block = (struct block){m->bytes, m->size};
    m->sheet =
        sheet_blank(of->day, of->room, (struct text){m->bytes, m->size}, release_block, block);
    m->sheet->at = of->at;
    m->sheet->whole_from = of->whole_from;
    m->sheet->count = of->count;
    memset(codes(m->sheet->codes[SHEET_ABSENT]), 1, of->room);
    if (before) {
        copy_columns(m->sheet, before);
        carry_sums(m->sheet, before);
    }
    return m;
}

void sheet_maker_free(struct sheet_maker *m)
{
    if (!m)
        return;
    sheet_unref(m->sheet);
    free(m);
}

/* ---- what moved ---- */

bool sheet_put_record(struct sheet_maker *m, uint32_t row, bool gone)
{
    if (row >= m->sheet->count)
        return false;
    codes(m->sheet->codes[SHEET_ABSENT])[row] = gone;
    return true;
}

bool sheet_put_home(struct sheet_maker *m, uint32_t row, int32_t org_id)
{
    if (row >= m->sheet->count)
        return false;
    ((int32_t *)(uintptr_t)m->sheet->home)[row] = org_id;
    return true;
}

static void put_amounts(struct sheet *s, const struct sheet_figures *f)
{
    for (size_t i = 0; i < CLASS_SUMS; i++)
        fens(s->amounts[i])[f->row] = f->sums.v[i];
    fens(s->amounts[AMOUNT_FA])[f->row] = f->fa;
    fens(s->amounts[AMOUNT_AUM])[f->row] = assets_under_management(&f->sums);
    for (size_t i = SHEET_ABSENT + 1; i < SHEET_CODES; i++)
        codes(s->codes[i])[f->row] = f->codes[i];
}

/* From the row's day on, the rest of the sheet's days have another value than was carried on; of
 * financial assets the night has added them up itself. */
static void put_sums(struct sheet_maker *m, const struct sheet_figures *f,
                     const fen old[SHEET_SUMS])
{
    struct sheet *s = m->sheet;
    int128_t days = s->day - f->day + 1;
    bool same_year = day_year_start(s->day) <= f->day;
    int128_t fa = same_year ? (int128_t)f->fa_ytd + f->fa * (days - 1)
                            : (int128_t)f->fa * day_of_year(s->day);
    for (size_t i = 0; !m->from_nothing && i < SHEET_SUMS; i++) {
        fen now = value_of(s, (enum sheet_sum)i, f->row);
        fens(s->sums[i])[f->row] = fen_clamp(s->sums[i][f->row] + ((int128_t)now - old[i]) * days);
    }
    fens(s->sums[SHEET_FA])[f->row] = fen_clamp(fa);
}

bool sheet_put_figures(struct sheet_maker *m, const struct sheet_figures *f)
{
    fen old[SHEET_SUMS];
    if (f->row >= m->sheet->count || f->day > m->sheet->day)
        return false;
    for (size_t i = 0; i < SHEET_SUMS; i++)
        old[i] = value_of(m->sheet, (enum sheet_sum)i, f->row);
    put_amounts(m->sheet, f);
    put_sums(m, f, old);
    return true;
}

struct sheet *sheet_made(struct sheet_maker *m)
{
    struct sheet *s = m->sheet;
    for (uint32_t row = 0; row < s->count; row++)
        fens(s->fa_avg)[row] = daily_average(s->sums[SHEET_FA][row], s->day);
    free(m);
    return s;
}
