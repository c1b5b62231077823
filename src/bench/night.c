#include "bench/night.h"

#include "base/end.h"
#include "bench/child.h"
#include "bench/fits.h"
#include "bench/folder.h"
#include "pcrm/day/values.h"

enum { BYTES_PER_CUSTOMER = 600, MOST_ACCOUNTS = 5 };

struct measuring {
    const struct night_args *args;
    struct world world;
    enum night night;
    struct folder folder;
    struct config config; /* of the bench bank's home */
    struct progress progress;
};

static rc check_numbers(const struct night_args *a, struct why *why)
{
    if (a->customers < 1)
        return why_say(why, E_USAGE, "bench night: say how many customers: --customers N");
    if (a->accounts && (a->accounts < a->customers || a->accounts > MOST_ACCOUNTS * a->customers))
        return why_say(why, E_USAGE,
                       "bench night: a customer has 1 to 5 accounts, so --accounts can be "
                       "%" PRId64 " to %" PRId64,
                       a->customers, MOST_ACCOUNTS * a->customers);
    if (a->month_end && a->first)
        return why_say(why, E_USAGE, "bench night: either --first or --month-end");
    return OK;
}

/* ---- the bank before the night ---- */

/* One day's batch in a process of its own. */
static rc run_batch(struct measuring *m, enum night night, bool measured, struct why *why)
{
    struct day_text date = day_format(night_day(night));
    const char *const words[] = {"guanhu",
                                 "--home",
                                 m->folder.home,
                                 "--database-url",
                                 "",
                                 "batch",
                                 m->folder.days,
                                 "--date",
                                 date.text,
                                 "--quiet",
                                 measured ? "--steps" : NULL,
                                 m->args->json ? "--json" : NULL,
                                 NULL};
    return child_run(words, measured, why);
}

/* The last day of the bench bank, or NO_DAY. */
static rc find_last(struct bank *bank, day *ret_last, struct why *why)
{
    *ret_last = NO_DAY;
    rc r = values_day(bank, NO_DAY, false, ret_last, why);
    return r == E_NOT_FOUND ? OK : r;
}

static rc load(struct measuring *m, day last, struct why *why)
{
    for (enum night night = FIRST_DAY; night < m->night; night++) {
        if (last != NO_DAY && night_day(night) <= last)
            continue;
        struct day_text date = day_format(night_day(night));
        progress_stage(&m->progress, date.text, "rows", 0);
        TRY(run_batch(m, night, false, why));
        progress_finish(&m->progress, "loaded");
    }
    return OK;
}

/* The bank stays open meanwhile, so that its server stays up and warm. */
static rc measure_open(struct measuring *m, struct bank *bank, bool *ret_too_far, struct why *why)
{
    day last;
    TRY(find_last(bank, &last, why));
    *ret_too_far = last != NO_DAY && (last > night_day(m->night) || m->night == FIRST_DAY);
    if (*ret_too_far)
        return OK;
    TRY(load(m, last, why));
    progress_stage(&m->progress, day_format(night_day(m->night)).text, "rows", 0);
    TRY(run_batch(m, m->night, true, why));
    progress_finish(&m->progress, "measured");
    return OK;
}

static rc measure_once(struct measuring *m, bool *ret_too_far, struct why *why)
{
    struct bank bank;
    TRY(bank_open(&m->config, &bank, why));
    rc r = measure_open(m, &bank, ret_too_far, why);
    bank_close(&bank);
    return r;
}

/* What was not loaded whole is of no use, and would only fill the disk. */
static void drop_half(struct measuring *m)
{
    struct bank bank;
    day last = NO_DAY;
    rc r = bank_open(&m->config, &bank, NULL);
    if (r == OK) {
        r = find_last(&bank, &last, NULL);
        bank_close(&bank);
    }
    if (r == OK && last == NO_DAY)
        folder_drop_home(&m->folder);
}

static rc measure(struct measuring *m, struct why *why)
{
    bool too_far = false;
    rc r = measure_once(m, &too_far, why);
    if (r == OK && too_far) {
        folder_drop_home(&m->folder);
        r = measure_once(m, &too_far, why);
    }
    if (r != OK)
        drop_half(m);
    return r;
}

/* ---- all of it ---- */

static rc run_in_folder(struct measuring *m, struct why *why)
{
    const struct config_flags flags = {.home = m->folder.home, .database_url = ""};
    TRY(folder_fill(&m->folder, &m->world, &m->progress, why));
    TRY(config_load(&flags, &m->config, why));
    rc r = measure(m, why);
    config_release(&m->config);
    return r;
}

rc bench_night(const struct config *config, const struct night_args *args, struct why *why)
{
    char folder[4096];
    TRY(check_numbers(args, why));
    TRY(bench_fits(args->customers, BYTES_PER_CUSTOMER, why));
    uint64_t customers = (uint64_t)args->customers;
    uint64_t accounts = args->accounts ? (uint64_t)args->accounts : 3 * customers;
    snprintf(folder, sizeof folder, "%s/bench/%" PRIu64 "-%" PRIu64, config->home, customers,
             accounts);
    struct measuring m = {
        .args = args,
        .world = world_of(customers, accounts),
        .night = args->first       ? FIRST_DAY
                 : args->month_end ? MONTH_END_NIGHT
                                   : ORDINARY_NIGHT,
    };
    TRY(folder_enter(args->folder ? args->folder : folder, &m.folder, why));
    progress_init(&m.progress, stderr, args->quiet);
    rc r = run_in_folder(&m, why);
    progress_stop(&m.progress);
    folder_leave(&m.folder);
    if (r == E_CONFLICT && end_asked())
        return why_say(why, r, "bench: interrupted; what was half made was removed");
    return r;
}
