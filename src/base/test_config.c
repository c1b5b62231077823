#include "base/test.h"

#include "base/config.h"

#include <sys/stat.h>
#include <unistd.h>

static char home[64];

static int make_home(UNUSED void **state)
{
    snprintf(home, sizeof home, "/tmp/guanhu-test-XXXXXX");
    return mkdtemp(home) ? 0 : -1;
}

static char *in_home(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", home, name);
    return path;
}

static int drop_home(UNUSED void **state)
{
    unlink(in_home("guanhu.conf"));
    unlink(in_home("other.conf"));
    return rmdir(home);
}

static int clean_environment(UNUSED void **state)
{
    unsetenv("GUANHU_HOME");
    unsetenv("GUANHU_DATABASE_URL");
    unsetenv("GUANHU_PORT");
    unlink(in_home("guanhu.conf"));
    return 0;
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(in_home(name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

TEST(without_anything_the_defaults_hold)
{
    struct config c;
    CHECK_OK(config_load(&(struct config_flags){0}, &c, NULL));
    CHECK_TEXT(c.home, "./var");
    CHECK_TEXT(c.database_url, "");
    CHECK_TEXT(c.base_currency, "CNY");
    CHECK_INT(c.port, 8080);
    CHECK_INT(c.refuse_share_bp, 500);
    CHECK_INT(c.keep_days, 400);
    CHECK_INT(c.threads, 2);
    config_release(&c);
}

TEST(flag_wins_over_environment_over_file)
{
    struct config c;
    write_file("guanhu.conf", "port = 1\ndatabase_url = postgresql://file/x\nkeep_days=30\n");
    setenv("GUANHU_HOME", home, 1);
    CHECK_OK(config_load(&(struct config_flags){0}, &c, NULL));
    CHECK_INT(c.port, 1);
    CHECK_INT(c.keep_days, 30);
    config_release(&c);

    setenv("GUANHU_PORT", "2", 1);
    setenv("GUANHU_DATABASE_URL", "", 1); /* empty counts as not set */
    CHECK_OK(config_load(&(struct config_flags){0}, &c, NULL));
    CHECK_INT(c.port, 2);
    CHECK_TEXT(c.database_url, "postgresql://file/x");
    config_release(&c);

    setenv("GUANHU_HOME", "/nowhere", 1);
    struct config_flags flags = {
        .home = home, .port = "3", .database_url = "dbname=flag host=/tmp"};
    CHECK_OK(config_load(&flags, &c, NULL));
    CHECK_INT(c.port, 3);
    CHECK_TEXT(c.home, home);
    CHECK_TEXT(c.database_url, "dbname=flag host=/tmp");
    config_release(&c);
}

TEST(the_file_forgives_form_not_content)
{
    struct config c;
    write_file("other.conf", "\xEF\xBB\xBF# the bank's own\r\n\r\n  base_currency\t=  CZK  \r\n"
                             "   # more\nthreads = 8");
    CHECK_OK(config_load(&(struct config_flags){.config = in_home("other.conf")}, &c, NULL));
    CHECK_TEXT(c.base_currency, "CZK");
    CHECK_INT(c.threads, 8);
    config_release(&c);
}

/* The text of the error for a file with this content, without the directory. */
static const char *complaint(const char *text)
{
    static struct why why;
    struct config c;
    write_file("guanhu.conf", text);
    CHECK_RC(config_load(&(struct config_flags){.home = home}, &c, &why), E_USAGE);
    CHECK(strncmp(why.text, home, strlen(home)) == 0);
    return why.text + strlen(home) + 1;
}

TEST(what_is_wrong_is_said_with_line_and_what_is_allowed)
{
    CHECK_TEXT(complaint("# x\n\ncolour = red\n"),
               "guanhu.conf:3: there is no setting \"colour\"; there are database_url, port, "
               "base_currency, refuse_share_bp, keep_days, threads, ahead_rows, "
               "session_idle_minutes, session_hours, lock_minutes, watch, watch_seconds, "
               "requests_per_minute, sign_ins_per_minute, allow_addresses");
    CHECK_TEXT(complaint("port = 65536\n"), "guanhu.conf:1: port cannot be \"65536\"; allowed is "
                                            "a whole number from 1 to 65535");
    CHECK_TEXT(complaint("port = 99999999999999999999999\n"),
               "guanhu.conf:1: port cannot be \"99999999999999999999999\"; allowed is a whole "
               "number from 1 to 65535");
    CHECK_TEXT(complaint("threads =\n"), "guanhu.conf:1: threads cannot be \"\"; allowed is a "
                                         "whole number from 1 to 64");
    CHECK_TEXT(complaint("keep_days = -1\n"), "guanhu.conf:1: keep_days cannot be \"-1\"; allowed "
                                              "is a whole number of days from 1 to 36500");
    CHECK_TEXT(complaint("base_currency = yuan\n"), "guanhu.conf:1: base_currency cannot be "
                                                    "\"yuan\"; allowed is three capital letters, "
                                                    "as CNY");
    CHECK_TEXT(complaint("port = 1\nport = 2\n"), "guanhu.conf:2: port stands on line 1 already");
    CHECK_TEXT(complaint("port 1\n"), "guanhu.conf:1: expected \"name = value\"");
    CHECK_TEXT(complaint("home = /x\n"),
               "guanhu.conf:1: there is no setting \"home\"; there are database_url, port, "
               "base_currency, refuse_share_bp, keep_days, threads, ahead_rows, "
               "session_idle_minutes, session_hours, lock_minutes, watch, watch_seconds, "
               "requests_per_minute, sign_ins_per_minute, allow_addresses");
}

TEST(a_password_is_never_repeated)
{
    CHECK_TEXT(complaint("database_url = mysql://u:secret@h/d\n"),
               "guanhu.conf:1: this is no database_url; allowed is postgresql://USER@HOST/NAME, or "
               "empty for the private cluster");
}

TEST(other_sources_name_themselves)
{
    struct why why;
    struct config c;
    setenv("GUANHU_PORT", "http", 1);
    CHECK_RC(config_load(&(struct config_flags){.home = home}, &c, &why), E_USAGE);
    CHECK_TEXT(why.text, "GUANHU_PORT: port cannot be \"http\"; allowed is a whole number from 1 "
                         "to 65535");
    unsetenv("GUANHU_PORT");
    CHECK_RC(config_load(&(struct config_flags){.home = home, .port = "0"}, &c, &why), E_USAGE);
    CHECK_TEXT(why.text, "--port: port cannot be \"0\"; allowed is a whole number from 1 to 65535");
    CHECK_RC(config_load(&(struct config_flags){.home = ""}, &c, &why), E_USAGE);
    CHECK_TEXT(why.text, "--home: home cannot be \"\"; allowed is a directory");
}

TEST(a_file_that_is_named_must_be_there)
{
    struct why why;
    struct config c;
    CHECK_RC(config_load(&(struct config_flags){.config = "/nowhere/x.conf"}, &c, &why), E_USAGE);
    CHECK_TEXT(why.text, "/nowhere/x.conf: cannot be read: No such file or directory");
    CHECK_RC(config_load(&(struct config_flags){.config = home}, &c, &why), E_USAGE);
}

TEST(an_endless_line_is_refused)
{
    char line[6000];
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    CHECK_TEXT(complaint(line), "guanhu.conf:1: the line is longer than 4094 bytes");
}

#define CLEAN(name) cmocka_unit_test_setup(name, clean_environment)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLEAN(without_anything_the_defaults_hold),
        CLEAN(flag_wins_over_environment_over_file),
        CLEAN(the_file_forgives_form_not_content),
        CLEAN(what_is_wrong_is_said_with_line_and_what_is_allowed),
        CLEAN(a_password_is_never_repeated),
        CLEAN(other_sources_name_themselves),
        CLEAN(a_file_that_is_named_must_be_there),
        CLEAN(an_endless_line_is_refused),
    };
    return cmocka_run_group_tests(tests, make_home, drop_home);
}
