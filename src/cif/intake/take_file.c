/* Taking one file: what waits of it, its rows, what it does not name. */
#include "cif/intake/take_inside.h"

#include "base/clock.h"
#include "cif/intake/take_block.h"
#include "cif/intake/take_wait.h"

static const struct taker *const takers[FILE_COUNT] = {
    [FILE_ORG] = &org_taker,
    [FILE_PRODUCT] = &product_taker,
    [FILE_FX] = &fx_taker,
    [FILE_STAFF] = &staff_taker,
    [FILE_CUSTOMER] = &customer_taker,
    [FILE_ACCOUNT] = &account_taker,
    [FILE_CARD] = &card_taker,
    [FILE_TRANSACTION] = &transaction_taker,
    [FILE_BEHAVIOUR] = &behaviour_taker,
    [FILE_RELATION] = &relation_taker,
    [FILE_OPENING] = &opening_taker,
};

/* ---- one file ---- */

/* A good row of the file and its row in the book. */
struct fresh {
    uint32_t row, at;
};

/* One file while it is taken. */
struct filing {
    struct taking *t;
    enum dayfile file;
    const struct taker *taker;
    const struct scan *scan; /* NULL: only waiting rows */
    struct waits waits;
    struct vec entries; /* struct entry: today's quarantine of the file */
    struct arena texts; /* what the entries point into */
    uint32_t known;     /* keys before the file, where new ones get a record of their own */
    struct vec fresh;   /* struct fresh: good rows whose keys are new */
    uint64_t taken, waiting, retaken;
};

static void retry_waiting(struct filing *f)
{
    for (size_t i = 0; i < f->waits.len; i++) {
        struct wait *w = &f->waits.items[i];
        if (refs_find(f->t, f->file, &w->row) != NO_COLUMN)
            continue;
        if (f->taker->keys)
            w->row.at = key_find(f->taker->keys(f->t->book), w->row.key);
        if (f->taker->apply)
            f->taker->apply(f->t, &w->row);
        w->end = WAIT_TAKEN;
        f->retaken++;
    }
}

/* Does a key that this file does not name end? */
static bool ends_absent(const struct filing *f)
{
    return f->scan && f->scan->full && f->taker->absent;
}

/* The book's row of the key is named by the file; NO_ROW is fine. */
static void mark_seen(struct filing *f, uint32_t at)
{
    if (ends_absent(f) && at != NO_ROW)
        f->taker->seen(f->t->book)[at] = 1;
}

static void mark_key_seen(struct filing *f, struct hash128 key)
{
    if (ends_absent(f))
        mark_seen(f, key_find(f->taker->keys(f->t->book), key));
}

/* A later row of the key ends what waits: the row that was just taken is no longer written. */
static void end_wait(struct filing *f, struct hash128 key, bool row_taken)
{
    if (dayfile_table(f->file)->key_count == 0)
        return;
    struct wait *w = waits_find(&f->waits, key);
    if (!w)
        return;
    if (w->end == WAIT_OPEN)
        w->end = WAIT_DROPPED;
    if (row_taken)
        w->replaced = true;
}

static struct text keep(struct arena *a, struct text t)
{
    return (struct text){arena_text(a, t.ptr, t.len), t.len};
}

static void add_waiting(struct filing *f, const struct row *row, int column)
{
    struct buf packed;
    buf_init(&packed);
    cells_pack(f->file, row->cells, &packed);
    *(struct entry *)vec_add(&f->entries) =
        (struct entry){.line = row->line,
                       .reason = FAULT_REFERENCE,
                       .column = column,
                       .value = keep(&f->texts, row->cells[column].text),
                       .record = keep(&f->texts, buf_text(&packed)),
                       .key = row->key,
                       .has_key = dayfile_table(f->file)->key_count > 0};
    buf_release(&packed);
    f->waiting++;
}

static void count_row(struct filing *f, struct row *row)
{
    if (f->taker->count)
        f->taker->count(f->t, row);
}

static rc write_row(struct filing *f, const struct row *row, struct why *why)
{
    struct taking *t = f->t;
    return t->copy ? db_tell(t->copy, f->taker->records.write(t, row), why) : OK;
}

/* Takes row i of the file into the book, or has it wait; false then. */
static bool apply_row(struct filing *f, struct row *row, size_t i, int unknown)
{
    end_wait(f, row->key, unknown == NO_COLUMN);
    if (unknown != NO_COLUMN) {
        mark_key_seen(f, row->key);
        add_waiting(f, row, unknown);
        return false;
    }
    if (f->taker->apply)
        f->taker->apply(f->t, row);
    count_row(f, row);
    mark_seen(f, row->at);
    if (f->taker->is_new && row->at >= f->known)
        *(struct fresh *)vec_add(&f->fresh) = (struct fresh){(uint32_t)i, row->at};
    f->taken++;
    return true;
}

/* The next rows: found, then applied, then written; gives the time that the first two took. */
static rc take_block(struct filing *f, struct block *b, struct why *why)
{
    struct take_spent *spent = &f->t->take->spent;
    bool applied[SCAN_ROWS_MOST];
    uint64_t began = clock_ns();
    TRY(block_next(b, f->t, f->file, f->taker, why));
    for (size_t i = 0; i < b->scan.count; i++)
        applied[i] = apply_row(f, &b->rows[i], b->scan.first + i, b->unknown[i]);
    spent->parse_ns += clock_ns() - began;

    struct arena_mark mark = arena_mark(&f->t->scratch);
    for (size_t i = 0; i < b->scan.count; i++) {
        if (applied[i])
            TRY(write_row(f, &b->rows[i], why));
        spent->written += applied[i];
        arena_rewind(&f->t->scratch, mark);
    }
    return OK;
}

/* How far it is, to whoever waits for it; who only checks a folder has no job. */
static rc tell(const struct filing *f, uint64_t rows, struct why *why)
{
    const struct take *take = f->t->take;
    if (!take->job)
        return OK;
    if (take->stage)
        job_at(take->job, f->t->rows_before + rows);
    return job_go_on(take->job, why);
}

static rc take_blocks(struct filing *f, struct why *why)
{
    struct block *b = mem_alloc(sizeof *b);
    rc r = OK;
    scan_rows_init(&b->scan, f->scan, 0);
    do {
        r = take_block(f, b, why);
        if (r == OK)
            r = tell(f, b->scan.first, why);
    } while (r == OK && b->scan.count);
    scan_rows_release(&b->scan);
    free(b);
    return r;
}

static rc take_rows(struct filing *f, struct why *why)
{
    if (f->scan)
        TRY(take_blocks(f, why));
    for (size_t i = 0; i < f->waits.len; i++) {
        struct wait *w = &f->waits.items[i];
        if (w->end != WAIT_TAKEN || w->replaced)
            continue;
        count_row(f, &w->row);
        TRY(write_row(f, &w->row, why));
    }
    return OK;
}

/* The second, small record of a key, unless it was written already or nobody wants it. */
static rc write_new(struct filing *f, const struct row *row, struct why *why)
{
    struct taking *t = f->t;
    if (!f->taker->is_new(t, row->at) || !t->copy)
        return OK;
    return db_tell(t->copy, f->taker->keys_new.write(t, row), why);
}

static rc write_new_rows(struct filing *f, struct why *why)
{
    struct taking *t = f->t;
    struct cell cells[COLUMNS_MOST];
    struct arena_mark mark = arena_mark(&t->scratch);

    for (size_t i = 0; i < f->waits.len; i++) {
        const struct row *row = &f->waits.items[i].row;
        if (row->at != NO_ROW && row->at >= f->known)
            TRY(write_new(f, row, why));
    }
    for (size_t i = 0; i < f->fresh.len; i++) {
        const struct fresh *fresh = vec_at(&f->fresh, i);
        struct row row = {.cells = cells, .key = f->scan->rows[fresh->row].key, .at = fresh->at};
        TRY(scan_row(f->scan, fresh->row, &t->scratch, cells, why));
        TRY(write_new(f, &row, why));
        arena_rewind(&t->scratch, mark);
    }
    return OK;
}

/* What a full file does not name ends; what waits and could not be taken is dropped. */
static void end_absent(struct filing *f)
{
    if (!ends_absent(f))
        return;
    const struct key_index *keys = f->taker->keys(f->t->book);
    const uint8_t *seen = f->taker->seen(f->t->book);
    for (uint32_t at = 0; at < keys->count; at++)
        if (!seen[at])
            f->taker->absent(f->t, at);
    for (size_t i = 0; i < f->waits.len; i++)
        if (f->waits.items[i].end == WAIT_OPEN)
            f->waits.items[i].end = WAIT_DROPPED;
}

static void add_faults(struct filing *f)
{
    for (size_t i = 0; f->scan && i < f->scan->fault_count; i++) {
        const struct scan_fault *fault = &f->scan->faults[i];
        *(struct entry *)vec_add(&f->entries) =
            (struct entry){.line = fault->line,
                           .reason = fault->reason,
                           .column = fault->column,
                           .value = fault->value,
                           .record = scan_record(f->scan, fault->offset, fault->len),
                           .key = fault->key,
                           .has_key = fault->has_key};
        if (!fault->has_key)
            continue;
        mark_key_seen(f, fault->key);
        end_wait(f, fault->key, false);
    }
}

static void prepare(struct filing *f)
{
    struct taking *t = f->t;
    vec_clear(&t->ended);
    f->known = f->taker->is_new ? f->taker->keys(t->book)->count : 0;
    if (ends_absent(f) && f->taker->keys(t->book)->count)
        memset(f->taker->seen(t->book), 0, f->taker->keys(t->book)->count);
}

/* A row of org.csv may refer to any good row of the same file; one that waited may not. */
static void know_parents(struct filing *f)
{
    if (f->file != FILE_ORG || !f->scan)
        return;
    for (size_t i = 0; i < f->scan->row_count; i++)
        key_add(&f->t->parents, f->scan->rows[i].key);
}

/* Rows of other files may refer only to those that were taken. */
static void forget_parents(struct filing *f)
{
    if (f->t->parents.count == 0)
        return;
    key_index_release(&f->t->parents);
    key_index_init(&f->t->parents);
}

static rc store_begin(struct taking *t, const struct store *s, struct why *why)
{
    TRY(incoming_begin(t->take->incoming, s->table, &t->copy, why));
    return t->copy ? db_tell(t->copy, s->begin(t->copy), why) : OK;
}

static rc store_end(struct taking *t, const struct store *s, struct why *why)
{
    int64_t rows = 0;
    if (!t->copy)
        return OK;
    TRY(db_tell(t->copy, s->end(t->copy, &rows), why));
    return incoming_end(t->take->incoming, s->table, rows, why);
}

static rc copy_rows(struct filing *f, struct why *why)
{
    struct taking *t = f->t;
    TRY(store_begin(t, &f->taker->records, why));
    TRY(take_rows(f, why));
    TRY(store_end(t, &f->taker->records, why));
    if (!f->taker->is_new || f->taker->keys(t->book)->count == f->known)
        return OK;
    TRY(store_begin(t, &f->taker->keys_new, why));
    TRY(write_new_rows(f, why));
    return store_end(t, &f->taker->keys_new, why);
}

static rc take_all(struct filing *f, struct why *why)
{
    struct taking *t = f->t;
    prepare(f);
    if (f->taker->before)
        TRY(db_tell(t->db, f->taker->before(t), why));
    retry_waiting(f);
    know_parents(f);
    if (f->retaken || (f->scan && f->scan->row_count))
        TRY(copy_rows(f, why));
    add_faults(f);
    end_absent(f);
    if (f->taker->after)
        TRY(f->taker->after(t, why));
    TRY(db_tell(t->db, waits_store(t, f->file, &f->waits), why));
    return db_tell(t->db, quarantine_store(t, f->file, &f->entries), why);
}

rc take_file(struct taking *t, enum dayfile file, const struct scan *scan, struct load_entry *load,
             struct why *why)
{
    struct filing f = {.t = t, .file = file, .taker = takers[file], .scan = scan};
    TRY(waits_load(t, file, &f.waits, why));
    if (!scan && f.waits.len == 0) {
        waits_release(&f.waits);
        return OK;
    }
    vec_init(&f.entries, sizeof(struct entry));
    vec_init(&f.fresh, sizeof(struct fresh));
    arena_init(&f.texts);
    rc r = take_all(&f, why);
    if (r == OK && scan)
        r = scan_unchanged(scan, why);
    forget_parents(&f);
    load->taken = f.taken;
    load->waiting = f.waiting;
    vec_release(&f.entries);
    vec_release(&f.fresh);
    arena_release(&f.texts);
    waits_release(&f.waits);
    return r;
}
