#include "bench/audience.h"

#include "base/end.h"
#include "base/json_out.h"
#include "base/large.h"
#include "base/memory.h"
#include "base/progress.h"
#include "bench/audience_ask.h"
#include "bench/audience_csv.h"
#include "engine/events.h"
#include "engine/pick.h"

enum {
    BYTES_PER_CUSTOMER = 700, /* while it is made */
    MB = 1024 * 1024,
    WARM = 21,
    COLD = 5,
    SWEPT = 128 * MB, /* more than any processor's cache */
};

struct measuring {
    const struct audience_args *args;
    struct audience_bank bank;
    struct progress progress;
    struct arena arena;
    char *swept;
    uint64_t before; /* memory that the program took */
};

struct timed {
    struct answer answer;
    double first, cold, warm; /* milliseconds */
};

static rc check_args(const struct audience_args *a, struct why *why)
{
    if (a->customers < 1 || a->customers > UINT32_MAX / 2)
        return why_say(why, E_USAGE, "bench audience: say how many customers: --customers N");
    uint64_t needed = (uint64_t)a->customers * BYTES_PER_CUSTOMER / MB;
    uint64_t available = memory_available() / MB;
    if (needed <= available)
        return OK;
    return why_say(why, E_UNAVAILABLE,
                   "%" PRId64 " customers need about %" PRIu64 " MB of memory, and %" PRIu64
                   " MB are free: take fewer --customers",
                   a->customers, needed, available);
}

/* ---- one question ---- */

static int by_size(const void *p, const void *q)
{
    const double *x = p, *y = q;
    return (*x > *y) - (*x < *y);
}

static double median(double *v, size_t len)
{
    qsort(v, len, sizeof *v, by_size);
    return v[len / 2];
}

/* Writes all of it, so that nothing else is left in the caches. */
static void sweep(struct measuring *m)
{
    for (size_t i = 0; i < SWEPT; i += 64)
        m->swept[i]++;
}

static rc time_often(struct measuring *m, const struct question *q, bool cold, double *ret_median,
                     struct why *why)
{
    double ms[WARM];
    size_t rounds = cold ? COLD : WARM;
    for (size_t i = 0; i < rounds; i++) {
        struct arena_mark mark = arena_mark(&m->arena);
        if (cold)
            sweep(m);
        rc r = audience_time(&m->bank, q, &m->arena, &ms[i], why);
        arena_rewind(&m->arena, mark);
        if (r != OK)
            return r;
    }
    *ret_median = median(ms, rounds);
    return OK;
}

static rc compare(const struct question *q, const struct answer *got, const struct answer *plain,
                  struct why *why)
{
    if (got->count == plain->count && got->sum == plain->sum && got->hash == plain->hash)
        return OK;
    return why_say(why, E_INTERNAL,
                   "%s: the engine answers %" PRIu64 " with assets of %.2f, a plain loop %" PRIu64
                   " with %.2f%s",
                   q->name, got->count, (double)got->sum / FEN_PER_YUAN, plain->count,
                   (double)plain->sum / FEN_PER_YUAN,
                   got->count == plain->count ? ": not the same ones, or not in that order" : "");
}

static rc time_question(struct measuring *m, const struct question *q, const struct answer *plain,
                        struct timed *ret, struct why *why)
{
    struct asked_answer first;
    struct arena_mark mark = arena_mark(&m->arena);
    rc r = audience_ask(&m->bank, q, &m->arena, &first, why);
    arena_rewind(&m->arena, mark);
    if (r == OK)
        r = compare(q, &first.answer, plain, why);
    if (r != OK)
        return r;
    ret->answer = first.answer;
    ret->first = first.ms;
    TRY(time_often(m, q, true, &ret->cold, why));
    return time_often(m, q, false, &ret->warm, why);
}

/* ---- what is printed ---- */

static void print_json(const struct question *q, const struct timed *t)
{
    struct buf line;
    buf_init(&line);
    buf_add_text(&line, "{\"question\":");
    json_add_text(&line, text_of(q->name));
    buf_add_text(&line, ",\"condition\":");
    json_add_text(&line, text_of(q->text));
    buf_printf(&line,
               ",\"answer\":%" PRIu64 ",\"assets_fen\":%" PRId64
               ",\"first_ms\":%.3f,\"cold_ms\":%.3f,\"warm_ms\":%.3f,\"goal_ms\":%.0f}",
               t->answer.count, fen_clamp(t->answer.sum), t->first, t->cold, t->warm, q->goal_ms);
    puts(buf_text(&line).ptr);
    buf_release(&line);
}

static void print_line(const struct question *q, const struct timed *t)
{
    printf("%-20s %10" PRIu64 " %10.3f %10.3f %10.3f", q->name, t->answer.count, t->first, t->cold,
           t->warm);
    if (q->goal_ms > 0)
        printf(" %6.0f", q->goal_ms);
    putchar('\n');
}

static void print_memory(const struct measuring *m, const char *what, uint64_t bytes)
{
    double each = (double)bytes / (double)m->args->customers;
    if (m->args->json)
        printf("{\"memory\":\"%s\",\"bytes\":%" PRIu64 ",\"bytes_a_customer\":%.1f}\n", what, bytes,
               each);
    else
        printf("%-20s %10" PRIu64 " MB %6.1f bytes a customer\n", what, bytes / MB, each);
}

/* ---- all of it ---- */

static rc ask_all(struct measuring *m, const struct answer *plain, struct why *why)
{
    struct timed timed;
    if (!m->args->json)
        printf("%-20s %10s %10s %10s %10s %6s\n", "milliseconds", "answer", "first", "cold", "warm",
               "goal");
    for (size_t i = 0; i < audience_questions_len; i++) {
        const struct question *q = &audience_questions[i];
        TRY(time_question(m, q, &plain[i], &timed, why));
        if (m->args->json)
            print_json(q, &timed);
        else
            print_line(q, &timed);
        fflush(stdout);
        if (end_asked())
            return why_say(why, E_CANCELLED, "bench: interrupted");
    }
    return OK;
}

/* Tags are lists of members; what the evaluator keeps of them is told as kept. */
static uint64_t tags_bytes(const struct snapshot *s)
{
    uint64_t members = 0;
    for (size_t i = 0; i < s->sets->len; i++)
        members += s->sets->items[i]->len;
    return members * sizeof(uint32_t);
}

static uint64_t events_bytes(const struct snapshot *s)
{
    uint64_t events = 0;
    for (size_t i = 0; i < s->events->acts_len; i++)
        events += s->events->acts[i]->first[ACT_COUNT];
    return events * sizeof(uint32_t);
}

static uint64_t more_than(uint64_t after, uint64_t before)
{
    return after > before ? after - before : 0;
}

static void tell_memory(const struct measuring *m, uint64_t made)
{
    uint64_t tags = tags_bytes(m->bank.snapshot), events = events_bytes(m->bank.snapshot);
    print_memory(m, "columns", made - tags - events);
    print_memory(m, "tags", tags);
    print_memory(m, "events", events);
}

static rc measure(struct measuring *m, struct why *why)
{
    if (m->args->csv)
        TRY(audience_csv(&m->bank, m->args->csv, why));
    progress_stage(&m->progress, "the same by a plain loop", "customers", 0);
    const struct answer *plain = audience_plain(&m->bank, &m->arena);
    progress_finish(&m->progress, "%zu questions", audience_questions_len);
    uint64_t made = memory_used() - m->before;
    pick_prepare(m->bank.snapshot);
    uint64_t ordered = memory_used() - m->before;
    TRY(ask_all(m, plain, why));
    tell_memory(m, made);
    print_memory(m, "kept orders", more_than(ordered, made));
    print_memory(m, "kept sets", more_than(memory_used() - m->before, ordered));
    return OK;
}

rc bench_audience(const struct audience_args *args, struct why *why)
{
    struct measuring m = {.args = args};
    TRY(check_args(args, why));
    arena_init(&m.arena);
    progress_init(&m.progress, stderr, args->quiet);
    m.swept = large_resize(NULL, 0, SWEPT);
    sweep(&m);
    m.before = memory_used();
    rc r = audience_bank_make((uint64_t)args->customers, &m.progress, &m.bank, why);
    if (r == OK) {
        r = measure(&m, why);
        audience_bank_release(&m.bank);
    }
    large_release(m.swept, SWEPT);
    progress_stop(&m.progress);
    arena_release(&m.arena);
    return r;
}
