/* bandwidth -- what the machine's memory gives: read and write in GB/s with one and two threads.
 *
 *   bandwidth [MEGABYTES]   default 1024
 *
 * One JSON line: the median of RUNS.  Goals that speak of the memory's limit are measured by it. */
#include <pthread.h>

#include "base/arena.h"
#include "base/clock.h"

enum { RUNS = 7, THREADS = 2, LANES = 8 };

struct stretch {
    uint64_t *words;
    size_t len; /* a multiple of LANES */
    bool writes;
    uint64_t number; /* to write; the sum of what was read */
};

static void *go_over(void *ctx)
{
    struct stretch *s = ctx;
    uint64_t sum[LANES] = {0};
    if (s->writes)
        for (size_t i = 0; i < s->len; i++)
            s->words[i] = s->number;
    else
        for (size_t i = 0; i < s->len; i += LANES)
            for (size_t k = 0; k < LANES; k++)
                sum[k] += s->words[i + k];
    for (size_t k = 0; k < LANES; k++)
        s->number += sum[k];
    return NULL;
}

static uint64_t time_once(uint64_t *words, size_t len, size_t threads, bool writes, uint64_t *sum)
{
    pthread_t ids[THREADS];
    struct stretch parts[THREADS];
    size_t part = len / threads / LANES * LANES;
    uint64_t began = clock_ns();
    for (size_t i = 0; i < threads; i++) {
        parts[i] = (struct stretch){words + i * part, part, writes, *sum + i};
        if (i > 0 && pthread_create(&ids[i], NULL, go_over, &parts[i]) != 0)
            abort();
    }
    go_over(&parts[0]);
    for (size_t i = 1; i < threads; i++)
        pthread_join(ids[i], NULL);
    uint64_t ns = clock_ns() - began;
    for (size_t i = 0; i < threads; i++)
        *sum += parts[i].number;
    return ns;
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Bytes a nanosecond are GB a second. */
static double rate(uint64_t *words, size_t len, size_t threads, bool writes, uint64_t *sum)
{
    uint64_t ns[RUNS];
    for (int i = 0; i < RUNS; i++)
        ns[i] = time_once(words, len, threads, writes, sum);
    qsort(ns, RUNS, sizeof *ns, by_size);
    return (double)(len * sizeof *words) / (double)ns[RUNS / 2];
}

int main(int argc, char **argv)
{
    size_t megabytes = argc > 1 ? strtoul(argv[1], NULL, 10) : 1024;
    size_t len = megabytes * 1024 * 1024 / sizeof(uint64_t);
    uint64_t *words = mem_resize(NULL, len * sizeof *words);
    uint64_t sum = 0;
    time_once(words, len, THREADS, true, &sum); /* the first touch counts apart */
    printf("{\"read_1\":%.1f,", rate(words, len, 1, false, &sum));
    printf("\"read_2\":%.1f,", rate(words, len, THREADS, false, &sum));
    printf("\"write_1\":%.1f,", rate(words, len, 1, true, &sum));
    printf("\"write_2\":%.1f,\"sum\":%" PRIu64 "}\n", rate(words, len, THREADS, true, &sum), sum);
    free(words);
    return 0;
}
