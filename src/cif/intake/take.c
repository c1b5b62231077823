#include "cif/intake/take.h"

#include "cif/intake/take.sql.h"
#include "cif/intake/take_inside.h"
#include "cif/intake/take_wait.h"

enum { PROGRESS_EVERY = 4096 };

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

void take_init(struct take *t, const struct bank *bank, struct book *book, struct job *job)
{
    *t = (struct take){.bank = bank, .book = book, .job = job};
    vec_init(&t->loads, sizeof(struct load_entry));
    vec_init(&t->movements, sizeof(struct movement));
    arena_init(&t->texts);
}

void take_release(struct take *t)
{
    vec_release(&t->loads);
    vec_release(&t->movements);
    arena_release(&t->texts);
}

/* ---- small values ---- */

struct text text_or_null(struct text value)
{
    return value.len ? value : (struct text){NULL, 0};
}

struct opt_int2 code_or_null(const struct cell *c)
{
    return (struct opt_int2){.known = c->text.len > 0, .value = (int16_t)c->num};
}

struct opt_int8 amount_or_null(const struct cell *c)
{
    return (struct opt_int8){.known = c->text.len > 0, .value = c->num};
}

struct opt_bool bool_or_null(const struct cell *c)
{
    return (struct opt_bool){.known = c->text.len > 0, .value = c->num != 0};
}

struct sealed seal_cell(struct taking *t, int slot, struct text value)
{
    if (value.len == 0)
        return (struct sealed){.sealed = {NULL, 0}};
    struct buf *b = &t->sealed[slot];
    buf_clear(b);
    seal(t->bank->keys, value, b);
    return (struct sealed){.sealed = buf_text(b),
                           .hash = {.known = true, .value = bank_hash(t->bank, value)}};
}

/* ---- references ---- */

/* The row in the book that a reference names, NO_ROW where nobody has that key. */
static uint32_t find_reference(const struct taking *t, enum dayfile refers, struct text value)
{
    const struct book *b = t->book;
    struct hash128 key = bank_hash(t->bank, value);
    switch (refers) {
    case FILE_ORG:
        return key_find(&b->orgs, key);
    case FILE_PRODUCT:
        return key_find(&b->products.keys, key);
    case FILE_FX:
        return key_find(&b->currencies.keys, key);
    case FILE_ACCOUNT:
        return key_find(&b->accounts.keys, key);
    case FILE_CUSTOMER: {
        uint32_t row = key_find(&b->customers.keys, key);
        return row != NO_ROW && b->customers.gone[row] ? NO_ROW : row;
    }
    case FILE_STAFF:
    case FILE_CARD:
    case FILE_TRANSACTION:
    case FILE_BEHAVIOUR:
    case FILE_RELATION:
    case FILE_OPENING:
    case FILE_COUNT:
        break;
    }
    return NO_ROW;
}

/* Fills row->refs; gives the first column whose reference is unknown, or NO_COLUMN. */
static int resolve(const struct taking *t, enum dayfile file, struct row *row)
{
    const struct dayfile_table *table = dayfile_table(file);
    for (int c = 0; c < table->column_count; c++) {
        if (!table->columns[c].reference)
            continue;
        struct text value = row->cells[c].text;
        row->refs[c] = NO_ROW;
        if (value.len == 0) {
            if (table->columns[c].refers == FILE_FX)
                row->refs[c] = 0; /* the base currency */
            continue;
        }
        row->refs[c] = find_reference(t, table->columns[c].refers, value);
        bool in_file =
            file == FILE_ORG && key_find(&t->parents, bank_hash(t->bank, value)) != NO_ROW;
        if (row->refs[c] == NO_ROW && !in_file)
            return c;
    }
    return NO_COLUMN;
}

/* ---- one file ---- */

/* One file while it is taken. */
struct filing {
    struct taking *t;
    enum dayfile file;
    const struct taker *taker;
    const struct scan *scan; /* NULL: only waiting rows */
    struct waits waits;
    struct vec entries; /* struct entry: today's quarantine of the file */
    struct arena texts; /* what the entries point into */
    uint64_t taken, waiting, retaken;
};

static void retry_waiting(struct filing *f)
{
    for (size_t i = 0; i < f->waits.len; i++) {
        struct wait *w = &f->waits.items[i];
        if (resolve(f->t, f->file, &w->row) != NO_COLUMN)
            continue;
        f->taker->apply(f->t, &w->row);
        w->end = WAIT_TAKEN;
        f->retaken++;
    }
}

static void mark_seen(struct filing *f, struct hash128 key)
{
    if (!f->scan->full || !f->taker->absent)
        return;
    uint32_t at = key_find(f->taker->keys(f->t->book), key);
    if (at != NO_ROW)
        f->taker->seen(f->t->book)[at] = 1;
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

static rc take_row(struct filing *f, size_t i, struct why *why)
{
    struct cell cells[COLUMNS_MOST];
    struct row row = {.cells = cells,
                      .key = f->scan->rows[i].key,
                      .source_day = f->t->today,
                      .line = f->scan->rows[i].line,
                      .at = NO_ROW};
    TRY(scan_row(f->scan, i, &f->t->scratch, cells, why));
    int unknown = resolve(f->t, f->file, &row);
    mark_seen(f, row.key);
    end_wait(f, row.key, unknown == NO_COLUMN);
    if (unknown != NO_COLUMN) {
        add_waiting(f, &row, unknown);
        return OK;
    }
    f->taker->apply(f->t, &row);
    mark_seen(f, row.key);
    f->taken++;
    return db_tell(f->t->db, f->taker->write(f->t, &row), why);
}

static rc take_rows(struct filing *f, struct why *why)
{
    struct arena_mark mark = arena_mark(&f->t->scratch);
    for (size_t i = 0; f->scan && i < f->scan->row_count; i++) {
        TRY(take_row(f, i, why));
        arena_rewind(&f->t->scratch, mark);
        if (f->t->take->stage && i % PROGRESS_EVERY == 0)
            job_at(f->t->take->job, f->t->rows_before + i);
    }
    for (size_t i = 0; i < f->waits.len; i++) {
        const struct wait *w = &f->waits.items[i];
        if (w->end == WAIT_TAKEN && !w->replaced)
            TRY(db_tell(f->t->db, f->taker->write(f->t, &w->row), why));
    }
    return OK;
}

/* The second, small records of keys that are new to the bank. */
static rc write_new_rows(struct filing *f, struct why *why)
{
    struct taking *t = f->t;
    struct cell cells[COLUMNS_MOST];
    struct arena_mark mark = arena_mark(&t->scratch);

    for (size_t i = 0; i < f->waits.len; i++) {
        const struct row *row = &f->waits.items[i].row;
        if (row->at != NO_ROW && f->taker->is_new(t, row->at))
            TRY(db_tell(t->db, f->taker->write_new(t, row), why));
    }
    for (size_t i = 0; f->scan && i < f->scan->row_count; i++) {
        struct row row = {.cells = cells, .key = f->scan->rows[i].key};
        row.at = key_find(f->taker->keys(t->book), row.key);
        if (row.at == NO_ROW || !f->taker->is_new(t, row.at))
            continue;
        TRY(scan_row(f->scan, i, &t->scratch, cells, why));
        TRY(db_tell(t->db, f->taker->write_new(t, &row), why));
        arena_rewind(&t->scratch, mark);
    }
    return OK;
}

/* What a full file does not name ends; what waits and could not be taken is dropped. */
static void end_absent(struct filing *f)
{
    if (!f->scan || !f->scan->full || !f->taker->absent)
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
        mark_seen(f, fault->key);
        end_wait(f, fault->key, false);
    }
}

static void prepare(struct filing *f)
{
    struct taking *t = f->t;
    vec_clear(&t->ended);
    if (f->scan && f->scan->full && f->taker->absent && f->taker->keys(t->book)->count)
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

static rc copy_rows(struct filing *f, struct why *why)
{
    struct db *db = f->t->db;
    TRY(db_tell(db, f->taker->begin(db), why));
    TRY(take_rows(f, why));
    TRY(db_tell(db, f->taker->end(db, NULL), why));
    if (!f->taker->is_new)
        return OK;
    TRY(db_tell(db, f->taker->begin_new(db), why));
    TRY(write_new_rows(f, why));
    return db_tell(db, f->taker->end_new(db, NULL), why);
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
        TRY(db_tell(t->db, f->taker->after(t), why));
    TRY(db_tell(t->db, waits_store(t, f->file, &f->waits), why));
    return db_tell(t->db, quarantine_store(t, f->file, &f->entries), why);
}

/* Takes what waits of a file and, where 'scan' is given and was not refused, its rows. */
static rc take_file(struct taking *t, enum dayfile file, const struct scan *scan,
                    struct load_entry *load, struct why *why)
{
    struct filing f = {.t = t, .file = file, .taker = takers[file], .scan = scan};
    TRY(waits_load(t, file, &f.waits, why));
    if (!scan && f.waits.len == 0) {
        waits_release(&f.waits);
        return OK;
    }
    vec_init(&f.entries, sizeof(struct entry));
    arena_init(&f.texts);
    rc r = take_all(&f, why);
    if (r == OK && scan)
        r = scan_unchanged(scan, why);
    load->taken = f.taken;
    load->waiting = f.waiting;
    vec_release(&f.entries);
    arena_release(&f.texts);
    waits_release(&f.waits);
    return r;
}

/* ---- the folder ---- */

static uint64_t clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void describe(struct load_entry *load, const struct scan *s)
{
    load->state = s->refusal == REFUSAL_NONE ? LOAD_TAKEN : LOAD_REFUSED;
    load->reason = s->refusal;
    if (s->refusal == REFUSAL_NONE) {
        load->rows = s->records;
        load->quarantined = s->fault_count;
    }
    load->bytes = s->bytes;
    snprintf(load->detail, sizeof load->detail, "%s", s->detail);
}

static rc take_named(struct taking *t, const char *folder, const struct manifest_line *line,
                     struct load_entry *load, struct why *why)
{
    struct scan *scan = NULL;
    const struct config *config = t->bank->config;
    struct scan_how how = {.profile = t->take->profile,
                           .key = keys_hash_key(t->bank->keys),
                           .business_day = t->today,
                           .share_bp = (int)config->refuse_share_bp,
                           .share_from = SHARE_FROM,
                           .threads = (unsigned)config->threads};
    TRY(scan_open(folder, line, &how, &scan, why));
    describe(load, scan);
    bool refused = scan->refusal != REFUSAL_NONE;
    rc r = take_file(t, line->file, refused ? NULL : scan, load, why);
    scan_close(scan);
    return r;
}

/* opening.csv belongs to the first folder only. */
static bool too_late(const struct taking *t, const struct manifest_line *line)
{
    return line->file == FILE_OPENING && t->today != t->book->first_day;
}

static rc take_line(struct taking *t, const char *folder, const struct manifest_line *line,
                    struct why *why)
{
    uint64_t began = clock_ms();
    struct load_entry load = {.file = line->file, .full = line->full, .rows = line->rows};
    rc r;
    if (too_late(t, line)) {
        load.state = LOAD_REFUSED;
        load.reason = REFUSAL_LATE;
        snprintf(load.detail, sizeof load.detail, "opening.csv counts in the first folder only");
        r = take_file(t, line->file, NULL, &load, why);
    } else {
        r = take_named(t, folder, line, &load, why);
    }
    if (r != OK)
        return r;
    load.millis = clock_ms() - began;
    t->rows_before += load.rows;
    *(struct load_entry *)vec_add(&t->take->loads) = load;
    return OK;
}

static rc store_loads(struct taking *t)
{
    for (size_t i = 0; i < t->take->loads.len; i++) {
        const struct load_entry *l = vec_at(&t->take->loads, i);
        TRY(q_load_add(t->db,
                       &(struct q_load_add_in){
                           .day_ = t->today,
                           .file = (int16_t)l->file,
                           .state = (int16_t)l->state,
                           .reason = text_of(refusal_name(l->reason)),
                           .full_file = {.known = true, .value = l->full},
                           .rows_ = (int64_t)l->rows,
                           .taken = (int64_t)l->taken,
                           .quarantined = (int64_t)l->quarantined,
                           .waiting = (int64_t)l->waiting,
                           .bytes = (int64_t)l->bytes,
                           .millis = (int64_t)l->millis,
                           .detail = text_of(l->detail),
                       },
                       NULL));
    }
    return OK;
}

static rc take_files(struct taking *t, const char *folder, const struct manifest *m,
                     struct why *why)
{
    for (enum dayfile file = 0; file < FILE_COUNT; file++) {
        if (m->named[file])
            TRY(take_line(t, folder, &m->lines[file], why));
        else
            TRY(take_file(t, file, NULL, &(struct load_entry){0}, why));
    }
    TRY(db_tell(t->db, take_customer_endings(t), why));
    TRY(db_tell(t->db, take_account_endings(t), why));
    TRY(db_tell(t->db, take_card_endings(t), why));
    return db_tell(t->db, store_loads(t), why);
}

static void begin_stage(struct take *take, const struct manifest *m)
{
    uint64_t rows = 0;
    for (enum dayfile file = 0; file < FILE_COUNT; file++)
        rows += m->named[file] ? m->lines[file].rows : 0;
    if (take->stage)
        job_stage(take->job, take->stage, "rows", rows);
}

rc take_folder(struct take *take, const char *folder, struct why *why)
{
    struct taking t = {.take = take,
                       .db = take->bank->db,
                       .book = take->book,
                       .bank = take->bank,
                       .today = take->book->today};
    struct manifest manifest = {.named = {false}};

    vec_clear(&take->loads);
    vec_clear(&take->movements);
    arena_release(&take->texts);
    arena_init(&t.scratch);
    key_index_init(&t.parents);
    vec_init(&t.ended, sizeof(uint32_t));

    rc r = OK;
    if (folder)
        r = manifest_read(&take->texts, folder, &manifest, why);
    if (r == OK)
        begin_stage(take, &manifest);
    if (r == OK)
        r = take_files(&t, folder, &manifest, why);

    for (size_t i = 0; i < ARRAY_LEN(t.sealed); i++)
        buf_release(&t.sealed[i]);
    vec_release(&t.ended);
    key_index_release(&t.parents);
    arena_release(&t.scratch);
    return r;
}
