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
#include "made_bank.h"

enum { RUNS = 5 };
enum { MEMORY_BYTES = 256 << 20 };

struct bench {
    struct made_bank bank;
    double read_rate, write_rate; /* bytes a second, two threads are not faster */
};

/* ---- time, memory ---- */

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

/* ---- measuring ---- */

/* Seconds in which the memory could hand over what the day has to look at: the columns that are
 * looked at for everybody, and for a touched customer its sums and accounts. */
static double limit_of(const struct bench *b, bool month_end)
{
    const struct book *k = &b->bank.book;
    double all = b->bank.customers, touched = (double)b->bank.touched;
    double accounts = k->accounts.keys.count, before = (double)k->accounts_before.len;
    double read = all * (4 * sizeof(fen) + 1 + sizeof(uint16_t) + sizeof(struct verdict)) +
                  touched * (sizeof(struct kept_sums) + accounts / all * 24) +
                  accounts * sizeof(day) + before * (sizeof(struct account_before) + 24);
    double write = all * (sizeof(fen) + sizeof(day)) + touched * sizeof(struct kept_sums);
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
        made_begin(&b->bank,
                   month_end ? month_end_after(b->bank.book.today) : b->bank.book.today + 1);
        made_deliver(&b->bank);
        limits[run] = limit_of(b, month_end);
        double start = seconds_now(), processor_start = processor_seconds();
        run_day(&b->bank.run, &b->bank.book, &b->bank.rules, threads);
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
               month_end ? "month end" : "ordinary day", b->bank.customers,
               b->bank.book.accounts.keys.count, b->bank.touched, b->bank.run.changed.len,
               b->bank.run.alerts.len, threads, s, seconds[threads - 1][0],
               median(processor[threads - 1], RUNS), s / limit, one / s);
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
           b->bank.customers, bytes, bytes / b->bank.customers, b->read_rate / 1e9,
           b->write_rate / 1e9);
}

int main(int argc, char **argv)
{
    struct bench b;
    unsigned long customers = argc > 1 ? strtoul(argv[1], NULL, 10) : 200000;
    if (customers < 1 || customers > 100000000) {
        fputs("usage: day_bench [CUSTOMERS]\n", stderr);
        return 2;
    }
    made_bank_open(&b.bank, (uint32_t)customers);
    measure_memory(&b);
    measure_days(&b, false);
    measure_days(&b, true);
    report_memory(&b);
    made_bank_release(&b.bank);
    return 0;
}
