/* What two or three sets have in common: audiences, or versions of one of them; how many are in
 * every part, of those whom the person may see. */
#include "marketing/audience/audience_overlap.html.h"
#include "marketing/audience/audience_pages.h"
#include "web/http.h"

enum { SETS_MOST = 3, PARTS_MOST = (1 << SETS_MOST) - 1 };

struct overlap_set {
    struct text name, condition;
    int64_t customers;
    const struct set *members;
};
static const struct field set_fields[] = {
    FIELD(struct overlap_set, name),
    FIELD(struct overlap_set, condition),
    FIELD(struct overlap_set, customers),
};
static const struct record set_record = RECORD(struct overlap_set, set_fields);

/* Who is in exactly these of them. */
struct overlap_part {
    struct text said;
    int64_t customers;
    struct text share; /* of all who are in any */
};
static const struct field part_fields[] = {
    FIELD(struct overlap_part, said),
    FIELD(struct overlap_part, customers),
    FIELD(struct overlap_part, share),
};
static const struct record part_record = RECORD(struct overlap_part, part_fields);

/* What can be chosen, and what was. */
struct choice {
    int64_t id;
    struct text name;
    bool first, second;
};
static const struct field choice_fields[] = {
    FIELD_AS(struct choice, id, KIND_ID),
    FIELD(struct choice, name),
    FIELD(struct choice, first),
    FIELD(struct choice, second),
};
static const struct record choice_record = RECORD(struct choice, choice_fields);

struct overlap_view {
    struct q_audience_find_row is;
    struct text said; /* a condition is no longer valid */
    bool is_valid, of_versions;
    struct overlap_set *sets;
    size_t sets_count;
    struct overlap_part *parts;
    size_t parts_count;
    int64_t any;
    struct choice *choices;
    size_t choices_count;
};
static const struct field overlap_fields[] = {
    FIELD_RECORD(struct overlap_view, is, q_audience_find_record),
    FIELD(struct overlap_view, said),
    FIELD(struct overlap_view, is_valid),
    FIELD(struct overlap_view, of_versions),
    FIELD_ROWS(struct overlap_view, sets, set_record),
    FIELD_ROWS(struct overlap_view, parts, part_record),
    FIELD(struct overlap_view, any),
    FIELD_ROWS(struct overlap_view, choices, choice_record),
};
static const struct record overlap_record = RECORD(struct overlap_view, overlap_fields);
const struct page audience_overlap_page = {&tmpl_audience_overlap, &overlap_record, N_("Overlap")};

/* ---- the parts ---- */

/* In all sets of 'which', a bit each; what else they are in does not matter. */
static uint32_t common(struct req *r, const struct overlap_view *v, unsigned which)
{
    const struct set *all = NULL;
    for (size_t i = 0; i < v->sets_count; i++)
        if (which >> i & 1)
            all = all ? set_and(r->arena, all, v->sets[i].members) : v->sets[i].members;
    return all->count;
}

/* In exactly these: those in all of them, less those in one more, and so on. */
static int64_t exactly(struct req *r, const struct overlap_view *v, unsigned which)
{
    int64_t sum = 0;
    for (unsigned more = which; more < 1U << v->sets_count; more++)
        if ((more & which) == which)
            sum += __builtin_popcount(more ^ which) % 2 ? -(int64_t)common(r, v, more)
                                                        : (int64_t)common(r, v, more);
    return sum;
}

static struct text said_of(struct req *r, const struct overlap_view *v, unsigned which)
{
    struct buf said;
    bool alone = (which & (which - 1)) == 0;
    bool all = which == (1U << v->sets_count) - 1;
    if (all)
        return text_of(word(r, v->sets_count == 2 ? N_("In both") : N_("In all three")));
    buf_init(&said);
    buf_add_text(&said, word(r, alone ? N_("Only in ") : N_("In two: in ")));
    for (size_t i = 0, named = 0; i < v->sets_count; i++)
        if (which >> i & 1) {
            if (named++)
                buf_add_text(&said, word(r, N_(" and in ")));
            buf_add(&said, v->sets[i].name.ptr, v->sets[i].name.len);
        }
    return keep(r->arena, &said);
}

static void add_parts(struct req *r, struct overlap_view *v)
{
    v->parts = arena_alloc(r->arena, PARTS_MOST * sizeof *v->parts);
    for (unsigned which = (1U << v->sets_count) - 1; which > 0; which--) {
        int64_t customers = exactly(r, v, which);
        v->any += customers;
        v->parts[v->parts_count++] =
            (struct overlap_part){.said = said_of(r, v, which), .customers = customers};
    }
    for (size_t i = 0; i < v->parts_count; i++) {
        int64_t permille = v->any ? (v->parts[i].customers * 2000 + v->any) / (2 * v->any) : 0;
        v->parts[i].share = text_of(
            arena_printf(r->arena, "%" PRId64 ".%d%%", permille / 10, (int)(permille % 10)));
    }
    v->is_valid = true;
}

/* 'members' NULL: 'said' why. */
static void add_set(struct overlap_view *v, struct text name, struct text condition,
                    const struct set *members, const char *said)
{
    if (!members)
        v->said = text_of(said);
    else
        v->sets[v->sets_count++] = (struct overlap_set){name, condition, members->count, members};
}

static rc show_parts(struct req *r, struct overlap_view *v)
{
    if (!v->said.ptr && v->sets_count > 1)
        add_parts(r, v);
    return show(r, &audience_overlap_page, v);
}

/* ---- of audiences ---- */

struct overlap_in {
    int64_t audience_id;
    struct opt_int8 with, and;
};
static const struct input overlap_inputs[] = {
    PATH_ID(struct overlap_in, audience_id),
    INPUT_NUMBER(struct overlap_in, with, N_("Audience"), .min = 1, .max = INT32_MAX),
    INPUT_NUMBER(struct overlap_in, and, N_("And a third one"), .min = 1, .max = INT32_MAX),
};
const struct inputs audience_overlap_in = INPUTS(struct overlap_in, overlap_inputs);

static rc add_audience(struct req *r, struct overlap_view *v, const struct q_audience_find_row *a)
{
    const struct set *members;
    const char *said;
    TRY(audience_set(r, a, &members, &said));
    add_set(v, a->name, a->version > 0 ? a->published : a->condition, members, said);
    return OK;
}

static rc add_other(struct req *r, struct overlap_view *v, struct opt_int8 id)
{
    struct q_audience_find_row other;
    if (!id.known || v->said.ptr)
        return OK;
    TRY(audience_open(r, id.value, &other));
    return add_audience(r, v, &other);
}

static rc offer_others(struct req *r, const struct overlap_in *in, struct overlap_view *v)
{
    struct q_audience_others_row *rows = NULL;
    TRY(q_audience_others(r->db, r->arena, in->audience_id, &rows, &v->choices_count));
    v->choices = arena_alloc(r->arena, (v->choices_count + 1) * sizeof *v->choices);
    for (size_t i = 0; i < v->choices_count; i++)
        v->choices[i] = (struct choice){rows[i].audience_id, rows[i].name,
                                        in->with.known && in->with.value == rows[i].audience_id,
                                        in->and.known && in->and.value == rows[i].audience_id};
    return OK;
}

rc audience_overlap(struct req *r)
{
    const struct overlap_in *in = r->in;
    struct overlap_view *v = VIEW(r, struct overlap_view);
    v->sets = arena_alloc(r->arena, SETS_MOST * sizeof *v->sets);
    TRY(audience_open(r, in->audience_id, &v->is));
    TRY(offer_others(r, in, v));
    TRY(add_audience(r, v, &v->is));
    TRY(add_other(r, v, in->with));
    TRY(add_other(r, v, in->and));
    about(r, AUDIT_AUDIENCE, in->audience_id);
    return show_parts(r, v);
}

/* ---- of versions ---- */

struct versions_in {
    int64_t audience_id;
    struct opt_int4 from, until;
};
static const struct input versions_inputs[] = {
    PATH_ID(struct versions_in, audience_id),
    INPUT_NUMBER(struct versions_in, from, N_("Version"), .min = 1, .max = INT32_MAX),
    INPUT_NUMBER(struct versions_in, until, N_("and version"), .min = 1, .max = INT32_MAX),
};
const struct inputs audience_versions_in = INPUTS(struct versions_in, versions_inputs);

struct versions {
    struct q_audience_versions_row *items;
    size_t len;
};

/* Whom a version's condition finds today. */
static rc add_version(struct req *r, struct overlap_view *v, const struct versions *all,
                      int32_t number)
{
    for (size_t i = 0; i < all->len && !v->said.ptr; i++) {
        const struct q_audience_versions_row *version = &all->items[i];
        const struct who *who;
        const char *said;
        if (version->version != number)
            continue;
        TRY(who_read(r, version->condition, &who, &said));
        add_set(v, text_of(say_number(r->arena, r->tongue, N_("version {n}"), number)),
                version->condition, who ? evaluate(who->evaluation, who->within, r->arena) : NULL,
                said);
        return OK;
    }
    return v->said.ptr ? OK : E_NOT_FOUND;
}

static void offer_versions(struct req *r, const struct versions *all, int32_t from, int32_t until,
                           struct overlap_view *v)
{
    v->choices = arena_alloc(r->arena, (all->len + 1) * sizeof *v->choices);
    for (size_t i = 0; i < all->len; i++) {
        int32_t number = all->items[i].version;
        v->choices[v->choices_count++] = (struct choice){
            number,
            text_of(arena_printf(r->arena, "%d · %s", number, day_format(all->items[i].day_).text)),
            number == from, number == until};
    }
}

/* The last two, where nothing is chosen. */
rc audience_versions(struct req *r)
{
    const struct versions_in *in = r->in;
    struct overlap_view *v = VIEW(r, struct overlap_view);
    struct versions all = {NULL, 0};
    v->of_versions = true;
    v->sets = arena_alloc(r->arena, SETS_MOST * sizeof *v->sets);
    TRY(audience_open(r, in->audience_id, &v->is));
    TRY(q_audience_versions(r->db, r->arena, in->audience_id, &all.items, &all.len));
    int32_t until = in->until.known ? in->until.value : v->is.version;
    int32_t from = in->from.known ? in->from.value : until - 1;
    offer_versions(r, &all, from, until, v);
    if (v->is.version > 1 || in->from.known || in->until.known) {
        TRY(add_version(r, v, &all, from));
        TRY(add_version(r, v, &all, until));
    }
    return show_parts(r, v);
}
