#pragma once
/* Private to src/main*.c: what every command is given, and the commands that stand in files of
 * their own. */
#include "base/config.h"
#include "base/options.h"

struct app {
    struct config config;
    const struct common_args *common;
};

struct bench_night_options {
    int64_t customers;
    int64_t accounts;
    const char *folder;
    bool month_end;
    bool first;
};

struct bench_reports_options {
    int64_t customers;
};

struct bench_audience_options {
    int64_t customers;
    const char *csv;
};

rc run_bench_night(struct app *app, const void *args, struct why *why);
rc run_bench_reports(struct app *app, const void *args, struct why *why);
rc run_bench_audience(struct app *app, const void *args, struct why *why);
