#include "analysis/report/shell.h"

#include "analysis/report/answer.h"
#include "analysis/report/report.sql.h"
#include "base/clock.h"
#include "base/record_out.h"
#include "engine/snapshot.h"
#include "platform/asking.h"
#include "platform/people.sql.h"
#include "platform/scope.h"
#include "platform/sheet_read.h"
#include "platform/snapshots.h"

struct shell {
    struct bank *bank;
    const struct report_args *args;
    const struct report *report;
    struct person who;
    struct asking asking;
    struct snapshot *s;
    struct sheets_held *sheets;
    struct asker asker;
    struct arena *a;
    struct csv_out out;
    struct why *why;
};

/* ---- who asks, and of which day ---- */

static rc find_who(struct shell *x)
{
    struct q_report_staff_id_row id;
    struct q_person_seen_row row;
    bool found = false;
    x->who = (struct person){.post = POST_ADMIN};
    if (!x->args->as)
        return OK;
    struct text no = text_of(x->args->as);
    TRY(db_tell(x->bank->db, q_report_staff_id(x->bank->db, no, &id, &found), x->why));
    if (found)
        TRY(db_tell(x->bank->db, q_person_seen(x->bank->db, x->a, id.staff_id, &row, &found),
                    x->why));
    if (!found)
        return why_say(x->why, E_NOT_FOUND, "--as %s: nobody has that staff number", x->args->as);
    x->who = (struct person){.staff_id = id.staff_id, .org_id = row.org_id, .post = row.post};
    return OK;
}

static rc read_store(struct shell *x)
{
    if (x->args->date != NO_DAY)
        return snapshots_read_until(x->bank, x->args->date, &x->s, x->why);
    TRY(snapshots_read(x->bank, NULL, &x->s, x->why));
    return x->s ? OK
                : why_say(x->why, E_NOT_FOUND, "no day was run yet: call guanhu batch DIR first");
}

static rc read_sheets(struct shell *x)
{
    const struct sheets_how how = {.until = x->s->day};
    if (!report_asks_past(x->report))
        return OK;
    return sheets_read(x->bank, x->bank->db, &how, NULL, &x->sheets, x->why);
}

static rc read_definition(struct shell *x)
{
    struct report_fault fault = {NULL, NULL};
    rc r = report_from_address(x->a, ENGLISH, text_of(x->args->definition), &x->report, &fault);
    return r == E_INVALID ? why_say(x->why, E_USAGE, "%s: %s", fault.input, fault.said) : r;
}

/* ---- what is printed ---- */

static void begin_csv(struct shell *x, const struct record *record, FILE *file, enum csv_form form)
{
    struct csv_column *columns = arena_alloc(x->a, (record->len + 1) * sizeof *columns);
    size_t len = record_columns(record, columns, record->len);
    csv_out_init(&x->out, file, form, columns, len);
}

static rc print_answer(struct shell *x, FILE *file, enum csv_form form)
{
    const struct report_answer *answer;
    const struct record *record;
    const char *said;
    const void *rows;
    size_t len;
    TRY(report_ask(&x->asker, x->report, &answer, &said));
    if (said)
        return why_say(x->why, E_REFUSED, "%s", said);
    answer_record(x->a, answer, x->args->keys, &record, &rows, &len);
    begin_csv(x, record, file, form);
    for (size_t i = 0; i < len; i++)
        record_csv(&x->out, record, (const char *)rows + i * record->size);
    return csv_out_end(&x->out, x->why);
}

static rc print_numbers(struct shell *x, const struct set *rows, FILE *file, enum csv_form form)
{
    static const struct csv_column columns[] = {{"customer_no", CSV_TEXT}};
    struct q_report_numbers_row *numbers = NULL;
    size_t len = 0;
    struct int8s ids = rows_ids(set_members(rows, x->a), rows->count, x->a);
    db_rollback(x->bank->db); /* who may be seen was decided by the store: the owner reads on */
    if (ids.len)
        TRY(q_report_numbers(x->bank->db, x->a, ids, &numbers, &len));
    csv_out_init(&x->out, file, form, columns, 1);
    for (size_t i = 0; i < len; i++) {
        csv_out_text(&x->out, numbers[i].customer_no);
        csv_out_row(&x->out);
    }
    return csv_out_end(&x->out, x->why);
}

static rc print_behind(struct shell *x, FILE *file, enum csv_form form)
{
    struct report_behind behind;
    const char *said;
    const struct report_cell cell = {.cell = text_of(x->args->cell),
                                     .point = text_of(x->args->point),
                                     .measure = (int)x->args->measure};
    TRY(report_behind(&x->asker, x->report, &cell, &behind, &said));
    if (said)
        return why_say(x->why, E_REFUSED, "%s", said);
    return print_numbers(x, behind.rows, file, form);
}

static rc print_told(struct shell *x, FILE *file)
{
    struct report_sentences told = report_told(x->a, ENGLISH, x->report);
    struct text address = report_address(x->a, x->report);
    fprintf(file, "%.*s\n", (int)address.len, address.ptr);
    for (size_t i = 0; i < told.len; i++)
        fprintf(file, "%.*s\n", (int)told.items[i].len, told.items[i].ptr);
    return OK;
}

static rc ask_and_print(struct shell *x, FILE *file, enum csv_form form)
{
    TRY(scope_begin(x->bank->db, &x->who, true, clock_now(), x->a));
    rc r = x->args->cell ? print_behind(x, file, form) : print_answer(x, file, form);
    db_rollback(x->bank->db);
    return r == OK || r == E_REFUSED ? r : db_tell(x->bank->db, r, x->why);
}

static rc print(struct shell *x, FILE *file, enum csv_form form)
{
    TRY(read_definition(x));
    if (x->args->told)
        return print_told(x, file);
    TRY(find_who(x));
    TRY(read_store(x));
    TRY(read_sheets(x));
    asking_begin(&x->asking, x->bank);
    x->asker = (struct asker){.arena = x->a,
                              .db = x->bank->db,
                              .who = &x->who,
                              .s = x->s,
                              .asking = &x->asking,
                              .tongue = ENGLISH,
                              .sheets = sheets_of(x->sheets)};
    rc r = ask_and_print(x, file, form);
    asking_end(&x->asking);
    return r;
}

rc report_print(struct bank *bank, const struct report_args *args, FILE *file, enum csv_form form,
                struct why *why)
{
    struct arena a;
    struct shell x = {.bank = bank, .args = args, .a = &a, .why = why};
    arena_init(&a);
    rc r = print(&x, file, form);
    sheets_unref(x.sheets);
    snapshot_unref(x.s);
    arena_release(&a);
    return r;
}
