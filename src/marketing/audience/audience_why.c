/* Why is this customer in an audience, or not: every part of its condition, whether it holds, what
 * was found and what is missing. */
#include "cif/customer/typed.h"
#include "cond/told.h"
#include "engine/snapshot.h"
#include "marketing/audience/audience_pages.h"
#include "marketing/audience/audience_why.html.h"
#include "platform/scope.h"

/* ---- the parts of an explanation, as lines ---- */

struct why_line {
    int32_t depth;
    struct text said; /* the part in words; "and", "or", "not" of those below it */
    struct text typed;
    bool holds, is_test, is_short;
    struct text found, needed; /* in the same writing */
};
static const struct field line_fields[] = {
    FIELD(struct why_line, depth),   FIELD(struct why_line, said),
    FIELD(struct why_line, typed),   FIELD(struct why_line, holds),
    FIELD(struct why_line, is_test), FIELD(struct why_line, is_short),
    FIELD(struct why_line, found),   FIELD(struct why_line, needed),
};
static const struct record line_record = RECORD(struct why_line, line_fields);

enum { LINES_MOST = 2000 };

struct lines {
    struct req *r;
    struct why_line *items;
    size_t len;
};

static const char *money_text(struct req *r, int64_t fen_)
{
    uint64_t size = fen_ < 0 ? 0 - (uint64_t)fen_ : (uint64_t)fen_;
    return arena_printf(r->arena, "%s%" PRIu64 ".%02" PRIu64, fen_ < 0 ? "-" : "", size / 100,
                        size % 100);
}

/* What was found, as somebody would write it. */
static struct text value_text(struct req *r, const struct catalogue_field *f, int64_t value)
{
    switch (f->type) {
    case OF_MONEY:
        return text_of(money_text(r, value));
    case OF_DATE: {
        struct day_text t = day_format((day)value);
        return text_of(arena_printf(r->arena, "%s", t.text));
    }
    case OF_CODE: {
        const struct word *w = f->words ? word_of_code(f->words, (int16_t)value) : NULL;
        return text_of(w ? word(r, w->label) : "–");
    }
    case OF_FLAG:
        return text_of(word(r, value ? N_("yes") : N_("no")));
    case OF_SHARE:
        return text_of(arena_printf(r->arena, "%" PRId64 ".%02d%%", value / 100,
                                    (int)(value % 100 < 0 ? -(value % 100) : value % 100)));
    case OF_COUNT:
    case OF_YEARLY:
    case OF_TEXT:
    case OF_ORG:
    case OF_STAFF:
    case OF_LEVEL:
    case CATALOGUE_TYPES:
        break;
    }
    return text_of(arena_printf(r->arena, "%" PRId64, value));
}

static void fill_test(struct req *r, const struct explained *e, struct why_line *line)
{
    const struct catalogue_field *f = &customer_fields[e->cond->test.left.field];
    line->is_test = true;
    line->said = cond_told(r->arena, r->tongue, e->cond);
    line->typed = cond_text(r->arena, e->cond);
    if (!e->known)
        line->found = text_of(word(r, N_("not known")));
    else if (e->text.ptr)
        line->found = e->text;
    else if (f->type != OF_ORG && f->type != OF_STAFF)
        line->found = value_text(r, f, e->value);
    line->is_short = e->is_short;
    if (e->is_short)
        line->needed = value_text(r, f, e->missing);
}

/* Deeper parts are named by what joins them. */
static void add_lines(struct lines *to, const struct explained *e, int32_t depth)
{
    static const char *const joints[] = {[COND_AND] = N_("all of these:"),
                                         [COND_OR] = N_("one of these at least:"),
                                         [COND_NOT] = N_("not this:")};
    if (to->len == LINES_MOST)
        return;
    struct why_line *line = &to->items[to->len++];
    *line = (struct why_line){.depth = depth, .holds = e->holds};
    if (e->cond->kind == COND_TEST)
        fill_test(to->r, e, line);
    else
        line->said = text_of(word(to->r, joints[e->cond->kind]));
    for (size_t i = 0; i < e->len; i++)
        add_lines(to, &e->parts[i], depth + 1);
}

/* ---- one customer ---- */

struct why_in {
    int64_t audience_id;
    struct text customer;
};
static const struct input why_inputs[] = {
    PATH_ID(struct why_in, audience_id),
    INPUT_TEXT(struct why_in, customer, N_("Customer number"), .max = TYPED_NUMBER_MOST),
};
const struct inputs audience_why_in = INPUTS(struct why_in, why_inputs);

struct why_view {
    struct q_audience_find_row is;
    struct text typed;
    bool is_asked, is_nobody, holds, was_member, is_static;
    int64_t customer_id;
    struct text customer_no, name;
    struct text said; /* the condition is no longer valid */
    struct why_line *lines;
    size_t lines_count;
};
static const struct field why_fields[] = {
    FIELD_RECORD(struct why_view, is, q_audience_find_record),
    FIELD(struct why_view, typed),
    FIELD(struct why_view, is_asked),
    FIELD(struct why_view, is_nobody),
    FIELD(struct why_view, holds),
    FIELD(struct why_view, is_static),
    FIELD(struct why_view, was_member),
    FIELD_AS(struct why_view, customer_id, KIND_ID),
    FIELD(struct why_view, customer_no),
    FIELD(struct why_view, name),
    FIELD(struct why_view, said),
    FIELD_ROWS(struct why_view, lines, line_record),
};
static const struct record why_record = RECORD(struct why_view, why_fields);
const struct page audience_why_page = {&tmpl_audience_why, &why_record, N_("Why")};

/* One that the person may see; 0: nobody. */
static rc find_customer(struct req *r, struct text typed, struct why_view *v)
{
    struct q_audience_customer_row row;
    struct q_audience_customer_name_row name;
    struct int8s seen = {NULL, 0};
    bool found = false;
    TRY(q_audience_customer(r->db, r->arena, (struct texts){&typed, 1}, &row));
    if (row.customers.len)
        TRY(scope_open(r->db, r->who, row.customers, r->arena, &seen));
    v->is_nobody = seen.len == 0;
    if (v->is_nobody)
        return OK;
    v->customer_id = seen.items[0];
    about(r, AUDIT_CUSTOMER, v->customer_id);
    TRY(q_audience_customer_name(r->db, r->arena, v->customer_id, r->who->published.day, &name,
                                 &found));
    v->customer_no = name.customer_no;
    v->name = name.name;
    return OK;
}

static rc explain(struct req *r, struct why_view *v)
{
    const struct who *who = NULL;
    const struct snapshot *s;
    const char *said = NULL;
    uint32_t row;
    struct lines lines = {r, arena_alloc(r->arena, LINES_MOST * sizeof *lines.items), 0};
    TRY(req_snapshot(r, &s));
    TRY(who_read(r, v->is.version > 0 ? v->is.published : v->is.condition, &who, &said));
    v->said = text_of(said);
    if (!who || !snapshot_find(s, v->customer_id, &row))
        return OK;
    const struct explained *e = evaluate_explain(who->evaluation, row, r->arena);
    v->holds = e->holds && set_has(who->within, row);
    add_lines(&lines, e, 0);
    v->lines = lines.items;
    v->lines_count = lines.len;
    return OK;
}

rc audience_why(struct req *r)
{
    const struct why_in *in = r->in;
    struct why_view *v = VIEW(r, struct why_view);
    const struct set *members;
    const struct snapshot *s;
    const char *said;
    uint32_t row;
    TRY(audience_open(r, in->audience_id, &v->is));
    v->typed = in->customer;
    v->is_asked = in->customer.len > 0;
    v->is_static = v->is.version > 0 && v->is.published_refresh.value == REFRESH_STATIC;
    if (!v->is_asked)
        return show(r, &audience_why_page, v);
    TRY(find_customer(r, in->customer, v));
    if (v->is_nobody)
        return show(r, &audience_why_page, v);
    TRY(explain(r, v));
    TRY(req_snapshot(r, &s));
    TRY(audience_set(r, &v->is, &members, &said));
    v->was_member = members && snapshot_find(s, v->customer_id, &row) && set_has(members, row);
    return show(r, &audience_why_page, v);
}
