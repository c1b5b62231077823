#include "base/test.h"

#include "base/progress.h"
#include "base/text.h"

static uint64_t now;

static uint64_t fake_clock(void)
{
    return now;
}

static char *shown;
static size_t shown_size;
static FILE *file;
static struct progress p;

static void begin(struct progress_place place)
{
    now = 1000;
    file = open_memstream(&shown, &shown_size);
    place.now_ms = fake_clock;
    progress_init_at(&p, file, place);
}

static void check_shown(const char *wanted)
{
    fclose(file);
    CHECK_TEXT(shown, wanted);
    free(shown);
}

/* The text of the line that was drawn last. */
static void last_line(char *to, size_t size)
{
    fflush(file);
    const char *from = shown;
    for (const char *at = shown; (at = strchr(at, '\r')) != NULL; at++)
        from = at + 1;
    const char *end = strstr(from, "\033[K");
    assert_non_null(end);
    snprintf(to, size, "%.*s", (int)(end - from), from);
}

TEST(without_a_terminal_a_step_leaves_one_plain_line)
{
    begin((struct progress_place){.utf8 = true, .width = 80});
    progress_stage(&p, "2026-11-22 account.csv", "rows", 100);
    for (uint64_t i = 0; i <= 100; i++, now += 123)
        progress_at(&p, i);
    progress_finish(&p, "%d rows taken, %d in quarantine", 99, 1);
    progress_stage(&p, "write", "rows", 0);
    now += 61000;
    progress_finish(&p, "%s", "");
    check_shown("2026-11-22 account.csv  99 rows taken, 1 in quarantine  12.4 s\nwrite  1:01\n");
}

TEST(quiet_is_quiet)
{
    begin((struct progress_place){.quiet = true, .terminal = true, .width = 80});
    progress_stage(&p, "read", "rows", 100);
    now += 5000;
    progress_at(&p, 50);
    progress_note(&p, "a note");
    progress_finish(&p, "done");
    check_shown("");
}

TEST(the_bar_shows_share_amounts_pace_and_time_left)
{
    char line[512];
    begin((struct progress_place){.terminal = true, .width = 120});
    progress_stage(&p, "read", "rows", 3000000);
    now += 1000;
    progress_at(&p, 750000);
    last_line(line, sizeof line);
    CHECK_TEXT(line, "read [#######.......................]  25%  750,000 of 3,000,000 rows  "
                     "750k/s  0:03 left");
    now += 3000;
    progress_at(&p, 3000000);
    last_line(line, sizeof line);
    CHECK_TEXT(line, "read [##############################] 100%  3,000,000 of 3,000,000 rows  "
                     "750k/s  0:00 left");
    progress_stop(&p);
    fclose(file);
    free(shown);
}

TEST(the_bar_grows_by_eighths_where_the_terminal_can)
{
    char line[512];
    begin((struct progress_place){.terminal = true, .utf8 = true, .width = 120});
    progress_stage(&p, "户", "rows", 240);
    now += 100;
    progress_at(&p, 11);
    last_line(line, sizeof line);
    CHECK_TEXT(line, "户 ▕█▍                            ▏   4%  11 of 240 rows");
    progress_stop(&p);
    fclose(file);
    free(shown);
}

TEST(an_unknown_total_has_no_bar)
{
    char line[512];
    begin((struct progress_place){.terminal = true, .width = 80});
    progress_stage(&p, "read", "rows", 0);
    now += 2000;
    progress_at(&p, 5000);
    last_line(line, sizeof line);
    CHECK_TEXT(line, "read 5,000 rows  2500/s");
    progress_stop(&p);
    fclose(file);
    free(shown);
}

TEST(it_is_drawn_at_most_ten_times_a_second)
{
    begin((struct progress_place){.terminal = true, .width = 80});
    progress_stage(&p, "read", "rows", 100000);
    for (uint64_t i = 0; i < 10000; i++, now += i % 10 == 0)
        progress_at(&p, i);
    fflush(file);
    size_t drawn = 0;
    for (size_t i = 0; i < shown_size; i++)
        drawn += shown[i] == '\r';
    CHECK(drawn >= 9 && drawn <= 11);
    progress_stop(&p);
    fclose(file);
    free(shown);
}

/* Counts columns of plain ASCII; whatever the terminal, no line may reach its last column. */
TEST(no_line_is_wider_than_the_terminal)
{
    for (int width = 1; width < 200; width++) {
        char line[512];
        begin((struct progress_place){.terminal = true, .width = width});
        progress_stage(&p, "2026-11-22 a file with a long name.csv", "rows", 987654321);
        now += 700;
        progress_at(&p, 123456789);
        last_line(line, sizeof line);
        CHECK(strlen(line) < (size_t)(width < 20 ? 20 : width));
        progress_stop(&p);
        fclose(file);
        free(shown);
    }
}

TEST(a_wide_character_is_never_cut_in_half)
{
    for (int width = 20; width < 90; width++) {
        char line[512];
        begin((struct progress_place){.terminal = true, .utf8 = true, .width = width});
        progress_stage(&p, "账户文件读取中，请稍候，账户文件读取中", "行", 100);
        last_line(line, sizeof line);
        CHECK(text_is_utf8(text_of(line)));
        progress_stop(&p);
        fclose(file);
        free(shown);
    }
}

TEST(finished_steps_and_notes_stand_above_the_bar)
{
    begin((struct progress_place){.terminal = true, .utf8 = true, .colour = true, .width = 80});
    progress_stage(&p, "a", "rows", 0);
    progress_note(&p, "%s is late", "20261121");
    progress_finish(&p, "%d rows", 7);
    check_shown("\ra 0 rows\033[K"
                "\r\033[K20261121 is late\n"
                "\ra 0 rows\033[K"
                "\r\033[K\033[32m✓\033[0m a  7 rows  0.0 s\n");
}

TEST(a_stage_that_was_stopped_leaves_nothing)
{
    begin((struct progress_place){.terminal = true, .width = 80});
    progress_stage(&p, "a", "rows", 0);
    progress_stop(&p);
    progress_finish(&p, "never");
    progress_at(&p, 7);
    check_shown("\ra 0 rows\033[K\r\033[K");
}

TESTS(CASE(without_a_terminal_a_step_leaves_one_plain_line), CASE(quiet_is_quiet),
      CASE(the_bar_shows_share_amounts_pace_and_time_left),
      CASE(the_bar_grows_by_eighths_where_the_terminal_can), CASE(an_unknown_total_has_no_bar),
      CASE(it_is_drawn_at_most_ten_times_a_second), CASE(no_line_is_wider_than_the_terminal),
      CASE(a_wide_character_is_never_cut_in_half),
      CASE(finished_steps_and_notes_stand_above_the_bar),
      CASE(a_stage_that_was_stopped_leaves_nothing))
