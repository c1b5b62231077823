/* scan_bench -- how fast a day file is split, checked and looked up (goal G6).
 *
 *   scan_bench [ROWS] [quoted] [compact] [accounts=N] [customers=N]
 *
 * ROWS (1,000,000) each of account.csv and transaction.csv, with all columns; quoted: every field
 * in quotes; compact: dates as YYYYMMDD; accounts and customers: how many are known, among which
 * the references are looked up.  One JSON line a step, the median of RUNS: splitting, the first
 * pass, the second pass with the references' fingerprints, the same with their look-ups, both
 * passes together, and the checksum, in seconds of one core; then the first pass on two threads, in
 * seconds of the clock. */
#include "base/mapped.h"
#include "cif/intake/csv.h"
#include "cif/intake/scan.h"
#include "engine/key_index.h"

enum { RUNS = 7, OUTLETS = 5000, SCALE = 1000000 };

static const struct hash_key key = {1, 2};
static const char *const products[] = {"DEMAND", "TIME12M", "MORTGAGE", "WEALTH7"};

struct options {
    uint64_t rows;
    uint64_t accounts;
    uint64_t customers;
    bool quoted;
    bool compact;
};

struct bench {
    const struct options *o;
    enum dayfile file;
    struct manifest_line line;
    struct scan_how how;
    struct key_index known[FILE_COUNT];
};

static double seconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds_now(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

/* Of work on one core, whoever else uses the machine meanwhile. */
static double core_seconds(void)
{
    return seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

/* ---- the files ---- */

/* In no order, as a core system would deliver them by branch. */
static uint64_t account_of(uint64_t i)
{
    return i * UINT64_C(2654435761) % UINT64_C(4294967296);
}

static void add_field(struct buf *out, const struct options *o, const char *value, bool last)
{
    buf_printf(out, o->quoted ? "\"%s\"%c" : "%s%c", value, last ? '\n' : ',');
}

static void add_account(struct buf *out, const struct options *o, uint64_t i)
{
    const char *d = o->compact ? "" : "-";
    char f[11][32];
    snprintf(f[0], 32, "62220%011" PRIu64, account_of(i % o->accounts));
    snprintf(f[1], 32, "C%09" PRIu64, i / 3 * 7919 % o->customers);
    snprintf(f[2], 32, "%s", products[i % 4]);
    snprintf(f[3], 32, "CNY");
    snprintf(f[4], 32, "%" PRIu64 ".%02" PRIu64, i * 7919 % 9000000, i % 100);
    snprintf(f[5], 32, "O%05" PRIu64, i * 31 % OUTLETS);
    snprintf(f[6], 32, "20%02d%s%02d%s%02d", (int)(i % 26), d, (int)(i % 12) + 1, d,
             (int)(i % 28) + 1);
    snprintf(f[7], 32, "20%02d%s%02d%s%02d", (int)(i % 9) + 27, d, (int)(i % 11) + 1, d,
             (int)(i % 27) + 1);
    snprintf(f[8], 32, "%s", i % 16 ? "open" : "closed");
    snprintf(f[9], 32, "%" PRIu64 ".50", i * 131 % 99000);
    snprintf(f[10], 32, "%d", (int)(i % 2));
    for (int k = 0; k < 11; k++)
        add_field(out, o, f[k], k == 10);
}

static void add_transaction(struct buf *out, const struct options *o, uint64_t i)
{
    static const char *const kinds[] = {"transfer", "card_spend", "cash", "salary", "fee"};
    static const char *const channels[] = {"app", "pos", "atm", "thirdparty", "counter"};
    const char *d = o->compact ? "" : "-";
    char f[12][48];
    snprintf(f[0], 48, "T%013" PRIu64, i);
    snprintf(f[1], 48, "62220%011" PRIu64, account_of(i * 7919 % o->accounts));
    snprintf(f[2], 48, "C%09" PRIu64, i * 104729 % o->customers);
    snprintf(f[3], 48, "2026%s11%s22 %02d:%02d:%02d", d, d, (int)(i % 24), (int)(i % 60),
             (int)(i % 59));
    snprintf(f[4], 48, "%s", i % 3 ? "out" : "in");
    snprintf(f[5], 48, "%" PRIu64 ".%02" PRIu64, i * 7919 % 90000, i % 100);
    snprintf(f[6], 48, "%s", kinds[i % 5]);
    snprintf(f[7], 48, "%s", channels[i % 7 % 5]);
    f[8][0] = '\0';
    if (i % 4 == 0)
        snprintf(f[8], 48, "6222021001%09" PRIu64, i % 1000000);
    snprintf(f[9], 48, "%s", i % 4 ? "" : "ICBC");
    snprintf(f[10], 48, "%s", i % 4 ? "" : "0");
    snprintf(f[11], 48, "%s", i % 8 ? "" : "\xE5\xB7\xA5\xE8\xB5\x84");
    for (int k = 0; k < 12; k++)
        add_field(out, o, f[k], k == 11);
}

static const char *const headers[FILE_COUNT] = {
    [FILE_ACCOUNT] = "account_no,customer_no,product_code,currency,balance,outlet_no,opened_on,"
                     "matures_on,status,cost,auto_renew\n",
    [FILE_TRANSACTION] = "txn_id,account_no,customer_no,at,direction,amount,kind,channel,"
                         "counterparty,counterparty_bank,own_name,note\n",
};

static void write_file(const char *path, const struct bench *b)
{
    struct buf out;
    FILE *file = fopen(path, "w");
    assert(file);
    buf_init(&out);
    buf_add_text(&out, headers[b->file]);
    for (uint64_t i = 0; i < b->o->rows; i++) {
        if (b->file == FILE_ACCOUNT)
            add_account(&out, b->o, i);
        else
            add_transaction(&out, b->o, i);
        if (out.len > SCALE || i + 1 == b->o->rows) {
            fwrite(out.bytes, 1, out.len, file);
            buf_clear(&out);
        }
    }
    buf_release(&out);
    fclose(file);
}

/* ---- what is known ---- */

static void know(struct key_index *k, const char *name)
{
    key_add(k, hash128_of(&key, name, strlen(name)));
}

static void know_all(struct bench *b)
{
    char name[32];
    for (int f = 0; f < FILE_COUNT; f++)
        key_index_init(&b->known[f]);
    know(&b->known[FILE_FX], "CNY");
    for (size_t i = 0; i < ARRAY_LEN(products); i++)
        know(&b->known[FILE_PRODUCT], products[i]);
    for (int i = 0; i < OUTLETS; i++) {
        snprintf(name, sizeof name, "O%05d", i);
        know(&b->known[FILE_ORG], name);
    }
    for (uint64_t i = 0; i < b->o->customers; i++) {
        snprintf(name, sizeof name, "C%09" PRIu64, i);
        know(&b->known[FILE_CUSTOMER], name);
    }
    for (uint64_t i = 0; i < b->o->accounts; i++) {
        snprintf(name, sizeof name, "62220%011" PRIu64, account_of(i));
        know(&b->known[FILE_ACCOUNT], name);
    }
}

/* ---- steps ---- */

static int order(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *seconds)
{
    qsort(seconds, RUNS, sizeof *seconds, order);
    return seconds[RUNS / 2];
}

static void report(const struct bench *b, const char *step, uint64_t bytes, double s)
{
    double rows = (double)b->o->rows;
    printf("{\"file\":\"%s\",\"step\":\"%s\",\"bytes_a_row\":%.0f,\"ns_a_row\":%.1f,"
           "\"mrows_per_s\":%.2f,\"gb_per_s\":%.2f}\n",
           dayfile_table(b->file)->name, step, (double)bytes / rows, s / rows * 1e9, rows / s / 1e6,
           (double)bytes / s / 1e9);
}

static double split(struct text bytes)
{
    struct text fields[COLUMNS_MOST];
    struct csv csv;
    struct csv_record record;
    struct arena scratch;
    size_t count = 0;
    arena_init(&scratch);
    double begun = core_seconds();
    csv_init(&csv, bytes, 1, ',', true);
    while (csv_next(&csv, fields, ARRAY_LEN(fields), &scratch, &record))
        count += record.fields;
    double seconds = core_seconds() - begun;
    arena_release(&scratch);
    return count ? seconds : 0;
}

/* The slots of all are asked for first, so that waiting for one hides the waiting for others. */
static size_t look_up(const struct key_index *k, const struct hash128 *hashes, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(&k->slots[hashes[i].low & k->mask]);
    for (size_t i = 0; i < count; i++) {
        uint32_t slot = k->slots[hashes[i].low & k->mask];
        __builtin_prefetch(&k->hashes[slot ? slot - 1 : 0]);
    }
    for (size_t i = 0; i < count; i++)
        found += key_find(k, hashes[i]) != NO_ROW;
    return found;
}

static void second_pass(const struct bench *b, const struct scan *s, bool with_look_ups)
{
    const struct dayfile_table *table = dayfile_table(b->file);
    static struct scan_rows rows;
    scan_rows_init(&rows, s, 0);
    do {
        rc r = scan_rows_next(&rows, NULL);
        assert(r == OK);
        for (int c = 0; with_look_ups && c < table->column_count; c++) {
            if (!table->columns[c].reference)
                continue;
            size_t found = look_up(&b->known[table->columns[c].refers], rows.refs[c], rows.count);
            assert(found == rows.count);
        }
    } while (rows.count);
    scan_rows_release(&rows);
}

struct times {
    double first[RUNS], second[RUNS], found[RUNS];
};

static void one_run(const struct bench *b, struct text bytes, int run, struct times *t)
{
    struct scan *s;
    struct why why = {""};
    double begun = b->how.threads == 1 ? core_seconds() : seconds_now();
    rc r = scan_bytes(bytes, &b->line, &b->how, &s, &why);
    double between = b->how.threads == 1 ? core_seconds() : seconds_now();
    if (r != OK || s->refusal || s->row_count != b->o->rows) {
        fprintf(stderr, "scan_bench: %s%s\n", why.text, r == OK ? s->detail : "");
        exit(1);
    }
    t->first[run] = between - begun;
    if (b->how.threads == 1) {
        between = core_seconds();
        second_pass(b, s, false);
        double after = core_seconds();
        second_pass(b, s, true);
        t->second[run] = after - between;
        t->found[run] = core_seconds() - after;
    }
    scan_close(s);
}

static void bench_file(struct bench *b, const char *path)
{
    struct mapped mapped;
    struct why why = {""};
    struct times t;
    double splits[RUNS];
    double sums[RUNS];
    write_file(path, b);
    if (mapped_open(path, &mapped, &why) != OK) {
        fprintf(stderr, "scan_bench: %s\n", why.text);
        exit(1);
    }
    uint64_t bytes = mapped.bytes.len;
    b->line = (struct manifest_line){.file = b->file, .full = true, .rows = b->o->rows};
    b->how.threads = 1;
    for (int run = 0; run < RUNS; run++) {
        double begun = core_seconds();
        sha256_of(mapped.bytes);
        sums[run] = core_seconds() - begun;
        splits[run] = split(mapped.bytes);
        one_run(b, mapped.bytes, run, &t);
    }
    double first = median(t.first);
    double looked_up = median(t.found);
    report(b, "split", bytes, median(splits));
    report(b, "first pass", bytes, first);
    report(b, "second pass", bytes, median(t.second));
    report(b, "second pass with look-ups", bytes, looked_up);
    report(b, "both with look-ups", bytes, first + looked_up);
    report(b, "checksum", bytes, median(sums));
    b->how.threads = 2;
    for (int run = 0; run < RUNS; run++)
        one_run(b, mapped.bytes, run, &t);
    report(b, "first pass, 2 threads", bytes, median(t.first));
    mapped_close(&mapped);
    remove(path);
}

static struct options read_options(int argc, char **argv)
{
    struct options o = {.rows = SCALE};
    for (int i = 1; i < argc; i++) {
        o.quoted |= strcmp(argv[i], "quoted") == 0;
        o.compact |= strcmp(argv[i], "compact") == 0;
        if (strncmp(argv[i], "accounts=", 9) == 0)
            o.accounts = strtoull(argv[i] + 9, NULL, 10);
        if (strncmp(argv[i], "customers=", 10) == 0)
            o.customers = strtoull(argv[i] + 10, NULL, 10);
        if (argv[i][0] >= '0' && argv[i][0] <= '9')
            o.rows = strtoull(argv[i], NULL, 10);
    }
    if (o.accounts < o.rows)
        o.accounts = o.rows; /* no number twice */
    if (o.customers == 0)
        o.customers = o.rows / 3 + 1;
    return o;
}

int main(int argc, char **argv)
{
    static struct profile profile;
    struct options o = read_options(argc, argv);
    struct arena arena;
    char folder[] = "/tmp/scan_bench_XXXXXX";
    if (!mkdtemp(folder))
        return 1;
    arena_init(&arena);
    profile_default(&profile);
    struct bench b = {
        .o = &o,
        .how = {.profile = &profile, .key = &key, .share_bp = SHARE_BP, .share_from = SHARE_FROM}};
    know_all(&b);
    static const enum dayfile files[] = {FILE_ACCOUNT, FILE_TRANSACTION};
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        b.file = files[i];
        if (o.compact)
            profile.files[b.file].dates = DATES_COMPACT;
        bench_file(&b, arena_printf(&arena, "%s/%s", folder, dayfile_table(b.file)->name));
    }
    for (int f = 0; f < FILE_COUNT; f++)
        key_index_release(&b.known[f]);
    remove(folder);
    arena_release(&arena);
    return 0;
}
