#include "pcrm/day/batch.h"

#include "base/clock.h"
#include "base/mapped.h"
#include "base/sha256.h"
#include "pcrm/day/batch.sql.h"
#include "pcrm/day/books.h"
#include "pcrm/day/home.h"
#include "pcrm/day/listing.h"
#include "pcrm/day/night_pages.sql.h"
#include "pcrm/day/rules.h"
#include "pcrm/day/state.h"
#include "pcrm/day/write.h"
#include "platform/scope.h"

enum { LONG_RUN = 7 }; /* days */

/* What some days brought. */
struct tally {
    uint64_t days, files, rows, bad, waiting, refused, alerts;
};

/* One batch while it runs. */
struct batch {
    struct bank *bank;
    const struct batch_args *args;
    struct job *job;
    struct arena arena;
    struct folders folders;
    struct profile profile;
    struct sha256 profile_print; /* of its file */
    day last;                    /* newest published day, NO_DAY */
    day start, until;            /* days to run; until < start: none */
    bool again;
    struct rules rules, rules_before; /* of the day, of the day before */
    int rule_version;                 /* of the day before */
    bool rules_are_new;               /* not those of the day before */
    struct book book;
    struct state state;
    int64_t mark; /* of this run of the day */
    struct run run;
    struct incoming incoming;
    struct take take;
    bool long_run;
    struct tally tally, total; /* since the last line shown; of the whole run */
    struct batch_result result;
};

/* ---- where the time goes ---- */

const char *batch_step_name(enum batch_step step)
{
    static const char *const names[STEP_COUNT] = {
        [STEP_LOAD] = "load",       [STEP_CHECKSUM] = "checksum", [STEP_PARSE] = "parse",
        [STEP_COMPUTE] = "compute", [STEP_WRITE] = "write",       [STEP_PUBLISH] = "publish",
        [STEP_TOTAL] = "total",     [STEP_KEEP] = "keep",
    };
    return names[step];
}

static void spend(struct batch *b, enum batch_step step, uint64_t ns, uint64_t rows, uint64_t bytes)
{
    struct batch_step_spent *s = &b->result.steps[step];
    s->ns += ns;
    s->rows += rows;
    s->bytes += bytes;
    s->peak_bytes = memory_watch_peak(b->args->watch);
}

/* Everything since 'began' that was not the intake's own work was the database's. */
static void spend_taking(struct batch *b, uint64_t began)
{
    const struct take_spent *t = &b->take.spent;
    uint64_t own = t->checksum_ns + t->parse_ns;
    uint64_t all = clock_ns() - began;
    spend(b, STEP_CHECKSUM, t->checksum_ns, 0, t->bytes);
    spend(b, STEP_PARSE, t->parse_ns, t->rows, t->bytes);
    spend(b, STEP_WRITE, all > own ? all - own : 0, t->written, 0);
}

/* ---- what is to be run ---- */

static rc find_last(struct batch *b, struct why *why)
{
    struct q_day_last_row row;
    TRY(db_tell(b->bank->db, q_day_last(b->bank->db, &row), why));
    b->last = row.day_;
    return OK;
}

static rc refuse_not_ready(const struct batch *b, day d, struct why *why)
{
    const struct folder *own = folders_on(&b->folders, d);
    if (!own || own->ready)
        return OK;
    return why_say(why, E_REFUSED,
                   "%s: the folder has no MANIFEST, so it is not ready: wait until it is delivered "
                   "whole, then call again",
                   own->path);
}

/* The first batch of a bank begins with the first ready folder. */
static void plan_first(struct batch *b)
{
    const struct folder *first = folders_first_ready(&b->folders);
    b->start = first ? first->day : NO_DAY;
}

static rc plan(struct batch *b, struct why *why)
{
    day date = b->args->date;
    const struct folder *newest = folders_newest_ready(&b->folders);

    b->start = b->last == NO_DAY ? NO_DAY : b->last + 1;
    b->until = date != NO_DAY ? date : newest ? newest->day : NO_DAY;
    if (date != NO_DAY && b->last != NO_DAY && date < b->last)
        return why_say(why, E_REFUSED,
                       "%s was run already, and so were later days: only the last one, %s, can be "
                       "run again",
                       day_format(date).text, day_format(b->last).text);
    if (date != NO_DAY)
        TRY(refuse_not_ready(b, date, why));
    if (b->last == NO_DAY) {
        plan_first(b);
        return OK;
    }
    b->again = date == b->last;
    if (b->again)
        b->start = date;
    return OK;
}

static bool nothing_to_do(const struct batch *b)
{
    return b->start == NO_DAY || b->until == NO_DAY || b->until < b->start;
}

/* The checksum of a file that was just read; of nothing where it is gone again. */
static struct sha256 print_of(const char *path)
{
    struct mapped file;
    struct sha256 sum = sha256_of((struct text){"", 0});
    if (mapped_open(path, &file, NULL) == OK) {
        sum = sha256_of(file.bytes);
        mapped_close(&file);
    }
    return sum;
}

static rc read_profile(struct batch *b, struct why *why)
{
    const char *path = b->args->profile;
    if (!path)
        path = arena_printf(&b->arena, "%s/profile.json", b->args->dir);
    b->profile_print = print_of(path);
    rc r = profile_read(&b->arena, path, &b->profile, why);
    if (r == E_NOT_FOUND && b->args->profile)
        return why_say(why, E_USAGE, "%s: there is no such profile", path);
    if (r == E_NOT_FOUND) {
        profile_default(&b->profile);
        return OK;
    }
    return r;
}

/* ---- the books before the first day to run ---- */

static rc load_books(struct batch *b, struct why *why)
{
    struct db *db = b->bank->db;
    day before = b->last;
    if (b->again) {
        struct q_day_before_row row;
        TRY(db_tell(db, q_day_before(db, b->start, &row), why));
        before = row.day_;
    }
    if (before == NO_DAY)
        return OK;

    struct q_day_rule_version_row version;
    bool found = false;
    TRY(db_tell(db, q_day_rule_version(db, before, &version, &found), why));
    b->rule_version = version.rule_version;
    TRY(rules_load(b->bank, before, &b->rules, why));

    job_stage(b->job, N_("reading the books"), N_("records"), 0);
    return state_load(&b->state, before, &b->rules, &b->book, why);
}

/* ---- one day ---- */

/* All that the day's rows follow from, but for the folder: the days before, rules, profile, what
 * people decided, this program. */
static rc note_origins(struct batch *b, day d)
{
    struct q_day_published_row before = {.published_at = 0};
    bool found;
    TRY(q_day_published(b->bank->db, d, &before, &found));
    struct incoming *in = &b->incoming;
    in->day = d;
    in->print = 0;
    incoming_depends(in, &before.published_at, sizeof before.published_at);
    incoming_depends(in, &b->rules.version, sizeof b->rules.version);
    incoming_depends(in, &b->profile_print, sizeof b->profile_print);
    incoming_depends(in, GUANHU_VERSION, sizeof GUANHU_VERSION);
    for (size_t i = 0; i < b->book.by_hand.len; i++) {
        uint32_t customer = *(uint32_t *)vec_at(&b->book.by_hand, i);
        const struct customers *c = &b->book.customers;
        incoming_depends(in, &customer, sizeof customer);
        incoming_depends(in, &c->target_hold[customer], sizeof c->target_hold[customer]);
        incoming_depends(in, &c->hand_tier[customer], sizeof c->hand_tier[customer]);
        incoming_depends(in, &c->hand_tier_until[customer], sizeof c->hand_tier_until[customer]);
    }
    return OK;
}

static rc begin_day(struct batch *b, day d, struct why *why)
{
    TRY(rules_load(b->bank, d, &b->rules, why));
    b->mark = state_day_begin(&b->state, &b->book);
    rc r = books_day_begin(b->bank, &b->book, d, b->rules.spend_days);
    TRY(db_tell(b->bank->db, r, why));
    b->rules_are_new = b->rule_version != 0 && b->rule_version != b->rules.version;
    if (b->rules_are_new)
        book_touch_all(&b->book, TOUCH_SUMS | TOUCH_WRITE);
    b->rule_version = b->rules.version;
    TRY(db_tell(b->bank->db, write_hands(b->bank, &b->book), why));
    return db_tell(b->bank->db, note_origins(b, d), why);
}

static rc take_day(struct batch *b, const struct folder *folder, struct why *why)
{
    struct day_text name = day_format(b->book.today);
    b->take.stage = b->long_run ? NULL : name.text;
    b->take.rules = &b->rules;
    b->take.profile = &b->profile;
    b->take.again = b->again && b->book.today == b->start;
    if (b->long_run)
        job_rename(b->job, name.text);
    return take_folder(&b->take, folder ? folder->path : NULL, why);
}

/* The last day run again starts from the state before it. */
static rc take_back(struct batch *b, day d, struct why *why)
{
    uint64_t began = clock_ns();
    TRY(db_tell(b->bank->db, write_take_back(b->bank, d), why));
    spend(b, STEP_LOAD, clock_ns() - began, 0, 0);
    return OK;
}

static rc write_valued(struct batch *b, struct why *why)
{
    uint64_t began = clock_ns();
    TRY(write_day(&b->incoming, &b->book, &b->rules, &b->rules_before, &b->run, &b->take, why));
    spend(b, STEP_WRITE, clock_ns() - began, b->run.changed.len + b->run.alerts.len, 0);
    return OK;
}

/* The first day has no day before it to compare movements with. */
static uint64_t alerts_raised(const struct batch *b)
{
    bool first = b->book.today == b->book.first_day;
    return b->run.alerts.len + (first ? 0 : b->take.movements.len);
}

/* From here on readers see the day, once it is committed. */
static rc publish(struct batch *b, bool folder, struct why *why)
{
    struct bank *bank = b->bank;
    uint64_t began = clock_ns();
    TRY(incoming_publish(&b->incoming, why));
    TRY(db_tell(bank->db, scope_protect(bank->db), why));
    TRY(take_endings(&b->take, why));
    TRY(db_tell(bank->db, home_settle(bank, &b->book, &b->rules, b->rules_are_new), why));
    rc r = write_published(bank, &(struct publication){
                                     .day = b->book.today,
                                     .rule_version = b->rules.version,
                                     .folder = folder,
                                     .customers = b->book.customers.keys.count,
                                     .alerts = (int64_t)alerts_raised(b),
                                     .newest_txn = b->take.newest_txn,
                                     .spend_from = b->take.spend_from,
                                     .spend_until = b->take.spend_until,
                                     .mark = b->mark,
                                 });
    uint64_t kept = clock_ns();
    if (r == OK)
        state_day_keep(&b->state, &b->book);
    spend(b, STEP_KEEP, clock_ns() - kept, 0, 0);
    if (r == OK)
        r = db_commit(bank->db);
    spend(b, STEP_PUBLISH, clock_ns() - began, 0, 0);
    return db_tell(bank->db, r, why);
}

/* What the day's steps took, for the pages; a day without them is none the worse. */
static rc keep_steps(struct batch *b, day d, const struct batch_step_spent *before, struct why *why)
{
    int32_t steps[STEP_COUNT];
    int64_t rows[STEP_COUNT], bytes[STEP_COUNT], millis[STEP_COUNT];
    for (int i = 0; i < STEP_COUNT; i++) {
        const struct batch_step_spent *now = &b->result.steps[i];
        steps[i] = i;
        rows[i] = (int64_t)(now->rows - before[i].rows);
        bytes[i] = (int64_t)(now->bytes - before[i].bytes);
        millis[i] = (int64_t)((now->ns - before[i].ns) / 1000000);
    }
    return db_tell(b->bank->db,
                   q_night_steps_put(b->bank->db,
                                     &(struct q_night_steps_put_in){.day_ = d,
                                                                    .steps = {steps, STEP_COUNT},
                                                                    .rows_ = {rows, STEP_COUNT},
                                                                    .bytes = {bytes, STEP_COUNT},
                                                                    .millis = {millis, STEP_COUNT}},
                                     NULL),
                   why);
}

static rc value_day(struct batch *b, day d, struct why *why)
{
    struct batch_step_spent before[STEP_COUNT];
    memcpy(before, b->result.steps, sizeof before);
    const struct folder *folder = folders_on(&b->folders, d);
    if (folder && !folder->ready)
        folder = NULL;
    if (b->again && d == b->start)
        TRY(take_back(b, d, why));
    uint64_t began = clock_ns();
    TRY(begin_day(b, d, why));
    TRY(take_day(b, folder, why));
    spend_taking(b, began);

    uint64_t taken = clock_ns();
    TRY(rules_carry(b->bank, &b->book, &b->rules, d, &b->rules_before, why));
    run_day(&b->run, &b->book, &b->rules, (unsigned)b->bank->config->threads);
    spend(b, STEP_COMPUTE, clock_ns() - taken, b->book.customers.keys.count, 0);
    incoming_index(&b->incoming);
    TRY(write_valued(b, why));
    TRY(job_go_on_now(b->job, why));
    TRY(publish(b, folder != NULL, why));
    spend(b, STEP_TOTAL, clock_ns() - began, b->take.spent.rows, b->take.spent.bytes);
    return keep_steps(b, d, before, why);
}

/* ---- what a person sees ---- */

static void add_day(struct tally *t, const struct batch *b)
{
    t->days++;
    t->alerts += alerts_raised(b);
    for (size_t i = 0; i < b->take.loads.len; i++) {
        const struct load_entry *l = vec_at(&b->take.loads, i);
        t->files++;
        t->refused += l->state == LOAD_REFUSED;
        t->rows += l->taken;
        t->bad += l->quarantined;
        t->waiting += l->waiting;
    }
}

/* "31 days, 90 files, 1234 rows taken, 5 alerts, 2 in quarantine, 0 waiting, 1 refused" */
static void tell_tally(const struct tally *t, char *line, size_t size)
{
    int len = t->days > 1 ? snprintf(line, size, "%" PRIu64 " days, ", t->days) : 0;
    len += snprintf(line + len, size - (size_t)len,
                    "%" PRIu64 " files, %" PRIu64 " rows taken, %" PRIu64 " alerts", t->files,
                    t->rows, t->alerts);
    if (t->bad || t->waiting || t->refused)
        snprintf(line + len, size - (size_t)len,
                 ", %" PRIu64 " in quarantine, %" PRIu64 " waiting, %" PRIu64 " refused", t->bad,
                 t->waiting, t->refused);
}

/* A run of a few days has a bar and a line for each; a long one a bar over the days and a line for
 * each month. */
static void begin_showing(struct batch *b)
{
    b->long_run = b->until - b->start >= LONG_RUN;
    if (b->long_run)
        job_stage(b->job, day_format(b->start).text, N_("days"),
                  (uint64_t)(b->until - b->start + 1));
}

static void show_day(struct batch *b, day d)
{
    char figures[256], line[320];
    add_day(&b->tally, b);
    add_day(&b->total, b);
    if (b->long_run && !day_is_month_end(d) && d != b->until) {
        job_at(b->job, b->total.days);
        return;
    }
    tell_tally(&b->tally, figures, sizeof figures);
    b->tally = (struct tally){0};
    if (!b->long_run) {
        job_finish_stage(b->job, figures);
        return;
    }
    snprintf(line, sizeof line, "%.7s  %s", day_format(d).text, figures);
    job_note(b->job, line);
    job_at(b->job, b->total.days);
}

static void end_showing(struct batch *b)
{
    char figures[256];
    if (!b->long_run)
        return;
    tell_tally(&b->total, figures, sizeof figures);
    job_finish_stage(b->job, figures);
}

/* Old days are published and stay as they are; only how they lie and how much is kept of them
 * changes. */
static rc tidy(struct batch *b, day d, struct why *why)
{
    rc r = write_gather(b->bank);
    if (r == OK && day_is_month_end(d))
        r = write_thin(b->bank, d);
    if (r == OK)
        return OK;
    (void)db_tell(b->bank->db, r, why);
    db_rollback(b->bank->db);
    return r;
}

static rc run_days(struct batch *b, struct why *why)
{
    begin_showing(b);
    for (day d = b->start; d <= b->until; d++) {
        rc r = db_tell(b->bank->db, db_begin(b->bank->db), why);
        if (r == OK)
            r = value_day(b, d, why);
        if (r != OK) {
            db_rollback(b->bank->db);
            return why_in(why, r, "%s", day_format(d).text);
        }
        show_day(b, d);
        TRY(tidy(b, d, why));
    }
    end_showing(b);
    state_end(&b->state, &b->book);
    b->result.days = (int)b->total.days;
    b->result.alerts = b->total.alerts;
    b->result.first = b->start;
    b->result.last = b->until;
    b->result.again = b->again;
    b->result.customers = b->book.customers.keys.count;
    return OK;
}

static rc run_batch(struct batch *b, struct why *why)
{
    TRY(read_profile(b, why));
    TRY(folders_list(&b->arena, b->args->dir, &b->folders, why));
    b->result.folders = b->folders.len;
    TRY(find_last(b, why));
    rc planned = plan(b, why);
    TRY(listing_note(b->bank, &b->folders, b->last, b->again ? b->start : NO_DAY,
                     planned == OK ? why : NULL));
    if (planned != OK || nothing_to_do(b))
        return planned;
    uint64_t began = clock_ns();
    TRY(load_books(b, why));
    spend(b, STEP_LOAD, clock_ns() - began,
          b->book.customers.keys.count + b->book.accounts.keys.count, 0);
    return run_days(b, why);
}

rc batch_run(struct bank *bank, struct job *job, const struct batch_args *args,
             struct batch_result *ret_result, struct why *why)
{
    struct batch *b = mem_alloc(sizeof *b);
    *b = (struct batch){.bank = bank, .args = args, .job = job, .last = NO_DAY};
    arena_init(&b->arena);
    book_init(&b->book, bank_hash(bank, text_of(bank->config->base_currency)));
    state_open(&b->state, bank, b->job);
    run_init(&b->run);
    incoming_init(&b->incoming, bank);
    take_init(&b->take, bank, &b->incoming, &b->book, b->job);

    rc r = run_batch(b, why);
    if (r == OK)
        *ret_result = b->result;

    take_release(&b->take);
    incoming_release(&b->incoming);
    run_release(&b->run);
    state_close(&b->state);
    book_release(&b->book);
    arena_release(&b->arena);
    free(b);
    return r;
}
