#include "pcrm/day/values.h"

#include <errno.h>

#include "cond/catalogue.h"
#include "engine/figures.h"
#include "pcrm/day/batch.sql.h"
#include "pcrm/day/rules.h"
#include "pcrm/day/values.sql.h"

rc values_day(struct bank *bank, day asked, bool kept, day *ret_day, struct why *why)
{
    if (asked == NO_DAY) {
        struct q_day_last_row last;
        TRY(db_tell(bank->db, q_day_last(bank->db, &last), why));
        if (last.day_ == NO_DAY)
            return why_say(why, E_NOT_FOUND, "no day was run yet: call guanhu batch DIR first");
        asked = last.day_;
    }
    struct q_values_day_find_row row;
    bool found = false;
    TRY(db_tell(bank->db, q_values_day_find(bank->db, asked, &row, &found), why));
    if (!found)
        return why_say(why, E_INVALID, "%s was not valued: no batch ran for it",
                       day_format(asked).text);
    if (row.thinned && kept)
        return why_say(why, E_INVALID,
                       "the values of %s are no longer kept (keep_days): ask for a month end",
                       day_format(asked).text);
    *ret_day = asked;
    return OK;
}

/* customer_no, date, then the catalogue's fields in its order. */
enum { COLUMNS = VALUE_FIELDS + 2 };

static void fill_columns(struct csv_column *columns)
{
    columns[0] = (struct csv_column){"customer_no", CSV_TEXT};
    columns[1] = (struct csv_column){"date", CSV_TEXT};
    for (size_t i = 0; i < VALUE_FIELDS; i++) {
        bool number = customer_fields[i].type == OF_COUNT;
        columns[i + 2] =
            (struct csv_column){customer_fields[i].name, number ? CSV_NUMBER : CSV_TEXT};
    }
}

static struct sums sums_of(const struct q_values_rows_row *r)
{
    return (struct sums){{
        [CLASS_DEMAND] = r->demand.value,
        [CLASS_TIME] = r->time.value,
        [CLASS_MORTGAGE] = r->mortgage.value,
        [CLASS_CREDIT_LOAN] = r->credit_loan.value,
        [CLASS_OTHER_LOAN] = r->other_loan.value,
        [CLASS_FUND] = r->fund.value,
        [CLASS_BOND] = r->bond.value,
        [CLASS_WEALTH] = r->wealth.value,
        [CLASS_INSURANCE] = r->insurance.value,
        [CLASS_SECURITIES] = r->securities.value,
        [CLASS_GOLD] = r->gold.value,
    }};
}

static void print_verdict(struct csv_out *out, const struct q_values_rows_row *r, day d)
{
    csv_out_text(out, r->customer_no);
    csv_out_day(out, d);
    csv_out_string(out, stage_names[r->stage]);
    csv_out_string(out, tier_names[r->tier]);
    csv_out_string(out, tier_names[r->ref]);
    csv_out_number(out, r->below);
    csv_out_string(out, standing_names[r->standing]);
}

static void print_value(struct csv_out *out, const struct q_values_rows_row *r,
                        const struct months *m, fen fa_ytd, day d)
{
    struct sums s = sums_of(r);
    fen aum = assets_under_management(&s);
    print_verdict(out, r, d);
    csv_out_fen(out, fen_add(r->demand.value, r->time.value));
    csv_out_fen(out,
                fen_add(fen_add(r->mortgage.value, r->credit_loan.value), r->other_loan.value));
    csv_out_fen(out, r->fund.value);
    csv_out_fen(out, r->bond.value);
    csv_out_fen(out, r->wealth.value);
    csv_out_fen(out, r->insurance.value);
    csv_out_fen(out, r->securities.value);
    csv_out_fen(out, r->gold.value);
    csv_out_fen(out, r->fa);
    csv_out_fen(out, aum);
    csv_out_fen(out, r->acct_max);
    csv_out_fen(out, daily_average(fa_ytd, d));
    csv_out_fen(out, aum_max(aum, m, 6));
    csv_out_fen(out, aum_max(aum, m, 12));
    csv_out_fen(out, r->cc_spend.value);
    csv_out_fen(out, r->mortgage.value);
    csv_out_fen(out, r->credit_loan.value);
    csv_out_string(out, grade_names[r->cc_grade]);
    csv_out_number(out, r->product_kinds);
    csv_out_row(out);
}

/* ---- which customers ---- */

/* The lines of a --customers file and what was printed for each: the order of the file stays. */
struct wanted {
    struct vec lines; /* struct wanted_line */
    struct vec order; /* struct wanted_line *: by customer_no */
    struct arena texts;
};
struct wanted_line {
    struct text customer_no;
    struct q_values_rows_row row;
    struct months months;
    bool found;
};

static int by_customer(const void *a, const void *b)
{
    const struct wanted_line *const *x = a, *const *y = b;
    return text_order((*x)->customer_no, (*y)->customer_no);
}

static rc read_wanted(const char *path, struct wanted *w, struct why *why)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return why_say(why, E_USAGE, "%s: cannot be read: %s", path, strerror(errno));
    char *line = NULL;
    size_t room = 0;
    for (ssize_t len = getline(&line, &room, file); len >= 0; len = getline(&line, &room, file)) {
        while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
            len--;
        if (len == 0)
            continue;
        struct wanted_line *l = vec_add(&w->lines);
        l->customer_no = (struct text){arena_text(&w->texts, line, (size_t)len), (size_t)len};
    }
    bool failed = ferror(file);
    free(line);
    fclose(file);
    if (failed)
        return why_say(why, E_UNAVAILABLE, "%s: cannot be read to its end", path);
    for (size_t i = 0; i < w->lines.len; i++)
        *(struct wanted_line **)vec_add(&w->order) = vec_at(&w->lines, i);
    if (w->order.len)
        qsort(w->order.items, w->order.len, w->order.size, by_customer);
    return OK;
}

/* ---- printing ---- */

struct printing {
    day day;
    const struct rules *rules;
    struct csv_out out;
    struct vec months; /* struct months by customer_id - 1 */
    day newest_month, first_day;
    struct wanted *wanted; /* NULL: all */
    size_t next;           /* in wanted->order: both come in the order of the bytes */
};

static struct months *months_of(struct printing *p, int64_t customer_id)
{
    while ((int64_t)p->months.len < customer_id)
        vec_add(&p->months);
    return vec_at(&p->months, (size_t)customer_id - 1);
}

static rc on_opening(void *ctx, const struct q_values_opening_row *row)
{
    struct printing *p = ctx;
    if (row->months.len == AUM_MONTHS)
        months_open(months_of(p, row->customer_id), p->newest_month, row->months.items,
                    p->first_day, row->day_);
    return OK;
}

static rc on_month(void *ctx, const struct q_values_months_row *row)
{
    struct printing *p = ctx;
    months_carry(months_of(p, row->customer_id), p->newest_month, row->month_end, row->aum);
    return OK;
}

static fen ytd_of(const struct printing *p, const struct q_values_rows_row *row)
{
    struct standstill s = {.on = row->day_,
                           .fa = row->fa,
                           .fa_ytd = row->fa_ytd,
                           .acct_max = row->acct_max,
                           .reached_on = NO_DAY,
                           .over_on = NO_DAY};
    return standstill_until(p->rules, s, p->day).fa_ytd;
}

static void keep_wanted(struct printing *p, const struct q_values_rows_row *row)
{
    struct wanted_line **order = p->wanted->order.items;
    while (p->next < p->wanted->order.len &&
           text_order(order[p->next]->customer_no, row->customer_no) < 0)
        p->next++;
    for (; p->next < p->wanted->order.len &&
           text_equal(order[p->next]->customer_no, row->customer_no);
         p->next++) {
        struct wanted_line *l = order[p->next];
        l->row = *row;
        l->row.customer_no = l->customer_no;
        l->months = *months_of(p, row->customer_id);
        l->found = true;
    }
}

static rc on_row(void *ctx, const struct q_values_rows_row *row)
{
    struct printing *p = ctx;
    if (p->wanted)
        keep_wanted(p, row);
    else
        print_value(&p->out, row, months_of(p, row->customer_id), ytd_of(p, row), p->day);
    return csv_out_ok(&p->out) ? OK : E_UNAVAILABLE;
}

static rc print_all(struct printing *p, struct bank *bank)
{
    struct arena a;
    struct q_values_day_set_row set;
    arena_init(&a);
    rc r = q_values_day_set(bank->db, &a, p->day, &set);
    arena_release(&a);
    struct q_values_first_day_row first = {.day_ = NO_DAY};
    if (r == OK)
        r = q_values_first_day(bank->db, &first);
    p->first_day = first.day_;
    if (r == OK)
        r = q_values_opening(bank->db, on_opening, p);
    if (r == OK)
        r = q_values_months(bank->db, on_month, p);
    if (r == OK)
        r = q_values_rows(bank->db, on_row, p);
    for (size_t i = 0; r == OK && p->wanted && i < p->wanted->lines.len; i++) {
        const struct wanted_line *l = vec_at(&p->wanted->lines, i);
        if (l->found)
            print_value(&p->out, &l->row, &l->months, ytd_of(p, &l->row), p->day);
    }
    return r;
}

static rc print_values(struct bank *bank, struct printing *p, FILE *file, enum csv_form form,
                       struct why *why)
{
    struct csv_column columns[COLUMNS];
    struct rules rules;
    fill_columns(columns);
    TRY(rules_load(bank, p->day, &rules, why));
    p->rules = &rules;
    p->newest_month = day_month_end_before(p->day, 1);
    vec_init(&p->months, sizeof(struct months));
    csv_out_init(&p->out, file, form, columns, ARRAY_LEN(columns));

    rc r = db_begin_read(bank->db);
    if (r == OK)
        r = print_all(p, bank);
    if (r != OK && csv_out_ok(&p->out))
        r = db_tell(bank->db, r, why);
    db_rollback(bank->db);
    vec_release(&p->months);
    rc written = csv_out_end(&p->out, why);
    return written != OK ? written : r;
}

rc values_print(struct bank *bank, day d, const char *customers, FILE *file, enum csv_form form,
                struct why *why)
{
    struct wanted wanted;
    struct printing p = {.day = d, .wanted = customers ? &wanted : NULL};
    vec_init(&wanted.lines, sizeof(struct wanted_line));
    vec_init(&wanted.order, sizeof(struct wanted_line *));
    arena_init(&wanted.texts);
    rc r = customers ? read_wanted(customers, &wanted, why) : OK;
    if (r == OK)
        r = print_values(bank, &p, file, form, why);
    vec_release(&wanted.lines);
    vec_release(&wanted.order);
    arena_release(&wanted.texts);
    return r;
}
