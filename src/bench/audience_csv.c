#include "bench/audience_csv.h"

#include <errno.h>

#include "engine/figures.h"

static void put_row(const struct audience_bank *b, const struct invented *c, FILE *file)
{
    const fen *v = c->sums.v;
    fprintf(file,
            "%" PRIu64 ",%" PRIu64 ",%d,%d,%d,%d,%d,%d,%d,%d,%" PRId32 ",%s,%" PRIu64 ",%" PRIu64
            ",%" PRIu64 ",%" PRId32 ",%" PRId32,
            c->number + 1, c->tags, c->tier, c->stage, c->standing, c->below, c->gender,
            c->risk_level, c->gone, c->dnd, c->came, day_format(c->born).text, c->outlet,
            centre_of(b, c->outlet), branch_of(b, c->outlet), c->staff_id, c->login);
    fprintf(file,
            ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64
            ",%" PRId64 ",%d,%d,%" PRIu32 "\n",
            c->aum, v[CLASS_DEMAND] + v[CLASS_TIME], v[CLASS_WEALTH], v[CLASS_FUND],
            v[CLASS_MORTGAGE], c->acct_max, daily_average(c->fa_ytd, b->day), c->cc_spend,
            c->cc_grade, c->kinds, bucket_of((int64_t)c->number + 1));
}

rc audience_csv(const struct audience_bank *b, const char *path, struct why *why)
{
    struct invented c;
    FILE *file = fopen(path, "w");
    if (!file)
        return why_say(why, E_UNAVAILABLE, "%s: cannot write: %s", path, strerror(errno));
    fputs("cid,tags,tier,stage,standing,below,gender,risk_level,gone,dnd,came,born,outlet,centre,"
          "branch,staff,login,aum,deposits,wealth,funds,mortgage,acct_max,fa_avg,cc_spend,cc_grade,"
          "kinds,bucket\n",
          file);
    for (uint64_t number = 0; number < b->world.customers; number++) {
        invent_customer(b, number, &c);
        put_row(b, &c, file);
    }
    bool failed = ferror(file) != 0;
    if (fclose(file) != 0 || failed)
        return why_say(why, E_UNAVAILABLE, "%s: cannot write: %s", path, strerror(errno));
    return OK;
}
