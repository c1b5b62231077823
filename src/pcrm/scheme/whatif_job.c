/* A draft tried by a job, and the outcome kept. */
#include <jansson.h>

#include "pcrm/day/rules.h"
#include "pcrm/scheme/scheme.h"
#include "pcrm/scheme/trial.h"
#include "pcrm/scheme/whatif_pages.sql.h"

static rc add_cell(struct db *db, int32_t whatif_id, const struct trial *t, uint32_t org, size_t of,
                   int before, int after)
{
    const struct trial_cell *c = trial_cell_at(t, of, org, before, after);
    int64_t ids[TRIAL_EXAMPLES];
    size_t len = 0;
    if (c->customers == 0)
        return OK;
    int moves = trial_moves(&t->sorts.at[of], (size_t)before, (size_t)after);
    for (; moves != 0 && len < c->customers && len < TRIAL_EXAMPLES; len++)
        ids[len] = record_id(c->examples[len]);
    return q_whatif_cell_copy_add(db, &(struct q_whatif_cell_copy_row){
                                          .whatif_id = whatif_id,
                                          .scheme = (int16_t)of,
                                          .org_id = (int32_t)org,
                                          .level_before = (int16_t)before,
                                          .level_after = (int16_t)after,
                                          .moves = (int16_t)moves,
                                          .customers = (int32_t)c->customers,
                                          .examples = {ids, len},
                                      });
}

static rc add_cells(struct db *db, int32_t whatif_id, const struct trial *t)
{
    int64_t rows;
    TRY(q_whatif_cell_copy_begin(db));
    for (uint32_t org = 0; org <= t->org_count; org++)
        for (size_t of = 0; of < t->sorts.len; of++)
            for (int cell = 0; cell < TRIAL_LEVELS * TRIAL_LEVELS; cell++)
                TRY(add_cell(db, whatif_id, t, org, of, cell / TRIAL_LEVELS, cell % TRIAL_LEVELS));
    return q_whatif_cell_copy_end(db, &rows);
}

static rc add_loads(struct db *db, int32_t whatif_id, const struct trial *t)
{
    int64_t rows;
    TRY(q_whatif_load_copy_begin(db));
    for (uint32_t staff = 1; staff <= t->staff_count; staff++)
        for (int16_t level = 0; level < TRIAL_LEVELS; level++) {
            uint32_t before = t->loads[staff].before[level], after = t->loads[staff].after[level];
            if (before + after == 0)
                continue;
            TRY(q_whatif_load_copy_add(db,
                                       &(struct q_whatif_load_copy_row){.whatif_id = whatif_id,
                                                                        .staff_id = (int32_t)staff,
                                                                        .level = level,
                                                                        .before = (int32_t)before,
                                                                        .after = (int32_t)after}));
        }
    return q_whatif_load_copy_end(db, &rows);
}

static rc add_cards(struct db *db, int32_t whatif_id, const struct trial *t)
{
    int64_t rows;
    TRY(q_whatif_card_copy_begin(db));
    for (uint32_t org = 0; org <= t->org_count; org++) {
        const struct trial_cards *c = &t->cards[org];
        if (c->below[0] + c->below[1] + c->missing[0] + c->missing[1] > 0)
            TRY(q_whatif_card_copy_add(
                db, &(struct q_whatif_card_copy_row){.whatif_id = whatif_id,
                                                     .org_id = (int32_t)org,
                                                     .below_before = (int32_t)c->below[0],
                                                     .below_after = (int32_t)c->below[1],
                                                     .missing_before = (int32_t)c->missing[0],
                                                     .missing_after = (int32_t)c->missing[1]}));
    }
    return q_whatif_card_copy_end(db, &rows);
}

static rc keep_trial(struct db *db, const struct q_trial_draft_row *draft, int32_t draft_id,
                     const struct trial *t, int32_t *ret_id)
{
    struct q_whatif_add_row row;
    const struct q_whatif_add_in in = {.draft_id = draft_id,
                                       .edition = draft->edition,
                                       .day_ = t->day,
                                       .base_version = t->in_force.version,
                                       .customers = (int32_t)t->customers,
                                       .millis = (int32_t)(t->nanoseconds / 1000000),
                                       .rules = draft->rules};
    TRY(q_whatif_add(db, &in, &row));
    TRY(add_cells(db, row.whatif_id, t));
    TRY(add_cards(db, row.whatif_id, t));
    TRY(add_loads(db, row.whatif_id, t));
    *ret_id = row.whatif_id;
    return OK;
}

static rc keep_whole(struct bank *bank, const struct q_trial_draft_row *draft, int32_t draft_id,
                     const struct trial *t, int32_t *ret_id, struct why *why)
{
    struct db *db = bank->db;
    TRY(db_tell(db, db_begin(db), why));
    rc r = keep_trial(db, draft, draft_id, t, ret_id);
    if (r == OK)
        r = db_commit(db);
    if (r != OK)
        (void)db_tell(db, r, why);
    db_rollback(db);
    return r;
}

static rc try_draft(struct bank *bank, struct job *job, struct arena *a, int32_t draft_id,
                    struct buf *ret_result, struct why *why)
{
    struct q_trial_draft_row draft;
    struct trial *trial = NULL;
    struct rules *rules = arena_alloc(a, sizeof *rules);
    bool found = false;
    int32_t id = 0;
    TRY(db_tell(bank->db, q_trial_draft(bank->db, a, draft_id, &draft, &found), why));
    if (!found)
        return why_say(why, E_NOT_FOUND, "there is no draft %d", (int)draft_id);
    TRY(rules_parse(draft.rules, 0, ENGLISH, rules, why));
    TRY(trial_run(bank, job, rules, &trial, why));
    rc r = job_go_on_now(job, why);
    if (r == OK)
        r = keep_whole(bank, &draft, draft_id, trial, &id, why);
    trial_free(trial);
    if (r == OK)
        buf_printf(ret_result, "{\"whatif_id\":%d}", (int)id);
    return r;
}

static rc run(struct bank *bank, struct job *job, struct text args, struct buf *ret_result,
              struct why *why)
{
    json_t *told = json_loadb(args.ptr, args.len, 0, NULL);
    int32_t draft_id = (int32_t)json_integer_value(json_object_get(told, "draft_id"));
    struct arena a;
    json_decref(told);
    arena_init(&a);
    rc r = try_draft(bank, job, &a, draft_id, ret_result, why);
    arena_release(&a);
    return r;
}

const struct job_kind whatif_kind = {
    .name = "whatif", .title = N_("Trial of rules"), .perm = PERM_RULES_EDIT, .run = run};
