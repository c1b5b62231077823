#include "base/test.h"

#include "cif/intake/csv.h"
#include "cif/intake/test_naive.h"

enum { ROOM = 64 };

/* All records as "[a][b]\n", with the line in front. */
static void split(const char *text, size_t len, char delimiter, bool quotes, struct buf *ret)
{
    struct csv csv;
    struct csv_record record;
    struct text fields[ROOM];
    struct arena scratch;
    arena_init(&scratch);
    csv_init(&csv, (struct text){text, len}, 1, delimiter, quotes);
    while (csv_next(&csv, fields, ROOM, &scratch, &record)) {
        buf_printf(ret, "%" PRIu64 ":", record.line);
        for (size_t i = 0; i < record.fields; i++) {
            buf_add_char(ret, '[');
            buf_add(ret, fields[i].ptr, fields[i].len);
            buf_add_char(ret, ']');
        }
        buf_add_char(ret, '\n');
    }
    buf_add_char(ret, 0);
    arena_release(&scratch);
}

static void check_split(const char *text, const char *wanted)
{
    struct buf out;
    buf_init(&out);
    split(text, strlen(text), ',', true, &out);
    CHECK_TEXT(out.bytes, wanted);
    buf_release(&out);
}

TEST(lines_end_with_lf_or_crlf)
{
    check_split("", "");
    check_split("a,b\nc,d\n", "1:[a][b]\n2:[c][d]\n");
    check_split("a,b\r\nc,d\r\n", "1:[a][b]\n2:[c][d]\n");
    check_split("a,b\nc,d", "1:[a][b]\n2:[c][d]\n");
    check_split("a,\n,", "1:[a][]\n2:[][]\n");
    check_split("\n", "1:[]\n");
    check_split("\r\n\r\n", "1:[]\n2:[]\n");
    check_split("a\n\nb\n", "1:[a]\n2:[]\n3:[b]\n");
}

TEST(a_lone_cr_is_text)
{
    check_split("a\rb,c\r\n", "1:[a\rb][c]\n");
    check_split("a\r", "1:[a\r]\n");
    check_split("a\r\r\n", "1:[a\r]\n");
    check_split("\"a\r\n\"\r\n", "1:[a\r\n]\n");
}

TEST(quotes_hold_delimiters_line_ends_and_quotes)
{
    check_split("\"a,b\",c\n", "1:[a,b][c]\n");
    check_split("\"a\nb\",c\nd\n", "1:[a\nb][c]\n3:[d]\n");
    check_split("\"a\"\"b\",\"\",\"\"\"\"\n", "1:[a\"b][][\"]\n");
    check_split("\"a\r\nb\"\r\nc", "1:[a\r\nb]\n3:[c]\n");
}

TEST(quotes_are_read_leniently)
{
    check_split("a\"b,c\"\n", "1:[a\"b][c\"]\n");
    check_split("\"a\"b\"c,d\n", "1:[ab\"c][d]\n");
    check_split("\"a\" ,d\n", "1:[a ][d]\n");
    check_split("x,\"a,b\nc\n", "1:[x][a,b\nc\n]\n");
    check_split("\"", "1:[]\n");
    check_split("\"\"", "1:[]\n");
    check_split("\"\"\"", "1:[\"]\n");
    check_split(" \"a\",b\n", "1:[ \"a\"][b]\n");
}

TEST(without_quoting_a_quote_is_a_character)
{
    struct buf out;
    buf_init(&out);
    static const char text[] = "\"a|b\"\n\"|\"\"\n";
    split(text, sizeof text - 1, '|', false, &out);
    CHECK_TEXT(out.bytes, "1:[\"a][b\"]\n2:[\"][\"\"]\n");
    buf_release(&out);
}

TEST(records_tell_their_bytes_and_what_is_in_them)
{
    static const char text[] = "ab,\"c\nd\"\r\n\xE5\xAE\xA2,x\nplain";
    struct csv csv;
    struct csv_record record;
    struct arena scratch;
    arena_init(&scratch);
    csv_init(&csv, (struct text){text, sizeof text - 1}, 1, ',', true);
    CHECK(csv_next(&csv, NULL, 0, &scratch, &record));
    CHECK_INT(record.bytes.len, 8);
    CHECK_INT(record.fields, 2);
    CHECK(csv_next(&csv, NULL, 0, &scratch, &record));
    CHECK(record.bytes.ptr == text + 10);
    CHECK_INT(record.bytes.len, 5);
    CHECK(!record.plain);
    CHECK_INT(record.line, 3);
    CHECK(csv_next(&csv, NULL, 0, &scratch, &record));
    CHECK(!csv_next(&csv, NULL, 0, &scratch, &record));
    arena_release(&scratch);
}

/* ---- against the plain splitter ------------------------------------------------------------ */

static uint32_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

static size_t random_text(uint64_t *state, char *text, size_t most)
{
    static const char usual[] = "abcdefghij0123456789\"\"\"\n\n\r,,,|\xE5\xAE\xA2";
    size_t len = next_random(state) % (most + 1);
    uint32_t wild = next_random(state) % 4; /* how often something other than a letter comes */
    for (size_t i = 0; i < len; i++) {
        size_t choice = next_random(state) % (sizeof usual - 1);
        text[i] = wild == 0 || next_random(state) % (1u << (2 * wild)) == 0 ? usual[choice] : 'a';
    }
    if (len && next_random(state) % 16 == 0)
        text[next_random(state) % len] = 0;
    return len;
}

static void check_like_naive(struct text t, char delimiter, bool quotes)
{
    struct csv csv;
    struct csv_record record;
    struct naive_record naive;
    struct arena scratch;
    size_t at = 0;
    uint64_t line = 1;
    arena_init(&scratch);
    struct text *fields = arena_alloc(&scratch, (t.len + 1) * sizeof *fields);
    csv_init(&csv, t, 1, delimiter, quotes);
    while (naive_next(t, &at, &line, delimiter, quotes, &naive)) {
        CHECK(csv_next(&csv, fields, t.len + 1, &scratch, &record));
        CHECK_EQ(record.line, naive.line);
        CHECK_EQ(record.fields, naive.fields.len);
        bool plain = true;
        for (size_t i = 0; i < record.fields; i++) {
            const struct naive_field *f = vec_at(&naive.fields, i);
            CHECK(text_equal(fields[i], (struct text){f->ptr, f->len}));
            for (size_t k = 0; k < f->len; k++)
                plain &= f->ptr[k] > 0;
        }
        CHECK(plain || !record.plain);
        CHECK(csv.at == t.ptr + at);
        CHECK_EQ(csv.line, line);
        naive_release(&naive);
    }
    CHECK(!csv_next(&csv, fields, t.len + 1, &scratch, &record));
    arena_release(&scratch);
}

TEST(random_texts_split_like_the_plain_splitter_does)
{
    static char text[700];
    uint64_t seed = 42;
    for (int i = 0; i < 20000; i++) {
        size_t len = random_text(&seed, text, i % 3 ? 90 : sizeof text);
        /* an exact copy, so that a sanitizer sees one byte too many */
        char *exact = malloc(len ? len : 1);
        memcpy(exact, text, len);
        check_like_naive((struct text){exact, len}, i % 2 ? ',' : '|', i % 5 != 0);
        free(exact);
    }
}

/* Longer than the window, records of every length, marks at its borders. */
TEST(long_texts_split_like_the_plain_splitter_does)
{
    enum { LONG = 30000 };
    char *text = malloc(LONG);
    uint64_t seed = 7;
    for (int i = 0; i < 150; i++) {
        size_t len = LONG - next_random(&seed) % 4500;
        uint32_t rare = 1 + next_random(&seed) % (i % 3 ? 40 : 4000);
        for (size_t k = 0; k < len; k++)
            text[k] =
                next_random(&seed) % rare ? 'a' : ",\n,\n\r|\xE5\"\"0"[next_random(&seed) % 10];
        char *exact = malloc(len);
        memcpy(exact, text, len);
        check_like_naive((struct text){exact, len}, ',', i % 2 == 0);
        free(exact);
    }
    free(text);
}

/* Every record is found from every other, with whatever room there is for its fields. */
TEST(records_are_found_again)
{
    enum { RECORDS = 400 };
    struct buf text;
    struct csv csv;
    struct csv_record record, again;
    struct text fields[ROOM], some[ROOM];
    struct arena scratch;
    const char *starts[RECORDS];
    uint64_t seed = 11;
    buf_init(&text);
    arena_init(&scratch);
    for (int i = 0; i < RECORDS; i++)
        buf_printf(&text, i % 9 ? "%d,b%d,,%0*d\r\n" : "\"%d\n\",%d,\"c\"\"\",%0*d\n", i, i,
                   (int)(next_random(&seed) % 99) + 1, i);
    csv_init(&csv, buf_text(&text), 1, ',', true);
    for (int i = 0; i < RECORDS; i++) {
        starts[i] = csv.at;
        CHECK(csv_next(&csv, fields, ROOM, &scratch, &record));
        CHECK_INT(record.fields, 4);
    }
    for (int i = 0; i < 5000; i++) {
        struct csv fresh;
        size_t number = (next_random(&seed) % 3 ? (size_t)i : next_random(&seed)) % RECORDS;
        size_t room = next_random(&seed) % 6;
        struct text rest = {starts[number], (size_t)(text.bytes + text.len - starts[number])};
        csv_seek(&csv, starts[number], number + 1);
        CHECK(csv_next(&csv, some, room, &scratch, &again));
        csv_init(&fresh, rest, number + 1, ',', true);
        CHECK(csv_next(&fresh, fields, ROOM, &scratch, &record));
        CHECK(csv.at == fresh.at && csv.line == fresh.line);
        CHECK(text_equal(again.bytes, record.bytes));
        CHECK_EQ(again.fields, record.fields);
        for (size_t k = 0; k < room && k < record.fields; k++)
            CHECK(text_equal(some[k], fields[k]));
        arena_release(&scratch);
    }
    buf_release(&text);
}

TESTS(CASE(lines_end_with_lf_or_crlf), CASE(a_lone_cr_is_text),
      CASE(quotes_hold_delimiters_line_ends_and_quotes), CASE(quotes_are_read_leniently),
      CASE(without_quoting_a_quote_is_a_character),
      CASE(records_tell_their_bytes_and_what_is_in_them),
      CASE(random_texts_split_like_the_plain_splitter_does),
      CASE(long_texts_split_like_the_plain_splitter_does), CASE(records_are_found_again))
