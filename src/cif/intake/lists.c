#include "cif/intake/lists.h"

#include "cif/intake/lists.sql.h"
#include "cif/intake/take.h"
#include "platform/mask.h"

/* One list while it is printed. */
struct listing {
    struct bank *bank;
    struct csv_out out;
    day until; /* NO_DAY: no bound */
    bool only_open;
    struct buf plain;
    int64_t group;
    struct hash128 group_hash;
    struct why *why;
};

static void listing_init(struct listing *l, FILE *file, enum csv_form form,
                         const struct csv_column *columns, size_t count)
{
    buf_init(&l->plain);
    csv_out_init(&l->out, file, form, columns, count);
    if (l->why)
        l->why->text[0] = '\0';
}

/* Ends the list with the outcome of its query. */
static rc listing_end(struct listing *l, rc r)
{
    bool writing = csv_out_ok(&l->out);
    buf_release(&l->plain);
    rc written = csv_out_end(&l->out, l->why);
    if (!writing || r == OK)
        return written;
    return l->why->text[0] ? r : db_tell(l->bank->db, r, l->why);
}

/* "20261122/account.csv" */
static void print_file(struct csv_out *out, day d, int file)
{
    char text[64];
    struct ymd date = day_ymd(d);
    const char *name = file == LOAD_MANIFEST ? "MANIFEST" : dayfile_table((enum dayfile)file)->name;
    snprintf(text, sizeof text, "%04d%02d%02d/%s", date.year, date.month, date.day, name);
    csv_out_string(out, text);
}

/* ---- loads ---- */

static const struct csv_column load_columns[] = {
    {"file", CSV_TEXT},    {"mode", CSV_TEXT},          {"rows", CSV_NUMBER},
    {"taken", CSV_NUMBER}, {"quarantined", CSV_NUMBER}, {"waiting", CSV_NUMBER},
    {"state", CSV_TEXT},   {"reason", CSV_TEXT},        {"seconds", CSV_NUMBER},
};

static const char *const state_names[] = {
    [LOAD_TAKEN] = "taken", [LOAD_REFUSED] = "refused", [LOAD_NOT_READY] = "not_ready"};

static void print_load(struct csv_out *out, const struct q_loads_list_row *row)
{
    char seconds[32];
    print_file(out, row->day_, row->file);
    csv_out_string(out, !row->full_file.known ? "" : row->full_file.value ? "full" : "delta");
    csv_out_number(out, row->rows_);
    csv_out_number(out, row->taken);
    csv_out_number(out, row->quarantined);
    csv_out_number(out, row->waiting);
    csv_out_string(out, state_names[row->state]);
    csv_out_text(out, row->reason);
    snprintf(seconds, sizeof seconds, "%" PRId64 ".%03" PRId64, row->millis / 1000,
             row->millis % 1000);
    csv_out_string(out, seconds);
    csv_out_row(out);
}

static rc on_load(void *ctx, const struct q_loads_list_row *row)
{
    struct listing *l = ctx;
    if (l->until == NO_DAY || row->day_ <= l->until)
        print_load(&l->out, row);
    return csv_out_ok(&l->out) ? OK : E_UNAVAILABLE;
}

rc loads_print(struct bank *bank, day until, FILE *file, enum csv_form form, struct why *why)
{
    struct listing l = {.bank = bank, .until = until, .why = why};
    listing_init(&l, file, form, load_columns, ARRAY_LEN(load_columns));
    return listing_end(&l, q_loads_list(bank->db, on_load, &l));
}

rc loads_print_entries(day d, const struct vec *entries, FILE *file, enum csv_form form,
                       struct why *why)
{
    struct csv_out out;
    csv_out_init(&out, file, form, load_columns, ARRAY_LEN(load_columns));
    for (size_t i = 0; i < entries->len; i++) {
        const struct load_entry *e = vec_at(entries, i);
        print_load(&out, &(struct q_loads_list_row){
                             .day_ = d,
                             .file = (int16_t)e->file,
                             .state = (int16_t)e->state,
                             .reason = text_of(refusal_name(e->reason)),
                             .full_file = {.known = true, .value = e->full},
                             .rows_ = (int64_t)e->rows,
                             .taken = (int64_t)e->taken,
                             .quarantined = (int64_t)e->quarantined,
                             .waiting = (int64_t)e->waiting,
                             .millis = (int64_t)e->millis,
                         });
    }
    return csv_out_end(&out, why);
}

/* ---- quarantine ---- */

static const struct csv_column quarantine_columns[] = {
    {"file", CSV_TEXT},   {"line", CSV_NUMBER}, {"column", CSV_TEXT},
    {"reason", CSV_TEXT}, {"value", CSV_TEXT},
};

static bool is_shown(const struct listing *l, const struct q_quarantine_list_row *row)
{
    if (l->until != NO_DAY && row->day_ > l->until)
        return false;
    return !l->only_open || row->ended_on == NO_DAY;
}

static rc on_entry(void *ctx, const struct q_quarantine_list_row *row)
{
    struct listing *l = ctx;
    if (!is_shown(l, row))
        return OK;
    buf_clear(&l->plain);
    TRY(unseal(l->bank->keys, row->value_sealed, &l->plain, l->why));
    const struct column *column =
        row->column_no.known ? dayfile_column_at((enum dayfile)row->file, row->column_no.value)
                             : NULL;
    struct masked value = mask_value(column ? column->personal : PERSONAL_NO, buf_text(&l->plain));
    print_file(&l->out, row->day_, row->file);
    csv_out_number(&l->out, row->line);
    csv_out_string(&l->out, column ? column->name : "");
    csv_out_string(&l->out, fault_name((enum fault)row->reason));
    csv_out_string(&l->out, value.text);
    csv_out_row(&l->out);
    return csv_out_ok(&l->out) ? OK : E_UNAVAILABLE;
}

rc quarantine_print(struct bank *bank, day until, bool only_open, FILE *file, enum csv_form form,
                    struct why *why)
{
    struct listing l = {.bank = bank, .until = until, .only_open = only_open, .why = why};
    listing_init(&l, file, form, quarantine_columns, ARRAY_LEN(quarantine_columns));
    return listing_end(&l, q_quarantine_list(bank->db, on_entry, &l));
}

/* ---- duplicates ---- */

static const struct csv_column duplicate_columns[] = {
    {"group", CSV_NUMBER}, {"customer_no", CSV_TEXT}, {"cert_type", CSV_TEXT},
    {"cert_no", CSV_TEXT}, {"gone", CSV_NUMBER},
};

static rc on_duplicate(void *ctx, const struct q_duplicates_list_row *row)
{
    struct listing *l = ctx;
    if (l->group == 0 || !hash128_equal(l->group_hash, row->cert_hash)) {
        l->group++;
        l->group_hash = row->cert_hash;
    }
    buf_clear(&l->plain);
    TRY(unseal(l->bank->keys, row->cert_sealed, &l->plain, l->why));
    const struct column *type = dayfile_column_at(FILE_CUSTOMER, CUSTOMER_CERT_TYPE);
    csv_out_number(&l->out, l->group);
    csv_out_text(&l->out, row->customer_no);
    csv_out_string(&l->out, type->codes[row->cert_type]);
    csv_out_string(&l->out, mask_value(PERSONAL_CERTIFICATE, buf_text(&l->plain)).text);
    csv_out_number(&l->out, row->gone);
    csv_out_row(&l->out);
    return csv_out_ok(&l->out) ? OK : E_UNAVAILABLE;
}

rc duplicates_print(struct bank *bank, FILE *file, enum csv_form form, struct why *why)
{
    struct listing l = {.bank = bank, .why = why};
    listing_init(&l, file, form, duplicate_columns, ARRAY_LEN(duplicate_columns));
    return listing_end(&l, q_duplicates_list(bank->db, on_duplicate, &l));
}
