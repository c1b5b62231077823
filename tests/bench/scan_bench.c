/* scan_bench -- how fast a day file is split and checked (goal G6).
 *
 *   scan_bench [ROWS] [quoted] [compact]   default 1,000,000 rows of account.csv, 11 columns
 *
 * quoted: every field in quotes; compact: dates as YYYYMMDD.  Prints one JSON line a run: the
 * splitting alone on one core, the whole first pass with one and with two threads (median of
 * RUNS), the second pass, and the checksum. */
#include "base/mapped.h"
#include "cif/intake/csv.h"
#include "cif/intake/scan.h"

enum { RUNS = 7 };

struct options {
    uint64_t rows;
    bool quoted;
    bool compact;
};

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Account numbers in no order, as a core system would deliver them by branch. */
static void add_row(struct buf *out, const struct options *o, uint64_t i)
{
    static const char *const products[] = {"DEMAND", "TIME12M", "MORTGAGE", "WEALTH7"};
    const char *q = o->quoted ? "\"" : "";
    const char *d = o->compact ? "" : "-";
    uint64_t number = i * UINT64_C(2654435761) % UINT64_C(4294967296);
    const char *matures = i % 4 == 1 ? o->compact ? "20271130" : "2027-11-30" : "";
    buf_printf(out, "%s62220%011" PRIu64 "%s,%sC%09" PRIu64 "%s,%s%s%s,%sCNY%s,", q, number, q, q,
               i / 3, q, q, products[i % 4], q, q, q);
    buf_printf(out, "%s%" PRIu64 ".%02" PRIu64 "%s,%sO%05" PRIu64 "%s,%s20%02d%s%02d%s%02d%s,", q,
               i * 7919 % 9000000, i % 100, q, q, i % 5000, q, q, (int)(i % 26), d,
               (int)(i % 12) + 1, d, (int)(i % 28) + 1, q);
    buf_printf(out, "%s%s%s,%sopen%s,%s%s,%s0%s\n", q, matures, q, q, q, q, q, q, q);
}

static void write_file(const char *path, const struct options *o)
{
    struct buf out;
    FILE *file = fopen(path, "w");
    assert(file);
    buf_init(&out);
    buf_add_text(&out, "account_no,customer_no,product_code,currency,balance,outlet_no,opened_on,"
                       "matures_on,status,cost,auto_renew\n");
    for (uint64_t i = 0; i < o->rows; i++) {
        add_row(&out, o, i);
        if (out.len > 1 << 20 || i + 1 == o->rows) {
            fwrite(out.bytes, 1, out.len, file);
            buf_clear(&out);
        }
    }
    buf_release(&out);
    fclose(file);
}

static int order(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void report(const char *step, const struct options *o, uint64_t bytes, double *seconds)
{
    qsort(seconds, RUNS, sizeof *seconds, order);
    double s = seconds[RUNS / 2];
    printf("{\"step\":\"%s\",\"rows\":%" PRIu64 ",\"bytes\":%" PRIu64
           ",\"seconds\":%.4f,\"mrows_per_s\":%.2f,\"gb_per_s\":%.2f}\n",
           step, o->rows, bytes, s, (double)o->rows / s / 1e6, (double)bytes / s / 1e9);
}

static void bench_split(const struct options *o, struct text bytes)
{
    double seconds[RUNS];
    struct text fields[COLUMNS_MOST];
    for (int run = 0; run < RUNS; run++) {
        struct csv csv;
        struct csv_record record;
        struct arena scratch;
        uint64_t count = 0;
        arena_init(&scratch);
        double begun = seconds_now();
        csv_init(&csv, bytes, 1, ',', true);
        while (csv_next(&csv, fields, ARRAY_LEN(fields), &scratch, &record))
            count += record.fields == 11;
        seconds[run] = seconds_now() - begun;
        assert(count == o->rows + 1);
        arena_release(&scratch);
    }
    report("split", o, bytes.len, seconds);
}

static void second_pass(const struct scan *s)
{
    struct arena scratch;
    struct cell cells[COLUMNS_MOST];
    arena_init(&scratch);
    arena_alloc(&scratch, 1);
    struct arena_mark mark = arena_mark(&scratch);
    for (size_t i = 0; i < s->row_count; i++) {
        rc r = scan_row(s, i, &scratch, cells, NULL);
        assert(r == OK);
        arena_rewind(&scratch, mark);
    }
    arena_release(&scratch);
}

static void bench_scan(const struct options *o, const char *folder, struct manifest_line *line,
                       struct scan_how how, const char *step)
{
    double parse[RUNS];
    double again[RUNS];
    double sum[RUNS];
    uint64_t bytes = 0;
    for (int run = 0; run < RUNS; run++) {
        struct scan *s;
        struct why why = {""};
        rc r = scan_open(folder, line, &how, &s, &why);
        if (r != OK || s->refusal || s->row_count != o->rows) {
            fprintf(stderr, "scan_bench: %s%s\n", why.text, r == OK ? s->detail : "");
            exit(1);
        }
        parse[run] = s->parse_seconds;
        sum[run] = s->checksum_seconds;
        bytes = s->bytes;
        double begun = seconds_now();
        if (how.threads == 1)
            second_pass(s);
        again[run] = seconds_now() - begun;
        scan_close(s);
    }
    report(step, o, bytes, parse);
    if (how.threads == 1) {
        report("second pass, 1 thread", o, bytes, again);
        report("checksum, 1 thread", o, bytes, sum);
    }
}

static struct options read_options(int argc, char **argv)
{
    struct options o = {.rows = 1000000};
    for (int i = 1; i < argc; i++) {
        o.quoted |= strcmp(argv[i], "quoted") == 0;
        o.compact |= strcmp(argv[i], "compact") == 0;
        if (argv[i][0] >= '0' && argv[i][0] <= '9')
            o.rows = strtoull(argv[i], NULL, 10);
    }
    return o;
}

int main(int argc, char **argv)
{
    struct options o = read_options(argc, argv);
    struct profile profile;
    struct mapped mapped;
    struct why why = {""};
    char folder[] = "/tmp/scan_bench_XXXXXX";
    if (!mkdtemp(folder))
        return 1;
    struct arena arena;
    arena_init(&arena);
    const char *path = arena_printf(&arena, "%s/account.csv", folder);
    write_file(path, &o);
    if (mapped_open(path, &mapped, &why) != OK) {
        fprintf(stderr, "scan_bench: %s\n", why.text);
        return 1;
    }
    struct manifest_line line = {.file = FILE_ACCOUNT, .full = true, .rows = o.rows};
    line.sha256 = sha256_of(mapped.bytes);
    profile_default(&profile);
    if (o.compact)
        profile.files[FILE_ACCOUNT].dates = DATES_COMPACT;
    static const struct hash_key key = {1, 2};
    struct scan_how how = {.profile = &profile,
                           .key = &key,
                           .share_bp = SHARE_BP,
                           .share_from = SHARE_FROM,
                           .threads = 1};
    bench_split(&o, mapped.bytes);
    bench_scan(&o, folder, &line, how, "first pass, 1 thread");
    how.threads = 2;
    bench_scan(&o, folder, &line, how, "first pass, 2 threads");
    mapped_close(&mapped);
    remove(path);
    remove(folder);
    arena_release(&arena);
    return 0;
}
