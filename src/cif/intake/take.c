#include "cif/intake/take.h"

#include "base/clock.h"
#include "cif/intake/reader.h"
#include "cif/intake/take.sql.h"
#include "cif/intake/take_inside.h"

void take_init(struct take *t, const struct bank *bank, struct incoming *incoming,
               struct book *book, struct job *job)
{
    *t = (struct take){.bank = bank, .incoming = incoming, .book = book, .job = job};
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

/* Only what was waited for counts: most files were read while others were taken. */
static void note_scan(struct take_spent *spent, const struct scan *s, uint64_t waited_ns)
{
    uint64_t checksum_ns = (uint64_t)(s->checksum_seconds * 1e9);
    checksum_ns = checksum_ns < waited_ns ? checksum_ns : waited_ns;
    spent->checksum_ns += checksum_ns;
    spent->parse_ns += waited_ns - checksum_ns;
    spent->rows += s->records;
    spent->bytes += s->bytes;
}

static rc take_named(struct taking *t, struct reader *reader, enum dayfile file,
                     struct load_entry *load, struct why *why)
{
    struct scan *scan = NULL;
    uint64_t began = clock_ns();
    TRY(reader_take(reader, file, &scan, why));
    describe(load, scan);
    note_scan(&t->take->spent, scan, clock_ns() - began);
    incoming_depends(t->take->incoming, &scan->refusal, sizeof scan->refusal);
    bool refused = scan->refusal != REFUSAL_NONE;
    rc r = take_file(t, file, refused ? NULL : scan, load, why);
    scan_close(scan);
    return r;
}

/* opening.csv belongs to the first folder only. */
static bool too_late(const struct taking *t, enum dayfile file)
{
    return file == FILE_OPENING && t->today != t->book->first_day;
}

static rc take_line(struct taking *t, struct reader *reader, const struct manifest_line *line,
                    struct why *why)
{
    uint64_t began = clock_ms();
    struct load_entry load = {.file = line->file, .full = line->full, .rows = line->rows};
    rc r;
    if (too_late(t, line->file)) {
        load.state = LOAD_REFUSED;
        load.reason = REFUSAL_LATE;
        snprintf(load.detail, sizeof load.detail, "opening.csv counts in the first folder only");
        r = take_file(t, line->file, NULL, &load, why);
    } else {
        r = take_named(t, reader, line->file, &load, why);
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

static rc take_all(struct taking *t, struct reader *reader, struct why *why)
{
    const struct manifest *m = reader->manifest;
    for (enum dayfile file = 0; file < FILE_COUNT; file++) {
        if (m->named[file])
            TRY(take_line(t, reader, &m->lines[file], why));
        else
            TRY(take_file(t, file, NULL, &(struct load_entry){0}, why));
    }
    return OK;
}

static rc take_files(struct taking *t, const char *folder, const struct manifest *m,
                     struct why *why)
{
    const struct config *config = t->bank->config;
    struct reader reader = {.folder = folder,
                            .manifest = m,
                            .how = {.profile = t->take->profile,
                                    .key = keys_hash_key(t->bank->keys),
                                    .business_day = t->today,
                                    .share_bp = (int)config->refuse_share_bp,
                                    .share_from = SHARE_FROM,
                                    .threads = (unsigned)config->threads}};
    for (enum dayfile file = 0; file < FILE_COUNT; file++)
        reader.wanted[file] = m->named[file] && !too_late(t, file);
    reader_begin(&reader);
    rc r = take_all(t, &reader, why);
    reader_end(&reader);
    TRY(r);
    return db_tell(t->db, store_loads(t), why);
}

static uint64_t rows_of(const struct manifest *m)
{
    uint64_t rows = 0;
    for (enum dayfile file = 0; file < FILE_COUNT; file++)
        rows += m->named[file] ? m->lines[file].rows : 0;
    return rows;
}

/* What the folder will bring, and where its rows go: a bank's size is its accounts. */
static rc begin_day(struct taking *t, const struct manifest *m, struct why *why)
{
    struct take *take = t->take;
    uint64_t rows = rows_of(m);
    if (take->stage)
        job_stage(take->job, take->stage, N_("rows"), rows);
    for (enum dayfile file = 0; file < FILE_COUNT; file++)
        incoming_depends(take->incoming, &m->lines[file].sha256, sizeof m->lines[file].sha256);
    TRY(incoming_open_day(take->incoming, t->today, take->again,
                          rows + t->book->accounts.keys.count, why));
    if (t->book->accounts.keys.count == 0) /* the first day */
        incoming_index(take->incoming);
    return OK;
}

rc take_folder(struct take *take, const char *folder, struct why *why)
{
    struct taking t = {.take = take,
                       .db = take->bank->db,
                       .book = take->book,
                       .bank = take->bank,
                       .today = take->book->today};
    struct manifest manifest = {.named = {false}};

    take->newest_txn = take->spend_from = take->spend_until = NO_DAY;
    vec_clear(&take->loads);
    vec_clear(&take->movements);
    take->spent = (struct take_spent){0};
    arena_release(&take->texts);
    arena_init(&t.scratch);
    arena_alloc(&t.scratch, 1); /* its block stays when a row's memory is given back */
    key_index_init(&t.parents);
    vec_init(&t.ended, sizeof(uint32_t));

    rc r = OK;
    if (folder)
        r = manifest_read(&take->texts, folder, &manifest, why);
    if (r == OK)
        r = begin_day(&t, &manifest, why);
    if (r == OK)
        r = take_files(&t, folder, &manifest, why);

    for (size_t i = 0; i < ARRAY_LEN(t.sealed); i++)
        buf_release(&t.sealed[i]);
    vec_release(&t.ended);
    key_index_release(&t.parents);
    arena_release(&t.scratch);
    return r;
}

rc take_endings(struct take *take, struct why *why)
{
    struct taking t = {.take = take,
                       .db = take->bank->db,
                       .book = take->book,
                       .bank = take->bank,
                       .today = take->book->today};
    TRY(db_tell(t.db, take_customer_endings(&t), why));
    TRY(db_tell(t.db, take_account_endings(&t), why));
    return db_tell(t.db, take_card_endings(&t), why);
}
