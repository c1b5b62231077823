#include "cif/customer/member.h"
#include "pcrm/day/rule_words.h"
#include "pcrm/scheme/draft.h"
#include "pcrm/scheme/trial.h"
#include "pcrm/scheme/whatif.html.h"
#include "pcrm/scheme/whatif_moves.html.h"
#include "pcrm/scheme/whatif_pages.sql.h"
#include "web/list.h"

/* ---- what is asked ---- */

struct whatif_in {
    int64_t whatif_id;
    struct opt_int4 scheme; /* of trial_sorts */
    struct opt_int4 org_id;
    struct opt_int4 against; /* another trial, to stand beside it */
};
static const struct input whatif_inputs[] = {
    PATH_ID(struct whatif_in, whatif_id),
    INPUT_NUMBER(struct whatif_in, scheme, NULL, .min = 0, .max = TRIAL_SORTS_MOST - 1),
    INPUT_NUMBER(struct whatif_in, org_id, NULL, .min = 1, .max = INT32_MAX),
    INPUT_NUMBER(struct whatif_in, against, NULL, .min = 1, .max = INT32_MAX),
};
static const struct inputs whatif_ins = INPUTS(struct whatif_in, whatif_inputs);

/* ---- the view ---- */

struct link {
    struct text label, url;
    bool chosen;
};
struct matrix_cell {
    int64_t customers;
    struct text url; /* NULL: nobody moves here */
    bool any, up, down;
};
struct matrix_row {
    struct text label;
    struct matrix_cell *cells;
    size_t cells_count;
    int64_t total, up, down;
};
struct matrix_level {
    struct text label;
    int64_t before, after, more, fewer; /* more, fewer: of the two sums, or 0 */
};
struct matrix {
    struct text title;
    struct text url; /* the other trial's page; NULL: this one */
    struct matrix_level *levels;
    size_t levels_count;
    struct matrix_row *rows;
    size_t rows_count;
    int64_t all, moved, up, down;
    struct text moved_share;
    int64_t below_before, below_after, missing_before, missing_after;
    bool has_budget;
    fen budget_before, budget_after, budget_change;
};
struct org_line {
    struct text name, url;
    int64_t customers, up, down;
    bool chosen;
};
struct whatif_view {
    struct q_whatif_find_row is;
    struct link *schemes, *others;
    size_t schemes_count, others_count;
    struct text org_name, all_url, alone_url;
    bool compares;
    struct matrix *matrices;
    size_t matrices_count;
    struct org_line *orgs;
    size_t orgs_count;
    struct q_whatif_loads_row *loads;
    size_t loads_count;
};

/* clang-format off */
static const struct field link_fields[] = {
    FIELD(struct link, label),
    FIELD_AS(struct link, url, KIND_URL),
    FIELD(struct link, chosen),
};
static const struct record link_record = RECORD(struct link, link_fields);
static const struct field cell_fields[] = {
    FIELD(struct matrix_cell, customers),
    FIELD_AS(struct matrix_cell, url, KIND_URL),
    FIELD(struct matrix_cell, any),
    FIELD(struct matrix_cell, up),
    FIELD(struct matrix_cell, down),
};
static const struct record cell_record = RECORD(struct matrix_cell, cell_fields);
static const struct field row_fields[] = {
    FIELD(struct matrix_row, label),
    FIELD_ROWS(struct matrix_row, cells, cell_record),
    FIELD(struct matrix_row, total),
    FIELD(struct matrix_row, up),
    FIELD(struct matrix_row, down),
};
static const struct record row_record = RECORD(struct matrix_row, row_fields);
static const struct field level_fields[] = {
    FIELD(struct matrix_level, label),
    FIELD(struct matrix_level, before),
    FIELD(struct matrix_level, after),
    FIELD(struct matrix_level, more),
    FIELD(struct matrix_level, fewer),
};
static const struct record level_record = RECORD(struct matrix_level, level_fields);
static const struct field matrix_fields[] = {
    FIELD(struct matrix, title),
    FIELD_AS(struct matrix, url, KIND_URL),
    FIELD_ROWS(struct matrix, levels, level_record),
    FIELD_ROWS(struct matrix, rows, row_record),
    FIELD(struct matrix, all),
    FIELD(struct matrix, moved),
    FIELD(struct matrix, up),
    FIELD(struct matrix, down),
    FIELD(struct matrix, moved_share),
    FIELD(struct matrix, below_before),
    FIELD(struct matrix, below_after),
    FIELD(struct matrix, missing_before),
    FIELD(struct matrix, missing_after),
    FIELD(struct matrix, has_budget),
    FIELD_AS(struct matrix, budget_before, KIND_FEN),
    FIELD_AS(struct matrix, budget_after, KIND_FEN),
    FIELD_AS(struct matrix, budget_change, KIND_FEN),
};
static const struct record matrix_record = RECORD(struct matrix, matrix_fields);
static const struct field org_fields[] = {
    FIELD(struct org_line, name),
    FIELD_AS(struct org_line, url, KIND_URL),
    FIELD(struct org_line, customers),
    FIELD(struct org_line, up),
    FIELD(struct org_line, down),
    FIELD(struct org_line, chosen),
};
static const struct record org_record = RECORD(struct org_line, org_fields);
static const struct field whatif_fields[] = {
    FIELD_RECORD(struct whatif_view, is, q_whatif_find_record),
    FIELD_ROWS(struct whatif_view, schemes, link_record),
    FIELD_ROWS(struct whatif_view, others, link_record),
    FIELD(struct whatif_view, org_name),
    FIELD_AS(struct whatif_view, all_url, KIND_URL),
    FIELD_AS(struct whatif_view, alone_url, KIND_URL),
    FIELD(struct whatif_view, compares),
    FIELD_ROWS(struct whatif_view, matrices, matrix_record),
    FIELD_ROWS(struct whatif_view, orgs, org_record),
    FIELD_ROWS(struct whatif_view, loads, q_whatif_loads_record),
};
static const struct record whatif_record = RECORD(struct whatif_view, whatif_fields);
static const struct page whatif_page = {&tmpl_whatif, &whatif_record, N_("Trial of rules")};
/* clang-format on */

/* ---- what was tried ---- */

struct tried {
    struct q_whatif_find_row is;
    const struct rules *before, *after;
    struct trial_sorts sorts;
};

static rc find_tried(struct req *r, int64_t whatif_id, struct tried **ret)
{
    struct tried *t = VIEW(r, struct tried);
    bool found;
    TRY(q_whatif_find(r->db, r->arena, (int32_t)whatif_id, &t->is, &found));
    if (!found)
        return E_NOT_FOUND;
    TRY(draft_rules(r, t->is.rules_before, &t->before));
    TRY(draft_rules(r, t->is.rules, &t->after));
    trial_sorts_of(t->before, t->after, &t->sorts);
    *ret = t;
    return OK;
}

static struct text sort_said(struct req *r, const struct trial_sort *s)
{
    const struct scheme *scheme = s->after ? s->after : s->before;
    return scheme ? scheme_title(scheme, r->tongue) : text_of(word(r, N_("Stages")));
}

static size_t levels_of(const struct trial_sort *s, const struct scheme *scheme)
{
    return !s->before && !s->after ? STAGE_COUNT : scheme ? scheme->level_count + 1 : 1;
}

static struct text level_said(struct req *r, const struct trial_sort *s,
                              const struct scheme *scheme, size_t level)
{
    if (!s->before && !s->after)
        return text_of(word(r, stage_label((int)level)));
    static const struct scheme nothing;
    return scheme_level_title(scheme ? scheme : &nothing, level, r->tongue);
}

/* ---- links ---- */

/* The same page with one thing else. */
static struct text url_of(struct req *r, const struct whatif_in *in)
{
    const char *url = arena_printf(r->arena, "/whatifs/%" PRId64 "?scheme=%d", in->whatif_id,
                                   in->scheme.known ? (int)in->scheme.value : TRIAL_VALUE);
    if (in->org_id.known)
        url = arena_printf(r->arena, "%s&org_id=%d", url, (int)in->org_id.value);
    if (in->against.known)
        url = arena_printf(r->arena, "%s&against=%d", url, (int)in->against.value);
    return text_of(url);
}

static void fill_schemes(struct req *r, const struct whatif_in *in, const struct tried *t,
                         size_t of, struct whatif_view *v)
{
    v->schemes = arena_alloc(r->arena, TRIAL_SORTS_MOST * sizeof *v->schemes);
    for (size_t i = 0; i < t->sorts.len; i++) {
        struct whatif_in other = *in;
        other.scheme = (struct opt_int4){true, (int32_t)i};
        v->schemes[v->schemes_count++] =
            (struct link){sort_said(r, &t->sorts.at[i]), url_of(r, &other), i == of};
    }
}

/* Other trials, of this draft or another one, to be set beside this one. */
static rc fill_others(struct req *r, const struct whatif_in *in, struct whatif_view *v)
{
    struct q_whatifs_beside_row *rows = NULL;
    size_t len = 0;
    TRY(q_whatifs_beside(r->db, r->arena, v->is.whatif_id, &rows, &len));
    v->others = arena_alloc(r->arena, (len + 1) * sizeof *v->others);
    for (size_t i = 0; i < len; i++) {
        struct whatif_in beside = *in;
        beside.against = (struct opt_int4){true, rows[i].whatif_id};
        const char *label = arena_printf(r->arena, "%.*s (%d)", (int)rows[i].title.len,
                                         rows[i].title.ptr, (int)rows[i].whatif_id);
        v->others[v->others_count++] =
            (struct link){text_of(label), url_of(r, &beside),
                          in->against.known && in->against.value == rows[i].whatif_id};
    }
    struct whatif_in alone = *in;
    alone.against.known = false;
    v->alone_url = url_of(r, &alone);
    return OK;
}

/* ---- the matrix ---- */

static struct text moves_url(struct req *r, const struct whatif_in *in, int32_t whatif_id,
                             size_t of, size_t before, size_t after)
{
    const char *org =
        in->org_id.known ? arena_printf(r->arena, "&org_id=%d", (int)in->org_id.value) : "";
    return text_of(arena_printf(r->arena,
                                "/whatifs/%d/moves?scheme=%d&level_before=%d&level_after=%d%s",
                                (int)whatif_id, (int)of, (int)before, (int)after, org));
}

static struct matrix empty_matrix(struct req *r, const struct trial_sort *s, struct text title)
{
    struct matrix m = {.title = title};
    m.levels_count = levels_of(s, s->after);
    m.rows_count = levels_of(s, s->before);
    m.levels = arena_alloc(r->arena, m.levels_count * sizeof *m.levels);
    m.rows = arena_alloc(r->arena, m.rows_count * sizeof *m.rows);
    for (size_t i = 0; i < m.levels_count; i++)
        m.levels[i].label = level_said(r, s, s->after, i);
    for (size_t i = 0; i < m.rows_count; i++) {
        m.rows[i].label = level_said(r, s, s->before, i);
        m.rows[i].cells_count = m.levels_count;
        m.rows[i].cells = arena_alloc(r->arena, m.levels_count * sizeof *m.rows[i].cells);
    }
    return m;
}

static fen gift_of(const struct scheme *s, size_t level)
{
    return s && level > 0 && level <= s->level_count ? s->levels[level - 1].gift : 0;
}

static void add_cell(const struct trial_sort *s, const struct q_whatif_matrix_row *row,
                     struct text url, struct matrix *m)
{
    size_t before = (size_t)row->level_before, after = (size_t)row->level_after;
    int64_t n = row->customers;
    struct matrix_row *from = &m->rows[before];
    from->cells[after] = (struct matrix_cell){n, row->moves ? url : (struct text){NULL, 0}, true,
                                              row->moves > 0, row->moves < 0};
    from->total += n;
    from->up += row->moves > 0 ? n : 0;
    from->down += row->moves < 0 ? n : 0;
    m->all += n;
    m->up += row->moves > 0 ? n : 0;
    m->down += row->moves < 0 ? n : 0;
    m->levels[after].after += n;
    size_t same = (size_t)s->rank[before] / 2; /* where its name stands now */
    if (s->rank[before] % 2 == 0 && same < m->levels_count)
        m->levels[same].before += n;
    m->budget_before = fen_add(m->budget_before, gift_of(s->before, before) * n);
    m->budget_after = fen_add(m->budget_after, gift_of(s->after, after) * n);
}

static void finish(struct req *r, const struct trial_sort *s, struct matrix *m)
{
    for (size_t i = 0; i < m->levels_count; i++) {
        int64_t more = m->levels[i].after - m->levels[i].before;
        m->levels[i].more = more > 0 ? more : 0;
        m->levels[i].fewer = more < 0 ? -more : 0;
        m->has_budget |= gift_of(s->after, i) > 0;
    }
    for (size_t i = 0; i < m->rows_count; i++)
        m->has_budget |= gift_of(s->before, i) > 0;
    m->budget_change = fen_add(m->budget_after, -m->budget_before);
    m->moved = m->up + m->down;
    int64_t tenths = m->all ? (m->moved * 1000 + m->all / 2) / m->all : 0;
    m->moved_share =
        text_of(arena_printf(r->arena, "%" PRId64 ".%" PRId64 "%%", tenths / 10, tenths % 10));
}

/* An organisation that was asked for lies within what the person may count. */
static struct opt_int4 within_of(const struct req *r, const struct whatif_in *in)
{
    return in->org_id.known ? in->org_id : counts_within(r);
}

static rc make_matrix(struct req *r, const struct whatif_in *in, const struct tried *t, size_t of,
                      struct matrix *ret)
{
    struct q_whatif_matrix_row *rows = NULL;
    struct q_whatif_cards_row cards;
    size_t len = 0;
    const struct trial_sort *s = &t->sorts.at[of];
    struct opt_int4 within = within_of(r, in);
    TRY(q_whatif_matrix(r->db, r->arena, t->is.whatif_id, (int16_t)of, within, &rows, &len));
    TRY(q_whatif_cards(r->db, t->is.whatif_id, within, &cards));
    *ret = empty_matrix(r, s, t->is.title);
    for (size_t i = 0; i < len; i++) {
        size_t before = (size_t)rows[i].level_before, after = (size_t)rows[i].level_after;
        if (before < ret->rows_count && after < ret->levels_count)
            add_cell(s, &rows[i], moves_url(r, in, t->is.whatif_id, of, before, after), ret);
    }
    finish(r, s, ret);
    ret->below_before = cards.below_before;
    ret->below_after = cards.below_after;
    ret->missing_before = cards.missing_before;
    ret->missing_after = cards.missing_after;
    return OK;
}

/* The other trial's sort of the same name; its length where it has none. */
static size_t sort_named(const struct trial_sorts *all, const char *name)
{
    size_t at = 0;
    while (at < all->len && strcmp(all->at[at].name, name) != 0)
        at++;
    return at;
}

static rc fill_matrices(struct req *r, const struct whatif_in *in, const struct tried *t, size_t of,
                        struct whatif_view *v)
{
    struct tried *other;
    v->matrices = arena_alloc(r->arena, 2 * sizeof *v->matrices);
    TRY(make_matrix(r, in, t, of, &v->matrices[0]));
    v->matrices_count = 1;
    if (!in->against.known)
        return OK;
    TRY(find_tried(r, in->against.value, &other));
    size_t same = sort_named(&other->sorts, t->sorts.at[of].name);
    if (same == other->sorts.len)
        return OK;
    TRY(make_matrix(r, in, other, same, &v->matrices[1]));
    v->matrices[1].url = text_of(
        arena_printf(r->arena, "/whatifs/%d?scheme=%d", (int)other->is.whatif_id, (int)same));
    v->matrices_count = 2;
    v->compares = true;
    return OK;
}

/* ---- by organisation ---- */

static rc fill_orgs(struct req *r, const struct whatif_in *in, size_t of, struct whatif_view *v)
{
    struct q_whatif_orgs_row *rows = NULL;
    size_t len = 0;
    TRY(q_whatif_orgs(r->db, r->arena, v->is.whatif_id, (int16_t)of, counts_within(r), &rows,
                      &len));
    v->orgs = arena_alloc(r->arena, (len + 1) * sizeof *v->orgs);
    for (size_t i = 0; i < len; i++) {
        struct whatif_in within = *in;
        within.org_id = (struct opt_int4){true, rows[i].org_id};
        v->orgs[v->orgs_count++] =
            (struct org_line){.name = rows[i].name,
                              .url = url_of(r, &within),
                              .customers = rows[i].customers,
                              .up = rows[i].up,
                              .down = rows[i].down,
                              .chosen = in->org_id.known && in->org_id.value == rows[i].org_id};
    }
    struct whatif_in all = *in;
    all.org_id.known = false;
    v->all_url = url_of(r, &all);
    return OK;
}

/* E_NOT_FOUND: there is no such organisation, or not for this person to count. */
static rc find_within(struct req *r, const struct whatif_in *in, struct text *ret_name)
{
    struct q_whatif_within_row row;
    bool found = true;
    if (!in->org_id.known)
        return OK;
    TRY(q_whatif_within(r->db, r->arena, in->org_id.value, counts_within(r), &row, &found));
    *ret_name = row.name;
    return found ? OK : E_NOT_FOUND;
}

static rc whatif_show(struct req *r)
{
    const struct whatif_in *in = r->in;
    struct whatif_view *v = VIEW(r, struct whatif_view);
    struct tried *t;
    TRY(find_tried(r, in->whatif_id, &t));
    size_t of = in->scheme.known ? (size_t)in->scheme.value : TRIAL_VALUE;
    if (of >= t->sorts.len)
        return E_NOT_FOUND;
    v->is = t->is;
    TRY(find_within(r, in, &v->org_name));
    fill_schemes(r, in, t, of, v);
    TRY(fill_others(r, in, v));
    TRY(fill_matrices(r, in, t, of, v));
    TRY(fill_orgs(r, in, of, v));
    TRY(q_whatif_loads(r->db, r->arena, v->is.whatif_id, within_of(r, in), &v->loads,
                       &v->loads_count));
    return show(r, &whatif_page, v);
}

/* ---- examples ---- */

struct moves_in {
    int64_t whatif_id;
    int32_t scheme, level_before, level_after;
    struct opt_int4 org_id;
};
static const struct input moves_inputs[] = {
    PATH_ID(struct moves_in, whatif_id),
    INPUT_NUMBER(struct moves_in, scheme, NULL, .required = true, .max = TRIAL_SORTS_MOST - 1),
    INPUT_NUMBER(struct moves_in, level_before, NULL, .required = true, .max = TRIAL_LEVELS - 1),
    INPUT_NUMBER(struct moves_in, level_after, NULL, .required = true, .max = TRIAL_LEVELS - 1),
    INPUT_NUMBER(struct moves_in, org_id, NULL, .min = 1, .max = INT32_MAX),
};
static const struct inputs moves_ins = INPUTS(struct moves_in, moves_inputs);

struct moves_view {
    int64_t whatif_id;
    struct text from, to, list;
};
static const struct field moves_fields[] = {
    FIELD(struct moves_view, whatif_id),
    FIELD(struct moves_view, from),
    FIELD(struct moves_view, to),
    FIELD_AS(struct moves_view, list, KIND_HTML),
};
static const struct record moves_record = RECORD(struct moves_view, moves_fields);
static const struct page moves_page = {&tmpl_whatif_moves, &moves_record, N_("Who would move")};

static rc moves_open(struct req *r, void **ret_beside)
{
    const struct moves_in *in = r->in;
    struct moves_view *v = VIEW(r, struct moves_view);
    struct tried *t;
    TRY(find_tried(r, in->whatif_id, &t));
    if ((size_t)in->scheme >= t->sorts.len)
        return E_NOT_FOUND;
    const struct trial_sort *s = &t->sorts.at[in->scheme];
    *v = (struct moves_view){in->whatif_id,
                             level_said(r, s, s->before, (size_t)in->level_before),
                             level_said(r, s, s->after, (size_t)in->level_after),
                             {0}};
    *ret_beside = v;
    return OK;
}

static rc moves_pick(struct req *r, const struct list_ask *ask, struct list_keys *ret)
{
    const struct moves_in *in = r->in;
    struct q_whatif_examples_row row;
    struct reach reach;
    const struct q_whatif_examples_in examples = {
        .whatif_id = (int32_t)in->whatif_id,
        .scheme = (int16_t)in->scheme,
        .level_before = (int16_t)in->level_before,
        .level_after = (int16_t)in->level_after,
        .within = in->org_id.known ? in->org_id : counts_within(r),
    };
    TRY(q_whatif_examples(r->db, r->arena, &examples, &row));
    TRY(member_reach(r, row.customer_ids, &reach));
    return member_pick(r, &reach, ask, ret);
}

static rc moves_show(struct req *r, void *beside, struct text list)
{
    struct moves_view *v = beside;
    v->list = list;
    r->answer.title = arena_printf(r->arena, "%.*s → %.*s", (int)v->from.len, v->from.ptr,
                                   (int)v->to.len, v->to.ptr);
    return show(r, &moves_page, v);
}

static const struct list moves_list =
    MEMBER_LIST(N_("Who would move"), N_("None of the examples is a customer whom you may see."),
                moves_pick, moves_open, moves_show);

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/whatifs/{whatif_id}", PERM_RULES_READ, whatif_show, &whatif_ins, .gives = &whatif_page, .title = N_("Trial of rules")},
    {HTTP_GET, "/whatifs/{whatif_id}/moves", PERM_RULES_READ, .list = &moves_list, .in = &moves_ins, .gives = &moves_page, .title = N_("Who would move")},
};
/* clang-format on */
const struct module whatif_module = {.name = "whatifs", MODULE(routes)};
