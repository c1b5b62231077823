/* The commands that measure. */
#include "main.h"

#include "base/end.h"
#include "bench/audience.h"
#include "bench/night.h"
#include "bench/reports.h"

/* Interrupted, it has said so before the signal ends it. */
rc run_bench_night(struct app *app, const void *args, struct why *why)
{
    const struct bench_night_options *o = args;
    struct end_hold hold = end_hold();
    rc r = bench_night(&app->config,
                       &(struct night_args){.customers = o->customers,
                                            .accounts = o->accounts,
                                            .folder = o->folder,
                                            .month_end = o->month_end,
                                            .first = o->first,
                                            .quiet = app->common->quiet,
                                            .json = app->common->json},
                       why);
    if (end_asked())
        fprintf(stderr, "guanhu: %s\n", r == OK ? "interrupted at the end" : why->text);
    end_release(hold);
    return r;
}

rc run_bench_reports(struct app *app, const void *args, struct why *why)
{
    const struct bench_reports_options *o = args;
    struct end_hold hold = end_hold();
    rc r = bench_reports(
        &(struct reports_args){.customers = o->customers, .quiet = app->common->quiet}, why);
    if (end_asked())
        fprintf(stderr, "guanhu: %s\n", r == OK ? "interrupted at the end" : why->text);
    end_release(hold);
    return r;
}

rc run_bench_audience(struct app *app, const void *args, struct why *why)
{
    const struct bench_audience_options *o = args;
    struct end_hold hold = end_hold();
    rc r = bench_audience(&(struct audience_args){.customers = o->customers,
                                                  .csv = o->csv,
                                                  .quiet = app->common->quiet},
                          why);
    end_release(hold);
    return r;
}
