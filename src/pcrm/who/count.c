/* The page /conditions: what is asked, and whom it finds. */
#include "cif/customer/codes.h"
#include "cond/contradictions.h"
#include "cond/told.h"
#include "engine/pick.h"
#include "pcrm/who/asked.h"
#include "pcrm/who/condition_form.html.h"
#include "pcrm/who/conditions.html.h"
#include "pcrm/who/counted.html.h"
#include "pcrm/who/who.sql.h"
#include "platform/scope.h"
#include "web/form.h"
#include "web/masked.h"

enum { SAMPLE = 5, ORGS_MOST = 12, WHERE_MOST = COND_BYTES_MOST };

struct ask_form {
    struct text where, tree, among, at;
};
/* clang-format off */
static const struct input ask_inputs[] = {
    INPUT_TEXT(struct ask_form, where, N_("Condition"), .max = WHERE_MOST, .multiline = true),
    INPUT_TEXT(struct ask_form, among, N_("Compared with"), .max = WHERE_MOST, .multiline = true),
    INPUT_TEXT(struct ask_form, at, NULL, .max = 200),
};
static const struct input count_inputs[] = {
    INPUT_TEXT(struct ask_form, where, N_("Condition"), .max = WHERE_MOST, .multiline = true),
    INPUT_TEXT(struct ask_form, tree, N_("The condition as JSON, in place of the text"), .max = COND_JSON_MOST, .multiline = true),
    INPUT_TEXT(struct ask_form, among, N_("Compared with"), .max = WHERE_MOST, .multiline = true),
    INPUT_TEXT(struct ask_form, at, NULL, .max = 200),
};
/* clang-format on */
static const struct inputs ask_in = INPUTS(struct ask_form, ask_inputs);
static const struct inputs count_in = INPUTS(struct ask_form, count_inputs);

/* ---- what is shown ---- */

struct share_row {
    struct text label, tone, share;
    int64_t customers;
};
static const struct field share_fields[] = {
    FIELD(struct share_row, label),
    FIELD(struct share_row, tone),
    FIELD(struct share_row, share),
    FIELD(struct share_row, customers),
};
static const struct record share_record = RECORD(struct share_row, share_fields);

struct part_row {
    struct text text, words;
    int64_t alone, left, removed;
};
static const struct field part_fields[] = {
    FIELD(struct part_row, text), FIELD(struct part_row, words),   FIELD(struct part_row, alone),
    FIELD(struct part_row, left), FIELD(struct part_row, removed),
};
static const struct record part_record = RECORD(struct part_row, part_fields);

struct finding_row {
    struct text text;
};
static const struct field finding_fields[] = {
    FIELD(struct finding_row, text),
};
static const struct record finding_record = RECORD(struct finding_row, finding_fields);

struct ask_view {
    struct text where, among, at; /* as typed */
    struct text text, tree;       /* as the language writes it */
    struct text words;            /* as people say it */
    struct text fault, fault_path, among_fault;
    int32_t fault_at, fault_len;
    bool has_fault, is_counted, has_parts, has_orgs, has_among, has_members;
    bool of_levels; /* of a level of a scheme: only what the night knows */
    int64_t customers, of;
    struct text share, list_url;
    struct share_row *tiers;
    size_t tiers_count;
    struct share_row *orgs;
    size_t orgs_count;
    struct part_row *parts;
    size_t parts_count;
    struct finding_row *findings;
    size_t findings_count;
    struct q_who_people_row *sample;
    size_t sample_count;
    int64_t among_customers, common;
    struct text title, help, error; /* of a form with a condition */
    struct form form;
};
/* clang-format off */
#define ASK_FIELDS \
    FIELD(struct ask_view, where), \
    FIELD(struct ask_view, among), \
    FIELD(struct ask_view, at), \
    FIELD(struct ask_view, text), \
    FIELD(struct ask_view, tree), \
    FIELD(struct ask_view, words), \
    FIELD(struct ask_view, fault), \
    FIELD(struct ask_view, fault_path), \
    FIELD(struct ask_view, among_fault), \
    FIELD(struct ask_view, fault_at), \
    FIELD(struct ask_view, fault_len), \
    FIELD(struct ask_view, has_fault), \
    FIELD(struct ask_view, is_counted), \
    FIELD(struct ask_view, has_parts), \
    FIELD(struct ask_view, has_orgs), \
    FIELD(struct ask_view, has_among), \
    FIELD(struct ask_view, has_members), \
    FIELD(struct ask_view, of_levels), \
    FIELD(struct ask_view, customers), \
    FIELD(struct ask_view, of), \
    FIELD(struct ask_view, share), \
    FIELD_AS(struct ask_view, list_url, KIND_URL), \
    FIELD_ROWS(struct ask_view, tiers, share_record), \
    FIELD_ROWS(struct ask_view, orgs, share_record), \
    FIELD_ROWS(struct ask_view, parts, part_record), \
    FIELD_ROWS(struct ask_view, findings, finding_record), \
    FIELD_ROWS(struct ask_view, sample, q_who_people_record), \
    FIELD(struct ask_view, among_customers), \
    FIELD(struct ask_view, common)
/* clang-format on */
static const struct field ask_fields[] = {ASK_FIELDS};
static const struct record ask_record = RECORD(struct ask_view, ask_fields);
/* The same within a form. */
static const struct field ask_form_fields[] = {
    ASK_FIELDS,
    FIELD(struct ask_view, title),
    FIELD(struct ask_view, help),
    FIELD(struct ask_view, error),
    FIELD_RECORD(struct ask_view, form, form_record),
};
const struct record who_form_record = RECORD(struct ask_view, ask_form_fields);
static const struct page ask_page = {&tmpl_conditions, &ask_record, N_("Conditions")};
static const struct page counted_page = {&tmpl_counted, &ask_record, N_("Conditions")};

/* In percent with one digit. */
static struct text share_of(struct req *r, uint32_t part, uint32_t whole)
{
    uint64_t thousandths = whole ? ((uint64_t)part * 2000 + whole) / (2 * (uint64_t)whole) : 0;
    return text_of(arena_printf(r->arena, "%u.%u%%", (unsigned)(thousandths / 10),
                                (unsigned)(thousandths % 10)));
}

/* ---- whom it finds ---- */

static void add_tiers(struct req *r, const struct tally *t, struct ask_view *v)
{
    v->tiers = arena_alloc(r->arena, tier_words.len * sizeof *v->tiers);
    for (size_t i = tier_words.len; i-- > 0;) {
        const struct word *w = &tier_words.items[i];
        uint32_t customers = t->tiers[w->code];
        if (customers)
            v->tiers[v->tiers_count++] =
                (struct share_row){text_of(word(r, w->label)), text_of(w->tone),
                                   share_of(r, customers, t->customers), customers};
    }
}

static struct text org_named(const struct q_who_org_names_row *names, size_t len, int32_t org_id)
{
    for (size_t i = 0; i < len; i++)
        if (names[i].org_id == org_id)
            return names[i].name;
    return TEXT("–");
}

static int by_customers(const void *a, const void *b)
{
    const struct org_tally *x = a, *y = b;
    if (x->customers != y->customers)
        return x->customers < y->customers ? 1 : -1;
    return (x->org_id > y->org_id) - (x->org_id < y->org_id);
}

/* Those below the person's own that have most of them. */
static rc add_orgs(struct req *r, const struct snapshot *s, const struct set *members,
                   struct ask_view *v)
{
    struct org_tally *orgs;
    struct q_who_org_names_row *names;
    size_t len, names_len;
    enum scope scope = post_scope(r->who->post);
    if (scope != SCOPE_ORG && scope != SCOPE_ALL)
        return OK;
    tally_by_child(s, members, r->who->org_id, r->arena, &orgs, &len);
    if (len)
        qsort(orgs, len, sizeof *orgs, by_customers);
    len = len < ORGS_MOST ? len : ORGS_MOST;
    int32_t *ids = arena_alloc(r->arena, (len + 1) * sizeof *ids);
    for (size_t i = 0; i < len; i++)
        ids[i] = orgs[i].org_id;
    TRY(q_who_org_names(r->db, r->arena, (struct int4s){ids, len}, s->day, &names, &names_len));
    v->orgs = arena_alloc(r->arena, (len + 1) * sizeof *v->orgs);
    for (size_t i = 0; i < len; i++)
        if (orgs[i].customers)
            v->orgs[v->orgs_count++] =
                (struct share_row){.label = org_named(names, names_len, orgs[i].org_id),
                                   .share = share_of(r, orgs[i].customers, members->count),
                                   .customers = orgs[i].customers};
    v->has_orgs = v->orgs_count > 0;
    return OK;
}

static void add_parts(struct req *r, const struct who *who, struct ask_view *v)
{
    struct funnel funnel;
    evaluate_funnel(who->evaluation, who->within, r->arena, &funnel);
    v->parts = arena_alloc(r->arena, (funnel.len + 1) * sizeof *v->parts);
    uint32_t before = funnel.among;
    for (size_t i = 0; i < funnel.len; i++) {
        const struct funnel_step *step = &funnel.steps[i];
        v->parts[v->parts_count++] =
            (struct part_row){.text = cond_text(r->arena, step->cond),
                              .words = cond_told(r->arena, r->tongue, step->cond),
                              .alone = step->alone,
                              .left = step->left,
                              .removed = before - step->left};
        before = step->left;
    }
    v->has_parts = v->parts_count > 1;
}

/* Parts that nobody can meet, or that add nothing, and pairs that no customer of the bank has. */
static void add_findings(struct req *r, const struct snapshot *s, const struct asked_who *asked,
                         struct ask_view *v)
{
    const struct cond_finding *findings;
    struct evaluate_facts with = {s, asked->bank};
    const struct cond_facts facts = {&with, evaluate_none_has, evaluate_none_has_both};
    size_t len = cond_contradictions(r->arena, asked->who.bound, &facts, &findings);
    v->findings = arena_alloc(r->arena, (len + 1) * sizeof *v->findings);
    for (size_t i = 0; i < len; i++) {
        struct why why = {""};
        cond_finding_say(&findings[i], r->tongue, &why);
        v->findings[v->findings_count++].text =
            text_of(arena_text(r->arena, why.text, strlen(why.text)));
    }
}

/* A few of them, those with most assets first: whoever may list customers sees them there too. */
static rc add_sample(struct req *r, const struct snapshot *s, const struct set *members,
                     struct ask_view *v)
{
    struct picked picked;
    struct reach all = reach_all();
    const struct pick_how how = {.order = ORDER_AMOUNT(AMOUNT_AUM),
                                 .desc = true,
                                 .limit = SAMPLE,
                                 .gone = true,
                                 .members = members};
    pick(s, &all, &how, r->arena, &picked);
    struct int8s open = rows_ids(picked.rows, picked.len, r->arena);
    if (!picked.len || !may(r, PERM_CUSTOMERS_LIST))
        return OK;
    TRY(scope_open_next(r->db, r->who, open));
    TRY(q_who_people(r->db, r->arena, open, s->day, &v->sample, &v->sample_count));
    return mask_rows(r, &q_who_people_record, v->sample, v->sample_count);
}

static rc count(struct req *r, const struct asked_who *asked, struct ask_view *v)
{
    const struct who *who = &asked->who;
    const struct snapshot *s;
    struct tally tally;
    TRY(req_snapshot(r, &s));
    const struct set *members = evaluate(who->evaluation, who->within, r->arena);
    tally_of(s, members, &tally);
    v->is_counted = true;
    v->customers = members->count;
    v->has_members = members->count > 0;
    v->of = who->within->count;
    v->share = share_of(r, members->count, who->within->count);
    add_tiers(r, &tally, v);
    add_parts(r, who, v);
    add_findings(r, s, asked, v);
    TRY(add_orgs(r, s, members, v));
    return add_sample(r, s, members, v);
}

/* How many of them another condition finds too. */
static rc compare(struct req *r, const struct who *who, struct text among, struct ask_view *v)
{
    struct asked_who *other = VIEW(r, struct asked_who);
    struct asker asker;
    TRY(asker_of(r, &asker));
    TRY(asked_read(&asker, among, (struct text){NULL, 0}, other));
    if (other->said)
        v->among_fault = text_of(other->said);
    if (!other->who.cond)
        return OK;
    const struct set *members = evaluate(who->evaluation, who->within, r->arena);
    const struct set *others = evaluate(other->who.evaluation, other->who.within, r->arena);
    v->has_among = true;
    v->among_customers = others->count;
    v->common = set_common(members, others);
    return OK;
}

/* ---- what is asked ---- */

static void add_fault(const struct asked_who *asked, struct ask_view *v)
{
    v->has_fault = asked->said != NULL;
    v->fault = text_of(asked->said ? asked->said : "");
    v->fault_path = text_of(asked->fault.path);
    v->fault_at = asked->fault.place.at;
    v->fault_len = asked->fault.place.len;
}

static void add_list(struct req *r, struct text at, struct ask_view *v)
{
    struct buf b;
    buf_init(&b);
    if (at.len > 1 && at.ptr[0] == '/' && at.ptr[1] != '/') /* of ours, nobody else's */
        url_add(&b, at);
    else
        buf_add_text(&b, may(r, PERM_CUSTOMERS_BELOW) ? "/customers" : "/customers/mine");
    buf_add_text(&b, "?where=");
    url_add(&b, v->text);
    v->list_url = keep(r->arena, &b);
}

static rc fill(struct req *r, const struct ask_form *in, struct ask_view *v)
{
    struct asked_who *asked = VIEW(r, struct asked_who);
    struct asker asker;
    /* in a field nothing is nothing, no dash */
    *v = (struct ask_view){.where = text_or_empty(in->where),
                           .among = text_or_empty(in->among),
                           .at = text_or_empty(in->at),
                           .text = TEXT(""),
                           .tree = TEXT("")};
    TRY(asker_of(r, &asker));
    TRY(asked_read(&asker, in->where, in->tree, asked));
    add_fault(asked, v);
    if (!asked->who.cond)
        return OK;
    v->text = cond_text(r->arena, asked->who.cond);
    v->words = cond_told(r->arena, r->tongue, asked->who.cond);
    v->tree = cond_to_json(r->arena, asked->who.cond);
    TRY(count(r, asked, v));
    TRY(compare(r, &asked->who, in->among, v));
    add_list(r, in->at, v);
    return OK;
}

static rc ask(struct req *r, const struct page *page)
{
    struct ask_view *v = VIEW(r, struct ask_view);
    TRY(fill(r, r->in, v));
    return show(r, page, v);
}

/* ---- within a form ---- */

/* The condition has a place of its own: its field is taken out of the others. */
static struct form_field take_condition(struct form *form)
{
    struct form_field found = {.name = {NULL, 0}};
    size_t kept = 0;
    for (size_t i = 0; i < form->fields_count; i++)
        if (text_is(form->fields[i].name, "condition"))
            found = form->fields[i];
        else
            form->fields[kept++] = form->fields[i];
    form->fields_count = kept;
    return found;
}

static rc show_form(struct req *r, const struct page *page, const char *title, struct form form,
                    bool of_levels)
{
    struct ask_view *v = VIEW(r, struct ask_view);
    struct form_field condition = take_condition(&form);
    assert(condition.name.ptr);
    TRY(fill(r, &(struct ask_form){.where = condition.value}, v));
    v->title = text_of(word(r, title));
    v->help = condition.help;
    v->error = condition.error;
    v->form = form;
    v->of_levels = of_levels;
    return show(r, page, v);
}

rc who_form_show(struct req *r, const struct page *page, const char *title, struct form form)
{
    return show_form(r, page, title, form, false);
}

rc who_level_form_show(struct req *r, const struct page *page, const char *title, struct form form)
{
    return show_form(r, page, title, form, true);
}

static rc conditions_show(struct req *r)
{
    return ask(r, &ask_page);
}

static rc conditions_count(struct req *r)
{
    return ask(r, &counted_page);
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/conditions", PERM_CUSTOMERS_LIST, conditions_show, &ask_in, .gives = &ask_page, .title = N_("Conditions")},
    {HTTP_GET, "/conditions/fields", PERM_CONDITIONS, fields_show, &fields_in, .title = N_("What conditions can ask"), .answers = fields_answer},
    {HTTP_GET, "/conditions/names", PERM_CONDITIONS, names_show, &names_in, .title = N_("Names that conditions know"), .answers = names_answer},
    {HTTP_POST, "/conditions/count", PERM_CONDITIONS, conditions_count, &count_in, .title = N_("How many customers meet a condition"), .gives = &counted_page, .while_seeing = true},
};
static const struct nav nav[] = {
    {NAV_CUSTOMERS, "/conditions", N_("Conditions")},
};
/* clang-format on */
const struct module who_module = {.name = "who", MODULE(routes), MODULE_NAV(nav)};
