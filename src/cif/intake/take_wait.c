#include "cif/intake/take_wait.h"

#include "cif/intake/take.sql.h"

static rc open_row(struct taking *t, enum dayfile file, const struct q_waiting_list_row *stored,
                   struct wait *w, struct arena *texts, struct why *why)
{
    struct buf plain;
    buf_init(&plain);
    rc r = unseal(t->bank->keys, stored->row_sealed, &plain, why);
    if (r == OK) {
        struct text bytes = {arena_copy(texts, plain.bytes, plain.len), plain.len};
        if (!cells_unpack(file, bytes, w->cells))
            r = why_say(why, E_INTERNAL, "a waiting row of %s cannot be read again",
                        dayfile_table(file)->name);
    }
    buf_release(&plain);
    w->end = WAIT_OPEN;
    w->row = (struct row){.cells = w->cells,
                          .key = stored->key_hash.value,
                          .source_day = stored->day_,
                          .line = (uint64_t)stored->line,
                          .at = NO_ROW};
    return r;
}

rc waits_load(struct taking *t, enum dayfile file, struct waits *ret_waits, struct why *why)
{
    struct waits w = {.items = NULL};
    struct q_waiting_list_row *rows = NULL;
    arena_init(&w.texts);
    key_index_init(&w.by_key);

    rc r = q_waiting_list(t->db, &w.texts, (int16_t)file, &rows, &w.len);
    if (r != OK)
        r = db_tell(t->db, r, why);
    if (r == OK)
        w.items = arena_alloc(&w.texts, w.len * sizeof *w.items);
    for (size_t i = 0; r == OK && i < w.len; i++) {
        r = open_row(t, file, &rows[i], &w.items[i], &w.texts, why);
        if (rows[i].key_hash.known && key_find(&w.by_key, rows[i].key_hash.value) == NO_ROW)
            key_add(&w.by_key, rows[i].key_hash.value);
        else
            key_add(&w.by_key, (struct hash128){i, UINT64_MAX}); /* keeps the numbers in step */
    }
    if (r != OK) {
        waits_release(&w);
        return r;
    }
    *ret_waits = w;
    return OK;
}

void waits_release(struct waits *w)
{
    key_index_release(&w->by_key);
    arena_release(&w->texts);
    *w = (struct waits){.items = NULL};
}

struct wait *waits_find(struct waits *w, struct hash128 key)
{
    if (w->len == 0)
        return NULL;
    uint32_t i = key_find(&w->by_key, key);
    return i == NO_ROW ? NULL : &w->items[i];
}

static rc store_ended(struct taking *t, enum dayfile file, const struct waits *w, enum wait_end end)
{
    struct vec days, lines;
    vec_init(&days, sizeof(day));
    vec_init(&lines, sizeof(int64_t));
    for (size_t i = 0; i < w->len; i++) {
        if (w->items[i].end != end)
            continue;
        *(day *)vec_add(&days) = w->items[i].row.source_day;
        *(int64_t *)vec_add(&lines) = (int64_t)w->items[i].row.line;
    }
    rc r = OK;
    if (days.len)
        r = q_waiting_end(t->db,
                          &(struct q_waiting_end_in){.file = (int16_t)file,
                                                     .days = {days.items, days.len},
                                                     .lines = {lines.items, lines.len},
                                                     .ended_on = t->today,
                                                     .ended_as = (int16_t)end},
                          NULL);
    vec_release(&days);
    vec_release(&lines);
    return r;
}

rc waits_store(struct taking *t, enum dayfile file, const struct waits *w)
{
    TRY(store_ended(t, file, w, WAIT_TAKEN));
    return store_ended(t, file, w, WAIT_DROPPED);
}

rc quarantine_store(struct taking *t, enum dayfile file, const struct vec *entries)
{
    if (entries->len == 0)
        return OK;
    TRY(q_quarantine_copy_begin(t->db));
    for (size_t i = 0; i < entries->len; i++) {
        const struct entry *e = vec_at(entries, i);
        buf_clear(&t->sealed[0]);
        buf_clear(&t->sealed[1]);
        seal(t->bank->sealer, e->value, &t->sealed[0]);
        seal(t->bank->sealer, e->record, &t->sealed[1]);
        TRY(q_quarantine_copy_add(
            t->db, &(struct q_quarantine_copy_row){
                       .day_ = t->today,
                       .file = (int16_t)file,
                       .line = (int64_t)e->line,
                       .reason = (int16_t)e->reason,
                       .column_no = {.known = e->column != NO_COLUMN, .value = (int16_t)e->column},
                       .value_sealed = buf_text(&t->sealed[0]),
                       .row_sealed = buf_text(&t->sealed[1]),
                       .key_hash = {.known = e->has_key, .value = e->key},
                       .ended_on = NO_DAY,
                   }));
    }
    return q_quarantine_copy_end(t->db, NULL);
}
