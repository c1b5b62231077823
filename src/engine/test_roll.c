#include "base/test.h"

#include "engine/roll.h"
#include "engine/test_made_snapshot.h"

static struct hash128 hash(uint64_t n)
{
    return (struct hash128){n, n};
}

/* Five customers; the fourth has gone. */
static struct roll *small_roll(void)
{
    static const char *const names[] = {"张伟", "张建国", "李伟", "张伟", "王芳"};
    struct roll *r = roll_new();
    for (uint32_t row = 0; row < ARRAY_LEN(names); row++) {
        roll_put(r, row,
                 &(struct roll_entry){text_of(names[row]), row == 3, hash(row + 100),
                                      hash(row == 1 ? 200 : row + 200)});
        roll_put_tails(r, row, roll_tail(TEXT("110101199001011237")), ROLL_NO_TAIL);
    }
    roll_add_tail(r, ROLL_ACCOUNT, 2, roll_tail(TEXT("6222021234")));
    roll_add_tail(r, ROLL_CARD, 2, roll_tail(TEXT("1234")));
    return r;
}

/* The same at home in 1, 1, 2, 2, 3; one of them of that tier. */
static struct snapshot *small_snapshot(uint32_t row, uint8_t tier)
{
    static const int32_t homes[] = {1, 1, 2, 2, 3};
    const struct snapshot_of of = {
        .day = MADE_DAY, .at = 1, .first_day = MADE_FIRST, .customers = ARRAY_LEN(homes)};
    struct maker *m = maker_new(&of, NULL);
    for (int32_t org = 1; org <= 3; org++)
        CHECK(maker_place(m, org, org, org));
    for (uint32_t i = 0; i < ARRAY_LEN(homes); i++) {
        struct figures_fact f = {.customer_id = snapshot_customer_id(i), .day = MADE_DAY};
        f.verdict.tier = i == row ? tier : 0;
        CHECK(maker_customer(m, f.customer_id, MADE_FIRST));
        CHECK(maker_home(m, f.customer_id, MADE_FIRST, homes[i]));
        CHECK(maker_figures(m, &f));
    }
    return maker_snapshot(m, managers_made(managers_maker_new(of.customers)), NULL);
}

static const char *hits_text(size_t total, const struct roll_hit *hits, size_t count)
{
    static char text[200];
    size_t len = (size_t)snprintf(text, sizeof text, "%zu:", total);
    for (size_t i = 0; i < count; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, " %u", hits[i].row);
    return text;
}

static const char *called(const struct roll *r, const char *typed, const struct roll_reach *reach,
                          size_t room)
{
    struct roll_hit hits[10];
    size_t total;
    struct called_asked asked = called_asked(text_of(typed));
    size_t count = roll_called(r, &asked, reach, hits, room, &total);
    return hits_text(total, hits, count);
}

static const char *ending(const struct roll *r, const char *end, const struct roll_reach *reach,
                          size_t room)
{
    struct roll_hit hits[10];
    size_t total, count = roll_with_tail(r, roll_tail(text_of(end)), reach, hits, room, &total);
    return hits_text(total, hits, count);
}

struct reaches {
    struct snapshot *s;
    struct arena arena;
    struct roll_reach all, two, two_and_own, own, nobody;
};

static void open_reaches(struct reaches *x, struct snapshot *s)
{
    static const int64_t first[] = {1, 3, 99};
    *x = (struct reaches){.s = s};
    arena_init(&x->arena);
    struct reach mine = reach_ids(s, (struct int8s){first, 3}, &x->arena);
    x->all = (struct roll_reach){s, reach_all(), reach_nobody()};
    x->two = (struct roll_reach){s, reach_org(s, 2), reach_nobody()};
    x->two_and_own = (struct roll_reach){s, reach_org(s, 2), mine};
    x->own = (struct roll_reach){s, reach_nobody(), mine};
    x->nobody = (struct roll_reach){s, reach_nobody(), reach_nobody()};
}

static void close_reaches(struct reaches *x)
{
    snapshot_unref(x->s);
    arena_release(&x->arena);
}

TEST(names_are_found_within_reach_in_the_order_of_their_ranks)
{
    struct roll *r = small_roll();
    struct reaches x, better;
    open_reaches(&x, small_snapshot(0, 0));
    open_reaches(&better, small_snapshot(2, 5));
    CHECK_TEXT(called(r, "张伟", &x.all, 10), "2: 0 3");
    CHECK_TEXT(called(r, "张", &x.all, 10), "3: 0 1 3");
    CHECK_TEXT(called(r, "伟", &x.all, 10), "3: 0 2 3");
    CHECK_TEXT(called(r, "zj", &x.all, 10), "1: 1");
    CHECK_TEXT(called(r, "zw", &x.all, 1), "2: 0");
    CHECK_TEXT(called(r, "wei", &x.two, 10), "2: 2 3");
    CHECK_TEXT(called(r, "wei", &x.two_and_own, 10), "3: 0 2 3");
    CHECK_TEXT(called(r, "wei", &x.own, 10), "2: 0 2");
    CHECK_TEXT(called(r, "wei", &x.nobody, 10), "0:");
    CHECK_TEXT(called(r, "", &x.all, 10), "0:");
    CHECK_TEXT(called(r, "wei", &better.all, 10), "3: 2 0 3");
    roll_put(r, 4, &(struct roll_entry){TEXT("王伟"), false, hash(1), hash(0)});
    CHECK_TEXT(called(r, "wangwei", &x.all, 10), "1: 4");
    CHECK_TEXT(called(r, "王芳", &x.all, 10), "0:");
    roll_put(r, 7, &(struct roll_entry){TEXT("王伟"), false, hash(8), hash(0)});
    CHECK_TEXT(called(r, "wangwei", &x.all, 10), "1: 4"); /* whom the snapshot does not know yet */
    close_reaches(&x);
    close_reaches(&better);
    roll_free(r);
}

TEST(numbers_are_found_by_their_end_or_whole)
{
    struct roll *r = small_roll();
    uint32_t rows[10];
    struct reaches x;
    open_reaches(&x, small_snapshot(3, 5));
    CHECK_TEXT(ending(r, "1237", &x.all, 10), "5: 3 0 1 2 4");
    CHECK_TEXT(ending(r, "1237", &x.all, 2), "5: 3 0");
    CHECK_TEXT(ending(r, "1234", &x.all, 10), "1: 2");
    CHECK_TEXT(ending(r, "1237", &x.two, 10), "2: 3 2");
    CHECK_TEXT(ending(r, "1237", &x.two_and_own, 10), "3: 3 0 2");
    CHECK_TEXT(ending(r, "1234", &x.nobody, 10), "0:");
    const struct hash128 wanted[] = {hash(103), hash(7)};
    CHECK_INT(roll_with_certificate(r, wanted, 2, rows, 10), 1);
    CHECK_INT(rows[0], 3);
    CHECK_INT(roll_with_phone(r, hash(200), rows, 10), 2);
    CHECK_INT(roll_with_phone(r, hash(0), rows, 10), 0);
    roll_put(r, 3, &(struct roll_entry){TEXT("张伟"), true, hash(7), hash(200)});
    CHECK_INT(roll_with_certificate(r, wanted, 2, rows, 10), 1);
    CHECK_INT(roll_with_certificate(r, wanted, 1, rows, 10), 0);
    CHECK_INT(roll_with_phone(r, hash(200), rows, 10), 3);
    close_reaches(&x);
    roll_free(r);
}

/* ---- the same by going through everybody ---- */

static const char *const many_names[] = {"张伟", "张建国", "李伟", "王芳", "伟王", "欧阳伟"};

static struct roll *large_roll(uint64_t *seed, uint32_t rows)
{
    struct roll *r = roll_new();
    for (uint32_t row = 0; row < rows; row++) {
        const char *name = many_names[between(seed, 0, ARRAY_LEN(many_names) - 1)];
        roll_put(r, row,
                 &(struct roll_entry){text_of(name), one_in(seed, 9), hash(row + 1), hash(0)});
        roll_put_tails(r, row, (uint16_t)between(seed, 0, 20), (uint16_t)between(seed, 0, 20));
    }
    for (uint32_t i = 0; i < rows; i++)
        roll_add_tail(r, ROLL_ACCOUNT, (uint32_t)between(seed, 0, rows - 1),
                      (uint16_t)between(seed, 0, 20));
    return r;
}

/* Of all that a reach over everybody gives, those in this one. */
static size_t hits_within(const struct roll_reach *reach, struct roll_hit *hits, size_t len)
{
    size_t kept = 0;
    for (size_t i = 0; i < len; i++)
        if (reach_has(reach->of, &reach->among, hits[i].row) ||
            reach_has(reach->of, &reach->besides, hits[i].row))
            hits[kept++] = hits[i];
    return kept;
}

static void check_same(const struct roll_hit *a, size_t a_len, const struct roll_hit *b, size_t len)
{
    CHECK_INT(a_len, len);
    for (size_t i = 0; i < len; i++)
        CHECK(a[i].row == b[i].row && a[i].rank == b[i].rank && a[i].tier == b[i].tier);
}

enum { MANY = 4000, BEST = 30 };

static void check_reach(const struct roll *r, const struct roll_reach *all,
                        const struct roll_reach *reach, struct roll_hit *hits)
{
    struct roll_hit best[BEST];
    size_t total, len, whole;
    struct called_asked asked = called_asked(TEXT("wei"));
    whole = hits_within(reach, hits, roll_called(r, &asked, all, hits, MANY, &total));
    len = roll_called(r, &asked, reach, best, BEST, &total);
    CHECK_INT(total, whole);
    check_same(best, len, hits, whole < BEST ? whole : BEST);
    whole = hits_within(reach, hits, roll_with_tail(r, 7, all, hits, MANY, &total));
    len = roll_with_tail(r, 7, reach, best, BEST, &total);
    CHECK_INT(total, whole);
    check_same(best, len, hits, whole < BEST ? whole : BEST);
}

TEST(a_part_of_the_bank_finds_what_all_of_it_does)
{
    uint64_t seed = first_seed();
    struct roll *r = large_roll(&seed, MANY);
    struct snapshot *s = made_snapshot(&seed, MANY);
    struct roll_hit *hits = mem_alloc(MANY * sizeof *hits);
    const struct roll_reach all = {s, reach_all(), reach_nobody()};
    for (int32_t org = 1; org < MADE_NOWHERE; org += 3)
        for (int32_t staff = 0; staff < 3; staff++)
            check_reach(r, &all,
                        &(struct roll_reach){s, reach_org(s, org), reach_managed(s, staff)}, hits);
    free(hits);
    snapshot_unref(s);
    roll_free(r);
}

static size_t count_named(const struct roll *r, const char *name)
{
    size_t count = 0;
    uint32_t row;
    for (struct roll_named n = roll_named(r, text_of(name)); roll_next(&n, &row);)
        count++;
    return count;
}

TEST(namesakes_are_found_as_they_come_and_go)
{
    struct roll *r = small_roll();
    CHECK_INT(count_named(r, "张伟"), 2);
    CHECK_INT(count_named(r, "张"), 0);
    roll_put(r, 0, &(struct roll_entry){TEXT("张维"), false, hash(1), hash(0)});
    CHECK_INT(count_named(r, "张伟"), 1);
    for (uint32_t row = 5; row < 5000; row++)
        roll_put(
            r, row,
            &(struct roll_entry){row % 2 ? TEXT("Li") : TEXT("张伟"), false, hash(row), hash(row)});
    CHECK_INT(count_named(r, "LI"), 2498);
    CHECK_INT(count_named(r, "张伟"), 2498);
    roll_free(r);
}

TEST(ends_of_numbers)
{
    CHECK(roll_tail(TEXT("123X")) == roll_tail(TEXT("99123x")));
    CHECK(roll_tail(TEXT("1230")) != roll_tail(TEXT("123X")));
    CHECK_INT(roll_tail(TEXT("12X3")), ROLL_NO_TAIL);
    CHECK_INT(roll_tail(TEXT("123")), ROLL_NO_TAIL);
    CHECK_INT(roll_tail(TEXT("")), ROLL_NO_TAIL);
    CHECK(roll_is_tail(TEXT("0000")) && !roll_is_tail(TEXT("00000")) &&
          !roll_is_tail(TEXT("abcd")));
}

TESTS(CASE(names_are_found_within_reach_in_the_order_of_their_ranks),
      CASE(numbers_are_found_by_their_end_or_whole), CASE(namesakes_are_found_as_they_come_and_go),
      CASE(ends_of_numbers), CASE(a_part_of_the_bank_finds_what_all_of_it_does))
