/* load_bench -- how fast the books come into memory at the start of a batch (goal G15).
 *
 *   GUANHU_HOME=... load_bench [RUNS]
 *
 * On a bank that was run: a bare binary COPY of the same columns of the same tables, read by the
 * plainest libpq reader; the books from PostgreSQL; the engine's file written, and read with one
 * and with two threads.  Prints one JSON line each (medians), and what the load has of the bare
 * rate. */
#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "db/conn.h"
#include "engine/image.h"
#include "pcrm/day/books.h"
#include "pcrm/day/rules.h"
#include "pcrm/day/state_file.h"
#include "pcrm/day/values.h"

enum { RUNS_MOST = 15 };

static const char *const bare[] = {
    "customer (customer_id, customer_no, day)",
    "customer_record (customer_id, day, gone, birth_date)",
    "account (account_id, account_no_hash)",
    "account_record (account_id, customer_id, day, product_id, currency_id, balance, outlet_id, "
    "matures_on, status, cost)",
    "card (card_id, card_no_hash)",
    "card_record (card_id, customer_id, day, kind, grade, vip, expires_on, status)",
    "relation (customer_id, other_id, kind, removed)",
    "customer_day (customer_id, day, demand, time, mortgage, credit_loan, other_loan, fund, bond, "
    "wealth, insurance, securities, gold, fa, acct_max, fa_ytd, cc_spend, cc_grade, product_kinds, "
    "stage, tier, own_tier, ref, below, standing, reached_on, over_on)",
    "aum_month (customer_id, month_end, aum)",
    "customer_level (customer_id, scheme, day, level)",
    /* the load has the server add these up: a bare COPY of that */
    "(select customer_id, max(least(on_date, day)) from txn group by 1)",
    "(select customer_id, max(least(at::date, day)) from behaviour group by 1)",
};

struct figures {
    double seconds[RUNS_MOST], cpu[RUNS_MOST];
    uint64_t rows, bytes;
};

/* Seconds passed, and seconds of our own work: on a busy machine only these can be compared. */
struct moment {
    double wall, cpu;
};

static struct moment now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (struct moment){(double)clock_ms() / 1000.0, (double)t.tv_sec + (double)t.tv_nsec / 1e9};
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double median(double *values, int runs)
{
    qsort(values, (size_t)runs, sizeof *values, by_size);
    return values[runs / 2];
}

static void took(struct figures *f, int run, struct moment began)
{
    struct moment ended = now();
    f->seconds[run] = ended.wall - began.wall;
    f->cpu[run] = ended.cpu - began.cpu;
}

static void copy_one(PGconn *conn, const char *what, struct figures *f)
{
    char sql[1024], *row;
    int len;
    /* Partitioned tables are copied by a query: their columns stand before their name then. */
    const char *columns = strchr(what, '(');
    if (columns > what)
        snprintf(sql, sizeof sql, "copy (select %.*s from %.*s) to stdout (format binary)",
                 (int)strlen(columns) - 2, columns + 1, (int)(columns - what), what);
    else
        snprintf(sql, sizeof sql, "copy %s to stdout (format binary)", what);
    PGresult *result = PQexec(conn, sql);
    if (PQresultStatus(result) != PGRES_COPY_OUT) {
        fprintf(stderr, "%s", PQerrorMessage(conn));
        exit(1);
    }
    PQclear(result);
    while ((len = PQgetCopyData(conn, &row, 0)) > 0) {
        f->rows++;
        f->bytes += (uint64_t)len;
        PQfreemem(row);
    }
    while ((result = PQgetResult(conn)))
        PQclear(result);
}

static void run_bare(PGconn *conn, struct figures *f, int run)
{
    struct moment began = now();
    f->rows = f->bytes = 0;
    for (size_t i = 0; i < ARRAY_LEN(bare); i++)
        copy_one(conn, bare[i], f);
    took(f, run, began);
}

static void must(rc r, const struct why *why)
{
    if (r == OK)
        return;
    fprintf(stderr, "load_bench: %s\n", why->text);
    exit(rc_exit(r));
}

static void empty(const struct bank *bank, struct book *book)
{
    book_release(book);
    book_init(book, bank_hash(bank, text_of(bank->config->base_currency)));
}

static void run_load(struct bank *bank, day d, struct book *book, struct figures *f, int run)
{
    struct why why = {""};
    struct rules rules;
    must(rules_load(bank, d, &rules, &why), &why);
    empty(bank, book);
    struct moment began = now();
    must(db_tell(bank->db, db_begin_read(bank->db), &why), &why);
    must(books_load(bank, d, &rules, book, NULL, &why), &why);
    db_rollback(bank->db);
    took(f, run, began);
}

struct result {
    struct figures bare, load, write, one, two;
};

static void run_all(struct bank *bank, PGconn *conn, day d, int run, struct result *f)
{
    struct why why = {""};
    struct state_stamp stamp = {.day = d, .mark = 1};
    struct book book, other;
    uint64_t size = 0;
    int dir = open(bank->config->home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    book_init(&book, (struct hash128){1, 1});
    book_init(&other, (struct hash128){1, 1});
    run_bare(conn, &f->bare, run);
    run_load(bank, d, &book, &f->load, run);

    struct moment began = now();
    must(base_write(dir, "bench-base", &stamp, &book, 2, &why), &why);
    took(&f->write, run, began);
    for (unsigned threads = 1; threads <= 2; threads++) {
        empty(bank, &other);
        began = now();
        must(base_read(dir, "bench-base", &stamp, &other, threads, &size, &why), &why);
        took(threads == 1 ? &f->one : &f->two, run, began);
    }
    f->write.bytes = f->one.bytes = f->two.bytes = size;
    f->load.rows = f->write.rows = f->one.rows = f->two.rows =
        book.customers.keys.count + book.accounts.keys.count + book.cards.keys.count;
    if (run == 0 && image_compare(&book, &other, NULL, NULL) != 0)
        must(E_INTERNAL, &(struct why){"the file read back is another book"});
    unlinkat(dir, "bench-base", 0);
    close(dir);
    book_release(&book);
    book_release(&other);
}

static void print(const char *step, struct figures *f, int runs)
{
    printf("{\"step\":\"%s\",\"rows\":%" PRIu64 ",\"bytes\":%" PRIu64
           ",\"seconds\":%.3f,\"cpu\":%.3f}\n",
           step, f->rows, f->bytes, median(f->seconds, runs), median(f->cpu, runs));
}

int main(int argc, char **argv)
{
    struct why why = {""};
    struct config config;
    struct bank bank;
    day last;
    struct result f = {.bare = {.rows = 0}};
    int runs = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 3;
    if (runs < 1 || runs > RUNS_MOST)
        return 2;
    must(config_load(&(struct config_flags){.home = NULL}, &config, &why), &why);
    must(bank_open(&config, &bank, &why), &why);
    must(values_day(&bank, NO_DAY, false, &last, &why), &why);
    PGconn *conn = PQconnectdb(bank.db->conninfo);
    for (int run = 0; run < runs; run++)
        run_all(&bank, conn, last, run, &f);
    PQfinish(conn);
    print("bare copy", &f.bare, runs);
    print("books from PostgreSQL", &f.load, runs);
    print("base written", &f.write, runs);
    print("base read, 1 thread", &f.one, runs);
    print("base read, 2 threads", &f.two, runs);
    printf("{\"load_of_bare_rate\":%.2f}\n",
           median(f.bare.seconds, runs) / median(f.load.seconds, runs));
    bank_close(&bank);
    config_release(&config);
    return 0;
}
