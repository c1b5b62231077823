/* What pogen takes and what it refuses: runs it, named by the first argument, on small files. */
#include "base/test.h"

#include <unistd.h>

#include "base/text.h"

static const char *pogen;

/* Runs pogen on that catalogue; what it said if it failed, "" if it did not. */
static void run(const char *po, char *ret_said, size_t len)
{
    char path[] = "/tmp/pogen.XXXXXX", command[512];
    int fd = mkstemp(path);
    CHECK(fd >= 0);
    CHECK_EQ(write(fd, po, strlen(po)), (ssize_t)strlen(po));
    close(fd);
    snprintf(command, sizeof command, "'%s' %s /dev/null 2>&1", pogen, path);
    FILE *out = popen(command, "r");
    size_t got = fread(ret_said, 1, len - 1, out);
    ret_said[got] = '\0';
    CHECK_EQ(pclose(out) == 0, got == 0);
    unlink(path);
}

static void check_said(const char *po, const char *wanted)
{
    char said[512];
    run(po, said, sizeof said);
    const char *colon = strchr(said, ':');
    CHECK_TEXT(colon ? colon + 1 : said, wanted);
}

TEST(a_good_catalogue_is_taken)
{
    check_said("# a remark\nmsgid \"\"\nmsgstr \"\"\n\"Language: zh_CN\\n\"\n\n"
               "#: src/x.c\nmsgid \"Saved\"\nmsgstr \"已保存\"\n\n"
               "msgid \"\"\n\"two \"\n\"parts of \\\"one\\\"\"\nmsgstr \"一\"\n"
               "#~ msgid \"old\"\n#~ msgstr \"\"\n",
               "");
    check_said("msgid \"{{a}} of {{b}}\"\nmsgstr \"{{b}} 的 {{a}}\"\n", "");
    check_said("msgid \"%d of %s, 50% of it\"\nmsgstr \"%d / %s,其中 50%\"\n", "");
}

TEST(a_translation_fills_in_what_its_source_does)
{
    check_said("\nmsgid \"{{a}} rows\"\nmsgstr \"{{b}} 行\"\n",
               "2: the translation has other {{tags}}: {{a}} rows\n");
    check_said("msgid \"{{a}}\"\nmsgstr \"{{a}}{{a}}\"\n",
               "1: the translation has other {{tags}}: {{a}}\n");
    check_said("msgid \"%d of %s\"\nmsgstr \"%s 的 %d\"\n",
               "1: the translation has other formats: %d of %s\n");
    check_said("msgid \"%ld rows\"\nmsgstr \"%d 行\"\n",
               "1: the translation has other formats: %ld rows\n");
}

TEST(unfinished_and_broken_entries_are_refused)
{
    check_said("#, fuzzy\nmsgid \"a\"\nmsgstr \"b\"\n",
               "2: the translation is marked as fuzzy: a\n");
    check_said("msgid \"a\"\nmsgstr \"\"\n", "1: the translation is empty: a\n");
    check_said("msgid \"a\"\n", "1: there is no msgstr\n");
    check_said("msgid \"a\"\nmsgid \"b\"\n", "2: msgid comes before its msgstr\n");
    check_said("msgstr \"a\"\n", "1: msgstr comes after its msgid\n");
    check_said("msgid \"a\nmsgstr \"b\"\n", "1: a text ends with \", and nothing after it\n");
    check_said("msgid a\n", "1: a text begins with \"\n");
    check_said("msgid \"a\\q\"\n", "1: \\q is not known\n");
    check_said("msgid_plural \"a\"\n", "1: neither msgid, msgstr, a text, nor a comment\n");
    check_said("msgid \"a\"\nmsgstr \"b\"\nmsgid \"a\"\nmsgstr \"c\"\n", "3: is there twice: a\n");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {CASE(a_good_catalogue_is_taken),
                                       CASE(a_translation_fills_in_what_its_source_does),
                                       CASE(unfinished_and_broken_entries_are_refused)};
    if (argc != 2)
        return 2;
    pogen = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
