#include "bench/reports.h"

#include <time.h>

#include "analysis/report/answer.h"
#include "base/clock.h"
#include "base/end.h"
#include "base/json_out.h"
#include "base/memory.h"
#include "base/progress.h"
#include "bench/fits.h"
#include "bench/reports_past.h"
#include "engine/totals.h"

enum { BYTES_PER_CUSTOMER = 1100, TIMES = 11, PARTS_MOST = 3, KEYS_MOST = 1 << 20 };

/* ---- questions ---- */

/* The part of a customer, as a small number; 'end' is the month end of a series, 0 today. */
typedef uint32_t invented_part(const struct audience_bank *b, const struct invented *c, int end);

static uint32_t of_tier(const struct audience_bank *b UNUSED, const struct invented *c, int end)
{
    return past_tier(c, end);
}
static uint32_t of_tier_now(const struct audience_bank *b UNUSED, const struct invented *c,
                            int end UNUSED)
{
    return c->tier;
}
static uint32_t of_tier_before(const struct audience_bank *b UNUSED, const struct invented *c,
                               int end UNUSED)
{
    return past_tier(c, 1);
}
static uint32_t of_branch(const struct audience_bank *b, const struct invented *c, int end UNUSED)
{
    return (uint32_t)branch_org(b, branch_of(b, c->outlet));
}
static uint32_t of_branch_then(const struct audience_bank *b, const struct invented *c, int end)
{
    return (uint32_t)branch_org(b,
                                branch_of(b, (uint64_t)(past_home(b, c, end) - outlet_org(b, 0))));
}
static uint32_t of_outlet(const struct audience_bank *b, const struct invented *c, int end UNUSED)
{
    return (uint32_t)outlet_org(b, c->outlet);
}
static uint32_t of_gender(const struct audience_bank *b UNUSED, const struct invented *c,
                          int end UNUSED)
{
    return c->gender;
}
static uint32_t of_band(const struct audience_bank *b UNUSED, const struct invented *c,
                        int end UNUSED)
{
    return band_of(c->aum);
}

struct asked_report {
    const char *name, *definition;
    invented_part *parts[PARTS_MOST];
    bool by_year; /* sum(aum,year_avg), not the point */
    fen at_least; /* of aum today */
    int64_t goal_ms;
};
/* clang-format off */
static const struct asked_report asked_reports[] = {
    {"by tier", "by=tier&show=customers,sum(aum)", {of_tier}, .goal_ms = 100},
    {"by branch and tier", "by=org(1),tier&show=customers,sum(aum)", {of_branch, of_tier}, .goal_ms = 100},
    {"by outlet", "by=org(all)&show=customers,sum(aum)", {of_outlet}, .goal_ms = 100},
    {"by branch, gender, tier", "by=org(1),gender,tier&show=customers,sum(aum)", {of_branch, of_gender, of_tier}, .goal_ms = 100},
    {"by assets and tier", "by=aum,tier&show=customers,sum(aum)", {of_band, of_tier}, .goal_ms = 100},
    {"rich by branch", "by=org(1)&show=customers,sum(aum)&where=aum>=100000", {of_branch}, .at_least = YUAN(100000), .goal_ms = 100},
    {"movements", "by=tier@month_end,tier&show=customers,sum(aum)", {of_tier_before, of_tier}, .goal_ms = 100},
    {"a year by tier of then", "by=tier&show=customers,sum(aum)&over=months(13)&as=then", {of_tier}, .goal_ms = 2000},
    {"a year by tier of now", "by=tier&show=customers,sum(aum)&over=months(13)", {of_tier_now}, .goal_ms = 2000},
    {"a year by branch of then", "by=org(1)&show=customers,sum(aum)&over=months(13)&as=then", {of_branch_then}, .goal_ms = 2000},
    {"year averages by branch", "by=org(1)&show=customers,sum(aum,year_avg)&over=months(13)", {of_branch}, .by_year = true, .goal_ms = 2000},
};
/* clang-format on */

/* ---- the plain loop ---- */

struct group {
    uint64_t count;
    int128_t sum;
};
/* Groups of a report: by point, then by the parts' numbers. */
struct plain {
    struct group *groups;
    size_t points;
};

enum { PART_ROOM = 1 << 14 };

static bool many_points(const struct asked_report *q)
{
    return strstr(q->definition, "over=") != NULL;
}

/* Parts as one number: the first has room for all organisations. */
static uint32_t slot_of(const uint32_t *parts)
{
    return parts[0] * 64 + parts[1] * 8 + parts[2];
}

static void add_customer(const struct audience_bank *b, const struct asked_report *q,
                         const struct invented *c, struct plain *p)
{
    for (int end = 0; end < (int)p->points; end++) {
        uint32_t parts[PARTS_MOST] = {0};
        if (!past_is_there(b, c, end) || c->aum < q->at_least)
            continue;
        for (size_t i = 0; i < PARTS_MOST && q->parts[i]; i++)
            parts[i] = q->parts[i](b, c, end);
        struct group *g = &p->groups[(size_t)end * KEYS_MOST + slot_of(parts)];
        g->count++;
        g->sum += q->by_year ? past_sum(b, c, end) : past_aum(c, end);
    }
}

static void plain_of(const struct audience_bank *b, const struct asked_report *q, struct plain *ret)
{
    struct invented c;
    ret->points = many_points(q) ? PAST_ENDS + 1 : 1;
    ret->groups = mem_alloc(ret->points * KEYS_MOST * sizeof *ret->groups);
    for (uint64_t number = 0; number < b->world.customers; number++) {
        invent_customer(b, number, &c);
        add_customer(b, q, &c, ret);
    }
}

/* ---- by the engine ---- */

struct reporting {
    struct audience_bank bank;
    struct sheet *items[PAST_ENDS + 1];
    struct sheets sheets;
    struct arena arena;
    struct progress progress;
};

static rc ask(struct reporting *g, const struct asked_report *q, const struct report_answer **ret,
              double *ret_ms, struct why *why)
{
    static const struct person head = {.post = POST_ADMIN};
    const struct asker asker = {.arena = &g->arena,
                                .who = &head,
                                .s = g->bank.snapshot,
                                .tongue = ENGLISH,
                                .sheets = &g->sheets};
    const struct report *report;
    struct report_fault fault = {NULL, NULL};
    const char *said = NULL;
    uint64_t began = clock_ns();
    rc r = report_from_address(&g->arena, ENGLISH, text_of(q->definition), &report, &fault);
    if (r == OK)
        r = report_ask(&asker, report, ret, &said);
    *ret_ms = (double)(clock_ns() - began) / 1e6;
    if (r != OK || said)
        return why_say(why, E_INTERNAL, "%s: %s", q->name, said ? said : fault.said);
    return OK;
}

/* An organisation is called by its number where there is no database. */
static uint32_t number_of_part(const struct report_axis *axis, uint32_t part)
{
    struct text key = axis->parts[part].key;
    uint32_t n = 0;
    if (axis->dim->kind != DIM_ORG)
        return part;
    for (size_t i = 1; i < key.len; i++)
        n = n * 10 + (uint32_t)(key.ptr[i] - '0');
    return n;
}

static bool is_group(const struct asked_report *q, const struct group *g,
                     const struct report_answer *x, const struct report_row *row, size_t point)
{
    int days = q->by_year ? day_of_year(x->points[point].day) : 1;
    struct report_value count = answer_value(x, row, point, 0),
                        sum = answer_value(x, row, point, 1);
    return count.known && sum.known && (uint64_t)count.number == g->count &&
           sum.number == fen_clamp(divide_half_up(g->sum, days));
}

/* Every figure of every group, and no group that is not told. */
static bool agrees(const struct asked_report *q, const struct report_answer *x,
                   const struct plain *plain)
{
    uint64_t told = 0, all = 0;
    bool same = x->points_len == plain->points;
    for (size_t i = 0; same && i < x->rows_len; i++)
        for (size_t p = 0; p < x->points_len; p++) {
            uint32_t parts[PARTS_MOST] = {0};
            for (size_t d = 0; d < x->axes_len; d++)
                parts[d] = number_of_part(&x->axes[d], x->rows[i].parts[d]);
            size_t end = x->points_len - 1 - p;
            const struct group *g = &plain->groups[end * KEYS_MOST + slot_of(parts)];
            told += g->count;
            same &= is_group(q, g, x, &x->rows[i], p);
        }
    for (size_t i = 0; i < plain->points * KEYS_MOST; i++)
        all += plain->groups[i].count;
    return same && told == all;
}

static int by_size(const void *p, const void *q)
{
    const double *x = p, *y = q;
    return (*x > *y) - (*x < *y);
}

/* Of all threads: what the machine's other work does not lengthen. */
static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

struct timed_report {
    double first, median, cpu; /* milliseconds */
};

static rc time_report(struct reporting *g, const struct asked_report *q, struct timed_report *ret,
                      struct why *why)
{
    double ms[TIMES], began = cpu_ms();
    for (size_t i = 0; i < TIMES; i++) {
        const struct report_answer *x;
        struct arena_mark mark = arena_mark(&g->arena);
        rc r = ask(g, q, &x, &ms[i], why);
        arena_rewind(&g->arena, mark);
        TRY(r);
        if (end_asked())
            return why_say(why, E_CANCELLED, "bench: interrupted");
    }
    ret->cpu = (cpu_ms() - began) / TIMES;
    ret->first = ms[0];
    qsort(ms, TIMES, sizeof *ms, by_size);
    ret->median = ms[TIMES / 2];
    return OK;
}

static void print_report(const struct asked_report *q, const struct report_answer *x,
                         const struct timed_report *t, bool same)
{
    struct buf line;
    buf_init(&line);
    buf_add_text(&line, "{\"report\":");
    json_add_text(&line, text_of(q->name));
    buf_add_text(&line, ",\"definition\":");
    json_add_text(&line, text_of(q->definition));
    buf_printf(&line,
               ",\"groups\":%zu,\"points\":%zu,\"customers\":%" PRId64
               ",\"first_us\":%.0f,\"median_us\":%.0f,\"cpu_us\":%.0f,\"goal_us\":%" PRId64
               ",\"agrees\":%s}",
               x->rows_len, x->points_len, x->all.values[(x->points_len - 1) * 2].number,
               1000 * t->first, 1000 * t->median, 1000 * t->cpu, 1000 * q->goal_ms,
               same ? "true" : "false");
    printf("%.*s\n", (int)line.len, line.bytes);
    fflush(stdout);
    buf_release(&line);
}

static rc ask_one(struct reporting *g, const struct asked_report *q, struct why *why)
{
    struct plain plain;
    const struct report_answer *x;
    struct timed_report timed = {.first = 0};
    double ms;
    TRY(time_report(g, q, &timed, why));
    TRY(ask(g, q, &x, &ms, why));
    plain_of(&g->bank, q, &plain);
    bool same = agrees(q, x, &plain);
    free(plain.groups);
    print_report(q, x, &timed, same);
    return same ? OK : why_say(why, E_INTERNAL, "%s: the engine and a plain loop differ", q->name);
}

static rc ask_all(struct reporting *g, struct why *why)
{
    struct arena_mark mark = arena_mark(&g->arena);
    for (size_t i = 0; i < ARRAY_LEN(asked_reports); i++) {
        rc r = ask_one(g, &asked_reports[i], why);
        arena_rewind(&g->arena, mark);
        TRY(r);
    }
    return OK;
}

static rc check_args(const struct reports_args *a, struct why *why)
{
    if (a->customers < 1 || a->customers > UINT32_MAX / 2)
        return why_say(why, E_USAGE, "bench reports: say how many customers: --customers N");
    return bench_fits(a->customers, BYTES_PER_CUSTOMER, why);
}

rc bench_reports(const struct reports_args *args, struct why *why)
{
    struct reporting g = {.sheets.len = PAST_ENDS + 1};
    TRY(check_args(args, why));
    progress_init(&g.progress, stderr, args->quiet);
    arena_init(&g.arena);
    rc r = audience_bank_make((uint64_t)args->customers, &g.progress, &g.bank, why);
    if (r == OK) {
        past_make(&g.bank, g.items);
        g.sheets.items = g.items;
        r = ask_all(&g, why);
        for (size_t i = 0; i <= PAST_ENDS; i++)
            sheet_unref(g.items[i]);
        audience_bank_release(&g.bank);
    }
    progress_stop(&g.progress);
    arena_release(&g.arena);
    return r;
}
