/* day_bench -- how fast a day is valued, and how large the book is (goals G2, G5, G13).
 *
 *   day_bench [CUSTOMERS]   default 200,000; each with one to five accounts
 *
 * Makes a bank in memory, with twelve month ends behind it, and values ordinary days and month ends
 * with one and two threads; before each day a tenth of the accounts, scattered, is delivered anew.
 * Prints one JSON line a kind of day and number of threads: the median of RUNS, and its ratio to
 * what the memory would take to read and write the same bytes, measured in the same run. */
#include <unistd.h>

#include "base/arena.h"
#include "engine/run.h"
#include "engine/test_rules.h"

enum { RUNS = 5, ACCOUNTS_MOST = 5, DELIVERED = 10, OUTLETS = 5000 };
enum { MEMORY_BYTES = 256 << 20 };
enum { EURO = 1, CURRENCIES = 2 };

struct bench {
    struct book book;
    struct rules rules;
    struct run run;
    uint32_t products[CLASS_COUNT];
    uint32_t customers;
    uint64_t seed;
    uint64_t keys;
    double read_rate, write_rate; /* bytes a second, two threads are not faster */
    size_t touched;
};

/* ---- chance, time, memory ---- */

static uint64_t chance(struct bench *b)
{
    uint64_t x = b->seed += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static uint64_t below(struct bench *b, uint64_t end)
{
    return chance(b) % end;
}

static struct hash128 new_key(struct bench *b)
{
    uint64_t number = ++b->keys;
    return (struct hash128){.low = number * UINT64_C(0x9e3779b97f4a7c15), .high = number};
}

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

/* Of all threads, without what other programs took; still with what they did to the caches. */
static double processor_seconds(void)
{
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

static int order(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *seconds, size_t count)
{
    qsort(seconds, count, sizeof *seconds, order);
    return seconds[count / 2];
}

/* Plain loops over more memory than the caches hold. */
static void measure_memory(struct bench *b)
{
    size_t count = MEMORY_BYTES / sizeof(uint64_t);
    uint64_t *words = mem_alloc(MEMORY_BYTES);
    double reads[RUNS], writes[RUNS];
    volatile uint64_t sink = 0;
    for (int run = 0; run < RUNS + 1; run++) {
        double start = seconds_now();
        for (size_t i = 0; i < count; i++)
            words[i] = i + (uint64_t)run;
        double middle = seconds_now();
        uint64_t sum[4] = {0};
        for (size_t i = 0; i < count; i += 4)
            for (size_t k = 0; k < 4; k++)
                sum[k] += words[i + k];
        sink = sink + sum[0] + sum[1] + sum[2] + sum[3];
        if (run == 0)
            continue; /* the first one fetched the memory */
        writes[run - 1] = middle - start;
        reads[run - 1] = seconds_now() - middle;
    }
    b->write_rate = MEMORY_BYTES / median(writes, RUNS);
    b->read_rate = MEMORY_BYTES / median(reads, RUNS);
    free(words);
}

/* ---- the bank ---- */

static enum product_class any_class(struct bench *b)
{
    static const uint8_t classes[20] = {
        CLASS_DEMAND, CLASS_DEMAND,    CLASS_DEMAND,      CLASS_DEMAND, CLASS_DEMAND,
        CLASS_DEMAND, CLASS_DEMAND,    CLASS_DEMAND,      CLASS_TIME,   CLASS_TIME,
        CLASS_TIME,   CLASS_TIME,      CLASS_FUND,        CLASS_FUND,   CLASS_WEALTH,
        CLASS_WEALTH, CLASS_INSURANCE, CLASS_CREDIT_CARD, CLASS_BOND,   CLASS_MORTGAGE};
    return classes[below(b, ARRAY_LEN(classes))];
}

/* About three customers in a hundred reach the target limit, three in a thousand ten times it. */
static fen any_balance(struct bench *b)
{
    uint64_t x = below(b, 1000);
    if (x < 1)
        return YUAN(400000) + (fen)below(b, YUAN(3000000));
    if (x < 10)
        return YUAN(80000) + (fen)below(b, YUAN(300000));
    if (x < 100)
        return YUAN(5000) + (fen)below(b, YUAN(30000));
    return (fen)below(b, YUAN(4000));
}

static void deliver_account(struct bench *b, uint32_t account, uint32_t customer)
{
    enum product_class class = any_class(b);
    bool has_term = class == CLASS_TIME || class == CLASS_WEALTH;
    bool has_cost = class == CLASS_FUND || class == CLASS_WEALTH;
    fen balance = any_balance(b);
    book_set_account(&b->book, account,
                     &(struct account_facts){
                         .customer = customer,
                         .product = b->products[class],
                         .currency = below(b, 50) == 0 ? EURO : 0,
                         .outlet = (uint32_t)below(b, OUTLETS),
                         .balance = balance,
                         .cost = has_cost ? balance / 100 * (fen)(90 + below(b, 20)) : NO_COST,
                         .matures_on = has_term ? b->book.today + (day)below(b, 720) : NO_DAY,
                     });
}

/* Customers by account, in no order. */
static uint32_t *any_owners(struct bench *b, uint32_t *ret_count)
{
    uint32_t *owners = mem_alloc((size_t)b->customers * ACCOUNTS_MOST * sizeof *owners);
    uint32_t count = 0;
    for (uint32_t i = 0; i < b->customers; i++)
        for (uint64_t n = 1 + below(b, ACCOUNTS_MOST); n > 0; n--)
            owners[count++] = i;
    for (uint32_t i = count; i-- > 1;) {
        uint32_t other = (uint32_t)below(b, i + 1);
        uint32_t owner = owners[i];
        owners[i] = owners[other];
        owners[other] = owner;
    }
    *ret_count = count;
    return owners;
}

static void add_card(struct bench *b, uint32_t customer)
{
    uint32_t card = book_add_card(&b->book, new_key(b));
    book_set_card(&b->book, card,
                  &(struct card_facts){.customer = customer,
                                       .kind = CARD_CREDIT,
                                       .grade = (enum grade)(GRADE_ORDINARY + below(b, 4)),
                                       .vip = below(b, 20) == 0,
                                       .expires_on = b->book.today + (day)below(b, 1800)});
}

static void add_records(struct bench *b)
{
    uint32_t accounts;
    for (uint32_t i = 0; i < b->customers; i++) {
        book_add_customer(&b->book, new_key(b), b->book.today);
        b->book.customers.birthday[i] = birthday_of((day)below(b, 18000));
        if (below(b, 4) == 0)
            b->book.customers.active_on[i] = b->book.today - (day)below(b, 200);
        if (below(b, 5) == 0)
            add_card(b, i);
    }
    uint32_t *owners = any_owners(b, &accounts);
    for (uint32_t i = 0; i < accounts; i++)
        deliver_account(b, book_add_account(&b->book, new_key(b)), owners[i]);
    free(owners);
}

static void begin(struct bench *b, day d)
{
    book_day_begin(&b->book, d, b->rules.spend_days);
}

/* What the night brings: a tenth of the accounts anew, some card spend. */
static void deliver(struct bench *b)
{
    const struct book *book = &b->book;
    uint32_t accounts = book->accounts.keys.count;
    for (uint32_t i = 0; i < accounts / DELIVERED; i++) {
        uint32_t account = (uint32_t)below(b, accounts);
        deliver_account(b, account, book->accounts.at[account].customer);
    }
    for (uint32_t i = 0; i < b->customers / 200; i++)
        book_add_spend(&b->book, (uint32_t)below(b, b->customers), book->today,
                       (fen)below(b, YUAN(3000)));
    b->touched = 0;
    for (uint32_t i = 0; i < b->customers; i++)
        b->touched += book->customers.touched[i] != 0;
}

static day month_end_after(day d)
{
    return day_add_months(day_month_start(d + 1), 1) - 1;
}

static void open_bank(struct bench *b, uint32_t customers)
{
    *b = (struct bench){.rules = rules_default(), .customers = customers, .seed = 20261122};
    book_init(&b->book, new_key(b));
    run_init(&b->run);
    begin(b, day_of((struct ymd){2025, 1, 31}));
    book_take_currency(&b->book, new_key(b), RATE_ONE * 78 / 10);
    for (int class = 0; class < CLASS_COUNT; class ++)
        b->products[class] = book_take_product(&b->book, new_key(b), (enum product_class) class);
    add_records(b);
    run_day(&b->run, &b->book, &b->rules, 2);
    for (int i = 1; i < AUM_MONTHS; i++) {
        begin(b, month_end_after(b->book.today));
        run_day(&b->run, &b->book, &b->rules, 2);
    }
    for (uint32_t i = 0; i < customers; i++)
        b->book.customers.fa_ytd[i] = b->book.customers.fa[i] * 300;
}

/* ---- measuring ---- */

/* Seconds in which the memory could hand over what the day has to look at: the columns that are
 * looked at for everybody, and for a touched customer its sums and accounts. */
static double limit_of(const struct bench *b, bool month_end)
{
    const struct book *k = &b->book;
    double all = b->customers, touched = (double)b->touched;
    double accounts = k->accounts.keys.count, before = (double)k->accounts_before.len;
    double read = all * (4 * sizeof(fen) + 1 + sizeof(uint16_t) + sizeof(struct verdict)) +
                  touched * (sizeof(struct sums) + accounts / all * 24) + accounts * sizeof(day) +
                  before * (sizeof(struct account_before) + 24);
    double write = all * (sizeof(fen) + sizeof(day)) + touched * sizeof(struct sums);
    if (month_end) {
        read += all * (sizeof(struct months) + 5 * sizeof(fen) + sizeof(day) + 4);
        write += all * sizeof(fen);
    }
    return read / b->read_rate + write / b->write_rate;
}

static void measure_days(struct bench *b, bool month_end)
{
    double seconds[2][RUNS], processor[2][RUNS], limits[2 * RUNS];
    for (int run = 0; run < 2 * RUNS; run++) {
        unsigned threads = 1 + (unsigned)run % 2;
        begin(b, month_end ? month_end_after(b->book.today) : b->book.today + 1);
        deliver(b);
        limits[run] = limit_of(b, month_end);
        double start = seconds_now(), processor_start = processor_seconds();
        run_day(&b->run, &b->book, &b->rules, threads);
        seconds[threads - 1][run / 2] = seconds_now() - start;
        processor[threads - 1][run / 2] = processor_seconds() - processor_start;
    }
    double limit = median(limits, (size_t)2 * RUNS);
    double one = median(seconds[0], RUNS), two = median(seconds[1], RUNS);
    for (unsigned threads = 1; threads <= 2; threads++) {
        double s = threads == 1 ? one : two;
        printf("{\"step\":\"%s\",\"customers\":%u,\"accounts\":%u,\"touched\":%zu,\"changed\":%zu,"
               "\"alerts\":%zu,\"threads\":%u,\"seconds\":%.4f,\"best\":%.4f,\"processor\":%.4f,"
               "\"to_limit\":%.2f,\"gain\":%.2f}\n",
               month_end ? "month end" : "ordinary day", b->customers, b->book.accounts.keys.count,
               b->touched, b->run.changed.len, b->run.alerts.len, threads, s,
               seconds[threads - 1][0], median(processor[threads - 1], RUNS), s / limit, one / s);
        fflush(stdout);
    }
}

/* What the program holds now, in pages, as the system counts; 0 where it does not say. */
static double resident_bytes(void)
{
    unsigned long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%lu %lu", &pages, &resident) != 2)
        resident = 0;
    if (file)
        fclose(file);
    return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

static void report_memory(const struct bench *b)
{
    double bytes = resident_bytes();
    printf("{\"step\":\"memory\",\"customers\":%u,\"bytes\":%.0f,\"bytes_per_customer\":%.1f,"
           "\"read_gb_per_s\":%.1f,\"write_gb_per_s\":%.1f}\n",
           b->customers, bytes, bytes / b->customers, b->read_rate / 1e9, b->write_rate / 1e9);
}

int main(int argc, char **argv)
{
    struct bench b;
    unsigned long customers = argc > 1 ? strtoul(argv[1], NULL, 10) : 200000;
    if (customers < 1 || customers > 100000000) {
        fputs("usage: day_bench [CUSTOMERS]\n", stderr);
        return 2;
    }
    open_bank(&b, (uint32_t)customers);
    measure_memory(&b);
    measure_days(&b, false);
    measure_days(&b, true);
    report_memory(&b);
    run_release(&b.run);
    book_release(&b.book);
    return 0;
}
