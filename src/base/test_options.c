#include "base/test.h"

#include "base/options.h"

struct batch_args {
    const char *dir;
    day date;
    const char *profile;
    int64_t threads;
    bool again;
    struct option_texts kinds;
};

static const char *const kinds[] = {"stage_up", "birthday", NULL};

static const struct option batch_options[] = {
    OPTION(struct batch_args, date, .name = "date", .value = "D", .help = "the last day to run"),
    OPTION(struct batch_args, profile, .name = "profile", .value = "F", .help = "how to read"),
    OPTION(struct batch_args, threads, .name = "threads", .value = "N", .help = "threads",
           .least = 1, .most = 8, .absent = 2),
    OPTION(struct batch_args, again, .name = "again", .help = "once more"),
    OPTION(struct batch_args, kinds, .name = "kind", .value = "K", .help = "only these",
           .choices = kinds),
};
static const struct option batch_positionals[] = {
    POSITIONAL(struct batch_args, dir, .name = "DIR", .help = "the folder with the day folders"),
};

struct password_args {
    const char *staff;
    day date;
    struct option_texts rest;
};
static const struct option password_positionals[] = {
    POSITIONAL(struct password_args, staff, .name = "STAFF_NO", .help = "whose"),
    POSITIONAL(struct password_args, date, .name = "DAY", .help = "when", .optional = true),
    POSITIONAL(struct password_args, rest, .name = "MORE", .help = "more", .optional = true),
};

static rc run_nothing(UNUSED struct app *app, UNUSED const void *args, UNUSED struct why *why)
{
    return OK;
}

static const struct command commands[] = {
    {.name = "batch",
     .help = "runs the days",
     COMMAND_ARGS(struct batch_args),
     COMMAND_OPTIONS(batch_options),
     COMMAND_POSITIONALS(batch_positionals),
     .run = run_nothing},
    {.name = "user password",
     .help = "a new password",
     COMMAND_ARGS(struct password_args),
     COMMAND_POSITIONALS(password_positionals),
     .run = run_nothing},
    {.name = "stop", .help = "stops", .run = run_nothing},
};
static const struct program program = {"guanhu", "A CRM for retail banks.", "1.2", commands,
                                       ARRAY_LEN(commands)};

static struct arena arena;
static struct call call;
static struct why why;

static int set_up(UNUSED void **state)
{
    arena_init(&arena);
    call = (struct call){0};
    why = (struct why){""};
    return 0;
}

static int tear_down(UNUSED void **state)
{
    arena_release(&arena);
    return 0;
}

/* Parses words that are separated by single spaces; "~" stands for an empty word. */
static rc parse(const char *line)
{
    const char *argv[32] = {"guanhu"};
    int argc = 1;
    for (const char *at = line; *at;) {
        size_t len = strcspn(at, " ");
        argv[argc++] = *at == '~' ? "" : arena_text(&arena, at, len);
        at += len + (at[len] == ' ');
    }
    return options_parse(&program, argc, argv, &arena, &call, &why);
}

static void check_wrong(const char *line, const char *text)
{
    CHECK_RC(parse(line), E_USAGE);
    CHECK_TEXT(why.text, text);
}

TEST(all_kinds_are_read)
{
    CHECK_OK(parse("batch days --date 2026-11-22 --profile=p.json --threads 8 --again"));
    const struct batch_args *args = call.args;
    CHECK_TEXT(call.command->name, "batch");
    CHECK_TEXT(args->dir, "days");
    CHECK_TEXT(day_format(args->date).text, "2026-11-22");
    CHECK_TEXT(args->profile, "p.json");
    CHECK_INT(args->threads, 8);
    CHECK(args->again);
    CHECK(call.print == NULL);
}

TEST(what_is_absent_has_its_default)
{
    CHECK_OK(parse("batch days"));
    const struct batch_args *args = call.args;
    CHECK_INT(args->date, NO_DAY);
    CHECK(args->profile == NULL);
    CHECK_INT(args->threads, 2);
    CHECK(!args->again);
    CHECK_INT(args->kinds.len, 0);
    CHECK(!call.common.json && !call.common.quiet && !call.common.home);
}

TEST(order_does_not_matter)
{
    CHECK_OK(parse("--json batch --date=20261122 --home h days --quiet"));
    const struct batch_args *args = call.args;
    CHECK_TEXT(args->dir, "days");
    CHECK_TEXT(day_format(args->date).text, "2026-11-22");
    CHECK(call.common.json && call.common.quiet);
    CHECK_TEXT(call.common.home, "h");
}

TEST(some_may_be_given_several_times)
{
    CHECK_OK(parse("batch days --kind birthday --kind=stage_up"));
    const struct batch_args *args = call.args;
    CHECK_INT(args->kinds.len, 2);
    CHECK_TEXT(args->kinds.items[0], "birthday");
    CHECK_TEXT(args->kinds.items[1], "stage_up");
}

TEST(two_dashes_end_the_options)
{
    CHECK_OK(parse("batch -- --date"));
    CHECK_TEXT(((const struct batch_args *)call.args)->dir, "--date");
}

TEST(commands_may_have_several_words)
{
    CHECK_OK(parse("user password S1 2026-01-02 a b"));
    const struct password_args *args = call.args;
    CHECK_TEXT(args->staff, "S1");
    CHECK_TEXT(day_format(args->date).text, "2026-01-02");
    CHECK_INT(args->rest.len, 2);
    CHECK_TEXT(args->rest.items[1], "b");
    CHECK_OK(parse("user password S1"));
    CHECK_INT(((const struct password_args *)call.args)->date, NO_DAY);
    check_wrong("help bacth", "there is no command \"bacth\"; guanhu --help lists them");
    check_wrong("user", "user: say what to do; guanhu user --help lists what there is");
    check_wrong("user nothing", "user has no command \"nothing\"; guanhu user --help lists them");
}

TEST(wrong_usage_names_the_word_and_what_is_allowed)
{
    check_wrong("", "no command is given; guanhu --help lists them");
    check_wrong("bacth x", "there is no command \"bacth\"; guanhu --help lists them");
    check_wrong("batch", "batch needs DIR: the folder with the day folders");
    check_wrong("batch a b", "batch has no use for \"b\"; guanhu batch --help says what it takes");
    check_wrong("stop x", "stop has no use for \"x\"; guanhu stop --help says what it takes");
    check_wrong("stop --date 2026-01-01",
                "stop has no option \"--date\"; it takes --home, --config, "
                "--database-url, --json, --quiet, --help, --version");
    check_wrong("batch d --dat 1", "batch has no option \"--dat\"; it takes --date, --profile, "
                                   "--threads, --again, --kind, --home, --config, --database-url, "
                                   "--json, --quiet, --help, --version");
    check_wrong("batch d --date", "--date needs a value: D, the last day to run");
    check_wrong("batch d --again=1", "--again takes no value");
    check_wrong("batch d --date 2026-02-30", "--date: \"2026-02-30\" is not a day, as 2026-11-22");
    check_wrong("batch d --date ~", "--date: \"\" is not a day, as 2026-11-22");
    check_wrong("batch d --threads 9", "--threads: \"9\" is not a whole number from 1 to 8");
    check_wrong("batch d --threads 1x", "--threads: \"1x\" is not a whole number from 1 to 8");
    check_wrong("batch d --threads 99999999999999999999",
                "--threads: \"99999999999999999999\" is not a whole number from 1 to 8");
    check_wrong("batch d --kind x", "--kind: there is no \"x\"; allowed are stage_up, birthday");
    check_wrong("batch d --profile a --profile b", "--profile is given twice");
    check_wrong("batch d -x", "\"-x\": options begin with two dashes");
    check_wrong("user password s never", "DAY: \"never\" is not a day, as 2026-11-22");
}

TEST(json_is_known_even_when_the_rest_is_wrong)
{
    CHECK_RC(parse("--json nothing"), E_USAGE);
    CHECK(call.common.json);
}

TEST(help_comes_from_the_tables)
{
    CHECK_OK(parse("--help"));
    CHECK(call.command == NULL);
    CHECK(strstr(call.print, "usage: guanhu COMMAND [arguments] [options]\n"));
    CHECK(strstr(call.print, "  user password         a new password\n"));
    CHECK(strstr(call.print, "  --json                results and errors as JSON lines\n"));

    CHECK_OK(parse("batch --help"));
    CHECK(call.command == NULL);
    CHECK(strstr(call.print, "usage: guanhu batch DIR [options]\n\nruns the days\n"));
    CHECK(strstr(call.print, "  DIR                   the folder with the day folders\n"));
    CHECK(strstr(call.print, "  --kind K              only these: stage_up, birthday (may be given "
                             "several times)\n"));

    CHECK_OK(parse("user password -h"));
    CHECK(strstr(call.print, "usage: guanhu user password STAFF_NO [DAY] [MORE...]\n"));
    CHECK_OK(parse("user --help"));
    CHECK(strstr(call.print, "usage: guanhu user COMMAND"));
    CHECK(strstr(call.print, "  user password         a new password\n"));
    CHECK(!strstr(call.print, "runs the days"));
    CHECK_OK(parse("--version"));
    CHECK_TEXT(call.print, "guanhu 1.2\n");
}

#define WITH(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

TESTS(WITH(all_kinds_are_read), WITH(what_is_absent_has_its_default), WITH(order_does_not_matter),
      WITH(some_may_be_given_several_times), WITH(two_dashes_end_the_options),
      WITH(commands_may_have_several_words), WITH(wrong_usage_names_the_word_and_what_is_allowed),
      WITH(json_is_known_even_when_the_rest_is_wrong), WITH(help_comes_from_the_tables))
