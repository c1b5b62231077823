#include "pcrm/scheme/trial.h"

#include <jansson.h>

#include "base/clock.h"
#include "base/mapped.h"
#include "pcrm/day/books.h"
#include "pcrm/day/rules.h"
#include "pcrm/day/state.h"
#include "pcrm/day/write.h"
#include "pcrm/scheme/trial.sql.h"

/* ---- what is counted ---- */

static size_t level_of_name(const struct scheme *s, const char *name)
{
    size_t level = s ? s->level_count : 0;
    while (level > 0 && strcmp(s->levels[level - 1].name, name) != 0)
        level--;
    return level;
}

/* A level that is no more stands between the next lower one that is left and the one above it. */
static void fill_ranks(struct trial_sort *s)
{
    uint8_t below = 0;
    for (size_t level = 1; s->before && level <= s->before->level_count; level++) {
        size_t now = level_of_name(s->after, s->before->levels[level - 1].name);
        s->rank[level] = (uint8_t)(now ? 2 * now : below + 1u);
        below = now ? s->rank[level] : below;
    }
    for (size_t stage = 0; !s->before && !s->after && stage < STAGE_COUNT; stage++)
        s->rank[stage] = (uint8_t)(2 * stage);
}

int trial_moves(const struct trial_sort *s, size_t before, size_t after)
{
    size_t now = 2 * after;
    return (now > s->rank[before]) - (now < s->rank[before]);
}

static void add_sort(struct trial_sorts *all, struct trial_sort sort)
{
    struct trial_sort *s = &all->at[all->len++];
    *s = sort;
    fill_ranks(s);
}

static const struct scheme *scheme_at(const struct rules *r, size_t side)
{
    return side < SIDES_MOST ? &r->sides[side] : NULL;
}

void trial_sorts_of(const struct rules *in_force, const struct rules *tried,
                    struct trial_sorts *ret)
{
    ret->len = 0;
    add_sort(ret, (struct trial_sort){.name = "stage"});
    add_sort(ret, (struct trial_sort){
                      .name = "value", .before = &in_force->value, .after = &tried->value});
    for (size_t side = 0; side < SIDES_MOST; side++) {
        const struct scheme *s = &in_force->sides[side];
        size_t after = side_of_name(tried, text_of(s->name));
        if (s->level_count > 0)
            add_sort(ret,
                     (struct trial_sort){
                         s->name, s, scheme_at(tried, after), (uint8_t)side, (uint8_t)after, {0}});
    }
    for (size_t side = 0; side < SIDES_MOST; side++) {
        const struct scheme *s = &tried->sides[side];
        if (s->level_count > 0 && side_of_name(in_force, text_of(s->name)) == SIDES_MOST)
            add_sort(ret, (struct trial_sort){s->name, NULL, s, SIDES_MOST, (uint8_t)side, {0}});
    }
}

static const char *level_name(size_t sort, const struct scheme *s, size_t level)
{
    if (sort == TRIAL_STAGE)
        return level < STAGE_COUNT ? stage_names[level] : "";
    return level == 0 || !s || level > s->level_count ? "none" : s->levels[level - 1].name;
}

/* ---- loading ---- */

struct trying {
    struct bank *bank;
    struct job *job;
    struct trial *trial;
    struct book book;
    struct whatif_state state;
    struct whatif_levels *before, *after; /* by row */
    fen *cc_spend;                        /* by row, NULL: the same */
    uint32_t *homes, *managers;           /* by row, ids; 0: none */
    struct why *why;
};

static void stage(struct trying *t, const char *name)
{
    if (t->job)
        job_stage(t->job, name, N_("customers"), t->trial->customers);
}

static rc go_on(struct trying *t)
{
    return t->job ? job_go_on_now(t->job, t->why) : OK;
}

/* The book at the end of a day, by a state of its own: nothing is written. */
static rc load_book(struct trying *t, day d, struct book *book)
{
    struct state state;
    struct rules rules;
    book_init(book, bank_hash(t->bank, text_of(t->bank->config->base_currency)));
    TRY(rules_load(t->bank, d, &rules, t->why));
    state_open(&state, t->bank, t->job);
    rc r = state_load(&state, d, &rules, book, t->why);
    state_close(&state);
    return r;
}

static rc load_before(struct trying *t)
{
    struct book book;
    stage(t, N_("loading the day before"));
    rc r = load_book(t, t->trial->day - 1, &book);
    if (r == OK)
        whatif_remember(&book, t->trial->day, &t->state);
    book_release(&book);
    return r;
}

static rc load_last(struct trying *t)
{
    stage(t, N_("loading the last day"));
    TRY(load_book(t, t->trial->day, &t->book));
    t->trial->customers = t->book.customers.keys.count;
    return rules_load(t->bank, t->trial->day, &t->trial->in_force, t->why);
}

static rc on_home(void *ctx, const struct q_trial_homes_row *row)
{
    struct trying *t = ctx;
    if (row->customer_id >= 1 && row->customer_id <= t->trial->customers)
        t->homes[row->customer_id - 1] = (uint32_t)row->home_id;
    return OK;
}

static rc on_manager(void *ctx, const struct q_trial_managers_row *row)
{
    struct trying *t = ctx;
    if (row->customer_id >= 1 && row->customer_id <= t->trial->customers)
        t->managers[row->customer_id - 1] = (uint32_t)row->staff_id;
    return OK;
}

/* Whom they belong to, and what of the book another window of card spend changes. */
static rc load_rest(struct trying *t)
{
    struct db *db = t->bank->db;
    struct arena a;
    struct q_trial_day_set_row set;
    size_t count = t->trial->customers + (size_t)1;
    t->homes = mem_alloc(count * sizeof *t->homes);
    t->managers = mem_alloc(count * sizeof *t->managers);
    arena_init(&a);
    rc r = q_trial_day_set(db, &a, t->trial->day, &set);
    arena_release(&a);
    if (r == OK)
        r = q_trial_homes(db, on_home, t);
    if (r == OK)
        r = q_trial_managers(db, on_manager, t);
    if (r == OK)
        r = write_hands(t->bank, &t->book);
    if (r == OK && t->trial->tried.spend_days != t->trial->in_force.spend_days) {
        t->cc_spend = mem_alloc(count * sizeof *t->cc_spend);
        r = books_spend(t->bank, &t->book, t->trial->in_force.spend_days,
                        t->trial->tried.spend_days, t->cc_spend);
    }
    return db_tell(db, r, t->why);
}

static rc load(struct trying *t)
{
    struct db *db = t->bank->db;
    TRY(load_before(t));
    TRY(go_on(t));
    TRY(load_last(t));
    TRY(go_on(t));
    TRY(db_tell(db, db_begin_read(db), t->why));
    rc r = load_rest(t);
    db_rollback(db);
    return r;
}

/* ---- counting ---- */

static struct trial_cell *cell(const struct trial *t, size_t sort, uint32_t org, size_t before,
                               size_t after)
{
    size_t at = ((size_t)org * t->sorts.len + sort) * TRIAL_LEVELS + before;
    return &t->cells[at * TRIAL_LEVELS + after];
}

const struct trial_cell *trial_cell_at(const struct trial *t, size_t sort, uint32_t org, int before,
                                       int after)
{
    return cell(t, sort, org, (size_t)before, (size_t)after);
}

static void count_move(struct trial *t, size_t sort, uint32_t org, uint32_t row, uint8_t before,
                       uint8_t after)
{
    struct trial_cell *c = cell(t, sort, org, before, after);
    if (c->customers < TRIAL_EXAMPLES)
        c->examples[c->customers] = row;
    c->customers++;
}

static void count_cards(struct trial_cards *c, uint8_t vip, uint8_t due, int side)
{
    c->below[side] += vip >= GRADE_GOLD && due < vip;
    c->missing[side] += due >= GRADE_GOLD && vip < due;
}

static uint32_t most_of(const uint32_t *numbers, uint32_t count)
{
    uint32_t most = 0;
    for (uint32_t i = 0; i < count; i++)
        most = numbers[i] > most ? numbers[i] : most;
    return most;
}

static uint8_t level_in(const struct whatif_levels *l, uint8_t side)
{
    return side < SIDES_MOST ? side_level(l->sides, side) : 0;
}

static void count_customer(struct trying *x, uint32_t i)
{
    struct trial *t = x->trial;
    const struct whatif_levels *a = &x->before[i], *b = &x->after[i];
    uint32_t org = x->homes[i], manager = x->managers[i];
    uint8_t vip = x->book.customers.vip_grade[i];
    count_move(t, TRIAL_STAGE, org, i, a->stage, b->stage);
    count_move(t, TRIAL_VALUE, org, i, a->tier, b->tier);
    for (size_t sort = TRIAL_SIDES; sort < t->sorts.len; sort++) {
        const struct trial_sort *s = &t->sorts.at[sort];
        count_move(t, sort, org, i, level_in(a, s->side_before), level_in(b, s->side_after));
    }
    count_cards(&t->cards[org], vip, grade_due(&t->in_force, a->sides), 0);
    count_cards(&t->cards[org], vip, grade_due(&t->tried, b->sides), 1);
    if (manager) {
        t->loads[manager].before[a->tier]++;
        t->loads[manager].after[b->tier]++;
    }
}

static void count(struct trying *x)
{
    struct trial *t = x->trial;
    t->org_count = most_of(x->homes, t->customers);
    t->staff_count = most_of(x->managers, t->customers);
    trial_sorts_of(&t->in_force, &t->tried, &t->sorts);
    t->cells = mem_alloc(((size_t)t->org_count + 1) * t->sorts.len * TRIAL_LEVELS * TRIAL_LEVELS *
                         sizeof *t->cells);
    t->cards = mem_alloc(((size_t)t->org_count + 1) * sizeof *t->cards);
    t->loads = mem_alloc(((size_t)t->staff_count + 1) * sizeof *t->loads);
    for (uint32_t i = 0; i < t->customers; i++)
        if (!x->book.customers.gone[i])
            count_customer(x, i);
}

static void value(struct trying *x)
{
    struct trial *t = x->trial;
    unsigned threads = (unsigned)x->bank->config->threads;
    size_t size = (t->customers + (size_t)1) * sizeof *x->before;
    const struct whatif now = {.rules = &t->in_force, .in_force = &t->in_force};
    const struct whatif then = {
        .rules = &t->tried, .in_force = &t->in_force, .cc_spend = x->cc_spend};
    stage(x, N_("valuing everybody under both rules"));
    x->before = mem_alloc(size);
    x->after = mem_alloc(size);
    uint64_t began = clock_ns();
    whatif_run(&x->book, &x->state, &now, threads, x->before);
    whatif_run(&x->book, &x->state, &then, threads, x->after);
    count(x);
    t->nanoseconds = clock_ns() - began;
}

/* ---- the whole ---- */

static rc find_day(struct trying *t)
{
    struct q_trial_last_day_row row;
    TRY(db_tell(t->bank->db, q_trial_last_day(t->bank->db, &row), t->why));
    t->trial->day = row.day_;
    if (row.day_ != NO_DAY && row.day_ > row.first_day)
        return OK;
    return why_say(t->why, E_REFUSED,
                   "a trial begins with the day before the last one: it can be run from the second "
                   "day on");
}

static rc run_trial(struct trying *t)
{
    TRY(find_day(t));
    TRY(load(t));
    TRY(go_on(t));
    value(t);
    return OK;
}

rc trial_run(struct bank *bank, struct job *job, const struct rules *tried,
             struct trial **ret_trial, struct why *why)
{
    struct trying *t = mem_alloc(sizeof *t);
    *t =
        (struct trying){.bank = bank, .job = job, .trial = mem_alloc(sizeof *t->trial), .why = why};
    t->trial->tried = *tried;
    book_init(&t->book, bank_hash(bank, text_of(bank->config->base_currency)));
    rc r = run_trial(t);
    if (r == OK)
        *ret_trial = t->trial;
    else
        trial_free(t->trial);
    whatif_release(&t->state);
    book_release(&t->book);
    free(t->before);
    free(t->after);
    free(t->cc_spend);
    free(t->homes);
    free(t->managers);
    free(t);
    return r;
}

void trial_free(struct trial *t)
{
    if (!t)
        return;
    free(t->cells);
    free(t->cards);
    free(t->loads);
    free(t);
}

/* ---- from the command line ---- */

static rc rules_of_file(struct bank *bank, const char *path, day d, struct rules *ret_rules,
                        struct why *why)
{
    struct mapped file;
    struct arena a;
    struct q_trial_rules_row base;
    struct q_trial_merged_row merged;
    json_error_t error;
    TRY(mapped_open(path, &file, why));
    json_t *json = json_loadb(file.bytes.ptr, file.bytes.len, JSON_REJECT_DUPLICATES, &error);
    rc r = json_is_object(json)
               ? OK
               : why_say(why, E_INVALID, "%s: not rules as JSON: line %d: %s", path,
                         json ? 1 : error.line, json ? "no object" : error.text);
    json_decref(json);
    arena_init(&a);
    if (r == OK)
        r = db_tell(bank->db, q_trial_rules(bank->db, &a, d, &base), why);
    if (r == OK)
        r = db_tell(bank->db, q_trial_merged(bank->db, &a, base.rules, file.bytes, &merged), why);
    if (r == OK && (r = rules_parse(merged.rules, 0, ENGLISH, ret_rules, why)) != OK)
        r = why_in(why, r, "%s", path);
    arena_release(&a);
    mapped_close(&file);
    return r;
}

/* "stage, value, card, mass" */
static const char *names_of(struct arena *a, const struct trial_sorts *sorts)
{
    const char *all = "";
    for (size_t i = 0; i < sorts->len; i++)
        all = arena_printf(a, "%s%s%s", all, i > 0 ? ", " : "", sorts->at[i].name);
    return all;
}

static rc find_sort(const struct trial_sorts *sorts, const char *scheme, size_t *ret,
                    struct why *why)
{
    struct arena a;
    size_t at = 0;
    while (at < sorts->len && strcmp(sorts->at[at].name, scheme) != 0)
        at++;
    *ret = at;
    if (at < sorts->len)
        return OK;
    arena_init(&a);
    rc r = why_say(why, E_USAGE, "--scheme %s: there are %s", scheme, names_of(&a, sorts));
    arena_release(&a);
    return r;
}

/* Before anything is valued. */
static rc check_scheme(struct bank *bank, const char *scheme, day last, const struct rules *tried,
                       size_t *ret_sort, struct why *why)
{
    struct rules *now = mem_alloc(sizeof *now);
    struct trial_sorts *sorts = mem_alloc(sizeof *sorts);
    rc r = rules_load(bank, last, now, why);
    if (r == OK) {
        trial_sorts_of(now, tried, sorts);
        r = find_sort(sorts, scheme ? scheme : "value", ret_sort, why);
    }
    free(sorts);
    free(now);
    return r;
}

static void print_cells(struct csv_out *out, const struct trial *t, size_t sort, uint32_t from,
                        uint32_t to, const char *org_no)
{
    const struct trial_sort *s = &t->sorts.at[sort];
    for (size_t before = 0; before < TRIAL_LEVELS; before++)
        for (size_t after = 0; after < TRIAL_LEVELS; after++) {
            uint64_t customers = 0;
            for (uint32_t org = from; org <= to; org++)
                customers += cell(t, sort, org, before, after)->customers;
            if (customers == 0)
                continue;
            if (org_no)
                csv_out_string(out, org_no);
            csv_out_string(out, level_name(sort, s->before, before));
            csv_out_string(out, level_name(sort, s->after, after));
            csv_out_number(out, (int64_t)customers);
            csv_out_row(out);
        }
}

static rc print_orgs(struct bank *bank, struct csv_out *out, const struct trial *t, size_t of,
                     struct why *why)
{
    struct arena a;
    struct q_trial_orgs_row *orgs = NULL;
    size_t len = 0;
    arena_init(&a);
    rc r = db_tell(bank->db, q_trial_orgs(bank->db, &a, &orgs, &len), why);
    for (size_t i = 0; r == OK && i < len; i++) {
        uint32_t id = (uint32_t)orgs[i].org_id;
        if (id <= t->org_count)
            print_cells(out, t, of, id, id, arena_text(&a, orgs[i].org_no.ptr, orgs[i].org_no.len));
    }
    arena_release(&a);
    return r;
}

static rc print_trial(struct bank *bank, const struct trial *t, const struct whatif_ask *ask,
                      size_t of, FILE *file, enum csv_form form, struct why *why)
{
    static const struct csv_column columns[] = {{"org_no", CSV_TEXT},
                                                {"old_level", CSV_TEXT},
                                                {"new_level", CSV_TEXT},
                                                {"count", CSV_NUMBER}};
    size_t first = ask->by_org ? 0 : 1;
    struct csv_out out;
    csv_out_init(&out, file, form, columns + first, ARRAY_LEN(columns) - first);
    rc r = OK;
    if (ask->by_org)
        r = print_orgs(bank, &out, t, of, why);
    else
        print_cells(&out, t, of, 0, t->org_count, NULL);
    rc ended = csv_out_end(&out, why);
    return r == OK ? ended : r;
}

static rc check_date(struct bank *bank, day date, day *ret_last, struct why *why)
{
    struct q_trial_last_day_row row;
    TRY(db_tell(bank->db, q_trial_last_day(bank->db, &row), why));
    *ret_last = row.day_;
    if (row.day_ == NO_DAY)
        return why_say(why, E_NOT_FOUND, "no day was run yet: call guanhu batch DIR first");
    if (date == NO_DAY || date == row.day_)
        return OK;
    return why_say(why, E_USAGE, "--date %s: a trial is of the last day, %s", day_format(date).text,
                   day_format(row.day_).text);
}

rc whatif_print(struct bank *bank, const struct whatif_ask *ask, bool quiet, FILE *out,
                enum csv_form form, struct why *why)
{
    struct rules *rules = mem_alloc(sizeof *rules);
    struct trial *trial = NULL;
    size_t of = TRIAL_VALUE;
    day last = NO_DAY;
    rc r = check_date(bank, ask->date, &last, why);
    if (r == OK)
        r = rules_of_file(bank, ask->file, last, rules, why);
    if (r == OK)
        r = check_scheme(bank, ask->scheme, last, rules, &of, why);
    if (r == OK)
        r = trial_run(bank, NULL, rules, &trial, why);
    if (r == OK)
        r = print_trial(bank, trial, ask, of, out, form, why);
    if (r == OK && !quiet)
        fprintf(stderr, "%" PRIu32 " customers of %s, valued and counted twice in %" PRIu64 " ms\n",
                trial->customers, day_format(trial->day).text, trial->nanoseconds / 1000000);
    trial_free(trial);
    free(rules);
    return r;
}
