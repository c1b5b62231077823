/* Printing the alerts of a day (rules.md, "Alerts raised by the batch"). */
#include "pcrm/day/values.h"

#include "engine/alert.h"
#include "pcrm/day/values.sql.h"

static const struct csv_column columns[] = {
    {"customer_no", CSV_TEXT}, {"date", CSV_TEXT}, {"kind", CSV_TEXT},
    {"from", CSV_TEXT},        {"to", CSV_TEXT},   {"amount", CSV_TEXT},
};

/* One line, its fields as printed; ordered by them. */
struct line {
    const char *customer_no, *kind, *from, *to;
    fen amount;
    bool has_amount;
};

struct collecting {
    struct bank *bank;
    struct alert_kinds kinds;
    struct vec lines;
    struct arena texts;
    struct why *why;
};

static bool is_wanted(const struct collecting *c, const char *kind)
{
    for (size_t i = 0; i < c->kinds.len; i++)
        if (strcmp(c->kinds.names[i], kind) == 0)
            return true;
    return c->kinds.len == 0;
}

static const char *copy_text(struct collecting *c, struct text t)
{
    return arena_text(&c->texts, t.ptr, t.len);
}

static rc open_number(struct collecting *c, struct text sealed, const char **ret_text)
{
    struct buf plain;
    buf_init(&plain);
    rc r = unseal(c->bank->keys, sealed, &plain, c->why);
    if (r == OK)
        *ret_text = copy_text(c, buf_text(&plain));
    buf_release(&plain);
    return r;
}

static const char *plain_value(struct collecting *c, enum alert_value form, int64_t value)
{
    switch (form) {
    case VALUE_STAGE:
        return stage_names[value];
    case VALUE_TIER:
        return tier_names[value];
    case VALUE_STANDING:
        return standing_names[value];
    case VALUE_GRADE:
        return grade_names[value];
    case VALUE_FEN:
        return copy_text(c, text_of(fen_format(value).text));
    case VALUE_DAY:
        return copy_text(c, text_of(day_format((day)value).text));
    case VALUE_DIRECTION:
        return value ? "out" : "in";
    case VALUE_CLOSED:
        return "closed";
    case VALUE_CANCELLED:
        return "cancelled";
    case VALUE_NONE:
    case VALUE_ACCOUNT:
    case VALUE_CARD:
    case VALUE_TXN:
        break;
    }
    return "";
}

static rc from_value(struct collecting *c, const struct alert_form *form,
                     const struct q_alerts_on_row *row, const char **ret_text)
{
    if (form->from == VALUE_ACCOUNT)
        return open_number(c, row->account_no_sealed, ret_text);
    if (form->from == VALUE_CARD)
        return open_number(c, row->card_no_sealed, ret_text);
    *ret_text = form->from == VALUE_TXN ? copy_text(c, row->txn_id)
                                        : plain_value(c, form->from, row->from_value);
    return OK;
}

static rc on_alert(void *ctx, const struct q_alerts_on_row *row)
{
    struct collecting *c = ctx;
    const struct alert_form *form = &alert_forms[row->kind];
    if (!is_wanted(c, form->name))
        return OK;
    struct line l = {.customer_no = copy_text(c, row->customer_no),
                     .kind = form->name,
                     .to = plain_value(c, form->to, row->to_value),
                     .amount = row->amount,
                     .has_amount = form->has_amount};
    TRY(from_value(c, form, row, &l.from));
    *(struct line *)vec_add(&c->lines) = l;
    return OK;
}

static int by_fields(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    int order = strcmp(x->customer_no, y->customer_no);
    if (order == 0)
        order = strcmp(x->kind, y->kind);
    if (order == 0)
        order = strcmp(x->from, y->from);
    if (order == 0)
        order = strcmp(x->to, y->to);
    return order ? order : (x->amount > y->amount) - (x->amount < y->amount);
}

static rc print_lines(struct collecting *c, day d, FILE *file, enum csv_form form, struct why *why)
{
    struct csv_out out;
    if (c->lines.len)
        qsort(c->lines.items, c->lines.len, c->lines.size, by_fields);
    csv_out_init(&out, file, form, columns, ARRAY_LEN(columns));
    for (size_t i = 0; i < c->lines.len && csv_out_ok(&out); i++) {
        const struct line *l = vec_at(&c->lines, i);
        csv_out_string(&out, l->customer_no);
        csv_out_day(&out, d);
        csv_out_string(&out, l->kind);
        csv_out_string(&out, l->from);
        csv_out_string(&out, l->to);
        if (l->has_amount)
            csv_out_fen(&out, l->amount);
        else
            csv_out_string(&out, "");
        csv_out_row(&out);
    }
    return csv_out_end(&out, why);
}

static rc collect(struct collecting *c, day d)
{
    struct q_values_day_set_row set;
    TRY(db_begin_read(c->bank->db));
    TRY(q_values_day_set(c->bank->db, &c->texts, d, &set));
    return q_alerts_on(c->bank->db, on_alert, c);
}

rc alerts_print(struct bank *bank, day d, struct alert_kinds kinds, FILE *file, enum csv_form form,
                struct why *why)
{
    struct collecting c = {.bank = bank, .kinds = kinds, .why = why};
    vec_init(&c.lines, sizeof(struct line));
    arena_init(&c.texts);
    why->text[0] = '\0';
    rc r = collect(&c, d);
    if (r != OK && !why->text[0])
        r = db_tell(bank->db, r, why);
    db_rollback(bank->db);
    if (r == OK)
        r = print_lines(&c, d, file, form, why);
    vec_release(&c.lines);
    arena_release(&c.texts);
    return r;
}
