#include "marketing/audience/upload.h"

#include "base/clock.h"
#include "cif/customer/typed.h"
#include "cif/intake/certificate.h"
#include "marketing/audience/audience.h"
#include "marketing/audience/upload.sql.h"
#include "platform/mask.h"
#include "platform/people.sql.h"
#include "platform/scope.h"

/* clang-format off */
static const struct word way_items[] = {
    {BY_CUSTOMER_NO, "customer_no", N_("Customer number")},
    {BY_CERTIFICATE, "certificate", N_("Certificate")},
    {BY_PHONE, "phone", N_("Phone")},
};
static const struct word state_items[] = {
    {UPLOAD_WAITING, "waiting", N_("waiting"), "quiet"},
    {UPLOAD_MATCHING, "matching", N_("being matched"), "info"},
    {UPLOAD_DONE, "done", N_("done"), "ok"},
    {UPLOAD_FAILED, "failed", N_("failed"), "bad"},
};
static const struct word fault_items[] = {
    {LINE_UNKNOWN, "unknown", N_("no customer whom you may see has it")},
    {LINE_OUTSIDE, "out_of_scope", N_("a customer whom you may not see")},
    {LINE_TWICE, "twice", N_("the same customer stands in the file before")},
    {LINE_SEVERAL, "several", N_("more than one customer have it")},
    {LINE_NO_NUMBER, "no_number", N_("is no such number")},
    {LINE_ROUNDED, "rounded", N_("Excel has rounded this number and its last digits are lost: format the column as text, enter it again")},
    {LINE_DATE, "date", N_("is a date, no number: format the column as text, enter it again")},
};
/* clang-format on */
const struct words upload_ways = {"upload_ways", way_items, ARRAY_LEN(way_items)};
const struct words upload_states = {"upload_states", state_items, ARRAY_LEN(state_items)};
const struct words line_faults = {"line_faults", fault_items, ARRAY_LEN(fault_items)};

enum { CERT_TYPES = 8, BLOCK = 1000, SEVERAL = -1 };

/* One upload on its way. */
struct matching {
    struct bank *bank;
    struct job *job;
    struct arena *arena;
    struct q_upload_take_row upload;
    struct upload_entries entries;
    int64_t *customers; /* by entry; 0: nobody, SEVERAL */
    int16_t *faults;    /* by entry, enum line_fault; -1: none */
    int64_t *first;     /* by entry: on which line the customer stood before */
    int64_t added, found;
};

/* ---- whose number is it? ---- */

/* How many questions are asked for each line: certificates of every type. */
static size_t questions_of(const struct matching *m)
{
    return m->upload.way == BY_CERTIFICATE ? CERT_TYPES : 1;
}

/* The answer to a question of that entry: a second customer makes it nobody's. */
static void answer(struct matching *m, int64_t n, int64_t customer_id)
{
    size_t entry = (size_t)(n - 1) / questions_of(m);
    int64_t *to = &m->customers[entry];
    *to = *to == 0 || *to == customer_id ? customer_id : SEVERAL;
}

static struct text number_of(struct matching *m, size_t i)
{
    struct text number = typed_number(m->arena, m->entries.items[i].typed);
    if (number.len == 0 && m->faults[i] < 0)
        m->faults[i] = LINE_NO_NUMBER;
    return number;
}

static rc ask_by_number(struct matching *m)
{
    struct text *numbers = arena_alloc(m->arena, m->entries.len * sizeof *numbers);
    struct q_upload_by_number_row *rows = NULL;
    size_t len = 0;
    for (size_t i = 0; i < m->entries.len; i++)
        numbers[i] = m->entries.items[i].typed;
    TRY(q_upload_by_number(m->bank->db, m->arena, (struct texts){numbers, m->entries.len}, &rows,
                           &len));
    for (size_t i = 0; i < len; i++)
        answer(m, rows[i].n, rows[i].customer_id);
    return OK;
}

static rc ask_by_certificate(struct matching *m)
{
    size_t count = m->entries.len * CERT_TYPES, len = 0;
    struct hash128 *hashes = arena_alloc(m->arena, count * sizeof *hashes);
    struct q_upload_by_certificate_row *rows = NULL;
    for (size_t i = 0; i < m->entries.len; i++) {
        struct text number = number_of(m, i);
        for (int type = 0; type < CERT_TYPES; type++)
            hashes[i * CERT_TYPES + (size_t)type] =
                bank_hash(m->bank, certificate_key(m->arena, type, number));
    }
    TRY(q_upload_by_certificate(m->bank->db, m->arena, (struct hashes){hashes, count}, &rows,
                                &len));
    for (size_t i = 0; i < len; i++)
        answer(m, rows[i].n, rows[i].customer_id);
    return OK;
}

static rc ask_by_phone(struct matching *m)
{
    size_t count = m->entries.len, len = 0;
    struct hash128 *hashes = arena_alloc(m->arena, count * sizeof *hashes);
    struct q_upload_by_phone_row *rows = NULL;
    for (size_t i = 0; i < count; i++)
        hashes[i] = bank_hash(m->bank, typed_phone(number_of(m, i)));
    TRY(q_upload_by_phone(m->bank->db, m->arena, (struct hashes){hashes, count}, &rows, &len));
    for (size_t i = 0; i < len; i++)
        answer(m, rows[i].n, rows[i].customer_id);
    return OK;
}

static rc ask(struct matching *m)
{
    switch ((enum upload_way)m->upload.way) {
    case BY_CUSTOMER_NO:
        return ask_by_number(m);
    case BY_CERTIFICATE:
        return ask_by_certificate(m);
    case BY_PHONE:
        return ask_by_phone(m);
    case UPLOAD_WAYS:
        break;
    }
    return E_INTERNAL;
}

/* ---- each customer once ---- */

struct hit {
    int64_t customer_id;
    size_t entry;
};

static int by_customer(const void *a, const void *b)
{
    const struct hit *x = a, *y = b;
    if (x->customer_id != y->customer_id)
        return x->customer_id < y->customer_id ? -1 : 1;
    return (x->entry > y->entry) - (x->entry < y->entry);
}

/* Those found, by customer; who stands twice counts where he stands first. */
static void sort_out(struct matching *m, struct hit **ret_hits, size_t *ret_len)
{
    struct hit *hits = arena_alloc(m->arena, (m->entries.len + 1) * sizeof *hits);
    size_t len = 0, kept = 0;
    for (size_t i = 0; i < m->entries.len; i++) {
        if (m->customers[i] > 0 && m->faults[i] < 0)
            hits[len++] = (struct hit){m->customers[i], i};
        else if (m->faults[i] < 0)
            m->faults[i] = m->customers[i] == SEVERAL ? LINE_SEVERAL : LINE_UNKNOWN;
    }
    qsort(hits, len, sizeof *hits, by_customer);
    for (size_t i = 0; i < len; i++) {
        if (kept > 0 && hits[kept - 1].customer_id == hits[i].customer_id) {
            m->faults[hits[i].entry] = LINE_TWICE;
            m->first[hits[i].entry] = m->entries.items[hits[kept - 1].entry].line;
        } else {
            hits[kept++] = hits[i];
        }
    }
    *ret_hits = hits;
    *ret_len = kept;
}

/* ---- onto the list, as the person who uploaded ---- */

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* A block of them: opened, those who may be seen added, the others told. */
static rc add_block(struct matching *m, const struct person *p, const struct hit *hits, size_t len)
{
    struct q_upload_members_add_row row;
    struct int8s seen;
    struct arena_mark mark = arena_mark(m->arena);
    int64_t *ids = arena_alloc(m->arena, len * sizeof *ids);
    for (size_t i = 0; i < len; i++)
        ids[i] = hits[i].customer_id;
    TRY(scope_open(m->bank->db, p, (struct int8s){ids, len}, m->arena, &seen));
    int64_t *sorted = arena_alloc(m->arena, (seen.len + 1) * sizeof *sorted);
    for (size_t i = 0; i < seen.len; i++)
        sorted[i] = seen.items[i];
    qsort(sorted, seen.len, sizeof *sorted, by_id);
    for (size_t i = 0; i < len; i++)
        if (!bsearch(&ids[i], sorted, seen.len, sizeof *sorted, by_id))
            m->faults[hits[i].entry] =
                m->upload.way == BY_CUSTOMER_NO ? LINE_OUTSIDE : LINE_UNKNOWN;
    TRY(q_upload_members_add(m->bank->db, m->upload.list_id, seen, clock_now(), &row));
    m->added += row.added;
    m->found += (int64_t)seen.len;
    arena_rewind(m->arena, mark);
    return scope_close(m->bank->db, p);
}

static rc add_all(struct matching *m, const struct person *p, const struct hit *hits, size_t len,
                  struct why *why)
{
    job_stage(m->job, N_("putting them on the list"), N_("customers"), len);
    for (size_t at = 0; at < len; at += BLOCK) {
        TRY(job_go_on(m->job, why));
        TRY(db_tell(m->bank->db, add_block(m, p, hits + at, len - at < BLOCK ? len - at : BLOCK),
                    why));
        job_at(m->job, at);
    }
    return OK;
}

/* ---- the report ---- */

/* What stood there, as much of it as may be shown. */
static struct text shown(const struct matching *m, size_t i)
{
    static const enum personal kinds[UPLOAD_WAYS] = {PERSONAL_NOTE, PERSONAL_CERTIFICATE,
                                                     PERSONAL_PHONE};
    struct masked masked = mask_value(kinds[m->upload.way], m->entries.items[i].typed);
    size_t len = strlen(masked.text);
    return (struct text){arena_text(m->arena, masked.text, len), len};
}

static rc report(struct matching *m, int64_t *ret_failed)
{
    size_t most = m->entries.len, len = 0;
    int64_t *lines = arena_alloc(m->arena, most * sizeof *lines);
    int64_t *first = arena_alloc(m->arena, most * sizeof *first);
    int32_t *reasons = arena_alloc(m->arena, most * sizeof *reasons);
    struct text *texts = arena_alloc(m->arena, most * sizeof *texts);
    for (size_t i = 0; i < most; i++) {
        if (m->faults[i] < 0)
            continue;
        lines[len] = m->entries.items[i].line;
        first[len] = m->first[i];
        reasons[len] = m->faults[i];
        texts[len++] = shown(m, i);
    }
    *ret_failed = (int64_t)len;
    const struct q_upload_lines_add_in in = {.upload_id = m->upload.upload_id,
                                             .lines = {lines, len},
                                             .reasons = {reasons, len},
                                             .shown = {texts, len},
                                             .first = {first, len}};
    return q_upload_lines_add(m->bank->db, &in, NULL);
}

static rc finish(struct matching *m, struct why *why)
{
    struct q_upload_done_row row;
    int64_t failed;
    bool done = false;
    TRY(db_tell(m->bank->db, report(m, &failed), why));
    const struct q_upload_done_in in = {.upload_id = m->upload.upload_id,
                                        .list_id = m->upload.list_id,
                                        .at = clock_now(),
                                        .matched = (int64_t)m->entries.len,
                                        .added = m->added,
                                        .present = m->found - m->added,
                                        .failed = failed};
    TRY(db_tell(m->bank->db, q_upload_done(m->bank->db, &in, &row, &done), why));
    if (!done)
        return why_say(why, E_CONFLICT, "the list has been deleted meanwhile");
    TRY(job_go_on_now(m->job, why));
    return db_tell(m->bank->db, db_commit(m->bank->db), why);
}

/* ---- one upload ---- */

/* What nobody need be asked about. */
static int16_t fault_of(enum book_note note)
{
    switch (note) {
    case BOOK_PLAIN:
        return -1;
    case BOOK_ROUNDED:
        return LINE_ROUNDED;
    case BOOK_DATE:
        return LINE_DATE;
    }
    return -1;
}

static rc read_entries(struct matching *m, struct why *why)
{
    struct buf plain;
    buf_init(&plain);
    rc r = unseal(m->bank->keys, m->upload.content, &plain, why);
    enum upload_fault fault = UPLOAD_GOOD;
    if (r == OK)
        fault = upload_file_read(buf_text(&plain), (enum upload_way)m->upload.way, m->arena,
                                 &m->entries);
    buf_release(&plain);
    if (fault != UPLOAD_GOOD)
        return why_say(why, E_INVALID, "the file %s", upload_fault_text(fault));
    TRY(r);
    m->customers = arena_alloc(m->arena, m->entries.len * sizeof *m->customers);
    m->first = arena_alloc(m->arena, m->entries.len * sizeof *m->first);
    m->faults = arena_alloc(m->arena, m->entries.len * sizeof *m->faults);
    for (size_t i = 0; i < m->entries.len; i++)
        m->faults[i] = fault_of(m->entries.items[i].note);
    return OK;
}

static rc find_person(struct matching *m, struct person *ret, struct why *why)
{
    struct q_person_seen_row row;
    bool found = false;
    TRY(db_tell(m->bank->db, q_person_seen(m->bank->db, m->arena, m->upload.staff_id, &row, &found),
                why));
    if (!found)
        return why_say(why, E_REFUSED, "whoever uploaded it has left");
    *ret = (struct person){.staff_id = m->upload.staff_id, .org_id = row.org_id, .post = row.post};
    return OK;
}

static rc match(struct matching *m, struct why *why)
{
    struct person person;
    struct hit *hits;
    size_t len;
    TRY(read_entries(m, why));
    TRY(find_person(m, &person, why));
    job_stage(m->job, N_("looking for the numbers"), N_("lines"), m->entries.len);
    TRY(db_tell(m->bank->db, ask(m), why));
    sort_out(m, &hits, &len);
    TRY(db_tell(m->bank->db, scope_begin(m->bank->db, &person, false, clock_now(), m->arena), why));
    TRY(add_all(m, &person, hits, len, why));
    return finish(m, why);
}

/* One that cannot be done says why; the others go on. */
static rc do_upload(struct matching *m)
{
    struct why why = {""};
    rc r = match(m, &why);
    if (r == OK)
        return OK;
    db_rollback(m->bank->db);
    if (r == E_CANCELLED)
        why_say(&why, r, "it was cancelled");
    TRY(q_upload_fail(m->bank->db, m->upload.upload_id, text_of(why.text), clock_now(), NULL));
    return r == E_CANCELLED ? r : OK;
}

static rc run(struct bank *bank, struct job *job, struct text args, struct buf *ret_result,
              struct why *why)
{
    struct arena arena;
    bool found = true;
    int64_t uploads = 0, added = 0;
    rc r = OK;
    (void)args;
    arena_init(&arena);
    while (r == OK && found) {
        struct matching m = {.bank = bank, .job = job, .arena = &arena};
        r = db_tell(bank->db, q_upload_take(bank->db, &arena, &m.upload, &found), why);
        if (r == OK && found)
            r = do_upload(&m);
        uploads += found;
        added += m.added;
        arena_release(&arena);
    }
    buf_printf(ret_result, "{\"uploads\":%" PRId64 ",\"added\":%" PRId64 "}", uploads, added);
    return r;
}

const struct job_kind upload_kind = {
    .name = "upload", .title = N_("Uploaded customers"), .perm = PERM_AUDIENCES, .run = run};
