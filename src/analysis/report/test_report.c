/* The language of reports: written and read without loss, faults at their place. */
#include "base/test.h"

#include "analysis/report/report.h"

static const char *taken(struct arena *a, const char *address)
{
    const struct report *r;
    struct report_fault fault = {NULL, NULL};
    rc done = report_from_address(a, ENGLISH, text_of(address), &r, &fault);
    if (done != OK)
        fail_msg("%s: %s: %s", address, fault.input, fault.said);
    struct text t = report_address(a, r);
    return arena_text(a, t.ptr, t.len);
}

static const char *refused(struct arena *a, const char *address, const char *input)
{
    const struct report *r;
    struct report_fault fault = {NULL, NULL};
    CHECK(report_from_address(a, ENGLISH, text_of(address), &r, &fault) == E_INVALID);
    CHECK_TEXT(fault.input, input);
    return fault.said;
}

TEST(what_is_written_is_read_again)
{
    static const char *const addresses[] = {
        "by=org(1),tier&show=customers,sum(aum),avg(fa,year_avg)&at=month_end&over=months(12)",
        "by=tier@month_end,tier&show=customers,share&chart=sankey",
        "by=aum(0.50,50000,200000)@2026-10-31,age(30,60)&show=top(aum,10),median(loans)&as=then",
        "by=holds,level(card)&show=customers(vs_month_end),share(aum,vs_year_begin)&first=20",
        "by=org(all)&show=sum(aum,month_avg,vs_3_months_ago,rate)&order=-sum(aum,month_avg,vs_3_"
        "months_ago,rate)",
        "show=sum(aum,vs_before)&over=tens(9)",
    };
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < ARRAY_LEN(addresses); i++)
        CHECK_TEXT(taken(&a, addresses[i]), addresses[i]);
    arena_release(&a);
}

TEST(people_write_it_otherwise)
{
    struct arena a;
    arena_init(&a);
    CHECK_TEXT(taken(&a, "?by = 客户等级 , org & show="), "by=tier,org(1)&show=customers");
    CHECK_TEXT(taken(&a, "by=tag(\"a&b\")"), "by=tag(%22a%26b%22)&show=customers");
    CHECK_TEXT(taken(&a, "where=aum>=5 and not+dnd&at=today&as=now"),
               "show=customers&where=aum%20%3E%3D%205%20and%20not%20dnd");
    arena_release(&a);
}

TEST(what_is_wrong_has_its_place)
{
    struct arena a;
    arena_init(&a);
    CHECK_TEXT((refused(&a, "by=gender,teir", "by")),
               "character 8: there is no field \"teir\", or not any more; is tier meant?");
    CHECK_TEXT(refused(&a, "show=sum(aum", "show"), "character 8: expected )");
    CHECK_TEXT(refused(&a, "show=sum", "show"), "character 1: sum of what? such as sum(aum)");
    CHECK_TEXT((refused(&a, "chart=bra", "chart")),
               "character 1: there is no chart \"bra\"; is bar meant?");
    CHECK(strstr(refused(&a, "show=sum(aum,rate)", "show"), "which change"));
    CHECK(strstr(refused(&a, "show=sum(aum,vs_before)", "show"), "several times"));
    CHECK(strstr(refused(&a, "show=median(aum,year_avg)", "show"), "no daily average"));
    CHECK(strstr(refused(&a, "by=holds,tag(\"x\")", "by"), "only one of"));
    CHECK(strstr(refused(&a, "by=tier,tier,tier,tier,tier", "by"), "more than 4"));
    CHECK(strstr(refused(&a, "show=share&order=customers", "order"), "not shown"));
    CHECK(strstr(refused(&a, "where=tier = silver", "where"), "silver"));
    arena_release(&a);
}

TEST(moments_are_days)
{
    const day d = day_of((struct ymd){2026, 3, 10});
    const struct report_moment months = {.kind = REPORT_MONTH_ENDS, .n = 3};
    CHECK_EQ(report_moment_day((struct report_moment){.kind = REPORT_YEAR_BEGIN}, d),
             day_of((struct ymd){2025, 12, 31}));
    CHECK_EQ(report_moment_day(months, d), day_of((struct ymd){2025, 12, 31}));
    CHECK_EQ(report_moment_day((struct report_moment){.kind = REPORT_YEAR_AGO}, d),
             day_of((struct ymd){2025, 3, 31}));
    CHECK_EQ(report_moment_day((struct report_moment){.kind = REPORT_YESTERDAY}, d), d - 1);
}

TESTS(CASE(what_is_written_is_read_again), CASE(people_write_it_otherwise),
      CASE(what_is_wrong_has_its_place), CASE(moments_are_days))
