#include "base/test.h"

#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mapped.h"
#include "cif/intake/cells.h"
#include "cif/intake/scan.h"
#include "cif/intake/test_naive.h"
#include "platform/mask.h"

static const struct hash_key key = {11, 22};

static struct scan_how how_with(const struct profile *profile, unsigned threads)
{
    return (struct scan_how){.profile = profile,
                             .key = &key,
                             .business_day = day_of((struct ymd){2026, 11, 22}),
                             .share_bp = 10000,
                             .share_from = SHARE_FROM,
                             .threads = threads};
}

/* Scans a text whose MANIFEST is right about the number of rows. */
static struct scan *scan_text(enum dayfile file, struct text t, const struct scan_how *how)
{
    struct scan *s;
    struct why why = {""};
    struct manifest_line line = {.file = file, .full = true};
    CHECK_OK(scan_bytes(t, &line, how, &s, &why));
    line.rows = s->records;
    s = scan_close(s);
    CHECK_OK(scan_bytes(t, &line, how, &s, &why));
    return s;
}

/* "good 2 3 | 4 rate type 0x; 5  columns " */
static void describe(const struct scan *s, struct buf *out)
{
    if (s->refusal) {
        buf_printf(out, "%s: %s", refusal_name(s->refusal), s->detail);
        buf_add_char(out, 0);
        return;
    }
    buf_add_text(out, "good");
    for (size_t i = 0; i < s->row_count; i++)
        buf_printf(out, " %" PRIu64, s->rows[i].line);
    for (size_t i = 0; i < s->fault_count; i++) {
        const struct scan_fault *f = &s->faults[i];
        const char *column =
            f->column == NO_COLUMN ? "" : dayfile_column_at(s->file, f->column)->name;
        buf_printf(out, " | %" PRIu64 " %s %s ", f->line, column, fault_name(f->reason));
        buf_add(out, f->value.ptr, f->value.len);
    }
    buf_add_char(out, 0);
}

static void check_with(enum dayfile file, const struct profile *profile, struct text t,
                       const char *wanted)
{
    for (unsigned threads = 1; threads <= 2; threads++) {
        struct scan_how how = how_with(profile, threads);
        struct scan *s = scan_text(file, t, &how);
        struct buf out;
        buf_init(&out);
        describe(s, &out);
        CHECK_TEXT(out.bytes, wanted);
        CHECK(s->refusal || s->records == s->row_count + s->fault_count);
        buf_release(&out);
        scan_close(s);
    }
}

static void check(enum dayfile file, const char *text, const char *wanted)
{
    struct profile standard;
    profile_default(&standard);
    check_with(file, &standard, text_of(text), wanted);
}

#define FX "currency,rate\n"

TEST(good_rows_and_every_fault)
{
    check(FILE_FX, FX "USD,7.1\nEUR,7.8\n", "good 2 3");
    check(FILE_FX, FX, "good");
    check(FILE_FX, FX "USD,7.1\nEUR\n", "good 2 | 3  columns ");
    check(FILE_FX, FX "USD,7.1,\n", "good | 2  columns ");
    check(FILE_FX, FX "USD,7.1\n\nEUR,1\n", "good 2 4 | 3  columns ");
    check(FILE_FX, FX "U\xFF,7.1\n", "good | 2 currency encoding U\xFF");
    check(FILE_FX, FX ",7.1\nEUR,\n", "good | 2 currency required  | 3 rate required ");
    check(FILE_FX, FX "USD,abc\n", "good | 2 rate type abc");
    check(FILE_FX, FX "USD,0.0\n", "good | 2 rate range 0.0");
    check(FILE_ORG, "org_no,level,name\nA,bank,B\n", "good | 2 level code bank");
    check(FILE_FX, FX "12345678901234567890123456789012345678901234567890123456789012345,1\n",
          "good | 2 currency length "
          "12345678901234567890123456789012345678901234567890123456789012345");
}

/* The first fault counts, in the order of the table, whatever the order in the file. */
TEST(the_first_fault_in_the_tables_order)
{
    check(FILE_FX, "rate,currency\nabc,\n", "good | 2 currency required ");
    check(FILE_FX, "rate,currency\nabc,\xFF\n", "good | 2 currency encoding \xFF");
    check(FILE_FX, "x,rate,currency,y\n\xFF,1,USD,\xFF\n", "good 2");
}

TEST(the_first_good_row_of_a_key_is_taken)
{
    check(FILE_FX, FX "USD,1\nEUR,2\nUSD,3\nUSD,4\n",
          "good 2 3 | 4 currency duplicate USD | 5 currency duplicate USD");
    check(FILE_FX, FX "USD,0\nUSD,1\nUSD,x\nUSD,2\n",
          "good 3 | 2 rate range 0 | 4 rate type x | 5 currency duplicate USD");
    check(FILE_FX, FX "\"U\"\"S\",1\n\"U\"\"S\",2\n", "good 2 | 3 currency duplicate U\"S");
}

#define TXN "txn_id,account_no,customer_no,at,direction,amount\n"
#define REL "customer_no,other_no,kind\n"
#define BEH "customer_no,at,channel,event\n"

TEST(keys_of_several_columns_and_of_none)
{
    check(FILE_TRANSACTION,
          TXN "T1,A,C,2026-11-22 10:00:00,in,1\nT1,A,C,2026-11-22 11:00:00,in,1\n"
              "T1,A,C,2026-11-23 10:00:00,in,1\nT1,A,D,2026-11-22 10:00:00,in,1\n",
          "good 2 4 5 | 3 txn_id duplicate T1");
    check(FILE_RELATION, REL "A,B,child\nA,B,friend\nB,A,child\nA,B,child\n",
          "good 2 3 4 | 5 customer_no duplicate A");
    check(FILE_BEHAVIOUR, BEH "C,2026-11-22 10:00:00,app,login\nC,2026-11-22 10:00:00,app,login\n",
          "good 2 3");
}

TEST(headers)
{
    check(FILE_FX, "", "header: there is no header line");
    check(FILE_FX, "currency\nUSD\n", "header: the required column rate is missing");
    check(FILE_FX, "currency,rate,rate\nUSD,1,1\n",
          "header: the column rate stands twice in the header, as fields 2 and 3");
    check(FILE_FX, "\xEF\xBB\xBF" FX "USD,1\n", "good 2");
    check(FILE_FX, "\"currency\",\"rate\"\r\nUSD,1\r\n", "good 2");
    check(FILE_FX, "note,currency,note,rate\n1,USD,2,1\n", "good 2");
    check(FILE_FX, "Currency,rate\nUSD,1\n", "header: the required column currency is missing");
    check(FILE_FX, "\"cur\nrency\",currency,rate\nx,USD,1\n", "good 3");
}

static void check_profile(enum dayfile file, const char *json, const char *text, const char *wanted)
{
    struct arena arena;
    struct profile p;
    arena_init(&arena);
    CHECK_OK(profile_parse(&arena, text_of(json), "profile.json", &p, NULL));
    check_with(file, &p, text_of(text), wanted);
    arena_release(&arena);
}

TEST(profiles)
{
    check_profile(FILE_FX, "{\"header\":false}", "USD,1\nEUR,2", "good 1 2");
    check_profile(FILE_FX, "{\"header\":false}", "", "good");
    check_profile(FILE_FX,
                  "{\"header\":false,\"files\":{\"fx.csv\":{\"columns\":[[\"a\",\"rate\"],"
                  "[\"b\",\"currency\"]]}}}",
                  "1,USD\n", "good 1");
    check_profile(FILE_FX,
                  "{\"header\":false,\"files\":{\"fx.csv\":{\"columns\":[[\"a\",\"rate\"]]}}}",
                  "1\n", "header: the required column currency is missing");
    check_profile(FILE_FX, "{\"files\":{\"fx.csv\":{\"constants\":{\"rate\":\"2\"}}}}",
                  "currency\nUSD\n", "good 2");
    check_profile(FILE_FX, "{\"files\":{\"fx.csv\":{\"constants\":{\"rate\":\"x\"}}}}",
                  "currency\nUSD\n", "good | 2 rate type x");
    check_profile(FILE_FX,
                  "{\"files\":{\"fx.csv\":{\"columns\":[[\"币种\",\"currency\"]],"
                  "\"values\":{\"currency\":{\"美元\":\"USD\",\"\":\"EUR\"}}}}}",
                  "币种,rate\n美元,1\nUSD,1\n,1\n", "good 2 4 | 3 currency duplicate USD");
    check_profile(FILE_FX, "{\"files\":{\"fx.csv\":{\"columns\":[[\"币种\",\"currency\"]]}}}",
                  "币种,currency,rate\nUSD,XXX,1\n", "good 2");
    check_profile(FILE_FX, "{\"delimiter\":\"|\",\"quoting\":\"none\"}",
                  "currency|rate\n\"US|1\n\"\"|2\n", "good 2 3");
    check_profile(FILE_FX, "{\"charset\":\"GB18030\"}", FX "\xC3\xC0\xD4\xAA,1\n\xFF,1\n",
                  "good 2 | 3 currency encoding \xFF");
}

/* In GB18030 the second byte of a character may be the delimiter: 倈 is 0x82 0x7C. */
TEST(fields_are_split_after_decoding)
{
    check_profile(FILE_FX, "{\"charset\":\"GB18030\",\"delimiter\":\"|\"}",
                  "currency|rate\n\x82\x7C|1\nUSD|x\x82\x7C\n",
                  "good 2 | 3 rate type x\xE5\x80\x88");
}

TEST(the_key_of_a_bad_row_is_known_where_it_can_be_read)
{
    struct profile standard;
    profile_default(&standard);
    struct scan_how how = how_with(&standard, 1);
    static const char text[] =
        TXN "T1,A,C,2026-11-22 10:00:00,inn,1\nT1,A,C,2026-11-22,in,1\nT1,A,C,x,in\n";
    struct scan *s = scan_text(FILE_TRANSACTION, text_of(text), &how);
    CHECK_INT(s->fault_count, 3);
    CHECK(s->faults[0].has_key && !s->faults[1].has_key && !s->faults[2].has_key);
    static const char joined[] = "C\x1F"
                                 "2026-11-22\x1F"
                                 "T1";
    CHECK(hash128_equal(s->faults[0].key, hash128_of(&key, joined, sizeof joined - 1)));
    CHECK_EQ(s->faults[0].offset, sizeof TXN - 1);
    CHECK(text_is(scan_record(s, s->faults[0].offset, s->faults[0].len),
                  "T1,A,C,2026-11-22 10:00:00,inn,1"));
    scan_close(s);
}

/* n rows, of which the first 'bad' are bad. */
static enum refusal share_of(int n, int bad)
{
    struct profile standard;
    struct buf text;
    profile_default(&standard);
    buf_init(&text);
    buf_add_text(&text, FX);
    for (int i = 0; i < n; i++)
        buf_printf(&text, "X%d,%d\n", i, i < bad ? 0 : 1);
    struct scan_how how = how_with(&standard, 1);
    how.share_bp = SHARE_BP;
    struct scan *s = scan_text(FILE_FX, buf_text(&text), &how);
    enum refusal refusal = s->refusal;
    CHECK(refusal == REFUSAL_NONE || s->row_count == 0);
    CHECK_EQ(s->records, (uint64_t)n);
    scan_close(s);
    buf_release(&text);
    return refusal;
}

TEST(more_than_five_percent_bad_rows_refuse_the_file)
{
    CHECK_INT(share_of(20, 1), REFUSAL_NONE);
    CHECK_INT(share_of(20, 2), REFUSAL_SHARE);
    CHECK_INT(share_of(19, 19), REFUSAL_NONE);
    CHECK_INT(share_of(100, 5), REFUSAL_NONE);
    CHECK_INT(share_of(100, 6), REFUSAL_SHARE);
    CHECK_INT(share_of(119, 5), REFUSAL_NONE);
    CHECK_INT(share_of(119, 6), REFUSAL_SHARE);
}

TEST(the_number_of_rows_must_be_as_promised)
{
    struct profile standard;
    profile_default(&standard);
    struct scan_how how = how_with(&standard, 1);
    struct manifest_line line = {.file = FILE_FX, .rows = 2};
    struct scan *s;
    CHECK_OK(scan_bytes(text_of(FX "USD,1\n"), &line, &how, &s, NULL));
    CHECK_INT(s->refusal, REFUSAL_ROWS);
    CHECK_TEXT(s->detail, "MANIFEST says 2 rows, the file has 1");
    scan_close(s);
    CHECK_OK(scan_bytes(text_of("x\ny\n\n"), &line, &how, &s, NULL));
    CHECK_INT(s->refusal, REFUSAL_HEADER);
    CHECK_EQ(s->records, 2);
    scan_close(s);
    CHECK_OK(scan_bytes(text_of("x\ny\n"), &line, &how, &s, NULL));
    CHECK_INT(s->refusal, REFUSAL_ROWS);
    scan_close(s);
    CHECK_OK(scan_bytes(text_of(""), &line, &how, &s, NULL));
    CHECK_INT(s->refusal, REFUSAL_ROWS);
    scan_close(s);
}

/* Blocks hold what single rows hold, from wherever one begins, and the references' fingerprints. */
static void check_blocks(const struct scan *s, size_t first)
{
    const struct dayfile_table *table = dayfile_table(s->file);
    struct scan_rows *rows = mem_alloc(sizeof *rows);
    struct arena scratch;
    struct cell cells[COLUMNS_MOST];
    size_t next = first;
    arena_init(&scratch);
    scan_rows_init(rows, s, first);
    do {
        CHECK_OK(scan_rows_next(rows, NULL));
        CHECK_EQ(rows->first, next);
        for (size_t i = 0; i < rows->count; i++, next++) {
            CHECK_OK(scan_row(s, next, &scratch, cells, NULL));
            for (int c = 0; c < table->column_count; c++) {
                struct text t = cells[c].text;
                struct hash128 hash = {0, 0};
                if (t.len)
                    hash = hash128_of(&key, t.ptr, t.len);
                CHECK(text_equal(rows->cells[i][c].text, t));
                CHECK_EQ(rows->cells[i][c].num, cells[c].num);
                CHECK(!table->columns[c].reference || hash128_equal(rows->refs[c][i], hash));
            }
            arena_release(&scratch);
        }
    } while (rows->count);
    CHECK_EQ(next, s->row_count);
    scan_rows_release(rows);
    free(rows);
}

TEST(rows_are_split_again_for_the_second_pass)
{
    struct arena arena, scratch;
    struct profile p;
    struct cell cells[COLUMNS_MOST];
    arena_init(&arena);
    arena_init(&scratch);
    CHECK_OK(profile_parse(&arena, TEXT("{\"dates\":\"YYYYMMDD\"}"), "p", &p, NULL));
    struct scan_how how = how_with(&p, 1);
    struct scan *s = scan_text(
        FILE_ACCOUNT,
        text_of("balance,account_no,customer_no,product_code,outlet_no,opened_on,matures_on\n"
                "x,,,,,,\n-1.5,\"A\"\"1\",C,P,O,20261122,\n"),
        &how);
    CHECK_INT(s->row_count, 1);
    CHECK_OK(scan_row(s, 0, &scratch, cells, NULL));
    CHECK(text_is(cells[ACCOUNT_NO].text, "A\"1"));
    CHECK(text_is(cells[ACCOUNT_OPENED_ON].text, "2026-11-22"));
    CHECK_EQ(cells[ACCOUNT_BALANCE].num, -150);
    CHECK_EQ(cells[ACCOUNT_MATURES_ON].num, NO_DAY);
    CHECK_EQ(cells[ACCOUNT_STATUS].num, 0);
    CHECK_EQ(cells[ACCOUNT_AUTO_RENEW].num, NO_CODE);
    CHECK(hash128_equal(cells_key(FILE_ACCOUNT, cells, &key), s->rows[0].key));
    check_blocks(s, 0);
    check_blocks(s, 1);
    scan_close(s);
    arena_release(&scratch);
    arena_release(&arena);
}

/* ---- files --------------------------------------------------------------------------------- */

static char folder[64];

static const char *in_folder(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static struct sha256 write_file(const char *name, const char *text)
{
    FILE *f = fopen(in_folder(name), "w");
    CHECK(f != NULL);
    fputs(text, f);
    CHECK_INT(fclose(f), 0);
    return sha256_of(text_of(text));
}

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/guanhu_scan_XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
}

TEST(files_are_held_against_their_line)
{
    struct profile standard;
    struct scan *s;
    struct why why = {""};
    profile_default(&standard);
    struct scan_how how = how_with(&standard, 0);
    make_folder();
    struct manifest_line line = {.file = FILE_FX, .rows = 1};
    CHECK_OK(scan_open(folder, &line, &how, &s, &why));
    CHECK_INT(s->refusal, REFUSAL_MISSING);
    scan_close(s);

    line.sha256 = write_file("fx.csv", FX "USD,1\n");
    CHECK_OK(scan_open(folder, &line, &how, &s, &why));
    CHECK_INT(s->refusal, REFUSAL_NONE);
    CHECK_INT(s->row_count, 1);
    CHECK_OK(scan_unchanged(s, &why));
    write_file("fx.csv", FX "USD,2\nEUR,1\n");
    CHECK_RC(scan_unchanged(s, &why), E_CONFLICT);
    CHECK(strstr(why.text, "changed while it was read: deliver the folder again") != NULL);
    scan_close(s);

    CHECK_OK(scan_open(folder, &line, &how, &s, &why));
    CHECK_INT(s->refusal, REFUSAL_SHA256);
    scan_close(s);
    remove(in_folder("fx.csv"));
    CHECK_INT(mkdir(in_folder("fx.csv"), 0700), 0);
    CHECK_RC(scan_open(folder, &line, &how, &s, &why), E_INVALID);
    remove(in_folder("fx.csv"));
    remove(folder);
}

TEST(a_file_cut_short_between_the_passes_is_a_conflict)
{
    struct profile standard;
    struct scan *s;
    struct why why = {""};
    struct buf text;
    struct arena scratch;
    struct cell cells[COLUMNS_MOST];
    profile_default(&standard);
    struct scan_how how = how_with(&standard, 0);
    make_folder();
    buf_init(&text);
    arena_init(&scratch);
    buf_add_text(&text, FX);
    for (int i = 0; i < 5000; i++)
        buf_printf(&text, "X%d,1\n", i);
    buf_add_char(&text, 0);
    struct manifest_line line = {.file = FILE_FX, .rows = 5000};
    line.sha256 = write_file("fx.csv", text.bytes);
    CHECK_OK(scan_open(folder, &line, &how, &s, &why));
    CHECK_INT(truncate(in_folder("fx.csv"), 100), 0);
    CHECK_RC(scan_row(s, 4999, &scratch, cells, &why), E_CONFLICT);
    struct scan_rows *rows = mem_alloc(sizeof *rows);
    scan_rows_init(rows, s, 4000);
    CHECK_RC(scan_rows_next(rows, &why), E_CONFLICT);
    scan_rows_release(rows);
    free(rows);
    CHECK_RC(scan_unchanged(s, &why), E_CONFLICT);
    scan_close(s);
    remove(in_folder("fx.csv"));
    remove(folder);
    buf_release(&text);
    arena_release(&scratch);
}

/* ---- one thread and two -------------------------------------------------------------------- */

static uint32_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

static void random_file(uint64_t *seed, struct buf *out)
{
    static const char *const pieces[] = {
        "a",    "bc",           "1",    ",",     ",",          "\n", "\r\n", "\r", "\"",
        "\"\"", "\xE5\xAE\xA2", "\xFF", "x,1\n", "\"y\n\",2\n"};
    uint32_t rows = next_random(seed) % 40;
    uint32_t wild = next_random(seed) % 8;
    buf_clear(out);
    buf_add_text(out, FX);
    for (uint32_t i = 0; i < rows; i++) {
        buf_printf(out, next_random(seed) % 4 ? "K%u,1\n" : "\"K%u\",\"1\"\r\n",
                   next_random(seed) % 50);
        for (uint32_t k = 0; k < wild && next_random(seed) % 3 == 0; k++)
            buf_add_text(out, pieces[next_random(seed) % ARRAY_LEN(pieces)]);
    }
}

static void check_same(const struct scan *a, const struct scan *b)
{
    CHECK_EQ(a->refusal, b->refusal);
    CHECK_EQ(a->records, b->records);
    CHECK_EQ(a->row_count, b->row_count);
    CHECK_EQ(a->fault_count, b->fault_count);
    CHECK(a->row_count == 0 || memcmp(a->rows, b->rows, a->row_count * sizeof *a->rows) == 0);
    for (size_t i = 0; i < a->fault_count; i++) {
        const struct scan_fault *x = &a->faults[i];
        const struct scan_fault *y = &b->faults[i];
        CHECK(x->line == y->line && x->offset == y->offset && x->len == y->len &&
              x->reason == y->reason && x->column == y->column && x->has_key == y->has_key &&
              hash128_equal(x->key, y->key) && text_equal(x->value, y->value));
    }
}

/* Every record of the plain splitter is a row or a fault, with its line. */
static void check_complete(const struct scan *s, struct text t, bool quotes)
{
    struct naive_record record;
    size_t at = 0;
    size_t row = 0;
    size_t fault = 0;
    uint64_t line = 1;
    CHECK(naive_next(t, &at, &line, ',', quotes, &record));
    naive_release(&record);
    for (size_t start = at; naive_next(t, &at, &line, ',', quotes, &record); start = at) {
        if (row < s->row_count && s->rows[row].offset == start) {
            CHECK_EQ(s->rows[row].line, record.line);
            row++;
        } else {
            CHECK(fault < s->fault_count);
            CHECK_EQ(s->faults[fault].offset, start);
            CHECK_EQ(s->faults[fault].line, record.line);
            fault++;
        }
        naive_release(&record);
    }
    CHECK(row == s->row_count && fault == s->fault_count);
}

TEST(two_threads_find_what_one_finds)
{
    uint64_t seed = 2026;
    struct buf text;
    struct profile p;
    profile_default(&p);
    buf_init(&text);
    for (int i = 0; i < 5000; i++) {
        p.files[FILE_FX].quotes = i % 4 != 0;
        random_file(&seed, &text);
        struct scan_how one = how_with(&p, 1);
        struct scan_how two = how_with(&p, 2);
        struct scan *a = scan_text(FILE_FX, buf_text(&text), &one);
        struct scan *b = scan_text(FILE_FX, buf_text(&text), &two);
        check_same(a, b);
        check_complete(a, buf_text(&text), p.files[FILE_FX].quotes);
        check_blocks(b, 0);
        scan_close(a);
        scan_close(b);
    }
    buf_release(&text);
}

/* Enough rows for several buckets; every seventh has the key of another, far away. */
TEST(duplicates_are_found_among_many)
{
    enum { ROWS = 400000 }; /* more than LARGE_FROM bytes of them */
    struct buf text;
    struct profile p;
    profile_default(&p);
    buf_init(&text);
    buf_add_text(&text, FX);
    for (int i = 0; i < ROWS; i++)
        buf_printf(&text, "K%d,1\n", i % 7 == 6 ? (i * 31) % ROWS / 7 * 7 : i);
    for (unsigned threads = 1; threads <= 2; threads++) {
        struct scan_how how = how_with(&p, threads);
        struct scan *s = scan_text(FILE_FX, buf_text(&text), &how);
        bool *seen = mem_alloc(ROWS);
        size_t row = 0;
        for (int i = 0; i < ROWS; i++) {
            int number = i % 7 == 6 ? (i * 31) % ROWS / 7 * 7 : i;
            bool taken = row < s->row_count && s->rows[row].line == (uint64_t)i + 2;
            CHECK_EQ(taken, !seen[number]);
            row += taken;
            seen[number] = true;
        }
        CHECK_EQ(row, s->row_count);
        CHECK_EQ(s->row_count + s->fault_count, (size_t)ROWS);
        free(seen);
        scan_close(s);
    }
    buf_release(&text);
}

/* ---- bytes that change under the scan ------------------------------------------------------- */

#if defined(__SANITIZE_THREAD__)
#define RACES_ARE_SEEN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define RACES_ARE_SEEN 1
#endif
#endif
#if !defined(RACES_ARE_SEEN)
#define RACES_ARE_SEEN 0
#endif

struct vandal {
    char *bytes;
    size_t len;
    atomic_bool stop;
};

static void *change_bytes(void *vandal)
{
    static const char usual[] = "\"\"\",\n\n\ra1";
    struct vandal *v = vandal;
    uint64_t seed = 99;
    while (!atomic_load(&v->stop)) {
        size_t at = next_random(&seed) % v->len;
        ((volatile char *)v->bytes)[at] = usual[next_random(&seed) % (sizeof usual - 1)];
        if (next_random(&seed) % 4096 == 0)
            memset(v->bytes, seed & 1024 ? '"' : ',', v->len / 2);
    }
    return NULL;
}

/* A mapped file may be written by anybody at any time.  What is found then is worth nothing, but no
 * byte outside may be touched (this test needs the address sanitizer to be of use). */
TEST(bytes_that_change_meanwhile_do_no_harm)
{
    enum { LEN = 20000, RUNS = 300 };
    struct vandal v = {.bytes = mem_alloc(LEN), .len = LEN};
    struct profile p;
    struct arena scratch;
    struct cell cells[COLUMNS_MOST];
    struct scan_rows *rows = mem_alloc(sizeof *rows);
    pthread_t thread;
    if (RACES_ARE_SEEN)
        skip();
    profile_default(&p);
    p.files[FILE_FX].header = false;
    CHECK_INT(pthread_create(&thread, NULL, change_bytes, &v), 0);
    for (int i = 0; i < RUNS; i++) {
        struct scan *s;
        struct manifest_line line = {.file = i % 3 ? FILE_FX : FILE_ORG, .rows = 1};
        struct scan_how how = how_with(&p, (unsigned)i % 2 + 1);
        for (size_t k = 0; k + 6 <= LEN; k += 6)
            memcpy(v.bytes + k, k % 4 ? "AB,12\n" : "\"A\",1\n", 6);
        CHECK_OK(scan_bytes((struct text){v.bytes, LEN}, &line, &how, &s, NULL));
        line.rows = s->records;
        scan_close(s);
        CHECK_OK(scan_bytes((struct text){v.bytes, LEN}, &line, &how, &s, NULL));
        arena_init(&scratch);
        for (size_t k = 0; k < s->row_count; k++)
            if (scan_row(s, k, &scratch, cells, NULL) != OK)
                break;
        scan_rows_init(rows, s, 0);
        while (scan_rows_next(rows, NULL) == OK && rows->count)
            ;
        scan_rows_release(rows);
        arena_release(&scratch);
        scan_close(s);
    }
    atomic_store(&v.stop, true);
    pthread_join(thread, NULL);
    free(v.bytes);
    free(rows);
}

/* ---- bad input of others ------------------------------------------------------------------- */

static bool read_data(const char *name, struct mapped *ret)
{
    const char *home = getenv("GUANHU_DATA");
    char path[512];
    snprintf(path, sizeof path, "%s/bad-input/%s", home ? home : DATA_BESIDE, name);
    if (mapped_open(path, ret, NULL) == OK)
        return true;
    printf("skipped: %s is not there (GUANHU_DATA names the folder)\n", path);
    return false;
}

static void add_quoted(struct buf *out, struct text t)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] == '"')
            buf_add_char(out, '"');
        buf_add_char(out, t.ptr[i]);
    }
    buf_add_char(out, '"');
}

/* Puts every text into a name, and finds it again as it was. */
static void check_unchanged(const struct text *texts, size_t count)
{
    struct buf file;
    struct profile p;
    struct arena scratch;
    struct cell cells[COLUMNS_MOST];
    profile_default(&p);
    buf_init(&file);
    arena_init(&scratch);
    buf_add_text(&file, "org_no,level,name,region\n");
    for (size_t i = 0; i < count; i++) {
        buf_printf(&file, "O%zu,outlet,", i);
        add_quoted(&file, texts[i]);
        buf_add_char(&file, ',');
        add_quoted(&file, texts[i]);
        buf_add_text(&file, i % 2 ? "\r\n" : "\n");
    }
    for (unsigned threads = 1; threads <= 2; threads++) {
        struct scan_how how = how_with(&p, threads);
        struct scan *s = scan_text(FILE_ORG, buf_text(&file), &how);
        CHECK_EQ(s->records, count);
        check_blocks(s, s->row_count / 3);
        for (size_t i = 0; i < s->row_count; i++) {
            CHECK_OK(scan_row(s, i, &scratch, cells, NULL));
            size_t number = strtoul(cells[ORG_NO].text.ptr + 1, NULL, 10);
            CHECK(text_equal(cells[ORG_NAME].text, texts[number]));
            CHECK(text_equal(cells[ORG_REGION].text, texts[number]));
        }
        for (size_t i = 0; i < s->fault_count; i++) {
            const struct scan_fault *f = &s->faults[i];
            CHECK(f->reason == FAULT_REQUIRED || f->reason == FAULT_LENGTH ||
                  (f->reason == FAULT_ENCODING && !text_is_utf8(f->value)));
            CHECK_INT(f->column, ORG_NAME);
        }
        scan_close(s);
    }
    buf_release(&file);
    arena_release(&scratch);
}

TEST(naughty_strings_come_out_unchanged)
{
    struct mapped data;
    if (!read_data("blns.json", &data))
        skip();
    json_t *list = json_loadb(data.bytes.ptr, data.bytes.len, JSON_ALLOW_NUL, NULL);
    CHECK(json_array_size(list) > 500);
    size_t count = json_array_size(list);
    struct text *texts = mem_alloc(count * sizeof *texts);
    for (size_t i = 0; i < count; i++) {
        json_t *item = json_array_get(list, i);
        texts[i] = (struct text){json_string_value(item), json_string_length(item)};
    }
    check_unchanged(texts, count);
    free(texts);
    json_decref(list);
    mapped_close(&data);
}

TEST(script_payloads_come_out_unchanged)
{
    struct mapped data;
    struct vec texts;
    if (!read_data("xss.txt", &data))
        skip();
    vec_init(&texts, sizeof(struct text));
    const char *end = data.bytes.ptr + data.bytes.len;
    for (const char *p = data.bytes.ptr; p < end;) {
        const char *lf = memchr(p, '\n', (size_t)(end - p));
        const char *stop = lf ? lf : end;
        *(struct text *)vec_add(&texts) = (struct text){p, (size_t)(stop - p)};
        p = lf ? lf + 1 : end;
    }
    CHECK(texts.len > 6000);
    check_unchanged(texts.items, texts.len);
    vec_release(&texts);
    mapped_close(&data);
}

TESTS(CASE(good_rows_and_every_fault), CASE(the_first_fault_in_the_tables_order),
      CASE(the_first_good_row_of_a_key_is_taken), CASE(keys_of_several_columns_and_of_none),
      CASE(headers), CASE(profiles), CASE(fields_are_split_after_decoding),
      CASE(the_key_of_a_bad_row_is_known_where_it_can_be_read),
      CASE(more_than_five_percent_bad_rows_refuse_the_file),
      CASE(the_number_of_rows_must_be_as_promised), CASE(rows_are_split_again_for_the_second_pass),
      CASE(files_are_held_against_their_line),
      CASE(a_file_cut_short_between_the_passes_is_a_conflict),
      CASE(two_threads_find_what_one_finds), CASE(duplicates_are_found_among_many),
      CASE(bytes_that_change_meanwhile_do_no_harm), CASE(naughty_strings_come_out_unchanged),
      CASE(script_payloads_come_out_unchanged))
