/* Panels: their order, and which tables are refused at start. */
#include "base/test.h"

#include "web/panel.h"
#include "web/web.h"

static rc fill(struct req *r, int64_t subject_id, const void **ret_view)
{
    (void)r;
    (void)subject_id;
    (void)ret_view;
    return OK;
}

static const struct page part = {.title = "Part"};
static struct arena arena;

static rc collect(const struct panel *a, size_t a_len, const struct panel *b, size_t b_len,
                  struct web *web, struct why *why)
{
    const struct module first = {.name = "first", .panels = a, .panels_len = a_len};
    const struct module second = {.name = "second", .panels = b, .panels_len = b_len};
    const struct module *modules[] = {&first, &second};
    *web = (struct web){.modules = modules, .modules_len = 2};
    arena_init(&web->arena);
    rc done = panels_collect(web, why);
    arena = web->arena;
    return done;
}

TEST(panels_stand_by_frame_column_and_order)
{
    static const struct panel a[] = {
        {"late", FRAME_CUSTOMER, PANEL_SIDE, 20, PERM_SIGNED_IN, &part, fill},
        {"today", FRAME_TODAY, PANEL_MAIN, 1, PERM_SIGNED_IN, &part, fill},
    };
    static const struct panel b[] = {
        {"early", FRAME_CUSTOMER, PANEL_SIDE, 10, PERM_SIGNED_IN, &part, fill},
        {"main", FRAME_CUSTOMER, PANEL_MAIN, 90, PERM_SIGNED_IN, &part, fill},
    };
    static const char *const expected[] = {"main", "early", "late", "today"};
    struct web web;
    struct why why = {""};
    CHECK_OK(collect(a, 2, b, 2, &web, &why));
    CHECK_INT(web.panels_len, 4);
    for (size_t i = 0; i < 4; i++)
        CHECK_TEXT(web.panels[i]->name, expected[i]);
    arena_release(&arena);
}

TEST(a_panel_that_is_not_whole_stops_the_start)
{
    static const struct panel broken[][1] = {
        {{"frameless", FRAME_NONE, PANEL_SIDE, 1, PERM_SIGNED_IN, &part, fill}},
        {{"open", FRAME_TODAY, PANEL_SIDE, 1, PERM_UNDECLARED, &part, fill}},
        {{"pageless", FRAME_TODAY, PANEL_SIDE, 1, PERM_SIGNED_IN, NULL, fill}},
        {{"empty", FRAME_TODAY, PANEL_SIDE, 1, PERM_SIGNED_IN, &part, NULL}},
    };
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        struct web web;
        struct why why = {""};
        CHECK_INT(collect(broken[i], 1, NULL, 0, &web, &why), E_USAGE);
        CHECK(strstr(why.text, broken[i][0].name) != NULL);
        arena_release(&arena);
    }
}

TEST(one_name_stands_once_on_a_frame)
{
    static const struct panel a[] = {
        {"why", FRAME_CUSTOMER, PANEL_SIDE, 1, PERM_SIGNED_IN, &part, fill},
        {"why", FRAME_TODAY, PANEL_SIDE, 1, PERM_SIGNED_IN, &part, fill},
    };
    struct web web;
    struct why why = {""};
    CHECK_OK(collect(a, 2, NULL, 0, &web, &why));
    arena_release(&arena);
    CHECK_INT(collect(a, 1, a, 1, &web, &why), E_USAGE);
    arena_release(&arena);
}

TESTS(CASE(panels_stand_by_frame_column_and_order), CASE(a_panel_that_is_not_whole_stops_the_start),
      CASE(one_name_stands_once_on_a_frame))
