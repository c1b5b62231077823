#include "bench/audience.h"

#include <malloc.h>

#include "base/end.h"
#include "base/json_out.h"
#include "base/large.h"
#include "base/memory.h"
#include "base/progress.h"
#include "bench/audience_ask.h"
#include "bench/audience_csv.h"
#include "bench/fits.h"
#include "engine/events.h"
#include "engine/pick.h"

enum {
    BYTES_PER_CUSTOMER = 700, /* while it is made */
    MB = 1024 * 1024,
    WARM = 101,
    WARM_LEAST = 11,
    WARM_MS = 400, /* slow ones are asked less often */
    COLD = 5,
    ROUNDS = 3,       /* of all formulas */
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
    bool agrees;
    double first, cold, median, p99; /* milliseconds; the last two warm */
};

static rc check_args(const struct audience_args *a, struct why *why)
{
    if (a->customers < 1 || a->customers > UINT32_MAX / 2)
        return why_say(why, E_USAGE, "bench audience: say how many customers: --customers N");
    return bench_fits(a->customers, BYTES_PER_CUSTOMER, why);
}

/* ---- one question ---- */

static int by_size(const void *p, const void *q)
{
    const double *x = p, *y = q;
    return (*x > *y) - (*x < *y);
}

/* Writes all of it, so that nothing else is left in the caches. */
static void sweep(struct measuring *m)
{
    for (size_t i = 0; i < SWEPT; i += 64)
        m->swept[i]++;
}

static rc time_once(struct measuring *m, const struct question *q, double *ret_ms, struct why *why)
{
    struct arena_mark mark = arena_mark(&m->arena);
    rc r = audience_time(&m->bank, q, &m->arena, ret_ms, why);
    arena_rewind(&m->arena, mark);
    return r;
}

static rc time_cold(struct measuring *m, const struct question *q, struct timed *ret,
                    struct why *why)
{
    double ms[COLD];
    for (size_t i = 0; i < COLD; i++) {
        sweep(m);
        TRY(time_once(m, q, &ms[i], why));
    }
    qsort(ms, COLD, sizeof *ms, by_size);
    ret->cold = ms[COLD / 2];
    return OK;
}

static rc time_warm(struct measuring *m, const struct question *q, struct timed *ret,
                    struct why *why)
{
    double ms[WARM], all = 0;
    size_t len = 0;
    for (; len < WARM && (len < WARM_LEAST || all < WARM_MS); len++) {
        TRY(time_once(m, q, &ms[len], why));
        all += ms[len];
    }
    qsort(ms, len, sizeof *ms, by_size);
    ret->median = ms[len / 2];
    ret->p99 = ms[len * 99 / 100];
    return OK;
}

static bool is_same(const struct answer *x, const struct answer *y)
{
    return x->count == y->count && x->sum == y->sum && x->hash == y->hash;
}

static rc time_question(struct measuring *m, const struct question *q, const struct answer *plain,
                        struct timed *ret, struct why *why)
{
    struct asked_answer first;
    struct arena_mark mark = arena_mark(&m->arena);
    rc r = audience_ask(&m->bank, q, &m->arena, &first, why);
    arena_rewind(&m->arena, mark);
    if (r != OK)
        return r;
    ret->answer = first.answer;
    ret->agrees = is_same(&first.answer, plain);
    ret->first = first.ms;
    TRY(time_cold(m, q, ret, why));
    return time_warm(m, q, ret, why);
}

/* ---- what is printed ---- */

static void print_question(const struct question *q, const struct timed *t)
{
    struct buf line;
    buf_init(&line);
    buf_add_text(&line, "{\"query\":");
    json_add_text(&line, text_of(q->name));
    buf_add_text(&line, ",\"condition\":");
    json_add_text(&line, text_of(q->text));
    buf_printf(&line,
               ",\"count\":%" PRIu64 ",\"assets_fen\":%" PRId64
               ",\"first_us\":%.0f,\"cold_us\":%.0f,\"median_us\":%.0f,\"p99_us\":%.0f"
               ",\"agrees\":%s}",
               t->answer.count, fen_clamp(t->answer.sum), 1000 * t->first, 1000 * t->cold,
               1000 * t->median, 1000 * t->p99, t->agrees ? "true" : "false");
    printf("%.*s\n", (int)line.len, line.bytes);
    fflush(stdout);
    buf_release(&line);
}

static void print_memory(const struct measuring *m, const char *what, uint64_t bytes)
{
    printf("{\"memory\":\"%s\",\"bytes\":%" PRIu64 ",\"bytes_a_customer\":%.1f}\n", what, bytes,
           (double)bytes / (double)m->args->customers);
}

/* ---- formulas ---- */

struct formulas {
    struct formula items[AUDIENCE_FORMULAS];
    uint64_t plain[AUDIENCE_FORMULAS]; /* how many, by the plain loop */
};

static struct formulas *make_formulas(struct arena *a)
{
    struct formulas *all = arena_alloc(a, sizeof *all);
    for (size_t i = 0; i < AUDIENCE_FORMULAS; i++) {
        struct die die = die_of(DIE_FORMULA, i);
        formula_make(&die, a, &all->items[i]);
    }
    return all;
}

static struct question question_of(const struct formula *f)
{
    return (struct question){.name = "formula", .kind = ASK_COUNT, .text = f->text};
}

/* Makes what is kept of the tags, too. */
static rc check_formulas(struct measuring *m, const struct formulas *all, struct why *why)
{
    for (size_t i = 0; i < AUDIENCE_FORMULAS; i++) {
        struct asked_answer found;
        struct arena_mark mark = arena_mark(&m->arena);
        const struct question q = question_of(&all->items[i]);
        rc r = audience_ask(&m->bank, &q, &m->arena, &found, why);
        arena_rewind(&m->arena, mark);
        if (r == OK && found.answer.count != all->plain[i])
            r = why_say(why, E_INTERNAL, "%s: the engine finds %" PRIu64 ", a plain loop %" PRIu64,
                        all->items[i].text, found.answer.count, all->plain[i]);
        if (r != OK)
            return r;
    }
    return OK;
}

static rc ask_formulas(struct measuring *m, const struct formulas *all, struct why *why)
{
    double ms[ROUNDS * AUDIENCE_FORMULAS];
    TRY(check_formulas(m, all, why));
    for (size_t i = 0; i < ARRAY_LEN(ms); i++) {
        const struct question q = question_of(&all->items[i % AUDIENCE_FORMULAS]);
        TRY(time_once(m, &q, &ms[i], why));
    }
    qsort(ms, ARRAY_LEN(ms), sizeof *ms, by_size);
    printf("{\"formulas\":%d,\"tags\":%d,\"median_us\":%.0f,\"p99_us\":%.0f}\n", AUDIENCE_FORMULAS,
           FORMULA_TAGS, 1000 * ms[ARRAY_LEN(ms) / 2], 1000 * ms[ARRAY_LEN(ms) * 99 / 100]);
    return OK;
}

/* ---- all of it ---- */

/* Those that are wrong are all shown before the first of them is said. */
static rc ask_all(struct measuring *m, const struct answer *plain, struct why *why)
{
    struct timed timed;
    rc r = OK;
    for (size_t i = 0; i < audience_questions_len; i++) {
        const struct question *q = &audience_questions[i];
        TRY(time_question(m, q, &plain[i], &timed, why));
        print_question(q, &timed);
        if (!timed.agrees && r == OK)
            r = why_say(why, E_INTERNAL,
                        "%s: the engine finds %" PRIu64 ", a plain loop %" PRIu64 "%s", q->name,
                        timed.answer.count, plain[i].count,
                        timed.answer.count == plain[i].count ? ", but not the same" : "");
        if (end_asked())
            return why_say(why, E_CANCELLED, "bench: interrupted");
    }
    return r;
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

/* What was freed is given back first. */
static uint64_t taken(const struct measuring *m)
{
    malloc_trim(0);
    uint64_t now = memory_used();
    return now > m->before ? now - m->before : 0;
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
    uint64_t made = taken(m);
    if (m->args->csv)
        TRY(audience_csv(&m->bank, m->args->csv, why));
    progress_stage(&m->progress, "the same by a plain loop", "customers", 0);
    struct formulas *formulas = make_formulas(&m->arena);
    const struct answer *plain =
        audience_plain(&m->bank, formulas->items, &m->arena, formulas->plain);
    progress_finish(&m->progress, "%zu questions", audience_questions_len);
    uint64_t before = taken(m);
    pick_prepare(m->bank.snapshot);
    uint64_t ordered = taken(m);
    TRY(ask_all(m, plain, why));
    TRY(ask_formulas(m, formulas, why));
    tell_memory(m, made);
    print_memory(m, "kept orders", more_than(ordered, before));
    print_memory(m, "kept sets", more_than(taken(m), ordered));
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
