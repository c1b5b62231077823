#include "pcrm/tag/portrait.h"

#include "engine/snapshot.h"
#include "pcrm/tag/portrait.html.h"
#include "pcrm/tag/tag.h"
#include "pcrm/tag/tag.sql.h"
#include "pcrm/who/who.h"
#include "platform/scope.h"

enum { GIVEN_MOST = 100 };

/* ---- what is shown ---- */

struct shown_tag {
    int64_t tag_id;
    struct text name, about;
    bool is_system;
    struct opt_int8 at; /* given by hand */
    struct text staff_name;
};
static const struct field shown_fields[] = {
    FIELD_AS(struct shown_tag, tag_id, KIND_ID),
    FIELD(struct shown_tag, name),
    FIELD(struct shown_tag, about),
    FIELD(struct shown_tag, is_system),
    FIELD_AS(struct shown_tag, at, KIND_TIME),
    FIELD(struct shown_tag, staff_name),
};
static const struct record shown_record = RECORD(struct shown_tag, shown_fields);

struct part_view {
    int16_t part;
    struct shown_tag *tags;
    size_t tags_count;
};
static const struct field part_fields[] = {
    FIELD_CODE(struct part_view, part, tag_parts),
    FIELD_ROWS(struct part_view, tags, shown_record),
};
static const struct record part_record = RECORD(struct part_view, part_fields);

struct portrait_view {
    int64_t customer_id;
    bool may_give, has_choices, is_empty;
    struct part_view *parts; /* those with a tag */
    size_t parts_count;
    struct q_tag_usable_row *choices; /* that the customer has not */
    size_t choices_count;
};
static const struct field portrait_fields[] = {
    FIELD_AS(struct portrait_view, customer_id, KIND_ID),
    FIELD(struct portrait_view, may_give),
    FIELD(struct portrait_view, has_choices),
    FIELD(struct portrait_view, is_empty),
    FIELD_ROWS(struct portrait_view, parts, part_record),
    {.name = "choices",
     .kind = KIND_ROWS,
     .offset = offsetof(struct portrait_view, choices),
     .count_offset = offsetof(struct portrait_view, choices_count),
     .of = &q_tag_usable_record,
     .inner = true},
};
static const struct record portrait_record = RECORD(struct portrait_view, portrait_fields);
const struct page portrait_page = {&tmpl_portrait, &portrait_record, N_("Portrait")};

struct tag_rows {
    struct q_tag_of_customer_row *items;
    size_t len;
    struct q_tag_usable_row *usable;
    size_t usable_len;
    struct q_tag_system_row *all_system;
    size_t all_system_len;
    const struct q_tag_system_row **system; /* those that the customer has */
    size_t system_len;
};

/* One message. */
static rc ask_tags(struct req *r, int64_t customer_id, bool may_give, struct tag_rows *t)
{
    db_ahead(r->db);
    TRY(q_tag_of_customer(r->db, r->arena, customer_id, &t->items, &t->len));
    if (may_give)
        db_ahead(r->db);
    if (may_give)
        TRY(q_tag_usable(r->db, r->arena, &t->usable, &t->usable_len));
    return q_tag_system(r->db, r->arena, &t->all_system, &t->all_system_len);
}

/* The system tags whose condition holds for the customer, today. */
static rc find_system(struct req *r, int64_t customer_id, struct tag_rows *tags)
{
    const struct snapshot *s;
    uint32_t row;
    bool has_it;
    if (tags->all_system_len == 0)
        return OK;
    TRY(req_snapshot(r, &s));
    if (!snapshot_find(s, customer_id, &row))
        return OK;
    tags->system = arena_alloc(r->arena, tags->all_system_len * sizeof *tags->system);
    for (size_t i = 0; i < tags->all_system_len; i++) {
        TRY(who_has(r, tags->all_system[i].condition, row, &has_it));
        if (has_it)
            tags->system[tags->system_len++] = &tags->all_system[i];
    }
    return OK;
}

static void add_parts(struct req *r, const struct tag_rows *tags, struct portrait_view *v)
{
    v->parts = arena_alloc(r->arena, PART_COUNT * sizeof *v->parts);
    for (int16_t part = 0; part < PART_COUNT; part++) {
        struct part_view *p = &v->parts[v->parts_count];
        size_t most = tags->len + tags->system_len + 1;
        *p =
            (struct part_view){.part = part, .tags = arena_alloc(r->arena, most * sizeof *p->tags)};
        for (size_t i = 0; i < tags->system_len; i++)
            if (tags->system[i]->part == part)
                p->tags[p->tags_count++] = (struct shown_tag){.tag_id = tags->system[i]->tag_id,
                                                              .name = tags->system[i]->name,
                                                              .about = tags->system[i]->about,
                                                              .is_system = true};
        for (size_t i = 0; i < tags->len; i++)
            if (tags->items[i].part == part)
                p->tags[p->tags_count++] =
                    (struct shown_tag){.tag_id = tags->items[i].tag_id,
                                       .name = tags->items[i].name,
                                       .about = tags->items[i].about,
                                       .at = {true, tags->items[i].at},
                                       .staff_name = tags->items[i].staff_name};
        v->parts_count += p->tags_count > 0;
    }
    v->is_empty = v->parts_count == 0;
}

static bool has(const struct tag_rows *tags, int64_t tag_id)
{
    for (size_t i = 0; i < tags->len; i++)
        if (tags->items[i].tag_id == tag_id)
            return true;
    return false;
}

static void add_choices(const struct tag_rows *tags, struct portrait_view *v)
{
    size_t kept = 0;
    v->choices = tags->usable;
    for (size_t i = 0; i < tags->usable_len; i++)
        if (!has(tags, v->choices[i].tag_id))
            v->choices[kept++] = v->choices[i];
    v->choices_count = kept;
    v->has_choices = kept > 0;
}

rc portrait_fill(struct req *r, int64_t customer_id, const void **ret_view)
{
    struct portrait_view *v = VIEW(r, struct portrait_view);
    struct tag_rows *tags = VIEW(r, struct tag_rows);
    v->customer_id = customer_id;
    v->may_give = may(r, PERM_TAGS);
    TRY(ask_tags(r, customer_id, v->may_give, tags));
    TRY(find_system(r, customer_id, tags));
    add_parts(r, tags, v);
    add_choices(tags, v);
    *ret_view = v;
    return OK;
}

/* ---- giving and taking ---- */

struct tags_given {
    int64_t customer_id;
    int64_t tag; /* the first of them */
};
static const struct input tags_inputs[] = {
    PATH_ID(struct tags_given, customer_id),
    INPUT_NUMBER(struct tags_given, tag, N_("Tag"), .required = true, .min = 1, .max = INT32_MAX),
};
const struct inputs customer_tags_in = INPUTS(struct tags_given, tags_inputs);

static bool number_of(struct text t, int64_t *ret)
{
    int64_t n = 0;
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9' || i >= 9)
            return false;
        n = n * 10 + (t.ptr[i] - '0');
    }
    *ret = n;
    return t.len > 0;
}

static rc open_customer(struct req *r, int64_t customer_id)
{
    struct int8s seen;
    about(r, AUDIT_CUSTOMER, customer_id);
    TRY(scope_open(r->db, r->who, (struct int8s){&customer_id, 1}, r->arena, &seen));
    return seen.len ? OK : E_NOT_FOUND;
}

/* The form sends "tag" once for each that is ticked. */
rc portrait_give(struct req *r)
{
    const struct tags_given *in = r->in;
    int64_t given, seen, tag_id;
    size_t count = 0;
    TRY(open_customer(r, in->customer_id));
    for (size_t i = 0; i < r->given.len && count < GIVEN_MOST; i++) {
        if (!text_is(r->given.items[i].name, "tag"))
            continue;
        if (!number_of(r->given.items[i].value, &tag_id))
            return fault(r, "tag", N_("is no tag"));
        TRY(tag_give(r, tag_id, (struct int8s){&in->customer_id, 1}, &given, &seen));
        if (seen == 0)
            return E_NOT_FOUND;
        count++;
    }
    return go(r, "/customers/%" PRId64, in->customer_id);
}

struct tag_taken {
    int64_t customer_id, tag_id;
};
static const struct input tag_inputs[] = {
    PATH_ID(struct tag_taken, customer_id),
    PATH_ID(struct tag_taken, tag_id),
};
const struct inputs customer_tag_in = INPUTS(struct tag_taken, tag_inputs);

rc portrait_take(struct req *r)
{
    const struct tag_taken *in = r->in;
    struct q_tag_find_row tag;
    struct q_tag_take_row row;
    TRY(open_customer(r, in->customer_id));
    TRY(q_tag_find(r->db, r->arena, in->tag_id, &tag));
    r->detail = tag.name;
    TRY(q_tag_take(r->db, in->tag_id, (struct int8s){&in->customer_id, 1}, &row));
    return row.taken ? go(r, "/customers/%" PRId64, in->customer_id) : E_NOT_FOUND;
}
