#include "base/test.h"

#include "cif/intake/manifest.h"

#define SUM "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define LINE(name) name " 1 " SUM " full\n"

static rc parse(struct arena *arena, const char *text, struct manifest *m, struct why *why)
{
    return manifest_parse(arena, text_of(text), "F/MANIFEST", m, why);
}

TEST(a_manifest_names_files)
{
    struct arena arena;
    struct manifest m;
    arena_init(&arena);
    CHECK_OK(parse(&arena,
                   "customer.csv 120 " SUM " full\n" LINE("notes.txt") "fx.csv 0 " SUM " delta\n",
                   &m, NULL));
    CHECK(m.named[FILE_CUSTOMER] && m.named[FILE_FX] && !m.named[FILE_ORG]);
    CHECK(m.lines[FILE_CUSTOMER].full && !m.lines[FILE_FX].full);
    CHECK_EQ(m.lines[FILE_CUSTOMER].rows, 120);
    CHECK_TEXT(sha256_format(m.lines[FILE_FX].sha256).text, SUM);
    CHECK_INT(m.other_count, 1);
    CHECK_TEXT(m.others[0], "notes.txt");
    arena_release(&arena);
}

TEST(a_folder_may_deliver_nothing)
{
    struct arena arena;
    struct manifest m;
    arena_init(&arena);
    CHECK_OK(parse(&arena, "", &m, NULL));
    for (int f = 0; f < FILE_COUNT; f++)
        CHECK(!m.named[f]);
    arena_release(&arena);
}

static void check_wrong(const char *text, const char *wanted)
{
    struct arena arena;
    struct manifest m;
    struct why why = {""};
    arena_init(&arena);
    CHECK_RC(parse(&arena, text, &m, &why), E_INVALID);
    if (!strstr(why.text, wanted))
        CHECK_TEXT(why.text, wanted);
    arena_release(&arena);
}

TEST(malformed_lines_are_told_with_their_place)
{
    check_wrong(LINE("a.csv") "fx.csv  1 " SUM " full\n", "F/MANIFEST:2: expected NAME ROWS");
    check_wrong("fx.csv 1 " SUM " full", "F/MANIFEST:1: the line does not end with LF");
    check_wrong("\n", "F/MANIFEST:1: expected");
    check_wrong(" fx.csv 1 " SUM " full\n", "expected NAME");
    check_wrong("fx.csv 1 " SUM " full \n", "expected NAME");
    check_wrong("fx.csv 1 " SUM "\n", "expected NAME");
    check_wrong("fx.csv\t1 " SUM " full\n", "expected NAME");
    check_wrong("fx.csv 1 " SUM " full extra\n", "expected NAME");
    check_wrong("fx.csv 1 " SUM " Full\n", "MODE must be full or delta");
    check_wrong("fx.csv -1 " SUM " full\n", "ROWS must be a whole number");
    check_wrong("fx.csv 1234567890123456 " SUM " full\n", "ROWS must be");
    check_wrong("fx.csv 1 " SUM "0 full\n", "64 lower-case");
    check_wrong("fx.csv 1 A123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef full\n",
                "64 lower-case");
    check_wrong("fx.csv 1 " SUM " full\r\n", "lines end with LF");
    check_wrong("\xFF.csv 1 " SUM " full\n", "expected NAME");
}

TEST(names_stand_once)
{
    check_wrong(LINE("fx.csv") LINE("fx.csv"), "F/MANIFEST:2: fx.csv is named twice");
    check_wrong(LINE("other") LINE("other"), "other is named twice");
}

TEST(a_folder_without_one_is_not_ready)
{
    struct arena arena;
    struct manifest m;
    arena_init(&arena);
    CHECK_RC(manifest_read(&arena, "/nowhere", &m, NULL), E_NOT_FOUND);
    arena_release(&arena);
}

TESTS(CASE(a_manifest_names_files), CASE(a_folder_may_deliver_nothing),
      CASE(malformed_lines_are_told_with_their_place), CASE(names_stand_once),
      CASE(a_folder_without_one_is_not_ready))
