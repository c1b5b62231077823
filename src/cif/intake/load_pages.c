#include "cif/intake/load_pages.h"

#include "cif/intake/column.h"
#include "cif/intake/load_pages.sql.h"
#include "cif/intake/take.h"
#include "web/list.h"
#include "web/masked.h"
#include "web/unmask.h"

/* ---- what codes are called ---- */

static const struct word file_items[] = {
    {FILE_ORG, "org.csv", "org.csv"},
    {FILE_PRODUCT, "product.csv", "product.csv"},
    {FILE_FX, "fx.csv", "fx.csv"},
    {FILE_STAFF, "staff.csv", "staff.csv"},
    {FILE_CUSTOMER, "customer.csv", "customer.csv"},
    {FILE_ACCOUNT, "account.csv", "account.csv"},
    {FILE_CARD, "card.csv", "card.csv"},
    {FILE_TRANSACTION, "transaction.csv", "transaction.csv"},
    {FILE_BEHAVIOUR, "behaviour.csv", "behaviour.csv"},
    {FILE_RELATION, "relation.csv", "relation.csv"},
    {FILE_OPENING, "opening.csv", "opening.csv"},
    {LOAD_MANIFEST, "MANIFEST", "MANIFEST"},
};
const struct words load_files = {"load_files", file_items, ARRAY_LEN(file_items)};

static const struct word state_items[] = {
    {LOAD_TAKEN, "taken", N_("taken"), "ok"},
    {LOAD_REFUSED, "refused", N_("refused"), "bad"},
    {LOAD_NOT_READY, "not_ready", N_("not ready"), "warn"},
};
const struct words load_states = {"load_states", state_items, ARRAY_LEN(state_items)};

static const struct word fault_items[] = {
    {FAULT_COLUMNS, "columns", N_("another number of fields")},
    {FAULT_ENCODING, "encoding", N_("not in the file's charset")},
    {FAULT_REQUIRED, "required", N_("a required value is missing")},
    {FAULT_LENGTH, "length", N_("too long")},
    {FAULT_TYPE, "type", N_("not of the column's kind")},
    {FAULT_RANGE, "range", N_("out of range")},
    {FAULT_CODE, "code", N_("not one of the codes")},
    {FAULT_DUPLICATE, "duplicate", N_("the key stood there before")},
    {FAULT_REFERENCE, "reference", N_("refers to what is not known yet"), "warn"},
};
const struct words fault_words = {"faults", fault_items, ARRAY_LEN(fault_items)};

static const struct word end_items[] = {
    {0, "taken", N_("taken since"), "ok"},
    {1, "dropped", N_("dropped"), "quiet"},
};
const struct words end_words = {"ends", end_items, ARRAY_LEN(end_items)};

/* ---- day files ---- */

struct load_filter {
    day day;
    struct opt_int2 state, file;
};
/* clang-format off */
static const struct input load_filter_inputs[] = {
    INPUT_DAY(struct load_filter, day, N_("Business day")),
    INPUT_CODE(struct load_filter, state, load_states, N_("State")),
    INPUT_CODE(struct load_filter, file, load_files, N_("File")),
};
static const struct inputs load_filter_in = INPUTS(struct load_filter, load_filter_inputs);

static const struct list_column load_columns[] = {
    {"day", N_("Business day"), "/nights/{day}"},
    {"file", N_("File"), "/quarantine?day={day}&file={file}"},
    {"state", N_("State")},
    {"reason", N_("Reason")},
    {"rows", N_("Rows")},
    {"taken", N_("Taken")},
    {"quarantined", N_("Quarantined")},
    {"waiting", N_("Waiting")},
    {"bytes", N_("Bytes"), .hidden = true},
    {"millis", N_("Milliseconds")},
    {"detail", N_("Detail"), .hidden = true},
};
/* clang-format on */

static rc load_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    const struct load_filter *f = r->in;
    return q_load_list(r->db, r->arena, (enum q_load_list_order)ask->order,
                       &(struct q_load_list_in){f->day, f->state, f->file, ask->limit, ask->offset},
                       (struct q_load_list_row **)&ret->items, &ret->len);
}

static const struct list load_list = LIST(
    N_("Day files"), q_load_list, load_columns, load_fetch, .first_order = Q_LOAD_LIST_BY_DAY_DESC,
    .about = N_("Every file delivered by the source systems, and what became of its rows"),
    .empty = N_("No file is taken yet: they appear here with the first batch over a day folder."));

/* ---- rows that were not taken ---- */

struct quarantine_filter {
    day day;
    struct opt_int2 file, reason;
    bool open;
};
/* clang-format off */
static const struct input quarantine_filter_inputs[] = {
    INPUT_DAY(struct quarantine_filter, day, N_("Business day")),
    INPUT_CODE(struct quarantine_filter, file, load_files, N_("File")),
    INPUT_CODE(struct quarantine_filter, reason, fault_words, N_("Reason")),
    INPUT_BOOL(struct quarantine_filter, open, N_("Still open")),
};
static const struct inputs quarantine_filter_in = INPUTS(struct quarantine_filter, quarantine_filter_inputs);
/* clang-format on */

/* One row in quarantine. */
struct by_row {
    day day;
    int16_t file;
    int64_t line;
};
static const struct input by_row_inputs[] = {
    INPUT_DAY(struct by_row, day, NULL, .required = true),
    INPUT_CODE(struct by_row, file, load_files, NULL, .required = true),
    INPUT_NUMBER(struct by_row, line, NULL, .required = true),
};
static const struct inputs by_row_in = INPUTS(struct by_row, by_row_inputs);

static rc find_value(struct req *r, const void *in, struct text *ret_sealed)
{
    const struct by_row *row = in;
    struct q_quarantine_value_row found;
    about(r, AUDIT_DAY, row->day);
    TRY(q_quarantine_value(r->db, r->arena, row->day, row->file, row->line, &found));
    *ret_sealed = found.value_sealed;
    return OK;
}

static const struct unmasking value_unmasking = {"quarantine.value",
                                                 N_("Value of a row in quarantine"),
                                                 PERM_LOADS_READ, &by_row_in, find_value};
static const struct unmasking *const unmaskings[] = {&value_unmasking};

/* clang-format off */
static const struct list_column quarantine_columns[] = {
    {"day", N_("Business day"), "/nights/{day}"},
    {"file", N_("File")},
    {"line", N_("Line")},
    {"column", N_("Column")},
    {"reason", N_("Reason")},
    {"value", N_("Value"), .unmask = &value_unmasking, .key = "day={day}&file={file}&line={line}", .masked = "is_personal"},
    {"ended_on", N_("Ended on")},
    {"ended_as", N_("Ended as")},
};
/* clang-format on */

/* The column's name and the value, masked where it is personal, in place of the sealed one. */
static rc fill_in(struct req *r, struct q_quarantine_page_row *row)
{
    const struct column *c = row->column_no.known
                                 ? dayfile_column_at((enum dayfile)row->file, row->column_no.value)
                                 : NULL;
    row->column = text_of(c ? c->name : "");
    row->is_personal = c && c->personal != PERSONAL_NO;
    return mask_sealed(r, c ? c->personal : PERSONAL_NO, row->value_sealed, &row->value);
}

static rc quarantine_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    const struct quarantine_filter *f = r->in;
    struct q_quarantine_page_row *rows = NULL;
    TRY(q_quarantine_page(r->db, r->arena, (enum q_quarantine_page_order)ask->order,
                          &(struct q_quarantine_page_in){f->day, f->file, f->reason, f->open,
                                                         ask->limit, ask->offset},
                          &rows, &ret->len));
    for (size_t i = 0; i < ret->len; i++)
        TRY(fill_in(r, &rows[i]));
    ret->items = rows;
    return OK;
}

static const struct list quarantine_list =
    LIST(N_("Quarantine"), q_quarantine_page, quarantine_columns, quarantine_fetch,
         .first_order = Q_QUARANTINE_PAGE_BY_DAY_DESC,
         .about = N_("Rows of day files that were not taken, and why; personal values are masked"),
         .empty = N_("Every row of every file was taken. Rows with a fault appear here with their "
                     "line and reason."));

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/loads", PERM_LOADS_READ, .list = &load_list, .in = &load_filter_in, .title = N_("Day files")},
    {HTTP_GET, "/quarantine", PERM_LOADS_READ, .list = &quarantine_list, .in = &quarantine_filter_in, .title = N_("Quarantine")},
};
static const struct nav nav[] = {
    {NAV_ADMIN, "/loads", N_("Day files")},
    {NAV_ADMIN, "/quarantine", N_("Quarantine")},
};
/* clang-format on */
const struct module load_module = {
    .name = "loads", MODULE(routes), MODULE_NAV(nav), MODULE_UNMASKINGS(unmaskings)};
