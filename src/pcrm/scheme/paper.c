#include "pcrm/scheme/paper.h"

#include "cond/told.h"
#include "pcrm/alert/alert_words.h"
#include "pcrm/day/rule_words.h"
#include "pcrm/scheme/rules_pages.sql.h"

/* ---- names ---- */

enum number_kind { YUAN_OF, DAYS_OF, MONTHS_OF, PART_OF, SHARE_OF };
static const struct {
    const char *name;
    enum number_kind kind;
    const char *label;
} numbers[] = {
    {"potential_limit", YUAN_OF, N_("Potential customer: an account above")},
    {"target_limit", YUAN_OF, N_("Target customer: financial assets, or their average, from")},
    {"target_keep_months", MONTHS_OF, N_("Target customer: stays below it for")},
    {"spend_days", DAYS_OF, N_("Card spend counts for")},
    {"mortgage", SHARE_OF, N_("Of secured loans counts in financial assets")},
    {"credit_loan", SHARE_OF, N_("Of credit and guaranteed loans counts in financial assets")},
    {"other_loan", SHARE_OF, N_("Of other loans counts in financial assets")},
    {"assets_moved_from", YUAN_OF, N_("Alert of moved assets: from")},
    {"assets_moved_share", PART_OF, N_("Alert of moved assets: at least this part")},
    {"large_movement_from", YUAN_OF, N_("Alert of a large movement: from")},
    {"maturing_days", DAYS_OF, N_("Alert of a maturing product: before it")},
    {"card_expiring_days", DAYS_OF, N_("Alert of an expiring card: before it")},
    {"birthday_days", DAYS_OF, N_("Alert of a birthday: before it")},
    {"holding_moved_bp", SHARE_OF, N_("Alert of a gain or loss: of the cost")},
};

static int place_of(struct text name)
{
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        if (text_is(name, numbers[i].name))
            return (int)i;
    return -1;
}

/* ---- values ---- */

static struct text yuan_said(struct req *r, struct text amount)
{
    fen value;
    if (!amount.ptr || !fen_parse(amount.ptr, amount.len, true, &value))
        return amount;
    return say_fen(r->arena, r->tongue, value, false);
}

static int64_t number_of(struct text t)
{
    int64_t n = 0;
    for (size_t i = 0; i < t.len && t.ptr[i] >= '0' && t.ptr[i] <= '9'; i++)
        n = n * 10 + (t.ptr[i] - '0');
    return n;
}

static struct text days_said(struct req *r, struct text list)
{
    const struct place places[] = {{"list", list}};
    return text_of(say(r->arena, r->tongue, N_("{list} days"), 1, places));
}

static struct text value_said(struct req *r, enum number_kind kind, struct text value)
{
    if (!value.ptr)
        return value;
    if (value.len > 1 && value.ptr[0] == '[')
        value = (struct text){value.ptr + 1, value.len - 2};
    switch (kind) {
    case YUAN_OF:
        return yuan_said(r, value);
    case DAYS_OF:
        return days_said(r, value);
    case MONTHS_OF:
        return text_of(say_number(r->arena, r->tongue, N_("{n} months"), number_of(value)));
    case SHARE_OF:
        return text_of(arena_printf(r->arena, "%" PRId64 "%%", number_of(value) / 100));
    case PART_OF:
        return text_of(arena_printf(r->arena, "1/%.*s", (int)value.len, value.ptr));
    }
    return value;
}

/* ---- numbers, in the order of the table ---- */

static rc make_numbers(struct req *r, struct text rules, struct text before, struct paper *ret)
{
    struct q_rules_numbers_row *rows = NULL;
    size_t len = 0;
    TRY(q_rules_numbers(r->db, r->arena, rules, before, &rows, &len));
    ret->numbers = arena_alloc(r->arena, ARRAY_LEN(numbers) * sizeof *ret->numbers);
    ret->numbers_count = ARRAY_LEN(numbers);
    for (size_t i = 0; i < len; i++) {
        int at = place_of(rows[i].name);
        if (at < 0)
            continue;
        bool other = before.ptr && !text_equal(rows[i].is, rows[i].was);
        ret->numbers[at] = (struct paper_number){
            .label = text_of(word(r, numbers[at].label)),
            .is = value_said(r, numbers[at].kind, rows[i].is),
            .was = other ? value_said(r, numbers[at].kind, rows[i].was) : (struct text){0},
        };
        ret->changes += other;
    }
    return OK;
}

/* ---- schemes ---- */

static struct text months_said(struct req *r, const struct q_rules_levels_row *row)
{
    if (!row->line.ptr)
        return (struct text){0};
    return text_of(arena_printf(r->arena, "%d · %d · %d", (int)row->watch_months.value,
                                (int)row->attention_months.value, (int)row->give_up_months.value));
}

static struct paper_level level_said(struct req *r, const struct q_rules_levels_row *row,
                                     bool compare, const char *edit, struct paper *p)
{
    struct paper_level l = {
        .code = row->name,
        .label = text_of(word(r, scheme_level_label(row->scheme, row->name))),
        .told = cond_told_text(r->arena, r->tongue, row->asks),
        .asks = row->asks,
        .line = row->line.ptr ? yuan_said(r, row->line) : row->line,
        .months = months_said(r, row),
    };
    if (edit)
        l.edit_url = text_of(arena_printf(r->arena, "%s%.*s/%.*s", edit, (int)row->scheme.len,
                                          row->scheme.ptr, (int)row->name.len, row->name.ptr));
    if (!compare)
        return l;
    if (!text_equal(row->asks, row->asked))
        l.asked = text_or_empty(row->asked);
    if (!text_equal(row->line, row->line_before))
        l.line_before = row->line_before.ptr ? yuan_said(r, row->line_before) : TEXT("–");
    if (row->months_before.len && !text_equal(l.months, row->months_before))
        l.months_before = row->months_before;
    p->changes +=
        (l.asked.ptr != NULL) + (l.line_before.ptr != NULL) + (l.months_before.ptr != NULL);
    return l;
}

static rc make_schemes(struct req *r, struct text rules, struct text before, const char *edit,
                       struct paper *ret)
{
    struct q_rules_levels_row *rows = NULL;
    size_t len = 0;
    struct paper_scheme *s = NULL;
    TRY(q_rules_levels(r->db, r->arena, rules, before, &rows, &len));
    struct paper_level *levels = arena_alloc(r->arena, (len + 1) * sizeof *levels);
    ret->schemes = arena_alloc(r->arena, (len + 1) * sizeof *ret->schemes);
    for (size_t i = 0; i < len; i++) {
        if (!s || !text_equal(s->code, rows[i].scheme)) {
            s = &ret->schemes[ret->schemes_count++];
            *s = (struct paper_scheme){.code = rows[i].scheme,
                                       .label = text_of(word(r, scheme_label(rows[i].scheme))),
                                       .levels = &levels[i]};
        }
        levels[i] = level_said(r, &rows[i], before.ptr != NULL, edit, ret);
        s->levels_count++;
    }
    return OK;
}

rc paper_make(struct req *r, struct text rules, struct text before, const char *edit,
              struct paper *ret)
{
    *ret = (struct paper){.changes = 0};
    TRY(make_numbers(r, rules, before, ret));
    return make_schemes(r, rules, before, edit, ret);
}

/* clang-format off */
static const struct field number_fields[] = {
    FIELD(struct paper_number, label),
    FIELD(struct paper_number, is),
    FIELD(struct paper_number, was),
};
static const struct record number_record = RECORD(struct paper_number, number_fields);
static const struct field level_fields[] = {
    FIELD(struct paper_level, code),
    FIELD(struct paper_level, label),
    FIELD(struct paper_level, told),
    FIELD(struct paper_level, asks),
    FIELD(struct paper_level, asked),
    FIELD(struct paper_level, line),
    FIELD(struct paper_level, line_before),
    FIELD(struct paper_level, months),
    FIELD(struct paper_level, months_before),
    FIELD_AS(struct paper_level, edit_url, KIND_URL),
};
static const struct record level_record = RECORD(struct paper_level, level_fields);
static const struct field scheme_fields[] = {
    FIELD(struct paper_scheme, code),
    FIELD(struct paper_scheme, label),
    FIELD_ROWS(struct paper_scheme, levels, level_record),
};
static const struct record scheme_record = RECORD(struct paper_scheme, scheme_fields);
static const struct field paper_fields[] = {
    FIELD_ROWS(struct paper, numbers, number_record),
    FIELD_ROWS(struct paper, schemes, scheme_record),
    FIELD(struct paper, changes),
};
/* clang-format on */
const struct record paper_record = RECORD(struct paper, paper_fields);
