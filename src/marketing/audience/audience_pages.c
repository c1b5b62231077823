/* Audiences: made, changed, copied, published, deleted; who is in one of them. */
#include "marketing/audience/audience_pages.h"

#include "cif/customer/codes.h"
#include "cif/customer/member.h"
#include "cond/told.h"
#include "marketing/audience/audience.h"
#include "marketing/audience/audience.html.h"
#include "marketing/audience/audiences.html.h"
#include "pcrm/named/named.h"
#include "platform/visibility.h"
#include "web/form.h"

enum { NAME_MOST = 60, ABOUT_MOST = 300, MEMBERS_MOST = 2000000, ORGS_SHOWN = 50 };

/* clang-format off */
static const struct word refresh_items[] = {
    {REFRESH_STATIC, "static", N_("static: as of the day it was published")},
    {REFRESH_DAILY, "daily", N_("daily: anew with every business day")},
};
/* clang-format on */
const struct words audience_refreshes = {"audience_refreshes", refresh_items,
                                         ARRAY_LEN(refresh_items)};

static const struct input by_audience_inputs[] = {PATH_ID(struct by_audience, audience_id)};
const struct inputs by_audience_in = INPUTS(struct by_audience, by_audience_inputs);

static rc find_named(struct req *r, int64_t id, struct named_set *ret)
{
    struct q_audience_find_row is;
    TRY(audience_open(r, id, &is));
    *ret = (struct named_set){is.name, is.is_mine};
    return OK;
}

static const struct named_sort audience_sort = {
    .kind = NAMED_AUDIENCE,
    .subject = AUDIT_AUDIENCE,
    .path = "/audiences",
    .title = N_("Delete an audience"),
    .taken = N_("is the name of another audience"),
    .others = N_("Only its owner changes an audience."),
    .gone = N_("The audience, its versions and who was in it on which day are gone for everybody."),
    .find = find_named,
};

/* ---- one of them ---- */

rc audience_open(struct req *r, int64_t audience_id, struct q_audience_find_row *ret)
{
    about(r, AUDIT_AUDIENCE, audience_id);
    TRY(q_audience_find(r->db, r->arena, audience_id, ret));
    r->answer.title = arena_text(r->arena, ret->name.ptr, ret->name.len);
    return OK;
}

rc audience_open_own(struct req *r, int64_t audience_id, struct q_audience_find_row *ret)
{
    TRY(audience_open(r, audience_id, ret));
    return named_own(r, &audience_sort, audience_id, ret->is_mine);
}

struct int8s audience_ids(struct req *r, const struct set *members)
{
    return rows_ids(set_members(members, r->arena), members->count, r->arena);
}

/* Those of a static audience, among whom the person may see. */
static rc static_set(struct req *r, const struct q_audience_find_row *a, const struct set **ret)
{
    struct int8s members;
    const struct snapshot *s;
    struct reach reach;
    TRY(req_snapshot(r, &s));
    TRY(named_members(r, a->audience_id, s->day, &members));
    TRY(member_reach(r, members, &reach));
    *ret = set_of_reach(s, &reach, r->arena);
    return OK;
}

rc audience_set(struct req *r, const struct q_audience_find_row *a, const struct set **ret_members,
                const char **ret_said)
{
    const struct who *who = NULL;
    *ret_members = NULL;
    *ret_said = NULL;
    if (a->version > 0 && a->published_refresh.value == REFRESH_STATIC)
        return static_set(r, a, ret_members);
    TRY(who_read(r, a->version > 0 ? a->published : a->condition, &who, ret_said));
    if (who)
        *ret_members = evaluate(who->evaluation, who->within, r->arena);
    return OK;
}

/* ---- all of them ---- */

struct audience_filter {
    struct text q;
    struct opt_bool own, draft;
};
static const struct input filter_inputs[] = {
    INPUT_TEXT(struct audience_filter, q, N_("Name contains"), .max = NAME_MOST),
    INPUT_BOOL(struct audience_filter, own, N_("Only mine")),
    INPUT_BOOL(struct audience_filter, draft, N_("Not published yet")),
};
static const struct inputs filter_in = INPUTS(struct audience_filter, filter_inputs);

/* clang-format off */
static const struct list_column audience_columns[] = {
    {"name", N_("Audience"), "/audiences/{audience_id}"},
    {"members", N_("Customers when published")},
    {"day", N_("Published of")},
    {"version", N_("Version")},
    {"draft", N_("Changed since")},
    {"refresh", N_("Refreshed"), .hidden = true},
    {"about", N_("What it is for")},
    {"condition", N_("Condition"), .hidden = true},
    {"owner_name", N_("Owner")},
    {"org_name", N_("Organisation"), .hidden = true},
    {"visibility", N_("Who may use it"), .hidden = true},
    {"changed_at", N_("Changed")},
};
/* clang-format on */

static rc audiences_fetch(struct req *r, const struct list_ask *ask, struct list_rows *ret)
{
    const struct audience_filter *f = r->in;
    const struct q_audience_page_in in = {f->q, f->own, f->draft, ask->limit, ask->offset};
    return q_audience_page(r->db, r->arena, (enum q_audience_page_order)ask->order, &in,
                           (struct q_audience_page_row **)&ret->items, &ret->len);
}

struct audiences_view {
    struct text list;
};
static const struct field audiences_fields[] = {FIELD_AS(struct audiences_view, list, KIND_HTML)};
static const struct record audiences_record = RECORD(struct audiences_view, audiences_fields);
static const struct page audiences_page = {&tmpl_audiences, &audiences_record, N_("Audiences")};

static rc audiences_open(struct req *r, void **ret_beside)
{
    *ret_beside = VIEW(r, struct audiences_view);
    return OK;
}

static rc audiences_show(struct req *r, void *beside, struct text list)
{
    struct audiences_view *v = beside;
    v->list = list;
    return show(r, &audiences_page, v);
}

static const struct list audience_list =
    LIST(N_("Audiences"), q_audience_page, audience_columns, audiences_fetch,
         .first_order = Q_AUDIENCE_PAGE_BY_CHANGED_AT_DESC,
         .empty = N_("An audience is whom a condition finds. Make one, then publish it."),
         .open = audiences_open, .show = audiences_show);

/* ---- one of them: how many, of which tier, where; who ---- */

struct count_row {
    struct text name;
    int64_t customers;
};
static const struct field count_fields[] = {
    FIELD(struct count_row, name),
    FIELD(struct count_row, customers),
};
static const struct record count_record = RECORD(struct count_row, count_fields);

struct audience_view {
    struct q_audience_find_row is;
    struct text said;                                       /* the condition is no longer valid */
    struct text told, draft_told;                           /* it in words; what is not published */
    bool is_published, is_valid, may_publish, has_versions; /* two at least */
    int64_t customers;
    struct count_row *tiers, *orgs;
    size_t tiers_count, orgs_count;
    struct q_audience_versions_row *versions;
    size_t versions_count;
    struct q_audience_sizes_row *days; /* the oldest first */
    size_t days_count;
    bool has_days; /* two at least, to be compared */
    day first_day, day_before, last_day;
    struct q_audience_others_row *others;
    size_t others_count;
    const struct set *members;
    struct text list;
};
static const struct field audience_fields[] = {
    FIELD_RECORD(struct audience_view, is, q_audience_find_record),
    FIELD(struct audience_view, said),
    FIELD(struct audience_view, told),
    FIELD(struct audience_view, draft_told),
    FIELD(struct audience_view, is_published),
    FIELD(struct audience_view, is_valid),
    FIELD(struct audience_view, may_publish),
    FIELD(struct audience_view, has_versions),
    FIELD(struct audience_view, customers),
    FIELD_ROWS(struct audience_view, tiers, count_record),
    FIELD_ROWS(struct audience_view, orgs, count_record),
    FIELD_ROWS(struct audience_view, versions, q_audience_versions_record),
    FIELD_ROWS(struct audience_view, days, q_audience_sizes_record),
    FIELD(struct audience_view, has_days),
    FIELD_OPT_DAY(struct audience_view, first_day),
    FIELD_OPT_DAY(struct audience_view, day_before),
    FIELD_OPT_DAY(struct audience_view, last_day),
    FIELD_ROWS(struct audience_view, others, q_audience_others_record),
    FIELD_AS(struct audience_view, list, KIND_HTML),
};
static const struct record audience_record = RECORD(struct audience_view, audience_fields);
static const struct page audience_page = {&tmpl_audience, &audience_record, N_("Audience")};

static void count_tiers(struct req *r, const struct tally *tally, struct audience_view *v)
{
    v->tiers = arena_alloc(r->arena, TIER_COUNT * sizeof *v->tiers);
    for (int tier = TIER_COUNT - 1; tier >= 0; tier--)
        if (tally->tiers[tier] > 0)
            v->tiers[v->tiers_count++] = (struct count_row){
                text_of(word(r, word_of_code(&tier_words, (int16_t)tier)->label)),
                tally->tiers[tier]};
}

static struct text org_named(const struct q_audience_orgs_row *names, size_t len, int32_t org_id)
{
    for (size_t i = 0; i < len; i++)
        if (names[i].org_id == org_id)
            return names[i].name;
    return TEXT("–");
}

/* By what lies directly below the person's organisation. */
static rc count_orgs(struct req *r, const struct snapshot *s, struct audience_view *v)
{
    struct org_tally *tallies;
    struct q_audience_orgs_row *names = NULL;
    size_t len, names_len = 0;
    tally_by_child(s, v->members, r->who->org_id, r->arena, &tallies, &len);
    len = len < ORGS_SHOWN ? len : ORGS_SHOWN;
    int32_t *ids = arena_alloc(r->arena, (len + 1) * sizeof *ids);
    for (size_t i = 0; i < len; i++)
        ids[i] = tallies[i].org_id;
    TRY(q_audience_orgs(r->db, r->arena, (struct int4s){ids, len}, s->day, &names, &names_len));
    v->orgs = arena_alloc(r->arena, (len + 1) * sizeof *v->orgs);
    for (size_t i = 0; i < len; i++)
        if (tallies[i].customers > 0)
            v->orgs[v->orgs_count++] = (struct count_row){
                org_named(names, names_len, tallies[i].org_id), tallies[i].customers};
    return OK;
}

static rc count_members(struct req *r, struct audience_view *v)
{
    const struct snapshot *s;
    struct tally tally;
    TRY(req_snapshot(r, &s));
    tally_of(s, v->members, &tally);
    v->customers = tally.customers;
    count_tiers(r, &tally, v);
    return count_orgs(r, s, v);
}

static rc members_open(struct req *r, void **ret_beside)
{
    const struct by_audience *in = r->in;
    struct audience_view *v = VIEW(r, struct audience_view);
    const char *said;
    TRY(audience_open(r, in->audience_id, &v->is));
    TRY(audience_set(r, &v->is, &v->members, &said));
    v->said = text_of(said);
    v->is_valid = v->members != NULL;
    v->is_published = v->is.version > 0;
    v->has_versions = v->is.version > 1;
    v->may_publish = v->is.is_mine && v->is.draft;
    *ret_beside = v;
    return OK;
}

static rc members_pick(struct req *r, const struct list_ask *ask, struct list_keys *ret)
{
    const struct audience_view *v = ask->beside;
    *ret = (struct list_keys){.total = 0};
    if (!v->members)
        return OK;
    struct reach reach = reach_of_set(v->members, r->arena);
    return member_pick(r, &reach, ask, ret);
}

static rc add_days(struct req *r, struct audience_view *v)
{
    TRY(q_audience_sizes(r->db, r->arena, v->is.audience_id, &v->days, &v->days_count));
    v->has_days = v->days_count > 1;
    v->first_day = v->has_days ? v->days[0].day_ : NO_DAY;
    v->day_before = v->has_days ? v->days[v->days_count - 2].day_ : NO_DAY;
    v->last_day = v->has_days ? v->days[v->days_count - 1].day_ : NO_DAY;
    return OK;
}

static struct text told_of(struct req *r, struct text condition)
{
    return cond_told_text(r->arena, r->tongue, condition);
}

static rc members_show(struct req *r, void *beside, struct text list)
{
    const struct by_audience *in = r->in;
    struct audience_view *v = beside;
    v->list = list;
    v->told = told_of(r, v->is_published ? v->is.published : v->is.condition);
    v->draft_told = told_of(r, v->is.condition);
    if (v->members)
        TRY(count_members(r, v));
    TRY(q_audience_versions(r->db, r->arena, in->audience_id, &v->versions, &v->versions_count));
    TRY(add_days(r, v));
    TRY(q_audience_others(r->db, r->arena, in->audience_id, &v->others, &v->others_count));
    return show(r, &audience_page, v);
}

static const struct list members_list =
    MEMBER_LIST(N_("Members"), N_("None of your customers is in this audience."), members_pick,
                members_open, members_show);

/* ---- making and changing ---- */

struct audience_form {
    int64_t audience_id; /* of one that is changed */
    struct text name, about, condition;
    int16_t refresh, visibility;
};
/* clang-format off */
#define FORM_INPUTS                                                                                \
    INPUT_TEXT(struct audience_form, name, N_("Name of the audience"), .required = true, .max = NAME_MOST, .help = N_("Other conditions call it by this name; no other audience has it.")), \
    INPUT_TEXT(struct audience_form, condition, N_("Condition"), .required = true, .multiline = true, .max = COND_BYTES_MOST, .help = N_("For example: tier in (gold, platinum) and aum >= 500000 and not dnd")), \
    INPUT_CODE(struct audience_form, refresh, audience_refreshes, N_("Refreshed"), .required = true), \
    INPUT_TEXT(struct audience_form, about, N_("What it is for"), .max = ABOUT_MOST),              \
    INPUT_CODE(struct audience_form, visibility, visibilities, N_("Who may use it"), .required = true, .help = N_("Everybody sees of its customers only those whom they may see."))
static const struct input new_inputs[] = {FORM_INPUTS};
static const struct input change_inputs[] = {PATH_ID(struct audience_form, audience_id), FORM_INPUTS};
/* clang-format on */
static const struct inputs new_in = INPUTS(struct audience_form, new_inputs);
static const struct inputs change_in = INPUTS(struct audience_form, change_inputs);

static const struct page form_page = WHO_FORM_PAGE(N_("Audience"));

/* *ret_condition: as the language writes it. */
static rc check_form(struct req *r, const struct audience_form *f, struct text *ret_condition)
{
    TRY(named_check(r, &audience_sort, f->audience_id, f->name));
    return who_check_of(r, "condition", f->condition, NAMED_AUDIENCE, f->audience_id,
                        ret_condition);
}

static rc new_show(struct req *r)
{
    static const struct audience_form usual = {.refresh = REFRESH_DAILY, .visibility = VISIBLE_OWN};
    return who_form_show(r, &form_page, N_("New audience"),
                         form_make(r, &new_in, "/audiences", &usual));
}

static rc add(struct req *r, const struct audience_form *f)
{
    struct q_audience_add_row row;
    const struct q_audience_add_in in = {.name = f->name,
                                         .about = text_or_empty(f->about),
                                         .condition = f->condition,
                                         .refresh = f->refresh,
                                         .owner_id = r->who->staff_id,
                                         .org_id = r->who->org_id,
                                         .visibility = f->visibility,
                                         .at = r->now};
    TRY(q_audience_add(r->db, &in, &row));
    about(r, AUDIT_AUDIENCE, row.audience_id);
    return go(r, "/audiences/%" PRId64, row.audience_id);
}

static rc audience_make(struct req *r)
{
    struct audience_form f = *(const struct audience_form *)r->in;
    TRY(check_form(r, &f, &f.condition));
    return add(r, &f);
}

/* After a fault the route's inputs are those of the form. */
static rc change_show(struct req *r)
{
    struct q_audience_find_row is;
    int64_t id = r->http->method == HTTP_GET ? ((const struct by_audience *)r->in)->audience_id
                                             : ((const struct audience_form *)r->in)->audience_id;
    TRY(audience_open_own(r, id, &is));
    const struct audience_form present = {id,           is.name,    is.about,
                                          is.condition, is.refresh, is.visibility};
    return who_form_show(
        r, &form_page, N_("Change an audience"),
        form_make(r, &change_in, arena_printf(r->arena, "/audiences/%" PRId64, id), &present));
}

static rc audience_change(struct req *r)
{
    const struct audience_form *f = r->in;
    struct q_audience_find_row is;
    struct q_audience_change_row row;
    struct text condition;
    bool found;
    TRY(audience_open_own(r, f->audience_id, &is));
    TRY(check_form(r, f, &condition));
    TRY(named_carry(r, &audience_sort, f->audience_id, is.name, f->name));
    const struct q_audience_change_in in = {f->audience_id, f->name,    text_or_empty(f->about),
                                            condition,      f->refresh, f->visibility,
                                            r->now};
    TRY(q_audience_change(r->db, &in, &row, &found));
    return found ? go(r, "/audiences/%" PRId64, f->audience_id) : E_NOT_FOUND;
}

/* "Name 2", "Name 3", ...: the first that nobody has. */
static rc free_name(struct req *r, struct text name, struct text *ret)
{
    for (int n = 2;; n++) {
        bool taken;
        *ret = text_of(arena_printf(r->arena, "%.*s %d", (int)name.len, name.ptr, n));
        TRY(named_taken(r, &audience_sort, *ret, &taken));
        if (!taken)
            return OK;
    }
}

/* The copy is the person's own, and a draft. */
static rc audience_copy(struct req *r)
{
    const struct by_audience *in = r->in;
    struct q_audience_find_row is;
    struct audience_form f;
    TRY(audience_open(r, in->audience_id, &is));
    f = (struct audience_form){.about = is.about,
                               .condition =
                                   is.is_mine || is.version == 0 ? is.condition : is.published,
                               .refresh = is.refresh,
                               .visibility = VISIBLE_OWN};
    TRY(free_name(r, is.name, &f.name));
    return add(r, &f);
}

/* ---- publishing ---- */

static rc note_members(struct req *r, int64_t audience_id, int32_t version, day d,
                       struct int8s members)
{
    struct q_audience_now_row row;
    return q_audience_now(r->db, audience_id, d, version, members, &row);
}

/* Of whom the owner may see, on the day of the store. */
static rc audience_publish(struct req *r)
{
    const struct by_audience *in = r->in;
    struct q_audience_find_row is;
    struct q_audience_publish_row row;
    const struct snapshot *s;
    const struct who *who = NULL;
    const char *said = NULL;
    bool found;
    TRY(audience_open_own(r, in->audience_id, &is));
    TRY(req_snapshot(r, &s));
    TRY(who_read(r, is.condition, &who, &said));
    if (!who)
        return refuse(r, E_REFUSED, said);
    const struct set *members = evaluate(who->evaluation, who->within, r->arena);
    if (members->count > MEMBERS_MOST)
        return refuse(r, E_REFUSED,
                      N_("More than 2,000,000 customers: narrow the condition down."));
    const struct q_audience_publish_in publish = {in->audience_id, s->day, members->count,
                                                  r->who->staff_id, r->now};
    TRY(q_audience_publish(r->db, &publish, &row, &found));
    if (!found)
        return E_NOT_FOUND;
    TRY(note_members(r, in->audience_id, row.version, s->day, audience_ids(r, members)));
    return go(r, "/audiences/%" PRId64, in->audience_id);
}

/* ---- deleting ---- */

static const struct input delete_inputs[] = NAMED_DELETE_INPUTS("audience_id");
static const struct inputs delete_in = INPUTS(struct named_deleting, delete_inputs);

static rc delete_show(struct req *r)
{
    return named_delete_show(r, &audience_sort);
}

static rc audience_delete(struct req *r)
{
    return named_delete(r, &audience_sort);
}

/* clang-format off */
static const struct route routes[] = {
    {HTTP_GET, "/audiences", PERM_AUDIENCES, .list = &audience_list, .in = &filter_in, .gives = &audiences_page, .title = N_("Audiences")},
    {HTTP_GET, "/audiences/new", PERM_AUDIENCES, new_show, .gives = &form_page, .title = N_("New audience")},
    {HTTP_POST, "/audiences", PERM_AUDIENCES, audience_make, &new_in, .audit = "audience.make", .again = new_show, .gives = &form_page, .title = N_("New audience")},
    {HTTP_GET, "/audiences/{audience_id}", PERM_AUDIENCES, .list = &members_list, .in = &by_audience_in, .audit = "audience.look", .gives = &audience_page, .title = N_("Audience")},
    {HTTP_GET, "/audiences/{audience_id}/edit", PERM_AUDIENCES, change_show, &by_audience_in, .gives = &form_page, .title = N_("Change an audience")},
    {HTTP_POST, "/audiences/{audience_id}", PERM_AUDIENCES, audience_change, &change_in, .audit = "audience.change", .again = change_show, .gives = &form_page, .title = N_("Change an audience")},
    {HTTP_POST, "/audiences/{audience_id}/copy", PERM_AUDIENCES, audience_copy, &by_audience_in, .audit = "audience.copy", .title = N_("Copy an audience")},
    {HTTP_POST, "/audiences/{audience_id}/publish", PERM_AUDIENCES, audience_publish, &by_audience_in, .audit = "audience.publish", .title = N_("Publish an audience")},
    {HTTP_GET, "/audiences/{audience_id}/days", PERM_AUDIENCES, .list = &audience_days_list, .in = &audience_days_in, .audit = "audience.look", .gives = &audience_days_page, .title = N_("Difference between two days")},
    {HTTP_GET, "/audiences/{audience_id}/why", PERM_AUDIENCES, audience_why, &audience_why_in, .audit = "audience.why", .gives = &audience_why_page, .title = N_("Why is a customer in it or not")},
    {HTTP_GET, "/audiences/{audience_id}/overlap", PERM_AUDIENCES, audience_overlap, &audience_overlap_in, .gives = &audience_overlap_page, .title = N_("Overlap with another audience")},
    {HTTP_GET, "/audiences/{audience_id}/versions", PERM_AUDIENCES, audience_versions, &audience_versions_in, .gives = &audience_overlap_page, .title = N_("Versions of an audience compared")},
    {HTTP_GET, "/audiences/{audience_id}/delete", PERM_AUDIENCES, delete_show, &delete_in, .gives = &named_delete_page, .title = N_("Delete an audience")},
    {HTTP_POST, "/audiences/{audience_id}/delete", PERM_AUDIENCES, audience_delete, &delete_in, .audit = "audience.delete", .again = delete_show, .gives = &named_delete_page, .title = N_("Delete an audience")},
};
static const struct nav nav[] = {{NAV_MARKETING, "/audiences", N_("Audiences")}};
/* clang-format on */
const struct module audience_module = {.name = "audiences", MODULE(routes), MODULE_NAV(nav)};
