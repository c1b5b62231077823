#include "demo/files.h"

#include "demo/care.h"
#include "demo/live.h"
#include "demo/person.h"
#include "demo/settle.h"
#include "demo/tell.h"

enum { MONTH_TOLD = 3 }; /* days before its end, the last of history's months excepted */

static void live_first_day(struct town *t)
{
    static const enum dayfile full[] = {FILE_ORG,      FILE_PRODUCT, FILE_FX,   FILE_STAFF,
                                        FILE_CUSTOMER, FILE_ACCOUNT, FILE_CARD, FILE_RELATION};
    for (size_t i = 0; i < ARRAY_LEN(full); i++)
        day_folder_set_full(&t->pen.folder, full[i]);
    tell_bank(t);
    tell_rates(t);
    for (uint64_t c = 0; c < t->size.customers; c++)
        customer_comes(t);
    for (uint32_t c = 0; c < t->size.customers; c++) {
        tell_past_of(t, c);
        tell_relations(t, c);
    }
}

/* A month of history is told towards its end, and what is left of one before the daily days. */
static bool is_told(const struct town *t)
{
    return t->today == t->first || t->today + 1 >= t->daily ||
           day_is_month_end(t->today + MONTH_TOLD);
}

static rc write_day(struct town *t, const char *dir, struct why *why)
{
    pen_begin(&t->pen, dir, t->today);
    t->transactions = 0;
    if (t->today == t->first)
        live_first_day(t);
    else if (t->today < t->daily)
        live_month(t);
    else
        live_day(t);
    tell_touched(t);
    return pen_end(&t->pen, why);
}

static rc write_days(struct town *t, const char *dir, struct progress *progress, struct why *why)
{
    progress_stage(progress, "writing the day files", "days", (uint64_t)(t->size.until - t->first));
    for (t->today = t->first; t->today <= t->size.until; t->today++) {
        if (is_told(t))
            TRY(write_day(t, dir, why));
        progress_at(progress, (uint64_t)(t->today - t->first));
    }
    t->today = t->size.until;
    progress_finish(progress, "%" PRIu64 " rows, %zu customers, %zu accounts", t->pen.written,
                    t->holders.len, t->holdings.len);
    return OK;
}

rc files_write(struct demo_size size, const char *dir, const char *care_path,
               struct progress *progress, struct why *why)
{
    struct town *t = mem_alloc(sizeof *t);
    town_init(t, size);
    rc r = write_days(t, dir, progress, why);
    if (r == OK)
        r = care_write(t, care_path, why);
    town_release(t);
    free(t);
    return r;
}
