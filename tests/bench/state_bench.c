/* state_bench -- the start from the engine's file, and what a night pays for it afterwards.
 *
 *   state_bench FOLDER make CUSTOMERS     writes the file of a bank made by chance
 *   state_bench FOLDER night|month [cold] a night that starts from it, in this fresh process
 *
 * Pages of a file that is mapped are paid for where they are first touched, so load, delivering and
 * valuing are to be read together; 'anonymous' is what the book has made its own at the end.
 * 'cold': the file has left the page cache before. */
#define _GNU_SOURCE /* POSIX_FADV_DONTNEED */
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/memory.h"
#include "engine/test_rules.h"
#include "made_bank.h"
#include "pcrm/day/state_file.h"

enum { THREADS = 2, AT_ONCE = 512 };
static const char name[] = "bench-base";

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void must(rc r, const struct why *why)
{
    if (r == OK)
        return;
    fprintf(stderr, "state_bench: %s\n", why->text);
    exit(rc_exit(r));
}

static struct state_stamp stamp_of(day d)
{
    return (struct state_stamp){.day = d, .mark = 1};
}

static int make(int dir, uint32_t customers)
{
    struct made_bank b;
    struct why why = {""};
    made_bank_open(&b, customers);
    struct state_stamp stamp = stamp_of(b.book.today);
    double start = seconds_now();
    must(base_write(dir, name, &stamp, &b.book, THREADS, &why), &why);
    printf("{\"step\":\"written\",\"seconds\":%.3f}\n", seconds_now() - start);
    made_bank_release(&b);
    return 0;
}

static void forget_pages(int dir)
{
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && (fsync(fd) != 0 || posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) != 0))
        fputs("state_bench: the file stays in the page cache\n", stderr);
    if (fd >= 0)
        close(fd);
}

static long faults(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_minflt;
}

/* Prints a step and begins the next one. */
static void step(const char *what, double *start, long *before)
{
    double now = seconds_now();
    printf("{\"step\":\"%s\",\"seconds\":%.3f,\"faults\":%ld,\"anonymous\":%" PRIu64 "}\n", what,
           now - *start, faults() - *before, memory_used());
    *before = faults();
    *start = seconds_now();
}

/* As the rows of a night look for their accounts: scattered, many at once. */
static size_t look_up(const struct key_index *keys, uint64_t seed)
{
    struct hash128 wanted[AT_ONCE];
    uint32_t rows[AT_ONCE];
    size_t found = 0;
    for (uint32_t done = 0; done < keys->count / 10; done += AT_ONCE) {
        for (size_t i = 0; i < AT_ONCE; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
            wanted[i] = keys->hashes[(seed >> 33) % keys->count];
        }
        key_find_many(keys, wanted, AT_ONCE, rows);
        found += rows[0] != NO_ROW;
    }
    return found;
}

static int night(int dir, bool month_end)
{
    struct made_bank b = {.rules = rules_default(), .seed = (uint64_t)getpid()};
    struct state_stamp stamp = stamp_of(day_of((struct ymd){2025, 12, 31}));
    struct why why = {""};
    uint64_t size;
    book_init(&b.book, (struct hash128){1, 1});
    run_init(&b.run);
    long before = faults();
    double start = seconds_now();
    must(base_read(dir, name, &stamp, &b.book, THREADS, &size, &why), &why);
    step("load", &start, &before);
    if (look_up(&b.book.accounts.keys, b.seed) == 0)
        return 1;
    step("look up", &start, &before);
    b.customers = b.book.customers.keys.count;
    made_begin(&b, month_end ? month_end_after(b.book.today) : b.book.today + 1);
    made_deliver(&b);
    step("deliver", &start, &before);
    run_day(&b.run, &b.book, &b.rules, THREADS);
    step("compute", &start, &before);
    printf("{\"step\":\"file\",\"bytes\":%" PRIu64 ",\"bytes_per_customer\":%.1f}\n", size,
           (double)size / b.customers);
    made_bank_release(&b);
    return 0;
}

int main(int argc, char **argv)
{
    int dir = argc > 2 ? open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (dir < 0) {
        fputs("usage: state_bench FOLDER make CUSTOMERS | night [cold] | month [cold]\n", stderr);
        return 2;
    }
    if (strcmp(argv[2], "make") == 0)
        return make(dir, argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 200000);
    if (argc > 3)
        forget_pages(dir);
    return night(dir, strcmp(argv[2], "month") == 0);
}
