/* A cube is what a plain loop over the customers finds, whatever is asked. */
#include "engine/test_made_snapshot.h"

#include "engine/cube_dims.h"
#include "engine/snapshot_parts.h"
#include "engine/totals.h"

enum { CUSTOMERS = 140000, SMALL = 900, ROUNDS = 60 };

struct sample {
    struct snapshot *s;
    struct arena a;
    uint64_t seed;
};

static void begin(struct sample *x, int64_t customers)
{
    x->seed = first_seed();
    x->s = made_snapshot(&x->seed, customers);
    arena_init(&x->a);
}

static void end(struct sample *x)
{
    snapshot_unref(x->s);
    arena_release(&x->a);
}

/* ---- random questions ---- */

static struct reach any_reach(struct sample *x)
{
    switch (between(&x->seed, 0, 3)) {
    case 0:
        return reach_all();
    case 1:
        return reach_org(x->s, (int32_t)between(&x->seed, 1, MADE_NOWHERE));
    case 2:
        return reach_org(x->s, 1);
    default:
        return reach_own(x->s, (int32_t)between(&x->seed, 1, MADE_STAFF), &x->a);
    }
}

/* Dense, sparse or none; whole blocks may be without a member, or full. */
static const struct set *any_set(struct sample *x)
{
    static const int rarities[] = {1, 2, 50, 3000};
    if (one_in(&x->seed, 3))
        return NULL;
    uint32_t *members = arena_alloc(&x->a, x->s->count * sizeof *members);
    int rarity = rarities[between(&x->seed, 0, 3)];
    uint32_t from = (uint32_t)between(&x->seed, 0, x->s->count / 2);
    size_t len = 0;
    for (uint32_t row = from; row < x->s->count; row++)
        if (rarity == 1 ? row % 100000 < 90000 : one_in(&x->seed, rarity))
            members[len++] = row;
    return set_of_rows(&x->a, x->s->count, members, len);
}

static struct cube_figure any_figure(struct sample *x)
{
    enum amount amount = (enum amount)between(&x->seed, 0, AMOUNT_COUNT - 1);
    switch (between(&x->seed, 0, 3)) {
    case 0:
        return cube_figure_u8(x->s->kinds);
    case 1:
        return cube_change(x->s, amount, (enum at)between(&x->seed, AT_YESTERDAY, AT_YEAR_END));
    default:
        return cube_amount(x->s, amount, AT_DAY);
    }
}

static struct cube_dim any_plain_dim(struct sample *x)
{
    static const int64_t ages[] = {0, 1, 2};
    struct int4s ids;
    struct cube_dim d;
    struct cube_figure figure = any_figure(x);
    switch (between(&x->seed, 0, 5)) {
    case 0:
        return cube_dim_code(x->s->tier, TIER_COUNT);
    case 1: /* the last stages are in no part */
        return cube_dim_code(x->s->stage, STAGE_COUNT - 1);
    case 2:
        CHECK_OK(cube_dim_org(x->s, (int32_t)between(&x->seed, 1, 2 + MADE_BRANCHES),
                              (uint32_t)between(&x->seed, 0, 3), &x->a, &d, &ids, NULL));
        return d;
    case 3:
        return cube_dim_manager(x->s, &x->a, &ids);
    case 4:
        return cube_dim_years(x->s->came, MADE_DAY, ages, ARRAY_LEN(ages), &x->a);
    default:
        return cube_dim_bands(&figure, band_from, BAND_COUNT);
    }
}

/* Sometimes with a part more, for who is in no other. */
static struct cube_dim any_dim(struct sample *x)
{
    struct cube_dim d = any_plain_dim(x);
    if (!d.from && one_in(&x->seed, 3)) {
        d.rest = true;
        d.parts++;
    }
    return d;
}

/* NULL, or who was gone on some other day. */
static const uint8_t *any_gone(struct sample *x)
{
    uint8_t *gone = arena_alloc(&x->a, x->s->count);
    for (uint32_t row = 0; row < x->s->count; row++)
        gone[row] = row % 7 == 3;
    return one_in(&x->seed, 3) ? gone : NULL;
}

struct question {
    struct reach reach;
    struct cube_dim dims[3];
    struct cube_measure measures[7];
    struct cube_query query;
};

static void any_question(struct sample *x, struct question *ret)
{
    struct cube_figure figure = any_figure(x), other = any_figure(x);
    *ret = (struct question){
        .reach = any_reach(x),
        .measures = {{CUBE_SUM, figure, 0},
                     {CUBE_AVERAGE, figure, 0},
                     {CUBE_SUM, other, 0},
                     {CUBE_COUNT_SHARE, {.len = 0}, 0},
                     {CUBE_MEDIAN, figure, 0},
                     {CUBE_TOP, other, (uint32_t)between(&x->seed, 1, 5)},
                     {CUBE_SHARE, other, 0}},
    };
    ret->query = (struct cube_query){.set = any_set(x),
                                     .gone = any_gone(x),
                                     .dims = ret->dims,
                                     .dims_len = (size_t)between(&x->seed, 0, 3),
                                     .measures = ret->measures,
                                     .measures_len = (size_t)between(&x->seed, 0, 7),
                                     .order = CUBE_BY_PARTS,
                                     .threads = (unsigned)between(&x->seed, 0, 2)};
    for (size_t d = 0; d < ret->query.dims_len; d++)
        ret->dims[d] = any_dim(x);
}

/* ---- the plain loop ---- */

struct plain_row {
    uint64_t group;
    uint32_t row;
};

static uint32_t plain_part_known(const struct cube_dim *d, uint32_t row)
{
    uint32_t code;
    if (d->from) {
        int64_t value = cube_figure_of(&d->figure, row);
        for (code = 0; code + 1 < d->parts && value >= d->from[code + 1];)
            code++;
        return code;
    }
    code = d->code.width == CUBE_U8 ? ((const uint8_t *)d->code.items)[row]
                                    : ((const uint32_t *)d->code.items)[row] - d->base;
    if (d->part_of)
        return code < d->part_of_len ? d->part_of[code] : CUBE_NO_PART;
    return code < d->parts - d->rest ? code : CUBE_NO_PART;
}

static uint32_t plain_part(const struct cube_dim *d, uint32_t row)
{
    uint32_t part = plain_part_known(d, row);
    return part == CUBE_NO_PART && d->rest ? d->parts - 1 : part;
}

static int by_group(const void *p, const void *q)
{
    const struct plain_row *x = p, *y = q;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* The rows that count, by group. */
static struct plain_row *plain_rows(struct sample *x, const struct question *q, size_t *ret_len)
{
    struct plain_row *all = arena_alloc(&x->a, x->s->count * sizeof *all);
    size_t len = 0;
    for (uint32_t row = 0; row < x->s->count; row++) {
        const uint8_t *gone = q->query.gone ? q->query.gone : x->s->gone;
        bool counts = !gone[row] && reach_has(x->s, &q->reach, row) &&
                      (!q->query.set || set_has(q->query.set, row));
        uint64_t group = 0;
        for (size_t d = 0; d < q->query.dims_len; d++) {
            uint32_t part = plain_part(&q->dims[d], row);
            CHECK_INT(cube_part(&q->dims[d], row), part);
            counts &= part != CUBE_NO_PART;
            group = group * q->dims[d].parts + part;
        }
        all[len] = (struct plain_row){group, row};
        len += counts;
    }
    if (len)
        qsort(all, len, sizeof *all, by_group);
    *ret_len = len;
    return all;
}

static int by_most(const void *p, const void *q)
{
    const struct cube_top *x = p, *y = q;
    if (x->value != y->value)
        return x->value > y->value ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static int128_t plain_sum(const struct cube_figure *f, const struct plain_row *rows, size_t len)
{
    int128_t sum = 0;
    for (size_t i = 0; i < len; i++)
        sum += cube_figure_of(f, rows[i].row);
    return sum;
}

static int128_t plain_share(int128_t part, int128_t whole)
{
    int sign = whole < 0 ? -1 : 1;
    return whole ? divide_half_up(sign * part * 10000, sign * whole) : 0;
}

static void check_order(struct sample *x, const struct cube_measure *m,
                        const struct plain_row *rows, size_t len, const struct cube_group *g,
                        size_t which)
{
    struct cube_top *all = arena_alloc(&x->a, len * sizeof *all);
    for (size_t i = 0; i < len; i++)
        all[i] = (struct cube_top){rows[i].row, cube_figure_of(&m->figure, rows[i].row)};
    qsort(all, len, sizeof *all, by_most);
    if (m->what == CUBE_MEDIAN) {
        int128_t two = (int128_t)all[len / 2].value + all[(len - 1) / 2].value;
        CHECK(g->values[which] == divide_half_up(two, 2));
        return;
    }
    CHECK_INT(g->tops[which].len, len < m->top ? len : m->top);
    for (size_t i = 0; i < g->tops[which].len; i++) {
        CHECK_INT(g->tops[which].items[i].row, all[i].row);
        CHECK(g->tops[which].items[i].value == all[i].value);
    }
}

static void check_group(struct sample *x, const struct question *q, const struct plain_row *rows,
                        size_t len, const struct cube_group *g, const struct cube *cube)
{
    CHECK_INT(g->count, len);
    for (size_t m = 0; m < q->query.measures_len; m++) {
        const struct cube_measure *measure = &q->measures[m];
        int128_t sum = plain_sum(&measure->figure, rows, len);
        switch (measure->what) {
        case CUBE_SUM:
            CHECK(g->values[m] == sum);
            break;
        case CUBE_AVERAGE:
            CHECK(g->values[m] == divide_half_up(sum, (int128_t)len));
            break;
        case CUBE_SHARE: /* measures[2] is the same figure's sum */
            CHECK(g->values[m] == plain_share(sum, cube->all.values[2]));
            break;
        case CUBE_COUNT_SHARE:
            CHECK(g->values[m] == plain_share((int128_t)len, (int128_t)cube->all.count));
            break;
        case CUBE_MEDIAN:
        case CUBE_TOP:
            check_order(x, measure, rows, len, g, m);
        }
    }
}

static void check_parts(const struct question *q, const struct cube_group *g, uint64_t group)
{
    for (size_t d = q->query.dims_len; d-- > 0; group /= q->dims[d].parts)
        CHECK_INT(g->parts[d], group % q->dims[d].parts);
}

/* Who stands behind a group, or any: as many as it counts, and each one of it. */
static void check_members(struct sample *x, const struct question *q, const struct cube_group *g)
{
    const struct set *members;
    struct set_walk walk;
    CHECK_OK(cube_members(x->s, &q->reach, &q->query, g->parts, &x->a, &members, NULL));
    CHECK_INT(members->count, g->count);
    set_walk_begin(&walk, members);
    for (uint32_t row; set_walk_next(&walk, &row);)
        for (size_t d = 0; g->parts && d < q->query.dims_len; d++)
            CHECK_INT(plain_part(&q->dims[d], row), g->parts[d]);
}

static void check_question(struct sample *x, const struct question *q)
{
    struct cube cube;
    struct why why;
    size_t len, groups = 0;
    CHECK_OK(cube_of(x->s, &q->reach, &q->query, &x->a, &cube, &why));
    struct plain_row *rows = plain_rows(x, q, &len);
    CHECK_INT(cube.all.count, len);
    for (size_t from = 0, until; from < len; from = until, groups++) {
        for (until = from + 1; until < len && rows[until].group == rows[from].group;)
            until++;
        CHECK(groups < cube.len);
        check_parts(q, &cube.groups[groups], rows[from].group);
        check_group(x, q, rows + from, until - from, &cube.groups[groups], &cube);
    }
    CHECK_INT(cube.len, groups);
    CHECK_INT(cube.total, groups);
    check_members(x, q, &cube.all);
    if (cube.len)
        check_members(x, q, &cube.groups[between(&x->seed, 0, (int64_t)cube.len - 1)]);
    if (q->query.measures_len > 0)
        CHECK(cube.all.values[0] == plain_sum(&q->measures[0].figure, rows, len));
}

static void ask_many(int64_t customers, int rounds)
{
    struct sample x;
    struct question q;
    begin(&x, customers);
    for (int i = 0; i < rounds; i++) {
        struct arena_mark mark = arena_mark(&x.a);
        any_question(&x, &q);
        check_question(&x, &q);
        arena_rewind(&x.a, mark);
    }
    end(&x);
}

TEST(a_cube_is_what_a_plain_loop_finds)
{
    ask_many(SMALL, 20 * ROUNDS);
}

TEST(a_cube_of_many_rows_too)
{
    ask_many(CUSTOMERS, ROUNDS / 4);
}

/* ---- amounts that no 64 bits hold ---- */

static void ask_homes(struct sample *x, const struct reach *reach, struct cube_dim list,
                      uint32_t levels, size_t measures)
{
    struct arena_mark mark = arena_mark(&x->a);
    struct int4s ids;
    struct question q = {
        .reach = *reach,
        .measures = {{CUBE_SUM, cube_amount(x->s, AMOUNT_AUM, AT_DAY), 0},
                     {CUBE_AVERAGE, cube_amount(x->s, AMOUNT_FUND, AT_MONTH_END), 0},
                     {CUBE_SUM, cube_amount(x->s, AMOUNT_FUND, AT_MONTH_END), 0}},
        .dims = {[1] = list},
    };
    q.query = (struct cube_query){.dims = q.dims,
                                  .dims_len = list.parts ? 2 : 1,
                                  .measures = q.measures,
                                  .measures_len = measures,
                                  .order = CUBE_BY_PARTS,
                                  .threads = (unsigned)levels % 3};
    CHECK_OK(cube_dim_org(x->s, 1, levels, &x->a, &q.dims[0], &ids, NULL));
    check_question(x, &q);
    arena_rewind(&x->a, mark);
}

/* Asked with more codes than before, fewer, or none; of everybody, or below an organisation. */
TEST(who_is_at_home_where_is_summed_up_once)
{
    struct sample x;
    begin(&x, SMALL);
    const struct reach reaches[] = {reach_all(), reach_org(x.s, 1), reach_org(x.s, 2)};
    const struct cube_dim lists[] = {
        cube_dim_code(x.s->tier, TIER_COUNT),       cube_dim_code(x.s->tier, TIER_COUNT - 2),
        cube_dim_code(x.s->stage, STAGE_COUNT - 1), cube_dim_code(x.s->stage, STAGE_COUNT),
        cube_dim_code(x.s->profile.gender, 2),      {.parts = 0},
    };
    const size_t *kept = &x.s->parts->day->home_sums.bytes;
    size_t after_first = 0;
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < ARRAY_LEN(reaches) * ARRAY_LEN(lists); i++)
            for (uint32_t levels = 0; levels < 4; levels++)
                ask_homes(&x, &reaches[i % ARRAY_LEN(reaches)], lists[i / ARRAY_LEN(reaches)],
                          levels, levels);
        CHECK(*kept > 0);
        CHECK(round == 0 || *kept == after_first);
        after_first = *kept;
    }
    end(&x);
}

TEST(sums_beyond_64_bits_are_exact)
{
    struct sample x;
    struct cube cube;
    const struct reach reach = reach_all();
    begin(&x, 10000);
    fen *column = arena_alloc(&x.a, x.s->count * sizeof *column);
    const fen sizes[] = {INT64_MAX, INT64_MIN, INT64_C(1) << 50, -(INT64_C(1) << 49), 1};
    int128_t wanted[TIER_COUNT] = {0};
    for (uint32_t row = 0; row < x.s->count; row++) {
        column[row] = sizes[row < 5000 ? between(&x.seed, 2, 4) : between(&x.seed, 0, 4)];
        wanted[x.s->tier[row]] += x.s->gone[row] ? 0 : column[row];
    }
    const struct cube_dim tier = cube_dim_code(x.s->tier, TIER_COUNT);
    const struct cube_measure sum = {.what = CUBE_SUM, .figure = cube_figure_fen(column)};
    const struct cube_query query = {
        .dims = &tier, .dims_len = 1, .measures = &sum, .measures_len = 1, .order = CUBE_BY_PARTS};
    CHECK_OK(cube_of(x.s, &reach, &query, &x.a, &cube, NULL));
    CHECK_INT(cube.len, TIER_COUNT);
    for (size_t i = 0; i < cube.len; i++)
        CHECK(cube.groups[i].values[0] == wanted[i]);
    end(&x);
}

/* ---- order and bounds ---- */

TEST(groups_come_in_the_order_that_is_asked_for)
{
    struct sample x;
    struct cube all, first;
    const struct reach reach = reach_all();
    begin(&x, SMALL);
    struct int4s staff;
    const struct cube_dim managers = cube_dim_manager(x.s, &x.a, &staff);
    const struct cube_measure sum = {CUBE_SUM, cube_amount(x.s, AMOUNT_AUM, AT_DAY), 0};
    struct cube_query query = {
        .dims = &managers, .dims_len = 1, .measures = &sum, .measures_len = 1, .order = 0};
    CHECK_OK(cube_of(x.s, &reach, &query, &x.a, &all, NULL));
    for (size_t i = 1; i < all.len; i++)
        CHECK(all.groups[i - 1].values[0] >= all.groups[i].values[0]);
    query.limit = 3;
    CHECK_OK(cube_of(x.s, &reach, &query, &x.a, &first, NULL));
    CHECK_INT(first.len, 3);
    CHECK_INT(first.total, all.len);
    for (size_t i = 0; i < first.len; i++)
        CHECK_INT(first.groups[i].parts[0], all.groups[i].parts[0]);
    query.order = CUBE_BY_COUNT;
    CHECK_OK(cube_of(x.s, &reach, &query, &x.a, &first, NULL));
    CHECK_INT(first.groups[0].parts[0], 0); /* nobody manages most of them */
    CHECK_INT(staff.items[0], 0);
    end(&x);
}

TEST(too_much_is_said_and_not_tried)
{
    struct sample x;
    struct cube cube;
    struct why why;
    const struct reach reach = reach_all();
    begin(&x, SMALL);
    struct cube_dim dims[CUBE_DIMS_MOST + 1];
    for (size_t d = 0; d < ARRAY_LEN(dims); d++)
        dims[d] = cube_dim_code(x.s->tier, 256);
    struct cube_query query = {.dims = dims, .dims_len = 3, .order = CUBE_BY_PARTS};
    CHECK_RC(cube_of(x.s, &reach, &query, &x.a, &cube, &why), E_INVALID);
    CHECK_TEXT(why.text, "more than 1048576 groups: take fewer dimensions, or a coarser one");
    query.dims_len = ARRAY_LEN(dims);
    CHECK_RC(cube_of(x.s, &reach, &query, &x.a, &cube, &why), E_INVALID);
    CHECK_TEXT(why.text, "7 dimensions: take at most 6");
    const struct cube_measure top = {.what = CUBE_TOP, .top = CUBE_TOP_MOST + 1};
    query = (struct cube_query){.measures = &top, .measures_len = 1, .order = CUBE_BY_PARTS};
    CHECK_RC(cube_of(x.s, &reach, &query, &x.a, &cube, &why), E_INVALID);
    CHECK_TEXT(why.text, "the first 101 of a group: take 1 to 100");
    end(&x);
}

/* ---- dimensions ---- */

static uint32_t part_of_org(const struct cube_dim *d, const struct snapshot *s, int32_t org_id)
{
    uint32_t at = snapshot_place(s, org_id) - d->base;
    if (at >= d->part_of_len)
        return CUBE_NO_PART;
    return d->part_of ? d->part_of[at] : at;
}

TEST(organisations_are_divided_at_any_level)
{
    struct sample x;
    struct cube_dim d;
    struct int4s orgs;
    struct why why;
    begin(&x, SMALL);
    const int32_t outlet = 2 + MADE_BRANCHES + MADE_OUTLETS; /* of the second branch */
    CHECK_OK(cube_dim_org(x.s, 1, 1, &x.a, &d, &orgs, &why));
    CHECK_INT(orgs.len, 1 + MADE_BRANCHES);
    CHECK_INT(orgs.items[part_of_org(&d, x.s, outlet)], 3);
    CHECK_INT(orgs.items[part_of_org(&d, x.s, 1)], 1);
    CHECK_OK(cube_dim_org(x.s, 1, 2, &x.a, &d, &orgs, &why));
    CHECK_INT(orgs.len, 1 + MADE_BRANCHES * (1 + MADE_OUTLETS));
    CHECK_INT(orgs.items[part_of_org(&d, x.s, outlet)], outlet);
    CHECK_OK(cube_dim_org(x.s, 3, 0, &x.a, &d, &orgs, &why));
    CHECK_INT(orgs.len, 1);
    CHECK_INT(part_of_org(&d, x.s, outlet), 0);
    CHECK_INT(part_of_org(&d, x.s, 2), CUBE_NO_PART);
    CHECK_RC(cube_dim_org(x.s, 99999, 1, &x.a, &d, &orgs, &why), E_NOT_FOUND);
    CHECK_TEXT(why.text, "there is no organisation 99999");
    end(&x);
}

TEST(months_and_years_follow_the_calendar)
{
    struct arena a;
    const day days[] = {on(2025, 12, 1), on(2025, 12, 31), on(2026, 1, 1), on(2026, 2, 28),
                        on(2026, 3, 1),  on(2025, 11, 30), NO_DAY,         on(2008, 2, 29),
                        on(1996, 2, 28), on(2008, 3, 1)};
    static const int64_t ages[] = {0, 18, 30};
    arena_init(&a);
    struct cube_dim months = cube_dim_month(days, on(2025, 12, 1), on(2026, 2, 28), &a);
    CHECK_INT(months.parts, 3);
    const uint32_t wanted[] = {0, 0, 1, 2, CUBE_NO_PART, CUBE_NO_PART, CUBE_NO_PART};
    for (uint32_t i = 0; i < ARRAY_LEN(wanted); i++)
        CHECK_INT(cube_part(&months, i), wanted[i]);
    struct cube_dim eve = cube_dim_years(days, on(2026, 2, 28), ages, ARRAY_LEN(ages), &a);
    struct cube_dim then = cube_dim_years(days, on(2026, 3, 1), ages, ARRAY_LEN(ages), &a);
    CHECK_INT(cube_part(&eve, 7), 0);
    CHECK_INT(cube_part(&then, 7), 1);
    CHECK_INT(cube_part(&eve, 8), 2);
    CHECK_INT(cube_part(&eve, 9), 0);
    CHECK_INT(cube_part(&then, 9), 1);
    CHECK_INT(cube_part(&then, 6), CUBE_NO_PART);
    CHECK_INT(cube_part(&eve, 4), CUBE_NO_PART);
    arena_release(&a);
}

TEST(fields_of_the_catalogue_are_dimensions_and_figures)
{
    struct sample x;
    struct cube_dim d;
    struct cube_figure f;
    begin(&x, SMALL);
    CHECK(cube_dim_field(x.s, FIELD_TIER, &d));
    CHECK_INT(d.parts, TIER_COUNT);
    CHECK(cube_dim_field(x.s, FIELD_STANDING, &d));
    for (uint32_t row = 0; row < x.s->count; row++)
        CHECK_INT(cube_part(&d, row), x.s->standing[row]);
    CHECK(!cube_dim_field(x.s, FIELD_AUM, &d));
    CHECK(!cube_figure_field(x.s, FIELD_TIER, AT_DAY, &f));
    CHECK(!cube_figure_field(x.s, FIELD_FA_AVG, AT_YEAR_END, &f));
    CHECK(cube_figure_field(x.s, FIELD_DEPOSITS, AT_YEAR_END, &f));
    for (uint32_t row = 0; row < x.s->count; row++)
        CHECK(cube_figure_of(&f, row) == snapshot_amount(x.s, row, AMOUNT_DEPOSITS, AT_YEAR_END));
    CHECK(cube_figure_field(x.s, FIELD_PRODUCT_KINDS, AT_DAY, &f));
    CHECK(cube_figure_of(&f, 5) == x.s->kinds[5]);
    end(&x);
}

TESTS(CASE(fields_of_the_catalogue_are_dimensions_and_figures),
      CASE(a_cube_is_what_a_plain_loop_finds), CASE(a_cube_of_many_rows_too),
      CASE(who_is_at_home_where_is_summed_up_once), CASE(sums_beyond_64_bits_are_exact),
      CASE(groups_come_in_the_order_that_is_asked_for), CASE(too_much_is_said_and_not_tried),
      CASE(organisations_are_divided_at_any_level), CASE(months_and_years_follow_the_calendar))
