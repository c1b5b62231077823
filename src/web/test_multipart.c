/* Forms with files: what browsers and programs send, and what is refused. */
#include "base/test.h"

#include "web/multipart.h"

static struct arena arena;

#define TYPE "multipart/form-data; boundary=XX"
#define FIELD_OF(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_OF(rest) "Content-Disposition: form-data; name=\"f\"; " rest "\r\n\r\n"

static struct pairs pairs;
static struct why why;

static rc read(const char *type, struct text body)
{
    pairs = (struct pairs){NULL, 0};
    why.text[0] = '\0';
    return multipart_read(&arena, text_of(type), body, 5, &pairs, &why);
}

static bool pair_is(size_t i, const char *name, const char *value)
{
    return i < pairs.len && text_is(pairs.items[i].name, name) &&
           text_is(pairs.items[i].value, value);
}

/* What the name becomes of a file that is said to be called so. */
static void check_name(const char *parameters, const char *wanted)
{
    const char *body = arena_printf(&arena,
                                    "--XX\r\nContent-Disposition: form-data; name=\"f\"; %s\r\n\r\n"
                                    "x\r\n--XX--",
                                    parameters);
    rc r = read(TYPE, text_of(body));
    if (r != OK)
        fail_msg("%s: %s", parameters, why.text);
    CHECK_INT((int64_t)pairs.len, 1);
    CHECK(pairs.items[0].file);
    if (!text_is(pairs.items[0].file->name, wanted))
        fail_msg("%s: wanted <<%s>>, got <<%.*s>>", parameters, wanted,
                 (int)pairs.items[0].file->name.len, pairs.items[0].file->name.ptr);
}

static void check_refused(const char *type, struct text body, const char *because)
{
    if (read(type, body) != E_USAGE)
        fail_msg("taken: <<%.*s>>", (int)body.len, body.ptr);
    if (!strstr(why.text, because))
        fail_msg("wanted \"%s\", got \"%s\"", because, why.text);
}

TEST(fields_and_files_come_in_their_order)
{
    CHECK_OK(
        read(TYPE, TEXT("--XX\r\n" FIELD_OF("a") "1\r\n2\r\n--XX\r\n" FIELD_OF(
                       "客") "户\r\n--XX\r\n" FILE_OF("filename=\"x.csv\"\r\n"
                                                      "Content-Type: text/csv") "\0\r\n--X\r\n"
                                                                                "\r\n--XX--\r\n")));
    CHECK_INT((int64_t)pairs.len, 3);
    CHECK(pair_is(0, "a", "1\r\n2"));
    CHECK(pair_is(1, "客", "户"));
    CHECK(pair_is(2, "f", "x.csv"));
    const struct file_in *file = pairs.items[2].file;
    CHECK(!pairs.items[0].file && file);
    CHECK(text_is(file->type, "text/csv"));
    CHECK_INT((int64_t)file->bytes.len, 8);
    CHECK(memcmp(file->bytes.ptr, "\0\r\n--X\r\n", 8) == 0);
}

TEST(nothing_chosen_is_no_file_and_an_empty_one_is)
{
    CHECK_OK(read(TYPE, TEXT("--XX\r\n" FILE_OF("filename=\"\"") "\r\n--XX--")));
    CHECK_INT((int64_t)pairs.len, 0);
    CHECK_OK(read(TYPE, TEXT("--XX\r\n" FILE_OF("filename=\"a\"") "\r\n--XX--")));
    CHECK(pairs.len == 1 && pairs.items[0].file->bytes.len == 0);
    CHECK_OK(read(TYPE, TEXT("--XX--")));
    CHECK_INT((int64_t)pairs.len, 0);
}

TEST(boundaries_are_as_the_sender_writes_them)
{
    struct text body = TEXT("--a b:c\r\n" FIELD_OF("x") "1\r\n--a b:c--\r\n");
    CHECK_OK(read("Multipart/Form-Data ; charset=utf-8; BOUNDARY=\"a b:c\"", body));
    CHECK(pair_is(0, "x", "1"));
    CHECK(multipart_is(TEXT("multipart/form-data; boundary=x")));
    CHECK(multipart_is(TEXT("MULTIPART/form-data")));
    CHECK(!multipart_is(TEXT("multipart/form-database")));
    CHECK(!multipart_is(TEXT("multipart/mixed; boundary=x")));
}

TEST(names_of_files_are_cleaned)
{
    check_name("filename=\"名单.csv\"", "名单.csv");
    check_name("filename=a.csv", "a.csv");
    check_name("filename=\"C:\\\\Users\\\\x\\\\a.csv\"", "a.csv");
    check_name("filename=\"C:\\x\\a.csv\"", "a.csv");
    check_name("filename=\"../../etc/passwd\"", "passwd");
    check_name("filename=\"a\\\"b%22c.csv\"", "a\"b\"c.csv");
    check_name("filename=\"..\"", "file");
    check_name("filename=\"/\"", "file");
    check_name("filename=\" .hidden. \"", "hidden");
    check_name("filename=\"a\xE2\x80\xAEvsc.exe\"", "avsc.exe");
    check_name("filename=\"\xEF\xBB\xBF"
               "a\xC2\x85\xE2\x81\xA6.csv\x7F\"",
               "a.csv");
    check_name("filename=\"old\"; filename*=UTF-8''%E5%90%8D%E5%8D%95%20a+b.csv", "名单 a+b.csv");
    check_name("filename*=utf-8'zh'%2e%2e%2fx", "x");
}

TEST(what_can_be_read_in_two_ways_is_refused)
{
#define REFUSED(body, because) check_refused(TYPE, TEXT(body), because)
    REFUSED("", "begin");
    REFUSED("preamble\r\n--XX\r\n" FIELD_OF("a") "\r\n--XX--", "begin");
    REFUSED("--XX\r\n" FIELD_OF("a") "1\r\n--XX", "boundary stands within");
    REFUSED("--XX\r\n" FIELD_OF("a") "1", "does not end with the boundary");
    REFUSED("--XX\r\n" FIELD_OF("a") "1\r\n--XXY\r\n", "boundary stands within");
    REFUSED("--XX\n" FIELD_OF("a") "1\r\n--XX--", "boundary stands within");
    REFUSED("--XX\r\n" FIELD_OF("a") "1\r\n--XX--\r\nepilogue", "follows");
    REFUSED("--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--", "no name");
    REFUSED("--XX\r\n\r\n1\r\n--XX--", "no name");
    REFUSED("--XX\r\n" FIELD_OF("") "1\r\n--XX--", "no name");
    REFUSED("--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--XX--", "form-data");
    REFUSED("--XX\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n1\r\n--XX--",
            "twice");
    REFUSED("--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--XX--", "well formed");
    REFUSED("--XX\r\nContent-Disposition: form-data; name=\"a\" x\r\n\r\n1\r\n--XX--",
            "well formed");
    REFUSED("--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n"
            "Content-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n--XX--",
            "two Content-Disposition");
    REFUSED("--XX\r\nContent-Transfer-Encoding: base64\r\n" FIELD_OF("a") "MQ==\r\n--XX--",
            "encoded");
    REFUSED("--XX\r\nX\r\n" FIELD_OF("a") "1\r\n--XX--", "a header that is none");
    REFUSED("--XX\r\n folded: x\r\n" FIELD_OF("a") "1\r\n--XX--", "a header that is none");
    REFUSED("--XX\r\nX: \001\r\n" FIELD_OF("a") "1\r\n--XX--", "control");
    REFUSED("--XX\r\n" FIELD_OF("a") "\xFF\r\n--XX--", "not UTF-8");
    REFUSED("--XX\r\n" FIELD_OF("a") "x\0y\r\n--XX--", "not UTF-8");
    REFUSED("--XX\r\n" FILE_OF("filename=\"\xC0\xAF\"") "x\r\n--XX--", "not UTF-8");
    REFUSED("--XX\r\n" FILE_OF("filename*=latin1''x") "x\r\n--XX--", "filename*");
    REFUSED("--XX\r\n" FILE_OF("filename*=UTF-8''%zz") "x\r\n--XX--", "filename*");
    REFUSED("--XX\r\n" FILE_OF("filename*=UTF-8''%00") "x\r\n--XX--", "filename*");
}

TEST(types_without_a_boundary_are_refused)
{
    struct text body = TEXT("--XX--");
    check_refused("multipart/form-data", body, "no boundary");
    check_refused("multipart/form-data; boundary=", body, "well formed");
    check_refused("multipart/form-data; boundary=\"XX", body, "well formed");
    check_refused("multipart/form-data; boundary=XX; boundary=XX", body, "two boundaries");
    check_refused("multipart/form-data; boundary=\"a\xE5\xAE\xA2\"", body, "no boundary");
    check_refused("multipart/form-data; boundary=\"XX \"", body, "no boundary");
    check_refused(arena_printf(&arena, "multipart/form-data; boundary=%071d", 1), body,
                  "no boundary");
}

TEST(there_are_limits)
{
    struct buf b;
    buf_init(&b);
    for (int i = 0; i < 6; i++)
        buf_add_text(&b, "--XX\r\n" FIELD_OF("a") "1\r\n");
    buf_add_text(&b, "--XX--");
    check_refused(TYPE, buf_text(&b), "part 6: is one too many");
    buf_clear(&b);
    buf_add_text(&b, "--XX\r\n");
    for (int i = 0; i < 9; i++)
        buf_add_text(&b, "X: 1\r\n");
    buf_add_text(&b, FIELD_OF("a") "1\r\n--XX--");
    check_refused(TYPE, buf_text(&b), "headers do not end");
    buf_clear(&b);
    buf_printf(&b, "--XX\r\nX: %05000d\r\n" FIELD_OF("a") "1\r\n--XX--", 1);
    check_refused(TYPE, buf_text(&b), "headers do not end");
    buf_clear(&b);
    buf_printf(&b, "--XX\r\n" FILE_OF("filename=\"%0801d\"") "1\r\n--XX--", 1);
    check_refused(TYPE, buf_text(&b), "too long");
    buf_release(&b);
}

/* However a body is cut short, it is refused. */
TEST(no_beginning_is_a_whole)
{
    struct text whole =
        TEXT("--XX\r\n" FIELD_OF("a") "1\r\n--XX\r\n" FILE_OF("filename=\"x\"") "bytes\r\n--XX--");
    CHECK_OK(read(TYPE, whole));
    for (size_t len = 0; len < whole.len; len++)
        CHECK_RC(read(TYPE, (struct text){arena_copy(&arena, whole.ptr, len), len}), E_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(fields_and_files_come_in_their_order),
        CASE(nothing_chosen_is_no_file_and_an_empty_one_is),
        CASE(boundaries_are_as_the_sender_writes_them),
        CASE(names_of_files_are_cleaned),
        CASE(what_can_be_read_in_two_ways_is_refused),
        CASE(types_without_a_boundary_are_refused),
        CASE(there_are_limits),
        CASE(no_beginning_is_a_whole),
    };
    arena_init(&arena);
    int failed = cmocka_run_group_tests_name("multipart", tests, NULL, NULL);
    arena_release(&arena);
    return failed;
}
