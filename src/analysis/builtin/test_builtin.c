/* Every definition of every built-in report is one that people could have written. */
#include "base/test.h"

#include "analysis/builtin/builtin.h"
#include "base/tongue.h"

static const struct builtin_choice nothing;

static void check_part(struct arena *a, const struct builtin *b, const struct builtin_part *p)
{
    const struct report *r, *again;
    struct report_fault fault;
    for (int tongue = 0; tongue < TONGUE_COUNT; tongue++)
        if (builtin_report(a, (enum tongue)tongue, p, &nothing, &r, &fault) != OK)
            fail_msg("%s: %s: %s: %s", b->name, p->address, fault.input, fault.said);
    if (report_from_address(a, ENGLISH, report_address(a, r), &again, &fault) != OK)
        fail_msg("%s: %s", b->name, fault.said);
    CHECK(report_equal(r, again));
    CHECK(!p->view || text_is(text_of(p->view), builtin_view(b, text_of(p->view))->name));
    CHECK(report_told(a, CHINESE, r).len > 0);
}

TEST(every_definition_is_read_and_comes_back)
{
    struct arena a;
    arena_init(&a);
    CHECK(builtins_len >= 8);
    for (size_t i = 0; i < builtins_len; i++) {
        CHECK(builtin_find(text_of(builtins[i].name)) == &builtins[i]);
        for (size_t k = 0; k < builtins[i].parts_len; k++)
            check_part(&a, &builtins[i], &builtins[i].parts[k]);
    }
    CHECK(!builtin_find(TEXT("nothing")));
    arena_release(&a);
}

TEST(every_view_shows_something)
{
    for (size_t i = 0; i < builtins_len; i++)
        for (size_t v = 0; v < builtins[i].views_len; v++) {
            size_t shown = 0;
            for (size_t k = 0; k < builtins[i].parts_len; k++)
                shown += builtin_part_is_in(&builtins[i].parts[k], &builtins[i].views[v]);
            CHECK(shown > 0);
        }
}

TEST(a_choice_changes_balances_and_whose)
{
    static const struct builtin_part part = {
        BUILTIN_TABLE, "", "by=tier&show=customers,sum(aum),avg(product_kinds)", NULL};
    static const struct builtin_choice choice = {.org = {"O1", 2}, .basis = YEAR_AVERAGE};
    const struct report *r;
    struct report_fault fault;
    struct arena a;
    arena_init(&a);
    CHECK_OK(builtin_report(&a, ENGLISH, &part, &choice, &r, &fault));
    CHECK_TEXT(report_address(&a, r).ptr,
               "by=tier&show=customers,sum(aum,year_avg),avg(product_kinds)&org=O1");
    arena_release(&a);
}

TESTS(CASE(every_definition_is_read_and_comes_back), CASE(every_view_shows_something),
      CASE(a_choice_changes_balances_and_whose))
