/* whatif_bench -- what a trial of rules costs beside the night that it tries (goal: twice at most).
 *
 *   whatif_bench [CUSTOMERS]   default 1,000,000; each with one to five accounts
 *
 * Makes a bank in memory (made_bank.h) with a third scheme of levels, values month ends as the
 * night does, and after each of them values everybody under the rules in force and under changed
 * ones, as a trial does (pcrm/scheme/trial.c).  Two threads; one JSON line: medians of RUNS and the
 * ratio. */
#include "base/arena.h"
#include "base/clock.h"
#include "engine/whatif.h"
#include "made_bank.h"

enum { RUNS = 5, THREADS = 2 };

static int order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static double median(uint64_t *nanoseconds)
{
    qsort(nanoseconds, RUNS, sizeof *nanoseconds, order);
    return (double)nanoseconds[RUNS / 2] / 1e9;
}

/* Both of a trial; how many tiers move. */
static uint64_t try_rules(const struct made_bank *b, const struct whatif_state *state,
                          const struct rules *tried, struct whatif_levels *levels[2],
                          uint32_t *ret_moved)
{
    const struct whatif now = {.rules = &b->rules, .in_force = &b->rules};
    const struct whatif then = {.rules = tried, .in_force = &b->rules};
    uint64_t began = clock_ns();
    whatif_run(&b->book, state, &now, THREADS, levels[0]);
    whatif_run(&b->book, state, &then, THREADS, levels[1]);
    uint64_t ended = clock_ns();
    *ret_moved = 0;
    for (uint32_t i = 0; i < b->customers; i++)
        *ret_moved += levels[0][i].tier != levels[1][i].tier;
    return ended - began;
}

int main(int argc, char **argv)
{
    uint32_t customers = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1000000, moved = 0;
    struct made_bank *b = mem_alloc(sizeof *b);
    struct rules *tried = mem_alloc(sizeof *tried);
    struct whatif_levels *levels[2] = {mem_alloc((customers + (size_t)1) * sizeof *levels[0]),
                                       mem_alloc((customers + (size_t)1) * sizeof *levels[0])};
    uint64_t nights[RUNS], trials[RUNS];
    made_bank_open(b, customers);
    *tried = b->rules;
    tried->target_limit *= 2;
    tried->value.levels[TIER_GOLD - 1].clauses[0].tests[0].at_least *= 2;
    for (int run = 0; run < RUNS; run++) {
        struct whatif_state state;
        day end = month_end_after(b->book.today);
        whatif_remember(&b->book, end, &state);
        made_begin(b, end);
        made_deliver(b);
        uint64_t began = clock_ns();
        run_day(&b->run, &b->book, &b->rules, THREADS);
        nights[run] = clock_ns() - began;
        trials[run] = try_rules(b, &state, tried, levels, &moved);
        whatif_release(&state);
    }
    double night = median(nights), trial = median(trials);
    printf("{\"customers\":%u,\"accounts\":%u,\"moved\":%u,\"night_seconds\":%.4f,"
           "\"trial_seconds\":%.4f,\"ratio\":%.2f}\n",
           customers, b->book.accounts.keys.count, moved, night, trial, trial / night);
    made_bank_release(b);
    free(levels[0]);
    free(levels[1]);
    free(tried);
    free(b);
    return 0;
}
