/* Sheets: whatever the steps, a day's sheet is what a plain loop over all days finds. */
#include "engine/test_bank.h"

#include "base/arena.h"
#include "engine/figures.h"
#include "engine/sheet_make.h"

enum { PEOPLE = 60, DAYS = 130, ROOM = PEOPLE + 40 };
#define FIRST on(2025, 11, 18)

/* What is written of a customer on a day; 'written' false: it stands still. */
struct told {
    bool written, gone;
    struct sheet_figures figures;
    int32_t home;
};
struct lived {
    uint64_t seed;
    struct told told[DAYS][PEOPLE];
    fen ytd[PEOPLE]; /* of fa, as the night adds it up */
};

static void live_a_day(struct lived *x, int d)
{
    day today = FIRST + d;
    for (uint32_t row = 0; row < PEOPLE; row++) {
        const struct told *before = d ? &x->told[d - 1][row] : NULL;
        struct told *t = &x->told[d][row];
        bool is_there = row < PEOPLE / 2 + (uint32_t)d / 4;
        *t = before ? *before : (struct told){.gone = true};
        t->written = is_there && (d == 0 || t->gone || one_in(&x->seed, 9));
        if (t->written) {
            for (size_t i = 0; i < CLASS_SUMS; i++)
                t->figures.sums.v[i] = one_in(&x->seed, 2) ? between(&x->seed, -500, 900000) : 0;
            t->figures.fa = between(&x->seed, 0, 900000);
            for (size_t i = 0; i < SHEET_CODES; i++)
                t->figures.codes[i] = (uint8_t)between(&x->seed, 0, 5);
            t->gone = false;
            t->home = (int32_t)between(&x->seed, 1, 9);
        }
        x->ytd[row] = (day_year_start(today) == today ? 0 : x->ytd[row]) + t->figures.fa;
        t->figures.row = row;
        t->figures.day = today;
        t->figures.fa_ytd = x->ytd[row];
    }
}

static struct lived *live(void)
{
    struct lived *x = mem_alloc(sizeof *x);
    x->seed = first_seed();
    for (int d = 0; d < DAYS; d++)
        live_a_day(x, d);
    return x;
}

/* ---- steps ---- */

static struct sheet *step(struct lived *x, const struct sheet *before, day until)
{
    const struct sheet_of of = {
        .day = until, .at = 7, .count = PEOPLE, .room = ROOM, .whole_from = before->whole_from};
    struct sheet_maker *m = sheet_maker_new(&of, before);
    for (day d = before->day + 1; d <= until; d++)
        for (uint32_t row = 0; row < PEOPLE; row++) {
            const struct told *t = &x->told[d - FIRST][row];
            if (!t->written)
                continue;
            CHECK(sheet_put_record(m, row, t->gone));
            CHECK(sheet_put_home(m, row, t->home));
            CHECK(sheet_put_figures(m, &t->figures));
        }
    return sheet_made(m);
}

static struct sheet *nobody(void)
{
    const struct sheet_of of = {.day = FIRST - 1, .room = ROOM, .whole_from = FIRST};
    return sheet_made(sheet_maker_new(&of, NULL));
}

/* To a day, by steps of any length that end with the year. */
static struct sheet *go_to(struct lived *x, day until, int longest)
{
    struct sheet *s = nobody();
    while (s->day < until) {
        day end = s->day + (day)between(&x->seed, 1, longest);
        day year = day_add_months(day_year_start(s->day + 1), 12) - 1;
        end = end < until ? end : until;
        struct sheet *next = step(x, s, end < year ? end : year);
        sheet_unref(s);
        s = next;
    }
    return s;
}

/* ---- the plain loop ---- */

static fen plain_sum(const struct lived *x, uint32_t row, day until, enum sheet_sum sum)
{
    fen all = 0;
    for (day d = day_year_start(until) > FIRST ? day_year_start(until) : FIRST; d <= until; d++) {
        const struct sheet_figures *f = &x->told[d - FIRST][row].figures;
        const fen *v = f->sums.v;
        all += sum == SHEET_DEPOSITS ? v[CLASS_DEMAND] + v[CLASS_TIME]
               : sum == SHEET_LOANS ? v[CLASS_MORTGAGE] + v[CLASS_CREDIT_LOAN] + v[CLASS_OTHER_LOAN]
               : sum == SHEET_FA    ? f->fa
                                    : assets_under_management(&f->sums);
    }
    return all;
}

static void check_sheet(const struct lived *x, const struct sheet *s)
{
    for (uint32_t row = 0; row < PEOPLE; row++) {
        const struct told *t = &x->told[s->day - FIRST][row];
        CHECK_INT(s->codes[SHEET_ABSENT][row], t->gone);
        CHECK_INT(s->home[row], t->home);
        CHECK_INT(s->codes[SHEET_TIER][row], t->figures.codes[SHEET_TIER]);
        for (size_t i = 0; i < CLASS_SUMS; i++)
            CHECK_EQ(s->amounts[i][row], t->figures.sums.v[i]);
        CHECK_EQ(s->amounts[AMOUNT_AUM][row], assets_under_management(&t->figures.sums));
        for (int sum = 0; sum < SHEET_SUMS; sum++)
            CHECK_EQ(s->sums[sum][row], plain_sum(x, row, s->day, (enum sheet_sum)sum));
        CHECK_EQ(s->fa_avg[row], daily_average(t->figures.fa_ytd, s->day));
    }
    for (uint32_t row = PEOPLE; row < ROOM; row++) {
        CHECK_INT(s->codes[SHEET_ABSENT][row], 1);
        CHECK_EQ(s->amounts[AMOUNT_AUM][row], 0);
    }
}

TEST(any_steps_lead_to_the_same_day)
{
    struct lived *x = live();
    static const int longest[] = {1, 3, 12, 200};
    for (size_t i = 0; i < ARRAY_LEN(longest); i++)
        for (int n = 0; n < 6; n++) {
            struct sheet *s = go_to(x, FIRST + (day)between(&x->seed, 0, DAYS - 1), longest[i]);
            check_sheet(x, s);
            CHECK_EQ(s->whole_from, FIRST);
            sheet_unref(s);
        }
    free(x);
}

/* The newest version of each is enough; sums but those of fa begin the day after. */
TEST(a_sheet_from_nothing_goes_on_the_same)
{
    struct lived *x = live();
    const day year = on(2025, 12, 31);
    const struct sheet_of of = {
        .day = year, .at = 7, .count = PEOPLE, .room = ROOM, .whole_from = year + 1};
    struct sheet_maker *m = sheet_maker_new(&of, NULL);
    for (uint32_t row = 0; row < PEOPLE; row++) {
        int d = year - FIRST;
        while (d >= 0 && !x->told[d][row].written)
            d--;
        if (d < 0)
            continue;
        CHECK(sheet_put_record(m, row, x->told[d][row].gone));
        CHECK(sheet_put_home(m, row, x->told[d][row].home));
        CHECK(sheet_put_figures(m, &x->told[d][row].figures));
    }
    CHECK(!sheet_put_home(m, PEOPLE, 1));
    struct sheet *s = sheet_made(m), *later = step(x, s, on(2026, 2, 28));
    for (uint32_t row = 0; row < PEOPLE; row++)
        CHECK_EQ(s->sums[SHEET_FA][row], plain_sum(x, row, year, SHEET_FA));
    check_sheet(x, later);
    sheet_unref(s);
    sheet_unref(later);
    free(x);
}

/* ---- as bytes ---- */

static rc put(void *with, size_t at, const void *bytes, size_t len)
{
    memcpy((char *)with + at, bytes, len);
    return OK;
}

static void set_true(void *with)
{
    *(bool *)with = true;
}

TEST(bytes_are_the_sheet_again_or_damaged)
{
    struct lived *x = live();
    struct why why;
    struct sheet *s = go_to(x, FIRST + 60, 20), *again = NULL;
    size_t size = sheet_size(ROOM);
    char *bytes = mem_alloc(size);
    bool released = false;
    CHECK_OK(sheet_each_part(s, put, bytes));
    CHECK_OK(sheet_over((struct text){bytes, size}, set_true, &released, &again, &why));
    check_sheet(x, again);
    CHECK_EQ(again->at, 7);
    int32_t *managers = mem_alloc(ROOM * sizeof *managers);
    managers[3] = 17;
    struct sheet *with = sheet_with_managers(again, managers);
    sheet_unref(again);
    CHECK(!released);
    check_sheet(x, with);
    CHECK_INT(with->manager[3], 17);
    sheet_unref(with);
    CHECK(released);
    bytes[4100] ^= 4;
    CHECK_RC(sheet_over((struct text){bytes, size}, NULL, NULL, &again, &why), E_INVALID);
    CHECK_RC(sheet_over((struct text){bytes, size - 1}, NULL, NULL, &again, &why), E_INVALID);
    CHECK_RC(sheet_over((struct text){bytes, 10}, NULL, NULL, &again, &why), E_INVALID);
    free(bytes);
    sheet_unref(s);
    free(x);
}

TEST(a_sheet_is_found_by_its_day)
{
    struct lived *x = live();
    struct sheet *items[] = {go_to(x, FIRST + 3, 5), go_to(x, FIRST + 9, 5),
                             go_to(x, FIRST + 10, 5)};
    const struct sheets all = {items, ARRAY_LEN(items)};
    CHECK(sheets_of_day(&all, FIRST + 3) == items[0]);
    CHECK(sheets_of_day(&all, FIRST + 10) == items[2]);
    CHECK(!sheets_of_day(&all, FIRST + 4) && !sheets_of_day(NULL, FIRST));
    for (size_t i = 0; i < ARRAY_LEN(items); i++)
        sheet_unref(items[i]);
    free(x);
}

TESTS(CASE(any_steps_lead_to_the_same_day), CASE(a_sheet_from_nothing_goes_on_the_same),
      CASE(bytes_are_the_sheet_again_or_damaged), CASE(a_sheet_is_found_by_its_day))
